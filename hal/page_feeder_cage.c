/*
 * page_feeder_cage: what the feeder of pictures gives up before it looks at the first file name.
 * Knows privileges, limits, descriptors. Never knows pictures.
 */
#include "hal/page_feeder_cage.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FILES_MAX   16 /* its three, a file and its copy, and room for numbers that are taken */
#define CPU_SECONDS 60 /* of a worker's life; a picture costs milliseconds */
/* All that the first Landlock knows: what is not allowed below is refused. */
#define LANDLOCK_ALL ((LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1)

/* The descriptors between two that are kept. */
static bool close_between(int low, int high)
{
	return high - low < 2 ||
	       close_range((unsigned)low + 1, high == INT32_MAX ? ~0U : (unsigned)high - 1, 0) == 0;
}

static enum eg_err close_others(const struct feeder_cage *c)
{
	int kept[] = {c->line, c->folder, c->events};
	for (size_t i = 0; i < 3; i++) {
		for (size_t k = i + 1; k < 3; k++) {
			if (kept[k] < kept[i]) {
				int least = kept[k];
				kept[k] = kept[i];
				kept[i] = least;
			}
		}
	}
	return close_between(-1, kept[0]) && close_between(kept[0], kept[1]) &&
			       close_between(kept[1], kept[2]) && close_between(kept[2], INT32_MAX)
		       ? EG_OK
		       : EG_FAIL(EG_SANDBOX, "descriptors could not be closed");
}

/* The folder belongs to the driver's user: whoever that is may read and delete there. */
static enum eg_err become_owner(int folder)
{
	struct __user_cap_header_struct who = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {{0}};
	struct stat st;
	if (geteuid() == 0) {
		if (fstat(folder, &st) != 0 || setgroups(0, NULL) != 0 ||
		    setresgid(st.st_gid, st.st_gid, st.st_gid) != 0 ||
		    setresuid(st.st_uid, st.st_uid, st.st_uid) != 0) {
			return EG_FAIL(EG_SANDBOX, "the folder's owner could not be taken on");
		}
	}
	/* Of a folder that is root's it stays root, but one without any of root's rights. */
	return syscall(SYS_capset, &who, none) == 0
		       ? EG_OK
		       : EG_FAIL(EG_SANDBOX, "privileges could not be dropped");
}

static bool limit(__rlimit_resource_t what, uint64_t value)
{
	const struct rlimit l = {.rlim_cur = value, .rlim_max = value};
	struct rlimit now;
	return (getrlimit(what, &now) == 0 && now.rlim_max < value) || setrlimit(what, &l) == 0;
}

static enum eg_err only_folder(int folder)
{
	const struct landlock_ruleset_attr all = {.handled_access_fs = LANDLOCK_ALL};
	const struct landlock_path_beneath_attr here = {
		.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR |
				  LANDLOCK_ACCESS_FS_REMOVE_FILE,
		.parent_fd = folder,
	};
	EG_AUTO(eg_close) int fd = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0);
	if (fd < 0) {
		return errno == ENOSYS || errno == EOPNOTSUPP
			       ? EG_OK /* an older kernel */
			       : EG_FAIL(EG_SANDBOX, "no domain to be had");
	}
	return syscall(SYS_landlock_add_rule, fd, LANDLOCK_RULE_PATH_BENEATH, &here, 0) == 0 &&
			       syscall(SYS_landlock_restrict_self, fd, 0) == 0
		       ? EG_OK
		       : EG_FAIL(EG_SANDBOX, "domain could not be entered");
}

enum eg_err feeder_cage_enter(const struct feeder_cage *c, int parent, uint64_t file_size_max)
{
	EG_TRY(close_others(c));
	EG_TRY(become_owner(c->folder));
	/* After the change of user, with which the kernel forgets both of them. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
		return EG_FAIL(EG_SANDBOX, "new privileges could not be ruled out");
	}
	if (getppid() != parent) {
		return EG_FAIL(EG_SANDBOX, "the worker ended already");
	}
	if (!limit(RLIMIT_CORE, 0) || !limit(RLIMIT_NPROC, 0) || !limit(RLIMIT_NOFILE, FILES_MAX) ||
	    !limit(RLIMIT_CPU, CPU_SECONDS) || !limit(RLIMIT_FSIZE, file_size_max)) {
		return EG_FAIL(EG_SANDBOX, "limit could not be set");
	}
	return only_folder(c->folder);
}
