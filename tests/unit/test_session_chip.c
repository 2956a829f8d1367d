/*
 * session against simulator/chip: a reader and a chip that were written apart must understand each
 * other over every protocol variant.
 */
#include "emrtd/actauth.h"
#include "emrtd/lds.h"
#include "session_rig.h"

static void assert_active_auth(const struct rig_result *r)
{
	struct rd spki;
	enum crypt_hash hash = CRYPT_SHA256;
	assert_int_equal(lds_dg15(bytes_rd(&r->file[EMRTD_DG15]), &spki), EG_OK);
	if (r->file[EMRTD_DG14].size > 0) {
		enum eg_err err = lds_dg14_active_auth_hash(bytes_rd(&r->file[EMRTD_DG14]), &hash);
		assert_true(err == EG_OK || err == EG_NOT_FOUND);
	}
	assert_int_equal(actauth_verify(spki, hash, RD_ARRAY(rig_challenge),
					bytes_rd(&r->file[EMRTD_AA_SIGNATURE])),
			 EG_OK);
}

static void a_usual_document_is_read_whole(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	const struct forge_order order = rig_order();
	const struct rig_setting s = {.config = {.short_only = true}};
	rig_run(&order, &s, &r);
	rig_files(&r, &order);
	rig_pass(&r, CHECK_PACE_KEPT);
	assert_int_equal(r.totals.access, EMRTD_ACCESS_PACE);
	assert_active_auth(&r);
	print_message("PACE, AES, %d octet portrait: %u APDUs, %u up, %u down\n", RIG_PORTRAIT_SIZE,
		      r.totals.apdus, r.totals.bytes_up, r.totals.bytes_down);
	assert_int_equal(r.totals.resumed, 0);
	/* EF.CardAccess 1, PACE 5, SELECT 1, DG1, DG14, DG15, Active Authentication 1 each,
	 * SOD and DG2 in pieces of 223 octets. */
	size_t sod = (r.file[EMRTD_SOD].size + 222) / 223;
	size_t dg2 = (r.file[EMRTD_DG2].size + 222) / 223;
	size_t dg15 = (r.file[EMRTD_DG15].size + 222) / 223;
	assert_true(r.totals.apdus <= 7 + sod + dg2 + dg15 + 3);
}

static void every_curve_and_cipher_of_pace_opens_the_chip(void **state)
{
	(void)state;
	for (unsigned curve = CRYPT_P192; curve <= CRYPT_P521; curve++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		struct forge_order order = rig_order();
		const struct rig_setting s = {0};
		order.pace.curve = (enum crypt_curve)curve;
		order.pace.cipher = (enum crypt_cipher)(curve % 4);
		order.portrait = rd_of(rig_portrait, 600);
		rig_run(&order, &s, &r);
		rig_pass(&r, CHECK_FILES_READ);
		rig_pass(&r, CHECK_PACE_KEPT);
	}
}

static void every_cipher_protects_a_long_file(void **state)
{
	(void)state;
	for (unsigned cipher = CRYPT_3DES; cipher <= CRYPT_AES256; cipher++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		struct forge_order order = rig_order();
		const struct rig_setting s = {0};
		order.pace.cipher = (enum crypt_cipher)cipher;
		rig_run(&order, &s, &r);
		rig_files(&r, &order);
	}
}

static void without_pace_bac_opens_the_chip(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	struct forge_order order = rig_order();
	const struct rig_setting s = {.profile = {.pace_off = true}};
	order.pace.offered = false;
	rig_run(&order, &s, &r);
	rig_files(&r, &order);
	rig_finding(&r, CHECK_PACE_KEPT, VERDICT_PASS, REASON_NOT_PRESENT);
	assert_int_equal(r.totals.access, EMRTD_ACCESS_BAC);
	assert_active_auth(&r);
	print_message("BAC: %u APDUs, %u up, %u down\n", r.totals.apdus, r.totals.bytes_up,
		      r.totals.bytes_down);
}

static void a_card_with_a_long_number_is_read(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	struct forge_order order = rig_order();
	const struct rig_setting s = {0};
	order.kind = FORGE_TD1;
	order.holder.code = "I";
	order.holder.number = "D23145890734";
	rig_run(&order, &s, &r);
	rig_files(&r, &order);
}

static void every_key_of_active_authentication_answers(void **state)
{
	(void)state;
	static const char *const keys[] = {"rsa:1024:sha1",        "rsa:1792:sha256",
					   "rsa:2048:sha256",      "rsa:4096:sha512",
					   "ec:P-256:sha256",      "ec:brainpoolP384r1:sha384",
					   "ec:P-521:sha512:named"};
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		struct forge_order order = rig_order();
		const struct rig_setting s = {0};
		order.portrait = rd_of(rig_portrait, 600);
		assert_int_equal(forge_alg_parse(keys[i], &order.aa_alg), EG_OK);
		order.aa = order.aa_alg.rsa ? CHIP_KEY_RSA : CHIP_KEY_EC;
		rig_run(&order, &s, &r);
		rig_pass(&r, CHECK_FILES_READ);
		assert_active_auth(&r);
	}
}

static void a_cloned_chip_signs_with_another_key(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	const struct forge_order order = rig_order();
	const struct rig_setting s = {.profile = {.aa_cloned = true}};
	struct rd spki;
	rig_run(&order, &s, &r);
	rig_files(&r, &order);
	assert_int_equal(lds_dg15(bytes_rd(&r.file[EMRTD_DG15]), &spki), EG_OK);
	assert_int_equal(actauth_verify(spki, CRYPT_SHA256, RD_ARRAY(rig_challenge),
					bytes_rd(&r.file[EMRTD_AA_SIGNATURE])),
			 EG_MISMATCH);
}

static void a_chip_that_hides_a_listed_group_is_found(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	const struct forge_order order = rig_order();
	const struct rig_setting s = {.profile = {.aa_off = true}};
	rig_run(&order, &s, &r);
	rig_finding(&r, CHECK_FILES_READ, VERDICT_FAIL, REASON_NOT_PRESENT);
	assert_int_equal(r.findings.of[CHECK_FILES_READ].detail, EMRTD_DG15);
	assert_true(r.file[EMRTD_DG2].size > RIG_PORTRAIT_SIZE); /* the rest is read all the same */
}

static void a_wrong_zone_is_told_from_a_broken_chip(void **state)
{
	(void)state;
	for (int bac = 0; bac < 2; bac++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		const struct forge_order order = rig_order();
		const struct rig_setting s = {.profile = {.pace_off = bac == 1},
					      .wrong_information = "L898902C<369080619406236"};
		rig_run(&order, &s, &r);
		rig_finding(&r, CHECK_ACCESS, VERDICT_FAIL, REASON_WRONG_PASSWORD);
		assert_int_equal(r.totals.access, EMRTD_ACCESS_NONE);
		assert_int_equal(r.file[EMRTD_SOD].size, 0);
	}
}

static void a_file_beyond_short_offsets_is_read_whole(void **state)
{
	(void)state;
	for (int short_only = 0; short_only < 2; short_only++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		struct forge_order order = rig_order();
		const struct rig_setting s = {.config = {.short_only = short_only == 1}};
		order.portrait = RD_ARRAY(rig_portrait);
		rig_run(&order, &s, &r);
		rig_files(&r, &order);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_usual_document_is_read_whole),
		cmocka_unit_test(every_curve_and_cipher_of_pace_opens_the_chip),
		cmocka_unit_test(every_cipher_protects_a_long_file),
		cmocka_unit_test(without_pace_bac_opens_the_chip),
		cmocka_unit_test(a_card_with_a_long_number_is_read),
		cmocka_unit_test(every_key_of_active_authentication_answers),
		cmocka_unit_test(a_cloned_chip_signs_with_another_key),
		cmocka_unit_test(a_chip_that_hides_a_listed_group_is_found),
		cmocka_unit_test(a_wrong_zone_is_told_from_a_broken_chip),
		cmocka_unit_test(a_file_beyond_short_offsets_is_read_whole),
	};
	return cmocka_run_group_tests(tests, rig_open, rig_close);
}
