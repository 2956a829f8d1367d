/*
 * vchip_eac: what the virtual chip promises of Chip Authentication and of command chaining: new
 * keys after it and no others, refusals of a real chip. The terminal's side is written here by
 * hand; BAC and the messages' protection are the reader's own, which was written apart.
 */
#include "emrtd/bac.h"
#include "simulator/chip.h"
#include "tests/hex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define ANSWER_ROOM 2048

static const char *const zone = "L898902C<369080619406236";
static const uint8_t group3[] = {0x63, 0x04, 0x02, 0x02, 0xAA, 0x55};
static const uint8_t group1[] = {0x61, 0x02, 0x5F, 0x1F};

struct key {
	struct crypt_ec *pair;
	uint8_t spki[1024];
	uint8_t number[80];
	uint8_t id;
};

struct desk {
	struct key keys[3];
	struct chip_document document;
	struct chip_profile profile;
	struct chip *chip;
	struct sm sm;
	uint8_t answer[ANSWER_ROOM]; /* plain data of the last one */
	size_t answer_size;
	uint16_t naked; /* the last answer came without protection: its status */
};

static void add_file(struct desk *d, uint16_t fid, uint8_t sfi, struct rd file)
{
	assert_int_equal(chip_document_add(&d->document, (struct chip_file){fid, sfi, true, file}),
			 EG_OK);
}

/* id 0: a key without identifier. */
static void add_key(struct desk *d, enum crypt_curve curve, uint8_t ciphers, uint8_t id)
{
	struct key *k = &d->keys[d->document.ca_pair_count];
	struct wr spki = WR_ARRAY(k->spki);
	struct wr number = WR_ARRAY(k->number);
	EG_AUTO(secret_clear) struct secret x = {0};
	assert_int_equal(crypt_ec_generate(curve, &k->pair), EG_OK);
	assert_int_equal(crypt_ec_spki(k->pair, true, &spki), EG_OK);
	assert_int_equal(crypt_ec_private(k->pair, &x), EG_OK);
	wr_put(&number, secret_rd(&x));
	k->id = id;
	d->document.ca_pairs[d->document.ca_pair_count++] = (struct chip_ca_pair){
		.id = rd_of(&k->id, id == 0 ? 0 : 1),
		.ciphers = ciphers,
		.spki = wr_view(&spki),
		.private_number = wr_view(&number),
	};
}

static void power(struct desk *d)
{
	d->document.mrz_information = rd_cstr(zone);
	add_file(d, 0x0101, 0x01, RD_ARRAY(group1));
	add_file(d, 0x0103, 0x03, RD_ARRAY(group3));
	assert_int_equal(chip_new(&d->chip, &d->document, &d->profile), EG_OK);
}

static void put_away(struct desk *d)
{
	chip_free(&d->chip);
	sm_close(&d->sm);
	for (size_t i = 0; i < 3; i++) {
		crypt_ec_free(&d->keys[i].pair);
	}
}

static uint16_t say_bare(struct desk *d, struct rd command, struct wr *answer)
{
	struct apdu_answer parts;
	assert_int_equal(chip_command(d->chip, command, answer), EG_OK);
	assert_int_equal(apdu_answer(wr_view(answer), &parts), EG_OK);
	*answer = wr_of(answer->base, answer->cap);
	answer->size = parts.data.left;
	return parts.sw;
}

static uint16_t say_hex(struct desk *d, const char *text)
{
	struct hex c = from_hex(text);
	uint8_t room[300];
	struct wr w = WR_ARRAY(room);
	return say_bare(d, hex_rd(&c), &w);
}

/* One protected command; 0 when the answer came naked. */
static uint16_t say(struct desk *d, uint8_t cla, const char *head, struct rd data, uint32_t le)
{
	struct hex h = from_hex(head);
	uint8_t command_room[APDU_COMMAND_MAX];
	uint8_t answer_room[ANSWER_ROOM];
	struct wr command = WR_ARRAY(command_room);
	struct wr answer = WR_ARRAY(answer_room);
	struct wr plain = WR_ARRAY(d->answer);
	uint16_t sw = 0;
	assert_int_equal(h.size, 3);
	const struct apdu a = {.cla = cla,
			       .ins = h.bytes[0],
			       .p1 = h.bytes[1],
			       .p2 = h.bytes[2],
			       .data = data,
			       .le = le};
	assert_int_equal(sm_wrap(&d->sm, &a, &command), EG_OK);
	assert_int_equal(chip_command(d->chip, wr_view(&command), &answer), EG_OK);
	enum eg_err err = sm_unwrap(&d->sm, wr_view(&answer), &plain, &sw);
	d->answer_size = plain.size;
	d->naked = err == EG_DENIED ? sw : 0;
	return err == EG_OK ? sw : 0;
}

static void open_by_bac(struct desk *d)
{
	EG_AUTO(bac_end) struct bac bac = {0};
	struct bac_random own;
	uint8_t room[64];
	uint8_t token_room[BAC_MESSAGE_SIZE];
	uint8_t command_room[64];
	struct wr answer = WR_ARRAY(room);
	struct wr token = WR_ARRAY(token_room);
	struct wr command = WR_ARRAY(command_room);
	assert_int_equal(say_hex(d, "00A4040C07A0000002471001"), 0x9000);
	assert_int_equal(bac_draw(&own), EG_OK);
	assert_int_equal(bac_begin(&bac, rd_cstr(zone), &own), EG_OK);
	struct hex challenge = from_hex("0084000008");
	assert_int_equal(say_bare(d, hex_rd(&challenge), &answer), 0x9000);
	assert_int_equal(bac_challenge(&bac, wr_view(&answer), &token), EG_OK);
	const struct apdu a = {.ins = 0x82, .data = wr_view(&token), .le = 40};
	assert_int_equal(apdu_write(&a, &command), EG_OK);
	answer = WR_ARRAY(room);
	assert_int_equal(say_bare(d, wr_view(&command), &answer), 0x9000);
	assert_int_equal(bac_answer(&bac, wr_view(&answer), &d->sm), EG_OK);
}

/* The terminal's ephemeral pair for a key of the chip, and what both then share. */
struct terminal {
	struct crypt_ec *pair;
	uint8_t point[CRYPT_POINT_MAX];
	size_t size;
	struct secret shared;
};

static void terminal_free(struct terminal *t)
{
	crypt_ec_free(&t->pair);
	secret_clear(&t->shared);
}

static void draw(struct terminal *t, const struct key *chip)
{
	uint8_t theirs[CRYPT_POINT_MAX];
	struct wr peer = WR_ARRAY(theirs);
	struct wr own = WR_ARRAY(t->point);
	assert_int_equal(crypt_ec_generate(crypt_ec_curve(chip->pair), &t->pair), EG_OK);
	assert_int_equal(crypt_ec_public(t->pair, &own), EG_OK);
	assert_int_equal(crypt_ec_public(chip->pair, &peer), EG_OK);
	assert_int_equal(crypt_ec_agree(t->pair, wr_view(&peer), &t->shared), EG_OK);
	t->size = own.size;
}

/* MSE:Set KAT { 91 point, 84 id }. */
static uint16_t set_kat(struct desk *d, const struct terminal *t, uint8_t id)
{
	uint8_t room[256];
	struct wr w = WR_ARRAY(room);
	wr_tlv(&w, 0x91, rd_of(t->point, t->size));
	if (id != 0) {
		wr_tlv(&w, 0x84, rd_of(&id, 1));
	}
	return say(d, 0x00, "2241A6", wr_view(&w), 0);
}

/* MSE:Set AT { 80 id-CA-ECDH-cipher, 84 id }. */
static uint16_t set_at(struct desk *d, enum crypt_cipher cipher, uint8_t id)
{
	uint8_t room[64];
	struct wr w = WR_ARRAY(room);
	struct hex oid = from_hex("04007F0007020203 02 00");
	oid.bytes[9] = (uint8_t)(cipher + 1);
	wr_tlv(&w, 0x80, hex_rd(&oid));
	if (id != 0) {
		wr_tlv(&w, 0x84, rd_of(&id, 1));
	}
	return say(d, 0x00, "2241A4", wr_view(&w), 0);
}

static struct rd dynamic(struct wr *w, const struct terminal *t)
{
	size_t frame = wr_open(w, 0x7C);
	wr_tlv(w, 0x80, rd_of(t->point, t->size));
	wr_close(w, frame);
	return wr_view(w);
}

static uint16_t agree(struct desk *d, const struct terminal *t)
{
	uint8_t room[256];
	struct wr w = WR_ARRAY(room);
	return say(d, 0x00, "860000", dynamic(&w, t), 256);
}

static void change_keys(struct desk *d, const struct terminal *t, enum crypt_cipher cipher)
{
	sm_close(&d->sm);
	assert_int_equal(sm_open(&d->sm, cipher, secret_rd(&t->shared), RD_EMPTY), EG_OK);
}

static uint16_t read_group1(struct desk *d)
{
	return say(d, 0x00, "B08100", RD_EMPTY, 4);
}

#define ALL_CIPHERS 0x0F

static void chip_authentication_changes_the_keys_in_every_cipher(void **state)
{
	static const enum crypt_curve curves[] = {CRYPT_P192, CRYPT_BP224R1, CRYPT_P256,
						  CRYPT_P384, CRYPT_BP512R1, CRYPT_P521};
	(void)state;
	for (size_t i = 0; i < sizeof(curves) / sizeof(curves[0]); i++) {
		for (unsigned cipher = CRYPT_3DES; cipher <= CRYPT_AES256; cipher++) {
			struct desk d = {0};
			EG_AUTO(terminal_free) struct terminal t = {0};
			add_key(&d, curves[i], ALL_CIPHERS, 0);
			power(&d);
			open_by_bac(&d);
			assert_int_equal(read_group1(&d), 0x9000);
			draw(&t, &d.keys[0]);
			assert_int_equal(set_at(&d, (enum crypt_cipher)cipher, 0), 0x9000);
			assert_int_equal(agree(&d, &t), 0x9000);
			assert_true(rd_equal(rd_of(d.answer, d.answer_size), HEX("7C00")));
			change_keys(&d, &t, (enum crypt_cipher)cipher);
			assert_int_equal(read_group1(&d), 0x9000);
			assert_true(rd_equal(rd_of(d.answer, d.answer_size), RD_ARRAY(group1)));
			put_away(&d);
		}
	}
}

static void set_kat_is_for_3des_alone(void **state)
{
	struct desk d = {0};
	EG_AUTO(terminal_free) struct terminal t = {0};
	(void)state;
	add_key(&d, CRYPT_P256, 1U << CRYPT_3DES, 0);
	power(&d);
	open_by_bac(&d);
	draw(&t, &d.keys[0]);
	assert_int_equal(set_at(&d, CRYPT_AES128, 0), 0x6A88); /* no key for it */
	assert_int_equal(set_kat(&d, &t, 1), 0x6A88);          /* no such key */
	assert_int_equal(set_kat(&d, &t, 0), 0x9000);
	change_keys(&d, &t, CRYPT_3DES);
	assert_int_equal(read_group1(&d), 0x9000);
	put_away(&d);
	d = (struct desk){0};
	terminal_free(&t);
	t = (struct terminal){0};
	add_key(&d, CRYPT_P256, 1U << CRYPT_AES128, 0);
	power(&d);
	open_by_bac(&d);
	draw(&t, &d.keys[0]);
	assert_int_equal(set_kat(&d, &t, 0), 0x6A88);
	put_away(&d);
}

static void old_keys_are_dead_after_chip_authentication(void **state)
{
	struct desk d = {0};
	EG_AUTO(terminal_free) struct terminal t = {0};
	(void)state;
	add_key(&d, CRYPT_P256, ALL_CIPHERS, 0);
	power(&d);
	open_by_bac(&d);
	draw(&t, &d.keys[0]);
	assert_int_equal(set_kat(&d, &t, 0), 0x9000);
	assert_int_equal(read_group1(&d), 0); /* still with the old ones */
	assert_int_equal(d.naked, 0x6988);
	change_keys(&d, &t, CRYPT_3DES);
	assert_int_equal(read_group1(&d), 0); /* and the session is over */
	assert_int_equal(d.naked, 0x6988);
	put_away(&d);
}

static void a_failed_agreement_leaves_the_session_as_it_was(void **state)
{
	struct desk d = {0};
	EG_AUTO(terminal_free) struct terminal t = {0};
	(void)state;
	add_key(&d, CRYPT_BP256R1, ALL_CIPHERS, 0);
	power(&d);
	open_by_bac(&d);
	draw(&t, &d.keys[0]);
	t.point[40] ^= 1; /* off the curve */
	assert_int_equal(set_kat(&d, &t, 0), 0x6A80);
	assert_int_equal(set_at(&d, CRYPT_AES128, 0), 0x9000);
	assert_int_equal(agree(&d, &t), 0x6A80);
	t.point[40] ^= 1;
	assert_int_equal(agree(&d, &t), 0x6985); /* the selection was good for one try */
	t.size--;
	assert_int_equal(set_kat(&d, &t, 0), 0x6A80);
	assert_int_equal(say(&d, 0x00, "2241A6", HEX("840101"), 0), 0x6A80); /* no key at all */
	assert_int_equal(say(&d, 0x00, "2241A4", HEX("80090400 7F00070202 0401"), 0), 0x6A80);
	assert_int_equal(say(&d, 0x00, "2241A4", HEX("800A04007F000702020302 05"), 0), 0x6A80);
	assert_int_equal(set_at(&d, CRYPT_AES128, 0), 0x9000);
	assert_int_equal(say(&d, 0x00, "860000", HEX("7C028100"), 256), 0x6A80); /* wrong tag */
	assert_int_equal(read_group1(&d), 0x9000);
	put_away(&d);
}

static void several_keys_are_told_apart_by_their_identifiers(void **state)
{
	struct desk d = {0};
	EG_AUTO(terminal_free) struct terminal t = {0};
	(void)state;
	add_key(&d, CRYPT_P256, ALL_CIPHERS, 1);
	add_key(&d, CRYPT_P384, ALL_CIPHERS, 2);
	power(&d);
	open_by_bac(&d);
	draw(&t, &d.keys[1]);
	assert_int_equal(set_at(&d, CRYPT_AES256, 0), 0x6A88); /* which? */
	assert_int_equal(set_at(&d, CRYPT_AES256, 3), 0x6A88);
	assert_int_equal(set_at(&d, CRYPT_AES256, 1), 0x9000);
	assert_int_equal(agree(&d, &t), 0x6A80); /* a point of the other curve */
	assert_int_equal(set_at(&d, CRYPT_AES256, 2), 0x9000);
	assert_int_equal(agree(&d, &t), 0x9000);
	change_keys(&d, &t, CRYPT_AES256);
	assert_int_equal(read_group1(&d), 0x9000);
	put_away(&d);
}

static void chip_authentication_needs_a_session(void **state)
{
	struct desk d = {0};
	(void)state;
	add_key(&d, CRYPT_P256, ALL_CIPHERS, 0);
	power(&d);
	assert_int_equal(say_hex(&d, "002241A40C800A04007F00070202030202"), 0x6982);
	assert_int_equal(say_hex(&d, "00860000047C028000 00"), 0x6985);
	put_away(&d);
	d = (struct desk){0};
	power(&d); /* no key: the chip does not know the protocol */
	open_by_bac(&d);
	assert_int_equal(set_at(&d, CRYPT_AES128, 0), 0x6A86);
	assert_int_equal(say(&d, 0x00, "2A00BE", HEX("7F4E00"), 0), 0x6D00);
	put_away(&d);
}

static void a_chip_with_other_keys_loses_the_session(void **state)
{
	struct desk d = {.profile = {.ca_cloned = true}};
	EG_AUTO(terminal_free) struct terminal t = {0};
	(void)state;
	add_key(&d, CRYPT_P256, ALL_CIPHERS, 0);
	power(&d);
	open_by_bac(&d);
	draw(&t, &d.keys[0]);
	assert_int_equal(set_kat(&d, &t, 0), 0x9000);
	change_keys(&d, &t, CRYPT_3DES);
	assert_int_equal(read_group1(&d), 0);
	assert_int_equal(d.naked, 0x6988);
	put_away(&d);
}

static void long_data_may_come_in_a_chain(void **state)
{
	struct desk d = {0};
	EG_AUTO(terminal_free) struct terminal t = {0};
	uint8_t room[256];
	struct wr w = WR_ARRAY(room);
	struct rd first;
	(void)state;
	add_key(&d, CRYPT_P521, ALL_CIPHERS, 0);
	power(&d);
	open_by_bac(&d);
	draw(&t, &d.keys[0]);
	struct rd rest = dynamic(&w, &t);
	assert_true(rd_take(&rest, 70, &first));
	assert_int_equal(set_at(&d, CRYPT_AES192, 0), 0x9000);
	assert_int_equal(say(&d, 0x10, "860000", first, 0), 0x9000);
	assert_int_equal(d.answer_size, 0);
	assert_int_equal(say(&d, 0x00, "860000", rest, 256), 0x9000);
	change_keys(&d, &t, CRYPT_AES192);
	assert_int_equal(read_group1(&d), 0x9000);
	/* Broken off by another command, the first part is lost. */
	assert_int_equal(set_at(&d, CRYPT_AES192, 0), 0x9000);
	assert_int_equal(say(&d, 0x10, "860000", first, 0), 0x9000);
	assert_int_equal(read_group1(&d), 0x9000);
	assert_int_equal(say(&d, 0x00, "860000", rest, 256), 0x6A80);
	/* Commands that are never long know no chain. */
	assert_int_equal(say(&d, 0x10, "B08100", RD_EMPTY, 4), 0x6E00);
	put_away(&d);
}

static void fingers_stay_closed_without_terminal_authentication(void **state)
{
	struct desk d = {0};
	EG_AUTO(terminal_free) struct terminal t = {0};
	(void)state;
	add_key(&d, CRYPT_P256, ALL_CIPHERS, 0);
	power(&d);
	open_by_bac(&d);
	draw(&t, &d.keys[0]);
	assert_int_equal(set_kat(&d, &t, 0), 0x9000);
	change_keys(&d, &t, CRYPT_3DES);
	assert_int_equal(say(&d, 0x00, "B08300", RD_EMPTY, 4), 0x6982);
	assert_int_equal(say(&d, 0x00, "A4020C", HEX("0103"), 0), 0x6982);
	assert_int_equal(say(&d, 0x00, "B10103", HEX("540100"), 8), 0x6982);
	assert_int_equal(say(&d, 0x00, "B00000", RD_EMPTY, 4), 0x6986);
	put_away(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chip_authentication_changes_the_keys_in_every_cipher),
		cmocka_unit_test(set_kat_is_for_3des_alone),
		cmocka_unit_test(old_keys_are_dead_after_chip_authentication),
		cmocka_unit_test(a_failed_agreement_leaves_the_session_as_it_was),
		cmocka_unit_test(several_keys_are_told_apart_by_their_identifiers),
		cmocka_unit_test(chip_authentication_needs_a_session),
		cmocka_unit_test(a_chip_with_other_keys_loses_the_session),
		cmocka_unit_test(long_data_may_come_in_a_chain),
		cmocka_unit_test(fingers_stay_closed_without_terminal_authentication),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
