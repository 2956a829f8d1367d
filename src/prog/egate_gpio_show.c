/*
 * egate_gpio_show: egate gpio show, every line of a lane with its levels.
 * Knows words for levels. Drives nothing but the safe levels.
 */
#include "prog/egate_gpio.h"

#include "os/now.h"
#include "prog/egate.h"
#include "prog/gpio_words.h"
#include "prog/json.h"

#include <inttypes.h>

#define US_PER_MS 1000

enum { OPTION_WATCH = GPIO_OPTIONS, OPTION_JSON, OPTION_COUNT };
static const struct words_option options[OPTION_COUNT] = {
	GPIO_OPTION_WORDS,
	[OPTION_WATCH] = {"--watch", true},
	[OPTION_JSON] = {"--json", true},
};

/* One line as it is shown. */
struct shown {
	struct walk_item item; /* which line it is */
	bool level;            /* logical: the line means what its word says */
	bool debounced;        /* by kernel or device */
	uint32_t changes;
};

static struct shown shown_of(const struct gpio_desk *d, const struct walk_item *i)
{
	struct shown s = {.item = *i};
	switch ((enum walk_kind)i->kind) {
	case WALK_WIRE:
		s.level = (d->lines.levels >> i->bit & 1u) != 0;
		s.debounced = (d->backend->debounced(d->io) >> i->bit & 1u) != 0;
		s.changes = d->changes[i->bit];
		break;
	case WALK_BEAM:
		s.level = (d->lines.curtain >> i->bit & 1u) != 0;
		s.changes = d->beam_changes[i->bit];
		break;
	case WALK_OUTPUT:
		s.level = (d->outputs >> i->bit & 1u) != 0;
		break;
	}
	return s;
}

static const char *kind_word(const struct walk_item *i)
{
	return i->kind == WALK_OUTPUT ? "output" : "input";
}

static void print_line(const struct gate_fitting *f, const struct shown *s)
{
	char word[WALK_WORD_SIZE];
	bool inverted = walk_item_inverted(f, &s->item);
	walk_item_word(&s->item, word);
	(void)printf("%-6s %-13s %-31s active %-4s raw %d level %d", kind_word(&s->item), word,
		     walk_item_line(f, &s->item), inverted ? "low" : "high", s->level != inverted,
		     s->level); /* the sum is checked at the end */
	if (s->item.kind != WALK_OUTPUT) {
		(void)printf(" changes %" PRIu32 "%s", s->changes,
			     s->debounced ? " debounced by kernel or device" : ""); /* same */
	}
	(void)puts(""); /* same */
}

static bool put_line(cJSON *to, const struct gate_fitting *f, const struct shown *s)
{
	char word[WALK_WORD_SIZE];
	bool inverted = walk_item_inverted(f, &s->item);
	walk_item_word(&s->item, word);
	return to != NULL && json_text(to, "kind", kind_word(&s->item)) &&
	       json_text(to, "word", word) && json_text(to, "title", walk_item_title(&s->item)) &&
	       json_text(to, "line", walk_item_line(f, &s->item)) &&
	       json_text(to, "active", inverted ? "low" : "high") &&
	       json_number(to, "raw", s->level != inverted) && json_number(to, "level", s->level) &&
	       (s->item.kind == WALK_OUTPUT || (json_number(to, "changes", s->changes) &&
						json_bool(to, "debounced", s->debounced)));
}

static enum eg_err show_text(const struct gpio_desk *d, const struct walk *w)
{
	for (size_t i = 0; i < w->count; i++) {
		struct shown s = shown_of(d, &w->item[i]);
		print_line(w->fitting, &s);
	}
	return fflush(stdout) == 0 ? EG_OK : EG_FAIL(EG_IO, "standard output");
}

static enum eg_err show_json(const struct gpio_desk *d, const struct walk *w,
			     const struct gpio_gate *g)
{
	EG_AUTO(json_free) cJSON *root = cJSON_CreateObject();
	bool good = root != NULL && json_number(root, "version", 1) &&
		    json_text(root, "description", g->name) && json_text(root, "sha256", g->sha256);
	cJSON *list = good ? cJSON_AddArrayToObject(root, "lines") : NULL;
	for (size_t i = 0; i < w->count && good; i++) {
		struct shown s = shown_of(d, &w->item[i]);
		good = list != NULL && put_line(json_add_object(list), w->fitting, &s);
	}
	return json_print(stdout, good ? root : NULL);
}

/* One line that has changed. */
static enum eg_err tell(const struct walk *w, const struct shown *s, bool json)
{
	char at[REPORT_TIME_SIZE];
	int64_t now_ms = now_unix_ms();
	if (json) {
		EG_AUTO(json_free) cJSON *root = cJSON_CreateObject();
		bool good = root != NULL && json_number(root, "at_ms", (double)now_ms) &&
			    put_line(root, w->fitting, s);
		return json_print(stdout, good ? root : NULL);
	}
	gpio_report_time(now_ms, at);
	(void)printf("%s ", at); /* same */
	print_line(w->fitting, s);
	return fflush(stdout) == 0 ? EG_OK : EG_FAIL(EG_IO, "standard output");
}

static enum eg_err follow(struct gpio_desk *d, const struct walk *w, bool json)
{
	while (!gpio_stopped()) {
		struct gate_lines before = d->lines;
		(void)gpio_desk_wait(d, -1); /* levels are read at each tick all the same */
		EG_TRY(gpio_desk_read(d));
		/* Some backends let go of who is silent. */
		EG_TRY(gpio_desk_drive(d, 0, true, now_mono_us() / US_PER_MS));
		for (size_t i = 0; i < w->count; i++) {
			struct shown s = shown_of(d, &w->item[i]);
			uint32_t changed = w->item[i].kind == WALK_WIRE
						   ? before.levels ^ d->lines.levels
						   : before.curtain ^ d->lines.curtain;
			if (w->item[i].kind != WALK_OUTPUT &&
			    (changed >> w->item[i].bit & 1u) != 0) {
				EG_TRY(tell(w, &s, json));
			}
		}
	}
	return EG_OK;
}

static enum eg_err run(const struct words *words)
{
	EG_AUTO(gpio_gate_close) struct gpio_desk d = {.io = NULL};
	struct gpio_gate g;
	bool json = words->value[OPTION_JSON] != NULL;
	EG_TRY(gpio_gate_take(words, &g));
	EG_TRY(gpio_gate_open(words, &g, &d));
	struct walk w = walk_start(&g.fitting, 0);
	if (json) {
		EG_TRY(show_json(&d, &w, &g));
	} else {
		EG_TRY(show_text(&d, &w));
	}
	return words->value[OPTION_WATCH] == NULL ? EG_OK : follow(&d, &w, json);
}

int egate_gpio_show(int count, char *const words[])
{
	struct words w;
	if (words_take(count, words, options, OPTION_COUNT, &w) != EG_OK || w.plain_count != 1) {
		return EGATE_USAGE;
	}
	return run(&w) == EG_OK ? EGATE_DONE : egate_failed();
}
