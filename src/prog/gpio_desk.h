/*
 * gpio_desk: the lines of a gate in the hands of an installer's tool: opened, redriven, counted.
 * Knows a backend and the dead-man's rhythm. Never knows what a line means, nor a terminal.
 */
#ifndef EG_PROG_GPIO_DESK_H
#define EG_PROG_GPIO_DESK_H

#include "hal/gate_io.h"

#define DESK_TICK_MS 50 /* as the core's */

struct gpio_desk {
	const struct gate_io_backend *backend;
	struct gate_io *io; /* owned; NULL: closed */
	struct gate_lines lines;
	uint32_t changes[GATE_WIRE_COUNT]; /* since it was opened */
	uint32_t beam_changes[GATE_CURTAIN_MAX];
	uint32_t outputs;                   /* as driven last */
	uint32_t driven;                    /* as was wanted: a pulse is over before its want is */
	bool watchdog;                      /* level of its line */
	const struct gate_fitting *fitting; /* borrowed */
	int64_t rise_ms[GATE_OUTPUT_LINES]; /* when its pulse began; 0: never */
	int64_t tick_ms;                    /* of the last redrive */
};

/* EG_STATE while a lane answers at the socket: some backends serve two at once. */
EG_CHECK enum eg_err gpio_desk_beside(const char *lane_socket);
/*
 * Locks the run folder of the lane whose socket this is (FOLDER/lane.sock), as egated does, so that
 * neither works beside the other. *lock: owned by the caller, for as long as it has the lines; -1
 * where no lane can be: another name, or no such folder. EG_STATE: a lane runs, or another tool
 * works. EG_DENIED: it cannot be told.
 */
EG_CHECK enum eg_err gpio_desk_lock(const char *lane_socket, int *lock);
/*
 * Drives every output to its safe level, off, and reads all wires. EG_DENIED: somebody else holds
 * the lines. Else as the backend.
 */
EG_CHECK enum eg_err gpio_desk_open(struct gpio_desk *d, const char *spec,
				    const struct gate_fitting *f);
/* Reads all wires and counts changes. */
EG_CHECK enum eg_err gpio_desk_read(struct gpio_desk *d);
/*
 * Drives outputs if they differ or a tick is over. still: the watchdog's bit counts as it is; else
 * its line changes at each tick. An output that the description calls a pulse is one.
 */
EG_CHECK enum eg_err gpio_desk_drive(struct gpio_desk *d, uint32_t outputs, bool still,
				     int64_t mono_ms);
/*
 * Waits until a wire moves, word_fd (-1: none) has something, a signal came, or a tick is over.
 * True: word_fd has something.
 */
bool gpio_desk_wait(const struct gpio_desk *d, int word_fd);
/* All outputs off, then closed. Cleanup; accepts one that is closed. */
void gpio_desk_close(struct gpio_desk *d);

#endif
