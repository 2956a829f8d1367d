/*
 * hex: bytes written as hexadecimal text in tests; blanks and line ends allowed, nothing else.
 */
#ifndef EG_TESTS_HEX_H
#define EG_TESTS_HEX_H

#include "base/rd.h"

#include <stdio.h>
#include <stdlib.h>

#define HEX_MAX 4096

/* Decodes into a buffer of the caller; aborts on text that is no hex: a test wrote it. */
static inline struct rd hex(uint8_t *buffer, size_t cap, const char *text)
{
	size_t size = 0;
	int high = -1;
	for (const char *c = text; *c != '\0'; c++) {
		int nibble = -1;
		if (*c >= '0' && *c <= '9') {
			nibble = *c - '0';
		} else if (*c >= 'A' && *c <= 'F') {
			nibble = *c - 'A' + 10;
		} else if (*c >= 'a' && *c <= 'f') {
			nibble = *c - 'a' + 10;
		} else if (*c == ' ' || *c == '\n') {
			continue;
		}
		if (nibble < 0 || size == cap) {
			abort();
		}
		if (high < 0) {
			high = nibble;
		} else {
			buffer[size++] = (uint8_t)(high * 16 + nibble);
			high = -1;
		}
	}
	if (high >= 0) {
		abort();
	}
	return rd_of(buffer, size);
}

/* HEX("00A4...") as a reader, each use with a buffer of its own that lives as long as the block. */
#define HEX(text) hex((uint8_t[HEX_MAX]){0}, HEX_MAX, (text))

/* The same by value, for what outlives a block or is changed afterwards. */
struct hex {
	uint8_t bytes[HEX_MAX];
	size_t size;
};

static inline struct hex from_hex(const char *text)
{
	struct hex h = {0};
	h.size = hex(h.bytes, sizeof(h.bytes), text).left;
	return h;
}

static inline struct rd hex_rd(const struct hex *h)
{
	return rd_of(h->bytes, h->size);
}

static inline bool hex_same(struct rd got, struct rd want)
{
	if (rd_equal(got, want)) {
		return true;
	}
	fprintf(stderr, "got  ");
	for (size_t i = 0; i < got.left; i++) {
		fprintf(stderr, "%02X", (unsigned)got.at[i]);
	}
	fprintf(stderr, "\nwant ");
	for (size_t i = 0; i < want.left; i++) {
		fprintf(stderr, "%02X", (unsigned)want.at[i]);
	}
	fprintf(stderr, "\n");
	return false;
}

#endif
