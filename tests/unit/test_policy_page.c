/*
 * test_policy_page: what a page's print, ink and portrait do to a decision, and which settings of
 * them are refused. No picture.
 */
#include "policy_kit.h"

static const enum check checks[] = {CHECK_PAGE_PRINT, CHECK_PAGE_INFRARED, CHECK_PAGE_PORTRAIT};
static const char *const words[] = {"print", "infrared", "portrait"};

/* The document and the face, each by what was found of one check, all others passed. */
static struct decision decided(const struct policy *p, unsigned check, enum verdict v,
			       enum reason r)
{
	struct findings f = seen(SURE);
	for (size_t i = 0; i < 3; i++) {
		findings_set(&f, checks[i], VERDICT_PASS, REASON_NONE);
	}
	findings_set(&f, (enum check)check, v, r);
	struct decision document = policy_decide_document(p, &f);
	struct decision face = policy_decide_face(p, &f);
	assert_int_equal(document.admit, face.admit);
	assert_int_equal(document.check, face.check);
	assert_int_equal(document.reason, face.reason);
	return document;
}

static void expect(int16_t score, enum verdict v, enum reason why)
{
	const struct policy p = policy_default();
	struct findings f = findings_none();
	policy_judge_page(&p, score, true, REASON_NONE, &f);
	assert_int_equal(f.of[CHECK_PAGE_PORTRAIT].verdict, v);
	assert_int_equal(f.of[CHECK_PAGE_PORTRAIT].reason, why);
}

static void thresholds_are_met_exactly(void **state)
{
	(void)state;
	expect(POLICY_PAGE_MATCH, VERDICT_PASS, REASON_NONE);
	expect(POLICY_PAGE_MATCH - 1, VERDICT_CANNOT_TELL, REASON_SCORE_UNSURE);
	expect(POLICY_PAGE_REFER, VERDICT_CANNOT_TELL, REASON_SCORE_UNSURE);
	expect(POLICY_PAGE_REFER - 1, VERDICT_FAIL, REASON_SCORE_LOW);
	expect(1000, VERDICT_PASS, REASON_NONE); /* prints of one picture may be this like */
	expect(-1000, VERDICT_FAIL, REASON_SCORE_LOW);
	expect(1001, VERDICT_CANNOT_TELL, REASON_INTERNAL);
	expect(INT16_MIN, VERDICT_CANNOT_TELL, REASON_INTERNAL);
}

static void what_was_not_compared_says_why(void **state)
{
	(void)state;
	const struct policy p = policy_default();
	struct findings f = findings_none();
	policy_judge_page(&p, 0, true, REASON_NO_FACE, &f);
	assert_int_equal(f.of[CHECK_PAGE_PORTRAIT].verdict, VERDICT_CANNOT_TELL);
	assert_int_equal(f.of[CHECK_PAGE_PORTRAIT].reason, REASON_NO_FACE);
	policy_judge_page(&p, 0, false, REASON_NONE, &f);
	assert_int_equal(f.of[CHECK_PAGE_PORTRAIT].verdict, VERDICT_NOT_DONE);
	assert_int_equal(f.of[CHECK_PAGE_PORTRAIT].reason, REASON_NONE);
	policy_judge_page(&p, 0, false, REASON_NOT_PRESENT, &f);
	assert_int_equal(f.of[CHECK_PAGE_PORTRAIT].verdict, VERDICT_NOT_DONE);
	assert_int_equal(f.of[CHECK_PAGE_PORTRAIT].reason, REASON_NOT_PRESENT);
}

static void a_worn_page_refers_nobody_and_a_forged_one_does(void **state)
{
	(void)state;
	const struct policy p = policy_default();
	for (size_t i = 0; i < 3; i++) {
		assert_true(decided(&p, checks[i], VERDICT_NOT_DONE, REASON_NONE).admit);
		assert_true(decided(&p, checks[i], VERDICT_CANNOT_TELL, REASON_POOR_QUALITY).admit);
		struct decision d = decided(&p, checks[i], VERDICT_FAIL, REASON_INK_DULL);
		assert_false(d.admit);
		assert_int_equal(d.check, checks[i]);
		assert_int_equal(d.reason, REASON_INK_DULL);
	}
}

/* An officer who hears of a list that is out of date alone would let another face's page pass. */
static void a_page_that_failed_is_named_before_what_could_not_be_told(void **state)
{
	(void)state;
	struct policy p = wants("doubt");
	struct findings f = seen(SURE);
	findings_set(&f, CHECK_SOD_REVOCATION, VERDICT_CANNOT_TELL, REASON_REVOCATION_STALE);
	findings_set(&f, CHECK_PAGE_PORTRAIT, VERDICT_FAIL, REASON_SCORE_LOW);
	assert_int_equal(policy_decide_document(&p, &f).check, CHECK_PAGE_PORTRAIT);
	assert_int_equal(policy_decide_document(&p, &f).reason, REASON_SCORE_LOW);
	assert_int_equal(policy_decide_face(&p, &f).check, CHECK_PAGE_PORTRAIT);
	/* Of two alike the document's comes first. */
	findings_set(&f, CHECK_SOD_REVOCATION, VERDICT_FAIL, REASON_REVOKED);
	assert_int_equal(policy_decide_document(&p, &f).check, CHECK_SOD_REVOCATION);
	assert_int_equal(set(&p, "page-needs", "portrait"), EG_OK);
	findings_set(&f, CHECK_SOD_REVOCATION, VERDICT_CANNOT_TELL, REASON_REVOCATION_STALE);
	findings_set(&f, CHECK_PAGE_PORTRAIT, VERDICT_CANNOT_TELL, REASON_NO_FACE);
	assert_int_equal(policy_decide_document(&p, &f).check, CHECK_SOD_REVOCATION);
}

static void a_finger_settles_nothing_of_a_page(void **state)
{
	(void)state;
	const struct policy p = wants("doubt");
	struct findings f = seen(DOUBT);
	assert_true(policy_decide_face(&p, &f).finger);
	findings_set(&f, CHECK_PAGE_PRINT, VERDICT_FAIL, REASON_BAD_FORMAT);
	assert_false(policy_decide_face(&p, &f).finger);
	give(&f, 30);
	assert_false(policy_decide_finger(&p, &f).admit);
	assert_int_equal(policy_decide_finger(&p, &f).check, CHECK_PAGE_PRINT);
	findings_set(&f, CHECK_PAGE_PRINT, VERDICT_PASS, REASON_NONE);
	assert_true(policy_decide_finger(&p, &f).admit);
}

static void what_a_lane_needs_refers_where_it_is_not_told(void **state)
{
	(void)state;
	for (size_t need = 0; need < 3; need++) {
		struct policy p = policy_default();
		assert_int_equal(set(&p, "page-needs", words[need]), EG_OK);
		assert_int_equal(policy_check(&p), EG_OK);
		for (size_t i = 0; i < 3; i++) {
			bool needed = i == need;
			assert_int_equal(
				decided(&p, checks[i], VERDICT_NOT_DONE, REASON_NONE).admit,
				!needed);
			assert_int_equal(
				decided(&p, checks[i], VERDICT_CANNOT_TELL, REASON_POOR_QUALITY)
					.admit,
				!needed);
			/* even what the page worker says is not there, but for a form's portrait */
			assert_int_equal(
				decided(&p, checks[i], VERDICT_NOT_DONE, REASON_NOT_PRESENT).admit,
				!needed || checks[i] == CHECK_PAGE_PORTRAIT);
			assert_int_equal(
				decided(&p, checks[i], VERDICT_CANNOT_TELL, REASON_NOT_PRESENT)
					.admit,
				!needed);
			assert_true(decided(&p, checks[i], VERDICT_PASS, REASON_NONE).admit);
		}
	}
}

static void needs_are_a_list_and_the_last_one_counts(void **state)
{
	(void)state;
	struct policy p = policy_default();
	assert_int_equal(set(&p, "page-needs", "portrait, print"), EG_OK);
	assert_false(decided(&p, CHECK_PAGE_PRINT, VERDICT_NOT_DONE, REASON_NONE).admit);
	assert_false(decided(&p, CHECK_PAGE_PORTRAIT, VERDICT_NOT_DONE, REASON_NONE).admit);
	assert_true(decided(&p, CHECK_PAGE_INFRARED, VERDICT_NOT_DONE, REASON_NONE).admit);
	assert_int_equal(set(&p, "page-needs", "infrared"), EG_OK);
	assert_true(decided(&p, CHECK_PAGE_PRINT, VERDICT_NOT_DONE, REASON_NONE).admit);
	assert_false(decided(&p, CHECK_PAGE_INFRARED, VERDICT_NOT_DONE, REASON_NONE).admit);
	assert_true(policy_page_needed(&p));
	assert_int_equal(set(&p, "page-needs", "none"), EG_OK);
	assert_false(policy_page_needed(&p));
	assert_true(decided(&p, CHECK_PAGE_INFRARED, VERDICT_NOT_DONE, REASON_NONE).admit);
}

/* One word says what is demanded of a page, whichever of the two is set first. */
static void what_documents_may_lack_says_nothing_about_a_page(void **state)
{
	(void)state;
	static const char *const lists[] = {"none", "default", "CHECK_DG15_HASH"};
	for (size_t i = 0; i < 3; i++) {
		struct policy p = policy_default();
		assert_int_equal(set(&p, "tolerate-absent", lists[i]), EG_OK);
		assert_true(decided(&p, CHECK_PAGE_PRINT, VERDICT_NOT_DONE, REASON_NONE).admit);
		assert_int_equal(set(&p, "page-needs", "print"), EG_OK);
		assert_int_equal(set(&p, "tolerate-absent", lists[i]), EG_OK);
		assert_false(decided(&p, CHECK_PAGE_PRINT, VERDICT_NOT_DONE, REASON_NONE).admit);
	}
	struct policy p = policy_default();
	assert_int_equal(set(&p, "tolerate-absent", "CHECK_PAGE_PRINT"), EG_CONFIG);
}

static void nonsense_is_refused_and_changes_nothing(void **state)
{
	(void)state;
	static const char *const wrong[][2] = {
		{"page-match", "1001"},       {"page-refer", "-1"},
		{"page-match", ""},           {"page-needs", ""},
		{"page-needs", " , "},        {"page-needs", "paper"},
		{"page-needs", "none print"}, {"page-needs", "print none"},
		{"page-needs", "printed"},
	};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct policy p = policy_default();
		const struct policy before = p;
		assert_int_equal(set(&p, wrong[i][0], wrong[i][1]), EG_CONFIG);
		assert_memory_equal(&p, &before, sizeof(p));
	}
}

static void thresholds_out_of_order_are_refused(void **state)
{
	(void)state;
	struct policy p = policy_default();
	assert_int_equal(policy_check(&p), EG_OK);
	assert_int_equal(set(&p, "page-refer", "451"), EG_OK);
	assert_int_equal(policy_check(&p), EG_CONFIG);
	assert_int_equal(set(&p, "page-match", "451"), EG_OK);
	assert_int_equal(policy_check(&p), EG_OK);
	assert_int_equal(set(&p, "page-refer", "0"), EG_OK);
	assert_int_equal(policy_check(&p), EG_CONFIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(thresholds_are_met_exactly),
		cmocka_unit_test(what_was_not_compared_says_why),
		cmocka_unit_test(a_worn_page_refers_nobody_and_a_forged_one_does),
		cmocka_unit_test(a_page_that_failed_is_named_before_what_could_not_be_told),
		cmocka_unit_test(a_finger_settles_nothing_of_a_page),
		cmocka_unit_test(what_a_lane_needs_refers_where_it_is_not_told),
		cmocka_unit_test(needs_are_a_list_and_the_last_one_counts),
		cmocka_unit_test(what_documents_may_lack_says_nothing_about_a_page),
		cmocka_unit_test(nonsense_is_refused_and_changes_nothing),
		cmocka_unit_test(thresholds_out_of_order_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
