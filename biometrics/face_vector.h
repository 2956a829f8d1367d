/*
 * face_vector: how face.c completes a template it has filled. Private to biometrics/face*.c.
 */
#ifndef EG_BIOMETRICS_FACE_VECTOR_H
#define EG_BIOMETRICS_FACE_VECTOR_H

#include "biometrics/face.h"

/* Sets size, model and the norm of the vector; wipes it with EG_MISMATCH when it is zero or NaN. */
EG_CHECK enum eg_err face_template_finish(struct face_template *t, uint16_t size, uint32_t model);

#endif
