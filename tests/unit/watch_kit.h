/*
 * watch_kit: texts of watchlists and zones to look up, for tests.
 * Knows columns and layouts. Shares no code with what it tests.
 */
#ifndef EG_TESTS_WATCH_KIT_H
#define EG_TESTS_WATCH_KIT_H

#include "watch/watch.h"

#define KIT_TODAY ((struct date){2026, 11, 30})
#define KIT_HEAD              \
	"egate-watchlist 1\n" \
	"number 42\n"         \
	"made 2026-11-25\n"   \
	"until 2026-12-07\n"  \
	"authority Border Guard of Utopia\n"

/* Fields of a zone; what is NULL is as of ERIKSSON, ANNA MARIA of Doc 9303-4. */
struct kit_zone {
	uint8_t kind;      /* 0: TD3 */
	const char *names; /* as printed, without the fillers behind */
	const char *number;
	const char *state;
	const char *nationality;
	const char *birth;    /* YYMMDD */
	char sex;             /* 0: F */
	const char *optional; /* at the start of the optional data; then no check digit of number */
};
struct msg_lookup kit_lookup(const struct kit_zone *z);
/* Where the names, the number, the state, nationality, birth and sex of a kind begin. */
struct kit_places {
	uint8_t names, names_size, state, number, optional, nationality, birth, sex;
};
struct kit_places kit_places(uint8_t kind);
/* Character n was not read surely; what was read in its place. */
void kit_doubt(struct msg_lookup *l, size_t n, char read_as);

/* Looks up in a list of KIT_HEAD and these lines; fails the test if they are no list. */
struct watch_hits kit_find(const char *lines, const struct msg_lookup *l);

#endif
