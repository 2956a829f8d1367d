/*
 * Quirks 19 and 21 of documents in the field: DG11, DG12 and DG13 as issuers fill them, and groups
 * that are listed and not given. One story each: the files come, what can be read is read, and what
 * is odd is told.
 */
#include "quirk_rig.h"

#include "emrtd/lds_details.h"

#include <string.h>

/* What the next document has instead of DG14 and DG15. */
static struct rd first_group;
static struct rd second_group;
static unsigned second_number;

/* Replaces a group, and its number in the list that EF.SOD has. */
static void replace_group(struct chip_document *d, unsigned was, unsigned is, struct rd contents)
{
	static uint8_t sod[2][8192];
	for (size_t i = 0; i < d->file_count; i++) {
		struct chip_file *f = &d->files[i];
		if (f->fid == 0x0100 + was && f->in_application) {
			f->fid = (uint16_t)(0x0100 + is);
			f->sfi = (uint8_t)is;
			f->contents = contents;
		}
		size_t size;
		uint8_t *copy = sod[was - 14];
		if (f->fid != 0x011D || !f->in_application) {
			continue;
		}
		assert_true(rd_dump(f->contents, copy, sizeof(sod[0]), &size));
		f->contents = rd_of(copy, size);
		for (size_t k = 0; k + 4 < size; k++) {
			/* INTEGER number, OCTET STRING of 32 octets */
			if (copy[k] == 0x02 && copy[k + 1] == 1 && copy[k + 2] == was &&
			    copy[k + 3] == 0x04 && copy[k + 4] == 32) {
				copy[k + 2] = (uint8_t)is;
			}
		}
	}
}

static void put_details(struct chip_document *d)
{
	replace_group(d, 14, 11, first_group);
	replace_group(d, 15, second_number, second_group);
}

static void read_groups(struct rd dg11, unsigned number, struct rd second, struct rig_result *r)
{
	const struct forge_order order = rig_order();
	first_group = dg11;
	second_number = number;
	second_group = second;
	quirk_run(
		"", &order,
		(struct rig_setting){.config = {.groups = EMRTD_GROUPS_ALL}, .alter = put_details},
		r);
	rig_pass(r, CHECK_FILES_READ);
	assert_true(rd_equal(bytes_rd(&r->file[EMRTD_DG11]), dg11));
	assert_true(rd_equal(bytes_rd(&r->file[number]), second));
}

static struct rd group(struct wr *w, uint32_t tag, struct rd list, struct rd elements)
{
	size_t mark = wr_open(w, tag);
	wr_tlv(w, 0x5C, list);
	wr_put(w, elements);
	wr_close(w, mark);
	return wr_view(w);
}

static void quirk_21_dates_in_bcd_are_days_like_those_in_digits(void **state)
{
	(void)state;
	static const struct {
		struct rd birth;
		enum lds_date_form form;
	} kinds[] = {
		{{(const uint8_t *)"\x5F\x2B\x08"
				   "19740812",
		  11, false},
		 LDS_DATE_DIGITS},
		{{(const uint8_t *)"\x5F\x2B\x04\x19\x74\x08\x12", 7, false}, LDS_DATE_BCD},
	};
	for (size_t i = 0; i < 2; i++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		uint8_t eleven[64];
		uint8_t twelve[64];
		struct wr a = WR_ARRAY(eleven);
		struct wr b = WR_ARRAY(twelve);
		struct lds_person person;
		struct lds_document document;
		read_groups(group(&a, 0x6B, RD_TEXT("\x5F\x2B"), kinds[i].birth), EMRTD_DG12,
			    group(&b, 0x6C, RD_TEXT("\x5F\x26"),
				  RD_TEXT("\x5F\x26\x04\x20\x24\x05\x31")),
			    &r);
		assert_int_equal(lds_dg11(bytes_rd(&r.file[EMRTD_DG11]), &person), EG_OK);
		assert_int_equal(person.birth.form, kinds[i].form);
		assert_int_equal(person.birth.day.year, 1974);
		assert_int_equal(person.birth.day.day, 12);
		assert_int_equal(lds_dg12(bytes_rd(&r.file[EMRTD_DG12]), &document), EG_OK);
		assert_int_equal(document.issued.form, LDS_DATE_BCD);
		assert_int_equal(document.issued.day.month, 5);
	}
}

static void quirk_21_other_names_empty_texts_and_fillers_are_read(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	uint8_t eleven[128];
	uint8_t twelve[64];
	struct wr a = WR_ARRAY(eleven);
	struct wr b = WR_ARRAY(twelve);
	struct lds_person person;
	struct lds_document document;
	/* A full name of fillers, two other names in their template, an empty telephone. */
	read_groups(group(&a, 0x6B, RD_TEXT("\x5F\x0E\xA0\x5F\x12"),
			  RD_TEXT("\x5F\x0E\x0B"
				  "ANNA<<<<<<<"
				  "\xA0\x15\x02\x01\x02\x5F\x0F\x06"
				  "ONE<<A"
				  "\x5F\x0F\x06"
				  "TWO<<B"
				  "\x5F\x12\x00")),
		    EMRTD_DG12,
		    group(&b, 0x6C, RD_TEXT("\x5F\x19\x5F\x1B"),
			  RD_TEXT("\x5F\x19\x00\x5F\x1B\x03<<<")),
		    &r);
	assert_int_equal(lds_dg11(bytes_rd(&r.file[EMRTD_DG11]), &person), EG_OK);
	assert_int_equal(person.other_names.announced, 2);
	assert_int_equal(person.other_names.count, 2);
	assert_true(rd_equal(person.text[LDS_PERSON_FULL_NAME].bytes, RD_TEXT("ANNA")));
	assert_true((person.deviations & LDS_BIT(LDS_TEXT_FILLERS)) != 0);
	assert_true((person.deviations & LDS_BIT(LDS_ELEMENT_EMPTY)) != 0);
	assert_int_equal(lds_dg12(bytes_rd(&r.file[EMRTD_DG12]), &document), EG_OK);
	assert_int_equal(document.text[LDS_DOCUMENT_ENDORSEMENTS].bytes.left, 0);
}

/* A count that is a lie, in a template of nothing, and one of more than there can be. */
static void quirk_21_hostile_counts_reserve_nothing(void **state)
{
	(void)state;
	static const char *const names[] = {
		"\xA0\x03\x02\x01\xFF",
		"\xA0\x0B\x02\x01\x7F\x5F\x0F\x05"
		"ONE<A",
	};
	for (size_t i = 0; i < 2; i++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		uint8_t eleven[64];
		struct wr a = WR_ARRAY(eleven);
		struct lds_person person;
		read_groups(group(&a, 0x6B, RD_TEXT("\xA0"), rd_of(names[i], strlen(names[i]))),
			    EMRTD_DG13, RD_TEXT("\x6D\x04\x0C\x02hi"), &r);
		assert_int_equal(lds_dg11(bytes_rd(&r.file[EMRTD_DG11]), &person), EG_OK);
		assert_true(person.other_names.count <= 1);
		assert_int_not_equal(person.deviations, 0);
	}
}

/* Russia: DG13 holds keys of its own under an identifier that looks like Chip Authentication's. */
static void quirk_21_a_national_group_is_read_and_left_alone(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	uint8_t eleven[64];
	struct wr a = WR_ARRAY(eleven);
	read_groups(group(&a, 0x6B, RD_TEXT("\x5F\x2B"), RD_TEXT("\x5F\x2B\x04\x19\x74\x08\x12")),
		    EMRTD_DG13,
		    RD_TEXT("\x6D\x13\x31\x11\x30\x0F\x06\x0A\x04\x00\x7F\x00\x07\x02\x02\x03\x02"
			    "\x02\x02\x01\x01"),
		    &r);
	assert_false(rig_gave(&r, EMRTD_CHIP_AUTH_REFUSED));
}

/* EF.SOD lists the two groups of quirk_19: the second is hidden or refused by the chip. */
static void quirk_19_a_listed_group_that_is_not_there_is_a_finding_and_costs_no_other(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	const struct forge_order order = rig_order();
	first_group = RD_TEXT("\x6B\x02\x5C\x00");
	second_number = EMRTD_DG12;
	second_group = RD_TEXT("\x6C\x02\x5C\x00");
	quirk_run(
		"dg12_absent", &order,
		(struct rig_setting){.config = {.groups = EMRTD_GROUPS_ALL}, .alter = put_details},
		&r);
	rig_finding(&r, CHECK_FILES_READ, VERDICT_FAIL, REASON_NOT_PRESENT);
	assert_int_equal(r.findings.of[CHECK_FILES_READ].detail, EMRTD_DG12);
	assert_int_equal(r.file[EMRTD_DG11].size, first_group.left);
	assert_true(r.file[EMRTD_DG2].size > RIG_PORTRAIT_SIZE);
}

static void quirk_19_fingers_are_not_asked_for_without_a_terminal(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	const struct forge_order order = rig_order();
	first_group = RD_TEXT("\x6B\x02\x5C\x00");
	second_number = EMRTD_DG3;
	second_group = RD_TEXT("\x63\x02\x5C\x00");
	quirk_run(
		"dg3_refused", &order,
		(struct rig_setting){.config = {.groups = EMRTD_GROUPS_ALL}, .alter = put_details},
		&r);
	rig_pass(&r, CHECK_FILES_READ);
	assert_int_equal(r.file[EMRTD_DG3].size, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quirk_21_dates_in_bcd_are_days_like_those_in_digits),
		cmocka_unit_test(quirk_21_other_names_empty_texts_and_fillers_are_read),
		cmocka_unit_test(quirk_21_hostile_counts_reserve_nothing),
		cmocka_unit_test(quirk_21_a_national_group_is_read_and_left_alone),
		cmocka_unit_test(
			quirk_19_a_listed_group_that_is_not_there_is_a_finding_and_costs_no_other),
		cmocka_unit_test(quirk_19_fingers_are_not_asked_for_without_a_terminal),
	};
	return cmocka_run_group_tests(tests, rig_open, rig_close);
}
