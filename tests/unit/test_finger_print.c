/*
 * test_finger_print: fingers that are made up: the same for the same seed, with the patterns, the
 * ridges and the minutiae that fingers have; and presses that differ as presses do.
 */
#include "simulator/finger_chance.h"
#include "simulator/finger_press.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define WIDTH  FINGER_PRINT_WIDTH
#define HEIGHT FINGER_PRINT_HEIGHT
#define PIXELS ((size_t)WIDTH * HEIGHT)
#define MARGIN 40 /* pixels, in which ridges end because the skin does */

static uint8_t line[PIXELS]; /* ridges, thinned to lines of one pixel */

/* The eight neighbours, clockwise from above. */
static void look_around(const uint8_t *at, unsigned n[8])
{
	static const int steps[8] = {-WIDTH, -WIDTH + 1, 1,  WIDTH + 1,
				     WIDTH,  WIDTH - 1,  -1, -WIDTH - 1};
	for (unsigned k = 0; k < 8; k++) {
		n[k] = at[steps[k]];
	}
}

/* Zhang and Suen (1984): may this pixel go in this half of a round? */
static bool may_go(const uint8_t *at, bool second)
{
	unsigned n[8];
	unsigned sum = 0;
	unsigned rises = 0;
	look_around(at, n);
	for (unsigned k = 0; k < 8; k++) {
		sum += n[k];
		rises += n[k] == 0 && n[(k + 1) % 8] == 1;
	}
	unsigned a = second ? n[0] * n[2] * n[6] : n[0] * n[2] * n[4];
	unsigned b = second ? n[0] * n[4] * n[6] : n[2] * n[4] * n[6];
	return *at == 1 && sum >= 2 && sum <= 6 && rises == 1 && a == 0 && b == 0;
}

static bool thin_once(bool second)
{
	static uint8_t going[PIXELS];
	bool any = false;
	for (size_t i = 0; i < PIXELS; i++) {
		size_t x = i % WIDTH;
		size_t y = i / WIDTH;
		bool inside = x > 0 && y > 0 && x + 1 < WIDTH && y + 1 < HEIGHT;
		going[i] = inside && may_go(line + i, second);
		any = any || going[i];
	}
	for (size_t i = 0; i < PIXELS; i++) {
		line[i] = going[i] ? 0 : line[i];
	}
	return any;
}

/* Ends and forks of the ridges, away from the edges. */
static unsigned count_minutiae(const struct finger_print *p)
{
	unsigned found = 0;
	bool more = true;
	for (size_t i = 0; i < PIXELS; i++) {
		line[i] = p->ridge[i] > 0;
	}
	while (more) {
		more = thin_once(false);
		more = thin_once(true) || more;
	}
	for (size_t y = MARGIN; y < HEIGHT - MARGIN; y++) {
		for (size_t x = MARGIN; x < WIDTH - MARGIN; x++) {
			unsigned n[8];
			unsigned rises = 0;
			const uint8_t *at = line + y * WIDTH + x;
			look_around(at, n);
			for (unsigned k = 0; k < 8; k++) {
				rises += n[k] == 0 && n[(k + 1) % 8] == 1;
			}
			found += *at == 1 && (rises == 1 || rises == 3);
		}
	}
	return found;
}

static struct finger_print grown(uint64_t seed, enum finger_class class)
{
	struct finger_print p = {0};
	assert_int_equal(finger_print_grow(&p, seed, class), EG_OK);
	return p;
}

static struct finger_shot_made pressed(const struct finger_press *press,
				       const struct finger_print *print)
{
	struct finger_shot_made s = {0};
	assert_int_equal(finger_press_make(&s, press, print), EG_OK);
	return s;
}

/* ---- the finger ---- */

static void same_seed_gives_same_finger_and_another_another(void **state)
{
	(void)state;
	EG_AUTO(finger_print_free) struct finger_print a = grown(77, FINGER_CLASS_COUNT);
	EG_AUTO(finger_print_free) struct finger_print b = grown(77, FINGER_CLASS_COUNT);
	EG_AUTO(finger_print_free) struct finger_print c = grown(78, a.flow.class);
	assert_memory_equal(a.ridge, b.ridge, PIXELS);
	assert_memory_equal(a.pore, b.pore, PIXELS);
	size_t same = 0;
	for (size_t i = 0; i < PIXELS; i++) {
		same += (a.ridge[i] > 0) == (c.ridge[i] > 0);
	}
	assert_true(same < PIXELS * 6 / 10); /* ridges that cross by chance: about half */
}

static void classes_come_in_their_natural_shares(void **state)
{
	(void)state;
	unsigned count[FINGER_CLASS_COUNT] = {0};
	static const unsigned shares[] = {
#define X(name, word, share) share,
		FINGER_CLASSES(X)
#undef X
	};
	for (uint64_t seed = 0; seed < 20000; seed++) {
		count[finger_flow_of(seed, FINGER_CLASS_COUNT).class]++;
	}
	for (unsigned i = 0; i < FINGER_CLASS_COUNT; i++) {
		assert_in_range(count[i] + 200, 20 * shares[i] + 0, 20 * shares[i] + 400);
	}
}

/* How often the ridges turn by half a turn along a circle: the Poincare index, in halves. */
static long turns_around(const struct finger_flow *f, double x, double y, double radius)
{
	double sum = 0;
	double before = finger_flow_angle(f, x + radius, y);
	for (unsigned i = 1; i <= 360; i++) {
		double at = i * M_PI / 180;
		double now = finger_flow_angle(f, x + radius * cos(at), y + radius * sin(at));
		double step = now - before;
		step -= M_PI * round(step / M_PI);
		sum += step;
		before = now;
	}
	return lround(sum / M_PI);
}

static void ridges_turn_once_around_cores_and_back_around_deltas(void **state)
{
	(void)state;
	for (unsigned class = 0; class < FINGER_CLASS_COUNT; class ++) {
		struct finger_flow f = finger_flow_of(class + 5, (enum finger_class) class);
		long sum = 0;
		for (unsigned i = 0; i < f.count; i++) {
			assert_int_equal(turns_around(&f, f.turn[i].x, f.turn[i].y, 4),
					 lround(f.turn[i].sign));
			sum += lround(f.turn[i].sign);
		}
		assert_int_equal(sum, 0); /* so many cores as deltas */
		assert_int_equal(f.count, class == FINGER_ARCH ? 0
					  : class == FINGER_WHORL || class == FINGER_DOUBLE_LOOP
						  ? 4
						  : 2);
	}
}

/* Distance between ridges as grown: half waves counted across the flow from one place. */
static double period_at(const struct finger_print *p, double x, double y)
{
	double angle = finger_flow_angle(&p->flow, x - WIDTH / 2.0, y - HEIGHT / 2.0);
	double first = 0;
	double last = 0;
	unsigned crossings = 0;
	double before = 0;
	for (double t = -30; t <= 30; t += 0.25) {
		double v = finger_print_ridge(p, x - t * sin(angle), y + t * cos(angle));
		if (t > -30 && (v > 0) != (before > 0)) {
			first = crossings == 0 ? t : first;
			last = t;
			crossings++;
		}
		before = v;
	}
	return crossings > 2 ? 2 * (last - first) / (crossings - 1) : 0;
}

static void ridges_lie_as_far_apart_as_the_map_says(void **state)
{
	(void)state;
	struct finger_chance c = finger_chance_of(9, 9);
	EG_AUTO(finger_print_free) struct finger_print p = grown(31, FINGER_LEFT_LOOP);
	unsigned near = 0;
	for (unsigned i = 0; i < 200; i++) {
		/* Above the core, where ridges are not bent within the distance looked at. */
		double x = finger_chance_between(&c, 120, WIDTH - 120);
		double y = finger_chance_between(&c, 60, 180);
		double wanted = finger_flow_period(&p.flow, x - WIDTH / 2.0, y - HEIGHT / 2.0);
		near += fabs(period_at(&p, x, y) / wanted - 1) < 0.2;
	}
	assert_true(near > 160);
}

static void minutiae_are_as_dense_as_on_fingers(void **state)
{
	(void)state;
	double mm2 = (WIDTH - 2.0 * MARGIN) * (HEIGHT - 2.0 * MARGIN) * pow(25.4 / 500, 2);
	double sum = 0;
	for (unsigned class = 0; class < FINGER_CLASS_COUNT; class ++) {
		EG_AUTO(finger_print_free)
		struct finger_print p = grown(class * 3U + 1, (enum finger_class) class);
		double density = count_minutiae(&p) / mm2;
		assert_true(density > 0.08 && density < 0.40);
		sum += density;
	}
	sum /= FINGER_CLASS_COUNT;
	assert_true(sum > 0.13 && sum < 0.28); /* fingers: about 0.2 a square millimetre */
}

static void years_add_marks_and_take_none_away(void **state)
{
	(void)state;
	EG_AUTO(finger_print_free) struct finger_print young = grown(12, FINGER_WHORL);
	EG_AUTO(finger_print_free) struct finger_print same = grown(12, FINGER_WHORL);
	EG_AUTO(finger_print_free) struct finger_print middle = grown(12, FINGER_WHORL);
	EG_AUTO(finger_print_free) struct finger_print old = grown(12, FINGER_WHORL);
	finger_print_age(&same, 0);
	finger_print_age(&middle, 25);
	finger_print_age(&old, 60);
	assert_memory_equal(young.ridge, same.ridge, PIXELS);
	size_t lost[2] = {0};
	for (size_t i = 0; i < PIXELS; i++) {
		bool ridge = young.ridge[i] > 40;
		bool cut = ridge && middle.ridge[i] < -40;
		lost[0] += cut;
		lost[1] += ridge && old.ridge[i] < -40;
		assert_true(!cut || old.ridge[i] < 0); /* a mark is for life */
	}
	assert_true(lost[0] > 0);
	assert_true(lost[1] > lost[0]);
}

/* ---- the press ---- */

static double ink_of(const struct finger_press *press, const struct finger_print *print)
{
	EG_AUTO(finger_shot_made_free) struct finger_shot_made s = pressed(press, print);
	size_t size = (size_t)s.width * s.height;
	double sum = 0;
	for (size_t i = 0; i < size; i++) {
		sum += 255 - s.grey[i];
	}
	return sum / (double)size;
}

static void same_press_gives_the_same_image(void **state)
{
	(void)state;
	EG_AUTO(finger_print_free) struct finger_print p = grown(5, FINGER_CLASS_COUNT);
	struct finger_press press = finger_press_drawn(finger_press_usual(1, 300, 320), 6, 1);
	EG_AUTO(finger_shot_made_free) struct finger_shot_made a = pressed(&press, &p);
	EG_AUTO(finger_shot_made_free) struct finger_shot_made b = pressed(&press, &p);
	press.seed++;
	EG_AUTO(finger_shot_made_free) struct finger_shot_made c = pressed(&press, &p);
	assert_int_equal(a.width, 300);
	assert_int_equal(a.height, 320);
	assert_memory_equal(a.grey, b.grey, (size_t)300 * 320);
	assert_memory_not_equal(a.grey, c.grey, (size_t)300 * 320);
}

static void pressure_and_water_darken_dryness_lightens(void **state)
{
	(void)state;
	EG_AUTO(finger_print_free) struct finger_print p = grown(5, FINGER_CLASS_COUNT);
	const struct finger_press usual = finger_press_usual(1, 388, 374);
	struct finger_press press = usual;
	double plain = ink_of(&press, &p);
	press.pressure = 0.15;
	assert_true(ink_of(&press, &p) < 0.8 * plain);
	press.pressure = 0.95;
	assert_true(ink_of(&press, &p) > 1.2 * plain);
	press = usual;
	press.moisture = -0.8;
	assert_true(ink_of(&press, &p) < 0.7 * plain);
	press.moisture = 0.8;
	assert_true(ink_of(&press, &p) > 1.1 * plain);
}

/* Where the ink is, pixels. */
static void middle_of(const struct finger_shot_made *s, double *x, double *y)
{
	double sum = 0;
	*x = 0;
	*y = 0;
	for (size_t i = 0; i < (size_t)s->width * s->height; i++) {
		double ink = 255 - s->grey[i];
		sum += ink;
		*x += ink * (double)(i % s->width);
		*y += ink * (double)(i / s->width);
	}
	*x /= sum;
	*y /= sum;
}

static void a_finger_lies_where_it_was_laid(void **state)
{
	(void)state;
	EG_AUTO(finger_print_free) struct finger_print p = grown(5, FINGER_CLASS_COUNT);
	struct finger_press press = finger_press_usual(1, 500, 500);
	EG_AUTO(finger_shot_made_free) struct finger_shot_made a = pressed(&press, &p);
	press.place_x = 2.54; /* 50 pixels */
	press.place_y = -1.27;
	EG_AUTO(finger_shot_made_free) struct finger_shot_made b = pressed(&press, &p);
	double from_x;
	double from_y;
	double to_x;
	double to_y;
	middle_of(&a, &from_x, &from_y);
	middle_of(&b, &to_x, &to_y);
	assert_true(fabs(to_x - from_x - 50) < 12); /* the bare glass is not all white */
	assert_true(fabs(to_y - from_y + 25) < 12);
}

static void skin_that_drags_is_bent_but_not_in_the_middle(void **state)
{
	(void)state;
	EG_AUTO(finger_print_free) struct finger_print p = grown(5, FINGER_WHORL);
	struct finger_press press = finger_press_usual(1, 400, 400);
	press.noise = 0;
	press.dirt = 0;
	EG_AUTO(finger_shot_made_free) struct finger_shot_made flat = pressed(&press, &p);
	press.drag_x = 0.5;
	press.twist = 5;
	EG_AUTO(finger_shot_made_free) struct finger_shot_made bent = pressed(&press, &p);
	double off[2] = {0};
	for (size_t y = 0; y < 400; y++) {
		for (size_t x = 0; x < 400; x++) {
			double far = hypot((double)x - 200, (double)y - 200);
			int by = abs(flat.grey[y * 400 + x] - bent.grey[y * 400 + x]);
			off[0] += far < 50 ? by / (M_PI * 50 * 50) : 0;
			off[1] += far > 90 && far < 120 ? by / (M_PI * (120 * 120 - 90 * 90)) : 0;
		}
	}
	assert_true(off[0] < 8);
	assert_true(off[1] > 4 * off[0]);
}

static void a_bare_sensor_shows_its_own_pattern(void **state)
{
	(void)state;
	struct finger_press press = finger_press_usual(1, 300, 300);
	press.platen = FINGER_PLATEN_CAPACITIVE;
	press.dirt = 0;
	press.noise = 0;
	EG_AUTO(finger_shot_made_free) struct finger_shot_made a = pressed(&press, NULL);
	press.seed = 2;
	EG_AUTO(finger_shot_made_free) struct finger_shot_made b = pressed(&press, NULL);
	press.platen_seed = 3;
	EG_AUTO(finger_shot_made_free) struct finger_shot_made c = pressed(&press, NULL);
	assert_memory_equal(a.grey, b.grey, (size_t)300 * 300);
	assert_memory_not_equal(a.grey, c.grey, (size_t)300 * 300);
}

static void impossible_sensors_are_refused(void **state)
{
	(void)state;
	struct finger_shot_made s = {0};
	struct finger_press press = finger_press_usual(1, 0, 300);
	assert_int_equal(finger_press_make(&s, &press, NULL), EG_TOO_BIG);
	press = finger_press_usual(1, 300, FINGER_PRESS_SIDE_MAX + 1);
	assert_int_equal(finger_press_make(&s, &press, NULL), EG_TOO_BIG);
	press = finger_press_usual(1, 300, 300);
	press.dpi = 100;
	assert_int_equal(finger_press_make(&s, &press, NULL), EG_TOO_BIG);
	assert_null(s.grey);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_seed_gives_same_finger_and_another_another),
		cmocka_unit_test(classes_come_in_their_natural_shares),
		cmocka_unit_test(ridges_turn_once_around_cores_and_back_around_deltas),
		cmocka_unit_test(ridges_lie_as_far_apart_as_the_map_says),
		cmocka_unit_test(minutiae_are_as_dense_as_on_fingers),
		cmocka_unit_test(years_add_marks_and_take_none_away),
		cmocka_unit_test(same_press_gives_the_same_image),
		cmocka_unit_test(pressure_and_water_darken_dryness_lightens),
		cmocka_unit_test(a_finger_lies_where_it_was_laid),
		cmocka_unit_test(skin_that_drags_is_bent_but_not_in_the_middle),
		cmocka_unit_test(a_bare_sensor_shows_its_own_pattern),
		cmocka_unit_test(impossible_sensors_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
