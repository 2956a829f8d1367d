/*
 * serve: listening ends of a lane's simulated devices, several peers each.
 * Knows Unix sockets. Never knows what is said.
 */
#ifndef EG_SIMULATOR_SERVE_H
#define EG_SIMULATOR_SERVE_H

#include "base/rd.h"

#define SERVE_PEERS 4 /* a worker that ends and the one that waits warm after it, and room */

struct serve {
	int listener;          /* owned, -1: none */
	int peer[SERVE_PEERS]; /* owned, -1: free */
};

#define SERVE_CLOSED ((struct serve){.listener = -1, .peer = {-1, -1, -1, -1}})

/* Listens on a SOCK_SEQPACKET socket at path (replaced if it is there). */
EG_CHECK enum eg_err serve_open(struct serve *s, const char *path);
void serve_close(struct serve *s); /* cleanup */
/* Accepts one who waits: his index, or -1 if nobody waits; full: he is turned away. */
int serve_accept(struct serve *s);
/* Ends a peer's connection; accepts one that is free. */
void serve_drop(struct serve *s, size_t peer);
/* One datagram to a peer (or all), with a descriptor if fd is not -1; drops who cannot take it. */
void serve_send(struct serve *s, size_t peer, struct rd datagram, int fd);
void serve_send_all(struct serve *s, struct rd datagram);
/* True and the datagram in *got (its first cap bytes); at its end the peer is dropped. */
EG_CHECK bool serve_recv(struct serve *s, size_t peer, void *buffer, size_t cap, size_t *got);

#endif
