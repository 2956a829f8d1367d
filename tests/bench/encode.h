/*
 * encode: pictures in every encoding that documents use, made here so that none has to be kept.
 * Knows which there are. Never knows our decoders.
 */
#ifndef EG_TESTS_BENCH_ENCODE_H
#define EG_TESTS_BENCH_ENCODE_H

#include "biometrics/jp2_encode.h"
#include "biometrics/picture_encode.h"

/* One of the two. */
struct encode_kind {
	const char *name;
	struct picture_jpeg jpeg; /* quality 0: it is none */
	struct jp2_form jp2;
};

extern const struct encode_kind encode_kinds[];
extern const size_t encode_kind_count;

/* Replaces what out holds. Fails beyond 4 MiB. */
EG_CHECK enum eg_err encode_picture(const struct picture *p, const struct encode_kind *kind,
				    struct bytes *out);
/* Slopes of all colours with some noise in it, and nobody's face. */
EG_CHECK enum eg_err encode_slopes(uint32_t width, uint32_t height, struct picture *out);

#endif
