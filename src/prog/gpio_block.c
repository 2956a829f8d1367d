/*
 * gpio_block: the wires of a gate on a Modbus block, for a command that speaks no Modbus.
 * Knows which lines want it, where the programs lie. Never knows levels.
 */
#include "prog/gpio_block.h"

#include "base/log.h"
#include "hal/spec.h"
#include "os/path.h"
#include "prog/egated_wires.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define PATH_ROOM 512

struct gpio_block {
	struct wires wires;
	struct config config;
	char folder[64];
};

static enum eg_err put(char *out, size_t cap, const char *text)
{
	int size = snprintf(out, cap, "%s", text);
	return size > 0 && (size_t)size < cap ? EG_OK
					      : EG_FAIL(EG_CONFIG, "name of the lines is too long");
}

static enum eg_err start(struct gpio_block *b, const char *spec, struct gate_file *gate)
{
	char programs[PATH_ROOM];
	EG_TRY(path_of_programs(programs, sizeof(programs)));
	EG_TRY(put(b->folder, sizeof(b->folder), "/tmp/egate-gpio-XXXXXX"));
	if (mkdtemp(b->folder) == NULL) {
		b->folder[0] = '\0';
		return EG_FAIL(EG_IO, "no folder for the wires' socket");
	}
	EG_TRY(put(b->config.run, sizeof(b->config.run), b->folder));
	EG_TRY(put(b->config.gate_io, sizeof(b->config.gate_io), spec));
	EG_TRY(put(b->config.priority, sizeof(b->config.priority), "0"));
	/* ^C at a terminal goes to all: the process must live until the outputs are off. It
	 * inherits this; the caller takes the signal back. */
	if (signal(SIGINT, SIG_IGN) == SIG_ERR) {
		return EG_FAIL(EG_IO, "signals");
	}
	log_open(LOG_WORD("gpio"), LOG_WARN); /* of the process's starts, only what goes wrong */
	EG_TRY(wires_open(&b->wires, &b->config, gate));
	wires_start_due(&b->wires, programs, &b->config, gate);
	return EG_OK;
}

enum eg_err gpio_block_open(struct gpio_block **out, const char **spec, struct gate_file *gate)
{
	*out = NULL;
	if (spec_where(*spec, "modbus") == NULL) {
		return EG_OK;
	}
	EG_AUTO(gpio_block_close) struct gpio_block *b = calloc(1, sizeof(*b));
	if (b == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "wires of the gate");
	}
	b->wires = wires_none();
	b->config = config_default();
	EG_TRY(start(b, *spec, gate));
	*spec = b->config.gate_io;
	*out = b;
	b = NULL;
	return EG_OK;
}

void gpio_block_close(struct gpio_block **b)
{
	if (*b == NULL) {
		return;
	}
	wires_stop(&(*b)->wires);
	if ((*b)->folder[0] != '\0') {
		(void)rmdir((*b)->folder); /* empty by now; else it is a folder too many */
	}
	eg_free(b);
	*b = NULL;
}
