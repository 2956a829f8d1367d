/*
 * fault: everything that can be wrong with a signed file, its certificates and its lists, by name.
 * Knows the steps of Passive Authentication in their order, the faults of each, and how grave a
 * fault is. Never finds one, and never knows a document.
 *
 * One list serves all: decoders note faults as a set, the judging profile says which of them it
 * passes over, the policy file, the journal and every report name them by their words. Journals
 * keep the words for years: one may be added, but none may change its meaning or go.
 */
#ifndef EG_PKI_FAULT_H
#define EG_PKI_FAULT_H

#include "base/rd.h"

/* Steps in their fixed order (Doc 9303-11, 5.1; TR-03135-1, 5.6): name, word, text. */
#define PASSIVE_STEPS(X)                                                                        \
	X(PASSIVE_STEP_CONTAINER, "container", "container of the signed file")                  \
	X(PASSIVE_STEP_SIGNER, "signer", "certificate of the document signer found")            \
	X(PASSIVE_STEP_ATTRIBUTES, "attributes", "signed attributes")                           \
	X(PASSIVE_STEP_ALGORITHMS, "algorithms", "algorithms known and allowed")                \
	X(PASSIVE_STEP_SIGNATURE, "signature", "signature")                                     \
	X(PASSIVE_STEP_OBJECT, "object", "LDS security object")                                 \
	X(PASSIVE_STEP_PROFILE, "profile", "profile of the document signer's certificate")      \
	X(PASSIVE_STEP_CHAIN, "chain", "document signer issued by a trusted country CA")        \
	X(PASSIVE_STEP_VALIDITY, "validity", "certificates within their periods")               \
	X(PASSIVE_STEP_REVOCATION, "revocation", "certificates not revoked")                    \
	X(PASSIVE_STEP_COUNTRY, "country", "signer of the issuing state")                       \
	X(PASSIVE_STEP_DOCUMENT_TYPE, "document-type", "signer may sign this type of document") \
	X(PASSIVE_STEP_COM, "com", "list of data groups agrees with the signed ones")           \
	X(PASSIVE_STEP_GROUPS, "groups", "data groups as they were signed")                     \
	X(PASSIVE_STEP_KNOWN_DEFECT, "known-defect",                                            \
	  "nothing known that forbids use of the document")

enum passive_step {
#define X(name, word, text) name,
	PASSIVE_STEPS(X)
#undef X
		PASSIVE_STEP_COUNT
};

/*
 * How grave: a profile can never pass over NEVER; STRICT is refused unless the policy file names
 * it; FIELD is known from genuine documents or lists and is passed over, and recorded, unless the
 * policy file forbids it. The strict profile passes over none of them (but FAULT_HASH_DEPRECATED,
 * profile DPRCTD-SHA1 of TR-03105-5.1, FAULT_DIGESTS_DIFFER, its LDS_H_75 and 76, and
 * FAULT_GROUP_UNREAD, its ISO7816_E_14 to 16).
 */
enum fault_class { FAULT_CLASS_NEVER, FAULT_CLASS_STRICT, FAULT_CLASS_FIELD };

/* What a fault that is not passed over makes of its step (TR-03135-1, 4.1). */
enum passive_status {
	PASSIVE_STATUS_NOT_DONE, /* an earlier step left nothing to do */
	PASSIVE_STATUS_SUCCESSFUL,
	PASSIVE_STATUS_FAILED,
	PASSIVE_STATUS_UNDETERMINED,
	PASSIVE_STATUS_NOT_SUPPORTED,
	PASSIVE_STATUS_ABORTED /* the system could not finish the step */
};

/* Name, step, class, status, word, text for an administrator. */
/* clang-format off: a table */
#define PASSIVE_FAULTS(X)                                                                         \
	X(FAULT_CMS_FORMAT, PASSIVE_STEP_CONTAINER, NEVER, FAILED, "cms-format",                  \
	  "no CMS SignedData, or badly formed")                                                   \
	X(FAULT_FILE_TAG, PASSIVE_STEP_CONTAINER, NEVER, FAILED, "file-tag",                      \
	  "file does not begin with its tag")                                                     \
	X(FAULT_FILE_LENGTH, PASSIVE_STEP_CONTAINER, NEVER, FAILED, "file-length",                \
	  "file is longer or shorter than it says")                                               \
	X(FAULT_BER, PASSIVE_STEP_CONTAINER, FIELD, FAILED, "ber",                                \
	  "BER with indefinite or long lengths, or strings in pieces, instead of DER")            \
	X(FAULT_CMS_VERSION, PASSIVE_STEP_CONTAINER, FIELD, FAILED, "cms-version",                \
	  "version of SignedData is not the one its contents ask for")                            \
	X(FAULT_DIGEST_LIST, PASSIVE_STEP_CONTAINER, FIELD, FAILED, "digest-list",                \
	  "digest algorithms of SignedData do not name the signer's")                             \
	X(FAULT_CONTENT_TYPE, PASSIVE_STEP_CONTAINER, FIELD, FAILED, "content-type",              \
	  "content type id-data, or one of old, instead of Doc 9303's")                           \
	X(FAULT_CONTENT_TYPE_OTHER, PASSIVE_STEP_CONTAINER, NEVER, FAILED, "content-type-other",  \
	  "content of another type")                                                              \
	X(FAULT_SIGNERS_SEVERAL, PASSIVE_STEP_CONTAINER, FIELD, FAILED, "signers-several",        \
	  "several signer infos")                                                                 \
	X(FAULT_SIGNER_INFO_VERSION, PASSIVE_STEP_CONTAINER, STRICT, FAILED,                      \
	  "signer-info-version",                                                                  \
	  "version of the signer info does not fit how it names the signer")                      \
	X(FAULT_SIGNER_NOT_FOUND, PASSIVE_STEP_SIGNER, NEVER, FAILED, "signer-not-found",         \
	  "no certificate of the signer, embedded or stored")                                     \
	X(FAULT_SIGNER_NAMED, PASSIVE_STEP_SIGNER, FIELD, FAILED, "signer-named",                 \
	  "signer info names another certificate than the sole one")                              \
	X(FAULT_SIGNER_NAME_ORDER, PASSIVE_STEP_SIGNER, FIELD, FAILED, "signer-name-order",       \
	  "signer info gives the parts of the issuer's name in another order")                    \
	X(FAULT_ATTRIBUTES_MISSING, PASSIVE_STEP_ATTRIBUTES, NEVER, FAILED, "attributes-missing", \
	  "no signed attributes")                                                                 \
	X(FAULT_ATTRIBUTE_TWICE, PASSIVE_STEP_ATTRIBUTES, NEVER, FAILED, "attribute-twice",       \
	  "a signed attribute given twice, or with several values")                               \
	X(FAULT_ATTRIBUTE_TYPE, PASSIVE_STEP_ATTRIBUTES, NEVER, FAILED, "attribute-type",         \
	  "signed attributes without the content's type, or with another")                        \
	X(FAULT_ATTRIBUTE_DIGEST, PASSIVE_STEP_ATTRIBUTES, NEVER, FAILED, "attribute-digest",     \
	  "signed attributes without the content's digest, or with another")                      \
	X(FAULT_ATTRIBUTES_ORDER, PASSIVE_STEP_ATTRIBUTES, FIELD, FAILED, "attributes-order",     \
	  "signed attributes not in the order of DER, signed as carried")                         \
	X(FAULT_ATTRIBUTES_SORTED, PASSIVE_STEP_ATTRIBUTES, FIELD, FAILED, "attributes-sorted",   \
	  "signed attributes carried in another order than they were signed in")                  \
	X(FAULT_SIGNING_TIME, PASSIVE_STEP_ATTRIBUTES, FIELD, FAILED, "signing-time",             \
	  "signing time badly formed, or outside the signer's period")                            \
	X(FAULT_DIGEST_ALGORITHM, PASSIVE_STEP_ALGORITHMS, NEVER, NOT_SUPPORTED,                  \
	  "digest-algorithm", "digest algorithm not known or not allowed")                        \
	X(FAULT_SIGNATURE_ALGORITHM, PASSIVE_STEP_ALGORITHMS, NEVER, NOT_SUPPORTED,               \
	  "signature-algorithm", "signature algorithm not known or not allowed")                  \
	X(FAULT_ALGORITHM_PARAMETERS, PASSIVE_STEP_ALGORITHMS, FIELD, FAILED,                     \
	  "algorithm-parameters", "NULL parameters where there must be none")                     \
	X(FAULT_HASH_DEPRECATED, PASSIVE_STEP_ALGORITHMS, FIELD, FAILED, "hash-deprecated",       \
	  "SHA-1")                                                                                \
	X(FAULT_DIGESTS_DIFFER, PASSIVE_STEP_ALGORITHMS, FIELD, FAILED, "digests-differ",         \
	  "attributes hashed otherwise than the content")                                         \
	X(FAULT_PSS_MASK, PASSIVE_STEP_ALGORITHMS, FIELD, FAILED, "pss-mask",                     \
	  "mask of PSS made with another hash")                                                   \
	X(FAULT_DIGEST_INFO, PASSIVE_STEP_ALGORITHMS, STRICT, FAILED, "digest-info",              \
	  "DigestInfo without NULL in a PKCS#1 v1.5 signature")                                   \
	X(FAULT_KEY_PARAMETERS, PASSIVE_STEP_ALGORITHMS, NEVER, FAILED, "key-parameters",         \
	  "key on no named curve, or not on its curve, or no key")                                \
	X(FAULT_KEY_SHORT, PASSIVE_STEP_ALGORITHMS, NEVER, FAILED, "key-short",                   \
	  "key so short that a forger could compute it")                                          \
	X(FAULT_KEY_KIND, PASSIVE_STEP_ALGORITHMS, NEVER, FAILED, "key-kind",                     \
	  "key of another kind than the signature")                                               \
	X(FAULT_SIGNATURE, PASSIVE_STEP_SIGNATURE, NEVER, FAILED, "signature", "signature wrong") \
	X(FAULT_OBJECT_FORMAT, PASSIVE_STEP_OBJECT, NEVER, FAILED, "object-format",               \
	  "LDS security object badly formed")                                                     \
	X(FAULT_OBJECT_VERSION, PASSIVE_STEP_OBJECT, STRICT, FAILED, "object-version",            \
	  "version of the LDS security object, or of the LDS, not known or not fitting each "     \
	  "other")                                                                                \
	X(FAULT_OBJECT_HASH, PASSIVE_STEP_OBJECT, NEVER, NOT_SUPPORTED, "object-hash",            \
	  "hash algorithm of the data groups not known or not allowed")                           \
	X(FAULT_OBJECT_GROUP, PASSIVE_STEP_OBJECT, NEVER, FAILED, "object-group",                 \
	  "hash of a data group missing, given twice, of wrong size or for no data group")        \
	X(FAULT_CERT_FORMAT, PASSIVE_STEP_PROFILE, NEVER, FAILED, "cert-format",                  \
	  "certificate badly formed")                                                             \
	X(FAULT_CERT_VERSION, PASSIVE_STEP_PROFILE, STRICT, FAILED, "cert-version",               \
	  "certificate not of version 3")                                                         \
	X(FAULT_CERT_SERIAL, PASSIVE_STEP_PROFILE, FIELD, FAILED, "cert-serial",                  \
	  "serial number zero, negative or of more than 20 octets")                               \
	X(FAULT_CERT_ALGORITHMS, PASSIVE_STEP_PROFILE, NEVER, FAILED, "cert-algorithms",          \
	  "signature algorithms inside and outside of the certificate differ")                    \
	X(FAULT_CERT_NAME, PASSIVE_STEP_PROFILE, FIELD, FAILED, "cert-name",                      \
	  "country of a name missing, not of two capitals, or differing between issuer and "      \
	  "subject")                                                                              \
	X(FAULT_CERT_PERIOD, PASSIVE_STEP_PROFILE, NEVER, FAILED, "cert-period",                  \
	  "period of the certificate ends before it begins, or is none")                          \
	X(FAULT_CERT_TIME_FORM, PASSIVE_STEP_PROFILE, FIELD, FAILED, "cert-time-form",            \
	  "GeneralizedTime before 2050, or times without seconds or in another zone")             \
	X(FAULT_KEY_ID_MISSING, PASSIVE_STEP_PROFILE, FIELD, FAILED, "key-id-missing",            \
	  "no key identifier of the authority")                                                   \
	X(FAULT_KEY_USAGE_MISSING, PASSIVE_STEP_PROFILE, STRICT, FAILED, "key-usage-missing",     \
	  "no key usage")                                                                         \
	X(FAULT_KEY_USAGE, PASSIVE_STEP_PROFILE, STRICT, FAILED, "key-usage",                     \
	  "key usage does not allow to sign this, or more than this")                             \
	X(FAULT_EXTENDED_USAGE, PASSIVE_STEP_PROFILE, NEVER, FAILED, "extended-usage",            \
	  "key is for another use")                                                               \
	X(FAULT_SIGNER_IS_CA, PASSIVE_STEP_PROFILE, NEVER, FAILED, "signer-is-ca",                \
	  "a CA, or a listed country CA, signed the file itself")                                 \
	X(FAULT_CRITICAL_UNKNOWN, PASSIVE_STEP_PROFILE, STRICT, FAILED, "critical-unknown",       \
	  "critical extension that is not known")                                                 \
	X(FAULT_EXTENSION_FORMAT, PASSIVE_STEP_PROFILE, STRICT, FAILED, "extension-format",       \
	  "extension badly formed")                                                               \
	X(FAULT_EXTENSION_CRITICALITY, PASSIVE_STEP_PROFILE, FIELD, FAILED,                       \
	  "extension-criticality", "extension critical, or not, against the profile")             \
	X(FAULT_DOCUMENT_TYPE_LIST, PASSIVE_STEP_PROFILE, FIELD, FAILED, "document-type-list",    \
	  "list of document types badly formed")                                                  \
	X(FAULT_ISSUER_UNKNOWN, PASSIVE_STEP_CHAIN, NEVER, UNDETERMINED, "issuer-unknown",        \
	  "issuing country CA not in the trust store")                                            \
	X(FAULT_ISSUER_SIGNATURE, PASSIVE_STEP_CHAIN, NEVER, FAILED, "issuer-signature",          \
	  "signature of the certificate does not fit the country CA's key")                       \
	X(FAULT_ISSUER_ALGORITHM, PASSIVE_STEP_CHAIN, NEVER, NOT_SUPPORTED, "issuer-algorithm",   \
	  "algorithm or key of the country CA cannot be used")                                    \
	X(FAULT_ISSUER_NAMED, PASSIVE_STEP_CHAIN, FIELD, FAILED, "issuer-named",                  \
	  "country CA found by its key, but named otherwise")                                     \
	X(FAULT_ISSUER_KEY_ID, PASSIVE_STEP_CHAIN, FIELD, FAILED, "issuer-key-id",                \
	  "country CA found by its name, but another key identifier is given")                    \
	X(FAULT_ISSUER_PROFILE, PASSIVE_STEP_CHAIN, FIELD, FAILED, "issuer-profile",              \
	  "certificate of the country CA against its profile")                                    \
	X(FAULT_SIGNER_EXPIRED, PASSIVE_STEP_VALIDITY, STRICT, FAILED, "signer-expired",          \
	  "document signer's certificate expired")                                                \
	X(FAULT_SIGNER_NOT_YET, PASSIVE_STEP_VALIDITY, STRICT, FAILED, "signer-not-yet",          \
	  "document signer's certificate not yet valid")                                          \
	X(FAULT_ISSUER_EXPIRED, PASSIVE_STEP_VALIDITY, STRICT, FAILED, "issuer-expired",          \
	  "country CA's certificate expired")                                                     \
	X(FAULT_ISSUER_NOT_YET, PASSIVE_STEP_VALIDITY, STRICT, FAILED, "issuer-not-yet",          \
	  "country CA's certificate not yet valid")                                               \
	X(FAULT_SIGNER_REVOKED, PASSIVE_STEP_REVOCATION, NEVER, FAILED, "signer-revoked",         \
	  "document signer's certificate revoked")                                                \
	X(FAULT_ISSUER_REVOKED, PASSIVE_STEP_REVOCATION, NEVER, FAILED, "issuer-revoked",         \
	  "country CA's certificate revoked")                                                     \
	X(FAULT_REVOKED_BY_LIST, PASSIVE_STEP_REVOCATION, NEVER, FAILED, "revoked-by-list",       \
	  "a defect list revokes the certificate")                                                \
	X(FAULT_TRUST_BY_LIST, PASSIVE_STEP_REVOCATION, NEVER, UNDETERMINED, "trust-by-list",     \
	  "a defect list leaves open whether the certificate is to be trusted")                   \
	X(FAULT_DISTRUSTED, PASSIVE_STEP_REVOCATION, NEVER, FAILED, "distrusted",                 \
	  "certificate or key that the policy file distrusts")                                    \
	X(FAULT_CRL_MISSING, PASSIVE_STEP_REVOCATION, FIELD, UNDETERMINED, "crl-missing",         \
	  "no revocation list of the country CA at hand")                                         \
	X(FAULT_CRL_STALE, PASSIVE_STEP_REVOCATION, STRICT, UNDETERMINED, "crl-stale",            \
	  "revocation list is out of date")                                                       \
	X(FAULT_CRL_ISSUER, PASSIVE_STEP_REVOCATION, STRICT, UNDETERMINED, "crl-issuer",          \
	  "revocation list of that name is signed by another key")                                \
	X(FAULT_CRL_PROFILE, PASSIVE_STEP_REVOCATION, FIELD, UNDETERMINED, "crl-profile",         \
	  "revocation list against its profile")                                                  \
	X(FAULT_COUNTRY, PASSIVE_STEP_COUNTRY, NEVER, FAILED, "country",                          \
	  "certificates of another country than the issuing state")                               \
	X(FAULT_COUNTRY_ABSENT, PASSIVE_STEP_COUNTRY, STRICT, UNDETERMINED, "country-absent",     \
	  "country CA's certificate gives no country")                                            \
	X(FAULT_DOCUMENT_TYPE, PASSIVE_STEP_DOCUMENT_TYPE, STRICT, FAILED, "document-type",       \
	  "document signer may not sign this type of document")                                   \
	X(FAULT_COM_MISSING, PASSIVE_STEP_COM, FIELD, UNDETERMINED, "com-missing",                \
	  "EF.COM was not read")                                                                  \
	X(FAULT_COM_FORMAT, PASSIVE_STEP_COM, FIELD, FAILED, "com-format", "EF.COM badly formed") \
	X(FAULT_COM_MORE, PASSIVE_STEP_COM, FIELD, FAILED, "com-more",                            \
	  "EF.COM lists data groups that are not signed")                                         \
	X(FAULT_COM_LESS, PASSIVE_STEP_COM, FIELD, FAILED, "com-less",                            \
	  "EF.COM does not list all that is signed")                                              \
	X(FAULT_COM_VERSION, PASSIVE_STEP_COM, FIELD, FAILED, "com-version",                      \
	  "EF.COM and what is signed tell different versions")                                    \
	X(FAULT_GROUP_HASH, PASSIVE_STEP_GROUPS, NEVER, FAILED, "group-hash",                     \
	  "data group differs from the signed one")                                               \
	X(FAULT_GROUP_NOT_SIGNED, PASSIVE_STEP_GROUPS, NEVER, FAILED, "group-not-signed",         \
	  "data group that was read is not among the signed ones")                                \
	X(FAULT_GROUP_UNREAD, PASSIVE_STEP_GROUPS, FIELD, UNDETERMINED, "group-unread",           \
	  "signed data group that was not read")                                                  \
	X(FAULT_KNOWN_DEFECT, PASSIVE_STEP_KNOWN_DEFECT, NEVER, FAILED, "known-defect",           \
	  "a defect list forbids the use of this chip's data")
/* clang-format on */

enum passive_fault {
#define X(name, step, class, status, word, text) name,
	PASSIVE_FAULTS(X)
#undef X
		FAULT_COUNT,
	FAULT_NONE = 0xFF
};

/* A set of faults; start with all zeros. */
#define FAULT_WORDS 2
struct faults {
	uint64_t bits[FAULT_WORDS];
};
void faults_add(struct faults *s, enum passive_fault f);
void faults_join(struct faults *s, struct faults more);
bool faults_has(struct faults s, enum passive_fault f);
bool faults_empty(struct faults s);
/* Sixteen octets, fault n at bit n % 8 of octet n / 8, for messages; bits of no fault are dropped.
 */
#define FAULTS_SIZE 16
void faults_to_bytes(struct faults s, uint8_t out[FAULTS_SIZE]);
struct faults faults_from_bytes(const uint8_t in[FAULTS_SIZE]);
/* Those of a that are not in b. */
struct faults faults_without(struct faults a, struct faults b);
/* The first of a step that is in the set, in the order of the table; FAULT_NONE. */
enum passive_fault faults_first(struct faults s, enum passive_step step);

/* Static; out-of-range values give "?" (step: the first, class: NEVER, status: FAILED). */
enum passive_step fault_step(enum passive_fault f);
enum fault_class fault_class(enum passive_fault f);
enum passive_status fault_status(enum passive_fault f);
const char *fault_word(enum passive_fault f);
const char *fault_text(enum passive_fault f);
const char *passive_step_word(enum passive_step s);
const char *passive_step_text(enum passive_step s);
const char *passive_status_word(enum passive_status s); /* "not-supported" */
/* FAULT_NONE for no known word. */
enum passive_fault fault_from_word(struct rd word);

#endif
