/*
 * forge_bio: biometric data groups of an invented document, DG2 to DG4, written.
 * Knows templates and their headers (Doc 9303-10, 4.7.2), and how to spoil them. Never reads a
 * file of a chip.
 */
#include "simulator/forge_bio.h"

#define TAG_NUMBER   0x02
#define TAG_FILLING  0x53
#define TAG_GROUP    0x7F61
#define TAG_TEMPLATE 0x7F60
#define TAG_HEADER   0xA1
#define TAG_RECORD   0x5F2E
#define TAG_BLOCK    0x7F2E

enum kind { FACE, FINGER, IRIS };

/* By kind: tag of the file, CBEFF type, format types by encoding, tag of the block. */
static const struct {
	uint32_t file;
	uint8_t type;
	uint16_t format[2];
	uint32_t block;
} kinds[] = {
	[FACE] = {0x75, 0x02, {0x0008, 0x002A}, 0x65},
	[FINGER] = {0x63, 0x08, {0x0007, 0x0028}, 0x64},
	[IRIS] = {0x76, 0x10, {0x0009, 0x002C}, 0x66},
};

static void put_be16(struct wr *out, uint32_t tag, uint16_t value)
{
	size_t object = wr_open(out, tag);
	wr_be16(out, value);
	wr_close(out, object);
}

static void put_type(struct wr *out, enum kind kind, enum forge_bio_flaw flaw)
{
	if (flaw == FORGE_BIO_OLD_TYPE) {
		wr_tlv(out, 0x81, RD_TEXT("\x04\x00"));
	} else {
		uint8_t type = flaw == FORGE_BIO_TYPE ? 0x04 : kinds[kind].type;
		wr_tlv(out, 0x81, rd_of(&type, 1));
	}
}

static void put_dates(struct wr *out)
{
	wr_tlv(out, 0x83, RD_TEXT("\x20\x25\x03\x14\x15\x09\x26"));
	wr_tlv(out, 0x85, RD_TEXT("\x20\x25\x03\x15\x20\x35\x03\x14"));
	wr_tlv(out, 0x86, RD_TEXT("\x00\x01\x00\x01"));
}

/* subtype: Doc 9303-10, Tables 49 and 56. */
static void put_header(struct wr *out, enum kind kind, uint8_t subtype, enum forge_bio_flaw flaw,
		       const struct forge_how *how)
{
	uint16_t wrong_format = kind == FINGER ? 0x0009 : 0x000F;
	uint16_t format = kinds[kind].format[how->encoding];
	if (flaw == FORGE_BIO_NO_HEADER) {
		return;
	}
	size_t header = wr_open(out, TAG_HEADER);
	put_be16(out, 0x80, 0x0101);
	put_type(out, kind, flaw);
	if (flaw != FORGE_BIO_NO_SUBTYPE && (kind != FACE || flaw == FORGE_BIO_SUBTYPE)) {
		uint8_t told = flaw == FORGE_BIO_SUBTYPE ? 0xFE : subtype;
		wr_tlv(out, 0x82, rd_of(&told, 1));
	}
	if (how->all_fields) {
		put_dates(out);
	}
	if (flaw != FORGE_BIO_NO_OWNER) {
		put_be16(out, 0x87, flaw == FORGE_BIO_OWNER ? 0x01FF : 0x0101);
	}
	if (flaw != FORGE_BIO_NO_FORMAT) {
		put_be16(out, 0x88, flaw == FORGE_BIO_FORMAT ? wrong_format : format);
	}
	wr_close(out, header);
}

/* What one template holds. */
struct item {
	enum kind kind;
	const struct forge_face *face;
	const struct forge_picture *portrait;
	const struct forge_finger *finger;
	const struct forge_iris *iris;
};

static struct rd picture_of(const struct item *i)
{
	switch (i->kind) {
	case FACE:
		return i->face->picture;
	case FINGER:
		return i->finger->picture;
	case IRIS:
		return i->iris->picture;
	}
	return RD_EMPTY;
}

static void put_record(struct wr *out, const struct item *i, enum forge_bio_flaw flaw)
{
	size_t record = wr_open(out, TAG_RECORD);
	if (flaw == FORGE_BIO_NAKED) {
		wr_put(out, picture_of(i));
	} else if (i->kind == FACE) {
		forge_record_face(out, i->face, i->portrait, flaw);
	} else if (i->kind == FINGER) {
		forge_record_finger(out, i->finger, flaw);
	} else {
		forge_record_iris(out, i->iris, flaw);
	}
	if (flaw == FORGE_BIO_TRAILING) {
		wr_fill(out, 0, 8);
	}
	wr_close(out, record);
}

static void put_block(struct wr *out, const struct item *i, enum forge_bio_flaw flaw,
		      const struct forge_how *how)
{
	const struct forge_how here = {how->encoding, flaw, how->all_fields};
	size_t wrapper = wr_open(out, TAG_BLOCK);
	size_t standard = wr_open(out, TAG_HEADER);
	size_t block = wr_open(out, kinds[i->kind].block);
	if (i->kind == FACE) {
		forge_block_face(out, i->face, i->portrait, &here);
	} else if (i->kind == FINGER) {
		forge_block_finger(out, i->finger, &here);
	} else {
		forge_block_iris(out, i->iris, &here);
	}
	wr_close(out, block);
	wr_close(out, standard);
	wr_close(out, wrapper);
}

static void put_template(struct wr *out, const struct item *i, uint8_t subtype,
			 enum forge_bio_flaw flaw, const struct forge_how *how)
{
	size_t template = wr_open(out, TAG_TEMPLATE);
	put_header(out, i->kind, subtype, flaw, how);
	if (flaw == FORGE_BIO_NO_DATA) {
		wr_close(out, template);
		return;
	}
	if (how->encoding == FORGE_19794) {
		put_record(out, i, flaw);
	} else {
		put_block(out, i, flaw, how);
	}
	wr_close(out, template);
}

/* The flaw that the template number n of count gets. */
static enum forge_bio_flaw flaw_of(const struct forge_how *how, size_t n, size_t count)
{
	if (how->flaw == FORGE_BIO_NO_DATA) {
		return n + 1 == count ? how->flaw : FORGE_BIO_SOUND;
	}
	return n == 0 ? how->flaw : FORGE_BIO_SOUND;
}

/* Adds to the length that stands at the mark of a closed object, in the octets that it has. */
static void bend_length(struct wr *out, size_t mark, int by)
{
	uint8_t first;
	uint32_t length;
	struct rd r = rd_of(out->base + mark, out->size - mark);
	if (out->bad || !rd_peek(&r, &first)) {
		return;
	}
	size_t octets = first < 0x80 ? 1 : first & 0x7F;
	size_t at = mark + (first < 0x80 ? 0 : 1);
	if ((first >= 0x80 && !rd_skip(&r, 1)) || !rd_be(&r, octets, &length)) {
		return;
	}
	length = by < 0 ? length - 1 : length + 1;
	struct wr w = wr_of(out->base + at, octets);
	for (size_t i = octets; i > 0; i--) {
		wr_u8(&w, (uint8_t)(length >> 8 * (i - 1)));
	}
}

struct group {
	size_t file;
	size_t templates;
};

static struct group open_group(struct wr *out, enum kind kind, size_t count,
			       enum forge_bio_flaw flaw)
{
	struct group g;
	g.file = wr_open(out, kinds[kind].file + (flaw == FORGE_BIO_GROUP_TAG ? 1 : 0));
	g.templates = wr_open(out, TAG_GROUP);
	if (flaw != FORGE_BIO_NO_COUNT) {
		uint8_t told = (uint8_t)(count + (flaw == FORGE_BIO_COUNT ? 1 : 0));
		wr_tlv(out, TAG_NUMBER, rd_of(&told, 1));
	}
	return g;
}

static enum eg_err close_group(struct wr *out, struct group g, size_t count,
			       enum forge_bio_flaw flaw)
{
	wr_close(out, g.templates);
	if (count == 0) { /* Doc 9303-10, Table 50 */
		wr_tlv(out, TAG_FILLING, RD_TEXT("\x27\x18\x28\x18\x28\x45\x90\x45"));
	}
	wr_close(out, g.file);
	if (flaw == FORGE_BIO_GROUP_SHORT) {
		bend_length(out, g.file, -1);
	} else if (flaw == FORGE_BIO_GROUP_LONG) {
		bend_length(out, g.file, 1);
	}
	return out->bad ? EG_FAIL(EG_TOO_BIG, "biometric data group does not fit") : EG_OK;
}

enum eg_err forge_faces(struct wr *out, const struct forge_face *face, const struct forge_how *how)
{
	struct forge_picture p;
	EG_TRY(forge_picture_read(face->picture, &p));
	if (face->points > FORGE_POINTS_MAX) {
		return EG_FAIL(EG_BAD_DATA, "more feature points than the forge knows");
	}
	const struct item item = {.kind = FACE, .face = face, .portrait = &p};
	struct group g = open_group(out, FACE, 1, how->flaw);
	put_template(out, &item, 0, how->flaw, how);
	return close_group(out, g, 1, how->flaw);
}

/* Doc 9303-10, Table 49: b2 b1 side (1 right, 2 left), above them the finger, thumb 1. */
static uint8_t finger_subtype(uint8_t position)
{
	if (position == 0 || position > 10) {
		return 0;
	}
	bool left = position > 5;
	uint8_t finger = (uint8_t)(left ? position - 5 : position);
	return (uint8_t)(finger * 4 + (left ? 2 : 1));
}

enum eg_err forge_dg3(struct wr *out, const struct forge_finger *fingers, size_t count,
		      const struct forge_how *how)
{
	struct group g = open_group(out, FINGER, count, how->flaw);
	for (size_t n = 0; n < count; n++) {
		const struct item item = {.kind = FINGER, .finger = &fingers[n]};
		put_template(out, &item, finger_subtype(fingers[n].position),
			     flaw_of(how, n, count), how);
	}
	return close_group(out, g, count, how->flaw);
}

enum eg_err forge_dg4(struct wr *out, const struct forge_iris *irises, size_t count,
		      const struct forge_how *how)
{
	struct group g = open_group(out, IRIS, count, how->flaw);
	for (size_t n = 0; n < count; n++) {
		const struct item item = {.kind = IRIS, .iris = &irises[n]};
		put_template(out, &item, irises[n].eye, flaw_of(how, n, count), how);
	}
	return close_group(out, g, count, how->flaw);
}
