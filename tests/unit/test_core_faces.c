/*
 * test_core_faces: the real core with the pictures of a traveller, two faces and the page: who is
 * shown them and for how long, what becomes of a face worker that sends others; with the portrait
 * of a page; and that none of it needs memory.
 */
#include "core_rig.h"

#include "os/link.h"
#include "prog/control.h"

#include <dirent.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define ADMINISTRATOR 0
#define ANSWER_MS     20000

static const char *const officer[] = {"officer=1000", NULL}; /* as whom the cast watches */
static struct core_rig rig;

static int open_rig(void **state)
{
	(void)state;
	core_rig_open(&rig);
	rig.cast.parts.looks = true;
	return 0;
}

static int close_rig(void **state)
{
	(void)state;
	core_rig_close(&rig);
	return 0;
}

static unsigned descriptors(void)
{
	char path[64];
	unsigned count = 0;
	assert_true(snprintf(path, sizeof(path), "/proc/%d/fd", (int)rig.cast.core) > 0);
	DIR *all = opendir(path);
	assert_non_null(all);
	while (readdir(all) != NULL) {
		count++;
	}
	assert_int_equal(closedir(all), 0);
	return count;
}

static unsigned shown(void)
{
	return rig.cast.shown[FACE_PICTURE_PORTRAIT] + rig.cast.shown[FACE_PICTURE_LIVE];
}

/* Core and cast need some turns before a state's last messages are heard. */
static void until_shown(unsigned portrait, unsigned live)
{
	for (int i = 0; i < 1000 && (rig.cast.shown[FACE_PICTURE_PORTRAIT] < portrait ||
				     rig.cast.shown[FACE_PICTURE_LIVE] < live);
	     i++) {
		core_rig_pass(&rig, 10);
	}
	assert_int_equal(rig.cast.shown[FACE_PICTURE_PORTRAIT], portrait);
	assert_int_equal(rig.cast.shown[FACE_PICTURE_LIVE], live);
}

static void walk_in(void)
{
	cast_document(&rig.cast, true);
	core_rig_state(&rig, GATE_ENTRY_OPEN);
	cast_document(&rig.cast, false);
	rig.metal.body[0].goal = METAL_CHAMBER;
}

static void walk_back(void)
{
	cast_order(&rig.cast, GATE_EV_ORDER_BACK);
	core_rig_state(&rig, GATE_BACK_OPEN);
	rig.metal.body[0].goal = METAL_OUTSIDE;
	core_rig_state(&rig, GATE_IDLE);
}

static void both_are_shown_while_the_traveller_is_referred_and_forgotten_then(void **state)
{
	(void)state;
	core_rig_start(&rig, officer, NO_ALLOC);
	core_rig_state(&rig, GATE_IDLE);
	core_rig_cross(&rig); /* nobody is shown who goes through */
	assert_int_equal(shown(), 0);
	core_rig_pass(&rig, 100);
	unsigned idle = descriptors();
	rig.cast.parts.other_face = true;
	walk_in();
	core_rig_state(&rig, GATE_REFERRED_INSIDE);
	until_shown(1, 1);
	assert_int_equal(rig.cast.shown[FACE_PICTURE_PAGE], 1);
	assert_int_equal(descriptors(), idle + FACE_PICTURE_COUNT);
	cast_order(&rig.cast, GATE_EV_ORDER_RETRY);
	until_shown(2, 2);
	assert_int_equal(descriptors(), idle + FACE_PICTURE_COUNT);
	walk_back();
	core_rig_pass(&rig, 100); /* fresh workers have come */
	assert_int_equal(descriptors(), idle);
	rig.cast.parts.other_face = false;
	core_rig_cross(&rig);
	until_shown(2, 2);
	assert_int_equal(waitpid(rig.cast.core, NULL, WNOHANG), 0); /* the hook has not ended it */
}

/* Another console, of a user; its end of the connection. */
static int console(uint32_t user, bool pictures)
{
	int pair[2];
	struct msg m = msg_make(MSG_WATCH, 0);
	const struct control told = {CONTROL_CONSOLE, ROLE_CONSOLE, user, 0};
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
	EG_AUTO(eg_close) int theirs = pair[1];
	assert_int_equal(control_send(rig.cast.control, &told, theirs, -1), EG_OK);
	m.body.watch.as = pictures ? WATCH_OFFICER : WATCH_LANE;
	m.body.watch.attends = 1;
	assert_int_equal(link_send(pair[0], &m, -1), EG_OK);
	return pair[0];
}

/* The next message of it, while the rest of the world goes on. */
static enum eg_err hear(int fd, struct msg *m)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	EG_AUTO(eg_close) int bulk = -1;
	*m = msg_make(MSG_NOTHING, 0);
	for (int i = 0; i < ANSWER_MS / 10 && poll(&p, 1, 0) == 0; i++) {
		core_rig_pass(&rig, 10);
	}
	return poll(&p, 1, 0) == 1 ? link_recv(fd, m, &bulk) : EG_TIMEOUT;
}

static void refer_inside(void)
{
	rig.cast.parts.other_face = true;
	walk_in();
	core_rig_state(&rig, GATE_REFERRED_INSIDE);
	until_shown(1, 1);
}

static void whoever_is_not_the_officer_is_shown_nothing(void **state)
{
	(void)state;
	struct msg m;
	core_rig_start(&rig, officer, NULL);
	core_rig_state(&rig, GATE_IDLE);
	refer_inside();
	EG_AUTO(eg_close) int asks = console(ADMINISTRATOR, true);
	assert_int_equal(hear(asks, &m), EG_GONE);
	EG_AUTO(eg_close) int screen = console(1000, false); /* the officer's, but for travellers */
	assert_int_equal(hear(screen, &m), EG_OK);
	assert_int_equal(m.kind, MSG_STATUS);
	cast_order(&rig.cast, GATE_EV_ORDER_RETRY);
	until_shown(2, 2);
	walk_back();
	for (bool idle = false; !idle;) {
		assert_int_equal(hear(screen, &m), EG_OK);
		assert_true(m.kind == MSG_STATUS || m.kind == MSG_LOAD);
		idle = m.kind == MSG_STATUS && m.body.status.state == GATE_IDLE;
	}
}

static void an_officer_who_comes_later_is_shown_all_at_once(void **state)
{
	(void)state;
	struct msg m;
	core_rig_start(&rig, officer, NULL);
	core_rig_state(&rig, GATE_IDLE);
	refer_inside();
	EG_AUTO(eg_close) int late = console(1000, true);
	static const enum msg_kind kinds[] = {MSG_STATUS,       MSG_LOAD,        MSG_DOCUMENT,
					      MSG_HOLDER,       MSG_FINDINGS,    MSG_FACE_PICTURE,
					      MSG_FACE_PICTURE, MSG_FACE_PICTURE};
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		assert_int_equal(hear(late, &m), EG_OK);
		assert_int_equal(m.kind, kinds[i]);
	}
	assert_int_equal(m.body.face_picture.which, FACE_PICTURE_PAGE);
	assert_int_equal(m.epoch, rig.cast.epoch);
	walk_back();
	rig.cast.parts.other_face = false;
	EG_AUTO(eg_close) int next = console(1000, true);
	assert_int_equal(hear(next, &m), EG_OK);
	assert_int_equal(hear(next, &m), EG_OK);
	core_rig_cross(&rig);
	while (hear(next, &m) == EG_OK && m.kind != MSG_FACE_PICTURE) {
		struct pollfd more = {.fd = next, .events = POLLIN};
		if (poll(&more, 1, 0) == 0) {
			break;
		}
	}
	assert_true(m.kind != MSG_FACE_PICTURE);
}

static void a_picture_that_breaks_protocol_ends_the_worker_and_refers(void **state)
{
	static const enum picture_part parts[] = {PICTURE_OPEN,  PICTURE_LONGER, PICTURE_HUGE,
						  PICTURE_TWICE, PICTURE_EARLY,  PICTURE_FLOOD};
	(void)state;
	core_rig_start(&rig, officer, NO_ALLOC);
	core_rig_state(&rig, GATE_IDLE);
	core_rig_pass(&rig, 100);
	unsigned idle = descriptors();
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		cast_forget(&rig.cast);
		rig.cast.parts.picture = (uint8_t)parts[i];
		cast_document(&rig.cast, true);
		core_rig_state(&rig, GATE_REFERRED_OUTSIDE);
		cast_document(&rig.cast, false);
		assert_int_equal(rig.cast.now.why, GATE_WHY_WORKER);
		core_rig_pass(&rig, 50);
		assert_int_equal(rig.cast.killed, 1);
		rig.cast.parts.picture = PICTURE_GOOD;
		cast_order(&rig.cast, GATE_EV_ORDER_BACK);
		core_rig_state(&rig, GATE_IDLE);
		core_rig_pass(&rig, 100);
		assert_int_equal(descriptors(), idle);
	}
	assert_int_equal(shown(), 0); /* it was forgotten before anybody could be shown it */
	core_rig_cross(&rig);
	assert_int_equal(waitpid(rig.cast.core, NULL, WNOHANG), 0);
}

static void a_picture_of_another_traveller_is_shown_to_nobody(void **state)
{
	(void)state;
	core_rig_start(&rig, officer, NULL);
	core_rig_state(&rig, GATE_IDLE);
	rig.cast.parts.picture = PICTURE_OTHER;
	rig.cast.parts.other_face = true;
	walk_in();
	core_rig_state(&rig, GATE_REFERRED_INSIDE);
	assert_int_equal(rig.cast.now.why, GATE_WHY_FACE);
	core_rig_pass(&rig, 200);
	assert_int_equal(shown(), 0);
	assert_int_equal(rig.cast.killed, 0);
	walk_back();
}

/* The cast looks at the seals of what comes, and the hook at memory. */
static void a_page_goes_on_to_the_face_worker_and_nothing_of_it_stays(void **state)
{
	(void)state;
	core_rig_start(&rig, officer, NO_ALLOC);
	core_rig_state(&rig, GATE_IDLE);
	core_rig_pass(&rig, 100);
	unsigned idle = descriptors();
	for (int i = 0; i < 2; i++) {
		core_rig_cross(&rig);
		assert_int_not_equal(rig.cast.pictured, 0);
		assert_int_equal(rig.cast.now.page_scored, 0); /* forgotten with its traveller */
		rig.cast.pictured = 0;
		core_rig_pass(&rig, 100);
		assert_int_equal(descriptors(), idle);
	}
	rig.cast.parts.open_page = true;
	cast_document(&rig.cast, true);
	core_rig_state(&rig, GATE_REFERRED_OUTSIDE);
	cast_document(&rig.cast, false);
	assert_int_equal(rig.cast.now.why, GATE_WHY_WORKER);
	assert_int_equal(rig.cast.pictured, 0);
	rig.cast.parts.open_page = false;
	cast_order(&rig.cast, GATE_EV_ORDER_BACK);
	core_rig_state(&rig, GATE_IDLE);
	core_rig_pass(&rig, 100);
	assert_int_equal(descriptors(), idle);
	assert_int_equal(waitpid(rig.cast.core, NULL, WNOHANG), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define RIG_TEST(name) cmocka_unit_test_setup_teardown(name, open_rig, close_rig)
		RIG_TEST(both_are_shown_while_the_traveller_is_referred_and_forgotten_then),
		RIG_TEST(whoever_is_not_the_officer_is_shown_nothing),
		RIG_TEST(an_officer_who_comes_later_is_shown_all_at_once),
		RIG_TEST(a_picture_that_breaks_protocol_ends_the_worker_and_refers),
		RIG_TEST(a_picture_of_another_traveller_is_shown_to_nobody),
		RIG_TEST(a_page_goes_on_to_the_face_worker_and_nothing_of_it_stays),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
