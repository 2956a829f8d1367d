/*
 * core_console: a connection of an officer, a watcher or a travellers' screen: what it may say, and
 * what it is answered.
 * Knows users and what each may see. Never knows what an order does (core_order.c), nor who is told
 * of changes (core_peers.h).
 */
#ifndef EG_PROG_CORE_CONSOLE_H
#define EG_PROG_CORE_CONSOLE_H

#include "prog/core_lane.h"
#include "prog/core_load.h"
#include "prog/core_pictures.h"

/* Takes one message, if one is there. False: the connection is to be closed. */
EG_CHECK bool console_hear(struct lane *l, const struct core_pictures *pictures,
			   const struct core_load *load, struct peer *one);

#endif
