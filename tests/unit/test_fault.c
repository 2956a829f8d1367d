/* fault: each fault has one word of its own, and sets keep what was put in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "pki/fault.h"

static void each_fault_is_found_by_its_word_alone(void **state)
{
	(void)state;
	for (unsigned f = 0; f < FAULT_COUNT; f++) {
		const char *word = fault_word((enum passive_fault)f);
		assert_int_equal(fault_from_word(rd_cstr(word)), f);
		assert_true(strspn(word, "abcdefghijklmnopqrstuvwxyz-0123456789") == strlen(word));
	}
	assert_int_equal(fault_from_word(RD_TEXT("signatur")), FAULT_NONE);
	assert_int_equal(fault_from_word(RD_EMPTY), FAULT_NONE);
	assert_string_equal(fault_word(FAULT_NONE), "?");
}

static void a_set_holds_what_was_put_in(void **state)
{
	(void)state;
	struct faults all = {0};
	assert_true(faults_empty(all));
	for (unsigned f = 0; f < FAULT_COUNT; f++) {
		struct faults one = {0};
		faults_add(&one, (enum passive_fault)f);
		assert_true(faults_has(one, (enum passive_fault)f));
		assert_false(faults_empty(one));
		assert_int_equal(faults_first(one, fault_step((enum passive_fault)f)), f);
		assert_false(faults_has(all, (enum passive_fault)f));
		faults_join(&all, one);
		assert_true(faults_has(all, (enum passive_fault)f));
		assert_true(faults_empty(faults_without(one, all)));
	}
	faults_add(&all, FAULT_NONE);
	assert_int_equal(faults_first((struct faults){0}, PASSIVE_STEP_CHAIN), FAULT_NONE);
	assert_int_equal(faults_first(all, PASSIVE_STEP_CHAIN), FAULT_ISSUER_UNKNOWN);
}

static void what_was_signed_otherwise_is_never_passed_over(void **state)
{
	(void)state;
	static const enum passive_fault grave[] = {
		FAULT_SIGNATURE,      FAULT_ATTRIBUTE_DIGEST, FAULT_ISSUER_UNKNOWN,
		FAULT_GROUP_HASH,     FAULT_SIGNER_REVOKED,   FAULT_ISSUER_SIGNATURE,
		FAULT_KEY_PARAMETERS, FAULT_COUNTRY,          FAULT_GROUP_NOT_SIGNED,
	};
	for (size_t i = 0; i < sizeof(grave) / sizeof(grave[0]); i++) {
		assert_int_equal(fault_class(grave[i]), FAULT_CLASS_NEVER);
	}
}

static void a_set_travels_as_sixteen_octets(void **state)
{
	(void)state;
	for (unsigned f = 0; f < FAULT_COUNT; f++) {
		struct faults one = {0};
		uint8_t octets[FAULTS_SIZE];
		faults_add(&one, (enum passive_fault)f);
		faults_to_bytes(one, octets);
		assert_int_equal(octets[f / 8], 1u << (f % 8));
		struct faults back = faults_from_bytes(octets);
		assert_memory_equal(&back, &one, sizeof(one));
	}
	uint8_t all[FAULTS_SIZE];
	memset(all, 0xFF, sizeof(all));
	struct faults known = faults_from_bytes(all);
	faults_to_bytes(known, all);
	assert_int_equal(all[FAULT_COUNT / 8] >> (FAULT_COUNT % 8), 0); /* no fault there */
	assert_true(faults_has(known, FAULT_KNOWN_DEFECT));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_fault_is_found_by_its_word_alone),
		cmocka_unit_test(a_set_holds_what_was_put_in),
		cmocka_unit_test(a_set_travels_as_sixteen_octets),
		cmocka_unit_test(what_was_signed_otherwise_is_never_passed_over),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
