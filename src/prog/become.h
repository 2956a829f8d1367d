/*
 * become: whom a process is, once what is another user's alone has been opened, and what it keeps.
 * Knows user ids and descriptors. Never knows what it is for.
 */
#ifndef EG_PROG_BECOME_H
#define EG_PROG_BECOME_H

#include "base/err.h"

#define BECOME_NOBODY_ELSE UINT32_MAX /* stays who it is */

/* Becomes that user, for good: no group but theirs, no privilege. EG_CONFIG: not allowed to. */
EG_CHECK enum eg_err become_user(uint32_t user);
/* For a helper behind fork: closes every descriptor but standard ones and this one. EG_IO. */
EG_CHECK enum eg_err become_alone(int fd);

#endif
