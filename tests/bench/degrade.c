/*
 * degrade: good pictures are made worse, in known steps: size, focus, light, noise, compression.
 * For tests and benches. Never knows what is shown.
 */
#include "degrade.h"

#include "biometrics/picture_encode.h"

#include <math.h>

#define RADIUS_MAX 60
#define JPEG_MAX   ((size_t)8 * 1024 * 1024) /* octets */

static uint8_t level(double v)
{
	return (uint8_t)fmax(0, fmin(v + 0.5, 255));
}

/* The picture becomes another one. */
static void replace(struct picture *p, struct picture *by)
{
	picture_free(p);
	*p = *by;
	*by = (struct picture){0};
}

static uint8_t *at(const struct picture *p, uint32_t x, uint32_t y)
{
	return p->bgr + ((size_t)y * p->width + x) * 3;
}

/* How much of pixel i lies between a and b. */
static double part(double a, double b, uint32_t i)
{
	return fmax(0, fmin(b, i + 1.0) - fmax(a, i));
}

static void mean_of(const struct picture *p, double x0, double y0, double step, uint8_t out[3])
{
	double sum[3] = {0};
	double all = 0;
	for (uint32_t y = (uint32_t)y0; y < p->height && y < y0 + step; y++) {
		for (uint32_t x = (uint32_t)x0; x < p->width && x < x0 + step; x++) {
			double weight = part(y0, y0 + step, y) * part(x0, x0 + step, x);
			for (size_t k = 0; k < 3; k++) {
				sum[k] += weight * at(p, x, y)[k];
			}
			all += weight;
		}
	}
	for (size_t k = 0; k < 3 && all > 0; k++) {
		out[k] = level(sum[k] / all);
	}
}

enum eg_err degrade_size(struct picture *p, double share)
{
	EG_AUTO(picture_free) struct picture small = {0};
	EG_TRY(picture_new((uint32_t)(p->width * share), (uint32_t)(p->height * share), &small));
	for (uint32_t y = 0; y < small.height; y++) {
		for (uint32_t x = 0; x < small.width; x++) {
			mean_of(p, x / share, y / share, 1 / share, at(&small, x, y));
		}
	}
	replace(p, &small);
	return EG_OK;
}

/* One direction; stride in bytes between neighbours of a line of count pixels. */
static void blur_line(uint8_t *line, size_t stride, uint32_t count, const double *kernel,
		      int radius, double *room)
{
	for (size_t k = 0; k < 3; k++) {
		for (uint32_t i = 0; i < count; i++) {
			room[i] = line[i * stride + k];
		}
		for (uint32_t i = 0; i < count; i++) {
			double sum = 0;
			for (int d = -radius; d <= radius; d++) {
				int64_t j = (int64_t)i + d;
				j = j < 0 ? 0 : j >= count ? (int64_t)count - 1 : j;
				sum += kernel[d + radius] * room[j];
			}
			line[i * stride + k] = level(sum);
		}
	}
}

enum eg_err degrade_blur(struct picture *p, double sigma)
{
	static double room[PICTURE_SIDE_MAX];
	double kernel[2 * RADIUS_MAX + 1];
	int radius = (int)fmin(RADIUS_MAX, ceil(3 * sigma));
	double sum = 0;
	if (sigma <= 0 || sigma > RADIUS_MAX / 3.0) {
		return EG_FAIL(EG_CONFIG, "sigma of the blur");
	}
	for (int d = -radius; d <= radius; d++) {
		kernel[d + radius] = exp(-d * d / (2 * sigma * sigma));
		sum += kernel[d + radius];
	}
	for (int d = 0; d <= 2 * radius; d++) {
		kernel[d] /= sum;
	}
	for (uint32_t y = 0; y < p->height; y++) {
		blur_line(at(p, 0, y), 3, p->width, kernel, radius, room);
	}
	for (uint32_t x = 0; x < p->width; x++) {
		blur_line(at(p, x, 0), (size_t)p->width * 3, p->height, kernel, radius, room);
	}
	return EG_OK;
}

void degrade_light(struct picture *p, double gain, double gamma)
{
	for (size_t i = 0; i < picture_size(p); i++) {
		p->bgr[i] = level(255 * pow(fmin(1, p->bgr[i] * gain / 255), gamma));
	}
}

/* A normal value of mean 0 and deviation 1, nearly: the sum of twelve even ones. */
static double normal(uint32_t *seed)
{
	double sum = -6;
	for (int i = 0; i < 12; i++) {
		*seed = *seed * 1664525U + 1013904223U;
		sum += (*seed >> 8) / (double)(1U << 24);
	}
	return sum;
}

void degrade_noise(struct picture *p, double levels)
{
	uint32_t seed = 1;
	for (size_t i = 0; i < picture_size(p); i++) {
		p->bgr[i] = level(p->bgr[i] + levels * normal(&seed));
	}
}

void degrade_colour(struct picture *p, const double bgr[3])
{
	for (size_t i = 0; i < picture_size(p); i++) {
		p->bgr[i] = level(p->bgr[i] * bgr[i % 3]);
	}
}

void degrade_side(struct picture *p, double gain)
{
	for (uint32_t y = 0; y < p->height; y++) {
		for (uint32_t x = 0; x < p->width; x++) {
			double right = fmax(0, fmin(1, 5 + 10.0 * (x / (double)p->width - 0.95)));
			for (size_t k = 0; k < 3; k++) {
				uint8_t *v = at(p, x, y) + k;
				*v = level(*v * (1 + (gain - 1) * right));
			}
		}
	}
}

enum eg_err degrade_jpeg(struct picture *p, int quality)
{
	EG_AUTO(bytes_free) struct bytes jpeg = {0};
	EG_TRY(picture_encode_jpeg(p, (struct picture_jpeg){.quality = quality}, JPEG_MAX, &jpeg));
	return picture_decode(bytes_rd(&jpeg), PICTURE_SIDE_MAX, p);
}

enum eg_err degrade_crop(struct picture *p, uint32_t x0, uint32_t y0, uint32_t x1, uint32_t y1)
{
	EG_AUTO(picture_free) struct picture cut = {0};
	if (x1 > p->width || y1 > p->height || x0 >= x1 || y0 >= y1) {
		return EG_FAIL(EG_CONFIG, "crop outside the picture");
	}
	EG_TRY(picture_new(x1 - x0, y1 - y0, &cut));
	for (uint32_t y = 0; y < cut.height; y++) {
		for (uint32_t x = 0; x < cut.width; x++) {
			for (size_t k = 0; k < 3; k++) {
				at(&cut, x, y)[k] = at(p, x0 + x, y0 + y)[k];
			}
		}
	}
	replace(p, &cut);
	return EG_OK;
}

enum eg_err degrade_turn(struct picture *p, double degrees)
{
	EG_AUTO(picture_free) struct picture turned = {0};
	double angle = degrees * 0.017453292519943295;
	double cx = p->width / 2.0;
	double cy = p->height / 2.0;
	EG_TRY(picture_new(p->width, p->height, &turned));
	for (uint32_t y = 0; y < p->height; y++) {
		for (uint32_t x = 0; x < p->width; x++) {
			double u = (x - cx) * cos(angle) + (y - cy) * sin(angle) + cx;
			double v = (y - cy) * cos(angle) - (x - cx) * sin(angle) + cy;
			bool in = u >= 0 && v >= 0 && u < p->width && v < p->height;
			for (size_t k = 0; k < 3; k++) {
				at(&turned, x, y)[k] =
					in ? at(p, (uint32_t)u, (uint32_t)v)[k] : 128;
			}
		}
	}
	replace(p, &turned);
	return EG_OK;
}
