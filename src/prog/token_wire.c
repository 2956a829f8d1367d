/*
 * token_wire: what is said between a process that speaks to chips and the one that has the keys.
 * Knows the layout of the datagrams and what may be signed. Never knows keys.
 */
#include "prog/token_wire.h"

#define TAG_CERTIFICATE RD_TEXT("\x7F\x21") /* TR-03110-3, C.1; also inside a request */
#define TAG_BODY        RD_TEXT("\x7F\x4E")
#define TAG_PROFILE     RD_TEXT("\x5F\x29")
#define LENGTH_MAX      5 /* octets */

void token_ask_write(const struct token_ask *a, struct wr *out)
{
	wr_u8(out, (uint8_t)a->kind);
	wr_u8(out, a->key);
	if (a->kind == TOKEN_ASK_SIGN) {
		wr_u8(out, (uint8_t)a->alg.scheme);
		wr_u8(out, (uint8_t)a->alg.hash);
		wr_u8(out, (uint8_t)a->alg.mgf_hash);
		wr_be32(out, a->alg.salt_size);
		wr_put(out, a->message);
	}
}

static bool read_algorithm(struct rd *r, struct crypt_sigalg *out)
{
	uint8_t scheme;
	uint8_t hash;
	uint8_t mask;
	if (!rd_u8(r, &scheme) || !rd_u8(r, &hash) || !rd_u8(r, &mask) ||
	    !rd_be32(r, &out->salt_size) || hash > CRYPT_SHA512 || mask > CRYPT_SHA512 ||
	    out->salt_size > CRYPT_HASH_MAX) {
		return false;
	}
	out->scheme = (enum crypt_scheme)scheme;
	out->hash = (enum crypt_hash)hash;
	out->mgf_hash = (enum crypt_hash)mask;
	return scheme == CRYPT_RSA_V15 || scheme == CRYPT_RSA_PSS || scheme == CRYPT_ECDSA_PLAIN;
}

/* A template's tag, a length in whatever form, the tag of what it begins with. */
static bool begins_as(struct rd message, struct rd outer, struct rd inner)
{
	if (!rd_begins(message, outer) || !rd_skip(&message, outer.left)) {
		return false;
	}
	for (size_t length = 1; length <= LENGTH_MAX && rd_skip(&message, 1); length++) {
		if (rd_begins(message, inner)) {
			return true;
		}
	}
	return false;
}

/* A certificate, or the body of one, with its first field, also in lengths that DER forbids and
 * others read: by chance one challenge in 2^29. */
static bool is_certificate(struct rd message)
{
	return begins_as(message, TAG_CERTIFICATE, TAG_BODY) ||
	       begins_as(message, TAG_BODY, TAG_PROFILE);
}

enum eg_err token_ask_read(struct rd datagram, struct token_ask *out)
{
	uint8_t kind;
	*out = (struct token_ask){.key = 0};
	if (!rd_u8(&datagram, &kind) || !rd_u8(&datagram, &out->key)) {
		return EG_FAIL(EG_BAD_DATA, "ask of a key");
	}
	if (kind == TOKEN_ASK_PUBLIC && rd_end(&datagram)) {
		out->kind = TOKEN_ASK_PUBLIC;
		return EG_OK;
	}
	if (kind != TOKEN_ASK_SIGN || !read_algorithm(&datagram, &out->alg) || datagram.bad) {
		return EG_FAIL(EG_BAD_DATA, "ask of a key");
	}
	out->kind = TOKEN_ASK_SIGN;
	out->message = datagram;
	if (datagram.left < TOKEN_MESSAGE_MIN || datagram.left > TOKEN_MESSAGE_MAX ||
	    is_certificate(datagram)) {
		return EG_FAIL(EG_DENIED, "not what Terminal Authentication signs");
	}
	return EG_OK;
}

void token_answer_write(const struct token_answer *a, struct wr *out)
{
	const struct terminal_public *p = &a->public_half;
	wr_u8(out, (uint8_t)a->kind);
	if (a->kind == TOKEN_READY) {
		wr_u8(out, a->keys);
		wr_u8(out, a->plain);
		wr_u8(out, a->missing);
		return;
	}
	if (a->kind == TOKEN_REFUSED) {
		wr_put(out, a->name);
		return;
	}
	wr_u8(out, (uint8_t)a->err);
	if (a->err != EG_OK) {
		return;
	}
	if (a->kind == TOKEN_SIGNED) {
		wr_put(out, a->signature);
		return;
	}
	struct rd first = p->rsa ? terminal_public_modulus(p) : terminal_public_point(p);
	wr_u8(out, p->rsa ? 1 : 0);
	wr_u8(out, p->rsa ? 0 : (uint8_t)p->curve);
	wr_be16(out, (uint16_t)first.left);
	wr_put(out, first);
	wr_put(out, p->rsa ? terminal_public_exponent(p) : RD_EMPTY);
}

static bool read_public(struct rd *r, struct terminal_public *out)
{
	uint8_t rsa;
	uint8_t curve;
	uint16_t size;
	struct rd first;
	if (!rd_u8(r, &rsa) || !rd_u8(r, &curve) || !rd_be16(r, &size) ||
	    !rd_take(r, size, &first) || rsa > 1 || size == 0) {
		return false;
	}
	if (rsa == 1) {
		struct rd exponent = *r;
		out->rsa = true;
		return curve == 0 && exponent.left > 0 && rd_skip(r, r->left) &&
		       rd_dump(first, out->modulus_octets, sizeof(out->modulus_octets),
			       &out->modulus_size) &&
		       rd_dump(exponent, out->exponent_octets, sizeof(out->exponent_octets),
			       &out->exponent_size);
	}
	out->curve = (enum crypt_curve)curve;
	return crypt_curve_size(out->curve) > 0 &&
	       first.left == 1 + 2 * crypt_curve_size(out->curve) &&
	       rd_dump(first, out->point_octets, sizeof(out->point_octets), &out->point_size);
}

static bool read_name(struct rd *r, struct rd *out)
{
	uint8_t c;
	if (r->left > TOKEN_NAME_MAX || !rd_take(r, r->left, out)) {
		return false;
	}
	for (size_t i = 0; rd_byte_at(out, i, &c); i++) {
		if (c == '\0') {
			return false;
		}
	}
	return true;
}

static bool read_body(struct rd *r, struct token_answer *out)
{
	uint8_t err;
	if (out->kind == TOKEN_READY) {
		return rd_u8(r, &out->keys) && rd_u8(r, &out->plain) && rd_u8(r, &out->missing);
	}
	if (out->kind == TOKEN_REFUSED) {
		return read_name(r, &out->name);
	}
	if (!rd_u8(r, &err) || err > EG_SANDBOX) {
		return false;
	}
	out->err = (enum eg_err)err;
	if (out->err != EG_OK) {
		return true;
	}
	if (out->kind == TOKEN_PUBLIC) {
		return read_public(r, &out->public_half);
	}
	return r->left > 0 && r->left <= TOKEN_SIGNATURE_MAX &&
	       rd_take(r, r->left, &out->signature);
}

enum eg_err token_answer_read(struct rd datagram, struct token_answer *out)
{
	uint8_t kind;
	*out = (struct token_answer){.keys = 0};
	if (rd_u8(&datagram, &kind) && kind >= TOKEN_READY && kind <= TOKEN_REFUSED) {
		out->kind = (enum token_kind)kind;
		if (read_body(&datagram, out) && rd_end(&datagram)) {
			return EG_OK;
		}
	}
	*out = (struct token_answer){.keys = 0};
	return EG_FAIL(EG_BAD_DATA, "answer about a key");
}
