/*
 * lds_image: DG5 and DG7, pictures for people (Doc 9303-10, 4.7.5, 4.7.7), and images in details.
 * Knows where pictures lie and their magic bytes. Never decodes one.
 */
#ifndef EG_EMRTD_LDS_IMAGE_H
#define EG_EMRTD_LDS_IMAGE_H

#include "base/rd.h"
#include "emrtd/lds_deviation.h"

enum lds_image_form {
	LDS_IMAGE_ABSENT,
	LDS_IMAGE_JPEG,
	LDS_IMAGE_JP2, /* JPEG 2000, in its box file or bare */
	LDS_IMAGE_OTHER,
};

struct lds_image {
	uint8_t form;    /* enum lds_image_form, by the magic bytes */
	struct rd bytes; /* borrowed from the file */
};

#define LDS_IMAGES_MAX 9 /* 4.7.5.1, 4.7.7.1: 1 to 9 */

struct lds_images {
	uint32_t deviations; /* LDS_BIT(...) */
	uint8_t announced;   /* the file's own number; 0 if it does not tell */
	uint8_t count;
	struct lds_image of[LDS_IMAGES_MAX];
};

/* Displayed portraits (5F40) of DG5; displayed signatures or usual marks (5F43) of DG7. */
EG_CHECK enum eg_err lds_dg5(struct rd file, struct lds_images *out);
EG_CHECK enum eg_err lds_dg7(struct rd file, struct lds_images *out);
/* Judges bytes that should be a picture. Adds deviations, never fails. */
struct lds_image lds_image_of(struct rd bytes, uint32_t *deviations);
/* Static: "JPEG", "JPEG 2000"; "?" beyond the last. */
const char *lds_image_text(unsigned form);

#endif
