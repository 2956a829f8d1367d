/*
 * core_stage: a lane whose workers, wires and time are played by a test.
 * Knows what the lane did through its ports. No process, no clock, no socket.
 */
#include "core_stage.h"

#include "prog/core_settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static enum eg_err stage_send(void *context, enum role to, const struct msg *m, int bulk)
{
	struct stage *s = context;
	if (to == s->deaf) {
		return EG_GONE;
	}
	assert_true(s->sent_count < SENT_MAX);
	s->sent[s->sent_count++] = (struct sent){to, *m, bulk};
	return EG_OK;
}

static void stage_kill(void *context, enum role role)
{
	struct stage *s = context;
	s->killed[role]++;
}

static void look(struct stage *s)
{
	s->exit_was_free |= (lane_outputs(&s->lane) & (uint32_t)GATE_OUT_EXIT_LOCK) == 0;
}

static void stage_tell(void *context, const struct msg *status)
{
	struct stage *s = context;
	s->told = *status;
	if (status->body.status.step == STEP_PAGE) {
		s->page_step_us = status->body.status.step_us;
	}
	look(s);
}

static void stage_inform(void *context, const struct msg *fact)
{
	struct stage *s = context;
	if (fact->kind == MSG_CASE_RECORDED) {
		s->case_recorded = fact->body.case_recorded.number;
		s->cases_recorded++;
		return;
	}
	assert_true(gate_refers(s->lane.gate.state)); /* never of somebody who goes through */
	assert_int_equal(fact->epoch, s->lane.gate.epoch);
	if (s->informed_count < TOLD_MAX) {
		s->informed[s->informed_count] = *fact;
	}
	s->informed_count++;
}

/* What it says must be a message, and of nobody. */
static void stage_guide(void *context, const struct msg *guide)
{
	struct stage *s = context;
	struct msg parsed;
	assert_int_equal(msg_parse(rd_of(guide, msg_length(guide)), false, &parsed), EG_OK);
	assert_int_equal(guide->kind, MSG_GUIDE);
	assert_int_equal(guide->epoch, 0);
	if (s->guide_count < TOLD_MAX) {
		s->guides[s->guide_count] = *guide;
	}
	s->guide_count++;
}

static void stage_arm(void *context, uint32_t ms)
{
	struct stage *s = context;
	s->armed_ms = ms;
}

static enum eg_err stage_keep(void *context, const struct msg *picture, int bulk)
{
	struct stage *s = context;
	assert_int_equal(bulk, BULK);
	s->kept[picture->body.face_picture.which] =
		s->unsealed ? msg_make(MSG_NOTHING, 0) : *picture;
	return s->unsealed ? EG_BAD_DATA : EG_OK;
}

/* Never somebody else, nor while nobody is referred. */
static void stage_show(void *context, enum face_picture which)
{
	struct stage *s = context;
	assert_true(s->lane.gate.state == GATE_REFERRED_INSIDE ||
		    s->lane.gate.state == GATE_REFERRED_OUTSIDE);
	assert_int_equal(s->told.body.status.state, s->lane.gate.state); /* told first */
	if (s->kept[which].kind == MSG_FACE_PICTURE) {
		assert_int_equal(s->kept[which].epoch, s->lane.gate.epoch);
		s->shown[which]++;
	}
}

static void stage_forget(void *context, enum face_picture which)
{
	struct stage *s = context;
	s->kept[which] = msg_make(MSG_NOTHING, 0);
}

static enum eg_err stage_page_keep(void *context, const struct msg *picture, int bulk)
{
	struct stage *s = context;
	assert_int_equal(bulk, BULK);
	s->page = s->page_refused == EG_OK ? *picture : msg_make(MSG_NOTHING, 0);
	return s->page_refused;
}

/* Only what is kept, and only to a face worker that has begun. */
static enum eg_err stage_page_hand(void *context, uint32_t epoch)
{
	struct stage *s = context;
	struct msg m = s->page;
	assert_int_equal(m.kind, MSG_PAGE_PICTURE);
	assert_int_not_equal(epoch, 0);
	m.epoch = epoch;
	return stage_send(s, ROLE_FACE, &m, BULK);
}

static void stage_page_forget(void *context)
{
	struct stage *s = context;
	s->page = msg_make(MSG_NOTHING, 0);
}

static enum eg_err stage_draw(void *context, uint8_t challenge[8])
{
	(void)context;
	for (uint8_t i = 0; i < 8; i++) {
		challenge[i] = i;
	}
	return EG_OK;
}

const enum role stage_workers[STAGE_WORKERS] = {ROLE_PAGE, ROLE_CHIP, ROLE_VERIFY, ROLE_FACE,
						ROLE_JOURNAL};

uint8_t stage_state(const struct stage *s)
{
	return s->lane.gate.state;
}

bool stage_say(struct stage *s, enum role from, const struct msg *m)
{
	bool kept = lane_message(&s->lane, from, m, BULK);
	look(s);
	return kept;
}

struct msg stage_about(const struct stage *s, enum msg_kind kind)
{
	return msg_make(kind, s->lane.gate.epoch);
}

void stage_join(struct stage *s, enum role role)
{
	struct msg ready = msg_make(MSG_READY, 0);
	ready.body.ready.role = (uint8_t)role;
	lane_joined(&s->lane, role);
	assert_true(stage_say(s, role, &ready));
}

void stage_join_missing(struct stage *s)
{
	for (size_t i = 0; i < STAGE_WORKERS; i++) {
		if (s->lane.slots[stage_workers[i]].state == WORKER_NONE) {
			stage_join(s, stage_workers[i]);
		}
	}
}

void stage_levels(struct stage *s, uint32_t wires)
{
	struct gate_sense sense = {.inputs = wires};
	lane_sense(&s->lane, &sense);
	look(s);
}

const struct sent *stage_last_to(const struct stage *s, enum role to, enum msg_kind kind)
{
	for (size_t i = s->sent_count; i > 0; i--) {
		if (s->sent[i - 1].to == to && s->sent[i - 1].m.kind == kind) {
			return &s->sent[i - 1];
		}
	}
	return NULL;
}

const struct msg_record *stage_last_record(const struct stage *s)
{
	const struct sent *r = stage_last_to(s, ROLE_JOURNAL, MSG_RECORD);
	return r == NULL ? NULL : &r->m.body.record;
}

size_t stage_count_sent(const struct stage *s, enum msg_kind kind)
{
	size_t count = 0;
	for (size_t i = 0; i < s->sent_count; i++) {
		count += s->sent[i].m.kind == kind;
	}
	return count;
}

struct stage *stage_idle(void)
{
	return stage_idle_of(GATE_MANTRAP);
}

struct stage *stage_idle_of(enum gate_topology topology)
{
	static struct stage stage;
	struct lane_settings settings = lane_settings_default();
	settings.fitting = gate_fitting_of(topology);
	stage = (struct stage){.deaf = ROLE_COUNT};
	const struct lane_ports ports = {
		&stage,          stage_send,      stage_kill,        stage_tell, stage_inform,
		stage_guide,     stage_arm,       stage_keep,        stage_show, stage_forget,
		stage_page_keep, stage_page_hand, stage_page_forget, stage_draw};
	settings.session = 5;
	lane_start(&stage.lane, &settings, &ports);
	lane_at(&stage.lane, 1000000, INT64_C(1700000000000)); /* 2023-11-14 */
	stage_levels(&stage, SOUND);
	assert_int_equal(stage_state(&stage), GATE_INIT);
	stage_join_missing(&stage);
	assert_int_equal(stage_state(&stage), GATE_IDLE);
	return &stage;
}

struct msg stage_document(void)
{
	struct msg m = msg_make(MSG_DOCUMENT, 0);
	struct rd zone = RD_TEXT("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
				 "L898902C36UTO7408122F3204159ZE184226B<<<<<10");
	size_t size;
	m.body.document.kind = DOCUMENT_TD3;
	assert_true(rd_dump(zone, m.body.document.mrz, MSG_MRZ_SIZE, &size));
	m.body.document.size = (uint8_t)size;
	return m;
}

void stage_lay_document(struct stage *s)
{
	struct msg m = stage_document();
	assert_true(stage_say(s, ROLE_PAGE, &m));
}

struct msg stage_findings(const struct stage *s, enum role role, enum verdict v)
{
	struct msg m = stage_about(s, MSG_FINDINGS);
	struct findings f = findings_none();
	for (unsigned c = 0; c < CHECK_COUNT; c++) {
		bool own = permit_finding(role, (enum check)c);
		if (own && (role == ROLE_FACE || c != CHECK_PORTRAIT) &&
		    (role == ROLE_FINGER || c != CHECK_FINGER_CHIP)) {
			findings_set(&f, (enum check)c, v, REASON_NONE);
		}
	}
	m.body.findings.findings = f;
	return m;
}

void stage_chip_done(struct stage *s)
{
	struct msg file = stage_about(s, MSG_FILE);
	struct msg f = stage_findings(s, ROLE_CHIP, VERDICT_PASS);
	struct msg done = stage_about(s, MSG_CHIP_DONE);
	file.body.file = (struct msg_file){.size = 10, .file = CHIP_FILE_SOD};
	assert_true(stage_say(s, ROLE_CHIP, &file));
	assert_true(stage_say(s, ROLE_CHIP, &f));
	assert_true(stage_say(s, ROLE_CHIP, &done));
}

void stage_verify_done(struct stage *s, enum verdict v)
{
	struct msg holder = stage_about(s, MSG_HOLDER);
	struct msg portrait = stage_about(s, MSG_PORTRAIT);
	struct msg f = stage_findings(s, ROLE_VERIFY, v);
	struct msg done = stage_about(s, MSG_VERIFY_DONE);
	holder.body.holder.facts =
		(struct holder_facts){DOCUMENT_TD3, "UTO", "UTO", {1974, 8, 12}, {2032, 4, 15}};
	portrait.body.portrait.size = 10;
	assert_true(stage_say(s, ROLE_VERIFY, &holder));
	assert_true(stage_say(s, ROLE_VERIFY, &portrait));
	assert_true(stage_say(s, ROLE_VERIFY, &f));
	assert_true(stage_say(s, ROLE_VERIFY, &done));
}

void stage_face_reads(struct stage *s, enum verdict v)
{
	struct msg f = stage_findings(s, ROLE_FACE, v);
	struct msg ready = stage_about(s, MSG_PORTRAIT_READY);
	assert_true(stage_say(s, ROLE_FACE, &f));
	assert_true(stage_say(s, ROLE_FACE, &ready));
}

bool stage_face_tells(struct stage *s, int16_t match)
{
	struct msg m = stage_about(s, MSG_FACE_RESULT);
	m.body.face_result.scores = (struct face_scores){match, 1000, true};
	m.body.face_result.frames = 5;
	for (unsigned i = 0; i < CUE_COUNT; i++) {
		m.body.face_result.cues.of[i] = VERDICT_PASS;
	}
	return stage_say(s, ROLE_FACE, &m);
}

bool stage_journal_answers(struct stage *s)
{
	struct msg m = stage_about(s, MSG_RECORDED);
	m.body.recorded.number = stage_last_record(s)->number;
	m.body.recorded.row = 1;
	return stage_say(s, ROLE_JOURNAL, &m);
}

void stage_walk_in(struct stage *s)
{
	stage_levels(s, ENTRY_SWINGS | (uint32_t)GATE_IN_ENTRY_BEAM);
	stage_levels(s, ENTRY_SWINGS | PRESENT);
	stage_levels(s, SOUND | PRESENT);
}

static void walk_out(struct stage *s)
{
	stage_levels(s, EXIT_SWINGS | PRESENT | (uint32_t)GATE_IN_EXIT_BEAM);
	stage_levels(s, EXIT_SWINGS);
	stage_levels(s, SOUND);
}

/* A score between the match threshold and the "too alike" one. */
int16_t stage_good_score(const struct stage *s)
{
	const struct policy *p = &s->lane.settings.policy;
	return (int16_t)((p->face_match + p->face_replay) / 2);
}

/* An honest traveller up to a state. */
struct stage *stage_at(enum gate_state state)
{
	struct stage *s = stage_idle();
	stage_lay_document(s);
	assert_int_equal(stage_state(s), GATE_READING);
	if (state == GATE_READING) {
		return s;
	}
	stage_chip_done(s);
	stage_verify_done(s, VERDICT_PASS);
	assert_int_equal(stage_state(s), GATE_ENTRY_OPEN);
	if (state == GATE_ENTRY_OPEN) {
		return s;
	}
	stage_face_reads(s, VERDICT_PASS);
	stage_walk_in(s);
	assert_int_equal(stage_state(s), GATE_FACE);
	if (state == GATE_FACE) {
		return s;
	}
	assert_true(stage_face_tells(s, stage_good_score(s)));
	assert_int_equal(stage_state(s), GATE_RECORDING);
	if (state == GATE_RECORDING) {
		return s;
	}
	assert_true(stage_journal_answers(s));
	assert_int_equal(stage_state(s), GATE_EXIT_OPEN);
	return s;
}

void stage_leave(struct stage *s)
{
	lane_order(&s->lane, GATE_EV_ORDER_BACK, s->lane.gate.epoch, 0);
	if (stage_state(s) == GATE_BACK_OPEN) {
		stage_levels(s, ENTRY_SWINGS | PRESENT);
		stage_levels(s, ENTRY_SWINGS);
	}
	stage_levels(s, SOUND);
	assert_int_equal(stage_state(s), GATE_IDLE);
}

void stage_cross(struct stage *s)
{
	stage_lay_document(s);
	assert_int_equal(stage_state(s), GATE_READING);
	stage_chip_done(s);
	stage_verify_done(s, VERDICT_PASS);
	stage_face_reads(s, VERDICT_PASS);
	stage_walk_in(s);
	assert_true(stage_face_tells(s, stage_good_score(s)));
	assert_false(s->exit_was_free);
	assert_true(stage_journal_answers(s));
	assert_int_equal(stage_state(s), GATE_EXIT_OPEN);
	assert_true(s->exit_was_free);
	walk_out(s);
	assert_int_equal(stage_state(s), GATE_IDLE);
}
