/*
 * core_lane: one lane as the core runs it: the machine, its workers' jobs, records, watchers.
 * Knows who serves the traveller and what they have said. Never knows sockets, processes, wires or
 * a clock: these come in as values and go out through ports.
 *
 * Every entry may change the state; the caller then drives lane_outputs. Callers set the time with
 * lane_at first. No call allocates.
 */
#ifndef EG_PROG_CORE_LANE_H
#define EG_PROG_CORE_LANE_H

#include "gate/passage.h"
#include "wire/permit.h"

struct lane_ports {
	void *context;
	/* To the worker of a role; must not block. Failure means that the worker is lost. */
	enum eg_err (*send)(void *context, enum role to, const struct msg *m, int bulk_fd);
	/* Ends the worker's process and its connection; lane_left is not called for it. */
	void (*kill)(void *context, enum role role);
	/* To every watcher but travellers' screens. */
	void (*tell)(void *context, const struct msg *status);
	/* To every watcher that is the officer's: what is known of whoever is referred. */
	void (*inform)(void *context, const struct msg *fact);
	/* To every travellers' screen. */
	void (*guide)(void *context, const struct msg *guide);
	/* (Re)arms the timer of the state; 0 disarms. */
	void (*arm)(void *context, uint32_t ms);
	/*
	 * Pictures of the present traveller, one of each enum face_picture. keep: in place of one
	 * before it; the descriptor stays the caller's; EG_BAD_DATA when its bytes can still change
	 * or are not as many as told, EG_IO when there is no room, and nothing is kept. show: what
	 * is kept of this kind, if anything, to every watcher that asks for pictures. forget: none
	 * of this kind is kept any more.
	 */
	enum eg_err (*keep)(void *context, const struct msg *picture, int bulk_fd);
	void (*show)(void *context, enum face_picture which);
	void (*forget)(void *context, enum face_picture which);
	/*
	 * The picture of the page on the reader, at most one. page_keep: as keep. page_hand: what
	 * is kept goes to the face worker as of this traveller; failure means that it is lost.
	 * page_forget: none is kept any more.
	 */
	enum eg_err (*page_keep)(void *context, const struct msg *picture, int bulk_fd);
	enum eg_err (*page_hand)(void *context, uint32_t epoch);
	void (*page_forget)(void *context);
	/* Unpredictable bytes for Active Authentication. */
	enum eg_err (*draw)(void *context, uint8_t challenge[8]);
};

struct lane_settings {
	struct gate_fitting fitting;
	struct policy policy;
	uint32_t timer_ms[GATE_STATE_COUNT];
	uint64_t session; /* random: numbers of records never repeat after a restart of the core */
	bool open;        /* in service without an officer's order */
	bool attended;    /* nobody is served while no officer watches */
	uint32_t officer; /* user whose watching counts, who names officers and keeps cases */
	uint32_t kiosk;   /* user of travellers' screens, who may hear guidance alone; 0: none */
	uint32_t face_model;    /* face_embedder_model that the thresholds are for; 0: any */
	uint32_t finger_one_in; /* false match rate of finger_match, for the record; 0: not known */
	bool freed;             /* a former core, or the one guarded, had freed all doors */
	bool blind;             /* there is no camera: portraits are shown, no face is compared */
	bool guarded;           /* nobody is served without a guard beside the core */
	uint8_t after; /* enum gate_why: how a former core ended; NONE: as it was told to */
};

enum lane_worker {
	WORKER_NONE,     /* not there */
	WORKER_STARTING, /* connected, not warm */
	WORKER_WARM,     /* waits for a traveller */
	WORKER_SERVING,  /* has begun with the traveller of its epoch */
};
struct lane_slot {
	uint8_t state; /* enum lane_worker */
	bool unfit;    /* it has said so, and ends */
	uint32_t epoch;
};

/* Jobs of the present traveller that are done. */
enum lane_done {
	DONE_CHIP = 1,
	DONE_VERIFY = 2,
	DONE_PORTRAIT = 4,
	DONE_FACE = 8,
	DONE_DECISION = 16,
	DONE_FINGERS = 32
};

/* Where an order to compare fingers stands. */
enum lane_ask {
	LANE_ASK_NONE,
	LANE_ASK_DUE,     /* as soon as the chip's fingers are decoded */
	LANE_ASK_SENT,    /* under way */
	LANE_ASK_OVER,    /* answered */
	LANE_ASK_STOPPED, /* what still comes of it was under way */
};
struct lane_finger {
	struct finger_scores scores;
	uint32_t matcher;
	uint32_t press;    /* number of the one that was wanted last; 0: none yet */
	uint32_t answered; /* of the last that gave its picture, or is over without */
	int64_t since_us;  /* the gate has waited for a finger */
	uint16_t offered;  /* 1 << position of the chip's images */
	uint16_t usable;   /* of those that gave a template */
	uint16_t asked;    /* by the last order */
	uint16_t order;    /* its number; 0: none yet */
	uint16_t results;  /* number of the last that was answered */
	uint8_t came;      /* images of the chip */
	uint8_t count;     /* as verify has announced */
	uint8_t ask;       /* enum lane_ask */
	uint8_t presses;   /* wanted by the present order */
	uint8_t images;    /* that touch has given for it */
	bool pressing;     /* one is wanted now */
};

/* One zone, as the lists have it. */
struct lane_lookup {
	struct msg_hit hits[HITS_MAX];
	int64_t asked_us;
	uint8_t told;    /* of hits */
	uint8_t verdict; /* of the answer: enum verdict and enum reason */
	uint8_t reason;
	bool asked;
	bool answered;
};

/* All that is known of the present traveller; wiped at the end. */
struct lane_traveller {
	uint32_t epoch; /* 0: nobody */
	struct msg_document document;
	struct msg_holder chip; /* of DG1, once its hash was verified: holder says so */
	struct findings findings;
	uint8_t tolerated[MSG_FAULTS_SIZE]; /* as verify told them */
	struct decision decision;           /* why not, if not */
	struct face_scores scores;
	struct date today;
	uint64_t files;    /* bit for each enum chip_file_id that came */
	uint64_t crossing; /* number of the record that must be acknowledged; 0 if none */
	int64_t began_us;
	int64_t recorded_us;
	uint32_t model;
	uint32_t captures; /* ordered of the face worker and not answered yet */
	uint32_t officer;  /* who gave the last order that was taken */
	uint32_t agreed;   /* officer who would let this listed traveller pass, as agreeing says */
	bool agreeing;     /* and another one has to */
	bool held;         /* outside, by an officer: the referral's longer time has begun */
	bool hit_recorded; /* a row tells that they are listed */
	bool listed;       /* by what another lane found, as an officer's order said */
	uint8_t order;     /* enum gate_event_kind of it */
	uint8_t done;      /* enum lane_done bits */
	uint8_t taken;     /* enum desk_need bits: tried at a desk */
	bool captured;     /* at a desk: a face was looked for since the officer's order */
	struct case_ref from; /* of the last order that was taken */
	bool holder;          /* facts of DG1 have come */
	bool portrait;        /* handed to the face worker */
	struct lane_finger finger;
	uint8_t due;        /* 1 << enum face_picture that its worker may show now */
	bool page_given;    /* the face worker has the picture of the page */
	bool page_scored;   /* and has compared it */
	int16_t page_score; /* cosine x 1000 */
	struct lane_lookup lookups[LOOKUP_SOURCE_COUNT];
};

/* What an officer has for somebody who is referred outside, once they have taken it in hand: two of
 * them decide about a hit. */
#define LANE_HOLD_MS 120000

/* Cases that a console may have under way, or keeps for a lane that is away: none of them is lost
 * because it is told that it says too much. */
#define LANE_CASES_WAIT  128
#define LANE_RECORDS_MAX (LANE_CASES_WAIT + 32) /* and a traveller's, with room to spare */
/* Records that the journal has not acknowledged. */
struct lane_record {
	struct msg m;    /* kind MSG_NOTHING: free */
	uint64_t place;  /* counted: the oldest first */
	int64_t sent_us; /* to the present journal; 0: not yet */
	bool abandoned;  /* a crossing that did not happen: not sent again */
};

struct lane {
	struct lane_ports ports;
	struct lane_settings settings; /* fitting and direction are those of now: turned or not */
	struct gate gate;
	struct gate_sense sense; /* what the wires say, as last read */
	int64_t mono_us;
	int64_t unix_ms;
	struct lane_slot slots[ROLE_COUNT];
	struct lane_traveller traveller;
	struct msg_document document; /* on the page reader now; kind DOCUMENT_NONE: none */
	bool document_taken;          /* its traveller has begun already */
	bool document_stays;          /* at a desk: it begins nobody, and has to be lifted first */
	bool page_due;                /* its picture was announced, and has not come */
	bool page_kept;               /* it has come, and has not been handed on */
	int64_t page_since_us;        /* so much has the page worker said since then */
	uint32_t page_said;
	struct lane_record records[LANE_RECORDS_MAX];
	uint64_t last_number;
	uint64_t last_place; /* of a record in the queue */
	uint32_t raised;     /* events (1 << kind) that the core itself has to add */
	uint32_t raised_epoch[GATE_EVENT_COUNT]; /* traveller that each is about */
	uint8_t event;                           /* enum gate_event_kind taken last */
	uint8_t prompt;
	uint8_t unfit; /* enum reason: why the face worker could not serve; REASON_NONE: it can */
	uint8_t touch_unfit;     /* the same of the one with the finger sensor */
	uint8_t finger_prompt;   /* enum finger_prompt */
	uint8_t finger_position; /* that it is about */
	uint8_t page_prompt;     /* enum page_prompt, about what lies on the reader */
	uint8_t page_unfit;      /* as unfit, of the page worker */
	bool open;
	bool officer;    /* one watches */
	bool in_service; /* as the machine was told last */
	bool told_start;
	bool shows;          /* watchers have been shown what is kept of the present traveller */
	uint32_t facts_told; /* 1 << place of each fact that officers have been told of them */
	struct msg findings_told; /* the same, which may become worse */
	struct msg guide;         /* as travellers' screens were told last, and when */
	int64_t guide_us;
	int64_t guide_armed_us; /* timer that it was about */
	int64_t armed_us;       /* the state's timer, and its length; 0: none runs */
	uint32_t armed_ms;
	int64_t cases_since_us; /* so many were put on record since then */
	uint32_t cases;
	bool told_late;        /* a missed deadline waits for room among the records */
	uint32_t records_lost; /* that found no room */
	struct msg status;     /* as told last */
	uint8_t refused;  /* enum gate_event_kind of the order just heard, if it was not taken */
	int64_t renew_us; /* another list is to be taken, since then; 0: none */
};

void lane_start(struct lane *l, const struct lane_settings *s, const struct lane_ports *p);
void lane_at(struct lane *l, int64_t mono_us, int64_t unix_ms);
/* Wires were read: an edge or the tick. */
void lane_sense(struct lane *l, const struct gate_sense *sense);
/* The timer of the present state ran out. */
void lane_timer(struct lane *l);
/* Whether a watcher that asks for pictures is to be shown what is kept: who is there is referred.
 */
bool lane_shows(const struct lane *l);
/* A fresh worker is connected; a former one of this role counts as gone. */
void lane_joined(struct lane *l, enum role role);
/* A worker's connection ended. */
void lane_left(struct lane *l, enum role role);
/* A datagram that is no message, or one that is not permitted: the worker is killed. */
void lane_violation(struct lane *l, enum role role);
/* A worker's message; bulk_fd stays the caller's. False: that worker was killed for it. */
EG_CHECK bool lane_message(struct lane *l, enum role from, const struct msg *m, int bulk_fd);
/*
 * MSG_ORDER or MSG_CASE of a connection of this user. A case is told by inform when it is in the
 * journal (MSG_CASE_RECORDED), and written once, however often it is said; one for which there is
 * no room, or which is one too many of this minute, is passed over and has to be said again. False:
 * that user may not say so; nothing has happened then, and the connection is to be closed.
 */
EG_CHECK bool lane_console(struct lane *l, const struct msg *m, uint32_t user);
/* The answer to what was heard last, if it was an order that was not taken: for who gave it. */
EG_CHECK bool lane_refusal(const struct lane *l, struct msg *out);
/* An order without code or words, about the traveller of an epoch (0: about the lane). */
void lane_order(struct lane *l, enum gate_event_kind order, uint32_t epoch, uint32_t officer);
/* May hear guidance, and say or hear nothing else. */
bool lane_is_kiosk(const struct lane *l, uint32_t user);
/* Whether an officer watches; counts from the next step on. */
void lane_attend(struct lane *l, bool officer);
/* All doors are free until an officer's reset, and while its warning lasts. */
bool lane_freed(const struct lane *l);
/* Levels to drive now, enum gate_output bits without the watchdog's. */
uint32_t lane_outputs(const struct lane *l);
/* The present status, for a new watcher. */
struct msg lane_status(const struct lane *l);
/* What travellers' screens are told now. */
struct msg lane_guidance(const struct lane *l);
#define LANE_FACTS (3 + LOOKUP_SOURCE_COUNT * HITS_MAX)
/*
 * What an officer who has just connected is told of whoever is referred, by its place below
 * LANE_FACTS: page, chip, findings, hits. False: there is nothing at that place.
 */
EG_CHECK bool lane_fact(const struct lane *l, unsigned place, struct msg *out);

/* Between core_lane.c and the other core_*.c of a lane. */
void lane_raise(struct lane *l, enum gate_event_kind kind);
void lane_step(struct lane *l, enum gate_event_kind kind, uint32_t epoch);
/* To watchers, if anything has changed since they were told last. */
void lane_tell_change(struct lane *l);
/* As officers, their desk and the key switch have it. */
bool lane_wants_service(const struct lane *l);
/* 1 << role of each that has to be warm before somebody is served, and is not. */
uint16_t lane_missing(const struct lane *l);
void lane_run(struct lane *l);
void lane_step_done(struct lane *l, enum lane_step step, uint32_t us);
/* Sends; a failure is the loss of that worker. */
void lane_send(struct lane *l, enum role to, const struct msg *m, int bulk_fd);
/* To a worker of this traveller; one that has ended after its job is not missed. */
void lane_hand_on(struct lane *l, enum role to, const struct msg *m, int bulk_fd);
/* Kills a worker; what depends on it is raised. */
void lane_give_up(struct lane *l, enum role role);
bool lane_serving(const struct lane *l, enum role role);

void lane_record_crossing(struct lane *l);
void lane_record_refusal(struct lane *l, uint8_t why);
void lane_record_order(struct lane *l, const struct msg_order *order, uint32_t officer);
void lane_record_case(struct lane *l, const struct msg_case *c, uint32_t officer);
/* One of this number is on its way to the journal. */
bool lane_record_waits(const struct lane *l, uint64_t number);
/* Room for a case, with all that another traveller causes beside it. */
bool lane_record_spare(const struct lane *l);
void lane_record_start(struct lane *l);
/* That the traveller is listed: it has become known after what else is on record about them. */
void lane_record_hit(struct lane *l);
/* The outputs were not driven in time: on record as soon as there is room. */
void lane_record_late(struct lane *l);
/* Room for the records of another traveller. */
bool lane_record_room(const struct lane *l);
EG_CHECK bool lane_recorded(struct lane *l, const struct msg_recorded *r);
/* A crossing that was not acknowledged in time will not happen. */
void lane_record_abandon(struct lane *l);
/* A journal that owes an answer for too long is killed, so that a fresh one can take over. */
void lane_records_watch(struct lane *l);
void lane_records_lost(struct lane *l);
void lane_records_again(struct lane *l);

void lane_begin(struct lane *l);
void lane_capture(struct lane *l);
/* What the face worker says; false is a violation. */
EG_CHECK bool lane_portrait_ready(struct lane *l, const struct msg_portrait_ready *d);
EG_CHECK bool lane_face_result(struct lane *l, const struct msg_face_result *r);
EG_CHECK bool lane_guide(struct lane *l, const struct msg_face_guide *g);
EG_CHECK bool lane_unfit(struct lane *l, enum role from, const struct msg_unfit *u);
/* Something more is known of the document than when it was decided about. */
void lane_document_again(struct lane *l);
/* What policy makes of the document by what is known now. */
struct decision lane_document_decision(const struct lane *l);
/* As soon as verify is done and no answer of the lists is owed. */
void lane_document_decide(struct lane *l);

/* Policy wants everybody looked up: then the lists have to be there before anybody is served. */
bool lane_wants_lists(const struct lane *l);
/* The printed zone of a traveller who begins; the chip's, once its hash was verified. */
void lane_lookup_page(struct lane *l);
void lane_lookup_chip(struct lane *l);
/* MSG_HIT and MSG_LOOKUP_DONE; false is a violation. */
EG_CHECK bool lane_lookup_take(struct lane *l, const struct msg *m);
/* An answer about the present traveller is owed. */
bool lane_lookups_open(const struct lane *l);
/* The process with the lists is lost, or breaks protocol: whether that is the traveller's loss. */
bool lane_lookups_need(const struct lane *l, bool hostile);
void lane_lookups_lost(struct lane *l);
/* One that owes an answer for long is ended with its traveller. */
void lane_lookups_end(struct lane *l);
/* On a list, as far as is known: a pass takes two officers. */
bool lane_listed(const struct lane *l);
void lane_lookups_status(const struct lane *l, struct msg_status *s);
/* What one officer has agreed to counts no more. */
void lane_agree_anew(struct lane *l);
/* An officer has a traveller in hand who is referred outside: the time for it begins anew, long
 * enough for two of them, once a referral. */
void lane_hold_outside(struct lane *l);
/* A hit that is on no row yet, where none comes of the machine any more. */
void lane_lookups_record(struct lane *l);
/* Its list was replaced: another process takes it as soon as that costs no traveller anything. */
void lane_lists_renew(struct lane *l);
void lane_lists_follow(struct lane *l);
/* After each step and message: officers are told what they have not been told of who is referred;
 * travellers' screens what has changed for them. */
void lane_facts_follow(struct lane *l);
void lane_guidance_follow(struct lane *l);

/* An inspection desk: no doors, and an officer decides about everybody. */
bool lane_is_desk(const struct lane *l);
/* A face can be compared now; fingers can, and the desk's rules want them of this traveller. */
bool lane_desk_face(const struct lane *l);
bool lane_desk_finger(const struct lane *l);
/* The desk takes this traveller's fingers, and they cannot be had, though the chip may hold some.
 */
bool lane_desk_lacks_finger(const struct lane *l);
/* enum desk_need bits: to be taken before a pass; of whoever is examined at a desk. */
uint8_t lane_desk_needs(const struct lane *l);
/* An order that a desk, or a gate, can follow now, as far as this is about desks. */
bool lane_desk_takes(const struct lane *l, const struct msg_order *o);
/* A chip that is slow is read on at a desk while its officer looks already; until it is done. */
bool lane_desk_reads_on(const struct lane *l, enum role from, enum msg_kind kind);
/* The machine has left a state by this event: a comparison that it ends so was tried. */
void lane_desk_tried(struct lane *l, uint8_t before, enum gate_event_kind by);
/* The machine says that all was well, and it was not. */
void lane_desk_tell(struct lane *l);
/* A face or a finger was compared at a desk; nothing is decided by it. */
void lane_desk_compared(struct lane *l);
void lane_desk_pressed(struct lane *l);

/* Policy may want a finger: then both workers of it have to be there before anybody is served. */
bool lane_wants_fingers(const struct lane *l);
/* GATE_DO_FINGER; what was known of live fingers is forgotten. */
void lane_finger_capture(struct lane *l);
/* The gate goes on without a finger. */
void lane_finger_stop(struct lane *l);
void lane_finger_forget(struct lane *l);
/* The sensor is lost; an order under way is decided by that. */
void lane_touch_unfit(struct lane *l, enum reason why);
/* What verify, finger and touch say; false is a violation. */
EG_CHECK bool lane_finger_take(struct lane *l, const struct msg *m, int bulk_fd);
EG_CHECK bool lane_finger_findings(const struct lane *l, enum role from, const struct findings *f);
EG_CHECK bool lane_fingers_end(struct lane *l);
/* The worker whose picture it is may show one of this kind from now on. */
void lane_picture_due(struct lane *l, enum face_picture which);
EG_CHECK bool lane_picture(struct lane *l, enum role from, const struct msg *m, int bulk_fd);
/* A worker breaks protocol: who knows what its pictures show. */
void lane_pictures_doubt(struct lane *l, enum role from);
/* After each step: who is referred is shown, once. */
void lane_pictures_follow(struct lane *l);
void lane_pictures_forget(struct lane *l);
void lane_end(struct lane *l, uint32_t epoch);

/* What the page worker says; false is a violation. */
EG_CHECK bool lane_page_take(struct lane *l, const struct msg *m, int bulk_fd);
void lane_forget_document(struct lane *l);
/* The worker that has seen what lies there ends with its traveller. */
void lane_page_end(struct lane *l);
/* What was seen of the page of a traveller who begins: findings, and what others are told. */
void lane_page_begin(struct lane *l, struct msg_begin *begin);
/* MSG_BEGIN was sent. */
void lane_page_begun(struct lane *l);
/* The face worker had both portraits, or had no page's; false is a violation. */
EG_CHECK bool lane_page_compared(struct lane *l, const struct msg_portrait_ready *d);
/* Whether that is still to come: nothing is decided by it until then. */
bool lane_page_open(const struct lane *l);
/* As it is printed (Doc 9303-3, padded with NUL); empty where it was not read surely. */
void lane_page_nationality(const struct msg_document *d, char out[4]);
/* What was seen of the page; and the chip's characters for those that were not sure. */
void lane_page_record(const struct lane *l, struct msg_record *r);
void lane_page_status(const struct lane *l, struct msg_status *s);

#endif
