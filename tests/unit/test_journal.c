/*
 * test_journal: what is written stays, and what was changed is found.
 */
#include "journal/journal.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "journal_place.h"
#include "journal_record.h"

static const uint8_t boot[JOURNAL_BOOT_SIZE] = {1, 2, 3};
static const uint8_t other_boot[JOURNAL_BOOT_SIZE] = {1, 2, 4};

static struct journal *opened(const struct place *p, enum journal_mode mode)
{
	struct journal *j = NULL;
	assert_int_equal(journal_open(p->path, mode, &j), EG_OK);
	return j;
}

static void append(struct journal *j, uint64_t number, uint64_t expected_row)
{
	struct msg_record r = journal_record(number);
	uint64_t row;
	assert_int_equal(journal_append(j, boot, &r, &row), EG_OK);
	assert_int_equal(row, expected_row);
}

/* As somebody with the file and no respect would. */
static void tamper(const struct place *p, const char *sql)
{
	sqlite3 *db = NULL;
	assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "DROP TRIGGER record_keep; DROP TRIGGER record_fixed;",
				      NULL, NULL, NULL),
			 SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static bool compare_first(void *context, const struct journal_row *row)
{
	struct msg_record expected = journal_record(7);
	unsigned *count = context;
	*count += 1;
	assert_int_equal(row->row, *count);
	if (*count == 1) {
		assert_memory_equal(row->boot, boot, sizeof(boot));
		assert_memory_equal(&row->record, &expected, sizeof(expected));
		assert_false(row->erased);
	}
	return true;
}

static void a_record_reads_back_as_it_was_written(void **state)
{
	struct place *p = *state;
	EG_AUTO(journal_close) struct journal *j = opened(p, JOURNAL_WRITE);
	unsigned count = 0;
	append(j, 7, 1);
	append(j, 8, 2);
	journal_close(&j);
	j = opened(p, JOURNAL_READ);
	assert_int_equal(journal_walk(j, compare_first, &count), EG_OK);
	assert_int_equal(count, 2);
}

static void the_file_is_for_its_user_only(void **state)
{
	struct place *p = *state;
	EG_AUTO(journal_close) struct journal *j = opened(p, JOURNAL_WRITE);
	struct stat st;
	char path[96];
	append(j, 1, 1);
	assert_int_equal(stat(p->path, &st), 0);
	assert_int_equal(st.st_mode & 077, 0);
	assert_true(snprintf(path, sizeof(path), "%s-wal", p->path) > 0);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 077, 0);
}

static void the_same_record_twice_is_one_row(void **state)
{
	struct place *p = *state;
	EG_AUTO(journal_close) struct journal *j = opened(p, JOURNAL_WRITE);
	struct msg_record r = journal_record(1);
	uint64_t row;
	append(j, 1, 1);
	append(j, 2, 2);
	append(j, 1, 1);
	assert_int_equal(journal_append(j, other_boot, &r, &row), EG_OK);
	assert_int_equal(row, 3); /* another boot counts anew */
	assert_int_equal(journal_check(j, &row), EG_OK);
	assert_int_equal(row, 3);
}

static void another_record_under_a_used_number_is_refused(void **state)
{
	struct place *p = *state;
	EG_AUTO(journal_close) struct journal *j = opened(p, JOURNAL_WRITE);
	struct msg_record r = journal_record(1);
	uint64_t row;
	append(j, 1, 1);
	r.mrz[10] = 'X';
	assert_int_equal(journal_append(j, boot, &r, &row), EG_MISMATCH);
	r = journal_record(1);
	r.what = RECORD_REFERRAL;
	assert_int_equal(journal_append(j, boot, &r, &row), EG_MISMATCH);
	assert_int_equal(journal_check(j, &row), EG_OK);
	assert_int_equal(row, 1);
}

static void whatever_is_changed_is_found(void **state)
{
	static const struct {
		const char *sql;
		uint64_t row;
	} cases[] = {
		{"UPDATE record SET body = CAST(substr(body, 1, 16) || x'02' ||"
		 " substr(body, 18) AS BLOB) WHERE row = 2",
		 2},
		{"UPDATE record SET person = CAST(substr(person, 1, 20) || x'58' ||"
		 " substr(person, 22) AS BLOB) WHERE row = 2",
		 2},
		{"UPDATE record SET number = 9 WHERE row = 3", 3},
		{"UPDATE record SET boot = x'01020400000000000000000000000000' WHERE row = 1", 1},
		{"UPDATE record SET chain = zeroblob(32) WHERE row = 3", 3},
		{"DELETE FROM record WHERE row = 2", 2},
		{"DELETE FROM record WHERE row = 1", 1},
		{"DELETE FROM record WHERE row = 2; UPDATE record SET row = 2 WHERE row = 3", 2},
		{"UPDATE record SET row = 9 WHERE row = 1; UPDATE record SET row = 1 WHERE row = 2;"
		 "UPDATE record SET row = 2 WHERE row = 9",
		 1},
		{"INSERT INTO record SELECT 5, boot, 77, body, person, chain FROM record"
		 " WHERE row = 4",
		 5},
	};
	struct place *p = *state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct journal *j = opened(p, JOURNAL_WRITE);
		uint64_t row;
		for (uint64_t n = 1; n <= 4; n++) {
			append(j, n, n);
		}
		assert_int_equal(journal_check(j, &row), EG_OK);
		journal_close(&j);
		tamper(p, cases[i].sql);
		j = opened(p, JOURNAL_READ);
		assert_int_equal(journal_check(j, &row), EG_MISMATCH);
		assert_int_equal(row, cases[i].row);
		journal_close(&j);
		assert_int_equal(unlink(p->path), 0);
	}
}

static bool keep_last(void *context, const struct journal_row *row)
{
	struct journal_row *last = context;
	*last = *row;
	return true;
}

static void a_person_can_be_erased_and_the_chain_stays_whole(void **state)
{
	struct place *p = *state;
	EG_AUTO(journal_close) struct journal *j = opened(p, JOURNAL_WRITE);
	struct journal_row last;
	uint64_t row;
	append(j, 1, 1);
	assert_int_equal(journal_erase_person(j, 1), EG_OK);
	assert_int_equal(journal_erase_person(j, 2), EG_NOT_FOUND);
	assert_int_equal(journal_check(j, &row), EG_OK);
	assert_int_equal(journal_walk(j, keep_last, &last), EG_OK);
	assert_true(last.erased);
	assert_int_equal(last.record.mrz_size, 0);
}

static void a_cut_end_shows_against_a_kept_head(void **state)
{
	struct place *p = *state;
	EG_AUTO(journal_close) struct journal *j = opened(p, JOURNAL_WRITE);
	uint8_t kept[JOURNAL_CHAIN_SIZE];
	uint8_t now[JOURNAL_CHAIN_SIZE];
	uint64_t row;
	assert_int_equal(journal_head(j, &row, kept), EG_OK);
	assert_int_equal(row, 0);
	append(j, 1, 1);
	append(j, 2, 2);
	assert_int_equal(journal_head(j, &row, kept), EG_OK);
	append(j, 3, 3);
	assert_int_equal(journal_had(j, 2, kept), EG_OK); /* also when more has come since */
	journal_close(&j);
	tamper(p, "DELETE FROM record WHERE row >= 2");
	j = opened(p, JOURNAL_WRITE);
	assert_int_equal(journal_head(j, &row, now), EG_OK);
	assert_memory_not_equal(kept, now, sizeof(kept));
	assert_int_equal(journal_had(j, 2, kept), EG_NOT_FOUND);
	append(j, 4, 2);
	assert_int_equal(journal_check(j, &row), EG_OK); /* its own chain cannot tell */
	assert_int_equal(journal_had(j, 2, kept), EG_MISMATCH);
}

static void a_foreign_file_is_no_journal(void **state)
{
	struct place *p = *state;
	sqlite3 *db = NULL;
	struct journal *j = NULL;
	assert_int_equal(journal_open(p->path, JOURNAL_READ, &j), EG_IO); /* not there */
	assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "CREATE TABLE t(x)", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	assert_int_equal(journal_open(p->path, JOURNAL_WRITE, &j), EG_CONFIG);
	assert_null(j);
}

/* Appends and acknowledges on a pipe until it is killed. */
static void append_for_ever(const struct place *p, int told)
{
	struct journal *j = NULL;
	uint64_t row;
	if (journal_open(p->path, JOURNAL_WRITE, &j) != EG_OK) {
		_exit(1);
	}
	for (uint64_t n = 1;; n++) {
		struct msg_record r = journal_record(n);
		if (journal_append(j, boot, &r, &row) != EG_OK ||
		    write(told, &row, sizeof(row)) != (ssize_t)sizeof(row)) {
			_exit(1);
		}
	}
}

static void what_was_acknowledged_survives_a_kill(void **state)
{
	struct place *p = *state;
	for (int round = 0; round < 5; round++) {
		int told[2];
		uint64_t last = 0;
		uint64_t row;
		assert_int_equal(pipe(told), 0);
		pid_t child = fork();
		assert_true(child >= 0);
		if (child == 0) {
			append_for_ever(p, told[1]);
		}
		assert_int_equal(close(told[1]), 0);
		for (int i = 0; i < 20 + 7 * round; i++) {
			assert_int_equal(read(told[0], &last, sizeof(last)), (ssize_t)sizeof(last));
		}
		assert_int_equal(kill(child, SIGKILL), 0);
		assert_int_equal(waitpid(child, NULL, 0), child);
		while (read(told[0], &row, sizeof(row)) == (ssize_t)sizeof(row)) {
			last = row; /* told before the kill */
		}
		assert_int_equal(close(told[0]), 0);
		EG_AUTO(journal_close) struct journal *j = opened(p, JOURNAL_WRITE);
		assert_int_equal(journal_check(j, &row), EG_OK);
		assert_true(row >= last);
	}
}

#define WITH_PLACE(test) cmocka_unit_test_setup_teardown(test, place_make, place_clear)

static struct msg_record case_record(uint64_t number)
{
	struct msg m = msg_make(MSG_RECORD, 77);
	struct rd note = RD_TEXT("brought to room 2");
	size_t size;
	m.body.record.number = RECORD_OF_CASE | number;
	m.body.record.unix_ms = INT64_C(1700000000000);
	m.body.record.from = (struct case_ref){1, 1024, 0x0D5C8E21};
	m.body.record.what = RECORD_CASE;
	m.body.record.order = CASE_SECOND_LINE;
	m.body.record.code = CASE_CODE_VERIFY_HIT;
	m.body.record.officer = OFFICER_ENROLLED + 7;
	m.body.record.traveller = 1024;
	assert_true(rd_dump(note, m.body.record.mrz, MSG_MRZ_SIZE, &size));
	m.body.record.mrz_size = (uint8_t)size;
	return m.body.record;
}

static void a_case_is_kept_with_its_words_and_these_can_be_erased(void **state)
{
	struct place *p = *state;
	EG_AUTO(journal_close) struct journal *j = opened(p, JOURNAL_WRITE);
	struct msg_record r = case_record(1);
	struct journal_row last;
	uint64_t row;
	assert_int_equal(journal_append(j, boot, &r, &row), EG_OK);
	assert_int_equal(journal_walk(j, keep_last, &last), EG_OK);
	assert_memory_equal(&last.record, &r, sizeof(r));
	assert_true(last.note);
	assert_false(last.erased);
	assert_int_equal(journal_erase_person(j, 1), EG_OK);
	assert_int_equal(journal_walk(j, keep_last, &last), EG_OK);
	assert_true(last.note && last.erased);
	assert_int_equal(last.record.mrz_size, 0);
	assert_int_equal(last.record.code, CASE_CODE_VERIFY_HIT);
	assert_int_equal(journal_check(j, &row), EG_OK);
}

static bool count_from(void *context, const struct journal_row *row)
{
	uint64_t *next = context;
	assert_int_equal(row->row, *next);
	*next += 1;
	return row->row != 4;
}

static void a_walk_goes_on_where_another_ended(void **state)
{
	struct place *p = *state;
	EG_AUTO(journal_close) struct journal *j = opened(p, JOURNAL_WRITE);
	uint64_t next = 3;
	for (uint64_t n = 1; n <= 5; n++) {
		append(j, n, n);
	}
	assert_int_equal(journal_walk_from(j, 3, count_from, &next), EG_OK);
	assert_int_equal(next, 5); /* stopped early */
	assert_int_equal(journal_walk_from(j, 5, count_from, &next), EG_OK);
	assert_int_equal(journal_walk_from(j, 6, count_from, &next), EG_OK);
	assert_int_equal(next, 6); /* there is none yet */
	append(j, 6, 6);
	assert_int_equal(journal_walk_from(j, 6, count_from, &next), EG_OK);
	assert_int_equal(next, 7);
	assert_int_equal(journal_walk_from(j, UINT64_MAX, count_from, &next), EG_IO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_PLACE(a_case_is_kept_with_its_words_and_these_can_be_erased),
		WITH_PLACE(a_walk_goes_on_where_another_ended),
		WITH_PLACE(a_record_reads_back_as_it_was_written),
		WITH_PLACE(the_file_is_for_its_user_only),
		WITH_PLACE(the_same_record_twice_is_one_row),
		WITH_PLACE(another_record_under_a_used_number_is_refused),
		WITH_PLACE(whatever_is_changed_is_found),
		WITH_PLACE(a_person_can_be_erased_and_the_chain_stays_whole),
		WITH_PLACE(a_cut_end_shows_against_a_kept_head),
		WITH_PLACE(a_foreign_file_is_no_journal),
		WITH_PLACE(what_was_acknowledged_survives_a_kill),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
