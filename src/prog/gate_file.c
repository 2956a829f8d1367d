/*
 * gate_file: the description of a gate model as a file, made into words for the core.
 * Knows sections of the file and the words of control.h. Never knows what lines carry.
 */
#include "prog/gate_file.h"

#include "base/wr.h"
#include "prog/core_settings.h"
#include "prog/ini_text.h"

/* Section of the file, and what its keys begin with. */
static const struct section {
	const char *name;
	const char *prefix;
} sections[] = {
	{"gate", ""},          {"input", "input."}, {"curtain", "curtain."},
	{"output", "output."}, {"time", "time."},   {"timers", "timer."},
};
#define SECTION_COUNT (sizeof(sections) / sizeof(sections[0]))

static void begin(struct gate_file *g)
{
	*g = (struct gate_file){.settings = lane_settings_default()};
	g->settings.fitting = gate_fitting_blank();
}

/* "gate." KEY "=", then the value; each key once. */
static enum eg_err put_word(struct gate_file *g, struct rd key, struct rd value)
{
	if (g->count == GATE_FILE_WORDS_MAX) {
		return EG_FAIL(EG_CONFIG, "more keys than a gate has");
	}
	struct wr w = WR_ARRAY(g->words[g->count]);
	wr_put(&w, RD_TEXT("gate."));
	wr_put(&w, key);
	wr_u8(&w, '=');
	for (size_t i = 0; i < g->count; i++) {
		if (rd_begins(rd_cstr(g->words[i]), wr_view(&w))) {
			return EG_FAIL(EG_CONFIG, "a key is given twice");
		}
	}
	wr_put(&w, value);
	wr_u8(&w, '\0');
	if (w.bad) {
		return EG_FAIL(EG_CONFIG, "a value is too long");
	}
	g->count++;
	return EG_OK;
}

static enum eg_err take_key(struct gate_file *g, struct rd section, struct rd key, struct rd value)
{
	char whole[GATE_FILE_WORD_MAX] = "";
	struct wr w = WR_ARRAY(whole);
	size_t i = 0;
	while (i < SECTION_COUNT && !rd_equal(section, rd_cstr(sections[i].name))) {
		i++;
	}
	if (i == SECTION_COUNT) {
		return EG_FAIL(EG_CONFIG, "unknown section");
	}
	/* What stands behind the point in [gate] would be a key of another section. */
	size_t point;
	if (rd_find(&key, '.', &point)) {
		return EG_FAIL(EG_CONFIG, "unknown key");
	}
	wr_put(&w, rd_cstr(sections[i].prefix));
	wr_put(&w, key);
	if (w.bad || rd_equal(wr_view(&w), RD_TEXT("shipped"))) {
		return EG_FAIL(EG_CONFIG, "unknown key");
	}
	EG_TRY(lane_settings_gate(&g->settings, wr_view(&w), value));
	return put_word(g, wr_view(&w), value);
}

static enum eg_err take(void *user, int line, struct rd section, struct rd key, struct rd value)
{
	struct gate_file *g = user;
	(void)line; /* ini_text tells it */
	return take_key(g, section, key, value);
}

/* Goes on behind every mistake. */
struct collecting {
	struct gate_file *gate;
	struct gate_mistake *found;
	size_t count;
};

/* In the order of lines; where there is no room for all, the last go. */
static void collect(struct collecting *c, int line)
{
	bool full = c->count == GATE_MISTAKES_MAX;
	if (full && c->found[c->count - 1].line <= line) {
		return;
	}
	size_t place = full ? c->count - 1 : c->count++;
	while (place > 0 && c->found[place - 1].line > line) {
		c->found[place] = c->found[place - 1];
		place--;
	}
	c->found[place] = (struct gate_mistake){.line = line, .reason = eg_fault_last().reason};
}

static enum eg_err take_all(void *user, int line, struct rd section, struct rd key, struct rd value)
{
	struct collecting *c = user;
	if (take_key(c->gate, section, key, value) != EG_OK) {
		collect(c, line);
	}
	return EG_OK;
}

size_t gate_file_mistakes(struct rd text, struct gate_file *out,
			  struct gate_mistake found[GATE_MISTAKES_MAX])
{
	struct collecting c = {.gate = out, .found = found};
	int line;
	begin(out);
	if (ini_text_parse(text, take_all, &c, &line) != EG_OK) {
		collect(&c, line);
	}
	return c.count;
}

enum eg_err gate_file_read(struct rd text, struct gate_file *out, int *line)
{
	begin(out);
	return ini_text_parse(text, take, out, line);
}

enum eg_err gate_file_load(const char *name, struct gate_file *out, int *line)
{
	EG_AUTO(bytes_free) struct bytes text = {0};
	struct rd path = rd_cstr(name);
	size_t slash;
	*line = 0;
	if (rd_find(&path, '/', &slash)) {
		EG_TRY(ini_text_load(name, &text));
		return gate_file_read(bytes_rd(&text), out, line);
	}
	*out = (struct gate_file){.settings = lane_settings_default()};
	EG_TRY(lane_settings_gate(&out->settings, RD_TEXT("shipped"), path));
	return put_word(out, RD_TEXT("shipped"), path);
}
