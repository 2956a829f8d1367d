/* passive_profile: what the two profiles pass over, and how a policy file is read and refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "pki/passive_profile.h"

static struct passive_profile read_policy(const char *text)
{
	struct passive_profile p;
	struct passive_profile_flaw flaw;
	assert_int_equal(passive_profile_parse(rd_cstr(text), &p, &flaw), EG_OK);
	return p;
}

static void the_strict_profile_passes_over_what_the_plan_does(void **state)
{
	(void)state;
	struct passive_profile p = passive_profile_strict();
	for (unsigned f = 0; f < FAULT_COUNT; f++) {
		assert_int_equal(faults_has(p.tolerated, (enum passive_fault)f),
				 f == FAULT_HASH_DEPRECATED || f == FAULT_DIGESTS_DIFFER ||
					 f == FAULT_GROUP_UNREAD);
	}
	assert_int_equal(p.model, VALIDITY_NOW);
	assert_int_equal(p.crl_grace_days, 0);
}

static void the_field_profile_passes_over_what_the_table_calls_known(void **state)
{
	(void)state;
	struct passive_profile p = passive_profile_field();
	for (unsigned f = 0; f < FAULT_COUNT; f++) {
		assert_int_equal(faults_has(p.tolerated, (enum passive_fault)f),
				 fault_class((enum passive_fault)f) == FAULT_CLASS_FIELD);
	}
}

static void an_empty_policy_is_the_field_profile(void **state)
{
	(void)state;
	static const char *const texts[] = {"", "\n", "# only a comment", "  \n\t# another\r\n"};
	struct passive_profile field = passive_profile_field();
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct passive_profile p = read_policy(texts[i]);
		assert_memory_equal(&p.tolerated, &field.tolerated, sizeof(p.tolerated));
	}
}

#define HASH "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF"

static void certificates_are_distrusted_by_their_hash(void **state)
{
	(void)state;
	struct passive_profile p = read_policy("distrust = " HASH " " HASH "\ndistrust=" HASH "\n");
	assert_int_equal(p.distrusted_count, 3);
	assert_int_equal(p.distrusted[2][1], 0x11);
	assert_int_equal(p.distrusted[2][31], 0xFF);
}

static void rules_apply_in_their_order(void **state)
{
	(void)state;
	struct passive_profile p = read_policy("tolerate = signer-expired key-usage\n"
					       "forbid=ber  content-type\r\n"
					       "validity = signing-time\n"
					       "  crl-grace-days =  14\n"
					       "crl-missing = refer\n"
					       "listed = tell\n"
					       "forbid = key-usage");
	assert_true(faults_has(p.tolerated, FAULT_SIGNER_EXPIRED));
	assert_false(faults_has(p.tolerated, FAULT_KEY_USAGE));
	assert_false(faults_has(p.tolerated, FAULT_BER));
	assert_false(faults_has(p.tolerated, FAULT_CONTENT_TYPE));
	assert_false(faults_has(p.tolerated, FAULT_CRL_MISSING));
	assert_true(faults_has(p.tolerated, FAULT_SIGNER_NAMED));
	assert_int_equal(p.model, VALIDITY_SIGNING_TIME);
	assert_int_equal(p.listed, LISTED_TELL);
	assert_int_equal(p.crl_grace_days, 14);
	assert_int_equal(read_policy("validity = chain").model, VALIDITY_CHAIN);
	assert_int_equal(read_policy("validity = shell").model, VALIDITY_NOW);
	p = read_policy("crl-missing = refer\ncrl-missing = tolerate\nlisted = heal");
	assert_true(faults_has(p.tolerated, FAULT_CRL_MISSING));
}

static void a_policy_may_begin_with_the_strict_profile(void **state)
{
	(void)state;
	struct passive_profile p = read_policy("# of the capital\nprofile = strict\n"
					       "tolerate = crl-missing");
	for (unsigned f = 0; f < FAULT_COUNT; f++) {
		assert_int_equal(faults_has(p.tolerated, (enum passive_fault)f),
				 f == FAULT_HASH_DEPRECATED || f == FAULT_DIGESTS_DIFFER ||
					 f == FAULT_GROUP_UNREAD || f == FAULT_CRL_MISSING);
	}
}

static void what_is_never_passed_over_cannot_be_named(void **state)
{
	(void)state;
	for (unsigned f = 0; f < FAULT_COUNT; f++) {
		char text[96];
		struct passive_profile p;
		struct passive_profile_flaw flaw;
		int size = snprintf(text, sizeof(text), "validity = now\ntolerate = ber %s",
				    fault_word((enum passive_fault)f));
		assert_in_range(size, 1, sizeof(text) - 1);
		enum eg_err err = passive_profile_parse(rd_cstr(text), &p, &flaw);
		if (fault_class((enum passive_fault)f) != FAULT_CLASS_NEVER) {
			assert_int_equal(err, EG_OK);
			assert_true(faults_has(p.tolerated, (enum passive_fault)f));
			continue;
		}
		assert_int_equal(err, EG_CONFIG);
		assert_int_equal(flaw.line, 2);
		assert_true(rd_equal(flaw.word, rd_cstr(fault_word((enum passive_fault)f))));
		assert_string_equal(flaw.why, "a fault that is never passed over");
		assert_false(faults_has(p.tolerated, FAULT_BER));
	}
}

static void a_wrong_rule_is_refused_with_its_line_and_word(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		uint32_t line;
		const char *word;
	} wrong[] = {
		{"tolerate = signatur", 1, "signatur"},
		{"\n\nforbid = ber  nothing", 3, "nothing"},
		{"tolerate =", 1, "tolerate ="},
		{"tolerate = \t ", 1, "tolerate ="},
		{"crl-grace-days = 366", 1, "366"},
		{"crl-grace-days = 1234", 1, "1234"},
		{"crl-grace-days = -1", 1, "-1"},
		{"crl-grace-days = 1d", 1, "1d"},
		{"crl-missing = yes", 1, "yes"},
		{"listed = maybe", 1, "maybe"},
		{"validity = never", 1, "never"},
		{"validity = now\nprofile = strict", 2, "strict"},
		{"profile = loose", 1, "loose"},
		{"# fine\nstray", 2, "stray"},
		{"= now", 1, "= now"},
		{"Validity = now", 1, "Validity"},
		{"[passive]", 1, "[passive]"},
		{"distrust = 0011", 1, "0011"},
		{"distrust = " HASH "00", 1, HASH "00"},
		{"distrust = g" HASH, 1, "g" HASH},
	};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct passive_profile p;
		struct passive_profile_flaw flaw;
		assert_int_equal(passive_profile_parse(rd_cstr(wrong[i].text), &p, &flaw),
				 EG_CONFIG);
		assert_int_equal(flaw.line, wrong[i].line);
		assert_true(rd_equal(flaw.word, rd_cstr(wrong[i].word)));
		assert_true(strlen(flaw.why) > 0);
		assert_false(faults_has(p.tolerated, FAULT_SIGNER_NAMED)); /* strict */
	}
}

static void a_text_that_is_too_large_is_refused(void **state)
{
	(void)state;
	static char text[PASSIVE_POLICY_SIZE_MAX + 1];
	struct passive_profile p;
	struct passive_profile_flaw flaw;
	memset(text, '\n', sizeof(text));
	assert_int_equal(passive_profile_parse(rd_of(text, sizeof(text)), &p, &flaw), EG_CONFIG);
	assert_int_equal(passive_profile_parse(rd_of(text, sizeof(text) - 1), &p, &flaw), EG_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_strict_profile_passes_over_what_the_plan_does),
		cmocka_unit_test(the_field_profile_passes_over_what_the_table_calls_known),
		cmocka_unit_test(an_empty_policy_is_the_field_profile),
		cmocka_unit_test(certificates_are_distrusted_by_their_hash),
		cmocka_unit_test(rules_apply_in_their_order),
		cmocka_unit_test(a_policy_may_begin_with_the_strict_profile),
		cmocka_unit_test(what_is_never_passed_over_cannot_be_named),
		cmocka_unit_test(a_wrong_rule_is_refused_with_its_line_and_word),
		cmocka_unit_test(a_text_that_is_too_large_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
