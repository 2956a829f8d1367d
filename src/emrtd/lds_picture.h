/*
 * lds_picture: which format an image is in, by its first bytes.
 * Knows the marks of the formats that data groups hold. Never decodes a picture.
 */
#ifndef EG_EMRTD_LDS_PICTURE_H
#define EG_EMRTD_LDS_PICTURE_H

#include "base/rd.h"
#include "emrtd/lds_bio_deviation.h"

enum lds_picture {
	LDS_JPEG,
	LDS_JPEG2000, /* JP2 file or codestream */
	LDS_JPEG_LS,
	LDS_WSQ,
	LDS_PNG,
	LDS_PNM,        /* PGM or PPM */
	LDS_RAW,        /* sample after sample, each in whole octets */
	LDS_RAW_PACKED, /* bits of samples after one another */
	LDS_PICTURE_UNKNOWN,
};

/* By magic bytes; LDS_PICTURE_UNKNOWN if they are none of the above (raw images have none). */
enum lds_picture lds_picture_of(struct rd image);
/* JPEG, JPEG 2000: what a portrait may be. */
bool lds_picture_is_portrait(enum lds_picture format);
/* What an image is, given what its record says; notes where the two differ. */
enum lds_picture lds_picture_told(struct rd image, enum lds_picture told, uint64_t *deviations);

#endif
