/*
 * strict: what the field tolerates a laboratory does not: every file of the chip is read to the
 * letter, and the first that fails is named.
 */
#include "bio_kit.h"

#include "emrtd/session.h"
#include "prog/strict.h"
#include "simulator/forge.h"
#include "simulator/forge_details.h"
#include "simulator/forge_words.h"

static const struct date today = {2026, 3, 1};

/* A buffer for what a test writes. */
struct sheet {
	uint8_t octets[2048];
	struct wr w;
};

static struct wr *start(struct sheet *s)
{
	s->w = WR_ARRAY(s->octets);
	return &s->w;
}

static struct rd done(const struct sheet *s)
{
	assert_false(s->w.bad);
	return wr_view(&s->w);
}

static void expect(unsigned file, struct rd bytes, enum reason want)
{
	enum reason found = strict_reason(file, bytes);
	if (found != want) {
		fail_msg("file %u: %s", file, reason_name(found));
	}
}

static unsigned number_of(const struct chip_file *f)
{
	static const struct {
		uint16_t fid;
		unsigned file;
	} master[] = {{0x011C, EMRTD_CARD_ACCESS},
		      {0x011D, EMRTD_CARD_SECURITY},
		      {0x2F01, EMRTD_ATR_INFO},
		      {0x2F00, EMRTD_DIR}};
	for (size_t i = 0; !f->in_application && i < sizeof(master) / sizeof(master[0]); i++) {
		if (master[i].fid == f->fid) {
			return master[i].file;
		}
	}
	return f->fid == 0x011C ? EMRTD_CVCA : f->fid & 0xFF;
}

/* A document with a key for each protocol. */
static void a_sound_document_gives_no_reason(void **state)
{
	EG_AUTO(forge_ca_free) struct forge_ca ca = {0};
	EG_AUTO(forge_document_free) struct forge_document made = {0};
	EG_AUTO(chip_document_free) struct chip_document chip = {0};
	struct forge_order o = forge_order_usual(today);
	(void)state;
	o.holder = forge_holder_usual();
	o.portrait = KIT_JPEG;
	assert_int_equal(forge_words_pace("brainpoolP256r1:aes128:cam,P-256:aes128", &o), EG_OK);
	assert_int_equal(forge_words_chip_auth("P-256:aes128:1", &o), EG_OK);
	assert_int_equal(forge_ca_new(&ca, &o.signer, today), EG_OK);
	assert_int_equal(forge_document(&made, &ca, &o), EG_OK);
	assert_int_equal(chip_document_parse(&chip, bytes_rd(&made.container)), EG_OK);
	assert_true(chip.file_count >= 9);
	for (size_t i = 0; i < chip.file_count; i++) {
		struct findings f = findings_none();
		strict_file(number_of(&chip.files[i]), chip.files[i].contents, &f);
		assert_int_equal(f.of[CHECK_FILES_READ].verdict, VERDICT_NOT_DONE);
		expect(number_of(&chip.files[i]), chip.files[i].contents, REASON_NONE);
	}
}

static void what_people_read_is_judged(void **state)
{
	static const struct forge_person person = {.full_name = "ERIKSSON<<ANNA"};
	static const struct forge_person odd_person = {.full_name = "ERIKSSON\xFF"};
	static const struct forge_paper paper = {.authority = "UTOPIA"};
	static const struct forge_paper odd_paper = {.issued = "20269999"};
	static const struct forge_contact contact = {"20260301", "SMITH<<JOHN", "12", "TOWN"};
	static const struct forge_contact odd_contact = {"2026", "SMITH<<JOHN", "12", "TOWN"};
	struct sheet s;
	(void)state;
	for (unsigned group = EMRTD_DG5; group <= EMRTD_DG7; group += 2) {
		const struct rd pictures[] = {KIT_JPEG, RD_TEXT("no picture")};
		forge_images(start(&s), group, &pictures[0], 1);
		expect(group, done(&s), REASON_NONE);
		forge_images(start(&s), group, &pictures[1], 1);
		expect(group, done(&s), REASON_DEVIATION);
	}
	forge_dg11(start(&s), &person);
	expect(EMRTD_DG11, done(&s), REASON_NONE);
	forge_dg11(start(&s), &odd_person);
	expect(EMRTD_DG11, done(&s), REASON_DEVIATION);
	forge_dg12(start(&s), &paper);
	expect(EMRTD_DG12, done(&s), REASON_NONE);
	forge_dg12(start(&s), &odd_paper);
	expect(EMRTD_DG12, done(&s), REASON_DEVIATION);
	forge_dg16(start(&s), &contact, 1);
	expect(EMRTD_DG16, done(&s), REASON_NONE);
	forge_dg16(start(&s), &odd_contact, 1);
	expect(EMRTD_DG16, done(&s), REASON_DEVIATION);
}

static void what_only_the_issuer_reads_is_judged_by_its_frame(void **state)
{
	(void)state;
	expect(EMRTD_DG6, RD_TEXT("\x66\x01\x58"), REASON_NONE);
	expect(EMRTD_DG13, RD_TEXT("\x6D\x01\x58"), REASON_NONE);
	expect(EMRTD_DG8, RD_TEXT("\x68\x04\x02\x01\x01\x58"), REASON_NONE);
	expect(EMRTD_DG9, RD_TEXT("\x69\x04\x02\x01\x01\x58"), REASON_NONE);
	expect(EMRTD_DG10, RD_TEXT("\x6A\x04\x02\x01\x01\x58"), REASON_NONE);
	expect(EMRTD_DG6, RD_TEXT("\x66\x00"), REASON_DEVIATION);
	expect(EMRTD_DG13, RD_TEXT("\x6D\x01\x58\x00"), REASON_DEVIATION);
	expect(EMRTD_DG8, RD_TEXT("\x68\x01\x58"), REASON_DEVIATION);
	expect(EMRTD_DG9, RD_TEXT("\x69\x01\x58"), REASON_DEVIATION);
	expect(EMRTD_DG10, RD_TEXT("\x6A\x01\x58"), REASON_DEVIATION);
}

static void biometric_groups_are_judged(void **state)
{
	static const struct forge_how sound = {0};
	static const struct forge_how odd = {.flaw = FORGE_BIO_NO_OWNER};
	const struct forge_face face = {.picture = KIT_JPEG, .sex = 'F'};
	const struct forge_finger finger = {.picture = KIT_WSQ,
					    .code = FORGE_IMAGE_WSQ,
					    .position = 2,
					    .width = 8,
					    .height = 4};
	const struct forge_iris iris = {
		.picture = KIT_JP2, .code = FORGE_IMAGE_JP2, .eye = 1, .width = 300, .height = 400};
	struct kit k;
	(void)state;
	expect(EMRTD_DG2, kit_faces(&k, &face, &sound), REASON_NONE);
	expect(EMRTD_DG2, kit_faces(&k, &face, &odd), REASON_DEVIATION);
	expect(EMRTD_DG3, kit_fingers(&k, &finger, 1, &sound), REASON_NONE);
	expect(EMRTD_DG3, kit_fingers(&k, &finger, 1, &odd), REASON_DEVIATION);
	expect(EMRTD_DG4, kit_irises(&k, &iris, 1, &sound), REASON_NONE);
	expect(EMRTD_DG4, kit_irises(&k, &iris, 1, &odd), REASON_DEVIATION);
}

/* An odd document code; a header longer than it must be; a protocol of a version to come. */
static void signed_groups_are_judged(void **state)
{
	static const struct forge_holder holder = {
		"P", "UTO", "UTO", "ERIKSSON", "ANNA", "L898902C3", "740812", "340415", 'F'};
	struct forge_holder odd = holder;
	uint8_t octets[FORGE_MRZ_MAX];
	struct wr zone = WR_ARRAY(octets);
	struct sheet s;
	(void)state;
	odd.code = "X";
	assert_int_equal(forge_mrz(&holder, FORGE_TD3, &zone), EG_OK);
	forge_dg1(start(&s), wr_view(&zone));
	expect(EMRTD_DG1, done(&s), REASON_NONE);
	wr_put(start(&s), RD_TEXT("\x61\x81\x5B\x5F\x1F\x58"));
	wr_put(&s.w, wr_view(&zone));
	expect(EMRTD_DG1, done(&s), REASON_DEVIATION);
	zone = WR_ARRAY(octets);
	assert_int_equal(forge_mrz(&odd, FORGE_TD3, &zone), EG_OK);
	forge_dg1(start(&s), wr_view(&zone));
	expect(EMRTD_DG1, done(&s), REASON_DEVIATION);
	expect(EMRTD_DG15, RD_TEXT("\x6F\x02\x30\x00"), REASON_NONE);
	expect(EMRTD_DG15, RD_TEXT("\x6F\x81\x02\x30\x00"), REASON_DEVIATION);
#define TA(version) "\x30\x0D\x06\x08\x04\x00\x7F\x00\x07\x02\x02\x02\x02\x01" version
	expect(EMRTD_DG14, RD_TEXT("\x6E\x11\x31\x0F" TA("\x01")), REASON_NONE);
	expect(EMRTD_DG14, RD_TEXT("\x6E\x11\x31\x0F" TA("\x07")), REASON_DEVIATION);
	expect(EMRTD_CARD_ACCESS, RD_TEXT("\x31\x0F" TA("\x07")), REASON_DEVIATION);
#undef TA
}

/* A key for Chip Authentication without its protocol: a fault of DG14 alone. */
static void a_key_stands_alone_only_outside_of_group_14(void **state)
{
#define KEY "\x30\x0D\x06\x09\x04\x00\x7F\x00\x07\x02\x02\x01\x02\x30\x00"
	(void)state;
	expect(EMRTD_DG14, RD_TEXT("\x6E\x11\x31\x0F" KEY), REASON_DEVIATION);
	expect(EMRTD_CARD_ACCESS, RD_TEXT("\x31\x0F" KEY), REASON_NONE);
#undef KEY
}

static void lists_beside_the_groups_are_judged(void **state)
{
	struct forge_com_parts com = {
		.tag = 0x60, .lds = "0108", .unicode = "040000", .groups = RD_TEXT("\x61\x75")};
	static const struct forge_atr_parts atr = {
		.lengths_tag = 0x7F66, .lengths = {1000, 1000}, .length_count = 2};
	const struct rd aid = RD_TEXT("\xA0\x00\x00\x02\x47\x10\x01");
	struct sheet s;
	(void)state;
	forge_com_of(start(&s), &com);
	expect(EMRTD_COM, done(&s), REASON_NONE);
	com.lds = "0300";
	forge_com_of(start(&s), &com);
	expect(EMRTD_COM, done(&s), REASON_DEVIATION);
	forge_atr_info_of(start(&s), &atr);
	expect(EMRTD_ATR_INFO, done(&s), REASON_NONE);
	wr_u8(&s.w, 0);
	expect(EMRTD_ATR_INFO, done(&s), REASON_DEVIATION);
	forge_dir(start(&s), &aid, 1);
	expect(EMRTD_DIR, done(&s), REASON_NONE);
	wr_u8(&s.w, 0);
	expect(EMRTD_DIR, done(&s), REASON_DEVIATION);
	expect(EMRTD_CVCA, RD_TEXT("\x42\x0DUTCVCAX100001\x00\x00"), REASON_NONE);
}

static void every_file_that_ends_within_its_header_is_badly_formed(void **state)
{
	static const unsigned beside[] = {EMRTD_CARD_ACCESS, EMRTD_COM, EMRTD_CARD_SECURITY,
					  EMRTD_ATR_INFO,    EMRTD_DIR, EMRTD_CVCA};
	(void)state;
	for (unsigned group = EMRTD_DG1; group <= EMRTD_DG16; group++) {
		expect(group, RD_TEXT("\x7F"), REASON_BAD_FORMAT);
		expect(group, RD_EMPTY, REASON_BAD_FORMAT);
	}
	for (size_t i = 0; i < sizeof(beside) / sizeof(beside[0]); i++) {
		expect(beside[i], RD_TEXT("\x7F"), REASON_BAD_FORMAT);
	}
}

static void what_is_judged_elsewhere_is_left_alone(void **state)
{
	static const unsigned others[] = {EMRTD_SOD, EMRTD_AA_SIGNATURE, EMRTD_AA_REFUSED,
					  EMRTD_CHIP_AUTH_KEY, EMRTD_CHIP_MAPPING};
	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		expect(others[i], RD_TEXT("\x7F"), REASON_NONE);
	}
}

static void the_first_failure_stays_and_names_its_file(void **state)
{
	struct findings f = findings_none();
	(void)state;
	findings_set(&f, CHECK_FILES_READ, VERDICT_PASS, REASON_NONE);
	strict_file(EMRTD_DG13, RD_TEXT("\x6D\x01\x58\x00"), &f);
	assert_int_equal(f.of[CHECK_FILES_READ].verdict, VERDICT_FAIL);
	assert_int_equal(f.of[CHECK_FILES_READ].reason, REASON_DEVIATION);
	assert_int_equal(f.of[CHECK_FILES_READ].detail, EMRTD_DG13);
	strict_file(EMRTD_CVCA, RD_TEXT("\x7F"), &f);
	assert_int_equal(f.of[CHECK_FILES_READ].reason, REASON_DEVIATION);
	assert_int_equal(f.of[CHECK_FILES_READ].detail, EMRTD_DG13);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sound_document_gives_no_reason),
		cmocka_unit_test(what_people_read_is_judged),
		cmocka_unit_test(what_only_the_issuer_reads_is_judged_by_its_frame),
		cmocka_unit_test(biometric_groups_are_judged),
		cmocka_unit_test(signed_groups_are_judged),
		cmocka_unit_test(a_key_stands_alone_only_outside_of_group_14),
		cmocka_unit_test(lists_beside_the_groups_are_judged),
		cmocka_unit_test(every_file_that_ends_within_its_header_is_badly_formed),
		cmocka_unit_test(what_is_judged_elsewhere_is_left_alone),
		cmocka_unit_test(the_first_failure_stays_and_names_its_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
