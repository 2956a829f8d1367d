/*
 * test_journal_worker: egate-journal as a process: what it was told is written, whoever ends.
 */
#include "journal/journal.h"
#include "os/link.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "journal_place.h"

#define RECORDS  30
#define LOG_FULL 350 /* more pages than the log has before it is written back, and begun anew */

struct worker {
	pid_t pid;
	int link;
};

static struct worker start(const struct place *p)
{
	int ends[2];
	struct msg m;
	int bulk_fd;
	static char name[] = "egate-journal";
	char word[sizeof(p->path) + sizeof("journal=")];
	char *const argv[] = {name, word, NULL};
	assert_true(snprintf(word, sizeof(word), "journal=%s", p->path) > 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
	struct worker w = {.pid = fork(), .link = ends[0]};
	assert_true(w.pid >= 0);
	if (w.pid == 0) {
		if (dup2(ends[1], LINK_FD) == LINK_FD) {
			(void)execv(WORKER, argv); /* returns only on failure */
		}
		_exit(99);
	}
	eg_close(&ends[1]);
	assert_int_equal(link_recv(w.link, &m, &bulk_fd), EG_OK);
	assert_int_equal(m.kind, MSG_READY);
	assert_int_equal(m.body.ready.role, ROLE_JOURNAL);
	return w;
}

static void tell(const struct worker *w, uint64_t number)
{
	struct msg m = msg_make(MSG_RECORD, 1);
	m.body.record.number = number;
	m.body.record.what = RECORD_REFERRAL;
	assert_int_equal(link_send(w->link, &m, -1), EG_OK);
}

static void assert_ended_with_rows(struct worker *w, const struct place *p, uint64_t expected)
{
	EG_AUTO(journal_close) struct journal *j = NULL;
	uint64_t rows;
	int status = -1;
	eg_close(&w->link);
	assert_int_equal(waitpid(w->pid, &status, 0), w->pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_int_equal(journal_open(p->path, JOURNAL_READ, &j), EG_OK);
	assert_int_equal(journal_check(j, &rows), EG_OK);
	assert_int_equal(rows, expected);
}

static void what_a_core_sent_before_its_end_is_written(void **state)
{
	struct worker w = start(*state);
	for (uint64_t n = 1; n <= RECORDS; n++) {
		tell(&w, n);
	}
	assert_ended_with_rows(&w, *state, RECORDS); /* no answer was read */
}

static void a_signal_to_the_whole_lane_does_not_come_before_the_records(void **state)
{
	struct worker w = start(*state);
	assert_int_equal(kill(w.pid, SIGSTOP), 0);
	for (uint64_t n = 1; n <= RECORDS; n++) {
		tell(&w, n);
	}
	assert_int_equal(kill(w.pid, SIGTERM), 0);
	assert_int_equal(kill(w.pid, SIGCONT), 0);
	assert_ended_with_rows(&w, *state, RECORDS);
}

static struct msg recorded(const struct worker *w, uint64_t number)
{
	struct msg m;
	EG_AUTO(eg_close) int bulk = -1;
	assert_int_equal(link_recv(w->link, &m, &bulk), EG_OK);
	assert_int_equal(m.kind, MSG_RECORDED);
	assert_true(m.body.recorded.number == number);
	return m;
}

/* Also where the lane was turned round, or the machine started again, before it was told again. */
static void a_case_is_written_once_however_often_it_is_told(void **state)
{
	struct worker w = start(*state);
	struct msg m = msg_make(MSG_RECORD, 1);
	m.body.record.number = RECORD_OF_CASE | 1;
	m.body.record.what = RECORD_CASE;
	m.body.record.order = CASE_ACK;
	tell(&w, 1);
	(void)recorded(&w, 1);
	for (unsigned direction = DIRECTION_ENTRY; direction <= DIRECTION_EXIT; direction++) {
		m.body.record.direction = (uint8_t)direction;
		for (int i = 0; i < 2; i++) {
			assert_int_equal(link_send(w.link, &m, -1), EG_OK);
			assert_int_equal(recorded(&w, RECORD_OF_CASE | 1).body.recorded.row, 2);
		}
	}
	tell(&w, 2);
	(void)recorded(&w, 2); /* it goes on */
	assert_ended_with_rows(&w, *state, 3);
	EG_AUTO(journal_close) struct journal *j = NULL;
	static const uint8_t any[JOURNAL_BOOT_SIZE] = {0};
	uint64_t row;
	assert_int_equal(journal_open(((const struct place *)*state)->path, JOURNAL_WRITE, &j),
			 EG_OK);
	m.body.record.direction = DIRECTION_ENTRY;
	assert_int_equal(journal_append(j, any, &m.body.record, &row), EG_OK); /* of no start */
	assert_int_equal(row, 2);
}

/* Each is durable before the next is told. */
static void write_through(const struct worker *w, uint64_t from, uint64_t to)
{
	for (uint64_t n = from; n <= to; n++) {
		struct msg m;
		EG_AUTO(eg_close) int bulk = -1;
		tell(w, n);
		assert_int_equal(link_recv(w->link, &m, &bulk), EG_OK);
		assert_int_equal(m.kind, MSG_RECORDED);
		assert_int_equal(m.body.recorded.number, n);
	}
}

/* A log that is begun anew asks for random numbers, and a sandbox opens nothing for them. */
static void a_log_that_a_killed_worker_left_is_filled_by_the_next(void **state)
{
	struct worker w = start(*state);
	write_through(&w, 1, LOG_FULL);
	assert_int_equal(kill(w.pid, SIGKILL), 0);
	assert_int_equal(waitpid(w.pid, NULL, 0), w.pid);
	eg_close(&w.link);
	w = start(*state);
	write_through(&w, LOG_FULL + 1, LOG_FULL * 2);
	assert_ended_with_rows(&w, *state, LOG_FULL * 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_a_core_sent_before_its_end_is_written,
						place_make, place_clear),
		cmocka_unit_test_setup_teardown(
			a_signal_to_the_whole_lane_does_not_come_before_the_records, place_make,
			place_clear),
		cmocka_unit_test_setup_teardown(a_case_is_written_once_however_often_it_is_told,
						place_make, place_clear),
		cmocka_unit_test_setup_teardown(
			a_log_that_a_killed_worker_left_is_filled_by_the_next, place_make,
			place_clear),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
