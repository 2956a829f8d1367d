/*
 * Chip Authentication with the reference passport of BSI: its DG14 and the test key that belongs to
 * it. Both lie beside the project; without them the test is skipped.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "emrtd/chipauth.h"
#include "tests/vector/real_data.h"

#define FOLDER "reference-mustermann/"

struct files {
	struct bytes dg14;
	struct bytes key;
	struct bytes spki;
};

static void the_reference_passport_authenticates(void **state)
{
	const struct files *f = *state;
	struct chipauth_choice choice;
	uint8_t octets[200];
	struct wr w = WR_ARRAY(octets);
	struct sm ours = {0};
	struct sm theirs = {0};
	struct rd key;
	struct rd objects;
	EG_AUTO(crypt_ec_free) struct crypt_ec *chip = NULL;
	EG_AUTO(chipauth_free) struct chipauth *c = NULL;
	EG_AUTO(secret_clear) struct secret x = {0};
	assert_int_equal(chipauth_choose(bytes_rd(&f->dg14), &choice), EG_OK);
	assert_true(rd_equal(choice.spki, bytes_rd(&f->spki)));
	assert_int_equal(chipauth_has_key(bytes_rd(&f->dg14), choice.spki), EG_OK);
	assert_int_equal(chipauth_begin(&choice, NULL, &c), EG_OK);
	if (choice.way == CHIPAUTH_SET_KAT) {
		assert_int_equal(chipauth_set_kat(c, &w), EG_OK);
		objects = wr_view(&w);
		assert_true(rd_expect(&objects, 0x91, &key));
	} else {
		assert_int_equal(chipauth_ga(c, &w), EG_OK);
		struct rd data = wr_view(&w);
		assert_true(rd_expect(&data, 0x7C, &objects) && rd_expect(&objects, 0x80, &key));
	}
	assert_int_equal(crypt_ec_from_pkcs8(bytes_rd(&f->key), &chip), EG_OK);
	assert_int_equal(crypt_ec_agree(chip, key, &x), EG_OK);
	assert_int_equal(sm_open(&theirs, choice.cipher, secret_rd(&x), RD_EMPTY), EG_OK);
	assert_int_equal(chipauth_finish(c, RD_EMPTY, &ours), EG_OK);
	assert_true(secret_equal(secret_rd(&ours.enc), secret_rd(&theirs.enc)));
	assert_true(secret_equal(secret_rd(&ours.mac), secret_rd(&theirs.mac)));
	sm_close(&ours);
	sm_close(&theirs);
}

int main(void)
{
	struct files f = {0};
	if (!real_file(SOURCE_ROOT, FOLDER "Datagroup14.bin", &f.dg14) ||
	    !real_file(SOURCE_ROOT, FOLDER "DG14_sk.pkcs8", &f.key) ||
	    !real_file(SOURCE_ROOT, FOLDER "DG14_pk.bin", &f.spki)) {
		(void)fputs("skipped: the reference passport's DG14 and its key are not there\n",
			    stderr); /* the code of exit says it too */
		return 77;
	}
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(the_reference_passport_authenticates, &f),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	bytes_free(&f.dg14);
	bytes_free(&f.key);
	bytes_free(&f.spki);
	return failed;
}
