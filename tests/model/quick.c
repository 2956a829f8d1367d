/*
 * quick: the model check without files, for mutants: plans as they are built in, one after the
 * other, the cheap ones first, until a rule is broken.
 * Knows the order. Never knows descriptions or pages.
 */
#include "report.h"

#include <stdlib.h>
#include <string.h>

/* quick [mantrap]: all, or that one only. */
int main(int argc, char **argv)
{
	static const enum gate_topology topologies[] = {GATE_ONE_DOOR, GATE_MANTRAP};
	bool good = true;
	/* Two searches of each: options with few tries first, then as shipped. */
	bool mantrap_only = argc > 1 && strcmp(argv[1], "mantrap") == 0;
	for (size_t i = 0; good && i < 4; i++) {
		if (mantrap_only && topologies[i % 2] != GATE_MANTRAP) {
			continue;
		}
		struct explore *x = calloc(1, sizeof(*x));
		if (x == NULL) {
			return 2;
		}
		x->plan = gate_plan_of(topologies[i % 2]);
		x->plan.reversible = x->plan.reject_back = i < 2;
		x->plan.attempts = i < 2 ? 1 : x->plan.attempts;
		x->plan.calls = i < 2 ? 1 : x->plan.calls;
		for (unsigned s = 0; s < GATE_STATE_COUNT; s++) {
			x->timer_ms[s] = gate_timer_ms((enum gate_state)s);
		}
		good = report_run(i % 2 == 0 ? "one-door" : "mantrap", x);
		free(x);
	}
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
