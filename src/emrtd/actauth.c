/*
 * actauth: Active Authentication (Doc 9303-11, 6.1), the judging side.
 * Knows ISO 9796-2 recovery and ECDSA. Never knows where challenge and key come from.
 */
#include "emrtd/actauth.h"

#include "emrtd/lds.h"

#define CHALLENGE_SIZE 8    /* RND.IFD, Doc 9303-11, 6.1.2.1 */
#define RSA_BITS_MIN   1024 /* below, anyone can compute the private key */
#define RSA_BITS_MAX   4096
#define RSA_SIZE_MAX   (RSA_BITS_MAX / 8)

#define HEADER_PARTIAL 0x60 /* ISO 9796-2: 01, then 1 for a message recovered in part */
#define PADDING_MORE   0x0B /* nibbles from there to the message: B B ... A */
#define PADDING_END    0x0A
#define TRAILER_SHA1   0xBC /* option 1 */
#define TRAILER_2      0xCC /* option 2: the octet before names the hash */

/* Octet before CC (ISO/IEC 10118 identifiers; Doc 9303-11, 6.1.2.2). 33 is SHA-1 in option 2. */
static bool trailer_hash(uint8_t octet, enum crypt_hash *out)
{
	static const struct {
		uint8_t octet;
		enum crypt_hash hash;
	} known[] = {
		{0x33, CRYPT_SHA1},   {0x34, CRYPT_SHA256}, {0x35, CRYPT_SHA512},
		{0x36, CRYPT_SHA384}, {0x38, CRYPT_SHA224},
	};
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (known[i].octet == octet) {
			*out = known[i].hash;
			return true;
		}
	}
	return false;
}

/* Modulus of an RSA SubjectPublicKeyInfo, leading zero octets dropped. */
static bool modulus_of(struct rd spki, struct rd *modulus)
{
	struct rd outer;
	struct rd algorithm;
	struct rd bits;
	struct rd key;
	uint8_t octet;
	if (!rd_expect(&spki, 0x30, &outer) || !rd_expect(&outer, 0x30, &algorithm) ||
	    !rd_expect(&outer, 0x03, &bits) || !rd_u8(&bits, &octet) || octet != 0 ||
	    !rd_expect(&bits, 0x30, &key) || !rd_expect(&key, 0x02, modulus)) {
		return false;
	}
	while (rd_peek(modulus, &octet) && octet == 0) {
		if (!rd_skip(modulus, 1)) {
			return false;
		}
	}
	return true;
}

/*
 * ISO 9796-2, B.4: the signer may have signed with the smaller of s and n - s; then the block that
 * comes out is n minus the message representative, whose last nibble must be C.
 */
static enum eg_err complement(struct rd spki, struct rd block, struct wr *out)
{
	struct rd modulus;
	if (!modulus_of(spki, &modulus) || modulus.left != block.left) {
		return EG_FAIL(EG_BAD_DATA, "modulus of the Active Authentication key");
	}
	uint8_t *difference = wr_room(out, block.left);
	if (difference == NULL) {
		return EG_FAIL(EG_TOO_BIG, "modulus of the Active Authentication key");
	}
	int borrow = 0;
	for (size_t i = block.left; i-- > 0;) {
		uint8_t from;
		uint8_t minus;
		if (!rd_byte_at(&modulus, i, &from) || !rd_byte_at(&block, i, &minus)) {
			return EG_FAIL(EG_TRUNCATED, "block of Active Authentication");
		}
		int value = (int)from - (int)minus - borrow;
		borrow = value < 0 ? 1 : 0;
		difference[i] = (uint8_t)value;
	}
	return EG_OK;
}

/*
 * Takes header and padding: 6A; or 6B BB ... BA where M1 is shorter than Doc 9303-11, 6.1.2.2 has
 * it. A message recovered in whole (4A, 4B) would leave the challenge out: refused.
 */
static bool take_header(struct rd *f)
{
	uint8_t octet = 0;
	if (!rd_u8(f, &octet) || (octet & 0xF0) != HEADER_PARTIAL) {
		return false;
	}
	while ((octet & 0x0F) == PADDING_MORE) {
		if (!rd_u8(f, &octet) || (octet & 0xF0) != PADDING_MORE << 4) {
			return false;
		}
	}
	return (octet & 0x0F) == PADDING_END;
}

/* F = 6A | M1 | H(M1 | RND.IFD) | trailer, as recovered (Doc 9303-11, appendix F). */
static enum eg_err judge_representative(struct rd f, struct rd challenge)
{
	enum crypt_hash hash = CRYPT_SHA1;
	uint8_t octet;
	uint8_t last;
	/* A representative shorter than the modulus comes with leading zeros. */
	while (rd_peek(&f, &octet) && octet == 0) {
		if (!rd_skip(&f, 1)) {
			return EG_FAIL(EG_MISMATCH, "empty representative");
		}
	}
	if (f.left < 3 || !rd_byte_at(&f, f.left - 1, &last) ||
	    !rd_byte_at(&f, f.left - 2, &octet)) {
		return EG_FAIL(EG_MISMATCH, "representative too short");
	}
	size_t trailer = last == TRAILER_SHA1 ? 1 : 2;
	if (last != TRAILER_SHA1 && (last != TRAILER_2 || !trailer_hash(octet, &hash))) {
		return EG_FAIL(EG_MISMATCH, "trailer of the representative");
	}
	size_t hash_size = crypt_hash_size(hash);
	struct rd m1;
	struct rd digest;
	if (!take_header(&f) || f.left < 1 + hash_size + trailer ||
	    !rd_take(&f, f.left - hash_size - trailer, &m1) || !rd_take(&f, hash_size, &digest)) {
		return EG_FAIL(EG_MISMATCH, "header of the representative");
	}
	uint8_t computed[CRYPT_HASH_MAX];
	const struct rd parts[] = {m1, challenge};
	EG_TRY(crypt_hash_parts(hash, parts, 2, computed));
	if (!secret_equal(rd_of(computed, hash_size), digest)) {
		return EG_FAIL(EG_MISMATCH, "digest of the representative");
	}
	return EG_OK;
}

static enum eg_err verify_rsa(const struct crypt_pub *key, struct rd spki, struct rd challenge,
			      struct rd signature)
{
	size_t bits = crypt_pub_bits(key);
	if (bits < RSA_BITS_MIN || bits > RSA_BITS_MAX) {
		return EG_FAIL(EG_UNSUPPORTED, "size of the Active Authentication key");
	}
	if (signature.left != (bits + 7) / 8) {
		return EG_FAIL(EG_MISMATCH, "signature not as long as the modulus");
	}
	uint8_t recovered[RSA_SIZE_MAX];
	struct wr block = WR_ARRAY(recovered);
	if (crypt_rsa_recover(key, signature, &block) != EG_OK) {
		return EG_FAIL(EG_MISMATCH, "signature not below the modulus");
	}
	uint8_t last = 0;
	struct rd f = wr_view(&block);
	if (f.left > 0 && rd_byte_at(&f, f.left - 1, &last) && (last & 0x0F) == 0x0C) {
		return judge_representative(f, challenge);
	}
	uint8_t turned[RSA_SIZE_MAX];
	struct wr other = WR_ARRAY(turned);
	EG_TRY(complement(spki, f, &other));
	return judge_representative(wr_view(&other), challenge);
}

/* Plain r || s by Doc 9303-11, 6.1.2.3; Portuguese cards answer in DER. */
static enum eg_err verify_ec(const struct crypt_pub *key, enum crypt_hash hash, struct rd challenge,
			     struct rd signature)
{
	struct crypt_sigalg alg = {.scheme = CRYPT_ECDSA_PLAIN, .hash = hash};
	if (crypt_verify(key, &alg, challenge, signature) == EG_OK) {
		return EG_OK;
	}
	alg.scheme = CRYPT_ECDSA_DER;
	if (crypt_verify(key, &alg, challenge, signature) == EG_OK) {
		return EG_OK;
	}
	return EG_FAIL(EG_MISMATCH, "ECDSA signature of Active Authentication");
}

enum eg_err actauth_verify(struct rd spki, enum crypt_hash ec_hash, struct rd challenge,
			   struct rd signature)
{
	EG_AUTO(crypt_pub_free) struct crypt_pub *key = NULL;
	if (challenge.bad || challenge.left != CHALLENGE_SIZE) {
		return EG_FAIL(EG_STATE, "challenge of Active Authentication");
	}
	EG_TRY(crypt_pub_from_spki(spki, &key));
	if (crypt_pub_is_rsa(key)) {
		return verify_rsa(key, spki, challenge, signature);
	}
	if (ec_hash == CRYPT_SHA1) {
		return EG_FAIL(EG_UNSUPPORTED, "SHA-1 with ECDSA (Doc 9303-11, 6.1.2.3)");
	}
	return verify_ec(key, ec_hash, challenge, signature);
}

/* Without a word of DG14: each hash that Doc 9303-11, 6.1.2.3 allows. */
static enum eg_err try_each_hash(const struct crypt_pub *key, struct rd challenge,
				 struct rd signature)
{
	static const enum crypt_hash allowed[] = {CRYPT_SHA256, CRYPT_SHA224, CRYPT_SHA384,
						  CRYPT_SHA512};
	for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++) {
		if (verify_ec(key, allowed[i], challenge, signature) == EG_OK) {
			return EG_OK;
		}
	}
	return EG_FAIL(EG_MISMATCH, "ECDSA signature of Active Authentication");
}

enum eg_err actauth_judge(struct rd spki, struct rd dg14_or_empty, struct rd challenge,
			  struct rd signature)
{
	EG_AUTO(crypt_pub_free) struct crypt_pub *key = NULL;
	enum crypt_hash named = CRYPT_SHA256;
	enum eg_err told = EG_NOT_FOUND;
	EG_TRY(crypt_pub_from_spki(spki, &key));
	if (!crypt_pub_is_rsa(key) && dg14_or_empty.left > 0) {
		told = lds_dg14_active_auth_hash(dg14_or_empty, &named);
		if (told != EG_OK && told != EG_NOT_FOUND) {
			return EG_FAIL(EG_UNSUPPORTED, "algorithm that DG14 names for it");
		}
	}
	if (crypt_pub_is_rsa(key) || told == EG_OK) {
		return actauth_verify(spki, named, challenge, signature);
	}
	if (challenge.bad || challenge.left != CHALLENGE_SIZE) {
		return EG_FAIL(EG_STATE, "challenge of Active Authentication");
	}
	return try_each_hash(key, challenge, signature);
}
