/*
 * console_config: egate-console's file: one INI text, every key known.
 * Knows sections, keys and limits of text. Never opens what a value names.
 *
 *   [console]  checkpoint environment listen proxy-user user web vendor database certificates
 *              ack-target shift idle
 *   [lane N]   name socket journal        N: 1 to 10
 */
#ifndef EG_PROG_CONSOLE_CONFIG_H
#define EG_PROG_CONSOLE_CONFIG_H

#include "base/rd.h"

#define CONSOLE_LANES_MAX  10
#define CONSOLE_PATH_SIZE  160 /* of files and folders, with the NUL */
#define CONSOLE_PLACE_SIZE 108 /* of sockets, as sun_path */
#define CONSOLE_NAME_SIZE  64

struct console_lane {
	bool set;
	char name[CONSOLE_NAME_SIZE]; /* its number, if none is told */
	char socket[CONSOLE_PLACE_SIZE];
	char journal[CONSOLE_PATH_SIZE];
};

struct console_config {
	char checkpoint[CONSOLE_NAME_SIZE];
	uint32_t production; /* 1, or 0: a simulation, and screens say so */
	char listen[CONSOLE_PLACE_SIZE + 5];
	uint32_t proxy_user; /* who alone may connect to a path */
	uint32_t user;       /* whom it runs as, and lanes know as officer-user */
	char web[CONSOLE_PATH_SIZE];
	char vendor[CONSOLE_PATH_SIZE];
	char database[CONSOLE_PATH_SIZE];
	uint32_t certificates; /* 1: nobody without one */
	uint32_t ack_target_ms;
	uint32_t shift_ms;
	uint32_t idle_ms;
	struct console_lane lanes[CONSOLE_LANES_MAX]; /* of N at N - 1 */
	uint32_t seen;                                /* of [console], a bit for each key */
};

/* What nobody is: a user that was not told. */
#define CONSOLE_NO_USER UINT32_MAX

/* Behind a proxy, which connects to a path; else everybody on this machine's loopback. */
bool console_config_proxied(const struct console_config *c);
/* EG_CONFIG: with the line that is wrong, or 0 where something is missing. */
EG_CHECK enum eg_err console_config_read(struct rd text, struct console_config *out, int *line);
/* The same of a file; EG_NOT_FOUND. */
EG_CHECK enum eg_err console_config_load(const char *path, struct console_config *out, int *line);

#endif
