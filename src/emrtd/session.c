/*
 * session: one conversation with the chip, from the first command to the last file.
 * Knows transport: protection, GET RESPONSE, lengths told by the chip. Never knows a reader or a
 * clock.
 */
#include "emrtd/session_impl.h"

#include <stdlib.h>

#define GET_RESPONSE_ROUNDS_MAX 64
/* A file of the largest size in pieces of 64 octets, and the rest. */
#define APDUS_MAX   8192
#define RESUMES_MAX 1
#define SW1(sw)     ((unsigned)(sw) >> 8)
#define SW1_MORE    0x61
#define SW1_LENGTH  0x6C
#define LE_OF(sw)   (((sw)&0xFF) == 0 ? APDU_LE_SHORT_MAX : (uint32_t)((sw)&0xFF))

enum eg_err emrtd_new(const struct emrtd_config *config, struct emrtd **out)
{
	EG_AUTO(emrtd_free) struct emrtd *e = calloc(1, sizeof(*e));
	size_t size = 0;
	*out = NULL;
	if (e == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "session");
	}
	if (config->mrz_information.left == 0 ||
	    !rd_dump(config->mrz_information, e->mrz_octets, sizeof(e->mrz_octets), &size)) {
		return EG_FAIL(EG_CONFIG, "MRZ information");
	}
	e->mrz_information = rd_of(e->mrz_octets, size);
	e->config = *config;
	e->config.mrz_information = e->mrz_information;
	e->findings = findings_none();
	access_begin(e);
	*out = e;
	e = NULL;
	return EG_OK;
}

void emrtd_free(struct emrtd **e)
{
	if (*e != NULL) {
		pace_free(&(*e)->pace);
		bytes_free(&(*e)->read.content);
		secret_wipe(*e, sizeof(**e));
		free(*e);
		*e = NULL;
	}
}

void session_fail(struct emrtd *e, enum reason why)
{
	enum check check = e->totals.access == EMRTD_ACCESS_NONE ? CHECK_ACCESS : CHECK_FILES_READ;
	if (findings_verdict(&e->findings, check) != VERDICT_FAIL) {
		findings_set(&e->findings, check, VERDICT_FAIL, why);
		e->findings.of[check].detail = (uint8_t)e->read.file;
	}
	e->phase = PHASE_DONE;
}

void session_resume(struct emrtd *e)
{
	sm_close(&e->sm);
	e->is_open = false;
	if (e->totals.resumed >= RESUMES_MAX) {
		session_fail(e, REASON_SECURE_MESSAGING);
		return;
	}
	e->totals.resumed++;
	access_begin(e);
}

void emrtd_lost(struct emrtd *e)
{
	if (e->phase != PHASE_DONE) {
		session_fail(e, REASON_CHIP_LOST);
	}
	e->event = EMRTD_NO_FILE;
	e->waiting = false;
}

struct findings emrtd_findings(const struct emrtd *e)
{
	return e->findings;
}

struct emrtd_totals emrtd_totals(const struct emrtd *e)
{
	return e->totals;
}

static bool is_access(enum phase p)
{
	return p < PHASE_SELECT_FILE;
}

/* Puts a command out; protected once secure messaging is open. */
static enum eg_err send(struct emrtd *e, const struct apdu *c, bool protect, struct emrtd_step *out)
{
	struct wr command = WR_ARRAY(e->command);
	if (protect) {
		EG_TRY(sm_wrap(&e->sm, c, &command));
	} else {
		EG_TRY(apdu_write(c, &command));
	}
	e->waiting = true;
	e->totals.apdus++;
	e->totals.bytes_up += (uint32_t)command.size;
	*out = (struct emrtd_step){.what = EMRTD_SEND, .bytes = wr_view(&command)};
	return EG_OK;
}

static enum eg_err ask_next(struct emrtd *e, struct emrtd_step *out)
{
	struct apdu c = {0};
	struct wr data = WR_ARRAY(e->data);
	if (is_access(e->phase)) {
		EG_TRY(access_ask(e, &c, &data));
	} else {
		EG_TRY(read_ask(e, &c, &data));
	}
	EG_TRY(wr_done(&data, &c.data));
	e->last = c;
	e->protected = e->is_open;
	e->resized = false;
	e->rounds = 0;
	e->answer_size = 0;
	return send(e, &c, e->protected, out);
}

/* Joins what GET RESPONSE brought (ISO/IEC 7816-4, 11.3.2); false when it is too much. */
static bool join(struct emrtd *e, struct rd data)
{
	size_t size;
	if (!rd_dump(data, e->answer + e->answer_size, sizeof(e->answer) - e->answer_size, &size)) {
		return false;
	}
	e->answer_size += size;
	return true;
}

/* Transport only: true when another command must go out before the answer is whole. */
static enum eg_err more_rounds(struct emrtd *e, const struct apdu_answer *a, bool *more,
			       struct emrtd_step *out)
{
	*more = false;
	if (SW1(a->sw) == SW1_MORE && e->rounds < GET_RESPONSE_ROUNDS_MAX) {
		const struct apdu get_response = {.ins = 0xC0, .le = LE_OF(a->sw)};
		e->rounds++;
		*more = true;
		return send(e, &get_response, false, out);
	}
	if (SW1(a->sw) == SW1_LENGTH && !e->protected && !e->resized && e->rounds == 0 &&
	    e->last.le > 0) {
		e->last.le = LE_OF(a->sw);
		e->resized = true;
		*more = true;
		return send(e, &e->last, false, out);
	}
	return EG_OK;
}

/* Takes protection off. Broken protection ends the session; *judged is false then. */
static enum eg_err unprotect(struct emrtd *e, struct rd answer, struct reply *r, bool *judged)
{
	struct wr plain = WR_ARRAY(e->plain);
	*judged = true;
	enum eg_err err = sm_unwrap(&e->sm, answer, &plain, &r->sw);
	if (err == EG_OK) {
		r->data = wr_view(&plain);
		e->read.bare = 0;
		return EG_OK;
	}
	if (err == EG_DENIED && r->sw != SW_OK) {
		r->bare = true;
		e->read.bare++;
		return EG_OK;
	}
	*judged = false;
	if (err == EG_NO_MEMORY) {
		return err;
	}
	session_fail(e, REASON_SECURE_MESSAGING);
	return EG_OK;
}

static enum eg_err judge(struct emrtd *e, const struct apdu_answer *last)
{
	struct reply r = {.data = rd_of(e->answer, e->answer_size), .sw = last->sw};
	const uint8_t sw[] = {(uint8_t)(last->sw >> 8), (uint8_t)last->sw};
	bool judged = true;
	if (e->protected) {
		if (!join(e, RD_ARRAY(sw))) {
			session_fail(e, REASON_BAD_FORMAT);
			return EG_OK;
		}
		r.data = RD_EMPTY;
		EG_TRY(unprotect(e, rd_of(e->answer, e->answer_size), &r, &judged));
	}
	if (!judged) {
		return EG_OK;
	}
	return is_access(e->phase) ? access_take(e, &r) : read_take(e, &r);
}

/* An answer came. *more: another command of the same exchange is in *out. */
static enum eg_err receive(struct emrtd *e, struct rd answer, bool *more, struct emrtd_step *out)
{
	struct apdu_answer a;
	*more = false;
	e->waiting = false;
	e->totals.bytes_down += (uint32_t)answer.left;
	if (apdu_answer(answer, &a) != EG_OK || !join(e, a.data)) {
		session_fail(e, REASON_BAD_FORMAT);
		return EG_OK;
	}
	if (e->totals.apdus >= APDUS_MAX) {
		session_fail(e, REASON_BAD_FORMAT);
		return EG_OK;
	}
	EG_TRY(more_rounds(e, &a, more, out));
	return *more ? EG_OK : judge(e, &a);
}

enum eg_err emrtd_step(struct emrtd *e, struct rd answer, struct emrtd_step *out)
{
	bool more = false;
	*out = (struct emrtd_step){.what = EMRTD_DONE};
	if (e->release) {
		e->release = false;
		read_release(e);
	}
	if (e->waiting != (answer.left > 0)) {
		return EG_FAIL(EG_STATE, "answer without command, or command without answer");
	}
	if (e->waiting) {
		EG_TRY(receive(e, answer, &more, out));
		if (more) {
			return EG_OK;
		}
	}
	if (e->event != EMRTD_NO_FILE) {
		*out = (struct emrtd_step){EMRTD_FILE, e->event, bytes_rd(&e->read.content)};
		e->event = EMRTD_NO_FILE;
		e->release = true;
		return EG_OK;
	}
	if (e->phase == PHASE_DONE) {
		return EG_OK;
	}
	return ask_next(e, out);
}
