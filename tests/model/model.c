/*
 * model: the model check of the gate machine as a program.
 * Knows how to report. `model` checks; `model --check FILE` also compares the page; `model --write
 * FILE` writes it.
 */
#include "explore.h"
#include "page.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct explore facts;

static void print_gate(const char *label, struct gate g)
{
	(void)printf("  %-7s %s evidence=%u why=%s epoch=%" PRIu32 "\n", label,
		     gate_state_name(g.state), g.evidence, gate_why_name(g.why), g.epoch);
}

static void print_broken(void)
{
	(void)printf("broken: %s\n", facts.broken);
	print_gate("before", facts.broken_before);
	(void)printf("  event   %s epoch=%" PRIu32 " inputs=0x%08" PRIX32 "\n",
		     gate_event_name(facts.broken_by.kind), facts.broken_by.epoch,
		     facts.broken_by.inputs);
	print_gate("after", facts.broken_after);
}

static int write_page(const char *path)
{
	FILE *out = fopen(path, "w");
	if (out == NULL) {
		perror(path);
		return EXIT_FAILURE;
	}
	page_write(out, &facts);
	if (ferror(out) != 0 || fclose(out) != 0) {
		perror(path);
		return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}

static int check_page(const char *path)
{
	EG_AUTO(eg_free) char *text = NULL;
	size_t size = 0;
	FILE *memory = open_memstream(&text, &size);
	FILE *file = fopen(path, "r");
	if (memory == NULL || file == NULL) {
		perror(path);
		return EXIT_FAILURE;
	}
	page_write(memory, &facts);
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

static double seconds(void)
{
	struct timespec now = {0};
	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail for this clock */
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	double start = seconds();
	explore_run(&facts);
	(void)printf("gates=%zu transitions=%" PRIu64 " conceivable=%" PRIu64 " seconds=%.2f\n",
		     facts.count, facts.transitions, facts.conceivable, seconds() - start);
	if (facts.broken != NULL) {
		print_broken();
		return EXIT_FAILURE;
	}
	if (argc == 3 && strcmp(argv[1], "--write") == 0) {
		return write_page(argv[2]);
	}
	if (argc == 3 && strcmp(argv[1], "--check") == 0) {
		return check_page(argv[2]);
	}
	return argc == 1 ? EXIT_SUCCESS : EXIT_FAILURE;
}
