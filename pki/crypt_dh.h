/*
 * crypt_dh: finite-field Diffie-Hellman: PACE-DH and Chip Authentication with DH keys.
 * Knows groups, private numbers and wipes them. Never knows the protocol that uses them.
 *
 * Numbers are unsigned, big-endian. Public numbers are written as long as p; those drawn here never
 * start with a zero octet, because writers disagree on whether it is sent (Doc 9303-11, 9.4.3 drops
 * it, many chips do not). Every foreign number is checked: within 2..p-2, and in the subgroup of
 * order q where q is known (RFC 2631, 2.1.5).
 */
#ifndef EG_PKI_CRYPT_DH_H
#define EG_PKI_CRYPT_DH_H

#include "pki/crypt.h"

/* Standardised domain parameters, Doc 9303-11, 9.5.1 (groups of RFC 5114); the values are the ids.
 */
enum crypt_dh_group { CRYPT_DH_1024_160 = 0, CRYPT_DH_2048_224 = 1, CRYPT_DH_2048_256 = 2 };

#define CRYPT_DH_BITS_MIN 1024
#define CRYPT_DH_BITS_MAX 4096
#define CRYPT_DH_SIZE_MAX (CRYPT_DH_BITS_MAX / 8)

/* Octets of p, 0 for an unknown group. */
size_t crypt_dh_group_size(enum crypt_dh_group group);

/* A key pair in a standard group, in one with a mapped generator (PACE), or in a foreign one. */
struct crypt_dh;
void crypt_dh_free(struct crypt_dh **k); /* cleanup; wipes; accepts NULL inside */
EG_CHECK enum eg_err crypt_dh_generate(enum crypt_dh_group group, struct crypt_dh **out);
/* From a private number (1 <= x < p - 1), for vectors, the virtual chip and forge. */
EG_CHECK enum eg_err crypt_dh_from_private(enum crypt_dh_group group, struct rd x,
					   struct crypt_dh **out);
EG_CHECK enum eg_err crypt_dh_public(const struct crypt_dh *k, struct wr *out);
EG_CHECK enum eg_err crypt_dh_private(const struct crypt_dh *k, struct bytes *out);
/* The shared number, padded to the octets of p (PKCS #3); owned by the caller. EG_BAD_DATA: the
 * peer's number is out of range or of a small order. */
EG_CHECK enum eg_err crypt_dh_agree(const struct crypt_dh *k, struct rd peer, struct bytes *shared);

/*
 * PACE generic mapping (Doc 9303-11, 4.4.3.3.1): g' = g^s * h, h = peer^x. The new key pair lives
 * on g'; its private number is random, or the given one if not empty (vectors).
 */
EG_CHECK enum eg_err crypt_dh_map_generic(const struct crypt_dh *map_key, struct rd peer_map_public,
					  struct rd nonce, struct rd private_or_empty,
					  struct crypt_dh **ephemeral);
/* PACE integrated mapping (4.4.3.3.2): g' = (R(s,t) mod p)^((p-1)/q); pseudo_random is R(s,t). */
EG_CHECK enum eg_err crypt_dh_map_integrated(enum crypt_dh_group group, struct rd pseudo_random,
					     struct rd private_or_empty,
					     struct crypt_dh **ephemeral);

/*
 * Keys as SubjectPublicKeyInfo (DG14, EF.CardSecurity): X9.42 (dhpublicnumber: p, g, q), PKCS #3
 * (p, g) or the id of a standard group (9.5.1). EG_UNSUPPORTED: another kind of key, or p not
 * within CRYPT_DH_BITS_MIN..MAX. EG_BAD_DATA: parameters or public number make no sense.
 */
/* The public number, padded to the octets of p. */
EG_CHECK enum eg_err crypt_dh_spki_public(struct rd spki, struct wr *out);
/* A new pair with the domain parameters of that key. */
EG_CHECK enum eg_err crypt_dh_generate_like(struct rd spki, struct crypt_dh **out);
EG_CHECK enum eg_err crypt_dh_from_private_like(struct rd spki, struct rd x, struct crypt_dh **out);
/* Written as X9.42, or as PKCS #3 where q is not known. EG_STATE for a mapped key. */
EG_CHECK enum eg_err crypt_dh_spki(const struct crypt_dh *k, struct wr *out);

#endif
