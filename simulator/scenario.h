/*
 * scenario: a readable play for one lane: persons, what they do, what must come of it.
 * Knows words and lines. Never knows how a step is carried out.
 *
 *   title Text for people
 *   lane SECTION.KEY=VALUE            a setting of the controller for this scenario
 *   person NAME passport=DOC face=PERSON [fingers=PERSON] [chip=KEY=VALUE]   a chip that misbehaves
 *          [page-face=PERSON] [page-name=NAME<<GIVEN]   a page that was tampered with
 *   gate TOPOLOGY                     mantrap if nothing is said; at a desk nothing is said of
 * doors, wires and walking sensor sim|virtual                a finger sensor: simulated, or
 * libfprint's virtual device page lines|pictures|camera        what the page reader gives; lines if
 * nothing is said terminal NAME                     its certificates for fingers, of the run's
 * documents [NAME] lays document              without NAME: the person named last expect CONDITION
 * within N ms      simulated time; CONDITION for N ms: it holds so long expect admitted the end:
 * what must have come of it, waited for
 *
 * '#' begins a comment line. README.md beside the scenarios shows all phrases.
 */
#ifndef EG_SIMULATOR_SCENARIO_H
#define EG_SIMULATOR_SCENARIO_H

#include "base/rd.h"

#define SCENARIO_PERSONS 6
#define SCENARIO_STEPS   96
#define SCENARIO_WORD    32
#define SCENARIO_TEXT    96

/* Verb, its phrase. In a phrase <...> stands for a word of that kind. */
#define SCENARIO_VERBS(X)                                                \
	X(VERB_LAY, "lays document")                                     \
	X(VERB_TAKE, "takes document")                                   \
	X(VERB_TEAR, "will tear document after <count> commands")        \
	X(VERB_WALK_IN, "walks in")                                      \
	X(VERB_WALK_OUT, "walks out")                                    \
	X(VERB_WALK_BACK, "walks back")                                  \
	X(VERB_FOLLOW, "follows <who>")                                  \
	X(VERB_LEAVE, "leaves")                                          \
	X(VERB_FACE, "faces camera")                                     \
	X(VERB_TURN, "turns away")                                       \
	X(VERB_WAIT_ENTRY, "waits entry green")                          \
	X(VERB_WAIT_EXIT, "waits exit green")                            \
	X(VERB_WAIT_RED, "waits entry red")                              \
	X(VERB_UNTIL, "until <state>")                                   \
	X(VERB_PAUSE, "pauses <count> ms")                               \
	X(VERB_FIRE, "fire alarm")                                       \
	X(VERB_FIRE_OVER, "fire over")                                   \
	X(VERB_STOP, "emergency stop")                                   \
	X(VERB_STOP_OVER, "emergency stop over")                         \
	X(VERB_TAMPER, "cabinet opens")                                  \
	X(VERB_TAMPER_OVER, "cabinet closes")                            \
	X(VERB_MAINS, "mains fails")                                     \
	X(VERB_MAINS_OVER, "mains returns")                              \
	X(VERB_ORDER, "officer orders <order>")                          \
	X(VERB_ADMITTED, "expect admitted")                              \
	X(VERB_REFERRED, "expect referred <why>")                        \
	X(VERB_REFERRED_CHECK, "expect referred <why> <check> <reason>") \
	X(VERB_ALARMED, "expect alarmed <why>")                          \
	X(VERB_EVACUATED, "expect evacuated")                            \
	X(VERB_ABANDONED, "expect abandoned")                            \
	X(VERB_STATE, "expect state <state>")                            \
	X(VERB_LOCKED, "expect <door> locked")                           \
	X(VERB_FREE, "expect <door> free")                               \
	X(VERB_JOURNAL, "expect journal <record> <count>")               \
	X(VERB_FOLLOW_CLOSELY, "follows <who> closely")                  \
	X(VERB_WALK_TO, "walks to <count>")                              \
	X(VERB_STAND, "stands still")                                    \
	X(VERB_BAG, "puts bag down")                                     \
	X(VERB_BAG_TAKEN, "bag is taken away")                           \
	X(VERB_PRESS, "presses release")                                 \
	X(VERB_PRESS_OVER, "lets release go")                            \
	X(VERB_KEY, "key is turned")                                     \
	X(VERB_KEY_OVER, "key is turned back")                           \
	X(VERB_WEDGE, "holds <door> open")                               \
	X(VERB_WEDGE_OVER, "lets <door> go")                             \
	X(VERB_HAND, "puts hand in <door>")                              \
	X(VERB_HAND_OVER, "takes hand out of <door>")                    \
	X(VERB_JAM, "<door> jams")                                       \
	X(VERB_SLOW, "<door> is slow")                                   \
	X(VERB_HALF, "<door> stops half open")                           \
	X(VERB_FORCE, "<door> is forced open")                           \
	X(VERB_DOOR_OVER, "<door> moves again")                          \
	X(VERB_STICK_LOW, "line <wire> sticks low")                      \
	X(VERB_STICK_HIGH, "line <wire> sticks high")                    \
	X(VERB_CHATTER, "line <wire> chatters")                          \
	X(VERB_LATE, "line <wire> lags <count> ms")                      \
	X(VERB_SWAP, "line <wire> shows line <other>")                   \
	X(VERB_LINE_OVER, "line <wire> works again")                     \
	X(VERB_DEAD, "wires are gone")                                   \
	X(VERB_DEAD_OVER, "wires are back")                              \
	X(VERB_CUT, "power is cut")                                      \
	X(VERB_CUT_OVER, "power is back")                                \
	X(VERB_WELD, "relay is welded")                                  \
	X(VERB_DROP, "relay drops")                                      \
	X(VERB_RELAY_OVER, "relay works again")                          \
	X(VERB_AT, "at <count> ms")                                      \
	X(VERB_WORKER_DIES, "worker <role> dies")                        \
	X(VERB_WORKER_SILENT, "worker <role> falls silent")              \
	X(VERB_WORKER_OVER, "worker <role> works again")                 \
	X(VERB_CORE_DIES, "controller dies")                             \
	X(VERB_CORE_BACK, "controller starts again")                     \
	X(VERB_ON, "expect <output> on")                                 \
	X(VERB_OFF, "expect <output> off")                               \
	X(VERB_CHANGES, "expect <output> changes <count> times")         \
	X(VERB_OPEN, "expect <door> open")                               \
	X(VERB_CLOSED, "expect <door> closed")                           \
	X(VERB_HELD, "expect why <why>")                                 \
	X(VERB_PLACE, "expect place <count>")                            \
	X(VERB_PRINT, "shows print of <who>")                            \
	X(VERB_SCREEN, "shows screen with <who>")                        \
	X(VERB_MASK, "wears mask")                                       \
	X(VERB_GLASSES, "wears dark glasses")                            \
	X(VERB_BARE, "shows bare face")                                  \
	X(VERB_BESIDE, "stands beside <who>")                            \
	X(VERB_LEFT, "turns head left")                                  \
	X(VERB_RIGHT, "turns head right")                                \
	X(VERB_BLINK, "blinks")                                          \
	X(VERB_IGNORE, "ignores screen")                                 \
	X(VERB_UNPLUGGED, "camera is unplugged")                         \
	X(VERB_FREEZE, "camera freezes")                                 \
	X(VERB_BLACK, "camera goes black")                               \
	X(VERB_LOOP, "camera loops")                                     \
	X(VERB_CAMERA_OVER, "camera works again")                        \
	X(VERB_MISSING, "expect <role> missing")                         \
	X(VERB_READY, "expect <role> ready")                             \
	X(VERB_FINGER, "gives finger")                                   \
	X(VERB_FINGER_LATE, "gives finger for <count> ms")               \
	X(VERB_FINGER_WRONG, "gives wrong finger")                       \
	X(VERB_FINGER_OF, "gives finger of <who>")                       \
	X(VERB_FINGER_DRY, "gives dry finger")                           \
	X(VERB_FINGER_WET, "gives wet finger")                           \
	X(VERB_FINGER_ASIDE, "gives finger off centre")                  \
	X(VERB_FINGER_TOUCH, "touches sensor")                           \
	X(VERB_FINGER_HOLD, "leaves finger on sensor")                   \
	X(VERB_FINGER_BLANK, "covers sensor")                            \
	X(VERB_FINGER_COPY, "feeds picture of chip")                     \
	X(VERB_FINGER_REPEAT, "feeds picture again")                     \
	X(VERB_FINGER_NONE, "gives no finger")                           \
	X(VERB_SENSOR_OUT, "sensor is unplugged")                        \
	X(VERB_SENSOR_FAILS, "sensor fails")                             \
	X(VERB_SENSOR_OVER, "sensor works again")                        \
	X(VERB_PROMPTED, "expect prompt <prompt>")                       \
	X(VERB_LAY_DOWN, "lays document upside down")                    \
	X(VERB_LAY_TURNED, "lays document at <count> degrees")           \
	X(VERB_LAY_WRONG, "lays wrong page")                             \
	X(VERB_LAY_FRONT, "lays front of card")                          \
	X(VERB_LAY_CLOSED, "lays closed passport")                       \
	X(VERB_LAY_SCREEN, "lays screen with document")                  \
	X(VERB_LAY_SCREEN_CHIP, "lays screen with document and chip")    \
	X(VERB_LAY_TWO, "lays two documents")                            \
	X(VERB_LAY_GLARE, "lays document with glare")                    \
	X(VERB_LAY_COPY, "lays copy of document")                        \
	X(VERB_LIFT, "lifts document at once")                           \
	X(VERB_PAGE_OUT, "page reader is unplugged")                     \
	X(VERB_PAGE_OVER, "page reader works again")                     \
	X(VERB_PAGE_PROMPTED, "expect page prompt <page-prompt>")

enum scenario_verb {
#define X(name, phrase) name,
	SCENARIO_VERBS(X)
#undef X
		SCENARIO_VERB_COUNT
};

/* What the camera can see of a person: name, folder of the pictures (simulator/reels.py). */
#define SCENARIO_LOOKS(X)          \
	X(LOOK_LIVE, "frames")     \
	X(LOOK_LEFT, "left")       \
	X(LOOK_RIGHT, "right")     \
	X(LOOK_BLINK, "blink")     \
	X(LOOK_MASK, "mask")       \
	X(LOOK_GLASSES, "glasses") \
	X(LOOK_PRINT, "print")     \
	X(LOOK_SCREEN, "screen")

enum scenario_look {
#define X(name, folder) name,
	SCENARIO_LOOKS(X)
#undef X
		SCENARIO_LOOK_COUNT
};

/* The finger sensor of the lane: number, word. */
#define SCENARIO_SENSORS(X)               \
	X(FINGER_SENSOR_NONE, "none")     \
	X(FINGER_SENSOR_SIMULATED, "sim") \
	X(FINGER_SENSOR_VIRTUAL, "virtual")

enum scenario_sensor {
#define X(name, word) name,
	SCENARIO_SENSORS(X)
#undef X
		FINGER_SENSOR_COUNT
};

/* The page reader of the lane: number, word. */
#define SCENARIO_PAGES(X)                     \
	X(SCENARIO_PAGE_LINES, "lines")       \
	X(SCENARIO_PAGE_PICTURES, "pictures") \
	X(SCENARIO_PAGE_CAMERA, "camera")

enum scenario_page {
#define X(name, word) name,
	SCENARIO_PAGES(X)
#undef X
		SCENARIO_PAGE_COUNT
};

/* How a document lies on the reader: number, word of pictures of it. */
#define SCENARIO_LAYINGS(X)           \
	X(LAID_AS_ASKED, "plain")     \
	X(LAID_TURNED, "turned")      \
	X(LAID_WRONG_PAGE, "another") \
	X(LAID_FRONT, "front")        \
	X(LAID_CLOSED, "closed")      \
	X(LAID_SCREEN, "screen")      \
	X(LAID_TWO, "two")            \
	X(LAID_GLARE, "glare")        \
	X(LAID_COPY, "copy")

enum scenario_laid {
#define X(name, word) name,
	SCENARIO_LAYINGS(X)
#undef X
		SCENARIO_LAID_COUNT
};

struct scenario_step {
	uint8_t verb;    /* enum scenario_verb */
	uint8_t who;     /* index of the person */
	uint16_t line;   /* of the file */
	uint32_t number; /* <count>, <who>, <state>, <why>, <door>, <record>, <order>, <prompt>,
			  * <page-prompt> */
	uint8_t check;   /* enum check, enum reason */
	uint8_t reason;
	uint8_t other;            /* <wire>, <output>: its bit; <role>, <record> */
	uint32_t within_ms;       /* "within": an expectation is met so soon; 0: at any time */
	uint32_t for_ms;          /* "for": it is met all the time; 0: once */
	char text[SCENARIO_TEXT]; /* the line, for people */
};

struct scenario_person {
	char name[SCENARIO_WORD];
	char passport[SCENARIO_WORD];  /* document of the run's documents; empty: has none */
	char face[SCENARIO_WORD];      /* person whose frames the camera sees; empty: nobody's */
	char fingers[SCENARIO_WORD];   /* person whose fingers they have; empty: as the face */
	char chip[SCENARIO_WORD];      /* a setting of the virtual chip; empty: none */
	char page_face[SCENARIO_WORD]; /* person whose portrait is stuck on the page; empty: none */
	char page_name[SCENARIO_WORD]; /* what its zone says for the holder's name; empty: that */
	uint8_t kind;                  /* enum metal_kind */
	bool country;                  /* comes from the country, where the lane is turned round */
};

struct scenario {
	char title[SCENARIO_TEXT];
	uint8_t topology; /* enum gate_topology */
	uint8_t sensor;   /* enum scenario_sensor */
	uint8_t page;     /* enum scenario_page */
	struct scenario_person person[SCENARIO_PERSONS];
	uint8_t persons;
	struct scenario_step step[SCENARIO_STEPS];
	uint8_t steps;
};

/*
 * Parses the text of a scenario file. On EG_BAD_DATA *line is the first line that is not
 * understood (0: the scenario as a whole: no title, no person, or no expectation).
 */
EG_CHECK enum eg_err scenario_parse(struct rd text, struct scenario *out, unsigned *line);
/* A verb that does nothing but expect something. */
bool scenario_expects(unsigned verb);
/* Phrase of a verb. */
const char *scenario_phrase(unsigned verb);

#endif
