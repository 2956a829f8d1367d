/*
 * egate-face-tool: egate face, as a program of its own.
 * Knows the command line, the model folder. Never parses a picture in this process: look.h.
 */
#include "prog/egate.h"
#include "prog/embedder_file.h"
#include "prog/face_tool.h"

#include <stdio.h>
#include <unistd.h>

static const char usage[] =
	"egate face compare A B [OPTION...]     are two pictures of one person? exit 1: no match\n"
	"egate face assess PICTURE... [OPTION...]  what is seen in each: quality, pose, attacks\n"
	"egate face set FOLDER [OPTION...]      error rates over all pictures of a folder\n"
	"    --json                             one JSON object instead of text\n"
	"    --models FOLDER                    of the networks; /usr/share/egate/models\n"
	"    --model NAME|FILE                  the embedder, as [face] model names it; "
	"fr-feature\n"
	"    --match N --refer N                thresholds x 1000; else those of the model\n"
	"    --jobs N                           processes that look at pictures; one a processor\n"
	"of set alone:\n"
	"    out=FOLDER                         writes tables (CSV), JSON and drawings (PNG) "
	"there\n"
	"    people=prefix|folder               the person is what stands before the first \"_\" "
	"of\n"
	"                                       the name, or the picture's folder; else chosen\n"
	"    portrait=WORD live=WORD            compares pictures whose names have these words "
	"behind\n"
	"                                       the person (portrait=first: each person's first);\n"
	"                                       else each picture with each other\n"
	"    chip=jp2:15                        makes portraits as a chip holds them: jp2 or "
	"jpeg,\n"
	"                                       thousands of octets [:WIDTHxHEIGHT]\n"
	"    condition=eyes:60,blur:2,noise:12,half-light,side-light,over:1.6\n"
	"                                       makes live pictures worse, in this order\n"
	"    probe=N                            averages up to N live pictures of a person\n"
	"    groups=FILE.csv                    person,label,...: rates by group\n"
	"    seed=N                             of noise and intervals; 1\n"
	"Each option also as --name VALUE and --name=VALUE.\n";

/* Once a second would need a clock: once in a hundred pictures, and only where somebody looks. */
static void tell_progress(size_t done, size_t of)
{
	if (done % 100 == 0 || done == of) {
		(void)fprintf(stderr, "\r%zu of %zu pictures%s", done, of,
			      done == of ? "\n" : ""); /* nobody to tell if it is closed */
	}
}

static int failed(void)
{
	struct eg_fault f = eg_fault_last();
	(void)fprintf(stderr, "egate: %s (%s)\n", f.reason, eg_err_text(f.err)); /* as above */
	return EGATE_FAILED;
}

/* Which model, and what its scores mean. */
static enum eg_err choose(struct face_words *w, struct face_embedder *m)
{
	int line = 0;
	enum eg_err err = embedder_file_load(w->model, m, &line);
	if (line > 0) {
		(void)fprintf(stderr, "egate: %s, line %d\n", w->model, line); /* as above */
	}
	EG_TRY(err);
	return face_words_decide(w, m);
}

static int run(struct face_words *w, const struct face_embedder *m)
{
	EG_AUTO(face_engine_close) struct face_engine *e = NULL;
	bool found = false;
	enum eg_err err = face_engine_open(w->models, m, &e);
	if (err != EG_OK) {
		(void)fprintf(stderr, "egate: models in %s\n", w->models); /* as above */
		return failed();
	}
	w->set.progress = isatty(STDERR_FILENO) ? tell_progress : NULL;
	switch (w->command) {
	case FACE_COMMAND_HELP:
		break;
	case FACE_COMMAND_COMPARE:
		err = face_tool_compare(w, e, &found);
		break;
	case FACE_COMMAND_ASSESS:
		err = face_tool_assess(w, e, &found);
		break;
	case FACE_COMMAND_SET:
		err = face_tool_set(w, e, &found);
		break;
	}
	if (err != EG_OK) {
		return failed();
	}
	return found ? EGATE_FAILED : EGATE_DONE;
}

int main(int argc, char *argv[])
{
	EG_AUTO(face_words_free) struct face_words w;
	struct face_embedder m;
	bool taken = face_words_take(argc - 1, argv + 1, &w) == EG_OK;
	if (taken && w.command == FACE_COMMAND_HELP) {
		return fputs(usage, stdout) >= 0 ? EGATE_DONE : EGATE_FAILED;
	}
	if (!taken || choose(&w, &m) != EG_OK) {
		(void)failed(); /* tells what is wrong */
		(void)fputs("egate face --help tells all options\n", stderr); /* as above */
		return EGATE_USAGE;
	}
	return run(&w, &m);
}
