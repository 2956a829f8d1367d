/*
 * lds_finger: the fingerprint images of DG3 (Doc 9303-10, 4.7.3) as plain structs.
 * Knows records of ISO/IEC 19794-4:2005 and blocks of ISO/IEC 39794-4:2019. Never knows whether
 * they are genuine, nor how to decode an image.
 */
#ifndef EG_EMRTD_LDS_FINGER_H
#define EG_EMRTD_LDS_FINGER_H

#include "emrtd/lds_block.h"
#include "emrtd/lds_picture.h"

/* Ten fingers, some twice; several images may share a template. */
#define LDS_FINGERS_MAX 16

/* 19794-4, Table 5; 39794-4 has the same numbers up to 15. */
enum lds_finger_position {
	LDS_FINGER_UNKNOWN,
	LDS_RIGHT_THUMB,
	LDS_RIGHT_INDEX,
	LDS_RIGHT_MIDDLE,
	LDS_RIGHT_RING,
	LDS_RIGHT_LITTLE,
	LDS_LEFT_THUMB,
	LDS_LEFT_INDEX,
	LDS_LEFT_MIDDLE,
	LDS_LEFT_RING,
	LDS_LEFT_LITTLE,
	LDS_RIGHT_FOUR = 13,
	LDS_LEFT_FOUR = 14,
	LDS_BOTH_THUMBS = 15,
};

struct lds_finger {
	struct lds_header header; /* of the template that holds it */
	enum lds_encoding encoding;
	enum lds_picture format; /* by its magic bytes, else as told */
	struct rd image;         /* borrowed from the file; never empty */
	uint64_t deviations;

	int32_t position;   /* enum lds_finger_position, or another part of the hand as the code */
	int32_t impression; /* the code of its standard */
	uint32_t sampling;  /* of the image, pixels per inch, rounded; 0 if not told */

	/* 19794-4 alone: 0 otherwise. */
	uint16_t width; /* pixels */
	uint16_t height;
	uint8_t depth; /* bits a sample */
	uint8_t views; /* of this finger, and which this is */
	uint8_t view;
	int32_t quality; /* 0 to 100; 39794-4: the first score */
	uint16_t device;
	uint16_t level; /* of acquisition, clause 7.1.5 */

	/* 39794-4 alone. */
	int32_t version; /* year */
	struct lds_moment captured;
	struct lds_registry model;
	int32_t technology;
	struct rd qualities; /* for lds_quality_next */
	int32_t rotation;    /* originalRotation, the code as it is */
	struct lds_flags
		marks; /* position computed 0, rotated to vertical 1, lossily compressed 2 */
	struct lds_attack attack;
	struct rd segments; /* borrowed: SegmentationBlocks, AnnotationBlocks, CommentBlocks,
			       vendor's */
	struct rd annotations;
	struct rd comments;
	struct rd vendor;
};

struct lds_fingers {
	struct lds_finger finger[LDS_FINGERS_MAX];
	unsigned count;      /* 0 if the group says that it is empty */
	uint64_t deviations; /* of the group and of every finger */
};

/*
 * All images of DG3, in order; bytes borrowed from file. EG_BAD_DATA where a length leads out of
 * its container, EG_TOO_BIG for more than LDS_FINGERS_MAX; then out is empty.
 */
EG_CHECK enum eg_err lds_fingers_read(struct rd file, struct lds_fingers *out);

/* The two encodings, for lds_finger.c alone. */
EG_CHECK enum eg_err lds_finger_19794(const struct lds_template *t, struct lds_fingers *out);
EG_CHECK enum eg_err lds_finger_39794(const struct lds_template *t, struct lds_fingers *out);
struct lds_finger lds_finger_untold(const struct lds_template *t);
/* Appends, after a look at whether position and subtype agree; EG_TOO_BIG beyond the limit. */
EG_CHECK enum eg_err lds_fingers_add(struct lds_fingers *out, struct lds_finger finger);

#endif
