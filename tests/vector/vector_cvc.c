/*
 * vector_cvc: two generations of a state's test certificates (CVCA, link, DV, terminal) read,
 * verify and sign. Files of real states lie beside the project; skipped when absent.
 */
#include "prog/terminal.h"

#include "tests/vector/real_data.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define TODAY ((struct date){2009, 6, 1}) /* within the period of DV and terminal */

static bool add(struct terminal *t, const char *name)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	return real_file(SOURCE_ROOT, name, &file) &&
	       terminal_add_certificate(t, bytes_rd(&file)) == EG_OK;
}

static bool add_key(struct terminal *t, const char *name)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	EG_AUTO(terminal_key_close) struct terminal_key key = {0};
	return real_file(SOURCE_ROOT, name, &file) &&
	       terminal_key_from_pkcs8(bytes_rd(&file), &key) == EG_OK &&
	       terminal_add_key(t, &key) == EG_OK;
}

static struct terminal *load(bool orig, bool new)
{
	struct terminal *t = NULL;
	assert_int_equal(terminal_new(TODAY, &t), EG_OK);
	assert_true(add(t, "cvc-nl/orig/certCVCA_orig.cvcert"));
	assert_true(!orig || (add(t, "cvc-nl/orig/certDVD_orig.cvcert") &&
			      add(t, "cvc-nl/orig/certIS_orig.cvcert") &&
			      add_key(t, "cvc-nl/orig/keyIS_orig.der")));
	assert_true(!new || (add(t, "cvc-nl/new/certCVCA_new.cvcert") &&
			     add(t, "cvc-nl/new/certDVD_new.cvcert") &&
			     add(t, "cvc-nl/new/certIS_new.cvcert") &&
			     add_key(t, "cvc-nl/new/keyIS_new.der")));
	return t;
}

static void expect_chain(struct terminal *t, const char *car, size_t expected)
{
	const struct termauth_terminal port = terminal_port(t);
	struct rd certificates[TERMAUTH_CERTIFICATES_MAX];
	struct termauth *ta = NULL;
	size_t count;
	uint8_t octets[64];
	struct wr signature = WR_ARRAY(octets);
	assert_int_equal(port.chain(port.context, rd_cstr(car), certificates,
				    TERMAUTH_CERTIFICATES_MAX, &count),
			 EG_OK);
	assert_int_equal(count, expected);
	assert_int_equal(port.sign(port.context, RD_TEXT("m"), &signature), EG_OK);
	assert_int_equal(signature.size, 56); /* plain, brainpoolP224r1 */
	assert_int_equal(termauth_new(&port, rd_cstr(car), RD_TEXT("id"), RD_TEXT("comp"), &ta),
			 EG_OK);
	termauth_free(&ta);
}

static void the_first_generation_has_a_chain_of_its_own(void **state)
{
	(void)state;
	EG_AUTO(terminal_free) struct terminal *t = load(true, false);
	struct terminal_anchor a;
	expect_chain(t, "NLCVCAA00001", 2);
	assert_true(terminal_anchor(t, 0, &a));
	assert_int_equal(a.access, CVC_READ_DG3);
	assert_int_equal(date_compare(a.until, (struct date){2009, 11, 18}), 0);
}

static void the_second_generation_is_reached_by_its_link(void **state)
{
	(void)state;
	EG_AUTO(terminal_free) struct terminal *t = load(false, true);
	expect_chain(t, "NLCVCAA00001", 3);
	expect_chain(t, "NLCVCAA00002", 2);
}

static void with_both_the_old_chip_needs_no_link(void **state)
{
	(void)state;
	EG_AUTO(terminal_free) struct terminal *t = load(true, true);
	expect_chain(t, "NLCVCAA00001", 2);
	expect_chain(t, "NLCVCAA00002", 2);
}

static void a_day_later_it_is_expired(void **state)
{
	(void)state;
	EG_AUTO(terminal_free) struct terminal *t = load(true, false);
	struct terminal_anchor a;
	terminal_today(t, (struct date){2009, 11, 19});
	assert_true(terminal_anchor(t, 0, &a));
	assert_int_equal(a.why, CVC_EXPIRED);
}

int main(void)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	if (!real_file(SOURCE_ROOT, "cvc-nl/orig/certCVCA_orig.cvcert", &file)) {
		fprintf(stderr, "skipped: no certificates of a state beside the project\n");
		return 77;
	}
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_generation_has_a_chain_of_its_own),
		cmocka_unit_test(the_second_generation_is_reached_by_its_link),
		cmocka_unit_test(with_both_the_old_chip_needs_no_link),
		cmocka_unit_test(a_day_later_it_is_expired),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
