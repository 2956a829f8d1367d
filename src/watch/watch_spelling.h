/*
 * watch_spelling: how a listed name may also be written beside the tables of Doc 9303-3, 6: as
 * states have it that keep other tables, and as lists have it that were transliterated before.
 * Knows characters and what stands for one sound. Never knows a zone. A part of watch, for it
 * alone.
 *
 *   listed              zone
 *   U, UE, UXX          U, UE, UXX     an umlaut that one of both writes otherwise; A and O
 * likewise AA, N, NXX          A, NXX, N I, Y                Y, I           IU and YU, IA and YA,
 * MARIA and MARYA SHT, SHCH           SHCH, SHT      Bulgarian, and others KH, H, TS           H,
 * KH, C
 */
#ifndef EG_WATCH_WATCH_SPELLING_H
#define EG_WATCH_WATCH_SPELLING_H

#include "watch/watch_letter.h"

#include "base/rd.h"

/*
 * Takes the next character of a name, in UTF-8, or the Latin letters that stand for one sound; then
 * ways as of watch_letter, among them those of each letter alone. False: the end.
 */
EG_CHECK bool watch_spelling_take(struct rd *name, enum watch_sort *sort, const char **ways);

#endif
