/*
 * attack_plane: whether landmarks moved as those of a flat picture do.
 * Knows points and the homography between two views of a plane (Hartley and Zisserman, 4.1). Never
 * knows thresholds or pixels.
 */
#include "biometrics/attack_plane.h"

#include <math.h>

#define UNKNOWNS     8 /* of a homography whose last element is 1 */
#define PIVOT_MIN    1e-9
#define EYE_RIGHT    36 /* outer corner of the eye at the left of the picture */
#define EYE_LEFT     45
#define EYE_POINTS   6
#define MOUTH        48
#define MOUTH_POINTS 20

/* Moved and scaled so that the mean is 0 and the mean distance from it 1: then it is well posed. */
static bool normalise(const struct face_point from[FACE_POINTS], struct face_point to[FACE_POINTS])
{
	struct face_point mean = {0};
	double size = 0;
	for (size_t i = 0; i < FACE_POINTS; i++) {
		mean.x += from[i].x / FACE_POINTS;
		mean.y += from[i].y / FACE_POINTS;
	}
	for (size_t i = 0; i < FACE_POINTS; i++) {
		size += hypot(from[i].x - mean.x, from[i].y - mean.y) / FACE_POINTS;
	}
	if (!isfinite(size) || size < PIVOT_MIN) {
		return false;
	}
	for (size_t i = 0; i < FACE_POINTS; i++) {
		to[i].x = (from[i].x - mean.x) / size;
		to[i].y = (from[i].y - mean.y) / size;
	}
	return true;
}

/* One equation of the least-squares system: row . h = value. */
static void add_equation(double m[UNKNOWNS][UNKNOWNS + 1], const double row[UNKNOWNS], double value)
{
	for (size_t i = 0; i < UNKNOWNS; i++) {
		for (size_t k = 0; k < UNKNOWNS; k++) {
			m[i][k] += row[i] * row[k];
		}
		m[i][UNKNOWNS] += row[i] * value;
	}
}

static void swap_rows(double a[UNKNOWNS + 1], double b[UNKNOWNS + 1])
{
	for (size_t k = 0; k <= UNKNOWNS; k++) {
		double kept = a[k];
		a[k] = b[k];
		b[k] = kept;
	}
}

/* Gauss and Jordan with the largest pivot of each column. */
static bool solve(double m[UNKNOWNS][UNKNOWNS + 1], double out[UNKNOWNS])
{
	for (size_t c = 0; c < UNKNOWNS; c++) {
		size_t top = c;
		for (size_t r = c + 1; r < UNKNOWNS; r++) {
			top = fabs(m[r][c]) > fabs(m[top][c]) ? r : top;
		}
		if (!(fabs(m[top][c]) > PIVOT_MIN)) {
			return false;
		}
		swap_rows(m[c], m[top]);
		for (size_t r = 0; r < UNKNOWNS; r++) {
			double times = r == c ? 0 : m[r][c] / m[c][c];
			for (size_t k = c; k <= UNKNOWNS; k++) {
				m[r][k] -= times * m[c][k];
			}
		}
	}
	for (size_t c = 0; c < UNKNOWNS; c++) {
		out[c] = m[c][UNKNOWNS] / m[c][c];
	}
	return true;
}

static bool fit(const struct face_point a[FACE_POINTS], const struct face_point b[FACE_POINTS],
		double h[UNKNOWNS])
{
	double m[UNKNOWNS][UNKNOWNS + 1] = {0};
	for (size_t i = 0; i < FACE_POINTS; i++) {
		double x = a[i].x;
		double y = a[i].y;
		double u = b[i].x;
		double v = b[i].y;
		add_equation(m, (const double[UNKNOWNS]){x, y, 1, 0, 0, 0, -u * x, -u * y}, u);
		add_equation(m, (const double[UNKNOWNS]){0, 0, 0, x, y, 1, -v * x, -v * y}, v);
	}
	return solve(m, h);
}

bool attack_plane_residual(const struct face_point a[FACE_POINTS],
			   const struct face_point b[FACE_POINTS], uint16_t *residual)
{
	struct face_point from[FACE_POINTS];
	struct face_point to[FACE_POINTS];
	double h[UNKNOWNS];
	double sum = 0;
	*residual = 0;
	if (!normalise(a, from) || !normalise(b, to) || !fit(from, to, h)) {
		return false;
	}
	double eyes = hypot(to[EYE_LEFT].x - to[EYE_RIGHT].x, to[EYE_LEFT].y - to[EYE_RIGHT].y);
	for (size_t i = 0; i < FACE_POINTS; i++) {
		double w = h[6] * from[i].x + h[7] * from[i].y + 1;
		double x = (h[0] * from[i].x + h[1] * from[i].y + h[2]) / w - to[i].x;
		double y = (h[3] * from[i].x + h[4] * from[i].y + h[5]) / w - to[i].y;
		sum += x * x + y * y;
	}
	double mean = sqrt(sum / FACE_POINTS) / eyes * 1000;
	if (!isfinite(mean) || eyes < PIVOT_MIN) {
		return false;
	}
	*residual = (uint16_t)lround(fmin(mean, UINT16_MAX));
	return true;
}

static struct face_point middle(const struct face_point *points, size_t count)
{
	struct face_point m = {0};
	for (size_t i = 0; i < count; i++) {
		m.x += points[i].x / (double)count;
		m.y += points[i].y / (double)count;
	}
	return m;
}

/* Distance of the eyes in that of eyes and mouth. */
static double width_of(const struct face_point p[FACE_POINTS])
{
	struct face_point right = middle(&p[EYE_RIGHT], EYE_POINTS);
	struct face_point left = middle(&p[EYE_RIGHT + EYE_POINTS], EYE_POINTS);
	struct face_point mouth = middle(&p[MOUTH], MOUTH_POINTS);
	double across = hypot(left.x - right.x, left.y - right.y);
	return across / hypot((left.x + right.x) / 2 - mouth.x, (left.y + right.y) / 2 - mouth.y);
}

uint16_t attack_plane_narrowing(const struct face_point a[FACE_POINTS],
				const struct face_point b[FACE_POINTS])
{
	double share = width_of(b) / width_of(a) * 1000;
	return isfinite(share) ? (uint16_t)lround(fmin(share, UINT16_MAX)) : 0;
}
