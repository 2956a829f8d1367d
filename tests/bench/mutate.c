/*
 * mutate: encoded pictures damaged in every way that a seed can choose.
 * Knows bytes, and the markers and boxes of JPEG and JPEG 2000. Never knows a decoder.
 */
#include "mutate.h"

#define OUT_MAX      ((size_t)4 * 1024 * 1024)
#define HEADER_SIZE  200u
#define SEGMENTS_MAX 256u
#define RUN_MAX      64u

struct mutate_random mutate_random_of(uint64_t seed)
{
	/* SplitMix64's step, so that seeds that lie side by side give unlike streams. */
	uint64_t z = seed + 0x9E3779B97F4A7C15u;
	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
	z = (z ^ z >> 27) * 0x94D049BB133111EBu;
	return (struct mutate_random){.state = (z ^ z >> 31) | 1u};
}

/* xorshift64*, Vigna 2016. */
uint32_t mutate_below(struct mutate_random *r, uint32_t bound)
{
	r->state ^= r->state >> 12;
	r->state ^= r->state << 25;
	r->state ^= r->state >> 27;
	return bound == 0 ? 0 : (uint32_t)((r->state * 0x2545F4914F6CDD1Du) >> 33) % bound;
}

const char *mutation_text(enum mutation m)
{
	static const char *const texts[] = {
#define X(name, text) [name] = (text),
		MUTATIONS(X)
#undef X
	};
	return m < MUTATION_COUNT ? texts[m] : "?";
}

static uint8_t noise(struct mutate_random *r)
{
	return (uint8_t)mutate_below(r, 256);
}

static enum eg_err copy(struct rd in, struct bytes *out)
{
	bytes_free(out);
	EG_TRY(bytes_reserve(out, in.left == 0 ? 1 : in.left, OUT_MAX));
	return bytes_append(out, in);
}

/* in with size octets at an offset replaced. */
static enum eg_err replace(struct rd in, size_t at, size_t size, struct rd by, struct bytes *out)
{
	struct rd head;
	bytes_free(out);
	EG_TRY(bytes_reserve(out, in.left + by.left + 1, OUT_MAX));
	if (!rd_take(&in, at, &head) || !rd_skip(&in, size)) {
		return EG_FAIL(EG_BAD_DATA, "stretch to replace");
	}
	EG_TRY(bytes_append(out, head));
	EG_TRY(bytes_append(out, by));
	return bytes_append(out, in);
}

static void flip_bits(struct mutate_random *r, struct bytes *b)
{
	for (uint32_t n = 1 + mutate_below(r, 32); n > 0 && b->size > 0; n--) {
		b->data[mutate_below(r, (uint32_t)b->size)] ^= (uint8_t)(1u << mutate_below(r, 8));
	}
}

static void write_run(struct mutate_random *r, struct bytes *b)
{
	static const uint8_t telling[] = {0x00, 0xFF, 0x7F, 0x80, 0x01};
	bool even = mutate_below(r, 2) == 0;
	uint8_t value = telling[mutate_below(r, sizeof(telling))];
	size_t at = mutate_below(r, (uint32_t)b->size);
	for (uint32_t n = 1 + mutate_below(r, RUN_MAX); n > 0 && at < b->size; n--, at++) {
		b->data[at] = even ? value : noise(r);
	}
}

/* A field of one, two or four octets among the first: where sizes and counts stand. */
static void set_field(struct mutate_random *r, struct bytes *b)
{
	static const uint32_t extremes[] = {0,      1,      2,      0x7F,       0x80,      0xFF,
					    0x0800, 0x0801, 0x7FFF, 0x8000,     0xFFFF,    0x10000,
					    0xFFFE, 0x40,   0x20,   0x7FFFFFFF, 0xFFFFFFFF};
	uint32_t within = b->size < HEADER_SIZE ? (uint32_t)b->size : HEADER_SIZE;
	for (uint32_t n = 1 + mutate_below(r, 3); n > 0; n--) {
		uint32_t value = extremes[mutate_below(r, sizeof(extremes) / sizeof(uint32_t))];
		uint32_t width = 1u << mutate_below(r, 3);
		size_t at = mutate_below(r, within);
		for (uint32_t i = 0; i < width && at + i < b->size; i++) {
			b->data[at + i] = (uint8_t)(value >> (8 * (width - 1 - i)));
		}
	}
}

struct segments {
	size_t at[SEGMENTS_MAX]; /* of the marker or box */
	uint32_t count;
};

/* Markers of either codestream, wherever one could stand; boxes come with their four letters. */
static struct segments find_segments(struct rd in)
{
	struct segments s = {.count = 0};
	uint8_t before = 0;
	uint8_t octet;
	for (size_t i = 0; s.count < SEGMENTS_MAX && rd_byte_at(&in, i, &octet); i++) {
		bool marker = before == 0xFF && octet >= 0x4F && octet != 0xFF;
		if (marker) {
			s.at[s.count++] = i - 1;
		}
		before = octet;
	}
	return s;
}

/* Loses, doubles or moves one segment, or changes its marker or length. */
static enum eg_err edit_marker(struct mutate_random *r, struct rd in, struct bytes *out)
{
	static const uint8_t markers[] = {0x4F, 0x50, 0x51, 0x52, 0x53, 0x55, 0x5C, 0x5D, 0x5E,
					  0x5F, 0x60, 0x61, 0x63, 0x64, 0x90, 0x91, 0x92, 0x93,
					  0xD9, 0xC0, 0xC2, 0xC4, 0xC9, 0xDA, 0xDB, 0xDD, 0xFE};
	struct segments s = find_segments(in);
	if (s.count < 2) {
		return copy(in, out);
	}
	uint32_t which = mutate_below(r, s.count - 1);
	size_t at = s.at[which];
	struct rd rest = in;
	struct rd segment;
	if (!rd_skip(&rest, at) || !rd_take(&rest, s.at[which + 1] - at, &segment)) {
		return EG_FAIL(EG_BAD_DATA, "segment");
	}
	switch (mutate_below(r, 5)) {
	case 0:
		return replace(in, at, segment.left, RD_EMPTY, out);
	case 1:
		return replace(in, at, 0, segment, out);
	case 2:
		return replace(in, s.at[mutate_below(r, s.count)], 0, segment, out);
	case 3:
		EG_TRY(copy(in, out));
		out->data[at + 1] = markers[mutate_below(r, sizeof(markers))];
		return EG_OK;
	default:
		EG_TRY(copy(in, out));
		for (size_t i = at + 2 + mutate_below(r, 2); i < at + 4 && i < out->size; i++) {
			out->data[i] = noise(r);
		}
		return EG_OK;
	}
}

static enum eg_err splice(struct mutate_random *r, struct rd in, struct rd other, struct bytes *out)
{
	size_t at = mutate_below(r, (uint32_t)in.left);
	size_t from = mutate_below(r, (uint32_t)other.left);
	struct rd part;
	if (!rd_skip(&other, from) ||
	    !rd_take(&other, mutate_below(r, (uint32_t)other.left + 1), &part)) {
		return EG_FAIL(EG_BAD_DATA, "stretch of another picture");
	}
	size_t gone = mutate_below(r, 2) == 0 ? 0 : mutate_below(r, (uint32_t)(in.left - at) + 1);
	return replace(in, at, gone, part, out);
}

enum eg_err mutate(struct mutate_random *r, enum mutation m, struct rd in, struct rd other,
		   struct bytes *out)
{
	if (in.left == 0 || other.left == 0) {
		return EG_FAIL(EG_BAD_DATA, "nothing to damage");
	}
	switch (m) {
	case MUTATE_SPLICE:
		return splice(r, in, other, out);
	case MUTATE_MARKER:
		return edit_marker(r, in, out);
	case MUTATE_CUT:
		EG_TRY(copy(in, out));
		out->size = mutate_below(r, (uint32_t)in.left);
		return EG_OK;
	case MUTATE_BITS:
	case MUTATE_RUN:
	case MUTATE_HEADER:
	case MUTATION_COUNT:
		break;
	}
	EG_TRY(copy(in, out));
	if (m == MUTATE_BITS) {
		flip_bits(r, out);
	} else if (m == MUTATE_RUN) {
		write_run(r, out);
	} else {
		set_field(r, out);
	}
	return EG_OK;
}
