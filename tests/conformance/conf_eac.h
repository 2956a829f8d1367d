/*
 * conf_eac: documents with fingers and irises, and the terminals that come to read them.
 * Knows what must have come when a terminal was let in, and when it was not. Never knows the case.
 */
#ifndef EG_TESTS_CONF_EAC_H
#define EG_TESTS_CONF_EAC_H

#include "conf_terminal.h"
#include "emrtd/termauth.h"

/* A chain in each algorithm of id-TA (TR-03110-3, A.6.4.1). */
enum conf_eac_alg {
	EAC_RSA_1, /* PKCS#1 v1.5 with SHA-1 and so on */
	EAC_RSA_256,
	EAC_RSA_512,
	EAC_PSS_1,
	EAC_PSS_256,
	EAC_PSS_512,
	EAC_EC_1,
	EAC_EC_224,
	EAC_EC_256,
	EAC_EC_384,
	EAC_EC_512
};

/*
 * For prepare(): a document with DG3 and DG4 behind BAC and Chip Authentication, without Active
 * Authentication, meets a terminal with one generation of CVCA and both rights.
 */
void conf_eac_usual(struct conf_world *w);
/* Variant: enum conf_eac_alg. */
void conf_eac_algorithm(struct conf_world *w);
/* Variant: the access bits of the terminal's certificate, FORGE_CVC_DG3 and so on. */
void conf_eac_access(struct conf_world *w);
void conf_eac_meet(struct conf_world *w, const struct forge_terminal_order *order);

bool conf_eac_came(const struct conf_told *t, enum emrtd_file file);
/* For also(): the chip proved itself and let the terminal in, and these groups came unchanged,
 * and no other of both. */
bool conf_eac_both(const struct conf_told *t);
bool conf_eac_fingers(const struct conf_told *t);
bool conf_eac_irises(const struct conf_told *t);
bool conf_eac_neither(const struct conf_told *t);
/* It ended so, neither group came, and the chip's own proof and the portrait stand all the same. */
bool conf_eac_ended(const struct conf_told *t, enum termauth_why why);

#endif
