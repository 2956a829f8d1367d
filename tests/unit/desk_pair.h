/*
 * desk_pair: a case that is sent from a gate, and a desk's case, for tests.
 * Knows both ids. Never knows how they are joined.
 */
#ifndef EG_TESTS_DESK_PAIR_H
#define EG_TESTS_DESK_PAIR_H

#include "desk_stage.h"

#define PAIR_DESK  3 /* lanes: a desk, and two gates */
#define PAIR_OTHER 2

struct desk_pair {
	struct desk_stage stage;
	char gate[DESK_ID_SIZE]; /* the gate's case */
	char desk[DESK_ID_SIZE]; /* the desk's */
};
extern struct desk_pair pair;

int pair_set_up(void **state); /* for cmocka */
int pair_tear_down(void **state);

/* A document with this number is sent away from a gate; the case's id is in id. */
uint32_t pair_sent(unsigned lane, char number, const char *act, char id[DESK_ID_SIZE]);
/* A document with this number is laid on the desk, and an officer looks; 0: it cannot be read. */
uint32_t pair_laid(char number);
/* The officer's act at the desk. */
enum desk_refusal pair_act(const char *what, const char *code);

/* A text of a case; what its journal has of it. */
void pair_is(const char *id, const char *name, const char *text);
void pair_path(unsigned lane, uint32_t traveller, const char *words);
void pair_joined(const char *one, const char *other);
void pair_alone(const char *id);
/* An order or record names this lane's traveller. */
void pair_names(const struct case_ref *from, unsigned lane, uint32_t traveller);
/* The gate's case is over, and its journal has heard last that the desk's case has ended it. */
void pair_ended(unsigned lane, uint32_t traveller);

#endif
