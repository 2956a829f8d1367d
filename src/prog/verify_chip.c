/*
 * verify_chip: is this the chip that the signed files belong to?
 * Knows that a proof counts only with a key that Passive Authentication has bound. Never knows
 * sockets or policy.
 *
 * None of these proofs is optional for the chip: where a key is signed, a copy could simply leave
 * the file or the answer away, so that is a failure too. One proof is enough: a reader that has
 * done Chip Authentication need not ask for a signature as well.
 */
#include "prog/verify_chip.h"

#include "emrtd/actauth.h"
#include "emrtd/cardaccess.h"
#include "emrtd/chipauth.h"
#include "emrtd/lds.h"
#include "emrtd/secinfo.h"
#include "pki/card_security.h"

static void set(struct verify_job *j, enum check c, enum verdict v, enum reason why)
{
	findings_set(&j->findings, c, v, why);
}

static bool passed(const struct verify_job *j, enum check c)
{
	return findings_verdict(&j->findings, c) == VERDICT_PASS;
}

/* The SecurityInfos of a verified DG14; false without one. */
static bool signed_infos(const struct verify_job *j, struct rd *set_whole)
{
	struct rd file = j->files[CHIP_FILE_DG14];
	return verify_job_has(j, CHIP_FILE_DG14) && passed(j, CHECK_DG14_HASH) &&
	       rd_expect_ber(&file, 0x6E, set_whole);
}

/*
 * DG14 names the mapping; *first: as the way of PACE that this reader takes before all others. Only
 * so EF.SOD, which signs DG14, says that this document has the key of EF.CardSecurity at all.
 */
static bool names_mapping(const struct verify_job *j, bool *first)
{
	struct rd infos;
	struct card_access offers;
	*first = false;
	if (!signed_infos(j, &infos) || card_access_parse(infos, &offers) != EG_OK) {
		return false;
	}
	for (size_t i = 0; i < offers.count; i++) {
		if (offers.suites[i].mapping == PACE_CAM) {
			*first = i == 0;
			return true;
		}
	}
	return false;
}

bool verify_chip_proved(const struct verify_job *j)
{
	bool first;
	return passed(j, CHECK_CHIP_AUTH) ||
	       (passed(j, CHECK_CHIP_MAPPED) && names_mapping(j, &first));
}

static bool is_offer(const struct security_info *one)
{
	uint8_t family;
	uint8_t first;
	uint8_t second;
	return security_info_arcs(one->protocol, &family, &first, &second) &&
	       family == SECINFO_PACE;
}

static bool holds(struct rd infos, const struct security_info *wanted)
{
	struct rd content;
	struct security_info one;
	if (security_infos_open(infos, &content) != EG_OK) {
		return false;
	}
	while (content.left > 0 && security_info_next(&content, &one)) {
		if (rd_equal(one.protocol, wanted->protocol) &&
		    rd_equal(one.required_whole, wanted->required_whole) &&
		    one.optional_tag == wanted->optional_tag &&
		    rd_equal(one.optional, wanted->optional)) {
			return true;
		}
	}
	return false;
}

/* Whether a signed set tells any offer of PACE, and tells all of them openly, too. */
static void compare_offers(struct rd infos, struct rd card_access, bool *any, bool *all_open)
{
	struct rd content;
	struct security_info one;
	*any = false;
	*all_open = true;
	if (security_infos_open(infos, &content) != EG_OK) {
		return;
	}
	while (content.left > 0 && security_info_next(&content, &one)) {
		if (is_offer(&one)) {
			*any = true;
			*all_open = *all_open && holds(card_access, &one);
		}
	}
}

/*
 * EF.CardAccess is unsigned: who sits between could take the better offers out, or put a worse one
 * in. It must tell what the signed copy tells (Doc 9303-11, 4.2 and 9.2.11). A DG14 that tells no
 * offer at all is older than that rule and says nothing.
 */
static bool offers_signed(const struct verify_job *j, struct rd infos)
{
	struct rd card_access = j->files[CHIP_FILE_CARD_ACCESS];
	bool any;
	bool all_open;
	if (!verify_job_has(j, CHIP_FILE_CARD_ACCESS)) {
		return true;
	}
	compare_offers(infos, card_access, &any, &all_open);
	return !any || (all_open && card_security_covers(infos, card_access) == EG_OK);
}

/* DG14 must repeat what EF.CardAccess tells, beside EF.CardSecurity (9.2.11). */
static bool group_is_silent(const struct verify_job *j)
{
	struct rd infos;
	bool any;
	bool all_open;
	if (!signed_infos(j, &infos)) {
		return false;
	}
	compare_offers(infos, j->files[CHIP_FILE_CARD_ACCESS], &any, &all_open);
	return !any;
}

static void judge_offers(struct verify_job *j)
{
	struct rd infos;
	if (signed_infos(j, &infos) && !offers_signed(j, infos)) {
		set(j, CHECK_PACE_KEPT, VERDICT_FAIL, REASON_DIFFERS);
		j->findings.of[CHECK_PACE_KEPT].detail = CHIP_FILE_DG14;
	}
}

static void set_by(struct verify_job *j, enum check c, enum eg_err err)
{
	if (err == EG_OK) {
		set(j, c, VERDICT_PASS, REASON_NONE);
	} else if (err == EG_MISMATCH) {
		set(j, c, VERDICT_FAIL, REASON_KEY_DIFFERS);
	} else if (err == EG_NOT_FOUND) {
		set(j, c, VERDICT_FAIL, REASON_NOT_SIGNED);
	} else if (err == EG_BAD_DATA || err == EG_TRUNCATED) {
		set(j, c, VERDICT_FAIL, REASON_BAD_FORMAT);
	} else {
		set(j, c, VERDICT_CANNOT_TELL, REASON_ALGORITHM);
	}
}

/* PACE with Chip Authentication Mapping (4.4.3.5.2): the key is in the signed EF.CardSecurity. */
static void judge_mapping(struct verify_job *j)
{
	struct rd infos = RD_EMPTY;
	const struct passive_input in = verify_job_input(j);
	bool believed = verify_job_has(j, CHIP_FILE_CARD_SECURITY) &&
			passive_card_security(&in, j->files[CHIP_FILE_CARD_SECURITY], j->passive,
					      &j->findings, &infos) == EG_OK;
	if (believed && !offers_signed(j, infos)) {
		set(j, CHECK_CARD_SECURITY, VERDICT_FAIL, REASON_DIFFERS);
		believed = false;
	} else if (believed && group_is_silent(j)) {
		set(j, CHECK_CARD_SECURITY, VERDICT_PASS, REASON_DEVIATION);
		j->findings.of[CHECK_CARD_SECURITY].detail = CHIP_FILE_DG14;
	}
	if (!verify_job_has(j, CHIP_FILE_CHIP_MAPPING)) {
		return;
	}
	if (!believed) {
		bool there = verify_job_has(j, CHIP_FILE_CARD_SECURITY);
		set(j, CHECK_CHIP_MAPPED, VERDICT_FAIL,
		    there ? REASON_NOT_SIGNED : REASON_NOT_PRESENT);
		return;
	}
	set_by(j, CHECK_CHIP_MAPPED,
	       chipauth_verify_mapping(infos, j->files[CHIP_FILE_CHIP_MAPPING], 0));
}

/*
 * Chip Authentication was done by the chip worker, who alone has the channel; here it is judged
 * whether the key was a signed one. A signed key that was not proved is a failure.
 */
static void judge_chip_auth(struct verify_job *j)
{
	struct rd infos;
	bool told = verify_job_has(j, CHIP_FILE_CHIP_AUTH_KEY);
	bool refused = verify_job_has(j, CHIP_FILE_CHIP_AUTH_REFUSED);
	struct chipauth_choice choice;
	if (!signed_infos(j, &infos)) {
		if (told || refused) {
			set(j, CHECK_CHIP_AUTH, VERDICT_FAIL, REASON_NOT_SIGNED);
		}
		return;
	}
	enum eg_err offered = chipauth_choose(infos, &choice);
	if (told && !refused) {
		set_by(j, CHECK_CHIP_AUTH,
		       chipauth_has_key(infos, j->files[CHIP_FILE_CHIP_AUTH_KEY]));
	} else if (refused) {
		set(j, CHECK_CHIP_AUTH, VERDICT_FAIL, REASON_KEY_DIFFERS);
	} else if (offered == EG_OK && !verify_chip_proved(j)) {
		set(j, CHECK_CHIP_AUTH, VERDICT_FAIL, REASON_NOT_PRESENT);
	} else if (offered != EG_OK && offered != EG_NOT_FOUND) {
		set_by(j, CHECK_CHIP_AUTH, offered);
	}
}

/* A DG14 that is not the signed one says nothing. */
static enum eg_err verify_active(const struct verify_job *j, struct rd spki)
{
	bool bound = passed(j, CHECK_DG14_HASH);
	return actauth_judge(spki, bound ? j->files[CHIP_FILE_DG14] : RD_EMPTY,
			     RD_ARRAY(j->begin.challenge), j->files[CHIP_FILE_AA_SIGNATURE]);
}

static void judge_active(struct verify_job *j)
{
	struct rd spki;
	bool signature = verify_job_has(j, CHIP_FILE_AA_SIGNATURE);
	bool refused = verify_job_has(j, CHIP_FILE_AA_REFUSED);
	bool asked = signature || refused;
	bool answered = signature && !refused;
	if (!passive_has_group(j->passive, CHIP_FILE_DG15)) {
		return;
	}
	if (!verify_job_has(j, CHIP_FILE_DG15)) {
		if (!verify_chip_proved(j)) {
			set(j, CHECK_ACTIVE_AUTH, VERDICT_FAIL, REASON_NOT_PRESENT);
		}
	} else if (!passed(j, CHECK_DG15_HASH)) {
		set(j, CHECK_ACTIVE_AUTH, VERDICT_FAIL, REASON_HASH_WRONG);
	} else if (!asked && verify_chip_proved(j)) {
		return; /* one proof is enough */
	} else if (!answered) {
		set(j, CHECK_ACTIVE_AUTH, VERDICT_FAIL, REASON_CHIP_REFUSED);
	} else if (lds_dg15(j->files[CHIP_FILE_DG15], &spki) != EG_OK) {
		set(j, CHECK_ACTIVE_AUTH, VERDICT_FAIL, REASON_BAD_FORMAT);
	} else {
		enum eg_err err = verify_active(j, spki);
		if (err == EG_MISMATCH) {
			set(j, CHECK_ACTIVE_AUTH, VERDICT_FAIL, REASON_SIGNATURE_WRONG);
		} else {
			set_by(j, CHECK_ACTIVE_AUTH, err);
		}
	}
}

/*
 * A copy of a chip that has no other proof than the mapping could refuse it, and open by the next
 * way that is offered. Some genuine chips do, and then prove themselves otherwise.
 */
static void judge_missing_mapping(struct verify_job *j)
{
	bool first;
	bool proved = verify_chip_proved(j) || passed(j, CHECK_ACTIVE_AUTH);
	if (!verify_job_has(j, CHIP_FILE_CHIP_MAPPING) && !proved && names_mapping(j, &first) &&
	    first) {
		set(j, CHECK_CHIP_MAPPED, VERDICT_FAIL, REASON_NOT_PRESENT);
	}
}

/* A proof with a key that is known to be copied proves nothing; one that is known to fail on
 * genuine documents leaves it open (TR-03135-1, 5.8.2.1.3 to 5.8.2.1.5). */
static void apply_list(struct verify_job *j, enum check c, bool revoked, bool fails)
{
	if (revoked && passed(j, c)) {
		set(j, c, VERDICT_FAIL, REASON_DEFECT_LISTED);
	} else if (fails && findings_verdict(&j->findings, c) == VERDICT_FAIL) {
		set(j, c, VERDICT_CANNOT_TELL, REASON_DEFECT_LISTED);
	}
}

static void judge_lists(struct verify_job *j)
{
	const struct known_effects *e = passive_effects(j->passive);
	if (e == NULL) {
		return;
	}
	bool heals = j->profile.listed == LISTED_HEAL;
	apply_list(j, CHECK_CHIP_AUTH, e->chip_auth_revoked, heals && e->chip_auth_fails);
	apply_list(j, CHECK_CHIP_MAPPED, e->chip_auth_revoked, heals && e->pace_cam_fails);
	apply_list(j, CHECK_ACTIVE_AUTH, e->active_auth_revoked, heals && e->active_auth_fails);
}

void verify_chip(struct verify_job *j)
{
	judge_offers(j);
	judge_mapping(j);
	judge_chip_auth(j);
	judge_active(j);
	judge_missing_mapping(j);
	judge_lists(j);
}
