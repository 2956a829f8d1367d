/*
 * gpio_desk: the lines of a gate in the hands of an installer's tool.
 * Knows a backend and the dead-man's rhythm. Never knows what a line means, nor a terminal.
 */
#include "prog/gpio_desk.h"

#include "hal/unix_client.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>

#define PATH_ROOM 256
#define RUN_MODE  0711 /* both as egated has them */
#define LOCK_NAME "/egated.lock"

static uint32_t with_watchdog(const struct gpio_desk *d, uint32_t outputs)
{
	uint32_t others = outputs & ~(uint32_t)GATE_OUT_WATCHDOG;
	return others | (d->watchdog ? GATE_OUT_WATCHDOG : 0u);
}

/* A pulse begins with its want; that of a lock opens it, so it begins where the want ends. */
static uint32_t with_pulses(struct gpio_desk *d, uint32_t outputs, int64_t mono_ms)
{
	uint32_t locks = GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_LOCK;
	uint32_t rises = (outputs & ~d->driven & ~locks) | (d->driven & ~outputs & locks);
	d->driven = outputs;
	for (unsigned i = 0; i < GATE_OUTPUT_LINES; i++) {
		uint16_t pulse_ms = d->fitting->output[i].pulse_ms;
		if ((rises >> i & 1u) != 0) {
			d->rise_ms[i] = mono_ms;
		}
		bool given = d->rise_ms[i] != 0 && mono_ms - d->rise_ms[i] < pulse_ms;
		if (pulse_ms != 0 && (locks >> i & 1u) != 0) {
			outputs = (outputs & ~(UINT32_C(1) << i)) | (given ? 1u << i : 0u);
		} else if (pulse_ms != 0 && !given) {
			outputs &= ~(UINT32_C(1) << i);
		}
	}
	return outputs;
}

enum eg_err gpio_desk_beside(const char *lane_socket)
{
	EG_AUTO(eg_close) int fd = -1;
	if (unix_client_connect(lane_socket, &fd) == EG_OK) {
		return EG_FAIL(EG_STATE, "a lane runs here and holds the lines: stop egated first");
	}
	return EG_OK;
}

/* "FOLDER/lane.sock" without its last part; false: it is none of that form. */
static bool folder_of(const char *lane_socket, char out[PATH_ROOM])
{
	const struct rd name = RD_TEXT("/lane.sock");
	struct rd path = rd_cstr(lane_socket);
	struct rd folder;
	size_t size = 0;
	if (path.left <= name.left || !rd_take(&path, path.left - name.left, &folder) ||
	    !rd_equal(path, name) || !rd_dump(folder, out, PATH_ROOM - 1, &size)) {
		return false;
	}
	out[size] = '\0';
	return true;
}

enum eg_err gpio_desk_lock(const char *lane_socket, int *lock)
{
	char folder[PATH_ROOM];
	char path[PATH_ROOM + sizeof(LOCK_NAME)];
	struct stat st;
	*lock = -1;
	if (!folder_of(lane_socket, folder)) {
		return EG_OK;
	}
	/* As egated makes it; where neither it nor we can, there is no lane. */
	if (mkdir(folder, RUN_MODE) != 0 && errno != EEXIST && stat(folder, &st) != 0) {
		return EG_OK;
	}
	(void)snprintf(path, sizeof(path), "%s" LOCK_NAME, folder); /* fits */
	EG_AUTO(eg_close) int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0) {
		return EG_FAIL(EG_DENIED, "whether a lane runs here cannot be told: be its user");
	}
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		return EG_FAIL(EG_STATE, "a lane runs here, or another egate gpio: stop it first");
	}
	*lock = fd;
	fd = -1;
	return EG_OK;
}

enum eg_err gpio_desk_open(struct gpio_desk *d, const char *spec, const struct gate_fitting *f)
{
	const char *where = NULL;
	*d = (struct gpio_desk){.fitting = f};
	if (!gate_has_doors(&f->plan)) {
		return EG_FAIL(EG_CONFIG, "a desk has no lines");
	}
	EG_TRY(gate_io_find(spec, &d->backend, &where));
	EG_TRY(d->backend->open(&d->io, where, f, 0));
	return d->backend->read(d->io, &d->lines);
}

static void count(uint32_t changed, uint32_t *counts, unsigned size)
{
	for (unsigned i = 0; i < size; i++) {
		counts[i] += changed >> i & 1u;
	}
}

enum eg_err gpio_desk_read(struct gpio_desk *d)
{
	struct gate_lines before = d->lines;
	EG_TRY(d->backend->read(d->io, &d->lines));
	count(before.levels ^ d->lines.levels, d->changes, GATE_WIRE_COUNT);
	count(before.curtain ^ d->lines.curtain, d->beam_changes, GATE_CURTAIN_MAX);
	return EG_OK;
}

enum eg_err gpio_desk_drive(struct gpio_desk *d, uint32_t outputs, bool still, int64_t mono_ms)
{
	bool tick = mono_ms - d->tick_ms >= DESK_TICK_MS;
	bool level = d->watchdog;
	if (still) {
		level = (outputs & GATE_OUT_WATCHDOG) != 0;
	} else if (tick) {
		level = !level;
	}
	d->watchdog = level;
	outputs = with_watchdog(d, with_pulses(d, outputs, mono_ms));
	if (!tick && outputs == d->outputs) {
		return EG_OK;
	}
	d->tick_ms = tick ? mono_ms : d->tick_ms;
	d->outputs = outputs;
	return d->backend->drive(d->io, outputs);
}

bool gpio_desk_wait(const struct gpio_desk *d, int word_fd)
{
	struct pollfd p[GATE_IO_WAKE_MAX + 1];
	int fds[GATE_IO_WAKE_MAX];
	size_t count = d->backend->wake_fds(d->io, fds);
	for (size_t i = 0; i < count; i++) {
		p[i] = (struct pollfd){.fd = fds[i], .events = POLLIN};
	}
	p[count] = (struct pollfd){.fd = word_fd, .events = POLLIN}; /* -1 is passed over */
	return poll(p, (nfds_t)count + 1, DESK_TICK_MS) > 0 && p[count].revents != 0;
}

void gpio_desk_close(struct gpio_desk *d)
{
	if (d->io != NULL) {
		(void)d->backend->drive(d->io, 0); /* the dead-man sees to it if this does not */
		d->backend->close(&d->io);
	}
}
