/*
 * test_account: who is enrolled, and a file that is kept, judged and never told a secret.
 */
#include "tests/unit/account_stage.h"

#include "base/whole.h"
#include "console/account_db.h"
#include "console/account_secret.h"
#include "wire/case.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define LINES_MAX    64
#define FILE_MAX     ((size_t)4 << 20)
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct account_hand hand = {.who = 1000, .now_ms = STAGE_START + MINUTE};

struct seen {
	struct account_line lines[LINES_MAX];
	size_t count;
};

static bool keep_line(void *context, const struct account_line *line)
{
	struct seen *s = context;
	assert_true(s->count < LINES_MAX);
	s->lines[s->count++] = *line;
	return true;
}

static struct account_line last_line(struct stage *s)
{
	struct seen seen = {.count = 0};
	assert_int_equal(account_log(s->a, keep_line, &seen), EG_OK);
	assert_true(seen.count > 0);
	for (size_t i = 0; i < seen.count; i++) {
		assert_int_equal(seen.lines[i].row, i + 1);
	}
	return seen.lines[seen.count - 1];
}

static void the_file_is_for_its_user_only(void **state)
{
	static const char *const ends[] = {"", "-wal", "-shm"};
	struct stage *s = *state;
	struct stat info;
	char path[112];
	account_close(&s->a);
	assert_int_equal(unlink(s->path), 0);
	mode_t before = umask(0);
	assert_int_equal(account_open(s->path, ACCOUNT_MAKE, &s->rules, &s->a), EG_OK);
	(void)umask(before);
	for (size_t i = 0; i < COUNT(ends); i++) {
		assert_true(snprintf(path, sizeof(path), "%s%s", s->path, ends[i]) > 0);
		assert_int_equal(stat(path, &info), 0);
		assert_int_equal(info.st_mode & 07777, 0600);
	}
}

static void numbers_grow_and_names_are_unique(void **state)
{
	struct stage *s = *state;
	struct account_officer o;
	uint32_t number;
	assert_int_equal(account_add(s->a, RD_TEXT("aDA"), ACCOUNT_VIEWER, RD_TEXT("270418"), &hand,
				     &number),
			 EG_STATE);
	assert_int_equal(account_add(s->a, RD_TEXT("Айгүл"), ACCOUNT_OFFICER, RD_TEXT("270418"),
				     &hand, &number),
			 EG_OK);
	assert_int_equal(number, OFFICER_ENROLLED | (STAGE_OFFICERS + 1));
	stage_restart(s);
	assert_int_equal(account_by_name(s->a, RD_TEXT("Айгүл"), &o), EG_OK);
	assert_int_equal(o.number, number);
	assert_int_equal(o.office, ACCOUNT_OFFICER);
	assert_true(o.enabled);
	assert_false(o.has_print);
	struct account_line line = last_line(s);
	assert_int_equal(line.event, ACCOUNT_LOG_ADD);
	assert_int_equal(line.who, 1000);
	assert_int_equal(line.about, number);
	assert_int_equal(line.detail, ACCOUNT_OFFICER);
	assert_int_equal(line.at_ms, hand.now_ms);
	assert_int_equal(account_by_number(s->a, number + 1, &o), EG_NOT_FOUND);
	/* A user id is nobody's number here. */
	assert_int_equal(account_by_number(s->a, 1, &o), EG_NOT_FOUND);
	assert_int_equal(account_by_number(s->a, stage_number(ADA), &o), EG_OK);
}

static void bad_names_and_pins_are_not_enrolled(void **state)
{
	struct stage *s = *state;
	uint32_t number;
	assert_int_equal(account_add(s->a, RD_TEXT(" Flo"), ACCOUNT_VIEWER, RD_TEXT("270418"),
				     &hand, &number),
			 EG_BAD_DATA);
	assert_int_equal(account_add(s->a, RD_TEXT("Flo"), ACCOUNT_VIEWER, RD_TEXT("123456"), &hand,
				     &number),
			 EG_BAD_DATA);
	assert_int_equal(account_set_pin(s->a, stage_number(ADA), RD_TEXT("000000"), &hand),
			 EG_BAD_DATA);
	assert_int_equal(account_set_pin(s->a, stage_number(99), RD_TEXT("270418"), &hand),
			 EG_NOT_FOUND);
	assert_int_equal(account_set_enabled(s->a, stage_number(99), true, &hand), EG_NOT_FOUND);
	assert_int_equal(stage_count(s->path, "SELECT count(*) FROM officer"), STAGE_OFFICERS);
}

struct roll {
	uint32_t numbers[16];
	size_t count;
	size_t stop;
};

static bool call(void *context, const struct account_officer *o)
{
	struct roll *r = context;
	r->numbers[r->count++] = o->number;
	assert_string_equal(o->name, stage_names[o->number & ~OFFICER_ENROLLED]);
	assert_int_equal(o->office, stage_offices[o->number & ~OFFICER_ENROLLED]);
	return r->count < r->stop;
}

static void everybody_is_listed_by_number(void **state)
{
	struct stage *s = *state;
	struct roll r = {.stop = 99};
	assert_int_equal(account_list(s->a, call, &r), EG_OK);
	assert_int_equal(r.count, STAGE_OFFICERS);
	for (size_t i = 0; i < r.count; i++) {
		assert_int_equal(r.numbers[i], stage_number((int)i + 1));
	}
	r = (struct roll){.stop = 2};
	assert_int_equal(account_list(s->a, call, &r), EG_OK);
	assert_int_equal(r.count, 2);
}

static const uint8_t some_print[ACCOUNT_OCTETS] = {7, 7};

enum { OFFICE, PIN, DISABLE, ENABLE, GIVE, TAKE, CHANGES };
static const enum account_event events[CHANGES] = {ACCOUNT_LOG_OFFICE,  ACCOUNT_LOG_PIN,
						   ACCOUNT_LOG_DISABLE, ACCOUNT_LOG_ENABLE,
						   ACCOUNT_LOG_PRINT,   ACCOUNT_LOG_PRINT};

static enum eg_err change(struct stage *s, int which)
{
	uint32_t ben = stage_number(BEN);
	switch (which) {
	case OFFICE:
		return account_set_office(s->a, ben, ACCOUNT_SUPERVISOR, &hand);
	case PIN:
		return account_set_pin(s->a, ben, RD_TEXT("740162"), &hand);
	case DISABLE:
	case ENABLE:
		return account_set_enabled(s->a, ben, which == ENABLE, &hand);
	default:
		return account_set_print(s->a, ben, which == GIVE ? some_print : NULL, &hand);
	}
}

static void every_change_ends_the_session_and_is_logged(void **state)
{
	struct stage *s = *state;
	for (int which = 0; which < CHANGES; which++) {
		const uint8_t *print = which == TAKE ? some_print : NULL;
		struct account_session told;
		struct account_entry e;
		struct account_refusal no;
		struct seen seen = {.count = 0};
		bool in = stage_enter(s, "Ben", true, print, &e, &no) == EG_OK;
		assert_int_equal(in, which != ENABLE); /* disabled before */
		assert_int_equal(change(s, which), EG_OK);
		assert_int_equal(account_log(s->a, keep_line, &seen), EG_OK);
		size_t end = seen.count - (in ? 1 : 0); /* the session's end stands behind */
		assert_int_equal(seen.lines[end - 1].event, events[which]);
		assert_int_equal(seen.lines[end - 1].who, 1000);
		if (in) {
			assert_int_equal(seen.lines[end].event, ACCOUNT_LOG_END);
			assert_int_equal(seen.lines[end].detail, ACCOUNT_END_CHANGED);
			assert_int_equal(account_session(s->a, rd_cstr(e.token), print, true,
							 s->now_ms, &told),
					 EG_DENIED);
		}
	}
}

static void the_log_and_the_numbers_cannot_be_taken_back(void **state)
{
	struct stage *s = *state;
	static const char *const tries[] = {"DELETE FROM log", "UPDATE log SET who = 0",
					    "DELETE FROM officer WHERE number = 2"};
	for (size_t i = 0; i < COUNT(tries); i++) {
		assert_true(stage_sql_refused(s->path, tries[i]));
	}
	assert_false(stage_sql_refused(s->path, "SELECT 1"));
	assert_int_equal(stage_count(s->path, "SELECT count(*) FROM log"), 1);
	assert_int_equal(stage_count(s->path, "SELECT count(*) FROM officer"), STAGE_OFFICERS);
}

static void numbers_outlive_the_console(void **state)
{
	struct stage *s = *state;
	const struct account_number two[] = {{"event", 12000}, {"cursor-3", 77}};
	const struct account_number bad[] = {{"event", 1}, {"Cursor", 2}};
	static const char *const names[] = {"", "Event", ".tries", "a b",
					    "0123456789012345678901234567890123"};
	int64_t value = -1;
	assert_int_equal(account_number(s->a, "event", &value), EG_OK);
	assert_int_equal(value, 0);
	assert_int_equal(account_numbers_put(s->a, two, 2), EG_OK);
	assert_int_equal(account_numbers_put(s->a, bad, 2), EG_BAD_DATA); /* none of both */
	stage_restart(s);
	assert_int_equal(account_number(s->a, "event", &value), EG_OK);
	assert_int_equal(value, 12000);
	assert_int_equal(account_number(s->a, "cursor-3", &value), EG_OK);
	assert_int_equal(value, 77);
	for (size_t i = 0; i < COUNT(names); i++) {
		assert_int_equal(account_number(s->a, names[i], &value), EG_BAD_DATA);
	}
}

/* ---- The file ---- */

static void read_file(const char *path, struct bytes *out)
{
	EG_AUTO(eg_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(whole_read(fd, FILE_MAX, out), EG_OK);
}

static void write_file(const char *path, struct rd content)
{
	EG_AUTO(eg_close)
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(whole_write(fd, content), EG_OK);
}

static bool holds(const struct bytes *file, const void *octets, size_t size)
{
	return memmem(file->data, file->size, octets, size) != NULL;
}

static void whoever_reads_the_file_learns_no_secret(void **state)
{
	struct stage *s = *state;
	struct account_entry e = stage_in(s, BEN);
	struct account_answer answer = {.replay = ACCOUNT_FRESH};
	struct account_entry none;
	struct account_refusal no;
	uint8_t token[ACCOUNT_OCTETS];
	uint8_t typed[ACCOUNT_OCTETS]; /* a PIN where a name should be */
	const uint8_t kind = 0;
	const struct rd counted[] = {rd_of(&kind, 1), RD_TEXT(STAGE_PIN)};
	EG_AUTO(bytes_free) struct bytes file = {0};
	EG_AUTO(bytes_free) struct bytes log = {0};
	char path[112];
	assert_int_equal(account_key_take(s->a, e.session.officer, RD_TEXT("0123456789abcdef"),
					  RD_TEXT("/api/cases/1-7/act"), RD_TEXT("{\"act\":1}"),
					  s->now_ms, &answer),
			 EG_OK);
	assert_int_equal(account_key_answer(s->a, e.session.officer, RD_TEXT("0123456789abcdef"),
					    200, RD_TEXT("{\"surname\":\"ERIKSSON\"}")),
			 EG_OK);
	assert_true(account_hex_read(rd_cstr(e.token), token));
	assert_int_equal(stage_enter(s, STAGE_PIN, false, NULL, &none, &no), EG_DENIED);
	account_digest(counted, COUNT(counted), typed);
	assert_int_equal(stage_count(s->path, "SELECT count(*) FROM failed"), 1);
	assert_true(snprintf(path, sizeof(path), "%s-wal", s->path) > 0);
	read_file(s->path, &file);
	read_file(path, &log);
	const struct bytes *const files[] = {&file, &log};
	for (size_t i = 0; i < COUNT(files); i++) {
		assert_false(holds(files[i], e.token, ACCOUNT_HEX_SIZE));
		assert_false(holds(files[i], e.form, ACCOUNT_HEX_SIZE));
		assert_false(holds(files[i], token, sizeof(token)));
		assert_false(holds(files[i], "ERIKSSON", 8));
		assert_false(holds(files[i], STAGE_PIN, sizeof(STAGE_PIN) - 1));
		assert_false(holds(files[i], typed, sizeof(typed)));
	}
	assert_true(holds(&log, "0123456789abcdef", 16)); /* it is the right file */
}

static enum eg_err reopen(struct stage *s, enum account_mode mode)
{
	account_close(&s->a);
	return account_open(s->path, mode, &s->rules, &s->a);
}

static void a_file_that_is_not_there_or_not_ours_is_refused_with_the_reason(void **state)
{
	struct stage *s = *state;
	account_close(&s->a);
	assert_int_equal(chmod(s->path, 0640), 0);
	assert_int_equal(reopen(s, ACCOUNT_USE), EG_CONFIG);
	assert_non_null(strstr(eg_fault_last().reason, "chmod 600"));
	assert_int_equal(chmod(s->path, 0600), 0);
	stage_sql(s->path, "PRAGMA user_version = 4");
	assert_int_equal(reopen(s, ACCOUNT_USE), EG_CONFIG);
	assert_non_null(strstr(eg_fault_last().reason, "this version"));
	stage_sql(s->path, "PRAGMA user_version = 3; PRAGMA application_id = 7");
	assert_int_equal(reopen(s, ACCOUNT_MAKE), EG_CONFIG);
	assert_int_equal(unlink(s->path), 0);
	assert_int_equal(reopen(s, ACCOUNT_USE), EG_NOT_FOUND);
	assert_non_null(strstr(eg_fault_last().reason, "no file of accounts"));
	assert_int_equal(symlink("/dev/null", s->path), 0);
	assert_int_equal(reopen(s, ACCOUNT_MAKE), EG_CONFIG);
	assert_int_equal(unlink(s->path), 0);
	stage_sql(s->path, "CREATE TABLE other(x)");
	assert_int_equal(chmod(s->path, 0600), 0);
	assert_int_equal(reopen(s, ACCOUNT_MAKE), EG_CONFIG);
	assert_int_equal(unlink(s->path), 0);
	assert_null(s->a);
}

static void a_damaged_file_is_refused_with_the_reason(void **state)
{
	struct stage *s = *state;
	EG_AUTO(bytes_free) struct bytes whole = {0};
	account_close(&s->a);
	read_file(s->path, &whole);
	size_t pages = whole.size / 4096;
	assert_true(pages > 8);
	/* Each page once overwritten from its start: a tree that is none any more. */
	for (size_t page = 0; page < pages; page++) {
		EG_AUTO(bytes_free) struct bytes broken = {0};
		assert_int_equal(bytes_reserve(&broken, whole.size, FILE_MAX), EG_OK);
		assert_int_equal(bytes_append(&broken, bytes_rd(&whole)), EG_OK);
		memset(broken.data + page * 4096, 0xA5, 512);
		write_file(s->path, bytes_rd(&broken));
		assert_int_equal(reopen(s, ACCOUNT_USE), EG_IO);
		assert_non_null(strstr(eg_fault_last().reason, "damaged"));
		assert_null(s->a);
	}
	/* Cut off anywhere. */
	for (size_t page = 1; page < pages; page++) {
		write_file(s->path, rd_of(whole.data, page * 4096));
		assert_int_equal(reopen(s, ACCOUNT_USE), EG_IO);
	}
	write_file(s->path, RD_TEXT("not a database, but a letter to my grandmother"));
	assert_int_equal(reopen(s, ACCOUNT_USE), EG_IO);
	write_file(s->path, bytes_rd(&whole));
	assert_int_equal(reopen(s, ACCOUNT_USE), EG_OK);
}

static void what_is_damaged_while_it_is_open_gives_an_error(void **state)
{
	struct stage *s = *state;
	struct account_officer o;
	struct account_entry e;
	struct account_refusal no;
	stage_sql(s->path, "PRAGMA ignore_check_constraints = 1;"
			   "UPDATE officer SET office = 9 WHERE name = 'Ben';"
			   "UPDATE officer SET name = 'C' || char(8) WHERE name = 'Cem';");
	assert_int_equal(account_by_name(s->a, RD_TEXT("Ben"), &o), EG_IO);
	assert_int_equal(account_by_number(s->a, stage_number(CEM), &o), EG_IO);
	assert_int_equal(stage_enter(s, "Ben", true, NULL, &e, &no), EG_IO);
	assert_int_equal(stage_enter(s, "Ada", true, NULL, &e, &no), EG_OK);
}

/* Its log had no column for whoever came by sudo. */
static void a_file_of_the_first_version_goes_on(void **state)
{
	struct stage *s = *state;
	const struct account_hand by_sudo = {.who = 7, .now_ms = s->now_ms, .sudo = 1234};
	stage_sql(s->path, "ALTER TABLE log DROP COLUMN sudo; DROP TABLE unrecorded;"
			   "PRAGMA user_version = 1");
	stage_restart(s);
	assert_int_equal(last_line(s).sudo, 0);
	assert_int_equal(account_set_enabled(s->a, stage_number(BEN), false, &by_sudo), EG_OK);
	stage_restart(s);
	assert_int_equal(last_line(s).sudo, 1234);
	assert_int_equal(stage_count(s->path, "SELECT user_version FROM pragma_user_version"), 3);
}

static void another_program_that_keeps_the_file_is_told_from_damage(void **state)
{
	struct stage *s = *state;
	const struct account_number one = {"event", 1};
	void *keeper = stage_keep(s->path);
	assert_int_equal(account_numbers_put(s->a, &one, 1), EG_TIMEOUT);
	stage_let_go(keeper);
	assert_int_equal(account_numbers_put(s->a, &one, 1), EG_OK);
}

static void a_full_disk_is_told_from_damage(void **state)
{
	static const uint8_t big[30000];
	struct stage *s = *state;
	const struct rd key = RD_TEXT("0123456789abcdef");
	struct account_answer answer = {.replay = ACCOUNT_UNKNOWN};
	assert_int_equal(account_key_take(s->a, stage_number(BEN), key, RD_TEXT("/"), RD_TEXT("{}"),
					  s->now_ms, &answer),
			 EG_OK);
	assert_int_equal(answer.replay, ACCOUNT_FRESH);
	/* As many pages as it has, and no more. */
	assert_int_equal(account_execute(s->a, "PRAGMA max_page_count = 1"), EG_OK);
	assert_int_equal(account_key_answer(s->a, stage_number(BEN), key, 200, RD_ARRAY(big)),
			 EG_TIMEOUT);
	assert_non_null(strstr(eg_fault_last().reason, "no room"));
	assert_int_equal(account_execute(s->a, "PRAGMA max_page_count = 100000"), EG_OK);
	assert_int_equal(account_key_answer(s->a, stage_number(BEN), key, 200, RD_ARRAY(big)),
			 EG_OK);
}

#define WITH_STAGE(test) cmocka_unit_test_setup_teardown(test, stage_make, stage_clear)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STAGE(the_file_is_for_its_user_only),
		WITH_STAGE(numbers_grow_and_names_are_unique),
		WITH_STAGE(bad_names_and_pins_are_not_enrolled),
		WITH_STAGE(everybody_is_listed_by_number),
		WITH_STAGE(every_change_ends_the_session_and_is_logged),
		WITH_STAGE(the_log_and_the_numbers_cannot_be_taken_back),
		WITH_STAGE(numbers_outlive_the_console),
		WITH_STAGE(whoever_reads_the_file_learns_no_secret),
		WITH_STAGE(a_file_that_is_not_there_or_not_ours_is_refused_with_the_reason),
		WITH_STAGE(a_damaged_file_is_refused_with_the_reason),
		WITH_STAGE(what_is_damaged_while_it_is_open_gives_an_error),
		WITH_STAGE(a_file_of_the_first_version_goes_on),
		WITH_STAGE(another_program_that_keeps_the_file_is_told_from_damage),
		WITH_STAGE(a_full_disk_is_told_from_damage),
	};
	return cmocka_run_group_tests(tests, stage_group_make, stage_group_clear);
}
