/*
 * algorithm: AlgorithmIdentifiers of certificates and CMS as crypt's values.
 * Knows OIDs and their parameters. Never knows keys or what is signed.
 */
#include "pki/algorithm.h"

#define OID(literal)                         \
	{                                    \
		literal, sizeof(literal) - 1 \
	}
struct oid {
	const char *octets;
	size_t size;
};

/* RFC 8017 A.2; RFC 5758, RFC 3279, 2.2.2 (DSA with SHA-1); BSI TR-03111, 5.2.1 (plain r||s). */
#define PKCS1(last)     OID("\x2A\x86\x48\x86\xF7\x0D\x01\x01" last)
#define ECDSA_ANSI(end) OID("\x2A\x86\x48\xCE\x3D\x04" end)
#define DSA_NIST(last)  OID("\x60\x86\x48\x01\x65\x03\x04\x03" last)
#define ECDSA_BSI(last) OID("\x04\x00\x7F\x00\x07\x01\x01\x04\x01" last)
static const struct {
	struct oid oid;
	enum crypt_scheme scheme;
	enum crypt_hash hash;
} signatures[] = {
	{PKCS1("\x05"), CRYPT_RSA_V15, CRYPT_SHA1},
	{PKCS1("\x0E"), CRYPT_RSA_V15, CRYPT_SHA224},
	{PKCS1("\x0B"), CRYPT_RSA_V15, CRYPT_SHA256},
	{PKCS1("\x0C"), CRYPT_RSA_V15, CRYPT_SHA384},
	{PKCS1("\x0D"), CRYPT_RSA_V15, CRYPT_SHA512},
	{ECDSA_ANSI("\x01"), CRYPT_ECDSA_DER, CRYPT_SHA1},
	{ECDSA_ANSI("\x03\x01"), CRYPT_ECDSA_DER, CRYPT_SHA224},
	{ECDSA_ANSI("\x03\x02"), CRYPT_ECDSA_DER, CRYPT_SHA256},
	{ECDSA_ANSI("\x03\x03"), CRYPT_ECDSA_DER, CRYPT_SHA384},
	{ECDSA_ANSI("\x03\x04"), CRYPT_ECDSA_DER, CRYPT_SHA512},
	{ECDSA_BSI("\x01"), CRYPT_ECDSA_PLAIN, CRYPT_SHA1},
	{ECDSA_BSI("\x02"), CRYPT_ECDSA_PLAIN, CRYPT_SHA224},
	{ECDSA_BSI("\x03"), CRYPT_ECDSA_PLAIN, CRYPT_SHA256},
	{ECDSA_BSI("\x04"), CRYPT_ECDSA_PLAIN, CRYPT_SHA384},
	{ECDSA_BSI("\x05"), CRYPT_ECDSA_PLAIN, CRYPT_SHA512},
	{OID("\x2A\x86\x48\xCE\x38\x04\x03"), CRYPT_DSA, CRYPT_SHA1},
	{DSA_NIST("\x01"), CRYPT_DSA, CRYPT_SHA224},
	{DSA_NIST("\x02"), CRYPT_DSA, CRYPT_SHA256},
};
static const struct oid bare_rsa = PKCS1("\x01");
static const struct oid mgf1 = PKCS1("\x08");
static const struct oid rsa_pss = PKCS1("\x0A");

/* RFC 8017, A.2.3: the defaults of RSASSA-PSS-params. */
#define PSS_SALT_DEFAULT 20
#define PSS_TRAILER      1

static bool oid_is(struct rd found, const struct oid *oid)
{
	return rd_equal(found, rd_of(oid->octets, oid->size));
}

/* The rest of an AlgorithmIdentifier without parameters: absent, or NULL. */
static bool no_parameters(struct rd *rest)
{
	struct rd null;
	bool present;
	return rd_optional(rest, 0x05, &null, &present) && null.left == 0 && rd_end(rest);
}

enum eg_err algorithm_hash(struct rd algorithm, enum crypt_hash *out)
{
	struct rd oid;
	if (!rd_expect(&algorithm, 0x06, &oid) || !no_parameters(&algorithm)) {
		return EG_FAIL(EG_BAD_DATA, "hash algorithm");
	}
	for (enum crypt_hash h = CRYPT_SHA1; h <= CRYPT_SHA512; h++) {
		if (rd_equal(oid, crypt_hash_oid(h))) {
			*out = h;
			return EG_OK;
		}
	}
	return EG_FAIL(EG_UNSUPPORTED, "hash algorithm");
}

static enum eg_err pss_mgf(struct rd wrapped, enum crypt_hash *out)
{
	struct rd algorithm;
	struct rd oid;
	struct rd hash;
	if (!rd_expect(&wrapped, 0x30, &algorithm) || !rd_end(&wrapped) ||
	    !rd_expect(&algorithm, 0x06, &oid) || !oid_is(oid, &mgf1) ||
	    !rd_expect(&algorithm, 0x30, &hash) || !rd_end(&algorithm)) {
		return EG_FAIL(EG_UNSUPPORTED, "mask function of PSS");
	}
	return algorithm_hash(hash, out);
}

/* RSASSA-PSS-params: [0] hash, [1] mask function, [2] salt, [3] trailer, all with defaults. */
static enum eg_err pss_parameters(struct rd rest, struct crypt_sigalg *out)
{
	struct rd params;
	struct rd field[4];
	bool present[4];
	struct rd inner;
	uint32_t trailer = PSS_TRAILER;
	*out = (struct crypt_sigalg){CRYPT_RSA_PSS, CRYPT_SHA1, CRYPT_SHA1, PSS_SALT_DEFAULT};
	if (!rd_expect(&rest, 0x30, &params) || !rd_end(&rest)) {
		return EG_FAIL(EG_BAD_DATA, "parameters of PSS");
	}
	for (uint32_t i = 0; i < 4; i++) {
		if (!rd_optional(&params, 0xA0 + i, &field[i], &present[i])) {
			return EG_FAIL(EG_BAD_DATA, "parameters of PSS");
		}
	}
	if (!rd_end(&params)) {
		return EG_FAIL(EG_BAD_DATA, "parameters of PSS");
	}
	if (present[0]) {
		if (!rd_expect(&field[0], 0x30, &inner) || !rd_end(&field[0])) {
			return EG_FAIL(EG_BAD_DATA, "parameters of PSS");
		}
		EG_TRY(algorithm_hash(inner, &out->hash));
	}
	if (present[1]) {
		EG_TRY(pss_mgf(field[1], &out->mgf_hash));
	}
	if (present[2] && (!rd_expect(&field[2], 0x02, &inner) || !rd_end(&field[2]) ||
			   !rd_small_int(inner, &out->salt_size))) {
		return EG_FAIL(EG_BAD_DATA, "parameters of PSS");
	}
	if (present[3] && (!rd_expect(&field[3], 0x02, &inner) || !rd_end(&field[3]) ||
			   !rd_small_int(inner, &trailer))) {
		return EG_FAIL(EG_BAD_DATA, "parameters of PSS");
	}
	return trailer == PSS_TRAILER ? EG_OK : EG_FAIL(EG_UNSUPPORTED, "trailer of PSS");
}

enum eg_err algorithm_signature(struct rd algorithm, const enum crypt_hash *bare_rsa_hash,
				struct crypt_sigalg *out)
{
	struct rd oid;
	if (!rd_expect(&algorithm, 0x06, &oid)) {
		return EG_FAIL(EG_BAD_DATA, "signature algorithm");
	}
	if (oid_is(oid, &rsa_pss)) {
		return pss_parameters(algorithm, out);
	}
	if (!no_parameters(&algorithm)) {
		return EG_FAIL(EG_BAD_DATA, "parameters of the signature algorithm");
	}
	if (bare_rsa_hash != NULL && oid_is(oid, &bare_rsa)) {
		*out = (struct crypt_sigalg){CRYPT_RSA_V15, *bare_rsa_hash, *bare_rsa_hash, 0};
		return EG_OK;
	}
	for (size_t i = 0; i < sizeof(signatures) / sizeof(signatures[0]); i++) {
		if (oid_is(oid, &signatures[i].oid)) {
			*out = (struct crypt_sigalg){signatures[i].scheme, signatures[i].hash,
						     signatures[i].hash, 0};
			return EG_OK;
		}
	}
	return EG_FAIL(EG_UNSUPPORTED, "signature algorithm");
}

struct faults algorithm_faults(struct rd algorithm, const struct crypt_sigalg *alg)
{
	struct faults found = {0};
	struct rd oid;
	if (alg->hash == CRYPT_SHA1) {
		faults_add(&found, FAULT_HASH_DEPRECATED);
	}
	switch (alg->scheme) {
	case CRYPT_RSA_V15:
	case CRYPT_RSA_V15_NO_NULL:
		break;
	case CRYPT_RSA_PSS:
		if (alg->mgf_hash != alg->hash) {
			faults_add(&found, FAULT_PSS_MASK);
		}
		break;
	case CRYPT_ECDSA_DER:
	case CRYPT_ECDSA_PLAIN:
	case CRYPT_DSA:
		if (!rd_expect(&algorithm, 0x06, &oid) || algorithm.left > 0) {
			faults_add(&found, FAULT_ALGORITHM_PARAMETERS);
		}
		break;
	}
	return found;
}
