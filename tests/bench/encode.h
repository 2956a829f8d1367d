/*
 * encode: pictures in every encoding that documents use, made here so that none has to be kept.
 * Knows libjpeg-turbo's and OpenJPEG's encoders. Never knows our decoders.
 */
#ifndef EG_TESTS_BENCH_ENCODE_H
#define EG_TESTS_BENCH_ENCODE_H

#include "base/secret.h"
#include "biometrics/picture.h"

enum encode_format {
	ENCODE_JPEG,
	ENCODE_JP2, /* boxed */
	ENCODE_J2K, /* a bare codestream */
};

struct encode_kind {
	const char *name;
	enum encode_format format;
	uint8_t components; /* 1 grey, 3 colour, 4 with an alpha channel */
	bool half;          /* chroma at half resolution */
	bool progressive;   /* JPEG */
	uint8_t ratio;      /* JPEG 2000: to a share of the raw size; 0: lossless. JPEG: quality */
	uint8_t layers;     /* JPEG 2000, from here on; 0 is 1 */
	uint16_t tile;      /* side; 0: one tile */
	uint8_t precinct;   /* side as a power of two; 0: not divided */
	bool marked;        /* SOP and EPH markers around packet headers */
	bool parts;         /* a tile-part for each resolution */
	uint8_t shift;      /* region of interest: the first component */
};

extern const struct encode_kind encode_kinds[];
extern const size_t encode_kind_count;

/* Replaces what out holds. EG_TOO_BIG beyond 4 MiB. Ends the program when libjpeg fails. */
EG_CHECK enum eg_err encode_picture(const struct picture *p, const struct encode_kind *kind,
				    struct bytes *out);
/* Slopes of all colours with some noise in it, and nobody's face. */
EG_CHECK enum eg_err encode_slopes(uint32_t width, uint32_t height, struct picture *out);

#endif
