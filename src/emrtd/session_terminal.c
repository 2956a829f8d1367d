/*
 * session_terminal: Terminal Authentication in the order of files: before DG3 and DG4, behind the
 * chip's own proof.
 * Knows when it can be done and what its end means. Never knows certificates: emrtd/termauth does.
 */
#include "emrtd/session_impl.h"

#define DATES_AND_DIGITS 14 /* behind document number and its digit in MRZ_information */

/* Detail of the finding: how it ended, enum termauth_why. */
static void conclude(struct emrtd *e, enum verdict v, enum reason reason, enum termauth_why why)
{
	findings_set(&e->findings, CHECK_TERMINAL_AUTH, v, reason);
	e->findings.of[CHECK_TERMINAL_AUTH].detail = (uint8_t)why;
	e->auth.terminal_ended = true;
}

bool terminal_wanted(const struct emrtd *e)
{
	const uint32_t sensitive = EMRTD_GROUP(EMRTD_DG3) | EMRTD_GROUP(EMRTD_DG4);
	uint32_t groups = e->config.groups & sensitive;
	if (e->read.listed_known) {
		groups &= e->read.listed;
	}
	return e->config.terminal != NULL && groups != 0 && !e->auth.terminal_ended;
}

/* Where DG14 says that EF.CVCA is; the standard place otherwise. */
void terminal_learn_file(struct emrtd *e, struct rd dg14)
{
	struct termauth_info info;
	if (termauth_info(dg14, &info) == EG_OK && info.named_file) {
		e->auth.cvca_place = info;
	}
}

enum eg_err terminal_learn_points(struct emrtd *e, struct rd ef_cvca)
{
	EG_TRY(bytes_reserve(&e->auth.cvca, ef_cvca.left, EMRTD_FILE_LIMIT));
	EG_TRY(bytes_append(&e->auth.cvca, ef_cvca));
	return EG_OK;
}

/* IDIC after BAC: document number with its check digit (Doc 9303-11, 7.1.2). */
static struct rd document_number(const struct emrtd *e)
{
	struct rd information = e->config.mrz_information;
	struct rd number = RD_EMPTY;
	if (information.left > DATES_AND_DIGITS &&
	    rd_take(&information, information.left - DATES_AND_DIGITS, &number)) {
		return number;
	}
	return RD_EMPTY;
}

static struct rd chip_id(const struct emrtd *e)
{
	return e->totals.access == EMRTD_ACCESS_PACE ? rd_of(e->auth.chip_id, e->auth.chip_id_size)
						     : document_number(e);
}

/* A protocol for one of the chip's trust points; false: concluded without. */
static enum eg_err create(struct emrtd *e, bool *created)
{
	struct termauth_cars cars = {0};
	enum termauth_why why;
	enum eg_err err = termauth_cvca(bytes_rd(&e->auth.cvca), &cars, &why);
	*created = false;
	if (err != EG_OK) {
		bool none = err == EG_NOT_FOUND;
		conclude(e, VERDICT_CANNOT_TELL, none ? REASON_NOT_PRESENT : REASON_BAD_FORMAT,
			 why);
		return EG_OK;
	}
	err = termauth_new_any(e->config.terminal, &cars, chip_id(e),
			       rd_of(e->auth.own_id, e->auth.own_id_size), &e->auth.terminal);
	if (err == EG_NO_MEMORY) {
		return err;
	}
	if (err != EG_OK) {
		bool none = err == EG_NOT_FOUND;
		conclude(e, VERDICT_CANNOT_TELL, none ? REASON_NO_TERMINAL : REASON_INTERNAL,
			 none ? TERMAUTH_NO_CHAIN : TERMAUTH_BAD_CHAIN);
		return EG_OK;
	}
	*created = true;
	return EG_OK;
}

enum eg_err terminal_begin(struct emrtd *e, bool *begun)
{
	*begun = false;
	termauth_free(&e->auth.terminal);
	if (e->auth.own_id_size == 0) {
		/* The chip did not prove itself, and that goes before the terminal's proof. */
		conclude(e, VERDICT_CANNOT_TELL, REASON_NOT_PRESENT, TERMAUTH_STATE_REFUSED);
		return EG_OK;
	}
	EG_TRY(create(e, begun));
	if (*begun) {
		e->phase = PHASE_TERMINAL_AUTH;
	}
	return EG_OK;
}

static enum eg_err end(struct emrtd *e)
{
	termauth_free(&e->auth.terminal);
	if (e->auth.again) {
		e->auth.again = false;
		return order_begin(e, STAGE_APPLICATION);
	}
	return order_next(e);
}

enum eg_err terminal_ask(struct emrtd *e, struct apdu *c, struct wr *d)
{
	bool done = false;
	enum eg_err err = termauth_next(e->auth.terminal, c, d, &done);
	return err == EG_OK && done ? EG_FAIL(EG_STATE, "Terminal Authentication has ended") : err;
}

/* Some states bind PACE by the password instead of the chip's key (TR-03110-1, 3.5). */
static bool another_id(struct emrtd *e)
{
	bool by_can = e->config.can.left > 0;
	return e->totals.access == EMRTD_ACCESS_PACE &&
	       termauth_retry(e->auth.terminal, by_can ? e->config.can : document_number(e)) ==
		       EG_OK;
}

/* A group that the certificates do not open is not asked for: the chip would only refuse. */
static uint32_t opened_by(uint8_t access)
{
	return ((access & CVC_READ_DG3) != 0 ? EMRTD_GROUP(EMRTD_DG3) : 0) |
	       ((access & CVC_READ_DG4) != 0 ? EMRTD_GROUP(EMRTD_DG4) : 0);
}

enum eg_err terminal_take(struct emrtd *e, const struct reply *r)
{
	if (r->bare && session_may_resume(e)) {
		session_resume(e); /* and all of it once more */
		return EG_OK;
	}
	enum eg_err err = termauth_take(e->auth.terminal, r->data, r->bare ? 0 : r->sw);
	enum termauth_why why = termauth_why(e->auth.terminal);
	if (err == EG_OK && why == TERMAUTH_DONE) {
		conclude(e, VERDICT_PASS, REASON_NONE, TERMAUTH_DONE);
		e->auth.terminal_done = true;
		e->auth.opened = opened_by(termauth_access(e->auth.terminal));
		return end(e);
	}
	if (err == EG_OK || another_id(e)) {
		return EG_OK;
	}
	conclude(e, VERDICT_FAIL, err == EG_DENIED ? REASON_CHIP_REFUSED : REASON_BAD_FORMAT, why);
	return end(e);
}
