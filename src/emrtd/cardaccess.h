/*
 * cardaccess: what EF.CardAccess announces for PACE (Doc 9303-11, 9.2.1), best first.
 * Knows which variants are supported here and how they rank. Never knows whether an announcement is
 * genuine: EF.CardAccess is unsigned by design.
 */
#ifndef EG_EMRTD_CARDACCESS_H
#define EG_EMRTD_CARDACCESS_H

#include "emrtd/secinfo.h"
#include "pki/crypt_dh.h"

#define PACE_OID_SIZE 10

enum pace_mapping { PACE_GM, PACE_IM, PACE_CAM };

/* One way to do PACE that is supported here. */
struct pace_suite {
	uint8_t oid[PACE_OID_SIZE]; /* content of the OBJECT IDENTIFIER, Doc 9303-11, 9.2.3 */
	enum pace_mapping mapping;
	bool dh; /* in a finite field; on a curve otherwise */
	enum crypt_cipher cipher;
	uint8_t parameter; /* standardised domain parameters, 9.5.1: enum crypt_dh_group, or
			      enum crypt_curve; 0-2 if dh, 8-18 otherwise */
};

#define CARD_ACCESS_SUITES_MAX 16
struct card_access {
	struct pace_suite suites[CARD_ACCESS_SUITES_MAX]; /* best first */
	uint8_t count;
	uint8_t offered;         /* PACEInfos seen, supported here or not */
	bool several_parameters; /* more than one set of domain parameters: DO'84' is needed */
};

/* Content of EF.CardAccess, one SET. Unknown protocols are skipped (Doc 9303-11, 9.2), and explicit
 * domain parameters are never used (9.2.2: weak ones give the password away). */
EG_CHECK enum eg_err card_access_parse(struct rd file, struct card_access *out);

/* The suite of one PACEInfo by its numbers, as 9.2.3 and 9.5.1 name them; false if there is none
 * such. For tests and tools; card_access_parse uses the same rules. */
EG_CHECK bool pace_suite_of(enum pace_mapping mapping, enum crypt_cipher cipher, uint8_t parameter,
			    struct pace_suite *out);

#endif
