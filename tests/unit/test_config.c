/*
 * test_config: what egated's file may say, and where it is wrong.
 */
#include "prog/config.h"

#include "hal/camera.h"
#include "hal/gate_io.h"
#include "hal/page.h"
#include "hal/reader.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct config config; /* too large for a stack frame */

static enum eg_err read_text(const char *text, int *line)
{
	return config_read(rd_cstr(text), &config, line);
}

static void an_empty_file_gives_the_defaults(void **state)
{
	int line;
	(void)state;
	assert_int_equal(read_text("", &line), EG_OK);
	assert_string_equal(config.run, "/run/egate");
	assert_string_equal(config.open, "1");
	assert_string_equal(config.priority, "50");
	assert_string_equal(config.gate, "mantrap");
	assert_string_equal(config.programs, "");
	assert_string_equal(config.trust, "/var/lib/egate/trust.store");
	assert_string_equal(config.bac_after_pace, "0");
	assert_string_equal(config.active_auth, "unproved");
	assert_string_equal(config.face_challenge, "doubt");
	assert_string_equal(config.face_check_s, "30");
	assert_string_equal(config.sensor, "");
	assert_false(config_fingers(&config));
	assert_string_equal(config.terminal, "");
	assert_string_equal(config.terminal_secret, "");
	assert_int_equal(config.word_count, 0);
}

static void the_defaults_name_backends_that_exist(void **state)
{
	const struct config c = config_default();
	const struct gate_io_backend *wires = NULL;
	const struct page_backend *page = NULL;
	const struct reader_backend *reader = NULL;
	const struct camera_backend *camera = NULL;
	const char *where = NULL;
	(void)state;
	assert_int_equal(gate_io_find(c.gate_io, &wires, &where), EG_OK);
	assert_int_equal(page_find(c.page, &page, &where), EG_OK);
	assert_int_equal(camera_find(c.camera, &camera, &where), EG_OK);
	assert_int_equal(reader_find(c.reader, &reader, &where), EG_OK);
	assert_string_equal(reader->name, "pcsc");
	assert_string_equal(where, ""); /* the first reader there is */
}

static void a_backend_that_does_not_exist_is_refused_with_its_line(void **state)
{
	static const char *const wrong[] = {"gate-io = sysfs:17", "page = swype:/dev/x",
					    "reader = x", "camera = v4l2:"};
	char text[64];
	int line;
	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_true(snprintf(text, sizeof(text), "[hardware]\n%s\n", wrong[i]) > 0);
		assert_int_equal(read_text(text, &line), EG_CONFIG);
		assert_int_equal(line, 2);
		assert_non_null(strstr(eg_fault_last().reason, " or "));
	}
	assert_int_equal(read_text("[hardware]\ngate-io = modbus:tcp:192.0.2.7\n", &line), EG_OK);
}

static void values_arrive_in_the_form_that_programs_take(void **state)
{
	int line;
	(void)state;
	assert_int_equal(read_text("[lane]\nrun = /tmp/lane 1\nopen = no\nofficer-user=1000\n"
				   "kiosk-user = 1001\n"
				   "[hardware]\ngate = /etc/egate/gate.ini\n"
				   "gate-io = sim:/tmp/a=b.sock\n"
				   "[chip]\nterminal = /etc/egate/terminal\n"
				   "terminal-secret = /run/credentials/egated.service/keys\n"
				   "[data]\ntrust = /srv/egate/trust.store\n"
				   "[policy]\nissuing-citizens = UTO D\n"
				   "[timers]\nentry-open = 5000\n",
				   &line),
			 EG_OK);
	assert_string_equal(config.run, "/tmp/lane 1");
	assert_string_equal(config.open, "0");
	assert_string_equal(config.officer_user, "1000");
	assert_string_equal(config.kiosk_user, "1001");
	assert_string_equal(config.gate, "/etc/egate/gate.ini");
	assert_string_equal(config.gate_io, "sim:/tmp/a=b.sock");
	assert_string_equal(config.terminal, "/etc/egate/terminal");
	assert_string_equal(config.terminal_secret, "/run/credentials/egated.service/keys");
	assert_string_equal(config.trust, "/srv/egate/trust.store");
	assert_int_equal(config.word_count, 2);
	assert_string_equal(config.words[0], "policy.issuing-citizens=UTO D");
	assert_string_equal(config.words[1], "timer.entry-open=5000");
}

static void a_mistake_is_told_with_its_line(void **state)
{
	static const struct {
		const char *text;
		int line;
	} cases[] = {
		{"[lane]\nrum = /tmp\n", 2},
		{"[lanes]\nrun = /tmp\n", 2},
		{"[lane]\n\n# a remark\nrun =\n", 4},
		{"[lane]\nopen = maybe\n", 2},
		{"[core]\npriority = 100\n", 2},
		{"[core]\npriority = fast\n", 2},
		{"[core]\ncpu = 1,1\n", 2},
		{"[core]\ncpu = 3-1\n", 2},
		{"[core]\ncpu = 1024\n", 2},
		{"[core]\ncpu = 1,\n", 2},
		{"[core]\ncpu = any\n", 2},
		{"[lane]\nofficer-user = root\n", 2},
		{"[lane]\nkiosk-user = kiosk\n", 2},
		{"[lane]\nrun = /a\nrun = /b\n", 3},
		{"[policy]\nminimum-age = 18\nminimum-agee = 18\n", 3},
		{"[policy]\nminimum-age = x\n", 2},
		{"[policy]\nminimum-age = 18\nminimum-age = 17\n", 3},
		{"[timers]\nidle = 5000\n", 2},
		{"[timers]\nreading = 1\n", 2},
		{"[core]\npriority\n", 2},
		{"[chip]\nactive-auth = sometimes\n", 2},
		{"[chip]\nextended = yes\n", 2},
		{"[face]\ncheck = 0\n", 2},
		{"[face]\ncheck = 3601\n", 2},
		{"[chip]\nbac-after-pace = maybe\n", 2},
		{"[lane\n", 1},
		{"no section\n", 1},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int line = -1;
		assert_int_equal(read_text(cases[i].text, &line), EG_CONFIG);
		assert_int_equal(line, cases[i].line);
	}
}

static void cpus_are_a_list_of_numbers_and_ranges(void **state)
{
	static const char *const lists[] = {"0", "1023", "2,3", "0-1,3", "3,0-2,7"};
	(void)state;
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		char text[64];
		int line;
		assert_true(snprintf(text, sizeof(text), "[core]\ncpu = %s\n", lists[i]) > 0);
		assert_int_equal(read_text(text, &line), EG_OK);
		assert_string_equal(config.cpu, lists[i]);
	}
}

static void thresholds_must_fit_each_other(void **state)
{
	int line;
	(void)state;
	assert_int_equal(read_text("[policy]\nface-match = 300\nface-refer = 400\n", &line),
			 EG_CONFIG);
	assert_int_equal(line, 0);
}

static void a_finger_is_not_wanted_without_a_sensor(void **state)
{
	int line;
	(void)state;
	assert_int_equal(read_text("[policy]\nfinger = doubt\n", &line), EG_CONFIG);
	assert_int_equal(line, 0);
	assert_non_null(strstr(eg_fault_last().reason, "[finger] sensor"));
	assert_int_equal(read_text("[policy]\nfinger = always\n", &line), EG_CONFIG);
	assert_int_equal(read_text("[policy]\nfinger = never\n", &line), EG_OK);
	assert_int_equal(read_text("[finger]\nsensor = fprint:uru4000\n", &line), EG_OK);
	assert_true(config_fingers(&config));
	assert_int_equal(read_text("[policy]\nfinger = doubt\nfinger-positions = left-index\n"
				   "[finger]\nsensor = sim:/tmp/finger.sock\n",
				   &line),
			 EG_OK);
	assert_string_equal(config.sensor, "sim:/tmp/finger.sock");
	assert_string_equal(config.words[0], "policy.finger=doubt");
	assert_int_equal(read_text("[finger]\nsensor = usb:1\n", &line), EG_CONFIG);
	assert_int_equal(line, 2);
	assert_int_equal(read_text("[policy]\nfinger-refer = 11\nfinger = doubt\n"
				   "[finger]\nsensor = sim:/tmp/finger.sock\n",
				   &line),
			 EG_CONFIG); /* above finger-match */
}

static void a_picture_of_the_page_is_not_needed_of_a_reader_of_lines(void **state)
{
	int line;
	(void)state;
	assert_int_equal(read_text("[policy]\npage-needs = print\n", &line), EG_CONFIG);
	assert_int_equal(line, 0);
	assert_non_null(strstr(eg_fault_last().reason, "lines of text"));
	assert_int_equal(read_text("[policy]\npage-needs = none\n", &line), EG_OK);
	assert_int_equal(read_text("[policy]\npage-needs = print, portrait\n"
				   "[hardware]\npage = sim:/tmp/page.sock\n",
				   &line),
			 EG_OK);
	assert_string_equal(config.words[0], "policy.page-needs=print, portrait");
	assert_int_equal(read_text("[policy]\npage-needs = hologram\n", &line), EG_CONFIG);
	assert_int_equal(line, 2);
	assert_int_equal(read_text("[policy]\npage-refer = 451\n", &line), EG_CONFIG);
	assert_int_equal(read_text("[policy]\npage-refer = 451\npage-match = 451\n", &line), EG_OK);
}

/* The reader has room for so much of a line; what is left of it must not be taken for another. */
static void no_tail_of_a_long_comment_is_a_setting(void **state)
{
	(void)state;
	struct config c;
	for (int pad = 150; pad < 450; pad++) {
		char text[600];
		int line = -1;
		int size = snprintf(text, sizeof(text), "[lane]\n; %*sopen = no\n", pad, "");
		assert_true(size > 0 && size < (int)sizeof(text));
		enum eg_err err = config_read(rd_cstr(text), &c, &line);
		if (pad < 180) {
			assert_int_equal(err, EG_OK);
		}
		if (err == EG_OK) {
			assert_string_equal(c.open, "1");
		} else {
			assert_int_equal(err, EG_CONFIG);
			assert_int_equal(line, 2);
			assert_true(pad > 180);
		}
	}
}

static void a_value_that_is_too_long_is_refused(void **state)
{
	char text[512] = "[lane]\nrun = ";
	int line;
	(void)state;
	size_t size = strlen(text);
	for (; size < 300; size++) {
		text[size] = 'x';
	}
	text[size] = '\n';
	assert_int_equal(read_text(text, &line), EG_CONFIG);
}

static void a_file_with_other_bytes_than_text_is_refused(void **state)
{
	static const uint8_t bytes[] = {'[', 'l', 'a', 'n', 'e', ']', '\n', 0, 'x'};
	int line;
	(void)state;
	assert_int_equal(config_read(RD_ARRAY(bytes), &config, &line), EG_CONFIG);
}

static void a_missing_file_is_told(void **state)
{
	int line;
	(void)state;
	assert_int_equal(config_load("/nonexistent/egated.conf", &config, &line), EG_NOT_FOUND);
}

static void a_watchlist_comes_with_trust_and_policy(void **state)
{
	int line;
	(void)state;
	assert_int_equal(read_text("", &line), EG_OK);
	assert_false(config_watchlist(&config));
	assert_int_equal(
		read_text("[data]\nwatchlist = /srv/list\nwatchlist-trust = /srv/pem\n", &line),
		EG_OK);
	assert_true(config_watchlist(&config));
	assert_string_equal(config.watchlist, "/srv/list");
	assert_string_equal(config.watchlist_trust, "/srv/pem");
	assert_int_equal(config.word_count, 1);
	assert_string_equal(config.words[0], "policy.watchlist=needed");
	/* Said once more, it is the same; anything else does not fit. */
	assert_int_equal(read_text("[data]\nwatchlist = /srv/list\nwatchlist-trust = /srv/pem\n"
				   "[policy]\nwatchlist = needed\n",
				   &line),
			 EG_OK);
	assert_int_equal(config.word_count, 1);
	assert_int_equal(read_text("[policy]\nwatchlist = none\n", &line), EG_OK);
	assert_int_equal(read_text("[data]\nwatchlist = /srv/list\n", &line), EG_CONFIG);
	assert_int_equal(read_text("[data]\nwatchlist-trust = /srv/pem\n", &line), EG_CONFIG);
	assert_int_equal(read_text("[policy]\nwatchlist = needed\n", &line), EG_CONFIG);
	assert_int_equal(read_text("[data]\nwatchlist = /srv/list\nwatchlist-trust = /srv/pem\n"
				   "[policy]\nwatchlist = none\n",
				   &line),
			 EG_CONFIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_file_gives_the_defaults),
		cmocka_unit_test(the_defaults_name_backends_that_exist),
		cmocka_unit_test(a_backend_that_does_not_exist_is_refused_with_its_line),
		cmocka_unit_test(values_arrive_in_the_form_that_programs_take),
		cmocka_unit_test(a_mistake_is_told_with_its_line),
		cmocka_unit_test(cpus_are_a_list_of_numbers_and_ranges),
		cmocka_unit_test(thresholds_must_fit_each_other),
		cmocka_unit_test(a_finger_is_not_wanted_without_a_sensor),
		cmocka_unit_test(a_picture_of_the_page_is_not_needed_of_a_reader_of_lines),
		cmocka_unit_test(no_tail_of_a_long_comment_is_a_setting),
		cmocka_unit_test(a_value_that_is_too_long_is_refused),
		cmocka_unit_test(a_file_with_other_bytes_than_text_is_refused),
		cmocka_unit_test(a_missing_file_is_told),
		cmocka_unit_test(a_watchlist_comes_with_trust_and_policy),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
