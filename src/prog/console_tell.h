/*
 * console_tell: what screens are told as it happens.
 * Knows which office hears what, what a session is told of its shift. Never knows requests.
 */
#ifndef EG_PROG_CONSOLE_TELL_H
#define EG_PROG_CONSOLE_TELL_H

#include "prog/console.h"

/* Ids of events are promised in blocks: one write to the disk for each. */
#define TELL_BLOCK 10000

/* Opens the events: ids go on above those of any run before. Needs account and desk. */
EG_CHECK enum eg_err tell_open(struct console *c);
/* The one bit of an office's streams. */
uint32_t tell_audience(enum account_office office);
/* A lane as this office may see it; NULL: there is none, or no memory. Owned by the caller. */
cJSON *tell_lane_json(const struct console *c, unsigned lane, enum account_office office);
/* Everything that the desk has to send or tell goes its way. After each call of the desk. */
void tell_flush(struct console *c);
/*
 * To be called every second, and when a session has begun or ended: sessions that are over are
 * told so, shifts that are due too; lanes are told whether an officer looks. EG_IO, EG_TIMEOUT: of
 * the file of accounts.
 */
EG_CHECK enum eg_err tell_sessions(struct console *c);

#endif
