/*
 * finger_quality: what refusing the worst presses of a real set saves: errors of all pairs, and of
 * those that are left when the worst tenth and the worst fifth of the images are taken again; what
 * travellers would have been asked for; and how long judging takes.
 *
 *   finger_quality FVC_FOLDER      holds DB1_B .. DB4_B
 *
 * Exit 77 without it; failure if refusing does not lower the errors of all sets together.
 */
#include "finger_stock.h"
#include "measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define SETS         4
#define EXIT_MISSING 77

static int64_t now_us(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); /* exists wherever this runs */
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* The quality below which this share of the images is. */
static unsigned limit_at(const struct finger_stock *s, double share)
{
	double row[STOCK_COUNT];
	for (size_t i = 0; i < STOCK_COUNT; i++) {
		row[i] = s->item[i].quality.value[FINGER_QUALITY_UNIFIED];
	}
	finger_stock_sort(row, STOCK_COUNT);
	return share <= 0 ? 0 : (unsigned)finger_stock_at(row, STOCK_COUNT, share);
}

static void print_prompts(const struct finger_stock *s)
{
	unsigned asked[FINGER_PROMPT_COUNT] = {0};
	const struct finger_quality_limits limits = finger_quality_limits_default();
	for (size_t i = 0; i < STOCK_COUNT; i++) {
		asked[finger_quality_guide(&limits, &s->item[i].quality)]++;
	}
	printf("  taken at once: %u of %d\n", asked[FINGER_PROMPT_NONE], STOCK_COUNT);
	for (unsigned p = FINGER_PROMPT_NONE + 1; p < FINGER_PROMPT_COUNT; p++) {
		if (asked[p] > 0) {
			printf("  %3u: %s\n", asked[p], finger_prompt_text(p));
		}
	}
}

static void print_rates(const char *name, unsigned refused, unsigned limit,
			const struct stock_rates *r)
{
	printf("%-14s worst %2u %% refused (below %2u): genuine %4zu impostor %5zu   EER %5.2f %%  "
	       "FNMR at FMR 0.1 %% %5.2f %%\n",
	       name, refused, limit, r->genuine, r->impostor, r->eer, r->fnmr);
	printf("{\"bench\":\"finger_quality\",\"set\":\"%s\",\"refused\":%u,\"limit\":%u,"
	       "\"genuine\":%zu,\"impostor\":%zu,\"eer\":%.3f,\"fnmr1000\":%.3f}\n",
	       name, refused, limit, r->genuine, r->impostor, r->eer, r->fnmr);
	(void)fflush(stdout); /* a set takes a while */
}

static void time_judging(const struct finger_stock *s, struct measure_times *times)
{
	for (size_t i = 0; i < STOCK_COUNT; i++) {
		struct finger_quality q;
		int64_t from = now_us();
		finger_quality_assess(&s->item[i].image, &s->item[i].made, &q);
		measure_add(times, now_us() - from);
	}
}

/* FNMR of this set, nothing refused, a tenth, a fifth; added to sums. */
static enum eg_err run_set(const char *folder, unsigned number, double sums[3],
			   struct measure_times *times)
{
	static const uint16_t dpi[SETS] = {500, 569, 500, 500};
	static struct stock_pairs pairs;
	char path[512];
	char name[16];
	EG_AUTO(finger_stock_free) struct finger_stock s = {0};
	(void)snprintf(path, sizeof(path), "%s/DB%u_B", folder, number + 1); /* else not found */
	(void)snprintf(name, sizeof(name), "FVC2002 DB%u", number + 1);
	EG_TRY(finger_stock_load(&s, name, path, "png", dpi[number]));
	EG_TRY(finger_stock_look(&s));
	EG_TRY(finger_stock_match(&s, &pairs));
	for (unsigned k = 0; k < 3; k++) {
		unsigned limit = limit_at(&s, k / 10.0);
		const struct stock_rates r = finger_stock_rates(&pairs, limit);
		print_rates(name, k * 10, limit, &r);
		sums[k] += r.fnmr;
	}
	print_prompts(&s);
	time_judging(&s, times);
	return EG_OK;
}

int main(int argc, char *argv[])
{
	static struct measure_times times;
	double sums[3] = {0};
	if (argc != 2) {
		(void)fputs("usage: finger_quality FVC_FOLDER\n", stderr);
		return EXIT_FAILURE;
	}
	for (unsigned i = 0; i < SETS; i++) {
		if (run_set(argv[1], i, sums, &times) != EG_OK) {
			printf("skipped: %s\n", eg_fault_last().reason);
			return i == 0 ? EXIT_MISSING : EXIT_FAILURE;
		}
	}
	measure_print("finger_quality", "judging an image, CPU", &times);
	printf("FNMR at FMR 0.1 %%, mean of the sets: %.2f, %.2f, %.2f %%\n", sums[0] / SETS,
	       sums[1] / SETS, sums[2] / SETS);
	return sums[2] < sums[0] || sums[0] <= 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
