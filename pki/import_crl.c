/*
 * import_crl: revocation lists of country CAs (Doc 9303-12, 7.1.4).
 * Knows whose a list is and which keys it speaks for. Never judges how old it may be.
 */
#include "pki/import_work.h"

#include "pki/name.h"
#include "pki/revoked.h"

#define DAY_S 86400

/*
 * Of several certificates with the key, one of the list's own country: names of other states are
 * nothing that a CA can speak for (RFC 5280, 6.3.3 (b)), and one without cRLSign signs no lists
 * (6.3.3 (f)).
 */
static bool may_sign(const struct cert *ca, const struct crl *c)
{
	return (!ca->has_key_usage || (ca->key_usage & CERT_USE_CRL_SIGN) != 0) &&
	       rd_equal(rd_cstr(ca->country), rd_cstr(c->country));
}

enum eg_err import_crl_issuer(struct import_work *w, const struct crl *c, struct cert *out,
			      bool *found)
{
	const struct cert as_child = {.authority_key_id = c->authority_key_id, .issuer = c->issuer};
	struct trust_cursor at = {0};
	*found = false;
	EG_TRY(import_refresh(w));
	while (trust_next_issuer(w->trust, &as_child, &at, out)) {
		enum eg_err err = may_sign(out, c) ? crl_issued_by(c, out) : EG_MISMATCH;
		if (err == EG_OK) {
			*found = true;
			return EG_OK;
		}
		if (err == EG_NO_MEMORY || err == EG_CRYPTO) {
			return err;
		}
	}
	return EG_OK;
}

/* Every entry can be read, and is of this CA. */
static enum eg_err check_entries(const struct crl *c)
{
	struct rd rest = c->entries;
	struct crl_entry e;
	while (crl_next_entry(&rest, &e)) {
		if (e.of_other_issuer) {
			return EG_FAIL(EG_UNSUPPORTED, "list of several CAs");
		}
	}
	return rd_end(&rest) ? EG_OK : EG_FAIL(EG_BAD_DATA, "entries of a revocation list");
}

/* Room for one more list beside all that are there but the one that it replaces. */
static bool is_room(const struct import_work *w, const struct crl *c,
		    const struct store_source *one, uint32_t stored)
{
	uint64_t entries = one->objects;
	size_t lists = 1;
	for (size_t i = 0; i < w->source_count; i++) {
		const struct import_source *s = &w->sources[i];
		if (!s->dead && s->s.kind == STORE_KIND_CRL && i != stored) {
			entries += s->s.objects;
			lists++;
		}
	}
	return entries <= REVOKED_ENTRIES_MAX && lists <= REVOKED_LISTS_MAX &&
	       c->issuer.left <= REVOKED_NAME_MAX;
}

static enum eg_err crl_source(struct import_work *w, struct import_object *o, const struct crl *c,
			      const struct cert *ca, struct store_source *s)
{
	struct revoked_key key;
	struct rd number = c->number;
	size_t entries;
	EG_TRY(import_source_of(w, o, s));
	EG_TRY(revoked_key_of(ca, &key));
	EG_TRY(import_origin(o->kind, RD_ARRAY(key.hash), s->origin));
	EG_TRY(crl_count(c, &entries));
	import_put_country(s->country, ca->country);
	if (c->has_number && number.left <= STORE_NUMBER_SIZE) {
		s->marks |= STORE_MARK_NUMBER;
		struct wr w_number = WR_ARRAY(s->number);
		wr_fill(&w_number, 0, STORE_NUMBER_SIZE - number.left);
		wr_put(&w_number, number);
	}
	s->marks |= STORE_MARK_LISTED;
	s->time_s = c->this_update.unix_s;
	s->next_s = c->has_next_update ? c->next_update.unix_s : 0;
	s->faults = c->faults;
	s->objects = (uint32_t)entries;
	s->name = c->issuer;
	s->kept = o->der;
	if (o->collection == STORE_NONE) {
		import_result(w, o)->source = *s;
	}
	return EG_OK;
}

static enum eg_err take(struct import_work *w, struct import_object *o,
			const struct store_source *s, uint32_t stored)
{
	uint32_t source;
	o->done = true;
	import_result(w, o)->added++;
	if (stored != STORE_NONE) {
		w->sources[stored].dead = true;
		import_result(w, o)->removed++;
	}
	return import_add_source(w, s, &source);
}

enum eg_err import_crl(struct import_work *w, struct import_object *o)
{
	struct crl c;
	struct cert ca;
	struct store_source s;
	bool found;
	enum eg_err err = crl_parse(o->der, &c);
	if (err != EG_OK) {
		return import_reject(w, o, "", err == EG_TOO_BIG ? IMPORT_TOO_MANY : IMPORT_FORMAT,
				     FAULT_NONE);
	}
	EG_TRY(import_crl_issuer(w, &c, &ca, &found));
	if (!found) {
		return import_reject(w, o, c.country, IMPORT_ISSUER, FAULT_CRL_ISSUER);
	}
	if (check_entries(&c) != EG_OK || crl_source(w, o, &c, &ca, &s) != EG_OK) {
		return import_reject(w, o, c.country, IMPORT_FORMAT, FAULT_NONE);
	}
	if (s.time_s > w->options->now_s + DAY_S) {
		return import_reject(w, o, s.country, IMPORT_FUTURE, FAULT_NONE);
	}
	uint32_t stored = import_find_source(w, s.origin);
	if (!is_room(w, &c, &s, stored)) {
		return import_reject(w, o, s.country, IMPORT_TOO_MANY, FAULT_NONE);
	}
	switch (stored == STORE_NONE ? IMPORT_NEWER : import_compare(&s, &w->sources[stored].s)) {
	case IMPORT_NEWER:
		return take(w, o, &s, stored);
	case IMPORT_AGAIN:
		o->done = true;
		if (o->collection == STORE_NONE) {
			import_result(w, o)->outcome = STORE_SAME;
		}
		return EG_OK;
	case IMPORT_OLDER:
		return import_reject(w, o, s.country, IMPORT_ROLL_BACK, FAULT_NONE);
	case IMPORT_OTHER:
		return import_reject(w, o, s.country, IMPORT_CONFLICT, FAULT_NONE);
	}
	return EG_OK;
}
