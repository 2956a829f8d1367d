/*
 * gate_io: the wires of one gate, as levels. Backends: gpiod (real lines), sim (a world process).
 * Knows lines, polarity, descriptors that wake. Never knows what a level means for a traveller.
 *
 * Levels are read whole on each wake and each tick; edges only wake (libgpiod 1.6 drops the newest
 * of more than 16 unread edges).
 */
#ifndef EG_HAL_GATE_IO_H
#define EG_HAL_GATE_IO_H

#include "base/err.h"
#include "gate/gate.h"

#define GATE_IO_WAKE_MAX 16

struct gate_io; /* state of a backend */

struct gate_io_backend {
	const char *name; /* "gpiod", "sim" */
	/*
	 * Opens and drives every output to its safe level first. where is the backend's own text:
	 * gpiod: "chip-label" (lines by name, see docs/integrate.md); sim: path of the world's
	 * socket.
	 */
	enum eg_err (*open)(struct gate_io **out, const char *where);
	/* Descriptors to poll for input; at most GATE_IO_WAKE_MAX; returns how many. */
	size_t (*wake_fds)(const struct gate_io *io, int fds[GATE_IO_WAKE_MAX]);
	/* Empties pending edges and reads all input levels (enum gate_input bits, polarity
	 * applied). */
	enum eg_err (*read)(struct gate_io *io, uint32_t *inputs);
	/* Drives all outputs at once (enum gate_output bits). EG_GONE or EG_IO means: lane out of
	 * service. */
	enum eg_err (*drive)(struct gate_io *io, uint32_t outputs);
	/* Safe levels, then close. Accepts NULL inside; leaves NULL. */
	void (*close)(struct gate_io **io);
};

/* "gpiod:LABEL" or "sim:PATH": the backend and its where. EG_CONFIG if there is none of that name.
 */
EG_CHECK enum eg_err gate_io_find(const char *spec, const struct gate_io_backend **backend,
				  const char **where);

#endif
