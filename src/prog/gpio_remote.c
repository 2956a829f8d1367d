/*
 * gpio_remote: lines on a Modbus block for an installer's tool.
 * Knows the process and its socket. Never knows what a line means.
 */
#include "prog/gpio_remote.h"

#include "prog/egated_wires.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_ROOM 256

/* Of this process; it lives as long. */
static struct remote {
	struct wires wires;
	struct config config;
	struct gate_file gate;
	char programs[PATH_ROOM];
} remote;

/* Beside the command itself, where the programs of a lane are. */
static enum eg_err find_programs(void)
{
	char *path = remote.programs;
	ssize_t size = readlink("/proc/self/exe", path, PATH_ROOM);
	while (size > 0 && path[size - 1] != '/') {
		size--;
	}
	if (size < 2 || size >= PATH_ROOM) {
		return EG_FAIL(EG_CONFIG, "folder of the programs not found");
	}
	path[size - 1] = '\0';
	return EG_OK;
}

enum eg_err gpio_remote_start(const char *spec, const char *gate, char out[GPIO_REMOTE_SIZE])
{
	int line = 0;
	int size = snprintf(remote.config.gate_io, sizeof(remote.config.gate_io), "%s", spec);
	_Static_assert(CONFIG_TEXT_MAX <= GPIO_REMOTE_SIZE, "one fits the other");
	if (size < 0 || size >= (int)sizeof(remote.config.gate_io)) {
		return EG_FAIL(EG_CONFIG, "text of the lines is too long");
	}
	remote.wires = wires_none();
	if (rd_begins(rd_cstr(spec), RD_TEXT("modbus:"))) {
		EG_TRY(find_programs());
		EG_TRY(gate_file_load(gate, &remote.gate, &line));
		(void)snprintf(remote.config.run, sizeof(remote.config.run),
			       "/tmp/egate-gpio-XXXXXX"); /* fits */
		(void)snprintf(remote.config.priority, sizeof(remote.config.priority), "0");
		if (mkdtemp(remote.config.run) == NULL) {
			return EG_FAIL(EG_IO, "no folder for the lines' socket");
		}
		enum eg_err err = wires_open(&remote.wires, &remote.config, &remote.gate);
		if (err != EG_OK) {
			gpio_remote_settle();
			return err;
		}
		wires_start_due(&remote.wires, remote.programs, &remote.config, &remote.gate);
	}
	size = snprintf(out, GPIO_REMOTE_SIZE, "%s", remote.config.gate_io);
	return size > 0 ? EG_OK : EG_FAIL(EG_CONFIG, "text of the lines");
}

void gpio_remote_settle(void)
{
	if (remote.config.run[0] != '\0') {
		(void)unlink(remote.wires.path); /* may not be there */
		(void)rmdir(remote.config.run);  /* same */
		remote.config.run[0] = '\0';
	}
	/* The process has it; without us nobody waits for lines that never come. */
	eg_close(&remote.wires.listener);
}
