/*
 * core_lists_stage: a lane with watchlists, and officers at consoles, played by a test.
 * Knows what an honest watchlist process and console say. No process, no clock, no socket.
 */
#ifndef EG_TESTS_CORE_LISTS_STAGE_H
#define EG_TESTS_CORE_LISTS_STAGE_H

#include "core_stage.h"

#define CONSOLE_USER 1000u /* officer-user: says who its officers are */
#define KIOSK_USER   1001u
#define SEVEN        (OFFICER_ENROLLED + 7)
#define EIGHT        (OFFICER_ENROLLED + 8)

/* Idle, the lists warm. needed: policy refers whoever was not looked up. */
struct stage *lists_idle(bool needed);
/* A message that could have come over the wire: else the test is wrong. */
bool lists_say(struct stage *s, enum role from, struct msg m);
struct msg lists_hit(const struct stage *s, enum lookup_source source, uint8_t index);
struct msg lists_done(const struct stage *s, enum lookup_source source, enum verdict v,
		      uint8_t hits);
/* Nothing was found. */
void lists_clear(struct stage *s, enum lookup_source source);
/* One document that is listed. */
void lists_find(struct stage *s, enum lookup_source source);
/* Chip and verify workers, all of an honest document but for one check; the holder's zone, too. */
void lists_chip(struct stage *s);
void lists_verify(struct stage *s, enum check failed, enum reason why);
/* A traveller whose page is listed, before the entry. */
struct stage *lists_referred(void);
/* The same inside: an officer has let them in before it was known. */
struct stage *lists_referred_inside(void);

/* The journal has all that it was told. */
void lists_acknowledge(struct stage *s);

struct msg officer_order(const struct stage *s, enum gate_event_kind order, uint32_t officer);
struct msg officer_case(const struct stage *s, enum case_state state, uint32_t officer);
/* The same of any traveller. Each has a number of its own. */
struct msg case_of(const struct stage *s, uint32_t traveller, enum case_state state,
		   uint32_t officer);
/* False: the connection would be closed. */
bool officer_says(struct stage *s, struct msg m, uint32_t user);

#endif
