/*
 * conf_lds_h_container: EF.SOD that is wrong as a file, as SignedData or in its signer info
 * (Doc 9303-10, 4.6.2.2). Each is wrong in one place and signed as it is.
 */
#include "conf.h"

#include "conf_lds_h.h"

#define REFUSED(number, does, how, why, others, in_field)                                         \
	{                                                                                         \
		.id = "LDS_H_" #number, .what = (does), .end = CONF_REFUSED, .signed_file = true, \
		.fault = (why), .more = (others), .field = (in_field), .variant = (how),          \
		.prepare = conf_lds_h_sod                                                         \
	}

/* Cannot even be read as a file of that tag and length. */
#define UNREAD(number, does, how)                                                            \
	{                                                                                    \
		.id = "LDS_H_" #number, .what = (does), .end = CONF_REFUSED,                 \
		.check = CHECK_FILES_READ, .reason = REASON_BAD_FORMAT, .signed_file = true, \
		.fault = FAULT_NONE, .field = CONF_REFUSED, .variant = (how),                \
		.prepare = conf_lds_h_sod                                                    \
	}

static const struct conf_case cases[] = {
	UNREAD(17, "has an EF.SOD under tag 78", FORGE_SOD_FILE_TAG),
	REFUSED(18, "has an EF.SOD whose length is too small by one", FORGE_SOD_FILE_SHORT,
		FAULT_CMS_FORMAT, NULL, CONF_REFUSED),
	UNREAD(19, "has an EF.SOD whose length is too big by one", FORGE_SOD_FILE_LONG),
	REFUSED(20, "says in SignedData that it is version 1", FORGE_SOD_CMS_VERSION,
		FAULT_CMS_VERSION, NULL, CONF_ACCEPTED),
	REFUSED(21, "has no version in SignedData", FORGE_SOD_CMS_VERSION_MISSING, FAULT_CMS_FORMAT,
		NULL, CONF_REFUSED),
	REFUSED(22, "names MD5 as the digest algorithm of SignedData", FORGE_SOD_DIGESTS_MD5,
		FAULT_DIGEST_LIST, NULL, CONF_ACCEPTED),
	REFUSED(23, "has no list of digest algorithms in SignedData", FORGE_SOD_DIGESTS_MISSING,
		FAULT_CMS_FORMAT, NULL, CONF_REFUSED),
	REFUSED(24, "holds another type of content than an LDS security object",
		FORGE_SOD_TYPE_OTHER, FAULT_CONTENT_TYPE_OTHER, NULL, CONF_REFUSED),
	REFUSED(25, "does not say what type of content it holds", FORGE_SOD_TYPE_MISSING,
		FAULT_CMS_FORMAT, NULL, CONF_REFUSED),
	REFUSED(26, "says in the signer info that it is version 2", FORGE_SOD_SIGNER_VERSION,
		FAULT_SIGNER_INFO_VERSION, NULL, CONF_REFUSED),
	REFUSED(27, "has no version in the signer info", FORGE_SOD_SIGNER_VERSION_MISSING,
		FAULT_CMS_FORMAT, NULL, CONF_REFUSED),
	REFUSED(28, "names in the signer info another serial number than the certificate's",
		FORGE_SOD_SERIAL_OTHER, FAULT_SIGNER_NAMED, NULL, CONF_ACCEPTED),
	REFUSED(29, "names in the signer info another key identifier than the certificate's",
		FORGE_SOD_KEY_ID_OTHER, FAULT_SIGNER_NAMED, NULL, CONF_ACCEPTED),
	REFUSED(30, "hashes the content with MD5", FORGE_SOD_DIGEST_MD5, FAULT_DIGEST_ALGORITHM,
		NULL, CONF_REFUSED),
	REFUSED(31, "has no digest algorithm in the signer info", FORGE_SOD_DIGEST_MISSING,
		FAULT_CMS_FORMAT, NULL, CONF_REFUSED),
	REFUSED(32, "has signed a wrong digest of the content", FORGE_SOD_MESSAGE_DIGEST,
		FAULT_ATTRIBUTE_DIGEST, NULL, CONF_REFUSED),
	REFUSED(33, "has signed no digest of the content", FORGE_SOD_MESSAGE_DIGEST_MISSING,
		FAULT_ATTRIBUTE_DIGEST, NULL, CONF_REFUSED),
	{.id = "LDS_H_34",
	 .what = "says that it was signed at a wrong time",
	 .end = CONF_NOT_APPLICABLE,
	 .note = "deleted in version 1.1 of the plan"},
	{.id = "LDS_H_35",
	 .what = "does not say when it was signed",
	 .end = CONF_NOT_APPLICABLE,
	 .note = "deleted in version 1.1 of the plan"},
	REFUSED(36, "is signed with RSA v1.5 and MD5", FORGE_SOD_SIGNATURE_MD5,
		FAULT_SIGNATURE_ALGORITHM, NULL, CONF_REFUSED),
	REFUSED(37, "has a wrong signature", FORGE_SOD_SIGNATURE_WRONG, FAULT_SIGNATURE, NULL,
		CONF_REFUSED),
	REFUSED(38, "has no signature", FORGE_SOD_SIGNATURE_MISSING, FAULT_CMS_FORMAT, NULL,
		CONF_REFUSED),
	REFUSED(84, "names issuer and serial number in a signer info of version 3",
		FORGE_SOD_VERSION_3, FAULT_SIGNER_INFO_VERSION, NULL, CONF_REFUSED),
	REFUSED(85, "names the key identifier in a signer info of version 1", FORGE_SOD_VERSION_1,
		FAULT_SIGNER_INFO_VERSION, NULL, CONF_REFUSED),
};

const struct conf_unit conf_lds_h_container = {"lds_h_container", cases,
					       sizeof(cases) / sizeof(cases[0])};
