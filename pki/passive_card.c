/*
 * passive_card: EF.CardSecurity judged like EF.SOD, and bound to it by the country of its CA.
 * Knows its container and which country signed it. Never looks into the SecurityInfos.
 */
#include "pki/passive_impl.h"

#include "pki/card_security.h"

static char small(char letter)
{
	return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
}

/* Both as in certificates; letter case does not count there. Two CAs that give none may be of any
 * two countries. */
static bool same_country(const char a[4], const char b[4])
{
	if (a[0] == '\0') {
		return false;
	}
	for (size_t i = 0; i < 4; i++) {
		if (small(a[i]) != small(b[i])) {
			return false;
		}
	}
	return true;
}

static struct finding refused(enum reason why)
{
	return (struct finding){
		.check = CHECK_CARD_SECURITY, .verdict = VERDICT_FAIL, .reason = (uint8_t)why};
}

/* The first check that did not pass, else the first with a deviation, else plainly passed. */
static struct finding first_of(const struct findings *own)
{
	static const enum check checks[] = {CHECK_SOD_FORMAT,    CHECK_SOD_SIGNER,
					    CHECK_SOD_SIGNATURE, CHECK_SOD_CHAIN,
					    CHECK_SOD_VALIDITY,  CHECK_SOD_REVOCATION};
	struct finding out = {.verdict = VERDICT_PASS, .reason = REASON_NONE};
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		struct finding one = own->of[checks[i]];
		/* That no list is at hand is told of EF.SOD, which has the same CA's list. */
		bool no_list = one.verdict == VERDICT_CANNOT_TELL &&
			       one.reason == REASON_NO_REVOCATION_LIST;
		if (one.verdict != VERDICT_PASS && !no_list) {
			out = one;
			break;
		}
		if (out.reason == REASON_NONE && !no_list) {
			out = one;
		}
	}
	out.check = CHECK_CARD_SECURITY;
	return out;
}

/* One file: its finding, and whether it may be believed. */
static enum eg_err judge(const struct passive_input *in, struct rd file, struct passive *sod,
			 struct finding *out, struct rd *infos)
{
	struct card_security card;
	struct findings own = findings_none();
	struct passive p = {.profile = *in->profile};
	enum eg_err err = card_security_parse(file, &card);
	if (err != EG_OK) {
		*out = refused(err == EG_UNSUPPORTED ? REASON_ALGORITHM : REASON_BAD_FORMAT);
		return err;
	}
	passive_judge(in, &card.cms, &p);
	passive_note(&p, PASSIVE_STEP_OBJECT, FAULT_NONE);
	struct passive_report r = passive_report(&p);
	passive_tell(&r, &own);
	*out = first_of(&own);
	if (out->verdict != VERDICT_PASS || !passive_believed(&r)) {
		return EG_MISMATCH;
	}
	if (passive_trusted(sod) &&
	    (!p.now.has_issuer || !sod->now.has_issuer ||
	     !same_country(p.now.issuer.country, sod->now.issuer.country))) {
		*out = refused(REASON_COUNTRY_DIFFERS);
		return EG_MISMATCH;
	}
	if (sod != NULL) {
		faults_join(&sod->elsewhere, r.tolerated);
	}
	*infos = card.infos;
	return EG_OK;
}

enum eg_err passive_card_security(const struct passive_input *in, struct rd file,
				  struct passive *sod, struct findings *f, struct rd *infos)
{
	struct finding found = {0};
	*infos = RD_EMPTY;
	enum eg_err err = judge(in, file, sod, &found, infos);
	if (err != EG_OK && sod != NULL && passive_heals(sod) &&
	    sod->effects.card_security.left > 0) {
		struct finding again = {0};
		if (judge(in, sod->effects.card_security, sod, &again, infos) == EG_OK) {
			found.verdict = VERDICT_PASS;
			found.reason = REASON_DEVIATION;
			err = EG_OK;
		}
	}
	f->of[CHECK_CARD_SECURITY] = found;
	f->of[CHECK_CARD_SECURITY].check = CHECK_CARD_SECURITY;
	return err;
}
