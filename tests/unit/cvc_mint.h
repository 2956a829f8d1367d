/*
 * cvc_mint: card verifiable certificates of an invented country, right or wrong in chosen ways.
 * Knows how to write and sign them (TR-03110-3, C and D), on its own. Never knows how they are
 * read.
 */
#ifndef EG_TESTS_CVC_MINT_H
#define EG_TESTS_CVC_MINT_H

#include "pki/crypt.h"

#define CVC_MINT_MAX 2048

/* A key pair and the two last numbers of its id-TA- identifier. */
struct cvc_mint_key {
	struct crypt_ec *ec; /* owned, one of both */
	struct crypt_rsa *rsa;
	uint8_t kind;
	uint8_t number;
};
void cvc_mint_ec(struct cvc_mint_key *k, enum crypt_curve curve, uint8_t number);
void cvc_mint_rsa(struct cvc_mint_key *k, uint32_t bits, uint8_t number);
void cvc_mint_key_free(struct cvc_mint_key *k);
/* A signature as the key's identifier says. */
void cvc_mint_sign(const struct cvc_mint_key *k, struct rd message, struct wr *out);
/* PKCS#8. */
void cvc_mint_pkcs8(const struct cvc_mint_key *k, struct wr *out);

struct cvc_mint {
	const char *authority;
	const char *holder;
	const struct cvc_mint_key *key;
	const struct cvc_mint_key *signer;
	uint8_t rights;   /* role and access bits */
	const char *from; /* "YYMMDD" */
	const char *to;
	bool domain;        /* EC domain parameters stand in it */
	bool no_cofactor;   /* domain parameters without the cofactor */
	bool foreign_curve; /* domain parameters that no standard knows: b changed */
	bool foreign_kind;  /* of an authentication terminal */
	bool spoilt;        /* signature changed */
	uint8_t profile;
	const char *extensions; /* content of 65; NULL: none */
};

struct cvc_minted {
	uint8_t octets[CVC_MINT_MAX];
	size_t size;
};
struct cvc_minted cvc_mint(const struct cvc_mint *m);
struct rd cvc_minted_rd(const struct cvc_minted *m);

/* Rights: role and access in one. */
#define MINT_CVCA 0xC3
#define MINT_DV   0x83
#define MINT_IS   0x03

#endif
