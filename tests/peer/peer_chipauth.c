/*
 * Chip Authentication with Debian's libeac on the other side: every standardised group with every
 * cipher, both ways. libeac does version 2; what version 1 has, the agreement, the keys without a
 * nonce and Comp() of the ephemeral key, is compared here.
 *
 * In a field libeac drops leading zeros of the shared number: see peer_pace.
 */
#include "tests/peer/same_session.h"
#include "emrtd/chipauth.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define FIELD_TRIES 3

/* A chip's static key pair in our hands. */
struct key {
	bool dh;
	struct crypt_ec *ec;
	struct crypt_dh *number;
	uint8_t spki[1200];
	size_t spki_size;
	uint8_t public_octets[CRYPT_DH_SIZE_MAX];
	size_t public_size;
};

static void key_end(struct key *k)
{
	crypt_ec_free(&k->ec);
	crypt_dh_free(&k->number);
}

static struct key key_of(unsigned parameter)
{
	struct key k = {.dh = parameter <= CRYPT_DH_2048_256};
	struct wr spki = WR_ARRAY(k.spki);
	struct wr public = WR_ARRAY(k.public_octets);
	if (k.dh) {
		assert_int_equal(crypt_dh_generate((enum crypt_dh_group)parameter, &k.number),
				 EG_OK);
		assert_int_equal(crypt_dh_spki(k.number, &spki), EG_OK);
		assert_int_equal(crypt_dh_public(k.number, &public), EG_OK);
	} else {
		assert_int_equal(crypt_ec_generate((enum crypt_curve)parameter, &k.ec), EG_OK);
		assert_int_equal(crypt_ec_spki(k.ec, true, &spki), EG_OK);
		assert_int_equal(crypt_ec_public(k.ec, &public), EG_OK);
	}
	k.spki_size = spki.size;
	k.public_size = public.size;
	return k;
}

static struct rd public_rd(const struct key *k)
{
	return rd_of(k->public_octets, k->public_size);
}

static bool peer_takes_key(struct peer_keys *p, const struct key *k)
{
	EG_AUTO(secret_clear) struct secret d = {0};
	EG_AUTO(bytes_free) struct bytes x = {0};
	if (k->dh) {
		assert_int_equal(crypt_dh_private(k->number, &x), EG_OK);
		return peer_chipauth_set(p, bytes_rd(&x), public_rd(k));
	}
	assert_int_equal(crypt_ec_private(k->ec, &d), EG_OK);
	return peer_chipauth_set(p, secret_rd(&d), public_rd(k));
}

static struct chipauth_choice choice_of(const struct key *k, enum crypt_cipher cipher)
{
	return (struct chipauth_choice){
		.spki = rd_of(k->spki, k->spki_size),
		.oid = {0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, SECINFO_CHIP_AUTH, k->dh ? 1 : 2,
			(uint8_t)(cipher + 1)},
		.dh = k->dh,
		.cipher = cipher,
		.way = CHIPAUTH_SET_AT,
	};
}

/* libeac drops leading zeros of the x coordinate, where TR-03110-3, A.2.2.3 fixes its length. */
static struct rd without_zeros(struct rd id)
{
	uint8_t octet;
	while (rd_peek(&id, &octet) && octet == 0) {
		assert_true(rd_skip(&id, 1));
	}
	return id;
}

/* Our reader with libeac as the chip. */
static bool reader_with_peer(const struct key *k, unsigned parameter, enum crypt_cipher cipher)
{
	const struct chipauth_choice choice = choice_of(k, cipher);
	uint8_t octets[700];
	uint8_t id_octets[80];
	struct wr w = WR_ARRAY(octets);
	struct wr id = WR_ARRAY(id_octets);
	struct sm s = {0};
	struct rd objects;
	struct rd own;
	EG_AUTO(chipauth_free) struct chipauth *c = NULL;
	EG_AUTO(peer_keys_free)
	struct peer_keys *chip = peer_chipauth(RD_ARRAY(choice.oid), (int)parameter);
	assert_non_null(chip);
	assert_true(peer_takes_key(chip, k));
	assert_int_equal(chipauth_begin(&choice, NULL, &c), EG_OK);
	assert_int_equal(chipauth_ga(c, &w), EG_OK);
	struct rd data = wr_view(&w);
	assert_true(rd_expect(&data, 0x7C, &objects) && rd_expect(&objects, 0x80, &own));
	assert_int_equal(chipauth_ephemeral_id(c, &id), EG_OK);
	struct rd comp = k->dh ? wr_view(&id) : without_zeros(wr_view(&id));
	assert_true(peer_chipauth_is_id(chip, comp, own));
	assert_true(peer_chipauth_agree(chip, own));
	assert_int_equal(chipauth_finish(c, RD_EMPTY, &s), EG_OK);
	bool same = same_session(&s, chip);
	sm_close(&s);
	return same;
}

/* libeac as the terminal with a chip's key of ours. */
static bool peer_with_chip(const struct key *k, unsigned parameter, enum crypt_cipher cipher)
{
	const struct chipauth_choice choice = choice_of(k, cipher);
	uint8_t octets[700];
	struct wr w = WR_ARRAY(octets);
	struct sm s = {0};
	EG_AUTO(secret_clear) struct secret x = {0};
	EG_AUTO(bytes_free) struct bytes number = {0};
	EG_AUTO(peer_keys_free)
	struct peer_keys *p = peer_chipauth(RD_ARRAY(choice.oid), (int)parameter);
	assert_non_null(p);
	peer_chipauth_draw(p);
	peer_chipauth_public(p, &w);
	assert_true(peer_chipauth_agree(p, public_rd(k)));
	if (k->dh) {
		assert_int_equal(crypt_dh_agree(k->number, wr_view(&w), &number), EG_OK);
		assert_int_equal(sm_open(&s, cipher, bytes_rd(&number), RD_EMPTY), EG_OK);
	} else {
		assert_int_equal(crypt_ec_agree(k->ec, wr_view(&w), &x), EG_OK);
		assert_int_equal(sm_open(&s, cipher, secret_rd(&x), RD_EMPTY), EG_OK);
	}
	bool same = same_session(&s, p);
	sm_close(&s);
	return same;
}

static void check(unsigned parameter)
{
	for (unsigned c = CRYPT_3DES; c <= CRYPT_AES256; c++) {
		EG_AUTO(key_end) struct key k = key_of(parameter);
		bool reader = false;
		bool chip = false;
		for (int i = 0; i < (k.dh ? FIELD_TRIES : 1); i++) {
			reader = reader || reader_with_peer(&k, parameter, (enum crypt_cipher)c);
			chip = chip || peer_with_chip(&k, parameter, (enum crypt_cipher)c);
		}
		assert_true(reader);
		assert_true(chip);
	}
}

static void every_curve_and_cipher_agrees_with_the_peer(void **state)
{
	(void)state;
	for (unsigned parameter = CRYPT_P192; parameter <= CRYPT_P521; parameter++) {
		check(parameter);
	}
}

static void every_field_and_cipher_agrees_with_the_peer(void **state)
{
	(void)state;
	for (unsigned parameter = CRYPT_DH_1024_160; parameter <= CRYPT_DH_2048_256; parameter++) {
		check(parameter);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_curve_and_cipher_agrees_with_the_peer),
		cmocka_unit_test(every_field_and_cipher_agrees_with_the_peer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
