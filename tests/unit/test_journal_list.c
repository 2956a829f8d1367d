/*
 * test_journal_list: what "egate journal list" tells of the fingers of a crossing: the decibans,
 * what was needed, and the false match rate that it stands for; and of a page; and the same as
 * objects.
 */
#include "journal/journal.h"
#include "pki/fault.h"

#include "json_at.h"

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

static void listed_so(const struct place *p, bool reveal, bool json, char *out, size_t cap)
{
	char program[] = EGATE;
	char shows[] = "--reveal";
	char objects[] = "--json";
	char journal[] = "journal";
	char list[] = "list";
	char path[sizeof(p->path)];
	char *const words[] = {program,
			       journal,
			       list,
			       path,
			       json ? objects : reveal ? shows : NULL,
			       json && reveal ? shows : NULL,
			       NULL};
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
	listed_so(p, false, false, out, cap);
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
	r.from = (struct case_ref){1, 1024, 0x0D5C8E21};
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
		      "officer=\"officer 7\" code=verify-hit case=1-1024-0d5c8e21 note=...\n"
		      "2 2023-11-14T22:13:20.000Z order entry order=GATE_EV_ORDER_PASS "
		      "officer=\"officer 7\" code=false-hit\n"
		      "3 2023-11-14T22:13:20.000Z order entry order=GATE_EV_ORDER_BACK "
		      "officer=1000 note=erased\n"
		      "4 2023-11-14T22:13:20.000Z order entry order=GATE_EV_ORDER_BACK officer=0 "
		      "note=...\n");
	listed_so(p, true, false, text, sizeof(text));
	assert_non_null(strstr(text, "code=verify-hit case=1-1024-0d5c8e21 "
				     "note=\"brought to room 2\"\n"));
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

/* Each line is an object; out of range there is none. */
static cJSON *line_of(char *text, unsigned number)
{
	for (; number > 1 && text != NULL; number--) {
		text = strchr(text, '\n');
		text = text == NULL ? NULL : text + 1;
	}
	const char *end = NULL;
	cJSON *tree = text == NULL ? NULL : cJSON_ParseWithOpts(text, &end, false);
	assert_true(tree == NULL || *end == '\n');
	return tree;
}

static void free_tree(cJSON **tree)
{
	cJSON_Delete(*tree);
}

static void each_row_is_an_object_with_what_the_row_has(void **state)
{
	struct place *p = *state;
	char text[8192];
	EG_AUTO(journal_close) struct journal *j = NULL;
	struct msg_record r = crossing(1);
	assert_int_equal(journal_open(p->path, JOURNAL_WRITE, &j), EG_OK);
	append(j, &r);
	r = crossing(2);
	r.what = RECORD_REFERRAL;
	r.direction = DIRECTION_EXIT;
	r.traveller = 1024;
	r.why = GATE_WHY_FACE;
	r.check = CHECK_FACE_MATCH;
	r.reason = REASON_SCORE_LOW;
	r.fingers = (struct finger_scores){
		.sum = 20, .of = {-5, 25}, .position = {2, 7}, .quality = {40, 60}, .tries = 3};
	r.finger_match = 7;
	r.finger_one_in = 2000;
	r.page_score = -20;
	r.page_scored = 1;
	r.page_differs = MRZ_FIELD_NAME | MRZ_FIELD_NATIONALITY;
	r.tolerated[0] = 1;
	r.from = (struct case_ref){1, 1024, 0x0D5C8E21};
	append(j, &r);
	journal_close(&j);
	listed_so(p, false, true, text, sizeof(text));
	EG_AUTO(free_tree) cJSON *plain = line_of(text, 1);
	json_has(plain, "row at_ms what direction match live");
	json_is_number(plain, "at_ms", 1700000000000.0);
	json_is_text(plain, "what", "crossing");
	EG_AUTO(free_tree) cJSON *full = line_of(text, 2);
	json_has(full, "row at_ms what direction why why_text check check_text reason reason_text "
		       "traveller from match live fingers positions tries fingers_from "
		       "fingers_one_in page page_differs tolerated");
	json_is_number(full, "row", 2);
	json_is_text(full, "direction", "exit");
	json_is_text(full, "why", "GATE_WHY_FACE");
	json_is_text(full, "why_text", "face not accepted");
	json_is_text(full, "check", "CHECK_FACE_MATCH");
	json_is_text(full, "reason_text", "another face");
	json_is_text(full, "from", "1-1024-0d5c8e21");
	json_is_text(full, "positions.1.position", "left-index");
	json_is_number(full, "positions.0.score", -5);
	json_is_number(full, "fingers_one_in", 2000);
	json_is_number(full, "page", -20);
	json_is_text(full, "page_differs.0", "name");
	json_is_text(full, "page_differs.1", "nationality");
	assert_int_equal(cJSON_GetArraySize(json_at(full, "page_differs")), 2);
	json_is_text(full, "tolerated.0", fault_word((enum passive_fault)0));
	assert_null(line_of(text, 3));
}

static void objects_tell_zone_and_note_on_asking_only(void **state)
{
	struct place *p = *state;
	char text[8192];
	EG_AUTO(journal_close) struct journal *j = NULL;
	struct msg_record r = by_officer(1, RECORD_CASE, RD_TEXT("brought to \"room\" 2"));
	r.order = CASE_SECOND_LINE;
	r.code = CASE_CODE_VERIFY_HIT;
	r.from = (struct case_ref){1, 1024, 0x0D5C8E21};
	assert_int_equal(journal_open(p->path, JOURNAL_WRITE, &j), EG_OK);
	append(j, &r);
	r = by_officer(2, RECORD_CROSSING, RD_TEXT("P<UTOERIKSSON<<ANNA"));
	append(j, &r);
	append(j, &(struct msg_record){.number = 3,
				       .unix_ms = INT64_C(1700000000000),
				       .what = RECORD_ORDER,
				       .order = GATE_EV_ORDER_BACK,
				       .officer = 1000,
				       .mrz = "\x1b[2J",
				       .mrz_size = 4});
	r = by_officer(4, RECORD_ORDER, RD_TEXT("x"));
	r.officer = OFFICER_ROOT;
	append(j, &r);
	assert_int_equal(journal_erase_person(j, 4), EG_OK);
	journal_close(&j);
	listed_so(p, false, true, text, sizeof(text));
	assert_null(strstr(text, "room"));
	assert_null(strstr(text, "ERIKSSON"));
	EG_AUTO(free_tree) cJSON *hidden = line_of(text, 1);
	json_has(hidden, "row at_ms what direction traveller state code officer case has_note");
	json_is_text(hidden, "case", "1-1024-0d5c8e21");
	json_is_text(hidden, "state", "second-line");
	json_is_text(hidden, "officer", "officer 7");
	EG_AUTO(free_tree) cJSON *begins = line_of(text, 2);
	json_is_text(begins, "zone_begins", "P<UTO");
	listed_so(p, true, true, text, sizeof(text));
	EG_AUTO(free_tree) cJSON *note = line_of(text, 1);
	EG_AUTO(free_tree) cJSON *zone = line_of(text, 2);
	EG_AUTO(free_tree) cJSON *odd = line_of(text, 3);
	EG_AUTO(free_tree) cJSON *erased = line_of(text, 4);
	json_is_text(note, "note", "brought to \"room\" 2");
	json_is_text(zone, "zone", "P<UTOERIKSSON<<ANNA");
	json_has(odd, "row at_ms what direction order officer has_note"); /* it steers a screen */
	json_is_text(odd, "officer", "user 1000");
	json_has(erased, "row at_ms what direction traveller officer erased");
	json_is_text(erased, "officer", "root");
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
		cmocka_unit_test_setup_teardown(each_row_is_an_object_with_what_the_row_has,
						place_make, place_clear),
		cmocka_unit_test_setup_teardown(objects_tell_zone_and_note_on_asking_only,
						place_make, place_clear),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
