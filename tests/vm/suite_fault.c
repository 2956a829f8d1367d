/*
 * suite_fault: lines and chips that fail under the real core: storms of edges, contacts that stick,
 * lines that are not there, lines that another holds, a chip that goes away.
 */
#include "suite.h"

#include "os/now.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>

#define STORM_LINES 10 /* bits of wires that the machine is told as they are */
#define ALL_LINES   ((1u << STORM_LINES) - 1u)
#define EDGES_KEPT  16 /* by the kernel for one line under libgpiod 1.6; the newest are dropped */
#define EDGES_MAX   60 /* of one line in a storm */
#define STORMS      100
#define HEARD_MS    200  /* several ticks */
#define AT_ENTRY    1000 /* pushes at the door */
#define AT_EXIT     3000
#define STUCK_MS    500 /* a door that has just locked may shake its contact for half of it */
#define SETTLED_MS  2000
#define REFUSED_MS  2000  /* start of a core and its end */
#define MOMENT_MS   900   /* of a storm, shorter than three seconds of a count */
#define FLICKER_MS  40    /* each level for longer than a beam is debounced: 25 changes a second */
#define RATTLE_MS   6000  /* longer than three seconds of a count, and one that has begun */
#define WELL_MS     11000 /* after that a line is believed again */
#define ALARM_MS    62000 /* an officer is called again */

static uint32_t next_number(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 16;
}

/* So many edges on one line, faster than anybody reads; its level afterwards. */
static uint32_t storm(const struct scene *s, unsigned line, unsigned edges, uint32_t levels)
{
	for (unsigned i = 0; i < edges; i++) {
		levels ^= 1u << line;
		wires_pull(&s->chip, levels, 1u << line);
	}
	return levels;
}

/* Of the lines that the machine is told as they are; several without present is still somebody. */
static void hear_levels(struct scene *s, uint32_t levels)
{
	int64_t until = now_mono_us() + INT64_C(1000) * HEARD_MS;
	levels |= (levels & WIRE_SEVERAL) != 0 ? (uint32_t)GATE_IN_PRESENT : 0u;
	while ((s->cast.now.inputs & ALL_LINES) != levels && now_mono_us() < until) {
		cast_until(&s->cast, now_mono_us() + 1000);
	}
	assert_int_equal(s->cast.now.inputs & ALL_LINES, levels);
}

/* A lane that is evacuated stays so whatever its lines do: it only tells of them. */
static struct scene *scene_that_tells(void)
{
	struct scene *s = scene_idle();
	s->metal.contacts &= ~(uint32_t)WIRE_FIRE_OK;
	scene_state(s, GATE_EVACUATE, SCENE_LIMIT);
	return s;
}

/* The core stands still meanwhile, so that all edges wait unread: more than the kernel keeps. */
static void a_storm_that_overflows_the_kernels_queue_loses_no_level(void **state)
{
	(void)state;
	struct scene *s = scene_that_tells();
	uint32_t levels = s->levels & ALL_LINES;
	for (unsigned line = 0; line < STORM_LINES; line++) {
		for (unsigned edges = EDGES_KEPT - 1; edges <= 2 * EDGES_KEPT + 9; edges += 5) {
			cast_signal(&s->cast, SIGSTOP);
			levels = storm(s, line, edges, levels);
			cast_signal(&s->cast, SIGCONT);
			hear_levels(s, levels);
		}
	}
}

static void storms_on_all_lines_at_any_moment_lose_no_level(void **state)
{
	(void)state;
	struct scene *s = scene_that_tells();
	uint32_t levels = s->levels & ALL_LINES;
	uint32_t seed = 5;
	for (unsigned round = 0; round < STORMS; round++) {
		for (unsigned line = 0; line < STORM_LINES; line++) {
			levels = storm(s, line, next_number(&seed) % EDGES_MAX, levels);
		}
		hear_levels(s, levels);
	}
}

/* Light barriers that flicker for a moment while nobody passes are no reason to do anything. */
static void a_flickering_barrier_moves_no_lock(void **state)
{
	(void)state;
	struct scene *s = scene_idle();
	int64_t until = s->at_us + INT64_C(1000) * MOMENT_MS;
	while (s->at_us < until) {
		uint32_t levels = storm(s, 2, EDGES_MAX, s->levels);
		assert_int_equal(storm(s, 3, EDGES_MAX, levels), s->levels);
		scene_pass(s, 10);
		assert_int_equal(s->outputs & SCENE_LOCKS, SCENE_LOCKS);
	}
	scene_pass(s, HEARD_MS);
	assert_int_equal(s->cast.now.state, GATE_IDLE);
	scene_until(s, GATE_EXIT_OPEN);
	scene_leave(s);
}

static bool stopped_by(const struct scene *s, enum gate_fault fault, uint32_t wire)
{
	const struct msg_status *now = &s->cast.now;
	return now->state == GATE_ALARM && now->why == GATE_WHY_SENSOR && now->fault == fault &&
	       1u << now->wire == wire;
}

/* The line is well again, the officer has seen to it, and the lane serves the next traveller. */
static void believe_again(struct scene *s)
{
	uint32_t stopped = SCENE_LOCKS | (uint32_t)GATE_OUT_OFFICER_CALL;
	scene_outputs(s, stopped, stopped, HEARD_MS);
	cast_order(&s->cast, GATE_EV_ORDER_RESET);
	scene_pass(s, HEARD_MS);
	assert_int_equal(s->cast.now.state, GATE_ALARM); /* it was wrong just now */
	scene_pass(s, WELL_MS);
	cast_order(&s->cast, GATE_EV_ORDER_RESET);
	scene_state(s, GATE_IDLE, HEARD_MS);
	scene_until(s, GATE_EXIT_OPEN);
	scene_leave(s);
}

/* It is not what a body does, so that nothing that it says is believed; still no lock moves. */
static void a_barrier_that_rattles_takes_the_lane_out_of_service(void **state)
{
	(void)state;
	struct scene *s = scene_idle();
	int64_t until = s->at_us + INT64_C(1000) * RATTLE_MS;
	for (bool broken = true; s->at_us < until || broken; broken = !broken) {
		s->stuck = WIRE_ENTRY_BEAM;
		s->stuck_at = broken ? WIRE_ENTRY_BEAM : 0;
		scene_pass(s, FLICKER_MS);
		assert_int_equal(s->outputs & SCENE_LOCKS, SCENE_LOCKS);
	}
	s->stuck = 0;
	assert_true(stopped_by(s, GATE_FAULT_RATTLES, WIRE_ENTRY_BEAM));
	believe_again(s);
}

static void a_barrier_that_stays_broken_takes_the_lane_out_of_service(void **state)
{
	static const uint32_t beams[] = {WIRE_ENTRY_BEAM, WIRE_EXIT_BEAM};
	(void)state;
	for (size_t i = 0; i < sizeof(beams) / sizeof(beams[0]); i++) {
		struct scene *s = scene_idle_with("gate.time.stuck=10000");
		s->stuck = s->stuck_at = beams[i];
		scene_state(s, GATE_ALARM, WELL_MS);
		assert_true(stopped_by(s, GATE_FAULT_STUCK, beams[i]));
		s->stuck = 0;
		believe_again(s);
		scene_close(s);
	}
}

/* One contact that says one thing for ever, and what comes of an honest traveller. */
struct stuck {
	uint32_t line;
	bool active;
	enum gate_state state; /* of the lane, at last */
	enum gate_why why;
	int32_t place; /* of the traveller, at last */
	unsigned recorded;
};

static bool ended_as(const struct scene *s, const struct stuck *k)
{
	bool named = k->why != GATE_WHY_SENSOR || stopped_by(s, GATE_FAULT_SILENT, k->line);
	return named && s->cast.now.state == k->state && s->cast.now.why == k->why &&
	       s->metal.body[0].place == k->place && s->cast.recorded == k->recorded;
}

/* The document lies there for a while, and the traveller walks wherever a door lets them. */
static bool stick(const struct stuck *k)
{
	struct scene *s = scene_idle();
	s->stuck = k->line;
	s->stuck_at = k->active ? k->line : 0;
	scene_pass(s, STUCK_MS);
	cast_document(&s->cast, true);
	s->metal.body[0].goal = METAL_COUNTRY;
	scene_pass(s, HEARD_MS);
	cast_document(&s->cast, false);
	int64_t until = s->at_us + INT64_C(1000) * SCENE_REFERRED_LIMIT;
	while (!ended_as(s, k) && s->at_us < until) {
		scene_pass(s, HEARD_MS);
	}
	scene_pass(s, SETTLED_MS);
	(void)printf("  %#x stuck at %d: %s %s, traveller at %d, %u recorded\n", (unsigned)k->line,
		     k->active, gate_state_name(s->cast.now.state), gate_why_name(s->cast.now.why),
		     (int)s->metal.body[0].place, s->cast.recorded);
	bool good = ended_as(s, k);
	scene_close(s);
	return good;
}

static void a_contact_that_sticks_ends_in_a_known_state(void **state)
{
	static const struct stuck cases[] = {
		{WIRE_ENTRY_CLOSED, false, GATE_ALARM, GATE_WHY_INTRUSION, AT_ENTRY, 0},
		{WIRE_ENTRY_CLOSED, true, GATE_ALARM, GATE_WHY_SENSOR, AT_EXIT, 0},
		{WIRE_EXIT_CLOSED, false, GATE_ALARM, GATE_WHY_WRONG_WAY, AT_ENTRY, 0},
		{WIRE_EXIT_CLOSED, true, GATE_ALARM, GATE_WHY_SENSOR, METAL_COUNTRY, 1},
		{WIRE_ENTRY_BEAM, false, GATE_IDLE, GATE_WHY_NONE, METAL_COUNTRY, 1},
		{WIRE_ENTRY_BEAM, true, GATE_IDLE, GATE_WHY_NONE, METAL_COUNTRY, 1},
		{WIRE_EXIT_BEAM, false, GATE_IDLE, GATE_WHY_NONE, METAL_COUNTRY, 1},
		{WIRE_EXIT_BEAM, true, GATE_IDLE, GATE_WHY_NONE, AT_ENTRY, 0},
		{WIRE_PRESENT, true, GATE_ALARM, GATE_WHY_INTRUSION, AT_ENTRY, 0},
		{WIRE_SEVERAL, true, GATE_ALARM, GATE_WHY_INTRUSION, AT_ENTRY, 0},
		{WIRE_FIRE_OK, false, GATE_EVACUATE, GATE_WHY_FIRE, METAL_COUNTRY, 0},
		{WIRE_ESTOP_OK, false, GATE_EVACUATE, GATE_WHY_ESTOP, METAL_COUNTRY, 0},
		{WIRE_TAMPER_OK, false, GATE_ALARM, GATE_WHY_TAMPER, AT_ENTRY, 0},
		{WIRE_MAINS_OK, false, GATE_EVACUATE, GATE_WHY_MAINS, METAL_COUNTRY, 0},
	};
	(void)state;
	bool good = true;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		good = stick(&cases[i]) && good;
	}
	assert_true(good); /* each is told above */
}

/* The entry's contact says closed for ever, and the traveller is inside. */
static struct scene *locked_in(const char *word)
{
	uint32_t stopped = SCENE_LOCKS | (uint32_t)GATE_OUT_OFFICER_CALL;
	struct scene *s = scene_idle_with(word);
	s->stuck = s->stuck_at = WIRE_ENTRY_CLOSED;
	cast_document(&s->cast, true);
	scene_state(s, GATE_ENTRY_OPEN, SCENE_LIMIT);
	cast_document(&s->cast, false);
	s->metal.body[0].goal = METAL_CHAMBER;
	scene_state(s, GATE_ALARM, SCENE_LIMIT);
	scene_walk(s, 0, METAL_CHAMBER, SCENE_LIMIT);
	assert_true(stopped_by(s, GATE_FAULT_SILENT, WIRE_ENTRY_CLOSED));
	scene_outputs(s, stopped, stopped, HEARD_MS);
	return s;
}

static void who_a_contact_locks_in_is_let_out_by_the_officer(void **state)
{
	(void)state;
	struct scene *s = locked_in(NULL);
	cast_order(&s->cast, GATE_EV_ORDER_BACK);
	scene_state(s, GATE_BACK_OPEN, HEARD_MS);
	scene_walk(s, 0, METAL_OUTSIDE, SCENE_LIMIT);
	scene_state(s, GATE_ALARM, SCENE_REFERRED_LIMIT); /* nobody is served before it is mended */
	assert_true(stopped_by(s, GATE_FAULT_SILENT, WIRE_ENTRY_CLOSED));
	assert_int_equal(s->cast.recorded, 0);
}

static void who_a_contact_locks_in_is_let_out_where_no_officer_comes(void **state)
{
	(void)state;
	struct scene *s = locked_in("gate.calls=1");
	scene_outputs(s, SCENE_LOCKS, GATE_OUT_EXIT_LOCK, ALARM_MS);
	scene_walk(s, 0, METAL_OUTSIDE, SCENE_LIMIT);
	scene_state(s, GATE_ALARM, SCENE_REFERRED_LIMIT);
	assert_int_equal(s->cast.now.why, GATE_WHY_CALLS);
	assert_int_equal(s->cast.recorded, 0);
}

/* A core that may not start says why, and ends. */
static void refused(const char *reason)
{
	const char *words[WIRES_WORDS_MAX + 1];
	words[wires_words(words, false)] = NULL;
	struct cast cast = {.guarded = false};
	cast_start(&cast, words, NULL);
	int status = cast_end(&cast, REFUSED_MS);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
	assert_true(cast_logged("event=core-ends", reason));
}

static void try_wrong_chip(const struct wires_fault *fault, const char *reason)
{
	struct scene *s = scene_open_with(fault);
	refused(reason);
	assert_int_equal(wires_outputs(&s->chip), 0);
	scene_close(s);
}

static void a_chip_that_lacks_a_line_is_refused(void **state)
{
	(void)state;
	for (unsigned i = 0; i < WIRES_LINES; i++) {
		const struct wires_fault renamed = {.wire = i, .renamed = "another"};
		try_wrong_chip(&renamed, "reason=the chip has no line of that name");
	}
}

static void a_chip_with_two_lines_of_a_name_is_refused(void **state)
{
	const struct wires_fault twice = {.wire = WIRES_LINES, .extra = "fire-loop"};
	(void)state;
	try_wrong_chip(&twice, "reason=two lines of the chip have one name");
}

static void a_chip_of_another_label_is_refused(void **state)
{
	const struct wires_fault other = {.label = "vm-gate-2", .wire = WIRES_LINES};
	(void)state;
	try_wrong_chip(&other, "reason=no GPIO chip has the label");
}

static void a_second_core_is_refused_and_does_not_disturb_the_first(void **state)
{
	(void)state;
	struct scene *s = scene_idle();
	scene_until(s, GATE_ENTRY_OPEN);
	refused("reason=a line is in use");
	scene_pass(s, 10);
	assert_int_equal(s->outputs & SCENE_LOCKS, GATE_OUT_EXIT_LOCK);
	scene_walk(s, 0, METAL_CHAMBER, SCENE_LIMIT);
	scene_state(s, GATE_EXIT_OPEN, SCENE_LIMIT);
	cast_document(&s->cast, false);
	scene_leave(s);
}

int suite_fault(void)
{
	const struct CMUnitTest tests[] = {
		SUITE_TEST(a_storm_that_overflows_the_kernels_queue_loses_no_level),
		SUITE_TEST(storms_on_all_lines_at_any_moment_lose_no_level),
		SUITE_TEST(a_flickering_barrier_moves_no_lock),
		SUITE_TEST(a_barrier_that_rattles_takes_the_lane_out_of_service),
		SUITE_TEST(a_barrier_that_stays_broken_takes_the_lane_out_of_service),
		SUITE_TEST(a_contact_that_sticks_ends_in_a_known_state),
		SUITE_TEST(who_a_contact_locks_in_is_let_out_by_the_officer),
		SUITE_TEST(who_a_contact_locks_in_is_let_out_where_no_officer_comes),
		SUITE_TEST(a_chip_that_lacks_a_line_is_refused),
		SUITE_TEST(a_chip_with_two_lines_of_a_name_is_refused),
		SUITE_TEST(a_chip_of_another_label_is_refused),
		SUITE_TEST(a_second_core_is_refused_and_does_not_disturb_the_first),
	};
	return cmocka_run_group_tests_name("fault", tests, NULL, NULL);
}
