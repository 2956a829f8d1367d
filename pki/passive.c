/*
 * passive: Passive Authentication (Doc 9303-11, 5.1) as findings.
 * Knows the order of the checks and what each may tolerate. Never parses a data group.
 *
 *   EF.SOD -> format -> signer certificate -> its profile -> signature -> issuing CA -> period
 */
#include "pki/passive.h"

#include <stdlib.h>

#include "pki/card_security.h"
#include "pki/cert.h"
#include "pki/country.h"
#include "pki/sod.h"

struct group_hash {
	uint8_t bytes[CRYPT_HASH_MAX];
};

struct passive {
	bool trusted;
	enum crypt_hash hash;
	uint32_t groups; /* bit n */
	struct group_hash hashes[SOD_GROUPS_MAX + 1];
	char ca_country[4];
	char signer_country[4];        /* subject of the signer, "" if none */
	char signer_issuer_country[4]; /* issuer of the signer, "" if none */
};

void passive_free(struct passive **p)
{
	if (p != NULL) {
		eg_free(p);
		*p = NULL;
	}
}

static void set(struct findings *f, enum check c, enum verdict v, enum reason why,
		enum passive_detail detail)
{
	findings_set(f, c, v, why);
	f->of[c].detail = (uint8_t)detail;
}

/* PASS, or PASS with what was tolerated. */
static void pass(struct findings *f, enum check c, enum passive_detail deviation)
{
	set(f, c, VERDICT_PASS, deviation == PASSIVE_NOTHING ? REASON_NONE : REASON_DEVIATION,
	    deviation);
}

static void fail(struct findings *f, enum check c, enum reason why, enum passive_detail detail)
{
	set(f, c, VERDICT_FAIL, why, detail);
}

/* What a container may have wrong with it; everything else in it is refused as badly formed. */
static bool container_tolerable(struct faults found)
{
	static const enum passive_fault tolerable[] = {FAULT_CONTENT_TYPE, FAULT_CMS_VERSION,
						       FAULT_DIGEST_LIST, FAULT_HASH_DEPRECATED,
						       FAULT_SIGNING_TIME};
	struct faults passed = {0};
	for (size_t i = 0; i < sizeof(tolerable) / sizeof(tolerable[0]); i++) {
		faults_add(&passed, tolerable[i]);
	}
	return faults_empty(faults_without(found, passed));
}

/* The version as well as the rest: a version that was never taken is none now. */
static bool container_usable(const struct cms *cms, struct faults found)
{
	faults_join(&found, cms->signers[0].faults);
	return container_tolerable(found) && (cms->version == 1 || cms->version == 3);
}

static void judge_format(const struct sod *s, struct findings *f)
{
	enum passive_detail deviation = PASSIVE_NOTHING;
	if (faults_has(s->faults, FAULT_CONTENT_TYPE)) {
		deviation = PASSIVE_CONTENT_TYPE;
	} else if (s->cms.version != 3) {
		deviation = PASSIVE_CMS_VERSION;
	}
	pass(f, CHECK_SOD_FORMAT, deviation);
}

/*
 * The embedded certificate that the signer info names, else the only one there is: Malaysia and
 * Ukraine name theirs with other string types or in another order. The name is not signed and
 * proves nothing; that the signature fits the certificate does.
 */
static bool choose_signer(const struct cms *cms, struct cert *out, enum passive_detail *deviation)
{
	struct rd rest = cms->certificates;
	struct rd der;
	size_t count = 0;
	while (cms_next_certificate(&rest, &der)) {
		count++;
		if (cert_parse(der, out) == EG_OK &&
		    cms_names(&cms->signers[0], out) == CMS_NAMES) {
			*deviation = PASSIVE_NOTHING;
			return true;
		}
	}
	rest = cms->certificates;
	*deviation = PASSIVE_SIGNER_NAMED;
	return count == 1 && cms_next_certificate(&rest, &der) && rd_end(&rest) &&
	       cert_parse(der, out) == EG_OK;
}

/* Doc 9303-12, 7.1 table 6: what a document signer's certificate must be. */
static enum passive_detail signer_fault(const struct trust *t, const struct cert *signer)
{
	if (!signer->v3 || faults_has(signer->faults, FAULT_CRITICAL_UNKNOWN) ||
	    faults_has(signer->faults, FAULT_EXTENSION_FORMAT) ||
	    faults_has(signer->faults, FAULT_CERT_ALGORITHMS) ||
	    faults_has(signer->faults, FAULT_CERT_PERIOD)) {
		return PASSIVE_EXTENSION;
	}
	if (signer->ca || signer->key_usage_certifies || trust_holds(t, signer->whole)) {
		return PASSIVE_SIGNER_IS_CA;
	}
	/* With an extended usage it is a state's list signer or web server, not a document signer.
	 */
	if (!signer->has_key_usage || !signer->key_usage_signs || signer->has_extended_usage) {
		return PASSIVE_KEY_USAGE;
	}
	return PASSIVE_NOTHING;
}

static bool judge_signer(const struct trust *t, const struct cms *cms, struct findings *f,
			 struct cert *signer)
{
	enum passive_detail deviation;
	if (!choose_signer(cms, signer, &deviation)) {
		fail(f, CHECK_SOD_SIGNER, REASON_NO_SIGNER, PASSIVE_NOTHING);
		return false;
	}
	enum passive_detail fault = signer_fault(t, signer);
	if (fault != PASSIVE_NOTHING) {
		fail(f, CHECK_SOD_SIGNER, REASON_BAD_FORMAT, fault);
	} else {
		pass(f, CHECK_SOD_SIGNER, deviation);
	}
	return true;
}

static enum reason signature_reason(enum eg_err err)
{
	return err == EG_MISMATCH ? REASON_SIGNATURE_WRONG : REASON_ALGORITHM;
}

static void judge_signature(const struct cms *cms, const struct cert *signer, struct findings *f)
{
	EG_AUTO(crypt_pub_free) struct crypt_pub *key = NULL;
	if (cert_key(signer, &key) != EG_OK) {
		fail(f, CHECK_SOD_SIGNATURE, REASON_ALGORITHM, PASSIVE_SIGNER_KEY);
		return;
	}
	struct faults found = {0};
	enum eg_err err = cms_verify(cms, &cms->signers[0], key, &found);
	/* Signed in another order than carried: refused, as long as nobody judges it. */
	if (err == EG_OK && faults_has(found, FAULT_ATTRIBUTES_SORTED)) {
		err = EG_MISMATCH;
	}
	if (err == EG_OK) {
		pass(f, CHECK_SOD_SIGNATURE, PASSIVE_NOTHING);
	} else {
		fail(f, CHECK_SOD_SIGNATURE, signature_reason(err), PASSIVE_NOTHING);
	}
}

static enum reason chain_reason(enum eg_err err)
{
	if (err == EG_UNSUPPORTED) {
		return REASON_ALGORITHM;
	}
	return err == EG_MISMATCH ? REASON_SIGNATURE_WRONG : REASON_UNKNOWN_ISSUER;
}

static void judge_chain(const struct trust *t, const struct cert *signer, struct date today,
			struct findings *f, struct cert *ca, bool *found)
{
	enum eg_err err = trust_find_issuer(t, signer, today, ca);
	*found = err == EG_OK;
	if (err != EG_OK) {
		fail(f, CHECK_SOD_CHAIN, chain_reason(err), PASSIVE_NOTHING);
		return;
	}
	bool usual = signer->authority_key_id.left > 0 &&
		     rd_equal(signer->authority_key_id, ca->subject_key_id) &&
		     rd_equal(signer->issuer, ca->subject);
	pass(f, CHECK_SOD_CHAIN, usual ? PASSIVE_NOTHING : PASSIVE_ISSUER_NAMED);
}

/* Doc 9303-12, D.1.1.3: each certificate of the path is valid now, the country CA's too: else who
 * gets hold of an old CA's key gives its signers any period. */
static void judge_validity(const struct cert *signer, const struct cert *ca, struct date today,
			   struct findings *f)
{
	enum passive_detail detail = PASSIVE_NOTHING;
	int period = cert_period(signer, today);
	if (period == 0 && ca != NULL) {
		period = cert_period(ca, today);
		detail = PASSIVE_ISSUER_PERIOD;
	}
	if (period == 0) {
		pass(f, CHECK_SOD_VALIDITY, PASSIVE_NOTHING);
	} else {
		fail(f, CHECK_SOD_VALIDITY, period < 0 ? REASON_NOT_YET_VALID : REASON_EXPIRED,
		     detail);
	}
}

/* Signer, signature, chain, period of a signed container; *ca is set if an issuer was found. */
static void judge_container(const struct trust *t, const struct cms *cms, struct date today,
			    struct findings *f, struct cert *signer, struct cert *ca, bool *found)
{
	*found = false;
	if (!judge_signer(t, cms, f, signer)) {
		return;
	}
	judge_signature(cms, signer, f);
	judge_chain(t, signer, today, f, ca, found);
	judge_validity(signer, *found ? ca : NULL, today, f);
	/* No store of revocation lists yet: nothing is known, and that is said. */
	set(f, CHECK_SOD_REVOCATION, VERDICT_CANNOT_TELL, REASON_NO_REVOCATION_LIST,
	    PASSIVE_NOTHING);
}

static bool all_passed(const struct findings *f)
{
	return findings_verdict(f, CHECK_SOD_FORMAT) == VERDICT_PASS &&
	       findings_verdict(f, CHECK_SOD_SIGNER) == VERDICT_PASS &&
	       findings_verdict(f, CHECK_SOD_SIGNATURE) == VERDICT_PASS &&
	       findings_verdict(f, CHECK_SOD_CHAIN) == VERDICT_PASS;
}

static enum eg_err keep(const struct sod *s, const struct cert *signer, const struct cert *ca,
			bool trusted, struct passive **out)
{
	EG_AUTO(passive_free) struct passive *p = calloc(1, sizeof(*p));
	size_t size;
	if (p == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "passive authentication");
	}
	p->trusted = trusted && ca != NULL;
	p->hash = s->hash;
	p->groups = s->groups;
	for (unsigned g = 1; g <= SOD_GROUPS_MAX; g++) {
		if (!rd_dump(s->group_hash[g], p->hashes[g].bytes, CRYPT_HASH_MAX, &size)) {
			return EG_FAIL(EG_TOO_BIG, "hash of a data group");
		}
	}
	for (size_t i = 0; p->trusted && i < sizeof(p->ca_country); i++) {
		p->ca_country[i] = ca->country[i];
		p->signer_country[i] = signer->country[i];
		p->signer_issuer_country[i] = signer->issuer_country[i];
	}
	*out = p;
	p = NULL;
	return EG_OK;
}

enum eg_err passive_open(const struct trust *t, struct rd sod, struct date today,
			 struct findings *f, struct passive **out)
{
	EG_AUTO(bytes_free) struct bytes rewritten = {0};
	struct sod s;
	struct cert signer = {0};
	struct cert ca = {0};
	bool found;
	*out = NULL;
	enum eg_err err = sod_parse(sod, &rewritten, &s);
	if (err == EG_OK && faults_has(s.faults, FAULT_OBJECT_HASH)) {
		err = EG_FAIL(EG_UNSUPPORTED, "hash algorithm of the data groups");
	} else if (err == EG_OK && !container_usable(&s.cms, s.faults)) {
		err = EG_FAIL(EG_BAD_DATA, "EF.SOD has what is not tolerated");
	}
	if (err != EG_OK) {
		fail(f, CHECK_SOD_FORMAT,
		     err == EG_UNSUPPORTED ? REASON_ALGORITHM : REASON_BAD_FORMAT, PASSIVE_NOTHING);
		return err;
	}
	judge_format(&s, f);
	judge_container(t, &s.cms, today, f, &signer, &ca, &found);
	return keep(&s, &signer, found ? &ca : NULL, all_passed(f), out);
}

bool passive_trusted(const struct passive *p)
{
	return p != NULL && p->trusted;
}

static enum check group_check(unsigned group)
{
	switch (group) {
	case 1:
		return CHECK_DG1_HASH;
	case 2:
		return CHECK_DG2_HASH;
	case 3:
		return CHECK_DG3_HASH;
	case 4:
		return CHECK_DG4_HASH;
	case 14:
		return CHECK_DG14_HASH;
	case 15:
		return CHECK_DG15_HASH;
	default: /* not an enum: every other number */
		return CHECK_GROUPS_HASH;
	}
}

bool passive_has_group(const struct passive *p, unsigned group)
{
	return passive_trusted(p) && group >= 1 && group <= SOD_GROUPS_MAX &&
	       (p->groups & 1u << group) != 0;
}

enum verdict passive_group(const struct passive *p, unsigned group, struct rd file,
			   struct findings *f)
{
	enum check c = group_check(group);
	struct findings own = findings_none();
	uint8_t digest[CRYPT_HASH_MAX];
	if (group < 1 || group > SOD_GROUPS_MAX) {
		return VERDICT_NOT_DONE;
	}
	if (!passive_trusted(p)) {
		findings_set(&own, c, VERDICT_CANNOT_TELL, REASON_NOT_SIGNED);
	} else if (!passive_has_group(p, group)) {
		findings_set(&own, c, VERDICT_FAIL, REASON_NOT_SIGNED);
	} else if (crypt_hash(p->hash, file, digest) != EG_OK) {
		findings_set(&own, c, VERDICT_CANNOT_TELL, REASON_INTERNAL);
	} else if (rd_equal(rd_of(digest, crypt_hash_size(p->hash)),
			    rd_of(p->hashes[group].bytes, crypt_hash_size(p->hash)))) {
		findings_set(&own, c, VERDICT_PASS, REASON_NONE);
	} else {
		findings_set(&own, c, VERDICT_FAIL, REASON_HASH_WRONG);
	}
	own.of[c].detail = (uint8_t)group;
	findings_merge(f, &own); /* several groups share one check: the worst of them stays */
	return findings_verdict(&own, c);
}

/* A country that a certificate does not give cannot contradict. */
static bool fits_or_empty(const char *issuing_state, const char *country)
{
	return country[0] == '\0' || country_same(issuing_state, country);
}

void passive_country(const struct passive *p, const char *issuing_state, struct findings *f)
{
	if (!passive_trusted(p)) {
		findings_set(f, CHECK_SOD_COUNTRY, VERDICT_CANNOT_TELL, REASON_UNKNOWN_ISSUER);
	} else if (p->ca_country[0] == '\0') {
		findings_set(f, CHECK_SOD_COUNTRY, VERDICT_CANNOT_TELL, REASON_NOT_PRESENT);
	} else if (country_same(issuing_state, p->ca_country) &&
		   fits_or_empty(issuing_state, p->signer_country) &&
		   fits_or_empty(issuing_state, p->signer_issuer_country)) {
		findings_set(f, CHECK_SOD_COUNTRY, VERDICT_PASS, REASON_NONE);
	} else {
		findings_set(f, CHECK_SOD_COUNTRY, VERDICT_FAIL, REASON_COUNTRY_DIFFERS);
	}
}

/* The first check of a container that did not pass, as the one finding of EF.CardSecurity. */
static bool container_passes(const struct findings *own, struct findings *f)
{
	static const enum check checks[] = {CHECK_SOD_SIGNER, CHECK_SOD_SIGNATURE, CHECK_SOD_CHAIN,
					    CHECK_SOD_VALIDITY};
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		const struct finding *one = &own->of[checks[i]];
		if (one->verdict != VERDICT_PASS) {
			set(f, CHECK_CARD_SECURITY, (enum verdict)one->verdict,
			    (enum reason)one->reason, (enum passive_detail)one->detail);
			return false;
		}
	}
	return true;
}

static char small(char letter)
{
	return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
}

/* Both as in certificates; letter case does not count there. */
static bool same_country(const char a[4], const char b[4])
{
	for (size_t i = 0; i < 4; i++) {
		if (small(a[i]) != small(b[i])) {
			return false;
		}
	}
	return true;
}

enum eg_err passive_card_security(const struct trust *t, struct rd file, struct date today,
				  const struct passive *sod, struct findings *f, struct rd *infos)
{
	struct card_security card;
	struct cert signer = {0};
	struct cert ca = {0};
	bool found;
	struct findings own = findings_none();
	*infos = RD_EMPTY;
	enum eg_err err = card_security_parse(file, &card);
	if (err == EG_OK && !container_usable(&card.cms, card.cms.faults)) {
		err = EG_FAIL(EG_BAD_DATA, "EF.CardSecurity has what is not tolerated");
	}
	if (err != EG_OK) {
		fail(f, CHECK_CARD_SECURITY,
		     err == EG_UNSUPPORTED ? REASON_ALGORITHM : REASON_BAD_FORMAT, PASSIVE_NOTHING);
		return err;
	}
	judge_container(t, &card.cms, today, &own, &signer, &ca, &found);
	if (!container_passes(&own, f) || !found) { /* it has a CA if it passed */
		return EG_MISMATCH;
	}
	if (passive_trusted(sod) && !same_country(ca.country, sod->ca_country)) {
		fail(f, CHECK_CARD_SECURITY, REASON_COUNTRY_DIFFERS, PASSIVE_NOTHING);
		return EG_MISMATCH;
	}
	pass(f, CHECK_CARD_SECURITY, PASSIVE_NOTHING);
	*infos = card.infos;
	return EG_OK;
}
