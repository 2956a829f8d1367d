/*
 * wsq_code: coefficients become symbols, and symbols bits.
 * Knows runs, optimal codes and stuffing. Never knows bins.
 */
#include "biometrics/wsq_code.h"

#define SYMBOLS  (WSQ_VALUES + 1) /* with one more that takes the code of all ones */
#define RESERVED WSQ_VALUES
#define NOBODY   (-1)

static void add(struct wsq_tokens *t, int symbol, uint32_t more)
{
	t->at[t->count] = (struct wsq_token){(uint16_t)symbol, (uint16_t)more};
	t->count++;
}

static void add_run(struct wsq_tokens *t, size_t run)
{
	for (; run > UINT16_MAX; run -= UINT16_MAX) {
		add(t, WSQ_RUN_16, UINT16_MAX);
	}
	if (run > UINT8_MAX) {
		add(t, WSQ_RUN_16, (uint32_t)run);
	} else if (run > WSQ_RUN_MAX) {
		add(t, WSQ_RUN_8, (uint32_t)run);
	} else if (run > 0) {
		add(t, (int)run, 0);
	}
}

static void add_value(struct wsq_tokens *t, int32_t value)
{
	uint32_t size = (uint32_t)(value < 0 ? -value : value);
	if (value >= WSQ_VALUE_MIN - WSQ_SYMBOL_ZERO && value <= WSQ_VALUE_MAX - WSQ_SYMBOL_ZERO) {
		add(t, value + WSQ_SYMBOL_ZERO, 0);
	} else if (size > UINT8_MAX) {
		add(t, value < 0 ? WSQ_MINUS_16 : WSQ_PLUS_16,
		    size < UINT16_MAX ? size : UINT16_MAX);
	} else {
		add(t, value < 0 ? WSQ_MINUS_8 : WSQ_PLUS_8, size);
	}
}

void wsq_tokenize(const int32_t *coefficients, size_t count, uint16_t restart,
		  struct wsq_tokens *out)
{
	size_t run = 0;
	out->count = 0;
	for (size_t i = 0; i < count; i++) {
		if (restart != 0 && i != 0 && i % restart == 0) {
			add_run(out, run);
			run = 0;
			add(out, WSQ_TOKEN_RESTART, 0);
		}
		if (coefficients[i] == 0) {
			run++;
			continue;
		}
		add_run(out, run);
		run = 0;
		add_value(out, coefficients[i]);
	}
	add_run(out, run);
}

/* The rarest that is not part of another; NOBODY: there is none. */
static int rarest(const uint64_t counts[SYMBOLS], int except)
{
	int found = NOBODY;
	for (int i = 0; i < SYMBOLS; i++) {
		if (counts[i] != 0 && i != except &&
		    (found == NOBODY || counts[i] < counts[found])) {
			found = i;
		}
	}
	return found;
}

/* Huffman's lengths: the two rarest become one, again and again; all in them get a bit longer. */
static void set_lengths(uint64_t counts[SYMBOLS], unsigned lengths[SYMBOLS])
{
	int group[SYMBOLS]; /* which sum a symbol is part of */
	for (int i = 0; i < SYMBOLS; i++) {
		group[i] = i;
		lengths[i] = 0;
	}
	for (;;) {
		int a = rarest(counts, NOBODY);
		int b = rarest(counts, a);
		if (b == NOBODY) {
			return;
		}
		counts[a] += counts[b];
		counts[b] = 0;
		for (int i = 0; i < SYMBOLS; i++) {
			if (group[i] == a || group[i] == b) {
				group[i] = a;
				lengths[i]++;
			}
		}
	}
}

/* Codes that would be longer than 16 bits are cut; others pay for the room that they take. */
static void limit_lengths(unsigned lengths[SYMBOLS])
{
	uint32_t taken = 0; /* of the 2^16 codes of 16 bits */
	for (int i = 0; i < SYMBOLS; i++) {
		lengths[i] = lengths[i] > WSQ_CODE_MAX ? WSQ_CODE_MAX : lengths[i];
		taken += lengths[i] > 0 ? 1u << (WSQ_CODE_MAX - lengths[i]) : 0;
	}
	while (taken > 1u << WSQ_CODE_MAX) {
		int longest = NOBODY; /* below 16: it pays the least */
		for (int i = 0; i < SYMBOLS; i++) {
			if (lengths[i] > 0 && lengths[i] < WSQ_CODE_MAX &&
			    (longest == NOBODY || lengths[i] > lengths[longest])) {
				longest = i;
			}
		}
		lengths[longest]++;
		taken -= 1u << (WSQ_CODE_MAX - lengths[longest]);
	}
}

void wsq_code_of(const struct wsq_tokens *parts, size_t count, struct wsq_code *out)
{
	uint64_t counts[SYMBOLS] = {0};
	unsigned lengths[SYMBOLS];
	*out = (struct wsq_code){0};
	counts[RESERVED] = 1;
	counts[1] = 1; /* a table is never empty */
	for (size_t p = 0; p < count; p++) {
		for (size_t i = 0; i < parts[p].count; i++) {
			if (parts[p].at[i].symbol != WSQ_TOKEN_RESTART) {
				/* Twice, so that none is rarer than the reserved one. */
				counts[parts[p].at[i].symbol] += 2;
			}
		}
	}
	set_lengths(counts, lengths);
	limit_lengths(lengths);
	/*
	 * The reserved one is among the longest, and comes last: its code is the one of all ones.
	 * It is then left out.
	 */
	unsigned code = 0;
	size_t place = 0;
	for (unsigned length = 1; length <= WSQ_CODE_MAX; length++, code *= 2) {
		for (unsigned symbol = 0; symbol < WSQ_VALUES; symbol++) {
			if (lengths[symbol] == length) {
				out->counts[length - 1]++;
				out->values[place] = (uint8_t)symbol;
				out->codes[symbol] = (uint16_t)code;
				out->lengths[symbol] = (uint8_t)length;
				place++;
				code++;
			}
		}
	}
}

void wsq_put_code(struct wr *w, uint8_t number, const struct wsq_code *code)
{
	size_t values = 0;
	for (unsigned i = 0; i < WSQ_CODE_MAX; i++) {
		values += code->counts[i];
	}
	wr_u8(w, number);
	wr_put(w, RD_ARRAY(code->counts));
	wr_put(w, rd_of(code->values, values));
}

struct writer {
	struct wr *to;
	uint64_t hold; /* the lowest `have` bits are not written yet */
	unsigned have;
};

static void put_bits(struct writer *b, unsigned bits, unsigned count)
{
	b->hold = b->hold << count | bits;
	b->have += count;
	while (b->have >= 8) {
		b->have -= 8;
		uint8_t octet = (uint8_t)(b->hold >> b->have);
		wr_u8(b->to, octet);
		if (octet == 0xFF) {
			wr_u8(b->to, 0);
		}
	}
}

static void put_padding(struct writer *b)
{
	if (b->have > 0) {
		unsigned missing = 8 - b->have;
		put_bits(b, (1u << missing) - 1, missing);
	}
}

/* Bits that follow a symbol. */
static unsigned more_bits(unsigned symbol)
{
	if (symbol == WSQ_PLUS_16 || symbol == WSQ_MINUS_16 || symbol == WSQ_RUN_16) {
		return 16;
	}
	return symbol == WSQ_PLUS_8 || symbol == WSQ_MINUS_8 || symbol == WSQ_RUN_8 ? 8 : 0;
}

void wsq_put_tokens(struct wr *w, const struct wsq_tokens *tokens, const struct wsq_code *code)
{
	struct writer b = {.to = w};
	unsigned turn = 0;
	for (size_t i = 0; i < tokens->count; i++) {
		const struct wsq_token *t = &tokens->at[i];
		if (t->symbol == WSQ_TOKEN_RESTART) {
			put_padding(&b);
			wr_be16(w, (uint16_t)(0xFF00 + WSQ_RESTART + turn));
			turn = (turn + 1) % WSQ_RESTARTS;
			continue;
		}
		put_bits(&b, code->codes[t->symbol], code->lengths[t->symbol]);
		put_bits(&b, t->more, more_bits(t->symbol));
	}
	put_padding(&b);
}
