/*
 * test_desk_core: the desk and a lane's core as they are: what one says the other understands.
 */
#include "core_lists_stage.h"

#include "console/desk.h"
#include "console/json_out.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#define NOW INT64_C(1796058000000)

static struct desk *desk;
static struct lane_ports ports; /* of the stage */
static char path[256];
static char id[DESK_ID_SIZE];
static uint64_t number; /* of cases, as whoever keeps them counts */

static void hear(const struct msg *m)
{
	struct msg parsed;
	assert_int_equal(msg_parse(rd_of(m, msg_length(m)), false, &parsed), EG_OK);
	assert_int_equal(desk_message(desk, 1, &parsed, RD_EMPTY), EG_OK);
}

static void tell(void *context, const struct msg *m)
{
	ports.tell(context, m);
	hear(m);
}

static void inform(void *context, const struct msg *m)
{
	ports.inform(context, m);
	if (m->kind != MSG_CASE_RECORDED) { /* for whoever keeps what was sent */
		hear(m);
	}
}

static void join(struct stage *s)
{
	const struct desk_settings settings = {.ack_target_ms = 15000};
	assert_int_equal(desk_open(&settings, NOW, &desk), EG_OK);
	assert_int_equal(desk_lane_add(desk, 1, "1"), EG_OK);
	desk_lane_up(desk, 1);
	ports = s->lane.ports;
	s->lane.ports.tell = tell;
	s->lane.ports.inform = inform;
	path[0] = '\0';
	struct msg m = lane_status(&s->lane);
	hear(&m);
	for (unsigned place = 0; lane_fact(&s->lane, place, &m) || place < LANE_FACTS; place++) {
		if (lane_fact(&s->lane, place, &m)) {
			hear(&m);
		}
	}
	(void)snprintf(id, sizeof(id), "1-%u-%08x", s->lane.gate.epoch,
		       (unsigned)s->lane.settings.session);
}

static void settle(struct stage *s)
{
	struct msg m;
	unsigned lane;
	while (desk_next_send(desk, &lane, &m)) {
		if (m.kind == MSG_CASE) {
			m.body.officer_case.number = RECORD_OF_CASE | ++number;
			(void)snprintf(&path[strlen(path)], sizeof(path) - strlen(path), "%s ",
				       case_state_word(m.body.officer_case.state));
		}
		assert_true(officer_says(s, m, CONSOLE_USER));
	}
}

static enum desk_refusal act(struct stage *s, const char *what, const char *code, const char *note,
			     uint32_t officer)
{
	EG_AUTO(json_out_free) cJSON *c = desk_case_json(desk, id);
	const struct desk_wish w = {
		.what = what,
		.version = (int64_t)cJSON_GetNumberValue(cJSON_GetObjectItem(c, "version")),
		.code = code,
		.note = note};
	const struct desk_who who = {.number = officer, .name = "x", .works = true};
	enum desk_refusal no = desk_act(desk, id, &w, &who);
	settle(s);
	return no;
}

static void somebody_listed_is_let_go_by_two(void **state)
{
	(void)state;
	struct stage *s = lists_referred();
	join(s);
	settle(s);
	assert_int_equal(act(s, "ack", NULL, NULL, SEVEN), DESK_DONE);
	assert_int_equal(act(s, "pass", "false-hit", NULL, SEVEN), DESK_NOTE_NEEDED);
	assert_int_equal(act(s, "pass", "false-hit", "not her", SEVEN), DESK_DONE);
	assert_int_equal(act(s, "pass", "false-hit", "not her", SEVEN), DESK_SAME_OFFICER);
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	assert_int_equal(act(s, "pass", "false-hit", "no", EIGHT), DESK_DONE);
	assert_int_equal(stage_state(s), GATE_ENTRY_OPEN);
	assert_string_equal(path, "open ack pass ");
	stage_walk_in(s);
	assert_true(stage_journal_answers(s));
	stage_levels(s, EXIT_SWINGS | PRESENT | (uint32_t)GATE_IN_EXIT_BEAM);
	stage_levels(s, EXIT_SWINGS);
	stage_levels(s, SOUND);
	assert_int_equal(stage_state(s), GATE_IDLE);
	settle(s);
	assert_string_equal(path, "open ack pass closed ");
	desk_close(&desk);
}

static void somebody_is_sent_back(void **state)
{
	(void)state;
	struct stage *s = lists_referred();
	join(s);
	settle(s);
	assert_int_equal(act(s, "ack", NULL, NULL, SEVEN), DESK_DONE);
	assert_int_equal(act(s, "second-line", "verify-hit", "call", SEVEN), DESK_DONE);
	assert_string_equal(path, "open ack second-line closed ");
	desk_close(&desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(somebody_listed_is_let_go_by_two),
		cmocka_unit_test(somebody_is_sent_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
