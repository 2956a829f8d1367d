/*
 * read_run: one document read from its laying on to the last finding, in one process.
 * Knows reader, session, clock, and the verify worker's job, which it calls as the worker does.
 * Never knows how a result is shown.
 */
#include "prog/read_run.h"

#include "os/now.h"
#include "prog/strict.h"
#include "prog/verify_job.h"

#define EPOCH 1 /* of the only traveller there is */

struct run {
	const struct read_order *order;
	struct read_result *result;
	struct read_numbers numbers;
	struct verify_job job;
	struct read_terminal terminal;
	struct termauth_terminal port; /* of terminal */
	struct emrtd *session;
	struct read_part last; /* the newest exchange; in now, too */
	struct read_part now;  /* since the last file */
	unsigned signatures;   /* of Terminal Authentication that the chip has answered */
	bool open;             /* access was gained */
	enum eg_err link;      /* of the exchange that ended the session */
};

static void part_add(struct read_part *to, const struct read_part *more)
{
	to->apdus += more->apdus;
	to->bytes_up += more->bytes_up;
	to->bytes_down += more->bytes_down;
	to->link_us += more->link_us;
}

/* Closes the part that is running: adds it where it belongs. */
static void part_close(struct run *run, struct read_part *to)
{
	part_add(to, &run->now);
	run->now = (struct read_part){0};
}

/* What the verify job tells: its findings, and what follows from the holder's dates. */
static enum eg_err take_message(void *context, const struct msg *m, struct rd bulk)
{
	struct run *run = context;
	struct findings *f = &run->result->findings;
	(void)bulk; /* the portrait stays in DG2 */
	if (m->kind == MSG_FINDINGS) {
		findings_merge(f, &m->body.findings.findings);
	}
	if (m->kind == MSG_HOLDER) {
		const struct policy usual = policy_default();
		struct findings judged = findings_none();
		policy_judge_holder(&usual, &m->body.holder.facts, run->order->today, &judged);
		/* Eligibility is a matter of a lane, not of a document. */
		f->of[CHECK_DOCUMENT_PERIOD] = judged.of[CHECK_DOCUMENT_PERIOD];
	}
	return EG_OK;
}

static uint8_t document_kind(const struct read_key *key)
{
	switch (key->format) {
	case MRZ_TD1:
		return DOCUMENT_TD1;
	case MRZ_TD2:
		return DOCUMENT_TD2;
	case MRZ_TD3:
		return DOCUMENT_TD3;
	default: /* no zone was given */
		return DOCUMENT_NONE;
	}
}

static enum eg_err job_begin(struct run *run)
{
	struct msg begin = msg_make(MSG_BEGIN, EPOCH);
	struct msg_begin *b = &begin.body.begin;
	const struct read_key *key = run->order->key;
	struct rd challenge = RD_ARRAY(run->numbers.challenge);
	size_t size = 0;
	run->job = verify_job_new(run->order->trust, (struct verify_sink){run, take_message});
	if (run->order->trust == NULL) {
		return EG_OK;
	}
	b->kind = document_kind(key);
	b->today = run->order->today;
	if (!rd_dump(rd_of(key->zone, key->zone_size), b->mrz, sizeof(b->mrz), &size) ||
	    !rd_copy(&challenge, b->challenge, sizeof(b->challenge))) {
		return EG_FAIL(EG_STATE, "printed zone");
	}
	b->mrz_size = (uint8_t)size;
	enum eg_err err = verify_job_begin(&run->job, &begin);
	secret_wipe(&begin, sizeof(begin));
	return err;
}

/* The answer that proved the chip by its new keys was already one of the next file's. */
static void part_close_proof(struct run *run, struct read_part *to)
{
	const struct read_part last = run->last;
	run->now.apdus -= last.apdus;
	run->now.bytes_up -= last.bytes_up;
	run->now.bytes_down -= last.bytes_down;
	run->now.link_us -= last.link_us;
	part_close(run, to);
	run->now = last;
}

/* Keeps a file and judges it at once, while the next one is still to be read. */
static enum eg_err take_file(struct run *run, const struct emrtd_step *step)
{
	struct read_result *r = run->result;
	if (r->count == READ_FILES_MAX) {
		return EG_FAIL(EG_STATE, "more files than there are kinds of them");
	}
	struct read_file *f = &r->files[r->count++];
	f->file = step->file;
	if (step->file == EMRTD_CHIP_AUTH_KEY && run->now.apdus > 0) {
		part_close_proof(run, &f->part);
	} else {
		part_close(run, &f->part);
	}
	EG_TRY(bytes_reserve(&f->content, step->bytes.left, EMRTD_FILE_LIMIT));
	EG_TRY(bytes_append(&f->content, step->bytes));
	if (run->order->trust == NULL) {
		return EG_OK;
	}
	enum eg_err err = verify_job_file(&run->job, step->file, bytes_rd(&f->content));
	return err == EG_DENIED ? EG_OK : err; /* a file that the gate has no use for */
}

/* The document is gone: waits for the hand that lays it on again, or ends the session. */
static void regain(struct run *run)
{
	const struct read_order *o = run->order;
	enum eg_err err = EG_TIMEOUT;
	if (run->link == EG_GONE && o->regain_ms > 0) {
		int64_t start_us = now_mono_us();
		err = o->backend->connect(o->reader, o->regain_ms);
		run->now.link_us += now_mono_us() - start_us;
	}
	if (err == EG_OK) {
		emrtd_contact_lost(run->session);
		run->link = EG_OK;
	} else {
		emrtd_lost(run->session);
	}
}

/* One command and its answer. What goes wrong ends the session, which makes it a finding. */
static void exchange(struct run *run, struct rd command, struct wr *answer)
{
	const struct read_order *o = run->order;
	struct read_result *r = run->result;
	if (suite_of_command(command, &r->suite)) {
		suite_of_card_access(read_content(r, EMRTD_CARD_ACCESS), suite_oid(command),
				     &r->suite);
	}
	int64_t start_us = now_mono_us();
	run->link = o->backend->exchange(o->reader, command, answer);
	run->last = (struct read_part){
		.apdus = 1,
		.bytes_up = (uint32_t)command.left,
		.bytes_down = run->link == EG_OK ? (uint32_t)answer->size : 0,
		.link_us = now_mono_us() - start_us,
	};
	part_add(&run->now, &run->last);
	if (run->link != EG_OK || answer->size == 0) {
		answer->size = 0;
		regain(run);
	}
	if (run->signatures != run->terminal.signatures) { /* this was EXTERNAL AUTHENTICATE */
		run->signatures = run->terminal.signatures;
		part_close(run, &r->terminal);
	}
}

static enum eg_err converse(struct run *run)
{
	static uint8_t octets[APDU_ANSWER_MAX];
	struct wr answer = WR_ARRAY(octets);
	for (;;) {
		struct emrtd_step step;
		EG_TRY(emrtd_step(run->session, wr_view(&answer), &step));
		answer = WR_ARRAY(octets);
		if (!run->open && emrtd_totals(run->session).access != EMRTD_ACCESS_NONE) {
			run->open = true;
			part_close(run, &run->result->access);
		}
		switch (step.what) {
		case EMRTD_SEND:
			exchange(run, step.bytes, &answer);
			break;
		case EMRTD_FILE:
			EG_TRY(take_file(run, &step));
			break;
		case EMRTD_PART: /* only where asked for */
			return EG_FAIL(EG_STATE, "piece of a file");
		case EMRTD_DONE:
			return EG_OK;
		}
	}
}

static enum eg_err session_new(struct run *run)
{
	const struct read_order *o = run->order;
	run->terminal = (struct read_terminal){
		.inner = o->terminal, .record = o->record, .replay = o->replay};
	struct emrtd_config config = {
		.mrz_information = rd_of(o->key->information, o->key->information_size),
		.can = rd_of(o->key->can, o->key->can_size),
		.groups = o->groups,
		.allow_bac_after_pace = o->bac_after_pace,
		.terminal = read_terminal_port(&run->terminal, &run->port),
		.fixed = numbers_fixed(&run->numbers),
	};
	struct rd challenge = RD_ARRAY(run->numbers.challenge);
	if (!rd_copy(&challenge, config.challenge, sizeof(config.challenge))) {
		return EG_FAIL(EG_STATE, "challenge");
	}
	return emrtd_new(&config, &run->session);
}

/* Findings that only say that somebody did not ask for something are none. */
static void drop_unasked(const struct read_order *o, struct findings *f)
{
	static const struct {
		unsigned group;
		enum check check;
	} groups[] = {{EMRTD_DG1, CHECK_DG1_HASH},   {EMRTD_DG2, CHECK_DG2_HASH},
		      {EMRTD_DG3, CHECK_DG3_HASH},   {EMRTD_DG4, CHECK_DG4_HASH},
		      {EMRTD_DG14, CHECK_DG14_HASH}, {EMRTD_DG15, CHECK_DG15_HASH}};
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		if ((o->groups & EMRTD_GROUP(groups[i].group)) == 0) {
			findings_set(f, groups[i].check, VERDICT_NOT_DONE, REASON_NONE);
		}
	}
	if ((o->groups & EMRTD_GROUP(EMRTD_DG15)) == 0) {
		findings_set(f, CHECK_ACTIVE_AUTH, VERDICT_NOT_DONE, REASON_NONE);
	}
	if (o->key->zone_size == 0) {
		findings_set(f, CHECK_MRZ_SAME, VERDICT_NOT_DONE, REASON_NONE);
	}
}

static enum eg_err judge(struct run *run)
{
	struct read_result *r = run->result;
	r->totals = emrtd_totals(run->session);
	const struct findings read = emrtd_findings(run->session);
	findings_merge(&r->findings, &read);
	for (size_t i = 0; i < r->count && run->order->strict; i++) {
		strict_file(r->files[i].file, bytes_rd(&r->files[i].content), &r->findings);
	}
	if (run->order->trust != NULL) {
		EG_TRY(verify_job_end(&run->job));
		r->judged = true;
		drop_unasked(run->order, &r->findings);
	}
	return EG_OK;
}

static void sum_up(struct read_result *r)
{
	r->whole = r->access;
	r->whole.link_us += r->terminal.link_us + r->rest.link_us;
	for (size_t i = 0; i < r->count; i++) {
		r->whole.link_us += r->files[i].part.link_us;
	}
	r->whole.apdus = r->totals.apdus;
	r->whole.bytes_up = r->totals.bytes_up;
	r->whole.bytes_down = r->totals.bytes_down;
}

static enum eg_err read_all(struct run *run)
{
	struct read_result *r = run->result;
	int64_t start_us = now_mono_us();
	int64_t cpu_us = now_cpu_us();
	EG_TRY(session_new(run));
	EG_TRY(job_begin(run));
	EG_TRY(converse(run));
	part_close(run, &r->rest);
	EG_TRY(judge(run));
	sum_up(r);
	r->whole_us = now_mono_us() - start_us;
	r->own_us = r->whole_us - r->whole.link_us;
	r->cpu_us = now_cpu_us() - cpu_us;
	if (run->order->replay != NULL && run->link != EG_OK && run->link != EG_GONE) {
		return run->link; /* the transcript is not of this session */
	}
	return EG_OK;
}

enum eg_err read_run(const struct read_order *order, struct read_result *out)
{
	static struct run run; /* holds the certificates of a chain; one document at a time */
	run = (struct run){.order = order, .result = out, .link = EG_OK};
	*out = (struct read_result){.findings = findings_none()};
	enum eg_err err = numbers_begin(&run.numbers, order->record, order->replay);
	if (err == EG_OK) {
		err = order->backend->connect(order->reader, order->wait_ms);
		if (err == EG_TIMEOUT) {
			err = EG_FAIL(EG_TIMEOUT, "no document on the reader");
		}
	}
	if (err == EG_OK) {
		err = read_all(&run);
		order->backend->disconnect(order->reader);
	}
	emrtd_free(&run.session);
	verify_job_clear(&run.job);
	numbers_clear(&run.numbers);
	return err;
}

void read_result_clear(struct read_result *r)
{
	for (size_t i = 0; i < r->count; i++) {
		bytes_free(&r->files[i].content);
	}
	secret_wipe(r, sizeof(*r));
}

struct rd read_content(const struct read_result *r, enum emrtd_file file)
{
	for (size_t i = 0; i < r->count; i++) {
		if (r->files[i].file == file) {
			return bytes_rd(&r->files[i].content);
		}
	}
	return RD_EMPTY;
}

const char *read_file_name(unsigned file)
{
	static const char *const names[] = {
		[EMRTD_DG1] = "DG1",
		[EMRTD_DG2] = "DG2",
		[EMRTD_DG3] = "DG3",
		[EMRTD_DG4] = "DG4",
		[5] = "DG5",
		[6] = "DG6",
		[7] = "DG7",
		[8] = "DG8",
		[9] = "DG9",
		[10] = "DG10",
		[11] = "DG11",
		[12] = "DG12",
		[13] = "DG13",
		[EMRTD_DG14] = "DG14",
		[EMRTD_DG15] = "DG15",
		[EMRTD_DG16] = "DG16",
		[EMRTD_CARD_ACCESS] = "EF.CardAccess",
		[EMRTD_SOD] = "EF.SOD",
		[EMRTD_COM] = "EF.COM",
		[EMRTD_CARD_SECURITY] = "EF.CardSecurity",
		[EMRTD_ATR_INFO] = "EF.ATR/INFO",
		[EMRTD_DIR] = "EF.DIR",
		[EMRTD_CVCA] = "EF.CVCA",
		[EMRTD_AA_SIGNATURE] = "active authentication",
		[EMRTD_AA_REFUSED] = "active auth., refused",
		[EMRTD_CHIP_AUTH_KEY] = "chip authentication",
		[EMRTD_CHIP_AUTH_REFUSED] = "chip auth., refused",
		[EMRTD_CHIP_MAPPING] = "chip mapping",
	};
	bool known = file < sizeof(names) / sizeof(names[0]) && names[file] != NULL;
	return known ? names[file] : "?";
}

static bool absent(uint8_t reason)
{
	return reason == REASON_NOT_PRESENT || reason == REASON_NO_REVOCATION_LIST;
}

bool read_found(const struct read_result *r, bool strict)
{
	const struct passive_profile passes = passive_profile_strict();
	for (unsigned c = 0; c < CHECK_COUNT; c++) {
		const struct finding *f = &r->findings.of[c];
		bool doubt = f->verdict == VERDICT_CANNOT_TELL && (strict || !absent(f->reason));
		bool deviates = strict && f->reason == REASON_DEVIATION &&
				!faults_has(passes.tolerated, passive_finding_fault(f));
		if (f->verdict == VERDICT_FAIL || doubt || deviates) {
			return true;
		}
	}
	return false;
}
