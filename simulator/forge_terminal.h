/*
 * forge_terminal: who may read fingers and irises in an invented country: its CVCA with former
 * generations, a document verifier, and this gate's certificate and key.
 * Knows who issues to whom and for how long. Never knows how a certificate is written.
 */
#ifndef EG_SIMULATOR_FORGE_TERMINAL_H
#define EG_SIMULATOR_FORGE_TERMINAL_H

#include "simulator/forge_cvc.h"

#define FORGE_GENERATIONS_MAX 4
/* A root and a link each generation, DV, terminal. */
#define FORGE_TERMINAL_FILES_MAX (2 * FORGE_GENERATIONS_MAX + 2)

struct forge_terminal_order {
	struct forge_alg alg; /* of every key: one in a chain (TR-03110-3, 2.3) */
	unsigned generations; /* of the CVCA, 1 to FORGE_GENERATIONS_MAX */
	uint8_t access;       /* FORGE_CVC_DG3 and so on, of the terminal */
	bool foreign;         /* the DV is another country's */
	bool expired;         /* the terminal's certificate ended a week ago */
	struct date today;
};

struct forge_terminal_file {
	char name[32]; /* "UTCVCA00002-link.cvcert" */
	uint8_t bytes[FORGE_CVC_MAX];
	size_t size;
};

struct forge_terminal {
	struct forge_terminal_file files[FORGE_TERMINAL_FILES_MAX]; /* in the order of sending */
	size_t file_count;
	struct forge_key key; /* the terminal's */
};

/* Usual strength, one generation, DG3 and DG4. */
struct forge_terminal_order forge_terminal_usual(struct date today);
/* The CVCA's and the DV's keys are forgotten once their certificates are signed. */
EG_CHECK enum eg_err forge_terminal_new(struct forge_terminal *out,
					const struct forge_terminal_order *order);
void forge_terminal_free(struct forge_terminal *t); /* cleanup; wipes; accepts NULL */
/* The CVCA's self-signed certificate of a generation, 1 the oldest: a chip's trust point. */
struct rd forge_terminal_root(const struct forge_terminal *t, unsigned generation);
/* Every certificate, and UTGATE00001.pkcs8 (mode 0600), in an existing folder. */
EG_CHECK enum eg_err forge_terminal_save(const struct forge_terminal *t, const char *folder);

#endif
