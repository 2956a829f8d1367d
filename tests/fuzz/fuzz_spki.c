/*
 * fuzz_spki: a public key that is taken is a sane one, and verifies no made-up signature.
 * Knows crypt. Never knows whose key it is.
 */
#include "tests/fuzz/fuzz.h"

#include "pki/crypt.h"

static void check_ec(const struct crypt_pub *k)
{
	uint8_t point[CRYPT_POINT_MAX];
	struct wr w = WR_ARRAY(point);
	enum crypt_curve curve;
	promise(crypt_pub_curve(k, &curve) == EG_OK && crypt_pub_point(k, &w) == EG_OK);
	promise(w.size == 1 + 2 * crypt_curve_size(curve) && point[0] == 0x04);
}

/* A signer's key is a chip's, or one of DSA, whose zeros fit nothing either. */
static void signers_key(struct rd spki, bool taken)
{
	EG_AUTO(crypt_pub_free) struct crypt_pub *k = NULL;
	const struct crypt_sigalg dsa = {CRYPT_DSA, CRYPT_SHA256, CRYPT_SHA256, 0};
	enum crypt_curve curve;
	enum eg_err err = crypt_pub_of_signer(spki, &k);
	promise((err == EG_OK) == (k != NULL));
	promise(err == EG_OK || !taken);
	if (err != EG_OK || taken) {
		return;
	}
	size_t subgroup = crypt_pub_subgroup_bits(k);
	promise(subgroup == 160 || subgroup == 224 || subgroup == 256);
	promise(crypt_pub_bits(k) >= 1024 && crypt_pub_bits(k) <= 4096);
	promise(!crypt_pub_is_rsa(k) && crypt_pub_curve(k, &curve) != EG_OK);
	promise(crypt_verify(k, &dsa, RD_TEXT("text"),
			     RD_TEXT("\x30\x06\x02\x01\x00\x02\x01\x00")) != EG_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	EG_AUTO(crypt_pub_free) struct crypt_pub *k = NULL;
	static const uint8_t zeros[1024] = {0};
	enum eg_err err = crypt_pub_from_spki(rd_of(data, size), &k);
	signers_key(rd_of(data, size), err == EG_OK);
	if (err != EG_OK) {
		promise(k == NULL);
		return 0;
	}
	promise(crypt_pub_bits(k) >= 192 && crypt_pub_bits(k) <= 8192);
	struct crypt_sigalg alg = {CRYPT_RSA_V15, CRYPT_SHA256, CRYPT_SHA256, 0};
	size_t signature_size = (crypt_pub_bits(k) + 7) / 8;
	if (!crypt_pub_is_rsa(k)) {
		check_ec(k);
		alg.scheme = CRYPT_ECDSA_PLAIN;
		signature_size *= 2;
	}
	promise(crypt_verify(k, &alg, RD_TEXT("text"), rd_of(zeros, signature_size)) != EG_OK);
	return 0;
}
