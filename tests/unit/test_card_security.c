/*
 * Unit tests of pki/card_security: what is signed in EF.CardSecurity must hold what EF.CardAccess
 * says openly (LDS_J of TR-03105-5.1).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "mint.h"
#include "pki/card_security.h"
#include "passive_desk.h"

#define OID_SECURITY_OBJECT RD_TEXT("\x04\x00\x7F\x00\x07\x03\x02\x01")

/* PACEInfo for P-256 (number 12) and brainpoolP256r1 (13); a key for CAM, numbered 5. */
#define PACE_12   "\x30\x12\x06\x0A\x04\x00\x7F\x00\x07\x02\x02\x04\x06\x02\x02\x01\x02\x02\x01\x0C"
#define PACE_13   "\x30\x12\x06\x0A\x04\x00\x7F\x00\x07\x02\x02\x04\x06\x02\x02\x01\x02\x02\x01\x0D"
#define KEY       "\x30\x10\x06\x09\x04\x00\x7F\x00\x07\x02\x02\x01\x02\x30\x00\x02\x01\x05"
#define KEY_BLANK "\x30\x05\x30\x00\x02\x01\x05" /* the same without its identifier */

/* EF.CardSecurity around a content, by a signer of its own. */
static struct rd file_of(struct rd content_type, struct rd content, struct mint_file *f)
{
	EG_AUTO(crypt_ec_free) struct crypt_ec *key = NULL;
	struct mint_cert c = mint_signer_of("UT");
	assert_int_equal(crypt_ec_generate(CRYPT_P256, &key), EG_OK);
	struct mint_file certificate = mint_certificate(&c, key, key);
	const struct mint_cms recipe = {
		.content_type = content_type,
		.content = content,
		.certificate = mint_rd(&certificate),
		.key = key,
	};
	struct wr out = WR_ARRAY(f->bytes);
	mint_signed_data(&recipe, &out);
	f->size = wr_view(&out).left;
	assert_true(f->size > 0);
	return mint_rd(f);
}

static void a_right_file_gives_its_set_and_its_signer(void **state)
{
	(void)state;
	struct mint_file f;
	struct card_security s;
	struct rd content = RD_TEXT("\x31\x26" PACE_13 KEY);
	assert_int_equal(card_security_parse(file_of(OID_SECURITY_OBJECT, content, &f), &s), EG_OK);
	assert_true(rd_equal(s.infos, content));
	assert_true(s.cms.certificates.left > 0 && s.cms.signers[0].signature.left > 0);
}

/* LDS_J_04 and what else is no set of SecurityInfos */
static void a_set_with_a_broken_info_is_refused(void **state)
{
	(void)state;
	const struct rd contents[] = {
		RD_TEXT("\x31\x1B" PACE_13 KEY_BLANK), /* no identifier */
		RD_TEXT("\x30\x26" PACE_13 KEY),       /* no SET */
		RD_TEXT("\x31\x26" PACE_13 KEY "\x00"),
		RD_TEXT("\x31\x28" PACE_13 KEY),
		RD_TEXT("\x31\x05\x30\x03\x06\x01\x01"), /* no required data */
		RD_TEXT("\x31\x0D\x30\x0B\x06\x01\x01\x05\x00\x05\x00\x05\x00\x05\x00"),
	};
	for (size_t i = 0; i < sizeof(contents) / sizeof(contents[0]); i++) {
		struct mint_file f;
		struct card_security s;
		struct rd file = file_of(OID_SECURITY_OBJECT, contents[i], &f);
		assert_int_equal(card_security_parse(file, &s), EG_BAD_DATA);
		assert_int_equal(s.infos.left, 0);
	}
}

static void another_type_of_content_or_no_container_is_refused(void **state)
{
	(void)state;
	struct mint_file f;
	struct card_security s;
	struct rd content = RD_TEXT("\x31\x26" PACE_13 KEY);
	/* An EF.SOD must never pass for an EF.CardSecurity. */
	struct rd sod = file_of(RD_TEXT("\x67\x81\x08\x01\x01\x01"), content, &f);
	assert_int_equal(card_security_parse(sod, &s), EG_BAD_DATA);
	assert_int_equal(card_security_parse(RD_EMPTY, &s), EG_BAD_DATA);
	assert_int_equal(card_security_parse(content, &s), EG_BAD_DATA);
	struct rd file = file_of(OID_SECURITY_OBJECT, content, &f);
	for (size_t size = 0; size < file.left; size++) {
		assert_int_not_equal(card_security_parse(rd_of(file.at, size), &s), EG_OK);
	}
	static uint8_t huge[CARD_SECURITY_SIZE_MAX + 1];
	assert_int_equal(card_security_parse(RD_ARRAY(huge), &s), EG_TOO_BIG);
}

/* LDS_J_01 to LDS_J_03 */
static void what_is_told_openly_must_be_signed(void **state)
{
	(void)state;
	struct rd open = RD_TEXT("\x31\x14" PACE_13);
	assert_int_equal(card_security_covers(open, open), EG_OK);
	assert_int_equal(card_security_covers(RD_TEXT("\x31\x26" PACE_13 KEY), open), EG_OK);
	assert_int_equal(card_security_covers(RD_TEXT("\x31\x26" KEY PACE_13), open), EG_OK);
	assert_int_equal(card_security_covers(RD_TEXT("\x31\x12" KEY), open), EG_MISMATCH);
	assert_int_equal(card_security_covers(RD_TEXT("\x31\x26" PACE_12 KEY), open), EG_MISMATCH);
	assert_int_equal(card_security_covers(RD_TEXT("\x31\x00"), open), EG_MISMATCH);
	assert_int_equal(card_security_covers(open, RD_TEXT("\x31\x28" PACE_13 PACE_12)),
			 EG_MISMATCH);
}

static void hostile_sets_are_bounded_and_refused(void **state)
{
	(void)state;
	uint8_t buffer[2048];
	struct wr w = WR_ARRAY(buffer);
	size_t mark = wr_open(&w, 0x31);
	for (unsigned i = 0; i <= CARD_ACCESS_INFOS_MAX; i++) {
		wr_put(&w, RD_TEXT(PACE_13));
	}
	wr_close(&w, mark);
	struct rd open = RD_TEXT("\x31\x14" PACE_13);
	assert_int_equal(card_security_covers(open, wr_view(&w)), EG_TOO_BIG);
	assert_int_equal(card_security_covers(wr_view(&w), open), EG_OK);
	assert_int_equal(card_security_covers(RD_EMPTY, open), EG_BAD_DATA);
	assert_int_equal(card_security_covers(open, RD_EMPTY), EG_BAD_DATA);
	assert_int_equal(card_security_covers(open, RD_TEXT("\x31\x14" PACE_13 "\x00")),
			 EG_BAD_DATA);
	assert_int_equal(card_security_covers(open, RD_TEXT("\x31\x02\x30\x00")), EG_BAD_DATA);
	assert_int_equal(card_security_covers(RD_TEXT("\x31\x02\x30\x00"), open), EG_BAD_DATA);
}

static void the_directory_is_what_was_signed(void **state)
{
	(void)state;
	struct rd dir = RD_TEXT("\x61\x09\x4F\x07\xA0\x00\x00\x02\x47\x10\x01");
	struct rd infos = RD_TEXT("\x31\x2B" PACE_13 "\x30\x15\x06\x06\x67\x81\x08\x01\x01\x0D"
				  "\x04\x0B\x61\x09\x4F\x07\xA0\x00\x00\x02\x47\x10\x01");
	assert_int_equal(card_security_holds_dir(infos, dir), EG_OK);
	dir.left--;
	assert_int_equal(card_security_holds_dir(infos, dir), EG_MISMATCH);
	assert_int_equal(card_security_holds_dir(infos, RD_EMPTY), EG_MISMATCH);
	assert_int_equal(card_security_holds_dir(RD_TEXT("\x31\x14" PACE_13), dir), EG_NOT_FOUND);
	assert_int_equal(card_security_holds_dir(dir, dir), EG_BAD_DATA);
	/* no OCTET STRING; and a broken info before */
	assert_int_equal(card_security_holds_dir(RD_TEXT("\x31\x0C\x30\x0A\x06\x06\x67\x81\x08\x01"
							 "\x01\x0D\x05\x00"),
						 RD_EMPTY),
			 EG_BAD_DATA);
	assert_int_equal(card_security_holds_dir(RD_TEXT("\x31\x02\x30\x00"), RD_EMPTY),
			 EG_BAD_DATA);
}

/* A trusted country's file, by a signer of its own, whose period ends then. */
static struct mint_file file_until(const char *country, struct trust *t, bool is_sod,
				   const char *to)
{
	EG_AUTO(crypt_ec_free) struct crypt_ec *ca_key = NULL;
	EG_AUTO(crypt_ec_free) struct crypt_ec *key = NULL;
	struct mint_file file = {.size = 0};
	struct wr out = WR_ARRAY(file.bytes);
	assert_int_equal(crypt_ec_generate(CRYPT_P256, &ca_key), EG_OK);
	assert_int_equal(crypt_ec_generate(CRYPT_P256, &key), EG_OK);
	struct mint_cert ca = mint_ca_of(country);
	struct mint_cert signer = mint_signer_of(country);
	signer.to = to;
	struct mint_file ca_der = mint_certificate(&ca, ca_key, ca_key);
	struct mint_file der = mint_certificate(&signer, key, ca_key);
	assert_int_equal(trust_add_certificate(t, mint_rd(&ca_der)), EG_OK);
	if (is_sod) {
		const struct mint_sod sod = {
			.groups = {[1] = RD_TEXT("one"), [2] = RD_TEXT("two")},
			.certificate = mint_rd(&der),
			.key = key,
		};
		return mint_security_object(&sod);
	}
	const struct mint_cms recipe = {
		.content_type = OID_SECURITY_OBJECT,
		.content = RD_TEXT("\x31\x26" PACE_13 KEY),
		.certificate = mint_rd(&der),
		.key = key,
	};
	mint_signed_data(&recipe, &out);
	file.size = out.size;
	return file;
}

/* EF.CardSecurity of one state beside EF.SOD of another, both trusted. */
static struct mint_file file_from(const char *country, struct trust *t, bool is_sod)
{
	return file_until(country, t, is_sod, "350101000000Z");
}

/* Nothing of a file is used whose signer could not sign it today. */
static void a_file_of_an_expired_signer_gives_nothing(void **state)
{
	static const struct date today = {2026, 11, 22};
	(void)state;
	EG_AUTO(trust_free) struct trust *t = NULL;
	EG_AUTO(passive_free) struct passive *p = NULL;
	struct findings f = findings_none();
	struct rd infos;
	const struct passive_profile field = passive_profile_field();
	assert_int_equal(trust_new(&t), EG_OK);
	struct mint_file sod = file_from("UT", t, true);
	struct mint_file card = file_until("UT", t, false, "260101000000Z");
	const struct passive_input in = {.trust = t, .profile = &field, .today = today};
	assert_int_equal(open_in_field(t, mint_rd(&sod), today, &f, &p), EG_OK);
	assert_int_equal(passive_card_security(&in, mint_rd(&card), p, &f, &infos), EG_MISMATCH);
	assert_int_equal(f.of[CHECK_CARD_SECURITY].verdict, VERDICT_FAIL);
	assert_int_equal(f.of[CHECK_CARD_SECURITY].reason, REASON_EXPIRED);
	assert_int_equal(infos.left, 0);
}

static void the_state_that_signed_the_document_signed_this_file_too(void **state)
{
	static const char *const countries[] = {"UT", "ut", "ZZ", ""};
	static const struct date today = {2026, 11, 22};
	(void)state;
	for (size_t i = 0; i < sizeof(countries) / sizeof(countries[0]); i++) {
		EG_AUTO(trust_free) struct trust *t = NULL;
		EG_AUTO(passive_free) struct passive *p = NULL;
		struct findings f = findings_none();
		struct rd infos;
		bool same = i < 2;
		const struct passive_profile field = passive_profile_field();
		assert_int_equal(trust_new(&t), EG_OK);
		struct mint_file sod = file_from(i == 3 ? "" : "UT", t, true);
		struct mint_file card = file_from(countries[i], t, false);
		const struct passive_input in = {.trust = t, .profile = &field, .today = today};
		assert_int_equal(open_in_field(t, mint_rd(&sod), today, &f, &p), EG_OK);
		assert_true(passive_trusted(p));
		assert_int_equal(passive_card_security(&in, mint_rd(&card), p, &f, &infos),
				 same ? EG_OK : EG_MISMATCH);
		assert_int_equal(f.of[CHECK_CARD_SECURITY].verdict,
				 same ? VERDICT_PASS : VERDICT_FAIL);
		/* Small letters of a country, or none, are recorded. */
		static const enum reason reasons[] = {REASON_NONE, REASON_DEVIATION,
						      REASON_COUNTRY_DIFFERS,
						      REASON_COUNTRY_DIFFERS};
		assert_int_equal(f.of[CHECK_CARD_SECURITY].reason, reasons[i]);
		assert_int_equal(f.of[CHECK_CARD_SECURITY].detail,
				 i == 1 ? FAULT_CERT_NAME + 1 : 0);
		assert_int_equal(faults_has(passive_report(p).tolerated, FAULT_CERT_NAME),
				 i % 2 == 1);
		assert_int_equal(infos.left, same ? 40 : 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_right_file_gives_its_set_and_its_signer),
		cmocka_unit_test(a_set_with_a_broken_info_is_refused),
		cmocka_unit_test(another_type_of_content_or_no_container_is_refused),
		cmocka_unit_test(what_is_told_openly_must_be_signed),
		cmocka_unit_test(hostile_sets_are_bounded_and_refused),
		cmocka_unit_test(the_directory_is_what_was_signed),
		cmocka_unit_test(a_file_of_an_expired_signer_gives_nothing),
		cmocka_unit_test(the_state_that_signed_the_document_signed_this_file_too),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
