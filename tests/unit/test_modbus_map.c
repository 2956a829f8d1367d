/*
 * test_modbus_map: which texts reach a block, and which points carry which wires.
 */
#include "hal/modbus_map.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct modbus_map map;
static struct gate_fitting fitting;

static int fresh(void **state)
{
	(void)state;
	fitting = (struct gate_fitting){.direction = 0};
	return 0;
}

static enum eg_err map_of(const char *where)
{
	return modbus_map_of(&map, where, &fitting);
}

static void name_it(char out[GATE_NAME_SIZE], const char *name)
{
	assert_in_range(snprintf(out, GATE_NAME_SIZE, "%s", name), 1, GATE_NAME_SIZE - 1);
}

/* Fire loop, one lock, watchdog. */
static void fit(const char *fire, const char *lock, const char *watchdog)
{
	fresh(NULL);
	name_it(fitting.wire[6].name, fire);
	name_it(fitting.output[1].name, lock);
	name_it(fitting.output[9].name, watchdog);
}

static void an_address_is_enough(void **state)
{
	(void)state;
	assert_int_equal(map_of("tcp:192.0.2.7"), EG_OK);
	assert_string_equal(map.host, "192.0.2.7");
	assert_int_equal(map.port, 502);
	assert_int_equal(map.unit, 255);
	assert_int_equal(map.cycle_ms, 20);
	assert_int_equal(map.answer_ms, 30);
	assert_false(map.serial);
	assert_false(map.tells_timeout);
	assert_int_equal(map_of("tcp:[2001:db8::1]:1502,unit=3"), EG_OK);
	assert_string_equal(map.host, "2001:db8::1");
	assert_int_equal(map.port, 1502);
	assert_int_equal(map.unit, 3);
	assert_int_equal(map_of("tcp:[::1]"), EG_OK);
	assert_int_equal(map.port, 502);
}

static void a_serial_line_has_its_form(void **state)
{
	(void)state;
	assert_int_equal(map_of("rtu:/dev/ttyS1"), EG_OK);
	assert_true(map.serial);
	assert_string_equal(map.host, "/dev/ttyS1");
	assert_int_equal(map.baud, 19200);
	assert_int_equal(map.parity, 'E');
	assert_int_equal(map.stop_bits, 1);
	assert_int_equal(map.unit, 1);
	assert_int_equal(map_of("rtu:/dev/ttyS1,baud=115200,parity=none,stop=2,unit=17,answer=10,"
				"cycle=40,timeout-register=4128,timeout-unit=10"),
			 EG_OK);
	assert_int_equal(map.baud, 115200);
	assert_int_equal(map.parity, 'N');
	assert_int_equal(map.stop_bits, 2);
	assert_int_equal(map.unit, 17);
	assert_int_equal(map.answer_ms, 10);
	assert_int_equal(map.cycle_ms, 40);
	assert_true(map.tells_timeout);
	assert_int_equal(map.timeout_at, 4128);
	assert_int_equal(map.timeout_unit, 10);
}

static void texts_that_reach_no_block_are_refused(void **state)
{
	static const char *const wrong[] = {
		"",
		"tcp:",
		"tcp",
		"rtu:",
		"udp:192.0.2.7",
		"tcp:block.example.org", /* nobody is asked about names */
		"tcp:192.0.2",
		"tcp:192.0.2.7:0",
		"tcp:192.0.2.7:65536",
		"tcp:192.0.2.7:50 2",
		"tcp:[::1",
		"tcp:[::1]5",
		"tcp:[::1]:",
		"tcp:::1",
		"rtu:ttyS1",
		"tcp:192.0.2.7,unit=256",
		"tcp:192.0.2.7,unit=",
		"tcp:192.0.2.7,unit",
		"tcp:192.0.2.7,baud=9600",
		"tcp:192.0.2.7,cycle=41",
		"tcp:192.0.2.7,cycle=4",
		"tcp:192.0.2.7,answer=100",
		"tcp:192.0.2.7,timeout-unit=0",
		"tcp:192.0.2.7,timeout-register=65536",
		"tcp:192.0.2.7,timeout-register=00000000000001",
		"rtu:/dev/ttyS1,parity=mark",
		"rtu:/dev/ttyS1,stop=3",
		"rtu:/dev/ttyS1,baud=1000000",
		"rtu:/dev/a-path-that-is-longer-than-any-path-of-a-serial-device-is-expected-to-be",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		if (map_of(wrong[i]) != EG_CONFIG) {
			fail_msg("%s was taken", wrong[i]);
		}
	}
}

static void points_are_numbered_where_lines_are_not_points(void **state)
{
	(void)state;
	assert_int_equal(map_of("tcp:192.0.2.7"), EG_OK);
	assert_int_equal(map.inputs, 10);
	assert_int_equal(map.outputs, 9);
	assert_int_equal(map.watchdog.address, 9);
	assert_int_equal(map.read[MODBUS_DISCRETES].count, 10);
	assert_int_equal(map.write.count, 9);
	assert_int_equal(map.back.count, 10);
	fit("egate-fire-ok", "egate-exit-lock", "egate-watchdog");
	name_it(fitting.output[16].name, "egate-passed");
	assert_int_equal(map_of("tcp:192.0.2.7"), EG_OK);
	assert_int_equal(map.inputs, 1);
	assert_int_equal(map.input[0].place, 6);
	assert_int_equal(map.input[0].address, 0);
	assert_int_equal(map.output[1].place, 16);
	assert_int_equal(map.output[1].address, 1);
	assert_int_equal(map.watchdog.address, 2);
	name_it(fitting.wire[7].name, "di7"); /* one so, one so */
	assert_int_equal(map_of("tcp:192.0.2.7"), EG_CONFIG);
}

static void levels_go_through_their_points(void **state)
{
	struct modbus_levels held = {{0}, {0}};
	struct gate_lines lines = {0};
	(void)state;
	fit("ir100.15", "hr7.3", "hr9.0");
	name_it(fitting.wire[0].name, "ir103.0");
	fitting.wire[0].inverted = true;
	name_it(fitting.curtain[31].name, "di40");
	name_it(fitting.output[0].name, "hr8.0");
	fitting.output[0].inverted = true;
	assert_int_equal(map_of("tcp:192.0.2.7"), EG_OK);
	assert_int_equal(map.read[MODBUS_INPUTS].first, 100);
	assert_int_equal(map.read[MODBUS_INPUTS].count, 4);
	held.words[0] = 0x8000;
	held.words[3] = 1;
	modbus_map_read(&map, MODBUS_INPUTS, &held, &lines);
	assert_int_equal(lines.levels, WIRE_FIRE_OK);
	held.bits[0] = 1;
	modbus_map_read(&map, MODBUS_DISCRETES, &held, &lines);
	assert_int_equal(lines.curtain, 0x80000000u);
	modbus_map_write(&map, GATE_OUT_EXIT_LOCK | GATE_OUT_WATCHDOG, &held);
	assert_int_equal(map.write.first, 7);
	assert_int_equal(held.words[0], 8);
	assert_int_equal(held.words[1], 1); /* driven low to be active, and it is not */
	assert_int_equal(held.words[2], 0); /* not with the others */
	assert_true(modbus_map_holds(&map, &held, GATE_OUT_EXIT_LOCK));
	assert_false(modbus_map_holds(&map, &held, GATE_OUT_EXIT_LOCK | GATE_OUT_WATCHDOG));
	assert_false(modbus_map_holds(&map, &held, GATE_OUT_EXIT_LOCK | GATE_OUT_ENTRY_LOCK));
	modbus_map_pet(&map, GATE_OUT_WATCHDOG, &held);
	assert_int_equal(held.words[0], 1);
}

static void fits_wrongly(const char *fire, const char *lock, const char *watchdog)
{
	fit(fire, lock, watchdog);
	assert_int_equal(map_of("tcp:192.0.2.7"), EG_CONFIG);
}

static void points_that_make_no_sense_are_refused(void **state)
{
	(void)state;
	fit("di0", "do0", "do1");
	assert_int_equal(map_of("tcp:192.0.2.7"), EG_OK);
	fits_wrongly("do0", "do0", "do1"); /* a coil as input */
	fits_wrongly("di0", "di1", "do1"); /* an input as output */
	fits_wrongly("di0", "ir1.0", "do1");
	fits_wrongly("di0", "do0", "hr1.0");   /* two tables: no single read back */
	fits_wrongly("di0", "do1", "do1");     /* one coil for both */
	fits_wrongly("di0", "hr1.0", "hr1.1"); /* one write would pet the watchdog */
	fits_wrongly("di", "do0", "do1");
	fits_wrongly("di65536", "do0", "do1");
	fits_wrongly("di1.2", "do0", "do1");
	fits_wrongly("ir1", "do0", "do1");
	fits_wrongly("ir1.16", "do0", "do1");
	fits_wrongly("ir1.", "do0", "do1");
	fits_wrongly("GPIO17", "do0", "do1");
	fits_wrongly("di0", "do0", "do300"); /* too far for one read back */
	fit("di0", "do0", "do5");
	name_it(fitting.output[0].name, "do2"); /* coil 1 is somebody else's */
	assert_int_equal(map_of("tcp:192.0.2.7"), EG_CONFIG);
	name_it(fitting.output[0].name, "do0"); /* twice */
	assert_int_equal(map_of("tcp:192.0.2.7"), EG_CONFIG);
	fit("di0", "do0", "do1");
	fitting.output[9].name[0] = '\0'; /* no watchdog */
	assert_int_equal(map_of("tcp:192.0.2.7"), EG_CONFIG);
	fit("di0", "do0", "do1");
	name_it(fitting.wire[0].name, "di0"); /* twice */
	assert_int_equal(map_of("tcp:192.0.2.7"), EG_CONFIG);
	name_it(fitting.wire[0].name, "di65535"); /* too far */
	assert_int_equal(map_of("tcp:192.0.2.7"), EG_CONFIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(an_address_is_enough, fresh),
		cmocka_unit_test_setup(a_serial_line_has_its_form, fresh),
		cmocka_unit_test_setup(texts_that_reach_no_block_are_refused, fresh),
		cmocka_unit_test_setup(points_are_numbered_where_lines_are_not_points, fresh),
		cmocka_unit_test_setup(levels_go_through_their_points, fresh),
		cmocka_unit_test_setup(points_that_make_no_sense_are_refused, fresh),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
