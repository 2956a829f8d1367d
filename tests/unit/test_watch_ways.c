/*
 * test_watch_ways: names against their own expansions: a name agrees exactly with each way of
 * writing it, with nothing else, however many ways there are; an index hides none.
 *
 * The expansions are made one after the other, by counting: slow, and obviously right.
 */
#include "watch_kit.h"

#include "base/wr.h"
#include "watch/watch_letter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define LETTERS_MAX 5 /* of a name here, so that all ways can be counted */
#define WAYS_MAX    4
#define ROUNDS      400
#define NAME_ROOM   128

static uint32_t dice_state = 20261130;

static uint32_t dice(uint32_t sides)
{
	dice_state = dice_state * 1664525u + 1013904223u;
	return (dice_state >> 8) % sides;
}

/* A name of letters with all their ways, in UTF-8 beside it. */
struct name {
	size_t letters;
	const char *ways[LETTERS_MAX];
	char text[NAME_ROOM];
};

static void put_utf8(char *out, uint32_t c)
{
	size_t n = strlen(out);
	if (c < 0x80) {
		out[n++] = (char)c;
	} else if (c < 0x800) {
		out[n++] = (char)(0xC0 | c >> 6);
		out[n++] = (char)(0x80 | (c & 0x3F));
	} else {
		out[n++] = (char)(0xE0 | c >> 12);
		out[n++] = (char)(0x80 | (c >> 6 & 0x3F));
		out[n++] = (char)(0x80 | (c & 0x3F));
	}
	out[n] = '\0';
}

static uint32_t draw_letter(void)
{
	static const uint32_t ranges[][2] = {
		{'A', 'Z'}, {0xC0, 0xFF}, {0x100, 0x17E}, {0x401, 0x45F}, {0x621, 0x64A}};
	for (;;) {
		size_t r = dice(5);
		uint32_t c = ranges[r][0] + dice(ranges[r][1] - ranges[r][0] + 1);
		const char *ways;
		if (watch_letter(c, &ways) == WATCH_SORT_LETTER) {
			return c;
		}
	}
}

static struct name draw_name(void)
{
	struct name n = {.letters = 1 + dice(LETTERS_MAX)};
	for (size_t i = 0; i < n.letters; i++) {
		uint32_t c = draw_letter();
		assert_int_equal(watch_letter(c, &n.ways[i]), WATCH_SORT_LETTER);
		put_utf8(n.text, c);
	}
	return n;
}

/* Way k of a letter at a place, or false. '^' is for the first place only. */
static bool way_of(const char *ways, size_t k, size_t place, char out[8])
{
	char copy[32];
	char *rest = copy;
	assert_true(snprintf(copy, sizeof(copy), "%s", ways) > 0);
	for (size_t i = 0; i <= k; i++) {
		const char *one = strsep(&rest, "|");
		if (one == NULL || (i == k && one[0] == '^' && place > 0)) {
			return false;
		}
		(void)snprintf(out, 8, "%s", one[0] == '^' ? one + 1 : one);
	}
	return true;
}

/* Expansion number n (base WAYS_MAX, a digit a letter), or false. */
static bool expansion(const struct name *name, size_t number, char out[NAME_ROOM])
{
	struct wr w = wr_of(out, NAME_ROOM);
	for (size_t i = 0; i < name->letters; i++) {
		char way[8];
		if (!way_of(name->ways[i], number % WAYS_MAX, i, way)) {
			return false;
		}
		wr_put(&w, rd_cstr(way));
		number /= WAYS_MAX;
	}
	wr_u8(&w, '\0');
	return number == 0 && !w.bad;
}

static bool is_expansion(const struct name *name, const char *zone)
{
	size_t all = 1;
	for (size_t i = 0; i < name->letters; i++) {
		all *= WAYS_MAX;
	}
	for (size_t k = 0; k < all; k++) {
		char out[NAME_ROOM];
		if (expansion(name, k, out) && strcmp(out, zone) == 0) {
			return true;
		}
	}
	return false;
}

static struct watch_hits find(const char *surname, const char *given, const char *zone)
{
	char line[512];
	const struct kit_zone z = {.names = zone};
	struct msg_lookup l = kit_lookup(&z);
	assert_true(snprintf(line, sizeof(line), "person\tcheck\t%s\t%s\t\t\t\tR\t\n", surname,
			     given) > 0);
	return kit_find(line, &l);
}

/* For 1000: not in another spelling than the tables'. */
static size_t hits_of(const char *surname, const char *given, const char *zone)
{
	struct watch_hits hits = find(surname, given, zone);
	return hits.count == 1 && hits.hit[0].score == 1000 ? 1 : 0;
}

static void draw_expansion(const struct name *name, char out[NAME_ROOM])
{
	do {
	} while (
		!expansion(name, dice(1u << (2 * LETTERS_MAX)) % (1u << (2 * name->letters)), out));
}

static void a_name_agrees_with_each_of_its_ways_and_no_other(void **state)
{
	size_t agreed = 0;
	(void)state;
	for (size_t i = 0; i < ROUNDS; i++) {
		const struct name name = draw_name();
		char zone[NAME_ROOM];
		char whole[NAME_ROOM + 8];
		draw_expansion(&name, zone);
		if (dice(2) == 0) { /* a letter of it is another, or one more, or one less */
			size_t at = dice((uint32_t)strlen(zone));
			zone[at] = (char)('A' + dice(26));
			zone[dice(3) == 0 && at > 0 ? at : strlen(zone)] = '\0';
		}
		assert_true(snprintf(whole, sizeof(whole), "%s<<ANNA", zone) > 0);
		bool expected = is_expansion(&name, zone);
		agreed += expected ? 1 : 0;
		if ((hits_of(name.text, "Anna", whole) == 1) != expected) {
			fail_msg("%s and %s", name.text, zone);
		}
		assert_true(snprintf(whole, sizeof(whole), "SMITH<<%s", zone) > 0);
		assert_int_equal(hits_of("Smith", name.text, whole) == 1, expected);
	}
	assert_true(agreed > ROUNDS / 3 && agreed < ROUNDS);
}

/* Every entry is found in a crowd, by its own zone, whatever of its birthday is known. */
static void nobody_is_lost_in_a_crowd(void **state)
{
	static char lines[ROUNDS * 160];
	static struct name names[ROUNDS];
	static const char *const births[] = {"", "???\?-05-??", "1980-?\?-??", "1980-05-??",
					     "1980-05-17"};
	size_t size = 0;
	(void)state;
	lines[0] = '\0';
	for (size_t i = 0; i < ROUNDS; i++) {
		names[i] = draw_name();
		int put = snprintf(lines + size, sizeof(lines) - size,
				   "person\tcheck\t%s\tAnna\t%s\t\t\tP-%zu\t\n", names[i].text,
				   births[i % 5], i);
		assert_true(put > 0 && (size_t)put < sizeof(lines) - size);
		size += (size_t)put;
	}
	for (size_t i = 0; i < ROUNDS; i += 7) {
		char zone[NAME_ROOM];
		char whole[NAME_ROOM + 8];
		char reference[16];
		bool found = false;
		draw_expansion(&names[i], zone);
		assert_true(snprintf(whole, sizeof(whole), "%s<<ANNA", zone) > 0);
		assert_true(snprintf(reference, sizeof(reference), "P-%zu", i) > 0);
		const struct kit_zone z = {.names = whole, .birth = "800517"};
		struct msg_lookup l = kit_lookup(&z);
		struct watch_hits hits = kit_find(lines, &l);
		for (size_t k = 0; k < hits.told; k++) {
			found = found || strcmp(hits.hit[k].reference, reference) == 0;
		}
		assert_true(found || hits.count > HITS_MAX);
	}
}

/* 39 letters of three ways each: more names than there are atoms on earth. */
static void a_name_of_many_ways_takes_no_time(void **state)
{
	char surname[160] = "";
	char zone[40] = "";
	(void)state;
	for (size_t i = 0; i < 39; i++) {
		put_utf8(surname, 0xDC);
		zone[i] = 'U';
	}
	zone[39] = '\0';
	for (size_t i = 0; i < 2000; i++) {
		assert_int_equal(find(surname, "Anna", zone).count, 1); /* cut off: for less */
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_agrees_with_each_of_its_ways_and_no_other),
		cmocka_unit_test(nobody_is_lost_in_a_crowd),
		cmocka_unit_test(a_name_of_many_ways_takes_no_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
