/*
 * become: whom a process is, once what is another user's alone has been opened, and what it keeps.
 * Knows user ids and descriptors. Never knows what it is for.
 */
#include "prog/become.h"

#include <grp.h>
#include <sys/prctl.h>
#include <unistd.h>

enum eg_err become_user(uint32_t user)
{
	int death_signal = 0;
	pid_t parent = getppid();
	if (user == BECOME_NOBODY_ELSE || user == geteuid()) {
		return EG_OK;
	}
	/* The kernel forgets the death signal when the user changes. */
	if (prctl(PR_GET_PDEATHSIG, &death_signal) != 0) {
		death_signal = 0;
	}
	if (setgroups(0, NULL) != 0 || setresgid(user, user, user) != 0 ||
	    setresuid(user, user, user) != 0) {
		return EG_FAIL(EG_CONFIG, "not allowed to be the user that is configured");
	}
	if (death_signal != 0 &&
	    (prctl(PR_SET_PDEATHSIG, death_signal) != 0 || getppid() != parent)) {
		return EG_FAIL(EG_SANDBOX, "who started us has ended, or its end is not heard of");
	}
	return setuid(0) != 0 ? EG_OK : EG_FAIL(EG_SANDBOX, "privileges came back");
}

enum eg_err become_alone(int fd)
{
	const int first = STDERR_FILENO + 1;
	bool below = fd <= first || close_range((unsigned)first, (unsigned)fd - 1, 0) == 0;
	return below && close_range((unsigned)fd + 1, UINT32_MAX, 0) == 0
		       ? EG_OK
		       : EG_FAIL(EG_IO, "descriptors of others could not be closed");
}
