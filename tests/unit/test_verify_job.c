/* Unit tests of the verify worker's job: files in any order, and files nobody asked for. */
#include "verify_world.h"

#define MRZ_NO_BIRTHDAY                                \
	"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<" \
	"L898902C36UTO<<<<<<0F3404159ZE184226B<<<<<16"
static void assert_all_pass(const struct findings *f)
{
	static const enum check checks[] = {
		CHECK_SOD_FORMAT,   CHECK_SOD_SIGNER,  CHECK_SOD_SIGNATURE, CHECK_SOD_CHAIN,
		CHECK_SOD_VALIDITY, CHECK_SOD_COUNTRY, CHECK_DG1_HASH,      CHECK_DG2_HASH,
		CHECK_DG14_HASH,    CHECK_DG15_HASH,   CHECK_ACTIVE_AUTH,   CHECK_MRZ_SAME,
	};
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		verify_world_finding(f, checks[i], VERDICT_PASS, REASON_NONE);
	}
}

static void an_honest_document_passes_and_is_told(void **state)
{
	(void)state;
	EG_AUTO(verify_world_free) struct verify_world w = verify_world_new();
	struct verify_delivery files[VERIFY_FILES];
	struct verify_sent s;
	verify_world_files(&w, files);
	struct findings f = verify_world_run(&w, files, VERIFY_FILES, &s);
	assert_all_pass(&f);
	const struct msg *holder = verify_world_find(&s, MSG_HOLDER);
	assert_non_null(holder);
	assert_int_equal(holder->body.holder.facts.kind, DOCUMENT_TD3);
	assert_string_equal(holder->body.holder.facts.issuing_state, "UTO");
	assert_string_equal(holder->body.holder.facts.nationality, "UTO");
	assert_int_equal(holder->body.holder.facts.birth.year, 1974);
	assert_int_equal(holder->body.holder.facts.expiry.year, 2034);
	assert_memory_equal(holder->body.holder.mrz, VERIFY_MRZ, sizeof(VERIFY_MRZ) - 1);
	assert_non_null(verify_world_find(&s, MSG_PORTRAIT));
	assert_true(rd_equal(rd_of(s.portrait, s.portrait_size), VERIFY_PICTURE));
}

static void a_birthday_wholly_unknown_gives_a_holder_of_no_age(void **state)
{
	(void)state;
	EG_AUTO(verify_world_free) struct verify_world w = verify_world_new();
	struct verify_delivery files[VERIFY_FILES];
	struct verify_sent s;
	struct rd mrz = RD_TEXT(MRZ_NO_BIRTHDAY);
	w.dg1 = verify_world_dg1(MRZ_NO_BIRTHDAY);
	assert_true(rd_copy(&mrz, w.begin.body.begin.mrz, sizeof(MRZ_NO_BIRTHDAY) - 1));
	verify_world_sign(&w);
	verify_world_files(&w, files);
	struct findings f = verify_world_run(&w, files, VERIFY_FILES, &s);
	verify_world_finding(&f, CHECK_DG1_HASH, VERDICT_PASS, REASON_NONE);
	verify_world_finding(&f, CHECK_MRZ_SAME, VERDICT_PASS, REASON_NONE);
	const struct msg *holder = verify_world_find(&s, MSG_HOLDER);
	assert_non_null(holder);
	assert_int_equal(holder->body.holder.facts.birth.year, 0);
}

/* Next permutation in lexical order; false after the last. */
static bool next_order(size_t order[VERIFY_FILES])
{
	size_t i = VERIFY_FILES - 1;
	while (i > 0 && order[i - 1] >= order[i]) {
		i--;
	}
	if (i == 0) {
		return false;
	}
	size_t j = VERIFY_FILES - 1;
	while (order[j] <= order[i - 1]) {
		j--;
	}
	size_t swap = order[i - 1];
	order[i - 1] = order[j];
	order[j] = swap;
	for (size_t a = i, b = VERIFY_FILES - 1; a < b; a++, b--) {
		swap = order[a];
		order[a] = order[b];
		order[b] = swap;
	}
	return true;
}

static void findings_do_not_depend_on_the_order_of_files(void **state)
{
	(void)state;
	EG_AUTO(verify_world_free) struct verify_world w = verify_world_new();
	struct verify_delivery files[VERIFY_FILES];
	struct verify_delivery shuffled[VERIFY_FILES];
	size_t order[VERIFY_FILES] = {0, 1, 2, 3, 4, 5};
	struct verify_sent s;
	size_t orders = 0;
	verify_world_files(&w, files);
	struct findings first = verify_world_run(&w, files, VERIFY_FILES, &s);
	do {
		for (size_t i = 0; i < VERIFY_FILES; i++) {
			shuffled[i] = files[order[i]];
		}
		struct findings f = verify_world_run(&w, shuffled, VERIFY_FILES, &s);
		assert_memory_equal(&f, &first, sizeof(f));
		assert_int_equal(s.count, 3);
		assert_non_null(verify_world_find(&s, MSG_HOLDER));
		assert_non_null(verify_world_find(&s, MSG_PORTRAIT));
		orders++;
	} while (next_order(order));
	assert_int_equal(orders, 720);
}

static void injected_file_ids_are_refused(void **state)
{
	(void)state;
	EG_AUTO(verify_world_free) struct verify_world w = verify_world_new();
	struct verify_sent s = {0};
	EG_AUTO(verify_job_clear)
	struct verify_job job =
		verify_job_new(w.trust, (struct verify_sink){&s, verify_world_note});
	assert_int_equal(verify_job_file(&job, CHIP_FILE_SOD, mint_rd(&w.sod)), EG_STATE);
	assert_int_equal(verify_job_begin(&job, &w.begin), EG_OK);
	assert_int_equal(verify_job_begin(&job, &w.begin), EG_STATE);
	for (unsigned file = 0; file < 300; file++) {
		if (!chip_file_known(file)) {
			assert_int_equal(verify_job_file(&job, file, RD_TEXT("x")), EG_DENIED);
		}
	}
	assert_int_equal(verify_job_file(&job, 0x10001, RD_TEXT("x")), EG_DENIED);
	assert_int_equal(s.count, 0);
}

/* A second EF.SOD after the first was judged must not exchange what was signed. */
static void a_second_file_of_a_kind_is_refused(void **state)
{
	(void)state;
	EG_AUTO(verify_world_free) struct verify_world w = verify_world_new();
	struct verify_delivery files[VERIFY_FILES];
	struct verify_sent s = {0};
	verify_world_files(&w, files);
	EG_AUTO(verify_job_clear)
	struct verify_job job =
		verify_job_new(w.trust, (struct verify_sink){&s, verify_world_note});
	assert_int_equal(verify_job_begin(&job, &w.begin), EG_OK);
	for (size_t i = 0; i < VERIFY_FILES; i++) {
		assert_int_equal(verify_job_file(&job, files[i].file, files[i].bytes), EG_OK);
		assert_int_equal(verify_job_file(&job, files[i].file, files[i].bytes), EG_DENIED);
	}
	assert_int_equal(verify_job_end(&job), EG_OK);
	assert_int_equal(verify_job_end(&job), EG_STATE);
	assert_int_equal(verify_job_file(&job, CHIP_FILE_CARD_ACCESS, RD_TEXT("x")), EG_STATE);
}

static void a_forged_data_group_is_not_even_parsed(void **state)
{
	(void)state;
	EG_AUTO(verify_world_free) struct verify_world w = verify_world_new();
	struct verify_delivery files[VERIFY_FILES];
	struct verify_sent s;
	w.dg1.bytes[20] = 'X';
	w.dg2 = verify_world_dg2(RD_TEXT("\xFF\xD8\xFF\xE0 another one"));
	verify_world_files(&w, files);
	struct findings f = verify_world_run(&w, files, VERIFY_FILES, &s);
	verify_world_finding(&f, CHECK_DG1_HASH, VERDICT_FAIL, REASON_HASH_WRONG);
	verify_world_finding(&f, CHECK_DG2_HASH, VERDICT_FAIL, REASON_HASH_WRONG);
	verify_world_finding(&f, CHECK_MRZ_SAME, VERDICT_NOT_DONE, REASON_NONE);
	assert_null(verify_world_find(&s, MSG_HOLDER));
	assert_null(verify_world_find(&s, MSG_PORTRAIT));
}

static void an_unknown_ca_gives_no_holder_and_no_portrait(void **state)
{
	(void)state;
	EG_AUTO(verify_world_free) struct verify_world w = verify_world_new();
	struct verify_delivery files[VERIFY_FILES];
	struct verify_sent s;
	crypt_ec_free(&w.ca_key);
	w.ca_key = verify_world_key();
	verify_world_sign(&w);
	verify_world_files(&w, files);
	struct findings f = verify_world_run(&w, files, VERIFY_FILES, &s);
	verify_world_finding(&f, CHECK_SOD_CHAIN, VERDICT_FAIL, REASON_UNKNOWN_ISSUER);
	verify_world_finding(&f, CHECK_DG1_HASH, VERDICT_CANNOT_TELL, REASON_NOT_SIGNED);
	verify_world_finding(&f, CHECK_ACTIVE_AUTH, VERDICT_NOT_DONE, REASON_NONE);
	assert_int_equal(s.count, 1);
}

static void without_a_security_object_nothing_is_believed(void **state)
{
	(void)state;
	EG_AUTO(verify_world_free) struct verify_world w = verify_world_new();
	struct verify_delivery files[VERIFY_FILES];
	struct verify_sent s;
	verify_world_files(&w, files);
	files[0].file = 0;
	struct findings f = verify_world_run(&w, files, VERIFY_FILES, &s);
	verify_world_finding(&f, CHECK_SOD_FORMAT, VERDICT_FAIL, REASON_NOT_PRESENT);
	verify_world_finding(&f, CHECK_DG1_HASH, VERDICT_CANNOT_TELL, REASON_NOT_SIGNED);
	assert_int_equal(s.count, 1);
}

static void another_printed_zone_than_the_chips_is_found(void **state)
{
	(void)state;
	EG_AUTO(verify_world_free) struct verify_world w = verify_world_new();
	struct verify_delivery files[VERIFY_FILES];
	struct verify_sent s;
	w.begin.body.begin.mrz[10] = 'A';
	verify_world_files(&w, files);
	struct findings f = verify_world_run(&w, files, VERIFY_FILES, &s);
	verify_world_finding(&f, CHECK_MRZ_SAME, VERDICT_FAIL, REASON_DIFFERS);
	assert_int_equal(f.of[CHECK_MRZ_SAME].detail, MRZ_FIELD_NAME);
	w.begin.body.begin.unsure[10 / 8] = 1u << 10 % 8; /* but if it was not sure */
	f = verify_world_run(&w, files, VERIFY_FILES, &s);
	verify_world_finding(&f, CHECK_MRZ_SAME, VERDICT_PASS, REASON_NONE);
	w.begin.body.begin.mrz_size = 0;
	f = verify_world_run(&w, files, VERIFY_FILES, &s);
	verify_world_finding(&f, CHECK_MRZ_SAME, VERDICT_FAIL, REASON_DIFFERS);
	assert_int_equal(f.of[CHECK_MRZ_SAME].detail, 0xFF);
}

/* The period is judged by the signed date of the chip; the printed one only has to be the same. */
static void a_printed_expiry_that_was_changed_differs_and_extends_nothing(void **state)
{
	(void)state;
	EG_AUTO(verify_world_free) struct verify_world w = verify_world_new();
	struct verify_delivery files[VERIFY_FILES];
	struct verify_sent s;
	static const char later[] = "4404156"; /* ten years, with its own check digit */
	for (size_t i = 0; i < 7; i++) {
		w.begin.body.begin.mrz[65 + i] = later[i];
	}
	w.begin.body.begin.mrz[87] = '4'; /* the composite digit, too */
	verify_world_files(&w, files);
	struct findings f = verify_world_run(&w, files, VERIFY_FILES, &s);
	verify_world_finding(&f, CHECK_MRZ_SAME, VERDICT_FAIL, REASON_DIFFERS);
	assert_int_equal(f.of[CHECK_MRZ_SAME].detail, MRZ_FIELD_EXPIRY);
	const struct msg *holder = verify_world_find(&s, MSG_HOLDER);
	assert_non_null(holder);
	assert_int_equal(holder->body.holder.facts.expiry.year, 2034);
	struct policy p = policy_default();
	policy_judge_holder(&p, &holder->body.holder.facts, (struct date){2035, 1, 1}, &f);
	verify_world_finding(&f, CHECK_DOCUMENT_PERIOD, VERDICT_FAIL, REASON_EXPIRED);
}

static void hiding_a_signed_file_is_found(void **state)
{
	(void)state;
	static const struct {
		size_t hidden; /* place in all_files */
		enum check check;
	} cases[] = {
		{1, CHECK_DG1_HASH},
		{2, CHECK_DG14_HASH},
		{3, CHECK_DG15_HASH},
		{5, CHECK_DG2_HASH},
	};
	EG_AUTO(verify_world_free) struct verify_world w = verify_world_new();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct verify_delivery files[VERIFY_FILES];
		struct verify_sent s;
		verify_world_files(&w, files);
		files[cases[i].hidden].file = 0;
		struct findings f = verify_world_run(&w, files, VERIFY_FILES, &s);
		verify_world_finding(&f, cases[i].check, VERDICT_FAIL, REASON_NOT_PRESENT);
		/* Without DG14 each allowed hash is tried; without DG15 there is no key. */
		verify_world_finding(&f, CHECK_ACTIVE_AUTH,
				     cases[i].hidden == 3 ? VERDICT_FAIL : VERDICT_PASS,
				     cases[i].hidden == 3 ? REASON_NOT_PRESENT : REASON_NONE);
	}
}

static void a_signed_portrait_that_is_no_picture_is_found(void **state)
{
	(void)state;
	EG_AUTO(verify_world_free) struct verify_world w = verify_world_new();
	struct verify_delivery files[VERIFY_FILES];
	struct verify_sent s;
	w.dg2 = verify_world_dg2(RD_TEXT("no picture at all"));
	verify_world_sign(&w);
	verify_world_files(&w, files);
	struct findings f = verify_world_run(&w, files, VERIFY_FILES, &s);
	verify_world_finding(&f, CHECK_DG2_HASH, VERDICT_PASS, REASON_NONE);
	verify_world_finding(&f, CHECK_PORTRAIT, VERDICT_FAIL, REASON_UNDECODABLE);
	assert_null(verify_world_find(&s, MSG_PORTRAIT));
}

/* EF.COM of version 1.7 that lists these tags. */
static struct mint_file com_of(struct rd tags)
{
	uint8_t bytes[64];
	struct wr w = WR_ARRAY(bytes);
	size_t mark = wr_open(&w, 0x60);
	wr_tlv(&w, 0x5F01, RD_TEXT("0107"));
	wr_tlv(&w, 0x5F36, RD_TEXT("040000"));
	wr_tlv(&w, 0x5C, tags);
	wr_close(&w, mark);
	return verify_world_file(&w);
}

/* With EF.COM, or without (empty); what was passed over is told. */
static struct faults run_with_com(const struct verify_world *w, struct rd com, struct findings *f)
{
	struct verify_delivery files[VERIFY_FILES + 1];
	struct verify_sent s;
	verify_world_files(w, files);
	files[VERIFY_FILES] = (struct verify_delivery){com.left > 0 ? CHIP_FILE_COM : 0, com};
	*f = verify_world_run(w, files, VERIFY_FILES + 1, &s);
	const struct msg *m = verify_world_find(&s, MSG_FINDINGS);
	return faults_from_bytes(m->body.findings.tolerated);
}

static void ef_com_is_compared_and_what_was_passed_over_is_told(void **state)
{
	(void)state;
	EG_AUTO(verify_world_free) struct verify_world w = verify_world_new();
	struct findings f;
	struct mint_file right = com_of(RD_TEXT("\x61\x75\x6E\x6F"));
	struct mint_file more = com_of(RD_TEXT("\x61\x75\x63\x6E\x6F"));
	struct faults told = run_with_com(&w, mint_rd(&right), &f);
	verify_world_finding(&f, CHECK_SOD_COM, VERDICT_PASS, REASON_NONE);
	assert_true(faults_has(told, FAULT_CRL_MISSING));
	assert_false(faults_has(told, FAULT_COM_MISSING));
	told = run_with_com(&w, mint_rd(&more), &f);
	verify_world_finding(&f, CHECK_SOD_COM, VERDICT_PASS, REASON_DEVIATION);
	assert_true(faults_has(told, FAULT_COM_MORE));
	told = run_with_com(&w, RD_TEXT("no file of that kind"), &f);
	verify_world_finding(&f, CHECK_SOD_COM, VERDICT_PASS, REASON_DEVIATION);
	assert_true(faults_has(told, FAULT_COM_FORMAT));
	told = run_with_com(&w, RD_EMPTY, &f);
	verify_world_finding(&f, CHECK_SOD_COM, VERDICT_NOT_DONE, REASON_NOT_PRESENT);
	assert_true(faults_has(told, FAULT_COM_MISSING));
}

/* Data groups 14 and 15 are signed, too. */
static void a_signed_group_that_nobody_read_is_told_and_may_be_forbidden(void **state)
{
	(void)state;
	for (int forbidden = 0; forbidden < 2; forbidden++) {
		EG_AUTO(verify_world_free) struct verify_world w = verify_world_new();
		struct verify_sent sent = {.count = 0};
		struct verify_job j =
			verify_job_new(w.trust, (struct verify_sink){&sent, verify_world_note});
		struct passive_profile_flaw flaw;
		assert_int_equal(passive_profile_parse(forbidden == 1
							       ? RD_TEXT("forbid = group-unread")
							       : RD_EMPTY,
						       &j.profile, &flaw),
				 EG_OK);
		assert_int_equal(verify_job_begin(&j, &w.begin), EG_OK);
		assert_int_equal(verify_job_file(&j, CHIP_FILE_SOD, mint_rd(&w.sod)), EG_OK);
		assert_int_equal(verify_job_file(&j, CHIP_FILE_DG1, mint_rd(&w.dg1)), EG_OK);
		assert_int_equal(verify_job_file(&j, CHIP_FILE_DG2, mint_rd(&w.dg2)), EG_OK);
		assert_int_equal(verify_job_end(&j), EG_OK);
		const struct msg *m = verify_world_find(&sent, MSG_FINDINGS);
		const struct findings *f = &m->body.findings.findings;
		assert_int_equal(faults_has(faults_from_bytes(m->body.findings.tolerated),
					    FAULT_GROUP_UNREAD),
				 forbidden == 0);
		verify_world_finding(f, CHECK_GROUPS_HASH,
				     forbidden == 1 ? VERDICT_CANNOT_TELL : VERDICT_NOT_DONE,
				     forbidden == 1 ? REASON_NOT_PRESENT : REASON_NONE);
		verify_job_clear(&j);
	}
}

/* Lists of defects are asked by the printed zone: by what may be something else nobody is asked
 * for, or a smudge on the document code would lead past what a list says against all passports. */
static void lists_are_not_asked_by_what_is_not_sure(void **state)
{
	static const struct {
		size_t mark;
		const char *type;
		const char *state;
	} cases[] = {{88, "P", "UTO"}, {0, "", "UTO"}, {1, "", "UTO"},
		     {2, "P", ""},     {4, "P", ""},   {5, "P", "UTO"}};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		EG_AUTO(verify_world_free) struct verify_world w = verify_world_new();
		struct verify_sent sent = {.count = 0};
		EG_AUTO(verify_job_clear)
		struct verify_job j =
			verify_job_new(w.trust, (struct verify_sink){&sent, verify_world_note});
		w.begin.body.begin.unsure[cases[i].mark / 8] |= (uint8_t)(1u << cases[i].mark % 8);
		assert_int_equal(verify_job_begin(&j, &w.begin), EG_OK);
		const struct passive_input in = verify_job_input(&j);
		assert_true(rd_equal(in.document.type, rd_cstr(cases[i].type)));
		assert_string_equal(in.document.state, cases[i].state);
		assert_true(rd_equal(in.document.number, RD_TEXT("L898902C3")));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ef_com_is_compared_and_what_was_passed_over_is_told),
		cmocka_unit_test(a_signed_group_that_nobody_read_is_told_and_may_be_forbidden),
		cmocka_unit_test(an_honest_document_passes_and_is_told),
		cmocka_unit_test(lists_are_not_asked_by_what_is_not_sure),
		cmocka_unit_test(findings_do_not_depend_on_the_order_of_files),
		cmocka_unit_test(injected_file_ids_are_refused),
		cmocka_unit_test(a_second_file_of_a_kind_is_refused),
		cmocka_unit_test(a_forged_data_group_is_not_even_parsed),
		cmocka_unit_test(a_birthday_wholly_unknown_gives_a_holder_of_no_age),
		cmocka_unit_test(an_unknown_ca_gives_no_holder_and_no_portrait),
		cmocka_unit_test(without_a_security_object_nothing_is_believed),
		cmocka_unit_test(another_printed_zone_than_the_chips_is_found),
		cmocka_unit_test(a_printed_expiry_that_was_changed_differs_and_extends_nothing),
		cmocka_unit_test(hiding_a_signed_file_is_found),
		cmocka_unit_test(a_signed_portrait_that_is_no_picture_is_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
