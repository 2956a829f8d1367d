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

static bool tolerated(const struct policy *p, enum check c, enum verdict v, enum reason why)
{
	return policy_tolerates(p, c, (struct finding){(uint8_t)c, (uint8_t)v, (uint8_t)why, 0});
}

/* What an officer is told as tolerated is what the same policy would have let pass at a gate. */
static void what_an_officer_hears_is_tolerated_refers_nobody(void **state)
{
	(void)state;
	struct policy p = policy_default();
	assert_true(tolerated(&p, CHECK_SOD_REVOCATION, VERDICT_CANNOT_TELL,
			      REASON_NO_REVOCATION_LIST));
	assert_false(
		tolerated(&p, CHECK_SOD_REVOCATION, VERDICT_CANNOT_TELL, REASON_REVOCATION_STALE));
	assert_false(tolerated(&p, CHECK_SOD_REVOCATION, VERDICT_PASS, REASON_NONE));
	assert_true(tolerated(&p, CHECK_DG15_HASH, VERDICT_NOT_DONE, REASON_NONE));
	assert_false(tolerated(&p, CHECK_DG15_HASH, VERDICT_FAIL, REASON_HASH_WRONG));
	assert_false(tolerated(&p, CHECK_SOD_SIGNATURE, VERDICT_NOT_DONE, REASON_NONE));
	assert_int_equal(policy_set(&p, RD_TEXT("tolerate-absent"), RD_TEXT("none")), EG_OK);
	assert_false(tolerated(&p, CHECK_SOD_REVOCATION, VERDICT_CANNOT_TELL,
			       REASON_NO_REVOCATION_LIST));
}

static void fingers_are_tolerated_where_nobody_asks_for_them(void **state)
{
	(void)state;
	struct policy p = policy_default();
	assert_true(tolerated(&p, CHECK_FINGER_CHIP, VERDICT_CANNOT_TELL, REASON_NOT_PRESENT));
	assert_false(tolerated(&p, CHECK_FACE_MATCH, VERDICT_NOT_DONE, REASON_NONE));
	assert_false(tolerated(&p, CHECK_FINGER_LIVE, VERDICT_CANNOT_TELL, REASON_NO_FINGER));
	for (unsigned c = 0; c < CHECK_COUNT; c++) {
		assert_false(tolerated(&p, (enum check)c, VERDICT_FAIL, REASON_NONE));
	}
	p.finger = POLICY_FINGER_ALWAYS;
	assert_false(tolerated(&p, CHECK_FINGER_CHIP, VERDICT_CANNOT_TELL, REASON_NOT_PRESENT));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_desk_takes_it_of_none_of_foreigners_or_of_all),
		cmocka_unit_test(a_desks_rules_are_set_by_words),
		cmocka_unit_test(a_desk_that_wants_fingers_excuses_those_that_cannot_be_had),
		cmocka_unit_test(what_an_officer_hears_is_tolerated_refers_nobody),
		cmocka_unit_test(fingers_are_tolerated_where_nobody_asks_for_them),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
