/*
 * session against chips as they are met in the field, and against attackers between it and one.
 */
#include "session_rig.h"

static void limits_and_refusals_of_the_field_are_survived(void **state)
{
	(void)state;
	static const struct chip_profile profiles[] = {
		{.mf_refused = true},
		{.max_read = 192},
		{.max_read = 128},
		{.max_read = 100},
		{.pace_off = true, .mf_refused = true},
		{.short_only = true},
	};
	for (size_t i = 0; i < sizeof(profiles) / sizeof(profiles[0]); i++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		const struct forge_order order = rig_order();
		const struct rig_setting s = {.profile = profiles[i]};
		rig_run(&order, &s, &r);
		rig_files(&r, &order);
	}
}

static bool is_pace_token(struct rd command)
{
	uint8_t cla;
	uint8_t ins;
	return rd_byte_at(&command, 0, &cla) && rd_byte_at(&command, 1, &ins) && cla == 0x00 &&
	       ins == 0x86;
}

static bool refuse_token(struct meddler *m, struct rd command, struct wr *answer)
{
	(void)m;
	if (!is_pace_token(command)) {
		return false;
	}
	wr_be16(answer, 0x6A80);
	return true;
}

static void a_failed_pace_is_never_passed_over(void **state)
{
	(void)state;
	for (int allowed = 0; allowed < 2; allowed++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		struct meddler m = {.instead = refuse_token};
		const struct forge_order order = rig_order();
		const struct rig_setting s = {.meddler = &m, .allow_bac = allowed == 1};
		rig_run(&order, &s, &r);
		rig_finding(&r, CHECK_PACE_KEPT, VERDICT_FAIL, REASON_PACE_FAILED);
		if (allowed == 1) {
			rig_files(&r, &order);
			assert_int_equal(r.totals.access, EMRTD_ACCESS_BAC);
		} else {
			rig_finding(&r, CHECK_ACCESS, VERDICT_FAIL, REASON_PACE_FAILED);
			assert_int_equal(r.file[EMRTD_SOD].size, 0);
		}
	}
}

static void a_chip_made_to_look_older_is_found_by_its_signed_offers(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	const struct forge_order order = rig_order();
	const struct rig_setting s = {.profile = {.pace_off = true}}; /* DG14 still offers it */
	rig_run(&order, &s, &r);
	rig_files(&r, &order);
	rig_finding(&r, CHECK_PACE_KEPT, VERDICT_FAIL, REASON_DIFFERS);
}

/* In place of EF.CardAccess: a head without its rest, and what is no SET. */
static bool break_card_access(struct meddler *m, struct rd command, struct wr *answer)
{
	uint8_t ins;
	if (!rd_byte_at(&command, 1, &ins) || ins != 0xB0) {
		return false;
	}
	switch (m->count++) {
	case 0:
		wr_put(answer, RD_TEXT("\x31\x14\x30\x12\x90\x00"));
		return true;
	case 1:
		wr_be16(answer, 0x6982);
		return true;
	case 2:
		wr_put(answer, RD_TEXT("\x30\x02\x90\x00"));
		return true;
	default: /* a counter: the files behind BAC follow */
		return false;
	}
}

static void a_card_access_file_that_is_broken_is_not_taken_for_none(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	struct meddler m = {.instead = break_card_access};
	const struct forge_order order = rig_order();
	const struct rig_setting s = {.meddler = &m};
	rig_run(&order, &s, &r);
	rig_finding(&r, CHECK_PACE_KEPT, VERDICT_CANNOT_TELL, REASON_BAD_FORMAT);
	assert_int_equal(r.totals.access, EMRTD_ACCESS_BAC);
}

/* A chip's whole answer, in plain: what secure messaging must never take for data. */
static bool answer_plainly(struct meddler *m, struct rd command, struct wr *answer)
{
	uint8_t cla;
	if (!rd_peek(&command, &cla) || (cla & 0x0C) != 0x0C || ++m->count < 3) {
		return false;
	}
	wr_put(answer, RD_TEXT("\x61\x03\x5F\x1F\x00"));
	wr_be16(answer, 0x9000);
	return true;
}

static bool answer_success_only(struct meddler *m, struct rd command, struct wr *answer)
{
	uint8_t cla;
	if (!rd_peek(&command, &cla) || (cla & 0x0C) != 0x0C || ++m->count < 3) {
		return false;
	}
	wr_be16(answer, 0x9000);
	return true;
}

static void data_without_protection_are_never_taken(void **state)
{
	(void)state;
	struct meddler kinds[] = {{.instead = answer_plainly}, {.instead = answer_success_only}};
	for (size_t i = 0; i < 2; i++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		const struct forge_order order = rig_order();
		const struct rig_setting s = {.meddler = &kinds[i]};
		rig_run(&order, &s, &r);
		rig_finding(&r, CHECK_FILES_READ, VERDICT_FAIL, REASON_SECURE_MESSAGING);
		assert_int_equal(r.file[EMRTD_DG1].size, 0);
	}
}

static void flip_a_bit(struct meddler *m, struct rd command, uint8_t *answer, size_t *size)
{
	uint8_t cla;
	if (rd_peek(&command, &cla) && (cla & 0x0C) == 0x0C && ++m->count == 12) {
		answer[*size / 2] ^= 1;
	}
}

static void a_changed_answer_ends_the_session(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	struct meddler m = {.after = flip_a_bit};
	const struct forge_order order = rig_order();
	const struct rig_setting s = {.meddler = &m, .config = {.short_only = true}};
	rig_run(&order, &s, &r);
	rig_finding(&r, CHECK_FILES_READ, VERDICT_FAIL, REASON_SECURE_MESSAGING);
}

/* China: a naked 6700, and the chip has not counted. */
static bool naked_wrong_length(struct meddler *m, struct rd command, struct wr *answer)
{
	uint8_t cla;
	if (!rd_peek(&command, &cla) || (cla & 0x0C) != 0x0C || ++m->count != 9) {
		return false;
	}
	wr_be16(answer, 0x6700);
	return true;
}

static void a_bare_error_of_a_chip_that_kept_its_session_costs_one_command(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	struct meddler m = {.instead = naked_wrong_length};
	const struct forge_order order = rig_order();
	const struct rig_setting s = {.meddler = &m};
	rig_run(&order, &s, &r);
	rig_files(&r, &order);
	assert_int_equal(r.totals.resumed, 0);
}

/* Others drop the session with the bare error: here the chip is reset behind the reader's back. */
static bool naked_and_dropped(struct meddler *m, struct rd command, struct wr *answer)
{
	uint8_t cla;
	if (!rd_peek(&command, &cla) || (cla & 0x0C) != 0x0C || ++m->count != 30) {
		return false;
	}
	chip_reset(m->chip);
	wr_be16(answer, 0x6988);
	return true;
}

static void a_dropped_session_is_resumed_once_at_the_same_offset(void **state)
{
	(void)state;
	for (int bac = 0; bac < 2; bac++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		struct meddler m = {.instead = naked_and_dropped};
		const struct forge_order order = rig_order();
		const struct rig_setting s = {.profile = {.pace_off = bac == 1},
					      .meddler = &m,
					      .config = {.short_only = true}};
		rig_run(&order, &s, &r);
		rig_files(&r, &order);
		assert_int_equal(r.totals.resumed, 1);
		assert_true(r.totals.apdus < 120);
	}
}

static bool always_dropped(struct meddler *m, struct rd command, struct wr *answer)
{
	uint8_t cla;
	if (!rd_peek(&command, &cla) || (cla & 0x0C) != 0x0C || ++m->count < 6) {
		return false;
	}
	chip_reset(m->chip);
	wr_be16(answer, 0x6988);
	return true;
}

static void a_chip_that_drops_every_session_is_given_up(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	struct meddler m = {.instead = always_dropped};
	const struct forge_order order = rig_order();
	const struct rig_setting s = {.meddler = &m};
	rig_run(&order, &s, &r);
	rig_finding(&r, CHECK_FILES_READ, VERDICT_FAIL, REASON_SECURE_MESSAGING);
	assert_true(r.totals.apdus < 60);
}

/* Finland: 61xx although the command was short; the rest is fetched by GET RESPONSE. */
struct split_state {
	uint8_t rest[256];
	size_t size;
};
static struct split_state split;

static bool give_rest(struct meddler *m, struct rd command, struct wr *answer)
{
	uint8_t ins;
	(void)m;
	if (!rd_byte_at(&command, 1, &ins) || ins != 0xC0) {
		return false;
	}
	wr_put(answer, rd_of(split.rest, split.size));
	return true;
}

static void keep_rest(struct meddler *m, struct rd command, uint8_t *answer, size_t *size)
{
	(void)m;
	(void)command;
	if (*size > 100) {
		struct wr w = WR_ARRAY(split.rest);
		wr_put(&w, rd_of(answer + 60, *size - 60));
		split.size = w.size;
		answer[60] = 0x61;
		answer[61] = (uint8_t)(w.size - 2);
		*size = 62;
	}
}

static void answers_in_two_parts_are_joined(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	struct meddler m = {.instead = give_rest, .after = keep_rest};
	const struct forge_order order = rig_order();
	const struct rig_setting s = {.meddler = &m, .config = {.short_only = true}};
	rig_run(&order, &s, &r);
	rig_files(&r, &order);
}

static void a_lost_chip_ends_in_findings(void **state)
{
	(void)state;
	struct emrtd_step step;
	const struct emrtd_config config = {.mrz_information = RD_TEXT("X"),
					    .groups = EMRTD_GROUPS_GATE};
	EG_AUTO(emrtd_free) struct emrtd *e = NULL;
	assert_int_equal(emrtd_new(&config, &e), EG_OK);
	assert_int_equal(emrtd_step(e, RD_EMPTY, &step), EG_OK);
	assert_int_equal(step.what, EMRTD_SEND);
	emrtd_lost(e);
	assert_int_equal(emrtd_step(e, RD_EMPTY, &step), EG_OK);
	assert_int_equal(step.what, EMRTD_DONE);
	struct findings f = emrtd_findings(e);
	assert_int_equal(f.of[CHECK_ACCESS].verdict, VERDICT_FAIL);
	assert_int_equal(f.of[CHECK_ACCESS].reason, REASON_CHIP_LOST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(limits_and_refusals_of_the_field_are_survived),
		cmocka_unit_test(a_failed_pace_is_never_passed_over),
		cmocka_unit_test(a_chip_made_to_look_older_is_found_by_its_signed_offers),
		cmocka_unit_test(a_card_access_file_that_is_broken_is_not_taken_for_none),
		cmocka_unit_test(data_without_protection_are_never_taken),
		cmocka_unit_test(a_changed_answer_ends_the_session),
		cmocka_unit_test(a_bare_error_of_a_chip_that_kept_its_session_costs_one_command),
		cmocka_unit_test(a_dropped_session_is_resumed_once_at_the_same_offset),
		cmocka_unit_test(a_chip_that_drops_every_session_is_given_up),
		cmocka_unit_test(answers_in_two_parts_are_joined),
		cmocka_unit_test(a_lost_chip_ends_in_findings),
	};
	return cmocka_run_group_tests(tests, rig_open, rig_close);
}
