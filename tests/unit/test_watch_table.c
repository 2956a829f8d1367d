/*
 * test_watch_table: the tables of Doc 9303-3, section 6, turned round: which letters can stand for
 * each spelling. Taken from the standard apart from the tables that are tested.
 */
#include "watch/watch_letter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define LETTERS_MAX 16

/* '^': as the first letter of a component only; "": not encoded. */
static const struct {
	const char *way;
	uint16_t letters[LETTERS_MAX];
} rows[] = {
	{"A", {0xC0, 0xC1, 0xC2, 0xC3, 0x100, 0x102, 0x104, 0xC4, 0xC5, 0x410, 0x627}},
	{"AE", {0xC4, 0xC6}},
	{"AA", {0xC5}},
	{"C", {0xC7, 0x106, 0x108, 0x10A, 0x10C, 0x426, 0x427, 0x4BA}},
	{"E",
	 {0xC8, 0xC9, 0xCA, 0xCB, 0x112, 0x114, 0x116, 0x118, 0x11A, 0x401, 0x415, 0x42D, 0x639}},
	{"I",
	 {0xCC, 0xCD, 0xCE, 0xCF, 0x128, 0x12A, 0x12C, 0x12E, 0x130, 0x131, 0x406, 0x407, 0x418,
	  0x419, 0x625}},
	{"D", {0xD0, 0x10E, 0x110, 0x402, 0x414, 0x62F}},
	{"N", {0xD1, 0x143, 0x145, 0x147, 0x14A, 0x41D, 0x646}},
	{"NXX", {0xD1}},
	{"O", {0xD2, 0xD3, 0xD4, 0xD5, 0x14C, 0x14E, 0x150, 0xD6, 0x41E}},
	{"OE", {0xD6, 0xD8, 0x152}},
	{"U",
	 {0xD9, 0xDA, 0xDB, 0x168, 0x16A, 0x16C, 0x16E, 0x170, 0x172, 0xDC, 0x40E, 0x423, 0x46A,
	  0x624}},
	{"UE", {0xDC}},
	{"UXX", {0xDC}},
	{"Y", {0xDD, 0x176, 0x178, 0x418, 0x42B, 0x474, 0x64A, 0x6D0}},
	{"TH", {0xDE}},
	{"G", {0x11C, 0x11E, 0x120, 0x122, 0x413, 0x490, 0x492, 0x63A}},
	{"H", {0x124, 0x126, 0x413, 0x425, 0x647}},
	{"IJ", {0x132}},
	{"J", {0x134, 0x408, 0x62C}},
	{"K", {0x136, 0x40C, 0x41A, 0x643}},
	{"L", {0x139, 0x13B, 0x13D, 0x13F, 0x141, 0x41B, 0x644}},
	{"R", {0x154, 0x156, 0x158, 0x420, 0x631}},
	{"S", {0x15A, 0x15C, 0x15E, 0x160, 0x421, 0x428, 0x633}},
	{"T", {0x162, 0x164, 0x166, 0x422, 0x62A}},
	{"W", {0x174, 0x648}},
	{"Z", {0x179, 0x17B, 0x17D, 0x416, 0x417, 0x632}},
	{"SS", {0x1E9E}},
	{"IO", {0x401}},
	{"IE", {0x404, 0x42A}},
	{"^YE", {0x404}},
	{"DZ", {0x405, 0x40F}},
	{"^YI", {0x407}},
	{"LJ", {0x409}},
	{"NJ", {0x40A}},
	{"KJ", {0x40C}},
	{"DJ", {0x40F}},
	{"B", {0x411, 0x628}},
	{"V", {0x412}},
	{"ZH", {0x416}},
	{"^Y", {0x419}},
	{"M", {0x41C, 0x645}},
	{"P", {0x41F, 0x67E}},
	{"F", {0x424, 0x641}},
	{"KH", {0x425}},
	{"TS", {0x426}},
	{"CH", {0x427}},
	{"SH", {0x428}},
	{"SHCH", {0x429}},
	{"SHT", {0x429}},
	{"IU", {0x42E}},
	{"^YU", {0x42E}},
	{"IA", {0x42F}},
	{"^YA", {0x42F}},
	{"GJ", {0x492}},
	{"XE", {0x621}},
	{"XAA", {0x622}},
	{"XAE", {0x623}},
	{"XI", {0x626}},
	{"XTA", {0x629}},
	{"XAH", {0x629}},
	{"XTH", {0x62B}},
	{"XH", {0x62D}},
	{"XKH", {0x62E}},
	{"XDH", {0x630}},
	{"XSH", {0x634}},
	{"XSS", {0x635}},
	{"XDZ", {0x636}},
	{"XTT", {0x637}},
	{"XZZ", {0x638}},
	{"",
	 {0x640, 0x64B, 0x64C, 0x64D, 0x64E, 0x64F, 0x650, 0x652, 0x670, 0x69C, 0x6A2, 0x6A7,
	  0x6A8}},
	{"Q", {0x642}},
	{"XAY", {0x649}},
	{"XXA", {0x671}},
	{"XXT", {0x679}},
	{"XRT", {0x67C}},
	{"XKE", {0x681}},
	{"XXH", {0x685}},
	{"XC", {0x686}},
	{"XXD", {0x688}},
	{"XDR", {0x689}},
	{"XXR", {0x691}},
	{"XRR", {0x693}},
	{"XRX", {0x696}},
	{"XJ", {0x698}},
	{"XXS", {0x69A}},
	{"XKK", {0x6A9}},
	{"XXK", {0x6AB}},
	{"XNG", {0x6AD}},
	{"XGG", {0x6AF}},
	{"XNN", {0x6BA}},
	{"XXN", {0x6BC}},
	{"XDO", {0x6BE}},
	{"XYH", {0x6C0}},
	{"XXG", {0x6C1}},
	{"XGE", {0x6C2}},
	{"XTG", {0x6C3}},
	{"XYA", {0x6CC}},
	{"XXY", {0x6CD}},
	{"XYB", {0x6D2}},
	{"XBE", {0x6D3}},
};
#define ROWS (sizeof(rows) / sizeof(rows[0]))

/* One of the ways that '|' stands between. */
static bool has_way(const char *ways, const char *way)
{
	size_t size = strlen(way);
	for (const char *at = ways; at != NULL; at = strchr(at, '|')) {
		at += *at == '|' ? 1 : 0;
		if (strncmp(at, way, size) == 0 && (at[size] == '|' || at[size] == '\0')) {
			return true;
		}
	}
	return false;
}

static void each_letter_has_the_ways_of_the_standard(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		for (size_t k = 0; k < LETTERS_MAX && rows[i].letters[k] != 0; k++) {
			const char *ways = NULL;
			enum watch_sort sort = watch_letter(rows[i].letters[k], &ways);
			bool left_out = rows[i].way[0] == '\0';
			if (sort != (left_out ? WATCH_SORT_NOTHING : WATCH_SORT_LETTER) ||
			    (!left_out && !has_way(ways, rows[i].way))) {
				fail_msg("%04X is not %s", rows[i].letters[k], rows[i].way);
			}
		}
	}
}

/* How many spellings the standard has for a letter. */
static size_t ways_of(uint32_t letter)
{
	size_t count = 0;
	for (size_t i = 0; i < ROWS; i++) {
		for (size_t k = 0; k < LETTERS_MAX && rows[i].letters[k] != 0; k++) {
			count += rows[i].letters[k] == letter && rows[i].way[0] != '\0' ? 1 : 0;
		}
	}
	return count;
}

static void no_letter_has_others(void **state)
{
	/* What is ours beside the standard: watch_letter.c says why. */
	static const struct {
		uint32_t letter;
		const char *ways;
	} ours[] = {{0x218, "S"}, {0x21A, "T"}, {0x403, "G|GJ"}, {0x40B, "C"}};
	size_t own = 0;
	(void)state;
	for (uint32_t c = 0x80; c <= 0x2FFF; c++) {
		const char *ways = NULL;
		size_t count = 1;
		if (watch_letter(c, &ways) != WATCH_SORT_LETTER) {
			continue;
		}
		for (const char *at = ways; *at != '\0'; at++) {
			count += *at == '|' ? 1 : 0;
		}
		if (ways_of(c) == count) {
			continue;
		}
		for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]) && ways_of(c) == 0; i++) {
			own += ours[i].letter == c && strcmp(ours[i].ways, ways) == 0 ? 1 : 0;
		}
		assert_int_equal(ways_of(c), 0); /* ours, or a small letter */
	}
	assert_int_equal(own, sizeof(ours) / sizeof(ours[0]));
}

/* Capital and small letter, where Unicode has both. */
static void a_small_letter_is_its_capital(void **state)
{
	static const uint32_t pairs[][2] = {
		{'A', 'a'},     {'Z', 'z'},     {0xC0, 0xE0},   {0xD6, 0xF6},   {0xD8, 0xF8},
		{0xDE, 0xFE},   {0x178, 0xFF},  {0x100, 0x101}, {0x12E, 0x12F}, {0x132, 0x133},
		{0x136, 0x137}, {0x139, 0x13A}, {0x147, 0x148}, {0x14A, 0x14B}, {0x176, 0x177},
		{0x179, 0x17A}, {0x17D, 0x17E}, {0x218, 0x219}, {0x21A, 0x21B}, {0x1E9E, 0xDF},
		{0x410, 0x430}, {0x42F, 0x44F}, {0x401, 0x451}, {0x40F, 0x45F}, {0x46A, 0x46B},
		{0x474, 0x475}, {0x490, 0x491}, {0x492, 0x493}, {0x4BA, 0x4BB},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		const char *capital = NULL;
		const char *small = NULL;
		assert_int_equal(watch_letter(pairs[i][0], &capital), WATCH_SORT_LETTER);
		assert_int_equal(watch_letter(pairs[i][1], &small), WATCH_SORT_LETTER);
		assert_ptr_equal(capital, small);
	}
}

static void signs_that_are_no_letters_are_none(void **state)
{
	static const uint32_t unknown[] = {'0',   '9',   '<',    '?',    '|',    '^',
					   0xD7,  0xF7,  0x138,  0x149,  0x17F,  0x300,
					   0x391, 0x5D0, 0x4E00, 0xFB50, 0x1F600};
	const char *ways = NULL;
	(void)state;
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
		assert_int_equal(watch_letter(unknown[i], &ways), WATCH_SORT_UNKNOWN);
		assert_null(ways);
	}
	assert_int_equal(watch_letter(' ', &ways), WATCH_SORT_SEPARATOR);
	assert_int_equal(watch_letter('-', &ways), WATCH_SORT_SEPARATOR);
	assert_int_equal(watch_letter(0x2019, &ways), WATCH_SORT_NOTHING);
	assert_int_equal(watch_letter(0x44C, &ways), WATCH_SORT_NOTHING); /* soft sign */
	assert_int_equal(watch_letter(0x651, &ways), WATCH_SORT_DOUBLE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_letter_has_the_ways_of_the_standard),
		cmocka_unit_test(no_letter_has_others),
		cmocka_unit_test(a_small_letter_is_its_capital),
		cmocka_unit_test(signs_that_are_no_letters_are_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
