/*
 * test_gpiod: promises of the GPIO backend over chips in memory; built once for each of the two
 * libraries. What only a kernel can show (edges of real lines, their order, a line held by another
 * process) is not shown here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fake_gpio.h"
#include "hal/gate_io_gpiod.h"
#include "hal/gpio_lines.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

#define FIRST (GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_LOCK)

static const struct gate_io_backend *const gpio = &gate_io_gpiod;
static struct gate_fitting fitting; /* without a name until a test gives some */

static void name_it(char out[GATE_NAME_SIZE], const char *name)
{
	assert_in_range(snprintf(out, GATE_NAME_SIZE, "%s", name), 1, GATE_NAME_SIZE - 1);
}

static unsigned bit_of(uint32_t one)
{
	unsigned bit = 0;
	while ((one >> bit & 1u) == 0) {
		bit++;
	}
	return bit;
}

static void fit_wire(enum gate_wire w, const char *name, bool inverted)
{
	struct gate_line *l = &fitting.wire[bit_of((uint32_t)w)];
	name_it(l->name, name);
	l->inverted = inverted;
	l->debounce_ms = gate_wire_debounce_ms(bit_of((uint32_t)w));
}

static void fit_output(enum gate_output o, const char *name, bool inverted)
{
	struct gate_drive *d = &fitting.output[bit_of((uint32_t)o)];
	name_it(d->name, name);
	d->inverted = inverted;
}

/* The least that opens: one wire and the watchdog. */
static void fit_little(void)
{
	fit_wire(WIRE_FIRE_OK, "egate-fire-ok", false);
	fit_output(GATE_OUT_WATCHDOG, "egate-watchdog", false);
}

static enum eg_err open_gate(struct gate_io **io, const char *where)
{
	return gpio->open(io, where, &fitting, FIRST);
}

static struct gate_io *opened(const char *where)
{
	struct gate_io *io = NULL;
	assert_int_equal(open_gate(&io, where), EG_OK);
	return io;
}

static uint32_t levels(struct gate_io *io)
{
	struct gate_lines lines = {0};
	assert_int_equal(gpio->read(io, &lines), EG_OK);
	return lines.levels;
}

static int value(const char *name)
{
	return fake_gpio_line(name)->value;
}

static int fresh(void **state)
{
	(void)state;
	fake_gpio_reset();
	fitting = (struct gate_fitting){.direction = 0};
	return 0;
}

static void doors_are_locked_from_the_request_on(void **state)
{
	(void)state;
	struct gate_io *io = opened("gate-bank");
	assert_int_equal(fake_gpio.written, 0);
	assert_int_equal(value("egate-entry-lock"), 1);
	assert_int_equal(value("egate-exit-lock"), 1);
	assert_int_equal(value("egate-entry-green"), 0);
	assert_string_equal(fake_gpio_line("egate-fire-ok")->consumer, "egate");
	assert_int_equal(fake_gpio_line("egate-fire-ok")->bias, FAKE_AS_IS);
	gpio->close(&io);
	assert_null(io);
}

static void levels_stay_as_they_were_driven_last(void **state)
{
	(void)state;
	struct gate_io *io = opened("gate-bank");
	assert_int_equal(gpio->drive(io, GATE_OUT_EXIT_LOCK), EG_OK);
	gpio->close(&io);
	assert_int_equal(value("egate-exit-lock"), 1);
	assert_int_equal(value("egate-entry-lock"), 0);
	assert_false(fake_gpio.chip[0].open);
	assert_false(fake_gpio_line("egate-exit-lock")->requested);
	assert_false(fake_gpio_line("egate-watchdog")->requested);
	assert_false(fake_gpio_line("egate-fire-ok")->requested);
}

static void one_drive_is_one_write_of_all_lines(void **state)
{
	(void)state;
	struct gate_io *io = opened("gate-bank");
	assert_int_equal(gpio->drive(io, GATE_OUT_ENTRY_GREEN | GATE_OUT_WATCHDOG), EG_OK);
	assert_int_equal(fake_gpio.written, 1);
	assert_int_equal(value("egate-entry-green"), 1);
	assert_int_equal(value("egate-watchdog"), 1);
	assert_int_equal(value("egate-entry-lock"), 0);
	gpio->close(&io);
}

static void the_watchdog_is_not_petted_when_outputs_cannot_be_written(void **state)
{
	(void)state;
	struct gate_io *io = opened("gate-bank");
	assert_int_not_equal(fake_gpio_line("egate-watchdog")->request,
			     fake_gpio_line("egate-entry-lock")->request);
	assert_int_equal(fake_gpio_line("egate-exit-lock")->request,
			 fake_gpio_line("egate-entry-lock")->request);
	fake_gpio.write_fails = true;
	assert_int_equal(gpio->drive(io, FIRST | GATE_OUT_WATCHDOG), EG_IO);
	assert_int_equal(value("egate-watchdog"), 0);
	fake_gpio.write_fails = false;
	assert_int_equal(gpio->drive(io, FIRST | GATE_OUT_WATCHDOG), EG_OK);
	assert_int_equal(value("egate-watchdog"), 1);
	gpio->close(&io);
}

static bool wakes(const struct gate_io *io)
{
	int fds[GATE_IO_WAKE_MAX];
	struct pollfd p[GATE_IO_WAKE_MAX];
	size_t count = gpio->wake_fds(io, fds);
	assert_in_range(count, 1, GATE_IO_WAKE_MAX);
	for (size_t i = 0; i < count; i++) {
		p[i] = (struct pollfd){.fd = fds[i], .events = POLLIN};
	}
	return poll(p, (nfds_t)count, 0) > 0;
}

static void an_edge_wakes_and_levels_count(void **state)
{
	(void)state;
	struct gate_io *io = opened("gate-bank");
	assert_false(wakes(io));
	fake_gpio_edge("egate-present", 0, 1);
	assert_true(wakes(io));
	uint32_t seen = levels(io);
	assert_int_equal(seen & (uint32_t)WIRE_PRESENT, 0);
	assert_int_not_equal(seen & (uint32_t)WIRE_FIRE_OK, 0);
	assert_false(wakes(io));
	gpio->close(&io);
}

/* The kernel's own time, not that of the read; of several the oldest, which no storm drops. */
static void an_edge_has_the_kernels_stamp(void **state)
{
	(void)state;
	struct gate_io *io = opened("gate-bank");
	(void)levels(io);
	assert_int_equal(gpio->edge_us(io), 0);
	fake_gpio.now_ns = 7000003000;
	fake_gpio_edge("egate-present", 0, 40);
	fake_gpio.now_ns = 7000009000;
	fake_gpio_edge("egate-fire-ok", 0, 1);
	(void)levels(io);
	assert_int_equal(gpio->edge_us(io), 7000003);
	(void)levels(io);
	assert_int_equal(gpio->edge_us(io), 0);
	gpio->close(&io);
}

/* 41 edges unread, as research saw them lost: the last ones tell the level, and are dropped. */
static void edges_that_the_kernel_drops_lose_no_level(void **state)
{
	(void)state;
	struct gate_io *io = opened("gate-bank");
	fake_gpio_edge("egate-present", 0, 41 * 16);
	assert_int_not_equal(fake_gpio.dropped, 0);
	assert_true(wakes(io));
	assert_int_equal(levels(io) & (uint32_t)WIRE_PRESENT, 0);
	assert_false(wakes(io)); /* all that were kept are gone: nothing wakes for ever */
	/* And what comes after the storm wakes again. */
	fake_gpio_edge("egate-present", 1, 1);
	assert_true(wakes(io));
	assert_int_not_equal(levels(io) & (uint32_t)WIRE_PRESENT, 0);
	gpio->close(&io);
}

static void a_level_without_any_edge_is_read(void **state)
{
	(void)state;
	struct gate_io *io = opened("gate-bank");
	fake_gpio_edge("egate-fire-ok", 0, 0); /* a driver may steal the edge */
	assert_false(wakes(io));
	assert_int_equal(levels(io) & (uint32_t)WIRE_FIRE_OK, 0);
	gpio->close(&io);
}

static void an_inverted_line_is_active_when_low(void **state)
{
	(void)state;
	fake_gpio_line("egate-buzzer")->name = "RELAY7";
	fake_gpio_line("egate-fire-ok")->name = "GPIO17";
	fit_little();
	fit_wire(WIRE_FIRE_OK, "GPIO17", true);
	fit_output(GATE_OUT_BUZZER, "RELAY7", true);
	struct gate_io *io = opened("gate-bank");
	assert_int_equal(value("RELAY7"), 1);
	assert_int_equal(levels(io), 0);
	fake_gpio_edge("GPIO17", 0, 1);
	assert_int_equal(levels(io), WIRE_FIRE_OK);
	assert_int_equal(gpio->drive(io, GATE_OUT_BUZZER), EG_OK);
	assert_int_equal(value("RELAY7"), 0);
	gpio->close(&io);
}

static void wires_that_are_not_fitted_read_as_0_and_are_left_alone(void **state)
{
	(void)state;
	fit_little();
	struct gate_io *io = opened("gate-bank");
	assert_int_equal(levels(io), WIRE_FIRE_OK);
	assert_int_equal(gpio->drive(io, ~0u), EG_OK);
	assert_int_equal(value("egate-entry-lock"), 0);
	assert_false(fake_gpio_line("egate-entry-lock")->requested);
	assert_false(fake_gpio_line("egate-present")->requested);
	gpio->close(&io);
}

static void beams_of_a_curtain_are_lines_like_others(void **state)
{
	(void)state;
	struct gate_lines lines = {0};
	fit_little();
	name_it(fitting.curtain[0].name, "egate-present");
	name_it(fitting.curtain[31].name, "egate-several");
	fitting.curtain[31].inverted = true;
	fitting.curtain[31].debounce_ms = 5;
	struct gate_io *io = opened("gate-bank");
	assert_int_equal(gpio->read(io, &lines), EG_OK);
	assert_int_equal(lines.curtain, 1);
	fake_gpio_edge("egate-several", 0, 1);
	assert_int_equal(gpio->read(io, &lines), EG_OK);
	assert_int_equal(lines.curtain, 0x80000001u);
	assert_int_equal(fake_gpio_line("egate-several")->debounce_us, 0);
	gpio->close(&io);
}

static void a_line_of_a_second_chip_is_named_with_its_label(void **state)
{
	(void)state;
	fake_gpio_second("relays", "R1");
	fit_little();
	fit_output(GATE_OUT_EXIT_LOCK, "relays/R1", false);
	struct gate_io *io = opened("gate-bank");
	assert_int_equal(value("R1"), 1);
	assert_int_equal(gpio->drive(io, 0), EG_OK);
	assert_int_equal(value("R1"), 0);
	assert_int_equal(levels(io), WIRE_FIRE_OK);
	gpio->close(&io);
	assert_false(fake_gpio_line("R1")->requested);
	assert_false(fake_gpio.chip[1].open);
}

static void an_output_that_does_not_follow_is_an_error(void **state)
{
	(void)state;
	struct gate_lines lines = {0};
	static const char *const names[] = {"egate-exit-lock", "egate-watchdog"};
	for (size_t i = 0; i < 2; i++) {
		struct gate_io *io = opened("gate-bank");
		assert_int_equal(gpio->read(io, &lines), EG_OK);
		fake_gpio_line(names[i])->stuck = true;
		assert_int_equal(gpio->drive(io, GATE_OUT_WATCHDOG), EG_OK);
		assert_int_equal(gpio->read(io, &lines), EG_IO);
		assert_non_null(strstr(eg_fault_last().reason, "reads back another level"));
		fake_gpio_line(names[i])->stuck = false;
		gpio->close(&io);
	}
}

static void a_broken_wire_is_pulled_to_what_is_safe(void **state)
{
	(void)state;
	fit_little();
	fit_wire(WIRE_EXIT_BEAM, "egate-exit-beam", false);
	fit_wire(WIRE_ESTOP_OK, "egate-estop-ok", true);
	struct gate_io *io = opened("gate-bank,bias");
	assert_int_equal(fake_gpio_line("egate-fire-ok")->bias, FAKE_PULL_DOWN);
	assert_int_equal(fake_gpio_line("egate-estop-ok")->bias, FAKE_PULL_UP);
	assert_int_equal(fake_gpio_line("egate-exit-beam")->bias, FAKE_PULL_UP);
	gpio->close(&io);
}

static void the_kernel_debounces_where_it_can(void **state)
{
	(void)state;
	fit_little();
	fit_wire(WIRE_COUNT_IN, "egate-several", false); /* pulses: not debounced */
	struct gate_io *io = opened("gate-bank");
	if (fake_gpio_debounces) {
		assert_int_equal(gpio->debounced(io), WIRE_FIRE_OK);
		assert_int_equal(fake_gpio_line("egate-fire-ok")->debounce_us, 10000);
	} else {
		assert_int_equal(gpio->debounced(io), 0);
	}
	assert_int_equal(fake_gpio_line("egate-several")->debounce_us, 0);
	gpio->close(&io);
}

static void a_missing_line_is_refused(void **state)
{
	(void)state;
	struct gate_io *io = NULL;
	fake_gpio_line("egate-tamper-ok")->name = "something-else";
	assert_int_equal(open_gate(&io, "gate-bank"), EG_CONFIG);
	assert_null(io);
	assert_false(fake_gpio.chip[0].open);
	assert_false(fake_gpio_line("egate-entry-lock")->requested);
}

static void a_line_name_that_stands_twice_is_refused(void **state)
{
	(void)state;
	struct gate_io *io = NULL;
	fake_gpio.chip[0].line[0].name = "egate-fire-ok";
	assert_int_equal(open_gate(&io, "gate-bank"), EG_CONFIG);
}

static void a_missing_chip_is_refused(void **state)
{
	(void)state;
	struct gate_io *io = NULL;
	assert_int_equal(open_gate(&io, "other-bank"), EG_CONFIG);
	fit_little();
	fit_output(GATE_OUT_EXIT_LOCK, "relays/R1", false);
	assert_int_equal(open_gate(&io, "gate-bank"), EG_CONFIG);
	assert_false(fake_gpio.chip[0].open);
}

static void two_chips_with_one_label_are_refused(void **state)
{
	(void)state;
	struct gate_io *io = NULL;
	fake_gpio_second("gate-bank", "R1");
	assert_int_equal(open_gate(&io, "gate-bank"), EG_CONFIG);
	assert_false(fake_gpio.chip[0].open);
	assert_false(fake_gpio.chip[1].open);
}

static void a_second_instance_is_denied(void **state)
{
	(void)state;
	struct gate_io *io = NULL;
	fake_gpio.busy = true;
	assert_int_equal(open_gate(&io, "gate-bank"), EG_DENIED);
	assert_null(io);
}

static void an_unplugged_chip_is_gone(void **state)
{
	(void)state;
	struct gate_io *io = opened("gate-bank");
	struct gate_lines lines = {0};
	fake_gpio.gone = true;
	assert_int_equal(gpio->read(io, &lines), EG_GONE);
	assert_int_equal(gpio->drive(io, 0), EG_GONE);
	gpio->close(&io);
}

static enum eg_err lines_of(const char *where)
{
	static struct gpio_lines g;
	return gpio_lines_of(&g, where, &fitting);
}

static void lines_that_make_no_sense_are_refused(void **state)
{
	(void)state;
	assert_int_equal(lines_of(""), EG_CONFIG);
	assert_int_equal(lines_of(",bias"), EG_CONFIG);
	assert_int_equal(lines_of("bank,fire-ok=GPIO1"), EG_CONFIG);
	assert_int_equal(lines_of("a-label-that-no-chip-of-the-kernel-has"), EG_CONFIG);
	assert_int_equal(lines_of("bank"), EG_OK);
	fit_wire(WIRE_FIRE_OK, "A", false);
	assert_int_equal(lines_of("bank"), EG_CONFIG); /* no watchdog */
	fit_output(GATE_OUT_WATCHDOG, "W", false);
	assert_int_equal(lines_of("bank"), EG_OK);
	fit_wire(WIRE_ESTOP_OK, "A", false);
	assert_int_equal(lines_of("bank"), EG_CONFIG); /* one line, two wires */
	fit_wire(WIRE_ESTOP_OK, "other/A", false);
	assert_int_equal(lines_of("bank"), EG_OK);
	fit_wire(WIRE_ESTOP_OK, "bank/W", false);
	assert_int_equal(lines_of("bank"), EG_CONFIG);
	fit_wire(WIRE_ESTOP_OK, "/A", false);
	assert_int_equal(lines_of("bank"), EG_CONFIG);
	fit_wire(WIRE_ESTOP_OK, "other/", false);
	assert_int_equal(lines_of("bank"), EG_CONFIG);
	fit_wire(WIRE_ESTOP_OK, "2/A", false);
	fit_wire(WIRE_TAMPER_OK, "3/A", false);
	fit_wire(WIRE_MAINS_OK, "4/A", false);
	assert_int_equal(lines_of("bank"), EG_OK);
	fit_wire(WIRE_PRESENT, "5/A", false); /* a fifth chip */
	assert_int_equal(lines_of("bank"), EG_CONFIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(doors_are_locked_from_the_request_on, fresh),
		cmocka_unit_test_setup(levels_stay_as_they_were_driven_last, fresh),
		cmocka_unit_test_setup(one_drive_is_one_write_of_all_lines, fresh),
		cmocka_unit_test_setup(the_watchdog_is_not_petted_when_outputs_cannot_be_written,
				       fresh),
		cmocka_unit_test_setup(an_edge_wakes_and_levels_count, fresh),
		cmocka_unit_test_setup(an_edge_has_the_kernels_stamp, fresh),
		cmocka_unit_test_setup(edges_that_the_kernel_drops_lose_no_level, fresh),
		cmocka_unit_test_setup(a_level_without_any_edge_is_read, fresh),
		cmocka_unit_test_setup(an_inverted_line_is_active_when_low, fresh),
		cmocka_unit_test_setup(wires_that_are_not_fitted_read_as_0_and_are_left_alone,
				       fresh),
		cmocka_unit_test_setup(beams_of_a_curtain_are_lines_like_others, fresh),
		cmocka_unit_test_setup(a_line_of_a_second_chip_is_named_with_its_label, fresh),
		cmocka_unit_test_setup(an_output_that_does_not_follow_is_an_error, fresh),
		cmocka_unit_test_setup(a_broken_wire_is_pulled_to_what_is_safe, fresh),
		cmocka_unit_test_setup(the_kernel_debounces_where_it_can, fresh),
		cmocka_unit_test_setup(a_missing_line_is_refused, fresh),
		cmocka_unit_test_setup(a_line_name_that_stands_twice_is_refused, fresh),
		cmocka_unit_test_setup(a_missing_chip_is_refused, fresh),
		cmocka_unit_test_setup(two_chips_with_one_label_are_refused, fresh),
		cmocka_unit_test_setup(a_second_instance_is_denied, fresh),
		cmocka_unit_test_setup(an_unplugged_chip_is_gone, fresh),
		cmocka_unit_test_setup(lines_that_make_no_sense_are_refused, fresh),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
