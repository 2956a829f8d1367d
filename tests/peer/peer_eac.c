/*
 * peer_eac: libeac's Terminal Authentication behind plain byte strings.
 * libeac is GPL-3: linked by tests only.
 */
#include "tests/peer/peer_eac.h"

#include <eac/eac.h>
#include <eac/ta.h>

#include <stdlib.h>

struct peer_eac {
	EAC_CTX *ctx;
};

static void must(bool ok)
{
	if (!ok) {
		abort();
	}
}

static struct peer_eac *make(void)
{
	struct peer_eac *p = calloc(1, sizeof(*p));
	must(p != NULL);
	EAC_init();
	p->ctx = EAC_CTX_new();
	must(p->ctx != NULL);
	TA_disable_checks(p->ctx); /* it would ask the clock */
	return p;
}

struct peer_eac *peer_eac_chip(struct rd cvca)
{
	struct peer_eac *p = make();
	must(EAC_CTX_init_ta(p->ctx, NULL, 0, cvca.at, cvca.left) == 1);
	return p;
}

/*
 * EAC_CTX_init_ta would read the key into an object that it has just freed; and what libcrypto 3
 * reads, libeac cannot take a copy's curve from. So the key comes from here, in the old form.
 */
static EVP_PKEY *old_form(struct rd pkcs8)
{
	const unsigned char *at = pkcs8.at;
	EVP_PKEY *key = d2i_AutoPrivateKey(NULL, &at, (long)pkcs8.left);
	must(key != NULL);
	if (EVP_PKEY_base_id(key) == EVP_PKEY_EC) {
		EC_KEY *ec = EVP_PKEY_get1_EC_KEY(key);
		EVP_PKEY_free(key);
		key = EVP_PKEY_new();
		must(ec != NULL && key != NULL && EVP_PKEY_assign_EC_KEY(key, ec) == 1);
	}
	return key;
}

struct peer_eac *peer_eac_terminal(struct rd pkcs8, struct rd certificate)
{
	struct peer_eac *p = make();
	EVP_PKEY_free(p->ctx->ta_ctx->priv_key);
	p->ctx->ta_ctx->priv_key = old_form(pkcs8);
	must(EAC_CTX_init_ta(p->ctx, NULL, 0, certificate.at, certificate.left) == 1);
	return p;
}

void peer_eac_free(struct peer_eac **p)
{
	if (*p != NULL) {
		EAC_CTX_clear_free((*p)->ctx);
		free(*p);
		*p = NULL;
	}
}

static BUF_MEM *copy(struct rd bytes)
{
	BUF_MEM *b = BUF_MEM_new();
	must(b != NULL && BUF_MEM_grow(b, bytes.left) == bytes.left);
	must(rd_copy(&bytes, b->data, bytes.left));
	return b;
}

bool peer_eac_import(struct peer_eac *p, struct rd certificate)
{
	return TA_STEP2_import_certificate(p->ctx, certificate.at, certificate.left) == 1;
}

void peer_eac_challenge(struct peer_eac *p, struct wr *out)
{
	BUF_MEM *nonce = TA_STEP4_get_nonce(p->ctx);
	must(nonce != NULL);
	wr_put(out, rd_of(nonce->data, nonce->length));
	BUF_MEM_free(nonce);
}

bool peer_eac_verify(struct peer_eac *p, struct rd id, struct rd comp, struct rd signature)
{
	BUF_MEM *i = copy(id);
	BUF_MEM *c = copy(comp);
	BUF_MEM *s = copy(signature);
	int answer = TA_STEP6_verify(p->ctx, c, i, NULL, s);
	BUF_MEM_free(i);
	BUF_MEM_free(c);
	BUF_MEM_free(s);
	return answer == 1;
}

void peer_eac_sign(struct peer_eac *p, struct rd id, struct rd challenge, struct rd comp,
		   struct wr *out)
{
	BUF_MEM *i = copy(id);
	BUF_MEM *c = copy(comp);
	BUF_MEM *n = copy(challenge);
	must(TA_STEP4_set_nonce(p->ctx, n) == 1);
	BUF_MEM *signature = TA_STEP5_sign(p->ctx, c, i, NULL);
	must(signature != NULL);
	wr_put(out, rd_of(signature->data, signature->length));
	BUF_MEM_free(i);
	BUF_MEM_free(c);
	BUF_MEM_free(n);
	BUF_MEM_free(signature);
}
