/*
 * crypt: hashes, random numbers, ciphers and MACs on libcrypto.
 * Knows algorithms and block sizes. Never knows documents, messages or whose key it is.
 */
#include "pki/crypt.h"

#include "pki/crypt_ossl.h"

#include <limits.h>

#include <openssl/core_names.h>
#include <openssl/rand.h>

#define BLOCK_MAX 16
#define KEY_MAX   32
#define DES_KEY   8

void ossl_md_ctx_free(EVP_MD_CTX **p)
{
	EVP_MD_CTX_free(*p);
	*p = NULL;
}

void ossl_cipher_ctx_free(EVP_CIPHER_CTX **p)
{
	EVP_CIPHER_CTX_free(*p);
	*p = NULL;
}

void ossl_mac_ctx_free(EVP_MAC_CTX **p)
{
	EVP_MAC_CTX_free(*p);
	*p = NULL;
}

static void mac_free(EVP_MAC **p)
{
	EVP_MAC_free(*p);
	*p = NULL;
}

const EVP_MD *ossl_md(enum crypt_hash h)
{
	switch (h) {
	case CRYPT_SHA1:
		return EVP_sha1();
	case CRYPT_SHA224:
		return EVP_sha224();
	case CRYPT_SHA256:
		return EVP_sha256();
	case CRYPT_SHA384:
		return EVP_sha384();
	case CRYPT_SHA512:
		return EVP_sha512();
	}
	return NULL;
}

size_t crypt_hash_size(enum crypt_hash h)
{
	switch (h) {
	case CRYPT_SHA1:
		return 20;
	case CRYPT_SHA224:
		return 28;
	case CRYPT_SHA256:
		return 32;
	case CRYPT_SHA384:
		return 48;
	case CRYPT_SHA512:
		return 64;
	}
	return 0;
}

struct rd crypt_hash_oid(enum crypt_hash h)
{
	switch (h) {
	case CRYPT_SHA1:
		return RD_TEXT("\x2B\x0E\x03\x02\x1A");
	case CRYPT_SHA224:
		return RD_TEXT("\x60\x86\x48\x01\x65\x03\x04\x02\x04");
	case CRYPT_SHA256:
		return RD_TEXT("\x60\x86\x48\x01\x65\x03\x04\x02\x01");
	case CRYPT_SHA384:
		return RD_TEXT("\x60\x86\x48\x01\x65\x03\x04\x02\x02");
	case CRYPT_SHA512:
		return RD_TEXT("\x60\x86\x48\x01\x65\x03\x04\x02\x03");
	}
	return RD_EMPTY;
}

enum eg_err crypt_hash_parts(enum crypt_hash h, const struct rd *parts, size_t count,
			     uint8_t out[CRYPT_HASH_MAX])
{
	EG_AUTO(ossl_md_ctx_free) EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	if (ctx == NULL || EVP_DigestInit_ex(ctx, ossl_md(h), NULL) != 1) {
		return EG_FAIL(EG_CRYPTO, "hash start");
	}
	for (size_t i = 0; i < count; i++) {
		if (parts[i].bad) {
			return EG_FAIL(EG_BAD_DATA, "hash of a failed read");
		}
		if (parts[i].left > 0 && EVP_DigestUpdate(ctx, parts[i].at, parts[i].left) != 1) {
			return EG_FAIL(EG_CRYPTO, "hash update");
		}
	}
	if (EVP_DigestFinal_ex(ctx, out, NULL) != 1) {
		return EG_FAIL(EG_CRYPTO, "hash end");
	}
	return EG_OK;
}

enum eg_err crypt_hash(enum crypt_hash h, struct rd data, uint8_t out[CRYPT_HASH_MAX])
{
	return crypt_hash_parts(h, &data, 1, out);
}

enum eg_err crypt_random(void *out, size_t size)
{
	if (size > INT_MAX || RAND_priv_bytes(out, (int)size) != 1) {
		return EG_FAIL(EG_CRYPTO, "random numbers");
	}
	return EG_OK;
}

size_t crypt_key_size(enum crypt_cipher c)
{
	switch (c) {
	case CRYPT_3DES:
	case CRYPT_AES128:
		return 16;
	case CRYPT_AES192:
		return 24;
	case CRYPT_AES256:
		return 32;
	}
	return 0;
}

size_t crypt_block_size(enum crypt_cipher c)
{
	return c == CRYPT_3DES ? 8 : 16;
}

static const EVP_CIPHER *cbc_of(enum crypt_cipher c)
{
	switch (c) {
	case CRYPT_3DES:
		return EVP_des_ede3_cbc();
	case CRYPT_AES128:
		return EVP_aes_128_cbc();
	case CRYPT_AES192:
		return EVP_aes_192_cbc();
	case CRYPT_AES256:
		return EVP_aes_256_cbc();
	}
	return NULL;
}

/* One CBC run with a key in libcrypto's own length; iv of one block. */
static enum eg_err cbc_run(const EVP_CIPHER *cipher, bool encrypt, struct rd key,
			   const uint8_t iv[BLOCK_MAX], struct rd in, struct wr *out)
{
	EG_AUTO(ossl_cipher_ctx_free) EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int written = 0;
	if (in.bad || in.left > INT_MAX) {
		return EG_FAIL(EG_BAD_DATA, "cipher input");
	}
	uint8_t *room = wr_room(out, in.left);
	if (room == NULL) {
		return EG_FAIL(EG_TOO_BIG, "cipher output");
	}
	if (ctx == NULL || EVP_CipherInit_ex(ctx, cipher, NULL, key.at, iv, encrypt) != 1 ||
	    EVP_CIPHER_CTX_set_padding(ctx, 0) != 1) {
		return EG_FAIL(EG_CRYPTO, "cipher start");
	}
	if (in.left > 0 && (EVP_CipherUpdate(ctx, room, &written, in.at, (int)in.left) != 1 ||
			    (size_t)written != in.left)) {
		return EG_FAIL(EG_CRYPTO, "cipher run");
	}
	return EG_OK;
}

/* K1 K2 to K1 K2 K1 (or K1 K1 K1, which is single DES). */
static enum eg_err des_key(struct rd first, struct rd second, struct secret *out)
{
	uint8_t octets[3 * DES_KEY];
	struct wr w = WR_ARRAY(octets);
	wr_put(&w, first);
	wr_put(&w, second);
	wr_put(&w, first);
	enum eg_err err = w.bad ? EG_FAIL(EG_BAD_DATA, "key size") : secret_set(out, wr_view(&w));
	secret_wipe(octets, sizeof(octets));
	return err;
}

/* Checks a key's size and brings it into libcrypto's form. */
static enum eg_err cipher_key(enum crypt_cipher c, struct rd key, struct secret *out)
{
	struct rd first;
	if (key.bad || key.left == 0 || key.left != crypt_key_size(c)) {
		return EG_FAIL(EG_BAD_DATA, "key size");
	}
	if (c != CRYPT_3DES) {
		return secret_set(out, key);
	}
	if (!rd_take(&key, DES_KEY, &first)) {
		return EG_FAIL(EG_BAD_DATA, "key size");
	}
	return des_key(first, key, out);
}

static enum eg_err cbc(enum crypt_cipher c, bool encrypt, struct rd key, struct rd iv, struct rd in,
		       struct wr *out)
{
	EG_AUTO(secret_clear) struct secret k = {0};
	uint8_t iv_block[BLOCK_MAX] = {0};
	size_t block = crypt_block_size(c);
	if (in.left % block != 0) {
		return EG_FAIL(EG_BAD_DATA, "no whole number of blocks");
	}
	if (iv.bad || (iv.left > 0 && (iv.left != block || !rd_copy(&iv, iv_block, block)))) {
		return EG_FAIL(EG_BAD_DATA, "size of the initial vector");
	}
	EG_TRY(cipher_key(c, key, &k));
	return cbc_run(cbc_of(c), encrypt, secret_rd(&k), iv_block, in, out);
}

enum eg_err crypt_cbc_encrypt(enum crypt_cipher c, struct rd key, struct rd iv, struct rd plain,
			      struct wr *out)
{
	return cbc(c, true, key, iv, plain, out);
}

enum eg_err crypt_cbc_decrypt(enum crypt_cipher c, struct rd key, struct rd iv, struct rd cipher,
			      struct wr *out)
{
	return cbc(c, false, key, iv, cipher, out);
}

enum eg_err crypt_block_encrypt(enum crypt_cipher c, struct rd key, struct rd block, struct wr *out)
{
	if (block.left != crypt_block_size(c)) {
		return EG_FAIL(EG_BAD_DATA, "block size");
	}
	/* One block of CBC with a zero initial vector is ECB. */
	return cbc(c, true, key, RD_EMPTY, block, out);
}

/*
 * ISO 9797-1 algorithm 3. Single DES sits in the legacy provider, so it is run as DES-EDE3 with
 * three equal keys; the last block's decrypt-with-K2, encrypt-with-K1 is two-key DES-EDE3.
 *
 *   first blocks: DES-CBC(K1)   ->   last block: 3DES(K1 K2 K1) with that chaining value
 */
static enum eg_err retail_mac(struct rd key, struct rd data, uint8_t out[8])
{
	EG_AUTO(secret_clear) struct secret single = {0};
	EG_AUTO(secret_clear) struct secret triple = {0};
	uint8_t chain[BLOCK_MAX] = {0};
	struct wr mac = wr_of(out, 8);
	struct rd k1;
	struct rd block;
	if (data.bad || data.left == 0 || data.left % 8 != 0 || !rd_take(&key, DES_KEY, &k1) ||
	    key.left != DES_KEY) {
		return EG_FAIL(EG_BAD_DATA, "MAC key or padding");
	}
	EG_TRY(des_key(k1, k1, &single));
	EG_TRY(des_key(k1, key, &triple));
	while (data.left > 8 && rd_take(&data, 8, &block)) {
		uint8_t next[BLOCK_MAX] = {0};
		struct wr w = wr_of(next, 8);
		EG_TRY(cbc_run(EVP_des_ede3_cbc(), true, secret_rd(&single), chain, block, &w));
		struct rd chained = wr_view(&w);
		if (!rd_copy(&chained, chain, 8)) {
			return EG_FAIL(EG_CRYPTO, "MAC chaining");
		}
	}
	return cbc_run(EVP_des_ede3_cbc(), true, secret_rd(&triple), chain, data, &mac);
}

static enum eg_err cmac(const char *cipher, struct rd key, struct rd data, uint8_t out[8])
{
	EG_AUTO(mac_free) EVP_MAC *mac = EVP_MAC_fetch(NULL, "CMAC", NULL);
	EG_AUTO(ossl_mac_ctx_free) EVP_MAC_CTX *ctx = EVP_MAC_CTX_new(mac);
	uint8_t full[BLOCK_MAX];
	size_t size = 0;
	char name[16] = {0};
	struct rd text = rd_cstr(cipher);
	if (mac == NULL || ctx == NULL || !rd_dump(text, name, sizeof(name) - 1, &size)) {
		return EG_FAIL(EG_CRYPTO, "CMAC");
	}
	const OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, name, 0),
		OSSL_PARAM_construct_end(),
	};
	if (EVP_MAC_init(ctx, key.at, key.left, params) != 1 ||
	    (data.left > 0 && EVP_MAC_update(ctx, data.at, data.left) != 1) ||
	    EVP_MAC_final(ctx, full, &size, sizeof(full)) != 1 || size != sizeof(full)) {
		return EG_FAIL(EG_CRYPTO, "CMAC");
	}
	struct rd r = RD_ARRAY(full);
	return rd_copy(&r, out, 8) ? EG_OK : EG_FAIL(EG_CRYPTO, "CMAC");
}

enum eg_err crypt_mac(enum crypt_cipher c, struct rd key, struct rd data, uint8_t out[8])
{
	if (data.bad || key.bad || key.left != crypt_key_size(c)) {
		return EG_FAIL(EG_BAD_DATA, "MAC key or data");
	}
	switch (c) {
	case CRYPT_3DES:
		return retail_mac(key, data, out);
	case CRYPT_AES128:
		return cmac("AES-128-CBC", key, data, out);
	case CRYPT_AES192:
		return cmac("AES-192-CBC", key, data, out);
	case CRYPT_AES256:
		return cmac("AES-256-CBC", key, data, out);
	}
	return EG_FAIL(EG_UNSUPPORTED, "MAC cipher");
}
