/*
 * test_desk_inspect: an inspection desk: what is possible there, what has to be taken first, and
 * how it is told.
 */
#include "desk_stage.h"
#include "json_at.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#define DESK 2

static struct desk_stage stage;
static char id[DESK_ID_SIZE];

static int set_up(void **state)
{
	(void)state;
	stage_open(&stage);
	stage_desk(&stage, DESK);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	stage_close(&stage);
	return 0;
}

static void assert_text(const char *name, const char *text)
{
	char found[64];
	stage_text(&stage, id, name, found);
	assert_string_equal(found, text);
}

static void assert_path(uint32_t traveller, const char *words)
{
	char path[256];
	stage_settle(&stage);
	stage_path(&stage, DESK, traveller, path);
	assert_string_equal(path, words);
}

static enum desk_refusal act(const char *what, const char *code)
{
	return stage_act(&stage, id, what, code, NULL, STAGE_ANNA);
}

/* Laid on, looked at. */
static uint32_t looked_at(void)
{
	uint32_t traveller = stage_examine(&stage, DESK);
	(void)stage_id(&stage, DESK, traveller, id);
	assert_int_equal(act("ack", NULL), DESK_DONE);
	return traveller;
}

static void a_case_begins_when_the_officer_has_to_decide(void **state)
{
	(void)state;
	uint32_t traveller = stage_arrive(&stage, DESK);
	(void)stage_id(&stage, DESK, traveller, id);
	assert_null(desk_case_json(stage.desk, id));
	EG_AUTO(json_out_free) cJSON *reading = desk_lane_json(stage.desk, DESK);
	json_is_text(reading, "state", "reading");
	json_is_text(reading, "kind", "desk");
	assert_true(cJSON_IsNull(json_at(reading, "case")));
	stage.lanes[DESK - 1].now.why = GATE_WHY_INSPECTION;
	stage_state(&stage, DESK, GATE_REFERRED_INSIDE);
	EG_AUTO(json_out_free) cJSON *c = desk_case_json(stage.desk, id);
	json_is_text(c, "kind", "desk");
	json_is_text(c, "state", "open");
	json_is_text(c, "where", "inside");
	json_is_text(c, "why.gate", "examined at the desk");
	assert_true(cJSON_IsNull(json_at(c, "from")) && cJSON_IsNull(json_at(c, "to")));
	assert_path(traveller, "open");
}

static void whatever_the_checks_found_it_is_a_case(void **state)
{
	(void)state;
	stage.lanes[DESK - 1].now.why = GATE_WHY_DOCUMENT;
	stage.lanes[DESK - 1].now.check = CHECK_DG1_HASH;
	stage.lanes[DESK - 1].now.reason = REASON_DIFFERS;
	(void)stage_arrive(&stage, DESK);
	(void)stage_id(&stage, DESK, stage.lanes[DESK - 1].epoch, id);
	stage_state(&stage, DESK, GATE_REFERRED_INSIDE);
	EG_AUTO(json_out_free) cJSON *c = desk_case_json(stage.desk, id);
	json_is_text(c, "why.reason", "differs");
}

/* No sensor says that somebody is there, and no document has to be accepted. */
static void a_desk_can_do_what_it_can(void **state)
{
	static const char *const can[] = {"retry", "pass", "second-line", "refuse", "take"};
	(void)state;
	(void)looked_at();
	for (size_t i = 0; i < sizeof(can) / sizeof(can[0]); i++) {
		assert_true(stage_can(&stage, id, can[i]));
	}
	assert_false(stage_can(&stage, id, "manual-lane") || stage_can(&stage, id, "close"));
	assert_int_equal(act("manual-lane", "examine"), DESK_NOT_POSSIBLE);
	uint32_t gates = stage_refer(&stage, 1, true);
	(void)stage_id(&stage, 1, gates, id);
	assert_int_equal(act("ack", NULL), DESK_DONE);
	assert_true(stage_can(&stage, id, "manual-lane"));
	assert_false(stage_can(&stage, id, "take"));
}

static void whoever_is_admitted_is_done_when_it_is_recorded(void **state)
{
	(void)state;
	uint32_t traveller = looked_at();
	assert_int_equal(act("pass", "genuine"), DESK_DONE);
	assert_int_equal(stage.order.body.order.from.lane, 0);
	assert_text("state", "pass");
	stage_recorded(&stage, DESK, true);
	assert_path(traveller, "open ack pass closed");
}

static void whoever_is_refused_is_sent_away(void **state)
{
	(void)state;
	uint32_t traveller = looked_at();
	assert_int_equal(act("refuse", "refuse-c"), DESK_DONE);
	assert_int_equal(stage.order.body.order.order, GATE_EV_ORDER_BACK);
	assert_int_equal(stage.order.epoch, traveller);
	assert_path(traveller, "open ack refuse closed");
}

/* By egate order, while the officer here sends them away: the journal has the crossing. */
static void whom_another_officer_lets_pass_first_is_not_told_as_refused(void **state)
{
	(void)state;
	for (unsigned late = 0; late <= 1; late++) {
		uint32_t traveller = looked_at();
		struct stage_lane *l = &stage.lanes[DESK - 1];
		l->deaf = true; /* the other order is there first */
		assert_int_equal(act("refuse", "refuse-b"), DESK_DONE);
		l->deaf = false;
		l->now.evidence |= GATE_HAS_OFFICER;
		stage_state(&stage, DESK, GATE_RECORDING);
		if (late == 0) { /* else ours comes when nobody is there any more */
			l->now.refused = GATE_EV_ORDER_BACK;
			stage_state(&stage, DESK, GATE_RECORDING);
		}
		assert_text("state", "ack");
		stage_recorded(&stage, DESK, true);
		assert_text("failed", "refuse");
		assert_text("failed_text", "the traveller has been let pass before");
		assert_path(traveller, "open ack closed");
	}
}

/* The same at a gate: they are seen going out. */
static void who_leaves_by_the_exit_meanwhile_is_not_told_as_refused(void **state)
{
	(void)state;
	uint32_t traveller = stage_refer(&stage, 1, true);
	(void)stage_id(&stage, 1, traveller, id);
	assert_int_equal(act("ack", NULL), DESK_DONE);
	stage.lanes[0].deaf = true;
	assert_int_equal(act("refuse", "refuse-b"), DESK_DONE);
	stage_state(&stage, 1, GATE_EXIT_OPEN);
	stage_state(&stage, 1, GATE_EXIT_CLOSING);
	stage_leave(&stage, 1);
	stage_settle(&stage);
	char path[256];
	stage_path(&stage, 1, traveller, path);
	assert_string_equal(path, "open ack closed");
	assert_text("failed_text", "the traveller has been let pass before");
}

/* The exit closed again on whoever was let pass: they are here, and sent away at last. */
static void who_did_not_leave_is_sent_away_as_before(void **state)
{
	(void)state;
	uint32_t traveller = stage_refer(&stage, 1, false);
	(void)stage_id(&stage, 1, traveller, id);
	assert_int_equal(act("ack", NULL), DESK_DONE);
	stage_state(&stage, 1, GATE_EXIT_CLOSING);
	stage_state(&stage, 1, GATE_REFERRED_OUTSIDE);
	assert_int_equal(act("refuse", "refuse-b"), DESK_DONE);
	char path[256];
	stage_settle(&stage);
	stage_path(&stage, 1, traveller, path);
	assert_string_equal(path, "open ack refuse closed");
}

static void a_comparison_is_shown_and_decides_nothing(void **state)
{
	(void)state;
	uint32_t traveller = looked_at();
	assert_int_equal(act("retry", NULL), DESK_DONE);
	assert_text("state", "retry");
	stage.lanes[DESK - 1].now.scores = (struct face_scores){.match = 700, .live = 900};
	stage_state(&stage, DESK, GATE_REFERRED_INSIDE);
	EG_AUTO(json_out_free) cJSON *c = desk_case_json(stage.desk, id);
	json_is_text(c, "state", "ack");
	json_is_text(c, "officer.name", "Anna");
	json_is_number(c, "scores.0.score", 700);
	assert_path(traveller, "open ack retry ack");
}

/* Beside the scores of another comparison, or none, it would be somebody's whom nobody compared. */
static void a_live_face_goes_with_its_comparison(void **state)
{
	struct rd face;
	(void)state;
	(void)looked_at();
	stage_picture(&stage, DESK, FACE_PICTURE_PORTRAIT, RD_TEXT("portrait"));
	stage_picture(&stage, DESK, FACE_PICTURE_LIVE, RD_TEXT("a face"));
	if (stage.pictures > 0) {
		return; /* no memory can be locked here */
	}
	assert_int_equal(act("retry", NULL), DESK_DONE);
	assert_false(desk_picture(stage.desk, id, FACE_PICTURE_LIVE, &face));
	assert_true(desk_picture(stage.desk, id, FACE_PICTURE_PORTRAIT, &face));
	EG_AUTO(json_out_free) cJSON *c = desk_case_json(stage.desk, id);
	json_is_number(c, "pictures.live", 0);
	stage_state(&stage, DESK, GATE_REFERRED_INSIDE); /* nobody was seen */
	assert_false(desk_picture(stage.desk, id, FACE_PICTURE_LIVE, &face));
	stage_picture(&stage, DESK, FACE_PICTURE_LIVE, RD_TEXT("another"));
	EG_AUTO(json_out_free) cJSON *again = desk_case_json(stage.desk, id);
	json_is_number(again, "pictures.live", 2); /* is fetched anew */
}

static void what_is_needed_is_taken_before_a_pass(void **state)
{
	(void)state;
	(void)looked_at();
	struct msg_status *now = &stage.lanes[DESK - 1].now;
	now->needs = NEEDS_FACE | NEEDS_FINGER;
	stage_state(&stage, DESK, GATE_REFERRED_INSIDE);
	EG_AUTO(json_out_free) cJSON *both = desk_case_json(stage.desk, id);
	json_is_text(both, "needs.0", "face");
	json_is_text(both, "needs.1", "finger");
	assert_false(stage_can(&stage, id, "pass"));
	assert_int_equal(act("pass", "genuine"), DESK_NEEDS);
	assert_int_equal(desk_refusal_status(DESK_NEEDS), 422);
	assert_string_equal(desk_refusal_word(DESK_NEEDS), "needs");
	assert_true(stage_can(&stage, id, "retry") && stage_can(&stage, id, "refuse"));
	now->needs = NEEDS_FINGER;
	stage_state(&stage, DESK, GATE_REFERRED_INSIDE);
	EG_AUTO(json_out_free) cJSON *lane = desk_lane_json(stage.desk, DESK);
	json_is_text(lane, "needs.0", "finger");
	assert_int_equal(cJSON_GetArraySize(json_at(lane, "needs")), 1);
	assert_int_equal(act("pass", "genuine"), DESK_NEEDS);
	now->needs = 0;
	stage_state(&stage, DESK, GATE_REFERRED_INSIDE);
	assert_true(stage_can(&stage, id, "pass"));
	assert_int_equal(act("pass", "genuine"), DESK_DONE);
	assert_int_equal(stage.orders, 1);
}

/* What a gate's lane says of needs, and what is closed, holds nobody up. */
static void nothing_is_needed_elsewhere(void **state)
{
	(void)state;
	stage.lanes[0].now.needs = NEEDS_FACE;
	uint32_t traveller = stage_refer(&stage, 1, true);
	(void)stage_id(&stage, 1, traveller, id);
	assert_int_equal(act("ack", NULL), DESK_DONE);
	assert_true(stage_can(&stage, id, "pass"));
	EG_AUTO(json_out_free) cJSON *c = desk_case_json(stage.desk, id);
	assert_int_equal(cJSON_GetArraySize(json_at(c, "needs")), 0);
	assert_int_equal(act("close", "technical"), DESK_NOT_POSSIBLE);
}

static void a_desk_has_no_doors(void **state)
{
	(void)state;
	EG_AUTO(json_out_free) cJSON *l = desk_lane_json(stage.desk, DESK);
	json_is_text(l, "orders.0", "close");
	assert_int_equal(cJSON_GetArraySize(json_at(l, "orders")), 1);
	assert_int_equal(cJSON_GetArraySize(json_at(l, "devices")), 2);
	assert_int_equal(stage_order(&stage, DESK, "evacuate", STAGE_ANNA), DESK_NOT_POSSIBLE);
	assert_int_equal(stage_order(&stage, DESK, "close", STAGE_ANNA), DESK_DONE);
	assert_int_equal(stage_order(&stage, DESK, "open", STAGE_ANNA), DESK_DONE);
	EG_AUTO(json_out_free) cJSON *gate = desk_lane_json(stage.desk, 1);
	json_is_text(gate, "kind", "gate");
	assert_int_equal(cJSON_GetArraySize(json_at(gate, "needs")), 0);
}

/* An alarm while the exit closed: they are not taken for gone, and may go back by the entry. */
static void an_alarm_behind_the_exit_does_not_end_a_case(void **state)
{
	(void)state;
	for (unsigned seen = 0; seen <= 1; seen++) {
		uint32_t traveller = stage_refer(&stage, 1, true);
		(void)stage_id(&stage, 1, traveller, id);
		assert_int_equal(act("ack", NULL), DESK_DONE);
		stage_state(&stage, 1, GATE_EXIT_CLOSING);
		stage.lanes[0].now.inputs = seen == 1 ? GATE_IN_PRESENT : 0;
		stage_alarm(&stage, 1);
		assert_text("state", "ack");
		assert_text("where", seen == 1 ? "inside" : "gone");
		assert_int_equal(act("second-line", "interview"), DESK_DONE);
		stage_state(&stage, 1, GATE_BACK_OPEN);
		stage_leave(&stage, 1);
		stage_settle(&stage);
		assert_text("state", "second-line");
		assert_text("where", "desk");
	}
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(a_case_begins_when_the_officer_has_to_decide),
		CASE(whatever_the_checks_found_it_is_a_case),
		CASE(a_desk_can_do_what_it_can),
		CASE(whoever_is_admitted_is_done_when_it_is_recorded),
		CASE(whoever_is_refused_is_sent_away),
		CASE(whom_another_officer_lets_pass_first_is_not_told_as_refused),
		CASE(who_leaves_by_the_exit_meanwhile_is_not_told_as_refused),
		CASE(who_did_not_leave_is_sent_away_as_before),
		CASE(an_alarm_behind_the_exit_does_not_end_a_case),
		CASE(a_comparison_is_shown_and_decides_nothing),
		CASE(a_live_face_goes_with_its_comparison),
		CASE(what_is_needed_is_taken_before_a_pass),
		CASE(nothing_is_needed_elsewhere),
		CASE(a_desk_has_no_doors),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
