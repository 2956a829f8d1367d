/*
 * wsq: Wavelet Scalar Quantization, the compression of fingerprints (FBI IAFIS-IC-0110, V3).
 * Knows markers, Huffman codes, quantisers, the 64-subband tree. Never knows ridges.
 */
#ifndef EG_BIOMETRICS_WSQ_H
#define EG_BIOMETRICS_WSQ_H

#include "biometrics/finger_image.h"

/* What a file says of itself. */
struct wsq_head {
	uint16_t width; /* pixels */
	uint16_t height;
	uint16_t dpi; /* of a NISTCOM comment; 0: none says one that a fingerprint can have */
	uint8_t encoder;
	uint16_t software;
};
/* Header and comments up to the first block; no table is read. Same errors as wsq_decode. */
EG_CHECK enum eg_err wsq_look(struct rd file, struct wsq_head *out);
/*
 * Decodes; out->dpi is that of the file, else 500. EG_TOO_BIG beyond FINGER_SIDE_MAX; EG_BAD_DATA,
 * EG_TRUNCATED: damaged, or a table that IAFIS-IC-0110 does not allow; EG_UNSUPPORTED: not WSQ, or
 * filters and quantisers that change between blocks. On failure out is empty. Memory: 8 bytes a
 * pixel beside the image. Bytes behind the end are not looked at.
 */
EG_CHECK enum eg_err wsq_decode(struct rd file, struct finger_image *out);

#endif
