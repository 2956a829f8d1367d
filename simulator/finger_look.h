/*
 * finger_look: how touched skin looks to a sensor: ink where it touches, then grey.
 * Knows moisture, pores, dirt, blur, noise and the bare platen. Never knows where on the finger a
 * pixel lies: finger_press does.
 */
#ifndef EG_SIMULATOR_FINGER_LOOK_H
#define EG_SIMULATOR_FINGER_LOOK_H

#include "simulator/finger_press.h"

/* Skin over one pixel. */
struct finger_skin {
	double x; /* on the print, pixels */
	double y;
	double touch;  /* 0 none .. 1 full contact */
	double height; /* -1 bottom of a valley .. 1 top of a ridge */
	double firm;   /* 1 in the middle of the contact, 0 at its edge, below outside */
};

struct finger_look {
	const struct finger_press *press; /* borrowed */
	float *ink;                       /* owned: 0 air .. 1 ridge on glass */
	float *spare;                     /* owned */
};
/* Cleanup: frees. Accepts NULL. */
void finger_look_free(struct finger_look *l);
EG_CHECK enum eg_err finger_look_new(struct finger_look *l, const struct finger_press *press);
/* What one pixel takes of the skin over it; print: NULL where there is none. */
void finger_look_ink(struct finger_look *l, unsigned x, unsigned y, const struct finger_skin *s,
		     const struct finger_print *print);
/* The image, width * height of the press. */
void finger_look_grey(struct finger_look *l, uint8_t *grey);

#endif
