/*
 * msg_finger: what the messages about fingers must look like; between msg.c and its own file.
 * Knows ranges. Never knows sockets, nor what an image shows.
 */
#ifndef EG_WIRE_MSG_FINGER_H
#define EG_WIRE_MSG_FINGER_H

#include "wire/msg.h"

bool msg_is_finger(enum msg_kind kind);
/* False for other kinds, too. */
EG_CHECK bool msg_finger_ok(const struct msg *m);

#endif
