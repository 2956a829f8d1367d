/*
 * attack_look: what is kept of a frame's pixels to tell a camera's picture from a copy of one.
 * Knows pixels. Never knows faces' names, models or verdicts.
 */
#ifndef EG_BIOMETRICS_ATTACK_LOOK_H
#define EG_BIOMETRICS_ATTACK_LOOK_H

#include "biometrics/face_point.h"
#include "biometrics/picture.h"

#define ATTACK_SAMPLES_X 48
#define ATTACK_SAMPLES_Y 32
#define ATTACK_SAMPLES   (ATTACK_SAMPLES_X * ATTACK_SAMPLES_Y)
#define ATTACK_GRID_X    320 /* cells of the small picture that edges are looked for in */
#define ATTACK_GRID_Y    180
#define ATTACK_TILES_X   16
#define ATTACK_TILES_Y   9
#define ATTACK_TILES     (ATTACK_TILES_X * ATTACK_TILES_Y)

/* Luminance of the cells of a picture, whatever its size was. */
struct attack_grid {
	bool any;
	uint8_t cell[ATTACK_GRID_Y][ATTACK_GRID_X];
};

struct attack_look {
	uint64_t hash;  /* of all pixels: equal pictures have equal ones */
	uint8_t bright; /* luminance that 1 of 100 cells reaches: a black one has none */
	uint8_t tiles[ATTACK_TILES]; /* mean luminance, row by row */
	/* At points spread over the picture: twice a pixel less two of its row. A camera's noise
	 * changes it in every frame; light that flickers or is dimmed hardly does. */
	int16_t residual[ATTACK_SAMPLES];
};

/* Luminance of the face and the straight lines around it. */
struct attack_face_look {
	uint8_t luminance; /* mean, of the rectangle that holds the landmarks */
	/* How straight the third-best of the four sides around the face is, x 1000: of a sheet or a
	 * screen that is held up at least three are seen. */
	int16_t edges;
};

/* False for a picture that is too small to be looked at. */
EG_CHECK bool attack_look_at(const struct picture *p, struct attack_grid *grid,
			     struct attack_look *out);
/*
 * points: landmarks in pixels of the picture that the grid was made of. empty: the scene without
 * anybody, whose lines do not count; or one without cells.
 */
struct attack_face_look attack_look_face(const struct attack_grid *grid,
					 const struct attack_grid *empty, uint32_t width,
					 uint32_t height,
					 const struct face_point points[FACE_POINTS]);
/* Share of the points that differ between two frames, x 1000. */
uint16_t attack_look_differ(const struct attack_look *a, const struct attack_look *b);
/* Share of the tiles that differ by more than a step that light alone makes, x 1000. */
uint16_t attack_look_change(const struct attack_look *a, const struct attack_look *b);

#endif
