/*
 * eac_desk: a virtual chip with keys for Chip Authentication, and the terminal's side of it written
 * by hand.
 */
#include "eac_desk.h"

#include "tests/unit/bac_door.h"

static const char *const zone = "L898902C<369080619406236";
const uint8_t eac_group3[EAC_GROUP3_SIZE] = {0x63, 0x04, 0x02, 0x02, 0xAA, 0x55};
const uint8_t eac_group1[EAC_GROUP1_SIZE] = {0x61, 0x02, 0x5F, 0x1F};

void eac_add_file(struct eac_desk *d, uint16_t fid, uint8_t sfi, struct rd file)
{
	assert_int_equal(chip_document_add(&d->document, (struct chip_file){fid, sfi, true, file}),
			 EG_OK);
}

void eac_add_key(struct eac_desk *d, enum crypt_curve curve, uint8_t ciphers, uint8_t id)
{
	struct eac_key *k = &d->keys[d->document.ca_pair_count];
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

void eac_power(struct eac_desk *d)
{
	d->document.mrz_information = rd_cstr(zone);
	eac_add_file(d, 0x0101, 0x01, rd_of(eac_group1, EAC_GROUP1_SIZE));
	eac_add_file(d, 0x0103, 0x03, rd_of(eac_group3, EAC_GROUP3_SIZE));
	assert_int_equal(chip_new(&d->chip, &d->document, &d->profile), EG_OK);
}

void eac_put_away(struct eac_desk *d)
{
	chip_free(&d->chip);
	sm_close(&d->sm);
	for (size_t i = 0; i < 3; i++) {
		crypt_ec_free(&d->keys[i].pair);
	}
}

uint16_t eac_say_hex(struct eac_desk *d, const char *text)
{
	struct hex c = from_hex(text);
	uint8_t room[300];
	struct wr w = WR_ARRAY(room);
	return bac_door_say(d->chip, hex_rd(&c), &w);
}

uint16_t eac_say(struct eac_desk *d, uint8_t cla, const char *head, struct rd data, uint32_t le)
{
	struct hex h = from_hex(head);
	uint8_t command_room[APDU_COMMAND_MAX];
	uint8_t answer_room[EAC_ANSWER_ROOM];
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

void eac_open_by_bac(struct eac_desk *d)
{
	bac_door_open(d->chip, rd_cstr(zone), &d->sm);
}

void eac_terminal_free(struct eac_terminal *t)
{
	crypt_ec_free(&t->pair);
	secret_clear(&t->shared);
}

void eac_draw(struct eac_terminal *t, const struct eac_key *chip)
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
uint16_t eac_set_kat(struct eac_desk *d, const struct eac_terminal *t, uint8_t id)
{
	uint8_t room[256];
	struct wr w = WR_ARRAY(room);
	wr_tlv(&w, 0x91, rd_of(t->point, t->size));
	if (id != 0) {
		wr_tlv(&w, 0x84, rd_of(&id, 1));
	}
	return eac_say(d, 0x00, "2241A6", wr_view(&w), 0);
}

/* MSE:Set AT { 80 id-CA-ECDH-cipher, 84 id }. */
uint16_t eac_set_at(struct eac_desk *d, enum crypt_cipher cipher, uint8_t id)
{
	uint8_t room[64];
	struct wr w = WR_ARRAY(room);
	struct hex oid = from_hex("04007F0007020203 02 00");
	oid.bytes[9] = (uint8_t)(cipher + 1);
	wr_tlv(&w, 0x80, hex_rd(&oid));
	if (id != 0) {
		wr_tlv(&w, 0x84, rd_of(&id, 1));
	}
	return eac_say(d, 0x00, "2241A4", wr_view(&w), 0);
}

struct rd eac_dynamic(struct wr *w, const struct eac_terminal *t)
{
	size_t frame = wr_open(w, 0x7C);
	wr_tlv(w, 0x80, rd_of(t->point, t->size));
	wr_close(w, frame);
	return wr_view(w);
}

uint16_t eac_agree(struct eac_desk *d, const struct eac_terminal *t)
{
	uint8_t room[256];
	struct wr w = WR_ARRAY(room);
	return eac_say(d, 0x00, "860000", eac_dynamic(&w, t), 256);
}

void eac_change_keys(struct eac_desk *d, const struct eac_terminal *t, enum crypt_cipher cipher)
{
	sm_close(&d->sm);
	assert_int_equal(sm_open(&d->sm, cipher, secret_rd(&t->shared), RD_EMPTY), EG_OK);
}

uint16_t eac_read_group1(struct eac_desk *d)
{
	return eac_say(d, 0x00, "B08100", RD_EMPTY, 4);
}
