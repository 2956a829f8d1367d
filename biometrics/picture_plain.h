/*
 * picture_plain: the decoders of files without compression behind picture_grey_decode, one file
 * a format. Private to biometrics/picture*.c.
 */
#ifndef EG_BIOMETRICS_PICTURE_PLAIN_H
#define EG_BIOMETRICS_PICTURE_PLAIN_H

#include "biometrics/picture_grey.h"

/* By its first octets. */
EG_CHECK bool picture_is_pnm(struct rd file);
EG_CHECK bool picture_is_bmp(struct rd file);
EG_CHECK bool picture_is_tiff(struct rd file);
/* All: errors as picture_grey_decode; what is in out after a failure is the caller's to free. */
EG_CHECK enum eg_err picture_decode_pnm(struct rd file, uint32_t side_max,
					struct picture_grey *out);
EG_CHECK enum eg_err picture_decode_bmp(struct rd file, uint32_t side_max,
					struct picture_grey *out);
EG_CHECK enum eg_err picture_decode_tiff(struct rd file, uint32_t side_max,
					 struct picture_grey *out);

/* An unsigned number of 1 to 4 octets at a place. */
EG_CHECK bool picture_number_at(struct rd file, size_t at, unsigned size, bool low_first,
				uint32_t *out);
/* So many octets from a place on. */
EG_CHECK bool picture_octets_at(struct rd file, size_t at, size_t size, struct rd *out);

#endif
