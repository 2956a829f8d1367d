/*
 * jp2_encode: a picture as JPEG 2000 (ISO 15444-1), through libopenjp2.
 * Knows the library's streams and what documents make of the standard. Never knows what is shown.
 */
#ifndef EG_BIOMETRICS_JP2_ENCODE_H
#define EG_BIOMETRICS_JP2_ENCODE_H

#include "base/secret.h"
#include "biometrics/picture.h"

#define JP2_LAYERS_MAX 8

/* 0 leaves out what it is about. */
struct jp2_form {
	bool bare;          /* a codestream without the boxes of a file */
	uint8_t components; /* 1 grey, 3 colour, 4 with an alpha channel */
	double ratio;       /* raw size / encoded size, about; 0: lossless */
	bool half;          /* YCC, colour at half resolution */
	uint8_t layers;     /* up to JP2_LAYERS_MAX; 0 is 1 */
	uint16_t tile;      /* side; 0: one tile */
	uint8_t precinct;   /* side as a power of two; 0: not divided */
	bool marked;        /* SOP and EPH markers around packet headers */
	bool parts;         /* a tile-part for each resolution */
	uint8_t shift;      /* region of interest: the first component */
};

/* Replaces what out holds. At most limit octets, else EG_BAD_DATA. On failure out is empty. */
EG_CHECK enum eg_err jp2_encode(const struct picture *p, const struct jp2_form *form, size_t limit,
				struct bytes *out);

#endif
