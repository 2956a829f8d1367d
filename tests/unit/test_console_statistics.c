/*
 * test_console_statistics: what is counted of a shift is counted once for all screens that ask for
 * the same. A desk and what it was told of a journal are real; nobody is logged in.
 */
#include "prog/console_statistics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define NOW_MS  INT64_C(1767225600000)
#define HOUR_MS (INT64_C(3600) * 1000)

static struct desk *desk;
static struct statistics statistics;

static int begin(void **state)
{
	const struct desk_settings settings = {.ack_target_ms = 15000};
	(void)state;
	statistics = (struct statistics){.made = 0};
	assert_int_equal(desk_open(&settings, NOW_MS, &desk), EG_OK);
	assert_int_equal(desk_lane_add(desk, 1, "West"), EG_OK);
	desk_at(desk, 1000, NOW_MS);
	return 0;
}

static int end(void **state)
{
	(void)state;
	statistics_close(&statistics);
	desk_close(&desk);
	return 0;
}

static void crossing(uint64_t row)
{
	const struct msg_record r = {.what = RECORD_CROSSING, .unix_ms = NOW_MS};
	desk_passage(desk, 1, &r, row);
}

/* What a screen of this office is told. */
static const char *asked(enum account_office office)
{
	const struct account_session s = {.office = office, .began_ms = NOW_MS - 60000};
	const char *text = statistics_text(&statistics, desk, NOW_MS, statistics_from(&s, NOW_MS));
	assert_non_null(text);
	return text;
}

/* Five hundred screens ask at once: it is counted once. */
static void statistics_are_counted_once_for_all_who_ask(void **state)
{
	(void)state;
	crossing(1);
	for (int i = 0; i < 3; i++) {
		assert_non_null(strstr(asked(ACCOUNT_ADMIN), "\"crossings\":1,"));
		assert_non_null(strstr(asked(ACCOUNT_INTEGRATOR), "\"crossings\":1,"));
	}
	assert_int_equal(statistics.made, 1);
	crossing(2);
	assert_non_null(strstr(asked(ACCOUNT_ADMIN), "\"crossings\":2,"));
	assert_int_equal(statistics.made, 2);
	assert_non_null(strstr(asked(ACCOUNT_OFFICER), "{\"from_ms\":1767225540000,"));
	assert_int_equal(statistics.made, 3); /* of a shift of their own */
}

static void more_shifts_than_are_kept_are_counted_anew(void **state)
{
	(void)state;
	for (int64_t from = 1; from <= 2 * STATISTICS_KEPT; from++) {
		assert_non_null(statistics_text(&statistics, desk, NOW_MS, from));
	}
	const char *text = statistics_text(&statistics, desk, NOW_MS, 1);
	assert_non_null(text);
	assert_non_null(strstr(text, "{\"from_ms\":1,"));
	assert_int_equal(statistics.made, 2 * STATISTICS_KEPT + 1);
}

static void an_hour_more_is_told(void **state)
{
	(void)state;
	assert_non_null(statistics_text(&statistics, desk, NOW_MS, 1));
	assert_non_null(statistics_text(&statistics, desk, NOW_MS, 1));
	assert_int_equal(statistics.made, 1);
	assert_non_null(statistics_text(&statistics, desk, NOW_MS + HOUR_MS, 1));
	assert_int_equal(statistics.made, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(statistics_are_counted_once_for_all_who_ask, begin,
						end),
		cmocka_unit_test_setup_teardown(more_shifts_than_are_kept_are_counted_anew, begin,
						end),
		cmocka_unit_test_setup_teardown(an_hour_more_is_told, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
