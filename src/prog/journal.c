/*
 * egate-journal: the worker to which a record comes, becomes durable, is acknowledged.
 * Knows one file, opened before the sandbox. Never knows what a record is for.
 *
 *   settings   journal=FILE
 *   start      file opened; sandbox; MSG_READY
 *   MSG_RECORD   written, then MSG_RECORDED; a case that was written before is not written again
 *   end of the connection: exit, when all that the core had sent is written
 *
 * What cannot be written is never acknowledged: the process ends instead, and the core refers the
 * traveller.
 */
#include "journal/journal.h"

#include "base/log.h"
#include "os/args.h"
#include "os/link.h"
#include "os/sandbox.h"
#include "prog/worker.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#define MEMORY_MB 512
#define BOOT_ID   "/proc/sys/kernel/random/boot_id"

static bool hex(uint8_t c, uint8_t *out)
{
	bool digit = c >= '0' && c <= '9';
	*out = (uint8_t)(digit ? c - '0' : c - 'a' + 10);
	return digit || (c >= 'a' && c <= 'f');
}

/* Text of a UUID: 32 hexadecimal digits with dashes among them. */
static enum eg_err read_boot(uint8_t boot[JOURNAL_BOOT_SIZE])
{
	uint8_t text[64];
	uint8_t c;
	uint8_t half;
	size_t halves = 0;
	EG_AUTO(eg_close) int fd = open(BOOT_ID, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, text, sizeof(text));
	struct rd r = got > 0 ? rd_of(text, (size_t)got) : RD_EMPTY;
	while (halves < 2 * JOURNAL_BOOT_SIZE && rd_u8(&r, &c)) {
		if (hex(c, &half)) {
			uint8_t high = (uint8_t)(boot[halves / 2] << 4);
			boot[halves / 2] = (uint8_t)(high | half);
			halves++;
		}
	}
	return halves == 2 * JOURNAL_BOOT_SIZE ? EG_OK : EG_FAIL(EG_IO, "boot id");
}

/* A case is the same under every start of the machine. What a lane adds to it (the direction, the
 * user who is the console) may have changed since it was written: that is no other one. */
static enum eg_err append(struct journal *j, const uint8_t boot[JOURNAL_BOOT_SIZE],
			  const struct msg_record *r, uint64_t *row)
{
	static const uint8_t any[JOURNAL_BOOT_SIZE] = {0};
	bool of_case = r->what == RECORD_CASE;
	enum eg_err err = journal_append(j, of_case ? any : boot, r, row);
	if (err == EG_MISMATCH && of_case) {
		log_fault(LOG_WARN, LOG_WORD("case"));
		return EG_OK;
	}
	return err;
}

static enum eg_err serve(struct journal *j, const uint8_t boot[JOURNAL_BOOT_SIZE])
{
	for (;;) {
		struct msg m;
		EG_AUTO(eg_close) int bulk = -1;
		EG_TRY(link_recv(LINK_FD, &m, &bulk));
		if (m.kind != MSG_RECORD) {
			return EG_FAIL(EG_BAD_DATA, "the core asks for what a journal does not do");
		}
		struct msg done = msg_make(MSG_RECORDED, m.epoch);
		done.body.recorded.number = m.body.record.number;
		EG_TRY(append(j, boot, &m.body.record, &done.body.recorded.row));
		enum eg_err told = link_send(LINK_FD, &done, -1);
		if (told != EG_OK && told != EG_GONE) {
			return told; /* what a core that is gone has sent is still to be written */
		}
	}
}

static enum eg_err run(struct journal **j, const struct args *a)
{
	const struct sandbox_need need = {.file_write = true, .memory_mb = MEMORY_MB};
	uint8_t boot[JOURNAL_BOOT_SIZE] = {0};
	const char *path = args_text(a, "journal", NULL);
	uint64_t rows;
	uint8_t chain[JOURNAL_CHAIN_SIZE];
	if (path == NULL) {
		return EG_FAIL(EG_CONFIG, "setting journal is needed");
	}
	EG_TRY(read_boot(boot));
	EG_TRY(journal_open(path, JOURNAL_WRITE, j));
	EG_TRY(journal_head(*j, &rows, chain));
	EG_TRY(sandbox_enter(&need));
	struct rd head = RD_ARRAY(chain);
	uint64_t front = 0;
	if (!rd_be64(&head, &front)) {
		return EG_FAIL(EG_STATE, "a chain value shorter than it is");
	}
	/* In another place than the file: shows, with the next start's, that its end was cut. */
	LOG(LOG_INFO, "journal", LOG_INT("rows", rows), LOG_INT("head", front));
	EG_TRY(worker_ready(ROLE_JOURNAL));
	return serve(*j, boot);
}

int main(int argc, char *argv[])
{
	struct journal *j = NULL;
	struct args a = args_of(argc, argv);
	log_open(LOG_WORD("journal"), LOG_INFO);
	/* A signal to all of the lane must not come before what the core has to record yet. */
	(void)signal(SIGTERM, SIG_IGN); /* cannot fail for these */
	(void)signal(SIGINT, SIG_IGN);
	enum eg_err err = run(&j, &a);
	/* Not closed: that would remove files, which the sandbox forbids; every row is durable. */
	return worker_end(err);
}
