/*
 * sod: EF.SOD as plain values (Doc 9303-10, 4.6.2 and appendix D).
 * Knows the file's tag, its CMS container, LDSSecurityObject. Never verifies anything, and never
 * judges: what is not as the standard wants it is noted as a fault.
 */
#ifndef EG_PKI_SOD_H
#define EG_PKI_SOD_H

#include "pki/cms.h"

#define SOD_SIZE_MAX   (64u * 1024u) /* the real ones have 1.4 to 2.7 kB */
#define SOD_GROUPS_MAX 16

struct sod {
	struct cms cms;
	bool has_hash; /* the hash algorithm of the data groups is known */
	enum crypt_hash hash;
	uint32_t version; /* of LDSSecurityObject: 0, or 1 with LDSVersionInfo */
	bool has_version_info;
	struct rd lds_version;     /* "0108"; empty if not told */
	struct rd unicode_version; /* "040000" */
	/* Bit n: data group n has one hash of the right size; none if the algorithm is not known.
	 */
	uint32_t groups;
	struct rd group_hash[SOD_GROUPS_MAX + 1]; /* by number; borrowed */
	struct faults faults; /* of file, container (cms.faults too) and object; not the signers' */
};

/*
 * Notes file-tag, file-length, ber, content-type, content-type-other, object-version, object-hash,
 * object-group, hash-deprecated, and what cms_parse notes. EG_BAD_DATA, EG_TOO_BIG: nothing of it
 * can be used; out->faults tells why (cms-format or object-format). BER is rewritten to *rewritten
 * (start with zeros, the caller frees it), which *out then borrows from; else it borrows from file.
 */
EG_CHECK enum eg_err sod_parse(struct rd file, struct bytes *rewritten, struct sod *out);

#endif
