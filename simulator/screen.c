/*
 * screen: a play on a terminal: what happens as lines, and on a real terminal a picture of the
 * lane below them, drawn again in place.
 * Knows characters. Never knows sockets; never shows a name of a traveller other than the play's.
 */
#include "simulator/screen.h"

#include "biometrics/face_prompt.h"
#include "biometrics/finger_prompt.h"
#include "document/page_prompt.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#define PERIOD_US 100000
#define COLUMNS   51 /* of the lane: a column is 100 steps */

#define GREEN "\033[32m"
#define RED   "\033[31m"
#define BOLD  "\033[1m"
#define DIM   "\033[2m"
#define PLAIN "\033[0m"

static const char *colour(const struct screen *s, const char *code)
{
	return s->live ? code : "";
}

/* Takes the picture away, so that lines go on where it stood. */
static void lift(struct screen *s)
{
	if (s->drawn > 0) {
		printf("\033[%uA\033[J", s->drawn);
		s->drawn = 0;
	}
}

/* One line of what happened, with the seconds since the beginning. */
EG_PRINTF(4, 5)
static void tell(struct screen *s, int64_t now_us, const char *mark, const char *form, ...)
{
	va_list values;
	if (!s->on) {
		return;
	}
	lift(s);
	int64_t ms = (now_us - s->started_us) / 1000;
	printf("%3" PRId64 ".%03" PRId64 " %s ", ms / 1000, ms % 1000, mark);
	va_start(values, form);
	(void)vprintf(form, values); /* a terminal that went away is no reason to stop */
	va_end(values);
	printf("%s\n", colour(s, PLAIN));
	(void)fflush(stdout); /* see above */
}

struct screen screen_start(bool on, bool live, const struct play *p, int64_t now_us)
{
	struct screen s = {
		.on = on,
		.live = on && live,
		.started_us = now_us,
		.state = GATE_STATE_COUNT,
		.closed = {true, true},
	};
	if (on) {
		printf("\n%s== %s%s\n", colour(&s, BOLD), p->scenario->title, colour(&s, PLAIN));
		(void)fflush(stdout); /* see tell */
	}
	return s;
}

void screen_step(struct screen *s, const struct play *p, int64_t now_us)
{
	const struct scenario_step *step = &p->scenario->step[p->step];
	tell(s, now_us, "   ", "%s%s", colour(s, BOLD), step->text);
}

static void tell_state(struct screen *s, const struct play *p, int64_t now_us)
{
	const struct msg_status *now = &p->lane.now;
	if (!p->lane.known || s->state == now->state) {
		return;
	}
	s->state = now->state;
	tell(s, now_us, "  >", "%s", gate_state_text(now->state));
	if (!play_is_hard(now->state)) {
		return;
	}
	if (now->why != GATE_WHY_NONE) {
		tell(s, now_us, "   ", "     %swhy: %s", colour(s, RED), gate_why_text(now->why));
	}
	if (now->reason != REASON_NONE) {
		tell(s, now_us, "   ", "     %scheck: %s: %s", colour(s, RED),
		     check_text(now->check), reason_text(now->reason));
	}
}

static const char *lamp_name(const struct screen *s, uint32_t outputs, uint32_t green, uint32_t red,
			     bool in_colour)
{
	if ((outputs & green) != 0) {
		return in_colour && s->live ? GREEN "green" PLAIN : "green";
	}
	if ((outputs & red) != 0) {
		return in_colour && s->live ? RED "red" PLAIN : "red";
	}
	return "dark";
}

static void tell_prompt(struct screen *s, const struct play *p, int64_t now_us)
{
	uint8_t prompt = p->lane.now.prompt;
	if (prompt != s->prompt) {
		s->prompt = prompt;
		if (prompt != FACE_PROMPT_NONE) {
			tell(s, now_us, "  \"", "%s", face_prompt_text(prompt));
		}
	}
}

static void tell_finger(struct screen *s, const struct play *p, int64_t now_us)
{
	const struct msg_status *now = &p->lane.now;
	if (now->finger_prompt != s->finger_prompt || now->finger_position != s->finger_position) {
		s->finger_prompt = now->finger_prompt;
		s->finger_position = now->finger_position;
		const char *finger = finger_prompt_finger(now->finger_position);
		if (now->finger_prompt != FINGER_PROMPT_NONE) {
			tell(s, now_us, "  \"", "%s%s%s", finger_prompt_text(now->finger_prompt),
			     finger[0] != '\0' ? ": " : "", finger);
		}
	}
	if (now->fingers != s->fingers) {
		s->fingers = now->fingers;
		if (now->fingers != 0) {
			tell(s, now_us, "  .", "%sfingers %d decibans, match from %d",
			     colour(s, DIM), now->fingers, now->finger_match);
		}
	}
}

/* What the lane asks of a document, and what it told of the page's portrait. */
static void tell_page(struct screen *s, const struct play *p, int64_t now_us)
{
	static const char *const texts[] = {
#define X(name, text) text,
		PAGE_PROMPTS(X)
#undef X
	};
	const struct msg_status *now = &p->lane.now;
	if (now->page_prompt != s->page_prompt) {
		s->page_prompt = now->page_prompt;
		if (now->page_prompt != PAGE_PROMPT_NONE && now->page_prompt < PAGE_PROMPT_COUNT) {
			tell(s, now_us, "  \"", "%s", texts[now->page_prompt]);
		}
	}
	if (now->page_scored != s->page_scored) {
		s->page_scored = now->page_scored;
		if (now->page_scored != 0) {
			tell(s, now_us, "  .", "%spage's portrait %d, match from %d",
			     colour(s, DIM), now->page_score, now->page_match);
		}
	}
}

static void tell_outputs(struct screen *s, const struct play *p, int64_t now_us)
{
	/* What the lane means: its lines flash and beep. */
	uint32_t now = p->lane.known ? p->lane.now.outputs : p->metal.outputs;
	uint32_t changed = now ^ s->outputs;
	s->outputs = now;
	if ((changed & (GATE_OUT_ENTRY_GREEN | GATE_OUT_ENTRY_RED)) != 0) {
		tell(s, now_us, "  *", "entry lamp %s",
		     lamp_name(s, now, GATE_OUT_ENTRY_GREEN, GATE_OUT_ENTRY_RED, true));
	}
	if ((changed & (GATE_OUT_EXIT_GREEN | GATE_OUT_EXIT_RED)) != 0) {
		tell(s, now_us, "  *", "exit lamp %s",
		     lamp_name(s, now, GATE_OUT_EXIT_GREEN, GATE_OUT_EXIT_RED, true));
	}
	if ((changed & GATE_OUT_OFFICER_CALL) != 0) {
		tell(s, now_us, "  *", "officer's call %s",
		     (now & GATE_OUT_OFFICER_CALL) != 0 ? "on" : "off");
	}
	if ((changed & GATE_OUT_BUZZER) != 0) {
		tell(s, now_us, "  *", "buzzer %s", (now & GATE_OUT_BUZZER) != 0 ? "on" : "off");
	}
}

static void tell_doors(struct screen *s, const struct play *p, int64_t now_us)
{
	static const char *const names[METAL_DOORS] = {"entry", "exit"};
	for (unsigned i = 0; i < METAL_DOORS; i++) {
		bool closed = p->metal.door[i].open_us == 0;
		if (closed != s->closed[i]) {
			s->closed[i] = closed;
			tell(s, now_us, "  |", "%s door %s", names[i], closed ? "closed" : "opens");
		}
	}
}

static void tell_times(struct screen *s, const struct play *p, int64_t now_us)
{
	for (unsigned i = STEP_CHIP_LINK; i < STEP_COUNT; i++) {
		uint32_t us = p->lane.step_us[i];
		if (us == s->step_us[i]) {
			continue;
		}
		s->step_us[i] = us;
		if (us != 0) {
			tell(s, now_us, "  .", "%s%s %u.%u ms", colour(s, DIM), step_text(i),
			     us / 1000, us / 100 % 10);
		}
	}
}

/* The lane from the side: doors as walls, bodies by the first letter of their names. */
static void draw_lane(const struct screen *s, const struct play *p)
{
	char row[COLUMNS + 1];
	for (unsigned i = 0; i < COLUMNS; i++) {
		row[i] = ' ';
	}
	row[COLUMNS] = '\0';
	for (unsigned i = 0; i < METAL_DOORS; i++) {
		bool closed = p->metal.door[i].open_us == 0;
		bool free = metal_free(&p->metal, i);
		if (metal_has_door(&p->metal, i)) {
			row[15 + 20 * i] = !closed ? '.' : free ? '|' : '#';
		}
	}
	for (unsigned i = 0; i < p->scenario->persons; i++) {
		const struct metal_body *b = &p->metal.body[i];
		/* Persons who stand at one place are drawn side by side. */
		unsigned column = (unsigned)(b->place / 100) + i;
		if (b->here && column < COLUMNS) {
			row[column] = p->scenario->person[i].name[0];
		}
	}
	printf("   +---------------+-------------------+---------------+\n");
	printf("   |%s%s%s|   # locked  | free  . open\n", colour(s, BOLD), row, colour(s, PLAIN));
	printf("   +---------------+-------------------+---------------+\n");
}

static void draw(struct screen *s, const struct play *p)
{
	uint32_t out = p->metal.outputs;
	const struct msg_status *now = &p->lane.now;
	lift(s);
	draw_lane(s, p);
	printf("    outside  entry %s      chamber %u      exit %s  country\n",
	       lamp_name(s, out, GATE_OUT_ENTRY_GREEN, GATE_OUT_ENTRY_RED, true),
	       metal_present(&p->metal),
	       lamp_name(s, out, GATE_OUT_EXIT_GREEN, GATE_OUT_EXIT_RED, true));
	printf("    %s%s\n",
	       p->lane.known ? gate_state_text(now->state) : "the lane is not in service yet",
	       (out & GATE_OUT_OFFICER_CALL) != 0 ? "   OFFICER CALLED" : "");
	s->drawn = 5;
	(void)fflush(stdout); /* see tell */
}

void screen_pass(struct screen *s, const struct play *p, int64_t now_us)
{
	if (!s->on) {
		return;
	}
	tell_outputs(s, p, now_us);
	tell_doors(s, p, now_us);
	tell_times(s, p, now_us);
	tell_page(s, p, now_us);
	tell_prompt(s, p, now_us);
	tell_finger(s, p, now_us);
	tell_state(s, p, now_us);
	if (s->live && (now_us >= s->next_us || s->drawn == 0)) {
		s->next_us = now_us + PERIOD_US;
		draw(s, p);
	}
}

void screen_end(struct screen *s, const struct play *p, int64_t now_us)
{
	screen_pass(s, p, now_us);
	if (s->live) {
		draw(s, p);
		s->drawn = 0; /* this one stays */
	}
	if (p->end == PLAY_AS_EXPECTED) {
		tell(s, now_us, "  =", "%sas expected", colour(s, GREEN));
		return;
	}
	const struct scenario_step *step = &p->scenario->step[p->step];
	tell(s, now_us, "  =", "%sdiffers at line %u, \"%s\": %s", colour(s, RED),
	     (unsigned)step->line, step->text, p->fault);
}
