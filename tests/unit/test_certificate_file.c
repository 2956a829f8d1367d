/*
 * test_certificate_file: the fingerprint of an officer's certificate, from PEM and from DER.
 */
#include "prog/certificate_file.h"

#include "pki/crypt.h"
#include "prog/folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define CORPUS SOURCE_ROOT "/tests/fuzz/corpus/certificate_file/"

/* openssl x509 -fingerprint -sha256 */
static const uint8_t print[CERTIFICATE_PRINT_SIZE] = {
	0x8D, 0x21, 0xB4, 0x5F, 0x8A, 0xB4, 0x09, 0x2F, 0xDE, 0x6C, 0x58,
	0x77, 0xC3, 0x80, 0xAE, 0xFA, 0xD4, 0xA8, 0x30, 0x56, 0x63, 0x1F,
	0x08, 0xF8, 0xB3, 0xF1, 0x20, 0x1B, 0x62, 0x9B, 0xA5, 0xCC};

static enum eg_err read_one(const char *path, struct certificate_file *out)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	assert_int_equal(folder_file(path, CERTIFICATE_FILE_MAX, &file), EG_OK);
	return certificate_file_read(bytes_rd(&file), out);
}

static void pem_and_der_are_one_certificate(void **state)
{
	static const char *const paths[] = {CORPUS "pem", CORPUS "der", CORPUS "pem_with_text"};
	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		struct certificate_file c;
		assert_int_equal(read_one(paths[i], &c), EG_OK);
		assert_memory_equal(c.print, print, sizeof(print));
		assert_int_equal(date_compare(c.from, (struct date){2026, 11, 30}), 0);
		assert_int_equal(date_compare(c.to, (struct date){2126, 11, 6}), 0);
	}
}

static void what_is_no_officers_certificate_is_refused(void **state)
{
	static const char *const paths[] = {CORPUS "authority", CORPUS "two", CORPUS "cut"};
	static const char *const texts[] = {
		"",
		"a letter",
		"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
		"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
		"-----BEGIN CERTIFICATE-----\nMI*B\n-----END CERTIFICATE-----\n",
		"-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n"};
	struct certificate_file c;
	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		assert_int_equal(read_one(paths[i], &c), EG_BAD_DATA);
	}
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_int_equal(certificate_file_read(rd_cstr(texts[i]), &c), EG_BAD_DATA);
	}
}

static void more_than_any_certificate_has_is_refused(void **state)
{
	static uint8_t room[CERTIFICATE_FILE_MAX];
	struct certificate_file c;
	struct wr w = WR_ARRAY(room);
	(void)state;
	wr_put(&w, RD_TEXT("-----BEGIN CERTIFICATE-----\n"));
	for (int i = 0; i < 400; i++) {
		wr_fill(&w, 'A', 64);
		wr_u8(&w, '\n');
	}
	wr_put(&w, RD_TEXT("-----END CERTIFICATE-----\n"));
	assert_int_equal(certificate_file_read(wr_view(&w), &c), EG_TOO_BIG);
	w = WR_ARRAY(room);
	wr_u8(&w, 0x30);
	wr_fill(&w, 0, sizeof(room) - 1);
	assert_int_equal(certificate_file_read(wr_view(&w), &c), EG_TOO_BIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pem_and_der_are_one_certificate),
		cmocka_unit_test(what_is_no_officers_certificate_is_refused),
		cmocka_unit_test(more_than_any_certificate_has_is_refused),
	};
	return crypt_warm() == EG_OK ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
