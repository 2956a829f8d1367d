/*
 * peer_termauth: Debian's libeac and its tools against our certificates and Terminal
 * Authentication: cvc-create issues what our terminal uses, cvc-print agrees on the fields, libeac
 * as chip takes our proof, and we verify what libeac as terminal signs.
 */
#include "prog/terminal.h"

#include "tests/peer/cvc_create.h"
#include "tests/peer/peer_eac.h"
#include "tests/unit/ta_desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#define TODAY ((struct date){2026, 11, 25})
#define ID    "L898902C<3"

static struct cvc_create stages[CVC_CREATE_CASES];

static int open_stages(void **state)
{
	(void)state;
	for (size_t i = 0; i < CVC_CREATE_CASES; i++) {
		cvc_create_open(&stages[i], i);
	}
	return 0;
}

static int close_stages(void **state)
{
	(void)state;
	for (size_t i = 0; i < CVC_CREATE_CASES; i++) {
		cvc_create_close(&stages[i]);
	}
	return 0;
}

static struct terminal *our_terminal(const struct cvc_create *s)
{
	struct terminal *t = NULL;
	struct terminal_key key = {0};
	assert_int_equal(terminal_new(TODAY, &t), EG_OK);
	assert_int_equal(terminal_add_certificate(t, bytes_rd(&s->cvca_file)), EG_OK);
	assert_int_equal(terminal_add_certificate(t, bytes_rd(&s->link_file)), EG_OK);
	assert_int_equal(terminal_add_certificate(t, bytes_rd(&s->dv_file)), EG_OK);
	assert_int_equal(terminal_add_certificate(t, bytes_rd(&s->is_file)), EG_OK);
	assert_int_equal(terminal_key_from_pkcs8(bytes_rd(&s->is_pkcs8), &key), EG_OK);
	assert_int_equal(terminal_add_key(t, &key), EG_OK);
	return t;
}

static void import(struct peer_eac *chip, struct rd content)
{
	uint8_t octets[CVC_SIZE_MAX + 8];
	struct wr w = WR_ARRAY(octets);
	wr_tlv(&w, 0x7F21, content);
	assert_true(peer_eac_import(chip, wr_view(&w)));
}

static void authenticate(struct peer_eac *chip, struct rd comp, struct wr *signature)
{
	assert_true(peer_eac_verify(chip, RD_TEXT(ID), comp, wr_view(signature)));
	assert_false(peer_eac_verify(chip, RD_TEXT("L898902C<4"), comp, wr_view(signature)));
	signature->base[signature->size / 2] ^= 1;
	assert_false(peer_eac_verify(chip, RD_TEXT(ID), comp, wr_view(signature)));
}

/* The whole protocol of ours against libeac; the number of certificates it took. */
static unsigned prove(const struct termauth_terminal *port, const char *car, struct rd cvca)
{
	EG_AUTO(termauth_free) struct termauth *t = NULL;
	EG_AUTO(peer_eac_free) struct peer_eac *chip = peer_eac_chip(cvca);
	const struct rd comp = RD_TEXT("\x01\x02\x03\x04\x05\x06\x07\x08");
	unsigned certificates = 0;
	assert_int_equal(termauth_new(port, rd_cstr(car), RD_TEXT(ID), comp, &t), EG_OK);
	for (;;) {
		uint8_t octets[TERMAUTH_DATA_MAX];
		uint8_t answer_octets[16];
		struct wr w = WR_ARRAY(octets);
		struct wr answer = WR_ARRAY(answer_octets);
		struct apdu c;
		bool done;
		assert_int_equal(termauth_next(t, &c, &w, &done), EG_OK);
		if (done) {
			return certificates;
		}
		if (c.ins == 0x2A) {
			import(chip, wr_view(&w));
			certificates++;
		} else if (c.ins == 0x84) {
			peer_eac_challenge(chip, &answer);
		} else if (c.ins == 0x82) {
			authenticate(chip, comp, &w);
		}
		assert_int_equal(termauth_take(t, wr_view(&answer), SW_OK), EG_OK);
	}
}

static void libeac_as_chip_takes_our_proof(void **state)
{
	(void)state;
	for (size_t i = 0; i < CVC_CREATE_CASES; i++) {
		const struct cvc_create *s = &stages[i];
		EG_AUTO(terminal_free) struct terminal *t = our_terminal(s);
		const struct termauth_terminal port = terminal_port(t);
		assert_int_equal(prove(&port, "UTCVCA00001", bytes_rd(&s->cvca_file)), 3);
		assert_int_equal(prove(&port, "UTCVCA00002", bytes_rd(&s->link_file)), 2);
	}
}

/* Our key of the terminal's certificate, through the whole chain. */
static void terminal_pub(const struct cvc_create *s, struct cvc_key *out, struct cvc *last)
{
	const struct bytes *const files[] = {&s->cvca_file, &s->link_file, &s->dv_file,
					     &s->is_file};
	EG_AUTO(cvc_key_free) struct cvc_key above = {0};
	struct cvc issuer = {0};
	for (size_t i = 0; i < 4; i++) {
		struct cvc_key key;
		enum cvc_why why = CVC_GOOD;
		assert_int_equal(cvc_parse(bytes_rd(files[i]), last), EG_OK);
		if (i == 0) {
			assert_int_equal(cvc_key(last, NULL, &key), EG_OK);
			assert_int_equal(cvc_issued_by(last, last, &key, &why), EG_OK);
		} else {
			assert_int_equal(cvc_issued_by(last, &issuer, &above, &why), EG_OK);
			assert_int_equal(cvc_key(last, &above, &key), EG_OK);
		}
		cvc_key_free(&above);
		above = key;
		issuer = *last;
	}
	*out = above;
	above = (struct cvc_key){0};
}

static void we_verify_what_libeac_as_terminal_signs(void **state)
{
	(void)state;
	for (size_t i = 0; i < CVC_CREATE_CASES; i++) {
		const struct cvc_create *s = &stages[i];
		EG_AUTO(cvc_key_free) struct cvc_key key = {0};
		struct cvc last;
		uint8_t octets[600];
		struct wr w = WR_ARRAY(octets);
		terminal_pub(s, &key, &last);
		EG_AUTO(peer_eac_free)
		struct peer_eac *peer =
			peer_eac_terminal(bytes_rd(&s->is_pkcs8), bytes_rd(&s->is_file));
		peer_eac_sign(peer, RD_TEXT("id"), RD_TEXT("12345678"), RD_TEXT("comp"), &w);
		assert_int_equal(cvc_signature(&key, RD_TEXT("id12345678comp"), wr_view(&w)),
				 EG_OK);
		assert_int_equal(cvc_signature(&key, RD_TEXT("id12345679comp"), wr_view(&w)),
				 EG_MISMATCH);
	}
}

static void the_virtual_chip_takes_chains_of_cvc_create(void **state)
{
	(void)state;
	for (size_t i = 0; i < CVC_CREATE_CASES; i++) {
		struct ta_desk d;
		const struct chip_profile profile = {.ta_loose = true};
		EG_AUTO(terminal_free) struct terminal *t = our_terminal(&stages[i]);
		const struct termauth_terminal port = terminal_port(t);
		ta_desk_lay_as(&d, &profile, bytes_rd(&stages[i].cvca_file), "UTCVCA00001");
		assert_int_equal(ta_desk_authenticate(&d, &port, TA_DESK_ID, RD_EMPTY),
				 TERMAUTH_DONE);
		assert_int_equal(ta_desk_read_group(&d, 3), 0x9000);
		assert_int_equal(ta_desk_read_group(&d, 4), 0x6982); /* --read-finger alone */
		ta_desk_lift(&d);
	}
}

/* A line of cvc-print that begins so, somewhere in its text. */
static void expect_line(const struct bytes *text, const char *line)
{
	assert_non_null(memmem(text->data, text->size, line, strlen(line)));
}

static void cvc_print_tells_the_same_fields(void **state)
{
	(void)state;
	const struct cvc_create *s = &stages[4];
	EG_AUTO(bytes_free) struct bytes text = {0};
	struct cvc c;
	char line[96];
	/* Below a trusted certificate that stands in a file of its holder's name. */
	cvc_create_write(s, "UTDV00001", bytes_rd(&s->dv_file));
	cvc_create_write(s, "UTCVCA00002", bytes_rd(&s->link_file));
	cvc_create_write(s, "UTCVCA00001", bytes_rd(&s->cvca_file));
	cvc_create_run(s, "printed",
		       (char *[]){(char[]){"cvc-print"}, (char[]){"--cvc=is.cvcert"},
				  (char[]){"--cvc-dir=."}, NULL});
	cvc_create_read(s, "printed", &text);
	assert_int_equal(cvc_parse(bytes_rd(&s->is_file), &c), EG_OK);
	(void)snprintf(line, sizeof(line), "CAR: %.*s\n", (int)c.authority.left,
		       (const char *)c.authority.at); /* 16 octets at most */
	expect_line(&text, line);
	(void)snprintf(line, sizeof(line), "CHR: %.*s\n", (int)c.holder.left,
		       (const char *)c.holder.at); /* 16 octets at most */
	expect_line(&text, line);
	(void)snprintf(line, sizeof(line), "Effective Date: %04u-%02u-%02u\n", c.from.year,
		       c.from.month, c.from.day); /* fits */
	expect_line(&text, line);
	(void)snprintf(line, sizeof(line), "Expiration Date: %04u-%02u-%02u\n", c.to.year,
		       c.to.month, c.to.day); /* fits */
	expect_line(&text, line);
	assert_int_equal(c.role, CVC_IS);
	assert_int_equal(c.access, CVC_READ_DG3);
	expect_line(&text, "Inspection system\n");
	expect_line(&text, "Read fingerprint\n");
	assert_null(memmem(text.data, text.size, "Read iris", 9));
	expect_line(&text, "certificate verified");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(libeac_as_chip_takes_our_proof),
		cmocka_unit_test(we_verify_what_libeac_as_terminal_signs),
		cmocka_unit_test(the_virtual_chip_takes_chains_of_cvc_create),
		cmocka_unit_test(cvc_print_tells_the_same_fields),
	};
	return cmocka_run_group_tests(tests, open_stages, close_stages);
}
