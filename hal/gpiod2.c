/*
 * gpiod2: the wires of a gate as lines of GPIO chips, through libgpiod 2.x (Debian 13).
 * Knows chips, lines, requests. Never knows what a level means for a traveller. gpiod.c is its
 * twin for libgpiod 1.6; which of them is built follows the library's version.
 *
 * All inputs of a chip are one request with one descriptor: edges wake, and are thrown away
 * unread; levels are read afresh. The kernel debounces each line as the fitting asks for (in steps
 * of its tick, 4 ms on Debian). The outputs of a chip are one request, so that one call drives them
 * all; the watchdog is another, driven last: while a write of outputs hangs or fails it stands
 * still.
 */
#include "hal/gate_io_gpiod.h"

#include "hal/gpio_lines.h"

#include <errno.h>
#include <fcntl.h>
#include <gpiod.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONSUMER       "egate"
#define CHIPS_AT_MOST  256 /* numbers are given from 0 on, and given again */
#define EDGES_PER_LINE 16  /* room in the kernel; the oldest are dropped beyond it */
#define EDGES_AT_MOST  (EDGES_PER_LINE * GPIO_INPUTS_MAX)
#define PATH_ROOM      32
#define NS_PER_US      1000

/* One request and its lines, in its order. */
struct group {
	struct gpiod_line_request *request; /* owned; NULL: no line */
	const struct gpio_line *line[GPIO_INPUTS_MAX];
	unsigned offset[GPIO_INPUTS_MAX];
	size_t count;
};

struct bank {
	struct gpiod_chip *chip; /* owned */
	struct group inputs;
	struct group outputs;
};

struct gate_io {
	struct gpio_lines lines;
	struct bank bank[GPIO_CHIPS_MAX];
	struct group watchdog;
	struct gpiod_edge_event_buffer *edges; /* owned */
	uint32_t debounced;                    /* enum gate_wire bits */
	uint32_t driven;                       /* enum gate_output bits */
	int64_t edge_us;                       /* oldest edge of the last read; 0: none */
};

static void gpiod2_close(struct gate_io **io);

static void free_info(struct gpiod_chip_info **info)
{
	gpiod_chip_info_free(*info);
}

static void free_line_info(struct gpiod_line_info **info)
{
	gpiod_line_info_free(*info);
}

static void free_settings(struct gpiod_line_settings **settings)
{
	gpiod_line_settings_free(*settings);
}

static void free_lines(struct gpiod_line_config **config)
{
	gpiod_line_config_free(*config);
}

static void free_request(struct gpiod_request_config **config)
{
	gpiod_request_config_free(*config);
}

static enum eg_err io_error(void)
{
	return errno == ENODEV ? EG_FAIL(EG_GONE, "the GPIO chip is gone")
			       : EG_FAIL(EG_IO, "the GPIO lines do not answer");
}

static bool has_label(struct gpiod_chip *chip, const char *label)
{
	EG_AUTO(free_info) struct gpiod_chip_info *info = gpiod_chip_get_info(chip);
	return info != NULL && strcmp(gpiod_chip_info_get_label(info), label) == 0;
}

/* Exactly one chip must carry the label. */
static enum eg_err open_chip(struct bank *b, const char *label)
{
	for (unsigned i = 0; i < CHIPS_AT_MOST; i++) {
		char path[PATH_ROOM];
		int size = snprintf(path, sizeof(path), "/dev/gpiochip%u", i);
		if (size < 0 || size >= (int)sizeof(path) || !gpiod_is_gpiochip_device(path)) {
			continue;
		}
		struct gpiod_chip *chip = gpiod_chip_open(path);
		if (chip == NULL) {
			return EG_FAIL(EG_IO, "a GPIO chip cannot be opened");
		}
		bool fits = has_label(chip, label);
		if (fits && b->chip == NULL) {
			b->chip = chip;
			continue;
		}
		gpiod_chip_close(chip);
		if (fits) {
			return EG_FAIL(EG_CONFIG, "several GPIO chips have the label");
		}
	}
	return b->chip != NULL ? EG_OK : EG_FAIL(EG_CONFIG, "no GPIO chip has the label");
}

static bool has_name(struct gpiod_chip *chip, unsigned offset, const char *name)
{
	EG_AUTO(free_line_info)
	struct gpiod_line_info *info = gpiod_chip_get_line_info(chip, offset);
	const char *its = info == NULL ? NULL : gpiod_line_info_get_name(info);
	return its != NULL && strcmp(its, name) == 0;
}

/* Exactly one line of the chip must carry the name. */
static enum eg_err add_line(const struct bank *b, struct group *g, const struct gpio_line *l)
{
	EG_AUTO(free_info) struct gpiod_chip_info *info = gpiod_chip_get_info(b->chip);
	unsigned found = 0;
	if (info == NULL) {
		return io_error();
	}
	for (unsigned i = 0; i < gpiod_chip_info_get_num_lines(info); i++) {
		if (has_name(b->chip, i, l->name)) {
			g->offset[g->count] = i;
			found++;
		}
	}
	g->line[g->count++] = l;
	if (found > 1) {
		return EG_FAIL(EG_CONFIG, "two lines of the chip have one name");
	}
	return found == 1 ? EG_OK : EG_FAIL(EG_CONFIG, "the chip has no line of that name");
}

static enum eg_err find_lines(struct gate_io *io)
{
	const struct gpio_lines *g = &io->lines;
	for (size_t i = 0; i < g->chips; i++) {
		EG_TRY(open_chip(&io->bank[i], g->label[i]));
	}
	for (size_t i = 0; i < g->inputs; i++) {
		struct bank *b = &io->bank[g->input[i].chip];
		EG_TRY(add_line(b, &b->inputs, &g->input[i]));
	}
	for (size_t i = 0; i < g->outputs; i++) {
		struct bank *b = &io->bank[g->output[i].chip];
		EG_TRY(add_line(b, &b->outputs, &g->output[i]));
	}
	return add_line(&io->bank[g->watchdog.chip], &io->watchdog, &g->watchdog);
}

static enum gpiod_line_value value_of(bool high)
{
	return high ? GPIOD_LINE_VALUE_ACTIVE : GPIOD_LINE_VALUE_INACTIVE;
}

static enum eg_err request(struct gpiod_chip *chip, struct group *g,
			   struct gpiod_line_config *lines, size_t edges)
{
	EG_AUTO(free_request) struct gpiod_request_config *config = gpiod_request_config_new();
	if (config == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "gate wires");
	}
	gpiod_request_config_set_consumer(config, CONSUMER);
	gpiod_request_config_set_event_buffer_size(config, edges);
	g->request = gpiod_chip_request_lines(chip, config, lines);
	if (g->request != NULL) {
		return EG_OK;
	}
	if (errno == EBUSY) {
		return EG_FAIL(EG_DENIED, "a line is in use: does another egate run here?");
	}
	return errno == E2BIG ? EG_FAIL(EG_CONFIG, "too many different debounce times for one chip")
			      : io_error();
}

/* The request itself sets the first levels: there is no moment with others. */
static enum eg_err request_outputs(struct gpiod_chip *chip, struct group *g, uint32_t first)
{
	EG_AUTO(free_settings) struct gpiod_line_settings *s = gpiod_line_settings_new();
	EG_AUTO(free_lines) struct gpiod_line_config *lines = gpiod_line_config_new();
	if (g->count == 0) {
		return EG_OK;
	}
	if (s == NULL || lines == NULL ||
	    gpiod_line_settings_set_direction(s, GPIOD_LINE_DIRECTION_OUTPUT) != 0) {
		return EG_FAIL(EG_NO_MEMORY, "gate wires");
	}
	for (size_t i = 0; i < g->count; i++) {
		enum gpiod_line_value value = value_of(gpio_line_level(g->line[i], first));
		if (gpiod_line_settings_set_output_value(s, value) != 0 ||
		    gpiod_line_config_add_line_settings(lines, &g->offset[i], 1, s) != 0) {
			return EG_FAIL(EG_NO_MEMORY, "gate wires");
		}
	}
	return request(chip, g, lines, 0);
}

/* Beams of a curtain are debounced elsewhere, all alike. */
static bool kernel_debounces(const struct gpio_line *l)
{
	return l->place < GATE_WIRE_COUNT && l->debounce_ms > 0;
}

static bool input_settings(struct gpiod_line_settings *s, const struct gpio_line *l, bool bias)
{
	enum gpiod_line_bias pull = GPIOD_LINE_BIAS_AS_IS;
	if (bias) {
		pull = l->pull_up ? GPIOD_LINE_BIAS_PULL_UP : GPIOD_LINE_BIAS_PULL_DOWN;
	}
	unsigned long us = kernel_debounces(l) ? l->debounce_ms * 1000ul : 0;
	gpiod_line_settings_set_debounce_period_us(s, us);
	return gpiod_line_settings_set_direction(s, GPIOD_LINE_DIRECTION_INPUT) == 0 &&
	       gpiod_line_settings_set_edge_detection(s, GPIOD_LINE_EDGE_BOTH) == 0 &&
	       gpiod_line_settings_set_event_clock(s, GPIOD_LINE_CLOCK_MONOTONIC) == 0 &&
	       gpiod_line_settings_set_bias(s, pull) == 0;
}

static enum eg_err request_inputs(struct gate_io *io, struct bank *b)
{
	EG_AUTO(free_settings) struct gpiod_line_settings *s = gpiod_line_settings_new();
	EG_AUTO(free_lines) struct gpiod_line_config *lines = gpiod_line_config_new();
	struct group *g = &b->inputs;
	if (g->count == 0) {
		return EG_OK;
	}
	if (s == NULL || lines == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "gate wires");
	}
	for (size_t i = 0; i < g->count; i++) {
		if (!input_settings(s, g->line[i], io->lines.bias) ||
		    gpiod_line_config_add_line_settings(lines, &g->offset[i], 1, s) != 0) {
			return EG_FAIL(EG_NO_MEMORY, "gate wires");
		}
		if (kernel_debounces(g->line[i])) {
			io->debounced |= 1u << g->line[i]->place;
		}
	}
	EG_TRY(request(b->chip, g, lines, g->count * EDGES_PER_LINE));
	/* Draining must end when the queue is empty. */
	return fcntl(gpiod_line_request_get_fd(g->request), F_SETFL, O_NONBLOCK) == 0
		       ? EG_OK
		       : EG_FAIL(EG_IO, "no descriptor for the edges of a chip");
}

static enum eg_err gpiod2_open(struct gate_io **out, const char *where,
			       const struct gate_fitting *f, uint32_t first)
{
	EG_AUTO(gpiod2_close) struct gate_io *io = calloc(1, sizeof(*io));
	if (io == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "gate wires");
	}
	EG_TRY(gpio_lines_of(&io->lines, where, f));
	EG_TRY(find_lines(io));
	for (size_t i = 0; i < io->lines.chips; i++) {
		EG_TRY(request_outputs(io->bank[i].chip, &io->bank[i].outputs, first));
	}
	EG_TRY(request_outputs(io->bank[io->lines.watchdog.chip].chip, &io->watchdog, first));
	io->driven = first;
	for (size_t i = 0; i < io->lines.chips; i++) {
		EG_TRY(request_inputs(io, &io->bank[i]));
	}
	io->edges = gpiod_edge_event_buffer_new(EDGES_AT_MOST);
	if (io->edges == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "gate wires");
	}
	*out = io;
	io = NULL;
	return EG_OK;
}

static int64_t gpiod2_edge_us(const struct gate_io *io)
{
	return io->edge_us;
}

static uint32_t gpiod2_debounced(const struct gate_io *io)
{
	return io->debounced;
}

static size_t gpiod2_wake_fds(const struct gate_io *io, int fds[GATE_IO_WAKE_MAX])
{
	size_t count = 0;
	for (size_t i = 0; i < io->lines.chips; i++) {
		if (io->bank[i].inputs.request != NULL) {
			fds[count++] = gpiod_line_request_get_fd(io->bank[i].inputs.request);
		}
	}
	return count;
}

/* Levels of a request's lines, electrical. */
static enum eg_err values_of(const struct group *g, enum gpiod_line_value values[GPIO_INPUTS_MAX])
{
	return gpiod_line_request_get_values_subset(g->request, g->count, g->offset, values) == 0
		       ? EG_OK
		       : io_error();
}

static enum eg_err read_inputs(struct gate_io *io, const struct group *g, struct gate_lines *lines)
{
	enum gpiod_line_value values[GPIO_INPUTS_MAX];
	if (g->request == NULL) {
		return EG_OK;
	}
	/* First the edges, then the levels: an edge after this read wakes again. */
	int count = gpiod_line_request_read_edge_events(g->request, io->edges, EDGES_AT_MOST);
	if (count < 0 && errno != EAGAIN) {
		return io_error();
	}
	if (count > 0) {
		struct gpiod_edge_event *first = gpiod_edge_event_buffer_get_event(io->edges, 0);
		int64_t us = (int64_t)(gpiod_edge_event_get_timestamp_ns(first) / NS_PER_US);
		io->edge_us = io->edge_us == 0 || us < io->edge_us ? us : io->edge_us;
	}
	EG_TRY(values_of(g, values));
	for (size_t i = 0; i < g->count; i++) {
		gpio_lines_put(lines, g->line[i], values[i] == GPIOD_LINE_VALUE_ACTIVE);
	}
	return EG_OK;
}

/* A chip that has lost its outputs (reset, another driver) says so here. */
static enum eg_err read_back(const struct group *g, uint32_t driven)
{
	enum gpiod_line_value values[GPIO_INPUTS_MAX];
	if (g->request == NULL) {
		return EG_OK;
	}
	EG_TRY(values_of(g, values));
	for (size_t i = 0; i < g->count; i++) {
		if (values[i] != value_of(gpio_line_level(g->line[i], driven))) {
			return EG_FAIL(EG_IO,
				       "an output line reads back another level than driven");
		}
	}
	return EG_OK;
}

static enum eg_err gpiod2_read(struct gate_io *io, struct gate_lines *lines)
{
	struct gate_lines now = {0};
	io->edge_us = 0;
	for (size_t i = 0; i < io->lines.chips; i++) {
		EG_TRY(read_inputs(io, &io->bank[i].inputs, &now));
		EG_TRY(read_back(&io->bank[i].outputs, io->driven));
	}
	EG_TRY(read_back(&io->watchdog, io->driven));
	*lines = now;
	return EG_OK;
}

static enum eg_err drive_group(const struct group *g, uint32_t outputs)
{
	enum gpiod_line_value values[GPIO_INPUTS_MAX];
	if (g->request == NULL) {
		return EG_OK;
	}
	for (size_t i = 0; i < g->count; i++) {
		values[i] = value_of(gpio_line_level(g->line[i], outputs));
	}
	return gpiod_line_request_set_values_subset(g->request, g->count, g->offset, values) == 0
		       ? EG_OK
		       : io_error();
}

static enum eg_err gpiod2_drive(struct gate_io *io, uint32_t outputs)
{
	for (size_t i = 0; i < io->lines.chips; i++) {
		EG_TRY(drive_group(&io->bank[i].outputs, outputs));
	}
	EG_TRY(drive_group(&io->watchdog, outputs));
	io->driven = outputs;
	return EG_OK;
}

static void release(struct group *g)
{
	if (g->request != NULL) {
		gpiod_line_request_release(g->request);
	}
}

static void gpiod2_close(struct gate_io **io)
{
	if (*io == NULL) {
		return;
	}
	release(&(*io)->watchdog);
	for (size_t i = 0; i < GPIO_CHIPS_MAX; i++) {
		struct bank *b = &(*io)->bank[i];
		release(&b->inputs);
		release(&b->outputs);
		if (b->chip != NULL) {
			gpiod_chip_close(b->chip);
		}
	}
	gpiod_edge_event_buffer_free((*io)->edges);
	free(*io);
	*io = NULL;
}

const struct gate_io_backend gate_io_gpiod = {
	.name = "gpiod",
	.open = gpiod2_open,
	.wake_fds = gpiod2_wake_fds,
	.debounced = gpiod2_debounced,
	.edge_us = gpiod2_edge_us,
	.read = gpiod2_read,
	.drive = gpiod2_drive,
	.close = gpiod2_close,
};
