/*
 * lds_face: the facial images of DG2 (Doc 9303-10, 4.7.2).
 * Knows the group and ISO/IEC 19794-5. Never knows whether they are genuine, nor how to decode a
 * picture.
 */
#include "emrtd/lds_face.h"

/* ISO/IEC 19794-5:2005, 5.4 to 5.7: sizes of the fixed parts of a facial record. */
#define FAC_FACE_INFORMATION 20
#define FAC_FEATURE_POINT    8
#define FAC_IMAGE_HEADER     12

static bool begins(struct rd bytes, struct rd magic)
{
	struct rd front;
	return rd_take(&bytes, magic.left, &front) && rd_equal(front, magic);
}

static enum eg_err picture_of(struct rd image, struct lds_portrait *out)
{
	static const uint8_t jpeg[] = {0xFF, 0xD8, 0xFF};
	static const uint8_t jp2_box[] = {0x00, 0x00, 0x00, 0x0C, 0x6A, 0x50,
					  0x20, 0x20, 0x0D, 0x0A, 0x87, 0x0A};
	static const uint8_t jp2_codestream[] = {0xFF, 0x4F, 0xFF, 0x51};
	if (begins(image, RD_ARRAY(jpeg))) {
		*out = (struct lds_portrait){LDS_JPEG, image};
		return EG_OK;
	}
	if (begins(image, RD_ARRAY(jp2_box)) || begins(image, RD_ARRAY(jp2_codestream))) {
		*out = (struct lds_portrait){LDS_JPEG2000, image};
		return EG_OK;
	}
	return EG_FAIL(EG_BAD_DATA, "portrait is neither JPEG nor JPEG 2000");
}

/*
 * Facial record of ISO/IEC 19794-5:2005: "FAC\0" "010\0", record length, number of faces, then for
 * the first face: block length, feature points, 14 octets, the points, image header, image.
 * Some issuers' block lengths are off by a few octets (New Zealand): when the length does not fit,
 * the rest of the object is taken as the image. The picture's own decoder finds its end.
 */
static enum eg_err facial_record(struct rd record, struct lds_portrait *out)
{
	uint32_t record_size;
	uint32_t block_size;
	uint16_t faces;
	uint16_t points;
	struct rd image;
	if (!begins(record, rd_of("FAC\0", 4)) || !rd_skip(&record, 8) ||
	    !rd_be32(&record, &record_size) || !rd_be16(&record, &faces) || faces == 0) {
		return EG_FAIL(EG_BAD_DATA, "facial record header");
	}
	if (!rd_be32(&record, &block_size) || !rd_be16(&record, &points) ||
	    !rd_skip(&record, FAC_FACE_INFORMATION - 6) ||
	    !rd_skip(&record, (size_t)points * FAC_FEATURE_POINT) ||
	    !rd_skip(&record, FAC_IMAGE_HEADER)) {
		return EG_FAIL(EG_TRUNCATED, "facial record ends before its image");
	}
	size_t before =
		FAC_FACE_INFORMATION + (size_t)points * FAC_FEATURE_POINT + FAC_IMAGE_HEADER;
	size_t size = block_size > before ? block_size - before : 0;
	if (size == 0 || size > record.left || faces == 1) {
		size = record.left;
	}
	if (!rd_take(&record, size, &image)) {
		return EG_FAIL(EG_TRUNCATED, "facial record ends in its image");
	}
	return picture_of(image, out);
}

enum eg_err lds_dg2(struct rd file, struct lds_portrait *out)
{
	struct rd group;
	struct rd templates;
	struct rd template;
	struct rd part;
	uint32_t tag;
	*out = (struct lds_portrait){0};
	if (!rd_expect_ber(&file, 0x75, &group) || !rd_end(&file) ||
	    !rd_expect_ber(&group, 0x7F61, &templates) || !rd_expect_ber(&templates, 0x02, &part) ||
	    !rd_expect_ber(&templates, 0x7F60, &template)) {
		return EG_FAIL(EG_BAD_DATA, "DG2 is not a group of biometric templates");
	}
	/* CBEFF header A1, then the data block (Doc 9303-10, 4.7.2). */
	while (template.left > 0) {
		if (!rd_tlv_ber(&template, &tag, &part)) {
			return EG_FAIL(EG_BAD_DATA, "biometric information template");
		}
		if (tag == 0x5F2E) {
			return facial_record(part, out);
		}
		if (tag == 0x7F2E) {
			return EG_FAIL(EG_UNSUPPORTED, "portrait in ISO/IEC 39794-5");
		}
	}
	return EG_FAIL(EG_BAD_DATA, "no biometric data block");
}
