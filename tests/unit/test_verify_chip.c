/*
 * Unit tests of the verify worker's judgement on the chip: a proof counts with a signed key only,
 * and a signed key that is not proved is a failure.
 */
#include "verify_world.h"

static void a_copied_chip_fails_active_authentication(void **state)
{
	(void)state;
	EG_AUTO(verify_world_free) struct verify_world w = verify_world_new();
	struct verify_delivery files[VERIFY_FILES];
	struct verify_sent s;
	/* An answer to another challenge, as a copy could have recorded it. */
	verify_world_answer(&w, RD_TEXT("recorded"));
	verify_world_files(&w, files);
	struct findings f = verify_world_run(&w, files, VERIFY_FILES, &s);
	verify_world_finding(&f, CHECK_ACTIVE_AUTH, VERDICT_FAIL, REASON_SIGNATURE_WRONG);
	/* No answer, said openly or not. */
	files[4] = (struct verify_delivery){CHIP_FILE_AA_REFUSED, RD_TEXT("")};
	f = verify_world_run(&w, files, VERIFY_FILES, &s);
	verify_world_finding(&f, CHECK_ACTIVE_AUTH, VERDICT_FAIL, REASON_CHIP_REFUSED);
	files[4].file = 0;
	f = verify_world_run(&w, files, VERIFY_FILES, &s);
	verify_world_finding(&f, CHECK_ACTIVE_AUTH, VERDICT_FAIL, REASON_CHIP_REFUSED);
}

/* TR-03105-5.1, ISO7816_F_09: the right key, under an algorithm that is not allowed. */
static void an_algorithm_that_dg14_may_not_name_decides_nothing(void **state)
{
	(void)state;
	EG_AUTO(verify_world_free) struct verify_world w = verify_world_new();
	struct verify_delivery files[VERIFY_FILES];
	struct verify_sent s;
	w.dg14.bytes[w.dg14.size - 1] = 0x09;
	verify_world_sign(&w);
	verify_world_files(&w, files);
	struct findings f = verify_world_run(&w, files, VERIFY_FILES, &s);
	verify_world_finding(&f, CHECK_DG14_HASH, VERDICT_PASS, REASON_NONE);
	verify_world_finding(&f, CHECK_ACTIVE_AUTH, VERDICT_CANNOT_TELL, REASON_ALGORITHM);
}

/* The copy's own key in an own DG15 answers rightly, and still is not the signed one. */
static void a_key_that_is_not_signed_proves_nothing(void **state)
{
	(void)state;
	EG_AUTO(verify_world_free) struct verify_world w = verify_world_new();
	struct verify_delivery files[VERIFY_FILES];
	struct verify_sent s;
	crypt_ec_free(&w.chip_key);
	w.chip_key = verify_world_key();
	w.dg15 = verify_world_dg15(w.chip_key);
	verify_world_answer(&w, RD_ARRAY(w.begin.body.begin.challenge));
	verify_world_files(&w, files);
	struct findings f = verify_world_run(&w, files, VERIFY_FILES, &s);
	verify_world_finding(&f, CHECK_DG15_HASH, VERDICT_FAIL, REASON_HASH_WRONG);
	verify_world_finding(&f, CHECK_ACTIVE_AUTH, VERDICT_FAIL, REASON_HASH_WRONG);
}

/* DG14 with one key for Chip Authentication: id-PK-ECDH and id-CA-ECDH-AES-CBC-CMAC-128. */
static struct mint_file new_dg14_with_key(const struct crypt_ec *key)
{
	uint8_t bytes[512];
	struct wr w = WR_ARRAY(bytes);
	size_t group = wr_open(&w, 0x6E);
	size_t set = wr_open(&w, 0x31);
	size_t info = wr_open(&w, 0x30);
	wr_tlv(&w, 0x06, RD_TEXT("\x04\x00\x7F\x00\x07\x02\x02\x03\x02\x02"));
	wr_small_int(&w, 1);
	wr_close(&w, info);
	info = wr_open(&w, 0x30);
	wr_tlv(&w, 0x06, RD_TEXT("\x04\x00\x7F\x00\x07\x02\x02\x01\x02"));
	assert_int_equal(crypt_ec_spki(key, false, &w), EG_OK);
	wr_close(&w, info);
	wr_close(&w, set);
	wr_close(&w, group);
	return verify_world_file(&w);
}

static struct mint_file new_spki(const struct crypt_ec *key)
{
	uint8_t bytes[256];
	struct wr w = WR_ARRAY(bytes);
	assert_int_equal(crypt_ec_spki(key, false, &w), EG_OK);
	return verify_world_file(&w);
}

/* One document with a key for Chip Authentication; files[4] is what came of it. */
static void with_chip_key(struct verify_world *w, struct verify_delivery files[VERIFY_FILES],
			  struct verify_delivery told)
{
	w->dg14 = new_dg14_with_key(w->chip_key);
	w->without_dg15 = true;
	verify_world_sign(w);
	verify_world_files(w, files);
	files[3].file = 0;
	files[4] = told;
}

static void chip_authentication_counts_with_a_signed_key_only(void **state)
{
	(void)state;
	EG_AUTO(verify_world_free) struct verify_world w = verify_world_new();
	EG_AUTO(crypt_ec_free) struct crypt_ec *other = verify_world_key();
	struct verify_delivery files[VERIFY_FILES];
	struct verify_sent s;
	struct mint_file right = new_spki(w.chip_key);
	struct mint_file wrong = new_spki(other);
	with_chip_key(&w, files,
		      (struct verify_delivery){CHIP_FILE_CHIP_AUTH_KEY, mint_rd(&right)});
	struct findings f = verify_world_run(&w, files, VERIFY_FILES, &s);
	verify_world_finding(&f, CHECK_CHIP_AUTH, VERDICT_PASS, REASON_NONE);
	files[4].bytes = mint_rd(&wrong);
	f = verify_world_run(&w, files, VERIFY_FILES, &s);
	verify_world_finding(&f, CHECK_CHIP_AUTH, VERDICT_FAIL, REASON_KEY_DIFFERS);
	files[4].bytes = RD_TEXT("no key");
	f = verify_world_run(&w, files, VERIFY_FILES, &s);
	assert_int_equal(findings_verdict(&f, CHECK_CHIP_AUTH), VERDICT_FAIL);
}

/* A copy has every file, but not the private key. */
static void a_chip_that_does_not_prove_a_signed_key_is_found(void **state)
{
	(void)state;
	EG_AUTO(verify_world_free) struct verify_world w = verify_world_new();
	struct verify_delivery files[VERIFY_FILES];
	struct verify_sent s;
	with_chip_key(&w, files, (struct verify_delivery){CHIP_FILE_CHIP_AUTH_REFUSED, RD_EMPTY});
	struct findings f = verify_world_run(&w, files, VERIFY_FILES, &s);
	verify_world_finding(&f, CHECK_CHIP_AUTH, VERDICT_FAIL, REASON_KEY_DIFFERS);
	files[4].file = 0; /* not even said */
	f = verify_world_run(&w, files, VERIFY_FILES, &s);
	verify_world_finding(&f, CHECK_CHIP_AUTH, VERDICT_FAIL, REASON_NOT_PRESENT);
}

/* The copy's own key in an own DG14 is proved rightly, and still is not the signed one. */
static void a_proof_without_a_bound_key_is_a_failure(void **state)
{
	(void)state;
	EG_AUTO(verify_world_free) struct verify_world w = verify_world_new();
	EG_AUTO(crypt_ec_free) struct crypt_ec *own = verify_world_key();
	struct verify_delivery files[VERIFY_FILES];
	struct verify_sent s;
	struct mint_file key = new_spki(own);
	with_chip_key(&w, files, (struct verify_delivery){CHIP_FILE_CHIP_AUTH_KEY, mint_rd(&key)});
	w.dg14 = new_dg14_with_key(own); /* behind the signature */
	files[2].bytes = mint_rd(&w.dg14);
	struct findings f = verify_world_run(&w, files, VERIFY_FILES, &s);
	verify_world_finding(&f, CHECK_DG14_HASH, VERDICT_FAIL, REASON_HASH_WRONG);
	verify_world_finding(&f, CHECK_CHIP_AUTH, VERDICT_FAIL, REASON_NOT_SIGNED);
}

/* Where the chip has proved one signed key, no second proof is asked for. */
static void one_proof_is_enough(void **state)
{
	(void)state;
	EG_AUTO(verify_world_free) struct verify_world w = verify_world_new();
	struct verify_delivery files[VERIFY_FILES];
	struct verify_sent s;
	struct mint_file key = new_spki(w.chip_key);
	w.dg14 = new_dg14_with_key(w.chip_key);
	verify_world_sign(&w); /* DG15 is signed, too */
	verify_world_files(&w, files);
	files[3].file = 0;
	files[4] = (struct verify_delivery){CHIP_FILE_CHIP_AUTH_KEY, mint_rd(&key)};
	struct findings f = verify_world_run(&w, files, VERIFY_FILES, &s);
	verify_world_finding(&f, CHECK_CHIP_AUTH, VERDICT_PASS, REASON_NONE);
	verify_world_finding(&f, CHECK_ACTIVE_AUTH, VERDICT_NOT_DONE, REASON_NONE);
	verify_world_finding(&f, CHECK_DG15_HASH, VERDICT_NOT_DONE, REASON_NONE);
	files[4] = (struct verify_delivery){CHIP_FILE_CHIP_AUTH_REFUSED, RD_EMPTY};
	f = verify_world_run(&w, files, VERIFY_FILES, &s);
	verify_world_finding(&f, CHECK_ACTIVE_AUTH, VERDICT_FAIL, REASON_NOT_PRESENT);
	verify_world_finding(&f, CHECK_DG15_HASH, VERDICT_FAIL, REASON_NOT_PRESENT);
}

static void a_mapping_without_a_signed_card_security_file_is_a_failure(void **state)
{
	(void)state;
	EG_AUTO(verify_world_free) struct verify_world w = verify_world_new();
	struct verify_delivery files[VERIFY_FILES + 2];
	struct verify_sent s;
	verify_world_files(&w, files);
	files[VERIFY_FILES] = (struct verify_delivery){CHIP_FILE_CHIP_MAPPING, RD_TEXT("a proof")};
	files[VERIFY_FILES + 1] = (struct verify_delivery){0, RD_EMPTY};
	struct findings f = verify_world_run(&w, files, VERIFY_FILES + 2, &s);
	verify_world_finding(&f, CHECK_CHIP_MAPPED, VERDICT_FAIL, REASON_NOT_PRESENT);
	files[VERIFY_FILES + 1] =
		(struct verify_delivery){CHIP_FILE_CARD_SECURITY, RD_TEXT("no such file")};
	f = verify_world_run(&w, files, VERIFY_FILES + 2, &s);
	verify_world_finding(&f, CHECK_CARD_SECURITY, VERDICT_FAIL, REASON_BAD_FORMAT);
	verify_world_finding(&f, CHECK_CHIP_MAPPED, VERDICT_FAIL, REASON_NOT_SIGNED);
}

/* PACEInfo: id-PACE-ECDH-GM-AES-CBC-CMAC-128 with this version and parameter, in a SET. */
static void put_offers(struct wr *w, unsigned count, uint8_t parameter)
{
	size_t set = wr_open(w, 0x31);
	for (unsigned i = 0; i < count; i++) {
		size_t info = wr_open(w, 0x30);
		wr_tlv(w, 0x06, RD_TEXT("\x04\x00\x7F\x00\x07\x02\x02\x04\x02\x02"));
		wr_small_int(w, 2);
		wr_small_int(w, parameter + i);
		wr_close(w, info);
	}
	wr_close(w, set);
}

static void offers_that_are_not_those_signed_are_found(void **state)
{
	(void)state;
	/* What is told openly: the same, one less, one more, another one. DG14 has 12 and 13. */
	static const struct {
		unsigned count;
		uint8_t first;
		bool same;
	} told[] = {{2, 12, true}, {1, 12, false}, {3, 12, false}, {1, 8, false}};
	EG_AUTO(verify_world_free) struct verify_world w = verify_world_new();
	uint8_t bytes[128];
	struct wr dg14 = WR_ARRAY(bytes);
	size_t group = wr_open(&dg14, 0x6E);
	put_offers(&dg14, 2, 12);
	wr_close(&dg14, group);
	w.dg14 = verify_world_file(&dg14);
	verify_world_sign(&w);
	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
		uint8_t openly[128];
		struct wr access = WR_ARRAY(openly);
		struct verify_delivery files[VERIFY_FILES + 1];
		struct verify_sent s;
		put_offers(&access, told[i].count, told[i].first);
		verify_world_files(&w, files);
		files[VERIFY_FILES] =
			(struct verify_delivery){CHIP_FILE_CARD_ACCESS, wr_view(&access)};
		struct findings f = verify_world_run(&w, files, VERIFY_FILES + 1, &s);
		verify_world_finding(&f, CHECK_PACE_KEPT,
				     told[i].same ? VERDICT_NOT_DONE : VERDICT_FAIL,
				     told[i].same ? REASON_NONE : REASON_DIFFERS);
	}
}

/* A document with nothing but the mapping: a copy that refuses it opens by the other way. */
static void a_signed_mapping_that_is_not_done_is_a_failure(void **state)
{
	(void)state;
	for (int better = 0; better < 2; better++) { /* 1: the other way comes before it */
		EG_AUTO(verify_world_free) struct verify_world w = verify_world_new();
		uint8_t bytes[128];
		struct wr dg14 = WR_ARRAY(bytes);
		size_t group = wr_open(&dg14, 0x6E);
		size_t set = wr_open(&dg14, 0x31);
		for (uint8_t mapping = 0; mapping < 2; mapping++) {
			size_t info = wr_open(&dg14, 0x30);
			wr_tlv(&dg14, 0x06,
			       mapping == 1 ? RD_TEXT("\x04\x00\x7F\x00\x07\x02\x02\x04\x06\x02")
					    : RD_TEXT("\x04\x00\x7F\x00\x07\x02\x02\x04\x02\x02"));
			wr_small_int(&dg14, 2);
			wr_small_int(&dg14, mapping == 1 && better == 1 ? 8 : 12);
			wr_close(&dg14, info);
		}
		wr_close(&dg14, set);
		wr_close(&dg14, group);
		w.dg14 = verify_world_file(&dg14);
		for (int without = 0; without < 2; without++) {
			struct verify_delivery files[VERIFY_FILES];
			struct verify_sent s;
			w.without_dg15 = without == 1;
			verify_world_sign(&w);
			verify_world_files(&w, files);
			if (without == 1) {
				files[3].file = 0;
				files[4].file = 0;
			}
			struct findings f = verify_world_run(&w, files, VERIFY_FILES, &s);
			bool fails = without == 1 && better == 0;
			verify_world_finding(&f, CHECK_DG14_HASH, VERDICT_PASS, REASON_NONE);
			verify_world_finding(&f, CHECK_CHIP_MAPPED,
					     fails ? VERDICT_FAIL : VERDICT_NOT_DONE,
					     fails ? REASON_NOT_PRESENT : REASON_NONE);
		}
	}
}

/* ChipAuthenticationPublicKeyInfo; offers: and PACE-ECDH-CAM-AES-128 on P-256; in a SET. */
static void put_key_infos(struct wr *w, const struct crypt_ec *key, bool offers)
{
	size_t set = wr_open(w, 0x31);
	size_t info = wr_open(w, 0x30);
	wr_tlv(w, 0x06, RD_TEXT("\x04\x00\x7F\x00\x07\x02\x02\x01\x02"));
	assert_int_equal(crypt_ec_spki(key, false, w), EG_OK);
	wr_close(w, info);
	if (offers) {
		info = wr_open(w, 0x30);
		wr_tlv(w, 0x06, RD_TEXT("\x04\x00\x7F\x00\x07\x02\x02\x04\x06\x02"));
		wr_small_int(w, 2);
		wr_small_int(w, CRYPT_P256);
		wr_close(w, info);
	}
	wr_close(w, set);
}

static struct mint_file new_card_security(const struct verify_world *w, const struct crypt_ec *key)
{
	uint8_t bytes[512];
	struct wr infos = WR_ARRAY(bytes);
	struct mint_file file = {.size = 0};
	struct wr out = WR_ARRAY(file.bytes);
	struct mint_cert signer = mint_signer_of("UT");
	struct mint_file der = mint_certificate(&signer, w->key, w->ca_key);
	put_key_infos(&infos, key, true);
	const struct mint_cms recipe = {
		.content_type = RD_TEXT("\x04\x00\x7F\x00\x07\x03\x02\x01"),
		.content = wr_view(&infos),
		.certificate = mint_rd(&der),
		.key = w->key,
	};
	mint_signed_data(&recipe, &out);
	file.size = out.size;
	return file;
}

static struct mint_file new_mapping(const struct crypt_ec *key)
{
	EG_AUTO(crypt_ec_free) struct crypt_ec *map = verify_world_key();
	EG_AUTO(secret_clear) struct secret data = {0};
	uint8_t bytes[256];
	uint8_t point[CRYPT_POINT_MAX];
	struct wr w = WR_ARRAY(bytes);
	struct wr p = WR_ARRAY(point);
	assert_int_equal(crypt_ec_public(map, &p), EG_OK);
	assert_int_equal(crypt_ec_cam_data(key, map, &data), EG_OK);
	size_t mark = wr_open(&w, 0x30);
	wr_tlv(&w, 0x04, wr_view(&p));
	wr_tlv(&w, 0x04, secret_rd(&data));
	wr_close(&w, mark);
	return verify_world_file(&w);
}

/*
 * A chip of the same state proves its own key, and gives the files of a document that was never
 * made for the mapping: DG14 of that document does not name it, so its own key is still due.
 */
static void a_mapping_stands_for_a_document_that_names_it(void **state)
{
	(void)state;
	for (int named = 0; named < 2; named++) {
		EG_AUTO(verify_world_free) struct verify_world w = verify_world_new();
		EG_AUTO(crypt_ec_free) struct crypt_ec *mapped = verify_world_key();
		uint8_t bytes[512];
		struct wr dg14 = WR_ARRAY(bytes);
		struct verify_delivery files[VERIFY_FILES + 2];
		struct verify_sent s;
		struct mint_file security = new_card_security(&w, mapped);
		struct mint_file mapping = new_mapping(mapped);
		size_t group = wr_open(&dg14, 0x6E);
		put_key_infos(&dg14, w.chip_key, named == 1);
		wr_close(&dg14, group);
		w.dg14 = verify_world_file(&dg14);
		verify_world_sign(&w); /* DG15 is signed, too */
		verify_world_files(&w, files);
		files[3].file = 0;
		files[4].file = 0;
		files[VERIFY_FILES] =
			(struct verify_delivery){CHIP_FILE_CARD_SECURITY, mint_rd(&security)};
		files[VERIFY_FILES + 1] =
			(struct verify_delivery){CHIP_FILE_CHIP_MAPPING, mint_rd(&mapping)};
		struct findings f = verify_world_run(&w, files, VERIFY_FILES + 2, &s);
		enum verdict other = named == 1 ? VERDICT_NOT_DONE : VERDICT_FAIL;
		enum reason why = named == 1 ? REASON_NONE : REASON_NOT_PRESENT;
		verify_world_finding(&f, CHECK_DG14_HASH, VERDICT_PASS, REASON_NONE);
		verify_world_finding(&f, CHECK_CHIP_MAPPED, VERDICT_PASS, REASON_NONE);
		verify_world_finding(&f, CHECK_CHIP_AUTH, other, why);
		verify_world_finding(&f, CHECK_ACTIVE_AUTH, other, why);
		verify_world_finding(&f, CHECK_DG15_HASH, other, why);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_copied_chip_fails_active_authentication),
		cmocka_unit_test(an_algorithm_that_dg14_may_not_name_decides_nothing),
		cmocka_unit_test(a_key_that_is_not_signed_proves_nothing),
		cmocka_unit_test(chip_authentication_counts_with_a_signed_key_only),
		cmocka_unit_test(a_chip_that_does_not_prove_a_signed_key_is_found),
		cmocka_unit_test(a_proof_without_a_bound_key_is_a_failure),
		cmocka_unit_test(one_proof_is_enough),
		cmocka_unit_test(a_mapping_without_a_signed_card_security_file_is_a_failure),
		cmocka_unit_test(offers_that_are_not_those_signed_are_found),
		cmocka_unit_test(a_signed_mapping_that_is_not_done_is_a_failure),
		cmocka_unit_test(a_mapping_stands_for_a_document_that_names_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
