/*
 * import_ground: what nothing vouches for any more goes.
 * Knows on what each source rests. Never lets anything in.
 *
 * The operator let some sources in; whatever else there is came under a country CA that was listed
 * then. When that one goes, because the list that named it did, all goes that rests on it: else a
 * country CA whose key was stolen could keep itself, and what it issued, in the store for good.
 */
#include "pki/import_work.h"

#include <stdlib.h>

#include "pki/name.h"
#include "pki/revoked.h"

struct ground {
	bool *source;            /* owned, like all here: it stands */
	bool *item;              /* the same of country CAs: a source that stands names it */
	struct revoked_key *key; /* of each country CA */
	bool more;               /* something stood that did not before */
};

static void ground_free(struct ground *g)
{
	free(g->source);
	free(g->item);
	free(g->key);
}

static enum eg_err ground_new(const struct import_work *w, struct ground *g)
{
	g->source = calloc(w->source_count + 1, sizeof(*g->source));
	g->item = calloc(w->cas.count + 1, sizeof(*g->item));
	g->key = calloc(w->cas.count + 1, sizeof(*g->key));
	if (g->source == NULL || g->item == NULL || g->key == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "import");
	}
	for (size_t i = 0; i < w->cas.count; i++) {
		struct cert ca;
		EG_TRY(cert_parse(w->cas.items[i].der, &ca));
		EG_TRY(revoked_key_of(&ca, &g->key[i]));
	}
	return EG_OK;
}

/* A country CA that stands has the key, and is not just what the source itself names. */
static bool rests_on_key(const struct import_work *w, const struct ground *g,
			 const struct store_source *s)
{
	for (size_t i = 0; i < w->cas.count; i++) {
		if (g->item[i] && rd_equal(RD_ARRAY(g->key[i].hash), RD_ARRAY(s->voucher)) &&
		    rd_equal(rd_cstr(w->cas.items[i].country), rd_cstr(s->country))) {
			return true;
		}
	}
	return false;
}

/* Kinds that let something in, or excuse it. Revocation lists and signers are looked up under a
 * country CA anyway, and a collection lets nothing in by itself. */
static bool needs_ground(const struct store_source *s)
{
	switch (s->kind) {
	case STORE_KIND_MASTER_LIST:
	case STORE_KIND_COUNTRY_CA:
	case STORE_KIND_DEVIATIONS:
	case STORE_KIND_DEFECTS:
		return true;
	case STORE_KIND_SIGNER:
	case STORE_KIND_CRL:
	case STORE_KIND_COLLECTION:
	case STORE_KIND_COUNT:
		break;
	}
	return false;
}

static void ground_sources(const struct import_work *w, struct ground *g)
{
	for (size_t i = 0; i < w->source_count; i++) {
		const struct import_source *s = &w->sources[i];
		if (!s->dead && !g->source[i] && needs_ground(&s->s) &&
		    ((s->s.marks & STORE_MARKS_ROOT) != 0 || rests_on_key(w, g, &s->s))) {
			g->source[i] = true;
			g->more = true;
		}
	}
}

/* What an entry of a collection is let in by: a country CA that leads to it and stands. */
static bool is_led_to(const struct import_work *w, const struct ground *g, uint32_t item)
{
	const struct store_item *one = &w->cas.items[item];
	struct cert c;
	if (cert_parse(one->der, &c) != EG_OK) {
		return false;
	}
	for (size_t i = 0; i < w->cas.count; i++) {
		struct cert ca;
		if (g->item[i] && import_same_country(w->cas.items[i].country, one->country) &&
		    cert_parse(w->cas.items[i].der, &ca) == EG_OK &&
		    ((rd_equal(RD_ARRAY(g->key[i].hash), RD_ARRAY(g->key[item].hash)) &&
		      name_same(ca.subject, c.subject)) ||
		     cert_issued_by(&c, &ca) == EG_OK)) {
			return true;
		}
	}
	return false;
}

static void ground_items(const struct import_work *w, struct ground *g)
{
	for (size_t i = 0; i < w->cas.naming_count; i++) {
		struct store_naming n = w->cas.namings[i];
		bool of_collection = w->sources[n.source].s.kind == STORE_KIND_COLLECTION;
		if (!g->item[n.item] &&
		    (g->source[n.source] || (of_collection && is_led_to(w, g, n.item)))) {
			g->item[n.item] = true;
			g->more = true;
		}
	}
}

/* Who names what does not stand names it no more. */
static void forget_items(struct import_work *w, const struct ground *g)
{
	size_t kept = 0;
	for (size_t i = 0; i < w->cas.naming_count; i++) {
		if (g->item[w->cas.namings[i].item]) {
			w->cas.namings[kept++] = w->cas.namings[i];
		}
	}
	w->stale = w->stale || kept != w->cas.naming_count;
	w->cas_changed = w->cas_changed || kept != w->cas.naming_count;
	w->cas.naming_count = kept;
}

enum eg_err import_ground(struct import_work *w)
{
	EG_AUTO(ground_free) struct ground g = {.more = true};
	EG_TRY(import_refresh(w)); /* tells who is named now */
	EG_TRY(ground_new(w, &g));
	while (g.more) {
		g.more = false;
		ground_sources(w, &g);
		ground_items(w, &g);
	}
	for (uint32_t i = 0; i < w->source_count; i++) {
		struct import_source *s = &w->sources[i];
		if (!s->dead && !g.source[i] && needs_ground(&s->s)) {
			s->dead = true;
			store_set_forget(&w->cas, i);
			EG_TRY(import_note_gone(w, s->s.kind, s->s.sha256, s->s.country));
		}
	}
	for (size_t i = 0; i < w->cas.count; i++) {
		const struct store_item *one = &w->cas.items[i];
		if (one->named && !g.item[i]) {
			EG_TRY(import_note_gone(w, STORE_KIND_COUNTRY_CA, one->id, one->country));
		}
	}
	forget_items(w, &g);
	return EG_OK;
}
