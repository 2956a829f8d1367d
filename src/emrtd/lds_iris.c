/*
 * lds_iris: the iris images of DG4 (Doc 9303-10, 4.7.4) as plain structs.
 * Knows the group and records of ISO/IEC 19794-6:2005. Never decodes an image.
 *
 *   header 45: "IIR\0" "010\0" length 4, device 2, number of eyes 1, length of this header 2,
 *              properties 2, diameter 2, format 2, width 2, height 2, depth 1,
 *              transformation 1, device's name 16
 *   each eye 3: eye 1, number of images 2
 *     each image 11: number 2, quality 1, rotation 2, its uncertainty 2, size 4; image
 */
#include "emrtd/lds_iris.h"

#define HEADER      45
#define DEVICE_NAME 16
#define EYES_MAX    2

struct lds_iris lds_iris_untold(const struct lds_template *t)
{
	return (struct lds_iris){
		.header = t->header,
		.encoding = t->encoding,
		.format = LDS_PICTURE_UNKNOWN,
		.deviations = t->deviations,
		.eye = LDS_UNTOLD,
		.quality = LDS_UNTOLD,
		.depth = LDS_UNTOLD,
		.horizontal = LDS_UNTOLD,
		.vertical = LDS_UNTOLD,
		.version = LDS_UNTOLD,
		.kind = LDS_UNTOLD,
		.compression = LDS_UNTOLD,
		.range = LDS_UNTOLD,
		.captured = lds_never,
		.model = {LDS_UNTOLD, LDS_UNTOLD},
		.roll = LDS_UNTOLD,
		.roll_doubt = LDS_UNTOLD,
		.attack = lds_attack_untold,
	};
}

/* Doc 9303-10, Table 56: 1 right, 2 left, as in the record. */
enum eg_err lds_irises_add(struct lds_irises *out, struct lds_iris iris)
{
	bool compared = iris.eye > LDS_EYE_UNKNOWN && iris.header.subtype != 0;
	if (out->count == LDS_IRISES_MAX) {
		return EG_FAIL(EG_TOO_BIG, "DG4 holds more images than allowed");
	}
	lds_note(&iris.deviations, compared && (uint32_t)iris.eye != iris.header.subtype,
		 LDS_DEV_SUBTYPE_DIFFERS);
	out->iris[out->count] = iris;
	out->count++;
	out->deviations |= iris.deviations;
	return EG_OK;
}

/* 6.5.1: even numbers from 2: raw, JPEG, JPEG-LS and JPEG 2000, each mono and RGB. */
static enum lds_picture format_of(uint16_t code, uint64_t *deviations)
{
	static const enum lds_picture formats[] = {LDS_RAW, LDS_JPEG, LDS_JPEG_LS, LDS_JPEG2000};
	if (code < 2 || code > 16 || code % 2 != 0) {
		lds_note(deviations, true, LDS_DEV_IMAGE_CODE);
		return LDS_PICTURE_UNKNOWN;
	}
	return formats[(code - 2) / 4];
}

/* What all images of a record share. */
struct general {
	struct lds_iris iris; /* as far as the header tells */
	enum lds_picture told;
	uint8_t eyes;
};

static bool read_header(struct rd *record, size_t size, struct general *g)
{
	struct rd id;
	struct rd version;
	uint32_t length;
	uint16_t header;
	uint16_t format;
	uint8_t depth;
	struct lds_iris *i = &g->iris;
	if (!rd_take(record, 4, &id) || !rd_take(record, 4, &version) ||
	    !rd_be32(record, &length) || !rd_be16(record, &i->device) || !rd_u8(record, &g->eyes) ||
	    !rd_be16(record, &header) || !rd_be16(record, &i->properties) ||
	    !rd_be16(record, &i->diameter) || !rd_be16(record, &format) ||
	    !rd_be16(record, &i->width) || !rd_be16(record, &i->height) || !rd_u8(record, &depth) ||
	    !rd_u8(record, &i->transformation) || !rd_skip(record, DEVICE_NAME)) {
		return false;
	}
	lds_note(&i->deviations, !rd_equal(id, rd_of("IIR", 4)), LDS_DEV_RECORD_ID);
	lds_note(&i->deviations, !rd_equal(version, rd_of("010", 4)), LDS_DEV_RECORD_VERSION);
	lds_note(&i->deviations, length != size || header != HEADER, LDS_DEV_RECORD_LENGTH);
	lds_note(&i->deviations, g->eyes == 0 || g->eyes > EYES_MAX, LDS_DEV_RECORD_COUNT);
	lds_note(&i->deviations, i->transformation > 1, LDS_DEV_RECORD_FIELD);
	g->told = format_of(format, &i->deviations);
	i->depth = depth;
	i->horizontal = i->properties & 0x03;
	i->vertical = i->properties >> 2 & 0x03;
	return true;
}

static void judge_image(struct lds_iris *i)
{
	uint64_t raw = (uint64_t)i->width * i->height * (((uint32_t)i->depth + 7u) / 8u);
	lds_note(&i->deviations, i->eye > LDS_EYE_LEFT, LDS_DEV_EYE);
	lds_note(&i->deviations, i->format == LDS_RAW && raw != i->image.left, LDS_DEV_IMAGE_SIZE);
}

static enum eg_err read_image(struct rd *record, bool last, enum lds_picture told,
			      struct lds_iris *i)
{
	uint8_t quality;
	uint32_t size;
	if (!rd_be16(record, &i->number) || !rd_u8(record, &quality) ||
	    !rd_be16(record, &i->rotation) || !rd_be16(record, &i->rotation_doubt) ||
	    !rd_be32(record, &size)) {
		return EG_FAIL(EG_TRUNCATED, "iris record ends in an image's header");
	}
	bool fits = size > 0 && size <= record->left && (!last || size == record->left);
	lds_note(&i->deviations, !fits, LDS_DEV_BLOCK_LENGTH);
	if (!rd_take(record, fits ? size : record->left, &i->image) || i->image.left == 0) {
		return EG_FAIL(EG_BAD_DATA, "iris record without an image");
	}
	i->quality = quality;
	i->format = lds_picture_told(i->image, told, &i->deviations);
	judge_image(i);
	return EG_OK;
}

static enum eg_err read_eye(struct rd *record, bool last, const struct general *g,
			    struct lds_irises *out)
{
	uint8_t eye;
	uint16_t count;
	if (!rd_u8(record, &eye) || !rd_be16(record, &count)) {
		return EG_FAIL(EG_TRUNCATED, "iris record ends in an eye's header");
	}
	for (unsigned n = 0; n == 0 || (n < count && record->left > 0); n++) {
		struct lds_iris i = g->iris;
		i.eye = eye;
		EG_TRY(read_image(record, last && n + 1u >= count, g->told, &i));
		lds_note(&i.deviations, count == 0 || (n + 1u < count && record->left == 0),
			 LDS_DEV_RECORD_COUNT);
		EG_TRY(lds_irises_add(out, i));
	}
	return EG_OK;
}

enum eg_err lds_iris_19794(const struct lds_template *t, struct lds_irises *out)
{
	struct general g = {.iris = lds_iris_untold(t)};
	struct rd record = t->data;
	if (!read_header(&record, t->data.left, &g)) {
		return EG_FAIL(EG_TRUNCATED, "iris record ends in its header");
	}
	for (unsigned e = 0; e == 0 || (e < g.eyes && record.left > 0); e++) {
		EG_TRY(read_eye(&record, e + 1u >= g.eyes, &g, out));
		lds_note(&out->deviations, e + 1u < g.eyes && record.left == 0,
			 LDS_DEV_RECORD_COUNT);
	}
	return EG_OK;
}

static enum eg_err read_template(const struct lds_template *t, struct lds_irises *out)
{
	switch (t->encoding) {
	case LDS_ISO_19794:
		return lds_iris_19794(t, out);
	case LDS_ISO_39794:
		return lds_iris_39794(t, out);
	}
	return EG_FAIL(EG_UNSUPPORTED, "encoding of an iris");
}

enum eg_err lds_irises_read(struct rd file, struct lds_irises *out)
{
	struct lds_group group;
	*out = (struct lds_irises){0};
	enum eg_err err = lds_group_read(file, LDS_IRIS, &group);
	out->deviations = group.deviations;
	for (unsigned i = 0; err == EG_OK && i < group.count; i++) {
		err = read_template(&group.template[i], out);
	}
	if (err != EG_OK) {
		*out = (struct lds_irises){0};
	}
	return err;
}
