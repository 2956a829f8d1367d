/*
 * chip: a virtual eMRTD as a library: a command APDU in, an answer out.
 * Knows the order of things: field, secure messaging, dispatch. Never knows readers or sockets.
 */
#include "simulator/chip.h"

#include "simulator/chip_internal.h"

#include <stdlib.h>

#define CLA_PLAIN 0x00
#define CLA_CHAIN 0x10
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
	secret_wipe(*c, sizeof(**c));
	free(*c);
	*c = NULL;
}

void chip_reset(struct chip *c)
{
	chip_sm_end(&c->sm);
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
		{0x22, chip_set_at},
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

static enum chip_sw handle(struct chip *c, const struct chip_apdu *a, size_t room, struct wr *out)
{
	chip_handler *handler = find_handler(a->ins);
	if (a->ins != 0x86) {
		chip_pace_stop(c); /* a chain that is broken off starts anew */
	}
	if (a->ins != 0x82) {
		c->challenged = false;
	}
	if (handler == NULL) {
		return SW_UNKNOWN_INS;
	}
	if (a->cla == CLA_CHAIN && a->ins != 0x86) {
		return SW_UNKNOWN_CLA;
	}
	return handler(c, a, room, out);
}

/* A command in plain, whether it came so or was unprotected. */
static enum chip_sw run(struct chip *c, const struct chip_apdu *a, size_t room, struct wr *out)
{
	enum chip_sw sw = SW_OK;
	if (!chip_quirk_instead(c, a, &sw)) {
		sw = handle(c, a, room, out);
	}
	chip_quirk_edit(c, a, &sw, out);
	return sw;
}

static enum eg_err answer_plain(struct chip *c, const struct chip_apdu *a, struct wr *answer)
{
	struct wr out = WR_ARRAY(c->answer_plain);
	enum chip_sw sw = SW_SECURITY_STATUS;
	chip_note_command(c, a, false);
	if (a->cla != CLA_PLAIN && a->cla != CLA_CHAIN) {
		sw = SW_UNKNOWN_CLA;
	} else if (c->sm.active) {
		/* A plain command ends the session (9.8.3), and is itself refused (4.3.2). */
		chip_sm_end(&c->sm);
		c->challenged = false;
	} else {
		sw = run(c, a, a->extended ? 65536 : 256, &out);
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
		chip_sm_end(&c->sm);
		return answer_naked(c, sw, answer);
	}
	if (chip_quirk_naked(c, &plain, &sw)) {
		return answer_naked(c, sw, answer);
	}
	sw = run(c, &plain, chip_sm_room(&c->sm, a), &out);
	size_t mark = answer->size;
	chip_quirk_close(c, wr_view(&out));
	EG_TRY(chip_sm_close(&c->sm, a->ins, wr_view(&out), (uint16_t)sw, answer));
	chip_quirk_seal(c, sw, answer, mark);
	wr_be16(answer, (uint16_t)sw);
	chip_note_outcome(c, out.size, sw);
	return answer->bad ? EG_FAIL(EG_TOO_BIG, "answer does not fit") : EG_OK;
}

static enum eg_err answer_one(struct chip *c, struct rd command, struct wr *answer)
{
	struct chip_apdu a;
	bool parsed = chip_apdu_parse(command, &a);
	if (!parsed || (a.extended && c->profile.short_only)) {
		chip_note_command(c, &a, false);
		return answer_naked(c, SW_WRONG_LENGTH, answer);
	}
	if (a.cla == CLA_SM) {
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
	EG_TRY(answer_one(c, command, answer));
	chip_quirk_split(c, answer, mark);
	return EG_OK;
}
