/*
 * picture_decode: the two decoders behind picture_decode, one file a library, and what they share
 * with those of picture_rows. Private to biometrics/picture*.c.
 */
#ifndef EG_BIOMETRICS_PICTURE_DECODE_H
#define EG_BIOMETRICS_PICTURE_DECODE_H

#include "biometrics/picture.h"
#include "biometrics/picture_rows.h"

/* Both: the header within its limits, then the whole picture into out (empty before). */
EG_CHECK enum eg_err picture_decode_jpeg(struct rd jpeg, uint32_t side_max, struct picture *out);
EG_CHECK enum eg_err picture_decode_jp2(struct rd jp2, uint32_t side_max, struct picture *out);

/* A row of pairs Y0 U Y1 V, as 3 octets of BGR for each pixel. */
void picture_yuyv_row(struct rd row, uint8_t *bgr);

/* EG_TOO_BIG: as of picture_rows.h. */
EG_CHECK enum eg_err rows_fit(const struct rows_room *room, uint32_t width, uint32_t height);
/* Rows of this size come next, smaller than the picture or not. EG_STATE: the sink declines. */
EG_CHECK enum eg_err rows_begin(const struct rows_sink *sink, uint32_t width, uint32_t height);

#endif
