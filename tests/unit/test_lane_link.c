/*
 * test_lane_link: what consoles and screens say to a lane, and what they do not say.
 */
#include "prog/lane_link.h"

#include "os/link.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#define SEVEN (OFFICER_ENROLLED + 7)

struct line {
	int ours;   /* owned */
	int theirs; /* owned; does not block */
};

static int set(void **state)
{
	static struct line l;
	int pair[2];
	*state = &l;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) {
		return -1;
	}
	l = (struct line){pair[0], pair[1]};
	return fcntl(l.theirs, F_SETFL, O_NONBLOCK);
}

static int clear(void **state)
{
	struct line *l = *state;
	eg_close(&l->ours);
	eg_close(&l->theirs);
	return 0;
}

static enum eg_err hear(const struct line *l, struct msg *m)
{
	EG_AUTO(eg_close) int bulk = -1;
	return link_recv(l->theirs, m, &bulk);
}

static void a_watch_says_as_what_and_whether_somebody_looks(void **state)
{
	struct line *l = *state;
	struct msg m;
	assert_int_equal(lane_watch(l->ours, WATCH_OFFICER, true), EG_OK);
	assert_int_equal(hear(l, &m), EG_OK);
	assert_int_equal(m.body.watch.as, WATCH_OFFICER);
	assert_int_equal(m.body.watch.attends, 1);
	assert_int_equal(lane_watch(l->ours, WATCH_TRAVELLER, false), EG_OK);
	assert_int_equal(hear(l, &m), EG_OK);
	assert_int_equal(m.body.watch.as, WATCH_TRAVELLER);
	assert_int_equal(m.body.watch.attends, 0);
}

static void orders_say_who_and_why(void **state)
{
	struct line *l = *state;
	struct msg m;
	const struct lane_why why = {
		SEVEN, CASE_CODE_VERIFY_HIT, RD_TEXT("room 2"), {1, 1024, 0x0D5C8E21}};
	assert_int_equal(lane_send_order(l->ours, 1024, GATE_EV_ORDER_PASS, &why), EG_OK);
	assert_int_equal(hear(l, &m), EG_OK);
	assert_int_equal(m.kind, MSG_ORDER);
	assert_int_equal(m.epoch, 1024);
	assert_int_equal(m.body.order.order, GATE_EV_ORDER_PASS);
	assert_int_equal(m.body.order.officer, SEVEN);
	assert_int_equal(m.body.order.code, CASE_CODE_VERIFY_HIT);
	assert_string_equal(m.body.order.note, "room 2");
	assert_int_equal(m.body.order.from.lane, 1);
	assert_int_equal(m.body.order.from.traveller, 1024);
	assert_int_equal(m.body.order.from.session, 0x0D5C8E21);
}

/* The lane would end the connection for it. */
static void what_a_lane_does_not_take_is_not_said(void **state)
{
	struct line *l = *state;
	struct msg m;
	char longest[CASE_NOTE_SIZE];
	memset(longest, 'x', sizeof(longest));
	struct lane_why why = {.note = rd_of(longest, sizeof(longest))};
	assert_int_equal(lane_send_order(l->ours, 1, GATE_EV_ORDER_BACK, &why), EG_BAD_DATA);
	why.note = RD_TEXT("\xFF");
	assert_int_equal(lane_send_order(l->ours, 1, GATE_EV_ORDER_BACK, &why), EG_BAD_DATA);
	why.note = RD_TEXT("two\nlines");
	assert_int_equal(lane_send_order(l->ours, 1, GATE_EV_ORDER_BACK, &why), EG_BAD_DATA);
	why = (struct lane_why){.officer = 1000}; /* no enrolled one */
	assert_int_equal(lane_send_order(l->ours, 1, GATE_EV_ORDER_BACK, &why), EG_BAD_DATA);
	why = (struct lane_why){.note = RD_EMPTY};
	assert_int_equal(lane_send_order(l->ours, 1, GATE_EV_TIMER, &why), EG_BAD_DATA);
	assert_int_equal(hear(l, &m), EG_TIMEOUT); /* nothing came */
	why.note = rd_of(longest, sizeof(longest) - 1);
	assert_int_equal(lane_send_order(l->ours, 1, GATE_EV_ORDER_BACK, &why), EG_OK);
	assert_int_equal(hear(l, &m), EG_OK);
	assert_int_equal(strlen(m.body.order.note), CASE_NOTE_SIZE - 1);
}

/* A console serves ten lanes: one that takes nobody must not hold it. */
static void a_busy_lane_is_not_waited_for(void **state)
{
	(void)state;
	char folder[] = "/tmp/lane-link-XXXXXX";
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int callers[8];
	enum eg_err err = EG_OK;
	size_t count = 0;
	assert_non_null(mkdtemp(folder));
	assert_true(snprintf(a.sun_path, sizeof(a.sun_path), "%s/lane", folder) > 0);
	int none;
	assert_int_equal(lane_connect_now(a.sun_path, &none), EG_GONE);
	assert_int_equal(lane_connect(a.sun_path, &none), EG_GONE);
	EG_AUTO(eg_close) int listens = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(listens, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(listen(listens, 1), 0);
	while (count < 8 && (err = lane_connect_now(a.sun_path, &callers[count])) == EG_OK) {
		assert_true((fcntl(callers[count], F_GETFL) & O_NONBLOCK) != 0);
		count++;
	}
	assert_true(count > 0);
	assert_int_equal(err, EG_TIMEOUT);
	while (count > 0) {
		eg_close(&callers[--count]);
	}
	assert_int_equal(unlink(a.sun_path), 0);
	assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_watch_says_as_what_and_whether_somebody_looks,
						set, clear),
		cmocka_unit_test_setup_teardown(orders_say_who_and_why, set, clear),
		cmocka_unit_test_setup_teardown(what_a_lane_does_not_take_is_not_said, set, clear),
		cmocka_unit_test(a_busy_lane_is_not_waited_for),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
