/*
 * test_passage: what travellers do to the lines of a gate, and what the machine is told of it.
 * Each story is a script of lines in virtual time, and what must come of it.
 */
#include "passage_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define ACTS_MAX 24
#define KEEP     0 /* outputs stay as they are */

/* What is driven in some situations. */
#define SHUT  RIG_LOCKED
#define ENTER (GATE_OUT_EXIT_LOCK | GATE_OUT_ENTRY_OPEN)
#define LEAVE (GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_OPEN)

/* Lines change, then so much time passes. */
struct act {
	uint32_t on;
	uint32_t off;
	uint32_t drive;
	uint32_t ms;
};

struct story {
	const char *name;
	enum gate_topology topology;
	uint32_t without; /* wires that this gate does not have */
	struct act acts[ACTS_MAX];
	uint32_t whys;   /* bits of enum gate_why: these breaches, and no others, in between */
	uint32_t inputs; /* at the end */
	uint32_t not ;   /* not at the end */
};

#define PAIRS  (WIRE_ENTRY_OUTER | WIRE_ENTRY_INNER | WIRE_EXIT_INNER | WIRE_EXIT_OUTER)
#define ROWS   (WIRE_LOW | WIRE_HIGH)
#define ONE    (WIRE_PRESENT | WIRE_MAT | WIRE_LOW | WIRE_HIGH)
#define BIT(w) (1u << (w))

/* The entry is released and opens; the exit is. */
#define RELEASE_ENTRY                               \
	{.drive = ENTER, .ms = 100},                \
	{                                           \
		.off = WIRE_ENTRY_CLOSED, .ms = 300 \
	}
#define RELEASE_EXIT                               \
	{.drive = LEAVE, .ms = 100},               \
	{                                          \
		.off = WIRE_EXIT_CLOSED, .ms = 300 \
	}
#define SHUT_ENTRY                                 \
	{.drive = SHUT, .ms = 200},                \
	{                                          \
		.on = WIRE_ENTRY_CLOSED, .ms = 500 \
	}
#define SHUT_EXIT                                 \
	{.drive = SHUT, .ms = 200},               \
	{                                         \
		.on = WIRE_EXIT_CLOSED, .ms = 500 \
	}
/* A body through a pair at walking pace: near, both, far, clear. */
#define THROUGH(near, far)                                                               \
	{.on = (near), .ms = 100}, {.on = (far), .ms = 200}, {.off = (near), .ms = 100}, \
	{                                                                                \
		.off = (far), .ms = 100                                                  \
	}
#define IN  THROUGH(WIRE_ENTRY_OUTER, WIRE_ENTRY_INNER)
#define OUT THROUGH(WIRE_EXIT_INNER, WIRE_EXIT_OUTER)

static const struct story stories[] = {
	{
		.name = "one goes in, stands, and leaves",
		.acts = {RELEASE_ENTRY,
			 IN,
			 {.on = ONE, .ms = 200},
			 SHUT_ENTRY,
			 {.ms = 15000},
			 RELEASE_EXIT,
			 OUT,
			 {.off = ONE, .ms = 100},
			 SHUT_EXIT,
			 {.ms = 2000}},
		.inputs = GATE_IN_ENTRY_CLOSED | GATE_IN_EXIT_CLOSED,
		.not = GATE_IN_PRESENT | GATE_IN_SEVERAL | GATE_IN_PASSED,
	},
	{
		.name = "one alone is one",
		.acts = {RELEASE_ENTRY, IN, {.on = ONE, .ms = 200}, SHUT_ENTRY},
		.inputs = GATE_IN_PRESENT,
		.not = GATE_IN_SEVERAL | GATE_IN_PASSED,
	},
	{
		.name = "a second one follows through the entry",
		.acts = {RELEASE_ENTRY, IN, {.on = ONE, .ms = 300}, IN, SHUT_ENTRY},
		.whys = BIT(GATE_WHY_TAILGATING),
		.inputs = GATE_IN_PRESENT | GATE_IN_SEVERAL,
	},
	{
		.name = "two go in as one: the first beam breaks anew behind the first body",
		.acts = {RELEASE_ENTRY,
			 {.on = WIRE_ENTRY_OUTER, .ms = 100},
			 {.on = WIRE_ENTRY_INNER, .ms = 100},
			 {.off = WIRE_ENTRY_OUTER, .ms = 50},
			 {.on = WIRE_ENTRY_OUTER, .ms = 250},
			 {.off = WIRE_ENTRY_OUTER, .ms = 50},
			 {.off = WIRE_ENTRY_INNER, .on = ONE, .ms = 100},
			 SHUT_ENTRY},
		.whys = BIT(GATE_WHY_PIGGYBACK),
		.inputs = GATE_IN_PRESENT | GATE_IN_SEVERAL,
	},
	{
		.name = "the pole of a trolley behind a traveller is nobody",
		.acts = {RELEASE_ENTRY,
			 {.on = WIRE_ENTRY_OUTER, .ms = 100},
			 {.on = WIRE_ENTRY_INNER, .ms = 100},
			 {.off = WIRE_ENTRY_OUTER, .ms = 50},
			 {.on = WIRE_ENTRY_OUTER, .ms = 50},
			 {.off = WIRE_ENTRY_OUTER, .ms = 50},
			 {.off = WIRE_ENTRY_INNER, .on = ONE, .ms = 100},
			 SHUT_ENTRY},
		.inputs = GATE_IN_PRESENT,
		.not = GATE_IN_SEVERAL,
	},
	{
		.name = "two stand on the mat, though the ceiling sees one",
		.acts = {RELEASE_ENTRY, IN, {.on = ONE | WIRE_HEAVY, .ms = 200}, SHUT_ENTRY},
		.whys = BIT(GATE_WHY_PIGGYBACK),
		.inputs = GATE_IN_PRESENT | GATE_IN_SEVERAL,
	},
	{
		.name = "the ceiling sees two: no breach, the machine refers by the level",
		.acts = {RELEASE_ENTRY, IN, {.on = ONE | WIRE_SEVERAL, .ms = 200}, SHUT_ENTRY},
		.inputs = GATE_IN_PRESENT | GATE_IN_SEVERAL,
	},
	{
		.name = "somebody comes in by the exit while it is open",
		.acts = {RELEASE_ENTRY,
			 IN,
			 {.on = ONE, .ms = 200},
			 SHUT_ENTRY,
			 RELEASE_EXIT,
			 THROUGH(WIRE_EXIT_OUTER, WIRE_EXIT_INNER)},
		.whys = BIT(GATE_WHY_WRONG_WAY),
		.inputs = GATE_IN_PRESENT,
		.not = GATE_IN_PASSED,
	},
	{
		.name = "one waits outside in the outer beam while another leaves",
		.acts = {RELEASE_ENTRY,
			 IN,
			 {.on = ONE, .ms = 200},
			 SHUT_ENTRY,
			 RELEASE_EXIT,
			 {.on = WIRE_EXIT_OUTER, .ms = 300},
			 {.on = WIRE_EXIT_INNER, .ms = 200},
			 {.off = WIRE_EXIT_INNER | ONE, .ms = 200},
			 {.off = WIRE_EXIT_OUTER, .ms = 100}},
		.not = GATE_IN_PRESENT,
	},
	{
		.name = "somebody comes in on the way back of another",
		.acts = {RELEASE_ENTRY,
			 IN,
			 {.on = ONE, .ms = 200},
			 SHUT_ENTRY,
			 {.ms = 1000},
			 RELEASE_ENTRY,
			 IN,
			 {.ms = 1500},
			 IN,
			 {.ms = 1500}},
		.whys = BIT(GATE_WHY_WRONG_WAY),
	},
	{
		.name = "one goes back the way they came",
		.acts = {RELEASE_ENTRY,
			 IN,
			 {.on = ONE, .ms = 200},
			 SHUT_ENTRY,
			 {.ms = 1000},
			 RELEASE_ENTRY,
			 THROUGH(WIRE_ENTRY_INNER, WIRE_ENTRY_OUTER),
			 {.off = ONE, .ms = 100},
			 SHUT_ENTRY},
		.not = GATE_IN_PRESENT | GATE_IN_SEVERAL,
	},
	{
		.name = "the exit is forced: through its beams while it is shut and locked",
		.acts = {OUT},
		.whys = BIT(GATE_WHY_INTRUSION),
	},
	{
		.name = "somebody stays in the chamber",
		.acts = {RELEASE_ENTRY, IN, {.on = ONE, .ms = 200}, SHUT_ENTRY, {.ms = 46000}},
		.whys = BIT(GATE_WHY_LOITERING),
	},
	{
		.name = "somebody stays, but not yet for long",
		.acts = {RELEASE_ENTRY, IN, {.on = ONE, .ms = 200}, SHUT_ENTRY, {.ms = 43000}},
	},
	{
		.name = "somebody stands in the beam of the exit while the lane is idle",
		.topology = GATE_ONE_DOOR,
		.acts = {{.on = WIRE_EXIT_BEAM, .ms = 46000}},
		.whys = BIT(GATE_WHY_LOITERING),
		.inputs = GATE_IN_EXIT_BEAM | GATE_IN_SENSORS_OK,
	},
	{
		.name = "others wait before the only door for long",
		.topology = GATE_ONE_DOOR,
		.acts = {{.on = WIRE_PRESENT | WIRE_SEVERAL, .ms = 120000}},
		.inputs = GATE_IN_PRESENT | GATE_IN_SEVERAL,
	},
	{
		.name = "a bag is left behind",
		.acts = {RELEASE_ENTRY,
			 IN,
			 {.on = ONE, .ms = 200},
			 SHUT_ENTRY,
			 {.ms = 5000},
			 RELEASE_EXIT,
			 OUT,
			 {.off = WIRE_MAT | WIRE_HIGH, .ms = 100},
			 SHUT_EXIT,
			 {.ms = 11000}},
		.whys = BIT(GATE_WHY_OBJECT),
		.inputs = GATE_IN_PRESENT,
	},
	{
		.name = "a bag is left behind before a gate without pairs",
		.without = PAIRS,
		.acts = {RELEASE_ENTRY,
			 {.on = ONE, .ms = 300},
			 SHUT_ENTRY,
			 {.ms = 5000},
			 RELEASE_EXIT,
			 {.on = WIRE_EXIT_BEAM, .ms = 500},
			 {.off = WIRE_EXIT_BEAM | WIRE_MAT | WIRE_HIGH, .ms = 100},
			 SHUT_EXIT,
			 {.ms = 11000}},
		.whys = BIT(GATE_WHY_OBJECT),
		.inputs = GATE_IN_PRESENT,
	},
	{
		.name = "the next one stands still: that is no bag of the one before",
		.without = PAIRS,
		.acts = {RELEASE_ENTRY,
			 {.on = ONE, .ms = 300},
			 SHUT_ENTRY,
			 {.ms = 3000},
			 RELEASE_EXIT,
			 {.on = WIRE_EXIT_BEAM, .ms = 500},
			 {.off = WIRE_EXIT_BEAM | ONE, .ms = 100},
			 SHUT_EXIT,
			 {.ms = 500},
			 RELEASE_ENTRY,
			 {.on = ONE, .ms = 300},
			 SHUT_ENTRY,
			 {.ms = 15000}},
		.inputs = GATE_IN_PRESENT,
	},
	{
		.name = "what moves is no bag",
		.acts = {RELEASE_ENTRY,
			 IN,
			 {.on = ONE, .ms = 200},
			 SHUT_ENTRY,
			 {.ms = 5000},
			 RELEASE_EXIT,
			 OUT,
			 {.ms = 100},
			 SHUT_EXIT,
			 {.ms = 6000},
			 {.off = WIRE_HIGH, .ms = 500},
			 {.on = WIRE_HIGH, .ms = 6000}},
		.inputs = GATE_IN_PRESENT,
	},
	{
		.name = "a child beside an adult",
		.acts = {RELEASE_ENTRY,
			 IN,
			 {.on = ONE, .ms = 500},
			 {.off = WIRE_HIGH, .ms = 500},
			 {.on = WIRE_HIGH | WIRE_SEVERAL, .ms = 200},
			 SHUT_ENTRY},
		.whys = BIT(GATE_WHY_ASSISTANCE),
		.inputs = GATE_IN_SEVERAL,
	},
	{
		.name = "a child beside an adult, where nothing but two rows of beams looks",
		.without = WIRE_SEVERAL | WIRE_HEAVY | PAIRS,
		.acts = {RELEASE_ENTRY,
			 {.on = ONE, .ms = 500},
			 {.off = WIRE_HIGH, .ms = 500},
			 {.on = WIRE_HIGH, .ms = 200},
			 SHUT_ENTRY},
		.whys = BIT(GATE_WHY_ASSISTANCE),
		.inputs = GATE_IN_SEVERAL,
	},
	{
		.name = "only door: a family waits before it",
		.topology = GATE_ONE_DOOR,
		.acts = {{.on = ONE, .ms = 500},
			 {.off = WIRE_HIGH, .ms = 500},
			 {.on = WIRE_HIGH | WIRE_SEVERAL, .ms = 5000}},
		.inputs = GATE_IN_SEVERAL,
	},
	{
		.name = "a leg leads, the chest follows",
		.acts = {RELEASE_ENTRY,
			 IN,
			 {.on = ONE & ~WIRE_HIGH, .ms = 300},
			 {.on = WIRE_HIGH, .ms = 500},
			 SHUT_ENTRY},
		.not = GATE_IN_SEVERAL,
	},
	{
		.name = "an adult stoops for a bag",
		.acts = {RELEASE_ENTRY,
			 IN,
			 {.on = ONE, .ms = 500},
			 {.off = WIRE_HIGH, .ms = 3000},
			 SHUT_ENTRY},
		.not = GATE_IN_SEVERAL,
	},
	{
		.name = "somebody crawls in",
		.acts = {RELEASE_ENTRY, {.on = ONE & ~WIRE_HIGH, .ms = 1700}},
		.whys = BIT(GATE_WHY_CRAWLING),
	},
	{
		.name = "somebody crawls under the flap of an idle lane",
		.topology = GATE_FLAP,
		.acts = {{.on = WIRE_LOW, .ms = 1700}},
		.whys = BIT(GATE_WHY_CRAWLING),
	},
	{
		.name = "somebody climbs",
		.acts = {RELEASE_ENTRY, IN, {.on = ONE, .ms = 500}, {.off = WIRE_LOW, .ms = 1700}},
		.whys = BIT(GATE_WHY_CRAWLING),
	},
	{
		.name = "without a safety beam the pair is one, while the door is open",
		.without = WIRE_EXIT_BEAM,
		.acts = {RELEASE_EXIT, {.on = WIRE_EXIT_OUTER, .ms = 50}},
		.inputs = GATE_IN_EXIT_BEAM,
	},
	{
		.name = "and before a shut door one may stand in it",
		.without = WIRE_EXIT_BEAM,
		.acts = {{.on = WIRE_EXIT_OUTER, .ms = 50}},
		.not = GATE_IN_EXIT_BEAM,
	},
	{
		.name = "a hand in the door is a body in its swing, at once",
		.acts = {RELEASE_ENTRY, {.on = WIRE_ENTRY_HAND, .ms = 10}},
		.inputs = GATE_IN_ENTRY_BEAM,
	},
	{
		.name = "a hand that stays is an obstruction",
		.acts = {RELEASE_EXIT, {.on = WIRE_EXIT_HAND, .ms = 2100}},
		.whys = BIT(GATE_WHY_OBSTRUCTED),
		.inputs = GATE_IN_EXIT_BEAM,
	},
	{
		.name = "a driven door does not move",
		.acts = {{.drive = LEAVE, .ms = 3100}},
		.whys = BIT(GATE_WHY_PREVENTED),
		.inputs = GATE_IN_EXIT_CLOSED | GATE_IN_SENSORS_OK,
	},
	{
		.name = "a driven door moves",
		.acts = {RELEASE_EXIT, {.ms = 8000}},
		.not = GATE_IN_EXIT_CLOSED,
	},
	{
		.name = "only door: one goes through",
		.topology = GATE_ONE_DOOR,
		.acts = {{.on = WIRE_PRESENT, .ms = 3000}, RELEASE_EXIT, OUT},
		.inputs = GATE_IN_PASSED,
	},
	{
		.name = "only door: a second one follows",
		.topology = GATE_ONE_DOOR,
		.acts = {{.on = WIRE_PRESENT, .ms = 3000}, RELEASE_EXIT, OUT, OUT},
		.whys = BIT(GATE_WHY_TAILGATING),
	},
	{
		.name = "only door: one looks out and turns back",
		.topology = GATE_ONE_DOOR,
		.acts = {RELEASE_EXIT,
			 {.on = WIRE_EXIT_INNER, .ms = 100},
			 {.on = WIRE_EXIT_OUTER, .ms = 100},
			 {.off = WIRE_EXIT_OUTER, .ms = 100},
			 {.off = WIRE_EXIT_INNER, .ms = 100}},
		.not = GATE_IN_PASSED,
	},
	{
		.name = "only door: who is let go goes away from it",
		.topology = GATE_ONE_DOOR,
		.acts = {{.on = WIRE_PRESENT, .ms = 3000},
			 RELEASE_EXIT,
			 {.off = WIRE_PRESENT, .ms = 1100},
			 {.on = WIRE_PRESENT, .ms = 200}},
		.whys = BIT(GATE_WHY_LEFT),
		.inputs = GATE_IN_PRESENT,
	},
	{
		.name = "only door: who stands in it is not away",
		.topology = GATE_ONE_DOOR,
		.acts = {{.on = WIRE_PRESENT, .ms = 3000},
			 RELEASE_EXIT,
			 {.on = WIRE_EXIT_INNER, .off = WIRE_PRESENT, .ms = 5000}},
		.not = GATE_IN_PRESENT,
	},
	{
		.name = "only door: who has passed is not away",
		.topology = GATE_ONE_DOOR,
		.acts = {{.on = WIRE_PRESENT, .ms = 3000},
			 RELEASE_EXIT,
			 {.on = WIRE_EXIT_INNER, .off = WIRE_PRESENT, .ms = 100},
			 {.on = WIRE_EXIT_OUTER, .ms = 100},
			 {.off = WIRE_EXIT_INNER, .ms = 100},
			 {.off = WIRE_EXIT_OUTER, .ms = 5000}},
		.inputs = GATE_IN_PASSED,
	},
	{
		.name = "only door without a pair: one goes through its beam",
		.topology = GATE_KIOSK,
		.without = PAIRS,
		.acts = {RELEASE_EXIT,
			 {.on = WIRE_EXIT_BEAM, .ms = 400},
			 {.off = WIRE_EXIT_BEAM, .ms = 100},
			 {.on = WIRE_EXIT_BEAM, .ms = 200},
			 {.off = WIRE_EXIT_BEAM, .ms = 100}},
		.inputs = GATE_IN_PASSED,
	},
	{
		.name = "only door without a pair: a beam broken before a door still shut",
		.topology = GATE_KIOSK,
		.without = PAIRS,
		.acts = {{.drive = LEAVE, .ms = 100},
			 {.on = WIRE_EXIT_BEAM, .ms = 400},
			 {.off = WIRE_EXIT_BEAM, .ms = 100}},
		.not = GATE_IN_PASSED,
	},
	{
		.name = "only door without a pair: a second one follows",
		.topology = GATE_KIOSK,
		.without = PAIRS,
		.acts = {RELEASE_EXIT,
			 {.on = WIRE_EXIT_BEAM, .ms = 400},
			 {.off = WIRE_EXIT_BEAM, .ms = 500},
			 {.on = WIRE_EXIT_BEAM, .ms = 200}},
		.whys = BIT(GATE_WHY_TAILGATING),
	},
	{
		.name = "passed is of this release: it is over when the door is shut and locked",
		.topology = GATE_KIOSK,
		.acts = {RELEASE_EXIT, OUT, SHUT_EXIT},
		.not = GATE_IN_PASSED,
	},
	{
		.name = "passed is told as long as the door has not closed",
		.topology = GATE_KIOSK,
		.acts = {RELEASE_EXIT, OUT, {.drive = SHUT, .ms = 4000}},
		.inputs = GATE_IN_PASSED,
	},
	{
		.name = "who went out as the door closed is not said of the next release",
		.topology = GATE_KIOSK,
		.acts = {RELEASE_EXIT,
			 {.on = WIRE_EXIT_INNER, .ms = 100},
			 {.on = WIRE_EXIT_OUTER, .ms = 100},
			 {.off = WIRE_EXIT_INNER, .ms = 50},
			 SHUT_EXIT,
			 {.off = WIRE_EXIT_OUTER, .ms = 100}},
		.not = GATE_IN_PASSED,
	},
};

static void play(struct rig *r, const struct story *s)
{
	for (size_t i = 0; i < ACTS_MAX; i++) {
		const struct act *a = &s->acts[i];
		r->lines.levels = (r->lines.levels & ~a->off) | a->on;
		rig_drive(r, a->drive != KEEP ? a->drive : r->outputs, a->ms);
	}
}

static void tell(const struct rig *r, const struct story *s)
{
	for (unsigned why = 0; why < GATE_WHY_COUNT; why++) {
		bool is = (r->whys & BIT(why)) != 0;
		if (is != ((s->whys & BIT(why)) != 0)) {
			print_error("%s: %s%s\n", s->name, is ? "" : "not ", gate_why_text(why));
		}
	}
	if ((r->sense.inputs & s->inputs) != s->inputs || (r->sense.inputs & s->not ) != 0) {
		print_error("%s: inputs %x\n", s->name, (unsigned)r->sense.inputs);
	}
	if (r->sense.fault != GATE_FAULT_NONE) {
		print_error("%s: %s %s\n", s->name, gate_wire_word(r->sense.wire),
			    gate_fault_text(r->sense.fault));
	}
}

static void the_machine_is_told_what_travellers_do(void **state)
{
	(void)state;
	uint32_t all = (1u << GATE_WIRE_COUNT) - 1u;
	for (size_t i = 0; i < sizeof(stories) / sizeof(stories[0]); i++) {
		const struct story *s = &stories[i];
		uint32_t wires = all & ~(uint32_t)(WIRE_COUNT_IN | WIRE_COUNT_OUT) & ~s->without;
		struct rig r = rig_start_with(s->topology, wires);
		play(&r, s);
		tell(&r, s);
		assert_int_equal(r.whys, s->whys);
		assert_int_equal(r.sense.inputs & s->inputs, s->inputs);
		assert_int_equal(r.sense.inputs & s->not, 0);
		assert_int_equal(r.sense.fault, GATE_FAULT_NONE);
	}
}

/* Nothing is fitted: all is well, whatever a line that is not there reads, for however long. */
static void a_desk_has_nothing_that_could_be_wrong(void **state)
{
	const struct gate_fitting f = gate_fitting_of(GATE_DESK);
	struct passage p = passage_start();
	uint32_t well = GATE_IN_FIRE_OK | GATE_IN_ESTOP_OK | GATE_IN_TAMPER_OK | GATE_IN_MAINS_OK |
			GATE_IN_SENSORS_OK;
	(void)state;
	for (unsigned i = 0; i < 3000; i++) {
		struct gate_lines lines = {.levels = i * UINT32_C(2654435761),
					   .curtain = i * UINT32_C(40503)};
		struct gate_sense s = passage_step(&p, &f, &lines, i, i * 7, (int64_t)i * 500);
		assert_int_equal(s.inputs, well);
		assert_int_equal(s.breach, GATE_WHY_NONE);
		assert_int_equal(s.fault, GATE_FAULT_NONE);
		assert_int_equal(s.wire, GATE_WIRE_COUNT);
		assert_int_equal(s.wait_ms, 0);
		assert_false(s.key || s.turned);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_machine_is_told_what_travellers_do),
		cmocka_unit_test(a_desk_has_nothing_that_could_be_wrong),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
