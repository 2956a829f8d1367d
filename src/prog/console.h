/*
 * console: what the parts of egate-console share.
 * Knows who holds what. Never knows what any of it does.
 */
#ifndef EG_PROG_CONSOLE_H
#define EG_PROG_CONSOLE_H

#include "console/account.h"
#include "console/desk.h"
#include "console/events.h"
#include "console/http_files.h"
#include "prog/console_cases.h"
#include "prog/console_config.h"
#include "prog/console_lanes.h"
#include "prog/console_pin.h"
#include "prog/console_rows.h"
#include "prog/console_statistics.h"

/* Sessions whose shift is watched at once: screens that somebody has logged in to. */
#define CONSOLE_SHIFTS_MAX 64

/* What a session was told of its shift last. */
struct console_shift {
	uint64_t session; /* 0: none */
	bool due;
	bool over;
	bool seen; /* in this look */
};

struct console {
	const struct console_config *config; /* borrowed */
	struct account *account;             /* all owned, NULL: not there */
	struct desk *desk;
	struct events *events;
	struct pin *pin;
	struct http_files *files;
	struct cases cases;
	struct lanes lanes;
	struct rows rows;
	struct statistics statistics;
	int64_t mono_ms; /* of this turn */
	int64_t unix_ms;
	char *whole;             /* owned: what was told last as the whole */
	int64_t events_promised; /* no id above it has been given out; on the disk */
	bool attends;            /* in this look, an officer */
	bool look_soon;          /* a screen has come: who looks is to be told at once */
	uint64_t coming;         /* a session whose screen was handed over, and connects */
	int64_t coming_ms;       /* it counts as looking until then */
	struct console_shift shifts[CONSOLE_SHIFTS_MAX];
};

/* A stream's tag: of the session that hears it; sessions are numbered from 1. */
static inline uint32_t console_tag(uint64_t session)
{
	return (uint32_t)(session % UINT32_MAX) + 1;
}

#endif
