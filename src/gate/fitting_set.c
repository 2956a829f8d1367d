/*
 * fitting_set: settings as text become the description of a gate.
 * Knows keys and ranges. Never knows files, nor whether the whole makes sense (fitting_check.c).
 *
 * Each setter reads the whole value and changes the fitting only if all of it makes sense.
 */
#include "gate/fitting.h"
#include "gate/policy.h"

#define NUMBER_DIGITS 7
#define TRIES_MAX     10 /* attempts and calls, as plan.h says */

/* What stands behind a line's name; the second word is of inputs or outputs only. */
struct line_text {
	struct rd name;
	bool low;
	bool timed; /* debounce or pulse is given */
	uint32_t ms;
};

static bool next_word(struct rd *list, struct rd *word)
{
	do {
		*word = rd_until(list, " ,");
	} while (word->left == 0 && list->left > 0);
	return word->left > 0;
}

static enum eg_err number(struct rd text, uint32_t lowest, uint32_t highest, uint32_t *out)
{
	uint8_t c;
	uint32_t value = 0;
	if (text.left == 0 || text.left > NUMBER_DIGITS) {
		return EG_FAIL(EG_CONFIG, "not a number in its range");
	}
	while (text.left > 0) {
		if (!rd_u8(&text, &c) || c < '0' || c > '9') {
			return EG_FAIL(EG_CONFIG, "not a number");
		}
		value = value * 10 + (uint32_t)(c - '0');
	}
	if (value < lowest || value > highest) {
		return EG_FAIL(EG_CONFIG, "number outside its range");
	}
	*out = value;
	return EG_OK;
}

static enum eg_err one_of_two(struct rd value, struct rd no, struct rd yes, bool *out)
{
	if (!rd_equal(value, no) && !rd_equal(value, yes)) {
		return EG_FAIL(EG_CONFIG, "neither of the two words that this key takes");
	}
	*out = rd_equal(value, yes);
	return EG_OK;
}

static bool line_name_ok(struct rd name)
{
	uint8_t c;
	bool good = name.left > 0 && name.left < GATE_NAME_SIZE;
	while (good && name.left > 0) {
		good = rd_u8(&name, &c) && c > ' ' && c < 0x7F && c != '=' && c != ',';
	}
	return good;
}

/* "LINE [low] [TIMED=MS]", each option once. */
static enum eg_err read_line(struct rd value, struct rd timed, uint32_t lowest, uint32_t highest,
			     struct line_text *out)
{
	struct line_text line = {.name = rd_until(&value, " ")};
	struct rd word;
	if (!line_name_ok(line.name)) {
		return EG_FAIL(EG_CONFIG, "name of a line is empty, too long or unprintable");
	}
	while (next_word(&value, &word)) {
		if (rd_equal(word, RD_TEXT("low")) && !line.low) {
			line.low = true;
		} else if (rd_begins(word, timed) && !line.timed && rd_skip(&word, timed.left)) {
			EG_TRY(number(word, lowest, highest, &line.ms));
			line.timed = true;
		} else {
			return EG_FAIL(EG_CONFIG, "unknown or repeated word behind a line");
		}
	}
	*out = line;
	return EG_OK;
}

/* line_name_ok: it fits. */
static void put_name(char out[GATE_NAME_SIZE], struct rd name)
{
	size_t size = 0;
	bool fits = rd_dump(name, out, GATE_NAME_SIZE - 1, &size);
	out[fits ? size : 0] = '\0';
}

static enum eg_err set_input(struct gate_line *wire, uint16_t usual_ms, struct rd value)
{
	struct line_text line;
	EG_TRY(read_line(value, RD_TEXT("debounce="), 0, GATE_DEBOUNCE_MS_MAX, &line));
	put_name(wire->name, line.name);
	wire->inverted = line.low;
	wire->debounce_ms = line.timed ? (uint16_t)line.ms : usual_ms;
	return EG_OK;
}

static enum eg_err set_wire(struct gate_fitting *f, struct rd word, struct rd value)
{
	for (unsigned i = 0; i < GATE_WIRE_COUNT; i++) {
		if (rd_equal(word, rd_cstr(gate_wire_word(i)))) {
			return set_input(&f->wire[i], gate_wire_debounce_ms(i), value);
		}
	}
	return EG_FAIL(EG_CONFIG, "a sensor that no gate has");
}

static enum eg_err set_beam(struct gate_fitting *f, struct rd word, struct rd value)
{
	uint32_t beam;
	EG_TRY(number(word, 1, GATE_CURTAIN_MAX, &beam));
	EG_TRY(set_input(&f->curtain[beam - 1], GATE_CURTAIN_DEBOUNCE_MS, value));
	f->curtain_beams = beam > f->curtain_beams ? (uint8_t)beam : f->curtain_beams;
	return EG_OK;
}

static enum eg_err set_output(struct gate_fitting *f, struct rd word, struct rd value)
{
	for (unsigned i = 0; i < GATE_OUTPUT_LINES; i++) {
		struct line_text line;
		if (!rd_equal(word, rd_cstr(gate_output_word(i)))) {
			continue;
		}
		EG_TRY(read_line(value, RD_TEXT("pulse="), GATE_PULSE_MS_MIN, GATE_PULSE_MS_MAX,
				 &line));
		put_name(f->output[i].name, line.name);
		f->output[i].inverted = line.low;
		f->output[i].pulse_ms = line.timed ? (uint16_t)line.ms : 0;
		return EG_OK;
	}
	return EG_FAIL(EG_CONFIG, "an output that no gate has");
}

static enum eg_err set_time(struct gate_fitting *f, struct rd word, struct rd value)
{
#define X(name, lowest, highest, usual)                                    \
	if (rd_equal(word, RD_TEXT(#name))) {                              \
		return number(value, (lowest), (highest), &f->times.name); \
	}
	GATE_TIMES(X)
#undef X
	return EG_FAIL(EG_CONFIG, "a time that no gate has");
}

static enum eg_err set_topology(struct gate_fitting *f, struct rd value)
{
	for (unsigned i = 0; i < GATE_TOPOLOGY_COUNT; i++) {
		if (rd_equal(value, rd_cstr(gate_topology_word(i)))) {
			f->plan.topology = (uint8_t)i;
			return EG_OK;
		}
	}
	return EG_FAIL(EG_CONFIG, "not a topology");
}

static uint8_t interlock_of(struct rd word)
{
#define X(name, bit, text)                   \
	if (rd_equal(word, RD_TEXT(text))) { \
		return (uint8_t)(name);      \
	}
	GATE_INTERLOCKS(X)
#undef X
	return 0;
}

/* The list names what holds; the rest is waived, and the check says whether that may be. */
static enum eg_err set_interlocks(struct gate_fitting *f, struct rd value)
{
	unsigned hold = 0;
	struct rd word;
	while (next_word(&value, &word)) {
		unsigned one = interlock_of(word);
		if (one == 0 || (hold & one) != 0) {
			return EG_FAIL(EG_CONFIG, "not an interlock, or there twice");
		}
		hold |= one;
	}
	if (hold == 0) {
		return EG_FAIL(EG_CONFIG, "no interlock would hold");
	}
	f->plan.waived = (uint8_t)(GATE_LOCK_ALL & ~hold);
	return EG_OK;
}

static enum eg_err set_tries(uint8_t *out, struct rd value)
{
	uint32_t tries;
	EG_TRY(number(value, 1, TRIES_MAX, &tries));
	*out = (uint8_t)tries;
	return EG_OK;
}

static enum eg_err set_direction(struct gate_fitting *f, struct rd value)
{
	bool leaving;
	EG_TRY(one_of_two(value, RD_TEXT("entry"), RD_TEXT("exit"), &leaving));
	f->direction = leaving ? DIRECTION_EXIT : DIRECTION_ENTRY;
	return EG_OK;
}

static enum eg_err set_plain(struct gate_fitting *f, struct rd key, struct rd value)
{
	if (rd_equal(key, RD_TEXT("topology"))) {
		return set_topology(f, value);
	}
	if (rd_equal(key, RD_TEXT("interlocks"))) {
		return set_interlocks(f, value);
	}
	if (rd_equal(key, RD_TEXT("attempts"))) {
		return set_tries(&f->plan.attempts, value);
	}
	if (rd_equal(key, RD_TEXT("calls"))) {
		return set_tries(&f->plan.calls, value);
	}
	if (rd_equal(key, RD_TEXT("reversible"))) {
		return one_of_two(value, RD_TEXT("no"), RD_TEXT("yes"), &f->plan.reversible);
	}
	if (rd_equal(key, RD_TEXT("reversed"))) {
		return one_of_two(value, RD_TEXT("no"), RD_TEXT("yes"), &f->reversed);
	}
	if (rd_equal(key, RD_TEXT("reject"))) {
		return one_of_two(value, RD_TEXT("hold"), RD_TEXT("back"), &f->plan.reject_back);
	}
	if (rd_equal(key, RD_TEXT("direction"))) {
		return set_direction(f, value);
	}
	return EG_FAIL(EG_CONFIG, "unknown key in the description of a gate");
}

enum eg_err gate_fitting_set(struct gate_fitting *f, struct rd key, struct rd value)
{
	static const struct {
		const char *prefix;
		enum eg_err (*set)(struct gate_fitting *f, struct rd word, struct rd value);
	} parts[] = {{"input.", set_wire},
		     {"curtain.", set_beam},
		     {"output.", set_output},
		     {"time.", set_time}};
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		struct rd prefix = rd_cstr(parts[i].prefix);
		if (rd_begins(key, prefix) && rd_skip(&key, prefix.left)) {
			return parts[i].set(f, key, value);
		}
	}
	return set_plain(f, key, value);
}
