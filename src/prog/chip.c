/*
 * egate-chip: the worker that reads the chip of one traveller's document.
 * Knows messages, the card reader, the clock. Never knows what is in a file, nor whether it is
 * genuine: every byte goes on to the verify worker.
 *
 *   settings   reader=pcsc:NAME|replay:FILE [connect_ms=10000] [regain_ms=3000]
 *              [bac_after_pace=0] [active_auth=unproved|always|never] [extended=auto|off]
 *              [terminal=FOLDER [terminal_secret=FILE]] [fingers=0]
 *   start      egate-token started on the terminal's keys, reader opened, primitives run once;
 *              sandbox; MSG_READY
 *   MSG_BEGIN  reads: MSG_FILE for each file as soon as it is whole; then MSG_FINDINGS,
 *              MSG_CHIP_DONE; exit
 *   end of the connection: exit
 */
#include "base/log.h"
#include "emrtd/mrz.h"
#include "emrtd/session.h"
#include "hal/reader.h"
#include "os/args.h"
#include "os/link.h"
#include "os/now.h"
#include "os/sandbox.h"
#include "prog/terminal.h"
#include "prog/worker.h"

#include <string.h>

#define MEMORY_MB       256
#define CPU_SECONDS     30 /* of one traveller: PACE on the longest curve needs a tenth of one */
#define CONNECT_MS      10000
#define REGAIN_MS       3000 /* a hand that puts the document back where it was */
#define MRZ_INFORMATION 64

_Static_assert((int)EMRTD_DG1 == (int)CHIP_FILE_DG1 && (int)EMRTD_DG2 == (int)CHIP_FILE_DG2 &&
		       (int)EMRTD_DG3 == (int)CHIP_FILE_DG3 &&
		       (int)EMRTD_DG14 == (int)CHIP_FILE_DG14 &&
		       (int)EMRTD_DG15 == (int)CHIP_FILE_DG15 &&
		       (int)EMRTD_SOD == (int)CHIP_FILE_SOD &&
		       (int)EMRTD_CARD_ACCESS == (int)CHIP_FILE_CARD_ACCESS &&
		       (int)EMRTD_AA_SIGNATURE == (int)CHIP_FILE_AA_SIGNATURE &&
		       (int)EMRTD_AA_REFUSED == (int)CHIP_FILE_AA_REFUSED &&
		       (int)EMRTD_CARD_SECURITY == (int)CHIP_FILE_CARD_SECURITY &&
		       (int)EMRTD_CHIP_AUTH_KEY == (int)CHIP_FILE_CHIP_AUTH_KEY &&
		       (int)EMRTD_CHIP_AUTH_REFUSED == (int)CHIP_FILE_CHIP_AUTH_REFUSED &&
		       (int)EMRTD_CHIP_MAPPING == (int)CHIP_FILE_CHIP_MAPPING,
	       "files have the same numbers in messages");
_Static_assert(EMRTD_FILE_LIMIT <= BULK_LIMIT, "a file fits beside a message");

struct chip_worker {
	const struct reader_backend *backend;
	struct reader *reader;
	int64_t connect_ms;
	int64_t regain_ms;
	bool bac_after_pace;
	bool short_only;
	bool fingers; /* DG3 is wanted: somebody compares it */
	enum emrtd_active_auth active_auth;
	struct terminal *terminal; /* owned; NULL: none is set up */
	struct termauth_terminal port;
	uint32_t epoch;
	int64_t link_us; /* waiting for the chip */
};

/* Place of a word of a setting among those there are. */
static enum eg_err take_choice(const struct args *a, const char *key, const char *const *words,
			       size_t count, size_t *out)
{
	const char *word = args_text(a, key, words[0]);
	for (*out = 0; *out < count; (*out)++) {
		if (strcmp(word, words[*out]) == 0) {
			return EG_OK;
		}
	}
	return EG_FAIL(EG_CONFIG, "setting has none of its words");
}

static enum eg_err take_policy(const struct args *a, struct chip_worker *w)
{
	static const char *const proofs[] = {
		[EMRTD_AA_UNPROVED] = "unproved",
		[EMRTD_AA_ALWAYS] = "always",
		[EMRTD_AA_NEVER] = "never",
	};
	static const char *const lengths[] = {"auto", "off"};
	int64_t number;
	size_t place;
	EG_TRY(args_number(a, "bac_after_pace", 0, 1, 0, &number));
	w->bac_after_pace = number == 1;
	EG_TRY(args_number(a, "fingers", 0, 1, 0, &number));
	w->fingers = number == 1;
	EG_TRY(take_choice(a, "extended", lengths, 2, &place));
	w->short_only = place == 1;
	EG_TRY(take_choice(a, "active_auth", proofs, 3, &place));
	w->active_auth = (enum emrtd_active_auth)place;
	return EG_OK;
}

/* Certificates of this gate; their periods are judged with the date of MSG_BEGIN. Its keys stay in
 * a process of their own: here a hostile chip is spoken to. */
static enum eg_err open_terminal(const struct args *a, struct chip_worker *w)
{
	const struct token_settings settings = {
		.folder = args_text(a, "terminal", NULL),
		.secret = args_text(a, "terminal_secret", NULL),
	};
	struct folder_bad bad = {0};
	if (settings.folder == NULL) {
		return EG_OK;
	}
	EG_TRY(terminal_open(&settings, (struct date){0}, &w->terminal, &bad));
	w->port = terminal_port(w->terminal);
	return EG_OK;
}

static enum eg_err open_all(const struct args *a, struct chip_worker *w)
{
	const char *where;
	const char *spec = args_text(a, "reader", NULL);
	if (spec == NULL) {
		return EG_FAIL(EG_CONFIG, "setting reader is needed");
	}
	EG_TRY(args_number(a, "connect_ms", 0, 600000, CONNECT_MS, &w->connect_ms));
	EG_TRY(args_number(a, "regain_ms", 0, 600000, REGAIN_MS, &w->regain_ms));
	EG_TRY(take_policy(a, w));
	EG_TRY(open_terminal(a, w));
	EG_TRY(reader_find(spec, &w->backend, &where));
	return w->backend->open(&w->reader, where);
}

/* What the core and the verify worker take: fingers only where the lane wants them, irises never.
 */
static bool is_carried(const struct chip_worker *w, enum emrtd_file file)
{
	static const uint8_t carried[] = {
		CHIP_FILE_DG1,           CHIP_FILE_DG2,          CHIP_FILE_DG14,
		CHIP_FILE_DG15,          CHIP_FILE_SOD,          CHIP_FILE_CARD_ACCESS,
		CHIP_FILE_CARD_SECURITY, CHIP_FILE_AA_SIGNATURE, CHIP_FILE_AA_REFUSED,
		CHIP_FILE_CHIP_AUTH_KEY, CHIP_FILE_CHIP_MAPPING, CHIP_FILE_CHIP_AUTH_REFUSED,
		CHIP_FILE_COM,
	};
	for (size_t i = 0; i < sizeof(carried); i++) {
		if (carried[i] == (unsigned)file) {
			return true;
		}
	}
	return w->fingers && file == EMRTD_DG3;
}

static enum eg_err send_file(const struct chip_worker *w, enum emrtd_file file, struct rd bytes)
{
	EG_AUTO(eg_close) int bulk_fd = -1;
	struct msg m = msg_make(MSG_FILE, w->epoch);
	if (!is_carried(w, file)) {
		return EG_OK; /* it has served the session: EF.ATR/INFO, EF.CVCA */
	}
	m.body.file.size = (uint32_t)bytes.left;
	m.body.file.file = (uint16_t)file;
	EG_TRY(bulk_make(bytes, &bulk_fd));
	return link_send(LINK_FD, &m, bulk_fd);
}

/* The chip is gone: waits for the hand that puts it back, or ends the session. */
static void regain(struct chip_worker *w, struct emrtd *e)
{
	enum eg_err err = EG_TIMEOUT;
	if (w->regain_ms > 0) {
		int64_t start_us = now_mono_us();
		err = w->backend->connect(w->reader, (uint32_t)w->regain_ms);
		w->link_us += now_mono_us() - start_us;
	}
	if (err == EG_OK) {
		emrtd_contact_lost(e);
	} else {
		emrtd_lost(e);
	}
}

/* One command and its answer; false: the chip was gone, and the session knows it. */
static bool exchange(struct chip_worker *w, struct emrtd *e, struct rd command, struct wr *answer)
{
	int64_t start_us = now_mono_us();
	enum eg_err err = w->backend->exchange(w->reader, command, answer);
	w->link_us += now_mono_us() - start_us;
	if (err != EG_OK || answer->size == 0) {
		log_fault(LOG_WARN, LOG_WORD("exchange"));
		regain(w, e);
		return false;
	}
	return true;
}

static enum eg_err read_all(struct chip_worker *w, struct emrtd *e)
{
	static uint8_t octets[APDU_ANSWER_MAX];
	struct wr answer = WR_ARRAY(octets);
	for (;;) {
		struct emrtd_step step;
		EG_TRY(emrtd_step(e, wr_view(&answer), &step));
		answer = WR_ARRAY(octets);
		switch (step.what) {
		case EMRTD_SEND:
			if (!exchange(w, e, step.bytes, &answer)) {
				answer = WR_ARRAY(octets);
			}
			break;
		case EMRTD_FILE:
			EG_TRY(send_file(w, step.file, step.bytes));
			break;
		case EMRTD_PART: /* only where asked for */
			return EG_FAIL(EG_STATE, "piece of a file");
		case EMRTD_DONE:
			return EG_OK;
		}
	}
}

/* EF.COM, since verify compares it with EF.SOD (TR-03135-1, 5.6.4.4.1). Fingers come last of all: a
 * portrait does not wait for them. */
static uint32_t wanted_groups(const struct chip_worker *w)
{
	uint32_t fingers = w->fingers ? EMRTD_GROUP(EMRTD_DG3) : 0;
	return EMRTD_GROUPS_GATE | EMRTD_READ_COM | fingers;
}

static enum eg_err new_session(const struct chip_worker *w, const struct msg_begin *begin,
			       struct emrtd **out)
{
	uint8_t octets[MRZ_INFORMATION];
	struct wr information = WR_ARRAY(octets);
	struct mrz mrz;
	struct emrtd_config config = {
		.groups = wanted_groups(w),
		.allow_bac_after_pace = w->bac_after_pace,
		.active_auth = w->active_auth,
		.short_only = w->short_only,
		.terminal = w->terminal == NULL ? NULL : &w->port,
		.fingers_if_given = w->fingers,
	};
	struct rd challenge = RD_ARRAY(begin->challenge);
	if (w->backend->atr != NULL) {
		config.atr = w->backend->atr(w->reader);
	}
	if (w->terminal != NULL) {
		terminal_today(w->terminal, begin->today);
	}
	if (!rd_copy(&challenge, config.challenge, sizeof(config.challenge))) {
		return EG_FAIL(EG_STATE, "challenge");
	}
	/* Of a worn page the rest may not have been read surely. */
	enum eg_err err = mrz_parse_key(rd_of(begin->mrz, begin->mrz_size), &mrz);
	if (err == EG_OK) {
		err = mrz_information(&mrz, &information);
	}
	config.mrz_information = wr_view(&information);
	if (err == EG_OK) {
		err = emrtd_new(&config, out);
	}
	secret_wipe(octets, sizeof(octets));
	secret_wipe(&mrz, sizeof(mrz));
	return err;
}

static enum eg_err report(const struct chip_worker *w, const struct findings *f,
			  const struct emrtd_totals *t, int64_t whole_us)
{
	struct msg findings = msg_make(MSG_FINDINGS, w->epoch);
	struct msg done = msg_make(MSG_CHIP_DONE, w->epoch);
	findings.body.findings.findings = *f;
	done.body.chip_done = (struct msg_chip_done){
		.apdus = t->apdus,
		.bytes_up = t->bytes_up,
		.bytes_down = t->bytes_down,
		.link_us = (uint32_t)w->link_us,
		.own_us = (uint32_t)(whole_us - w->link_us),
		.access = (uint8_t)t->access,
	};
	LOG(LOG_INFO, "read", LOG_INT("access", t->access),
	    LOG_INT("access_verdict", f->of[CHECK_ACCESS].verdict),
	    LOG_INT("access_reason", f->of[CHECK_ACCESS].reason),
	    LOG_INT("pace_verdict", f->of[CHECK_PACE_KEPT].verdict),
	    LOG_INT("files_verdict", f->of[CHECK_FILES_READ].verdict),
	    LOG_INT("files_reason", f->of[CHECK_FILES_READ].reason),
	    LOG_INT("files_detail", f->of[CHECK_FILES_READ].detail), LOG_INT("apdus", t->apdus),
	    LOG_INT("up", t->bytes_up), LOG_INT("down", t->bytes_down),
	    LOG_INT("resumed", t->resumed), LOG_INT("lost", t->lost), LOG_INT("chunk", t->chunk),
	    LOG_INT("response", t->response),
	    LOG_INT("terminal_verdict", f->of[CHECK_TERMINAL_AUTH].verdict),
	    LOG_INT("terminal_reason", f->of[CHECK_TERMINAL_AUTH].reason),
	    LOG_INT("terminal_detail", f->of[CHECK_TERMINAL_AUTH].detail),
	    LOG_INT("link_us", w->link_us), LOG_INT("own_us", whole_us - w->link_us));
	EG_TRY(link_send(LINK_FD, &findings, -1));
	return link_send(LINK_FD, &done, -1);
}

static enum eg_err serve(struct chip_worker *w, const struct msg_begin *begin)
{
	EG_AUTO(emrtd_free) struct emrtd *e = NULL;
	int64_t start_us = now_mono_us();
	struct emrtd_totals totals = {0};
	struct findings findings = findings_none();
	enum eg_err err = w->backend->connect(w->reader, (uint32_t)w->connect_ms);
	w->link_us += now_mono_us() - start_us;
	if (err != EG_OK) {
		bool none = err == EG_TIMEOUT;
		findings_set(&findings, CHECK_ACCESS, VERDICT_FAIL,
			     none ? REASON_NOT_PRESENT : REASON_CHIP_LOST);
		return report(w, &findings, &totals, now_mono_us() - start_us);
	}
	err = new_session(w, begin, &e);
	if (err != EG_OK) {
		log_fault(LOG_WARN, LOG_WORD("session"));
		findings_set(&findings, CHECK_ACCESS, VERDICT_FAIL, REASON_BAD_FORMAT);
		w->backend->disconnect(w->reader);
		return report(w, &findings, &totals, now_mono_us() - start_us);
	}
	err = read_all(w, e);
	findings = emrtd_findings(e);
	totals = emrtd_totals(e);
	w->backend->disconnect(w->reader);
	if (err == EG_GONE) {
		return err; /* the core is */
	}
	if (err != EG_OK) {
		log_fault(LOG_ERROR, LOG_WORD("session"));
		findings_set(&findings, CHECK_FILES_READ, VERDICT_CANNOT_TELL, REASON_INTERNAL);
	}
	return report(w, &findings, &totals, now_mono_us() - start_us);
}

/*
 * Warm, until the core begins a traveller. A reader or pcscd that goes away meanwhile ends this
 * worker: a fresh one waits for it to come back, and until then the lane takes no document.
 */
static enum eg_err wait_begin(const struct chip_worker *w, struct msg *m)
{
	EG_AUTO(eg_close) int bulk_fd = -1;
	while (worker_quiet(WORKER_WATCH_MS)) {
		if (!w->backend->there(w->reader)) {
			return EG_FAIL(EG_IO, "card reader went away");
		}
	}
	EG_TRY(link_recv(LINK_FD, m, &bulk_fd));
	return m->kind == MSG_BEGIN ? EG_OK
				    : EG_FAIL(EG_STATE, "message that is not for the chip worker");
}

static enum eg_err work(const struct args *a, struct chip_worker *w)
{
	const struct sandbox_need need = {
		.make_memfd = true,
		.memory_mb = MEMORY_MB,
		.cpu_seconds = CPU_SECONDS,
	};
	int64_t start_us = now_mono_us();
	struct msg m;
	EG_AUTO(eg_close) int bulk_fd = -1;
	EG_TRY(crypt_warm());
	EG_TRY(open_all(a, w));
	EG_TRY(sandbox_enter(&need));
	LOG(LOG_INFO, "ready", LOG_INT("warm_us", now_mono_us() - start_us));
	EG_TRY(worker_ready(ROLE_CHIP));
	EG_TRY(wait_begin(w, &m));
	w->epoch = m.epoch;
	EG_TRY(serve(w, &m.body.begin));
	/* Stays until the core ends the traveller: an earlier end would be a loss. */
	EG_TRY(link_recv(LINK_FD, &m, &bulk_fd));
	return EG_FAIL(EG_STATE, "message after the chip worker's job");
}

int main(int argc, char *argv[])
{
	struct args a = args_of(argc, argv);
	struct chip_worker w = {0};
	log_open(LOG_WORD("chip"), LOG_INFO);
	enum eg_err err = work(&a, &w);
	if (w.reader != NULL) {
		w.backend->close(&w.reader);
	}
	terminal_free(&w.terminal);
	return worker_end(err);
}
