/*
 * forge_eac: what an invented country promises of its protocols: files that the reader and the
 * verifier, which were written apart, find in order; certificates that a gate can prove itself
 * with; documents whose chip keeps what its files announce.
 */
#include "emrtd/chipauth.h"
#include "pki/card_security.h"
#include "pki/cvc_store.h"
#include "prog/terminal.h"
#include "session_rig.h"
#include "simulator/forge_files.h"
#include "simulator/forge_terminal.h"
#include "simulator/forge_words.h"

#include <stdlib.h>
#include <unistd.h>

static const struct date today = {2026, 3, 1};

static struct rd file_of(const struct chip_document *d, bool application, uint16_t fid)
{
	for (size_t i = 0; i < d->file_count; i++) {
		if (d->files[i].fid == fid && d->files[i].in_application == application) {
			return d->files[i].contents;
		}
	}
	return RD_EMPTY;
}

struct made {
	struct forge_ca ca;
	struct forge_document document;
	struct chip_document chip;
};

static void made_free(struct made *m)
{
	forge_ca_free(&m->ca);
	forge_document_free(&m->document);
	chip_document_free(&m->chip);
}

static void make(struct made *m, const struct forge_order *o)
{
	struct forge_alg alg;
	assert_int_equal(forge_alg_parse("ec:P-256", &alg), EG_OK);
	assert_int_equal(forge_ca_new(&m->ca, &alg, today), EG_OK);
	assert_int_equal(forge_document(&m->document, &m->ca, o), EG_OK);
	assert_int_equal(chip_document_parse(&m->chip, bytes_rd(&m->document.container)), EG_OK);
}

static struct forge_order order_of(const char *pace, const char *chip_auth)
{
	struct forge_order o = rig_order();
	assert_int_equal(forge_words_pace(pace, &o), EG_OK);
	assert_int_equal(forge_words_chip_auth(chip_auth, &o), EG_OK);
	return o;
}

static const char *const two_paces = "brainpoolP256r1:aes128:cam,P-384:aes256:im,modp1024:3des";

static void security_infos_are_the_same_in_all_three_files(void **state)
{
	EG_AUTO(made_free) struct made m = {0};
	struct forge_order o = order_of(two_paces, "P-256:aes128+3des:1,modp2048-256:aes256:2");
	struct card_access access;
	struct card_security security;
	struct rd group;
	struct rd dg14;
	(void)state;
	make(&m, &o);
	struct rd open = file_of(&m.chip, false, 0x011C);
	dg14 = file_of(&m.chip, true, 0x010E);
	assert_int_equal(card_access_parse(open, &access), EG_OK);
	assert_int_equal(access.offered, 3);
	assert_int_equal(access.count, 3);
	assert_int_equal(card_security_parse(file_of(&m.chip, false, 0x011D), &security), EG_OK);
	assert_int_equal(card_security_covers(security.infos, open), EG_OK);
	assert_true(rd_expect(&dg14, 0x6E, &group) && rd_end(&dg14));
	assert_int_equal(card_security_covers(group, open), EG_OK);
}

static void card_security_is_signed_by_the_documents_signer(void **state)
{
	EG_AUTO(made_free) struct made m = {0};
	EG_AUTO(crypt_pub_free) struct crypt_pub *key = NULL;
	struct forge_order o = order_of(two_paces, "none");
	struct card_security security;
	struct faults found = {0};
	struct cert cert;
	struct rd der;
	(void)state;
	make(&m, &o);
	struct rd file = file_of(&m.chip, false, 0x011D);
	assert_int_equal(card_security_parse(file, &security), EG_OK);
	struct rd certificates = security.cms.certificates;
	assert_true(cms_next_certificate(&certificates, &der));
	assert_int_equal(cert_parse(der, &cert), EG_OK);
	assert_int_equal(cms_names(&security.cms.signers[0], &cert), CMS_NAMES);
	assert_int_equal(crypt_pub_from_spki(cert.spki, &key), EG_OK);
	assert_int_equal(cms_verify(&security.cms, &security.cms.signers[0], key, &found), EG_OK);
	assert_true(faults_empty(found));
}

static void each_key_is_announced_with_its_ciphers_and_number(void **state)
{
	static const struct {
		const char *chip_auth;
		bool dh;
		enum crypt_cipher cipher;
		int id; /* -1: none */
	} best[] = {
		{"P-256:aes128", false, CRYPT_AES128, -1},
		{"brainpoolP512r1:3des:7", false, CRYPT_3DES, 7},
		{"P-256:3des:1,P-384:aes256:2", false, CRYPT_AES256, 2},
		{"modp2048-224:aes192:200", true, CRYPT_AES192, 200},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(best) / sizeof(best[0]); i++) {
		EG_AUTO(made_free) struct made m = {0};
		struct forge_order o = order_of("none", best[i].chip_auth);
		struct chipauth_choice c;
		make(&m, &o);
		assert_int_equal(chipauth_choose(file_of(&m.chip, true, 0x010E), &c), EG_OK);
		assert_int_equal(c.dh, best[i].dh);
		assert_int_equal(c.cipher, best[i].cipher);
		assert_false(c.inferred);
		assert_int_equal(c.key_id_size, best[i].id < 0 ? 0 : 1);
		if (best[i].id >= 0) {
			assert_int_equal(c.key_id[0], best[i].id);
		}
	}
}

static void an_untold_key_has_no_info_of_its_own(void **state)
{
	EG_AUTO(made_free) struct made m = {0};
	struct forge_order o = order_of("none", "P-256:untold");
	struct chipauth_choice c;
	(void)state;
	make(&m, &o);
	assert_int_equal(chipauth_choose(file_of(&m.chip, true, 0x010E), &c), EG_OK);
	assert_true(c.inferred);
	assert_int_equal(m.chip.ca_pairs[0].ciphers, 1U << CRYPT_3DES);
}

static void trust_points_are_named_in_ef_cvca_and_told_in_dg14(void **state)
{
	EG_AUTO(made_free) struct made m = {0};
	EG_AUTO(forge_terminal_free) struct forge_terminal t = {0};
	struct forge_terminal_order wanted = forge_terminal_usual(today);
	struct forge_order o = order_of("none", "P-256:aes128");
	struct terminal_auth_info info;
	struct termauth_cars cars;
	enum termauth_why why;
	(void)state;
	wanted.generations = 2;
	assert_int_equal(forge_terminal_new(&t, &wanted), EG_OK);
	o.trust_points[0] = forge_terminal_root(&t, 2);
	o.trust_points[1] = forge_terminal_root(&t, 1);
	o.trust_point_count = 2;
	make(&m, &o);
	assert_int_equal(security_infos_terminal_auth(file_of(&m.chip, true, 0x010E), &info),
			 EG_OK);
	assert_int_equal(info.fid, 0x011C);
	assert_int_equal(termauth_cvca(file_of(&m.chip, true, info.fid), &cars, &why), EG_OK);
	assert_int_equal(cars.count, 2);
	assert_true(rd_equal(cars.car[0], RD_TEXT("UTCVCA00002")));
	assert_true(rd_equal(cars.car[1], RD_TEXT("UTCVCA00001")));
}

static void groups_of_the_order_are_listed_and_signed(void **state)
{
	static const uint8_t third[] = {0x63, 0x03, 0x02, 0x01, 0x00};
	static const uint8_t fourth[] = {0x76, 0x03, 0x02, 0x01, 0x00};
	static const uint8_t thirteenth[] = {0x6D, 0x01, 0x55};
	EG_AUTO(made_free) struct made m = {0};
	struct forge_order o = order_of("none", "none");
	struct rd com;
	struct rd list = RD_EMPTY;
	struct rd value;
	(void)state;
	o.dg3 = RD_ARRAY(third);
	o.dg4 = RD_ARRAY(fourth);
	o.more_groups[0] = (struct forge_group){13, RD_ARRAY(thirteenth)};
	o.more_group_count = 1;
	make(&m, &o);
	struct rd file = file_of(&m.chip, true, 0x011E);
	assert_true(rd_expect(&file, 0x60, &com) && rd_expect_ber(&com, 0x5F01, &value) &&
		    rd_expect(&com, 0x5F36, &value) && rd_expect(&com, 0x5C, &list));
	assert_true(rd_equal(list, RD_TEXT("\x61\x75\x63\x76\x6D\x6E\x6F")));
	assert_true(rd_equal(file_of(&m.chip, true, 0x0103), RD_ARRAY(third)));
	assert_true(rd_equal(file_of(&m.chip, true, 0x010D), RD_ARRAY(thirteenth)));
	/* A group that the forge makes itself may not be ordered. */
	struct forge_document again = {0};
	o.more_groups[0].number = 14;
	assert_int_equal(forge_document(&again, &m.ca, &o), EG_CONFIG);
	o.more_groups[0].number = 17;
	assert_int_equal(forge_document(&again, &m.ca, &o), EG_CONFIG);
	forge_document_free(&again);
}

/* A gate with what forge_terminal made. */
static void equip(struct terminal **out, const struct forge_terminal *t)
{
	uint8_t bytes[FORGE_PKCS8_MAX];
	struct wr w = WR_ARRAY(bytes);
	struct terminal_key key = {0};
	assert_int_equal(terminal_new(today, out), EG_OK);
	for (size_t i = 0; i < t->file_count; i++) {
		assert_int_equal(
			terminal_add_certificate(*out, rd_of(t->files[i].bytes, t->files[i].size)),
			EG_OK);
	}
	assert_int_equal(forge_key_pkcs8(&t->key, &w), EG_OK);
	assert_int_equal(terminal_key_from_pkcs8(wr_view(&w), &key), EG_OK);
	assert_int_equal(terminal_add_key(*out, &key), EG_OK);
}

static void a_gate_finds_a_chain_from_every_generation(void **state)
{
	static const char *const algs[] = {"ec:brainpoolP256r1:sha256", "ec:P-521:sha512:named",
					   "ec:P-224:sha224",           "rsa:2048:sha256",
					   "pss:3072:sha512",           "rsa:1024:sha1"};
	(void)state;
	for (size_t i = 0; i < sizeof(algs) / sizeof(algs[0]); i++) {
		EG_AUTO(forge_terminal_free) struct forge_terminal t = {0};
		EG_AUTO(terminal_free) struct terminal *gate = NULL;
		struct forge_terminal_order wanted = forge_terminal_usual(today);
		struct terminal_anchor a;
		unsigned found = 0;
		assert_int_equal(forge_alg_parse(algs[i], &wanted.alg), EG_OK);
		wanted.generations = 3;
		wanted.access = FORGE_CVC_DG3;
		assert_int_equal(forge_terminal_new(&t, &wanted), EG_OK);
		equip(&gate, &t);
		while (terminal_anchor(gate, found, &a)) {
			assert_int_equal(a.why, CVC_GOOD);
			assert_int_equal(a.access, CVC_READ_DG3);
			found++;
		}
		assert_int_equal(found, 3);
	}
}

static enum eg_err take_certificate(void *context, struct rd content)
{
	return terminal_add_certificate(context, content);
}

static enum eg_err take_key(void *context, struct rd content)
{
	EG_AUTO(terminal_key_close) struct terminal_key key = {0};
	EG_TRY(terminal_key_from_pkcs8(content, &key));
	return terminal_add_key(context, &key);
}

/* As terminal_open, with the keys in this process. */
static struct terminal *open_folder(const char *folder)
{
	static const struct folder_kind kinds[] = {
		{".cvcert", CVC_SIZE_MAX, FOLDER_OPEN, take_certificate},
		{".pkcs8", 8192, FOLDER_SECRET, take_key},
	};
	struct terminal *t = NULL;
	assert_int_equal(terminal_new(today, &t), EG_OK);
	assert_int_equal(folder_each(folder, kinds, 2, t, NULL), EG_OK);
	return t;
}

static void a_gate_takes_up_the_folder_of_a_terminal(void **state)
{
	EG_AUTO(forge_terminal_free) struct forge_terminal t = {0};
	EG_AUTO(terminal_free) struct terminal *gate = NULL;
	struct forge_terminal_order wanted = forge_terminal_usual(today);
	struct terminal_anchor a;
	char folder[] = "/tmp/egate-forge-XXXXXX";
	char path[FORGE_PATH_MAX];
	(void)state;
	wanted.generations = 2;
	assert_non_null(mkdtemp(folder));
	assert_int_equal(forge_terminal_new(&t, &wanted), EG_OK);
	assert_int_equal(forge_terminal_save(&t, folder), EG_OK);
	gate = open_folder(folder);
	for (size_t i = 0; i < 2; i++) {
		assert_true(terminal_anchor(gate, i, &a));
		assert_int_equal(a.why, CVC_GOOD);
	}
	assert_false(terminal_anchor(gate, 2, &a));
	for (size_t i = 0; i < t.file_count; i++) {
		assert_int_equal(forge_path(path, folder, t.files[i].name), EG_OK);
		assert_int_equal(unlink(path), 0);
	}
	assert_int_equal(forge_path(path, folder, "UTGATE00001.pkcs8"), EG_OK);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0); /* there is nothing else in it */
}

static void an_expired_terminal_has_no_chain(void **state)
{
	EG_AUTO(forge_terminal_free) struct forge_terminal t = {0};
	EG_AUTO(terminal_free) struct terminal *gate = NULL;
	struct forge_terminal_order wanted = forge_terminal_usual(today);
	struct terminal_anchor a;
	(void)state;
	wanted.expired = true;
	assert_int_equal(forge_terminal_new(&t, &wanted), EG_OK);
	equip(&gate, &t);
	assert_true(terminal_anchor(gate, 0, &a));
	assert_int_equal(a.why, CVC_EXPIRED);
	forge_terminal_free(&t);
	assert_int_equal(forge_alg_parse("rsa:2048:sha384", &wanted.alg), EG_OK);
	assert_int_equal(forge_terminal_new(&t, &wanted), EG_CONFIG); /* no id-TA for it */
	assert_int_equal(forge_alg_parse("rsa:4104:sha256", &wanted.alg), EG_OK);
	assert_int_equal(forge_terminal_new(&t, &wanted), EG_CONFIG);
	assert_int_equal(forge_alg_parse("ec:P-256:sha256", &wanted.alg), EG_OK);
	wanted.generations = 0;
	assert_int_equal(forge_terminal_new(&t, &wanted), EG_CONFIG);
}

static void every_pace_that_a_document_offers_opens_it(void **state)
{
	static const char *const offers[] = {
		"P-192:3des:im",          "brainpoolP224r1:aes128:im",
		"P-521:aes192:im",        "brainpoolP512r1:aes256:im",
		"modp1024:3des",          "modp1024:aes256:im",
		"modp2048-224:aes128:im", "modp2048-256:aes192",
		"P-256:aes128:cam",       "brainpoolP320r1:aes192:cam",
		"P-384:aes256:cam",       "P-256:aes128:cam,P-256:aes128,modp1024:3des:im",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(offers) / sizeof(offers[0]); i++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		struct forge_order o = order_of(offers[i], "none");
		const struct rig_setting s = {0};
		o.portrait = rd_of(rig_portrait, 600);
		rig_run(&o, &s, &r);
		rig_pass(&r, CHECK_PACE_KEPT);
		rig_pass(&r, CHECK_FILES_READ);
	}
}

static void the_mapping_of_cam_fits_the_signed_key(void **state)
{
	static const char *const offers[] = {"P-256:aes128:cam", "brainpoolP320r1:aes192:cam",
					     "P-521:aes256:cam,P-256:aes128"};
	(void)state;
	for (size_t i = 0; i < sizeof(offers) / sizeof(offers[0]); i++) {
		for (int cloned = 0; cloned < 2; cloned++) {
			EG_AUTO(rig_result_free) struct rig_result r = {0};
			struct forge_order o = order_of(offers[i], "none");
			const struct rig_setting s = {0};
			struct card_security security;
			o.flaw = cloned != 0 ? FORGE_CLONED_CHIP : FORGE_FLAWLESS;
			o.portrait = rd_of(rig_portrait, 600);
			rig_run(&o, &s, &r);
			rig_pass(&r, CHECK_PACE_KEPT);
			assert_true(rig_gave(&r, EMRTD_CHIP_MAPPING));
			assert_int_equal(card_security_parse(bytes_rd(&r.file[EMRTD_CARD_SECURITY]),
							     &security),
					 EG_OK);
			assert_int_equal(
				chipauth_verify_mapping(security.infos,
							bytes_rd(&r.file[EMRTD_CHIP_MAPPING]),
							forge_pace_parameter(&o.pace)),
				cloned != 0 ? EG_MISMATCH : EG_OK);
		}
	}
}

static void every_key_of_a_document_proves_its_chip(void **state)
{
	static const char *const keys[] = {
		"P-192:3des",          "brainpoolP224r1:aes128",
		"P-521:aes256:3",      "brainpoolP512r1:3des+aes192:1,P-256:aes128:2",
		"modp1024:aes128",     "modp2048-224:3des:9",
		"modp2048-256:aes256", "P-256:untold",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		struct forge_order o = order_of(i % 2 == 0 ? "none" : "P-256:aes128", keys[i]);
		const struct rig_setting s = {0};
		o.portrait = rd_of(rig_portrait, 600);
		rig_run(&o, &s, &r);
		rig_pass(&r, CHECK_FILES_READ);
		assert_true(rig_gave(&r, EMRTD_CHIP_AUTH_KEY));
		assert_false(rig_gave(&r, EMRTD_CHIP_AUTH_REFUSED));
		assert_int_equal(chipauth_has_key(bytes_rd(&r.file[EMRTD_DG14]),
						  bytes_rd(&r.file[EMRTD_CHIP_AUTH_KEY])),
				 EG_OK);
	}
}

static void a_cloned_chip_does_not_prove_itself(void **state)
{
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	struct forge_order o = order_of("P-256:aes128", "P-256:aes128");
	const struct rig_setting s = {0};
	(void)state;
	o.flaw = FORGE_CLONED_CHIP;
	o.portrait = rd_of(rig_portrait, 600);
	rig_run(&o, &s, &r);
	assert_true(rig_gave(&r, EMRTD_CHIP_AUTH_REFUSED));
	assert_false(rig_gave(&r, EMRTD_CHIP_AUTH_KEY));
}

static void a_gate_of_the_country_reads_fingers(void **state)
{
	static const uint8_t third[] = {0x63, 0x03, 0x02, 0x01, 0x00};
	static const uint8_t fourth[] = {0x76, 0x03, 0x02, 0x01, 0x00};
	static const struct {
		const char *pace;
		const char *chip_auth;
		const char *alg;
	} ways[] = {
		{"none", "P-256:3des", "ec:brainpoolP256r1:sha256"},
		{"P-256:aes128", "brainpoolP256r1:aes128", "pss:2048:sha256"},
		{"modp2048-256:aes128", "modp2048-256:aes128", "rsa:2048:sha256"},
		{"P-384:aes256:im", "P-384:aes256:1", "ec:P-521:sha512"},
		{"P-256:aes128:cam", "none", "ec:P-224:sha224"},
		{"P-256:aes128:cam", "P-256:aes128", "ec:P-384:sha384"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		EG_AUTO(forge_terminal_free) struct forge_terminal t = {0};
		EG_AUTO(terminal_free) struct terminal *gate = NULL;
		struct forge_terminal_order wanted = forge_terminal_usual(today);
		struct forge_order o = order_of(ways[i].pace, ways[i].chip_auth);
		assert_int_equal(forge_alg_parse(ways[i].alg, &wanted.alg), EG_OK);
		wanted.generations = 2;
		wanted.access = FORGE_CVC_DG3;
		assert_int_equal(forge_terminal_new(&t, &wanted), EG_OK);
		equip(&gate, &t);
		const struct termauth_terminal port = terminal_port(gate);
		const struct rig_setting s = {
			.config = {.terminal = &port, .groups = EMRTD_GROUPS_ALL}};
		o.trust_points[0] = forge_terminal_root(&t, 1); /* the link leads to the second */
		o.trust_point_count = 1;
		o.portrait = rd_of(rig_portrait, 600);
		o.dg3 = RD_ARRAY(third);
		o.dg4 = RD_ARRAY(fourth);
		rig_run(&o, &s, &r);
		rig_pass(&r, CHECK_TERMINAL_AUTH);
		assert_true(rd_equal(bytes_rd(&r.file[EMRTD_DG3]), RD_ARRAY(third)));
		assert_false(rig_gave(&r, EMRTD_DG4));
	}
}

static void words_that_say_nothing_sensible_are_refused(void **state)
{
	static const char *const paces[] = {
		"", "P-256", "P-256:des", "P-257:aes128", "P-256:aes128:xm", "none,none"};
	static const char *const keys[] = {
		"",
		"P-256",
		"P-256:",
		"P-256:aes128:256",
		"P-256:aes128:-1",
		"modp512:3des",
		"P-256:3des,P-256:3des,P-256:3des,P-256:3des,P-256:3des"};
	struct forge_order o = {0};
	struct rd rest;
	uint8_t byte;
	(void)state;
	for (size_t i = 0; i < sizeof(paces) / sizeof(paces[0]); i++) {
		assert_int_equal(forge_words_pace(paces[i], &o), EG_CONFIG);
	}
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		assert_int_equal(forge_words_chip_auth(keys[i], &o), EG_CONFIG);
	}
	assert_int_equal(forge_words_access("dg3+dg4", &byte), EG_OK);
	assert_int_equal(byte, 3);
	assert_int_equal(forge_words_access("dg2", &byte), EG_CONFIG);
	assert_int_equal(forge_words_group(RD_TEXT("11:a/b"), &byte, &rest), EG_OK);
	assert_int_equal(byte, 11);
	assert_true(rd_equal(rest, RD_TEXT("a/b")));
	assert_int_equal(forge_words_group(RD_TEXT("17:a"), &byte, &rest), EG_CONFIG);
	assert_int_equal(forge_words_group(RD_TEXT("3:"), &byte, &rest), EG_CONFIG);
	assert_int_equal(forge_words_group(RD_TEXT("a"), &byte, &rest), EG_CONFIG);
}

static void pace_cam_is_refused_where_it_is_not_defined(void **state)
{
	EG_AUTO(made_free) struct made m = {0};
	EG_AUTO(forge_document_free) struct forge_document none = {0};
	struct forge_order o = order_of("none", "none");
	(void)state;
	make(&m, &o);
	assert_int_equal(forge_words_pace("P-256:3des:cam", &o), EG_OK);
	assert_int_equal(forge_document(&none, &m.ca, &o), EG_CONFIG);
	assert_int_equal(forge_words_pace("modp1024:aes128:cam", &o), EG_OK);
	assert_int_equal(forge_document(&none, &m.ca, &o), EG_CONFIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(security_infos_are_the_same_in_all_three_files),
		cmocka_unit_test(card_security_is_signed_by_the_documents_signer),
		cmocka_unit_test(each_key_is_announced_with_its_ciphers_and_number),
		cmocka_unit_test(an_untold_key_has_no_info_of_its_own),
		cmocka_unit_test(trust_points_are_named_in_ef_cvca_and_told_in_dg14),
		cmocka_unit_test(groups_of_the_order_are_listed_and_signed),
		cmocka_unit_test(a_gate_finds_a_chain_from_every_generation),
		cmocka_unit_test(a_gate_takes_up_the_folder_of_a_terminal),
		cmocka_unit_test(an_expired_terminal_has_no_chain),
		cmocka_unit_test(every_pace_that_a_document_offers_opens_it),
		cmocka_unit_test(the_mapping_of_cam_fits_the_signed_key),
		cmocka_unit_test(every_key_of_a_document_proves_its_chip),
		cmocka_unit_test(a_cloned_chip_does_not_prove_itself),
		cmocka_unit_test(a_gate_of_the_country_reads_fingers),
		cmocka_unit_test(words_that_say_nothing_sensible_are_refused),
		cmocka_unit_test(pace_cam_is_refused_where_it_is_not_defined),
	};
	return cmocka_run_group_tests(tests, rig_open, rig_close);
}
