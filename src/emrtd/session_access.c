/*
 * session_access: from the first command to secure messaging: master file, EF.CardAccess,
 * application, BAC.
 * Knows APDUs of Doc 9303-11, 4.2 and 4.3.4 and the answers chips give instead. Never knows files
 * behind the access.
 */
#include "emrtd/session_impl.h"

#define SFI_CARD_ACCESS 0x1C /* Doc 9303-11, 9.2.11 */
#define SHORT_ID        0x80 /* in P1 of READ BINARY */
#define TAG_SET         0x31

static const uint8_t fid_mf[] = {0x3F, 0x00};
static const uint8_t fid_card_access[] = {0x01, 0x1C};
static const uint8_t aid_lds[] = {0xA0, 0x00, 0x00, 0x02, 0x47, 0x10, 0x01};

static bool usable_pace(const struct emrtd *e)
{
	return e->suite < e->card_access.count;
}

void access_begin(struct emrtd *e, bool fresh)
{
	sm_close(&e->sm);
	e->is_open = false;
	auth_forget_keys(e);
	pace_free(&e->pace);
	e->with_parameter = e->card_access.several_parameters;
	e->chain_closed = false;
	e->read.bare = 0;
	if (!e->card_access_known) {
		bytes_free(&e->card_file);
		e->card_file_total = 0;
		e->card_access_by_selection = false;
		e->phase = PHASE_READ_CARD_ACCESS;
	} else if (!usable_pace(e)) {
		e->phase = PHASE_SELECT_APPLICATION; /* BAC belongs there (4.3) */
	} else {
		e->phase = fresh ? PHASE_PACE_SET_AT : PHASE_SELECT_MF; /* and PACE here (4.4) */
	}
}

enum eg_err access_go_on(struct emrtd *e)
{
	e->phase = usable_pace(e) ? PHASE_PACE_SET_AT : PHASE_SELECT_APPLICATION;
	return EG_OK;
}

static enum eg_err ask_card_access(struct emrtd *e, struct apdu *c)
{
	size_t done = e->card_file.size;
	c->ins = 0xB0;
	c->le = chunk_now(e, e->card_file_total - done);
	if (e->card_file_total == 0) {
		c->p1 = e->card_access_by_selection ? 0 : (uint8_t)(SHORT_ID | SFI_CARD_ACCESS);
		return EG_OK;
	}
	c->p1 = (uint8_t)(done >> 8);
	c->p2 = (uint8_t)done;
	return EG_OK;
}

static enum eg_err ask_bac_answer(struct emrtd *e, struct apdu *c, struct wr *d)
{
	uint8_t octets[BAC_NONCE_SIZE];
	struct rd kept = RD_ARRAY(e->bac.chip_nonce);
	*c = (struct apdu){.ins = 0x82, .le = BAC_MESSAGE_SIZE};
	if (!rd_copy(&kept, octets, sizeof(octets))) {
		return EG_FAIL(EG_STATE, "nonce of the chip");
	}
	return bac_challenge(&e->bac, RD_ARRAY(octets), d);
}

/* SELECT without an answer and without Le: German documents refuse Le on case 3. */
static enum eg_err ask_select(struct apdu *c, struct wr *d, uint8_t p1, struct rd id)
{
	*c = (struct apdu){.ins = 0xA4, .p1 = p1, .p2 = 0x0C};
	wr_put(d, id);
	return EG_OK;
}

enum eg_err access_ask(struct emrtd *e, struct apdu *c, struct wr *d)
{
	switch (e->phase) {
	case PHASE_READ_CARD_ACCESS:
		return ask_card_access(e, c);
	case PHASE_SELECT_MF:
		return ask_select(c, d, 0x00, RD_ARRAY(fid_mf));
	case PHASE_SELECT_MF_BARE:
		return ask_select(c, d, 0x00, RD_EMPTY);
	case PHASE_SELECT_CARD_ACCESS:
		return ask_select(c, d, 0x02, RD_ARRAY(fid_card_access));
	case PHASE_PACE_SET_AT:
	case PHASE_PACE_NONCE:
	case PHASE_PACE_MAP:
	case PHASE_PACE_AGREE:
	case PHASE_PACE_FINISH:
		return pace_phase_ask(e, c, d);
	case PHASE_SELECT_APPLICATION:
		return ask_select(c, d, 0x04, RD_ARRAY(aid_lds));
	case PHASE_BAC_CHALLENGE:
		*c = (struct apdu){.ins = 0x84, .le = BAC_NONCE_SIZE};
		return EG_OK;
	case PHASE_BAC_ANSWER:
		return ask_bac_answer(e, c, d);
	case PHASE_SELECT_FILE:
	case PHASE_READ_FILE:
	case PHASE_ACTIVE_AUTH:
	case PHASE_CHIP_AUTH_KAT:
	case PHASE_CHIP_AUTH_SET_AT:
	case PHASE_CHIP_AUTH_AGREE:
	case PHASE_CHIP_AUTH_PROVE:
	case PHASE_TERMINAL_AUTH:
	case PHASE_DONE:
	case PHASE_COUNT:
		break;
	}
	return EG_FAIL(EG_STATE, "not a phase of access");
}

/* Without PACE: what that means for CHECK_PACE_KEPT, then BAC. */
static enum eg_err without_pace(struct emrtd *e, enum verdict v, enum reason why)
{
	e->card_access_known = true;
	findings_set(&e->findings, CHECK_PACE_KEPT, v, why);
	return order_begin(e, STAGE_OPEN);
}

/* No EF.CardAccess to be had; one that is there and cannot be read is not the same as none. */
static enum eg_err without_card_access(struct emrtd *e)
{
	bool broken = e->card_access_broken;
	return without_pace(e, broken ? VERDICT_CANNOT_TELL : VERDICT_PASS,
			    broken ? REASON_BAD_FORMAT : REASON_NOT_PRESENT);
}

static enum eg_err judge_card_access(struct emrtd *e)
{
	enum eg_err err = card_access_parse(bytes_rd(&e->card_file), &e->card_access);
	EG_TRY(session_hand_out(e, EMRTD_CARD_ACCESS, &e->card_file));
	e->card_access_known = true;
	if (err != EG_OK) {
		return without_pace(e, VERDICT_CANNOT_TELL, REASON_BAD_FORMAT);
	}
	if (e->card_access.count > 0) {
		e->with_parameter = e->card_access.several_parameters;
		return order_begin(e, STAGE_OPEN);
	}
	if (e->card_access.offered > 0) {
		return without_pace(e, VERDICT_CANNOT_TELL, REASON_ALGORITHM);
	}
	return without_pace(e, VERDICT_PASS, REASON_NOT_PRESENT);
}

static bool begin_card_access(struct emrtd *e, struct rd data)
{
	uint8_t tag;
	size_t total;
	if (!rd_peek(&data, &tag) || tag != TAG_SET || !rd_tlv_total(data, &total) ||
	    bytes_reserve(&e->card_file, total, CARD_ACCESS_LIMIT) != EG_OK) {
		return false;
	}
	e->card_file_total = total;
	chunk_learn(e, total);
	return true;
}

static enum eg_err take_card_access(struct emrtd *e, const struct reply *r)
{
	struct rd data = r->data;
	bool started = e->card_file_total > 0;
	bool good = (r->sw == SW_OK || r->sw == SW_END_OF_FILE) && data.left > 0 &&
		    (started || begin_card_access(e, data));
	if (good) {
		size_t missing = e->card_file_total - e->card_file.size;
		struct rd part;
		if (!rd_take(&data, data.left < missing ? data.left : missing, &part)) {
			return EG_FAIL(EG_STATE, "part of EF.CardAccess");
		}
		EG_TRY(bytes_append(&e->card_file, part));
		return e->card_file.size == e->card_file_total ? judge_card_access(e) : EG_OK;
	}
	/* At first 6B00 rather says that there are no short identifiers here. */
	bool by_id = !started && !e->card_access_by_selection;
	if (chunk_is_length(r->sw) && !(by_id && r->sw == SW_WRONG_P1P2) &&
	    chunk_step_down(e, r->sw)) {
		return EG_OK;
	}
	/* Selected, and still refused by length: it is there, and cannot be read. */
	bool is_there = e->card_access_by_selection && chunk_is_length(r->sw);
	e->card_access_broken = e->card_access_broken || started || data.left > 0 || is_there;
	bytes_free(&e->card_file);
	e->card_file_total = 0;
	e->read.first_chunk = 0;
	if (e->card_access_by_selection) {
		return without_card_access(e);
	}
	e->phase = PHASE_SELECT_MF;
	return EG_OK;
}

/*
 * SELECT of the master file is refused in many ways (6982, 6A81, 6A86, 6A87, 6985, 6986), and some
 * chips take one form only. None of this matters: the next command shows where we are.
 */
static void take_select_mf(struct emrtd *e, const struct reply *r)
{
	if (r->sw != SW_OK && e->phase == PHASE_SELECT_MF) {
		e->phase = PHASE_SELECT_MF_BARE;
		return;
	}
	e->phase = e->card_access_known ? PHASE_PACE_SET_AT : PHASE_SELECT_CARD_ACCESS;
}

void access_opened(struct emrtd *e, enum emrtd_access access)
{
	e->is_open = true;
	e->totals.access = access;
	findings_set(&e->findings, CHECK_ACCESS, VERDICT_PASS, REASON_NONE);
}

void access_not_needed(struct emrtd *e)
{
	e->totals.access = EMRTD_ACCESS_PLAIN;
	/* Chip Authentication would open secure messaging where there was none. */
	e->config.no_chip_auth = true;
	findings_set(&e->findings, CHECK_ACCESS, VERDICT_PASS, REASON_NOT_PRESENT);
}

/* Neither PACE nor BAC: old documents that anybody may read, if the first file agrees. */
static bool may_read_plainly(const struct emrtd *e, uint16_t sw)
{
	bool never_opened =
		e->totals.access == EMRTD_ACCESS_NONE || e->totals.access == EMRTD_ACCESS_PLAIN;
	return e->config.allow_plain && never_opened && sw != SW_OK &&
	       findings_verdict(&e->findings, CHECK_PACE_KEPT) == VERDICT_PASS;
}

static enum eg_err take_select_application(struct emrtd *e, const struct reply *r)
{
	if (r->sw == SW_LAST_OF_CHAIN && !e->chain_closed) {
		e->chain_closed = true; /* a failed PACE left its chain open: ask once more */
	} else if (r->bare && r->sw != SW_NOT_FOUND) {
		session_resume(e);
	} else if (r->sw != SW_OK) {
		/* Some cards with PACE have no ePassport application: that is no matter of access.
		 */
		bool absent = e->is_open && r->sw == SW_NOT_FOUND;
		e->read.file = EMRTD_NO_FILE;
		session_fail(e, absent ? REASON_NOT_PRESENT : REASON_CHIP_REFUSED);
	} else if (e->is_open) {
		return auth_restore(e);
	} else if (e->config.mrz_information.left == 0) {
		session_fail(e, REASON_NOT_PRESENT); /* a card access number is no key for BAC */
	} else {
		e->phase = PHASE_BAC_CHALLENGE;
	}
	return EG_OK;
}

static enum eg_err take_bac_challenge(struct emrtd *e, const struct reply *r)
{
	struct bac_random own;
	struct rd nonce = r->data;
	if (may_read_plainly(e, r->sw)) {
		return order_begin(e, STAGE_APPLICATION);
	}
	if (r->sw != SW_OK || nonce.left != BAC_NONCE_SIZE) {
		session_fail(e, REASON_CHIP_REFUSED);
		return EG_OK;
	}
	if (e->config.fixed != NULL) {
		own = e->config.fixed->bac;
	} else {
		EG_TRY(bac_draw(&own));
	}
	enum eg_err err = bac_begin(&e->bac, e->config.mrz_information, &own);
	secret_wipe(&own, sizeof(own));
	EG_TRY(err);
	e->phase = PHASE_BAC_ANSWER;
	return rd_copy(&nonce, e->bac.chip_nonce, BAC_NONCE_SIZE)
		       ? EG_OK
		       : EG_FAIL(EG_STATE, "nonce of the chip");
}

static enum eg_err take_bac_answer(struct emrtd *e, const struct reply *r)
{
	if (r->sw != SW_OK) {
		/* 6300 by ISO/IEC 7816-4; 6982 and 6988 are seen when the MAC does not fit. */
		bool wrong = (r->sw & 0xFF00) == 0x6300 || r->sw == 0x6982 ||
			     r->sw == SW_SM_OBJECT_WRONG;
		session_fail(e, wrong ? REASON_WRONG_PASSWORD : REASON_CHIP_REFUSED);
		return EG_OK;
	}
	enum eg_err err = bac_answer(&e->bac, r->data, &e->sm);
	if (err == EG_NO_MEMORY) {
		return err;
	}
	if (err != EG_OK) {
		session_fail(e, REASON_SECURE_MESSAGING);
		return EG_OK;
	}
	bac_end(&e->bac);
	access_opened(e, EMRTD_ACCESS_BAC);
	return auth_restore(e);
}

enum eg_err access_take(struct emrtd *e, const struct reply *r)
{
	switch (e->phase) {
	case PHASE_READ_CARD_ACCESS:
		return take_card_access(e, r);
	case PHASE_SELECT_MF:
	case PHASE_SELECT_MF_BARE:
		take_select_mf(e, r);
		return EG_OK;
	case PHASE_SELECT_CARD_ACCESS:
		if (r->sw == SW_OK) {
			e->card_access_by_selection = true;
			e->phase = PHASE_READ_CARD_ACCESS;
			return EG_OK;
		}
		return without_card_access(e);
	case PHASE_PACE_SET_AT:
	case PHASE_PACE_NONCE:
	case PHASE_PACE_MAP:
	case PHASE_PACE_AGREE:
	case PHASE_PACE_FINISH:
		return pace_phase_take(e, r);
	case PHASE_SELECT_APPLICATION:
		return take_select_application(e, r);
	case PHASE_BAC_CHALLENGE:
		return take_bac_challenge(e, r);
	case PHASE_BAC_ANSWER:
		return take_bac_answer(e, r);
	case PHASE_SELECT_FILE:
	case PHASE_READ_FILE:
	case PHASE_ACTIVE_AUTH:
	case PHASE_CHIP_AUTH_KAT:
	case PHASE_CHIP_AUTH_SET_AT:
	case PHASE_CHIP_AUTH_AGREE:
	case PHASE_CHIP_AUTH_PROVE:
	case PHASE_TERMINAL_AUTH:
	case PHASE_DONE:
	case PHASE_COUNT:
		break;
	}
	return EG_FAIL(EG_STATE, "not a phase of access");
}
