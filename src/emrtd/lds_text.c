/*
 * lds_text: text and names that a chip holds, with what their bytes can be (Doc 9303-10, 4.7.11).
 * Knows UTF-8 and Latin-1. Never knows a screen, and never trusts a byte.
 */
#include "emrtd/lds_text.h"

#define FILLER '<'

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

/* One character of UTF-8 (RFC 3629): shortest form, no surrogates; false leaves text as it was. */
static bool take_utf8(struct rd *text, uint32_t *character)
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

/* Characters that steer: C0, DEL, C1, separators of lines, marks of direction and of shape,
 * noncharacters. */
static bool steers(uint32_t c)
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

static bool is_latin1(struct rd text)
{
	uint8_t octet;
	while (text.left > 0) {
		if (!rd_u8(&text, &octet) || steers(octet)) {
			return false;
		}
	}
	return true;
}

static enum lds_text_form encoding_of(struct rd text)
{
	struct rd rest = text;
	enum lds_text_form found = LDS_ASCII;
	uint32_t c = 0;
	while (rest.left > 0) {
		if (!take_utf8(&rest, &c)) {
			return is_latin1(text) ? LDS_LATIN1 : LDS_BROKEN;
		}
		if (steers(c)) {
			return LDS_BROKEN;
		}
		found = c >= 0x80 ? LDS_UTF8 : found;
	}
	return found;
}

struct lds_text lds_text_of(struct rd bytes, size_t max, uint32_t *deviations)
{
	uint8_t last;
	size_t whole = bytes.left;
	while (bytes.left > 0 && rd_byte_at(&bytes, bytes.left - 1, &last) && last == FILLER) {
		bytes.left--;
	}
	struct lds_text t = {.encoding = (uint8_t)encoding_of(bytes), .bytes = bytes};
	*deviations |= whole != bytes.left ? LDS_BIT(LDS_TEXT_FILLERS) : 0;
	*deviations |= bytes.left == 0 ? LDS_BIT(LDS_ELEMENT_EMPTY) : 0;
	*deviations |= max > 0 && bytes.left > max ? LDS_BIT(LDS_ELEMENT_LONG) : 0;
	*deviations |= t.encoding == LDS_LATIN1 ? LDS_BIT(LDS_TEXT_LATIN1) : 0;
	*deviations |= t.encoding == LDS_BROKEN ? LDS_BIT(LDS_TEXT_BROKEN) : 0;
	return t;
}

static void put_unknown(struct wr *out)
{
	wr_put(out, RD_TEXT("\xEF\xBF\xBD"));
}

static void put_latin1(struct wr *out, struct rd text)
{
	uint8_t octet = 0;
	while (text.left > 0 && rd_u8(&text, &octet)) {
		if (octet < 0x80) {
			wr_u8(out, octet);
		} else {
			wr_u8(out, (uint8_t)(0xC0 | octet >> 6));
			wr_u8(out, (uint8_t)(0x80 | (octet & 0x3F)));
		}
	}
}

void lds_text_put(struct wr *out, const struct lds_text *text)
{
	struct rd rest = text->bytes;
	if (text->encoding == LDS_LATIN1) {
		put_latin1(out, rest);
		return;
	}
	while (rest.left > 0) {
		struct rd before = rest;
		struct rd one;
		uint32_t c = 0;
		if (!take_utf8(&rest, &c)) {
			put_unknown(out);
			if (!rd_skip(&rest, 1)) {
				return;
			}
		} else if (steers(c)) {
			put_unknown(out);
		} else if (rd_take(&before, before.left - rest.left, &one)) {
			wr_put(out, one);
		}
	}
}
