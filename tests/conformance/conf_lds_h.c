/*
 * conf_lds_h: EF.SOD that is right (Doc 9303-10, 4.6.2; Doc 9303-12, 4.4): every algorithm, both
 * alone and one for the file with another for its signer's certificate. What is wrong with EF.SOD
 * is in conf_lds_h_container, conf_lds_h_object and conf_lds_h_signer.
 */
#include "conf.h"

#include "conf_store.h"

/* CA, signer and the hash of the data groups; by the number of the case. */
static const struct signing {
	unsigned number;
	const char *ca;
	const char *signer;
	enum crypt_hash groups;
} signings[] = {
	{1, "rsa:3072:sha1", "rsa:2048:sha1", CRYPT_SHA1},
	{2, "pss:3072:sha1", "pss:2048:sha1", CRYPT_SHA1},
	{3, "pss:3072:sha256", "pss:2048:sha256", CRYPT_SHA256},
	{4, "rsa:3072:sha224", "rsa:2048:sha224", CRYPT_SHA224},
	{5, "rsa:3072:sha256", "rsa:2048:sha256", CRYPT_SHA256},
	{6, "rsa:3072:sha384", "rsa:2048:sha384", CRYPT_SHA384},
	{7, "rsa:3072:sha512", "rsa:2048:sha512", CRYPT_SHA512},
	{8, "dsa:3072:sha1", "dsa:2048:sha1", CRYPT_SHA1},
	{9, "ec:brainpoolP256r1:sha1", "ec:brainpoolP224r1:sha1", CRYPT_SHA1},
	{10, "ec:brainpoolP256r1:sha1:plain", "ec:brainpoolP224r1:sha1:plain", CRYPT_SHA1},
	{11, "ec:brainpoolP256r1:sha224:plain", "ec:brainpoolP224r1:sha224:plain", CRYPT_SHA224},
	{12, "ec:brainpoolP256r1:sha256:plain", "ec:brainpoolP256r1:sha256:plain", CRYPT_SHA256},
	{13, "ec:brainpoolP384r1:sha384:plain", "ec:brainpoolP384r1:sha384:plain", CRYPT_SHA384},
	{14, "ec:brainpoolP512r1:sha512:plain", "ec:brainpoolP512r1:sha512:plain", CRYPT_SHA512},
	{15, "rsa:3072:sha256", "rsa:2048:sha256", CRYPT_SHA256},
	{70, "ec:brainpoolP256r1:sha224", "ec:brainpoolP224r1:sha224", CRYPT_SHA224},
	{71, "ec:brainpoolP256r1:sha256", "ec:brainpoolP256r1:sha256", CRYPT_SHA256},
	{72, "ec:brainpoolP384r1:sha384", "ec:brainpoolP384r1:sha384", CRYPT_SHA384},
	{73, "ec:brainpoolP512r1:sha512", "ec:brainpoolP512r1:sha512", CRYPT_SHA512},
	{74, "pss:3072:sha256", "pss:2048:sha256", CRYPT_SHA224},
	{75, "pss:3072:sha256", "pss:2048:sha256", CRYPT_SHA224},
	{76, "ec:brainpoolP256r1:sha224", "rsa:2048:sha256", CRYPT_SHA224},
	{77, "pss:3072:sha224", "pss:2048:sha256", CRYPT_SHA256},
	{78, "rsa:3072:sha256", "pss:2048:sha256", CRYPT_SHA256},
	{79, "rsa:3072:sha1", "rsa:2048:sha1:bare", CRYPT_SHA1},
	{80, "rsa:3072:sha224", "rsa:2048:sha224:bare", CRYPT_SHA224},
	{81, "rsa:3072:sha256", "rsa:2048:sha256:bare", CRYPT_SHA256},
	{82, "rsa:3072:sha384", "rsa:2048:sha384:bare", CRYPT_SHA384},
	{83, "rsa:3072:sha512", "rsa:2048:sha512:bare", CRYPT_SHA512},
	{94, "pss:3072:sha224", "pss:2048:sha224", CRYPT_SHA224},
	{95, "pss:3072:sha384", "pss:2048:sha384", CRYPT_SHA384},
	{96, "pss:3072:sha512", "pss:2048:sha512", CRYPT_SHA512},
	{97, "dsa:3072:sha224", "dsa:2048:sha224", CRYPT_SHA224},
	{98, "dsa:3072:sha256", "dsa:2048:sha256", CRYPT_SHA256},
};

static void by_number(struct conf_world *w)
{
	for (size_t i = 0; i < sizeof(signings) / sizeof(signings[0]); i++) {
		if (signings[i].number == w->variant) {
			conf_signed_by(w, signings[i].ca, signings[i].signer);
			w->order.digest = signings[i].groups;
			w->order.lds_version = 0; /* LDS 1.7, as the plan's documents are */
			return;
		}
	}
	conf_must(false, "algorithms of the case");
}

/* Signed with another algorithm than the signed digest has: H_75, H_76. */
static void digests_differ(struct conf_world *w)
{
	by_number(w);
	w->order.sod = FORGE_SOD_DIGEST_SHA224;
}

static void signer_in_store(struct conf_world *w)
{
	struct rd certificate;
	by_number(w);
	(void)conf_store_signer(w, &certificate); /* nobody else names it */
	conf_store_put_signer(w, certificate);
	w->order.sod = FORGE_SOD_NO_CERTIFICATE;
}

static void lds_1_8(struct conf_world *w)
{
	w->variant = 3;
	by_number(w);
	w->order.lds_version = 1;
}

#define RIGHT(number, does)                                                                        \
	{                                                                                          \
		.id = "LDS_H_" #number, .what = (does), .end = CONF_ACCEPTED, .signed_file = true, \
		.variant = CONF_NUMBER(number), .prepare = by_number                               \
	}
/* 1##08 - 100 is 8: a number that begins with 0 would be octal. */
#define CONF_NUMBER(number) (1##number - 100)

static const struct conf_case cases[] = {
	RIGHT(01, "is signed with RSA v1.5 and SHA-1"),
	RIGHT(02, "is signed with RSA-PSS and SHA-1"),
	RIGHT(03, "is signed with RSA-PSS and SHA-256"),
	RIGHT(04, "is signed with RSA v1.5 and SHA-224"),
	RIGHT(05, "is signed with RSA v1.5 and SHA-256"),
	RIGHT(06, "is signed with RSA v1.5 and SHA-384"),
	RIGHT(07, "is signed with RSA v1.5 and SHA-512"),
	RIGHT(08, "is signed with DSA and SHA-1"),
	RIGHT(09, "is signed with ECDSA and SHA-1"),
	RIGHT(10, "is signed with plain ECDSA (the BSI's identifier) and SHA-1"),
	RIGHT(11, "is signed with plain ECDSA and SHA-224"),
	RIGHT(12, "is signed with plain ECDSA and SHA-256"),
	RIGHT(13, "is signed with plain ECDSA and SHA-384"),
	RIGHT(14, "is signed with plain ECDSA and SHA-512"),
	{.id = "LDS_H_15",
	 .what = "does not carry its signer's certificate, which is in the trust store",
	 .end = CONF_ACCEPTED,
	 .signed_file = true,
	 .variant = 15,
	 .prepare = signer_in_store},
	{.id = "LDS_H_16",
	 .what = "is signed with plain ECDSA and does not carry its signer's certificate",
	 .end = CONF_NOT_APPLICABLE,
	 .note = "deleted in version 1.5 of the plan"},
	RIGHT(70, "is signed with ECDSA and SHA-224"),
	RIGHT(71, "is signed with ECDSA and SHA-256"),
	RIGHT(72, "is signed with ECDSA and SHA-384"),
	RIGHT(73, "is signed with ECDSA and SHA-512"),
	RIGHT(74, "hashes its data groups with SHA-224 and is signed with SHA-256"),
	{.id = "LDS_H_75",
	 .what = "hashes data groups and content with SHA-224 and is signed with RSA-PSS and "
		 "SHA-256",
	 .end = CONF_ACCEPTED,
	 .signed_file = true,
	 .variant = 75,
	 .prepare = digests_differ},
	{.id = "LDS_H_76",
	 .what = "hashes with SHA-224, is signed with RSA v1.5 and SHA-256, under certificates "
		 "signed with ECDSA and SHA-224",
	 .end = CONF_ACCEPTED,
	 .signed_file = true,
	 .variant = 76,
	 .prepare = digests_differ},
	RIGHT(77, "is signed with RSA-PSS and SHA-256 under certificates with SHA-224"),
	RIGHT(78, "is signed with RSA-PSS under certificates signed with RSA v1.5"),
	RIGHT(79, "is signed with RSA v1.5 and SHA-1, told as rsaEncryption alone"),
	RIGHT(80, "is signed with RSA v1.5 and SHA-224, told as rsaEncryption alone"),
	RIGHT(81, "is signed with RSA v1.5 and SHA-256, told as rsaEncryption alone"),
	RIGHT(82, "is signed with RSA v1.5 and SHA-384, told as rsaEncryption alone"),
	RIGHT(83, "is signed with RSA v1.5 and SHA-512, told as rsaEncryption alone"),
	{.id = "LDS_H_86",
	 .what = "has an LDS security object of LDS 1.8",
	 .end = CONF_ACCEPTED,
	 .signed_file = true,
	 .prepare = lds_1_8},
	RIGHT(94, "is signed with RSA-PSS and SHA-224"),
	RIGHT(95, "is signed with RSA-PSS and SHA-384"),
	RIGHT(96, "is signed with RSA-PSS and SHA-512"),
	RIGHT(97, "is signed with DSA and SHA-224"),
	RIGHT(98, "is signed with DSA and SHA-256"),
};

const struct conf_unit conf_lds_h = {"lds_h", cases, sizeof(cases) / sizeof(cases[0])};
