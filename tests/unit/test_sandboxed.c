/*
 * sandboxed: a job behind the sandbox answers, and can open nothing.
 */
#include "prog/sandboxed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <fcntl.h>

static void tell_nothing(void)
{
}

static enum eg_err job_answers(void *context, struct wr *answer)
{
	wr_put(answer, rd_cstr(context));
	return EG_OK;
}

static enum eg_err job_fails(void *context, struct wr *answer)
{
	(void)context;
	(void)answer; /* none */
	return EG_FAIL(EG_BAD_DATA, "job of a test");
}

static enum eg_err job_opens(void *context, struct wr *answer)
{
	EG_AUTO(eg_close) int fd = open(context, O_RDONLY | O_CLOEXEC);
	wr_u8(answer, fd >= 0);
	return EG_OK;
}

static enum eg_err job_says_too_much(void *context, struct wr *answer)
{
	(void)context;
	wr_fill(answer, 0, SANDBOXED_ANSWER_MAX + 1);
	return EG_OK;
}

static void a_job_behind_the_sandbox_answers_and_opens_nothing(void **state)
{
	(void)state;
	const struct sandbox_need need = {.memory_mb = 256, .cpu_seconds = 10};
	static char text[] = "answer";
	static char path[] = "/etc/passwd";
	EG_AUTO(bytes_free) struct bytes answer = {0};
	EG_AUTO(bytes_free) struct bytes none = {0};
	assert_int_equal(sandboxed_run(&need, job_answers, text, tell_nothing, &answer), EG_OK);
	assert_true(rd_equal(bytes_rd(&answer), RD_TEXT("answer")));
	assert_int_equal(sandboxed_run(&need, job_fails, NULL, tell_nothing, &none), EG_DENIED);
	bytes_free(&none);
	assert_int_equal(sandboxed_run(&need, job_says_too_much, NULL, tell_nothing, &none),
			 EG_DENIED);
	bytes_free(&none);
	assert_int_equal(sandboxed_run(&need, job_opens, path, tell_nothing, &none), EG_GONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_job_behind_the_sandbox_answers_and_opens_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
