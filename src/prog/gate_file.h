/*
 * gate_file: the description of a gate model as a file, made into words for the core.
 * Knows sections of the file and the words of control.h. Never knows what lines carry.
 *
 *   [gate]     topology interlocks attempts calls reversible reversed reject direction
 *   [input]    WIRE = LINE [low] [debounce=MS]
 *   [curtain]  N = LINE [low] [debounce=MS]
 *   [output]   OUTPUT = LINE [low] [pulse=MS]
 *   [time]     TIME = MS
 *   [timers]   STATE = MS
 */
#ifndef EG_PROG_GATE_FILE_H
#define EG_PROG_GATE_FILE_H

#include "prog/core_lane.h"

#define GATE_FILE_WORDS_MAX 128 /* wires, curtain, outputs, times, timers, 8 keys: 109 */
#define GATE_FILE_WORD_MAX  96

/* A description that was read; what stands in it makes sense key by key. */
struct gate_file {
	struct lane_settings settings; /* fitting and timers as the file says */
	char words[GATE_FILE_WORDS_MAX][GATE_FILE_WORD_MAX]; /* "gate.KEY=VALUE" */
	size_t count;
};

/* Reads a text. EG_CONFIG with *line and the reason. The whole is not judged:
 * gate_fitting_check(&out->settings.fitting) does. */
EG_CHECK enum eg_err gate_file_read(struct rd text, struct gate_file *out, int *line);
/* Something that is wrong in a line; 0: with the whole. Static text. */
struct gate_mistake {
	int line;
	const char *reason;
};
#define GATE_MISTAKES_MAX 64
/* As gate_file_read, but goes on behind what is wrong; returns how many mistakes, at most
 * GATE_MISTAKES_MAX. Of lines that are no settings at all only the first is told. */
size_t gate_file_mistakes(struct rd text, struct gate_file *out,
			  struct gate_mistake found[GATE_MISTAKES_MAX]);
/*
 * A shipped model by its name, or the file of a path (that is what has a '/' in it). EG_NOT_FOUND,
 * EG_CONFIG as above.
 */
EG_CHECK enum eg_err gate_file_load(const char *name, struct gate_file *out, int *line);

#endif
