/*
 * peer_eac: libeac's Terminal Authentication behind plain byte strings. Its headers and ours give
 * the same names to different things, so that no file can include both.
 */
#ifndef EG_TESTS_PEER_EAC_H
#define EG_TESTS_PEER_EAC_H

#include "base/rd.h"
#include "base/wr.h"

struct peer_eac;
/* A chip that trusts a CVCA certificate, or a terminal with a key (PKCS#8) and its certificate. */
struct peer_eac *peer_eac_chip(struct rd cvca);
struct peer_eac *peer_eac_terminal(struct rd pkcs8, struct rd certificate);
void peer_eac_free(struct peer_eac **p); /* cleanup */

/* The chip: imports a certificate, draws a challenge, verifies a proof. */
bool peer_eac_import(struct peer_eac *p, struct rd certificate);
void peer_eac_challenge(struct peer_eac *p, struct wr *out);
bool peer_eac_verify(struct peer_eac *p, struct rd id, struct rd comp, struct rd signature);
/* The terminal: signs for a challenge. */
void peer_eac_sign(struct peer_eac *p, struct rd id, struct rd challenge, struct rd comp,
		   struct wr *out);

#endif
