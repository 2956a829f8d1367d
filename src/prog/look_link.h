/*
 * look_link: one question and one answer between look and a process behind the sandbox.
 * Knows sockets and how an answer belongs to its question. Never knows when to ask, or whom.
 *
 *   asks      number                 + a sealed memfd with the picture's octets
 *   answers   number, look_wire      exactly one, behind its question
 *
 * The picture travels beside the question, so asking never waits for whoever is asked.
 */
#ifndef EG_PROG_LOOK_LINK_H
#define EG_PROG_LOOK_LINK_H

#include "os/link.h"
#include "prog/look_wire.h"

#define LOOK_FILE_MAX (32U << 20) /* octets of a picture's file */

/* Two ends (SOCK_SEQPACKET), owned by the caller. */
EG_CHECK enum eg_err look_link_open(int ends[2]);
/* EG_GONE: nobody is there, or has left room for a question. */
EG_CHECK enum eg_err look_ask(int link, uint32_t number, struct rd picture);
/*
 * EG_TIMEOUT: no answer yet. EG_GONE: there will be none. EG_BAD_DATA: to another question, with a
 * template that the model cannot have made, not as look_wire says, or one more than was asked for:
 * ask nothing more there.
 */
EG_CHECK enum eg_err look_hear(int link, uint32_t number, const struct face_embedder *model,
			       struct look_answer *out);
/* Something was said that nobody has asked for. */
bool look_spoke(int link);

/* Behind the sandbox: waits for a question. The picture is the caller's to unmap. */
EG_CHECK enum eg_err look_asked(int link, uint32_t *number, struct bulk *picture);
EG_CHECK enum eg_err look_tell(int link, uint32_t number, const struct look_answer *a);

#endif
