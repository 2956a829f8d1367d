/*
 * png_mint: PNG files of every kind and depth, drawn by a formula, for tests.
 * Knows libpng's writing side. Never knows the decoder under test.
 */
#ifndef EG_TESTS_UNIT_PNG_MINT_H
#define EG_TESTS_UNIT_PNG_MINT_H

#include "base/secret.h"

struct png_mint {
	uint32_t width; /* pixels */
	uint32_t height;
	int kind;  /* colour type of IHDR */
	int depth; /* bits a sample */
	bool interlaced;
	uint32_t per_metre; /* of pHYs; 0: none */
};
/* What is drawn, on 8 bits: channel 0 is red or grey. Of a kind without colours all are equal. */
uint8_t png_mint_sample(const struct png_mint *m, uint32_t x, uint32_t y, int channel);
/* Aborts where libpng fails. Replaces what out holds. */
EG_CHECK enum eg_err png_mint(const struct png_mint *m, struct bytes *out);
/* The offset of a chunk's length before its type; SIZE_MAX: there is none. */
size_t png_mint_find(const struct bytes *png, const char *type);
/* A copy with one chunk more, its CRC right, before the chunk at the offset. */
EG_CHECK enum eg_err png_mint_insert(const struct bytes *png, size_t at, const char *type,
				     struct rd content, struct bytes *out);

#endif
