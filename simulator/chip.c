/*
 * chip: a virtual eMRTD as a library: a command APDU in, an answer out.
 * Knows the order of things: field, secure messaging, dispatch. Never knows readers or sockets.
 */
#include "simulator/chip.h"

#include "simulator/chip_internal.h"

#include <stdlib.h>

#define CLA_PLAIN 0x00
#define CLA_SM    0x0C

static const uint8_t atr[] = {0x3B, 0x80, 0x80, 0x01, 0x01};

struct rd chip_atr(void)
{
	return RD_ARRAY(atr);
}

enum eg_err chip_new(struct chip **out, const struct chip_document *document,
		     const struct chip_profile *profile)
{
	EG_AUTO(chip_free) struct chip *c = calloc(1, sizeof(*c));
	*out = NULL;
	if (c == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "no memory for a chip");
	}
	c->document = document;
	c->profile = *profile;
	if (!profile->aa_off) {
		EG_TRY(chip_aa_load(c));
	}
	EG_TRY(chip_ca_load(c));
	EG_TRY(chip_ta_load(c));
	c->buffers = chip_buffers_stated(c);
	*out = c;
	c = NULL;
	return EG_OK;
}

void chip_free(struct chip **c)
{
	if (c == NULL || *c == NULL) {
		return;
	}
	chip_reset(*c);
	crypt_rsa_free(&(*c)->aa_rsa);
	crypt_ec_free(&(*c)->aa_ec);
	chip_ca_free(*c);
	chip_ta_free(*c);
	secret_wipe(*c, sizeof(**c));
	free(*c);
	*c = NULL;
}

void chip_session_end(struct chip *c)
{
	chip_sm_end(&c->sm);
	chip_sm_end(&c->next_sm);
	c->session = (struct chip_session){0};
	c->ca.selected = NULL;
	chip_ta_forget(c);
	c->chain.open = false;
}

void chip_session_identify(struct chip *c, struct rd id_ic)
{
	/* A number has 23 characters at most, a compressed key is a coordinate. */
	if (!rd_dump(id_ic, c->session.id_ic, sizeof(c->session.id_ic), &c->session.id_ic_size)) {
		c->session.id_ic_size = 0;
	}
}

struct rd chip_document_number(const struct chip *c)
{
	/* Behind it: two dates with their digits (Doc 9303-11, 4.3.1). */
	struct rd information = c->document->mrz_information;
	struct rd number = RD_EMPTY;
	bool ok = information.left > 14 && rd_take(&information, information.left - 14, &number);
	return ok ? number : RD_EMPTY;
}

void chip_reset(struct chip *c)
{
	chip_session_end(c);
	chip_pace_stop(c);
	c->challenged = false;
	c->in_application = false;
	c->current = NULL;
	chip_quirk_reset(c);
}

enum eg_err chip_random(struct chip *c, void *out, size_t size)
{
	if (c->profile.random != NULL) {
		return c->profile.random(c->profile.random_context, out, size);
	}
	return crypt_random(out, size);
}

static chip_handler *find_handler(uint8_t ins)
{
	static const struct {
		uint8_t ins;
		chip_handler *handler;
	} known[] = {
		{0xA4, chip_select},
		{0xB0, chip_read_binary},
		{0xB1, chip_read_binary},
		{0x84, chip_get_challenge},
		{0x82, chip_external_authenticate},
		{0x22, chip_manage_security},
		{0x2A, chip_verify_certificate},
		{0x86, chip_general_authenticate},
		{0x88, chip_internal_authenticate},
	};
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (known[i].ins == ins) {
			return known[i].handler;
		}
	}
	return NULL;
}

static bool links_pace(const struct chip *c, const struct chip_apdu *a)
{
	return a->ins == CHIP_INS_GENERAL_AUTH && c->ca.selected == NULL;
}

static enum chip_sw handle(struct chip *c, struct chip_apdu *a, size_t room, struct wr *out)
{
	chip_handler *handler = find_handler(a->ins);
	enum chip_sw sw;
	if (a->ins != CHIP_INS_GENERAL_AUTH) {
		chip_pace_stop(c); /* a chain that is broken off starts anew */
	}
	if (a->ins != CHIP_INS_EXTERNAL_AUTH) {
		c->challenged = false;
		c->ta.challenged = false;
	}
	if (handler == NULL) {
		return SW_UNKNOWN_INS;
	}
	if (links_pace(c, a)) {
		c->chain.open = false;
	} else if (!chip_chain_gather(c, a, &sw)) {
		return sw;
	}
	return handler(c, a, room, out);
}

/* A command in plain, whether it came so or was unprotected. */
static enum chip_sw run(struct chip *c, struct chip_apdu *a, size_t room, struct wr *out)
{
	enum chip_sw sw = SW_OK;
	if (!chip_quirk_instead(c, a, &sw)) {
		sw = handle(c, a, room, out);
	}
	chip_quirk_edit(c, a, &sw, out);
	return sw;
}

/* Most bytes of an answer, status word and all: what the terminal's form and our buffer allow. */
static size_t answer_room(const struct chip *c, const struct chip_apdu *a)
{
	size_t total = a->extended ? CHIP_ANSWER_MAX : 256 + 2;
	size_t own = c->buffers.stated ? c->buffers.answer_max : total;
	return (own < total ? own : total) - 2;
}

static enum eg_err answer_plain(struct chip *c, struct chip_apdu *a, struct wr *answer)
{
	struct wr out = WR_ARRAY(c->answer_plain);
	enum chip_sw sw = SW_SECURITY_STATUS;
	chip_note_command(c, a, false);
	if (a->cla != CLA_PLAIN && a->cla != CHIP_CLA_CHAIN) {
		sw = SW_UNKNOWN_CLA;
	} else if (c->sm.active) {
		/* A plain command ends the session (9.8.3), and is itself refused (4.3.2). */
		chip_session_end(c);
		c->challenged = false;
	} else {
		sw = run(c, a, answer_room(c, a), &out);
	}
	wr_put(answer, wr_view(&out));
	wr_be16(answer, (uint16_t)sw);
	chip_note_outcome(c, out.size, sw);
	return answer->bad ? EG_FAIL(EG_TOO_BIG, "answer does not fit") : EG_OK;
}

static enum eg_err answer_naked(struct chip *c, enum chip_sw sw, struct wr *answer)
{
	wr_be16(answer, (uint16_t)sw);
	chip_note_outcome(c, 0, sw);
	return answer->bad ? EG_FAIL(EG_TOO_BIG, "answer does not fit") : EG_OK;
}

static enum eg_err answer_protected(struct chip *c, const struct chip_apdu *a, struct wr *answer)
{
	struct wr data = WR_ARRAY(c->command_plain);
	struct wr out = WR_ARRAY(c->answer_plain);
	struct chip_apdu plain;
	if (!c->sm.active) {
		chip_note_command(c, a, true);
		return answer_naked(c, SW_SM_OBJECT_WRONG, answer);
	}
	chip_quirk_save(c);
	enum chip_sw sw = chip_sm_open(&c->sm, a, &data, &plain);
	chip_note_command(c, &plain, true);
	if (sw != SW_OK) {
		/* A secure messaging error ends the session and is answered in plain (9.8.5). */
		chip_session_end(c);
		return answer_naked(c, sw, answer);
	}
	if (chip_quirk_naked(c, &plain, &sw)) {
		return answer_naked(c, sw, answer);
	}
	sw = run(c, &plain, chip_sm_room(&c->sm, answer_room(c, a)), &out);
	size_t mark = answer->size;
	chip_quirk_close(c, wr_view(&out));
	EG_TRY(chip_sm_close(&c->sm, a->ins, wr_view(&out), (uint16_t)sw, answer));
	chip_quirk_seal(c, sw, answer, mark);
	if (c->next_sm.active) {
		/* Chip Authentication: the answer is the last message under the old keys (9.8.2).
		 */
		chip_sm_end(&c->sm);
		c->sm = c->next_sm;
		secret_wipe(&c->next_sm, sizeof(c->next_sm));
	}
	wr_be16(answer, (uint16_t)sw);
	chip_note_outcome(c, out.size, sw);
	return answer->bad ? EG_FAIL(EG_TOO_BIG, "answer does not fit") : EG_OK;
}

/* Extended length: as EF.ATR/INFO says; where it says nothing, for keys and signatures only
 * (Doc 9303-10, 3.6.4.2; TR-03110-3, B.12.2). */
static bool length_allowed(const struct chip *c, const struct chip_apdu *a)
{
	if (!a->extended) {
		return true;
	}
	if (c->profile.short_only) {
		return false;
	}
	if (c->buffers.stated) {
		return a->whole.left <= c->buffers.command_max;
	}
	return a->ins == 0x22 || a->ins == 0x2A || a->ins == CHIP_INS_GENERAL_AUTH ||
	       a->ins == CHIP_INS_EXTERNAL_AUTH;
}

static enum eg_err answer_whole(struct chip *c, struct rd command, struct wr *answer)
{
	struct chip_apdu a;
	if (!chip_apdu_parse(command, &a) || !length_allowed(c, &a)) {
		chip_note_command(c, &a, false);
		return answer_naked(c, SW_WRONG_LENGTH, answer);
	}
	if ((a.cla & ~CHIP_CLA_CHAIN) == CLA_SM) {
		return answer_protected(c, &a, answer);
	}
	return answer_plain(c, &a, answer);
}

enum eg_err chip_command(struct chip *c, struct rd command, struct wr *answer)
{
	size_t mark = answer->size;
	if (c->profile.tear_after != 0 && c->served >= c->profile.tear_after) {
		return EG_FAIL(EG_GONE, "the chip was torn off the reader");
	}
	c->served++;
	if (chip_quirk_rest(c, command, answer)) {
		return EG_OK;
	}
	EG_TRY(answer_whole(c, command, answer));
	chip_quirk_split(c, answer, mark);
	return EG_OK;
}
