/*
 * scenario: a readable play for one lane: persons, what they do, what must come of it.
 * Knows words and lines. Never knows how a step is carried out.
 */
#include "simulator/scenario.h"

#include "simulator/metal.h"
#include "simulator/scenario_words.h"

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
	bool ok = scenario_number(w->word[w->count - 2], ms) && *ms > 0;
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
		if (!scenario_word_fits(s, places.word[i], w->word[first + i], step)) {
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
	if (is(key, "page-face")) {
		return p->page_face;
	}
	if (is(key, "page-name")) {
		return p->page_name;
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
		  scenario_text_of(w->word[1], topologies, GATE_TOPOLOGY_COUNT, &found);
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
	bool ok =
		w->count == 2 && scenario_text_of(w->word[1], sensors, FINGER_SENSOR_COUNT, &found);
	s->sensor = (uint8_t)found;
	return ok;
}

/* "page reader is unplugged" is a sentence, as of the sensor. */
static bool is_page(const struct scenario *s, const struct words *w)
{
	return s->persons == 0 && is(w->word[0], "page");
}

static bool parse_page(struct scenario *s, const struct words *w)
{
	static const char *const pages[] = {
#define X(name, word) word,
		SCENARIO_PAGES(X)
#undef X
	};
	uint32_t found = 0;
	bool ok = w->count == 2 && scenario_text_of(w->word[1], pages, SCENARIO_PAGE_COUNT, &found);
	s->page = (uint8_t)found;
	return ok;
}

static bool parse_person(struct scenario *s, const struct words *w)
{
	uint32_t same;
	if (s->persons == SCENARIO_PERSONS || w->count < 2 ||
	    scenario_person_of(s, w->word[1], &same)) {
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

/* Sentences that make sense in a lane only: of doors, wires, lamps, and of bodies that walk. */
static bool is_of_lane(unsigned verb)
{
	static const struct {
		uint8_t first;
		uint8_t last;
	} spans[] = {
		{VERB_WALK_IN, VERB_LEAVE},   {VERB_WAIT_ENTRY, VERB_WAIT_RED},
		{VERB_FIRE, VERB_MAINS_OVER}, {VERB_ALARMED, VERB_ABANDONED},
		{VERB_LOCKED, VERB_FREE},     {VERB_FOLLOW_CLOSELY, VERB_RELAY_OVER},
		{VERB_ON, VERB_CLOSED},       {VERB_PLACE, VERB_PLACE},
	};
	bool is_one = false;
	for (size_t i = 0; i < sizeof(spans) / sizeof(spans[0]); i++) {
		is_one = is_one || (verb >= spans[i].first && verb <= spans[i].last);
	}
	return is_one;
}

static bool parse_step(struct scenario *s, struct words *w, struct rd line, unsigned line_number,
		       uint32_t *who)
{
	size_t first = scenario_person_of(s, w->word[0], who) ? 1 : 0;
	struct scenario_step timed = {.line = (uint16_t)line_number, .who = (uint8_t)*who};
	if (s->steps == SCENARIO_STEPS || s->persons == 0 || !cut_time(w, first, &timed)) {
		return false;
	}
	for (unsigned verb = 0; verb < SCENARIO_VERB_COUNT; verb++) {
		struct scenario_step step = timed;
		step.verb = (uint8_t)verb;
		if (phrase_fits(s, phrases[verb], w, first, &step)) {
			if (s->topology == GATE_DESK && is_of_lane(verb)) {
				return false;
			}
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
	if (is_page(s, &w)) {
		return parse_page(s, &w);
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
