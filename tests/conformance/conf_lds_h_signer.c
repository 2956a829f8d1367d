/*
 * conf_lds_h_signer: EF.SOD whose signer's certificate is wrong in one place (Doc 9303-12, 7.1),
 * and signed by the country's CA as it is.
 */
#include "conf.h"

#include "conf_lds_h.h"

void conf_lds_h_keys(struct conf_world *w)
{
	conf_signed_by(w, "pss:3072:sha256", "pss:2048:sha256");
	w->order.lds_version = 0; /* LDS 1.7, as the plan's documents are */
}

void conf_lds_h_sod(struct conf_world *w)
{
	conf_lds_h_keys(w);
	w->order.sod = (enum forge_sod_form)w->variant;
}

void conf_lds_h_certificate(struct conf_world *w)
{
	conf_lds_h_keys(w);
	w->order.certificate = (enum forge_cert_form)w->variant;
}

#define REFUSED(number, does, how, why, others, in_field)                                   \
	{                                                                                   \
		.id = "LDS_H_" #number, .what = ("has a signer's certificate " does),       \
		.end = CONF_REFUSED, .signed_file = true, .fault = (why), .more = (others), \
		.field = (in_field), .variant = (how), .prepare = conf_lds_h_certificate    \
	}

static const struct conf_case cases[] = {
	REFUSED(48, "of version 2", FORGE_CERT_VERSION, FAULT_CERT_VERSION, NULL, CONF_REFUSED),
	REFUSED(49, "without version", FORGE_CERT_VERSION_MISSING, FAULT_CERT_VERSION, NULL,
		CONF_REFUSED),
	REFUSED(50, "without serial number", FORGE_CERT_SERIAL_MISSING, FAULT_SIGNER_NOT_FOUND,
		NULL, CONF_REFUSED),
	REFUSED(51, "that tells another signature algorithm inside than outside",
		FORGE_CERT_ALGORITHMS_DIFFER, FAULT_CERT_ALGORITHMS, "issuer-signature",
		CONF_REFUSED),
	REFUSED(52, "that tells no signature algorithm inside", FORGE_CERT_ALGORITHM_MISSING,
		FAULT_SIGNER_NOT_FOUND, NULL, CONF_REFUSED),
	REFUSED(53, "whose issuer has no country", FORGE_CERT_ISSUER_STYLE, FAULT_CERT_NAME,
		"issuer-named", CONF_ACCEPTED),
	REFUSED(54, "whose issuer is not the name of the country CA", FORGE_CERT_ISSUER_OTHER,
		FAULT_ISSUER_NAMED, NULL, CONF_ACCEPTED),
	REFUSED(55, "without issuer", FORGE_CERT_ISSUER_MISSING, FAULT_SIGNER_NOT_FOUND, NULL,
		CONF_REFUSED),
	REFUSED(56, "with GeneralizedTime before 2050", FORGE_CERT_TIME_GENERAL,
		FAULT_CERT_TIME_FORM, NULL, CONF_ACCEPTED),
	REFUSED(57, "without period", FORGE_CERT_VALIDITY_MISSING, FAULT_SIGNER_NOT_FOUND, NULL,
		CONF_REFUSED),
	REFUSED(58, "whose key is told as one for RSA with MD5", FORGE_CERT_KEY_MD5,
		FAULT_KEY_PARAMETERS, NULL, CONF_REFUSED),
	REFUSED(59, "without key", FORGE_CERT_KEY_MISSING, FAULT_SIGNER_NOT_FOUND, NULL,
		CONF_REFUSED),
	REFUSED(60, "whose identifier of the authority has none of its key",
		FORGE_CERT_AUTHORITY_NO_KEY, FAULT_KEY_ID_MISSING, NULL, CONF_ACCEPTED),
	REFUSED(61, "without identifier of the authority's key", FORGE_CERT_AUTHORITY_MISSING,
		FAULT_KEY_ID_MISSING, NULL, CONF_ACCEPTED),
	REFUSED(62, "whose key usage is not critical", FORGE_CERT_USAGE_NOT_CRITICAL,
		FAULT_EXTENSION_CRITICALITY, NULL, CONF_ACCEPTED),
	REFUSED(63, "whose key is not for signatures", FORGE_CERT_USAGE_OTHER, FAULT_KEY_USAGE,
		NULL, CONF_REFUSED),
	REFUSED(64, "without key usage", FORGE_CERT_USAGE_MISSING, FAULT_KEY_USAGE_MISSING, NULL,
		CONF_REFUSED),
	REFUSED(65, "signed with RSA v1.5 and MD5", FORGE_CERT_SIGNED_MD5, FAULT_ISSUER_ALGORITHM,
		NULL, CONF_REFUSED),
	REFUSED(66, "that tells no signature algorithm outside", FORGE_CERT_OUTER_MISSING,
		FAULT_SIGNER_NOT_FOUND, NULL, CONF_REFUSED),
	REFUSED(67, "with a wrong signature", FORGE_CERT_SIGNATURE_WRONG, FAULT_ISSUER_SIGNATURE,
		NULL, CONF_REFUSED),
	REFUSED(68, "without signature", FORGE_CERT_SIGNATURE_MISSING, FAULT_SIGNER_NOT_FOUND, NULL,
		CONF_REFUSED),
};

const struct conf_unit conf_lds_h_signer = {"lds_h_signer", cases,
					    sizeof(cases) / sizeof(cases[0])};
