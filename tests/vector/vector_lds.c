/*
 * The examples of Doc 9303-10, appendix A, byte for byte; and the files of the reference data set
 * of TR-03105-5.1, which lie beside the project: skipped (77) where absent.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "real_data.h"

#include "emrtd/lds.h"
#include "emrtd/lds_com.h"
#include "emrtd/lds_contact.h"
#include "emrtd/lds_details.h"
#include "emrtd/lds_infos.h"

#define REFERENCE "reference-mustermann/"

static void a_1_lists_its_groups(void **state)
{
	(void)state;
	struct lds_com c;
	struct rd a_1_7 = RD_TEXT("\x60\x16\x5F\x01\x04\x30\x31\x30\x37\x5F\x36\x06"
				  "\x30\x34\x30\x30\x30\x30\x5C\x04\x61\x75\x76\x6C");
	assert_int_equal(lds_com(a_1_7, &c), EG_OK);
	assert_int_equal(c.deviations, 0);
	assert_string_equal(c.lds_version, "0107");
	assert_string_equal(c.unicode_version, "040000");
	assert_int_equal(c.groups, 1u << 1 | 1u << 2 | 1u << 4 | 1u << 12);
	struct rd a_15_99 = RD_TEXT("\x60\x16\x5F\x01\x04\x31\x35\x39\x39\x5F\x36\x06"
				    "\x30\x34\x30\x30\x30\x30\x5C\x04\x61\x75\x76\x6C");
	assert_int_equal(lds_com(a_15_99, &c), EG_OK);
	assert_int_equal(c.deviations, LDS_BIT(LDS_VERSION_UNKNOWN));
	assert_string_equal(c.lds_version, "1599");
}

/*
 * The composite digit printed there is 4; by Doc 9303-3, 4.9 it is 8. The second example, A.2.2,
 * has 81 characters where its length says 72: it is no zone.
 */
static void a_2_1_gives_its_zone(void **state)
{
	(void)state;
	struct mrz m;
	struct rd text;
	assert_int_equal(mrz_faults(RD_TEXT("I<NLDXI85935F86999999990<<<<<<"
					    "7208148F1108268NLD<<<<<<<<<<<4"
					    "VAN<DER<STEEN<<MARIANNE<LOUISE")),
			 MRZ_BIT(MRZ_BAD_COMPOSITE_DIGIT));
	assert_int_equal(lds_dg1(RD_TEXT("\x61\x5D\x5F\x1F\x5A"
					 "I<NLDXI85935F86999999990<<<<<<"
					 "7208148F1108268NLD<<<<<<<<<<<8"
					 "VAN<DER<STEEN<<MARIANNE<LOUISE"),
				 &m, &text),
			 EG_OK);
	assert_int_equal(m.format, MRZ_TD1);
	assert_string_equal(m.document_number, "XI85935F8");
	assert_string_equal(m.optional, "999999990");
	assert_string_equal(m.secondary, "MARIANNE LOUISE");
	assert_true(m.truncated);
}

static void assert_text(struct lds_text text, const char *want)
{
	assert_int_equal(text.encoding, LDS_ASCII);
	assert_true(rd_equal(text.bytes, rd_cstr(want)));
}

static void a_5_gives_its_details(void **state)
{
	(void)state;
	struct lds_person p;
	/* The telephone number as the text above the example has it: its length is 14. */
	assert_int_equal(lds_dg11(RD_TEXT("\x6B\x63\x5C\x0A\x5F\x0E\x5F\x11\x5F\x42\x5F\x12\x5F\x13"
					  "\x5F\x0E\x0DSMITH<<JOHN<J"
					  "\x5F\x11\x0A"
					  "ANYTOWN<MN"
					  "\x5F\x42\x17"
					  "123 MAPLE RD<ANYTOWN<MN"
					  "\x5F\x12\x0E"
					  "1-612-555-1212"
					  "\x5F\x13\x0CTRAVEL<AGENT"),
				  &p),
			 EG_OK);
	assert_int_equal(p.deviations, 0);
	assert_text(p.text[LDS_PERSON_FULL_NAME], "SMITH<<JOHN<J");
	assert_text(p.text[LDS_PERSON_BIRTH_PLACE], "ANYTOWN<MN");
	assert_text(p.text[LDS_PERSON_ADDRESS], "123 MAPLE RD<ANYTOWN<MN");
	assert_text(p.text[LDS_PERSON_TELEPHONE], "1-612-555-1212");
	assert_text(p.text[LDS_PERSON_PROFESSION], "TRAVEL<AGENT");
	assert_int_equal(p.text[LDS_PERSON_TITLE].encoding, LDS_ABSENT);
}

static void a_6_gives_its_persons(void **state)
{
	(void)state;
	struct lds_contacts all;
	assert_int_equal(lds_dg16(RD_TEXT("\x70\x81\xA2\x02\x01\x02"
					  "\xA1\x4C\x5F\x50\x08"
					  "20020101"
					  "\x5F\x51\x10SMITH<<CHARLES<R"
					  "\x5F\x52\x0B"
					  "19525551212"
					  "\x5F\x53\x1D"
					  "123 MAPLE RD<ANYTOWN<MN<55100"
					  "\xA2\x4F\x5F\x50\x08"
					  "20020315"
					  "\x5F\x51\x0D"
					  "BROWN<<MARY<J"
					  "\x5F\x52\x0B"
					  "14155551212"
					  "\x5F\x53\x23"
					  "49 REDWOOD LN<OCEAN BREEZE<CA<94000"),
				  &all),
			 EG_OK);
	assert_int_equal(all.deviations, 0);
	assert_int_equal(all.count, 2);
	assert_int_equal(date_compare(all.of[0].recorded.day, (struct date){2002, 1, 1}), 0);
	assert_text(all.of[0].name, "SMITH<<CHARLES<R");
	assert_text(all.of[0].telephone, "19525551212");
	assert_text(all.of[0].address, "123 MAPLE RD<ANYTOWN<MN<55100");
	assert_text(all.of[1].name, "BROWN<<MARY<J");
	assert_text(all.of[1].address, "49 REDWOOD LN<OCEAN BREEZE<CA<94000");
}

/* A file of the reference data set; the test is skipped without it. */
static struct rd reference(const char *name, struct bytes *file)
{
	if (!real_file(SOURCE_ROOT, name, file)) {
		skip();
	}
	return bytes_rd(file);
}

static void the_reference_list_of_groups_is_right(void **state)
{
	(void)state;
	EG_AUTO(bytes_free) struct bytes file = {0};
	struct lds_com c;
	assert_int_equal(lds_com(reference(REFERENCE "EF_COM.bin", &file), &c), EG_OK);
	assert_int_equal(c.deviations, 0);
	assert_string_equal(c.lds_version, "0107");
	assert_int_equal(c.groups, 1u << 1 | 1u << 2 | 1u << 3 | 1u << 4 | 1u << 14);
}

static void the_reference_zone_is_right(void **state)
{
	(void)state;
	EG_AUTO(bytes_free) struct bytes file = {0};
	struct mrz m;
	struct rd text;
	assert_int_equal(lds_dg1(reference(REFERENCE "Datagroup1.bin", &file), &m, &text), EG_OK);
	assert_int_equal(m.faults, 0);
	assert_string_equal(m.primary, "MUSTERMANN");
	assert_string_equal(m.secondary, "ERIKA");
	assert_string_equal(m.document_number, "C11T002JM");
	assert_false(m.truncated);
}

static void the_reference_announces_chip_and_terminal_authentication(void **state)
{
	(void)state;
	EG_AUTO(bytes_free) struct bytes file = {0};
	struct rd set;
	struct lds_infos all;
	assert_int_equal(lds_dg14(reference(REFERENCE "Datagroup14.bin", &file), &set), EG_OK);
	assert_int_equal(lds_infos(set, &all), EG_OK);
	assert_int_equal(all.deviations, 0);
	assert_int_equal(all.count, 3);
	assert_int_equal(all.number_of[LDS_INFO_CHIP_KEY], 1);
	assert_int_equal(all.number_of[LDS_INFO_CHIP_AUTH], 1);
	assert_int_equal(all.number_of[LDS_INFO_TERMINAL_AUTH], 1);
	assert_false(all.of[0].has_number); /* one key, so no number */
}

static void the_reference_key_of_active_authentication_is_one_of_rsa(void **state)
{
	(void)state;
	EG_AUTO(bytes_free) struct bytes file = {0};
	EG_AUTO(crypt_pub_free) struct crypt_pub *key = NULL;
	struct rd spki;
	assert_int_equal(lds_dg15(reference(REFERENCE "Datagroup15.bin", &file), &spki), EG_OK);
	assert_int_equal(crypt_pub_from_spki(spki, &key), EG_OK);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest printed[] = {
		cmocka_unit_test(a_1_lists_its_groups),
		cmocka_unit_test(a_2_1_gives_its_zone),
		cmocka_unit_test(a_5_gives_its_details),
		cmocka_unit_test(a_6_gives_its_persons),
	};
	const struct CMUnitTest beside[] = {
		cmocka_unit_test(the_reference_list_of_groups_is_right),
		cmocka_unit_test(the_reference_zone_is_right),
		cmocka_unit_test(the_reference_announces_chip_and_terminal_authentication),
		cmocka_unit_test(the_reference_key_of_active_authentication_is_one_of_rsa),
	};
	(void)argv;
	if (argc == 1) {
		return cmocka_run_group_tests(printed, NULL, NULL);
	}
	EG_AUTO(bytes_free) struct bytes file = {0};
	if (!real_file(SOURCE_ROOT, REFERENCE "EF_COM.bin", &file)) {
		(void)printf("skipped: no " REFERENCE " beside the project\n"); /* told anyhow */
		return 77;
	}
	return cmocka_run_group_tests(beside, NULL, NULL);
}
