/*
 * fake_gpio: GPIO chips in memory: what a test sets up, and edges that wait.
 * Knows how the kernel drops edges. Never knows either of the libraries.
 */
#include "fake_gpio.h"

#include "base/err.h"

#include <errno.h>
#include <fcntl.h>
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
#define INPUTS 10

bool fake_queue_open(struct fake_queue *q, unsigned room)
{
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) != 0) {
		return false;
	}
	*q = (struct fake_queue){.fd = ends[0], .write_fd = ends[1], .room = room};
	return true;
}

void fake_queue_close(struct fake_queue *q)
{
	eg_close(&q->fd);
	eg_close(&q->write_fd);
	q->waiting = 0;
}

/* As read on the descriptor of the kernel: blocks or not as the backend has set it. */
int fake_queue_read(struct fake_queue *q, unsigned most)
{
	char octets[1024];
	ssize_t got = read(q->fd, octets, most < sizeof(octets) ? most : sizeof(octets));
	q->waiting -= got > 0 ? (unsigned)got : 0;
	return (int)got;
}

static struct fake_line fresh_line(const char *name, int value)
{
	return (struct fake_line){.name = name, .value = value, .own = {.fd = -1, .write_fd = -1}};
}

void fake_gpio_reset(void)
{
	for (unsigned c = 0; c < fake_gpio.chips; c++) {
		for (unsigned i = 0; i < fake_gpio.chip[c].lines; i++) {
			fake_queue_close(&fake_gpio.chip[c].line[i].own);
		}
	}
	fake_gpio = (struct fake_gpio){.chips = 1, .chip[0].label = "gate-bank"};
	/* A line without a name before them, as every real chip has some. */
	struct fake_chip *chip = &fake_gpio.chip[0];
	chip->line[chip->lines++] = fresh_line(NULL, 0);
	for (size_t i = 0; i < sizeof(wires) / sizeof(wires[0]); i++) {
		chip->line[chip->lines++] = fresh_line(wires[i], i < INPUTS ? 1 : 0);
	}
}

void fake_gpio_second(const char *label, const char *name)
{
	struct fake_chip *chip = &fake_gpio.chip[1];
	fake_gpio.chips = 2;
	chip->label = label;
	chip->line[chip->lines++] = fresh_line(name, 0);
}

struct fake_line *fake_gpio_line(const char *name)
{
	for (unsigned c = 0; c < fake_gpio.chips; c++) {
		for (unsigned i = 0; i < fake_gpio.chip[c].lines; i++) {
			struct fake_line *l = &fake_gpio.chip[c].line[i];
			if (l->name != NULL && strcmp(l->name, name) == 0) {
				return l;
			}
		}
	}
	return NULL;
}

void fake_gpio_edge(const char *name, int value, unsigned count)
{
	struct fake_line *l = fake_gpio_line(name);
	l->value = value;
	for (unsigned i = 0; i < count && l->edges != NULL; i++) {
		/* Which of them is lost, the newest or the oldest, no backend can tell that does
		 * not look at them. */
		if (l->edges->waiting == l->edges->room || write(l->edges->write_fd, "e", 1) != 1) {
			fake_gpio.dropped++;
		} else {
			l->edges->first_ns =
				l->edges->waiting == 0 ? fake_gpio.now_ns : l->edges->first_ns;
			l->edges->waiting++;
		}
	}
}

int fake_gpio_refused(void)
{
	if (fake_gpio.gone || fake_gpio.busy) {
		errno = fake_gpio.gone ? ENODEV : EBUSY;
		return -1;
	}
	return 0;
}

void fake_line_write(struct fake_line *l, int value)
{
	l->value = l->stuck ? l->value : value;
}
