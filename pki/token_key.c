/*
 * token_key: a token's key as one that signs: opened, or made inside; its public half.
 * Knows the attributes of keys (PKCS#11 v2.40, 4.7 to 4.9). Never sees a private number.
 */
#include "pki/token_impl.h"

#include <stdlib.h>

#define ID_SIZE  16
#define SPKI_MAX (512 + CRYPT_POINT_MAX) /* explicit parameters of a curve */

#define OID_EC RD_TEXT("\x2A\x86\x48\xCE\x3D\x02\x01")

/* SubjectPublicKeyInfo of a token's attributes, so that the curve is judged as any other's is. */
static enum eg_err judge_point(struct rd parameters, struct rd point, struct terminal_public *out)
{
	uint8_t octets[SPKI_MAX];
	struct wr spki = WR_ARRAY(octets);
	struct wr w = WR_ARRAY(out->point_octets);
	EG_AUTO(crypt_pub_free) struct crypt_pub *pub = NULL;
	size_t all = wr_open(&spki, 0x30);
	size_t algorithm = wr_open(&spki, 0x30);
	wr_tlv(&spki, 0x06, OID_EC);
	wr_put(&spki, parameters);
	wr_close(&spki, algorithm);
	size_t bits = wr_open(&spki, 0x03);
	wr_u8(&spki, 0);
	wr_put(&spki, point);
	wr_close(&spki, bits);
	wr_close(&spki, all);
	EG_TRY(crypt_pub_from_spki(wr_view(&spki), &pub));
	EG_TRY(crypt_pub_curve(pub, &out->curve));
	EG_TRY(crypt_pub_point(pub, &w));
	out->point_size = w.size;
	return EG_OK;
}

static enum eg_err read_point(const struct token_key *k, CK_OBJECT_HANDLE object,
			      struct terminal_public *out)
{
	uint8_t parameter_octets[512];
	uint8_t point_octets[CRYPT_POINT_MAX + 8];
	struct wr parameters = WR_ARRAY(parameter_octets);
	struct wr point = WR_ARRAY(point_octets);
	EG_TRY(token_attribute(k, object, CKA_EC_PARAMS, &parameters));
	EG_TRY(token_attribute(k, object, CKA_EC_POINT, &point));
	struct rd outer = wr_view(&point);
	struct rd inner;
	/* An OCTET STRING around the point (2.3.3); older tokens leave it out. */
	if (!rd_expect(&outer, 0x04, &inner) || !rd_end(&outer)) {
		inner = wr_view(&point);
	}
	return judge_point(wr_view(&parameters), inner, out);
}

/* Without the zeros that some tokens put before a number. */
static enum eg_err read_number(const struct token_key *k, CK_OBJECT_HANDLE object,
			       CK_ATTRIBUTE_TYPE type, uint8_t *number, size_t *size)
{
	uint8_t octets[TERMINAL_MODULUS_MAX + 16];
	struct wr w = WR_ARRAY(octets);
	uint8_t first = 0;
	EG_TRY(token_attribute(k, object, type, &w));
	struct rd r = wr_view(&w);
	while (rd_peek(&r, &first) && first == 0) {
		if (!rd_skip(&r, 1)) {
			break;
		}
	}
	return r.left > 0 && rd_dump(r, number, TERMINAL_MODULUS_MAX, size)
		       ? EG_OK
		       : EG_FAIL(EG_BAD_DATA, "number of a token's key");
}

static enum eg_err read_from(const struct token_key *k, CK_OBJECT_HANDLE object,
			     struct terminal_public *out)
{
	*out = (struct terminal_public){.rsa = k->rsa};
	if (!k->rsa) {
		return read_point(k, object, out);
	}
	EG_TRY(read_number(k, object, CKA_MODULUS, out->modulus_octets, &out->modulus_size));
	return read_number(k, object, CKA_PUBLIC_EXPONENT, out->exponent_octets,
			   &out->exponent_size);
}

enum eg_err token_read_public(const struct token_key *k, struct terminal_public *out)
{
	uint8_t octets[256];
	struct wr id = WR_ARRAY(octets);
	CK_OBJECT_HANDLE object;
	if (read_from(k, k->object, out) == EG_OK) {
		return EG_OK; /* the private key's own object tells it */
	}
	/* Both halves have one id (4.8); without it, one name. */
	if (token_attribute(k, k->object, CKA_ID, &id) != EG_OK) {
		id = WR_ARRAY(octets);
	}
	EG_TRY(token_find(k, CKO_PUBLIC_KEY, wr_view(&id), &object));
	return read_from(k, object, out);
}

static void close_key(struct token_key **k)
{
	if (*k != NULL) {
		token_close(*k);
		*k = NULL;
	}
}

static enum eg_err new_key(struct token_module *module, const struct token_uri *uri, struct rd pin,
			   struct token_key **out)
{
	struct token_key *k = calloc(1, sizeof(*k));
	if (k == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "key of a token");
	}
	k->module = module;
	k->uri = uri;
	*out = k;
	return secret_set(&k->pin, pin);
}

enum eg_err token_key_open(struct token_module *module, const struct token_uri *uri, struct rd pin,
			   struct terminal_key *out)
{
	EG_AUTO(close_key) struct token_key *k = NULL;
	*out = (struct terminal_key){0};
	EG_TRY(new_key(module, uri, pin, &k));
	EG_TRY(token_connect(k));
	EG_TRY(token_take_key(k));
	*out = (struct terminal_key){&token_ops, k};
	k = NULL;
	return EG_OK;
}

/* Name and id for both halves: the URI's, or a new id. */
static CK_ULONG put_names(const struct token_key *k, CK_ATTRIBUTE *with, uint8_t id[ID_SIZE])
{
	CK_ATTRIBUTE_PTR label = p11_kit_uri_get_attribute(k->uri->parsed, CKA_LABEL);
	CK_ATTRIBUTE_PTR given = p11_kit_uri_get_attribute(k->uri->parsed, CKA_ID);
	CK_ULONG count = 0;
	with[count++] = given != NULL ? *given : (CK_ATTRIBUTE){CKA_ID, id, ID_SIZE};
	if (label != NULL) {
		with[count++] = *label;
	}
	return count;
}

static enum eg_err generate(const struct token_key *k, const struct token_order *order)
{
	CK_BBOOL yes = CK_TRUE;
	CK_BBOOL no = CK_FALSE;
	uint8_t id[ID_SIZE];
	uint8_t curve_octets[32];
	uint8_t exponent[] = {1, 0, 1};
	CK_ULONG bits = order->bits;
	struct wr curve = WR_ARRAY(curve_octets);
	CK_MECHANISM how = {order->rsa ? CKM_RSA_PKCS_KEY_PAIR_GEN : CKM_EC_KEY_PAIR_GEN, NULL, 0};
	CK_ATTRIBUTE open_half[8] = {{CKA_TOKEN, &yes, 1}, {CKA_VERIFY, &yes, 1}};
	CK_ATTRIBUTE kept_half[8] = {{CKA_TOKEN, &yes, 1},
				     {CKA_PRIVATE, &yes, 1},
				     {CKA_SENSITIVE, &yes, 1},
				     {CKA_EXTRACTABLE, &no, 1},
				     {CKA_SIGN, &yes, 1}};
	CK_ULONG open_count = 2;
	CK_ULONG kept_count = 5;
	CK_OBJECT_HANDLE made[2];
	EG_TRY(crypt_random(id, sizeof(id)));
	if (order->rsa) {
		open_half[open_count++] = (CK_ATTRIBUTE){CKA_MODULUS_BITS, &bits, sizeof(bits)};
		open_half[open_count++] =
			(CK_ATTRIBUTE){CKA_PUBLIC_EXPONENT, exponent, sizeof(exponent)};
	} else {
		EG_TRY(crypt_curve_name(order->curve, &curve));
		open_half[open_count++] = (CK_ATTRIBUTE){CKA_EC_PARAMS, curve_octets, curve.size};
	}
	open_count += put_names(k, open_half + open_count, id);
	kept_count += put_names(k, kept_half + kept_count, id);
	return k->module->calls->C_GenerateKeyPair(k->session, &how, open_half, open_count,
						   kept_half, kept_count, &made[0],
						   &made[1]) == CKR_OK
		       ? EG_OK
		       : EG_FAIL(EG_CRYPTO, "the token makes no such key");
}

enum eg_err token_key_generate(struct token_module *module, const struct token_uri *uri,
			       struct rd pin, const struct token_order *order,
			       struct terminal_key *out)
{
	EG_AUTO(close_key) struct token_key *k = NULL;
	CK_OBJECT_HANDLE there;
	*out = (struct terminal_key){0};
	EG_TRY(new_key(module, uri, pin, &k));
	k->writes = true;
	EG_TRY(token_connect(k));
	enum eg_err err = token_find(k, CKO_PRIVATE_KEY, RD_EMPTY, &there);
	if (err != EG_NOT_FOUND) {
		return err == EG_OK || err == EG_CONFIG
			       ? EG_FAIL(EG_STATE, "the token has a key of that name")
			       : err;
	}
	EG_TRY(generate(k, order));
	EG_TRY(token_take_key(k));
	*out = (struct terminal_key){&token_ops, k};
	k = NULL;
	return EG_OK;
}
