/*
 * watch_letter: what a character of a name may be in a machine-readable zone (Doc 9303-3, 4.6 and
 * 6, tables A, B and C).
 * Knows characters. Never knows names. A part of watch, for it alone.
 */
#ifndef EG_WATCH_WATCH_LETTER_H
#define EG_WATCH_WATCH_LETTER_H

#include "base/err.h"

enum watch_sort {
	WATCH_SORT_UNKNOWN,   /* nothing says how it is written in a zone */
	WATCH_SORT_LETTER,    /* one of its ways */
	WATCH_SORT_SEPARATOR, /* ends a component: a filler */
	WATCH_SORT_NOTHING,   /* left out */
	WATCH_SORT_DOUBLE     /* shadda: the letter before once more, or not */
};

/*
 * Ways: capitals, '|' between them; one behind '^' is for the first letter of a component only.
 * Static; for another sort than letters NULL.
 */
enum watch_sort watch_letter(uint32_t character, const char **ways);

#endif
