/*
 * portrait: a picture of a face made into what a chip would hold.
 * Knows the geometry of passport portraits, JPEG and JPEG 2000. Never knows who is shown.
 */
#ifndef EG_BIOMETRICS_PORTRAIT_H
#define EG_BIOMETRICS_PORTRAIT_H

#include "base/secret.h"
#include "biometrics/face_point.h"
#include "biometrics/picture.h"

enum portrait_form { PORTRAIT_JP2, PORTRAIT_JPEG };

struct portrait_order {
	enum portrait_form form;
	uint32_t size;  /* octets, about; of an ICAO portrait 12,000 to 20,000 */
	uint32_t width; /* pixels; 35 mm x 45 mm at 300 dpi are 413 x 531 */
	uint32_t height;
};

/* "jp2:15", "jpeg:15", "jp2:12:300x400": form, thousands of octets, pixels. EG_CONFIG else. */
EG_CHECK enum eg_err portrait_read(const char *text, struct portrait_order *out);
/*
 * The face as ISO/IEC 19794-5 (8.3, token image) lays it: eyes level, a quarter of the width
 * apart, their middle in the middle of the width and 3/5 of the width below the top.
 */
EG_CHECK enum eg_err portrait_cut(const struct picture *p, struct face_point left_eye,
				  struct face_point right_eye, const struct portrait_order *order,
				  struct picture *out);
/* Encoded, about as large as ordered; a JPEG is never larger unless its poorest quality is. */
EG_CHECK enum eg_err portrait_encode(const struct picture *p, const struct portrait_order *order,
				     struct bytes *out);

#endif
