/*
 * account_secret: random octets, slow hashes of PINs, digests, sealed answers.
 * Knows libsodium, and is the only one that does. Never knows whose they are.
 */
#include "console/account_secret.h"

#include "base/secret.h"
#include "console/account.h"

#include <sodium.h>

/*
 * Argon2id, between libsodium's INTERACTIVE (2, 64 MiB) and MODERATE (3, 256 MiB): three passes
 * over 64 MiB are 0.15 s of one core of a gate's computer, and fit under its sandbox's limit.
 */
#define HASH_PASSES 3
#define HASH_MEMORY ((size_t)64 << 20)

_Static_assert(crypto_pwhash_STRBYTES == ACCOUNT_HASH_SIZE, "text of a hash");
_Static_assert(HASH_MEMORY < (size_t)ACCOUNT_MEMORY_MB << 20, "what account.h promises");
_Static_assert(crypto_hash_sha256_BYTES == ACCOUNT_OCTETS, "SHA-256");
_Static_assert(crypto_aead_xchacha20poly1305_ietf_KEYBYTES == ACCOUNT_OCTETS, "key of a seal");
_Static_assert(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES +
			       crypto_aead_xchacha20poly1305_ietf_ABYTES ==
		       ACCOUNT_SEALED_MORE,
	       "nonce and tag");

enum eg_err account_secret_open(void)
{
	return sodium_init() >= 0 ? EG_OK : EG_FAIL(EG_CRYPTO, "libsodium does not start");
}

void account_random(void *out, size_t size)
{
	randombytes_buf(out, size);
}

enum eg_err account_hash(struct rd pin, char out[ACCOUNT_HASH_SIZE])
{
	if (pin.left > ACCOUNT_PIN_MAX) {
		return EG_FAIL(EG_TOO_BIG, "PIN");
	}
	return crypto_pwhash_str_alg(out, (const char *)pin.at, pin.left, HASH_PASSES, HASH_MEMORY,
				     crypto_pwhash_ALG_ARGON2ID13) == 0
		       ? EG_OK
		       : EG_FAIL(EG_NO_MEMORY, "hash of a PIN");
}

enum eg_err account_compare_ready(void)
{
	return account_secret_open();
}

void account_compare(struct account_try *t)
{
	int differs = crypto_pwhash_str_verify(t->hash, (const char *)t->pin, t->pin_size);
	t->right = differs == 0;
}

void account_digest(const struct rd *parts, size_t count, uint8_t out[ACCOUNT_OCTETS])
{
	crypto_hash_sha256_state state;
	(void)crypto_hash_sha256_init(&state); /* these cannot fail */
	for (size_t i = 0; i < count; i++) {
		(void)crypto_hash_sha256_update(&state, parts[i].at, parts[i].left); /* same */
	}
	(void)crypto_hash_sha256_final(&state, out); /* same */
}

void account_derive(const uint8_t token[ACCOUNT_OCTETS], uint8_t out[ACCOUNT_OCTETS])
{
	static const uint8_t use[] = "egate X-Egate-Token";
	/* Fails for sizes only. */
	(void)crypto_generichash(out, ACCOUNT_OCTETS, use, sizeof(use), token, ACCOUNT_OCTETS);
}

enum eg_err account_seal(const uint8_t key[ACCOUNT_OCTETS], struct rd bound, struct rd plain,
			 struct wr *out)
{
	uint8_t nonce[crypto_aead_xchacha20poly1305_ietf_NPUBBYTES];
	account_random(nonce, sizeof(nonce));
	wr_put(out, RD_ARRAY(nonce));
	uint8_t *room = wr_room(out, plain.left + crypto_aead_xchacha20poly1305_ietf_ABYTES);
	if (room == NULL) {
		return EG_FAIL(EG_TOO_BIG, "answer to be kept");
	}
	return crypto_aead_xchacha20poly1305_ietf_encrypt(room, NULL, plain.at, plain.left,
							  bound.at, bound.left, NULL, nonce,
							  key) == 0
		       ? EG_OK
		       : EG_FAIL(EG_CRYPTO, "answer to be kept");
}

enum eg_err account_unseal(const uint8_t key[ACCOUNT_OCTETS], struct rd bound, struct rd sealed,
			   struct wr *out)
{
	struct rd nonce = RD_EMPTY;
	if (!rd_take(&sealed, crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, &nonce) ||
	    sealed.left < crypto_aead_xchacha20poly1305_ietf_ABYTES) {
		return EG_FAIL(EG_MISMATCH, "kept answer");
	}
	uint8_t *room = wr_room(out, sealed.left - crypto_aead_xchacha20poly1305_ietf_ABYTES);
	if (room == NULL) {
		return EG_FAIL(EG_TOO_BIG, "kept answer");
	}
	return crypto_aead_xchacha20poly1305_ietf_decrypt(room, NULL, NULL, sealed.at, sealed.left,
							  bound.at, bound.left, nonce.at, key) == 0
		       ? EG_OK
		       : EG_FAIL(EG_MISMATCH, "kept answer");
}
