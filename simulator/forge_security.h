/*
 * forge_security: SecurityInfos of an invented chip (Doc 9303-11, 9.2), written: EF.CardAccess,
 * DG14 and the content of EF.CardSecurity; and the static key pairs that they tell of.
 * Knows identifiers and layouts. Never reads a file of a chip.
 */
#ifndef EG_SIMULATOR_FORGE_SECURITY_H
#define EG_SIMULATOR_FORGE_SECURITY_H

#include "base/rd.h"
#include "base/wr.h"
#include "pki/crypt_dh.h"

#define FORGE_PACES_MAX     8
#define FORGE_CHIP_KEYS_MAX 4 /* what a container of the virtual chip holds */
/* SubjectPublicKeyInfo with every parameter of a 2048-bit group, or of P-521. */
#define FORGE_PAIR_SPKI_MAX 1280

enum forge_mapping { FORGE_GENERIC, FORGE_INTEGRATED, FORGE_CAM };

/* One PACEInfo: what a chip offers for PACE. */
struct forge_pace {
	bool offered;
	enum crypt_curve curve;
	enum crypt_cipher cipher;
	enum forge_mapping mapping;
	bool dh; /* in a finite field: group instead of curve */
	enum crypt_dh_group group;
};

/* A key pair for Chip Authentication or PACE-CAM. */
struct forge_chip_key {
	bool dh; /* group instead of curve */
	enum crypt_curve curve;
	enum crypt_dh_group group;
	uint8_t ciphers; /* bit n: Chip Authentication with enum crypt_cipher n; 0: PACE-CAM only */
	bool untold;     /* without ChipAuthenticationInfo, as documents of old */
	bool has_id;
	uint32_t id; /* at most 255 */
};

struct forge_chip_pair {
	struct forge_chip_key order;
	uint8_t spki[FORGE_PAIR_SPKI_MAX];
	size_t spki_size;
	uint8_t number[CRYPT_DH_SIZE_MAX]; /* private */
	size_t number_size;
	uint8_t id;
};

/* What the SecurityInfos of one document tell. */
struct forge_security {
	struct forge_pace paces[FORGE_PACES_MAX];
	size_t pace_count;
	struct forge_chip_pair pairs[FORGE_CHIP_KEYS_MAX];
	size_t pair_count;
	bool terminal_authentication;
	bool has_aa_hash; /* ActiveAuthenticationInfo: ECDSA with this hash */
	enum crypt_hash aa_hash;
};

/* Standardised domain parameters of a PACEInfo (9.5.1). */
uint32_t forge_pace_parameter(const struct forge_pace *p);
/* Draws a pair; other_private: the private number is another pair's (a cloned chip). */
EG_CHECK enum eg_err forge_chip_pair(const struct forge_chip_key *order, bool other_private,
				     struct forge_chip_pair *out);

/* The PACEInfos alone (9.2.11). */
void forge_card_access(struct wr *out, const struct forge_security *s);
/* Everything but keys for PACE-CAM alone. */
void forge_dg14(struct wr *out, const struct forge_security *s);
bool forge_has_dg14(const struct forge_security *s);
/* Content of EF.CardSecurity; its keys name standardised parameters (appendix I). */
void forge_card_security(struct wr *out, const struct forge_security *s);
/* id-SecurityObject (Doc 9303-10, 3.11.4); static. */
struct rd forge_security_object(void);

#endif
