/*
 * session_access: from the first command to secure messaging: EF.CardAccess, then PACE or BAC.
 * Knows APDUs of Doc 9303-11, 4.3.4 and 4.4.4 and the answers chips give instead. Never knows
 * files behind the access.
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

void access_begin(struct emrtd *e)
{
	pace_free(&e->pace);
	e->with_parameter = e->card_access.several_parameters;
	e->chain_closed = false;
	e->read.bare = 0;
	if (!e->card_access_known) {
		e->phase = PHASE_READ_CARD_ACCESS;
	} else {
		/* PACE belongs to the master file (4.4), BAC to the application (4.3). */
		e->phase = usable_pace(e) ? PHASE_SELECT_MF : PHASE_SELECT_APPLICATION;
	}
}

static enum eg_err ask_card_access(struct emrtd *e, struct apdu *c)
{
	size_t done = e->read.content.size;
	size_t left = e->read.total - done;
	c->ins = 0xB0;
	c->le = APDU_LE_SHORT_MAX;
	if (!e->read.started) {
		c->p1 = e->read.by_selection ? 0 : (uint8_t)(SHORT_ID | SFI_CARD_ACCESS);
		return EG_OK;
	}
	c->p1 = (uint8_t)(done >> 8);
	c->p2 = (uint8_t)done;
	c->le = left < APDU_LE_SHORT_MAX ? (uint32_t)left : APDU_LE_SHORT_MAX;
	return EG_OK;
}

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
		EG_TRY(pace_new(&e->card_access.suites[e->suite], e->mrz_information, fixed,
				&e->pace));
	}
	return pace_set_at(e->pace, e->with_parameter, d);
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
		return ask_set_at(e, c, d);
	case PHASE_PACE_NONCE:
	case PHASE_PACE_MAP:
	case PHASE_PACE_AGREE:
	case PHASE_PACE_FINISH:
		return ask_authenticate(e, c, d);
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
	case PHASE_DONE:
	case PHASE_COUNT:
		break;
	}
	return EG_FAIL(EG_STATE, "not a phase of access");
}

/* Without PACE: what that means for CHECK_PACE_KEPT, then BAC. */
static void without_pace(struct emrtd *e, enum verdict v, enum reason why)
{
	e->card_access_known = true;
	findings_set(&e->findings, CHECK_PACE_KEPT, v, why);
	e->phase = PHASE_SELECT_APPLICATION;
}

/* No EF.CardAccess to be had; one that is there and cannot be read is not the same as none. */
static void without_card_access(struct emrtd *e)
{
	bool broken = e->card_access_broken;
	without_pace(e, broken ? VERDICT_CANNOT_TELL : VERDICT_PASS,
		     broken ? REASON_BAD_FORMAT : REASON_NOT_PRESENT);
}

static void forget_card_access(struct emrtd *e)
{
	bytes_free(&e->read.content);
	e->read = (struct reading){0};
}

static void judge_card_access(struct emrtd *e)
{
	enum eg_err err = card_access_parse(bytes_rd(&e->read.content), &e->card_access);
	e->card_access_known = true;
	e->event = EMRTD_CARD_ACCESS; /* keeps the content until it is handed out */
	e->read.by_selection = false;
	e->read.started = false;
	if (err != EG_OK) {
		without_pace(e, VERDICT_CANNOT_TELL, REASON_BAD_FORMAT);
	} else if (e->card_access.count > 0) {
		e->with_parameter = e->card_access.several_parameters;
		e->phase = PHASE_PACE_SET_AT;
	} else if (e->card_access.offered > 0) {
		without_pace(e, VERDICT_CANNOT_TELL, REASON_ALGORITHM);
	} else {
		without_pace(e, VERDICT_PASS, REASON_NOT_PRESENT);
	}
}

static bool begin_card_access(struct emrtd *e, struct rd data)
{
	uint8_t tag;
	size_t total;
	if (!rd_peek(&data, &tag) || tag != TAG_SET || !rd_tlv_total(data, &total) ||
	    bytes_reserve(&e->read.content, total, CARD_ACCESS_LIMIT) != EG_OK) {
		return false;
	}
	e->read.total = total;
	e->read.started = true;
	return true;
}

static enum eg_err take_card_access(struct emrtd *e, const struct reply *r)
{
	struct rd data = r->data;
	bool good = (r->sw == SW_OK || r->sw == SW_END_OF_FILE) && data.left > 0 &&
		    (e->read.started || begin_card_access(e, data));
	if (good) {
		size_t missing = e->read.total - e->read.content.size;
		struct rd part;
		if (!rd_take(&data, data.left < missing ? data.left : missing, &part)) {
			return EG_FAIL(EG_STATE, "part of EF.CardAccess");
		}
		EG_TRY(bytes_append(&e->read.content, part));
		if (e->read.content.size == e->read.total) {
			judge_card_access(e);
		}
		return EG_OK;
	}
	bool selected = e->read.by_selection;
	e->card_access_broken = e->card_access_broken || e->read.started || data.left > 0;
	forget_card_access(e);
	if (!selected) {
		e->phase = PHASE_SELECT_MF;
	} else {
		without_card_access(e);
	}
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

static bool pace_accepts(uint16_t sw)
{
	return sw == SW_OK || (sw & 0xFFF0) == 0x63C0; /* 63Cx: tries left, told beforehand */
}

static void take_set_at(struct emrtd *e, const struct reply *r)
{
	if (pace_accepts(r->sw)) {
		e->phase = PHASE_PACE_NONCE;
	} else if (!e->with_parameter) {
		e->with_parameter = true; /* old Ukrainian chips want DO'84' always */
	} else if (e->suite + 1 < e->card_access.count) {
		pace_free(&e->pace);
		e->suite++;
		e->with_parameter = e->card_access.several_parameters;
	} else {
		pace_failed(e, REASON_CHIP_REFUSED);
	}
}

static void opened(struct emrtd *e, enum emrtd_access access)
{
	e->is_open = true;
	e->totals.access = access;
	findings_set(&e->findings, CHECK_ACCESS, VERDICT_PASS, REASON_NONE);
	if (access == EMRTD_ACCESS_PACE) {
		pace_free(&e->pace);
		findings_set(&e->findings, CHECK_PACE_KEPT, VERDICT_PASS, REASON_NONE);
		e->phase = PHASE_SELECT_APPLICATION;
	} else {
		bac_end(&e->bac);
		read_begin(e);
	}
}

static enum eg_err take_authenticate(struct emrtd *e, const struct reply *r)
{
	enum eg_err err = EG_OK;
	if (r->sw != SW_OK) {
		bool wrong_password = (r->sw & 0xFF00) == 0x6300;
		pace_failed(e, wrong_password ? REASON_WRONG_PASSWORD : REASON_PACE_FAILED);
		return EG_OK;
	}
	if (e->phase == PHASE_PACE_NONCE) {
		err = pace_nonce(e->pace, r->data);
		e->phase = PHASE_PACE_MAP;
	} else if (e->phase == PHASE_PACE_MAP) {
		err = pace_map(e->pace, r->data);
		e->phase = PHASE_PACE_AGREE;
	} else if (e->phase == PHASE_PACE_AGREE) {
		err = pace_agree(e->pace, r->data);
		e->phase = PHASE_PACE_FINISH;
	} else {
		err = pace_finish(e->pace, r->data, &e->sm);
		if (err == EG_OK) {
			opened(e, EMRTD_ACCESS_PACE);
		}
	}
	if (err == EG_NO_MEMORY) {
		return err;
	}
	if (err != EG_OK) {
		pace_failed(e, REASON_PACE_FAILED);
	}
	return EG_OK;
}

static void take_select_application(struct emrtd *e, const struct reply *r)
{
	if (r->sw == SW_LAST_OF_CHAIN && !e->chain_closed) {
		e->chain_closed = true; /* a failed PACE left its chain open: ask once more */
	} else if (r->bare) {
		session_resume(e);
	} else if (r->sw != SW_OK) {
		e->totals.access = EMRTD_ACCESS_NONE;
		session_fail(e, REASON_CHIP_REFUSED);
	} else if (e->is_open) {
		read_begin(e);
	} else {
		e->phase = PHASE_BAC_CHALLENGE;
	}
}

static enum eg_err take_bac_challenge(struct emrtd *e, const struct reply *r)
{
	struct bac_random own;
	struct rd nonce = r->data;
	if (r->sw != SW_OK || nonce.left != BAC_NONCE_SIZE) {
		session_fail(e, REASON_CHIP_REFUSED);
		return EG_OK;
	}
	if (e->config.fixed != NULL) {
		own = e->config.fixed->bac;
	} else {
		EG_TRY(bac_draw(&own));
	}
	enum eg_err err = bac_begin(&e->bac, e->mrz_information, &own);
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
	if (err == EG_OK) {
		opened(e, EMRTD_ACCESS_BAC);
	} else {
		session_fail(e, REASON_SECURE_MESSAGING);
	}
	return EG_OK;
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
			e->read.by_selection = true;
			e->phase = PHASE_READ_CARD_ACCESS;
		} else {
			without_card_access(e);
		}
		return EG_OK;
	case PHASE_PACE_SET_AT:
		take_set_at(e, r);
		return EG_OK;
	case PHASE_PACE_NONCE:
	case PHASE_PACE_MAP:
	case PHASE_PACE_AGREE:
	case PHASE_PACE_FINISH:
		return take_authenticate(e, r);
	case PHASE_SELECT_APPLICATION:
		take_select_application(e, r);
		return EG_OK;
	case PHASE_BAC_CHALLENGE:
		return take_bac_challenge(e, r);
	case PHASE_BAC_ANSWER:
		return take_bac_answer(e, r);
	case PHASE_SELECT_FILE:
	case PHASE_READ_FILE:
	case PHASE_ACTIVE_AUTH:
	case PHASE_DONE:
	case PHASE_COUNT:
		break;
	}
	return EG_FAIL(EG_STATE, "not a phase of access");
}
