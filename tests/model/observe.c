/*
 * observe: random sequences of events before an independent judge, as many as asked for.
 *
 *   observe [count=N] [seed=S] [topology=N]   N sequences from seed S on, over all topologies;
 *           [first=1]                          no more after the first broken promise
 *   observe FILE.seq...                       sequences that were written down
 *   observe -v FILE.seq                       the same, and what the lane does
 *
 * One that breaks a promise is made as small as it gets and told as a file to be kept in
 * tests/model/replay. Exit: 0 when no promise was broken.
 */
#include "os/args.h"
#include "os/now.h"
#include "sequence.h"
#include "simulator/file.h"

#include "base/log.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define TEXT_SIZE 4096
#define PROGRESS  50000
#define TOLD_MAX  5 /* broken promises that are made small and told */

static void tell(const struct sequence *s, const struct judge *j, const char *from)
{
	static char text[TEXT_SIZE];
	(void)sequence_print(s, text, sizeof(text));
	printf("# %s: %s, after %.3f s (%s)\n%s", judge_name(j->broken), judge_text(j->broken),
	       (double)j->broken_at_us / 1e6, from, text);
	(void)fflush(stdout);
}

static void make_small(const struct sequence *s, uint64_t seed)
{
	char from[64];
	struct sequence small = sequence_shrink(s);
	struct judge j = sequence_run(&small);
	(void)snprintf(from, sizeof(from), "seed %" PRIu64, seed);
	tell(&small, &j, from);
}

static int draw_many(const struct args *a)
{
	int64_t count;
	int64_t seed;
	int64_t only;
	int64_t first;
	uint64_t events = 0;
	unsigned broken[JUDGE_PROMISE_COUNT] = {0};
	unsigned all = 0;
	if (args_number(a, "count", 1, INT64_C(1000000000), 20000, &count) != EG_OK ||
	    args_number(a, "seed", 0, INT64_C(1000000000000), 1, &seed) != EG_OK ||
	    args_number(a, "topology", -1, GATE_DOOR_TOPOLOGIES - 1, -1, &only) != EG_OK ||
	    args_number(a, "first", 0, 1, 0, &first) != EG_OK) {
		return 2;
	}
	int64_t began_us = now_mono_us();
	for (int64_t i = 0; i < count && (first == 0 || all == 0); i++) {
		uint64_t number = (uint64_t)(seed + i);
		uint64_t topology = only >= 0 ? (uint64_t)only : number % GATE_DOOR_TOPOLOGIES;
		struct sequence s = sequence_draw(number, (enum gate_topology)topology);
		struct judge j = sequence_run(&s);
		events += s.count;
		if (j.broken != JUDGE_PROMISE_COUNT) {
			if (broken[j.broken] < TOLD_MAX) {
				make_small(&s, number);
			}
			broken[j.broken]++;
			all++;
		}
		if ((i + 1) % PROGRESS == 0) {
			printf("%" PRId64 " done, %u violations\n", i + 1, all);
			(void)fflush(stdout);
		}
	}
	for (unsigned p = 0; p < JUDGE_PROMISE_COUNT; p++) {
		if (broken[p] > 0) {
			printf("%6u %s: %s\n", broken[p], judge_name(p), judge_text(p));
		}
	}
	printf("%" PRId64 " sequences from seed %" PRId64 ", %" PRIu64
	       " events, %u violations, %.1f s\n",
	       count, seed, events, all, (double)(now_mono_us() - began_us) / 1e6);
	return all > 0;
}

static int replay(const char *path, bool said)
{
	struct sequence s;
	EG_AUTO(bytes_free) struct bytes text = {0};
	if (file_read(path, TEXT_SIZE, &text) != EG_OK ||
	    sequence_parse(bytes_rd(&text), &s) != EG_OK) {
		printf("%s: %s\n", path, eg_fault_last().reason);
		return 1;
	}
	sequence_tell(said);
	struct judge j = sequence_run(&s);
	sequence_tell(false);
	if (j.broken != JUDGE_PROMISE_COUNT) {
		tell(&s, &j, path);
	}
	return j.broken != JUDGE_PROMISE_COUNT;
}

int main(int argc, char *argv[])
{
	struct args a = args_of(argc, argv);
	bool said = argc > 1 && strcmp(argv[1], "-v") == 0;
	bool files = argc > 1 && strchr(argv[1], '=') == NULL;
	int result = 0;
	log_open(LOG_WORD("observe"), (enum log_level)(LOG_ERROR + 1)); /* the judge speaks */
	if (!files) {
		return draw_many(&a);
	}
	for (int i = said ? 2 : 1; i < argc; i++) {
		result |= replay(argv[i], said);
	}
	printf("%d replayed\n", argc - (said ? 2 : 1));
	return result;
}
