/*
 * forge: an invented country and its documents, with the flaws a gate must find.
 * Knows what a whole document consists of. Never reads one: files, certificates and signatures
 * are written here from the standard, apart from src/emrtd and pki/passive that judge them.
 */
#ifndef EG_SIMULATOR_FORGE_H
#define EG_SIMULATOR_FORGE_H

#include "base/date.h"
#include "base/secret.h"
#include "simulator/chip_document.h"
#include "simulator/forge_bio.h"
#include "simulator/forge_cert.h"
#include "simulator/forge_key.h"
#include "simulator/forge_lds.h"
#include "simulator/forge_mrz.h"
#include "simulator/forge_security.h"
#include "simulator/forge_sod.h"

/* What is wrong with a document: name on the command line, finding it must lead to. */
#define FORGE_FLAWS(X)                                                                             \
	X(FORGE_FLAWLESS, "none", "every check passes")                                            \
	X(FORGE_DG1_CHANGED, "forged-dg1", "CHECK_DG1_HASH: another name after signing")           \
	X(FORGE_DG2_CHANGED, "forged-dg2", "CHECK_DG2_HASH: another portrait after signing")       \
	X(FORGE_UNKNOWN_CSCA, "unknown-csca", "CHECK_SOD_CHAIN: signed under a CSCA of its own")   \
	X(FORGE_EXPIRED_DOCUMENT, "expired-document", "CHECK_DOCUMENT_PERIOD")                     \
	X(FORGE_EXPIRED_SIGNER, "expired-signer", "CHECK_SOD_VALIDITY")                            \
	X(FORGE_WRONG_COUNTRY, "wrong-country", "CHECK_SOD_COUNTRY: signer of another state")      \
	X(FORGE_CLONED_CHIP, "cloned-chip", "CHECK_ACTIVE_AUTH and the like: not the signed keys") \
	X(FORGE_BROKEN_SIGNATURE, "broken-signature", "CHECK_SOD_SIGNATURE")

enum forge_flaw {
#define X(name, word, finding) name,
	FORGE_FLAWS(X)
#undef X
};

/* An invented country signing CA. */
struct forge_ca {
	struct forge_key key;
	uint8_t certificate[FORGE_CERT_MAX]; /* DER */
	size_t certificate_size;
};

/* Utopia's, for fifteen years of which five are over. */
EG_CHECK enum eg_err forge_ca_new(struct forge_ca *out, const struct forge_alg *alg,
				  struct date today);
/* What another is to be: of another state, out of its period, with a key that is there already. */
struct forge_ca_order {
	struct forge_alg alg;
	struct forge_subject subject;
	struct forge_validity validity;
	enum forge_cert_form form;
};
struct forge_ca_order forge_ca_usual(const struct forge_alg *alg, struct date today);
EG_CHECK enum eg_err forge_ca_make(struct forge_ca *out, const struct forge_ca_order *order);
/* With a key made before, which is taken over. */
EG_CHECK enum eg_err forge_ca_with_key(struct forge_ca *out, struct forge_key *taken,
				       const struct forge_ca_order *order);
/* Link certificate (Doc 9303-12, 7.1.1): the new key and name, signed with the old key. */
EG_CHECK enum eg_err forge_ca_link(struct wr *out, const struct forge_ca *old,
				   const struct forge_ca *fresh,
				   const struct forge_validity *validity);
/* csca.cer (for egate pki import) and csca.key (mode 0600) in an existing folder. */
EG_CHECK enum eg_err forge_ca_save(const struct forge_ca *ca, const char *folder);
EG_CHECK enum eg_err forge_ca_load(struct forge_ca *out, const char *folder);
struct rd forge_ca_certificate(const struct forge_ca *ca);
void forge_ca_free(struct forge_ca *ca); /* cleanup; wipes; accepts NULL */

/* What to make. Text and readers are borrowed. */
struct forge_order {
	struct forge_holder holder;
	enum forge_kind kind;
	struct rd portrait; /* JPEG or JPEG 2000 file */
	enum forge_encoding dg2_encoding;
	struct rd other_portrait; /* for FORGE_DG2_CHANGED; empty: only the header is changed */
	const char *other_given;  /* for FORGE_DG1_CHANGED: the given names put in afterwards */
	struct forge_alg signer;  /* of the document signer */
	enum crypt_hash digest;   /* of the data groups */
	unsigned lds_version;     /* 0 or 1 */
	struct forge_pace pace;
	struct forge_pace more_paces[FORGE_PACES_MAX - 1]; /* beside it */
	size_t more_pace_count;
	enum chip_key aa;
	struct forge_alg aa_alg; /* key of Active Authentication, and its hash */
	const char *can;         /* card access number or NULL */
	/* Chip Authentication. A key for PACE-CAM is added where a PACEInfo wants one. */
	struct forge_chip_key chip_keys[FORGE_CHIP_KEYS_MAX];
	size_t chip_key_count;
	bool card_security; /* EF.CardSecurity without PACE-CAM too */
	/* Terminal Authentication: certificates of the CVCA, newest first; none: the chip cannot.
	 */
	struct rd trust_points[CHIP_TRUST_POINTS_MAX];
	size_t trust_point_count;
	struct rd dg3; /* whole files; empty: not there */
	struct rd dg4;
	struct forge_group more_groups[FORGE_GROUPS_MAX]; /* others than 1, 2, 3, 4, 14, 15 */
	size_t more_group_count;
	enum forge_flaw flaw;
	enum forge_sod_form sod;            /* how EF.SOD is written */
	enum forge_sod_form card;           /* and EF.CardSecurity */
	enum forge_cert_form certificate;   /* and the signer's certificate */
	const struct forge_key *signer_key; /* instead of a new one; NULL: signer says which */
	struct rd signer_certificate;       /* of signer_key, instead of a new one */
	struct date today;
};

/* An order of ordinary strength; holder and portrait are still to be given. */
struct forge_order forge_order_usual(struct date today);
/* The person of Doc 9303's examples, whose passport is good until 2034. */
struct forge_holder forge_holder_usual(void);

struct forge_document {
	struct bytes container; /* for the virtual chip (chip_document.h) */
	uint8_t mrz[FORGE_MRZ_MAX];
	size_t mrz_size; /* printed zone, without line ends */
};

EG_CHECK enum eg_err forge_document(struct forge_document *out, const struct forge_ca *ca,
				    const struct forge_order *order);
void forge_document_free(struct forge_document *d); /* cleanup; wipes; accepts NULL */
/* document.egd (mode 0600) and mrz.txt (its lines) in an existing folder. */
EG_CHECK enum eg_err forge_document_save(const struct forge_document *d, enum forge_kind kind,
					 const char *folder);

#endif
