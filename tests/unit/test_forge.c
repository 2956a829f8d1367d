/*
 * forge: what an invented country promises: its documents pass where they are flawless, and each
 * flaw leads to its own finding and to no other. Judged by pki/passive and by the openssl command,
 * which both were written apart from forge.
 */
#include "passive_desk.h"
#include "simulator/forge.h"
#include "simulator/forge_bio.h"
#include "simulator/forge_files.h"
#include "tests/hex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static const struct date today = {2026, 11, 22};

/* Start of a JPEG of 413 x 531 with a frame header, and of another of 240 x 320. */
static const uint8_t jpeg[] = {0xFF, 0xD8, 0xFF, 0xE0, 0x00, 0x04, 0x4A, 0x46, 0xFF,
			       0xC0, 0x00, 0x0B, 0x08, 0x02, 0x13, 0x01, 0x9D, 0x01,
			       0x01, 0x11, 0x00, 0xFF, 0xDA, 0x00, 0x02, 0xFF, 0xD9};
static const uint8_t other_jpeg[] = {0xFF, 0xD8, 0xFF, 0xC2, 0x00, 0x0B, 0x08, 0x01, 0x40, 0x00,
				     0xF0, 0x01, 0x01, 0x11, 0x00, 0xFF, 0xDA, 0x00, 0x02};

static struct forge_order order_for(enum forge_flaw flaw)
{
	struct forge_order o = forge_order_usual(today);
	o.holder = (struct forge_holder){
		.code = "P",
		.state = "UTO",
		.nationality = "UTO",
		.surname = "Eriksson",
		.given = "Anna Maria",
		.number = "L898902C3",
		.birth = "740812",
		.expiry = "350101",
		.sex = 'F',
	};
	o.portrait = RD_ARRAY(jpeg);
	o.other_portrait = RD_ARRAY(other_jpeg);
	o.flaw = flaw;
	return o;
}

static struct forge_alg alg_of(const char *text)
{
	struct forge_alg alg;
	assert_int_equal(forge_alg_parse(text, &alg), EG_OK);
	return alg;
}

static struct rd file_of(const struct chip_document *d, uint16_t fid)
{
	for (size_t i = 0; i < d->file_count; i++) {
		if (d->files[i].fid == fid) {
			return d->files[i].contents;
		}
	}
	return RD_EMPTY;
}

/* Findings about a freshly forged document under this CSCA. */
static struct findings judge(const struct forge_ca *ca, const struct forge_order *o)
{
	EG_AUTO(forge_document_free) struct forge_document made = {0};
	EG_AUTO(chip_document_free) struct chip_document d = {0};
	EG_AUTO(trust_free) struct trust *t = NULL;
	EG_AUTO(passive_free) struct passive *p = NULL;
	struct findings f = findings_none();
	assert_int_equal(forge_document(&made, ca, o), EG_OK);
	assert_int_equal(chip_document_parse(&d, bytes_rd(&made.container)), EG_OK);
	assert_int_equal(trust_new(&t), EG_OK);
	assert_int_equal(trust_add_certificate(t, forge_ca_certificate(ca)), EG_OK);
	assert_int_equal(open_in_field(t, file_of(&d, 0x011D), today, &f, &p), EG_OK);
	for (unsigned n = 1; n <= 15; n++) {
		struct rd file = file_of(&d, (uint16_t)(0x0100 + n));
		if (file.left > 0) {
			assert_true(o->flaw != FORGE_FLAWLESS || passive_has_group(p, n));
			(void)passive_group(p, n, file, &f); /* the finding says it too */
		}
	}
	passive_holder(p, "UTO", "P", &f);
	return f;
}

static const enum check judged[] = {
	CHECK_SOD_FORMAT,   CHECK_SOD_SIGNER,  CHECK_SOD_SIGNATURE, CHECK_SOD_CHAIN,
	CHECK_SOD_VALIDITY, CHECK_SOD_COUNTRY, CHECK_DG1_HASH,      CHECK_DG2_HASH,
};
#define JUDGED (sizeof(judged) / sizeof(judged[0]))

static void expect_all_pass(const struct findings *f)
{
	for (size_t i = 0; i < JUDGED; i++) {
		if (findings_verdict(f, judged[i]) != VERDICT_PASS) {
			print_error("%s: %s\n", check_name(judged[i]),
				    reason_name(f->of[judged[i]].reason));
			fail();
		}
	}
}

static void flawless_documents_pass_in_every_algorithm(void **state)
{
	static const char *const countries[] = {"ec:brainpoolP384r1:sha384",
						"ec:P-384:sha384:named", "rsa:2048:sha256",
						"pss:2048:sha256"};
	static const char *const signers[] = {
		"ec:P-224:sha1",      "ec:P-224:sha224",    "ec:P-256:sha256:named",
		"ec:P-521:sha512",    "ec:brainpoolP224r1", "ec:brainpoolP320r1:sha256",
		"ec:brainpoolP512r1", "rsa:2048:sha512",    "pss:2048:sha384"};
	unsigned round = 0;
	(void)state;
	for (size_t c = 0; c < sizeof(countries) / sizeof(countries[0]); c++) {
		EG_AUTO(forge_ca_free) struct forge_ca ca = {0};
		const struct forge_alg country = alg_of(countries[c]);
		assert_int_equal(forge_ca_new(&ca, &country, today), EG_OK);
		for (size_t s = c % 2; s < sizeof(signers) / sizeof(signers[0]); s += 2) {
			struct forge_order o = order_for(FORGE_FLAWLESS);
			o.signer = alg_of(signers[s]);
			o.digest = (enum crypt_hash)(round++ % (CRYPT_SHA512 + 1));
			o.lds_version = round % 2;
			struct findings f = judge(&ca, &o);
			expect_all_pass(&f);
			assert_int_equal(findings_verdict(&f, CHECK_DG14_HASH), VERDICT_PASS);
			assert_int_equal(findings_verdict(&f, CHECK_DG15_HASH), VERDICT_PASS);
		}
	}
}

static void each_flaw_leads_to_its_own_finding(void **state)
{
	static const struct {
		enum forge_flaw flaw;
		enum check finding;
		enum forge_encoding dg2;
	} flaws[] = {
		{FORGE_DG1_CHANGED, CHECK_DG1_HASH, FORGE_19794},
		{FORGE_DG2_CHANGED, CHECK_DG2_HASH, FORGE_19794},
		{FORGE_DG2_CHANGED, CHECK_DG2_HASH, FORGE_39794},
		{FORGE_UNKNOWN_CSCA, CHECK_SOD_CHAIN, FORGE_19794},
		{FORGE_EXPIRED_SIGNER, CHECK_SOD_VALIDITY, FORGE_19794},
		{FORGE_WRONG_COUNTRY, CHECK_SOD_COUNTRY, FORGE_19794},
		{FORGE_BROKEN_SIGNATURE, CHECK_SOD_SIGNATURE, FORGE_19794},
	};
	EG_AUTO(forge_ca_free) struct forge_ca ca = {0};
	const struct forge_alg country = alg_of("ec:brainpoolP256r1:sha256");
	(void)state;
	assert_int_equal(forge_ca_new(&ca, &country, today), EG_OK);
	for (size_t i = 0; i < sizeof(flaws) / sizeof(flaws[0]); i++) {
		struct forge_order o = order_for(flaws[i].flaw);
		o.dg2_encoding = flaws[i].dg2;
		if (o.dg2_encoding == FORGE_39794) {
			o.other_portrait = RD_EMPTY; /* the quality alone is changed */
		}
		struct findings f = judge(&ca, &o);
		if (findings_verdict(&f, flaws[i].finding) != VERDICT_FAIL) {
			fail_msg("%s does not tell", check_name(flaws[i].finding));
		}
		for (size_t k = 0; k < JUDGED; k++) {
			if (judged[k] != flaws[i].finding) {
				/* Hashes of an unsound SOD may be left open, never wrong. */
				assert_int_not_equal(findings_verdict(&f, judged[k]), VERDICT_FAIL);
			}
		}
	}
}

/* Public point of DG15: the last 65 bytes of a key on a 256-bit curve. */
static void a_cloned_chip_holds_another_key_than_dg15(void **state)
{
	EG_AUTO(forge_ca_free) struct forge_ca ca = {0};
	const struct forge_alg country = alg_of("ec:P-256");
	(void)state;
	assert_int_equal(forge_ca_new(&ca, &country, today), EG_OK);
	for (int cloned = 0; cloned < 2; cloned++) {
		EG_AUTO(forge_document_free) struct forge_document made = {0};
		EG_AUTO(chip_document_free) struct chip_document d = {0};
		EG_AUTO(crypt_ec_free) struct crypt_ec *key = NULL;
		uint8_t point_bytes[CRYPT_POINT_MAX];
		struct wr point = WR_ARRAY(point_bytes);
		struct forge_order o = order_for(cloned == 1 ? FORGE_CLONED_CHIP : FORGE_FLAWLESS);
		assert_int_equal(forge_document(&made, &ca, &o), EG_OK);
		assert_int_equal(chip_document_parse(&d, bytes_rd(&made.container)), EG_OK);
		assert_int_equal(crypt_ec_from_private(d.aa_curve, d.aa_key, &key), EG_OK);
		assert_int_equal(crypt_ec_public(key, &point), EG_OK);
		struct rd dg15 = file_of(&d, 0x010F);
		assert_true(rd_skip(&dg15, dg15.left - point.size));
		assert_int_equal(rd_equal(dg15, wr_view(&point)), cloned == 0);
	}
}

static void a_key_too_long_for_the_chip_is_refused(void **state)
{
	EG_AUTO(forge_ca_free) struct forge_ca ca = {0};
	EG_AUTO(forge_document_free) struct forge_document made = {0};
	const struct forge_alg country = alg_of("ec:P-256");
	struct forge_order o = order_for(FORGE_FLAWLESS);
	(void)state;
	o.aa = CHIP_KEY_RSA;
	o.aa_alg = alg_of("rsa:4104");
	assert_int_equal(forge_ca_new(&ca, &country, today), EG_OK);
	assert_int_equal(forge_document(&made, &ca, &o), EG_CONFIG);
}

static void an_expired_document_says_so_in_its_zone(void **state)
{
	EG_AUTO(forge_ca_free) struct forge_ca ca = {0};
	EG_AUTO(forge_document_free) struct forge_document made = {0};
	EG_AUTO(chip_document_free) struct chip_document d = {0};
	const struct forge_alg country = alg_of("ec:P-256");
	struct forge_order o = order_for(FORGE_EXPIRED_DOCUMENT);
	(void)state;
	assert_int_equal(forge_ca_new(&ca, &country, today), EG_OK);
	assert_int_equal(forge_document(&made, &ca, &o), EG_OK);
	assert_int_equal(chip_document_parse(&d, bytes_rd(&made.container)), EG_OK);
	assert_int_equal(made.mrz_size, 88);
	assert_memory_equal(made.mrz + 44 + 21, "261023", 6);
	/* The chip opens with the zone as printed. */
	assert_true(rd_equal(d.mrz_information, RD_TEXT("L898902C3674081222610232")));
	struct findings f = judge(&ca, &o);
	expect_all_pass(&f);
}

static void zones_are_those_of_the_standard(void **state)
{
	struct forge_holder h = order_for(FORGE_FLAWLESS).holder;
	uint8_t room[FORGE_MRZ_MAX];
	struct wr w = WR_ARRAY(room);
	(void)state;
	/* Doc 9303-5, appendix: TD1. */
	h.code = "I";
	h.number = "D23145890";
	h.expiry = "120415";
	assert_int_equal(forge_mrz(&h, FORGE_TD1, &w), EG_OK);
	assert_true(rd_equal(wr_view(&w), RD_TEXT("I<UTOD231458907<<<<<<<<<<<<<<<"
						  "7408122F1204159UTO<<<<<<<<<<<6"
						  "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")));
	/* Its long number: the rest and its digit in the optional data. */
	w.size = 0;
	h.number = "D23145890734";
	assert_int_equal(forge_mrz(&h, FORGE_TD1, &w), EG_OK);
	assert_memory_equal(room, "I<UTOD23145890<7349<<<<<<<<<<<", 30);
	/* Doc 9303-3, appendix A: composite digit of TD3. */
	w.size = 0;
	h = (struct forge_holder){.code = "P",
				  .state = "YTO",
				  .nationality = "YTO",
				  .surname = "O'Hara-Smythe",
				  .given = "",
				  .number = "HA672242",
				  .birth = "580225",
				  .expiry = "960108",
				  .sex = 'M'};
	assert_int_equal(forge_mrz(&h, FORGE_TD3, &w), EG_OK);
	assert_memory_equal(room, "P<YTOOHARA<SMYTHE<<", 19);
	assert_memory_equal(room + 44, "HA672242<6YTO5802254M9601086<<<<<<<<<<<<<<<8", 44);
	w.size = 0;
	h.number = "TOOLONG1234";
	assert_int_equal(forge_mrz(&h, FORGE_TD3, &w), EG_CONFIG);
}

/* Width and height as DG2 tells them; -1 if the picture is refused. */
static int dg2_size_word(struct rd picture)
{
	uint8_t room[512];
	struct wr w = WR_ARRAY(room);
	uint16_t width = 0;
	uint16_t height = 0;
	const struct forge_face face = {.picture = picture, .sex = 'F'};
	const struct forge_how how = {.encoding = FORGE_19794};
	if (forge_faces(&w, &face, &how) != EG_OK) {
		return -1;
	}
	struct rd dg2 = wr_view(&w);
	/* Width stands 10 bytes before the picture, which ends the file. */
	assert_true(rd_skip(&dg2, dg2.left - picture.left - 10));
	assert_true(rd_be16(&dg2, &width) && rd_be16(&dg2, &height));
	return width * 10000 + height;
}

static void pictures_of_three_formats_tell_their_size(void **state)
{
	struct hex jp2 =
		from_hex("0000000C6A5020200D0A870A 00000014667479706A703220000000006A703220"
			 "0000001E6A703268 00000016 69686472 00000213 0000019D 0003 07070000");
	struct hex j2k = from_hex("FF4FFF510029000000000108 00000148 00000008 00000008 00000000");
	struct hex cut = from_hex("FFD8FFE00010");
	(void)state;
	assert_int_equal(dg2_size_word(RD_ARRAY(jpeg)), 413 * 10000 + 531);
	assert_int_equal(dg2_size_word(RD_ARRAY(other_jpeg)), 240 * 10000 + 320);
	assert_int_equal(dg2_size_word(hex_rd(&jp2)), 413 * 10000 + 531);
	assert_int_equal(dg2_size_word(hex_rd(&j2k)), 256 * 10000 + 320);
	assert_int_equal(dg2_size_word(hex_rd(&cut)), -1);
	assert_int_equal(dg2_size_word(RD_TEXT("GIF89a")), -1);
}

static void unknown_algorithms_are_refused(void **state)
{
	static const char *const bad[] = {"dsa:1024",
					  "ec:P-999",
					  "rsa:512",
					  "rsa:20481",
					  "rsa:6152",
					  "rsa:",
					  "ec:P-256:md5",
					  "pss:2048:md5",
					  "ec:P-256:sha256:odd",
					  "ec:P-256:sha256:named:x",
					  "ec:P-256:sha256:named:named",
					  "ec:P-256:sha256:bare",
					  "rsa:2048:sha256:plain",
					  "rsa:2048:sha256:salt=20",
					  "pss:2048:sha256:no-null",
					  "pss:2048:sha256:salt=",
					  "pss:2048:sha256:salt=257",
					  "pss:2048:sha256:mask=md5",
					  "dsa:2048:sha256:plain",
					  ""};
	struct forge_alg alg;
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(forge_alg_parse(bad[i], &alg), EG_CONFIG);
	}
}

static void algorithms_are_told_as_they_were_read(void **state)
{
	static const char *const good[] = {"ec:P-256:sha256",
					   "ec:P-256:sha256:named",
					   "ec:P-224:sha224:sibling",
					   "ec:brainpoolP256r1:sha1:plain",
					   "ec:P-256:sha256:named:plain",
					   "rsa:3072:sha256",
					   "rsa:2048:md5",
					   "rsa:2048:sha1:bare",
					   "rsa:2048:sha256:no-null",
					   "rsa:2048:sha256:garbage",
					   "rsa:2048:sha256:parameters",
					   "rsa:2048:sha256:cube-root",
					   "rsa:2048:sha256:exponent-3",
					   "pss:2048:sha1",
					   "pss:2048:sha256:salt=0",
					   "pss:2048:sha256:salt=20:mask=sha1",
					   "dsa:3072:sha224"};
	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		const struct forge_alg alg = alg_of(good[i]);
		assert_string_equal(forge_alg_text(&alg).text, good[i]);
	}
}

/* Exit status of a command, its output dropped; 127 if it is not installed. */
static int run(const char *const words[])
{
	posix_spawn_file_actions_t actions;
	pid_t pid;
	int status = 0;
	union {
		const char *const *in;
		char *const *out;
	} argv = {.in = words};
	assert_int_equal(posix_spawn_file_actions_init(&actions), 0);
	assert_int_equal(posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", 1, 0), 0);
	assert_int_equal(posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", 1, 0), 0);
	int error = posix_spawnp(&pid, words[0], &actions, NULL, argv.out, environ);
	(void)posix_spawn_file_actions_destroy(&actions); /* frees only */
	if (error != 0) {
		return 127;
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 126;
}

/* The folder's certificate as PEM, the document's SOD without its outer tag; then cms -verify. */
static int openssl_judges(const char *folder, const struct forge_ca *ca,
			  const struct forge_order *o)
{
	EG_AUTO(forge_document_free) struct forge_document made = {0};
	EG_AUTO(chip_document_free) struct chip_document d = {0};
	char cer[FORGE_PATH_MAX];
	char pem[FORGE_PATH_MAX];
	char cms[FORGE_PATH_MAX];
	struct rd body;
	assert_int_equal(forge_document(&made, ca, o), EG_OK);
	assert_int_equal(chip_document_parse(&d, bytes_rd(&made.container)), EG_OK);
	struct rd sod = file_of(&d, 0x011D);
	assert_true(rd_expect(&sod, 0x77, &body));
	assert_int_equal(forge_write_file(folder, "sod.der", 0600, body), EG_OK);
	assert_int_equal(forge_ca_save(ca, folder), EG_OK);
	assert_int_equal(forge_path(cer, folder, "csca.cer"), EG_OK);
	assert_int_equal(forge_path(pem, folder, "csca.pem"), EG_OK);
	assert_int_equal(forge_path(cms, folder, "sod.der"), EG_OK);
	const char *const convert[] = {"openssl", "x509", "-inform", "DER", "-in",
				       cer,       "-out", pem,       NULL};
	const char *const verify[] = {"openssl", "cms",     "-verify",    "-inform", "DER",
				      "-in",     cms,       "-CAfile",    pem,       "-purpose",
				      "any",     "-attime", "1795305600", NULL};
	assert_int_equal(run(convert), 0);
	return run(verify);
}

static void the_openssl_command_agrees(void **state)
{
	static const char *const version[] = {"openssl", "version", NULL};
	static const char *const algs[] = {"ec:P-256:sha256:named", "rsa:2048:sha256",
					   "pss:2048:sha256", "pss:2048:sha512:salt=20",
					   "dsa:2048:sha256"};
	char folder[] = "/tmp/egate-test-forge-XXXXXX";
	(void)state;
	if (run(version) == 127) {
		print_message("skipped: the openssl command is not installed\n");
		skip();
	}
	assert_non_null(mkdtemp(folder));
	for (size_t i = 0; i < sizeof(algs) / sizeof(algs[0]); i++) {
		EG_AUTO(forge_ca_free) struct forge_ca ca = {0};
		const struct forge_alg alg = alg_of(algs[i]);
		assert_int_equal(forge_ca_new(&ca, &alg, today), EG_OK);
		struct forge_order o = order_for(FORGE_FLAWLESS);
		o.signer = alg;
		assert_int_equal(openssl_judges(folder, &ca, &o), 0);
		o.flaw = FORGE_BROKEN_SIGNATURE;
		assert_int_not_equal(openssl_judges(folder, &ca, &o), 0);
		o.flaw = FORGE_UNKNOWN_CSCA;
		assert_int_not_equal(openssl_judges(folder, &ca, &o), 0);
	}
	const char *const clean[] = {"rm", "-r", folder, NULL};
	assert_int_equal(run(clean), 0);
}

static void a_country_kept_in_a_folder_signs_on(void **state)
{
	static const char *const algs[] = {"ec:brainpoolP256r1:sha256", "rsa:2048:sha256",
					   "ec:P-256:sha256:plain"};
	char folder[] = "/tmp/egate-test-forge-XXXXXX";
	(void)state;
	assert_non_null(mkdtemp(folder));
	for (size_t i = 0; i < sizeof(algs) / sizeof(algs[0]); i++) {
		EG_AUTO(forge_ca_free) struct forge_ca ca = {0};
		EG_AUTO(forge_ca_free) struct forge_ca back = {0};
		const struct forge_alg alg = alg_of(algs[i]);
		const struct forge_order o = order_for(FORGE_FLAWLESS);
		assert_int_equal(forge_ca_new(&ca, &alg, today), EG_OK);
		assert_int_equal(forge_ca_save(&ca, folder), EG_OK);
		assert_int_equal(forge_ca_load(&back, folder), EG_OK);
		assert_true(rd_equal(forge_ca_certificate(&ca), forge_ca_certificate(&back)));
		struct findings f = judge(&back, &o);
		expect_all_pass(&f);
	}
	const char *const clean[] = {"rm", "-r", folder, NULL};
	assert_int_equal(run(clean), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(flawless_documents_pass_in_every_algorithm),
		cmocka_unit_test(each_flaw_leads_to_its_own_finding),
		cmocka_unit_test(a_cloned_chip_holds_another_key_than_dg15),
		cmocka_unit_test(a_key_too_long_for_the_chip_is_refused),
		cmocka_unit_test(an_expired_document_says_so_in_its_zone),
		cmocka_unit_test(zones_are_those_of_the_standard),
		cmocka_unit_test(pictures_of_three_formats_tell_their_size),
		cmocka_unit_test(algorithms_are_told_as_they_were_read),
		cmocka_unit_test(unknown_algorithms_are_refused),
		cmocka_unit_test(the_openssl_command_agrees),
		cmocka_unit_test(a_country_kept_in_a_folder_signs_on),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
