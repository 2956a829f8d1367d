/*
 * test_permit: who may say what to the core, and when.
 */
#include "wire/permit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const enum gate_state empty_states[] = {GATE_INIT, GATE_CLOSED, GATE_IDLE};

static bool personal(unsigned kind)
{
	return kind == MSG_FILE || kind == MSG_FINDINGS || kind == MSG_CHIP_DONE ||
	       kind == MSG_HOLDER || kind == MSG_PORTRAIT || kind == MSG_VERIFY_DONE ||
	       kind == MSG_PORTRAIT_READY || kind == MSG_FACE_GUIDE || kind == MSG_FACE_RESULT ||
	       kind == MSG_FACE_PICTURE || (kind >= MSG_FINGER && kind <= MSG_FINGER_RESULT) ||
	       kind == MSG_HIT || kind == MSG_LOOKUP_DONE;
}

static void nothing_about_a_traveller_is_said_when_there_is_none(void **state)
{
	(void)state;
	for (unsigned role = 0; role < ROLE_COUNT; role++) {
		for (unsigned kind = 0; kind < MSG_KIND_COUNT; kind++) {
			for (size_t i = 0; i < sizeof(empty_states) / sizeof(empty_states[0]);
			     i++) {
				if (personal(kind)) {
					assert_false(permit_send((enum role)role,
								 (enum msg_kind)kind,
								 empty_states[i]));
				}
			}
		}
	}
}

static void what_only_the_core_sends_is_never_permitted(void **state)
{
	static const enum msg_kind kinds[] = {
		MSG_BEGIN,   MSG_FILES_END,      MSG_CAPTURE,     MSG_RECORD, MSG_STATUS,
		MSG_NOTHING, MSG_FINGER_CAPTURE, MSG_FINGER_STOP, MSG_LOOKUP, MSG_GUIDE};
	(void)state;
	for (unsigned role = 0; role <= ROLE_COUNT; role++) {
		for (unsigned s = 0; s <= GATE_STATE_COUNT; s++) {
			for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
				assert_false(
					permit_send((enum role)role, kinds[i], (enum gate_state)s));
			}
		}
	}
}

static void each_kind_belongs_to_one_role(void **state)
{
	(void)state;
	for (unsigned kind = 0; kind < MSG_KIND_COUNT; kind++) {
		unsigned senders = 0;
		for (unsigned role = 0; role < ROLE_COUNT; role++) {
			bool may = false;
			for (unsigned s = 0; s < GATE_STATE_COUNT; s++) {
				may |= permit_send((enum role)role, (enum msg_kind)kind,
						   (enum gate_state)s);
			}
			senders += may;
		}
		if (kind != MSG_READY && kind != MSG_FINDINGS && kind != MSG_UNFIT &&
		    kind != MSG_FACE_PICTURE) {
			assert_true(senders <= 1);
		}
	}
	assert_false(permit_send(ROLE_CONSOLE, MSG_READY, GATE_IDLE));
	assert_false(permit_send(ROLE_CHIP, MSG_FACE_RESULT, GATE_FACE));
	assert_false(permit_send(ROLE_CHIP, MSG_HOLDER, GATE_READING));
	assert_false(permit_send(ROLE_FACE, MSG_RECORDED, GATE_RECORDING));
}

static void a_face_result_that_was_not_ordered_is_a_violation(void **state)
{
	(void)state;
	assert_false(permit_send(ROLE_FACE, MSG_FACE_RESULT, GATE_READING));
	assert_false(permit_send(ROLE_FACE, MSG_FACE_RESULT, GATE_ENTRY_OPEN));
	assert_false(permit_send(ROLE_FACE, MSG_FACE_RESULT, GATE_ENTRY_CLOSING));
	assert_true(permit_send(ROLE_FACE, MSG_FACE_RESULT, GATE_FACE));
	assert_true(permit_send(ROLE_FACE, MSG_FACE_RESULT, GATE_REFERRED_INSIDE));
}

/* Not in the state in which nobody is served, nor by anybody who could have drawn it himself. */
static void only_face_and_page_show_pictures_and_only_while_somebody_is_there(void **state)
{
	(void)state;
	for (unsigned role = 0; role < ROLE_COUNT; role++) {
		const bool shows = role == ROLE_FACE || role == ROLE_PAGE;
		for (unsigned s = 0; s < GATE_STATE_COUNT; s++) {
			bool nobody = s == GATE_INIT || s == GATE_CLOSED || s == GATE_IDLE ||
				      s == GATE_CLEARING;
			assert_int_equal(
				permit_send((enum role)role, MSG_FACE_PICTURE, (enum gate_state)s),
				shows && !nobody);
		}
	}
}

/* Who sees the page vouches for no face, who sees faces for no page. */
static void each_picture_belongs_to_one_role(void **state)
{
	(void)state;
	for (unsigned role = 0; role <= ROLE_COUNT; role++) {
		enum role from = (enum role)role;
		assert_int_equal(permit_picture(from, FACE_PICTURE_PORTRAIT), role == ROLE_FACE);
		assert_int_equal(permit_picture(from, FACE_PICTURE_LIVE), role == ROLE_FACE);
		assert_int_equal(permit_picture(from, FACE_PICTURE_PAGE), role == ROLE_PAGE);
		assert_false(permit_picture(from, FACE_PICTURE_COUNT));
	}
}

static void a_chip_that_goes_on_after_its_time_is_no_violation_until_the_end(void **state)
{
	(void)state;
	assert_true(permit_send(ROLE_CHIP, MSG_FILE, GATE_READING));
	assert_true(permit_send(ROLE_CHIP, MSG_FILE, GATE_REFERRED_OUTSIDE));
	assert_false(permit_send(ROLE_CHIP, MSG_FILE, GATE_ENTRY_OPEN));
	assert_false(permit_send(ROLE_CHIP, MSG_FILE, GATE_IDLE));
}

/* What comes of a lookup comes at any time of this traveller, and of nobody else's word. */
static void only_the_lists_tell_hits_and_only_while_somebody_is_there(void **state)
{
	(void)state;
	for (unsigned role = 0; role < ROLE_COUNT; role++) {
		for (unsigned s = 0; s < GATE_STATE_COUNT; s++) {
			bool nobody = s == GATE_INIT || s == GATE_CLOSED || s == GATE_IDLE ||
				      s == GATE_CLEARING;
			bool may = role == ROLE_WATCHLIST && !nobody;
			enum gate_state at = (enum gate_state)s;
			assert_int_equal(permit_send((enum role)role, MSG_HIT, at), may);
			assert_int_equal(permit_send((enum role)role, MSG_LOOKUP_DONE, at), may);
			assert_int_equal(permit_send((enum role)role, MSG_CASE, at),
					 role == ROLE_CONSOLE);
		}
	}
	for (unsigned check = 0; check < CHECK_COUNT; check++) {
		assert_false(permit_finding(ROLE_WATCHLIST, (enum check)check));
	}
}

/* Who holds the sensor never speaks of a chip, who decodes the chip's images has no sensor. */
static void fingers_and_sensor_are_apart(void **state)
{
	(void)state;
	for (unsigned s = 0; s < GATE_STATE_COUNT; s++) {
		enum gate_state at = (enum gate_state)s;
		assert_false(permit_send(ROLE_TOUCH, MSG_FINDINGS, at));
		assert_false(permit_send(ROLE_TOUCH, MSG_FINGER_RESULT, at));
		assert_false(permit_send(ROLE_TOUCH, MSG_PRESS_WANTED, at));
		assert_false(permit_send(ROLE_FINGER, MSG_PRESS_IMAGE, at));
		assert_false(permit_send(ROLE_FINGER, MSG_PRESS_EVENT, at));
		assert_false(permit_send(ROLE_FINGER, MSG_FINGER, at));
		assert_int_equal(permit_send(ROLE_VERIFY, MSG_FINGER, at),
				 permit_send(ROLE_VERIFY, MSG_PORTRAIT, at));
		assert_true(permit_send(ROLE_TOUCH, MSG_UNFIT, at));
	}
	assert_false(permit_send(ROLE_FINGER, MSG_FINGER_RESULT, GATE_READING));
	assert_false(permit_send(ROLE_TOUCH, MSG_PRESS_IMAGE, GATE_ENTRY_CLOSING));
	assert_true(permit_send(ROLE_TOUCH, MSG_PRESS_IMAGE, GATE_FINGER));
	for (unsigned c = 0; c < CHECK_COUNT; c++) {
		bool chips = c == CHECK_FINGER_CHIP;
		assert_false(permit_finding(ROLE_TOUCH, (enum check)c));
		assert_int_equal(permit_finding(ROLE_FINGER, (enum check)c), chips);
	}
	assert_true(permit_finding(ROLE_VERIFY, CHECK_FINGER_CHIP));
	assert_false(permit_finding(ROLE_CHIP, CHECK_FINGER_CHIP));
}

/* Whatever lies on the reader may be for the next traveller, in every state of the gate. */
static void only_the_page_worker_speaks_of_the_page_and_at_any_time(void **state)
{
	static const enum msg_kind kinds[] = {MSG_DOCUMENT, MSG_DOCUMENT_GONE, MSG_PAGE_PICTURE,
					      MSG_PAGE_GUIDE};
	(void)state;
	for (unsigned role = 0; role < ROLE_COUNT; role++) {
		for (unsigned s = 0; s < GATE_STATE_COUNT; s++) {
			for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
				assert_int_equal(
					permit_send((enum role)role, kinds[i], (enum gate_state)s),
					role == ROLE_PAGE);
			}
			bool has_device =
				role == ROLE_PAGE || role == ROLE_FACE || role == ROLE_TOUCH;
			assert_int_equal(
				permit_send((enum role)role, MSG_UNFIT, (enum gate_state)s),
				has_device);
		}
	}
}

static void nobody_vouches_for_anothers_check(void **state)
{
	(void)state;
	for (unsigned c = 0; c < CHECK_COUNT; c++) {
		assert_false(permit_finding(ROLE_PAGE, (enum check)c));
		assert_false(permit_finding(ROLE_JOURNAL, (enum check)c));
		assert_false(permit_finding(ROLE_CONSOLE, (enum check)c));
	}
	assert_true(permit_finding(ROLE_CHIP, CHECK_ACCESS));
	assert_false(permit_finding(ROLE_CHIP, CHECK_SOD_SIGNATURE));
	assert_false(permit_finding(ROLE_CHIP, CHECK_ACTIVE_AUTH));
	assert_true(permit_finding(ROLE_VERIFY, CHECK_SOD_SIGNATURE));
	assert_false(permit_finding(ROLE_VERIFY, CHECK_FACE_MATCH));
	assert_false(
		permit_finding(ROLE_FACE, CHECK_FACE_MATCH)); /* scores are, findings are not */
	assert_true(permit_finding(ROLE_FACE, CHECK_PORTRAIT));
	assert_false(permit_finding(ROLE_VERIFY, CHECK_ELIGIBLE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_about_a_traveller_is_said_when_there_is_none),
		cmocka_unit_test(what_only_the_core_sends_is_never_permitted),
		cmocka_unit_test(each_kind_belongs_to_one_role),
		cmocka_unit_test(a_face_result_that_was_not_ordered_is_a_violation),
		cmocka_unit_test(only_face_and_page_show_pictures_and_only_while_somebody_is_there),
		cmocka_unit_test(each_picture_belongs_to_one_role),
		cmocka_unit_test(a_chip_that_goes_on_after_its_time_is_no_violation_until_the_end),
		cmocka_unit_test(fingers_and_sensor_are_apart),
		cmocka_unit_test(only_the_lists_tell_hits_and_only_while_somebody_is_there),
		cmocka_unit_test(only_the_page_worker_speaks_of_the_page_and_at_any_time),
		cmocka_unit_test(nobody_vouches_for_anothers_check),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
