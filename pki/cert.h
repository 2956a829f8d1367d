/*
 * cert: one X.509 certificate as borrowed fields, read by our own bounded parser.
 * Knows the layout (RFC 5280, Doc 9303-12). Never knows whether the certificate is trusted.
 *
 * Reading costs microseconds, so a list of hundreds can be read before a traveller comes.
 */
#ifndef EG_PKI_CERT_H
#define EG_PKI_CERT_H

#include "base/date.h"
#include "pki/crypt.h"

/* Largest certificate taken; the largest of the 919 known country CAs has 4 kB. */
#define CERT_SIZE_MAX (16u * 1024u)

struct cert {
	struct rd whole; /* all fields borrow from here */
	struct rd tbs;   /* the signed part with its header */
	struct rd serial;
	struct rd algorithm; /* AlgorithmIdentifier contents, the same inside and outside */
	struct rd issuer;    /* Name contents */
	struct rd subject;
	struct rd spki; /* whole SubjectPublicKeyInfo */
	struct rd signature;
	struct rd subject_key_id; /* empty if none */
	struct rd authority_key_id;
	struct date from;
	struct date to;
	char country[4];        /* of the subject, "" if none */
	char issuer_country[4]; /* of the issuer */
	bool v3;
	bool has_key_usage;
	bool key_usage_signs; /* digitalSignature */
	bool key_usage_certifies;
	bool ca;
	bool has_extended_usage; /* for something else than documents: Doc 9303-12, table 6 */
	bool signs_master_lists; /* extended key usage of Doc 9303-12 */
	bool critical_unknown;   /* a critical extension that is not understood here */
	bool odd_extension;      /* a known extension that breaks its format */
};

/* EG_BAD_DATA for anything that is no certificate; odd extensions only set their flags. */
EG_CHECK enum eg_err cert_parse(struct rd der, struct cert *out);
/* Negative before its period, 0 within it (both ends count), positive after it. */
int cert_period(const struct cert *c, struct date day);
/*
 * The certificate's key. EG_UNSUPPORTED also for one so short that a forger could compute it: below
 * 2048 bits of RSA or 224 of a curve, which no listed country CA and no known signer has.
 */
EG_CHECK enum eg_err cert_key(const struct cert *c, struct crypt_pub **out);
/* EG_MISMATCH: not signed with that key. Periods and extensions are not looked at. */
EG_CHECK enum eg_err cert_verify(const struct cert *c, const struct crypt_pub *issuer_key);
/* The same, with the key of another certificate. */
EG_CHECK enum eg_err cert_issued_by(const struct cert *c, const struct cert *issuer);

#endif
