/*
 * test_fprint_lane: what a lane's own programs are linked with refuses virtual finger sensors,
 * whatever the environment or the configuration says.
 */
#include "hal/fprint_sensor.h"

#include <fprint.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define SKIPPED 77

/* The library's list of devices, twice over when a test says so: two of one name. */
GPtrArray *__real_fp_context_get_devices(FpContext *context);
GPtrArray *__wrap_fp_context_get_devices(FpContext *context);
static bool doubled;

GPtrArray *__wrap_fp_context_get_devices(FpContext *context)
{
	static GPtrArray *twice;
	GPtrArray *all = __real_fp_context_get_devices(context);
	if (!doubled || all->len == 0) {
		return all;
	}
	g_clear_pointer(&twice, g_ptr_array_unref);
	twice = g_ptr_array_new();
	g_ptr_array_add(twice, g_ptr_array_index(all, 0));
	g_ptr_array_add(twice, g_ptr_array_index(all, 0));
	return twice;
}

static const char *const variables[] = {
	"FP_VIRTUAL_IMAGE",
	"FP_VIRTUAL_DEVICE",
	"FP_VIRTUAL_DEVICE_STORAGE",
	"FP_VIRTUAL_DEVICE_STORAGE_NO_LIST",
	"FP_VIRTUAL_",         /* and whatever a later one is called */
	"FP_DEVICE_EMULATION", /* drivers leave out what makes a real device safe */
	"FP_DEBUG_TRANSFER",   /* what comes over USB, pictures too, goes to the log */
};
static char path[64];

static int set_variables(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
		if (setenv(variables[i], path, 1) != 0) {
			return -1;
		}
	}
	(void)unsetenv("FP_DRIVERS_WHITELIST");
	(void)unsetenv("FP_DRIVERS_ALLOWLIST");
	doubled = false;
	return 0;
}

static const struct finger_where virtual_image = {.driver = "virtual_image", .id = "0"};

/* Without this the tests below could not fail. */
static enum eg_err open_unguarded(const struct finger_where *where, bool press)
{
	struct finger_sensor *s = NULL;
	enum eg_err err = fprint_open(&s, where, press);
	fprint_close(&s);
	(void)unlink(path); /* the library leaves it, mostly */
	return err;
}

static void the_library_shows_a_virtual_device_to_who_does_not_refuse_it(void **state)
{
	(void)state;
	assert_int_equal(open_unguarded(&virtual_image, false), EG_OK);
}

static void expect_refused(const char *spec, enum eg_err expected)
{
	const struct finger_sensor_backend *backend = NULL;
	const char *where = NULL;
	struct finger_sensor *s = NULL;
	assert_int_equal(finger_sensor_find(spec, &backend, &where), EG_OK);
	assert_int_equal(backend->open(&s, where), expected);
	assert_null(s);
	for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
		assert_null(getenv(variables[i]));
	}
	assert_int_not_equal(access(path, F_OK), 0); /* and no socket to inject by */
}

static void no_virtual_device_is_opened_by_name(void **state)
{
	(void)state;
	expect_refused("fprint:virtual_image", EG_CONFIG);
	assert_int_equal(set_variables(state), 0);
	expect_refused("fprint:virtual_image:0,dpi=500", EG_CONFIG);
	assert_int_equal(set_variables(state), 0);
	expect_refused("fprint:virtual_device:0", EG_CONFIG);
	assert_int_equal(set_variables(state), 0);
	expect_refused("fprint:virtual_device_storage", EG_CONFIG);
}

static void no_virtual_device_is_opened_in_the_place_of_a_real_one(void **state)
{
	(void)state;
	expect_refused("fprint:uru4000", EG_NOT_FOUND);
	assert_string_equal(getenv("FP_DRIVERS_WHITELIST"), "uru4000");
	/* Were its variable there all the same, its driver is not let in. */
	assert_int_equal(set_variables(state), 0);
	assert_int_equal(setenv("FP_DRIVERS_WHITELIST", "uru4000", 1), 0);
	assert_int_equal(open_unguarded(&virtual_image, false), EG_NOT_FOUND);
}

static void no_program_of_a_lane_knows_the_backend_for_virtual_devices(void **state)
{
	(void)state;
	const struct finger_sensor_backend *backend = NULL;
	const char *where = NULL;
	assert_int_equal(finger_sensor_find("fprint-virtual:/tmp/x", &backend, &where), EG_CONFIG);
	assert_int_equal(finger_sensor_find("fprint:", &backend, &where), EG_CONFIG);
	assert_int_equal(finger_sensor_find("fprint", &backend, &where), EG_CONFIG);
}

static void a_sensor_to_swipe_over_is_refused(void **state)
{
	(void)state;
	assert_int_equal(open_unguarded(&virtual_image, true), EG_CONFIG); /* it calls itself one */
}

static void a_device_of_another_number_is_not_the_one_that_was_named(void **state)
{
	(void)state;
	struct finger_where other = virtual_image;
	other.id[0] = '1';
	assert_int_equal(open_unguarded(&other, false), EG_NOT_FOUND);
	other.id[0] = '\0'; /* the only one */
	assert_int_equal(open_unguarded(&other, false), EG_OK);
}

static void of_two_that_answer_to_one_name_none_is_taken(void **state)
{
	(void)state;
	struct finger_where either = virtual_image;
	doubled = true;
	assert_int_equal(open_unguarded(&either, false), EG_CONFIG);
	either.id[0] = '\0';
	assert_int_equal(open_unguarded(&either, false), EG_CONFIG);
}

#define EXPOSED(test) cmocka_unit_test_setup((test), set_variables)

int main(void)
{
	const struct CMUnitTest tests[] = {
		EXPOSED(the_library_shows_a_virtual_device_to_who_does_not_refuse_it),
		EXPOSED(no_virtual_device_is_opened_by_name),
		EXPOSED(no_virtual_device_is_opened_in_the_place_of_a_real_one),
		EXPOSED(no_program_of_a_lane_knows_the_backend_for_virtual_devices),
		EXPOSED(a_sensor_to_swipe_over_is_refused),
		EXPOSED(a_device_of_another_number_is_not_the_one_that_was_named),
		EXPOSED(of_two_that_answer_to_one_name_none_is_taken),
	};
	(void)snprintf(path, sizeof(path), "/tmp/test_fprint_lane.%ld", (long)getpid());
	if (set_variables(NULL) != 0 || open_unguarded(&virtual_image, false) == EG_NOT_FOUND) {
		(void)puts("libfprint was built without its virtual image device");
		return SKIPPED;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
