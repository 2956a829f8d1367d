/*
 * forge_form: every way in which EF.SOD or a certificate can be written otherwise than Doc 9303
 * wants it: the word for the command line, the conformance case that it makes (BSI TR-03105-5.1),
 * what is otherwise. Knows the tables. Never knows how anything is written.
 *
 * In the order of the fields: file, container, signer info, LDS security object; certificate.
 */
#ifndef EG_SIMULATOR_FORGE_FORM_H
#define EG_SIMULATOR_FORGE_FORM_H

#include "base/rd.h"

/* clang-format off: tables */
#define FORGE_SOD_FORMS(X)                                                                         \
	X(FORGE_SOD_USUAL, "usual", "", "as Doc 9303-10 wants it")                                 \
	X(FORGE_SOD_FILE_TAG, "file-tag", "LDS_H_17", "file begins with tag 78")                   \
	X(FORGE_SOD_FILE_SHORT, "file-short", "LDS_H_18", "file's length too small by one")        \
	X(FORGE_SOD_FILE_LONG, "file-long", "LDS_H_19", "file's length too big by one")            \
	X(FORGE_SOD_INDEFINITE, "indefinite", "", "BER with indefinite lengths (China)")           \
	X(FORGE_SOD_PIECES, "pieces", "", "BER with the content in two strings")                   \
	X(FORGE_SOD_LONG_LENGTHS, "long-lengths", "", "BER with lengths longer than they need be") \
	X(FORGE_SOD_CMS_VERSION, "cms-version", "LDS_H_20", "SignedData says version 1")           \
	X(FORGE_SOD_CMS_VERSION_MISSING, "cms-version-missing", "LDS_H_21",                        \
	  "SignedData without version")                                                            \
	X(FORGE_SOD_DIGESTS_MD5, "digests-md5", "LDS_H_22",                                        \
	  "SignedData's digest algorithm is MD5")                                                  \
	X(FORGE_SOD_DIGESTS_MISSING, "digests-missing", "LDS_H_23",                                \
	  "SignedData without digest algorithms")                                                  \
	X(FORGE_SOD_DIGESTS_EMPTY, "digests-empty", "", "SignedData names no digest algorithm")    \
	X(FORGE_SOD_TYPE_OTHER, "type-other", "LDS_H_24", "content type of a master list")         \
	X(FORGE_SOD_TYPE_MISSING, "type-missing", "LDS_H_25", "content without its type")          \
	X(FORGE_SOD_ID_DATA, "id-data", "", "content type id-data (China)")                        \
	X(FORGE_SOD_OLD_ICAO, "old-icao", "", "content type 1.3.27.1.1.1")                         \
	X(FORGE_SOD_SDU, "sdu", "", "content type 1.2.528.1.1006.1.20.1")                          \
	X(FORGE_SOD_NO_CERTIFICATE, "no-certificate", "LDS_H_15", "signer's certificate left out") \
	X(FORGE_SOD_TWO_SIGNERS, "two-signers", "", "two signer infos, both right")                \
	X(FORGE_SOD_SIGNER_VERSION, "signer-version", "LDS_H_26", "signer info says version 2")    \
	X(FORGE_SOD_SIGNER_VERSION_MISSING, "signer-version-missing", "LDS_H_27",                  \
	  "signer info without version")                                                           \
	X(FORGE_SOD_VERSION_3, "version-3", "LDS_H_84",                                            \
	  "signer info of version 3 names issuer and serial")                                      \
	X(FORGE_SOD_VERSION_1, "version-1", "LDS_H_85",                                            \
	  "signer info of version 1 names the key identifier")                                     \
	X(FORGE_SOD_SERIAL_OTHER, "serial-other", "LDS_H_28", "signer info names another serial")  \
	X(FORGE_SOD_KEY_ID_OTHER, "key-id-other", "LDS_H_29",                                      \
	  "signer info of version 3 names another key identifier")                                 \
	X(FORGE_SOD_BY_KEY, "by-key", "", "signer named by its key identifier")                    \
	X(FORGE_SOD_NAME_STRINGS, "name-strings", "", "signer's issuer in other types of text")    \
	X(FORGE_SOD_NAME_ORDER, "name-order", "", "signer's issuer in another order")              \
	X(FORGE_SOD_DIGEST_MD5, "digest-md5", "LDS_H_30", "content hashed with MD5")               \
	X(FORGE_SOD_DIGEST_MISSING, "digest-missing", "LDS_H_31",                                  \
	  "signer info without digest algorithm")                                                  \
	X(FORGE_SOD_DIGESTS_DIFFER, "digests-differ", "",                                          \
	  "attributes hashed otherwise than signed")                                               \
	X(FORGE_SOD_DIGEST_SHA224, "digest-sha224", "", "content hashed with SHA-224")             \
	X(FORGE_SOD_NO_ATTRIBUTES, "no-attributes", "", "no signed attributes, content signed")    \
	X(FORGE_SOD_TYPE_ATTRIBUTE, "type-attribute", "", "signed type of content is id-data")     \
	X(FORGE_SOD_MESSAGE_DIGEST, "message-digest", "LDS_H_32", "signed digest is wrong")        \
	X(FORGE_SOD_MESSAGE_DIGEST_MISSING, "message-digest-missing", "LDS_H_33",                  \
	  "no signed digest")                                                                      \
	X(FORGE_SOD_DIGEST_TWICE, "digest-twice", "", "two signed digests, the first one wrong")   \
	X(FORGE_SOD_UNSORTED, "unsorted", "", "signed attributes in no order of DER, signed so")   \
	X(FORGE_SOD_SORTED_LATER, "sorted-later", "", "carried in no order of DER, signed in it")  \
	X(FORGE_SOD_TIME_OUTSIDE, "time-outside", "", "signed before the signer's time")           \
	X(FORGE_SOD_SIGNATURE_MD5, "signature-md5", "LDS_H_36", "signed with RSA and MD5")         \
	X(FORGE_SOD_SIGNATURE_WRONG, "signature-wrong", "LDS_H_37", "signature changed in a bit")  \
	X(FORGE_SOD_SIGNATURE_MISSING, "signature-missing", "LDS_H_38", "no signature")            \
	X(FORGE_SOD_OBJECT_VERSION, "object-version", "LDS_H_39", "LDS security object says v2")   \
	X(FORGE_SOD_OBJECT_VERSION_MISSING, "object-version-missing", "LDS_H_40",                  \
	  "LDS security object without version")                                                   \
	X(FORGE_SOD_OBJECT_MD5, "object-md5", "LDS_H_41", "data groups hashed with MD5")           \
	X(FORGE_SOD_OBJECT_HASH_MISSING, "object-hash-missing", "LDS_H_42",                        \
	  "LDS security object without hash algorithm")                                            \
	X(FORGE_SOD_DG2_HASH, "dg2-hash", "LDS_H_43", "hash of DG2 wrong")                         \
	X(FORGE_SOD_DG1_UNSIGNED, "dg1-unsigned", "LDS_H_44", "no hash of DG1")                    \
	X(FORGE_SOD_DG10_SIGNED, "dg10-signed", "LDS_H_45", "a hash of DG10, which is not there")  \
	X(FORGE_SOD_DG1_NUMBER, "dg1-number", "LDS_H_46", "DG1 is signed as number 255")           \
	X(FORGE_SOD_DG2_NUMBER_MISSING, "dg2-number-missing", "LDS_H_47",                          \
	  "hash of DG2 without its number")                                                        \
	X(FORGE_SOD_DG1_TWICE, "dg1-twice", "", "two hashes of DG1, the first one wrong")          \
	X(FORGE_SOD_LDS_1_8_AS_0, "lds-1.8-as-0", "LDS_H_87",                                      \
	  "LDS security object of LDS 1.8 says v0")                                                \
	X(FORGE_SOD_LDS_1_7_AS_1, "lds-1.7-as-1", "LDS_H_88",                                      \
	  "LDS security object of LDS 1.7 says v1")                                                \
	X(FORGE_SOD_LDS_1_9, "lds-1.9", "LDS_H_89", "LDS security object of LDS 1.9")              \
	X(FORGE_SOD_DG3_SIGNED, "dg3-signed", "LDS_H_90", "a hash of DG3, which is not listed")    \
	X(FORGE_SOD_DG2_UNSIGNED, "dg2-unsigned", "LDS_H_91", "no hash of DG2")                    \
	X(FORGE_SOD_DG3_FOR_DG2, "dg3-for-dg2", "LDS_H_92", "DG2 is signed as number 3")

#define FORGE_CERT_FORMS(X)                                                                        \
	X(FORGE_CERT_USUAL, "usual", "", "as Doc 9303-12 wants it")                                \
	X(FORGE_CERT_VERSION, "version", "LDS_H_48", "version 2")                                  \
	X(FORGE_CERT_VERSION_MISSING, "version-missing", "LDS_H_49", "no version, which is 1")     \
	X(FORGE_CERT_SERIAL_MISSING, "serial-missing", "LDS_H_50", "no serial number")             \
	X(FORGE_CERT_SERIAL_ZERO, "serial-zero", "", "serial number 0")                            \
	X(FORGE_CERT_SERIAL_NEGATIVE, "serial-negative", "", "serial number below 0")              \
	X(FORGE_CERT_SERIAL_LONG, "serial-long", "", "serial number of 21 octets")                 \
	X(FORGE_CERT_ALGORITHMS_DIFFER, "algorithms-differ", "LDS_H_51",                           \
	  "another signature algorithm inside than outside")                                       \
	X(FORGE_CERT_ALGORITHM_MISSING, "algorithm-missing", "LDS_H_52",                           \
	  "no signature algorithm inside")                                                         \
	X(FORGE_CERT_ISSUER_STYLE, "issuer-style", "LDS_H_53", "issuer without a country")         \
	X(FORGE_CERT_ISSUER_OTHER, "issuer-other", "LDS_H_54", "issuer is not the CA's name")      \
	X(FORGE_CERT_ISSUER_MISSING, "issuer-missing", "LDS_H_55", "no issuer")                    \
	X(FORGE_CERT_TIME_GENERAL, "time-general", "LDS_H_56", "GeneralizedTime before 2050")      \
	X(FORGE_CERT_VALIDITY_MISSING, "validity-missing", "LDS_H_57", "no period")                \
	X(FORGE_CERT_PERIOD_INVERTED, "period-inverted", "", "period ends before it begins")       \
	X(FORGE_CERT_KEY_MD5, "key-md5", "LDS_H_58", "key is told as one for RSA with MD5")        \
	X(FORGE_CERT_KEY_MISSING, "key-missing", "LDS_H_59", "no key")                             \
	X(FORGE_CERT_AUTHORITY_NO_KEY, "authority-no-key", "LDS_H_60",                             \
	  "authority's identifier without one of its key")                                         \
	X(FORGE_CERT_AUTHORITY_MISSING, "authority-missing", "LDS_H_61",                           \
	  "no identifier of the authority's key")                                                  \
	X(FORGE_CERT_AUTHORITY_OTHER, "authority-other", "",                                       \
	  "identifier of a key that is not the authority's")                                       \
	X(FORGE_CERT_USAGE_NOT_CRITICAL, "usage-not-critical", "LDS_H_62",                         \
	  "key usage not critical")                                                                \
	X(FORGE_CERT_USAGE_OTHER, "usage-other", "LDS_H_63", "key is not for signatures")          \
	X(FORGE_CERT_USAGE_MISSING, "usage-missing", "LDS_H_64", "no key usage")                   \
	X(FORGE_CERT_USAGE_CERTIFIES, "usage-certifies", "", "key is for certificates, too")       \
	X(FORGE_CERT_IS_CA, "is-ca", "", "signer is a CA by its basic constraints")                \
	X(FORGE_CERT_EXTENDED, "extended", "", "key is for master lists")                          \
	X(FORGE_CERT_CRITICAL, "critical", "", "critical extension that nobody knows")             \
	X(FORGE_CERT_EXTENSION_TWICE, "extension-twice", "", "key usage given twice")              \
	X(FORGE_CERT_TYPES_OTHER, "types-other", "", "signer is for visas alone")                  \
	X(FORGE_CERT_TYPES_FORM, "types-form", "", "document types without version or set")        \
	X(FORGE_CERT_SIGNED_MD5, "signed-md5", "LDS_H_65", "signed with RSA and MD5")              \
	X(FORGE_CERT_OUTER_MISSING, "outer-missing", "LDS_H_66", "no signature algorithm outside") \
	X(FORGE_CERT_SIGNATURE_WRONG, "signature-wrong", "LDS_H_67", "signature changed in a bit") \
	X(FORGE_CERT_SIGNATURE_MISSING, "signature-missing", "LDS_H_68", "no signature")
/* clang-format on */

enum forge_sod_form {
#define X(name, word, id, text) name,
	FORGE_SOD_FORMS(X)
#undef X
};

enum forge_cert_form {
#define X(name, word, id, text) name,
	FORGE_CERT_FORMS(X)
#undef X
};

/* Form by its word or its conformance case; false for an unknown one. */
EG_CHECK bool forge_sod_form_parse(struct rd word, enum forge_sod_form *out);
EG_CHECK bool forge_cert_form_parse(struct rd word, enum forge_cert_form *out);

#endif
