/*
 * cvc_create: chains of terminal certificates made by Debian's cvc-create, with keys of ours.
 * Knows its command line and the folder it works in. Never knows what a certificate says.
 */
#ifndef EG_TESTS_CVC_CREATE_H
#define EG_TESTS_CVC_CREATE_H

#include "base/secret.h"
#include "tests/unit/cvc_mint.h"

/* Each algorithm with another curve or size; every curve that both sides know is among them. */
#define CVC_CREATE_CASES 17

/* A CVCA, a link to its second generation, DV and terminal below that one. */
struct cvc_create {
	char folder[32];
	const char *scheme; /* as cvc-create calls it */
	struct bytes cvca_file;
	struct bytes link_file;
	struct bytes dv_file;
	struct bytes is_file;
	struct bytes is_pkcs8;
};
/* Makes the chain of one case; cvc_create_close deletes the folder. Fails the test if it cannot. */
void cvc_create_open(struct cvc_create *s, size_t number);
void cvc_create_close(struct cvc_create *s);

/* Files of the folder. */
void cvc_create_read(const struct cvc_create *s, const char *name, struct bytes *out);
void cvc_create_write(const struct cvc_create *s, const char *name, struct rd content);
/* Runs a program with the folder as its own; what it prints goes to the file out. */
void cvc_create_run(const struct cvc_create *s, const char *out, char *const argv[]);

#endif
