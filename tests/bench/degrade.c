/*
 * degrade: good pictures are made worse beyond what biometrics/condition knows: by a curve of
 * light, its colour, compression, a tilt. For tests and benches. Never knows what is shown.
 */
#include "degrade.h"

#include "biometrics/picture_encode.h"
#include "biometrics/resample.h"

#include <math.h>

#define JPEG_MAX ((size_t)8 * 1024 * 1024) /* octets */

static uint8_t level(double v)
{
	return (uint8_t)fmax(0, fmin(v + 0.5, 255));
}

void degrade_gamma(struct picture *p, double gamma)
{
	for (size_t i = 0; i < picture_size(p); i++) {
		p->bgr[i] = level(255 * pow(p->bgr[i] / 255.0, gamma));
	}
}

void degrade_colour(struct picture *p, const double bgr[3])
{
	for (size_t i = 0; i < picture_size(p); i++) {
		p->bgr[i] = level(p->bgr[i] * bgr[i % 3]);
	}
}

enum eg_err degrade_jpeg(struct picture *p, int quality)
{
	EG_AUTO(bytes_free) struct bytes jpeg = {0};
	EG_TRY(picture_encode_jpeg(p, (struct picture_jpeg){.quality = quality}, JPEG_MAX, &jpeg));
	return picture_decode(bytes_rd(&jpeg), PICTURE_SIDE_MAX, p);
}

enum eg_err degrade_turn(struct picture *p, double degrees)
{
	EG_AUTO(picture_free) struct picture old = *p;
	const double angle = degrees * 0.017453292519943295;
	const double x = old.width / 2.0;
	const double y = old.height / 2.0;
	const struct resample r = {
		.origin = {x - x * cos(angle) - y * sin(angle),
			   y - y * cos(angle) + x * sin(angle)},
		.across = {cos(angle), -sin(angle)},
		.width = old.width,
		.height = old.height,
	};
	*p = (struct picture){0};
	return picture_resample(&old, &r, p);
}
