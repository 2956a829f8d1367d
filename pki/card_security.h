/*
 * card_security: EF.CardSecurity as plain values (Doc 9303-10, 3.11.4): SecurityInfos that are
 * signed, so that PACE with Chip Authentication Mapping has a key to be judged with.
 * Knows its CMS container and the set inside. Never verifies anything, never chooses a protocol.
 */
#ifndef EG_PKI_CARD_SECURITY_H
#define EG_PKI_CARD_SECURITY_H

#include "pki/cms.h"

#define CARD_SECURITY_SIZE_MAX (64u * 1024u) /* as of EF.SOD */
/* SecurityInfos that EF.CardAccess may hold; real ones have two to ten. */
#define CARD_ACCESS_INFOS_MAX 64

struct card_security {
	struct cms cms;
	struct rd infos; /* SecurityInfos: the whole SET, its header too; borrowed from the file */
};

/*
 * EG_BAD_DATA if it is no SignedData around SecurityInfos, each with an identifier and data of its
 * own; EG_TOO_BIG beyond CARD_SECURITY_SIZE_MAX.
 */
EG_CHECK enum eg_err card_security_parse(struct rd file, struct card_security *out);
/*
 * Every SecurityInfo that EF.CardAccess tells openly must stand in what is signed, octet by octet
 * (Doc 9303-11, 9.2.11): the set of EF.CardSecurity or of DG14. More may be signed. Both are whole
 * SETs. EG_MISMATCH if one is missing or differs, EG_BAD_DATA if one of the sets is none.
 */
EG_CHECK enum eg_err card_security_covers(struct rd signed_infos, struct rd card_access);
/*
 * EF.DIR is unprotected, too: EFDIRInfo (Doc 9303-11, 9.2.10) holds a copy of it that is signed.
 * EG_NOT_FOUND if there is none, EG_MISMATCH if the file differs from it.
 */
EG_CHECK enum eg_err card_security_holds_dir(struct rd signed_infos, struct rd ef_dir);

#endif
