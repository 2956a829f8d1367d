/*
 * ta_desk: a virtual chip with fingers and irises behind Terminal Authentication.
 */
#include "tests/unit/ta_desk.h"

#include "tests/unit/bac_door.h"

#define CHIP_DATE RD_TEXT("\2\6\1\1\0\1")

static const char *const zone = "L898902C<369080619406236";
const uint8_t ta_desk_group3[TA_DESK_GROUP] = {0x63, 0x04, 0x02, 0x02, 0xAA, 0x55};
const uint8_t ta_desk_group4[TA_DESK_GROUP] = {0x76, 0x04, 0x02, 0x02, 0xBB, 0x66};

static void add_file(struct ta_desk *d, uint16_t fid, uint8_t sfi, struct rd file)
{
	assert_int_equal(chip_document_add(&d->document, (struct chip_file){fid, sfi, true, file}),
			 EG_OK);
}

static void add_ca_pair(struct ta_desk *d)
{
	static const uint8_t id[] = {1};
	struct wr spki = WR_ARRAY(d->spki);
	struct wr number = WR_ARRAY(d->number);
	EG_AUTO(secret_clear) struct secret x = {0};
	assert_int_equal(crypt_ec_generate(CRYPT_P256, &d->ca_pair), EG_OK);
	assert_int_equal(crypt_ec_spki(d->ca_pair, true, &spki), EG_OK);
	assert_int_equal(crypt_ec_private(d->ca_pair, &x), EG_OK);
	wr_put(&number, secret_rd(&x));
	d->document.ca_pairs[d->document.ca_pair_count++] = (struct chip_ca_pair){
		.id = RD_ARRAY(id),
		.ciphers = 1U << CRYPT_3DES,
		.spki = wr_view(&spki),
		.private_number = wr_view(&number),
	};
}

static uint16_t say_one(struct ta_desk *d, const struct apdu *a)
{
	uint8_t command_room[APDU_COMMAND_MAX];
	uint8_t answer_room[TA_DESK_ROOM];
	struct wr command = WR_ARRAY(command_room);
	struct wr answer = WR_ARRAY(answer_room);
	struct wr plain = WR_ARRAY(d->answer);
	uint16_t sw = 0;
	assert_int_equal(sm_wrap(&d->sm, a, &command), EG_OK);
	assert_int_equal(chip_command(d->chip, wr_view(&command), &answer), EG_OK);
	assert_int_equal(sm_unwrap(&d->sm, wr_view(&answer), &plain, &sw), EG_OK);
	d->answer_size = plain.size;
	return sw;
}

/* A protected command, in a chain where it is long. */
static uint16_t say(struct ta_desk *d, struct apdu a, struct rd data)
{
	while (data.left > 200) {
		struct apdu first = a;
		first.cla = 0x10;
		assert_true(rd_take(&data, 200, &first.data));
		uint16_t sw = say_one(d, &first);
		if (sw != 0x9000) {
			return sw;
		}
	}
	a.data = data;
	return say_one(d, &a);
}

/* MSE:Set KAT; leaves Comp(PK_IFD), the x coordinate. */
static void authenticate_chip(struct ta_desk *d)
{
	EG_AUTO(crypt_ec_free) struct crypt_ec *own = NULL;
	EG_AUTO(secret_clear) struct secret shared = {0};
	uint8_t own_room[CRYPT_POINT_MAX];
	uint8_t peer_room[CRYPT_POINT_MAX];
	uint8_t data_room[128];
	struct wr point = WR_ARRAY(own_room);
	struct wr peer = WR_ARRAY(peer_room);
	struct wr data = WR_ARRAY(data_room);
	assert_int_equal(crypt_ec_generate(CRYPT_P256, &own), EG_OK);
	assert_int_equal(crypt_ec_public(own, &point), EG_OK);
	assert_int_equal(crypt_ec_public(d->ca_pair, &peer), EG_OK);
	assert_int_equal(crypt_ec_agree(own, wr_view(&peer), &shared), EG_OK);
	wr_tlv(&data, 0x91, wr_view(&point));
	wr_tlv(&data, 0x84, RD_TEXT("\x01"));
	assert_int_equal(say(d, (struct apdu){.ins = 0x22, .p1 = 0x41, .p2 = 0xA6}, wr_view(&data)),
			 0x9000);
	sm_close(&d->sm);
	assert_int_equal(sm_open(&d->sm, CRYPT_3DES, secret_rd(&shared), RD_EMPTY), EG_OK);
	struct rd x = rd_of(own_room + 1, 32);
	assert_true(rd_dump(x, d->comp, sizeof(d->comp), &d->comp_size));
}

void ta_desk_open(struct ta_desk *d)
{
	sm_close(&d->sm);
	bac_door_open(d->chip, rd_cstr(zone), &d->sm);
	authenticate_chip(d);
}

static void lay(struct ta_desk *d, const struct chip_profile *profile, struct rd trust,
		const char *reference, struct rd date)
{
	struct wr w = WR_ARRAY(d->ef_cvca);
	*d = (struct ta_desk){.profile = *profile};
	wr_tlv(&w, 0x42, rd_cstr(reference));
	d->document.mrz_information = rd_cstr(zone);
	d->document.current_date = date;
	assert_true(rd_dump(trust, d->trust, sizeof(d->trust), &d->trust_size));
	d->document.trust_points[0] = rd_of(d->trust, d->trust_size);
	d->document.trust_point_count = 1;
	add_ca_pair(d);
	add_file(d, 0x0103, 0x03, RD_ARRAY(ta_desk_group3));
	add_file(d, 0x0104, 0x04, RD_ARRAY(ta_desk_group4));
	add_file(d, 0x011C, 0x1C, RD_ARRAY(d->ef_cvca));
	assert_int_equal(chip_new(&d->chip, &d->document, &d->profile), EG_OK);
	ta_desk_open(d);
}

void ta_desk_lay_as(struct ta_desk *d, const struct chip_profile *profile, struct rd trust,
		    const char *reference)
{
	lay(d, profile, trust, reference, CHIP_DATE);
}

void ta_desk_lay(struct ta_desk *d, struct rd trust, const char *reference)
{
	const struct chip_profile profile = {0};
	lay(d, &profile, trust, reference, CHIP_DATE);
}

void ta_desk_lay_on(struct ta_desk *d, struct rd trust, const char *reference, struct rd date)
{
	const struct chip_profile profile = {0};
	lay(d, &profile, trust, reference, date);
}

void ta_desk_lift(struct ta_desk *d)
{
	chip_free(&d->chip);
	sm_close(&d->sm);
	crypt_ec_free(&d->ca_pair);
}

uint16_t ta_desk_read_group(struct ta_desk *d, uint8_t sfi)
{
	return say(d, (struct apdu){.ins = 0xB0, .p1 = (uint8_t)(0x80 | sfi), .le = 6}, RD_EMPTY);
}

enum termauth_why ta_desk_authenticate(struct ta_desk *d, const struct termauth_terminal *port,
				       struct rd id, struct rd second_id)
{
	EG_AUTO(termauth_free) struct termauth *t = NULL;
	struct termauth_cars cars;
	enum termauth_why why;
	assert_int_equal(say(d, (struct apdu){.ins = 0xB0, .p1 = 0x9C, .le = 36}, RD_EMPTY),
			 0x9000);
	uint8_t file[36];
	struct rd read = rd_of(d->answer, d->answer_size);
	assert_true(rd_copy(&read, file, sizeof(file)));
	assert_int_equal(termauth_cvca(RD_ARRAY(file), &cars, &why), EG_OK);
	struct rd comp = rd_of(d->comp, d->comp_size);
	if (termauth_new_any(port, &cars, id, comp, &t) != EG_OK) {
		return TERMAUTH_NO_CHAIN;
	}
	for (;;) {
		uint8_t octets[TERMAUTH_DATA_MAX];
		struct wr w = WR_ARRAY(octets);
		struct apdu c;
		bool done;
		if (termauth_next(t, &c, &w, &done) != EG_OK) {
			if (second_id.left == 0 || termauth_retry(t, second_id) != EG_OK) {
				return termauth_why(t);
			}
			continue;
		}
		if (done) {
			return termauth_why(t);
		}
		uint16_t sw = say(d, c, wr_view(&w));
		enum eg_err err = termauth_take(t, rd_of(d->answer, d->answer_size), sw);
		assert_int_equal(err, sw == 0x9000 ? EG_OK : EG_DENIED);
	}
}
