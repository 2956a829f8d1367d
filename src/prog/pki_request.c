/*
 * pki_request: what a request for a terminal's next certificate must say, chosen from the folder's
 * certificates.
 * Knows whose certificate is renewed, whom to ask, and which key signs.
 */
#include "prog/pki_request.h"

#include "pki/cvc_reference.h"

#include <stdlib.h>
#include <string.h>

#define BITS_MIN 1024
#define BITS_MAX 4096

static enum eg_err read_bits(const char *text, uint32_t *out)
{
	char *end = NULL;
	unsigned long bits = strtoul(text, &end, 10);
	/* TR-03110-3, A.7.3.2, and what country CAs use beyond it. */
	if (text[0] < '1' || text[0] > '9' || *end != '\0' || bits < BITS_MIN || bits > BITS_MAX ||
	    bits % 256 != 0) {
		return EG_FAIL(EG_CONFIG, "size of an RSA key");
	}
	*out = (uint32_t)bits;
	return EG_OK;
}

enum eg_err pki_key_kind_read(const char *text, struct pki_key_kind *out)
{
	char word[32] = "";
	const char *colon = strchr(text, ':');
	struct wr oid = WR_ARRAY(out->oid);
	struct crypt_sigalg alg;
	size_t size;
	*out = (struct pki_key_kind){0};
	if (colon == NULL ||
	    !rd_dump(rd_of(text, (size_t)(colon - text)), word, sizeof(word) - 1, &size)) {
		return EG_FAIL(EG_CONFIG, "algorithm is not written NAME:CURVE or NAME:BITS");
	}
	EG_TRY(cvc_algorithm_named(word, &oid));
	EG_TRY(cvc_algorithm(RD_ARRAY(out->oid), &alg, &out->rsa));
	if (out->rsa) {
		return read_bits(colon + 1, &out->bits);
	}
	return crypt_curve_from_text(rd_cstr(colon + 1), &out->curve)
		       ? EG_OK
		       : EG_FAIL(EG_CONFIG, "no such curve");
}

struct chooser {
	const struct pki_terminal *t;
	const struct pki_request_order *o;
};

static const struct cvc *at(const struct chooser *c, size_t place)
{
	return cvc_store_at(c->t->store, place);
}

static bool good_today(const struct chooser *c, size_t place)
{
	return cvc_tree_stands(&c->t->tree, place) && pki_terminal_state(c->t, place) == CVC_GOOD;
}

/* The CVCA's holder above a DV or terminal tells the state whose documents are meant. */
static struct rd state_of(const struct chooser *c, size_t place)
{
	for (size_t steps = 0; steps < c->t->tree.count; steps++) {
		size_t up = c->t->tree.of[place].issuer;
		if (at(c, place)->role == CVC_CVCA || up == CVC_NOWHERE) {
			break;
		}
		place = up;
	}
	return at(c, place)->holder;
}

/* Same document verifier, for the same state. */
static bool same_verifier(const struct chooser *c, size_t a, size_t b)
{
	return cvc_reference_same_holder(at(c, a)->holder, at(c, b)->holder) &&
	       cvc_reference_same_holder(state_of(c, a), state_of(c, b));
}

static bool is_wanted_verifier(const struct chooser *c, size_t place)
{
	if (!cvc_is_dv(at(c, place)) || !good_today(c, place)) {
		return false;
	}
	if (c->o->authority == NULL) {
		return true;
	}
	/* One of its certificates has the reference: all of them are meant. */
	for (size_t i = 0; i < c->t->tree.count; i++) {
		if (cvc_is_dv(at(c, i)) && cvc_tree_stands(&c->t->tree, i) &&
		    rd_equal(at(c, i)->holder, rd_cstr(c->o->authority)) &&
		    same_verifier(c, i, place)) {
			return true;
		}
	}
	return false;
}

static bool is_current(const struct chooser *c, size_t place)
{
	return at(c, place)->role == CVC_IS && good_today(c, place) &&
	       c->t->tree.of[place].has_key &&
	       cvc_reference_same_holder(at(c, place)->holder, rd_cstr(c->o->holder));
}

/* The current certificate of the holder that lasts longest, below a wanted verifier. */
static size_t find_current(const struct chooser *c, size_t verifier)
{
	size_t best = CVC_NOWHERE;
	for (size_t i = 0; i < c->t->tree.count; i++) {
		if (is_current(c, i) && same_verifier(c, c->t->tree.of[i].issuer, verifier) &&
		    (best == CVC_NOWHERE || date_compare(at(c, i)->to, at(c, best)->to) > 0)) {
			best = i;
		}
	}
	return best;
}

/* Of verifiers that could be meant: the newest, and whether they are one. */
static enum eg_err find_verifier(const struct chooser *c, size_t *out)
{
	*out = CVC_NOWHERE;
	for (size_t i = 0; i < c->t->tree.count; i++) {
		if (!is_wanted_verifier(c, i) ||
		    (!c->o->initial && find_current(c, i) == CVC_NOWHERE)) {
			continue;
		}
		if (*out != CVC_NOWHERE && !same_verifier(c, i, *out)) {
			return EG_FAIL(EG_STATE,
				       "several document verifiers: --authority tells which");
		}
		if (*out == CVC_NOWHERE || date_compare(at(c, i)->to, at(c, *out)->to) > 0) {
			*out = i;
		}
	}
	return EG_OK;
}

/* As the issuer's key: one algorithm, curve and size in a chain (TR-03110-3, 2.3). */
static enum eg_err kind_of(const struct chooser *c, size_t place, struct pki_key_kind *out)
{
	const struct cvc_public *k = &at(c, place)->key;
	struct rd oid = k->oid;
	*out = (struct pki_key_kind){.rsa = k->rsa, .bits = (uint32_t)(8 * k->modulus.left)};
	if (!rd_copy(&oid, out->oid, sizeof(out->oid))) {
		return EG_FAIL(EG_BAD_DATA, "algorithm of the document verifier");
	}
	for (size_t steps = 0; !k->rsa && steps <= c->t->tree.count; steps++) {
		if (place == CVC_NOWHERE) {
			return EG_FAIL(EG_NOT_FOUND, "curve of the document verifier");
		}
		if (at(c, place)->key.has_domain) {
			out->curve = at(c, place)->key.curve;
			break;
		}
		place = c->t->tree.of[place].issuer;
	}
	return EG_OK;
}

static enum eg_err find_unused(const struct chooser *c, struct pki_request *out)
{
	bool used[KEYS_MAX] = {false};
	for (size_t i = 0; i < c->t->tree.count; i++) {
		struct pki_key_kind kind;
		if (at(c, i)->role != CVC_IS || !cvc_tree_stands(&c->t->tree, i) ||
		    kind_of(c, i, &kind) != EG_OK) {
			continue;
		}
		const struct cvc_key key = {.curve = kind.curve};
		size_t place = pki_terminal_key_of(c->t, at(c, i), &key);
		if (place < KEYS_MAX) {
			used[place] = true;
		}
	}
	for (size_t i = 0; i < c->t->key_count; i++) {
		bool fits = out->kind.rsa
				    ? c->t->keys[i].rsa
				    : !c->t->keys[i].rsa && c->t->keys[i].curve == out->kind.curve;
		if (used[i] || !fits) {
			continue;
		}
		if (out->key != KEYS_MAX) {
			return EG_FAIL(EG_STATE, "several keys without a certificate");
		}
		out->key = i;
	}
	return out->key != KEYS_MAX ? EG_OK : EG_FAIL(EG_NOT_FOUND, "no key without a certificate");
}

/* TR-03139, 4.3: each key has a reference of its own. */
static bool is_taken(const struct chooser *c)
{
	for (size_t i = 0; i < c->t->tree.count; i++) {
		if (rd_equal(at(c, i)->holder, rd_cstr(c->o->holder))) {
			return true;
		}
	}
	return false;
}

static enum eg_err sign_with(const struct chooser *c, size_t place, struct pki_request *out)
{
	const struct cvc *now = at(c, place);
	struct rd oid = now->key.oid;
	struct pki_key_kind kind;
	EG_TRY(kind_of(c, place, &kind));
	const struct cvc_key key = {.curve = kind.curve};
	out->current = pki_terminal_key_of(c->t, now, &key);
	return rd_dump(now->holder, out->signer, sizeof(out->signer), &out->signer_size) &&
			       rd_copy(&oid, out->signer_oid, sizeof(out->signer_oid))
		       ? EG_OK
		       : EG_FAIL(EG_BAD_DATA, "current certificate of the terminal");
}

static enum eg_err take_verifier(const struct chooser *c, size_t verifier, struct pki_request *out)
{
	if (!rd_dump(at(c, verifier)->holder, out->authority, sizeof(out->authority),
		     &out->authority_size)) {
		return EG_FAIL(EG_BAD_DATA, "reference of the document verifier");
	}
	EG_TRY(kind_of(c, verifier, &out->kind));
	return c->o->initial ? EG_OK : sign_with(c, find_current(c, verifier), out);
}

enum eg_err pki_request_choose(const struct pki_terminal *t, const struct pki_request_order *o,
			       struct pki_request *out)
{
	const struct chooser c = {t, o};
	size_t verifier;
	*out = (struct pki_request){.key = KEYS_MAX, .current = KEYS_MAX};
	if (!cvc_reference_strict(rd_cstr(o->holder)) ||
	    (o->authority != NULL && !cvc_reference_strict(rd_cstr(o->authority)))) {
		return EG_FAIL(EG_CONFIG,
			       "reference: country, name and five of digits or capitals");
	}
	if (is_taken(&c)) {
		return EG_FAIL(EG_STATE, "a certificate has that reference: each key has its own");
	}
	EG_TRY(find_verifier(&c, &verifier));
	if (verifier != CVC_NOWHERE) {
		EG_TRY(take_verifier(&c, verifier, out));
	} else if (!o->initial) {
		return EG_FAIL(EG_NOT_FOUND,
			       "no certificate of this holder is good today and has its "
			       "key: --initial");
	} else if (o->authority != NULL && !rd_dump(rd_cstr(o->authority), out->authority,
						    sizeof(out->authority), &out->authority_size)) {
		return EG_FAIL(EG_CONFIG, "reference of the document verifier");
	}
	if (o->algorithm != NULL) {
		EG_TRY(pki_key_kind_read(o->algorithm, &out->kind));
	} else if (verifier == CVC_NOWHERE) {
		return EG_FAIL(EG_NOT_FOUND, "no document verifier is good today: --alg is needed");
	}
	return o->unused_key ? find_unused(&c, out) : EG_OK;
}

void pki_request_pack(const struct pki_request *r, struct wr *out)
{
	wr_u8(out, (uint8_t)r->authority_size);
	wr_put(out, RD_ARRAY(r->authority));
	wr_put(out, RD_ARRAY(r->kind.oid));
	wr_u8(out, (uint8_t)r->kind.curve);
	wr_be32(out, r->kind.bits);
	wr_u8(out, (uint8_t)r->key);
	wr_u8(out, (uint8_t)r->current);
	wr_u8(out, (uint8_t)r->signer_size);
	wr_put(out, RD_ARRAY(r->signer));
	wr_put(out, RD_ARRAY(r->signer_oid));
}

static bool unpack(struct rd *r, struct pki_request *out)
{
	uint8_t authority_size;
	uint8_t curve;
	uint8_t key;
	uint8_t current;
	uint8_t signer_size;
	if (!rd_u8(r, &authority_size) || !rd_copy(r, out->authority, sizeof(out->authority)) ||
	    !rd_copy(r, out->kind.oid, sizeof(out->kind.oid)) || !rd_u8(r, &curve) ||
	    !rd_be32(r, &out->kind.bits) || !rd_u8(r, &key) || !rd_u8(r, &current) ||
	    !rd_u8(r, &signer_size) || !rd_copy(r, out->signer, sizeof(out->signer)) ||
	    !rd_copy(r, out->signer_oid, sizeof(out->signer_oid)) || !rd_end(r)) {
		return false;
	}
	out->authority_size = authority_size;
	out->signer_size = signer_size;
	out->key = key;
	out->current = current;
	out->kind.curve = (enum crypt_curve)curve;
	return authority_size <= sizeof(out->authority) && signer_size <= sizeof(out->signer) &&
	       key <= KEYS_MAX && current <= KEYS_MAX;
}

enum eg_err pki_request_unpack(struct rd octets, struct pki_request *out)
{
	struct crypt_sigalg alg;
	bool rsa;
	*out = (struct pki_request){0};
	if (!unpack(&octets, out)) {
		return EG_FAIL(EG_BAD_DATA, "answer from behind the sandbox");
	}
	EG_TRY(cvc_algorithm(RD_ARRAY(out->kind.oid), &alg, &out->kind.rsa));
	if (out->current < KEYS_MAX) {
		EG_TRY(cvc_algorithm(RD_ARRAY(out->signer_oid), &alg, &rsa));
	}
	bool strong = out->kind.rsa ? out->kind.bits >= BITS_MIN && out->kind.bits <= BITS_MAX
				    : crypt_curve_size(out->kind.curve) > 0;
	return strong ? EG_OK : EG_FAIL(EG_BAD_DATA, "answer from behind the sandbox");
}
