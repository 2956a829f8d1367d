/*
 * key_file: a private key as it lies in a file: PKCS#8, encrypted with a passphrase or plain.
 * Knows EncryptedPrivateKeyInfo with PBES2 (RFC 5958, 3; RFC 8018, 6.2 and appendix A). Never knows
 * where the file or the passphrase comes from.
 */
#include "pki/key_file.h"

#define OID_PBES2  RD_TEXT("\x2A\x86\x48\x86\xF7\x0D\x01\x05\x0D")
#define OID_PBKDF2 RD_TEXT("\x2A\x86\x48\x86\xF7\x0D\x01\x05\x0C")
#define OID_SCRYPT RD_TEXT("\x2B\x06\x01\x04\x01\xDA\x47\x04\x0B") /* RFC 7914, 7 */
#define OID_HMAC   RD_TEXT("\x2A\x86\x48\x86\xF7\x0D\x02")         /* and one octet: which hash */
#define OID_AES    RD_TEXT("\x60\x86\x48\x01\x65\x03\x04\x01")     /* and one octet: size, mode */
#define AES256_CBC 42
#define HMAC_SHA1  7
#define HMAC_SHA2  9 /* SHA-256 */
#define BLOCK      16
#define SALT_MAX   128
#define SALT_SIZE  16

/* How the key that opens the file comes from the passphrase, and what it opens. */
struct scheme {
	bool scrypt;
	struct rd salt;
	enum crypt_hash hash;          /* PBKDF2 */
	uint32_t iterations;           /* PBKDF2 */
	struct crypt_scrypt_cost cost; /* scrypt */
	uint32_t key_length;           /* 0: not stated */
	enum crypt_cipher cipher;
	struct rd iv;
	struct rd encrypted;
};

bool key_file_is_encrypted(struct rd der)
{
	struct rd all;
	uint32_t tag;
	return rd_expect(&der, 0x30, &all) && rd_next_tag(&all, &tag) && tag == 0x30;
}

static bool read_number(struct rd *r, uint32_t *out)
{
	struct rd value;
	return rd_expect(r, 0x02, &value) && rd_small_int(value, out);
}

/* keyLength INTEGER OPTIONAL. */
static bool read_key_length(struct rd *r, uint32_t *out)
{
	struct rd value;
	bool present;
	*out = 0;
	return rd_optional(r, 0x02, &value, &present) && (!present || rd_small_int(value, out));
}

/* The last octet of an OID with this beginning. */
static bool last_octet(struct rd oid, struct rd beginning, uint8_t *out)
{
	return rd_begins(oid, beginning) && rd_skip(&oid, beginning.left) && rd_u8(&oid, out) &&
	       rd_end(&oid);
}

/* AlgorithmIdentifier of HMAC; left out, it is HMAC-SHA-1 (RFC 8018, A.2). */
static enum eg_err read_prf(struct rd *r, enum crypt_hash *out)
{
	static const enum crypt_hash hashes[] = {CRYPT_SHA1, CRYPT_SHA224, CRYPT_SHA256,
						 CRYPT_SHA384, CRYPT_SHA512};
	struct rd algorithm;
	struct rd oid;
	struct rd null;
	bool present;
	uint8_t which;
	*out = CRYPT_SHA1;
	if (!rd_optional(r, 0x30, &algorithm, &present)) {
		return EG_FAIL(EG_BAD_DATA, "PBKDF2 of a key file");
	}
	if (!present) {
		return EG_OK;
	}
	if (!rd_expect(&algorithm, 0x06, &oid) || !rd_expect(&algorithm, 0x05, &null) ||
	    null.left > 0 || !rd_end(&algorithm)) {
		return EG_FAIL(EG_BAD_DATA, "PBKDF2 of a key file");
	}
	if (!last_octet(oid, OID_HMAC, &which) || which < HMAC_SHA1 ||
	    which >= HMAC_SHA1 + sizeof(hashes) / sizeof(hashes[0])) {
		return EG_FAIL(EG_UNSUPPORTED, "PBKDF2 with another function");
	}
	*out = hashes[which - HMAC_SHA1];
	return EG_OK;
}

static enum eg_err read_pbkdf2(struct rd r, struct scheme *s)
{
	if (!rd_expect(&r, 0x04, &s->salt) || !read_number(&r, &s->iterations) ||
	    !read_key_length(&r, &s->key_length)) {
		return EG_FAIL(EG_BAD_DATA, "PBKDF2 of a key file");
	}
	EG_TRY(read_prf(&r, &s->hash));
	return rd_end(&r) && s->iterations > 0 ? EG_OK
					       : EG_FAIL(EG_BAD_DATA, "PBKDF2 of a key file");
}

static enum eg_err read_scrypt(struct rd r, struct scheme *s)
{
	uint32_t n;
	if (!rd_expect(&r, 0x04, &s->salt) || !read_number(&r, &n) ||
	    !read_number(&r, &s->cost.r) || !read_number(&r, &s->cost.p) ||
	    !read_key_length(&r, &s->key_length) || !rd_end(&r) || n < 2 || (n & (n - 1)) != 0 ||
	    s->cost.r == 0 || s->cost.p == 0) {
		return EG_FAIL(EG_BAD_DATA, "scrypt of a key file");
	}
	s->scrypt = true;
	s->cost.n = n;
	return EG_OK;
}

static enum eg_err read_derivation(struct rd r, struct scheme *s)
{
	struct rd oid;
	struct rd parameters;
	if (!rd_expect(&r, 0x06, &oid) || !rd_expect(&r, 0x30, &parameters) || !rd_end(&r)) {
		return EG_FAIL(EG_BAD_DATA, "key derivation of a key file");
	}
	if (rd_equal(oid, OID_PBKDF2)) {
		return read_pbkdf2(parameters, s);
	}
	return rd_equal(oid, OID_SCRYPT) ? read_scrypt(parameters, s)
					 : EG_FAIL(EG_UNSUPPORTED, "key derivation of a key file");
}

static enum eg_err read_cipher(struct rd r, struct scheme *s)
{
	struct rd oid;
	uint8_t which;
	if (!rd_expect(&r, 0x06, &oid)) {
		return EG_FAIL(EG_BAD_DATA, "cipher of a key file");
	}
	if (!last_octet(oid, OID_AES, &which) || (which != 2 && which != 22 && which != 42)) {
		return EG_FAIL(EG_UNSUPPORTED, "key file is not encrypted by AES in CBC mode");
	}
	s->cipher = which == 2 ? CRYPT_AES128 : which == 22 ? CRYPT_AES192 : CRYPT_AES256;
	return rd_expect(&r, 0x04, &s->iv) && s->iv.left == BLOCK && rd_end(&r)
		       ? EG_OK
		       : EG_FAIL(EG_BAD_DATA, "cipher of a key file");
}

static enum eg_err read_scheme(struct rd der, struct scheme *s)
{
	struct rd all;
	struct rd algorithm;
	struct rd oid;
	struct rd pbes2;
	struct rd derivation;
	struct rd cipher;
	*s = (struct scheme){.scrypt = false};
	if (!rd_expect(&der, 0x30, &all) || !rd_end(&der) || !rd_expect(&all, 0x30, &algorithm) ||
	    !rd_expect(&all, 0x04, &s->encrypted) || !rd_end(&all) ||
	    !rd_expect(&algorithm, 0x06, &oid)) {
		return EG_FAIL(EG_BAD_DATA, "no encrypted PKCS#8");
	}
	if (!rd_equal(oid, OID_PBES2)) {
		return EG_FAIL(EG_UNSUPPORTED, "key file is not encrypted by PBES2");
	}
	if (!rd_expect(&algorithm, 0x30, &pbes2) || !rd_end(&algorithm) ||
	    !rd_expect(&pbes2, 0x30, &derivation) || !rd_expect(&pbes2, 0x30, &cipher) ||
	    !rd_end(&pbes2)) {
		return EG_FAIL(EG_BAD_DATA, "PBES2 of a key file");
	}
	EG_TRY(read_derivation(derivation, s));
	EG_TRY(read_cipher(cipher, s));
	if (s->key_length != 0 && s->key_length != crypt_key_size(s->cipher)) {
		return EG_FAIL(EG_BAD_DATA, "key length of a key file");
	}
	return s->encrypted.left > 0 && s->encrypted.left % BLOCK == 0 && s->salt.left <= SALT_MAX
		       ? EG_OK
		       : EG_FAIL(EG_BAD_DATA, "sizes in a key file");
}

/* Before any work is done. */
static enum eg_err judge_work(const struct scheme *s, uint64_t work_max)
{
	size_t size = crypt_key_size(s->cipher);
	if (s->scrypt) {
		uint64_t rounds = s->cost.n * s->cost.r; /* each below 2^32 */
		/* Overflows only where there is too much work. */
		uint64_t blocks = (s->cost.n + s->cost.p) * s->cost.r;
		return rounds <= work_max / s->cost.p && blocks <= KEY_FILE_BLOCKS_MAX
			       ? EG_OK
			       : EG_FAIL(EG_TOO_BIG, "key file asks for too much work");
	}
	uint64_t rounds = size > crypt_hash_size(s->hash) ? 2 : 1;
	return s->iterations <= work_max / rounds
		       ? EG_OK
		       : EG_FAIL(EG_TOO_BIG, "key file asks for too much work");
}

static enum eg_err derive(const struct scheme *s, struct rd passphrase, struct secret *key)
{
	size_t size = crypt_key_size(s->cipher);
	return s->scrypt ? crypt_scrypt(passphrase, s->salt, &s->cost, size, key)
			 : crypt_pbkdf2(s->hash, passphrase, s->salt, s->iterations, size, key);
}

/* Takes the padding off (RFC 8018, 6.1.1); what is left must be one SEQUENCE. */
static enum eg_err strip(struct bytes *plain)
{
	struct rd all = bytes_rd(plain);
	struct rd sequence;
	uint8_t pad = 0;
	uint8_t octet;
	bool good = rd_byte_at(&all, plain->size - 1, &pad) && pad >= 1 && pad <= BLOCK;
	for (size_t i = 0; good && i < pad; i++) {
		good = rd_byte_at(&all, plain->size - 1 - i, &octet) && octet == pad;
	}
	if (good) {
		plain->size -= pad;
		all = bytes_rd(plain);
		good = rd_expect(&all, 0x30, &sequence) && rd_end(&all);
	}
	return good ? EG_OK : EG_FAIL(EG_MISMATCH, "wrong passphrase, or a damaged key file");
}

enum eg_err key_file_decrypt(struct rd der, struct rd passphrase, uint64_t work_max,
			     struct bytes *plain)
{
	EG_AUTO(secret_clear) struct secret key = {0};
	struct scheme s;
	bytes_free(plain);
	if (passphrase.bad || passphrase.left == 0 || passphrase.left > KEY_FILE_PASSPHRASE_MAX) {
		return EG_FAIL(EG_CONFIG, "no passphrase, or too long a one");
	}
	EG_TRY(read_scheme(der, &s));
	EG_TRY(judge_work(&s, work_max));
	EG_TRY(derive(&s, passphrase, &key));
	EG_TRY(bytes_reserve(plain, s.encrypted.left, KEY_FILE_SIZE_MAX));
	struct wr w = wr_of(plain->data, plain->cap);
	enum eg_err err = crypt_cbc_decrypt(s.cipher, secret_rd(&key), s.iv, s.encrypted, &w);
	plain->size = w.size;
	if (err == EG_OK) {
		err = strip(plain);
	}
	if (err != EG_OK) {
		bytes_free(plain);
	}
	return err;
}

static void put_scheme(struct rd salt, struct rd iv, struct wr *out)
{
	size_t algorithm = wr_open(out, 0x30);
	wr_tlv(out, 0x06, OID_PBES2);
	size_t pbes2 = wr_open(out, 0x30);
	size_t derivation = wr_open(out, 0x30);
	wr_tlv(out, 0x06, OID_PBKDF2);
	size_t parameters = wr_open(out, 0x30);
	wr_tlv(out, 0x04, salt);
	wr_small_int(out, KEY_FILE_ITERATIONS);
	size_t prf = wr_open(out, 0x30);
	size_t hmac = wr_open(out, 0x06);
	wr_put(out, OID_HMAC);
	wr_u8(out, HMAC_SHA2);
	wr_close(out, hmac);
	wr_tlv(out, 0x05, RD_EMPTY);
	wr_close(out, prf);
	wr_close(out, parameters);
	wr_close(out, derivation);
	size_t cipher = wr_open(out, 0x30);
	size_t aes = wr_open(out, 0x06);
	wr_put(out, OID_AES);
	wr_u8(out, AES256_CBC);
	wr_close(out, aes);
	wr_tlv(out, 0x04, iv);
	wr_close(out, cipher);
	wr_close(out, pbes2);
	wr_close(out, algorithm);
}

enum eg_err key_file_encrypt(struct rd pkcs8, struct rd passphrase, struct wr *out)
{
	EG_AUTO(secret_clear) struct secret key = {0};
	EG_AUTO(bytes_free) struct bytes padded = {0};
	uint8_t salt[SALT_SIZE];
	uint8_t iv[BLOCK];
	if (pkcs8.bad || pkcs8.left == 0 || passphrase.bad || passphrase.left == 0 ||
	    passphrase.left > KEY_FILE_PASSPHRASE_MAX) {
		return EG_FAIL(EG_CONFIG, "no key, no passphrase, or too long a one");
	}
	EG_TRY(crypt_random(salt, sizeof(salt)));
	EG_TRY(crypt_random(iv, sizeof(iv)));
	EG_TRY(crypt_pbkdf2(CRYPT_SHA256, passphrase, RD_ARRAY(salt), KEY_FILE_ITERATIONS,
			    crypt_key_size(CRYPT_AES256), &key));
	size_t pad = BLOCK - pkcs8.left % BLOCK;
	EG_TRY(bytes_reserve(&padded, pkcs8.left + pad, KEY_FILE_SIZE_MAX));
	struct wr w = wr_of(padded.data, padded.cap);
	wr_put(&w, pkcs8);
	wr_fill(&w, (uint8_t)pad, pad);
	size_t all = wr_open(out, 0x30);
	put_scheme(RD_ARRAY(salt), RD_ARRAY(iv), out);
	size_t encrypted = wr_open(out, 0x04);
	EG_TRY(crypt_cbc_encrypt(CRYPT_AES256, secret_rd(&key), RD_ARRAY(iv), wr_view(&w), out));
	wr_close(out, encrypted);
	wr_close(out, all);
	return out->bad ? EG_FAIL(EG_TOO_BIG, "encrypted key does not fit") : EG_OK;
}

enum eg_err key_file_open(struct rd der, struct rd passphrase, struct terminal_key *out)
{
	EG_AUTO(bytes_free) struct bytes plain = {0};
	*out = (struct terminal_key){0};
	if (!key_file_is_encrypted(der)) {
		return terminal_key_from_pkcs8(der, out);
	}
	if (passphrase.left == 0) {
		return EG_FAIL(EG_CONFIG, "key file is encrypted, and there is no passphrase");
	}
	EG_TRY(key_file_decrypt(der, passphrase, KEY_FILE_WORK_MAX, &plain));
	return terminal_key_from_pkcs8(bytes_rd(&plain), out);
}
