/*
 * core_desk_stage: an inspection desk whose workers and officer are played by a test.
 * Knows what is said to an honest desk. No process, no clock, no socket.
 */
#include "core_desk_stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct holder_facts citizen = {
	DOCUMENT_TD3, "UTO", "UTO", {1974, 8, 12}, {2032, 4, 15}};

struct stage *desk_idle(void)
{
	struct stage *s = stage_idle_of(GATE_DESK);
	s->lane.settings.officer = CONSOLE_USER;
	s->lane.settings.kiosk = KIOSK_USER;
	stage_join(s, ROLE_FINGER);
	stage_join(s, ROLE_TOUCH);
	lists_acknowledge(s); /* of the core's start */
	s->sent_count = 0;
	return s;
}

void desk_verify(struct stage *s, const struct holder_facts *holder, bool portrait)
{
	struct msg of = stage_about(s, MSG_HOLDER);
	struct msg picture = stage_about(s, MSG_PORTRAIT);
	struct msg f = stage_findings(s, ROLE_VERIFY, VERDICT_PASS);
	struct msg done = stage_about(s, MSG_VERIFY_DONE);
	stage_chip_done(s);
	if (holder != NULL) {
		of.body.holder.facts = *holder;
		assert_true(stage_say(s, ROLE_VERIFY, &of));
	}
	if (portrait) {
		picture.body.portrait.size = 10;
		assert_true(stage_say(s, ROLE_VERIFY, &picture));
	} else {
		findings_set(&f.body.findings.findings, CHECK_DG2_HASH, VERDICT_FAIL,
			     REASON_HASH_WRONG);
	}
	assert_true(stage_say(s, ROLE_VERIFY, &f));
	assert_true(stage_say(s, ROLE_VERIFY, &done));
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
}

struct stage *desk_read(void)
{
	struct stage *s = desk_idle();
	stage_lay_document(s);
	assert_int_equal(stage_state(s), GATE_READING);
	desk_verify(s, &citizen, true);
	stage_face_reads(s, VERDICT_PASS);
	return s;
}

struct stage *desk_read_fingers(void)
{
	struct stage *s = desk_idle();
	s->lane.settings.policy.desk_finger = POLICY_DESK_ALL;
	stage_lay_document(s);
	fingers_hand_on(s);
	desk_verify(s, &citizen, true);
	fingers_decoded(s);
	stage_face_reads(s, VERDICT_PASS);
	return s;
}

bool desk_order_from(struct stage *s, enum gate_event_kind order, struct case_ref from)
{
	struct msg m = officer_order(s, order, SEVEN);
	struct msg parsed;
	m.body.order.from = from;
	assert_int_equal(msg_parse(rd_of(&m, msg_length(&m)), false, &parsed), EG_OK);
	s->told = msg_make(MSG_NOTHING, 0);
	assert_true(officer_says(s, parsed, CONSOLE_USER));
	assert_int_equal(s->told.kind, MSG_STATUS); /* answered */
	assert_true(s->told.body.status.refused == 0 ||
		    s->told.body.status.refused == (uint8_t)order);
	return s->told.body.status.refused == 0;
}

bool desk_order(struct stage *s, enum gate_event_kind order)
{
	return desk_order_from(s, order, (struct case_ref){0});
}

uint8_t desk_needs(const struct stage *s)
{
	return lane_status(&s->lane).body.status.needs;
}

void desk_compare(struct stage *s, int16_t score)
{
	assert_true(desk_order(s, GATE_EV_ORDER_RETRY));
	assert_int_equal(stage_state(s), GATE_FACE);
	assert_non_null(stage_last_to(s, ROLE_FACE, MSG_CAPTURE));
	assert_true(stage_face_tells(s, score));
}

unsigned desk_records(const struct stage *s, enum record_what what)
{
	unsigned count = 0;
	for (size_t i = 0; i < s->sent_count; i++) {
		count += s->sent[i].m.kind == MSG_RECORD &&
			 s->sent[i].m.body.record.what == (uint8_t)what;
	}
	return count;
}

const struct msg_record *desk_record(const struct stage *s, enum record_what what)
{
	for (size_t i = s->sent_count; i > 0; i--) {
		const struct msg *m = &s->sent[i - 1].m;
		if (m->kind == MSG_RECORD && m->body.record.what == (uint8_t)what) {
			return &m->body.record;
		}
	}
	fail_msg("no record of kind %d", (int)what);
	return NULL;
}

void desk_admit(struct stage *s)
{
	assert_int_equal(stage_state(s), GATE_RECORDING);
	assert_int_equal(desk_records(s, RECORD_CROSSING), 1);
	assert_true(stage_journal_answers(s));
	assert_int_equal(stage_state(s), GATE_IDLE);
	assert_int_equal(s->lane.gate.epoch, 0);
	assert_int_equal(s->lane.traveller.epoch, 0);
	stage_join_missing(s);
}
