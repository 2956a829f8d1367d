/*
 * lds_text: text and names that a chip holds, with what their bytes can be (Doc 9303-10, 4.7.11).
 * Knows UTF-8 and Latin-1. Never knows a screen, and never trusts a byte.
 */
#include "emrtd/lds_text.h"

#include "base/utf8.h"

#define FILLER '<'

static bool is_latin1(struct rd text)
{
	uint8_t octet;
	while (text.left > 0) {
		if (!rd_u8(&text, &octet) || utf8_steers(octet)) {
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
		if (!utf8_take(&rest, &c)) {
			return is_latin1(text) ? LDS_LATIN1 : LDS_BROKEN;
		}
		if (utf8_steers(c)) {
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
		if (!utf8_take(&rest, &c)) {
			put_unknown(out);
			if (!rd_skip(&rest, 1)) {
				return;
			}
		} else if (utf8_steers(c)) {
			put_unknown(out);
		} else if (rd_take(&before, before.left - rest.left, &one)) {
			wr_put(out, one);
		}
	}
}
