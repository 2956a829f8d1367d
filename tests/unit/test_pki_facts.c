/*
 * pki_facts: what a file says, of each kind; a hostile one says it without harm.
 */
#include "prog/pki_facts.h"

#include "mint.h"
#include "simulator/forge_terminal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <string.h>

static const char *fact(const struct pki_facts *f, const char *label)
{
	for (size_t i = 0; i < f->count; i++) {
		if (strcmp(f->of[i].label, label) == 0) {
			return f->of[i].value.text;
		}
	}
	return "(not told)";
}

static void assert_harmless(const struct pki_facts *f)
{
	for (size_t i = 0; i < f->count; i++) {
		for (const char *c = f->of[i].value.text; *c != '\0'; c++) {
			assert_true((uint8_t)*c >= 0x20 && *c != 0x7F);
			assert_false((uint8_t)c[0] == 0xC2 && (uint8_t)c[1] < 0xA0);
		}
	}
}

struct box {
	struct crypt_ec *ca;
	struct crypt_ec *signer;
	struct pki_facts facts;
};

static int open_box(void **state)
{
	static struct box b;
	b = (struct box){.ca = NULL};
	*state = &b;
	return crypt_ec_generate(CRYPT_P256, &b.ca) == EG_OK &&
			       crypt_ec_generate(CRYPT_P256, &b.signer) == EG_OK
		       ? 0
		       : -1;
}

static int close_box(void **state)
{
	struct box *b = *state;
	crypt_ec_free(&b->ca);
	crypt_ec_free(&b->signer);
	return 0;
}

static void certificates_tell_what_they_are_for(void **state)
{
	struct box *b = *state;
	const struct mint_cert root = mint_ca_of("UT");
	struct mint_cert link = mint_ca_of("UT");
	const struct mint_cert signer = mint_signer_of("UT");
	struct mint_file f = mint_certificate(&root, b->ca, b->ca);
	link.serial = 44;
	assert_int_equal(pki_facts_read(mint_rd(&f), &b->facts), EG_OK);
	assert_string_equal(b->facts.kind, "certificate");
	assert_string_equal(fact(&b->facts, "made for"), "country CA, self-signed");
	assert_string_equal(fact(&b->facts, "key"), "P-256");
	assert_int_equal(strlen(fact(&b->facts, "SHA-256")), 64);
	f = mint_certificate(&link, b->signer, b->ca);
	assert_int_equal(pki_facts_read(mint_rd(&f), &b->facts), EG_OK);
	assert_string_equal(fact(&b->facts, "made for"), "country CA, link");
	assert_string_equal(fact(&b->facts, "serial"), "2c");
	f = mint_certificate(&signer, b->signer, b->ca);
	assert_int_equal(pki_facts_read(mint_rd(&f), &b->facts), EG_OK);
	assert_string_equal(fact(&b->facts, "made for"), "document signer");
}

/* The certificate with another subject; its signature is no longer right. */
static struct rd with_subject(const struct mint_file *f, struct rd name, struct wr *w)
{
	struct rd all = mint_rd(f);
	struct rd body;
	struct rd tbs;
	struct rd rest;
	struct rd value;
	struct rd whole;
	uint32_t tag;
	assert_true(rd_expect(&all, 0x30, &body) && rd_expect(&body, 0x30, &tbs));
	rest = body;
	size_t outer = wr_open(w, 0x30);
	size_t inner = wr_open(w, 0x30);
	for (int i = 0; tbs.left > 0; i++) {
		assert_true(rd_tlv_whole(&tbs, &tag, &value, &whole));
		if (i == 5) { /* [0] version, serial, algorithm, issuer, validity, subject */
			wr_tlv(w, 0x30, name);
		} else {
			wr_put(w, whole);
		}
	}
	wr_close(w, inner);
	wr_put(w, rest);
	wr_close(w, outer);
	assert_false(w->bad);
	return wr_view(w);
}

static void a_name_of_15_kb_full_of_escapes_is_harmless(void **state)
{
	static uint8_t text[15000];
	static uint8_t name[17000];
	static uint8_t octets[20000];
	struct box *b = *state;
	const struct mint_cert root = mint_ca_of("UT");
	const struct mint_file f = mint_certificate(&root, b->ca, b->ca);
	static const char escape[] = "\x1B]0;owned\x07\x1B[2J\r\n\xC2\x9B\x9B";
	for (size_t i = 0; i < sizeof(text); i++) {
		text[i] = (uint8_t)escape[i % (sizeof(escape) - 1)];
	}
	struct wr n = WR_ARRAY(name);
	struct wr w = WR_ARRAY(octets);
	size_t set = wr_open(&n, 0x31);
	size_t part = wr_open(&n, 0x30);
	wr_tlv(&n, 0x06, RD_TEXT("\x55\x04\x03"));
	wr_tlv(&n, 0x0C, RD_ARRAY(text));
	wr_close(&n, part);
	wr_close(&n, set);
	enum eg_err err = pki_facts_read(with_subject(&f, wr_view(&n), &w), &b->facts);
	assert_int_equal(err, EG_OK);
	assert_harmless(&b->facts);
	assert_int_equal(strncmp(fact(&b->facts, "subject"), "CN=", 3), 0);
	assert_true(strlen(fact(&b->facts, "subject")) < 400);
}

static void an_ef_sod_tells_its_groups_and_signer(void **state)
{
	struct box *b = *state;
	const struct mint_cert signer = mint_signer_of("UT");
	const struct mint_file certificate = mint_certificate(&signer, b->signer, b->ca);
	struct mint_sod s = {.certificate = mint_rd(&certificate), .key = b->signer};
	s.groups[1] = RD_TEXT("\x61\x00");
	s.groups[2] = RD_TEXT("\x75\x00");
	s.groups[14] = RD_TEXT("\x6E\x00");
	const struct mint_file f = mint_security_object(&s);
	assert_int_equal(pki_facts_read(mint_rd(&f), &b->facts), EG_OK);
	assert_string_equal(b->facts.kind, "EF.SOD");
	assert_string_equal(fact(&b->facts, "signed data groups"), "1 2 14");
	assert_string_equal(fact(&b->facts, "hash of the data groups"), "SHA-256");
	assert_string_not_equal(fact(&b->facts, "signer's serial"), "(not told)");
}

static void a_master_list_tells_whether_its_signature_fits(void **state)
{
	struct box *b = *state;
	const struct mint_cert root = mint_ca_of("UT");
	struct mint_cert signer = mint_signer_of("UT");
	const struct mint_file ca = mint_certificate(&root, b->ca, b->ca);
	const struct rd certificates[] = {mint_rd(&ca)};
	signer.list_signer = true;
	const struct mint_file by = mint_certificate(&signer, b->signer, b->ca);
	struct mint_file list = mint_master_list(certificates, 1, mint_rd(&by), b->signer);
	assert_int_equal(pki_facts_read(mint_rd(&list), &b->facts), EG_OK);
	assert_string_equal(b->facts.kind, "master list of country CAs");
	assert_int_equal(strncmp(fact(&b->facts, "signature"), "fits", 4), 0);
	assert_string_equal(fact(&b->facts, "certificates"), "1");
	list.bytes[list.size - 1] ^= 1;
	assert_int_equal(pki_facts_read(mint_rd(&list), &b->facts), EG_OK);
	assert_int_not_equal(strncmp(fact(&b->facts, "signature"), "fits", 4), 0);
}

static void a_card_verifiable_certificate_tells_what_it_opens(void **state)
{
	struct box *b = *state;
	EG_AUTO(forge_terminal_free) struct forge_terminal made = {0};
	const struct forge_terminal_order order = forge_terminal_usual((struct date){2026, 11, 25});
	assert_int_equal(forge_terminal_new(&made, &order), EG_OK);
	assert_int_equal(pki_facts_read(forge_terminal_root(&made, 1), &b->facts), EG_OK);
	assert_string_equal(b->facts.kind, "card verifiable certificate");
	assert_string_equal(fact(&b->facts, "role"), "CVCA");
}

static void what_is_none_of_them_is_refused(void **state)
{
	struct box *b = *state;
	static const uint8_t deep[] = {0x30, 0x80, 0x30, 0x80, 0x30, 0x80};
	const struct rd files[] = {
		RD_EMPTY,       RD_TEXT("dn: c=UT\n"), RD_TEXT("\x77\x00"), RD_TEXT("\x7F\x21"),
		RD_ARRAY(deep), RD_TEXT("\x30\x00")};
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		assert_int_not_equal(pki_facts_read(files[i], &b->facts), EG_OK);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(certificates_tell_what_they_are_for),
		cmocka_unit_test(a_name_of_15_kb_full_of_escapes_is_harmless),
		cmocka_unit_test(an_ef_sod_tells_its_groups_and_signer),
		cmocka_unit_test(a_master_list_tells_whether_its_signature_fits),
		cmocka_unit_test(a_card_verifiable_certificate_tells_what_it_opens),
		cmocka_unit_test(what_is_none_of_them_is_refused),
	};
	return cmocka_run_group_tests(tests, open_box, close_box);
}
