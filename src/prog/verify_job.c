/*
 * verify_job: the verify worker's job for one traveller: from the chip's files to findings.
 * Knows the order in which files may be believed. Never knows sockets, descriptors or policy.
 */
#include "prog/verify_job.h"

#include "emrtd/actauth.h"
#include "emrtd/lds.h"
#include "emrtd/lds_face.h"

enum slot {
	SLOT_SOD,
	SLOT_DG1,
	SLOT_DG2,
	SLOT_DG14,
	SLOT_DG15,
	SLOT_AA_SIGNATURE,
	SLOT_AA_REFUSED,
	SLOT_CARD_ACCESS,
	SLOT_COUNT
};
_Static_assert(SLOT_COUNT == VERIFY_SLOTS, "one slot a kind of file");

/* Slot of a file, SLOT_COUNT for one that nobody asks for. */
static enum slot slot_of(unsigned file)
{
	switch (file) {
	case CHIP_FILE_SOD:
		return SLOT_SOD;
	case CHIP_FILE_DG1:
		return SLOT_DG1;
	case CHIP_FILE_DG2:
		return SLOT_DG2;
	case CHIP_FILE_DG14:
		return SLOT_DG14;
	case CHIP_FILE_DG15:
		return SLOT_DG15;
	case CHIP_FILE_AA_SIGNATURE:
		return SLOT_AA_SIGNATURE;
	case CHIP_FILE_AA_REFUSED:
		return SLOT_AA_REFUSED;
	case CHIP_FILE_CARD_ACCESS:
		return SLOT_CARD_ACCESS;
	default:
		return SLOT_COUNT;
	}
}

struct verify_job verify_job_new(const struct trust *t, struct verify_sink sink)
{
	return (struct verify_job){.trust = t, .sink = sink, .findings = findings_none()};
}

void verify_job_clear(struct verify_job *j)
{
	passive_free(&j->passive);
	secret_wipe(j, sizeof(*j));
}

enum eg_err verify_job_begin(struct verify_job *j, const struct msg *begin)
{
	if (j->epoch != 0 || begin->epoch == 0 || begin->kind != MSG_BEGIN) {
		return EG_FAIL(EG_STATE, "no begin of a traveller now");
	}
	if (begin->body.begin.mrz_size > MSG_MRZ_SIZE) {
		return EG_FAIL(EG_BAD_DATA, "size of the printed zone");
	}
	j->epoch = begin->epoch;
	j->begin = begin->body.begin;
	return EG_OK;
}

static void judge_sod(struct verify_job *j)
{
	/* What is wrong is in the findings; without an object nothing later can pass. */
	enum eg_err err = passive_open(j->trust, j->files[SLOT_SOD], j->begin.today, &j->findings,
				       &j->passive);
	if (err != EG_OK && findings_verdict(&j->findings, CHECK_SOD_FORMAT) != VERDICT_FAIL) {
		findings_set(&j->findings, CHECK_SOD_FORMAT, VERDICT_CANNOT_TELL, REASON_INTERNAL);
	}
	j->sod_judged = true;
}

/* Facts of DG1 that decide eligibility; false if a date is none. */
static bool holder_facts(const struct mrz *m, struct date today, struct holder_facts *out)
{
	*out = (struct holder_facts){0};
	switch ((enum mrz_format)m->format) {
	case MRZ_TD1:
		out->kind = DOCUMENT_TD1;
		break;
	case MRZ_TD2:
		out->kind = DOCUMENT_TD2;
		break;
	case MRZ_TD3:
		out->kind = DOCUMENT_TD3;
		break;
	}
	for (size_t i = 0; i < sizeof(out->issuing_state); i++) {
		out->issuing_state[i] = m->issuing_state[i];
		out->nationality[i] = m->nationality[i];
	}
	return date_from_mrz_birth(rd_cstr(m->birth), today, &out->birth) == EG_OK &&
	       date_from_mrz_expiry(rd_cstr(m->expiry), today, &out->expiry) == EG_OK;
}

static enum eg_err send_holder(struct verify_job *j, const struct mrz *m, struct rd text)
{
	struct msg holder = msg_make(MSG_HOLDER, j->epoch);
	size_t size = 0;
	if (!holder_facts(m, j->begin.today, &holder.body.holder.facts)) {
		/* No holder: eligibility stays undecided, which refers; the officer is told why. */
		findings_set(&j->findings, CHECK_MRZ_SAME, VERDICT_FAIL, REASON_BAD_FORMAT);
		return EG_OK;
	}
	if (!rd_dump(text, holder.body.holder.mrz, sizeof(holder.body.holder.mrz), &size)) {
		return EG_OK; /* no holder: eligibility stays undecided, which refers */
	}
	holder.body.holder.mrz_size = (uint8_t)size;
	enum eg_err err = j->sink.send(j->sink.context, &holder, RD_EMPTY);
	secret_wipe(&holder, sizeof(holder));
	return err;
}

static enum eg_err judge_dg1(struct verify_job *j)
{
	struct mrz m;
	struct rd text;
	if (passive_group(j->passive, 1, j->files[SLOT_DG1], &j->findings) != VERDICT_PASS) {
		return EG_OK;
	}
	if (lds_dg1(j->files[SLOT_DG1], &m, &text) != EG_OK) {
		findings_set(&j->findings, CHECK_MRZ_SAME, VERDICT_FAIL, REASON_BAD_FORMAT);
		return EG_OK;
	}
	bool same = rd_equal(text, rd_of(j->begin.mrz, j->begin.mrz_size));
	findings_set(&j->findings, CHECK_MRZ_SAME, same ? VERDICT_PASS : VERDICT_FAIL,
		     same ? REASON_NONE : REASON_DIFFERS);
	passive_country(j->passive, m.issuing_state, &j->findings);
	enum eg_err err = send_holder(j, &m, text);
	secret_wipe(&m, sizeof(m));
	return err;
}

static enum eg_err judge_dg2(struct verify_job *j)
{
	struct lds_portrait portrait;
	if (passive_group(j->passive, 2, j->files[SLOT_DG2], &j->findings) != VERDICT_PASS) {
		return EG_OK;
	}
	if (lds_dg2(j->files[SLOT_DG2], &portrait) != EG_OK) {
		findings_set(&j->findings, CHECK_PORTRAIT, VERDICT_FAIL, REASON_UNDECODABLE);
		return EG_OK;
	}
	struct msg m = msg_make(MSG_PORTRAIT, j->epoch);
	m.body.portrait.size = (uint32_t)portrait.bytes.left;
	return j->sink.send(j->sink.context, &m, portrait.bytes);
}

/* Judges a file once, when it is there and EF.SOD was judged (or will never come). */
static enum eg_err judge(struct verify_job *j, enum slot s)
{
	if (!j->here[s] || j->judged[s]) {
		return EG_OK;
	}
	j->judged[s] = true;
	switch (s) {
	case SLOT_DG1:
		return judge_dg1(j);
	case SLOT_DG2:
		return judge_dg2(j);
	case SLOT_DG14:
		(void)passive_group(j->passive, 14, j->files[s], &j->findings); /* in findings */
		return EG_OK;
	case SLOT_DG15:
		(void)passive_group(j->passive, 15, j->files[s], &j->findings); /* in findings */
		return EG_OK;
	case SLOT_SOD:
	case SLOT_AA_SIGNATURE:
	case SLOT_AA_REFUSED:
	case SLOT_CARD_ACCESS:
	case SLOT_COUNT:
		return EG_OK;
	}
	return EG_OK;
}

static enum eg_err judge_groups(struct verify_job *j)
{
	for (unsigned s = SLOT_DG1; s <= SLOT_DG15; s++) {
		EG_TRY(judge(j, (enum slot)s));
	}
	return EG_OK;
}

enum eg_err verify_job_file(struct verify_job *j, unsigned file, struct rd bytes)
{
	enum slot s = slot_of(file);
	if (j->epoch == 0 || j->ended) {
		return EG_FAIL(EG_STATE, "file without a traveller");
	}
	if (s == SLOT_COUNT || j->here[s]) {
		return EG_FAIL(EG_DENIED, "file that nobody asked for");
	}
	j->here[s] = true;
	j->files[s] = bytes;
	if (s == SLOT_SOD) {
		judge_sod(j);
	}
	return j->sod_judged ? judge_groups(j) : EG_OK;
}

/* A signed group that was not delivered: the chip, or who reads it, hides something. */
static void miss_groups(struct verify_job *j)
{
	static const struct {
		unsigned group;
		enum slot slot;
		enum check check;
	} groups[] = {
		{1, SLOT_DG1, CHECK_DG1_HASH},
		{2, SLOT_DG2, CHECK_DG2_HASH},
		{14, SLOT_DG14, CHECK_DG14_HASH},
		{15, SLOT_DG15, CHECK_DG15_HASH},
	};
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		if (!j->here[groups[i].slot] && passive_has_group(j->passive, groups[i].group)) {
			findings_set(&j->findings, groups[i].check, VERDICT_FAIL,
				     REASON_NOT_PRESENT);
		}
	}
}

/* The hash that DG14 names; without one, each that Doc 9303-11, 6.1.2.3 allows is tried. */
static enum eg_err verify_active(const struct verify_job *j, struct rd spki)
{
	static const enum crypt_hash allowed[] = {CRYPT_SHA256, CRYPT_SHA224, CRYPT_SHA384,
						  CRYPT_SHA512};
	struct rd challenge = RD_ARRAY(j->begin.challenge);
	struct rd signature = j->files[SLOT_AA_SIGNATURE];
	enum crypt_hash named;
	if (findings_verdict(&j->findings, CHECK_DG14_HASH) == VERDICT_PASS &&
	    lds_dg14_active_auth_hash(j->files[SLOT_DG14], &named) == EG_OK) {
		return actauth_verify(spki, named, challenge, signature);
	}
	enum eg_err err = EG_UNSUPPORTED;
	for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++) {
		err = actauth_verify(spki, allowed[i], challenge, signature);
		if (err == EG_OK) {
			break;
		}
	}
	return err;
}

/*
 * Active Authentication counts only with a key that Passive Authentication has bound, and is not
 * optional for the chip: a copy could simply leave DG15 or the answer away.
 */
static void judge_active(struct verify_job *j)
{
	struct findings *f = &j->findings;
	struct rd spki;
	if (!passive_has_group(j->passive, 15)) {
		return;
	}
	if (!j->here[SLOT_DG15]) {
		findings_set(f, CHECK_ACTIVE_AUTH, VERDICT_FAIL, REASON_NOT_PRESENT);
	} else if (findings_verdict(f, CHECK_DG15_HASH) != VERDICT_PASS) {
		findings_set(f, CHECK_ACTIVE_AUTH, VERDICT_FAIL, REASON_HASH_WRONG);
	} else if (j->here[SLOT_AA_REFUSED] || !j->here[SLOT_AA_SIGNATURE]) {
		findings_set(f, CHECK_ACTIVE_AUTH, VERDICT_FAIL, REASON_CHIP_REFUSED);
	} else if (lds_dg15(j->files[SLOT_DG15], &spki) != EG_OK) {
		findings_set(f, CHECK_ACTIVE_AUTH, VERDICT_FAIL, REASON_BAD_FORMAT);
	} else {
		enum eg_err err = verify_active(j, spki);
		if (err == EG_OK) {
			findings_set(f, CHECK_ACTIVE_AUTH, VERDICT_PASS, REASON_NONE);
		} else if (err == EG_MISMATCH) {
			findings_set(f, CHECK_ACTIVE_AUTH, VERDICT_FAIL, REASON_SIGNATURE_WRONG);
		} else {
			findings_set(f, CHECK_ACTIVE_AUTH, VERDICT_CANNOT_TELL, REASON_ALGORITHM);
		}
	}
}

enum eg_err verify_job_end(struct verify_job *j)
{
	if (j->epoch == 0 || j->ended) {
		return EG_FAIL(EG_STATE, "end without a traveller");
	}
	j->ended = true;
	if (!j->sod_judged) {
		findings_set(&j->findings, CHECK_SOD_FORMAT, VERDICT_FAIL, REASON_NOT_PRESENT);
	}
	EG_TRY(judge_groups(j));
	miss_groups(j);
	judge_active(j);
	struct msg m = msg_make(MSG_FINDINGS, j->epoch);
	m.body.findings.findings = j->findings;
	return j->sink.send(j->sink.context, &m, RD_EMPTY);
}
