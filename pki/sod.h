/*
 * sod: EF.SOD as plain values (Doc 9303-10, 4.6.2 and appendix D).
 * Knows the file's tag, its CMS container, LDSSecurityObject. Never verifies anything.
 */
#ifndef EG_PKI_SOD_H
#define EG_PKI_SOD_H

#include "pki/cms.h"

#define SOD_SIZE_MAX   (64u * 1024u) /* the real ones have 1.4 to 2.7 kB */
#define SOD_GROUPS_MAX 16

struct sod {
	struct cms cms;
	bool odd_content_type; /* id-data or an old ICAO or Sdu OID: tolerated, recorded */
	enum crypt_hash hash;
	uint32_t groups;                          /* bit n: data group n has a hash */
	struct rd group_hash[SOD_GROUPS_MAX + 1]; /* by number; borrowed */
};

/* EG_UNSUPPORTED if only a hash algorithm is unknown. */
EG_CHECK enum eg_err sod_parse(struct rd file, struct sod *out);

#endif
