/*
 * cvc_tree: who issued which certificate of a store, each verified once.
 * Knows anchors, issuers, and why a certificate hangs nowhere. Never knows a chip, nor a clock.
 */
#include "pki/cvc_tree.h"

#include <stdlib.h>

/* Keys of what stands, while the tree is built. */
struct keys {
	struct cvc_key of[CVC_STORE_MAX]; /* owned; without a key: does not stand yet */
};

static void keys_free(struct keys **k)
{
	if (*k != NULL) {
		for (size_t i = 0; i < CVC_STORE_MAX; i++) {
			cvc_key_free(&(*k)->of[i]);
		}
		free(*k);
		*k = NULL;
	}
}

bool cvc_tree_stands(const struct cvc_tree *t, size_t place)
{
	return place < t->count && (t->of[place].anchor || t->of[place].issuer != CVC_NOWHERE);
}

static void stand_alone(struct cvc_tree *t, struct keys *k, size_t place, enum cvc_why why)
{
	const struct cvc *c = cvc_store_at(t->store, place);
	enum cvc_why anchor = cvc_store_anchors(t->store, place);
	if (anchor == CVC_GOOD && cvc_key(c, NULL, &k->of[place]) == EG_OK) {
		t->of[place].anchor = true;
		t->of[place].why = why;
		if (why == CVC_GOOD) {
			cvc_clock_trusts(&t->day, c);
		}
	} else {
		t->of[place].why = anchor == CVC_GOOD ? CVC_DOMAIN_WRONG : anchor;
	}
}

/* True if c stands now, below that issuer. */
static bool hang(struct cvc_tree *t, struct keys *k, size_t place, size_t issuer)
{
	const struct cvc *c = cvc_store_at(t->store, place);
	const struct cvc *above = cvc_store_at(t->store, issuer);
	struct cvc_place *at = &t->of[place];
	enum cvc_why why = CVC_GOOD;
	if (!rd_equal(c->authority, above->holder)) {
		return false;
	}
	if (cvc_issued_by(c, above, &k->of[issuer], &why) != EG_OK) {
		at->why = why;
		return false;
	}
	if (cvc_key(c, &k->of[issuer], &k->of[place]) != EG_OK) {
		at->why = CVC_DOMAIN_WRONG;
		return false;
	}
	at->why = CVC_GOOD;
	at->wider = cvc_reduces(c, above->access);
	at->issuer = issuer;
	at->anchor = cvc_store_anchors(t->store, place) == CVC_GOOD;
	cvc_clock_verifies(&t->day, c, above);
	return true;
}

/* Everything that hangs below what stands; each certificate tries each issuer once. */
static void grow(struct cvc_tree *t, struct keys *k, bool (*tried)[CVC_STORE_MAX])
{
	bool grown = true;
	while (grown) {
		grown = false;
		for (size_t i = 0; i < t->count; i++) {
			for (size_t up = 0; up < t->count && k->of[i].pub == NULL; up++) {
				if (k->of[up].pub != NULL && up != i && !tried[i][up]) {
					tried[i][up] = true;
					grown = hang(t, k, i, up) || grown;
				}
			}
		}
	}
}

static void plant(struct cvc_tree *t, struct keys *k)
{
	for (size_t i = 0; i < t->count; i++) {
		if (cvc_is_self_signed(cvc_store_at(t->store, i))) {
			stand_alone(t, k, i, CVC_GOOD);
		}
	}
}

/* Links whose issuer is not here. */
static void plant_links(struct cvc_tree *t, struct keys *k)
{
	for (size_t i = 0; i < t->count; i++) {
		if (k->of[i].pub == NULL && t->of[i].why == CVC_NO_ISSUER &&
		    cvc_store_at(t->store, i)->role == CVC_CVCA) {
			stand_alone(t, k, i, CVC_NO_ISSUER);
		}
	}
}

static void match(struct cvc_tree *t, const struct keys *k, const struct cvc_holder *holder)
{
	for (size_t i = 0; i < t->count && holder != NULL; i++) {
		const struct cvc *c = cvc_store_at(t->store, i);
		t->of[i].has_key = c->role == CVC_IS && k->of[i].pub != NULL &&
				   holder->has_key(holder->context, c, &k->of[i]);
	}
}

enum eg_err cvc_tree_build(const struct cvc_store *s, const struct cvc_holder *holder,
			   struct cvc_tree *out)
{
	EG_AUTO(keys_free) struct keys *k = calloc(1, sizeof(*k));
	EG_AUTO(eg_free) bool(*tried)[CVC_STORE_MAX] = calloc(CVC_STORE_MAX, sizeof(*tried));
	*out = (struct cvc_tree){.store = s, .count = cvc_store_count(s)};
	if (k == NULL || tried == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "tree of certificates");
	}
	for (size_t i = 0; i < out->count; i++) {
		out->of[i] = (struct cvc_place){.why = CVC_NO_ISSUER, .issuer = CVC_NOWHERE};
	}
	plant(out, k);
	grow(out, k, tried);
	plant_links(out, k);
	grow(out, k, tried);
	match(out, k, holder);
	return EG_OK;
}
