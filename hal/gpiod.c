/*
 * gpiod: the wires of a gate as lines of a GPIO chip, through libgpiod 1.6 (Debian 12).
 * Knows chips, lines, polarity. Never knows what a level means for a traveller.
 *
 * Inputs are requested for both edges, one descriptor each: edges wake, and are thrown away
 * unread, because 1.6 with the kernel's first interface drops the newest of more than 16. Levels
 * are read afresh. Outputs are one request, so that one call drives them all.
 */
#include "hal/gate_io_gpiod.h"

#include "hal/gpio_map.h"

#include <errno.h>
#include <fcntl.h>
#include <gpiod.h>
#include <stdlib.h>
#include <string.h>

#define CONSUMER      "egate"
#define EDGES_AT_MOST 16 /* the kernel keeps no more for one line */

struct gate_io {
	struct gpiod_chip *chip; /* owned; closing it releases its lines */
	struct gpiod_line_bulk inputs;
	struct gpiod_line_bulk outputs;
	uint32_t inputs_inverted;
	uint32_t outputs_inverted;
	int fds[GATE_INPUT_LINES]; /* owned by libgpiod */
};

static void gpiod_close(struct gate_io **io);

static enum eg_err io_error(void)
{
	return errno == ENODEV ? EG_FAIL(EG_GONE, "the GPIO chip is gone")
			       : EG_FAIL(EG_IO, "the GPIO lines do not answer");
}

/* Exactly one chip must carry the label. */
static enum eg_err open_chip(struct gate_io *io, const char *label)
{
	unsigned found = 0;
	struct gpiod_chip *chip = NULL;
	struct gpiod_chip_iter *all = gpiod_chip_iter_new();
	if (all == NULL) {
		return EG_FAIL(EG_IO, "GPIO chips cannot be listed");
	}
	gpiod_foreach_chip(all, chip)
	{
		found += strcmp(gpiod_chip_label(chip), label) == 0 ? 1 : 0;
	}
	gpiod_chip_iter_free(all);
	if (found != 1) {
		return found == 0 ? EG_FAIL(EG_CONFIG, "no GPIO chip has the label")
				  : EG_FAIL(EG_CONFIG, "several GPIO chips have the label");
	}
	io->chip = gpiod_chip_open_by_label(label);
	return io->chip == NULL ? EG_FAIL(EG_IO, "GPIO chip cannot be opened") : EG_OK;
}

/* Exactly one line of the chip must carry the name. */
static enum eg_err add_line(struct gate_io *io, struct gpiod_line_bulk *bulk, const char *name)
{
	struct gpiod_line *found = NULL;
	for (unsigned i = 0; i < gpiod_chip_num_lines(io->chip); i++) {
		struct gpiod_line *line = gpiod_chip_get_line(io->chip, i);
		const char *its_name = line == NULL ? NULL : gpiod_line_name(line);
		if (its_name == NULL || strcmp(its_name, name) != 0) {
			continue;
		}
		if (found != NULL) {
			return EG_FAIL(EG_CONFIG, "two lines of the chip have one name");
		}
		found = line;
	}
	if (found == NULL) {
		return EG_FAIL(EG_CONFIG, "the chip has no line of that name");
	}
	gpiod_line_bulk_add(bulk, found);
	return EG_OK;
}

static enum eg_err find_lines(struct gate_io *io, const struct gpio_map *map)
{
	gpiod_line_bulk_init(&io->inputs);
	gpiod_line_bulk_init(&io->outputs);
	for (size_t i = 0; i < GATE_INPUT_LINES; i++) {
		EG_TRY(add_line(io, &io->inputs, map->input[i]));
	}
	for (size_t i = 0; i < GATE_OUTPUT_LINES; i++) {
		EG_TRY(add_line(io, &io->outputs, map->output[i]));
	}
	io->inputs_inverted = map->inputs_inverted;
	io->outputs_inverted = map->outputs_inverted;
	return EG_OK;
}

static enum eg_err request_error(void)
{
	return errno == EBUSY ? EG_FAIL(EG_DENIED, "a line is in use: does another egate run here?")
			      : io_error();
}

static void output_values(const struct gate_io *io, int values[GATE_OUTPUT_LINES], uint32_t outputs)
{
	uint32_t levels = outputs ^ io->outputs_inverted;
	for (size_t i = 0; i < GATE_OUTPUT_LINES; i++) {
		values[i] = (int)(levels >> i & 1u);
	}
}

/* The request itself sets the safe levels: there is no moment with others. */
static enum eg_err request_outputs(struct gate_io *io, uint32_t first)
{
	int values[GATE_OUTPUT_LINES];
	output_values(io, values, first);
	if (gpiod_line_request_bulk_output(&io->outputs, CONSUMER, values) != 0) {
		return request_error();
	}
	return EG_OK;
}

static enum eg_err request_inputs(struct gate_io *io)
{
	if (gpiod_line_request_bulk_both_edges_events(&io->inputs, CONSUMER) != 0) {
		return request_error();
	}
	for (size_t i = 0; i < GATE_INPUT_LINES; i++) {
		io->fds[i] = gpiod_line_event_get_fd(io->inputs.lines[i]);
		/* Draining must end when the queue is empty. */
		if (io->fds[i] < 0 || fcntl(io->fds[i], F_SETFL, O_NONBLOCK) != 0) {
			return EG_FAIL(EG_IO, "no descriptor for the edges of a line");
		}
	}
	return EG_OK;
}

static enum eg_err gpiod_open(struct gate_io **out, const char *where, const struct gate_fitting *f,
			      uint32_t first)
{
	(void)f;
	struct gpio_map map;
	EG_TRY(gpio_map_parse(&map, where));
	EG_AUTO(gpiod_close) struct gate_io *io = calloc(1, sizeof(*io));
	if (io == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "gate wires");
	}
	EG_TRY(open_chip(io, map.label));
	EG_TRY(find_lines(io, &map));
	EG_TRY(request_outputs(io, first));
	EG_TRY(request_inputs(io));
	*out = io;
	io = NULL;
	return EG_OK;
}

/* libgpiod 1.6 cannot ask the kernel for it. */
static uint32_t gpiod_debounced(const struct gate_io *io)
{
	(void)io;
	return 0;
}

static size_t gpiod_wake_fds(const struct gate_io *io, int fds[GATE_IO_WAKE_MAX])
{
	for (size_t i = 0; i < GATE_INPUT_LINES; i++) {
		fds[i] = io->fds[i];
	}
	return GATE_INPUT_LINES;
}

static enum eg_err drain(int fd)
{
	struct gpiod_line_event edges[EDGES_AT_MOST];
	if (gpiod_line_event_read_fd_multiple(fd, edges, EDGES_AT_MOST) < 0 && errno != EAGAIN) {
		return io_error();
	}
	return EG_OK;
}

static enum eg_err gpiod_read(struct gate_io *io, struct gate_lines *lines)
{
	int values[GATE_INPUT_LINES];
	uint32_t levels = 0;
	/* First the edges, then the levels: an edge after this read wakes again. */
	for (size_t i = 0; i < GATE_INPUT_LINES; i++) {
		EG_TRY(drain(io->fds[i]));
	}
	if (gpiod_line_get_value_bulk(&io->inputs, values) != 0) {
		return io_error();
	}
	for (size_t i = 0; i < GATE_INPUT_LINES; i++) {
		levels |= values[i] != 0 ? 1u << i : 0u;
	}
	*lines = (struct gate_lines){.levels = levels ^ io->inputs_inverted};
	return EG_OK;
}

static enum eg_err gpiod_drive(struct gate_io *io, uint32_t outputs)
{
	int values[GATE_OUTPUT_LINES];
	output_values(io, values, outputs);
	return gpiod_line_set_value_bulk(&io->outputs, values) == 0 ? EG_OK : io_error();
}

static void gpiod_close(struct gate_io **io)
{
	if (*io == NULL) {
		return;
	}
	if ((*io)->chip != NULL) {
		gpiod_chip_close((*io)->chip);
	}
	free(*io);
	*io = NULL;
}

const struct gate_io_backend gate_io_gpiod = {
	.name = "gpiod",
	.open = gpiod_open,
	.wake_fds = gpiod_wake_fds,
	.debounced = gpiod_debounced,
	.read = gpiod_read,
	.drive = gpiod_drive,
	.close = gpiod_close,
};
