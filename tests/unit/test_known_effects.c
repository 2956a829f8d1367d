/*
 * test_known_effects: what follows from each thing that lists say.
 */
#include "tests/unit/known_kit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define ARCS(text)  text, sizeof(text) - 1
#define CODE(n)     RD_TEXT("\x0A\x01" n)
#define CERTIFICATE "\x30\x03\x02\x01\x01"
#define NAME                                                   \
	"\x30\x0D\x31\x0B\x30\x09\x06\x03\x55\x04\x06\x13\x02" \
	"AA"

/* Of the usual document, by a list for all countries; kit keeps what the effects borrow. */
static struct known_effects effects_of(struct known_kit *kit, bool defects, const char *arcs,
				       size_t arc_count, struct rd parameter)
{
	struct kit_list l;
	struct known_effects e;
	struct known_document d = kit_document();
	kit_say(&l, defects, arcs, arc_count, parameter);
	kit_index(kit, &l, "");
	known_find(&kit->known, &d, &e);
	return e;
}

static size_t count_of(struct faults f)
{
	size_t count = 0;
	for (int i = 0; i < FAULT_COUNT; i++) {
		count += faults_has(f, (enum passive_fault)i) ? 1 : 0;
	}
	return count;
}

struct healing {
	bool defects;
	const char *arcs;
	size_t arc_count;
	struct rd parameter;
	enum passive_fault healed;  /* one of those, or FAULT_NONE */
	size_t count;               /* of all that are healed */
	enum passive_fault found;   /* all that is found, or FAULT_NONE */
	enum passive_status status; /* of a step healed of it */
};

#define UNDETERMINED  PASSIVE_STATUS_UNDETERMINED
#define NOT_SUPPORTED PASSIVE_STATUS_NOT_SUPPORTED
#define SUCCESSFUL    PASSIVE_STATUS_SUCCESSFUL
#define INTEGER(n)    RD_TEXT("\x02\x01" n)

static void check_healing(const struct healing *h)
{
	EG_AUTO(known_kit_free) struct known_kit kit = {0};
	struct known_effects e = effects_of(&kit, h->defects, h->arcs, h->arc_count, h->parameter);
	assert_int_equal(e.entries, 1);
	assert_int_not_equal(e.said, 0);
	assert_int_equal(count_of(e.healed), h->count);
	assert_true(h->healed == FAULT_NONE || faults_has(e.healed, h->healed));
	assert_int_equal(count_of(e.found), h->found == FAULT_NONE ? 0 : 1);
	assert_true(h->found == FAULT_NONE || faults_has(e.found, h->found));
	assert_true(h->healed == FAULT_NONE || known_healed(h->healed) == h->status);
}

static void each_deviation_explains_what_it_should(void **state)
{
	(void)state; /* unused */
	const struct rd none = RD_EMPTY;
	const enum passive_fault nothing = FAULT_NONE;
	const struct healing all[] = {
		{false, ARCS("\x01"), none, nothing, 0, nothing, UNDETERMINED},
		{false, ARCS("\x01\x01"), none, FAULT_ISSUER_SIGNATURE, 1, nothing, UNDETERMINED},
		{false, ARCS("\x01\x02"), INTEGER("\x00"), FAULT_CERT_NAME, 14, nothing,
		 UNDETERMINED},
		{false, ARCS("\x01\x02"), INTEGER("\x02"), FAULT_CERT_SERIAL, 1, nothing,
		 UNDETERMINED},
		{false, ARCS("\x01\x02"), INTEGER("\x05"), FAULT_CERT_TIME_FORM, 2, nothing,
		 UNDETERMINED},
		{false, ARCS("\x01\x02"), RD_TEXT("\x06\x03\x55\x1D\x0F"), FAULT_KEY_USAGE_MISSING,
		 6, nothing, UNDETERMINED},
		{false, ARCS("\x01\x03"), INTEGER("\x00"), FAULT_ISSUER_PROFILE, 3, nothing,
		 UNDETERMINED},
		{false, ARCS("\x01\x04"), none, nothing, 0, nothing, UNDETERMINED},
		{false, ARCS("\x02"), none, nothing, 0, nothing, UNDETERMINED},
		{false, ARCS("\x02\x01"), INTEGER("\x0B"), nothing, 0, nothing, UNDETERMINED},
		{false, ARCS("\x02\x01"), INTEGER("\x14"), FAULT_OBJECT_FORMAT, 14, nothing,
		 UNDETERMINED},
		{false, ARCS("\x02\x01"), INTEGER("\x15"), FAULT_COM_FORMAT, 1, nothing,
		 UNDETERMINED},
		{false, ARCS("\x02\x02"), INTEGER("\x0C"), FAULT_GROUP_HASH, 1, nothing,
		 UNDETERMINED},
		{false, ARCS("\x02\x03"), none, FAULT_SIGNATURE, 1, nothing, UNDETERMINED},
		{false, ARCS("\x02\x04"), none, FAULT_COM_MORE, 4, nothing, SUCCESSFUL},
		{false, ARCS("\x03"), none, nothing, 0, nothing, UNDETERMINED},
		{false, ARCS("\x04"), none, nothing, 0, nothing, UNDETERMINED},
		{false, ARCS("\x05"), none, nothing, 0, nothing, UNDETERMINED},
		{false, ARCS("\x02\x63"), none, nothing, 0, nothing, UNDETERMINED},
	};
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		check_healing(&all[i]);
	}
}

static void a_revocation_is_graded_by_its_code(void **state)
{
	(void)state; /* unused */
	const enum passive_fault nothing = FAULT_NONE;
	const struct healing all[] = {
		{true, ARCS("\x01\x01"), CODE("\x00"), nothing, 0, FAULT_REVOKED_BY_LIST,
		 UNDETERMINED},
		{true, ARCS("\x01\x01"), CODE("\x01"), nothing, 0, FAULT_TRUST_BY_LIST,
		 UNDETERMINED},
		{true, ARCS("\x01\x01"), CODE("\x02"), nothing, 0, FAULT_REVOKED_BY_LIST,
		 UNDETERMINED},
		{true, ARCS("\x01\x01"), CODE("\x03"), nothing, 0, FAULT_REVOKED_BY_LIST,
		 UNDETERMINED},
		{true, ARCS("\x01\x01"), CODE("\x04"), nothing, 0, FAULT_REVOKED_BY_LIST,
		 UNDETERMINED},
		{true, ARCS("\x01\x01"), CODE("\x05"), nothing, 0, FAULT_TRUST_BY_LIST,
		 UNDETERMINED},
		{true, ARCS("\x01\x01"), CODE("\x06"), nothing, 0, FAULT_REVOKED_BY_LIST,
		 UNDETERMINED},
		{true, ARCS("\x01\x01"), CODE("\x1F"), nothing, 0, FAULT_REVOKED_BY_LIST,
		 UNDETERMINED},
		{true, ARCS("\x01\x01"), CODE("\x20"), nothing, 0, FAULT_TRUST_BY_LIST,
		 UNDETERMINED},
	};
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		check_healing(&all[i]);
	}
}

static void each_defect_explains_and_adds_what_it_should(void **state)
{
	(void)state; /* unused */
	const struct rd none = RD_EMPTY;
	const enum passive_fault nothing = FAULT_NONE;
	const struct healing all[] = {
		{true, ARCS("\x01\x06"), CODE("\x00"), FAULT_ISSUER_EXPIRED, 2, nothing,
		 NOT_SUPPORTED},
		{true, ARCS("\x01\x06"), CODE("\x01"), FAULT_SIGNER_EXPIRED, 4, nothing,
		 NOT_SUPPORTED},
		{true, ARCS("\x01\x06"), CODE("\x02"), FAULT_ISSUER_NOT_YET, 6, nothing,
		 NOT_SUPPORTED},
		{true, ARCS("\x02\x02"), none, FAULT_OBJECT_FORMAT, 16, nothing, UNDETERMINED},
		{true, ARCS("\x02\x02"), CODE("\x01"), FAULT_SIGNATURE, 1, nothing, UNDETERMINED},
		{true, ARCS("\x02\x02"), CODE("\x02"), FAULT_ATTRIBUTE_DIGEST, 2, nothing,
		 UNDETERMINED},
		{true, ARCS("\x02\x02"), CODE("\x03"), FAULT_CMS_FORMAT, 16, nothing, UNDETERMINED},
		{true, ARCS("\x02\x02"), CODE("\x04"), FAULT_GROUP_HASH, 2, nothing, UNDETERMINED},
		{true, ARCS("\x02\x03"), none, FAULT_GROUP_NOT_SIGNED, 4, nothing, UNDETERMINED},
		{true, ARCS("\x03\x01"), none, nothing, 0, nothing, UNDETERMINED},
		{true, ARCS("\x04\x04"), CODE("\x01"), FAULT_CERT_FORMAT, 15, FAULT_TRUST_BY_LIST,
		 UNDETERMINED},
		{true, ARCS("\x04\x63"), none, nothing, 0, FAULT_KNOWN_DEFECT, UNDETERMINED},
		{true, ARCS("\x01\x63"), none, nothing, 0, FAULT_KNOWN_DEFECT, UNDETERMINED},
	};
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		check_healing(&all[i]);
	}
}

static void groups_are_told_one_by_one(void **state)
{
	(void)state; /* unused */
	EG_AUTO(known_kit_free) struct known_kit a = {0};
	EG_AUTO(known_kit_free) struct known_kit b = {0};
	EG_AUTO(known_kit_free) struct known_kit c = {0};
	EG_AUTO(known_kit_free) struct known_kit d = {0};
	struct known_effects e = effects_of(&a, false, ARCS("\x02\x02"), INTEGER("\x0C"));
	assert_int_equal(e.groups_hash, 1u << 12);
	assert_int_equal(e.groups_malformed, 0);
	e = effects_of(&b, true, ARCS("\x02\x01"), RD_TEXT("\x31\x06\x02\x01\x02\x02\x01\x0B"));
	assert_int_equal(e.groups_malformed, 1u << 2 | 1u << 11);
	assert_int_equal(e.groups_hash, 0);
	e = effects_of(&c, true, ARCS("\x02\x02"), CODE("\x04"));
	assert_int_equal(e.groups_hash, 0x1FFFE);
	e = effects_of(&d, true, ARCS("\x02\x03"),
		       RD_TEXT("\x30\x0D\x31\x06\x02\x01\x01\x02\x01\x02\x31\x03\x02\x01\x01"));
	assert_int_equal(e.com_groups, 1u << 1 | 1u << 2);
	assert_int_equal(e.sod_groups, 1u << 1);
}

static void failing_protocols_are_told_by_the_code(void **state)
{
	(void)state; /* unused */
	/* bit 0 Chip Authentication, 1 Active Authentication, 2 PACE-CAM */
	static const uint8_t fails[] = {1, 2, 3, 4, 5, 6, 7};
	for (size_t code = 0; code < sizeof(fails); code++) {
		EG_AUTO(known_kit_free) struct known_kit kit = {0};
		const uint8_t parameter[] = {0x0A, 0x01, (uint8_t)code};
		struct known_effects e =
			effects_of(&kit, true, ARCS("\x01\x05"), RD_ARRAY(parameter));
		assert_int_equal((e.chip_auth_fails ? 1 : 0) | (e.active_auth_fails ? 2 : 0) |
					 (e.pace_cam_fails ? 4 : 0),
				 fails[code]);
		assert_false(e.chip_auth_revoked || e.active_auth_revoked);
	}
}

static void revoked_keys_of_chips_are_told(void **state)
{
	(void)state; /* unused */
	EG_AUTO(known_kit_free) struct known_kit a = {0};
	EG_AUTO(known_kit_free) struct known_kit b = {0};
	EG_AUTO(known_kit_free) struct known_kit c = {0};
	struct known_effects e = effects_of(&a, true, ARCS("\x01\x03"), RD_EMPTY);
	assert_true(e.chip_auth_revoked && !e.active_auth_revoked);
	e = effects_of(&b, true, ARCS("\x01\x04"), RD_EMPTY);
	assert_true(!e.chip_auth_revoked && e.active_auth_revoked);
	e = effects_of(&c, false, ARCS("\x01\x04"), RD_EMPTY);
	assert_true(!e.chip_auth_revoked && e.active_auth_revoked);
}

static void a_certificate_and_a_country_are_corrected(void **state)
{
	(void)state; /* unused */
	EG_AUTO(known_kit_free) struct known_kit a = {0};
	EG_AUTO(known_kit_free) struct known_kit b = {0};
	EG_AUTO(known_kit_free) struct known_kit c = {0};
	EG_AUTO(known_kit_free) struct known_kit d = {0};
	struct known_effects e =
		effects_of(&a, true, ARCS("\x01\x02"), RD_TEXT("\x04\x05" CERTIFICATE));
	assert_true(rd_equal(e.replacement, RD_TEXT(CERTIFICATE)));
	e = effects_of(&b, true, ARCS("\x02\x05"),
		       RD_TEXT("\x13\x02"
			       "de"));
	assert_string_equal(e.right_country, "DE");
	e = effects_of(&c, true, ARCS("\x04\x01"), RD_TEXT(CERTIFICATE));
	assert_true(rd_equal(e.card_security, RD_TEXT(CERTIFICATE)));
	e = effects_of(&d, true, ARCS("\x04\x03"), RD_EMPTY);
	assert_true(e.power_down && known_said(&e, KNOWN_POWER_DOWN));
	assert_false(known_said(&e, KNOWN_CHIP_SECURITY));
}

static void the_right_signer_is_given(void **state)
{
	(void)state; /* unused */
	EG_AUTO(known_kit_free) struct known_kit a = {0};
	EG_AUTO(known_kit_free) struct known_kit b = {0};
	struct rd name = RD_TEXT(NAME);
	struct rd contents;
	struct known_effects e =
		effects_of(&a, true, ARCS("\x02\x04"), RD_TEXT("\x30\x12" NAME "\x02\x01\x07"));
	assert_true(rd_expect(&name, 0x30, &contents));
	assert_true(rd_equal(e.right_issuer, contents));
	assert_true(rd_equal(e.right_serial, RD_TEXT("\x07")));
	assert_int_equal(e.right_key_id.left, 0);
	e = effects_of(&b, true, ARCS("\x02\x04"),
		       RD_TEXT("\x80\x03"
			       "abc"));
	assert_true(rd_equal(e.right_key_id, RD_TEXT("abc")));
	assert_int_equal(e.right_serial.left, 0);
}

static void fields_of_the_zone_are_told(void **state)
{
	(void)state; /* unused */
	EG_AUTO(known_kit_free) struct known_kit a = {0};
	EG_AUTO(known_kit_free) struct known_kit b = {0};
	struct known_effects e = effects_of(&a, false, ARCS("\x03\x01"), INTEGER("\x05"));
	assert_int_equal(e.mrz_fields, 1u << 5);
	e = effects_of(&b, false, ARCS("\x03\x02"), INTEGER("\x08"));
	assert_int_equal(e.mrz_digits, 1u << 8);
	assert_int_equal(e.mrz_fields, 0);
}

static void every_saying_has_a_word_of_its_own(void **state)
{
	(void)state; /* unused */
	for (int i = 0; i < KNOWN_WHAT_COUNT; i++) {
		const char *word = known_what_word((enum known_what)i);
		assert_true(strlen(word) > 1 && strlen(known_what_text((enum known_what)i)) > 5);
		for (int j = 0; j < i; j++) {
			assert_string_not_equal(word, known_what_word((enum known_what)j));
		}
	}
	assert_string_equal(known_what_word(KNOWN_WHAT_COUNT), "?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_deviation_explains_what_it_should),
		cmocka_unit_test(a_revocation_is_graded_by_its_code),
		cmocka_unit_test(each_defect_explains_and_adds_what_it_should),
		cmocka_unit_test(groups_are_told_one_by_one),
		cmocka_unit_test(failing_protocols_are_told_by_the_code),
		cmocka_unit_test(revoked_keys_of_chips_are_told),
		cmocka_unit_test(a_certificate_and_a_country_are_corrected),
		cmocka_unit_test(the_right_signer_is_given),
		cmocka_unit_test(fields_of_the_zone_are_told),
		cmocka_unit_test(every_saying_has_a_word_of_its_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
