/*
 * model: the model check of the gate machine as a program.
 * Knows which gates are shipped, and pages.
 *   model                    every shipped gate, and the options of plans
 *   model --check PAGE       and compares the page; --write PAGE writes it
 *   model --gate FILE.ini    the gate of a description: its plan, its timers
 */
#include "page.h"
#include "report.h"

#include "prog/gate_file.h"

#include <stdlib.h>
#include <string.h>

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

/* Those shipped, in the order of the page, and their options. */
static const struct shipped {
	const char *name;
	const char *file;
	bool options;
} shipped[] = {
	{"one-door", GATES "/one-door.ini", false},
	{"kiosk", GATES "/kiosk.ini", false},
	{"flap", GATES "/flap.ini", false},
	{"one-door with options", GATES "/one-door.ini", true},
	{"mantrap", GATES "/mantrap.ini", false},
	{"mantrap with options", GATES "/mantrap.ini", true},
	{"desk", GATES "/desk.ini", false},
	{"desk with options", GATES "/desk.ini", true},
};
#define SHIPPED (sizeof(shipped) / sizeof(shipped[0]))

/* A search that is to be run on the gate of a file, to be freed; NULL, told, if it is no gate. */
static struct explore *search_of(const char *path)
{
	struct gate_file file;
	int line = 0;
	if (gate_file_load(path, &file, &line) != EG_OK) {
		(void)fprintf(stderr, "model: %s:%d: %s\n", path, line, eg_fault_last().reason);
		return NULL;
	}
	struct explore *x = calloc(1, sizeof(*x));
	if (x == NULL) {
		perror("model");
		return NULL;
	}
	x->plan = file.settings.fitting.plan;
	for (unsigned s = 0; s < GATE_STATE_COUNT; s++) {
		x->timer_ms[s] = file.settings.timer_ms[s];
	}
	return x;
}

static bool run_shipped(const struct shipped *s, struct page_case *out)
{
	struct explore *x = search_of(s->file);
	*out = (struct page_case){.name = s->name, .facts = x};
	if (x != NULL && s->options) {
		x->plan.attempts = 1;
		x->plan.calls = 1;
		x->plan.reversible = true;
		x->plan.reject_back = true;
	}
	return x != NULL && report_run(s->name, x);
}

static int run_all(const char *write, const char *check)
{
	struct page_case cases[SHIPPED] = {0};
	int result = EXIT_SUCCESS;
	for (size_t i = 0; i < SHIPPED && result == EXIT_SUCCESS; i++) {
		result = run_shipped(&shipped[i], &cases[i]) ? EXIT_SUCCESS : EXIT_FAILURE;
	}
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

static int run_file(const char *path)
{
	struct explore *x = search_of(path);
	bool good = x != NULL && report_run(path, x);
	free(x);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	const char *key = argc == 3 ? argv[1] : "";
	bool gate = strcmp(key, "--gate") == 0;
	bool write = strcmp(key, "--write") == 0;
	bool check = strcmp(key, "--check") == 0;
	if (argc != 1 && !gate && !write && !check) {
		(void)fprintf(stderr, "model [--gate FILE.ini | --write PAGE | --check PAGE]\n");
		return EXIT_FAILURE;
	}
	return gate ? run_file(argv[2]) : run_all(write ? argv[2] : NULL, check ? argv[2] : NULL);
}
