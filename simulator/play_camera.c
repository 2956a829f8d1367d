/*
 * play_camera: the sentences of a scenario that are about what the camera sees.
 * Knows looks and troubles. Never knows pictures, nor what the lane makes of them.
 */
#include "simulator/play_camera.h"

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

/* The one who faces the camera does something and goes on facing it. */
static void act(struct play *p, uint8_t who, uint8_t look)
{
	if (p->camera_on == who && p->scene.of == who) {
		p->scene.look = look;
		p->scene.changes++;
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
	} else if (s->verb == VERB_HEAD) {
		act(p, s->who, LOOK_TURN);
	} else if (s->verb == VERB_BLINK) {
		act(p, s->who, LOOK_BLINK);
	} else {
		begin_trouble(p, s);
	}
}
