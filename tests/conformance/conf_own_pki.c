/*
 * conf_own_pki: EF.SOD beyond the plan: forms of the field that a gate must read, and forgeries
 * that a careless one would take. Certificates and chains are in conf_own_pki_chain.
 */
#include "conf.h"

#include "conf_lds_h.h"

/* Algorithms that the plan leaves out; by the variant. */
enum { SALT_0, SALT_20, SALT_64, MASK, NO_NULL, GARBAGE, PARAMETERS, CUBE_ROOT, EXPONENT_3, NAMED };
static const char *const signers[] = {
	[SALT_0] = "pss:2048:sha256:salt=0",         [SALT_20] = "pss:2048:sha256:salt=20",
	[SALT_64] = "pss:2048:sha256:salt=64",       [MASK] = "pss:2048:sha256:mask=sha1",
	[NO_NULL] = "rsa:2048:sha256:no-null",       [GARBAGE] = "rsa:2048:sha256:garbage",
	[PARAMETERS] = "rsa:2048:sha256:parameters", [CUBE_ROOT] = "rsa:2048:sha256:cube-root",
	[EXPONENT_3] = "rsa:2048:sha256:exponent-3", [NAMED] = "ec:P-256:sha256:named",
};

static void algorithm(struct conf_world *w)
{
	conf_signed_by(w, "pss:3072:sha256", signers[w->variant]);
}

#define CASE(name, does, how, ends, why, others, in_field, done)                           \
	{                                                                                  \
		.id = "OWN_PKI_" name, .what = (does), .end = (ends), .signed_file = true, \
		.fault = (why), .more = (others), .field = (in_field), .variant = (how),   \
		.prepare = (done)                                                          \
	}
#define ACCEPTED(name, does, how, done) \
	CASE(name, does, how, CONF_ACCEPTED, FAULT_NONE, NULL, CONF_ACCEPTED, done)
/* Refused by the strict profile, passed over and recorded in the field. */
#define DEVIATES(name, does, how, why, done) \
	CASE(name, does, how, CONF_REFUSED, why, NULL, CONF_ACCEPTED, done)
#define REFUSED(name, does, how, why, others, done) \
	CASE(name, does, how, CONF_REFUSED, why, others, CONF_REFUSED, done)

static const struct conf_case cases[] = {
	ACCEPTED("PSS_SALT_0", "is signed with RSA-PSS without salt", SALT_0, algorithm),
	ACCEPTED("PSS_SALT_20", "is signed with RSA-PSS, SHA-256 and a salt of 20 octets", SALT_20,
		 algorithm),
	ACCEPTED("PSS_SALT_64", "is signed with RSA-PSS, SHA-256 and a salt of 64 octets", SALT_64,
		 algorithm),
	DEVIATES("PSS_MASK", "is signed with RSA-PSS, SHA-256 and a mask made with SHA-1", MASK,
		 FAULT_PSS_MASK, algorithm),
	REFUSED("NO_NULL", "is signed with RSA v1.5 without NULL in the DigestInfo", NO_NULL,
		FAULT_DIGEST_INFO, NULL, algorithm),
	REFUSED("GARBAGE", "has anything behind the DigestInfo of its RSA v1.5 signature", GARBAGE,
		FAULT_SIGNATURE, NULL, algorithm),
	REFUSED("PARAMETERS", "has anything in the parameters of the DigestInfo", PARAMETERS,
		FAULT_SIGNATURE, NULL, algorithm),
	REFUSED("CUBE_ROOT", "is signed with a cube root, without the key of exponent 3", CUBE_ROOT,
		FAULT_SIGNATURE, NULL, algorithm),
	ACCEPTED("EXPONENT_3", "is signed with an RSA key of exponent 3", EXPONENT_3, algorithm),
	ACCEPTED("NAMED_CURVE", "is signed on a curve that is told by its name", NAMED, algorithm),
	DEVIATES("INDEFINITE", "is written in BER with indefinite lengths", FORGE_SOD_INDEFINITE,
		 FAULT_BER, conf_lds_h_sod),
	DEVIATES("PIECES", "is written in BER with its content in two pieces", FORGE_SOD_PIECES,
		 FAULT_BER, conf_lds_h_sod),
	DEVIATES("LONG_LENGTHS", "is written in BER with lengths longer than they need be",
		 FORGE_SOD_LONG_LENGTHS, FAULT_BER, conf_lds_h_sod),
	DEVIATES("DIGESTS_EMPTY", "names no digest algorithm in SignedData",
		 FORGE_SOD_DIGESTS_EMPTY, FAULT_DIGEST_LIST, conf_lds_h_sod),
	DEVIATES("ID_DATA", "says that its content is data", FORGE_SOD_ID_DATA, FAULT_CONTENT_TYPE,
		 conf_lds_h_sod),
	DEVIATES("OLD_ICAO", "gives its content the type of ICAO's first drafts",
		 FORGE_SOD_OLD_ICAO, FAULT_CONTENT_TYPE, conf_lds_h_sod),
	DEVIATES("SDU", "gives its content the type of a maker's own", FORGE_SOD_SDU,
		 FAULT_CONTENT_TYPE, conf_lds_h_sod),
	DEVIATES("TWO_SIGNERS", "has two signer infos", FORGE_SOD_TWO_SIGNERS,
		 FAULT_SIGNERS_SEVERAL, conf_lds_h_sod),
	ACCEPTED("BY_KEY", "names its signer by the key identifier", FORGE_SOD_BY_KEY,
		 conf_lds_h_sod),
	ACCEPTED("NAME_STRINGS", "names its signer's issuer in other types of text",
		 FORGE_SOD_NAME_STRINGS, conf_lds_h_sod),
	DEVIATES("NAME_ORDER", "names its signer's issuer in another order", FORGE_SOD_NAME_ORDER,
		 FAULT_SIGNER_NAME_ORDER, conf_lds_h_sod),
	REFUSED("NO_ATTRIBUTES", "signs its content without signed attributes",
		FORGE_SOD_NO_ATTRIBUTES, FAULT_ATTRIBUTES_MISSING, NULL, conf_lds_h_sod),
	REFUSED("TYPE_ATTRIBUTE", "signs another type of content than it holds",
		FORGE_SOD_TYPE_ATTRIBUTE, FAULT_ATTRIBUTE_TYPE, NULL, conf_lds_h_sod),
	REFUSED("DIGEST_TWICE", "signs two digests, of which the second is right",
		FORGE_SOD_DIGEST_TWICE, FAULT_ATTRIBUTE_TWICE, NULL, conf_lds_h_sod),
	DEVIATES("UNSORTED", "signs its attributes in no order of DER", FORGE_SOD_UNSORTED,
		 FAULT_ATTRIBUTES_ORDER, conf_lds_h_sod),
	DEVIATES("SORTED_LATER", "carries its attributes in another order than it signs them in",
		 FORGE_SOD_SORTED_LATER, FAULT_ATTRIBUTES_SORTED, conf_lds_h_sod),
	DEVIATES("TIME_OUTSIDE", "was signed before its signer's period", FORGE_SOD_TIME_OUTSIDE,
		 FAULT_SIGNING_TIME, conf_lds_h_sod),
	REFUSED("DG1_TWICE", "signs two hashes of data group 1, of which the second is right",
		FORGE_SOD_DG1_TWICE, FAULT_OBJECT_GROUP, NULL, conf_lds_h_sod),
};

const struct conf_unit conf_own_pki = {"own_pki", cases, sizeof(cases) / sizeof(cases[0])};
