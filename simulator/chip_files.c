/*
 * chip_files: SELECT and READ BINARY of the virtual chip (Doc 9303-10, 3.6).
 * Knows the file tree and who may read. Never knows what a file means.
 */
#include "simulator/chip_internal.h"

#define FID_MF           0x3F00
#define FID_ATR_INFO     0x2F01
#define FID_DG3          0x0103
#define FID_DG4          0x0104
#define FID_DG15         0x010F
#define INS_READ_ODD     0xB1
#define DO_OFFSET        0x54
#define DO_DISCRETIONARY 0x53
#define DO_BUFFERS       0x7F66
/* Smaller than any protected answer: not worth calling extended. */
#define BUFFER_MIN 256

static const uint8_t application[] = {0xA0, 0x00, 0x00, 0x02, 0x47, 0x10, 0x01};

static bool hidden(const struct chip *c, const struct chip_file *f)
{
	return (c->profile.pace_off && !f->in_application && f->fid == CHIP_FID_CARD_ACCESS) ||
	       (c->profile.aa_off && f->in_application && f->fid == FID_DG15) ||
	       chip_quirk_hides(c, f);
}

/* By file identifier, or by short identifier when fid is 0; in the current place only. */
static const struct chip_file *find(const struct chip *c, uint16_t fid, uint8_t sfi)
{
	for (size_t i = 0; i < c->document->file_count; i++) {
		const struct chip_file *f = &c->document->files[i];
		bool fits = fid != 0 ? f->fid == fid : f->sfi == sfi;
		if (fits && f->in_application == c->in_application && !hidden(c, f)) {
			return f;
		}
	}
	return NULL;
}

const struct chip_file *chip_file_at(const struct chip *c, bool in_application, uint16_t fid)
{
	for (size_t i = 0; i < c->document->file_count; i++) {
		const struct chip_file *f = &c->document->files[i];
		if (f->fid == fid && f->in_application == in_application) {
			return f;
		}
	}
	return NULL;
}

struct rd chip_contents(const struct chip *c, const struct chip_file *f)
{
	bool moved = c->ta.moved && f->in_application && f->fid == CHIP_FID_CVCA;
	return moved ? RD_ARRAY(c->ta.ef_cvca) : f->contents;
}

/* 7F66 { 02 command, 02 answer } behind other objects (Doc 9303-10, 3.11.1). */
struct chip_buffers chip_buffers_stated(const struct chip *c)
{
	const struct chip_file *file = chip_file_at(c, false, FID_ATR_INFO);
	struct rd contents = file == NULL ? RD_EMPTY : file->contents;
	struct chip_buffers b = {0};
	while (contents.left > 0) {
		uint32_t tag;
		struct rd value;
		struct rd command;
		struct rd answer;
		if (!rd_tlv_ber(&contents, &tag, &value)) {
			break;
		}
		if (tag == DO_BUFFERS && rd_expect_ber(&value, 0x02, &command) &&
		    rd_expect_ber(&value, 0x02, &answer) &&
		    rd_be(&command, command.left, &b.command_max) &&
		    rd_be(&answer, answer.left, &b.answer_max)) {
			b.stated = b.answer_max > BUFFER_MIN;
		}
	}
	return b;
}

/* The application wants PACE or BAC, EF.CardSecurity PACE; EF.CardAccess and the like are free. */
static bool may_read_here(const struct chip *c)
{
	return !c->in_application || c->sm.active || chip_quirk_opens(c);
}

/* Fingers and irises only by the rights that Terminal Authentication gave (7.1.3). */
static bool may_read(const struct chip *c, const struct chip_file *f)
{
	if (!f->in_application) {
		return f->fid != CHIP_FID_CARD_SECURITY || c->sm.active;
	}
	if (chip_quirk_frees(c, f)) {
		return true;
	}
	if (f->fid == FID_DG3) {
		return (c->session.rights & CHIP_CVC_DG3) != 0;
	}
	return f->fid != FID_DG4 || (c->session.rights & CHIP_CVC_DG4) != 0;
}

/* Makes a file the current one. */
static enum chip_sw enter(struct chip *c, const struct chip_file *f)
{
	if (f == NULL) {
		return SW_FILE_NOT_FOUND;
	}
	if (!may_read(c, f)) {
		return SW_SECURITY_STATUS;
	}
	c->current = f;
	return SW_OK;
}

static enum chip_sw select_application(struct chip *c, struct rd name)
{
	if (!rd_equal(name, RD_ARRAY(application))) {
		return SW_FILE_NOT_FOUND;
	}
	c->in_application = true;
	c->current = NULL;
	return SW_OK;
}

static enum chip_sw select_master_file(struct chip *c)
{
	if (c->profile.mf_refused) {
		return SW_SECURITY_STATUS;
	}
	c->in_application = false;
	c->current = NULL;
	return SW_OK;
}

static enum chip_sw select_file(struct chip *c, struct rd data)
{
	uint16_t fid;
	if (!rd_be16(&data, &fid) || !rd_end(&data)) {
		return SW_WRONG_LENGTH;
	}
	if (fid == FID_MF) {
		return select_master_file(c);
	}
	return may_read_here(c) ? enter(c, find(c, fid, 0)) : SW_SECURITY_STATUS;
}

enum chip_sw chip_select(struct chip *c, const struct chip_apdu *a, size_t room, struct wr *out)
{
	(void)room;
	(void)out; /* P2 = 0C: no answer data */
	if (a->p2 != 0x0C) {
		return SW_WRONG_P1P2;
	}
	if (a->has_le) {
		return SW_WRONG_LENGTH; /* as German documents do */
	}
	switch (a->p1) {
	case 0x00:
		return a->data.left == 0 ? select_master_file(c) : select_file(c, a->data);
	case 0x02:
		return select_file(c, a->data);
	case 0x04:
		return select_application(c, a->data);
	default:
		return SW_WRONG_P1P2;
	}
}

/* Which file and where in it: P1 P2 of the even instruction. */
static enum chip_sw place_even(struct chip *c, const struct chip_apdu *a, uint32_t *offset)
{
	if (a->data.left != 0) {
		return SW_WRONG_LENGTH;
	}
	if ((a->p1 & 0x80) == 0) {
		*offset = (uint32_t)a->p1 << 8 | a->p2;
		return c->current == NULL ? SW_NO_CURRENT_EF : SW_OK;
	}
	if ((a->p1 & 0x60) != 0) {
		return SW_WRONG_P1P2;
	}
	*offset = a->p2;
	return enter(c, find(c, 0, a->p1 & 0x1F));
}

/* Odd instruction: P1 P2 name the file, DO'54' holds the offset (Table 6). */
static enum chip_sw place_odd(struct chip *c, const struct chip_apdu *a, uint32_t *offset)
{
	struct rd data = a->data;
	struct rd value;
	uint16_t name = (uint16_t)((uint16_t)a->p1 << 8 | a->p2);
	if (!rd_expect_ber(&data, DO_OFFSET, &value) || !rd_end(&data) || value.left > 4 ||
	    !rd_be(&value, value.left, offset)) {
		return SW_WRONG_DATA;
	}
	if (name == 0) {
		return c->current == NULL ? SW_NO_CURRENT_EF : SW_OK;
	}
	return enter(c, name <= 30 ? find(c, 0, (uint8_t)name) : find(c, name, 0));
}

/* Bytes that Le and the answer's room allow. */
static enum chip_sw allowed(const struct chip *c, const struct chip_apdu *a, size_t room,
			    size_t *most)
{
	uint32_t limit = c->profile.max_read;
	*most = a->le < room ? a->le : room;
	if (!a->le_max && (a->le > room || (limit != 0 && a->le > limit))) {
		return SW_WRONG_LENGTH;
	}
	if (limit != 0 && *most > limit) {
		*most = limit;
	}
	return SW_OK;
}

enum chip_sw chip_read_binary(struct chip *c, const struct chip_apdu *a, size_t room,
			      struct wr *out)
{
	uint32_t offset = 0;
	size_t most;
	struct rd bytes;
	bool odd = a->ins == INS_READ_ODD;
	if (!may_read_here(c)) {
		return SW_SECURITY_STATUS;
	}
	if (!a->has_le) {
		return SW_WRONG_LENGTH;
	}
	enum chip_sw sw = odd ? place_odd(c, a, &offset) : place_even(c, a, &offset);
	if (sw == SW_OK && !may_read(c, c->current)) {
		sw = SW_SECURITY_STATUS; /* the rights went since it was selected */
	}
	if (sw == SW_OK) {
		sw = allowed(c, a, room, &most);
	}
	if (sw != SW_OK) {
		return sw;
	}
	struct rd file = chip_quirk_contents(c, chip_contents(c, c->current));
	if (offset >= file.left || !rd_skip(&file, offset)) {
		return SW_WRONG_OFFSET;
	}
	size_t header = odd ? (most > 255 + 4 ? 4 : most > 127 + 3 ? 3 : 2) : 0;
	size_t size = most > header ? most - header : 0;
	bool short_file = file.left < size;
	if (!rd_take(&file, short_file ? file.left : size, &bytes)) {
		return SW_INTERNAL;
	}
	if (odd) {
		wr_tlv(out, DO_DISCRETIONARY, bytes);
	} else {
		wr_put(out, bytes);
	}
	/* Fewer bytes than an exact Le asked for: end of file reached (ISO/IEC 7816-4). */
	return short_file && !a->le_max ? SW_END_OF_FILE : SW_OK;
}
