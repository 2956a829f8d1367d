/*
 * cert: one X.509 certificate as borrowed fields, read by our own bounded parser.
 * Knows the layout (RFC 5280, Doc 9303-12) and the profiles of Doc 9303-12, 7.1. Never knows
 * whether the certificate is trusted, and never judges: what is not as it should be is noted as a
 * fault.
 *
 * Reading costs microseconds, so a list of hundreds can be read before a traveller comes.
 */
#ifndef EG_PKI_CERT_H
#define EG_PKI_CERT_H

#include "base/date.h"
#include "pki/asn1_time.h"
#include "pki/crypt.h"
#include "pki/fault.h"

/* Largest certificate taken; the largest of the 919 known country CAs has 4 kB. */
#define CERT_SIZE_MAX (16u * 1024u)

/* Extensions that are understood here: name, content octets of the OID, whether Doc 9303-12,
 * table 6 has it critical (1) or not (0). */
/* clang-format off: a table */
#define CERT_EXTENSIONS(X)                                         \
	X(CERT_EXT_KEY_USAGE, "\x55\x1D\x0F", 1)                   \
	X(CERT_EXT_BASIC_CONSTRAINTS, "\x55\x1D\x13", 1)           \
	X(CERT_EXT_SUBJECT_KEY_ID, "\x55\x1D\x0E", 0)              \
	X(CERT_EXT_AUTHORITY_KEY_ID, "\x55\x1D\x23", 0)            \
	X(CERT_EXT_EXTENDED_USAGE, "\x55\x1D\x25", 1)              \
	X(CERT_EXT_PRIVATE_KEY_PERIOD, "\x55\x1D\x10", 0)          \
	X(CERT_EXT_SUBJECT_ALT_NAME, "\x55\x1D\x11", 0)            \
	X(CERT_EXT_ISSUER_ALT_NAME, "\x55\x1D\x12", 0)             \
	X(CERT_EXT_CRL_DISTRIBUTION, "\x55\x1D\x1F", 0)            \
	X(CERT_EXT_POLICIES, "\x55\x1D\x20", 0)                    \
	X(CERT_EXT_NAME_CHANGE, "\x67\x81\x08\x01\x01\x06\x01", 0) \
	X(CERT_EXT_DOCUMENT_TYPES, "\x67\x81\x08\x01\x01\x06\x02", 0)
/* clang-format on */

enum cert_extension {
#define X(name, oid, critical) name,
	CERT_EXTENSIONS(X)
#undef X
		CERT_EXT_COUNT
};

/* Key usage, in the order of the bits (RFC 5280, 4.2.1.3): bit 0 is the first. */
#define CERT_USE_DIGITAL_SIGNATURE 0x001u
#define CERT_USE_KEY_CERT_SIGN     0x020u
#define CERT_USE_CRL_SIGN          0x040u

struct cert {
	struct rd whole; /* all fields borrow from here */
	struct rd tbs;   /* the signed part with its header */
	struct rd serial;
	struct rd algorithm; /* AlgorithmIdentifier contents, the signed ones */
	struct rd issuer;    /* Name contents */
	struct rd subject;
	struct rd spki; /* whole SubjectPublicKeyInfo */
	struct rd signature;
	struct rd subject_key_id; /* empty if none */
	struct rd authority_key_id;
	struct rd extended_usages; /* OIDs with their headers, one after the other; empty if none */
	struct rd document_types;  /* character strings, the same; empty if none */
	struct rd crl_distribution; /* contents of CRLDistributionPoints; empty if none */
	/* Both known, or the period holds no day at all and cert-period is noted. */
	struct asn1_time not_before;
	struct asn1_time not_after;
	struct date from; /* days of these */
	struct date to;
	bool has_private_from; /* privateKeyUsagePeriod */
	bool has_private_to;
	struct asn1_time private_from;
	struct asn1_time private_to;
	char country[4];        /* of the subject in capitals, "" if none */
	char issuer_country[4]; /* of the issuer */
	uint32_t extensions;    /* bit n: CERT_EXTENSIONS' n-th is there */
	uint32_t critical;      /* bit n: and is critical */
	uint32_t key_usage;     /* CERT_USE_... */
	uint32_t path_length;
	bool has_path_length;
	bool v3;
	bool has_key_usage;
	bool key_usage_signs;     /* digitalSignature */
	bool key_usage_certifies; /* keyCertSign */
	bool has_basic_constraints;
	bool ca;
	bool has_extended_usage; /* for something else than documents: Doc 9303-12, table 6 */
	bool signs_master_lists; /* extended key usages of Doc 9303-12 and TR-03129-2 */
	bool signs_deviation_lists;
	bool signs_defect_lists;
	bool name_change;
	struct faults faults;
};

/*
 * Notes cert-version, cert-serial, cert-algorithms, cert-name, cert-period, cert-time-form,
 * critical-unknown, extension-format, document-type-list: what is wrong with it whatever it is for.
 * EG_BAD_DATA for anything that is no certificate, or has an extension twice; *out then holds only
 * FAULT_CERT_FORMAT.
 */
EG_CHECK enum eg_err cert_parse(struct rd der, struct cert *out);
/* Negative before its period, 0 within it (both ends count), positive after it. */
int cert_period(const struct cert *c, struct date day);
/* Issuer and subject are one name: self-signed or a link, only a signature can tell. */
bool cert_self_issued(const struct cert *c);
/* The document types say that this one (as in the MRZ: "P", "ID", "P<") may be signed; one letter
 * stands for all that begin with it (Doc 9303-12, 7.1.1.6). False if there are none. */
bool cert_signs_type(const struct cert *c, struct rd type);

/* What a certificate is for: the columns of Doc 9303-12, table 6, and TR-03129-2's signer. */
enum cert_role {
	CERT_CSCA,
	CERT_LINK,
	CERT_DOCUMENT_SIGNER,
	CERT_LIST_SIGNER,
	CERT_DEVIATION_SIGNER,
	CERT_DEFECT_SIGNER
};
/* Adds what cert_parse noted, and what is against the profile of that role. */
void cert_profile(const struct cert *c, enum cert_role role, struct faults *out);
/* Faults of the algorithm it is signed with: hash-deprecated, pss-mask, algorithm-parameters. */
struct faults cert_algorithm_faults(const struct cert *c);

/*
 * The certificate's key. EG_UNSUPPORTED also for one so short that a forger could compute it: below
 * 2048 bits of RSA or DSA (with a subgroup of 224) or 224 of a curve, which no listed country CA
 * and no known signer has.
 */
EG_CHECK enum eg_err cert_key(const struct cert *c, struct crypt_pub **out);
/* The same; adds key-short or key-parameters where it cannot be used. */
EG_CHECK enum eg_err cert_key_noting(const struct cert *c, struct crypt_pub **out,
				     struct faults *found);
/* EG_MISMATCH: not signed with that key. Periods and extensions are not looked at. */
EG_CHECK enum eg_err cert_verify(const struct cert *c, const struct crypt_pub *issuer_key);
/* The same, with the key of another certificate. */
EG_CHECK enum eg_err cert_issued_by(const struct cert *c, const struct cert *issuer);

#endif
