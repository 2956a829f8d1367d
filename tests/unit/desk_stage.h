/*
 * desk_stage: a desk with lanes that are played, inspection desks among them: each takes orders as
 * a core does, four eyes included, tells its status, and keeps what it is given for its journal.
 * Knows a small part of the gate. Never knows how the desk works inside.
 */
#ifndef EG_TESTS_DESK_STAGE_H
#define EG_TESTS_DESK_STAGE_H

#include "console/desk.h"
#include "console/json_out.h"

#define STAGE_LANES   3
#define STAGE_RECORDS 4096
#define STAGE_ANNA    (OFFICER_ENROLLED | 1u)
#define STAGE_BERT    (OFFICER_ENROLLED | 2u)
#define STAGE_CARL    (OFFICER_ENROLLED | 3u)
#define STAGE_NOW     INT64_C(1796058000000) /* 2026-11-30 17:00 UTC */

/* What a lane was given for its journal: MSG_CASE. */
struct stage_record {
	unsigned lane;
	uint32_t traveller;
	uint32_t session;
	int64_t unix_ms;
	uint8_t state;
	uint8_t code;
	uint32_t officer;
	char note[CASE_NOTE_SIZE];
};

/* What a lane put on record itself, of a desk's traveller. */
struct stage_row {
	unsigned lane;
	uint32_t traveller;
	uint32_t session;
	uint8_t what; /* enum record_what */
	struct case_ref from;
};

struct stage_lane {
	bool up;
	bool deaf;  /* orders are lost */
	bool naive; /* two passes are enough for it, whoever gave them */
	uint32_t epoch;
	uint32_t next;        /* number of the next traveller, also over a restart */
	bool listed;          /* by what an order has said */
	uint32_t first_pass;  /* officer whose pass of a listed traveller it has taken first */
	bool passed_by_one;   /* it has let one go who is listed, by one officer alone */
	size_t passed_by_two; /* how many, as it should be */
	struct case_ref from; /* of the pass that a desk has taken */
	uint32_t passed_by;   /* officer whose it was */
	struct msg_status now;
};

struct desk_stage {
	struct desk *desk;
	int64_t mono_ms;
	int64_t unix_ms;
	struct stage_lane lanes[STAGE_LANES]; /* lane n at n - 1 */
	struct stage_record records[STAGE_RECORDS];
	size_t record_count;
	struct stage_row rows[STAGE_RECORDS];
	size_t row_count;
	size_t rows_read; /* of them, by the desk; late: not before stage_rows */
	bool late;
	struct msg order; /* the last that was sent; kind MSG_NOTHING: none */
	size_t orders;
	size_t pictures; /* that found no room */
};

/* Lanes from 1 on are up and idle. */
void stage_open(struct desk_stage *s);
void stage_close(struct desk_stage *s);
void stage_time(struct desk_stage *s, int64_t ms);
/* What waits is sent, done and told until nothing waits. */
void stage_settle(struct desk_stage *s);
/* The lane comes to a state, and says so. */
void stage_state(struct desk_stage *s, unsigned lane, enum gate_state to);
void stage_say(struct desk_stage *s, unsigned lane, struct msg m, struct rd bulk);
/* A fresh traveller is read there; their number. */
uint32_t stage_arrive(struct desk_stage *s, unsigned lane);
/* A fresh one is referred, outside or, with a document that was accepted, inside. */
uint32_t stage_refer(struct desk_stage *s, unsigned lane, bool inside);
void stage_leave(struct desk_stage *s, unsigned lane); /* nobody is there any more */
void stage_alarm(struct desk_stage *s, unsigned lane);
void stage_hit(struct desk_stage *s, unsigned lane);
void stage_picture(struct desk_stage *s, unsigned lane, enum face_picture which, struct rd bytes);
void stage_restart(struct desk_stage *s, unsigned lane); /* of the lane's core */
struct msg stage_document(const struct desk_stage *s, unsigned lane);
/* The same of a document with another number: its first character. */
struct msg stage_document_of(const struct desk_stage *s, unsigned lane, char number);
/* Its DG1. */
struct msg stage_chip(const struct desk_stage *s, unsigned lane, char number);

void stage_desk(struct desk_stage *s, unsigned lane); /* the lane is an inspection desk */
/* A fresh one lays a document on a desk, and is the officer's. */
uint32_t stage_examine(struct desk_stage *s, unsigned lane);
/* The journal has the crossing of whom a desk lets pass; false: it is lost, they are examined. */
void stage_recorded(struct desk_stage *s, unsigned lane, bool good);
void stage_rows(struct desk_stage *s); /* the desk reads the journals */

/* "1-7-00000009" of the lane's traveller with this number. */
const char *stage_id(const struct desk_stage *s, unsigned lane, uint32_t traveller,
		     char out[DESK_ID_SIZE]);
/* With the version that the case, the lane has now. */
enum desk_refusal stage_act(struct desk_stage *s, const char *id, const char *act, const char *code,
			    const char *note, uint32_t officer);
enum desk_refusal stage_take(struct desk_stage *s, const char *id, const char *from,
			     uint32_t officer);
enum desk_refusal stage_order(struct desk_stage *s, unsigned lane, const char *order,
			      uint32_t officer);
/* Member of a case: a text, or "" for what is none; a number. */
void stage_text(const struct desk_stage *s, const char *id, const char *name, char out[64]);
double stage_number(const struct desk_stage *s, const char *id, const char *name);
/* The case can be acted on so now. */
bool stage_can(const struct desk_stage *s, const char *id, const char *act);
/* What the journal has of this traveller, as words: "open ack pass closed". */
void stage_path(const struct desk_stage *s, unsigned lane, uint32_t traveller, char out[256]);

#endif
