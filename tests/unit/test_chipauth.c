/*
 * chipauth: the right key and cipher are chosen from whatever a chip announces, both sides reach
 * one session, and a proof counts for the signed key alone.
 */
#include "emrtd/chipauth.h"
#include "tests/hex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define DH_FAMILY   1
#define ECDH_FAMILY 2
#define NO_ID       0xFFFF

/* DG14, grown entry by entry. */
struct dg14 {
	uint8_t octets[8192];
	size_t size;
	uint8_t file[8300];
};

static void put_entry(struct dg14 *g, uint8_t family, uint8_t kind, uint8_t arc, struct rd required,
		      unsigned id)
{
	const uint8_t oid[] = {0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, family, kind, arc};
	struct wr w = wr_of(g->octets, sizeof(g->octets));
	w.size = g->size;
	size_t entry = wr_open(&w, 0x30);
	wr_tlv(&w, 0x06, rd_of(oid, arc == 0 ? 9 : 10));
	wr_put(&w, required);
	if (id != NO_ID) {
		wr_small_int(&w, id);
	}
	wr_close(&w, entry);
	assert_false(w.bad);
	g->size = w.size;
}

static void put_info(struct dg14 *g, uint8_t kind, enum crypt_cipher c, unsigned version,
		     unsigned id)
{
	const uint8_t number[] = {0x02, 0x01, (uint8_t)version};
	put_entry(g, SECINFO_CHIP_AUTH, kind, (uint8_t)(c + 1), RD_ARRAY(number), id);
}

static void put_key(struct dg14 *g, uint8_t kind, struct rd spki, unsigned id)
{
	put_entry(g, SECINFO_PUBLIC_KEY, kind, 0, spki, id);
}

static struct rd file_of(struct dg14 *g)
{
	struct wr w = WR_ARRAY(g->file);
	size_t group = wr_open(&w, 0x6E);
	wr_tlv(&w, 0x31, rd_of(g->octets, g->size));
	wr_close(&w, group);
	assert_false(w.bad);
	return wr_view(&w);
}

/* A chip's static key of either kind, with its SubjectPublicKeyInfo. */
struct chip_key {
	bool dh;
	struct crypt_ec *ec;
	struct crypt_dh *number;
	uint8_t octets[1200];
	size_t size;
};

static void chip_key_end(struct chip_key *k)
{
	crypt_ec_free(&k->ec);
	crypt_dh_free(&k->number);
}

static struct rd spki_of(const struct chip_key *k)
{
	return rd_of(k->octets, k->size);
}

static struct chip_key curve_key(enum crypt_curve c, bool explicit_parameters)
{
	struct chip_key k = {0};
	struct wr w = WR_ARRAY(k.octets);
	assert_int_equal(crypt_ec_generate(c, &k.ec), EG_OK);
	assert_int_equal(crypt_ec_spki(k.ec, explicit_parameters, &w), EG_OK);
	k.size = w.size;
	return k;
}

static struct chip_key field_key(enum crypt_dh_group group)
{
	struct chip_key k = {.dh = true};
	struct wr w = WR_ARRAY(k.octets);
	assert_int_equal(crypt_dh_generate(group, &k.number), EG_OK);
	assert_int_equal(crypt_dh_spki(k.number, &w), EG_OK);
	k.size = w.size;
	return k;
}

/* What the chip makes of the reader's key. */
static void chip_session(const struct chip_key *k, enum crypt_cipher cipher, struct rd reader_key,
			 struct sm *out)
{
	EG_AUTO(secret_clear) struct secret x = {0};
	EG_AUTO(bytes_free) struct bytes number = {0};
	if (k->dh) {
		assert_int_equal(crypt_dh_agree(k->number, reader_key, &number), EG_OK);
		assert_int_equal(sm_open(out, cipher, bytes_rd(&number), RD_EMPTY), EG_OK);
	} else {
		assert_int_equal(crypt_ec_agree(k->ec, reader_key, &x), EG_OK);
		assert_int_equal(sm_open(out, cipher, secret_rd(&x), RD_EMPTY), EG_OK);
	}
}

static void assert_same_session(const struct sm *a, const struct sm *b)
{
	assert_int_equal(a->cipher, b->cipher);
	assert_true(secret_equal(secret_rd(&a->enc), secret_rd(&b->enc)));
	assert_true(secret_equal(secret_rd(&a->mac), secret_rd(&b->mac)));
}

/* The reader's key as the chip finds it in the command that carries it. */
static struct rd sent_key(const struct chipauth *c, const struct chipauth_choice *choice,
			  struct wr *w)
{
	struct rd key;
	struct rd objects;
	if (choice->way == CHIPAUTH_SET_KAT) {
		assert_int_equal(chipauth_set_kat(c, w), EG_OK);
		struct rd data = wr_view(w);
		assert_true(rd_expect(&data, 0x91, &key));
		return key;
	}
	assert_int_equal(chipauth_ga(c, w), EG_OK);
	struct rd data = wr_view(w);
	assert_true(rd_expect(&data, 0x7C, &objects) && rd_end(&data));
	assert_true(rd_expect(&objects, 0x80, &key) && rd_end(&objects));
	return key;
}

static void run(const struct chip_key *k, enum crypt_cipher cipher)
{
	EG_AUTO(chipauth_free) struct chipauth *c = NULL;
	struct dg14 g = {0};
	struct chipauth_choice choice;
	uint8_t octets[700];
	uint8_t id_octets[80];
	struct wr w = WR_ARRAY(octets);
	struct wr id = WR_ARRAY(id_octets);
	struct sm ours = {0};
	struct sm theirs = {0};
	put_key(&g, k->dh ? DH_FAMILY : ECDH_FAMILY, spki_of(k), NO_ID);
	put_info(&g, k->dh ? DH_FAMILY : ECDH_FAMILY, cipher, 1, NO_ID);
	assert_int_equal(chipauth_choose(file_of(&g), &choice), EG_OK);
	assert_int_equal(choice.cipher, cipher);
	assert_int_equal(choice.way, cipher == CRYPT_3DES ? CHIPAUTH_SET_KAT : CHIPAUTH_SET_AT);
	assert_false(choice.inferred);
	assert_int_equal(choice.key_id_size, 0);
	assert_int_equal(chipauth_begin(&choice, NULL, &c), EG_OK);
	struct rd key = sent_key(c, &choice, &w);
	chip_session(k, cipher, key, &theirs);
	assert_int_equal(chipauth_finish(c, RD_TEXT("\x7C\x00"), &ours), EG_OK);
	assert_same_session(&ours, &theirs);
	assert_int_equal(chipauth_ephemeral_id(c, &id), EG_OK);
	if (!k->dh) {
		assert_true(rd_equal(wr_view(&id), rd_of(key.at + 1, (key.left - 1) / 2)));
	}
	assert_true(!k->dh || id.size == 20);
	sm_close(&ours);
	sm_close(&theirs);
}

static void every_kind_of_key_and_cipher_reaches_the_new_session(void **state)
{
	(void)state;
	for (unsigned c = CRYPT_P192; c <= CRYPT_P521; c++) {
		EG_AUTO(chip_key_end)
		struct chip_key k = curve_key((enum crypt_curve)c, c % 2 == 0);
		for (unsigned cipher = CRYPT_3DES; cipher <= CRYPT_AES256; cipher++) {
			run(&k, (enum crypt_cipher)cipher);
		}
	}
	for (unsigned group = CRYPT_DH_1024_160; group <= CRYPT_DH_2048_256; group++) {
		EG_AUTO(chip_key_end) struct chip_key k = field_key((enum crypt_dh_group)group);
		run(&k, CRYPT_3DES);
		run(&k, (enum crypt_cipher)(CRYPT_AES128 + group));
	}
}

static void commands_are_those_of_6_2_4(void **state)
{
	(void)state;
	EG_AUTO(chip_key_end) struct chip_key k = curve_key(CRYPT_P256, true);
	EG_AUTO(chipauth_free) struct chipauth *at = NULL;
	EG_AUTO(chipauth_free) struct chipauth *kat = NULL;
	struct dg14 g = {0};
	struct chipauth_choice choice;
	uint8_t octets[200];
	struct wr w = WR_ARRAY(octets);
	put_info(&g, ECDH_FAMILY, CRYPT_AES256, 1, 0x0102);
	put_info(&g, ECDH_FAMILY, CRYPT_3DES, 1, 0x0102);
	put_key(&g, ECDH_FAMILY, spki_of(&k), 0x0102);
	assert_int_equal(chipauth_choose(file_of(&g), &choice), EG_OK);
	assert_int_equal(chipauth_begin(&choice, NULL, &at), EG_OK);
	assert_int_equal(chipauth_set_at(at, &w), EG_OK);
	assert_true(hex_same(wr_view(&w), HEX("800A04007F00070202030204 84020102")));
	assert_int_equal(chipauth_set_kat(at, &w), EG_STATE);
	assert_int_equal(chipauth_choose_at(file_of(&g), 1, &choice), EG_OK);
	assert_int_equal(choice.cipher, CRYPT_3DES);
	assert_int_equal(chipauth_begin(&choice, NULL, &kat), EG_OK);
	assert_int_equal(chipauth_set_at(kat, &w), EG_STATE);
	w = WR_ARRAY(octets);
	assert_int_equal(chipauth_set_kat(kat, &w), EG_OK);
	struct rd data = wr_view(&w);
	struct rd key;
	struct rd id;
	assert_true(rd_expect(&data, 0x91, &key) && key.left == 65);
	assert_true(rd_expect(&data, 0x84, &id) && rd_equal(id, RD_TEXT("\x01\x02")));
	assert_true(rd_end(&data));
}

static void answers_of_another_protocol_are_refused(void **state)
{
	(void)state;
	EG_AUTO(chip_key_end) struct chip_key k = curve_key(CRYPT_P256, true);
	EG_AUTO(chipauth_free) struct chipauth *c = NULL;
	struct dg14 g = {0};
	struct chipauth_choice choice;
	struct sm s = {0};
	put_info(&g, ECDH_FAMILY, CRYPT_AES128, 1, NO_ID);
	put_key(&g, ECDH_FAMILY, spki_of(&k), NO_ID);
	assert_int_equal(chipauth_choose(file_of(&g), &choice), EG_OK);
	assert_int_equal(chipauth_begin(&choice, NULL, &c), EG_OK);
	assert_int_equal(chipauth_finish(c, HEX("7C0A810812345678123456 78"), &s), EG_UNSUPPORTED);
	assert_int_equal(chipauth_finish(c, HEX("7C0100"), &s), EG_UNSUPPORTED);
	assert_int_equal(chipauth_finish(c, HEX("7D00"), &s), EG_BAD_DATA);
	assert_int_equal(chipauth_finish(c, HEX("7C0000"), &s), EG_BAD_DATA);
	assert_int_equal(chipauth_finish(c, HEX("7C"), &s), EG_BAD_DATA);
	assert_int_equal(s.enc.size, 0);
	assert_int_equal(chipauth_finish(c, RD_EMPTY, &s), EG_OK);
	sm_close(&s);
}

/* ISO7816_D_03 to _05: one key reference, two, three; and what the ids may look like. */
static void keys_are_matched_by_their_ids(void **state)
{
	(void)state;
	static const unsigned ids[] = {0, 1, 0x80, 0x1234};
	EG_AUTO(chip_key_end) struct chip_key a = curve_key(CRYPT_P256, true);
	EG_AUTO(chip_key_end) struct chip_key b = curve_key(CRYPT_P256, false);
	EG_AUTO(chip_key_end) struct chip_key c = curve_key(CRYPT_BP256R1, true);
	const struct chip_key *const keys[] = {&a, &b, &c};
	for (size_t wanted = 0; wanted < 3; wanted++) {
		struct dg14 g = {0};
		struct chipauth_choice choice;
		for (size_t i = 0; i < 3; i++) {
			put_key(&g, ECDH_FAMILY, spki_of(keys[i]), ids[i]);
		}
		put_info(&g, ECDH_FAMILY, CRYPT_AES128, 1, ids[wanted]);
		put_info(&g, ECDH_FAMILY, CRYPT_AES128, 1, ids[3]);
		assert_int_equal(chipauth_choose(file_of(&g), &choice), EG_OK);
		assert_true(rd_equal(choice.spki, spki_of(keys[wanted])));
		assert_int_equal(choice.key_id_size, 1);
		assert_int_equal(choice.key_id[0], ids[wanted]);
		assert_int_equal(chipauth_choose_at(file_of(&g), 1, &choice), EG_NOT_FOUND);
	}
}

/* Quirk 22: an id on one side only is no reason to give up, but comes after a real match. */
static void a_missing_id_fits_any_other(void **state)
{
	(void)state;
	EG_AUTO(chip_key_end) struct chip_key a = curve_key(CRYPT_P256, true);
	EG_AUTO(chip_key_end) struct chip_key b = curve_key(CRYPT_P256, true);
	struct dg14 g = {0};
	struct dg14 h = {0};
	struct chipauth_choice choice;
	put_info(&g, ECDH_FAMILY, CRYPT_AES128, 1, 7);
	put_key(&g, ECDH_FAMILY, spki_of(&a), NO_ID);
	assert_int_equal(chipauth_choose(file_of(&g), &choice), EG_OK);
	assert_int_equal(choice.key_id_size, 1);
	/* The only key may also be meant without a name. */
	assert_int_equal(chipauth_choose_at(file_of(&g), 1, &choice), EG_OK);
	assert_int_equal(choice.key_id_size, 0);
	put_key(&g, ECDH_FAMILY, spki_of(&b), 7);
	assert_int_equal(chipauth_choose(file_of(&g), &choice), EG_OK);
	assert_true(rd_equal(choice.spki, spki_of(&b)));
	put_info(&h, ECDH_FAMILY, CRYPT_AES128, 1, NO_ID);
	put_key(&h, ECDH_FAMILY, spki_of(&a), 0);
	assert_int_equal(chipauth_choose(file_of(&h), &choice), EG_OK);
	assert_int_equal(choice.key_id_size, 1);
	assert_int_equal(choice.key_id[0], 0);
}

/* ISO7816_D_13, and keys of the other kind. */
static void ids_that_differ_never_match(void **state)
{
	(void)state;
	EG_AUTO(chip_key_end) struct chip_key k = curve_key(CRYPT_P256, true);
	struct dg14 g = {0};
	struct dg14 h = {0};
	struct chipauth_choice choice;
	put_info(&g, ECDH_FAMILY, CRYPT_AES128, 1, 1);
	put_key(&g, ECDH_FAMILY, spki_of(&k), 2);
	assert_int_equal(chipauth_choose(file_of(&g), &choice), EG_BAD_DATA);
	put_info(&h, DH_FAMILY, CRYPT_AES128, 1, NO_ID);
	put_key(&h, ECDH_FAMILY, spki_of(&k), NO_ID);
	assert_int_equal(chipauth_choose(file_of(&h), &choice), EG_BAD_DATA);
}

static void aes_comes_before_3des_and_curves_before_fields(void **state)
{
	(void)state;
	EG_AUTO(chip_key_end) struct chip_key ec = curve_key(CRYPT_P256, true);
	EG_AUTO(chip_key_end) struct chip_key weak = curve_key(CRYPT_P192, true);
	EG_AUTO(chip_key_end) struct chip_key dh = field_key(CRYPT_DH_2048_256);
	static const struct {
		uint8_t kind;
		enum crypt_cipher cipher;
		unsigned id;
		enum chipauth_way way;
	} best_first[] = {
		{ECDH_FAMILY, CRYPT_AES128, 2, CHIPAUTH_SET_AT},
		{ECDH_FAMILY, CRYPT_AES256, 2, CHIPAUTH_SET_AT},
		{DH_FAMILY, CRYPT_AES128, 3, CHIPAUTH_SET_AT},
		{ECDH_FAMILY, CRYPT_AES128, 1, CHIPAUTH_SET_AT},
		{ECDH_FAMILY, CRYPT_3DES, 2, CHIPAUTH_SET_KAT},
		{DH_FAMILY, CRYPT_3DES, 3, CHIPAUTH_SET_KAT},
		{ECDH_FAMILY, CRYPT_3DES, 2, CHIPAUTH_SET_AT},
		{DH_FAMILY, CRYPT_3DES, 3, CHIPAUTH_SET_AT},
	};
	struct dg14 g = {0};
	struct chipauth_choice choice;
	put_info(&g, DH_FAMILY, CRYPT_3DES, 1, 3);
	put_info(&g, ECDH_FAMILY, CRYPT_3DES, 1, 2);
	put_info(&g, ECDH_FAMILY, CRYPT_AES256, 1, 2);
	put_info(&g, ECDH_FAMILY, CRYPT_AES128, 1, 1);
	put_info(&g, ECDH_FAMILY, CRYPT_AES128, 1, 2);
	put_info(&g, DH_FAMILY, CRYPT_AES128, 1, 3);
	put_key(&g, ECDH_FAMILY, spki_of(&weak), 1);
	put_key(&g, DH_FAMILY, spki_of(&dh), 3);
	put_key(&g, ECDH_FAMILY, spki_of(&ec), 2);
	for (unsigned i = 0; i < 8; i++) {
		assert_int_equal(chipauth_choose_at(file_of(&g), i, &choice), EG_OK);
		assert_int_equal(choice.dh, best_first[i].kind == DH_FAMILY);
		assert_int_equal(choice.cipher, best_first[i].cipher);
		assert_int_equal(choice.key_id[0], best_first[i].id);
		assert_int_equal(choice.way, best_first[i].way);
	}
	assert_int_equal(chipauth_choose_at(file_of(&g), 8, &choice), EG_NOT_FOUND);
}

/* French passports: a key and no ChipAuthenticationInfo. */
static void without_an_info_3des_is_tried_first(void **state)
{
	(void)state;
	static const enum crypt_cipher order[] = {CRYPT_3DES, CRYPT_AES128, CRYPT_AES256,
						  CRYPT_AES192, CRYPT_3DES};
	EG_AUTO(chip_key_end) struct chip_key k = curve_key(CRYPT_BP256R1, true);
	struct dg14 g = {0};
	struct chipauth_choice choice;
	put_key(&g, ECDH_FAMILY, spki_of(&k), NO_ID);
	for (unsigned i = 0; i < 5; i++) {
		assert_int_equal(chipauth_choose_at(file_of(&g), i, &choice), EG_OK);
		assert_true(choice.inferred);
		assert_int_equal(choice.cipher, order[i]);
		assert_int_equal(choice.way == CHIPAUTH_SET_KAT, i == 0);
	}
	assert_int_equal(chipauth_choose_at(file_of(&g), 5, &choice), EG_NOT_FOUND);
}

static void other_versions_and_strangers_are_passed_over(void **state)
{
	(void)state;
	EG_AUTO(chip_key_end) struct chip_key k = curve_key(CRYPT_P256, true);
	struct dg14 g = {0};
	struct dg14 none = {0};
	struct chipauth_choice choice;
	assert_int_equal(chipauth_choose(file_of(&none), &choice), EG_NOT_FOUND);
	put_entry(&g, SECINFO_TERMINAL, 0, 0, HEX("020101"), NO_ID);
	put_entry(&g, SECINFO_PACE, 2, 2, HEX("020102"), 13);
	put_key(&g, ECDH_FAMILY, spki_of(&k), NO_ID);
	put_info(&g, ECDH_FAMILY, CRYPT_AES128, 2, NO_ID);
	put_info(&g, ECDH_FAMILY, CRYPT_AES128, 3, NO_ID);
	put_info(&g, ECDH_FAMILY, (enum crypt_cipher)7, 1, NO_ID);
	/* Not inferred: the chip has said what it does, and it is nothing known here. */
	assert_int_equal(chipauth_choose(file_of(&g), &choice), EG_UNSUPPORTED);
	put_info(&g, ECDH_FAMILY, CRYPT_AES128, 1, NO_ID);
	assert_int_equal(chipauth_choose(file_of(&g), &choice), EG_OK);
	assert_int_equal(chipauth_choose(HEX("3100"), &choice), EG_NOT_FOUND);
	assert_int_equal(chipauth_choose(HEX("6E03310100"), &choice), EG_BAD_DATA);
	assert_int_equal(chipauth_choose(HEX("6E0231"), &choice), EG_BAD_DATA);
	assert_int_equal(chipauth_choose(RD_EMPTY, &choice), EG_BAD_DATA);
}

/* ISO7816_D_07, _08, _11, _12: each octet of the key, and the announced kind. */
static void corrupted_keys_are_refused_with_a_reason(void **state)
{
	(void)state;
	EG_AUTO(chip_key_end) struct chip_key ec = curve_key(CRYPT_P256, true);
	EG_AUTO(chip_key_end) struct chip_key dh = field_key(CRYPT_DH_1024_160);
	const struct chip_key *const keys[] = {&ec, &dh};
	for (size_t i = 0; i < 2; i++) {
		const struct chip_key *k = keys[i];
		/* The last octets are the point or the number. */
		for (size_t back = 1; back <= 64; back += 9) {
			struct chip_key broken = *k;
			struct chipauth *c = NULL;
			struct chipauth_choice choice = {.spki = spki_of(&broken), .dh = k->dh};
			broken.octets[broken.size - back] ^= 0x10;
			assert_int_equal(chipauth_begin(&choice, NULL, &c), EG_BAD_DATA);
			assert_null(c);
		}
		struct chipauth *c = NULL;
		struct chipauth_choice swapped = {.spki = spki_of(k), .dh = !k->dh};
		assert_int_equal(chipauth_begin(&swapped, NULL, &c), EG_UNSUPPORTED);
		assert_null(c);
	}
}

static void a_corrupted_key_stands_behind_a_good_one(void **state)
{
	(void)state;
	EG_AUTO(chip_key_end) struct chip_key good = curve_key(CRYPT_P192, true);
	EG_AUTO(chip_key_end) struct chip_key bad = curve_key(CRYPT_P256, true);
	struct dg14 g = {0};
	struct chipauth_choice choice;
	struct chipauth *c = NULL;
	bad.octets[bad.size - 1] ^= 1;
	put_info(&g, ECDH_FAMILY, CRYPT_AES128, 1, 1);
	put_info(&g, ECDH_FAMILY, CRYPT_3DES, 1, 2);
	put_key(&g, ECDH_FAMILY, spki_of(&bad), 1);
	put_key(&g, ECDH_FAMILY, spki_of(&good), 2);
	assert_int_equal(chipauth_choose(file_of(&g), &choice), EG_OK);
	assert_true(rd_equal(choice.spki, spki_of(&good)));
	assert_int_equal(chipauth_choose_at(file_of(&g), 2, &choice), EG_OK);
	assert_true(rd_equal(choice.spki, spki_of(&bad)));
	assert_int_equal(chipauth_begin(&choice, NULL, &c), EG_BAD_DATA);
}

static void fixed_numbers_give_the_same_key_again(void **state)
{
	(void)state;
	EG_AUTO(chip_key_end) struct chip_key k = curve_key(CRYPT_P256, true);
	EG_AUTO(crypt_ec_free) struct crypt_ec *own = NULL;
	EG_AUTO(chipauth_free) struct chipauth *c = NULL;
	const struct chipauth_fixed fixed = {.ephemeral_private = HEX("0123456789ABCDEF")};
	const struct chipauth_choice choice = {
		.spki = spki_of(&k), .cipher = CRYPT_AES128, .way = CHIPAUTH_SET_AT};
	uint8_t octets[200];
	uint8_t point_octets[CRYPT_POINT_MAX];
	struct wr w = WR_ARRAY(octets);
	struct wr point = WR_ARRAY(point_octets);
	assert_int_equal(chipauth_begin(&choice, &fixed, &c), EG_OK);
	assert_int_equal(crypt_ec_from_private(CRYPT_P256, fixed.ephemeral_private, &own), EG_OK);
	assert_int_equal(crypt_ec_public(own, &point), EG_OK);
	assert_true(rd_equal(sent_key(c, &choice, &w), wr_view(&point)));
}

static void only_a_key_of_dg14_counts(void **state)
{
	(void)state;
	EG_AUTO(chip_key_end) struct chip_key a = curve_key(CRYPT_P256, true);
	EG_AUTO(chip_key_end) struct chip_key b = field_key(CRYPT_DH_1024_160);
	EG_AUTO(chip_key_end) struct chip_key other = curve_key(CRYPT_P256, true);
	struct dg14 g = {0};
	put_info(&g, ECDH_FAMILY, CRYPT_AES128, 1, NO_ID);
	assert_int_equal(chipauth_has_key(file_of(&g), spki_of(&a)), EG_NOT_FOUND);
	put_key(&g, ECDH_FAMILY, spki_of(&a), 1);
	put_key(&g, DH_FAMILY, spki_of(&b), 2);
	assert_int_equal(chipauth_has_key(file_of(&g), spki_of(&a)), EG_OK);
	assert_int_equal(chipauth_has_key(file_of(&g), spki_of(&b)), EG_OK);
	assert_int_equal(chipauth_has_key(file_of(&g), spki_of(&other)), EG_MISMATCH);
	assert_int_equal(chipauth_has_key(file_of(&g), RD_EMPTY), EG_MISMATCH);
	put_entry(&g, SECINFO_PUBLIC_KEY, 2, 0, RD_EMPTY, NO_ID); /* breaks the file */
	assert_int_equal(chipauth_has_key(file_of(&g), spki_of(&a)), EG_BAD_DATA);
	assert_int_equal(chipauth_has_key(RD_EMPTY, spki_of(&a)), EG_BAD_DATA);
}

static struct rd proof_of(const struct chip_key *k, struct wr *w)
{
	EG_AUTO(crypt_ec_free) struct crypt_ec *map = NULL;
	EG_AUTO(secret_clear) struct secret data = {0};
	uint8_t octets[CRYPT_POINT_MAX];
	struct wr point = WR_ARRAY(octets);
	assert_int_equal(crypt_ec_generate(crypt_ec_curve(k->ec), &map), EG_OK);
	assert_int_equal(crypt_ec_public(map, &point), EG_OK);
	assert_int_equal(crypt_ec_cam_data(k->ec, map, &data), EG_OK);
	size_t mark = wr_open(w, 0x30);
	wr_tlv(w, 0x04, wr_view(&point));
	wr_tlv(w, 0x04, secret_rd(&data));
	wr_close(w, mark);
	return wr_view(w);
}

static void a_mapping_counts_for_a_signed_key_alone(void **state)
{
	(void)state;
	EG_AUTO(chip_key_end) struct chip_key k = curve_key(CRYPT_BP256R1, false);
	EG_AUTO(chip_key_end) struct chip_key other = curve_key(CRYPT_BP256R1, true);
	EG_AUTO(chip_key_end) struct chip_key nist = curve_key(CRYPT_P256, true);
	EG_AUTO(chip_key_end) struct chip_key field = field_key(CRYPT_DH_1024_160);
	struct dg14 g = {0};
	uint8_t octets[400];
	struct wr w = WR_ARRAY(octets);
	struct rd proof = proof_of(&k, &w);
	assert_int_equal(chipauth_verify_mapping(file_of(&g), proof, 0), EG_NOT_FOUND);
	put_key(&g, DH_FAMILY, spki_of(&field), 1);
	assert_int_equal(chipauth_verify_mapping(file_of(&g), proof, 0), EG_NOT_FOUND);
	put_key(&g, ECDH_FAMILY, spki_of(&nist), 12);
	assert_int_equal(chipauth_verify_mapping(file_of(&g), proof, 13), EG_NOT_FOUND);
	assert_int_equal(chipauth_verify_mapping(file_of(&g), proof, 0), EG_MISMATCH);
	put_key(&g, ECDH_FAMILY, spki_of(&other), 13);
	assert_int_equal(chipauth_verify_mapping(file_of(&g), proof, 13), EG_MISMATCH);
	put_key(&g, ECDH_FAMILY, spki_of(&k), 13);
	assert_int_equal(chipauth_verify_mapping(file_of(&g), proof, 13), EG_OK);
	assert_int_equal(chipauth_verify_mapping(file_of(&g), proof, 0), EG_OK);
	assert_int_equal(chipauth_verify_mapping(file_of(&g), proof, 12), EG_MISMATCH);
	octets[w.size - 1] ^= 1;
	assert_int_equal(chipauth_verify_mapping(file_of(&g), proof, 13), EG_MISMATCH);
	assert_int_equal(chipauth_verify_mapping(file_of(&g), rd_of(octets, w.size - 1), 13),
			 EG_BAD_DATA);
	assert_int_equal(chipauth_verify_mapping(file_of(&g), HEX("300404000400"), 13),
			 EG_NOT_FOUND);
	assert_int_equal(chipauth_verify_mapping(RD_EMPTY, proof, 13), EG_BAD_DATA);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_of_key_and_cipher_reaches_the_new_session),
		cmocka_unit_test(commands_are_those_of_6_2_4),
		cmocka_unit_test(answers_of_another_protocol_are_refused),
		cmocka_unit_test(keys_are_matched_by_their_ids),
		cmocka_unit_test(a_missing_id_fits_any_other),
		cmocka_unit_test(ids_that_differ_never_match),
		cmocka_unit_test(aes_comes_before_3des_and_curves_before_fields),
		cmocka_unit_test(without_an_info_3des_is_tried_first),
		cmocka_unit_test(other_versions_and_strangers_are_passed_over),
		cmocka_unit_test(corrupted_keys_are_refused_with_a_reason),
		cmocka_unit_test(a_corrupted_key_stands_behind_a_good_one),
		cmocka_unit_test(fixed_numbers_give_the_same_key_again),
		cmocka_unit_test(only_a_key_of_dg14_counts),
		cmocka_unit_test(a_mapping_counts_for_a_signed_key_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
