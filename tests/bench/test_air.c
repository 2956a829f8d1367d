/*
 * air and strategy: the model gives the numbers that were computed by hand for the files of an
 * ordinary passport.
 */
#include "strategy.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

/* EF.SOD, DG1, DG14, DG2: SELECT, eight octets, then pieces. */
static void read_passport(struct air_log *log, size_t chunk)
{
	static const size_t sizes[] = {2000, 93, 400, 18000};
	const struct strategy s = {"", 8, chunk, 0};
	*log = (struct air_log){.count = 0};
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		strategy_file(log, &s, sizes[i]);
	}
}

static void takes(const struct air_log *log, double apdu_ms, const double expected[4])
{
	static const unsigned rates[] = {106, 212, 424, 848};
	for (size_t i = 0; i < 4; i++) {
		double seconds = air_seconds(log, rates[i], apdu_ms);
		if (fabs(seconds - expected[i]) > 0.006) {
			print_message("%u kbit/s: %.3f s\n", rates[i], seconds);
		}
		assert_true(fabs(seconds - expected[i]) <= 0.006);
	}
}

static void pieces_of_160_take_what_was_computed_by_hand(void **state)
{
	(void)state;
	static struct air_log log;
	read_passport(&log, 160);
	assert_int_equal(log.count, 138);
	assert_int_equal(air_up(&log), 2686);
	assert_int_equal(air_down(&log), 25312);
	takes(&log, 0, (const double[]){2.48, 1.25, 0.64, 0.33});
	takes(&log, 5, (const double[]){3.17, 1.94, 1.33, 1.02});
}

static void pieces_of_223_take_what_was_computed_by_hand(void **state)
{
	(void)state;
	static struct air_log log;
	read_passport(&log, 223);
	assert_int_equal(log.count, 101);
	assert_int_equal(air_up(&log), 1983);
	assert_int_equal(air_down(&log), 22655);
	takes(&log, 0, (const double[]){2.16, 1.09, 0.56, 0.29});
	takes(&log, 5, (const double[]){2.67, 1.60, 1.06, 0.79});
}

/* 4 kB in one answer: 17 blocks, 16 of them acknowledged, one command. */
static void long_answers_are_chained(void **state)
{
	(void)state;
	static struct air_log log;
	log.count = 0;
	air_add(&log, 19, 4133);
	const double bytes = 19 + 4133 + 3 * (1 + 17 + 16);
	const double expected = bytes * 9 / 106000 + 34 * 0.0001;
	assert_true(fabs(air_seconds(&log, 106, 0) - expected) < 1e-9);
}

static void a_log_without_room_does_not_overflow(void **state)
{
	(void)state;
	static struct air_log log;
	log.count = 0;
	for (size_t i = 0; i < AIR_APDUS_MAX + 10; i++) {
		air_add(&log, 1, 2);
	}
	assert_int_equal(log.count, AIR_APDUS_MAX);
	assert_int_equal(air_down(&log), 2 * AIR_APDUS_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_of_160_take_what_was_computed_by_hand),
		cmocka_unit_test(pieces_of_223_take_what_was_computed_by_hand),
		cmocka_unit_test(long_answers_are_chained),
		cmocka_unit_test(a_log_without_room_does_not_overflow),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
