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
	rig_look(&rig, "Anna", &s, &stream);
	assert_int_equal(rig_hear(&rig, 1, MSG_WATCH).body.watch.attends, 1);
	rig_refer(&rig, 1, TRAVELLER, 0);
	const struct msg_case open = rig_hear(&rig, 1, MSG_CASE).body.officer_case;
	cJSON *c = rig_case(&stream, "open");
	rig_act(&rig, &reply, &s, c, "ack", "");
	cJSON_Delete(c);
	cJSON_Delete(rig_json(&reply, 200));
	kill_console();
	const struct msg_case ack = rig_hear(&rig, 1, MSG_CASE).body.officer_case;
	rig_start(&rig);
	assert_same_case(&open);
	assert_same_case(&ack);
	rig_refer(&rig, 1, TRAVELLER, 0);
	put_on_record(1, &open); /* its core has ended before it could say so */
	done.body.case_recorded.number = ack.number;
	put_on_record(1, &ack);
	rig_tell(&rig, 1, &done);
	rig_listen(&rig, &s, 0, &stream); /* the session goes on */
	assert_int_equal(rig_hear(&rig, 1, MSG_WATCH).body.watch.attends, 1);
	kill_console();
	rig_start(&rig);
	rig_listen(&rig, &s, 0, &stream); /* before the lane tells where they are: that is heard */
	rig_refer(&rig, 1, TRAVELLER, 0);
	c = rig_case(&stream, "ack");
	while (strcmp(rig_text(c, "where"), "outside") != 0) {
		cJSON_Delete(c);
		c = rig_case(&stream, "ack");
	}
	rig_act(&rig, &reply, &s, c, "second-line", ",\"code\":\"examine\"");
	cJSON_Delete(c);
	cJSON_Delete(rig_json(&reply, 200));
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
