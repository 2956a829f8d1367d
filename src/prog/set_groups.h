/*
 * set_groups: groups of people, from a table of labels.
 * Knows comma-separated text (RFC 4180). Never knows what the labels mean.
 *
 *   person,sex,region        the first line names the columns; the first column is the person
 *   001,f,north              as in the pictures' names
 *   002,m,south
 *
 * An empty field: no label. More than one column also makes groups of people who share all labels.
 */
#ifndef EG_PROG_SET_GROUPS_H
#define EG_PROG_SET_GROUPS_H

#include "base/secret.h"

#define SET_COLUMNS_MAX 5   /* with the one that joins the others */
#define SET_GROUPS_MAX  200 /* more would be too small each to tell anything */
#define SET_LABEL_MAX   64
#define SET_TABLE_MAX   (16U << 20)
#define SET_NO_GROUP    UINT16_MAX

struct set_group {
	uint8_t column;
	char label[SET_LABEL_MAX]; /* printable, of those who have it */
};

struct set_groups {
	char column[SET_COLUMNS_MAX][SET_LABEL_MAX]; /* names */
	size_t column_count;
	struct set_group group[SET_GROUPS_MAX];
	size_t group_count;
	uint16_t *of_person; /* owned: by person and column */
	size_t person_count;
	size_t strangers; /* rows of people who are not in the set */
	size_t without;   /* people of the set without a row */
};

/* people: names, by number. EG_BAD_DATA with the reason; EG_TOO_BIG. */
EG_CHECK enum eg_err set_groups_read(struct rd text, const struct rd *people, size_t count,
				     struct set_groups *out);
void set_groups_free(struct set_groups *g); /* cleanup */
/* Number of the group, or SET_NO_GROUP. */
uint16_t set_group_of(const struct set_groups *g, size_t column, size_t person);

#endif
