/*
 * desk_impl: what the desk keeps, between its own files.
 * Knows lanes, cases, rows. Never knows HTTP, sockets or a clock.
 *
 *   desk.c        lanes there are, time, versions, what is to be sent and told
 *   desk_table.c  which act, where, with which reasons: data
 *   desk_case.c   a case from its beginning to its end
 *   desk_follow.c what a status of its lane means for a case
 *   desk_join.c   cases of gates that wait for a desk, and who takes them on
 *   desk_hear.c   messages of a lane
 *   desk_picture.c  faces
 *   desk_recall.c cases from before this console's start
 *   desk_act.c    officers' acts and orders
 *   desk_row.c    rows of the journals, and what is counted of them
 *   desk_tell.c, desk_tell_case.c, desk_tell_row.c, desk_zone.c   JSON
 */
#ifndef EG_CONSOLE_DESK_IMPL_H
#define EG_CONSOLE_DESK_IMPL_H

#include "console/desk.h"

/* Open ones, one of a traveller who may be referred yet, and some that are closed and remembered
 * so that a repeated act is answered. */
#define DESK_SLOTS   (DESK_CASES_MAX + 4)
#define DESK_HISTORY 24    /* steps of a case; the first and the newest of more */
#define DESK_OUT_MAX 64    /* messages that wait for one lane */
#define DESK_ROWS    65536 /* compact rows: a day of ten lanes at six crossings a minute */
#define DESK_OPENS   16    /* cases of a lane's rows that wait for their officer */
#define DESK_NEVER   INT64_MIN

struct desk_person {
	uint32_t number; /* 0: nobody */
	char name[DESK_NAME_SIZE];
};

struct desk_picture {
	uint8_t *bytes; /* owned, locked in memory; NULL: none */
	size_t size;
	uint32_t count; /* how often one has come */
};

struct desk_step {
	uint8_t state; /* enum case_state */
	uint8_t code;  /* enum case_code */
	struct desk_person officer;
	char note[CASE_NOTE_SIZE];
	int64_t unix_ms;
};

/* Where the traveller of a case is. */
enum desk_where {
	DESK_OUTSIDE,
	DESK_INSIDE,
	DESK_GONE,
	DESK_AWAITED, /* gone from the lane, and to be finished at a desk */
	DESK_WHERE_COUNT
};

/* An act that the doors have to do first. */
struct desk_wait {
	uint8_t act;   /* enum desk_act_kind; DESK_ACT_COUNT: none */
	uint8_t order; /* enum gate_event_kind */
	uint8_t code;
	struct desk_person officer;
	char note[CASE_NOTE_SIZE];
	int64_t until_ms; /* of desk->mono_ms */
};

/* What was told of a traveller; wiped when the case closes. */
struct desk_told {
	struct msg_status status;         /* newest of those that referred, without what moves */
	struct msg_document page;         /* kind DOCUMENT_NONE: none came */
	struct msg_holder chip;           /* mrz_size 0: none came */
	struct findings findings;         /* all not done: none came */
	uint8_t excused[MSG_CHECKS_SIZE]; /* as of struct msg_findings */
	struct msg_hit hits[LOOKUP_SOURCE_COUNT][HITS_MAX];
	uint8_t hit[LOOKUP_SOURCE_COUNT]; /* 1 << index of each that came */
	/* Status and hits of the case that was taken on. */
	struct msg_status from;
	struct msg_hit from_hits[LOOKUP_SOURCE_COUNT][HITS_MAX];
	uint8_t from_hit[LOOKUP_SOURCE_COUNT];
};

struct desk_case {
	bool taken;    /* the slot is in use */
	uint8_t state; /* enum case_state; CASE_NONE: a traveller who is not referred (yet) */
	uint8_t where; /* enum desk_where */
	bool desk;     /* of a desk's traveller */
	bool left;     /* was seen going out by the exit; of a desk: their crossing is on record */
	bool dirty;    /* has to be told */
	uint32_t acts; /* 1 << enum desk_act_kind, as told last */
	uint32_t epoch;
	uint32_t session;
	char id[DESK_ID_SIZE];
	int64_t version;
	int64_t opened_ms; /* unix, the last time; 0: not yet */
	int64_t acked_ms;
	int64_t closed_ms;
	int64_t quiet_ms; /* mono: since when nobody is there, and nobody acts; DESK_NEVER */
	struct desk_person officer;
	struct desk_person agreed;
	struct desk_wait wait;
	const char *failed; /* static text: why the last act was not done; NULL: it was */
	uint8_t failed_act; /* enum desk_act_kind, where one was not */
	struct desk_told told;
	struct desk_picture pictures[FACE_PICTURE_COUNT];
	struct desk_step history[DESK_HISTORY];
	size_t steps;
	/* Of a desk's: the case that it has taken on; it stays told once that has ended by this
	 * one.
	 */
	char from[DESK_ID_SIZE];
	uint8_t from_lane;
	bool by_hand; /* an officer said so, or that there is none */
	/* One that it has taken on, or that waits with the same document, has a hit. It stays so
	 * when they are parted: nobody gets rid of a second officer by that. */
	bool from_listed;
	/* Of one that waits: the desk's that has taken it on, or ended it. Empty: none. */
	char to[DESK_ID_SIZE];
};

/* A case of the journal's rows that nobody has looked at. */
struct desk_opened {
	uint32_t traveller; /* 0: free */
	int64_t unix_ms;
};

struct desk_lane {
	unsigned number;
	bool up;
	bool told; /* has told a status since it is up */
	bool dirty;
	char name[DESK_NAME_SIZE];
	int64_t version;
	int64_t orders_version; /* since then the same can be ordered */
	uint32_t orders;        /* 1 << enum desk_order_kind */
	int64_t since_ms;       /* unix: of the gate's state */
	uint32_t epoch;
	uint32_t alarmed; /* whom the gate has forgotten, and is still about: an alarm's, or one let
			   * out; 0: none */
	uint8_t step;     /* enum lane_step of this traveller's last */
	struct msg_status status;
	struct msg_load load;
	struct desk_backlog backlog;
	struct desk_case cases[DESK_SLOTS];
	struct msg out[DESK_OUT_MAX]; /* in order, the oldest first */
	size_t out_count;
	uint64_t last_row;
	int64_t last_row_ms;
	struct desk_opened opened[DESK_OPENS];
};

/* A row, as much as is told or counted: no name, no number of a document. */
struct desk_row {
	uint64_t row;
	int64_t unix_ms;
	uint32_t traveller;
	uint32_t officer;
	uint32_t ack_ms; /* from the case's beginning; UINT32_MAX: this is not the row of that */
	char state[4];   /* that issued the document */
	int16_t face;    /* score; where faced */
	bool faced;
	uint8_t lane;
	uint8_t what;
	uint8_t direction;
	uint8_t kind; /* enum document_kind */
	uint8_t why;
	uint8_t check;
	uint8_t reason;
	uint8_t order;
	uint8_t code;
};

struct desk {
	struct desk_settings settings;
	int64_t mono_ms;
	int64_t unix_ms;
	int64_t version;                         /* the newest that was given */
	struct desk_lane *lanes[DESK_LANES_MAX]; /* owned; number n at n - 1; NULL: not here */
	struct desk_row *rows;                   /* owned, a ring of DESK_ROWS */
	uint64_t row_count;                      /* ever taken */
	uint64_t rows_told;                      /* of them */
	bool counted;                            /* statistics have changed */
	struct desk_recalls *recalls;            /* owned; NULL: all rows from before are known */
};

/* ---- desk_table.c ---- */

#define DESK_AT_GATES 1u
#define DESK_AT_DESKS 2u
struct desk_rule {
	uint32_t states; /* 1 << enum case_state */
	uint32_t places; /* 1 << enum desk_where */
	uint32_t kinds;  /* DESK_AT_GATES, DESK_AT_DESKS */
	uint32_t codes; /* 1 << enum case_code, one of which it needs; 0: none, and none is taken */
	uint8_t order;  /* enum gate_event_kind that the doors need; 0: none */
	uint8_t to;     /* enum case_state */
	bool note;      /* a hit needs words */
};
const struct desk_rule *desk_rule(enum desk_act_kind act);
const char *desk_act_word(unsigned act);
const char *desk_order_word(unsigned order);
enum gate_event_kind desk_order_event(enum desk_order_kind order);
const char *desk_where_word(unsigned where);
/* Numbers of words; false: no such word. */
EG_CHECK bool desk_act_of(const char *word, enum desk_act_kind *out);
EG_CHECK bool desk_order_of(const char *word, enum desk_order_kind *out);
EG_CHECK bool desk_code_of(const char *word, enum case_code *out);
/* Where the traveller is whom a lane in this state is about. */
enum desk_where desk_place(enum gate_state state, uint32_t inputs);
/* 1 << enum desk_order_kind that make sense now. */
uint32_t desk_orders(const struct msg_status *s);

/* ---- desk.c ---- */

struct desk_lane *desk_lane_of(struct desk *d, unsigned lane);
const struct desk_lane *desk_lane_seen(const struct desk *d, unsigned lane);
/* By id, closed ones that are remembered among them. */
struct desk_case *desk_case_of(struct desk *d, const char *id, struct desk_lane **lane);
const struct desk_case *desk_case_seen(const struct desk *d, const char *id, unsigned *lane);
/* The lane, the case has changed. */
void desk_touch(struct desk *d, struct desk_lane *l);
void desk_touch_case(struct desk *d, struct desk_lane *l, struct desk_case *c);
void desk_send(struct desk_lane *l, const struct msg *m);
/* Copies text and NULs behind it; what does not fit leaves an empty one. */
void desk_text(char *to, size_t size, const char *text);
struct desk_person desk_person(uint32_t number, const char *name);

/* ---- desk_case.c ---- */

/* Begun, and not closed. */
static inline bool desk_case_open(const struct desk_case *c)
{
	return c->taken && c->state != CASE_NONE && c->state != CASE_CLOSED;
}

/* Slot of this traveller, not closed; NULL: none. */
struct desk_case *desk_case_find(struct desk_lane *l, uint32_t epoch);
/* That slot, or a fresh one in CASE_NONE. */
struct desk_case *desk_case_get(struct desk_lane *l, uint32_t epoch);
/* A fresh one, of a start of the lane's core; NULL: there is no room. */
struct desk_case *desk_case_make(struct desk_lane *l, uint32_t epoch, uint32_t session);
/* The lane is about this case's traveller now. */
bool desk_case_current(const struct desk_lane *l, const struct desk_case *c);
/* Referred: opens it, again where it was decided. */
void desk_case_refer(struct desk *d, struct desk_lane *l, struct desk_case *c);
/* Comes to a state, by whom and why: history, the lane's journal, screens. */
struct desk_why {
	uint8_t code;
	struct desk_person officer;
	const char *note; /* NULL: none */
};
void desk_case_go(struct desk *d, struct desk_lane *l, struct desk_case *c, enum case_state to,
		  const struct desk_why *why);
/* The act that waits will not be done; text is static. */
void desk_case_fail(struct desk *d, struct desk_lane *l, struct desk_case *c, const char *text);
/* What the time ends. */
void desk_case_time(struct desk *d, struct desk_lane *l, struct desk_case *c);
/* Milliseconds until then; -1: never. */
int64_t desk_case_wait_ms(const struct desk *d, const struct desk_case *c);
/* What was waited for is not waited for any more. */
void desk_case_wait_over(struct desk_case *c);
/* A step of its history, which no journal has. */
void desk_case_step(struct desk *d, struct desk_case *c, const struct desk_why *why);
/* Ends, by nobody. */
void desk_case_end(struct desk *d, struct desk_lane *l, struct desk_case *c, enum case_code code);
/* 1 << enum desk_act_kind possible now. */
uint32_t desk_case_acts(const struct desk_lane *l, const struct desk_case *c);
/* A pass would be possible, but for what the desk's rules want taken. */
bool desk_case_needs(const struct desk_lane *l, const struct desk_case *c);
bool desk_case_listed(const struct desk_case *c);
/* All of the slot, wiped. */
void desk_case_free(struct desk_case *c);

/* ---- desk_follow.c ---- */

/* After a status: where the traveller is, what was waited for, whether it is over. */
void desk_case_follow(struct desk *d, struct desk_lane *l, struct desk_case *c);

/* ---- desk_join.c ---- */

/* The checkpoint has a desk, up or not. */
bool desk_join_possible(const struct desk *d);
/* Decided and gone from its lane: it waits for a desk; one that has it already takes it on. */
void desk_join_await(struct desk *d, struct desk_lane *l, struct desk_case *c);
/* A desk's case: takes on the only one that waits with the same document. */
void desk_join_seek(struct desk *d, struct desk_lane *l, struct desk_case *c);
/* Taken on by a desk's case that goes on. */
static inline bool desk_join_taken(const struct desk_case *c)
{
	return c->where == DESK_AWAITED && c->to[0] != '\0';
}
/* Each goes its way again: from the desk's case, from the one that waits. Of none nothing. */
void desk_join_part(struct desk *d, struct desk_lane *l, struct desk_case *c);
void desk_join_leave(struct desk *d, const struct desk_case *c);
/* By an officer's word; id empty or NULL: parts them. DESK_DONE or DESK_NOT_POSSIBLE. */
EG_CHECK enum desk_refusal desk_join_take(struct desk *d, struct desk_lane *l, struct desk_case *c,
					  const char *id);
/* The one that a desk's case has taken on, as orders name it; zeros: none. */
struct case_ref desk_join_ref(struct desk *d, const struct desk_case *c);
/* The desk has admitted them, or sent them away: what its case has taken on is over. */
void desk_join_done(struct desk *d, struct desk_case *c, const struct desk_person *officer);
/* So says a row of its journal, whatever the lane has shown. */
void desk_join_recorded(struct desk *d, const struct desk_lane *l, const struct msg_record *r);

/* ---- desk_recall.c ---- */

EG_CHECK enum eg_err desk_recall_open(struct desk *d);
void desk_recall_close(struct desk *d); /* wipes */
void desk_recall_row(struct desk *d, unsigned lane, const struct msg_record *r);

/* ---- desk_picture.c ---- */

EG_CHECK enum eg_err desk_case_picture(struct desk *d, struct desk_lane *l, struct desk_case *c,
				       const struct msg_face_picture *p, struct rd bytes);
void desk_pictures_forget(struct desk_case *c);
/* Another comparison has begun: what is seen in the last one is none of it. */
void desk_case_live_over(struct desk *d, struct desk_lane *l, struct desk_case *c);

/* ---- JSON ---- */

/* "score-low" of REASON_SCORE_LOW: behind the first so many characters, in small letters. */
#define DESK_WORD_SIZE 48
struct desk_word {
	char text[DESK_WORD_SIZE];
};
struct desk_word desk_word(const char *name, size_t skip);
/* {"number", "name"}, or null of nobody. */
bool desk_put_person(cJSON *to, const char *name, const struct desk_person *p);
cJSON *desk_case_tell(const struct desk *d, unsigned lane, const struct desk_case *c);
cJSON *desk_row_json(const struct desk_row *r);
cJSON *desk_passage_list(const struct desk *d);
/* Newest first: 0 is the newest. NULL: there are not so many. */
const struct desk_row *desk_row_at(const struct desk *d, uint64_t back);
/* A printed zone by its fields, of a kind; NULL: none. marks empty: all is sure. */
cJSON *desk_zone_json(unsigned kind, struct rd zone, struct rd marks, unsigned differs,
		      int64_t unix_ms);
/* {"needs": ["face"...]} of enum desk_need bits. */
bool desk_put_needs(cJSON *to, unsigned needs);
/* Which document it is: issuing state, number, date of birth as they stand in a zone. False: no
 * such zone, no number, or a character of these is marked. */
#define DESK_KEY_SIZE (MSG_MRZ_SIZE + 4)
EG_CHECK bool desk_zone_key(struct rd zone, struct rd marks, char out[DESK_KEY_SIZE]);

#endif
