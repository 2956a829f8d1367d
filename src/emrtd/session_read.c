/*
 * session_read: one file after the other: SELECT, READ BINARY, and what chips answer to these.
 * Knows both instructions, offsets, the outer header of a file. Never knows what a file means
 * beyond it.
 */
#include "emrtd/session_impl.h"

#define SHORT_ID      0x80   /* in P1 of READ BINARY */
#define OFFSET_MAX    0x7FFF /* of READ BINARY with even INS; beyond: odd INS with DO'54' */
#define OFFSET_OBJECT 4      /* DO'53' header in an answer to odd INS, at most */
#define FLAT_LIMIT    4096   /* of EF.ATR/INFO and EF.DIR, which have no outer header */
#define EMPTY_MAX     2      /* answers in a row without data before a file is given up */

static size_t remaining(const struct emrtd *e)
{
	return e->read.total - e->read.content.size;
}

/* A file of several objects: it ends where the chip gives less than was asked for. */
static bool is_flat(const struct emrtd *e)
{
	return order_rule(e)->tag == 0;
}

/* READ BINARY with odd INS (ISO/IEC 7816-4, 11.3.3): offset in DO'54', answer in DO'53'. */
static void ask_far(const struct emrtd *e, struct apdu *c, struct wr *d)
{
	size_t offset = e->read.content.size;
	size_t mark = wr_open(d, 0x54);
	if (offset > UINT16_MAX) {
		wr_u8(d, (uint8_t)(offset >> 16));
	}
	wr_be16(d, (uint16_t)offset);
	wr_close(d, mark);
	*c = (struct apdu){.ins = 0xB1, .le = chunk_now(e, remaining(e) + OFFSET_OBJECT)};
}

static void ask_read(const struct emrtd *e, struct apdu *c, struct wr *d)
{
	size_t offset = e->read.content.size;
	if (e->read.started && offset > OFFSET_MAX) {
		ask_far(e, c, d);
	} else {
		*c = (struct apdu){.ins = 0xB0, .le = chunk_now(e, remaining(e))};
		if (e->read.started) {
			c->p1 = (uint8_t)(offset >> 8);
			c->p2 = (uint8_t)offset;
		} else if (!e->read.selected) {
			c->p1 = (uint8_t)(SHORT_ID | order_sfi(e));
		}
	}
	c->extended = c->le > chunk_short(e);
}

enum eg_err read_ask(struct emrtd *e, struct apdu *c, struct wr *d)
{
	if (e->phase == PHASE_SELECT_FILE) {
		*c = (struct apdu){.ins = 0xA4, .p1 = 0x02, .p2 = 0x0C};
		wr_put(d, order_fid(e));
	} else {
		ask_read(e, c, d);
	}
	return EG_OK;
}

static enum eg_err refused(struct emrtd *e, uint16_t sw)
{
	bool absent = sw == SW_NOT_FOUND || sw == SW_DEACTIVATED;
	if (e->read.started && chunk_is_length(sw)) {
		return order_missing(e, REASON_BAD_FORMAT); /* shorter than its header says */
	}
	if (!e->read.started && e->read.file == EMRTD_SOD && !e->read.by_selection) {
		e->read.by_selection = true; /* no short identifiers: try SELECT */
		e->phase = PHASE_SELECT_FILE;
		return EG_OK;
	}
	return order_missing(e,
			     absent && !e->read.started ? REASON_NOT_PRESENT : REASON_CHIP_REFUSED);
}

/* The whole size from the outer header; false when this is not the file asked for. */
static bool begin_content(struct emrtd *e, struct rd data)
{
	uint32_t tag;
	size_t total = FLAT_LIMIT;
	if (!is_flat(e) && (!rd_next_tag(&data, &tag) || tag != order_rule(e)->tag ||
			    !rd_tlv_total(data, &total))) {
		return false;
	}
	if (bytes_reserve(&e->read.content, total, EMRTD_FILE_LIMIT) != EG_OK) {
		return false;
	}
	e->read.total = total;
	e->read.started = true;
	chunk_learn(e, total);
	return true;
}

/* A whole file is handed out, or its last piece; and what else it tells us is noted. */
static enum eg_err complete(struct emrtd *e, size_t last_piece)
{
	struct rd content = bytes_rd(&e->read.content);
	switch ((unsigned)e->read.file) {
	case EMRTD_ATR_INFO:
		chunk_learn_room(e, content);
		break;
	case EMRTD_SOD:
		hint_groups(e, content);
		break;
	case EMRTD_DG14:
		hint_offers(e, content);
		terminal_learn_file(e, content);
		EG_TRY(auth_learn_keys(e, content));
		break;
	case EMRTD_CARD_SECURITY:
		e->auth.mapping_bound = e->auth.mapped;
		break;
	case EMRTD_CVCA:
		EG_TRY(terminal_learn_points(e, content));
		break;
	case EMRTD_DG15:
		e->auth.has_key = true;
		e->auth.signature_size = hint_signature_size(content);
		break;
	default: /* nothing to note */
		break;
	}
	if (e->config.stream && e->read.file == EMRTD_DG2) {
		EG_TRY(session_hand_out_part(e, last_piece, true));
	} else {
		EG_TRY(session_hand_out(e, e->read.file, &e->read.content));
	}
	return order_next(e);
}

/* An answer of success without a single octet: another size may help, but not for ever. */
static enum eg_err take_nothing(struct emrtd *e)
{
	if (is_flat(e) && e->read.started) {
		return complete(e, 0);
	}
	e->read.empty++;
	if (e->read.empty >= EMPTY_MAX || !chunk_step_down(e, SW_WRONG_LENGTH)) {
		return order_missing(e, REASON_BAD_FORMAT);
	}
	return EG_OK;
}

static enum eg_err take_data(struct emrtd *e, const struct reply *r)
{
	struct rd data = r->data;
	struct rd part;
	if (e->last.ins == 0xB1) {
		struct rd object = data;
		if (!rd_expect_ber(&object, 0x53, &data)) {
			data = RD_EMPTY;
		}
	}
	if (data.left == 0) {
		return take_nothing(e);
	}
	if (!e->read.started && !begin_content(e, data)) {
		return order_missing(e, REASON_BAD_FORMAT);
	}
	if (e->totals.access == EMRTD_ACCESS_NONE && order_rule(e)->stage == STAGE_APPLICATION) {
		access_not_needed(e);
	}
	e->read.empty = 0;
	if (data.left > e->totals.chunk) {
		e->totals.chunk = (uint32_t)data.left;
	}
	/* A chip may give more than asked for, or octets behind the file. */
	size_t useful = data.left < remaining(e) ? data.left : remaining(e);
	bool at_end = is_flat(e) && (useful < e->last.le || r->sw == SW_END_OF_FILE);
	if (!rd_take(&data, useful, &part)) {
		return EG_FAIL(EG_STATE, "part of a file");
	}
	EG_TRY(bytes_append(&e->read.content, part));
	if (remaining(e) == 0 || at_end) {
		return complete(e, useful);
	}
	if (e->config.stream && e->read.file == EMRTD_DG2) {
		return session_hand_out_part(e, useful, false);
	}
	return EG_OK;
}

static enum eg_err take_read(struct emrtd *e, const struct reply *r)
{
	if ((r->sw == SW_OK || r->sw == SW_END_OF_FILE) && !r->bare) {
		return take_data(e, r);
	}
	if (chunk_is_length(r->sw) && chunk_step_down(e, r->sw)) {
		return EG_OK;
	}
	return refused(e, r->sw);
}

enum eg_err read_take(struct emrtd *e, const struct reply *r)
{
	/* Twice without protection, or told so: the chip has dropped the session. So it may have
	 * with the first answer: a file that must be there is asked for once more, with new keys.
	 */
	bool dropped = r->sw == SW_SM_OBJECT_WRONG || r->sw == SW_SM_OBJECT_ABSENT;
	bool says_why = chunk_is_length(r->sw) || r->sw == SW_NOT_FOUND;
	bool doubtful = !says_why && (e->read.started || order_expected(e)) &&
			e->read.doubted != e->read.file;
	if (r->bare && !order_by_favour(e) && (dropped || e->read.bare >= 2 || doubtful)) {
		e->read.doubted = e->read.file;
		session_resume(e);
		return EG_OK;
	}
	if (e->phase == PHASE_SELECT_FILE) {
		if (r->sw != SW_OK) {
			return refused(e, r->sw);
		}
		e->read.selected = true;
		e->phase = PHASE_READ_FILE;
		return EG_OK;
	}
	return take_read(e, r);
}
