/*
 * picture_png: PNG (ISO 15948) through libpng, for pictures of an evaluation.
 * Knows chunks and limits. Never knows what is shown.
 *
 * No chip and no camera has it: picture_decode never comes here, nor links the library.
 */
#ifndef EG_BIOMETRICS_PICTURE_PNG_H
#define EG_BIOMETRICS_PICTURE_PNG_H

#include "biometrics/picture.h"

bool picture_is_png(struct rd encoded);
/*
 * As picture_decode. Grey, colours or a palette of at most 8 bits, whole rows in turn; an alpha
 * channel is not looked at. Only the chunks without which there is no picture reach the library.
 */
EG_CHECK enum eg_err picture_decode_png(struct rd png, uint32_t side_max, struct picture *out);

#endif
