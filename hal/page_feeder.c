/*
 * page_feeder: the process that takes a vendor's pictures out of a folder for a sandboxed worker.
 * Knows names, kinds and sizes of files. Never looks at what is in them.
 */
#include "hal/page_feeder.h"

#include "hal/page.h"
#include "hal/page_feeder_cage.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define ENTRIES_MAX 4096 /* of a folder that is cleared: a driver leaves a handful */
#define EVENTS_SIZE 4096 /* octets; one event has 272 at most (inotify(7)) */
#define SEALS       (F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)
#define WATCHED     (IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF)
#define LOST        (IN_IGNORED | IN_UNMOUNT | IN_DELETE_SELF | IN_MOVE_SELF)

struct feeder {
	struct feeder_cage open; /* owned */
	unsigned ahead;          /* pictures that may go out before the worker wants more */
	bool foreign_told;
	struct rd pending; /* events read, not looked at yet; within events */
	_Alignas(struct inotify_event) uint8_t events[EVENTS_SIZE];
};

enum name_kind { NAME_HIDDEN, NAME_FOREIGN, NAME_REMOVED, NAME_PICTURE };

static bool ends_with(const char *name, size_t size, const char *end)
{
	size_t more = strlen(end);
	return size > more && strncasecmp(name + size - more, end, more) == 0;
}

/* What a name says; of a picture its format and light as well. */
static enum name_kind kind_of(const char *name, struct feeder_note *note)
{
	static const struct {
		const char *end;
		enum page_format format;
	} formats[] = {{".png", PAGE_PNG},
		       {".jpg", PAGE_JPEG},
		       {".jpeg", PAGE_JPEG},
		       {".pgm", PAGE_PNM},
		       {".ppm", PAGE_PNM}};
	size_t size = strlen(name);
	if (name[0] == '.') {
		return NAME_HIDDEN;
	}
	if (strcmp(name, "removed") == 0) {
		return NAME_REMOVED;
	}
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (ends_with(name, size, formats[i].end)) {
			size -= strlen(formats[i].end);
			note->format = (uint8_t)formats[i].format;
			note->light = ends_with(name, size, ".ir") ? PAGE_INFRARED : PAGE_VISIBLE;
			return NAME_PICTURE;
		}
	}
	return NAME_FOREIGN;
}

/* To the worker, with a memfd if it is not -1; waits for room. EG_GONE: it ended. */
static enum eg_err tell(const struct feeder *f, const struct feeder_note *note, int memfd)
{
	union {
		char bytes[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} control = {0};
	struct feeder_note said = *note;
	struct iovec part = {&said, sizeof(said)};
	struct msghdr m = {.msg_iov = &part, .msg_iovlen = 1};
	said.magic = FEEDER_MAGIC;
	if (memfd >= 0) {
		control.align.cmsg_len = CMSG_LEN(sizeof(int));
		control.align.cmsg_level = SOL_SOCKET;
		control.align.cmsg_type = SCM_RIGHTS;
		*(int *)(void *)CMSG_DATA(&control.align) = memfd;
		m.msg_control = control.bytes;
		m.msg_controllen = sizeof(control.bytes);
	}
	return sendmsg(f->open.line, &m, MSG_NOSIGNAL) == (ssize_t)sizeof(said)
		       ? EG_OK
		       : EG_FAIL(EG_GONE, "the worker ended");
}

static enum eg_err refuse(const struct feeder *f, enum feeder_reason reason)
{
	const struct feeder_note note = {.kind = FEEDER_REFUSED, .reason = (uint8_t)reason};
	return tell(f, &note, -1);
}

/* Whether a file is one that may be taken; FEEDER_NONE: it is. */
static enum feeder_reason file_ok(const struct stat *st)
{
	if (S_ISLNK(st->st_mode)) {
		return FEEDER_LINK;
	}
	if (!S_ISREG(st->st_mode)) {
		return FEEDER_NO_FILE;
	}
	return st->st_nlink > 1 ? FEEDER_LINK : FEEDER_NONE;
}

static bool drop(const struct feeder *f, const char *name)
{
	return unlinkat(f->open.folder, name, 0) == 0 || errno == ENOENT;
}

/* Into a memfd that nobody can change any more; the octets never come into this process. */
static enum feeder_reason copy(int file, off_t size, int *memfd)
{
	struct stat after;
	off_t done = 0;
	*memfd = memfd_create("page", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (*memfd < 0) {
		return FEEDER_NO_MEMORY;
	}
	while (done < size) {
		ssize_t got = sendfile(*memfd, file, NULL, (size_t)(size - done));
		if (got <= 0) {
			return got < 0 && errno != EINVAL && errno != EIO ? FEEDER_NO_MEMORY
									  : FEEDER_CHANGED;
		}
		done += got;
	}
	if (fstat(file, &after) != 0 || after.st_size != size) {
		return FEEDER_CHANGED;
	}
	return fcntl(*memfd, F_ADD_SEALS, SEALS) == 0 ? FEEDER_NONE : FEEDER_NO_MEMORY;
}

/* Opens a picture and deletes its name, so that it stays nowhere whatever becomes of it. */
static enum feeder_reason take_file(const struct feeder *f, const char *name, int *memfd,
				    uint32_t *size)
{
	struct stat st;
	EG_AUTO(eg_close)
	int file = openat(f->open.folder, name,
			  O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (file < 0) {
		return errno == ELOOP ? FEEDER_LINK : FEEDER_UNREADABLE;
	}
	/* Once more of what was opened: the name may have become another file's. */
	if (fstat(file, &st) != 0) {
		return FEEDER_UNREADABLE;
	}
	enum feeder_reason reason = file_ok(&st);
	if (reason != FEEDER_NONE) {
		return reason;
	}
	if (!drop(f, name)) {
		return FEEDER_KEPT;
	}
	if (st.st_size <= 0 || st.st_size > PAGE_PICTURE_MAX) {
		return FEEDER_SIZE;
	}
	*size = (uint32_t)st.st_size;
	return copy(file, st.st_size, memfd);
}

static enum eg_err take_picture(struct feeder *f, const char *name, struct feeder_note *note)
{
	EG_AUTO(eg_close) int memfd = -1;
	enum feeder_reason reason = take_file(f, name, &memfd, &note->size);
	if (reason != FEEDER_NONE) {
		return refuse(f, reason);
	}
	note->kind = FEEDER_PICTURE;
	f->ahead--;
	return tell(f, note, memfd);
}

/* A file has come to stay under this name. */
static enum eg_err take_name(struct feeder *f, const char *name)
{
	struct feeder_note note = {.kind = FEEDER_REMOVED};
	struct stat st;
	enum name_kind kind = kind_of(name, &note);
	if (kind == NAME_HIDDEN || fstatat(f->open.folder, name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
		return EG_OK; /* the driver's own, or moved on already */
	}
	if (kind == NAME_FOREIGN) {
		bool told = f->foreign_told;
		f->foreign_told = true;
		return told ? EG_OK : refuse(f, FEEDER_FOREIGN);
	}
	enum feeder_reason reason = file_ok(&st);
	if (reason != FEEDER_NONE) {
		return refuse(f, reason);
	}
	if (kind == NAME_PICTURE) {
		return take_picture(f, name, &note);
	}
	return drop(f, name) ? tell(f, &note, -1) : refuse(f, FEEDER_KEPT);
}

/* Deletes an old file if it is one of ours; others stay. */
static enum feeder_reason clear_name(const struct feeder *f, const char *name)
{
	struct feeder_note note;
	struct stat st;
	if (kind_of(name, &note) < NAME_REMOVED ||
	    fstatat(f->open.folder, name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
	    file_ok(&st) != FEEDER_NONE) {
		return FEEDER_NONE;
	}
	return drop(f, name) ? FEEDER_NONE : FEEDER_KEPT;
}

/* Deletes what lies there: it is of nobody who stands before the reader now. */
static enum feeder_reason clear_folder(const struct feeder *f)
{
	_Alignas(struct dirent64) char entries[EVENTS_SIZE];
	unsigned count = 0;
	if (lseek(f->open.folder, 0, SEEK_SET) != 0) {
		return FEEDER_UNREADABLE;
	}
	for (;;) {
		ssize_t got = getdents64(f->open.folder, entries, sizeof(entries));
		if (got <= 0) {
			return got == 0 ? FEEDER_NONE : FEEDER_UNREADABLE;
		}
		for (ssize_t at = 0; at < got;) {
			const struct dirent64 *e = (const void *)(entries + at);
			enum feeder_reason reason =
				++count > ENTRIES_MAX ? FEEDER_FLOOD : clear_name(f, e->d_name);
			if (reason != FEEDER_NONE) {
				return reason;
			}
			at += e->d_reclen;
		}
	}
}

/* More came than the kernel keeps count of: nobody knows what is new, so nothing is. */
static enum eg_err on_flood(const struct feeder *f)
{
	enum feeder_reason reason = clear_folder(f);
	return refuse(f, reason == FEEDER_NONE ? FEEDER_FLOOD : reason);
}

/* The next event of those that were read. */
static enum eg_err take_event(struct feeder *f)
{
	struct inotify_event event;
	struct rd name;
	if (!rd_copy(&f->pending, &event, sizeof(event)) ||
	    !rd_take(&f->pending, event.len, &name)) {
		return EG_FAIL(EG_BAD_DATA, "half an event of the kernel's");
	}
	if ((event.mask & IN_Q_OVERFLOW) != 0) {
		f->pending = RD_EMPTY;
		return on_flood(f);
	}
	if ((event.mask & LOST) != 0) {
		return EG_FAIL(EG_GONE, "the folder is gone");
	}
	/* The kernel fills a name up with at least one NUL. */
	return name.left > 0 ? take_name(f, (const char *)name.at) : EG_OK;
}

static enum eg_err read_events(struct feeder *f)
{
	ssize_t got = read(f->open.events, f->events, sizeof(f->events));
	if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
		return EG_OK;
	}
	if (got <= 0) {
		return EG_FAIL(EG_IO, "no events of the folder");
	}
	f->pending = rd_of(f->events, (size_t)got);
	return EG_OK;
}

/* The worker wants another picture, or ended. */
static enum eg_err hear(struct feeder *f)
{
	uint8_t said = 0;
	ssize_t got = recv(f->open.line, &said, sizeof(said), MSG_DONTWAIT);
	if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
		return EG_OK;
	}
	if (got != 1 || said != FEEDER_MORE || f->ahead == FEEDER_AHEAD) {
		return EG_FAIL(EG_GONE, "the worker ended");
	}
	f->ahead++;
	return EG_OK;
}

static enum eg_err feed(struct feeder *f)
{
	for (;;) {
		while (f->pending.left > 0 && f->ahead > 0) {
			EG_TRY(take_event(f));
		}
		struct pollfd fds[] = {
			{.fd = f->open.line, .events = POLLIN},
			{.fd = f->ahead > 0 ? f->open.events : -1, .events = POLLIN},
		};
		if (poll(fds, 2, -1) < 0 && errno != EINTR) {
			return EG_FAIL(EG_IO, "poll");
		}
		if (fds[0].revents != 0) {
			EG_TRY(hear(f));
		}
		if (fds[1].revents != 0) {
			EG_TRY(read_events(f));
		}
	}
}

/* The whole life of a feeder. */
static enum eg_err live(struct feeder *f, int worker)
{
	const struct feeder_note ready = {.kind = FEEDER_READY};
	enum feeder_reason reason = FEEDER_NO_CAGE;
	if (feeder_cage_enter(&f->open, worker, PAGE_PICTURE_MAX) == EG_OK) {
		reason = clear_folder(f);
	}
	if (reason != FEEDER_NONE) {
		return refuse(f, reason);
	}
	EG_TRY(tell(f, &ready, -1));
	return feed(f);
}

/* Watches the folder from now on: what comes before the feeder is ready is cleared away. */
static enum eg_err watch(const char *path, struct feeder_cage *c)
{
	struct stat st;
	c->folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (c->folder < 0 || fstat(c->folder, &st) != 0) {
		return EG_FAIL(EG_CONFIG, "no such folder of pictures");
	}
	if ((st.st_mode & S_IWOTH) != 0) {
		/* Anybody's pages; and what is deleted there may be anybody's, as in /tmp. */
		return EG_FAIL(EG_CONFIG, "folder of pictures that everybody may write to");
	}
	c->events = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (c->events < 0 ||
	    inotify_add_watch(c->events, path, WATCHED | IN_ONLYDIR | IN_DONT_FOLLOW) < 0) {
		return EG_FAIL(EG_IO, "folder of pictures cannot be watched");
	}
	return EG_OK;
}

static void cage_close(struct feeder_cage *c)
{
	eg_close(&c->line);
	eg_close(&c->folder);
	eg_close(&c->events);
}

enum eg_err feeder_start(int *line, const char *folder)
{
	int ends[2];
	int worker = getpid();
	EG_AUTO(cage_close) struct feeder_cage open = {-1, -1, -1};
	EG_TRY(watch(folder, &open));
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
		return EG_FAIL(EG_IO, "no socket to a feeder");
	}
	open.line = ends[1];
	EG_AUTO(eg_close) int ours = ends[0];
	pid_t pid = fork();
	if (pid < 0) {
		return EG_FAIL(EG_IO, "no process to feed pictures");
	}
	if (pid == 0) {
		struct feeder f = {.open = open, .ahead = FEEDER_AHEAD};
		(void)live(&f, worker); /* the closed line tells the worker that it ended */
		_exit(EXIT_SUCCESS);
	}
	*line = ours;
	ours = -1;
	return EG_OK;
}
