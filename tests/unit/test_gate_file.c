/*
 * test_gate_file: the shipped descriptions say what is embedded; what a file says reaches the core;
 * where a file is wrong.
 */
#include "prog/core_settings.h"
#include "prog/gate_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct gate_file gate; /* too large for a stack frame */

static enum eg_err read_text(const char *text, int *line)
{
	return gate_file_read(rd_cstr(text), &gate, line);
}

static void load_shipped(unsigned topology)
{
	char path[512];
	int line = -1;
	assert_true(snprintf(path, sizeof(path), "%s/hal/gates/%s.ini", SOURCE_ROOT,
			     gate_topology_word(topology)) < (int)sizeof(path));
	assert_int_equal(gate_file_load(path, &gate, &line), EG_OK);
	assert_int_equal(line, 0);
}

static void same_plan(const struct gate_plan *a, const struct gate_plan *b)
{
	assert_int_equal(a->topology, b->topology);
	assert_int_equal(a->waived, b->waived);
	assert_int_equal(a->attempts, b->attempts);
	assert_int_equal(a->calls, b->calls);
	assert_int_equal(a->reversible, b->reversible);
	assert_int_equal(a->reject_back, b->reject_back);
}

static void same_fitting(const struct gate_fitting *a, const struct gate_fitting *b)
{
	same_plan(&a->plan, &b->plan);
	assert_int_equal(a->reversed, b->reversed);
	assert_int_equal(a->direction, b->direction);
	assert_int_equal(a->curtain_beams, b->curtain_beams);
	assert_memory_equal(&a->times, &b->times, sizeof(a->times));
	for (unsigned i = 0; i < GATE_WIRE_COUNT; i++) {
		assert_string_equal(a->wire[i].name, b->wire[i].name);
		assert_int_equal(a->wire[i].inverted, b->wire[i].inverted);
		assert_int_equal(a->wire[i].debounce_ms, b->wire[i].debounce_ms);
	}
	for (unsigned i = 0; i < GATE_CURTAIN_MAX; i++) {
		assert_string_equal(a->curtain[i].name, b->curtain[i].name);
		assert_int_equal(a->curtain[i].debounce_ms, b->curtain[i].debounce_ms);
	}
	for (unsigned i = 0; i < GATE_OUTPUT_LINES; i++) {
		assert_string_equal(a->output[i].name, b->output[i].name);
		assert_int_equal(a->output[i].inverted, b->output[i].inverted);
		assert_int_equal(a->output[i].pulse_ms, b->output[i].pulse_ms);
	}
}

/* As the core takes them from its command line. */
static void from_words(struct lane_settings *out, char *const extra[], int extras)
{
	char *words[GATE_FILE_WORDS_MAX + 8];
	int count = 0;
	for (int i = 0; i < extras; i++) {
		words[count++] = extra[i];
	}
	for (size_t i = 0; i < gate.count; i++) {
		words[count++] = gate.words[i];
	}
	assert_int_equal(lane_settings_from(&(struct args){count, words}, out), EG_OK);
}

static void every_shipped_file_says_what_is_embedded(void **state)
{
	(void)state;
	for (unsigned t = 0; t < GATE_TOPOLOGY_COUNT; t++) {
		const struct gate_fitting embedded = gate_fitting_of((enum gate_topology)t);
		load_shipped(t);
		same_fitting(&gate.settings.fitting, &embedded);
		assert_int_equal(gate_fitting_check(&gate.settings.fitting), EG_OK);
		for (unsigned i = 0; i < GATE_STATE_COUNT; i++) {
			assert_int_equal(gate.settings.timer_ms[i],
					 gate_timer_ms((enum gate_state)i));
		}
	}
}

static void what_a_file_says_reaches_the_core(void **state)
{
	static struct lane_settings s;
	(void)state;
	for (unsigned t = 0; t < GATE_TOPOLOGY_COUNT; t++) {
		load_shipped(t);
		from_words(&s, NULL, 0);
		same_fitting(&s.fitting, &gate.settings.fitting);
	}
}

static void a_shipped_gate_is_known_by_its_name(void **state)
{
	static struct lane_settings s;
	int line;
	(void)state;
	for (unsigned t = 0; t < GATE_TOPOLOGY_COUNT; t++) {
		const struct gate_fitting embedded = gate_fitting_of((enum gate_topology)t);
		assert_int_equal(gate_file_load(gate_topology_word(t), &gate, &line), EG_OK);
		assert_int_equal(gate.count, 1);
		same_fitting(&gate.settings.fitting, &embedded);
		from_words(&s, NULL, 0);
		same_fitting(&s.fitting, &embedded);
	}
	assert_int_equal(gate_file_load("turnstile", &gate, &line), EG_CONFIG);
	assert_int_equal(gate_file_load("", &gate, &line), EG_CONFIG);
	assert_int_equal(gate_file_load("/no/such/file.ini", &gate, &line), EG_NOT_FOUND);
}

static void the_settings_of_the_lane_overrule_those_of_the_gate(void **state)
{
	static struct lane_settings s;
	static char own[][32] = {"timer.exit-open=7000", "policy.direction=entry"};
	char *words[] = {own[0], own[1]};
	int line;
	(void)state;
	assert_int_equal(gate_file_load("flap", &gate, &line), EG_OK);
	gate.count = 0;
	assert_int_equal(read_text("[gate]\ntopology=flap\ndirection=exit\n[timers]\n"
				   "exit-open=6000\nwalking=9000\n",
				   &line),
			 EG_OK);
	/* A file of keys only is no whole gate; the lines of the shipped one are added here. */
	const struct gate_fitting whole = gate_fitting_of(GATE_FLAP);
	for (unsigned i = 0; i < GATE_WIRE_COUNT; i++) {
		if (whole.wire[i].name[0] != '\0') {
			assert_true(snprintf(gate.words[gate.count++], GATE_FILE_WORD_MAX,
					     "gate.input.%s=%s", gate_wire_word(i),
					     whole.wire[i].name) > 0);
		}
	}
	for (unsigned i = 0; i < GATE_OUTPUT_LINES; i++) {
		if (whole.output[i].name[0] != '\0') {
			assert_true(snprintf(gate.words[gate.count++], GATE_FILE_WORD_MAX,
					     "gate.output.%s=%s", gate_output_word(i),
					     whole.output[i].name) > 0);
		}
	}
	from_words(&s, NULL, 0);
	assert_int_equal(s.timer_ms[GATE_EXIT_OPEN], 6000);
	assert_int_equal(s.timer_ms[GATE_WALKING], 9000);
	assert_int_equal(s.policy.direction, DIRECTION_EXIT);
	from_words(&s, words, 2);
	assert_int_equal(s.timer_ms[GATE_EXIT_OPEN], 7000);
	assert_int_equal(s.timer_ms[GATE_WALKING], 9000);
	assert_int_equal(s.policy.direction, DIRECTION_ENTRY);
}

static void a_mistake_is_told_with_its_line_and_reason(void **state)
{
	static const struct {
		const char *text;
		int line;
		const char *reason;
	} cases[] = {
		{"[gate]\ntopology = turnstile\n", 2, "not a topology"},
		{"[gate]\ntopology = flap\ntopology = flap\n", 3, "a key is given twice"},
		{"[gate]\nshipped = flap\n", 2, "unknown key"},
		{"[gate]\ninput.present = a\n", 2, "unknown key"},
		{"[gate]\ntimer.reading = 5000\n", 2, "unknown key"},
		{"[input]\npresent =\n", 2, "name of a line is empty, too long or unprintable"},
		{"[input]\n; a remark\n\npresense = a\n", 4, "a sensor that no gate has"},
		{"[input]\npresent = a high\n", 2, "unknown or repeated word behind a line"},
		{"[output]\nexit-lock = a pulse=1\n", 2, "number outside its range"},
		{"[outputs]\nexit-lock = a\n", 2, "unknown section"},
		{"[time]\nloiter = 1\n", 2, "number outside its range"},
		{"[timers]\nidle = 5000\n", 2, "no state of this name has a timer"},
		{"[curtain]\n0 = a\n", 2, "number outside its range"},
		{"[gate]\ntopology\n", 2, "a line that is no setting"},
		{"[gate\n", 1, "a line that is no setting"},
		{"topology = flap\n", 1, "unknown section"},
		/* The first that is wrong counts, and its reason is not another's. */
		{"[gate]\n\nnonsense\n[input]\ndoor = a\n", 3, "a line that is no setting"},
		{"[input]\ndoor = a\nnonsense\npresent = \n", 2, "a sensor that no gate has"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int line = -1;
		assert_int_equal(read_text(cases[i].text, &line), EG_CONFIG);
		assert_int_equal(line, cases[i].line);
		assert_string_equal(eg_fault_last().reason, cases[i].reason);
	}
}

/* Every key there is, each as long as it may be. */
static void the_largest_description_fits(void **state)
{
	static char text[16384];
	size_t size = 0;
	int line;
	(void)state;
	size += (size_t)snprintf(text, sizeof(text),
				 "[gate]\ntopology=mantrap\ninterlocks=doors beams people record\n"
				 "attempts=5\ncalls=5\nreversible=no\nreversed=no\nreject=hold\n"
				 "direction=entry\n[input]\n");
	for (unsigned i = 0; i < GATE_WIRE_COUNT; i++) {
		size += (size_t)snprintf(text + size, sizeof(text) - size,
					 "%s=a-line-with-a-very-long-name-%02u low debounce=%u\n",
					 gate_wire_word(i), i, i % 2 == 0 ? 30u : 5u);
	}
	size += (size_t)snprintf(text + size, sizeof(text) - size, "[curtain]\n");
	for (unsigned i = 1; i <= GATE_CURTAIN_MAX; i++) {
		size += (size_t)snprintf(text + size, sizeof(text) - size,
					 "%u=a-line-with-a-very-long-beam-%02u low debounce=1000\n",
					 i, i);
	}
	size += (size_t)snprintf(text + size, sizeof(text) - size, "[output]\n");
	for (unsigned i = 0; i < GATE_OUTPUT_LINES; i++) {
		size += (size_t)snprintf(text + size, sizeof(text) - size,
					 "%s=a-line-with-a-very-long-out--%02u low%s\n",
					 gate_output_word(i), i, i == 9 ? "" : " pulse=5000");
	}
	size += (size_t)snprintf(text + size, sizeof(text) - size,
				 "[time]\nloiter=5000\nstuck=10000\ntravel=500\nsettle=0\n"
				 "object=5000\nbuzzer=0\nhand=50\n[timers]\n");
	for (unsigned i = 0; i < GATE_STATE_COUNT; i++) {
		char word[32] = "";
		const char *name = gate_state_name(i) + strlen("GATE_");
		for (size_t k = 0; name[k] != '\0'; k++) {
			word[k] = name[k] == '_' ? '-' : (char)(name[k] - 'A' + 'a');
		}
		if (gate_timer_ms((enum gate_state)i) != 0) {
			size += (size_t)snprintf(text + size, sizeof(text) - size, "%s=600000\n",
						 word);
		}
	}
	assert_true(size < sizeof(text) - 1);
	assert_int_equal(read_text(text, &line), EG_OK);
	assert_int_equal(gate_fitting_check(&gate.settings.fitting), EG_OK);
	assert_in_range(gate.count, 91 + 14, GATE_FILE_WORDS_MAX);
	static struct lane_settings s;
	from_words(&s, NULL, 0);
	same_fitting(&s.fitting, &gate.settings.fitting);
}

static void a_lane_without_a_sound_gate_does_not_start(void **state)
{
	static struct lane_settings s;
	static char words[][64] = {"gate.topology=kiosk", "gate.shipped=kiosk",
				   "gate.input.several=egate-present"};
	char *blank[] = {words[0]};
	char *twice[] = {words[1], words[2]};
	(void)state;
	assert_int_equal(lane_settings_from(&(struct args){1, blank}, &s), EG_CONFIG);
	assert_int_equal(lane_settings_from(&(struct args){2, twice}, &s), EG_CONFIG);
	assert_string_equal(eg_fault_last().reason,
			    "input.several: another key names the same line");
	assert_int_equal(lane_settings_from(&(struct args){1, twice}, &s), EG_OK);
	assert_int_equal(s.fitting.plan.topology, GATE_KIOSK);
	assert_int_equal(lane_settings_from(&(struct args){0, NULL}, &s), EG_OK);
	assert_int_equal(s.fitting.plan.topology, GATE_MANTRAP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_shipped_file_says_what_is_embedded),
		cmocka_unit_test(what_a_file_says_reaches_the_core),
		cmocka_unit_test(a_shipped_gate_is_known_by_its_name),
		cmocka_unit_test(the_settings_of_the_lane_overrule_those_of_the_gate),
		cmocka_unit_test(a_mistake_is_told_with_its_line_and_reason),
		cmocka_unit_test(the_largest_description_fits),
		cmocka_unit_test(a_lane_without_a_sound_gate_does_not_start),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
