/*
 * pace_group: the group that PACE runs in: curve or finite field, before and after the mapping.
 * Internal to pace*.c. Knows key pairs and the mappings of Doc 9303-11, 4.4.3.3. Never knows
 * messages or the password.
 */
#ifndef EG_EMRTD_PACE_GROUP_H
#define EG_EMRTD_PACE_GROUP_H

#include "emrtd/cardaccess.h"
#include "emrtd/pace.h"

/* Octets of a public key: 2048 bits of the largest standardised field. */
#define PACE_PUBLIC_MAX 256
#define PACE_NONCE_MAX  32

/*
 * R(s,t) of 4.4.3.3.2, at least 64 bits longer than the group's prime. s must be of l bits and t of
 * k bits (128 and 128; 256 and 192 or 256 with the longer AES keys).
 */
EG_CHECK enum eg_err pace_pseudo_random(enum crypt_cipher cipher, struct rd s, struct rd t,
					size_t prime_bits, struct wr *out);
/* Octets of R(s,t) at most: 2048 + 64 bits in whole blocks of 256. */
#define PACE_RANDOM_MAX ((2048 + 64 + 255) / 256 * 32)

struct pace_group {
	struct pace_suite suite;
	uint8_t t[PACE_NONCE_MAX]; /* integrated mapping: the reader's nonce */
	struct crypt_ec *ec_map;   /* owned, each of these; NULL where not used */
	struct crypt_ec *ec_own;   /* on the mapped generator */
	struct crypt_dh *dh_map;
	struct crypt_dh *dh_own;
	struct bytes second_private; /* of a worked example */
};

EG_CHECK enum eg_err pace_group_begin(struct pace_group *g, const struct pace_suite *suite,
				      const struct pace_fixed *fixed);
void pace_group_end(struct pace_group *g); /* wipes; accepts NULL */
/* Mapping data: public key (GM, CAM) or nonce t (IM). */
EG_CHECK enum eg_err pace_group_mapping_data(const struct pace_group *g, struct wr *out);
/* Maps the nonce with the chip's mapping data, which are empty for IM, and draws our own pair. */
EG_CHECK enum eg_err pace_group_map(struct pace_group *g, struct rd nonce, struct rd chip_data);
EG_CHECK enum eg_err pace_group_public(const struct pace_group *g, struct wr *out);
/* K of 9.7.1: the x coordinate, or the number padded to the prime. */
EG_CHECK enum eg_err pace_group_agree(const struct pace_group *g, struct rd chip_public,
				      struct bytes *shared);
/* Whether two public keys are one: numbers may have leading zeros. */
bool pace_group_same(const struct pace_group *g, struct rd a, struct rd b);

#endif
