/*
 * termauth_chip: Terminal Authentication of the reader against the virtual chip, which was written
 * apart: every algorithm, trust points moved by links, rights, and what the chip refuses.
 */
#include "emrtd/bac.h"
#include "emrtd/termauth.h"
#include "prog/terminal.h"
#include "simulator/chip.h"
#include "tests/hex.h"
#include "tests/unit/cvc_mint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define ANSWER_ROOM 2048
#define TODAY       ((struct date){2026, 11, 25})
#define CHIP_DATE   RD_TEXT("\2\6\1\1\0\1")

static const char *const zone = "L898902C<369080619406236";
static const uint8_t group3[] = {0x63, 0x04, 0x02, 0x02, 0xAA, 0x55};
static const uint8_t group4[] = {0x76, 0x04, 0x02, 0x02, 0xBB, 0x66};

struct desk {
	struct crypt_ec *ca_pair; /* of the chip */
	uint8_t spki[1024];
	uint8_t number[80];
	struct cvc_minted trust[2];
	uint8_t ef_cvca[36];
	struct chip_document document;
	struct chip_profile profile;
	struct chip *chip;
	struct sm sm;
	uint8_t comp[80];
	size_t comp_size;
	uint8_t answer[ANSWER_ROOM];
	size_t answer_size;
};

static void add_file(struct desk *d, uint16_t fid, uint8_t sfi, struct rd file)
{
	assert_int_equal(chip_document_add(&d->document, (struct chip_file){fid, sfi, true, file}),
			 EG_OK);
}

static void add_ca_pair(struct desk *d)
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

static uint16_t say_bare(struct desk *d, struct rd command, struct wr *answer)
{
	struct apdu_answer parts;
	assert_int_equal(chip_command(d->chip, command, answer), EG_OK);
	assert_int_equal(apdu_answer(wr_view(answer), &parts), EG_OK);
	answer->size = parts.data.left;
	return parts.sw;
}

static uint16_t say_one(struct desk *d, const struct apdu *a)
{
	uint8_t command_room[APDU_COMMAND_MAX];
	uint8_t answer_room[ANSWER_ROOM];
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
static uint16_t say(struct desk *d, struct apdu a, struct rd data)
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
	assert_int_equal(say_bare(d, HEX("00A4040C07A0000002471001"), &answer), 0x9000);
	assert_int_equal(bac_draw(&own), EG_OK);
	assert_int_equal(bac_begin(&bac, rd_cstr(zone), &own), EG_OK);
	answer = WR_ARRAY(room);
	assert_int_equal(say_bare(d, HEX("0084000008"), &answer), 0x9000);
	assert_int_equal(bac_challenge(&bac, wr_view(&answer), &token), EG_OK);
	const struct apdu a = {.ins = 0x82, .data = wr_view(&token), .le = 40};
	assert_int_equal(apdu_write(&a, &command), EG_OK);
	answer = WR_ARRAY(room);
	assert_int_equal(say_bare(d, wr_view(&command), &answer), 0x9000);
	assert_int_equal(bac_answer(&bac, wr_view(&answer), &d->sm), EG_OK);
}

/* MSE:Set KAT; leaves Comp(PK_IFD), the x coordinate. */
static void authenticate_chip(struct desk *d)
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

/* A chip with one trust point, open to the reader and genuine. */
static void power(struct desk *d, const struct cvc_minted *trust, const char *reference)
{
	struct wr w = WR_ARRAY(d->ef_cvca);
	*d = (struct desk){.trust = {*trust}};
	wr_tlv(&w, 0x42, rd_cstr(reference));
	d->document.mrz_information = rd_cstr(zone);
	d->document.current_date = CHIP_DATE;
	d->document.trust_points[d->document.trust_point_count++] = cvc_minted_rd(&d->trust[0]);
	add_ca_pair(d);
	add_file(d, 0x0103, 0x03, RD_ARRAY(group3));
	add_file(d, 0x0104, 0x04, RD_ARRAY(group4));
	add_file(d, 0x011C, 0x1C, RD_ARRAY(d->ef_cvca));
	assert_int_equal(chip_new(&d->chip, &d->document, &d->profile), EG_OK);
	open_by_bac(d);
	authenticate_chip(d);
}

static void put_away(struct desk *d)
{
	chip_free(&d->chip);
	sm_close(&d->sm);
	crypt_ec_free(&d->ca_pair);
}

static uint16_t read_group(struct desk *d, uint8_t sfi)
{
	return say(d, (struct apdu){.ins = 0xB0, .p1 = (uint8_t)(0x80 | sfi), .le = 6}, RD_EMPTY);
}

/* A country with two generations; the second may have keys of another kind. */
struct country {
	struct cvc_mint_key cvca[2];
	struct cvc_mint_key dv;
	struct cvc_mint_key is;
	struct cvc_mint root; /* own certificate of the first */
	struct cvc_mint link;
	struct cvc_mint dv_cert;
	struct cvc_mint is_cert;
};

static void make_key(struct cvc_mint_key *k, uint8_t kind, uint8_t number)
{
	static const enum crypt_curve curves[] = {CRYPT_P192, CRYPT_BP224R1, CRYPT_BP256R1,
						  CRYPT_P384, CRYPT_BP512R1};
	if (kind == 2) {
		cvc_mint_ec(k, curves[number - 1], number);
	} else {
		cvc_mint_rsa(k, 1280, number);
	}
}

static void found(struct country *c, uint8_t kind, uint8_t number)
{
	*c = (struct country){0};
	make_key(&c->cvca[0], kind, number);
	make_key(&c->cvca[1], kind, number);
	make_key(&c->dv, kind, number);
	make_key(&c->is, kind, number);
	c->root = (struct cvc_mint){.authority = "UTCVCA00001",
				    .holder = "UTCVCA00001",
				    .key = &c->cvca[0],
				    .signer = &c->cvca[0],
				    .rights = MINT_CVCA,
				    .from = "260101",
				    .to = "281231",
				    .domain = kind == 2};
	c->link = c->root;
	c->link.holder = "UTCVCA00002";
	c->link.key = &c->cvca[1];
	c->link.from = "261101";
	c->dv_cert = (struct cvc_mint){.authority = "UTCVCA00001",
				       .holder = "UTDV00001",
				       .key = &c->dv,
				       .signer = &c->cvca[0],
				       .rights = MINT_DV,
				       .from = "261001",
				       .to = "261231"};
	c->is_cert = (struct cvc_mint){.authority = "UTDV00001",
				       .holder = "UTIS00001",
				       .key = &c->is,
				       .signer = &c->dv,
				       .rights = MINT_IS,
				       .from = "261101",
				       .to = "261130"};
}

static void dissolve(struct country *c)
{
	cvc_mint_key_free(&c->cvca[0]);
	cvc_mint_key_free(&c->cvca[1]);
	cvc_mint_key_free(&c->dv);
	cvc_mint_key_free(&c->is);
}

static void add(struct terminal *t, const struct cvc_mint *m)
{
	struct cvc_minted file = cvc_mint(m);
	assert_int_equal(terminal_add_certificate(t, cvc_minted_rd(&file)), EG_OK);
}

static struct terminal *terminal_of(const struct country *c)
{
	uint8_t octets[4096];
	struct wr w = WR_ARRAY(octets);
	struct terminal_key key = {0};
	struct terminal *t = NULL;
	assert_int_equal(terminal_new(TODAY, &t), EG_OK);
	add(t, &c->root);
	add(t, &c->link);
	add(t, &c->dv_cert);
	add(t, &c->is_cert);
	cvc_mint_pkcs8(&c->is, &w);
	assert_int_equal(terminal_key_from_pkcs8(wr_view(&w), &key), EG_OK);
	assert_int_equal(terminal_add_key(t, &key), EG_OK);
	return t;
}

/* Reads EF.CVCA and carries the protocol out; how it ended. */
static enum termauth_why authenticate(struct desk *d, struct terminal *terminal, struct rd id,
				      struct rd second_id)
{
	EG_AUTO(termauth_free) struct termauth *t = NULL;
	const struct termauth_terminal port = terminal_port(terminal);
	struct termauth_cars cars;
	enum termauth_why why;
	assert_int_equal(say(d, (struct apdu){.ins = 0xB0, .p1 = 0x9C, .le = 36}, RD_EMPTY),
			 0x9000);
	uint8_t file[36];
	struct rd read = rd_of(d->answer, d->answer_size);
	assert_true(rd_copy(&read, file, sizeof(file)));
	assert_int_equal(termauth_cvca(RD_ARRAY(file), &cars, &why), EG_OK);
	struct rd comp = rd_of(d->comp, d->comp_size);
	if (termauth_new_any(&port, &cars, id, comp, &t) != EG_OK) {
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

#define ID RD_TEXT("L898902C<3")

static void the_chip_opens_fingers_and_irises_with_every_algorithm(void **state)
{
	(void)state;
	for (uint8_t i = 1; i <= 11; i++) {
		struct country c;
		struct desk d;
		found(&c, i <= 5 ? 2 : 1, i <= 5 ? i : (uint8_t)(i - 5));
		struct cvc_minted root = cvc_mint(&c.root);
		EG_AUTO(terminal_free) struct terminal *t = terminal_of(&c);
		power(&d, &root, "UTCVCA00001");
		assert_int_equal(read_group(&d, 3), 0x6982);
		assert_int_equal(authenticate(&d, t, ID, RD_EMPTY), TERMAUTH_DONE);
		assert_int_equal(read_group(&d, 3), 0x9000);
		assert_true(rd_equal(rd_of(d.answer, d.answer_size), RD_ARRAY(group3)));
		assert_int_equal(read_group(&d, 4), 0x9000);
		put_away(&d);
		dissolve(&c);
	}
}

static void a_link_moves_the_trust_point_and_is_sent_once(void **state)
{
	(void)state;
	struct country c;
	struct desk d;
	found(&c, 2, 3);
	/* The second generation signs with RSA. */
	cvc_mint_key_free(&c.cvca[1]);
	cvc_mint_key_free(&c.dv);
	cvc_mint_key_free(&c.is);
	make_key(&c.cvca[1], 1, 4);
	make_key(&c.dv, 1, 4);
	make_key(&c.is, 1, 4);
	c.dv_cert.authority = "UTCVCA00002";
	c.dv_cert.signer = &c.cvca[1];
	struct cvc_minted root = cvc_mint(&c.root);
	EG_AUTO(terminal_free) struct terminal *t = terminal_of(&c);
	power(&d, &root, "UTCVCA00001");
	assert_int_equal(authenticate(&d, t, ID, RD_EMPTY), TERMAUTH_DONE);
	assert_int_equal(read_group(&d, 3), 0x9000);
	/* The chip keeps the new trust point: a second link would be refused as known. */
	chip_reset(d.chip);
	sm_close(&d.sm);
	open_by_bac(&d);
	authenticate_chip(&d);
	assert_int_equal(read_group(&d, 3), 0x6982);
	assert_int_equal(authenticate(&d, t, ID, RD_EMPTY), TERMAUTH_DONE);
	assert_int_equal(read_group(&d, 3), 0x9000);
	put_away(&d);
	dissolve(&c);
}

static void the_chip_opens_only_what_the_whole_chain_may_read(void **state)
{
	(void)state;
	struct country c;
	struct desk d;
	found(&c, 2, 2);
	c.dv_cert.rights = 0x80 | CVC_READ_DG4;
	struct cvc_minted root = cvc_mint(&c.root);
	EG_AUTO(terminal_free) struct terminal *t = terminal_of(&c);
	struct terminal_anchor a;
	assert_true(terminal_anchor(t, 1, &a));
	assert_true(rd_equal(a.car, RD_TEXT("UTCVCA00001")));
	assert_int_equal(a.access, CVC_READ_DG4);
	power(&d, &root, "UTCVCA00001");
	assert_int_equal(authenticate(&d, t, ID, RD_EMPTY), TERMAUTH_DONE);
	assert_int_equal(read_group(&d, 3), 0x6982);
	assert_int_equal(read_group(&d, 4), 0x9000);
	put_away(&d);
	dissolve(&c);
}

static void a_wrong_identifier_is_refused_and_the_right_one_taken_after_it(void **state)
{
	(void)state;
	struct country c;
	struct desk d;
	found(&c, 2, 3);
	struct cvc_minted root = cvc_mint(&c.root);
	EG_AUTO(terminal_free) struct terminal *t = terminal_of(&c);
	power(&d, &root, "UTCVCA00001");
	assert_int_equal(authenticate(&d, t, RD_TEXT("L898902C<4"), RD_EMPTY),
			 TERMAUTH_SIGNATURE_REFUSED);
	assert_int_equal(read_group(&d, 3), 0x6982);
	assert_int_equal(authenticate(&d, t, RD_TEXT("L898902C<4"), ID), TERMAUTH_DONE);
	assert_int_equal(read_group(&d, 3), 0x9000);
	/* Once in a session. */
	assert_int_equal(authenticate(&d, t, ID, RD_EMPTY), TERMAUTH_STATE_REFUSED);
	put_away(&d);
	dissolve(&c);
}

static void what_the_chip_finds_expired_it_refuses_by_name(void **state)
{
	(void)state;
	struct country c;
	struct desk d;
	found(&c, 2, 3);
	c.dv_cert.to = "261030"; /* the chip believes November has come */
	struct cvc_minted root = cvc_mint(&c.root);
	EG_AUTO(terminal_free) struct terminal *t = terminal_of(&c);
	power(&d, &root, "UTCVCA00001");
	assert_int_equal(authenticate(&d, t, ID, RD_EMPTY), TERMAUTH_NO_CHAIN);
	terminal_today(t, (struct date){2026, 10, 30}); /* a gate whose clock is late */
	c.is_cert.from = "261002";
	add(t, &c.is_cert);
	assert_int_equal(authenticate(&d, t, ID, RD_EMPTY), TERMAUTH_DV_REFUSED);
	assert_int_equal(read_group(&d, 3), 0x6982);
	put_away(&d);
	dissolve(&c);
}

static void a_chip_of_a_foreign_trust_point_gets_nothing(void **state)
{
	(void)state;
	struct country c;
	struct desk d;
	found(&c, 2, 3);
	struct cvc_mint foreign = c.root;
	foreign.authority = foreign.holder = "XXCVCA00001";
	struct cvc_minted root = cvc_mint(&foreign);
	EG_AUTO(terminal_free) struct terminal *t = terminal_of(&c);
	power(&d, &root, "XXCVCA00001");
	assert_int_equal(authenticate(&d, t, ID, RD_EMPTY), TERMAUTH_NO_CHAIN);
	put_away(&d);
	/* Named like ours, but another key: the chip sees it. */
	foreign = c.root;
	foreign.key = foreign.signer = &c.is;
	root = cvc_mint(&foreign);
	power(&d, &root, "UTCVCA00001");
	assert_int_equal(authenticate(&d, t, ID, RD_EMPTY), TERMAUTH_DV_REFUSED);
	put_away(&d);
	dissolve(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_chip_opens_fingers_and_irises_with_every_algorithm),
		cmocka_unit_test(a_link_moves_the_trust_point_and_is_sent_once),
		cmocka_unit_test(the_chip_opens_only_what_the_whole_chain_may_read),
		cmocka_unit_test(a_wrong_identifier_is_refused_and_the_right_one_taken_after_it),
		cmocka_unit_test(what_the_chip_finds_expired_it_refuses_by_name),
		cmocka_unit_test(a_chip_of_a_foreign_trust_point_gets_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
