/*
 * wsq_block: the symbols of a block become coefficients in the plane.
 * Knows runs, values and bins. Never knows filters.
 */
#include "biometrics/wsq_block.h"

const uint8_t wsq_part_ends[3] = {19, 52, WSQ_CODED};

static bool is_transmitted(const struct wsq_cursor *c)
{
	const struct wsq_area *area = &c->tree->subbands[c->subband];
	return c->quantizer->bin[c->subband] != 0 && area->width != 0 && area->height != 0;
}

void wsq_settle(struct wsq_cursor *c)
{
	while (c->subband < WSQ_CODED && !is_transmitted(c)) {
		c->subband++;
	}
}

static void next_subband(struct wsq_cursor *c)
{
	c->subband++;
	c->x = 0;
	c->y = 0;
	wsq_settle(c);
}

/* Zeros are there already; false where they would run over the end of the part. */
static bool skip(struct wsq_cursor *c, unsigned end, uint32_t count)
{
	while (count > 0) {
		if (c->subband >= end) {
			return false;
		}
		const struct wsq_area *area = &c->tree->subbands[c->subband];
		uint32_t at = c->y * area->width + c->x;
		uint32_t left = (uint32_t)area->width * area->height - at;
		if (count >= left) {
			count -= left;
			next_subband(c);
			continue;
		}
		at += count;
		c->y = at / area->width;
		c->x = at % area->width;
		count = 0;
	}
	return true;
}

/* The middle of its bin, A.3; computed as the reference does, so that grey levels come out equal.
 */
static float value_of(const struct wsq_cursor *c, int32_t bin)
{
	float width = c->quantizer->bin[c->subband];
	double half = (double)c->quantizer->zero[c->subband] / 2.0;
	if (bin > 0) {
		return (float)((double)(width * ((float)bin - c->quantizer->centre)) + half);
	}
	if (bin < 0) {
		return (float)((double)(width * ((float)bin + c->quantizer->centre)) - half);
	}
	return 0;
}

static void put(struct wsq_cursor *c, int32_t bin)
{
	const struct wsq_area *area = &c->tree->subbands[c->subband];
	c->plane[(area->y + c->y) * c->stride + area->x + c->x] = value_of(c, bin);
	c->x++;
	if (c->x == area->width) {
		c->x = 0;
		c->y++;
		if (c->y == area->height) {
			next_subband(c);
		}
	}
}

static enum eg_err apply(struct wsq_cursor *c, unsigned end, int symbol, struct wsq_bits *bits)
{
	uint32_t more = 0;
	bool wide = symbol == WSQ_PLUS_16 || symbol == WSQ_MINUS_16 || symbol == WSQ_RUN_16;
	if (symbol > WSQ_RUN_MAX && symbol < WSQ_VALUE_MIN &&
	    !wsq_next_bits(bits, wide ? 16 : 8, &more)) {
		return EG_FAIL(EG_TRUNCATED, "bits of a WSQ coefficient");
	}
	if (symbol == 0 || symbol > WSQ_VALUE_MAX) {
		return EG_FAIL(EG_BAD_DATA, "WSQ symbol without a meaning");
	}
	if (symbol <= WSQ_RUN_MAX || symbol == WSQ_RUN_8 || symbol == WSQ_RUN_16) {
		uint32_t run = symbol <= WSQ_RUN_MAX ? (uint32_t)symbol : more;
		return skip(c, end, run)
			       ? EG_OK
			       : EG_FAIL(EG_BAD_DATA, "WSQ zeros over the end of a block");
	}
	if (symbol >= WSQ_VALUE_MIN) {
		put(c, symbol - WSQ_SYMBOL_ZERO);
	} else {
		bool minus = symbol == WSQ_MINUS_8 || symbol == WSQ_MINUS_16;
		put(c, minus ? -(int32_t)more : (int32_t)more);
	}
	return EG_OK;
}

enum eg_err wsq_read_block(struct wsq_bits *bits, const struct wsq_huffman *h, bool restarts,
			   struct wsq_cursor *c)
{
	unsigned part = 0;
	while (part < 2 && c->subband >= wsq_part_ends[part]) {
		part++;
	}
	unsigned end = wsq_part_ends[part];
	while (c->subband < end) {
		int symbol = wsq_next_symbol(h, bits);
		if (symbol >= 0) {
			EG_TRY(apply(c, end, symbol, bits));
		} else if (!restarts || !wsq_restart(bits)) {
			break;
		}
	}
	if (c->x != 0 ||
	    c->y != 0) { /* a block may be one of several of a part, but of whole subbands */
		return bits->rest.left == 0
			       ? EG_FAIL(EG_TRUNCATED, "WSQ block")
			       : EG_FAIL(EG_BAD_DATA, "WSQ block that ends in a subband");
	}
	return EG_OK;
}
