/*
 * vchip_desk: a virtual chip on a desk, spoken to in bare APDUs written as hexadecimal text.
 */
#include "vchip_desk.h"

uint8_t desk_large[DESK_LARGE_SIZE];

static enum eg_err give(void *context, void *out, size_t size)
{
	struct given *g = context;
	struct rd r = hex_rd(&g->bytes);
	if (!rd_skip(&r, g->used) || !rd_copy(&r, out, size)) {
		return EG_FAIL(EG_CRYPTO, "the worked example has no more numbers");
	}
	g->used += size;
	return EG_OK;
}

static void add(struct desk *d, uint16_t fid, uint8_t sfi, bool in_application, struct rd file)
{
	const struct chip_file f = {fid, sfi, in_application, file};
	assert_int_equal(chip_document_add(&d->document, f), EG_OK);
}

void desk_lay(struct desk *d, const char *mrz_hex, const char *numbers)
{
	d->mrz = from_hex(mrz_hex);
	if (d->card_access.size == 0) {
		d->card_access = from_hex("31143012060A04007F0007020204020202010202010D");
	}
	d->com = from_hex("60145F0104303130365F36063034303030305C026175");
	d->document.mrz_information = hex_rd(&d->mrz);
	for (size_t i = 0; i < DESK_LARGE_SIZE; i++) {
		desk_large[i] = (uint8_t)(i >> 8 ^ i);
	}
	add(d, 0x011C, 0x1C, false, hex_rd(&d->card_access));
	add(d, 0x0110, 0x10, false, RD_ARRAY(desk_large));
	add(d, 0x011E, 0x1E, true, hex_rd(&d->com));
	if (d->atr_info.size > 0) {
		add(d, 0x2F01, 0x01, false, hex_rd(&d->atr_info));
	}
	if (numbers != NULL) {
		d->given.bytes = from_hex(numbers);
		d->profile.random = give;
		d->profile.random_context = &d->given;
	}
	assert_int_equal(chip_new(&d->chip, &d->document, &d->profile), EG_OK);
}

void desk_lift(struct desk *d)
{
	chip_free(&d->chip);
}

void desk_ask(struct desk *d, const char *command)
{
	struct hex c = from_hex(command);
	struct wr w = WR_ARRAY(d->answer.bytes);
	assert_int_equal(chip_command(d->chip, hex_rd(&c), &w), EG_OK);
	d->answer.size = w.size;
}

void desk_expect(struct desk *d, const char *command, const char *answer)
{
	struct hex wanted = from_hex(answer);
	desk_ask(d, command);
	assert_int_equal(d->answer.size, wanted.size);
	assert_memory_equal(d->answer.bytes, wanted.bytes, wanted.size);
}

void desk_expect_sw(struct desk *d, const char *command, unsigned sw)
{
	desk_ask(d, command);
	assert_true(d->answer.size >= 2);
	unsigned got = (unsigned)d->answer.bytes[d->answer.size - 2] << 8 |
		       d->answer.bytes[d->answer.size - 1];
	assert_int_equal(got, sw);
}
