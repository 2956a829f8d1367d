/*
 * test_core_page: what the lane makes of a page: its marks, its verdicts, its picture and prompts;
 * and of page and face workers that say what nobody has asked for. No process, no descriptor, no
 * clock.
 */
#include "core_stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define NAME_AT   10
#define SEX_AT    64
#define NUMBER_AT 44
#define DIGIT_AT  53

static struct msg seen_document(void)
{
	struct msg m = stage_document();
	m.body.document.print = VERDICT_PASS;
	m.body.document.infrared = VERDICT_PASS;
	m.body.document.picture = 1;
	m.body.document.own_us = 30000;
	return m;
}

static void mark(struct msg *document, size_t position)
{
	uint8_t *octet = &document->body.document.unsure[position / 8];
	*octet = (uint8_t)(*octet | 1u << position % 8);
}

static bool lay(struct stage *s)
{
	struct msg m = seen_document();
	return stage_say(s, ROLE_PAGE, &m);
}

static bool show_page(struct stage *s)
{
	struct msg m = msg_make(MSG_PAGE_PICTURE, 0);
	m.body.page_picture =
		(struct msg_page_picture){.size = 12, .width = 3, .height = 4, .dpi = 300};
	return stage_say(s, ROLE_PAGE, &m);
}

static bool take_away(struct stage *s)
{
	struct msg m = msg_make(MSG_DOCUMENT_GONE, 0);
	return stage_say(s, ROLE_PAGE, &m);
}

static bool guide(struct stage *s, uint8_t prompt)
{
	struct msg m = msg_make(MSG_PAGE_GUIDE, 0);
	m.body.page_guide.prompt = prompt;
	return stage_say(s, ROLE_PAGE, &m);
}

static bool compared(struct stage *s, uint8_t came, int16_t score, enum reason why)
{
	struct msg f = stage_findings(s, ROLE_FACE, VERDICT_PASS);
	struct msg ready = stage_about(s, MSG_PORTRAIT_READY);
	ready.body.portrait_ready.page_came = came;
	ready.body.portrait_ready.page = score;
	ready.body.portrait_ready.page_why = (uint8_t)why;
	assert_true(stage_say(s, ROLE_FACE, &f));
	return stage_say(s, ROLE_FACE, &ready);
}

static bool keeps(const struct stage *s)
{
	return s->page.kind == MSG_PAGE_PICTURE;
}

static const struct finding *found(const struct stage *s, enum check c)
{
	return &s->lane.traveller.findings.of[c];
}

/* Reading, the page's picture with the face worker. */
static struct stage *reading(void)
{
	struct stage *s = stage_idle();
	assert_true(lay(s));
	assert_int_equal(stage_state(s), GATE_READING);
	assert_true(show_page(s));
	return s;
}

static struct stage *entry_open(void)
{
	struct stage *s = reading();
	stage_chip_done(s);
	stage_verify_done(s, VERDICT_PASS);
	assert_int_equal(stage_state(s), GATE_ENTRY_OPEN);
	return s;
}

static void assert_hostile(const struct stage *s, enum role role)
{
	assert_int_equal(s->killed[role], 1);
	assert_false(s->exit_was_free);
	if (s->lane.gate.epoch != 0) {
		assert_int_equal(s->lane.gate.why, GATE_WHY_WORKER);
	}
}

static void what_was_seen_of_a_page_is_the_travellers(void **state)
{
	(void)state;
	struct stage *s = stage_idle();
	struct msg m = seen_document();
	m.body.document.print = VERDICT_CANNOT_TELL;
	m.body.document.print_why = REASON_POOR_QUALITY;
	m.body.document.infrared = VERDICT_FAIL;
	m.body.document.infrared_why = REASON_INK_DULL;
	mark(&m, NAME_AT);
	mark(&m, SEX_AT);
	assert_true(stage_say(s, ROLE_PAGE, &m));
	assert_int_equal(found(s, CHECK_MRZ)->verdict, VERDICT_PASS);
	assert_int_equal(found(s, CHECK_PAGE_PRINT)->verdict, VERDICT_CANNOT_TELL);
	assert_int_equal(found(s, CHECK_PAGE_PRINT)->reason, REASON_POOR_QUALITY);
	assert_int_equal(found(s, CHECK_PAGE_INFRARED)->verdict, VERDICT_FAIL);
	assert_int_equal(found(s, CHECK_PAGE_PORTRAIT)->verdict, VERDICT_NOT_DONE);
	const struct sent *begin = stage_last_to(s, ROLE_VERIFY, MSG_BEGIN);
	assert_non_null(begin);
	assert_memory_equal(begin->m.body.begin.unsure, m.body.document.unsure, MSG_MRZ_MARKS);
	assert_int_equal(s->told.body.status.page_unsure, MRZ_FIELD_NAME | MRZ_FIELD_SEX);
	assert_int_equal(s->told.body.status.page_differs, 0);
	stage_chip_done(s);
	stage_verify_done(s, VERDICT_PASS);
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	assert_int_equal(s->lane.traveller.decision.check, CHECK_PAGE_INFRARED);
	assert_int_equal(stage_last_record(s)->page_unsure, MRZ_FIELD_NAME | MRZ_FIELD_SEX);
}

static void the_next_travellers_page_is_not_this_ones(void **state)
{
	(void)state;
	struct stage *s = entry_open();
	struct msg m = seen_document();
	m.body.document.infrared = VERDICT_FAIL;
	m.body.document.infrared_why = REASON_INK_DULL;
	mark(&m, NAME_AT);
	assert_true(stage_say(s, ROLE_PAGE, &m));
	assert_true(show_page(s));
	assert_true(keeps(s));
	assert_int_equal(found(s, CHECK_PAGE_INFRARED)->verdict, VERDICT_PASS);
	assert_int_equal(s->told.body.status.page_unsure, 0);
	assert_int_equal(stage_count_sent(s, MSG_PAGE_PICTURE), 1); /* this one's own */
	assert_true(compared(s, 1, 900, REASON_NONE));
	assert_int_equal(found(s, CHECK_PAGE_PORTRAIT)->verdict, VERDICT_PASS);
}

static void a_step_tells_how_long_reading_took_where_there_was_a_picture(void **state)
{
	(void)state;
	struct stage *s = stage_idle();
	struct msg m = seen_document();
	stage_lay_document(s); /* lines: nothing was computed */
	assert_int_equal(s->page_step_us, 0);
	s = stage_idle();
	m.body.document.own_us = 12345;
	assert_true(stage_say(s, ROLE_PAGE, &m));
	assert_int_equal(s->page_step_us, 12345);
}

/* A document that lies there when the gate becomes idle: its picture has waited. */
static void a_picture_that_waits_goes_on_right_behind_the_begin(void **state)
{
	(void)state;
	struct stage *s = stage_idle();
	lane_order(&s->lane, GATE_EV_ORDER_CLOSE, 0, 1);
	assert_true(lay(s));
	assert_true(show_page(s));
	assert_true(keeps(s));
	assert_int_equal(stage_count_sent(s, MSG_PAGE_PICTURE), 0);
	lane_order(&s->lane, GATE_EV_ORDER_OPEN, 0, 1);
	assert_int_equal(stage_state(s), GATE_READING);
	const struct sent *picture = stage_last_to(s, ROLE_FACE, MSG_PAGE_PICTURE);
	const struct sent *begin = stage_last_to(s, ROLE_FACE, MSG_BEGIN);
	assert_non_null(picture);
	assert_true(begin < picture);
	assert_int_equal(picture->m.epoch, s->lane.gate.epoch);
	assert_int_equal(picture->m.body.page_picture.width, 3);
	assert_int_equal(picture->bulk, BULK);
	assert_false(keeps(s));
}

static void a_picture_that_comes_later_goes_on_at_once(void **state)
{
	(void)state;
	struct stage *s = reading();
	const struct sent *picture = stage_last_to(s, ROLE_FACE, MSG_PAGE_PICTURE);
	assert_non_null(picture);
	assert_int_equal(picture->m.epoch, s->lane.gate.epoch);
	assert_false(keeps(s));
	assert_true(take_away(s)); /* what was handed on stays */
	stage_chip_done(s);
	stage_verify_done(s, VERDICT_PASS);
	assert_true(compared(s, 1, 900, REASON_NONE));
	assert_int_equal(found(s, CHECK_PAGE_PORTRAIT)->verdict, VERDICT_PASS);
}

/* The face worker may have looked already: it would be asked about what it did not see. */
static void a_picture_that_comes_behind_the_portrait_is_let_go(void **state)
{
	(void)state;
	struct stage *s = stage_idle();
	assert_true(lay(s));
	stage_chip_done(s);
	stage_verify_done(s, VERDICT_PASS);
	assert_true(show_page(s));
	assert_int_equal(stage_count_sent(s, MSG_PAGE_PICTURE), 0);
	assert_false(keeps(s));
	assert_true(compared(s, 0, 0, REASON_NONE));
	assert_int_equal(found(s, CHECK_PAGE_PORTRAIT)->verdict, VERDICT_NOT_DONE);
}

static void an_announced_picture_that_never_comes_holds_nobody_up(void **state)
{
	(void)state;
	struct stage *s = stage_idle();
	assert_true(lay(s));
	stage_chip_done(s);
	stage_verify_done(s, VERDICT_PASS);
	assert_true(compared(s, 0, 0, REASON_NONE));
	stage_walk_in(s);
	assert_true(stage_face_tells(s, stage_good_score(s)));
	assert_int_equal(stage_state(s), GATE_RECORDING);
	const struct msg_record *r = stage_last_record(s);
	assert_int_equal(r->page_scored, 0);
	assert_int_equal(r->verdicts[CHECK_PAGE_PORTRAIT] >> REASON_BITS, VERDICT_NOT_DONE);
}

static void a_picture_goes_with_its_document(void **state)
{
	(void)state;
	struct stage *s = stage_idle();
	lane_order(&s->lane, GATE_EV_ORDER_CLOSE, 0, 1);
	assert_true(lay(s) && show_page(s) && keeps(s));
	assert_true(take_away(s));
	assert_false(keeps(s));
	assert_true(lay(s) && show_page(s) && keeps(s));
	assert_true(lay(s)); /* another one */
	assert_false(keeps(s));
	assert_true(show_page(s) && keeps(s));
	lane_left(&s->lane, ROLE_PAGE);
	assert_false(keeps(s));
	assert_int_equal(s->lane.document.kind, DOCUMENT_NONE);
	stage_join(s, ROLE_PAGE);
	stage_lay_document(s); /* without a picture */
	lane_order(&s->lane, GATE_EV_ORDER_OPEN, 0, 1);
	assert_int_equal(stage_state(s), GATE_READING);
	assert_int_equal(stage_count_sent(s, MSG_PAGE_PICTURE), 0);
}

static void a_picture_that_nobody_announced_is_a_violation(void **state)
{
	(void)state;
	for (int when = 0; when < 5; when++) {
		struct stage *s = stage_idle();
		if (when == 1) {
			stage_lay_document(s); /* announces none */
		} else if (when == 2) {
			assert_true(lay(s) && show_page(s)); /* a second one */
		} else if (when == 3) {
			assert_true(lay(s) && take_away(s));
		} else if (when == 4) {
			lane_order(&s->lane, GATE_EV_ORDER_CLOSE, 0, 1);
			assert_true(lay(s) && show_page(s)); /* a second one that would be kept */
		}
		assert_false(show_page(s));
		assert_hostile(s, ROLE_PAGE);
		assert_false(keeps(s));
		assert_int_equal(s->lane.document.kind, DOCUMENT_NONE);
	}
}

static void a_picture_that_can_change_is_a_violation_and_want_of_room_is_not(void **state)
{
	(void)state;
	struct stage *s = stage_idle();
	s->page_refused = EG_BAD_DATA;
	assert_true(lay(s));
	assert_false(show_page(s));
	assert_hostile(s, ROLE_PAGE);
	assert_int_equal(stage_count_sent(s, MSG_PAGE_PICTURE), 0);
	s = stage_idle();
	s->page_refused = EG_IO;
	assert_true(lay(s));
	assert_true(show_page(s));
	assert_int_equal(s->killed[ROLE_PAGE], 0);
	assert_int_equal(stage_count_sent(s, MSG_PAGE_PICTURE), 0);
	stage_chip_done(s);
	stage_verify_done(s, VERDICT_PASS);
	assert_true(compared(s, 0, 0, REASON_NONE));
}

static void only_the_page_worker_says_it(void **state)
{
	static const enum msg_kind kinds[] = {MSG_PAGE_PICTURE, MSG_PAGE_GUIDE, MSG_DOCUMENT};
	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct stage *s = reading();
		struct msg m = stage_about(s, kinds[i]);
		assert_false(stage_say(s, ROLE_CHIP, &m));
		assert_hostile(s, ROLE_CHIP);
	}
}

/* A chip that was opened with a key that may be another one would prove nothing. */
static void marks_on_the_key_are_a_violation(void **state)
{
	(void)state;
	for (size_t position = 0; position < 88; position++) {
		struct stage *s = stage_idle();
		struct msg m = seen_document();
		bool key = (position >= NUMBER_AT && position <= DIGIT_AT) ||
			   (position >= 57 && position <= 63) || (position >= 65 && position <= 71);
		mark(&m, position);
		assert_int_equal(stage_say(s, ROLE_PAGE, &m), !key);
		assert_int_equal(s->killed[ROLE_PAGE], key ? 1 : 0);
		assert_int_equal(stage_state(s), key ? GATE_IDLE : GATE_READING);
	}
}

static void a_face_worker_lies_about_what_it_was_given(void **state)
{
	(void)state;
	struct stage *s = entry_open();
	assert_false(compared(s, 0, 0, REASON_NONE));
	assert_hostile(s, ROLE_FACE);
	s = stage_at(GATE_ENTRY_OPEN); /* without one */
	assert_false(compared(s, 1, 900, REASON_NONE));
	assert_hostile(s, ROLE_FACE);
}

static void another_face_on_the_page_refers_as_soon_as_it_is_known(void **state)
{
	(void)state;
	struct stage *s = entry_open();
	assert_true(compared(s, 1, 50, REASON_NONE));
	assert_int_equal(s->lane.traveller.decision.check, CHECK_PAGE_PORTRAIT);
	assert_int_equal(s->lane.traveller.decision.reason, REASON_SCORE_LOW);
	assert_true(gate_refers(stage_state(s)));
	const struct msg_status *told = &s->told.body.status;
	assert_int_equal(told->page_score, 50);
	assert_int_equal(told->page_scored, 1);
	assert_int_equal(told->page_match, POLICY_PAGE_MATCH);
	assert_int_equal(told->page_refer, POLICY_PAGE_REFER);
	assert_int_equal(stage_last_record(s)->page_score, 50);
	assert_int_equal(stage_last_record(s)->page_scored, 1);
}

static void a_worn_page_refers_nobody(void **state)
{
	static const struct {
		int16_t score;
		enum reason why;
		enum reason found;
	} cases[] = {{POLICY_PAGE_REFER, REASON_NONE, REASON_SCORE_UNSURE},
		     {0, REASON_NO_FACE, REASON_NO_FACE}};
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct stage *s = entry_open();
		assert_true(compared(s, 1, cases[i].score, cases[i].why));
		assert_int_equal(found(s, CHECK_PAGE_PORTRAIT)->verdict, VERDICT_CANNOT_TELL);
		assert_int_equal(found(s, CHECK_PAGE_PORTRAIT)->reason, cases[i].found);
		stage_walk_in(s);
		assert_true(stage_face_tells(s, stage_good_score(s)));
		assert_int_equal(stage_state(s), GATE_RECORDING);
		assert_int_equal(stage_last_record(s)->page_scored, i == 0);
	}
}

/* What is still being compared holds up no entry; what will never come does. */
static void a_lane_that_needs_a_portrait_waits_for_it_inside(void **state)
{
	(void)state;
	struct stage *s = stage_idle();
	struct policy *p = &s->lane.settings.policy;
	assert_int_equal(policy_set(p, RD_TEXT("page-needs"), RD_TEXT("portrait")), EG_OK);
	assert_true(lay(s) && show_page(s));
	stage_chip_done(s);
	stage_verify_done(s, VERDICT_PASS);
	assert_int_equal(stage_state(s), GATE_ENTRY_OPEN);
	assert_true(compared(s, 1, 0, REASON_NO_FACE));
	assert_true(gate_refers(stage_state(s)));
	assert_int_equal(s->lane.traveller.decision.check, CHECK_PAGE_PORTRAIT);
	s = stage_idle();
	assert_int_equal(policy_set(p, RD_TEXT("page-needs"), RD_TEXT("portrait")), EG_OK);
	stage_lay_document(s); /* lines */
	stage_chip_done(s);
	stage_verify_done(s, VERDICT_PASS);
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	assert_int_equal(s->lane.traveller.decision.check, CHECK_PAGE_PORTRAIT);
}

static void a_card_has_no_portrait_beside_its_zone(void **state)
{
	(void)state;
	struct stage *s = stage_idle();
	struct rd zone = RD_TEXT("I<UTOD231458907<<<<<<<<<<<<<<<7408122F3204159UTO<<<<<<<<<<<0"
				 "ERIKSSON<<ANNA<MARIA<<<<<<<<<<");
	struct msg m = msg_make(MSG_DOCUMENT, 0);
	size_t size;
	m.body.document.kind = DOCUMENT_TD1;
	assert_true(rd_dump(zone, m.body.document.mrz, MSG_MRZ_SIZE, &size));
	m.body.document.size = (uint8_t)size;
	assert_int_equal(
		policy_set(&s->lane.settings.policy, RD_TEXT("page-needs"), RD_TEXT("portrait")),
		EG_OK);
	assert_true(stage_say(s, ROLE_PAGE, &m));
	assert_int_equal(found(s, CHECK_PAGE_PORTRAIT)->reason, REASON_NOT_PRESENT);
	stage_chip_done(s);
	stage_verify_done(s, VERDICT_PASS);
	assert_int_equal(stage_state(s), GATE_ENTRY_OPEN);
}

static void fields_that_differ_are_told_and_recorded(void **state)
{
	(void)state;
	struct stage *s = reading();
	stage_chip_done(s);
	struct msg f = stage_about(s, MSG_FINDINGS);
	struct msg done = stage_about(s, MSG_VERIFY_DONE);
	struct findings *same = &f.body.findings.findings;
	*same = findings_none();
	findings_set(same, CHECK_MRZ_SAME, VERDICT_FAIL, REASON_DIFFERS);
	same->of[CHECK_MRZ_SAME].detail = MRZ_FIELD_NAME | MRZ_FIELD_NATIONALITY;
	assert_true(stage_say(s, ROLE_VERIFY, &f));
	assert_true(stage_say(s, ROLE_VERIFY, &done));
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	assert_int_equal(s->lane.traveller.decision.check, CHECK_MRZ_SAME);
	assert_int_equal(s->told.body.status.page_differs, MRZ_FIELD_NAME | MRZ_FIELD_NATIONALITY);
	assert_int_equal(stage_last_record(s)->page_differs,
			 MRZ_FIELD_NAME | MRZ_FIELD_NATIONALITY);
}

static void prompts_are_told_until_a_document_comes_or_goes(void **state)
{
	(void)state;
	struct stage *s = stage_idle();
	lane_order(&s->lane, GATE_EV_ORDER_CLOSE, 0, 1);
	assert_true(guide(s, 3));
	assert_int_equal(s->told.body.status.page_prompt, 3);
	assert_true(lay(s));
	assert_int_equal(s->told.body.status.page_prompt, 0);
	assert_true(guide(s, 9) && show_page(s)); /* may stand between the two */
	assert_int_equal(s->told.body.status.page_prompt, 9);
	assert_true(take_away(s));
	assert_int_equal(s->told.body.status.page_prompt, 0);
	assert_true(guide(s, 1));
	assert_true(guide(s, 0));
	assert_int_equal(s->told.body.status.page_prompt, 0);
	assert_true(guide(s, 5));
	lane_left(&s->lane, ROLE_PAGE);
	stage_levels(s, SOUND);
	assert_int_equal(s->told.body.status.page_prompt, 0);
}

static void an_unfit_reader_takes_the_lane_out_of_service_until_another_is_warm(void **state)
{
	(void)state;
	struct stage *s = stage_idle();
	struct msg m = msg_make(MSG_UNFIT, 0);
	m.body.unfit.reason = REASON_CAMERA_BLACK;
	assert_true(stage_say(s, ROLE_PAGE, &m));
	lane_left(&s->lane, ROLE_PAGE);
	stage_levels(s, SOUND);
	assert_int_equal(s->told.body.status.page_unfit, REASON_CAMERA_BLACK);
	assert_int_equal(s->told.body.status.unfit, REASON_NONE);
	assert_int_equal(s->told.body.status.touch_unfit, REASON_NONE);
	assert_int_equal(s->told.body.status.missing, 1u << ROLE_PAGE);
	lane_joined(&s->lane, ROLE_PAGE); /* another is started, and finds the same */
	stage_levels(s, SOUND);
	assert_int_equal(s->told.body.status.page_unfit, REASON_CAMERA_BLACK);
	stage_join(s, ROLE_PAGE);
	stage_levels(s, SOUND);
	assert_int_equal(s->told.body.status.page_unfit, REASON_NONE);
	assert_int_equal(s->told.body.status.missing, 0);
	assert_true(lay(s));
	assert_int_equal(stage_state(s), GATE_READING);
}

/* Each is told to watchers: an officer's console that cannot follow is dropped, and one after it.
 */
static void a_page_worker_that_floods_is_ended(void **state)
{
	(void)state;
	struct stage *s = stage_idle();
	unsigned said = 0;
	while (said < 1000 && guide(s, (uint8_t)(1 + said % 2))) {
		said++;
	}
	assert_in_range(said, 100, 400);
	assert_hostile(s, ROLE_PAGE);
	stage_join(s, ROLE_PAGE); /* the fresh one has said nothing */
	for (unsigned i = 0; i < 10; i++) {
		for (unsigned k = 0; k < 100; k++) {
			assert_true(guide(s, (uint8_t)(1 + k % 2)));
		}
		lane_at(&s->lane, s->lane.mono_us + 1000000, s->lane.unix_ms + 1000);
	}
	assert_true(lay(s));
	assert_int_equal(stage_state(s), GATE_READING);
}

/* It ends behind that: whoever goes on has a reason of their own. */
static void a_worker_says_once_that_it_is_unfit(void **state)
{
	static const enum role roles[] = {ROLE_PAGE, ROLE_FACE};
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct stage *s = stage_idle();
		struct msg m = msg_make(MSG_UNFIT, 0);
		m.body.unfit.reason = REASON_CAMERA_BLACK;
		assert_true(stage_say(s, roles[i], &m));
		m.body.unfit.reason = REASON_CAMERA_LOST;
		assert_false(stage_say(s, roles[i], &m));
		assert_hostile(s, roles[i]);
	}
}

static void a_face_worker_that_takes_no_picture_is_lost(void **state)
{
	(void)state;
	struct stage *s = stage_idle();
	assert_true(lay(s));
	s->deaf = ROLE_FACE;
	assert_true(show_page(s));
	assert_int_equal(s->killed[ROLE_FACE], 1);
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	assert_false(keeps(s));
}

static void idle_remembers_no_page(void **state)
{
	(void)state;
	struct stage *s = entry_open();
	assert_true(compared(s, 1, 50, REASON_NONE));
	stage_leave(s);
	assert_false(keeps(s));
	assert_int_equal(s->told.body.status.page_scored, 0);
	assert_int_equal(s->told.body.status.page_score, 0);
	assert_int_equal(s->told.body.status.page_unsure, 0);
	assert_int_equal(s->lane.document.kind, DOCUMENT_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_seen_of_a_page_is_the_travellers),
		cmocka_unit_test(the_next_travellers_page_is_not_this_ones),
		cmocka_unit_test(a_step_tells_how_long_reading_took_where_there_was_a_picture),
		cmocka_unit_test(a_picture_that_waits_goes_on_right_behind_the_begin),
		cmocka_unit_test(a_picture_that_comes_later_goes_on_at_once),
		cmocka_unit_test(a_picture_that_comes_behind_the_portrait_is_let_go),
		cmocka_unit_test(an_announced_picture_that_never_comes_holds_nobody_up),
		cmocka_unit_test(a_picture_goes_with_its_document),
		cmocka_unit_test(a_picture_that_nobody_announced_is_a_violation),
		cmocka_unit_test(a_picture_that_can_change_is_a_violation_and_want_of_room_is_not),
		cmocka_unit_test(only_the_page_worker_says_it),
		cmocka_unit_test(marks_on_the_key_are_a_violation),
		cmocka_unit_test(a_face_worker_lies_about_what_it_was_given),
		cmocka_unit_test(another_face_on_the_page_refers_as_soon_as_it_is_known),
		cmocka_unit_test(a_worn_page_refers_nobody),
		cmocka_unit_test(a_lane_that_needs_a_portrait_waits_for_it_inside),
		cmocka_unit_test(a_card_has_no_portrait_beside_its_zone),
		cmocka_unit_test(fields_that_differ_are_told_and_recorded),
		cmocka_unit_test(prompts_are_told_until_a_document_comes_or_goes),
		cmocka_unit_test(
			an_unfit_reader_takes_the_lane_out_of_service_until_another_is_warm),
		cmocka_unit_test(a_page_worker_that_floods_is_ended),
		cmocka_unit_test(a_worker_says_once_that_it_is_unfit),
		cmocka_unit_test(a_face_worker_that_takes_no_picture_is_lost),
		cmocka_unit_test(idle_remembers_no_page),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
