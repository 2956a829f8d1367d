/*
 * test_account_sandbox: behind the console's sandbox all of it works: nothing has to be opened.
 */
#include "tests/unit/account_stage.h"

#include "os/sandbox.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define OTHERS_MB 128 /* this program without Argon2 */
#define PUTS      500 /* more pages than the log has before it is written back, and begun anew */

static bool ask_twice(struct stage *s, const struct account_entry *e)
{
	struct account_answer x = {.replay = ACCOUNT_FRESH};
	struct account_session told;
	bool good = stage_session(s, e, true, &told) == EG_OK &&
		    account_key_take(s->a, told.officer, RD_TEXT("0123456789abcdef"), RD_TEXT("/x"),
				     RD_TEXT("{}"), s->now_ms, &x) == EG_OK &&
		    (x.replay == ACCOUNT_REPLAY ||
		     account_key_answer(s->a, told.officer, RD_TEXT("0123456789abcdef"), 200,
					RD_TEXT("{}")) == EG_OK);
	account_answer_free(&x);
	return good;
}

/* A real comparison: it takes memory, and maybe more. */
static bool hand_over(struct stage *s, const struct account_entry *from)
{
	const struct account_claim claim = {.name = RD_TEXT("Cem"), .pin = RD_TEXT(STAGE_PIN)};
	struct account_entry next;
	struct account_refusal no;
	struct account_try t;
	if (account_ask(s->a, &claim, s->now_ms, &t, &no) != EG_OK) {
		return false;
	}
	account_compare(&t);
	return account_hand_over(s->a, from->session.number, &t, s->now_ms, &next, &no) == EG_OK &&
	       account_leave(s->a, next.session.number, s->now_ms) == EG_OK &&
	       account_sweep(s->a, s->now_ms, NULL, NULL) == EG_OK;
}

/* Never returns; closes nothing, as the console. */
static void work(struct stage *s)
{
	const struct sandbox_need need = {.file_write = true,
					  .memory_mb = ACCOUNT_MEMORY_MB + OTHERS_MB};
	const struct account_number one = {"event", 5};
	struct account_entry e;
	struct account_refusal no;
	bool good = account_open(s->path, ACCOUNT_USE, &s->rules, &s->a) == EG_OK &&
		    sandbox_enter(&need) == EG_OK &&
		    stage_enter(s, "Ben", true, NULL, &e, &no) == EG_OK && ask_twice(s, &e) &&
		    hand_over(s, &e);
	for (int i = 0; good && i < PUTS; i++) {
		good = account_numbers_put(s->a, &one, 1) == EG_OK;
	}
	_exit(good ? 0 : 1);
}

static void all_of_it_works_behind_the_sandbox(void **state)
{
	struct stage *s = *state;
	account_close(&s->a); /* SQLite's files are not to be taken into a child */
	/* The second one finds the log that the first one has left. */
	for (int run = 0; run < 2; run++) {
		int status = -1;
		pid_t child = fork();
		assert_true(child >= 0);
		if (child == 0) {
			work(s);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
	}
	assert_int_equal(account_open(s->path, ACCOUNT_USE, &s->rules, &s->a), EG_OK);
	int64_t value = 0;
	assert_int_equal(account_number(s->a, "event", &value), EG_OK);
	assert_int_equal(value, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(all_of_it_works_behind_the_sandbox, stage_make,
						stage_clear),
	};
	return cmocka_run_group_tests(tests, stage_group_make, stage_group_clear);
}
