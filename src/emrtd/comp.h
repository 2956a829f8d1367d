/*
 * comp: Comp(PK), the short form of an ephemeral public key (TR-03110-3, A.2.2.3).
 * Knows points and numbers as they are sent. Never knows what the short form is signed for.
 */
#ifndef EG_EMRTD_COMP_H
#define EG_EMRTD_COMP_H

#include "base/rd.h"
#include "base/wr.h"

/* Octets of the longest one: the x coordinate of P-521. */
#define COMP_MAX 66

/* x coordinate of an uncompressed point, or SHA-1 of a number in a finite field (dh). EG_STATE: no
 * such key (yet). */
EG_CHECK enum eg_err comp_write(bool dh, struct rd public_key, struct wr *out);

#endif
