/*
 * attack_plane: whether landmarks moved as those of a flat picture do.
 * Knows points and the homography between two views of a plane (Hartley and Zisserman, 4.1). Never
 * knows thresholds or pixels.
 */
#ifndef EG_BIOMETRICS_ATTACK_PLANE_H
#define EG_BIOMETRICS_ATTACK_PLANE_H

#include "base/err.h"
#include "biometrics/face_point.h"

/*
 * The homography that takes a's landmarks to b's best, and how far they end from there: root mean
 * square over the landmarks, in thousandths of b's eye distance. False when the points say nothing:
 * not finite, all on a line, no eyes.
 */
EG_CHECK bool attack_plane_residual(const struct face_point a[FACE_POINTS],
				    const struct face_point b[FACE_POINTS], uint16_t *residual);

/*
 * The width of the face in b to that in a, x 1000: of the distance of the eyes in that of eyes and
 * mouth. What is turned by an angle becomes narrower by its cosine. 0 if it cannot be told.
 */
uint16_t attack_plane_narrowing(const struct face_point a[FACE_POINTS],
				const struct face_point b[FACE_POINTS]);

#endif
