/*
 * test_policy: who may use the gate, what each finding does, and which settings are refused.
 */
#include "gate/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct date today = {2026, 3, 15};

static struct holder_facts citizen(void)
{
	return (struct holder_facts){
		.kind = DOCUMENT_TD3,
		.issuing_state = "UTO",
		.nationality = "UTO",
		.birth = {1990, 6, 1},
		.expiry = {2030, 1, 1},
	};
}

static struct holder_facts resident(void)
{
	struct holder_facts h = citizen();
	h.kind = DOCUMENT_TD1;
	h.nationality[0] = 'D';
	h.nationality[1] = 0;
	h.nationality[2] = 0;
	return h;
}

static void expect_holder(const struct policy *p, struct holder_facts h, enum reason why)
{
	struct findings f = findings_none();
	policy_judge_holder(p, &h, today, &f);
	assert_string_equal(reason_name(f.of[CHECK_ELIGIBLE].reason), reason_name(why));
	assert_int_equal(findings_verdict(&f, CHECK_ELIGIBLE),
			 why == REASON_NONE ? VERDICT_PASS : VERDICT_FAIL);
}

/* A document with nothing against it: every check passed. */
static struct findings all_pass(void)
{
	struct findings f = findings_none();
	for (unsigned c = 0; c < CHECK_COUNT; c++) {
		findings_set(&f, (enum check)c, VERDICT_PASS, REASON_NONE);
	}
	return f;
}

static enum eg_err set(struct policy *p, const char *key, const char *value)
{
	return policy_set(p, rd_cstr(key), rd_cstr(value));
}

static void citizens_and_residents_of_utopia_are_eligible(void **state)
{
	(void)state; /* unused */
	const struct policy p = policy_default();
	expect_holder(&p, citizen(), REASON_NONE);
	expect_holder(&p, resident(), REASON_NONE);
}

static void who_is_not_admitted_is_told_why(void **state)
{
	(void)state; /* unused */
	const struct policy p = policy_default();
	struct holder_facts h = citizen();
	h.kind = DOCUMENT_TD2;
	expect_holder(&p, h, REASON_DOCUMENT_KIND);
	h.kind = DOCUMENT_NONE;
	expect_holder(&p, h, REASON_DOCUMENT_KIND);
	h = citizen();
	h.issuing_state[0] = 'X';
	expect_holder(&p, h, REASON_ISSUING_STATE);
	h = citizen();
	h.nationality[2] = 0; /* "UT" is not "UTO" */
	expect_holder(&p, h, REASON_NATIONALITY);
	h = citizen();
	h.birth = (struct date){2027, 1, 1};
	expect_holder(&p, h, REASON_BAD_FORMAT);
}

static void eighteen_is_reached_on_the_birthday(void **state)
{
	(void)state; /* unused */
	const struct policy p = policy_default();
	struct holder_facts h = citizen();
	h.birth = (struct date){2008, 3, 15};
	expect_holder(&p, h, REASON_NONE);
	h.birth = (struct date){2008, 3, 16};
	expect_holder(&p, h, REASON_TOO_YOUNG);
	h.birth = (struct date){2008, 0, 0}; /* unknown day: the latest possible */
	expect_holder(&p, h, REASON_TOO_YOUNG);
	h.birth = (struct date){0, 0, 0}; /* nor the year: as if born today */
	expect_holder(&p, h, REASON_TOO_YOUNG);
}

static void residents_follow_the_direction_of_the_lane(void **state)
{
	(void)state; /* unused */
	struct policy p = policy_default();
	p.residents_may_leave = false;
	expect_holder(&p, resident(), REASON_NONE);
	p.direction = DIRECTION_EXIT;
	expect_holder(&p, resident(), REASON_DIRECTION);
	expect_holder(&p, citizen(), REASON_NONE);
}

static void an_empty_list_admits_every_state(void **state)
{
	(void)state; /* unused */
	struct policy p = policy_default();
	struct holder_facts h = citizen();
	h.issuing_state[0] = 'X';
	h.nationality[0] = 'X';
	assert_int_equal(set(&p, "issuing-citizens", "*"), EG_OK);
	assert_int_equal(set(&p, "nationalities", "*"), EG_OK);
	expect_holder(&p, h, REASON_NONE);
}

static void a_document_is_valid_through_its_last_day(void **state)
{
	(void)state; /* unused */
	const struct policy p = policy_default();
	struct findings f = findings_none();
	struct holder_facts h = citizen();
	h.expiry = today;
	policy_judge_holder(&p, &h, today, &f);
	assert_int_equal(findings_verdict(&f, CHECK_DOCUMENT_PERIOD), VERDICT_PASS);
	h.expiry.day--;
	policy_judge_holder(&p, &h, today, &f);
	assert_int_equal(findings_verdict(&f, CHECK_DOCUMENT_PERIOD), VERDICT_FAIL);
	assert_int_equal(f.of[CHECK_DOCUMENT_PERIOD].reason, REASON_EXPIRED);
	h.expiry.month = 13;
	policy_judge_holder(&p, &h, today, &f);
	assert_int_equal(f.of[CHECK_DOCUMENT_PERIOD].reason, REASON_BAD_FORMAT);
}

static void without_a_calendar_nobody_passes(void **state)
{
	(void)state; /* unused */
	const struct policy p = policy_default();
	struct findings f = all_pass();
	const struct holder_facts h = citizen();
	policy_judge_holder(&p, &h, (struct date){0}, &f);
	assert_false(policy_decide_document(&p, &f).admit);
}

static void every_failed_check_refers_and_names_itself(void **state)
{
	(void)state; /* unused */
	struct policy p = policy_default();
	for (unsigned c = 0; c < CHECK_COUNT; c++) {
		struct findings f = all_pass();
		findings_set(&f, (enum check)c, VERDICT_FAIL, REASON_DIFFERS);
		p.effect[c][VERDICT_FAIL] = POLICY_TOLERATE; /* not even a wrong table excuses it */
		struct decision document = policy_decide_document(&p, &f);
		struct decision face = policy_decide_face(&p, &f);
		bool of_document = c <= CHECK_PORTRAIT || c >= CHECK_PAGE_PRINT;
		assert_int_equal(document.admit, !of_document);
		assert_false(face.admit);
		assert_int_equal(face.check, c);
		assert_int_equal(face.reason, REASON_DIFFERS);
	}
}

static void who_was_not_looked_up_passes_only_where_there_are_no_lists(void **state)
{
	(void)state; /* unused */
	struct policy p = policy_default();
	struct findings f = all_pass();
	f.of[CHECK_WATCHLIST].verdict = VERDICT_NOT_DONE;
	assert_true(policy_decide_document(&p, &f).admit);
	assert_int_equal(policy_set(&p, RD_TEXT("watchlist"), RD_TEXT("needed")), EG_OK);
	assert_int_equal(policy_set(&p, RD_TEXT("tolerate-absent"), RD_TEXT("default")), EG_OK);
	assert_false(policy_decide_document(&p, &f).admit);
	assert_false(policy_decide_face(&p, &f).admit);
	assert_int_equal(policy_set(&p, RD_TEXT("watchlist"), RD_TEXT("none")), EG_OK);
	assert_int_equal(policy_set(&p, RD_TEXT("tolerate-absent"), RD_TEXT("none")), EG_OK);
	findings_set(&f, CHECK_SOD_REVOCATION, VERDICT_PASS, REASON_NONE);
	assert_true(policy_decide_document(&p, &f).admit);   /* all else was done */
	f.of[CHECK_WATCHLIST].verdict = VERDICT_CANNOT_TELL; /* a list that is too old */
	assert_false(policy_decide_document(&p, &f).admit);
	assert_int_equal(policy_set(&p, RD_TEXT("watchlist"), RD_TEXT("maybe")), EG_CONFIG);
	assert_int_equal(policy_set(&p, RD_TEXT("tolerate-absent"), RD_TEXT("CHECK_WATCHLIST")),
			 EG_CONFIG);
}

static void a_failure_is_named_before_what_was_not_come_to(void **state)
{
	(void)state; /* unused */
	const struct policy p = policy_default();
	struct findings f = all_pass();
	findings_set(&f, CHECK_SOD_COUNTRY, VERDICT_NOT_DONE, REASON_NONE);
	assert_int_equal(policy_decide_document(&p, &f).check, CHECK_SOD_COUNTRY);
	findings_set(&f, CHECK_ELIGIBLE, VERDICT_CANNOT_TELL, REASON_INTERNAL);
	assert_int_equal(policy_decide_document(&p, &f).check, CHECK_ELIGIBLE);
	findings_set(&f, CHECK_DG1_HASH, VERDICT_FAIL, REASON_HASH_WRONG);
	findings_set(&f, CHECK_DG2_HASH, VERDICT_FAIL, REASON_HASH_WRONG);
	assert_int_equal(policy_decide_document(&p, &f).check, CHECK_DG1_HASH);
	assert_int_equal(policy_decide_document(&p, &f).reason, REASON_HASH_WRONG);
	assert_false(policy_decide_document(&p, &f).admit);
}

/* What Doc 9303 leaves to the issuer, or the gate does not ask for. */
static const enum check optional_checks[] = {
	CHECK_TERMINAL_AUTH, CHECK_DG3_HASH,    CHECK_DG4_HASH,    CHECK_DG14_HASH,
	CHECK_DG15_HASH,     CHECK_GROUPS_HASH, CHECK_ACTIVE_AUTH, CHECK_CARD_SECURITY,
	CHECK_CHIP_AUTH,     CHECK_CHIP_MAPPED, CHECK_SOD_COM,
};

static void what_was_not_done_refers_unless_it_is_optional(void **state)
{
	(void)state; /* unused */
	const struct policy p = policy_default();
	for (unsigned c = 0; c <= CHECK_FACE_ALONE; c++) {
		struct findings f = all_pass();
		bool optional = false;
		for (size_t i = 0; i < sizeof(optional_checks) / sizeof(optional_checks[0]); i++) {
			optional = optional || c == (unsigned)optional_checks[i];
		}
		findings_set(&f, (enum check)c, VERDICT_NOT_DONE, REASON_NONE);
		assert_int_equal(policy_decide_face(&p, &f).admit, optional);
		findings_set(&f, (enum check)c, VERDICT_CANNOT_TELL, REASON_ALGORITHM);
		assert_false(policy_decide_face(&p, &f).admit);
	}
}

/* That the chip's fingers could not be had refers whom a finger is wanted of, by CHECK_FINGER_CHIP.
 */
static void where_fingers_may_be_wanted_their_way_refers_nobody_unless_it_failed(void **state)
{
	static const enum check ways[] = {CHECK_TERMINAL_AUTH, CHECK_DG3_HASH};
	(void)state; /* unused */
	for (int when = POLICY_FINGER_NEVER; when <= POLICY_FINGER_ALWAYS; when++) {
		struct policy p = policy_default();
		p.finger = (uint8_t)when;
		for (size_t i = 0; i < 2; i++) {
			struct findings f = all_pass();
			findings_set(&f, ways[i], VERDICT_CANNOT_TELL, REASON_NO_TERMINAL);
			assert_int_equal(policy_decide_document(&p, &f).admit,
					 when != POLICY_FINGER_NEVER);
			findings_set(&f, ways[i], VERDICT_FAIL, REASON_CHIP_REFUSED);
			assert_false(policy_decide_document(&p, &f).admit);
			f = all_pass();
			findings_set(&f, CHECK_DG4_HASH, VERDICT_CANNOT_TELL, REASON_INTERNAL);
			assert_false(policy_decide_document(&p, &f).admit);
		}
	}
}

static void a_missing_revocation_list_is_tolerated_and_a_broken_one_is_not(void **state)
{
	(void)state; /* unused */
	const struct policy p = policy_default();
	struct findings f = all_pass();
	findings_set(&f, CHECK_SOD_REVOCATION, VERDICT_CANNOT_TELL, REASON_NO_REVOCATION_LIST);
	assert_true(policy_decide_document(&p, &f).admit);
	findings_set(&f, CHECK_SOD_REVOCATION, VERDICT_CANNOT_TELL, REASON_BAD_FORMAT);
	assert_false(policy_decide_document(&p, &f).admit);
	findings_set(&f, CHECK_SOD_REVOCATION, VERDICT_NOT_DONE, REASON_NONE);
	assert_false(policy_decide_document(&p, &f).admit);
}

static void unknown_verdicts_and_effects_refer(void **state)
{
	(void)state; /* unused */
	struct policy p = policy_default();
	struct findings f = all_pass();
	f.of[CHECK_MRZ].verdict = 200;
	assert_false(policy_decide_document(&p, &f).admit);
	f = all_pass();
	f.of[CHECK_MRZ].verdict = VERDICT_NOT_DONE;
	p.effect[CHECK_MRZ][VERDICT_NOT_DONE] = 77;
	assert_false(policy_decide_document(&p, &f).admit);
}

static void nothing_found_admits_nobody(void **state)
{
	(void)state; /* unused */
	const struct policy p = policy_default();
	const struct findings f = findings_none();
	assert_false(policy_decide_document(&p, &f).admit);
	assert_int_equal(policy_decide_document(&p, &f).check, CHECK_MRZ);
}

static void expect_match(int16_t match, enum verdict v, enum reason why)
{
	const struct policy p = policy_default();
	struct findings f = findings_none();
	struct face_scores s = {match, 900, true};
	policy_judge_face(&p, &s, &f);
	assert_int_equal(findings_verdict(&f, CHECK_FACE_MATCH), v);
	assert_int_equal(f.of[CHECK_FACE_MATCH].reason, why);
}

static void thresholds_are_met_exactly(void **state)
{
	(void)state; /* unused */
	expect_match(450, VERDICT_PASS, REASON_NONE);
	expect_match(449, VERDICT_CANNOT_TELL, REASON_SCORE_UNSURE);
	expect_match(350, VERDICT_CANNOT_TELL, REASON_SCORE_UNSURE);
	expect_match(349, VERDICT_FAIL, REASON_SCORE_LOW);
	expect_match(-1000, VERDICT_FAIL, REASON_SCORE_LOW);
	expect_match(984, VERDICT_PASS, REASON_NONE);
	expect_match(985, VERDICT_FAIL, REASON_REPLAYED_PORTRAIT);
	expect_match(1001, VERDICT_CANNOT_TELL, REASON_INTERNAL);
	expect_match(INT16_MIN, VERDICT_CANNOT_TELL, REASON_INTERNAL);
}

static void a_face_passes_alive_and_alone_only(void **state)
{
	(void)state; /* unused */
	const struct policy p = policy_default();
	const struct face_scores good = {700, 500, true};
	const struct face_scores flat = {700, 499, true};
	const struct face_scores unasked = {700, -1, true};
	const struct face_scores crowd = {700, 900, false};
	struct findings f = all_pass();
	policy_judge_face(&p, &good, &f);
	assert_true(policy_decide_face(&p, &f).admit);
	policy_judge_face(&p, &flat, &f);
	assert_int_equal(policy_decide_face(&p, &f).reason, REASON_NOT_LIVE);
	policy_judge_face(&p, &unasked, &f);
	assert_false(policy_decide_face(&p, &f).admit);
	policy_judge_face(&p, &crowd, &f);
	assert_int_equal(policy_decide_face(&p, &f).reason, REASON_SEVERAL_FACES);
}

static void each_cue_of_an_attack_is_an_officers_with_its_own_reason(void **state)
{
	(void)state; /* unused */
	const struct policy p = policy_default();
	const struct face_scores good = {700, 900, true};
	struct cues pass;
	for (unsigned c = 0; c < CUE_COUNT; c++) {
		pass.of[c] = VERDICT_PASS;
	}
	for (unsigned c = 0; c < CUE_COUNT; c++) {
		struct findings f = all_pass();
		struct cues one = pass;
		policy_judge_face(&p, &good, &f);
		policy_judge_attack(&p, &one, 700, &f);
		assert_true(policy_decide_face(&p, &f).admit);
		one.of[c] = VERDICT_FAIL;
		policy_judge_attack(&p, &one, 700, &f);
		assert_false(policy_decide_face(&p, &f).admit);
		assert_int_equal(policy_decide_face(&p, &f).check, CHECK_FACE_LIVE);
		assert_int_equal(policy_decide_face(&p, &f).reason, cue_reason(c));
	}
}

static void a_needed_cue_that_did_not_pass_refers(void **state)
{
	(void)state; /* unused */
	struct policy p = policy_default();
	const struct face_scores good = {700, 900, true};
	struct cues cues = cues_none();
	struct findings f = all_pass();
	policy_judge_face(&p, &good, &f);
	policy_judge_attack(&p, &cues, 700, &f); /* a worker that judges nothing admits nobody */
	assert_false(policy_decide_face(&p, &f).admit);
	for (unsigned c = 0; c < CUE_COUNT; c++) {
		cues.of[c] = p.cue_needed[c] ? VERDICT_PASS : VERDICT_CANNOT_TELL;
	}
	policy_judge_face(&p, &good, &f);
	policy_judge_attack(&p, &cues, 700, &f);
	assert_true(policy_decide_face(&p, &f).admit);
	assert_int_equal(set(&p, "live-needs", "channel, challenge"), EG_OK);
	policy_judge_attack(&p, &cues, 700, &f);
	assert_int_equal(policy_decide_face(&p, &f).reason, REASON_CHALLENGE_FAILED);
	cues.of[CUE_CHALLENGE] = VERDICT_PASS;
	policy_judge_face(&p, &good, &f);
	policy_judge_attack(&p, &cues, 700, &f);
	assert_int_equal(policy_decide_face(&p, &f).reason, REASON_CHANNEL_LOW);
	assert_int_equal(set(&p, "live-needs", "none"), EG_OK);
	assert_true(p.cue_needed[CUE_PASSIVE] && !p.cue_needed[CUE_CHANNEL]);
	assert_int_equal(set(&p, "live-needs", "luck"), EG_CONFIG);
	assert_int_equal(set(&p, "live-needs", ""), EG_CONFIG);
}

static void one_frame_that_is_the_portrait_itself_is_enough(void **state)
{
	(void)state; /* unused */
	const struct policy p = policy_default();
	const struct face_scores good = {900, 900, true};
	struct cues cues = cues_none();
	struct findings f = all_pass();
	for (unsigned c = 0; c < CUE_COUNT; c++) {
		cues.of[c] = VERDICT_PASS;
	}
	policy_judge_face(&p, &good, &f);
	policy_judge_attack(&p, &cues, 984, &f);
	assert_true(policy_decide_face(&p, &f).admit);
	policy_judge_attack(&p, &cues, 985, &f);
	assert_int_equal(policy_decide_face(&p, &f).reason, REASON_REPLAYED_PORTRAIT);
}

static void settings_are_taken_over(void **state)
{
	(void)state; /* unused */
	struct policy p = policy_default();
	assert_int_equal(set(&p, "issuing-citizens", " D, AUT  NLD"), EG_OK);
	assert_int_equal(p.issuing_citizens.count, 3);
	assert_string_equal(p.issuing_citizens.code[0], "D");
	assert_string_equal(p.issuing_citizens.code[2], "NLD");
	assert_int_equal(set(&p, "issuing-residents", "D"), EG_OK);
	assert_int_equal(set(&p, "minimum-age", "12"), EG_OK);
	assert_int_equal(p.minimum_age_years, 12);
	assert_int_equal(set(&p, "direction", "exit"), EG_OK);
	assert_int_equal(p.direction, DIRECTION_EXIT);
	assert_int_equal(set(&p, "residents-may-leave", "no"), EG_OK);
	assert_false(p.residents_may_leave);
	assert_int_equal(set(&p, "residents-may-enter", "yes"), EG_OK);
	assert_int_equal(set(&p, "face-match", "500"), EG_OK);
	assert_int_equal(set(&p, "face-refer", "400"), EG_OK);
	assert_int_equal(set(&p, "face-replay", "1000"), EG_OK);
	assert_int_equal(set(&p, "live-match", "0600"), EG_OK);
	assert_int_equal(p.live_match, 600);
	assert_int_equal(policy_check(&p), EG_OK);
}

static void nonsense_is_refused_and_changes_nothing(void **state)
{
	(void)state; /* unused */
	static const char *const wrong[][2] = {
		{"issuing-citizens", ""},
		{"issuing-citizens", "uto"},
		{"issuing-citizens", "UTOP"},
		{"issuing-citizens", "UTO *"},
		{"nationalities", "U1O"},
		{"nationalities", " , "},
		{"minimum-age", ""},
		{"minimum-age", "121"},
		{"minimum-age", "-1"},
		{"minimum-age", "18 "},
		{"minimum-age", "99999999999"},
		{"direction", "out"},
		{"residents-may-enter", "Yes"},
		{"residents-may-leave", "1"},
		{"face-match", "1001"},
		{"face-refer", "0.3"},
		{"tolerate-absent", ""},
		{"tolerate-absent", "CHECK_SOD_SIGNATURE"},
		{"tolerate-absent", "CHECK"},
		{"tolerate-absent", "CHECK_DG15_HASH none"},
		{"face-mach", "450"},
		{"", ""},
	};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct policy p = policy_default();
		const struct policy before = policy_default();
		assert_int_equal(set(&p, wrong[i][0], wrong[i][1]), EG_CONFIG);
		assert_memory_equal(&p.effect, &before.effect, sizeof(p.effect));
		assert_int_equal(p.issuing_citizens.count, before.issuing_citizens.count);
		assert_int_equal(p.nationalities.count, before.nationalities.count);
		assert_int_equal(p.minimum_age_years, before.minimum_age_years);
		assert_int_equal(p.face_match, before.face_match);
		assert_int_equal(p.face_refer, before.face_refer);
	}
}

static void a_list_holds_its_number_of_states_and_no_more(void **state)
{
	(void)state; /* unused */
	char text[(POLICY_STATES_MAX + 1) * 4 + 1] = {0};
	for (size_t i = 0; i < sizeof(text) - 1; i++) {
		text[i] = i % 4 == 3 ? ' ' : 'A';
	}
	struct policy p = policy_default();
	assert_int_equal(set(&p, "nationalities", text), EG_CONFIG);
	assert_int_equal(p.nationalities.count, 1);
	text[POLICY_STATES_MAX * 4] = 0;
	assert_int_equal(set(&p, "nationalities", text), EG_OK);
	assert_int_equal(p.nationalities.count, POLICY_STATES_MAX);
}

static void thresholds_out_of_order_are_refused(void **state)
{
	(void)state; /* unused */
	struct policy p = policy_default();
	assert_int_equal(policy_check(&p), EG_OK);
	p.face_match = 300;
	assert_int_equal(policy_check(&p), EG_CONFIG);
	p.face_refer = 30;
	p.face_match = 45; /* in order, but a digit is missing */
	assert_int_equal(policy_check(&p), EG_CONFIG);
	p = policy_default();
	p.face_replay = p.face_match;
	assert_int_equal(policy_check(&p), EG_CONFIG);
	p = policy_default();
	p.live_match = 0;
	assert_int_equal(policy_check(&p), EG_CONFIG);
	p = policy_default();
	p.face_refer = 0;
	assert_int_equal(policy_check(&p), EG_CONFIG);
}

static void a_lane_may_require_what_the_defaults_excuse(void **state)
{
	(void)state; /* unused */
	struct policy p = policy_default();
	struct findings f = all_pass();
	findings_set(&f, CHECK_ACTIVE_AUTH, VERDICT_NOT_DONE, REASON_NONE);
	assert_int_equal(set(&p, "tolerate-absent", "none"), EG_OK);
	assert_false(policy_decide_document(&p, &f).admit);
	assert_int_equal(set(&p, "tolerate-absent", "CHECK_DG15_HASH, CHECK_ACTIVE_AUTH"), EG_OK);
	assert_true(policy_decide_document(&p, &f).admit);
	findings_set(&f, CHECK_DG14_HASH, VERDICT_NOT_DONE, REASON_NONE);
	assert_int_equal(policy_decide_document(&p, &f).check, CHECK_DG14_HASH);
	assert_int_equal(set(&p, "tolerate-absent", "default"), EG_OK);
	assert_true(policy_decide_document(&p, &f).admit);
	const struct policy shipped = policy_default();
	assert_memory_equal(p.effect, shipped.effect, sizeof(p.effect));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(citizens_and_residents_of_utopia_are_eligible),
		cmocka_unit_test(who_is_not_admitted_is_told_why),
		cmocka_unit_test(eighteen_is_reached_on_the_birthday),
		cmocka_unit_test(residents_follow_the_direction_of_the_lane),
		cmocka_unit_test(an_empty_list_admits_every_state),
		cmocka_unit_test(a_document_is_valid_through_its_last_day),
		cmocka_unit_test(without_a_calendar_nobody_passes),
		cmocka_unit_test(every_failed_check_refers_and_names_itself),
		cmocka_unit_test(who_was_not_looked_up_passes_only_where_there_are_no_lists),
		cmocka_unit_test(a_failure_is_named_before_what_was_not_come_to),
		cmocka_unit_test(what_was_not_done_refers_unless_it_is_optional),
		cmocka_unit_test(
			where_fingers_may_be_wanted_their_way_refers_nobody_unless_it_failed),
		cmocka_unit_test(a_missing_revocation_list_is_tolerated_and_a_broken_one_is_not),
		cmocka_unit_test(unknown_verdicts_and_effects_refer),
		cmocka_unit_test(nothing_found_admits_nobody),
		cmocka_unit_test(thresholds_are_met_exactly),
		cmocka_unit_test(a_face_passes_alive_and_alone_only),
		cmocka_unit_test(each_cue_of_an_attack_is_an_officers_with_its_own_reason),
		cmocka_unit_test(a_needed_cue_that_did_not_pass_refers),
		cmocka_unit_test(one_frame_that_is_the_portrait_itself_is_enough),
		cmocka_unit_test(settings_are_taken_over),
		cmocka_unit_test(nonsense_is_refused_and_changes_nothing),
		cmocka_unit_test(a_list_holds_its_number_of_states_and_no_more),
		cmocka_unit_test(thresholds_out_of_order_are_refused),
		cmocka_unit_test(a_lane_may_require_what_the_defaults_excuse),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
