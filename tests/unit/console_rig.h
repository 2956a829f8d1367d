/*
 * console_rig: a whole egate-console between lanes that a test plays and browsers that it plays.
 * Knows processes, sockets, HTTP/1.0. Never knows what a case is.
 */
#ifndef EG_TESTS_CONSOLE_RIG_H
#define EG_TESTS_CONSOLE_RIG_H

#include "journal/journal.h"
#include "wire/msg.h"

#include <cJSON.h>
#include <sys/types.h>

#define RIG_LANES    2
#define RIG_PIN      "48151623-a"
#define RIG_OFFICERS 5

/* Enrolled, all with RIG_PIN; by number in the rig. */
enum rig_officer { RIG_ANNA, RIG_BORIS, RIG_CHIEF, RIG_VIEWER, RIG_ADMIN };

struct rig {
	char folder[64];
	bool proxied; /* by a socket's path, with certificates; else by loopback */
	pid_t pid;
	int said; /* standard error of it */
	uint16_t port;
	uint32_t officers[RIG_OFFICERS];
	int listeners[RIG_LANES];
	int lanes[RIG_LANES]; /* the console's connection to each */
	struct journal *journals[RIG_LANES];
	uint64_t records;
};

/* For cmocka: officers are enrolled once for a group of tests. */
int rig_enrol(void **state);
int rig_forget(void **state);
/* Folder, accounts, journals and file; nothing runs yet. */
void rig_make(struct rig *r, bool proxied);
void rig_clear(struct rig *r);
/* Starts it, and waits until it serves and both lanes have been asked to tell. */
void rig_start(struct rig *r);
void rig_stop(struct rig *r); /* SIGTERM: it has to end well */

/* A lane whose connection was ended is asked again. */
void rig_lane_again(struct rig *r, unsigned lane);
/* An officer's certificate: where there is a proxy. */
const char *rig_certificate(enum rig_officer who);

/* The next message of the console to a lane; no other may come before it. */
struct msg rig_hear(struct rig *r, unsigned lane, enum msg_kind kind);
/* Nothing was said to this lane until now. */
void rig_hear_nothing(struct rig *r, unsigned lane);
void rig_tell(struct rig *r, unsigned lane, const struct msg *m);
/* A status as a lane tells it. */
struct msg rig_status(unsigned state, uint32_t traveller);
/* A row of a lane's journal. */
void rig_record(struct rig *r, unsigned lane, enum record_what what);

struct rig_reply {
	unsigned status;
	char cookie[160]; /* "egate=..."; empty: none was set */
	char body[40000];
	size_t size;
};
struct rig_screen {
	char cookie[160];
	char token[80];
	const char *certificate; /* as nginx hands it on; NULL: none */
};
/* One request on a connection of its own. more: headers, each with its line's end. */
void rig_ask(const struct rig *r, const struct rig_screen *s, const char *method, const char *path,
	     const char *more, const char *body, struct rig_reply *out);
/* An order or act; the key is new, unless told. */
void rig_order(const struct rig *r, const struct rig_screen *s, const char *path, const char *key,
	       const char *body, struct rig_reply *out);
/* Logs in; fails the test if that fails. */
void rig_enter(const struct rig *r, const char *name, struct rig_screen *s);
/* Sends a request to log in, and does not wait for its answer: its connection. */
int rig_enter_begin(const struct rig *r, const char *name);
void rig_read_reply(int fd, struct rig_reply *out);

struct rig_stream {
	int fd;
	uint64_t last; /* id of the newest event */
	char held[200000];
	size_t size;
};
/* last 0: without Last-Event-ID. */
void rig_listen(const struct rig *r, const struct rig_screen *s, uint64_t last,
		struct rig_stream *out);
/* The next event of a kind; others before it are passed over. Owned by the caller. */
cJSON *rig_event(struct rig_stream *s, const char *kind);
/* The next event, whatever it is. */
cJSON *rig_any_event(struct rig_stream *s, char kind[32]);
void rig_deafen(struct rig_stream *s);
/* Process id of the helper that compares PINs. */
pid_t rig_helper(const struct rig *r);

/* A lane tells that a traveller is referred outside, for data of the chip that were changed. */
void rig_refer(struct rig *r, unsigned lane, uint32_t traveller, uint8_t hits);
/* Logs in and listens; the whole has come. */
void rig_look(const struct rig *r, const char *name, struct rig_screen *s, struct rig_stream *out);
/* The next case that is told with this state. Owned by the caller. */
cJSON *rig_case(struct rig_stream *s, const char *state);
/* Sends an act on a case, as it is now. rest: more members, each behind a comma. */
void rig_act(const struct rig *r, struct rig_reply *out, const struct rig_screen *s, const cJSON *c,
	     const char *what, const char *rest);
/* What was answered with this status; with another one the test fails. Owned by the caller. */
cJSON *rig_json(const struct rig_reply *reply, unsigned status);

const char *rig_text(const cJSON *tree, const char *name);
double rig_number(const cJSON *tree, const char *name);

#endif
