/*
 * test_gpio_report: promises of the commissioning report in all its forms, and of going on with
 * one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prog/gpio_files.h"
#include "prog/gpio_report.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static struct gate_fitting fitting;
static struct walk walk;
static struct gpio_head head;

/* A gate of four lines: a door's contact, a lamp, a lock, and one that is still to be looked at. */
static int fresh(void **state)
{
	(void)state;
	static const struct gate_line closed = {.name = "DI1"};
	static const struct gate_line key = {.name = "DI2", .inverted = true};
	fitting = gate_fitting_blank();
	fitting.wire[1] = closed;
	fitting.wire[25] = key;
	fitting.output[1] = (struct gate_drive){.name = "DO1"};
	fitting.output[4] = (struct gate_drive){.name = "DO2", .inverted = true};
	walk = walk_start(&fitting, 0);
	assert_int_equal(walk.count, 4);
	walk.item[0].result = WALK_PASSED;
	walk.item[0].ms[0] = 1204;
	walk.item[0].ms[1] = 911;
	walk.item[0].changes = 2;
	walk.item[0].unix_ms = INT64_C(1796000144000);
	walk.item[1].result = WALK_SKIPPED;
	walk.item[1].unix_ms = INT64_C(1796000150000);
	walk.item[2].result = WALK_FAILED;
	walk.item[2].fault = WALK_FAULT_ANSWER;
	walk.item[2].unix_ms = INT64_C(1796000160000);
	(void)snprintf(walk.item[2].remark, WALK_REMARK_SIZE, "<b>\"dark\" & 'cold'</b>");
	walk_resume(&walk);
	head = (struct gpio_head){
		.site = "Terminal 2",
		.lane = "7",
		.by = "Zo\xC3\xAB \xC5\x81ukasz",
		.lines = "gpiod:bank",
		.gate = "gates/own.ini",
		.model = "one-door",
		.sha256 = HASH,
		.software = "egate 0.1.0",
		.began_ms = INT64_C(1796000100000),
		.ended_ms = INT64_C(1796000160000),
	};
	return 0;
}

static struct gpio_report report(void)
{
	return (struct gpio_report){.head = &head, .walk = &walk};
}

typedef enum eg_err write_fn(FILE *to, const struct gpio_report *r);

/* The caller frees. */
static char *written(write_fn *write)
{
	char *text = NULL;
	size_t size = 0;
	struct gpio_report r = report();
	FILE *to = open_memstream(&text, &size);
	assert_non_null(to);
	assert_int_equal(write(to, &r), EG_OK);
	assert_int_equal(fclose(to), 0);
	return text;
}

static const char golden[] =
	"COMMISSIONING REPORT OF A GATE\n"
	"\n"
	"verdict      FAILED: at least one line is not in order: do not put the lane into service\n"
	"lines        1 passed, 1 failed, 1 skipped, 1 open\n"
	"site         Terminal 2\n"
	"lane         7\n"
	"installer    Zo\xC3\xAB \xC5\x81ukasz\n"
	"gate         one-door, gates/own.ini\n"
	"SHA-256      " HASH "\n"
	"driven by    gpiod:bank\n"
	"software     egate 0.1.0\n"
	"begun        2026-11-30 00:55:00 UTC\n"
	"last result  2026-11-30 00:56:00 UTC\n"
	"\n"
	"Lines: + passed, X failed, ? skipped, - not looked at yet\n"
	"\n"
	"  1 + passed   exit-closed    DI1, active high\n"
	"      contact: exit door closed; 2026-11-30 00:55:44 UTC\n"
	"      measured: seen after 1.204 s; at rest again after 0.911 s; 2 changes\n"
	"  2 ? skipped  key            DI2, active low\n"
	"      key switch: out of service; 2026-11-30 00:55:50 UTC\n"
	"      measured: 0 changes\n"
	"  3 X failed   exit-green     DO2, active low\n"
	"      green lamp at the exit; 2026-11-30 00:56:00 UTC\n"
	"      note: the answer was no: <b>\"dark\" & 'cold'</b>\n"
	"  4 - open     exit-lock      DO1, active high\n"
	"      lock of the exit door; -\n"
	"\n"
	"Signed\n"
	"\n"
	"  installer ________________________________  date ______________\n"
	"\n"
	"  operator  ________________________________  date ______________\n";

static void the_text_is_as_it_always_was(void **state)
{
	(void)state;
	char *text = written(gpio_report_text);
	assert_string_equal(text, golden);
	free(text);
}

static void what_people_wrote_is_no_markup_in_the_page(void **state)
{
	(void)state;
	(void)snprintf(head.by, sizeof(head.by), "<script>alert('x')</script>");
	char *page = written(gpio_report_html);
	assert_null(strstr(page, "<script"));
	assert_null(strstr(page, "<b>"));
	assert_non_null(strstr(page, "&lt;script&gt;alert(&#39;x&#39;)"));
	assert_non_null(strstr(page, "&lt;b&gt;&quot;dark&quot; &amp; &#39;cold&#39;&lt;/b&gt;"));
	free(page);
}

static void verdicts_say_the_worst(void **state)
{
	(void)state;
	assert_int_equal(walk_verdict(&walk), WALK_FAILED);
	walk.item[2].result = WALK_PASSED;
	assert_int_equal(walk_verdict(&walk), WALK_OPEN);
	walk.item[3].result = WALK_PASSED;
	assert_int_equal(walk_verdict(&walk), WALK_SKIPPED);
	walk.item[1].result = WALK_PASSED;
	assert_int_equal(walk_verdict(&walk), WALK_PASSED);
}

static enum eg_err go_on(const char *json, struct gpio_head *h, struct walk *w)
{
	*w = walk_start(&fitting, 0);
	return gpio_report_kept(rd_cstr(json), h, w);
}

static void a_kept_report_gives_everything_back(void **state)
{
	(void)state;
	struct walk again;
	struct gpio_head today = {.sha256 = HASH, .by = "somebody else"};
	char *json = written(gpio_report_json);
	assert_int_equal(go_on(json, &today, &again), EG_OK);
	assert_int_equal(again.at, 3);
	assert_string_equal(today.by, "somebody else");
	assert_string_equal(today.site, "Terminal 2");
	assert_int_equal(today.began_ms, head.began_ms);
	(void)snprintf(today.by, sizeof(today.by), "%s", head.by);
	head = today;
	walk = again;
	char *twice = written(gpio_report_json);
	assert_string_equal(json, twice);
	free(json);
	free(twice);
}

static void another_gate_is_not_gone_on_with(void **state)
{
	(void)state;
	struct walk again;
	struct gpio_head other = {.sha256 = "other"};
	struct gpio_head same = {.sha256 = HASH};
	char *json = written(gpio_report_json);
	assert_int_equal(go_on(json, &other, &again), EG_MISMATCH);
	fitting.wire[3] = fitting.wire[1];
	assert_int_equal(go_on(json, &same, &again), EG_MISMATCH);
	assert_int_equal(again.item[0].result, WALK_OPEN);
	assert_string_equal(same.site, "");
	free(json);
}

/* The same text with its only such part put otherwise. */
static void refuses(const char *json, const char *part, const char *instead)
{
	struct walk again;
	struct gpio_head same = {.sha256 = HASH};
	char changed[8192];
	const char *at = strstr(json, part);
	assert_non_null(at);
	int size = snprintf(changed, sizeof(changed), "%.*s%s%s", (int)(at - json), json, instead,
			    at + strlen(part));
	assert_in_range(size, 1, (int)sizeof(changed) - 1);
	assert_int_not_equal(go_on(changed, &same, &again), EG_OK);
	assert_int_equal(again.item[0].result, WALK_OPEN);
	assert_string_equal(same.site, "");
}

static void a_report_that_was_meddled_with_is_refused(void **state)
{
	(void)state;
	char *json = written(gpio_report_json);
	refuses(json, "\"version\":\t1", "\"version\":\t2");
	refuses(json, "\"word\":\t\"key\"", "\"word\":\t\"mat\"");
	refuses(json, "\"line\":\t\"DI1\"", "\"line\":\t\"DI9\"");
	refuses(json, "\"result\":\t\"skipped\"", "\"result\":\t\"perfect\"");
	refuses(json, "\"fault\":\t\"answer\"", "\"fault\":\t\"none\"");
	refuses(json, "\"changes\":\t2", "\"changes\":\t-2");
	refuses(json, "1204", "1e99");
	refuses(json, "1204", "\"1204\"");
	refuses(json, "Terminal 2", "Terminal\\u0007");
	refuses(json, "\"items\"", "\"item\"");
	refuses(json, "{", "[");
	refuses(json, "1796000144000", "17960001440000");
	free(json);
}

static void the_paper_is_a_pdf_with_a_page_for_many_lines(void **state)
{
	(void)state;
	EG_AUTO(bytes_free) struct bytes pdf = {0};
	EG_AUTO(bytes_free) struct bytes more = {0};
	struct gpio_report r = report();
	assert_int_equal(gpio_report_pdf(&r, &pdf), EG_OK);
	assert_true(rd_begins(bytes_rd(&pdf), RD_TEXT("%PDF-")));
	for (unsigned i = 0; i < GATE_CURTAIN_MAX; i++) {
		(void)snprintf(fitting.curtain[i].name, GATE_NAME_SIZE, "beam%u", i);
	}
	fitting.curtain_beams = GATE_CURTAIN_MAX;
	walk = walk_start(&fitting, 0);
	for (size_t i = 0; i < walk.count; i++) {
		for (size_t k = 0; k < WALK_REMARK_SIZE - 1; k++) {
			walk.item[i].remark[k] = 'W'; /* no blank to break at */
		}
	}
	assert_int_equal(gpio_report_pdf(&r, &more), EG_OK);
	assert_true(more.size > pdf.size);
}

static void a_name_says_which_forms_are_written(void **state)
{
	(void)state;
	struct gpio_files f;
	assert_int_equal(gpio_files_take(NULL, &f), EG_OK);
	assert_string_equal(f.base, "");
	assert_int_equal(gpio_files_take("a/lane7", &f), EG_OK);
	assert_string_equal(f.base, "a/lane7");
	assert_true(f.text && f.html && f.pdf);
	assert_int_equal(gpio_files_take("lane7.html", &f), EG_OK);
	assert_string_equal(f.base, "lane7");
	assert_true(!f.text && f.html && !f.pdf);
	assert_int_equal(gpio_files_take("", &f), EG_CONFIG);
}

static void files_are_written_and_gone_on_with(void **state)
{
	(void)state;
	char folder[] = "/tmp/egate-test-XXXXXX";
	char path[64];
	static const char *const endings[] = {".json", ".txt", ".html", ".pdf"};
	struct gpio_files f;
	struct gpio_report r = report();
	struct gpio_head today = {.sha256 = HASH};
	assert_non_null(mkdtemp(folder));
	(void)snprintf(path, sizeof(path), "%s/lane7", folder);
	assert_int_equal(gpio_files_take(path, &f), EG_OK);
	struct walk again = walk_start(&fitting, 0);
	assert_int_equal(gpio_files_resume(&f, &today, &again), EG_OK); /* none yet */
	assert_int_equal(again.at, 0);
	assert_int_equal(gpio_files_write(&f, &r), EG_OK);
	assert_int_equal(gpio_files_resume(&f, &today, &again), EG_OK);
	assert_int_equal(again.at, 3);
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		struct stat info;
		(void)snprintf(path, sizeof(path), "%s/lane7%s", folder, endings[i]);
		assert_int_equal(stat(path, &info), 0);
		assert_true(info.st_size > 500);
		assert_int_equal(unlink(path), 0);
	}
	assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_text_is_as_it_always_was, fresh),
		cmocka_unit_test_setup(what_people_wrote_is_no_markup_in_the_page, fresh),
		cmocka_unit_test_setup(verdicts_say_the_worst, fresh),
		cmocka_unit_test_setup(a_kept_report_gives_everything_back, fresh),
		cmocka_unit_test_setup(another_gate_is_not_gone_on_with, fresh),
		cmocka_unit_test_setup(a_report_that_was_meddled_with_is_refused, fresh),
		cmocka_unit_test_setup(the_paper_is_a_pdf_with_a_page_for_many_lines, fresh),
		cmocka_unit_test_setup(a_name_says_which_forms_are_written, fresh),
		cmocka_unit_test_setup(files_are_written_and_gone_on_with, fresh),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
