/*
 * cardaccess: SecurityInfos (Doc 9303-11, 9.2): what EF.CardAccess and DG14 announce.
 * Knows object identifiers and which PACE variants are supported here, best first. Never knows
 * whether an announcement is genuine: EF.CardAccess is unsigned by design.
 */
#ifndef EG_EMRTD_CARDACCESS_H
#define EG_EMRTD_CARDACCESS_H

#include "base/rd.h"
#include "pki/crypt.h"

/* One SecurityInfo. required and optional are whole values of one TLV each. */
struct security_info {
	struct rd protocol; /* content of the OBJECT IDENTIFIER */
	uint32_t required_tag;
	struct rd required;
	uint32_t optional_tag; /* 0: absent */
	struct rd optional;
};

/* Takes the next SecurityInfo off the content of a SET; false only when that content is broken. */
EG_CHECK bool security_info_next(struct rd *set, struct security_info *out);

#define PACE_OID_SIZE 10

/* One way to do PACE that is supported here. */
struct pace_suite {
	uint8_t oid[PACE_OID_SIZE]; /* content of the OBJECT IDENTIFIER, Doc 9303-11, 9.2.3 */
	enum crypt_cipher cipher;
	enum crypt_curve curve;
	bool chip_authentication; /* -CAM-: mapped as GM; the chip's proof is not judged here */
};

#define CARD_ACCESS_SUITES_MAX 8
struct card_access {
	struct pace_suite suites[CARD_ACCESS_SUITES_MAX]; /* best first */
	uint8_t count;
	uint8_t offered;         /* PACEInfos seen, supported here or not */
	bool several_parameters; /* one mechanism with more than one set of domain parameters */
};

/* Content of EF.CardAccess, one SET. Unknown protocols are skipped (Doc 9303-11, 9.2). */
EG_CHECK enum eg_err card_access_parse(struct rd file, struct card_access *out);

#endif
