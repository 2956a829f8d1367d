/*
 * gpiod: the wires of a gate as lines of GPIO chips, through libgpiod 1.6 (Debian 12).
 * Knows chips, lines, requests. Never knows what a level means for a traveller. gpiod2.c is its
 * twin for libgpiod 2; which of them is built follows the library's version.
 *
 * Inputs are requested for both edges, one descriptor each: edges wake, and are thrown away
 * unread, because 1.6 with the kernel's first interface drops the newest of more than 16. Levels
 * are read afresh. The outputs of one chip are one request, so that one call drives them all; the
 * watchdog is another, driven last: while a write of outputs hangs or fails it stands still.
 */
#include "hal/gate_io_gpiod.h"

#include "hal/gpio_lines.h"

#include <errno.h>
#include <fcntl.h>
#include <gpiod.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#define CONSUMER      "egate"
#define EDGES_AT_MOST 16 /* the kernel keeps no more for one line */

/* The lines that one chip has of this gate. */
struct bank {
	struct gpiod_chip *chip; /* owned; closing it releases its lines */
	struct gpiod_line_bulk inputs;
	struct gpiod_line_bulk outputs;
	const struct gpio_line *input[GPIO_INPUTS_MAX]; /* as the bulk has them */
	const struct gpio_line *output[GATE_OUTPUT_LINES];
};

#define US_PER_S  1000000
#define NS_PER_US 1000

struct gate_io {
	struct gpio_lines lines;
	struct bank bank[GPIO_CHIPS_MAX];
	struct gpiod_line *watchdog; /* of its bank's chip */
	int fds[GPIO_INPUTS_MAX];    /* owned by libgpiod */
	size_t fd_count;
	uint32_t driven; /* enum gate_output bits */
	int64_t edge_us; /* oldest edge of the last read; 0: none */
};

static void gpiod_close(struct gate_io **io);

static enum eg_err io_error(void)
{
	return errno == ENODEV ? EG_FAIL(EG_GONE, "the GPIO chip is gone")
			       : EG_FAIL(EG_IO, "the GPIO lines do not answer");
}

/* Exactly one chip must carry the label. */
static enum eg_err open_chip(struct bank *b, const char *label)
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
	b->chip = gpiod_chip_open_by_label(label);
	return b->chip == NULL ? EG_FAIL(EG_IO, "GPIO chip cannot be opened") : EG_OK;
}

/* Exactly one line of the chip must carry the name. */
static enum eg_err find_line(const struct bank *b, const char *name, struct gpiod_line **out)
{
	struct gpiod_line *found = NULL;
	for (unsigned i = 0; i < gpiod_chip_num_lines(b->chip); i++) {
		struct gpiod_line *line = gpiod_chip_get_line(b->chip, i);
		const char *its_name = line == NULL ? NULL : gpiod_line_name(line);
		if (its_name == NULL || strcmp(its_name, name) != 0) {
			continue;
		}
		if (found != NULL) {
			return EG_FAIL(EG_CONFIG, "two lines of the chip have one name");
		}
		found = line;
	}
	*out = found;
	return found != NULL ? EG_OK : EG_FAIL(EG_CONFIG, "the chip has no line of that name");
}

static enum eg_err find_lines(struct gate_io *io)
{
	const struct gpio_lines *g = &io->lines;
	struct gpiod_line *line = NULL;
	for (size_t i = 0; i < g->chips; i++) {
		EG_TRY(open_chip(&io->bank[i], g->label[i]));
		gpiod_line_bulk_init(&io->bank[i].inputs);
		gpiod_line_bulk_init(&io->bank[i].outputs);
	}
	for (size_t i = 0; i < g->inputs; i++) {
		struct bank *b = &io->bank[g->input[i].chip];
		EG_TRY(find_line(b, g->input[i].name, &line));
		b->input[gpiod_line_bulk_num_lines(&b->inputs)] = &g->input[i];
		gpiod_line_bulk_add(&b->inputs, line);
	}
	for (size_t i = 0; i < g->outputs; i++) {
		struct bank *b = &io->bank[g->output[i].chip];
		EG_TRY(find_line(b, g->output[i].name, &line));
		b->output[gpiod_line_bulk_num_lines(&b->outputs)] = &g->output[i];
		gpiod_line_bulk_add(&b->outputs, line);
	}
	return find_line(&io->bank[g->watchdog.chip], g->watchdog.name, &io->watchdog);
}

static enum eg_err request_error(void)
{
	return errno == EBUSY ? EG_FAIL(EG_DENIED, "a line is in use: does another egate run here?")
			      : io_error();
}

static void levels_of(struct bank *b, int values[GATE_OUTPUT_LINES], uint32_t outputs)
{
	for (size_t i = 0; i < gpiod_line_bulk_num_lines(&b->outputs); i++) {
		values[i] = gpio_line_level(b->output[i], outputs) ? 1 : 0;
	}
}

/* The request itself sets the first levels: there is no moment with others. */
static enum eg_err request_outputs(struct gate_io *io, uint32_t first)
{
	int values[GATE_OUTPUT_LINES];
	for (size_t i = 0; i < io->lines.chips; i++) {
		struct bank *b = &io->bank[i];
		levels_of(b, values, first);
		if (gpiod_line_bulk_num_lines(&b->outputs) > 0 &&
		    gpiod_line_request_bulk_output(&b->outputs, CONSUMER, values) != 0) {
			return request_error();
		}
	}
	int pet = gpio_line_level(&io->lines.watchdog, first) ? 1 : 0;
	if (gpiod_line_request_output(io->watchdog, CONSUMER, pet) != 0) {
		return request_error();
	}
	io->driven = first;
	return EG_OK;
}

static enum eg_err request_input(struct gate_io *io, struct gpiod_line *line,
				 const struct gpio_line *l)
{
	int flags = 0;
	if (io->lines.bias) {
		flags = l->pull_up ? GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_UP
				   : GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_DOWN;
	}
	if (gpiod_line_request_both_edges_events_flags(line, CONSUMER, flags) != 0) {
		return request_error();
	}
	int fd = gpiod_line_event_get_fd(line);
	/* Draining must end when the queue is empty. */
	if (fd < 0 || fcntl(fd, F_SETFL, O_NONBLOCK) != 0) {
		return EG_FAIL(EG_IO, "no descriptor for the edges of a line");
	}
	io->fds[io->fd_count++] = fd;
	return EG_OK;
}

static enum eg_err request_inputs(struct gate_io *io)
{
	for (size_t i = 0; i < io->lines.chips; i++) {
		struct bank *b = &io->bank[i];
		for (unsigned k = 0; k < gpiod_line_bulk_num_lines(&b->inputs); k++) {
			struct gpiod_line *line = gpiod_line_bulk_get_line(&b->inputs, k);
			EG_TRY(request_input(io, line, b->input[k]));
		}
	}
	return EG_OK;
}

static enum eg_err gpiod_open(struct gate_io **out, const char *where, const struct gate_fitting *f,
			      uint32_t first)
{
	EG_AUTO(gpiod_close) struct gate_io *io = calloc(1, sizeof(*io));
	if (io == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "gate wires");
	}
	EG_TRY(gpio_lines_of(&io->lines, where, f));
	EG_TRY(find_lines(io));
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

_Static_assert(GPIO_INPUTS_MAX <= GATE_IO_WAKE_MAX, "a descriptor for each input");

static size_t gpiod_wake_fds(const struct gate_io *io, int fds[GATE_IO_WAKE_MAX])
{
	for (size_t i = 0; i < io->fd_count; i++) {
		fds[i] = io->fds[i];
	}
	return io->fd_count;
}

static int64_t gpiod_edge_us(const struct gate_io *io)
{
	return io->edge_us;
}

/* The newest of many are lost here, the first of them never is. */
static enum eg_err drain(struct gate_io *io, int fd)
{
	struct gpiod_line_event edges[EDGES_AT_MOST];
	int count = gpiod_line_event_read_fd_multiple(fd, edges, EDGES_AT_MOST);
	if (count < 0 && errno != EAGAIN) {
		return io_error();
	}
	if (count > 0) {
		int64_t us =
			(int64_t)edges[0].ts.tv_sec * US_PER_S + edges[0].ts.tv_nsec / NS_PER_US;
		io->edge_us = io->edge_us == 0 || us < io->edge_us ? us : io->edge_us;
	}
	return EG_OK;
}

/* One call tells which lines had edges: to read each of them is the longest part of a turn. */
static enum eg_err drain_all(struct gate_io *io)
{
	struct pollfd edges[GPIO_INPUTS_MAX];
	io->edge_us = 0;
	for (size_t i = 0; i < io->fd_count; i++) {
		edges[i] = (struct pollfd){.fd = io->fds[i], .events = POLLIN};
	}
	if (poll(edges, io->fd_count, 0) < 0) {
		return errno == EINTR ? EG_OK : EG_FAIL(EG_IO, "edges of lines");
	}
	for (size_t i = 0; i < io->fd_count; i++) {
		if (edges[i].revents != 0) {
			EG_TRY(drain(io, io->fds[i]));
		}
	}
	return EG_OK;
}

static enum eg_err read_inputs(struct bank *b, struct gate_lines *lines)
{
	int values[GPIO_INPUTS_MAX];
	unsigned count = gpiod_line_bulk_num_lines(&b->inputs);
	if (count > 0 && gpiod_line_get_value_bulk(&b->inputs, values) != 0) {
		return io_error();
	}
	for (unsigned i = 0; i < count; i++) {
		gpio_lines_put(lines, b->input[i], values[i] != 0);
	}
	return EG_OK;
}

/* A chip that has lost its outputs (reset, another driver) says so here. */
static enum eg_err read_back(struct gate_io *io, struct bank *b)
{
	int values[GATE_OUTPUT_LINES];
	unsigned count = gpiod_line_bulk_num_lines(&b->outputs);
	if (count > 0 && gpiod_line_get_value_bulk(&b->outputs, values) != 0) {
		return io_error();
	}
	for (unsigned i = 0; i < count; i++) {
		if ((values[i] != 0) != gpio_line_level(b->output[i], io->driven)) {
			return EG_FAIL(EG_IO,
				       "an output line reads back another level than driven");
		}
	}
	return EG_OK;
}

static enum eg_err gpiod_read(struct gate_io *io, struct gate_lines *lines)
{
	struct gate_lines now = {0};
	/* First the edges, then the levels: an edge after this read wakes again. */
	EG_TRY(drain_all(io));
	for (size_t i = 0; i < io->lines.chips; i++) {
		EG_TRY(read_inputs(&io->bank[i], &now));
		EG_TRY(read_back(io, &io->bank[i]));
	}
	int pet = gpiod_line_get_value(io->watchdog);
	if (pet < 0) {
		return io_error();
	}
	if ((pet != 0) != gpio_line_level(&io->lines.watchdog, io->driven)) {
		return EG_FAIL(EG_IO, "the watchdog line reads back another level than driven");
	}
	*lines = now;
	return EG_OK;
}

static enum eg_err gpiod_drive(struct gate_io *io, uint32_t outputs)
{
	int values[GATE_OUTPUT_LINES];
	for (size_t i = 0; i < io->lines.chips; i++) {
		struct bank *b = &io->bank[i];
		levels_of(b, values, outputs);
		if (gpiod_line_bulk_num_lines(&b->outputs) > 0 &&
		    gpiod_line_set_value_bulk(&b->outputs, values) != 0) {
			return io_error();
		}
	}
	int pet = gpio_line_level(&io->lines.watchdog, outputs) ? 1 : 0;
	if (gpiod_line_set_value(io->watchdog, pet) != 0) {
		return io_error();
	}
	io->driven = outputs;
	return EG_OK;
}

static void gpiod_close(struct gate_io **io)
{
	if (*io == NULL) {
		return;
	}
	for (size_t i = 0; i < GPIO_CHIPS_MAX; i++) {
		if ((*io)->bank[i].chip != NULL) {
			gpiod_chip_close((*io)->bank[i].chip);
		}
	}
	free(*io);
	*io = NULL;
}

const struct gate_io_backend gate_io_gpiod = {
	.name = "gpiod",
	.open = gpiod_open,
	.wake_fds = gpiod_wake_fds,
	.debounced = gpiod_debounced,
	.edge_us = gpiod_edge_us,
	.read = gpiod_read,
	.drive = gpiod_drive,
	.close = gpiod_close,
};
