/*
 * lds_face_prefix: where the image of DG2 stands, told from the file's first bytes.
 * Knows the way through the objects to the image. Never knows whether the rest fits: lds_face does.
 */
#include "emrtd/lds_face.h"

/* ISO/IEC 19794-5: header 14, number of images at 12; then information 20 with the points at 4. */
#define POINTS_AT   18
#define INFORMATION (14 + 20)
#define POINT       8
#define IMAGE_AT    12

/* Header of an object whose content need not be there yet; false if the prefix ends in it. */
static bool open_object(struct rd *r, uint32_t *tag, size_t *length)
{
	uint8_t octet;
	uint32_t many;
	*tag = 0;
	*length = 0;
	if (!rd_u8(r, &octet)) {
		return false;
	}
	*tag = octet;
	if ((octet & 0x1F) == 0x1F) {
		if (!rd_u8(r, &octet)) {
			return false;
		}
		*tag = *tag << 8 | octet;
	}
	if (!rd_u8(r, &octet)) {
		return false;
	}
	*length = octet;
	if (octet >= 0x80) {
		if (!rd_be(r, octet & 0x7F, &many)) {
			return false;
		}
		*length = many;
	}
	return true;
}

/* Goes into the next object of this tag (or of the other), past those before it. */
static enum eg_err enter(struct rd *r, uint32_t want, uint32_t other, uint32_t *tag, size_t *length)
{
	for (;;) {
		if (!open_object(r, tag, length)) {
			return EG_TRUNCATED;
		}
		if (*tag == want || *tag == other) {
			return EG_OK;
		}
		if (!rd_skip(r, *length)) {
			return EG_TRUNCATED;
		}
	}
}

static enum eg_err find_19794(struct rd *r, size_t *size)
{
	struct rd record = *r;
	uint16_t points;
	if (!rd_skip(&record, POINTS_AT) || !rd_be16(&record, &points)) {
		return EG_TRUNCATED;
	}
	size_t before = INFORMATION + (size_t)points * POINT + IMAGE_AT;
	if (*size <= before) {
		return EG_FAIL(EG_BAD_DATA, "facial record ends before its image");
	}
	*size -= before;
	return rd_skip(r, before) ? EG_OK : EG_TRUNCATED;
}

static enum eg_err find_39794(struct rd *r, size_t *size)
{
	/* A1 { FaceImageDataBlock { representations [1] { block { representation [1] { base [0]
	 * { 2D [0] { image [0] } } } } } } } */
	static const uint8_t way[] = {0xA1, 0x65, 0xA1, 0x30, 0xA1, 0xA0, 0xA0, 0x80};
	uint32_t tag;
	for (size_t i = 0; i < sizeof(way); i++) {
		EG_TRY(enter(r, way[i], way[i], &tag, size));
	}
	return EG_OK;
}

enum eg_err lds_face_prefix(struct rd prefix, struct lds_place *out)
{
	static const uint32_t way[] = {0x75, 0x7F61, 0x7F60};
	struct rd r = prefix;
	uint32_t tag;
	size_t size;
	size_t total = 0;
	*out = (struct lds_place){0, 0, LDS_PICTURE_UNKNOWN};
	if (rd_next_tag(&r, &tag) && tag != way[0]) {
		return EG_FAIL(EG_BAD_DATA, "not the start of DG2");
	}
	for (size_t i = 0; i < sizeof(way) / sizeof(way[0]); i++) {
		EG_TRY(enter(&r, way[i], way[i], &tag, &size));
	}
	EG_TRY(enter(&r, 0x5F2E, 0x7F2E, &tag, &size));
	EG_TRY(tag == 0x5F2E ? find_19794(&r, &size) : find_39794(&r, &size));
	if (r.left < IMAGE_AT) { /* as long as the longest mark */
		return EG_TRUNCATED;
	}
	enum lds_picture format = lds_picture_of(r);
	size_t at = prefix.left - r.left;
	if (!lds_picture_is_portrait(format) || !rd_tlv_total(prefix, &total) || at > total ||
	    size > total - at) {
		return EG_FAIL(EG_BAD_DATA, "the image is not where the headers of DG2 end");
	}
	*out = (struct lds_place){at, size, format};
	return EG_OK;
}
