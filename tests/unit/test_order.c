/*
 * test_order: egate order beside a lane of this test: what it says, to whom, and what it tells of
 * what has come of it.
 */
#include "os/link.h"
#include "wire/msg.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define PATIENCE 60000 /* ms until a test gives up; none waits for it */

struct desk {
	char folder[32];
	char socket[64];
	int listens; /* owned */
	int lane;    /* owned: our end */
	int out;     /* owned: what the command tells */
	pid_t command;
};

static int set(void **state)
{
	static struct desk d;
	d = (struct desk){.folder = "/tmp/order-XXXXXX", .lane = -1, .out = -1};
	*state = &d;
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	if (mkdtemp(d.folder) == NULL ||
	    snprintf(d.socket, sizeof(d.socket), "%s/lane", d.folder) < 0 ||
	    snprintf(a.sun_path, sizeof(a.sun_path), "%s", d.socket) < 0) {
		return -1;
	}
	d.listens = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	return d.listens < 0 || bind(d.listens, (struct sockaddr *)&a, sizeof(a)) != 0 ||
	       listen(d.listens, 1) != 0;
}

static int clear(void **state)
{
	struct desk *d = *state;
	eg_close(&d->lane);
	eg_close(&d->listens);
	eg_close(&d->out);
	(void)unlink(d->socket);
	return rmdir(d->folder);
}

/* more: up to five further words, NULL behind. */
static void run(struct desk *d, const char *const more[])
{
	int ends[2];
	eg_close(&d->lane);
	eg_close(&d->out);
	assert_int_equal(pipe(ends), 0);
	d->out = ends[0];
	d->command = fork();
	assert_true(d->command >= 0);
	if (d->command == 0) {
		char *words[9] = {strdup("egate"), strdup("order"), d->socket};
		for (size_t i = 0; more[i] != NULL && i < 5; i++) {
			words[3 + i] = strdup(more[i]);
		}
		if (dup2(ends[1], STDOUT_FILENO) >= 0) {
			(void)execv(EGATE, words); /* returns only on failure */
		}
		_exit(99);
	}
	assert_int_equal(close(ends[1]), 0);
}

static struct msg hear(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	EG_AUTO(eg_close) int bulk = -1;
	struct msg m;
	assert_int_equal(poll(&p, 1, PATIENCE), 1);
	assert_int_equal(link_recv(fd, &m, &bulk), EG_OK);
	return m;
}

static void take(struct desk *d)
{
	struct pollfd p = {.fd = d->listens, .events = POLLIN};
	assert_int_equal(poll(&p, 1, PATIENCE), 1);
	d->lane = accept4(d->listens, NULL, NULL, SOCK_CLOEXEC);
	struct msg m = hear(d->lane);
	assert_int_equal(m.kind, MSG_WATCH);
	assert_int_equal(m.body.watch.as, WATCH_LANE);
	assert_int_equal(m.body.watch.attends, 0); /* an order is no look at the lane */
}

static struct msg status_of(enum gate_state state)
{
	struct msg m = msg_make(MSG_STATUS, 1024);
	m.body.status.state = (uint8_t)state;
	m.body.status.wire = GATE_WIRE_COUNT;
	return m;
}

static void tell(const struct desk *d, struct msg m)
{
	assert_int_equal(link_send(d->lane, &m, -1), EG_OK);
}

/* Its exit code, and all that it told. */
static int end(struct desk *d, char *text, size_t cap)
{
	int status = -1;
	size_t size = 0;
	ssize_t got;
	while ((got = read(d->out, text + size, cap - 1 - size)) > 0) {
		size += (size_t)got;
	}
	text[size] = '\0';
	assert_int_equal(waitpid(d->command, &status, 0), d->command);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void an_order_says_why(void **state)
{
	static const char *const words[] = {
		"back", "--code", "refuse-b", "--note", "Folie gel\xC3\xB6st", NULL};
	struct desk *d = *state;
	char text[1024];
	run(d, words);
	take(d);
	tell(d, status_of(GATE_REFERRED_OUTSIDE));
	struct msg m = hear(d->lane);
	assert_int_equal(m.kind, MSG_ORDER);
	assert_int_equal(m.epoch, 1024);
	assert_int_equal(m.body.order.order, GATE_EV_ORDER_BACK);
	assert_int_equal(m.body.order.code, CASE_CODE_REFUSE_B);
	assert_int_equal(m.body.order.officer, 0); /* the lane knows who connects */
	assert_string_equal(m.body.order.note, "Folie gel\xC3\xB6st");
	m = status_of(GATE_IDLE);
	m.body.status.event = GATE_EV_ORDER_BACK;
	tell(d, m);
	assert_int_equal(end(d, text, sizeof(text)), 0);
}

static void a_first_pass_of_somebody_listed_is_told_as_such(void **state)
{
	static const char *const words[] = {"pass", "1024", NULL};
	struct desk *d = *state;
	char text[1024];
	run(d, words);
	take(d);
	tell(d, status_of(GATE_REFERRED_OUTSIDE));
	(void)hear(d->lane); /* the order, judged above */
	struct msg m = status_of(GATE_REFERRED_OUTSIDE);
	m.body.status.event = GATE_EV_ORDER_PASS;
	m.body.status.hits = 1;
	m.body.status.agreeing = 1;
	m.body.status.agreed = 1000;
	tell(d, m);
	assert_int_equal(end(d, text, sizeof(text)), 0);
	assert_non_null(strstr(text, "another officer has to let the traveller pass, too\n"));
}

static void an_order_that_is_refused_fails(void **state)
{
	static const char *const words[] = {"pass", NULL};
	struct desk *d = *state;
	char text[1024];
	run(d, words);
	take(d);
	tell(d, status_of(GATE_REFERRED_OUTSIDE));
	(void)hear(d->lane);
	struct msg m = status_of(GATE_REFERRED_OUTSIDE);
	m.body.status.refused = GATE_EV_ORDER_PASS;
	tell(d, m);
	assert_int_equal(end(d, text, sizeof(text)), 1);
	assert_non_null(strstr(text, "the lane does not take the order now\n"));
}

static void who_was_let_pass_at_a_desk_is_told_as_such(void **state)
{
	static const char *const words[] = {"back", NULL};
	struct desk *d = *state;
	char text[1024];
	run(d, words);
	take(d);
	tell(d, status_of(GATE_REFERRED_INSIDE));
	(void)hear(d->lane);
	struct msg m = status_of(GATE_RECORDING);
	m.body.status.desk = 1;
	m.body.status.refused = GATE_EV_ORDER_BACK;
	tell(d, m);
	assert_int_equal(end(d, text, sizeof(text)), 1);
	assert_non_null(strstr(text, "the traveller has been let pass before\n"));
}

static void words_that_are_none_are_refused(void **state)
{
	static const char *const cases[][6] = {
		{"back", "--code", "because", NULL},
		{"back", "--code", NULL},
		{"back", "--code", "none", NULL},
		{"back", "here", NULL},
		{"leave", NULL},
		{"back", "--why", "x", NULL},
	};
	struct desk *d = *state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[1024];
		run(d, cases[i]);
		assert_int_equal(end(d, text, sizeof(text)), 2);
	}
}

/* Before it reaches a lane, which would end the connection. */
static void a_note_that_steers_a_screen_is_not_said(void **state)
{
	static const char *const words[] = {"back", "--note", "\x1b[2J", NULL};
	struct desk *d = *state;
	char text[1024];
	run(d, words);
	take(d);
	tell(d, status_of(GATE_REFERRED_OUTSIDE));
	assert_int_equal(end(d, text, sizeof(text)), 1);
	EG_AUTO(eg_close) int bulk = -1;
	struct msg m;
	assert_int_equal(link_recv(d->lane, &m, &bulk), EG_GONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_order_says_why, set, clear),
		cmocka_unit_test_setup_teardown(a_first_pass_of_somebody_listed_is_told_as_such,
						set, clear),
		cmocka_unit_test_setup_teardown(an_order_that_is_refused_fails, set, clear),
		cmocka_unit_test_setup_teardown(who_was_let_pass_at_a_desk_is_told_as_such, set,
						clear),
		cmocka_unit_test_setup_teardown(words_that_are_none_are_refused, set, clear),
		cmocka_unit_test_setup_teardown(a_note_that_steers_a_screen_is_not_said, set,
						clear),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
