/*
 * face_quality_brim: where the free forehead ends, and what begins there: hair, or a hat or hood.
 * Knows edges and colours. Never knows which hats there are.
 */
#include "biometrics/face_quality_cover.h"

#include <math.h>

#define COLUMNS    24   /* across the forehead */
#define WIDTH      0.55 /* of the forehead on each side of its middle, in eye distances */
#define START      0.10 /* over the brows */
#define REACH      1.3  /* as far as this over the brows */
#define CHROMA_FAR 0.16
#define LIGHT_LOW  (-0.55)
#define LIGHT_HIGH 0.6
#define RUN        3 /* steps of no skin that make an edge */
#define STEP       2 /* pixels */

static bool like_skin(struct face_ink i, struct face_ink skin)
{
	double light = i.light - skin.light;
	double red = i.red - skin.red;
	double green = i.green - skin.green;
	return red * red + green * green <= CHROMA_FAR * CHROMA_FAR && light >= LIGHT_LOW &&
	       light <= LIGHT_HIGH;
}

/* Height over the brow line at which the skin ends; REACH if it does not. */
static double edge_height(const struct face_chip *c, double x, double brow_y, struct face_ink skin)
{
	int other = 0;
	for (int i = 0; START * c->eye + i * STEP < REACH * c->eye; i++) {
		double up = START * c->eye + i * STEP;
		struct face_ink ink;
		bool known = face_cell_ink(c, x, brow_y - up, STEP, &ink);
		other = known && like_skin(ink, skin) ? 0 : other + 1;
		if (other == RUN) {
			return (up - STEP * (RUN - 1)) / c->eye;
		}
	}
	return REACH;
}

static double middle_of(const double *v, size_t count)
{
	double sorted[COLUMNS] = {0};
	for (size_t i = 0; i < count; i++) {
		size_t k = i;
		for (; k > 0 && sorted[k - 1] > v[i]; k--) {
			sorted[k] = sorted[k - 1];
		}
		sorted[k] = v[i];
	}
	return sorted[count / 2];
}

/* Mean distance of the heights from their straight line. */
static double roughness(const double *v, size_t count)
{
	double n = (double)count;
	double sx = 0;
	double sy = 0;
	double sxx = 0;
	double sxy = 0;
	for (size_t i = 0; i < count; i++) {
		double x = (double)i;
		sx += x;
		sy += v[i];
		sxx += x * x;
		sxy += x * v[i];
	}
	double slope = (n * sxy - sx * sy) / (n * sxx - sx * sx);
	double start = (sy - slope * sx) / n;
	double sum = 0;
	for (size_t i = 0; i < count; i++) {
		sum += fabs(v[i] - start - slope * (double)i);
	}
	return sum / n;
}

/* Mean change of light between neighbours, of a band above the edge. */
static double texture(const struct face_chip *c, struct face_zone z)
{
	double sum = 0;
	double count = 0;
	for (int row = 0; z.y0 + row * STEP < z.y1; row++) {
		for (int column = 0; z.x0 + column * STEP < z.x1; column++) {
			double x = z.x0 + column * STEP;
			double y = z.y0 + row * STEP;
			struct face_ink a;
			struct face_ink b;
			if (face_cell_ink(c, x, y, STEP, &a) &&
			    face_cell_ink(c, x + STEP, y, STEP, &b)) {
				sum += fabs(a.light - b.light);
				count++;
			}
		}
	}
	return count > 0 ? sum / count : 0;
}

void face_cover_forehead(const struct face_chip *c, struct face_ink skin, struct face_cover *out)
{
	static const uint8_t brows[] = {18, 19, 20, 23, 24, 25};
	struct face_point brow = face_chip_mean(c, brows, 6);
	double heights[COLUMNS];
	for (size_t i = 0; i < COLUMNS; i++) {
		double off = (2.0 * (double)i / (COLUMNS - 1) - 1) * WIDTH * c->eye;
		heights[i] = edge_height(c, brow.x + off, brow.y, skin);
	}
	out->brow_height = middle_of(heights, COLUMNS);
	out->brim_rough = roughness(heights, COLUMNS);
	struct face_zone band = {
		brow.x - WIDTH * c->eye,
		brow.y - (out->brow_height + 0.35) * c->eye,
		brow.x + WIDTH * c->eye,
		brow.y - (out->brow_height + 0.10) * c->eye,
	};
	struct face_ink above;
	if (face_zone_ink(c, band, &above)) {
		out->above_red = above.red - skin.red;
		out->above_green = above.green - skin.green;
		out->above_light = above.light;
		out->above_rough = texture(c, band);
	}
}
