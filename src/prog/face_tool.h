/*
 * face_tool: the commands of egate face, each one function.
 * Knows what is told to people. Never parses a picture in this process.
 */
#ifndef EG_PROG_FACE_TOOL_H
#define EG_PROG_FACE_TOOL_H

#include "prog/face_words.h"

/* *found: what would be told by exit code 1: no match, a picture that could not be assessed. */
EG_CHECK enum eg_err face_tool_compare(const struct face_words *w, struct face_engine *e,
				       bool *found);
EG_CHECK enum eg_err face_tool_assess(const struct face_words *w, struct face_engine *e,
				      bool *found);
EG_CHECK enum eg_err face_tool_set(struct face_words *w, struct face_engine *e, bool *found);

#endif
