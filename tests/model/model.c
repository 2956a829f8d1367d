/*
 * model: the model check of the gate machine as a program.
 * Knows which plans are shipped, and how to report.
 *   model                    every shipped topology, and the options of plans
 *   model --check FILE       and compares the page; --write FILE writes it
 *   model --plan WORD        one of them only
 */
#include "explore.h"
#include "page.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
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

static bool run(const char *name, struct explore *x)
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

static int write_page(const char *path, const struct page_case *cases, size_t count)
{
	FILE *out = fopen(path, "w");
	if (out == NULL) {
		perror(path);
		return EXIT_FAILURE;
	}
	page_write(out, cases, count);
	if (ferror(out) != 0 || fclose(out) != 0) {
		perror(path);
		return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}

static int check_page(const char *path, const struct page_case *cases, size_t count)
{
	EG_AUTO(eg_free) char *text = NULL;
	size_t size = 0;
	FILE *memory = open_memstream(&text, &size);
	FILE *file = fopen(path, "r");
	if (memory == NULL || file == NULL) {
		perror(path);
		return EXIT_FAILURE;
	}
	page_write(memory, cases, count);
	if (fclose(memory) != 0) {
		return EXIT_FAILURE;
	}
	bool same = true;
	for (size_t i = 0; same && i < size; i++) {
		same = fgetc(file) == (unsigned char)text[i];
	}
	same = same && fgetc(file) == EOF;
	(void)fclose(file); /* was only read */
	if (!same) {
		(void)printf("%s is stale: write it anew with model --write\n", path);
	}
	return same ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Those shipped, in the order of the page, then their options. The cheap ones come first. */
static const struct shipped {
	const char *name;
	enum gate_topology topology;
	bool options;
} shipped[] = {
	{"one-door", GATE_ONE_DOOR, false}, {"kiosk", GATE_KIOSK, false},
	{"flap", GATE_FLAP, false},         {"one-door with options", GATE_ONE_DOOR, true},
	{"mantrap", GATE_MANTRAP, false},   {"mantrap with options", GATE_MANTRAP, true},
};
#define SHIPPED (sizeof(shipped) / sizeof(shipped[0]))

static int run_shipped(const char *only, const char *write, const char *check)
{
	struct page_case cases[SHIPPED] = {0};
	bool good = true;
	bool found = false;
	for (size_t i = 0; good && i < SHIPPED; i++) {
		const struct shipped *s = &shipped[i];
		if (only != NULL && strcmp(only, s->name) != 0) {
			continue;
		}
		struct explore *x = calloc(1, sizeof(*x));
		if (x == NULL) {
			perror("model");
			return EXIT_FAILURE;
		}
		x->plan = gate_plan_of(s->topology);
		if (s->options) {
			x->plan.attempts = 1;
			x->plan.calls = 1;
			x->plan.reversible = true;
			x->plan.reject_back = true;
		}
		cases[i] = (struct page_case){.name = s->name, .facts = x};
		good = run(s->name, x);
		found = true;
	}
	if (!found) {
		(void)fprintf(stderr, "model: no plan of that name\n");
	}
	int result = good && found ? EXIT_SUCCESS : EXIT_FAILURE;
	if (result == EXIT_SUCCESS && write != NULL) {
		result = write_page(write, cases, SHIPPED);
	} else if (result == EXIT_SUCCESS && check != NULL) {
		result = check_page(check, cases, SHIPPED);
	}
	for (size_t i = 0; i < SHIPPED; i++) {
		free(cases[i].facts);
	}
	return result;
}

int main(int argc, char **argv)
{
	const char *key = argc == 3 ? argv[1] : "";
	bool plan = strcmp(key, "--plan") == 0;
	bool write = strcmp(key, "--write") == 0;
	bool check = strcmp(key, "--check") == 0;
	if (argc != 1 && !plan && !write && !check) {
		(void)fprintf(stderr, "model [--plan WORD | --write PAGE | --check PAGE]\n");
		return EXIT_FAILURE;
	}
	return run_shipped(plan ? argv[2] : NULL, write ? argv[2] : NULL, check ? argv[2] : NULL);
}
