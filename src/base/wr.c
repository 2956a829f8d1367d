/*
 * wr: a bounded writer over a caller's buffer, with DER framing.
 * Knows bounds and lengths. Never knows what the bytes mean.
 */
#include "base/wr.h"

#include <string.h>

struct wr wr_of(void *buffer, size_t cap)
{
	return (struct wr){.base = buffer, .cap = buffer == NULL ? 0 : cap};
}

uint8_t *wr_room(struct wr *w, size_t size)
{
	if (w->bad || size > w->cap - w->size) {
		w->bad = true;
		return NULL;
	}
	uint8_t *room = w->base + w->size;
	w->size += size;
	return room;
}

void wr_put(struct wr *w, struct rd bytes)
{
	if (bytes.bad) {
		w->bad = true;
		return;
	}
	uint8_t *room = wr_room(w, bytes.left);
	if (room != NULL && bytes.left > 0) {
		memmove(room, bytes.at, bytes.left);
	}
}

void wr_fill(struct wr *w, uint8_t value, size_t count)
{
	uint8_t *room = wr_room(w, count);
	if (room != NULL && count > 0) {
		memset(room, value, count);
	}
}

static void put_be(struct wr *w, uint64_t value, size_t octets)
{
	uint8_t *room = wr_room(w, octets);
	if (room == NULL) {
		return;
	}
	for (size_t i = 0; i < octets; i++) {
		room[i] = (uint8_t)(value >> (8 * (octets - 1 - i)));
	}
}

void wr_u8(struct wr *w, uint8_t value)
{
	put_be(w, value, 1);
}

void wr_be16(struct wr *w, uint16_t value)
{
	put_be(w, value, 2);
}

void wr_be32(struct wr *w, uint32_t value)
{
	put_be(w, value, 4);
}

void wr_be64(struct wr *w, uint64_t value)
{
	put_be(w, value, 8);
}

static void put_tag(struct wr *w, uint32_t tag)
{
	if (tag > 0xFFFF) {
		wr_u8(w, (uint8_t)(tag >> 16));
	}
	if (tag > 0xFF) {
		wr_u8(w, (uint8_t)(tag >> 8));
	}
	wr_u8(w, (uint8_t)tag);
}

static size_t length_octets(size_t length)
{
	size_t octets = 1;
	if (length < 0x80) {
		return octets;
	}
	while (length > 0) {
		octets++;
		length >>= 8;
	}
	return octets;
}

static void put_length(struct wr *w, size_t length)
{
	size_t octets = length_octets(length);
	if (octets == 1) {
		wr_u8(w, (uint8_t)length);
		return;
	}
	wr_u8(w, (uint8_t)(0x80 | (octets - 1)));
	put_be(w, length, octets - 1);
}

void wr_tlv(struct wr *w, uint32_t tag, struct rd value)
{
	put_tag(w, tag);
	put_length(w, value.left);
	wr_put(w, value);
}

size_t wr_open(struct wr *w, uint32_t tag)
{
	put_tag(w, tag);
	return w->size;
}

void wr_close(struct wr *w, size_t mark)
{
	if (w->bad || mark > w->size) {
		w->bad = true;
		return;
	}
	size_t length = w->size - mark;
	if (wr_room(w, length_octets(length)) == NULL) {
		return;
	}
	memmove(w->base + mark + length_octets(length), w->base + mark, length);
	struct wr header = wr_of(w->base + mark, length_octets(length));
	put_length(&header, length);
}

void wr_uint(struct wr *w, struct rd n)
{
	uint8_t first = 0;
	while (n.left > 1 && rd_peek(&n, &first) && first == 0) {
		if (!rd_skip(&n, 1)) {
			break;
		}
	}
	size_t mark = wr_open(w, 0x02);
	if (!rd_peek(&n, &first) || (first & 0x80) != 0) {
		wr_u8(w, 0);
	}
	wr_put(w, n);
	wr_close(w, mark);
}

void wr_small_int(struct wr *w, uint32_t value)
{
	uint8_t octets[4];
	struct wr number = WR_ARRAY(octets);
	wr_be32(&number, value);
	wr_uint(w, wr_view(&number));
}

struct rd wr_view(const struct wr *w)
{
	return w->bad ? RD_EMPTY : rd_of(w->base, w->size);
}

enum eg_err wr_done(const struct wr *w, struct rd *out)
{
	*out = wr_view(w);
	return w->bad ? EG_FAIL(EG_TOO_BIG, "the bytes do not fit the buffer") : EG_OK;
}
