/*
 * finger_relay: the two workers that read a chip's fingers, as processes, and a core between them
 * that hands on and tells. For finger_read.py.
 *
 *   finger_relay PROGRAMS ZONE [chip:KEY=VALUE ...] [verify:KEY=VALUE ...]
 *
 * One line for each thing that was said: "file 3", "image 2 0/2 64x80 500 raw 5120 9A",
 * "finding CHECK_DG3_HASH pass REASON_NONE", "ended 0 0".
 */
#include "base/date.h"
#include "os/link.h"
#include "pki/crypt.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define EPOCH     7
#define WORDS_MAX 16
#define PATH_SIZE 256

struct worker {
	pid_t pid;
	int link; /* owned */
};

_Noreturn static void become(int link, const char *folder, const char *name, char *const words[])
{
	char path[PATH_SIZE];
	char *argv[WORDS_MAX + 2] = {path};
	for (size_t i = 0; words[i] != NULL; i++) {
		argv[i + 1] = words[i];
	}
	if (snprintf(path, sizeof(path), "%s/egate-%s", folder, name) < PATH_SIZE &&
	    dup2(link, LINK_FD) == LINK_FD && fcntl(LINK_FD, F_SETFD, 0) == 0) {
		(void)execv(path, argv); /* returns only when it failed */
	}
	_exit(127);
}

/* Those of the words that are this worker's. */
static enum eg_err start(struct worker *w, const char *folder, const char *name, int argc,
			 char *argv[])
{
	char *words[WORDS_MAX + 1] = {NULL};
	size_t count = 0;
	int ends[2];
	for (int i = 3; i < argc && count < WORDS_MAX; i++) {
		if (strncmp(argv[i], name, strlen(name)) == 0 && argv[i][strlen(name)] == ':') {
			words[count++] = argv[i] + strlen(name) + 1;
		}
	}
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
		return EG_FAIL(EG_IO, "socket pair");
	}
	w->link = ends[0];
	w->pid = fork();
	if (w->pid == 0) {
		become(ends[1], folder, name, words);
	}
	eg_close(&ends[1]);
	return w->pid > 0 ? EG_OK : EG_FAIL(EG_IO, "fork");
}

static enum eg_err hear(const struct worker *w, struct msg *m, int *bulk_fd)
{
	EG_TRY(link_recv(w->link, m, bulk_fd));
	return m->kind == MSG_READY || m->epoch == EPOCH
		       ? EG_OK
		       : EG_FAIL(EG_STATE, "message of another traveller");
}

static enum eg_err begin(const struct worker *chip, const struct worker *verify, const char *zone)
{
	struct msg m = msg_make(MSG_BEGIN, EPOCH);
	struct rd text = rd_cstr(zone);
	size_t size = text.left;
	int bulk_fd;
	struct msg ready;
	m.body.begin.kind = DOCUMENT_TD3;
	m.body.begin.mrz_size = (uint8_t)size;
	m.body.begin.today = date_from_unix((int64_t)time(NULL));
	if (size > MSG_MRZ_SIZE || !rd_copy(&text, m.body.begin.mrz, size)) {
		return EG_FAIL(EG_BAD_DATA, "printed zone");
	}
	EG_TRY(crypt_random(m.body.begin.challenge, sizeof(m.body.begin.challenge)));
	EG_TRY(hear(verify, &ready, &bulk_fd));
	EG_TRY(hear(chip, &ready, &bulk_fd));
	EG_TRY(link_send(verify->link, &m, -1));
	return link_send(chip->link, &m, -1);
}

static void tell_findings(const struct findings *f)
{
	for (unsigned c = 0; c < CHECK_COUNT; c++) {
		if (f->of[c].verdict != VERDICT_NOT_DONE) {
			printf("finding %s %s %s\n", check_name(c), verdict_name(f->of[c].verdict),
			       reason_name(f->of[c].reason));
		}
	}
}

static enum eg_err tell_image(const struct msg_finger *m, int bulk_fd)
{
	EG_AUTO(bulk_unmap) struct bulk image = {0};
	uint8_t first = 0;
	EG_TRY(bulk_map(bulk_fd, m->size, FINGER_IMAGE_SIZE_MAX, &image));
	struct rd octets = bulk_rd(&image);
	if (!rd_peek(&octets, &first)) {
		return EG_FAIL(EG_BAD_DATA, "empty image");
	}
	printf("image %u %u/%u %ux%u %u %s %u %02X\n", m->position, m->index, m->count, m->width,
	       m->height, m->dpi, m->raw == 1 ? "raw" : "coded", m->size, first);
	return EG_OK;
}

/* What the chip gave, on to who judges it, until there is no more. */
static enum eg_err relay_files(const struct worker *chip, const struct worker *verify)
{
	struct msg end = msg_make(MSG_FILES_END, EPOCH);
	struct msg m = {0};
	while (m.kind != MSG_CHIP_DONE) {
		EG_AUTO(eg_close) int bulk_fd = -1;
		EG_TRY(hear(chip, &m, &bulk_fd));
		if (m.kind == MSG_FILE) {
			printf("file %u\n", m.body.file.file);
			EG_TRY(link_send(verify->link, &m, bulk_fd));
		} else if (m.kind == MSG_FINDINGS) {
			tell_findings(&m.body.findings.findings);
		}
	}
	return link_send(verify->link, &end, -1);
}

static enum eg_err hear_verdict(const struct worker *verify)
{
	struct msg m = {0};
	while (m.kind != MSG_VERIFY_DONE) {
		EG_AUTO(eg_close) int bulk_fd = -1;
		EG_TRY(hear(verify, &m, &bulk_fd));
		if (m.kind == MSG_FINGER) {
			EG_TRY(tell_image(&m.body.finger, bulk_fd));
		} else if (m.kind == MSG_FINDINGS) {
			tell_findings(&m.body.findings.findings);
		}
	}
	return EG_OK;
}

/* Its exit status, or -1 where it was killed. */
static int ended(struct worker *w)
{
	int status = -1;
	eg_close(&w->link);
	return waitpid(w->pid, &status, 0) == w->pid && WIFEXITED(status) ? WEXITSTATUS(status)
									  : -1;
}

static enum eg_err play(int argc, char *argv[])
{
	struct worker verify = {.link = -1};
	struct worker chip = {.link = -1};
	EG_TRY(start(&verify, argv[1], "verify", argc, argv));
	EG_TRY(start(&chip, argv[1], "chip", argc, argv));
	enum eg_err err = begin(&chip, &verify, argv[2]);
	if (err == EG_OK) {
		err = relay_files(&chip, &verify);
	}
	if (err == EG_OK) {
		err = hear_verdict(&verify);
	}
	int of_chip = ended(&chip);
	printf("ended %d %d\n", of_chip, ended(&verify));
	return err;
}

int main(int argc, char *argv[])
{
	if (argc < 3) {
		return 2;
	}
	if (play(argc, argv) != EG_OK) {
		printf("broken: %s\n", eg_fault_last().reason);
		return 1;
	}
	return 0;
}
