/*
 * gate_io_sim: the wires of a gate as a conversation with a simulated world.
 * Knows the protocol of its header. Never knows how the world moves.
 */
#include "hal/gate_io_sim.h"

#include "hal/unix_client.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>

/* The world speaks at once after the connection; this is generous on a busy machine. */
#define FIRST_LEVELS_MS 5000
#define SILENT_TURNS    3

struct gate_io {
	int fd;                  /* owned */
	struct gate_lines lines; /* as last heard */
	bool pulse;              /* the other side must not be silent */
	uint32_t driven;
	unsigned silent; /* turns of the watchdog's level since it was heard */
};

static void sim_close(struct gate_io **io);

/* Takes one datagram; EG_TIMEOUT when none waits. */
static enum eg_err hear(struct gate_io *io)
{
	struct gate_lines levels = {0};
	ssize_t got = recv(io->fd, &levels, sizeof(levels), MSG_TRUNC);
	if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
		return EG_TIMEOUT;
	}
	if (got <= 0) {
		return EG_FAIL(EG_GONE, "who serves the wires has ended");
	}
	if ((size_t)got != sizeof(levels)) {
		return EG_FAIL(EG_BAD_DATA, "levels of another size");
	}
	io->lines = levels;
	io->silent = 0;
	return EG_OK;
}

static enum eg_err sim_read(struct gate_io *io, struct gate_lines *lines)
{
	enum eg_err err = EG_OK;
	while (err == EG_OK) {
		err = hear(io);
	}
	if (err != EG_TIMEOUT) {
		return err;
	}
	*lines = io->lines;
	return EG_OK;
}

static enum eg_err sim_drive(struct gate_io *io, uint32_t outputs)
{
	io->silent += ((io->driven ^ outputs) & GATE_OUT_WATCHDOG) != 0 ? 1 : 0;
	io->driven = outputs;
	if (io->pulse && io->silent >= SILENT_TURNS) {
		return EG_FAIL(EG_GONE, "the remote wires are silent");
	}
	ssize_t sent = send(io->fd, &outputs, sizeof(outputs), MSG_NOSIGNAL | MSG_DONTWAIT);
	if (sent == (ssize_t)sizeof(outputs)) {
		return EG_OK;
	}
	/* A world that does not read is as lost as one that is gone: the core must not wait. */
	return EG_FAIL(EG_GONE, "who serves the wires does not take levels");
}

static enum eg_err first_levels(struct gate_io *io)
{
	struct pollfd p = {.fd = io->fd, .events = POLLIN};
	if (poll(&p, 1, FIRST_LEVELS_MS) <= 0) {
		return EG_FAIL(EG_TIMEOUT, "who serves the wires gives no levels");
	}
	return hear(io);
}

static enum eg_err open_world(struct gate_io **out, const char *path, uint32_t first, bool pulse)
{
	EG_AUTO(sim_close) struct gate_io *io = calloc(1, sizeof(*io));
	if (io == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "gate wires");
	}
	io->fd = -1;
	io->pulse = pulse;
	EG_TRY(unix_client_connect(path, &io->fd));
	EG_TRY(sim_drive(io, first));
	EG_TRY(first_levels(io));
	*out = io;
	io = NULL;
	return EG_OK;
}

static enum eg_err sim_open(struct gate_io **out, const char *where, const struct gate_fitting *f,
			    uint32_t first)
{
	(void)f; /* the world has every wire, active high */
	return open_world(out, where, first, false);
}

static enum eg_err remote_open(struct gate_io **out, const char *where,
			       const struct gate_fitting *f, uint32_t first)
{
	(void)f; /* the other side has applied it */
	return open_world(out, where, first, true);
}

/* A world has no bouncing contacts but those it is told to play: the passage logic sees to them. */
static uint32_t sim_debounced(const struct gate_io *io)
{
	(void)io;
	return 0;
}

static int64_t sim_edge_us(const struct gate_io *io)
{
	(void)io;
	return 0;
}

static size_t sim_wake_fds(const struct gate_io *io, int fds[GATE_IO_WAKE_MAX])
{
	fds[0] = io->fd;
	return 1;
}

static void sim_close(struct gate_io **io)
{
	if (*io == NULL) {
		return;
	}
	eg_close(&(*io)->fd);
	free(*io);
	*io = NULL;
}

const struct gate_io_backend gate_io_sim = {
	.name = "sim",
	.open = sim_open,
	.wake_fds = sim_wake_fds,
	.debounced = sim_debounced,
	.edge_us = sim_edge_us,
	.read = sim_read,
	.drive = sim_drive,
	.close = sim_close,
};

const struct gate_io_backend gate_io_remote = {
	.name = "remote",
	.open = remote_open,
	.wake_fds = sim_wake_fds,
	.debounced = sim_debounced,
	.edge_us = sim_edge_us,
	.read = sim_read,
	.drive = sim_drive,
	.close = sim_close,
};
