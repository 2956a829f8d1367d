/*
 * face_words: the command line of egate face.
 * Knows words and their forms: "--name VALUE", "--name=VALUE", "name=VALUE". Never opens a file.
 */
#include "prog/face_words.h"

#include "prog/embedder_file.h"
#include "prog/face_policy.h"
#include "prog/words.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MODELS   "/usr/share/egate/models" /* as egated's setting */
#define SEED_MAX INT32_MAX
#define ABOVE    "the refer threshold is above the match one"

/* Options: name, whether it has a value. */
#define OPTIONS(X)                             \
	X(OPTION_HELP, "help", false)          \
	X(OPTION_JSON, "json", false)          \
	X(OPTION_MODELS, "models", true)       \
	X(OPTION_MODEL, "model", true)         \
	X(OPTION_MATCH, "match", true)         \
	X(OPTION_REFER, "refer", true)         \
	X(OPTION_JOBS, "jobs", true)           \
	/* of egate face set alone: */         \
	X(OPTION_OUT, "out", true)             \
	X(OPTION_PEOPLE, "people", true)       \
	X(OPTION_PORTRAIT, "portrait", true)   \
	X(OPTION_LIVE, "live", true)           \
	X(OPTION_CHIP, "chip", true)           \
	X(OPTION_CONDITION, "condition", true) \
	X(OPTION_PROBE, "probe", true)         \
	X(OPTION_GROUPS, "groups", true)       \
	X(OPTION_SEED, "seed", true)

enum option {
#define X(name, text, valued) name,
	OPTIONS(X)
#undef X
		OPTION_COUNT
};

static const struct {
	const char *name;
	bool valued;
} options[OPTION_COUNT] = {
#define X(name, text, valued) [name] = {text, valued},
	OPTIONS(X)
#undef X
};

struct given {
	const char *value[OPTION_COUNT]; /* NULL: not given; "" of one without a value */
};

/* Which option a word is; its value, if it stands in the same word. OPTION_COUNT: none. */
static size_t option_of(const char *word, const char **value)
{
	bool dashed = strncmp(word, "--", 2) == 0;
	const char *name = dashed ? word + 2 : word;
	const char *sign = strchr(name, '=');
	size_t size = sign == NULL ? strlen(name) : (size_t)(sign - name);
	*value = sign == NULL ? NULL : sign + 1;
	for (size_t i = 0; (dashed || sign != NULL) && i < OPTION_COUNT; i++) {
		if (strlen(options[i].name) == size && strncmp(options[i].name, name, size) == 0) {
			return i;
		}
	}
	return OPTION_COUNT;
}

static enum eg_err take_option(size_t which, const char *value, const char *next, bool *took_next,
			       struct given *g)
{
	*took_next = options[which].valued && value == NULL;
	if (g->value[which] != NULL) {
		return EG_FAIL(EG_CONFIG, "an option is given twice");
	}
	if (!options[which].valued) {
		g->value[which] = "";
		return value == NULL ? EG_OK : EG_FAIL(EG_CONFIG, "an option that has no value");
	}
	g->value[which] = value == NULL ? next : value;
	return g->value[which] != NULL && g->value[which][0] != '\0'
		       ? EG_OK
		       : EG_FAIL(EG_CONFIG, "an option without its value");
}

static enum eg_err sort_words(int count, char *const words[], struct given *g,
			      struct face_words *out)
{
	out->plain = calloc((size_t)count + 1, sizeof(*out->plain));
	if (out->plain == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "command line");
	}
	for (int i = 0; i < count; i++) {
		const char *value;
		bool took_next = false;
		size_t which = option_of(words[i], &value);
		if (which == OPTION_COUNT && strncmp(words[i], "--", 2) == 0) {
			return EG_FAIL(EG_CONFIG, "no such option of this command");
		}
		if (which == OPTION_COUNT) {
			out->plain[out->plain_count++] = words[i];
			continue;
		}
		EG_TRY(take_option(which, value, i + 1 < count ? words[i + 1] : NULL, &took_next,
				   g));
		i += took_next;
	}
	return EG_OK;
}

static enum eg_err number_of(const struct given *g, enum option which, long lowest, long highest,
			     long usual, long *out)
{
	*out = usual;
	return g->value[which] == NULL ? EG_OK
				       : words_number(g->value[which], lowest, highest, out);
}

static enum eg_err take_thresholds(const struct given *g, struct face_words *out)
{
	EG_TRY(number_of(g, OPTION_MATCH, 0, 1000, FACE_WORDS_NONE, &out->match));
	EG_TRY(number_of(g, OPTION_REFER, 0, 1000, FACE_WORDS_NONE, &out->refer));
	return out->match == FACE_WORDS_NONE || out->refer <= out->match
		       ? EG_OK
		       : EG_FAIL(EG_CONFIG, ABOVE);
}

static enum eg_err threshold(const struct face_embedder *m, uint32_t one_in, long said, long *out)
{
	struct face_fmr row;
	*out = said;
	if (said != FACE_WORDS_NONE) {
		return EG_OK;
	}
	if (!face_embedder_threshold(m, one_in, &row)) {
		return EG_FAIL(EG_CONFIG, "the model's table is too short: give match and refer");
	}
	*out = row.score;
	return EG_OK;
}

enum eg_err face_words_decide(struct face_words *w, const struct face_embedder *m)
{
	long match;
	long refer;
	EG_TRY(threshold(m, FACE_POLICY_FMR, w->match, &match));
	EG_TRY(threshold(m, FACE_POLICY_REFER_FMR, w->refer, &refer));
	if (w->refer == FACE_WORDS_NONE && refer > match) {
		refer = match; /* of a match that is lower than usual */
	}
	w->policy = policy_default();
	w->policy.face_match = (int16_t)match;
	w->policy.face_refer = (int16_t)refer;
	w->policy.face_replay = m->replay;
	return refer <= match ? EG_OK : EG_FAIL(EG_CONFIG, ABOVE);
}

static enum eg_err take_set(const struct given *g, struct face_words *out)
{
	struct set_order *o = &out->set;
	long probe;
	long seed;
	EG_TRY(number_of(g, OPTION_PROBE, 1, SET_PROBE_MAX, 1, &probe));
	EG_TRY(number_of(g, OPTION_SEED, 0, SEED_MAX, 1, &seed));
	o->probe = (unsigned)probe;
	o->seed = (uint64_t)seed;
	o->portrait = g->value[OPTION_PORTRAIT];
	o->live = g->value[OPTION_LIVE];
	if (g->value[OPTION_PEOPLE] != NULL) {
		EG_TRY(set_people_read(g->value[OPTION_PEOPLE], &o->people));
	}
	if (g->value[OPTION_CHIP] != NULL) {
		EG_TRY(portrait_read(g->value[OPTION_CHIP], &out->chip));
		o->chip = &out->chip;
	}
	if (g->value[OPTION_CONDITION] != NULL) {
		EG_TRY(conditions_read(g->value[OPTION_CONDITION], &out->conditions));
		o->conditions = &out->conditions;
	}
	return EG_OK;
}

static enum eg_err take_command(const struct given *g, struct face_words *out)
{
	static const char *const names[] = {"help", "compare", "assess", "set"};
	out->command = FACE_COMMAND_HELP;
	if (g->value[OPTION_HELP] != NULL) {
		return EG_OK;
	}
	size_t which = sizeof(names) / sizeof(names[0]);
	for (size_t i = 0; out->plain_count > 0 && i < sizeof(names) / sizeof(names[0]); i++) {
		which = strcmp(out->plain[0], names[i]) == 0 ? i : which;
	}
	if (which == sizeof(names) / sizeof(names[0])) {
		return EG_FAIL(EG_CONFIG, "egate face compare, assess or set");
	}
	out->command = (enum face_command)which;
	size_t words = out->plain_count - 1;
	if (out->command == FACE_COMMAND_COMPARE && words != 2) {
		return EG_FAIL(EG_CONFIG, "compare takes two pictures");
	}
	if (out->command == FACE_COMMAND_ASSESS && words == 0) {
		return EG_FAIL(EG_CONFIG, "assess takes pictures");
	}
	if (out->command == FACE_COMMAND_SET && words != 1) {
		return EG_FAIL(EG_CONFIG, "set takes one folder");
	}
	for (size_t i = OPTION_OUT; i < OPTION_COUNT && out->command != FACE_COMMAND_SET; i++) {
		if (g->value[i] != NULL) {
			return EG_FAIL(EG_CONFIG, "an option that only egate face set has");
		}
	}
	return EG_OK;
}

enum eg_err face_words_take(int count, char *const words[], struct face_words *out)
{
	struct given g = {{NULL}};
	long jobs;
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	*out = (struct face_words){.set = {.probe = 1}};
	EG_TRY(sort_words(count, words, &g, out));
	EG_TRY(take_command(&g, out));
	processors = processors < 1 ? 1 : processors > LOOK_JOBS_MAX ? LOOK_JOBS_MAX : processors;
	EG_TRY(number_of(&g, OPTION_JOBS, 1, LOOK_JOBS_MAX, processors, &jobs));
	EG_TRY(take_thresholds(&g, out));
	EG_TRY(take_set(&g, out));
	out->set.jobs = (unsigned)jobs;
	out->set.folder = out->command == FACE_COMMAND_SET ? out->plain[1] : NULL;
	out->models = g.value[OPTION_MODELS] == NULL ? MODELS : g.value[OPTION_MODELS];
	out->model = g.value[OPTION_MODEL] == NULL ? EMBEDDER_DEFAULT : g.value[OPTION_MODEL];
	out->out = g.value[OPTION_OUT];
	out->groups = g.value[OPTION_GROUPS];
	out->json = g.value[OPTION_JSON] != NULL;
	return EG_OK;
}

void face_words_free(struct face_words *w)
{
	eg_free(&w->plain);
}
