/*
 * Doc 9303-11 appendix F: Active Authentication, RSA 1024, SHA-1, trailer BC. The standard prints
 * the message representative but no key: here a fresh key signs exactly the printed F.
 */
#include "emrtd/actauth.h"
#include "tests/hex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define RND_IFD "F173589974BF40C6"
#define M1                                                                                 \
	"9D2784A67F8E7C659973EA1AEA25D95B6C8F91E5002F369F0FBDCE8A3CEC1991B543F1696546C552" \
	"4CF23A5303CD6C98599F40B79F377B5F3A1406B3B4D8F96784D23AA88DB7E1032A405E69325FA91A" \
	"6E86F5C71AEA978264C4A207446DAD4E7292E2DCDA3024B47DA8"
#define H "C063AA1E6D22FBD976AB0FE73D94D2D9C6D88127"
#define F                                                                                  \
	"6A9D2784A67F8E7C659973EA1AEA25D95B6C8F91E5002F369F0FBDCE8A3CEC1991B543F1696546C5" \
	"524CF23A5303CD6C98599F40B79F377B5F3A1406B3B4D8F96784D23AA88DB7E1032A405E69325FA9" \
	"1A6E86F5C71AEA978264C4A207446DAD4E7292E2DCDA3024B47DA8C063AA1E6D22FBD976AB0FE73D" \
	"94D2D9C6D88127BC"

static void f_step_8_hashes_m1_and_the_challenge(void **state)
{
	(void)state;
	uint8_t digest[CRYPT_HASH_MAX];
	const struct rd parts[] = {HEX(M1), HEX(RND_IFD)};
	assert_int_equal(crypt_hash_parts(CRYPT_SHA1, parts, 2, digest), EG_OK);
	assert_true(hex_same(rd_of(digest, 20), HEX(H)));
	assert_true(hex_same(HEX("6A" M1 H "BC"), HEX(F)));
}

static void f_steps_12_to_18_accept_the_printed_representative(void **state)
{
	(void)state;
	EG_AUTO(crypt_rsa_free) struct crypt_rsa *key = NULL;
	uint8_t spki_buffer[512];
	uint8_t signature_buffer[128];
	struct wr spki = WR_ARRAY(spki_buffer);
	struct wr signature = WR_ARRAY(signature_buffer);
	assert_int_equal(crypt_rsa_generate(1024, &key), EG_OK);
	assert_int_equal(crypt_rsa_spki(key, &spki), EG_OK);
	assert_int_equal(crypt_rsa_raw(key, HEX(F), &signature), EG_OK);
	assert_int_equal(
		actauth_verify(wr_view(&spki), CRYPT_SHA256, HEX(RND_IFD), wr_view(&signature)),
		EG_OK);
	assert_int_equal(actauth_verify(wr_view(&spki), CRYPT_SHA256, HEX("F173589974BF40C7"),
					wr_view(&signature)),
			 EG_MISMATCH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(f_step_8_hashes_m1_and_the_challenge),
		cmocka_unit_test(f_steps_12_to_18_accept_the_printed_representative),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
