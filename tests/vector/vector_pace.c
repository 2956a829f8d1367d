/*
 * Doc 9303-11 appendix G.1: PACE with generic mapping over ECDH, brainpoolP256r1, AES-128.
 */
#include "emrtd/pace.h"
#include "tests/hex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define MRZ_INFORMATION "T22000129364081251010318"
#define MAP_PRIVATE     "7F4EF07B9EA82FD78AD689B38D0BC78CF21F249D953BC46F4C6E19259C010F99"
#define EPH_PRIVATE     "A73FB703AC1436A18E0CFA5ABB3F7BEC7A070E7A6788486BEE230C4A22762595"

#define ANSWER_NONCE "7C12801095A3A016522EE98D01E76CB6B98B42C3"
#define ANSWER_MAP                                                                   \
	"7C43824104824FBA91C9CBE26BEF53A0EBE7342A3BF178CEA9F45DE0B70AA601651FBA3F57" \
	"30D8C879AAA9C9F73991E61B58F4D52EB87A0A0C709A49DC63719363CCD13C54"
#define ANSWER_KEY                                                                   \
	"7C438441049E880F842905B8B3181F7AF7CAA9F0EFB743847F44A306D2D28C1D9EC65DF6DB" \
	"7764B22277A2EDDC3C265A9F018F9CB852E111B768B326904B59A0193776F094"
#define ANSWER_TOKEN "7C0A86083ABB9674BCE93C08"

static struct pace *started(void)
{
	struct card_access access;
	struct pace *p = NULL;
	/* EF.CardAccess with the printed PACEInfo alone */
	assert_int_equal(
		card_access_parse(HEX("31143012060A04007F000702020402020201 02 02010D"), &access),
		EG_OK);
	assert_int_equal(access.count, 1);
	assert_int_equal(access.offered, 1);
	assert_int_equal(access.suites[0].cipher, CRYPT_AES128);
	assert_int_equal(access.suites[0].curve, CRYPT_BP256R1);
	const struct pace_fixed fixed = {HEX(MAP_PRIVATE), HEX(EPH_PRIVATE)};
	assert_int_equal(pace_new(&access.suites[0], rd_cstr(MRZ_INFORMATION), &fixed, &p), EG_OK);
	return p;
}

typedef enum eg_err (*pace_writer)(const struct pace *p, struct wr *out);

static void assert_writes(const struct pace *p, pace_writer writer, const char *want)
{
	uint8_t buffer[256];
	struct wr out = WR_ARRAY(buffer);
	assert_int_equal(writer(p, &out), EG_OK);
	assert_true(hex_same(wr_view(&out), HEX(want)));
}

static void g_1_derives_the_password_key_and_the_nonce(void **state)
{
	(void)state;
	uint8_t digest[CRYPT_HASH_MAX];
	uint8_t buffer[16];
	struct secret key = {0};
	struct wr nonce = WR_ARRAY(buffer);
	assert_int_equal(crypt_hash(CRYPT_SHA1, rd_cstr(MRZ_INFORMATION), digest), EG_OK);
	assert_true(hex_same(rd_of(digest, 20), HEX("7E2D2A41C74EA0B38CD36F863939BFA8E9032AAD")));
	assert_int_equal(sm_derive(CRYPT_AES128, rd_of(digest, 20), SM_KEY_PASSWORD, &key), EG_OK);
	assert_true(hex_same(secret_rd(&key), HEX("89DED1B26624EC1E634C1989302849DD")));
	assert_int_equal(crypt_cbc_decrypt(CRYPT_AES128, secret_rd(&key), RD_EMPTY,
					   HEX("95A3A016522EE98D01E76CB6B98B42C3"), &nonce),
			 EG_OK);
	assert_true(hex_same(wr_view(&nonce), HEX("3F00C4D39D153F2B2A214A078D899B22")));
}

static void g_1_derives_the_session_keys(void **state)
{
	(void)state;
	struct sm s = {0};
	assert_int_equal(
		sm_open(&s, CRYPT_AES128,
			HEX("28768D20701247DAE81804C9E780EDE582A9996DB4A315020B2733197DB84925"),
			RD_EMPTY),
		EG_OK);
	assert_true(hex_same(secret_rd(&s.enc), HEX("F5F0E35C0D7161EE6724EE513A0D9A7F")));
	assert_true(hex_same(secret_rd(&s.mac), HEX("FE251C7858B356B24514B3BD5F4297D1")));
}

static void g_1_runs_from_set_at_to_the_session(void **state)
{
	(void)state;
	uint8_t buffer[64];
	struct wr set_at = WR_ARRAY(buffer);
	struct sm s = {0};
	EG_AUTO(pace_free) struct pace *p = started();
	assert_int_equal(pace_set_at(p, false, &set_at), EG_OK);
	assert_true(hex_same(wr_view(&set_at), HEX("800A04007F00070202040202830101")));
	assert_writes(p, pace_ask_nonce, "7C00");
	assert_int_equal(pace_nonce(p, HEX(ANSWER_NONCE)), EG_OK);
	assert_writes(p, pace_map_key,
		      "7C438141047ACF3EFC982EC45565A4B155129EFBC74650DCBFA6362D896FC70262E0C2CC5E"
		      "544552DCB6725218799115B55C9BAA6D9F6BC3A9618E70C25AF71777A9C4922D");
	assert_int_equal(pace_map(p, HEX(ANSWER_MAP)), EG_OK);
	assert_writes(p, pace_ephemeral_key,
		      "7C438341042DB7A64C0355044EC9DF190514C625CBA2CEA48754887122F3A5EF0D5EDD301C"
		      "3556F3B3B186DF10B857B58F6A7EB80F20BA5DC7BE1D43D9BF850149FBB36462");
	assert_int_equal(pace_agree(p, HEX(ANSWER_KEY)), EG_OK);
	assert_writes(p, pace_token, "7C0A8508C2B0BD78D94BA866");
	assert_int_equal(pace_finish(p, HEX(ANSWER_TOKEN), &s), EG_OK);
	assert_true(hex_same(secret_rd(&s.enc), HEX("F5F0E35C0D7161EE6724EE513A0D9A7F")));
	assert_true(hex_same(secret_rd(&s.mac), HEX("FE251C7858B356B24514B3BD5F4297D1")));
	assert_true(hex_same(rd_of(s.counter, 16), HEX("00000000000000000000000000000000")));
}

static void g_1_with_a_changed_token_opens_nothing(void **state)
{
	(void)state;
	struct sm s = {0};
	EG_AUTO(pace_free) struct pace *p = started();
	assert_int_equal(pace_nonce(p, HEX(ANSWER_NONCE)), EG_OK);
	assert_int_equal(pace_map(p, HEX(ANSWER_MAP)), EG_OK);
	assert_int_equal(pace_agree(p, HEX(ANSWER_KEY)), EG_OK);
	assert_int_equal(pace_finish(p, HEX("7C0A86083ABB9674BCE93C09"), &s), EG_MISMATCH);
	assert_int_equal(s.enc.size, 0);
	assert_int_equal(s.mac.size, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(g_1_derives_the_password_key_and_the_nonce),
		cmocka_unit_test(g_1_derives_the_session_keys),
		cmocka_unit_test(g_1_runs_from_set_at_to_the_session),
		cmocka_unit_test(g_1_with_a_changed_token_opens_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
