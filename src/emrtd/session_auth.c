/*
 * session_auth: proofs of chip and terminal in the order of files: Active Authentication.
 * Knows their commands and refusals. Never judges a proof: the verify worker does.
 */
#include "emrtd/session_impl.h"

static enum eg_err ask_active_auth(struct emrtd *e, struct apdu *c, struct wr *d)
{
	*c = (struct apdu){.ins = 0x88, .le = APDU_LE_SHORT_MAX};
	/* Doc 9303-11, 6.1.4: longer signatures do not fit a short protected answer. */
	if (e->auth.signature_size > sm_plain_max(e->sm.cipher) && !e->auth.short_signature) {
		c->extended = true;
		/* Exactly the key's size: some chips cut at 256 or give nothing for 65536. */
		c->le = e->auth.signature_size;
	}
	wr_put(d, RD_ARRAY(e->config.challenge));
	return EG_OK;
}

enum eg_err auth_ask(struct emrtd *e, struct apdu *c, struct wr *d)
{
	return ask_active_auth(e, c, d);
}

static enum eg_err take_active_auth(struct emrtd *e, const struct reply *r)
{
	if (r->sw == SW_OK && !r->bare && r->data.left > 0) {
		EG_AUTO(bytes_free) struct bytes signature = {0};
		EG_TRY(bytes_reserve(&signature, r->data.left, APDU_ANSWER_MAX));
		EG_TRY(bytes_append(&signature, r->data));
		EG_TRY(session_hand_out(e, EMRTD_AA_SIGNATURE, &signature));
		return order_next(e);
	}
	if (e->last.extended && !e->auth.short_signature &&
	    (chunk_is_length(r->sw) || r->sw == SW_OK)) {
		e->auth.short_signature = true; /* the same with short length and GET RESPONSE */
		return EG_OK;
	}
	/* A bare refusal is no reason for new keys yet: the next file will show. */
	EG_TRY(session_hand_out(e, EMRTD_AA_REFUSED, NULL));
	return order_next(e);
}

enum eg_err auth_take(struct emrtd *e, const struct reply *r)
{
	return take_active_auth(e, r);
}
