/*
 * forge_cert: CSCA, link and document signer certificates of an invented country (Doc 9303-12,
 * 7.1), right ones and those that are wrong in one place.
 * Knows the certificate profile. Never knows which documents are signed.
 */
#ifndef EG_SIMULATOR_FORGE_CERT_H
#define EG_SIMULATOR_FORGE_CERT_H

#include "base/date.h"
#include "base/rd.h"
#include "base/wr.h"
#include "simulator/forge_form.h"
#include "simulator/forge_key.h"

#define FORGE_CERT_MAX   4096
#define FORGE_NAME_MAX   256 /* of an invented issuer, whole */
#define FORGE_SERIAL_MAX 24  /* whole INTEGER */

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

/* What to make; everything is borrowed. */
struct forge_cert {
	bool ca;                            /* a CSCA or its link; else a signer of documents */
	struct rd issuer;                   /* whole Name; empty: the subject's own */
	const struct forge_key *issuer_key; /* the key itself: self-signed */
	const struct forge_key *key;
	const struct forge_subject *subject;
	struct rd name; /* whole Name of the subject, instead of its own */
	const struct forge_validity *validity;
	bool list_signer; /* of lists, not of documents */
	struct rd usage;  /* extended key usage, contents of its OID; may be empty */
	enum forge_cert_form form;
};

/* How others name a certificate that may lack its own names. */
struct forge_named {
	uint8_t serial[FORGE_SERIAL_MAX];
	size_t serial_size;
	uint8_t issuer[FORGE_NAME_MAX]; /* the CA's, where the certificate has none */
	size_t issuer_size;
};

/* named: NULL if nobody needs it. */
EG_CHECK enum eg_err forge_cert(struct wr *out, const struct forge_cert *order,
				struct forge_named *named);
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
/* Whole Names and serial number (whole INTEGER) inside a certificate made here without faults. */
struct forge_cert_parts {
	struct rd serial;
	struct rd issuer;
	struct rd subject;
};
EG_CHECK enum eg_err forge_cert_read(struct rd certificate, struct forge_cert_parts *out);
/* UTCTime up to 2049, GeneralizedTime after (RFC 5280, 4.1.2.5); at midnight. */
void forge_put_time(struct wr *out, struct date d);
/* At midnight, under this tag: with two digits of the year for UTCTime, with four for any other. */
void forge_put_time_as(struct wr *out, uint32_t tag, struct date d);
/* One attribute of a name: last arc of id-at, type of text. */
void forge_put_attribute(struct wr *out, uint8_t attribute, uint32_t tag, const char *value);

/* All extensions, with their tag (forge_extension). */
EG_CHECK enum eg_err forge_put_extensions(struct wr *out, const struct forge_cert *order);

#endif
