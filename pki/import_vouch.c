/*
 * import_vouch: who vouches for the signer of a list.
 * Knows anchors, listed country CAs and what they revoked. Never takes a name for a proof, and
 * never believes a signer about the state that it signs for.
 */
#include "pki/import_work.h"

#include "pki/name.h"
#include "pki/revoked.h"
#include "pki/revoked_format.h"

#define DAY_S 86400

/* What makes a certificate one that nothing may rest on. */
static bool is_broken(const struct cert *c)
{
	static const enum passive_fault faults[] = {FAULT_CERT_ALGORITHMS, FAULT_CERT_PERIOD,
						    FAULT_CRITICAL_UNKNOWN, FAULT_EXTENSION_FORMAT};
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		if (faults_has(c->faults, faults[i])) {
			return true;
		}
	}
	return false;
}

static bool is_ca(const struct cert *c)
{
	return c->ca || c->key_usage_certifies;
}

/* What the signer and its signing time say by themselves. */
static enum import_reason first_look(const struct import_work *w, const struct import_signing *by)
{
	const struct cert *signer = by->signer;
	if ((!by->usage && !is_ca(signer)) || is_broken(signer)) {
		return IMPORT_SIGNER_USAGE;
	}
	if (!by->has_time) {
		return IMPORT_NO_VERSION;
	}
	if (cert_period(signer, by->time.day) != 0) {
		return IMPORT_SIGNER_PERIOD;
	}
	/* it would shut out those of the time until then */
	return by->time.unix_s > w->options->now_s + DAY_S ? IMPORT_FUTURE : IMPORT_NONE;
}

/* An anchor that the operator gave: the signer itself, or its issuer. */
static bool find_anchor(const struct import_work *w, const struct import_signing *by,
			struct cert *ca)
{
	for (size_t i = 0; i < w->options->anchor_count; i++) {
		struct rd der = w->options->anchors[i];
		if (cert_parse(der, ca) == EG_OK &&
		    (rd_equal(by->signer->whole, der) ||
		     (by->usage && cert_issued_by(by->signer, ca) == EG_OK))) {
			return true;
		}
	}
	return false;
}

/* The listed country CA that issued it: of the country that it names, if one of them is. */
static enum eg_err find_listed(struct import_work *w, const struct cert *signer, struct cert *ca,
			       uint32_t *mark)
{
	struct trust_cursor at = {0};
	struct cert candidate;
	bool of_country = false;
	while (!of_country && trust_next_issuer(w->trust, signer, &at, &candidate)) {
		if (cert_issued_by(signer, &candidate) == EG_OK) {
			of_country = rd_equal(rd_cstr(candidate.country),
					      rd_cstr(signer->issuer_country));
			*ca = candidate;
			*mark = STORE_MARK_LISTED;
		}
	}
	return EG_OK;
}

/* The country CA that vouches: the signer itself, or its issuer. No mark: there is none. */
static enum eg_err find_ca(struct import_work *w, const struct import_signing *by, struct cert *ca,
			   uint32_t *mark)
{
	*mark = 0;
	if (find_anchor(w, by, ca)) {
		*mark = STORE_MARK_ANCHOR;
		return EG_OK;
	}
	EG_TRY(import_refresh(w));
	if (is_ca(by->signer) && trust_holds(w->trust, by->signer->whole)) {
		*ca = *by->signer;
		*mark = STORE_MARK_LISTED;
		return EG_OK;
	}
	return by->usage ? find_listed(w, by->signer, ca, mark) : EG_OK;
}

/* Whether a revocation list names this serial number, however it spells it. */
static enum eg_err crl_names(const struct crl *c, struct rd serial, bool *out)
{
	struct rd rest = c->entries;
	struct crl_entry e;
	struct revoked_serial wanted;
	EG_TRY(revoked_serial_of(serial, &wanted));
	while (!*out && crl_next_entry(&rest, &e)) {
		struct revoked_serial one;
		*out = revoked_serial_of(e.serial, &one) == EG_OK &&
		       one.word[0] == wanted.word[0] && one.word[1] == wanted.word[1] &&
		       one.word[2] == wanted.word[2];
	}
	return EG_OK;
}

/* A list of that country CA: by its key, or by another listed one of its name and country. */
static enum eg_err is_list_of(struct import_work *w, const struct crl *c, const struct cert *ca,
			      bool *out)
{
	struct cert other;
	bool found;
	*out = crl_issued_by(c, ca) == EG_OK;
	if (!*out) {
		EG_TRY(import_crl_issuer(w, c, &other, &found));
		*out = found && name_same(other.subject, ca->subject) &&
		       rd_equal(rd_cstr(other.country), rd_cstr(ca->country));
	}
	return EG_OK;
}

enum eg_err import_is_revoked(struct import_work *w, const struct cert *ca, struct rd serial,
			      bool *out)
{
	struct trust_revocation r;
	EG_TRY(import_refresh(w));
	EG_TRY(trust_revocation(w->trust, ca, serial, &r));
	*out = r.state == TRUST_REVOKED;
	for (size_t i = 0; i < w->object_count && !*out; i++) {
		struct crl c;
		bool of_ca;
		if (w->objects[i].kind != STORE_KIND_CRL ||
		    crl_parse(w->objects[i].der, &c) != EG_OK ||
		    !rd_equal(rd_cstr(c.country), rd_cstr(ca->country))) {
			continue;
		}
		EG_TRY(is_list_of(w, &c, ca, &of_ca));
		if (of_ca) {
			EG_TRY(crl_names(&c, serial, out));
		}
	}
	return EG_OK;
}

/* What a country CA that vouches has to say against it. */
static enum eg_err judge(struct import_work *w, const struct cert *signer, const struct cert *ca,
			 struct import_vouched *out)
{
	bool revoked;
	struct revoked_key key;
	EG_TRY(import_is_revoked(w, ca, signer->serial, &revoked));
	EG_TRY(revoked_key_of(ca, &key));
	struct wr w_key = WR_ARRAY(out->key);
	wr_put(&w_key, RD_ARRAY(key.hash));
	if (!rd_equal(rd_cstr(out->country), rd_cstr(ca->country))) {
		out->why = IMPORT_SIGNER_COUNTRY;
	} else if (revoked) {
		out->why = IMPORT_SIGNER_REVOKED;
	} else if (cert_period(signer, date_from_unix(w->options->now_s)) > 0) {
		out->why = IMPORT_SIGNER_EXPIRED;
	}
	return EG_OK;
}

bool import_same_country(const char a[4], const char b[4])
{
	return a[0] != '\0' && rd_equal(rd_cstr(a), rd_cstr(b));
}

static bool is_named(const struct import_options *o, const char country[4])
{
	for (size_t i = 0; i < o->list_state_count; i++) {
		if (import_same_country(o->list_states[i], country)) {
			return true;
		}
	}
	return false;
}

enum eg_err import_vouch(struct import_work *w, const struct import_object *o,
			 const struct import_signing *by, struct import_vouched *out)
{
	const struct cert *signer = by->signer;
	struct cert ca;
	uint32_t mark;
	*out = (struct import_vouched){.why = first_look(w, by)};
	import_put_country(out->country, is_ca(signer) ? signer->country : signer->issuer_country);
	out->marks = is_ca(signer) ? STORE_MARK_CA_SIGNED : 0;
	if (out->why != IMPORT_NONE) {
		return EG_OK;
	}
	EG_TRY(find_ca(w, by, &ca, &mark));
	out->why = mark == 0 ? IMPORT_UNANCHORED : IMPORT_NONE;
	out->marks |= mark;
	if (mark != 0) {
		EG_TRY(judge(w, signer, &ca, out));
	}
	if (mark == STORE_MARK_LISTED && is_named(w->options, out->country)) {
		out->marks |= STORE_MARK_NAMED;
	}
	if ((out->why == IMPORT_UNANCHORED || out->why == IMPORT_SIGNER_EXPIRED) &&
	    w->options->take_unanchored && !w->anchors_only && o->collection == STORE_NONE) {
		out->marks |= STORE_MARK_UNANCHORED;
		out->why = IMPORT_NONE;
	}
	return EG_OK;
}
