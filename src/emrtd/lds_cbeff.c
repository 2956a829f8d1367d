/*
 * lds_cbeff: groups of biometric information templates, DG2 to DG4 (Doc 9303-10, 4.7.2 to 4.7.4).
 * Knows templates and their headers. Never knows what a record holds.
 */
#include "emrtd/lds_cbeff.h"

#include "emrtd/lds_picture.h"

#define TAG_NUMBER   0x02
#define TAG_FILLING  0x53 /* beside a group of none: Doc 9303-10, Table 50 */
#define TAG_GROUP    0x7F61
#define TAG_TEMPLATE 0x7F60
#define TAG_HEADER   0xA1
#define TAG_RECORD   0x5F2E
#define TAG_BLOCK    0x7F2E

/* ISO/IEC JTC 1/SC 37, and the version of its header that Doc 9303 uses. */
#define OWNER_SC37     0x0101
#define HEADER_VERSION 0x0101

/* Thermal face and thermal hand: in 7816-11:2004, no longer in 19785-3. */
#define TYPE_THERMAL_FACE 0x0400
#define TYPE_THERMAL_HAND 0x0800

static const struct biometric {
	uint32_t file_tag;
	uint32_t block_tag;
	uint32_t type;
	uint32_t format[2]; /* by encoding: registered by SC 37 */
	char magic[4];      /* of a record of 19794 */
} biometrics[] = {
	[LDS_FACE] = {0x75, 0x65, 0x02, {0x0008, 0x002A}, "FAC"},
	[LDS_FINGER] = {0x63, 0x64, 0x08, {0x0007, 0x0028}, "FIR"},
	[LDS_IRIS] = {0x76, 0x66, 0x10, {0x0009, 0x002C}, "IIR"},
};

bool lds_header_has(const struct lds_header *header, unsigned n)
{
	return (header->fields & 1u << n) != 0;
}

static bool digits(struct rd *r, size_t count, int32_t *out)
{
	*out = 0;
	for (size_t i = 0; i < count; i++) {
		uint8_t bcd;
		if (!rd_u8(r, &bcd) || bcd >> 4 > 9 || (bcd & 0x0F) > 9) {
			return false;
		}
		*out = *out * 100 + (bcd >> 4) * 10 + (bcd & 0x0F);
	}
	return true;
}

/* YYYYMMDDhhmmss in seven octets. */
static bool read_moment(struct rd bcd, struct lds_moment *out)
{
	out->millisecond = LDS_UNTOLD;
	return digits(&bcd, 2, &out->year) && digits(&bcd, 1, &out->month) &&
	       digits(&bcd, 1, &out->day) && digits(&bcd, 1, &out->hour) &&
	       digits(&bcd, 1, &out->minute) && digits(&bcd, 1, &out->second) && rd_end(&bcd);
}

static bool read_day(struct rd *bcd, struct date *out)
{
	int32_t year;
	int32_t month;
	int32_t day;
	if (!digits(bcd, 2, &year) || !digits(bcd, 1, &month) || !digits(bcd, 1, &day)) {
		return false;
	}
	*out = (struct date){(uint16_t)year, (uint8_t)month, (uint8_t)day};
	return true;
}

static bool number(struct rd value, size_t least, size_t most, uint32_t *out)
{
	return value.left >= least && value.left <= most && rd_be(&value, value.left, out);
}

/* One object of the header; false if it is none of Table 44, or malformed. */
static bool read_field(uint32_t tag, struct rd value, struct lds_header *h)
{
	switch (tag) {
	case 0x80:
		return number(value, 2, 2, &h->version);
	case 0x81:
		return number(value, 1, 3, &h->type);
	case 0x82:
		return number(value, 1, 1, &h->subtype);
	case 0x83:
		return read_moment(value, &h->created);
	case 0x85:
		return read_day(&value, &h->from) && read_day(&value, &h->until) && rd_end(&value);
	case 0x86:
		return number(value, 4, 4, &h->creator);
	case 0x87:
		return number(value, 2, 2, &h->owner);
	case 0x88:
		return number(value, 2, 2, &h->format);
	default:
		return false;
	}
}

static void read_header(struct rd fields, struct lds_header *h, uint64_t *deviations)
{
	while (fields.left > 0) {
		struct lds_header with = *h;
		struct rd value;
		uint32_t tag;
		bool ok = rd_tlv_ber(&fields, &tag, &value) && read_field(tag, value, &with) &&
			  !lds_header_has(h, tag & 0x0F);
		lds_note(deviations, !ok, LDS_DEV_HEADER_FIELD);
		if (ok) {
			with.fields |= 1u << (tag & 0x0F);
			*h = with;
		}
	}
}

/* Doc 9303-10, Table 49: b2 b1 the side, b5 b4 b3 the finger; Table 56: the side alone. */
static bool subtype_has_meaning(enum lds_biometric kind, uint32_t subtype)
{
	uint32_t side = subtype & 0x03;
	switch (kind) {
	case LDS_FACE:
		return subtype == 0;
	case LDS_FINGER:
		return side != 3 && subtype >> 2 <= 5;
	case LDS_IRIS:
		return subtype < 3;
	}
	return false;
}

static void judge_header(const struct lds_header *h, enum lds_biometric kind,
			 enum lds_encoding encoding, uint64_t *deviations)
{
	const struct biometric *b = &biometrics[kind];
	bool typed = lds_header_has(h, 1) && h->type != 0 && h->type != b->type;
	bool old = h->type == TYPE_THERMAL_FACE || h->type == TYPE_THERMAL_HAND;
	lds_note(deviations, lds_header_has(h, 0) && h->version != HEADER_VERSION,
		 LDS_DEV_HEADER_VERSION);
	lds_note(deviations, typed && !old, LDS_DEV_TYPE);
	lds_note(deviations, typed && old, LDS_DEV_TYPE_OLD);
	lds_note(deviations, kind != LDS_FACE && !lds_header_has(h, 2), LDS_DEV_SUBTYPE_MISSING);
	lds_note(deviations, lds_header_has(h, 2) && !subtype_has_meaning(kind, h->subtype),
		 LDS_DEV_SUBTYPE);
	lds_note(deviations, !lds_header_has(h, 7), LDS_DEV_OWNER_MISSING);
	lds_note(deviations, lds_header_has(h, 7) && h->owner != OWNER_SC37, LDS_DEV_OWNER);
	lds_note(deviations, !lds_header_has(h, 8), LDS_DEV_FORMAT_MISSING);
	lds_note(deviations, lds_header_has(h, 8) && h->format != b->format[encoding],
		 LDS_DEV_FORMAT);
}

/*
 * Under 7F2E stands A1 { 64|65|66 } (Doc 9303-10, Table 2). Some have left A1 out, and some write a
 * record of 19794 there. False if neither is found.
 */
static bool unwrap(struct rd wrapped, enum lds_biometric kind, struct lds_template *t)
{
	const struct biometric *b = &biometrics[kind];
	struct rd inner = wrapped;
	uint32_t tag;
	if (rd_begins(wrapped, rd_cstr(b->magic))) {
		t->encoding = LDS_ISO_19794;
		t->data = wrapped;
		lds_note(&t->deviations, true, LDS_DEV_DATA_WRAPPER);
		return true;
	}
	t->encoding = LDS_ISO_39794;
	if (rd_next_tag(&wrapped, &tag) && tag == TAG_HEADER) {
		if (!rd_tlv_ber(&wrapped, &tag, &inner)) {
			return false;
		}
		lds_note(&t->deviations, wrapped.left > 0, LDS_DEV_OBJECT);
	} else {
		lds_note(&t->deviations, true, LDS_DEV_DATA_WRAPPER);
	}
	if (!rd_expect_ber(&inner, b->block_tag, &t->data)) {
		return false;
	}
	lds_note(&t->deviations, inner.left > 0, LDS_DEV_OBJECT);
	return true;
}

/* index: of this template in its group; some number the tags of headers, A1, A2, A3. */
static enum eg_err read_template(struct rd objects, enum lds_biometric kind, unsigned index,
				 struct lds_template *t)
{
	bool headed = false;
	bool found = false;
	*t = (struct lds_template){0};
	while (objects.left > 0) {
		struct rd value;
		uint32_t tag;
		if (!rd_tlv_ber(&objects, &tag, &value)) {
			return EG_FAIL(EG_BAD_DATA, "an object of a template passes its end");
		}
		bool header = tag == TAG_HEADER || tag == TAG_HEADER + index;
		if (header && !headed) {
			headed = true;
			lds_note(&t->deviations, tag != TAG_HEADER, LDS_DEV_HEADER_TAG);
			read_header(value, &t->header, &t->deviations);
		} else if (tag == TAG_RECORD && !found) {
			found = true;
			t->encoding = LDS_ISO_19794;
			t->data = value;
		} else if (tag == TAG_BLOCK && !found) {
			found = unwrap(value, kind, t);
			if (!found) {
				return EG_FAIL(EG_BAD_DATA, "no block of ISO/IEC 39794 in 7F2E");
			}
		} else {
			lds_note(&t->deviations, true, LDS_DEV_OBJECT);
		}
	}
	lds_note(&t->deviations, !headed, LDS_DEV_HEADER_MISSING);
	lds_note(&t->deviations, !found || t->data.left == 0, LDS_DEV_DATA_MISSING);
	judge_header(&t->header, kind, t->encoding, &t->deviations);
	return EG_OK;
}

static enum eg_err read_templates(struct rd objects, enum lds_biometric kind, struct lds_group *out)
{
	unsigned seen = 0;
	uint32_t told = 0;
	bool numbered = false;
	while (objects.left > 0) {
		struct rd value;
		uint32_t tag;
		struct lds_template t;
		if (!rd_tlv_ber(&objects, &tag, &value)) {
			return EG_FAIL(EG_BAD_DATA, "a template passes the end of its group");
		}
		if (tag == TAG_NUMBER && !numbered && seen == 0) {
			numbered = number(value, 1, 2, &told);
		} else if (tag == TAG_TEMPLATE && seen == LDS_TEMPLATES_MAX) {
			return EG_FAIL(EG_TOO_BIG, "more biometric templates than allowed");
		} else if (tag == TAG_TEMPLATE) {
			EG_TRY(read_template(value, kind, seen, &t));
			seen++;
			out->deviations |= t.deviations;
			if (t.data.left > 0) {
				out->template[out->count] = t;
				out->count++;
			}
		} else if (tag != TAG_FILLING || seen > 0) {
			lds_note(&out->deviations, true, LDS_DEV_OBJECT);
		}
	}
	if (seen == 0 && !numbered) {
		return EG_FAIL(EG_BAD_DATA, "a group of neither templates nor their number");
	}
	lds_note(&out->deviations, !numbered, LDS_DEV_COUNT_MISSING);
	lds_note(&out->deviations, numbered && told != seen, LDS_DEV_COUNT);
	return EG_OK;
}

enum eg_err lds_group_read(struct rd file, enum lds_biometric kind, struct lds_group *out)
{
	struct rd group;
	struct rd templates;
	*out = (struct lds_group){0};
	if (!rd_expect_ber(&file, biometrics[kind].file_tag, &group)) {
		return EG_FAIL(EG_BAD_DATA, "tag or length of the biometric data group");
	}
	if (!rd_end(&file)) {
		return EG_FAIL(EG_BAD_DATA, "bytes behind the biometric data group");
	}
	if (!rd_expect_ber(&group, TAG_GROUP, &templates)) {
		return EG_FAIL(EG_BAD_DATA, "no group of biometric templates");
	}
	enum eg_err err = read_templates(templates, kind, out);
	while (err == EG_OK && group.left > 0) {
		struct rd filling;
		uint32_t tag;
		if (!rd_tlv_ber(&group, &tag, &filling)) {
			err = EG_FAIL(EG_BAD_DATA, "an object behind the biometric templates");
		}
		lds_note(&out->deviations, tag != TAG_FILLING || out->count > 0, LDS_DEV_OBJECT);
	}
	if (err != EG_OK) {
		*out = (struct lds_group){0};
	}
	return err;
}
