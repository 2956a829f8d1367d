/*
 * test_console_lanes: lanes that come, tell, listen or not, and go.
 */
#include "prog/console_lanes.h"

#include "console/json_out.h"
#include "os/fds.h"
#include "os/link.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#define MARK      100
#define TRAVELLER 9
#define OFFICER   (OFFICER_ENROLLED | 1u)

static struct console_config config;
static struct lanes lanes;
static struct desk *desk;
static int dial[2];
static int epoll;
static int64_t now_ms;

static int begin(void **state)
{
	const struct desk_settings settings = {.ack_target_ms = 15000};
	(void)state;
	config = (struct console_config){.lanes = {[0] = {.set = true}, [2] = {.set = true}}};
	now_ms = 1000;
	assert_int_equal(
		socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, dial), 0);
	epoll = epoll_create1(EPOLL_CLOEXEC);
	assert_int_equal(desk_open(&settings, 1767225600000, &desk), EG_OK);
	assert_int_equal(desk_lane_add(desk, 1, "1"), EG_OK);
	assert_int_equal(desk_lane_add(desk, 3, "3"), EG_OK);
	desk_at(desk, now_ms, 1767225600000);
	lanes_open(&lanes, &config, desk, dial[0], epoll, MARK);
	return 0;
}

static int end(void **state)
{
	(void)state;
	lanes_close(&lanes);
	desk_close(&desk);
	eg_close(&dial[0]);
	eg_close(&dial[1]);
	eg_close(&epoll);
	return 0;
}

static void at(int64_t ms)
{
	now_ms += ms;
	desk_at(desk, now_ms, 1767225600000 + now_ms);
	assert_int_equal(lanes_at(&lanes, now_ms), EG_OK);
}

/* The lane that is asked for next; 0: none. */
static uint32_t asked(void)
{
	uint32_t lane = 0;
	return recv(dial[1], &lane, sizeof(lane), 0) == (ssize_t)sizeof(lane) ? lane : 0;
}

static void answer(uint32_t lane, int connection)
{
	union fds_room room;
	struct iovec piece = {.iov_base = &lane, .iov_len = sizeof(lane)};
	struct msghdr h = {.msg_iov = &piece, .msg_iovlen = 1};
	if (connection >= 0) {
		fds_put(&h, &room, &connection, 1);
	}
	assert_int_equal(sendmsg(dial[1], &h, 0), sizeof(lane));
	assert_int_equal(lanes_dialled(&lanes), EG_OK);
}

/* A connection for a lane: our end. */
static int join(uint32_t lane)
{
	int ends[2];
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
	assert_int_equal(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
	answer(lane, ends[1]);
	eg_close(&ends[1]);
	return ends[0];
}

static struct msg hear(int fd, enum msg_kind kind)
{
	struct msg m;
	int bulk = -1;
	assert_int_equal(link_recv(fd, &m, &bulk), EG_OK);
	assert_int_equal(m.kind, kind);
	return m;
}

static void hear_nothing(int fd)
{
	struct msg m;
	int bulk = -1;
	assert_int_equal(link_recv(fd, &m, &bulk), EG_TIMEOUT);
}

static void tell(int fd, unsigned state, uint32_t traveller)
{
	struct msg m = msg_make(MSG_STATUS, traveller);
	m.body.status.state = (uint8_t)state;
	m.body.status.session = 5;
	m.body.status.wire = GATE_WIRE_COUNT;
	assert_int_equal(link_send(fd, &m, -1), EG_OK);
}

static bool is_up(unsigned lane)
{
	EG_AUTO(json_out_free) cJSON *tree = desk_lane_json(desk, lane);
	return cJSON_IsTrue(cJSON_GetObjectItem(tree, "up"));
}

static int join_up(void)
{
	at(0);
	assert_int_equal(asked(), 1);
	assert_int_equal(asked(), 3);
	int fd = join(1);
	(void)hear(fd, MSG_WATCH);
	tell(fd, GATE_IDLE, 0);
	assert_true(lanes_ready(&lanes, 1));
	assert_true(is_up(1));
	return fd;
}

static void a_lane_is_up_when_it_has_told_its_status(void **state)
{
	(void)state;
	at(0);
	assert_int_equal(asked(), 1);
	assert_int_equal(asked(), 3);
	assert_int_equal(asked(), 0);
	EG_AUTO(eg_close) int fd = join(1);
	struct msg m = hear(fd, MSG_WATCH);
	assert_int_equal(m.body.watch.as, WATCH_OFFICER);
	assert_int_equal(m.body.watch.attends, 0);
	assert_false(is_up(1));
	tell(fd, GATE_IDLE, 0);
	assert_true(lanes_ready(&lanes, 1));
	assert_true(is_up(1));
	assert_false(is_up(3));
	eg_close(&fd);
	assert_true(lanes_ready(&lanes, 1));
	assert_false(is_up(1));
}

static void pauses_grow_to_two_seconds_and_begin_anew(void **state)
{
	int64_t before = 0;
	(void)state;
	config.lanes[2].set = false;
	lanes_open(&lanes, &config, desk, dial[0], epoll, MARK);
	at(0);
	for (int i = 0; i < 10; i++) {
		assert_int_equal(asked(), 1);
		answer(1, -1);
		int64_t pause = lanes_wait_ms(&lanes);
		assert_true(pause >= before && pause <= LANES_PAUSE_MAX_MS);
		before = pause;
		at(pause - 1);
		assert_int_equal(asked(), 0);
		at(1);
	}
	assert_int_equal(before, LANES_PAUSE_MAX_MS);
	assert_int_equal(asked(), 1);
	EG_AUTO(eg_close) int fd = join(1);
	tell(fd, GATE_IDLE, 0);
	assert_true(lanes_ready(&lanes, 1));
	eg_close(&fd);
	assert_true(lanes_ready(&lanes, 1));
	assert_int_equal(lanes_wait_ms(&lanes), LANES_PAUSE_FIRST_MS);
}

static void a_lane_that_tells_nothing_is_asked_again(void **state)
{
	(void)state;
	at(0);
	assert_int_equal(asked(), 1);
	EG_AUTO(eg_close) int fd = join(1);
	at(LANES_ANSWER_MS);
	(void)hear(fd, MSG_WATCH);
	struct msg m;
	int bulk = -1;
	assert_int_equal(link_recv(fd, &m, &bulk), EG_GONE);
	while (asked() != 0) {
	}
	at(LANES_PAUSE_MAX_MS);
	assert_int_equal(asked(), 1);
}

static void each_lane_hears_whether_an_officer_looks(void **state)
{
	(void)state;
	EG_AUTO(eg_close) int fd = join_up();
	lanes_attend(&lanes, true);
	lanes_attend(&lanes, true);
	assert_int_equal(hear(fd, MSG_WATCH).body.watch.attends, 1);
	hear_nothing(fd);
	EG_AUTO(eg_close) int other = join(3); /* comes later */
	assert_int_equal(hear(other, MSG_WATCH).body.watch.attends, 1);
	lanes_attend(&lanes, false);
	assert_int_equal(hear(fd, MSG_WATCH).body.watch.attends, 0);
	assert_int_equal(hear(other, MSG_WATCH).body.watch.attends, 0);
}

static void a_picture_reaches_the_case(void **state)
{
	static const uint8_t jpeg[] = {0xff, 0xd8, 1, 2, 0xff, 0xd9};
	struct msg m = msg_make(MSG_FACE_PICTURE, TRAVELLER);
	struct rd shown;
	(void)state;
	EG_AUTO(eg_close) int fd = join_up();
	tell(fd, GATE_REFERRED_OUTSIDE, TRAVELLER);
	m.body.face_picture.size = sizeof(jpeg);
	m.body.face_picture.width = m.body.face_picture.height = 8;
	EG_AUTO(eg_close) int bulk = -1;
	assert_int_equal(bulk_make(RD_ARRAY(jpeg), &bulk), EG_OK);
	assert_int_equal(link_send(fd, &m, bulk), EG_OK);
	assert_true(lanes_ready(&lanes, 1));
	assert_true(is_up(1));
	assert_true(desk_picture(desk, "1-9-00000005", FACE_PICTURE_PORTRAIT, &shown));
	assert_true(rd_equal(shown, RD_ARRAY(jpeg)));
	/* One that says another size than it has ends the connection. */
	m.body.face_picture.size++;
	assert_int_equal(link_send(fd, &m, bulk), EG_OK);
	assert_true(lanes_ready(&lanes, 1));
	assert_false(is_up(1));
}

static void what_is_for_other_screens_is_passed_over(void **state)
{
	struct msg m = msg_make(MSG_FACE_GUIDE, 0);
	(void)state;
	EG_AUTO(eg_close) int fd = join_up();
	assert_int_equal(link_send(fd, &m, -1), EG_OK);
	assert_true(lanes_ready(&lanes, 1));
	assert_true(is_up(1));
}

/* The case of this lane's traveller, acknowledged. */
static void acknowledge(void)
{
	EG_AUTO(json_out_free) cJSON *tree = desk_case_json(desk, "1-9-00000005");
	const cJSON *version = cJSON_GetObjectItem(tree, "version");
	const struct desk_who who = {.number = OFFICER, .name = "A", .works = true};
	const struct desk_wish wish = {.what = "ack", .version = (int64_t)version->valuedouble};
	assert_int_equal(desk_act(desk, "1-9-00000005", &wish, &who), DESK_DONE);
}

static void what_a_journal_has_to_hear_waits_for_its_lane(void **state)
{
	(void)state;
	EG_AUTO(eg_close) int fd = join_up();
	tell(fd, GATE_REFERRED_OUTSIDE, TRAVELLER);
	assert_true(lanes_ready(&lanes, 1));
	eg_close(&fd); /* before anything of it was sent */
	acknowledge();
	lanes_send(&lanes); /* finds nobody */
	assert_false(is_up(1));
	at(LANES_PAUSE_MAX_MS);
	while (asked() != 1) {
	}
	fd = join(1);
	(void)hear(fd, MSG_WATCH);
	hear_nothing(fd);
	tell(fd, GATE_REFERRED_OUTSIDE, TRAVELLER);
	assert_true(lanes_ready(&lanes, 1));
	lanes_send(&lanes);
	assert_int_equal(hear(fd, MSG_CASE).body.officer_case.state, CASE_OPEN);
	assert_int_equal(hear(fd, MSG_CASE).body.officer_case.state, CASE_ACK);
}

static void a_lane_that_does_not_listen_gets_it_later(void **state)
{
	const struct desk_who who = {.number = OFFICER, .name = "A", .works = true};
	const struct desk_who other = {.number = OFFICER + 1, .name = "B", .works = true};
	const int room = 1; /* the least that the kernel gives: a few messages */
	unsigned heard = 0;
	struct msg m;
	int bulk = -1;
	(void)state;
	EG_AUTO(eg_close) int fd = join_up();
	assert_int_equal(setsockopt(lanes.of[1].fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof(room)), 0);
	tell(fd, GATE_REFERRED_OUTSIDE, TRAVELLER);
	assert_true(lanes_ready(&lanes, 1));
	acknowledge();
	lanes_send(&lanes);
	for (unsigned i = 0; i < LANES_WAITING_MAX / 2; i++) { /* each a word to the journal */
		desk_hand_over(desk, i % 2 == 0 ? who.number : other.number,
			       i % 2 == 0 ? &other : &who);
		lanes_send(&lanes);
	}
	assert_true(lanes.of[1].waiting_count > 0);
	assert_true(lanes.of[1].writes);
	while (link_recv(fd, &m, &bulk) == EG_OK) {
		heard += m.kind == MSG_CASE ? 1 : 0;
		(void)lanes_ready(&lanes, 1);
	}
	assert_int_equal(heard, 2 + LANES_WAITING_MAX / 2);
	assert_false(lanes.of[1].writes);
	assert_true(is_up(1));
}

static void the_end_of_who_connects_is_seen(void **state)
{
	(void)state;
	eg_close(&dial[1]);
	assert_int_equal(lanes_dialled(&lanes), EG_GONE);
	now_ms += 1;
	assert_int_equal(lanes_at(&lanes, now_ms), EG_GONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_lane_is_up_when_it_has_told_its_status, begin,
						end),
		cmocka_unit_test_setup_teardown(pauses_grow_to_two_seconds_and_begin_anew, begin,
						end),
		cmocka_unit_test_setup_teardown(a_lane_that_tells_nothing_is_asked_again, begin,
						end),
		cmocka_unit_test_setup_teardown(each_lane_hears_whether_an_officer_looks, begin,
						end),
		cmocka_unit_test_setup_teardown(a_picture_reaches_the_case, begin, end),
		cmocka_unit_test_setup_teardown(what_is_for_other_screens_is_passed_over, begin,
						end),
		cmocka_unit_test_setup_teardown(what_a_journal_has_to_hear_waits_for_its_lane,
						begin, end),
		cmocka_unit_test_setup_teardown(a_lane_that_does_not_listen_gets_it_later, begin,
						end),
		cmocka_unit_test_setup_teardown(the_end_of_who_connects_is_seen, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
