/*
 * session_auth: the chip's proofs in the order of files: Active Authentication (Doc 9303-11, 6.1)
 * and Chip Authentication (6.2).
 * Knows their commands and refusals. Never judges a proof: the verify worker does.
 *
 *   Chip Authentication is proved by the first answer under the new keys: it costs no command of
 *   its own. A chip that refuses says so under the old keys, and reading goes on with these; one
 *   that has not got the key falls silent, and is opened once more.
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

/* The key and protocol at auth.alternative, or the next that can be used; false behind the last. */
static bool choose(struct emrtd *e)
{
	struct rd dg14 = bytes_rd(&e->auth.dg14);
	return chipauth_choose_at(dg14, e->auth.alternative, &e->auth.choice) == EG_OK;
}

enum eg_err auth_learn_keys(struct emrtd *e, struct rd dg14)
{
	EG_TRY(bytes_reserve(&e->auth.dg14, dg14.left, EMRTD_FILE_LIMIT));
	EG_TRY(bytes_append(&e->auth.dg14, dg14));
	e->auth.alternative = 0;
	e->auth.has_choice = choose(e);
	return EG_OK;
}

/* The chip has not proved its key: an explicit proof for the verify worker to judge. */
static enum eg_err refuse(struct emrtd *e)
{
	chipauth_free(&e->auth.agreement);
	e->auth.chip = CHIP_AUTH_REFUSED;
	return session_hand_out(e, EMRTD_CHIP_AUTH_REFUSED, NULL);
}

enum eg_err auth_begin_chip(struct emrtd *e, bool *begun)
{
	const struct chipauth_fixed *fixed =
		e->config.fixed == NULL ? NULL : &e->config.fixed->chipauth;
	chipauth_free(&e->auth.agreement);
	*begun = false;
	/* A key that is none, as no point of its curve, is passed over. */
	for (; choose(e); e->auth.alternative++) {
		enum eg_err err = chipauth_begin(&e->auth.choice, fixed, &e->auth.agreement);
		if (err == EG_OK) {
			bool by_kat = e->auth.choice.way == CHIPAUTH_SET_KAT;
			e->phase = by_kat ? PHASE_CHIP_AUTH_KAT : PHASE_CHIP_AUTH_SET_AT;
			*begun = true;
			return EG_OK;
		}
		if (err == EG_NO_MEMORY) {
			return err;
		}
	}
	return refuse(e);
}

static enum eg_err ask_chip_auth(struct emrtd *e, struct apdu *c, struct wr *d)
{
	if (e->phase == PHASE_CHIP_AUTH_KAT) {
		*c = (struct apdu){.ins = 0x22, .p1 = 0x41, .p2 = 0xA6};
		return chipauth_set_kat(e->auth.agreement, d);
	}
	if (e->phase == PHASE_CHIP_AUTH_SET_AT) {
		*c = (struct apdu){.ins = 0x22, .p1 = 0x41, .p2 = 0xA4};
		return chipauth_set_at(e->auth.agreement, d);
	}
	*c = (struct apdu){.ins = 0x86, .le = APDU_LE_SHORT_MAX};
	return chipauth_ga(e->auth.agreement, d);
}

/* The chip's keys are agreed again; then the terminal's rights, then where reading stopped. */
static enum eg_err restored(struct emrtd *e)
{
	if (e->auth.terminal_done) {
		bool begun = false;
		e->auth.terminal_done = false;
		EG_TRY(terminal_begin(e, &begun));
		if (begun) {
			return EG_OK;
		}
	}
	e->auth.again = false;
	return order_begin(e, STAGE_APPLICATION);
}

/* Reading goes on behind a proof, or where it stopped when that was repeated. */
static enum eg_err go_on(struct emrtd *e)
{
	if (!e->auth.again) {
		return order_next(e);
	}
	return restored(e);
}

/* New keys, from the chip's static one: what it says from now on is its proof. */
static enum eg_err change_keys(struct emrtd *e, struct rd answer)
{
	struct sm fresh = {0};
	struct wr id = WR_ARRAY(e->auth.own_id);
	enum eg_err err = chipauth_finish(e->auth.agreement, answer, &fresh);
	if (err == EG_OK) {
		err = chipauth_ephemeral_id(e->auth.agreement, &id);
	}
	if (err == EG_NO_MEMORY) {
		return err;
	}
	if (err != EG_OK) {
		EG_TRY(refuse(e));
		return go_on(e);
	}
	e->auth.own_id_size = id.size;
	chipauth_free(&e->auth.agreement);
	sm_close(&e->sm);
	e->sm = fresh;
	secret_wipe(&fresh, sizeof(fresh));
	e->auth.agreed = true;
	e->auth.chip = CHIP_AUTH_UNPROVED;
	return go_on(e);
}

/* Refused under the old keys, which hold (6.2.4): another key or way, if there is one. */
static enum eg_err next_alternative(struct emrtd *e)
{
	bool begun = false;
	e->auth.alternative++;
	EG_TRY(auth_begin_chip(e, &begun));
	return begun ? EG_OK : go_on(e);
}

static enum eg_err take_chip_auth(struct emrtd *e, const struct reply *r)
{
	if (r->bare && e->phase == PHASE_CHIP_AUTH_SET_AT && session_may_resume(e)) {
		session_resume(e); /* nothing was asked of its key yet */
		return EG_OK;
	}
	if (r->bare) {
		return auth_key_silent(e); /* and the old keys are gone too */
	}
	if (r->sw != SW_OK) {
		return next_alternative(e);
	}
	if (e->phase == PHASE_CHIP_AUTH_SET_AT) {
		e->phase = PHASE_CHIP_AUTH_AGREE;
		return EG_OK;
	}
	return change_keys(e, r->data);
}

enum eg_err auth_key_silent(struct emrtd *e)
{
	EG_TRY(refuse(e));
	e->auth.own_id_size = 0; /* PACE's mapping gives another when it comes again */
	e->auth.again = false;
	order_rewind_proofs(e);
	e->totals.resumed++;
	access_begin(e, false);
	return EG_OK;
}

enum eg_err auth_key_answered(struct emrtd *e)
{
	EG_AUTO(bytes_free) struct bytes key = {0};
	e->auth.chip = CHIP_AUTH_PROVED;
	if (e->auth.key_handed) {
		return EG_OK;
	}
	e->auth.key_handed = true;
	EG_TRY(bytes_reserve(&key, e->auth.choice.spki.left, EMRTD_FILE_LIMIT));
	EG_TRY(bytes_append(&key, e->auth.choice.spki));
	return session_hand_out(e, EMRTD_CHIP_AUTH_KEY, &key);
}

enum eg_err auth_restore(struct emrtd *e)
{
	bool begun = false;
	e->auth.again = true;
	if (e->auth.agreed && e->auth.chip != CHIP_AUTH_REFUSED) {
		EG_TRY(auth_begin_chip(e, &begun));
	}
	return begun ? EG_OK : restored(e);
}

void auth_forget_keys(struct emrtd *e)
{
	chipauth_free(&e->auth.agreement);
	termauth_free(&e->auth.terminal);
	if (e->auth.chip != CHIP_AUTH_REFUSED) {
		e->auth.chip = CHIP_AUTH_NONE;
	}
}

bool auth_is_mapped(const struct emrtd *e)
{
	return e->auth.mapping_bound && e->auth.mapping_named;
}

bool auth_is_proved(const struct emrtd *e)
{
	return (e->auth.agreed && e->auth.chip != CHIP_AUTH_REFUSED) || auth_is_mapped(e);
}

enum eg_err auth_ask(struct emrtd *e, struct apdu *c, struct wr *d)
{
	if (e->phase == PHASE_ACTIVE_AUTH) {
		return ask_active_auth(e, c, d);
	}
	if (e->phase == PHASE_CHIP_AUTH_PROVE) {
		/* Nothing was read under the new keys: any answer to anything is the proof. */
		*c = (struct apdu){.ins = 0xB0, .p1 = 0x80 | EMRTD_SOD, .le = 1};
		return EG_OK;
	}
	return e->phase == PHASE_TERMINAL_AUTH ? terminal_ask(e, c, d) : ask_chip_auth(e, c, d);
}

enum eg_err auth_take(struct emrtd *e, const struct reply *r)
{
	if (e->phase == PHASE_ACTIVE_AUTH) {
		return take_active_auth(e, r);
	}
	if (e->phase == PHASE_CHIP_AUTH_PROVE) {
		return order_finish(e);
	}
	return e->phase == PHASE_TERMINAL_AUTH ? terminal_take(e, r) : take_chip_auth(e, r);
}
