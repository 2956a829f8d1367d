/*
 * session_read: the files behind the access, in the order that lets verification overlap: EF.SOD,
 * DG1, DG14, DG15, Active Authentication, DG2.
 * Knows READ BINARY, its limits in the field, and how chips say no. Never knows what a file means
 * beyond its outer header.
 */
#include "emrtd/session_impl.h"

#define SHORT_ID      0x80   /* in P1 of READ BINARY */
#define OFFSET_MAX    0x7FFF /* of READ BINARY with even INS; beyond: odd INS with DO'54' */
#define OFFSET_OBJECT 4      /* DO'53' header in an answer to odd INS, at most */

static const struct file_rule {
	enum emrtd_file file;
	uint32_t tag;   /* of the outer object */
	uint8_t fid[2]; /* Doc 9303-10, 4.6 and 4.7 */
	bool needed;    /* nothing can be decided without it */
} order[] = {
	{EMRTD_SOD, 0x77, {0x01, 0x1D}, true},   {EMRTD_DG1, 0x61, {0x01, 0x01}, true},
	{EMRTD_DG14, 0x6E, {0x01, 0x0E}, false}, {EMRTD_DG15, 0x6F, {0x01, 0x0F}, false},
	{EMRTD_AA_SIGNATURE, 0, {0, 0}, false},  {EMRTD_DG2, 0x75, {0x01, 0x02}, true},
};
#define ORDER_COUNT (sizeof(order) / sizeof(order[0]))

static const struct file_rule *rule(const struct emrtd *e)
{
	return &order[e->read.next];
}

static void finish(struct emrtd *e)
{
	if (findings_verdict(&e->findings, CHECK_FILES_READ) != VERDICT_FAIL) {
		findings_set(&e->findings, CHECK_FILES_READ, VERDICT_PASS, REASON_NONE);
	}
	e->phase = PHASE_DONE;
}

static bool wanted(const struct emrtd *e, const struct file_rule *f)
{
	if (f->file == EMRTD_SOD) {
		return true;
	}
	if (f->file == EMRTD_AA_SIGNATURE) {
		return e->read.has_key;
	}
	bool chosen = (e->config.groups & EMRTD_GROUP(f->file)) != 0;
	bool listed = !e->read.listed_known || (e->read.listed & EMRTD_GROUP(f->file)) != 0;
	return chosen && (f->needed || listed);
}

/* Begins the file at read.next, or the next one that is wanted. */
static void begin_file(struct emrtd *e)
{
	bytes_free(&e->read.content);
	e->read.started = false;
	e->read.total = 0;
	e->read.first_chunk = 0;
	while (e->read.next < ORDER_COUNT && !wanted(e, rule(e))) {
		e->read.next++;
	}
	if (e->read.next == ORDER_COUNT) {
		finish(e);
		return;
	}
	e->read.file = rule(e)->file;
	if (e->read.file == EMRTD_AA_SIGNATURE) {
		e->phase = PHASE_ACTIVE_AUTH;
	} else {
		e->phase = e->read.by_selection ? PHASE_SELECT_FILE : PHASE_READ_FILE;
	}
}

void read_begin(struct emrtd *e)
{
	uint32_t largest = (uint32_t)sm_plain_max(e->sm.cipher);
	if (e->read.chunk == 0 || e->read.chunk > largest) {
		e->read.chunk = largest;
	}
	if (e->read.started) {
		/* Keys were established anew in the middle of a file: the same file, the same
		 * offset. The signed hash tells whether it is still the same chip. */
		e->phase = PHASE_SELECT_FILE;
		return;
	}
	begin_file(e);
}

void read_release(struct emrtd *e)
{
	bytes_free(&e->read.content);
	e->read.started = false;
	if (e->phase == PHASE_READ_FILE || e->phase == PHASE_ACTIVE_AUTH) {
		e->read.next++;
		begin_file(e);
	}
}

static size_t remaining(const struct emrtd *e)
{
	return e->read.total - e->read.content.size;
}

/* Octets asked for by the next READ BINARY. */
static uint32_t chunk_now(const struct emrtd *e)
{
	uint32_t chunk = e->read.first_chunk != 0 ? e->read.first_chunk : e->read.chunk;
	if (e->read.started && remaining(e) < chunk) {
		chunk = (uint32_t)remaining(e);
	}
	return chunk;
}

/* READ BINARY with odd INS (ISO/IEC 7816-4, 11.3.3): offset in DO'54', answer in DO'53'. */
static enum eg_err ask_far(struct emrtd *e, struct apdu *c, struct wr *d)
{
	size_t offset = e->read.content.size;
	size_t mark = wr_open(d, 0x54);
	wr_u8(d, (uint8_t)(offset >> 16));
	wr_be16(d, (uint16_t)offset);
	wr_close(d, mark);
	size_t whole = remaining(e) + OFFSET_OBJECT;
	*c = (struct apdu){.ins = 0xB1};
	c->le = whole < e->read.chunk ? (uint32_t)whole : e->read.chunk;
	return EG_OK;
}

static enum eg_err ask_read(struct emrtd *e, struct apdu *c, struct wr *d)
{
	size_t offset = e->read.content.size;
	if (e->read.started && offset > OFFSET_MAX) {
		return ask_far(e, c, d);
	}
	*c = (struct apdu){.ins = 0xB0, .le = chunk_now(e)};
	if (e->read.started) {
		c->p1 = (uint8_t)(offset >> 8);
		c->p2 = (uint8_t)offset;
	} else if (!e->read.by_selection) {
		c->p1 = (uint8_t)(SHORT_ID | (unsigned)e->read.file);
	}
	return EG_OK;
}

static enum eg_err ask_active_auth(struct emrtd *e, struct apdu *c, struct wr *d)
{
	*c = (struct apdu){.ins = 0x88, .le = APDU_LE_SHORT_MAX};
	/* Doc 9303-11, 6.1.4: longer signatures do not fit a short protected answer. */
	if (e->read.signature_size > sm_plain_max(e->sm.cipher) && !e->read.short_signature) {
		c->extended = true;
		/* Exactly the key's size: some chips cut at 256 or give nothing for 65536. */
		c->le = e->read.signature_size;
	}
	wr_put(d, RD_ARRAY(e->config.challenge));
	return EG_OK;
}

enum eg_err read_ask(struct emrtd *e, struct apdu *c, struct wr *d)
{
	if (e->phase == PHASE_SELECT_FILE) {
		*c = (struct apdu){.ins = 0xA4, .p1 = 0x02, .p2 = 0x0C};
		wr_put(d, RD_ARRAY(rule(e)->fid));
		return EG_OK;
	}
	if (e->phase == PHASE_READ_FILE) {
		return ask_read(e, c, d);
	}
	return ask_active_auth(e, c, d);
}

/* A file that is not there or not given. */
static void missing(struct emrtd *e, enum reason why)
{
	const struct file_rule *f = rule(e);
	bool listed = e->read.listed_known && f->file <= EMRTD_DG15 &&
		      (e->read.listed & EMRTD_GROUP(f->file)) != 0;
	if (f->needed) {
		session_fail(e, why);
		return;
	}
	if (listed && findings_verdict(&e->findings, CHECK_FILES_READ) != VERDICT_FAIL) {
		findings_set(&e->findings, CHECK_FILES_READ, VERDICT_FAIL, why);
		e->findings.of[CHECK_FILES_READ].detail = (uint8_t)f->file;
	}
	e->read.next++;
	begin_file(e);
}

static void refused(struct emrtd *e, uint16_t sw)
{
	if (e->read.started) {
		session_fail(e, REASON_CHIP_REFUSED);
	} else if (e->read.file == EMRTD_SOD && !e->read.by_selection) {
		e->read.by_selection = true; /* no short identifiers: try SELECT */
		e->phase = PHASE_SELECT_FILE;
	} else {
		bool absent = sw == SW_NOT_FOUND || sw == SW_DEACTIVATED;
		missing(e, absent ? REASON_NOT_PRESENT : REASON_CHIP_REFUSED);
	}
}

/* Wrong length, said in the three ways of the field: 6700, 6Cxx, 6B00. */
static bool is_length(uint16_t sw)
{
	return sw == SW_WRONG_LENGTH || sw == SW_WRONG_P1P2 || (sw & 0xFF00) == 0x6C00;
}

/* The next smaller size that some chip in the field takes; 0: there is none. */
static uint32_t smaller(uint32_t chunk)
{
	static const uint32_t ladder[] = {223, 192, 160, 128, 96, 64};
	for (size_t i = 0; i < sizeof(ladder) / sizeof(ladder[0]); i++) {
		if (ladder[i] < chunk) {
			return ladder[i];
		}
	}
	return 0;
}

static void step_down(struct emrtd *e, uint16_t sw)
{
	uint32_t told = (sw & 0xFF00) == 0x6C00 ? sw & 0xFFU : 0;
	uint32_t now = chunk_now(e);
	if (told > 0 && told < now && !e->read.started) {
		e->read.first_chunk = told; /* perhaps only the size of a small file */
		return;
	}
	uint32_t next = told > 0 && told < now ? told : smaller(now);
	if (next == 0) {
		refused(e, sw);
		return;
	}
	e->read.first_chunk = 0;
	e->read.chunk = next;
}

/* The whole size from the outer header; false when this is not the file asked for. */
static bool begin_content(struct emrtd *e, struct rd data)
{
	uint32_t tag;
	size_t total;
	if (!rd_next_tag(&data, &tag) || tag != rule(e)->tag || !rd_tlv_total(data, &total) ||
	    bytes_reserve(&e->read.content, total, EMRTD_FILE_LIMIT) != EG_OK) {
		return false;
	}
	e->read.total = total;
	e->read.started = true;
	if (e->read.first_chunk != 0 && total > e->read.first_chunk) {
		e->read.chunk = e->read.first_chunk; /* it was a limit of the chip after all */
	}
	e->read.first_chunk = 0;
	return true;
}

static void complete(struct emrtd *e)
{
	if (e->read.file == EMRTD_DG14) {
		hint_offers(e, bytes_rd(&e->read.content));
	}
	if (e->read.file == EMRTD_SOD) {
		hint_groups(e, bytes_rd(&e->read.content));
	}
	if (e->read.file == EMRTD_DG15) {
		e->read.has_key = true;
		e->read.signature_size = hint_signature_size(bytes_rd(&e->read.content));
	}
	e->event = e->read.file;
}

static enum eg_err take_data(struct emrtd *e, struct rd data)
{
	struct rd part;
	if (e->last.ins == 0xB1) {
		struct rd object = data;
		if (!rd_expect_ber(&object, 0x53, &data)) {
			data = RD_EMPTY;
		}
	}
	if (data.left == 0 || (!e->read.started && !begin_content(e, data))) {
		session_fail(e, REASON_BAD_FORMAT);
		return EG_OK;
	}
	/* A chip may give more than asked for, or octets behind the file. */
	size_t useful = data.left < remaining(e) ? data.left : remaining(e);
	if (!rd_take(&data, useful, &part)) {
		return EG_FAIL(EG_STATE, "part of a file");
	}
	EG_TRY(bytes_append(&e->read.content, part));
	if (remaining(e) == 0) {
		complete(e);
	}
	return EG_OK;
}

static enum eg_err take_read(struct emrtd *e, const struct reply *r)
{
	if ((r->sw == SW_OK || r->sw == SW_END_OF_FILE) && !r->bare) {
		return take_data(e, r->data);
	}
	if (is_length(r->sw)) {
		step_down(e, r->sw);
	} else {
		refused(e, r->sw);
	}
	return EG_OK;
}

static enum eg_err take_active_auth(struct emrtd *e, const struct reply *r)
{
	bool is_extended = e->last.extended;
	if (r->sw == SW_OK && !r->bare && r->data.left > 0) {
		EG_TRY(bytes_reserve(&e->read.content, r->data.left, APDU_ANSWER_MAX));
		EG_TRY(bytes_append(&e->read.content, r->data));
		e->event = EMRTD_AA_SIGNATURE;
	} else if (is_extended && is_length(r->sw)) {
		e->read.short_signature = true; /* the same with short length and GET RESPONSE */
	} else {
		e->event = EMRTD_AA_REFUSED;
	}
	return EG_OK;
}

enum eg_err read_take(struct emrtd *e, const struct reply *r)
{
	/* Twice without protection, or told so: the chip has dropped the session. A refused
	 * signature is no reason yet: the next file will show. */
	bool dropped = r->sw == SW_SM_OBJECT_WRONG || r->sw == SW_SM_OBJECT_ABSENT;
	bool again = dropped || e->read.bare >= 2 || (e->read.started && !is_length(r->sw));
	if (r->bare && again && e->phase != PHASE_ACTIVE_AUTH) {
		session_resume(e);
		return EG_OK;
	}
	if (e->phase == PHASE_SELECT_FILE) {
		if (r->sw == SW_OK) {
			e->phase = PHASE_READ_FILE;
		} else {
			refused(e, r->sw);
		}
		return EG_OK;
	}
	return e->phase == PHASE_READ_FILE ? take_read(e, r) : take_active_auth(e, r);
}
