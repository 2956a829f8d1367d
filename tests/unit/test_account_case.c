/*
 * test_account_case: steps of cases that no journal has yet outlive the console, each once, in
 * their order.
 */
#include "account_stage.h"
#include "wire/msg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define STEPS 5

static struct msg found[STEPS + 1];
static size_t count;

static struct msg step(uint32_t traveller, const char *note)
{
	struct msg m = msg_make(MSG_CASE, traveller);
	struct msg_case *c = &m.body.officer_case;
	size_t size;
	c->state = CASE_SECOND_LINE;
	c->code = CASE_CODE_INTERVIEW;
	c->officer = UINT32_MAX;
	c->number = account_case_number();
	c->unix_ms = STAGE_START + traveller;
	c->of = (struct case_ref){10, traveller, UINT32_MAX};
	assert_true(rd_dump(rd_cstr(note), c->note, sizeof(c->note) - 1, &size));
	return m;
}

static bool each(void *context, const struct msg *m)
{
	(void)context;
	assert_true(count <= STEPS);
	found[count++] = *m;
	return true;
}

static size_t kept(const struct stage *s)
{
	count = 0;
	assert_int_equal(account_cases(s->a, each, NULL), EG_OK);
	return count;
}

static void what_no_journal_has_outlives_the_console_in_order(void **state)
{
	struct stage *s = *state;
	struct msg said[STEPS];
	for (uint32_t i = 0; i < STEPS; i++) {
		said[i] = step(UINT32_MAX - i, i % 2 == 0 ? "" : "ob sie h\xC3\xB6rt?");
		assert_int_equal(account_case_keep(s->a, &said[i]), EG_OK);
	}
	stage_restart(s);
	assert_int_equal(kept(s), STEPS);
	assert_memory_equal(found, said, sizeof(said));
	assert_int_equal(account_case_recorded(s->a, said[1].body.officer_case.number), EG_OK);
	assert_int_equal(account_case_recorded(s->a, said[1].body.officer_case.number), EG_OK);
	stage_restart(s);
	assert_int_equal(kept(s), STEPS - 1);
	assert_memory_equal(&found[0], &said[0], sizeof(said[0]));
	assert_memory_equal(&found[1], &said[2], sizeof(said[0]));
}

static void no_two_steps_have_the_same_number(void **state)
{
	(void)state;
	uint64_t last = account_case_number();
	for (int i = 0; i < 1000; i++) {
		uint64_t next = account_case_number();
		assert_true((next & RECORD_OF_CASE) != 0 && next != last);
		last = next;
	}
}

static void a_file_that_cannot_be_written_is_told(void **state)
{
	struct stage *s = *state;
	const struct msg m = step(1, "");
	void *keeper = stage_keep(s->path);
	assert_int_equal(account_case_keep(s->a, &m), EG_TIMEOUT);
	assert_int_equal(kept(s), 0);
	stage_let_go(keeper);
	assert_int_equal(account_case_keep(s->a, &m), EG_OK);
	keeper = stage_keep(s->path);
	assert_int_equal(account_case_recorded(s->a, m.body.officer_case.number), EG_TIMEOUT);
	stage_let_go(keeper);
	assert_int_equal(kept(s), 1);
}

static void what_is_no_step_is_neither_kept_nor_told(void **state)
{
	struct stage *s = *state;
	struct msg m = step(1, "");
	m.body.officer_case.number = 1;
	assert_int_equal(account_case_keep(s->a, &m), EG_BAD_DATA);
	m = msg_make(MSG_ORDER, 1);
	assert_int_equal(account_case_keep(s->a, &m), EG_BAD_DATA);
	m = step(1, "");
	assert_int_equal(account_case_keep(s->a, &m), EG_OK);
	stage_sql(s->path, "UPDATE unrecorded SET state = 0");
	assert_int_equal(account_cases(s->a, each, NULL), EG_IO);
}

static void a_file_of_the_second_version_goes_on(void **state)
{
	struct stage *s = *state;
	const struct msg m = step(1, "");
	stage_sql(s->path, "DROP TABLE unrecorded; PRAGMA user_version = 2");
	stage_restart(s);
	assert_int_equal(account_case_keep(s->a, &m), EG_OK);
	stage_restart(s);
	assert_int_equal(kept(s), 1);
	assert_int_equal(stage_count(s->path, "SELECT user_version FROM pragma_user_version"), 3);
}

#define WITH_STAGE(test) cmocka_unit_test_setup_teardown(test, stage_make, stage_clear)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STAGE(what_no_journal_has_outlives_the_console_in_order),
		WITH_STAGE(no_two_steps_have_the_same_number),
		WITH_STAGE(a_file_that_cannot_be_written_is_told),
		WITH_STAGE(what_is_no_step_is_neither_kept_nor_told),
		WITH_STAGE(a_file_of_the_second_version_goes_on),
	};
	return cmocka_run_group_tests(tests, stage_group_make, stage_group_clear);
}
