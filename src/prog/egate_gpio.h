/*
 * egate_gpio: egate gpio, what integrators and installers do with the lines of a lane that does not
 * run. One function a command, given the words behind it.
 * Knows options that all of them have: which lines, which description. Never knows what a line
 * means.
 */
#ifndef EG_PROG_EGATE_GPIO_H
#define EG_PROG_EGATE_GPIO_H

#include "prog/gpio_desk.h"
#include "prog/gpio_report.h"
#include "prog/words.h"

int egate_gpio(int count, char *const words[]);

int egate_gpio_show(int count, char *const words[]);
int egate_gpio_toggle(int count, char *const words[]);
int egate_gpio_walk(int count, char *const words[]);

/* The first options of every command, in this order. */
enum { GPIO_GATE, GPIO_SOCKET, GPIO_OPTIONS };
#define GPIO_OPTION_WORDS [GPIO_GATE] = {"--gate", false}, [GPIO_SOCKET] = {"--socket", false}

/* What the words say of the gate: its description, and what the report tells of it. */
struct gpio_gate {
	struct gate_fitting fitting;
	char name[HEAD_TEXT_SIZE];
	char sha256[HEAD_HASH_SIZE];
};
EG_CHECK enum eg_err gpio_gate_take(const struct words *w, struct gpio_gate *out);
/* Opens the lines that plain word 0 names; SIGINT, SIGTERM and SIGHUP end what goes on from now. */
EG_CHECK enum eg_err gpio_gate_open(const struct words *w, const struct gpio_gate *g,
				    struct gpio_desk *d);
/* All outputs off, and what served the lines ended. Cleanup; accepts one that is closed. */
void gpio_gate_close(struct gpio_desk *d);
/* A signal came. */
bool gpio_stopped(void);

#endif
