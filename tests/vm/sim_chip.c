/*
 * sim_chip: a GPIO chip of the kernel's gpio-sim: made, its lines pulled and looked at, unplugged.
 * Knows configfs and sysfs of gpio-sim. Never knows what a line means.
 */
#include "sim_chip.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define PLACE     "/sys/kernel/config/gpio-sim/gate"
#define PATH_ROOM 160

static void put(const char *path, const char *text)
{
	EG_AUTO(eg_close) int fd = open(path, O_WRONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
}

/* One word of a file that the kernel fills. */
static void get(const char *path, char *out, size_t room)
{
	EG_AUTO(eg_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	ssize_t got = read(fd, out, room - 1);
	assert_true(got > 0);
	out[got] = '\0';
	out[strcspn(out, "\n")] = '\0';
}

static void name_line(size_t line, const char *name)
{
	char path[PATH_ROOM];
	(void)snprintf(path, sizeof(path), PLACE "/bank0/line%zu", line); /* fits */
	assert_int_equal(mkdir(path, 0755), 0);
	(void)snprintf(path, sizeof(path), PLACE "/bank0/line%zu/name", line); /* fits */
	put(path, name);
}

static int open_line(size_t line, const char *what, int flags)
{
	char device[32];
	char chip[32];
	char path[PATH_ROOM];
	get(PLACE "/dev_name", device, sizeof(device));
	get(PLACE "/bank0/chip_name", chip, sizeof(chip));
	(void)snprintf(path, sizeof(path), "/sys/devices/platform/%s/%s/sim_gpio%zu/%s", device,
		       chip, line, what); /* fits */
	int fd = open(path, flags | O_CLOEXEC);
	assert_true(fd >= 0);
	return fd;
}

void sim_plug(struct sim_chip *c, const char *label, const char *const *names, size_t count)
{
	char number[16];
	assert_true(count <= SIM_LINES_MAX);
	(void)snprintf(number, sizeof(number), "%zu", count); /* fits */
	assert_int_equal(mkdir(PLACE, 0755), 0);
	assert_int_equal(mkdir(PLACE "/bank0", 0755), 0);
	put(PLACE "/bank0/num_lines", number);
	put(PLACE "/bank0/label", label);
	for (size_t i = 0; i < count; i++) {
		name_line(i, names[i]);
	}
	put(PLACE "/live", "1");
	for (size_t i = 0; i < count; i++) {
		c->pull[i] = open_line(i, "pull", O_WRONLY);
		c->value[i] = open_line(i, "value", O_RDONLY);
	}
	c->count = count;
	c->live = true;
}

void sim_unplug(struct sim_chip *c)
{
	if (!c->live) {
		return;
	}
	for (size_t i = 0; i < c->count; i++) {
		eg_close(&c->pull[i]);
		eg_close(&c->value[i]);
	}
	put(PLACE "/live", "0");
	for (size_t i = 0; i < c->count; i++) {
		char path[PATH_ROOM];
		(void)snprintf(path, sizeof(path), PLACE "/bank0/line%zu", i); /* fits */
		assert_int_equal(rmdir(path), 0);
	}
	assert_int_equal(rmdir(PLACE "/bank0"), 0);
	assert_int_equal(rmdir(PLACE), 0);
	c->live = false;
}

void sim_pull(const struct sim_chip *c, size_t line, bool high)
{
	static const char up[] = "pull-up";
	static const char down[] = "pull-down";
	size_t size = high ? sizeof(up) - 1 : sizeof(down) - 1;
	assert_int_equal(pwrite(c->pull[line], high ? up : down, size, 0), size);
}

bool sim_value(const struct sim_chip *c, size_t line)
{
	char level = '\0';
	assert_int_equal(pread(c->value[line], &level, 1, 0), 1);
	return level == '1';
}
