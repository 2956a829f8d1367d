/*
 * actuate: from the outputs of the machine to levels of lines at a moment.
 * Knows time as a value. Never knows polarity, states, or what a line does.
 *
 * Everything here is by lines as they are wired: a lane that is turned round is turned first.
 */
#include "gate/actuate.h"

#include "gate/turn.h"

#define LOCKS       (GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_LOCK)
#define ENTRY_LINES (GATE_OUT_ENTRY_LOCK | GATE_OUT_ENTRY_OPEN)
#define EXIT_LINES  (GATE_OUT_EXIT_LOCK | GATE_OUT_EXIT_OPEN)
#define REDS        (GATE_OUT_ENTRY_RED | GATE_OUT_EXIT_RED)
#define ALL         ((1u << GATE_OUTPUT_LINES) - 1u)

struct actuate actuate_start(void)
{
	return (struct actuate){.begun = false};
}

static bool any(uint32_t word, uint32_t bits)
{
	return (word & bits) != 0;
}

static uint32_t fitted_of(const struct gate_fitting *f)
{
	uint32_t fitted = 0;
	if (!gate_has_doors(&f->plan)) {
		return 0;
	}
	for (unsigned i = 0; i < GATE_OUTPUT_LINES; i++) {
		fitted |= f->output[i].name[0] != '\0' ? 1u << i : 0u;
	}
	return fitted != 0 ? fitted | GATE_OUT_WATCHDOG : ALL;
}

/* Length of the pulses of a line; 0: its level stands. */
static uint32_t pulse_of(const struct gate_fitting *f, unsigned line)
{
	uint32_t bit = 1u << line;
	if (bit == GATE_OUT_WATCHDOG) {
		return 0;
	}
	uint32_t usual = bit == GATE_OUT_PASSED ? ACTUATE_PASSED_MS : 0;
	return f->output[line].pulse_ms != 0 ? f->output[line].pulse_ms : usual;
}

/* Lock lines that open their door by a pulse: what the machine wants of them is the opposite. */
static uint32_t opening_locks(const struct gate_fitting *f)
{
	uint32_t locks = 0;
	for (unsigned i = 0; i < GATE_OUTPUT_LINES; i++) {
		locks |= any(LOCKS, 1u << i) && pulse_of(f, i) != 0 ? 1u << i : 0u;
	}
	return locks;
}

/* The line is a door's, and the door has not left its contact. */
static bool stays_shut(const struct gate_fitting *f, unsigned line, uint32_t inputs)
{
	bool entry_shut = any(inputs, GATE_IN_ENTRY_CLOSED);
	bool exit_shut = any(inputs, GATE_IN_EXIT_CLOSED);
	bool turned = f->reversed && gate_has_chamber(&f->plan);
	if (any(ENTRY_LINES, 1u << line)) {
		return turned ? exit_shut : entry_shut;
	}
	return any(EXIT_LINES, 1u << line) && (turned ? entry_shut : exit_shut);
}

/* A third of the time that a door has to move, so that all pulses come before it is given up. */
static int64_t again_after(const struct gate_fitting *f, uint32_t pulse)
{
	int64_t third = f->times.travel / 3;
	int64_t twice = 2 * (int64_t)pulse;
	return third > twice ? third : twice;
}

/* A pulse once begun is given whole, but to a door it ends with the wish. */
static bool pulses(struct actuate *a, const struct gate_fitting *f, unsigned line, uint32_t inputs,
		   int64_t now)
{
	uint32_t bit = 1u << line;
	uint32_t length = pulse_of(f, line);
	bool wanted = any(a->wanted, bit);
	int64_t age = now - a->since_ms[line];
	bool again = a->pulses[line] > 0 && a->pulses[line] < ACTUATE_PULSES && wanted &&
		     stays_shut(f, line, inputs) && age >= again_after(f, length);
	if (again) {
		a->pulses[line]++;
		a->since_ms[line] = now;
		return true;
	}
	if (!wanted && (any(ENTRY_LINES | EXIT_LINES, bit) || age >= length)) {
		a->pulses[line] = 0;
	}
	return a->pulses[line] > 0 && age < length;
}

static bool continuous(uint8_t why)
{
	return why == GATE_WHY_INTRUSION || why == GATE_WHY_TAMPER || why == GATE_WHY_CRAWLING ||
	       why == GATE_WHY_FIRE || why == GATE_WHY_ESTOP || why == GATE_WHY_MAINS;
}

static bool buzzes(struct actuate *a, const struct gate_fitting *f, bool wanted, uint8_t why,
		   int64_t now)
{
	if (wanted && (!a->sounds || a->why != why)) {
		a->buzzer_ms = now;
		a->why = why;
	}
	a->sounds = wanted;
	int64_t age = now - a->buzzer_ms;
	bool silent = f->times.buzzer != 0 && age >= f->times.buzzer;
	return wanted && !silent &&
	       (continuous(why) || age % ACTUATE_BEEP_MS < ACTUATE_BEEP_MS / 2);
}

static bool lit(int64_t since, int64_t now)
{
	return (now - since) % ACTUATE_FLASH_MS < ACTUATE_FLASH_MS / 2;
}

uint32_t actuate_step(struct actuate *a, const struct gate_fitting *f, uint32_t outputs,
		      uint32_t inputs, uint8_t why, int64_t now_ms)
{
	uint32_t fitted = fitted_of(f);
	uint32_t opening = opening_locks(f);
	bool free = !any(outputs, LOCKS);
	uint32_t wanted = turn_outputs(f, outputs) ^ opening;
	/* What is wanted at the very beginning is no rise: nothing is opened by a start. */
	uint32_t rose = a->begun ? wanted & ~a->wanted : 0;
	uint32_t out = 0;
	bool alarm = buzzes(a, f, any(outputs, GATE_OUT_BUZZER), why, now_ms);
	a->begun = true;
	a->wanted = wanted;
	for (unsigned i = 0; i < GATE_OUTPUT_LINES; i++) {
		uint32_t bit = 1u << i;
		if (any(rose, bit)) {
			a->since_ms[i] = now_ms;
			a->pulses[i] = 1;
		}
		bool stands =
			any(wanted, bit) && (pulse_of(f, i) == 0 || (any(opening, bit) && free));
		bool pulse = pulse_of(f, i) != 0 && pulses(a, f, i, inputs, now_ms);
		out |= stands || pulse ? bit : 0u;
	}
	if (any(outputs, GATE_OUT_BUZZER) && !lit(a->buzzer_ms, now_ms)) {
		out &= ~(uint32_t)REDS;
	}
	if (!alarm) {
		out &= ~(uint32_t)GATE_OUT_BUZZER;
	}
	return out & fitted;
}
