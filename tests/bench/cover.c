/*
 * cover: faces in pictures are covered by drawing: masks, glasses, hats, placed by the landmarks.
 * For tests and benches. Knows shapes and colours. Never knows how they are found.
 */
#include "cover.h"

#include <math.h>

#define CORNERS_MAX 64
#define GRAIN       5 /* levels that cloth varies by, each way */

struct ink {
	uint8_t bgr[3];
	uint8_t other[3]; /* the second colour of a pattern */
	uint32_t check;   /* side of a pattern's squares, pixels; 0: plain */
	double opaque;    /* 1: nothing gets through */
	bool shaded;      /* darker towards the sides, as round things are */
};

struct shape {
	struct face_point at[CORNERS_MAX];
	size_t count;
};

static const struct face_point *eyes_of(const struct face_point *points, struct face_point out[2])
{
	for (size_t e = 0; e < 2; e++) {
		out[e].x = (points[36 + 6 * e].x + points[39 + 6 * e].x) / 2;
		out[e].y = (points[36 + 6 * e].y + points[39 + 6 * e].y) / 2;
	}
	return out;
}

static void add(struct shape *s, double x, double y)
{
	if (s->count < CORNERS_MAX) {
		s->at[s->count++] = (struct face_point){x, y};
	}
}

/* Even-odd rule. */
static bool inside(const struct shape *s, double x, double y)
{
	bool in = false;
	for (size_t i = 0; i < s->count; i++) {
		struct face_point a = s->at[i];
		struct face_point b = s->at[(i + 1) % s->count];
		if ((a.y > y) != (b.y > y) && x < a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x)) {
			in = !in;
		}
	}
	return in;
}

/* Noise of a place, the same in each run: -GRAIN..GRAIN. */
static int grain(uint32_t x, uint32_t y)
{
	uint32_t h = x * 0x9e3779b1u ^ (y + 0x85ebca6bu) * 0xc2b2ae35u;
	h ^= h >> 15;
	h *= 0x27d4eb2fu;
	h ^= h >> 13;
	return (int)(h % (2 * GRAIN + 1)) - GRAIN;
}

static uint8_t level(double v)
{
	return (uint8_t)fmax(0, fmin(v + 0.5, 255));
}

static void fill(struct picture *p, const struct shape *s, const struct ink *ink)
{
	struct face_point low = s->at[0];
	struct face_point high = s->at[0];
	for (size_t i = 1; i < s->count; i++) {
		low = (struct face_point){fmin(low.x, s->at[i].x), fmin(low.y, s->at[i].y)};
		high = (struct face_point){fmax(high.x, s->at[i].x), fmax(high.y, s->at[i].y)};
	}
	uint32_t x0 = (uint32_t)fmax(0, low.x);
	uint32_t y0 = (uint32_t)fmax(0, low.y);
	double middle = (low.x + high.x) / 2;
	double half = fmax(1, (high.x - low.x) / 2);
	for (uint32_t y = y0; y < p->height && y <= high.y; y++) {
		for (uint32_t x = x0; x < p->width && x <= high.x; x++) {
			if (!inside(s, x + 0.5, y + 0.5)) {
				continue;
			}
			bool second =
				ink->check != 0 && ((x / ink->check + y / ink->check) & 1) != 0;
			const uint8_t *colour = second ? ink->other : ink->bgr;
			double off = (x - middle) / half;
			double shade = ink->shaded ? 1 - 0.25 * off * off : 1;
			uint8_t *at = p->bgr + ((size_t)y * p->width + x) * 3;
			int noise = grain(x, y);
			for (size_t k = 0; k < 3; k++) {
				double cloth = colour[k] * shade + noise;
				at[k] = level(ink->opaque * cloth + (1 - ink->opaque) * at[k]);
			}
		}
	}
}

/* From the bridge of the nose (or under its tip), over the cheeks, round the chin. */
static void draw_mask(struct picture *p, const struct face_point *points, bool low,
		      const struct ink *ink)
{
	struct shape s = {0};
	size_t from = low ? 3 : 2;
	double top_x = low ? points[33].x : (points[28].x + points[29].x) / 2;
	double top_y = low ? points[33].y : (points[28].y + points[29].y) / 2;
	double down = points[8].y - points[33].y;
	add(&s, top_x, top_y);
	for (size_t i = from; i <= 16 - from; i++) {
		bool chin = i >= 6 && i <= 10;
		add(&s, points[i].x, points[i].y + (chin ? 0.08 * down : 0));
	}
	fill(p, &s, ink);
}

static void add_oval(struct shape *s, struct face_point c, double rx, double ry)
{
	for (size_t i = 0; i < 24; i++) {
		double t = 2 * 3.14159265358979 * (double)i / 24;
		/* Squarer than an ellipse, as lenses are. */
		double x = cos(t);
		double y = sin(t);
		double stretch = 1 / pow(pow(fabs(x), 3) + pow(fabs(y), 3), 1.0 / 3);
		add(s, c.x + rx * x * stretch, c.y + ry * y * stretch);
	}
}

static void draw_glasses(struct picture *p, const struct face_point *points, const struct ink *lens,
			 const struct ink *frame)
{
	struct face_point eye[2];
	eyes_of(points, eye);
	double e = hypot(eye[1].x - eye[0].x, eye[1].y - eye[0].y);
	struct shape bar = {0};
	for (size_t i = 0; i < 2; i++) {
		struct shape s = {0};
		struct face_point c = {eye[i].x, eye[i].y + 0.06 * e};
		if (lens->opaque > 0) {
			add_oval(&s, c, 0.38 * e, 0.30 * e);
			fill(p, &s, lens);
			continue;
		}
		add_oval(&s, c, 0.38 * e, 0.30 * e); /* a ring: even-odd */
		s.at[24] = s.at[0];
		s.count = 25;
		add_oval(&s, c, 0.34 * e, 0.26 * e);
		add(&s, s.at[25].x, s.at[25].y);
		fill(p, &s, frame);
	}
	add(&bar, eye[0].x + 0.36 * e, eye[0].y - 0.02 * e);
	add(&bar, eye[1].x - 0.36 * e, eye[1].y - 0.02 * e);
	add(&bar, eye[1].x - 0.36 * e, eye[1].y + 0.04 * e);
	add(&bar, eye[0].x + 0.36 * e, eye[0].y + 0.04 * e);
	fill(p, &bar, frame);
}

/* A cap or hat whose lower edge, slightly bent, lies `over` eye distances over the brows. */
static void draw_hat(struct picture *p, const struct face_point *points, double over,
		     const struct ink *ink)
{
	struct face_point eye[2];
	eyes_of(points, eye);
	double e = hypot(eye[1].x - eye[0].x, eye[1].y - eye[0].y);
	double x = (eye[0].x + eye[1].x) / 2;
	double y = (points[19].y + points[24].y) / 2 - over * e;
	struct shape s = {0};
	for (int i = -8; i <= 8; i++) {
		double t = i / 8.0;
		add(&s, x + 1.35 * e * t, y + 0.12 * e * t * t);
	}
	for (int i = 8; i >= -8; i--) {
		double t = i / 8.0;
		add(&s, x + 1.35 * e * t, y - 1.3 * e * sqrt(1 - 0.98 * t * t));
	}
	fill(p, &s, ink);
}

/* Everything round the face, from the forehead's middle to below the chin. */
static void draw_hood(struct picture *p, const struct face_point *points, const struct ink *ink)
{
	struct face_point eye[2];
	eyes_of(points, eye);
	double e = hypot(eye[1].x - eye[0].x, eye[1].y - eye[0].y);
	struct face_point c = {(eye[0].x + eye[1].x) / 2, points[30].y};
	struct shape s = {0};
	add_oval(&s, c, 1.75 * e, 2.2 * e);
	s.at[24] = s.at[0];
	s.count = 25;
	for (size_t i = 0; i < 24; i++) {
		double t = 2 * 3.14159265358979 * (double)i / 24;
		double tall = sin(t) < 0 ? 1.15 : 1.5;
		add(&s, c.x + 1.05 * e * cos(t), c.y + tall * e * sin(t));
	}
	add(&s, s.at[25].x, s.at[25].y);
	fill(p, &s, ink);
}

/* Colour of the cheek beside the nose. */
static struct ink own_skin(const struct picture *p, const struct face_point *points)
{
	struct ink ink = {.opaque = 1, .shaded = true};
	double sum[3] = {0};
	double count = 0;
	double x0 = (points[31].x + points[2].x) / 2;
	double y0 = (points[31].y + points[2].y) / 2;
	for (int j = -6; j <= 6; j++) {
		for (int i = -6; i <= 6; i++) {
			if (x0 + i < 0 || y0 + j < 0 || x0 + i >= p->width || y0 + j >= p->height) {
				continue;
			}
			size_t at = ((size_t)(y0 + j) * p->width + (size_t)(x0 + i)) * 3;
			for (size_t k = 0; k < 3; k++) {
				sum[k] += p->bgr[at + k];
			}
			count++;
		}
	}
	for (size_t k = 0; k < 3 && count > 0; k++) {
		ink.bgr[k] = level(sum[k] / count);
	}
	return ink;
}

static struct ink plain(uint8_t r, uint8_t g, uint8_t b)
{
	return (struct ink){.bgr = {b, g, r}, .opaque = 1, .shaded = true};
}

static struct ink lens(uint8_t r, uint8_t g, uint8_t b, double opaque)
{
	return (struct ink){.bgr = {b, g, r}, .opaque = opaque};
}

const char *cover_text(unsigned cover)
{
	static const char *const texts[] = {
#define X(name, text, of) [name] = (text),
		COVERS(X)
#undef X
	};
	return cover < COVER_COUNT ? texts[cover] : "?";
}

enum cover_of cover_of(unsigned cover)
{
	static const enum cover_of of_what[] = {
#define X(name, text, of) [name] = (of),
		COVERS(X)
#undef X
	};
	return cover < COVER_COUNT ? of_what[cover] : COVER_OF_NOTHING;
}

static struct ink ink_of(const struct picture *p, const struct face_point *points, enum cover cover)
{
	struct ink checked = plain(200, 60, 60);
	switch (cover) {
	case COVER_MASK_BLUE:
	case COVER_MASK_LOW_BLUE:
		return plain(120, 165, 200);
	case COVER_MASK_WHITE:
	case COVER_HAT_WHITE:
		return plain(225, 225, 222);
	case COVER_MASK_BLACK:
	case COVER_MASK_LOW_BLACK:
	case COVER_HAT_BLACK:
		return plain(28, 28, 30);
	case COVER_MASK_GREY:
	case COVER_HOOD_GREY:
		return plain(120, 120, 122);
	case COVER_MASK_RED:
		return plain(130, 25, 35);
	case COVER_MASK_BEIGE:
		return plain(215, 195, 165);
	case COVER_MASK_PATTERN:
		checked.other[0] = 200;
		checked.other[1] = 220;
		checked.other[2] = 220;
		checked.check = (uint32_t)fmax(
			4, hypot(points[45].x - points[36].x, points[45].y - points[36].y) / 12);
		return checked;
	case COVER_MASK_SKIN:
		return own_skin(p, points);
	case COVER_GLASSES_BLACK:
		return lens(18, 18, 20, 0.95);
	case COVER_GLASSES_BROWN:
		return lens(55, 35, 22, 0.9);
	case COVER_GLASSES_MIRROR:
		return lens(110, 150, 200, 0.9);
	case COVER_GLASSES_TINTED:
		return lens(15, 15, 15, 0.67);
	case COVER_GLASSES_CLEAR:
		return lens(0, 0, 0, 0);
	case COVER_HAT_RED:
		return plain(170, 30, 40);
	case COVER_HAT_BLUE:
		return plain(30, 40, 85);
	case COVER_HOOD_BLUE:
		return plain(50, 80, 150);
	case COVER_COUNT:
		break;
	}
	return plain(0, 0, 0);
}

void cover_draw(struct picture *p, const struct face_point points[FACE_POINTS], enum cover cover)
{
	struct ink ink = ink_of(p, points, cover);
	struct ink frame = lens(20, 20, 20, 1);
	switch (cover_of(cover)) {
	case COVER_OF_MOUTH:
		draw_mask(p, points, cover == COVER_MASK_LOW_BLUE || cover == COVER_MASK_LOW_BLACK,
			  &ink);
		break;
	case COVER_OF_NOTHING:
	case COVER_OF_EYES:
		draw_glasses(p, points, &ink, &frame);
		break;
	case COVER_OF_HEAD:
		if (cover == COVER_HOOD_GREY || cover == COVER_HOOD_BLUE) {
			draw_hood(p, points, &ink);
		} else {
			draw_hat(p, points, cover == COVER_HAT_WHITE ? 0.6 : 0.25, &ink);
		}
		break;
	}
}
