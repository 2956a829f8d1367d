/*
 * peer_eac_keys: libeac's PACE and Chip Authentication behind plain byte strings, step by step.
 * libeac is GPL-3: linked by tests only.
 */
#include "tests/peer/peer_eac_keys.h"

#include <eac/ca.h>
#include <eac/eac.h>
#include <eac/pace.h>
#include <eac/ta.h>

#include <stdlib.h>
#include <string.h>

struct peer_keys {
	EAC_CTX *ctx;
	PACE_SEC *secret;
	const KA_CTX *keys; /* in ctx */
};

static void must(bool ok)
{
	if (!ok) {
		abort();
	}
}

void peer_keys_free(struct peer_keys **p)
{
	if (*p != NULL) {
		PACE_SEC_clear_free((*p)->secret);
		EAC_CTX_clear_free((*p)->ctx);
		free(*p);
		*p = NULL;
	}
}

static struct peer_keys *fresh(void)
{
	struct peer_keys *p = calloc(1, sizeof(*p));
	must(p != NULL);
	EAC_init();
	p->ctx = EAC_CTX_new();
	must(p->ctx != NULL);
	return p;
}

/* libeac knows its protocols by numbers that it gives out when it starts. */
static int number_of(struct rd oid)
{
	uint8_t octets[32];
	struct wr w = WR_ARRAY(octets);
	wr_tlv(&w, 0x06, oid);
	const unsigned char *at = octets;
	ASN1_OBJECT *object = d2i_ASN1_OBJECT(NULL, &at, (long)w.size);
	int number = object == NULL ? NID_undef : EAC_OBJ_obj2nid(object);
	ASN1_OBJECT_free(object);
	return number;
}

static BUF_MEM *copy(struct rd bytes)
{
	BUF_MEM *b = BUF_MEM_new();
	must(b != NULL && BUF_MEM_grow(b, bytes.left) == bytes.left);
	must(rd_copy(&bytes, b->data, bytes.left));
	return b;
}

static bool give(BUF_MEM *b, struct wr *out)
{
	if (b == NULL) {
		return false;
	}
	wr_put(out, rd_of(b->data, b->length));
	BUF_MEM_free(b);
	return true;
}

struct peer_keys *peer_pace(struct rd oid, int parameter, bool can, const char *password)
{
	struct peer_keys *p = fresh();
	p->secret = PACE_SEC_new(password, strlen(password), can ? PACE_CAN : PACE_MRZ);
	must(p->secret != NULL);
	if (EAC_CTX_init_pace(p->ctx, number_of(oid), parameter) != 1) {
		peer_keys_free(&p);
		return NULL;
	}
	return p;
}

void peer_pace_nonce(struct peer_keys *p, struct wr *out)
{
	must(give(PACE_STEP1_enc_nonce(p->ctx, p->secret), out));
}

bool peer_pace_take_nonce(struct peer_keys *p, struct rd z)
{
	BUF_MEM *b = copy(z);
	int ok = PACE_STEP2_dec_nonce(p->ctx, p->secret, b);
	BUF_MEM_free(b);
	return ok == 1;
}

bool peer_pace_mapping_data(struct peer_keys *p, struct wr *out)
{
	return give(PACE_STEP3A_generate_mapping_data(p->ctx), out);
}

bool peer_pace_map(struct peer_keys *p, struct rd other_side)
{
	BUF_MEM *b = copy(other_side);
	int ok = PACE_STEP3A_map_generator(p->ctx, b);
	BUF_MEM_free(b);
	return ok == 1;
}

bool peer_pace_key(struct peer_keys *p, struct wr *out)
{
	return give(PACE_STEP3B_generate_ephemeral_key(p->ctx), out);
}

bool peer_pace_agree(struct peer_keys *p, struct rd other_side)
{
	BUF_MEM *b = copy(other_side);
	int ok = PACE_STEP3B_compute_shared_secret(p->ctx, b) == 1 &&
		 PACE_STEP3C_derive_keys(p->ctx) == 1;
	BUF_MEM_free(b);
	p->keys = p->ctx->pace_ctx->ka_ctx;
	return ok == 1;
}

void peer_pace_token(struct peer_keys *p, struct rd other_sides_key, struct wr *out)
{
	BUF_MEM *b = copy(other_sides_key);
	must(give(PACE_STEP3D_compute_authentication_token(p->ctx, b), out));
	BUF_MEM_free(b);
}

bool peer_pace_check_token(struct peer_keys *p, struct rd token)
{
	BUF_MEM *b = copy(token);
	int ok = PACE_STEP3D_verify_authentication_token(p->ctx, b);
	BUF_MEM_free(b);
	return ok == 1;
}

struct peer_keys *peer_chipauth(struct rd oid, int parameter)
{
	struct peer_keys *p = fresh();
	if (EAC_CTX_init_ca(p->ctx, number_of(oid), parameter) != 1) {
		peer_keys_free(&p);
		return NULL;
	}
	CA_disable_passive_authentication(p->ctx);
	p->keys = p->ctx->ca_ctx->ka_ctx;
	return p;
}

bool peer_chipauth_set(struct peer_keys *p, struct rd private_key, struct rd public_key)
{
	return CA_set_key(p->ctx, private_key.at, private_key.left, public_key.at,
			  public_key.left) == 1;
}

void peer_chipauth_draw(struct peer_keys *p)
{
	BUF_MEM *id = TA_STEP3_generate_ephemeral_key(p->ctx); /* which is that of this protocol */
	must(id != NULL);
	BUF_MEM_free(id);
}

void peer_chipauth_public(struct peer_keys *p, struct wr *out)
{
	must(give(CA_STEP2_get_eph_pubkey(p->ctx), out));
}

bool peer_chipauth_agree(struct peer_keys *p, struct rd other_side)
{
	uint8_t zeros[EAC_AES_MAC_LENGTH] = {0};
	BUF_MEM *b = copy(other_side);
	BUF_MEM *token = copy(RD_ARRAY(zeros));
	bool ok = CA_STEP4_compute_shared_secret(p->ctx, b) == 1;
	/* Version 2 has a token besides; that none fits here is expected. */
	(void)CA_STEP6_derive_keys(p->ctx, NULL, token);
	BUF_MEM_free(b);
	BUF_MEM_free(token);
	return ok && p->keys->k_enc != NULL && p->keys->k_mac != NULL;
}

bool peer_chipauth_is_id(struct peer_keys *p, struct rd id, struct rd key)
{
	BUF_MEM *i = copy(id);
	BUF_MEM *k = copy(key);
	int same = CA_STEP3_check_pcd_pubkey(p->ctx, i, k);
	BUF_MEM_free(i);
	BUF_MEM_free(k);
	return same == 1;
}

struct rd peer_keys_enc(const struct peer_keys *p)
{
	return rd_of(p->keys->k_enc->data, p->keys->k_enc->length);
}

struct rd peer_keys_mac(const struct peer_keys *p)
{
	return rd_of(p->keys->k_mac->data, p->keys->k_mac->length);
}
