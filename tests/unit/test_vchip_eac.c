/*
 * vchip_eac: what the virtual chip promises of Chip Authentication and of command chaining: new
 * keys after it and no others, refusals of a real chip.
 */
#include "eac_desk.h"

static void chip_authentication_changes_the_keys_in_every_cipher(void **state)
{
	static const enum crypt_curve curves[] = {CRYPT_P192, CRYPT_BP224R1, CRYPT_P256,
						  CRYPT_P384, CRYPT_BP512R1, CRYPT_P521};
	(void)state;
	for (size_t i = 0; i < sizeof(curves) / sizeof(curves[0]); i++) {
		for (unsigned cipher = CRYPT_3DES; cipher <= CRYPT_AES256; cipher++) {
			struct eac_desk d = {0};
			EG_AUTO(eac_terminal_free) struct eac_terminal t = {0};
			eac_add_key(&d, curves[i], EAC_ALL_CIPHERS, 0);
			eac_power(&d);
			eac_open_by_bac(&d);
			assert_int_equal(eac_read_group1(&d), 0x9000);
			eac_draw(&t, &d.keys[0]);
			assert_int_equal(eac_set_at(&d, (enum crypt_cipher)cipher, 0), 0x9000);
			assert_int_equal(eac_agree(&d, &t), 0x9000);
			assert_true(rd_equal(rd_of(d.answer, d.answer_size), HEX("7C00")));
			eac_change_keys(&d, &t, (enum crypt_cipher)cipher);
			assert_int_equal(eac_read_group1(&d), 0x9000);
			assert_true(rd_equal(rd_of(d.answer, d.answer_size),
					     rd_of(eac_group1, EAC_GROUP1_SIZE)));
			eac_put_away(&d);
		}
	}
}

static void set_kat_is_for_3des_alone(void **state)
{
	struct eac_desk d = {0};
	EG_AUTO(eac_terminal_free) struct eac_terminal t = {0};
	(void)state;
	eac_add_key(&d, CRYPT_P256, 1U << CRYPT_3DES, 0);
	eac_power(&d);
	eac_open_by_bac(&d);
	eac_draw(&t, &d.keys[0]);
	assert_int_equal(eac_set_at(&d, CRYPT_AES128, 0), 0x6A88); /* no key for it */
	assert_int_equal(eac_set_kat(&d, &t, 1), 0x6A88);          /* no such key */
	assert_int_equal(eac_set_kat(&d, &t, 0), 0x9000);
	eac_change_keys(&d, &t, CRYPT_3DES);
	assert_int_equal(eac_read_group1(&d), 0x9000);
	eac_put_away(&d);
	d = (struct eac_desk){0};
	eac_terminal_free(&t);
	t = (struct eac_terminal){0};
	eac_add_key(&d, CRYPT_P256, 1U << CRYPT_AES128, 0);
	eac_power(&d);
	eac_open_by_bac(&d);
	eac_draw(&t, &d.keys[0]);
	assert_int_equal(eac_set_kat(&d, &t, 0), 0x6A88);
	eac_put_away(&d);
}

static void old_keys_are_dead_after_chip_authentication(void **state)
{
	struct eac_desk d = {0};
	EG_AUTO(eac_terminal_free) struct eac_terminal t = {0};
	(void)state;
	eac_add_key(&d, CRYPT_P256, EAC_ALL_CIPHERS, 0);
	eac_power(&d);
	eac_open_by_bac(&d);
	eac_draw(&t, &d.keys[0]);
	assert_int_equal(eac_set_kat(&d, &t, 0), 0x9000);
	assert_int_equal(eac_read_group1(&d), 0); /* still with the old ones */
	assert_int_equal(d.naked, 0x6988);
	eac_change_keys(&d, &t, CRYPT_3DES);
	assert_int_equal(eac_read_group1(&d), 0); /* and the session is over */
	assert_int_equal(d.naked, 0x6988);
	eac_put_away(&d);
}

static void a_failed_agreement_leaves_the_session_as_it_was(void **state)
{
	struct eac_desk d = {0};
	EG_AUTO(eac_terminal_free) struct eac_terminal t = {0};
	(void)state;
	eac_add_key(&d, CRYPT_BP256R1, EAC_ALL_CIPHERS, 0);
	eac_power(&d);
	eac_open_by_bac(&d);
	eac_draw(&t, &d.keys[0]);
	t.point[40] ^= 1; /* off the curve */
	assert_int_equal(eac_set_kat(&d, &t, 0), 0x6A80);
	assert_int_equal(eac_set_at(&d, CRYPT_AES128, 0), 0x9000);
	assert_int_equal(eac_agree(&d, &t), 0x6A80);
	t.point[40] ^= 1;
	assert_int_equal(eac_agree(&d, &t), 0x6985); /* the selection was good for one try */
	t.size--;
	assert_int_equal(eac_set_kat(&d, &t, 0), 0x6A80);
	assert_int_equal(eac_say(&d, 0x00, "2241A6", HEX("840101"), 0), 0x6A80); /* no key at all */
	assert_int_equal(eac_say(&d, 0x00, "2241A4", HEX("80090400 7F00070202 0401"), 0), 0x6A80);
	assert_int_equal(eac_say(&d, 0x00, "2241A4", HEX("800A04007F000702020302 05"), 0), 0x6A80);
	assert_int_equal(eac_set_at(&d, CRYPT_AES128, 0), 0x9000);
	assert_int_equal(eac_say(&d, 0x00, "860000", HEX("7C028100"), 256), 0x6A80); /* wrong tag */
	assert_int_equal(eac_read_group1(&d), 0x9000);
	eac_put_away(&d);
}

static void several_keys_are_told_apart_by_their_identifiers(void **state)
{
	struct eac_desk d = {0};
	EG_AUTO(eac_terminal_free) struct eac_terminal t = {0};
	(void)state;
	eac_add_key(&d, CRYPT_P256, EAC_ALL_CIPHERS, 1);
	eac_add_key(&d, CRYPT_P384, EAC_ALL_CIPHERS, 2);
	eac_power(&d);
	eac_open_by_bac(&d);
	eac_draw(&t, &d.keys[1]);
	assert_int_equal(eac_set_at(&d, CRYPT_AES256, 0), 0x6A88); /* which? */
	assert_int_equal(eac_set_at(&d, CRYPT_AES256, 3), 0x6A88);
	assert_int_equal(eac_set_at(&d, CRYPT_AES256, 1), 0x9000);
	assert_int_equal(eac_agree(&d, &t), 0x6A80); /* a point of the other curve */
	assert_int_equal(eac_set_at(&d, CRYPT_AES256, 2), 0x9000);
	assert_int_equal(eac_agree(&d, &t), 0x9000);
	eac_change_keys(&d, &t, CRYPT_AES256);
	assert_int_equal(eac_read_group1(&d), 0x9000);
	eac_put_away(&d);
}

static void chip_authentication_needs_a_session(void **state)
{
	struct eac_desk d = {0};
	(void)state;
	eac_add_key(&d, CRYPT_P256, EAC_ALL_CIPHERS, 0);
	eac_power(&d);
	assert_int_equal(eac_say_hex(&d, "002241A40C800A04007F00070202030202"), 0x6982);
	assert_int_equal(eac_say_hex(&d, "00860000047C028000 00"), 0x6985);
	eac_put_away(&d);
	d = (struct eac_desk){0};
	eac_power(&d); /* no key: the chip does not know the protocol */
	eac_open_by_bac(&d);
	assert_int_equal(eac_set_at(&d, CRYPT_AES128, 0), 0x6A86);
	assert_int_equal(eac_say(&d, 0x00, "2A00BE", HEX("7F4E00"), 0), 0x6D00);
	eac_put_away(&d);
}

static void a_chip_with_other_keys_loses_the_session(void **state)
{
	struct eac_desk d = {.profile = {.ca_cloned = true}};
	EG_AUTO(eac_terminal_free) struct eac_terminal t = {0};
	(void)state;
	eac_add_key(&d, CRYPT_P256, EAC_ALL_CIPHERS, 0);
	eac_power(&d);
	eac_open_by_bac(&d);
	eac_draw(&t, &d.keys[0]);
	assert_int_equal(eac_set_kat(&d, &t, 0), 0x9000);
	eac_change_keys(&d, &t, CRYPT_3DES);
	assert_int_equal(eac_read_group1(&d), 0);
	assert_int_equal(d.naked, 0x6988);
	eac_put_away(&d);
}

static void long_data_may_come_in_a_chain(void **state)
{
	struct eac_desk d = {0};
	EG_AUTO(eac_terminal_free) struct eac_terminal t = {0};
	uint8_t room[256];
	struct wr w = WR_ARRAY(room);
	struct rd first;
	(void)state;
	eac_add_key(&d, CRYPT_P521, EAC_ALL_CIPHERS, 0);
	eac_power(&d);
	eac_open_by_bac(&d);
	eac_draw(&t, &d.keys[0]);
	struct rd rest = eac_dynamic(&w, &t);
	assert_true(rd_take(&rest, 70, &first));
	assert_int_equal(eac_set_at(&d, CRYPT_AES192, 0), 0x9000);
	assert_int_equal(eac_say(&d, 0x10, "860000", first, 0), 0x9000);
	assert_int_equal(d.answer_size, 0);
	assert_int_equal(eac_say(&d, 0x00, "860000", rest, 256), 0x9000);
	eac_change_keys(&d, &t, CRYPT_AES192);
	assert_int_equal(eac_read_group1(&d), 0x9000);
	/* Broken off by another command, the first part is lost. */
	assert_int_equal(eac_set_at(&d, CRYPT_AES192, 0), 0x9000);
	assert_int_equal(eac_say(&d, 0x10, "860000", first, 0), 0x9000);
	assert_int_equal(eac_read_group1(&d), 0x9000);
	assert_int_equal(eac_say(&d, 0x00, "860000", rest, 256), 0x6A80);
	/* Commands that are never long know no chain. */
	assert_int_equal(eac_say(&d, 0x10, "B08100", RD_EMPTY, 4), 0x6E00);
	eac_put_away(&d);
}

static void fingers_stay_closed_without_terminal_authentication(void **state)
{
	struct eac_desk d = {0};
	EG_AUTO(eac_terminal_free) struct eac_terminal t = {0};
	(void)state;
	eac_add_key(&d, CRYPT_P256, EAC_ALL_CIPHERS, 0);
	eac_power(&d);
	eac_open_by_bac(&d);
	eac_draw(&t, &d.keys[0]);
	assert_int_equal(eac_set_kat(&d, &t, 0), 0x9000);
	eac_change_keys(&d, &t, CRYPT_3DES);
	assert_int_equal(eac_say(&d, 0x00, "B08300", RD_EMPTY, 4), 0x6982);
	assert_int_equal(eac_say(&d, 0x00, "A4020C", HEX("0103"), 0), 0x6982);
	assert_int_equal(eac_say(&d, 0x00, "B10103", HEX("540100"), 8), 0x6982);
	assert_int_equal(eac_say(&d, 0x00, "B00000", RD_EMPTY, 4), 0x6986);
	eac_put_away(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chip_authentication_changes_the_keys_in_every_cipher),
		cmocka_unit_test(set_kat_is_for_3des_alone),
		cmocka_unit_test(old_keys_are_dead_after_chip_authentication),
		cmocka_unit_test(a_failed_agreement_leaves_the_session_as_it_was),
		cmocka_unit_test(several_keys_are_told_apart_by_their_identifiers),
		cmocka_unit_test(chip_authentication_needs_a_session),
		cmocka_unit_test(a_chip_with_other_keys_loses_the_session),
		cmocka_unit_test(long_data_may_come_in_a_chain),
		cmocka_unit_test(fingers_stay_closed_without_terminal_authentication),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
