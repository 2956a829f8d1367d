/*
 * Doc 9303-11 appendices G, H and I: PACE with generic, integrated and Chip Authentication Mapping
 * over ECDH and DH, every printed number.
 */
#include "emrtd/chipauth.h"
#include "emrtd/pace.h"
#include "emrtd/pace_group.h"
#include "tests/hex.h"
#include "tests/vector/pace_examples.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static struct pace_suite suite_of(const struct pace_example *e)
{
	struct card_access access;
	uint8_t buffer[64];
	struct wr w = WR_ARRAY(buffer);
	/* EF.CardAccess with the printed PACEInfo alone */
	wr_tlv(&w, 0x31, HEX(e->info));
	assert_int_equal(card_access_parse(wr_view(&w), &access), EG_OK);
	assert_int_equal(access.count, 1);
	assert_int_equal(access.offered, 1);
	assert_false(access.several_parameters);
	return access.suites[0];
}

static struct pace *started(const struct pace_example *e)
{
	const struct pace_suite suite = suite_of(e);
	const struct pace_fixed fixed = {.map_private = HEX(e->map_private),
					 .ephemeral_private = HEX(e->own_private),
					 .nonce = HEX(e->t)};
	struct pace *p = NULL;
	assert_int_equal(pace_new(&suite, e->kind, rd_cstr(e->password), &fixed, &p), EG_OK);
	return p;
}

typedef enum eg_err (*pace_writer)(const struct pace *p, struct wr *out);

static void assert_writes(const struct pace *p, pace_writer writer, const char *want)
{
	uint8_t buffer[512];
	struct wr out = WR_ARRAY(buffer);
	assert_int_equal(writer(p, &out), EG_OK);
	assert_true(hex_same(wr_view(&out), HEX(want)));
}

static void the_password_key_opens_the_nonce(void **state)
{
	const struct pace_example *e = *state;
	uint8_t digest[CRYPT_HASH_MAX];
	uint8_t buffer[16];
	EG_AUTO(secret_clear) struct secret key = {0};
	struct rd k = rd_cstr(e->password);
	struct wr nonce = WR_ARRAY(buffer);
	if (e->kind == PACE_MRZ) {
		assert_int_equal(crypt_hash(CRYPT_SHA1, k, digest), EG_OK);
		k = rd_of(digest, 20);
		assert_true(hex_same(k, HEX(e->k)));
	}
	assert_int_equal(sm_derive(CRYPT_AES128, k, SM_KEY_PASSWORD, &key), EG_OK);
	assert_true(hex_same(secret_rd(&key), HEX(e->kpi)));
	assert_int_equal(
		crypt_cbc_decrypt(CRYPT_AES128, secret_rd(&key), RD_EMPTY, HEX(e->z), &nonce),
		EG_OK);
	assert_true(hex_same(wr_view(&nonce), HEX(e->s)));
}

static void assert_group_public(const struct pace_group *g, const char *want)
{
	uint8_t buffer[PACE_PUBLIC_MAX];
	struct wr w = WR_ARRAY(buffer);
	assert_int_equal(pace_group_public(g, &w), EG_OK);
	assert_true(hex_same(wr_view(&w), HEX(want)));
}

static void the_pseudo_random_function_gives_the_printed_number(void **state)
{
	const struct pace_example *e = *state;
	const struct pace_suite suite = suite_of(e);
	uint8_t buffer[PACE_RANDOM_MAX];
	struct wr w = WR_ARRAY(buffer);
	if (suite.mapping != PACE_IM) {
		return; /* only integrated mapping has one */
	}
	assert_int_equal(
		pace_pseudo_random(suite.cipher, HEX(e->s), HEX(e->t), suite.dh ? 1024 : 256, &w),
		EG_OK);
	assert_true(hex_same(wr_view(&w), HEX(e->r)));
}

/* A private number of 1 shows the mapped generator. */
static void the_nonce_is_mapped_to_the_printed_generator(void **state)
{
	const struct pace_example *e = *state;
	const struct pace_suite suite = suite_of(e);
	const struct pace_fixed fixed = {.map_private = HEX(e->map_private),
					 .ephemeral_private = HEX("01"),
					 .nonce = HEX(e->t)};
	EG_AUTO(pace_group_end) struct pace_group g = {0};
	assert_int_equal(pace_group_begin(&g, &suite, &fixed), EG_OK);
	assert_int_equal(pace_group_map(&g, HEX(e->s), HEX(e->chip_map_public)), EG_OK);
	assert_group_public(&g, e->generator);
}

/* H is what the keys of the mapping agree on. */
static void the_mapping_keys_agree_on_the_printed_secret(void **state)
{
	const struct pace_example *e = *state;
	const struct pace_suite suite = suite_of(e);
	EG_AUTO(crypt_ec_free) struct crypt_ec *ec = NULL;
	EG_AUTO(crypt_dh_free) struct crypt_dh *dh = NULL;
	EG_AUTO(bytes_free) struct bytes number = {0};
	EG_AUTO(secret_clear) struct secret x = {0};
	if (suite.mapping == PACE_IM) {
		return; /* it has no such keys */
	}
	if (suite.dh) {
		assert_int_equal(
			crypt_dh_from_private(CRYPT_DH_1024_160, HEX(e->chip_map_private), &dh),
			EG_OK);
		assert_int_equal(crypt_dh_agree(dh, HEX(e->map_public), &number), EG_OK);
		assert_true(hex_same(bytes_rd(&number), HEX(e->h)));
	} else {
		assert_int_equal(
			crypt_ec_from_private(CRYPT_BP256R1, HEX(e->chip_map_private), &ec), EG_OK);
		assert_int_equal(crypt_ec_agree(ec, HEX(e->map_public), &x), EG_OK);
		assert_true(hex_same(secret_rd(&x), HEX(e->h)));
	}
}

/* The chip's half of the example, with the same group. */
static void the_chip_comes_to_the_same_secret(void **state)
{
	const struct pace_example *e = *state;
	const struct pace_suite suite = suite_of(e);
	const struct pace_fixed fixed = {.map_private = HEX(e->chip_map_private),
					 .ephemeral_private = HEX(e->chip_private),
					 .nonce = HEX(e->t)};
	uint8_t buffer[PACE_PUBLIC_MAX];
	struct wr map = WR_ARRAY(buffer);
	EG_AUTO(pace_group_end) struct pace_group g = {0};
	EG_AUTO(bytes_free) struct bytes shared = {0};
	assert_int_equal(pace_group_begin(&g, &suite, &fixed), EG_OK);
	if (suite.mapping != PACE_IM) {
		assert_int_equal(pace_group_mapping_data(&g, &map), EG_OK);
		assert_true(hex_same(wr_view(&map), HEX(e->chip_map_public)));
	}
	assert_int_equal(pace_group_map(&g, HEX(e->s), HEX(e->map_public)), EG_OK);
	assert_group_public(&g, e->chip_public);
	assert_int_equal(pace_group_agree(&g, HEX(e->own_public), &shared), EG_OK);
	assert_true(hex_same(bytes_rd(&shared), HEX(e->shared)));
}

static void the_secret_gives_the_session_keys_and_tokens(void **state)
{
	const struct pace_example *e = *state;
	struct sm s = {0};
	uint8_t mac[8];
	assert_int_equal(sm_open(&s, CRYPT_AES128, HEX(e->shared), RD_EMPTY), EG_OK);
	assert_true(hex_same(secret_rd(&s.enc), HEX(e->enc)));
	assert_true(hex_same(secret_rd(&s.mac), HEX(e->mac)));
	assert_int_equal(crypt_mac(CRYPT_AES128, secret_rd(&s.mac), HEX(e->tifd_input), mac),
			 EG_OK);
	assert_true(hex_same(RD_ARRAY(mac), HEX(e->tifd)));
	assert_int_equal(crypt_mac(CRYPT_AES128, secret_rd(&s.mac), HEX(e->tic_input), mac), EG_OK);
	assert_true(hex_same(RD_ARRAY(mac), HEX(e->tic)));
	sm_close(&s);
}

static void up_to_the_token(struct pace *p, const struct pace_example *e)
{
	assert_writes(p, pace_ask_nonce, e->commands[0]);
	assert_int_equal(pace_nonce(p, HEX(e->answers[0])), EG_OK);
	assert_writes(p, pace_map_key, e->commands[1]);
	assert_int_equal(pace_map(p, HEX(e->answers[1])), EG_OK);
	assert_writes(p, pace_ephemeral_key, e->commands[2]);
	assert_int_equal(pace_agree(p, HEX(e->answers[2])), EG_OK);
	assert_writes(p, pace_token, e->commands[3]);
}

static void the_protocol_runs_from_set_at_to_the_session(void **state)
{
	const struct pace_example *e = *state;
	uint8_t buffer[64];
	struct wr set_at = WR_ARRAY(buffer);
	struct sm s = {0};
	EG_AUTO(pace_free) struct pace *p = started(e);
	assert_int_equal(pace_set_at(p, false, &set_at), EG_OK);
	assert_true(hex_same(wr_view(&set_at), HEX(e->set_at)));
	up_to_the_token(p, e);
	assert_int_equal(pace_finish(p, HEX(e->answers[3]), &s), EG_OK);
	assert_true(hex_same(secret_rd(&s.enc), HEX(e->enc)));
	assert_true(hex_same(secret_rd(&s.mac), HEX(e->mac)));
	assert_true(hex_same(rd_of(s.counter, 16), HEX("00000000000000000000000000000000")));
	sm_close(&s);
}

static void a_changed_token_opens_nothing(void **state)
{
	const struct pace_example *e = *state;
	struct hex answer = from_hex(e->answers[3]);
	struct sm s = {0};
	EG_AUTO(pace_free) struct pace *p = started(e);
	up_to_the_token(p, e);
	answer.bytes[11] ^= 1; /* 7C len 86 08, then the token */
	assert_int_equal(pace_finish(p, hex_rd(&answer), &s), EG_MISMATCH);
	assert_int_equal(s.enc.size, 0);
	assert_int_equal(s.mac.size, 0);
}

static void g_2_tells_the_reference_of_its_trust_point(void **state)
{
	(void)state;
	struct sm s = {0};
	struct rd car;
	EG_AUTO(pace_free) struct pace *p = started(&pace_examples[1]);
	up_to_the_token(p, &pace_examples[1]);
	assert_int_equal(pace_car(p, 0, &car), EG_NOT_FOUND);
	assert_int_equal(pace_finish(p, HEX(pace_examples[1].answers[3]), &s), EG_OK);
	assert_int_equal(pace_car(p, 0, &car), EG_OK);
	assert_true(rd_equal(car, RD_TEXT("DETESTCVCA00003")));
	assert_int_equal(pace_car(p, 1, &car), EG_NOT_FOUND);
	assert_int_equal(pace_car(p, 2, &car), EG_NOT_FOUND);
	sm_close(&s);
}

static void i_1_gives_the_chip_authentication_data(void **state)
{
	(void)state;
	const struct pace_example *e = &pace_examples[4];
	uint8_t buffer[160];
	uint8_t want_buffer[160];
	struct wr iv = WR_ARRAY(buffer);
	struct wr proof = WR_ARRAY(buffer);
	struct wr want = WR_ARRAY(want_buffer);
	struct sm s = {0};
	EG_AUTO(pace_free) struct pace *p = started(e);
	up_to_the_token(p, e);
	assert_int_equal(pace_cam_proof(p, &proof), EG_STATE);
	assert_int_equal(pace_finish(p, HEX(e->answers[3]), &s), EG_OK);
	assert_int_equal(crypt_block_encrypt(CRYPT_AES128, secret_rd(&s.enc),
					     HEX("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"), &iv),
			 EG_OK);
	assert_true(hex_same(wr_view(&iv), HEX(I1_IV)));
	size_t mark = wr_open(&want, 0x30);
	wr_tlv(&want, 0x04, HEX(e->chip_map_public));
	wr_tlv(&want, 0x04, HEX(I1_CA_IC));
	wr_close(&want, mark);
	assert_int_equal(pace_cam_proof(p, &proof), EG_OK);
	assert_true(hex_same(wr_view(&proof), wr_view(&want)));
	sm_close(&s);
	/* The printed ChipAuthenticationPublicKeyInfo, alone in EF.CardSecurity's SecurityInfos. */
	uint8_t infos_octets[160];
	struct wr infos = WR_ARRAY(infos_octets);
	wr_tlv(&infos, 0x31, HEX(I1_PUBLIC_KEY_INFO));
	assert_int_equal(chipauth_verify_mapping(wr_view(&infos), wr_view(&proof), 13), EG_OK);
	buffer[10] ^= 1;
	assert_int_equal(chipauth_verify_mapping(wr_view(&infos), wr_view(&proof), 13),
			 EG_MISMATCH);
}

int main(void)
{
	static const struct {
		const char *name;
		CMUnitTestFunction run;
	} promises[] = {
		{"the_password_key_opens_the_nonce", the_password_key_opens_the_nonce},
		{"the_pseudo_random_function_gives_the_printed_number",
		 the_pseudo_random_function_gives_the_printed_number},
		{"the_nonce_is_mapped_to_the_printed_generator",
		 the_nonce_is_mapped_to_the_printed_generator},
		{"the_mapping_keys_agree_on_the_printed_secret",
		 the_mapping_keys_agree_on_the_printed_secret},
		{"the_chip_comes_to_the_same_secret", the_chip_comes_to_the_same_secret},
		{"the_secret_gives_the_session_keys_and_tokens",
		 the_secret_gives_the_session_keys_and_tokens},
		{"the_protocol_runs_from_set_at_to_the_session",
		 the_protocol_runs_from_set_at_to_the_session},
		{"a_changed_token_opens_nothing", a_changed_token_opens_nothing},
	};
	int failed = 0;
	for (size_t i = 0; i < PACE_EXAMPLES; i++) {
		struct CMUnitTest tests[sizeof(promises) / sizeof(promises[0])] = {0};
		struct pace_example example = pace_examples[i];
		for (size_t j = 0; j < sizeof(tests) / sizeof(tests[0]); j++) {
			tests[j].name = promises[j].name;
			tests[j].test_func = promises[j].run;
			tests[j].initial_state = &example;
		}
		failed += cmocka_run_group_tests_name(example.reference, tests, NULL, NULL);
	}
	const struct CMUnitTest others[] = {
		cmocka_unit_test(g_2_tells_the_reference_of_its_trust_point),
		cmocka_unit_test(i_1_gives_the_chip_authentication_data),
	};
	return failed + cmocka_run_group_tests(others, NULL, NULL);
}
