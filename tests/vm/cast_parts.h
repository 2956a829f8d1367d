/*
 * cast_parts: what the players of a cast say to the core.
 * Knows messages. Never knows processes.
 */
#ifndef EG_TESTS_VM_CAST_PARTS_H
#define EG_TESTS_VM_CAST_PARTS_H

#include "cast.h"

/* The page worker tells that a document lies there, or does not any more. */
void parts_document(struct cast *c);
/* The player of a role answers a message of the core. */
void parts_answer(struct cast *c, enum role role, const struct msg *m);

#endif
