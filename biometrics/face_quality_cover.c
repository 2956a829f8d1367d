/*
 * face_quality_cover: a mask over mouth and nose, dark glasses: parts of a face that have another
 * colour than the traveller's own skin, or none of its features.
 * Knows landmarks and colours. Never knows which skin is usual: each face is compared with itself.
 */
#include "biometrics/face_quality_cover.h"

#include <math.h>

#define DARK           8    /* added to each channel: below it, colour is noise */
#define BLOCK          4    /* pixels that colour is averaged over: a camera's noise has colours */
#define BURNT          250  /* mean level of green from which there is no colour left */
#define CHROMA_FAR     0.13 /* skin of one face in one light stays within this */
#define LIGHT_LOW      (-0.8)
#define LIGHT_HIGH     0.7
#define SHADOW_RED     0.35 /* skin in shadow is redder by this share of the light it lacks */
#define EYE_CHROMA     0.20 /* rings, veins and paint around eyes */
#define EYE_LIGHT_LOW  (-0.65)
#define EYE_LIGHT_HIGH 0.9
#define LIP_RED        0.55 /* lips are this much redder than skin at most, if not painted */
#define LIP_LESS_RED   0.12
#define LIP_GREEN      0.33
#define LIP_LIGHT_LOW  (-1.1)
#define MASKED         0.5 /* share of nose and cheeks from which they cannot tell the skin */

void face_chip_logs(struct face_chip *c)
{
	for (unsigned sum = 0; sum < FACE_CHIP_LOGS; sum++) {
		c->logs[sum] = logf((float)sum / 4 + DARK);
	}
}

bool face_cell_ink(const struct face_chip *c, double x, double y, size_t side, struct face_ink *out)
{
	const struct face_patch *p = c->patch;
	double most = (double)side - 1;
	if (!(x >= 0 && y >= 0 && x < p->width - most && y < p->height - most)) {
		return false;
	}
	unsigned sum[4] = {0}; /* blue, green, red, luma */
	unsigned known = 0;
	for (size_t j = 0; j < side; j++) {
		size_t at = ((size_t)y + j) * (size_t)p->width + (size_t)x;
		for (size_t i = at; i < at + side; i++) {
			sum[0] += p->bgr[3 * i];
			sum[1] += p->bgr[3 * i + 1];
			sum[2] += p->bgr[3 * i + 2];
			sum[3] += p->grey[i];
			known += p->known[i];
		}
	}
	unsigned quarter = (unsigned)(side * side / 4); /* logs are of four pixels */
	double blue = (double)c->logs[sum[0] / quarter];
	double green = (double)c->logs[sum[1] / quarter];
	double red = (double)c->logs[sum[2] / quarter];
	out->red = red - green;
	out->green = green - blue;
	out->light = (double)c->logs[sum[3] / quarter];
	return known == side * side && sum[1] < BURNT * known;
}

struct face_zone face_zone_at(struct face_point centre, double half_width, double half_height)
{
	return (struct face_zone){centre.x - half_width, centre.y - half_height,
				  centre.x + half_width, centre.y + half_height};
}

bool face_zone_ink(const struct face_chip *c, struct face_zone z, struct face_ink *out)
{
	double count = 0;
	double all = 0;
	*out = (struct face_ink){0};
	for (int row = 0; z.y0 + row * BLOCK < z.y1; row++) {
		for (int column = 0; z.x0 + column * BLOCK < z.x1; column++) {
			double x = z.x0 + column * BLOCK;
			double y = z.y0 + row * BLOCK;
			struct face_ink ink;
			all++;
			if (face_cell_ink(c, x, y, BLOCK, &ink)) {
				out->red += ink.red;
				out->green += ink.green;
				out->light += ink.light;
				count++;
			}
		}
	}
	if (count * 2 < all || count == 0) {
		return false;
	}
	out->red /= count;
	out->green /= count;
	out->light /= count;
	return true;
}

/* ---- the traveller's skin ---- */

#define REFERENCES 5

static double middle(double *v, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		for (size_t k = i; k > 0 && v[k - 1] > v[k]; k--) {
			double swap = v[k];
			v[k] = v[k - 1];
			v[k - 1] = swap;
		}
	}
	return count % 2 == 1 ? v[count / 2] : (v[count / 2 - 1] + v[count / 2]) / 2;
}

/* Component-wise median, so that one or two covered or shaded zones do not move it. */
static bool skin_of(const struct face_chip *c, const struct face_zone zones[REFERENCES],
		    struct face_ink *out)
{
	double red[REFERENCES];
	double green[REFERENCES];
	double light[REFERENCES];
	size_t count = 0;
	for (size_t i = 0; i < REFERENCES; i++) {
		struct face_ink ink;
		if (face_zone_ink(c, zones[i], &ink)) {
			red[count] = ink.red;
			green[count] = ink.green;
			light[count] = ink.light;
			count++;
		}
	}
	if (count < 3) {
		return false;
	}
	*out = (struct face_ink){middle(red, count), middle(green, count), middle(light, count)};
	return true;
}

/* ---- zones ---- */

static struct face_point between(struct face_point a, struct face_point b, double share)
{
	return (struct face_point){a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share};
}

static struct face_point below(struct face_point a, double by)
{
	return (struct face_point){a.x, a.y + by};
}

static struct face_point eye_centre(const struct face_chip *c, int eye)
{
	static const uint8_t corners[2][4] = {{37, 38, 40, 41}, {43, 44, 46, 47}};
	return face_chip_mean(c, corners[eye], 4);
}

static struct face_zone under_eye(const struct face_chip *c, int eye, double by)
{
	return face_zone_at(below(eye_centre(c, eye), by * c->eye), 0.17 * c->eye, 0.07 * c->eye);
}

static struct face_zone over_brow(const struct face_chip *c, int brow)
{
	struct face_point p = {eye_centre(c, brow).x, c->at[brow == 0 ? 19 : 24].y};
	return face_zone_at(below(p, -0.25 * c->eye), 0.18 * c->eye, 0.1 * c->eye);
}

static struct face_zone over_nose(const struct face_chip *c)
{
	struct face_point p = between(c->at[21], c->at[22], 0.5);
	return face_zone_at(below(p, -0.3 * c->eye), 0.15 * c->eye, 0.1 * c->eye);
}

static struct face_zone cheek(const struct face_chip *c, int side)
{
	struct face_point p =
		side == 0 ? between(c->at[31], c->at[2], 0.5) : between(c->at[35], c->at[14], 0.5);
	return face_zone_at(p, 0.15 * c->eye, 0.12 * c->eye);
}

static struct face_zone nose_tip(const struct face_chip *c)
{
	return face_zone_at(c->at[30], 0.12 * c->eye, 0.1 * c->eye);
}

static struct face_zone nose_bridge(const struct face_chip *c)
{
	return face_zone_at(between(c->at[27], c->at[28], 0.5), 0.1 * c->eye, 0.1 * c->eye);
}

/* ---- how much of a zone is what it should be ---- */

/* Skin in shadow is redder, never paler: only what takes colour away is held to be cloth there. */
static double chroma_off(struct face_ink i, struct face_ink skin)
{
	double shadow = fmax(0, skin.light - i.light) * SHADOW_RED;
	double red = i.red - skin.red;
	double green = i.green - skin.green;
	red = red > 0 ? fmax(0, red - shadow) : red;
	green = green > 0 ? fmax(0, green - shadow) : green;
	return sqrt(red * red + green * green);
}

static bool like_skin(struct face_ink i, struct face_ink skin)
{
	double light = i.light - skin.light;
	return chroma_off(i, skin) <= CHROMA_FAR && light >= LIGHT_LOW && light <= LIGHT_HIGH;
}

static bool like_lid(struct face_ink i, struct face_ink skin)
{
	double light = i.light - skin.light;
	return chroma_off(i, skin) <= EYE_CHROMA && light >= EYE_LIGHT_LOW &&
	       light <= EYE_LIGHT_HIGH;
}

static bool like_lips(struct face_ink i, struct face_ink skin)
{
	double red = i.red - skin.red;
	double green = i.green - skin.green;
	double light = i.light - skin.light;
	return red >= -LIP_LESS_RED && red <= LIP_RED && green >= -LIP_GREEN && green <= 0.1 &&
	       light >= LIP_LIGHT_LOW && light <= LIGHT_HIGH;
}

typedef bool (*likeness)(struct face_ink i, struct face_ink skin);

/* Cells that are not what they should be, those that could be judged, and all. */
struct tally {
	double odd;
	double known;
	double all;
	double red; /* sums of redness against the skin, and of its square */
	double red_square;
};

static void count_zone(const struct face_chip *c, struct face_zone z, struct face_ink skin,
		       likeness like, struct tally *t)
{
	for (int row = 0; z.y0 + row * BLOCK < z.y1; row++) {
		for (int column = 0; z.x0 + column * BLOCK < z.x1; column++) {
			double x = z.x0 + column * BLOCK;
			double y = z.y0 + row * BLOCK;
			struct face_ink ink;
			t->all++;
			if (face_cell_ink(c, x, y, BLOCK, &ink)) {
				double red = ink.red - skin.red;
				t->known++;
				t->red += red;
				t->red_square += red * red;
				t->odd += !like(ink, skin);
			}
		}
	}
}

/* Of the redness: skin has one colour, a printed cloth several. */
static double deviation(struct tally t)
{
	double mean = t.known > 0 ? t.red / t.known : 0;
	return t.known > 0 ? sqrt(fmax(0, t.red_square / t.known - mean * mean)) : 0;
}

static double share(struct tally t)
{
	return t.known * 2 < t.all || t.known == 0 ? -1 : t.odd / t.known;
}

/* From the darkest to the lightest cell. */
static double range(const struct face_chip *c, struct face_zone z)
{
	double low = INFINITY;
	double high = -INFINITY;
	for (int row = 0; z.y0 + row * 2 < z.y1; row++) {
		for (int column = 0; z.x0 + column * 2 < z.x1; column++) {
			double x = z.x0 + column * 2;
			double y = z.y0 + row * 2;
			struct face_ink ink;
			if (face_cell_ink(c, x, y, 2, &ink)) {
				low = fmin(low, ink.light);
				high = fmax(high, ink.light);
			}
		}
	}
	return high > low ? high - low : 0;
}

static void measure_eyes(const struct face_chip *c, struct face_ink skin, struct face_cover *out)
{
	for (int eye = 0; eye < 2; eye++) {
		struct tally t = {0};
		count_zone(c, under_eye(c, eye, 0.26), skin, like_lid, &t);
		out->eyes[eye] = share(t);
		out->eye_range[eye] =
			range(c, face_zone_at(eye_centre(c, eye), 0.22 * c->eye, 0.09 * c->eye));
	}
}

static struct face_zone lips(const struct face_chip *c, uint8_t outer, uint8_t inner)
{
	return face_zone_at(between(c->at[outer], c->at[inner], 0.5), 0.2 * c->eye, 0.03 * c->eye);
}

static void measure_nose(const struct face_chip *c, struct face_ink skin, struct face_cover *out)
{
	struct tally t = {0};
	count_zone(c, nose_tip(c), skin, like_skin, &t);
	count_zone(c, cheek(c, 0), skin, like_skin, &t);
	count_zone(c, cheek(c, 1), skin, like_skin, &t);
	out->nose = share(t);
	out->patches = deviation(t);
}

/* A beard covers what surrounds the lips, paint the lips; a mask covers both. */
static void measure_mouth(const struct face_chip *c, struct face_ink skin, struct face_cover *out)
{
	struct tally mouth = {0};
	struct tally round = {0};
	count_zone(c, lips(c, 51, 62), skin, like_lips, &mouth);
	count_zone(c, lips(c, 57, 66), skin, like_lips, &mouth);
	struct face_point chin = between(c->at[57], c->at[8], 0.5);
	struct face_point left = between(c->at[48], c->at[4], 0.5);
	struct face_point right = between(c->at[54], c->at[12], 0.5);
	struct face_point top = between(c->at[33], c->at[51], 0.5);
	count_zone(c, face_zone_at(chin, 0.15 * c->eye, 0.06 * c->eye), skin, like_skin, &round);
	count_zone(c, face_zone_at(left, 0.1 * c->eye, 0.1 * c->eye), skin, like_skin, &round);
	count_zone(c, face_zone_at(right, 0.1 * c->eye, 0.1 * c->eye), skin, like_skin, &round);
	count_zone(c, face_zone_at(top, 0.1 * c->eye, 0.04 * c->eye), skin, like_skin, &round);
	out->lips_odd = share(mouth);
	out->round_odd = share(round);
}

/* The darkest cell of a zone, against the skin. */
static double darkest(const struct face_chip *c, struct face_zone z, struct face_ink skin)
{
	double low = 0;
	for (int row = 0; z.y0 + row * 2 < z.y1; row++) {
		for (int column = 0; z.x0 + column * 2 < z.x1; column++) {
			double x = z.x0 + column * 2;
			double y = z.y0 + row * 2;
			struct face_ink ink;
			if (face_cell_ink(c, x, y, 2, &ink)) {
				low = fmin(low, ink.light - skin.light);
			}
		}
	}
	return low;
}

static void measure_features(const struct face_chip *c, struct face_ink skin,
			     struct face_cover *out)
{
	struct face_ink upper = skin;
	struct face_ink lower = skin;
	struct face_point base = between(c->at[31], c->at[35], 0.5);
	struct face_point slit = between(c->at[62], c->at[66], 0.5);
	double nostrils = darkest(c, face_zone_at(base, 0.25 * c->eye, 0.08 * c->eye), skin);
	double line = darkest(c, face_zone_at(slit, 0.3 * c->eye, 0.1 * c->eye), skin);
	out->features = fmax(nostrils, line);
	if (face_zone_ink(c, lips(c, 51, 62), &upper) &&
	    face_zone_ink(c, lips(c, 57, 66), &lower)) {
		out->lips = fmax(upper.red, lower.red) - skin.red;
	}
}

struct face_cover face_cover_measure(const struct face_chip *c)
{
	struct face_cover out = {.eyes = {-1, -1},
				 .nose = -1,
				 .lips_odd = -1,
				 .round_odd = -1,
				 .brow_height = -1,
				 .above_light = NAN};
	const struct face_zone upper[REFERENCES] = {nose_bridge(c), under_eye(c, 0, 0.36),
						    under_eye(c, 1, 0.36), over_brow(c, 0),
						    over_brow(c, 1)};
	const struct face_zone lower[REFERENCES] = {nose_tip(c), cheek(c, 0), cheek(c, 1),
						    over_brow(c, 0), over_brow(c, 1)};
	const struct face_zone forehead[REFERENCES] = {
		over_brow(c, 0), over_brow(c, 1), over_nose(c), over_brow(c, 0), over_brow(c, 1)};
	struct face_ink skin;
	if (skin_of(c, upper, &skin)) {
		measure_nose(c, skin, &out);
		measure_mouth(c, skin, &out);
		measure_features(c, skin, &out);
	}
	if (skin_of(c, out.nose > MASKED ? forehead : lower, &skin)) {
		measure_eyes(c, skin, &out);
		face_cover_forehead(c, skin, &out);
	}
	return out;
}
