/*
 * journal_record: a record with something in each of its fields, for tests of rows.
 */
#ifndef EG_TESTS_JOURNAL_RECORD_H
#define EG_TESTS_JOURNAL_RECORD_H

#include "journal/journal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static inline struct msg_record journal_record(uint64_t number)
{
	struct msg m = msg_make(MSG_RECORD, 1);
	struct rd zone = RD_TEXT("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
				 "L898902C36UTO7408122F1204159ZE184226B<<<<<10");
	size_t size;
	m.body.record.number = number;
	m.body.record.unix_ms = INT64_C(1700000000000);
	m.body.record.what = RECORD_CROSSING;
	m.body.record.scores = (struct face_scores){-120, 900, true};
	m.body.record.fingers = (struct finger_scores){
		.sum = 20, .of = {-5, 25}, .position = {2, 7}, .quality = {40, 60}, .tries = 3};
	m.body.record.matcher = 0x01020304;
	m.body.record.finger_match = 7;
	m.body.record.finger_one_in = 2000;
	m.body.record.page_score = -250;
	m.body.record.page_scored = 1;
	m.body.record.page_differs = MRZ_FIELD_NAME;
	m.body.record.page_unsure = MRZ_FIELD_SEX | MRZ_FIELD_OPTIONAL;
	m.body.record.officer = 1000;
	m.body.record.from = (struct case_ref){1, 1024, 0x0D5C8E21};
	m.body.record.verdicts[CHECK_MRZ] = VERDICT_PASS << 6;
	m.body.record.tolerated[0] = 0x50; /* two faults */
	assert_true(rd_dump(zone, m.body.record.mrz, MSG_MRZ_SIZE, &size));
	m.body.record.mrz_size = (uint8_t)size;
	return m.body.record;
}

#endif
