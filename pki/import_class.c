/*
 * import_class: what each country CA is, and which of several issued a document signer.
 * Knows signatures. Never takes a name for a proof.
 */
#include "pki/import_work.h"

#include "pki/name.h"

/* Self-signed stays self-signed; what others issued depends on who is listed. */
static enum eg_err classify_one(struct import_work *w, uint32_t item)
{
	struct store_item *one = &w->cas.items[item];
	struct cert c;
	EG_TRY(cert_parse(one->der, &c));
	if (one->class == STORE_SELF_SIGNED || import_verify(w, &c, item) == EG_OK) {
		one->class = STORE_SELF_SIGNED;
		one->issuer = item;
		return EG_OK;
	}
	EG_TRY(import_issuer(w, &c, true, &one->issuer));
	one->class = one->issuer == STORE_NONE ? STORE_ORPHAN : STORE_LINK;
	return EG_OK;
}

static bool same_key(const struct import_work *w, uint32_t item, const struct cert *candidate)
{
	struct cert ca;
	struct rd a = RD_EMPTY;
	struct rd b = RD_EMPTY;
	return item < w->cas.count && cert_parse(w->cas.items[item].der, &ca) == EG_OK &&
	       import_key_bits(&ca, &a) && import_key_bits(candidate, &b) && rd_equal(a, b);
}

/* Of several certificates with the key that fits, the first candidate: so a store does not tell
 * from its issuers what was listed before. */
static enum eg_err choose_issuer(struct import_work *w, struct store_item *signer)
{
	struct cert c;
	struct cert candidate;
	struct trust_cursor at = {0};
	EG_TRY(cert_parse(signer->der, &c));
	while (trust_next_issuer(w->trust, &c, &at, &candidate)) {
		if (same_key(w, signer->issuer, &candidate)) {
			return store_set_find(&w->cas, candidate.whole, &signer->issuer);
		}
	}
	return import_issuer(w, &c, false, &signer->issuer);
}

enum eg_err import_classify(struct import_work *w)
{
	if (!w->cas_changed) {
		return EG_OK;
	}
	EG_TRY(import_refresh(w));
	for (uint32_t i = 0; i < w->cas.count; i++) {
		if (w->cas.items[i].named) {
			EG_TRY(classify_one(w, i));
		}
	}
	for (size_t i = 0; i < w->signers.count; i++) {
		EG_TRY(choose_issuer(w, &w->signers.items[i]));
	}
	return EG_OK;
}

enum eg_err import_census(const struct store_sections *s, struct import_census *out)
{
	size_t count = store_cert_count(s, STORE_CSCA);
	*out = (struct import_census){0};
	for (uint32_t i = 0; i < count; i++) {
		struct store_cert one;
		struct cert c;
		if (!store_cert_at(s, STORE_CSCA, i, &one)) {
			return EG_FAIL(EG_BAD_DATA, "country CA of the trust store");
		}
		EG_TRY(cert_parse(one.der, &c));
		bool same = name_same(c.issuer, c.subject);
		if (one.class == STORE_SELF_SIGNED) {
			out->self_signed++;
		} else if (one.class == STORE_LINK) {
			*(same ? &out->link_same_name : &out->link_other_name) += 1;
		} else {
			*(same ? &out->orphan_same_name : &out->orphan_other_name) += 1;
		}
	}
	return EG_OK;
}
