/*
 * lds_face_record: the two encodings of a face, for lds_face alone.
 * Knows a template's data. Never knows the group around it.
 */
#ifndef EG_EMRTD_LDS_FACE_RECORD_H
#define EG_EMRTD_LDS_FACE_RECORD_H

#include "emrtd/lds_face.h"

/* A face of which nothing is told yet. */
struct lds_face lds_face_untold(const struct lds_template *t);
/* Appends; EG_TOO_BIG beyond LDS_FACES_MAX. */
EG_CHECK enum eg_err lds_faces_add(struct lds_faces *out, const struct lds_face *face);
/* Facial record of ISO/IEC 19794-5:2005. */
EG_CHECK enum eg_err lds_face_19794(const struct lds_template *t, struct lds_faces *out);
/* FaceImageDataBlock of ISO/IEC 39794-5. */
EG_CHECK enum eg_err lds_face_39794(const struct lds_template *t, struct lds_faces *out);
EG_CHECK bool lds_landmark_19794(struct rd *landmarks, struct lds_landmark *out,
				 uint64_t *deviations);
EG_CHECK bool lds_landmark_39794(struct rd *landmarks, struct lds_landmark *out,
				 uint64_t *deviations);
/* True if an MPEG-4 feature point (ISO/IEC 14496-2, Annex C) has this number. */
bool lds_mpeg4_point(unsigned major, unsigned minor);

#endif
