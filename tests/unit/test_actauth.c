/*
 * actauth: every hash and trailer, the other residue, EC in both encodings, and what must fail.
 */
#include "emrtd/actauth.h"

#include "tests/hex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const uint8_t challenge[] = {1, 2, 3, 4, 5, 6, 7, 8};
#define BLOCK 128

struct key {
	struct crypt_rsa *rsa;
	uint8_t spki[512];
	size_t spki_size;
};
static struct key rsa;

static int make_key(void **state)
{
	(void)state;
	struct wr spki = WR_ARRAY(rsa.spki);
	if (crypt_rsa_generate(1024, &rsa.rsa) != EG_OK ||
	    crypt_rsa_spki(rsa.rsa, &spki) != EG_OK) {
		return -1;
	}
	rsa.spki_size = spki.size;
	return 0;
}

static int free_key(void **state)
{
	(void)state;
	crypt_rsa_free(&rsa.rsa);
	return 0;
}

/* The chip's side, written here on its own: F = header | M1 | H(M1 | challenge) | trailer. */
static void representative(uint8_t f[BLOCK], uint8_t header, enum crypt_hash h, uint8_t hash_octet)
{
	uint8_t digest[CRYPT_HASH_MAX];
	struct wr w = wr_of(f, BLOCK);
	size_t trailer = hash_octet == 0 ? 1 : 2;
	size_t m1_size = BLOCK - 1 - crypt_hash_size(h) - trailer;
	wr_u8(&w, header);
	wr_fill(&w, 0x5C, m1_size);
	const struct rd parts[] = {rd_of(f + 1, m1_size), RD_ARRAY(challenge)};
	assert_int_equal(crypt_hash_parts(h, parts, 2, digest), EG_OK);
	wr_put(&w, rd_of(digest, crypt_hash_size(h)));
	if (hash_octet != 0) {
		wr_u8(&w, hash_octet);
	}
	wr_u8(&w, hash_octet == 0 ? 0xBC : 0xCC);
	assert_int_equal(w.size, BLOCK);
}

static enum eg_err verify_block(struct rd f)
{
	uint8_t buffer[BLOCK];
	struct wr signature = WR_ARRAY(buffer);
	assert_int_equal(crypt_rsa_raw(rsa.rsa, f, &signature), EG_OK);
	return actauth_verify(rd_of(rsa.spki, rsa.spki_size), CRYPT_SHA256, RD_ARRAY(challenge),
			      wr_view(&signature));
}

static void every_hash_and_trailer_of_rsa_passes(void **state)
{
	(void)state;
	static const struct {
		enum crypt_hash hash;
		uint8_t octet;
	} cases[] = {{CRYPT_SHA1, 0},      {CRYPT_SHA1, 0x33},   {CRYPT_SHA224, 0x38},
		     {CRYPT_SHA256, 0x34}, {CRYPT_SHA384, 0x36}, {CRYPT_SHA512, 0x35}};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint8_t f[BLOCK];
		representative(f, 0x6A, cases[i].hash, cases[i].octet);
		assert_int_equal(verify_block(RD_ARRAY(f)), EG_OK);
		f[20] ^= 1;
		assert_int_equal(verify_block(RD_ARRAY(f)), EG_MISMATCH);
	}
}

static void a_trailer_that_names_another_hash_fails(void **state)
{
	(void)state;
	uint8_t f[BLOCK];
	representative(f, 0x6A, CRYPT_SHA256, 0x31);
	assert_int_equal(verify_block(RD_ARRAY(f)), EG_MISMATCH);
	representative(f, 0x6A, CRYPT_SHA256, 0x35);
	assert_int_equal(verify_block(RD_ARRAY(f)), EG_MISMATCH);
}

static void total_recovery_that_leaves_the_challenge_out_fails(void **state)
{
	(void)state;
	uint8_t f[BLOCK];
	representative(f, 0x4A, CRYPT_SHA1, 0);
	assert_int_equal(verify_block(RD_ARRAY(f)), EG_MISMATCH);
}

/* ISO 9796-2, B.4: n - s instead of s. Here: the private operation on n - F gives n - s. */
static void the_smaller_of_both_residues_passes(void **state)
{
	(void)state;
	uint8_t f[BLOCK];
	uint8_t turned[BLOCK];
	representative(f, 0x6A, CRYPT_SHA256, 0x34);
	struct rd spki = rd_of(rsa.spki, rsa.spki_size);
	struct rd outer;
	struct rd part;
	struct rd key;
	struct rd n = RD_EMPTY;
	uint8_t zero;
	assert_true(rd_expect(&spki, 0x30, &outer) && rd_expect(&outer, 0x30, &part) &&
		    rd_expect(&outer, 0x03, &part) && rd_u8(&part, &zero) &&
		    rd_expect(&part, 0x30, &key) && rd_expect(&key, 0x02, &n) && rd_u8(&n, &zero));
	assert_int_equal(n.left, BLOCK);
	int borrow = 0;
	for (size_t i = BLOCK; i-- > 0;) {
		uint8_t octet;
		assert_true(rd_byte_at(&n, i, &octet));
		int value = octet - f[i] - borrow;
		borrow = value < 0;
		turned[i] = (uint8_t)value;
	}
	assert_int_equal(verify_block(RD_ARRAY(turned)), EG_OK);
}

static void a_signature_of_another_size_fails(void **state)
{
	(void)state;
	uint8_t zeros[BLOCK + 1] = {0};
	struct rd spki = rd_of(rsa.spki, rsa.spki_size);
	for (size_t size = 0; size <= sizeof(zeros); size += 43) {
		assert_int_not_equal(
			actauth_verify(spki, CRYPT_SHA256, RD_ARRAY(challenge), rd_of(zeros, size)),
			EG_OK);
	}
	assert_int_not_equal(
		actauth_verify(spki, CRYPT_SHA256, RD_ARRAY(challenge), rd_of(zeros, BLOCK)),
		EG_OK);
}

/* M1 as short as a test wants, after the padding of ISO 9796-2, or after zeros. */
static void padded_representative(uint8_t f[BLOCK], size_t zeros, size_t padding, uint8_t end)
{
	uint8_t digest[CRYPT_HASH_MAX];
	struct wr w = wr_of(f, BLOCK);
	size_t m1_size = BLOCK - zeros - 1 - padding - crypt_hash_size(CRYPT_SHA256) - 2;
	wr_fill(&w, 0, zeros);
	if (padding == 0) {
		wr_u8(&w, 0x60 | end);
	} else {
		wr_u8(&w, 0x6B);
		wr_fill(&w, 0xBB, padding - 1);
		wr_u8(&w, 0xB0 | end);
	}
	size_t start = w.size;
	wr_fill(&w, 0x5C, m1_size);
	const struct rd parts[] = {rd_of(f + start, m1_size), RD_ARRAY(challenge)};
	assert_int_equal(crypt_hash_parts(CRYPT_SHA256, parts, 2, digest), EG_OK);
	wr_put(&w, rd_of(digest, 32));
	wr_u8(&w, 0x34);
	wr_u8(&w, 0xCC);
	assert_int_equal(w.size, BLOCK);
}

static void a_shorter_message_passes_behind_its_padding_only(void **state)
{
	(void)state;
	uint8_t f[BLOCK];
	for (size_t padding = 0; padding < 4; padding++) {
		padded_representative(f, 0, padding, 0x0A);
		assert_int_equal(verify_block(RD_ARRAY(f)), EG_OK);
		padded_representative(f, 0, padding, 0x0C);
		assert_int_equal(verify_block(RD_ARRAY(f)), EG_MISMATCH);
	}
	padded_representative(f, 0, 3, 0x0A);
	f[1] = 0xAB; /* padding broken in the middle */
	assert_int_equal(verify_block(RD_ARRAY(f)), EG_MISMATCH);
	padded_representative(f, 0, 0, 0x0B); /* padding without an end */
	assert_int_equal(verify_block(RD_ARRAY(f)), EG_MISMATCH);
}

/* Some chips make the representative shorter than the modulus. */
static void leading_zeros_are_passed_over(void **state)
{
	(void)state;
	uint8_t f[BLOCK];
	for (size_t zeros = 1; zeros < 9; zeros += 3) {
		padded_representative(f, zeros, 0, 0x0A);
		assert_int_equal(verify_block(RD_ARRAY(f)), EG_OK);
	}
	uint8_t only_zeros[BLOCK] = {0};
	only_zeros[BLOCK - 1] = 0xBC;
	assert_int_equal(verify_block(RD_ARRAY(only_zeros)), EG_MISMATCH);
}

/* As one signature in 256 does. It is as long as the modulus all the same; cut short it is none. */
static void quirk_24_a_signature_that_begins_with_a_zero_octet_passes(void **state)
{
	(void)state;
	uint8_t f[BLOCK];
	uint8_t digest[CRYPT_HASH_MAX];
	uint8_t buffer[BLOCK] = {1};
	struct rd spki = rd_of(rsa.spki, rsa.spki_size);
	const size_t m1_size = BLOCK - 1 - 32 - 2;
	representative(f, 0x6A, CRYPT_SHA256, 0x34);
	for (unsigned n = 0; buffer[0] != 0; n++) {
		/* Fails to find one for one key in 10^27. */
		assert_true(n < 16000);
		struct wr signature = WR_ARRAY(buffer);
		f[1] = (uint8_t)(n >> 8);
		f[2] = (uint8_t)n;
		const struct rd parts[] = {rd_of(f + 1, m1_size), RD_ARRAY(challenge)};
		assert_int_equal(crypt_hash_parts(CRYPT_SHA256, parts, 2, digest), EG_OK);
		struct wr hash = wr_of(f + 1 + m1_size, 32);
		wr_put(&hash, rd_of(digest, 32));
		assert_int_equal(crypt_rsa_raw(rsa.rsa, RD_ARRAY(f), &signature), EG_OK);
	}
	assert_int_equal(actauth_verify(spki, CRYPT_SHA256, RD_ARRAY(challenge), RD_ARRAY(buffer)),
			 EG_OK);
	assert_int_equal(actauth_verify(spki, CRYPT_SHA256, RD_ARRAY(challenge),
					rd_of(buffer + 1, BLOCK - 1)),
			 EG_MISMATCH);
}

/* An RSA key by its size alone: an odd number of so many octets. */
static struct rd rsa_spki(uint8_t *buffer, size_t cap, size_t size)
{
	struct wr w = wr_of(buffer, cap);
	size_t outer = wr_open(&w, 0x30);
	wr_tlv(&w, 0x30, HEX("06092A864886F70D010101 0500"));
	size_t bits = wr_open(&w, 0x03);
	wr_u8(&w, 0);
	size_t pair = wr_open(&w, 0x30);
	size_t modulus = wr_open(&w, 0x02);
	wr_u8(&w, 0);
	wr_fill(&w, 0xFF, size);
	wr_close(&w, modulus);
	wr_small_int(&w, 65537);
	wr_close(&w, pair);
	wr_close(&w, bits);
	wr_close(&w, outer);
	return wr_view(&w);
}

static void keys_too_short_or_too_long_prove_nothing(void **state)
{
	(void)state;
	static const uint8_t zeros[513] = {0};
	static const struct {
		size_t octets;
		enum eg_err err;
	} sizes[] = {{96, EG_UNSUPPORTED},
		     {127, EG_UNSUPPORTED},
		     {128, EG_MISMATCH},
		     {512, EG_MISMATCH},
		     {513, EG_UNSUPPORTED}};
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		uint8_t octets[600];
		struct rd spki = rsa_spki(octets, sizeof(octets), sizes[i].octets);
		assert_int_equal(actauth_verify(spki, CRYPT_SHA256, RD_ARRAY(challenge),
						rd_of(zeros, sizes[i].octets)),
				 sizes[i].err);
	}
}

/* SubjectPublicKeyInfo of a P-256 key (RFC 5480). */
static size_t p256_spki(const struct crypt_ec *k, uint8_t *buffer, size_t cap)
{
	static const uint8_t algorithm[] = {0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D,
					    0x02, 0x01, 0x06, 0x08, 0x2A, 0x86, 0x48,
					    0xCE, 0x3D, 0x03, 0x01, 0x07};
	struct wr w = wr_of(buffer, cap);
	size_t outer = wr_open(&w, 0x30);
	wr_tlv(&w, 0x30, RD_ARRAY(algorithm));
	size_t bits = wr_open(&w, 0x03);
	wr_u8(&w, 0);
	assert_int_equal(crypt_ec_public(k, &w), EG_OK);
	wr_close(&w, bits);
	wr_close(&w, outer);
	return w.size;
}

static void ecdsa_passes_plain_and_in_der_with_its_own_hash_only(void **state)
{
	(void)state;
	EG_AUTO(crypt_ec_free) struct crypt_ec *k = NULL;
	uint8_t spki_buffer[256];
	assert_int_equal(crypt_ec_generate(CRYPT_P256, &k), EG_OK);
	struct rd spki = rd_of(spki_buffer, p256_spki(k, spki_buffer, sizeof(spki_buffer)));
	for (int plain = 0; plain < 2; plain++) {
		uint8_t buffer[128];
		struct wr s = WR_ARRAY(buffer);
		assert_int_equal(
			crypt_ecdsa_sign(k, CRYPT_SHA256, RD_ARRAY(challenge), plain == 1, &s),
			EG_OK);
		assert_int_equal(
			actauth_verify(spki, CRYPT_SHA256, RD_ARRAY(challenge), wr_view(&s)),
			EG_OK);
		assert_int_equal(
			actauth_verify(spki, CRYPT_SHA224, RD_ARRAY(challenge), wr_view(&s)),
			EG_MISMATCH);
		assert_int_equal(actauth_verify(spki, CRYPT_SHA1, RD_ARRAY(challenge), wr_view(&s)),
				 EG_UNSUPPORTED);
		buffer[s.size - 1] ^= 1;
		assert_int_equal(
			actauth_verify(spki, CRYPT_SHA256, RD_ARRAY(challenge), wr_view(&s)),
			EG_MISMATCH);
	}
}

#define AA_INFO "0606 678108010105 020101"

/* DG14 with one ActiveAuthenticationInfo that names this algorithm. */
static struct rd dg14(uint8_t *buffer, size_t cap, struct rd oid)
{
	struct wr w = wr_of(buffer, cap);
	size_t file = wr_open(&w, 0x6E);
	size_t set = wr_open(&w, 0x31);
	size_t info = wr_open(&w, 0x30);
	wr_put(&w, HEX(AA_INFO));
	wr_tlv(&w, 0x06, oid);
	wr_close(&w, info);
	wr_close(&w, set);
	wr_close(&w, file);
	return wr_view(&w);
}

static void the_hash_is_the_one_that_dg14_names(void **state)
{
	(void)state;
	static const struct {
		const char *oid;
		enum crypt_hash hash;
	} named[] = {{"04007F000701010401 02", CRYPT_SHA224},
		     {"04007F000701010401 03", CRYPT_SHA256},
		     {"04007F000701010401 04", CRYPT_SHA384},
		     {"04007F000701010401 05", CRYPT_SHA512}};
	EG_AUTO(crypt_ec_free) struct crypt_ec *k = NULL;
	uint8_t spki_buffer[256];
	assert_int_equal(crypt_ec_generate(CRYPT_P256, &k), EG_OK);
	struct rd spki = rd_of(spki_buffer, p256_spki(k, spki_buffer, sizeof(spki_buffer)));
	for (size_t i = 0; i < 4; i++) {
		uint8_t buffer[128];
		struct wr s = WR_ARRAY(buffer);
		assert_int_equal(
			crypt_ecdsa_sign(k, named[i].hash, RD_ARRAY(challenge), i % 2 == 0, &s),
			EG_OK);
		for (size_t j = 0; j < 4; j++) {
			uint8_t file[64];
			assert_int_equal(actauth_judge(spki,
						       dg14(file, sizeof(file), HEX(named[j].oid)),
						       RD_ARRAY(challenge), wr_view(&s)),
					 i == j ? EG_OK : EG_MISMATCH);
		}
		/* Not told: no DG14, or one without a word of it. */
		assert_int_equal(actauth_judge(spki, RD_EMPTY, RD_ARRAY(challenge), wr_view(&s)),
				 EG_OK);
		assert_int_equal(
			actauth_judge(spki, HEX("6E023100"), RD_ARRAY(challenge), wr_view(&s)),
			EG_OK);
		assert_int_equal(actauth_judge(spki, RD_EMPTY, RD_EMPTY, wr_view(&s)), EG_STATE);
		buffer[s.size - 1] ^= 1;
		assert_int_equal(actauth_judge(spki, RD_EMPTY, RD_ARRAY(challenge), wr_view(&s)),
				 EG_MISMATCH);
	}
}

static void an_algorithm_that_is_not_allowed_decides_nothing(void **state)
{
	(void)state;
	/* SHA-1, RIPEMD-160, ecdsa-with-SHA1, RSA, rubbish */
	static const char *const oids[] = {"04007F000701010401 01", "04007F000701010401 06",
					   "2A8648CE3D0401", "2A864886F70D01010B", "2A0304"};
	EG_AUTO(crypt_ec_free) struct crypt_ec *k = NULL;
	uint8_t spki_buffer[256];
	uint8_t buffer[128];
	struct wr s = WR_ARRAY(buffer);
	assert_int_equal(crypt_ec_generate(CRYPT_P256, &k), EG_OK);
	struct rd spki = rd_of(spki_buffer, p256_spki(k, spki_buffer, sizeof(spki_buffer)));
	assert_int_equal(crypt_ecdsa_sign(k, CRYPT_SHA256, RD_ARRAY(challenge), true, &s), EG_OK);
	for (size_t i = 0; i < sizeof(oids) / sizeof(oids[0]); i++) {
		uint8_t file[64];
		assert_int_equal(actauth_judge(spki, dg14(file, sizeof(file), HEX(oids[i])),
					       RD_ARRAY(challenge), wr_view(&s)),
				 EG_UNSUPPORTED);
	}
	/* With RSA the trailer names the hash; DG14 need not (9.2.4). */
	uint8_t f[BLOCK];
	uint8_t file[64];
	uint8_t signature_buffer[BLOCK];
	struct wr signature = WR_ARRAY(signature_buffer);
	representative(f, 0x6A, CRYPT_SHA1, 0);
	assert_int_equal(crypt_rsa_raw(rsa.rsa, RD_ARRAY(f), &signature), EG_OK);
	assert_int_equal(actauth_judge(rd_of(rsa.spki, rsa.spki_size),
				       dg14(file, sizeof(file), HEX(oids[4])), RD_ARRAY(challenge),
				       wr_view(&signature)),
			 EG_OK);
}

static void a_challenge_of_another_size_is_refused(void **state)
{
	(void)state;
	uint8_t f[BLOCK] = {0};
	assert_int_equal(
		actauth_verify(rd_of(rsa.spki, rsa.spki_size), CRYPT_SHA256, RD_EMPTY, RD_ARRAY(f)),
		EG_STATE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_hash_and_trailer_of_rsa_passes),
		cmocka_unit_test(a_trailer_that_names_another_hash_fails),
		cmocka_unit_test(total_recovery_that_leaves_the_challenge_out_fails),
		cmocka_unit_test(the_smaller_of_both_residues_passes),
		cmocka_unit_test(a_signature_of_another_size_fails),
		cmocka_unit_test(ecdsa_passes_plain_and_in_der_with_its_own_hash_only),
		cmocka_unit_test(a_shorter_message_passes_behind_its_padding_only),
		cmocka_unit_test(leading_zeros_are_passed_over),
		cmocka_unit_test(quirk_24_a_signature_that_begins_with_a_zero_octet_passes),
		cmocka_unit_test(keys_too_short_or_too_long_prove_nothing),
		cmocka_unit_test(the_hash_is_the_one_that_dg14_names),
		cmocka_unit_test(an_algorithm_that_is_not_allowed_decides_nothing),
		cmocka_unit_test(a_challenge_of_another_size_is_refused),
	};
	return cmocka_run_group_tests(tests, make_key, free_key);
}
