/*
 * The virtual chip with Debian's libeac as the terminal: PACE with generic mapping over every
 * standardised group with every cipher, from MSE:Set AT to the tokens, in APDUs.
 *
 * In a field libeac drops leading zeros of the shared number: see peer_pace.
 */
#include "tests/peer/peer_eac_keys.h"
#include "pki/crypt_dh.h"
#include "simulator/chip.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define CAN         "654321"
#define FIELD_TRIES 3
#define OID_SIZE    10

/* EF.CardAccess with one PACEInfo: id-PACE-DH-GM or id-PACE-ECDH-GM with a cipher. */
static struct rd card_access(uint8_t parameter, uint8_t cipher, struct wr *w, uint8_t *oid)
{
	const uint8_t octets[OID_SIZE] = {
		0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x04, parameter < 8 ? 1 : 2, cipher};
	struct rd copy = RD_ARRAY(octets);
	size_t set = wr_open(w, 0x31);
	size_t info = wr_open(w, 0x30);
	wr_tlv(w, 0x06, RD_ARRAY(octets));
	wr_small_int(w, 2);
	wr_small_int(w, parameter);
	wr_close(w, info);
	wr_close(w, set);
	assert_true(rd_copy(&copy, oid, OID_SIZE));
	return wr_view(w);
}

/* Sends a command with extended length fields; its answer's data, or empty where it is refused. */
static struct rd send(struct chip *chip, struct rd header, struct rd data, bool le, struct wr *out)
{
	uint8_t octets[600];
	struct wr w = WR_ARRAY(octets);
	wr_put(&w, header);
	wr_u8(&w, 0);
	wr_be16(&w, (uint16_t)data.left);
	wr_put(&w, data);
	if (le) {
		wr_be16(&w, 0);
	}
	assert_int_equal(chip_command(chip, wr_view(&w), out), EG_OK);
	struct rd answer = wr_view(out);
	struct rd body;
	uint16_t sw;
	assert_true(answer.left >= 2 && rd_take(&answer, answer.left - 2, &body) &&
		    rd_be16(&answer, &sw));
	if (sw != 0x9000) {
		return RD_EMPTY;
	}
	return body;
}

/* One GENERAL AUTHENTICATE: our object up, the chip's down; false where the chip refuses. */
static bool exchange(struct chip *chip, bool last, uint32_t up_tag, struct rd value,
		     uint32_t down_tag, struct wr *out)
{
	static const uint8_t chained[] = {0x10, 0x86, 0x00, 0x00};
	static const uint8_t final[] = {0x00, 0x86, 0x00, 0x00};
	uint8_t octets[400];
	uint8_t answer_octets[600];
	struct wr w = WR_ARRAY(octets);
	struct wr answer = WR_ARRAY(answer_octets);
	struct rd objects;
	struct rd theirs;
	size_t mark = wr_open(&w, 0x7C);
	if (up_tag != 0) {
		wr_tlv(&w, up_tag, value);
	}
	wr_close(&w, mark);
	struct rd body =
		send(chip, last ? RD_ARRAY(final) : RD_ARRAY(chained), wr_view(&w), true, &answer);
	if (!rd_expect(&body, 0x7C, &objects) || !rd_expect(&objects, down_tag, &theirs)) {
		return false;
	}
	wr_put(out, theirs);
	return rd_end(&objects) && !out->bad;
}

static bool run(struct chip *chip, struct rd oid, uint8_t parameter)
{
	static const uint8_t set_at[] = {0x00, 0x22, 0xC1, 0xA4};
	uint8_t octets[400];
	uint8_t own_octets[300];
	uint8_t their_octets[300];
	struct wr w = WR_ARRAY(octets);
	struct wr own = WR_ARRAY(own_octets);
	struct wr theirs = WR_ARRAY(their_octets);
	EG_AUTO(peer_keys_free) struct peer_keys *p = peer_pace(oid, parameter, true, CAN);
	assert_non_null(p);
	wr_tlv(&w, 0x80, oid);
	wr_tlv(&w, 0x83, RD_TEXT("\x02"));
	(void)send(chip, RD_ARRAY(set_at), wr_view(&w), false, &theirs); /* has no data */
	theirs = WR_ARRAY(their_octets);
	assert_true(exchange(chip, false, 0, RD_EMPTY, 0x80, &theirs));
	assert_true(peer_pace_take_nonce(p, wr_view(&theirs)));
	theirs = WR_ARRAY(their_octets);
	assert_true(peer_pace_mapping_data(p, &own));
	assert_true(exchange(chip, false, 0x81, wr_view(&own), 0x82, &theirs));
	assert_true(peer_pace_map(p, wr_view(&theirs)));
	own = WR_ARRAY(own_octets);
	theirs = WR_ARRAY(their_octets);
	assert_true(peer_pace_key(p, &own));
	assert_true(exchange(chip, false, 0x83, wr_view(&own), 0x84, &theirs));
	assert_true(peer_pace_agree(p, wr_view(&theirs)));
	own = WR_ARRAY(own_octets);
	peer_pace_token(p, wr_view(&theirs), &own);
	theirs = WR_ARRAY(their_octets);
	return exchange(chip, true, 0x85, wr_view(&own), 0x86, &theirs) &&
	       peer_pace_check_token(p, wr_view(&theirs));
}

static bool opens(uint8_t parameter, uint8_t cipher, const char *can_of_chip)
{
	uint8_t octets[64];
	uint8_t oid[OID_SIZE];
	struct wr w = WR_ARRAY(octets);
	struct chip_document document = {.mrz_information = RD_TEXT("T22000129364081251010318"),
					 .can = rd_cstr(can_of_chip)};
	const struct chip_profile profile = {.pace_off = false};
	const struct chip_file file = {
		.fid = 0x011C, .sfi = 0x1C, .contents = card_access(parameter, cipher, &w, oid)};
	bool agreed = false;
	assert_int_equal(chip_document_add(&document, file), EG_OK);
	for (int i = 0; !agreed && i < (parameter < 8 ? FIELD_TRIES : 1); i++) {
		EG_AUTO(chip_free) struct chip *chip = NULL;
		assert_int_equal(chip_new(&chip, &document, &profile), EG_OK);
		agreed = run(chip, RD_ARRAY(oid), parameter);
	}
	return agreed;
}

static void every_curve_and_cipher_opens_the_virtual_chip(void **state)
{
	(void)state;
	for (unsigned parameter = CRYPT_P192; parameter <= CRYPT_P521; parameter++) {
		for (uint8_t cipher = 1; cipher <= 4; cipher++) {
			assert_true(opens((uint8_t)parameter, cipher, CAN));
		}
	}
}

static void every_field_and_cipher_opens_the_virtual_chip(void **state)
{
	(void)state;
	for (uint8_t parameter = 0; parameter <= 2; parameter++) {
		for (uint8_t cipher = 1; cipher <= 4; cipher++) {
			assert_true(opens(parameter, cipher, CAN));
		}
	}
}

static void another_number_opens_nothing(void **state)
{
	(void)state;
	assert_false(opens(CRYPT_P256, 2, "654320"));
	assert_false(opens(0, 2, "654320"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_curve_and_cipher_opens_the_virtual_chip),
		cmocka_unit_test(every_field_and_cipher_opens_the_virtual_chip),
		cmocka_unit_test(another_number_opens_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
