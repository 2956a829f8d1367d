/*
 * lds_finger: the fingerprint images of DG3 (Doc 9303-10, 4.7.3) as plain structs.
 * Knows the group and records of ISO/IEC 19794-4:2005. Never decodes an image.
 *
 *   general header 32: "FIR\0" "010\0" length 6, device 2, level 2, number of images 1, unit 1,
 *                      scan and image sampling 4 of 2, depth 1, compression 1, reserved 2
 *   each image: header 14: its length 4, position 1, views 1, view 1, quality 1, impression 1,
 *                      width 2, height 2, reserved 1; image
 */
#include "emrtd/lds_finger.h"

#define IMAGE_HEADER   14
#define PER_INCH       1
#define PER_CENTIMETRE 2

struct lds_finger lds_finger_untold(const struct lds_template *t)
{
	return (struct lds_finger){
		.header = t->header,
		.encoding = t->encoding,
		.format = LDS_PICTURE_UNKNOWN,
		.deviations = t->deviations,
		.position = LDS_UNTOLD,
		.impression = LDS_UNTOLD,
		.quality = LDS_UNTOLD,
		.version = LDS_UNTOLD,
		.captured = lds_never,
		.model = {LDS_UNTOLD, LDS_UNTOLD},
		.technology = LDS_UNTOLD,
		.rotation = LDS_UNTOLD,
		.attack = lds_attack_untold,
	};
}

/* Doc 9303-10, Table 49: right 1, left 2, and the finger from thumb 1 to little 5 above them. */
static uint32_t subtype_of(int32_t position)
{
	if (position >= LDS_RIGHT_THUMB && position <= LDS_RIGHT_LITTLE) {
		return (uint32_t)(position - LDS_RIGHT_THUMB + 1) << 2 | 1;
	}
	if (position >= LDS_LEFT_THUMB && position <= LDS_LEFT_LITTLE) {
		return (uint32_t)(position - LDS_LEFT_THUMB + 1) << 2 | 2;
	}
	return 0;
}

enum eg_err lds_fingers_add(struct lds_fingers *out, struct lds_finger finger)
{
	uint32_t subtype = subtype_of(finger.position);
	bool compared = subtype != 0 && finger.header.subtype != 0;
	if (out->count == LDS_FINGERS_MAX) {
		return EG_FAIL(EG_TOO_BIG, "DG3 holds more images than allowed");
	}
	lds_note(&finger.deviations, compared && subtype != finger.header.subtype,
		 LDS_DEV_SUBTYPE_DIFFERS);
	out->finger[out->count] = finger;
	out->count++;
	out->deviations |= finger.deviations;
	return EG_OK;
}

/* 7.1.13 */
static enum lds_picture format_of(uint8_t compression, uint64_t *deviations)
{
	static const enum lds_picture formats[] = {LDS_RAW,  LDS_RAW_PACKED, LDS_WSQ,
						   LDS_JPEG, LDS_JPEG2000,   LDS_PNG};
	if (compression < sizeof(formats) / sizeof(formats[0])) {
		return formats[compression];
	}
	lds_note(deviations, true, LDS_DEV_IMAGE_CODE);
	return LDS_PICTURE_UNKNOWN;
}

/* What all images of a record share. */
struct general {
	struct lds_finger finger; /* as far as the header tells */
	enum lds_picture told;
	uint8_t count;
};

static uint32_t per_inch(uint8_t unit, uint16_t sampling)
{
	return unit == PER_CENTIMETRE ? (uint32_t)sampling * 254 / 100 : sampling;
}

/* 7.1 */
static bool read_general(struct rd *record, size_t size, struct general *g)
{
	struct rd id;
	struct rd version;
	uint16_t length_high;
	uint32_t length;
	uint8_t unit;
	uint16_t image_sampling;
	uint8_t compression;
	uint16_t reserved;
	struct lds_finger *f = &g->finger;
	if (!rd_take(record, 4, &id) || !rd_take(record, 4, &version) ||
	    !rd_be16(record, &length_high) || !rd_be32(record, &length) ||
	    !rd_be16(record, &f->device) || !rd_be16(record, &f->level) ||
	    !rd_u8(record, &g->count) || !rd_u8(record, &unit) || !rd_skip(record, 4) ||
	    !rd_be16(record, &image_sampling) || !rd_skip(record, 2) || !rd_u8(record, &f->depth) ||
	    !rd_u8(record, &compression) || !rd_be16(record, &reserved)) {
		return false;
	}
	lds_note(&f->deviations, !rd_equal(id, rd_of("FIR", 4)), LDS_DEV_RECORD_ID);
	lds_note(&f->deviations, !rd_equal(version, rd_of("010", 4)), LDS_DEV_RECORD_VERSION);
	lds_note(&f->deviations, length_high != 0 || length != size, LDS_DEV_RECORD_LENGTH);
	lds_note(&f->deviations, g->count == 0, LDS_DEV_RECORD_COUNT);
	lds_note(&f->deviations, unit != PER_INCH && unit != PER_CENTIMETRE, LDS_DEV_RECORD_FIELD);
	lds_note(&f->deviations, f->depth == 0 || f->depth > 16, LDS_DEV_RECORD_FIELD);
	lds_note(&f->deviations, reserved != 0, LDS_DEV_RECORD_RESERVED);
	f->sampling = per_inch(unit, image_sampling);
	g->told = format_of(compression, &f->deviations);
	return true;
}

/* Octets of a raw image by its sides; 0 for other formats. */
static uint64_t raw_size(const struct lds_finger *f)
{
	uint64_t samples = (uint64_t)f->width * f->height;
	if (f->format == LDS_RAW) {
		return samples * ((f->depth + 7u) / 8u);
	}
	return f->format == LDS_RAW_PACKED ? (samples * f->depth + 7) / 8 : 0;
}

/* 7.2: fingers 0 to 10, the palms' and others' codes to 36; impressions to 9 but 4 to 6. */
static void judge_image(struct lds_finger *f, uint8_t reserved)
{
	bool position = f->position <= LDS_LEFT_LITTLE ||
			(f->position >= LDS_RIGHT_FOUR && f->position <= LDS_BOTH_THUMBS) ||
			(f->position >= 20 && f->position <= 36);
	bool impression = f->impression <= 3 || (f->impression >= 7 && f->impression <= 9);
	bool raw = f->format == LDS_RAW || f->format == LDS_RAW_PACKED;
	lds_note(&f->deviations, !position, LDS_DEV_POSITION);
	lds_note(&f->deviations, !impression, LDS_DEV_RECORD_FIELD);
	lds_note(&f->deviations, f->view == 0 || f->view > f->views, LDS_DEV_RECORD_FIELD);
	lds_note(&f->deviations, reserved != 0, LDS_DEV_RECORD_RESERVED);
	lds_note(&f->deviations, f->width == 0 || f->height == 0, LDS_DEV_IMAGE_SIZE);
	lds_note(&f->deviations, raw && raw_size(f) != f->image.left, LDS_DEV_IMAGE_SIZE);
}

static enum eg_err read_image(struct rd *record, bool last, enum lds_picture told,
			      struct lds_finger *f)
{
	size_t whole = record->left;
	uint32_t length;
	uint8_t position;
	uint8_t quality;
	uint8_t impression;
	uint8_t reserved;
	if (!rd_be32(record, &length) || !rd_u8(record, &position) || !rd_u8(record, &f->views) ||
	    !rd_u8(record, &f->view) || !rd_u8(record, &quality) || !rd_u8(record, &impression) ||
	    !rd_be16(record, &f->width) || !rd_be16(record, &f->height) ||
	    !rd_u8(record, &reserved)) {
		return EG_FAIL(EG_TRUNCATED, "finger record ends in an image's header");
	}
	bool fits = length > IMAGE_HEADER && length <= whole && (!last || length == whole);
	lds_note(&f->deviations, !fits, LDS_DEV_BLOCK_LENGTH);
	if (!rd_take(record, fits ? length - IMAGE_HEADER : record->left, &f->image) ||
	    f->image.left == 0) {
		return EG_FAIL(EG_BAD_DATA, "finger record without an image");
	}
	f->position = position;
	f->quality = quality;
	f->impression = impression;
	f->format = lds_picture_told(f->image, told, &f->deviations);
	judge_image(f, reserved);
	return EG_OK;
}

enum eg_err lds_finger_19794(const struct lds_template *t, struct lds_fingers *out)
{
	struct general g = {.finger = lds_finger_untold(t)};
	struct rd record = t->data;
	if (!read_general(&record, t->data.left, &g)) {
		return EG_FAIL(EG_TRUNCATED, "finger record ends in its header");
	}
	for (unsigned i = 0; i == 0 || (i < g.count && record.left > 0); i++) {
		struct lds_finger f = g.finger;
		EG_TRY(read_image(&record, i + 1u >= g.count, g.told, &f));
		lds_note(&f.deviations, i + 1u < g.count && record.left == 0, LDS_DEV_RECORD_COUNT);
		EG_TRY(lds_fingers_add(out, f));
	}
	return EG_OK;
}

static enum eg_err read_template(const struct lds_template *t, struct lds_fingers *out)
{
	switch (t->encoding) {
	case LDS_ISO_19794:
		return lds_finger_19794(t, out);
	case LDS_ISO_39794:
		return lds_finger_39794(t, out);
	}
	return EG_FAIL(EG_UNSUPPORTED, "encoding of a finger");
}

enum eg_err lds_fingers_read(struct rd file, struct lds_fingers *out)
{
	struct lds_group group;
	*out = (struct lds_fingers){0};
	enum eg_err err = lds_group_read(file, LDS_FINGER, &group);
	out->deviations = group.deviations;
	for (unsigned i = 0; err == EG_OK && i < group.count; i++) {
		err = read_template(&group.template[i], out);
	}
	if (err != EG_OK) {
		*out = (struct lds_fingers){0};
	}
	return err;
}
