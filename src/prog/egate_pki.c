/*
 * egate_pki: egate pki, what an administrator does with trust lists, certificates and keys.
 * Knows which command is meant, and the sandbox.
 */
#include "prog/egate_pki.h"

#include "os/sandbox.h"
#include "prog/egate.h"
#include "prog/egate_pki_key.h"

#include <stdio.h>
#include <string.h>

#define MEMORY_MB   256
#define CPU_SECONDS 60 /* every pair of 256 certificates whose names fit, on the slowest curve */
#define OUTPUT_ROOM 65536

static const struct {
	const char *name;
	int (*run)(int count, char *const words[]);
} commands[] = {
	{"key", egate_pki_key},
	{"terminal", egate_pki_terminal},
};

enum eg_err egate_pki_sandbox(void)
{
	static char room[OUTPUT_ROOM]; /* else the library asks what standard output is */
	const struct sandbox_need need = {.memory_mb = MEMORY_MB, .cpu_seconds = CPU_SECONDS};
	if (setvbuf(stdout, room, _IOFBF, sizeof(room)) != 0) {
		return EG_FAIL(EG_IO, "standard output");
	}
	return sandbox_enter(&need);
}

int egate_pki(int count, char *const words[])
{
	for (size_t i = 0; count > 0 && i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(words[0], commands[i].name) == 0) {
			return commands[i].run(count - 1, words + 1);
		}
	}
	return EGATE_USAGE;
}
