/*
 * test_gpiod2_linked: the backend for libgpiod 2 with the real library behind it, on a machine that
 * has none of our chips: it links, looks for the chip, and refuses.
 */
#include "hal/gate_io.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void a_chip_that_is_not_there_is_refused(void **state)
{
	(void)state;
	const struct gate_fitting fitting = {.direction = 0};
	const struct gate_io_backend *backend = NULL;
	const char *where = NULL;
	struct gate_io *io = NULL;
	assert_int_equal(gate_io_find("gpiod:no-chip-has-this-label", &backend, &where), EG_OK);
	assert_int_equal(backend->open(&io, where, &fitting, 0), EG_CONFIG);
	assert_string_equal(eg_fault_last().reason, "no GPIO chip has the label");
	assert_null(io);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_chip_that_is_not_there_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
