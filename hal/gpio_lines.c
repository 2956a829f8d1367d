/*
 * gpio_lines: which lines of which chips carry the wires of a gate, for all GPIO backends alike.
 * Knows names, polarity, what a broken wire must read as. Never knows a library of GPIO.
 */
#include "hal/gpio_lines.h"

#include <stdio.h>

#define DEFAULT_WIRES   10 /* of a mantrap's least fitting */
#define DEFAULT_OUTPUTS 10
#define WATCHDOG_BIT    9
_Static_assert(GATE_OUT_WATCHDOG == 1 << WATCHDOG_BIT, "the watchdog's bit");

/* Nobody may take a gap in a loop of these for a free way. */
#define ACTIVE_WHEN_BROKEN                                                                    \
	((uint32_t)(WIRE_ENTRY_BEAM | WIRE_EXIT_BEAM | WIRE_PRESENT | WIRE_SEVERAL |          \
		    WIRE_ENTRY_OUTER | WIRE_ENTRY_INNER | WIRE_EXIT_INNER | WIRE_EXIT_OUTER | \
		    WIRE_LOW | WIRE_HIGH | WIRE_ENTRY_HAND | WIRE_EXIT_HAND))

static enum eg_err set_name(char out[GATE_NAME_SIZE], struct rd name)
{
	size_t size;
	if (name.left == 0 || !rd_dump(name, out, GATE_NAME_SIZE - 1, &size)) {
		return EG_FAIL(EG_CONFIG, "name of a GPIO chip or line is empty or too long");
	}
	out[size] = '\0';
	return EG_OK;
}

static enum eg_err chip_of(struct gpio_lines *g, struct rd label, uint8_t *chip)
{
	for (size_t i = 0; i < g->chips; i++) {
		if (rd_equal(label, rd_cstr(g->label[i]))) {
			*chip = (uint8_t)i;
			return EG_OK;
		}
	}
	if (g->chips == GPIO_CHIPS_MAX) {
		return EG_FAIL(EG_CONFIG, "lines on more GPIO chips than are supported");
	}
	*chip = (uint8_t)g->chips;
	return set_name(g->label[g->chips++], label);
}

/* "NAME" or "LABEL/NAME". */
static enum eg_err place_line(struct gpio_lines *g, struct gpio_line *l, const char *text)
{
	struct rd name = rd_cstr(text);
	size_t slash;
	struct rd label = rd_cstr(g->label[0]);
	if (rd_find(&name, '/', &slash)) {
		label = rd_until(&name, "/");
	}
	EG_TRY(chip_of(g, label, &l->chip));
	return set_name(l->name, name);
}

static bool same_line(const struct gpio_line *a, const struct gpio_line *b)
{
	return a->chip == b->chip && rd_equal(rd_cstr(a->name), rd_cstr(b->name));
}

static enum eg_err unlike_all(const struct gpio_lines *g, const struct gpio_line *l)
{
	bool twice = same_line(l, &g->watchdog);
	for (size_t i = 0; i < g->inputs; i++) {
		twice = twice || same_line(l, &g->input[i]);
	}
	for (size_t i = 0; i < g->outputs; i++) {
		twice = twice || same_line(l, &g->output[i]);
	}
	return twice ? EG_FAIL(EG_CONFIG, "one GPIO line for two wires") : EG_OK;
}

static enum eg_err add_input(struct gpio_lines *g, const struct gate_line *from, size_t place)
{
	bool active = place >= GATE_WIRE_COUNT || (ACTIVE_WHEN_BROKEN >> place & 1u) != 0;
	struct gpio_line l = {
		.place = (uint8_t)place,
		.inverted = from->inverted,
		.pull_up = active != from->inverted,
		.debounce_ms = from->debounce_ms,
	};
	if (from->name[0] == '\0') {
		return EG_OK; /* not fitted */
	}
	EG_TRY(place_line(g, &l, from->name));
	EG_TRY(unlike_all(g, &l));
	g->input[g->inputs++] = l;
	return EG_OK;
}

static enum eg_err add_output(struct gpio_lines *g, const struct gate_drive *from, size_t bit)
{
	struct gpio_line l = {.place = (uint8_t)bit, .inverted = from->inverted};
	if (from->name[0] == '\0') {
		return EG_OK;
	}
	EG_TRY(place_line(g, &l, from->name));
	EG_TRY(unlike_all(g, &l));
	if (bit == WATCHDOG_BIT) {
		g->watchdog = l;
	} else {
		g->output[g->outputs++] = l;
	}
	return EG_OK;
}

static bool nameless(const struct gate_fitting *f)
{
	bool none = true;
	for (size_t i = 0; i < GATE_WIRE_COUNT; i++) {
		none = none && f->wire[i].name[0] == '\0';
	}
	for (size_t i = 0; i < GATE_CURTAIN_MAX; i++) {
		none = none && f->curtain[i].name[0] == '\0';
	}
	for (size_t i = 0; i < GATE_OUTPUT_LINES; i++) {
		none = none && f->output[i].name[0] == '\0';
	}
	return none;
}

/* GATE_OUT_ENTRY_LOCK is "egate-entry-lock". */
static enum eg_err default_output(struct gpio_lines *g, size_t bit)
{
	static const char *const constants[] = {
#define X(name, bit) [bit] = #name,
		GATE_OUTPUTS(X)
#undef X
	};
	struct gate_drive d = {.inverted = false};
	size_t size = 0;
	int lead = snprintf(d.name, sizeof(d.name), "egate-");
	size = lead < 0 ? 0 : (size_t)lead;
	for (const char *c = constants[bit] + sizeof("GATE_OUT_") - 1;
	     *c != '\0' && size < sizeof(d.name) - 1; c++) {
		d.name[size++] = *c == '_' ? '-' : (char)(*c + ('a' - 'A'));
	}
	d.name[size] = '\0';
	return add_output(g, &d, bit);
}

static enum eg_err default_lines(struct gpio_lines *g)
{
	for (size_t i = 0; i < DEFAULT_WIRES; i++) {
		struct gate_line l = {.debounce_ms = gate_wire_debounce_ms((unsigned)i)};
		int size =
			snprintf(l.name, sizeof(l.name), "egate-%s", gate_wire_word((unsigned)i));
		if (size < 0 || size >= (int)sizeof(l.name)) {
			return EG_FAIL(EG_CONFIG, "line name too long");
		}
		EG_TRY(add_input(g, &l, i));
	}
	for (size_t i = 0; i < DEFAULT_OUTPUTS; i++) {
		EG_TRY(default_output(g, i));
	}
	return EG_OK;
}

static enum eg_err fitted_lines(struct gpio_lines *g, const struct gate_fitting *f)
{
	for (size_t i = 0; i < GATE_WIRE_COUNT; i++) {
		EG_TRY(add_input(g, &f->wire[i], i));
	}
	for (size_t i = 0; i < GATE_CURTAIN_MAX; i++) {
		EG_TRY(add_input(g, &f->curtain[i], GATE_WIRE_COUNT + i));
	}
	for (size_t i = 0; i < GATE_OUTPUT_LINES; i++) {
		EG_TRY(add_output(g, &f->output[i], i));
	}
	return EG_OK;
}

enum eg_err gpio_lines_of(struct gpio_lines *out, const char *where, const struct gate_fitting *f)
{
	struct rd r = rd_cstr(where);
	uint8_t first;
	*out = (struct gpio_lines){0};
	if (!gate_has_doors(&f->plan)) {
		return EG_FAIL(EG_CONFIG, "a desk has no lines");
	}
	EG_TRY(chip_of(out, rd_until(&r, ","), &first));
	if (r.left > 0 && !rd_equal(r, RD_TEXT("bias"))) {
		return EG_FAIL(EG_CONFIG, "behind a GPIO chip's label only \",bias\" may stand");
	}
	out->bias = r.left > 0;
	EG_TRY(nameless(f) ? default_lines(out) : fitted_lines(out, f));
	/* Else a core that hangs would hold its doors for ever. */
	return out->watchdog.name[0] != '\0' ? EG_OK
					     : EG_FAIL(EG_CONFIG, "no line for the watchdog");
}

void gpio_lines_put(struct gate_lines *lines, const struct gpio_line *l, bool high)
{
	uint32_t level = high != l->inverted ? 1u : 0u;
	if (l->place < GATE_WIRE_COUNT) {
		lines->levels |= level << l->place;
	} else {
		lines->curtain |= level << (l->place - GATE_WIRE_COUNT);
	}
}

bool gpio_line_level(const struct gpio_line *l, uint32_t outputs)
{
	return ((outputs >> l->place & 1u) != 0) != l->inverted;
}
