/*
 * bac_door: the reader's BAC before a virtual chip of a test: opens secure messaging.
 * Knows src/emrtd's BAC, which was written apart from the chip's. Never knows what follows.
 */
#ifndef EG_TESTS_BAC_DOOR_H
#define EG_TESTS_BAC_DOOR_H

#include "emrtd/bac.h"
#include "simulator/chip.h"
#include "tests/hex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

/* A bare command; data of the answer, and its status. */
static inline uint16_t bac_door_say(struct chip *chip, struct rd command, struct wr *answer)
{
	struct apdu_answer parts;
	assert_int_equal(chip_command(chip, command, answer), EG_OK);
	assert_int_equal(apdu_answer(wr_view(answer), &parts), EG_OK);
	*answer = wr_of(answer->base, answer->cap);
	answer->size = parts.data.left;
	return parts.sw;
}

static inline void bac_door_open(struct chip *chip, struct rd mrz_information, struct sm *sm)
{
	EG_AUTO(bac_end) struct bac bac = {0};
	struct bac_random own;
	uint8_t room[64];
	uint8_t token_room[BAC_MESSAGE_SIZE];
	uint8_t command_room[64];
	struct wr answer = WR_ARRAY(room);
	struct wr token = WR_ARRAY(token_room);
	struct wr command = WR_ARRAY(command_room);
	assert_int_equal(bac_door_say(chip, HEX("00A4040C07A0000002471001"), &answer), 0x9000);
	assert_int_equal(bac_draw(&own), EG_OK);
	assert_int_equal(bac_begin(&bac, mrz_information, &own), EG_OK);
	answer = WR_ARRAY(room);
	assert_int_equal(bac_door_say(chip, HEX("0084000008"), &answer), 0x9000);
	assert_int_equal(bac_challenge(&bac, wr_view(&answer), &token), EG_OK);
	const struct apdu a = {.ins = 0x82, .data = wr_view(&token), .le = 40};
	assert_int_equal(apdu_write(&a, &command), EG_OK);
	answer = WR_ARRAY(room);
	assert_int_equal(bac_door_say(chip, wr_view(&command), &answer), 0x9000);
	assert_int_equal(bac_answer(&bac, wr_view(&answer), sm), EG_OK);
}

#endif
