/*
 * face_quality_part: the measures behind face_quality_assess, one file a kind.
 * Private to biometrics/face_quality*.c.
 *
 * The face's patch has the aligned face's coordinates (112 x 112, face_geometry.c) at two pixels a
 * unit, and goes on above it, as high as a hat is looked for, and below it. What lies further to
 * the sides belongs to no measure but that of the background, which samples it by itself.
 */
#ifndef EG_BIOMETRICS_FACE_QUALITY_PART_H
#define EG_BIOMETRICS_FACE_QUALITY_PART_H

#include "biometrics/face_geometry.h"
#include "biometrics/face_patch.h"
#include "biometrics/face_quality.h"

#define FACE_CHIP_SCALE  2   /* pixels a unit of the aligned face */
#define FACE_CHIP_ABOVE  40  /* units */
#define FACE_CHIP_BELOW  12  /* units */
#define FACE_CHIP_WIDTH  224 /* 112 * 2 */
#define FACE_CHIP_HEIGHT 328 /* (40 + 112 + 12) * 2 */

#define FACE_CHIP_LOGS 1021 /* four levels of at most 255, added */

/* A face as the measures see it. */
struct face_chip {
	struct face_patch_frame frame; /* of its patch, in the picture */
	const struct face_patch *patch;
	struct face_point at[FACE_POINTS]; /* landmarks, in pixels of the patch */
	double eye;                        /* distance of the eyes, pixels of the patch */
	float logs[FACE_CHIP_LOGS];        /* ln of a sum of four levels, see face_chip_logs */
};

/* Fills logs: a logarithm for each of some ten thousand pixels would take a millisecond. */
void face_chip_logs(struct face_chip *c);
/* The centre of some landmarks. */
struct face_point face_chip_mean(const struct face_chip *c, const uint8_t *which, size_t count);
/* Pixels of the aligned face, as a column or row of the patch. */
int32_t face_chip_column(double aligned_x);
int32_t face_chip_row(double aligned_y);

/* Sets native and value, by the component's curve; not finite: leaves it unknown. */
void face_quality_set(struct face_quality *q, enum face_quality_component c, double native);

/* Luminance, exposure, range, colour: of the face's patch. */
void face_quality_light(const struct face_chip *c, struct face_quality *q);
/* Sharpness of the face's patch, blocks of the picture around it. */
void face_quality_detail(const struct face_chip *c, const struct picture *p,
			 struct face_quality *q);
/* What lies on both sides of the head; scratch is overwritten. */
void face_quality_background(const struct face_chip *c, const struct picture *p,
			     struct face_patch *scratch, struct face_quality *q);
/* Eyes, mouth, nose, forehead: seen, or covered by something. */
void face_quality_cover(const struct face_chip *c, struct face_quality *q);

#endif
