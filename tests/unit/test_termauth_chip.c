/*
 * termauth_chip: Terminal Authentication of the reader against the virtual chip, which was written
 * apart: every algorithm, trust points moved by links, rights, and what the chip refuses.
 */
#include "prog/terminal.h"
#include "tests/unit/cvc_mint.h"
#include "tests/unit/ta_desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define TODAY ((struct date){2026, 11, 25})

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

static enum termauth_why authenticate(struct ta_desk *d, struct terminal *t, struct rd id,
				      struct rd second_id)
{
	const struct termauth_terminal port = terminal_port(t);
	return ta_desk_authenticate(d, &port, id, second_id);
}

static void the_chip_opens_fingers_and_irises_with_every_algorithm(void **state)
{
	(void)state;
	for (uint8_t i = 1; i <= 11; i++) {
		struct country c;
		struct ta_desk d;
		found(&c, i <= 5 ? 2 : 1, i <= 5 ? i : (uint8_t)(i - 5));
		struct cvc_minted root = cvc_mint(&c.root);
		EG_AUTO(terminal_free) struct terminal *t = terminal_of(&c);
		ta_desk_lay(&d, cvc_minted_rd(&root), "UTCVCA00001");
		assert_int_equal(ta_desk_read_group(&d, 3), 0x6982);
		assert_int_equal(authenticate(&d, t, TA_DESK_ID, RD_EMPTY), TERMAUTH_DONE);
		assert_int_equal(ta_desk_read_group(&d, 3), 0x9000);
		assert_true(rd_equal(rd_of(d.answer, d.answer_size), RD_ARRAY(ta_desk_group3)));
		assert_int_equal(ta_desk_read_group(&d, 4), 0x9000);
		ta_desk_lift(&d);
		dissolve(&c);
	}
}

static void a_link_moves_the_trust_point_and_is_sent_once(void **state)
{
	(void)state;
	struct country c;
	struct ta_desk d;
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
	ta_desk_lay(&d, cvc_minted_rd(&root), "UTCVCA00001");
	assert_int_equal(authenticate(&d, t, TA_DESK_ID, RD_EMPTY), TERMAUTH_DONE);
	assert_int_equal(ta_desk_read_group(&d, 3), 0x9000);
	/* The chip keeps the new trust point: a second link would be refused as known. */
	chip_reset(d.chip);
	ta_desk_open(&d);
	assert_int_equal(ta_desk_read_group(&d, 3), 0x6982);
	assert_int_equal(authenticate(&d, t, TA_DESK_ID, RD_EMPTY), TERMAUTH_DONE);
	assert_int_equal(ta_desk_read_group(&d, 3), 0x9000);
	ta_desk_lift(&d);
	dissolve(&c);
}

static void the_chip_opens_only_what_the_whole_chain_may_read(void **state)
{
	(void)state;
	struct country c;
	struct ta_desk d;
	found(&c, 2, 2);
	c.dv_cert.rights = 0x80 | CVC_READ_DG4;
	struct cvc_minted root = cvc_mint(&c.root);
	EG_AUTO(terminal_free) struct terminal *t = terminal_of(&c);
	struct terminal_anchor a;
	assert_true(terminal_anchor(t, 1, &a));
	assert_true(rd_equal(a.car, RD_TEXT("UTCVCA00001")));
	assert_int_equal(a.access, CVC_READ_DG4);
	ta_desk_lay(&d, cvc_minted_rd(&root), "UTCVCA00001");
	assert_int_equal(authenticate(&d, t, TA_DESK_ID, RD_EMPTY), TERMAUTH_DONE);
	assert_int_equal(ta_desk_read_group(&d, 3), 0x6982);
	assert_int_equal(ta_desk_read_group(&d, 4), 0x9000);
	ta_desk_lift(&d);
	dissolve(&c);
}

static void a_wrong_identifier_is_refused_and_the_right_one_taken_after_it(void **state)
{
	(void)state;
	struct country c;
	struct ta_desk d;
	found(&c, 2, 3);
	struct cvc_minted root = cvc_mint(&c.root);
	EG_AUTO(terminal_free) struct terminal *t = terminal_of(&c);
	ta_desk_lay(&d, cvc_minted_rd(&root), "UTCVCA00001");
	assert_int_equal(authenticate(&d, t, RD_TEXT("L898902C<4"), RD_EMPTY),
			 TERMAUTH_SIGNATURE_REFUSED);
	assert_int_equal(ta_desk_read_group(&d, 3), 0x6982);
	assert_int_equal(authenticate(&d, t, RD_TEXT("L898902C<4"), TA_DESK_ID), TERMAUTH_DONE);
	assert_int_equal(ta_desk_read_group(&d, 3), 0x9000);
	/* Once in a session. */
	assert_int_equal(authenticate(&d, t, TA_DESK_ID, RD_EMPTY), TERMAUTH_STATE_REFUSED);
	ta_desk_lift(&d);
	dissolve(&c);
}

static void what_the_chip_finds_expired_it_refuses_by_name(void **state)
{
	(void)state;
	struct country c;
	struct ta_desk d;
	found(&c, 2, 3);
	c.dv_cert.to = "261030"; /* the chip believes November has come */
	struct cvc_minted root = cvc_mint(&c.root);
	EG_AUTO(terminal_free) struct terminal *t = terminal_of(&c);
	ta_desk_lay(&d, cvc_minted_rd(&root), "UTCVCA00001");
	assert_int_equal(authenticate(&d, t, TA_DESK_ID, RD_EMPTY), TERMAUTH_NO_CHAIN);
	terminal_today(t, (struct date){2026, 10, 30}); /* a gate whose clock is late */
	c.is_cert.from = "261002";
	add(t, &c.is_cert);
	assert_int_equal(authenticate(&d, t, TA_DESK_ID, RD_EMPTY), TERMAUTH_DV_REFUSED);
	assert_int_equal(ta_desk_read_group(&d, 3), 0x6982);
	ta_desk_lift(&d);
	dissolve(&c);
}

static void a_chip_of_a_foreign_trust_point_gets_nothing(void **state)
{
	(void)state;
	struct country c;
	struct ta_desk d;
	found(&c, 2, 3);
	struct cvc_mint foreign = c.root;
	foreign.authority = foreign.holder = "XXCVCA00001";
	struct cvc_minted root = cvc_mint(&foreign);
	EG_AUTO(terminal_free) struct terminal *t = terminal_of(&c);
	ta_desk_lay(&d, cvc_minted_rd(&root), "XXCVCA00001");
	assert_int_equal(authenticate(&d, t, TA_DESK_ID, RD_EMPTY), TERMAUTH_NO_CHAIN);
	ta_desk_lift(&d);
	/* Named like ours, but another key: the chip sees it. */
	foreign = c.root;
	foreign.key = foreign.signer = &c.is;
	root = cvc_mint(&foreign);
	ta_desk_lay(&d, cvc_minted_rd(&root), "UTCVCA00001");
	assert_int_equal(authenticate(&d, t, TA_DESK_ID, RD_EMPTY), TERMAUTH_DV_REFUSED);
	ta_desk_lift(&d);
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
