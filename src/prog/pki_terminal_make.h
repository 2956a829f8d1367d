/*
 * pki_terminal_make: a new key, and the request that was chosen for it, signed and written.
 * Knows files and private keys. Never parses a certificate of others.
 */
#ifndef EG_PROG_PKI_TERMINAL_MAKE_H
#define EG_PROG_PKI_TERMINAL_MAKE_H

#include "prog/pki_request.h"

struct pki_make {
	const char *folder;
	const char *secret; /* file of the keys' passphrase; NULL: the new key lies there plain */
	const char *holder;
	const char *out; /* file of the request; must not be there yet */
	const char *key; /* file of the new key, likewise; NULL: FOLDER/HOLDER.pkcs8 */
	bool json;
};
/*
 * Makes the key unless an unused one was chosen, signs inside and outside, writes both files and
 * tells it on standard output. Nothing is left of files when it fails. t: the folder as it was read
 * before; a key that has changed since is not used (EG_STATE).
 */
EG_CHECK enum eg_err pki_terminal_make(const struct pki_make *m, const struct pki_terminal *t,
				       const struct pki_request *chosen);

#endif
