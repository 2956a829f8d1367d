/*
 * finger_attack: how often another press of the same finger is taken for a copy, and how often a
 * copy is found: after noise, another contrast, a shift, a turn, a change of size, and WSQ.
 *
 *   finger_attack FVC_FOLDER WSQ_FOLDER      hold DB1_B ..; the same images through WSQ
 *
 * Exit 77 without the first; failure when more goes wrong than was measured (docs/finger.md).
 */
#include "biometrics/finger_attack.h"
#include "finger_stock.h"
#include "measure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define SETS         4
#define EXIT_MISSING 77

/* What was done to a copy. */
struct change {
	const char *text;
	double turn; /* degrees */
	double x;    /* pixels */
	double y;
	double size;
	double gain;
	double noise; /* grey levels */
};

static const struct change changes[] = {
	{"as it is", 0, 0, 0, 1, 1, 0},
	{"noise 8, shift 3,-8", 0, 3, -8, 1, 1, 8},
	{"noise 16, contrast 0.7, shift 20,-15", 0, 20, -15, 1, 0.7, 16},
	{"noise 8, turn 3", 3, 10, 4, 1, 1, 8},
	{"noise 8, turn -11, shift 20,13", -11, 20, 13, 1, 1, 8},
	{"noise 8, turn 24, contrast 0.6", 24, -30, 25, 1, 0.6, 8},
	{"noise 8, turn 29", 29, 0, 0, 1, 1, 8},
	{"noise 8, shift 60,40 (part is lost)", 0, 60, 40, 1, 1, 8},
	{"noise 8, 2 % larger", 0, 0, 0, 1.02, 1, 8},
	{"noise 8, 5 % larger", 0, 0, 0, 1.05, 1, 8},
};
#define CHANGES (sizeof(changes) / sizeof(changes[0]))

struct tally {
	size_t count;
	size_t by[4]; /* enum verdict */
	double row[STOCK_GENUINE];
};

static struct finger_attack *attack;
static struct finger_imprint imprints[STOCK_COUNT];
static struct measure_times times;

static int64_t now_us(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); /* exists wherever this runs */
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static uint32_t dice(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

static double noise(uint32_t *state, double sigma)
{
	double sum = 0;
	for (int i = 0; i < 4; i++) {
		sum += (double)(dice(state) & 0xFFFF) / 0xFFFF - 0.5;
	}
	return sum * sigma * sqrt(3);
}

static double grey_at(const struct finger_image *s, double x, double y)
{
	long left = (long)floor(x);
	long top = (long)floor(y);
	if (left < 0 || top < 0 || left + 1 >= s->width || top + 1 >= s->height) {
		return s->grey[0];
	}
	const uint8_t *at = s->grey + (size_t)top * s->width + (size_t)left;
	double u = x - (double)left;
	double v = y - (double)top;
	return (1 - v) * ((1 - u) * at[0] + u * at[1]) +
	       v * ((1 - u) * at[s->width] + u * at[s->width + 1]);
}

static enum eg_err change_image(const struct finger_image *from, const struct change *by,
				struct finger_image *to)
{
	uint32_t state = 77;
	double c = cos(by->turn * M_PI / 180) / by->size;
	double s = sin(by->turn * M_PI / 180) / by->size;
	EG_TRY(finger_image_new(from->width, from->height, from->dpi, to));
	for (int y = 0; y < from->height; y++) {
		for (int x = 0; x < from->width; x++) {
			double u = x - from->width / 2.0 - by->x;
			double v = y - from->height / 2.0 - by->y;
			double g = grey_at(from, c * u + s * v + from->width / 2.0,
					   -s * u + c * v + from->height / 2.0);
			g = 128 + (g - 128) * by->gain + noise(&state, by->noise);
			to->grey[y * from->width + x] = (uint8_t)lround(fmax(0, fmin(255, g)));
		}
	}
	return EG_OK;
}

static void count(struct tally *t, const struct finger_imprint *live,
		  const struct finger_imprint *other)
{
	const struct finger_attack_limits l = finger_attack_limits_default();
	int64_t from = now_us();
	int16_t alike = finger_attack_alike(attack, live, other);
	measure_add(&times, now_us() - from);
	enum verdict v = alike >= l.copy                      ? VERDICT_FAIL
			 : alike >= l.doubt || alike <= -1000 ? VERDICT_CANNOT_TELL
							      : VERDICT_PASS;
	t->by[v]++;
	t->row[t->count++] = alike;
}

static void print(const char *set, const char *what, struct tally *t)
{
	finger_stock_sort(t->row, t->count);
	printf("%-12s %-38s %4zu  copy %4zu  doubt %3zu  none %4zu   likeness %5.0f .. %5.0f .. "
	       "%5.0f\n",
	       set, what, t->count, t->by[VERDICT_FAIL], t->by[VERDICT_CANNOT_TELL],
	       t->by[VERDICT_PASS], t->row[0], finger_stock_at(t->row, t->count, 0.5),
	       t->row[t->count - 1]);
	printf("{\"bench\":\"finger_attack\",\"set\":\"%s\",\"what\":\"%s\",\"count\":%zu,"
	       "\"copy\":%zu,\"doubt\":%zu,\"none\":%zu,\"least\":%.0f,\"median\":%.0f,"
	       "\"most\":%.0f}\n",
	       set, what, t->count, t->by[VERDICT_FAIL], t->by[VERDICT_CANNOT_TELL],
	       t->by[VERDICT_PASS], t->row[0], finger_stock_at(t->row, t->count, 0.5),
	       t->row[t->count - 1]);
	(void)fflush(stdout); /* a set takes a while */
}

/* Presses of one finger, each with each; and those of a finger with the next finger's. */
static void run_presses(const struct finger_stock *s, struct tally *same)
{
	struct tally other = {0};
	*same = (struct tally){0};
	for (size_t a = 0; a < STOCK_COUNT; a++) {
		for (size_t b = a + 1; b < STOCK_COUNT; b++) {
			if (a / STOCK_IMPRESSIONS == b / STOCK_IMPRESSIONS) {
				count(same, &imprints[a], &imprints[b]);
			}
		}
		count(&other, &imprints[a], &imprints[(a + STOCK_IMPRESSIONS) % STOCK_COUNT]);
	}
	print(s->name, "another press of the finger", same);
	print(s->name, "another finger", &other);
}

static enum eg_err run_change(const struct finger_stock *s, const struct change *by,
			      struct tally *t)
{
	*t = (struct tally){0};
	for (size_t i = 0; i < STOCK_COUNT; i += 4) {
		EG_AUTO(finger_image_free) struct finger_image copy = {0};
		struct finger_imprint live;
		EG_TRY(change_image(&s->item[i].image, by, &copy));
		finger_attack_imprint(attack, &copy, &live);
		count(t, &live, &imprints[i]);
	}
	print(s->name, by->text, t);
	return EG_OK;
}

/* The chip's image went through WSQ, what is fed in is the image before, with the usual noise. */
static enum eg_err run_wsq(const struct finger_stock *s, const char *folder, unsigned number,
			   struct tally *t)
{
	char path[512];
	EG_AUTO(finger_stock_free) struct finger_stock chip = {0};
	(void)snprintf(path, sizeof(path), "%s/DB%u_B", folder, number + 1); /* else not found */
	*t = (struct tally){0};
	EG_TRY(finger_stock_load(&chip, s->name, path, "wsq", s->item[0].image.dpi));
	for (size_t i = 0; i < STOCK_COUNT; i += 4) {
		EG_AUTO(finger_image_free) struct finger_image copy = {0};
		struct finger_imprint live;
		struct finger_imprint known;
		EG_TRY(change_image(&s->item[i].image, &changes[4], &copy));
		finger_attack_imprint(attack, &copy, &live);
		finger_attack_imprint(attack, &chip.item[i].image, &known);
		count(t, &live, &known);
	}
	print(s->name, "through WSQ, noise 8, turn, shift", t);
	return EG_OK;
}

static void run_patterns(const struct finger_stock *s)
{
	const struct finger_attack_limits l = finger_attack_limits_default();
	const struct finger_attack_known nothing = {0};
	size_t refused = 0;
	for (size_t i = 0; i < STOCK_COUNT; i++) {
		refused += finger_attack_judge(attack, &imprints[i], &nothing, &l)
				   .of[FINGER_CUE_PATTERN] == VERDICT_FAIL;
	}
	printf("%-12s %-38s %4d  refused %zu\n", s->name, "fingers taken for patterns", STOCK_COUNT,
	       refused);
	printf("{\"bench\":\"finger_attack\",\"set\":\"%s\",\"what\":\"pattern\",\"count\":%d,"
	       "\"refused\":%zu}\n",
	       s->name, STOCK_COUNT, refused);
}

/* False alarms and missed copies of this set are added. */
static enum eg_err run_set(const char *const folders[2], unsigned number, size_t *alarms,
			   size_t *missed)
{
	static const uint16_t dpi[SETS] = {500, 569, 500, 500};
	static struct tally t;
	char path[512];
	char name[16];
	EG_AUTO(finger_stock_free) struct finger_stock s = {0};
	(void)snprintf(path, sizeof(path), "%s/DB%u_B", folders[0], number + 1); /* as above */
	(void)snprintf(name, sizeof(name), "FVC2002 DB%u", number + 1);
	EG_TRY(finger_stock_load(&s, name, path, "png", dpi[number]));
	for (size_t i = 0; i < STOCK_COUNT; i++) {
		finger_attack_imprint(attack, &s.item[i].image, &imprints[i]);
	}
	run_patterns(&s);
	run_presses(&s, &t);
	*alarms += t.by[VERDICT_FAIL];
	for (size_t c = 0; c < CHANGES; c++) {
		EG_TRY(run_change(&s, &changes[c], &t));
		*missed += c < 2 ? t.by[VERDICT_PASS] : 0;
	}
	if (run_wsq(&s, folders[1], number, &t) != EG_OK) {
		printf("%-12s skipped: no WSQ of this set\n", name);
	}
	return EG_OK;
}

int main(int argc, char *argv[])
{
	size_t alarms = 0;
	size_t missed = 0;
	if (argc != 3) {
		(void)fputs("usage: finger_attack FVC_FOLDER WSQ_FOLDER\n", stderr);
		return EXIT_FAILURE;
	}
	const char *const folders[2] = {argv[1], argv[2]};
	if (finger_attack_new(&attack) != EG_OK) {
		return EXIT_FAILURE;
	}
	for (unsigned i = 0; i < SETS; i++) {
		if (run_set(folders, i, &alarms, &missed) != EG_OK) {
			printf("skipped: %s\n", eg_fault_last().reason);
			finger_attack_free(&attack);
			return i == 0 ? EXIT_MISSING : EXIT_FAILURE;
		}
	}
	measure_print("finger_attack", "one comparison, CPU", &times);
	finger_attack_free(&attack);
	printf("other presses taken for copies: %zu of %d; plain copies missed: %zu\n", alarms,
	       SETS * STOCK_GENUINE, missed);
	return alarms * 200 <= SETS * STOCK_GENUINE && missed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
