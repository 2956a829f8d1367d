/*
 * test_base_log: what a line of the log may look like.
 */
#include "base/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* Standard error goes into a pipe while a test logs. */
struct captured {
	int saved;
	int read_end;
	char text[2048];
};

static void capture(struct captured *c)
{
	int ends[2];
	*c = (struct captured){.saved = dup(STDERR_FILENO)};
	assert_true(c->saved >= 0);
	assert_int_equal(pipe(ends), 0);
	assert_true(dup2(ends[1], STDERR_FILENO) >= 0);
	eg_close(&ends[1]);
	c->read_end = ends[0];
}

static void release(struct captured *c)
{
	assert_true(dup2(c->saved, STDERR_FILENO) >= 0);
	eg_close(&c->saved);
	ssize_t size = read(c->read_end, c->text, sizeof(c->text) - 1);
	eg_close(&c->read_end);
	c->text[size > 0 ? size : 0] = 0;
}

static void facts_are_keys_and_values_on_one_line(void **state)
{
	struct captured c;
	(void)state; /* unused */
	log_open(LOG_WORD("core"), LOG_INFO);
	capture(&c);
	LOG(LOG_WARN, "door", LOG_INT("epoch", 7), LOG_NAME("side", LOG_WORD("exit")));
	release(&c);
	assert_non_null(strstr(c.text, " level=warn program=core event=door epoch=7 side=exit\n"));
	assert_ptr_equal(strchr(c.text, '\n'), c.text + strlen(c.text) - 1);
}

static void what_is_below_the_lowest_level_is_not_written(void **state)
{
	struct captured c;
	(void)state; /* unused */
	log_open(LOG_WORD("core"), LOG_WARN);
	capture(&c);
	LOG(LOG_INFO, "quiet", LOG_INT("n", 1));
	LOG(LOG_ERROR, "loud", LOG_INT("n", INT64_MIN));
	release(&c);
	assert_null(strstr(c.text, "quiet"));
	assert_non_null(strstr(c.text, "event=loud n=-9223372036854775808\n"));
}

static void a_line_too_long_is_cut_and_still_ends(void **state)
{
	struct log_field fields[64];
	struct captured c;
	(void)state; /* unused */
	for (size_t i = 0; i < 64; i++) {
		fields[i] = LOG_INT("a_rather_long_key", i);
	}
	log_open(LOG_WORD("core"), LOG_INFO);
	capture(&c);
	log_write(LOG_INFO, LOG_WORD("long"), fields, 64);
	log_write(LOG_INFO, LOG_WORD("next"), NULL, 0);
	release(&c);
	char *end = strchr(c.text, '\n');
	assert_non_null(end);
	assert_true(end - c.text < 512);
	assert_non_null(strstr(end, "event=next\n"));
}

static void a_fault_is_logged_with_kind_place_and_reason(void **state)
{
	struct captured c;
	(void)state; /* unused */
	log_open(LOG_WORD("verify"), LOG_INFO);
	assert_int_equal(EG_FAIL(EG_MISMATCH, "hash"), EG_MISMATCH);
	capture(&c);
	log_fault(LOG_ERROR, LOG_WORD("refused"));
	release(&c);
	assert_non_null(strstr(c.text, "event=refused error=EG_MISMATCH file="));
	assert_non_null(strstr(c.text, "test_base_log.c line="));
	assert_non_null(strstr(c.text, "reason=hash\n"));
}

static void errors_have_names_and_texts(void **state)
{
	(void)state; /* unused */
	for (int e = EG_OK; e <= EG_SANDBOX; e++) {
		assert_string_not_equal(eg_err_name((enum eg_err)e), "?");
		assert_string_not_equal(eg_err_text((enum eg_err)e), "?");
	}
	assert_string_equal(eg_err_name((enum eg_err)99), "?");
	assert_string_equal(eg_err_text((enum eg_err)99), "?");
}

static void a_reader_that_stands_still_stops_nobody(void **state)
{
	struct captured c;
	(void)state; /* unused */
	log_open(LOG_WORD("core"), LOG_INFO);
	capture(&c);
	(void)alarm(20);                 /* a write that waits for the reader ends this test */
	for (int i = 0; i < 5000; i++) { /* more than a pipe holds */
		LOG(LOG_INFO, "tick", LOG_INT("n", i));
	}
	(void)alarm(0);
	release(&c);
	assert_non_null(strstr(c.text, "event=tick n=0\n"));
}

static void a_reader_that_is_gone_ends_nobody(void **state)
{
	struct captured c;
	(void)state; /* unused */
	log_open(LOG_WORD("core"), LOG_INFO);
	capture(&c);
	eg_close(&c.read_end);
	LOG(LOG_INFO, "tick", LOG_INT("n", 1)); /* a SIGPIPE would end this test */
	assert_true(dup2(c.saved, STDERR_FILENO) >= 0);
	eg_close(&c.saved);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(facts_are_keys_and_values_on_one_line),
		cmocka_unit_test(what_is_below_the_lowest_level_is_not_written),
		cmocka_unit_test(a_line_too_long_is_cut_and_still_ends),
		cmocka_unit_test(a_fault_is_logged_with_kind_place_and_reason),
		cmocka_unit_test(errors_have_names_and_texts),
		cmocka_unit_test(a_reader_that_stands_still_stops_nobody),
		cmocka_unit_test(a_reader_that_is_gone_ends_nobody),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
