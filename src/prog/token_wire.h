/*
 * token_wire: what is said between a process that speaks to chips and the one that has the keys.
 * Knows the layout of the datagrams and what may be signed. Never knows keys.
 *
 *   asks      public KEY                      u8 1, u8 key
 *             sign KEY ALGORITHM MESSAGE      u8 2, u8 key, u8 scheme, u8 hash, u8 mask's hash,
 *                                             u32 salt, message
 *   answers   ready, once, at the start       u8 129, u8 keys, u8 plain, u8 missing
 *             public                          u8 130, u8 error, u8 rsa, u8 curve, u16 size,
 *                                             point or modulus, exponent
 *             signed                          u8 131, u8 error, signature
 *             refused, in place of ready      u8 132, name of the file
 *
 * Only what Terminal Authentication signs may be asked for: ID_PICC || r_PICC || Comp(PK_IFD) (Doc
 * 9303-11, 7.1.2). Certificates and requests of them look otherwise and are refused, so that
 * whoever takes the asking process over cannot have any made.
 */
#ifndef EG_PROG_TOKEN_WIRE_H
#define EG_PROG_TOKEN_WIRE_H

#include "pki/terminal_key.h"

#define TOKEN_WIRE_MAX      2200 /* modulus and exponent of RSA-8192 */
#define TOKEN_MESSAGE_MIN   34   /* a CAN of 6 digits (TR-03110-1, 3.5), 8 octets, SHA-1 */
#define TOKEN_MESSAGE_MAX   140  /* two coordinates of P-521 and 8 octets */
#define TOKEN_SIGNATURE_MAX 1024 /* RSA-8192 */
#define TOKEN_NAME_MAX      255  /* of a file */

enum token_kind {
	TOKEN_ASK_PUBLIC = 1,
	TOKEN_ASK_SIGN = 2,
	TOKEN_READY = 129,
	TOKEN_PUBLIC = 130,
	TOKEN_SIGNED = 131,
	TOKEN_REFUSED = 132,
};

struct token_ask {
	enum token_kind kind;
	uint8_t key;
	struct crypt_sigalg alg; /* of sign */
	struct rd message;       /* of sign; borrowed */
};
void token_ask_write(const struct token_ask *a, struct wr *out);
/* EG_BAD_DATA: no such ask; EG_DENIED: one for something else to be signed. */
EG_CHECK enum eg_err token_ask_read(struct rd datagram, struct token_ask *out);

struct token_answer {
	enum token_kind kind;
	enum eg_err err;                    /* of public and signed; EG_OK: what follows is there */
	uint8_t keys;                       /* of ready */
	uint8_t plain;                      /* of ready: keys in files that are not encrypted */
	uint8_t missing;                    /* of ready: keys in tokens that are away */
	struct terminal_public public_half; /* of public */
	struct rd signature;                /* of signed; borrowed */
	struct rd name; /* of refused; borrowed; at most TOKEN_NAME_MAX, no NUL */
};
void token_answer_write(const struct token_answer *a, struct wr *out);
/* EG_BAD_DATA: no such answer. */
EG_CHECK enum eg_err token_answer_read(struct rd datagram, struct token_answer *out);

#endif
