/*
 * test_gpiod: promises of the GPIO backend over a library in memory. What only a kernel can show
 * (edges of real lines, their order, a line held by another process) is not shown here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fake_gpiod.h"
#include "hal/gate_io.h"
#include "hal/gpio_map.h"

#include <poll.h>
#include <string.h>

static const struct gate_fitting fitting = {.direction = 0};

static enum eg_err open_gate(struct gate_io **io, const char *spec)
{
	const struct gate_io_backend *backend = NULL;
	const char *where = NULL;
	enum eg_err err = gate_io_find(spec, &backend, &where);
	return err != EG_OK ? err : backend->open(io, where, &fitting, 3);
}

static const struct gate_io_backend *gpio(void)
{
	const struct gate_io_backend *backend = NULL;
	const char *where = NULL;
	assert_int_equal(gate_io_find("gpiod:gate-bank", &backend, &where), EG_OK);
	assert_string_equal(where, "gate-bank");
	return backend;
}

static int fresh(void **state)
{
	(void)state;
	fake_gpio_reset();
	return 0;
}

static void doors_are_locked_from_the_request_on(void **state)
{
	(void)state;
	struct gate_io *io = NULL;
	assert_int_equal(open_gate(&io, "gpiod:gate-bank"), EG_OK);
	assert_int_equal(fake_gpio.written, 0);
	assert_int_equal(fake_gpio_line("egate-entry-lock")->value, 1);
	assert_int_equal(fake_gpio_line("egate-exit-lock")->value, 1);
	assert_int_equal(fake_gpio_line("egate-entry-green")->value, 0);
	assert_string_equal(fake_gpio_line("egate-fire-ok")->consumer, "egate");
	gpio()->close(&io);
	assert_null(io);
}

static void doors_are_locked_again_at_the_end(void **state)
{
	(void)state;
	struct gate_io *io = NULL;
	assert_int_equal(open_gate(&io, "gpiod:gate-bank"), EG_OK);
	assert_int_equal(gpio()->drive(io, 0), EG_OK);
	assert_int_equal(fake_gpio_line("egate-exit-lock")->value, 0);
	gpio()->close(&io);
	assert_int_equal(fake_gpio_line("egate-exit-lock")->value, 1);
	assert_false(fake_gpio.chip[0].open);
	assert_false(fake_gpio_line("egate-exit-lock")->requested);
}

static void one_drive_is_one_write_of_all_lines(void **state)
{
	(void)state;
	struct gate_io *io = NULL;
	assert_int_equal(open_gate(&io, "gpiod:gate-bank"), EG_OK);
	assert_int_equal(gpio()->drive(io, GATE_OUT_ENTRY_GREEN | GATE_OUT_WATCHDOG), EG_OK);
	assert_int_equal(fake_gpio.written, 1);
	assert_int_equal(fake_gpio_line("egate-entry-green")->value, 1);
	assert_int_equal(fake_gpio_line("egate-watchdog")->value, 1);
	assert_int_equal(fake_gpio_line("egate-entry-lock")->value, 0);
	gpio()->close(&io);
}

static void an_edge_wakes_and_levels_count(void **state)
{
	(void)state;
	struct gate_io *io = NULL;
	int fds[GATE_IO_WAKE_MAX];
	struct gate_lines lines = {0};
	assert_int_equal(open_gate(&io, "gpiod:gate-bank"), EG_OK);
	size_t count = gpio()->wake_fds(io, fds);
	assert_int_equal(count, GATE_INPUT_LINES);
	/* Many edges, and the last level is what is read. */
	fake_gpio_edge("egate-present", 1, 12);
	fake_gpio_edge("egate-present", 0, 1);
	struct pollfd p = {.fd = fds[4], .events = POLLIN};
	assert_int_equal(poll(&p, 1, 0), 1);
	assert_int_equal(gpio()->read(io, &lines), EG_OK);
	assert_int_equal(lines.levels & GATE_IN_PRESENT, 0);
	assert_int_not_equal(lines.levels & GATE_IN_FIRE_OK, 0);
	assert_int_equal(poll(&p, 1, 0), 0);
	gpio()->close(&io);
}

static void an_inverted_wire_is_active_when_low(void **state)
{
	(void)state;
	struct gate_io *io = NULL;
	struct gate_lines lines = {0};
	fake_gpio_line("egate-buzzer")->name = "RELAY7";
	fake_gpio_line("egate-fire-ok")->name = "GPIO17";
	assert_int_equal(open_gate(&io, "gpiod:gate-bank,fire-ok=!GPIO17,buzzer=!RELAY7"), EG_OK);
	assert_int_equal(fake_gpio_line("RELAY7")->value, 1);
	assert_int_equal(gpio()->read(io, &lines), EG_OK);
	assert_int_equal(lines.levels & GATE_IN_FIRE_OK, 0);
	fake_gpio_edge("GPIO17", 0, 1);
	assert_int_equal(gpio()->read(io, &lines), EG_OK);
	assert_int_not_equal(lines.levels & GATE_IN_FIRE_OK, 0);
	assert_int_equal(gpio()->drive(io, GATE_OUT_BUZZER), EG_OK);
	assert_int_equal(fake_gpio_line("RELAY7")->value, 0);
	gpio()->close(&io);
}

static void a_missing_line_is_refused(void **state)
{
	(void)state;
	struct gate_io *io = NULL;
	fake_gpio_line("egate-tamper-ok")->name = "something-else";
	assert_int_equal(open_gate(&io, "gpiod:gate-bank"), EG_CONFIG);
	assert_null(io);
	assert_false(fake_gpio.chip[0].open);
	assert_false(fake_gpio_line("egate-entry-lock")->requested);
}

static void a_line_name_that_stands_twice_is_refused(void **state)
{
	(void)state;
	struct gate_io *io = NULL;
	fake_gpio.chip[0].line[0].name = "egate-fire-ok";
	assert_int_equal(open_gate(&io, "gpiod:gate-bank"), EG_CONFIG);
}

static void a_missing_chip_is_refused(void **state)
{
	(void)state;
	struct gate_io *io = NULL;
	assert_int_equal(open_gate(&io, "gpiod:other-bank"), EG_CONFIG);
}

static void two_chips_with_one_label_are_refused(void **state)
{
	(void)state;
	struct gate_io *io = NULL;
	fake_gpio.chip[1].label = "gate-bank";
	fake_gpio.chips = 2;
	assert_int_equal(open_gate(&io, "gpiod:gate-bank"), EG_CONFIG);
}

static void a_second_instance_is_denied(void **state)
{
	(void)state;
	struct gate_io *io = NULL;
	fake_gpio.busy = true;
	assert_int_equal(open_gate(&io, "gpiod:gate-bank"), EG_DENIED);
	assert_null(io);
}

static void an_unplugged_chip_is_gone(void **state)
{
	(void)state;
	struct gate_io *io = NULL;
	struct gate_lines lines = {0};
	assert_int_equal(open_gate(&io, "gpiod:gate-bank"), EG_OK);
	fake_gpio.gone = true;
	assert_int_equal(gpio()->read(io, &lines), EG_GONE);
	assert_int_equal(gpio()->drive(io, 0), EG_GONE);
	gpio()->close(&io);
}

static void a_map_that_makes_no_sense_is_refused(void **state)
{
	(void)state;
	struct gpio_map m;
	assert_int_equal(gpio_map_parse(&m, ""), EG_CONFIG);
	assert_int_equal(gpio_map_parse(&m, "bank,fire=GPIO1"), EG_CONFIG);
	assert_int_equal(gpio_map_parse(&m, "bank,ready=GPIO1"), EG_CONFIG);
	assert_int_equal(gpio_map_parse(&m, "bank,fire-ok"), EG_CONFIG);
	assert_int_equal(gpio_map_parse(&m, "bank,fire-ok=!"), EG_CONFIG);
	assert_int_equal(gpio_map_parse(&m, "bank,fire-ok=A,fire-ok=B"), EG_CONFIG);
	assert_int_equal(gpio_map_parse(&m, "bank,fire-ok=A,estop-ok=A"), EG_CONFIG);
	assert_int_equal(gpio_map_parse(&m, "bank,fire-ok=a-name-that-no-line-of-the-kernel-has"),
			 EG_CONFIG);
	assert_int_equal(gpio_map_parse(&m, "bank,fire-ok=A,estop-ok=!B"), EG_OK);
	assert_string_equal(m.label, "bank");
	assert_string_equal(m.input[6], "A");
	assert_string_equal(m.input[7], "B");
	assert_string_equal(m.output[9], "egate-watchdog");
	assert_int_equal(m.inputs_inverted, GATE_IN_ESTOP_OK);
}

static void an_unknown_backend_is_refused(void **state)
{
	(void)state;
	const struct gate_io_backend *backend = NULL;
	const char *where = NULL;
	assert_int_equal(gate_io_find("sysfs:17", &backend, &where), EG_CONFIG);
	assert_int_equal(gate_io_find("gpiod:", &backend, &where), EG_CONFIG);
	assert_int_equal(gate_io_find("gpiod", &backend, &where), EG_CONFIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(doors_are_locked_from_the_request_on, fresh),
		cmocka_unit_test_setup(doors_are_locked_again_at_the_end, fresh),
		cmocka_unit_test_setup(one_drive_is_one_write_of_all_lines, fresh),
		cmocka_unit_test_setup(an_edge_wakes_and_levels_count, fresh),
		cmocka_unit_test_setup(an_inverted_wire_is_active_when_low, fresh),
		cmocka_unit_test_setup(a_missing_line_is_refused, fresh),
		cmocka_unit_test_setup(a_line_name_that_stands_twice_is_refused, fresh),
		cmocka_unit_test_setup(a_missing_chip_is_refused, fresh),
		cmocka_unit_test_setup(two_chips_with_one_label_are_refused, fresh),
		cmocka_unit_test_setup(a_second_instance_is_denied, fresh),
		cmocka_unit_test_setup(an_unplugged_chip_is_gone, fresh),
		cmocka_unit_test(a_map_that_makes_no_sense_is_refused),
		cmocka_unit_test(an_unknown_backend_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
