/*
 * permit: which message a process may send to the core in which gate state.
 * Knows the table. Never knows sockets.
 */
#ifndef EG_WIRE_PERMIT_H
#define EG_WIRE_PERMIT_H

#include "wire/msg.h"

/* False is a violation: the core kills that worker and refers the traveller. */
EG_CHECK bool permit_send(enum role from, enum msg_kind kind, enum gate_state state);
/* True if this picture is this role's to show: who sees the page has seen no face inside. */
EG_CHECK bool permit_picture(enum role from, enum face_picture which);
/* True if this check is this role's to judge: a chip worker cannot vouch for a signature. */
EG_CHECK bool permit_finding(enum role from, enum check check);

#endif
