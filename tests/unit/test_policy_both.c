/*
 * test_policy_both: a face and a finger together: the whole table, its edges, and that nobody gains
 * by being nearly right twice.
 */
#include "policy_kit.h"

static bool admitted(const char *when, int16_t face, int16_t finger)
{
	const struct policy p = wants(when);
	struct findings f = seen(face);
	struct decision d = policy_decide_face(&p, &f);
	if (!d.finger) {
		return d.admit;
	}
	give(&f, finger);
	return policy_decide_finger(&p, &f).admit;
}

/* The whole table, as docs/finger.md has it: face below refer, in doubt, a match, the portrait
 * itself; finger another's, unsure, a match, and at both ends of what can be said. */
static void face_and_finger_decide_as_the_table_says(void **state)
{
	(void)state;
	static const int16_t faces[] = {-1000, 0, 349, 350, 449, 450, 984, 985, 1000};
	static const int16_t fingers[] = {-1000, -20, -1, 0, 9, 10, 90, 1000};
	for (size_t i = 0; i < sizeof(faces) / sizeof(faces[0]); i++) {
		bool doubt = faces[i] >= 350 && faces[i] < 450;
		bool sure = faces[i] >= 450 && faces[i] < 985;
		for (size_t k = 0; k < sizeof(fingers) / sizeof(fingers[0]); k++) {
			bool match = fingers[k] >= 10;
			assert_int_equal(admitted("never", faces[i], fingers[k]), sure);
			assert_int_equal(admitted("doubt", faces[i], fingers[k]),
					 sure || (doubt && match));
			assert_int_equal(admitted("always", faces[i], fingers[k]),
					 (sure || doubt) && match);
		}
	}
}

/* A face that is nearly a match lends nothing to a finger, nor the finger to a face. */
static void an_impostor_gains_nothing_from_being_nearly_right_twice(void **state)
{
	static const char *const whens[] = {"doubt", "always"};
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		for (int16_t face = 350; face < 450; face++) {
			assert_false(admitted(whens[i], face, 9));
			assert_true(admitted(whens[i], face, 10));
		}
		assert_false(admitted(whens[i], 449, -1));
		assert_false(admitted(whens[i], 449, -1000)); /* nothing could be compared */
		assert_false(admitted(whens[i], 349, 90));
		assert_false(admitted(whens[i], 349, 1000));
		assert_true(admitted(whens[i], 350, 90)); /* its finger, by itself */
	}
}

/* A better face or finger never turns somebody away, but the portrait itself does. */
static void nobody_is_worse_off_by_a_better_score(void **state)
{
	static const char *const whens[] = {"never", "doubt", "always"};
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		for (int16_t face = 300; face < 984; face++) {
			for (int16_t finger = -2; finger < 12; finger++) {
				bool now = admitted(whens[i], face, finger);
				assert_true(!now || admitted(whens[i], face + 1, finger));
				assert_true(!now || admitted(whens[i], face, finger + 1));
			}
		}
	}
}

/* FINGER_SCORE_NONE of the matcher, of one finger or both, and what no score is. */
static void a_finger_that_could_not_be_compared_weighs_against_the_other(void **state)
{
	(void)state;
	const struct policy p = wants("doubt");
	const struct finger_scores none[] = {
		{.sum = -1000, .of = {-1000}, .position = {2}, .tries = 1},
		{.sum = -910, .of = {90, -1000}, .position = {2, 7}, .tries = 2},
		{.sum = -910, .of = {-1000, 90}, .position = {2, 7}, .tries = 2},
		{.sum = -2000, .of = {-1000, -1000}, .position = {2, 7}, .tries = 2},
		{.sum = INT16_MAX, .of = {INT16_MAX}, .position = {2}, .tries = 1},
		{.sum = INT16_MIN, .of = {INT16_MIN}, .position = {2}, .tries = 1},
		/* A sum that would wrap into what matches. */
		{.sum = -2, .of = {INT16_MAX, INT16_MAX}, .position = {2, 7}, .tries = 2},
		{.sum = 0, .of = {INT16_MIN, INT16_MIN}, .position = {2, 7}, .tries = 2},
	};
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		struct findings f = seen(449);
		assert_true(policy_decide_face(&p, &f).finger);
		policy_judge_finger(&p, &none[i], &good_cues, REASON_NONE, &f);
		assert_false(policy_decide_finger(&p, &f).admit);
		assert_int_equal(policy_decide_finger(&p, &f).check, CHECK_FINGER_MATCH);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(face_and_finger_decide_as_the_table_says),
		cmocka_unit_test(an_impostor_gains_nothing_from_being_nearly_right_twice),
		cmocka_unit_test(nobody_is_worse_off_by_a_better_score),
		cmocka_unit_test(a_finger_that_could_not_be_compared_weighs_against_the_other),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
