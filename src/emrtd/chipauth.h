/*
 * chipauth: Chip Authentication version 1 (Doc 9303-11, 6.2), the reader's side and the judging
 * side. Knows which key and cipher to use, the ephemeral key, the new session. Never knows APDUs
 * around its messages, or whether the key is genuine: that is told by Passive Authentication alone.
 *
 *   reader                                              chip
 *   3DES:  chipauth_set_kat  MSE:Set KAT 22 41 A6  ->   new keys are in use after 9000
 *   AES:   chipauth_set_at   MSE:Set AT  22 41 A4  ->
 *          chipauth_ga       GENERAL AUTH.  86 00  ->   new keys are in use after 9000
 *   chipauth_finish          the new secure messaging; the chip has proved its key once an answer
 *                            has been verified with it
 *
 * Commands and their answers are protected by the session before.
 */
#ifndef EG_EMRTD_CHIPAUTH_H
#define EG_EMRTD_CHIPAUTH_H

#include "emrtd/secinfo.h"
#include "emrtd/sm.h"
#include "pki/crypt_dh.h"

#define CHIPAUTH_OID_SIZE   10
#define CHIPAUTH_KEY_ID_MAX 8

/* Which commands carry it out (6.2.4). */
enum chipauth_way { CHIPAUTH_SET_KAT, CHIPAUTH_SET_AT };

/* One way to authenticate the chip: a key with a cipher. */
struct chipauth_choice {
	struct rd spki;                 /* SubjectPublicKeyInfo, borrowed from the file */
	uint8_t oid[CHIPAUTH_OID_SIZE]; /* id-CA-x-y, 9.2.7 */
	bool dh;                        /* in a finite field; on a curve otherwise */
	enum crypt_cipher cipher;
	enum chipauth_way way;
	bool inferred; /* the file has no ChipAuthenticationInfo: cipher and way are a guess */
	uint8_t key_id[CHIPAUTH_KEY_ID_MAX]; /* for DO'84', as unsigned integer */
	size_t key_id_size;                  /* 0: DO'84' is not sent */
};

/*
 * The best choice of DG14, or of the SecurityInfos of EF.CardSecurity; chipauth_choose_at gives the
 * others in their order (0: the best), for chips that refuse one. AES before 3DES (8.5), stronger
 * keys before weaker up to 128 bits, curves before fields. Keys and infos belong together by their
 * keyId, or where one of them has none. Behind these stand ways of chips that are not quite Doc
 * 9303: 3DES with MSE:Set AT (8.5, note 1), and a single key without DO'84'.
 *
 * EG_NOT_FOUND: Chip Authentication is not offered, or there is no choice of that index.
 * EG_UNSUPPORTED: it is offered with nothing known here. EG_BAD_DATA: the file is broken, or no key
 * goes with any ChipAuthenticationInfo.
 */
EG_CHECK enum eg_err chipauth_choose(struct rd dg14_or_securityinfos, struct chipauth_choice *out);
EG_CHECK enum eg_err chipauth_choose_at(struct rd dg14_or_securityinfos, unsigned index,
					struct chipauth_choice *out);
#define CHIPAUTH_CHOICES_MAX 24

/* Number of a worked example or a test; empty (production) is drawn at random. */
struct chipauth_fixed {
	struct rd ephemeral_private;
	bool cut; /* it was drawn before the key was known: as much of it is taken as fits
		     (fixed_cut) */
};

struct chipauth;

/*
 * Draws the ephemeral key and agrees with the chip's; fixed may be NULL; nothing is borrowed
 * afterwards. EG_BAD_DATA: the chip's key is no point of its curve, out of range, of a small order,
 * or not of the announced kind. EG_UNSUPPORTED: curve or size of the field.
 */
EG_CHECK enum eg_err chipauth_begin(const struct chipauth_choice *choice,
				    const struct chipauth_fixed *fixed, struct chipauth **out);
void chipauth_free(struct chipauth **c); /* cleanup; wipes */

/* Data of MSE:Set KAT: 91 key, 84 id. EG_STATE unless the way is CHIPAUTH_SET_KAT. */
EG_CHECK enum eg_err chipauth_set_kat(const struct chipauth *c, struct wr *out);
/* Data of MSE:Set AT: 80 oid, 84 id. */
EG_CHECK enum eg_err chipauth_set_at(const struct chipauth *c, struct wr *out);
/* Data of GENERAL AUTHENTICATE: 7C { 80 key }; up to 520 octets with a field of 4096 bits: by
 * command chaining or extended length. */
EG_CHECK enum eg_err chipauth_ga(const struct chipauth *c, struct wr *out);
/* The new secure messaging, counter zero. Answer to GENERAL AUTHENTICATE: 7C {} or nothing. */
EG_CHECK enum eg_err chipauth_finish(const struct chipauth *c, struct rd ga_answer_or_empty,
				     struct sm *out);
/* Comp(PK_IFD) for Terminal Authentication (TR-03110-3, A.2.2.3): x coordinate, or SHA-1 of the
 * number; at most 66 octets. */
EG_CHECK enum eg_err chipauth_ephemeral_id(const struct chipauth *c, struct wr *out);

/*
 * Judging side, on files that Passive Authentication has verified.
 * Whether DG14 holds this key: EG_OK, EG_MISMATCH (it has others), EG_NOT_FOUND (it has none),
 * EG_BAD_DATA (it is broken).
 */
EG_CHECK enum eg_err chipauth_has_key(struct rd dg14, struct rd spki);
/* Octets of the proofs of a session: eight accesses on the longest curve. */
#define CHIPAUTH_MAPPING_MAX 2048
/*
 * Chip Authentication Mapping: whether each of these proofs of pace_cam_proof, one behind the
 * other, fits a key of these SecurityInfos (of EF.CardSecurity; DG14 may do). parameter: PACE's
 * domain parameter id, 0 if not known: any key on a curve will do then. EG_OK; EG_MISMATCH: no key
 * fits; EG_NOT_FOUND: no key on that curve; EG_BAD_DATA: file or proof is broken, or there is no
 * proof; EG_TOO_BIG beyond CHIPAUTH_MAPPING_MAX.
 */
EG_CHECK enum eg_err chipauth_verify_mapping(struct rd securityinfos, struct rd mapping_proofs,
					     uint32_t parameter);

#endif
