/*
 * test_base_verdict: findings start undone, and a bad one is never covered by a better one.
 */
#include "base/finger_cue.h"
#include "base/verdict.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* From what says least to what weighs most. */
static const enum verdict by_weight[] = {VERDICT_NOT_DONE, VERDICT_PASS, VERDICT_CANNOT_TELL,
					 VERDICT_FAIL};

static void findings_start_undone_and_know_their_check(void **state)
{
	(void)state; /* unused */
	const struct findings f = findings_none();
	for (unsigned c = 0; c < CHECK_COUNT; c++) {
		assert_int_equal(f.of[c].check, c);
		assert_int_equal(findings_verdict(&f, (enum check)c), VERDICT_NOT_DONE);
	}
}

static void a_merge_keeps_the_weightier_finding_with_its_reason(void **state)
{
	(void)state; /* unused */
	for (size_t a = 0; a < 4; a++) {
		for (size_t b = 0; b < 4; b++) {
			struct findings mine = findings_none();
			struct findings other = findings_none();
			findings_set(&mine, CHECK_DG1_HASH, by_weight[a], REASON_EXPIRED);
			findings_set(&other, CHECK_DG1_HASH, by_weight[b], REASON_REVOKED);
			findings_merge(&mine, &other);
			assert_int_equal(findings_verdict(&mine, CHECK_DG1_HASH),
					 by_weight[a > b ? a : b]);
			assert_int_equal(mine.of[CHECK_DG1_HASH].reason,
					 b > a ? REASON_REVOKED : REASON_EXPIRED);
			assert_int_equal(findings_verdict(&mine, CHECK_DG2_HASH), VERDICT_NOT_DONE);
		}
	}
}

static void a_verdict_that_does_not_exist_weighs_like_a_failure(void **state)
{
	(void)state; /* unused */
	struct findings mine = findings_none();
	struct findings other = findings_none();
	findings_set(&mine, CHECK_MRZ, VERDICT_PASS, REASON_NONE);
	other.of[CHECK_MRZ].verdict = 77;
	other.of[CHECK_MRZ].check = 200; /* lies about its place */
	findings_merge(&mine, &other);
	assert_int_equal(mine.of[CHECK_MRZ].verdict, 77);
	assert_int_equal(mine.of[CHECK_MRZ].check, CHECK_MRZ);
	findings_set(&other, CHECK_MRZ, VERDICT_PASS, REASON_NONE);
	findings_merge(&mine, &other);
	assert_int_equal(mine.of[CHECK_MRZ].verdict, 77);
}

static void numbers_out_of_range_have_no_name(void **state)
{
	(void)state; /* unused */
	assert_string_equal(check_name(CHECK_COUNT), "?");
	assert_string_equal(check_text(CHECK_COUNT), "?");
	assert_string_equal(reason_name(REASON_COUNT), "?");
	assert_string_equal(reason_text(REASON_COUNT), "?");
	assert_string_equal(verdict_name(4), "?");
	assert_string_equal(check_name(CHECK_FACE_ALONE), "CHECK_FACE_ALONE");
	assert_string_equal(reason_name(REASON_INTERNAL), "REASON_INTERNAL");
	assert_string_equal(verdict_name(VERDICT_CANNOT_TELL), "cannot tell");
}

/* Journals have them by their numbers. */
static void numbers_on_record_stay_what_they_are(void **state)
{
	(void)state; /* unused */
	assert_int_equal(CHECK_FACE_ALONE, 30);
	assert_int_equal(CHECK_FINGER_CHIP, 31);
	assert_int_equal(CHECK_FINGER_LIVE, 33);
	assert_int_equal(CHECK_PAGE_PORTRAIT, 36);
	assert_int_equal(REASON_FACE_COVERED, 52);
	assert_int_equal(REASON_OTHER_FINGER, 53);
	assert_int_equal(REASON_FINGER_REPEATED, 58);
	assert_int_equal(REASON_FINGER_PATTERN, 59);
	assert_int_equal(REASON_INK_DULL, 60);
}

static void each_cue_of_a_finger_gives_a_reason_of_its_own(void **state)
{
	(void)state; /* unused */
	assert_int_equal(finger_cue_reason(FINGER_CUE_COPY), REASON_FINGER_COPIED);
	assert_int_equal(finger_cue_reason(FINGER_CUE_REPEAT), REASON_FINGER_REPEATED);
	assert_int_equal(finger_cue_reason(FINGER_CUE_PATTERN), REASON_FINGER_PATTERN);
	assert_int_equal(finger_cue_reason(FINGER_CUE_COUNT), REASON_INTERNAL);
	assert_string_equal(finger_cue_name(FINGER_CUE_REPEAT), "repeat");
	assert_string_equal(finger_cue_name(FINGER_CUE_COUNT), "?");
	assert_string_equal(finger_cue_text(FINGER_CUE_COUNT), "?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(findings_start_undone_and_know_their_check),
		cmocka_unit_test(a_merge_keeps_the_weightier_finding_with_its_reason),
		cmocka_unit_test(a_verdict_that_does_not_exist_weighs_like_a_failure),
		cmocka_unit_test(numbers_out_of_range_have_no_name),
		cmocka_unit_test(numbers_on_record_stay_what_they_are),
		cmocka_unit_test(each_cue_of_a_finger_gives_a_reason_of_its_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
