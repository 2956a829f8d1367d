/*
 * quick: the model check without files, for mutants: plans as they are built in, one after the
 * other, until a rule is broken.
 * Knows plans by words. Never knows descriptions or pages.
 *
 *   quick [search] PLAN...   PLAN: desk, door, mantrap, each shipped; with "-options" behind it
 * with all of them. search: the interlock by itself is not tried; who has not changed it knows what
 * comes of that.
 */
#include "report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct plan_word {
	const char *word;
	enum gate_topology topology;
	bool options;
} plans[] = {
	{"desk", GATE_DESK, false},       {"desk-options", GATE_DESK, true},
	{"door", GATE_ONE_DOOR, false},   {"door-options", GATE_ONE_DOOR, true},
	{"mantrap", GATE_MANTRAP, false}, {"mantrap-options", GATE_MANTRAP, true},
};

static const struct plan_word *plan_of(const char *word)
{
	for (size_t i = 0; i < sizeof(plans) / sizeof(plans[0]); i++) {
		if (strcmp(plans[i].word, word) == 0) {
			return &plans[i];
		}
	}
	return NULL;
}

static bool run(const struct plan_word *p, bool search_only, bool *good)
{
	struct explore *x = calloc(1, sizeof(*x));
	if (x == NULL) {
		return false;
	}
	x->search_only = search_only;
	x->plan = gate_plan_of(p->topology);
	x->plan.reversible = x->plan.reject_back = p->options;
	x->plan.attempts = p->options ? 1 : x->plan.attempts;
	x->plan.calls = p->options ? 1 : x->plan.calls;
	for (unsigned s = 0; s < GATE_STATE_COUNT; s++) {
		x->timer_ms[s] = gate_timer_ms((enum gate_state)s);
	}
	*good = report_run(p->word, x);
	free(x);
	return true;
}

int main(int argc, char **argv)
{
	bool search_only = argc > 1 && strcmp(argv[1], "search") == 0;
	int first = search_only ? 2 : 1;
	bool good = true;
	for (int i = first; good && i < argc; i++) {
		const struct plan_word *p = plan_of(argv[i]);
		if (p == NULL || !run(p, search_only, &good)) {
			(void)fprintf(stderr, "quick: no such plan, or no memory: %s\n", argv[i]);
			return 2;
		}
	}
	return good && first < argc ? EXIT_SUCCESS : EXIT_FAILURE;
}
