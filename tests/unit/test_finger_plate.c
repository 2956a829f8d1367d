/*
 * test_finger_plate: what is on a plate, at one place in all of its images, makes no finger
 * another's; and a finger on a scratched plate is still its own.
 */
#include "biometrics/finger_extract.h"
#include "biometrics/finger_match.h"
#include "plate_kit.h"
#include "simulator/finger_press.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define FINGERS 4
#define PRESSES 2
#define IMAGES  (FINGERS * PRESSES)
#define SIDE    300 /* pixels: a small sensor, of which a mark hides much */
#define PIXELS  ((size_t)SIDE * SIDE)
#define ACCEPT  10     /* decibans */
#define LATENT  IMAGES /* one more image: what a finger left behind */

static struct finger_extractor *extractor;
static struct finger_matcher *matcher;
static struct finger_shot_made shot[IMAGES + 1];

static enum eg_err press(uint64_t seed, size_t first, size_t count, double smear)
{
	EG_AUTO(finger_print_free) struct finger_print print = {0};
	EG_TRY(finger_print_grow(&print, seed, FINGER_CLASS_COUNT));
	for (size_t i = first; i < first + count; i++) {
		struct finger_press p = finger_press_usual(0, SIDE, SIDE);
		p.platen = FINGER_PLATEN_CAPACITIVE;
		p.noise = 10;
		p.smear = smear;
		p = finger_press_drawn(p, seed * 10 + i, 0.6);
		EG_TRY(finger_press_make(&shot[i], &p, &print));
	}
	return EG_OK;
}

static int set_up(void **state)
{
	(void)state;
	enum eg_err err = finger_extractor_new(&extractor);
	err = err == EG_OK ? finger_matcher_new(&matcher) : err;
	for (size_t i = 0; i < FINGERS && err == EG_OK; i++) {
		err = press(300 + i, i * PRESSES, PRESSES, 0);
	}
	err = err == EG_OK ? press(77, LATENT, 1, 2) : err;
	return err == EG_OK ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	for (size_t i = 0; i <= IMAGES; i++) {
		finger_shot_made_free(&shot[i]);
	}
	finger_matcher_free(&matcher);
	finger_extractor_free(&extractor);
	return extractor == NULL && matcher == NULL ? 0 : -1;
}

/* Templates of all images, of a plate with this mark; none: empty. */
static void take(const struct plate_mark *mark, struct finger_template made[IMAGES])
{
	static uint8_t grey[PIXELS];
	const struct plate plate = {SIDE, SIDE, shot[LATENT].grey};
	for (size_t i = 0; i < IMAGES; i++) {
		for (size_t k = 0; k < PIXELS; k++) {
			grey[k] = shot[i].grey[k];
		}
		plate_mark_draw(mark, &plate, grey);
		const struct finger_image image = {SIDE, SIDE, 500, grey};
		const enum eg_err err = finger_extract(extractor, &image, &made[i]);
		assert_true(err == EG_OK || err == EG_NOT_FOUND);
	}
}

struct seen {
	int16_t impostor; /* highest */
	unsigned own;     /* fingers that are still themselves */
};

static struct seen look(const struct plate_mark *mark)
{
	static struct finger_template made[IMAGES];
	struct seen s = {.impostor = FINGER_SCORE_NONE};
	take(mark, made);
	for (size_t a = 0; a < IMAGES; a++) {
		for (size_t b = a + 1; b < IMAGES; b++) {
			const int16_t score = finger_match(matcher, &made[a], &made[b]);
			if (a / PRESSES == b / PRESSES) {
				s.own += score >= ACCEPT;
			} else {
				s.impostor = score > s.impostor ? score : s.impostor;
			}
		}
	}
	return s;
}

static void no_mark_makes_a_finger_anothers(void **state)
{
	(void)state;
	for (size_t i = 0; i < plate_mark_count(); i++) {
		const struct seen s = look(&plate_marks[i]);
		print_message("%s: impostor %d, own %u\n", plate_marks[i].name, s.impostor, s.own);
		if (s.impostor >= ACCEPT) {
			fail_msg("%s: %d decibans for another's finger", plate_marks[i].name,
				 s.impostor);
		}
	}
}

/* Scratches and dead columns hide what is under them, and no more. */
static void a_finger_on_a_scratched_plate_is_still_its_own(void **state)
{
	(void)state;
	for (size_t i = 0; i < plate_mark_count(); i++) {
		const struct plate_mark *m = &plate_marks[i];
		if (m->kind != PLATE_CLEAN && m->kind != PLATE_SCRATCHES &&
		    m->kind != PLATE_COLUMNS) {
			continue;
		}
		const struct seen s = look(m);
		if (s.own < FINGERS) {
			fail_msg("%s: %u of %u fingers are themselves", m->name, s.own, FINGERS);
		}
	}
}

/* What is kept of a press is a copy's affair, not the plate's. */
static void one_image_matches_itself(void **state)
{
	(void)state;
	static struct finger_template made[IMAGES];
	take(&plate_marks[0], made);
	for (size_t i = 0; i < IMAGES; i++) {
		assert_true(finger_match(matcher, &made[i], &made[i]) >= ACCEPT);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_mark_makes_a_finger_anothers),
		cmocka_unit_test(a_finger_on_a_scratched_plate_is_still_its_own),
		cmocka_unit_test(one_image_matches_itself),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
