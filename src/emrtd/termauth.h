/*
 * termauth: Terminal Authentication version 1 (TR-03110-1, 3.5; Doc 9303-11, 7.1 and K), the
 * reader's side: the gate proves to the chip that it may read fingers and irises.
 * Knows EF.CVCA, the order of commands and what is signed. Never knows private keys, nor who
 * trusts whom: both are behind termauth_terminal. Never knows secure messaging.
 *
 *   reader                                              chip
 *   MSE:Set DST 83 reference of the issuer        ->            \  for each certificate: links of
 *   PSO:Verify Certificate 7F4E body 5F37         ->            /  the CVCA, DV, terminal
 *   MSE:Set AT 83 reference of the terminal       ->
 *   GET CHALLENGE                                 ->
 *                                                 <-     rIC
 *   EXTERNAL AUTHENTICATE sign(IDIC || rIC || Comp(PKIFD))  ->
 */
#ifndef EG_EMRTD_TERMAUTH_H
#define EG_EMRTD_TERMAUTH_H

#include "base/wr.h"
#include "emrtd/apdu.h"
#include "pki/cvc.h"

#define TERMAUTH_CERTIFICATES_MAX 8   /* a chip knows two generations; links of six more */
#define TERMAUTH_CHALLENGE_SIZE   8   /* Doc 9303-11, 7.1.5.4 */
#define TERMAUTH_ID_MAX           272 /* Comp of a 2048-bit Diffie-Hellman key, and room */
/* Data of the largest command: a certificate. More than one short command holds: the session
 * chains commands or uses extended length. */
#define TERMAUTH_DATA_MAX CVC_SIZE_MAX

/* Where keys and certificates of this gate are kept. */
struct termauth_terminal {
	void *context;
	/*
	 * The chain for a chip that trusts car: certificates whole (7F21), in the order of sending,
	 * from the first that car signed to the terminal's; *certificates stay with the context
	 * until its next call. EG_NOT_FOUND: none.
	 */
	enum eg_err (*chain)(void *context, struct rd car, struct rd *certificates, size_t cap,
			     size_t *count);
	/* Signs with the key of the terminal's certificate of the chain given last, by the
	 * algorithm that certificate names; ECDSA as plain r || s. */
	enum eg_err (*sign)(void *context, struct rd message, struct wr *signature);
};

/* How it ended: name, text for an officer or a conformance table. */
#define TERMAUTH_WHYS(X)                                                                 \
	X(TERMAUTH_GOING_ON, "not ended")                                                \
	X(TERMAUTH_DONE, "the chip took the proof")                                      \
	X(TERMAUTH_NO_REFERENCE, "the chip names no trust point")                        \
	X(TERMAUTH_BAD_REFERENCE, "EF.CVCA badly formed")                                \
	X(TERMAUTH_TOO_MANY_REFERENCES, "EF.CVCA names more than two trust points")      \
	X(TERMAUTH_NO_CHAIN, "no certificates for the trust points that the chip names") \
	X(TERMAUTH_BAD_CHAIN, "certificates of this terminal badly formed")              \
	X(TERMAUTH_NO_SIGNATURE, "the key of this terminal did not sign")                \
	X(TERMAUTH_ISSUER_REFUSED, "the chip does not know the issuer of a certificate") \
	X(TERMAUTH_LINK_REFUSED, "the chip refused a link certificate")                  \
	X(TERMAUTH_DV_REFUSED, "the chip refused the document verifier's certificate")   \
	X(TERMAUTH_IS_REFUSED, "the chip refused the terminal's certificate")            \
	X(TERMAUTH_KEY_REFUSED, "the chip does not take up the terminal's key")          \
	X(TERMAUTH_NO_CHALLENGE, "the chip gives no challenge")                          \
	X(TERMAUTH_BAD_CHALLENGE, "the chip's challenge is not 8 octets")                \
	X(TERMAUTH_SIGNATURE_REFUSED, "the chip found the signature wrong")              \
	X(TERMAUTH_STATE_REFUSED, "the chip does not allow it now")

enum termauth_why {
#define X(name, text) name,
	TERMAUTH_WHYS(X)
#undef X
};
const char *termauth_why_text(enum termauth_why why);

#define TERMAUTH_CARS_MAX 2 /* TR-03110-3, A.7.2.4 */
struct termauth_cars {
	struct rd car[TERMAUTH_CARS_MAX]; /* borrowed; the newest first */
	size_t count;
};
/*
 * EF.CVCA (TR-03110-3, A.7.2.4): one or two references under tag 42, then zeros. EG_NOT_FOUND: no
 * reference at all; EG_TOO_BIG: more than two; EG_BAD_DATA: anything else. *why says the same.
 */
EG_CHECK enum eg_err termauth_cvca(struct rd ef_cvca, struct termauth_cars *out,
				   enum termauth_why *why);

/* TerminalAuthenticationInfo (A.1.1.3) of version 1. */
struct termauth_info {
	bool named_file; /* the two below stand there; else the usual 011C and 1C */
	uint8_t file_id[2];
	bool has_short_id; /* false: EF.CVCA must be selected by file_id */
	uint8_t short_id;
};
/* From DG14 (6E) or its SecurityInfos (SET). EG_NOT_FOUND: the chip announces none. */
EG_CHECK enum eg_err termauth_info(struct rd dg14, struct termauth_info *out);

struct termauth;
/*
 * Begins with a chain for car. id_picc (copied): after BAC the document number with its check
 * digit as in the MRZ, after PACE Comp(the chip's ephemeral key); comp_ifd (copied): Comp(the
 * reader's newest ephemeral key, of Chip Authentication or of PACE with chip authentication
 * mapping). The terminal is borrowed until termauth_free. EG_NOT_FOUND: no chain for car.
 */
EG_CHECK enum eg_err termauth_new(const struct termauth_terminal *terminal, struct rd car,
				  struct rd id_picc, struct rd comp_ifd, struct termauth **out);
/* The same for the first of the chip's references that there is a chain for. */
EG_CHECK enum eg_err termauth_new_any(const struct termauth_terminal *terminal,
				      const struct termauth_cars *cars, struct rd id_picc,
				      struct rd comp_ifd, struct termauth **out);
void termauth_free(struct termauth **t); /* cleanup; accepts NULL inside */

/*
 * The next command: header and Le in *c (its data field is left empty), its data into *data (cap
 * TERMAUTH_DATA_MAX). *done: nothing is left to send, the chip grants access; *c is not set.
 * EG_STATE after a refusal.
 */
EG_CHECK enum eg_err termauth_next(struct termauth *t, struct apdu *c, struct wr *data, bool *done);
/* The chip's answer to it. EG_DENIED: it refused; EG_BAD_DATA: its challenge is none. */
EG_CHECK enum eg_err termauth_take(struct termauth *t, struct rd data, uint16_t sw);
/* What it came to so far. */
enum termauth_why termauth_why(const struct termauth *t);
/* CVC_READ_ bits that every certificate of the chain gives: what the chip may open at most
 * (Doc 9303-11, 7.1.4.3.1). */
uint8_t termauth_access(const struct termauth *t);
/* The certificate that was sent last, counted from 0. */
size_t termauth_place(const struct termauth *t);
/*
 * After TERMAUTH_SIGNATURE_REFUSED: once more from MSE:Set AT with another identifier. Some states
 * bind PACE statically, by the document number or the CAN (TR-03110-1, 3.5). EG_STATE otherwise,
 * and on the second try.
 */
EG_CHECK enum eg_err termauth_retry(struct termauth *t, struct rd id_picc);

#endif
