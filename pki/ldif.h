/*
 * ldif: what a PKD publishes as LDIF (RFC 2849): certificates, revocation lists, signed lists.
 * Knows lines, folding, base64, records and their changes. Never looks into an object.
 *
 * The complete collections of the ICAO PKD and its changes are such files: 75 MB for 30,000
 * document signers. They are fed in pieces of any size; no more than one record is held.
 */
#ifndef EG_PKI_LDIF_H
#define EG_PKI_LDIF_H

#include "pki/crl.h"

/* A revocation list is the largest object that is taken; the largest known has 17.5 MB. */
#define LDIF_OBJECT_MAX CRL_SIZE_MAX
#define LDIF_RECORD_MAX (LDIF_OBJECT_MAX + 256u * 1024u)
#define LDIF_TEXT_MAX   4096u /* of a name or a text; names seen have less than 400 */
#define LDIF_VALUES_MAX 256u  /* objects of one record; the PKD gives one */

enum ldif_kind {
	LDIF_CERTIFICATE,    /* userCertificate: of a signer */
	LDIF_CA_CERTIFICATE, /* cACertificate */
	LDIF_REVOCATION_LIST,
	LDIF_MASTER_LIST,
	LDIF_DEVIATION_LIST,
	LDIF_ENTRY /* the whole entry, whatever it holds: only when it is taken away */
};
enum ldif_change {
	LDIF_ADDED,
	LDIF_REPLACED, /* of what this entry had of this kind */
	LDIF_REMOVED   /* this value, or all of this kind if there is none */
};

struct ldif_object {
	size_t line;  /* where its record begins, from 1 */
	struct rd dn; /* UTF-8, as written but for base64 */
	enum ldif_kind kind;
	enum ldif_change change;
	struct rd value;
	struct rd version; /* pkdVersion, digits; as the next two, empty if none */
	struct rd conformance_code;
	struct rd conformance_text;
};

/* A record that cannot be read; reason is static. */
struct ldif_fault {
	size_t line;
	enum eg_err err;
	const char *reason;
};

/* What is found, as it is found. Everything borrows until the call returns. */
struct ldif_sink {
	void *context;
	/* Any other answer than EG_OK ends the reading with it. */
	enum eg_err (*object)(void *context, const struct ldif_object *object);
	/* True: go on behind the next empty line. */
	bool (*fault)(void *context, const struct ldif_fault *fault);
};

struct ldif;
EG_CHECK enum eg_err ldif_new(struct ldif **out, const struct ldif_sink *sink);
void ldif_free(struct ldif **l); /* cleanup */
/* EG_BAD_DATA and the like when the sink does not want to go on; then always the same. */
EG_CHECK enum eg_err ldif_feed(struct ldif *l, struct rd piece);
/* The file ends here. */
EG_CHECK enum eg_err ldif_end(struct ldif *l);
/* Entries read so far, those that hold no object too. */
size_t ldif_records(const struct ldif *l);

#endif
