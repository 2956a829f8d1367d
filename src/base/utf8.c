/*
 * utf8: text that others wrote, character by character.
 * Knows which characters steer a screen. Never knows what a text means.
 */
#include "base/utf8.h"

/* The lead octet of a sequence: its size, its own bits, the smallest character it may write. */
static const struct {
	uint8_t mask;
	uint8_t lead;
	uint8_t size;
	uint32_t least;
} forms[] = {
	{0x80, 0x00, 1, 0},
	{0xE0, 0xC0, 2, 0x80},
	{0xF0, 0xE0, 3, 0x800},
	{0xF8, 0xF0, 4, 0x10000},
};

bool utf8_take(struct rd *text, uint32_t *character)
{
	struct rd ahead = *text;
	uint8_t octet;
	if (!rd_u8(&ahead, &octet)) {
		return false;
	}
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if ((octet & forms[i].mask) != forms[i].lead) {
			continue;
		}
		uint32_t value = octet & (uint8_t)~forms[i].mask;
		for (uint8_t more = 1; more < forms[i].size; more++) {
			if (!rd_u8(&ahead, &octet) || (octet & 0xC0) != 0x80) {
				return false;
			}
			value = value << 6 | (octet & 0x3F);
		}
		if (value < forms[i].least || value > 0x10FFFF ||
		    (value >= 0xD800 && value <= 0xDFFF)) {
			return false;
		}
		*character = value;
		*text = ahead;
		return true;
	}
	return false;
}

bool utf8_steers(uint32_t c)
{
	static const uint32_t ranges[][2] = {
		{0x00, 0x1F},     {0x7F, 0x9F},       {0x061C, 0x061C}, {0x200E, 0x200F},
		{0x2028, 0x202E}, {0x2060, 0x206F},   {0xFDD0, 0xFDEF}, {0xFEFF, 0xFEFF},
		{0xFFF9, 0xFFFB}, {0xE0000, 0xE007F},
	};
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		if (c >= ranges[i][0] && c <= ranges[i][1]) {
			return true;
		}
	}
	return (c & 0xFFFE) == 0xFFFE;
}

bool utf8_printable(struct rd text)
{
	uint32_t c = 0;
	while (text.left > 0) {
		if (!utf8_take(&text, &c) || utf8_steers(c)) {
			return false;
		}
	}
	return true;
}
