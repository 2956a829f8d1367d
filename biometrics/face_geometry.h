/*
 * face_geometry: boxes, landmarks and the transforms between them, as pure functions.
 * Knows coordinates. Never knows pixels or networks (only the layout of their outputs).
 */
#ifndef EG_BIOMETRICS_FACE_GEOMETRY_H
#define EG_BIOMETRICS_FACE_GEOMETRY_H

#include "biometrics/face_cv.h"

/* Pixels of the picture, not clamped. */
struct face_box {
	float score;
	float x0, y0, x1, y1;
};

#define FACE_BOXES_MAX 64 /* more faces than this before one gate are counted as this many */

/* Landmarks as the rest needs them: the five that align, and what is judged from them. */
struct face_shape {
	struct face_point five[FACE_EMBEDDER_ANCHORS]; /* left eye, right eye, nose, mouth left and
							  right: as seen */
	struct face_point all[FACE_POINTS];
	double eye_distance;
	double turn;         /* nose off the middle of the eyes along their axis / eye_distance */
	double eye_width[2]; /* between the corners of each eye */
};

/*
 * Candidates over the score threshold, overlapping ones dropped (non-maximum suppression), the
 * tallest first. Returns how many.
 */
size_t face_boxes_pick(const struct face_prior *priors, size_t count, float padded_width,
		       float padded_height, struct face_box out[FACE_BOXES_MAX]);
/* The square that landmarks are read from, clamped to the picture; false if nothing is left. */
EG_CHECK bool face_box_square(const struct face_box *b, const struct picture *p,
			      struct face_rect *out);
/* The square with a quarter of its side more on each side, clamped: what the pose is read from. */
EG_CHECK bool face_box_pose(const struct face_box *b, const struct picture *p,
			    struct face_rect *out);
/* The face with its surroundings, shifted into the picture, smaller where it has no room. */
EG_CHECK bool face_box_surroundings(const struct face_box *b, const struct picture *p,
				    struct face_rect *out);
/* False when the points are not finite or the eyes coincide. */
EG_CHECK bool face_shape_from(const float points[FACE_POINTS * 2], struct face_rect at,
			      struct face_shape *out);
/*
 * The aligned face of 112 x 112 pixels that everything but an embedder measures in, whichever
 * embedder there is.
 */
extern const struct face_point face_anchors_112[FACE_EMBEDDER_ANCHORS];
/* Least-squares similarity (Umeyama 1991) from the five points to anchors. */
EG_CHECK bool face_shape_align(const struct face_shape *s,
			       const struct face_point anchors[FACE_EMBEDDER_ANCHORS],
			       double to_aligned[6]);
/* The square around one eye (0 left, 1 right); false if it leaves the picture. */
EG_CHECK bool face_shape_eye(const struct face_shape *s, int eye, const struct picture *p,
			     struct face_rect *out);

#endif
