/*
 * test_policy_desk: of whom an inspection desk takes face and fingers, by its policy.
 */
#include "gate/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* As the desk has it: by nationality alone, whoever has issued the document. */
static void a_desk_takes_it_of_none_of_foreigners_or_of_all(void **state)
{
	static const struct {
		char nationality[4];
		bool foreign;
	} people[] = {{"UTO", false}, {"D", false}, {"FRA", true}, {"DDD", true}, {"", true}};
	(void)state;
	struct policy p = policy_default();
	assert_int_equal(p.desk_face, POLICY_DESK_ALL);
	assert_int_equal(p.desk_finger, POLICY_DESK_NONE);
	assert_int_equal(policy_set(&p, RD_TEXT("issuing-citizens"), RD_TEXT("UTO D")), EG_OK);
	for (size_t i = 0; i < sizeof(people) / sizeof(people[0]); i++) {
		const char *of = people[i].nationality;
		assert_false(policy_desk_wants(&p, POLICY_DESK_NONE, of));
		assert_int_equal(policy_desk_wants(&p, POLICY_DESK_FOREIGN, of), people[i].foreign);
		assert_true(policy_desk_wants(&p, POLICY_DESK_ALL, of));
	}
	assert_int_equal(policy_set(&p, RD_TEXT("issuing-citizens"), RD_TEXT("*")), EG_OK);
	assert_false(policy_desk_wants(&p, POLICY_DESK_FOREIGN, people[2].nationality));
	assert_true(policy_desk_wants(&p, POLICY_DESK_FOREIGN, people[4].nationality));
}

static void a_desks_rules_are_set_by_words(void **state)
{
	(void)state;
	struct policy p = policy_default();
	assert_int_equal(policy_set(&p, RD_TEXT("desk-face"), RD_TEXT("foreign")), EG_OK);
	assert_int_equal(policy_set(&p, RD_TEXT("desk-finger"), RD_TEXT("all")), EG_OK);
	assert_int_equal(p.desk_face, POLICY_DESK_FOREIGN);
	assert_int_equal(p.desk_finger, POLICY_DESK_ALL);
	assert_int_equal(policy_set(&p, RD_TEXT("desk-face"), RD_TEXT("none")), EG_OK);
	assert_int_equal(p.desk_face, POLICY_DESK_NONE);
	assert_int_equal(policy_set(&p, RD_TEXT("desk-face"), RD_TEXT("always")), EG_CONFIG);
	assert_int_equal(policy_set(&p, RD_TEXT("desk-finger"), RD_EMPTY), EG_CONFIG);
	assert_int_equal(p.desk_finger, POLICY_DESK_ALL);
	assert_int_equal(policy_check(&p), EG_OK);
	p.finger_match = 0; /* any finger would do */
	assert_int_equal(policy_check(&p), EG_CONFIG);
}

/* No certificates for this state's chips: that is no reason to say that the document is bad. */
static void a_desk_that_wants_fingers_excuses_those_that_cannot_be_had(void **state)
{
	(void)state;
	struct policy p = policy_default();
	struct findings f = findings_none();
	for (unsigned c = 0; c < CHECK_COUNT; c++) {
		findings_set(&f, (enum check)c, VERDICT_PASS, REASON_NONE);
	}
	findings_set(&f, CHECK_TERMINAL_AUTH, VERDICT_CANNOT_TELL, REASON_NO_TERMINAL);
	assert_false(policy_decide_document(&p, &f).admit);
	p.desk_finger = POLICY_DESK_FOREIGN;
	assert_true(policy_decide_document(&p, &f).admit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_desk_takes_it_of_none_of_foreigners_or_of_all),
		cmocka_unit_test(a_desks_rules_are_set_by_words),
		cmocka_unit_test(a_desk_that_wants_fingers_excuses_those_that_cannot_be_had),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
