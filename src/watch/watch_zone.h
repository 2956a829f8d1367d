/*
 * watch_zone: the fields of a machine-readable zone that entries are compared with (Doc 9303-4 to
 * -6), character by character, with those that were not read surely.
 * Knows layouts. Never refuses a zone, and never knows an entry. A part of watch, for it alone.
 */
#ifndef EG_WATCH_WATCH_ZONE_H
#define EG_WATCH_WATCH_ZONE_H

#include "wire/msg.h"

#define WATCH_FILLER '<'

/* Characters of a field; bit n of doubtful: character n was not read surely. */
#define WATCH_CHARS_MAX 40 /* names of TD3 have 39; positions behind the last one are used, too */
struct watch_chars {
	char of[WATCH_CHARS_MAX];
	uint8_t size;
	uint64_t doubtful;
};

#define WATCH_UNKNOWN (-1)

struct watch_zone {
	struct watch_chars number; /* with the part in the optional data; fillers as they stand */
	struct watch_chars state;
	struct watch_chars names;
	struct watch_chars nationality;
	char sex;             /* F, M; WATCH_FILLER: not told, or not read surely */
	int year, month, day; /* of birth, the year's last two digits; WATCH_UNKNOWN */
	bool birth_doubtful;  /* a part of it was not read surely, and is unknown for that */
	bool sex_doubtful;
};

struct watch_zone watch_zone_read(const struct msg_lookup *l);

/* Nothing but fillers, all of them read surely. */
bool watch_chars_empty(const struct watch_chars *c);
/* "D" and "D<<": a code as an entry has it. *doubtful: it agrees for a doubt's sake only. */
bool watch_code_agrees(const struct watch_chars *c, const char code[4], bool *doubtful);
/* A document number: fillers are passed over, a doubtful character is any one, or a filler. */
bool watch_number_agrees(const struct watch_chars *c, struct rd number);

#endif
