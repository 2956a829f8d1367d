/*
 * cert_profile: what a certificate must be for what it is used for (Doc 9303-12, 7.1, tables 5 and
 * 6; TR-03129-2, 7.2).
 * Knows roles and their extensions. Never knows whether the certificate is trusted.
 *
 * Extensions that only inform (alternative names, distribution points, period of the private key,
 * document types) are not missed: signers from before they were asked for are in the field until
 * their documents expire.
 */
#include "pki/algorithm.h"
#include "pki/cert.h"

static const bool critical_by_table[CERT_EXT_COUNT] = {
#define X(name, oid, critical) (critical) != 0,
	CERT_EXTENSIONS(X)
#undef X
};

static bool is_ca_role(enum cert_role role)
{
	return role == CERT_CSCA || role == CERT_LINK;
}

/* Key usage has exactly the bits of the role, no more. */
static void judge_key_usage(const struct cert *c, enum cert_role role, struct faults *out)
{
	const uint32_t wanted = is_ca_role(role) ? CERT_USE_KEY_CERT_SIGN | CERT_USE_CRL_SIGN
						 : CERT_USE_DIGITAL_SIGNATURE;
	if (!c->has_key_usage) {
		faults_add(out, FAULT_KEY_USAGE_MISSING);
	} else if (c->key_usage != wanted) {
		faults_add(out, FAULT_KEY_USAGE);
	}
}

static void judge_constraints(const struct cert *c, enum cert_role role, struct faults *out)
{
	if (is_ca_role(role)) {
		/* pathLenConstraint is always 0. */
		if (!c->ca || !c->has_path_length || c->path_length != 0) {
			faults_add(out, FAULT_ISSUER_PROFILE);
		}
		if (c->subject_key_id.left == 0) {
			faults_add(out, FAULT_ISSUER_PROFILE);
		}
	} else if (c->ca || c->key_usage_certifies) {
		faults_add(out, FAULT_SIGNER_IS_CA);
	}
}

static bool extended_usage_fits(const struct cert *c, enum cert_role role)
{
	switch (role) {
	case CERT_CSCA:
	case CERT_LINK:
	case CERT_DOCUMENT_SIGNER:
		return !c->has_extended_usage;
	case CERT_LIST_SIGNER:
		return c->signs_master_lists;
	case CERT_DEVIATION_SIGNER:
		return c->signs_deviation_lists;
	case CERT_DEFECT_SIGNER:
		return c->signs_defect_lists;
	}
	return false;
}

static void judge_criticality(const struct cert *c, struct faults *out)
{
	for (unsigned i = 0; i < CERT_EXT_COUNT; i++) {
		bool given = (c->extensions & 1u << i) != 0;
		bool critical = (c->critical & 1u << i) != 0;
		if (given && critical != critical_by_table[i]) {
			faults_add(out, FAULT_EXTENSION_CRITICALITY);
		}
	}
}

void cert_profile(const struct cert *c, enum cert_role role, struct faults *out)
{
	faults_join(out, c->faults);
	judge_key_usage(c, role, out);
	judge_constraints(c, role, out);
	judge_criticality(c, out);
	if (!extended_usage_fits(c, role)) {
		faults_add(out, FAULT_EXTENDED_USAGE);
	}
	/* Only a self-signed country CA may do without. */
	if (role != CERT_CSCA && c->authority_key_id.left == 0) {
		faults_add(out, FAULT_KEY_ID_MISSING);
	}
}

struct faults cert_algorithm_faults(const struct cert *c)
{
	struct crypt_sigalg alg;
	if (algorithm_signature(c->algorithm, NULL, &alg) != EG_OK) {
		return (struct faults){0}; /* no signature of it is ever right */
	}
	return algorithm_faults(c->algorithm, &alg);
}

/* A document type without the fillers of the MRZ behind it. */
static struct rd without_fillers(struct rd type)
{
	uint8_t last = 0;
	while (type.left > 0 && rd_byte_at(&type, type.left - 1, &last) && last == '<') {
		type.left--;
	}
	return type;
}

bool cert_signs_type(const struct cert *c, struct rd type)
{
	struct rd list = c->document_types;
	struct rd wanted = without_fillers(type);
	struct rd text;
	uint32_t tag;
	while (wanted.left > 0 && list.left > 0 && rd_tlv(&list, &tag, &text)) {
		struct rd listed = without_fillers(text);
		if (rd_equal(listed, wanted) || (listed.left == 1 && rd_begins(wanted, listed))) {
			return true;
		}
	}
	return false;
}
