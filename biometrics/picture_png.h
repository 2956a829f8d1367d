/*
 * picture_png: PNG (ISO/IEC 15948) becomes rows of pixels, in colour or grey.
 * Knows chunks and depths. Never knows what is shown, nor gamma, profiles, transparency and text.
 *
 * Apart from picture_decode: a portrait of DG2 is never PNG, so what reads portraits does not take
 * it. Size, depth and the lengths of all chunks are judged before libpng sees the first byte, and
 * of the chunks it sees only those that make the pixels.
 */
#ifndef EG_BIOMETRICS_PICTURE_PNG_H
#define EG_BIOMETRICS_PICTURE_PNG_H

#include "base/secret.h"
#include "biometrics/picture.h"

struct picture_png_head {
	uint32_t width; /* pixels */
	uint32_t height;
	uint8_t depth; /* bits a sample */
	uint8_t kind;  /* colour type of IHDR: 0 grey, 2 colour, 3 palette, 4 and 6 with alpha */
	bool interlaced;
	uint16_t dpi; /* of pHYs, when both directions agree; 0: the file does not say */
};
/* By its first octets. */
EG_CHECK bool picture_is_png(struct rd file);
/* Same errors as picture_png_decode; no pixel is read. */
EG_CHECK enum eg_err picture_png_look(struct rd png, uint32_t side_max,
				      struct picture_png_head *out);
/*
 * Any PNG, as 8-bit BGR: deeper samples are scaled, transparency is dropped. side_max:
 * 1..PICTURE_SIDE_MAX. EG_UNSUPPORTED: not PNG, or a chunk that must be understood and is not;
 * EG_TOO_BIG: beyond side_max, or too many chunks; EG_BAD_DATA, EG_TRUNCATED: damaged. On failure
 * out is empty.
 */
EG_CHECK enum eg_err picture_png_decode(struct rd png, uint32_t side_max, struct picture *out);
/*
 * Grey of 8 bits as it is, width * height octets. Any other kind or depth is EG_UNSUPPORTED: there
 * is one way to read a sample, and no choice of weights. Other errors as above.
 */
EG_CHECK enum eg_err picture_png_decode_grey(struct rd png, uint32_t side_max,
					     struct picture_png_head *head, struct bytes *grey);

#endif
