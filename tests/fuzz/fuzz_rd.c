/*
 * fuzz_rd: what strict DER reads, the writer writes again to the byte; a failed reader stays empty.
 * Knows rd and wr. Never knows what the bytes mean.
 */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>

#include "base/rd.h"
#include "base/wr.h"

#define DEPTH_MAX 32u

static void check_integer(struct rd value)
{
	uint8_t room[16];
	struct wr w = WR_ARRAY(room);
	uint32_t number;
	uint32_t tag;
	struct rd written;
	struct rd content;
	if (!rd_small_int(value, &number)) {
		return;
	}
	wr_small_int(&w, number);
	written = wr_view(&w);
	promise(rd_tlv(&written, &tag, &content) && tag == 0x02 && rd_equal(content, value));
}

/* One TLV at the front of r: strict, lenient and announced forms agree. */
static bool check_tlv(struct rd *r, struct rd *value, uint8_t *room, size_t cap)
{
	struct rd before = *r;
	struct rd lenient = *r;
	struct rd lenient_value;
	struct rd whole;
	uint32_t tag;
	uint32_t lenient_tag;
	size_t total;
	bool also = rd_tlv_ber(&lenient, &lenient_tag, &lenient_value);
	if (!rd_tlv_whole(r, &tag, value, &whole)) {
		promise(r->bad && r->left == 0 && value->left == 0 && whole.left == 0);
		promise(!rd_u8(r, &(uint8_t){0}) && !rd_end(r));
		return false;
	}
	promise(also && lenient_tag == tag && rd_equal(lenient_value, *value));
	promise(rd_tlv_total(before, &total) && total == whole.left);
	promise(rd_next_tag(&before, &lenient_tag) && lenient_tag == tag);
	struct wr w = wr_of(room, cap);
	wr_tlv(&w, tag, *value);
	promise(rd_equal(wr_view(&w), whole));
	struct wr open = wr_of(room, cap);
	size_t mark = wr_open(&open, tag);
	wr_put(&open, *value);
	wr_close(&open, mark);
	promise(rd_equal(wr_view(&open), whole));
	check_integer(*value);
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd open[DEPTH_MAX] = {rd_of(data, size)};
	size_t cap = size + 8;
	uint8_t *room = malloc(cap);
	if (room == NULL) {
		return 0;
	}
	for (size_t depth = 1; depth > 0;) {
		struct rd *r = &open[depth - 1];
		struct rd value;
		if (r->left == 0 || !check_tlv(r, &value, room, cap)) {
			depth--;
		} else if (depth < DEPTH_MAX) {
			open[depth++] = value;
		}
	}
	free(room);
	return 0;
}
