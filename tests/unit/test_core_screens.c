/*
 * test_core_screens: the real core with travellers' screens and officers' consoles: who hears what,
 * who may say what, and who attends. None of it needs memory.
 */
#include "core_rig.h"

#include "os/link.h"
#include "prog/control.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <cmocka.h>

#define KIOSK     1001
#define CONSOLE   1000
#define ANSWER_MS 20000

static const char *const words[] = {"officer=1000", "kiosk=1001", NULL};
static struct core_rig rig;

static int open_rig(void **state)
{
	(void)state;
	core_rig_open(&rig);
	return 0;
}

static int close_rig(void **state)
{
	(void)state;
	core_rig_close(&rig);
	return 0;
}

static int join(uint32_t user)
{
	int pair[2];
	const struct control told = {CONTROL_CONSOLE, ROLE_CONSOLE, user, 0};
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
	EG_AUTO(eg_close) int theirs = pair[1];
	assert_int_equal(control_send(rig.cast.control, &told, theirs, -1), EG_OK);
	return pair[0];
}

static void watch(int fd, enum watch_as as, bool attends)
{
	struct msg m = msg_make(MSG_WATCH, 0);
	m.body.watch.as = (uint8_t)as;
	m.body.watch.attends = attends ? 1 : 0;
	assert_int_equal(link_send(fd, &m, -1), EG_OK);
}

/* The next message, while the rest of the world goes on. */
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

/* Every state of a crossing, in guidance and in nothing else. */
static void a_screen_hears_guidance_alone(void **state)
{
	(void)state;
	struct msg m;
	uint32_t seen = 0;
	core_rig_start(&rig, words, NO_ALLOC);
	core_rig_state(&rig, GATE_IDLE);
	EG_AUTO(eg_close) int screen = join(KIOSK);
	watch(screen, WATCH_TRAVELLER, false);
	assert_int_equal(hear(screen, &m), EG_OK);
	assert_int_equal(m.kind, MSG_GUIDE);
	assert_int_equal(m.body.guide.state, GATE_IDLE);
	core_rig_cross(&rig);
	for (bool idle = false; !idle;) {
		assert_int_equal(hear(screen, &m), EG_OK);
		assert_int_equal(m.kind, MSG_GUIDE);
		assert_int_equal(m.epoch, 0);
		idle = m.body.guide.state == GATE_IDLE && seen != 0;
		seen |= m.body.guide.state == GATE_IDLE ? 0 : 1u << m.body.guide.state;
	}
	assert_true((seen & 1u << GATE_READING) != 0);
	assert_true((seen & 1u << GATE_EXIT_OPEN) != 0);
	assert_int_equal(waitpid(rig.cast.core, NULL, WNOHANG), 0); /* the hook has not ended it */
}

static void assert_turned_away(int fd)
{
	struct msg m;
	enum eg_err err = hear(fd, &m);
	while (err == EG_OK && (m.kind == MSG_GUIDE || m.kind == MSG_STATUS)) {
		err = hear(fd, &m); /* told before */
	}
	assert_int_equal(err, EG_GONE);
}

/* A step of a case of somebody who has left. */
static struct msg step(uint32_t officer)
{
	struct msg m = msg_make(MSG_CASE, 77);
	m.body.officer_case = (struct msg_case){.state = CASE_ACK,
						.officer = officer,
						.number = RECORD_OF_CASE | 1,
						.unix_ms = 1,
						.of = {1, 77, 5}};
	return m;
}

static void a_screen_that_says_more_is_turned_away(void **state)
{
	(void)state;
	struct msg order = msg_make(MSG_ORDER, 0);
	order.body.order.order = GATE_EV_ORDER_CLOSE;
	const struct msg said[] = {order, step(0)};
	core_rig_start(&rig, words, NULL);
	core_rig_state(&rig, GATE_IDLE);
	for (unsigned as = WATCH_LANE; as <= WATCH_OFFICER; as++) {
		EG_AUTO(eg_close) int screen = join(KIOSK);
		watch(screen, (enum watch_as)as, false);
		assert_turned_away(screen);
	}
	for (size_t i = 0; i < 2; i++) {
		EG_AUTO(eg_close) int screen = join(KIOSK);
		watch(screen, WATCH_TRAVELLER, false);
		assert_int_equal(link_send(screen, &said[i], -1), EG_OK);
		assert_turned_away(screen);
	}
	assert_int_equal(rig.cast.now.state, GATE_IDLE);
	assert_int_equal(rig.cast.orders, 0);
}

/* It attends nobody: each further word would only keep the core busy. */
static void a_screen_that_asks_again_is_turned_away(void **state)
{
	(void)state;
	struct msg m;
	core_rig_start(&rig, words, NULL);
	core_rig_state(&rig, GATE_IDLE);
	EG_AUTO(eg_close) int screen = join(KIOSK);
	watch(screen, WATCH_TRAVELLER, false);
	assert_int_equal(hear(screen, &m), EG_OK);
	watch(screen, WATCH_TRAVELLER, false);
	assert_turned_away(screen);
}

/* Far more than officers and their screens say in a second; the others are heard all the same. */
static void a_console_that_never_stops_is_turned_away(void **state)
{
	enum { SAID = 5000 };
	(void)state;
	struct msg m = msg_make(MSG_WATCH, 0);
	enum eg_err err = EG_OK;
	int said = 0;
	m.body.watch.as = WATCH_LANE;
	core_rig_start(&rig, words, NULL);
	core_rig_state(&rig, GATE_IDLE);
	EG_AUTO(eg_close) int console = join(CONSOLE);
	while (said < SAID && link_send(console, &m, -1) == EG_OK) {
		said++; /* waits where there is no room */
	}
	assert_true(said < SAID);
	while (err == EG_OK) {
		err = hear(console, &m); /* told before */
	}
	assert_int_equal(err, EG_GONE);
	EG_AUTO(eg_close) int officer = join(CONSOLE);
	watch(officer, WATCH_LANE, true);
	assert_int_equal(hear(officer, &m), EG_OK);
	assert_int_equal(m.kind, MSG_STATUS);
	assert_int_equal(waitpid(rig.cast.core, NULL, WNOHANG), 0);
}

/* However many come: an officer finds a place. */
static void screens_take_no_officers_place(void **state)
{
	enum { TRIES = 9 };
	(void)state;
	struct msg m;
	int screens[TRIES];
	core_rig_start(&rig, words, NULL);
	core_rig_state(&rig, GATE_IDLE);
	for (int i = 0; i < TRIES; i++) {
		screens[i] = join(KIOSK);
		if (i < 2) { /* the others are closed at once */
			watch(screens[i], WATCH_TRAVELLER, false);
		}
		assert_int_equal(hear(screens[i], &m), i < 2 ? EG_OK : EG_GONE);
	}
	EG_AUTO(eg_close) int officer = join(CONSOLE);
	watch(officer, WATCH_LANE, true);
	assert_int_equal(hear(officer, &m), EG_OK);
	assert_int_equal(m.kind, MSG_STATUS);
	for (int i = 0; i < TRIES; i++) {
		eg_close(&screens[i]);
	}
}

/* The cast's console is another user here. */
static const char *const attended[] = {"officer=2000", "attended=1", NULL};

static bool until(int fd, uint8_t unattended)
{
	struct msg m;
	while (hear(fd, &m) == EG_OK) {
		if (m.kind == MSG_STATUS && m.body.status.unattended == unattended) {
			return true;
		}
	}
	return false;
}

static void a_console_attends_only_while_it_says_so(void **state)
{
	(void)state;
	core_rig_start(&rig, attended, NULL);
	core_rig_state(&rig, GATE_INIT); /* all is proved, and nobody is there */
	EG_AUTO(eg_close) int console = join(2000);
	watch(console, WATCH_OFFICER, false); /* nobody is logged in there */
	assert_true(until(console, 1));
	core_rig_pass(&rig, 200);
	assert_int_equal(rig.cast.now.unattended, 1);
	watch(console, WATCH_OFFICER, true);
	assert_true(until(console, 0));
	core_rig_state(&rig, GATE_IDLE);
	watch(console, WATCH_OFFICER, false);
	assert_true(until(console, 1));
	core_rig_state(&rig, GATE_CLOSED);
}

/* The console says who orders; the core puts it on record. */
static void an_enrolled_officers_order_is_taken_of_the_console_alone(void **state)
{
	(void)state;
	struct msg m = msg_make(MSG_ORDER, 0);
	m.body.order.order = GATE_EV_ORDER_CLOSE;
	m.body.order.officer = OFFICER_ENROLLED + 7;
	core_rig_start(&rig, words, NO_ALLOC);
	core_rig_state(&rig, GATE_IDLE);
	EG_AUTO(eg_close) int root = join(0);
	assert_int_equal(link_send(root, &m, -1), EG_OK);
	assert_turned_away(root);
	assert_int_equal(rig.cast.now.state, GATE_IDLE);
	EG_AUTO(eg_close) int console = join(CONSOLE);
	assert_int_equal(link_send(console, &m, -1), EG_OK);
	core_rig_state(&rig, GATE_CLOSED);
	core_rig_pass(&rig, 50);
	assert_int_equal(rig.cast.orders, 1);
	m = step(OFFICER_ENROLLED + 7);
	assert_int_equal(link_send(console, &m, -1), EG_OK);
	core_rig_pass(&rig, 100);
	assert_int_equal(rig.cast.cases, 1);
	watch(console, WATCH_LANE, true); /* it is still heard */
	assert_int_equal(hear(console, &m), EG_OK);
	assert_int_equal(waitpid(rig.cast.core, NULL, WNOHANG), 0);
}

static void order(int console, enum gate_event_kind kind, uint32_t officer)
{
	struct msg m = msg_make(MSG_ORDER, rig.cast.epoch);
	m.body.order.order = (uint8_t)kind;
	m.body.order.officer = officer;
	assert_int_equal(link_send(console, &m, -1), EG_OK);
}

static void until_agreeing(void)
{
	for (int i = 0; i < ANSWER_MS / 10 && rig.cast.now.agreeing == 0; i++) {
		core_rig_pass(&rig, 10);
	}
	assert_int_equal(rig.cast.now.agreeing, 1);
}

/* The one who ordered is told, and nobody else who watches. */
static void assert_refused(int console, enum gate_event_kind kind)
{
	struct msg m;
	do {
		assert_int_equal(hear(console, &m), EG_OK);
	} while (m.kind != MSG_STATUS || m.body.status.refused == 0);
	assert_int_equal(m.body.status.refused, kind);
	assert_int_equal(rig.cast.now.refused, 0);
}

static const char *const listed[] = {"officer=1000", "kiosk=1001", "policy.watchlist=needed", NULL};

static void somebody_listed_goes_out_by_two_officers_and_reads_nothing_of_it(void **state)
{
	(void)state;
	struct msg m;
	rig.cast.parts.looks = true;
	rig.cast.parts.lists = LISTS_FIND;
	core_rig_start(&rig, listed, NO_ALLOC);
	core_rig_state(&rig, GATE_IDLE);
	EG_AUTO(eg_close) int console = join(CONSOLE);
	EG_AUTO(eg_close) int screen = join(KIOSK);
	watch(console, WATCH_LANE, false);
	watch(screen, WATCH_TRAVELLER, false);
	cast_document(&rig.cast, true);
	core_rig_state(&rig, GATE_REFERRED_OUTSIDE);
	cast_document(&rig.cast, false);
	core_rig_pass(&rig, 100);
	assert_int_equal(rig.cast.hits, 2);
	assert_int_equal(rig.cast.now.hits, 2);
	assert_int_equal(rig.cast.now.check, CHECK_WATCHLIST);
	do {
		assert_int_equal(hear(screen, &m), EG_OK);
		assert_int_equal(m.kind, MSG_GUIDE);
	} while (m.body.guide.state != GATE_REFERRED_OUTSIDE);
	assert_int_equal(m.body.guide.reason, GUIDE_OFFICER);
	order(console, GATE_EV_ORDER_PASS, OFFICER_ENROLLED + 7);
	until_agreeing();
	assert_int_equal(rig.cast.now.agreed, OFFICER_ENROLLED + 7);
	order(console, GATE_EV_ORDER_PASS, OFFICER_ENROLLED + 7);
	assert_refused(console, GATE_EV_ORDER_PASS);
	assert_int_equal(rig.cast.now.state, GATE_REFERRED_OUTSIDE);
	order(console, GATE_EV_ORDER_PASS, OFFICER_ENROLLED + 8);
	core_rig_state(&rig, GATE_ENTRY_OPEN);
	rig.metal.body[0].goal = METAL_CHAMBER;
	core_rig_state(&rig, GATE_EXIT_OPEN);
	rig.metal.body[0].goal = METAL_COUNTRY;
	core_rig_state(&rig, GATE_IDLE);
	assert_int_equal(rig.cast.recorded, 1);
	assert_int_equal(rig.cast.orders, 2);
	rig.metal.body[0] = (struct metal_body){.here = true};
	rig.cast.parts.lists = LISTS_CLEAR;
	core_rig_cross(&rig); /* the next one is not on it */
	assert_int_equal(waitpid(rig.cast.core, NULL, WNOHANG), 0);
}

/* As egated tells it on SIGHUP. */
static void tell_of_another_list(void)
{
	const struct control told = {.kind = CONTROL_RENEW, .role = ROLE_WATCHLIST};
	assert_int_equal(control_send(rig.cast.control, &told, -1, -1), EG_OK);
}

/* Until another process has the place of this one. */
static pid_t after(pid_t lists)
{
	for (int i = 0; i < ANSWER_MS / 10 && rig.cast.players[ROLE_WATCHLIST].pid == lists; i++) {
		core_rig_pass(&rig, 10);
	}
	assert_int_not_equal(rig.cast.players[ROLE_WATCHLIST].pid, lists);
	return rig.cast.players[ROLE_WATCHLIST].pid;
}

/* The first request comes while nobody is there, the second in the middle of an honest traveller,
 * who goes through as everybody does. */
static void another_list_is_taken_when_nobody_needs_the_old_one(void **state)
{
	(void)state;
	rig.cast.parts.lists = LISTS_CLEAR;
	core_rig_start(&rig, listed, NO_ALLOC);
	core_rig_state(&rig, GATE_IDLE);
	pid_t lists = rig.cast.players[ROLE_WATCHLIST].pid;
	tell_of_another_list();
	lists = after(lists);
	core_rig_state(&rig, GATE_IDLE);
	cast_document(&rig.cast, true);
	core_rig_state(&rig, GATE_ENTRY_OPEN);
	tell_of_another_list();
	cast_document(&rig.cast, false);
	(void)after(lists); /* a third one: how it is called does not matter */
	rig.metal.body[0].goal = METAL_CHAMBER;
	core_rig_state(&rig, GATE_EXIT_OPEN);
	rig.metal.body[0].goal = METAL_COUNTRY;
	core_rig_state(&rig, GATE_IDLE);
	assert_int_equal(rig.cast.recorded, 1);
	assert_int_equal(waitpid(rig.cast.core, NULL, WNOHANG), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define RIG_TEST(name) cmocka_unit_test_setup_teardown(name, open_rig, close_rig)
		RIG_TEST(a_screen_hears_guidance_alone),
		RIG_TEST(a_screen_that_says_more_is_turned_away),
		RIG_TEST(a_screen_that_asks_again_is_turned_away),
		RIG_TEST(a_console_that_never_stops_is_turned_away),
		RIG_TEST(screens_take_no_officers_place),
		RIG_TEST(a_console_attends_only_while_it_says_so),
		RIG_TEST(somebody_listed_goes_out_by_two_officers_and_reads_nothing_of_it),
		RIG_TEST(an_enrolled_officers_order_is_taken_of_the_console_alone),
		RIG_TEST(another_list_is_taken_when_nobody_needs_the_old_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
