/*
 * egate_desk: egate desk, one counter: its lane and its console, started and ended together.
 * Knows two files and two programs. Never knows a document, nor who is at the desk.
 *
 *   egate desk --+-- egated          its lane: the gate that is a desk
 *                +-- egate-console   for this lane alone, on loopback, once the lane has a journal
 */
#ifndef EG_PROG_EGATE_DESK_H
#define EG_PROG_EGATE_DESK_H

#include "prog/config.h"
#include "prog/console_config.h"

#include <sys/types.h>

#define DESK_PATH_ROOM 256
#define DESK_TEXT_ROOM 2048
#define DESK_LINE_ROOM 1024

/* What is started. */
struct desk_plan {
	struct config lane;
	struct console_config console;
	char lane_file[DESK_PATH_ROOM]; /* as the command line names them; empty: the texts */
	char console_file[DESK_PATH_ROOM];
	char lane_text[DESK_TEXT_ROOM];
	char console_text[DESK_TEXT_ROOM];
	char programs[DESK_PATH_ROOM];
	char socket[DESK_PATH_ROOM]; /* of the lane */
};

/*
 * From up to two files; what is not told is a counter's defaults, below /run and /var/lib of root,
 * else below the user's own folders. Whatever cannot work is refused before anything starts: a gate
 * that is no desk, a console of other lanes or of none of loopback, nobody who may work there.
 * Tells people of a line that is wrong; the fault says the rest.
 */
EG_CHECK enum eg_err desk_plan_make(struct desk_plan *p, const char *lane, const char *console);
/* Somebody is enrolled who may work on cases. EG_NOT_FOUND: nobody is. */
EG_CHECK enum eg_err desk_plan_staffed(const struct desk_plan *p);

/* One program. */
struct desk_child {
	const char *name; /* "egated" */
	pid_t pid;        /* 0: does not run */
	int log;          /* owned: what it logs, where we read it; -1 */
	char line[DESK_LINE_ROOM];
	size_t size;
};

/*
 * Starts a program of that folder with one word: a file's path, or, where that is empty, a text. It
 * is in a process group of its own, so that a key at the terminal is ours alone to act on, and it
 * is asked to end when we are gone. heard: its log comes through c->log.
 */
EG_CHECK enum eg_err desk_child_start(struct desk_child *c, const char *folder, const char *file,
				      const char *text, bool heard);
/* Passes on what came, line by line; the port of one that says that it is ready, else 0. */
unsigned desk_child_hear(struct desk_child *c);
/* It has ended since: how is told to people. */
bool desk_child_ended(struct desk_child *c);
/* Asks it to end, and waits; kills one that does not. */
void desk_child_end(struct desk_child *c);

#endif
