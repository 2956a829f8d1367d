/*
 * Doc 9303-11 appendix D: Basic Access Control and secure messaging with 3DES.
 */
#include "emrtd/bac.h"
#include "tests/hex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define RND_IC  "4608F91988702212"
#define RND_IFD "781723860C06C226"
#define K_IFD   "0B795240CB7049B01C19B33E32804F0B"
#define KS_ENC  "979EC13B1CBFE9DCD01AB0FED307EAE5"
#define KS_MAC  "F1CB1F1FB5ADF208806B89DC579DC1F8"

static struct bac_random printed_random(void)
{
	struct bac_random r;
	struct rd nonce = HEX(RND_IFD);
	struct rd key = HEX(K_IFD);
	assert_true(rd_copy(&nonce, r.nonce, sizeof(r.nonce)));
	assert_true(rd_copy(&key, r.key, sizeof(r.key)));
	return r;
}

static struct sm opened(void)
{
	struct bac b = {0};
	struct sm s = {0};
	struct bac_random own = printed_random();
	uint8_t buffer[64];
	struct wr command = WR_ARRAY(buffer);
	assert_int_equal(bac_begin(&b, RD_TEXT("L898902C<369080619406236"), &own), EG_OK);
	assert_int_equal(bac_challenge(&b, HEX(RND_IC), &command), EG_OK);
	assert_int_equal(bac_answer(&b,
				    HEX("46B9342A41396CD7386BF5803104D7CEDC122B91"
					"32139BAF2EEDC94EE178534F2F2D235D074D7449"),
				    &s),
			 EG_OK);
	bac_end(&b);
	return s;
}

static void d_1_and_d_2_derive_the_document_keys(void **state)
{
	(void)state;
	struct bac b = {0};
	struct bac_random own = printed_random();
	assert_int_equal(bac_begin(&b, RD_TEXT("L898902C<369080619406236"), &own), EG_OK);
	assert_true(hex_same(secret_rd(&b.enc), HEX("AB94FDECF2674FDFB9B391F85D7F76F2")));
	assert_true(hex_same(secret_rd(&b.mac), HEX("7962D9ECE03D1ACD4C76089DCE131543")));
	bac_end(&b);
}

static void d_3_builds_external_authenticate(void **state)
{
	(void)state;
	struct bac b = {0};
	struct bac_random own = printed_random();
	uint8_t buffer[64];
	struct wr command = WR_ARRAY(buffer);
	assert_int_equal(bac_begin(&b, RD_TEXT("L898902C<369080619406236"), &own), EG_OK);
	assert_int_equal(bac_challenge(&b, HEX(RND_IC), &command), EG_OK);
	assert_true(hex_same(wr_view(&command), HEX("72C29C2371CC9BDB65B779B8E8D37B29ECC154AA"
						    "56A8799FAE2F498F76ED92F25F1448EEA8AD90A7")));
	bac_end(&b);
}

static void d_3_opens_the_printed_session(void **state)
{
	(void)state;
	struct sm s = opened();
	assert_true(hex_same(secret_rd(&s.enc), HEX(KS_ENC)));
	assert_true(hex_same(secret_rd(&s.mac), HEX(KS_MAC)));
	assert_true(hex_same(rd_of(s.counter, 8), HEX("887022120C06C226")));
}

static void assert_exchange(struct sm *s, const struct apdu *plain, const char *command,
			    const char *answer, const char *data)
{
	uint8_t sent[64];
	uint8_t got[64];
	struct wr out = WR_ARRAY(sent);
	struct wr in = WR_ARRAY(got);
	uint16_t sw;
	assert_int_equal(sm_wrap(s, plain, &out), EG_OK);
	assert_true(hex_same(wr_view(&out), HEX(command)));
	assert_int_equal(sm_unwrap(s, HEX(answer), &in, &sw), EG_OK);
	assert_int_equal(sw, SW_OK);
	assert_true(hex_same(wr_view(&in), HEX(data)));
}

static void d_4_reads_ef_com(void **state)
{
	(void)state;
	struct sm s = opened();
	const struct apdu select = {.ins = 0xA4, .p1 = 0x02, .p2 = 0x0C, .data = HEX("011E")};
	assert_exchange(&s, &select, "0CA4020C158709016375432908C044F68E08BF8B92D635FF24F800",
			"990290008E08FA855A5D4C50A8ED9000", "");
	const struct apdu first = {.ins = 0xB0, .le = 4};
	assert_exchange(&s, &first, "0CB000000D9701048E08ED6705417E96BA5500",
			"8709019FF0EC34F9922651990290008E08AD55CC17140B2DED9000", "60145F01");
	const struct apdu rest = {.ins = 0xB0, .p2 = 4, .le = 18};
	assert_exchange(&s, &rest, "0CB000040D9701128E082EA28A70F3C7B53500",
			"871901FB9235F4E4037F2327DCC8964F1F9B8C30F42C8E2FFF224A"
			"990290008E08C8B2787EAEA07D749000",
			"04303130365F36063034303030305C026175");
	assert_true(hex_same(rd_of(s.counter, 8), HEX("887022120C06C22C")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(d_1_and_d_2_derive_the_document_keys),
		cmocka_unit_test(d_3_builds_external_authenticate),
		cmocka_unit_test(d_3_opens_the_printed_session),
		cmocka_unit_test(d_4_reads_ef_com),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
