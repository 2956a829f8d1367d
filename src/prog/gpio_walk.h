/*
 * gpio_walk: the installer's checklist, line by line: what is driven, what must be seen, what a
 * person is asked, and what came of it. Values in, values out.
 * Knows lines, doors, and time as a value. Never knows chips, terminals, files or clocks.
 *
 * Each line is an item of a few stages: a wire or beam must come to a level, or a person answers a
 * question about what is driven. What the guard (gpio_guard.h) does not allow is not driven: the
 * stage is held until it may be, and its time stands still.
 */
#ifndef EG_PROG_GPIO_WALK_H
#define EG_PROG_GPIO_WALK_H

#include "gate/fitting.h"

#define WALK_ITEMS_MAX   (GATE_WIRE_COUNT + GATE_CURTAIN_MAX + GATE_OUTPUT_LINES)
#define WALK_STAGES_MAX  8
#define WALK_WORD_SIZE   24
#define WALK_REMARK_SIZE 240
#define WALK_PROMPT_SIZE 320

enum walk_kind { WALK_WIRE, WALK_BEAM, WALK_OUTPUT };

/* Result: name, word, sign beside its colour. */
#define WALK_RESULTS(X)               \
	X(WALK_OPEN, "open", "-")     \
	X(WALK_PASSED, "passed", "+") \
	X(WALK_FAILED, "failed", "X") \
	X(WALK_SKIPPED, "skipped", "?")

enum walk_result {
#define X(name, word, sign) name,
	WALK_RESULTS(X)
#undef X
		WALK_RESULT_COUNT
};

/* Why an item failed: name, word, text. */
#define WALK_FAULTS(X)                                                                   \
	X(WALK_FAULT_NONE, "none", "")                                                   \
	X(WALK_FAULT_ANSWER, "answer", "the answer was no")                              \
	X(WALK_FAULT_UNSEEN, "unseen", "the line did not change")                        \
	X(WALK_FAULT_STUCK, "stuck", "the line did not come back to rest")               \
	X(WALK_FAULT_TRAVEL, "travel", "the door did not leave its contact in time")     \
	X(WALK_FAULT_WIDE, "wide", "the door was not wide open in time")                 \
	X(WALK_FAULT_CLOSE, "close", "the door was not closed in time")                  \
	X(WALK_FAULT_RELAY, "relay", "the doors were not free after the pulses stopped") \
	X(WALK_FAULT_RETURN, "return", "the read-back did not follow the watchdog line") \
	X(WALK_FAULT_HELD, "held", "it was not safe to drive the line: see the other lines")

enum walk_fault {
#define X(name, word, text) name,
	WALK_FAULTS(X)
#undef X
		WALK_FAULT_COUNT
};

enum walk_answer {
	WALK_SILENT, /* nobody said anything */
	WALK_YES,
	WALK_NO,
	WALK_SKIP,
	WALK_AGAIN, /* this item from its beginning */
	WALK_BACK,  /* the item before it again */
};

#define WALK_TIMES   2
#define WALK_NO_TIME (-1)

struct walk_item {
	uint8_t kind;                  /* enum walk_kind */
	uint8_t bit;                   /* of enum gate_wire, of the curtain, of enum gate_output */
	uint8_t result;                /* enum walk_result */
	uint8_t fault;                 /* enum walk_fault */
	int32_t ms[WALK_TIMES];        /* measured (walk_time_text), or WALK_NO_TIME */
	uint32_t changes;              /* of the wire or beam while it was looked at */
	int64_t unix_ms;               /* when the result was found; 0: it was not */
	char remark[WALK_REMARK_SIZE]; /* of a person; safe to show */
};

/* One stage of the present item. */
enum walk_act { WALK_SEE, WALK_ASK };
struct walk_stage {
	uint8_t act;
	bool level;    /* SEE: what is waited for */
	bool beam;     /* SEE: bit is of the curtain */
	uint8_t bit;   /* SEE */
	bool still;    /* the watchdog line does not pulse but stands as in outputs */
	bool against;  /* locks are driven against the fire contact, on purpose */
	uint8_t fault; /* SEE: what it means if it does not come */
	uint8_t time;  /* 1 or 2: how long it took is ms[time - 1]; 0: is nobody's concern */
	uint32_t outputs;
	uint32_t limit_ms;   /* the machine's time; 0: a person's patience */
	const char *text[2]; /* of the prompt, joined by a blank; the second may be NULL */
};

struct walk {
	const struct gate_fitting *fitting; /* borrowed */
	uint32_t patience_ms;               /* of a person at a wire; 0: for ever */
	struct walk_item item[WALK_ITEMS_MAX];
	size_t count;
	size_t at; /* == count: finished */
	struct walk_stage stage[WALK_STAGES_MAX];
	size_t stages;
	size_t stage_at;
	bool begun;       /* the stage's time runs */
	int64_t since_ms; /* of the stage */
	bool known;       /* before is */
	struct gate_lines before;
	uint32_t outputs; /* to drive now; the watchdog's bit counts where it is still */
	bool still;
	bool against;      /* as the stage whose outputs they are */
	const char *held;  /* why the stage is not driven; NULL: it is */
	int64_t held_ms;   /* since when */
	const char *again; /* why the item was begun again; NULL: it was not */
	bool dropped;      /* the guard has let the outputs of a question fall */
};

/* All fitted lines, in the order in which they are best looked at; at the first of them. */
struct walk walk_start(const struct gate_fitting *f, uint32_t patience_ms);
/* Goes to the first item that has no result yet (after results were taken over). */
void walk_resume(struct walk *w);
/* Opens items again that did not pass, and goes to the first open one. */
void walk_again(struct walk *w);
struct walk_now {
	struct gate_lines lines;
	enum walk_answer answer;
	const char *remark; /* about the present item, kept; NULL or empty: none */
	int64_t mono_ms;
	int64_t unix_ms;
};
/* Levels were read, or somebody answered. Afterwards the walk's outputs are to be driven. */
void walk_step(struct walk *w, const struct walk_now *now);
static inline bool walk_finished(const struct walk *w)
{
	return w->at >= w->count;
}
/* A person's yes or no is waited for now; else a level. */
bool walk_asks(const struct walk *w);
/* What to do or look at now, why it is held, or "finished". */
void walk_prompt(const struct walk *w, char out[WALK_PROMPT_SIZE]);

/* "entry-beam", "curtain-7": the words of a description, and of an answers file. */
void walk_item_word(const struct walk_item *i, char out[WALK_WORD_SIZE]);
const char *walk_item_title(const struct walk_item *i);
/* Line that carries it. */
const char *walk_item_line(const struct gate_fitting *f, const struct walk_item *i);
bool walk_item_inverted(const struct gate_fitting *f, const struct walk_item *i);
/* What ms[which] of the item is: "seen after"; NULL: it has none of the kind. */
const char *walk_time_text(const struct walk_item *i, unsigned which);
size_t walk_count(const struct walk *w, enum walk_result r);
/* FAILED if one failed; OPEN if one is open; SKIPPED if one is skipped or there is none; PASSED. */
enum walk_result walk_verdict(const struct walk *w);
const char *walk_result_word(unsigned r);
const char *walk_result_sign(unsigned r);
const char *walk_fault_word(unsigned f);
const char *walk_fault_text(unsigned f);

/* Stages of an item (gpio_walk_stage.c); how many. */
size_t walk_stages_of(const struct gate_fitting *f, const struct walk_item *i,
		      struct walk_stage out[WALK_STAGES_MAX]);

#endif
