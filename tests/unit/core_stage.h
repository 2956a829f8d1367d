/*
 * core_stage: a lane whose workers, wires and time are played by a test.
 * Knows what the lane did through its ports. No process, no clock, no socket.
 */
#ifndef EG_TESTS_CORE_STAGE_H
#define EG_TESTS_CORE_STAGE_H

#include "prog/core_lane.h"

#define SENT_MAX 256
#define TOLD_MAX 64
#define SOUND                                                                      \
	((uint32_t)(GATE_IN_ENTRY_CLOSED | GATE_IN_EXIT_CLOSED | GATE_IN_FIRE_OK | \
		    GATE_IN_ESTOP_OK | GATE_IN_TAMPER_OK | GATE_IN_MAINS_OK | GATE_IN_SENSORS_OK))
#define ENTRY_SWINGS (SOUND & ~(uint32_t)GATE_IN_ENTRY_CLOSED)
#define EXIT_SWINGS  (SOUND & ~(uint32_t)GATE_IN_EXIT_CLOSED)
#define PRESENT      ((uint32_t)GATE_IN_PRESENT)
#define BULK         77 /* a descriptor that only travels */

struct sent {
	enum role to;
	struct msg m;
	int bulk;
};

#define STAGE_WORKERS 5
extern const enum role stage_workers[STAGE_WORKERS];

/* What the lane did through its ports. */
struct stage {
	struct lane lane;
	struct sent sent[SENT_MAX];
	size_t sent_count;
	unsigned killed[ROLE_COUNT];
	uint32_t armed_ms;
	struct msg told;
	struct msg informed[TOLD_MAX]; /* the first that officers were told of who is referred */
	size_t informed_count;
	uint64_t case_recorded; /* number that was told last */
	size_t cases_recorded;
	struct msg guides[TOLD_MAX]; /* the first that travellers' screens were told */
	size_t guide_count;
	bool exit_was_free;                  /* ever, in any status or drive */
	struct msg kept[FACE_PICTURE_COUNT]; /* pictures; kind MSG_NOTHING: none */
	unsigned shown[FACE_PICTURE_COUNT];  /* to watchers */
	bool unsealed;                       /* a picture that comes cannot be kept */
	struct msg page;                     /* its picture; kind MSG_NOTHING: none is kept */
	enum eg_err page_refused;            /* what comes of keeping one */
	uint32_t page_step_us;               /* as told last, of STEP_PAGE */
	enum role deaf;                      /* sending to this role fails; ROLE_COUNT: none */
};

/* Ends like cmocka's asserts when the lane does not do what each of these needs. */
uint8_t stage_state(const struct stage *s);
bool stage_say(struct stage *s, enum role from, const struct msg *m);
struct msg stage_about(const struct stage *s, enum msg_kind kind);
void stage_join(struct stage *s, enum role role);
void stage_join_missing(struct stage *s);
void stage_levels(struct stage *s, uint32_t wires);
const struct sent *stage_last_to(const struct stage *s, enum role to, enum msg_kind kind);
const struct msg_record *stage_last_record(const struct stage *s);
size_t stage_count_sent(const struct stage *s, enum msg_kind kind);
struct stage *stage_idle(void);
/* The same at the shipped gate of another topology. */
struct stage *stage_idle_of(enum gate_topology topology);
/* As a reader of lines tells it. */
struct msg stage_document(void);
void stage_lay_document(struct stage *s);
struct msg stage_findings(const struct stage *s, enum role role, enum verdict v);
/* One person comes in, and the entry closes behind them. */
void stage_walk_in(struct stage *s);
void stage_chip_done(struct stage *s);
void stage_verify_done(struct stage *s, enum verdict v);
void stage_face_reads(struct stage *s, enum verdict v);
bool stage_face_tells(struct stage *s, int16_t match);
bool stage_journal_answers(struct stage *s);
int16_t stage_good_score(const struct stage *s);
struct stage *stage_at(enum gate_state state);
void stage_leave(struct stage *s);
void stage_cross(struct stage *s);

#endif
