/*
 * gate_io: the wires of one gate, as levels. Backends: gpiod (real lines), sim (a world process),
 * none (a desk, which has no wires: gate_io_none.h).
 * Knows lines, polarity, descriptors that wake. Never knows what a level means for a traveller.
 *
 * Levels are read whole on each wake and each tick; edges only wake (libgpiod 1.6 drops the newest
 * of more than 16 unread edges).
 */
#ifndef EG_HAL_GATE_IO_H
#define EG_HAL_GATE_IO_H

#include "base/err.h"
#include "gate/fitting.h"

#define GATE_IO_WAKE_MAX 64 /* libgpiod 1.6 has one a line */

struct gate_io; /* state of a backend */

struct gate_io_backend {
	const char *name; /* "gpiod", "sim", "remote", "none" */
	/*
	 * Opens; the first levels that the outputs have are those of first (enum gate_output bits):
	 * there is no moment with others. where is the backend's own text: gpiod: "chip-label";
	 * sim: path of the world's socket. The fitting names lines and polarities; it is not kept.
	 * EG_CONFIG: a line is not there or there twice; EG_DENIED: somebody else has it.
	 */
	enum eg_err (*open)(struct gate_io **out, const char *where, const struct gate_fitting *f,
			    uint32_t first);
	/* Descriptors to poll for input; at most GATE_IO_WAKE_MAX; returns how many. */
	size_t (*wake_fds)(const struct gate_io *io, int fds[GATE_IO_WAKE_MAX]);
	/* Wires whose levels the kernel or device has debounced as the fitting asks for. */
	uint32_t (*debounced)(const struct gate_io *io);
	/* Empties pending edges and reads all levels, polarity applied; wires that are not fitted
	 * read as 0. */
	enum eg_err (*read)(struct gate_io *io, struct gate_lines *lines);
	/*
	 * When the oldest edge happened that the last read emptied: the kernel's own stamp
	 * (CLOCK_MONOTONIC, us); 0: there was none, or the device stamps none. What woke late shows
	 * here; levels never depend on it.
	 */
	int64_t (*edge_us)(const struct gate_io *io);
	/* Drives all outputs at once (enum gate_output bits). EG_GONE or EG_IO means: lane out of
	 * service. */
	enum eg_err (*drive)(struct gate_io *io, uint32_t outputs);
	/* Leaves the levels as they were driven last, as far as the device holds them. Accepts NULL
	 * inside; leaves NULL. */
	void (*close)(struct gate_io **io);
};

/* "gpiod:LABEL" or "sim:PATH": the backend and its where. EG_CONFIG if there is none of that name.
 */
EG_CHECK enum eg_err gate_io_find(const char *spec, const struct gate_io_backend **backend,
				  const char **where);

#endif
