/*
 * lds_face: the facial images of DG2 (Doc 9303-10, 4.7.2).
 * Knows the group and ISO/IEC 19794-5. Never knows whether they are genuine, nor how to decode a
 * picture.
 */
#ifndef EG_EMRTD_LDS_FACE_H
#define EG_EMRTD_LDS_FACE_H

#include "base/rd.h"

enum lds_picture { LDS_JPEG, LDS_JPEG2000 };
struct lds_portrait {
	enum lds_picture format; /* by the magic bytes, not by the header's word */
	struct rd bytes;         /* borrowed from the file */
};
/* First face image of DG2: CBEFF, ISO/IEC 19794-5 (5F2E); 39794-5 (7F2E) comes later. */
EG_CHECK enum eg_err lds_dg2(struct rd file, struct lds_portrait *out);

#endif
