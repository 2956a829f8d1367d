/*
 * test_desk_walk: two gates, a desk and three officers do whatever they like; what holds however
 * they do it:
 *
 *   - nobody who is listed is let go by one officer alone, not even by a lane that would
 *   - what a journal has of a case is a path of the diagram in docs/console.md, and ends closed
 *   - an act with a version of before changes nothing
 *   - a case that is closed has no face, and an id is one traveller's
 *   - versions only grow, and a lane never has more cases than are allowed
 *   - nobody is on two records of the desk that name the same case, and a case that ended at the
 *     desk is on one; who is joined with whom both say
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
#define DESK       3 /* lane */

static struct desk_stage stage;
static int64_t newest; /* version that was seen */

static unsigned chance(unsigned of)
{
	return (unsigned)random() % of;
}

static bool is_at(const cJSON *c, const char *where)
{
	return strcmp(cJSON_GetStringValue(cJSON_GetObjectItem(c, "where")), where) == 0;
}

/* One of the open cases, rather one that waits for a desk, or else one whose traveller is there;
 * empty: there is none. */
static const char *random_case(char out[DESK_ID_SIZE], bool waits)
{
	EG_AUTO(json_out_free) cJSON *whole = desk_whole_json(stage.desk, true);
	const cJSON *cases = cJSON_GetObjectItem(whole, "cases");
	const cJSON *one = NULL;
	int count = cJSON_GetArraySize(cases);
	for (unsigned i = 0; count > 0 && i < 4; i++) {
		one = cJSON_GetArrayItem(cases, (int)chance((unsigned)count));
		bool there = !is_at(one, "gone") && !is_at(one, "desk");
		i = (waits ? is_at(one, "desk") : there) ? 4 : i;
	}
	const char *id = cJSON_GetStringValue(cJSON_GetObjectItem(one, "id"));
	(void)snprintf(out, DESK_ID_SIZE, "%s", id == NULL ? "" : id); /* fits: it is one */
	return out;
}

static const char *random_id(char out[DESK_ID_SIZE])
{
	return random_case(out, false);
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

/* Joined, parted, or tried: with whatever there is. */
static void take(const char *id)
{
	char from[DESK_ID_SIZE];
	enum desk_refusal no =
		stage_take(&stage, id, chance(5) == 0 ? "" : random_case(from, true), somebody());
	assert_true(no == DESK_DONE || no == DESK_NOT_POSSIBLE || no == DESK_NOT_FOUND ||
		    no == DESK_WAITS || no == DESK_LANE);
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
		      {"manual-lane", "examine"},
		      {"second-line", "interview"},
		      {"refuse", "refuse-a"},
		      {"close", "walked-off"},
		      {"pass", "walked-off"},
		      {"ack", "genuine"}};
	char id[DESK_ID_SIZE];
	size_t i = chance(sizeof(wishes) / sizeof(wishes[0]));
	if (chance(12) == 0) {
		take(random_id(id));
		return;
	}
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

/* One of few documents, so that they meet again. */
static void reads(unsigned lane)
{
	char number = (char)('A' + chance(12));
	if (!stage.lanes[lane - 1].up || chance(8) == 0) {
		return;
	}
	if (chance(3) == 0) {
		stage_say(&stage, lane, stage_chip(&stage, lane, number), RD_EMPTY);
	}
	stage_say(&stage, lane, stage_document_of(&stage, lane, number), RD_EMPTY);
}

/* Another console's order may have sent its traveller away, but not while one of ours is lost: that
 * looks the same as if it had been taken. */
static void desk_does(void)
{
	struct stage_lane *l = &stage.lanes[DESK - 1];
	enum gate_state at = (enum gate_state)l->now.state;
	if (at == GATE_IDLE && l->next < TRAVELLERS) {
		(void)stage_examine(&stage, DESK);
		l->now.needs = chance(4) == 0 ? NEEDS_FACE : 0;
		stage_state(&stage, DESK, GATE_REFERRED_INSIDE);
		reads(DESK);
	} else if (at == GATE_FACE) {
		l->now.needs = 0;
		stage_state(&stage, DESK, GATE_REFERRED_INSIDE);
	} else if (at == GATE_RECORDING) {
		stage_recorded(&stage, DESK, chance(4) != 0);
	} else if (chance(12) == 0 && at != GATE_IDLE) {
		stage_time(&stage, DESK_ORDER_MS);
		stage_leave(&stage, DESK);
	}
}

static void lane_does(unsigned lane)
{
	struct stage_lane *l = &stage.lanes[lane - 1];
	enum gate_state at = (enum gate_state)l->now.state;
	if (lane == DESK) {
		desk_does();
		return;
	}
	bool decided = at == GATE_EXIT_OPEN || at == GATE_EXIT_CLOSING;
	if (at == GATE_IDLE) {
		if (l->next < TRAVELLERS) {
			(void)stage_refer(&stage, lane, chance(2) == 0);
			reads(lane);
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
	stage_rows(&stage); /* journals are read before a lane is back */
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

/* Nobody goes from a desk while the journal writes. */
static void go_away(unsigned lane)
{
	if (stage.lanes[lane - 1].now.state == GATE_RECORDING && lane == DESK) {
		stage_recorded(&stage, lane, true);
	} else {
		stage_leave(&stage, lane);
	}
}

/* Nobody stays so long in a lane that is not there. */
static void long_time(void)
{
	stage_rows(&stage);
	for (unsigned lane = 1; lane <= STAGE_LANES; lane++) {
		if (!stage.lanes[lane - 1].up) {
			go_away(lane);
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
		lane_does(chance(3) == 0 ? DESK : lane);
	} else if (what < 9 && l->up && gate_refers(l->now.state)) {
		stage_hit(&stage, lane);
	} else if (what == 9 && l->up && l->epoch != 0) {
		stage_picture(&stage, lane, FACE_PICTURE_LIVE, RD_TEXT("a face"));
	} else if (what == 10 && chance(3) == 0) {
		stage.late = !stage.late;
		stage_rows(&stage);
		stage_alarm(&stage, lane == DESK ? 1 : lane);
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

/* Who has taken on whom: told by both, and by nobody else. */
static void joined_are_two(const cJSON *cases)
{
	const cJSON *one;
	cJSON_ArrayForEach(one, cases)
	{
		const char *id = cJSON_GetStringValue(cJSON_GetObjectItem(one, "id"));
		const char *to = cJSON_GetStringValue(cJSON_GetObjectItem(one, "to"));
		const char *where = cJSON_GetStringValue(cJSON_GetObjectItem(one, "where"));
		if (to == NULL) {
			continue;
		}
		EG_AUTO(json_out_free) cJSON *desk = desk_case_json(stage.desk, to);
		const cJSON *from = cJSON_GetObjectItem(desk, "from");
		assert_string_equal(cJSON_GetStringValue(cJSON_GetObjectItem(from, "id")), id);
		assert_string_equal(cJSON_GetStringValue(cJSON_GetObjectItem(desk, "where")),
				    "inside");
		assert_string_equal(where, "desk");
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
	joined_are_two(cJSON_GetObjectItem(whole, "cases"));
	cJSON_ArrayForEach(one, cJSON_GetObjectItem(whole, "cases"))
	{
		count[(int)cJSON_GetNumberValue(cJSON_GetObjectItem(one, "lane")) - 1]++;
	}
	for (unsigned i = 0; i < STAGE_LANES; i++) {
		assert_true(count[i] <= DESK_CASES_MAX);
		assert_false(stage.lanes[i].passed_by_one);
	}
}

/* docs/console.md, "Cases". A case that is handed over is looked at once more; at a desk an officer
 * goes on with it. */
static bool may_follow(unsigned from, unsigned to)
{
#define TO(state) (1u << (CASE_##state))
	static const unsigned next[CASE_STATE_COUNT] = {
		[CASE_NONE] = TO(OPEN),
		[CASE_OPEN] = TO(ACK) | TO(CLOSED),
		[CASE_ACK] = TO(ACK) | TO(RETRY) | TO(PASS) | TO(MANUAL_LANE) | TO(SECOND_LINE) |
			     TO(REFUSE) | TO(CLOSED),
		[CASE_RETRY] = TO(OPEN) | TO(ACK) | TO(CLOSED),
		[CASE_PASS] = TO(OPEN) | TO(ACK) | TO(CLOSED),
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

static bool names(const struct case_ref *a, const struct case_ref *b)
{
	return a->lane == b->lane && a->traveller == b->traveller && a->session == b->session;
}

/* Sessions of a lane are not told with a case; its travellers' numbers only grow. */
static bool ended_by(const struct stage_record *closed, const struct stage_row *row)
{
	char note[CASE_NOTE_SIZE];
	(void)snprintf(note, sizeof(note), "desk %u-%u-%08x", row->lane, (unsigned)row->traveller,
		       (unsigned)row->session);
	return row->from.lane == closed->lane && row->from.traveller == closed->traveller &&
	       strcmp(note, closed->note) == 0;
}

static size_t one_record_each(void)
{
	size_t ended = 0;
	for (size_t i = 0; i < stage.row_count; i++) {
		for (size_t k = 0; k < i; k++) {
			assert_false(stage.rows[i].from.lane != 0 &&
				     names(&stage.rows[i].from, &stage.rows[k].from));
		}
	}
	for (size_t i = 0; i < stage.record_count; i++) {
		const struct stage_record *r = &stage.records[i];
		size_t found = 0;
		for (size_t k = 0; k < stage.row_count; k++) {
			found += ended_by(r, &stage.rows[k]) ? 1 : 0;
		}
		bool by_desk = strncmp(r->note, "desk ", 5) == 0;
		assert_int_equal(found, by_desk ? 1 : 0);
		assert_true(!by_desk || r->state == CASE_CLOSED);
		ended += by_desk ? 1 : 0;
	}
	return ended;
}

/* Everybody goes, and time passes. */
static void end_all(void)
{
	stage_rows(&stage);
	stage_time(&stage, DESK_ORDER_MS);
	for (unsigned lane = 1; lane <= STAGE_LANES; lane++) {
		stage.lanes[lane - 1].deaf = false;
		if (!stage.lanes[lane - 1].up) {
			link_does(lane);
		}
		go_away(lane);
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
	stage_desk(&stage, DESK);
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
	size_t at_desk = 0;
	(void)state;
	for (unsigned walk = 0; walk < WALKS; walk++) {
		one_walk(walk);
		at_desk += one_record_each();
		for (size_t i = 0; i < stage.record_count; i++) {
			passes += stage.records[i].state == CASE_PASS;
		}
		for (unsigned i = 0; i < STAGE_LANES; i++) {
			by_two += stage.lanes[i].passed_by_two;
		}
	}
	print_message("%zu passes, %zu of somebody listed; %zu finished at a desk\n", passes,
		      by_two, at_desk);
	/* No walk in an empty house. */
	assert_true(passes > WALKS && by_two > WALKS / 4 && at_desk > WALKS / 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_they_do_the_rules_hold),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
