/*
 * lds_iris: the iris images of DG4 (Doc 9303-10, 4.7.4) as plain structs.
 * Knows records of ISO/IEC 19794-6:2005 and blocks of ISO/IEC 39794-6:2021. Never knows whether
 * they are genuine, nor how to decode an image.
 */
#ifndef EG_EMRTD_LDS_IRIS_H
#define EG_EMRTD_LDS_IRIS_H

#include "emrtd/lds_block.h"
#include "emrtd/lds_picture.h"

/* Doc 9303-10, Table 55: 1 to 9 encodings. */
#define LDS_IRISES_MAX 9

enum lds_eye { LDS_EYE_UNKNOWN, LDS_EYE_RIGHT, LDS_EYE_LEFT };

struct lds_iris {
	struct lds_header header; /* of the template that holds it */
	enum lds_encoding encoding;
	enum lds_picture format; /* by its magic bytes, else as told */
	struct rd image;         /* borrowed from the file; never empty */
	uint64_t deviations;

	int32_t eye;        /* enum lds_eye */
	int32_t quality;    /* 19794-6: 0 to 100, 254 undefined; 39794-6: the first score */
	int32_t depth;      /* bits a pixel */
	int32_t horizontal; /* orientation: 0 undefined, 1 base, 2 flipped */
	int32_t vertical;

	/* 19794-6 alone: 0 otherwise. */
	uint16_t width; /* pixels; of raw images, others may have their own */
	uint16_t height;
	uint16_t number;   /* of this image among those of its eye */
	uint16_t diameter; /* expected, pixels; 0 undefined */
	uint16_t rotation; /* 65536 * angle / 360; 65535 undefined */
	uint16_t rotation_doubt;
	uint16_t properties; /* the header's word */
	uint16_t device;
	uint8_t transformation; /* 0 none, 1 standard polar image */

	/* 39794-6 alone. */
	int32_t version;     /* year */
	int32_t kind;        /* 1 uncropped, 2 VGA, 3 cropped, 7 cropped and masked */
	int32_t compression; /* history: 0 undefined, 1 lossless or none, 2 lossy */
	int32_t range;       /* camera to iris */
	struct lds_moment captured;
	struct lds_registry model;
	struct rd qualities; /* for lds_quality_next */
	int32_t roll;        /* angle and uncertainty, the codes as they are */
	int32_t roll_doubt;
	struct rd localisation; /* borrowed: LocalisationBlock */
	struct lds_attack attack;
};

struct lds_irises {
	struct lds_iris iris[LDS_IRISES_MAX];
	unsigned count;      /* 0 if the group says that it is empty */
	uint64_t deviations; /* of the group and of every iris */
};

/*
 * All images of DG4, in order; bytes borrowed from file. EG_BAD_DATA where a length leads out of
 * its container, EG_TOO_BIG for more than LDS_IRISES_MAX; then out is empty.
 */
EG_CHECK enum eg_err lds_irises_read(struct rd file, struct lds_irises *out);

/* The two encodings, for lds_iris.c alone. */
EG_CHECK enum eg_err lds_iris_19794(const struct lds_template *t, struct lds_irises *out);
EG_CHECK enum eg_err lds_iris_39794(const struct lds_template *t, struct lds_irises *out);
struct lds_iris lds_iris_untold(const struct lds_template *t);
/* Appends, after a look at whether eye and subtype agree; EG_TOO_BIG beyond the limit. */
EG_CHECK enum eg_err lds_irises_add(struct lds_irises *out, struct lds_iris iris);

#endif
