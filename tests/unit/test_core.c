/*
 * test_core: the lane with workers that the test plays: what they may do to a traveller, and what
 * becomes of the traveller when they die, lie, or come too late. No process, no clock.
 */
#include "core_stage.h"

#include "prog/core_settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void an_honest_traveller_crosses(void **state)
{
	(void)state;
	struct stage *s = stage_idle();
	stage_cross(s);
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(s->killed[stage_workers[i]], 1); /* one traveller a worker */
	}
	assert_int_equal(s->killed[ROLE_JOURNAL], 0);
	assert_int_equal(s->lane.traveller.document.kind, DOCUMENT_NONE); /* nobody is remembered */
}

static void files_are_handed_on_unread(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_ENTRY_OPEN);
	const struct sent *file = stage_last_to(s, ROLE_VERIFY, MSG_FILE);
	const struct sent *portrait = stage_last_to(s, ROLE_FACE, MSG_PORTRAIT);
	assert_non_null(file);
	assert_int_equal(file->bulk, BULK);
	assert_non_null(portrait);
	assert_int_equal(portrait->bulk, BULK);
	assert_non_null(stage_last_to(s, ROLE_VERIFY, MSG_FILES_END));
}

static void the_exit_waits_for_the_journal(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_RECORDING);
	for (int i = 0; i < 10; i++) {
		stage_levels(s, SOUND | PRESENT);
	}
	struct msg other = stage_about(s, MSG_RECORDED);
	other.body.recorded.number = stage_last_record(s)->number + 1;
	assert_false(stage_say(s, ROLE_JOURNAL, &other)); /* what was not asked: killed */
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_false(s->exit_was_free);
}

static void assert_referred(const struct stage *s, enum gate_state lost_at, enum role lost)
{
	bool unrecorded = lost_at == GATE_RECORDING && lost == ROLE_JOURNAL;
	assert_true(stage_state(s) == GATE_REFERRED_OUTSIDE ||
		    stage_state(s) == GATE_REFERRED_INSIDE);
	assert_int_equal(s->lane.gate.why, unrecorded ? GATE_WHY_JOURNAL : GATE_WHY_WORKER);
	assert_false(s->exit_was_free);
}

/* The heart of it: any worker lost at any stage of the way, its job done or not. */
static void a_lost_worker_refers_the_traveller_and_the_next_one_crosses(void **state)
{
	static const enum gate_state stages[] = {GATE_READING, GATE_ENTRY_OPEN, GATE_FACE,
						 GATE_RECORDING};
	(void)state;
	for (size_t i = 0; i < sizeof(stages) / sizeof(stages[0]) * STAGE_WORKERS; i++) {
		enum gate_state at = stages[i / STAGE_WORKERS];
		enum role lost = stage_workers[i % STAGE_WORKERS];
		struct stage *s = stage_at(at);
		lane_left(&s->lane, lost);
		assert_referred(s, at, lost);
		stage_join_missing(s);
		stage_leave(s);
		stage_join_missing(s);
		s->sent_count = 0;
		stage_cross(s);
	}
}

static void a_worker_lost_once_the_crossing_is_on_record_traps_nobody(void **state)
{
	(void)state;
	for (size_t i = 0; i < STAGE_WORKERS; i++) {
		struct stage *s = stage_at(GATE_EXIT_OPEN);
		lane_left(&s->lane, stage_workers[i]);
		assert_int_equal(stage_state(s), GATE_EXIT_OPEN);
		assert_true(s->exit_was_free);
	}
}

static void a_worker_that_is_lost_between_travellers_only_makes_the_lane_wait(void **state)
{
	(void)state;
	for (size_t i = 0; i < STAGE_WORKERS; i++) {
		struct stage *s = stage_idle();
		lane_left(&s->lane, stage_workers[i]);
		if (stage_workers[i] == ROLE_PAGE) {
			stage_join(s, ROLE_PAGE);
			lane_left(&s->lane, ROLE_CHIP);
		}
		stage_lay_document(s);
		assert_int_equal(stage_state(s), GATE_IDLE);
		stage_join_missing(s); /* the document still lies there */
		assert_int_equal(stage_state(s), GATE_READING);
	}
}

static void a_document_that_is_taken_away_before_the_lane_is_ready_is_forgotten(void **state)
{
	(void)state;
	struct stage *s = stage_idle();
	struct msg gone = msg_make(MSG_DOCUMENT_GONE, 0);
	lane_left(&s->lane, ROLE_VERIFY);
	stage_lay_document(s);
	assert_true(stage_say(s, ROLE_PAGE, &gone));
	stage_join_missing(s);
	assert_int_equal(stage_state(s), GATE_IDLE);
}

static void a_lane_whose_camera_fails_is_out_of_service_and_says_why(void **state)
{
	(void)state;
	struct stage *s = stage_idle();
	struct msg m = msg_make(MSG_UNFIT, 0);
	m.body.unfit.reason = REASON_CAMERA_FROZEN;
	assert_true(stage_say(s, ROLE_FACE, &m));
	lane_left(&s->lane, ROLE_FACE);
	stage_lay_document(s);
	stage_levels(s, SOUND);
	assert_int_equal(stage_state(s), GATE_IDLE);
	assert_int_equal(s->told.body.status.missing, 1u << ROLE_FACE);
	assert_int_equal(s->told.body.status.unfit, REASON_CAMERA_FROZEN);
	lane_joined(&s->lane, ROLE_FACE); /* another is started, and finds the same */
	stage_levels(s, SOUND);
	assert_int_equal(s->told.body.status.unfit, REASON_CAMERA_FROZEN);
	stage_join(s, ROLE_FACE);
	stage_levels(s, SOUND);
	assert_int_equal(lane_status(&s->lane).body.status.unfit, REASON_NONE);
}

static void a_message_out_of_turn_kills_its_sender_and_refers_the_traveller(void **state)
{
	static const struct {
		enum role from;
		enum msg_kind kind;
	} cases[] = {
		{ROLE_FACE, MSG_FACE_RESULT}, {ROLE_FACE, MSG_RECORDED},
		{ROLE_CHIP, MSG_HOLDER},      {ROLE_CHIP, MSG_VERIFY_DONE},
		{ROLE_CHIP, MSG_ORDER},       {ROLE_VERIFY, MSG_FILE},
		{ROLE_VERIFY, MSG_STATUS},    {ROLE_PAGE, MSG_CHIP_DONE},
		{ROLE_CHIP, MSG_READY},       {ROLE_FACE, MSG_PORTRAIT_READY},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct stage *s = stage_at(GATE_READING);
		struct msg m = stage_about(s, cases[i].kind);
		m.body.ready.role = (uint8_t)(cases[i].kind == MSG_READY ? cases[i].from : 0);
		assert_false(stage_say(s, cases[i].from, &m));
		assert_int_equal(s->killed[cases[i].from], 1);
		assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
		assert_int_equal(s->lane.gate.why, GATE_WHY_WORKER);
	}
}

static void a_datagram_that_is_no_message_kills_its_sender(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_FACE);
	lane_violation(&s->lane, ROLE_CHIP); /* its job is done, but it is hostile */
	assert_int_equal(s->killed[ROLE_CHIP], 1);
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
}

static void a_chip_worker_cannot_vouch_for_a_signature(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_READING);
	struct msg f = stage_findings(s, ROLE_VERIFY, VERDICT_PASS);
	assert_false(stage_say(s, ROLE_CHIP, &f));
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	assert_int_equal(findings_verdict(&s->lane.traveller.findings, CHECK_SOD_SIGNATURE),
			 VERDICT_NOT_DONE);
}

static void nobody_reports_the_same_thing_twice(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_READING);
	struct msg file = stage_about(s, MSG_FILE);
	file.body.file = (struct msg_file){.size = 10, .file = CHIP_FILE_SOD};
	assert_true(stage_say(s, ROLE_CHIP, &file));
	assert_false(stage_say(s, ROLE_CHIP, &file));
	s = stage_at(GATE_FACE);
	assert_true(stage_face_tells(s, 0));
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_false(stage_face_tells(s, stage_good_score(s)));
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_false(s->exit_was_free);
}

static void a_message_of_another_epoch_changes_nothing(void **state)
{
	static const enum msg_kind kinds[] = {MSG_FINDINGS, MSG_CHIP_DONE, MSG_FACE_RESULT};
	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct stage *s = stage_at(GATE_FACE);
		struct lane before = s->lane;
		struct msg m = msg_make(kinds[i], s->lane.gate.epoch + 1);
		m.body.findings.findings = findings_none();
		assert_true(stage_say(s, ROLE_FACE, &m));
		assert_memory_equal(&before, &s->lane, sizeof(before));
	}
}

static void a_worker_that_was_not_begun_cannot_speak_for_the_traveller(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_FACE);
	lane_left(&s->lane, ROLE_CHIP);
	stage_join(s, ROLE_CHIP); /* warm for the next traveller */
	struct msg m = stage_about(s, MSG_CHIP_DONE);
	assert_false(stage_say(s, ROLE_CHIP, &m));
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE); /* for the one that was lost */
	assert_int_equal(s->lane.gate.evidence, 0);
	stage_join(s, ROLE_CHIP);
}

static void a_late_message_of_a_traveller_given_up_is_no_violation(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_READING);
	lane_timer(&s->lane);
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	stage_chip_done(s);
	stage_verify_done(s, VERDICT_PASS);
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	assert_int_equal(s->killed[ROLE_CHIP], 0);
}

/* Only verify judges the signed files, so only its word on what was passed over counts. */
static void what_verify_passed_over_is_put_on_record(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_READING);
	struct msg chip = stage_findings(s, ROLE_CHIP, VERDICT_PASS);
	struct msg verify = stage_findings(s, ROLE_VERIFY, VERDICT_FAIL);
	chip.body.findings.tolerated[1] = 0xFF;
	verify.body.findings.tolerated[0] = 0x12;
	verify.body.findings.tolerated[MSG_FAULTS_SIZE - 1] = 0x01;
	assert_true(stage_say(s, ROLE_CHIP, &chip));
	stage_chip_done(s);
	assert_true(stage_say(s, ROLE_VERIFY, &verify));
	stage_verify_done(s, VERDICT_FAIL);
	const struct msg_record *r = stage_last_record(s);
	assert_int_equal(r->what, RECORD_REFERRAL);
	assert_int_equal(r->tolerated[0], 0x12);
	assert_int_equal(r->tolerated[1], 0);
	assert_int_equal(r->tolerated[MSG_FAULTS_SIZE - 1], 0x01);
}

static void the_end_of_time_kills_the_workers_of_that_traveller(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_READING);
	assert_int_equal(s->armed_ms, gate_timer_ms(GATE_READING));
	lane_timer(&s->lane);
	assert_int_equal(s->armed_ms, gate_timer_ms(GATE_REFERRED_OUTSIDE));
	lane_timer(&s->lane);
	assert_int_equal(stage_state(s), GATE_IDLE);
	assert_int_equal(s->armed_ms, 0);
	assert_int_equal(s->killed[ROLE_CHIP], 1);
	assert_int_equal(s->killed[ROLE_VERIFY], 1);
	assert_int_equal(s->killed[ROLE_FACE], 1);
	assert_int_equal(s->killed[ROLE_PAGE], 1);
}

static void a_worker_that_does_not_take_messages_is_lost(void **state)
{
	(void)state;
	struct stage *s = stage_idle();
	s->deaf = ROLE_VERIFY;
	stage_lay_document(s);
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	assert_int_equal(s->killed[ROLE_VERIFY], 1);
}

static void a_bad_signature_refers_outside(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_READING);
	stage_chip_done(s);
	stage_verify_done(s, VERDICT_FAIL);
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	assert_int_equal(s->lane.gate.why, GATE_WHY_DOCUMENT);
	assert_int_equal(stage_last_record(s)->what, RECORD_REFERRAL);
	/* The first of all checks that the verify worker answers for. */
	assert_int_equal(stage_last_record(s)->check, CHECK_PACE_KEPT);
}

static void a_verify_worker_that_ends_before_all_is_checked_refers(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_READING);
	struct msg done = stage_about(s, MSG_VERIFY_DONE);
	stage_chip_done(s);
	assert_true(stage_say(s, ROLE_VERIFY, &done));
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	assert_int_equal(s->lane.gate.why, GATE_WHY_DOCUMENT);
}

static void a_verify_worker_that_has_not_seen_all_files_cannot_be_done(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_READING);
	struct msg f = stage_findings(s, ROLE_CHIP, VERDICT_PASS);
	struct msg done = stage_about(s, MSG_VERIFY_DONE);
	assert_true(stage_say(s, ROLE_CHIP, &f));
	assert_false(stage_say(s, ROLE_VERIFY, &done));
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	assert_int_equal(s->lane.gate.why, GATE_WHY_WORKER);
}

static void a_capture_without_a_face_is_not_called_another_face(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_FACE);
	struct msg m = stage_about(s, MSG_FACE_RESULT);
	m.body.face_result.scores = (struct face_scores){-1000, -1, true};
	assert_true(stage_say(s, ROLE_FACE, &m));
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_int_equal(findings_verdict(&s->lane.traveller.findings, CHECK_FACE_MATCH),
			 VERDICT_CANNOT_TELL);
	assert_int_equal(stage_last_record(s)->reason, REASON_NO_FACE);
	s = stage_at(GATE_FACE); /* and a covered one has a reason of its own */
	m = stage_about(s, MSG_FACE_RESULT);
	m.body.face_result.scores = (struct face_scores){-1000, -1, true};
	m.body.face_result.covered = 1;
	assert_true(stage_say(s, ROLE_FACE, &m));
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_int_equal(stage_last_record(s)->reason, REASON_FACE_COVERED);
	s = stage_at(GATE_FACE); /* nor does a score without a frame admit anybody */
	m = stage_about(s, MSG_FACE_RESULT);
	m.body.face_result.scores = (struct face_scores){stage_good_score(s), 1000, true};
	assert_true(stage_say(s, ROLE_FACE, &m));
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
}

static void a_portrait_that_proves_unusable_on_the_way_in_turns_the_traveller_back(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_ENTRY_OPEN);
	stage_face_reads(s, VERDICT_FAIL);
	stage_levels(s, SOUND);
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	assert_int_equal(s->lane.gate.why, GATE_WHY_DOCUMENT);
}

static void another_face_is_referred_inside_and_an_officer_may_have_it_compared_again(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_FACE);
	assert_true(stage_face_tells(s, 0));
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_int_equal(stage_last_record(s)->what, RECORD_REFERRAL);
	lane_order(&s->lane, GATE_EV_ORDER_RETRY, s->lane.gate.epoch, 1000);
	assert_int_equal(stage_state(s), GATE_FACE);
	assert_int_equal(stage_count_sent(s, MSG_CAPTURE), 2);
	assert_true(stage_face_tells(s, stage_good_score(s)));
	assert_int_equal(stage_state(s), GATE_RECORDING);
	assert_int_equal(stage_last_record(s)->officer, 1000);
	assert_true(stage_journal_answers(s));
	assert_int_equal(stage_state(s), GATE_EXIT_OPEN);
}

/* Two came in, the officer sorts it out and has the face compared again: what the camera collected
 * before that must not decide. */
static void a_comparison_begun_before_the_officers_order_decides_nothing(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_FACE);
	stage_levels(s, SOUND | PRESENT | (uint32_t)GATE_IN_SEVERAL);
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	stage_levels(s, SOUND | PRESENT);
	lane_order(&s->lane, GATE_EV_ORDER_RETRY, s->lane.gate.epoch, 1000);
	assert_int_equal(stage_state(s), GATE_FACE);
	assert_int_equal(stage_count_sent(s, MSG_CAPTURE), 2);
	assert_true(stage_face_tells(s, stage_good_score(s)));
	assert_int_equal(stage_state(s), GATE_FACE);
	assert_true(stage_face_tells(s, stage_good_score(s)));
	assert_int_equal(stage_state(s), GATE_RECORDING);
	assert_int_equal(s->killed[ROLE_FACE], 0);
	assert_false(stage_face_tells(s, stage_good_score(s))); /* a third that nobody ordered */
}

static void records_are_told_again_to_a_fresh_journal_but_no_crossing_is(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_RECORDING);
	uint64_t crossing = stage_last_record(s)->number;
	lane_left(&s->lane, ROLE_JOURNAL);
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	s->sent_count = 0;
	stage_join(s, ROLE_JOURNAL);
	assert_true(stage_count_sent(s, MSG_RECORD) >= 1);
	for (size_t i = 0; i < s->sent_count; i++) {
		assert_true(s->sent[i].m.body.record.number != crossing);
		assert_true(s->sent[i].m.body.record.what != RECORD_CROSSING);
	}
}

static void an_acknowledgement_that_comes_too_late_opens_nothing(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_RECORDING);
	uint64_t crossing = stage_last_record(s)->number;
	lane_timer(&s->lane);
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	struct msg late = stage_about(s, MSG_RECORDED);
	late.body.recorded.number = crossing;
	assert_true(stage_say(s, ROLE_JOURNAL, &late));
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_false(s->exit_was_free);
}

static void a_journal_that_owes_an_answer_for_too_long_is_replaced_and_told_again(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_READING);
	lane_order(&s->lane, GATE_EV_ORDER_BACK, s->lane.gate.epoch, 1000);
	lane_order(&s->lane, GATE_EV_ORDER_BACK, s->lane.gate.epoch, 1000);
	assert_int_equal(stage_state(s), GATE_IDLE);
	uint64_t last = stage_last_record(s)->number;
	int64_t later_us = s->lane.mono_us + INT64_C(1000) * gate_timer_ms(GATE_RECORDING);
	lane_at(&s->lane, later_us, s->lane.unix_ms);
	stage_levels(s, SOUND);
	assert_int_equal(s->killed[ROLE_JOURNAL], 0);
	lane_at(&s->lane, later_us + 1, s->lane.unix_ms);
	stage_levels(s, SOUND);
	assert_int_equal(s->killed[ROLE_JOURNAL], 1);
	stage_levels(s, SOUND);
	assert_int_equal(s->killed[ROLE_JOURNAL], 1); /* one that is away owes nothing */
	s->sent_count = 0;
	stage_join_missing(s);
	assert_true(stage_last_record(s)->number == last);
	stage_levels(s, SOUND);
	assert_int_equal(s->killed[ROLE_JOURNAL], 1); /* the fresh one has its own time */
}

static void numbers_of_records_never_repeat(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_RECORDING);
	uint64_t before = 0;
	for (size_t i = 0; i < s->sent_count; i++) {
		if (s->sent[i].m.kind == MSG_RECORD) {
			assert_true(s->sent[i].m.body.record.number > before);
			before = s->sent[i].m.body.record.number;
		}
	}
	assert_int_equal(before >> 24, 5); /* the session of this start */
}

static void a_lane_with_too_many_unwritten_records_admits_nobody(void **state)
{
	(void)state;
	struct stage *s = stage_idle();
	for (int i = 0; i < LANE_RECORDS_MAX; i++) {
		lane_order(&s->lane, GATE_EV_ORDER_RETRY, 0, 0); /* each is a record */
		s->sent_count = 0;
	}
	stage_lay_document(s);
	assert_int_equal(stage_state(s), GATE_IDLE);
}

static void nobody_is_kept_in_the_chamber_because_the_journal_is_down(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_FACE);
	uint32_t epoch = s->lane.gate.epoch;
	assert_true(stage_face_tells(s, 0));
	lane_left(&s->lane, ROLE_JOURNAL);
	for (int i = 0; i < LANE_RECORDS_MAX; i++) {
		lane_order(&s->lane, GATE_EV_ORDER_CLOSE, 0, 0); /* no effect here, but a record */
	}
	lane_order(&s->lane, GATE_EV_ORDER_PASS, epoch, 0);
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	lane_order(&s->lane, GATE_EV_ORDER_BACK, epoch, 0);
	assert_int_equal(stage_state(s), GATE_BACK_OPEN);
	assert_false(s->exit_was_free);
}

static void a_fire_in_the_middle_frees_both_doors_and_ends_the_workers(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_FACE);
	stage_levels(s, (SOUND | PRESENT) & ~(uint32_t)GATE_IN_FIRE_OK);
	assert_int_equal(stage_state(s), GATE_EVACUATE);
	assert_int_equal(
		lane_outputs(&s->lane) & (uint32_t)(GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_LOCK), 0);
	assert_int_equal(s->killed[ROLE_FACE], 1);
	assert_int_equal(stage_last_record(s)->what, RECORD_ALARM);
}

static void watchers_are_told_of_every_state(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_RECORDING);
	assert_int_equal(s->told.kind, MSG_STATUS);
	assert_int_equal(s->told.epoch, s->lane.gate.epoch);
	assert_int_equal(s->told.body.status.state, GATE_RECORDING);
	assert_int_equal(s->told.body.status.event, GATE_EV_FACE_OK);
	lane_at(&s->lane, 1002500, INT64_C(1700000000000));
	assert_true(stage_journal_answers(s));
	assert_int_equal(s->told.body.status.state, GATE_EXIT_OPEN);
}

static void settings_name_states_and_policy(void **state)
{
	static char entry_open[] = "timer.entry-open=5000";
	static char age[] = "policy.minimum-age=12";
	static char lane_open[] = "lane-open=0";
	static char bad_state[] = "timer.idle=5000";
	static char bad_name[] = "timer.entry_open=5000";
	static char bad_ms[] = "timer.reading=500";
	static char bad_policy[] = "policy.minimum-age=old";
	char *const good[] = {entry_open, age, lane_open};
	char *const bad[] = {bad_state, bad_name, bad_ms, bad_policy};
	struct lane_settings s;
	(void)state;
	assert_int_equal(lane_settings_from(&(struct args){3, good}, &s), EG_OK);
	assert_int_equal(s.timer_ms[GATE_ENTRY_OPEN], 5000);
	assert_int_equal(s.timer_ms[GATE_READING], gate_timer_ms(GATE_READING));
	assert_int_equal(s.policy.minimum_age_years, 12);
	assert_false(s.open);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(lane_settings_from(&(struct args){1, &bad[i]}, &s), EG_CONFIG);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_honest_traveller_crosses),
		cmocka_unit_test(files_are_handed_on_unread),
		cmocka_unit_test(the_exit_waits_for_the_journal),
		cmocka_unit_test(a_lost_worker_refers_the_traveller_and_the_next_one_crosses),
		cmocka_unit_test(what_verify_passed_over_is_put_on_record),
		cmocka_unit_test(a_worker_lost_once_the_crossing_is_on_record_traps_nobody),
		cmocka_unit_test(a_worker_that_is_lost_between_travellers_only_makes_the_lane_wait),
		cmocka_unit_test(
			a_document_that_is_taken_away_before_the_lane_is_ready_is_forgotten),
		cmocka_unit_test(a_lane_whose_camera_fails_is_out_of_service_and_says_why),
		cmocka_unit_test(a_message_out_of_turn_kills_its_sender_and_refers_the_traveller),
		cmocka_unit_test(a_datagram_that_is_no_message_kills_its_sender),
		cmocka_unit_test(a_chip_worker_cannot_vouch_for_a_signature),
		cmocka_unit_test(nobody_reports_the_same_thing_twice),
		cmocka_unit_test(a_message_of_another_epoch_changes_nothing),
		cmocka_unit_test(a_worker_that_was_not_begun_cannot_speak_for_the_traveller),
		cmocka_unit_test(a_late_message_of_a_traveller_given_up_is_no_violation),
		cmocka_unit_test(the_end_of_time_kills_the_workers_of_that_traveller),
		cmocka_unit_test(a_worker_that_does_not_take_messages_is_lost),
		cmocka_unit_test(a_bad_signature_refers_outside),
		cmocka_unit_test(a_capture_without_a_face_is_not_called_another_face),
		cmocka_unit_test(a_verify_worker_that_ends_before_all_is_checked_refers),
		cmocka_unit_test(a_verify_worker_that_has_not_seen_all_files_cannot_be_done),
		cmocka_unit_test(
			a_portrait_that_proves_unusable_on_the_way_in_turns_the_traveller_back),
		cmocka_unit_test(
			another_face_is_referred_inside_and_an_officer_may_have_it_compared_again),
		cmocka_unit_test(a_comparison_begun_before_the_officers_order_decides_nothing),
		cmocka_unit_test(records_are_told_again_to_a_fresh_journal_but_no_crossing_is),
		cmocka_unit_test(an_acknowledgement_that_comes_too_late_opens_nothing),
		cmocka_unit_test(
			a_journal_that_owes_an_answer_for_too_long_is_replaced_and_told_again),
		cmocka_unit_test(numbers_of_records_never_repeat),
		cmocka_unit_test(a_lane_with_too_many_unwritten_records_admits_nobody),
		cmocka_unit_test(nobody_is_kept_in_the_chamber_because_the_journal_is_down),
		cmocka_unit_test(a_fire_in_the_middle_frees_both_doors_and_ends_the_workers),
		cmocka_unit_test(watchers_are_told_of_every_state),
		cmocka_unit_test(settings_name_states_and_policy),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
