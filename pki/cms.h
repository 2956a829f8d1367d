/*
 * cms: SignedData (RFC 5652), as EF.SOD, EF.CardSecurity and the signed lists use it.
 * Knows the container, its signed attributes and its signatures. Never knows what is signed, and
 * never judges: what is not as the standard wants it is noted as a fault.
 *
 * OpenSSL's own CMS is not used: it finds no signer when names are ordered otherwise, knows no
 * plain ECDSA, sorts attributes anew instead of hashing them as received, and never looks at types.
 */
#ifndef EG_PKI_CMS_H
#define EG_PKI_CMS_H

#include "base/secret.h"
#include "pki/asn1_time.h"
#include "pki/cert.h"
#include "pki/crypt.h"
#include "pki/fault.h"

#define CMS_SIGNERS_MAX 4

/* One SignerInfo; all borrowed. */
struct cms_signer {
	uint32_t version;
	bool by_key_id; /* named by key id, else by issuer and serial */
	struct rd key_id;
	struct rd issuer; /* Name contents */
	struct rd serial;
	struct rd digest_algorithm; /* AlgorithmIdentifier contents */
	struct rd signature_algorithm;
	bool has_attributes;
	bool attributes_in_order;   /* as DER sorts a SET OF */
	struct rd attributes;       /* contents, as received (BER rewritten) */
	struct rd attribute_type;   /* contentType, OID contents; empty if not given */
	struct rd attribute_digest; /* messageDigest; empty if not given */
	bool has_signing_time;
	struct asn1_time signing_time;
	struct rd signature;
	struct faults faults; /* of this SignerInfo and its signed attributes */
};

struct cms {
	uint32_t version;
	struct rd content_type; /* OID contents */
	struct rd content;      /* eContent octets */
	struct rd certificates; /* DER certificates, one after the other; may be empty */
	struct rd crls;         /* the same; may be empty */
	size_t signer_count;    /* at least 1 */
	struct cms_signer signers[CMS_SIGNERS_MAX];
	struct faults faults; /* of the container, without the signers' */
};

/*
 * Parses a ContentInfo in DER; borrows. Notes cms-version, digest-list, signers-several, and of
 * each signer signer-info-version, attributes-missing, attribute-twice, attribute-type,
 * attribute-digest (missing), signing-time. EG_BAD_DATA when what is there could be read in two
 * ways or not at all: then *out holds only FAULT_CMS_FORMAT.
 */
EG_CHECK enum eg_err cms_parse(struct rd der, struct cms *out);
/*
 * The same of what may be BER, which is noted as FAULT_BER: *rewritten (start with zeros, the
 * caller frees it) then holds the DER that *out borrows from.
 */
EG_CHECK enum eg_err cms_open(struct rd in, struct bytes *rewritten, struct cms *out);
/* The next embedded certificate, DER; false at the end (or at bytes that are no certificate). */
EG_CHECK bool cms_next_certificate(struct rd *certificates, struct rd *der);

/* Whether a signer info names this certificate. */
enum cms_named {
	CMS_NAMES_NOT,
	CMS_NAMES,                /* key id; issuer and serial, in tolerant spelling */
	CMS_NAMES_IN_OTHER_ORDER, /* its issuer, with the parts in another order, and its serial */
};
enum cms_named cms_names(const struct cms_signer *s, const struct cert *c);

/*
 * EG_OK: the content fits the signed attributes, and with this key the signature fits them: as
 * received, or else in the order of DER. What is odd but right is added to *found:
 * attributes-order, attributes-sorted, digests-differ, pss-mask, hash-deprecated,
 * algorithm-parameters. EG_MISMATCH and EG_UNSUPPORTED add the fault that it failed for. Attributes
 * that are missing, doubled or name another type or digest are EG_MISMATCH, whoever looks at
 * faults.
 */
EG_CHECK enum eg_err cms_verify(const struct cms *c, const struct cms_signer *s,
				const struct crypt_pub *key, struct faults *found);
/* Also takes RSA v1.5 without NULL in its DigestInfo, compared whole, and notes digest-info: the UN
 * master list is signed so. */
EG_CHECK enum eg_err cms_verify_bare(const struct cms *c, const struct cms_signer *s,
				     const struct crypt_pub *key, struct faults *found);

#endif
