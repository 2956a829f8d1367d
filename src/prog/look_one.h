/*
 * look_one: one encoded picture looked at, as ordered. Runs behind the sandbox.
 * Knows pictures. Never knows files or processes.
 */
#ifndef EG_PROG_LOOK_ONE_H
#define EG_PROG_LOOK_ONE_H

#include "prog/look.h"

/* Whatever fails is in the answer. */
void look_one(struct face_engine *e, const struct look_order *order, struct rd encoded,
	      struct look_answer *out);

#endif
