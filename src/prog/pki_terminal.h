/*
 * pki_terminal: a terminal's folder as an administrator looks at it: every certificate with its
 * file, what is refused, and which private keys are there.
 * Knows files by their names. Holds public halves of keys only; never knows a chip.
 */
#ifndef EG_PROG_PKI_TERMINAL_H
#define EG_PROG_PKI_TERMINAL_H

#include "pki/cvc_renewal.h"
#include "prog/folder.h"
#include "prog/keys.h"

struct pki_terminal_file {
	char name[256];
	struct bytes content; /* owned */
	const char *refused;  /* static; NULL: taken */
};

struct pki_terminal {
	struct pki_terminal_file files[CVC_STORE_MAX]; /* by name */
	size_t file_count;
	struct terminal_public keys[KEYS_MAX]; /* in the order of struct keys */
	size_t key_count;
	size_t keys_plain;
	size_t keys_missing;
	struct cvc_store *store; /* owned; after pki_terminal_parse */
	struct cvc_tree tree;
	struct date today;
};

/*
 * Reads the files, unlooked at, and the public halves of the keys, which are wiped at once. Before
 * the sandbox. *bad (not NULL) tells the file that was refused; the rest as keys_load.
 */
EG_CHECK enum eg_err pki_terminal_read(const char *folder, const char *secret, struct date today,
				       struct pki_terminal **out, struct folder_bad *bad);
/* The certificates, behind the sandbox. A file that is refused is noted there. */
EG_CHECK enum eg_err pki_terminal_parse(struct pki_terminal *t);
void pki_terminal_free(struct pki_terminal **t); /* cleanup; accepts NULL inside */

/* Of the certificate at a place of the store; "" if there is none. */
const char *pki_terminal_file_name(const struct pki_terminal *t, size_t place);
/* Which key belongs to a terminal's certificate, by the public halves; KEYS_MAX: none. */
size_t pki_terminal_key_of(const struct pki_terminal *t, const struct cvc *terminal,
			   const struct cvc_key *key);
struct cvc_holder pki_terminal_holder(struct pki_terminal *t);
/* CVC_GOOD, or what keeps it from use today: where it hangs first, then its period. A CVCA that has
 * expired still leads on by links. */
enum cvc_why pki_terminal_state(const struct pki_terminal *t, size_t place);

#endif
