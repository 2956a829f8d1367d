/*
 * fuzz_session: a whole session where the input is the chip.
 *
 *   first octet   bit 0: begin behind the access, with known keys; bits 1-2: their cipher;
 *                 bit 3: BAC may follow a failed PACE
 *   then answers  size (2 octets; top bit: protect the rest as a chip with the keys would, its
 *                 last two octets are the status), octets
 *   at the end    the chip is lost
 */
#include "tests/fuzz/fuzz.h"

#include "tests/unit/chip_side.h"
#include "emrtd/session_impl.h"

#define STEPS_MAX 3000

static struct emrtd *opened(uint8_t mode)
{
	static const struct emrtd_fixed fixed = {.bac = {{1, 2, 3}, {4, 5, 6}}};
	const struct emrtd_config config = {
		.mrz_information = RD_TEXT("L898902C<369080619406236"),
		.groups = EMRTD_GROUPS_GATE,
		.allow_bac_after_pace = (mode & 8) != 0,
		.fixed = &fixed,
	};
	struct emrtd *e = NULL;
	promise(emrtd_new(&config, &e) == EG_OK);
	if ((mode & 1) != 0) {
		enum crypt_cipher cipher = (enum crypt_cipher)(mode >> 1 & 3);
		promise(sm_open(&e->sm, cipher, RD_TEXT("secret"), RD_EMPTY) == EG_OK);
		e->is_open = true;
		e->totals.access = EMRTD_ACCESS_BAC;
		e->card_access_known = true;
		promise(order_begin(e, STAGE_APPLICATION) == EG_OK);
	}
	return e;
}

/* The next answer of the input; false at its end. */
static bool next_answer(const struct emrtd *e, struct rd *input, struct wr *answer)
{
	uint16_t size;
	struct rd part;
	if (!rd_be16(input, &size)) {
		return false;
	}
	size_t wanted = size & 0x7FFFu;
	if (wanted > APDU_ANSWER_MAX - 64) {
		wanted = APDU_ANSWER_MAX - 64;
	}
	if (!rd_take(input, wanted < input->left ? wanted : input->left, &part)) {
		return false;
	}
	if ((size & 0x8000u) == 0 || !e->is_open || part.left < 2) {
		wr_put(answer, part);
		return part.left > 0;
	}
	struct rd plain = RD_EMPTY;
	uint16_t sw = 0;
	promise(rd_take(&part, part.left - 2, &plain) && rd_be16(&part, &sw));
	chip_side_protect(&e->sm, e->last.ins % 2 == 1, plain, sw, answer);
	return true;
}

static void check_end(const struct emrtd *e)
{
	const struct findings f = emrtd_findings(e);
	enum verdict access = findings_verdict(&f, CHECK_ACCESS);
	enum verdict files = findings_verdict(&f, CHECK_FILES_READ);
	promise(files != VERDICT_NOT_DONE || access == VERDICT_FAIL);
	/* Files are only whole behind an access that was established. */
	promise(files != VERDICT_PASS || e->totals.access != EMRTD_ACCESS_NONE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t octets[APDU_ANSWER_MAX];
	struct rd input = rd_of(data, size);
	struct wr answer = WR_ARRAY(octets);
	uint8_t mode;
	if (!rd_u8(&input, &mode)) {
		return 0;
	}
	EG_AUTO(emrtd_free) struct emrtd *e = opened(mode);
	for (unsigned i = 0; i < STEPS_MAX; i++) {
		struct emrtd_step step;
		promise(emrtd_step(e, wr_view(&answer), &step) == EG_OK);
		answer = WR_ARRAY(octets);
		if (step.what == EMRTD_DONE) {
			check_end(e);
			return 0;
		}
		promise(step.what != EMRTD_SEND || step.bytes.left >= 4);
		if (step.what == EMRTD_SEND && !next_answer(e, &input, &answer)) {
			emrtd_lost(e);
			answer = WR_ARRAY(octets);
		}
	}
	return 0;
}
