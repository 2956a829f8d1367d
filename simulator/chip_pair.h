/*
 * chip_pair: a key pair for key agreement, on a curve or in a finite field (Doc 9303-11, 9.4, 9.6).
 * Knows both kinds by one name. Never knows which protocol agrees.
 */
#ifndef EG_SIMULATOR_CHIP_PAIR_H
#define EG_SIMULATOR_CHIP_PAIR_H

#include "pki/crypt_dh.h"

/* One of the two is set. */
struct chip_pair {
	struct crypt_ec *ec;
	struct crypt_dh *dh;
};

/* A public key: number of a DH key of 4096 bits. */
#define CHIP_PUBLIC_MAX CRYPT_DH_SIZE_MAX
/* Compressed: x coordinate on P-521; SHA-1 for DH (7.1.4.1.3, 7.1.4.2.3). */
#define CHIP_COMP_MAX 66

void chip_pair_free(struct chip_pair *p); /* cleanup; wipes; accepts NULL */
/* The pair of a SubjectPublicKeyInfo; other: a fresh one with its parameters (a cloned chip's). */
EG_CHECK enum eg_err chip_pair_load(struct rd spki, struct rd private_number, bool other,
				    struct chip_pair *out);

/* Standardised domain parameters (9.5.1) of the kind that a protocol wants. */
bool chip_domain_known(uint32_t id, bool dh);
/* log2 of the prime, in whole bytes; bytes of a private number. */
size_t chip_domain_prime_size(uint32_t id);
size_t chip_domain_number_size(uint32_t id);
/* Private numbers are drawn where none is given. */
EG_CHECK enum eg_err chip_pair_new(uint32_t id, struct rd private_or_empty, struct chip_pair *out);
EG_CHECK enum eg_err chip_pair_map_generic(const struct chip_pair *map, struct rd theirs,
					   struct rd nonce, struct rd private_or_empty,
					   struct chip_pair *out);
EG_CHECK enum eg_err chip_pair_map_integrated(uint32_t id, struct rd pseudo_random,
					      struct rd private_or_empty, struct chip_pair *out);

/* As ephemeral keys are exchanged (9.4.5): uncompressed point, or number. */
EG_CHECK enum eg_err chip_pair_public(const struct chip_pair *p, struct wr *out);
/* Checks their key; shared: x coordinate or number, owned by the caller. */
EG_CHECK enum eg_err chip_pair_agree(const struct chip_pair *p, struct rd theirs,
				     struct bytes *shared);
/* Comp() of a public key of this pair's kind. */
EG_CHECK enum eg_err chip_pair_compress(const struct chip_pair *p, struct rd key, struct wr *out);

#endif
