/*
 * watch_spelling: how a listed name may also be written beside the tables of Doc 9303-3, 6: as
 * states have it that keep other tables, and as lists have it that were transliterated before.
 * Knows characters and what stands for one sound. Never knows a zone.
 */
#include "watch/watch_spelling.h"

#include "base/utf8.h"

#define COUNT(array)   (sizeof(array) / sizeof((array)[0]))
#define SMALL_TO_LARGE ('a' - 'A')
#define SHADDA         "\xD9\x91" /* U+0651 */

/* Latin letters that stand together; the longest first. */
static const struct {
	const char *unit;
	const char *ways;
} units[] = {
	{"SHCH", "SHCH|SHT"}, {"SHT", "SHT|SHCH"}, {"NXX", "NXX|N"}, {"UXX", "UXX|UE|U"},
	{"AA", "AA|A"},       {"AE", "AE|A"},      {"OE", "OE|O"},   {"UE", "UE|UXX|U"},
	{"KH", "KH|H"},       {"TS", "TS|C"},      {"A", "A|AE|AA"}, {"H", "H|KH"},
	{"I", "I|Y"},         {"N", "N|NXX"},      {"O", "O|OE"},    {"U", "U|UE|UXX"},
	{"Y", "Y|I"},
};

/*
 * Characters with more ways than the tables have: of Nordic states, Russia until 2013 and Bulgaria
 * (whose law has A for the hard sign, YU and YA, SHT), at every place of a name.
 */
static const struct {
	uint16_t code; /* a capital */
	uint16_t small;
	const char *ways;
} more[] = {
	{0x00C6, 0x00E6, "AE|A"},  {0x00D8, 0x00F8, "OE|O"},    {0x0401, 0x0451, "E|IO|YO|YE"},
	{0x0404, 0x0454, "IE|YE"}, {0x0407, 0x0457, "I|YI"},    {0x0413, 0x0433, "G|H"},
	{0x0419, 0x0439, "I|Y"},   {0x0426, 0x0446, "TS|C|TC"}, {0x042A, 0x044A, "IE|A"},
	{0x042B, 0x044B, "Y|I"},   {0x042E, 0x044E, "IU|YU"},   {0x042F, 0x044F, "IA|YA"},
};

static bool is_letter(uint8_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static uint8_t capital(uint8_t c)
{
	return c >= 'a' && c <= 'z' ? (uint8_t)(c - SMALL_TO_LARGE) : c;
}

/* How many letters the name has of this unit in front: all of them, or 0. A shadda behind them
 * doubles the last letter alone: then they stand for themselves. */
static size_t begins(struct rd name, const char *unit)
{
	size_t size = 0;
	uint8_t c;
	while (unit[size] != '\0') {
		if (!rd_u8(&name, &c) || capital(c) != (uint8_t)unit[size]) {
			return 0;
		}
		size++;
	}
	return size > 1 && rd_begins(name, RD_TEXT(SHADDA)) ? 0 : size;
}

static bool take_unit(struct rd *name, const char **ways)
{
	for (size_t i = 0; i < COUNT(units); i++) {
		size_t size = begins(*name, units[i].unit);
		if (size > 0) {
			*ways = units[i].ways;
			return rd_skip(name, size);
		}
	}
	return false;
}

bool watch_spelling_take(struct rd *name, enum watch_sort *sort, const char **ways)
{
	uint8_t first;
	uint32_t c;
	*sort = WATCH_SORT_LETTER;
	if (rd_peek(name, &first) && is_letter(first) && take_unit(name, ways)) {
		return true;
	}
	if (!utf8_take(name, &c)) {
		return false;
	}
	for (size_t i = 0; i < COUNT(more); i++) {
		if (c == more[i].code || c == more[i].small) {
			*ways = more[i].ways;
			return true;
		}
	}
	*sort = watch_letter(c, ways);
	return true;
}
