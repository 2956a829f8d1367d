/*
 * play_camera: the sentences of a scenario that are about what the camera sees.
 * Knows looks and troubles. Never knows pictures, nor what the lane makes of them.
 */
#include "simulator/play_camera.h"

#include "biometrics/face_prompt.h"

#include <string.h>

#define READING_US INT64_C(600000)  /* to see, read and understand a line on the screen */
#define AGAIN_US   INT64_C(3000000) /* until somebody whom it still asks does it once more */

/* Somebody before the camera, alone until another one stands beside them. */
static void show(struct play *p, uint8_t who, uint8_t of, uint8_t look)
{
	p->camera_on = who;
	p->scene.of = of;
	p->scene.look = look;
	p->scene.beside = PLAY_NOBODY;
	p->scene.changes++;
}

static void wear(struct play *p, uint8_t who, uint8_t look)
{
	p->scene.worn[who] = look;
	if (p->camera_on == who && p->scene.of == who) {
		show(p, who, who, look);
	}
}

static void trouble(struct play *p, enum play_trouble what)
{
	p->scene.trouble = (uint8_t)what;
	p->scene.changes++;
}

/* The one who faces the camera, with a bare face, does something and goes on facing it. */
static void act(struct play *p, uint8_t who, uint8_t look)
{
	if (who < SCENARIO_PERSONS && p->camera_on == who && p->scene.of == who &&
	    p->scene.worn[who] == LOOK_LIVE) {
		p->scene.look = look;
		p->scene.changes++;
	}
}

/* What the screen asks for that can be seen; prompts that a screen of another make has as well. */
static uint8_t asked_by(unsigned prompt)
{
	static const char *const names[] = {
#define X(name, text) #name,
		FACE_PROMPTS(X)
#undef X
	};
	static const struct {
		const char *name;
		uint8_t look;
	} answers[] = {
		{"FACE_PROMPT_BLINK", LOOK_BLINK},
		{"FACE_PROMPT_TURN_LEFT", LOOK_LEFT},
		{"FACE_PROMPT_TURN_RIGHT", LOOK_RIGHT},
	};
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		if (prompt < FACE_PROMPT_COUNT && strcmp(names[prompt], answers[i].name) == 0) {
			return answers[i].look;
		}
	}
	return LOOK_LIVE;
}

void play_camera_pass(struct play *p)
{
	struct play_scene *s = &p->scene;
	uint8_t asked = p->lane.known ? asked_by(p->lane.now.prompt) : LOOK_LIVE;
	if (asked != s->asked) {
		s->asked = asked;
		s->answer_us = p->now_us + READING_US;
	}
	if (asked != LOOK_LIVE && !s->ignores && p->now_us >= s->answer_us) {
		act(p, p->camera_on, asked);
		s->answer_us = p->now_us + AGAIN_US;
	}
}

static void begin_act(struct play *p, const struct scenario_step *s)
{
	if (s->verb == VERB_LEFT) {
		act(p, s->who, LOOK_LEFT);
	} else if (s->verb == VERB_RIGHT) {
		act(p, s->who, LOOK_RIGHT);
	} else if (s->verb == VERB_BLINK) {
		act(p, s->who, LOOK_BLINK);
	} else if (s->verb == VERB_IGNORE) {
		p->scene.ignores = true;
	}
}

static void begin_trouble(struct play *p, const struct scenario_step *s)
{
	static const uint8_t troubles[SCENARIO_VERB_COUNT] = {
		[VERB_UNPLUGGED] = CAMERA_UNPLUGGED, [VERB_FREEZE] = CAMERA_FROZEN,
		[VERB_BLACK] = CAMERA_BLACK,         [VERB_LOOP] = CAMERA_LOOPED,
		[VERB_CAMERA_OVER] = CAMERA_WORKS,
	};
	if (troubles[s->verb] != CAMERA_WORKS || s->verb == VERB_CAMERA_OVER) {
		trouble(p, (enum play_trouble)troubles[s->verb]);
	}
}

void play_camera_begin(struct play *p, const struct scenario_step *s)
{
	if (s->verb == VERB_FACE) {
		show(p, s->who, s->who, p->scene.worn[s->who]);
	} else if (s->verb == VERB_TURN) {
		show(p, PLAY_NOBODY, PLAY_NOBODY, LOOK_LIVE);
	} else if (s->verb == VERB_PRINT) {
		show(p, s->who, (uint8_t)s->number, LOOK_PRINT);
	} else if (s->verb == VERB_SCREEN) {
		show(p, s->who, (uint8_t)s->number, LOOK_SCREEN);
	} else if (s->verb == VERB_MASK) {
		wear(p, s->who, LOOK_MASK);
	} else if (s->verb == VERB_GLASSES) {
		wear(p, s->who, LOOK_GLASSES);
	} else if (s->verb == VERB_BARE) {
		wear(p, s->who, LOOK_LIVE);
	} else if (s->verb == VERB_BESIDE) {
		show(p, s->who, s->who, p->scene.worn[s->who]);
		p->scene.beside = (uint8_t)s->number;
	} else {
		begin_act(p, s);
		begin_trouble(p, s);
	}
}

bool play_camera_is(unsigned verb)
{
	return verb >= VERB_PRINT && verb <= VERB_CAMERA_OVER; /* they stand together */
}

bool play_camera_needs(const struct scenario_step *s, uint8_t *who, uint8_t *look)
{
	static const struct {
		uint8_t verb;
		uint8_t look;
		bool other; /* of the person named in the sentence, not of the one it is about */
	} needs[] = {
		{VERB_FACE, LOOK_LIVE, false},    {VERB_LEFT, LOOK_LEFT, false},
		{VERB_RIGHT, LOOK_RIGHT, false},  {VERB_BLINK, LOOK_BLINK, false},
		{VERB_MASK, LOOK_MASK, false},    {VERB_GLASSES, LOOK_GLASSES, false},
		{VERB_BESIDE, LOOK_LIVE, true},   {VERB_PRINT, LOOK_PRINT, true},
		{VERB_SCREEN, LOOK_SCREEN, true},
	};
	for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++) {
		if (needs[i].verb == s->verb) {
			*who = needs[i].other ? (uint8_t)s->number : s->who;
			*look = needs[i].look;
			return true;
		}
	}
	return false;
}
