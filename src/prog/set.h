/*
 * set: a folder of pictures of people, enrolled: who is in it, what is compared with what.
 * Knows paths, people, roles, templates. Never knows scores or thresholds.
 */
#ifndef EG_PROG_SET_H
#define EG_PROG_SET_H

#include "prog/look.h"
#include "prog/set_files.h"
#include "prog/set_name.h"

#define SET_PROBE_MAX 16
/* The role of the first picture of each person, by name. */
#define SET_FIRST "first"

/* What is to be measured; all borrowed. */
struct set_order {
	const char *folder;
	enum set_people people;
	const char *portrait; /* word of the portraits' names, or SET_FIRST; NULL: see below */
	const char *live; /* word of the live pictures' names; NULL: all that are no portraits */
	const struct portrait_order *chip;   /* portraits are made into this; NULL: as they are */
	const struct conditions *conditions; /* live pictures are made worse; NULL: as they are */
	unsigned probe; /* live pictures of a person that are averaged, 1..SET_PROBE_MAX */
	unsigned jobs;  /* processes that look at pictures */
	uint64_t seed;
	void (*progress)(size_t done, size_t of); /* NULL: nobody wants to know */
};
/* Without a word for either role: each picture with each, unless chip, conditions or probe ask for
 * roles; then the first picture of a person is the portrait. */
bool set_each_with_each(const struct set_order *o);

enum set_role { SET_UNUSED, SET_PORTRAIT, SET_LIVE };

/* One picture and what was seen in it. */
struct set_picture {
	const char *path; /* within the folder; of files */
	uint32_t person;
	uint8_t role; /* enum set_role */
	bool enrolled;
	struct look_answer seen; /* its template is in set.face */
};

/* What is compared: a picture, or the mean of some of one person. */
struct set_unit {
	uint32_t person;
	uint32_t picture; /* the first, and whose template holds the mean */
	uint32_t pictures;
	bool enrolled;
};

struct set {
	struct set_files files;
	enum set_people people; /* the convention that was followed */
	bool each_with_each;
	struct set_picture *picture; /* owned, files.count of them */
	struct face_template *face;  /* owned, by picture */
	struct rd *person;           /* owned; names borrowed from paths; in order of appearance */
	size_t person_count;
	struct set_unit *unit; /* owned: first the portraits (or all), then live ones */
	size_t portraits;      /* units that are portraits */
	size_t unit_count;
	size_t used;      /* pictures that have a role */
	size_t failed;    /* of these, not enrolled */
	size_t chip_size; /* mean octets of the portraits made; 0: none */
};

/* Lists and names; nothing is decoded yet. EG_NOT_FOUND: no folder or no pictures in it. */
EG_CHECK enum eg_err set_open(const struct set_order *o, struct set *out);
/* Looks at every picture that has a role, then makes the units. */
EG_CHECK enum eg_err set_enrol(struct set *s, const struct set_order *o, struct face_engine *e);
/* Looks at the live pictures anew, under other conditions; the portraits stay as they are. */
EG_CHECK enum eg_err set_enrol_live(struct set *s, const struct set_order *o,
				    struct face_engine *e);
/* Looks again at some of the pictures, for all that can be told of them. */
EG_CHECK enum eg_err set_look_closer(struct set *s, const struct set_order *o,
				     struct face_engine *e, const uint32_t *pictures, size_t count);
void set_free(struct set *s); /* cleanup; wipes the templates */

#endif
