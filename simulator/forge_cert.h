/*
 * forge_cert: CSCA and document signer certificates of an invented country (Doc 9303-12, 7.1).
 * Knows the certificate profile. Never knows which documents are signed.
 */
#ifndef EG_SIMULATOR_FORGE_CERT_H
#define EG_SIMULATOR_FORGE_CERT_H

#include "base/date.h"
#include "base/rd.h"
#include "base/wr.h"
#include "simulator/forge_key.h"

#define FORGE_CERT_MAX 4096

struct forge_subject {
	const char *country; /* two capital letters */
	const char *state;   /* as in the machine-readable zone: "UTO" */
	const char *name;    /* common name */
};

struct forge_validity {
	struct date first;
	struct date last;
};

/* Whole days added (or taken away). */
struct date forge_date_add(struct date d, int days);

/* Self-signed root: keyCertSign and cRLSign, path length 0. */
EG_CHECK enum eg_err forge_cert_csca(struct wr *out, const struct forge_key *key,
				     const struct forge_subject *subject,
				     const struct forge_validity *validity);
/* Document signer for "P" and "I" documents; issuer is the whole Name of the CSCA. */
EG_CHECK enum eg_err forge_cert_signer(struct wr *out, const struct forge_key *ca_key,
				       struct rd issuer, const struct forge_key *key,
				       const struct forge_subject *subject,
				       const struct forge_validity *validity);
/* Signer of lists: with that extended key usage (contents of its OID, empty: none), critical, and
 * without document types. */
EG_CHECK enum eg_err forge_cert_list_signer(struct wr *out, const struct forge_key *ca_key,
					    struct rd issuer, const struct forge_key *key,
					    const struct forge_subject *subject,
					    const struct forge_validity *validity, struct rd usage);
/* Whole Names and serial number (whole INTEGER) inside a certificate made here. */
struct forge_cert_parts {
	struct rd serial;
	struct rd issuer;
	struct rd subject;
};
EG_CHECK enum eg_err forge_cert_read(struct rd certificate, struct forge_cert_parts *out);
/* UTCTime up to 2049, GeneralizedTime after (RFC 5280, 4.1.2.5); at midnight. */
void forge_put_time(struct wr *out, struct date d);

#endif
