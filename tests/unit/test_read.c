/*
 * What egate read does behind its command line, with the virtual chip in this process: what is
 * found is told, and nobody's name or number is shown to who did not ask for it.
 */
#include "base/mrz_field.h"
#include "read_desk.h"

#include "emrtd/lds_text.h"
#include "prog/read_show.h"

#include <cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The document of rig_order, and what nobody may see who did not ask. */
static const char *const personal[] = {"ERIKSSON", "Eriksson", "ANNA",   "Anna",
				       "MARIA",    "L898902",  "898902", "740812"};
#define PERSONAL_COUNT (sizeof(personal) / sizeof(personal[0]))

static const char *reader_name = "a reader";

static char *shown(const struct desk *d, bool reveal, bool json)
{
	static struct read_details details;
	char *text = NULL;
	size_t size = 0;
	FILE *to = open_memstream(&text, &size);
	assert_non_null(to);
	details_of(&details, &d->result, reveal);
	const struct read_view view = {&d->result, &details, reader_name,
				       read_found(&d->result, false)};
	enum eg_err err = json ? read_json(to, &view) : read_text(to, &view);
	assert_int_equal(fclose(to), 0);
	assert_int_equal(err, EG_OK);
	details_clear(&details);
	return text;
}

static void an_honest_document_is_read_and_nothing_is_found(void **state)
{
	(void)state;
	static const struct chip_profile plain = {0};
	struct desk *d = desk_of(&plain);
	assert_int_equal(read_run(&d->order, &d->result), EG_OK);
	const struct read_result *r = &d->result;
	assert_false(read_found(r, false));
	assert_true(read_found(r, true)); /* no revocation list: a doubt */
	assert_true(r->judged);
	assert_string_equal(r->suite.protocol, "PACE-ECDH-GM-AES-CBC-CMAC-128");
	assert_string_equal(r->suite.parameters, "brainpoolP256r1");
	assert_string_equal(r->suite.password, "MRZ");
	assert_int_equal(findings_verdict(&r->findings, CHECK_SOD_SIGNATURE), VERDICT_PASS);
	assert_int_equal(findings_verdict(&r->findings, CHECK_DG2_HASH), VERDICT_PASS);
	assert_int_equal(findings_verdict(&r->findings, CHECK_ACTIVE_AUTH), VERDICT_PASS);
	assert_int_equal(findings_verdict(&r->findings, CHECK_MRZ_SAME), VERDICT_PASS);
	assert_int_equal(findings_verdict(&r->findings, CHECK_DOCUMENT_PERIOD), VERDICT_PASS);
	assert_int_equal(findings_verdict(&r->findings, CHECK_ELIGIBLE), VERDICT_NOT_DONE);
	assert_true(read_content(r, EMRTD_DG2).left > RIG_PORTRAIT_SIZE);
	desk_clear(d);
}

/* What every part took is what the whole took. */
static void no_apdu_is_told_twice_or_left_out(void **state)
{
	(void)state;
	static const struct chip_profile bac_only = {.pace_off = true};
	struct desk *d = desk_of(&bac_only);
	assert_int_equal(read_run(&d->order, &d->result), EG_OK);
	const struct read_result *r = &d->result;
	struct read_part sum = r->access;
	assert_int_equal(r->terminal.apdus, 0);
	sum.apdus += r->rest.apdus;
	sum.bytes_up += r->rest.bytes_up;
	sum.bytes_down += r->rest.bytes_down;
	for (size_t i = 0; i < r->count; i++) {
		sum.apdus += r->files[i].part.apdus;
		sum.bytes_up += r->files[i].part.bytes_up;
		sum.bytes_down += r->files[i].part.bytes_down;
	}
	assert_int_equal(r->totals.access, EMRTD_ACCESS_BAC);
	assert_true(r->access.apdus >= 2); /* GET CHALLENGE, EXTERNAL AUTHENTICATE */
	assert_int_equal(sum.apdus, r->totals.apdus);
	assert_int_equal(sum.bytes_up, r->totals.bytes_up);
	assert_int_equal(sum.bytes_down, r->totals.bytes_down);
	desk_clear(d);
}

static void with_an_empty_group_6(struct forge_order *o)
{
	o->more_groups[0] = (struct forge_group){6, RD_TEXT("\x66\x00")};
	o->more_group_count = 1;
}

static void a_file_not_to_the_letter_is_found_by_a_strict_reader_alone(void **state)
{
	(void)state;
	static const struct chip_profile plain = {0};
	struct desk *d = desk_with(&plain, with_an_empty_group_6);
	const struct finding *f = &d->result.findings.of[CHECK_FILES_READ];
	assert_int_equal(read_run(&d->order, &d->result), EG_OK);
	assert_int_equal(f->verdict, VERDICT_PASS);
	read_result_clear(&d->result);
	d->order.strict = true;
	assert_int_equal(read_run(&d->order, &d->result), EG_OK);
	assert_int_equal(f->verdict, VERDICT_FAIL);
	assert_int_equal(f->reason, REASON_DEVIATION);
	assert_int_equal(f->detail, EMRTD_DG6);
	assert_true(read_found(&d->result, false));
	desk_clear(d);
}

static void without_a_trust_list_nothing_is_judged(void **state)
{
	(void)state;
	static const struct chip_profile plain = {0};
	struct desk *d = desk_of(&plain);
	d->order.trust = NULL;
	assert_int_equal(read_run(&d->order, &d->result), EG_OK);
	assert_false(d->result.judged);
	assert_int_equal(findings_verdict(&d->result.findings, CHECK_SOD_SIGNATURE),
			 VERDICT_NOT_DONE);
	char *text = shown(d, false, false);
	assert_non_null(strstr(text, "nothing of it is proved genuine"));
	free(text);
	desk_clear(d);
}

static void fields_that_differ_from_the_printed_zone_are_named(void **state)
{
	(void)state;
	static const struct chip_profile plain = {0};
	struct desk *d = desk_of(&plain);
	struct findings *f = &d->result.findings;
	assert_int_equal(read_run(&d->order, &d->result), EG_OK);
	findings_set(f, CHECK_MRZ_SAME, VERDICT_FAIL, REASON_DIFFERS);
	f->of[CHECK_MRZ_SAME].detail = MRZ_FIELD_NAME | MRZ_FIELD_SEX;
	char *text = shown(d, false, false);
	assert_non_null(strstr(text, ": differs (name, sex)\n"));
	free(text);
	desk_clear(d);
}

/* A device may call itself what it likes. */
static void a_reader_s_name_steers_no_screen(void **state)
{
	(void)state;
	static const struct chip_profile plain = {0};
	static char endless[3 * READ_NAME_MAX];
	struct desk *d = desk_of(&plain);
	for (size_t i = 0; i + 1 < sizeof(endless); i++) {
		endless[i] = '\x9B';
	}
	const char *const names[] = {"A\x1B]0;B\x07\nC\xFF\xC2\x9B", endless};
	for (size_t i = 0; i < 2; i++) {
		reader_name = names[i];
		char *text = shown(d, false, false);
		char *json = shown(d, false, true);
		uint32_t deviations = 0;
		assert_null(strpbrk(text, "\x1B\x07"));
		struct rd rest = rd_cstr(text);
		struct rd line = rd_until(&rest, "\n");
		assert_true(lds_text_of(line, 0, &deviations).encoding <= LDS_UTF8);
		cJSON *tree = cJSON_Parse(json);
		const char *told = cJSON_GetStringValue(cJSON_GetObjectItem(tree, "reader"));
		assert_non_null(told);
		assert_true(lds_text_of(rd_cstr(told), 0, &deviations).encoding <= LDS_UTF8);
		cJSON_Delete(tree);
		free(text);
		free(json);
	}
	reader_name = "a reader";
	desk_clear(d);
}

static void a_cloned_chip_is_found(void **state)
{
	(void)state;
	static const struct chip_profile cloned = {.aa_cloned = true};
	struct desk *d = desk_of(&cloned);
	assert_int_equal(read_run(&d->order, &d->result), EG_OK);
	assert_true(read_found(&d->result, false));
	desk_clear(d);
}

static void groups_that_nobody_asked_for_are_no_findings(void **state)
{
	(void)state;
	static const struct chip_profile plain = {0};
	struct desk *d = desk_of(&plain);
	d->order.groups = EMRTD_GROUP(EMRTD_DG1);
	assert_int_equal(read_run(&d->order, &d->result), EG_OK);
	assert_int_equal(read_content(&d->result, EMRTD_DG15).left, 0);
	assert_int_equal(findings_verdict(&d->result.findings, CHECK_DG1_HASH), VERDICT_PASS);
	assert_int_equal(findings_verdict(&d->result.findings, CHECK_DG15_HASH), VERDICT_NOT_DONE);
	assert_int_equal(findings_verdict(&d->result.findings, CHECK_ACTIVE_AUTH),
			 VERDICT_NOT_DONE);
	desk_clear(d);
}

static void a_wrong_password_is_told_as_such(void **state)
{
	(void)state;
	static const struct chip_profile plain = {0};
	struct desk *d = desk_of(&plain);
	key_clear(&d->key);
	assert_int_equal(key_of_fields(&d->key, "L898902C4", "740812", "340415"), EG_OK);
	assert_int_equal(read_run(&d->order, &d->result), EG_OK);
	assert_true(read_found(&d->result, false));
	assert_int_equal(d->result.findings.of[CHECK_ACCESS].verdict, VERDICT_FAIL);
	char *text = shown(d, false, false);
	assert_non_null(strstr(text, "refused"));
	free(text);
	desk_clear(d);
}

static void the_card_access_number_opens_the_chip_alone(void **state)
{
	(void)state;
	static const struct chip_profile plain = {0};
	struct desk *d = desk_of(&plain);
	key_clear(&d->key);
	assert_int_equal(key_of_can(&d->key, DESK_CAN), EG_OK);
	assert_int_equal(read_run(&d->order, &d->result), EG_OK);
	assert_false(read_found(&d->result, false));
	assert_string_equal(d->result.suite.password, "CAN");
	assert_int_equal(findings_verdict(&d->result.findings, CHECK_MRZ_SAME), VERDICT_NOT_DONE);
	desk_clear(d);
}

static void a_card_access_number_is_no_key_for_bac(void **state)
{
	(void)state;
	static const struct chip_profile bac_only = {.pace_off = true};
	struct desk *d = desk_of(&bac_only);
	key_clear(&d->key);
	assert_int_equal(key_of_can(&d->key, DESK_CAN), EG_OK);
	assert_int_equal(read_run(&d->order, &d->result), EG_OK);
	assert_int_equal(d->result.totals.access, EMRTD_ACCESS_NONE);
	assert_int_equal(d->result.findings.of[CHECK_ACCESS].verdict, VERDICT_FAIL);
	assert_int_equal(d->result.findings.of[CHECK_ACCESS].reason, REASON_NOT_PRESENT);
	desk_clear(d);
}

/* Lost in the middle of DG2, which is read in short pieces. */
static void a_document_that_slipped_is_read_on(void **state)
{
	(void)state;
	static const struct chip_profile in_pieces = {.short_only = true};
	struct desk *d = desk_of(&in_pieces);
	chip_reader_lose(d->reader, 50);
	d->order.regain_ms = 1;
	assert_int_equal(read_run(&d->order, &d->result), EG_OK);
	assert_false(read_found(&d->result, false));
	assert_int_equal(d->result.totals.lost, 1);
	assert_int_equal(findings_verdict(&d->result.findings, CHECK_DG2_HASH), VERDICT_PASS);
	desk_clear(d);
}

static void a_document_that_is_not_laid_on_again_is_lost(void **state)
{
	(void)state;
	static const struct chip_profile in_pieces = {.short_only = true};
	struct desk *d = desk_of(&in_pieces);
	chip_reader_lose(d->reader, 50);
	assert_int_equal(read_run(&d->order, &d->result), EG_OK);
	assert_true(read_found(&d->result, false));
	assert_int_equal(d->result.findings.of[CHECK_FILES_READ].reason, REASON_CHIP_LOST);
	desk_clear(d);
}

static void an_empty_reader_is_an_error_not_a_finding(void **state)
{
	(void)state;
	static const struct chip_profile plain = {0};
	struct desk *d = desk_of(&plain);
	d->order.backend->close(&d->order.reader);
	assert_int_equal(chip_reader_open(&d->order.reader, NULL), EG_OK);
	assert_int_equal(read_run(&d->order, &d->result), EG_TIMEOUT);
	assert_string_equal(eg_fault_last().reason, "no document on the reader");
	desk_clear(d);
}

static void masks_hold(const struct desk *d, bool json)
{
	char *masked = shown(d, false, json);
	char *whole = shown(d, true, json);
	for (size_t i = 0; i < PERSONAL_COUNT; i++) {
		assert_null(strstr(masked, personal[i]));
	}
	assert_non_null(strstr(masked, "E. A. M."));
	assert_non_null(strstr(masked, "*******C3"));
	assert_non_null(strstr(whole, "ERIKSSON<<ANNA<MARIA"));
	assert_non_null(strstr(whole, "L898902C3"));
	free(masked);
	free(whole);
}

static void nobody_is_shown_to_who_did_not_ask(void **state)
{
	(void)state;
	static const struct chip_profile plain = {0};
	struct desk *d = desk_of(&plain);
	assert_int_equal(read_run(&d->order, &d->result), EG_OK);
	masks_hold(d, false);
	masks_hold(d, true);
	desk_clear(d);
}

static const cJSON *member(const cJSON *of, const char *name)
{
	const cJSON *found = cJSON_GetObjectItemCaseSensitive(of, name);
	if (found == NULL) {
		print_message("no member %s\n", name);
	}
	assert_non_null(found);
	return found;
}

/* The value that a file says under a label. */
static const char *said(const cJSON *root, const char *file, const char *label)
{
	const cJSON *one;
	cJSON_ArrayForEach(one, member(root, "says"))
	{
		if (strcmp(member(one, "file")->valuestring, file) == 0 &&
		    strcmp(member(one, "label")->valuestring, label) == 0) {
			return member(one, "value")->valuestring;
		}
	}
	return "";
}

static void json_has_its_shape(void **state)
{
	(void)state;
	static const struct chip_profile plain = {0};
	struct desk *d = desk_of(&plain);
	assert_int_equal(read_run(&d->order, &d->result), EG_OK);
	char *text = shown(d, false, true);
	cJSON *root = cJSON_Parse(text);
	assert_non_null(root);
	assert_int_equal(member(root, "version")->valueint, 1);
	assert_string_equal(member(root, "reader")->valuestring, "a reader");
	assert_string_equal(member(member(root, "access"), "protocol")->valuestring, "PACE");
	assert_string_equal(member(member(root, "access"), "parameters")->valuestring,
			    "brainpoolP256r1");
	const cJSON *files = member(root, "files");
	assert_int_equal(cJSON_GetArraySize(files), (int)d->result.count);
	const cJSON *first = cJSON_GetArrayItem(files, 0);
	assert_string_equal(member(first, "name")->valuestring, "EF.CardAccess");
	assert_true(member(first, "bytes")->valueint > 0);
	assert_int_equal(member(first, "apdus")->valueint, 1);
	assert_string_equal(said(root, "DG1", "number"), "*******C3");
	assert_true(cJSON_IsTrue(member(root, "masked")));
	const cJSON *finding = cJSON_GetArrayItem(member(root, "findings"), 0);
	assert_string_equal(member(finding, "check")->valuestring, "CHECK_ACCESS");
	assert_string_equal(member(finding, "verdict")->valuestring, "pass");
	assert_int_equal(member(member(root, "timing"), "apdus")->valueint,
			 (int)d->result.totals.apdus);
	assert_true(cJSON_IsTrue(member(root, "judged")));
	assert_true(cJSON_IsFalse(member(root, "found")));
	cJSON_Delete(root);
	free(text);
	desk_clear(d);
}

static void keys_that_are_none_are_refused(void **state)
{
	(void)state;
	static const char *const zones[] = {"", "P<UTO",
					    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n"
					    "L898902C46UTO7408122F3404159ZE184226B<<<<<16"};
	struct read_key k = {0};
	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++) {
		assert_int_equal(key_of_zone(&k, zones[i]), EG_CONFIG);
		assert_int_equal(k.information_size, 0);
	}
	assert_int_equal(key_of_fields(&k, "", "740812", "340415"), EG_CONFIG);
	assert_int_equal(key_of_fields(&k, "L898902C!", "740812", "340415"), EG_CONFIG);
	assert_int_equal(key_of_fields(&k, "L898902C3", "7408", "340415"), EG_CONFIG);
	assert_int_equal(key_of_fields(&k, "L898902C3", "740812", "34041<"), EG_CONFIG);
	assert_int_equal(key_of_fields(&k, "12345678901234567890123", "740812", "340415"),
			 EG_CONFIG);
	assert_int_equal(key_of_can(&k, "12345"), EG_CONFIG);
	assert_int_equal(key_of_can(&k, "12345A"), EG_CONFIG);
	assert_int_equal(key_of_can(&k, "12345678901234567"), EG_CONFIG);
}

static void a_zone_and_its_fields_open_the_same_chip(void **state)
{
	(void)state;
	struct read_key zone = {0};
	struct read_key fields = {0};
	assert_int_equal(key_of_zone(&zone, "p<utoeriksson<<anna<maria<<<<<<<<<<<<<<<<<<<\r\n"
					    "l898902c36uto7408122f3404159ze184226b<<<<<16\n"),
			 EG_OK);
	assert_int_equal(key_of_fields(&fields, "l898902c3", "740812", "340415"), EG_OK);
	assert_true(rd_equal(rd_of(zone.information, zone.information_size),
			     rd_of(fields.information, fields.information_size)));
	assert_int_equal(zone.zone_size, 88);
	assert_int_equal(zone.format, MRZ_TD3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_honest_document_is_read_and_nothing_is_found),
		cmocka_unit_test(no_apdu_is_told_twice_or_left_out),
		cmocka_unit_test(a_file_not_to_the_letter_is_found_by_a_strict_reader_alone),
		cmocka_unit_test(without_a_trust_list_nothing_is_judged),
		cmocka_unit_test(fields_that_differ_from_the_printed_zone_are_named),
		cmocka_unit_test(a_reader_s_name_steers_no_screen),
		cmocka_unit_test(a_cloned_chip_is_found),
		cmocka_unit_test(groups_that_nobody_asked_for_are_no_findings),
		cmocka_unit_test(a_wrong_password_is_told_as_such),
		cmocka_unit_test(the_card_access_number_opens_the_chip_alone),
		cmocka_unit_test(a_card_access_number_is_no_key_for_bac),
		cmocka_unit_test(a_document_that_slipped_is_read_on),
		cmocka_unit_test(a_document_that_is_not_laid_on_again_is_lost),
		cmocka_unit_test(an_empty_reader_is_an_error_not_a_finding),
		cmocka_unit_test(nobody_is_shown_to_who_did_not_ask),
		cmocka_unit_test(json_has_its_shape),
		cmocka_unit_test(keys_that_are_none_are_refused),
		cmocka_unit_test(a_zone_and_its_fields_open_the_same_chip),
	};
	return cmocka_run_group_tests(tests, rig_open, rig_close);
}
