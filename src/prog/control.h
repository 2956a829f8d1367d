/*
 * control: what egated tells the core, and which words each program of a lane is started with.
 * Knows the message and its descriptors. Never knows what travels on the connections handed over.
 *
 *   egated                                  core
 *     | struct control, 16 bytes              |
 *     | + connection, process (SCM_RIGHTS)    |   CONTROL_WORKER: socket, pidfd
 *     |-------------------------------------->|   CONTROL_CONSOLE: socket
 *                                                 CONTROL_RENEW: nothing; this worker reads another
 *                                                 file: it is ended when no traveller needs it
 *
 * The core answers nothing: it kills a worker through its pidfd, egated reaps it, starts a fresh
 * one and hands that over.
 *
 * Words on the command line (key=value), section and key of egated's file in brackets:
 *
 *   egate-core     gate-io=SPEC [hardware gate-io]   lane-open=0|1 [lane open]
 *                  attended=0|1 [lane attended]      officer=USER [lane officer-user]
 *                  kiosk=USER [lane kiosk-user], where it is set
 *                  priority=N [core priority]        policy.KEY=VALUE [policy KEY]
 *                  cpu=LIST [core cpu]               timer.STATE=MS [timers]
 *                  camera=0: none of [hardware camera]; no face is compared
 *                  guard=0|1: a page on BEAT_FD; nobody is served without a guard
 *                  gate.KEY=VALUE of the file in [hardware gate], or gate.shipped=NAME
 *                  face-model=NUMBER of the one that policy.face-match is a score of [face model]
 *                  finger-one-in=N: the rate that policy.finger-match stands for [finger fmr]
 *   egate-guard    the same words
 *   egate-modbus   modbus=WHERE, what stands behind "modbus:" in [hardware gate-io]   priority=N
 *                  gate.KEY=VALUE   (LINK_FD is a listening socket; no message of its own)
 *   egate-page     page=SPEC [hardware page]
 *   egate-chip     reader=SPEC [hardware reader]
 *                  fingers=1 where [policy finger] may want one, at a desk [policy desk-finger] of
 *                  a lane with a sensor: DG3 is handed on
 *   egate-verify   trust=FILE [data trust]
 *                  fingers=1 as above: its images are handed on, or it is said why none is
 *   egate-face     camera=SPEC [hardware camera]  models=FOLDER [data models]
 *                  model=NAME|FILE [face model]
 *   egate-finger   none   (only with a sensor)
 *   egate-touch    sensor=SPEC [finger sensor]   (the same)
 *   egate-journal  journal=FILE [data journal]
 *   egate-watchlist   list=FILE [data watchlist]   trust=FILE [data watchlist-trust]
 *                  (only with a list; the core then has policy.watchlist=needed)
 *
 * A guard is told of its core in the same way: CONTROL_WORKER, ROLE_CORE, connection, process.
 *
 * Every worker finds its connection to the core on LINK_FD, sends MSG_READY when it is warm and
 * inside its sandbox, and ends when that connection does.
 */
#ifndef EG_PROG_CONTROL_H
#define EG_PROG_CONTROL_H

#include "base/err.h"

enum control_kind { CONTROL_WORKER = 1, CONTROL_CONSOLE, CONTROL_RENEW };

struct control {
	uint32_t kind; /* enum control_kind */
	uint32_t role; /* enum role of a worker; ROLE_CONSOLE; to renew ROLE_WATCHLIST */
	uint32_t user; /* user id of a console's peer (SO_PEERCRED) */
	uint32_t pid;  /* of the worker or the console's peer: for logs only */
};

/* Sends with a connection and a pidfd, or neither (-1); the caller keeps and closes both. */
EG_CHECK enum eg_err control_send(int fd, const struct control *c, int connection, int process);
/*
 * Receives one; EG_TIMEOUT: nothing there, EG_GONE: egated has ended, EG_BAD_DATA: not such a
 * message. On EG_OK the caller owns connection and process, where they are not -1.
 */
EG_CHECK enum eg_err control_recv(int fd, struct control *c, int *connection, int *process);

#endif
