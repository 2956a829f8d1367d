/*
 * Quirks 22 and 23 of documents in the field: Chip Authentication as chips offer, do and refuse it.
 * One story each: the key that proved the chip is handed out, or the refusal, and every file comes.
 */
#include "quirk_rig.h"

#include "pki/crypt_dh.h"

#define DG14     0x010E
#define KEYS_MAX 2

/* One key of a document's DG14. */
struct key_plan {
	enum crypt_curve curve;
	int id;         /* below zero: none */
	int told;       /* of ChipAuthenticationInfo: last arc of its protocol; 0: no info */
	uint8_t cipher; /* bits of enum crypt_cipher that the chip really does */
	bool dh;        /* in a field of 2048 bits, whatever the curve is */
};

struct plan {
	struct key_plan keys[KEYS_MAX];
	size_t count;
};

static const struct plan *plan;

/* What stands behind the readers of an altered document. */
static struct {
	uint8_t dg14[4096];
	uint8_t spki[KEYS_MAX][1024];
	size_t spki_size[KEYS_MAX];
	uint8_t number[KEYS_MAX][CRYPT_DH_SIZE_MAX];
	uint8_t id[KEYS_MAX];
} store;

static void put_id(struct wr *w, int id)
{
	if (id >= 0) {
		wr_small_int(w, (uint32_t)id);
	}
}

/* SEQUENCE { protocol, version 1 or the key, key identifier } (Doc 9303-11, 9.2.5 and 9.2.6). */
static void put_infos(struct wr *w, const struct key_plan *k, struct rd spki)
{
	if (k->told > 0) {
		size_t info = wr_open(w, 0x30);
		size_t oid = wr_open(w, 0x06);
		wr_put(w, RD_TEXT("\x04\x00\x7F\x00\x07\x02\x02\x03"));
		wr_u8(w, k->dh ? 1 : 2);
		wr_u8(w, (uint8_t)k->told);
		wr_close(w, oid);
		wr_small_int(w, 1);
		put_id(w, k->id);
		wr_close(w, info);
	}
	size_t key = wr_open(w, 0x30);
	wr_tlv(w, 0x06,
	       k->dh ? RD_TEXT("\x04\x00\x7F\x00\x07\x02\x02\x01\x01")
		     : RD_TEXT("\x04\x00\x7F\x00\x07\x02\x02\x01\x02"));
	wr_put(w, spki);
	put_id(w, k->id);
	wr_close(w, key);
}

static size_t make_on_curve(enum crypt_curve curve, struct wr *spki, size_t i)
{
	EG_AUTO(crypt_ec_free) struct crypt_ec *key = NULL;
	EG_AUTO(secret_clear) struct secret number = {0};
	size_t size;
	assert_int_equal(crypt_ec_generate(curve, &key), EG_OK);
	assert_int_equal(crypt_ec_spki(key, true, spki), EG_OK);
	assert_int_equal(crypt_ec_private(key, &number), EG_OK);
	assert_true(rd_dump(secret_rd(&number), store.number[i], sizeof(store.number[i]), &size));
	return size;
}

static size_t make_in_field(struct wr *spki, size_t i)
{
	EG_AUTO(crypt_dh_free) struct crypt_dh *key = NULL;
	EG_AUTO(bytes_free) struct bytes number = {0};
	size_t size;
	assert_int_equal(crypt_dh_generate(CRYPT_DH_2048_256, &key), EG_OK);
	assert_int_equal(crypt_dh_spki(key, spki), EG_OK);
	assert_int_equal(crypt_dh_private(key, &number), EG_OK);
	assert_true(rd_dump(bytes_rd(&number), store.number[i], sizeof(store.number[i]), &size));
	return size;
}

static struct chip_ca_pair make_pair(const struct key_plan *k, size_t i)
{
	struct wr spki = WR_ARRAY(store.spki[i]);
	size_t size = k->dh ? make_in_field(&spki, i) : make_on_curve(k->curve, &spki, i);
	store.spki_size[i] = spki.size;
	store.id[i] = (uint8_t)k->id;
	return (struct chip_ca_pair){
		.id = k->id < 0 ? RD_EMPTY : rd_of(&store.id[i], 1),
		.ciphers = k->cipher,
		.spki = wr_view(&spki),
		.private_number = rd_of(store.number[i], size),
	};
}

static void follow_plan(struct chip_document *d)
{
	struct wr w = WR_ARRAY(store.dg14);
	size_t file = wr_open(&w, 0x6E);
	size_t set = wr_open(&w, 0x31);
	for (size_t i = 0; i < plan->count; i++) {
		d->ca_pairs[i] = make_pair(&plan->keys[i], i);
		put_infos(&w, &plan->keys[i], d->ca_pairs[i].spki);
	}
	d->ca_pair_count = plan->count;
	/* A protocol of somebody else; and one of the future, beside one that is known. */
	wr_put(&w, RD_TEXT("\x30\x08\x06\x03\x2A\x03\x04\x02\x01\x01"));
	if (plan->keys[0].told > 0) {
		wr_put(&w, RD_TEXT("\x30\x0F\x06\x0A\x04\x00\x7F\x00\x07\x02\x02\x03\x02\x09"
				   "\x02\x01\x07"));
	}
	wr_close(&w, set);
	wr_close(&w, file);
	for (size_t i = 0; i < d->file_count; i++) {
		if (d->files[i].fid == DG14 && d->files[i].in_application) {
			d->files[i].contents = wr_view(&w);
		}
	}
}

static void run(const struct plan *p, const char *quirks, bool cloned, struct rig_result *r)
{
	const struct forge_order order = rig_order();
	plan = p;
	quirk_run(quirks, &order,
		  (struct rig_setting){.profile = {.ca_cloned = cloned}, .alter = follow_plan}, r);
	rig_files(r, &order);
	rig_pass(r, CHECK_PACE_KEPT);
}

/* The chip proved this key of the plan. */
static void expect_key(const struct rig_result *r, size_t key)
{
	assert_true(rig_gave(r, EMRTD_CHIP_AUTH_KEY));
	assert_false(rig_gave(r, EMRTD_CHIP_AUTH_REFUSED));
	assert_true(rd_equal(bytes_rd(&r->file[EMRTD_CHIP_AUTH_KEY]),
			     rd_of(store.spki[key], store.spki_size[key])));
}

#define ONLY(c) (1u << (c))

static void quirk_23_every_cipher_is_agreed_in_its_own_way(void **state)
{
	(void)state;
	static const struct plan plans[] = {
		{{{CRYPT_BP256R1, -1, 1, ONLY(CRYPT_3DES), false}}, 1},
		{{{CRYPT_P256, -1, 2, ONLY(CRYPT_AES128), false}}, 1},
		{{{CRYPT_P224, 1, 1, ONLY(CRYPT_3DES), false}}, 1},
		{{{CRYPT_BP384R1, 7, 3, ONLY(CRYPT_AES192), false}}, 1},
		{{{CRYPT_P521, 0, 4, ONLY(CRYPT_AES256), false}},
		 1}, /* the key identifier may be 0 */
	};
	for (size_t i = 0; i < sizeof(plans) / sizeof(plans[0]); i++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		run(&plans[i], "", false, &r);
		expect_key(&r, 0);
	}
}

static void quirk_22_a_key_without_its_info_is_tried_all_the_same(void **state)
{
	(void)state;
	static const struct plan plans[] = {
		{{{CRYPT_BP256R1, -1, 0, ONLY(CRYPT_3DES), false}}, 1},
		{{{CRYPT_BP256R1, 1, 0, ONLY(CRYPT_3DES), false}}, 1},
	};
	for (size_t i = 0; i < sizeof(plans) / sizeof(plans[0]); i++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		run(&plans[i], "", false, &r);
		expect_key(&r, 0);
	}
}

static void quirk_22_of_several_keys_the_one_of_the_info_is_named(void **state)
{
	(void)state;
	static const struct plan stronger = {{{CRYPT_P256, 1, 1, ONLY(CRYPT_3DES), false},
					      {CRYPT_BP256R1, 2, 4, ONLY(CRYPT_AES256), false}},
					     2};
	static const struct plan one_told = {
		{{CRYPT_P256, 5, 0, 0, false}, {CRYPT_BP384R1, 9, 2, ONLY(CRYPT_AES128), false}},
		2};
	EG_AUTO(rig_result_free) struct rig_result first = {0};
	EG_AUTO(rig_result_free) struct rig_result second = {0};
	run(&stronger, "", false, &first);
	expect_key(&first, 1);
	run(&one_told, "", false, &second);
	expect_key(&second, 1);
}

static void quirk_23_a_refusal_is_handed_out_and_costs_no_file(void **state)
{
	(void)state;
	static const struct plan aes = {{{CRYPT_P256, 1, 2, ONLY(CRYPT_AES128), false}}, 1};
	static const struct plan des = {{{CRYPT_P256, 1, 1, ONLY(CRYPT_3DES), false}}, 1};
	static const struct {
		const struct plan *plan;
		const char *quirks;
	} kinds[] = {
		{&aes, "ca_refused=6F00"},
		{&aes, "ca_refused=6A80"},
		{&aes, "ca_set_refused=6A88"},
		{&aes, "ca_set_refused=6A80"},
		{&des, "ca_kat_refused=6A80,ca_set_refused=6A80"},
		{&des, "ca_kat_refused=6F00,ca_refused=6F00"},
	};
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		run(kinds[i].plan, kinds[i].quirks, false, &r);
		assert_true(rig_gave(&r, EMRTD_CHIP_AUTH_REFUSED));
		assert_false(rig_gave(&r, EMRTD_CHIP_AUTH_KEY));
	}
}

/* Their public numbers do not fit a short command: extended length, or a chain of commands. */
static void quirk_23_long_keys_go_in_one_long_command_or_in_a_chain(void **state)
{
	(void)state;
	static const struct plan plans[] = {
		{{{.id = -1, .told = 1, .cipher = ONLY(CRYPT_3DES), .dh = true}}, 1},
		{{{.id = 3, .told = 2, .cipher = ONLY(CRYPT_AES128), .dh = true}}, 1},
	};
	for (size_t i = 0; i < 4; i++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		run(&plans[i % 2], i < 2 ? "" : "no_extended", false, &r);
		expect_key(&r, 0);
	}
}

/* Norway: 3DES refused in the way of the standard, and done in the other one. */
static void quirk_23_the_other_way_of_3des_is_tried(void **state)
{
	(void)state;
	static const struct plan des = {{{CRYPT_P256, 1, 1, ONLY(CRYPT_3DES), false}}, 1};
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	run(&des, "ca_kat_refused=6F00", false, &r);
	expect_key(&r, 0);
}

/* The answers behind the agreement come under the old keys: they prove nothing. */
static void quirk_23_a_chip_that_keeps_the_old_keys_does_not_prove_its_own(void **state)
{
	(void)state;
	static const struct plan aes = {{{CRYPT_P256, 1, 2, ONLY(CRYPT_AES128), false}}, 1};
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	run(&aes, "ca_old_keys", false, &r);
	assert_true(rig_gave(&r, EMRTD_CHIP_AUTH_REFUSED));
	assert_false(rig_gave(&r, EMRTD_CHIP_AUTH_KEY));
}

static void quirk_23_a_chip_without_the_key_does_not_prove_it(void **state)
{
	(void)state;
	static const struct plan aes = {{{CRYPT_P256, 1, 2, ONLY(CRYPT_AES128), false}}, 1};
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	run(&aes, "", true, &r);
	assert_true(rig_gave(&r, EMRTD_CHIP_AUTH_REFUSED));
	assert_false(rig_gave(&r, EMRTD_CHIP_AUTH_KEY));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quirk_23_every_cipher_is_agreed_in_its_own_way),
		cmocka_unit_test(quirk_22_a_key_without_its_info_is_tried_all_the_same),
		cmocka_unit_test(quirk_22_of_several_keys_the_one_of_the_info_is_named),
		cmocka_unit_test(quirk_23_a_refusal_is_handed_out_and_costs_no_file),
		cmocka_unit_test(quirk_23_long_keys_go_in_one_long_command_or_in_a_chain),
		cmocka_unit_test(quirk_23_the_other_way_of_3des_is_tried),
		cmocka_unit_test(quirk_23_a_chip_that_keeps_the_old_keys_does_not_prove_its_own),
		cmocka_unit_test(quirk_23_a_chip_without_the_key_does_not_prove_it),
	};
	return cmocka_run_group_tests(tests, rig_open, rig_close);
}
