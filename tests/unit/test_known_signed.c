/*
 * test_known_signed: whose deviation and defect lists are taken from their container, and why
 * others are refused.
 */
#include "tests/unit/known_kit.h"

#include "pki/known_signed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define ARCS(text) text, sizeof(text) - 1

static struct forge_ca country_ca;
static const struct date today = {2026, 11, 22};

static int make_ca(void **state)
{
	struct forge_alg alg;
	(void)state; /* unused */
	return forge_alg_parse("ec:P-256:sha256:named", &alg) == EG_OK &&
			       forge_ca_new(&country_ca, &alg, today) == EG_OK
		       ? 0
		       : 1;
}

static int free_ca(void **state)
{
	(void)state; /* unused */
	forge_ca_free(&country_ca);
	return 0;
}

static enum eg_err open_list(bool defects, enum forge_known_flaw flaw, struct bytes *file,
			     struct known_signed *out)
{
	struct kit_list l;
	kit_say(&l, defects, ARCS("\x02\x01"),
		defects ? RD_TEXT("\x31\x03\x02\x01\x02") : RD_TEXT("\x02\x01\x02"));
	l.entry.remarks = &l.remark;
	l.order.entries = &l.entry;
	l.order.flaw = flaw;
	l.order.today = today;
	assert_int_equal(forge_alg_parse("ec:brainpoolP256r1:sha256", &l.order.signer), EG_OK);
	assert_int_equal(forge_known_list(file, &country_ca, &l.order), EG_OK);
	return known_signed_open(bytes_rd(file), out);
}

static void a_right_list_is_taken_with_its_origin(void **state)
{
	(void)state; /* unused */
	for (int defects = 0; defects <= 1; defects++) {
		EG_AUTO(known_signed_free) struct known_signed s = {0};
		EG_AUTO(bytes_free) struct bytes file = {0};
		uint8_t hash[CRYPT_HASH_MAX];
		struct cert ca;
		assert_int_equal(open_list(defects == 1, FORGE_KNOWN_FLAWLESS, &file, &s), EG_OK);
		assert_int_equal(s.list.entry_count, 1);
		assert_int_equal(s.info.kind, defects == 1 ? KNOWN_DEFECTS : KNOWN_DEVIATIONS);
		assert_string_equal(s.info.country, "UT");
		assert_int_equal(s.info.signed_s, asn1_time_of_day(today));
		assert_int_equal(crypt_hash(CRYPT_SHA256, bytes_rd(&file), hash), EG_OK);
		assert_memory_equal(hash, s.info.sha256, 32);
		assert_int_equal(cert_parse(forge_ca_certificate(&country_ca), &ca), EG_OK);
		assert_int_equal(cert_issued_by(&s.signer, &ca), EG_OK);
		assert_false(faults_has(s.faults, FAULT_BER));
	}
}

struct refused {
	enum forge_known_flaw flaw;
	enum eg_err err;
	const char *reason; /* NULL: cryptography's own */
};

static void wrong_lists_are_refused_with_the_reason(void **state)
{
	(void)state; /* unused */
	const struct refused all[] = {
		{FORGE_KNOWN_USAGE, EG_DENIED, "certificate is not for signing such lists"},
		{FORGE_KNOWN_BY_CA, EG_DENIED, "list signed by a CA itself"},
		{FORGE_KNOWN_EXPIRED, EG_DENIED, "list signed outside the period of its signer"},
		{FORGE_KNOWN_SIGNATURE, EG_MISMATCH, NULL},
		{FORGE_KNOWN_TYPE, EG_UNSUPPORTED, "neither a deviation list nor a defect list"},
	};
	for (size_t i = 0; i < 2 * sizeof(all) / sizeof(all[0]); i++) {
		EG_AUTO(known_signed_free) struct known_signed s = {0};
		EG_AUTO(bytes_free) struct bytes file = {0};
		const struct refused *r = &all[i / 2];
		assert_int_equal(open_list(i % 2 == 1, r->flaw, &file, &s), r->err);
		if (r->reason != NULL) {
			assert_string_equal(eg_fault_last().reason, r->reason);
		}
	}
}

static void an_unknown_version_is_not_supported(void **state)
{
	(void)state; /* unused */
	EG_AUTO(known_signed_free) struct known_signed s = {0};
	EG_AUTO(known_signed_free) struct known_signed t = {0};
	EG_AUTO(bytes_free) struct bytes file = {0};
	assert_int_equal(open_list(false, FORGE_KNOWN_VERSION, &file, &s), EG_UNSUPPORTED);
	assert_string_equal(eg_fault_last().reason, "version of the deviation list");
	assert_int_equal(open_list(true, FORGE_KNOWN_VERSION, &file, &t), EG_UNSUPPORTED);
	assert_string_equal(eg_fault_last().reason, "version of the defect list");
}

/* Doc 9303-12, 7.1.1.3: must; TR-03129-2, 7.2: should. */
static void only_defect_lists_come_without_an_extended_usage(void **state)
{
	(void)state; /* unused */
	EG_AUTO(known_signed_free) struct known_signed s = {0};
	EG_AUTO(known_signed_free) struct known_signed t = {0};
	EG_AUTO(bytes_free) struct bytes file = {0};
	assert_int_equal(open_list(false, FORGE_KNOWN_NO_USAGE, &file, &s), EG_DENIED);
	assert_int_equal(open_list(true, FORGE_KNOWN_NO_USAGE, &file, &t), EG_OK);
	assert_true(faults_has(t.faults, FAULT_EXTENDED_USAGE));
}

static void whose_ca_it_is_can_be_told_by_the_store_only(void **state)
{
	(void)state; /* unused */
	EG_AUTO(known_signed_free) struct known_signed s = {0};
	EG_AUTO(bytes_free) struct bytes file = {0};
	struct cert ca;
	assert_int_equal(open_list(false, FORGE_KNOWN_OTHER_CA, &file, &s), EG_OK);
	assert_int_equal(cert_parse(forge_ca_certificate(&country_ca), &ca), EG_OK);
	assert_int_equal(cert_issued_by(&s.signer, &ca), EG_MISMATCH);
}

static void indefinite_lengths_are_rewritten_and_noted(void **state)
{
	(void)state; /* unused */
	EG_AUTO(known_signed_free) struct known_signed s = {0};
	EG_AUTO(bytes_free) struct bytes file = {0};
	assert_int_equal(open_list(true, FORGE_KNOWN_BER, &file, &s), EG_OK);
	assert_true(faults_has(s.faults, FAULT_BER));
	assert_int_equal(s.list.entry_count, 1);
}

/* TR-03129-2, 7.1: BER. The frame of a right list with an indefinite length. */
static void the_content_of_a_defect_list_may_be_ber(void **state)
{
	(void)state; /* unused */
	EG_AUTO(known_kit_free) struct known_kit kit = {0};
	EG_AUTO(bytes_free) struct bytes rewritten = {0};
	struct kit_list l;
	struct known_list list;
	uint8_t bytes[256];
	struct wr w = WR_ARRAY(bytes);
	struct rd body;
	kit_say(&l, true, ARCS("\x04\x03"), RD_EMPTY);
	kit_read(&kit, &l, &list);
	struct rd content = bytes_rd(&kit.content);
	assert_true(rd_expect(&content, 0x30, &body));
	wr_be16(&w, 0x3080);
	wr_put(&w, body);
	wr_be16(&w, 0);
	assert_int_equal(known_signed_content(KNOWN_DEFECTS, wr_view(&w), &rewritten, &list),
			 EG_OK);
	assert_int_equal(list.entry_count, 1);
	assert_true(rd_equal(bytes_rd(&rewritten), bytes_rd(&kit.content)));
	EG_AUTO(bytes_free) struct bytes unused = {0};
	assert_int_not_equal(known_signed_content(KNOWN_DEVIATIONS, wr_view(&w), &unused, &list),
			     EG_OK);
}

static void no_changed_octet_of_the_content_is_taken(void **state)
{
	(void)state; /* unused */
	EG_AUTO(known_signed_free) struct known_signed s = {0};
	EG_AUTO(bytes_free) struct bytes file = {0};
	assert_int_equal(open_list(true, FORGE_KNOWN_FLAWLESS, &file, &s), EG_OK);
	size_t start = (size_t)(s.list.entries.at - file.data);
	for (size_t at = start; at < start + s.list.entries.left; at++) {
		EG_AUTO(known_signed_free) struct known_signed changed = {0};
		file.data[at] ^= 0x01;
		assert_int_not_equal(known_signed_open(bytes_rd(&file), &changed), EG_OK);
		file.data[at] ^= 0x01;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_right_list_is_taken_with_its_origin),
		cmocka_unit_test(wrong_lists_are_refused_with_the_reason),
		cmocka_unit_test(an_unknown_version_is_not_supported),
		cmocka_unit_test(only_defect_lists_come_without_an_extended_usage),
		cmocka_unit_test(whose_ca_it_is_can_be_told_by_the_store_only),
		cmocka_unit_test(indefinite_lengths_are_rewritten_and_noted),
		cmocka_unit_test(the_content_of_a_defect_list_may_be_ber),
		cmocka_unit_test(no_changed_octet_of_the_content_is_taken),
	};
	return cmocka_run_group_tests(tests, make_ca, free_ca);
}
