/*
 * wsq_kit: drawn ridges to encode, and WSQ files taken apart and put together otherwise, for tests.
 * Knows segments. Never knows the decoder under test.
 */
#include "wsq_kit.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define PERIOD 9.0 /* pixels, as ridges have at 500 dpi */

void wsq_kit_draw(uint16_t width, uint16_t height, struct finger_image *out)
{
	uint32_t number = 1;
	assert_int_equal(finger_image_new(width, height, 500, out), EG_OK);
	for (uint32_t y = 0; y < height; y++) {
		for (uint32_t x = 0; x < width; x++) {
			double across = (x - width * 0.45) / (width * 0.42);
			double down = (y - height * 0.52) / (height * 0.45);
			double from = hypot(x - width * 0.45, 0.7 * (y - height * 0.4));
			double ridge = sin(from * 6.2832 / PERIOD +
					   2 * atan2(y - height * 0.4, x - width * 0.45));
			number = number * 1664525u + 1013904223u;
			double noise = (double)(number >> 24) / 16 - 8;
			bool inside = hypot(across, down) < 1;
			double grey = inside ? 130 + 90 * ridge + noise : 250;
			out->grey[y * width + x] = (uint8_t)(grey < 0     ? 0
							     : grey > 255 ? 255
									  : grey);
		}
	}
}

void wsq_kit_encode(uint16_t width, uint16_t height, const struct wsq_order *order,
		    struct bytes *out)
{
	EG_AUTO(finger_image_free) struct finger_image f = {0};
	wsq_kit_draw(width, height, &f);
	if (wsq_encode(&f, order, out) != EG_OK) {
		fail_msg("%s", eg_fault_last().reason);
	}
}

double wsq_kit_psnr(const struct finger_image *a, const struct finger_image *b)
{
	double sum = 0;
	size_t count = (size_t)a->width * a->height;
	assert_int_equal(a->width, b->width);
	assert_int_equal(a->height, b->height);
	for (size_t i = 0; i < count; i++) {
		double off = a->grey[i] - b->grey[i];
		sum += off * off;
	}
	return sum == 0 ? 99 : 10 * log10(255.0 * 255.0 * (double)count / sum);
}

/* Markers with segments are FFA2 to FFA8; FF00 and restarts lie in blocks. */
size_t wsq_kit_find(const struct bytes *wsq, uint8_t marker, int nth)
{
	size_t at = 0;
	while (at + 1 < wsq->size) {
		uint8_t found = wsq->data[at + 1];
		if (wsq->data[at] != 0xFF || found < 0xA0 || found > 0xA8) {
			at++;
			continue;
		}
		if (found == marker && nth-- == 0) {
			return at;
		}
		at += 2;
		if (found >= 0xA2 && at + 1 < wsq->size) {
			at += ((size_t)wsq->data[at] << 8) + wsq->data[at + 1];
		}
	}
	fail_msg("no marker FF%02X", marker);
	return 0;
}

void wsq_kit_replace(const struct bytes *wsq, size_t at, size_t removed, struct rd by,
		     struct bytes *out)
{
	struct rd rest = bytes_rd(wsq);
	struct rd head;
	assert_int_equal(bytes_reserve(out, wsq->size + by.left, SIZE_MAX), EG_OK);
	assert_true(rd_take(&rest, at, &head));
	assert_true(rd_skip(&rest, removed));
	assert_int_equal(bytes_append(out, head), EG_OK);
	assert_int_equal(bytes_append(out, by), EG_OK);
	assert_int_equal(bytes_append(out, rest), EG_OK);
}

void wsq_kit_set(const struct bytes *wsq, uint8_t marker, struct rd content, struct bytes *out)
{
	size_t at = wsq_kit_find(wsq, marker, 0) + 2;
	size_t length = ((size_t)wsq->data[at] << 8) + wsq->data[at + 1];
	uint8_t room[2048];
	struct wr w = WR_ARRAY(room);
	wr_be16(&w, (uint16_t)(content.left + 2));
	wr_put(&w, content);
	assert_false(w.bad);
	wsq_kit_replace(wsq, at, length, wr_view(&w), out);
}
