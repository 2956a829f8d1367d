/*
 * import_place: what becomes of a list beside the one of its origin that is stored.
 * Knows versions, and which list may go on from which. Never judges a signer.
 */
#include "pki/import_work.h"

#include "pki/revoked.h"

/* A source names a country CA with that key. */
static enum eg_err source_has_key(const struct import_work *w, uint32_t source,
				  const uint8_t key[STORE_HASH_SIZE], bool *out)
{
	*out = false;
	for (size_t i = 0; i < w->cas.naming_count && !*out; i++) {
		struct cert ca;
		struct revoked_key one;
		if (w->cas.namings[i].source == source) {
			EG_TRY(cert_parse(w->cas.items[w->cas.namings[i].item].der, &ca));
			EG_TRY(revoked_key_of(&ca, &one));
			*out = rd_equal(RD_ARRAY(one.hash), rd_of(key, STORE_HASH_SIZE));
		}
	}
	return EG_OK;
}

/* A master list whose signer a listed country CA vouches for goes on from what the operator let in
 * if that list names the CA. */
static enum eg_err inherit(const struct import_work *w, const struct import_vouched *by,
			   uint32_t stored, struct store_source *s)
{
	uint32_t old = w->sources[stored].s.marks;
	bool of_old;
	if (s->kind != STORE_KIND_MASTER_LIST || (s->marks & STORE_MARK_LISTED) == 0) {
		return EG_OK;
	}
	EG_TRY(source_has_key(w, stored, by->key, &of_old));
	s->marks |= old & STORE_MARK_NAMED;
	if (of_old && (old & STORE_MARKS_ROOT) != 0) {
		s->marks |= STORE_MARK_SUCCEEDS;
	}
	return EG_OK;
}

/* What was let in for good reason is not replaced for a lesser one. */
static bool may_replace(const struct store_source *s, const struct store_source *old)
{
	if ((s->marks & (STORE_MARK_ANCHOR | STORE_MARK_SUCCEEDS | STORE_MARK_NAMED)) != 0) {
		return true;
	}
	if ((s->marks & STORE_MARK_LISTED) != 0) {
		return s->kind == STORE_KIND_MASTER_LIST ? (old->marks & STORE_MARKS_ROOT) == 0
							 : (old->marks & STORE_MARK_OWN_STATE) == 0;
	}
	return (old->marks & (STORE_MARK_ANCHOR | STORE_MARK_LISTED)) == 0;
}

/* Given again, it may be let in for more than before. */
static bool brings_more(const struct store_source *s, const struct store_source *old)
{
	return s->kind == STORE_KIND_MASTER_LIST && (s->marks & STORE_MARKS_ALL_STATES) != 0 &&
	       (old->marks & STORE_MARKS_ALL_STATES) == 0;
}

/* What a signer was vouched for by once need not vouch for the same list again. */
static bool is_settled(enum import_reason why)
{
	return why == IMPORT_NONE || why == IMPORT_UNANCHORED || why == IMPORT_SIGNER_EXPIRED;
}

enum eg_err import_place(struct import_work *w, const struct import_vouched *by,
			 struct store_source *s, uint32_t *stored, enum import_version *version,
			 enum import_reason *why)
{
	*stored = import_find_source(w, s->origin);
	*version = IMPORT_NEWER;
	*why = by->why;
	if (*stored == STORE_NONE) {
		return EG_OK;
	}
	const struct store_source *old = &w->sources[*stored].s;
	*version = import_compare(s, old);
	if (*version == IMPORT_AGAIN && is_settled(by->why)) {
		bool more = by->why == IMPORT_NONE && brings_more(s, old);
		*version = more ? IMPORT_NEWER : IMPORT_AGAIN;
		*why = IMPORT_NONE;
		return EG_OK;
	}
	if (by->why == IMPORT_NONE && *version == IMPORT_NEWER) {
		EG_TRY(inherit(w, by, *stored, s));
		*why = may_replace(s, old) ? IMPORT_NONE : IMPORT_SUCCESSION;
	} else if (by->why == IMPORT_NONE) {
		*why = *version == IMPORT_OLDER ? IMPORT_ROLL_BACK : IMPORT_CONFLICT;
	}
	return EG_OK;
}
