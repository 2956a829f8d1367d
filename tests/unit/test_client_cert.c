/*
 * test_client_cert: the fingerprint of a certificate as nginx passes it on.
 */
#include "base/wr.h"
#include "console/client_cert.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define FRONT "-----BEGIN%20CERTIFICATE-----%0A"
#define BACK  "-----END%20CERTIFICATE-----%0A"

static void the_fingerprint_is_that_of_the_der(void **state)
{
	/* SEQUENCE { INTEGER 1 }: 30 03 02 01 01; printf | sha256sum */
	static const uint8_t expected[32] = {0x1B, 0x65, 0xF6, 0x8A, 0x52, 0x2C, 0x85, 0x87,
					     0x15, 0xF5, 0xDD, 0x95, 0x1C, 0xD0, 0x40, 0x2D,
					     0xC1, 0x66, 0x91, 0x77, 0x88, 0x14, 0xBF, 0x07,
					     0x59, 0x82, 0x2B, 0x7A, 0x25, 0x74, 0x21, 0xD0};
	struct client_cert c;
	(void)state;
	assert_int_equal(client_cert_read(RD_TEXT(FRONT "MAMCAQE%3D%0A" BACK), &c), EG_OK);
	assert_memory_equal(c.sha256, expected, sizeof(expected));
	/* Lines may end anywhere. */
	struct client_cert again;
	assert_int_equal(client_cert_read(RD_TEXT(FRONT "MAMC%0AAQE%3d%0a" BACK), &again), EG_OK);
	assert_memory_equal(c.sha256, again.sha256, sizeof(c.sha256));
}

static void what_is_no_certificate_is_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"MAMCAQE%3D",
		FRONT BACK,
		FRONT "MAMCAQE%3D%0A",
		"MAMCAQE%3D%0A" BACK,
		FRONT "MAMCAQE%3D%0A" BACK FRONT "MAMCAQE%3D%0A" BACK,
		FRONT "MAMCAQE%0A" BACK,        /* without its padding */
		FRONT "MAMCAQ!%3D%0A" BACK,     /* a letter that base64 has not */
		FRONT "BAMCAQE%3D%0A" BACK,     /* no SEQUENCE */
		FRONT "MAMCAQEA%0A" BACK,       /* an octet behind it */
		FRONT "MAMCAQE%3D%0A" BACK "%", /* escapes that end */
		FRONT "MAMCAQE%3D%0A" BACK "%4",
		FRONT "MAMCAQE%3D%0A" BACK "%zz",
		FRONT "MAMCAQE%3D%0A" BACK "x",
	};
	struct client_cert c;
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(client_cert_read(rd_cstr(bad[i]), &c), EG_BAD_DATA);
	}
}

static void a_certificate_has_a_largest_size(void **state)
{
	static char text[3 * CLIENT_CERT_MAX];
	struct client_cert c;
	struct wr w = WR_ARRAY(text);
	(void)state;
	wr_put(&w, RD_TEXT(FRONT));
	wr_fill(&w, 'A', 2 * CLIENT_CERT_MAX);
	wr_put(&w, RD_TEXT(BACK));
	assert_int_equal(client_cert_read(wr_view(&w), &c), EG_TOO_BIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_fingerprint_is_that_of_the_der),
		cmocka_unit_test(what_is_no_certificate_is_refused),
		cmocka_unit_test(a_certificate_has_a_largest_size),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
