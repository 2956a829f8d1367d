/*
 * pki_terminal_show: a terminal's certificates, chains and plan, as text for people and as one JSON
 * object.
 * Knows words. Never reads a file.
 */
#ifndef EG_PROG_PKI_TERMINAL_SHOW_H
#define EG_PROG_PKI_TERMINAL_SHOW_H

#include "pki/cvc_reference.h"
#include "prog/pki_terminal.h"

#include <stdio.h>

struct pki_day {
	char text[16]; /* "2026-11-29"; "" for year 0 */
};
struct pki_day pki_day_text(struct date d);
/* "DG3 DG4", "DG3", "DG4" or "nothing". */
const char *pki_access_text(uint8_t access);
/* "brainpoolP256r1" or "2048 bits" of a certificate that stands; "" if its curve is not known. */
struct pki_strength {
	char text[24];
};
struct pki_strength pki_strength_of(const struct pki_terminal *t, size_t place);

/* What a chip with this trust point gets. */
struct pki_chain {
	struct rd car; /* borrowed */
	enum cvc_why why;
	struct cvc_chain chain;
	struct date until; /* last day on which its DV and terminal are good */
};
/* The trust points of the folder, each once, newest first; false beyond the last. */
EG_CHECK bool pki_chain_at(struct pki_terminal *t, size_t place, struct pki_chain *out);

/* True: something is there that keeps a certificate or a trust point from use. */
bool pki_terminal_found(struct pki_terminal *t);
/* Some task is not for later. */
bool pki_plan_found(const struct cvc_plan *plan);

EG_CHECK enum eg_err pki_list_text(FILE *to, struct pki_terminal *t);
EG_CHECK enum eg_err pki_list_json(FILE *to, struct pki_terminal *t);
EG_CHECK enum eg_err pki_plan_text(FILE *to, const struct pki_terminal *t,
				   const struct cvc_plan *plan);
EG_CHECK enum eg_err pki_plan_json(FILE *to, const struct pki_terminal *t,
				   const struct cvc_plan *plan);

/* The reference for the next key of a task's holder; "" if it has none. */
struct cvc_reference_text pki_next_reference(const struct cvc_task *task);

#endif
