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
	char field[200]; /* in the profile of the field; empty: the case does not ask for it */
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

static void tell_findings(const struct conf_told *t)
{
	for (unsigned i = 0; i < CHECK_COUNT; i++) {
		const struct finding *g = &t->findings.of[i];
		if (g->verdict != VERDICT_NOT_DONE && g->reason != REASON_NONE) {
			(void)printf("    %s: %s, %s (%u)\n", check_name(i),
				     verdict_name(g->verdict), reason_name(g->reason),
				     (unsigned)g->detail); /* a report */
		}
	}
	for (unsigned i = 0; i < FAULT_COUNT; i++) {
		if (faults_has(t->report.found, (enum passive_fault)i)) {
			bool passed = faults_has(t->report.tolerated, (enum passive_fault)i);
			(void)printf("    %s: %s%s\n",
				     passive_step_word(fault_step((enum passive_fault)i)),
				     fault_word((enum passive_fault)i),
				     passed ? ", passed over" : ""); /* a report */
		}
	}
}

/* What the case must be refused for, in a profile. */
static struct conf_finding finding_of(const struct conf_case *c, bool field)
{
	if (field && c->field_finding != NULL) {
		return *c->field_finding;
	}
	struct conf_finding f = {c->fault, c->more, c->check, c->reason};
	if (c->end == CONF_ACCEPTED) {
		f.fault = FAULT_NONE;
	}
	return f;
}

/* The fault and those besides. */
static struct faults expected(const struct conf_finding *f)
{
	struct faults out = {0};
	struct rd words = rd_cstr(f->more == NULL ? "" : f->more);
	if (f->fault != FAULT_NONE) {
		faults_add(&out, f->fault);
	}
	while (words.left > 0) {
		enum passive_fault one = fault_from_word(rd_until(&words, " "));
		conf_must(one != FAULT_NONE, "word of a fault");
		faults_add(&out, one);
	}
	return out;
}

/* Exactly the expected faults were found, but for those that the strict profile passes over, too.
 * No case but those of revocation has a list of it: that none is there is not the document's fault.
 */
static bool found_as_expected(struct faults want, const struct conf_told *t)
{
	const struct passive_profile strict = passive_profile_strict();
	struct faults ignored = strict.tolerated;
	if (!t->revocation) {
		faults_add(&ignored, FAULT_CRL_MISSING);
	}
	struct faults more = faults_without(faults_without(t->report.found, want), ignored);
	return faults_empty(more) && faults_empty(faults_without(want, t->report.found));
}

/* The step of that fault failed as it must, for one of the expected faults. */
static bool step_fails(enum passive_fault fault, struct faults want, const struct conf_told *t)
{
	const struct passive_result *step = &t->report.of[fault_step(fault)];
	return faults_has(want, step->fault) && step->status == fault_status(step->fault) &&
	       !faults_has(t->report.tolerated, fault);
}

static bool ends_as(const struct conf_case *c, const struct conf_told *t, bool field)
{
	enum conf_end end = field ? c->field : c->end;
	const struct conf_finding f = finding_of(c, field);
	struct faults want = expected(&f);
	if (!found_as_expected(want, t) || t->accepted != (end == CONF_ACCEPTED)) {
		return false;
	}
	if (end == CONF_ACCEPTED) { /* what a strict laboratory refuses is on record */
		return f.fault == FAULT_NONE || faults_has(t->report.tolerated, f.fault);
	}
	if (f.reason != REASON_NONE) {
		return t->findings.of[f.check].verdict == VERDICT_FAIL &&
		       t->findings.of[f.check].reason == f.reason;
	}
	return step_fails(f.fault, want, t);
}

static void tell_signed(char out[200], const struct conf_finding *f, bool accepted)
{
	if (accepted && f->fault == FAULT_NONE) {
		(void)snprintf(out, 200, "accepted"); /* fits */
	} else if (!accepted && f->reason != REASON_NONE) {
		(void)snprintf(out, 200, "refused: %s, %s", word_of(f->check),
			       reason_text(f->reason)); /* cut is fine */
	} else {
		(void)snprintf(out, 200, "%s: %s", accepted ? "accepted, on record" : "refused",
			       fault_text(f->fault)); /* cut is fine */
	}
}

/* A signed file, in both profiles. */
static struct result run_signed(const struct conf_case *c)
{
	struct result r = {.good = true};
	for (unsigned p = 0; p < 2; p++) {
		struct conf_world w = conf_world_usual();
		w.variant = c->variant;
		w.field = p == 1;
		c->prepare(&w);
		struct conf_told t = conf_inspect(&w);
		bool good = ends_as(c, &t, w.field) && (c->also == NULL || c->also(&t));
		const struct conf_finding f = finding_of(c, w.field);
		if (!good) {
			(void)printf("  in the %s profile: %s\n", w.field ? "field" : "strict",
				     t.accepted ? "accepted" : word_of(t.check)); /* a report */
			tell_findings(&t);
		}
		r.good = r.good && good;
		tell_signed(w.field ? r.field : r.text, &f, t.accepted);
	}
	return r;
}

static struct result run_asked(const struct conf_case *c)
{
	struct conf_answer a = c->ask(c->variant);
	struct result r = {.good = a.accepted == (c->end == CONF_ACCEPTED) &&
				   strcmp(a.text, c->note) == 0};
	(void)snprintf(r.text, sizeof(r.text), "%s: %s", a.accepted ? "accepted" : "refused",
		       a.text); /* cut is fine */
	return r;
}

static struct result run(const struct conf_case *c)
{
	struct result r = {.good = true};
	struct conf_world w = conf_world_usual();
	w.variant = c->variant;
	if (c->ask != NULL) {
		return run_asked(c);
	}
	if (c->end == CONF_NOT_APPLICABLE) {
		(void)snprintf(r.text, sizeof(r.text), "not applicable"); /* fits */
		return r;
	}
	if (c->signed_file) {
		return run_signed(c);
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
		tell_findings(&t);
	}
	return r;
}

static void put_line(FILE *page, const struct conf_unit *u, const struct conf_case *c,
		     const struct result *r)
{
	/* What was asked is in the text. */
	const char *note = c->note == NULL || c->ask != NULL ? "" : c->note;
	(void)fprintf(page, "| `%s` | %s | `%s` | %s%s%s | %s |\n", c->id, c->what, u->name,
		      r->text, *note == '\0' ? "" : ": ", note,
		      r->field); /* checked at its close */
}

static bool run_unit(const struct conf_unit *u, FILE *page)
{
	bool good = true;
	for (size_t i = 0; i < u->count; i++) {
		const struct conf_case *c = &u->cases[i];
		struct result r = run(c);
		good = good && r.good;
		(void)printf("%s %s: %s%s%s\n", c->id, r.good ? "passed" : "FAILED", r.text,
			     *r.field == '\0' ? "" : "; in the field ", r.field);
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
		"TR-03105 part 5.1 in the units\nISO7816 A to G and LDS A to K, and cases of our "
		"own (`OWN_`) where the plan has none, run against the virtual\nchip with the "
		"inspection system in a strict profile: what merely deviates is refused, too. "
		"What a case does is\ntold in our words; its unit names the file `conf_UNIT.c` in "
		"`tests/conformance/`. A refusal names the check\nand the reason; of a signed file "
		"the one fault of `pki/fault.h` that makes it so. There the last column "
		"tells\nwhat comes of it in the profile of the field, which passes over what is "
		"known from genuine documents, and\nputs it on record. Lists (`own_lists`) are "
		"given to import, certificates "
		"for Terminal Authentication\n(`own_cvc`) to the gate.\n\n"
		"| Case | The document or chip | Unit | Result | In the field |\n"
		"|---|---|---|---|---|\n");
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
