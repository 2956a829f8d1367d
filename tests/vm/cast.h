/*
 * cast: the real egate-core as a process, with the real egate-guard, one that the test plays, or
 * none, and everybody else it speaks to, played by a test: egated, the workers of a traveller, the
 * journal, an officer's console.
 * Knows the core's control socket and messages. Never knows wires. Fails like cmocka's asserts.
 *
 * A worker is a process that does nothing but hold still to be killed, and a connection that the
 * test answers. One that the core has killed is followed by a fresh one, as egated would do.
 */
#ifndef EG_TESTS_VM_CAST_H
#define EG_TESTS_VM_CAST_H

#include "wire/msg.h"

#include <sys/types.h>

struct player {
	int fd;    /* owned; -1: away */
	pid_t pid; /* 0: none */
};

/* What the face worker shows behind its answers. */
enum picture_part {
	PICTURE_GOOD,
	PICTURE_OPEN,   /* its bytes can still change */
	PICTURE_LONGER, /* it has more of them than told */
	PICTURE_HUGE,   /* more are told than any picture may have */
	PICTURE_TWICE,
	PICTURE_EARLY, /* before anything that it could belong to */
	PICTURE_OTHER, /* of another traveller */
	PICTURE_FLOOD, /* as many as the connection holds */
};

/* What a process with watchlists says, where there is one. */
enum lists_part {
	LISTS_NONE, /* there is none */
	LISTS_CLEAR,
	LISTS_FIND, /* page and chip are listed */
};

/* How the players behave; zeroed: an honest traveller with a good document. */
struct parts {
	bool open_page; /* the picture of the page can still change */
	bool bad_signature;
	bool other_face;
	bool deaf_journal; /* acknowledges nothing */
	bool slow_chip;    /* says nothing */
	bool no_successor; /* who was killed is not replaced */
	bool looks;        /* the console asks for pictures */
	uint8_t picture;   /* enum picture_part */
	uint8_t lists;     /* enum lists_part */
};

struct cast {
	const char *program; /* the core; NULL: where the virtual machine has it */
	const char *log;     /* where its log goes; NULL: CAST_LOG */
	int beat;          /* page that it shares with a guard, whom the test plays; 0: no guard */
	bool guarded;      /* the real egate-guard is started beside the core */
	pid_t guard;       /* 0: not running */
	int guard_control; /* owned: egated's end */
	int page;          /* owned: page of core and real guard; 0: none */
	pid_t core;        /* 0: not running */
	int core_handle;   /* owned pidfd */
	int control;       /* owned: egated's end */
	int console;       /* owned: the officer's end */
	struct player players[ROLE_COUNT];
	struct parts parts;
	bool lies; /* a document lies on the page reader */
	/* What was heard. */
	struct msg_status now;
	uint32_t epoch;
	uint32_t pictured;                  /* traveller whose page the face worker has */
	bool known;                         /* now is something that the core told */
	uint32_t visited;                   /* states since cast_forget */
	unsigned recorded;                  /* crossings that the journal acknowledged */
	unsigned killed;                    /* workers that the core has ended */
	unsigned shown[FACE_PICTURE_COUNT]; /* pictures that came to the console */
	unsigned hits;                      /* that came to the console */
	unsigned cases;                     /* records of cases */
	unsigned alarms;                    /* records of alarms */
	unsigned orders;                    /* records of orders */
	unsigned late;                      /* records of a missed deadline */
	struct msg_load load;               /* as told last */
	int64_t acknowledged_us;            /* when the last crossing was; 0: never */
	/* Alarms of one core by reason, each once, and the number of the last one. */
	unsigned alarms_for[GATE_WHY_COUNT];
	uint64_t alarm_number;
};

/* Where the core's log goes. */
#define CAST_LOG "/run/core.log"

/* Starts the core with words (NULL-ended); nobody joins yet. preload: a library, or NULL. */
void cast_start(struct cast *c, const char *const *words, const char *preload);
/* Every worker joins and is warm; the console watches. */
void cast_join(struct cast *c);
/* Whoever is away joins, but for the guard if it is to stay away. */
void cast_join_missing(struct cast *c, bool without_guard);
/* Ends a worker, as a crash would. */
void cast_kill(struct cast *c, enum role role);
/* Lays a document on the page reader, or takes it away. */
void cast_document(struct cast *c, bool lies);
/* The officer orders, about the traveller of the last status. */
void cast_order(struct cast *c, enum gate_event_kind order);
/* Hears and answers until a moment of CLOCK_MONOTONIC. */
void cast_until(struct cast *c, int64_t us);
void cast_forget(struct cast *c);
/* Sends the core a signal. */
void cast_signal(const struct cast *c, int signal);
/* Waits for the core's end, at most so long; its status as of waitpid. A real guard lives on. */
int cast_end(struct cast *c, int limit_ms);
/* A guard that drives is told to let go for the next core, as egated does; waits for its end. */
void cast_relieve(struct cast *c, int limit_ms);
/* Kills whatever is left. */
void cast_close(struct cast *c);
/* True if the core's log, at its usual place or another, has a line with both. */
bool cast_logged(const char *one, const char *two);
bool cast_logged_in(const char *log, const char *one, const char *two);

#endif
