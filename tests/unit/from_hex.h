/*
 * from_hex: hexadecimal text of the standards as bytes, for tests only.
 * Whatever is no digit (blanks, line ends) is skipped.
 */
#ifndef EG_TESTS_FROM_HEX_H
#define EG_TESTS_FROM_HEX_H

#include "base/rd.h"

#define FROM_HEX_MAX 1024

struct hex {
	uint8_t bytes[FROM_HEX_MAX];
	size_t size;
};

static inline int from_hex_digit(char c)
{
	if (c >= '0' && c <= '9') {
		return c - '0';
	}
	if (c >= 'A' && c <= 'F') {
		return c - 'A' + 10;
	}
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static inline struct hex from_hex(const char *text)
{
	struct hex h = {0};
	size_t digits = 0;
	for (; *text != '\0'; text++) {
		int digit = from_hex_digit(*text);
		if (digit < 0 || digits / 2 >= FROM_HEX_MAX) {
			continue;
		}
		h.bytes[digits / 2] = (uint8_t)(h.bytes[digits / 2] << 4 | digit);
		digits++;
	}
	h.size = digits / 2;
	return h;
}

static inline struct rd hex_rd(const struct hex *h)
{
	return rd_of(h->bytes, h->size);
}

#endif
