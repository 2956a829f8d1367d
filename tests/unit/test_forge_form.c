/*
 * forge_form: every form is found by its word and by its conformance case, no two share one, and a
 * document can be minted in each of them.
 */
#include "simulator/forge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

static const struct date today = {2026, 11, 22};
/* Start of a JPEG with a frame header: forge reads the size out of it. */
static const uint8_t picture[] = {0xFF, 0xD8, 0xFF, 0xC0, 0x00, 0x11, 0x08, 0x02,
				  0x13, 0x01, 0x9D, 0x03, 0x01, 0x22, 0x00, 0x02,
				  0x11, 0x01, 0x03, 0x11, 0x01, 0xFF, 0xD9};

struct row {
	const char *word;
	const char *id;
};

static const struct row sod_rows[] = {
#define X(name, word, id, text) {word, id},
	FORGE_SOD_FORMS(X)
#undef X
};

static const struct row cert_rows[] = {
#define X(name, word, id, text) {word, id},
	FORGE_CERT_FORMS(X)
#undef X
};
#define SOD_ROWS  (sizeof(sod_rows) / sizeof(sod_rows[0]))
#define CERT_ROWS (sizeof(cert_rows) / sizeof(cert_rows[0]))

static void each_form_has_its_word_and_its_case(void **state)
{
	(void)state;
	for (size_t i = 0; i < SOD_ROWS; i++) {
		enum forge_sod_form form;
		assert_true(forge_sod_form_parse(rd_cstr(sod_rows[i].word), &form));
		assert_int_equal(form, i);
		if (sod_rows[i].id[0] != '\0') {
			assert_true(forge_sod_form_parse(rd_cstr(sod_rows[i].id), &form));
			assert_int_equal(form, i);
		}
	}
	for (size_t i = 0; i < CERT_ROWS; i++) {
		enum forge_cert_form form;
		assert_true(forge_cert_form_parse(rd_cstr(cert_rows[i].word), &form));
		assert_int_equal(form, i);
		if (cert_rows[i].id[0] != '\0') {
			assert_true(forge_cert_form_parse(rd_cstr(cert_rows[i].id), &form));
			assert_int_equal(form, i);
		}
	}
}

static void unknown_words_are_refused(void **state)
{
	enum forge_sod_form sod;
	enum forge_cert_form cert;
	(void)state;
	assert_false(forge_sod_form_parse(RD_TEXT("unheard-of"), &sod));
	assert_false(forge_sod_form_parse(RD_EMPTY, &sod));
	assert_false(forge_sod_form_parse(RD_TEXT("LDS_H_48"), &sod));
	assert_false(forge_cert_form_parse(RD_TEXT("LDS_H_17"), &cert));
	assert_false(forge_cert_form_parse(RD_EMPTY, &cert));
}

/* LDS_H_17 to 33, 36 to 68, 87 to 92, 15, 84 and 85: a form of one of the two tables. */
static void every_wrong_case_of_the_plan_has_a_form(void **state)
{
	static const struct {
		unsigned first;
		unsigned last;
	} runs[] = {{15, 15}, {17, 33}, {36, 68}, {84, 85}, {87, 92}};
	(void)state;
	for (size_t r = 0; r < sizeof(runs) / sizeof(runs[0]); r++) {
		for (unsigned n = runs[r].first; n <= runs[r].last; n++) {
			char id[16];
			enum forge_sod_form sod;
			enum forge_cert_form cert;
			(void)snprintf(id, sizeof(id), "LDS_H_%02u", n); /* fits */
			assert_true(forge_sod_form_parse(rd_cstr(id), &sod) ||
				    forge_cert_form_parse(rd_cstr(id), &cert));
		}
	}
}

static struct forge_order order_with(const struct forge_key *signer)
{
	struct forge_order o = forge_order_usual(today);
	o.holder = forge_holder_usual();
	o.portrait = rd_of(picture, sizeof(picture));
	o.signer_key = signer;
	o.card_security = true;
	return o;
}

static void documents_can_be_minted_in_every_form(void **state)
{
	EG_AUTO(forge_ca_free) struct forge_ca ca = {0};
	EG_AUTO(forge_key_free) struct forge_key signer = {0};
	struct forge_alg alg;
	(void)state;
	assert_int_equal(forge_alg_parse("pss:2048:sha256", &alg), EG_OK);
	assert_int_equal(forge_ca_new(&ca, &alg, today), EG_OK);
	assert_int_equal(forge_key_generate(&alg, &signer), EG_OK);
	for (size_t i = 0; i < SOD_ROWS + CERT_ROWS; i++) {
		EG_AUTO(forge_document_free) struct forge_document d = {0};
		struct forge_order o = order_with(&signer);
		o.sod = i < SOD_ROWS ? (enum forge_sod_form)i : FORGE_SOD_USUAL;
		o.card = o.sod;
		o.certificate =
			i < SOD_ROWS ? FORGE_CERT_USUAL : (enum forge_cert_form)(i - SOD_ROWS);
		assert_int_equal(forge_document(&d, &ca, &o), EG_OK);
		assert_true(d.container.size > 0);
	}
}

static void md5_needs_a_key_of_rsa(void **state)
{
	EG_AUTO(forge_ca_free) struct forge_ca ca = {0};
	EG_AUTO(forge_key_free) struct forge_key signer = {0};
	EG_AUTO(forge_document_free) struct forge_document d = {0};
	struct forge_alg alg;
	(void)state;
	assert_int_equal(forge_alg_parse("ec:P-256", &alg), EG_OK);
	assert_int_equal(forge_ca_new(&ca, &alg, today), EG_OK);
	assert_int_equal(forge_key_generate(&alg, &signer), EG_OK);
	struct forge_order o = order_with(&signer);
	o.sod = FORGE_SOD_SIGNATURE_MD5;
	assert_int_equal(forge_document(&d, &ca, &o), EG_CONFIG);
	o.sod = FORGE_SOD_USUAL;
	o.certificate = FORGE_CERT_SIGNED_MD5;
	assert_int_equal(forge_document(&d, &ca, &o), EG_CONFIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_form_has_its_word_and_its_case),
		cmocka_unit_test(unknown_words_are_refused),
		cmocka_unit_test(every_wrong_case_of_the_plan_has_a_form),
		cmocka_unit_test(documents_can_be_minted_in_every_form),
		cmocka_unit_test(md5_needs_a_key_of_rsa),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
