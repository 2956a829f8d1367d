/*
 * test_chip_worker: the real egate-chip process in its sandbox, on transcripts.
 */
#include "os/link.h"
#include "pki/crypt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define EPOCH 41
#define TD3                                            \
	"PPUTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<" \
	"L898902C36UTO7408122F3404159ZE184226B<<<<<16"
/* A chip without EF.CardAccess, up to GET CHALLENGE. */
#define TO_BAC                                                                 \
	"> 00B09C0000\n< 6A82\n> 00A4000C023F00\n< 6A86\n> 00A4000C\n< 6A86\n" \
	"> 00A4020C02011C\n< 6A82\n> 00A4040C07A0000002471001\n< 9000\n> 0084000008\n"

struct worker {
	pid_t pid;
	int link;
};

/* folder: of the gate's keys; NULL for none. */
_Noreturn static void become_worker(int link, const char *path, const char *folder)
{
	char reader[128];
	char terminal[128];
	char program[] = WORKER;
	char *argv[] = {program, reader, folder == NULL ? NULL : terminal, NULL};
	if (snprintf(reader, sizeof(reader), "reader=replay:%s", path) > 0 &&
	    snprintf(terminal, sizeof(terminal), "terminal=%s", folder == NULL ? "" : folder) > 0 &&
	    dup2(link, LINK_FD) == LINK_FD && fcntl(LINK_FD, F_SETFD, 0) == 0) {
		(void)execv(program, argv); /* returns only when it failed */
	}
	_exit(127);
}

static struct worker launch(const char *transcript, const char *folder, char path[32])
{
	int ends[2];
	struct worker w = {0};
	assert_true(snprintf(path, 32, "/tmp/egate-worker-XXXXXX") > 0);
	EG_AUTO(eg_close) int file = mkstemp(path);
	struct rd text = rd_cstr(transcript);
	assert_true(file >= 0);
	assert_int_equal(write(file, text.at, text.left), (ssize_t)text.left);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
	w.link = ends[0];
	w.pid = fork();
	assert_true(w.pid >= 0);
	if (w.pid == 0) {
		become_worker(ends[1], path, folder);
	}
	eg_close(&ends[1]);
	return w;
}

static struct worker start_with(const char *transcript, const char *folder)
{
	char path[32];
	struct worker w = launch(transcript, folder, path);
	struct msg m;
	int bulk_fd;
	assert_int_equal(link_recv(w.link, &m, &bulk_fd), EG_OK);
	assert_int_equal(m.kind, MSG_READY);
	assert_int_equal(m.body.ready.role, ROLE_CHIP);
	assert_int_equal(unlink(path), 0);
	return w;
}

static struct worker start(const char *transcript)
{
	return start_with(transcript, NULL);
}

/* It has ended by itself, with success. */
static void assert_ended(struct worker *w)
{
	int status = -1;
	eg_close(&w->link);
	assert_int_equal(waitpid(w->pid, &status, 0), w->pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void begin(const struct worker *w, const char *mrz)
{
	struct msg m = msg_make(MSG_BEGIN, EPOCH);
	struct rd zone = rd_cstr(mrz);
	size_t size = zone.left;
	m.body.begin.kind = DOCUMENT_TD3;
	m.body.begin.mrz_size = (uint8_t)size;
	m.body.begin.today = (struct date){2026, 3, 1};
	assert_true(rd_copy(&zone, m.body.begin.mrz, size));
	assert_int_equal(link_send(w->link, &m, -1), EG_OK);
}

static struct msg hear(const struct worker *w, enum msg_kind kind)
{
	struct msg m;
	int bulk_fd;
	assert_int_equal(link_recv(w->link, &m, &bulk_fd), EG_OK);
	assert_int_equal(m.kind, kind);
	assert_int_equal(m.epoch, EPOCH);
	eg_close(&bulk_fd);
	return m;
}

static void assert_access(const struct worker *w, enum reason why, uint32_t apdus)
{
	struct msg m = hear(w, MSG_FINDINGS);
	const struct finding *f = &m.body.findings.findings.of[CHECK_ACCESS];
	assert_int_equal(f->verdict, VERDICT_FAIL);
	assert_int_equal(f->reason, why);
	m = hear(w, MSG_CHIP_DONE);
	assert_int_equal(m.body.chip_done.apdus, apdus);
	assert_int_equal(m.body.chip_done.access, 0);
}

static void a_chip_that_refuses_is_reported(void **state)
{
	(void)state;
	struct worker w = start(TO_BAC "< 6985\n");
	begin(&w, TD3);
	assert_access(&w, REASON_CHIP_REFUSED, 6);
	assert_ended(&w);
}

static void a_chip_that_is_torn_away_is_reported(void **state)
{
	(void)state;
	struct worker w = start(TO_BAC "! gone\n");
	begin(&w, TD3);
	assert_access(&w, REASON_CHIP_LOST, 6);
	assert_ended(&w);
}

static void a_chip_that_is_put_back_is_read_on(void **state)
{
	(void)state;
	/* Access begins anew, without what is known already. */
	struct worker w = start(TO_BAC "! gone\n> 00A4040C07A0000002471001\n< 9000\n"
				       "> 0084000008\n< 6985\n");
	begin(&w, TD3);
	assert_access(&w, REASON_CHIP_REFUSED, 8);
	assert_ended(&w);
}

static void a_file_goes_on_as_soon_as_it_is_whole(void **state)
{
	(void)state;
	/* EF.CardAccess with nothing but an unknown protocol; then the chip refuses. */
	struct worker w = start("> 00B09C0000\n< 3109300706022A030201019000\n"
				"> 00A4040C07A0000002471001\n< 6A82\n");
	struct msg m;
	int bulk_fd;
	EG_AUTO(bulk_unmap) struct bulk file = {0};
	begin(&w, TD3);
	assert_int_equal(link_recv(w.link, &m, &bulk_fd), EG_OK);
	assert_int_equal(m.kind, MSG_FILE);
	assert_int_equal(m.body.file.file, CHIP_FILE_CARD_ACCESS);
	assert_int_equal(bulk_map(bulk_fd, m.body.file.size, BULK_LIMIT, &file), EG_OK);
	assert_true(
		rd_equal(bulk_rd(&file), RD_TEXT("\x31\x09\x30\x07\x06\x02\x2A\x03\x02\x01\x01")));
	eg_close(&bulk_fd);
	assert_access(&w, REASON_CHIP_REFUSED, 2);
	assert_ended(&w);
}

static void a_zone_that_is_none_is_reported(void **state)
{
	(void)state;
	struct worker w = start("");
	char zone[] = TD3;
	zone[50] = 'X'; /* no check digit fits any more */
	begin(&w, zone);
	assert_access(&w, REASON_BAD_FORMAT, 0);
	assert_ended(&w);
}

static void a_worker_whose_core_ends_ends_too(void **state)
{
	(void)state;
	struct worker w = start("");
	assert_ended(&w);
}

static void write_key(const char *path, struct rd content)
{
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(content.at, 1, content.left, f), content.left);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, 0600), 0);
}

/* The keys' own process is started before the sandbox; without it there is no worker. */
static void a_worker_whose_gate_has_keys_reads_on_and_without_them_does_not_start(void **state)
{
	(void)state;
	char folder[] = "/tmp/egate-keys-XXXXXX";
	char path[64];
	char transcript[32];
	uint8_t octets[512];
	struct wr key = WR_ARRAY(octets);
	struct msg m;
	int bulk_fd;
	int status = -1;
	EG_AUTO(crypt_ec_free) struct crypt_ec *ec = NULL;
	assert_non_null(mkdtemp(folder));
	assert_true(snprintf(path, sizeof(path), "%s/is.pkcs8", folder) > 0);
	assert_int_equal(crypt_ec_generate(CRYPT_BP256R1, &ec), EG_OK);
	assert_int_equal(crypt_ec_to_pkcs8(ec, &key), EG_OK);
	write_key(path, wr_view(&key));
	struct worker w = start_with(TO_BAC "< 6985\n", folder);
	begin(&w, TD3);
	assert_access(&w, REASON_CHIP_REFUSED, 6);
	assert_ended(&w);
	write_key(path, RD_TEXT("rubbish"));
	w = launch("", folder, transcript);
	assert_int_equal(link_recv(w.link, &m, &bulk_fd), EG_GONE);
	assert_int_equal(waitpid(w.pid, &status, 0), w.pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
	eg_close(&w.link);
	assert_int_equal(unlink(transcript), 0);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_chip_that_refuses_is_reported),
		cmocka_unit_test(a_chip_that_is_torn_away_is_reported),
		cmocka_unit_test(a_chip_that_is_put_back_is_read_on),
		cmocka_unit_test(a_file_goes_on_as_soon_as_it_is_whole),
		cmocka_unit_test(a_zone_that_is_none_is_reported),
		cmocka_unit_test(a_worker_whose_core_ends_ends_too),
		cmocka_unit_test(
			a_worker_whose_gate_has_keys_reads_on_and_without_them_does_not_start),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
