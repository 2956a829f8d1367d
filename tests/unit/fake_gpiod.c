/*
 * fake_gpiod: libgpiod 1.6 over the chips of fake_gpio, linked instead of the library.
 * Knows what the backend under test calls, and no more. An edge beyond 16 that nobody has read is
 * dropped, and it is the newest: the level that it leads to is in no event.
 */
#include "fake_gpio.h"

#include <errno.h>
#include <gpiod.h>
#include <string.h>

#define KERNEL_EDGES 16

const bool fake_gpio_debounces = false;

/* The library's handles are opaque to its users; here they are what they stand for. */
static struct fake_chip *chip_of(struct gpiod_chip *c)
{
	return (struct fake_chip *)(void *)c;
}

static struct fake_line *line_of(struct gpiod_line *l)
{
	return (struct fake_line *)(void *)l;
}

struct gpiod_chip_iter *gpiod_chip_iter_new(void)
{
	static unsigned next;
	next = 0;
	return (struct gpiod_chip_iter *)(void *)&next;
}

struct gpiod_chip *gpiod_chip_iter_next(struct gpiod_chip_iter *iter)
{
	unsigned *next = (unsigned *)(void *)iter;
	return *next < fake_gpio.chips ? (struct gpiod_chip *)(void *)&fake_gpio.chip[(*next)++]
				       : NULL;
}

void gpiod_chip_iter_free(struct gpiod_chip_iter *iter)
{
	(void)iter; /* static */
}

const char *gpiod_chip_label(struct gpiod_chip *chip)
{
	return chip_of(chip)->label;
}

struct gpiod_chip *gpiod_chip_open_by_label(const char *label)
{
	for (unsigned i = 0; i < fake_gpio.chips; i++) {
		if (strcmp(fake_gpio.chip[i].label, label) == 0) {
			fake_gpio.chip[i].open = true;
			return (struct gpiod_chip *)(void *)&fake_gpio.chip[i];
		}
	}
	errno = ENOENT;
	return NULL;
}

void gpiod_chip_close(struct gpiod_chip *chip)
{
	for (unsigned i = 0; i < chip_of(chip)->lines; i++) {
		struct fake_line *l = &chip_of(chip)->line[i];
		fake_queue_close(&l->own);
		l->edges = NULL;
		l->requested = false;
	}
	chip_of(chip)->open = false;
}

unsigned int gpiod_chip_num_lines(struct gpiod_chip *chip)
{
	return chip_of(chip)->lines;
}

struct gpiod_line *gpiod_chip_get_line(struct gpiod_chip *chip, unsigned int offset)
{
	return (struct gpiod_line *)(void *)&chip_of(chip)->line[offset];
}

const char *gpiod_line_name(struct gpiod_line *line)
{
	return line_of(line)->name;
}

static void request(struct fake_line *l, const char *consumer, int number)
{
	l->requested = true;
	l->consumer = consumer;
	l->request = number;
}

int gpiod_line_request_bulk_output(struct gpiod_line_bulk *bulk, const char *consumer,
				   const int *default_vals)
{
	if (fake_gpio_refused() != 0) {
		return -1;
	}
	fake_gpio.requests++;
	for (unsigned i = 0; i < bulk->num_lines; i++) {
		struct fake_line *l = line_of(bulk->lines[i]);
		request(l, consumer, fake_gpio.requests);
		l->is_output = true;
		fake_line_write(l, default_vals[i]);
	}
	return 0;
}

int gpiod_line_request_output(struct gpiod_line *line, const char *consumer, int default_val)
{
	struct gpiod_line_bulk bulk = {.lines = {line}, .num_lines = 1};
	return gpiod_line_request_bulk_output(&bulk, consumer, &default_val);
}

int gpiod_line_request_both_edges_events_flags(struct gpiod_line *line, const char *consumer,
					       int flags)
{
	struct fake_line *l = line_of(line);
	if (fake_gpio_refused() != 0 || !fake_queue_open(&l->own, KERNEL_EDGES)) {
		return -1;
	}
	request(l, consumer, ++fake_gpio.requests);
	l->edges = &l->own;
	if ((flags & GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_UP) != 0) {
		l->bias = FAKE_PULL_UP;
	}
	if ((flags & GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_DOWN) != 0) {
		l->bias = FAKE_PULL_DOWN;
	}
	return 0;
}

int gpiod_line_event_get_fd(struct gpiod_line *line)
{
	return line_of(line)->own.fd;
}

int gpiod_line_event_read_fd_multiple(int fd, struct gpiod_line_event *events,
				      unsigned int num_events)
{
	for (unsigned c = 0; c < fake_gpio.chips; c++) {
		for (unsigned i = 0; i < fake_gpio.chip[c].lines; i++) {
			struct fake_queue *q = &fake_gpio.chip[c].line[i].own;
			if (q->fd == fd) {
				int got = fake_queue_read(q, num_events);
				for (int k = 0; k < got; k++) {
					events[k].event_type = GPIOD_LINE_EVENT_RISING_EDGE;
					events[k].ts.tv_sec = (time_t)(q->first_ns / 1000000000);
					events[k].ts.tv_nsec = (long)(q->first_ns % 1000000000);
				}
				return got;
			}
		}
	}
	errno = EBADF;
	return -1;
}

int gpiod_line_get_value_bulk(struct gpiod_line_bulk *bulk, int *values)
{
	if (fake_gpio_refused() != 0) {
		return -1;
	}
	for (unsigned i = 0; i < bulk->num_lines; i++) {
		values[i] = line_of(bulk->lines[i])->value;
	}
	return 0;
}

int gpiod_line_get_value(struct gpiod_line *line)
{
	return fake_gpio_refused() != 0 ? -1 : line_of(line)->value;
}

int gpiod_line_set_value_bulk(struct gpiod_line_bulk *bulk, const int *values)
{
	if (fake_gpio_refused() != 0) {
		return -1;
	}
	if (fake_gpio.write_fails) {
		errno = EIO;
		return -1;
	}
	for (unsigned i = 0; i < bulk->num_lines; i++) {
		fake_line_write(line_of(bulk->lines[i]), values[i]);
	}
	fake_gpio.written++;
	return 0;
}

int gpiod_line_set_value(struct gpiod_line *line, int value)
{
	if (fake_gpio_refused() != 0) {
		return -1;
	}
	fake_line_write(line_of(line), value);
	return 0;
}
