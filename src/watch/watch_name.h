/*
 * watch_name: does a listed name agree with the name field of a zone, written in any of the ways of
 * Doc 9303-3, 4.6 and 6, or spelled as others do, and cut off as Doc 9303-4, 4.2.3 cuts?
 * Knows letters and fillers. Never knows entries. A part of watch, for it alone.
 */
#ifndef EG_WATCH_WATCH_NAME_H
#define EG_WATCH_WATCH_NAME_H

#include "watch/watch_zone.h"

#define WATCH_SYMBOLS 27 /* letters, then the filler */

/* A name field made ready. Sets of positions: bit n is character n, bit size is behind the last. */
struct watch_field {
	uint64_t at[WATCH_SYMBOLS]; /* where a letter or the filler may stand */
	uint64_t start;             /* before the first letter: fillers in front are passed over */
	uint64_t end;               /* nothing but fillers from there on */
	uint64_t behind;            /* the one behind the last */
	bool cut;                   /* a letter fills the last place: more may have followed */
};
/* doubts: a character that was not read surely is any one; else it is none, and nothing is cut. */
struct watch_field watch_field_of(const struct watch_chars *names, bool doubts, bool cuts);

enum watch_name_result {
	WATCH_NAME_DIFFERS,
	WATCH_NAME_SURNAME, /* agrees as far as the surname: no given names are listed, or all are
			       cut off */
	WATCH_NAME_WHOLE
};
/*
 * UTF-8; given may be empty. loose: also as watch_spelling.h has it, with one filler or none behind
 * each letter; whatever agrees otherwise agrees so, too.
 */
enum watch_name_result watch_name_agrees(const struct watch_field *f, struct rd surname,
					 struct rd given, bool loose);
/* The surname agrees, loosely, and of the given names, in whatever order, the zone has all that are
 * listed, or the list all that the zone has: ANNA and ANNA<MARIA. */
bool watch_name_shares(const struct watch_field *f, struct rd surname, struct rd given);

/* A name that can be written in a zone: every character is known, and something is left. */
bool watch_name_known(struct rd name);
/* The symbols that a known name can begin with, and that can follow it: bits 0..26, to pass over
 * most names without looking at them. */
struct watch_front {
	uint32_t first;
	uint32_t second;
};
/* All of them for an empty name: it is not compared. */
struct watch_front watch_name_front(struct rd name);
/* The same of a field: where its surname begins, where its given names may begin. */
struct watch_front watch_field_surname(const struct watch_field *f);
struct watch_front watch_field_given(const struct watch_field *f);

#endif
