/*
 * test_policy_finger: who is asked for a finger, what it settles, and what it cannot.
 */
#include "policy_kit.h"

static void expect_asked(const char *when, int16_t match, bool asked, bool admitted)
{
	const struct policy p = wants(when);
	const struct findings f = seen(match);
	const struct decision d = policy_decide_face(&p, &f);
	assert_int_equal(d.finger, asked);
	assert_int_equal(d.admit, admitted);
}

static void a_finger_is_asked_for_where_policy_says(void **state)
{
	(void)state;
	expect_asked("never", SURE, false, true);
	expect_asked("never", DOUBT, false, false);
	expect_asked("doubt", SURE, false, true);
	expect_asked("doubt", DOUBT, true, false);
	expect_asked("doubt", 450, false, true);
	expect_asked("doubt", 449, true, false);
	expect_asked("doubt", 350, true, false);
	expect_asked("always", SURE, true, false);
	expect_asked("always", DOUBT, true, false);
}

static void a_face_that_is_anothers_never_gets_to_the_finger(void **state)
{
	(void)state;
	expect_asked("doubt", OTHER, false, false);
	expect_asked("always", OTHER, false, false);
	expect_asked("always", 985, false, false); /* the portrait itself */
	const struct policy p = wants("always");
	struct findings f = seen(OTHER);
	give(&f, 100); /* even if somebody had asked for it */
	assert_false(policy_decide_finger(&p, &f).admit);
	assert_int_equal(policy_decide_finger(&p, &f).check, CHECK_FACE_MATCH);
}

static void nobody_whom_another_check_refers_is_asked(void **state)
{
	(void)state;
	const struct policy p = wants("always");
	for (unsigned c = 0; c <= CHECK_FACE_ALONE; c++) {
		for (int16_t match = DOUBT; match <= SURE; match += SURE - DOUBT) {
			struct findings f = seen(match);
			findings_set(&f, (enum check)c, VERDICT_FAIL, REASON_DIFFERS);
			assert_false(policy_decide_face(&p, &f).finger);
			assert_false(policy_decide_face(&p, &f).admit);
			assert_int_equal(policy_decide_face(&p, &f).check, c);
			give(&f, 100);
			assert_false(policy_decide_finger(&p, &f).admit);
			assert_int_equal(policy_decide_finger(&p, &f).check, c);
		}
	}
}

static void only_a_score_in_between_is_a_doubt_that_a_finger_settles(void **state)
{
	(void)state;
	static const enum reason others[] = {REASON_NO_FACE, REASON_FACE_COVERED, REASON_INTERNAL};
	const struct policy p = wants("doubt");
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		struct findings f = seen(SURE);
		findings_set(&f, CHECK_FACE_MATCH, VERDICT_CANNOT_TELL, others[i]);
		assert_false(policy_decide_face(&p, &f).finger);
		give(&f, 100);
		assert_false(policy_decide_finger(&p, &f).admit);
	}
}

static void expect_given(int16_t score, enum verdict v, enum reason why)
{
	struct findings f = seen(SURE);
	give(&f, score);
	assert_int_equal(findings_verdict(&f, CHECK_FINGER_MATCH), v);
	assert_int_equal(f.of[CHECK_FINGER_MATCH].reason, why);
	assert_int_equal(findings_verdict(&f, CHECK_FINGER_LIVE), VERDICT_PASS);
}

static void thresholds_are_met_exactly(void **state)
{
	(void)state;
	expect_given(10, VERDICT_PASS, REASON_NONE);
	expect_given(9, VERDICT_CANNOT_TELL, REASON_FINGER_UNSURE);
	expect_given(0, VERDICT_CANNOT_TELL, REASON_FINGER_UNSURE);
	expect_given(-1, VERDICT_FAIL, REASON_OTHER_FINGER);
	expect_given(1000, VERDICT_PASS, REASON_NONE);
	expect_given(-1000, VERDICT_FAIL, REASON_OTHER_FINGER);
}

static void a_finger_that_matches_settles_a_doubt_and_no_other_does(void **state)
{
	static const char *const whens[] = {"doubt", "always"};
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		const struct policy p = wants(whens[i]);
		struct findings f = seen(DOUBT);
		give(&f, 10);
		assert_true(policy_decide_finger(&p, &f).admit);
		give(&f, 9);
		assert_false(policy_decide_finger(&p, &f).admit);
		assert_int_equal(policy_decide_finger(&p, &f).reason, REASON_FINGER_UNSURE);
		give(&f, -1);
		assert_int_equal(policy_decide_finger(&p, &f).reason, REASON_OTHER_FINGER);
		/* A face that is sure does not make up for another finger. */
		f = seen(SURE);
		give(&f, -1);
		assert_false(policy_decide_finger(&p, &f).admit);
		assert_int_equal(policy_decide_finger(&p, &f).check, CHECK_FINGER_MATCH);
	}
}

static void two_fingers_add(void **state)
{
	(void)state;
	const struct policy p = policy_default();
	struct findings f = findings_none();
	struct finger_scores s = {
		.sum = 10, .of = {-5, 15}, .position = {2, 7}, .quality = {50, 50}, .tries = 3};
	policy_judge_finger(&p, &s, &good_cues, REASON_NONE, &f);
	assert_int_equal(findings_verdict(&f, CHECK_FINGER_MATCH), VERDICT_PASS);
	s.of[0] = -25;
	s.sum = -10;
	policy_judge_finger(&p, &s, &good_cues, REASON_NONE, &f);
	assert_int_equal(findings_verdict(&f, CHECK_FINGER_MATCH), VERDICT_FAIL);
}

static void scores_that_contradict_themselves_pass_nobody(void **state)
{
	(void)state;
	const struct policy p = policy_default();
	const struct finger_scores wrong[] = {
		{.sum = 30, .of = {10, 10}, .position = {2, 7}},
		{.sum = 20, .of = {10, 10}, .position = {2, 2}}, /* one finger twice */
		{.sum = 20, .of = {10, 10}, .position = {2, 0}}, /* one that was not compared */
		{.sum = 20, .of = {20}, .position = {11}},
		{.sum = 1001, .of = {1001}, .position = {2}},
		{.sum = 20, .of = {20}, .position = {2}, .quality = {101}},
		{.sum = 20, .of = {20}, .position = {2}, .tries = 7},
	};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct findings f = seen(SURE);
		assert_false(finger_scores_sound(&wrong[i]));
		policy_judge_finger(&p, &wrong[i], &good_cues, REASON_NONE, &f);
		assert_int_equal(findings_verdict(&f, CHECK_FINGER_MATCH), VERDICT_CANNOT_TELL);
		assert_int_equal(f.of[CHECK_FINGER_MATCH].reason, REASON_INTERNAL);
		assert_false(policy_decide_finger(&p, &f).admit);
	}
}

static void who_gives_no_finger_is_an_officers_with_the_reason(void **state)
{
	static const enum reason whys[] = {REASON_NO_FINGER, REASON_POOR_QUALITY,
					   REASON_SENSOR_LOST};
	(void)state;
	const struct policy p = wants("always");
	const struct finger_scores none = {.tries = 2};
	for (size_t i = 0; i < sizeof(whys) / sizeof(whys[0]); i++) {
		struct findings f = seen(SURE);
		const struct finger_cues cues = {0};
		policy_judge_finger(&p, &none, &cues, whys[i], &f);
		assert_false(policy_decide_finger(&p, &f).admit);
		assert_int_equal(policy_decide_finger(&p, &f).check, CHECK_FINGER_MATCH);
		assert_int_equal(policy_decide_finger(&p, &f).reason, whys[i]);
	}
}

static void a_copy_is_an_officers_however_well_it_matches(void **state)
{
	(void)state;
	const struct policy p = wants("always");
	const struct finger_scores s = one_finger(500);
	for (unsigned cue = 0; cue < FINGER_CUE_COUNT; cue++) {
		struct findings f = seen(SURE);
		struct finger_cues cues = good_cues;
		cues.of[cue] = VERDICT_FAIL;
		policy_judge_finger(&p, &s, &cues, REASON_NONE, &f);
		assert_int_equal(policy_decide_finger(&p, &f).check, CHECK_FINGER_LIVE);
		assert_int_equal(policy_decide_finger(&p, &f).reason, finger_cue_reason(cue));
		cues.of[cue] = VERDICT_NOT_DONE; /* a worker that judges nothing admits nobody */
		policy_judge_finger(&p, &s, &cues, REASON_NONE, &f);
		assert_false(policy_decide_finger(&p, &f).admit);
		assert_int_equal(findings_verdict(&f, CHECK_FINGER_LIVE), VERDICT_CANNOT_TELL);
	}
}

static void a_document_without_fingers_is_an_officers_unless_a_word_excuses_it(void **state)
{
	(void)state;
	struct policy p = wants("always");
	struct findings f = seen(SURE);
	findings_set(&f, CHECK_FINGER_CHIP, VERDICT_CANNOT_TELL, REASON_NOT_PRESENT);
	assert_false(policy_decide_document(&p, &f).admit); /* before they have gone in */
	assert_int_equal(policy_decide_document(&p, &f).check, CHECK_FINGER_CHIP);
	assert_false(policy_decide_face(&p, &f).admit);
	assert_false(policy_decide_finger(&p, &f).admit);
	assert_int_equal(set(&p, "tolerate-absent", "default"), EG_OK);
	assert_false(policy_decide_face(&p, &f).admit);
	assert_int_equal(set(&p, "tolerate-absent", "default, CHECK_FINGER_CHIP"), EG_OK);
	assert_true(policy_decide_face(&p, &f).admit);
	assert_true(policy_decide_finger(&p, &f).admit);
	/* What was kept back, or cannot be used, is not absent. */
	findings_set(&f, CHECK_FINGER_CHIP, VERDICT_CANNOT_TELL, REASON_CHIP_REFUSED);
	assert_false(policy_decide_face(&p, &f).admit);
	findings_set(&f, CHECK_FINGER_CHIP, VERDICT_CANNOT_TELL, REASON_POOR_QUALITY);
	assert_false(policy_decide_face(&p, &f).admit);
	findings_set(&f, CHECK_FINGER_CHIP, VERDICT_FAIL, REASON_NOT_PRESENT);
	assert_false(policy_decide_face(&p, &f).admit);
	/* A face in doubt is excused by nothing. */
	f = seen(DOUBT);
	findings_set(&f, CHECK_FINGER_CHIP, VERDICT_CANNOT_TELL, REASON_NOT_PRESENT);
	assert_false(policy_decide_face(&p, &f).admit);
	assert_false(policy_decide_face(&p, &f).finger);
	assert_int_equal(policy_decide_face(&p, &f).reason, REASON_SCORE_UNSURE);
	assert_false(policy_decide_finger(&p, &f).admit);
}

static void a_document_without_fingers_matters_only_where_everybody_gives_one(void **state)
{
	(void)state;
	const struct policy doubt = wants("doubt");
	const struct policy never = policy_default();
	struct findings f = seen(SURE);
	findings_set(&f, CHECK_FINGER_CHIP, VERDICT_CANNOT_TELL, REASON_NOT_PRESENT);
	assert_true(policy_decide_document(&doubt, &f).admit);
	assert_true(policy_decide_face(&doubt, &f).admit);
	assert_true(policy_decide_face(&never, &f).admit);
}

static void fingers_that_are_still_decoded_count_as_some(void **state)
{
	(void)state;
	const struct policy p = wants("always");
	struct findings f = seen(SURE);
	findings_set(&f, CHECK_FINGER_CHIP, VERDICT_NOT_DONE, REASON_NONE);
	assert_true(policy_decide_document(&p, &f).admit);
	assert_true(policy_decide_face(&p, &f).finger);
	assert_false(policy_decide_finger(&p, &f).admit);
}

static void nothing_found_admits_nobody(void **state)
{
	(void)state;
	const struct policy p = wants("always");
	const struct findings none = findings_none();
	struct findings f = seen(SURE);
	assert_false(policy_decide_finger(&p, &none).admit);
	assert_false(policy_decide_face(&p, &none).finger);
	assert_false(policy_decide_finger(&p, &f).admit); /* nobody has compared it */
}

static void fingers_are_chosen_as_preferred(void **state)
{
	(void)state;
	struct policy p = policy_default();
	uint8_t out[POLICY_FINGERS];
	assert_int_equal(policy_choose_fingers(&p, 1u << 2 | 1u << 7, out), 2);
	assert_int_equal(out[0], 2);
	assert_int_equal(out[1], 7);
	assert_int_equal(policy_choose_fingers(&p, 1u << 10 | 1u << 6 | 1u << 1, out), 2);
	assert_int_equal(out[0], 1);
	assert_int_equal(out[1], 6);
	assert_int_equal(policy_choose_fingers(&p, 1u << 5, out), 1);
	assert_int_equal(out[0], 5);
	assert_int_equal(out[1], 0);
	assert_int_equal(policy_choose_fingers(&p, 1u << 0 | 1u << 13, out), 0); /* four at once */
	assert_int_equal(set(&p, "finger-positions", "left-little  left-thumb"), EG_OK);
	assert_int_equal(policy_choose_fingers(&p, 0x7FE, out), 2);
	assert_int_equal(out[0], 10);
	assert_int_equal(out[1], 6);
	assert_int_equal(policy_choose_fingers(&p, 1u << 3, out), 1); /* others come after them */
	assert_int_equal(out[0], 3);
}

static void settings_are_taken_over_or_refused_whole(void **state)
{
	static const char *const wrong[][2] = {
		{"finger", "yes"},
		{"finger", ""},
		{"finger-tries", "0"},
		{"finger-tries", "4"},
		{"finger-tries", "11"},
		{"finger-match", "1001"},
		{"finger-match", "-1"},
		{"finger-positions", ""},
		{"finger-positions", " "},
		{"finger-positions", "right-index right-index"},
		{"finger-positions", "?"},
		{"finger-positions", "right-index right-toe"},
		{"finger-postions", "right-index"},
		{"tolerate-absent", "CHECK_FINGER_MATCH"},
	};
	(void)state;
	struct policy p = policy_default();
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		const struct policy before = policy_default();
		p = policy_default();
		assert_int_equal(set(&p, wrong[i][0], wrong[i][1]), EG_CONFIG);
		assert_int_equal(p.finger, before.finger);
		assert_int_equal(p.finger_tries, before.finger_tries);
		assert_int_equal(p.finger_match, before.finger_match);
		assert_memory_equal(p.finger_order, before.finger_order, sizeof(p.finger_order));
	}
	assert_int_equal(set(&p, "finger-tries", "1"), EG_OK);
	assert_int_equal(set(&p, "finger-match", "25"), EG_OK);
	assert_int_equal(set(&p, "finger-refer", "5"), EG_OK);
	assert_int_equal(p.finger_tries, 1);
	assert_int_equal(p.finger_match, 25);
	assert_int_equal(p.finger_refer, 5);
	assert_int_equal(set(&p, "finger", "always"), EG_OK);
	assert_int_equal(policy_check(&p), EG_OK);
	assert_int_equal(set(&p, "finger-refer", "26"), EG_OK);
	assert_int_equal(policy_check(&p), EG_CONFIG);
	assert_int_equal(set(&p, "finger-refer", "0"), EG_OK);
	assert_int_equal(set(&p, "finger-match", "0"), EG_OK);
	assert_int_equal(policy_check(&p), EG_CONFIG);
	assert_string_equal(policy_position_word(0), "?");
	assert_string_equal(policy_position_word(11), "?");
	assert_string_equal(policy_position_word(10), "left-little");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_finger_is_asked_for_where_policy_says),
		cmocka_unit_test(a_face_that_is_anothers_never_gets_to_the_finger),
		cmocka_unit_test(nobody_whom_another_check_refers_is_asked),
		cmocka_unit_test(only_a_score_in_between_is_a_doubt_that_a_finger_settles),
		cmocka_unit_test(thresholds_are_met_exactly),
		cmocka_unit_test(a_finger_that_matches_settles_a_doubt_and_no_other_does),
		cmocka_unit_test(two_fingers_add),
		cmocka_unit_test(scores_that_contradict_themselves_pass_nobody),
		cmocka_unit_test(who_gives_no_finger_is_an_officers_with_the_reason),
		cmocka_unit_test(a_copy_is_an_officers_however_well_it_matches),
		cmocka_unit_test(
			a_document_without_fingers_is_an_officers_unless_a_word_excuses_it),
		cmocka_unit_test(a_document_without_fingers_matters_only_where_everybody_gives_one),
		cmocka_unit_test(fingers_that_are_still_decoded_count_as_some),
		cmocka_unit_test(nothing_found_admits_nobody),
		cmocka_unit_test(fingers_are_chosen_as_preferred),
		cmocka_unit_test(settings_are_taken_over_or_refused_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
