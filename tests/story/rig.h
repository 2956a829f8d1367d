/*
 * rig: one whole lane in one process, on virtual time: the lane of src/prog, passage and actuate of
 * src/gate, scripted workers, and metal that somebody else moves.
 * Knows in which order the core does things (as core.c). Never knows why a body moves, nor what
 * ought to come of it. No process, no clock, no socket.
 */
#ifndef EG_TESTS_STORY_RIG_H
#define EG_TESTS_STORY_RIG_H

#include "gate/actuate.h"
#include "prog/core_lane.h"
#include "simulator/metal.h"

#define RIG_TICK_US 50000 /* as core.c: levels read, lines driven, watchdog toggled */
#define RIG_JOBS    24

enum rig_worker { RIG_WORKS, RIG_SILENT, RIG_DEAD };
enum rig_face { RIG_FACE_NOBODY, RIG_FACE_HOLDER, RIG_FACE_OTHER };

/* Something a worker will do. */
struct rig_job {
	int64_t at_us; /* 0: free */
	uint64_t number;
	uint32_t epoch;
	uint8_t role;
	uint8_t kind; /* enum msg_kind of the last message of it */
};

/* How long each takes, ms. */
struct rig_pace {
	uint32_t chip;
	uint32_t verify;
	uint32_t portrait;
	uint32_t face;
	uint32_t record;
	uint32_t start; /* from the end of a worker to the next one's start */
};

struct rig {
	struct lane lane;
	struct passage passage;
	struct actuate actuate;
	struct metal *metal; /* borrowed; moved by the caller */
	struct lane_settings settings;
	struct rig_pace pace;
	struct rig_job job[RIG_JOBS];
	uint8_t worker[ROLE_COUNT]; /* enum rig_worker */
	struct gate_lines lines;    /* as last read */
	uint32_t wires;             /* that are fitted */
	uint32_t outputs;
	int64_t now_us;
	int64_t timer_us; /* of the state, when it runs out; 0: none */
	int64_t wake_us;  /* a level is debounced then; 0: none */
	int64_t tick_us;  /* the next */
	uint32_t watchdog;
	uint32_t driven; /* lines as last driven */
	uint32_t wanted;
	bool dead;            /* the controller's process has ended */
	bool lies;            /* a document lies on the reader */
	uint8_t check;        /* enum check that the document on the reader will fail, and why; */
	uint8_t reason;       /* REASON_NONE: none */
	uint8_t served_check; /* the same of the traveller who is served */
	uint8_t served_reason;
	uint8_t face; /* enum rig_face: who stands before the camera */
	/* What the workers and the officer have said, by travellers' epochs; 0: of nobody. */
	uint32_t page; /* the face worker has the picture of theirs */
	uint32_t good_document;
	uint32_t good_face;
	uint32_t passed;                      /* by an officer */
	uint32_t recorded;                    /* crossing that was sent to the journal last */
	uint64_t recorded_as;                 /* its number */
	uint32_t grants;                      /* crossings acknowledged that had a good reason */
	uint32_t orders;                      /* given */
	uint32_t records[RECORD_SERVICE + 1]; /* written, by enum record_what */
	struct msg status;                    /* as told last */
	void *context;
	void (*told)(void *context, const struct msg_status *status); /* NULL: nobody listens */
};

/* A controller that was just started before this metal; all workers come at once. */
void rig_start(struct rig *r, const struct lane_settings *s, struct metal *metal);
/* The metal has moved by us microseconds; the lane does what is due in that time. */
void rig_pass(struct rig *r, uint32_t us);
/* The wires woke the lane, now. */
void rig_wake(struct rig *r);
/* A document that fails a check for a reason (REASON_NONE: none) is laid on the reader, or taken.
 */
void rig_lay(struct rig *r, enum check check, enum reason reason);
void rig_take(struct rig *r);
/* An officer's order about whoever is served. */
void rig_order(struct rig *r, enum gate_event_kind order);
void rig_worker(struct rig *r, enum role role, enum rig_worker how);
/* The controller ends without a word, as after kill -9; and another is started. */
void rig_kill(struct rig *r);
void rig_again(struct rig *r);

/* Between rig.c and rig_workers.c. */
struct lane_ports rig_ports(struct rig *r);
void rig_work(struct rig *r);
void rig_join_all(struct rig *r);

#endif
