/*
 * egate_gpio_toggle: egate gpio toggle, one output for a moment.
 * Knows the guard, and which contact should follow. Leaves every output off, whatever happens.
 */
#include "prog/egate_gpio.h"

#include "os/now.h"
#include "prog/egate.h"
#include "prog/gpio_guard.h"
#include "prog/gpio_words.h"

#include <inttypes.h>

#define FOR_MS_LEAST   50
#define FOR_MS_MOST    60000
#define FOR_MS_DEFAULT 1000
#define US_PER_MS      1000

enum { OPTION_FOR = GPIO_OPTIONS, OPTION_COUNT };
static const struct words_option options[OPTION_COUNT] = {
	GPIO_OPTION_WORDS,
	[OPTION_FOR] = {"--for", false},
};

/* A door is freed or opened only beside the locked other one. */
static uint32_t wanted(const struct gate_fitting *f, unsigned bit)
{
	uint32_t output = UINT32_C(1) << bit;
	return gpio_output_words(bit)->kind == GPIO_DRIVE ? output | gpio_beside(f, output)
							  : output;
}

/* Which wires moved, and when. */
static void tell_changes(const struct gate_lines *before, const struct gpio_desk *d, int64_t ms)
{
	for (unsigned i = 0; i < GATE_WIRE_COUNT; i++) {
		if (((before->levels ^ d->lines.levels) >> i & 1u) != 0) {
			(void)printf("%s is %d after %" PRId64 " ms\n", gate_wire_word(i),
				     (int)(d->lines.levels >> i & 1u),
				     ms); /* the sum is checked at the end */
		}
	}
}

static enum eg_err refuse(const char *why)
{
	(void)fprintf(stderr, "egate: %s\n", why); /* nobody to tell if it is closed */
	return EG_FAIL(EG_DENIED, "not safe now: every output is off");
}

static enum eg_err drive(struct gpio_desk *d, const struct gate_fitting *f, unsigned bit,
			 int64_t for_ms)
{
	uint32_t want = wanted(f, bit);
	int64_t begin = now_mono_us() / US_PER_MS;
	int64_t now = begin;
	while (now - begin < for_ms) {
		struct gate_lines before = d->lines;
		const char *why = gpio_guard(f, d->outputs, want, d->lines.levels, false);
		if (why != NULL) {
			return refuse(why);
		}
		EG_TRY(gpio_desk_drive(d, want, false, now));
		(void)gpio_desk_wait(d, -1); /* levels are read at each tick all the same */
		if (gpio_stopped()) {
			return EG_FAIL(EG_STATE, "stopped: every output is off");
		}
		EG_TRY(gpio_desk_read(d));
		now = now_mono_us() / US_PER_MS;
		tell_changes(&before, d, now - begin);
	}
	return EG_OK;
}

static enum eg_err run(const struct words *w, unsigned bit, int64_t for_ms)
{
	EG_AUTO(gpio_gate_close) struct gpio_desk d = {.io = NULL};
	struct gpio_gate g;
	EG_TRY(gpio_gate_take(w, &g));
	if ((gate_fitting_outputs(&g.fitting) >> bit & 1u) == 0) {
		return EG_FAIL(EG_CONFIG, "the gate has no such output");
	}
	EG_TRY(gpio_gate_open(w, &g, &d));
	(void)printf("%s (%s): driven for %" PRId64 " ms\n", w->plain[1],
		     g.fitting.output[bit].name, for_ms); /* same */
	EG_TRY(drive(&d, &g.fitting, bit, for_ms));
	return puts("every output is off") >= 0 && fflush(stdout) == 0
		       ? EG_OK
		       : EG_FAIL(EG_IO, "standard output");
}

int egate_gpio_toggle(int count, char *const words[])
{
	struct words w;
	unsigned bit = 0;
	long for_ms = FOR_MS_DEFAULT;
	if (words_take(count, words, options, OPTION_COUNT, &w) != EG_OK || w.plain_count != 2) {
		return EGATE_USAGE;
	}
	if (!gpio_output_find(w.plain[1], &bit)) {
		(void)EG_FAIL(EG_CONFIG, "no output has that word"); /* told with the usage */
		return EGATE_USAGE;
	}
	if (w.value[OPTION_FOR] != NULL &&
	    words_number(w.value[OPTION_FOR], FOR_MS_LEAST, FOR_MS_MOST, &for_ms) != EG_OK) {
		return EGATE_USAGE;
	}
	return run(&w, bit, for_ms) == EG_OK ? EGATE_DONE : egate_failed();
}
