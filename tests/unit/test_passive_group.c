/*
 * The other files against a signed EF.SOD: country and kind of document, EF.COM, data groups that
 * were injected, changed or not read.
 */
#include "passive_desk.h"

/* DocumentTypeList of these strings, each of one or two letters. */
static struct rd types_of(struct wr *out, const char *const *types, size_t count)
{
	size_t list = wr_open(out, 0x30);
	wr_small_int(out, 0);
	size_t set = wr_open(out, 0x31);
	for (size_t i = 0; i < count; i++) {
		wr_tlv(out, 0x13, rd_cstr(types[i]));
	}
	wr_close(out, set);
	wr_close(out, list);
	return wr_view(out);
}

static enum passive_status status_of(const struct passive *p, enum passive_step step)
{
	return passive_report(p).of[step].status;
}

static void the_state_of_the_document_is_the_signers(void **state)
{
	(void)state;
	static const struct {
		const char *state;
		enum verdict verdict;
	} states[] = {{"UTO", VERDICT_PASS}, {"UT", VERDICT_PASS}, {"D", VERDICT_FAIL}};
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		EG_AUTO(desk_free) struct passive_desk d = desk_new();
		struct findings f;
		EG_AUTO(passive_free) struct passive *p = desk_judge(&d, &f);
		assert_int_equal(status_of(p, PASSIVE_STEP_COUNTRY), PASSIVE_STATUS_NOT_DONE);
		passive_holder(p, states[i].state, "P", &f);
		assert_int_equal(findings_verdict(&f, CHECK_SOD_COUNTRY), states[i].verdict);
	}
}

static void a_ca_without_a_country_leaves_it_open(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct passive_desk d = desk_new();
	struct findings f;
	d.ca.country = d.ca.issuer_country = "";
	desk_store_ca(&d, &d.ca);
	d.profile.tolerated = passive_profile_field().tolerated;
	faults_add(&d.profile.tolerated, FAULT_ISSUER_NAMED);
	EG_AUTO(passive_free) struct passive *p = desk_judge(&d, &f);
	passive_holder(p, "UTO", "P", &f);
	desk_finding(&f, CHECK_SOD_COUNTRY, VERDICT_CANNOT_TELL, REASON_NOT_PRESENT,
		     FAULT_COUNTRY_ABSENT);
	/* Where the policy takes that, what the signer's certificate gives counts still. */
	faults_add(&d.profile.tolerated, FAULT_COUNTRY_ABSENT);
	EG_AUTO(passive_free) struct passive *own = desk_judge(&d, &f);
	passive_holder(own, "UTO", "P", &f);
	DEVIATES(&f, CHECK_SOD_COUNTRY, FAULT_COUNTRY_ABSENT);
	EG_AUTO(passive_free) struct passive *other = desk_judge(&d, &f);
	passive_holder(other, "D", "P", &f);
	desk_finding(&f, CHECK_SOD_COUNTRY, VERDICT_FAIL, REASON_COUNTRY_DIFFERS, FAULT_COUNTRY);
}

/* One letter stands for all that begin with it; a list that is not there forbids nothing. */
static void a_signer_signs_the_types_that_it_lists(void **state)
{
	(void)state;
	static const struct {
		const char *types[2];
		size_t count;
		const char *code;
		bool may;
	} lists[] = {
		{{NULL, NULL}, 0, "P", true},  {{"P", NULL}, 1, "P", true},
		{{"P", NULL}, 1, "PP", true},  {{"P", NULL}, 1, "I", false},
		{{"ID", NULL}, 1, "I", false}, {{"ID", "P"}, 2, "ID", true},
		{{"ID", "P"}, 2, "AC", false},
	};
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		EG_AUTO(desk_free) struct passive_desk d = desk_new();
		struct findings f;
		uint8_t octets[64];
		struct wr out = WR_ARRAY(octets);
		if (lists[i].count > 0) {
			d.signer.document_types = types_of(&out, lists[i].types, lists[i].count);
		}
		EG_AUTO(passive_free) struct passive *p = desk_judge(&d, &f);
		assert_true(passive_trusted(p));
		passive_holder(p, "UTO", lists[i].code, &f);
		if (lists[i].may) {
			PASSES(&f, CHECK_SOD_COUNTRY);
		} else {
			desk_finding(&f, CHECK_SOD_COUNTRY, VERDICT_FAIL, REASON_DOCUMENT_KIND,
				     FAULT_DOCUMENT_TYPE);
		}
	}
}

#define SIGNED (1u << 1 | 1u << 2 | 1u << 15)
static void ef_com_must_agree_with_what_is_signed(void **state)
{
	(void)state;
	static const struct {
		bool with_versions; /* LDS 1.8 */
		struct passive_com com;
		const char *faults;
	} cases[] = {
		{false, {true, SIGNED, "0107", "040000"}, ""},
		{true, {true, SIGNED, "0108", "040000"}, ""},
		{false, {false, 0, "", ""}, "com-format"},
		{false, {true, SIGNED | 1u << 3, "0107", "040000"}, "com-more"},
		{false, {true, 1u << 1 | 1u << 2, "0107", "040000"}, "com-less"},
		{false, {true, 1u << 1 | 1u << 3, "0107", "040000"}, "com-more com-less"},
		{true, {true, SIGNED, "0107", "040000"}, "com-version"},
		{true, {true, SIGNED, "0108", "050000"}, "com-version"},
		{false, {true, SIGNED, "0108", "040000"}, "com-version"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		EG_AUTO(desk_free) struct passive_desk d = desk_new();
		struct findings f;
		bool right = cases[i].faults[0] == '\0';
		d.sod.version = cases[i].with_versions ? 1 : 0;
		d.sod.with_version_info = cases[i].with_versions;
		for (int strict = 0; strict < 2; strict++) {
			d.profile =
				strict == 1 ? passive_profile_strict() : passive_profile_field();
			EG_AUTO(passive_free) struct passive *p = desk_judge(&d, &f);
			passive_com(p, &cases[i].com, &f);
			struct faults found = passive_report(p).found;
			struct faults missing = {0};
			faults_add(&missing, FAULT_CRL_MISSING);
			assert_string_equal(desk_words(faults_without(found, missing)),
					    cases[i].faults);
			assert_int_equal(findings_verdict(&f, CHECK_SOD_COM),
					 right || strict == 0 ? VERDICT_PASS : VERDICT_FAIL);
			assert_int_equal(f.of[CHECK_SOD_COM].reason, right ? REASON_NONE
								     : strict == 0
									     ? REASON_DEVIATION
								     : i == 2 ? REASON_BAD_FORMAT
									      : REASON_DIFFERS);
		}
	}
}

/* The gate's policy is asked about a file that was not read, unless the profile wants it. */
static void an_ef_com_that_was_not_read_is_told(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct passive_desk d = desk_new();
	struct findings f;
	EG_AUTO(passive_free) struct passive *field = desk_judge(&d, &f);
	passive_com(field, NULL, &f);
	desk_finding(&f, CHECK_SOD_COM, VERDICT_NOT_DONE, REASON_NOT_PRESENT, FAULT_COM_MISSING);
	assert_true(faults_has(passive_report(field).tolerated, FAULT_COM_MISSING));
	d.profile = passive_profile_strict();
	EG_AUTO(passive_free) struct passive *strict = desk_judge(&d, &f);
	passive_com(strict, NULL, &f);
	desk_finding(&f, CHECK_SOD_COM, VERDICT_FAIL, REASON_NOT_PRESENT, FAULT_COM_MISSING);
	assert_int_equal(status_of(strict, PASSIVE_STEP_COM), PASSIVE_STATUS_UNDETERMINED);
}

static void groups_are_unchanged_injected_or_not_read(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct passive_desk d = desk_new();
	struct findings f;
	EG_AUTO(passive_free) struct passive *p = desk_judge(&d, &f);
	assert_int_equal(status_of(p, PASSIVE_STEP_GROUPS), PASSIVE_STATUS_NOT_DONE);
	assert_int_equal(passive_group(p, 1, RD_TEXT("one"), &f), VERDICT_PASS);
	assert_int_equal(passive_group(p, 2, RD_TEXT("two"), &f), VERDICT_PASS);
	assert_int_equal(status_of(p, PASSIVE_STEP_GROUPS), PASSIVE_STATUS_SUCCESSFUL);
	passive_end(p);
	struct passive_report r = passive_report(p);
	assert_string_equal(desk_words(r.tolerated), "crl-missing group-unread");
	assert_int_equal(r.of[PASSIVE_STEP_GROUPS].status, PASSIVE_STATUS_SUCCESSFUL);
	assert_int_equal(passive_group(p, 16, RD_TEXT("injected"), &f), VERDICT_FAIL);
	r = passive_report(p);
	assert_int_equal(r.of[PASSIVE_STEP_GROUPS].status, PASSIVE_STATUS_FAILED);
	assert_int_equal(r.of[PASSIVE_STEP_GROUPS].fault, FAULT_GROUP_NOT_SIGNED);
	d.profile.tolerated = (struct faults){{0}};
	EG_AUTO(passive_free) struct passive *strict = desk_judge(&d, &f);
	passive_end(strict);
	r = passive_report(strict);
	assert_int_equal(r.of[PASSIVE_STEP_GROUPS].status, PASSIVE_STATUS_UNDETERMINED);
	assert_int_equal(r.of[PASSIVE_STEP_GROUPS].fault, FAULT_GROUP_UNREAD);
}

static void all_groups_read_leaves_nothing_to_tell(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct passive_desk d = desk_new();
	struct findings f;
	EG_AUTO(passive_free) struct passive *p = desk_judge(&d, &f);
	assert_int_equal(passive_group(p, 1, RD_TEXT("one"), &f), VERDICT_PASS);
	assert_int_equal(passive_group(p, 2, RD_TEXT("two"), &f), VERDICT_PASS);
	assert_int_equal(passive_group(p, 15, RD_TEXT("fifteen"), &f), VERDICT_PASS);
	passive_end(p);
	assert_string_equal(desk_words(passive_report(p).tolerated), "crl-missing");
}

static void nothing_is_told_of_files_whose_list_is_not_believed(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct passive_desk d = desk_new();
	const struct passive_com com = {true, SIGNED, "0107", "040000"};
	struct findings f;
	d.sod.how.wrong_signature = true;
	EG_AUTO(passive_free) struct passive *p = desk_judge(&d, &f);
	passive_holder(p, "UTO", "P", &f);
	passive_com(p, &com, &f);
	assert_int_equal(passive_group(p, 1, RD_TEXT("one"), &f), VERDICT_CANNOT_TELL);
	passive_end(p);
	assert_int_equal(findings_verdict(&f, CHECK_SOD_COUNTRY), VERDICT_CANNOT_TELL);
	assert_int_equal(findings_verdict(&f, CHECK_SOD_COM), VERDICT_NOT_DONE);
	for (unsigned s = PASSIVE_STEP_COUNTRY; s <= PASSIVE_STEP_GROUPS; s++) {
		assert_int_equal(status_of(p, (enum passive_step)s), PASSIVE_STATUS_NOT_DONE);
	}
	/* As of no object at all. */
	struct passive_report none = passive_report(NULL);
	for (unsigned s = 0; s < PASSIVE_STEP_COUNT; s++) {
		assert_int_equal(none.of[s].status, PASSIVE_STATUS_NOT_DONE);
		assert_int_equal(none.of[s].fault, FAULT_NONE);
	}
	assert_null(passive_signer(NULL));
	assert_null(passive_issuer(NULL));
	assert_null(passive_effects(NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_state_of_the_document_is_the_signers),
		cmocka_unit_test(a_ca_without_a_country_leaves_it_open),
		cmocka_unit_test(a_signer_signs_the_types_that_it_lists),
		cmocka_unit_test(ef_com_must_agree_with_what_is_signed),
		cmocka_unit_test(an_ef_com_that_was_not_read_is_told),
		cmocka_unit_test(groups_are_unchanged_injected_or_not_read),
		cmocka_unit_test(all_groups_read_leaves_nothing_to_tell),
		cmocka_unit_test(nothing_is_told_of_files_whose_list_is_not_believed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
