/*
 * test_finger_job: what the finger worker makes of presses: who matches, who does not, which press
 * of several is compared, what tells that it is no live finger. On fingers that are made up.
 */
#include "finger_desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define MATCH    20 /* decibans: above every threshold that a policy has by default */
#define NO_MATCH 0

static void assert_cues(const struct finger_desk *d, enum verdict copy, enum verdict repeat,
			enum verdict pattern)
{
	assert_true(d->answered);
	assert_int_equal(d->result.cues.of[FINGER_CUE_COPY], copy);
	assert_int_equal(d->result.cues.of[FINGER_CUE_REPEAT], repeat);
	assert_int_equal(d->result.cues.of[FINGER_CUE_PATTERN], pattern);
}

static void assert_nothing_compared(const struct finger_desk *d, enum reason why)
{
	const struct finger_scores *s = &d->result.scores;
	assert_true(d->answered);
	assert_int_equal(d->result.why, why);
	for (size_t i = 0; i < POLICY_FINGERS; i++) {
		assert_int_equal(s->of[i], 0);
		assert_int_equal(s->position[i], 0);
		assert_int_equal(s->quality[i], 0);
	}
	assert_int_equal(s->sum, 0);
}

/* A traveller whose chip holds fingers 0 and 1, and who is asked for this one. */
static void open_for(struct finger_desk *d, uint8_t tries, uint8_t first, uint8_t second)
{
	finger_desk_open(d);
	finger_desk_two(d);
	assert_int_equal(finger_desk_order(d, tries, first, second), EG_OK);
}

/* ---- who matches ---- */

static void two_fingers_of_the_chip_match_and_add(void **state)
{
	(void)state;
	struct finger_desk d;
	open_for(&d, 3, RIGHT_INDEX, LEFT_INDEX);
	finger_desk_press(&d, finger_desk_image(0, 1));
	assert_false(d.answered);
	finger_desk_press(&d, finger_desk_image(1, 1));
	assert_cues(&d, VERDICT_PASS, VERDICT_PASS, VERDICT_PASS);
	const struct finger_scores *s = &d.result.scores;
	assert_true(s->of[0] > MATCH && s->of[1] > MATCH);
	assert_int_equal(s->sum, s->of[0] + s->of[1]);
	assert_int_equal(s->position[0], RIGHT_INDEX);
	assert_int_equal(s->position[1], LEFT_INDEX);
	assert_true(s->quality[0] >= 35 && s->quality[1] >= 35);
	assert_int_equal(s->tries, 2);
	assert_int_equal(d.result.why, REASON_NONE);
	assert_int_equal(d.result.matcher, 1);
	assert_int_equal(d.result.own_us, 11000); /* of 11 calls, as the desk tells them */
	finger_desk_close(&d);
}

static void a_strangers_finger_does_not_match_and_is_not_asked_again(void **state)
{
	(void)state;
	struct finger_desk d;
	open_for(&d, 3, RIGHT_INDEX, 0);
	finger_desk_press(&d, finger_desk_image(2, 1));
	assert_cues(&d, VERDICT_PASS, VERDICT_PASS, VERDICT_PASS);
	assert_true(d.result.scores.sum < NO_MATCH);
	assert_int_equal(d.result.scores.position[0], RIGHT_INDEX);
	assert_int_equal(d.result.scores.tries, 1);
	assert_int_equal(finger_job_compared(d.job), 1);
	finger_desk_close(&d);
}

static void one_finger_of_two_stands_where_it_was_asked_for(void **state)
{
	(void)state;
	struct finger_desk d;
	open_for(&d, 1, RIGHT_INDEX, LEFT_INDEX);
	finger_desk_event(&d, PRESS_NEEDED, PRESS_RETRY_GENERAL);
	finger_desk_event(&d, PRESS_OVER, PRESS_RETRY_GENERAL);
	finger_desk_press(&d, finger_desk_image(1, 1));
	assert_cues(&d, VERDICT_PASS, VERDICT_PASS, VERDICT_PASS);
	assert_int_equal(d.result.scores.position[0], 0);
	assert_int_equal(d.result.scores.position[1], LEFT_INDEX);
	assert_int_equal(d.result.scores.of[0], 0);
	assert_true(d.result.scores.of[1] > MATCH);
	assert_int_equal(d.result.scores.tries, 1);
	finger_desk_close(&d);
}

/* ---- another finger of the chip ---- */

static void who_gives_another_finger_of_the_chip_is_told_and_tries_again(void **state)
{
	(void)state;
	struct finger_desk d;
	open_for(&d, 3, RIGHT_INDEX, 0);
	finger_desk_press(&d, finger_desk_image(1, 1));
	assert_false(d.answered);
	finger_desk_event(&d, PRESS_NEEDED, PRESS_RETRY_GENERAL);
	assert_int_equal(d.prompt, FINGER_PROMPT_OTHER);
	assert_int_equal(d.position, RIGHT_INDEX);
	finger_desk_press(&d, finger_desk_image(0, 1));
	assert_cues(&d, VERDICT_PASS, VERDICT_PASS, VERDICT_PASS);
	assert_true(d.result.scores.sum > MATCH);
	assert_int_equal(d.result.scores.position[0], RIGHT_INDEX);
	assert_int_equal(d.result.scores.tries, 2);
	finger_desk_close(&d);
}

static void another_finger_of_the_chip_never_takes_the_place_of_the_asked_one(void **state)
{
	(void)state;
	struct finger_desk d;
	open_for(&d, 3, RIGHT_INDEX, 0);
	for (size_t i = 1; i < DESK_IMPRESSIONS; i++) {
		assert_false(d.answered);
		finger_desk_press(&d, finger_desk_image(1, i));
	}
	assert_true(d.answered);
	assert_true(d.result.scores.sum < NO_MATCH);
	assert_int_equal(d.result.scores.position[0], RIGHT_INDEX);
	assert_int_equal(d.result.scores.position[1], 0);
	assert_int_equal(d.result.scores.tries, 3);
	finger_desk_close(&d);
}

/* ---- which press is compared ---- */

static void a_poor_press_is_asked_again_and_the_good_one_is_compared(void **state)
{
	(void)state;
	struct finger_desk d;
	open_for(&d, 3, RIGHT_INDEX, 0);
	finger_desk_press(&d, finger_desk_poor(0));
	assert_int_equal(finger_job_last(d.job).worth, FINGER_WORTH_POOR);
	assert_false(d.answered);
	finger_desk_event(&d, PRESS_NEEDED, PRESS_RETRY_GENERAL);
	assert_int_equal(d.prompt, finger_job_last(d.job).asked);
	assert_int_not_equal(d.prompt, FINGER_PROMPT_NONE);
	assert_int_not_equal(d.prompt, FINGER_PROMPT_PLACE);
	finger_desk_press(&d, finger_desk_image(0, 1));
	assert_true(d.answered);
	assert_true(d.result.scores.sum > MATCH);
	assert_int_equal(d.result.scores.tries, 2);
	assert_int_equal(finger_job_compared(d.job), 1);
	finger_desk_close(&d);
}

static void only_poor_presses_are_compared_once_and_by_the_best_of_them(void **state)
{
	(void)state;
	struct finger_desk d;
	struct finger_job_limits l = finger_job_limits_default();
	l.quality.unified = 101; /* nothing is good enough */
	finger_desk_open_with(&d, l);
	finger_desk_two(&d);
	assert_int_equal(finger_desk_order(&d, 3, RIGHT_INDEX, 0), EG_OK);
	uint8_t best = 0;
	for (size_t i = 1; i < DESK_IMPRESSIONS; i++) {
		finger_desk_press(&d, finger_desk_image(0, i));
		uint8_t unified = finger_job_last(d.job).unified;
		assert_int_equal(finger_job_last(d.job).worth, FINGER_WORTH_POOR);
		best = unified > best ? unified : best;
	}
	assert_true(d.answered);
	assert_int_equal(d.result.scores.quality[0], best);
	assert_true(d.result.scores.sum > MATCH);
	assert_int_equal(finger_job_compared(d.job), 1);
	finger_desk_close(&d);
}

/* Three presses are not three draws: what is compared is chosen before any score is known. */
static void who_presses_poorly_three_times_is_compared_once(void **state)
{
	(void)state;
	for (size_t stranger = 1; stranger < DESK_FINGERS; stranger++) {
		struct finger_desk d;
		open_for(&d, 3, RIGHT_INDEX, 0);
		finger_desk_press(&d, finger_desk_poor(0));
		finger_desk_press(&d, finger_desk_poor(2));
		finger_desk_press(&d, finger_desk_image(2, stranger));
		assert_true(d.answered);
		assert_int_equal(finger_job_compared(d.job), 1);
		assert_true(d.result.scores.sum < NO_MATCH);
		finger_desk_close(&d);
	}
}

static void a_copy_that_cannot_be_excluded_asks_for_the_finger_turned(void **state)
{
	(void)state;
	struct finger_desk d;
	struct finger_job_limits l = finger_job_limits_default();
	l.attack.doubt = -999; /* every press could be one */
	finger_desk_open_with(&d, l);
	finger_desk_two(&d);
	assert_int_equal(finger_desk_order(&d, 2, RIGHT_INDEX, 0), EG_OK);
	finger_desk_press(&d, finger_desk_image(0, 1));
	assert_int_equal(finger_job_last(d.job).worth, FINGER_WORTH_DOUBT);
	assert_false(d.answered);
	finger_desk_event(&d, PRESS_NEEDED, PRESS_RETRY_GENERAL);
	assert_int_equal(d.prompt, FINGER_PROMPT_TURN);
	finger_desk_press(&d, finger_desk_image(0, 2));
	assert_cues(&d, VERDICT_CANNOT_TELL, VERDICT_PASS, VERDICT_PASS);
	assert_true(d.result.scores.sum > MATCH); /* policy refers by the cue */
	assert_int_equal(finger_job_compared(d.job), 1);
	finger_desk_close(&d);
}

/* ---- what is no live finger ---- */

static void the_chips_own_image_ends_the_order_at_once(void **state)
{
	(void)state;
	struct finger_desk d;
	open_for(&d, 3, RIGHT_INDEX, LEFT_INDEX);
	finger_desk_press(&d, finger_desk_image(0, 0));
	assert_cues(&d, VERDICT_FAIL, VERDICT_PASS, VERDICT_PASS);
	assert_nothing_compared(&d, REASON_NO_FINGER);
	assert_int_equal(d.result.scores.tries, 1);
	assert_int_equal(finger_job_compared(d.job), 0);
	finger_desk_close(&d);
}

static void the_image_of_another_finger_of_the_chip_is_a_copy_too(void **state)
{
	(void)state;
	struct finger_desk d;
	open_for(&d, 3, RIGHT_INDEX, LEFT_INDEX);
	finger_desk_press(&d, finger_desk_image(0, 1));
	finger_desk_press(&d, finger_desk_image(1, 0));
	assert_cues(&d, VERDICT_FAIL, VERDICT_PASS, VERDICT_PASS);
	assert_true(d.result.scores.of[0] > MATCH); /* what was compared before stays told */
	assert_int_equal(d.result.scores.position[1], 0);
	finger_desk_close(&d);
}

/* Pixel by pixel, under the resolution of a sensor that has another. */
static void the_chips_image_under_another_resolution_is_a_copy(void **state)
{
	(void)state;
	struct finger_desk d;
	struct finger_image fed = *finger_desk_image(0, 0); /* borrows */
	fed.dpi = 560;
	open_for(&d, 3, RIGHT_INDEX, 0);
	finger_desk_press(&d, &fed);
	assert_cues(&d, VERDICT_FAIL, VERDICT_PASS, VERDICT_PASS);
	assert_nothing_compared(&d, REASON_NO_FINGER);
	finger_desk_close(&d);
}

static void the_same_frame_twice_ends_the_order(void **state)
{
	(void)state;
	struct finger_desk d;
	open_for(&d, 3, RIGHT_INDEX, 0);
	finger_desk_press(&d, finger_desk_poor(0));
	assert_false(d.answered);
	finger_desk_press(&d, finger_desk_poor(0));
	assert_cues(&d, VERDICT_PASS, VERDICT_FAIL, VERDICT_PASS);
	assert_nothing_compared(&d, REASON_NO_FINGER);
	assert_int_equal(d.result.scores.tries, 2);
	finger_desk_close(&d);
}

static void a_frame_of_the_order_before_is_known_again(void **state)
{
	(void)state;
	struct finger_desk d;
	open_for(&d, 3, RIGHT_INDEX, 0);
	finger_desk_press(&d, finger_desk_image(0, 1));
	assert_cues(&d, VERDICT_PASS, VERDICT_PASS, VERDICT_PASS);
	assert_int_equal(finger_desk_order(&d, 3, RIGHT_INDEX, 0), EG_OK);
	finger_desk_press(&d, finger_desk_image(0, 1));
	assert_cues(&d, VERDICT_PASS, VERDICT_FAIL, VERDICT_PASS);
	finger_desk_close(&d);
}

static void a_bare_sensor_shows_no_finger(void **state)
{
	(void)state;
	struct finger_desk d;
	open_for(&d, 2, RIGHT_INDEX, 0);
	for (uint64_t i = 0; i < 2; i++) {
		EG_AUTO(finger_image_free) struct finger_image bare = {0};
		finger_desk_bare(i, &bare);
		finger_desk_press(&d, &bare);
		assert_int_equal(finger_job_last(d.job).worth, FINGER_WORTH_NOTHING);
	}
	assert_nothing_compared(&d, REASON_NO_FINGER);
	assert_int_equal(d.result.cues.of[FINGER_CUE_PATTERN], VERDICT_FAIL);
	assert_int_equal(d.result.scores.tries, 2);
	finger_desk_close(&d);
}

static void a_bare_picture_before_a_finger_is_only_a_try(void **state)
{
	(void)state;
	struct finger_desk d;
	EG_AUTO(finger_image_free) struct finger_image bare = {0};
	finger_desk_bare(5, &bare);
	open_for(&d, 2, RIGHT_INDEX, 0);
	finger_desk_press(&d, &bare);
	assert_false(d.answered);
	finger_desk_press(&d, finger_desk_image(0, 1));
	assert_cues(&d, VERDICT_PASS, VERDICT_PASS, VERDICT_PASS);
	assert_true(d.result.scores.sum > MATCH);
	assert_int_equal(d.result.scores.tries, 2);
	finger_desk_close(&d);
}

static int make(void **state)
{
	(void)state;
	finger_desk_make();
	return 0;
}

static int unmake(void **state)
{
	(void)state;
	finger_desk_unmake();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_fingers_of_the_chip_match_and_add),
		cmocka_unit_test(a_strangers_finger_does_not_match_and_is_not_asked_again),
		cmocka_unit_test(one_finger_of_two_stands_where_it_was_asked_for),
		cmocka_unit_test(who_gives_another_finger_of_the_chip_is_told_and_tries_again),
		cmocka_unit_test(another_finger_of_the_chip_never_takes_the_place_of_the_asked_one),
		cmocka_unit_test(a_poor_press_is_asked_again_and_the_good_one_is_compared),
		cmocka_unit_test(only_poor_presses_are_compared_once_and_by_the_best_of_them),
		cmocka_unit_test(who_presses_poorly_three_times_is_compared_once),
		cmocka_unit_test(a_copy_that_cannot_be_excluded_asks_for_the_finger_turned),
		cmocka_unit_test(the_chips_own_image_ends_the_order_at_once),
		cmocka_unit_test(the_image_of_another_finger_of_the_chip_is_a_copy_too),
		cmocka_unit_test(the_chips_image_under_another_resolution_is_a_copy),
		cmocka_unit_test(the_same_frame_twice_ends_the_order),
		cmocka_unit_test(a_frame_of_the_order_before_is_known_again),
		cmocka_unit_test(a_bare_sensor_shows_no_finger),
		cmocka_unit_test(a_bare_picture_before_a_finger_is_only_a_try),
	};
	return cmocka_run_group_tests(tests, make, unmake);
}
