/*
 * mrz_show, mrz_answer: what was read comes through the wire as it was, and is told so that people
 * see what is not sure and no terminal is moved.
 */
#include "prog/mrz_show.h"

#include <cJSON.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static uint8_t octets[4096];

static struct mrz_answer sample(void)
{
	static const char *const lines[2] = {"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
					     "L898902C36UTO7408122F1204159ZE184226B<<<<<10"};
	struct mrz_answer a = {.width = 800,
			       .height = 600,
			       .decode_us = 1234,
			       .read_us = 17500,
			       .look_us = 4500,
			       .seen = {.glare = 3,
					.blur = 6,
					.size = PAGE_SIZE_ID3,
					.screen = VERDICT_PASS,
					.print = VERDICT_CANNOT_TELL,
					.zones = 1,
					.haze = 20},
			       .read = {.verdict = MRZ_READ_WHOLE,
					.form = MRZ_FORM_TD3,
					.lines = 2,
					.columns = 44,
					.corrected = 1,
					.others = 2,
					.angle = 359,
					.dpi = 301,
					.shape = {.pitch = 30.5f, .likeness = 0.75f}}};
	for (size_t i = 0; i < 88; i++) {
		a.read.text[i / 44][i % 44] = lines[i / 44][i % 44];
		a.read.sure[i / 44][i % 44] = 39;
	}
	a.read.corner[0] = (struct mrz_point){-3.5f, 2000.25f};
	return a;
}

static struct rd written(const struct mrz_answer *a)
{
	struct wr w = WR_ARRAY(octets);
	struct rd made = RD_EMPTY;
	mrz_answer_write(a, &w);
	assert_int_equal(wr_done(&w, &made), EG_OK);
	return made;
}

static void an_answer_comes_through_as_it_was(void **state)
{
	(void)state;
	const struct mrz_answer a = sample();
	struct mrz_answer b;
	assert_int_equal(mrz_answer_read(written(&a), &b), EG_OK);
	assert_true(b.width == 800 && b.height == 600 && b.decode_us == 1234 && b.read_us == 17500);
	assert_memory_equal(&b.read, &a.read, sizeof(a.read));
	assert_memory_equal(&b.seen, &a.seen, sizeof(a.seen));
	assert_int_equal(b.look_us, 4500);
	struct mrz_answer fault = {.err = EG_BAD_DATA, .reason = "no picture"};
	assert_int_equal(mrz_answer_read(written(&fault), &b), EG_OK);
	assert_int_equal(b.err, EG_BAD_DATA);
	assert_string_equal(b.reason, "no picture");
}

static void assert_refused(struct mrz_answer a)
{
	struct mrz_answer b;
	assert_int_equal(mrz_answer_read(written(&a), &b), EG_BAD_DATA);
	assert_int_equal(b.read.form, MRZ_FORM_NONE);
}

/* Whoever was taken over may write anything: nothing of it gets to the terminal. */
static void what_no_reader_says_is_refused(void **state)
{
	(void)state;
	struct mrz_answer a = sample();
	a.read.text[1][3] = '\033';
	assert_refused(a);
	a = sample();
	a.read.sure[0][0] = 40;
	assert_refused(a);
	a = sample();
	a.read.form = MRZ_FORM_TD1;
	assert_refused(a);
	a = sample();
	a.read.verdict = MRZ_READ_WHOLE + 1;
	assert_refused(a);
	a = sample();
	a.read.reason = MRZ_READ_REASON_COUNT;
	assert_refused(a);
	a = sample();
	a.read.angle = 360;
	assert_refused(a);
	a = (struct mrz_answer){.read = {.verdict = MRZ_READ_WHOLE}};
	assert_refused(a);
	a = (struct mrz_answer){.err = EG_IO, .reason = "a\033[2J"};
	assert_refused(a);
	a = sample();
	a.width = MRZ_READ_SIDE_MAX + 1;
	assert_refused(a);
	a = sample();
	a.seen.screen = VERDICT_CANNOT_TELL + 1;
	assert_refused(a);
	a = sample();
	a.seen.size = PAGE_SIZE_ID3_OPEN + 1;
	assert_refused(a);
	a = sample();
	a.seen.zones = 3;
	assert_refused(a);
}

static void every_octet_counts(void **state)
{
	(void)state;
	const struct mrz_answer a = sample();
	struct mrz_answer b;
	const size_t whole = written(&a).left;
	for (size_t size = 0; size < whole; size++) {
		assert_int_equal(mrz_answer_read(rd_of(octets, size), &b), EG_BAD_DATA);
	}
	assert_int_equal(mrz_answer_read(rd_of(octets, whole + 1), &b), EG_BAD_DATA);
}

static void names_move_no_cursor(void **state)
{
	(void)state;
	static const char *const names[][2] = {
		{"page.jpg", "page.jpg"},
		{"a\033[2Jb\nc\177", "a?[2Jb?c?"},
		{"Gr\xC3\xBC\xC3\x9F"
		 "e",
		 "Gr\xC3\xBC\xC3\x9F"
		 "e"},
		{"\xC2\x9B"
		 "31m",
		 "?31m"}, /* a control of two octets */
		{"\xE2\x80\xAE"
		 "gpj.x",
		 "?gpj.x"}, /* turns the direction */
		{"\xFF\xFE"
		 "x",
		 "??x"},
		{"\xC3", "?"},           /* ends early */
		{"\xC0\xAF", "??"},      /* longer than need be */
		{"\xED\xA0\x80", "???"}, /* half of a pair */
		{"\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80"},
	};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char out[64];
		mrz_show_name(names[i][0], out, sizeof(out));
		assert_string_equal(out, names[i][1]);
	}
	char small[4];
	mrz_show_name("ab\xC3\xBC", small, sizeof(small)); /* no half of a character */
	assert_string_equal(small, "ab");
}

/* What is told of it, as one text; to be freed. */
static char *told(const struct mrz_answer *a, bool json)
{
	char *text = NULL;
	size_t size = 0;
	FILE *to = open_memstream(&text, &size);
	assert_non_null(to);
	assert_int_equal(json ? mrz_show_json(to, "x\n.png", a) : mrz_show_text(to, "x\n.png", a),
			 EG_OK);
	assert_int_equal(fclose(to), 0);
	return text;
}

static void what_is_not_sure_is_marked_below_it(void **state)
{
	(void)state;
	struct mrz_answer a = sample();
	a.read.verdict = MRZ_READ_KEY;
	a.read.reason = MRZ_READ_AMBIGUOUS;
	a.read.sure[0][6] = 3;
	a.read.sure[0][8] = 16;
	char *text = told(&a, false);
	assert_non_null(strstr(text, "x?.png: key: a character may be another one\n"));
	assert_non_null(strstr(text, "\n  P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n"
				     "        ^ ^\n"
				     "  L898902C36UTO7408122F1204159ZE184226B<<<<<10\n"
				     "  document code"));
	assert_non_null(strstr(text, "ERIKSSON                    3 dB, 2 to 1\n"));
	assert_non_null(strstr(text, "7900 to 1, check digit fits"));
	assert_non_null(strstr(text, "corrected              1"));
	assert_non_null(strstr(text, "1.2 ms to decode, 17.5 ms to read, 4.5 ms to look"));
	assert_non_null(strstr(text, "size ID-3, no screen, print cannot be judged\n"));
	assert_non_null(strstr(text, "glare 3 %, haze 20 %, edges blurred by 0.12 mm\n"));
	assert_null(strstr(text, "to be asked for"));
	free(text);
	a = sample();
	text = told(&a, false);
	assert_null(strchr(text, '^'));
	assert_non_null(strstr(text, "x?.png: whole\n"));
	free(text);
}

static double number_of(const cJSON *tree, const char *name)
{
	return cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(tree, name));
}

static void json_tells_the_same(void **state)
{
	(void)state;
	struct mrz_answer a = sample();
	a.read.verdict = MRZ_READ_REFUSED;
	a.read.reason = MRZ_READ_DIGITS;
	a.read.sure[1][13] = 2;
	a.read.text[1][13] = '8';
	char *text = told(&a, true);
	assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1); /* one line */
	cJSON *tree = cJSON_Parse(text);
	const cJSON *birth = cJSON_GetObjectItem(cJSON_GetObjectItem(tree, "fields"), "birth");
	const cJSON *unsure = cJSON_GetArrayItem(cJSON_GetObjectItem(tree, "unsure"), 0);
	assert_string_equal(cJSON_GetStringValue(cJSON_GetObjectItem(tree, "verdict")), "refused");
	assert_string_equal(cJSON_GetStringValue(cJSON_GetObjectItem(birth, "digit")), "wrong");
	assert_string_equal(cJSON_GetStringValue(cJSON_GetObjectItem(birth, "text")), "840812");
	assert_true(number_of(birth, "sure") == 2 && number_of(birth, "odds") == 2);
	assert_true(number_of(unsure, "line") == 2 && number_of(unsure, "column") == 14);
	assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(tree, "unsure")), 1);
	assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(tree, "corners")), 4);
	assert_true(cJSON_GetArraySize(cJSON_GetObjectItem(tree, "deviations")) >= 2);
	assert_true(number_of(tree, "angle") == 359 && number_of(tree, "dpi") == 301);
	assert_true(number_of(cJSON_GetObjectItem(tree, "processor_ms"), "read") == 17.5);
	cJSON_Delete(tree);
	free(text);
	const struct mrz_answer none = {.err = EG_TRUNCATED, .reason = "JPEG"};
	text = told(&none, true);
	assert_string_equal(text, "{\"file\":\"x?.png\",\"verdict\":\"unread\",\"reason\":\"JPEG\","
				  "\"error\":\"EG_TRUNCATED\"}\n");
	free(text);
}

/* As a traveller would be: nothing of a zone is seen on a card. */
static void what_is_seen_beside_the_text_is_told(void **state)
{
	(void)state;
	struct mrz_answer a = {.seen = {.blur = 2, .size = PAGE_SIZE_ID1, .screen = VERDICT_PASS}};
	a.read.reason = MRZ_READ_NO_ZONE;
	char *text = told(&a, false);
	assert_non_null(strstr(text, "edges blurred by 0.50 pixels\n"));
	assert_non_null(strstr(text, "to be asked for        Turn the document over\n"));
	free(text);
	a.dpi = 300;
	a.seen.screen = VERDICT_FAIL;
	text = told(&a, true);
	cJSON *tree = cJSON_Parse(text);
	const cJSON *page = cJSON_GetObjectItem(tree, "page");
	assert_string_equal(cJSON_GetStringValue(cJSON_GetObjectItem(page, "size")), "ID-1");
	assert_string_equal(cJSON_GetStringValue(cJSON_GetObjectItem(page, "screen")), "fail");
	assert_string_equal(cJSON_GetStringValue(cJSON_GetObjectItem(page, "print")), "not done");
	assert_non_null(cJSON_GetStringValue(cJSON_GetObjectItem(page, "prompt")));
	assert_true(number_of(page, "edge_mm") > 0.03 && number_of(page, "edge_mm") < 0.05);
	assert_true(cJSON_IsNull(cJSON_GetObjectItem(page, "edge_pixels")));
	cJSON_Delete(tree);
	free(text);
	a.seen.blur = 255;
	text = told(&a, false);
	assert_non_null(strstr(text, "A SCREEN"));
	assert_non_null(strstr(text, "no edges\n"));
	free(text);
}

static void what_cannot_be_written_is_told(void **state)
{
	(void)state;
	const struct mrz_answer a = sample();
	FILE *to = fopen("/dev/full", "w");
	assert_non_null(to);
	assert_int_equal(mrz_show_text(to, "x", &a), EG_IO);
	assert_int_equal(mrz_show_json(to, "x", &a), EG_IO);
	(void)fclose(to); /* fails: nothing could be written */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_comes_through_as_it_was),
		cmocka_unit_test(what_no_reader_says_is_refused),
		cmocka_unit_test(every_octet_counts),
		cmocka_unit_test(names_move_no_cursor),
		cmocka_unit_test(what_is_not_sure_is_marked_below_it),
		cmocka_unit_test(json_tells_the_same),
		cmocka_unit_test(what_is_seen_beside_the_text_is_told),
		cmocka_unit_test(what_cannot_be_written_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
