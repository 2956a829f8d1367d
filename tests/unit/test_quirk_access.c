/*
 * Quirks 1 to 11 of documents in the field: everything before the first file behind the access.
 * One story each: the reader ends in the right findings and the right files.
 */
#include "quirk_rig.h"

#include <stdio.h>

static void quirk_01_a_refused_master_file_does_not_matter(void **state)
{
	(void)state;
	static const char *const words[] = {"6982", "6A81", "6A86", "6A87", "6985", "6986"};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		EG_AUTO(rig_result_free) struct rig_result with_id = {0};
		EG_AUTO(rig_result_free) struct rig_result by_selection = {0};
		const struct forge_order order = rig_order();
		char text[64];
		(void)snprintf(text, sizeof(text), "mf_refused=%s", words[i]); /* fits */
		quirk_is_survived(text, &order, &with_id);
		(void)snprintf(text, sizeof(text), "mf_refused=%s,no_short_id", words[i]);
		quirk_is_survived(text, &order, &by_selection);
	}
}

static void quirk_01_each_form_of_selecting_the_master_file_is_tried(void **state)
{
	(void)state;
	static const char *const forms[] = {"mf_bare_only,no_short_id",
					    "mf_named_only,no_short_id"};
	for (size_t i = 0; i < 2; i++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		const struct forge_order order = rig_order();
		quirk_is_survived(forms[i], &order, &r);
	}
}

static void quirk_02_a_missing_or_deactivated_card_access_file_leads_to_bac(void **state)
{
	(void)state;
	static const char *const quirks[] = {
		"no_card_access",
		"card_access_refused=6A82",
		"card_access_refused=6283",
		"card_access_refused=6283,no_short_id",
	};
	for (size_t i = 0; i < sizeof(quirks) / sizeof(quirks[0]); i++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		const struct forge_order order = quirk_order_bac();
		quirk_is_survived(quirks[i], &order, &r);
	}
}

static void quirk_03_files_refused_before_access_are_passed_over(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	const struct forge_order order = rig_order();
	quirk_is_survived("dir_refused,atr_refused", &order, &r);
	EG_AUTO(rig_result_free) struct rig_result with_bac = {0};
	const struct forge_order old = quirk_order_bac();
	quirk_is_survived("dir_refused,atr_refused,mf_refused", &old, &with_bac);
}

static void quirk_04_no_command_without_answer_carries_le(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	const struct forge_order order = quirk_order_bac();
	quirk_is_survived("le_poisons_bac", &order, &r);
}

static void quirk_05_a_document_without_bac_is_opened_by_pace(void **state)
{
	(void)state;
	static const char *const quirks[] = {"bac_refused=6A88", "bac_refused=6985"};
	for (size_t i = 0; i < 2; i++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		EG_AUTO(rig_result_free) struct rig_result refused = {0};
		const struct forge_order order = rig_order();
		const struct forge_order old = quirk_order_bac();
		quirk_is_survived(quirks[i], &order, &r);
		/* Without PACE there is no way in, and the finding says who said no. */
		quirk_run(quirks[i], &old, (struct rig_setting){0}, &refused);
		rig_finding(&refused, CHECK_ACCESS, VERDICT_FAIL, REASON_CHIP_REFUSED);
		assert_int_equal(refused.files, 0);
	}
}

static void quirk_06_the_parameter_is_named_when_the_chip_wants_it(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	const struct forge_order order = rig_order();
	quirk_is_survived("parameter_wanted", &order, &r);
}

static void quirk_08_a_wrong_password_is_said_and_tried_once_only(void **state)
{
	(void)state;
	static const char *const quirks[] = {
		"pace_token_refused=6300",
		"pace_token_refused=63C2",
		"pace_token_refused=63CF",
		"tries_told=63C1,pace_token_refused=63C0",
	};
	for (size_t i = 0; i < sizeof(quirks) / sizeof(quirks[0]); i++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		const struct forge_order order = rig_order();
		quirk_run(quirks[i], &order, (struct rig_setting){0}, &r);
		rig_finding(&r, CHECK_ACCESS, VERDICT_FAIL, REASON_WRONG_PASSWORD);
		rig_finding(&r, CHECK_PACE_KEPT, VERDICT_FAIL, REASON_PACE_FAILED);
		assert_true(r.totals.apdus < 15);
	}
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	const struct forge_order order = rig_order();
	quirk_is_survived("tries_told=63C2", &order, &r);
}

static void quirk_09_a_chain_left_open_is_closed_before_bac(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	const struct forge_order order = rig_order();
	quirk_run("pace_token_refused=6A80,chain_left_open", &order,
		  (struct rig_setting){.allow_bac = true}, &r);
	rig_files(&r, &order);
	rig_finding(&r, CHECK_PACE_KEPT, VERDICT_FAIL, REASON_PACE_FAILED);
	assert_int_equal(r.totals.access, EMRTD_ACCESS_BAC);
}

static void quirk_10_long_document_numbers_open_the_chip(void **state)
{
	(void)state;
	for (int pace = 0; pace < 2; pace++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		struct forge_order order = pace == 1 ? rig_order() : quirk_order_bac();
		order.kind = FORGE_TD1;
		order.holder.code = "I";
		order.holder.number = "592034187231";
		quirk_is_survived("", &order, &r);
	}
}

static void quirk_11_a_document_without_application_is_not_taken_for_a_passport(void **state)
{
	(void)state;
	static const char *const quirks[] = {"application_absent=6A82", "com_absent,sod_refused"};
	for (size_t i = 0; i < 2; i++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		const struct forge_order order = rig_order();
		quirk_run(quirks[i], &order, (struct rig_setting){0}, &r);
		rig_pass(&r, CHECK_PACE_KEPT);
		rig_finding(&r, CHECK_FILES_READ, VERDICT_FAIL,
			    i == 0 ? REASON_NOT_PRESENT : REASON_CHIP_REFUSED);
		assert_int_equal(r.file[EMRTD_DG1].size, 0);
		assert_true(r.totals.apdus < 20);
	}
}

static void read_plainly(const struct rig_result *r)
{
	rig_finding(r, CHECK_ACCESS, VERDICT_PASS, REASON_NOT_PRESENT);
	rig_pass(r, CHECK_FILES_READ);
	assert_int_equal(r->totals.access, EMRTD_ACCESS_PLAIN);
	assert_true(r->file[EMRTD_DG2].size > RIG_PORTRAIT_SIZE);
	assert_true(r->file[EMRTD_AA_SIGNATURE].size > 0);
	assert_int_equal(r->order[r->files - 1], EMRTD_DG2);
}

static void a_document_without_access_control_is_read_only_where_that_is_allowed(void **state)
{
	(void)state;
	const struct rig_setting allowed = {.config = {.allow_plain = true}};
	const struct forge_order order = quirk_order_bac();
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	quirk_run("unprotected", &order, allowed, &r);
	read_plainly(&r);

	EG_AUTO(rig_result_free) struct rig_result refused = {0};
	quirk_run("unprotected", &order, (struct rig_setting){0}, &refused);
	rig_finding(&refused, CHECK_ACCESS, VERDICT_FAIL, REASON_CHIP_REFUSED);
	assert_int_equal(refused.totals.access, EMRTD_ACCESS_NONE);
	assert_int_equal(refused.file[EMRTD_SOD].size, 0);
}

/* Away from the reader before this many commands, once. */
static bool lose_once(struct meddler *m, struct rd command)
{
	(void)command;
	m->count++;
	return m->count == 14;
}

static void plain_reading_goes_on_after_the_contact_was_lost(void **state)
{
	(void)state;
	struct meddler m = {.lose = lose_once};
	const struct rig_setting allowed = {.meddler = &m, .config = {.allow_plain = true}};
	const struct forge_order order = quirk_order_bac();
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	quirk_run("unprotected", &order, allowed, &r);
	read_plainly(&r);
	assert_int_equal(r.totals.lost, 1);
}

static void plain_reading_opens_no_document_that_wants_access(void **state)
{
	(void)state;
	static const char *const quirks[] = {"bac_refused", "unprotected,sod_refused"};
	const struct rig_setting allowed = {.config = {.allow_plain = true}};
	const struct forge_order order = quirk_order_bac();
	for (size_t i = 0; i < sizeof(quirks) / sizeof(quirks[0]); i++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		quirk_run(quirks[i], &order, allowed, &r);
		rig_finding(&r, CHECK_ACCESS, VERDICT_FAIL, REASON_CHIP_REFUSED);
		assert_int_equal(r.totals.access, EMRTD_ACCESS_NONE);
		assert_int_equal(r.file[EMRTD_DG1].size, 0);
	}
	/* And where BAC is to be had, it is taken. */
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	quirk_run("", &order, allowed, &r);
	rig_files(&r, &order);
	assert_int_equal(r.totals.access, EMRTD_ACCESS_BAC);
}

static void a_pace_that_failed_or_is_signed_leads_to_no_plain_reading(void **state)
{
	(void)state;
	const struct rig_setting allowed = {.allow_bac = true, .config = {.allow_plain = true}};
	const struct forge_order order = rig_order();
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	quirk_run("pace_token_refused=6A80,unprotected", &order, allowed, &r);
	rig_finding(&r, CHECK_ACCESS, VERDICT_FAIL, REASON_CHIP_REFUSED);
	rig_finding(&r, CHECK_PACE_KEPT, VERDICT_FAIL, REASON_PACE_FAILED);

	EG_AUTO(rig_result_free) struct rig_result hidden = {0};
	struct rig_setting without = allowed;
	without.profile.pace_off = true;
	quirk_run("unprotected", &order, without, &hidden);
	rig_finding(&hidden, CHECK_PACE_KEPT, VERDICT_FAIL, REASON_DIFFERS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quirk_01_a_refused_master_file_does_not_matter),
		cmocka_unit_test(quirk_01_each_form_of_selecting_the_master_file_is_tried),
		cmocka_unit_test(quirk_02_a_missing_or_deactivated_card_access_file_leads_to_bac),
		cmocka_unit_test(quirk_03_files_refused_before_access_are_passed_over),
		cmocka_unit_test(quirk_04_no_command_without_answer_carries_le),
		cmocka_unit_test(quirk_05_a_document_without_bac_is_opened_by_pace),
		cmocka_unit_test(quirk_06_the_parameter_is_named_when_the_chip_wants_it),
		cmocka_unit_test(quirk_08_a_wrong_password_is_said_and_tried_once_only),
		cmocka_unit_test(quirk_09_a_chain_left_open_is_closed_before_bac),
		cmocka_unit_test(quirk_10_long_document_numbers_open_the_chip),
		cmocka_unit_test(
			quirk_11_a_document_without_application_is_not_taken_for_a_passport),
		cmocka_unit_test(
			a_document_without_access_control_is_read_only_where_that_is_allowed),
		cmocka_unit_test(plain_reading_goes_on_after_the_contact_was_lost),
		cmocka_unit_test(plain_reading_opens_no_document_that_wants_access),
		cmocka_unit_test(a_pace_that_failed_or_is_signed_leads_to_no_plain_reading),
	};
	return cmocka_run_group_tests(tests, rig_open, rig_close);
}
