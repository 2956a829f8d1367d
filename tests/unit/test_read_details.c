/*
 * read_details: what the files say is told, and nobody's data to who did not ask for them.
 */
#include "emrtd/mrz.h"
#include "prog/read_details.h"
#include "simulator/forge_details.h"
#include "simulator/forge_lds.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <string.h>

#define FILE_MAX 8192

static struct read_details details;

/* A result with one file that forge has written. */
static struct read_result result_of(enum emrtd_file file, const struct wr *w)
{
	struct read_result r = {.count = 1};
	struct rd content = wr_view(w);
	assert_true(content.left > 0);
	r.files[0].file = file;
	assert_int_equal(bytes_reserve(&r.files[0].content, content.left, FILE_MAX), EG_OK);
	assert_int_equal(bytes_append(&r.files[0].content, content), EG_OK);
	return r;
}

static const char *value_of(enum emrtd_file file, const char *label)
{
	for (size_t i = 0; i < details.count; i++) {
		const struct read_detail *d = &details.of[i];
		if (d->file == file && strcmp(d->label, label) == 0) {
			return d->value;
		}
	}
	return "";
}

static bool shown_anywhere(const char *text)
{
	for (size_t i = 0; i < details.count; i++) {
		if (strstr(details.of[i].value, text) != NULL) {
			return true;
		}
	}
	return false;
}

static const struct forge_person person = {
	.full_name = "M\xC3\xBCLLER<<\xC3\x85SA<LI",
	.other_names = {"SMITH<<JANE", NULL},
	.number = "1234567890",
	.birth = "19740812",
	.birth_place = "GR\xC3\x96NLAND",
	.address = "123 MAPLE ROAD<ANYTOWN",
	.telephone = "00442079460000",
	.profession = "SPY",
	.title = "DR",
	.summary = "TALL",
	.custody = "NOBODY",
};
static const char *const secrets[] = {"LLER",  "SA",   "SMITH", "JANE", "12345", "1974",  "NLAND",
				      "MAPLE", "0044", "SPY",   "DR",   "TALL",  "NOBODY"};

static void the_holder_is_masked_in_every_element(void **state)
{
	(void)state;
	uint8_t octets[FILE_MAX];
	struct wr w = WR_ARRAY(octets);
	forge_dg11(&w, &person);
	struct read_result r = result_of(EMRTD_DG11, &w);
	details_of(&details, &r, false);
	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++) {
		if (shown_anywhere(secrets[i])) {
			print_message("shown: %s\n", secrets[i]);
		}
		assert_false(shown_anywhere(secrets[i]));
	}
	assert_string_equal(value_of(EMRTD_DG11, "name in full"), "M. \xC3\x85. L.");
	assert_string_equal(value_of(EMRTD_DG11, "other name"), "S. J.");
	assert_string_equal(value_of(EMRTD_DG11, "personal number"), "********90");
	assert_string_equal(value_of(EMRTD_DG11, "birth"), "**********");
	/* A star for a character, not for an octet. */
	assert_string_equal(value_of(EMRTD_DG11, "place of birth"), "********");
	read_result_clear(&r);
}

static void who_asks_is_shown_all(void **state)
{
	(void)state;
	uint8_t octets[FILE_MAX];
	struct wr w = WR_ARRAY(octets);
	forge_dg11(&w, &person);
	struct read_result r = result_of(EMRTD_DG11, &w);
	details_of(&details, &r, true);
	assert_string_equal(value_of(EMRTD_DG11, "name in full"), person.full_name);
	assert_string_equal(value_of(EMRTD_DG11, "birth"), "1974-08-12");
	assert_string_equal(value_of(EMRTD_DG11, "profession"), "SPY");
	details_clear(&details);
	assert_int_equal(details.count, 0);
	read_result_clear(&r);
}

static void the_document_is_told_and_remarks_about_the_holder_are_not(void **state)
{
	(void)state;
	static const struct forge_paper paper = {
		.authority = "UTOPIA PASSPORT OFFICE",
		.issued = "20240101",
		.other_persons = {"SMITH<<JANE", NULL},
		.endorsements = "MUST WEAR GLASSES",
		.system = "XY123",
	};
	uint8_t octets[FILE_MAX];
	struct wr w = WR_ARRAY(octets);
	forge_dg12(&w, &paper);
	struct read_result r = result_of(EMRTD_DG12, &w);
	details_of(&details, &r, false);
	assert_string_equal(value_of(EMRTD_DG12, "issuing authority"), paper.authority);
	assert_string_equal(value_of(EMRTD_DG12, "issued"), "2024-01-01");
	assert_false(shown_anywhere("GLASSES"));
	assert_false(shown_anywhere("SMITH"));
	assert_false(shown_anywhere("XY123"));
	read_result_clear(&r);
}

static void an_odd_zone_is_told_as_such(void **state)
{
	(void)state;
	uint8_t octets[FILE_MAX];
	struct wr w = WR_ARRAY(octets);
	wr_put(&w, RD_TEXT("\x61\x5B\x5F\x1F\x58"));
	wr_put(&w, RD_TEXT("X<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
			   "L898902C36UTO7408122F1204159ZE184226B<<<<<10"));
	struct read_result r = result_of(EMRTD_DG1, &w);
	details_of(&details, &r, false);
	assert_string_equal(value_of(EMRTD_DG1, "number"), "*******C3");
	assert_string_equal(value_of(EMRTD_DG1, "deviation"), mrz_fault_text(MRZ_ODD_CODE));
	read_result_clear(&r);
}

static void people_to_notify_are_masked(void **state)
{
	(void)state;
	static const struct forge_contact contacts[] = {
		{"20240101", "SMITH<<CHARLES", "19525551212", "49 REDWOOD LANE<OCEAN BREEZE"}};
	uint8_t octets[FILE_MAX];
	struct wr w = WR_ARRAY(octets);
	forge_dg16(&w, contacts, 1);
	struct read_result r = result_of(EMRTD_DG16, &w);
	details_of(&details, &r, false);
	assert_string_equal(value_of(EMRTD_DG16, "to notify"), "S. C.");
	assert_false(shown_anywhere("SMITH"));
	assert_false(shown_anywhere("1952"));
	assert_false(shown_anywhere("REDWOOD"));
	read_result_clear(&r);
}

static void what_the_chip_offers_is_told(void **state)
{
	(void)state;
	uint8_t octets[FILE_MAX];
	struct wr w = WR_ARRAY(octets);
	wr_put(&w, RD_TEXT("\x31\x14\x30\x12\x06\x0A\x04\x00\x7F\x00\x07\x02\x02\x04\x02\x02\x02"
			   "\x01\x02\x02\x01\x0D"));
	struct read_result r = result_of(EMRTD_CARD_ACCESS, &w);
	details_of(&details, &r, false);
	assert_string_equal(value_of(EMRTD_CARD_ACCESS, "offers"), "PACE, number 13");
	read_result_clear(&r);
}

static void files_that_break_their_format_are_told_as_such(void **state)
{
	(void)state;
	static const enum emrtd_file files[] = {
		EMRTD_CARD_ACCESS, EMRTD_COM,  EMRTD_DG1,  EMRTD_DG2,  EMRTD_DG3,
		EMRTD_DG4,         EMRTD_DG5,  EMRTD_DG7,  EMRTD_DG11, EMRTD_DG12,
		EMRTD_DG14,        EMRTD_DG15, EMRTD_DG16, EMRTD_DG13};
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		uint8_t octets[FILE_MAX];
		struct wr w = WR_ARRAY(octets);
		wr_put(&w, RD_TEXT("\x04\x02\xFF\xFF"));
		struct read_result r = result_of(files[i], &w);
		details_of(&details, &r, false);
		assert_int_equal(details.count, 1);
		assert_string_equal(value_of(files[i], "format"), "not understood");
		read_result_clear(&r);
	}
}

/* Text goes to somebody's terminal: what steers one is no text. */
static void control_characters_do_not_reach_a_screen(void **state)
{
	(void)state;
	static const struct forge_paper paper = {.authority = "A\x1B[2JB\xC2\x9B"
							      "C"};
	uint8_t octets[FILE_MAX];
	struct wr w = WR_ARRAY(octets);
	forge_dg12(&w, &paper);
	struct read_result r = result_of(EMRTD_DG12, &w);
	details_of(&details, &r, true);
	assert_false(shown_anywhere("\x1B"));
	assert_false(shown_anywhere("\xC2\x9B"));
	assert_true(shown_anywhere("B"));
	read_result_clear(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_holder_is_masked_in_every_element),
		cmocka_unit_test(who_asks_is_shown_all),
		cmocka_unit_test(the_document_is_told_and_remarks_about_the_holder_are_not),
		cmocka_unit_test(an_odd_zone_is_told_as_such),
		cmocka_unit_test(people_to_notify_are_masked),
		cmocka_unit_test(what_the_chip_offers_is_told),
		cmocka_unit_test(files_that_break_their_format_are_told_as_such),
		cmocka_unit_test(control_characters_do_not_reach_a_screen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
