/*
 * chip_cvc: a card verifiable certificate on the card's side (Doc 9303-12; TR-03110-3, C and D).
 * Knows its format and whose signature fits. Never knows which certificates a chip trusts.
 *
 *   7F4E body { 5F29 00, 42 issuer, 7F49 key, 5F20 holder, 7F4C rights, 5F25 from, 5F24 until }
 *   5F37 signature over the whole body
 */
#ifndef EG_SIMULATOR_CHIP_CVC_H
#define EG_SIMULATOR_CHIP_CVC_H

#include "base/date.h"
#include "base/rd.h"
#include "pki/crypt.h"

#define CHIP_CVC_NAME_MAX 16
/* ECParameters of P-521 with every field explicit. */
#define CHIP_CVC_DOMAIN_MAX 512

/* Access bits of an inspection system (TR-03110-4, 2.1.3.2). */
#define CHIP_CVC_DG3 0x01
#define CHIP_CVC_DG4 0x02

/* Role bits, as they stand in the byte of rights. */
enum chip_cvc_role {
	CHIP_CVC_TERMINAL = 0x00,
	CHIP_CVC_DV_FOREIGN = 0x40,
	CHIP_CVC_DV_DOMESTIC = 0x80,
	CHIP_CVC_CVCA = 0xC0,
};

struct chip_cvc_name {
	uint8_t text[CHIP_CVC_NAME_MAX];
	size_t size;
};

struct chip_cvc {
	struct chip_cvc_name issuer;
	struct chip_cvc_name holder;
	enum chip_cvc_role role;
	uint8_t rights; /* access bits only, RFU ones dropped */
	struct date from;
	struct date until;
	struct crypt_sigalg alg;
	struct crypt_pub *key;               /* owned */
	uint8_t domain[CHIP_CVC_DOMAIN_MAX]; /* ECParameters; none for RSA */
	size_t domain_size;
};

/* id-IS: the terminal type of inspection systems, the only one that this chip knows. */
bool chip_cvc_is_inspection(struct rd oid);
bool chip_cvc_named(const struct chip_cvc_name *n, struct rd name);
/* Six bytes of a digit each, 20YYMMDD; false if that is no day. */
EG_CHECK bool chip_cvc_date(struct rd six, struct date *out);
/*
 * Takes a body (7F4E, whole) apart. An EC key without domain parameters has the issuer's; NULL:
 * it must bring its own. Says nothing about the signature.
 */
EG_CHECK enum eg_err chip_cvc_parse(struct rd body, const struct chip_cvc *issuer,
				    struct chip_cvc *out);
/* EG_MISMATCH unless this key signed the message; signatures in plain format. */
typedef enum eg_err chip_cvc_verify_fn(const struct chip_cvc *signer, struct rd message,
				       struct rd signature);
/* As TR-03110-3, A.7 wants it. */
EG_CHECK enum eg_err chip_cvc_verify(const struct chip_cvc *signer, struct rd message,
				     struct rd signature);
/* Salts of PSS as long as the key allows and plain signatures without common leading zeros are
 * taken too: openpace's cvc-create makes them. */
EG_CHECK enum eg_err chip_cvc_verify_loose(const struct chip_cvc *signer, struct rd message,
					   struct rd signature);
/* A whole self-signed certificate (7F21), as personalised: its own signature is checked. */
EG_CHECK enum eg_err chip_cvc_parse_root(struct rd certificate, chip_cvc_verify_fn *verify,
					 struct chip_cvc *out);
void chip_cvc_free(struct chip_cvc *c); /* cleanup; accepts NULL; leaves an empty one */

#endif
