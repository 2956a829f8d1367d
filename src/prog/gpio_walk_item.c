/*
 * gpio_walk_item: words about items of the installer's checklist, and what they come to.
 * Knows the tables of lines. Never knows stages or time.
 */
#include "prog/gpio_walk.h"

#include "prog/gpio_words.h"

#include <stdio.h>

static const char *const result_words[] = {
#define X(name, word, sign) word,
	WALK_RESULTS(X)
#undef X
};
static const char *const result_signs[] = {
#define X(name, word, sign) sign,
	WALK_RESULTS(X)
#undef X
};
static const char *const fault_words[] = {
#define X(name, word, text) word,
	WALK_FAULTS(X)
#undef X
};
static const char *const fault_texts[] = {
#define X(name, word, text) text,
	WALK_FAULTS(X)
#undef X
};

const char *walk_result_word(unsigned r)
{
	return r < WALK_RESULT_COUNT ? result_words[r] : "?";
}

const char *walk_result_sign(unsigned r)
{
	return r < WALK_RESULT_COUNT ? result_signs[r] : "?";
}

const char *walk_fault_word(unsigned f)
{
	return f < WALK_FAULT_COUNT ? fault_words[f] : "?";
}

const char *walk_fault_text(unsigned f)
{
	return f < WALK_FAULT_COUNT ? fault_texts[f] : "?";
}

void walk_item_word(const struct walk_item *i, char out[WALK_WORD_SIZE])
{
	if (i->kind == WALK_BEAM) {
		(void)snprintf(out, WALK_WORD_SIZE, "curtain-%u", i->bit + 1u); /* fits */
		return;
	}
	const char *word = i->kind == WALK_WIRE ? gate_wire_word(i->bit) : gate_output_word(i->bit);
	(void)snprintf(out, WALK_WORD_SIZE, "%s", word); /* fits: words of ours */
}

const char *walk_item_title(const struct walk_item *i)
{
	switch ((enum walk_kind)i->kind) {
	case WALK_WIRE:
		return gpio_wire_words(i->bit)->title;
	case WALK_BEAM:
		return "beam of the light curtain";
	case WALK_OUTPUT:
		return gpio_output_words(i->bit)->title;
	}
	return "?";
}

const char *walk_item_line(const struct gate_fitting *f, const struct walk_item *i)
{
	switch ((enum walk_kind)i->kind) {
	case WALK_WIRE:
		return f->wire[i->bit].name;
	case WALK_BEAM:
		return f->curtain[i->bit].name;
	case WALK_OUTPUT:
		return f->output[i->bit].name;
	}
	return "?";
}

bool walk_item_inverted(const struct gate_fitting *f, const struct walk_item *i)
{
	switch ((enum walk_kind)i->kind) {
	case WALK_WIRE:
		return f->wire[i->bit].inverted;
	case WALK_BEAM:
		return f->curtain[i->bit].inverted;
	case WALK_OUTPUT:
		return f->output[i->bit].inverted;
	}
	return false;
}

/* By kind of output. */
static const char *const output_times[][WALK_TIMES] = {
	[GPIO_LAMP] = {NULL, NULL},
	[GPIO_LOCK] = {"opened by hand after", "closed again after"},
	[GPIO_DRIVE] = {"left its contact after", "closed after"},
	[GPIO_WATCHDOG] = {"free after the last pulse, by hand, within", NULL},
};

const char *walk_time_text(const struct walk_item *i, unsigned which)
{
	static const char *const seen[WALK_TIMES] = {"seen after", "at rest again after"};
	if (which >= WALK_TIMES) {
		return NULL;
	}
	return i->kind == WALK_OUTPUT ? output_times[gpio_output_words(i->bit)->kind][which]
				      : seen[which];
}

size_t walk_count(const struct walk *w, enum walk_result r)
{
	size_t found = 0;
	for (size_t i = 0; i < w->count; i++) {
		found += w->item[i].result == (uint8_t)r ? 1 : 0;
	}
	return found;
}

enum walk_result walk_verdict(const struct walk *w)
{
	if (walk_count(w, WALK_FAILED) > 0) {
		return WALK_FAILED;
	}
	if (walk_count(w, WALK_OPEN) > 0) {
		return WALK_OPEN;
	}
	return w->count == 0 || walk_count(w, WALK_SKIPPED) > 0 ? WALK_SKIPPED : WALK_PASSED;
}
