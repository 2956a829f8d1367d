/*
 * mrz_place: each character belongs to the field that mrz_parse, which was written apart from it,
 * reads it into; numbers that go on take their rest along.
 */
#include "base/mrz_place.h"
#include "document/mrz_form.h"
#include "emrtd/mrz.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <string.h>

#define TD3                                            \
	"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<" \
	"L898902C36UTO7408122F3404159ZE184226B<<<<<16"
#define TD2                                    \
	"I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<" \
	"D231458907UTO7408122F1204159<<<<<<<6"
#define TD2_LONG                               \
	"I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<" \
	"D23145890<UTO7408122F120415912345626"
#define TD1                              \
	"I<UTOD231458907<<<<<<<<<<<<<<<" \
	"7408122F1204159UTO<<<<<<<<<<<6" \
	"ERIKSSON<<ANNA<MARIA<<<<<<<<<<"
#define TD1_LONG                         \
	"IDUTO000590448<4204<ABC<<<<<<<" \
	"7408122F1204159UTO<<<<<<<<<<<1" \
	"ERIKSSON<<ANNA<MARIA<<<<<<<<<<"
#define ZONE_MAX 90

/* A letter for each character: D N(ame) U(number) A(tionality) B S E O, '.' for none. */
static char letter_of(unsigned field)
{
	static const char letters[] = "DNUABSEO";
	for (size_t i = 0; i < MRZ_FIELD_COUNT; i++) {
		if (field == 1u << i) {
			return letters[i];
		}
	}
	assert_int_equal(field, 0);
	return '.';
}

static void places_are(const char *zone, const char *letters)
{
	char found[ZONE_MAX + 1] = "";
	assert_int_equal(strlen(zone), strlen(letters));
	for (size_t i = 0; i < strlen(zone); i++) {
		found[i] = letter_of(mrz_field_at(rd_cstr(zone), i));
	}
	assert_string_equal(found, letters);
	assert_int_equal(mrz_field_at(rd_cstr(zone), strlen(zone)), 0);
	assert_int_equal(mrz_field_at(rd_cstr(zone), SIZE_MAX), 0);
}

static void each_character_has_its_place(void **state)
{
	(void)state;
	places_are(TD3, "DDDDDNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNN"
			"UUUUUUUUUUAAABBBBBBBSEEEEEEEOOOOOOOOOOOOOOO.");
	places_are(TD2, "DDDDDNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNN"
			"UUUUUUUUUUAAABBBBBBBSEEEEEEEOOOOOOO.");
	places_are(TD1, "DDDDDUUUUUUUUUUOOOOOOOOOOOOOOO"
			"BBBBBBBSEEEEEEEAAAOOOOOOOOOOO."
			"NNNNNNNNNNNNNNNNNNNNNNNNNNNNNN");
}

/* The filler behind it is the optional data's: no key is made of it. */
static void a_number_that_goes_on_takes_its_rest_along(void **state)
{
	(void)state;
	places_are(TD1_LONG, "DDDDDUUUUUUUUUUUUUUOOOOOOOOOOO"
			     "BBBBBBBSEEEEEEEAAAOOOOOOOOOOO."
			     "NNNNNNNNNNNNNNNNNNNNNNNNNNNNNN");
	places_are(TD2_LONG, "DDDDDNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNN"
			     "UUUUUUUUUUAAABBBBBBBSEEEEEEEUUUUUUU.");
	char td3[] = TD3; /* has no such form */
	td3[53] = '<';
	assert_int_equal(mrz_field_at(rd_cstr(td3), 72), MRZ_FIELD_OPTIONAL);
	assert_int_equal(mrz_number_rest(rd_cstr(TD1_LONG)), 4);
	assert_int_equal(mrz_number_rest(rd_cstr(TD2_LONG)), 7);
	assert_int_equal(mrz_number_rest(rd_cstr(TD1)), 0);
	assert_int_equal(mrz_number_rest(rd_cstr(td3)), 0);
	assert_int_equal(mrz_number_rest(RD_EMPTY), 0);
}

/* test_mrz_item.c shows what each form has; here is that nothing else has anything. */
static void what_is_no_form_has_no_part(void **state)
{
	(void)state;
	assert_int_equal(mrz_layout_of(89), MRZ_LAYOUT_NONE);
	for (unsigned part = 0; part <= MRZ_PART_COUNT; part++) {
		assert_int_equal(mrz_place_of(MRZ_LAYOUT_NONE, (enum mrz_part)part).size, 0);
		assert_int_equal(mrz_place_of(MRZ_LAYOUT_COUNT, (enum mrz_part)part).size, 0);
	}
	assert_int_equal(mrz_place_of(MRZ_LAYOUT_TD3, MRZ_PART_COUNT).size, 0);
	assert_int_equal(mrz_place_of(MRZ_LAYOUT_TD3, MRZ_PART_OPTIONAL_2).size, 0);
}

static unsigned read_differently(const struct mrz *a, const struct mrz *b)
{
	unsigned fields = 0;
	bool document = strcmp(a->document_code, b->document_code) != 0 ||
			strcmp(a->issuing_state, b->issuing_state) != 0;
	bool optional =
		strcmp(a->optional, b->optional) != 0 || strcmp(a->optional2, b->optional2) != 0;
	fields |= document ? MRZ_FIELD_DOCUMENT : 0;
	fields |= strcmp(a->names, b->names) != 0 ? MRZ_FIELD_NAME : 0;
	fields |= strcmp(a->document_number, b->document_number) != 0 ? MRZ_FIELD_NUMBER : 0;
	fields |= strcmp(a->nationality, b->nationality) != 0 ? MRZ_FIELD_NATIONALITY : 0;
	fields |= strcmp(a->birth, b->birth) != 0 ? MRZ_FIELD_BIRTH : 0;
	fields |= a->sex != b->sex ? MRZ_FIELD_SEX : 0;
	fields |= strcmp(a->expiry, b->expiry) != 0 ? MRZ_FIELD_EXPIRY : 0;
	fields |= optional ? MRZ_FIELD_OPTIONAL : 0;
	return fields;
}

/* Digits of the three fields of the key, as mrz_faults names them. */
static unsigned digits_wrong(uint32_t faults)
{
	unsigned fields = 0;
	fields |= (faults & MRZ_BIT(MRZ_BAD_NUMBER_DIGIT)) != 0 ? MRZ_FIELD_NUMBER : 0;
	fields |= (faults & MRZ_BIT(MRZ_BAD_BIRTH_DIGIT)) != 0 ? MRZ_FIELD_BIRTH : 0;
	fields |= (faults & MRZ_BIT(MRZ_BAD_EXPIRY_DIGIT)) != 0 ? MRZ_FIELD_EXPIRY : 0;
	fields |= (faults & MRZ_BIT(MRZ_BAD_OPTIONAL_DIGIT)) != 0 ? MRZ_FIELD_OPTIONAL : 0;
	return fields;
}

/* Another character whose weight in a check digit differs by one: every digit sees it. */
static char neighbour(char c)
{
	bool first = c == 'A' || c == '0';
	return c == '<' ? 'B' : (char)(first ? c + 1 : c - 1);
}

static void mrz_parse_reads_each_character_into_that_field(void **state)
{
	static const char *const zones[] = {TD3, TD2, TD1};
	(void)state;
	for (size_t z = 0; z < 3; z++) {
		struct mrz whole;
		assert_int_equal(mrz_parse(rd_cstr(zones[z]), &whole), EG_OK);
		for (size_t i = 0; i < strlen(zones[z]); i++) {
			char other[ZONE_MAX + 1] = "";
			struct mrz m;
			for (size_t k = 0; k < strlen(zones[z]); k++) {
				other[k] = zones[z][k];
			}
			other[i] = neighbour(other[i]);
			unsigned place = mrz_field_at(rd_cstr(other), i);
			if ((place & MRZ_FIELDS_KEY) != 0) {
				assert_int_equal(mrz_parse_key(rd_cstr(other), &m), EG_BAD_DATA);
				assert_int_equal(digits_wrong(mrz_faults(rd_cstr(other))) & place,
						 place);
				continue;
			}
			assert_int_equal(mrz_parse_key(rd_cstr(other), &m), EG_OK);
			unsigned read =
				read_differently(&whole, &m) |
				(digits_wrong(mrz_faults(rd_cstr(other))) & MRZ_FIELD_OPTIONAL);
			assert_int_equal(read, place);
		}
	}
}

/* What the reader of pictures may mark is what the core lets it: else it would be ended for it. */
static void the_key_is_the_one_that_is_read_from_pictures(void **state)
{
	static const struct {
		const char *zone;
		enum mrz_form form;
	} cases[] = {{TD3, MRZ_FORM_TD3},
		     {TD2, MRZ_FORM_TD2},
		     {TD1, MRZ_FORM_TD1},
		     {TD1_LONG, MRZ_FORM_TD1},
		     {TD2_LONG, MRZ_FORM_TD2}};
	(void)state;
	for (size_t z = 0; z < sizeof(cases) / sizeof(cases[0]); z++) {
		struct mrz_check checks[MRZ_FORM_CHECKS_MAX];
		uint8_t numbers[MRZ_FORM_SIZE_MAX];
		size_t count;
		const size_t size = strlen(cases[z].zone);
		for (size_t i = 0; i < size; i++) {
			numbers[i] = (uint8_t)mrz_letter_number(cases[z].zone[i]);
		}
		assert_true(mrz_form_checks(cases[z].form, numbers, checks, &count));
		for (size_t i = 0; i < size; i++) {
			bool key = (mrz_field_at(rd_cstr(cases[z].zone), i) & MRZ_FIELDS_KEY) != 0;
			assert_int_equal(key, mrz_form_in_key(cases[z].form, &checks[0], i));
		}
	}
}

static void marks_are_told_by_field(void **state)
{
	(void)state;
	uint8_t marks[12] = {0};
	assert_int_equal(mrz_fields_marked(rd_cstr(TD3), RD_ARRAY(marks)), 0);
	marks[87 / 8] = 1u << 87 % 8; /* the composite digit */
	assert_int_equal(mrz_fields_marked(rd_cstr(TD3), RD_ARRAY(marks)), 0);
	assert_true(mrz_marked(RD_ARRAY(marks), 87));
	assert_false(mrz_marked(RD_ARRAY(marks), 86));
	assert_false(mrz_marked(RD_ARRAY(marks), 96));
	marks[10 / 8] |= 1u << 10 % 8;
	marks[64 / 8] |= 1u << 64 % 8;
	assert_int_equal(mrz_fields_marked(rd_cstr(TD3), RD_ARRAY(marks)),
			 MRZ_FIELD_NAME | MRZ_FIELD_SEX);
	assert_int_equal(mrz_fields_marked(RD_TEXT("no zone"), RD_ARRAY(marks)), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_character_has_its_place),
		cmocka_unit_test(a_number_that_goes_on_takes_its_rest_along),
		cmocka_unit_test(what_is_no_form_has_no_part),
		cmocka_unit_test(mrz_parse_reads_each_character_into_that_field),
		cmocka_unit_test(the_key_is_the_one_that_is_read_from_pictures),
		cmocka_unit_test(marks_are_told_by_field),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
