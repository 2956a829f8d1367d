/*
 * test_desk_walk: lanes and three officers do whatever they like; what holds however they do it:
 *
 *   - nobody who is listed is let go by one officer alone, not even by a lane that would
 *   - what a journal has of a case is a path of the diagram in docs/console.md, and ends closed
 *   - an act with a version of before changes nothing
 *   - a case that is closed has no face, and an id is one traveller's
 *   - versions only grow, and a lane never has more cases than are allowed
 */
#include "desk_stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WALKS      30
#define STEPS      500
#define TRAVELLERS 300

static struct desk_stage stage;
static int64_t newest; /* version that was seen */

static unsigned chance(unsigned of)
{
	return (unsigned)random() % of;
}

/* One of the open cases, rather one whose traveller is there; empty: there is none. */
static const char *random_id(char out[DESK_ID_SIZE])
{
	EG_AUTO(json_out_free) cJSON *whole = desk_whole_json(stage.desk, true);
	const cJSON *cases = cJSON_GetObjectItem(whole, "cases");
	const cJSON *one = NULL;
	int count = cJSON_GetArraySize(cases);
	for (unsigned i = 0; count > 0 && i < 3; i++) {
		one = cJSON_GetArrayItem(cases, (int)chance((unsigned)count));
		const char *where = cJSON_GetStringValue(cJSON_GetObjectItem(one, "where"));
		i = strcmp(where, "gone") == 0 ? i : 3;
	}
	const char *id = cJSON_GetStringValue(cJSON_GetObjectItem(one, "id"));
	(void)snprintf(out, DESK_ID_SIZE, "%s", id == NULL ? "" : id); /* fits: it is one */
	return out;
}

static char *told(void)
{
	EG_AUTO(json_out_free) cJSON *whole = desk_whole_json(stage.desk, true);
	return json_out_print(whole);
}

static uint32_t somebody(void)
{
	static const uint32_t officers[] = {STAGE_ANNA, STAGE_BERT, STAGE_CARL};
	return officers[chance(3)];
}

/* Most are sensible, or nothing would ever come to an end. */
static void act(void)
{
	static const struct {
		const char *act;
		const char *code;
	} wishes[] = {{"ack", NULL},
		      {"ack", NULL},
		      {"ack", NULL},
		      {"pass", "genuine"},
		      {"pass", "genuine"},
		      {"pass", "false-hit"},
		      {"pass", "false-hit"},
		      {"retry", NULL},
		      {"manual-lane", "examine"},
		      {"second-line", "interview"},
		      {"refuse", "refuse-a"},
		      {"close", "walked-off"},
		      {"pass", "walked-off"},
		      {"ack", "genuine"}};
	char id[DESK_ID_SIZE];
	size_t i = chance(sizeof(wishes) / sizeof(wishes[0]));
	(void)stage_act(&stage, random_id(id), wishes[i].act, wishes[i].code,
			chance(3) == 0 ? NULL : "words", somebody()); /* as it comes */
}

static void act_late(void)
{
	char id[DESK_ID_SIZE];
	EG_AUTO(json_out_text_free) char *before = told();
	size_t orders = stage.orders;
	size_t records = stage.record_count;
	if (random_id(id)[0] == '\0') {
		return;
	}
	const struct desk_wish w = {.what = "ack",
				    .version = (int64_t)stage_number(&stage, id, "version") - 1 -
					       chance(3)};
	const struct desk_who who = {.number = somebody(), .name = "late", .works = true};
	enum desk_refusal no = desk_act(stage.desk, id, &w, &who);
	assert_true(no == DESK_VERSION || no == DESK_LANE);
	stage_settle(&stage);
	EG_AUTO(json_out_text_free) char *after = told();
	assert_string_equal(before, after);
	assert_true(stage.orders == orders && stage.record_count == records);
}

static void lane_does(unsigned lane)
{
	struct stage_lane *l = &stage.lanes[lane - 1];
	enum gate_state at = (enum gate_state)l->now.state;
	bool decided = at == GATE_EXIT_OPEN || at == GATE_EXIT_CLOSING;
	if (at == GATE_IDLE) {
		if (l->next < TRAVELLERS) {
			(void)stage_refer(&stage, lane, chance(2) == 0);
		}
	} else if (at == GATE_FACE) {
		stage_state(&stage, lane, chance(2) == 0 ? GATE_REFERRED_INSIDE : GATE_EXIT_OPEN);
	} else if (decided) {
		enum gate_state next = at == GATE_EXIT_OPEN ? GATE_EXIT_CLOSING : GATE_IDLE;
		if (chance(6) == 0 && at == GATE_EXIT_OPEN) {
			next = GATE_REFERRED_INSIDE; /* somebody followed */
		}
		if (next == GATE_IDLE) {
			stage_leave(&stage, lane);
		} else {
			stage_state(&stage, lane, next);
		}
	} else if (at == GATE_BACK_OPEN && chance(4) == 0 && l->epoch != 0) {
		stage_state(&stage, lane, GATE_REFERRED_INSIDE); /* did not go */
	} else if (!gate_refers(at) || chance(4) == 0) {
		stage_leave(&stage, lane);
	}
}

static void link_does(unsigned lane)
{
	struct stage_lane *l = &stage.lanes[lane - 1];
	if (!l->up) {
		l->up = true;
		desk_lane_up(stage.desk, lane);
		stage_state(&stage, lane, (enum gate_state)l->now.state);
	} else if (chance(3) == 0) {
		stage_restart(&stage, lane);
	} else {
		desk_lane_down(stage.desk, lane);
		l->up = false;
	}
}

/* Nobody stays so long in a lane that is not there. */
static void long_time(void)
{
	for (unsigned lane = 1; lane <= STAGE_LANES; lane++) {
		if (!stage.lanes[lane - 1].up) {
			stage_leave(&stage, lane);
		}
	}
	stage_time(&stage, DESK_GONE_MS);
}

static void world_does(void)
{
	unsigned lane = 1 + chance(STAGE_LANES);
	struct stage_lane *l = &stage.lanes[lane - 1];
	unsigned what = chance(16);
	if (what < 6) {
		lane_does(lane);
	} else if (what < 9 && l->up && gate_refers(l->now.state)) {
		stage_hit(&stage, lane);
	} else if (what == 9 && l->up && l->epoch != 0) {
		stage_picture(&stage, lane, FACE_PICTURE_LIVE, RD_TEXT("a face"));
	} else if (what == 10 && chance(3) == 0) {
		stage_alarm(&stage, lane);
	} else if (what == 11 && chance(3) == 0) {
		(void)stage_order(&stage, lane, chance(2) == 0 ? "evacuate" : "reset", somebody());
	} else if (what == 12 && (!l->up || chance(5) == 0)) {
		link_does(lane);
	} else if (what == 13) {
		l->deaf = chance(4) == 0;
	} else if (what == 14) {
		const struct desk_who to = {.number = somebody(), .name = "next", .works = true};
		desk_hand_over(stage.desk, somebody(), &to);
	} else if (chance(50) != 0) {
		stage_time(&stage, 1 + chance(2000));
	} else {
		long_time();
	}
}

/* What has changed is told with a version above all that were seen. */
static void look(void)
{
	struct desk_change x;
	int64_t seen = newest;
	while (desk_next_change(stage.desk, &x)) {
		struct rd bytes;
		if (x.kind != DESK_CHANGED_CASE) {
			continue;
		}
		char state[64];
		int64_t version = (int64_t)stage_number(&stage, x.id, "version");
		assert_true(version > newest);
		seen = version > seen ? version : seen;
		stage_text(&stage, x.id, "state", state);
		bool closed = strcmp(state, "closed") == 0;
		assert_false(closed && desk_picture(stage.desk, x.id, FACE_PICTURE_LIVE, &bytes));
	}
	newest = seen;
	EG_AUTO(json_out_free) cJSON *whole = desk_whole_json(stage.desk, true);
	const cJSON *one;
	unsigned count[STAGE_LANES] = {0};
	cJSON_ArrayForEach(one, cJSON_GetObjectItem(whole, "cases"))
	{
		count[(int)cJSON_GetNumberValue(cJSON_GetObjectItem(one, "lane")) - 1]++;
	}
	for (unsigned i = 0; i < STAGE_LANES; i++) {
		assert_true(count[i] <= DESK_CASES_MAX);
		assert_false(stage.lanes[i].passed_by_one);
	}
}

/* docs/console.md, "Cases". A case that is handed over is looked at once more. */
static bool may_follow(unsigned from, unsigned to)
{
#define TO(state) (1u << (CASE_##state))
	static const unsigned next[CASE_STATE_COUNT] = {
		[CASE_NONE] = TO(OPEN),
		[CASE_OPEN] = TO(ACK) | TO(CLOSED),
		[CASE_ACK] = TO(ACK) | TO(RETRY) | TO(PASS) | TO(MANUAL_LANE) | TO(SECOND_LINE) |
			     TO(REFUSE) | TO(CLOSED),
		[CASE_RETRY] = TO(OPEN) | TO(CLOSED),
		[CASE_PASS] = TO(OPEN) | TO(CLOSED),
		[CASE_MANUAL_LANE] = TO(OPEN) | TO(CLOSED),
		[CASE_SECOND_LINE] = TO(OPEN) | TO(CLOSED),
		[CASE_REFUSE] = TO(OPEN) | TO(CLOSED),
	};
#undef TO
	return (next[from] & 1u << to) != 0;
}

static void paths_are_those_of_the_diagram(void)
{
	static uint8_t last[STAGE_LANES][TRAVELLERS + 1];
	for (size_t i = 0; i < sizeof(last); i++) {
		last[i / (TRAVELLERS + 1)][i % (TRAVELLERS + 1)] = CASE_NONE;
	}
	for (size_t i = 0; i < stage.record_count; i++) {
		const struct stage_record *r = &stage.records[i];
		assert_in_range(r->traveller, 1, TRAVELLERS);
		uint8_t *state = &last[r->lane - 1][r->traveller];
		if (!may_follow(*state, r->state)) {
			fail_msg("%s after %s", case_state_word(r->state), case_state_word(*state));
		}
		*state = r->state;
	}
	for (size_t i = 0; i < sizeof(last); i++) {
		uint8_t state = last[i / (TRAVELLERS + 1)][i % (TRAVELLERS + 1)];
		assert_true(state == CASE_NONE || state == CASE_CLOSED);
	}
}

/* Everybody goes, and time passes. */
static void end_all(void)
{
	for (unsigned lane = 1; lane <= STAGE_LANES; lane++) {
		stage.lanes[lane - 1].deaf = false;
		if (!stage.lanes[lane - 1].up) {
			link_does(lane);
		}
		stage_leave(&stage, lane);
	}
	stage_settle(&stage);
	while (desk_wait_ms(stage.desk) >= 0) {
		stage_time(&stage, desk_wait_ms(stage.desk));
		stage_settle(&stage);
	}
	EG_AUTO(json_out_free) cJSON *whole = desk_whole_json(stage.desk, true);
	assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(whole, "cases")), 0);
}

static void one_walk(unsigned walk)
{
	srandom(walk);
	stage_open(&stage);
	newest = STAGE_NOW;
	for (unsigned lane = 0; lane < STAGE_LANES; lane++) {
		stage.lanes[lane].naive = walk % 2 == 0;
	}
	for (unsigned i = 0; i < STEPS; i++) {
		unsigned who = chance(12);
		if (who < 8) {
			act();
		} else if (who == 8) {
			act_late();
		} else {
			world_does();
		}
		stage_settle(&stage);
		look();
	}
	end_all();
	paths_are_those_of_the_diagram();
	stage_close(&stage);
}

static void whatever_they_do_the_rules_hold(void **state)
{
	size_t passes = 0;
	size_t by_two = 0;
	(void)state;
	for (unsigned walk = 0; walk < WALKS; walk++) {
		one_walk(walk);
		for (size_t i = 0; i < stage.record_count; i++) {
			passes += stage.records[i].state == CASE_PASS;
		}
		for (unsigned i = 0; i < STAGE_LANES; i++) {
			by_two += stage.lanes[i].passed_by_two;
		}
	}
	print_message("%zu passes, %zu of somebody listed\n", passes, by_two);
	assert_true(passes > WALKS && by_two > WALKS / 4); /* no walk in an empty house */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_they_do_the_rules_hold),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
