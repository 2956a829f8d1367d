/*
 * rd: a bounded view of foreign bytes, and the only code that touches them one by one.
 * Knows bounds and DER/BER framing (X.690). Never knows what the bytes mean.
 *
 * A failed read empties the reader and marks it bad, so a missed check cannot read on.
 */
#ifndef EG_BASE_RD_H
#define EG_BASE_RD_H

#include "base/err.h"

struct rd {
	const uint8_t *at; /* borrowed: the caller keeps the bytes alive */
	size_t left;
	bool bad;
};

#define RD_EMPTY ((struct rd){0})
/* A reader over a whole array (not a pointer). */
#define RD_ARRAY(array) rd_of((array), sizeof(array))
/* A reader over a string literal without its NUL. */
#define RD_TEXT(literal) rd_of("" literal, sizeof(literal) - 1)

struct rd rd_of(const void *bytes, size_t size);
struct rd rd_cstr(const char *text);

/* True when every byte was read and no read failed: the end of every parser. */
EG_CHECK bool rd_end(const struct rd *r);
bool rd_equal(struct rd a, struct rd b);
/* r starts with these bytes, or is them. */
bool rd_begins(struct rd r, struct rd with);

EG_CHECK bool rd_u8(struct rd *r, uint8_t *out);
EG_CHECK bool rd_be16(struct rd *r, uint16_t *out);
EG_CHECK bool rd_be32(struct rd *r, uint32_t *out);
EG_CHECK bool rd_be64(struct rd *r, uint64_t *out);
/* Big-endian unsigned of size 1 to 4 bytes. */
EG_CHECK bool rd_be(struct rd *r, size_t size, uint32_t *out);
EG_CHECK bool rd_peek(const struct rd *r, uint8_t *out);
EG_CHECK bool rd_take(struct rd *r, size_t size, struct rd *out);
EG_CHECK bool rd_skip(struct rd *r, size_t size);
/* Copies exactly size bytes. */
EG_CHECK bool rd_copy(struct rd *r, void *out, size_t size);
/* A field of size octets: printable ASCII, then NULs only, at least one. */
EG_CHECK bool rd_ascii(struct rd *r, char *out, size_t size);
/* Copies the whole of a reader into a buffer of cap bytes; false (and nothing written) if larger.
 */
EG_CHECK bool rd_dump(struct rd r, void *out, size_t cap, size_t *size);
/* What stands before the next of the separators (which is dropped), or all that is left. */
struct rd rd_until(struct rd *r, const char *separators);
/*
 * FNV-1a of what is left, going on from an earlier one: for the places of tables, never for trust.
 * The form for text passes over blanks and takes capitals as small letters.
 */
#define RD_HASH_START UINT64_C(0xCBF29CE484222325)
uint64_t rd_hash(struct rd r, uint64_t from);
uint64_t rd_hash_text(struct rd r, uint64_t from);
/* Byte at an offset of what is left. */
EG_CHECK bool rd_byte_at(const struct rd *r, size_t offset, uint8_t *out);
/* Offset of the first byte of that value in what is left. */
EG_CHECK bool rd_find(const struct rd *r, uint8_t value, size_t *offset);

/*
 * TLV. Tags are the identifier octets as one number, at most three octets (0x30, 0x7F61, 0x5F2E).
 * Strict DER: shortest forms, definite length, at most four length octets. The _ber forms allow
 * longer length forms as some chips write them (never indefinite), and tags such as 5F0E.
 */
EG_CHECK bool rd_tlv(struct rd *r, uint32_t *tag, struct rd *value);
EG_CHECK bool rd_tlv_ber(struct rd *r, uint32_t *tag, struct rd *value);
/* Like rd_tlv; whole also covers the header, for hashing and for bytes kept as received. */
EG_CHECK bool rd_tlv_whole(struct rd *r, uint32_t *tag, struct rd *value, struct rd *whole);
/* The next TLV must carry this tag. */
EG_CHECK bool rd_expect(struct rd *r, uint32_t tag, struct rd *value);
EG_CHECK bool rd_expect_ber(struct rd *r, uint32_t tag, struct rd *value);
/* If the next TLV carries this tag, reads it and says so in *present; false only on broken TLV. */
EG_CHECK bool rd_optional(struct rd *r, uint32_t tag, struct rd *value, bool *present);
/* Tag of the next TLV without reading it; false at the end. */
EG_CHECK bool rd_next_tag(const struct rd *r, uint32_t *tag);
/* Total size (header and value) announced by the TLV header at the front, from a prefix of it. */
EG_CHECK bool rd_tlv_total(struct rd prefix, size_t *total);
/* Content of an INTEGER as small unsigned; strict DER. */
EG_CHECK bool rd_small_int(struct rd integer_value, uint32_t *out);

#endif
