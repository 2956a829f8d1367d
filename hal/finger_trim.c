/*
 * finger_trim: a sensor's picture, cut to where the finger lies and turned upright.
 * Knows rows of grey. Never knows what they show.
 */
#include "hal/finger_trim.h"

#include "hal/finger_sensor.h"

/* Where the pixel that becomes the first one lies, and how far to the next one and to the next row.
 */
struct walk {
	ptrdiff_t first;
	ptrdiff_t right;
	ptrdiff_t down;
};

void finger_trimmed_free(struct finger_trimmed *t)
{
	if (t != NULL) {
		bytes_free(&t->grey);
		*t = (struct finger_trimmed){0};
	}
}

static struct walk walk_of(const struct finger_where *how, uint32_t stride, uint32_t width,
			   uint32_t height)
{
	ptrdiff_t row = (ptrdiff_t)stride;
	ptrdiff_t corner = (ptrdiff_t)how->top * row + how->left;
	ptrdiff_t last_row = corner + (ptrdiff_t)(height - 1) * row;
	ptrdiff_t last = (ptrdiff_t)width - 1;
	switch (how->rotate) {
	case 90:
		return (struct walk){last_row, -row, 1};
	case 180:
		return (struct walk){last_row + last, -1, -row};
	case 270:
		return (struct walk){corner + last, row, -1};
	default:
		return (struct walk){corner, 1, row};
	}
}

enum eg_err finger_trim(const struct finger_where *how, uint32_t width, uint32_t height,
			struct rd grey, struct finger_trimmed *out)
{
	finger_trimmed_free(out);
	if (width == 0 || height == 0 || width > FINGER_SENSOR_SIDE_MAX ||
	    height > FINGER_SENSOR_SIDE_MAX) {
		return EG_FAIL(EG_TOO_BIG, "size of a finger's picture");
	}
	if (grey.left != (size_t)width * height) {
		return EG_FAIL(EG_BAD_DATA, "a finger's picture of another size than told");
	}
	uint32_t cut_width = (uint32_t)how->left + how->right;
	uint32_t cut_height = (uint32_t)how->top + how->bottom;
	if (cut_width >= width || cut_height >= height) {
		return EG_FAIL(EG_CONFIG, "crop leaves nothing of a finger's picture");
	}
	uint32_t wide = width - cut_width;
	uint32_t high = height - cut_height;
	struct walk w = walk_of(how, width, wide, high);
	bool lies = how->rotate == 90 || how->rotate == 270;
	out->width = (uint16_t)(lies ? high : wide);
	out->height = (uint16_t)(lies ? wide : high);
	size_t size = (size_t)wide * high;
	EG_TRY(bytes_reserve(&out->grey, size, size));
	out->grey.size = size;
	bool whole = true;
	for (ptrdiff_t y = 0; y < out->height; y++) {
		for (ptrdiff_t x = 0; x < out->width; x++) {
			size_t from = (size_t)(w.first + y * w.down + x * w.right);
			whole = rd_byte_at(&grey, from, &out->grey.data[y * out->width + x]) &&
				whole;
		}
	}
	return whole ? EG_OK : EG_FAIL(EG_STATE, "a pixel outside of a finger's picture");
}
