/*
 * fuzz_passage: any lines at any time lead to something that makes sense to the machine.
 * Knows how bytes become a fitting, lines and time. Never knows bodies.
 *
 * Six bytes first: topology; wires that are not fitted (three bytes); beams of the curtain; bit 0
 * turned round. Then eight bytes a step: what happens (0 to 3), a number of a line, milliseconds
 * (twice), outputs (twice), spare (twice).
 */
#include "tests/fuzz/fuzz.h"

#include "base/rd.h"
#include "gate/passage.h"

#define LOOPS     (WIRE_FIRE_OK | WIRE_ESTOP_OK | WIRE_TAMPER_OK | WIRE_MAINS_OK)
#define CLOSED    (WIRE_ENTRY_CLOSED | WIRE_EXIT_CLOSED)
#define INPUTS    ((1u << GATE_INPUT_LINES) - 1u)
#define SETTLE_MS 4000 /* longer than any debounce and settling */

struct bench {
	struct gate_fitting fitting;
	struct passage passage;
	struct gate_lines lines;
	uint32_t outputs;
	int64_t now_ms;
};

static uint32_t known_breaches(void)
{
	return 1u << GATE_WHY_INTRUSION | 1u << GATE_WHY_WRONG_WAY | 1u << GATE_WHY_TAILGATING |
	       1u << GATE_WHY_CRAWLING | 1u << GATE_WHY_OBJECT | 1u << GATE_WHY_ASSISTANCE |
	       1u << GATE_WHY_PIGGYBACK | 1u << GATE_WHY_OBSTRUCTED | 1u << GATE_WHY_PREVENTED |
	       1u << GATE_WHY_LEFT | 1u << GATE_WHY_LOITERING;
}

static struct gate_sense step(struct bench *b)
{
	struct gate_sense s =
		passage_step(&b->passage, &b->fitting, &b->lines, 0, b->outputs, b->now_ms);
	bool breach = (s.inputs & GATE_IN_BREACH) != 0;
	bool sound = (s.inputs & GATE_IN_SENSORS_OK) != 0;
	bool present = (s.inputs & GATE_IN_PRESENT) != 0;
	promise((s.inputs & ~INPUTS) == 0);
	promise(breach == (s.breach != GATE_WHY_NONE));
	promise(!breach || (1u << s.breach & known_breaches()) != 0);
	promise(sound == (s.fault == GATE_FAULT_NONE));
	promise(s.fault < GATE_FAULT_COUNT && s.wire <= GATE_WIRE_COUNT);
	promise(!sound || s.wire == GATE_WIRE_COUNT);
	promise(present || (s.inputs & GATE_IN_SEVERAL) == 0);
	return s;
}

static uint32_t fitted_wires(const struct bench *b)
{
	uint32_t fitted = gate_fitting_wires(&b->fitting);
	return fitted != 0 ? fitted : 0x3FFu;
}

/* Lines stand as they are: then levels are what they say, whatever was before. */
static void rest(struct bench *b)
{
	for (int i = 0; i < 8; i++) {
		b->now_ms += SETTLE_MS / 8;
		(void)step(b); /* the end counts */
	}
	struct gate_sense s = step(b);
	uint32_t fitted = fitted_wires(b);
	uint32_t levels = b->lines.levels;
	promise((s.inputs & LOOPS) == ((levels & fitted & LOOPS) | (LOOPS & ~fitted)));
	promise((levels & fitted & WIRE_SEVERAL) == 0 || (s.inputs & GATE_IN_SEVERAL) != 0);
	promise((levels & fitted & WIRE_HEAVY) == 0 || (s.inputs & GATE_IN_SEVERAL) != 0);
	promise((levels & fitted & WIRE_PRESENT) == 0 || (s.inputs & GATE_IN_PRESENT) != 0);
	promise((levels & fitted & CLOSED) != 0 ||
		(s.inputs & (GATE_IN_ENTRY_CLOSED | GATE_IN_EXIT_CLOSED)) == 0);
	promise(s.key == ((levels & fitted & WIRE_KEY) != 0));
	promise(s.wait_ms == 0);
}

static struct bench bench_of(struct rd *r)
{
	struct bench b = {.passage = passage_start()};
	uint8_t topology = 0;
	uint32_t missing = 0;
	uint8_t beams = 0;
	uint8_t turned = 0;
	if (!rd_u8(r, &topology) || !rd_be(r, 3, &missing) || !rd_u8(r, &beams) ||
	    !rd_u8(r, &turned)) {
		return b;
	}
	b.fitting = gate_fitting_of((enum gate_topology)(topology % GATE_DOOR_TOPOLOGIES));
	for (unsigned i = 0; i < GATE_WIRE_COUNT; i++) {
		b.fitting.wire[i] =
			(struct gate_line){.name = "w", .debounce_ms = gate_wire_debounce_ms(i)};
		if (i < 24 && (missing >> i & 1u) != 0) {
			b.fitting.wire[i].name[0] = '\0';
		}
	}
	b.fitting.curtain_beams = beams % (GATE_CURTAIN_MAX + 1);
	b.fitting.reversed = (turned & 1u) != 0;
	b.lines.levels = LOOPS | CLOSED;
	b.outputs = GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_LOCK;
	return b;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd r = rd_of(data, size);
	struct bench b = bench_of(&r);
	struct rd one;
	while (rd_take(&r, 8, &one)) {
		uint8_t what = 0;
		uint8_t line = 0;
		uint32_t ms = 0;
		uint32_t outputs = 0;
		if (!rd_u8(&one, &what) || !rd_u8(&one, &line) || !rd_be(&one, 2, &ms) ||
		    !rd_be(&one, 2, &outputs)) {
			break;
		}
		uint32_t wire = 1u << line % GATE_WIRE_COUNT;
		b.lines.levels ^= what % 4 == 0 ? wire : 0;
		b.lines.curtain ^= what % 4 == 1 ? 1u << line % GATE_CURTAIN_MAX : 0;
		b.outputs = what % 4 == 2 ? outputs : b.outputs;
		b.fitting.reversed ^= what == 0xFF;
		b.now_ms += ms % 4096;
		(void)step(&b); /* it keeps its promises itself */
		if (what % 4 == 3) {
			rest(&b);
		}
	}
	rest(&b);
	return 0;
}
