/*
 * wsq_huffman: the bits of a block and the codes in them.
 * Knows stuffing, restart markers and Huffman tables. Never knows what a symbol means.
 */
#include "biometrics/wsq_huffman.h"

#define HOLD_FULL           48 /* bits: there is room for 8 more, and enough for a code */
#define QUICK_LENGTH(entry) ((entry) >> 8)
#define QUICK_VALUE(entry)  ((entry)&0xFF)

/* All codes that begin with each of the quick bits, where the code is no longer. */
static void fill_quick(struct wsq_huffman *h, unsigned length)
{
	unsigned spread = WSQ_QUICK - length;
	for (unsigned code = h->first[length]; code < h->end[length]; code++) {
		uint8_t value = h->values[h->place[length] + code - h->first[length]];
		for (unsigned i = 0; i < 1u << spread; i++) {
			h->quick[(code << spread) + i] = (uint16_t)(length << 8 | value);
		}
	}
}

/*
 * Codes of each length in rising order, as in annex C. The code of all ones is no code, so that
 * padding is not taken for one.
 */
static enum eg_err assign_codes(const uint8_t counts[WSQ_CODE_MAX], struct wsq_huffman *h)
{
	unsigned code = 0;
	unsigned place = 0;
	for (unsigned length = 1; length <= WSQ_CODE_MAX; length++) {
		code *= 2;
		unsigned end = code + counts[length - 1];
		if (end >= 1u << length) {
			return EG_FAIL(EG_BAD_DATA, "WSQ Huffman table with too many codes");
		}
		h->first[length] = (uint16_t)code;
		h->end[length] = (uint16_t)end;
		h->place[length] = (uint16_t)place;
		place += counts[length - 1];
		code = end;
	}
	for (unsigned length = 1; length <= WSQ_QUICK; length++) {
		fill_quick(h, length);
	}
	return EG_OK;
}

/* B.2.4.3 */
enum eg_err wsq_read_huffman(struct rd r, struct wsq_huffman *tables)
{
	do {
		struct wsq_huffman h = {.known = true};
		uint8_t number;
		uint8_t counts[WSQ_CODE_MAX];
		size_t values = 0;
		if (!rd_u8(&r, &number) || !rd_copy(&r, counts, sizeof(counts))) {
			return EG_FAIL(EG_TRUNCATED, "WSQ Huffman table");
		}
		for (unsigned i = 0; i < WSQ_CODE_MAX; i++) {
			values += counts[i];
		}
		if (number >= WSQ_TABLES || values == 0 || values > WSQ_VALUES) {
			return EG_FAIL(EG_BAD_DATA, "number or size of a WSQ Huffman table");
		}
		if (!rd_copy(&r, h.values, values)) {
			return EG_FAIL(EG_TRUNCATED, "WSQ Huffman table");
		}
		EG_TRY(assign_codes(counts, &h));
		tables[number] = h;
	} while (r.left > 0);
	return EG_OK;
}

/* FF 00 stands for FF; any other byte behind FF makes a marker, which ends the bits. */
static void refill(struct wsq_bits *b)
{
	uint8_t octet;
	uint8_t behind;
	while (b->have <= HOLD_FULL && !b->ended) {
		b->ended = !rd_peek(&b->rest, &octet) ||
			   (octet == 0xFF && (!rd_byte_at(&b->rest, 1, &behind) || behind != 0));
		if (b->ended || !rd_skip(&b->rest, octet == 0xFF ? 2 : 1)) {
			return;
		}
		b->hold = b->hold << 8 | octet;
		b->have += 8;
	}
}

/* The next 16 bits, ones behind the end. */
static unsigned peek(const struct wsq_bits *b)
{
	if (b->have >= 16) {
		return (unsigned)(b->hold >> (b->have - 16)) & 0xFFFF;
	}
	unsigned missing = 16 - b->have;
	return ((unsigned)(b->hold << missing) | ((1u << missing) - 1)) & 0xFFFF;
}

int wsq_next_symbol(const struct wsq_huffman *h, struct wsq_bits *b)
{
	refill(b);
	unsigned next = peek(b);
	unsigned quick = h->quick[next >> (16 - WSQ_QUICK)];
	unsigned length = QUICK_LENGTH(quick);
	int value = (int)QUICK_VALUE(quick);
	if (length == 0) {
		for (length = WSQ_QUICK + 1; length <= WSQ_CODE_MAX; length++) {
			if (next >> (16 - length) < h->end[length]) {
				break;
			}
		}
		if (length > WSQ_CODE_MAX) {
			return -1;
		}
		unsigned code = next >> (16 - length);
		value = h->values[h->place[length] + code - h->first[length]];
	}
	if (length > b->have) {
		return -1;
	}
	b->have -= length;
	return value;
}

bool wsq_next_bits(struct wsq_bits *b, unsigned count, uint32_t *out)
{
	refill(b);
	if (b->have < count) {
		return false;
	}
	b->have -= count;
	*out = (uint32_t)(b->hold >> b->have) & ((1u << count) - 1);
	return true;
}

bool wsq_restart(struct wsq_bits *b)
{
	uint64_t ones = (UINT64_C(1) << (b->have & 7)) - 1;
	uint8_t marker;
	if (!b->ended || b->have >= 8 || (b->hold & ones) != ones ||
	    !rd_byte_at(&b->rest, 1, &marker) || (marker & ~(WSQ_RESTARTS - 1)) != WSQ_RESTART) {
		return false;
	}
	uint8_t turn = marker % WSQ_RESTARTS;
	if ((b->restarted && turn != b->turn) || !rd_skip(&b->rest, 2)) {
		return false;
	}
	b->restarted = true;
	b->turn = (uint8_t)((turn + 1) % WSQ_RESTARTS);
	b->have = 0;
	b->ended = false;
	return true;
}

bool wsq_bits_end(struct wsq_bits *b, struct rd *rest)
{
	refill(b); /* a block may have had no coefficient to read */
	*rest = b->rest;
	return b->ended && b->have < 8;
}
