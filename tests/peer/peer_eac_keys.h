/*
 * peer_eac_keys: libeac's PACE and Chip Authentication behind plain byte strings, step by step. Its
 * headers and ours give the same names to different things, so that no file can include both.
 */
#ifndef EG_TESTS_PEER_EAC_KEYS_H
#define EG_TESTS_PEER_EAC_KEYS_H

#include "base/rd.h"
#include "base/wr.h"

struct peer_keys;
void peer_keys_free(struct peer_keys **p); /* cleanup */

/* PACE by the content of the protocol's OBJECT IDENTIFIER and the domain parameter id; password:
 * the digits of a CAN, or the lines of a TD1 zone. NULL: not supported by libeac. */
struct peer_keys *peer_pace(struct rd oid, int parameter, bool can, const char *password);
/* Chip: z of a fresh nonce. Terminal: takes it. */
void peer_pace_nonce(struct peer_keys *p, struct wr *out);
EG_CHECK bool peer_pace_take_nonce(struct peer_keys *p, struct rd z);
EG_CHECK bool peer_pace_mapping_data(struct peer_keys *p, struct wr *out);
EG_CHECK bool peer_pace_map(struct peer_keys *p, struct rd other_side);
EG_CHECK bool peer_pace_key(struct peer_keys *p, struct wr *out);
/* Agrees and derives the session keys. */
EG_CHECK bool peer_pace_agree(struct peer_keys *p, struct rd other_side);
void peer_pace_token(struct peer_keys *p, struct rd other_sides_key, struct wr *out);
EG_CHECK bool peer_pace_check_token(struct peer_keys *p, struct rd token);

/* Chip Authentication. The chip has a key pair, the terminal draws one. */
struct peer_keys *peer_chipauth(struct rd oid, int parameter);
EG_CHECK bool peer_chipauth_set(struct peer_keys *p, struct rd private_key, struct rd public_key);
void peer_chipauth_draw(struct peer_keys *p);
void peer_chipauth_public(struct peer_keys *p, struct wr *out);
/* Agrees and derives the session keys as in version 1, without a nonce. */
EG_CHECK bool peer_chipauth_agree(struct peer_keys *p, struct rd other_side);
/* Whether this is Comp() of that key, in libeac's eyes. */
EG_CHECK bool peer_chipauth_is_id(struct peer_keys *p, struct rd id, struct rd key);

/* The session's keys; 3DES keys with their parity bits as libeac leaves them. */
struct rd peer_keys_enc(const struct peer_keys *p);
struct rd peer_keys_mac(const struct peer_keys *p);

#endif
