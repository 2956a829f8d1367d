/*
 * test_journal_list: what "egate journal list" tells of the fingers of a crossing: the decibans,
 * what was needed, and the false match rate that it stands for; and of a page.
 */
#include "journal/journal.h"

#include <fcntl.h>
#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "journal_place.h"

static const uint8_t boot[JOURNAL_BOOT_SIZE] = {1, 2, 3};

static struct msg_record crossing(uint64_t number)
{
	struct msg m = msg_make(MSG_RECORD, 1);
	m.body.record.number = number;
	m.body.record.unix_ms = INT64_C(1700000000000);
	m.body.record.what = RECORD_CROSSING;
	m.body.record.scores = (struct face_scores){400, 900, true};
	return m.body.record;
}

static void append(struct journal *j, const struct msg_record *r)
{
	uint64_t row;
	assert_int_equal(journal_append(j, boot, r, &row), EG_OK);
}

static void listed_so(const struct place *p, bool reveal, char *out, size_t cap)
{
	char program[] = EGATE;
	char shows[] = "--reveal";
	char journal[] = "journal";
	char list[] = "list";
	char path[sizeof(p->path)];
	char *const words[] = {program, journal, list, path, reveal ? shows : NULL, NULL};
	posix_spawn_file_actions_t files;
	int ends[2];
	int status = -1;
	size_t size = 0;
	ssize_t got;
	pid_t pid;
	(void)snprintf(path, sizeof(path), "%s", p->path);
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(posix_spawn_file_actions_init(&files), 0);
	assert_int_equal(posix_spawn_file_actions_adddup2(&files, ends[1], STDOUT_FILENO), 0);
	assert_int_equal(posix_spawn(&pid, program, &files, NULL, words, environ), 0);
	assert_int_equal(close(ends[1]), 0);
	while ((got = read(ends[0], out + size, cap - 1 - size)) > 0) {
		size += (size_t)got;
	}
	out[size] = '\0';
	assert_int_equal(close(ends[0]), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_int_equal(posix_spawn_file_actions_destroy(&files), 0);
}

static void listed(const struct place *p, char *out, size_t cap)
{
	listed_so(p, false, out, cap);
}

static void a_crossing_is_told_with_what_was_needed_of_its_fingers(void **state)
{
	struct place *p = *state;
	char text[4096];
	EG_AUTO(journal_close) struct journal *j = NULL;
	struct msg_record r = crossing(1);
	assert_int_equal(journal_open(p->path, JOURNAL_WRITE, &j), EG_OK);
	append(j, &r);
	r = crossing(2);
	r.fingers = (struct finger_scores){
		.sum = 20, .of = {-5, 25}, .position = {2, 7}, .quality = {40, 60}, .tries = 3};
	r.finger_match = 7;
	r.finger_one_in = 2000;
	append(j, &r);
	r.number = 3;
	r.finger_one_in = 0; /* a lane that was not told */
	append(j, &r);
	r = crossing(4);
	r.fingers.tries = 2; /* pictures, and none of use */
	append(j, &r);
	journal_close(&j);
	listed(p, text, sizeof(text));
	assert_string_equal(
		text, "1 2023-11-14T22:13:20.000Z crossing entry match=400 live=900\n"
		      "2 2023-11-14T22:13:20.000Z crossing entry match=400 live=900 right-index=-5 "
		      "left-index=25 fingers=20 tries=3 fingers-from=7 fingers-fmr=1/2000\n"
		      "3 2023-11-14T22:13:20.000Z crossing entry match=400 live=900 right-index=-5 "
		      "left-index=25 fingers=20 tries=3 fingers-from=7\n"
		      "4 2023-11-14T22:13:20.000Z crossing entry match=400 live=900 tries=2\n");
}

static void a_page_is_told_by_its_score_and_its_fields(void **state)
{
	struct place *p = *state;
	char text[4096];
	EG_AUTO(journal_close) struct journal *j = NULL;
	struct msg_record r = crossing(1);
	assert_int_equal(journal_open(p->path, JOURNAL_WRITE, &j), EG_OK);
	r.page_score = -20;
	r.page_scored = 1;
	r.page_unsure = MRZ_FIELD_SEX;
	append(j, &r);
	r = crossing(2);
	r.page_differs = MRZ_FIELD_NAME | MRZ_FIELD_NATIONALITY;
	append(j, &r);
	journal_close(&j);
	listed(p, text, sizeof(text));
	assert_string_equal(text,
			    "1 2023-11-14T22:13:20.000Z crossing entry match=400 live=900 page=-20 "
			    "page-unsure=\"sex\"\n"
			    "2 2023-11-14T22:13:20.000Z crossing entry match=400 live=900 "
			    "page-differs=\"name, nationality\"\n");
}

static struct msg_record by_officer(uint64_t number, enum record_what what, struct rd note)
{
	struct msg m = msg_make(MSG_RECORD, 1);
	size_t size;
	m.body.record.number = number;
	m.body.record.unix_ms = INT64_C(1700000000000);
	m.body.record.what = (uint8_t)what;
	m.body.record.traveller = 1024;
	m.body.record.officer = OFFICER_ENROLLED + 7;
	assert_true(rd_dump(note, m.body.record.mrz, MSG_MRZ_SIZE, &size));
	m.body.record.mrz_size = (uint8_t)size;
	return m.body.record;
}

/* An officer's words may name somebody: as a printed zone only on asking. */
static void cases_and_orders_are_told_with_who_why_and_on_asking_words(void **state)
{
	struct place *p = *state;
	char text[4096];
	EG_AUTO(journal_close) struct journal *j = NULL;
	struct msg_record r = by_officer(1, RECORD_CASE, RD_TEXT("brought to room 2"));
	r.order = CASE_SECOND_LINE;
	r.code = CASE_CODE_VERIFY_HIT;
	assert_int_equal(journal_open(p->path, JOURNAL_WRITE, &j), EG_OK);
	append(j, &r);
	r = by_officer(2, RECORD_ORDER, RD_EMPTY);
	r.order = GATE_EV_ORDER_PASS;
	r.code = CASE_CODE_FALSE_HIT;
	append(j, &r);
	r = by_officer(3, RECORD_ORDER, RD_TEXT("\x1b[2J")); /* never from a lane */
	r.order = GATE_EV_ORDER_BACK;
	r.officer = 1000;
	append(j, &r);
	assert_int_equal(journal_erase_person(j, 3), EG_OK);
	append(j, &(struct msg_record){.number = 4,
				       .unix_ms = INT64_C(1700000000000),
				       .what = RECORD_ORDER,
				       .order = GATE_EV_ORDER_BACK,
				       .mrz = "\x1b[2J",
				       .mrz_size = 4});
	journal_close(&j);
	listed(p, text, sizeof(text));
	assert_string_equal(
		text, "1 2023-11-14T22:13:20.000Z case entry state=second-line traveller=1024 "
		      "officer=\"officer 7\" code=verify-hit note=...\n"
		      "2 2023-11-14T22:13:20.000Z order entry order=GATE_EV_ORDER_PASS "
		      "officer=\"officer 7\" code=false-hit\n"
		      "3 2023-11-14T22:13:20.000Z order entry order=GATE_EV_ORDER_BACK "
		      "officer=1000 note=erased\n"
		      "4 2023-11-14T22:13:20.000Z order entry order=GATE_EV_ORDER_BACK officer=0 "
		      "note=...\n");
	listed_so(p, true, text, sizeof(text));
	assert_non_null(strstr(text, "code=verify-hit note=\"brought to room 2\"\n"));
	assert_null(strchr(text, '\x1b')); /* nor does it steer a terminal */
}

/* By the name that the console has for it. */
static void a_desks_rows_tell_the_gates_case(void **state)
{
	struct place *p = *state;
	char text[4096];
	EG_AUTO(journal_close) struct journal *j = NULL;
	struct msg_record r = crossing(1);
	assert_int_equal(journal_open(p->path, JOURNAL_WRITE, &j), EG_OK);
	r.from = (struct case_ref){1, 1024, 0x0D5C8E21};
	append(j, &r);
	journal_close(&j);
	listed(p, text, sizeof(text));
	assert_string_equal(text, "1 2023-11-14T22:13:20.000Z crossing entry from=1-1024-0d5c8e21 "
				  "match=400 live=900\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_crossing_is_told_with_what_was_needed_of_its_fingers, place_make,
			place_clear),
		cmocka_unit_test_setup_teardown(
			cases_and_orders_are_told_with_who_why_and_on_asking_words, place_make,
			place_clear),
		cmocka_unit_test_setup_teardown(a_page_is_told_by_its_score_and_its_fields,
						place_make, place_clear),
		cmocka_unit_test_setup_teardown(a_desks_rows_tell_the_gates_case, place_make,
						place_clear),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
