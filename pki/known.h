/*
 * known: what signed lists say about one document: deviation lists of the states that issue
 * documents (Doc 9303-12, 10) and defect lists of the own one (TR-03129-2, 7).
 * Knows an index of accepted lists, and what follows from an entry. Never reads a list, and never
 * judges: a verdict before and after healing is the judging side's.
 *
 * The index is one image of plain octets, big-endian, without pointers (known_build.h makes it), so
 * it can lie in a file that is mapped. It is read as foreign bytes: a hostile image gives wrong
 * answers, and nothing worse.
 */
#ifndef EG_PKI_KNOWN_H
#define EG_PKI_KNOWN_H

#include "pki/cert.h"
#include "pki/fault.h"
#include "pki/known_list.h"

struct known {
	struct rd image; /* borrowed, as long as this is used */
	uint32_t list_count;
	uint32_t entry_count;
	uint32_t saying_count;
	uint32_t signer_count; /* entries that name a signer and no numbers */
	uint32_t broad_count;  /* entries with neither */
	uint32_t number_count;
	uint32_t bucket_bits;
	uint32_t digests; /* bit n: certificates are hashed with enum crypt_hash n */
	struct rd lists;
	struct rd entries;
	struct rd sayings;
	struct rd signers;
	struct rd broads;
	struct rd buckets;
	struct rd numbers;
	struct rd heap;
};

/* EG_BAD_DATA when the parts do not fill the image exactly, EG_UNSUPPORTED for another version. */
EG_CHECK enum eg_err known_open(struct rd image, struct known *out);

/* A list in the index. */
struct known_list_info {
	enum known_list_kind kind;
	char country[4];    /* documents of this country only; "" for all */
	int64_t signed_s;   /* when it was signed, seconds since 1970 */
	uint8_t sha256[32]; /* of its file */
	uint32_t entries;
	uint32_t numbers;
};
/* False past the last. */
EG_CHECK bool known_list_at(const struct known *k, uint32_t index, struct known_list_info *out);

/*
 * What is told of a document; empty is untold. The signer's parts are those of its certificate, or,
 * if that cannot be read, those that the signer info names.
 */
struct known_document {
	struct rd issuer;       /* Name contents */
	struct rd serial;       /* INTEGER contents */
	struct rd key_id;       /* subject key identifier */
	struct rd certificate;  /* DER as it was embedded, for hashes */
	char signer_country[4]; /* of the certificate's issuer */
	char state[4];          /* issuing state in the machine-readable zone: "UTO", "D" */
	struct rd type;         /* document code there: "P<", "P", "ID" */
	struct rd number;       /* document number there; fillers do not count */
	struct date issued;     /* zeros if untold; data group 12 has it */
};
/* Fills the signer's parts; the other fields stay as they are. */
void known_document_signer(struct known_document *d, const struct cert *signer);

/* What follows, of all entries that mean the document together. Readers borrow from the image. */
struct known_effects {
	uint64_t said;      /* bit n: enum known_what n was said */
	uint32_t entries;   /* how many entries mean this document; 0: nothing is known */
	uint32_t last_list; /* index of a list that spoke */
	/*
	 * Faults that are explained. A step whose faults are all explained or passed over becomes
	 * known_healed() of the explained one; what it was before is kept (TR-03129-2, table 3.9).
	 * FAULT_GROUP_HASH is explained for the groups of groups_hash only.
	 */
	struct faults healed;
	/* Faults that the lists add: revoked-by-list, trust-by-list, known-defect. Never healed. */
	struct faults found;
	uint32_t groups_malformed; /* bit n: contents of data group n are not to be used */
	uint32_t groups_hash;      /* bit n: its signed hash is known to be wrong */
	uint32_t com_groups;       /* what EF.COM and EF.SOD are known to list; 0: untold */
	uint32_t sod_groups;
	uint32_t mrz_fields; /* bit n: MRZField n holds wrong data, its check digit is wrong */
	uint32_t mrz_digits;
	/* Chip Authentication, Active Authentication: a success counts as failure ... */
	bool chip_auth_revoked;
	bool active_auth_revoked;
	/* ... and a failure as undetermined (TR-03135-1, 5.8.2.1.5). */
	bool chip_auth_fails;
	bool active_auth_fails;
	bool pace_cam_fails;
	bool power_down; /* between two accesses */
	/*
	 * Corrections: the step is done again with them, and its fault before is the healed one.
	 * The first list that was added wins. A replacement is used instead of the signer's
	 * certificate for signature, period and country, and its chain counts as successful
	 * (5.8.2.1.2).
	 */
	struct rd replacement;  /* DER */
	struct rd right_issuer; /* signer that EF.SOD should have named: Name, INTEGER contents */
	struct rd right_serial;
	struct rd right_key_id;
	char right_country[4];     /* two or three letters */
	uint32_t right_country_by; /* KNOWN_BY_*: how its entry names the signer */
	struct rd card_security;   /* right EF.CardSecurity (ContentInfo) */
};

/*
 * What is known of the document. Healing, corrections and all that help the document want every
 * selector of an entry to fit what is told; what speaks against the document (found, revoked keys,
 * groups_malformed) also comes from an entry whose type or date of issue is not told here, or whose
 * list is a state's where neither signer nor zone tell one. An entry that names a signer or numbers
 * is never taken where these are not told.
 */
void known_find(const struct known *k, const struct known_document *d, struct known_effects *out);

bool known_said(const struct known_effects *e, enum known_what w);
/*
 * Status of a step that is healed of this fault: NOT_SUPPORTED for periods (TR-03135-1, tables 5.35
 * and 5.36), SUCCESSFUL for EF.COM's list (5.8.2.2.3), UNDETERMINED for all others.
 */
enum passive_status known_healed(enum passive_fault f);

#endif
