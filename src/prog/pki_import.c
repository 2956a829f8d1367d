/*
 * pki_import: an import as two processes: one in a sandbox that reads the published files, and one
 * that alone may replace the store and never looks into them.
 * Knows pipes and the store's file. Never knows what is imported.
 *
 *   sandboxed                          allowed to write
 *   import_run
 *   size of the new store, its bytes ->
 *                                      checks its frame and hash, replaces the file
 *                                      <- one octet: an enum eg_err
 *   tells, exits with the code         waits, exits with the same
 */
#include "prog/pki_import.h"

#include "pki/store_disk.h"
#include "prog/egate.h"
#include "prog/egate_pki.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATH_MAX_HERE 4096

static enum eg_err send_all(int fd, struct rd bytes)
{
	while (bytes.left > 0) {
		ssize_t sent = send(fd, bytes.at, bytes.left, MSG_NOSIGNAL);
		if (sent < 0 && errno == EINTR) {
			continue;
		}
		if (sent <= 0 || !rd_skip(&bytes, (size_t)sent)) {
			return EG_FAIL(EG_GONE, "the other process of the import is gone");
		}
	}
	return EG_OK;
}

static enum eg_err receive_all(int fd, uint8_t *into, size_t size)
{
	for (size_t done = 0; done < size;) {
		ssize_t got = recv(fd, into + done, size - done, 0);
		if (got < 0 && errno == EINTR) {
			continue;
		}
		if (got <= 0) {
			return EG_FAIL(EG_GONE, "the other process of the import is gone");
		}
		done += (size_t)got;
	}
	return EG_OK;
}

static enum eg_err hand_over(int fd, const struct bytes *image, enum eg_err *answer)
{
	uint8_t head[8] = {0};
	uint8_t octet = 0;
	struct wr w = WR_ARRAY(head);
	wr_be64(&w, image->size);
	EG_TRY(send_all(fd, wr_view(&w)));
	EG_TRY(send_all(fd, bytes_rd(image)));
	EG_TRY(receive_all(fd, &octet, 1));
	*answer = (enum eg_err)octet;
	return EG_OK;
}

/* What is nothing of the kind is refused by the import, with its reason. */
static void find_kinds(const struct pki_import *order)
{
	for (size_t i = 0; i < order->count; i++) {
		if (!import_kind_of(order->files[i].bytes, &order->files[i].kind)) {
			order->files[i].kind = STORE_KIND_COUNTRY_CA;
		}
	}
}

/* The sandboxed process. */
static int read_and_tell(const struct pki_import *order, const struct pki_import_tell *tell, int fd)
{
	EG_AUTO(bytes_free) struct bytes image = {0};
	EG_AUTO(import_report_free) struct import_report report = {0};
	enum eg_err answer = EG_OK;
	if (egate_pki_sandbox() != EG_OK) {
		return egate_failed();
	}
	find_kinds(order);
	if (import_run(order->old, order->files, order->count, &order->options, &image, &report) !=
		    EG_OK ||
	    (!order->dry && hand_over(fd, &image, &answer) != EG_OK)) {
		return egate_failed();
	}
	return tell->tell(tell->context, order, &report, answer);
}

static enum eg_err take_over(int fd, const char *store)
{
	EG_AUTO(bytes_free) struct bytes image = {0};
	struct store_sections sections;
	uint8_t head[8] = {0};
	uint64_t size = 0;
	struct rd r = RD_ARRAY(head);
	EG_TRY(receive_all(fd, head, sizeof(head)));
	if (!rd_be64(&r, &size) || size > STORE_FILE_SIZE_MAX) {
		return EG_FAIL(EG_TOO_BIG, "new trust store");
	}
	EG_TRY(bytes_reserve(&image, (size_t)size, STORE_FILE_SIZE_MAX));
	EG_TRY(receive_all(fd, image.data, (size_t)size));
	image.size = (size_t)size;
	EG_TRY(store_file_open(bytes_rd(&image), &sections));
	return store_disk_write(store, bytes_rd(&image));
}

static int wait_for(pid_t child)
{
	int status = 0;
	while (waitpid(child, &status, 0) < 0) {
		if (errno != EINTR) {
			return EGATE_FAILED;
		}
	}
	if (!WIFEXITED(status)) {
		(void)fprintf(stderr, "egate: the import was ended by signal %d\n",
			      WTERMSIG(status)); /* as usage */
		return EGATE_FAILED;
	}
	return WEXITSTATUS(status);
}

int pki_import_run(const struct pki_import *order, const struct pki_import_tell *tell)
{
	int pair[2];
	if (fflush(NULL) != 0 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
		return EGATE_FAILED;
	}
	EG_AUTO(eg_close) int mine = pair[0];
	EG_AUTO(eg_close) int other = pair[1];
	pid_t child = fork();
	if (child < 0) {
		return EGATE_FAILED;
	}
	if (child == 0) {
		eg_close(&mine);
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* else it ends at its next word */
		exit(read_and_tell(order, tell, other));
	}
	eg_close(&other);
	enum eg_err err = order->dry ? EG_OK : take_over(mine, order->store);
	uint8_t octet = (uint8_t)err;
	bool told = order->dry || send_all(mine, rd_of(&octet, 1)) == EG_OK;
	int code = wait_for(child);
	return told && err == EG_OK ? code : EGATE_FAILED;
}

enum eg_err pki_import_lock(const char *store, int *fd)
{
	char path[PATH_MAX_HERE];
	int length = snprintf(path, sizeof(path), "%s.lock", store);
	if (length < 0 || (size_t)length >= sizeof(path)) {
		return EG_FAIL(EG_CONFIG, "path of the trust store is too long");
	}
	*fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (*fd < 0) {
		return EG_FAIL(EG_IO, "folder of the trust store cannot be written");
	}
	/* not flock: the forked reader must not keep the lock when this process is killed */
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	if (fcntl(*fd, F_SETLK, &whole) != 0) {
		return EG_FAIL(EG_STATE, "somebody else is importing into this trust store");
	}
	return EG_OK;
}
