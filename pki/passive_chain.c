/*
 * passive_chain: a document signer's certificate under the country CAs that are trusted.
 * Knows candidates, periods and revocation. Never knows what the signer signed.
 *
 * One step only: every listed certificate is an anchor of its own, links too (Doc 9303-12, D.1).
 */
#include "pki/passive_impl.h"

#include "pki/name.h"
#include "pki/revoked.h"

#define DAY_S 86400
/* Doc 9303-12, 4.3: a list is issued at least every 90 days; for one that does not say when. */
#define CRL_LIFE_DAYS 90
/* CRLReason (RFC 5280, 5.3.1). */
#define KEY_COMPROMISE 1
#define CA_COMPROMISE  2

static void add(struct passive_attempt *a, bool when, enum passive_fault f)
{
	if (when) {
		faults_add(&a->found, f);
	}
}

/* The day on which the certificates must be valid. The signed time counts only if it is one. */
static struct date day_for(const struct passive_input *in, const struct cms_signer *s)
{
	bool told = s->has_signing_time && !faults_has(s->faults, FAULT_SIGNING_TIME) &&
		    date_compare(s->signing_time.day, in->today) <= 0;
	return in->profile->model == VALIDITY_NOW || !told ? in->today : s->signing_time.day;
}

static struct date day_for_issuer(const struct passive_input *in, const struct cms_signer *s,
				  const struct cert *signer)
{
	return in->profile->model == VALIDITY_CHAIN ? signer->from : day_for(in, s);
}

/* Of several candidates that fit, one within its period is preferred: the key is valid if one of
 * its certificates is. */
static enum passive_fault find_issuer(const struct passive_input *in, struct date day,
				      struct passive_attempt *a)
{
	struct trust_cursor at = {0};
	struct cert candidate;
	const struct cert *child = &a->signer;
	enum passive_fault why = FAULT_ISSUER_UNKNOWN;
	while (trust_next_issuer(in->trust, child, &at, &candidate)) {
		bool valid = cert_period(&candidate, day) == 0;
		if (a->has_issuer && !valid) {
			continue;
		}
		enum eg_err err = cert_issued_by(child, &candidate);
		if (err == EG_OK) {
			a->issuer = candidate;
			a->has_issuer = true;
			if (valid) {
				break;
			}
		} else if (child->authority_key_id.left == 0 ||
			   rd_equal(candidate.subject_key_id, child->authority_key_id)) {
			/* A name alone does not say that the key is known: states keep names. */
			why = err == EG_UNSUPPORTED ? FAULT_ISSUER_ALGORITHM
						    : FAULT_ISSUER_SIGNATURE;
		}
	}
	return a->has_issuer ? FAULT_NONE : why;
}

static void judge_issuer(struct passive_attempt *a)
{
	const struct cert *signer = &a->signer;
	const struct cert *ca = &a->issuer;
	struct faults own = {0};
	add(a, !name_same(signer->issuer, ca->subject), FAULT_ISSUER_NAMED);
	add(a,
	    signer->authority_key_id.left > 0 &&
		    !rd_equal(signer->authority_key_id, ca->subject_key_id),
	    FAULT_ISSUER_KEY_ID);
	cert_profile(ca, cert_self_issued(ca) ? CERT_CSCA : CERT_LINK, &own);
	add(a, !faults_empty(own), FAULT_ISSUER_PROFILE);
	faults_join(&a->found, cert_algorithm_faults(signer));
}

static void judge_validity(const struct passive_input *in, const struct cms_signer *s,
			   struct passive_attempt *a)
{
	int period = cert_period(&a->signer, day_for(in, s));
	add(a, period > 0, FAULT_SIGNER_EXPIRED);
	add(a, period < 0, FAULT_SIGNER_NOT_YET);
	if (a->has_issuer) {
		period = cert_period(&a->issuer, day_for_issuer(in, s, &a->signer));
		add(a, period > 0, FAULT_ISSUER_EXPIRED);
		add(a, period < 0, FAULT_ISSUER_NOT_YET);
	}
	add(a,
	    s->has_signing_time && (s->signing_time.unix_s < a->signer.not_before.unix_s ||
				    s->signing_time.unix_s > a->signer.not_after.unix_s),
	    FAULT_SIGNING_TIME);
	a->done |= PASSIVE_STEP_BIT(PASSIVE_STEP_VALIDITY);
}

/* A list counts as fresh to the end of the day on which the next one is due, and days of grace. */
static bool stale(const struct passive_input *in, const struct trust_revocation *r)
{
	int64_t due = r->has_next_update ? r->next_update.unix_s
					 : r->this_update.unix_s + (int64_t)CRL_LIFE_DAYS * DAY_S;
	return asn1_time_of_day(in->today) > due + (int64_t)in->profile->crl_grace_days * DAY_S;
}

/*
 * A list that is out of date still revokes what it lists, and so does one of another key under the
 * CA's name: a CA that has changed its key lists what it signed with the former one (Doc 9303-12,
 * 4.1.5). A list that cannot be understood is as good as none.
 */
static void judge_list(const struct passive_input *in, struct passive_attempt *a)
{
	struct trust_revocation r;
	if (trust_revocation(in->trust, &a->issuer, a->signer.serial, &r) != EG_OK) {
		r = (struct trust_revocation){.state = TRUST_CRL_MISSING};
	}
	add(a, r.named || r.state == TRUST_REVOKED, FAULT_SIGNER_REVOKED);
	switch (r.state) {
	case TRUST_CRL_MISSING:
		faults_add(&a->found, FAULT_CRL_MISSING);
		return;
	case TRUST_CRL_OTHER_ISSUER:
		faults_add(&a->found, FAULT_CRL_ISSUER);
		return;
	case TRUST_REVOKED:
	case TRUST_NOT_REVOKED:
		break;
	}
	add(a, r.critical_unknown, FAULT_CRL_MISSING);
	add(a, r.off_profile, FAULT_CRL_PROFILE);
	add(a, stale(in, &r), FAULT_CRL_STALE);
}

static bool same_key(const struct cert *a, const struct cert *b)
{
	struct revoked_key x;
	struct revoked_key y;
	return rd_equal(a->spki, b->spki) ||
	       (revoked_key_of(a, &x) == EG_OK && revoked_key_of(b, &y) == EG_OK &&
		rd_equal(RD_ARRAY(x.hash), RD_ARRAY(y.hash)));
}

/* A list of whoever may have issued this certificate of a country CA names it: itself, or, of a
 * link, the CA that it leads away from. */
static bool is_named(const struct passive_input *in, const struct cert *ca, uint8_t *reason)
{
	struct trust_cursor at = {0};
	struct cert issuer;
	struct trust_revocation r;
	while (trust_next_issuer(in->trust, ca, &at, &issuer)) {
		if (trust_revocation(in->trust, &issuer, ca->serial, &r) == EG_OK &&
		    (r.named || r.state == TRUST_REVOKED)) {
			*reason = r.crl_reason;
			return true;
		}
	}
	return false;
}

/* Names and key identifiers do not tell that another one issued it. */
static bool is_its_own(const struct cert *ca)
{
	return cert_self_issued(ca) && (ca->authority_key_id.left == 0 ||
					rd_equal(ca->authority_key_id, ca->subject_key_id));
}

/*
 * The key is what is trusted, and one key may have several listed certificates. None of them counts
 * any more once the CA has named its own, or one was revoked because others have the key. A link
 * that was revoked for another reason takes back that link only.
 */
static bool is_ca_revoked(const struct passive_input *in, const struct passive_attempt *a)
{
	struct trust_cursor at = {0};
	struct cert ca;
	bool another = false;
	while (trust_next_issuer(in->trust, &a->signer, &at, &ca)) {
		uint8_t reason = 0;
		if (!same_key(&ca, &a->issuer)) {
			continue;
		}
		if (!is_named(in, &ca, &reason)) {
			another = true;
		} else if (is_its_own(&ca) || reason == KEY_COMPROMISE || reason == CA_COMPROMISE) {
			return true;
		}
	}
	return !another;
}

/* This certificate, or whatever certificate has its key. What cannot be hashed is not believed. */
static bool is_distrusted(const struct passive_profile *p, const struct cert *c)
{
	uint8_t whole[CRYPT_HASH_MAX];
	uint8_t key[CRYPT_HASH_MAX];
	if (p->distrusted_count == 0) {
		return false;
	}
	if (crypt_hash(CRYPT_SHA256, c->whole, whole) != EG_OK ||
	    crypt_hash(CRYPT_SHA256, c->spki, key) != EG_OK) {
		return true;
	}
	for (size_t i = 0; i < p->distrusted_count; i++) {
		struct rd named = RD_ARRAY(p->distrusted[i]);
		if (rd_equal(named, rd_of(whole, PASSIVE_DISTRUSTED_SIZE)) ||
		    rd_equal(named, rd_of(key, PASSIVE_DISTRUSTED_SIZE))) {
			return true;
		}
	}
	return false;
}

void passive_chain(const struct passive_input *in, const struct cms_signer *s, bool vouched,
		   struct passive_attempt *a)
{
	enum passive_fault why = find_issuer(in, day_for_issuer(in, s, &a->signer), a);
	a->done |= PASSIVE_STEP_BIT(PASSIVE_STEP_CHAIN);
	if (!vouched) {
		faults_add(&a->found, why);
	}
	if (is_distrusted(in->profile, &a->signer) ||
	    (a->has_issuer && is_distrusted(in->profile, &a->issuer))) {
		faults_add(&a->found, FAULT_DISTRUSTED);
		a->done |= PASSIVE_STEP_BIT(PASSIVE_STEP_REVOCATION);
	}
	if (a->has_issuer) {
		judge_issuer(a);
		judge_list(in, a);
		add(a, is_ca_revoked(in, a), FAULT_ISSUER_REVOKED);
		a->done |= PASSIVE_STEP_BIT(PASSIVE_STEP_REVOCATION);
	}
	judge_validity(in, s, a);
}
