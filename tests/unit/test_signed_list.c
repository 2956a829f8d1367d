/* Unit tests of pki/signed_list: master lists in every form of signer that the field has, and in
 * the forms that nobody must take. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pki/signed_list.h"
#include "simulator/forge_list.h"

#define FILE_MAX 32768

static const struct date today = {2026, 11, 22};

/* A CA, its list signer, and the list of two CAs that this one signs. */
struct desk {
	struct forge_ca ca;
	struct forge_ca other;
	struct forge_list_signer signer;
	struct rd both[2]; /* the CAs' certificates */
	struct forge_list order;
	uint8_t octets[FILE_MAX];
	size_t size;
};

static void desk_free(struct desk *d)
{
	forge_ca_free(&d->ca);
	forge_ca_free(&d->other);
	forge_list_signer_free(&d->signer);
}

static void desk_open(struct desk *d, const char *algorithm, enum forge_list_by by)
{
	struct forge_alg ca_alg;
	struct forge_alg alg;
	const struct forge_validity validity = {{2025, 1, 1}, {2027, 1, 1}};
	*d = (struct desk){.size = 0};
	assert_int_equal(forge_alg_parse("ec:P-256:sha256:named", &ca_alg), EG_OK);
	assert_int_equal(forge_alg_parse(algorithm, &alg), EG_OK);
	assert_int_equal(forge_ca_new(&d->ca, &ca_alg, today), EG_OK);
	assert_int_equal(forge_ca_new(&d->other, &ca_alg, today), EG_OK);
	assert_int_equal(forge_list_signer_new(&d->signer, &d->ca, &alg, &validity, by), EG_OK);
	d->order = (struct forge_list){.count = 2,
				       .signer = &d->signer,
				       .signed_on = {2026, 3, 4},
				       .form = FORGE_SOD_BY_KEY};
}

static struct rd desk_write(struct desk *d)
{
	struct wr out = WR_ARRAY(d->octets);
	d->both[0] = forge_ca_certificate(&d->ca);
	d->both[1] = forge_ca_certificate(&d->other);
	d->order.certificates = d->both;
	assert_int_equal(forge_list(&out, &d->order), EG_OK);
	d->size = out.size;
	return wr_view(&out);
}

/* Both CAs are in it, and nothing else. */
static void assert_both(const struct desk *d, struct rd content)
{
	struct rd rest;
	size_t count = 0;
	bool found[2] = {false, false};
	assert_int_equal(signed_list_certificates(content, &rest), EG_OK);
	while (rest.left > 0) {
		uint32_t tag;
		struct rd value;
		struct rd der;
		assert_true(rd_tlv_whole(&rest, &tag, &value, &der));
		found[0] = found[0] || rd_equal(der, forge_ca_certificate(&d->ca));
		found[1] = found[1] || rd_equal(der, forge_ca_certificate(&d->other));
		count++;
	}
	assert_int_equal(count, 2);
	assert_true(found[0] && found[1]);
}

static void assert_opens(struct desk *d, enum passive_fault noted)
{
	EG_AUTO(signed_list_free) struct signed_list list = {.has_time = false};
	struct faults wanted = {{0}};
	enum passive_fault why;
	struct rd file = desk_write(d);
	assert_int_equal(signed_list_open(file, &list, &why), EG_OK);
	assert_int_equal(why, FAULT_NONE);
	assert_true(rd_equal(list.type, SIGNED_LIST_MASTER));
	assert_true(list.has_time);
	assert_int_equal(list.time.unix_s, asn1_time_of_day((struct date){2026, 3, 4}));
	if (noted != FAULT_NONE) {
		faults_add(&wanted, noted);
	}
	if (!faults_empty(faults_without(list.faults, wanted)) ||
	    !faults_empty(faults_without(wanted, list.faults))) {
		fail_msg("form %u", (unsigned)d->order.form);
	}
	assert_both(d, list.content);
}

static void each_algorithm_and_way_to_name_the_signer_is_taken(void **state)
{
	(void)state;
	static const struct {
		const char *algorithm;
		enum forge_sod_form form;
		enum passive_fault noted;
	} cases[] = {
		{"ec:brainpoolP256r1:sha256", FORGE_SOD_BY_KEY, FAULT_NONE}, /* Germany */
		{"rsa:2048:sha256", FORGE_SOD_BY_KEY, FAULT_NONE},           /* the Netherlands */
		{"pss:2048:sha512", FORGE_SOD_USUAL, FAULT_NONE},            /* Italy */
		{"rsa:2048:sha256:no-null", FORGE_SOD_BY_KEY, FAULT_DIGEST_INFO}, /* UN */
		{"pss:2048:sha256:salt=20", FORGE_SOD_USUAL, FAULT_NONE},
		{"pss:2048:sha256:mask=sha1", FORGE_SOD_USUAL, FAULT_PSS_MASK},
		{"rsa:2048:sha256:bare", FORGE_SOD_USUAL, FAULT_NONE},
		{"ec:P-521:sha512:plain", FORGE_SOD_BY_KEY, FAULT_NONE},
		{"rsa:2048:sha1", FORGE_SOD_BY_KEY, FAULT_HASH_DEPRECATED},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		EG_AUTO(desk_free) struct desk d;
		desk_open(&d, cases[i].algorithm, FORGE_LIST_BY_SIGNER);
		d.order.form = cases[i].form;
		assert_opens(&d, cases[i].noted);
	}
}

static void what_is_odd_and_right_all_the_same_is_noted(void **state)
{
	(void)state;
	static const struct {
		enum forge_sod_form form;
		enum passive_fault noted;
	} cases[] = {
		{FORGE_SOD_INDEFINITE, FAULT_BER},
		{FORGE_SOD_PIECES, FAULT_BER},
		{FORGE_SOD_LONG_LENGTHS, FAULT_BER},
		{FORGE_SOD_NAME_STRINGS, FAULT_NONE},
		{FORGE_SOD_NAME_ORDER, FAULT_SIGNER_NAME_ORDER},
		{FORGE_SOD_UNSORTED, FAULT_ATTRIBUTES_ORDER},
		{FORGE_SOD_SORTED_LATER, FAULT_ATTRIBUTES_SORTED},
		{FORGE_SOD_CMS_VERSION, FAULT_CMS_VERSION},
	};
	EG_AUTO(desk_free) struct desk d;
	desk_open(&d, "ec:P-256:sha256", FORGE_LIST_BY_SIGNER);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		d.order.form = cases[i].form;
		assert_opens(&d, cases[i].noted);
	}
}

static void a_list_that_its_signer_did_not_sign_so_is_refused(void **state)
{
	(void)state;
	static const struct {
		const char *algorithm;
		enum forge_sod_form form;
		enum eg_err err;
	} cases[] = {
		{"ec:P-256:sha256", FORGE_SOD_SIGNATURE_WRONG, EG_MISMATCH},
		{"ec:P-256:sha256", FORGE_SOD_MESSAGE_DIGEST, EG_MISMATCH},
		{"ec:P-256:sha256", FORGE_SOD_MESSAGE_DIGEST_MISSING, EG_MISMATCH},
		{"ec:P-256:sha256", FORGE_SOD_DIGEST_TWICE, EG_MISMATCH},
		{"ec:P-256:sha256", FORGE_SOD_TYPE_ATTRIBUTE, EG_MISMATCH},
		{"ec:P-256:sha256", FORGE_SOD_NO_ATTRIBUTES, EG_MISMATCH},
		{"ec:P-256:sha256", FORGE_SOD_TWO_SIGNERS, EG_BAD_DATA},
		{"ec:P-256:sha256", FORGE_SOD_SIGNATURE_MISSING, EG_BAD_DATA},
		{"ec:P-256:sha256", FORGE_SOD_NO_CERTIFICATE, EG_NOT_FOUND},
		{"ec:P-256:sha256", FORGE_SOD_KEY_ID_OTHER, EG_NOT_FOUND},
		{"ec:P-256:sha256", FORGE_SOD_SERIAL_OTHER, EG_NOT_FOUND},
		{"ec:P-256:sha256", FORGE_SOD_DIGEST_MD5, EG_UNSUPPORTED},
		{"rsa:2048:sha256", FORGE_SOD_SIGNATURE_MD5, EG_UNSUPPORTED},
		{"rsa:2048:sha256:garbage", FORGE_SOD_BY_KEY, EG_MISMATCH},
		{"rsa:2048:sha256:parameters", FORGE_SOD_BY_KEY, EG_MISMATCH},
		{"rsa:2048:sha256:cube-root", FORGE_SOD_BY_KEY, EG_MISMATCH},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		EG_AUTO(desk_free) struct desk d;
		EG_AUTO(signed_list_free) struct signed_list list = {.has_time = false};
		enum passive_fault why = FAULT_NONE;
		desk_open(&d, cases[i].algorithm, FORGE_LIST_BY_SIGNER);
		d.order.form = cases[i].form;
		enum eg_err err = signed_list_open(desk_write(&d), &list, &why);
		if (err != cases[i].err) {
			fail_msg("case %zu: %s, not %s", i, eg_err_name(err),
				 eg_err_name(cases[i].err));
		}
		assert_int_not_equal(why, FAULT_NONE);
	}
}

static void no_changed_bit_of_a_list_changes_what_is_taken(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	size_t opened = 0;
	desk_open(&d, "rsa:2048:sha256", FORGE_LIST_BY_SIGNER); /* cheap to verify */
	struct rd file = desk_write(&d);
	for (size_t i = 0; i < file.left * 8; i++) {
		EG_AUTO(signed_list_free) struct signed_list list = {.has_time = false};
		enum passive_fault why;
		d.octets[i / 8] ^= (uint8_t)(1u << (i % 8));
		if (signed_list_open(file, &list, &why) == EG_OK &&
		    rd_equal(list.type, SIGNED_LIST_MASTER)) {
			opened++;
			assert_both(&d, list.content);
			assert_true(list.has_time);
			assert_int_equal(list.time.unix_s,
					 asn1_time_of_day((struct date){2026, 3, 4}));
		}
		d.octets[i / 8] ^= (uint8_t)(1u << (i % 8));
	}
	/* Certificates are not under this signature, nor is the list of digest algorithms. */
	assert_true(opened > 0);
}

static void another_version_or_content_is_no_master_list(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	EG_AUTO(signed_list_free) struct signed_list list = {.has_time = false};
	enum passive_fault why;
	struct rd certificates;
	desk_open(&d, "ec:P-256:sha256", FORGE_LIST_BY_SIGNER);
	d.order.version = 1;
	assert_int_equal(signed_list_open(desk_write(&d), &list, &why), EG_OK);
	assert_int_equal(signed_list_certificates(list.content, &certificates), EG_BAD_DATA);
	static const char *const bad[] = {"", "\x30", "\x30\x02\x31", "\x30\x03\x02\x01",
					  "\x31\x05\x02\x01"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(signed_list_certificates(rd_cstr(bad[i]), &certificates),
				 EG_BAD_DATA);
	}
	assert_int_equal(
		signed_list_certificates(RD_TEXT("\x30\x05\x02\x01\x00\x31\x00"), &certificates),
		EG_OK);
	assert_true(rd_end(&certificates));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_algorithm_and_way_to_name_the_signer_is_taken),
		cmocka_unit_test(what_is_odd_and_right_all_the_same_is_noted),
		cmocka_unit_test(a_list_that_its_signer_did_not_sign_so_is_refused),
		cmocka_unit_test(no_changed_bit_of_a_list_changes_what_is_taken),
		cmocka_unit_test(another_version_or_content_is_no_master_list),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
