/*
 * wr: a bounded writer over a caller's buffer, with DER framing.
 * Knows bounds and lengths. Never knows what the bytes mean.
 *
 * A failed write marks the writer bad; wr_done tells once, at the end.
 */
#ifndef EG_BASE_WR_H
#define EG_BASE_WR_H

#include "base/err.h"
#include "base/rd.h"

struct wr {
	uint8_t *base; /* borrowed */
	size_t cap;
	size_t size; /* written so far */
	bool bad;
};

#define WR_ARRAY(array) wr_of((array), sizeof(array))

struct wr wr_of(void *buffer, size_t cap);
void wr_u8(struct wr *w, uint8_t value);
void wr_be16(struct wr *w, uint16_t value);
void wr_be32(struct wr *w, uint32_t value);
void wr_be64(struct wr *w, uint64_t value);
void wr_put(struct wr *w, struct rd bytes);
void wr_fill(struct wr *w, uint8_t value, size_t count);
/* Room for size bytes that the caller fills; NULL (and bad) if there is none. */
uint8_t *wr_room(struct wr *w, size_t size);
/* One whole TLV, tag as in rd.h, shortest length form. */
void wr_tlv(struct wr *w, uint32_t tag, struct rd value);
/* Opens a constructed TLV; wr_close with the returned mark puts its length in place. */
size_t wr_open(struct wr *w, uint32_t tag);
void wr_close(struct wr *w, size_t mark);
/* INTEGER from an unsigned big-endian number (leading zeros dropped, sign octet added). */
void wr_uint(struct wr *w, struct rd big_endian);
void wr_small_int(struct wr *w, uint32_t value);
/* What was written, as a reader; EG_TOO_BIG if anything did not fit. */
EG_CHECK enum eg_err wr_done(const struct wr *w, struct rd *out);
/* What was written so far (empty if bad). */
struct rd wr_view(const struct wr *w);

#endif
