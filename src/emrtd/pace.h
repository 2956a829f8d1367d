/*
 * pace: PACE with generic mapping over ECDH (Doc 9303-11, 4.4), the reader's side.
 * Knows the password's key, the mapped group, the tokens. Never knows APDUs around its messages.
 *
 *   reader                                       chip
 *   pace_set_at        80 oid, 83 01      ->
 *   pace_ask_nonce     7C {}              ->
 *                                         <-     7C {80 z}        pace_nonce
 *   pace_map_key       7C {81 point}      ->
 *                                         <-     7C {82 point}    pace_map
 *   pace_ephemeral_key 7C {83 point}      ->
 *                                         <-     7C {84 point}    pace_agree
 *   pace_token         7C {85 mac}        ->
 *                                         <-     7C {86 mac}      pace_finish
 */
#ifndef EG_EMRTD_PACE_H
#define EG_EMRTD_PACE_H

#include "emrtd/cardaccess.h"
#include "emrtd/sm.h"

/* Private numbers of worked examples; empty ones (production) are drawn at random. */
struct pace_fixed {
	struct rd map_private;
	struct rd ephemeral_private;
};

struct pace;

/* Key from MRZ_information (9.7.3). The suite is copied; fixed may be NULL. */
EG_CHECK enum eg_err pace_new(const struct pace_suite *suite, struct rd mrz_information,
			      const struct pace_fixed *fixed, struct pace **out);
void pace_free(struct pace **p); /* cleanup; wipes */

/* Data of MSE:Set AT (4.4.4.1); with_parameter adds DO'84', the domain parameter id. */
EG_CHECK enum eg_err pace_set_at(const struct pace *p, bool with_parameter, struct wr *out);
EG_CHECK enum eg_err pace_ask_nonce(const struct pace *p, struct wr *out);
EG_CHECK enum eg_err pace_nonce(struct pace *p, struct rd answer);
EG_CHECK enum eg_err pace_map_key(const struct pace *p, struct wr *out);
EG_CHECK enum eg_err pace_map(struct pace *p, struct rd answer);
EG_CHECK enum eg_err pace_ephemeral_key(const struct pace *p, struct wr *out);
EG_CHECK enum eg_err pace_agree(struct pace *p, struct rd answer);
EG_CHECK enum eg_err pace_token(const struct pace *p, struct wr *out);
/* Verifies the chip's token, and only then gives the session's secure messaging. EG_MISMATCH: the
 * chip knows another password, or someone sits between. */
EG_CHECK enum eg_err pace_finish(struct pace *p, struct rd answer, struct sm *out);

#endif
