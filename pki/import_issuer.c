/*
 * import_issuer: who issued what is imported, among the country CAs as they are now.
 * Knows candidates and their keys. Never takes a name for a proof.
 */
#include "pki/import_work.h"

#include <stdlib.h>

enum eg_err import_refresh(struct import_work *w)
{
	if (!w->stale && w->trust != NULL) {
		return EG_OK;
	}
	trust_free(&w->trust);
	EG_TRY(store_set_arrange(&w->cas));
	EG_TRY(store_set_write(&w->cas, NULL, &w->cas, &w->seen));
	struct store_sections now = store_parts_view(&w->seen);
	now.of[STORE_REVOKED] = w->old.of[STORE_REVOKED];
	EG_TRY(trust_over_sections(&now, &w->trust));
	w->stale = false;
	return EG_OK;
}

/* The key of a country CA, kept for the next certificate. */
static enum eg_err key_of(struct import_work *w, uint32_t item, const struct crypt_pub **out)
{
	struct cert ca;
	if (item >= w->key_count) {
		size_t wanted = w->cas.count + 64;
		struct import_key *keys = reallocarray(w->keys, wanted, sizeof(*keys));
		if (keys == NULL) {
			return EG_FAIL(EG_NO_MEMORY, "keys of the import");
		}
		for (size_t i = w->key_count; i < wanted; i++) {
			keys[i] = (struct import_key){NULL};
		}
		w->keys = keys;
		w->key_count = wanted;
	}
	if (w->keys[item].key == NULL) {
		EG_TRY(cert_parse(w->cas.items[item].der, &ca));
		EG_TRY(cert_key(&ca, &w->keys[item].key));
	}
	*out = w->keys[item].key;
	return EG_OK;
}

enum eg_err import_verify(struct import_work *w, const struct cert *child, uint32_t item)
{
	const struct crypt_pub *key = NULL;
	EG_TRY(key_of(w, item, &key));
	return cert_verify(child, key);
}

/* Resources end: not a matter of the certificate. */
static bool is_fatal(enum eg_err err)
{
	return err == EG_NO_MEMORY || err == EG_CRYPTO;
}

/* Anyone of its country, for key ids that name another key, or names that changed. */
static enum eg_err search_country(struct import_work *w, const struct cert *child, uint32_t *item)
{
	for (uint32_t i = 0; i < w->cas.count; i++) {
		const struct store_item *ca = &w->cas.items[i];
		if (!ca->named || rd_equal(ca->der, child->whole) ||
		    !rd_equal(rd_cstr(ca->country), rd_cstr(child->issuer_country))) {
			continue;
		}
		enum eg_err err = import_verify(w, child, i);
		if (err == EG_OK) {
			*item = i;
			return EG_OK;
		}
		if (is_fatal(err)) {
			return err;
		}
	}
	return EG_OK;
}

enum eg_err import_issuer(struct import_work *w, const struct cert *child, bool whole_country,
			  uint32_t *item)
{
	struct trust_cursor at = {0};
	struct cert candidate;
	*item = STORE_NONE;
	EG_TRY(import_refresh(w));
	while (trust_next_issuer(w->trust, child, &at, &candidate)) {
		uint32_t found;
		EG_TRY(store_set_find(&w->cas, candidate.whole, &found));
		if (found == STORE_NONE || rd_equal(candidate.whole, child->whole)) {
			continue;
		}
		enum eg_err err = import_verify(w, child, found);
		if (err == EG_OK) {
			*item = found;
			return EG_OK;
		}
		if (is_fatal(err)) {
			return err;
		}
	}
	return whole_country ? search_country(w, child, item) : EG_OK;
}

bool import_key_bits(const struct cert *c, struct rd *out)
{
	struct rd spki = c->spki;
	struct rd body;
	struct rd algorithm;
	return rd_expect(&spki, 0x30, &body) && rd_expect(&body, 0x30, &algorithm) &&
	       rd_expect(&body, 0x03, out) && rd_end(&body);
}

bool import_read_cert(struct rd der, struct cert *out, enum import_reason *why,
		      enum passive_fault *fault)
{
	EG_AUTO(crypt_pub_free) struct crypt_pub *key = NULL;
	struct faults found = {0};
	*out = (struct cert){0};
	*why = IMPORT_FORMAT;
	*fault = FAULT_CERT_FORMAT;
	if (cert_parse(der, out) != EG_OK) {
		return false;
	}
	if (faults_has(out->faults, FAULT_CERT_ALGORITHMS)) {
		*fault = FAULT_CERT_ALGORITHMS;
		return false;
	}
	*why = IMPORT_KEY;
	if (cert_key_noting(out, &key, &found) != EG_OK) {
		*fault = faults_first(found, PASSIVE_STEP_ALGORITHMS);
		return false;
	}
	*why = IMPORT_NONE;
	*fault = FAULT_NONE;
	return true;
}
