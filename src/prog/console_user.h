/*
 * console_user: whom the console is, once what is root's alone has been opened.
 * Knows user ids. Never knows what it is for.
 */
#ifndef EG_PROG_CONSOLE_USER_H
#define EG_PROG_CONSOLE_USER_H

#include "base/err.h"

/*
 * Becomes that user, for good: no group but theirs, no privilege. CONSOLE_NO_USER: stays who it is.
 * EG_CONFIG: not allowed to.
 */
EG_CHECK enum eg_err console_become(uint32_t user);
/* For a helper behind fork: closes every descriptor but standard ones and this one. EG_IO. */
EG_CHECK enum eg_err console_keep_only(int fd);

#endif
