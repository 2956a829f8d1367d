/*
 * conf_main: runs the cases of BSI TR-03105 part 5.1 and writes the table of them.
 *
 *   conformance [UNIT]           a line a case; fails if one does not end as it must
 *   conformance --write FILE     runs all and writes docs/conformance.md
 *   conformance --check FILE     runs all and compares with the file
 */
#include "conf.h"
#include "conf_inspect.h"
#include "conf_terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct conf_unit *const units[] = {
#define X(unit) &conf_##unit,
	CONF_UNITS(X)
#undef X
};
#define UNITS (sizeof(units) / sizeof(units[0]))

struct result {
	bool good;
	char text[200];
};

static const char *word_of(enum check c)
{
	return check_name(c) + sizeof("CHECK_") - 1;
}

static void tell(struct result *r, const struct conf_told *t)
{
	const struct finding *f = &t->findings.of[t->check];
	if (t->accepted) {
		(void)snprintf(r->text, sizeof(r->text), "accepted"); /* fits */
	} else {
		(void)snprintf(r->text, sizeof(r->text), "refused: %s, %s", word_of(t->check),
			       reason_text(f->reason)); /* cut is fine */
	}
}

static struct result run(const struct conf_case *c)
{
	struct result r = {.good = true};
	struct conf_world w = conf_world_usual();
	w.variant = c->variant;
	if (c->end == CONF_NOT_APPLICABLE) {
		(void)snprintf(r.text, sizeof(r.text), "not applicable"); /* fits */
		return r;
	}
	if (c->prepare != NULL) {
		c->prepare(&w);
	}
	struct conf_told t = conf_inspect(&w);
	const struct finding *f = &t.findings.of[c->check];
	if (c->end == CONF_ACCEPTED) {
		r.good = t.accepted;
	} else {
		r.good = !t.accepted && f->reason == c->reason &&
			 (f->verdict != VERDICT_PASS || f->reason == REASON_DEVIATION);
		t.check = t.accepted ? t.check : c->check;
	}
	r.good = r.good && (c->also == NULL || c->also(&t));
	tell(&r, &t);
	if (!r.good) {
		for (unsigned i = 0; i < CHECK_COUNT; i++) {
			const struct finding *g = &t.findings.of[i];
			(void)printf("    %s: %s, %s (%u)\n", check_name(i),
				     verdict_name(g->verdict), reason_name(g->reason),
				     (unsigned)g->detail); /* a report */
		}
	}
	return r;
}

static void put_line(FILE *page, const struct conf_unit *u, const struct conf_case *c,
		     const struct result *r)
{
	const char *note = c->note == NULL ? "" : c->note;
	(void)fprintf(page, "| `%s` | %s | `%s` | %s%s%s |\n", c->id, c->what, u->name, r->text,
		      *note == '\0' ? "" : ": ", note); /* checked at its close */
}

static bool run_unit(const struct conf_unit *u, FILE *page)
{
	bool good = true;
	for (size_t i = 0; i < u->count; i++) {
		const struct conf_case *c = &u->cases[i];
		struct result r = run(c);
		good = good && r.good;
		(void)printf("%s %s: %s\n", c->id, r.good ? "passed" : "FAILED", r.text);
		if (page != NULL) {
			put_line(page, u, c, &r);
		}
	}
	return good;
}

static void put_head(FILE *page)
{
	(void)fprintf(
		page,
		"# Conformance\n\n"
		"Written by `tests/conformance/conf_main.c`; do not edit. Every case of BSI "
		"TR-03105 "
		"part 5.1 in the units\nISO7816 A to G and LDS A to G and I to K, run against the "
		"virtual chip with the inspection system in a strict\nprofile: what merely "
		"deviates "
		"is refused, too. What a case does is told in our words; its unit names the\nfile "
		"`conf_UNIT.c` in `tests/conformance/`. A refusal names the check and the "
		"reason.\n\n"
		"| Case | The document or chip | Unit | Result |\n|---|---|---|---|\n");
}

static bool run_all(FILE *page)
{
	bool good = true;
	if (page != NULL) {
		put_head(page);
	}
	for (size_t u = 0; u < UNITS; u++) {
		good = run_unit(units[u], page) && good;
	}
	return good;
}

static bool write_page(const char *path)
{
	FILE *page = fopen(path, "w");
	if (page == NULL) {
		perror(path);
		return false;
	}
	bool good = run_all(page);
	return fclose(page) == 0 && good;
}

static bool check_page(const char *path)
{
	EG_AUTO(eg_free) char *text = NULL;
	size_t size = 0;
	FILE *memory = open_memstream(&text, &size);
	FILE *file = fopen(path, "r");
	if (memory == NULL || file == NULL) {
		perror(path);
		return false;
	}
	bool good = run_all(memory);
	bool same = fclose(memory) == 0;
	for (size_t i = 0; same && i < size; i++) {
		same = fgetc(file) == (unsigned char)text[i];
	}
	same = same && fgetc(file) == EOF;
	(void)fclose(file); /* was only read */
	if (!same) {
		(void)printf("%s is stale: write it anew with conformance --write\n", path);
	}
	return good && same;
}

static bool run_named(const char *name)
{
	for (size_t u = 0; u < UNITS; u++) {
		if (strcmp(units[u]->name, name) == 0) {
			return run_unit(units[u], NULL);
		}
	}
	(void)fprintf(stderr, "there is no unit %s\n", name); /* nobody else to tell */
	return false;
}

int main(int argc, char **argv)
{
	bool good = false;
	conf_country_open();
	if (argc == 3 && strcmp(argv[1], "--write") == 0) {
		good = write_page(argv[2]);
	} else if (argc == 3 && strcmp(argv[1], "--check") == 0) {
		good = check_page(argv[2]);
	} else {
		good = argc == 2 ? run_named(argv[1]) : run_all(NULL);
	}
	conf_terminal_forget();
	conf_country_close();
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
