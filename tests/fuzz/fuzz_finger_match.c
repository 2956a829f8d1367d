/*
 * fuzz_finger_match: any two templates, whatever their bytes, are compared in bounded steps, to a
 * score within its limits, the same for both orders.
 *
 * The input: bytes that are laid over two equal prints, each as position (2 octets) and value.
 * An input of odd first octet changes the first print alone, so that equal halves stay likely.
 */
#include "tests/fuzz/fuzz.h"

#include "biometrics/finger_match.h"

#define MINUTIAE 40

static struct finger_template print[2];

/* Minutiae along a spiral in a flow that bends: comparable, and no two places alike. */
static void draw(struct finger_template *t)
{
	*t = (struct finger_template){.width = 300, .height = 300, .count = MINUTIAE};
	t->cells_wide = 25;
	t->cells_high = 25;
	for (unsigned i = 0; i < 25U * 25U; i++) {
		t->flow[i] = (uint8_t)((i % 25 * 3 + i / 25 * 5) % 250);
		t->period[i] = 144;
	}
	for (unsigned i = 0; i < MINUTIAE; i++) {
		t->minutia[i] = (struct finger_minutia){.x = (int16_t)(200 + i * 331 % 2000),
							.y = (int16_t)(200 + i * 487 % 2000),
							.direction = (uint16_t)(i * 9001),
							.type = FINGER_ENDING,
							.quality = 90};
	}
	for (unsigned i = 0; i < FINGER_RIDGE_ROWS * FINGER_RIDGE_WORDS; i++) {
		t->ridge[i] = i * 2654435761U;
	}
}

static void change(struct finger_template *t, const uint8_t *data, size_t size)
{
	uint8_t *octets = (uint8_t *)t;
	for (size_t i = 0; i + 3 <= size; i += 3) {
		octets[((size_t)data[i] << 8 | data[i + 1]) % sizeof(*t)] = data[i + 2];
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct finger_matcher *m;
	if (m == NULL) {
		promise(finger_matcher_new(&m) == EG_OK);
	}
	draw(&print[0]);
	draw(&print[1]);
	if (size > 0) {
		size_t half = data[0] % 2 == 1 ? size : size / 2;
		change(&print[0], data + 1, half - 1 < size ? half - 1 : 0);
		change(&print[1], data + half, size - half);
	}
	int16_t forth = finger_match(m, &print[0], &print[1]);
	promise(finger_matcher_steps(m) <= FINGER_MATCH_STEPS_MAX);
	promise(forth == FINGER_SCORE_NONE ||
		(forth >= FINGER_SCORE_LEAST && forth <= FINGER_SCORE_MOST));
	promise(forth == finger_match(m, &print[1], &print[0]));
	return 0;
}
