/*
 * core_peers: the core's connections: one worker a role, officers and watchers.
 * Knows descriptors and how to end a process. Never knows what a message means.
 */
#ifndef EG_PROG_CORE_PEERS_H
#define EG_PROG_CORE_PEERS_H

#include "prog/control.h"
#include "wire/msg.h"

#define PEERS_CONSOLES 8

struct peer {
	int fd;      /* owned; -1: nobody */
	int process; /* owned pidfd of a worker; -1 for a console */
	uint32_t user;
	bool watches;
	bool attends;     /* an officer looks at what is told */
	uint8_t as;       /* enum watch_as; as the officer's: also shown whoever is referred */
	int64_t since_us; /* so much has a console said since then */
	uint32_t said;
};

struct peers {
	int epoll;                       /* owned */
	struct peer workers[ROLE_COUNT]; /* by role */
	struct peer consoles[PEERS_CONSOLES];
};

/* What epoll hands back: a worker's role, or one of these. */
#define PEERS_CONSOLE 64u  /* + index */
#define PEERS_OTHER   128u /* the caller's own descriptors, + number */

EG_CHECK enum eg_err peers_open(struct peers *p);
void peers_close(struct peers *p); /* cleanup; workers live on: egated ends them */
/* Watches a descriptor of the caller for input, as PEERS_OTHER + number. */
EG_CHECK enum eg_err peers_add(struct peers *p, int fd, uint32_t number);
/* Takes a worker's connection and process in place of a former one. */
EG_CHECK enum eg_err peers_worker(struct peers *p, enum role role, int fd, int process);
/* Takes a console; EG_TOO_BIG if there are too many, EG_IO if it cannot be watched: then closed. */
EG_CHECK enum eg_err peers_console(struct peers *p, int fd, uint32_t user);
/* Connections of consoles of this user. */
unsigned peers_count(const struct peers *p, uint32_t user);
/* Kills the process and closes the connection of a worker. Nobody there is fine. */
void peers_kill(struct peers *p, enum role role);
/* It is not watched any more, even while somebody else has the connection, too. */
void peer_close(struct peers *p, struct peer *one);
/* An officer of this user watches, and looks at it. */
bool peers_attended_by(const struct peers *p, uint32_t user);
/* To all that watch but travellers' screens; one whose connection is full or broken is dropped:
 * then false. */
EG_CHECK bool peers_tell(struct peers *p, const struct msg *m);
/* To all that watch as officers', with a descriptor that stays the caller's or -1. */
EG_CHECK bool peers_show(struct peers *p, const struct msg *m, int bulk_fd);
/* To all travellers' screens. */
EG_CHECK bool peers_guide(struct peers *p, const struct msg *m);

#endif
