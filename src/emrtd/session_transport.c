/*
 * session_transport: one exchange: a command out, its whole answer in.
 * Knows protection, chaining, GET RESPONSE, lengths told by the chip. Never knows what a command is
 * for.
 */
#include "emrtd/session_impl.h"

#define GET_RESPONSE_ROUNDS_MAX 1024 /* the largest answer in parts of 64 octets */
/* A file of the largest size in pieces of 64 octets, and the rest. */
#define APDUS_MAX 8192
#define CLA_CHAIN 0x10
/* Data of a command without protection, by one octet of Lc. */
#define LC_SHORT_MAX 255
/* What secure messaging and length fields add to a command's data, at most. */
#define WRAPPING_MAX 64
#define SW1(sw)      ((unsigned)(sw) >> 8)
#define SW1_MORE     0x61
#define SW1_LENGTH   0x6C
#define LE_OF(sw)    (((sw)&0xFF) == 0 ? APDU_LE_SHORT_MAX : (uint32_t)((sw)&0xFF))

static enum eg_err phase_ask(struct emrtd *e, struct apdu *c, struct wr *d)
{
	if (e->phase < PHASE_SELECT_FILE) {
		return access_ask(e, c, d);
	}
	return e->phase < PHASE_ACTIVE_AUTH ? read_ask(e, c, d) : auth_ask(e, c, d);
}

static enum eg_err phase_take(struct emrtd *e, const struct reply *r)
{
	if (e->phase < PHASE_SELECT_FILE) {
		return access_take(e, r);
	}
	return e->phase < PHASE_ACTIVE_AUTH ? read_take(e, r) : auth_take(e, r);
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

/* Octets of data that a short command takes. */
static size_t short_data_max(const struct emrtd *e)
{
	/* Protected, the data objects of a command have the same room as those of an answer. */
	return e->protected ? sm_plain_max(e->sm.cipher) : LC_SHORT_MAX;
}

/*
 * Doc 9303-10, 3.6.4.2: extended length for MSE:Set KAT and GENERAL AUTHENTICATE, for others only
 * where the chip states its buffers.
 */
static bool may_extend(const struct emrtd *e, const struct apdu *c)
{
	bool agreement = c->ins == 0x86 || (c->ins == 0x22 && c->p1 == 0x41 && c->p2 == 0xA6);
	bool stated = !e->config.short_only && e->read.command_max >= c->data.left + WRAPPING_MAX;
	return !e->no_extended && (agreement || stated);
}

/* Sends the command in last, or the next link of its chain (ISO/IEC 7816-4, 5.3.3). */
static enum eg_err send_link(struct emrtd *e, struct emrtd_step *out)
{
	struct apdu c = e->last;
	size_t most = c.extended ? c.data.left : short_data_max(e);
	if (!rd_skip(&c.data, e->chained)) {
		return EG_FAIL(EG_STATE, "link of a chain");
	}
	if (c.data.left > most) {
		c.cla |= CLA_CHAIN;
		c.le = 0;
		c.data.left = most;
	}
	e->chained += c.data.left;
	e->resized = false;
	e->rounds = 0;
	e->answer_size = 0;
	return send(e, &c, e->protected, out);
}

enum eg_err transport_ask(struct emrtd *e, struct emrtd_step *out)
{
	struct apdu c = {0};
	struct wr data = WR_ARRAY(e->data);
	EG_TRY(phase_ask(e, &c, &data));
	EG_TRY(wr_done(&data, &c.data));
	e->protected = e->is_open;
	e->own_extended = false;
	e->chained = 0;
	if (!c.extended && c.data.left > short_data_max(e) && may_extend(e, &c)) {
		e->own_extended = true;
		c.extended = true;
		/* What comes back is of the size of what goes there: a key for a key. */
		c.le = c.le == 0 || e->protected ? c.le : (uint32_t)(c.data.left + WRAPPING_MAX);
	}
	e->last = c;
	return send_link(e, out);
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
	    e->last.le > 0 && e->last.data.left <= LC_SHORT_MAX) {
		e->last.le = LE_OF(a->sw);
		e->resized = true;
		*more = true;
		return send(e, &e->last, false, out);
	}
	return EG_OK;
}

/*
 * Takes protection off. Broken protection ends the session, or Chip Authentication where this was
 * its first answer; *judged is false then.
 */
static enum eg_err unprotect(struct emrtd *e, struct rd answer, struct reply *r, bool *judged)
{
	struct wr plain = WR_ARRAY(e->plain);
	bool unproved = e->auth.chip == CHIP_AUTH_UNPROVED;
	*judged = true;
	enum eg_err err = sm_unwrap(&e->sm, answer, &plain, &r->sw);
	if (err == EG_OK) {
		r->data = wr_view(&plain);
		e->read.bare = 0;
		return unproved ? auth_key_answered(e) : EG_OK;
	}
	if (err == EG_NO_MEMORY) {
		return err;
	}
	bool is_status = err == EG_DENIED && r->sw != SW_OK;
	if (unproved && !(is_status && chunk_is_length(r->sw) && e->read.bare == 0)) {
		*judged = false;
		return auth_key_silent(e);
	}
	if (is_status) {
		r->bare = true;
		e->read.bare++;
		return EG_OK;
	}
	*judged = false;
	session_fail(e, REASON_SECURE_MESSAGING);
	return EG_OK;
}

/* True when the same command goes on: the next link of its chain, or links instead of one. */
static bool goes_on(struct emrtd *e, const struct reply *r)
{
	if (e->own_extended && (r->bare || chunk_is_length(r->sw))) {
		e->no_extended = true;
		e->own_extended = false;
		e->last.extended = false;
		e->last.le = e->last.le > APDU_LE_SHORT_MAX ? APDU_LE_SHORT_MAX : e->last.le;
		e->chained = 0;
		return true;
	}
	return e->chained < e->last.data.left && r->sw == SW_OK && !r->bare;
}

static enum eg_err judge(struct emrtd *e, const struct apdu_answer *last, bool *more,
			 struct emrtd_step *out)
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
	if (goes_on(e, &r)) {
		*more = true;
		return send_link(e, out);
	}
	return phase_take(e, &r);
}

enum eg_err transport_take(struct emrtd *e, struct rd answer, bool *more, struct emrtd_step *out)
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
	return *more ? EG_OK : judge(e, &a, more, out);
}
