/*
 * cvc_store: the card verifiable certificates of one gate, and the chain a chip can follow.
 * Knows links, document verifiers, terminals. Never knows private keys.
 */
#include "pki/cvc_store.h"

#include "base/secret.h"

#include <stdlib.h>

#define NO_PARENT SIZE_MAX

struct entry {
	struct bytes octets; /* owned; cvc borrows from it */
	struct cvc cvc;
};

struct cvc_store {
	struct entry entries[CVC_STORE_MAX]; /* newest first */
	size_t count;
};

enum eg_err cvc_store_new(struct cvc_store **out)
{
	*out = calloc(1, sizeof(**out));
	return *out == NULL ? EG_FAIL(EG_NO_MEMORY, "certificates of the terminal") : EG_OK;
}

void cvc_store_free(struct cvc_store **s)
{
	if (s == NULL || *s == NULL) {
		return;
	}
	for (size_t i = 0; i < (*s)->count; i++) {
		bytes_free(&(*s)->entries[i].octets);
	}
	free(*s);
	*s = NULL;
}

static bool known(const struct cvc_store *s, struct rd der)
{
	for (size_t i = 0; i < s->count; i++) {
		if (rd_equal(bytes_rd(&s->entries[i].octets), der)) {
			return true;
		}
	}
	return false;
}

enum eg_err cvc_store_add(struct cvc_store *s, struct rd der)
{
	struct entry e = {0};
	EG_TRY(cvc_parse(der, &e.cvc));
	if (known(s, der)) {
		return EG_OK;
	}
	if (s->count == CVC_STORE_MAX) {
		return EG_FAIL(EG_TOO_BIG, "certificates of the terminal");
	}
	EG_TRY(bytes_reserve(&e.octets, der.left, CVC_SIZE_MAX));
	enum eg_err err = bytes_append(&e.octets, der);
	if (err == EG_OK) {
		err = cvc_parse(bytes_rd(&e.octets), &e.cvc);
	}
	if (err != EG_OK) {
		bytes_free(&e.octets);
		return err;
	}
	size_t at = s->count++;
	for (; at > 0 && date_compare(s->entries[at - 1].cvc.from, e.cvc.from) < 0; at--) {
		s->entries[at] = s->entries[at - 1];
	}
	s->entries[at] = e;
	return EG_OK;
}

size_t cvc_store_count(const struct cvc_store *s)
{
	return s->count;
}

const struct cvc *cvc_store_at(const struct cvc_store *s, size_t place)
{
	return place < s->count ? &s->entries[place].cvc : NULL;
}

/* A certificate that was reached: an anchor, or verified with the key of its parent. */
struct node {
	const struct cvc *cvc;
	struct cvc_key key; /* owned */
	size_t parent;
	size_t depth; /* certificates to send up to this one; 0 for an anchor */
	uint8_t access;
};

/* Breadth first: each certificate is reached by the shortest way, and only once. */
struct search {
	struct node nodes[2 * CVC_STORE_MAX]; /* as an anchor, and once more as a link */
	size_t count;
	bool reached[CVC_STORE_MAX];
	struct date today;
	enum cvc_why why;
	size_t why_depth;
};

static void search_free(struct search **f)
{
	if (*f != NULL) {
		for (size_t i = 0; i < (*f)->count; i++) {
			cvc_key_free(&(*f)->nodes[i].key);
		}
		free(*f);
		*f = NULL;
	}
}

/* Keeps the reason of the attempt that came farthest. */
static void refuse(struct search *f, size_t depth, enum cvc_why why)
{
	if (depth >= f->why_depth) {
		f->why = why;
		f->why_depth = depth;
	}
}

static void add_anchors(struct search *f, const struct cvc_store *s, struct rd car)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct cvc *c = &s->entries[i].cvc;
		if (c->role != CVC_CVCA || !rd_equal(c->holder, car)) {
			continue;
		}
		struct node n = {.cvc = c, .parent = NO_PARENT, .access = c->access};
		if (cvc_key(c, NULL, &n.key) != EG_OK) {
			refuse(f, 0, CVC_DOMAIN_WRONG);
			continue;
		}
		f->nodes[f->count++] = n;
		f->why = CVC_NO_TERMINAL;
	}
}

/* Is c the next one after a node? Then it is added. */
static bool follow(struct search *f, size_t parent, const struct cvc *c)
{
	const struct node *p = &f->nodes[parent];
	struct node n = {.cvc = c, .parent = parent, .depth = p->depth + 1};
	enum cvc_why why = CVC_GOOD;
	if (cvc_issued_by(c, p->cvc, &p->key, &why) != EG_OK) {
		if (why != CVC_OTHER_ISSUER) {
			refuse(f, n.depth, why);
		}
		return false;
	}
	bool dated = c->role != CVC_CVCA && f->today.year != 0;
	why = dated ? cvc_period(c, f->today) : CVC_GOOD;
	if (why != CVC_GOOD) {
		refuse(f, n.depth, why);
		return false;
	}
	if (cvc_key(c, &p->key, &n.key) != EG_OK) {
		refuse(f, n.depth, CVC_DOMAIN_WRONG);
		return false;
	}
	n.access = c->access & p->access;
	f->nodes[f->count++] = n;
	return true;
}

static bool is_end(struct search *f, const struct node *n, const struct cvc_holder *holder)
{
	if (n->cvc->role != CVC_IS || n->depth == 0) {
		return false;
	}
	if (holder->has_key(holder->context, n->cvc, &n->key)) {
		return true;
	}
	refuse(f, n->depth + 1, CVC_NO_KEY);
	return false;
}

static void write_chain(const struct search *f, size_t last, struct cvc_chain *out)
{
	const struct node *n = &f->nodes[last];
	*out = (struct cvc_chain){.count = n->depth, .access = n->access};
	for (; n->depth > 0; n = &f->nodes[n->parent]) {
		out->certificates[n->depth - 1] = n->cvc;
	}
}

enum eg_err cvc_store_chain(const struct cvc_store *s, const struct cvc_holder *holder,
			    struct rd car, struct date today, struct cvc_chain *out,
			    enum cvc_why *why)
{
	EG_AUTO(search_free) struct search *f = calloc(1, sizeof(*f));
	*out = (struct cvc_chain){0};
	*why = CVC_NO_ANCHOR;
	if (f == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "chain of certificates");
	}
	f->today = today;
	f->why = CVC_NO_ANCHOR;
	add_anchors(f, s, car);
	for (size_t at = 0; at < f->count; at++) {
		if (is_end(f, &f->nodes[at], holder)) {
			write_chain(f, at, out);
			*why = CVC_GOOD;
			return EG_OK;
		}
		for (size_t i = 0; f->nodes[at].depth < CVC_CHAIN_MAX && i < s->count; i++) {
			const struct cvc *c = &s->entries[i].cvc;
			bool link = !cvc_is_self_signed(c);
			if (link && !f->reached[i] && follow(f, at, c)) {
				f->reached[i] = true;
			}
		}
	}
	*why = f->why;
	return EG_FAIL(EG_NOT_FOUND, "no chain from the chip's trust point to this terminal");
}
