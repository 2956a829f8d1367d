/*
 * passive_container: which certificate signed a container, and whether it may.
 * Knows how signer infos name certificates, and what genuine documents do instead. Never knows what
 * was signed.
 *
 * A signer's name is not signed and proves nothing; that the signature fits the certificate, and
 * the certificate its CA, does.
 */
#include "pki/passive_impl.h"

/* A hostile file may carry many certificates under one name; genuine ones have one or two. */
#define CANDIDATES_MAX 8

/* How far an attempt came; RANK_WHOLE ends the search. */
enum rank { RANK_NONE, RANK_NAMED, RANK_SIGNED, RANK_CHAINED, RANK_WHOLE };

struct search {
	const struct passive_input *in;
	const struct cms *cms;
	const struct cms_signer *signer; /* whose certificate is looked for */
	struct rd tried[CANDIDATES_MAX]; /* certificates, with this signer info */
	size_t tried_count;
	struct passive_attempt *best;
	enum rank rank;
};

static void judge_profile(const struct passive_input *in, struct passive_attempt *a)
{
	const struct cert *c = &a->signer;
	cert_profile(c, CERT_DOCUMENT_SIGNER, &a->found);
	if (c->ca || c->key_usage_certifies || trust_holds(in->trust, c->whole)) {
		faults_add(&a->found, FAULT_SIGNER_IS_CA);
	}
	/* With an extended usage it is a state's list signer or web server (Doc 9303-12, table 6).
	 */
	if (c->has_extended_usage) {
		faults_add(&a->found, FAULT_EXTENDED_USAGE);
	}
	a->done |= PASSIVE_STEP_BIT(PASSIVE_STEP_PROFILE);
}

/* True if the signature is right. A step that failed for want of memory stays undone. */
static bool judge_signature(const struct cms *cms, const struct cms_signer *s,
			    struct passive_attempt *a)
{
	EG_AUTO(crypt_pub_free) struct crypt_pub *key = NULL;
	if (cert_key_noting(&a->signer, &key, &a->found) != EG_OK) {
		if (faults_first(a->found, PASSIVE_STEP_ALGORITHMS) == FAULT_NONE) {
			faults_add(&a->found, FAULT_KEY_PARAMETERS);
		}
		a->done |= PASSIVE_STEP_BIT(PASSIVE_STEP_ALGORITHMS);
		return false;
	}
	enum eg_err err = cms_verify_bare(cms, s, key, &a->found);
	if (err == EG_OK || err == EG_MISMATCH || err == EG_UNSUPPORTED) {
		a->done |= PASSIVE_STEP_BIT(PASSIVE_STEP_ATTRIBUTES) |
			   PASSIVE_STEP_BIT(PASSIVE_STEP_ALGORITHMS);
	}
	if (err == EG_OK || faults_has(a->found, FAULT_SIGNATURE)) {
		a->done |= PASSIVE_STEP_BIT(PASSIVE_STEP_SIGNATURE);
	}
	return err == EG_OK && !faults_has(a->found, FAULT_SIGNATURE);
}

static enum rank rank_of(const struct passive_input *in, const struct passive_attempt *a,
			 bool signature)
{
	if (!signature) {
		return RANK_NAMED;
	}
	if (faults_first(a->found, PASSIVE_STEP_CHAIN) == FAULT_ISSUER_UNKNOWN ||
	    faults_has(a->found, FAULT_ISSUER_SIGNATURE) ||
	    faults_has(a->found, FAULT_ISSUER_ALGORITHM)) {
		return RANK_SIGNED;
	}
	bool whole = faults_empty(faults_without(a->found, in->profile->tolerated));
	return whole ? RANK_WHOLE : RANK_CHAINED;
}

static bool was_tried(struct search *s, struct rd certificate)
{
	for (size_t i = 0; i < s->tried_count; i++) {
		if (rd_equal(s->tried[i], certificate)) {
			return true;
		}
	}
	return false;
}

/* odd: the fault of how the certificate was found, FAULT_NONE if it is named. */
static void attempt(struct search *s, const struct cert *c, enum passive_fault odd, bool vouched)
{
	if (s->rank == RANK_WHOLE || s->tried_count == CANDIDATES_MAX || was_tried(s, c->whole)) {
		return;
	}
	s->tried[s->tried_count++] = c->whole;
	struct passive_attempt a = {.signer = *c, .has_signer = true};
	a.done = PASSIVE_STEP_BIT(PASSIVE_STEP_CONTAINER) | PASSIVE_STEP_BIT(PASSIVE_STEP_SIGNER);
	faults_join(&a.found, s->cms->faults);
	faults_join(&a.found, s->signer->faults);
	faults_add(&a.found, odd);
	judge_profile(s->in, &a);
	bool signature = judge_signature(s->cms, s->signer, &a);
	passive_chain(s->in, s->signer, vouched, &a);
	enum rank rank = rank_of(s->in, &a, signature);
	if (rank > s->rank) {
		s->rank = rank;
		*s->best = a;
	}
}

/* Embedded certificates that these words name, in the order of the parts or in another one. */
static void try_embedded(struct search *s, const struct cms_signer *words, enum cms_named how)
{
	struct rd rest = s->cms->certificates;
	struct rd der;
	struct cert c;
	enum passive_fault odd =
		how == CMS_NAMES_IN_OTHER_ORDER ? FAULT_SIGNER_NAME_ORDER : FAULT_NONE;
	while (cms_next_certificate(&rest, &der)) {
		if (cert_parse(der, &c) == EG_OK && cms_names(words, &c) == how) {
			attempt(s, &c, odd, false);
		}
	}
}

static void try_stored(struct search *s, const struct cms_signer *words)
{
	struct trust_cursor at = {0};
	struct cert c;
	while (trust_next_signer(s->in->trust, words->by_key_id ? NULL : &words->issuer,
				 words->serial, words->key_id, &at, &c)) {
		bool turned = cms_names(words, &c) == CMS_NAMES_IN_OTHER_ORDER;
		attempt(s, &c, turned ? FAULT_SIGNER_NAME_ORDER : FAULT_NONE, false);
	}
}

/* The only embedded certificate there is, however it is named (Malaysia, Ukraine). */
static void try_sole(struct search *s)
{
	struct rd rest = s->cms->certificates;
	struct rd der;
	struct cert c;
	if (cms_next_certificate(&rest, &der) && rd_end(&rest) && cert_parse(der, &c) == EG_OK) {
		attempt(s, &c, FAULT_SIGNER_NAMED, false);
	}
}

static void try_named(struct search *s, const struct cms_signer *words)
{
	try_embedded(s, words, CMS_NAMES);
	try_embedded(s, words, CMS_NAMES_IN_OTHER_ORDER);
	try_stored(s, words);
}

/* A certificate that a list gives instead, and a signer that it says is meant. */
static void try_corrected(struct search *s, const struct known_effects *e)
{
	struct cert c;
	struct cms_signer right = *s->signer;
	if (e->replacement.left > 0 && cert_parse(e->replacement, &c) == EG_OK) {
		attempt(s, &c, FAULT_NONE, true);
	}
	if (e->right_key_id.left > 0 || e->right_issuer.left > 0) {
		right.by_key_id = e->right_key_id.left > 0;
		right.key_id = e->right_key_id;
		right.issuer = e->right_issuer;
		right.serial = e->right_serial;
		try_named(s, &right);
	}
}

void passive_container(const struct passive_input *in, const struct cms *cms,
		       const struct known_effects *corrected, struct passive_attempt *best)
{
	struct search s = {.in = in, .cms = cms, .best = best};
	*best = (struct passive_attempt){0};
	best->done =
		PASSIVE_STEP_BIT(PASSIVE_STEP_CONTAINER) | PASSIVE_STEP_BIT(PASSIVE_STEP_SIGNER);
	faults_join(&best->found, cms->faults);
	faults_join(&best->found, cms->signers[0].faults);
	faults_add(&best->found, FAULT_SIGNER_NOT_FOUND);
	for (size_t i = 0; i < cms->signer_count && s.rank != RANK_WHOLE; i++) {
		s.signer = &cms->signers[i];
		s.tried_count = 0;
		if (corrected != NULL) {
			try_corrected(&s, corrected);
		}
		try_named(&s, s.signer);
		try_sole(&s);
	}
}
