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

static struct peer_eac *make(struct rd pkcs8, struct rd certificate)
{
	struct peer_eac *p = calloc(1, sizeof(*p));
	must(p != NULL);
	EAC_init();
	p->ctx = EAC_CTX_new();
	must(p->ctx != NULL);
	TA_disable_checks(p->ctx); /* it would ask the clock */
	must(EAC_CTX_init_ta(p->ctx, pkcs8.at, pkcs8.left, certificate.at, certificate.left) == 1);
	return p;
}

struct peer_eac *peer_eac_chip(struct rd cvca)
{
	return make(RD_EMPTY, cvca);
}

struct peer_eac *peer_eac_terminal(struct rd pkcs8, struct rd certificate)
{
	return make(pkcs8, certificate);
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
