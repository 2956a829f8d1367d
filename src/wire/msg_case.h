/*
 * msg_case: what the messages about cases, lists and guidance must look like; between msg.c and
 * its own file.
 * Knows ranges. Never knows sockets, nor who may say what.
 */
#ifndef EG_WIRE_MSG_CASE_H
#define EG_WIRE_MSG_CASE_H

#include "wire/msg.h"

/* MSG_ORDER, MSG_CASE, MSG_WATCH, MSG_GUIDE, MSG_LOOKUP, MSG_HIT, MSG_LOOKUP_DONE,
 * MSG_CASE_RECORDED. */
bool msg_is_case(enum msg_kind kind);
/* False for other kinds, too. */
EG_CHECK bool msg_case_ok(const struct msg *m);
/* UTF-8 without control characters, then NULs only, at least one. size: of the whole field. */
EG_CHECK bool msg_words_ok(const char *text, size_t size);
/* Printed zone of this kind: letters, digits and fillers of its size, then NULs. */
EG_CHECK bool msg_mrz_ok(uint8_t kind, uint8_t size, const char text[MSG_MRZ_SIZE]);
/* Marks stand for characters of the text only. */
EG_CHECK bool msg_marks_ok(const uint8_t marks[MSG_MRZ_MARKS], uint8_t size);

#endif
