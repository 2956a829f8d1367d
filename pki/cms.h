/*
 * cms: SignedData with one signer (RFC 5652), as EF.SOD and master lists use it.
 * Knows the container, its signed attributes and its signature. Never knows what is signed.
 *
 * OpenSSL's own CMS is not used: it finds no signer when names are ordered otherwise, knows no
 * plain ECDSA, sorts attributes anew instead of hashing them as received, and never looks at types.
 */
#ifndef EG_PKI_CMS_H
#define EG_PKI_CMS_H

#include "pki/cert.h"
#include "pki/crypt.h"

struct cms {
	uint32_t version;
	struct rd content_type; /* OID contents */
	struct rd content;      /* eContent octets */
	struct rd certificates; /* DER certificates, one after the other; may be empty */
	uint32_t signer_version;
	bool by_key_id; /* signer named by key id, else by issuer and serial */
	struct rd signer_key_id;
	struct rd signer_issuer; /* Name contents */
	struct rd signer_serial;
	struct rd digest_algorithm;
	struct rd signature_algorithm;
	struct rd signed_attributes; /* contents, bytes as received */
	struct rd attribute_type;    /* contentType attribute, OID contents */
	struct rd attribute_digest;  /* messageDigest attribute */
	struct rd signature;
};

/*
 * Parses a ContentInfo; borrows. Refuses what carries no certificate-checked meaning: several
 * signers, no signed attributes, attributes given twice, a version that does not fit the signer's
 * naming.
 */
EG_CHECK enum eg_err cms_parse(struct rd der, struct cms *out);
/* The next embedded certificate, DER; false at the end (or at bytes that are no certificate). */
EG_CHECK bool cms_next_certificate(struct rd *certificates, struct rd *der);
/* True if the signer info names this certificate (key id; issuer and serial, tolerant spelling). */
bool cms_names(const struct cms *c, const struct cert *cert);
/*
 * The content fits the signed attributes, and the signature fits these as received. EG_MISMATCH if
 * not, EG_UNSUPPORTED for an algorithm not known. The bare form allows RSA v1.5 without NULL in its
 * DigestInfo: the UN master list is signed so.
 */
EG_CHECK enum eg_err cms_verify(const struct cms *c, const struct crypt_pub *key);
EG_CHECK enum eg_err cms_verify_bare(const struct cms *c, const struct crypt_pub *key);

#endif
