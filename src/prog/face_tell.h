/*
 * face_tell: what was seen in one picture, in words and as JSON.
 * Knows names and units of the values. Never judges them.
 */
#ifndef EG_PROG_FACE_TELL_H
#define EG_PROG_FACE_TELL_H

#include "prog/json.h"
#include "prog/look_wire.h"

/* In one line, what was measured alone: "norm 4.12 eyes 103 px". */
void face_tell_short(FILE *to, const struct face_observation *s);
/* All of it, a value a line; "-" where one is not known. */
void face_tell_long(FILE *to, const struct look_answer *a);
/* Members of an object; null where a value is not known. False where memory ends. */
bool face_tell_json(cJSON *to, const struct look_answer *a);

#endif
