/*
 * cvc_store, terminal_key and terminal: the chain that a chip of each generation gets, and why it
 * gets none; keys find their certificates; a folder is read whole or refused.
 */
#include "prog/terminal.h"

#include "base/secret.h"
#include "tests/unit/cvc_mint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define TODAY ((struct date){2026, 11, 25})

static struct cvc_mint_key cvca[3]; /* generations; the third is RSA */
static struct cvc_mint_key dv_key;
static struct cvc_mint_key is_key;
static struct cvc_mint_key dv_rsa;
static struct cvc_mint_key is_rsa;

static int make_keys(void **state)
{
	(void)state;
	cvc_mint_ec(&cvca[0], CRYPT_BP224R1, 2);
	cvc_mint_ec(&cvca[1], CRYPT_BP224R1, 2);
	cvc_mint_rsa(&cvca[2], 1280, 4);
	cvc_mint_ec(&dv_key, CRYPT_BP224R1, 2);
	cvc_mint_ec(&is_key, CRYPT_BP224R1, 2);
	cvc_mint_rsa(&dv_rsa, 1280, 4);
	cvc_mint_rsa(&is_rsa, 1280, 4);
	return 0;
}

static int free_keys(void **state)
{
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		cvc_mint_key_free(&cvca[i]);
	}
	cvc_mint_key_free(&dv_key);
	cvc_mint_key_free(&is_key);
	cvc_mint_key_free(&dv_rsa);
	cvc_mint_key_free(&is_rsa);
	return 0;
}

static struct cvc_mint top(unsigned generation, unsigned signer)
{
	static const char *const names[] = {"UTCVCA00001", "UTCVCA00002", "UTCVCA00003"};
	return (struct cvc_mint){.authority = names[signer - 1],
				 .holder = names[generation - 1],
				 .key = &cvca[generation - 1],
				 .signer = &cvca[signer - 1],
				 .rights = MINT_CVCA,
				 .from = "260101",
				 .to = "261001", /* links are good when expired, too */
				 .domain = generation != 3};
}

static struct cvc_mint dv(void)
{
	return (struct cvc_mint){.authority = "UTCVCA00002",
				 .holder = "UTDV00001",
				 .key = &dv_key,
				 .signer = &cvca[1],
				 .rights = MINT_DV,
				 .from = "260601",
				 .to = "261231"};
}

static struct cvc_mint is(void)
{
	return (struct cvc_mint){.authority = "UTDV00001",
				 .holder = "UTIS00001",
				 .key = &is_key,
				 .signer = &dv_key,
				 .rights = MINT_IS,
				 .from = "261101",
				 .to = "261130"};
}

static void add(struct terminal *t, struct cvc_mint m)
{
	struct cvc_minted file = cvc_mint(&m);
	assert_int_equal(terminal_add_certificate(t, cvc_minted_rd(&file)), EG_OK);
}

static void add_key(struct terminal *t, const struct cvc_mint_key *k)
{
	uint8_t octets[4096];
	struct wr w = WR_ARRAY(octets);
	struct terminal_key key = {0};
	cvc_mint_pkcs8(k, &w);
	assert_int_equal(terminal_key_from_pkcs8(wr_view(&w), &key), EG_OK);
	assert_int_equal(terminal_add_key(t, &key), EG_OK);
	assert_null(key.ops);
}

/* Two generations, DV and terminal under the second, and the terminal's key. */
static struct terminal *usual(void)
{
	struct terminal *t = NULL;
	assert_int_equal(terminal_new(TODAY, &t), EG_OK);
	add(t, is());
	add(t, top(1, 1));
	add(t, dv());
	add(t, top(2, 2));
	add(t, top(2, 1));
	add_key(t, &cvca[0]); /* a stray key does no harm */
	add_key(t, &is_key);
	return t;
}

/* Holders of the chain's certificates, joined. */
static enum eg_err chain_for(struct terminal *t, const char *car, char *text, size_t cap)
{
	const struct termauth_terminal port = terminal_port(t);
	struct rd certificates[8];
	size_t count = 0;
	size_t used = 0;
	text[0] = '\0';
	EG_TRY(port.chain(port.context, rd_cstr(car), certificates, 8, &count));
	for (size_t i = 0; i < count; i++) {
		struct cvc c;
		assert_int_equal(cvc_parse(certificates[i], &c), EG_OK);
		int n = snprintf(text + used, cap - used, "%.*s ", (int)c.holder.left,
				 (const char *)c.holder.at);
		assert_true(n > 0 && (size_t)n < cap - used);
		used += (size_t)n;
	}
	return EG_OK;
}

static enum cvc_why why_for(struct terminal *t, const char *car)
{
	struct terminal_anchor a;
	for (size_t i = 0; terminal_anchor(t, i, &a); i++) {
		if (rd_equal(a.car, rd_cstr(car))) {
			return a.why;
		}
	}
	return CVC_NO_ANCHOR;
}

static void each_generation_of_chips_gets_the_shortest_chain(void **state)
{
	(void)state;
	EG_AUTO(terminal_free) struct terminal *t = usual();
	char text[128];
	assert_int_equal(chain_for(t, "UTCVCA00002", text, sizeof(text)), EG_OK);
	assert_string_equal(text, "UTDV00001 UTIS00001 ");
	assert_int_equal(chain_for(t, "UTCVCA00001", text, sizeof(text)), EG_OK);
	assert_string_equal(text, "UTCVCA00002 UTDV00001 UTIS00001 ");
	assert_int_equal(chain_for(t, "UTCVCA00003", text, sizeof(text)), EG_NOT_FOUND);
}

static void a_link_without_domain_parameters_inherits_them(void **state)
{
	(void)state;
	EG_AUTO(terminal_free) struct terminal *t = NULL;
	char text[128];
	struct cvc_mint link = top(2, 1);
	link.domain = false;
	assert_int_equal(terminal_new(TODAY, &t), EG_OK);
	add(t, top(1, 1));
	add(t, link);
	add(t, dv());
	add(t, is());
	add_key(t, &is_key);
	assert_int_equal(chain_for(t, "UTCVCA00001", text, sizeof(text)), EG_OK);
	assert_string_equal(text, "UTCVCA00002 UTDV00001 UTIS00001 ");
	/* As a trust point of its own it has no curve. */
	assert_int_equal(why_for(t, "UTCVCA00002"), CVC_DOMAIN_WRONG);
}

static void two_links_lead_to_another_algorithm(void **state)
{
	(void)state;
	EG_AUTO(terminal_free) struct terminal *t = NULL;
	char text[128];
	assert_int_equal(terminal_new(TODAY, &t), EG_OK);
	struct cvc_mint d = dv();
	struct cvc_mint i = is();
	d.authority = "UTCVCA00003";
	d.key = &dv_rsa;
	d.signer = &cvca[2];
	i.key = &is_rsa;
	i.signer = &dv_rsa;
	add(t, top(1, 1));
	add(t, top(2, 1));
	add(t, top(3, 2));
	add(t, d);
	add(t, i);
	add_key(t, &is_rsa);
	assert_int_equal(chain_for(t, "UTCVCA00001", text, sizeof(text)), EG_OK);
	assert_string_equal(text, "UTCVCA00002 UTCVCA00003 UTDV00001 UTIS00001 ");
}

static void a_signature_is_by_the_chains_own_key(void **state)
{
	(void)state;
	EG_AUTO(terminal_free) struct terminal *t = usual();
	const struct termauth_terminal port = terminal_port(t);
	uint8_t octets[128];
	uint8_t point_octets[CRYPT_POINT_MAX];
	struct wr w = WR_ARRAY(octets);
	struct wr point = WR_ARRAY(point_octets);
	struct rd certificates[8];
	size_t count;
	EG_AUTO(crypt_pub_free) struct crypt_pub *pub = NULL;
	const struct crypt_sigalg alg = {.scheme = CRYPT_ECDSA_PLAIN, .hash = CRYPT_SHA224};
	assert_int_equal(port.sign(port.context, RD_TEXT("m"), &w), EG_STATE);
	assert_int_equal(port.chain(port.context, RD_TEXT("UTCVCA00002"), certificates, 8, &count),
			 EG_OK);
	assert_int_equal(port.sign(port.context, RD_TEXT("m"), &w), EG_OK);
	assert_int_equal(crypt_ec_public(is_key.ec, &point), EG_OK);
	assert_int_equal(crypt_pub_from_point(CRYPT_BP224R1, wr_view(&point), &pub), EG_OK);
	assert_int_equal(crypt_verify(pub, &alg, RD_TEXT("m"), wr_view(&w)), EG_OK);
	assert_int_equal(port.chain(port.context, RD_TEXT("UTCVCA00002"), certificates, 1, &count),
			 EG_NOT_FOUND);
}

static void of_two_keys_under_one_reference_the_right_one_is_found(void **state)
{
	(void)state;
	EG_AUTO(terminal_free) struct terminal *t = usual();
	char text[128];
	struct cvc_mint twin = top(2, 2);
	struct cvc_mint d = dv();
	/* A CVCA and a DV of the same names, newer, with other keys. */
	twin.key = twin.signer = &cvca[0];
	twin.from = "260901";
	d.key = &is_key;
	d.from = "260901";
	add(t, twin);
	add(t, d);
	assert_int_equal(chain_for(t, "UTCVCA00002", text, sizeof(text)), EG_OK);
	assert_string_equal(text, "UTDV00001 UTIS00001 ");
}

static void the_newest_certificate_is_preferred(void **state)
{
	(void)state;
	EG_AUTO(terminal_free) struct terminal *t = usual();
	char text[128];
	struct cvc_mint newer = is();
	newer.holder = "UTIS00002";
	newer.from = "261120";
	add(t, newer);
	assert_int_equal(chain_for(t, "UTCVCA00002", text, sizeof(text)), EG_OK);
	assert_string_equal(text, "UTDV00001 UTIS00002 ");
	/* Without its key the older one serves. */
	newer.key = &cvca[1];
	newer.from = "261121";
	newer.holder = "UTIS00003";
	add(t, newer);
	assert_int_equal(chain_for(t, "UTCVCA00002", text, sizeof(text)), EG_OK);
	assert_string_equal(text, "UTDV00001 UTIS00002 ");
}

static void rights_and_last_day_are_those_that_all_give(void **state)
{
	(void)state;
	EG_AUTO(terminal_free) struct terminal *t = NULL;
	struct cvc_mint d = dv();
	struct terminal_anchor a;
	assert_int_equal(terminal_new(TODAY, &t), EG_OK);
	d.rights = 0x80 | CVC_READ_DG3;
	d.to = "261128";
	add(t, top(2, 2));
	add(t, d);
	add(t, is());
	add_key(t, &is_key);
	assert_true(terminal_anchor(t, 0, &a));
	assert_int_equal(a.why, CVC_GOOD);
	assert_true(rd_equal(a.car, RD_TEXT("UTCVCA00002")));
	assert_int_equal(a.access, CVC_READ_DG3);
	assert_int_equal(date_compare(a.until, (struct date){2026, 11, 28}), 0);
	assert_false(terminal_anchor(t, 1, &a));
}

static void what_stops_the_chain_is_told(void **state)
{
	(void)state;
	EG_AUTO(terminal_free) struct terminal *t = NULL;
	assert_int_equal(terminal_new(TODAY, &t), EG_OK);
	assert_int_equal(why_for(t, "UTCVCA00002"), CVC_NO_ANCHOR);
	add(t, top(2, 2));
	assert_int_equal(why_for(t, "UTCVCA00002"), CVC_NO_TERMINAL);
	struct cvc_mint d = dv();
	d.spoilt = true;
	add(t, d);
	assert_int_equal(why_for(t, "UTCVCA00002"), CVC_SIGNATURE_WRONG);
	add(t, dv());
	struct cvc_mint i = is();
	i.signer = &cvca[0];
	add(t, i);
	assert_int_equal(why_for(t, "UTCVCA00002"), CVC_SIGNATURE_WRONG);
	add(t, is());
	assert_int_equal(why_for(t, "UTCVCA00002"), CVC_NO_KEY);
	add_key(t, &is_rsa);
	assert_int_equal(why_for(t, "UTCVCA00002"), CVC_NO_KEY);
	add_key(t, &is_key);
	assert_int_equal(why_for(t, "UTCVCA00002"), CVC_GOOD);
	terminal_today(t, (struct date){2026, 10, 31});
	assert_int_equal(why_for(t, "UTCVCA00002"), CVC_NOT_YET_VALID);
	terminal_today(t, (struct date){2026, 12, 1});
	assert_int_equal(why_for(t, "UTCVCA00002"), CVC_EXPIRED);
	terminal_today(t, (struct date){2027, 1, 1});
	assert_int_equal(why_for(t, "UTCVCA00002"), CVC_EXPIRED);
	terminal_today(t, (struct date){0}); /* the day is not known yet */
	assert_int_equal(why_for(t, "UTCVCA00002"), CVC_GOOD);
}

static void links_in_a_ring_end(void **state)
{
	(void)state;
	EG_AUTO(terminal_free) struct terminal *t = NULL;
	char text[128];
	assert_int_equal(terminal_new(TODAY, &t), EG_OK);
	add(t, top(1, 2));
	add(t, top(2, 1));
	assert_int_equal(chain_for(t, "UTCVCA00001", text, sizeof(text)), EG_NOT_FOUND);
	assert_int_equal(why_for(t, "UTCVCA00001"), CVC_NO_TERMINAL);
}

static void a_store_has_an_end_and_takes_nothing_twice(void **state)
{
	(void)state;
	EG_AUTO(cvc_store_free) struct cvc_store *s = NULL;
	assert_int_equal(cvc_store_new(&s), EG_OK);
	struct cvc_mint m = dv();
	struct cvc_minted file = cvc_mint(&m);
	assert_int_equal(cvc_store_add(s, RD_TEXT("rubbish")), EG_BAD_DATA);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(cvc_store_add(s, cvc_minted_rd(&file)), EG_OK);
		assert_int_equal(cvc_store_count(s), 1);
	}
	for (unsigned i = 1; i < CVC_STORE_MAX; i++) {
		file = cvc_mint(&m); /* another signature */
		assert_int_equal(cvc_store_add(s, cvc_minted_rd(&file)), EG_OK);
	}
	file = cvc_mint(&m);
	assert_int_equal(cvc_store_add(s, cvc_minted_rd(&file)), EG_TOO_BIG);
	assert_null(cvc_store_at(s, CVC_STORE_MAX));
}

static void a_key_of_another_kind_or_none_does_not_sign(void **state)
{
	(void)state;
	uint8_t octets[4096];
	uint8_t signature_octets[1024];
	struct wr w = WR_ARRAY(octets);
	struct wr signature = WR_ARRAY(signature_octets);
	EG_AUTO(terminal_key_close) struct terminal_key ec = {0};
	EG_AUTO(terminal_key_close) struct terminal_key rsa = {0};
	const struct crypt_sigalg plain = {.scheme = CRYPT_ECDSA_PLAIN, .hash = CRYPT_SHA256};
	const struct crypt_sigalg der = {.scheme = CRYPT_ECDSA_DER, .hash = CRYPT_SHA256};
	const struct crypt_sigalg v15 = {.scheme = CRYPT_RSA_V15, .hash = CRYPT_SHA256};
	cvc_mint_pkcs8(&is_key, &w);
	assert_int_equal(terminal_key_from_pkcs8(wr_view(&w), &ec), EG_OK);
	w = WR_ARRAY(octets);
	cvc_mint_pkcs8(&is_rsa, &w);
	assert_int_equal(terminal_key_from_pkcs8(wr_view(&w), &rsa), EG_OK);
	assert_int_equal(terminal_key_sign(&ec, &v15, RD_TEXT("m"), &signature), EG_DENIED);
	assert_int_equal(terminal_key_sign(&rsa, &plain, RD_TEXT("m"), &signature), EG_DENIED);
	assert_int_equal(terminal_key_sign(&ec, &der, RD_TEXT("m"), &signature), EG_UNSUPPORTED);
	assert_int_equal(signature.size, 0);
	struct terminal_key none = {0};
	assert_int_equal(terminal_key_sign(&none, &v15, RD_TEXT("m"), &signature), EG_STATE);
	assert_int_equal(terminal_key_from_pkcs8(RD_TEXT("rubbish"), &none), EG_BAD_DATA);
	assert_null(none.ops);
}

static void public_of(const struct cvc_mint_key *k, struct terminal_public *out)
{
	uint8_t octets[4096];
	struct wr w = WR_ARRAY(octets);
	EG_AUTO(terminal_key_close) struct terminal_key key = {0};
	cvc_mint_pkcs8(k, &w);
	assert_int_equal(terminal_key_from_pkcs8(wr_view(&w), &key), EG_OK);
	assert_int_equal(terminal_key_public(&key, out), EG_OK);
}

static void a_key_tells_the_public_half_that_verifies_it(void **state)
{
	(void)state;
	static struct terminal_public p;
	uint8_t octets[1024];
	struct wr signature = WR_ARRAY(octets);
	EG_AUTO(crypt_pub_free) struct crypt_pub *ec = NULL;
	EG_AUTO(crypt_pub_free) struct crypt_pub *rsa = NULL;
	const struct crypt_sigalg plain = {.scheme = CRYPT_ECDSA_PLAIN, .hash = CRYPT_SHA224};
	const struct crypt_sigalg v15 = {.scheme = CRYPT_RSA_V15, .hash = CRYPT_SHA256};
	public_of(&is_key, &p);
	assert_false(p.rsa);
	assert_int_equal(p.curve, CRYPT_BP224R1);
	assert_int_equal(p.point_size, 57);
	assert_int_equal(terminal_public_open(&p, &ec), EG_OK);
	assert_int_equal(crypt_ecdsa_sign(is_key.ec, CRYPT_SHA224, RD_TEXT("m"), true, &signature),
			 EG_OK);
	assert_int_equal(crypt_verify(ec, &plain, RD_TEXT("m"), wr_view(&signature)), EG_OK);
	public_of(&is_rsa, &p);
	assert_true(p.rsa);
	assert_int_equal(p.modulus_size, 160);
	assert_true(rd_equal(terminal_public_exponent(&p), RD_TEXT("\x01\x00\x01")));
	assert_int_equal(terminal_public_open(&p, &rsa), EG_OK);
	signature = WR_ARRAY(octets);
	assert_int_equal(crypt_rsa_sign(is_rsa.rsa, &v15, RD_TEXT("m"), &signature), EG_OK);
	assert_int_equal(crypt_verify(rsa, &v15, RD_TEXT("m"), wr_view(&signature)), EG_OK);
	struct terminal_key none = {0};
	assert_int_equal(terminal_key_public(&none, &p), EG_STATE);
}

/* A key that counts its signatures and has a public half of its own choice. */
struct counting {
	struct terminal_public told;
	unsigned signatures;
};

static enum eg_err count_sign(void *self, const struct crypt_sigalg *alg, struct rd message,
			      struct wr *signature)
{
	struct counting *c = self;
	c->signatures++;
	return crypt_ecdsa_sign(is_key.ec, alg->hash, message, true, signature);
}

static enum eg_err count_tell(void *self, struct terminal_public *out)
{
	const struct counting *c = self;
	*out = c->told;
	return c->told.point_size == 0 ? EG_NOT_FOUND : EG_OK;
}

static void only_a_signature_proves_that_a_key_fits(void **state)
{
	(void)state;
	static struct counting c;
	const struct terminal_key_ops ops = {.sign = count_sign, .tell = count_tell};
	const struct terminal_key key = {&ops, &c};
	struct cvc_key pub = {.alg = {.scheme = CRYPT_ECDSA_PLAIN, .hash = CRYPT_SHA224},
			      .curve = CRYPT_BP224R1};
	static struct terminal_public own;
	public_of(&is_key, &own);
	assert_int_equal(terminal_public_open(&own, &pub.pub), EG_OK);
	/* One that tells nothing is asked to sign. */
	assert_int_equal(terminal_key_fits(&key, &pub), EG_OK);
	assert_int_equal(c.signatures, 1);
	c.told = own;
	assert_int_equal(terminal_key_fits(&key, &pub), EG_OK);
	assert_int_equal(c.signatures, 2);
	/* Another one's public half spares the device a signature. */
	public_of(&dv_key, &c.told);
	assert_int_equal(terminal_key_fits(&key, &pub), EG_MISMATCH);
	assert_int_equal(c.signatures, 2);
	/* The right public half with a key that signs wrongly. */
	crypt_pub_free(&pub.pub);
	assert_int_equal(terminal_public_open(&c.told, &pub.pub), EG_OK);
	assert_int_equal(terminal_key_fits(&key, &pub), EG_MISMATCH);
	assert_int_equal(c.signatures, 3);
	crypt_pub_free(&pub.pub);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_generation_of_chips_gets_the_shortest_chain),
		cmocka_unit_test(a_link_without_domain_parameters_inherits_them),
		cmocka_unit_test(two_links_lead_to_another_algorithm),
		cmocka_unit_test(a_signature_is_by_the_chains_own_key),
		cmocka_unit_test(of_two_keys_under_one_reference_the_right_one_is_found),
		cmocka_unit_test(the_newest_certificate_is_preferred),
		cmocka_unit_test(rights_and_last_day_are_those_that_all_give),
		cmocka_unit_test(what_stops_the_chain_is_told),
		cmocka_unit_test(links_in_a_ring_end),
		cmocka_unit_test(a_store_has_an_end_and_takes_nothing_twice),
		cmocka_unit_test(a_key_of_another_kind_or_none_does_not_sign),
		cmocka_unit_test(a_key_tells_the_public_half_that_verifies_it),
		cmocka_unit_test(only_a_signature_proves_that_a_key_fits),
	};
	return cmocka_run_group_tests(tests, make_keys, free_keys);
}
