/*
 * test_lane_tell: what people and programs are told of a lane, and why it serves nobody.
 */
#include "prog/lane_tell.h"

#include "biometrics/face_prompt.h"
#include "biometrics/finger_prompt.h"
#include "document/page_prompt.h"

#include <cJSON.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct msg status_of(enum gate_state state)
{
	struct msg m = msg_make(MSG_STATUS, 0);
	m.body.status = (struct msg_status){
		.mono_us = 1500000,
		.inputs = GATE_IN_ENTRY_CLOSED | GATE_IN_EXIT_CLOSED,
		.outputs = GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_LOCK,
		.state = (uint8_t)state,
		.wire = GATE_WIRE_COUNT,
	};
	return m;
}

/* The caller frees it. */
static char *told(const struct msg *m, bool json)
{
	char *text = NULL;
	size_t size = 0;
	FILE *memory = open_memstream(&text, &size);
	assert_non_null(memory);
	if (json) {
		assert_int_equal(lane_tell_json(memory, m), EG_OK);
	} else {
		lane_tell_text(memory, m);
	}
	assert_int_equal(fclose(memory), 0);
	return text;
}

static void expect_text(const struct msg *m, const char *text)
{
	char *line = told(m, false);
	assert_string_equal(line, text);
	free(line);
}

static void a_quiet_lane_is_one_line(void **state)
{
	(void)state;
	struct msg m = status_of(GATE_IDLE);
	expect_text(&m, "1.500 waiting for a traveller entry closed/locked exit closed/locked\n");
}

static void a_sensor_that_cannot_be_believed_is_named(void **state)
{
	(void)state;
	struct msg m = status_of(GATE_ALARM);
	m.body.status.why = GATE_WHY_SENSOR;
	m.body.status.fault = GATE_FAULT_STUCK;
	m.body.status.wire = 3;
	expect_text(&m, "1.500 locked after an alarm: officer needed entry closed/locked exit "
			"closed/locked; a sensor or door cannot be believed; sensor exit-beam "
			"active for longer than anybody stands there\n");
	m.body.status.wire = GATE_WIRE_COUNT;
	char *line = told(&m, false);
	assert_non_null(strstr(line, "; sensor curtain active"));
	free(line);
}

static void what_keeps_a_lane_from_serving_is_told(void **state)
{
	(void)state;
	struct msg m = status_of(GATE_IDLE);
	m.body.status.unattended = 1;
	m.body.status.reversed = 1;
	m.body.status.breach = GATE_WHY_OBJECT;
	expect_text(&m,
		    "1.500 waiting for a traveller entry closed/locked exit closed/locked; seen "
		    "now: something was left behind; no officer watches; turned round\n");
	m.body.status.why = GATE_WHY_OBJECT; /* said once */
	char *line = told(&m, false);
	assert_null(strstr(line, "seen now"));
	free(line);
}

static void programs_are_told_the_same(void **state)
{
	(void)state;
	struct msg m = status_of(GATE_ALARM);
	m.epoch = 7;
	m.body.status.why = GATE_WHY_SENSOR;
	m.body.status.fault = GATE_FAULT_SILENT;
	m.body.status.wire = 10;
	m.body.status.breach = GATE_WHY_OBJECT;
	m.body.status.unattended = 1;
	char *line = told(&m, true);
	assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
	cJSON *whole = cJSON_Parse(line);
	free(line);
	assert_non_null(whole);
	assert_string_equal(cJSON_GetObjectItem(whole, "state")->valuestring, "GATE_ALARM");
	assert_string_equal(cJSON_GetObjectItem(whole, "why")->valuestring, "GATE_WHY_SENSOR");
	assert_string_equal(cJSON_GetObjectItem(whole, "sensor")->valuestring, "entry-wide");
	assert_string_equal(cJSON_GetObjectItem(whole, "fault")->valuestring,
			    gate_fault_text(GATE_FAULT_SILENT));
	assert_string_equal(cJSON_GetObjectItem(whole, "breach")->valuestring, "GATE_WHY_OBJECT");
	assert_true(cJSON_IsTrue(cJSON_GetObjectItem(whole, "unattended")));
	assert_true(cJSON_IsFalse(cJSON_GetObjectItem(whole, "reversed")));
	assert_true(cJSON_IsTrue(cJSON_GetObjectItem(whole, "exit_locked")));
	assert_int_equal(cJSON_GetObjectItem(whole, "traveller")->valueint, 7);
	assert_null(cJSON_GetObjectItem(whole, "step"));
	cJSON_Delete(whole);
}

static void who_is_waited_for_is_named(void **state)
{
	(void)state;
	struct msg m = status_of(GATE_IDLE);
	m.body.status.missing = 1u << ROLE_GUARD | 1u << ROLE_FACE;
	expect_text(&m, "1.500 waiting for a traveller entry closed/locked exit closed/locked"
			"; waits for face guard\n");
	char *line = told(&m, true);
	assert_non_null(strstr(line, "\"waits_for\":[\"face\",\"guard\"]"));
	free(line);
	m.body.status.missing = 1u << ROLE_FACE;
	m.body.status.unfit = REASON_CAMERA_BLACK;
	expect_text(&m, "1.500 waiting for a traveller entry closed/locked exit closed/locked"
			"; waits for face (camera shows a black picture)\n");
	line = told(&m, true);
	assert_non_null(strstr(line, "\"unfit\":\"REASON_CAMERA_BLACK\""));
	free(line);
}

static void a_finger_is_told_with_the_one_that_is_meant(void **state)
{
	(void)state;
	struct msg m = status_of(GATE_FINGER);
	m.epoch = 7;
	m.body.status.finger_prompt = FINGER_PROMPT_PLACE;
	m.body.status.finger_position = 7;
	char *line = told(&m, false);
	assert_non_null(strstr(line, "\"Lay your finger on the sensor\" (left index finger)"));
	free(line);
	line = told(&m, true);
	assert_non_null(strstr(line, "\"prompt\":\"Lay your finger on the sensor\""));
	assert_non_null(strstr(line, "\"finger\":\"left index finger\""));
	free(line);
	m.body.status.finger_prompt = FINGER_PROMPT_DONE;
	m.body.status.finger_position = 0;
	line = told(&m, false);
	assert_non_null(strstr(line, "; \"Thank you\"\n"));
	free(line);
	line = told(&m, true);
	assert_non_null(strstr(line, "\"prompt\":\"Thank you\""));
	assert_null(strstr(line, "\"finger\":"));
	free(line);
	m = status_of(GATE_REFERRED_INSIDE);
	m.body.status.check = CHECK_FINGER_MATCH;
	m.body.status.reason = REASON_OTHER_FINGER;
	m.body.status.fingers = -12;
	m.body.status.finger_match = 10;
	line = told(&m, false);
	assert_non_null(strstr(line, "another finger: -12, match from 10, refer from 0"));
	free(line);
	line = told(&m, true);
	assert_non_null(strstr(line, "\"fingers\":-12,\"fingers_from\":10"));
	free(line);
	m.body.status.finger_one_in = 2000;
	line = told(&m, false);
	assert_non_null(strstr(line, "another finger: -12, match from 10 (1/2000), refer from 0"));
	free(line);
	line = told(&m, true);
	assert_non_null(strstr(line, "\"fingers_from\":10,\"fingers_one_in\":2000"));
	free(line);
	m = status_of(GATE_IDLE);
	m.body.status.missing = 1u << ROLE_TOUCH;
	m.body.status.touch_unfit = REASON_SENSOR_LOST;
	line = told(&m, false);
	assert_non_null(strstr(line, "; waits for touch (finger sensor gives no fit picture)"));
	free(line);
	line = told(&m, true);
	assert_non_null(strstr(line, "\"touch_unfit\":\"REASON_SENSOR_LOST\""));
	free(line);
	assert_string_equal(finger_prompt_finger(0), "");
	assert_string_equal(finger_prompt_finger(11), "?");
	assert_string_equal(finger_prompt_text(FINGER_PROMPT_COUNT), "?");
}

static void what_differs_of_a_page_is_told_by_its_fields(void **state)
{
	(void)state;
	struct msg m = status_of(GATE_REFERRED_OUTSIDE);
	m.body.status.check = CHECK_MRZ_SAME;
	m.body.status.reason = REASON_DIFFERS;
	char *line = told(&m, false); /* by a composite digit alone */
	assert_non_null(strstr(line, "; printed zone and chip say the same: differs\n"));
	free(line);
	m.body.status.page_differs = MRZ_FIELD_NAME | MRZ_FIELD_NATIONALITY;
	line = told(&m, false);
	assert_non_null(strstr(line, "; printed zone and chip differ: name, nationality\n"));
	free(line);
	m.body.status.page_unsure = MRZ_FIELD_SEX;
	line = told(&m, false);
	assert_non_null(strstr(line, "differ: name, nationality; not read surely: sex\n"));
	free(line);
	line = told(&m, true);
	assert_non_null(strstr(line, "\"page_differs\":[\"name\",\"nationality\"]"));
	assert_non_null(strstr(line, "\"page_unsure\":[\"sex\"]"));
	free(line);
}

/* One reason is named, and an officer may find it small: a document that expired yesterday. What
 * the page shows is told all the same. */
static void what_is_wrong_with_a_page_is_told_beside_another_reason(void **state)
{
	(void)state;
	struct msg m = msg_make(MSG_STATUS, 7);
	m.body.status.state = GATE_REFERRED_OUTSIDE;
	m.body.status.check = CHECK_DOCUMENT_PERIOD;
	m.body.status.reason = REASON_EXPIRED;
	m.body.status.page_score = 120;
	m.body.status.page_scored = 1;
	m.body.status.page_match = 300;
	m.body.status.page_refer = 200;
	m.body.status.page_differs = MRZ_FIELD_NAME;
	char *line = told(&m, false);
	assert_non_null(strstr(line,
			       ": expired; printed zone and chip differ: name; portrait on the "
			       "page: another face: 120, match from 300, refer from 200\n"));
	free(line);
	line = told(&m, true);
	assert_non_null(strstr(line, "\"page\":120,\"page_from\":300,\"page_refer_from\":200"));
	free(line);
	m.body.status.page_score = 200; /* not surely another one: worn, and told of no other */
	m.body.status.page_differs = 0;
	line = told(&m, false);
	assert_non_null(strstr(line, ": expired\n"));
	free(line);
	line = told(&m, true);
	assert_null(strstr(line, "\"page\""));
	free(line);
}

static void a_pages_portrait_is_told_with_what_it_was_judged_by(void **state)
{
	(void)state;
	struct msg m = status_of(GATE_REFERRED_INSIDE);
	m.body.status.check = CHECK_PAGE_PORTRAIT;
	m.body.status.reason = REASON_SCORE_LOW;
	m.body.status.page_score = 120;
	m.body.status.page_scored = 1;
	m.body.status.page_match = 300;
	m.body.status.page_refer = 200;
	char *line = told(&m, false);
	assert_non_null(strstr(line, "; portrait on the page is the face in the chip: another "
				     "face: 120, match from 300, refer from 200\n"));
	free(line);
	line = told(&m, true);
	assert_non_null(strstr(line, "\"page\":120,\"page_from\":300,\"page_refer_from\":200"));
	free(line);
	m.body.status.page_scored = 0;
	m.body.status.reason = REASON_NO_FACE;
	line = told(&m, false);
	assert_non_null(strstr(line, "the face in the chip: no face found\n"));
	free(line);
}

static void whoever_lays_a_document_on_is_told_what_to_do(void **state)
{
	(void)state;
	struct msg m = status_of(GATE_IDLE);
	m.body.status.page_prompt = PAGE_PROMPT_FLAT;
	char *line = told(&m, false);
	assert_non_null(strstr(line, "; \"Press the document flat\"\n"));
	free(line);
	line = told(&m, true);
	assert_non_null(strstr(line, "\"prompt\":\"Press the document flat\""));
	free(line);
	m.body.status.prompt = FACE_PROMPT_LOOK; /* whoever stands inside comes first */
	line = told(&m, false);
	assert_null(strstr(line, "Press"));
	free(line);
	m = status_of(GATE_IDLE);
	m.body.status.missing = 1u << ROLE_PAGE;
	m.body.status.page_unfit = REASON_CAMERA_BLACK;
	line = told(&m, false);
	assert_non_null(strstr(line, "; waits for page (camera shows a black picture)"));
	free(line);
	line = told(&m, true);
	assert_non_null(strstr(line, "\"page_unfit\":\"REASON_CAMERA_BLACK\""));
	free(line);
}

static void what_came_too_late_is_counted(void **state)
{
	(void)state;
	struct msg m = msg_make(MSG_LOAD, 0);
	m.body.load = (struct msg_load){1, 2, 3, 4, 5, 6, 7, 8};
	expect_text(&m,
		    "load: ticks late 1, drives missed 2, turns long 3, messages dropped 4, "
		    "records lost 5; longest turn 6 us, between drives 7 us, edge to wake 8 us\n");
	char *line = told(&m, true);
	assert_non_null(strstr(line, "\"missed_drives\":2"));
	free(line);
}

static void a_score_is_told_with_the_thresholds_that_judged_it(void **state)
{
	(void)state;
	struct msg m = status_of(GATE_REFERRED_INSIDE);
	m.epoch = 7;
	m.body.status.why = GATE_WHY_FACE;
	m.body.status.check = CHECK_FACE_MATCH;
	m.body.status.reason = REASON_SCORE_UNSURE;
	m.body.status.scores = (struct face_scores){.match = 412, .live = 900, .alone = true};
	m.body.status.face_match = 450;
	m.body.status.face_refer = 350;
	m.body.status.live_match = 500;
	expect_text(&m,
		    "1.500 referred inside: officer decides [traveller 7] entry closed/locked exit "
		    "closed/locked; face not accepted; live face is the face in the chip: faces "
		    "alike, but not surely the same: 412, match from 450, refer from 350\n");
	char *line = told(&m, true);
	assert_non_null(strstr(line, "\"score\":412,\"match_from\":450,\"refer_from\":350"));
	assert_null(strstr(line, "live_from"));
	free(line);
	m.body.status.check = CHECK_FACE_LIVE;
	m.body.status.reason = REASON_NOT_LIVE;
	m.body.status.scores.live = 120;
	line = told(&m, false);
	assert_non_null(strstr(line, "looks like a picture or screen: 120, live from 500\n"));
	free(line);
	m.body.status.check = CHECK_FACE_ALONE; /* nothing was counted */
	m.body.status.reason = REASON_SEVERAL_FACES;
	line = told(&m, false);
	assert_non_null(strstr(line, "one face before the camera: several faces\n"));
	free(line);
}

static void hits_and_who_has_agreed_are_told(void **state)
{
	(void)state;
	struct msg m = status_of(GATE_REFERRED_OUTSIDE);
	m.body.status.check = CHECK_WATCHLIST;
	m.body.status.reason = REASON_DOCUMENT_LISTED;
	m.body.status.hits = 1;
	char *line = told(&m, false);
	assert_non_null(strstr(line, "document is on a watchlist; watchlists: 1 hit\n"));
	free(line);
	m.body.status.hits = 2;
	m.body.status.agreeing = 1;
	m.body.status.agreed = OFFICER_ENROLLED + 7;
	line = told(&m, false);
	assert_non_null(strstr(line, "; watchlists: 2 hits; officer 7 has agreed to a pass, "
				     "another one has to\n"));
	free(line);
	line = told(&m, true);
	assert_non_null(strstr(line, "\"hits\":2,\"agreed\":2147483655"));
	free(line);
	m.body.status.agreed = OFFICER_ROOT; /* somebody, too */
	m.body.status.refused = GATE_EV_ORDER_PASS;
	line = told(&m, false);
	assert_non_null(strstr(line, "; root has agreed to a pass, another one has to; not "
				     "taken: GATE_EV_ORDER_PASS\n"));
	free(line);
	line = told(&m, true);
	assert_non_null(strstr(line, "\"agreed\":\"root\",\"refused\":\"GATE_EV_ORDER_PASS\""));
	free(line);
	m = status_of(GATE_IDLE);
	line = told(&m, true);
	assert_non_null(strstr(line, "\"hits\":0"));
	assert_null(strstr(line, "agreed"));
	free(line);
}

/* No door of which something could be said. */
static void a_desk_tells_what_it_wants_taken(void **state)
{
	(void)state;
	struct msg m = status_of(GATE_REFERRED_INSIDE);
	m.epoch = 7;
	m.body.status.desk = 1;
	m.body.status.why = GATE_WHY_INSPECTION;
	expect_text(&m, "1.500 referred inside: officer decides [traveller 7]; examined at the "
			"desk\n");
	m.body.status.needs = NEEDS_FACE | NEEDS_FINGER;
	expect_text(&m,
		    "1.500 referred inside: officer decides [traveller 7]; to be taken before a "
		    "pass: face finger; examined at the desk\n");
	char *line = told(&m, true);
	assert_non_null(strstr(line, "\"needs\":[\"face\",\"finger\"]"));
	assert_non_null(strstr(line, "\"desk\":true"));
	assert_null(strstr(line, "entry_closed"));
	free(line);
	m = status_of(GATE_IDLE);
	line = told(&m, true);
	assert_null(strstr(line, "needs"));
	free(line);
}

static void a_picture_is_told_by_its_file(void **state)
{
	(void)state;
	struct msg m = msg_make(MSG_FACE_PICTURE, 7);
	m.body.face_picture = (struct msg_face_picture){
		.size = 100, .width = 373, .height = 480, .which = FACE_PICTURE_PORTRAIT};
	expect_text(&m, "traveller 7: 7-portrait.jpg, 373 x 480 pixels\n");
	m.body.face_picture.which = FACE_PICTURE_LIVE;
	char *line = told(&m, true);
	assert_string_equal(line, "{\"traveller\":7,\"picture\":\"7-live.jpg\",\"width\":373,"
				  "\"height\":480}\n");
	free(line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_quiet_lane_is_one_line),
		cmocka_unit_test(a_sensor_that_cannot_be_believed_is_named),
		cmocka_unit_test(what_keeps_a_lane_from_serving_is_told),
		cmocka_unit_test(programs_are_told_the_same),
		cmocka_unit_test(who_is_waited_for_is_named),
		cmocka_unit_test(a_finger_is_told_with_the_one_that_is_meant),
		cmocka_unit_test(what_differs_of_a_page_is_told_by_its_fields),
		cmocka_unit_test(what_is_wrong_with_a_page_is_told_beside_another_reason),
		cmocka_unit_test(a_pages_portrait_is_told_with_what_it_was_judged_by),
		cmocka_unit_test(whoever_lays_a_document_on_is_told_what_to_do),
		cmocka_unit_test(what_came_too_late_is_counted),
		cmocka_unit_test(a_score_is_told_with_the_thresholds_that_judged_it),
		cmocka_unit_test(hits_and_who_has_agreed_are_told),
		cmocka_unit_test(a_desk_tells_what_it_wants_taken),
		cmocka_unit_test(a_picture_is_told_by_its_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
