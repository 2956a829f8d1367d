/*
 * portrait: a picture of a face made into what a chip would hold.
 * Knows the geometry of passport portraits and how large they are. Never knows who is shown.
 */
#include "biometrics/portrait.h"

#include "biometrics/jp2_encode.h"
#include "biometrics/picture_encode.h"
#include "biometrics/resample.h"

#include <math.h>

#define WIDTH        413 /* 35 mm at 300 dpi */
#define HEIGHT       531 /* 45 mm */
#define SIDE_LOWEST  64
#define SIDE_HIGHEST 2048
#define KILO         1000

/* ISO/IEC 19794-5, table "geometric characteristics of the token face image": parts of the width.
 */
#define EYES_APART 0.25
#define EYES_BELOW 0.6

#define SIZE_MAX_WANTED (1U << 20) /* octets */
#define SIZE_ROOM       ((size_t)2 * SIZE_MAX_WANTED)
#define QUALITY_LOWEST  1
#define QUALITY_HIGHEST 95

static bool take_number(struct rd digits, uint32_t lowest, uint32_t highest, uint32_t *out)
{
	*out = 0;
	bool any = digits.left > 0 && digits.left < 8;
	while (any && digits.left > 0) {
		uint8_t c;
		if (!rd_u8(&digits, &c) || c < '0' || c > '9') {
			return false;
		}
		*out = *out * 10 + (uint32_t)(c - '0');
	}
	return any && *out >= lowest && *out <= highest;
}

enum eg_err portrait_read(const char *text, struct portrait_order *out)
{
	struct rd words = rd_cstr(text);
	struct rd form = rd_until(&words, ":");
	struct rd size = rd_until(&words, ":");
	uint32_t kilo = 0;
	*out = (struct portrait_order){.width = WIDTH, .height = HEIGHT};
	if (!rd_equal(form, RD_TEXT("jp2")) && !rd_equal(form, RD_TEXT("jpeg"))) {
		return EG_FAIL(EG_CONFIG, "form of a chip's portrait: jp2 or jpeg");
	}
	out->form = rd_equal(form, RD_TEXT("jp2")) ? PORTRAIT_JP2 : PORTRAIT_JPEG;
	if (!take_number(size, 1, SIZE_MAX_WANTED / KILO, &kilo)) {
		return EG_FAIL(EG_CONFIG, "size of a chip's portrait: thousands of octets");
	}
	out->size = kilo * KILO;
	if (words.left == 0) {
		return EG_OK;
	}
	struct rd width = rd_until(&words, "x");
	return take_number(width, SIDE_LOWEST, SIDE_HIGHEST, &out->width) &&
			       take_number(words, SIDE_LOWEST, SIDE_HIGHEST, &out->height)
		       ? EG_OK
		       : EG_FAIL(EG_CONFIG, "pixels of a chip's portrait: 64x64 to 2048x2048");
}

enum eg_err portrait_cut(const struct picture *p, struct face_point left_eye,
			 struct face_point right_eye, const struct portrait_order *order,
			 struct picture *out)
{
	double apart = order->width * EYES_APART;
	struct face_point middle = {(left_eye.x + right_eye.x) / 2, (left_eye.y + right_eye.y) / 2};
	struct face_point across = {(right_eye.x - left_eye.x) / apart,
				    (right_eye.y - left_eye.y) / apart};
	double left = order->width / 2.0;
	double above = order->width * EYES_BELOW;
	struct resample r = {
		.origin = {middle.x - across.x * left + across.y * above,
			   middle.y - across.y * left - across.x * above},
		.across = across,
		.width = order->width,
		.height = order->height,
	};
	return picture_resample(p, &r, out);
}

/* The best quality that keeps to the size; the poorest one may not. */
static enum eg_err encode_jpeg(const struct picture *p, uint32_t size, struct bytes *out)
{
	struct picture_jpeg how = {.quality = QUALITY_LOWEST};
	int lowest = QUALITY_LOWEST;
	int highest = QUALITY_HIGHEST;
	while (lowest < highest) {
		how.quality = (lowest + highest + 1) / 2;
		if (picture_encode_jpeg(p, how, size, out) == EG_OK) {
			lowest = how.quality;
		} else {
			highest = how.quality - 1;
		}
	}
	how.quality = lowest;
	return picture_encode_jpeg(p, how, SIZE_ROOM, out);
}

enum eg_err portrait_encode(const struct picture *p, const struct portrait_order *order,
			    struct bytes *out)
{
	if (p->bgr == NULL || order->size == 0 || order->size > SIZE_MAX_WANTED) {
		return EG_FAIL(EG_BAD_DATA, "portrait to encode");
	}
	if (order->form == PORTRAIT_JPEG) {
		return encode_jpeg(p, order->size, out);
	}
	const struct jp2_form form = {
		.components = 3,
		.ratio = (double)picture_size(p) / order->size,
	};
	return jp2_encode(p, &form, SIZE_ROOM, out);
}
