/*
 * test_console_killed: an egate-console that is killed: what was told of cases is not lost, and not
 * told twice.
 */
#include "console_rig.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

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

static int end(void **state)
{
	(void)state;
	rig_deafen(&stream);
	rig_stop(&rig);
	rig_clear(&rig);
	return 0;
}

static void refer(unsigned lane, uint8_t hits)
{
	struct msg m = rig_status(GATE_REFERRED_OUTSIDE, TRAVELLER);
	m.body.status.why = GATE_WHY_DOCUMENT;
	m.body.status.check = CHECK_DG1_HASH;
	m.body.status.reason = REASON_HASH_WRONG;
	m.body.status.evidence = GATE_HAS_DOCUMENT;
	m.body.status.hits = hits;
	rig_tell(&rig, lane, &m);
}

/* Logs in and listens; the whole has come. */
static void look(const char *name, struct rig_screen *s)
{
	rig_enter(&rig, name, s);
	rig_listen(&rig, s, 0, &stream);
	cJSON_Delete(rig_event(&stream, "whole"));
}

/* The next case that is told with this state. */
static cJSON *case_in(const char *state)
{
	cJSON *c = rig_event(&stream, "case");
	while (strcmp(rig_text(c, "state"), state) != 0) {
		cJSON_Delete(c);
		c = rig_event(&stream, "case");
	}
	return c;
}

/* Sends an act on a case, as it is now. */
static void act(const struct rig_screen *s, const cJSON *c, const char *what, const char *rest)
{
	char path[128];
	char body[512];
	assert_true(snprintf(path, sizeof(path), "/api/cases/%s/act", rig_text(c, "id")) > 0);
	assert_true(snprintf(body, sizeof(body), "{\"act\":\"%s\",\"version\":%.0f%s}", what,
			     rig_number(c, "version"), rest) > 0);
	rig_order(&rig, s, path, NULL, body, &reply);
}

static cJSON *reply_json(unsigned status)
{
	if (reply.status != status) {
		fail_msg("%u wanted, %u came: %s", status, reply.status, reply.body);
	}
	cJSON *tree = cJSON_Parse(reply.body);
	assert_non_null(tree);
	return tree;
}

/* As a lane's journal has it. */
static void put_on_record(unsigned lane, const struct msg_case *c)
{
	static const uint8_t any[JOURNAL_BOOT_SIZE] = {0};
	struct msg m = msg_make(MSG_RECORD, 0);
	uint64_t row;
	m.body.record.number = c->number;
	m.body.record.unix_ms = c->unix_ms;
	m.body.record.what = RECORD_CASE;
	m.body.record.order = c->state;
	m.body.record.officer = c->officer;
	m.body.record.traveller = c->of.traveller;
	m.body.record.from = c->of;
	assert_int_equal(journal_append(rig.journals[lane - 1], any, &m.body.record, &row), EG_OK);
}

static void kill_console(void)
{
	rig_deafen(&stream);
	assert_int_equal(kill(rig.pid, SIGKILL), 0);
	assert_int_equal(waitpid(rig.pid, NULL, 0), rig.pid);
}

static void assert_same_case(const struct msg_case *c)
{
	const struct msg m = rig_hear(&rig, 1, MSG_CASE);
	assert_memory_equal(&m.body.officer_case, c, sizeof(*c));
}

/* What was answered as done is told to the lane again, as it was, until the journal has it; the
 * case goes on, and is not begun once more. */
static void a_console_that_is_killed_forgets_no_step_of_a_case(void **state)
{
	struct rig_screen s = {.cookie = ""};
	struct msg done = msg_make(MSG_CASE_RECORDED, 0);
	(void)state;
	look("Anna", &s);
	assert_int_equal(rig_hear(&rig, 1, MSG_WATCH).body.watch.attends, 1);
	refer(1, 0);
	const struct msg_case open = rig_hear(&rig, 1, MSG_CASE).body.officer_case;
	cJSON *c = case_in("open");
	act(&s, c, "ack", "");
	cJSON_Delete(c);
	cJSON_Delete(reply_json(200));
	kill_console();
	const struct msg_case ack = rig_hear(&rig, 1, MSG_CASE).body.officer_case;
	rig_start(&rig);
	assert_same_case(&open);
	assert_same_case(&ack);
	refer(1, 0);
	put_on_record(1, &open); /* its core has ended before it could say so */
	done.body.case_recorded.number = ack.number;
	put_on_record(1, &ack);
	rig_tell(&rig, 1, &done);
	rig_listen(&rig, &s, 0, &stream); /* the session goes on */
	assert_int_equal(rig_hear(&rig, 1, MSG_WATCH).body.watch.attends, 1);
	kill_console();
	rig_start(&rig);
	rig_listen(&rig, &s, 0, &stream); /* before the lane tells where they are: that is heard */
	refer(1, 0);
	c = case_in("ack");
	while (strcmp(rig_text(c, "where"), "outside") != 0) {
		cJSON_Delete(c);
		c = case_in("ack");
	}
	act(&s, c, "second-line", ",\"code\":\"examine\"");
	cJSON_Delete(c);
	cJSON_Delete(reply_json(200));
	struct msg m = rig_hear(&rig, 1, MSG_WATCH);
	assert_int_equal(m.body.watch.attends, 1);
	m = rig_hear(&rig, 1, MSG_ORDER); /* and no case before it */
	assert_int_equal(m.body.order.order, GATE_EV_ORDER_BACK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_console_that_is_killed_forgets_no_step_of_a_case,
						begin, end),
	};
	return cmocka_run_group_tests(tests, rig_enrol, rig_forget);
}
