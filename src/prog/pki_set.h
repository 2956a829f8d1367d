/*
 * pki_set: the country CAs of a master list or of a trust store, as a set.
 * Knows both files. Never verifies a signature: who compares lists wants to see what they say.
 */
#ifndef EG_PROG_PKI_SET_H
#define EG_PROG_PKI_SET_H

#include "base/secret.h"
#include "pki/cert.h"

struct pki_member {
	uint8_t id[32]; /* SHA-256 of the certificate */
	struct cert cert;
};

struct pki_set {
	struct pki_member *members; /* owned; sorted by id; borrow from the file */
	size_t count;
	struct bytes rewritten; /* of a list that was BER */
	size_t unreadable;      /* certificates that are left out */
};

EG_CHECK enum eg_err pki_set_read(struct rd file, struct pki_set *out);
void pki_set_free(struct pki_set *s); /* cleanup */
bool pki_set_has(const struct pki_set *s, const struct pki_member *m);

#endif
