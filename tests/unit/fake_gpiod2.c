/*
 * fake_gpiod2: libgpiod 2 over the chips of fake_gpio, linked instead of the library.
 * Knows what the backend under test calls, and no more. Edges of one request share a queue of the
 * size that was asked for.
 */
#include "fake_gpio.h"

#include <errno.h>
#include <gpiod.h>
#include <stdlib.h>
#include <string.h>

#define CONFIG_LINES FAKE_LINES

const bool fake_gpio_debounces = true;

struct gpiod_line_settings {
	enum gpiod_line_direction direction;
	enum gpiod_line_edge edge;
	enum gpiod_line_bias bias;
	enum gpiod_line_value value;
	unsigned long debounce_us;
};

struct gpiod_line_config {
	struct gpiod_line_settings settings[CONFIG_LINES];
	unsigned offset[CONFIG_LINES];
	size_t count;
};

struct gpiod_request_config {
	const char *consumer;
	size_t edges;
};

struct gpiod_line_request {
	struct fake_chip *chip;
	int number;
	struct fake_queue queue;
};

struct gpiod_edge_event {
	long long ns;
};

struct gpiod_edge_event_buffer {
	size_t capacity;
	struct gpiod_edge_event first;
};

static struct fake_chip *chip_of(struct gpiod_chip *c)
{
	return (struct fake_chip *)(void *)c;
}

/* Number of the chip of a device; as many as there are chips: none. */
static unsigned number_of(const char *path)
{
	static const char front[] = "/dev/gpiochip";
	char *end = NULL;
	if (strncmp(path, front, sizeof(front) - 1) != 0) {
		return fake_gpio.chips;
	}
	unsigned long number = strtoul(path + sizeof(front) - 1, &end, 10);
	return *end == '\0' && number < fake_gpio.chips ? (unsigned)number : fake_gpio.chips;
}

bool gpiod_is_gpiochip_device(const char *path)
{
	return number_of(path) < fake_gpio.chips;
}

struct gpiod_chip *gpiod_chip_open(const char *path)
{
	unsigned number = number_of(path);
	if (number == fake_gpio.chips) {
		errno = ENOENT;
		return NULL;
	}
	fake_gpio.chip[number].open = true;
	return (struct gpiod_chip *)(void *)&fake_gpio.chip[number];
}

/* Lines stay with their request: closing the chip does not release them. */
void gpiod_chip_close(struct gpiod_chip *chip)
{
	chip_of(chip)->open = false;
}

struct gpiod_chip_info *gpiod_chip_get_info(struct gpiod_chip *chip)
{
	return (struct gpiod_chip_info *)(void *)chip;
}

void gpiod_chip_info_free(struct gpiod_chip_info *info)
{
	(void)info; /* the chip itself */
}

const char *gpiod_chip_info_get_label(struct gpiod_chip_info *info)
{
	return ((struct fake_chip *)(void *)info)->label;
}

size_t gpiod_chip_info_get_num_lines(struct gpiod_chip_info *info)
{
	return ((struct fake_chip *)(void *)info)->lines;
}

struct gpiod_line_info *gpiod_chip_get_line_info(struct gpiod_chip *chip, unsigned int offset)
{
	return (struct gpiod_line_info *)(void *)&chip_of(chip)->line[offset];
}

const char *gpiod_line_info_get_name(struct gpiod_line_info *info)
{
	return ((struct fake_line *)(void *)info)->name;
}

void gpiod_line_info_free(struct gpiod_line_info *info)
{
	(void)info; /* the line itself */
}

struct gpiod_line_settings *gpiod_line_settings_new(void)
{
	return calloc(1, sizeof(struct gpiod_line_settings));
}

void gpiod_line_settings_free(struct gpiod_line_settings *settings)
{
	free(settings);
}

int gpiod_line_settings_set_direction(struct gpiod_line_settings *settings,
				      enum gpiod_line_direction direction)
{
	settings->direction = direction;
	return 0;
}

int gpiod_line_settings_set_edge_detection(struct gpiod_line_settings *settings,
					   enum gpiod_line_edge edge)
{
	settings->edge = edge;
	return 0;
}

int gpiod_line_settings_set_bias(struct gpiod_line_settings *settings, enum gpiod_line_bias bias)
{
	settings->bias = bias;
	return 0;
}

void gpiod_line_settings_set_debounce_period_us(struct gpiod_line_settings *settings,
						unsigned long period)
{
	settings->debounce_us = period;
}

int gpiod_line_settings_set_event_clock(struct gpiod_line_settings *settings,
					enum gpiod_line_clock event_clock)
{
	(void)settings;
	return event_clock == GPIOD_LINE_CLOCK_MONOTONIC ? 0 : -1;
}

int gpiod_line_settings_set_output_value(struct gpiod_line_settings *settings,
					 enum gpiod_line_value value)
{
	settings->value = value;
	return 0;
}

struct gpiod_line_config *gpiod_line_config_new(void)
{
	return calloc(1, sizeof(struct gpiod_line_config));
}

void gpiod_line_config_free(struct gpiod_line_config *config)
{
	free(config);
}

int gpiod_line_config_add_line_settings(struct gpiod_line_config *config,
					const unsigned int *offsets, size_t num_offsets,
					struct gpiod_line_settings *settings)
{
	for (size_t i = 0; i < num_offsets; i++) {
		config->settings[config->count] = *settings;
		config->offset[config->count++] = offsets[i];
	}
	return 0;
}

struct gpiod_request_config *gpiod_request_config_new(void)
{
	return calloc(1, sizeof(struct gpiod_request_config));
}

void gpiod_request_config_free(struct gpiod_request_config *config)
{
	free(config);
}

void gpiod_request_config_set_consumer(struct gpiod_request_config *config, const char *consumer)
{
	config->consumer = consumer;
}

void gpiod_request_config_set_event_buffer_size(struct gpiod_request_config *config,
						size_t event_buffer_size)
{
	config->edges = event_buffer_size;
}

static void take_line(struct gpiod_line_request *r, struct fake_line *l,
		      const struct gpiod_line_settings *s, const char *consumer)
{
	l->requested = true;
	l->consumer = consumer;
	l->request = r->number;
	l->is_output = s->direction == GPIOD_LINE_DIRECTION_OUTPUT;
	l->debounce_us = s->debounce_us;
	l->bias = s->bias == GPIOD_LINE_BIAS_PULL_UP     ? FAKE_PULL_UP
		  : s->bias == GPIOD_LINE_BIAS_PULL_DOWN ? FAKE_PULL_DOWN
							 : FAKE_AS_IS;
	if (l->is_output) {
		fake_line_write(l, s->value == GPIOD_LINE_VALUE_ACTIVE ? 1 : 0);
	} else if (s->edge == GPIOD_LINE_EDGE_BOTH) {
		l->edges = &r->queue;
	}
}

struct gpiod_line_request *gpiod_chip_request_lines(struct gpiod_chip *chip,
						    struct gpiod_request_config *req_cfg,
						    struct gpiod_line_config *line_cfg)
{
	struct gpiod_line_request *r = calloc(1, sizeof(*r));
	unsigned room = (unsigned)(req_cfg->edges > 0 ? req_cfg->edges : 16 * line_cfg->count);
	if (r == NULL || fake_gpio_refused() != 0 || !fake_queue_open(&r->queue, room)) {
		free(r);
		return NULL;
	}
	r->chip = chip_of(chip);
	r->number = ++fake_gpio.requests;
	for (size_t i = 0; i < line_cfg->count; i++) {
		take_line(r, &r->chip->line[line_cfg->offset[i]], &line_cfg->settings[i],
			  req_cfg->consumer);
	}
	return r;
}

void gpiod_line_request_release(struct gpiod_line_request *request)
{
	for (unsigned i = 0; i < request->chip->lines; i++) {
		struct fake_line *l = &request->chip->line[i];
		if (l->requested && l->request == request->number) {
			l->requested = false;
			l->edges = NULL;
		}
	}
	fake_queue_close(&request->queue);
	free(request);
}

int gpiod_line_request_get_fd(struct gpiod_line_request *request)
{
	return request->queue.fd;
}

/* The kernel refuses lines of another request. */
static struct fake_line *own_line(struct gpiod_line_request *r, unsigned offset)
{
	struct fake_line *l = &r->chip->line[offset];
	return l->requested && l->request == r->number ? l : NULL;
}

int gpiod_line_request_get_values_subset(struct gpiod_line_request *request, size_t num_values,
					 const unsigned int *offsets, enum gpiod_line_value *values)
{
	if (fake_gpio_refused() != 0) {
		return -1;
	}
	for (size_t i = 0; i < num_values; i++) {
		const struct fake_line *l = own_line(request, offsets[i]);
		if (l == NULL) {
			errno = EINVAL;
			return -1;
		}
		values[i] = l->value != 0 ? GPIOD_LINE_VALUE_ACTIVE : GPIOD_LINE_VALUE_INACTIVE;
	}
	return 0;
}

int gpiod_line_request_set_values_subset(struct gpiod_line_request *request, size_t num_values,
					 const unsigned int *offsets,
					 const enum gpiod_line_value *values)
{
	if (fake_gpio_refused() != 0) {
		return -1;
	}
	if (fake_gpio.write_fails && num_values > 1) {
		errno = EIO;
		return -1;
	}
	for (size_t i = 0; i < num_values; i++) {
		struct fake_line *l = own_line(request, offsets[i]);
		if (l == NULL) {
			errno = EINVAL;
			return -1;
		}
		fake_line_write(l, values[i] == GPIOD_LINE_VALUE_ACTIVE ? 1 : 0);
	}
	fake_gpio.written += num_values > 1 ? 1 : 0;
	return 0;
}

struct gpiod_edge_event_buffer *gpiod_edge_event_buffer_new(size_t capacity)
{
	struct gpiod_edge_event_buffer *b = calloc(1, sizeof(*b));
	if (b != NULL) {
		b->capacity = capacity;
	}
	return b;
}

void gpiod_edge_event_buffer_free(struct gpiod_edge_event_buffer *buffer)
{
	free(buffer);
}

int gpiod_line_request_read_edge_events(struct gpiod_line_request *request,
					struct gpiod_edge_event_buffer *buffer, size_t max_events)
{
	size_t most = max_events < buffer->capacity ? max_events : buffer->capacity;
	buffer->first.ns = request->queue.first_ns;
	return fake_queue_read(&request->queue, (unsigned)most);
}

struct gpiod_edge_event *gpiod_edge_event_buffer_get_event(struct gpiod_edge_event_buffer *buffer,
							   unsigned long index)
{
	return index == 0 ? &buffer->first : NULL;
}

uint64_t gpiod_edge_event_get_timestamp_ns(struct gpiod_edge_event *event)
{
	return (uint64_t)event->ns;
}
