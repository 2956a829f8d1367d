/*
 * scenario: a readable play for one lane: persons, what they do, what must come of it.
 * Knows words and lines. Never knows how a step is carried out.
 *
 *   title Text for people
 *   lane KEY=VALUE                    a setting of the controller for this scenario
 *   person NAME passport=DOC face=PERSON [chip=KEY=VALUE]   a chip that misbehaves
 *   [NAME] lays document              without NAME: the person named last
 *   expect admitted                   the end: what must have come of it, waited for
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
	X(VERB_JOURNAL, "expect journal <record> <count>")

enum scenario_verb {
#define X(name, phrase) name,
	SCENARIO_VERBS(X)
#undef X
		SCENARIO_VERB_COUNT
};

struct scenario_step {
	uint8_t verb;    /* enum scenario_verb */
	uint8_t who;     /* index of the person */
	uint16_t line;   /* of the file */
	uint32_t number; /* <count>, <who>, <state>, <why>, <door>, <record>, <order> */
	uint8_t check;   /* enum check, enum reason */
	uint8_t reason;
	char text[SCENARIO_TEXT]; /* the line, for people */
};

struct scenario_person {
	char name[SCENARIO_WORD];
	char passport[SCENARIO_WORD]; /* document of the run's documents; empty: has none */
	char face[SCENARIO_WORD];     /* person whose frames the camera sees; empty: nobody's */
	char chip[SCENARIO_WORD];     /* a setting of the virtual chip; empty: none */
};

struct scenario {
	char title[SCENARIO_TEXT];
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
/* Phrase of a verb. */
const char *scenario_phrase(unsigned verb);

#endif
