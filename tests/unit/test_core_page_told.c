/*
 * test_core_page_told: what the lane says of a page to the record, and to whoever laid it on too
 * early; whom the end of its worker is about. No process, no descriptor, no clock.
 */
#include "core_stage.h"

#include "document/page_prompt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define NAME_AT 10
#define SEX_AT  64

static struct msg seen_document(bool picture)
{
	struct msg m = stage_document();
	m.body.document.print = VERDICT_PASS;
	m.body.document.picture = picture ? 1 : 0;
	return m;
}

static bool lay(struct stage *s)
{
	struct msg m = seen_document(true);
	return stage_say(s, ROLE_PAGE, &m);
}

static bool show_page(struct stage *s)
{
	struct msg m = msg_make(MSG_PAGE_PICTURE, 0);
	m.body.page_picture = (struct msg_page_picture){.size = 12, .width = 3, .height = 4};
	return stage_say(s, ROLE_PAGE, &m);
}

static bool take_away(struct stage *s)
{
	struct msg m = msg_make(MSG_DOCUMENT_GONE, 0);
	return stage_say(s, ROLE_PAGE, &m);
}

/* Somebody whose document is refused; they are still there. */
static struct stage *referred(void)
{
	struct stage *s = stage_idle();
	assert_true(lay(s));
	stage_chip_done(s);
	stage_verify_done(s, VERDICT_FAIL);
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	return s;
}

/* What was not sure on the page the signed chip tells: whoever reads the record later has no other
 * name of them. Verify vouches for that only where nothing that was sure differs. */
static void the_record_has_the_chips_characters_where_the_page_was_not_sure(void **state)
{
	(void)state;
	for (int same = 0; same < 2; same++) {
		struct stage *s = stage_idle();
		struct msg m = seen_document(false);
		m.body.document.mrz[NAME_AT] = 'X';
		m.body.document.unsure[NAME_AT / 8] = (uint8_t)(1u << NAME_AT % 8);
		m.body.document.mrz[SEX_AT] = '<'; /* sure, and not the chip's */
		assert_true(stage_say(s, ROLE_PAGE, &m));
		struct msg holder = stage_about(s, MSG_HOLDER);
		const struct msg chip = stage_document();
		holder.body.holder.facts = (struct holder_facts){
			DOCUMENT_TD3, "UTO", "UTO", {1974, 8, 12}, {2032, 4, 15}};
		holder.body.holder.mrz_size = chip.body.document.size;
		for (size_t i = 0; i < MSG_MRZ_SIZE; i++) {
			holder.body.holder.mrz[i] = chip.body.document.mrz[i];
		}
		struct msg f = stage_findings(s, ROLE_VERIFY, VERDICT_PASS);
		findings_set(&f.body.findings.findings, CHECK_MRZ_SAME,
			     same == 1 ? VERDICT_PASS : VERDICT_FAIL, REASON_NONE);
		findings_set(&f.body.findings.findings, CHECK_ACTIVE_AUTH, VERDICT_FAIL,
			     REASON_KEY_DIFFERS);
		struct msg done = stage_about(s, MSG_VERIFY_DONE);
		stage_chip_done(s);
		assert_true(stage_say(s, ROLE_VERIFY, &holder));
		assert_true(stage_say(s, ROLE_VERIFY, &f));
		assert_true(stage_say(s, ROLE_VERIFY, &done));
		assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
		const struct msg_record *r = stage_last_record(s);
		assert_int_equal(r->mrz_size, chip.body.document.size);
		assert_int_equal(r->mrz[NAME_AT],
				 same == 1 ? chip.body.document.mrz[NAME_AT] : 'X');
		assert_int_equal(r->mrz[SEX_AT], '<');
		assert_int_equal(r->page_unsure, MRZ_FIELD_NAME);
	}
}

/* Their picture was seen by a worker that ends with the traveller before them; a vendor's driver
 * makes no second one of what lies there already. */
static void who_laid_a_document_on_too_early_is_asked_to_do_so_again(void **state)
{
	(void)state;
	struct stage *s = referred();
	stage_leave(s);
	assert_int_equal(s->told.body.status.page_prompt, PAGE_PROMPT_NONE);
	s = referred();
	assert_true(lay(s) && take_away(s)); /* gone again */
	stage_leave(s);
	assert_int_equal(s->told.body.status.page_prompt, PAGE_PROMPT_NONE);
	s = referred();
	assert_true(lay(s) && show_page(s));
	stage_leave(s);
	assert_int_equal(s->lane.document.kind, DOCUMENT_NONE);
	assert_int_equal(s->page.kind, MSG_NOTHING);
	assert_int_equal(s->told.body.status.page_prompt, PAGE_PROMPT_TOO_SOON);
	stage_join_missing(s);
	assert_int_equal(s->told.body.status.page_prompt, PAGE_PROMPT_TOO_SOON);
	assert_true(lay(s));
	assert_int_equal(s->told.body.status.page_prompt, PAGE_PROMPT_NONE);
}

/* Whoever waits before the gate can cover the reader's camera: that is nothing against the one who
 * is inside, whose page was told. A worker that ends without a word may have been broken by it. */
static void a_reader_that_is_covered_spoils_nobodys_crossing(void **state)
{
	(void)state;
	for (int told = 0; told < 2; told++) {
		struct stage *s = stage_idle();
		struct msg m = seen_document(false);
		assert_true(stage_say(s, ROLE_PAGE, &m));
		stage_chip_done(s);
		stage_verify_done(s, VERDICT_PASS);
		stage_face_reads(s, VERDICT_PASS);
		assert_int_equal(stage_state(s), GATE_ENTRY_OPEN);
		m = msg_make(MSG_UNFIT, 0);
		m.body.unfit.reason = REASON_CAMERA_BLACK;
		assert_true(told == 0 || stage_say(s, ROLE_PAGE, &m));
		lane_left(&s->lane, ROLE_PAGE);
		assert_int_equal(stage_state(s),
				 told == 1 ? GATE_ENTRY_OPEN : GATE_REFERRED_OUTSIDE);
		if (told == 1) {
			stage_walk_in(s);
			assert_true(stage_face_tells(s, stage_good_score(s)));
			assert_int_equal(stage_state(s), GATE_RECORDING);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_record_has_the_chips_characters_where_the_page_was_not_sure),
		cmocka_unit_test(a_reader_that_is_covered_spoils_nobodys_crossing),
		cmocka_unit_test(who_laid_a_document_on_too_early_is_asked_to_do_so_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
