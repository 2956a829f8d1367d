/*
 * report: runs the search of one plan and tells what it found, in lines for people and programs.
 * Knows how to print gates and traces. Never knows where a plan comes from.
 */
#include "report.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

static void print_gate(const char *label, struct gate g)
{
	(void)printf("  %-7s %s evidence=%u why=%s tries=%u closing=%d reversed=%d epoch=%" PRIu32
		     " outputs=0x%05" PRIX32 "\n",
		     label, gate_state_name(g.state), g.evidence, gate_why_name(g.why), g.tries,
		     g.closing, g.reversed, g.epoch, gate_outputs(g));
}

static void print_event(const struct gate_event *ev)
{
	(void)printf("  event   %s epoch=%" PRIu32 " inputs=0x%08" PRIX32 " breach=%s\n",
		     gate_event_name(ev->kind), ev->epoch, ev->inputs,
		     (ev->inputs & GATE_IN_BREACH) != 0 ? gate_why_name(ev->breach) : "-");
}

/* The shortest way from power-up to the gate before, one step a line. */
static void print_trace(const struct explore *x)
{
	static size_t way[EXPLORE_GATES_MAX];
	size_t steps = 0;
	for (size_t at = x->broken_at; at < x->count; at = x->came[at].from) {
		way[steps++] = at;
	}
	while (steps > 0) {
		steps--;
		if (x->came[way[steps]].from < x->count) {
			print_event(&x->came[way[steps]].by);
		}
		print_gate("gate", x->gates[way[steps]]);
	}
}

static void print_broken(const struct explore *x)
{
	(void)printf("broken: %s\n", x->broken);
	print_trace(x);
	print_gate("before", x->broken_before);
	print_event(&x->broken_by);
	print_gate("after", x->broken_after);
}

static double seconds(void)
{
	struct timespec now = {0};
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now); /* cannot fail for this clock */
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

bool report_run(const char *name, struct explore *x)
{
	double start = seconds();
	explore_run(x);
	(void)printf("plan=%s gates=%zu transitions=%" PRIu64 " conceivable=%" PRIu64
		     " call_s=%" PRIu32 " free_s=%" PRIu32 " cpu_s=%.2f\n",
		     name, x->count, x->transitions, x->conceivable, x->call_ms / 1000,
		     x->free_ms / 1000, seconds() - start);
	if (x->broken != NULL) {
		print_broken(x);
	}
	(void)fflush(stdout); /* who runs this in parallel wants to hear early */
	return x->broken == NULL;
}
