/*
 * finger_plane: an image of any size and resolution becomes one at 500 dpi.
 * Knows pixels. Never knows ridges.
 */
#include "biometrics/finger_work.h"

#include "base/rd.h"

#define DPI 500u

/* A stretch of the source's rows or columns. */
struct window {
	uint32_t from;
	uint32_t size;
};

/* Where most of the detail is, of what is longer than what is looked at. */
static struct window busiest(const uint32_t *detail, uint32_t size, uint32_t most)
{
	if (size <= most) {
		return (struct window){0, size};
	}
	uint64_t sum = 0;
	uint64_t best = 0;
	struct window out = {0, most};
	for (uint32_t i = 0; i < size; i++) {
		sum += detail[i];
		sum -= i >= most ? detail[i - most] : 0;
		if (i + 1 >= most && sum > best) {
			best = sum;
			out.from = i + 1 - most;
		}
	}
	return out;
}

static uint32_t apart(uint8_t a, uint8_t b)
{
	return a > b ? (uint32_t)(a - b) : (uint32_t)(b - a);
}

static void choose(const struct finger_image *image, struct window *across, struct window *down)
{
	static const uint32_t step = 2; /* pixels between those compared */
	uint32_t column[FINGER_SIDE_MAX] = {0};
	uint32_t row[FINGER_SIDE_MAX] = {0};
	const uint32_t most = SIDE * (uint32_t)image->dpi / DPI;
	for (uint32_t y = 0; y + step < image->height; y++) {
		const uint8_t *at = image->grey + (size_t)y * image->width;
		for (uint32_t x = 0; x + step < image->width; x++) {
			uint32_t d = apart(at[x], at[x + step]) +
				     apart(at[x], at[x + step * image->width]);
			column[x] += d;
			row[y] += d;
		}
	}
	*across = busiest(column, image->width, most);
	*down = busiest(row, image->height, most);
}

/*
 * What one pixel of the result is made of: source pixels first..last and the weights of the two
 * outer ones; those between weigh 1. Enlarging, it is a bilinear step between two.
 */
struct taps {
	uint32_t first;
	uint32_t last;
	float head;
	float tail;
	float sum;
};

static struct taps taps_of(uint32_t at, uint32_t dpi, struct window from)
{
	const float scale = (float)dpi / (float)DPI;
	const float end = (float)(from.size - 1);
	struct taps t = {0};
	if (dpi > DPI) {
		float low = (float)at * scale;
		float high = low + scale;
		high = high > end + 1 ? end + 1 : high;
		t.first = (uint32_t)low;
		t.last = (uint32_t)high;
		t.head = 1 - (low - (float)t.first);
		t.tail = high - (float)t.last;
		t.sum = high - low;
		if (t.last > from.size - 1) {
			t.last = from.size - 1;
			t.tail = 1;
		}
	} else {
		float middle = ((float)at + 0.5F) * scale - 0.5F;
		middle = middle < 0 ? 0 : middle;
		middle = middle > end ? end : middle;
		t.first = (uint32_t)middle;
		t.tail = middle - (float)t.first;
		t.head = 1 - t.tail;
		t.last = t.first + 1 < from.size ? t.first + 1 : t.first;
		t.sum = 1;
	}
	t.first += from.from;
	t.last += from.from;
	return t;
}

static float weight(const struct taps *t, uint32_t i)
{
	return i == t->first ? t->head : i == t->last ? t->tail : 1;
}

static void resample_row(const struct finger_image *image, struct window across, uint32_t width,
			 const struct taps *down, uint8_t *to)
{
	float row[FINGER_SIDE_MAX] = {0};
	for (uint32_t y = down->first; y <= down->last; y++) {
		const uint8_t *at = image->grey + (size_t)y * image->width;
		const float w = weight(down, y);
		for (uint32_t x = across.from; x < across.from + across.size; x++) {
			row[x] += w * (float)at[x];
		}
	}
	for (uint32_t x = 0; x < width; x++) {
		const struct taps t = taps_of(x, image->dpi, across);
		float sum = 0;
		for (uint32_t i = t.first; i <= t.last; i++) {
			sum += weight(&t, i) * row[i];
		}
		float level = sum / (t.sum * down->sum) + 0.5F;
		to[x] = (uint8_t)(level > UINT8_MAX ? UINT8_MAX : level);
	}
}

enum eg_err finger_plane_load(struct finger_extractor *x, const struct finger_image *image)
{
	if (image->grey == NULL || image->dpi < FINGER_DPI_MIN || image->dpi > FINGER_DPI_MAX ||
	    image->width > FINGER_SIDE_MAX || image->height > FINGER_SIDE_MAX) {
		return EG_FAIL(EG_BAD_DATA, "not an image of a finger");
	}
	struct window across = {0};
	struct window down = {0};
	choose(image, &across, &down);
	x->width = (uint16_t)(across.size * DPI / image->dpi);
	x->height = (uint16_t)(down.size * DPI / image->dpi);
	if (x->width < SIDE_LEAST || x->height < SIDE_LEAST) {
		return EG_FAIL(EG_NOT_FOUND, "the image is too small for a finger");
	}
	x->blocks_wide = x->width / BLOCK;
	x->blocks_high = x->height / BLOCK;
	for (uint16_t y = 0; y < x->height; y++) {
		const struct taps t = taps_of(y, image->dpi, down);
		resample_row(image, across, x->width, &t, x->grey + finger_at(0, y));
	}
	return EG_OK;
}
