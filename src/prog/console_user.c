/*
 * console_user: whom the console is, once what is root's alone has been opened.
 * Knows user ids. Never knows what it is for.
 */
#include "prog/console_user.h"

#include "prog/console_config.h"

#include <grp.h>
#include <unistd.h>

enum eg_err console_become(uint32_t user)
{
	if (user == CONSOLE_NO_USER || user == geteuid()) {
		return EG_OK;
	}
	if (setgroups(0, NULL) != 0 || setresgid(user, user, user) != 0 ||
	    setresuid(user, user, user) != 0) {
		return EG_FAIL(EG_CONFIG, "not allowed to be the user that is configured");
	}
	return setuid(0) != 0 ? EG_OK : EG_FAIL(EG_SANDBOX, "privileges came back");
}

enum eg_err console_keep_only(int fd)
{
	const int first = STDERR_FILENO + 1;
	bool below = fd <= first || close_range((unsigned)first, (unsigned)fd - 1, 0) == 0;
	return below && close_range((unsigned)fd + 1, UINT32_MAX, 0) == 0
		       ? EG_OK
		       : EG_FAIL(EG_IO, "descriptors of others could not be closed");
}
