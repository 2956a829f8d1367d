/*
 * face_limits: the words of the face worker's command line that its job is limited by.
 * Knows keys and ranges. Never knows a camera, or what an embedder makes of a limit.
 */
#ifndef EG_PROG_FACE_LIMITS_H
#define EG_PROG_FACE_LIMITS_H

#include "os/args.h"
#include "prog/face_job.h"

/* timeout_ms, frames, eye_distance, challenge; what is not said is as face_job_limits_default. */
EG_CHECK enum eg_err face_limits_read(const struct args *a, struct face_job_limits *l);

#endif
