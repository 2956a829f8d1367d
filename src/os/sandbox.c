/*
 * sandbox: what a worker may still ask of the kernel once it holds foreign bytes.
 * Knows seccomp, resource limits, privileges. Never knows the worker's job.
 */
#include "os/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NOBODY    65534 /* Debian base-passwd: nobody, nogroup */
#define FILES_MAX 64    /* descriptors: link, device, a memfd a file of the chip */
/* Of a memfd handed on, the largest of which has BULK_LIMIT; more only for a log that is a file. */
#define FILE_SIZE_MAX         (UINT64_C(8) << 20)
#define MEGABYTE              (UINT64_C(1) << 20)
#define IOCTL_TYPE            0xFF00u
#define IOCTL_VIDEO           ((scmp_datum_t)('V' << 8)) /* linux/videodev2.h: _IO*('V', ...) */
#define IOCTL_USB             ((scmp_datum_t)('U' << 8)) /* linux/usbdevice_fs.h: _IO*('U', ...) */
#define COUNT(array)          (sizeof(array) / sizeof((array)[0]))
#define ALLOW_EACH(ctx, list) allow_each((ctx), (list), COUNT(list))

static enum eg_err limit(__rlimit_resource_t what, uint64_t value)
{
	struct rlimit l = {.rlim_cur = value, .rlim_max = value};
	struct rlimit now;
	if (getrlimit(what, &now) == 0 && now.rlim_max < value) {
		return EG_OK; /* tighter already */
	}
	return setrlimit(what, &l) == 0 ? EG_OK : EG_FAIL(EG_SANDBOX, "limit could not be set");
}

static enum eg_err set_limits(const struct sandbox_need *need)
{
	EG_TRY(limit(RLIMIT_CORE, 0));
	EG_TRY(limit(RLIMIT_NOFILE, need->files > 0 ? need->files : FILES_MAX));
	EG_TRY(limit(RLIMIT_NPROC, 0));
	if (need->make_memfd && !need->file_write) {
		/* Others can make no file. Standard error may be a longer file already: a line is
		 * lost then, not the worker. */
		if (signal(SIGXFSZ, SIG_IGN) == SIG_ERR) {
			return EG_FAIL(EG_SANDBOX, "signal could not be ignored");
		}
		EG_TRY(limit(RLIMIT_FSIZE, FILE_SIZE_MAX));
	}
	if (need->memory_mb > 0) {
		EG_TRY(limit(RLIMIT_AS, need->memory_mb * MEGABYTE));
	}
	if (need->cpu_seconds > 0) {
		EG_TRY(limit(RLIMIT_CPU, need->cpu_seconds));
	}
	return EG_OK;
}

/* As much as is wanted, or as whoever started us allows: what cannot be locked then is refused by
 * whoever would have locked it. */
static enum eg_err room_to_lock(const struct sandbox_need *need)
{
	const rlim_t size = (rlim_t)need->lock_mb * MEGABYTE;
	struct rlimit l;
	if (need->lock_mb == 0) {
		return EG_OK;
	}
	if (getrlimit(RLIMIT_MEMLOCK, &l) != 0) {
		return EG_FAIL(EG_SANDBOX, "room for locked memory is not known");
	}
	const struct rlimit wanted = {.rlim_cur = size, .rlim_max = size};
	l.rlim_cur = l.rlim_max < size ? l.rlim_max : size;
	l.rlim_max = l.rlim_cur;
	return setrlimit(RLIMIT_MEMLOCK, &wanted) == 0 || setrlimit(RLIMIT_MEMLOCK, &l) == 0
		       ? EG_OK
		       : EG_FAIL(EG_SANDBOX, "room for locked memory could not be had");
}

/* A directory that exists nowhere any more: nothing can ever be put into it. */
static enum eg_err empty_root(void)
{
	char in_run[] = "/run/egate-root-XXXXXX";
	char in_tmp[] = "/tmp/egate-root-XXXXXX";
	const char *path = mkdtemp(in_run);
	if (path == NULL) {
		path = mkdtemp(in_tmp);
	}
	if (path == NULL || chdir(path) != 0 || rmdir(path) != 0) {
		return EG_FAIL(EG_SANDBOX, "no empty directory to be had");
	}
	if (chroot(".") != 0 || chdir("/") != 0) {
		return EG_FAIL(EG_SANDBOX, "root could not be changed");
	}
	return EG_OK;
}

static enum eg_err drop_privileges(void)
{
	int death_signal = 0;
	if (geteuid() != 0) {
		return EG_OK; /* whoever started us has done it */
	}
	EG_TRY(empty_root());
	/* The kernel forgets the death signal when the user changes. */
	if (prctl(PR_GET_PDEATHSIG, &death_signal) != 0) {
		death_signal = 0;
	}
	if (setgroups(0, NULL) != 0 || setresgid(NOBODY, NOBODY, NOBODY) != 0 ||
	    setresuid(NOBODY, NOBODY, NOBODY) != 0) {
		return EG_FAIL(EG_SANDBOX, "privileges could not be dropped");
	}
	if (setuid(0) == 0) {
		return EG_FAIL(EG_SANDBOX, "privileges came back");
	}
	if (death_signal != 0 && prctl(PR_SET_PDEATHSIG, death_signal) != 0) {
		return EG_FAIL(EG_SANDBOX, "death signal could not be set");
	}
	return EG_OK;
}

static int allow_each(scmp_filter_ctx ctx, const int *calls, size_t count)
{
	int bad = 0;
	for (size_t i = 0; i < count; i++) {
		bad |= seccomp_rule_add(ctx, SCMP_ACT_ALLOW, calls[i], 0);
	}
	return bad;
}

static int allow_commands(scmp_filter_ctx ctx, const int *commands, size_t count)
{
	int bad = 0;
	for (size_t i = 0; i < count; i++) {
		bad |= seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1,
					SCMP_A1(SCMP_CMP_EQ, (scmp_datum_t)commands[i]));
	}
	return bad;
}

/* Not F_SETOWN and F_SETSIG: they send any signal to any process of the same user. */
static int allow_fcntl(scmp_filter_ctx ctx, bool locks)
{
	static const int commands[] = {F_GETFD,         F_SETFD,     F_GETFL,    F_SETFL,
				       F_DUPFD_CLOEXEC, F_ADD_SEALS, F_GET_SEALS};
	static const int lock_commands[] = {F_GETLK, F_SETLK, F_SETLKW};
	int bad = allow_commands(ctx, commands, COUNT(commands));
	if (locks) {
		bad |= allow_commands(ctx, lock_commands, COUNT(lock_commands));
	}
	return bad;
}

/* Not with MSG_FASTOPEN: it connects a socket of TCP that listened before to anywhere. */
static int allow_sends(scmp_filter_ctx ctx)
{
	int bad = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(sendto), 1,
				   SCMP_A3(SCMP_CMP_MASKED_EQ, MSG_FASTOPEN, 0));
	bad |= seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(sendmsg), 1,
				SCMP_A2(SCMP_CMP_MASKED_EQ, MSG_FASTOPEN, 0));
	return bad;
}

/* What every worker may do: its own descriptors, memory, time, threads that are there already. */
static int allow_common(scmp_filter_ctx ctx)
{
	static const int calls[] = {
		SCMP_SYS(read),
		SCMP_SYS(readv),
		SCMP_SYS(write),
		SCMP_SYS(writev),
		SCMP_SYS(recvmsg),
		SCMP_SYS(recvfrom),
		SCMP_SYS(poll),
		SCMP_SYS(ppoll),
		SCMP_SYS(select),
		SCMP_SYS(pselect6),
		SCMP_SYS(epoll_wait),
		SCMP_SYS(epoll_pwait),
		SCMP_SYS(epoll_ctl),
		SCMP_SYS(close),
		SCMP_SYS(dup),
		SCMP_SYS(fstat),
		SCMP_SYS(lseek),
		SCMP_SYS(munmap),
		SCMP_SYS(mremap),
		SCMP_SYS(madvise),
		SCMP_SYS(brk),
		SCMP_SYS(futex),
		SCMP_SYS(clock_gettime),
		SCMP_SYS(clock_getres),
		SCMP_SYS(clock_nanosleep),
		SCMP_SYS(nanosleep),
		SCMP_SYS(gettimeofday),
		SCMP_SYS(time),
		SCMP_SYS(getrandom),
		SCMP_SYS(getpid),
		SCMP_SYS(gettid),
		SCMP_SYS(getuid),
		SCMP_SYS(geteuid),
		SCMP_SYS(getgid),
		SCMP_SYS(getegid),
		SCMP_SYS(rt_sigaction),
		SCMP_SYS(rt_sigprocmask),
		SCMP_SYS(rt_sigreturn),
		SCMP_SYS(sigaltstack),
		SCMP_SYS(restart_syscall),
		SCMP_SYS(sched_yield),
		SCMP_SYS(sched_getaffinity),
		SCMP_SYS(sysinfo), /* qsort asks how much memory there is */
		SCMP_SYS(exit),
		SCMP_SYS(exit_group),
	};
	int bad = ALLOW_EACH(ctx, calls);
	bad |= allow_sends(ctx);
	bad |= seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
				SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	bad |= seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
				SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	/* fstat of the C library: a descriptor and an empty path. */
	bad |= seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), 1,
				SCMP_A3(SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, AT_EMPTY_PATH));
	bad |= seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
				SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid()));
	return bad;
}

static int refuse_with(scmp_filter_ctx ctx, int error, const int *calls, size_t count)
{
	int bad = 0;
	for (size_t i = 0; i < count; i++) {
		bad |= seccomp_rule_add(ctx, SCMP_ACT_ERRNO((uint32_t)error), calls[i], 0);
	}
	return bad;
}

/*
 * A library that drives a USB device looks for files where it can do without them: when a device
 * comes (libudev), to convert texts of errors (iconv), before memory is given back (malloc). And it
 * starts threads, or makes do with those it has (GLib's pool). So these fail, where others' kill.
 */
static int allow_usb_library(scmp_filter_ctx ctx)
{
	static const int calls[] = {SCMP_SYS(timerfd_settime), SCMP_SYS(eventfd2)};
	static const int files[] = {SCMP_SYS(openat),     SCMP_SYS(open),       SCMP_SYS(access),
				    SCMP_SYS(faccessat),  SCMP_SYS(faccessat2), SCMP_SYS(readlink),
				    SCMP_SYS(readlinkat), SCMP_SYS(stat),       SCMP_SYS(lstat),
				    SCMP_SYS(statx),      SCMP_SYS(statfs)};
	int bad = ALLOW_EACH(ctx, calls);
	bad |= seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1,
				SCMP_A1(SCMP_CMP_MASKED_EQ, IOCTL_TYPE, IOCTL_USB));
	bad |= refuse_with(ctx, EACCES, files, COUNT(files));
	bad |= seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(newfstatat), 1,
				SCMP_A3(SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, 0));
	bad |= seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EAGAIN), SCMP_SYS(clone), 0);
	/* The C library takes clone then. */
	bad |= seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
	return bad;
}

/* What GLib asks of a connection that it accepted. */
static int allow_virtual_sensor(scmp_filter_ctx ctx)
{
	static const int calls[] = {SCMP_SYS(accept), SCMP_SYS(getsockopt), SCMP_SYS(getsockname),
				    SCMP_SYS(getpeername)};
	return ALLOW_EACH(ctx, calls);
}

/* Of options only who is there, and when TCP sends: not SO_ATTACH_BPF and others of a socket's own,
 * nor TCP_ULP, which gives it another protocol. */
static int allow_serve(scmp_filter_ctx ctx)
{
	static const int calls[] = {SCMP_SYS(accept4), SCMP_SYS(shutdown)};
	int bad = ALLOW_EACH(ctx, calls);
	bad |= seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(getsockopt), 2,
				SCMP_A1(SCMP_CMP_EQ, SOL_SOCKET),
				SCMP_A2(SCMP_CMP_EQ, SO_PEERCRED));
	bad |= seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(setsockopt), 2,
				SCMP_A1(SCMP_CMP_EQ, IPPROTO_TCP),
				SCMP_A2(SCMP_CMP_EQ, TCP_NODELAY));
	bad |= seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(setsockopt), 2,
				SCMP_A1(SCMP_CMP_EQ, IPPROTO_TCP), SCMP_A2(SCMP_CMP_EQ, TCP_CORK));
	bad |= seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(setsockopt), 2,
				SCMP_A1(SCMP_CMP_EQ, SOL_SOCKET), SCMP_A2(SCMP_CMP_EQ, SO_LINGER));
	return bad;
}

static int allow_needed(scmp_filter_ctx ctx, const struct sandbox_need *need)
{
	static const int file_calls[] = {SCMP_SYS(pread64), SCMP_SYS(pwrite64), SCMP_SYS(fsync),
					 SCMP_SYS(fdatasync)};
	int bad = 0;
	if (need->ioctl_video) {
		bad |= seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1,
					SCMP_A1(SCMP_CMP_MASKED_EQ, IOCTL_TYPE, IOCTL_VIDEO));
	}
	if (need->make_memfd) {
		bad |= seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(memfd_create), 0);
	}
	if (need->make_memfd || need->file_write) {
		bad |= seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(ftruncate), 0);
	}
	if (need->file_write) {
		bad |= ALLOW_EACH(ctx, file_calls);
	}
	if (need->own_timer) {
		bad |= seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(setitimer), 0);
	}
	if (need->accept_peer) {
		bad |= seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(accept4), 0);
	}
	if (need->serve_sockets) {
		bad |= allow_serve(ctx);
	}
	if (need->lock_mb > 0) {
		bad |= seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(mlock), 0);
	}
	if (need->usb_library) {
		bad |= allow_usb_library(ctx);
	}
	if (need->virtual_sensor) {
		bad |= allow_virtual_sensor(ctx);
	}
	return bad;
}

static enum eg_err filter_calls(const struct sandbox_need *need)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_KILL_PROCESS);
	if (ctx == NULL) {
		return EG_FAIL(EG_SANDBOX, "no filter to be had");
	}
	/* Threads that a library has started already get the filter too. */
	int bad = seccomp_attr_set(ctx, SCMP_FLTATR_CTL_TSYNC, 1);
	bad |= allow_common(ctx);
	bad |= allow_fcntl(ctx, need->file_write);
	bad |= allow_needed(ctx, need);
	if (bad == 0) {
		bad = seccomp_load(ctx);
	}
	seccomp_release(ctx);
	return bad == 0 ? EG_OK : EG_FAIL(EG_SANDBOX, "filter could not be loaded");
}

enum eg_err sandbox_enter(const struct sandbox_need *need)
{
	EG_TRY(room_to_lock(need));
	EG_TRY(drop_privileges());
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
	    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
		return EG_FAIL(EG_SANDBOX, "new privileges could not be ruled out");
	}
	EG_TRY(set_limits(need));
	return filter_calls(need);
}

/* A domain of its own: the kernel lets nobody in it trace a process outside (landlock(7)). Domains
 * come with rules for files; ours has one that keys do not mind. */
static enum eg_err own_domain(void)
{
	static bool entered; /* once a process: the kernel nests sixteen at most */
	const struct landlock_ruleset_attr rules = {
		.handled_access_fs = LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_CHAR};
	if (entered) {
		return EG_OK;
	}
	EG_AUTO(eg_close)
	int fd = (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof(rules), 0);
	if (fd < 0) {
		return errno == ENOSYS || errno == EOPNOTSUPP
			       ? EG_OK /* an older kernel */
			       : EG_FAIL(EG_SANDBOX, "no domain to be had");
	}
	entered = syscall(SYS_landlock_restrict_self, fd, 0) == 0;
	return entered ? EG_OK : EG_FAIL(EG_SANDBOX, "domain could not be entered");
}

/* By which root sees other processes, memory and ports. */
static enum eg_err drop_sight(void)
{
	static const unsigned all[] = {CAP_SYS_PTRACE, CAP_SYS_RAWIO, CAP_SYS_ADMIN};
	struct __user_cap_header_struct who = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];
	if (syscall(SYS_capget, &who, sets) != 0) {
		return EG_FAIL(EG_SANDBOX, "privileges could not be read");
	}
	for (size_t i = 0; i < COUNT(all); i++) {
		sets[0].effective &= ~(1U << all[i]);
		sets[0].permitted &= ~(1U << all[i]);
		sets[0].inheritable &= ~(1U << all[i]);
	}
	return syscall(SYS_capset, &who, sets) == 0
		       ? EG_OK
		       : EG_FAIL(EG_SANDBOX, "privileges could not be dropped");
}

enum eg_err sandbox_blind(void)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
	    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
		return EG_FAIL(EG_SANDBOX, "new privileges could not be ruled out");
	}
	EG_TRY(drop_sight());
	return own_domain();
}

/* Other programs, other processes, the system: what no library for keys has to do with. */
static int refuse_each(scmp_filter_ctx ctx)
{
	static const int calls[] = {
		SCMP_SYS(execve),
		SCMP_SYS(execveat),
		SCMP_SYS(ptrace),
		SCMP_SYS(process_vm_readv),
		SCMP_SYS(process_vm_writev),
		SCMP_SYS(pidfd_getfd),
		SCMP_SYS(kcmp),
		SCMP_SYS(bpf),
		SCMP_SYS(perf_event_open),
		SCMP_SYS(userfaultfd),
		SCMP_SYS(mount),
		SCMP_SYS(umount2),
		SCMP_SYS(pivot_root),
		SCMP_SYS(chroot),
		SCMP_SYS(setns),
		SCMP_SYS(unshare),
		SCMP_SYS(open_by_handle_at),
		SCMP_SYS(init_module),
		SCMP_SYS(finit_module),
		SCMP_SYS(delete_module),
		SCMP_SYS(kexec_load),
		SCMP_SYS(kexec_file_load),
		SCMP_SYS(reboot),
		SCMP_SYS(swapon),
		SCMP_SYS(swapoff),
		SCMP_SYS(settimeofday),
		SCMP_SYS(clock_settime),
		SCMP_SYS(add_key),
		SCMP_SYS(request_key),
		SCMP_SYS(keyctl),
	};
	return refuse_with(ctx, EPERM, calls, COUNT(calls));
}

enum eg_err sandbox_enter_foreign(void)
{
	EG_TRY(sandbox_blind());
	EG_TRY(limit(RLIMIT_CORE, 0));
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);
	if (ctx == NULL) {
		return EG_FAIL(EG_SANDBOX, "no filter to be had");
	}
	int bad = seccomp_attr_set(ctx, SCMP_FLTATR_CTL_TSYNC, 1);
	bad |= refuse_each(ctx);
	if (bad == 0) {
		bad = seccomp_load(ctx);
	}
	seccomp_release(ctx);
	return bad == 0 ? EG_OK : EG_FAIL(EG_SANDBOX, "filter could not be loaded");
}
