/*
 * lds_face_19794: facial records of ISO/IEC 19794-5:2005, clause 5.
 * Knows the record's layout and where issuers stray from it. Never decodes a picture.
 *
 *   header 14: "FAC\0" "010\0" length 4, number of images 2
 *   each image: information 20, feature points of 8, image information 12, image
 *               `- its length 4 covers all four
 */
#include "emrtd/lds_face_record.h"

#define FACE_INFORMATION  20
#define FEATURE_POINT     8
#define IMAGE_INFORMATION 12
#define POINT_MPEG4       1
/* An image that is not in its place is looked for this far: a few counts of points are wrong. */
#define SEARCH_MAX 2048u

/* Codes of 19794-5 (position in the table) as codes of 39794-5; the rest is none of the standard.
 */
struct codes {
	const int8_t *to;
	size_t count;
	int unknown; /* a code beside them that says "unknown"; -1 if there is none */
	enum lds_bio_deviation deviation;
};
static const int8_t sexes[] = {LDS_UNTOLD, LDS_SEX_MALE, LDS_SEX_FEMALE};
static const int8_t eyes[] = {LDS_UNTOLD, 2, 3, 4, 5, 6, 8, 9};
static const int8_t hairs[] = {LDS_UNTOLD, 2, 3, 4, 5, 6, 7, 8, 9, 9};
static const int8_t kinds[] = {LDS_FACE_BASIC, LDS_FACE_FRONTAL, LDS_FACE_TOKEN};
static const int8_t colours[] = {LDS_UNTOLD, 2, 4, 5, 1};
static const int8_t sources[] = {LDS_UNTOLD, 1, 2, 3, 4, 5, 6, 0};
static const struct codes sex_codes = {sexes, sizeof(sexes), 0xFF, LDS_DEV_SEX};
static const struct codes eye_codes = {eyes, sizeof(eyes), 0xFF, LDS_DEV_EYE_COLOUR};
static const struct codes hair_codes = {hairs, sizeof(hairs), 0xFF, LDS_DEV_HAIR_COLOUR};
static const struct codes kind_codes = {kinds, sizeof(kinds), -1, LDS_DEV_KIND};
static const struct codes colour_codes = {colours, sizeof(colours), -1, LDS_DEV_COLOUR_SPACE};
static const struct codes source_codes = {sources, sizeof(sources), -1, LDS_DEV_SOURCE};

/* Colour spaces and source types from 128 on are the vendor's (5.7.5, 5.7.6). */
#define VENDOR 128

static int32_t translate(const struct codes *c, uint8_t code, uint64_t *deviations)
{
	if (code < c->count) {
		return c->to[code];
	}
	bool vendor = code >= VENDOR && (c == &colour_codes || c == &source_codes);
	lds_note(deviations, code != c->unknown && !vendor, c->deviation);
	return LDS_UNTOLD;
}

/* 5.5.8: 0 untold; angle / 2 + 1 up to 91; 181 + angle / 2 below zero. 5.5.9: degrees + 1. */
static struct lds_angle translate_angle(uint8_t code, uint8_t doubt, enum lds_bio_deviation range,
					enum lds_bio_deviation doubt_range, uint64_t *deviations)
{
	struct lds_angle a = {.uncertainty = LDS_UNTOLD};
	lds_note(deviations, code > 180, range);
	lds_note(deviations, doubt > 181, doubt_range);
	if (code > 0 && code <= 180) {
		a.told = true;
		a.degrees = (int16_t)(code <= 91 ? (code - 1) * 2 : (code - 181) * 2);
	}
	if (doubt > 0 && doubt <= 181) {
		a.uncertainty = (int16_t)(doubt - 1);
	}
	return a;
}

/* 5.5.6: bit 0 says whether the others are told; 1 to 9 are properties, 10 is a medical condition.
 */
static struct lds_flags translate_mask(uint32_t mask)
{
	bool told = (mask & 1) != 0;
	return (struct lds_flags){told ? 0x1FF : 0, (uint16_t)(told ? mask >> 1 & 0x1FF : 0)};
}

/* 5.5.7: 1 neutral, 2 and 3 smiles, 4 eyebrows, 5 looking away, 6 squinting, 7 frowning. */
static struct lds_flags translate_expression(uint16_t code, uint64_t *deviations)
{
	static const uint16_t set[] = {0, 1, 2, 2, 4, 8, 16, 32};
	if (code == 0 || code >= sizeof(set) / sizeof(set[0])) {
		lds_note(deviations, code != 0 && code < 0x8000, LDS_DEV_EXPRESSION);
		return (struct lds_flags){0};
	}
	return (struct lds_flags){0x3F, set[code]};
}

bool lds_landmark_19794(struct rd *landmarks, struct lds_landmark *out, uint64_t *deviations)
{
	uint8_t type;
	uint8_t code;
	uint16_t x;
	uint16_t y;
	uint16_t reserved;
	*out = (struct lds_landmark){LDS_LANDMARK_UNKNOWN, 0, LDS_UNTOLD, LDS_UNTOLD, LDS_UNTOLD};
	if (landmarks->left == 0 || !rd_u8(landmarks, &type) || !rd_u8(landmarks, &code) ||
	    !rd_be16(landmarks, &x) || !rd_be16(landmarks, &y) || !rd_be16(landmarks, &reserved)) {
		return false;
	}
	bool known = type == POINT_MPEG4 && lds_mpeg4_point(code >> 4, code & 0x0F);
	lds_note(deviations, !known, LDS_DEV_LANDMARK);
	lds_note(deviations, reserved != 0, LDS_DEV_RECORD_RESERVED);
	*out = (struct lds_landmark){known ? LDS_LANDMARK_MPEG4 : LDS_LANDMARK_UNKNOWN, code, x, y,
				     LDS_UNTOLD};
	return true;
}

/* 5.5, behind the length and number of points. */
static bool read_information(struct rd *record, struct lds_face *f)
{
	uint8_t code[3];
	uint32_t mask;
	uint16_t expression;
	uint8_t angle[6];
	uint64_t *deviations = &f->deviations;
	if (!rd_copy(record, code, sizeof(code)) || !rd_be(record, 3, &mask) ||
	    !rd_be16(record, &expression) || !rd_copy(record, angle, sizeof(angle))) {
		return false;
	}
	f->sex = translate(&sex_codes, code[0], deviations);
	f->eye_colour = translate(&eye_codes, code[1], deviations);
	f->hair_colour = translate(&hair_codes, code[2], deviations);
	f->properties = translate_mask(mask);
	f->expression = translate_expression(expression, deviations);
	f->yaw = translate_angle(angle[0], angle[3], LDS_DEV_YAW, LDS_DEV_YAW_DOUBT, deviations);
	f->pitch =
		translate_angle(angle[1], angle[4], LDS_DEV_PITCH, LDS_DEV_PITCH_DOUBT, deviations);
	f->roll = translate_angle(angle[2], angle[5], LDS_DEV_ROLL, LDS_DEV_ROLL_DOUBT, deviations);
	return true;
}

/* 5.6: count points of 8 octets. */
static bool read_points(struct rd *record, uint16_t count, struct lds_face *f)
{
	struct lds_landmark ignored;
	if (!rd_take(record, (size_t)count * FEATURE_POINT, &f->landmarks)) {
		f->landmarks = RD_EMPTY;
		return false;
	}
	struct rd r = f->landmarks;
	while (lds_landmark_19794(&r, &ignored, &f->deviations)) {
		f->landmark_count++; /* what deviates is noted */
	}
	return true;
}

/* 5.7; told: the image's format by its code. */
static bool read_image_information(struct rd *record, struct lds_face *f, enum lds_picture *told)
{
	uint8_t kind;
	uint8_t code;
	uint8_t colour;
	uint8_t source;
	uint16_t device;
	uint16_t quality;
	if (!rd_u8(record, &kind) || !rd_u8(record, &code) || !rd_be16(record, &f->width) ||
	    !rd_be16(record, &f->height) || !rd_u8(record, &colour) || !rd_u8(record, &source) ||
	    !rd_be16(record, &device) || !rd_be16(record, &quality)) {
		return false;
	}
	f->kind = translate(&kind_codes, kind, &f->deviations);
	f->colour_space = translate(&colour_codes, colour, &f->deviations);
	f->source = translate(&source_codes, source, &f->deviations);
	f->device_type = device;
	f->quality = quality;
	lds_note(&f->deviations, code > 1, LDS_DEV_IMAGE_CODE);
	*told = code == 0 ? LDS_JPEG : code == 1 ? LDS_JPEG2000 : LDS_PICTURE_UNKNOWN;
	return true;
}

/* The first mark of a portrait within the next SEARCH_MAX octets. */
static bool search(struct rd *record)
{
	for (unsigned i = 0; i < SEARCH_MAX && record->left > 0; i++) {
		if (lds_picture_is_portrait(lds_picture_of(*record))) {
			return true;
		}
		if (!rd_skip(record, 1)) {
			return false;
		}
	}
	return false;
}

/* block: the record from this image's information on. last: its image takes what is left. */
static enum eg_err read_face(struct rd *record, bool last, struct lds_face *f)
{
	struct rd block = *record;
	uint32_t length;
	uint16_t points;
	enum lds_picture told = LDS_PICTURE_UNKNOWN;
	if (!rd_be32(record, &length) || !rd_be16(record, &points) ||
	    !read_information(record, f)) {
		return EG_FAIL(EG_TRUNCATED, "facial record ends in its information");
	}
	struct rd behind = *record;
	bool whole = read_points(record, points, f) && read_image_information(record, f, &told);
	if (!whole || !lds_picture_is_portrait(lds_picture_of(*record))) {
		*record = behind;
		lds_note(&f->deviations, true, LDS_DEV_IMAGE_PLACE);
		if (!search(record)) {
			return EG_FAIL(EG_BAD_DATA,
				       "facial record holds neither JPEG nor JPEG 2000");
		}
	}
	size_t before = block.left - record->left;
	bool fits = length > before && length <= block.left && (!last || length == block.left);
	lds_note(&f->deviations, !fits, LDS_DEV_BLOCK_LENGTH);
	size_t size = fits ? length - before : record->left;
	if (!rd_take(record, size, &f->image)) {
		return EG_FAIL(EG_TRUNCATED, "facial record ends in its image");
	}
	f->format = lds_picture_told(f->image, told, &f->deviations);
	return EG_OK;
}

/* An image without a record around it: seen in early documents. */
static enum eg_err naked(const struct lds_template *t, struct lds_faces *out)
{
	struct lds_face f = lds_face_untold(t);
	f.image = t->data;
	lds_note(&f.deviations, true, LDS_DEV_RECORD_MISSING);
	f.format = lds_picture_told(f.image, LDS_PICTURE_UNKNOWN, &f.deviations);
	return lds_faces_add(out, &f);
}

/*
 * Lengths of some issuers are off by a few octets (New Zealand by 8, some British by 1): an image
 * whose length does not fit takes what is left of the record. Its own decoder finds its end.
 */
enum eg_err lds_face_19794(const struct lds_template *t, struct lds_faces *out)
{
	struct lds_template seen = *t;
	struct rd record = t->data;
	struct rd id;
	struct rd version;
	uint32_t length;
	uint16_t count;
	if (lds_picture_is_portrait(lds_picture_of(record))) {
		return naked(t, out);
	}
	if (!rd_take(&record, 4, &id) || !rd_take(&record, 4, &version) ||
	    !rd_be32(&record, &length) || !rd_be16(&record, &count)) {
		return EG_FAIL(EG_TRUNCATED, "facial record ends in its header");
	}
	lds_note(&seen.deviations, !rd_equal(id, rd_of("FAC", 4)), LDS_DEV_RECORD_ID);
	lds_note(&seen.deviations, !rd_equal(version, rd_of("010", 4)), LDS_DEV_RECORD_VERSION);
	lds_note(&seen.deviations, length != t->data.left, LDS_DEV_RECORD_LENGTH);
	lds_note(&seen.deviations, count == 0, LDS_DEV_RECORD_COUNT);
	for (unsigned i = 0; i == 0 || (i < count && record.left > 0); i++) {
		struct lds_face f = lds_face_untold(&seen);
		EG_TRY(read_face(&record, i + 1u >= count, &f));
		lds_note(&f.deviations, i + 1u < count && record.left == 0, LDS_DEV_RECORD_COUNT);
		EG_TRY(lds_faces_add(out, &f));
	}
	return EG_OK;
}
