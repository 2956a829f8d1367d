/*
 * test_account_words: who may what, and what names, PINs, tokens and keys have to be.
 */
#include "console/account_words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define NAME         RD_TEXT("Ada Lovelace")

/* docs/console.md, written a second time: a letter for each right that an office has. */
static void each_office_may_what_the_contract_says_and_no_more(void **state)
{
	static const char letters[ACCOUNT_RIGHT_COUNT + 1] = "lwcoagk";
	static const struct {
		const char *office;
		const char *may;
	} wanted[] = {{"viewer", "l"},
		      {"officer", "lcoa"},
		      {"supervisor", "lcoag"},
		      {"admin", "lk"},
		      {"integrator", "lw"}};
	(void)state;
	assert_int_equal(COUNT(wanted), ACCOUNT_OFFICE_COUNT);
	for (size_t i = 0; i < COUNT(wanted); i++) {
		enum account_office office;
		assert_true(account_office_from_word(rd_cstr(wanted[i].office), &office));
		assert_string_equal(account_office_word(office), wanted[i].office);
		for (unsigned right = 0; right < ACCOUNT_RIGHT_COUNT; right++) {
			assert_int_equal(account_may(office, right),
					 strchr(wanted[i].may, letters[right]) != NULL);
		}
		assert_false(account_may(office, ACCOUNT_RIGHT_COUNT));
	}
	assert_false(account_may(ACCOUNT_OFFICE_COUNT, ACCOUNT_SEE_LANES));
	assert_string_equal(account_office_word(ACCOUNT_OFFICE_COUNT), "?");
	enum account_office none;
	assert_false(account_office_from_word(RD_TEXT("root"), &none));
	assert_false(account_office_from_word(RD_TEXT("viewe"), &none));
	assert_false(account_office_from_word(RD_EMPTY, &none));
}

static void names_of_many_scripts_are_taken(void **state)
{
	static const char *const names[] = {
		"Ada",       "Айгүл Бекова",
		"王小明",    "José",
		"山田 太郎", "김민준",
		"أمينة",     "O'Neil-7",
		"Ángström",  "x",
		"ไทย",       "0123456789012345678901234567890123456789012345678901234567890123"};
	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		if (account_name_check(rd_cstr(names[i])) != EG_OK) {
			fail_msg("%s", names[i]);
		}
	}
}

static void names_that_look_like_others_or_steer_are_refused(void **state)
{
	static const struct rd names[] = {
		{0},
		{(const uint8_t *)" Ada", 4, false},
		{(const uint8_t *)"Ada ", 4, false},
		{(const uint8_t *)"Ada  L", 6, false},
		{(const uint8_t *)"Ada\tL", 5, false},
		{(const uint8_t *)"Ada\nL", 5, false},
		{(const uint8_t *)"Ada\0L", 5, false},
		{(const uint8_t *)"Jose\xCC\x81", 6, false},         /* U+0301 */
		{(const uint8_t *)"\xE2\x84\xABngstrom", 10, false}, /* U+212B */
		{(const uint8_t *)"Ada\xC2\xA0L", 6, false},         /* U+00A0 */
		{(const uint8_t *)"Ada\xE2\x80\x8B", 6, false},      /* U+200B */
		{(const uint8_t *)"Ada\xE2\x80\xAE", 6, false},      /* U+202E */
		{(const uint8_t *)"\xEF\xBC\xA1"
				  "da",
		 5, false},                                  /* U+FF21 */
		{(const uint8_t *)"\xEF\xAC\x81", 3, false}, /* U+FB01 */
		{(const uint8_t *)"\xED\xA0\x80", 3, false}, /* a surrogate */
		{(const uint8_t *)"\xC0\x80", 2, false},     /* a longer form */
		{(const uint8_t *)"Ada\xC3", 4, false},      /* cut off */
		{(const uint8_t *)"\xEF\xBF\xBF", 3, false}, /* U+FFFF */
		{(const uint8_t
			  *)"01234567890123456789012345678901234567890123456789012345678901234",
		 65, false},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		if (account_name_check(names[i]) != EG_BAD_DATA) {
			fail_msg("name %zu", i);
		}
	}
}

static void names_are_the_same_but_for_capitals(void **state)
{
	(void)state;
	assert_true(account_name_same(RD_TEXT("Ada L"), RD_TEXT("aDA l")));
	assert_false(account_name_same(RD_TEXT("Ada"), RD_TEXT("Adb")));
	assert_false(account_name_same(RD_TEXT("Ada"), RD_TEXT("Ad")));
	assert_false(account_name_same(RD_TEXT("["), RD_TEXT("{")));
}

static void good_pins_are_taken(void **state)
{
	static const char *const pins[] = {"270418",         "481920",      "123987",
					   "orange1234tree", "Tr0ub4dor&3", "пароль-синий",
					   "9071532648",     "kd82jq0a"};
	(void)state;
	for (size_t i = 0; i < COUNT(pins); i++) {
		if (account_pin_check(rd_cstr(pins[i]), NAME) != EG_OK) {
			fail_msg("%s", pins[i]);
		}
	}
}

static void weak_pins_are_refused(void **state)
{
	static const char *const pins[] = {
		"",           "2",           "27041",          "270418a",
		"123456",     "654321",      "890123",         "210987",
		"000000",     "111112",      "112211",         "121212",
		"123123",     "1231231",     "987654",         "345671",
		"abcdefgh",   "hgfedcba",    "aaaaaaaa",       "abcabcabc",
		"12345678a",  "adalovelace", "xADA lovelacex", "passpass",
		"27041\t8aa", "2704\x7Fzyxq"};
	char longest[ACCOUNT_PIN_MAX + 2] = "";
	uint32_t mixed = 1;
	(void)state;
	for (size_t i = 0; i < COUNT(pins); i++) {
		if (account_pin_check(rd_cstr(pins[i]), RD_TEXT("Ada Lovelace")) == EG_OK &&
		    account_pin_check(rd_cstr(pins[i]), RD_TEXT("adalovelace")) == EG_OK) {
			fail_msg("%s", pins[i]);
		}
	}
	for (size_t i = 0; i <= ACCOUNT_PIN_MAX; i++) {
		mixed = mixed * 1103515245 + 12345;
		longest[i] = (char)('a' + (mixed >> 16) % 26);
	}
	assert_int_equal(account_pin_check(rd_cstr(longest), NAME), EG_BAD_DATA);
	longest[ACCOUNT_PIN_MAX] = '\0';
	assert_int_equal(account_pin_check(rd_cstr(longest), NAME), EG_OK);
}

/* Every run and every repeated part of any length, and nearly all of the others are free. */
static void of_all_pins_of_six_digits_only_the_weak_ones_are_refused(void **state)
{
	unsigned refused = 0;
	(void)state;
	for (unsigned first = 0; first < 10; first++) {
		for (unsigned step = 0; step < 10; step++) {
			char pin[11] = "";
			for (unsigned i = 0; i < 10; i++) {
				pin[i] = (char)('0' + (first + i * step) % 10);
			}
			/* By one: a run. By an even number or five: the same again. */
			assert_int_equal(account_pin_check(rd_cstr(pin), NAME) == EG_OK,
					 step == 3 || step == 7);
		}
	}
	for (unsigned value = 0; value < 1000000; value += 7) {
		char pin[8];
		assert_int_equal(snprintf(pin, sizeof(pin), "%06u", value), 6);
		bool taken = account_pin_check(rd_cstr(pin), NAME) == EG_OK;
		bool thrice = memcmp(pin, pin + 2, 4) == 0;
		bool twice = memcmp(pin, pin + 3, 3) == 0;
		assert_false(taken && (thrice || twice));
		refused += taken ? 0 : 1;
	}
	assert_true(refused > 0 && refused < 1000000 / 7 / 20); /* fewer than one in twenty */
}

static void tokens_are_64_small_hexadecimal_digits_and_nothing_else(void **state)
{
	uint8_t octets[ACCOUNT_OCTETS];
	uint8_t back[ACCOUNT_OCTETS];
	char text[ACCOUNT_HEX_SIZE + 2];
	(void)state;
	for (size_t i = 0; i < sizeof(octets); i++) {
		octets[i] = (uint8_t)(i * 37 + 11);
	}
	account_hex(octets, text);
	assert_int_equal(strlen(text), ACCOUNT_HEX_SIZE);
	assert_true(account_hex_read(rd_cstr(text), back));
	assert_memory_equal(octets, back, sizeof(octets));
	/* Every octet that is no digit, at every place. */
	for (size_t at = 0; at < ACCOUNT_HEX_SIZE; at++) {
		char kept = text[at];
		for (unsigned c = 1; c < 256; c++) {
			bool digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
			text[at] = (char)c;
			assert_int_equal(account_hex_read(rd_of(text, ACCOUNT_HEX_SIZE), back),
					 digit);
		}
		text[at] = kept;
	}
	for (size_t size = 0; size <= ACCOUNT_HEX_SIZE + 1; size++) {
		text[ACCOUNT_HEX_SIZE] = '0';
		assert_int_equal(account_hex_read(rd_of(text, size), back),
				 size == ACCOUNT_HEX_SIZE);
	}
}

static void keys_have_16_to_64_letters_digits_and_dashes(void **state)
{
	static const char all[] = "ABCXYZabcxyz0189-ABCXYZabcxyz0189-ABCXYZabcxyz0189-"
				  "ABCXYZabcxyz0189";
	char text[] = "0123456789abcdef";
	(void)state;
	for (size_t size = 0; size < sizeof(all) - 1; size++) {
		assert_int_equal(account_key_good(rd_of(all, size)), size >= 16 && size <= 64);
	}
	for (unsigned c = 0; c < 256; c++) {
		text[7] = (char)c;
		assert_int_equal(account_key_good(rd_of(text, 16)),
				 c == '-' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
					 (c >= 'a' && c <= 'z'));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_office_may_what_the_contract_says_and_no_more),
		cmocka_unit_test(names_of_many_scripts_are_taken),
		cmocka_unit_test(names_that_look_like_others_or_steer_are_refused),
		cmocka_unit_test(names_are_the_same_but_for_capitals),
		cmocka_unit_test(good_pins_are_taken),
		cmocka_unit_test(weak_pins_are_refused),
		cmocka_unit_test(of_all_pins_of_six_digits_only_the_weak_ones_are_refused),
		cmocka_unit_test(tokens_are_64_small_hexadecimal_digits_and_nothing_else),
		cmocka_unit_test(keys_have_16_to_64_letters_digits_and_dashes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
