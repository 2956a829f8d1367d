/*
 * pace: PACE (Doc 9303-11, 4.4), the reader's side: generic, integrated and Chip Authentication
 * Mapping, over curves and in finite fields.
 * Knows the password's key, the mapped group, the tokens. Never knows APDUs around its messages.
 *
 *   reader                                       chip
 *   pace_set_at        80 oid, 83 01      ->
 *   pace_ask_nonce     7C {}              ->
 *                                         <-     7C {80 z}        pace_nonce
 *   pace_map_key       7C {81 key or t}   ->
 *                                         <-     7C {82 key}      pace_map
 *   pace_ephemeral_key 7C {83 key}        ->
 *                                         <-     7C {84 key}      pace_agree
 *   pace_token         7C {85 mac}        ->
 *                                         <-     7C {86 mac ...}  pace_finish
 *
 * With a 2048-bit field the data of steps 2 and 3 are 264 octets: more than short length fields
 * say, in both directions (9.3.1.2 allows extended ones for these commands).
 */
#ifndef EG_EMRTD_PACE_H
#define EG_EMRTD_PACE_H

#include "emrtd/cardaccess.h"
#include "emrtd/sm.h"

/* Numbers of worked examples; empty ones (production) are drawn at random. */
struct pace_fixed {
	struct rd map_private;
	struct rd ephemeral_private;
	struct rd nonce; /* t of integrated mapping: as much of it as the cipher's key is long */
	bool cut; /* private numbers were drawn before the group was known: as much of them is
		     taken as fits (fixed_cut) */
};

/* Kinds of password; the values are those of DO'83' (4.4.4.1). */
enum pace_password { PACE_MRZ = 1, PACE_CAN = 2 };

struct pace;

/* Key from MRZ_information or from the digits of the CAN (9.7.3). suite, password and fixed (which
 * may be NULL) are copied. */
EG_CHECK enum eg_err pace_new(const struct pace_suite *suite, enum pace_password kind,
			      struct rd password, const struct pace_fixed *fixed,
			      struct pace **out);
void pace_free(struct pace **p); /* cleanup; wipes */
/* Before pace_set_at: asks for the references of the chip's trust points (DO'7F4C', 4.4.4.1). */
void pace_ask_references(struct pace *p);

/* Data of MSE:Set AT (4.4.4.1); with_parameter adds DO'84', the domain parameter id. */
EG_CHECK enum eg_err pace_set_at(const struct pace *p, bool with_parameter, struct wr *out);
EG_CHECK enum eg_err pace_ask_nonce(const struct pace *p, struct wr *out);
EG_CHECK enum eg_err pace_nonce(struct pace *p, struct rd answer);
EG_CHECK enum eg_err pace_map_key(const struct pace *p, struct wr *out);
EG_CHECK enum eg_err pace_map(struct pace *p, struct rd answer);
EG_CHECK enum eg_err pace_ephemeral_key(const struct pace *p, struct wr *out);
EG_CHECK enum eg_err pace_agree(struct pace *p, struct rd answer);
EG_CHECK enum eg_err pace_token(const struct pace *p, struct wr *out);
/*
 * Verifies the chip's token, and only then gives the session's secure messaging. EG_MISMATCH: the
 * chip knows another password, or someone sits between. EG_BAD_DATA also where the encrypted Chip
 * Authentication Data are missing, broken, or there without that mapping (4.4.5).
 */
EG_CHECK enum eg_err pace_finish(struct pace *p, struct rd answer, struct sm *out);

/* After pace_finish: reference i (0: most recent, DO'87'; 1: previous, DO'88') of the chip's trust
 * points; borrowed from p. EG_NOT_FOUND if the chip told none. */
EG_CHECK enum eg_err pace_car(const struct pace *p, unsigned i, struct rd *out);
/* After pace_finish with PACE_CAM: SEQUENCE { OCTET STRING PK_Map,IC, OCTET STRING CA_IC }, for
 * chipauth_verify_mapping. EG_STATE with another mapping. */
EG_CHECK enum eg_err pace_cam_proof(const struct pace *p, struct wr *out);
/* After pace_agree: Comp() of the chip's and of our ephemeral key (TR-03110-3, A.2.2.3), at most 66
 * octets: ID_PICC of Terminal Authentication after PACE, and what that authenticates after CAM. */
EG_CHECK enum eg_err pace_chip_id(const struct pace *p, struct wr *out);
EG_CHECK enum eg_err pace_ephemeral_id(const struct pace *p, struct wr *out);

#endif
