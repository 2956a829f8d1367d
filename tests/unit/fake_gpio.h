/*
 * fake_gpio: GPIO chips in memory, behind both of the library's interfaces: fake_gpiod.c is linked
 * instead of libgpiod 1.6, fake_gpiod2.c instead of libgpiod 2. Knows what the backends call, and
 * how the kernel drops edges that nobody reads. Real kernel lines need another test.
 */
#ifndef EG_TESTS_FAKE_GPIO_H
#define EG_TESTS_FAKE_GPIO_H

#include <stdbool.h>
#include <stddef.h>

#define FAKE_LINES 64
#define FAKE_CHIPS 2

enum fake_bias { FAKE_AS_IS, FAKE_PULL_UP, FAKE_PULL_DOWN };

/* Edges that wait to be read: as many octets in a pipe. */
struct fake_queue {
	int fd; /* read end; -1: nobody wants edges */
	int write_fd;
	unsigned waiting;
	unsigned room;
	long long first_ns; /* stamp of the oldest that waits */
};

struct fake_line {
	const char *name; /* NULL: a line without one */
	int value;        /* electrical */
	bool stuck;       /* keeps its value whatever is written */
	bool requested;
	bool is_output;
	const char *consumer;
	enum fake_bias bias;
	unsigned long debounce_us;
	int request; /* number of the request that it belongs to */
	struct fake_queue own;
	struct fake_queue *edges; /* where its edges go: its own or its request's; NULL: nowhere */
};

struct fake_chip {
	const char *label;
	struct fake_line line[FAKE_LINES];
	unsigned lines;
	bool open;
};

/* What the process sees; a test sets it up and looks at it. */
struct fake_gpio {
	struct fake_chip chip[FAKE_CHIPS];
	unsigned chips;
	bool busy;        /* somebody else holds the lines */
	bool gone;        /* the chip was unplugged: every access fails with ENODEV */
	bool write_fails; /* of more than one line */
	int requests;     /* so far */
	int written;      /* writes of more than one line so far */
	unsigned dropped; /* edges that found no room */
	long long now_ns; /* stamp of the next edges */
};
extern struct fake_gpio fake_gpio;
extern const bool fake_gpio_debounces; /* whether this library can ask the kernel for it */

/* Ten wires and ten outputs of a gate under their default names on one chip, "gate-bank". */
void fake_gpio_reset(void);
/* A line of the first chip, or one of the second. */
struct fake_line *fake_gpio_line(const char *name);
/* A second chip with one line more. */
void fake_gpio_second(const char *label, const char *name);
/* The level changes and, if edges are wanted, count edges are queued as far as there is room. */
void fake_gpio_edge(const char *name, int value, unsigned count);

/* For the two libraries. */
bool fake_queue_open(struct fake_queue *q, unsigned room);
void fake_queue_close(struct fake_queue *q);
int fake_queue_read(struct fake_queue *q, unsigned most);
int fake_gpio_refused(void); /* 0, or -1 with errno */
void fake_line_write(struct fake_line *l, int value);

#endif
