/*
 * test_console_config: what egate-console's file may say, and where it is wrong.
 */
#include "prog/console_config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define HEAD  "[console]\ncheckpoint = Manas\nenvironment = production\n"
#define PROXY "proxy-user = 33\n"
#define LANE  "[lane 1]\nsocket = /run/egate/1/lane.sock\njournal = /var/lib/egate/1.db\n"

static struct console_config config;

static enum eg_err read_text(const char *text, int *line)
{
	return console_config_read(rd_cstr(text), &config, line);
}

static void assert_wrong(const char *text, int expected)
{
	int line = -1;
	assert_int_equal(read_text(text, &line), EG_CONFIG);
	assert_int_equal(line, expected);
}

static void a_short_file_has_defaults(void **state)
{
	int line;
	(void)state;
	assert_int_equal(read_text(HEAD PROXY LANE, &line), EG_OK);
	assert_string_equal(config.checkpoint, "Manas");
	assert_int_equal(config.production, 1);
	assert_string_equal(config.listen, "unix:/run/egate-console/http.sock");
	assert_true(console_config_proxied(&config));
	assert_int_equal(config.proxy_user, 33);
	assert_int_equal(config.user, CONSOLE_NO_USER);
	assert_string_equal(config.web, "/usr/share/egate/web");
	assert_string_equal(config.vendor, "/usr/share/egate/vendor");
	assert_string_equal(config.database, "/var/lib/egate-console/console.db");
	assert_int_equal(config.certificates, 1);
	assert_int_equal(config.ack_target_ms, 15000);
	assert_int_equal(config.shift_ms, 3600000);
	assert_int_equal(config.idle_ms, 900000);
	assert_true(config.lanes[0].set);
	assert_false(config.lanes[1].set);
	assert_string_equal(config.lanes[0].name, "1");
	assert_string_equal(config.lanes[0].socket, "/run/egate/1/lane.sock");
	assert_string_equal(config.lanes[0].journal, "/var/lib/egate/1.db");
}

static void every_key_is_heard(void **state)
{
	int line;
	(void)state;
	assert_int_equal(
		read_text("[lane 10]\nname = Ost\nsocket = /a\njournal = /b\n"
			  "[console]\ncheckpoint = A\nenvironment = simulation\n"
			  "listen = unix:/x/y\nproxy-user = 0\nuser = 998\nweb = /w\nvendor = /v\n"
			  "database = /d\ncertificates = optional\nack-target = 20\nshift = 30\n"
			  "idle = 10\n[lane 2]\nsocket = /c\njournal = /e\n",
			  &line),
		EG_OK);
	assert_int_equal(config.production, 0);
	assert_string_equal(config.listen, "unix:/x/y");
	assert_int_equal(config.proxy_user, 0);
	assert_int_equal(config.user, 998);
	assert_string_equal(config.web, "/w");
	assert_string_equal(config.vendor, "/v");
	assert_string_equal(config.database, "/d");
	assert_int_equal(config.certificates, 0);
	assert_int_equal(config.ack_target_ms, 20000);
	assert_int_equal(config.shift_ms, 1800000);
	assert_int_equal(config.idle_ms, 600000);
	assert_string_equal(config.lanes[9].name, "Ost");
	assert_string_equal(config.lanes[1].name, "2");
}

static void lane_ten_is_called_so(void **state)
{
	int line;
	(void)state;
	assert_int_equal(read_text(HEAD PROXY "[lane 10]\nsocket = /a\njournal = /b\n", &line),
			 EG_OK);
	assert_string_equal(config.lanes[9].name, "10");
}

static void loopback_has_neither_proxy_nor_certificates(void **state)
{
	int line;
	(void)state;
	assert_int_equal(read_text(HEAD "listen = loopback:0\n" LANE, &line), EG_OK);
	assert_false(console_config_proxied(&config));
	assert_int_equal(config.certificates, 0);
	assert_wrong(HEAD "listen = loopback:0\ncertificates = required\n" LANE, 0);
	assert_wrong(HEAD "listen = loopback:0\n" PROXY LANE, 0);
}

static void what_is_wrong_has_its_line(void **state)
{
	static const char *const wrong[] = {
		"listen = tcp:80",
		"listen = unix:run/x",
		"listen = loopback:65536",
		"listen = loopback:",
		"listen = loopback:08",
		"environment = test",
		"checkpoint = B",
		"proxy-user = -1",
		"proxy-user = www-data",
		"web = relative",
		"certificates = yes",
		"ack-target = 0",
		"ack-target = 601",
		"shift = 9",
		"shift = 1h",
		"idle = 0",
		"lanes = 3",
		"database = /",
		"user = 99999999999999",
		"vendor = /\x1b[2J",
	};
	char text[512];
	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_true(snprintf(text, sizeof(text), HEAD "%s\n" LANE, wrong[i]) > 0);
		assert_wrong(text, 4);
	}
}

static void a_lane_has_a_number_a_socket_and_a_journal(void **state)
{
	(void)state;
	assert_wrong(HEAD PROXY, 0);
	assert_wrong(HEAD PROXY "[lane 0]\nsocket = /a\n", 6);
	assert_wrong(HEAD PROXY "[lane 11]\nsocket = /a\n", 6);
	assert_wrong(HEAD PROXY "[lane x]\nsocket = /a\n", 6);
	assert_wrong(HEAD PROXY "[lanes]\nsocket = /a\n", 6);
	assert_wrong(HEAD PROXY "[lane 1]\nsocket = /a\n", 0);
	assert_wrong(HEAD PROXY "[lane 1]\njournal = /a\n", 0);
	assert_wrong(HEAD PROXY "[lane 1]\nsocket = /a\nsocket = /b\n", 7);
	assert_wrong(HEAD PROXY "[lane 1]\nofficer = /a\n", 6);
}

static void two_lanes_are_never_one(void **state)
{
	(void)state;
	assert_wrong(HEAD PROXY LANE "[lane 2]\nsocket = /run/egate/1/lane.sock\njournal = /b\n",
		     0);
	assert_wrong(HEAD PROXY LANE "[lane 2]\nsocket = /b\njournal = /var/lib/egate/1.db\n", 0);
}

static void what_a_checkpoint_has_to_tell_is_missed(void **state)
{
	(void)state;
	assert_wrong("[console]\nenvironment = production\n" PROXY LANE, 0);
	assert_wrong("[console]\ncheckpoint = A\n" PROXY LANE, 0);
	assert_wrong(HEAD LANE, 0); /* whose connections are to be heard */
	assert_wrong(HEAD PROXY "shift = 10\nidle = 11\n" LANE, 0);
}

static void a_file_is_read(void **state)
{
	char path[] = "/tmp/egate-console-XXXXXX";
	const char text[] = HEAD PROXY LANE;
	int line = -1;
	(void)state;
	EG_AUTO(eg_close) int fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, sizeof(text) - 1), sizeof(text) - 1);
	assert_int_equal(console_config_load(path, &config, &line), EG_OK);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(console_config_load(path, &config, &line), EG_NOT_FOUND);
	assert_int_equal(line, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_short_file_has_defaults),
		cmocka_unit_test(every_key_is_heard),
		cmocka_unit_test(lane_ten_is_called_so),
		cmocka_unit_test(loopback_has_neither_proxy_nor_certificates),
		cmocka_unit_test(what_is_wrong_has_its_line),
		cmocka_unit_test(a_lane_has_a_number_a_socket_and_a_journal),
		cmocka_unit_test(two_lanes_are_never_one),
		cmocka_unit_test(what_a_checkpoint_has_to_tell_is_missed),
		cmocka_unit_test(a_file_is_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
