/*
 * actauth: Active Authentication (Doc 9303-11, 6.1), the judging side.
 * Knows ISO 9796-2 recovery and ECDSA. The challenge must come from a side that the chip's reader
 * process cannot choose; the key must be bound by Passive Authentication first.
 */
#ifndef EG_EMRTD_ACTAUTH_H
#define EG_EMRTD_ACTAUTH_H

#include "base/rd.h"
#include "pki/crypt.h"

/*
 * spki: key of a verified DG15; ec_hash: from a verified DG14, used for EC keys only.
 * EG_MISMATCH: the chip does not hold the key. EG_UNSUPPORTED: algorithm not known here.
 */
EG_CHECK enum eg_err actauth_verify(struct rd spki, enum crypt_hash ec_hash, struct rd challenge,
				    struct rd signature);
/*
 * The same with what DG14 says of the hash: dg14 verified, empty if there is none. With an EC key
 * of a chip whose DG14 does not name an algorithm (9.2.4 says it must), each allowed hash is tried.
 * EG_UNSUPPORTED also where DG14 names one that 6.1.2.3 does not allow.
 */
EG_CHECK enum eg_err actauth_judge(struct rd spki, struct rd dg14_or_empty, struct rd challenge,
				   struct rd signature);

#endif
