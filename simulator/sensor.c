/*
 * sensor: what a camera makes of a scene: fresh noise on each picture, then one JPEG.
 * Knows planes of pixels, noise and JPEG. Never knows who is shown, nor when.
 *
 * Noise of a pixel, in sixteenths of a level: what this pixel always adds (fixed pattern), and what
 * it adds now. The latter grows with the light (shot noise): levels of variance are
 * READ^2 + SHOT * brightness, about what a small camera has after its own denoising.
 */
#include "simulator/sensor.h"

#include "base/secret.h"

#include <math.h>
#include <stdlib.h>

#include <turbojpeg.h>

#define QUALITY      90  /* of the JPEG; noise of two levels survives it */
#define READ_NOISE   1.0 /* levels */
#define SHOT_NOISE   0.012
#define COLOUR_NOISE 0.8 /* of the brightness's noise: colour is smoothed more */
#define FIXED_NOISE  0.6 /* levels, of a pixel */
#define UNIT         16  /* of a level */
#define BANDS        8   /* of brightness, each with its own noise */
#define DRAWS        256 /* equally likely amounts of noise in a band */
#define BLACK        4   /* level of no light */
#define MIDDLE       128 /* level of no colour */

#define FULL_SIZE ((size_t)SENSOR_WIDTH * SENSOR_HEIGHT)
#define HALF_SIZE (FULL_SIZE / 4)
#define ALL_SIZE  (FULL_SIZE + 2 * HALF_SIZE)

_Static_assert(SENSOR_WIDTH % 4 == 0 && SENSOR_HEIGHT % 2 == 0, "halves and planes are whole");

struct planes {
	uint8_t *at[SENSOR_PLANES]; /* borrowed from one allocation */
};

struct sensor {
	tjhandle decoder; /* owned */
	tjhandle encoder; /* owned */
	uint8_t *pixels;  /* owned: scene, picture laid last, and what is encoded */
	struct planes scene;
	struct planes laid;
	struct planes noisy;
	int8_t *fixed; /* owned: of each pixel of each plane, in units */
	uint8_t *jpeg; /* owned */
	size_t cap;    /* of it */
	uint64_t random;
	int16_t draws[2][BANDS][DRAWS]; /* of brightness, of colour; in units */
};

static const int strides[SENSOR_PLANES] = {SENSOR_WIDTH, SENSOR_WIDTH / 2, SENSOR_WIDTH / 2};

static size_t plane_size(size_t plane)
{
	return plane == 0 ? FULL_SIZE : HALF_SIZE;
}

/* splitmix64 (Steele, Lea, Flood 2014). */
static uint64_t next_random(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return z ^ z >> 31;
}

/* The amount below which a share of a normal distribution lies; halving, once for each table. */
static double quantile(double share)
{
	double low = -6;
	double high = 6;
	for (int i = 0; i < 40; i++) {
		double x = (low + high) / 2;
		if (0.5 * (1 + erf(x / sqrt(2.0))) < share) {
			low = x;
		} else {
			high = x;
		}
	}
	return (low + high) / 2;
}

static void make_draws(struct sensor *s)
{
	for (size_t draw = 0; draw < DRAWS; draw++) {
		double amount = quantile(((double)draw + 0.5) / DRAWS) * UNIT;
		for (size_t band = 0; band < BANDS; band++) {
			double light = ((double)band + 0.5) * 256 / BANDS;
			double sigma = sqrt(READ_NOISE * READ_NOISE + SHOT_NOISE * light);
			double colour = sqrt(READ_NOISE * READ_NOISE + SHOT_NOISE * MIDDLE);
			s->draws[0][band][draw] = (int16_t)lround(amount * sigma);
			s->draws[1][band][draw] = (int16_t)lround(amount * colour * COLOUR_NOISE);
		}
		s->draws[0][0][draw] = (int16_t)lround(amount * READ_NOISE);
	}
}

static void make_fixed(struct sensor *s)
{
	uint64_t bits = 0;
	int8_t of_draw[DRAWS];
	for (size_t draw = 0; draw < DRAWS; draw++) {
		of_draw[draw] =
			(int8_t)lround(quantile(((double)draw + 0.5) / DRAWS) * FIXED_NOISE * UNIT);
	}
	for (size_t i = 0; i < ALL_SIZE; i++) {
		bits = i % 8 == 0 ? next_random(&s->random) : bits >> 8;
		s->fixed[i] = of_draw[bits % DRAWS];
	}
}

static struct planes planes_of(uint8_t *at)
{
	return (struct planes){.at = {at, at + FULL_SIZE, at + FULL_SIZE + HALF_SIZE}};
}

static enum eg_err allocate(struct sensor *s)
{
	s->cap = tjBufSize(SENSOR_WIDTH, SENSOR_HEIGHT, TJSAMP_420);
	s->decoder = tjInitDecompress();
	s->encoder = tjInitCompress();
	s->pixels = calloc(3, ALL_SIZE);
	s->fixed = calloc(1, ALL_SIZE);
	s->jpeg = calloc(1, s->cap);
	if (s->decoder == NULL || s->encoder == NULL || s->pixels == NULL || s->fixed == NULL ||
	    s->jpeg == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "camera of the booth");
	}
	s->scene = planes_of(s->pixels);
	s->laid = planes_of(s->pixels + ALL_SIZE);
	s->noisy = planes_of(s->pixels + 2 * ALL_SIZE);
	return EG_OK;
}

enum eg_err sensor_open(struct sensor **out, uint64_t seed)
{
	EG_AUTO(sensor_close) struct sensor *s = calloc(1, sizeof(*s));
	if (s == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "camera of the booth");
	}
	s->random = seed;
	EG_TRY(allocate(s));
	make_draws(s);
	make_fixed(s);
	sensor_darken(s);
	*out = s;
	s = NULL;
	return EG_OK;
}

void sensor_close(struct sensor **s)
{
	if (*s == NULL) {
		return;
	}
	if ((*s)->decoder != NULL) {
		(void)tjDestroy((*s)->decoder); /* cannot fail for a handle of our own */
	}
	if ((*s)->encoder != NULL) {
		(void)tjDestroy((*s)->encoder); /* likewise */
	}
	free((*s)->pixels);
	free((*s)->fixed);
	free((*s)->jpeg);
	free(*s);
	*s = NULL;
}

/* The middle columns of the picture laid last become one half of the scene. */
static void copy_half(struct sensor *s, enum sensor_part part)
{
	for (size_t plane = 0; plane < SENSOR_PLANES; plane++) {
		size_t stride = (size_t)strides[plane];
		size_t to = part == SENSOR_RIGHT ? stride / 2 : 0;
		for (size_t row = 0; row < plane_size(plane); row += stride) {
			for (size_t i = 0; i < stride / 2; i++) {
				s->scene.at[plane][row + to + i] =
					s->laid.at[plane][row + stride / 4 + i];
			}
		}
	}
}

enum eg_err sensor_lay(struct sensor *s, struct rd jpeg, enum sensor_part part)
{
	int width = 0;
	int height = 0;
	int sampling = 0;
	int space = 0;
	int rows[SENSOR_PLANES] = {strides[0], strides[1],
				   strides[2]}; /* the library's is no const */
	uint8_t **to = part == SENSOR_WHOLE ? s->scene.at : s->laid.at;
	if (tjDecompressHeader3(s->decoder, jpeg.at, jpeg.left, &width, &height, &sampling,
				&space) != 0) {
		return EG_FAIL(EG_BAD_DATA, "picture of a person is no JPEG");
	}
	if (width != SENSOR_WIDTH || height != SENSOR_HEIGHT || sampling != TJSAMP_420) {
		return EG_FAIL(EG_BAD_DATA, "picture of a person has not the camera's form");
	}
	if (tjDecompressToYUVPlanes(s->decoder, jpeg.at, jpeg.left, to, width, rows, height, 0) !=
	    0) {
		return EG_FAIL(EG_BAD_DATA, "picture of a person is damaged");
	}
	if (part != SENSOR_WHOLE) {
		copy_half(s, part);
	}
	return EG_OK;
}

void sensor_darken(struct sensor *s)
{
	for (size_t plane = 0; plane < SENSOR_PLANES; plane++) {
		for (size_t i = 0; i < plane_size(plane); i++) {
			s->scene.at[plane][i] = plane == 0 ? BLACK : MIDDLE;
		}
	}
}

static uint8_t clamped(int value)
{
	return (uint8_t)(value < 0 ? 0 : value > UINT8_MAX ? UINT8_MAX : value);
}

static void add_noise(struct sensor *s, size_t plane)
{
	const uint8_t *in = s->scene.at[plane];
	uint8_t *out = s->noisy.at[plane];
	const int8_t *fixed = s->fixed + (s->scene.at[plane] - s->scene.at[0]);
	size_t kind = plane == 0 ? 0 : 1;
	uint64_t bits = 0;
	for (size_t i = 0; i < plane_size(plane); i++) {
		bits = i % 8 == 0 ? next_random(&s->random) : bits >> 8;
		int noise =
			s->draws[kind][in[i] / (256 / BANDS)][bits % DRAWS] + fixed[i] + UNIT / 2;
		out[i] = clamped((in[i] * UNIT + noise) / UNIT);
	}
}

enum eg_err sensor_take(struct sensor *s, struct rd *jpeg)
{
	unsigned char *at = s->jpeg;
	unsigned long size = s->cap;
	const unsigned char *planes[SENSOR_PLANES];
	for (size_t plane = 0; plane < SENSOR_PLANES; plane++) {
		add_noise(s, plane);
		planes[plane] = s->noisy.at[plane];
	}
	if (tjCompressFromYUVPlanes(s->encoder, planes, SENSOR_WIDTH, strides, SENSOR_HEIGHT,
				    TJSAMP_420, &at, &size, QUALITY, TJFLAG_NOREALLOC) != 0) {
		return EG_FAIL(EG_STATE, "picture could not be encoded");
	}
	*jpeg = rd_of(s->jpeg, size);
	return EG_OK;
}
