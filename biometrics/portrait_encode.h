/*
 * portrait_encode: the two encoders behind portrait_encode, one file a library.
 * Private to biometrics/portrait*.c.
 */
#ifndef EG_BIOMETRICS_PORTRAIT_ENCODE_H
#define EG_BIOMETRICS_PORTRAIT_ENCODE_H

#include "base/secret.h"
#include "biometrics/picture.h"

#define PORTRAIT_SIZE_MAX (1U << 20) /* octets */

/* size: octets wished for, at most PORTRAIT_SIZE_MAX. */
EG_CHECK enum eg_err portrait_encode_jp2(const struct picture *p, uint32_t size, struct bytes *out);
EG_CHECK enum eg_err portrait_encode_jpeg(const struct picture *p, uint32_t size,
					  struct bytes *out);

#endif
