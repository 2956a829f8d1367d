/*
 * gate_io_none: the wires of a gate that has none: an inspection desk.
 * Knows that there is nothing. Never knows chips, sockets or levels.
 */
#include "hal/gate_io_none.h"

#include <stdlib.h>

struct gate_io {
	uint32_t driven; /* as the core drives it; nobody looks */
};

static enum eg_err none_open(struct gate_io **out, const char *where, const struct gate_fitting *f,
			     uint32_t first)
{
	(void)where; /* there is nothing to be found */
	if (gate_has_doors(&f->plan)) {
		return EG_FAIL(EG_CONFIG, "a gate with doors needs its lines");
	}
	*out = calloc(1, sizeof(**out));
	if (*out == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "gate wires");
	}
	(*out)->driven = first;
	return EG_OK;
}

static size_t none_wake_fds(const struct gate_io *io, int fds[GATE_IO_WAKE_MAX])
{
	(void)io;
	(void)fds; /* no line, no edge */
	return 0;
}

static uint32_t none_debounced(const struct gate_io *io)
{
	(void)io;
	return 0;
}

static enum eg_err none_read(struct gate_io *io, struct gate_lines *lines)
{
	(void)io;
	*lines = (struct gate_lines){0};
	return EG_OK;
}

static int64_t none_edge_us(const struct gate_io *io)
{
	(void)io;
	return 0;
}

static enum eg_err none_drive(struct gate_io *io, uint32_t outputs)
{
	io->driven = outputs;
	return EG_OK;
}

static void none_close(struct gate_io **io)
{
	free(*io);
	*io = NULL;
}

const struct gate_io_backend gate_io_none = {
	.name = "none",
	.open = none_open,
	.wake_fds = none_wake_fds,
	.debounced = none_debounced,
	.edge_us = none_edge_us,
	.read = none_read,
	.drive = none_drive,
	.close = none_close,
};

enum eg_err gate_io_for(const struct gate_fitting *f, const char *spec,
			const struct gate_io_backend **backend, const char **where)
{
	if (!gate_has_doors(&f->plan)) {
		*backend = &gate_io_none;
		*where = "";
		return EG_OK;
	}
	return spec == NULL ? EG_FAIL(EG_CONFIG, "gate-io is not set")
			    : gate_io_find(spec, backend, where);
}
