/*
 * face_log: what the face worker logs of a portrait and of a capture.
 * Knows values and their names. Never knows a face, nor what is decided by a value.
 */
#ifndef EG_PROG_FACE_LOG_H
#define EG_PROG_FACE_LOG_H

#include "biometrics/face_quality.h"
#include "wire/msg.h"

/* Values of 0..100, 255 for what could not be measured. Nothing is decided by them. */
void face_log_quality(const struct face_quality *q);
/* looked: frames that came. */
void face_log_result(const struct msg_face_result *r, uint32_t looked);

#endif
