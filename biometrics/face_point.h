/*
 * face_point: a place in a picture. Knows nothing else.
 */
#ifndef EG_BIOMETRICS_FACE_POINT_H
#define EG_BIOMETRICS_FACE_POINT_H

#define FACE_POINTS 68 /* landmarks of a face, in iBUG's numbering from 0 */

/* Pixels from the left and the top of the picture. */
struct face_point {
	double x;
	double y;
};

#endif
