/*
 * fuzz_vchip: any commands at all get a status word, and never a byte of the application in plain.
 * Input: | flags, 1 | then commands, each | size, 1 | bytes |; flag 1: after BAC; 2: short only.
 */
#include "tests/fuzz/fuzz.h"

#include "simulator/chip.h"

#define MARK       0xA5
#define MARK_RUN   8
#define FLAG_BAC   1
#define FLAG_SHORT 2

static const uint8_t card_access[] = {0x31, 0x14, 0x30, 0x12, 0x06, 0x0A, 0x04, 0x00,
				      0x7F, 0x00, 0x07, 0x02, 0x02, 0x04, 0x02, 0x02,
				      0x02, 0x01, 0x02, 0x02, 0x01, 0x0C};
static const uint8_t select_application[] = {0x00, 0xA4, 0x04, 0x0C, 0x07, 0xA0,
					     0x00, 0x00, 0x02, 0x47, 0x10, 0x01};
static const uint8_t challenge[] = {0x00, 0x84, 0x00, 0x00, 0x08};
/* Doc 9303-11, appendix D.3. */
static const uint8_t rnd_ic[] = {0x46, 0x08, 0xF9, 0x19, 0x88, 0x70, 0x22, 0x12};
static const uint8_t authenticate[] = {0x00, 0x82, 0x00, 0x00, 0x28, 0x72, 0xC2, 0x9C, 0x23, 0x71,
				       0xCC, 0x9B, 0xDB, 0x65, 0xB7, 0x79, 0xB8, 0xE8, 0xD3, 0x7B,
				       0x29, 0xEC, 0xC1, 0x54, 0xAA, 0x56, 0xA8, 0x79, 0x9F, 0xAE,
				       0x2F, 0x49, 0x8F, 0x76, 0xED, 0x92, 0xF2, 0x5F, 0x14, 0x48,
				       0xEE, 0xA8, 0xAD, 0x90, 0xA7, 0x28};

static uint8_t answer[CHIP_ANSWER_MAX];

/* The worked example's challenge over and over: every run is the same. */
static enum eg_err same_numbers(void *context, void *out, size_t size)
{
	uint8_t *to = out;
	(void)context;
	for (size_t i = 0; i < size; i++) {
		to[i] = rnd_ic[i % sizeof(rnd_ic)];
	}
	return EG_OK;
}

static bool shows_mark(struct rd r)
{
	size_t run = 0;
	uint8_t byte;
	while (r.left > 0 && rd_u8(&r, &byte)) {
		run = byte == MARK ? run + 1 : 0;
		if (run == MARK_RUN) {
			return true;
		}
	}
	return false;
}

static void say(struct chip *c, struct rd command)
{
	struct wr w = WR_ARRAY(answer);
	promise(chip_command(c, command, &w) == EG_OK);
	promise(w.size >= 2 && !shows_mark(wr_view(&w)));
}

static void add(struct chip_document *d, uint16_t fid, uint8_t sfi, bool inside, struct rd file)
{
	promise(chip_document_add(d, (struct chip_file){fid, sfi, inside, file}) == EG_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t group[600];
	struct rd input = rd_of(data, size);
	uint8_t flags = 0;
	uint8_t length;
	struct rd command;
	struct chip_document d = {.mrz_information = RD_TEXT("L898902C<369080619406236"),
				  .can = RD_TEXT("500540")};
	EG_AUTO(chip_free) struct chip *c = NULL;
	for (size_t i = 0; i < sizeof(group); i++) {
		group[i] = MARK;
	}
	add(&d, 0x011C, 0x1C, false, RD_ARRAY(card_access));
	add(&d, 0x0101, 0x01, true, RD_ARRAY(group));
	if (!rd_u8(&input, &flags)) {
		return 0;
	}
	const struct chip_profile profile = {.random = same_numbers,
					     .short_only = (flags & FLAG_SHORT) != 0};
	promise(chip_new(&c, &d, &profile) == EG_OK);
	if ((flags & FLAG_BAC) != 0) {
		say(c, RD_ARRAY(select_application));
		say(c, RD_ARRAY(challenge));
		say(c, RD_ARRAY(authenticate));
	}
	while (input.left > 0 && rd_u8(&input, &length) && rd_take(&input, length, &command)) {
		say(c, command);
		promise(chip_note(c)[0] != '\0');
	}
	return 0;
}
