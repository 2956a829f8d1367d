/*
 * sandbox_deeds: what a sandboxed process should die of, and the child that does it.
 */
#ifndef EG_TESTS_SANDBOX_DEEDS_H
#define EG_TESTS_SANDBOX_DEEDS_H

#include "os/sandbox.h"

#define EXIT_DONE 40 /* the child did the forbidden thing and lives */

/* Runs one deed in a sandboxed child; returns the wait status. */
int in_sandbox(const struct sandbox_need *need, int (*deed)(void));
/* The kernel ends whoever does it. */
void expect_killed(const struct sandbox_need *need, int (*deed)(void));

int deed_open(void);
int deed_socket(void);
int deed_connect(void);
int deed_connect_by_sending(void);
int deed_connect_by_a_message(void);
int deed_exec(void);
int deed_fork(void);
int deed_ioctl(void);
int deed_kill(void);
int deed_limits(void);

#endif
