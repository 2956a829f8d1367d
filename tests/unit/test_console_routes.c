/*
 * test_console_routes: who may ask for what, and what an order becomes, in one process: accounts,
 * desk and events are real, a lane is a socket pair.
 */
#include "prog/console_routes.h"

#include "console/account_db.h"
#include "console/json_out.h"
#include "os/fds.h"
#include "os/link.h"
#include "prog/console_tell.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#define NOW_MS    INT64_C(1767225600000)
#define PIN       "48151623-a"
#define TRAVELLER 9
#define CASE      "1-9-00000005"

static struct console_config config;
static struct console console;
static char folder[64];
static char path[100];
static int dial[2];
static int lane, epoll;
static uint32_t officers[ACCOUNT_OFFICE_COUNT];
static struct account_entry entries[ACCOUNT_OFFICE_COUNT]; /* one of each office is logged in */
static struct http_answer answer;
static const char *cookie_name = "egate"; /* that a browser sends */

static void enter(enum account_office office, const char *name)
{
	const struct account_claim claim = {.name = rd_cstr(name), .pin = RD_TEXT(PIN)};
	struct account_try t;
	struct account_refusal no;
	assert_int_equal(account_ask(console.account, &claim, NOW_MS, &t, &no), EG_OK);
	account_compare(&t);
	assert_int_equal(account_enter(console.account, &t, NOW_MS, &entries[office], &no), EG_OK);
}

static void log_in(enum account_office office, const char *name)
{
	const struct account_hand hand = {.who = 0, .now_ms = NOW_MS};
	assert_int_equal(account_add(console.account, rd_cstr(name), office, RD_TEXT(PIN), &hand,
				     &officers[office]),
			 EG_OK);
	enter(office, name);
}

static void join_lane(void)
{
	int ends[2];
	uint32_t n = 1;
	union fds_room room;
	struct iovec piece = {.iov_base = &n, .iov_len = sizeof(n)};
	struct msghdr h = {.msg_iov = &piece, .msg_iovlen = 1};
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
	assert_int_equal(lanes_at(&console.lanes, 1000), EG_OK);
	fds_put(&h, &room, &ends[1], 1);
	assert_int_equal(sendmsg(dial[1], &h, 0), sizeof(n));
	assert_int_equal(lanes_dialled(&console.lanes), EG_OK);
	eg_close(&ends[1]);
	lane = ends[0];
	assert_int_equal(fcntl(lane, F_SETFL, O_NONBLOCK), 0);
}

static void tell(unsigned state, uint32_t traveller)
{
	struct msg m = msg_make(MSG_STATUS, traveller);
	m.body.status.state = (uint8_t)state;
	m.body.status.session = 5;
	m.body.status.wire = GATE_WIRE_COUNT;
	m.body.status.inputs = GATE_IN_ENTRY_CLOSED;
	assert_int_equal(link_send(lane, &m, -1), EG_OK);
	assert_true(lanes_ready(&console.lanes, 1));
	tell_flush(&console);
}

static struct msg hear(enum msg_kind kind)
{
	struct msg m;
	int bulk = -1;
	assert_int_equal(link_recv(lane, &m, &bulk), EG_OK);
	assert_int_equal(m.kind, kind);
	return m;
}

static void hear_nothing(void)
{
	struct msg m;
	int bulk = -1;
	assert_int_equal(link_recv(lane, &m, &bulk), EG_TIMEOUT);
}

/* For all tests: comparing PINs takes its time. */
static int enrol(void **state)
{
	struct account_rules rules = account_rules_default();
	(void)state;
	rules.busy_ms = 20;
	assert_true(snprintf(folder, sizeof(folder), "/tmp/egate-routes-XXXXXX") > 0);
	assert_non_null(mkdtemp(folder));
	assert_true(snprintf(path, sizeof(path), "%s/console.db", folder) > 0);
	assert_int_equal(account_open(path, ACCOUNT_MAKE, &rules, &console.account), EG_OK);
	log_in(ACCOUNT_VIEWER, "Vera");
	log_in(ACCOUNT_OFFICER, "Oleg");
	log_in(ACCOUNT_SUPERVISOR, "Sara");
	log_in(ACCOUNT_ADMIN, "Aida");
	log_in(ACCOUNT_INTEGRATOR, "Inna");
	return 0;
}

static int forget(void **state)
{
	static const char *const ends[] = {"", "-wal", "-shm"};
	char file[120];
	(void)state;
	account_close(&console.account);
	for (unsigned i = 0; i < ACCOUNT_OFFICE_COUNT; i++) {
		account_entry_wipe(&entries[i]);
	}
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		assert_true(snprintf(file, sizeof(file), "%s%s", path, ends[i]) > 0);
		(void)unlink(file); /* may not be there */
	}
	return rmdir(folder);
}

static int begin(void **state)
{
	const struct desk_settings settings = {.ack_target_ms = 15000};
	struct account *account = console.account;
	(void)state;
	config = (struct console_config){.checkpoint = "Manas", .listen = "loopback:0"};
	config.lanes[0].set = true;
	console = (struct console){
		.config = &config, .account = account, .mono_ms = 1000, .unix_ms = NOW_MS};
	assert_int_equal(desk_open(&settings, NOW_MS, &console.desk), EG_OK);
	assert_int_equal(desk_lane_add(console.desk, 1, "West"), EG_OK);
	desk_at(console.desk, 1000, NOW_MS);
	assert_int_equal(tell_open(&console), EG_OK);
	assert_int_equal(
		socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, dial), 0);
	epoll = epoll_create1(EPOLL_CLOEXEC);
	console.cases.account = account; /* without what tests before have left in the file */
	lanes_open(&console.lanes, &config, console.desk, &console.cases, dial[0], epoll, 1);
	join_lane();
	(void)hear(MSG_WATCH);
	tell(GATE_IDLE, 0);
	return 0;
}

static int end(void **state)
{
	(void)state;
	http_answer_clear(&answer);
	lanes_close(&console.lanes);
	events_close(&console.events);
	desk_close(&console.desk);
	json_out_text_free(&console.whole);
	statistics_close(&console.statistics);
	eg_close(&lane);
	eg_close(&dial[0]);
	eg_close(&dial[1]);
	eg_close(&epoll);
	return 0;
}

/* A request of whoever is logged in with this office. body NULL: GET. */
static unsigned ask(enum account_office office, const char *where, const char *key,
		    const char *body)
{
	char cookie[100];
	struct http_request r = {.method = body == NULL ? HTTP_GET : HTTP_POST,
				 .path = rd_cstr(where),
				 .body = body == NULL ? RD_EMPTY : rd_cstr(body)};
	assert_true(snprintf(cookie, sizeof(cookie), "%s=%s", cookie_name, entries[office].token) >
		    0);
	r.fields[r.field_count++] = (struct http_field){RD_TEXT("Cookie"), rd_cstr(cookie)};
	r.fields[r.field_count++] =
		(struct http_field){RD_TEXT("X-Egate-Token"), rd_cstr(entries[office].form)};
	if (key != NULL) {
		r.fields[r.field_count++] =
			(struct http_field){RD_TEXT("Idempotency-Key"), rd_cstr(key)};
	}
	http_answer_clear(&answer);
	routes_handle(&console, &r, &answer);
	return answer.status;
}

static bool said(const char *text)
{
	return memmem(answer.body, answer.body_size, text, strlen(text)) != NULL;
}

static void each_office_has_its_paths(void **state)
{
	static const struct {
		const char *where;
		unsigned status[ACCOUNT_OFFICE_COUNT]; /* viewer, officer, -, admin, integrator */
	} table[] = {
		{"/api/me", {200, 200, 0, 200, 200}},
		{"/api/passages", {200, 200, 0, 200, 200}},
		{"/api/statistics", {200, 200, 0, 200, 200}},
		{"/api/officers", {403, 403, 0, 200, 403}},
		{"/api/cases/" CASE "/portrait", {403, 404, 0, 403, 403}},
		{"/api/cases/" CASE "/live", {403, 404, 0, 403, 403}},
		{"/api/cases/" CASE "/page", {403, 404, 0, 403, 403}},
		{"/api/nothing", {404, 404, 0, 404, 404}},
		{"/api/session", {405, 405, 0, 405, 405}},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		for (unsigned office = 0; office < ACCOUNT_OFFICE_COUNT; office++) {
			if (table[i].status[office] != 0 &&
			    ask((enum account_office)office, table[i].where, NULL, NULL) !=
				    table[i].status[office]) {
				fail_msg("%s for %s: %u", table[i].where,
					 account_office_word(office), answer.status);
			}
		}
	}
	for (unsigned office = 0; office < ACCOUNT_OFFICE_COUNT; office++) {
		if (office != ACCOUNT_OFFICER && office != ACCOUNT_SUPERVISOR) {
			assert_int_equal(ask((enum account_office)office, "/api/lanes/1/order",
					     "0123456789abcdef",
					     "{\"order\":\"evacuate\","
					     "\"version\":0}"),
					 403);
			assert_true(said("\"office\""));
		}
	}
	hear_nothing();
}

/* As another program does, for as long as it takes; a full disk is told the same way. */
static struct account *keep_file(void)
{
	const struct account_rules rules = account_rules_default();
	struct account *other = NULL;
	assert_int_equal(account_open(path, ACCOUNT_USE, &rules, &other), EG_OK);
	assert_int_equal(account_begin(other), EG_OK);
	return other;
}

static void let_go(struct account **other)
{
	assert_int_equal(account_end_with(*other, EG_STATE), EG_STATE); /* it changed nothing */
	account_close(other);
}

static void who_logs_out_is_out_whatever_the_file_of_accounts_is_up_to(void **state)
{
	(void)state;
	enter(ACCOUNT_OFFICER, "Oleg");
	assert_int_equal(ask(ACCOUNT_OFFICER, "/api/events", NULL, NULL), 200);
	assert_int_equal(tell_sessions(&console), EG_OK);
	assert_int_equal(hear(MSG_WATCH).body.watch.attends, 1);
	struct account *other = keep_file();
	assert_int_equal(ask(ACCOUNT_OFFICER, "/api/session/end", NULL, "{}"), 200);
	assert_true(rd_begins(rd_cstr(answer.cookie), RD_TEXT("egate=; ")));
	assert_int_equal(hear(MSG_WATCH).body.watch.attends, 0);
	assert_int_equal(ask(ACCOUNT_OFFICER, "/api/me", NULL, NULL), 401);
	let_go(&other);
	assert_int_equal(ask(ACCOUNT_OFFICER, "/api/me", NULL, NULL), 401);
}

static void nobody_is_nobody(void **state)
{
	struct http_request r = {.method = HTTP_GET, .path = RD_TEXT("/api/events")};
	(void)state;
	enter(ACCOUNT_VIEWER, "Vera"); /* other tests have let time go by */
	routes_handle(&console, &r, &answer);
	assert_int_equal(answer.status, 401);
	entries[ACCOUNT_VIEWER].token[0] ^= 1;
	assert_int_equal(ask(ACCOUNT_VIEWER, "/api/me", NULL, NULL), 401);
	entries[ACCOUNT_VIEWER].token[0] ^= 1;
	assert_int_equal(ask(ACCOUNT_VIEWER, "/api/me", NULL, NULL), 200);
	entries[ACCOUNT_VIEWER].form[0] ^= 1;
	assert_int_equal(ask(ACCOUNT_VIEWER, "/api/session/end", NULL, "{}"), 403);
	entries[ACCOUNT_VIEWER].form[0] ^= 1;
	assert_int_equal(ask(ACCOUNT_VIEWER, "/api/session/end", NULL, "{\"a\":1}"), 400);
	assert_int_equal(ask(ACCOUNT_VIEWER, "/api/session/end", NULL, "{}"), 200);
	assert_true(rd_begins(rd_cstr(answer.cookie), RD_TEXT("egate=; ")));
	assert_int_equal(ask(ACCOUNT_VIEWER, "/api/me", NULL, NULL), 401);
}

static void an_order_is_done_once(void **state)
{
	static const char order[] = "{\"order\":\"evacuate\",\"version\":0}";
	static const char key[] = "0123456789-abcdef";
	(void)state;
	assert_int_equal(ask(ACCOUNT_OFFICER, "/api/lanes/1/order", key, order), 200);
	assert_true(said("\"name\":\"West\""));
	assert_true(said("\"inputs\":[]")); /* wires are the integrator's */
	struct msg m = hear(MSG_ORDER);
	assert_int_equal(m.body.order.order, GATE_EV_ORDER_FREE);
	assert_int_equal(m.body.order.officer, officers[ACCOUNT_OFFICER]);
	assert_int_equal(ask(ACCOUNT_OFFICER, "/api/lanes/1/order", key, order), 200);
	assert_true(said("\"name\":\"West\""));
	hear_nothing();
	assert_int_equal(ask(ACCOUNT_OFFICER, "/api/lanes/2/order", key, order), 422);
	assert_int_equal(ask(ACCOUNT_OFFICER, "/api/lanes/2/order", "0123456789-other", order),
			 404);
	assert_int_equal(ask(ACCOUNT_OFFICER, "/api/lanes/11/order", "0123456789-more-yet", order),
			 404);
	assert_int_equal(ask(ACCOUNT_OFFICER, "/api/lanes/1/order", NULL, order), 400);
	assert_int_equal(ask(ACCOUNT_OFFICER, "/api/lanes/1/order", key, "{\"order\":1}"), 400);
	hear_nothing();
}

static const char evacuate[] = "{\"order\":\"evacuate\",\"version\":0}";

static void assert_frees(const char *key)
{
	assert_int_equal(ask(ACCOUNT_OFFICER, "/api/lanes/1/order", key, evacuate), 200);
	assert_int_equal(hear(MSG_ORDER).body.order.order, GATE_EV_ORDER_FREE);
}

static void doors_are_freed_whatever_the_file_of_accounts_is_up_to(void **state)
{
	struct account_answer then = {.status = 0};
	const struct rd where = RD_TEXT("/api/lanes/1/order");
	const struct rd key = RD_TEXT("0123456789-crashed");
	(void)state;
	struct account *other = keep_file();
	console.unix_ms = NOW_MS + INT64_C(60) * 1000; /* that they are there is to be written */
	assert_frees("0123456789-kept-by");
	let_go(&other);
	/* A console that crashed had begun with it. */
	assert_int_equal(account_key_take(console.account, officers[ACCOUNT_OFFICER], key, where,
					  rd_cstr(evacuate), NOW_MS, &then),
			 EG_OK);
	assert_frees("0123456789-crashed");
}

static void nobody_attends_who_is_idle_whatever_the_file_of_accounts_is_up_to(void **state)
{
	(void)state;
	assert_int_equal(ask(ACCOUNT_OFFICER, "/api/events", NULL, NULL), 200);
	assert_int_equal(tell_sessions(&console), EG_OK);
	assert_int_equal(hear(MSG_WATCH).body.watch.attends, 1);
	struct account *other = keep_file();
	console.unix_ms = NOW_MS + INT64_C(16) * 60 * 1000; /* sessions that cannot be ended */
	assert_int_equal(tell_sessions(&console), EG_TIMEOUT);
	assert_int_equal(hear(MSG_WATCH).body.watch.attends, 0);
	let_go(&other);
}

/* Who can order nothing is there, too, when they open a part of the page; a page by itself is not.
 */
static void who_opens_a_part_of_the_page_is_not_idle(void **state)
{
	const int64_t eight_ms = INT64_C(8) * 60 * 1000;
	(void)state;
	enter(ACCOUNT_INTEGRATOR, "Inna"); /* as above */
	console.unix_ms = NOW_MS;
	for (int i = 0; i < 4; i++) {
		console.unix_ms += eight_ms;
		assert_int_equal(ask(ACCOUNT_INTEGRATOR, "/api/passages", NULL, NULL), 200);
	}
	console.unix_ms += eight_ms;
	assert_int_equal(ask(ACCOUNT_INTEGRATOR, "/api/me", NULL, NULL), 200);
	assert_int_equal(ask(ACCOUNT_INTEGRATOR, "/api/statistics", NULL, NULL), 200);
	console.unix_ms += eight_ms;
	assert_int_equal(ask(ACCOUNT_INTEGRATOR, "/api/me", NULL, NULL), 401);
}

static void crossing(int64_t unix_ms, uint64_t row)
{
	const struct msg_record r = {.what = RECORD_CROSSING, .unix_ms = unix_ms};
	desk_passage(console.desk, 1, &r, row);
	tell_flush(&console);
}

/* An officer's from the beginning of the shift on; of others the last twelve hours. */
static void statistics_are_those_of_the_shift(void **state)
{
	const int64_t hour_ms = INT64_C(3600) * 1000;
	(void)state;
	crossing(NOW_MS - 13 * hour_ms, 1);
	crossing(NOW_MS - 60000, 2);
	crossing(NOW_MS + 60000, 3);
	console.unix_ms = NOW_MS + 120000;
	desk_at(console.desk, 121000, console.unix_ms);
	assert_int_equal(ask(ACCOUNT_OFFICER, "/api/statistics", NULL, NULL), 200);
	assert_true(said("{\"from_ms\":1767225600000,\"crossings\":1,"));
	assert_int_equal(ask(ACCOUNT_ADMIN, "/api/statistics", NULL, NULL), 200);
	assert_true(said("{\"from_ms\":1767182400000,\"crossings\":2,"));
}

static void who_is_before_the_screen_is_not_idle(void **state)
{
	const int64_t eight_ms = INT64_C(8) * 60 * 1000;
	struct account_entry *e = &entries[ACCOUNT_ADMIN];
	(void)state;
	enter(ACCOUNT_ADMIN, "Aida"); /* as above */
	assert_int_equal(ask(ACCOUNT_ADMIN, "/api/here", NULL, NULL), 405);
	assert_int_equal(ask(ACCOUNT_ADMIN, "/api/here", NULL, "{\"a\":1}"), 400);
	console.unix_ms = NOW_MS;
	for (int i = 0; i < 4; i++) {
		console.unix_ms += eight_ms;
		assert_int_equal(ask(ACCOUNT_ADMIN, "/api/here", NULL, "{}"), 200);
		assert_true(rd_equal(rd_of(answer.body, answer.body_size), RD_TEXT("{}")));
	}
	/* What a page asks by itself, and what did not come from our page, are nobody. */
	console.unix_ms += eight_ms;
	assert_int_equal(ask(ACCOUNT_ADMIN, "/api/statistics", NULL, NULL), 200);
	e->form[0] ^= 1;
	assert_int_equal(ask(ACCOUNT_ADMIN, "/api/here", NULL, "{}"), 403);
	e->form[0] ^= 1;
	console.unix_ms += eight_ms;
	assert_int_equal(ask(ACCOUNT_ADMIN, "/api/here", NULL, "{}"), 401);
}

static void behind_tls_a_sibling_domain_can_set_no_cookie(void **state)
{
	(void)state;
	config = (struct console_config){.checkpoint = "Manas", .listen = "unix:/nowhere"};
	assert_int_equal(ask(ACCOUNT_SUPERVISOR, "/api/me", NULL, NULL), 401);
	cookie_name = "__Host-egate";
	assert_int_equal(ask(ACCOUNT_SUPERVISOR, "/api/me", NULL, NULL), 200);
	/* One that was set for the whole domain stands beside it, and is read by nobody. */
	cookie_name = "egate=0; __Host-egate";
	assert_int_equal(ask(ACCOUNT_SUPERVISOR, "/api/me", NULL, NULL), 200);
	cookie_name = "__Host-egate";
	assert_int_equal(ask(ACCOUNT_SUPERVISOR, "/api/session/end", NULL, "{}"), 200);
	assert_string_equal(answer.cookie, "__Host-egate=; Path=/; HttpOnly; SameSite=Strict; "
					   "Secure; Max-Age=0");
	cookie_name = "egate";
}

/* But nobody stays inside since an officer's hour is over. */
static void a_shift_that_is_over_orders_nothing_but_an_evacuation(void **state)
{
	static const char order[] = "{\"order\":\"reset\",\"version\":0}";
	(void)state;
	enter(ACCOUNT_OFFICER, "Oleg"); /* as above */
	assert_frees("0123456789-before");
	console.unix_ms = NOW_MS + INT64_C(8) * 60 * 1000;
	while (console.unix_ms < entries[ACCOUNT_OFFICER].session.until_ms) {
		/* Somebody is there: the session is not idle. */
		assert_int_equal(
			ask(ACCOUNT_OFFICER, "/api/cases/none/act", "0123456789-nobody", "{}"),
			400);
		console.unix_ms += INT64_C(8) * 60 * 1000;
	}
	assert_int_equal(ask(ACCOUNT_OFFICER, "/api/lanes/1/order", "0123456789-later", order),
			 403);
	assert_true(said("\"shift-over\""));
	/* Whoever has not heard that it was done is told so. */
	assert_int_equal(ask(ACCOUNT_OFFICER, "/api/lanes/1/order", "0123456789-before", evacuate),
			 200);
	assert_int_equal(ask(ACCOUNT_OFFICER, "/api/cases/" CASE "/act", "0123456789-acts-late",
			     "{\"act\":\"evacuate\",\"version\":0}"),
			 403);
	hear_nothing();
	assert_frees("0123456789-free-late");
	/* The session itself goes on for no longer. */
	console.unix_ms += INT64_C(16) * 60 * 1000;
	assert_int_equal(
		ask(ACCOUNT_OFFICER, "/api/lanes/1/order", "0123456789-over-late", evacuate), 401);
	hear_nothing();
}

/* Its version. */
static double begin_case(void)
{
	tell(GATE_REFERRED_OUTSIDE, TRAVELLER);
	assert_int_equal(hear(MSG_CASE).body.officer_case.state, CASE_OPEN);
	EG_AUTO(json_out_free) cJSON *c = desk_case_json(console.desk, CASE);
	return cJSON_GetObjectItem(c, "version")->valuedouble;
}

static void a_case_is_for_those_who_work_on_it(void **state)
{
	char body[100];
	(void)state;
	assert_true(snprintf(body, sizeof(body), "{\"act\":\"ack\",\"version\":%.0f}",
			     begin_case()) > 0);
	assert_int_equal(
		ask(ACCOUNT_INTEGRATOR, "/api/cases/" CASE "/act", "0123456789-of-a-case", body),
		403);
	assert_int_equal(
		ask(ACCOUNT_OFFICER, "/api/cases/" CASE "/act", "0123456789-of-a-case", body), 200);
	assert_true(said("\"state\":\"ack\""));
	assert_int_equal(hear(MSG_CASE).body.officer_case.state, CASE_ACK);
	assert_int_equal(ask(ACCOUNT_OFFICER, "/api/cases/" CASE "/act", "0123456789-again", body),
			 409);
	assert_true(said("\"case\":{\"id\":\"" CASE "\""));
}

/* The act comes to the desk, which has nothing like it at a gate; a lane has no such thing. */
static void a_desk_takes_on_what_waits(void **state)
{
	char body[100];
	(void)state;
	assert_true(snprintf(body, sizeof(body),
			     "{\"act\":\"take\",\"version\":%.0f,\"from\":\"1-8-00000005\"}",
			     begin_case()) > 0);
	assert_int_equal(
		ask(ACCOUNT_OFFICER, "/api/cases/" CASE "/act", "0123456789-takes-on", body), 422);
	assert_true(said("\"not-possible\""));
	assert_int_equal(ask(ACCOUNT_OFFICER, "/api/lanes/1/order", "0123456789-of-a-lane",
			     "{\"order\":\"close\",\"version\":0,\"from\":\"1-8-00000005\"}"),
			 400);
}

/* What an office's stream begins with. */
static void assert_whole(enum account_office office, const char *has, const char *lacks)
{
	static char text[60000];
	size_t size = 0;
	size_t more = 0;
	assert_int_equal(ask(office, "/api/events", NULL, NULL), 200);
	struct http_feed *feed = &answer.feed;
	assert_non_null(feed->context);
	while (feed->read(feed->context, (uint8_t *)text + size, sizeof(text) - 1 - size, &more) ==
	       HTTP_FEED_MORE) {
		size += more;
	}
	text[size + more] = '\0';
	assert_non_null(strstr(text, "event: whole\n"));
	assert_non_null(strstr(text, has));
	assert_null(strstr(text, lacks));
	http_answer_clear(&answer);
}

static void each_office_hears_its_part(void **state)
{
	(void)state;
	tell(GATE_REFERRED_OUTSIDE, TRAVELLER);
	(void)hear(MSG_CASE);
	assert_whole(ACCOUNT_OFFICER, "\"id\":\"" CASE "\"", "ENTRY_CLOSED");
	assert_whole(ACCOUNT_VIEWER, "\"cases\":[]", "ENTRY_CLOSED");
	assert_whole(ACCOUNT_ADMIN, "\"cases\":[]", "ENTRY_CLOSED");
	assert_whole(ACCOUNT_INTEGRATOR, "ENTRY_CLOSED", "\"id\":\"" CASE "\"");
}

static void a_page_that_comes_is_told_how_late_it_is_now(void **state)
{
	static const char then[] = "data: {\"at_ms\":1767225600000,";
	static const char now[] = "data: {\"at_ms\":1767225661000,";
	(void)state;
	assert_whole(ACCOUNT_VIEWER, then, now);
	assert_whole(ACCOUNT_VIEWER, then, now);
	desk_at(console.desk, 62000, NOW_MS + 61000);
	assert_int_equal(tell_sessions(&console), EG_OK);
	assert_whole(ACCOUNT_VIEWER, now, then); /* though nothing has happened */
}

static void event_ids_only_grow(void **state)
{
	uint64_t last = events_last(console.events);
	int64_t kept = 0;
	(void)state;
	tell(GATE_READING, TRAVELLER);
	assert_true(events_last(console.events) > last);
	last = events_last(console.events);
	assert_int_equal(account_number(console.account, "event", &kept), EG_OK);
	assert_true((uint64_t)kept > last);
	events_close(&console.events); /* as after a crash */
	assert_int_equal(tell_open(&console), EG_OK);
	assert_true(events_last(console.events) > last);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_office_has_its_paths),
		TEST(an_order_is_done_once),
		TEST(a_case_is_for_those_who_work_on_it),
		TEST(each_office_hears_its_part),
		TEST(statistics_are_those_of_the_shift),
		TEST(a_desk_takes_on_what_waits),
		TEST(a_page_that_comes_is_told_how_late_it_is_now),
		TEST(event_ids_only_grow),
		TEST(behind_tls_a_sibling_domain_can_set_no_cookie),
		TEST(doors_are_freed_whatever_the_file_of_accounts_is_up_to),
		TEST(nobody_attends_who_is_idle_whatever_the_file_of_accounts_is_up_to),
		TEST(who_logs_out_is_out_whatever_the_file_of_accounts_is_up_to),
		TEST(nobody_is_nobody),
		TEST(a_shift_that_is_over_orders_nothing_but_an_evacuation),
		TEST(who_opens_a_part_of_the_page_is_not_idle),
		TEST(who_is_before_the_screen_is_not_idle),
	};
	return cmocka_run_group_tests(tests, enrol, forget);
}
