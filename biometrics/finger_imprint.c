/*
 * finger_imprint: from an image to the small picture by which its copies are known.
 * Knows light, contrast and where the contact is. Never compares.
 */
#include "biometrics/finger_imprint.h"

#include "base/secret.h"
#include "biometrics/finger_cell.h"

#include <math.h>

#define SIDE   FINGER_IMPRINT_SIDE
#define STEP   2.5F /* pixels at 500 dpi to one sample */
#define COARSE 12   /* pixels at 500 dpi: of the search for the contact */
#define NARROW 2    /* samples to each side: half a ridge and its valley */
#define WIDE   7    /* two ridges */
#define FLAT   6.0F /* grey levels, of ridges that are not the sensor's own noise */
#define SQUARE 16   /* samples, whose ridges should run one way */
#define GAIN   48   /* of one standard deviation: 127 is 2.6 of them */

void finger_imprint_clear(struct finger_imprint *t)
{
	if (t != NULL) {
		secret_wipe(t, sizeof(*t));
	}
}

/* Steps between neighbours in a cross around the place; 0 where they are but noise. */
static float change_around(const struct finger_image *image, float u, float v)
{
	float change = 0;
	for (int k = -4; k < 4; k++) {
		float i = (float)k;
		change += fabsf(finger_cell_grey(image, u + i, v) -
				finger_cell_grey(image, u + i + 1, v));
		change += fabsf(finger_cell_grey(image, u, v + i) -
				finger_cell_grey(image, u, v + i + 1));
	}
	return change > 16 * FLAT / 2 ? change : 0;
}

/* Where most of the contrast is, pixels at 500 dpi. */
static void find_middle(const struct finger_image *image, float *x, float *y)
{
	float wide = (float)image->width * 500 / image->dpi;
	float high = (float)image->height * 500 / image->dpi;
	float sum = 0;
	float sum_x = 0;
	float sum_y = 0;
	for (int v = COARSE; (float)(v + COARSE) < high; v += COARSE) {
		for (int u = COARSE; (float)(u + COARSE) < wide; u += COARSE) {
			float change = change_around(image, (float)u, (float)v);
			sum += change;
			sum_x += change * (float)u;
			sum_y += change * (float)v;
		}
	}
	*x = sum > 0 ? sum_x / sum : wide / 2;
	*y = sum > 0 ? sum_y / sum : high / 2;
}

static void sample(const struct finger_image *image, float *grey)
{
	float middle_x;
	float middle_y;
	find_middle(image, &middle_x, &middle_y);
	for (int j = 0; j < SIDE; j++) {
		for (int i = 0; i < SIDE; i++) {
			float x = middle_x + (float)(i - SIDE / 2) * STEP;
			float y = middle_y + (float)(j - SIDE / 2) * STEP;
			float sum = 0;
			for (int k = 0; k < 9; k++) { /* the pixels that the sample stands for */
				sum += finger_cell_grey(image, x + (float)(k % 3 - 1) * 0.83F,
							y + (float)(k / 3 - 1) * 0.83F);
			}
			grey[j * SIDE + i] = sum / 9;
		}
	}
}

/* Mean of reach samples to each side, in rows or columns; fewer at the edges. */
static void smooth(const float *from, float *to, int reach, int along, int across)
{
	for (int line = 0; line < SIDE; line++) {
		float sum = 0;
		int count = 0;
		for (int i = -reach; i < SIDE; i++) {
			if (i + reach < SIDE) {
				sum += from[line * across + (i + reach) * along];
				count++;
			}
			if (i - reach > 0) {
				sum -= from[line * across + (i - reach - 1) * along];
				count--;
			}
			if (i >= 0) {
				to[line * across + i * along] = sum / (float)count;
			}
		}
	}
}

static void blur(float *plane, float *spare, int reach)
{
	smooth(plane, spare, reach, 1, SIDE);
	smooth(spare, plane, reach, SIDE, 1);
}

/* Ridges around zero: what changes slowly is taken off. */
static void take_off_light(struct finger_imprint_room *room)
{
	for (size_t i = 0; i < FINGER_IMPRINT_SIZE; i++) {
		room->mean[i] = room->grey[i];
	}
	blur(room->mean, room->spare, NARROW);
	blur(room->mean, room->spare, NARROW);
	for (size_t i = 0; i < FINGER_IMPRINT_SIZE; i++) {
		room->grey[i] -= room->mean[i];
		room->mean[i] = room->grey[i] * room->grey[i];
	}
	blur(room->mean, room->spare, WIDE);
}

/* Doubled angles of the gradients: of a square, or of everything. */
struct turned {
	float difference;
	float product;
	float sum;
};

static struct turned turned_of(const float *plane, int left, int top, int side)
{
	struct turned t = {0};
	for (int y = top > 0 ? top : 1; y < top + side && y + 1 < SIDE; y++) {
		for (int x = left > 0 ? left : 1; x < left + side && x + 1 < SIDE; x++) {
			const float *at = plane + y * SIDE + x;
			float to_x = at[1] - at[-1];
			float to_y = at[SIDE] - at[-SIDE];
			t.difference += to_x * to_x - to_y * to_y;
			t.product += 2 * to_x * to_y;
			t.sum += to_x * to_x + to_y * to_y;
		}
	}
	return t;
}

static uint16_t thousandths(float share)
{
	return (uint16_t)lroundf(1000 * fmaxf(0, fminf(1, share)));
}

static float one_way(const struct turned *t)
{
	return t->sum > 0 ? hypotf(t->difference, t->product) / t->sum : 0;
}

/* How often a ridge begins or ends from one sample to its neighbour to the right or below. */
static uint16_t count_crossings(const float *plane)
{
	unsigned shown = 0;
	unsigned crossed = 0;
	for (int y = 0; y + 1 < SIDE; y++) {
		for (int x = 0; x + 1 < SIDE; x++) {
			const float *at = plane + y * SIDE + x;
			shown += at[0] != 0;
			crossed += at[0] * at[1] < 0 || at[0] * at[SIDE] < 0;
		}
	}
	return shown == 0 ? 0 : thousandths((float)crossed / (float)shown);
}

/* Of the evened picture, in which every place has the same weight. */
static void measure(const float *plane, struct finger_imprint *out)
{
	float coherent = 0;
	unsigned squares = 0;
	const struct turned all = turned_of(plane, 0, 0, SIDE);
	for (int y = 0; y < SIDE; y += SQUARE) {
		for (int x = 0; x < SIDE; x += SQUARE) {
			const struct turned t = turned_of(plane, x, y, SQUARE);
			bool shows = t.sum > 0.1F * SQUARE * SQUARE;
			coherent += shows ? one_way(&t) : 0;
			squares += shows;
		}
	}
	out->crossed = count_crossings(plane);
	out->straight = thousandths(one_way(&all));
	out->coherent = squares == 0 ? 0 : thousandths(coherent / (float)squares);
}

void finger_imprint_of(struct finger_imprint_room *room, const struct finger_image *image,
		       struct finger_imprint *out)
{
	unsigned shows = 0;
	sample(image, room->grey);
	take_off_light(room);
	for (size_t i = 0; i < FINGER_IMPRINT_SIZE; i++) {
		float deviation = sqrtf(fmaxf(0, room->mean[i]));
		bool ridged = deviation >= FLAT;
		float v = ridged ? room->grey[i] / deviation : 0;
		shows += ridged;
		room->grey[i] = v;
		out->at[i] = (int8_t)lroundf(fmaxf(-127, fminf(127, v * GAIN)));
	}
	out->strength = (uint16_t)(shows * 1000 / FINGER_IMPRINT_SIZE);
	measure(room->grey, out);
	out->frame =
		rd_hash(rd_of(image->grey, (size_t)image->width * image->height), RD_HASH_START);
}
