/* Unit tests of pki/crypt: published vectors, and what must be refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/hex.h"
#include "pki/crypt.h"

#define assert_bytes(r, hex_text)                               \
	do {                                                    \
		struct hex expected_ = from_hex(hex_text);      \
		assert_true(rd_equal((r), hex_rd(&expected_))); \
	} while (0)

static void hashes_give_the_published_digests_of_abc(void **state)
{
	(void)state;
	static const char *const expected[] = {
		"A9993E364706816ABA3E25717850C26C9CD0D89D",
		"23097D223405D8228642A477BDA255B32AADBCE4BDA0B3F7E36C9DA7",
		"BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD",
		"CB00753F45A35E8BB5A03D699AC65007272C32AB0EDED1631A8B605A43FF5BED"
		"8086072BA1E7CC2358BAECA134C825A7",
		"DDAF35A193617ABACC417349AE20413112E6FA4E89A97EA20A9EEEE64B55D39A"
		"2192992A274FC1A836BA3C23A3FEEBBD454D4423643CE80E2A9AC94FA54CA49F",
	};
	const struct rd parts[] = {RD_TEXT("a"), RD_TEXT(""), RD_TEXT("bc")};
	for (unsigned h = CRYPT_SHA1; h <= CRYPT_SHA512; h++) {
		uint8_t out[CRYPT_HASH_MAX];
		assert_int_equal(crypt_hash_parts((enum crypt_hash)h, parts, 3, out), EG_OK);
		assert_bytes(rd_of(out, crypt_hash_size((enum crypt_hash)h)), expected[h]);
	}
}

/* Doc 9303-11, D.3: E.IFD and M.IFD of the terminal's authentication data. */
static void three_des_and_retail_mac_fit_the_bac_example(void **state)
{
	(void)state;
	struct hex enc = from_hex("AB94FDECF2674FDFB9B391F85D7F76F2");
	struct hex mac_key = from_hex("7962D9ECE03D1ACD4C76089DCE131543");
	struct hex s = from_hex("781723860C06C226 4608F91988702212"
				"0B795240CB7049B01C19B33E32804F0B");
	uint8_t buffer[64];
	struct wr w = WR_ARRAY(buffer);
	uint8_t mac[8];
	assert_int_equal(crypt_cbc_encrypt(CRYPT_3DES, hex_rd(&enc), RD_EMPTY, hex_rd(&s), &w),
			 EG_OK);
	assert_bytes(wr_view(&w), "72C29C2371CC9BDB65B779B8E8D37B29"
				  "ECC154AA56A8799FAE2F498F76ED92F2");
	struct wr back = WR_ARRAY(s.bytes);
	assert_int_equal(crypt_cbc_decrypt(CRYPT_3DES, hex_rd(&enc), RD_EMPTY, wr_view(&w), &back),
			 EG_OK);
	assert_bytes(wr_view(&back), "781723860C06C2264608F91988702212"
				     "0B795240CB7049B01C19B33E32804F0B");
	/* The MAC is over the padded cryptogram (ISO 9797-1 method 2). */
	wr_u8(&w, 0x80);
	wr_fill(&w, 0, 7);
	assert_int_equal(crypt_mac(CRYPT_3DES, hex_rd(&mac_key), wr_view(&w), mac), EG_OK);
	assert_bytes(RD_ARRAY(mac), "5F1448EEA8AD90A7");
}

/* RFC 4493, section 4. */
static void aes_cmac_fits_rfc_4493(void **state)
{
	(void)state;
	struct hex key = from_hex("2b7e151628aed2a6abf7158809cf4f3c");
	struct hex text =
		from_hex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
			 "30c81c46a35ce411");
	uint8_t mac[8];
	assert_int_equal(crypt_mac(CRYPT_AES128, hex_rd(&key), RD_EMPTY, mac), EG_OK);
	assert_bytes(RD_ARRAY(mac), "bb1d6929e9593728");
	assert_int_equal(crypt_mac(CRYPT_AES128, hex_rd(&key), rd_of(text.bytes, 16), mac), EG_OK);
	assert_bytes(RD_ARRAY(mac), "070a16b46b4d4144");
	assert_int_equal(crypt_mac(CRYPT_AES128, hex_rd(&key), rd_of(text.bytes, 40), mac), EG_OK);
	assert_bytes(RD_ARRAY(mac), "dfa66747de9ae630");
}

/* SP 800-38B, D.2 and D.3: CMAC of 16 bytes. */
static void longer_aes_keys_give_their_own_cmac(void **state)
{
	(void)state;
	struct hex k192 = from_hex("8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b");
	struct hex k256 =
		from_hex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");
	struct hex text = from_hex("6bc1bee22e409f96e93d7e117393172a");
	uint8_t mac[8];
	assert_int_equal(crypt_mac(CRYPT_AES192, hex_rd(&k192), hex_rd(&text), mac), EG_OK);
	assert_bytes(RD_ARRAY(mac), "9e99a7bf31e71090");
	assert_int_equal(crypt_mac(CRYPT_AES256, hex_rd(&k256), hex_rd(&text), mac), EG_OK);
	assert_bytes(RD_ARRAY(mac), "28a7023f452e8f82");
}

/* FIPS 197, C.1 and C.3. */
static void one_aes_block_fits_fips_197(void **state)
{
	(void)state;
	struct hex key = from_hex("000102030405060708090a0b0c0d0e0f"
				  "101112131415161718191a1b1c1d1e1f");
	struct hex block = from_hex("00112233445566778899aabbccddeeff");
	uint8_t buffer[32];
	struct wr w = WR_ARRAY(buffer);
	assert_int_equal(
		crypt_block_encrypt(CRYPT_AES128, rd_of(key.bytes, 16), hex_rd(&block), &w), EG_OK);
	assert_int_equal(crypt_block_encrypt(CRYPT_AES256, hex_rd(&key), hex_rd(&block), &w),
			 EG_OK);
	assert_bytes(wr_view(&w),
		     "69c4e0d86a7b0430d8cdb78070b4c55a8ea2b7ca516745bfeafc49904b496089");
}

static void wrong_sizes_are_refused(void **state)
{
	(void)state;
	uint8_t zeros[40] = {0};
	uint8_t buffer[40];
	uint8_t mac[8];
	struct wr w = WR_ARRAY(buffer);
	struct rd key = rd_of(zeros, 16);
	assert_int_not_equal(crypt_cbc_encrypt(CRYPT_AES128, key, RD_EMPTY, rd_of(zeros, 17), &w),
			     EG_OK);
	assert_int_not_equal(
		crypt_cbc_encrypt(CRYPT_AES128, rd_of(zeros, 15), RD_EMPTY, rd_of(zeros, 16), &w),
		EG_OK);
	assert_int_not_equal(
		crypt_cbc_decrypt(CRYPT_3DES, key, rd_of(zeros, 16), rd_of(zeros, 16), &w), EG_OK);
	assert_int_not_equal(crypt_mac(CRYPT_3DES, key, rd_of(zeros, 9), mac), EG_OK);
	assert_int_not_equal(crypt_mac(CRYPT_3DES, key, RD_EMPTY, mac), EG_OK);
	assert_int_not_equal(crypt_mac(CRYPT_AES256, key, RD_EMPTY, mac), EG_OK);
}

/* Doc 9303-11, G.1: generic mapping on brainpoolP256r1, both sides. */
#define NONCE        "3F00C4D39D153F2B2A214A078D899B22"
#define TERMINAL_MAP "7F4EF07B9EA82FD78AD689B38D0BC78CF21F249D953BC46F4C6E19259C010F99"
#define CHIP_MAP     "498FF49756F2DC1587840041839A85982BE7761D14715FB091EFA7BCE9058560"
#define TERMINAL_OWN "A73FB703AC1436A18E0CFA5ABB3F7BEC7A070E7A6788486BEE230C4A22762595"
#define CHIP_OWN     "107CF58696EF6155053340FD633392BA81909DF7B9706F226F32086C7AFF974A"

static struct crypt_ec *key_of(enum crypt_curve c, const char *d)
{
	struct hex number = from_hex(d);
	struct crypt_ec *k = NULL;
	assert_int_equal(crypt_ec_from_private(c, hex_rd(&number), &k), EG_OK);
	return k;
}

static struct crypt_ec *mapped(const struct crypt_ec *map_key, struct rd peer, const char *d)
{
	struct hex nonce = from_hex(NONCE);
	struct hex number = from_hex(d);
	struct crypt_ec *k = NULL;
	assert_int_equal(crypt_ec_map_generic(map_key, peer, hex_rd(&nonce), hex_rd(&number), &k),
			 EG_OK);
	return k;
}

static struct hex public_of(const struct crypt_ec *k)
{
	struct hex point = {0};
	struct wr w = WR_ARRAY(point.bytes);
	assert_int_equal(crypt_ec_public(k, &w), EG_OK);
	point.size = w.size;
	return point;
}

static void generic_mapping_fits_the_pace_example(void **state)
{
	(void)state;
	EG_AUTO(crypt_ec_free) struct crypt_ec *terminal = key_of(CRYPT_BP256R1, TERMINAL_MAP);
	EG_AUTO(crypt_ec_free) struct crypt_ec *chip = key_of(CRYPT_BP256R1, CHIP_MAP);
	struct hex terminal_point = public_of(terminal);
	struct hex chip_point = public_of(chip);
	assert_bytes(hex_rd(&terminal_point),
		     "04 7ACF3EFC982EC45565A4B155129EFBC74650DCBFA6362D896FC70262E0C2CC5E"
		     "544552DCB6725218799115B55C9BAA6D9F6BC3A9618E70C25AF71777A9C4922D");
	EG_AUTO(crypt_ec_free)
	struct crypt_ec *terminal_own = mapped(terminal, hex_rd(&chip_point), TERMINAL_OWN);
	EG_AUTO(crypt_ec_free)
	struct crypt_ec *chip_own = mapped(chip, hex_rd(&terminal_point), CHIP_OWN);
	struct hex terminal_eph = public_of(terminal_own);
	struct hex chip_eph = public_of(chip_own);
	assert_bytes(hex_rd(&terminal_eph),
		     "04 2DB7A64C0355044EC9DF190514C625CBA2CEA48754887122F3A5EF0D5EDD301C"
		     "3556F3B3B186DF10B857B58F6A7EB80F20BA5DC7BE1D43D9BF850149FBB36462");
	assert_bytes(hex_rd(&chip_eph),
		     "04 9E880F842905B8B3181F7AF7CAA9F0EFB743847F44A306D2D28C1D9EC65DF6DB"
		     "7764B22277A2EDDC3C265A9F018F9CB852E111B768B326904B59A0193776F094");
	EG_AUTO(secret_clear) struct secret a = {0};
	EG_AUTO(secret_clear) struct secret b = {0};
	assert_int_equal(crypt_ec_agree(terminal_own, hex_rd(&chip_eph), &a), EG_OK);
	assert_int_equal(crypt_ec_agree(chip_own, hex_rd(&terminal_eph), &b), EG_OK);
	assert_bytes(secret_rd(&a),
		     "28768D20701247DAE81804C9E780EDE582A9996DB4A315020B2733197DB84925");
	assert_true(secret_equal(secret_rd(&a), secret_rd(&b)));
}

static void a_point_off_the_curve_is_refused(void **state)
{
	(void)state;
	EG_AUTO(crypt_ec_free) struct crypt_ec *k = NULL;
	EG_AUTO(crypt_ec_free) struct crypt_ec *mapped_key = NULL;
	EG_AUTO(secret_clear) struct secret x = {0};
	const uint8_t infinity[1] = {0};
	assert_int_equal(crypt_ec_generate(CRYPT_P256, &k), EG_OK);
	struct hex point = public_of(k);
	assert_int_equal(crypt_ec_agree(k, hex_rd(&point), &x), EG_OK);
	assert_int_equal(crypt_ec_agree(k, RD_ARRAY(infinity), &x), EG_BAD_DATA);
	assert_int_equal(crypt_ec_agree(k, rd_of(point.bytes, 64), &x), EG_BAD_DATA);
	point.bytes[64] ^= 1;
	assert_int_equal(crypt_ec_agree(k, hex_rd(&point), &x), EG_BAD_DATA);
	assert_int_equal(x.size, 0);
	assert_int_equal(
		crypt_ec_map_generic(k, hex_rd(&point), RD_TEXT("nonce"), RD_EMPTY, &mapped_key),
		EG_BAD_DATA);
	assert_null(mapped_key);
}

static void private_numbers_outside_the_group_are_refused(void **state)
{
	(void)state;
	struct crypt_ec *k = NULL;
	uint8_t zeros[32] = {0};
	struct hex order =
		from_hex("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");
	assert_int_equal(crypt_ec_from_private(CRYPT_P256, RD_ARRAY(zeros), &k), EG_BAD_DATA);
	assert_int_equal(crypt_ec_from_private(CRYPT_P256, hex_rd(&order), &k), EG_BAD_DATA);
	assert_int_equal(crypt_ec_from_private(CRYPT_P256, RD_EMPTY, &k), EG_BAD_DATA);
	assert_null(k);
}

static const enum crypt_curve all_curves[] = {
	CRYPT_P192,    CRYPT_BP192R1, CRYPT_P224,    CRYPT_BP224R1, CRYPT_P256, CRYPT_BP256R1,
	CRYPT_BP320R1, CRYPT_P384,    CRYPT_BP384R1, CRYPT_BP512R1, CRYPT_P521,
};
#define CURVE_COUNT (sizeof(all_curves) / sizeof(all_curves[0]))

/* Signs plain and DER, writes SPKI named and explicit, and verifies all four ways. */
static void check_curve(enum crypt_curve c)
{
	EG_AUTO(crypt_ec_free) struct crypt_ec *k = NULL;
	assert_int_equal(crypt_ec_generate(c, &k), EG_OK);
	for (int i = 0; i < 4; i++) {
		EG_AUTO(crypt_pub_free) struct crypt_pub *pub = NULL;
		uint8_t spki_bytes[640];
		uint8_t signature_bytes[160];
		struct wr spki = WR_ARRAY(spki_bytes);
		struct wr signature = WR_ARRAY(signature_bytes);
		bool plain = (i & 1) != 0;
		struct crypt_sigalg alg = {
			.scheme = plain ? CRYPT_ECDSA_PLAIN : CRYPT_ECDSA_DER,
			.hash = CRYPT_SHA256,
		};
		enum crypt_curve found;
		assert_int_equal(crypt_ec_spki(k, (i & 2) != 0, &spki), EG_OK);
		assert_int_equal(crypt_pub_from_spki(wr_view(&spki), &pub), EG_OK);
		assert_int_equal(crypt_pub_curve(pub, &found), EG_OK);
		assert_int_equal(found, c);
		assert_int_equal(
			crypt_ecdsa_sign(k, CRYPT_SHA256, RD_TEXT("text"), plain, &signature),
			EG_OK);
		assert_int_equal(crypt_verify(pub, &alg, RD_TEXT("text"), wr_view(&signature)),
				 EG_OK);
		assert_int_equal(crypt_verify(pub, &alg, RD_TEXT("test"), wr_view(&signature)),
				 EG_MISMATCH);
		signature_bytes[signature.size - 1] ^= 1;
		assert_int_equal(crypt_verify(pub, &alg, RD_TEXT("text"), wr_view(&signature)),
				 EG_MISMATCH);
	}
}

static void domain_parameters_lead_back_to_their_curve(void **state)
{
	(void)state;
	for (size_t i = 0; i < CURVE_COUNT; i++) {
		uint8_t octets[CRYPT_DOMAIN_MAX];
		uint8_t small[64];
		struct wr w = WR_ARRAY(octets);
		struct wr tight = WR_ARRAY(small);
		struct crypt_ec_domain d;
		enum crypt_curve found;
		wr_u8(&w, 0x5A); /* what was there stays apart */
		assert_int_equal(crypt_curve_domain(all_curves[i], &w, &d), EG_OK);
		assert_int_equal(d.p.left, crypt_curve_size(all_curves[i]));
		assert_int_equal(d.base.left, 1 + 2 * d.p.left);
		assert_int_equal(crypt_curve_find(&d, &found), EG_OK);
		assert_int_equal(found, all_curves[i]);
		assert_int_not_equal(crypt_curve_domain(all_curves[i], &tight, &d), EG_OK);
	}
}

static void every_curve_signs_and_verifies_named_and_explicit(void **state)
{
	(void)state;
	for (size_t i = 0; i < CURVE_COUNT; i++) {
		check_curve(all_curves[i]);
	}
}

/* CVE-2020-0601: parameters that differ anywhere from the named curve are no known curve. */
static void explicit_parameters_with_any_byte_changed_are_refused(void **state)
{
	(void)state;
	EG_AUTO(crypt_ec_free) struct crypt_ec *k = NULL;
	uint8_t bytes[640];
	struct wr w = WR_ARRAY(bytes);
	assert_int_equal(crypt_ec_generate(CRYPT_BP256R1, &k), EG_OK);
	assert_int_equal(crypt_ec_spki(k, true, &w), EG_OK);
	size_t parameters_end = w.size - (2 + 1 + 65);
	for (size_t i = 0; i < parameters_end; i++) {
		EG_AUTO(crypt_pub_free) struct crypt_pub *pub = NULL;
		enum eg_err err;
		bytes[i] ^= 0x01;
		err = crypt_pub_from_spki(wr_view(&w), &pub);
		bytes[i] ^= 0x01;
		assert_int_not_equal(err, EG_OK);
	}
}

static void ec_keys_survive_pkcs8(void **state)
{
	(void)state;
	EG_AUTO(crypt_ec_free) struct crypt_ec *k = NULL;
	EG_AUTO(crypt_ec_free) struct crypt_ec *again = NULL;
	uint8_t bytes[256];
	struct wr w = WR_ARRAY(bytes);
	assert_int_equal(crypt_ec_generate(CRYPT_BP384R1, &k), EG_OK);
	assert_int_equal(crypt_ec_to_pkcs8(k, &w), EG_OK);
	assert_int_equal(crypt_ec_from_pkcs8(wr_view(&w), &again), EG_OK);
	struct hex a = public_of(k);
	struct hex b = public_of(again);
	assert_true(rd_equal(hex_rd(&a), hex_rd(&b)));
	assert_int_equal(crypt_ec_curve(again), CRYPT_BP384R1);
}

static void check_rsa_scheme(const struct crypt_rsa *k, const struct crypt_pub *pub,
			     const struct crypt_sigalg *alg)
{
	uint8_t bytes[256];
	struct wr w = WR_ARRAY(bytes);
	assert_int_equal(crypt_rsa_sign(k, alg, RD_TEXT("text"), &w), EG_OK);
	assert_int_equal(crypt_verify(pub, alg, RD_TEXT("text"), wr_view(&w)), EG_OK);
	assert_int_equal(crypt_verify(pub, alg, RD_TEXT("test"), wr_view(&w)), EG_MISMATCH);
	assert_int_equal(crypt_verify(pub, alg, RD_TEXT("text"), rd_of(bytes, w.size - 1)),
			 EG_MISMATCH);
}

static void rsa_signs_and_verifies_in_both_schemes(void **state)
{
	(void)state;
	EG_AUTO(crypt_rsa_free) struct crypt_rsa *k = NULL;
	EG_AUTO(crypt_rsa_free) struct crypt_rsa *again = NULL;
	EG_AUTO(crypt_pub_free) struct crypt_pub *pub = NULL;
	uint8_t pkcs8[1400];
	uint8_t spki[400];
	struct wr p = WR_ARRAY(pkcs8);
	struct wr s = WR_ARRAY(spki);
	assert_int_equal(crypt_rsa_generate(1024, &k), EG_OK);
	assert_int_equal(crypt_rsa_to_pkcs8(k, &p), EG_OK);
	assert_int_equal(crypt_rsa_from_pkcs8(wr_view(&p), &again), EG_OK);
	assert_int_equal(crypt_rsa_spki(k, &s), EG_OK);
	assert_int_equal(crypt_pub_from_spki(wr_view(&s), &pub), EG_OK);
	assert_true(crypt_pub_is_rsa(pub));
	assert_int_equal(crypt_pub_bits(pub), 1024);
	const struct crypt_sigalg algs[] = {
		{CRYPT_RSA_V15, CRYPT_SHA1, CRYPT_SHA1, 0},
		{CRYPT_RSA_PSS, CRYPT_SHA256, CRYPT_SHA256, 32},
		{CRYPT_RSA_PSS, CRYPT_SHA256, CRYPT_SHA1, 0},
	};
	for (size_t i = 0; i < sizeof(algs) / sizeof(algs[0]); i++) {
		check_rsa_scheme(again, pub, &algs[i]);
	}
}

/* With e = 1 every block is its own signature. */
static void rsa_keys_with_trivial_exponents_are_refused(void **state)
{
	(void)state;
	static const uint8_t exponents[][3] = {{0, 0, 1}, {0, 0, 0}, {1, 0, 0}};
	struct crypt_rsa *k = NULL;
	uint8_t bytes[512];
	struct wr spki = WR_ARRAY(bytes);
	assert_int_equal(crypt_rsa_generate(1024, &k), EG_OK);
	assert_int_equal(crypt_rsa_spki(k, &spki), EG_OK);
	crypt_rsa_free(&k);
	struct rd der = wr_view(&spki);
	for (size_t i = 0; i < sizeof(exponents) / sizeof(exponents[0]); i++) {
		struct crypt_pub *pub = NULL;
		for (size_t j = 0; j < 3; j++) {
			bytes[der.left - 3 + j] = exponents[i][j]; /* it was 65537 */
		}
		assert_int_equal(crypt_pub_from_spki(der, &pub), EG_UNSUPPORTED);
		assert_null(pub);
	}
}

/* A DigestInfo without NULL passes only where the caller asks for it, and only if exact. */
static void digest_info_without_null_is_compared_whole(void **state)
{
	(void)state;
	EG_AUTO(crypt_rsa_free) struct crypt_rsa *k = NULL;
	EG_AUTO(crypt_pub_free) struct crypt_pub *pub = NULL;
	uint8_t spki[400];
	uint8_t block[128];
	uint8_t signature[128];
	uint8_t hash[CRYPT_HASH_MAX];
	struct wr s = WR_ARRAY(spki);
	struct hex info = from_hex("302F300B0609608648016503040201 0420");
	const struct crypt_sigalg lax = {CRYPT_RSA_V15_NO_NULL, CRYPT_SHA256, CRYPT_SHA256, 0};
	const struct crypt_sigalg strict = {CRYPT_RSA_V15, CRYPT_SHA256, CRYPT_SHA256, 0};
	assert_int_equal(crypt_rsa_generate(1024, &k), EG_OK);
	assert_int_equal(crypt_rsa_spki(k, &s), EG_OK);
	assert_int_equal(crypt_pub_from_spki(wr_view(&s), &pub), EG_OK);
	assert_int_equal(crypt_hash(CRYPT_SHA256, RD_TEXT("list"), hash), EG_OK);
	for (size_t shorter = 0; shorter < 2; shorter++) {
		/* The second time padding is one short and a byte trails: a suffix forgery. */
		struct wr b = WR_ARRAY(block);
		struct wr w = WR_ARRAY(signature);
		wr_be16(&b, 1);
		wr_fill(&b, 0xFF, sizeof(block) - 3 - info.size - 32 - shorter);
		wr_u8(&b, 0);
		wr_put(&b, hex_rd(&info));
		wr_put(&b, rd_of(hash, 32));
		wr_fill(&b, 0, shorter);
		assert_int_equal(crypt_rsa_raw(k, wr_view(&b), &w), EG_OK);
		assert_int_equal(crypt_verify(pub, &lax, RD_TEXT("list"), wr_view(&w)),
				 shorter == 0 ? EG_OK : EG_MISMATCH);
		assert_int_equal(crypt_verify(pub, &strict, RD_TEXT("list"), wr_view(&w)),
				 EG_MISMATCH);
	}
}

static void rsa_recovery_undoes_the_private_operation(void **state)
{
	(void)state;
	EG_AUTO(crypt_rsa_free) struct crypt_rsa *k = NULL;
	EG_AUTO(crypt_pub_free) struct crypt_pub *pub = NULL;
	uint8_t spki[400];
	uint8_t block[128] = {0x6A, 1, 2, 3};
	uint8_t signature[128];
	uint8_t plain[128];
	struct wr s = WR_ARRAY(spki);
	struct wr w = WR_ARRAY(signature);
	struct wr p = WR_ARRAY(plain);
	assert_int_equal(crypt_rsa_generate(1024, &k), EG_OK);
	assert_int_equal(crypt_rsa_spki(k, &s), EG_OK);
	assert_int_equal(crypt_pub_from_spki(wr_view(&s), &pub), EG_OK);
	assert_int_equal(crypt_rsa_raw(k, RD_ARRAY(block), &w), EG_OK);
	assert_int_equal(crypt_rsa_recover(pub, wr_view(&w), &p), EG_OK);
	assert_true(rd_equal(wr_view(&p), RD_ARRAY(block)));
	assert_int_equal(crypt_rsa_recover(pub, rd_of(signature, 127), &p), EG_MISMATCH);
}

static void warming_runs_each_kind_of_primitive(void **state)
{
	(void)state;
	assert_int_equal(crypt_warm(), EG_OK);
	assert_int_equal(crypt_warm(), EG_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(warming_runs_each_kind_of_primitive),
		cmocka_unit_test(hashes_give_the_published_digests_of_abc),
		cmocka_unit_test(three_des_and_retail_mac_fit_the_bac_example),
		cmocka_unit_test(aes_cmac_fits_rfc_4493),
		cmocka_unit_test(longer_aes_keys_give_their_own_cmac),
		cmocka_unit_test(one_aes_block_fits_fips_197),
		cmocka_unit_test(wrong_sizes_are_refused),
		cmocka_unit_test(generic_mapping_fits_the_pace_example),
		cmocka_unit_test(a_point_off_the_curve_is_refused),
		cmocka_unit_test(private_numbers_outside_the_group_are_refused),
		cmocka_unit_test(domain_parameters_lead_back_to_their_curve),
		cmocka_unit_test(every_curve_signs_and_verifies_named_and_explicit),
		cmocka_unit_test(explicit_parameters_with_any_byte_changed_are_refused),
		cmocka_unit_test(ec_keys_survive_pkcs8),
		cmocka_unit_test(rsa_signs_and_verifies_in_both_schemes),
		cmocka_unit_test(rsa_keys_with_trivial_exponents_are_refused),
		cmocka_unit_test(digest_info_without_null_is_compared_whole),
		cmocka_unit_test(rsa_recovery_undoes_the_private_operation),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
