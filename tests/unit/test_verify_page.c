/*
 * test_verify_page: which fields of a printed zone differ from the chip's, and what is not sure.
 */
#include "prog/verify_page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define TD3                                            \
	"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<" \
	"L898902C36UTO7408122F3404159ZE184226B<<<<<16"
#define TD1                              \
	"I<UTOD231458907<<<<<<<<<<<<<<<" \
	"7408122F1204159UTO<<<<<<<<<<<6" \
	"ERIKSSON<<ANNA<MARIA<<<<<<<<<<"
#define TD1_LONG                         \
	"IDUTO000590448<4204<ABC<<<<<<<" \
	"7408122F1204159UTO<<<<<<<<<<<1" \
	"ERIKSSON<<ANNA<MARIA<<<<<<<<<<"

static struct msg_begin printed(const char *zone)
{
	struct msg_begin b = {.kind = DOCUMENT_TD3};
	size_t size;
	assert_true(rd_dump(rd_cstr(zone), b.mrz, sizeof(b.mrz), &size));
	b.mrz_size = (uint8_t)size;
	return b;
}

static void mark(struct msg_begin *b, size_t position)
{
	b->unsure[position / 8] = (uint8_t)(b->unsure[position / 8] | 1u << position % 8);
}

static struct finding compared(const struct msg_begin *b, const char *chip)
{
	struct findings f = findings_none();
	verify_page(b, rd_cstr(chip), &f);
	return f.of[CHECK_MRZ_SAME];
}

static void differs(const struct msg_begin *b, const char *chip, unsigned fields)
{
	struct finding f = compared(b, chip);
	assert_int_equal(f.verdict, VERDICT_FAIL);
	assert_int_equal(f.reason, REASON_DIFFERS);
	assert_int_equal(f.detail, fields);
}

static void same(const struct msg_begin *b, const char *chip)
{
	struct finding f = compared(b, chip);
	assert_int_equal(f.verdict, VERDICT_PASS);
	assert_int_equal(f.reason, REASON_NONE);
	assert_int_equal(f.detail, 0);
}

static void each_character_that_differs_names_its_field(void **state)
{
	static const struct {
		size_t at;
		unsigned field;
	} cases[] = {
		{0, MRZ_FIELD_DOCUMENT},     {4, MRZ_FIELD_DOCUMENT},  {5, MRZ_FIELD_NAME},
		{43, MRZ_FIELD_NAME},        {44, MRZ_FIELD_NUMBER},   {53, MRZ_FIELD_NUMBER},
		{54, MRZ_FIELD_NATIONALITY}, {57, MRZ_FIELD_BIRTH},    {63, MRZ_FIELD_BIRTH},
		{64, MRZ_FIELD_SEX},         {65, MRZ_FIELD_EXPIRY},   {71, MRZ_FIELD_EXPIRY},
		{72, MRZ_FIELD_OPTIONAL},    {86, MRZ_FIELD_OPTIONAL},
	};
	(void)state;
	struct msg_begin b = printed(TD3);
	same(&b, TD3);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		b = printed(TD3);
		b.mrz[cases[i].at] = 'Q';
		differs(&b, TD3, cases[i].field);
	}
}

static void several_fields_are_all_named(void **state)
{
	(void)state;
	struct msg_begin b = printed(TD3);
	b.mrz[10] = 'Q';
	b.mrz[11] = 'Q';
	b.mrz[55] = 'Q';
	differs(&b, TD3, MRZ_FIELD_NAME | MRZ_FIELD_NATIONALITY);
}

static void what_is_not_sure_is_compared_with_nothing(void **state)
{
	(void)state;
	struct msg_begin b = printed(TD3);
	b.mrz[10] = 'Q';
	mark(&b, 10);
	same(&b, TD3);
	b.mrz[11] = 'Q'; /* the one beside it is sure */
	differs(&b, TD3, MRZ_FIELD_NAME);
	mark(&b, 11);
	b.mrz[64] = 'M';
	differs(&b, TD3, MRZ_FIELD_SEX);
}

static void the_composite_digit_counts_where_all_was_read(void **state)
{
	(void)state;
	struct msg_begin b = printed(TD3);
	b.mrz[87] = '5';
	differs(&b, TD3, 0);
	mark(&b, 20); /* what it would be of one cannot know */
	same(&b, TD3);
}

static void another_kind_of_document_differs_in_every_field(void **state)
{
	(void)state;
	struct msg_begin b = printed(TD3);
	differs(&b, TD1, 0xFF);
	for (size_t i = 0; i < MSG_MRZ_SIZE; i++) {
		mark(&b, i);
	}
	differs(&b, TD1, 0xFF);
	b.mrz_size = 0;
	differs(&b, TD3, 0xFF);
}

/* The rest of a long number and its digit stand in the optional data. */
static void a_number_that_goes_on_differs_as_a_number(void **state)
{
	(void)state;
	struct msg_begin b = printed(TD1_LONG);
	same(&b, TD1_LONG);
	b.mrz[16] = '9';
	differs(&b, TD1_LONG, MRZ_FIELD_NUMBER);
	b = printed(TD1_LONG);
	b.mrz[20] = 'X';
	differs(&b, TD1_LONG, MRZ_FIELD_OPTIONAL);
	b = printed(TD1_LONG);
	b.mrz[18] = '<'; /* a shorter one: the digit is missing */
	differs(&b, TD1_LONG, MRZ_FIELD_NUMBER | MRZ_FIELD_OPTIONAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_character_that_differs_names_its_field),
		cmocka_unit_test(several_fields_are_all_named),
		cmocka_unit_test(what_is_not_sure_is_compared_with_nothing),
		cmocka_unit_test(the_composite_digit_counts_where_all_was_read),
		cmocka_unit_test(another_kind_of_document_differs_in_every_field),
		cmocka_unit_test(a_number_that_goes_on_differs_as_a_number),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
