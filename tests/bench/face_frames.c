/*
 * face_frames: pictures as a camera makes them: scaled, pasted into a scene, with fresh noise.
 * Knows pixels. Never knows what is shown.
 */
#include "face_frames.h"

#include "dice.h"

#include <math.h>

/* A sum of four even ones: near enough to normal for noise. */
double face_frames_gauss(uint32_t *state, double sigma)
{
	double sum = -2;
	for (int i = 0; i < 2; i++) {
		uint32_t two = dice(state);
		sum += ((two & 0xFFFF) + (two >> 16)) / 65536.0;
	}
	return sum * sigma * 1.7320508;
}

static uint8_t level(double v)
{
	return (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v + 0.5);
}

static size_t at(const struct picture *p, uint32_t x, uint32_t y)
{
	return ((size_t)y * p->width + x) * 3;
}

/* A place of the result in the original: its pixel, the next one, and the share of that. */
struct between {
	uint32_t first;
	uint32_t second;
	double share;
};

static struct between place(uint32_t i, uint32_t from, uint32_t to)
{
	double v = fmax(0, (i + 0.5) * from / to - 0.5);
	uint32_t first = (uint32_t)fmin(v, from - 1);
	return (struct between){first, first + 1 < from ? first + 1 : first, v - first};
}

enum eg_err face_frames_scale(const struct picture *p, uint32_t width, uint32_t height,
			      struct picture *out)
{
	EG_TRY(picture_new(width, height, out));
	for (uint32_t y = 0; y < height; y++) {
		struct between v = place(y, p->height, height);
		for (uint32_t x = 0; x < width; x++) {
			struct between h = place(x, p->width, width);
			for (size_t c = 0; c < 3; c++) {
				double top = p->bgr[at(p, h.first, v.first) + c] * (1 - h.share) +
					     p->bgr[at(p, h.second, v.first) + c] * h.share;
				double low = p->bgr[at(p, h.first, v.second) + c] * (1 - h.share) +
					     p->bgr[at(p, h.second, v.second) + c] * h.share;
				out->bgr[at(out, x, y) + c] =
					level(top * (1 - v.share) + low * v.share);
			}
		}
	}
	return EG_OK;
}

static uint32_t clamp(int v, uint32_t size)
{
	return v < 0 ? 0 : (uint32_t)v >= size ? size - 1 : (uint32_t)v;
}

enum eg_err face_frames_crop(const struct picture *p, int x0, int y0, uint32_t width,
			     uint32_t height, struct picture *out)
{
	EG_TRY(picture_new(width, height, out));
	for (uint32_t y = 0; y < height; y++) {
		for (uint32_t x = 0; x < width; x++) {
			size_t from =
				at(p, clamp(x0 + (int)x, p->width), clamp(y0 + (int)y, p->height));
			for (size_t c = 0; c < 3; c++) {
				out->bgr[at(out, x, y) + c] = p->bgr[from + c];
			}
		}
	}
	return EG_OK;
}

static bool inside(const struct picture *p, int x, int y)
{
	return x >= 0 && y >= 0 && (uint32_t)x < p->width && (uint32_t)y < p->height;
}

void face_frames_paste(struct picture *onto, const struct picture *p, int x0, int y0)
{
	for (uint32_t y = 0; y < p->height; y++) {
		for (uint32_t x = 0; x < p->width; x++) {
			int tx = x0 + (int)x;
			int ty = y0 + (int)y;
			for (size_t c = 0; inside(onto, tx, ty) && c < 3; c++) {
				onto->bgr[at(onto, (uint32_t)tx, (uint32_t)ty) + c] =
					p->bgr[at(p, x, y) + c];
			}
		}
	}
}

void face_frames_fill(struct picture *p, int x0, int y0, int x1, int y1, uint8_t grey)
{
	for (int y = y0; y < y1; y++) {
		for (int x = x0; x < x1; x++) {
			for (size_t c = 0; inside(p, x, y) && c < 3; c++) {
				p->bgr[at(p, (uint32_t)x, (uint32_t)y) + c] = grey;
			}
		}
	}
}

void face_frames_noise(struct picture *p, double sigma, uint32_t *state)
{
	for (size_t i = 0; i < picture_size(p); i++) {
		p->bgr[i] = level(p->bgr[i] + face_frames_gauss(state, sigma));
	}
}
