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

static enum eg_err take(void *user, struct rd section, struct rd key, struct rd value)
{
	struct gate_file *g = user;
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

enum eg_err gate_file_read(struct rd text, struct gate_file *out, int *line)
{
	*out = (struct gate_file){.settings = lane_settings_default()};
	out->settings.fitting = gate_fitting_blank();
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
