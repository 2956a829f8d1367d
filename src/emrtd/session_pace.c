/*
 * session_pace: PACE as commands, from MSE:Set AT to the chip's token, over the ways the chip
 * offers.
 * Knows APDUs of Doc 9303-11, 4.4.4 and the answers chips give instead. Never knows the numbers in
 * them: emrtd/pace does.
 */
#include "emrtd/session_impl.h"

/* Ways offered, one resumption and contacts lost; a password is not tried over and over. */
#define PACE_TRIES_MAX 6
/* Two OCTET STRINGs of a point and of a number on the longest curve, and their headers. */
#define MAPPING_PROOF_MAX 256

static enum eg_err ask_authenticate(struct emrtd *e, struct apdu *c, struct wr *d)
{
	c->ins = 0x86;
	c->le = APDU_LE_SHORT_MAX;
	c->cla = e->phase == PHASE_PACE_FINISH ? 0x00 : 0x10; /* chain, 4.4.4.3 */
	if (e->phase == PHASE_PACE_NONCE) {
		return pace_ask_nonce(e->pace, d);
	}
	if (e->phase == PHASE_PACE_MAP) {
		return pace_map_key(e->pace, d);
	}
	if (e->phase == PHASE_PACE_AGREE) {
		return pace_ephemeral_key(e->pace, d);
	}
	return pace_token(e->pace, d);
}

static enum eg_err ask_set_at(struct emrtd *e, struct apdu *c, struct wr *d)
{
	*c = (struct apdu){.ins = 0x22, .p1 = 0xC1, .p2 = 0xA4};
	if (e->pace == NULL) {
		const struct pace_fixed *fixed =
			e->config.fixed == NULL ? NULL : &e->config.fixed->pace;
		bool by_can = e->config.can.left > 0;
		EG_TRY(pace_new(&e->card_access.suites[e->suite], by_can ? PACE_CAN : PACE_MRZ,
				by_can ? e->config.can : e->config.mrz_information, fixed,
				&e->pace));
		e->pace_tries++;
	}
	return pace_set_at(e->pace, e->with_parameter, d);
}

enum eg_err pace_phase_ask(struct emrtd *e, struct apdu *c, struct wr *d)
{
	return e->phase == PHASE_PACE_SET_AT ? ask_set_at(e, c, d) : ask_authenticate(e, c, d);
}

/* PACE is offered and failed: an explicit finding, whatever happens next. */
static void pace_failed(struct emrtd *e, enum reason why)
{
	pace_free(&e->pace);
	if (e->totals.resumed == 0) {
		findings_set(&e->findings, CHECK_PACE_KEPT, VERDICT_FAIL, REASON_PACE_FAILED);
	}
	if (e->config.allow_bac_after_pace && e->totals.resumed == 0) {
		e->suite = e->card_access.count; /* PACE is not tried again */
		e->phase = PHASE_SELECT_APPLICATION;
		return;
	}
	session_fail(e, why);
}

/* Another of the offered ways, as if it had been the first choice: no downgrade, all are PACE. */
static bool next_suite(struct emrtd *e)
{
	if (e->suite + 1 >= e->card_access.count || e->pace_tries >= PACE_TRIES_MAX) {
		return false;
	}
	pace_free(&e->pace);
	e->suite++;
	e->with_parameter = e->card_access.several_parameters;
	e->chain_closed = false;
	e->phase = PHASE_PACE_SET_AT;
	return true;
}

static bool pace_accepts(uint16_t sw)
{
	return sw == SW_OK || (sw & 0xFFF0) == 0x63C0; /* 63Cx: tries left, told beforehand */
}

static void take_set_at(struct emrtd *e, const struct reply *r)
{
	if (pace_accepts(r->sw)) {
		e->phase = PHASE_PACE_NONCE;
	} else if (r->sw == SW_LAST_OF_CHAIN && !e->chain_closed) {
		e->chain_closed = true; /* a broken-off PACE left its chain open: ask once more */
	} else if (!e->with_parameter) {
		e->with_parameter = true; /* old Ukrainian chips want DO'84' always */
	} else if (!next_suite(e)) {
		pace_failed(e, REASON_CHIP_REFUSED);
	}
}

/*
 * The key of the mapping stands in EF.CardSecurity, which nothing binds to EF.SOD but that one chip
 * gave both. So each access has to be proved, and one that was not undoes the others: somebody
 * could have put another chip behind the first proof.
 */
static void forget_mapping(struct emrtd *e)
{
	e->auth.unmapped = true;
	e->auth.mapped = false;
	e->auth.mapping_bound = false;
	bytes_free(&e->auth.mapping);
}

static enum eg_err keep_mapping(struct emrtd *e)
{
	uint8_t octets[MAPPING_PROOF_MAX];
	struct wr proof = WR_ARRAY(octets);
	struct wr own_id = WR_ARRAY(e->auth.own_id);
	EG_TRY(pace_ephemeral_id(e->pace, &own_id));
	e->auth.own_id_size = own_id.size;
	if (e->auth.unmapped) {
		return EG_OK;
	}
	EG_TRY(pace_cam_proof(e->pace, &proof));
	if (e->auth.mapping.cap == 0) {
		EG_TRY(bytes_reserve(&e->auth.mapping, CHIPAUTH_MAPPING_MAX, CHIPAUTH_MAPPING_MAX));
	}
	EG_TRY(bytes_append(&e->auth.mapping, wr_view(&proof)));
	e->auth.mapped = true;
	return EG_OK;
}

/* What PACE leaves for the proofs behind it. */
static enum eg_err keep_proofs(struct emrtd *e, bool mapped)
{
	struct wr chip_id = WR_ARRAY(e->auth.chip_id);
	EG_TRY(pace_chip_id(e->pace, &chip_id));
	e->auth.chip_id_size = chip_id.size;
	if (mapped) {
		return keep_mapping(e);
	}
	forget_mapping(e);
	return EG_OK;
}

static enum eg_err opened(struct emrtd *e)
{
	access_opened(e, EMRTD_ACCESS_PACE);
	bool mapped = e->card_access.suites[e->suite].mapping == PACE_CAM;
	enum eg_err err = keep_proofs(e, mapped);
	pace_free(&e->pace);
	EG_TRY(err);
	findings_set(&e->findings, CHECK_PACE_KEPT, VERDICT_PASS, REASON_NONE);
	return order_begin(e, STAGE_MASTER);
}

/* Feeds the answer to the protocol and moves on to what comes behind it. */
static enum eg_err advance(struct emrtd *e, struct rd data)
{
	if (e->phase == PHASE_PACE_NONCE) {
		e->phase = PHASE_PACE_MAP;
		return pace_nonce(e->pace, data);
	}
	if (e->phase == PHASE_PACE_MAP) {
		e->phase = PHASE_PACE_AGREE;
		return pace_map(e->pace, data);
	}
	if (e->phase == PHASE_PACE_AGREE) {
		e->phase = PHASE_PACE_FINISH;
		return pace_agree(e->pace, data);
	}
	return pace_finish(e->pace, data, &e->sm);
}

static enum eg_err take_authenticate(struct emrtd *e, const struct reply *r)
{
	bool last = e->phase == PHASE_PACE_FINISH;
	if (r->sw != SW_OK) {
		/* 6300 and 63Cx speak of the password: another try would be one less. */
		bool wrong_password = (r->sw & 0xFF00) == 0x6300;
		if (wrong_password || last || !next_suite(e)) {
			pace_failed(e, wrong_password ? REASON_WRONG_PASSWORD : REASON_PACE_FAILED);
		}
		return EG_OK;
	}
	enum eg_err err = advance(e, r->data);
	if (err == EG_NO_MEMORY) {
		return err;
	}
	if (err != EG_OK) {
		pace_failed(e, REASON_PACE_FAILED);
		return EG_OK;
	}
	return last ? opened(e) : EG_OK;
}

enum eg_err pace_phase_take(struct emrtd *e, const struct reply *r)
{
	if (e->phase == PHASE_PACE_SET_AT) {
		take_set_at(e, r);
		return EG_OK;
	}
	return take_authenticate(e, r);
}
