/*
 * passive: Passive Authentication (Doc 9303-11, 5.1) step by step, as results and as findings.
 * Knows the order of the steps. Never parses a data group.
 *
 *   EF.SOD -> container, object -> signer -> signature -> chain -> period -> revocation
 *          -> lists of defects, with which it is judged again
 *          -> country, EF.COM, hashes of the data groups
 */
#include "pki/passive_impl.h"

#include <stdlib.h>

void passive_free(struct passive **p)
{
	if (p != NULL && *p != NULL) {
		bytes_free(&(*p)->file);
		bytes_free(&(*p)->rewritten);
		eg_free(p);
		*p = NULL;
	}
}

/* What lists say of a document with this signer; false if nothing. */
static bool ask_lists(const struct passive_input *in, const struct passive_attempt *a,
		      const struct cms *cms, struct known_effects *out)
{
	const struct known *known = trust_known(in->trust);
	struct known_document d = {0};
	if (known == NULL) {
		return false;
	}
	if (a->has_signer) {
		known_document_signer(&d, &a->signer);
	} else {
		d.issuer = cms->signers[0].issuer;
		d.serial = cms->signers[0].serial;
		d.key_id = cms->signers[0].key_id;
	}
	for (size_t i = 0; i < sizeof(d.state); i++) {
		d.state[i] = in->document.state[i];
	}
	d.type = in->document.type;
	d.number = in->document.number;
	known_find(known, &d, out);
	return out->entries > 0;
}

static bool corrects_signer(const struct known_effects *e)
{
	return e->replacement.left > 0 || e->right_key_id.left > 0 || e->right_issuer.left > 0;
}

/* What is told against the signer that was meant counts like what is told against the one that the
 * lists were asked for first. */
static void ask_again(const struct passive_input *in, const struct cms *cms, struct passive *p)
{
	struct known_effects more;
	struct known_effects *e = &p->effects;
	bool same = p->before.has_signer && p->now.has_signer &&
		    rd_equal(p->before.signer.whole, p->now.signer.whole);
	if (same || !ask_lists(in, &p->now, cms, &more)) {
		return;
	}
	faults_join(&e->found, more.found);
	e->groups_malformed |= more.groups_malformed;
	e->chip_auth_revoked = e->chip_auth_revoked || more.chip_auth_revoked;
	e->active_auth_revoked = e->active_auth_revoked || more.active_auth_revoked;
}

bool passive_heals(const struct passive *p)
{
	return p->listed && p->profile.listed == LISTED_HEAL;
}

void passive_judge(const struct passive_input *in, const struct cms *cms, struct passive *p)
{
	passive_container(in, cms, NULL, &p->before);
	p->before.done |= PASSIVE_STEP_BIT(PASSIVE_STEP_KNOWN_DEFECT);
	p->now = p->before;
	p->listed = ask_lists(in, &p->before, cms, &p->effects);
	if (!p->listed) {
		return;
	}
	if (passive_heals(p) && corrects_signer(&p->effects)) {
		passive_container(in, cms, &p->effects, &p->now);
		p->now.done |= PASSIVE_STEP_BIT(PASSIVE_STEP_KNOWN_DEFECT);
		ask_again(in, cms, p);
	}
	faults_join(&p->now.found, p->effects.found);
}

static void copy_version(struct rd text, char *out, size_t cap)
{
	uint8_t c = 0;
	for (size_t i = 0; i + 1 < cap && rd_u8(&text, &c); i++) {
		out[i] = (char)c;
	}
}

static void keep_object(struct passive *p, const struct sod *s)
{
	p->has_hash = s->has_hash;
	p->hash = s->hash;
	p->groups = s->groups;
	for (unsigned g = 1; g <= SOD_GROUPS_MAX; g++) {
		p->group_hash[g] = s->group_hash[g];
	}
	copy_version(s->lds_version, p->lds_version, sizeof(p->lds_version));
	copy_version(s->unicode_version, p->unicode_version, sizeof(p->unicode_version));
}

static enum eg_err judge_file(const struct passive_input *in, struct rd file, struct passive *p)
{
	struct sod s;
	enum eg_err err = sod_parse(file, &p->rewritten, &s);
	if (err != EG_OK && err != EG_BAD_DATA && err != EG_TOO_BIG && err != EG_UNSUPPORTED) {
		return err;
	}
	if (err == EG_OK) {
		passive_judge(in, &s.cms, p);
		keep_object(p, &s);
		faults_join(&p->before.found, s.faults);
		faults_join(&p->now.found, s.faults);
		passive_note(p, PASSIVE_STEP_OBJECT, FAULT_NONE);
	} else {
		faults_join(&p->before.found, s.faults);
		faults_join(&p->now.found, s.faults);
		if (faults_empty(s.faults)) {
			passive_note(p, PASSIVE_STEP_CONTAINER, FAULT_CMS_FORMAT);
		}
	}
	return EG_OK;
}

enum eg_err passive_open(const struct passive_input *in, struct rd sod, struct findings *f,
			 struct passive **out)
{
	EG_AUTO(passive_free) struct passive *p = calloc(1, sizeof(*p));
	*out = NULL;
	if (p == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "passive authentication");
	}
	p->profile = *in->profile;
	struct rd own = sod; /* a file that is too large is refused before it is looked at */
	if (sod.left > 0 && sod.left <= SOD_SIZE_MAX) {
		EG_TRY(bytes_reserve(&p->file, sod.left, SOD_SIZE_MAX));
		EG_TRY(bytes_append(&p->file, sod));
		own = bytes_rd(&p->file);
	}
	EG_TRY(judge_file(in, own, p));
	struct passive_report r = passive_report(p);
	passive_tell(&r, f);
	p->trusted = p->has_hash && passive_believed(&r);
	*out = p;
	p = NULL;
	return EG_OK;
}

bool passive_trusted(const struct passive *p)
{
	return p != NULL && p->trusted;
}

const struct cert *passive_signer(const struct passive *p)
{
	return p != NULL && p->now.has_signer ? &p->now.signer : NULL;
}

const struct cert *passive_issuer(const struct passive *p)
{
	return p != NULL && p->now.has_issuer ? &p->now.issuer : NULL;
}

const struct known_effects *passive_effects(const struct passive *p)
{
	return p != NULL && p->listed ? &p->effects : NULL;
}
