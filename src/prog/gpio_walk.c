/*
 * gpio_walk: how the installer's checklist goes on.
 * Knows stages, levels and answers, and time as a value. Never knows what a line means.
 */
#include "prog/gpio_walk.h"

#include "prog/gpio_guard.h"
#include "prog/gpio_words.h"

#include <stdio.h>

#define HELD_LIMIT_MS 120000 /* where a person's patience has no end either */

static void add_item(struct walk *w, enum walk_kind kind, unsigned bit)
{
	w->item[w->count++] = (struct walk_item){
		.kind = (uint8_t)kind,
		.bit = (uint8_t)bit,
		.ms = {WALK_NO_TIME, WALK_NO_TIME},
	};
}

static void add_wires(struct walk *w, uint32_t which)
{
	for (unsigned bit = 0; bit < GATE_WIRE_COUNT; bit++) {
		if ((gate_fitting_wires(w->fitting) & which & UINT32_C(1) << bit) != 0) {
			add_item(w, WALK_WIRE, bit);
		}
	}
}

static void add_outputs(struct walk *w, enum gpio_output_kind kind)
{
	for (unsigned bit = 0; bit < GATE_OUTPUT_LINES; bit++) {
		if ((gate_fitting_outputs(w->fitting) & UINT32_C(1) << bit) != 0 &&
		    gpio_output_words(bit)->kind == kind) {
			add_item(w, WALK_OUTPUT, bit);
		}
	}
}

static void load(struct walk *w)
{
	w->stage_at = 0;
	w->stages = walk_finished(w) ? 0 : walk_stages_of(w->fitting, &w->item[w->at], w->stage);
	w->begun = false;
	w->held = NULL;
	w->again = NULL;
	w->dropped = false;
}

/* Contacts and beams before the doors that are driven by them, locks before what frees them. */
struct walk walk_start(const struct gate_fitting *f, uint32_t patience_ms)
{
	const uint32_t loops = WIRE_FIRE_OK | WIRE_ESTOP_OK;
	struct walk w = {.fitting = f, .patience_ms = patience_ms};
	add_wires(&w, ~(loops | (uint32_t)WIRE_RETURN));
	for (unsigned bit = 0; bit < GATE_CURTAIN_MAX; bit++) {
		if ((gpio_beams(f) & UINT32_C(1) << bit) != 0) {
			add_item(&w, WALK_BEAM, bit);
		}
	}
	add_outputs(&w, GPIO_LAMP);
	add_outputs(&w, GPIO_LOCK);
	add_outputs(&w, GPIO_DRIVE);
	add_wires(&w, WIRE_RETURN);
	add_outputs(&w, GPIO_WATCHDOG);
	add_wires(&w, loops);
	load(&w);
	return w;
}

void walk_resume(struct walk *w)
{
	w->at = 0;
	while (!walk_finished(w) && w->item[w->at].result != WALK_OPEN) {
		w->at++;
	}
	load(w);
}

static void clear_item(struct walk_item *i)
{
	*i = (struct walk_item){.kind = i->kind, .bit = i->bit, .ms = {WALK_NO_TIME, WALK_NO_TIME}};
}

void walk_again(struct walk *w)
{
	for (size_t i = 0; i < w->count; i++) {
		if (w->item[i].result != WALK_PASSED) {
			clear_item(&w->item[i]);
		}
	}
	walk_resume(w);
}

static void keep_remark(struct walk_item *i, const char *remark)
{
	if (remark != NULL && remark[0] != '\0') {
		/* Cut where it is too long; readers of foreign text are told its size. */
		(void)snprintf(i->remark, sizeof(i->remark), "%s", remark);
	}
}

static void end_item(struct walk *w, const struct walk_now *now, enum walk_result result,
		     enum walk_fault fault)
{
	struct walk_item *i = &w->item[w->at];
	i->result = (uint8_t)result;
	i->fault = (uint8_t)fault;
	i->unix_ms = now->unix_ms;
	walk_resume(w);
}

static bool level_of(const struct gate_lines *l, bool beam, unsigned bit)
{
	return ((beam ? l->curtain : l->levels) >> bit & 1u) != 0;
}

static void count_changes(struct walk *w, const struct gate_lines *lines)
{
	struct walk_item *i = &w->item[w->at];
	bool beam = i->kind == WALK_BEAM;
	if (w->known && i->kind != WALK_OUTPUT &&
	    level_of(&w->before, beam, i->bit) != level_of(lines, beam, i->bit)) {
		i->changes++;
	}
	w->before = *lines;
	w->known = true;
}

static void next_stage(struct walk *w, const struct walk_now *now)
{
	const struct walk_stage *s = &w->stage[w->stage_at];
	if (s->time > 0 && w->begun) {
		w->item[w->at].ms[s->time - 1] = (int32_t)(now->mono_ms - w->since_ms);
	}
	w->stage_at++;
	w->begun = false;
	w->dropped = false;
	if (w->stage_at == w->stages) {
		end_item(w, now, WALK_PASSED, WALK_FAULT_NONE);
	}
}

/* Answers that end or leave the item; true if it was one. */
static bool leave(struct walk *w, const struct walk_now *now)
{
	const struct walk_stage *s = &w->stage[w->stage_at];
	switch (now->answer) {
	case WALK_SILENT:
	case WALK_YES:
		return false;
	case WALK_NO:
		end_item(w, now, WALK_FAILED,
			 s->act == WALK_ASK ? WALK_FAULT_ANSWER : (enum walk_fault)s->fault);
		return true;
	case WALK_SKIP:
		end_item(w, now, WALK_SKIPPED, WALK_FAULT_NONE);
		return true;
	case WALK_BACK:
		w->at -= w->at > 0 ? 1 : 0;
		clear_item(&w->item[w->at]);
		load(w);
		return true;
	case WALK_AGAIN:
		clear_item(&w->item[w->at]);
		load(w);
		return true;
	}
	return false;
}

/* What the guard allows is driven; true: the stage may go on. */
static bool guarded(struct walk *w, const struct walk_now *now)
{
	const struct walk_stage *s = &w->stage[w->stage_at];
	const char *why =
		gpio_guard(w->fitting, w->outputs, s->outputs, now->lines.levels, s->against);
	if (why == NULL && !w->dropped) {
		w->held = NULL;
		w->outputs = s->outputs;
		w->still = s->still;
		w->against = s->against;
		return true;
	}
	w->outputs = 0;
	w->still = false;
	if (w->begun && s->act == WALK_ASK) {
		w->dropped = true; /* until the person, who is looking at it, has answered */
		return true;
	}
	if (w->begun) { /* what comes now would prove nothing */
		load(w);
		w->again = why;
		return false;
	}
	w->held_ms = w->held == NULL ? now->mono_ms : w->held_ms;
	w->held = why;
	return false;
}

/* The stage's outputs are driven, and its time runs; false: it is held. */
static bool begin(struct walk *w, const struct walk_now *now)
{
	if (walk_finished(w) || !guarded(w, now)) {
		return false;
	}
	w->since_ms = w->begun ? w->since_ms : now->mono_ms;
	w->begun = true;
	return true;
}

static bool over(const struct walk *w, int64_t now_ms, int64_t since_ms, uint32_t limit_ms)
{
	uint32_t limit = limit_ms == 0 ? w->patience_ms : limit_ms;
	return limit != 0 && now_ms - since_ms > (int64_t)limit;
}

/* The stage's level is there, after its outputs were driven. */
static bool seen(const struct walk *w, const struct walk_now *now)
{
	const struct walk_stage *s = &w->stage[w->stage_at];
	return s->act == WALK_SEE && w->begun && level_of(&now->lines, s->beam, s->bit) == s->level;
}

static void wait_on(struct walk *w, const struct walk_now *now)
{
	const struct walk_stage *s = &w->stage[w->stage_at];
	if (seen(w, now)) {
		next_stage(w, now);
		return;
	}
	if (!begin(w, now)) {
		uint32_t limit = w->patience_ms == 0 ? HELD_LIMIT_MS : 0;
		if (w->held != NULL && over(w, now->mono_ms, w->held_ms, limit)) {
			end_item(w, now, WALK_FAILED, WALK_FAULT_HELD);
		}
		return;
	}
	if (s->act == WALK_ASK && now->answer == WALK_YES) {
		next_stage(w, now);
	} else if (s->act == WALK_SEE && over(w, now->mono_ms, w->since_ms, s->limit_ms)) {
		end_item(w, now, WALK_FAILED, (enum walk_fault)s->fault);
	}
}

/* What needs nothing driven and is there already is asked of nobody. */
static void pass_rests(struct walk *w, const struct walk_now *now)
{
	while (!walk_finished(w)) {
		const struct walk_stage *s = &w->stage[w->stage_at];
		if (s->act != WALK_SEE || s->time != 0 || s->outputs != 0 || s->still ||
		    level_of(&now->lines, s->beam, s->bit) != s->level) {
			return;
		}
		next_stage(w, now);
	}
}

/* What was driven for the last levels may be wrong for these. */
static void let_go(struct walk *w, uint32_t levels)
{
	if (walk_finished(w) ||
	    gpio_guard(w->fitting, w->outputs, w->outputs, levels, w->against) != NULL) {
		w->outputs = 0;
		w->still = false;
	}
}

void walk_step(struct walk *w, const struct walk_now *now)
{
	if (walk_finished(w)) {
		return;
	}
	count_changes(w, &now->lines);
	keep_remark(&w->item[w->at], now->remark);
	if (!leave(w, now)) {
		wait_on(w, now);
	}
	pass_rests(w, now);
	if (!w->begun) {
		(void)begin(w, now); /* at once: what is told is what is driven */
	}
	let_go(w, now->lines.levels);
}

bool walk_asks(const struct walk *w)
{
	return !walk_finished(w) && w->held == NULL && w->stage[w->stage_at].act == WALK_ASK;
}

void walk_prompt(const struct walk *w, char out[WALK_PROMPT_SIZE])
{
	char word[WALK_WORD_SIZE];
	if (walk_finished(w)) {
		(void)snprintf(out, WALK_PROMPT_SIZE, "finished"); /* fits */
		return;
	}
	const struct walk_item *i = &w->item[w->at];
	const struct walk_stage *s = &w->stage[w->stage_at];
	walk_item_word(i, word);
	const char *first = w->held == NULL ? s->text[0] : w->held;
	const char *second = w->held == NULL ? s->text[1] : NULL;
	/* Fits: words of ours, and a line's name of 31 letters. */
	(void)snprintf(out, WALK_PROMPT_SIZE, "[%zu/%zu] %s (%s): %s%s%s%s%s%s%s", w->at + 1,
		       w->count, word, walk_item_line(w->fitting, i),
		       w->held == NULL ? "" : "held: ", first, second == NULL ? "" : " ",
		       second == NULL ? "" : second,
		       w->again == NULL ? "" : " (begun again: ", w->again == NULL ? "" : w->again,
		       w->again == NULL ? "" : ")");
}
