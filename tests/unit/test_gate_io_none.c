/*
 * test_gate_io_none: a desk opens no chip, whatever is set, and reads levels that say nothing.
 */
#include "hal/gate_io_none.h"

#include "hal/gpio_lines.h"
#include "hal/modbus_map.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void a_desk_has_this_backend_whatever_is_set(void **state)
{
	static const char *const specs[] = {"gpiod:no-such-chip",
					    "sim:/no/such/socket",
					    "modbus:nothing",
					    "nonsense",
					    "",
					    NULL};
	const struct gate_fitting f = gate_fitting_of(GATE_DESK);
	(void)state;
	for (size_t i = 0; i < sizeof(specs) / sizeof(specs[0]); i++) {
		const struct gate_io_backend *backend = NULL;
		const char *where = NULL;
		struct gate_io *io = NULL;
		assert_int_equal(gate_io_for(&f, specs[i], &backend, &where), EG_OK);
		assert_string_equal(backend->name, "none");
		assert_int_equal(backend->open(&io, where, &f, 0), EG_OK);
		backend->close(&io);
		assert_null(io);
	}
}

static void a_gate_with_doors_has_the_backend_that_is_set(void **state)
{
	(void)state;
	for (unsigned t = 0; t < GATE_DOOR_TOPOLOGIES; t++) {
		const struct gate_fitting f = gate_fitting_of((enum gate_topology)t);
		const struct gate_io_backend *backend = NULL;
		const char *where = NULL;
		struct gate_io *io = NULL;
		assert_int_equal(gate_io_for(&f, "sim:/here", &backend, &where), EG_OK);
		assert_string_equal(backend->name, "sim");
		assert_string_equal(where, "/here");
		assert_int_equal(gate_io_for(&f, NULL, &backend, &where), EG_CONFIG);
		assert_int_equal(gate_io_for(&f, "nonsense", &backend, &where), EG_CONFIG);
		assert_int_equal(gate_io_none.open(&io, "", &f, 0), EG_CONFIG);
		assert_null(io);
	}
}

static void nothing_is_read_and_nothing_wakes(void **state)
{
	const struct gate_fitting f = gate_fitting_of(GATE_DESK);
	struct gate_io *io = NULL;
	struct gate_io *another = NULL; /* a core and its guard */
	int fds[GATE_IO_WAKE_MAX];
	(void)state;
	assert_int_equal(gate_io_none.open(&io, "", &f, UINT32_MAX), EG_OK);
	assert_int_equal(gate_io_none.open(&another, "", &f, 0), EG_OK);
	for (unsigned i = 0; i < 100; i++) {
		struct gate_lines lines = {.levels = i, .curtain = i};
		assert_int_equal(gate_io_none.drive(io, i * 12345), EG_OK);
		assert_int_equal(gate_io_none.read(io, &lines), EG_OK);
		assert_int_equal(lines.levels, 0);
		assert_int_equal(lines.curtain, 0);
	}
	assert_int_equal(gate_io_none.wake_fds(io, fds), 0);
	assert_int_equal(gate_io_none.debounced(io), 0);
	assert_int_equal(gate_io_none.edge_us(io), 0);
	gate_io_none.close(&io);
	gate_io_none.close(&another);
	gate_io_none.close(&another); /* of nothing */
}

/* The lines of a fitting that names none would be a mantrap's. */
static void no_other_backend_takes_a_desk_for_a_gate(void **state)
{
	static struct modbus_map map; /* too large for a stack frame */
	static struct gpio_lines lines;
	const struct gate_fitting f = gate_fitting_of(GATE_DESK);
	(void)state;
	assert_int_equal(gpio_lines_of(&lines, "chip", &f), EG_CONFIG);
	assert_string_equal(eg_fault_last().reason, "a desk has no lines");
	assert_int_equal(modbus_map_of(&map, "tcp:127.0.0.1", &f), EG_CONFIG);
	assert_string_equal(eg_fault_last().reason, "a desk has no points");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_desk_has_this_backend_whatever_is_set),
		cmocka_unit_test(a_gate_with_doors_has_the_backend_that_is_set),
		cmocka_unit_test(nothing_is_read_and_nothing_wakes),
		cmocka_unit_test(no_other_backend_takes_a_desk_for_a_gate),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
