/*
 * test_console_lanes: lanes that come, tell, listen or not, and go.
 */
#include "prog/console_lanes.h"

#include "account_stage.h"
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
static struct cases cases;
static struct stage *stage;
static struct desk *desk;
static int dial[2];
static int epoll;
static int64_t now_ms;

static int begin(void **state)
{
	const struct desk_settings settings = {.ack_target_ms = 15000};
	assert_int_equal(stage_make(state), 0);
	stage = *state;
	config = (struct console_config){.lanes = {[0] = {.set = true}, [2] = {.set = true}}};
	now_ms = 1000;
	assert_int_equal(
		socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, dial), 0);
	epoll = epoll_create1(EPOLL_CLOEXEC);
	assert_int_equal(desk_open(&settings, 1767225600000, &desk), EG_OK);
	assert_int_equal(desk_lane_add(desk, 1, "1"), EG_OK);
	assert_int_equal(desk_lane_add(desk, 3, "3"), EG_OK);
	desk_at(desk, now_ms, 1767225600000);
	assert_int_equal(cases_open(&cases, &config, stage->a, now_ms), EG_OK);
	lanes_open(&lanes, &config, desk, &cases, dial[0], epoll, MARK);
	return 0;
}

static int end(void **state)
{
	lanes_close(&lanes);
	cases_close(&cases);
	desk_close(&desk);
	eg_close(&dial[0]);
	eg_close(&dial[1]);
	eg_close(&epoll);
	return stage_clear(state);
}

static void at(int64_t ms)
{
	now_ms += ms;
	desk_at(desk, now_ms, 1767225600000 + now_ms);
	cases_at(&cases, now_ms);
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
	lanes_open(&lanes, &config, desk, &cases, dial[0], epoll, MARK);
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

/* The lane ends and comes back with the same traveller referred. */
static int come_back(int fd)
{
	eg_close(&fd);
	(void)lanes_ready(&lanes, 1);
	at(LANES_PAUSE_MAX_MS);
	while (asked() != 1) {
	}
	fd = join(1);
	(void)hear(fd, MSG_WATCH);
	hear_nothing(fd);
	tell(fd, GATE_REFERRED_OUTSIDE, TRAVELLER);
	assert_true(lanes_ready(&lanes, 1));
	lanes_send(&lanes);
	return fd;
}

static struct msg_case hear_case(int fd, enum case_state state)
{
	const struct msg m = hear(fd, MSG_CASE);
	assert_int_equal(m.body.officer_case.state, state);
	assert_true((m.body.officer_case.number & RECORD_OF_CASE) != 0);
	return m.body.officer_case;
}

static void record(int fd, uint64_t number)
{
	struct msg m = msg_make(MSG_CASE_RECORDED, 0);
	m.body.case_recorded.number = number;
	assert_int_equal(link_send(fd, &m, -1), EG_OK);
	(void)lanes_ready(&lanes, 1);
}

static int refer_and_acknowledge(void)
{
	int fd = join_up();
	tell(fd, GATE_REFERRED_OUTSIDE, TRAVELLER);
	assert_true(lanes_ready(&lanes, 1));
	acknowledge();
	lanes_send(&lanes);
	return fd;
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
	fd = come_back(-1);
	(void)hear_case(fd, CASE_OPEN);
	(void)hear_case(fd, CASE_ACK);
	hear_nothing(fd);
}

/* The time is that of the act. */
static void what_was_not_recorded_is_said_again_as_it_was(void **state)
{
	(void)state;
	EG_AUTO(eg_close) int fd = refer_and_acknowledge();
	const struct msg_case open = hear_case(fd, CASE_OPEN);
	const struct msg_case ack = hear_case(fd, CASE_ACK);
	assert_true(open.number != ack.number);
	fd = come_back(fd); /* nothing of it was recorded */
	struct msg_case again = hear_case(fd, CASE_OPEN);
	assert_memory_equal(&again, &open, sizeof(open));
	record(fd, open.number);
	record(fd, open.number); /* once more: of no effect */
	fd = come_back(fd);
	again = hear_case(fd, CASE_ACK);
	assert_memory_equal(&again, &ack, sizeof(ack));
	record(fd, ack.number);
	fd = come_back(fd);
	hear_nothing(fd);
}

/* A core that has no room says nothing, and its connection stays. */
static void what_is_not_recorded_for_long_is_said_again(void **state)
{
	(void)state;
	EG_AUTO(eg_close) int fd = refer_and_acknowledge();
	record(fd, hear_case(fd, CASE_OPEN).number);
	const struct msg_case ack = hear_case(fd, CASE_ACK);
	at(CASES_AGAIN_MS - 1);
	lanes_send(&lanes);
	hear_nothing(fd);
	at(1);
	lanes_send(&lanes);
	assert_true(hear_case(fd, CASE_ACK).number == ack.number);
	record(fd, ack.number);
	at(CASES_AGAIN_MS);
	lanes_send(&lanes);
	hear_nothing(fd);
}

static void restart(void)
{
	const struct desk_settings settings = {.ack_target_ms = 15000};
	lanes_close(&lanes);
	cases_close(&cases);
	desk_close(&desk);
	stage_restart(stage);
	assert_int_equal(desk_open(&settings, 1767225600000, &desk), EG_OK);
	assert_int_equal(desk_lane_add(desk, 1, "1"), EG_OK);
	assert_int_equal(desk_lane_add(desk, 3, "3"), EG_OK);
	desk_at(desk, now_ms, 1767225600000 + now_ms);
	assert_int_equal(cases_open(&cases, &config, stage->a, now_ms), EG_OK);
	lanes_open(&lanes, &config, desk, &cases, dial[0], epoll, MARK);
	cases_recall(&cases, desk);
	desk_recall(desk);
}

static void what_was_not_recorded_outlives_the_console_and_is_told_once(void **state)
{
	(void)state;
	EG_AUTO(eg_close) int fd = refer_and_acknowledge();
	const struct msg_case open = hear_case(fd, CASE_OPEN);
	const struct msg_case ack = hear_case(fd, CASE_ACK);
	restart();
	fd = come_back(fd);
	struct msg_case again = hear_case(fd, CASE_OPEN);
	assert_memory_equal(&again, &open, sizeof(open));
	again = hear_case(fd, CASE_ACK);
	assert_memory_equal(&again, &ack, sizeof(ack));
	hear_nothing(fd); /* neither is the case begun anew */
	record(fd, open.number);
	cases_recorded(&cases, 1, ack.number); /* as a row of its journal tells */
	assert_int_equal(stage_count(stage->path, "SELECT count(*) FROM unrecorded"), 0);
	restart();
	fd = come_back(fd);
	(void)hear_case(fd, CASE_OPEN); /* no journal is played here: nobody knows of it */
}

/* Another program keeps it: what an officer does goes on. */
static void a_file_that_cannot_be_written_holds_nothing_up(void **state)
{
	(void)state;
	EG_AUTO(eg_close) int fd = join_up();
	void *keeper = stage_keep(stage->path);
	tell(fd, GATE_REFERRED_OUTSIDE, TRAVELLER);
	assert_true(lanes_ready(&lanes, 1));
	lanes_send(&lanes);
	const struct msg_case open = hear_case(fd, CASE_OPEN);
	stage_let_go(keeper);
	at(1000);
	assert_int_equal(stage_count(stage->path, "SELECT count(*) FROM unrecorded"), 1);
	keeper = stage_keep(stage->path);
	record(fd, open.number);
	stage_let_go(keeper);
	assert_int_equal(stage_count(stage->path, "SELECT count(*) FROM unrecorded"), 1);
	at(1000);
	assert_int_equal(stage_count(stage->path, "SELECT count(*) FROM unrecorded"), 0);
}

static const struct desk_who anna = {.number = OFFICER, .name = "A", .works = true};
static const struct desk_who bert = {.number = OFFICER + 1, .name = "B", .works = true};

static void hand_over_to(const struct desk_who *to, const struct desk_who *from)
{
	desk_hand_over(desk, from->number, to);
	lanes_send(&lanes);
}

/* Each time is a word to the journal. */
static void hand_over(unsigned times)
{
	for (unsigned i = 0; i < times; i++) {
		bool back = i % 2 == 1;
		hand_over_to(back ? &anna : &bert, back ? &bert : &anna);
	}
}

/* A full disk keeps what it has: what comes then is sent, recorded and over all the same. */
static void a_file_that_cannot_be_written_for_long_loses_nothing(void **state)
{
	(void)state;
	EG_AUTO(eg_close) int fd = refer_and_acknowledge();
	const struct msg_case open = hear_case(fd, CASE_OPEN);
	const struct msg_case ack = hear_case(fd, CASE_ACK);
	void *keeper = stage_keep(stage->path);
	record(fd, open.number);
	record(fd, ack.number);
	for (unsigned i = 0; i < 2 * CASES_MAX; i++) {
		hand_over_to(i % 2 == 0 ? &bert : &anna, i % 2 == 0 ? &anna : &bert);
		record(fd, hear_case(fd, CASE_ACK).number);
	}
	const struct desk_backlog b = cases_backlog(&cases, 1);
	assert_int_equal(b.lost, 0);
	assert_false(b.full);
	assert_int_equal(stage_count(stage->path, "SELECT count(*) FROM unrecorded"), 2);
	stage_let_go(keeper);
	at(1000);
	assert_int_equal(stage_count(stage->path, "SELECT count(*) FROM unrecorded"), 0);
}

static void a_lane_that_does_not_listen_gets_it_later(void **state)
{
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
	hand_over(CASES_MAX / 2);
	assert_true(lanes.of[1].writes);
	while (link_recv(fd, &m, &bulk) == EG_OK) {
		heard += m.kind == MSG_CASE ? 1 : 0;
		(void)lanes_ready(&lanes, 1);
	}
	assert_int_equal(heard, 2 + CASES_MAX / 2);
	assert_false(lanes.of[1].writes);
	assert_true(is_up(1));
}

/* What the lane's card says of what its journal has not got; empty: nothing. */
static void told_of_records(char out[100])
{
	struct wr w = wr_of(out, 100);
	EG_AUTO(json_out_free) cJSON *tree = desk_lane_json(desk, 1);
	const cJSON *d;
	cJSON_ArrayForEach(d, cJSON_GetObjectItem(tree, "devices"))
	{
		const char *name = cJSON_GetStringValue(cJSON_GetObjectItem(d, "name"));
		const char *text = cJSON_GetStringValue(cJSON_GetObjectItem(d, "text"));
		if (strcmp(name, "records") == 0) {
			assert_true(cJSON_IsFalse(cJSON_GetObjectItem(d, "ok")));
			wr_put(&w, rd_cstr(text));
		}
	}
	wr_u8(&w, '\0');
	assert_false(w.bad);
}

static enum desk_refusal act(const char *what, const char *code)
{
	EG_AUTO(json_out_free) cJSON *tree = desk_case_json(desk, "1-9-00000005");
	const struct desk_wish wish = {
		.what = what,
		.version = (int64_t)cJSON_GetNumberValue(cJSON_GetObjectItem(tree, "version")),
		.code = code};
	return desk_act(desk, "1-9-00000005", &wish, &anna);
}

/* Its journal answers nothing. Whoever is there is let out all the same. */
static void a_journal_that_is_behind_is_shown_and_nobody_is_let_pass(void **state)
{
	char text[100];
	(void)state;
	EG_AUTO(eg_close) int fd = refer_and_acknowledge();
	assert_true(fd >= 0);
	told_of_records(text);
	assert_string_equal(text, "");
	at(CASES_LATE_MS);
	lanes_send(&lanes);
	told_of_records(text);
	assert_string_equal(text, "2 steps of cases wait for the journal");
	hand_over(CASES_PASS_MAX - 3);
	assert_int_not_equal(act("pass", "genuine"), DESK_RECORDS);
	at(DESK_ORDER_MS); /* it is not taken */
	hand_over(2);
	assert_int_equal(act("pass", "genuine"), DESK_RECORDS);
	assert_int_equal(act("second-line", "examine"), DESK_DONE);
	lanes_send(&lanes);
	at(DESK_ORDER_MS);
	hand_over(CASES_MAX - CASES_PASS_MAX);
	told_of_records(text);
	assert_null(strstr(text, "lost"));
	hand_over(3);
	told_of_records(text);
	assert_non_null(strstr(text, "3 steps of cases are lost, "));
	for (size_t i = 0; cases.lanes[1].count > 0; i++) {
		assert_true(i < CASES_MAX);
		cases_recorded(&cases, 1, cases.lanes[1].of[0].m.body.officer_case.number);
	}
	lanes_send(&lanes);
	assert_int_not_equal(act("pass", "genuine"), DESK_RECORDS);
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
		cmocka_unit_test_setup_teardown(what_was_not_recorded_is_said_again_as_it_was,
						begin, end),
		cmocka_unit_test_setup_teardown(what_is_not_recorded_for_long_is_said_again, begin,
						end),
		cmocka_unit_test_setup_teardown(
			what_was_not_recorded_outlives_the_console_and_is_told_once, begin, end),
		cmocka_unit_test_setup_teardown(a_file_that_cannot_be_written_holds_nothing_up,
						begin, end),
		cmocka_unit_test_setup_teardown(
			a_file_that_cannot_be_written_for_long_loses_nothing, begin, end),
		cmocka_unit_test_setup_teardown(a_lane_that_does_not_listen_gets_it_later, begin,
						end),
		cmocka_unit_test_setup_teardown(
			a_journal_that_is_behind_is_shown_and_nobody_is_let_pass, begin, end),
		cmocka_unit_test_setup_teardown(the_end_of_who_connects_is_seen, begin, end),
	};
	return cmocka_run_group_tests(tests, stage_group_make, stage_group_clear);
}
