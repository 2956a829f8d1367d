/*
 * verify_job: the verify worker's job for one traveller: from the chip's files to findings.
 * Knows the order in which files may be believed. Never knows sockets, descriptors or policy.
 */
#include "prog/verify_job.h"

#include "base/mrz_place.h"
#include "emrtd/lds.h"
#include "emrtd/lds_com.h"
#include "emrtd/lds_face.h"
#include "prog/verify_chip.h"
#include "prog/verify_finger.h"
#include "prog/verify_page.h"

/* Document code and issuing state (Doc 9303-4 to -6, 4.2.2). */
#define CODE_AT    0
#define CODE_SIZE  2
#define STATE_AT   2
#define STATE_SIZE 3

#define FILE_BIT(file) (UINT64_C(1) << (unsigned)(file))

bool verify_job_has(const struct verify_job *j, enum chip_file_id file)
{
	return (j->here & FILE_BIT(file)) != 0;
}

struct verify_job verify_job_new(const struct trust *t, struct verify_sink sink)
{
	return (struct verify_job){.trust = t,
				   .profile = passive_profile_field(),
				   .sink = sink,
				   .findings = findings_none()};
}

void verify_job_clear(struct verify_job *j)
{
	passive_free(&j->passive);
	secret_wipe(j, sizeof(*j));
}

/* Characters of the printed zone, none of which may be another one. */
static bool sure(const struct msg_begin *begin, size_t at, size_t size)
{
	bool marked = false;
	for (size_t i = at; i < at + size; i++) {
		marked = marked || mrz_marked(RD_ARRAY(begin->unsure), i);
	}
	return !marked;
}

/* By what was not read surely no list is asked: what speaks against the document counts then, and
 * what helps it does not (pki/known.h). Both stand in the same place in every format. */
static void forget_unsure(struct verify_job *j)
{
	if (!sure(&j->begin, CODE_AT, CODE_SIZE)) {
		j->printed.document_code[0] = '\0';
	}
	if (!sure(&j->begin, STATE_AT, STATE_SIZE)) {
		secret_wipe(j->printed.issuing_state, sizeof(j->printed.issuing_state));
	}
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
	/* Known defects are looked up by the number, whatever else was not read surely. */
	if (mrz_parse_key(rd_of(j->begin.mrz, j->begin.mrz_size), &j->printed) != EG_OK) {
		j->printed = (struct mrz){0}; /* lists that select by it say nothing then */
	}
	forget_unsure(j);
	return EG_OK;
}

struct passive_input verify_job_input(const struct verify_job *j)
{
	struct passive_input in = {
		.trust = j->trust,
		.profile = &j->profile,
		.today = j->begin.today,
		.document = {.type = rd_cstr(j->printed.document_code),
			     .number = rd_cstr(j->printed.document_number)},
	};
	for (size_t i = 0; i < sizeof(in.document.state); i++) {
		in.document.state[i] = j->printed.issuing_state[i];
	}
	return in;
}

struct faults verify_job_tolerated(const struct verify_job *j)
{
	struct passive_report r = passive_report(j->passive);
	faults_join(&r.tolerated, r.healed);
	return r.tolerated;
}

static void judge_sod(struct verify_job *j)
{
	/* What is wrong is in the findings; without an object nothing later can pass. */
	const struct passive_input in = verify_job_input(j);
	if (passive_open(&in, j->files[CHIP_FILE_SOD], &j->findings, &j->passive) != EG_OK) {
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

bool verify_job_listed(const struct verify_job *j, unsigned group)
{
	const struct known_effects *e = passive_effects(j->passive);
	return e != NULL && (e->groups_malformed & 1u << group) != 0;
}

static enum eg_err judge_dg1(struct verify_job *j)
{
	struct mrz m;
	struct rd text;
	if (passive_group(j->passive, 1, j->files[CHIP_FILE_DG1], &j->findings) != VERDICT_PASS) {
		return EG_OK;
	}
	if (verify_job_listed(j, 1)) {
		findings_set(&j->findings, CHECK_MRZ_SAME, VERDICT_CANNOT_TELL,
			     REASON_DEFECT_LISTED);
		return EG_OK;
	}
	if (lds_dg1(j->files[CHIP_FILE_DG1], &m, &text) != EG_OK) {
		findings_set(&j->findings, CHECK_MRZ_SAME, VERDICT_FAIL, REASON_BAD_FORMAT);
		return EG_OK;
	}
	verify_page(&j->begin, text, &j->findings);
	passive_holder(j->passive, m.issuing_state, m.document_code, &j->findings);
	enum eg_err err = send_holder(j, &m, text);
	secret_wipe(&m, sizeof(m));
	return err;
}

static enum eg_err judge_dg2(struct verify_job *j)
{
	struct lds_portrait portrait;
	if (passive_group(j->passive, 2, j->files[CHIP_FILE_DG2], &j->findings) != VERDICT_PASS) {
		return EG_OK;
	}
	if (verify_job_listed(j, 2)) {
		findings_set(&j->findings, CHECK_PORTRAIT, VERDICT_CANNOT_TELL,
			     REASON_DEFECT_LISTED);
		return EG_OK;
	}
	if (lds_dg2(j->files[CHIP_FILE_DG2], &portrait) != EG_OK) {
		findings_set(&j->findings, CHECK_PORTRAIT, VERDICT_FAIL, REASON_UNDECODABLE);
		return EG_OK;
	}
	struct msg m = msg_make(MSG_PORTRAIT, j->epoch);
	m.body.portrait.size = (uint32_t)portrait.bytes.left;
	return j->sink.send(j->sink.context, &m, portrait.bytes);
}

/* EF.COM is not signed; only whether it agrees with what is signed is told. */
static void judge_com(struct verify_job *j)
{
	struct lds_com com;
	struct passive_com told = {0};
	if (!verify_job_has(j, CHIP_FILE_COM)) {
		passive_com(j->passive, NULL, &j->findings);
		return;
	}
	told.well_formed = lds_com(j->files[CHIP_FILE_COM], &com) == EG_OK;
	if (told.well_formed) {
		told.groups = com.groups;
		for (size_t i = 0; i < sizeof(told.lds_version); i++) {
			told.lds_version[i] = com.lds_version[i];
		}
		for (size_t i = 0; i < sizeof(told.unicode_version); i++) {
			told.unicode_version[i] = com.unicode_version[i];
		}
	}
	passive_com(j->passive, &told, &j->findings);
}

/* Judges a data group once, when it is there and EF.SOD was judged (or will never come). */
static enum eg_err judge(struct verify_job *j, unsigned group)
{
	if (((j->here & ~j->judged) & FILE_BIT(group)) == 0) {
		return EG_OK;
	}
	j->judged |= FILE_BIT(group);
	if (group == CHIP_FILE_DG1) {
		return judge_dg1(j);
	}
	if (group == CHIP_FILE_DG2) {
		return judge_dg2(j);
	}
	if (group == CHIP_FILE_DG3) {
		return verify_finger_group(j);
	}
	(void)passive_group(j->passive, group, j->files[group], &j->findings); /* in findings */
	return EG_OK;
}

static enum eg_err judge_groups(struct verify_job *j)
{
	for (unsigned group = CHIP_FILE_DG1; group <= CHIP_FILE_DG16; group++) {
		EG_TRY(judge(j, group));
	}
	return EG_OK;
}

enum eg_err verify_job_file(struct verify_job *j, unsigned file, struct rd bytes)
{
	if (j->epoch == 0 || j->ended) {
		return EG_FAIL(EG_STATE, "file without a traveller");
	}
	if (!chip_file_known(file) || verify_job_has(j, (enum chip_file_id)file)) {
		return EG_FAIL(EG_DENIED, "file that nobody asked for");
	}
	j->here |= FILE_BIT(file);
	j->files[file] = bytes;
	if (file == CHIP_FILE_SOD) {
		judge_sod(j);
	}
	return j->sod_judged ? judge_groups(j) : EG_OK;
}

/*
 * A signed group that was not delivered: the chip, or who reads it, hides something. DG15 need not
 * be read where the chip has proved another signed key. Fingers are open to few, so that a DG3 is
 * not there is no failure: verify_finger_end tells.
 */
static void miss_groups(struct verify_job *j)
{
	static const struct {
		enum chip_file_id file;
		enum check check;
	} groups[] = {
		{CHIP_FILE_DG1, CHECK_DG1_HASH},
		{CHIP_FILE_DG2, CHECK_DG2_HASH},
		{CHIP_FILE_DG14, CHECK_DG14_HASH},
		{CHIP_FILE_DG15, CHECK_DG15_HASH},
	};
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		bool due = passive_has_group(j->passive, (unsigned)groups[i].file) &&
			   (groups[i].file != CHIP_FILE_DG15 || !verify_chip_proved(j));
		if (due && !verify_job_has(j, groups[i].file)) {
			findings_set(&j->findings, groups[i].check, VERDICT_FAIL,
				     REASON_NOT_PRESENT);
		}
	}
}

/* Signed groups that nobody asked for: noted, and left open where the profile does not pass over
 * it.
 */
static void miss_unread(struct verify_job *j)
{
	passive_end(j->passive);
	struct passive_report r = passive_report(j->passive);
	const struct passive_result *groups = &r.of[PASSIVE_STEP_GROUPS];
	if (groups->status == PASSIVE_STATUS_UNDETERMINED && groups->fault == FAULT_GROUP_UNREAD &&
	    findings_verdict(&j->findings, CHECK_GROUPS_HASH) != VERDICT_FAIL) {
		findings_set(&j->findings, CHECK_GROUPS_HASH, VERDICT_CANNOT_TELL,
			     REASON_NOT_PRESENT);
		j->findings.of[CHECK_GROUPS_HASH].detail = FAULT_GROUP_UNREAD + 1;
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
	judge_com(j);
	verify_chip(j);
	verify_finger_end(j);
	miss_groups(j);
	miss_unread(j);
	struct msg m = msg_make(MSG_FINDINGS, j->epoch);
	m.body.findings.findings = j->findings;
	faults_to_bytes(verify_job_tolerated(j), m.body.findings.tolerated);
	return j->sink.send(j->sink.context, &m, RD_EMPTY);
}
