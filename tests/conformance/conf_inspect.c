/*
 * conf_inspect: the inspection system of a case: session, verification, policy; in the strict
 * profile also strict reading of the files.
 */
#include "conf_inspect.h"

#include "conf_store.h"

#include "emrtd/mrz.h"
#include "gate/policy.h"
#include "prog/strict.h"
#include "prog/verify_job.h"

#include <string.h>

#define FILES_MAX   64
#define APDUS_LIMIT 20000

/* Everything while one document is inspected. */
struct inspection {
	const struct conf_world *world;
	struct conf_document document;
	struct chip *chip;
	struct verify_job job;
	struct msg begin;
	struct bytes kept[FILES_MAX]; /* whole files, until the job ends */
	struct policy policy;
	struct conf_told told;
};

/* What the verification says on its way: the holder, the portrait, the findings. */
static enum eg_err hear(void *context, const struct msg *m, struct rd bulk)
{
	struct inspection *i = context;
	struct findings *f = &i->told.findings;
	(void)bulk; /* the portrait is for the face worker */
	if (m->kind == MSG_HOLDER) {
		policy_judge_holder(&i->policy, &m->body.holder.facts, i->begin.body.begin.today,
				    f);
	} else if (m->kind == MSG_PORTRAIT) {
		findings_set(f, CHECK_PORTRAIT, VERDICT_PASS, REASON_NONE);
	} else if (m->kind == MSG_FINDINGS) {
		findings_merge(f, &m->body.findings.findings);
	}
	return EG_OK;
}

static void keep(struct inspection *i, const struct emrtd_step *step)
{
	struct bytes *b = &i->kept[step->file % FILES_MAX];
	conf_must(b->data == NULL, "a file came twice");
	conf_must(bytes_reserve(b, step->bytes.left + 1, EMRTD_FILE_LIMIT + 1) == EG_OK &&
			  bytes_append(b, step->bytes) == EG_OK,
		  "room for a file");
	i->told.files |= UINT64_C(1) << (step->file % FILES_MAX);
	conf_must(verify_job_file(&i->job, step->file, bytes_rd(b)) == EG_OK,
		  "verification takes the file");
}

static void answer(struct inspection *i, struct conf_meddler *m, struct rd command, struct wr *out)
{
	if (m->instead != NULL && m->instead(m, command, out)) {
		return;
	}
	conf_must(chip_command(i->chip, command, out) == EG_OK, "the virtual chip answers");
	if (m->after != NULL) {
		m->after(m, command, out->base, &out->size);
	}
}

static void converse(struct inspection *i, struct emrtd *e)
{
	static uint8_t octets[CHIP_ANSWER_MAX];
	struct conf_meddler meddler = i->world->meddler;
	struct wr out = WR_ARRAY(octets);
	struct emrtd_step step;
	for (unsigned n = 0; n < APDUS_LIMIT; n++) {
		conf_must(emrtd_step(e, wr_view(&out), &step) == EG_OK, "step of the session");
		out = WR_ARRAY(octets);
		if (step.what == EMRTD_DONE) {
			struct findings own = emrtd_findings(e);
			findings_merge(&i->told.findings, &own);
			i->told.totals = emrtd_totals(e);
			return;
		}
		if (step.what == EMRTD_FILE) {
			keep(i, &step);
		} else {
			answer(i, &meddler, step.bytes, &out);
		}
	}
	conf_must(false, "the session ends");
}

/* The printed zone, into MSG_BEGIN and as the key of the chip. */
static void read_page(struct inspection *i, struct rd zone, struct wr *information)
{
	struct mrz m;
	struct msg_begin *b = &i->begin.body.begin;
	size_t size = 0;
	conf_must(mrz_parse(zone, &m) == EG_OK && mrz_information(&m, information) == EG_OK,
		  "printed zone");
	conf_must(rd_dump(zone, b->mrz, sizeof(b->mrz), &size), "size of the printed zone");
	b->mrz_size = (uint8_t)size;
	b->kind = DOCUMENT_TD3;
	b->today = i->world->order.today;
	conf_must(crypt_random(b->challenge, sizeof(b->challenge)) == EG_OK, "challenge");
	findings_set(&i->told.findings, CHECK_MRZ, VERDICT_PASS, REASON_NONE);
}

static void read_chip(struct inspection *i, struct rd information)
{
	EG_AUTO(emrtd_free) struct emrtd *e = NULL;
	struct emrtd_config config = {
		.mrz_information = information,
		.groups = i->world->groups,
		.allow_bac_after_pace = i->world->allow_bac,
		.allow_plain = i->world->allow_plain,
		.terminal = i->world->terminal,
		.can = i->world->can,
	};
	struct rd challenge = RD_ARRAY(i->begin.body.begin.challenge);
	conf_must(rd_copy(&challenge, config.challenge, sizeof(config.challenge)), "challenge");
	conf_must(chip_new(&i->chip, &i->document.d, &i->world->profile) == EG_OK, "chip");
	conf_must(emrtd_new(&config, &e) == EG_OK, "session");
	converse(i, e);
	for (unsigned file = 0; !i->world->field && file < FILES_MAX; file++) {
		if ((i->told.files & UINT64_C(1) << file) != 0) {
			strict_file(file, bytes_rd(&i->kept[file]), &i->told.findings);
		}
	}
}

/* What a check passed over, where it is more than the strict profile itself passes over: SHA-1 (the
 * plan's profile DPRCTD-SHA1) and a digest of another hash than the signature's (LDS_H_75). */
static bool deviates(const struct finding *f)
{
	const struct passive_profile strict = passive_profile_strict();
	enum passive_fault fault =
		f->detail == 0 ? FAULT_NONE : (enum passive_fault)(f->detail - 1);
	return f->verdict == VERDICT_PASS && f->reason == REASON_DEVIATION &&
	       !faults_has(strict.tolerated, fault);
}

/* The strict profile: nothing is passed over. */
static void decide(struct inspection *i)
{
	struct conf_told *t = &i->told;
	struct decision d = policy_decide_document(&i->policy, &t->findings);
	t->report = passive_report(i->job.passive);
	t->revocation = i->world->revocation;
	t->accepted = d.admit;
	t->check = (enum check)d.check;
	for (unsigned c = 0; !i->world->field && c <= CHECK_PORTRAIT && t->accepted; c++) {
		if (deviates(&t->findings.of[c])) {
			t->accepted = false;
			t->check = (enum check)c;
		}
	}
}

struct conf_told conf_inspect(const struct conf_world *w)
{
	struct inspection i = {.world = w, .policy = policy_default()};
	EG_AUTO(bytes_free) struct bytes store = {0};
	struct trust *trust = NULL;
	uint8_t zone_octets[128];
	uint8_t information_octets[64];
	struct wr zone = WR_ARRAY(zone_octets);
	struct wr information = WR_ARRAY(information_octets);
	i.told.findings = findings_none();
	i.policy.minimum_age_years = w->any_age ? 0 : i.policy.minimum_age_years;
	i.begin = msg_make(MSG_BEGIN, 1);
	conf_store_make(w, &store, &trust);
	conf_document_make(&i.document, w, &zone);
	read_page(&i, w->printed_zone == NULL ? wr_view(&zone) : rd_cstr(w->printed_zone),
		  &information);
	i.job = verify_job_new(trust, (struct verify_sink){&i, hear});
	/* No case but those of revocation has a list of it, which is no finding about a document.
	 */
	i.job.profile = w->field ? passive_profile_field() : passive_profile_strict();
	if (!w->revocation) {
		faults_add(&i.job.profile.tolerated, FAULT_CRL_MISSING);
	}
	conf_must(verify_job_begin(&i.job, &i.begin) == EG_OK, "verification begins");
	read_chip(&i, wr_view(&information));
	conf_must(verify_job_end(&i.job) == EG_OK, "verification ends");
	decide(&i);
	verify_job_clear(&i.job);
	chip_free(&i.chip);
	conf_document_free(&i.document);
	for (size_t n = 0; n < FILES_MAX; n++) {
		bytes_free(&i.kept[n]);
	}
	trust_free(&trust);
	return i.told;
}
