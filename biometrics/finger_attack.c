/*
 * finger_attack: is a live image a copy, or no finger at all? What one grey image
 * tells. Knows ridges as a small picture, and how alike two pictures are. Never knows whose they
 * are, or what policy makes of a verdict.
 */
#include "biometrics/finger_attack.h"

#include "base/secret.h"
#include "biometrics/finger_spectrum.h"
#include "biometrics/finger_imprint.h"

#include <math.h>
#include <stdlib.h>

#define SIDE       FINGER_IMPRINT_SIDE
#define SIZE       FINGER_IMPRINT_SIZE
#define TURN_MOST  30 /* degrees */
#define TURN_STEP  2  /* degrees: the edge of the picture then lies off by a third of a ridge */
#define DEGREE     ((float)M_PI / 180)
#define SIZE_MOST  2 /* percent */
#define SIZE_STEP  2
#define PATCH      16 /* samples: four ridges */
#define PATCHES    (SIDE / PATCH)
#define PATCH_FULL 0.5F /* of a patch must show ridges in both pictures */
#define ROUNDS     8    /* of steps towards a better fit */
#define PATCH_MIN  10   /* patches in common: 45 mm2 */

_Static_assert(FINGER_SPECTRUM_SIDE == FINGER_IMPRINT_SIDE, "an imprint is transformed as it is");

struct finger_attack {
	struct finger_imprint_room room;
	struct finger_spectrum spectrum;
	struct finger_wave fixed[SIZE]; /* spectrum of the picture that is not turned */
	struct finger_wave turned[SIZE];
};

/* How one picture is laid on the other. */
struct pose {
	float turn; /* radians */
	float size; /* 1: as it is; sensors and their resolutions differ a little */
	float x;    /* samples */
	float y;
};

enum eg_err finger_attack_new(struct finger_attack **out)
{
	finger_attack_free(out);
	*out = calloc(1, sizeof(**out));
	if (*out == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "room to compare images of fingers");
	}
	(*out)->spectrum = finger_spectrum_new();
	return EG_OK;
}

void finger_attack_free(struct finger_attack **a)
{
	if (a != NULL && *a != NULL) {
		secret_wipe(*a, sizeof(**a));
		free(*a);
		*a = NULL;
	}
}

void finger_attack_imprint(struct finger_attack *a, const struct finger_image *image,
			   struct finger_imprint *out)
{
	finger_imprint_of(&a->room, image, out);
}

/* ---- laying one picture on the other ---- */

/* A pose worked out: the sample of a picture that lies on (x, y) of the other. */
struct laid {
	float c;
	float s;
	float x;
	float y;
};

static struct laid lay(const struct pose *p)
{
	return (struct laid){cosf(p->turn) / p->size, sinf(p->turn) / p->size, p->x, p->y};
}

/* Between its four neighbours; 0 outside. */
static float posed(const struct finger_imprint *t, const struct laid *l, int x, int y)
{
	float from_x = (float)(x - SIDE / 2) - l->x;
	float from_y = (float)(y - SIDE / 2) - l->y;
	float u = l->c * from_x + l->s * from_y + SIDE / 2;
	float v = -l->s * from_x + l->c * from_y + SIDE / 2;
	float left = floorf(u);
	float top = floorf(v);
	if (!(left >= 0 && top >= 0 && left < SIDE - 1 && top < SIDE - 1)) {
		return 0;
	}
	const int8_t *at = t->at + (size_t)top * SIDE + (size_t)left;
	float part_x = u - left;
	float part_y = v - top;
	float above = (1 - part_x) * (float)at[0] + part_x * (float)at[1];
	float below = (1 - part_x) * (float)at[SIDE] + part_x * (float)at[SIDE + 1];
	return (1 - part_y) * above + part_y * below;
}

/* Two turned pictures go through one transform: the second as an imaginary part, negative. */
static void fill(struct finger_wave *square, const struct finger_imprint *t, const struct pose *one,
		 const struct pose *other)
{
	const struct laid a = lay(one);
	const struct laid b = lay(other);
	for (int y = 0; y < SIDE; y++) {
		for (int x = 0; x < SIDE; x++) {
			square[y * SIDE + x] =
				(struct finger_wave){posed(t, &a, x, y), -posed(t, &b, x, y)};
		}
	}
}

/* Shifts are circular: beyond half the side they go the other way. */
static float unwrapped(size_t at)
{
	return at < SIDE / 2 ? (float)at : (float)at - SIDE;
}

struct peak {
	float height;
	struct pose pose;
};

static void take(struct peak *best, float height, const struct pose *p, size_t at)
{
	if (height > best->height) {
		best->height = height;
		best->pose = *p;
		best->pose.x = unwrapped(at % SIDE);
		best->pose.y = unwrapped(at / SIDE);
	}
}

/* Correlates both with the fixed picture at all shifts at once. */
static void best_shift(struct finger_attack *a, const struct finger_imprint *t,
		       const struct pose poses[2], struct peak *best)
{
	fill(a->turned, t, &poses[0], &poses[1]);
	finger_spectrum_run(&a->spectrum, a->turned, false);
	for (size_t i = 0; i < SIZE; i++) {
		struct finger_wave f = a->fixed[i];
		struct finger_wave m = a->turned[i];
		a->turned[i] =
			(struct finger_wave){f.re * m.re + f.im * m.im, f.im * m.re - f.re * m.im};
	}
	finger_spectrum_run(&a->spectrum, a->turned, true);
	for (size_t i = 0; i < SIZE; i++) {
		take(best, a->turned[i].re, &poses[0], i);
		take(best, a->turned[i].im, &poses[1], i);
	}
}

static struct pose best_pose(struct finger_attack *a, const struct finger_imprint *x,
			     const struct finger_imprint *y)
{
	const struct laid still = {.c = 1};
	struct peak best = {.height = -1, .pose = {.size = 1}};
	for (int i = 0; i < SIDE * SIDE; i++) {
		a->fixed[i] = (struct finger_wave){posed(x, &still, i % SIDE, i / SIDE), 0};
	}
	finger_spectrum_run(&a->spectrum, a->fixed, false);
	for (int size = -SIZE_MOST; size <= SIZE_MOST; size += SIZE_STEP) {
		for (int turn = -TURN_MOST; turn <= TURN_MOST; turn += 2 * TURN_STEP) {
			struct pose p[2] = {
				{.turn = (float)turn * DEGREE, .size = 1 + (float)size / 100}};
			p[1] = p[0];
			p[1].turn += TURN_STEP * DEGREE;
			best_shift(a, y, p, &best);
		}
	}
	return best.pose;
}

/* ---- how well it lies there ---- */

struct patch {
	float product;
	float own;
	float other;
	unsigned shown;
};

static int by_size(const void *a, const void *b)
{
	float left = *(const float *)a;
	float right = *(const float *)b;
	return left < right ? -1 : left > right;
}

static void add_pixel(struct patch *to, float own, float other)
{
	to->shown += own != 0 && other != 0;
	to->product += own * other;
	to->own += own * own;
	to->other += other * other;
}

/* Of the common patches; below -1 if there are too few. */
struct fitness {
	float mean;    /* smooth: to climb by */
	float quarter; /* what three quarters exceed */
};

static struct fitness fit(const struct finger_imprint *x, const struct finger_imprint *y,
			  const struct pose *p)
{
	struct patch patches[PATCHES * PATCHES] = {0};
	float fits[PATCHES * PATCHES];
	float sum = 0;
	size_t count = 0;
	const struct laid laid = lay(p);
	for (int j = 0; j < SIDE; j++) {
		for (int i = 0; i < SIDE; i++) {
			float own = (float)x->at[j * SIDE + i];
			if (own != 0) {
				add_pixel(&patches[j / PATCH * PATCHES + i / PATCH], own,
					  posed(y, &laid, i, j));
			}
		}
	}
	for (size_t i = 0; i < PATCHES * PATCHES; i++) {
		if ((float)patches[i].shown >= PATCH_FULL * PATCH * PATCH) {
			float power = sqrtf(patches[i].own * patches[i].other);
			fits[count] = power > 0 ? patches[i].product / power : 0;
			sum += fits[count++];
		}
	}
	if (count < PATCH_MIN) {
		return (struct fitness){-2, -2};
	}
	qsort(fits, count, sizeof(fits[0]), by_size);
	return (struct fitness){sum / (float)count, fits[count / 4]};
}

/* A little more or less of each: the search was coarse. */
static const struct pose nudges[] = {
	{.x = -1},         {.x = 1},         {.y = -1},        {.y = 1},
	{.turn = -DEGREE}, {.turn = DEGREE}, {.size = -0.01F}, {.size = 0.01F},
};

/* One step from a pose in each direction that fits better; false if there is none. */
static bool climb(const struct finger_imprint *x, const struct finger_imprint *y, float step,
		  struct pose *at, struct fitness *best)
{
	bool better = false;
	for (size_t i = 0; i < sizeof(nudges) / sizeof(nudges[0]); i++) {
		const struct pose p = {.turn = at->turn + step * nudges[i].turn,
				       .size = at->size + step * nudges[i].size,
				       .x = at->x + step * nudges[i].x,
				       .y = at->y + step * nudges[i].y};
		const struct fitness here = fit(x, y, &p);
		if (here.mean > best->mean) {
			*best = here;
			*at = p;
			better = true;
		}
	}
	return better;
}

static float best_fit(const struct finger_imprint *x, const struct finger_imprint *y,
		      struct pose at)
{
	struct fitness best = fit(x, y, &at);
	float step = 1;
	for (unsigned round = 0; round < ROUNDS; round++) {
		step = climb(x, y, step, &at, &best) ? step : step / 2;
	}
	return best.quarter;
}

int16_t finger_attack_alike(struct finger_attack *a, const struct finger_imprint *x,
			    const struct finger_imprint *y)
{
	const struct pose p = best_pose(a, x, y);
	return (int16_t)lroundf(1000 * fmaxf(-1, best_fit(x, y, p)));
}

/* ---- verdicts ---- */

struct finger_attack_limits finger_attack_limits_default(void)
{
	return (struct finger_attack_limits){
		.copy = 760,
		.doubt = 640,
		.weak = 150,
		.straight = 850,
		.apart = 300,
		.jumbled = 200,
	};
}

static enum verdict judge_copy(struct finger_attack *a, const struct finger_imprint *live,
			       const struct finger_imprint *other,
			       const struct finger_attack_limits *l)
{
	int16_t alike = finger_attack_alike(a, live, other);
	if (alike >= l->copy) {
		return VERDICT_FAIL;
	}
	return alike >= l->doubt || alike <= -1000 ? VERDICT_CANNOT_TELL : VERDICT_PASS;
}

static enum verdict judge_chip(struct finger_attack *a, const struct finger_imprint *live,
			       const struct finger_attack_known *known,
			       const struct finger_attack_limits *l)
{
	enum verdict worst = known->chip_count == 0 ? VERDICT_NOT_DONE : VERDICT_PASS;
	for (size_t i = 0; i < known->chip_count && worst != VERDICT_FAIL; i++) {
		enum verdict here = judge_copy(a, live, &known->chip[i], l);
		worst = here == VERDICT_PASS ? worst : here;
	}
	return worst;
}

static enum verdict judge_frame(struct finger_seen *seen, const struct finger_imprint *live)
{
	bool known = false;
	if (seen == NULL) {
		return VERDICT_NOT_DONE;
	}
	for (uint32_t i = 0; i < seen->count && i < FINGER_SEEN_MAX; i++) {
		known = known || seen->frame[i] == live->frame;
	}
	if (!known) {
		seen->frame[seen->count % FINGER_SEEN_MAX] = live->frame;
		seen->count =
			seen->count + 1 == 2 * FINGER_SEEN_MAX ? FINGER_SEEN_MAX : seen->count + 1;
	}
	return known ? VERDICT_FAIL : VERDICT_PASS;
}

static enum verdict judge_pattern(const struct finger_imprint *live,
				  const struct finger_attack_limits *l)
{
	bool bends = live->strength >= l->weak && live->straight <= l->straight &&
		     live->crossed >= l->apart && live->coherent >= l->jumbled;
	return bends ? VERDICT_PASS : VERDICT_FAIL;
}

struct finger_cues finger_attack_judge(struct finger_attack *a, const struct finger_imprint *live,
				       const struct finger_attack_known *known,
				       const struct finger_attack_limits *limits)
{
	struct finger_cues cues = {0};
	cues.of[FINGER_CUE_PATTERN] = (uint8_t)judge_pattern(live, limits);
	cues.of[FINGER_CUE_REPEAT] = (uint8_t)judge_frame(known->seen, live);
	cues.of[FINGER_CUE_COPY] = (uint8_t)judge_chip(a, live, known, limits);
	return cues;
}
