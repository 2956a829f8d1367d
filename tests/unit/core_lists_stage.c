/*
 * core_lists_stage: a lane with watchlists, and officers at consoles, played by a test.
 * Knows what an honest watchlist process and console say. No process, no clock, no socket.
 */
#include "core_lists_stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct stage *lists_idle(bool needed)
{
	struct stage *s = stage_idle();
	struct policy *p = &s->lane.settings.policy;
	s->lane.settings.officer = CONSOLE_USER;
	s->lane.settings.kiosk = KIOSK_USER;
	assert_int_equal(
		policy_set(p, RD_TEXT("watchlist"), needed ? RD_TEXT("needed") : RD_TEXT("none")),
		EG_OK);
	stage_join(s, ROLE_WATCHLIST);
	lists_acknowledge(s); /* of the core's start */
	s->sent_count = 0;
	return s;
}

bool lists_say(struct stage *s, enum role from, struct msg m)
{
	struct msg parsed;
	assert_int_equal(msg_parse(rd_of(&m, msg_length(&m)), false, &parsed), EG_OK);
	return stage_say(s, from, &parsed);
}

struct msg lists_hit(const struct stage *s, enum lookup_source source, uint8_t index)
{
	struct msg m = stage_about(s, MSG_HIT);
	m.body.hit = (struct msg_hit){
		.source = (uint8_t)source,
		.index = index,
		.kind = HIT_DOCUMENT,
		.category = HIT_STOLEN,
		.matched = 1u << HIT_NUMBER | 1u << HIT_STATE,
		.listed = 1u << HIT_NUMBER | 1u << HIT_STATE,
		.score = 1000,
		.list = 12,
		.state = "UTO",
		.document = "L898902C3",
		.reference = "A-17",
	};
	return m;
}

struct msg lists_done(const struct stage *s, enum lookup_source source, enum verdict v,
		      uint8_t hits)
{
	struct msg m = stage_about(s, MSG_LOOKUP_DONE);
	m.body.lookup_done = (struct msg_lookup_done){
		.source = (uint8_t)source,
		.verdict = (uint8_t)v,
		.reason = v == VERDICT_FAIL          ? REASON_DOCUMENT_LISTED
			  : v == VERDICT_CANNOT_TELL ? REASON_INTERNAL
						     : REASON_NONE,
		.count = hits,
		.list = 12,
		.own_us = 300,
	};
	return m;
}

void lists_clear(struct stage *s, enum lookup_source source)
{
	assert_true(lists_say(s, ROLE_WATCHLIST, lists_done(s, source, VERDICT_PASS, 0)));
}

void lists_find(struct stage *s, enum lookup_source source)
{
	assert_true(lists_say(s, ROLE_WATCHLIST, lists_hit(s, source, 0)));
	assert_true(lists_say(s, ROLE_WATCHLIST, lists_done(s, source, VERDICT_FAIL, 1)));
}

void lists_chip(struct stage *s)
{
	static const enum chip_file_id files[] = {CHIP_FILE_CARD_ACCESS, CHIP_FILE_SOD,
						  CHIP_FILE_DG1, CHIP_FILE_DG2};
	struct msg f = stage_findings(s, ROLE_CHIP, VERDICT_PASS);
	struct msg done = stage_about(s, MSG_CHIP_DONE);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct msg file = stage_about(s, MSG_FILE);
		file.body.file = (struct msg_file){.size = 10, .file = (uint16_t)files[i]};
		assert_true(stage_say(s, ROLE_CHIP, &file));
	}
	assert_true(stage_say(s, ROLE_CHIP, &f));
	assert_true(stage_say(s, ROLE_CHIP, &done));
}

void lists_verify(struct stage *s, enum check failed, enum reason why)
{
	struct msg holder = stage_about(s, MSG_HOLDER);
	struct msg portrait = stage_about(s, MSG_PORTRAIT);
	struct msg f = stage_findings(s, ROLE_VERIFY, VERDICT_PASS);
	struct msg done = stage_about(s, MSG_VERIFY_DONE);
	const struct msg page = stage_document();
	holder.body.holder.facts =
		(struct holder_facts){DOCUMENT_TD3, "UTO", "UTO", {1974, 8, 12}, {2032, 4, 15}};
	holder.body.holder.mrz_size = page.body.document.size;
	for (size_t i = 0; i < MSG_MRZ_SIZE; i++) {
		holder.body.holder.mrz[i] = page.body.document.mrz[i];
	}
	portrait.body.portrait.size = 10;
	if (failed < CHECK_COUNT) {
		findings_set(&f.body.findings.findings, failed, VERDICT_FAIL, why);
	}
	assert_true(lists_say(s, ROLE_VERIFY, holder));
	assert_true(stage_say(s, ROLE_VERIFY, &portrait));
	assert_true(stage_say(s, ROLE_VERIFY, &f));
	assert_true(stage_say(s, ROLE_VERIFY, &done));
}

struct stage *lists_referred(void)
{
	struct stage *s = lists_idle(true);
	stage_lay_document(s);
	lists_find(s, LOOKUP_PAGE);
	lists_chip(s);
	lists_verify(s, CHECK_COUNT, REASON_NONE);
	assert_int_equal(stage_state(s), GATE_READING); /* the chip's answer is owed */
	lists_clear(s, LOOKUP_CHIP);
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	return s;
}

struct stage *lists_referred_inside(void)
{
	struct stage *s = lists_idle(true);
	stage_lay_document(s);
	lane_timer(&s->lane); /* neither lists nor chip answer in time */
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	assert_true(officer_says(s, officer_order(s, GATE_EV_ORDER_PASS, SEVEN), CONSOLE_USER));
	assert_int_equal(stage_state(s), GATE_ENTRY_OPEN);
	stage_walk_in(s);
	assert_int_equal(stage_state(s), GATE_RECORDING);
	lists_find(s, LOOKUP_PAGE);
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	return s;
}

void lists_acknowledge(struct stage *s)
{
	for (size_t i = 0; i < LANE_RECORDS_MAX; i++) {
		struct msg m = msg_make(MSG_RECORDED, 0);
		m.body.recorded.number = s->lane.records[i].m.body.record.number;
		m.body.recorded.row = 1;
		if (s->lane.records[i].m.kind == MSG_RECORD) {
			assert_true(stage_say(s, ROLE_JOURNAL, &m));
		}
	}
}

struct msg officer_order(const struct stage *s, enum gate_event_kind order, uint32_t officer)
{
	struct msg m = stage_about(s, MSG_ORDER);
	m.body.order.order = (uint8_t)order;
	m.body.order.officer = officer;
	return m;
}

struct msg case_of(const struct stage *s, uint32_t traveller, enum case_state state,
		   uint32_t officer)
{
	static uint64_t number;
	struct msg m = msg_make(MSG_CASE, traveller);
	struct msg_case *c = &m.body.officer_case;
	c->number = RECORD_OF_CASE | ++number;
	c->unix_ms = s->lane.unix_ms;
	c->of = (struct case_ref){1, traveller, (uint32_t)s->lane.settings.session};
	c->state = (uint8_t)state;
	c->officer = officer;
	return m;
}

struct msg officer_case(const struct stage *s, enum case_state state, uint32_t officer)
{
	return case_of(s, s->lane.gate.epoch, state, officer);
}

bool officer_says(struct stage *s, struct msg m, uint32_t user)
{
	struct msg parsed;
	assert_int_equal(msg_parse(rd_of(&m, msg_length(&m)), false, &parsed), EG_OK);
	struct msg refusal;
	bool kept = lane_console(&s->lane, &parsed, user);
	if (lane_refusal(&s->lane, &refusal)) { /* we are who ordered */
		s->lane.ports.tell(s->lane.ports.context, &refusal);
	}
	s->exit_was_free |= (lane_outputs(&s->lane) & (uint32_t)GATE_OUT_EXIT_LOCK) == 0;
	return kept;
}
