/*
 * lds: DG5 to DG13 and DG16 as issuers write them, and as they should not (quirk: dates in BCD,
 * names out of place, text that is none, counts that lie).
 */
#include "emrtd/lds_contact.h"
#include "emrtd/lds_details.h"
#include "emrtd/lds_image.h"
#include "emrtd/lds_opaque.h"

#include "simulator/forge_details.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <string.h>

static const struct forge_person PERSON = {
	.full_name = "M\xC3\x9CLLER<<ANNA",
	.other_names = {"SCHMIDT<<ANNA", "MEIER<<ANNI"},
	.number = "123-45",
	.birth = "19740812",
	.birth_place = "ANYTOWN<MN",
	.address = "1 STREET<ANYTOWN<MN",
	.telephone = "16125551212",
	.profession = "AGENT",
	.title = "DR",
	.summary = "NONE",
	.citizenship = {(const uint8_t *)"\xFF\xD8\xFF\xE0", 4},
	.other_documents = "X1<X2",
	.custody = "JOINT",
};

static struct lds_person person_of(const struct forge_person *from, uint8_t *buffer, size_t cap)
{
	struct wr w = wr_of(buffer, cap);
	struct lds_person p;
	forge_dg11(&w, from);
	assert_false(w.bad);
	assert_int_equal(lds_dg11(wr_view(&w), &p), EG_OK);
	return p;
}

static struct rd group_of(uint32_t tag, struct rd content, uint8_t *buffer, size_t cap)
{
	struct wr w = wr_of(buffer, cap);
	wr_tlv(&w, tag, content);
	assert_false(w.bad);
	return wr_view(&w);
}

static void assert_text(struct lds_text text, enum lds_text_form encoding, const char *want)
{
	assert_int_equal(text.encoding, encoding);
	assert_true(rd_equal(text.bytes, rd_cstr(want)));
}

static void every_element_of_a_person_is_given(void **state)
{
	(void)state;
	uint8_t buffer[512];
	struct lds_person p = person_of(&PERSON, buffer, sizeof(buffer));
	assert_int_equal(p.deviations, 0);
	assert_text(p.text[LDS_PERSON_FULL_NAME], LDS_UTF8, PERSON.full_name);
	assert_text(p.text[LDS_PERSON_NUMBER], LDS_ASCII, PERSON.number);
	assert_text(p.text[LDS_PERSON_BIRTH_PLACE], LDS_ASCII, PERSON.birth_place);
	assert_text(p.text[LDS_PERSON_ADDRESS], LDS_ASCII, PERSON.address);
	assert_text(p.text[LDS_PERSON_TELEPHONE], LDS_ASCII, PERSON.telephone);
	assert_text(p.text[LDS_PERSON_PROFESSION], LDS_ASCII, PERSON.profession);
	assert_text(p.text[LDS_PERSON_TITLE], LDS_ASCII, PERSON.title);
	assert_text(p.text[LDS_PERSON_SUMMARY], LDS_ASCII, PERSON.summary);
	assert_text(p.text[LDS_PERSON_OTHER_DOCUMENTS], LDS_ASCII, PERSON.other_documents);
	assert_text(p.text[LDS_PERSON_CUSTODY], LDS_ASCII, PERSON.custody);
	assert_int_equal(p.other_names.announced, 2);
	assert_int_equal(p.other_names.count, 2);
	assert_text(p.other_names.of[1], LDS_ASCII, "MEIER<<ANNI");
	assert_int_equal(p.birth.form, LDS_DATE_DIGITS);
	assert_int_equal(date_compare(p.birth.day, (struct date){1974, 8, 12}), 0);
	assert_int_equal(p.citizenship.form, LDS_IMAGE_JPEG);
	assert_string_equal(lds_person_text_label(LDS_PERSON_CUSTODY), "custody");
	assert_string_equal(lds_person_text_label(LDS_PERSON_TEXT_COUNT), "?");
}

static void a_person_of_nothing_has_nothing(void **state)
{
	(void)state;
	const struct forge_person none = {0};
	uint8_t buffer[64];
	struct lds_person p = person_of(&none, buffer, sizeof(buffer));
	assert_int_equal(p.deviations, 0);
	for (unsigned i = 0; i < LDS_PERSON_TEXT_COUNT; i++) {
		assert_int_equal(p.text[i].encoding, LDS_ABSENT);
	}
	assert_int_equal(p.birth.form, LDS_DATE_ABSENT);
	assert_int_equal(p.citizenship.form, LDS_IMAGE_ABSENT);
	assert_int_equal(p.other_names.count, 0);
}

static void dates_are_read_in_both_encodings_and_may_be_unknown(void **state)
{
	(void)state;
	const struct {
		const char *digits;
		bool bcd;
		struct date day;
		enum lds_date_form form;
	} cases[] = {
		{"19740812", true, {1974, 8, 12}, LDS_DATE_BCD},
		{"19740800", false, {1974, 8, 0}, LDS_DATE_DIGITS},
		{"19740000", true, {1974, 0, 0}, LDS_DATE_BCD},
		{"00000812", false, {0, 8, 12}, LDS_DATE_DIGITS},
		{"00000000", true, {0, 0, 0}, LDS_DATE_BCD},
		{"19741312", false, {0, 0, 0}, LDS_DATE_NONE},
		{"19740230", true, {0, 0, 0}, LDS_DATE_NONE},
		{"1974<<<<", false, {0, 0, 0}, LDS_DATE_NONE},
		{"1974081", false, {0, 0, 0}, LDS_DATE_NONE},
		{"", false, {0, 0, 0}, LDS_DATE_NONE},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct forge_person from = {.birth = cases[i].digits, .bcd = cases[i].bcd};
		uint8_t buffer[64];
		struct lds_person p = person_of(&from, buffer, sizeof(buffer));
		assert_int_equal(p.birth.form, cases[i].form);
		assert_int_equal(date_compare(p.birth.day, cases[i].day), 0);
		assert_int_equal(p.deviations,
				 cases[i].form == LDS_DATE_NONE ? LDS_BIT(LDS_DATE_UNREADABLE) : 0);
	}
}

static void a_count_that_lies_is_told_and_never_believed(void **state)
{
	(void)state;
	struct lds_person p;
	/* 255 names announced, one there, and no list of tags */
	assert_int_equal(lds_dg11(RD_TEXT("\x6B\x09\xA0\x07\x02\x01\xFF\x5F\x0F\x01"
					  "A"),
				  &p),
			 EG_OK);
	assert_int_equal(p.other_names.announced, 255);
	assert_int_equal(p.other_names.count, 1);
	assert_int_equal(p.deviations, LDS_BIT(LDS_COUNT_DIFFERS) | LDS_BIT(LDS_TAG_LIST_MISSING));
	/* a count beyond an octet is no count */
	assert_int_equal(lds_dg11(RD_TEXT("\x6B\x06\xA0\x04\x02\x02\x01\x00"), &p), EG_BAD_DATA);
	assert_int_equal(lds_dg11(RD_TEXT("\x6B\x04\xA0\x02\x02\x00"), &p), EG_BAD_DATA);
	uint8_t buffer[256];
	struct wr w = WR_ARRAY(buffer);
	size_t group = wr_open(&w, 0x6B);
	size_t names = wr_open(&w, 0xA0);
	for (unsigned i = 0; i < LDS_NAMES_MAX + 4; i++) {
		wr_put(&w, RD_TEXT("\x5F\x0F\x01"
				   "A"));
	}
	wr_close(&w, names);
	wr_close(&w, group);
	assert_int_equal(lds_dg11(wr_view(&w), &p), EG_OK);
	assert_int_equal(p.other_names.count, LDS_NAMES_MAX);
	assert_int_equal(p.deviations, LDS_BIT(LDS_TOO_MANY) | LDS_BIT(LDS_COUNT_MISSING) |
					       LDS_BIT(LDS_COUNT_DIFFERS) |
					       LDS_BIT(LDS_TAG_LIST_MISSING));
}

static void elements_out_of_place_are_read_and_told(void **state)
{
	(void)state;
	struct lds_person p;
	uint8_t whole[64];
	/* a name outside its template, a title given twice, an empty one, fillers, an unknown tag
	 */
	struct rd file = group_of(0x6B,
				  RD_TEXT("\x5C\x0A\x5F\x0F\x5F\x14\x5F\x13\x5F\x10\x5F\x99"
					  "\x5F\x0F\x01"
					  "A"
					  "\x5F\x14\x01"
					  "B"
					  "\x5F\x14\x01"
					  "C"
					  "\x5F\x13\x00"
					  "\x5F\x10\x03X<<"
					  "\x5F\x19\x05OTHER"),
				  whole, sizeof(whole));
	assert_int_equal(lds_dg11(file, &p), EG_OK);
	assert_int_equal(p.other_names.count, 1);
	assert_text(p.text[LDS_PERSON_TITLE], LDS_ASCII, "B");
	assert_text(p.text[LDS_PERSON_PROFESSION], LDS_ASCII, "");
	assert_text(p.text[LDS_PERSON_NUMBER], LDS_ASCII, "X");
	assert_int_equal(p.deviations,
			 LDS_BIT(LDS_ELEMENT_MISPLACED) | LDS_BIT(LDS_ELEMENT_REPEATED) |
				 LDS_BIT(LDS_ELEMENT_EMPTY) | LDS_BIT(LDS_TEXT_FILLERS) |
				 LDS_BIT(LDS_ELEMENT_UNKNOWN) | LDS_BIT(LDS_TAG_LIST_DIFFERS));
}

static void lists_of_tags_are_compared_both_ways(void **state)
{
	(void)state;
	struct lds_person p;
	const struct rd cases[] = {
		RD_TEXT("\x5C\x04\x5F\x14\x5F\x13\x5F\x14\x01"
			"A"), /* one listed is missing */
		RD_TEXT("\x5C\x00\x5F\x14\x01"
			"A"),                                /* none listed, one there */
		RD_TEXT("\x5C\x03\x5F\x14\x5F\x5F\x14\x00"), /* a tag that is cut */
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint8_t whole[32];
		struct rd file = group_of(0x6B, cases[i], whole, sizeof(whole));
		assert_int_equal(lds_dg11(file, &p), EG_OK);
		assert_true((p.deviations & LDS_BIT(LDS_TAG_LIST_DIFFERS)) != 0);
	}
	/* other names may be listed by their template's tag */
	assert_int_equal(lds_dg11(RD_TEXT("\x6B\x0C\x5C\x01\xA0\xA0\x07\x02\x01\x01\x5F\x0F\x01"
					  "A"),
				  &p),
			 EG_OK);
	assert_int_equal(p.deviations, 0);
}

static void a_broken_group_of_details_is_refused(void **state)
{
	(void)state;
	struct lds_person p;
	struct lds_document d;
	assert_int_equal(lds_dg11(RD_EMPTY, &p), EG_BAD_DATA);
	assert_int_equal(lds_dg11(RD_TEXT("\x6C\x00"), &p), EG_BAD_DATA);
	assert_int_equal(lds_dg11(RD_TEXT("\x6B\x01"), &p), EG_TRUNCATED);
	assert_int_equal(lds_dg11(RD_TEXT("\x6B\x04\x5F\x14\x02"
					  "A"),
				  &p),
			 EG_BAD_DATA);
	assert_int_equal(lds_dg12(RD_TEXT("\x6B\x00"), &d), EG_BAD_DATA);
	uint8_t buffer[512];
	struct wr w = WR_ARRAY(buffer);
	forge_dg11(&w, &PERSON);
	struct rd file = wr_view(&w);
	for (size_t size = 0; size < file.left; size++) {
		assert_int_not_equal(lds_dg11(rd_of(file.at, size), &p), EG_OK);
		assert_int_equal(p.deviations, 0);
		assert_int_equal(p.text[LDS_PERSON_FULL_NAME].encoding, LDS_ABSENT);
	}
}

static void every_element_of_a_document_is_given(void **state)
{
	(void)state;
	const struct forge_paper paper = {
		.authority = "UTOPIA<TOWN",
		.issued = "20240415",
		.other_persons = {"SMITH<<BRENDA"},
		.endorsements = "NONE",
		.tax_exit = "FREE",
		.front = RD_TEXT("\xFF\xD8\xFF\xDB"),
		.rear = RD_TEXT("\xFF\x4F\xFF\x51"),
		.personalised = "20240416120059",
		.system = "SYS-1",
		.bcd = true,
	};
	uint8_t buffer[256];
	struct wr w = WR_ARRAY(buffer);
	struct lds_document d;
	forge_dg12(&w, &paper);
	assert_int_equal(lds_dg12(wr_view(&w), &d), EG_OK);
	assert_int_equal(d.deviations, 0);
	assert_text(d.text[LDS_DOCUMENT_AUTHORITY], LDS_ASCII, paper.authority);
	assert_text(d.text[LDS_DOCUMENT_ENDORSEMENTS], LDS_ASCII, paper.endorsements);
	assert_text(d.text[LDS_DOCUMENT_TAX_EXIT], LDS_ASCII, paper.tax_exit);
	assert_text(d.text[LDS_DOCUMENT_SYSTEM], LDS_ASCII, paper.system);
	assert_text(d.other_persons.of[0], LDS_ASCII, "SMITH<<BRENDA");
	assert_int_equal(d.issued.form, LDS_DATE_BCD);
	assert_int_equal(date_compare(d.issued.day, (struct date){2024, 4, 15}), 0);
	assert_int_equal(d.front.form, LDS_IMAGE_JPEG);
	assert_int_equal(d.rear.form, LDS_IMAGE_JP2);
	assert_int_equal(d.personalised.date.form, LDS_DATE_BCD);
	assert_int_equal(d.personalised.date.day.day, 16);
	assert_int_equal(d.personalised.hour, 12);
	assert_int_equal(d.personalised.second, 59);
	assert_string_equal(lds_document_text_label(LDS_DOCUMENT_AUTHORITY), "issuing authority");
	assert_string_equal(lds_document_text_label(99), "?");
	const struct forge_paper wrong = {.personalised = "20240416240000"};
	w = WR_ARRAY(buffer);
	forge_dg12(&w, &wrong);
	assert_int_equal(lds_dg12(wr_view(&w), &d), EG_OK);
	assert_int_equal(d.personalised.date.form, LDS_DATE_NONE);
	assert_int_equal(d.personalised.date.day.year, 0);
	assert_int_equal(d.deviations, LDS_BIT(LDS_DATE_UNREADABLE));
}

static void text_is_told_for_what_its_bytes_can_be(void **state)
{
	(void)state;
	const struct {
		struct rd bytes;
		enum lds_text_form encoding;
		const char *shown;
	} cases[] = {
		{RD_TEXT("ANNA"), LDS_ASCII, "ANNA"},
		{RD_TEXT("\xD0\x98\xD0\xB2"), LDS_UTF8, "\xD0\x98\xD0\xB2"},
		{RD_TEXT("\xF0\x9F\x98\x80"), LDS_UTF8, "\xF0\x9F\x98\x80"},
		{RD_TEXT("M\xDCLLER"), LDS_LATIN1, "M\xC3\x9CLLER"},
		{RD_TEXT("A\x1B[2J"), LDS_BROKEN, "A\xEF\xBF\xBD[2J"}, /* steers a terminal */
		{RD_TEXT("A\x00"), LDS_BROKEN, "A\xEF\xBF\xBD"},
		{RD_TEXT("A\xE2\x80\xAE"), LDS_BROKEN, "A\xEF\xBF\xBD"}, /* right to left */
		{RD_TEXT("A\xE2\x81\xAF"), LDS_BROKEN, "A\xEF\xBF\xBD"}, /* shapes of digits */
		{RD_TEXT("A\xC0\x80"), LDS_BROKEN, "A\xEF\xBF\xBD\xEF\xBF\xBD"}, /* overlong */
		{RD_TEXT("A\xED\xA0\x80"), LDS_BROKEN,
		 "A\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"}, /* surrogate */
		{RD_TEXT("A\x93"), LDS_BROKEN, "A\xEF\xBF\xBD"},
		{RD_TEXT("A\xEF\xBF\xBE"), LDS_BROKEN, "A\xEF\xBF\xBD"}, /* noncharacter */
	};
	static const uint32_t told[] = {
		[LDS_ASCII] = 0,
		[LDS_UTF8] = 0,
		[LDS_LATIN1] = LDS_BIT(LDS_TEXT_LATIN1),
		[LDS_BROKEN] = LDS_BIT(LDS_TEXT_BROKEN),
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint32_t deviations = 0;
		uint8_t buffer[64];
		struct wr w = WR_ARRAY(buffer);
		struct lds_text t = lds_text_of(cases[i].bytes, 0, &deviations);
		assert_int_equal(t.encoding, cases[i].encoding);
		assert_int_equal(deviations, told[cases[i].encoding]);
		lds_text_put(&w, &t);
		assert_true(rd_equal(wr_view(&w), rd_cstr(cases[i].shown)));
	}
}

static void text_that_is_long_is_told(void **state)
{
	(void)state;
	uint8_t text[100];
	uint32_t deviations = 0;
	for (size_t i = 0; i < sizeof(text); i++) {
		text[i] = 'A';
	}
	struct lds_text t = lds_text_of(rd_of(text, 99), 99, &deviations);
	assert_int_equal(deviations, 0);
	t = lds_text_of(RD_ARRAY(text), 99, &deviations);
	assert_int_equal(deviations, LDS_BIT(LDS_ELEMENT_LONG));
	assert_int_equal(t.bytes.left, 100);
	uint8_t small[10];
	struct wr w = WR_ARRAY(small);
	lds_text_put(&w, &t);
	assert_true(w.bad);
}

static void pictures_for_people_are_counted(void **state)
{
	(void)state;
	const struct rd pictures[] = {
		RD_TEXT("\xFF\xD8\xFF\xE0"),
		RD_TEXT("\x00\x00\x00\x0C\x6A\x50\x20\x20\x0D\x0A\x87\x0A"),
		RD_TEXT("GIF89a"),
	};
	uint8_t buffer[128];
	struct wr w = WR_ARRAY(buffer);
	struct lds_images i;
	forge_images(&w, 5, pictures, 3);
	assert_int_equal(lds_dg5(wr_view(&w), &i), EG_OK);
	assert_int_equal(i.announced, 3);
	assert_int_equal(i.count, 3);
	assert_int_equal(i.of[0].form, LDS_IMAGE_JPEG);
	assert_int_equal(i.of[1].form, LDS_IMAGE_JP2);
	assert_int_equal(i.of[2].form, LDS_IMAGE_OTHER);
	assert_true(rd_equal(i.of[2].bytes, pictures[2]));
	assert_int_equal(i.deviations, LDS_BIT(LDS_IMAGE_UNKNOWN));
	assert_int_equal(lds_dg7(wr_view(&w), &i), EG_BAD_DATA);
	w = WR_ARRAY(buffer);
	forge_images(&w, 7, pictures, 1);
	assert_int_equal(lds_dg7(wr_view(&w), &i), EG_OK);
	assert_int_equal(i.deviations, 0);
	assert_string_equal(lds_image_text(i.of[0].form), "JPEG");
	assert_string_equal(lds_image_text(99), "?");
}

static void hostile_pictures_are_bounded(void **state)
{
	(void)state;
	uint8_t buffer[256];
	struct wr w = WR_ARRAY(buffer);
	struct lds_images i;
	size_t group = wr_open(&w, 0x67);
	for (unsigned n = 0; n < LDS_IMAGES_MAX + 2; n++) {
		wr_put(&w, RD_TEXT("\x5F\x43\x03\xFF\xD8\xFF"));
	}
	wr_close(&w, group);
	assert_int_equal(lds_dg7(wr_view(&w), &i), EG_OK);
	assert_int_equal(i.count, LDS_IMAGES_MAX);
	assert_int_equal(i.deviations, LDS_BIT(LDS_TOO_MANY) | LDS_BIT(LDS_COUNT_MISSING));
	assert_int_equal(lds_dg5(RD_TEXT("\x65\x03\x02\x01\x01"), &i), EG_OK);
	assert_int_equal(i.deviations, LDS_BIT(LDS_COUNT_DIFFERS) | LDS_BIT(LDS_ELEMENT_MISSING));
	assert_int_equal(lds_dg5(RD_TEXT("\x65\x06\x02\x01\x01\x5F\x40\x01"), &i), EG_BAD_DATA);
	assert_int_equal(i.deviations, 0);
}

static void groups_of_the_issuer_stay_closed(void **state)
{
	(void)state;
	struct lds_opaque o;
	uint8_t buffer[64];
	struct wr w = WR_ARRAY(buffer);
	forge_dg13(&w, RD_TEXT("\x02\x01 no object at all"));
	assert_int_equal(lds_opaque(wr_view(&w), 13, &o), EG_OK);
	assert_int_equal(o.content.left, 19);
	assert_int_equal(o.deviations, 0);
	assert_int_equal(lds_opaque(RD_TEXT("\x69\x05\x02\x01\x02\xAA\xBB"), 9, &o), EG_OK);
	assert_int_equal(o.count, 2);
	assert_true(rd_equal(o.content, RD_TEXT("\xAA\xBB")));
	assert_int_equal(lds_opaque(RD_TEXT("\x68\x02\x02\x09"), 8, &o), EG_OK);
	assert_true(rd_equal(o.content, RD_TEXT("\x02\x09")));
	assert_int_equal(o.deviations, LDS_BIT(LDS_COUNT_MISSING));
	assert_int_equal(lds_opaque(RD_TEXT("\x66\x00"), 6, &o), EG_OK);
	assert_int_equal(o.deviations, LDS_BIT(LDS_ELEMENT_EMPTY));
	assert_int_equal(lds_opaque(RD_TEXT("\x6D\x00"), 10, &o), EG_BAD_DATA);
	assert_int_equal(lds_opaque(RD_TEXT("\x6B\x00"), 11, &o), EG_UNSUPPORTED);
	assert_int_equal(lds_opaque(RD_EMPTY, 0, &o), EG_UNSUPPORTED);
}

static void persons_to_notify_are_given(void **state)
{
	(void)state;
	const struct forge_contact contacts[] = {
		{"20020101", "SMITH<<CHARLES<R", "19525551212", "123 MAPLE RD<ANYTOWN"},
		{"20020315", "BROWN<<MARY", NULL, ""},
	};
	uint8_t buffer[256];
	struct wr w = WR_ARRAY(buffer);
	struct lds_contacts all;
	forge_dg16(&w, contacts, 1);
	assert_int_equal(lds_dg16(wr_view(&w), &all), EG_OK);
	assert_int_equal(all.deviations, 0);
	w = WR_ARRAY(buffer);
	forge_dg16(&w, contacts, 2);
	assert_int_equal(lds_dg16(wr_view(&w), &all), EG_OK);
	assert_int_equal(all.count, 2);
	assert_int_equal(all.announced, 2);
	assert_text(all.of[0].name, LDS_ASCII, "SMITH<<CHARLES<R");
	assert_int_equal(all.of[1].recorded.day.month, 3);
	assert_int_equal(all.of[1].telephone.encoding, LDS_ABSENT);
	assert_int_equal(all.deviations, LDS_BIT(LDS_ELEMENT_MISSING) | LDS_BIT(LDS_ELEMENT_EMPTY));
}

static void hostile_persons_to_notify_are_bounded(void **state)
{
	(void)state;
	uint8_t buffer[256];
	struct wr w = WR_ARRAY(buffer);
	struct lds_contacts all;
	size_t group = wr_open(&w, 0x70);
	for (unsigned n = 0; n < LDS_CONTACTS_MAX + 5; n++) {
		wr_put(&w, RD_TEXT("\xA1\x04\x5F\x51\x01"
				   "A"));
	}
	wr_put(&w, RD_TEXT("\xA0\x00\xB0\x00"));
	wr_close(&w, group);
	assert_int_equal(lds_dg16(wr_view(&w), &all), EG_OK);
	assert_int_equal(all.count, LDS_CONTACTS_MAX);
	assert_int_equal(all.deviations, LDS_BIT(LDS_TOO_MANY) | LDS_BIT(LDS_COUNT_MISSING) |
						 LDS_BIT(LDS_COUNT_DIFFERS) |
						 LDS_BIT(LDS_ELEMENT_MISSING) |
						 LDS_BIT(LDS_ELEMENT_UNKNOWN));
	assert_int_equal(lds_dg16(RD_TEXT("\x70\x06\x02\x01\x01\xA1\x05\x00"), &all), EG_BAD_DATA);
	assert_int_equal(lds_dg16(RD_TEXT("\x70\x07\x02\x01\x01\xA1\x02\x5F\x51"), &all),
			 EG_BAD_DATA);
	assert_int_equal(all.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_element_of_a_person_is_given),
		cmocka_unit_test(a_person_of_nothing_has_nothing),
		cmocka_unit_test(dates_are_read_in_both_encodings_and_may_be_unknown),
		cmocka_unit_test(a_count_that_lies_is_told_and_never_believed),
		cmocka_unit_test(elements_out_of_place_are_read_and_told),
		cmocka_unit_test(lists_of_tags_are_compared_both_ways),
		cmocka_unit_test(a_broken_group_of_details_is_refused),
		cmocka_unit_test(every_element_of_a_document_is_given),
		cmocka_unit_test(text_is_told_for_what_its_bytes_can_be),
		cmocka_unit_test(text_that_is_long_is_told),
		cmocka_unit_test(pictures_for_people_are_counted),
		cmocka_unit_test(hostile_pictures_are_bounded),
		cmocka_unit_test(groups_of_the_issuer_stay_closed),
		cmocka_unit_test(persons_to_notify_are_given),
		cmocka_unit_test(hostile_persons_to_notify_are_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
