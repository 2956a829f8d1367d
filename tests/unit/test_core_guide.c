/*
 * test_core_guide: what travellers' screens are told: that a listed person reads what anybody reads
 * whose document fails, to the octet, and how often there is anything to tell. No process, no
 * clock.
 */
#include "core_lists_stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct msg_guide *last(const struct stage *s)
{
	assert_true(s->guide_count > 0 && s->guide_count <= TOLD_MAX);
	return &s->guides[s->guide_count - 1].body.guide;
}

static void pass(struct stage *s, int ms)
{
	for (int i = 0; i < ms; i += 50) { /* the core's tick */
		lists_acknowledge(s);
		lane_at(&s->lane, s->lane.mono_us + 50000, s->lane.unix_ms + 50);
		stage_levels(s, s->lane.sense.inputs & ~(uint32_t)GATE_IN_READY);
	}
}

enum flaw { FLAW_SIGNATURE, FLAW_PAGE_LISTED, FLAW_CHIP_LISTED, FLAW_BOTH_LISTED };

/* One traveller from laying the document on to their leaving, everybody at the same moments. */
static struct stage *referred(enum flaw flaw)
{
	struct stage *s = lists_idle(true);
	bool page = flaw == FLAW_PAGE_LISTED || flaw == FLAW_BOTH_LISTED;
	bool chip = flaw == FLAW_CHIP_LISTED || flaw == FLAW_BOTH_LISTED;
	pass(s, 1000);
	s->guide_count = 0;
	stage_lay_document(s);
	pass(s, 300);
	if (page) {
		lists_find(s, LOOKUP_PAGE);
	} else {
		lists_clear(s, LOOKUP_PAGE);
	}
	pass(s, 700);
	lists_chip(s);
	pass(s, 250);
	lists_verify(s, flaw == FLAW_SIGNATURE ? CHECK_SOD_SIGNATURE : CHECK_COUNT,
		     REASON_SIGNATURE_WRONG);
	pass(s, 50);
	if (chip) {
		lists_find(s, LOOKUP_CHIP);
	} else {
		lists_clear(s, LOOKUP_CHIP);
	}
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	pass(s, 5000);
	lane_timer(&s->lane);
	pass(s, 200);
	return s;
}

/* State, reason, prompts, progress, timers, nationality; and how many messages there are. */
static void a_hit_reads_as_a_failed_signature_to_the_octet(void **state)
{
	static struct msg signature[TOLD_MAX];
	static const enum flaw flaws[] = {FLAW_PAGE_LISTED, FLAW_CHIP_LISTED, FLAW_BOTH_LISTED};
	(void)state;
	const struct stage *s = referred(FLAW_SIGNATURE);
	size_t count = s->guide_count;
	bool officer = false;
	assert_true(count >= 4 && count <= TOLD_MAX);
	for (size_t i = 0; i < count; i++) {
		signature[i] = s->guides[i];
		officer = officer || (s->guides[i].body.guide.state == GATE_REFERRED_OUTSIDE &&
				      s->guides[i].body.guide.reason == GUIDE_OFFICER);
	}
	assert_true(officer);
	for (size_t f = 0; f < sizeof(flaws) / sizeof(flaws[0]); f++) {
		s = referred(flaws[f]);
		assert_int_equal(s->guide_count, count);
		for (size_t i = 0; i < count; i++) {
			assert_memory_equal(&s->guides[i], &signature[i],
					    msg_length(&signature[i]));
		}
	}
}

/* What differs for others does differ: the comparison above could fail. */
static void another_reason_reads_otherwise(void **state)
{
	(void)state;
	struct stage *s = lists_idle(true);
	stage_lay_document(s);
	lists_clear(s, LOOKUP_PAGE);
	lists_chip(s);
	s->lane.traveller.today = (struct date){2033, 1, 1};
	lists_verify(s, CHECK_COUNT, REASON_NONE);
	lists_clear(s, LOOKUP_CHIP);
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	assert_int_equal(last(s)->reason, GUIDE_EXPIRED);
}

static void a_late_hit_changes_nothing_on_the_screen(void **state)
{
	(void)state;
	struct stage *s = lists_idle(true);
	stage_lay_document(s);
	lane_timer(&s->lane);
	assert_int_equal(last(s)->reason, GUIDE_TIME);
	size_t before = s->guide_count;
	lists_find(s, LOOKUP_PAGE);
	assert_true(lane_listed(&s->lane));
	pass(s, 1000);
	assert_int_equal(s->guide_count, before);
}

static void the_language_is_the_printed_zones_where_that_is_sure(void **state)
{
	(void)state;
	struct stage *s = lists_idle(true);
	struct msg page = stage_document();
	page.body.document.mrz[54] = 'D';
	page.body.document.mrz[55] = page.body.document.mrz[56] = '<';
	assert_true(stage_say(s, ROLE_PAGE, &page));
	assert_string_equal(last(s)->nationality, "D");
	lane_order(&s->lane, GATE_EV_ORDER_BACK, s->lane.gate.epoch, 1);
	assert_string_equal(last(s)->nationality, "D");
	stage_leave(s);
	assert_string_equal(last(s)->nationality, ""); /* the next one is somebody else */
	stage_join_missing(s);
	page.body.document.unsure[55 / 8] = 1u << 55 % 8;
	assert_true(stage_say(s, ROLE_PAGE, &page));
	assert_int_equal(stage_state(s), GATE_READING);
	assert_string_equal(last(s)->nationality, "");
}

static void say_file(struct stage *s, enum chip_file_id file)
{
	struct msg m = stage_about(s, MSG_FILE);
	m.body.file = (struct msg_file){.size = 10, .file = (uint16_t)file};
	assert_true(stage_say(s, ROLE_CHIP, &m));
}

static void progress_grows_and_is_told_five_times_a_second(void **state)
{
	static const enum chip_file_id files[] = {
		CHIP_FILE_CARD_ACCESS, CHIP_FILE_COM,  CHIP_FILE_SOD, CHIP_FILE_DG1,
		CHIP_FILE_DG14,        CHIP_FILE_DG15, CHIP_FILE_DG2};
	(void)state;
	struct stage *s = lists_idle(false);
	stage_lay_document(s);
	uint8_t before = last(s)->progress;
	size_t told = s->guide_count;
	assert_true(before > 0);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		say_file(s, files[i]);
		pass(s, 50);
	}
	assert_true(s->guide_count - told <= 2); /* of 350 ms */
	pass(s, 200);
	assert_true(last(s)->progress > before);
	assert_true(last(s)->progress < 100);
	before = last(s)->progress;
	struct msg f = stage_findings(s, ROLE_CHIP, VERDICT_PASS);
	struct msg done = stage_about(s, MSG_CHIP_DONE);
	assert_true(stage_say(s, ROLE_CHIP, &f));
	assert_true(stage_say(s, ROLE_CHIP, &done));
	pass(s, 200);
	assert_true(last(s)->progress > before);
	lists_verify(s, CHECK_COUNT, REASON_NONE);
	lists_clear(s, LOOKUP_PAGE);
	lists_clear(s, LOOKUP_CHIP);
	assert_int_equal(stage_state(s), GATE_ENTRY_OPEN);
	assert_int_equal(last(s)->progress, 100);
}

static void the_timer_of_a_state_is_told_and_what_is_left_of_it(void **state)
{
	(void)state;
	struct stage *s = lists_idle(false);
	assert_int_equal(lane_guidance(&s->lane).body.guide.whole_ms, 0); /* IDLE has none */
	assert_int_equal(lane_guidance(&s->lane).body.guide.left_ms, 0);
	stage_lay_document(s);
	assert_int_equal(last(s)->whole_ms, gate_timer_ms(GATE_READING));
	assert_int_equal(last(s)->left_ms, gate_timer_ms(GATE_READING));
	size_t told = s->guide_count;
	pass(s, 3000);
	assert_int_equal(s->guide_count, told); /* screens count down by themselves */
	assert_int_equal(lane_guidance(&s->lane).body.guide.left_ms,
			 gate_timer_ms(GATE_READING) - 3000);
	lane_at(&s->lane, s->lane.mono_us + 3600000000, s->lane.unix_ms);
	assert_int_equal(lane_guidance(&s->lane).body.guide.left_ms, 0);
}

/* The officer is called again: the same state, another timer. */
static void a_timer_that_begins_anew_is_told(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_FACE);
	assert_true(stage_face_tells(s, 0));
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	size_t told = s->guide_count;
	lane_at(&s->lane, s->lane.mono_us + 60000000, s->lane.unix_ms + 60000);
	lane_timer(&s->lane);
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_int_equal(s->guide_count, told + 1);
	assert_int_equal(last(s)->left_ms, last(s)->whole_ms);
	assert_int_equal(last(s)->reason, GUIDE_FACE);
}

static void whether_the_lane_serves_is_told(void **state)
{
	(void)state;
	struct stage *s = lists_idle(true);
	assert_int_equal(last(s)->service, GUIDE_OPEN);
	lane_left(&s->lane, ROLE_WATCHLIST);
	stage_levels(s, SOUND);
	assert_int_equal(last(s)->service, GUIDE_NOT_READY);
	stage_join(s, ROLE_WATCHLIST);
	assert_int_equal(last(s)->service, GUIDE_OPEN);
	lane_order(&s->lane, GATE_EV_ORDER_CLOSE, 0, 1);
	assert_int_equal(last(s)->service, GUIDE_CLOSED);
	lane_order(&s->lane, GATE_EV_ORDER_OPEN, 0, 1);
	stage_lay_document(s); /* its workers are busy, and the lane serves */
	assert_int_equal(last(s)->service, GUIDE_OPEN);
	s->lane.settings.attended = true;
	stage_levels(s, SOUND);
	assert_int_equal(last(s)->service, GUIDE_CLOSED);
}

static void prompts_are_told_on_the_change(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_FACE);
	struct msg m = stage_about(s, MSG_FACE_GUIDE);
	m.body.face_guide.prompt = 3;
	size_t told = s->guide_count;
	assert_true(stage_say(s, ROLE_FACE, &m));
	assert_int_equal(s->guide_count, told + 1);
	assert_int_equal(last(s)->face_prompt, 3);
	assert_true(stage_say(s, ROLE_FACE, &m));
	assert_int_equal(s->guide_count, told + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hit_reads_as_a_failed_signature_to_the_octet),
		cmocka_unit_test(another_reason_reads_otherwise),
		cmocka_unit_test(a_late_hit_changes_nothing_on_the_screen),
		cmocka_unit_test(the_language_is_the_printed_zones_where_that_is_sure),
		cmocka_unit_test(progress_grows_and_is_told_five_times_a_second),
		cmocka_unit_test(the_timer_of_a_state_is_told_and_what_is_left_of_it),
		cmocka_unit_test(a_timer_that_begins_anew_is_told),
		cmocka_unit_test(whether_the_lane_serves_is_told),
		cmocka_unit_test(prompts_are_told_on_the_change),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
