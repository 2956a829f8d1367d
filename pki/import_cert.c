/*
 * import_cert: single certificates of country CAs and document signers.
 * Knows how a link certificate leads to a new country CA. Never takes a name for a proof.
 */
#include "pki/import_work.h"

#include "pki/name.h"
#include "pki/revoked.h"

static bool is_anchor(const struct import_work *w, struct rd der)
{
	for (size_t i = 0; i < w->options->anchor_count; i++) {
		if (rd_equal(w->options->anchors[i], der)) {
			return true;
		}
	}
	return false;
}

static bool is_ca(const struct cert *c)
{
	return c->ca || c->key_usage_certifies;
}

/* A listed country CA may lead to another one: it is a CA, of that country, in its period. */
static bool may_lead(const struct import_work *w, const struct cert *listed, const struct cert *c)
{
	return is_ca(listed) && import_same_country(listed->country, c->country) &&
	       cert_period(listed, date_from_unix(w->options->now_s)) == 0;
}

/*
 * A listed certificate gives this very key to this very name, and the key signed this one: the
 * self-signed certificate of a new country CA, whose link certificate is listed (Doc 9303-12,
 * 4.1.4). Without the signature, name and key prove nothing: they are public.
 */
static enum eg_err leads_by_key(struct import_work *w, const struct cert *c, bool *out)
{
	struct store_walk at = {0};
	struct cert listed;
	struct rd bits = RD_EMPTY;
	struct rd other = RD_EMPTY;
	*out = false;
	EG_TRY(import_refresh(w));
	while (!*out && store_cert_next(trust_sections(w->trust), STORE_CSCA, STORE_PART_BY_NAME,
					store_key_name(c->subject), &at, &listed)) {
		*out = name_same(listed.subject, c->subject) && may_lead(w, &listed, c) &&
		       import_key_bits(c, &bits) && import_key_bits(&listed, &other) &&
		       bits.left > 0 && rd_equal(bits, other);
	}
	*out = *out && cert_issued_by(c, c) == EG_OK;
	return EG_OK;
}

/* A listed country CA signed it, and did not revoke it: a link. */
static enum eg_err leads_by_signature(struct import_work *w, const struct cert *c,
				      struct cert *leader, bool *out)
{
	struct trust_cursor at = {0};
	struct cert listed;
	*out = false;
	EG_TRY(import_refresh(w));
	while (!*out && trust_next_issuer(w->trust, c, &at, &listed)) {
		bool revoked;
		if (!may_lead(w, &listed, c) || cert_issued_by(c, &listed) != EG_OK) {
			continue;
		}
		EG_TRY(import_is_revoked(w, &listed, c->serial, &revoked));
		*out = !revoked;
		*leader = listed;
	}
	return EG_OK;
}

/* How a certificate comes in. */
struct admission {
	uint32_t marks;
	uint8_t voucher[STORE_HASH_SIZE]; /* as in sources */
};

/* Which country CA leads to this one: itself, if it is listed. No mark: none does. */
static enum eg_err find_leader(struct import_work *w, const struct cert *c, struct admission *by)
{
	struct cert leader = *c;
	struct revoked_key key;
	struct wr voucher = WR_ARRAY(by->voucher);
	bool led_to;
	EG_TRY(import_refresh(w));
	if (trust_holds(w->trust, c->whole)) {
		by->marks |= STORE_MARK_LISTED;
	} else {
		EG_TRY(leads_by_key(w, c, &led_to));
		if (!led_to) {
			EG_TRY(leads_by_signature(w, c, &leader, &led_to));
		}
		by->marks |= led_to ? STORE_MARK_LINK : 0;
	}
	if (by->marks != 0) {
		EG_TRY(revoked_key_of(&leader, &key));
		wr_put(&voucher, RD_ARRAY(key.hash));
	}
	return EG_OK;
}

/* Who lets this country CA in; no marks: nobody. The operator's own word counts beside others'. */
static enum eg_err admit(struct import_work *w, const struct import_object *o, const struct cert *c,
			 struct admission *by)
{
	EG_TRY(find_leader(w, c, by));
	if (is_anchor(w, c->whole)) {
		by->marks |= STORE_MARK_ANCHOR;
	} else if (w->options->take_certificates && o->collection == STORE_NONE &&
		   (by->marks != 0 || !w->anchors_only)) {
		by->marks |= STORE_MARK_OPERATOR;
	}
	return EG_OK;
}

/* The source of a certificate: the collection that it is an entry of, or one of its own, as for an
 * anchor, which rests on nothing in a collection. */
static enum eg_err source_for(struct import_work *w, struct import_object *o, const struct cert *c,
			      const struct admission *by, uint32_t *source, bool *again)
{
	struct store_source s;
	*again = false;
	*source = o->collection;
	if (o->collection != STORE_NONE && (by->marks & STORE_MARK_ANCHOR) == 0) {
		return EG_OK;
	}
	EG_TRY(import_source_of(w, o, &s));
	EG_TRY(import_origin(o->kind, o->der, s.origin));
	import_put_country(s.country, c->country);
	s.marks = by->marks;
	struct wr voucher = WR_ARRAY(s.voucher);
	wr_put(&voucher, RD_ARRAY(by->voucher));
	s.objects = 1;
	s.name = c->subject;
	s.faults = c->faults;
	s.time_s = c->not_before.unix_s;
	if (o->collection == STORE_NONE) {
		import_result(w, o)->source = s;
	}
	*source = import_find_source(w, s.origin);
	*again = *source != STORE_NONE;
	if (*again) {
		struct store_source *stored = &w->sources[*source].s;
		*again = (by->marks & ~stored->marks & STORE_MARKS_ROOT) == 0;
		stored->marks |= by->marks;
		return EG_OK;
	}
	return import_add_source(w, &s, source);
}

/* Into the set, named by its source, and counted. */
static enum eg_err take(struct import_work *w, struct import_object *o, struct store_set *set,
			const struct cert *c, const struct admission *by, uint32_t *item)
{
	struct store_event *result = import_result(w, o);
	uint32_t source;
	bool again;
	bool was_there;
	EG_TRY(source_for(w, o, c, by, &source, &again));
	EG_TRY(store_set_add(set, c, item, &was_there));
	EG_TRY(store_set_name(set, *item, source));
	if (o->collection != STORE_NONE) {
		set->items[*item].key_entry = o->entry;
	}
	o->done = true;
	if (!was_there) {
		result->added++;
		result->outcome = STORE_TAKEN;
	}
	if (again && o->collection == STORE_NONE) {
		result->outcome = STORE_SAME;
	}
	return EG_OK;
}

enum eg_err import_country_ca(struct import_work *w, struct import_object *o)
{
	struct cert c;
	enum import_reason why;
	enum passive_fault fault;
	struct admission by = {0};
	uint32_t item;
	if (!import_read_cert(o->der, &c, &why, &fault)) {
		return import_reject(w, o, c.country, why, fault);
	}
	if (!is_ca(&c)) {
		return import_reject(w, o, c.country, IMPORT_USAGE, FAULT_NONE);
	}
	EG_TRY(admit(w, o, &c, &by));
	if (by.marks == 0) {
		o->why = IMPORT_NOT_ADMITTED; /* a link may still come */
		return EG_OK;
	}
	EG_TRY(take(w, o, &w->cas, &c, &by, &item));
	w->stale = true;
	w->cas_changed = true;
	return EG_OK;
}

/* Its issuer is still listed: no signature is verified again. */
static bool was_verified(const struct import_work *w, uint32_t item)
{
	uint32_t issuer = item == STORE_NONE ? STORE_NONE : w->signers.items[item].issuer;
	return issuer < w->cas.count && w->cas.items[issuer].named;
}

enum eg_err import_signer(struct import_work *w, struct import_object *o)
{
	struct cert c;
	enum import_reason why = IMPORT_FORMAT;
	enum passive_fault fault = FAULT_CERT_FORMAT;
	const struct admission by = {.marks = STORE_MARK_LISTED};
	uint32_t item;
	EG_TRY(store_set_find(&w->signers, o->der, &item));
	/* what is in the store was read before: its key is not tried again */
	if (item != STORE_NONE ? cert_parse(o->der, &c) != EG_OK
			       : !import_read_cert(o->der, &c, &why, &fault)) {
		return import_reject(w, o, c.country, why, fault);
	}
	if (is_ca(&c) || c.has_extended_usage) {
		return import_reject(w, o, c.country, IMPORT_USAGE,
				     is_ca(&c) ? FAULT_NONE : FAULT_EXTENDED_USAGE);
	}
	EG_TRY(import_refresh(w));
	uint32_t issuer = was_verified(w, item) ? w->signers.items[item].issuer : STORE_NONE;
	if (issuer == STORE_NONE) {
		EG_TRY(import_issuer(w, &c, false, &issuer));
	}
	if (issuer == STORE_NONE) {
		return import_reject(w, o, c.country, IMPORT_ISSUER, FAULT_NONE);
	}
	EG_TRY(take(w, o, &w->signers, &c, &by, &item));
	w->signers.items[item].issuer = issuer;
	return EG_OK;
}
