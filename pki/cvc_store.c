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
	enum cvc_why anchor; /* CVC_GOOD: may be one */
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

/* Told once, when the certificate comes: chains are sought while a traveller waits. */
static enum cvc_why judge_anchor(const struct cvc *c)
{
	EG_AUTO(cvc_key_free) struct cvc_key key = {0};
	enum cvc_why why = CVC_GOOD;
	if (c->role != CVC_CVCA) {
		return CVC_NO_ISSUER;
	}
	if (date_compare(c->from, c->to) > 0) {
		return CVC_PERIOD_INVERTED;
	}
	if (cvc_key(c, NULL, &key) != EG_OK) {
		return CVC_DOMAIN_WRONG;
	}
	return !cvc_is_self_signed(c) || cvc_issued_by(c, c, &key, &why) == EG_OK ? CVC_GOOD : why;
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
	e.anchor = judge_anchor(&e.cvc);
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

enum cvc_why cvc_store_anchors(const struct cvc_store *s, size_t place)
{
	return place < s->count ? s->entries[place].anchor : CVC_NO_ISSUER;
}

/* A certificate that was reached: an anchor, or verified with the key of its parent. */
struct node {
	const struct cvc *cvc;
	struct cvc_key key; /* owned */
	size_t parent;
	size_t depth; /* certificates to send up to this one; 0 for an anchor */
	uint8_t access;
	enum cvc_why reduced;
	struct cvc_clock chip; /* once it has taken this one */
};

struct days {
	struct date today;
	struct date chip;   /* a chip may have this day: what it would refuse then is not used */
	enum cvc_why doubt; /* what the chip's day was given up for */
};

/* Breadth first: each certificate is reached by the shortest way, and only once. */
struct search {
	struct node nodes[2 * CVC_STORE_MAX]; /* as an anchor, and once more as a link */
	size_t count;
	bool reached[CVC_STORE_MAX];
	struct days days;
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
		if (s->entries[i].anchor != CVC_GOOD) {
			refuse(f, 0, s->entries[i].anchor);
			continue;
		}
		if (cvc_key(c, NULL, &n.key) != EG_OK) {
			refuse(f, 0, CVC_DOMAIN_WRONG);
			continue;
		}
		cvc_clock_trusts(&n.chip, c);
		f->nodes[f->count++] = n;
		f->why = CVC_NO_TERMINAL;
	}
}

/* Our day first, then the day that the chip must have by then, then the one that it may have. */
static enum cvc_why dates(const struct search *f, const struct node *p, const struct cvc *c)
{
	enum cvc_why why = f->days.today.year == 0 ? CVC_GOOD : cvc_period(c, f->days.today);
	if (why == CVC_EXPIRED && c->role == CVC_CVCA) {
		why = CVC_GOOD; /* TR-03110-3, 2.5 */
	}
	if (why == CVC_GOOD) {
		why = cvc_clock_refuses(&p->chip, c, p->cvc);
	}
	return why == CVC_GOOD ? cvc_clock_refuses_on(f->days.chip, c, p->cvc) : why;
}

/* Is c the next one after a node? Then it is added. */
static bool follow(struct search *f, size_t parent, const struct cvc *c)
{
	const struct node *p = &f->nodes[parent];
	struct node n = {.cvc = c, .parent = parent, .depth = p->depth + 1, .chip = p->chip};
	enum cvc_why why = CVC_GOOD;
	if (cvc_issued_by(c, p->cvc, &p->key, &why) != EG_OK) {
		if (why != CVC_OTHER_ISSUER) {
			refuse(f, n.depth, why);
		}
		return false;
	}
	why = dates(f, p, c);
	if (why != CVC_GOOD) {
		refuse(f, n.depth, why);
		return false;
	}
	if (cvc_key(c, &p->key, &n.key) != EG_OK) {
		refuse(f, n.depth, CVC_DOMAIN_WRONG);
		return false;
	}
	n.access = c->access & p->access;
	n.reduced = p->reduced != CVC_GOOD ? p->reduced : cvc_reduces(c, p->access);
	cvc_clock_verifies(&n.chip, c, p->cvc);
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
	*out = (struct cvc_chain){.count = n->depth,
				  .access = n->access,
				  .reduced = n->reduced,
				  .doubt = f->days.doubt,
				  .chip = n->chip};
	for (; n->depth > 0; n = &f->nodes[n->parent]) {
		out->certificates[n->depth - 1] = n->cvc;
	}
}

static enum eg_err run(struct search *f, const struct cvc_store *s, const struct cvc_holder *holder,
		       struct rd car, struct cvc_chain *out)
{
	f->why = CVC_NO_ANCHOR;
	add_anchors(f, s, car);
	for (size_t at = 0; at < f->count; at++) {
		if (is_end(f, &f->nodes[at], holder)) {
			write_chain(f, at, out);
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
	return EG_FAIL(EG_NOT_FOUND, "no chain from the chip's trust point to this terminal");
}

static enum eg_err search(const struct cvc_store *s, const struct cvc_holder *holder, struct rd car,
			  struct days days, struct cvc_chain *out, enum cvc_why *why)
{
	EG_AUTO(search_free) struct search *f = calloc(1, sizeof(*f));
	if (f == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "chain of certificates");
	}
	f->days = days;
	enum eg_err err = run(f, s, holder, car, out);
	*why = err == EG_OK ? CVC_GOOD : f->why;
	return err;
}

enum eg_err cvc_store_chain(const struct cvc_store *s, const struct cvc_holder *holder,
			    struct rd car, struct date today, struct cvc_chain *out,
			    enum cvc_why *why)
{
	*out = (struct cvc_chain){0};
	*why = CVC_NO_ANCHOR;
	enum eg_err err = search(s, holder, car, (struct days){today, today, CVC_GOOD}, out, why);
	/* Many a chip does not know yet that its CVCA has expired. */
	if (err != EG_NOT_FOUND || today.year == 0) {
		return err;
	}
	return search(s, holder, car, (struct days){.today = today, .doubt = CVC_CVCA_EXPIRED}, out,
		      why);
}
