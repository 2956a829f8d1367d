/*
 * lds: the files of the chip as plain structs (Doc 9303-10).
 * Knows layouts of DG1, DG14, DG15. Never knows whether they are genuine: callers verify
 * first and parse after.
 */
#ifndef EG_EMRTD_LDS_H
#define EG_EMRTD_LDS_H

#include "base/rd.h"
#include "emrtd/mrz.h"
#include "pki/crypt.h"

/* The zone of DG1 (4.7.1), its check digits right; text: as it stands there, borrowed from file. */
EG_CHECK enum eg_err lds_dg1(struct rd file, struct mrz *out, struct rd *text);

/* SubjectPublicKeyInfo for Active Authentication. */
EG_CHECK enum eg_err lds_dg15(struct rd file, struct rd *spki);
/* SecurityInfos of DG14: the whole SET, its header too; borrowed. lds_infos lists them. */
EG_CHECK enum eg_err lds_dg14(struct rd file, struct rd *security_infos);
/* Hash named by ActiveAuthenticationInfo of DG14 (Doc 9303-11, 9.2.4); EG_NOT_FOUND if none. */
EG_CHECK enum eg_err lds_dg14_active_auth_hash(struct rd file, enum crypt_hash *out);

#endif
