/*
 * lds: the files of the chip as plain structs (Doc 9303-10).
 * Knows layouts of DG1, DG2, DG14, DG15. Never knows whether they are genuine: callers verify
 * first and parse after.
 */
#ifndef EG_EMRTD_LDS_H
#define EG_EMRTD_LDS_H

#include "base/rd.h"
#include "emrtd/mrz.h"
#include "pki/crypt.h"

/* The zone of DG1 (4.7.1), its check digits right; text: as it stands there, borrowed from file. */
EG_CHECK enum eg_err lds_dg1(struct rd file, struct mrz *out, struct rd *text);

enum lds_picture { LDS_JPEG, LDS_JPEG2000 };
struct lds_portrait {
	enum lds_picture format; /* by the magic bytes, not by the header's word */
	struct rd bytes;         /* borrowed from the file */
};
/* First face image of DG2: CBEFF, ISO/IEC 19794-5 (5F2E); 39794-5 (7F2E) comes later. */
EG_CHECK enum eg_err lds_dg2(struct rd file, struct lds_portrait *out);

/* SubjectPublicKeyInfo for Active Authentication. */
EG_CHECK enum eg_err lds_dg15(struct rd file, struct rd *spki);
/* Hash named by ActiveAuthenticationInfo of DG14 (Doc 9303-11, 9.2.4); EG_NOT_FOUND if none. */
EG_CHECK enum eg_err lds_dg14_active_auth_hash(struct rd file, enum crypt_hash *out);

#endif
