/*
 * test_finger_job: what the finger worker makes of presses: who matches, who does not, which press
 * of several is compared, what ends an order. On fingers that are made up.
 */
#include "finger_desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define MATCH 20 /* decibans: above every threshold that a policy has by default */

static void assert_cues(const struct finger_desk *d, enum verdict copy, enum verdict repeat,
			enum verdict pattern)
{
	assert_int_equal(d->result.cues.of[FINGER_CUE_COPY], copy);
	assert_int_equal(d->result.cues.of[FINGER_CUE_REPEAT], repeat);
	assert_int_equal(d->result.cues.of[FINGER_CUE_PATTERN], pattern);
}

static void two_fingers_of_the_chip_match_and_add(void **state)
{
	(void)state;
	struct finger_desk d;
	finger_desk_open(&d);
	finger_desk_two(&d);
	assert_int_equal(finger_desk_order(&d, 3, RIGHT_INDEX, LEFT_INDEX), EG_OK);
	finger_desk_press(&d, finger_desk_image(0, 1));
	assert_false(d.answered);
	finger_desk_press(&d, finger_desk_image(1, 1));
	assert_true(d.answered);
	const struct finger_scores *s = &d.result.scores;
	print_message("%d %d\n", s->of[0], s->of[1]);
	assert_true(s->of[0] > MATCH && s->of[1] > MATCH);
	assert_int_equal(s->sum, s->of[0] + s->of[1]);
	assert_int_equal(s->position[0], RIGHT_INDEX);
	assert_int_equal(s->position[1], LEFT_INDEX);
	assert_int_equal(s->tries, 2);
	assert_int_equal(d.result.why, REASON_NONE);
	assert_cues(&d, VERDICT_PASS, VERDICT_PASS, VERDICT_PASS);
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
	};
	return cmocka_run_group_tests(tests, make, unmake);
}
