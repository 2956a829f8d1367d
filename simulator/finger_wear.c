/*
 * finger_wear: what years do to a fingertip.
 * Knows creases, scars and worn patches. Never knows impressions.
 */
#include "simulator/finger_print.h"

#include "simulator/finger_chance.h"

#include <math.h>

#define WIDTH      FINGER_PRINT_WIDTH
#define HEIGHT     FINGER_PRINT_HEIGHT
#define YEARS_EACH 7 /* between one mark and the next, on average */
#define MARKS_MAX  40
#define FLOOR      (-127)

enum { STREAM_MARKS = 31, STREAM_PATCHES };

/* A line that ridges do not cross: a crease of the skin, or a scar, which is wider. */
struct mark {
	double x; /* where it starts, pixels */
	double y;
	double angle;
	double curve;  /* radians a pixel */
	double length; /* pixels */
	double width;  /* to each side, pixels */
};

static struct mark draw_mark(struct finger_chance *c)
{
	struct mark m;
	bool scar = finger_chance_between(c, 0, 1) < 0.25;
	m.x = finger_chance_between(c, 60, WIDTH - 60);
	m.y = finger_chance_between(c, 80, HEIGHT - 60);
	m.angle = finger_chance_between(c, 0, 2 * M_PI);
	m.curve = finger_chance_normal(c, 0, 0.003);
	m.length = scar ? finger_chance_between(c, 30, 110) : finger_chance_between(c, 50, 200);
	m.width = scar ? finger_chance_between(c, 2.0, 3.5) : finger_chance_between(c, 0.8, 2.0);
	return m;
}

/* Lowers the skin around one place; deepest in the middle. */
static void sink(struct finger_print *p, double x, double y, double width)
{
	long reach = (long)ceil(width) + 1;
	for (long j = lround(y) - reach; j <= lround(y) + reach; j++) {
		for (long i = lround(x) - reach; i <= lround(x) + reach; i++) {
			if (i < 0 || j < 0 || i >= WIDTH || j >= HEIGHT) {
				continue;
			}
			double far = hypot((double)i - x, (double)j - y);
			double most = FLOOR + 254 * fmax(0, fmin(1, far - width + 0.5));
			int8_t *at = p->ridge + (size_t)j * WIDTH + (size_t)i;
			*at = (int8_t)fmin(*at, most);
		}
	}
}

static void cut(struct finger_print *p, const struct mark *m)
{
	double x = m->x;
	double y = m->y;
	double angle = m->angle;
	for (unsigned i = 0; i < (unsigned)ceil(2 * m->length); i++) {
		double at = i / 2.0;
		double ends = fmin(1, fmin(at, m->length - at) / 12); /* it begins and ends thin */
		sink(p, x, y, m->width * ends);
		x += cos(angle) / 2;
		y += sin(angle) / 2;
		angle += m->curve / 2;
	}
}

void finger_print_age(struct finger_print *p, double years)
{
	struct finger_chance c = finger_chance_of(p->seed, STREAM_MARKS);
	double since = 0;
	for (unsigned i = 0; i < MARKS_MAX; i++) {
		since -= YEARS_EACH * log(1 - finger_chance_between(&c, 0, 1));
		struct mark m = draw_mark(&c);
		if (since >= years) {
			break;
		}
		cut(p, &m);
	}
	double flat = fmin(0.6, years / 140); /* of a ridge's height, where it is worn most */
	for (unsigned y = 0; y < HEIGHT; y++) {
		for (unsigned x = 0; x < WIDTH; x++) {
			double patch = finger_cloud(p->seed ^ STREAM_PATCHES, x / 70.0, y / 70.0);
			int8_t *at = p->ridge + (size_t)y * WIDTH + x;
			*at = (int8_t)lround(*at * (1 - flat * fmax(0, patch)));
		}
	}
}
