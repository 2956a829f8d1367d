/*
 * lds_picture: which format an image is in, by its first bytes.
 * Knows the marks of the formats that data groups hold. Never decodes a picture.
 */
#include "emrtd/lds_picture.h"

static const uint8_t jpeg[] = {0xFF, 0xD8, 0xFF};          /* SOI, next marker: 10918-1 */
static const uint8_t jpeg_ls[] = {0xFF, 0xD8, 0xFF, 0xF7}; /* SOI, SOF55: 14495-1 */
static const uint8_t jp2_box[] = {0x00, 0x00, 0x00, 0x0C, 0x6A, 0x50,
				  0x20, 0x20, 0x0D, 0x0A, 0x87, 0x0A}; /* 15444-1, I.5.1 */
static const uint8_t jp2_bare[] = {0xFF, 0x4F, 0xFF, 0x51};            /* SOC, SIZ: 15444-1, A */
static const uint8_t wsq[] = {0xFF, 0xA0, 0xFF};                       /* SOI, next marker */
static const uint8_t png[] = {0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A};

enum lds_picture lds_picture_of(struct rd image)
{
	const struct {
		struct rd magic;
		enum lds_picture format;
	} marks[] = {
		{RD_ARRAY(jpeg_ls), LDS_JPEG_LS},  {RD_ARRAY(jpeg), LDS_JPEG},
		{RD_ARRAY(jp2_box), LDS_JPEG2000}, {RD_ARRAY(jp2_bare), LDS_JPEG2000},
		{RD_ARRAY(wsq), LDS_WSQ},          {RD_ARRAY(png), LDS_PNG},
		{RD_TEXT("P5"), LDS_PNM},          {RD_TEXT("P6"), LDS_PNM},
	};
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		if (rd_begins(image, marks[i].magic)) {
			return marks[i].format;
		}
	}
	return LDS_PICTURE_UNKNOWN;
}

bool lds_picture_is_portrait(enum lds_picture format)
{
	return format == LDS_JPEG || format == LDS_JPEG2000;
}

enum lds_picture lds_picture_told(struct rd image, enum lds_picture told, uint64_t *deviations)
{
	enum lds_picture found = lds_picture_of(image);
	lds_note(deviations, rd_begins(image, RD_ARRAY(jp2_bare)), LDS_DEV_IMAGE_BARE);
	if (told == LDS_RAW || told == LDS_RAW_PACKED) {
		return told; /* any bytes are a raw image: its size tells */
	}
	if (found == LDS_PICTURE_UNKNOWN) {
		lds_note(deviations, told != LDS_PICTURE_UNKNOWN, LDS_DEV_IMAGE_MAGIC);
		return told;
	}
	lds_note(deviations, told != LDS_PICTURE_UNKNOWN && told != found, LDS_DEV_IMAGE_MAGIC);
	return found;
}
