/*
 * mint: small certificates, security objects and master lists for tests, right or wrong on demand.
 * Knows how to write what pki/ reads. Shares no code with the reading side except crypt.
 */
#ifndef EG_TESTS_MINT_H
#define EG_TESTS_MINT_H

#include "pki/crypt.h"

#define MINT_FILE_MAX 8192
struct mint_file {
	uint8_t bytes[MINT_FILE_MAX];
	size_t size;
};
struct rd mint_rd(const struct mint_file *f);

#define MINT_SIGNS     0x80 /* digitalSignature */
#define MINT_CERTIFIES 0x06 /* keyCertSign, cRLSign */

struct mint_cert {
	const char *issuer_country;
	const char *issuer;
	const char *country;
	const char *name;
	uint8_t serial;       /* 1..127 */
	uint32_t long_serial; /* instead, if not 0 */
	const char *from;     /* UTCTime */
	const char *to;
	uint8_t key_usage; /* first octet of the bits; 0 leaves the extension out */
	uint8_t text_tag;  /* of the issuer's names: 0x13, 0x0C; 0 means 0x0C */
	bool ca;
	bool list_signer;
	struct rd other_usage; /* OID of an extended key usage; empty leaves it out */
	bool unknown_critical;
	bool no_authority_id;
	bool usage_twice;     /* key usage given again, as for a document signer */
	bool other_outside;   /* the unsigned algorithm is ecdsa-with-SHA384 */
	bool odd_constraints; /* BasicConstraints that are no SEQUENCE */
	bool second_version;
	bool usage_not_critical;
	uint8_t time_tag;                 /* 0x18 for GeneralizedTime; 0 means 0x17 */
	const struct crypt_ec *authority; /* whose key id is named instead of the issuer's */
	struct rd document_types;         /* value of that extension; empty leaves it out */
};
/* A CA of a country, and a document signer under it; tests change a field and mint. */
struct mint_cert mint_ca_of(const char *country);
struct mint_cert mint_signer_of(const char *country);
struct mint_file mint_certificate(const struct mint_cert *c, const struct crypt_ec *key,
				  const struct crypt_ec *issuer_key);

struct mint_cms {
	struct rd content_type; /* OID contents */
	struct rd content;
	struct rd certificate; /* DER, embedded; also names the signer */
	const struct crypt_ec *key;
	bool by_key_id;
	bool digest_twice; /* messageDigest attribute given twice */
	bool two_signers;
	bool no_attributes;
	struct rd attributes;     /* contents, instead of the right ones, and signed */
	const char *signing_time; /* UTCTime; NULL leaves the attribute out */
	uint8_t version;          /* of SignedData; 0 means 3 */
	uint8_t info_version;     /* of the signer info; 0 means the one that fits */
	bool other_digests;       /* the list in front names SHA-384 only */
	bool other_content;       /* the signed digest is of other content */
	bool wrong_signature;
	bool sha1;        /* for digest and signature */
	struct rd digest; /* AlgorithmIdentifier contents to tell instead; empty: the right ones */
	struct rd algorithm; /* the same of the signature */
	struct rd name;      /* IssuerAndSerialNumber contents, instead of the certificate's */
};
void mint_signed_data(const struct mint_cms *c, struct wr *out);

struct mint_sod {
	struct rd groups[17]; /* whole files by number; empty ones are left out */
	struct rd certificate;
	const struct crypt_ec *key;
	struct rd content_type; /* empty means the standard's */
	uint8_t version;        /* of LDSSecurityObject */
	bool with_version_info;
	bool group_twice; /* DG1's hash given twice */
	bool by_key_id;
	bool digest_twice;
	bool two_signers;
	bool no_attributes;
	struct rd hash;      /* AlgorithmIdentifier contents to tell instead of SHA-256's */
	struct mint_cms how; /* what else is to be wrong; content and keys are not taken from it */
};
struct mint_file mint_security_object(const struct mint_sod *s);
struct mint_file mint_master_list(const struct rd *certificates, size_t count, struct rd signer,
				  const struct crypt_ec *key);
/* The same, signed at a time. */
struct mint_file mint_master_list_at(const struct rd *certificates, size_t count, struct rd signer,
				     const struct crypt_ec *key, const char *signing_time);

#endif
