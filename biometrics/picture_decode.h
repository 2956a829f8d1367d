/*
 * picture_decode: the two decoders behind picture_decode, one file a library.
 * Private to biometrics/picture*.c.
 */
#ifndef EG_BIOMETRICS_PICTURE_DECODE_H
#define EG_BIOMETRICS_PICTURE_DECODE_H

#include "biometrics/picture.h"

/* Both: the header within its limits, then the whole picture into out (empty before). */
EG_CHECK enum eg_err picture_decode_jpeg(struct rd jpeg, uint32_t side_max, struct picture *out);
EG_CHECK enum eg_err picture_decode_jp2(struct rd jp2, uint32_t side_max, struct picture *out);

#endif
