/*
 * scene: one gate on real kernel lines: its metal and people, the core with its cast, an observer.
 * Knows when what is due. Never knows a test's aim.
 */
#include "scene.h"

#include "os/now.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#define STEP_US    20000 /* doors take 300 ms, the core's tick is 50 ms */
#define REST_US    90000 /* the model of the metal takes at most 100 ms at once */
#define ALL        ((1u << GATE_INPUT_LINES) - 1u)
#define DANGER     ((uint32_t)(WIRE_FIRE_OK | WIRE_ESTOP_OK | WIRE_MAINS_OK))
#define DOORWAY_MS 400
#define RELAY_MS   100 /* the watchdog's first change: its relay feeds the locks from then on */

static void pull(struct scene *s, uint32_t changed)
{
	uint32_t levels = (metal_inputs(&s->metal) & ~s->stuck) | (s->stuck_at & s->stuck);
	wires_pull(&s->chip, levels, (levels ^ s->levels) | changed);
	s->levels = levels;
}

static bool in_danger(const struct scene *s)
{
	return (s->levels & DANGER) != DANGER || s->cast.now.state == GATE_EVACUATE ||
	       s->cast.now.state == GATE_CLEARING;
}

static void must(struct scene *s, bool holds, const char *what)
{
	if (!holds && s->counts) {
		s->violations++;
		(void)printf("%lld ms VIOLATION %s, in %s, outputs %#x\n",
			     (long long)(s->at_us / 1000), what, gate_state_name(s->cast.now.state),
			     (unsigned)s->outputs);
	} else if (!holds) {
		fail_msg("%s, in %s, outputs %#x", what, gate_state_name(s->cast.now.state),
			 (unsigned)s->outputs);
	}
}

/* What must hold of the lines whatever the core believes. */
static void observe(struct scene *s)
{
	if (!s->cast.known || in_danger(s)) {
		return;
	}
	if (s->cast.now.state == GATE_IDLE) {
		s->used = s->cast.recorded;
	}
	bool exit_locked = (s->outputs & (uint32_t)GATE_OUT_EXIT_LOCK) != 0;
	bool one_closed =
		s->metal.door[METAL_ENTRY].open_us == 0 || s->metal.door[METAL_EXIT].open_us == 0;
	must(s, (s->outputs & SCENE_LOCKS) != 0, "both doors are free");
	must(s, exit_locked || s->cast.recorded > s->used, "the exit is free without a record");
	must(s, s->stuck != 0 || one_closed, "both doors are open");
}

static void tell(struct scene *s)
{
	const struct msg_status *now = &s->cast.now;
	if (s->cast.known && !s->quiet && now->state != s->told_state) {
		s->told_state = now->state;
		(void)printf("  %lld ms %s %s\n", (long long)(s->at_us / 1000),
			     gate_state_name(now->state), gate_why_name(now->why));
		(void)fflush(stdout); /* the console may be gone: nobody looks then */
	}
}

/* Nobody walks, and no door moves. */
static bool still(const struct scene *s)
{
	bool moves =
		s->metal.door[METAL_ENTRY].open_us != 0 || s->metal.door[METAL_EXIT].open_us != 0;
	for (size_t i = 0; i < METAL_BODIES; i++) {
		moves = moves || s->metal.body[i].place != s->metal.body[i].goal;
	}
	return !moves;
}

static void step(struct scene *s)
{
	bool rests = s->hurries && still(s) && s->cast.now.state == GATE_IDLE;
	cast_until(&s->cast, s->at_us + (rests ? REST_US : STEP_US));
	int64_t now = now_mono_us();
	if (s->chip.live) {
		s->outputs = wires_outputs(&s->chip);
	}
	s->metal = metal_pass(metal_drive(s->metal, s->outputs), (uint32_t)(now - s->at_us));
	s->at_us = now;
	if (s->chip.live) {
		pull(s, 0);
	}
	observe(s);
	tell(s);
}

struct scene *scene_open(void)
{
	return scene_open_with(NULL);
}

static struct scene scene; /* one at a time: there is one chip */
static const struct cast nobody = {
	.core_handle = -1, .control = -1, .console = -1, .guard_control = -1};

struct scene *scene_open_with(const struct wires_fault *fault)
{
	scene = (struct scene){
		.metal = metal_start(DOORWAY_MS), .at_us = now_mono_us(), .cast = nobody};
	scene.told_state = GATE_STATE_COUNT;
	scene.metal.body[0].here = true;
	wires_plug(&scene.chip, fault);
	(void)unlink(CAST_LOG); /* there may be none */
	pull(&scene, wires_inputs());
	return &scene;
}

void scene_replug(struct scene *s)
{
	wires_plug(&s->chip, NULL);
	pull(s, wires_inputs());
}

void scene_power(struct scene *s)
{
	const char *words[WIRES_WORDS_MAX + 2];
	size_t count = wires_words(words, false);
	words[count] = s->word;
	words[count + 1] = NULL;
	s->told_state = GATE_STATE_COUNT;
	cast_start(&s->cast, words, NULL);
	cast_join(&s->cast);
	s->at_us = now_mono_us();
}

struct scene *scene_idle(void)
{
	return scene_idle_with(NULL);
}

struct scene *scene_idle_with(const char *word)
{
	struct scene *s = scene_open();
	s->word = word;
	scene_power(s);
	scene_state(s, GATE_IDLE, SCENE_LIMIT);
	scene_pass(s, RELAY_MS);
	cast_forget(&s->cast);
	return s;
}

void scene_close(struct scene *s)
{
	cast_close(&s->cast);
	s->cast = nobody;
	sim_unplug(&s->chip);
}

void scene_clear(void)
{
	scene_close(&scene);
}

void scene_pass(struct scene *s, int ms)
{
	int64_t until = s->at_us + INT64_C(1000) * ms;
	while (s->at_us < until) {
		step(s);
	}
}

void scene_state(struct scene *s, enum gate_state state, int limit_ms)
{
	int64_t until = s->at_us + INT64_C(1000) * limit_ms;
	while (!s->cast.known || s->cast.now.state != state) {
		if (s->at_us >= until) {
			fail_msg("%s, not %s", gate_state_name(s->cast.now.state),
				 gate_state_name(state));
		}
		step(s);
	}
}

void scene_walk(struct scene *s, unsigned body, int32_t goal, int limit_ms)
{
	struct metal_body *b = &s->metal.body[body];
	int64_t until = s->at_us + INT64_C(1000) * limit_ms;
	b->goal = goal;
	while (b->place != goal) {
		if (s->at_us >= until) {
			fail_msg("body %u stands at %d in state %s", body, (int)b->place,
				 gate_state_name(s->cast.now.state));
		}
		step(s);
	}
}

void scene_outputs(struct scene *s, uint32_t mask, uint32_t levels, int limit_ms)
{
	int64_t until = s->at_us + INT64_C(1000) * limit_ms;
	while ((s->outputs & mask) != levels) {
		if (s->at_us >= until) {
			fail_msg("outputs %#x", (unsigned)s->outputs);
		}
		step(s);
	}
}

void scene_until(struct scene *s, enum gate_state state)
{
	cast_document(&s->cast, true);
	if (state == GATE_READING) {
		scene_state(s, GATE_READING, SCENE_LIMIT);
		return;
	}
	scene_state(s, GATE_ENTRY_OPEN, SCENE_LIMIT);
	if (state == GATE_ENTRY_OPEN) {
		return;
	}
	cast_document(&s->cast, false);
	scene_walk(s, 0, METAL_CHAMBER, SCENE_LIMIT);
	scene_state(s, state, SCENE_LIMIT);
}

void scene_leave(struct scene *s)
{
	scene_walk(s, 0, METAL_COUNTRY, SCENE_LIMIT);
	scene_state(s, GATE_IDLE, SCENE_LIMIT);
	s->metal.body[0] = (struct metal_body){.here = true};
}
