/*
 * finger_work: the planes that an extraction works on, and its steps.
 * Knows 500 dpi. Never knows who calls; only the finger_*.c files of the extractor include this.
 *
 * All planes have the same stride and a margin, so that filters need no edge cases; the margin of
 * what is filtered is zero. Blocks of 4 x 4 pixels carry what varies slowly.
 */
#ifndef EG_BIOMETRICS_FINGER_WORK_H
#define EG_BIOMETRICS_FINGER_WORK_H

#include "biometrics/finger_extract.h"

#define SIDE       (FINGER_CELL * FINGER_MAP_SIDE) /* longest side of what is looked at, pixels */
#define SIDE_LEAST 64                              /* shortest: seven ridges */
#define MARGIN     20                              /* more than any filter reaches */
#define STRIDE     (SIDE + 2 * MARGIN)
#define PLANE      (STRIDE * STRIDE)
#define BLOCK      4
#define BLOCKS     (SIDE / BLOCK)
#define UNIT       64 /* of a normalised pixel: one standard deviation of its surroundings */

#define ANGLES       32            /* of half a turn */
#define PERIODS      14            /* distances from ridge to ridge that filters exist for */
#define FINGER_TONES (PERIODS + 4) /* lines of a spectrum: four are finer than any ridges */
#define REACH        16            /* pixels from the middle of a filter */
#define WIDTH        (2 * REACH)
#define NODES        1024 /* ends and forks of a thinned print */

/* A filter: rows from -reach to +reach, columns from -REACH to REACH - 1. */
struct finger_kernel {
	int16_t reach;
	int16_t tap[(2 * REACH + 1) * WIDTH];
};

/* Twice the angle of the ridges as a vector, as long as the ridges agree (0..1). */
struct finger_axis {
	float x;
	float y;
};

struct finger_node {
	int16_t x; /* pixels */
	int16_t y;
	uint8_t type; /* enum finger_minutia_type */
};

struct finger_extractor {
	uint16_t width; /* of the image at 500 dpi */
	uint16_t height;
	uint16_t blocks_wide;
	uint16_t blocks_high;
	uint8_t grey[PLANE];
	uint8_t bare[PLANE]; /* 1: no finger was here: the frame, and even areas that touch it */
	uint8_t thin[PLANE]; /* 1: ridge; later: its middle line */
	int16_t norm[PLANE]; /* local mean 0, local deviation UNIT; dark is negative */
	int16_t soft[PLANE]; /* norm without its finest detail */
	int16_t ridge[2][PLANE]; /* after one and two filterings */
	int16_t scratch[PLANE];
	uint16_t contrast[BLOCKS * BLOCKS]; /* local deviation, 1/16 level; at last, of ridges */
	uint8_t covered[BLOCKS * BLOCKS];   /* share of the surroundings that is not bare, 0..255 */
	struct finger_axis axis[BLOCKS * BLOCKS];
	float energy[BLOCKS * BLOCKS];   /* of gradients */
	float pure[BLOCKS * BLOCKS];     /* share of the variance that is ridges, 0..1 */
	uint8_t mask[BLOCKS * BLOCKS];   /* 1: ridges that can be followed */
	uint8_t tried[BLOCKS * BLOCKS];  /* the mask at first: what was filtered */
	uint8_t noisy[BLOCKS * BLOCKS];  /* 1: ridges are little of what is there */
	uint8_t inside[BLOCKS * BLOCKS]; /* pixels to the nearest edge of the mask, at most 255 */
	float blur[3][BLOCKS * BLOCKS];
	uint8_t tune[BLOCKS * BLOCKS];                   /* index of the filters' period */
	float period[FINGER_MAP_SIDE * FINGER_MAP_SIDE]; /* pixels; 0: not known */
	float spectrum[FINGER_MAP_SIDE * FINGER_MAP_SIDE][FINGER_TONES];
	uint32_t queue[PLANE];
	struct finger_node node[NODES];
	uint32_t nodes;
	struct finger_kernel kernel[2][PERIODS][ANGLES]; /* the second: where it is noisy */
};

static inline uint32_t finger_at(int32_t x, int32_t y)
{
	return (uint32_t)((y + MARGIN) * STRIDE + x + MARGIN);
}

/* finger_plane: the part with most detail, at 500 dpi, into grey. EG_NOT_FOUND: too small. */
EG_CHECK enum eg_err finger_plane_load(struct finger_extractor *x,
				       const struct finger_image *image);
/* finger_ground: what is bare; norm, contrast and covered of the rest; soft. */
void finger_ground(struct finger_extractor *x);
void finger_soften(struct finger_extractor *x, const int16_t *from, int16_t *to);
/* finger_scratch: makes bare what lies under lines across the ridges; false: there are none. */
EG_CHECK bool finger_scratch(struct finger_extractor *x);
/* finger_field: axis and energy from the gradients of a plane. */
void finger_field(struct finger_extractor *x, const int16_t *plane);
/* finger_period: period and tune from soft along axis. */
void finger_period(struct finger_extractor *x);
float finger_period_of(uint32_t tune); /* pixels */
/* finger_ridge */
void finger_kernels(struct finger_extractor *x);
/* The plane filtered along the ridges, where the mask is set; 0 elsewhere. */
void finger_ridge(struct finger_extractor *x, const int16_t *from, int16_t *to);
/* As if these were filtered anew, after axis and noisy changed: only what that changes. */
void finger_ridge_again(struct finger_extractor *x, const int16_t *from, int16_t *to);
/* finger_mask: what may be filtered; then, from the filtered planes, what is noisy and what may be
 * trusted. */
void finger_mask_first(struct finger_extractor *x); /* nothing is noisy yet */
void finger_mask_noisy(struct finger_extractor *x);
void finger_mask_last(struct finger_extractor *x);
/* finger_thin: ridge[1] into lines one pixel wide. */
void finger_thin(struct finger_extractor *x);
/* finger_trace: the ends and forks of the lines, without those that are no minutiae. */
void finger_trace(struct finger_extractor *x);
/* finger_shrink: flow, period and area; the picture of the ridges. */
void finger_shrink_maps(const struct finger_extractor *x, struct finger_template *out);
void finger_shrink_ridges(const struct finger_extractor *x, struct finger_template *out);
/* finger_minutia: directions and quality of the nodes, best first. */
void finger_minutiae(struct finger_extractor *x, struct finger_template *out);

#endif
