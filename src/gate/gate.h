/*
 * gate: the machine of a gate, as a pure function. Values in, values out.
 * Knows doors, beams, evidence, orders and timers as events. Never knows time, bytes of a
 * document, files, heap or processes; nothing here can fail.
 *
 * A traveller presents the document, comes to the exit door (in a mantrap: through the entry door
 * into the chamber), is compared there with the chip's portrait, where policy wants it also by a
 * finger, and leaves through the exit door, or is referred to an officer. Which doors there are
 * says the plan, which is part of the gate.
 *
 * At a desk there are none, and nothing is driven. Whoever is read there comes to REFERRED_INSIDE,
 * whatever was found; face and finger are compared by the officer's RETRY, and lead back there.
 * PASS is recorded, and that is the end; BACK writes the one referral. No timer, no level and no
 * other order moves them.
 */
#ifndef EG_GATE_GATE_H
#define EG_GATE_GATE_H

#include "base/verdict.h"
#include "gate/plan.h"

/* State: name, text, default timer in ms (0: no timer; then the state is not busy). */
#define GATE_STATES(X)                                                                  \
	X(GATE_INIT, "proving that doors are closed and the chamber is empty", 60000)   \
	X(GATE_CLOSED, "out of service", 0)                                             \
	X(GATE_IDLE, "waiting for a traveller", 0)                                      \
	X(GATE_READING, "document and chip are read and verified", 20000)               \
	X(GATE_WALKING, "document accepted, traveller comes to the door", 30000)        \
	X(GATE_ENTRY_OPEN, "entry unlocked, traveller may enter", 5000)                 \
	X(GATE_ENTRY_CLOSING, "traveller inside, entry door closing", 5000)             \
	X(GATE_FACE, "live face compared with the chip's portrait", 20000)              \
	X(GATE_FINGER, "live finger compared with the chip's", 30000)                   \
	X(GATE_RECORDING, "admitted, waiting for the journal", 3000)                    \
	X(GATE_EXIT_OPEN, "exit unlocked, traveller may leave", 10000)                  \
	X(GATE_EXIT_CLOSING, "traveller through, exit door closing", 5000)              \
	X(GATE_REFERRED_OUTSIDE, "referred before entering: go to the officer", 15000)  \
	X(GATE_REFERRED_INSIDE, "referred inside: officer decides", 60000)              \
	X(GATE_BACK_OPEN, "entry unlocked for the way back", 15000)                     \
	X(GATE_BACK_CLOSING, "chamber left backwards, entry door closing", 5000)        \
	X(GATE_ALARM, "locked after an alarm: officer needed", 60000)                   \
	X(GATE_EVACUATE, "doors free: fire, emergency stop, power failure, officer", 0) \
	X(GATE_CLEARING, "evacuation over: doors lock after this warning", 5000)

enum gate_state {
#define X(name, text, ms) name,
	GATE_STATES(X)
#undef X
		GATE_STATE_COUNT
};

/* Events: name, whether it concerns one traveller (then its epoch must be current). */
#define GATE_EVENTS(X)                                                             \
	X(GATE_EV_LEVELS, false)        /* inputs were read again: edge or tick */ \
	X(GATE_EV_TIMER, true)          /* timer of the present state ran out */   \
	X(GATE_EV_DOCUMENT, false)      /* a document lies on the page reader */   \
	X(GATE_EV_DOCUMENT_OK, true)    /* policy accepts document and holder */   \
	X(GATE_EV_DOCUMENT_REFER, true) /* policy does not, for a reason */        \
	X(GATE_EV_FACE_OK, true)        /* policy accepts the live face */         \
	X(GATE_EV_FACE_REFER, true)                                                \
	X(GATE_EV_FINGER_WANTED, true) /* face is done, policy wants a finger */   \
	X(GATE_EV_FINGER_OK, true)     /* policy accepts finger and face */        \
	X(GATE_EV_FINGER_REFER, true)                                              \
	X(GATE_EV_RECORDED, true)      /* the journal acknowledged the crossing */ \
	X(GATE_EV_RECORD_FAILED, true) /* the journal refused or was lost */       \
	X(GATE_EV_WORKER_LOST, true)   /* a process serving this traveller died */ \
	X(GATE_EV_ORDER_PASS, true)    /* officer: let this traveller pass */      \
	X(GATE_EV_ORDER_BACK, true)    /* officer: send this traveller back */     \
	X(GATE_EV_ORDER_RETRY, true)   /* officer: compare the face again */       \
	X(GATE_EV_ORDER_RESET, false)  /* officer: alarm or evacuation is over */  \
	X(GATE_EV_ORDER_CLOSE, false)  /* officer: lane out of service */          \
	X(GATE_EV_ORDER_OPEN, false)   /* officer: lane into service */            \
	X(GATE_EV_ORDER_HOLD, true)    /* officer: this traveller stops here */    \
	X(GATE_EV_ORDER_FREE, false)   /* officer: all doors free, as in a fire */ \
	X(GATE_EV_ORDER_TURN, false)   /* officer: the lane the other way round */

enum gate_event_kind {
#define X(name, personal) name,
	GATE_EVENTS(X)
#undef X
		GATE_EVENT_COUNT
};

/*
 * Input levels as the passage logic concludes them from the wires (passage.h). "OK": a broken wire
 * reads as not ok. GATE_IN_PASSED: since the exit was released one person went out by it.
 * GATE_IN_READY is a level of the core: every worker is warm, the journal answers, an officer is
 * there. It is needed to begin with a traveller, not while serving one. Where there is no entry
 * door, PRESENT and SEVERAL are about the place before the exit door, and the entry's levels are
 * ignored.
 */
#define GATE_INPUTS(X)                                                     \
	X(GATE_IN_ENTRY_CLOSED, 0) /* entry door proved closed */          \
	X(GATE_IN_EXIT_CLOSED, 1)  /* exit door proved closed */           \
	X(GATE_IN_ENTRY_BEAM, 2)   /* body in the swing of the entry */    \
	X(GATE_IN_EXIT_BEAM, 3)    /* body in the swing of the exit */     \
	X(GATE_IN_PRESENT, 4)      /* somebody in the chamber */           \
	X(GATE_IN_SEVERAL, 5)      /* more than one in the chamber */      \
	X(GATE_IN_FIRE_OK, 6)                                              \
	X(GATE_IN_ESTOP_OK, 7)                                             \
	X(GATE_IN_TAMPER_OK, 8)                                            \
	X(GATE_IN_MAINS_OK, 9)                                             \
	X(GATE_IN_RELEASE, 10)    /* somebody inside asks to be let out */ \
	X(GATE_IN_SENSORS_OK, 11) /* the sensors can be believed */        \
	X(GATE_IN_BREACH, 12)     /* as the event's breach says */         \
	X(GATE_IN_PASSED, 13)                                              \
	X(GATE_IN_READY, 30)

enum gate_input {
#define X(name, bit) name = (int)(1u << (bit)),
	GATE_INPUTS(X)
#undef X
};
#define GATE_INPUT_LINES 14 /* bits 0..13 come from wires */

/*
 * Outputs; a lock without power is open (fail-safe), so "LOCK" is the driven level. Driven on an
 * open door it means: close and hold. Neither green nor red at the entry: waiting for a document.
 */
#define GATE_OUTPUTS(X)                                                                            \
	X(GATE_OUT_ENTRY_LOCK, 0) /* driven: entry door held locked */                             \
	X(GATE_OUT_EXIT_LOCK, 1)  /* driven: exit door held locked */                              \
	X(GATE_OUT_ENTRY_GREEN, 2)                                                                 \
	X(GATE_OUT_ENTRY_RED, 3)                                                                   \
	X(GATE_OUT_EXIT_GREEN, 4)                                                                  \
	X(GATE_OUT_EXIT_RED, 5)                                                                    \
	X(GATE_OUT_FACE_LIGHT, 6)   /* light for the camera */                                     \
	X(GATE_OUT_OFFICER_CALL, 7) /* lamp and bell at the desk */                                \
	X(GATE_OUT_BUZZER, 8)       /* alarm in the lane */                                        \
	X(GATE_OUT_WATCHDOG, 9)    /* toggled by the core on each redrive, never by the machine */ \
	X(GATE_OUT_ENTRY_OPEN, 10) /* driven: the entry's drive opens it; never with its lock */   \
	X(GATE_OUT_EXIT_OPEN, 11)                                                                  \
	X(GATE_OUT_IDLE, 12)       /* blue: waiting for a traveller */                             \
	X(GATE_OUT_ARROW, 13)      /* lane in service, forward */                                  \
	X(GATE_OUT_ARROW_BACK, 14) /* lane in service, turned round */                             \
	X(GATE_OUT_CROSS, 15)      /* lane out of service */                                       \
	X(GATE_OUT_PASSED, 16)     /* for peers: one person has passed */

enum gate_output {
#define X(name, bit) name = (int)(1u << (bit)),
	GATE_OUTPUTS(X)
#undef X
};
#define GATE_OUTPUT_LINES 17

/* Evidence about the present traveller, set only by events of the current epoch. */
enum gate_evidence {
	GATE_HAS_DOCUMENT = 1, /* document accepted by policy */
	GATE_HAS_FACE = 2,     /* live face accepted by policy */
	GATE_HAS_OFFICER = 4,  /* an officer decided to let pass */
	GATE_HAS_RECORD = 8,   /* the journal acknowledged this crossing */
	GATE_HAS_FINGER = 16,  /* live finger accepted by policy, with the face before it */
};

/* Why the traveller is referred or the lane alarmed, beyond the findings of the checks. */
#define GATE_WHYS(X)                                                       \
	X(GATE_WHY_NONE, "no reason to give")                              \
	X(GATE_WHY_DOCUMENT, "document or holder not accepted")            \
	X(GATE_WHY_FACE, "face not accepted")                              \
	X(GATE_WHY_SEVERAL, "more than one person in the chamber")         \
	X(GATE_WHY_LEFT, "traveller left half-way")                        \
	X(GATE_WHY_TIME, "not finished in time")                           \
	X(GATE_WHY_WORKER, "a process serving the traveller was lost")     \
	X(GATE_WHY_JOURNAL, "the crossing could not be recorded")          \
	X(GATE_WHY_OBSTRUCTED, "a door could not close")                   \
	X(GATE_WHY_INTRUSION, "presence or open door that nobody ordered") \
	X(GATE_WHY_WRONG_WAY, "entered against the direction")             \
	X(GATE_WHY_TAMPER, "tamper contact open")                          \
	X(GATE_WHY_FIRE, "fire alarm")                                     \
	X(GATE_WHY_ESTOP, "emergency stop")                                \
	X(GATE_WHY_MAINS, "power failure")                                 \
	X(GATE_WHY_OFFICER, "ordered by an officer")                       \
	X(GATE_WHY_PIGGYBACK, "two people close together")                 \
	X(GATE_WHY_TAILGATING, "a second person followed through a door")  \
	X(GATE_WHY_LOITERING, "stayed longer than needed")                 \
	X(GATE_WHY_OBJECT, "something was left behind")                    \
	X(GATE_WHY_ASSISTANCE, "a child beside an adult")                  \
	X(GATE_WHY_CRAWLING, "somebody crawls or climbs")                  \
	X(GATE_WHY_SENSOR, "a sensor or door cannot be believed")          \
	X(GATE_WHY_RELEASE, "asked inside to be let out")                  \
	X(GATE_WHY_PREVENTED, "a door could not open")                     \
	X(GATE_WHY_CALLS, "no officer came, and they were let out")        \
	X(GATE_WHY_DEADLINE, "outputs were not driven in time")            \
	X(GATE_WHY_ENDED, "the controller had ended unasked")              \
	X(GATE_WHY_FINGER, "finger not accepted")                          \
	X(GATE_WHY_INSPECTION, "examined at the desk")

enum gate_why {
#define X(name, text) name,
	GATE_WHYS(X)
#undef X
		GATE_WHY_COUNT
};

struct gate {
	struct gate_plan plan; /* never changes */
	uint8_t state;         /* enum gate_state */
	uint8_t evidence;      /* enum gate_evidence bits */
	uint8_t why;           /* enum gate_why of the referral or alarm */
	uint8_t tries;         /* timers that ran out in this state: attempts, calls. While a door
				  closes, it opens once more where this is odd */
	bool closing;          /* out of service as soon as nobody is served */
	bool reversed;         /* turned round: entry and exit have changed places */
	uint32_t epoch;        /* of the present traveller; 0 when there is none */
	uint32_t next_epoch;   /* epoch the next traveller gets; never 0 */
	uint32_t inputs;       /* levels as last seen */
	uint8_t breach;        /* enum gate_why, of those levels */
};

struct gate_event {
	enum gate_event_kind kind;
	uint32_t epoch;  /* of the traveller meant; ignored where the event is not personal */
	uint32_t inputs; /* levels at this moment, enum gate_input bits */
	uint8_t breach;  /* enum gate_why, where GATE_IN_BREACH is set */
};

/*
 * What the core has to do after a step (besides driving gate_outputs), in this order: records
 * first, then END, then BEGIN, CAPTURE, FINGER, TIMER. END and BEGIN never come in one step.
 */
enum gate_do {
	GATE_DO_BEGIN = 1, /* a traveller begins: start page, chip, verify, face on the new epoch */
	GATE_DO_CAPTURE = 2,         /* start the live face capture */
	GATE_DO_RECORD = 4,          /* write the crossing; answer RECORDED or RECORD_FAILED */
	GATE_DO_RECORD_REFERRAL = 8, /* write the referral or alarm; its answer is not awaited */
	GATE_DO_END = 16,    /* the traveller is done: kill this epoch's workers, forget them */
	GATE_DO_TIMER = 32,  /* (re)arm the timer of the new state; disarm if it has none */
	GATE_DO_FINGER = 64, /* start the live finger capture */
};

struct gate_step {
	struct gate gate;
	uint32_t todo;  /* enum gate_do bits */
	uint32_t epoch; /* traveller that todo is about, also when the step ended them; 0: none */
	uint8_t why;    /* enum gate_why to write with GATE_DO_RECORD_REFERRAL, else NONE */
};

/* The machine after power-up: INIT, nobody known, doors locked. */
struct gate gate_start(const struct gate_plan *plan);
/*
 * One step. The levels of the event always count; they are judged first, and what they end is
 * over before the event is looked at. A personal event of another epoch is worth its levels only,
 * and so is an event whose state the levels have just left (but WORKER_LOST and DOCUMENT_REFER
 * always count). ALARM and EVACUATE forget the traveller (END), so orders there carry epoch 0. A
 * document that is ignored because the lane is not ready is not remembered: the core gives the
 * event again while the document still lies.
 */
struct gate_step gate_step(struct gate g, struct gate_event ev);
/* Output levels, enum gate_output bits, from the state alone (and its last inputs, for the
 * interlock). */
uint32_t gate_outputs(struct gate g);
/* Default timer of a state in ms, 0 if it has none. */
uint32_t gate_timer_ms(enum gate_state state);

/* Static names and texts; out-of-range values give "?". */
const char *gate_state_name(unsigned state);
const char *gate_state_text(unsigned state);
const char *gate_event_name(unsigned kind);
const char *gate_why_name(unsigned why);
const char *gate_why_text(unsigned why);
/* Whoever is here is an officer's to decide about. state: enum gate_state. */
bool gate_refers(unsigned state);
/* Where whoever is served in this state stands: before the entry or in its open door, or behind it.
 * GATE_NOWHERE: nobody is served, or who is there is not told by the state (alarm, evacuation). */
enum gate_place { GATE_NOWHERE, GATE_OUTSIDE, GATE_INSIDE };
enum gate_place gate_place(enum gate_state state);
bool gate_event_personal(enum gate_event_kind kind);
/* A breach of this reason is an alarm; others refer the traveller. */
bool gate_breach_alarms(enum gate_why why);

#endif
