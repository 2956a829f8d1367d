/*
 * test_console: egate-console as a process, between lanes and browsers: who may do what, and that
 * what is done reaches the lanes once.
 */
#include "console_rig.h"

#include "os/link.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define TRAVELLER 7

static struct rig rig;
static struct rig_reply reply;
static struct rig_stream stream;

static int begin(void **state)
{
	(void)state;
	rig_make(&rig, false);
	rig_start(&rig);
	return 0;
}

static int begin_proxied(void **state)
{
	(void)state;
	rig_make(&rig, true);
	rig_start(&rig);
	return 0;
}

static int end(void **state)
{
	(void)state;
	rig_deafen(&stream);
	rig_stop(&rig);
	rig_clear(&rig);
	return 0;
}

/* As a lane that has let somebody in on an officer's word. */
static void let_in(unsigned lane)
{
	struct msg m = rig_status(GATE_ENTRY_OPEN, TRAVELLER);
	m.body.status.evidence = GATE_HAS_DOCUMENT | GATE_HAS_OFFICER;
	rig_tell(&rig, lane, &m);
}

static void assert_refused(unsigned status, const char *word)
{
	cJSON *tree = rig_json(&reply, status);
	assert_string_equal(rig_text(tree, "error"), word);
	assert_true(strlen(rig_text(tree, "text")) > 0);
	cJSON_Delete(tree);
}

static void an_officer_logs_in_and_sees_both_lanes(void **state)
{
	struct rig_screen s = {.cookie = ""};
	(void)state;
	rig_ask(&rig, NULL, "GET", "/", "", NULL, &reply);
	assert_int_equal(reply.status, 200);
	assert_non_null(strstr(reply.body, "<title>egate"));
	rig_ask(&rig, NULL, "GET", "/api/me", "", NULL, &reply);
	assert_refused(401, "session");
	rig_enter(&rig, "Anna", &s);
	rig_ask(&rig, &s, "GET", "/api/me", "", NULL, &reply);
	cJSON *me = rig_json(&reply, 200);
	assert_string_equal(rig_text(me, "checkpoint"), "Manas");
	assert_string_equal(rig_text(me, "environment"), "simulation");
	assert_string_equal(rig_text(me, "token"), s.token);
	assert_int_equal(rig_number(me, "ack_target_ms"), 15000);
	assert_string_equal(rig_text(cJSON_GetObjectItem(me, "officer"), "office"), "officer");
	assert_int_equal(
		cJSON_GetArraySize(cJSON_GetObjectItem(cJSON_GetObjectItem(me, "codes"), "refuse")),
		9);
	cJSON_Delete(me);
	rig_listen(&rig, &s, 0, &stream);
	cJSON *whole = rig_event(&stream, "whole");
	const cJSON *lanes = cJSON_GetObjectItem(whole, "lanes");
	assert_int_equal(cJSON_GetArraySize(lanes), RIG_LANES);
	assert_string_equal(rig_text(cJSON_GetArrayItem(lanes, 0), "name"), "West");
	assert_true(cJSON_IsTrue(cJSON_GetObjectItem(cJSON_GetArrayItem(lanes, 1), "up")));
	assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(whole, "cases")), 0);
	assert_null(cJSON_GetObjectItem(whole, "statistics"));
	cJSON_Delete(whole);
	/* Now somebody looks: both lanes hear of it, and when nobody does any more. */
	for (unsigned n = 1; n <= RIG_LANES; n++) {
		assert_int_equal(rig_hear(&rig, n, MSG_WATCH).body.watch.attends, 1);
	}
	rig_ask(&rig, &s, "POST", "/api/session/end", "", "{}", &reply);
	assert_int_equal(reply.status, 200);
	cJSON *over = rig_event(&stream, "end");
	assert_string_equal(rig_text(over, "why"), "left");
	cJSON_Delete(over);
	for (unsigned n = 1; n <= RIG_LANES; n++) {
		assert_int_equal(rig_hear(&rig, n, MSG_WATCH).body.watch.attends, 0);
	}
	rig_ask(&rig, &s, "GET", "/api/me", "", NULL, &reply);
	assert_refused(401, "session");
}

static void a_referral_is_acknowledged_and_passed(void **state)
{
	struct rig_screen s = {.cookie = ""};
	(void)state;
	rig_look(&rig, "Anna", &s, &stream);
	assert_int_equal(rig_hear(&rig, 2, MSG_WATCH).body.watch.attends, 1);
	rig_refer(&rig, 2, TRAVELLER, 0);
	assert_int_equal(rig_hear(&rig, 2, MSG_CASE).body.officer_case.state, CASE_OPEN);
	cJSON *c = rig_case(&stream, "open");
	assert_int_equal(rig_number(c, "lane"), 2);
	assert_int_equal(rig_number(c, "traveller"), TRAVELLER);
	rig_act(&rig, &reply, &s, c, "ack", "");
	cJSON_Delete(c);
	c = rig_json(&reply, 200);
	assert_string_equal(rig_text(c, "state"), "ack");
	struct msg m = rig_hear(&rig, 2, MSG_CASE);
	assert_int_equal(m.epoch, TRAVELLER);
	assert_int_equal(m.body.officer_case.state, CASE_ACK);
	assert_int_equal(m.body.officer_case.officer, rig.officers[RIG_ANNA]);
	rig_act(&rig, &reply, &s, c, "pass", "");
	assert_refused(422, "code-needed");
	rig_hear_nothing(&rig, 2);
	rig_act(&rig, &reply, &s, c, "pass", ",\"code\":\"genuine\",\"note\":\"seal is torn\"");
	cJSON_Delete(c);
	c = rig_json(&reply, 200);
	assert_string_equal(rig_text(c, "waits"), "pass");
	cJSON_Delete(c);
	m = rig_hear(&rig, 2, MSG_ORDER);
	assert_int_equal(m.epoch, TRAVELLER);
	assert_int_equal(m.body.order.order, GATE_EV_ORDER_PASS);
	assert_int_equal(m.body.order.officer, rig.officers[RIG_ANNA]);
	assert_int_equal(m.body.order.code, CASE_CODE_GENUINE);
	assert_string_equal(m.body.order.note, "seal is torn");
	let_in(2);
	assert_int_equal(rig_hear(&rig, 2, MSG_CASE).body.officer_case.state, CASE_PASS);
	cJSON_Delete(rig_case(&stream, "pass"));
	m = rig_status(GATE_IDLE, 0);
	rig_tell(&rig, 2, &m);
	assert_int_equal(rig_hear(&rig, 2, MSG_CASE).body.officer_case.state, CASE_CLOSED);
	cJSON_Delete(rig_case(&stream, "closed"));
	assert_int_equal(rig_hear(&rig, 1, MSG_WATCH).body.watch.attends, 1);
	rig_hear_nothing(&rig, 1);
}

static void who_comes_late_hears_of_a_closed_case_its_end_alone(void **state)
{
	struct rig_screen s = {.cookie = ""};
	struct msg m = rig_status(GATE_IDLE, 0);
	char kind[32] = "";
	(void)state;
	rig_look(&rig, "Anna", &s, &stream);
	rig_refer(&rig, 1, TRAVELLER, 0);
	cJSON *c = rig_case(&stream, "open");
	const uint64_t last = stream.last;
	rig_act(&rig, &reply, &s, c, "ack", "");
	cJSON_Delete(c);
	c = rig_json(&reply, 200);
	rig_act(&rig, &reply, &s, c, "pass", ",\"code\":\"genuine\"");
	cJSON_Delete(c);
	cJSON_Delete(rig_json(&reply, 200));
	let_in(1);
	cJSON_Delete(rig_case(&stream, "pass"));
	rig_tell(&rig, 1, &m);
	cJSON_Delete(rig_case(&stream, "closed"));
	rig_deafen(&stream);
	rig_listen(&rig, &s, last, &stream);
	while (strcmp(kind, "case") != 0) {
		c = rig_any_event(&stream, kind);
		assert_string_not_equal(kind, "whole");
		if (strcmp(kind, "case") == 0) {
			assert_string_equal(rig_text(c, "state"), "closed");
		}
		cJSON_Delete(c);
	}
}

/* A pass of somebody listed by one officer: taken by the lane, and agreed. */
static cJSON *first_pass(const struct rig_screen *s, uint32_t officer)
{
	struct msg m = rig_status(GATE_REFERRED_OUTSIDE, TRAVELLER);
	rig_refer(&rig, 1, TRAVELLER, 1);
	cJSON *c = rig_case(&stream, "open");
	rig_act(&rig, &reply, s, c, "ack", "");
	cJSON_Delete(c);
	c = rig_json(&reply, 200);
	rig_act(&rig, &reply, s, c, "pass", ",\"code\":\"false-hit\"");
	assert_refused(422, "note-needed");
	rig_act(&rig, &reply, s, c, "pass", ",\"code\":\"false-hit\",\"note\":\"not him\"");
	cJSON_Delete(c);
	cJSON_Delete(rig_json(&reply, 200));
	assert_int_equal(rig_hear(&rig, 1, MSG_CASE).body.officer_case.state, CASE_OPEN);
	assert_int_equal(rig_hear(&rig, 1, MSG_CASE).body.officer_case.state, CASE_ACK);
	assert_int_equal(rig_hear(&rig, 1, MSG_ORDER).body.order.officer, officer);
	m.body.status.evidence = GATE_HAS_DOCUMENT;
	m.body.status.hits = 1;
	m.body.status.agreed = officer;
	m.body.status.agreeing = 1;
	rig_tell(&rig, 1, &m);
	for (;;) {
		c = rig_case(&stream, "ack");
		if (cJSON_IsObject(cJSON_GetObjectItem(c, "agreed"))) {
			return c;
		}
		cJSON_Delete(c);
	}
}

static void a_hit_needs_two_officers_one_of_them_a_supervisor(void **state)
{
	static const char why[] = ",\"code\":\"false-hit\",\"note\":\"other birthday\"";
	struct rig_screen anna = {.cookie = ""};
	struct rig_screen boris = {.cookie = ""};
	struct rig_screen chief = {.cookie = ""};
	(void)state;
	rig_look(&rig, "Anna", &anna, &stream);
	assert_int_equal(rig_hear(&rig, 1, MSG_WATCH).body.watch.attends, 1);
	cJSON *c = first_pass(&anna, rig.officers[RIG_ANNA]);
	rig_act(&rig, &reply, &anna, c, "pass", why);
	assert_refused(422, "same-officer");
	rig_enter(&rig, "Boris", &boris);
	rig_act(&rig, &reply, &boris, c, "pass", why);
	assert_refused(403, "agree");
	rig_hear_nothing(&rig, 1);
	rig_enter(&rig, "Chief", &chief);
	rig_act(&rig, &reply, &chief, c, "pass", why);
	cJSON_Delete(c);
	cJSON_Delete(rig_json(&reply, 200));
	struct msg m = rig_hear(&rig, 1, MSG_ORDER);
	assert_int_equal(m.body.order.order, GATE_EV_ORDER_PASS);
	assert_int_equal(m.body.order.officer, rig.officers[RIG_CHIEF]);
	let_in(1);
	cJSON_Delete(rig_case(&stream, "pass"));
}

static void an_order_that_comes_twice_is_done_once(void **state)
{
	static const char key[] = "0123456789abcdef";
	static struct rig_reply first;
	struct rig_screen s = {.cookie = ""};
	struct msg m = rig_status(GATE_IDLE, 0);
	char body[128];
	(void)state;
	rig_look(&rig, "Anna", &s, &stream);
	assert_int_equal(rig_hear(&rig, 1, MSG_WATCH).body.watch.attends, 1);
	m.body.status.unattended = 1;
	rig_tell(&rig, 1, &m);
	cJSON *lane = rig_event(&stream, "lane");
	while (rig_number(lane, "lane") > 1 ||
	       strcmp(rig_text(lane, "service"), "unattended") != 0) {
		cJSON_Delete(lane);
		lane = rig_event(&stream, "lane");
	}
	assert_true(snprintf(body, sizeof(body), "{\"order\":\"close\",\"version\":%.0f}",
			     rig_number(lane, "version")) > 0);
	cJSON_Delete(lane);
	rig_order(&rig, &s, "/api/lanes/1/order", key, body, &first);
	assert_int_equal(first.status, 200);
	rig_order(&rig, &s, "/api/lanes/1/order", key, body, &reply);
	assert_int_equal(reply.status, 200);
	assert_string_equal(reply.body, first.body);
	m = rig_hear(&rig, 1, MSG_ORDER);
	assert_int_equal(m.body.order.order, GATE_EV_ORDER_CLOSE);
	rig_order(&rig, &s, "/api/lanes/1/order", key, "{\"order\":\"open\",\"version\":1}",
		  &reply);
	assert_refused(422, "key");
	rig_order(&rig, &s, "/api/lanes/1/order", "short", body, &reply);
	assert_refused(400, "key");
	rig_order(&rig, &s, "/api/lanes/1/order", NULL, "{\"order\":\"close\",\"version\":1}",
		  &reply);
	cJSON *old = rig_json(&reply, 409);
	assert_string_equal(rig_text(old, "error"), "version");
	assert_int_equal(rig_number(cJSON_GetObjectItem(old, "lane"), "lane"), 1);
	cJSON_Delete(old);
	rig_order(&rig, &s, "/api/lanes/3/order", NULL, body, &reply);
	assert_refused(404, "not-found");
	rig_hear_nothing(&rig, 1);
}

static void who_may_not_is_refused(void **state)
{
	static char huge[6000];
	static const char order[] = "{\"order\":\"close\",\"version\":1}";
	struct rig_screen s = {.cookie = ""};
	struct rig_screen other = {.cookie = ""};
	(void)state;
	rig_enter(&rig, "Viewer", &s);
	rig_order(&rig, &s, "/api/lanes/1/order", NULL, order, &reply);
	assert_refused(403, "office");
	rig_order(&rig, &s, "/api/cases/1-7-00001234/act", NULL, "{\"act\":\"ack\",\"version\":1}",
		  &reply);
	assert_refused(403, "office");
	rig_ask(&rig, &s, "GET", "/api/cases/1-7-00001234/portrait", "", NULL, &reply);
	assert_refused(403, "office");
	rig_ask(&rig, &s, "GET", "/api/officers", "", NULL, &reply);
	assert_refused(403, "office");
	rig_enter(&rig, "Admin", &other);
	rig_ask(&rig, &other, "GET", "/api/officers", "", NULL, &reply);
	cJSON *list = rig_json(&reply, 200);
	assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(list, "officers")), RIG_OFFICERS);
	cJSON_Delete(list);
	rig_enter(&rig, "Anna", &s);
	other.token[0] = 'x';
	assert_true(snprintf(other.cookie, sizeof(other.cookie), "%s", s.cookie) > 0);
	rig_order(&rig, &other, "/api/lanes/1/order", NULL, order, &reply);
	assert_refused(403, "token");
	rig_ask(&rig, &s, "POST", "/api/lanes/1/order",
		"Idempotency-Key: 0123456789abcdef\r\nOrigin: https://evil.example\r\n", order,
		&reply);
	assert_int_equal(reply.status, 403);
	rig_ask(&rig, &s, "POST", "/api/lanes/1/order",
		"Idempotency-Key: 0123456789abcdef\r\nSec-Fetch-Site: cross-site\r\n", order,
		&reply);
	assert_int_equal(reply.status, 403);
	rig_ask(&rig, &s, "GET", "/api/session", "", NULL, &reply);
	assert_int_equal(reply.status, 405);
	rig_ask(&rig, &s, "GET", "/api/none", "", NULL, &reply);
	assert_int_equal(reply.status, 404);
	assert_true(snprintf(huge, sizeof(huge), "{\"order\":\"%04999d\"}", 0) > 0);
	rig_order(&rig, &s, "/api/lanes/1/order", NULL, huge, &reply);
	assert_int_equal(reply.status, 413);
	rig_order(&rig, &s, "/api/lanes/1/order", NULL, "{\"order\":\"close\",\"version\":\"1\"}",
		  &reply);
	assert_refused(400, "body");
	rig_ask(&rig, NULL, "POST", "/api/session", "", "{\"name\":\"Anna\",\"pin\":\"000000\"}",
		&reply);
	assert_refused(403, "wrong");
	assert_string_equal(reply.cookie, "");
}

static void a_viewer_sees_lanes_and_no_case(void **state)
{
	struct rig_screen s = {.cookie = ""};
	char kind[32];
	(void)state;
	rig_refer(&rig, 1, TRAVELLER, 0);
	assert_int_equal(rig_hear(&rig, 1, MSG_CASE).body.officer_case.state, CASE_OPEN);
	rig_enter(&rig, "Viewer", &s);
	rig_listen(&rig, &s, 0, &stream);
	cJSON *whole = rig_event(&stream, "whole");
	assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(whole, "cases")), 0);
	cJSON_Delete(whole);
	let_in(1); /* the case goes on, and the viewer hears of the lane alone */
	struct msg m = rig_status(GATE_IDLE, 0);
	rig_tell(&rig, 1, &m);
	for (;;) {
		cJSON *event = rig_any_event(&stream, kind);
		assert_string_not_equal(kind, "case");
		bool idle =
			strcmp(kind, "lane") == 0 && strcmp(rig_text(event, "state"), "idle") == 0;
		cJSON_Delete(event);
		if (idle) {
			break;
		}
	}
	rig_hear_nothing(&rig, 2); /* nobody attends */
}

static void rows_of_journals_are_passages_and_survive_a_restart(void **state)
{
	struct rig_screen s = {.cookie = ""};
	char kind[32];
	(void)state;
	rig_look(&rig, "Anna", &s, &stream);
	rig_record(&rig, 1, RECORD_CROSSING);
	cJSON *passage = rig_event(&stream, "passage");
	assert_int_equal(rig_number(passage, "row"), 1);
	assert_string_equal(rig_text(passage, "what"), "crossing");
	cJSON_Delete(passage);
	cJSON *statistics = rig_event(&stream, "statistics"); /* may be asked for now */
	assert_true(cJSON_IsObject(statistics) && cJSON_GetArraySize(statistics) == 0);
	cJSON_Delete(statistics);
	rig_ask(&rig, &s, "GET", "/api/statistics", "", NULL, &reply);
	statistics = rig_json(&reply, 200);
	assert_int_equal(rig_number(statistics, "crossings"), 0); /* was before her shift */
	cJSON_Delete(statistics);
	uint64_t last = stream.last;
	rig_deafen(&stream);
	rig_stop(&rig);
	rig_record(&rig, 2, RECORD_REFERRAL);
	rig_record(&rig, 1, RECORD_ALARM);
	rig_record(&rig, 2, RECORD_CROSSING);
	rig_start(&rig);
	rig_listen(&rig, &s, last, &stream); /* the session goes on */
	cJSON *whole = rig_any_event(&stream, kind);
	assert_string_equal(kind, "whole");
	assert_true(stream.last > last);
	assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(whole, "passages")), 4);
	cJSON_Delete(whole);
	rig_ask(&rig, &s, "GET", "/api/passages", "", NULL, &reply);
	cJSON *list = rig_json(&reply, 200); /* of both lanes, the newest first */
	for (int i = 0; i < 4; i++) {
		static const char *const whats[] = {"crossing", "alarm", "referral", "crossing"};
		const cJSON *one = cJSON_GetArrayItem(cJSON_GetObjectItem(list, "passages"), i);
		assert_string_equal(rig_text(one, "what"), whats[i]);
	}
	cJSON_Delete(list);
	last = stream.last;
	rig_deafen(&stream);
	rig_record(&rig, 2, RECORD_CROSSING);
	rig_listen(&rig, &s, last, &stream); /* goes on behind what it had */
	passage = rig_event(&stream, "passage");
	assert_int_equal(rig_number(passage, "row"), 3);
	cJSON_Delete(passage);
}

static void screens_go_on_while_a_pin_is_compared(void **state)
{
	struct rig_screen s = {.cookie = ""};
	(void)state;
	pid_t helper = rig_helper(&rig);
	if (helper < 0) {
		skip();
	}
	rig_look(&rig, "Anna", &s, &stream);
	assert_int_equal(kill(helper, SIGSTOP), 0); /* as slow as can be */
	EG_AUTO(eg_close) int waiting = rig_enter_begin(&rig, "Boris");
	rig_refer(&rig, 1, TRAVELLER, 0);
	cJSON_Delete(rig_case(&stream, "open"));
	rig_ask(&rig, &s, "GET", "/api/me", "", NULL, &reply);
	assert_int_equal(reply.status, 200);
	EG_AUTO(eg_close) int gone = rig_enter_begin(&rig, "Chief");
	eg_close(&gone); /* does not wait for the answer */
	assert_int_equal(kill(helper, SIGCONT), 0);
	rig_read_reply(waiting, &reply);
	assert_int_equal(reply.status, 200);
	assert_true(strlen(reply.cookie) > 64);
	rig_enter(&rig, "Chief", &s);
}

static void a_hand_over_takes_the_cases_with_it(void **state)
{
	struct rig_screen anna = {.cookie = ""};
	struct rig_screen boris = {.cookie = ""};
	static const char body[] = "{\"name\":\"Boris\",\"pin\":\"" RIG_PIN "\"}";
	(void)state;
	rig_look(&rig, "Anna", &anna, &stream);
	assert_int_equal(rig_hear(&rig, 2, MSG_WATCH).body.watch.attends, 1);
	rig_refer(&rig, 1, TRAVELLER, 0);
	cJSON *c = rig_case(&stream, "open");
	rig_act(&rig, &reply, &anna, c, "ack", "");
	cJSON_Delete(c);
	cJSON_Delete(rig_json(&reply, 200));
	rig_ask(&rig, &anna, "POST", "/api/handover", "", body, &reply);
	cJSON *me = rig_json(&reply, 200);
	assert_string_equal(rig_text(cJSON_GetObjectItem(me, "officer"), "name"), "Boris");
	cJSON_Delete(me);
	assert_true(snprintf(boris.cookie, sizeof(boris.cookie), "%s", reply.cookie) > 0);
	cJSON *over = rig_event(&stream, "end");
	assert_string_equal(rig_text(over, "why"), "handed-over");
	cJSON_Delete(over);
	rig_ask(&rig, &anna, "GET", "/api/me", "", NULL, &reply);
	assert_refused(401, "session");
	rig_deafen(&stream);
	rig_listen(&rig, &boris, 0, &stream);
	cJSON *whole = rig_event(&stream, "whole");
	c = cJSON_GetArrayItem(cJSON_GetObjectItem(whole, "cases"), 0);
	assert_string_equal(rig_text(cJSON_GetObjectItem(c, "officer"), "name"), "Boris");
	cJSON_Delete(whole);
	rig_hear_nothing(&rig, 2); /* there was always somebody */
	rig_deafen(&stream);
	assert_int_equal(rig_hear(&rig, 2, MSG_WATCH).body.watch.attends, 0);
}

static void a_lane_that_ends_is_down_and_comes_back(void **state)
{
	struct rig_screen s = {.cookie = ""};
	(void)state;
	rig_look(&rig, "Viewer", &s, &stream);
	eg_close(&rig.lanes[0]);
	cJSON *lane = rig_event(&stream, "lane");
	assert_int_equal(rig_number(lane, "lane"), 1);
	assert_true(cJSON_IsFalse(cJSON_GetObjectItem(lane, "up")));
	cJSON_Delete(lane);
	rig_lane_again(&rig, 1);
	lane = rig_event(&stream, "lane");
	while (!cJSON_IsTrue(cJSON_GetObjectItem(lane, "up"))) {
		cJSON_Delete(lane);
		lane = rig_event(&stream, "lane");
	}
	cJSON_Delete(lane);
}

static void a_stolen_session_ends(void **state)
{
	struct rig_screen s = {.certificate = rig_certificate(RIG_ANNA)};
	struct rig_screen thief = {.certificate = rig_certificate(RIG_BORIS)};
	(void)state;
	rig_enter(&rig, "Anna", &s);
	rig_ask(&rig, &s, "GET", "/api/me", "", NULL, &reply);
	assert_int_equal(reply.status, 200);
	assert_true(snprintf(thief.cookie, sizeof(thief.cookie), "%s", s.cookie) > 0);
	assert_true(snprintf(thief.token, sizeof(thief.token), "%s", s.token) > 0);
	rig_ask(&rig, &thief, "GET", "/api/me", "", NULL, &reply);
	assert_refused(401, "session");
	rig_ask(&rig, &s, "GET", "/api/me", "", NULL, &reply);
	assert_refused(401, "session"); /* for nobody any more */
}

static void a_certificate_is_its_officers_alone(void **state)
{
	struct rig_screen s = {.certificate = rig_certificate(RIG_BORIS)};
	static const char body[] = "{\"name\":\"Anna\",\"pin\":\"" RIG_PIN "\"}";
	(void)state;
	rig_ask(&rig, &s, "POST", "/api/session", "", body, &reply);
	assert_refused(403, "wrong");
	s.certificate = NULL;
	rig_ask(&rig, &s, "POST", "/api/session", "", body, &reply);
	assert_refused(403, "wrong");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_officer_logs_in_and_sees_both_lanes, begin, end),
		cmocka_unit_test_setup_teardown(a_referral_is_acknowledged_and_passed, begin, end),
		cmocka_unit_test_setup_teardown(who_comes_late_hears_of_a_closed_case_its_end_alone,
						begin, end),
		cmocka_unit_test_setup_teardown(a_hit_needs_two_officers_one_of_them_a_supervisor,
						begin, end),
		cmocka_unit_test_setup_teardown(an_order_that_comes_twice_is_done_once, begin, end),
		cmocka_unit_test_setup_teardown(who_may_not_is_refused, begin, end),
		cmocka_unit_test_setup_teardown(a_viewer_sees_lanes_and_no_case, begin, end),
		cmocka_unit_test_setup_teardown(rows_of_journals_are_passages_and_survive_a_restart,
						begin, end),
		cmocka_unit_test_setup_teardown(screens_go_on_while_a_pin_is_compared, begin, end),
		cmocka_unit_test_setup_teardown(a_hand_over_takes_the_cases_with_it, begin, end),
		cmocka_unit_test_setup_teardown(a_lane_that_ends_is_down_and_comes_back, begin,
						end),
		cmocka_unit_test_setup_teardown(a_stolen_session_ends, begin_proxied, end),
		cmocka_unit_test_setup_teardown(a_certificate_is_its_officers_alone, begin_proxied,
						end),
	};
	return cmocka_run_group_tests(tests, rig_enrol, rig_forget);
}
