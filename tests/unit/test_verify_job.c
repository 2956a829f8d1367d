/* Unit tests of the verify worker's job: files in any order, and files nobody asked for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mint.h"
#include "prog/verify_job.h"

/* Doc 9303-4, specimen of Utopia. */
#define MRZ                                            \
	"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<" \
	"L898902C36UTO7408122F3404159ZE184226B<<<<<16"
#define MRZ_NO_BIRTHDAY                                \
	"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<" \
	"L898902C36UTO<<<<<<0F3404159ZE184226B<<<<<16"
#define FILES    6
#define MESSAGES 8

/* What the job sent. */
struct sent {
	struct msg messages[MESSAGES];
	size_t count;
	uint8_t portrait[64];
	size_t portrait_size;
};

/* One traveller with a right document; tests change a file and run. */
struct world {
	struct trust *trust;
	struct crypt_ec *ca_key;
	struct crypt_ec *key;
	struct crypt_ec *chip_key;
	struct msg begin;
	struct mint_file dg1;
	struct mint_file dg2;
	struct mint_file dg14;
	struct mint_file dg15;
	struct mint_file sod;
	struct mint_file answer; /* of Active Authentication */
};

static struct crypt_ec *new_key(void)
{
	struct crypt_ec *k = NULL;
	assert_int_equal(crypt_ec_generate(CRYPT_P256, &k), EG_OK);
	return k;
}

static void world_free(struct world *w)
{
	trust_free(&w->trust);
	crypt_ec_free(&w->ca_key);
	crypt_ec_free(&w->key);
	crypt_ec_free(&w->chip_key);
}

static struct mint_file file_of(const struct wr *w)
{
	struct mint_file f = {0};
	struct rd bytes = wr_view(w);
	assert_true(rd_dump(bytes, f.bytes, sizeof(f.bytes), &f.size));
	return f;
}

static struct mint_file new_dg1(const char *mrz)
{
	uint8_t bytes[128];
	struct wr w = WR_ARRAY(bytes);
	size_t mark = wr_open(&w, 0x61);
	wr_tlv(&w, 0x5F1F, rd_cstr(mrz));
	wr_close(&w, mark);
	return file_of(&w);
}

#define PICTURE RD_TEXT("\xFF\xD8\xFF\xE0 a picture")

static struct mint_file new_dg2(struct rd picture)
{
	uint8_t bytes[256];
	struct wr w = WR_ARRAY(bytes);
	size_t group = wr_open(&w, 0x75);
	size_t templates = wr_open(&w, 0x7F61);
	wr_small_int(&w, 1);
	size_t template = wr_open(&w, 0x7F60);
	wr_tlv(&w, 0xA1, RD_TEXT("\x81\x01\x02"));
	size_t block = wr_open(&w, 0x5F2E);
	uint32_t face_size = 32 + (uint32_t)picture.left;
	wr_put(&w, rd_of("FAC\0"
			 "010\0",
			 8));
	wr_be32(&w, 14 + face_size);
	wr_be16(&w, 1);
	wr_be32(&w, face_size);
	wr_fill(&w, 0, 16 + 12);
	wr_put(&w, picture);
	wr_close(&w, block);
	wr_close(&w, template);
	wr_close(&w, templates);
	wr_close(&w, group);
	return file_of(&w);
}

/* ActiveAuthenticationInfo with ecdsa-plain-SHA256. */
static struct mint_file new_dg14(void)
{
	uint8_t bytes[64];
	struct wr w = WR_ARRAY(bytes);
	size_t group = wr_open(&w, 0x6E);
	size_t set = wr_open(&w, 0x31);
	size_t info = wr_open(&w, 0x30);
	wr_tlv(&w, 0x06, RD_TEXT("\x67\x81\x08\x01\x01\x05"));
	wr_small_int(&w, 1);
	wr_tlv(&w, 0x06, RD_TEXT("\x04\x00\x7F\x00\x07\x01\x01\x04\x01\x03"));
	wr_close(&w, info);
	wr_close(&w, set);
	wr_close(&w, group);
	return file_of(&w);
}

static struct mint_file new_dg15(const struct crypt_ec *chip_key)
{
	uint8_t bytes[256];
	struct wr w = WR_ARRAY(bytes);
	size_t group = wr_open(&w, 0x6F);
	assert_int_equal(crypt_ec_spki(chip_key, false, &w), EG_OK);
	wr_close(&w, group);
	return file_of(&w);
}

static void sign_documents(struct world *w)
{
	struct mint_cert signer = mint_signer_of("UT");
	struct mint_file der = mint_certificate(&signer, w->key, w->ca_key);
	struct mint_sod sod = {.certificate = mint_rd(&der), .key = w->key};
	sod.groups[1] = mint_rd(&w->dg1);
	sod.groups[2] = mint_rd(&w->dg2);
	sod.groups[14] = mint_rd(&w->dg14);
	sod.groups[15] = mint_rd(&w->dg15);
	w->sod = mint_security_object(&sod);
}

static void answer_challenge(struct world *w, struct rd challenge)
{
	struct wr answer = WR_ARRAY(w->answer.bytes);
	assert_int_equal(crypt_ecdsa_sign(w->chip_key, CRYPT_SHA256, challenge, true, &answer),
			 EG_OK);
	w->answer.size = answer.size;
}

static struct world new_world(void)
{
	struct world w = {.ca_key = new_key(), .key = new_key(), .chip_key = new_key()};
	struct mint_cert ca = mint_ca_of("UT");
	struct mint_file der = mint_certificate(&ca, w.ca_key, w.ca_key);
	assert_int_equal(trust_new(&w.trust), EG_OK);
	assert_int_equal(trust_add_certificate(w.trust, mint_rd(&der)), EG_OK);
	w.begin = msg_make(MSG_BEGIN, 7);
	w.begin.body.begin.kind = DOCUMENT_TD3;
	w.begin.body.begin.mrz_size = sizeof(MRZ) - 1;
	struct rd mrz = RD_TEXT(MRZ);
	assert_true(rd_copy(&mrz, w.begin.body.begin.mrz, sizeof(MRZ) - 1));
	w.begin.body.begin.today = (struct date){2026, 11, 22};
	assert_int_equal(crypt_random(w.begin.body.begin.challenge, 8), EG_OK);
	w.dg1 = new_dg1(MRZ);
	w.dg2 = new_dg2(PICTURE);
	w.dg14 = new_dg14();
	w.dg15 = new_dg15(w.chip_key);
	answer_challenge(&w, RD_ARRAY(w.begin.body.begin.challenge));
	sign_documents(&w);
	return w;
}

static enum eg_err note(void *context, const struct msg *m, struct rd bulk)
{
	struct sent *s = context;
	assert_true(s->count < MESSAGES);
	s->messages[s->count++] = *m;
	if (bulk.left > 0) {
		assert_int_equal(m->kind, MSG_PORTRAIT);
		assert_int_equal(m->body.portrait.size, bulk.left);
		assert_true(rd_dump(bulk, s->portrait, sizeof(s->portrait), &s->portrait_size));
	}
	return EG_OK;
}

struct delivery {
	unsigned file; /* 0: not delivered */
	struct rd bytes;
};

/* Gives the files in this order, and ends. */
static struct findings run(const struct world *w, const struct delivery *files, size_t count,
			   struct sent *s)
{
	*s = (struct sent){0};
	EG_AUTO(verify_job_clear)
	struct verify_job job = verify_job_new(w->trust, (struct verify_sink){s, note});
	assert_int_equal(verify_job_begin(&job, &w->begin), EG_OK);
	for (size_t i = 0; i < count; i++) {
		if (files[i].file != 0) {
			assert_int_equal(verify_job_file(&job, files[i].file, files[i].bytes),
					 EG_OK);
		}
	}
	assert_int_equal(verify_job_end(&job), EG_OK);
	assert_true(s->count > 0);
	const struct msg *last = &s->messages[s->count - 1];
	assert_int_equal(last->kind, MSG_FINDINGS);
	assert_int_equal(last->epoch, 7);
	return last->body.findings.findings;
}

static void all_files(const struct world *w, struct delivery files[FILES])
{
	const struct delivery d[FILES] = {
		{CHIP_FILE_SOD, mint_rd(&w->sod)},
		{CHIP_FILE_DG1, mint_rd(&w->dg1)},
		{CHIP_FILE_DG14, mint_rd(&w->dg14)},
		{CHIP_FILE_DG15, mint_rd(&w->dg15)},
		{CHIP_FILE_AA_SIGNATURE, mint_rd(&w->answer)},
		{CHIP_FILE_DG2, mint_rd(&w->dg2)},
	};
	for (size_t i = 0; i < FILES; i++) {
		files[i] = d[i];
	}
}

static const struct msg *find(const struct sent *s, enum msg_kind kind)
{
	for (size_t i = 0; i < s->count; i++) {
		if (s->messages[i].kind == kind) {
			return &s->messages[i];
		}
	}
	return NULL;
}

static void assert_finding(const struct findings *f, enum check c, enum verdict v, enum reason r)
{
	assert_string_equal(verdict_name(f->of[c].verdict), verdict_name(v));
	assert_string_equal(reason_name(f->of[c].reason), reason_name(r));
}

static void assert_all_pass(const struct findings *f)
{
	static const enum check checks[] = {
		CHECK_SOD_FORMAT,   CHECK_SOD_SIGNER,  CHECK_SOD_SIGNATURE, CHECK_SOD_CHAIN,
		CHECK_SOD_VALIDITY, CHECK_SOD_COUNTRY, CHECK_DG1_HASH,      CHECK_DG2_HASH,
		CHECK_DG14_HASH,    CHECK_DG15_HASH,   CHECK_ACTIVE_AUTH,   CHECK_MRZ_SAME,
	};
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		assert_finding(f, checks[i], VERDICT_PASS, REASON_NONE);
	}
}

static void an_honest_document_passes_and_is_told(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	struct delivery files[FILES];
	struct sent s;
	all_files(&w, files);
	struct findings f = run(&w, files, FILES, &s);
	assert_all_pass(&f);
	const struct msg *holder = find(&s, MSG_HOLDER);
	assert_non_null(holder);
	assert_int_equal(holder->body.holder.facts.kind, DOCUMENT_TD3);
	assert_string_equal(holder->body.holder.facts.issuing_state, "UTO");
	assert_string_equal(holder->body.holder.facts.nationality, "UTO");
	assert_int_equal(holder->body.holder.facts.birth.year, 1974);
	assert_int_equal(holder->body.holder.facts.expiry.year, 2034);
	assert_memory_equal(holder->body.holder.mrz, MRZ, sizeof(MRZ) - 1);
	assert_non_null(find(&s, MSG_PORTRAIT));
	assert_true(rd_equal(rd_of(s.portrait, s.portrait_size), PICTURE));
}

static void a_birthday_wholly_unknown_gives_a_holder_of_no_age(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	struct delivery files[FILES];
	struct sent s;
	struct rd mrz = RD_TEXT(MRZ_NO_BIRTHDAY);
	w.dg1 = new_dg1(MRZ_NO_BIRTHDAY);
	assert_true(rd_copy(&mrz, w.begin.body.begin.mrz, sizeof(MRZ_NO_BIRTHDAY) - 1));
	sign_documents(&w);
	all_files(&w, files);
	struct findings f = run(&w, files, FILES, &s);
	assert_finding(&f, CHECK_DG1_HASH, VERDICT_PASS, REASON_NONE);
	assert_finding(&f, CHECK_MRZ_SAME, VERDICT_PASS, REASON_NONE);
	const struct msg *holder = find(&s, MSG_HOLDER);
	assert_non_null(holder);
	assert_int_equal(holder->body.holder.facts.birth.year, 0);
}

/* Next permutation in lexical order; false after the last. */
static bool next_order(size_t order[FILES])
{
	size_t i = FILES - 1;
	while (i > 0 && order[i - 1] >= order[i]) {
		i--;
	}
	if (i == 0) {
		return false;
	}
	size_t j = FILES - 1;
	while (order[j] <= order[i - 1]) {
		j--;
	}
	size_t swap = order[i - 1];
	order[i - 1] = order[j];
	order[j] = swap;
	for (size_t a = i, b = FILES - 1; a < b; a++, b--) {
		swap = order[a];
		order[a] = order[b];
		order[b] = swap;
	}
	return true;
}

static void findings_do_not_depend_on_the_order_of_files(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	struct delivery files[FILES];
	struct delivery shuffled[FILES];
	size_t order[FILES] = {0, 1, 2, 3, 4, 5};
	struct sent s;
	size_t orders = 0;
	all_files(&w, files);
	struct findings first = run(&w, files, FILES, &s);
	do {
		for (size_t i = 0; i < FILES; i++) {
			shuffled[i] = files[order[i]];
		}
		struct findings f = run(&w, shuffled, FILES, &s);
		assert_memory_equal(&f, &first, sizeof(f));
		assert_int_equal(s.count, 3);
		assert_non_null(find(&s, MSG_HOLDER));
		assert_non_null(find(&s, MSG_PORTRAIT));
		orders++;
	} while (next_order(order));
	assert_int_equal(orders, 720);
}

static void injected_file_ids_are_refused(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	struct sent s = {0};
	EG_AUTO(verify_job_clear)
	struct verify_job job = verify_job_new(w.trust, (struct verify_sink){&s, note});
	assert_int_equal(verify_job_file(&job, CHIP_FILE_SOD, mint_rd(&w.sod)), EG_STATE);
	assert_int_equal(verify_job_begin(&job, &w.begin), EG_OK);
	assert_int_equal(verify_job_begin(&job, &w.begin), EG_STATE);
	for (unsigned file = 0; file < 300; file++) {
		bool known = file == CHIP_FILE_DG1 || file == CHIP_FILE_DG2 ||
			     file == CHIP_FILE_DG14 || file == CHIP_FILE_DG15 ||
			     file == CHIP_FILE_SOD || file == CHIP_FILE_CARD_ACCESS ||
			     file == CHIP_FILE_AA_SIGNATURE || file == CHIP_FILE_AA_REFUSED;
		if (!known) {
			assert_int_equal(verify_job_file(&job, file, RD_TEXT("x")), EG_DENIED);
		}
	}
	assert_int_equal(verify_job_file(&job, 0x10001, RD_TEXT("x")), EG_DENIED);
	assert_int_equal(s.count, 0);
}

/* A second EF.SOD after the first was judged must not exchange what was signed. */
static void a_second_file_of_a_kind_is_refused(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	struct delivery files[FILES];
	struct sent s = {0};
	all_files(&w, files);
	EG_AUTO(verify_job_clear)
	struct verify_job job = verify_job_new(w.trust, (struct verify_sink){&s, note});
	assert_int_equal(verify_job_begin(&job, &w.begin), EG_OK);
	for (size_t i = 0; i < FILES; i++) {
		assert_int_equal(verify_job_file(&job, files[i].file, files[i].bytes), EG_OK);
		assert_int_equal(verify_job_file(&job, files[i].file, files[i].bytes), EG_DENIED);
	}
	assert_int_equal(verify_job_end(&job), EG_OK);
	assert_int_equal(verify_job_end(&job), EG_STATE);
	assert_int_equal(verify_job_file(&job, CHIP_FILE_CARD_ACCESS, RD_TEXT("x")), EG_STATE);
}

static void a_forged_data_group_is_not_even_parsed(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	struct delivery files[FILES];
	struct sent s;
	w.dg1.bytes[20] = 'X';
	w.dg2 = new_dg2(RD_TEXT("\xFF\xD8\xFF\xE0 another one"));
	all_files(&w, files);
	struct findings f = run(&w, files, FILES, &s);
	assert_finding(&f, CHECK_DG1_HASH, VERDICT_FAIL, REASON_HASH_WRONG);
	assert_finding(&f, CHECK_DG2_HASH, VERDICT_FAIL, REASON_HASH_WRONG);
	assert_finding(&f, CHECK_MRZ_SAME, VERDICT_NOT_DONE, REASON_NONE);
	assert_null(find(&s, MSG_HOLDER));
	assert_null(find(&s, MSG_PORTRAIT));
}

static void an_unknown_ca_gives_no_holder_and_no_portrait(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	struct delivery files[FILES];
	struct sent s;
	crypt_ec_free(&w.ca_key);
	w.ca_key = new_key();
	sign_documents(&w);
	all_files(&w, files);
	struct findings f = run(&w, files, FILES, &s);
	assert_finding(&f, CHECK_SOD_CHAIN, VERDICT_FAIL, REASON_UNKNOWN_ISSUER);
	assert_finding(&f, CHECK_DG1_HASH, VERDICT_CANNOT_TELL, REASON_NOT_SIGNED);
	assert_finding(&f, CHECK_ACTIVE_AUTH, VERDICT_NOT_DONE, REASON_NONE);
	assert_int_equal(s.count, 1);
}

static void without_a_security_object_nothing_is_believed(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	struct delivery files[FILES];
	struct sent s;
	all_files(&w, files);
	files[0].file = 0;
	struct findings f = run(&w, files, FILES, &s);
	assert_finding(&f, CHECK_SOD_FORMAT, VERDICT_FAIL, REASON_NOT_PRESENT);
	assert_finding(&f, CHECK_DG1_HASH, VERDICT_CANNOT_TELL, REASON_NOT_SIGNED);
	assert_int_equal(s.count, 1);
}

static void another_printed_zone_than_the_chips_is_found(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	struct delivery files[FILES];
	struct sent s;
	w.begin.body.begin.mrz[10] = 'A';
	all_files(&w, files);
	struct findings f = run(&w, files, FILES, &s);
	assert_finding(&f, CHECK_MRZ_SAME, VERDICT_FAIL, REASON_DIFFERS);
	w.begin.body.begin.mrz_size = 0;
	f = run(&w, files, FILES, &s);
	assert_finding(&f, CHECK_MRZ_SAME, VERDICT_FAIL, REASON_DIFFERS);
}

static void hiding_a_signed_file_is_found(void **state)
{
	(void)state;
	static const struct {
		size_t hidden; /* place in all_files */
		enum check check;
	} cases[] = {
		{1, CHECK_DG1_HASH},
		{2, CHECK_DG14_HASH},
		{3, CHECK_DG15_HASH},
		{5, CHECK_DG2_HASH},
	};
	EG_AUTO(world_free) struct world w = new_world();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct delivery files[FILES];
		struct sent s;
		all_files(&w, files);
		files[cases[i].hidden].file = 0;
		struct findings f = run(&w, files, FILES, &s);
		assert_finding(&f, cases[i].check, VERDICT_FAIL, REASON_NOT_PRESENT);
		/* Without DG14 each allowed hash is tried; without DG15 there is no key. */
		assert_finding(&f, CHECK_ACTIVE_AUTH,
			       cases[i].hidden == 3 ? VERDICT_FAIL : VERDICT_PASS,
			       cases[i].hidden == 3 ? REASON_NOT_PRESENT : REASON_NONE);
	}
}

static void a_copied_chip_fails_active_authentication(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	struct delivery files[FILES];
	struct sent s;
	/* An answer to another challenge, as a copy could have recorded it. */
	answer_challenge(&w, RD_TEXT("recorded"));
	all_files(&w, files);
	struct findings f = run(&w, files, FILES, &s);
	assert_finding(&f, CHECK_ACTIVE_AUTH, VERDICT_FAIL, REASON_SIGNATURE_WRONG);
	/* No answer, said openly or not. */
	files[4] = (struct delivery){CHIP_FILE_AA_REFUSED, RD_TEXT("")};
	f = run(&w, files, FILES, &s);
	assert_finding(&f, CHECK_ACTIVE_AUTH, VERDICT_FAIL, REASON_CHIP_REFUSED);
	files[4].file = 0;
	f = run(&w, files, FILES, &s);
	assert_finding(&f, CHECK_ACTIVE_AUTH, VERDICT_FAIL, REASON_CHIP_REFUSED);
}

/* The copy's own key in an own DG15 answers rightly, and still is not the signed one. */
static void a_key_that_is_not_signed_proves_nothing(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	struct delivery files[FILES];
	struct sent s;
	crypt_ec_free(&w.chip_key);
	w.chip_key = new_key();
	w.dg15 = new_dg15(w.chip_key);
	answer_challenge(&w, RD_ARRAY(w.begin.body.begin.challenge));
	all_files(&w, files);
	struct findings f = run(&w, files, FILES, &s);
	assert_finding(&f, CHECK_DG15_HASH, VERDICT_FAIL, REASON_HASH_WRONG);
	assert_finding(&f, CHECK_ACTIVE_AUTH, VERDICT_FAIL, REASON_HASH_WRONG);
}

static void a_signed_portrait_that_is_no_picture_is_found(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	struct delivery files[FILES];
	struct sent s;
	w.dg2 = new_dg2(RD_TEXT("no picture at all"));
	sign_documents(&w);
	all_files(&w, files);
	struct findings f = run(&w, files, FILES, &s);
	assert_finding(&f, CHECK_DG2_HASH, VERDICT_PASS, REASON_NONE);
	assert_finding(&f, CHECK_PORTRAIT, VERDICT_FAIL, REASON_UNDECODABLE);
	assert_null(find(&s, MSG_PORTRAIT));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_honest_document_passes_and_is_told),
		cmocka_unit_test(findings_do_not_depend_on_the_order_of_files),
		cmocka_unit_test(injected_file_ids_are_refused),
		cmocka_unit_test(a_second_file_of_a_kind_is_refused),
		cmocka_unit_test(a_forged_data_group_is_not_even_parsed),
		cmocka_unit_test(a_birthday_wholly_unknown_gives_a_holder_of_no_age),
		cmocka_unit_test(an_unknown_ca_gives_no_holder_and_no_portrait),
		cmocka_unit_test(without_a_security_object_nothing_is_believed),
		cmocka_unit_test(another_printed_zone_than_the_chips_is_found),
		cmocka_unit_test(hiding_a_signed_file_is_found),
		cmocka_unit_test(a_copied_chip_fails_active_authentication),
		cmocka_unit_test(a_key_that_is_not_signed_proves_nothing),
		cmocka_unit_test(a_signed_portrait_that_is_no_picture_is_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
