/*
 * chip_files: SELECT and READ BINARY of the virtual chip (Doc 9303-10, 3.6).
 * Knows the file tree and who may read. Never knows what a file means.
 */
#include "simulator/chip_internal.h"

#define FID_MF           0x3F00
#define FID_CARD_ACCESS  0x011C
#define FID_DG15         0x010F
#define INS_READ_ODD     0xB1
#define DO_OFFSET        0x54
#define DO_DISCRETIONARY 0x53

static const uint8_t application[] = {0xA0, 0x00, 0x00, 0x02, 0x47, 0x10, 0x01};

static bool hidden(const struct chip *c, const struct chip_file *f)
{
	return (c->profile.pace_off && !f->in_application && f->fid == FID_CARD_ACCESS) ||
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

/* EF.CardAccess and EF.ATR/INFO are free; the application wants PACE or BAC. */
static bool may_read(const struct chip *c)
{
	return !c->in_application || c->sm.active;
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
	if (!may_read(c)) {
		return SW_SECURITY_STATUS;
	}
	const struct chip_file *file = find(c, fid, 0);
	if (file == NULL) {
		return SW_FILE_NOT_FOUND;
	}
	c->current = file;
	return SW_OK;
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
	const struct chip_file *file = find(c, 0, a->p1 & 0x1F);
	if (file == NULL) {
		return SW_FILE_NOT_FOUND;
	}
	c->current = file;
	*offset = a->p2;
	return SW_OK;
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
	const struct chip_file *file = name <= 30 ? find(c, 0, (uint8_t)name) : find(c, name, 0);
	if (file == NULL) {
		return SW_FILE_NOT_FOUND;
	}
	c->current = file;
	return SW_OK;
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
	if (!may_read(c)) {
		return SW_SECURITY_STATUS;
	}
	if (!a->has_le) {
		return SW_WRONG_LENGTH;
	}
	enum chip_sw sw = odd ? place_odd(c, a, &offset) : place_even(c, a, &offset);
	if (sw == SW_OK) {
		sw = allowed(c, a, room, &most);
	}
	if (sw != SW_OK) {
		return sw;
	}
	struct rd file = chip_quirk_contents(c, c->current);
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
