/*
 * desk: a checkpoint as its officers see it: lanes and inspection desks, cases, acts, passages,
 * statistics.
 * Knows what lanes have said, what officers may do about it now, and how both are told as JSON
 * (docs/console.md). Never knows sockets, files, HTTP, sessions, or a clock: time comes in by
 * desk_at, messages by desk_message, and what has to be sent or told is fetched.
 *
 *   lanes' messages, records --> +------+ --> desk_next_send:   orders, cases for a lane's journal
 *   officers' acts, orders ----> | desk | --> desk_next_change: what screens have to be told
 *   time ----------------------> +------+ --> desk_*_json, desk_picture
 *
 * After each call that is not a question, callers take everything of desk_next_send and of
 * desk_next_change. What is known of a traveller is wiped when the case closes.
 */
#ifndef EG_CONSOLE_DESK_H
#define EG_CONSOLE_DESK_H

#include "wire/msg.h"

#include <cJSON.h>

#define DESK_LANES_MAX 10 /* numbered from 1 on */
#define DESK_CASES_MAX 8  /* not closed, of one lane; one of a traveller who is gone makes room */
#define DESK_NAME_SIZE 64 /* of officers and lanes, with the NUL */
#define DESK_ID_SIZE   32 /* "10-4294967295-ffffffff" and a NUL */
#define DESK_PASSAGES  50 /* told in a list */
/* A lane that has not done by then what it was ordered will not. */
#define DESK_ORDER_MS 3000
/* After so long a traveller who went off, and for whom nobody acts, is no case any more. */
#define DESK_GONE_MS (30 * 60 * 1000)

struct desk;

struct desk_settings {
	uint32_t ack_target_ms; /* an officer should have looked at a case by then */
	/* Name of an officer by number, for the one who agreed from elsewhere; NULL: nobody knows.
	 * Leaves out as it is, an empty text, where there is none. */
	void (*name_of)(void *context, uint32_t officer, char out[DESK_NAME_SIZE]);
	void *context; /* of name_of; borrowed */
};

/*
 * unix_ms: now. Versions begin above it and only grow, so that one of an earlier desk never fits.
 */
EG_CHECK enum eg_err desk_open(const struct desk_settings *s, int64_t unix_ms, struct desk **out);
void desk_close(struct desk **d); /* cleanup; wipes */
/* EG_CONFIG: a number out of range or there already, a name that is empty, too long or no text. */
EG_CHECK enum eg_err desk_lane_add(struct desk *d, unsigned lane, const char *name);

/* It is so late; before any other call of a turn. Ends what waited too long. */
void desk_at(struct desk *d, int64_t mono_ms, int64_t unix_ms);
/* Milliseconds until desk_at has something to do; -1: nothing waits. */
int64_t desk_wait_ms(const struct desk *d);

/* The lane's core has taken us as WATCH_OFFICER; it tells its status next. */
void desk_lane_up(struct desk *d, unsigned lane);
void desk_lane_down(struct desk *d, unsigned lane);
/*
 * What a lane's core tells an officer: MSG_STATUS, MSG_LOAD, MSG_DOCUMENT, MSG_HOLDER,
 * MSG_FINDINGS, MSG_HIT, MSG_FACE_PICTURE (then bulk has its bytes; else it is empty). Parsed by
 * msg_parse. What is about no traveller of a case has no effect. EG_STATE: the lane is not up, or
 * has not told a status first; EG_BAD_DATA: no such message, or bulk of another size than told;
 * EG_NO_MEMORY: no room for the picture, and nothing has changed.
 */
EG_CHECK enum eg_err desk_message(struct desk *d, unsigned lane, const struct msg *m,
				  struct rd bulk);

/* Acts on a case: name, word. */
#define DESK_ACTS(X)                       \
	X(DESK_ACK, "ack")                 \
	X(DESK_RETRY, "retry")             \
	X(DESK_PASS, "pass")               \
	X(DESK_MANUAL_LANE, "manual-lane") \
	X(DESK_SECOND_LINE, "second-line") \
	X(DESK_REFUSE, "refuse")           \
	X(DESK_CLOSE, "close")             \
	X(DESK_TAKE, "take")

enum desk_act_kind {
#define X(name, word) name,
	DESK_ACTS(X)
#undef X
		DESK_ACT_COUNT
};

/* Orders to a lane: name, word, event of the gate. */
#define DESK_ORDERS(X)                                         \
	X(DESK_ORDER_OPEN, "open", GATE_EV_ORDER_OPEN)         \
	X(DESK_ORDER_CLOSE, "close", GATE_EV_ORDER_CLOSE)      \
	X(DESK_ORDER_EVACUATE, "evacuate", GATE_EV_ORDER_FREE) \
	X(DESK_ORDER_RESET, "reset", GATE_EV_ORDER_RESET)      \
	X(DESK_ORDER_TURN, "turn", GATE_EV_ORDER_TURN)

enum desk_order_kind {
#define X(name, word, event) name,
	DESK_ORDERS(X)
#undef X
		DESK_ORDER_COUNT
};

/* Why something was not done: name, status of HTTP, word, text for people. */
#define DESK_REFUSALS(X)                                                                  \
	X(DESK_DONE, 200, "done", "done")                                                 \
	X(DESK_NOT_FOUND, 404, "not-found", "there is no such case or lane")              \
	X(DESK_NO_SUCH_ACT, 400, "no-such-act", "there is no such act, order or reason")  \
	X(DESK_OFFICE, 403, "office", "only an officer or a supervisor may do this")      \
	X(DESK_LANE, 503, "lane", "the lane is not there")                                \
	X(DESK_VERSION, 409, "version", "it has changed since you looked at it")          \
	X(DESK_WAITS, 422, "waits", "an order is under way")                              \
	X(DESK_NOT_POSSIBLE, 422, "not-possible", "this is not possible now")             \
	X(DESK_NEEDS, 422, "needs", "face or finger has to be taken first")               \
	X(DESK_RECORDS, 503, "records", "the lane's journal does not take what was done") \
	X(DESK_CODE_NEEDED, 422, "code-needed", "this needs one of its reasons")          \
	X(DESK_NOTE_NEEDED, 422, "note-needed", "a hit needs your words on it")           \
	X(DESK_NOTE_BAD, 422, "note-bad",                                                 \
	  "your words are too long, or have characters of control")                       \
	X(DESK_SAME_OFFICER, 422, "same-officer", "a hit needs another officer beside you")

enum desk_refusal {
#define X(name, status, word, text) name,
	DESK_REFUSALS(X)
#undef X
		DESK_REFUSAL_COUNT
};
/* Static; out-of-range values give 500 and "?". */
unsigned desk_refusal_status(unsigned refusal);
const char *desk_refusal_word(unsigned refusal);
const char *desk_refusal_text(unsigned refusal);

struct desk_who {
	uint32_t number;  /* OFFICER_ENROLLED is set */
	const char *name; /* borrowed for the call */
	bool works;       /* officer or supervisor */
};
/* What an officer asks for; words as they came, borrowed for the call. */
struct desk_wish {
	const char *what; /* word of an act or order */
	int64_t version;  /* that the officer has seen */
	const char *code; /* word of enum case_code; NULL or empty: none */
	const char *note; /* UTF-8; NULL or empty: none */
	const char *from; /* of `take`: id of the case that is taken on; NULL or empty: none is */
};

/*
 * An act on a case. DESK_DONE: done, or, where the lane has to do something, ordered: then the
 * case says in `waits` for what, and goes on when the lane's status shows that it was taken; if it
 * does not in DESK_ORDER_MS, the case stays as it was, and says so in `failed`. Anything else:
 * nothing has changed.
 */
EG_CHECK enum desk_refusal desk_act(struct desk *d, const char *id, const struct desk_wish *w,
				    const struct desk_who *who);
/*
 * An order to a lane. version: any that the lane has had since what can be ordered last changed;
 * an evacuation takes any.
 */
EG_CHECK enum desk_refusal desk_order(struct desk *d, unsigned lane, const struct desk_wish *w,
				      const struct desk_who *who);
/* Every open case of one officer is another's, as each lane's journal is told. */
void desk_hand_over(struct desk *d, uint32_t from, const struct desk_who *to);

/*
 * What has to be sent to a lane, in order: MSG_ORDER, where it is up, and MSG_CASE, without its
 * number, to be kept until the lane has recorded it. False: nothing more.
 */
EG_CHECK bool desk_next_send(struct desk *d, unsigned *lane, struct msg *out);

/* How far a lane's journal is behind. */
struct desk_backlog {
	uint32_t waiting; /* steps of cases that it should have by now */
	uint32_t lost;    /* that it will not have */
	bool full;        /* nobody is to be let pass, or try again, until it has some of them */
};
void desk_backlog(struct desk *d, unsigned lane, const struct desk_backlog *b);

/*
 * A row of a lane's journal. One that is known already (row and time not above those of the last)
 * has no effect. A desk's that names a case which waits ends that.
 */
void desk_passage(struct desk *d, unsigned lane, const struct msg_record *r, uint64_t row);

/* A MSG_CASE from before this start that is not in its lane's journal yet: as a row of it, behind
 * those that are. Before desk_recall. */
void desk_recall_case(struct desk *d, unsigned lane, const struct msg *m);
/*
 * All rows from before this start are known: whose case was not over has one again. Once, before
 * any lane is up; desk_at has been told the time.
 */
void desk_recall(struct desk *d);

enum desk_change_kind {
	DESK_CHANGED_LANE,
	DESK_CHANGED_CASE,
	DESK_CHANGED_PASSAGE,
	DESK_CHANGED_STATISTICS
};
enum desk_audience {
	DESK_TO_ALL,  /* everybody who is logged in */
	DESK_TO_WORKS /* officers and supervisors alone: it is about a person */
};
struct desk_change {
	uint8_t kind;          /* enum desk_change_kind */
	uint8_t audience;      /* enum desk_audience */
	unsigned lane;         /* of DESK_CHANGED_LANE, DESK_CHANGED_PASSAGE */
	uint64_t row;          /* of DESK_CHANGED_PASSAGE */
	char id[DESK_ID_SIZE]; /* of DESK_CHANGED_CASE */
};
/* Several changes of the same thing are told as one. False: nothing more. */
EG_CHECK bool desk_next_change(struct desk *d, struct desk_change *out);

/*
 * JSON as docs/console.md has it, owned by the caller: json_out_free (json_out.h). NULL: there is
 * no such thing, or memory has ended.
 */
cJSON *desk_lane_json(const struct desk *d, unsigned lane);
cJSON *desk_case_json(const struct desk *d, const char *id);
cJSON *desk_passage_json(const struct desk *d, unsigned lane, uint64_t row);
/* {"passages": [...]}, the newest first. */
cJSON *desk_passages_json(const struct desk *d);
/* Of what happened from from_ms on, for as long as rows are kept. The same while desk_counted is
 * the same and no other hour has begun. */
cJSON *desk_statistics_json(const struct desk *d, int64_t from_ms);
/* Rows that were ever counted. */
uint64_t desk_counted(const struct desk *d);
/* works: with cases; else there are none. */
cJSON *desk_whole_json(const struct desk *d, bool works);
/* {"pass": [{"word", "text"}...], ...}: the reasons of each act. */
cJSON *desk_codes_json(void);
/* JPEG of a case that is not closed; borrowed until the next call that is not a question. False:
 * none has come, or there is no such kind. */
#define DESK_PICTURE_PAGE 2 /* of enum face_picture: the whole page, where lanes tell it */
EG_CHECK bool desk_picture(const struct desk *d, const char *id, enum face_picture which,
			   struct rd *out);

#endif
