/*
 * finger_period: how far it is from ridge to ridge.
 * Knows distances. Never knows minutiae.
 *
 * Each cell is projected along its ridges: what is left is a wave. Its spectrum, summed with the
 * neighbours' (ridges do not change their distance at once), has its peak at the period.
 */
#include "biometrics/finger_work.h"

#include <math.h>

#define PERIOD_FIRST 4.5F /* pixels, of the finest ridges: children, and small people */
#define PERIOD_STEP  1.1F
#define FINE_TONES                                                                     \
	(FINGER_TONES - PERIODS) /* lines finer than any ridges: of a sensor, of noise \
				  */
#define FINE_STEP  1.4641F       /* PERIOD_STEP to the power of FINE_TONES */
#define ACROSS     16            /* pixels to each side of the middle that are projected */
#define ALONG      8
#define SAMPLES    (2 * ACROSS + 1)
#define AXIS_LEAST 0.15F /* agreement of ridges below which there is no projecting */
#define PI         3.14159265F

float finger_period_of(uint32_t tune)
{
	float period = PERIOD_FIRST;
	for (uint32_t i = 0; i < tune; i++) {
		period *= PERIOD_STEP;
	}
	return period;
}

/* Of a line of the spectrum, pixels. */
static float tone_period(uint32_t tone)
{
	return finger_period_of(tone) / FINE_STEP;
}

static float sample(const struct finger_extractor *x, float px, float py)
{
	const int32_t cx = (int32_t)px;
	const int32_t cy = (int32_t)py;
	const float fx = px - (float)cx;
	const float fy = py - (float)cy;
	const int16_t *at = x->norm + finger_at(cx, cy);
	const float top = (float)at[0] + fx * (float)(at[1] - at[0]);
	const float low = (float)at[STRIDE] + fx * (float)(at[STRIDE + 1] - at[STRIDE]);
	return top + fy * (low - top);
}

/* The wave across the ridges, tapered to its ends (Hann), without its mean. */
static void project(const struct finger_extractor *x, float cx, float cy, struct finger_axis axis,
		    float wave[SAMPLES])
{
	const float angle = atan2f(axis.y, axis.x) / 2;
	const float tx = cosf(angle);
	const float ty = sinf(angle);
	const float right = (float)x->width - 2;
	const float bottom = (float)x->height - 2;
	float mean = 0;
	for (int u = -ACROSS; u <= ACROSS; u++) {
		float sum = 0;
		for (int v = -ALONG; v <= ALONG; v++) {
			const float px = cx - (float)u * ty + (float)v * tx;
			const float py = cy + (float)u * tx + (float)v * ty;
			if (px >= 0 && py >= 0 && px < right && py < bottom) {
				sum += sample(x, px, py);
			}
		}
		wave[u + ACROSS] = sum;
		mean += sum / SAMPLES;
	}
	for (int u = -ACROSS; u <= ACROSS; u++) {
		const float taper = 0.5F + 0.5F * cosf(PI * (float)u / (ACROSS + 1));
		wave[u + ACROSS] = (wave[u + ACROSS] - mean) * taper;
	}
}

static void analyse(const float wave[SAMPLES], float spectrum[FINGER_TONES])
{
	for (uint32_t p = 0; p < FINGER_TONES; p++) {
		const float step = 2 * PI / tone_period(p);
		float even = 0;
		float odd = 0;
		for (int u = -ACROSS; u <= ACROSS; u++) {
			even += wave[u + ACROSS] * cosf(step * (float)u);
			odd += wave[u + ACROSS] * sinf(step * (float)u);
		}
		spectrum[p] = even * even + odd * odd;
	}
}

static uint32_t cells_wide(const struct finger_extractor *x)
{
	return (x->width + FINGER_CELL - 1u) / FINGER_CELL;
}

static uint32_t cells_high(const struct finger_extractor *x)
{
	return (x->height + FINGER_CELL - 1u) / FINGER_CELL;
}

static void take_spectra(struct finger_extractor *x)
{
	for (uint32_t cy = 0; cy < cells_high(x); cy++) {
		for (uint32_t cx = 0; cx < cells_wide(x); cx++) {
			float *spectrum = x->spectrum[cy * FINGER_MAP_SIDE + cx];
			const uint32_t px = cx * FINGER_CELL + FINGER_CELL / 2;
			const uint32_t py = cy * FINGER_CELL + FINGER_CELL / 2;
			for (uint32_t p = 0; p < FINGER_TONES; p++) {
				spectrum[p] = 0;
			}
			if (px / BLOCK >= x->blocks_wide || py / BLOCK >= x->blocks_high) {
				continue;
			}
			const struct finger_axis a = x->axis[py / BLOCK * BLOCKS + px / BLOCK];
			if (hypotf(a.x, a.y) < AXIS_LEAST ||
			    !x->mask[py / BLOCK * BLOCKS + px / BLOCK]) {
				continue;
			}
			float wave[SAMPLES];
			project(x, (float)px, (float)py, a, wave);
			analyse(wave, spectrum);
		}
	}
}

/* Of a cell and those around it, nearer ones first. */
static void gather(const struct finger_extractor *x, int32_t cx, int32_t cy,
		   float sum[FINGER_TONES])
{
	static const float weight[4] = {1, 0.8F, 0.4F, 0.15F};
	for (uint32_t p = 0; p < FINGER_TONES; p++) {
		sum[p] = 0;
	}
	for (int32_t dy = -3; dy <= 3; dy++) {
		for (int32_t dx = -3; dx <= 3; dx++) {
			const int32_t nx = cx + dx;
			const int32_t ny = cy + dy;
			if (nx < 0 || ny < 0 || nx >= FINGER_MAP_SIDE || ny >= FINGER_MAP_SIDE ||
			    nx >= (int32_t)cells_wide(x) || ny >= (int32_t)cells_high(x)) {
				continue;
			}
			const float *s = x->spectrum[ny * FINGER_MAP_SIDE + nx];
			const float w = weight[dx < 0 ? -dx : dx] * weight[dy < 0 ? -dy : dy];
			for (uint32_t p = 0; p < FINGER_TONES; p++) {
				sum[p] += w * s[p];
			}
		}
	}
}

/*
 * Where the highest peak is, between the periods that were tried; 0: nowhere, or where there are no
 * ridges. What only rises towards one end has its peak beyond it.
 */
static float peak(const float s[FINGER_TONES])
{
	uint32_t best = 0;
	for (uint32_t p = 1; p + 1 < FINGER_TONES; p++) {
		const bool is_peak = s[p] > s[p - 1] && s[p] >= s[p + 1];
		best = is_peak && (best == 0 || s[p] > s[best]) ? p : best;
	}
	if (best < FINE_TONES || s[0] > s[best]) {
		return 0;
	}
	const float bend = s[best - 1] - 2 * s[best] + s[best + 1];
	const float shift = bend < 0 ? (s[best - 1] - s[best + 1]) / (2 * bend) : 0;
	return tone_period(best) * powf(PERIOD_STEP, shift);
}

static uint8_t tune_of(float period)
{
	uint8_t tune = 0;
	while (tune + 1 < PERIODS && finger_period_of(tune) * sqrtf(PERIOD_STEP) < period) {
		tune++;
	}
	return tune;
}

void finger_period(struct finger_extractor *x)
{
	take_spectra(x);
	for (uint32_t cy = 0; cy < cells_high(x); cy++) {
		for (uint32_t cx = 0; cx < cells_wide(x); cx++) {
			float sum[FINGER_TONES];
			gather(x, (int32_t)cx, (int32_t)cy, sum);
			x->period[cy * FINGER_MAP_SIDE + cx] = peak(sum);
		}
	}
	for (uint32_t by = 0; by < x->blocks_high; by++) {
		for (uint32_t bx = 0; bx < x->blocks_wide; bx++) {
			const uint32_t cell = by * BLOCK / FINGER_CELL * FINGER_MAP_SIDE +
					      bx * BLOCK / FINGER_CELL;
			x->tune[by * BLOCKS + bx] = tune_of(x->period[cell]);
		}
	}
}
