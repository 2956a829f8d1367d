/*
 * base64: the text form of octets (RFC 4648, 4), decoded as it comes, in pieces of any size.
 * Knows the alphabet and padding. Never knows lines: whoever has them takes them apart.
 */
#include "pki/base64.h"

#define GROUP   4
#define SIX(c)  [(uint8_t)(c)]
#define INVALID 0 /* what the table has for other characters; values are one more than the bits */

static const uint8_t values[256] = {
	SIX('A') = 1,  SIX('B') = 2,  SIX('C') = 3,  SIX('D') = 4,  SIX('E') = 5,  SIX('F') = 6,
	SIX('G') = 7,  SIX('H') = 8,  SIX('I') = 9,  SIX('J') = 10, SIX('K') = 11, SIX('L') = 12,
	SIX('M') = 13, SIX('N') = 14, SIX('O') = 15, SIX('P') = 16, SIX('Q') = 17, SIX('R') = 18,
	SIX('S') = 19, SIX('T') = 20, SIX('U') = 21, SIX('V') = 22, SIX('W') = 23, SIX('X') = 24,
	SIX('Y') = 25, SIX('Z') = 26, SIX('a') = 27, SIX('b') = 28, SIX('c') = 29, SIX('d') = 30,
	SIX('e') = 31, SIX('f') = 32, SIX('g') = 33, SIX('h') = 34, SIX('i') = 35, SIX('j') = 36,
	SIX('k') = 37, SIX('l') = 38, SIX('m') = 39, SIX('n') = 40, SIX('o') = 41, SIX('p') = 42,
	SIX('q') = 43, SIX('r') = 44, SIX('s') = 45, SIX('t') = 46, SIX('u') = 47, SIX('v') = 48,
	SIX('w') = 49, SIX('x') = 50, SIX('y') = 51, SIX('z') = 52, SIX('0') = 53, SIX('1') = 54,
	SIX('2') = 55, SIX('3') = 56, SIX('4') = 57, SIX('5') = 58, SIX('6') = 59, SIX('7') = 60,
	SIX('8') = 61, SIX('9') = 62, SIX('+') = 63, SIX('/') = 64,
};

/* The group is whole: three octets, or one or two before padding, whose spare bits are zero. */
static bool end_group(struct base64 *s, struct wr *out)
{
	if ((s->padding == 1 && (s->bits & 0xFF) != 0) ||
	    (s->padding == 2 && (s->bits & 0xFFFF) != 0)) {
		return false;
	}
	for (unsigned i = 0; i < 3 - s->padding; i++) {
		wr_u8(out, (uint8_t)(s->bits >> (16 - 8 * i)));
	}
	s->bits = 0;
	s->count = 0;
	return !out->bad;
}

static bool feed_one(struct base64 *s, uint8_t character, struct wr *out)
{
	uint8_t value = values[character];
	if (character == '=') {
		/* Padding ends the text: nothing but padding can follow it. */
		if (s->count < 2) {
			return false;
		}
		s->padding++;
	} else if (value == INVALID || s->padding > 0) {
		return false;
	}
	s->bits = s->bits << 6 | (value == INVALID ? 0u : value - 1u);
	s->count++;
	return s->count < GROUP || end_group(s, out);
}

/* Whole groups without padding, as long as they last. */
static void feed_groups(struct rd *text, struct wr *out)
{
	size_t groups = text->left / GROUP;
	uint8_t *room = wr_room(out, groups * 3);
	size_t done = 0;
	for (; room != NULL && done < groups; done++) {
		struct rd next = *text;
		uint32_t four;
		if (!rd_be32(&next, &four)) {
			break;
		}
		uint32_t a = values[four >> 24];
		uint32_t b = values[four >> 16 & 0xFF];
		uint32_t c = values[four >> 8 & 0xFF];
		uint32_t d = values[four & 0xFF];
		if (a == INVALID || b == INVALID || c == INVALID || d == INVALID) {
			break;
		}
		uint32_t bits = (a - 1) << 18 | (b - 1) << 12 | (c - 1) << 6 | (d - 1);
		room[3 * done] = (uint8_t)(bits >> 16);
		room[3 * done + 1] = (uint8_t)(bits >> 8);
		room[3 * done + 2] = (uint8_t)bits;
		*text = next;
	}
	out->size -= room == NULL ? 0 : (groups - done) * 3; /* room that was not needed */
}

bool base64_feed(struct base64 *s, struct rd text, struct wr *out)
{
	while (text.left > 0) {
		uint8_t character;
		if (s->count == 0 && s->padding == 0 && text.left >= GROUP) {
			feed_groups(&text, out);
			if (out->bad) {
				return false;
			}
		}
		if (text.left > 0 && (!rd_u8(&text, &character) || !feed_one(s, character, out))) {
			return false;
		}
	}
	return !text.bad;
}

bool base64_end(const struct base64 *s)
{
	return s->count == 0;
}
