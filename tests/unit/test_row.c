/*
 * test_row: rows of every version read as they were meant, and bytes that are none are refused.
 */
#include "journal/row.h"

#include "pki/fault.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "journal_record.h"

#define FROM 12 /* octets of the case that a row began with, before the digest */

/* A row of the first version: thirty checks, none for EF.COM, no tolerated faults. */
static void a_row_of_the_first_version_still_reads(void **state)
{
	(void)state;
	enum { OLD_CHECKS = 30, BEFORE_COM = 12 };
	uint8_t bytes[ROW_BODY_MAX];
	struct wr w = WR_ARRAY(bytes);
	struct msg_record r;
	bool erased;
	wr_u8(&w, 1);
	wr_be64(&w, 77);
	wr_be64(&w, 1700000000000);
	wr_put(&w, RD_TEXT("\x01\x00\x00\x0D\x00\x00")); /* check 13: DG2's hash then */
	wr_fill(&w, 0, 3 * 4 + 2 * 2 + 1);
	wr_u8(&w, OLD_CHECKS);
	for (unsigned i = 0; i < OLD_CHECKS; i++) {
		wr_u8(&w, (uint8_t)i); /* as reason, to tell them apart */
	}
	wr_fill(&w, 0, JOURNAL_CHAIN_SIZE);
	assert_int_equal(CHECK_SOD_COM, BEFORE_COM);
	assert_int_equal(row_read(wr_view(&w), RD_EMPTY, &r, &erased), EG_OK);
	assert_int_equal(r.number, 77);
	assert_int_equal(r.check, CHECK_DG2_HASH);
	assert_int_equal(r.verdicts[CHECK_SOD_COUNTRY], BEFORE_COM - 1);
	assert_int_equal(r.verdicts[CHECK_SOD_COM], 0);
	assert_int_equal(r.verdicts[CHECK_DG1_HASH], BEFORE_COM);
	assert_int_equal(r.verdicts[CHECK_FACE_ALONE], OLD_CHECKS - 1);
	assert_true(faults_empty(faults_from_bytes(r.tolerated)));
}

/* A row of the second version: one check fewer than there are, no fingers. */
static void a_row_of_the_second_version_still_reads(void **state)
{
	(void)state;
	uint8_t bytes[ROW_BODY_MAX];
	struct wr w = WR_ARRAY(bytes);
	struct msg_record r;
	bool erased;
	wr_u8(&w, 2);
	wr_be64(&w, 77);
	wr_be64(&w, 1700000000000);
	wr_put(&w, RD_TEXT("\x01\x00\x00\x0D\x00\x00")); /* check 13: DG1's hash now */
	wr_fill(&w, 0, 3 * 4 + 2 * 2 + 1);
	wr_u8(&w, CHECK_FINGER_CHIP);
	wr_fill(&w, VERDICT_PASS << 6, CHECK_FINGER_CHIP);
	wr_u8(&w, 0); /* nothing tolerated */
	wr_fill(&w, 0, JOURNAL_CHAIN_SIZE);
	assert_int_equal(row_read(wr_view(&w), RD_EMPTY, &r, &erased), EG_OK);
	assert_int_equal(r.number, 77);
	assert_int_equal(r.check, CHECK_DG1_HASH);
	assert_int_equal(r.verdicts[CHECK_FACE_ALONE], VERDICT_PASS << 6);
	assert_int_equal(r.verdicts[CHECK_FINGER_CHIP], VERDICT_NOT_DONE);
	assert_int_equal(r.fingers.position[0], 0);
	assert_int_equal(r.matcher, 0);
	for (uint8_t version = 3; version <= 8; version++) { /* of no such length, or not known */
		bytes[0] = version;
		assert_int_equal(row_read(wr_view(&w), RD_EMPTY, &r, &erased), EG_BAD_DATA);
	}
}

/* A row of the third version: fingers, but not what was needed of them. */
static void a_row_of_the_third_version_still_reads(void **state)
{
	(void)state;
	enum {
		NEEDED = 6,
		PAGE = 5,
		CODE = 1,
		TAIL = NEEDED + PAGE + CODE + FROM + JOURNAL_CHAIN_SIZE
	};
	uint8_t bytes[ROW_BODY_MAX];
	uint8_t cut[ROW_BODY_MAX];
	struct wr w = WR_ARRAY(bytes);
	struct msg_record r = journal_record(77);
	struct rd old;
	bool erased;
	assert_int_equal(row_body(&r, RD_EMPTY, &w), EG_OK);
	struct rd body = wr_view(&w);
	struct wr shorter = WR_ARRAY(cut);
	wr_u8(&shorter, 3);
	wr_put(&shorter, rd_of(bytes + 1, body.left - 1 - TAIL));
	wr_put(&shorter, rd_of(bytes + body.left - JOURNAL_CHAIN_SIZE, JOURNAL_CHAIN_SIZE));
	old = wr_view(&shorter);
	assert_int_equal(row_read(old, RD_EMPTY, &r, &erased), EG_OK);
	assert_int_equal(r.number, 77);
	assert_int_equal(r.fingers.of[1], 25);
	assert_int_equal(r.matcher, 0x01020304);
	assert_int_equal(r.finger_match, 0);
	assert_int_equal(r.finger_one_in, 0);
	cut[0] = 4;
	assert_int_equal(row_read(old, RD_EMPTY, &r, &erased), EG_BAD_DATA);
}

/* A row of the fourth version: what was needed of fingers, but nothing of a page. */
static void a_row_of_the_fourth_version_still_reads(void **state)
{
	(void)state;
	enum { PAGE = 5, CODE = 1, TAIL = PAGE + CODE + FROM + JOURNAL_CHAIN_SIZE };
	uint8_t bytes[ROW_BODY_MAX];
	uint8_t cut[ROW_BODY_MAX];
	struct wr w = WR_ARRAY(bytes);
	struct msg_record r = journal_record(77);
	bool erased;
	assert_int_equal(row_body(&r, RD_EMPTY, &w), EG_OK);
	struct rd body = wr_view(&w);
	struct wr shorter = WR_ARRAY(cut);
	wr_u8(&shorter, 4);
	wr_put(&shorter, rd_of(bytes + 1, body.left - 1 - TAIL));
	wr_put(&shorter, rd_of(bytes + body.left - JOURNAL_CHAIN_SIZE, JOURNAL_CHAIN_SIZE));
	struct rd old = wr_view(&shorter);
	assert_int_equal(row_read(old, RD_EMPTY, &r, &erased), EG_OK);
	assert_int_equal(r.number, 77);
	assert_int_equal(r.finger_match, 7);
	assert_int_equal(r.finger_one_in, 2000);
	assert_int_equal(r.page_scored, 0);
	assert_int_equal(r.page_score, 0);
	assert_int_equal(r.page_differs, 0);
	assert_int_equal(r.page_unsure, 0);
	cut[0] = 5;
	assert_int_equal(row_read(old, RD_EMPTY, &r, &erased), EG_BAD_DATA);
}

/* A row of the fifth version: no code; what stands beside an order is the printed zone. */
static void a_row_of_the_fifth_version_still_reads(void **state)
{
	(void)state;
	enum { CODE = 1, TAIL = CODE + FROM + JOURNAL_CHAIN_SIZE };
	uint8_t bytes[ROW_BODY_MAX];
	uint8_t cut[ROW_BODY_MAX];
	struct wr w = WR_ARRAY(bytes);
	struct msg_record r = journal_record(77);
	bool erased;
	r.what = RECORD_ORDER;
	r.code = CASE_CODE_RANDOM;
	assert_int_equal(row_body(&r, RD_EMPTY, &w), EG_OK);
	struct rd body = wr_view(&w);
	struct wr shorter = WR_ARRAY(cut);
	wr_u8(&shorter, 5);
	wr_put(&shorter, rd_of(bytes + 1, body.left - 1 - TAIL));
	wr_put(&shorter, rd_of(bytes + body.left - JOURNAL_CHAIN_SIZE, JOURNAL_CHAIN_SIZE));
	struct rd old = wr_view(&shorter);
	assert_int_equal(row_read(old, RD_EMPTY, &r, &erased), EG_OK);
	assert_int_equal(r.number, 77);
	assert_int_equal(r.page_score, -250);
	assert_int_equal(r.code, CASE_CODE_NONE);
	assert_false(row_has_note(old));
	assert_true(row_has_note(body));
	cut[0] = 6;
	assert_int_equal(row_read(old, RD_EMPTY, &r, &erased), EG_BAD_DATA);
}

/* A row of the sixth version: code and words, but no case that it began with. */
static void a_row_of_the_sixth_version_still_reads(void **state)
{
	(void)state;
	enum { TAIL = FROM + JOURNAL_CHAIN_SIZE };
	uint8_t bytes[ROW_BODY_MAX];
	uint8_t cut[ROW_BODY_MAX];
	struct wr w = WR_ARRAY(bytes);
	struct msg_record r = journal_record(77);
	bool erased;
	r.what = RECORD_CASE;
	r.code = CASE_CODE_RANDOM;
	assert_int_equal(row_body(&r, RD_EMPTY, &w), EG_OK);
	struct rd body = wr_view(&w);
	struct wr shorter = WR_ARRAY(cut);
	wr_u8(&shorter, 6);
	wr_put(&shorter, rd_of(bytes + 1, body.left - 1 - TAIL));
	wr_put(&shorter, rd_of(bytes + body.left - JOURNAL_CHAIN_SIZE, JOURNAL_CHAIN_SIZE));
	struct rd old = wr_view(&shorter);
	assert_int_equal(row_read(old, RD_EMPTY, &r, &erased), EG_OK);
	assert_int_equal(r.number, 77);
	assert_int_equal(r.code, CASE_CODE_RANDOM);
	assert_int_equal(r.from.lane, 0);
	assert_int_equal(r.from.traveller, 0);
	assert_int_equal(r.from.session, 0);
	assert_true(row_has_note(old));
	assert_true(row_has_note(body));
	cut[0] = 7;
	assert_int_equal(row_read(old, RD_EMPTY, &r, &erased), EG_BAD_DATA);
}

/* Of a desk: the gate's case, so that the journals of both lanes can be put together. */
static void a_row_tells_the_case_that_it_began_with(void **state)
{
	(void)state;
	uint8_t bytes[ROW_BODY_MAX];
	struct wr w = WR_ARRAY(bytes);
	struct msg_record r = journal_record(77);
	bool erased;
	r.from = (struct case_ref){10, 2034, 0xFFFFFFFF};
	assert_int_equal(row_body(&r, RD_EMPTY, &w), EG_OK);
	r.from = (struct case_ref){0};
	assert_int_equal(row_read(wr_view(&w), RD_EMPTY, &r, &erased), EG_OK);
	assert_int_equal(r.from.lane, 10);
	assert_int_equal(r.from.traveller, 2034);
	assert_int_equal(r.from.session, 0xFFFFFFFF);
}

static void a_case_that_cannot_be_is_refused(void **state)
{
	static const struct case_ref cases[] = {
		{11, 1, 1}, {0, 1, 0}, {0, 0, 1}, {1, 0, 1}, {UINT32_MAX, 1, 1}};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint8_t bytes[ROW_BODY_MAX];
		struct wr w = WR_ARRAY(bytes);
		struct msg_record r = journal_record(77);
		bool erased;
		r.from = cases[i];
		assert_int_equal(row_body(&r, RD_EMPTY, &w), EG_OK);
		assert_int_equal(row_read(wr_view(&w), RD_EMPTY, &r, &erased), EG_BAD_DATA);
	}
}

/* A score is one, and there is none where nothing was compared. */
static void a_pages_score_out_of_its_range_is_refused(void **state)
{
	static const struct {
		int16_t score;
		uint8_t scored;
	} cases[] = {{1001, 1}, {-1001, 1}, {1, 0}, {0, 2}};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint8_t bytes[ROW_BODY_MAX];
		struct wr w = WR_ARRAY(bytes);
		struct msg_record r = journal_record(77);
		bool erased;
		r.page_score = cases[i].score;
		r.page_scored = cases[i].scored;
		assert_int_equal(row_body(&r, RD_EMPTY, &w), EG_OK);
		assert_int_equal(row_read(wr_view(&w), RD_EMPTY, &r, &erased), EG_BAD_DATA);
	}
}

/* What was needed of a finger is a score, or the row is none. */
static void a_needed_score_out_of_its_range_is_refused(void **state)
{
	(void)state;
	uint8_t bytes[ROW_BODY_MAX];
	struct wr w = WR_ARRAY(bytes);
	struct msg_record r = journal_record(77);
	bool erased;
	r.finger_match = 1001;
	assert_int_equal(row_body(&r, RD_EMPTY, &w), EG_OK);
	assert_int_equal(row_read(wr_view(&w), RD_EMPTY, &r, &erased), EG_BAD_DATA);
	w = WR_ARRAY(bytes);
	r = journal_record(77);
	r.finger_match = -1;
	assert_int_equal(row_body(&r, RD_EMPTY, &w), EG_OK);
	assert_int_equal(row_read(wr_view(&w), RD_EMPTY, &r, &erased), EG_BAD_DATA);
}

/* All words fit, and an unknown one is refused rather than left away. */
static void tolerated_faults_are_kept_by_their_words(void **state)
{
	(void)state;
	uint8_t bytes[ROW_BODY_MAX];
	struct wr w = WR_ARRAY(bytes);
	struct msg_record r = journal_record(1);
	struct msg_record back;
	bool erased;
	struct faults all = {0};
	for (unsigned f = 0; f < FAULT_COUNT; f++) {
		faults_add(&all, (enum passive_fault)f);
	}
	r.mrz_size = 0;
	memset(r.mrz, 0, sizeof(r.mrz));
	faults_to_bytes(all, r.tolerated);
	assert_int_equal(row_body(&r, RD_EMPTY, &w), EG_OK);
	assert_int_equal(row_read(wr_view(&w), RD_EMPTY, &back, &erased), EG_OK);
	assert_memory_equal(back.tolerated, r.tolerated, sizeof(r.tolerated));
	uint8_t *word = memmem(bytes, w.size, "known-defect", 12);
	assert_non_null(word);
	word[0] = 'K';
	assert_int_equal(row_read(wr_view(&w), RD_EMPTY, &back, &erased), EG_BAD_DATA);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_row_of_the_first_version_still_reads),
		cmocka_unit_test(a_row_of_the_second_version_still_reads),
		cmocka_unit_test(a_row_of_the_third_version_still_reads),
		cmocka_unit_test(a_row_of_the_fourth_version_still_reads),
		cmocka_unit_test(a_row_of_the_fifth_version_still_reads),
		cmocka_unit_test(a_row_of_the_sixth_version_still_reads),
		cmocka_unit_test(a_row_tells_the_case_that_it_began_with),
		cmocka_unit_test(a_case_that_cannot_be_is_refused),
		cmocka_unit_test(a_pages_score_out_of_its_range_is_refused),
		cmocka_unit_test(a_needed_score_out_of_its_range_is_refused),
		cmocka_unit_test(tolerated_faults_are_kept_by_their_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
