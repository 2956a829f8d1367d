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
 * '#' begins a comment line. The phrases are in scenario_phrases(), so that nothing else is needed
 * to write one. README.md beside the scenarios shows them all.
 */
#ifndef EG_SIMULATOR_SCENARIO_H
#define EG_SIMULATOR_SCENARIO_H

#include "base/rd.h"

#define SCENARIO_PERSONS 4
#define SCENARIO_STEPS   64
#define SCENARIO_WORD    32
#define SCENARIO_TEXT    96

/* Verb, its phrase, meaning. In a phrase <...> stands for a word of that kind. */
#define SCENARIO_VERBS(X)                                                                \
	X(VERB_LAY, "lays document", "lays the document on the page reader")             \
	X(VERB_TAKE, "takes document", "takes it away again")                            \
	X(VERB_TEAR, "will tear document after <count> commands",                        \
	  "the chip falls silent in the middle of being read")                           \
	X(VERB_WALK_IN, "walks in", "through the entry, until inside the chamber")       \
	X(VERB_WALK_OUT, "walks out", "through the exit, until in the country")          \
	X(VERB_WALK_BACK, "walks back", "through the entry, until outside again")        \
	X(VERB_FOLLOW, "follows <who>", "will walk closely behind the other person")     \
	X(VERB_LEAVE, "leaves", "takes the document and goes away")                      \
	X(VERB_FACE, "faces camera", "stands before the camera from now on")             \
	X(VERB_TURN, "turns away", "the camera sees nobody")                             \
	X(VERB_WAIT_ENTRY, "waits entry green", "until the entry lamp is green")         \
	X(VERB_WAIT_EXIT, "waits exit green", "until the exit lamp is green")            \
	X(VERB_WAIT_RED, "waits entry red", "until the entry lamp is red")               \
	X(VERB_UNTIL, "until <state>", "until the lane is in that state")                \
	X(VERB_PAUSE, "pauses <count> ms", "simulated milliseconds")                     \
	X(VERB_FIRE, "fire alarm", "the contact of the fire alarm opens")                \
	X(VERB_FIRE_OVER, "fire over", "")                                               \
	X(VERB_STOP, "emergency stop", "somebody hits the button")                       \
	X(VERB_STOP_OVER, "emergency stop over", "")                                     \
	X(VERB_TAMPER, "cabinet opens", "the tamper contact opens")                      \
	X(VERB_TAMPER_OVER, "cabinet closes", "")                                        \
	X(VERB_MAINS, "mains fails", "the lane runs on its battery")                     \
	X(VERB_MAINS_OVER, "mains returns", "")                                          \
	X(VERB_ORDER, "officer orders <order>", "pass, back, retry, reset, close, open") \
	X(VERB_ADMITTED, "expect admitted", "through, recorded, lane idle again")        \
	X(VERB_REFERRED, "expect referred <why>", "an officer is called, and why")       \
	X(VERB_REFERRED_CHECK, "expect referred <why> <check> <reason>",                 \
	  "an officer is called, why, the check that failed and its reason")             \
	X(VERB_ALARMED, "expect alarmed <why>", "locked after an alarm")                 \
	X(VERB_EVACUATED, "expect evacuated", "both doors free")                         \
	X(VERB_ABANDONED, "expect abandoned", "nobody entered, lane idle again")         \
	X(VERB_STATE, "expect state <state>", "the lane is in that state")               \
	X(VERB_LOCKED, "expect <door> locked", "closed and held")                        \
	X(VERB_FREE, "expect <door> free", "a push opens it")                            \
	X(VERB_JOURNAL, "expect journal <record> <count>",                               \
	  "exactly so many rows of that kind in the journal; asked at the end by the stack")

enum scenario_verb {
#define X(name, phrase, meaning) name,
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
/* Phrase and meaning of a verb, for people. */
const char *scenario_phrase(unsigned verb);
const char *scenario_meaning(unsigned verb);

#endif
