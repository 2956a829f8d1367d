/*
 * fake_gpiod: libgpiod 1.6 without a kernel: two chips in memory, linked instead of the library.
 * Knows what the backend under test calls, and no more.
 */
#include "fake_gpiod.h"

#include "base/err.h"

#include <errno.h>
#include <fcntl.h>
#include <gpiod.h>
#include <string.h>
#include <unistd.h>

struct fake_gpio fake_gpio;

static const char *const wires[] = {
	"egate-entry-closed", "egate-exit-closed",  "egate-entry-beam", "egate-exit-beam",
	"egate-present",      "egate-several",      "egate-fire-ok",    "egate-estop-ok",
	"egate-tamper-ok",    "egate-mains-ok",     "egate-entry-lock", "egate-exit-lock",
	"egate-entry-green",  "egate-entry-red",    "egate-exit-green", "egate-exit-red",
	"egate-face-light",   "egate-officer-call", "egate-buzzer",     "egate-watchdog",
};

/* The library's handles are opaque to its users; here they are what they stand for. */
static struct fake_chip *chip_of(struct gpiod_chip *c)
{
	return (struct fake_chip *)(void *)c;
}

static struct fake_line *line_of(struct gpiod_line *l)
{
	return (struct fake_line *)(void *)l;
}

static void release(struct fake_line *l)
{
	eg_close(&l->edge_fd);
	eg_close(&l->edge_write_fd);
	l->requested = false;
}

void fake_gpio_reset(void)
{
	for (unsigned c = 0; c < fake_gpio.chips; c++) {
		for (unsigned i = 0; i < fake_gpio.chip[c].lines; i++) {
			release(&fake_gpio.chip[c].line[i]);
		}
	}
	fake_gpio = (struct fake_gpio){.chips = 1, .chip[0].label = "gate-bank"};
	/* A line without a name before them, as every real chip has some. */
	struct fake_chip *chip = &fake_gpio.chip[0];
	chip->line[chip->lines++] = (struct fake_line){.edge_fd = -1, .edge_write_fd = -1};
	for (size_t i = 0; i < sizeof(wires) / sizeof(wires[0]); i++) {
		chip->line[chip->lines++] = (struct fake_line){
			.name = wires[i],
			.value = i < 10 ? 1 : 0,
			.edge_fd = -1,
			.edge_write_fd = -1,
		};
	}
}

struct fake_line *fake_gpio_line(const char *name)
{
	for (unsigned i = 0; i < fake_gpio.chip[0].lines; i++) {
		struct fake_line *l = &fake_gpio.chip[0].line[i];
		if (l->name != NULL && strcmp(l->name, name) == 0) {
			return l;
		}
	}
	return NULL;
}

void fake_gpio_edge(const char *name, int value, unsigned count)
{
	struct fake_line *l = fake_gpio_line(name);
	l->value = value;
	for (unsigned i = 0; i < count && l->edge_write_fd >= 0; i++) {
		ssize_t written = write(l->edge_write_fd, "e", 1);
		(void)written; /* a full queue drops edges, as the kernel does */
	}
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
		release(&chip_of(chip)->line[i]);
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

static int refused(void)
{
	if (fake_gpio.gone || fake_gpio.busy) {
		errno = fake_gpio.gone ? ENODEV : EBUSY;
		return -1;
	}
	return 0;
}

int gpiod_line_request_bulk_output(struct gpiod_line_bulk *bulk, const char *consumer,
				   const int *default_vals)
{
	if (refused() != 0) {
		return -1;
	}
	for (unsigned i = 0; i < bulk->num_lines; i++) {
		struct fake_line *l = line_of(bulk->lines[i]);
		l->requested = true;
		l->is_output = true;
		l->consumer = consumer;
		l->value = default_vals[i];
	}
	return 0;
}

int gpiod_line_request_bulk_both_edges_events(struct gpiod_line_bulk *bulk, const char *consumer)
{
	if (refused() != 0) {
		return -1;
	}
	for (unsigned i = 0; i < bulk->num_lines; i++) {
		struct fake_line *l = line_of(bulk->lines[i]);
		int ends[2];
		if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) {
			return -1;
		}
		l->requested = true;
		l->consumer = consumer;
		l->edge_fd = ends[0];
		l->edge_write_fd = ends[1];
	}
	return 0;
}

int gpiod_line_event_get_fd(struct gpiod_line *line)
{
	return line_of(line)->edge_fd;
}

int gpiod_line_event_read_fd_multiple(int fd, struct gpiod_line_event *events,
				      unsigned int num_events)
{
	char bytes[16];
	ssize_t got = read(fd, bytes, num_events < sizeof(bytes) ? num_events : sizeof(bytes));
	for (ssize_t i = 0; i < got; i++) {
		events[i] = (struct gpiod_line_event){.event_type = GPIOD_LINE_EVENT_RISING_EDGE};
	}
	return (int)got;
}

int gpiod_line_get_value_bulk(struct gpiod_line_bulk *bulk, int *values)
{
	if (refused() != 0) {
		return -1;
	}
	for (unsigned i = 0; i < bulk->num_lines; i++) {
		values[i] = line_of(bulk->lines[i])->value;
	}
	return 0;
}

int gpiod_line_set_value_bulk(struct gpiod_line_bulk *bulk, const int *values)
{
	if (refused() != 0) {
		return -1;
	}
	for (unsigned i = 0; i < bulk->num_lines; i++) {
		line_of(bulk->lines[i])->value = values[i];
	}
	fake_gpio.written++;
	return 0;
}
