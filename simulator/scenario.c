/*
 * scenario: a readable play for one lane: persons, what they do, what must come of it.
 * Knows words and lines. Never knows how a step is carried out.
 */
#include "simulator/scenario.h"

#include "biometrics/finger_prompt.h"
#include "simulator/metal.h"
#include "wire/msg.h"

#include <ctype.h>
#include <string.h>

#define WORDS_MAX 12

struct words {
	struct rd word[WORDS_MAX];
	size_t count;
};

static const char *const phrases[] = {
#define X(name, phrase) phrase,
	SCENARIO_VERBS(X)
#undef X
};
const char *scenario_phrase(unsigned verb)
{
	return verb < SCENARIO_VERB_COUNT ? phrases[verb] : "?";
}

/* False when the line has more words than any phrase. */
static bool split(struct rd line, struct words *out)
{
	*out = (struct words){0};
	while (line.left > 0) {
		struct rd word = rd_until(&line, " \t\r");
		if (word.left == 0) {
			continue;
		}
		if (out->count == WORDS_MAX) {
			return false;
		}
		out->word[out->count++] = word;
	}
	return true;
}

static bool is(struct rd word, const char *text)
{
	return rd_equal(word, rd_cstr(text));
}

static bool keep(struct rd word, char *out, size_t cap)
{
	size_t size;
	if (!rd_dump(word, out, cap - 1, &size)) {
		return false;
	}
	out[size] = '\0';
	return true;
}

static bool number_of(struct rd word, uint32_t *out)
{
	uint8_t c;
	*out = 0;
	if (word.left == 0 || word.left > 6) {
		return false;
	}
	while (word.left > 0) {
		if (!rd_u8(&word, &c) || c < '0' || c > '9') {
			return false;
		}
		*out = *out * 10 + (uint32_t)(c - '0');
	}
	return true;
}

/* "entry_open" against "GATE_ENTRY_OPEN" with the prefix "GATE_". */
static bool is_constant(struct rd word, const char *constant, const char *prefix)
{
	size_t skip = strlen(prefix);
	uint8_t c;
	if (strncmp(constant, prefix, skip) != 0 || strlen(constant + skip) != word.left) {
		return false;
	}
	for (const char *k = constant + skip; *k != '\0'; k++) {
		if (!rd_u8(&word, &c) || tolower(*k) != c) {
			return false;
		}
	}
	return true;
}

static bool find_constant(struct rd word, const char *(*name)(unsigned), unsigned count,
			  const char *prefix, uint32_t *out)
{
	for (unsigned i = 0; i < count; i++) {
		if (is_constant(word, name(i), prefix)) {
			*out = i;
			return true;
		}
	}
	return false;
}

static bool find_person(const struct scenario *s, struct rd word, uint32_t *out)
{
	for (uint32_t i = 0; i < s->persons; i++) {
		if (is(word, s->person[i].name)) {
			*out = i;
			return true;
		}
	}
	return false;
}

static bool find_text(struct rd word, const char *const *texts, size_t count, uint32_t *out)
{
	for (size_t i = 0; i < count; i++) {
		if (is(word, texts[i])) {
			*out = (uint32_t)i;
			return true;
		}
	}
	return false;
}

static bool fits_small(struct rd word, const char *(*name)(unsigned), unsigned count,
		       const char *prefix, uint8_t *out)
{
	uint32_t found = 0;
	bool ok = find_constant(word, name, count, prefix, &found);
	*out = (uint8_t)found;
	return ok;
}

/* "entry-beam" of the X-macro of wires. */
static bool find_wire(struct rd word, uint8_t *out)
{
	static const char *const wires[] = {
#define X(name, bit, word, ms) [bit] = (word),
		GATE_WIRES(X)
#undef X
	};
	uint32_t found = 0;
	bool ok = find_text(word, wires, sizeof(wires) / sizeof(wires[0]), &found);
	*out = (uint8_t)found;
	return ok;
}

static const char *output_name(unsigned bit)
{
	static const char *const outputs[] = {
#define X(name, bit) [bit] = #name,
		GATE_OUTPUTS(X)
#undef X
	};
	return outputs[bit];
}

static const char *prompt_name(unsigned prompt)
{
	static const char *const prompts[] = {
#define X(name, text) #name,
		FINGER_PROMPTS(X)
#undef X
	};
	return prompts[prompt];
}

/* The words for wires, outputs, doors and roles; they leave <count> its place. */
static bool line_fits(struct rd place, struct rd word, struct scenario_step *step)
{
	if (is(place, "<wire>")) {
		return find_wire(word, &step->other);
	}
	if (is(place, "<other>")) {
		return find_wire(word, &step->check);
	}
	if (is(place, "<output>")) {
		return fits_small(word, output_name, GATE_OUTPUT_LINES, "GATE_OUT_", &step->other);
	}
	return is(place, "<role>") && fits_small(word, role_name, ROLE_COUNT, "", &step->other);
}

/* Does a word of a line fit its place in a phrase? Keeps what it says. */
static bool word_fits(const struct scenario *s, struct rd place, struct rd word,
		      struct scenario_step *step)
{
	static const char *const doors[] = {"entry", "exit"};
	/* enum record_what, which begins with 1 */
	static const char *const records[] = {"",       "crossings", "referrals",
					      "alarms", "orders",    "services"};
	if (is(place, "<count>")) {
		return number_of(word, &step->number);
	}
	if (is(place, "<who>")) {
		return find_person(s, word, &step->number);
	}
	if (is(place, "<state>")) {
		return find_constant(word, gate_state_name, GATE_STATE_COUNT, "GATE_",
				     &step->number);
	}
	if (is(place, "<why>")) {
		return find_constant(word, gate_why_name, GATE_WHY_COUNT, "GATE_WHY_",
				     &step->number);
	}
	if (is(place, "<order>")) {
		return find_constant(word, gate_event_name, GATE_EVENT_COUNT, "GATE_EV_ORDER_",
				     &step->number);
	}
	if (is(place, "<prompt>")) {
		return find_constant(word, prompt_name, FINGER_PROMPT_COUNT, "FINGER_PROMPT_",
				     &step->number);
	}
	if (is(place, "<check>")) {
		return fits_small(word, check_name, CHECK_COUNT, "CHECK_", &step->check);
	}
	if (is(place, "<reason>")) {
		return fits_small(word, reason_name, REASON_COUNT, "REASON_", &step->reason);
	}
	if (is(place, "<door>")) {
		return find_text(word, doors, sizeof(doors) / sizeof(doors[0]), &step->number);
	}
	if (is(place, "<record>")) {
		uint32_t record = 0;
		bool ok = find_text(word, records, sizeof(records) / sizeof(records[0]), &record);
		step->other = (uint8_t)record;
		return ok;
	}
	return rd_equal(place, word) || line_fits(place, word, step);
}

/* Cuts "within N ms" or "for N ms" off an expectation. */
static bool cut_time(struct words *w, size_t first, struct scenario_step *step)
{
	bool long_enough = w->count >= first + 5 && is(w->word[first], "expect");
	if (!long_enough || !is(w->word[w->count - 1], "ms")) {
		return true;
	}
	struct rd kind = w->word[w->count - 3];
	uint32_t *ms = is(kind, "within") ? &step->within_ms : &step->for_ms;
	if (!is(kind, "within") && !is(kind, "for")) {
		return true;
	}
	bool ok = number_of(w->word[w->count - 2], ms) && *ms > 0;
	w->count -= 3;
	return ok;
}

static bool phrase_fits(const struct scenario *s, const char *phrase, const struct words *w,
			size_t first, struct scenario_step *step)
{
	struct words places;
	if (!split(rd_cstr(phrase), &places) || places.count != w->count - first) {
		return false;
	}
	for (size_t i = 0; i < places.count; i++) {
		if (!word_fits(s, places.word[i], w->word[first + i], step)) {
			return false;
		}
	}
	return true;
}

/* Where a key of a person's line is kept; NULL: no such key. */
static char *person_text(struct scenario_person *p, struct rd key)
{
	if (is(key, "passport")) {
		return p->passport;
	}
	if (is(key, "face")) {
		return p->face;
	}
	if (is(key, "fingers")) {
		return p->fingers;
	}
	return is(key, "chip") ? p->chip : NULL;
}

/* What a person is, beside their papers. */
static bool parse_body(struct scenario_person *p, struct rd key, struct rd value)
{
	p->country = p->country || (is(key, "from") && is(value, "country"));
	if (is(key, "from")) {
		return is(value, "country") || is(value, "outside");
	}
	for (unsigned kind = 0; kind < METAL_KIND_COUNT; kind++) {
		if (is(value, metal_kind_word(kind))) {
			p->kind = (uint8_t)kind;
			return true;
		}
	}
	return false;
}

static bool parse_gate(struct scenario *s, const struct words *w)
{
	static const char *const topologies[] = {
#define X(name, word) word,
		GATE_TOPOLOGIES(X)
#undef X
	};
	uint32_t found = 0;
	bool ok = w->count == 2 && s->persons == 0 &&
		  find_text(w->word[1], topologies, GATE_TOPOLOGY_COUNT, &found);
	s->topology = (uint8_t)found;
	return ok;
}

/* "sensor is unplugged" is a sentence: a lane gets its sensor before anybody comes. */
static bool is_sensor(const struct scenario *s, const struct words *w)
{
	return s->persons == 0 && is(w->word[0], "sensor");
}

static bool parse_sensor(struct scenario *s, const struct words *w)
{
	static const char *const sensors[] = {
#define X(name, word) word,
		SCENARIO_SENSORS(X)
#undef X
	};
	uint32_t found = 0;
	bool ok = w->count == 2 && find_text(w->word[1], sensors, FINGER_SENSOR_COUNT, &found);
	s->sensor = (uint8_t)found;
	return ok;
}

static bool parse_person(struct scenario *s, const struct words *w)
{
	uint32_t same;
	if (s->persons == SCENARIO_PERSONS || w->count < 2 || find_person(s, w->word[1], &same)) {
		return false;
	}
	struct scenario_person *p = &s->person[s->persons];
	if (!keep(w->word[1], p->name, sizeof(p->name))) {
		return false;
	}
	for (size_t i = 2; i < w->count; i++) {
		struct rd value = w->word[i];
		struct rd key = rd_until(&value, "=");
		if (is(key, "kind") || is(key, "from")) {
			if (!parse_body(p, key, value)) {
				return false;
			}
			continue;
		}
		char *out = person_text(p, key);
		/* They become names of files: a slash would lead elsewhere. */
		if (out == NULL || !keep(value, out, SCENARIO_WORD) || strchr(out, '/') != NULL) {
			return false;
		}
	}
	s->persons++;
	return true;
}

static bool parse_step(struct scenario *s, struct words *w, struct rd line, unsigned line_number,
		       uint32_t *who)
{
	size_t first = find_person(s, w->word[0], who) ? 1 : 0;
	struct scenario_step timed = {.line = (uint16_t)line_number, .who = (uint8_t)*who};
	if (s->steps == SCENARIO_STEPS || s->persons == 0 || !cut_time(w, first, &timed)) {
		return false;
	}
	for (unsigned verb = 0; verb < SCENARIO_VERB_COUNT; verb++) {
		struct scenario_step step = timed;
		step.verb = (uint8_t)verb;
		if (phrase_fits(s, phrases[verb], w, first, &step)) {
			s->step[s->steps] = step;
			return keep(line, s->step[s->steps++].text, SCENARIO_TEXT);
		}
	}
	return false;
}

static bool parse_line(struct scenario *s, struct rd line, unsigned number, uint32_t *who)
{
	struct words w;
	struct rd rest = line;
	struct rd first = rd_until(&rest, " \t");
	uint8_t c = 0;
	if (rd_peek(&first, &c) && c == '#') {
		return true;
	}
	if (is(first, "title")) {
		return keep(rest, s->title, sizeof(s->title));
	}
	if (is(first, "lane") || is(first, "terminal")) {
		return rest.left > 0; /* read by the stack, which starts the controller */
	}
	if (!split(line, &w)) {
		return false;
	}
	if (w.count == 0) {
		return true;
	}
	if (is(w.word[0], "gate")) {
		return parse_gate(s, &w);
	}
	if (is_sensor(s, &w)) {
		return parse_sensor(s, &w);
	}
	if (is(w.word[0], "person")) {
		return parse_person(s, &w);
	}
	return parse_step(s, &w, line, number, who);
}

bool scenario_expects(unsigned verb)
{
	return rd_begins(rd_cstr(scenario_phrase(verb)), RD_TEXT("expect "));
}

enum eg_err scenario_parse(struct rd text, struct scenario *out, unsigned *line)
{
	uint32_t who = 0;
	*out = (struct scenario){0};
	for (*line = 1; text.left > 0; (*line)++) {
		if (!parse_line(out, rd_until(&text, "\n"), *line, &who)) {
			return EG_FAIL(EG_BAD_DATA, "line of a scenario that nobody understands");
		}
	}
	*line = 0;
	if (out->title[0] == '\0' || out->steps == 0) {
		return EG_FAIL(EG_BAD_DATA, "scenario without a title or without steps");
	}
	for (size_t i = 0; i < out->steps; i++) {
		if (scenario_expects(out->step[i].verb)) {
			return EG_OK;
		}
	}
	return EG_FAIL(EG_BAD_DATA, "scenario that expects nothing proves nothing");
}
