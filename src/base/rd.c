/*
 * rd: a bounded view of foreign bytes, and the only code that touches them one by one.
 * Knows bounds and DER/BER framing (X.690). Never knows what the bytes mean.
 */
#include "base/rd.h"

#include <string.h>

#define TAG_OCTETS_MAX    3
#define LENGTH_OCTETS_MAX 4

static bool rd_fail(struct rd *r)
{
	r->at = NULL;
	r->left = 0;
	r->bad = true;
	return false;
}

struct rd rd_of(const void *bytes, size_t size)
{
	return bytes == NULL ? RD_EMPTY : (struct rd){.at = bytes, .left = size};
}

struct rd rd_cstr(const char *text)
{
	return text == NULL ? RD_EMPTY : rd_of(text, strlen(text));
}

bool rd_end(const struct rd *r)
{
	return !r->bad && r->left == 0;
}

bool rd_equal(struct rd a, struct rd b)
{
	if (a.bad || b.bad || a.left != b.left) {
		return false;
	}
	return a.left == 0 || memcmp(a.at, b.at, a.left) == 0;
}

bool rd_take(struct rd *r, size_t size, struct rd *out)
{
	*out = RD_EMPTY;
	if (r->bad || size > r->left) {
		out->bad = true;
		return rd_fail(r);
	}
	*out = rd_of(r->at, size);
	if (size > 0) {
		r->at += size;
		r->left -= size;
	}
	return true;
}

bool rd_begins(struct rd r, struct rd with)
{
	struct rd front;
	return rd_take(&r, with.left, &front) && rd_equal(front, with);
}

bool rd_skip(struct rd *r, size_t size)
{
	struct rd skipped;
	return rd_take(r, size, &skipped);
}

struct rd rd_until(struct rd *r, const char *separators)
{
	struct rd before = RD_EMPTY;
	size_t size = 0;
	/* strchr finds its own end, too. */
	while (size < r->left && (r->at[size] == 0 || strchr(separators, r->at[size]) == NULL)) {
		size++;
	}
	bool ended = size < r->left;
	return rd_take(r, size, &before) && (!ended || rd_skip(r, 1)) ? before : RD_EMPTY;
}

#define HASH_PRIME UINT64_C(0x100000001B3)

uint64_t rd_hash(struct rd r, uint64_t from)
{
	for (size_t i = 0; i < r.left; i++) {
		from = (from ^ r.at[i]) * HASH_PRIME;
	}
	return from;
}

uint64_t rd_hash_text(struct rd r, uint64_t from)
{
	for (size_t i = 0; i < r.left; i++) {
		uint8_t c = r.at[i];
		if (c != ' ') {
			c = c >= 'A' && c <= 'Z' ? (uint8_t)(c - 'A' + 'a') : c;
			from = (from ^ c) * HASH_PRIME;
		}
	}
	return from;
}

/* The next octets of numbers; what is read of every file most often, so without detours. */
static inline bool advance(struct rd *r, size_t size, const uint8_t **at)
{
	if (r->bad || size > r->left) {
		return rd_fail(r);
	}
	*at = r->at;
	r->at += size;
	r->left -= size;
	return true;
}

bool rd_be(struct rd *r, size_t size, uint32_t *out)
{
	const uint8_t *at;
	*out = 0;
	if (size == 0 || size > sizeof(*out)) {
		return rd_fail(r);
	}
	if (!advance(r, size, &at)) {
		return false;
	}
	for (size_t i = 0; i < size; i++) {
		*out = *out << 8 | at[i];
	}
	return true;
}

bool rd_u8(struct rd *r, uint8_t *out)
{
	const uint8_t *at;
	bool ok = advance(r, 1, &at);
	*out = ok ? at[0] : 0;
	return ok;
}

bool rd_be16(struct rd *r, uint16_t *out)
{
	const uint8_t *at;
	bool ok = advance(r, 2, &at);
	*out = 0;
	if (ok) {
		*out = (uint16_t)(at[0] << 8 | at[1]);
	}
	return ok;
}

static inline uint32_t four_octets(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

bool rd_be32(struct rd *r, uint32_t *out)
{
	const uint8_t *at;
	bool ok = advance(r, 4, &at);
	*out = ok ? four_octets(at) : 0;
	return ok;
}

bool rd_be64(struct rd *r, uint64_t *out)
{
	const uint8_t *at;
	bool ok = advance(r, 8, &at);
	*out = ok ? (uint64_t)four_octets(at) << 32 | four_octets(at + 4) : 0;
	return ok;
}

bool rd_byte_at(const struct rd *r, size_t offset, uint8_t *out)
{
	*out = 0;
	if (r->bad || offset >= r->left) {
		return false;
	}
	*out = r->at[offset];
	return true;
}

bool rd_find(const struct rd *r, uint8_t value, size_t *offset)
{
	const uint8_t *found = r->bad || r->left == 0 ? NULL : memchr(r->at, value, r->left);
	*offset = found == NULL ? 0 : (size_t)(found - r->at);
	return found != NULL;
}

bool rd_peek(const struct rd *r, uint8_t *out)
{
	return rd_byte_at(r, 0, out);
}

bool rd_copy(struct rd *r, void *out, size_t size)
{
	struct rd from;
	if (!rd_take(r, size, &from)) {
		return false;
	}
	if (size > 0) {
		memcpy(out, from.at, size);
	}
	return true;
}

bool rd_ascii(struct rd *r, char *out, size_t size)
{
	bool ended = false;
	for (size_t i = 0; i < size; i++) {
		uint8_t c;
		if (!rd_u8(r, &c) || (c != 0 && (c < ' ' || c > '~' || ended))) {
			return false;
		}
		ended = c == 0;
		out[i] = (char)c;
	}
	return ended;
}

bool rd_dump(struct rd r, void *out, size_t cap, size_t *size)
{
	*size = 0;
	if (r.bad || r.left > cap) {
		return false;
	}
	*size = r.left;
	return rd_copy(&r, out, r.left);
}

/*
 * Identifier octets, X.690 8.1.2; strict refuses high tag numbers that a low form could write.
 * Files of travel documents are full of those (5F0E, 5F01: Doc 9303-10, tables 35 and 71).
 */
static bool read_tag(struct rd *r, bool strict, uint32_t *tag)
{
	uint8_t octet;
	if (!rd_u8(r, &octet)) {
		return false;
	}
	*tag = octet;
	if ((octet & 0x1F) != 0x1F) {
		return true;
	}
	for (int i = 1; i < TAG_OCTETS_MAX; i++) {
		if (!rd_u8(r, &octet)) {
			return false;
		}
		if (i == 1 && (octet == 0x80 || octet == 0 || (strict && octet < 0x1F))) {
			return rd_fail(r);
		}
		*tag = *tag << 8 | octet;
		if ((octet & 0x80) == 0) {
			return true;
		}
	}
	return rd_fail(r);
}

/* Length octets, X.690 8.1.3 and 10.1; never indefinite. */
static bool read_length(struct rd *r, bool strict, size_t *length)
{
	uint8_t first;
	uint32_t value;
	if (!rd_u8(r, &first)) {
		return false;
	}
	if (first < 0x80) {
		*length = first;
		return true;
	}
	size_t octets = first & 0x7F;
	if (octets == 0 || octets > LENGTH_OCTETS_MAX) {
		return rd_fail(r);
	}
	if (!rd_be(r, octets, &value)) {
		return false;
	}
	bool shortest = value >= 0x80 && (octets == 1 || value >> (8 * (octets - 1)) != 0);
	if (strict && !shortest) {
		return rd_fail(r);
	}
	*length = value;
	return true;
}

/* One octet of tag, one of length: nearly all of what is read, so without detours. */
static inline bool read_short_tlv(struct rd *r, uint32_t *tag, struct rd *value, struct rd *whole)
{
	if (r->bad || r->left < 2 || (r->at[0] & 0x1F) == 0x1F || r->at[1] > r->left - 2 ||
	    r->at[1] >= 0x80) {
		return false;
	}
	size_t length = r->at[1];
	*tag = r->at[0];
	*value = (struct rd){.at = r->at + 2, .left = length};
	*whole = (struct rd){.at = r->at, .left = length + 2};
	r->at += length + 2;
	r->left -= length + 2;
	return true;
}

static bool read_tlv(struct rd *r, bool strict, uint32_t *tag, struct rd *value, struct rd *whole)
{
	if (read_short_tlv(r, tag, value, whole)) {
		return true;
	}
	struct rd start = *r;
	size_t length;
	*tag = 0;
	*value = RD_EMPTY;
	*whole = RD_EMPTY;
	if (!read_tag(r, strict, tag) || !read_length(r, strict, &length) ||
	    !rd_take(r, length, value)) {
		*tag = 0;
		value->bad = true;
		whole->bad = true;
		return rd_fail(r);
	}
	*whole = rd_of(start.at, start.left - r->left);
	return true;
}

bool rd_tlv(struct rd *r, uint32_t *tag, struct rd *value)
{
	struct rd whole;
	return read_tlv(r, true, tag, value, &whole);
}

bool rd_tlv_ber(struct rd *r, uint32_t *tag, struct rd *value)
{
	struct rd whole;
	return read_tlv(r, false, tag, value, &whole);
}

bool rd_tlv_whole(struct rd *r, uint32_t *tag, struct rd *value, struct rd *whole)
{
	return read_tlv(r, true, tag, value, whole);
}

static bool expect(struct rd *r, bool strict, uint32_t tag, struct rd *value)
{
	struct rd whole;
	uint32_t found;
	if (!read_tlv(r, strict, &found, value, &whole)) {
		return false;
	}
	if (found != tag) {
		*value = (struct rd){.bad = true};
		return rd_fail(r);
	}
	return true;
}

bool rd_expect(struct rd *r, uint32_t tag, struct rd *value)
{
	return expect(r, true, tag, value);
}

bool rd_expect_ber(struct rd *r, uint32_t tag, struct rd *value)
{
	return expect(r, false, tag, value);
}

bool rd_next_tag(const struct rd *r, uint32_t *tag)
{
	struct rd ahead = *r;
	return read_tag(&ahead, false, tag);
}

bool rd_optional(struct rd *r, uint32_t tag, struct rd *value, bool *present)
{
	uint32_t found;
	*present = false;
	*value = RD_EMPTY;
	if (r->bad) {
		return false;
	}
	if (r->left == 0 || (rd_next_tag(r, &found) && found != tag)) {
		return true;
	}
	*present = rd_expect(r, tag, value);
	return *present;
}

bool rd_tlv_total(struct rd prefix, size_t *total)
{
	struct rd r = prefix;
	uint32_t tag;
	size_t length;
	*total = 0;
	if (!read_tag(&r, false, &tag) || !read_length(&r, false, &length)) {
		return false;
	}
	*total = prefix.left - r.left + length;
	return true;
}

bool rd_small_int(struct rd v, uint32_t *out)
{
	uint8_t first;
	uint8_t second;
	*out = 0;
	if (!rd_peek(&v, &first) || (first & 0x80) != 0) {
		return false;
	}
	if (first == 0 && v.left > 1) {
		if (!rd_byte_at(&v, 1, &second) || (second & 0x80) == 0 || !rd_skip(&v, 1)) {
			return false;
		}
	}
	return rd_be(&v, v.left, out);
}
