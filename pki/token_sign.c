/*
 * token_sign: signatures by a token's key, as Terminal Authentication needs them.
 * Knows the mechanisms' inputs (PKCS#11 v2.40 mechanisms, 2.1 and 2.3). Never knows the key.
 */
#include "pki/token_impl.h"

#include <stdlib.h>

#define INPUT_MAX     128  /* DigestInfo around SHA-512 */
#define SIGNATURE_MAX 1024 /* RSA-8192 */

/* What the token is asked: a mechanism, and the hash in the form that it takes. */
struct order {
	CK_MECHANISM mechanism;
	CK_RSA_PKCS_PSS_PARAMS pss;
	uint8_t input[INPUT_MAX];
	size_t input_size;
};

static CK_MECHANISM_TYPE hash_mechanism(enum crypt_hash h)
{
	static const CK_MECHANISM_TYPE all[] = {
		[CRYPT_SHA1] = CKM_SHA_1,    [CRYPT_SHA224] = CKM_SHA224,
		[CRYPT_SHA256] = CKM_SHA256, [CRYPT_SHA384] = CKM_SHA384,
		[CRYPT_SHA512] = CKM_SHA512,
	};
	return all[h];
}

static CK_RSA_PKCS_MGF_TYPE mask_function(enum crypt_hash h)
{
	static const CK_RSA_PKCS_MGF_TYPE all[] = {
		[CRYPT_SHA1] = CKG_MGF1_SHA1,     [CRYPT_SHA224] = CKG_MGF1_SHA224,
		[CRYPT_SHA256] = CKG_MGF1_SHA256, [CRYPT_SHA384] = CKG_MGF1_SHA384,
		[CRYPT_SHA512] = CKG_MGF1_SHA512,
	};
	return all[h];
}

/* DigestInfo (RFC 8017, 9.2). */
static void put_digest_info(enum crypt_hash h, struct rd digest, struct wr *w)
{
	size_t all = wr_open(w, 0x30);
	size_t algorithm = wr_open(w, 0x30);
	wr_tlv(w, 0x06, crypt_hash_oid(h));
	wr_tlv(w, 0x05, RD_EMPTY);
	wr_close(w, algorithm);
	wr_tlv(w, 0x04, digest);
	wr_close(w, all);
}

static enum eg_err put_order(const struct token_key *k, const struct crypt_sigalg *alg,
			     struct rd message, struct order *o)
{
	uint8_t octets[CRYPT_HASH_MAX];
	struct wr w = WR_ARRAY(o->input);
	bool wants_rsa = alg->scheme == CRYPT_RSA_V15 || alg->scheme == CRYPT_RSA_PSS;
	if (!wants_rsa && alg->scheme != CRYPT_ECDSA_PLAIN) {
		return EG_FAIL(EG_UNSUPPORTED, "signature scheme of a terminal");
	}
	if (wants_rsa != k->rsa) {
		return EG_FAIL(EG_DENIED, "signature asked of a key of another kind");
	}
	EG_TRY(crypt_hash(alg->hash, message, octets));
	struct rd digest = rd_of(octets, crypt_hash_size(alg->hash));
	if (alg->scheme == CRYPT_RSA_V15) {
		o->mechanism.mechanism = CKM_RSA_PKCS;
		put_digest_info(alg->hash, digest, &w);
	} else if (alg->scheme == CRYPT_RSA_PSS) {
		o->pss = (CK_RSA_PKCS_PSS_PARAMS){.hashAlg = hash_mechanism(alg->hash),
						  .mgf = mask_function(alg->mgf_hash),
						  .sLen = alg->salt_size};
		o->mechanism = (CK_MECHANISM){CKM_RSA_PKCS_PSS, &o->pss, sizeof(o->pss)};
		wr_put(&w, digest);
	} else {
		/* A hash longer than the order counts by its leftmost octets (TR-03111, 4.2.1);
		 * not every token cuts it. Of P-521 none is. */
		size_t size = k->has_public ? crypt_curve_size(k->public_half.curve) : digest.left;
		struct rd cut = digest;
		o->mechanism.mechanism = CKM_ECDSA;
		if (size < digest.left && !rd_take(&digest, size, &cut)) {
			return EG_FAIL(EG_STATE, "hash for a token");
		}
		wr_put(&w, cut);
	}
	o->input_size = w.size;
	return w.bad ? EG_FAIL(EG_TOO_BIG, "input of a token") : EG_OK;
}

static enum eg_err judge(CK_RV rv)
{
	if (token_is_lost(rv)) {
		return EG_FAIL(EG_GONE, "token went away");
	}
	if (rv == CKR_MECHANISM_INVALID || rv == CKR_MECHANISM_PARAM_INVALID) {
		return EG_FAIL(EG_UNSUPPORTED, "the token has no such signature");
	}
	return rv == CKR_OK ? EG_OK : EG_FAIL(EG_CRYPTO, "the token did not sign");
}

static enum eg_err ask(struct token_key *k, struct order *o, struct wr *signature)
{
	CK_FUNCTION_LIST_PTR calls = k->module->calls;
	uint8_t octets[SIGNATURE_MAX];
	CK_ULONG size = sizeof(octets);
	if (!k->open) {
		return EG_FAIL(EG_GONE, "token went away");
	}
	EG_TRY(judge(calls->C_SignInit(k->session, &o->mechanism, k->object)));
	enum eg_err err = k->asks_each_time ? token_login_for_key(k) : EG_OK;
	if (err != EG_OK) {
		token_disconnect(k); /* else the signature that was begun stays in its way */
		return err;
	}
	EG_TRY(judge(calls->C_Sign(k->session, o->input, o->input_size, octets, &size)));
	if (size == 0 || size > sizeof(octets) ||
	    (k->has_public && !k->rsa && size != 2 * crypt_curve_size(k->public_half.curve))) {
		return EG_FAIL(EG_CRYPTO, "the token signed at another length");
	}
	wr_put(signature, rd_of(octets, size));
	return signature->bad ? EG_FAIL(EG_TOO_BIG, "signature does not fit") : EG_OK;
}

/* The token may have come back, in another slot. */
static enum eg_err regain(struct token_key *k)
{
	enum eg_err err = token_connect(k);
	if (err == EG_OK) {
		err = token_take_key(k);
	}
	if (err != EG_OK) {
		token_disconnect(k);
	}
	/* What a wrong PIN means stays: nothing else helps than another one. */
	return err == EG_OK || err == EG_DENIED || err == EG_STATE ? err : EG_GONE;
}

enum eg_err token_sign(void *self, const struct crypt_sigalg *alg, struct rd message,
		       struct wr *signature)
{
	struct token_key *k = self;
	struct order o = {.input_size = 0};
	EG_TRY(put_order(k, alg, message, &o));
	enum eg_err err = ask(k, &o, signature);
	if (err != EG_GONE) {
		return err;
	}
	EG_TRY(regain(k));
	return ask(k, &o, signature);
}

enum eg_err token_tell(void *self, struct terminal_public *out)
{
	const struct token_key *k = self;
	if (!k->has_public) {
		return EG_FAIL(EG_NOT_FOUND, "the token keeps no public half of its key");
	}
	*out = k->public_half;
	return EG_OK;
}

void token_close(void *self)
{
	struct token_key *k = self;
	token_disconnect(k);
	secret_wipe(k, sizeof(*k));
	free(k);
}

const struct terminal_key_ops token_ops = {
	.sign = token_sign,
	.tell = token_tell,
	.close = token_close,
};
