/*
 * passive_group: what a signed EF.SOD says of the other files: hashes, list, country, kind.
 * Knows only values that others have read. Never parses a file, and hashes it as received.
 */
#include "pki/passive_impl.h"

#include "pki/country.h"
#include "pki/name.h"

#define VERSION_INFO_SINCE "0108" /* versions are signed since LDS 1.8 (Doc 9303-10, 4.6.2.3) */

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
	return group >= 1 && group <= SOD_GROUPS_MAX && passive_trusted(p) &&
	       (p->groups & 1u << group) != 0;
}

/* A hash that differs: unless a list says that the signed one is wrong, a failure. */
static struct finding differs(struct passive *p, unsigned group)
{
	passive_note(p, PASSIVE_STEP_GROUPS, FAULT_GROUP_HASH);
	if (passive_heals(p) && (p->effects.groups_hash & 1u << group) != 0) {
		return (struct finding){.verdict = VERDICT_CANNOT_TELL,
					.reason = REASON_DEFECT_LISTED};
	}
	p->hash_wrong_beyond_lists = true;
	return (struct finding){.verdict = VERDICT_FAIL, .reason = REASON_HASH_WRONG};
}

static struct finding judge_group(struct passive *p, unsigned group, struct rd file)
{
	uint8_t digest[CRYPT_HASH_MAX];
	if (!passive_trusted(p)) {
		return (struct finding){.verdict = VERDICT_CANNOT_TELL,
					.reason = REASON_NOT_SIGNED};
	}
	if (!passive_has_group(p, group)) {
		passive_note(p, PASSIVE_STEP_GROUPS, FAULT_GROUP_NOT_SIGNED);
		return (struct finding){.verdict = VERDICT_FAIL, .reason = REASON_NOT_SIGNED};
	}
	if (crypt_hash(p->hash, file, digest) != EG_OK) {
		return (struct finding){.verdict = VERDICT_CANNOT_TELL, .reason = REASON_INTERNAL};
	}
	p->read |= 1u << group;
	if (!rd_equal(rd_of(digest, crypt_hash_size(p->hash)), p->group_hash[group])) {
		return differs(p, group);
	}
	passive_note(p, PASSIVE_STEP_GROUPS, FAULT_NONE);
	return (struct finding){.verdict = VERDICT_PASS, .reason = REASON_NONE};
}

enum verdict passive_group(struct passive *p, unsigned group, struct rd file, struct findings *f)
{
	enum check c = group_check(group);
	struct findings own = findings_none();
	if (group < 1 || group > SOD_GROUPS_MAX) {
		return VERDICT_NOT_DONE;
	}
	own.of[c] = judge_group(p, group, file);
	own.of[c].check = (uint8_t)c;
	own.of[c].detail = (uint8_t)group;
	findings_merge(f, &own); /* several groups share one check: the worst of them stays */
	return findings_verdict(&own, c);
}

void passive_end(struct passive *p)
{
	if (passive_trusted(p) && (p->groups & ~p->read) != 0) {
		passive_note(p, PASSIVE_STEP_GROUPS, FAULT_GROUP_UNREAD);
	}
}

/* A country that a certificate does not give cannot contradict. */
static bool fits_or_empty(const char *issuing_state, const char *country)
{
	return country[0] == '\0' || country_same(issuing_state, country);
}

static void note_country(struct passive_attempt *a, const char *state)
{
	const char *of_ca = a->has_issuer ? a->issuer.country : a->signer.issuer_country;
	a->done |= PASSIVE_STEP_BIT(PASSIVE_STEP_COUNTRY);
	if (of_ca[0] == '\0') {
		faults_add(&a->found, FAULT_COUNTRY_ABSENT);
	}
	if (!fits_or_empty(state, of_ca) || !fits_or_empty(state, a->signer.country) ||
	    !fits_or_empty(state, a->signer.issuer_country)) {
		faults_add(&a->found, FAULT_COUNTRY);
	}
}

/*
 * The list means this signer, and not one that another CA made to look like it: whoever issues a
 * certificate writes its names, number and key identifier. Its hash cannot be met; its issuer's
 * name says whose it is only where that is the CA's own.
 */
static bool is_meant(const struct passive *p)
{
	const struct passive_attempt *a = &p->now;
	uint32_t by = p->effects.right_country_by;
	return (by & KNOWN_BY_DIGEST) != 0 || ((by & KNOWN_BY_NAME) != 0 && a->has_issuer &&
					       name_same(a->signer.issuer, a->issuer.subject));
}

/* A list may say which country was meant; that one is compared then (TR-03135-1, 5.8.2.2.5). */
static void judge_country(struct passive *p, const char *state)
{
	note_country(&p->before, state);
	if (!passive_heals(p) || p->effects.right_country[0] == '\0' || !is_meant(p)) {
		note_country(&p->now, state);
		return;
	}
	p->now.done |= PASSIVE_STEP_BIT(PASSIVE_STEP_COUNTRY);
	if (!country_same(state, p->effects.right_country)) {
		faults_add(&p->now.found, FAULT_COUNTRY);
	}
}

void passive_holder(struct passive *p, const char *issuing_state, const char *document_code,
		    struct findings *f)
{
	if (!passive_trusted(p)) {
		findings_set(f, CHECK_SOD_COUNTRY, VERDICT_CANNOT_TELL, REASON_UNKNOWN_ISSUER);
		return;
	}
	judge_country(p, issuing_state);
	/* Without a list there is nothing to compare (Doc 9303-12, 7.1.1.6: later than some
	 * documents). */
	bool may = p->now.signer.document_types.left == 0 ||
		   cert_signs_type(&p->now.signer, rd_cstr(document_code));
	passive_note(p, PASSIVE_STEP_DOCUMENT_TYPE, may ? FAULT_NONE : FAULT_DOCUMENT_TYPE);
	struct passive_report r = passive_report(p);
	passive_tell(&r, f);
}

static bool same_text(const char *a, const char *b)
{
	return rd_equal(rd_cstr(a), rd_cstr(b));
}

/* What is signed tells its version since LDS 1.8 only; before, EF.COM tells an older one. */
static bool versions_agree(const struct passive *p, const struct passive_com *com)
{
	if (p->lds_version[0] == '\0') {
		return !same_text(com->lds_version, VERSION_INFO_SINCE);
	}
	return same_text(com->lds_version, p->lds_version) &&
	       same_text(com->unicode_version, p->unicode_version);
}

static void judge_com(struct passive *p, const struct passive_com *com)
{
	passive_note(p, PASSIVE_STEP_COM, FAULT_NONE);
	if (com == NULL) {
		passive_note(p, PASSIVE_STEP_COM, FAULT_COM_MISSING);
		return;
	}
	if (!com->well_formed) {
		passive_note(p, PASSIVE_STEP_COM, FAULT_COM_FORMAT);
		return;
	}
	if ((com->groups & ~p->groups) != 0) {
		passive_note(p, PASSIVE_STEP_COM, FAULT_COM_MORE);
	}
	if ((p->groups & ~com->groups) != 0) {
		passive_note(p, PASSIVE_STEP_COM, FAULT_COM_LESS);
	}
	if (!versions_agree(p, com)) {
		passive_note(p, PASSIVE_STEP_COM, FAULT_COM_VERSION);
	}
}

void passive_com(struct passive *p, const struct passive_com *com, struct findings *f)
{
	if (!passive_trusted(p)) {
		return; /* there is nothing signed to compare with */
	}
	judge_com(p, com);
	struct passive_report r = passive_report(p);
	passive_tell(&r, f);
}
