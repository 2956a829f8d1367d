/*
 * gpio_map: which line of which chip carries which wire of the gate, and its polarity.
 * Knows names only: chip numbers move between kernels, labels and line names do not.
 */
#include "hal/gpio_map.h"

#include "base/rd.h"

#include <stdio.h>

#define WIRE_LINES (GATE_INPUT_LINES + GATE_OUTPUT_LINES)

/* Names of the constants; their order is that of the bits, inputs before outputs. */
static const char *const wire_constants[] = {
#define X(name, bit) #name,
	GATE_INPUTS(X) GATE_OUTPUTS(X)
#undef X
};

/* One wire of the gate: where the map keeps it. */
struct wire {
	char name[GPIO_NAME_SIZE]; /* "fire-ok" */
	bool is_input;
	unsigned bit;
};

/* GATE_IN_FIRE_OK becomes fire-ok. */
static void wire_name(char out[GPIO_NAME_SIZE], const char *constant, size_t prefix)
{
	size_t size = 0;
	for (const char *c = constant + prefix; *c != '\0' && size < GPIO_NAME_SIZE - 1; c++) {
		out[size++] = *c == '_' ? '-' : (char)(*c + ('a' - 'A'));
	}
	out[size] = '\0';
}

static struct wire wire_at(size_t index)
{
	struct wire w = {.is_input = index < GATE_INPUT_LINES};
	/* GATE_IN_READY stands between the wired inputs and the outputs: it is no wire. */
	size_t constant = w.is_input ? index : index + 1;
	w.bit = (unsigned)(w.is_input ? index : index - GATE_INPUT_LINES);
	wire_name(w.name, wire_constants[constant],
		  w.is_input ? sizeof("GATE_IN_") - 1 : sizeof("GATE_OUT_") - 1);
	return w;
}

static char *line_of(struct gpio_map *m, const struct wire *w)
{
	return w->is_input ? m->input[w->bit] : m->output[w->bit];
}

static enum eg_err set_name(char out[GPIO_NAME_SIZE], struct rd name)
{
	size_t size;
	if (name.left == 0 || !rd_dump(name, out, GPIO_NAME_SIZE - 1, &size)) {
		return EG_FAIL(EG_CONFIG, "name of a chip or line is empty or too long");
	}
	out[size] = '\0';
	return EG_OK;
}

static void set_inverted(struct gpio_map *m, const struct wire *w)
{
	if (w->is_input) {
		m->inputs_inverted |= 1u << w->bit;
	} else {
		m->outputs_inverted |= 1u << w->bit;
	}
}

static enum eg_err parse_pair(struct gpio_map *m, struct rd pair)
{
	uint8_t first = 0;
	struct rd name = rd_until(&pair, "=");
	for (size_t i = 0; i < WIRE_LINES; i++) {
		struct wire w = wire_at(i);
		if (!rd_equal(name, rd_cstr(w.name))) {
			continue;
		}
		if (line_of(m, &w)[0] != '\0') {
			return EG_FAIL(EG_CONFIG, "a wire is given twice");
		}
		if (rd_peek(&pair, &first) && first == '!') {
			set_inverted(m, &w);
			if (!rd_skip(&pair, 1)) {
				return EG_FAIL(EG_CONFIG, "line name missing");
			}
		}
		return set_name(line_of(m, &w), pair);
	}
	return EG_FAIL(EG_CONFIG, "a wire that no gate has");
}

static enum eg_err fill_and_compare(struct gpio_map *m)
{
	for (size_t i = 0; i < WIRE_LINES; i++) {
		struct wire w = wire_at(i);
		char *line = line_of(m, &w);
		if (line[0] == '\0' &&
		    snprintf(line, GPIO_NAME_SIZE, "egate-%s", w.name) >= GPIO_NAME_SIZE) {
			return EG_FAIL(EG_CONFIG, "line name too long");
		}
		for (size_t k = 0; k < i; k++) {
			struct wire before = wire_at(k);
			if (rd_equal(rd_cstr(line), rd_cstr(line_of(m, &before)))) {
				return EG_FAIL(EG_CONFIG, "two wires on one line");
			}
		}
	}
	return EG_OK;
}

enum eg_err gpio_map_parse(struct gpio_map *out, const char *where)
{
	struct rd r = rd_cstr(where);
	*out = (struct gpio_map){0};
	EG_TRY(set_name(out->label, rd_until(&r, ",")));
	while (r.left > 0) {
		EG_TRY(parse_pair(out, rd_until(&r, ",")));
	}
	return fill_and_compare(out);
}
