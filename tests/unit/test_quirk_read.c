/*
 * Quirks 12 to 19 of documents in the field: reading behind the access. One story each.
 */
#include "quirk_rig.h"

#include "emrtd/lds.h"

/* With PACE and BAC, with long and with short commands. */
static void survived(const char *quirks)
{
	const struct forge_order orders[] = {rig_order(), quirk_order_bac()};
	for (size_t i = 0; i < 2; i++) {
		EG_AUTO(rig_result_free) struct rig_result extended = {0};
		EG_AUTO(rig_result_free) struct rig_result in_short = {0};
		quirk_is_survived(quirks, &orders[i], &extended);
		quirk_is_survived_short(quirks, &orders[i], &in_short);
	}
}

static void quirk_12_every_kind_of_limit_of_a_read_is_survived(void **state)
{
	(void)state;
	survived("le_limit=231");
	survived("le_limit=192");
	survived("le_limit=160");
	survived("le_limit=128");
	survived("le_limit_6b00=192");
	survived("le_limit_6cxx=231");
	survived("le_limit_6cxx=112");
	survived("no_extended");
	survived("end_told");
	survived("end_refused=6B00");
	survived("end_refused=6C00");
	survived("end_refused=6700");
	survived("le_limit=192,end_told,no_extended,no_short_id");
}

static void quirk_12_a_le_limit_is_learned_once(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	const struct forge_order order = rig_order();
	quirk_is_survived_short("le_limit=192", &order, &r);
	/* 15 kB of portrait in reads of 192, the other files, and few tries that were too long. */
	assert_true(r.totals.apdus < RIG_PORTRAIT_SIZE / 192 + 50);
}

static void quirk_12_a_chip_that_never_takes_a_length_is_given_up(void **state)
{
	(void)state;
	static const char *const quirks[] = {"le_limit_6cxx=0", "le_limit=0", "le_limit_6b00=0"};
	for (size_t i = 0; i < 3; i++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		const struct forge_order order = rig_order();
		quirk_run(quirks[i], &order, (struct rig_setting){0}, &r);
		assert_int_equal(r.findings.of[CHECK_FILES_READ].verdict, VERDICT_FAIL);
		assert_int_equal(r.files, 0);
		assert_true(r.totals.apdus < 60);
		/* What it offers was never seen, and so it is not taken for nothing. */
		rig_finding(&r, CHECK_PACE_KEPT, VERDICT_CANNOT_TELL, REASON_BAD_FORMAT);
	}
}

static void quirk_13_a_plain_error_is_no_data_and_costs_at_most_new_keys(void **state)
{
	(void)state;
	for (unsigned at = 2; at < 40; at += 9) {
		EG_AUTO(rig_result_free) struct rig_result kept = {0};
		EG_AUTO(rig_result_free) struct rig_result counted = {0};
		const struct forge_order order = rig_order();
		char text[64];
		(void)snprintf(text, sizeof(text), "naked_error=%u", at); /* fits */
		quirk_is_survived_short(text, &order, &kept);
		assert_int_equal(kept.totals.resumed, 0);
		(void)snprintf(text, sizeof(text), "naked_error_counted=%u", at);
		quirk_is_survived_short(text, &order, &counted);
		assert_true(counted.totals.resumed <= 1);
	}
}

static void quirk_14_a_dropped_session_is_opened_again_once(void **state)
{
	(void)state;
	for (unsigned at = 2; at < 40; at += 9) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		const struct forge_order order = rig_order();
		char text[64];
		(void)snprintf(text, sizeof(text), "session_dropped=%u", at); /* fits */

		quirk_is_survived_short(text, &order, &r);
		assert_int_equal(r.totals.resumed, 1);
	}
}

static void quirk_14_a_file_that_costs_the_session_costs_no_other_file(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	const struct forge_order order = rig_order();
	quirk_run("absent_drops,dg14_absent", &order, (struct rig_setting){0}, &r);
	assert_true(r.file[EMRTD_DG2].size > RIG_PORTRAIT_SIZE);
	assert_true(r.file[EMRTD_DG1].size > 0);
}

static void quirk_15_short_long_and_parted_answers_make_whole_files(void **state)
{
	(void)state;
	survived("reads_short=100");
	survived("reads_short=7");
	survived("reads_more=4");
	survived("trailing=300");
	survived("in_parts=100");
	survived("in_parts=37");
}

static void quirk_15_an_answer_without_data_ends_the_reading(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	const struct forge_order order = rig_order();
	quirk_run("reads_empty=20", &order, quirk_short(), &r);
	rig_finding(&r, CHECK_FILES_READ, VERDICT_FAIL, REASON_BAD_FORMAT);
	assert_int_equal(r.file[EMRTD_DG2].size, 0);
}

static void quirk_16_a_portrait_beyond_the_short_offset_comes_whole(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	struct forge_order order = rig_order();
	order.portrait = rd_of(rig_portrait, RIG_PORTRAIT_MAX);
	quirk_is_survived("", &order, &r);
	EG_AUTO(rig_result_free) struct rig_result limited = {0};
	quirk_is_survived("le_limit=192,no_extended", &order, &limited);
}

static void quirk_17_a_cryptogram_of_padding_only_is_an_answer_without_data(void **state)
{
	(void)state;
	static const enum crypt_cipher ciphers[] = {CRYPT_AES128, CRYPT_AES192, CRYPT_AES256};
	for (size_t i = 0; i < 3; i++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		struct forge_order order = rig_order();
		order.pace.cipher = ciphers[i];
		quirk_is_survived("padding_only", &order, &r);
	}
}

static void quirk_18_a_long_signature_is_asked_for_by_the_size_of_its_key(void **state)
{
	(void)state;
	static const char *const quirks[] = {"", "signature_not_at_max", "no_extended"};
	for (size_t i = 0; i < 3; i++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		struct forge_order order = rig_order();
		order.aa = CHIP_KEY_RSA;
		assert_int_equal(forge_alg_parse("rsa:2048:sha256", &order.aa_alg), EG_OK);
		quirk_is_survived(quirks[i], &order, &r);
		if (i < 2) {
			assert_int_equal(r.file[EMRTD_AA_SIGNATURE].size, 256);
		} else {
			assert_int_equal(r.order[r.files - 2], EMRTD_AA_REFUSED);
		}
	}
}

static void quirk_19_the_list_of_groups_comes_from_the_signed_object(void **state)
{
	(void)state;
	survived("com_absent");
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	const struct forge_order order = rig_order();
	quirk_run("dg14_absent", &order, (struct rig_setting){0}, &r);
	rig_finding(&r, CHECK_FILES_READ, VERDICT_FAIL, REASON_NOT_PRESENT);
	assert_int_equal(r.findings.of[CHECK_FILES_READ].detail, EMRTD_DG14);
	assert_true(r.file[EMRTD_DG2].size > RIG_PORTRAIT_SIZE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quirk_12_every_kind_of_limit_of_a_read_is_survived),
		cmocka_unit_test(quirk_12_a_le_limit_is_learned_once),
		cmocka_unit_test(quirk_12_a_chip_that_never_takes_a_length_is_given_up),
		cmocka_unit_test(quirk_13_a_plain_error_is_no_data_and_costs_at_most_new_keys),
		cmocka_unit_test(quirk_14_a_dropped_session_is_opened_again_once),
		cmocka_unit_test(quirk_14_a_file_that_costs_the_session_costs_no_other_file),
		cmocka_unit_test(quirk_15_short_long_and_parted_answers_make_whole_files),
		cmocka_unit_test(quirk_15_an_answer_without_data_ends_the_reading),
		cmocka_unit_test(quirk_16_a_portrait_beyond_the_short_offset_comes_whole),
		cmocka_unit_test(quirk_17_a_cryptogram_of_padding_only_is_an_answer_without_data),
		cmocka_unit_test(quirk_18_a_long_signature_is_asked_for_by_the_size_of_its_key),
		cmocka_unit_test(quirk_19_the_list_of_groups_comes_from_the_signed_object),
	};
	return cmocka_run_group_tests(tests, rig_open, rig_close);
}
