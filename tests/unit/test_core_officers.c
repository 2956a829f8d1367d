/*
 * test_core_officers: who an officer is, what they say for the record, and that nobody alone lets
 * go who is on a list. No process, no descriptor, no clock.
 */
#include "core_lists_stage.h"

#include "base/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define ADMINISTRATOR 0u
#define OTHER_USER    4242u
#define NOTHING       ((enum log_level)(LOG_ERROR + 1)) /* a thousand runs have much to tell */

static bool pass(struct stage *s, uint32_t officer)
{
	return officer_says(s, officer_order(s, GATE_EV_ORDER_PASS, officer), CONSOLE_USER);
}

static bool order(struct stage *s, enum gate_event_kind kind, uint32_t officer)
{
	return officer_says(s, officer_order(s, kind, officer), CONSOLE_USER);
}

static void put_note(char out[CASE_NOTE_SIZE], const char *text)
{
	size_t size;
	assert_true(rd_dump(rd_cstr(text), out, CASE_NOTE_SIZE - 1, &size));
}

static unsigned recorded(const struct stage *s, enum record_what what)
{
	unsigned count = 0;
	for (size_t i = 0; i < s->sent_count; i++) {
		count += s->sent[i].m.kind == MSG_RECORD &&
			 s->sent[i].m.body.record.what == (uint8_t)what;
	}
	return count;
}

static void a_pass_of_somebody_listed_waits_for_another_officer(void **state)
{
	(void)state;
	struct stage *s = lists_referred();
	assert_true(pass(s, SEVEN));
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	assert_int_equal(s->told.body.status.agreed, SEVEN);
	assert_int_equal(s->told.body.status.agreeing, 1);
	assert_int_equal(s->told.body.status.event, GATE_EV_ORDER_PASS); /* answered */
	assert_int_equal(recorded(s, RECORD_ORDER), 1);
	assert_int_equal(stage_last_record(s)->officer, SEVEN);
	assert_true(pass(s, EIGHT));
	assert_int_equal(stage_state(s), GATE_ENTRY_OPEN);
	assert_int_equal(recorded(s, RECORD_ORDER), 2);
	assert_int_equal(stage_last_record(s)->officer, EIGHT);
	assert_int_equal(s->told.body.status.agreeing, 0);
	stage_walk_in(s);
	assert_int_equal(stage_last_record(s)->what, RECORD_CROSSING);
	assert_int_equal(stage_last_record(s)->officer, EIGHT);
	assert_true(stage_journal_answers(s));
	assert_int_equal(stage_state(s), GATE_EXIT_OPEN);
}

static void the_same_officer_twice_is_one(void **state)
{
	(void)state;
	struct stage *s = lists_referred();
	assert_true(pass(s, SEVEN));
	for (int i = 0; i < 3; i++) {
		assert_true(pass(s, SEVEN));
		assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
		assert_int_equal(s->told.body.status.refused, GATE_EV_ORDER_PASS);
		assert_int_equal(s->told.body.status.agreed, SEVEN);
	}
	assert_int_equal(recorded(s, RECORD_ORDER), 1);
	stage_levels(s, SOUND);
	assert_int_equal(lane_status(&s->lane).body.status.refused, 0); /* told once */
}

/* By egate order: users of the lane, among them root, whose number is 0. */
static void users_are_officers_like_any_other(void **state)
{
	(void)state;
	struct stage *s = lists_referred();
	struct msg m = officer_order(s, GATE_EV_ORDER_PASS, 0);
	assert_true(officer_says(s, m, ADMINISTRATOR));
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	assert_int_equal(s->told.body.status.agreeing, 1);
	assert_int_equal(s->told.body.status.agreed, OFFICER_ROOT); /* 0 is nobody */
	assert_int_equal(stage_last_record(s)->officer, OFFICER_ROOT);
	assert_true(officer_says(s, m, ADMINISTRATOR));
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	assert_true(officer_says(s, m, OTHER_USER));
	assert_int_equal(stage_state(s), GATE_ENTRY_OPEN);
}

/* Where egated names no other officer, root is the console's user. */
static void root_as_the_consoles_user_is_no_second_person(void **state)
{
	(void)state;
	struct stage *s = lists_referred();
	s->lane.settings.officer = ADMINISTRATOR;
	struct msg m = officer_order(s, GATE_EV_ORDER_PASS, SEVEN);
	assert_true(officer_says(s, m, ADMINISTRATOR));
	assert_int_equal(s->told.body.status.agreed, SEVEN);
	m = officer_order(s, GATE_EV_ORDER_PASS, 0);
	assert_true(officer_says(s, m, ADMINISTRATOR));
	assert_int_equal(s->told.body.status.refused, GATE_EV_ORDER_PASS);
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	assert_true(officer_says(s, officer_case(s, CASE_ACK, 0), ADMINISTRATOR));
	assert_int_equal(stage_last_record(s)->officer, OFFICER_ROOT);
}

static void no_user_is_taken_for_root(void **state)
{
	(void)state;
	struct stage *s = lists_referred();
	assert_false(officer_says(s, officer_order(s, GATE_EV_ORDER_PASS, 0), OFFICER_ROOT));
	assert_int_equal(recorded(s, RECORD_ORDER), 0);
}

/* Whoever works at the console may have its user's shell, too. */
static void an_officer_and_the_consoles_user_are_no_two_people(void **state)
{
	(void)state;
	struct stage *s = lists_referred();
	assert_true(pass(s, SEVEN));
	assert_true(pass(s, 0));
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	s = lists_referred();
	assert_true(pass(s, 0));
	assert_true(pass(s, SEVEN));
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	assert_true(officer_says(s, officer_order(s, GATE_EV_ORDER_PASS, 0), ADMINISTRATOR));
	assert_int_equal(stage_state(s), GATE_ENTRY_OPEN);
}

static void what_one_has_agreed_to_ends_with_the_next_order(void **state)
{
	static const enum gate_event_kind ends[] = {GATE_EV_ORDER_RETRY, GATE_EV_ORDER_HOLD};
	(void)state;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		struct stage *s = lists_referred();
		assert_true(pass(s, SEVEN));
		assert_true(order(s, ends[i], EIGHT));
		assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
		assert_int_equal(s->told.body.status.agreeing, 0);
		assert_true(pass(s, EIGHT));
		assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
		assert_int_equal(s->told.body.status.agreed, EIGHT);
	}
}

static void what_one_has_agreed_to_ends_with_the_case(void **state)
{
	static const enum case_state ends[] = {CASE_RETRY, CASE_MANUAL_LANE, CASE_SECOND_LINE,
					       CASE_REFUSE, CASE_CLOSED};
	(void)state;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		struct stage *s = lists_referred();
		assert_true(pass(s, SEVEN));
		assert_true(officer_says(s, officer_case(s, CASE_ACK, SEVEN), CONSOLE_USER));
		assert_int_equal(s->told.body.status.agreeing, 1);
		assert_true(officer_says(s, officer_case(s, ends[i], SEVEN), CONSOLE_USER));
		assert_int_equal(s->told.body.status.agreeing, 0);
		assert_true(pass(s, EIGHT));
		assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	}
}

static void what_one_has_agreed_to_is_about_one_traveller(void **state)
{
	(void)state;
	struct stage *s = lists_referred();
	assert_true(pass(s, SEVEN));
	stage_leave(s);
	stage_join_missing(s);
	stage_lay_document(s);
	lists_find(s, LOOKUP_PAGE);
	lane_timer(&s->lane);
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	assert_true(pass(s, EIGHT));
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	assert_int_equal(s->told.body.status.agreed, EIGHT);
}

/* The first officer has not seen it. */
static void what_one_has_agreed_to_ends_with_another_hit(void **state)
{
	(void)state;
	struct stage *s = lists_idle(true);
	stage_lay_document(s);
	lists_find(s, LOOKUP_PAGE);
	lists_chip(s);
	lane_timer(&s->lane);
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	assert_true(pass(s, SEVEN));
	lists_verify(s, CHECK_COUNT, REASON_NONE);
	assert_true(lists_say(s, ROLE_WATCHLIST, lists_hit(s, LOOKUP_CHIP, 0)));
	assert_true(pass(s, EIGHT));
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
}

/* The journal is lost behind both: that referral is another one. */
static void two_officers_pass_once(void **state)
{
	(void)state;
	struct stage *s = lists_referred_inside();
	assert_true(pass(s, SEVEN));
	assert_true(pass(s, EIGHT));
	assert_int_equal(stage_state(s), GATE_RECORDING);
	lane_left(&s->lane, ROLE_JOURNAL);
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	stage_join(s, ROLE_JOURNAL);
	assert_true(pass(s, SEVEN));
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_true(pass(s, EIGHT));
	assert_int_equal(stage_state(s), GATE_RECORDING);
}

static void who_is_not_listed_needs_one_officer(void **state)
{
	(void)state;
	struct stage *s = lists_idle(true);
	stage_lay_document(s);
	lists_clear(s, LOOKUP_PAGE);
	lists_chip(s);
	lists_verify(s, CHECK_SOD_SIGNATURE, REASON_SIGNATURE_WRONG);
	lists_clear(s, LOOKUP_CHIP);
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	assert_true(pass(s, SEVEN));
	assert_int_equal(stage_state(s), GATE_ENTRY_OPEN);
}

static void an_order_that_is_not_taken_is_answered(void **state)
{
	(void)state;
	struct stage *s = lists_referred();
	struct msg m = officer_order(s, GATE_EV_ORDER_PASS, SEVEN);
	m.epoch++;
	assert_true(officer_says(s, m, CONSOLE_USER));
	assert_int_equal(s->told.body.status.refused, GATE_EV_ORDER_PASS);
	assert_int_not_equal(s->told.body.status.event, GATE_EV_ORDER_PASS);
	assert_int_equal(recorded(s, RECORD_ORDER), 0);
}

static void nobody_but_the_console_names_its_officers(void **state)
{
	(void)state;
	struct stage *s = lists_referred();
	assert_false(officer_says(s, officer_order(s, GATE_EV_ORDER_PASS, SEVEN), ADMINISTRATOR));
	assert_false(officer_says(s, officer_order(s, GATE_EV_ORDER_PASS, SEVEN), OTHER_USER));
	/* A user whose number looks like an officer's. */
	assert_false(officer_says(s, officer_order(s, GATE_EV_ORDER_PASS, 0), SEVEN));
	assert_int_equal(recorded(s, RECORD_ORDER), 0);
	assert_int_equal(s->lane.traveller.agreeing, false);
}

static void a_travellers_screen_orders_nothing(void **state)
{
	(void)state;
	struct stage *s = lists_idle(true);
	assert_false(officer_says(s, officer_order(s, GATE_EV_ORDER_CLOSE, 0), KIOSK_USER));
	assert_int_equal(stage_state(s), GATE_IDLE);
	s = lists_referred();
	assert_false(officer_says(s, officer_case(s, CASE_ACK, 0), KIOSK_USER));
	assert_int_equal(recorded(s, RECORD_CASE), 0);
}

static void code_and_words_of_an_order_go_on_record(void **state)
{
	(void)state;
	struct stage *s = lists_referred();
	struct msg m = officer_order(s, GATE_EV_ORDER_BACK, SEVEN);
	struct msg parsed;
	m.body.order.code = CASE_CODE_REFUSE_B;
	put_note(m.body.order.note, "Lichtbild ausgetauscht \xE2\x80\x93 siehe Akte");
	assert_true(officer_says(s, m, CONSOLE_USER));
	const struct sent *sent = stage_last_to(s, ROLE_JOURNAL, MSG_RECORD);
	const struct msg_record *r = &sent->m.body.record;
	assert_int_equal(r->what, RECORD_ORDER);
	assert_int_equal(r->order, GATE_EV_ORDER_BACK);
	assert_int_equal(r->code, CASE_CODE_REFUSE_B);
	assert_int_equal(r->officer, SEVEN);
	assert_int_equal(r->mrz_size, strlen(m.body.order.note));
	assert_memory_equal(r->mrz, m.body.order.note, CASE_NOTE_SIZE);
	assert_int_equal(msg_parse(rd_of(&sent->m, msg_length(&sent->m)), false, &parsed), EG_OK);
}

static void a_case_is_put_on_record_with_nothing_of_who_is_there_now(void **state)
{
	(void)state;
	struct stage *s = lists_referred();
	struct msg m = officer_case(s, CASE_SECOND_LINE, EIGHT);
	struct msg parsed;
	m.body.officer_case.code = CASE_CODE_VERIFY_HIT;
	put_note(m.body.officer_case.note, "brought to room 2");
	stage_leave(s);
	stage_join_missing(s);
	stage_lay_document(s); /* the next one */
	assert_int_equal(stage_state(s), GATE_READING);
	assert_int_not_equal(m.epoch, s->lane.gate.epoch);
	assert_true(officer_says(s, m, CONSOLE_USER));
	const struct sent *sent = stage_last_to(s, ROLE_JOURNAL, MSG_RECORD);
	const struct msg_record *r = &sent->m.body.record;
	assert_int_equal(r->what, RECORD_CASE);
	assert_int_equal(r->traveller, m.epoch);
	assert_int_equal(r->order, CASE_SECOND_LINE);
	assert_int_equal(r->code, CASE_CODE_VERIFY_HIT);
	assert_int_equal(r->officer, EIGHT);
	assert_string_equal(r->mrz, "brought to room 2");
	for (unsigned c = 0; c < CHECK_COUNT; c++) {
		assert_int_equal(r->verdicts[c], 0);
	}
	assert_int_equal(msg_parse(rd_of(&sent->m, msg_length(&sent->m)), false, &parsed), EG_OK);
	/* The console itself: who was walked off. */
	assert_true(officer_says(s, case_of(s, m.epoch, CASE_CLOSED, 0), CONSOLE_USER));
	assert_int_equal(stage_last_record(s)->officer, CONSOLE_USER);
}

static void only_the_console_keeps_cases_and_each_is_somebodys(void **state)
{
	(void)state;
	struct stage *s = lists_referred();
	assert_false(officer_says(s, officer_case(s, CASE_ACK, 0), ADMINISTRATOR));
	assert_false(officer_says(s, officer_case(s, CASE_ACK, 0), OTHER_USER));
	assert_int_equal(recorded(s, RECORD_CASE), 0);
}

/* Whether one more waits for the journal; whether or not, its console may go on. */
static bool is_taken(struct stage *s)
{
	const struct msg m = case_of(s, 77, CASE_ACK, SEVEN);
	assert_true(officer_says(s, m, CONSOLE_USER));
	return lane_record_waits(&s->lane, m.body.officer_case.number);
}

/* The journal takes nothing: travellers' records keep their room. */
static void cases_do_not_fill_the_records(void **state)
{
	(void)state;
	struct stage *s = lists_idle(true);
	int taken = 0;
	while (is_taken(s)) {
		assert_true(++taken < LANE_RECORDS_MAX);
	}
	assert_true(taken >= LANE_CASES_WAIT);
	assert_int_equal(s->lane.records_lost, 0);
	assert_true(lane_record_room(&s->lane));
	stage_lay_document(s);
	assert_int_equal(stage_state(s), GATE_READING);
}

static void cases_do_not_fill_the_disk(void **state)
{
	(void)state;
	struct stage *s = lists_idle(true);
	int taken = 0;
	while (is_taken(s)) {
		assert_true(stage_journal_answers(s));
		s->sent_count = 0;
		assert_true(++taken < 1000);
	}
	lane_at(&s->lane, s->lane.mono_us + 60000000, s->lane.unix_ms);
	assert_true(is_taken(s));
}

/* Numbers that a test can repeat. */
static uint32_t draw(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*seed >> 33);
}

/* What happens around an officer: levels, timers, the journal's answers. Never a second traveller:
 * whoever comes then is not listed. */
static void world(struct stage *s, uint32_t what)
{
	static const uint32_t levels[] = {
		SOUND,
		SOUND | PRESENT,
		ENTRY_SWINGS,
		ENTRY_SWINGS | PRESENT,
		ENTRY_SWINGS | (uint32_t)GATE_IN_ENTRY_BEAM,
		SOUND | PRESENT | (uint32_t)GATE_IN_SEVERAL,
	};
	bool inside = (s->lane.gate.inputs & PRESENT) != 0;
	if (what % 32 == 0) {
		lane_timer(&s->lane);
	} else if (what % 32 < 12) {
		lists_acknowledge(s);
	} else if (what % 32 < 28) { /* nothing new */
		stage_levels(s, inside ? SOUND | PRESENT : SOUND);
	} else {
		stage_levels(s, levels[what / 32 % (sizeof(levels) / sizeof(levels[0]))]);
	}
}

/* Every order but the one that frees all doors, as in a fire; as an enrolled officer, or as the
 * console's user. */
static void one_order(struct stage *s, uint64_t *seed, uint32_t officer)
{
	static const enum gate_event_kind orders[] = {
		GATE_EV_ORDER_BACK, GATE_EV_ORDER_RETRY, GATE_EV_ORDER_RESET, GATE_EV_ORDER_CLOSE,
		GATE_EV_ORDER_OPEN, GATE_EV_ORDER_HOLD,  GATE_EV_ORDER_TURN};
	const uint32_t count = sizeof(orders) / sizeof(orders[0]);
	uint32_t which = draw(seed) % (4 * count); /* most are passes */
	if (which == count) {
		uint8_t to = (uint8_t)(CASE_OPEN + draw(seed) % (CASE_STATE_COUNT - CASE_OPEN));
		struct msg m = officer_case(s, (enum case_state)to, officer);
		(void)(m.epoch != 0 && officer_says(s, m, CONSOLE_USER)); /* refused is as good */
		return;
	}
	struct msg m = officer_order(s, which < count ? orders[which] : GATE_EV_ORDER_PASS,
				     draw(seed) % 4 == 0 ? 0 : officer);
	assert_true(officer_says(s, m, CONSOLE_USER));
}

/* True: this listed traveller went out, by orders of this officer and every other of the second. */
static bool goes_out(struct stage *s, uint64_t seed, uint32_t one, uint32_t other)
{
	uint32_t listed = s->lane.gate.epoch;
	for (int i = 0; i < 60 && s->lane.gate.epoch == listed; i++) {
		s->sent_count = 0;
		if (draw(&seed) % 2 == 0) {
			one_order(s, &seed, draw(&seed) % 2 == 0 ? one : other);
		} else {
			world(s, draw(&seed));
		}
		if (s->exit_was_free) {
			return true;
		}
	}
	return false;
}

enum place { OUTSIDE, INSIDE, NO_CHAMBER, PLACES };

static struct stage *somebody_listed(enum place place)
{
	struct stage *s = place == INSIDE ? lists_referred_inside() : lists_referred();
	if (place == NO_CHAMBER) {
		s->lane.gate.plan = gate_plan_of(GATE_ONE_DOOR);
	}
	return s;
}

static void no_orders_of_one_officer_let_go_who_is_listed(void **state)
{
	enum { RUNS = 1200 };
	(void)state;
	unsigned let_go[PLACES] = {0};
	log_open(LOG_WORD("test"), NOTHING);
	for (uint64_t seed = 0; seed < RUNS; seed++) {
		enum place place = (enum place)(seed % PLACES);
		struct stage *s = somebody_listed(place);
		assert_false(goes_out(s, seed, SEVEN, SEVEN));
		s = somebody_listed(place);
		let_go[place] += goes_out(s, seed, SEVEN, EIGHT) ? 1 : 0;
	}
	for (unsigned place = 0; place < PLACES; place++) {
		assert_true(let_go[place] > RUNS / 100); /* two can, and these runs get there */
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pass_of_somebody_listed_waits_for_another_officer),
		cmocka_unit_test(the_same_officer_twice_is_one),
		cmocka_unit_test(users_are_officers_like_any_other),
		cmocka_unit_test(root_as_the_consoles_user_is_no_second_person),
		cmocka_unit_test(no_user_is_taken_for_root),
		cmocka_unit_test(an_officer_and_the_consoles_user_are_no_two_people),
		cmocka_unit_test(what_one_has_agreed_to_ends_with_the_next_order),
		cmocka_unit_test(what_one_has_agreed_to_ends_with_the_case),
		cmocka_unit_test(what_one_has_agreed_to_is_about_one_traveller),
		cmocka_unit_test(what_one_has_agreed_to_ends_with_another_hit),
		cmocka_unit_test(two_officers_pass_once),
		cmocka_unit_test(who_is_not_listed_needs_one_officer),
		cmocka_unit_test(an_order_that_is_not_taken_is_answered),
		cmocka_unit_test(nobody_but_the_console_names_its_officers),
		cmocka_unit_test(a_travellers_screen_orders_nothing),
		cmocka_unit_test(code_and_words_of_an_order_go_on_record),
		cmocka_unit_test(a_case_is_put_on_record_with_nothing_of_who_is_there_now),
		cmocka_unit_test(only_the_console_keeps_cases_and_each_is_somebodys),
		cmocka_unit_test(cases_do_not_fill_the_records),
		cmocka_unit_test(cases_do_not_fill_the_disk),
		cmocka_unit_test(no_orders_of_one_officer_let_go_who_is_listed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
