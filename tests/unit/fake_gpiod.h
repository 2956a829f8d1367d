/*
 * fake_gpiod: libgpiod 1.6 without a kernel: two chips in memory, linked instead of the library.
 * Knows what the backend under test calls, and no more. Real kernel lines need another test.
 */
#ifndef EG_TESTS_FAKE_GPIOD_H
#define EG_TESTS_FAKE_GPIOD_H

#include <stdbool.h>
#include <stddef.h>

#define FAKE_LINES 32

struct fake_line {
	const char *name; /* NULL: a line without one */
	int value;
	bool requested;
	bool is_output;
	const char *consumer;
	int edge_fd; /* read end of a queue of edges, -1 if none is wanted */
	int edge_write_fd;
};

struct fake_chip {
	const char *label;
	struct fake_line line[FAKE_LINES];
	unsigned lines;
	bool open;
};

/* What the process sees; a test sets it up and looks at it. */
struct fake_gpio {
	struct fake_chip chip[2];
	unsigned chips;
	bool busy;   /* somebody else holds the lines */
	bool gone;   /* the chip was unplugged: every access fails with ENODEV */
	int written; /* bulk writes so far */
};
extern struct fake_gpio fake_gpio;

/* All wires of a gate under their default names on one chip. */
void fake_gpio_reset(void);
struct fake_line *fake_gpio_line(const char *name);
/* The level changes and, if edges are wanted, count edges are queued. */
void fake_gpio_edge(const char *name, int value, unsigned count);

#endif
