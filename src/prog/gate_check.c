/*
 * gate_check: a gate's description under the eyes of its integrator.
 * Knows what a description may say and how a table looks. Never opens a line.
 */
#include "prog/gate_check.h"

#include "gate/policy.h"
#include "prog/ini_text.h"

#define KEY_SIZE 24 /* "input.entry-closed", "curtain.32" */

/* One line of the table. */
struct row {
	char key[KEY_SIZE];
	const char *line;
	const char *timing; /* what ms is */
	unsigned ms;
	bool low;
	const char *means;
};
#define ROWS_MAX (GATE_WIRE_COUNT + GATE_CURTAIN_MAX + GATE_OUTPUT_LINES)

struct table {
	struct row row[ROWS_MAX];
	size_t count;
};

static struct row of_input(const struct gate_line *l, const char *means)
{
	return (struct row){.line = l->name,
			    .timing = "debounce",
			    .ms = l->debounce_ms,
			    .low = l->inverted,
			    .means = means};
}

static void add_inputs(struct table *t, const struct gate_fitting *f)
{
	for (unsigned i = 0; i < GATE_WIRE_COUNT; i++) {
		if (f->wire[i].name[0] != '\0') {
			struct row *r = &t->row[t->count++];
			*r = of_input(&f->wire[i], gate_wire_text(i));
			(void)snprintf(r->key, KEY_SIZE, "input.%s", gate_wire_word(i)); /* fits */
		}
	}
	for (unsigned i = 0; i < GATE_CURTAIN_MAX; i++) {
		if (f->curtain[i].name[0] != '\0') {
			struct row *r = &t->row[t->count++];
			*r = of_input(&f->curtain[i], "beam of the light curtain broken");
			(void)snprintf(r->key, KEY_SIZE, "curtain.%u", i + 1); /* fits */
		}
	}
}

static void add_outputs(struct table *t, const struct gate_fitting *f)
{
	for (unsigned i = 0; i < GATE_OUTPUT_LINES; i++) {
		const struct gate_drive *d = &f->output[i];
		if (d->name[0] == '\0') {
			continue;
		}
		struct row *r = &t->row[t->count++];
		*r = (struct row){.line = d->name,
				  .timing = d->pulse_ms == 0 ? "level" : "pulse",
				  .ms = d->pulse_ms,
				  .low = d->inverted,
				  .means = gate_output_text(i)};
		(void)snprintf(r->key, KEY_SIZE, "output.%s", gate_output_word(i)); /* fits */
	}
}

static struct table table_of(const struct gate_fitting *f)
{
	struct table t = {.count = 0};
	add_inputs(&t, f);
	add_outputs(&t, f);
	return t;
}

static void judge(struct gate_check *c)
{
	c->problem_count = gate_fitting_problems(&c->gate.settings.fitting, c->problems);
}

void gate_check_text(struct rd text, struct gate_check *out)
{
	*out = (struct gate_check){.mistake_count = 0};
	out->mistake_count = gate_file_mistakes(text, &out->gate, out->mistakes);
	judge(out);
}

static bool shipped(const char *name)
{
	for (unsigned i = 0; i < GATE_TOPOLOGY_COUNT; i++) {
		if (rd_equal(rd_cstr(name), rd_cstr(gate_topology_word(i)))) {
			return true;
		}
	}
	return false;
}

enum eg_err gate_check_load(const char *name, struct gate_check *out)
{
	EG_AUTO(bytes_free) struct bytes text = {0};
	int line;
	if (shipped(name)) {
		*out = (struct gate_check){.mistake_count = 0};
		EG_TRY(gate_file_load(name, &out->gate, &line));
		judge(out);
		return EG_OK;
	}
	EG_TRY(ini_text_load(name, &text));
	gate_check_text(bytes_rd(&text), out);
	return EG_OK;
}

bool gate_check_sound(const struct gate_check *c)
{
	bool wrong = c->mistake_count > 0;
	for (size_t i = 0; i < c->problem_count; i++) {
		wrong = wrong || !c->problems[i].doubt;
	}
	return !wrong;
}

static void tell_wrong(FILE *to, const struct gate_check *c)
{
	for (size_t i = 0; i < c->mistake_count; i++) {
		const struct gate_mistake *m = &c->mistakes[i];
		(void)fprintf(to, "  line %d: %s\n", m->line, m->reason); /* seen at the flush */
	}
	for (size_t i = 0; i < c->problem_count; i++) {
		const struct gate_problem *p = &c->problems[i];
		(void)fprintf(to, "  %s%s\n", p->doubt ? "doubt: " : "", p->text); /* likewise */
	}
}

static void tell_row(FILE *to, const struct row *r)
{
	char timing[24] = "level";
	if (r->timing[0] != 'l') {
		(void)snprintf(timing, sizeof(timing), "%s %u ms", r->timing, r->ms); /* fits */
	}
	(void)fprintf(to, "  %-20s %-31s %-6s %-16s %s\n", r->key, r->line, r->low ? "low" : "high",
		      timing, r->means); /* seen at the flush */
}

void gate_check_tell(FILE *to, const char *name, const struct gate_check *c)
{
	const struct gate_fitting *f = &c->gate.settings.fitting;
	const struct table t = table_of(f);
	bool doubts = c->problem_count > 0;
	(void)fprintf(to, "%s: %s, %s\n", name, gate_topology_word(f->plan.topology),
		      !gate_check_sound(c) ? "cannot be used"
		      : doubts             ? "sound, but see the doubts"
					   : "sound"); /* seen at the flush */
	tell_wrong(to, c);
	(void)fprintf(to, "  %-20s %-31s %-6s %-16s %s\n", "key", "line", "active", "timing",
		      "means");
	for (size_t i = 0; i < t.count; i++) {
		tell_row(to, &t.row[i]);
	}
}

static bool add_wrong(cJSON *to, const struct gate_check *c)
{
	cJSON *mistakes = cJSON_AddArrayToObject(to, "mistakes");
	cJSON *problems = cJSON_AddArrayToObject(to, "problems");
	bool added = mistakes != NULL && problems != NULL;
	for (size_t i = 0; i < c->mistake_count && added; i++) {
		cJSON *one = json_add_object(mistakes);
		added = json_number(one, "line", c->mistakes[i].line) &&
			json_text(one, "reason", c->mistakes[i].reason);
	}
	for (size_t i = 0; i < c->problem_count && added; i++) {
		cJSON *one = json_add_object(problems);
		char key[KEY_SIZE] = "";
		struct rd reason = rd_cstr(c->problems[i].text);
		struct rd word = rd_until(&reason, ":");
		size_t size;
		/* Every text is "KEY: reason". */
		added = rd_dump(word, key, KEY_SIZE - 1, &size) && rd_skip(&reason, 1) &&
			json_text(one, "key", key) &&
			json_text(one, "reason", (const char *)reason.at) &&
			json_bool(one, "doubt", c->problems[i].doubt);
	}
	return added;
}

static bool add_wiring(cJSON *to, const struct table *t)
{
	cJSON *list = cJSON_AddArrayToObject(to, "wiring");
	bool added = list != NULL;
	for (size_t i = 0; i < t->count && added; i++) {
		const struct row *r = &t->row[i];
		cJSON *one = json_add_object(list);
		added = json_text(one, "key", r->key) && json_text(one, "line", r->line) &&
			json_text(one, "active", r->low ? "low" : "high") &&
			json_text(one, "timing", r->timing) && json_number(one, "ms", r->ms) &&
			json_text(one, "means", r->means);
	}
	return added;
}

static bool add_plan(cJSON *to, const struct gate_fitting *f)
{
	cJSON *waived = cJSON_AddArrayToObject(to, "waived");
	cJSON *times = cJSON_AddObjectToObject(to, "times");
	bool added = waived != NULL && times != NULL &&
		     json_text(to, "topology", gate_topology_word(f->plan.topology)) &&
		     json_number(to, "attempts", f->plan.attempts) &&
		     json_number(to, "calls", f->plan.calls) &&
		     json_bool(to, "reversible", f->plan.reversible) &&
		     json_bool(to, "reversed", f->reversed) &&
		     json_text(to, "reject", f->plan.reject_back ? "back" : "hold") &&
		     json_text(to, "direction", f->direction == DIRECTION_EXIT ? "exit" : "entry");
#define X(name, bit, word) \
	added = added && ((f->plan.waived & (name)) == 0 || json_add_text(waived, (word)));
	GATE_INTERLOCKS(X)
#undef X
#define X(word, lowest, highest, usual) added = added && json_number(times, #word, f->times.word);
	GATE_TIMES(X)
#undef X
	return added;
}

bool gate_check_json(cJSON *to, const char *name, const struct gate_check *c)
{
	const struct gate_fitting *f = &c->gate.settings.fitting;
	const struct table t = table_of(f);
	return json_text(to, "file", name) && json_bool(to, "sound", gate_check_sound(c)) &&
	       add_plan(to, f) && add_wrong(to, c) && add_wiring(to, &t);
}
