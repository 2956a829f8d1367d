/*
 * scene: one gate on real kernel lines: its metal and people, the core with its cast, and an
 * observer who looks at the lines and knows nothing of the core.
 * Knows when what is due. Never knows a test's aim. Fails like cmocka's asserts.
 *
 *   people, doors  -- metal_inputs -->  lines of gpio-sim  -- libgpiod -->  egate-core
 *        ^------------ metal_drive --- the same chip's outputs <-- libgpiod ----'
 */
#ifndef EG_TESTS_VM_SCENE_H
#define EG_TESTS_VM_SCENE_H

#include "cast.h"
#include "simulator/metal.h"
#include "wires.h"

struct scene {
	struct sim_chip chip;
	struct cast cast;
	struct metal metal;
	const char *word;   /* one more of the lane's description; NULL: none */
	uint32_t stuck;     /* inputs that do not follow the metal ... */
	uint32_t stuck_at;  /* ... but have these levels */
	uint32_t levels;    /* inputs as they are now */
	uint32_t outputs;   /* as seen last */
	int64_t at_us;      /* CLOCK_MONOTONIC of the last look */
	unsigned used;      /* acknowledged crossings of travellers that are through */
	uint8_t told_state; /* printed last */
	bool counts;        /* the observer counts what must not be, and goes on; else it fails */
	bool quiet;         /* states are not printed */
	bool hurries;       /* looks less often while nothing moves in an idle lane */
	unsigned violations;
};

/* A chip with all its lines, doors closed, nobody there; no core yet. */
struct scene *scene_open(void);
/* The same with a chip that does not fit. */
struct scene *scene_open_with(const struct wires_fault *fault);
/* A chip that was unplugged is there again. */
void scene_replug(struct scene *s);
/* The core starts, everybody joins. */
void scene_power(struct scene *s);
/* The same, until the lane waits for a traveller. */
struct scene *scene_idle(void);
/* The same with one more word of the lane's description, or NULL. */
struct scene *scene_idle_with(const char *word);
/* Ends everything; unplugs the chip. */
void scene_close(struct scene *s);
/* The same, for a scene that a test which failed has left. */
void scene_clear(void);

/* Time passes. */
void scene_pass(struct scene *s, int ms);
/* Until the core tells of a state; fails when it does not in time. */
void scene_state(struct scene *s, enum gate_state state, int limit_ms);
/* Until a body has come to where it walks. */
void scene_walk(struct scene *s, unsigned body, int32_t goal, int limit_ms);
/* Until these outputs have these levels, by the lines alone. */
void scene_outputs(struct scene *s, uint32_t mask, uint32_t levels, int limit_ms);
/* An honest traveller (body 0), up to a state of the way. */
void scene_until(struct scene *s, enum gate_state state);
/* From EXIT_OPEN to IDLE, through the exit. */
void scene_leave(struct scene *s);

#define SCENE_LOCKS ((uint32_t)(GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_LOCK))
/* ms: nothing takes so long but the gate's own timers of people */
#define SCENE_LIMIT          10000
#define SCENE_REFERRED_LIMIT 30000

#endif
