/*
 * test_gate_check: an integrator is told everything that is wrong at once, and the wiring.
 */
#include "prog/gate_check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct gate_check check; /* too large for a stack frame */

#define BROKEN                                                                             \
	"[gate]\ntopology = kiosk\nattempts = 50\n[input]\npresent = a low\nseveral = a\n" \
	"fire-ok = f low debounce=100\nnonsense\ndoor = x\n[output]\nexit-lock = k pulse=50\n"

/* The caller frees it. */
static char *told(void)
{
	char *text = NULL;
	size_t size = 0;
	FILE *memory = open_memstream(&text, &size);
	assert_non_null(memory);
	gate_check_tell(memory, "gate.ini", &check);
	assert_int_equal(fclose(memory), 0);
	return text;
}

static void every_mistake_of_a_file_is_told_in_the_order_of_lines(void **state)
{
	(void)state;
	gate_check_text(rd_cstr(BROKEN), &check);
	assert_false(gate_check_sound(&check));
	assert_int_equal(check.mistake_count, 3);
	assert_int_equal(check.mistakes[0].line, 3);
	assert_string_equal(check.mistakes[0].reason, "number outside its range");
	assert_int_equal(check.mistakes[1].line, 8);
	assert_string_equal(check.mistakes[1].reason, "a line that is no setting");
	assert_int_equal(check.mistakes[2].line, 9);
	assert_string_equal(check.mistakes[2].reason, "a sensor that no gate has");
}

static void what_is_right_in_a_broken_file_is_judged_as_a_whole_too(void **state)
{
	(void)state;
	gate_check_text(rd_cstr(BROKEN), &check);
	char *text = told();
	assert_ptr_equal(strstr(text, "gate.ini: kiosk, cannot be used\n"), text);
	assert_non_null(strstr(text, "\n  line 3: number outside its range\n"));
	assert_non_null(strstr(text, "\n  input.exit-closed: every gate of this topology"));
	assert_non_null(strstr(text, "\n  input.several: another key names the same line\n"));
	assert_non_null(strstr(text, "\n  input.fire-ok: debounce over 30 ms"));
	assert_non_null(strstr(text, "\n  doubt: input.fire-ok: low while all is well"));
	assert_non_null(strstr(text, "\n  doubt: output.exit-lock: opened by a pulse"));
	assert_null(strstr(text, "output.exit-lock: every gate"));
	free(text);
}

static void a_file_of_doubts_only_is_sound(void **state)
{
	static char text[4096];
	size_t size = 0;
	(void)state;
	const struct gate_fitting f = gate_fitting_of(GATE_MANTRAP);
	size += (size_t)snprintf(text, sizeof(text), "[gate]\ntopology=mantrap\n[input]\n");
	for (unsigned i = 0; i < GATE_WIRE_COUNT; i++) {
		if (f.wire[i].name[0] != '\0') {
			size += (size_t)snprintf(text + size, sizeof(text) - size, "%s=%s low\n",
						 gate_wire_word(i), f.wire[i].name);
		}
	}
	size += (size_t)snprintf(text + size, sizeof(text) - size, "[output]\n");
	for (unsigned i = 0; i < GATE_OUTPUT_LINES; i++) {
		if (f.output[i].name[0] != '\0') {
			size += (size_t)snprintf(text + size, sizeof(text) - size, "%s=%s\n",
						 gate_output_word(i), f.output[i].name);
		}
	}
	assert_true(size < sizeof(text) - 1);
	gate_check_text(rd_cstr(text), &check);
	assert_true(gate_check_sound(&check));
	assert_int_equal(check.problem_count, 4);
	char *line = told();
	assert_ptr_equal(strstr(line, "gate.ini: mantrap, sound, but see the doubts\n"), line);
	free(line);
}

static void the_wiring_names_each_line_with_its_level_and_meaning(void **state)
{
	(void)state;
	assert_int_equal(gate_check_load("flap", &check), EG_OK);
	assert_true(gate_check_sound(&check));
	char *text = told();
	for (unsigned i = 0; i < GATE_WIRE_COUNT; i++) {
		const char *name = check.gate.settings.fitting.wire[i].name;
		if (name[0] != '\0') {
			assert_non_null(strstr(text, name));
			assert_non_null(strstr(text, gate_wire_text(i)));
		}
	}
	assert_non_null(strstr(text, "\n  output.passed        egate-passed                    "
				     "high   pulse 300 ms     one person has passed"));
	assert_non_null(strstr(text, "\n  input.exit-beam      egate-exit-beam                 "
				     "high   debounce 5 ms    a body in the swing of the exit"));
	free(text);
}

static size_t length(const cJSON *of, const char *name)
{
	return (size_t)cJSON_GetArraySize(cJSON_GetObjectItem(of, name));
}

static void programs_are_told_the_same(void **state)
{
	(void)state;
	cJSON *whole = cJSON_CreateObject();
	gate_check_text(rd_cstr(BROKEN "[curtain]\n1 = beam-1\n"), &check);
	assert_true(gate_check_json(whole, "gate.ini", &check));
	assert_true(cJSON_IsFalse(cJSON_GetObjectItem(whole, "sound")));
	assert_string_equal(cJSON_GetObjectItem(whole, "topology")->valuestring, "kiosk");
	assert_int_equal(length(whole, "mistakes"), check.mistake_count);
	assert_int_equal(length(whole, "problems"), check.problem_count);
	assert_int_equal(length(whole, "wiring"), 5);
	const cJSON *row = cJSON_GetArrayItem(cJSON_GetObjectItem(whole, "wiring"), 3);
	assert_string_equal(cJSON_GetObjectItem(row, "key")->valuestring, "curtain.1");
	const cJSON *first = cJSON_GetArrayItem(cJSON_GetObjectItem(whole, "problems"), 0);
	assert_string_equal(cJSON_GetObjectItem(first, "key")->valuestring, "input.exit-closed");
	assert_string_equal(cJSON_GetObjectItem(first, "reason")->valuestring,
			    "every gate of this topology needs this line");
	cJSON_Delete(whole);
}

static void a_file_that_is_not_there_is_no_description(void **state)
{
	(void)state;
	assert_int_equal(gate_check_load("/no/such/file.ini", &check), EG_NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_mistake_of_a_file_is_told_in_the_order_of_lines),
		cmocka_unit_test(what_is_right_in_a_broken_file_is_judged_as_a_whole_too),
		cmocka_unit_test(a_file_of_doubts_only_is_sound),
		cmocka_unit_test(the_wiring_names_each_line_with_its_level_and_meaning),
		cmocka_unit_test(programs_are_told_the_same),
		cmocka_unit_test(a_file_that_is_not_there_is_no_description),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
