/*
 * gate_check: a gate's description under the eyes of its integrator: all that is wrong with it, and
 * the wiring that it stands for.
 * Knows what a description may say and how a table looks. Never opens a line.
 */
#ifndef EG_PROG_GATE_CHECK_H
#define EG_PROG_GATE_CHECK_H

#include "prog/gate_file.h"
#include "prog/json.h"

struct gate_check {
	struct gate_file gate;
	struct gate_mistake mistakes[GATE_MISTAKES_MAX]; /* in lines */
	size_t mistake_count;
	struct gate_problem problems[GATE_PROBLEMS_MAX]; /* of the whole; doubts are among them */
	size_t problem_count;
};

/* A shipped model by its name, else a file. EG_NOT_FOUND, EG_IO: it could not be read. */
EG_CHECK enum eg_err gate_check_load(const char *name, struct gate_check *out);
/* The same of a text. */
void gate_check_text(struct rd text, struct gate_check *out);
/* Nothing is wrong; doubts may be there. */
bool gate_check_sound(const struct gate_check *c);

/* What is wrong, then the table; whether the stream took it shows at its flush. */
void gate_check_tell(FILE *to, const char *name, const struct gate_check *c);
/* Members of a JSON object; false where memory ends. */
bool gate_check_json(cJSON *to, const char *name, const struct gate_check *c);

#endif
