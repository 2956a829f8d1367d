/*
 * test_guide: what a traveller is told of each check and reason: of lists, signatures, chips and
 * attacks nothing but to go to the officer.
 */
#include "prog/guide.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const unsigned referred[] = {GATE_REFERRED_OUTSIDE, GATE_REFERRED_INSIDE, GATE_BACK_OPEN,
				    GATE_BACK_CLOSING};
static const unsigned checked[] = {GATE_WHY_DOCUMENT, GATE_WHY_FACE, GATE_WHY_FINGER};

/* Everything that helps an honest traveller, written down a second time: what is not here is the
 * officer's. */
static const struct {
	enum guide_reason guide;
	enum check check;
	enum reason reasons[6]; /* ended by REASON_NONE */
} told[] = {
	{GUIDE_UNREADABLE, CHECK_MRZ, {REASON_CHECK_DIGIT, REASON_BAD_FORMAT}},
	{GUIDE_UNREADABLE,
	 CHECK_ACCESS,
	 {REASON_NOT_PRESENT, REASON_CHIP_LOST, REASON_WRONG_PASSWORD, REASON_TIME_UP}},
	{GUIDE_UNREADABLE, CHECK_FILES_READ, {REASON_CHIP_LOST, REASON_TIME_UP}},
	{GUIDE_EXPIRED, CHECK_DOCUMENT_PERIOD, {REASON_EXPIRED}},
	{GUIDE_DOCUMENT_KIND, CHECK_ELIGIBLE, {REASON_DOCUMENT_KIND}},
	{GUIDE_NOT_ELIGIBLE,
	 CHECK_ELIGIBLE,
	 {REASON_ISSUING_STATE, REASON_NATIONALITY, REASON_DIRECTION}},
	{GUIDE_TOO_YOUNG, CHECK_ELIGIBLE, {REASON_TOO_YOUNG}},
	{GUIDE_FACE,
	 CHECK_FACE_MATCH,
	 {REASON_SCORE_LOW, REASON_SCORE_UNSURE, REASON_NO_FACE, REASON_FACE_COVERED,
	  REASON_POOR_QUALITY}},
	{GUIDE_FACE, CHECK_FACE_LIVE, {REASON_NO_FACE, REASON_FACE_COVERED}},
	{GUIDE_ALONE, CHECK_FACE_ALONE, {REASON_SEVERAL_FACES}},
	{GUIDE_FINGER,
	 CHECK_FINGER_MATCH,
	 {REASON_OTHER_FINGER, REASON_FINGER_UNSURE, REASON_NO_FINGER, REASON_POOR_QUALITY}},
	{GUIDE_FINGER, CHECK_FINGER_LIVE, {REASON_NO_FINGER, REASON_POOR_QUALITY}},
	{GUIDE_FAULT, CHECK_FINGER_MATCH, {REASON_SENSOR_LOST}},
	{GUIDE_FAULT, CHECK_FINGER_LIVE, {REASON_SENSOR_LOST}},
};

static enum guide_reason expected(unsigned check, unsigned reason)
{
	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
		for (size_t k = 0; told[i].check == check && k < 6 && told[i].reasons[k] != 0;
		     k++) {
			if (told[i].reasons[k] == reason) {
				return told[i].guide;
			}
		}
	}
	return GUIDE_OFFICER;
}

static void each_check_and_reason_is_told_or_is_the_officers(void **state)
{
	(void)state;
	unsigned harmless = 0;
	for (unsigned check = 0; check <= CHECK_COUNT; check++) {
		for (unsigned reason = 0; reason <= REASON_COUNT; reason++) {
			enum guide_reason guide = expected(check, reason);
			harmless += guide != GUIDE_OFFICER;
			for (size_t s = 0; s < sizeof(referred) / sizeof(referred[0]); s++) {
				for (size_t w = 0; w < sizeof(checked) / sizeof(checked[0]); w++) {
					assert_int_equal(
						guide_of(check, reason, checked[w], referred[s]),
						guide);
				}
			}
		}
	}
	assert_int_equal(harmless, 30);
}

/* Whatever the reason: these would tell somebody who tries things out how far they have come. */
static void what_was_found_of_lists_signatures_and_chips_is_never_told(void **state)
{
	(void)state;
	for (unsigned check = CHECK_PACE_KEPT; check < CHECK_COUNT; check++) {
		bool silent = (check >= CHECK_TERMINAL_AUTH && check <= CHECK_MRZ_SAME) ||
			      check == CHECK_PACE_KEPT || check == CHECK_PORTRAIT ||
			      check == CHECK_FINGER_CHIP || check >= CHECK_PAGE_PRINT;
		for (unsigned reason = 0; silent && reason < REASON_COUNT; reason++) {
			assert_int_equal(
				guide_of(check, reason, GATE_WHY_DOCUMENT, GATE_REFERRED_OUTSIDE),
				GUIDE_OFFICER);
		}
	}
	static const enum reason attacks[] = {
		REASON_NOT_LIVE,        REASON_REPLAYED_PORTRAIT, REASON_CHALLENGE_FAILED,
		REASON_FLAT_FACE,       REASON_PICTURE_EDGES,     REASON_SCENE_UNLIKELY,
		REASON_VIDEO_REPEATED,  REASON_VIDEO_TIMING,      REASON_CHANNEL_LOW,
		REASON_FINGER_COPIED,   REASON_FINGER_REPEATED,   REASON_FINGER_PATTERN,
		REASON_REVOKED,         REASON_DEFECT_LISTED,     REASON_SECURE_MESSAGING,
		REASON_DOCUMENT_LISTED, REASON_PERSON_LISTED,     REASON_SIGNATURE_WRONG};
	for (unsigned check = 0; check < CHECK_COUNT; check++) {
		for (size_t i = 0; i < sizeof(attacks) / sizeof(attacks[0]); i++) {
			assert_int_equal(
				guide_of(check, attacks[i], GATE_WHY_FACE, GATE_REFERRED_INSIDE),
				GUIDE_OFFICER);
		}
	}
}

static void nothing_is_told_but_of_who_is_referred_or_sent_back(void **state)
{
	(void)state;
	for (unsigned s = 0; s <= GATE_STATE_COUNT; s++) {
		bool tells = gate_refers(s) || s == GATE_BACK_OPEN || s == GATE_BACK_CLOSING ||
			     s == GATE_ALARM;
		for (unsigned why = 0; why <= GATE_WHY_COUNT; why++) {
			enum guide_reason g =
				guide_of(CHECK_DOCUMENT_PERIOD, REASON_EXPIRED, why, s);
			assert_int_equal(g == GUIDE_NONE, !tells);
			assert_true(g < GUIDE_REASON_COUNT);
		}
	}
}

static void what_the_gate_saw_is_told(void **state)
{
	static const struct {
		enum gate_why why;
		enum guide_reason guide;
	} cases[] = {
		{GATE_WHY_SEVERAL, GUIDE_ALONE},     {GATE_WHY_OBJECT, GUIDE_OBJECT},
		{GATE_WHY_TIME, GUIDE_TIME},         {GATE_WHY_WRONG_WAY, GUIDE_WAY},
		{GATE_WHY_LEFT, GUIDE_LEFT},         {GATE_WHY_JOURNAL, GUIDE_FAULT},
		{GATE_WHY_SENSOR, GUIDE_FAULT},      {GATE_WHY_OFFICER, GUIDE_OFFICER},
		{GATE_WHY_WORKER, GUIDE_OFFICER}, /* whom a document may have brought down */
		{GATE_WHY_INTRUSION, GUIDE_OFFICER},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(guide_of(CHECK_WATCHLIST, REASON_PERSON_LISTED, cases[i].why,
					  GATE_REFERRED_INSIDE),
				 cases[i].guide);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_check_and_reason_is_told_or_is_the_officers),
		cmocka_unit_test(what_was_found_of_lists_signatures_and_chips_is_never_told),
		cmocka_unit_test(nothing_is_told_but_of_who_is_referred_or_sent_back),
		cmocka_unit_test(what_the_gate_saw_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
