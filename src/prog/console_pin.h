/*
 * console_pin: a process that compares PINs, so that nobody waits for the 0.15 s of it but who logs
 * in.
 * Knows tries on their way. Never knows officers, sessions or HTTP.
 *
 *   console                          pin
 *     | struct account_try             |   one at a time
 *     |------------------------------->|   account_compare
 *     |<-------------------------------|   inside a sandbox without files; ends with the console
 */
#ifndef EG_PROG_CONSOLE_PIN_H
#define EG_PROG_CONSOLE_PIN_H

#include "console/account.h"

#define PIN_WAITING_MAX 16 /* tries; who comes then is asked to come again */

struct pin;

/* Starts it, as that user (become_user). EG_CONFIG, EG_IO, EG_NO_MEMORY. */
EG_CHECK enum eg_err pin_start(uint32_t user, struct pin **out);
/* Cleanup; wipes. Tries on their way are forgotten, their askers not told. */
void pin_close(struct pin **p);

/* What becomes of a try: it has been compared; *t is wiped behind the call. */
typedef void pin_done(void *context, struct account_try *t);

/* Takes the try, and wipes it. EG_TOO_BIG: too many wait. */
EG_CHECK enum eg_err pin_ask(struct pin *p, struct account_try *t, pin_done *done, void *context);
/* Who asked with this context does not wait any more. */
void pin_forget(struct pin *p, const void *context);
int pin_fd(const struct pin *p); /* readable: pin_run has something to do */
/* Takes what was compared. EG_GONE: the process has ended. */
EG_CHECK enum eg_err pin_run(struct pin *p);

#endif
