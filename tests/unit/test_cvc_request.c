/*
 * cvc_request and cvc_reference: requests of every algorithm carry what their key has signed, the
 * outer signature binds them to the current certificate, and what breaks the profile is refused.
 */
#include "pki/cvc_reference.h"
#include "pki/cvc_request.h"

#include "tests/unit/cvc_mint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define HOLDER    "UTGATE00002"
#define SIGNER    "UTGATE00001"
#define AUTHORITY "UTDV00001"

static struct cvc_mint_key ec_mint; /* brainpoolP256r1, SHA-256 */
static struct cvc_mint_key rsa_mint;
static struct terminal_key ec;
static struct terminal_key rsa;

static void hold(const struct cvc_mint_key *k, struct terminal_key *out)
{
	uint8_t octets[4096];
	struct wr w = WR_ARRAY(octets);
	cvc_mint_pkcs8(k, &w);
	assert_int_equal(terminal_key_from_pkcs8(wr_view(&w), out), EG_OK);
}

static int make_keys(void **state)
{
	(void)state;
	cvc_mint_ec(&ec_mint, CRYPT_BP256R1, 3);
	cvc_mint_rsa(&rsa_mint, 1536, 4);
	hold(&ec_mint, &ec);
	hold(&rsa_mint, &rsa);
	return 0;
}

static int free_keys(void **state)
{
	(void)state;
	terminal_key_close(&ec);
	terminal_key_close(&rsa);
	cvc_mint_key_free(&ec_mint);
	cvc_mint_key_free(&rsa_mint);
	return 0;
}

struct made {
	uint8_t octets[CVC_REQUEST_MAX];
	size_t size;
	uint8_t oid[CVC_OID_SIZE];
};

static struct rd octets_of(const struct made *m)
{
	return rd_of(m->octets, m->size);
}

static struct cvc_request_order order(struct made *m, const char *algorithm,
				      const struct terminal_key *key)
{
	struct wr oid = WR_ARRAY(m->oid);
	assert_int_equal(cvc_algorithm_named(algorithm, &oid), EG_OK);
	return (struct cvc_request_order){.holder = RD_TEXT(HOLDER),
					  .authority = RD_TEXT(AUTHORITY),
					  .algorithm = RD_ARRAY(m->oid),
					  .key = key};
}

static enum eg_err make(struct made *m, const struct cvc_request_order *o)
{
	struct wr w = WR_ARRAY(m->octets);
	enum eg_err err = cvc_request_write(o, &w);
	m->size = w.size;
	return err;
}

/* Signed outside by the EC key, whose certificate is SIGNER. */
static void make_authenticated(struct made *m, const char *algorithm,
			       const struct terminal_key *key)
{
	struct cvc_request_order o = order(m, algorithm, key);
	o.current = &ec;
	o.signer = RD_TEXT(SIGNER);
	o.signer_alg = (struct crypt_sigalg){.scheme = CRYPT_ECDSA_PLAIN, .hash = CRYPT_SHA256};
	assert_int_equal(make(m, &o), EG_OK);
}

/* The certificate of that key, straight from a CVCA of its own: it brings its curve. */
static struct cvc signer_certificate(struct cvc_minted *room, struct cvc_key *key)
{
	struct cvc c;
	const struct cvc_mint m = {.authority = SIGNER,
				   .holder = SIGNER,
				   .key = &ec_mint,
				   .signer = &ec_mint,
				   .rights = MINT_CVCA,
				   .from = "260101",
				   .to = "261231",
				   .domain = true};
	*room = cvc_mint(&m);
	assert_int_equal(cvc_parse(cvc_minted_rd(room), &c), EG_OK);
	assert_int_equal(cvc_key(&c, NULL, key), EG_OK);
	return c;
}

static void every_algorithm_and_curve_makes_a_request_that_verifies(void **state)
{
	(void)state;
	static const struct {
		const char *algorithm;
		enum crypt_curve curve; /* 0: RSA */
	} all[] = {
		{"ecdsa-sha1", CRYPT_P192},
		{"ecdsa-sha224", CRYPT_BP224R1},
		{"ecdsa-sha256", CRYPT_BP192R1},
		{"ecdsa-sha256", CRYPT_P224},
		{"ecdsa-sha256", CRYPT_P256},
		{"ecdsa-sha256", CRYPT_BP256R1},
		{"ecdsa-sha384", CRYPT_BP320R1},
		{"ecdsa-sha384", CRYPT_P384},
		{"ecdsa-sha384", CRYPT_BP384R1},
		{"ecdsa-sha512", CRYPT_BP512R1},
		{"ecdsa-sha512", CRYPT_P521},
		{"rsa-sha1", 0},
		{"rsa-sha256", 0},
		{"rsa-sha512", 0},
		{"rsa-pss-sha1", 0},
		{"rsa-pss-sha256", 0},
		{"rsa-pss-sha512", 0},
	};
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		EG_AUTO(terminal_key_close) struct terminal_key own = {0};
		struct cvc_mint_key k = {0};
		struct made m;
		struct cvc_request r;
		if (all[i].curve != 0) {
			cvc_mint_ec(&k, all[i].curve, 3);
			hold(&k, &own);
		}
		struct cvc_request_order o =
			order(&m, all[i].algorithm, all[i].curve != 0 ? &own : &rsa);
		assert_int_equal(make(&m, &o), EG_OK);
		assert_int_equal(cvc_request_parse(octets_of(&m), &r), EG_OK);
		assert_int_equal(cvc_request_verify(&r), EG_OK);
		assert_string_equal(cvc_algorithm_word(r.key.oid), all[i].algorithm);
		assert_true(rd_equal(r.holder, RD_TEXT(HOLDER)));
		assert_true(rd_equal(r.authority, RD_TEXT(AUTHORITY)));
		assert_true(rd_equal(r.whole, r.certificate) && !r.authenticated);
		assert_int_equal(r.key.rsa, all[i].curve == 0);
		assert_true(r.key.rsa || (r.key.has_domain && r.key.curve == all[i].curve));
		cvc_mint_key_free(&k);
	}
}

static void a_next_request_is_bound_to_the_current_certificate(void **state)
{
	(void)state;
	EG_AUTO(cvc_key_free) struct cvc_key key = {0};
	struct cvc_minted room;
	struct cvc signer = signer_certificate(&room, &key);
	struct cvc_request r;
	struct made m;
	make_authenticated(&m, "rsa-pss-sha256", &rsa); /* another algorithm than the current one */
	assert_int_equal(cvc_request_parse(octets_of(&m), &r), EG_OK);
	assert_true(r.authenticated);
	assert_true(rd_equal(r.signer, RD_TEXT(SIGNER)));
	assert_int_equal(cvc_request_verify(&r), EG_OK);
	assert_int_equal(cvc_request_verify_outer(&r, &signer, &key), EG_OK);
	/* What is inside is a request of its own. */
	struct cvc_request inner;
	assert_int_equal(cvc_request_parse(r.certificate, &inner), EG_OK);
	assert_false(inner.authenticated);
	assert_int_equal(cvc_request_verify(&inner), EG_OK);
	assert_int_equal(cvc_request_verify_outer(&inner, &signer, &key), EG_DENIED);
	/* Another holder's certificate, with the same key. */
	signer.holder = RD_TEXT("UTGATE00003");
	assert_int_equal(cvc_request_verify_outer(&r, &signer, &key), EG_DENIED);
}

static void nothing_in_a_request_can_be_changed(void **state)
{
	(void)state;
	EG_AUTO(cvc_key_free) struct cvc_key key = {0};
	struct cvc_minted room;
	struct cvc signer = signer_certificate(&room, &key);
	struct made m;
	struct cvc_request r;
	make_authenticated(&m, "ecdsa-sha256", &ec);
	for (size_t i = 0; i < m.size; i++) {
		for (uint8_t bit = 0x01; bit != 0; bit = (uint8_t)(bit << 1)) {
			m.octets[i] ^= bit;
			assert_true(cvc_request_parse(octets_of(&m), &r) != EG_OK ||
				    cvc_request_verify_outer(&r, &signer, &key) != EG_OK);
			m.octets[i] ^= bit;
		}
	}
	for (size_t size = 0; size < m.size; size++) {
		assert_int_not_equal(cvc_request_parse(rd_of(m.octets, size), &r), EG_OK);
	}
	assert_int_not_equal(cvc_request_parse(rd_of(m.octets, m.size + 1), &r), EG_OK);
	static uint8_t huge[CVC_REQUEST_MAX + 1];
	assert_int_equal(cvc_request_parse(RD_ARRAY(huge), &r), EG_TOO_BIG);
}

static void the_inner_signature_is_the_new_keys(void **state)
{
	(void)state;
	struct made m;
	struct cvc_request r;
	struct cvc_request_order o = order(&m, "ecdsa-sha256", &ec);
	assert_int_equal(make(&m, &o), EG_OK);
	m.octets[m.size - 1] ^= 1;
	assert_int_equal(cvc_request_parse(octets_of(&m), &r), EG_OK);
	assert_int_equal(cvc_request_verify(&r), EG_MISMATCH);
}

static void authority_and_extensions_are_optional(void **state)
{
	(void)state;
	struct made m;
	struct cvc_request r;
	struct cvc_request_order o = order(&m, "ecdsa-sha256", &ec);
	o.authority = RD_EMPTY;
	o.extensions = RD_TEXT("\x73\x06\x06\x01x\x53\x01y");
	assert_int_equal(make(&m, &o), EG_OK);
	assert_int_equal(cvc_request_parse(octets_of(&m), &r), EG_OK);
	assert_int_equal(cvc_request_verify(&r), EG_OK);
	assert_int_equal(r.authority.left, 0);
	assert_true(rd_equal(r.extensions, o.extensions));
	o.extensions = RD_TEXT("\x73\x06\x06\x01x\x53\x02y");
	assert_int_equal(make(&m, &o), EG_BAD_DATA);
}

static void an_order_that_makes_no_sense_is_refused(void **state)
{
	(void)state;
	struct made m;
	struct cvc_request_order o = order(&m, "ecdsa-sha256", &rsa);
	assert_int_equal(make(&m, &o), EG_DENIED);
	o = order(&m, "rsa-sha256", &ec);
	assert_int_equal(make(&m, &o), EG_DENIED);
	o = order(&m, "ecdsa-sha256", &ec);
	o.holder = RD_TEXT("utGATE00001");
	assert_int_equal(make(&m, &o), EG_CONFIG);
	o.holder = RD_TEXT("UTGATE0000a");
	assert_int_equal(make(&m, &o), EG_CONFIG);
	o = order(&m, "ecdsa-sha256", &ec);
	o.authority = RD_TEXT("DV1");
	assert_int_equal(make(&m, &o), EG_CONFIG);
	o = order(&m, "ecdsa-sha256", &ec);
	o.current = &ec;
	assert_int_equal(make(&m, &o), EG_CONFIG);
	o = order(&m, "ecdsa-sha256", &ec);
	o.algorithm = RD_TEXT("\x2A");
	assert_int_equal(make(&m, &o), EG_UNSUPPORTED);
	struct wr oid = WR_ARRAY(m.oid);
	assert_int_equal(cvc_algorithm_named("md5", &oid), EG_CONFIG);
	const struct terminal_key none = {0};
	o = order(&m, "ecdsa-sha256", &none);
	assert_int_equal(make(&m, &o), EG_STATE);
}

/* A device that signs with another key than the one whose public half it tells. */
static enum eg_err other_sign(void *self, const struct crypt_sigalg *alg, struct rd message,
			      struct wr *signature)
{
	return terminal_key_sign(self, alg, message, signature);
}

static enum eg_err other_tell(void *self, struct terminal_public *out)
{
	(void)self;
	return terminal_key_public(&ec, out);
}

static void other_close(void *self)
{
	(void)self;
}

static void a_device_that_signs_with_another_key_is_found(void **state)
{
	(void)state;
	static const struct terminal_key_ops ops = {
		.sign = other_sign, .tell = other_tell, .close = other_close};
	struct cvc_mint_key k = {0};
	EG_AUTO(terminal_key_close) struct terminal_key inside = {0};
	struct made m;
	cvc_mint_ec(&k, CRYPT_BP256R1, 3);
	hold(&k, &inside);
	struct terminal_key device = {.ops = &ops, .self = &inside};
	struct cvc_request_order o = order(&m, "ecdsa-sha256", &device);
	assert_int_equal(make(&m, &o), EG_MISMATCH);
	o.key = &ec;
	o.current = &device;
	o.signer = RD_TEXT(SIGNER);
	o.signer_alg = (struct crypt_sigalg){.scheme = CRYPT_ECDSA_PLAIN, .hash = CRYPT_SHA256};
	assert_int_equal(make(&m, &o), EG_MISMATCH);
	cvc_mint_key_free(&k);
}

static void a_request_without_domain_parameters_is_refused(void **state)
{
	(void)state;
	struct cvc_request r;
	uint8_t octets[512];
	uint8_t point_octets[CRYPT_POINT_MAX];
	struct wr w = WR_ARRAY(octets);
	struct wr point = WR_ARRAY(point_octets);
	assert_int_equal(crypt_ec_public(ec_mint.ec, &point), EG_OK);
	size_t all = wr_open(&w, 0x7F21);
	size_t body = wr_open(&w, 0x7F4E);
	wr_tlv(&w, 0x5F29, RD_TEXT("\0"));
	size_t key = wr_open(&w, 0x7F49);
	wr_tlv(&w, 0x06, RD_TEXT("\x04\x00\x7F\x00\x07\x02\x02\x02\x02\x03"));
	wr_tlv(&w, 0x86, wr_view(&point));
	wr_close(&w, key);
	wr_tlv(&w, 0x5F20, RD_TEXT(HOLDER));
	wr_close(&w, body);
	wr_tlv(&w, 0x5F37, RD_TEXT("signature"));
	wr_close(&w, all);
	assert_int_equal(cvc_request_parse(wr_view(&w), &r), EG_BAD_DATA);
}

static void a_certificate_is_no_request(void **state)
{
	(void)state;
	struct cvc_minted room;
	EG_AUTO(cvc_key_free) struct cvc_key key = {0};
	struct cvc c = signer_certificate(&room, &key);
	struct cvc_request r;
	struct made m;
	struct cvc_request_order o = order(&m, "ecdsa-sha256", &ec);
	assert_int_equal(cvc_request_parse(c.whole, &r), EG_BAD_DATA);
	assert_int_equal(make(&m, &o), EG_OK);
	assert_int_equal(cvc_parse(octets_of(&m), &c), EG_BAD_DATA);
}

static struct rd next_of(const char *reference, uint8_t room[16])
{
	struct wr w = wr_of(room, 16);
	assert_int_equal(cvc_reference_next(rd_cstr(reference), &w), EG_OK);
	return wr_view(&w);
}

static void the_next_reference_counts_as_the_last_one_did(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {
		{"UTGATE00001", "UTGATE00002"},         {"UTGATE00099", "UTGATE00100"},
		{"UTGATE99999", "UTGATE00000"},         {"UTGATE0000A", "UTGATE0000B"},
		{"UTGATE000AZ", "UTGATE000B0"},         {"UTGATEDE009", "UTGATEDE00A"},
		{"UTGATEDE0ZZ", "UTGATEDE100"},         {"UTGATEDEZZZ", "UTGATEDE000"},
		{"NLIS720200NL01A", "NLIS720200NL01B"},
	};
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		uint8_t room[16];
		assert_true(rd_equal(next_of(pairs[i][0], room), rd_cstr(pairs[i][1])));
	}
	uint8_t room[16];
	struct wr w = WR_ARRAY(room);
	assert_int_equal(cvc_reference_next(RD_TEXT("UTGATE0000-"), &w), EG_BAD_DATA);
	assert_int_equal(cvc_reference_next(RD_TEXT("UT00001"), &w), EG_BAD_DATA);
	w = wr_of(room, 4);
	assert_int_equal(cvc_reference_next(RD_TEXT("UTGATE00001"), &w), EG_TOO_BIG);
}

static void a_reference_tells_its_holder(void **state)
{
	(void)state;
	struct cvc_reference r;
	assert_true(cvc_reference_split(RD_TEXT("NLIS720200NL01A"), &r));
	assert_true(rd_equal(r.country, RD_TEXT("NL")));
	assert_true(rd_equal(r.mnemonic, RD_TEXT("IS720200")));
	assert_true(rd_equal(r.sequence, RD_TEXT("NL01A")));
	assert_true(rd_equal(r.identity, RD_TEXT("NLIS720200")));
	assert_false(cvc_reference_split(RD_TEXT("UT0001"), &r));
	assert_false(cvc_reference_split(RD_TEXT("UT012345678901234"), &r));
	assert_true(cvc_reference_same_holder(RD_TEXT("UTDV00001"), RD_TEXT("UTDVDE00A")));
	assert_false(cvc_reference_same_holder(RD_TEXT("UTDV00001"), RD_TEXT("UTDW00001")));
	assert_true(cvc_reference_same_holder(RD_TEXT("x"), RD_TEXT("x")));
	assert_false(cvc_reference_same_holder(RD_TEXT("x"), RD_TEXT("y")));
	assert_true(cvc_reference_strict(RD_TEXT("UT\xD6"
						 "00001")));
	assert_false(cvc_reference_strict(RD_TEXT("UT\x85"
						  "00001")));
	assert_string_equal(cvc_reference_text(RD_TEXT("UT\xD6\x01"
						       "1"))
				    .text,
			    "UT\xC3\x96?1");
	/* The longest there is still fits. */
	assert_string_equal(cvc_reference_text(RD_TEXT("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"
						       "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"))
				    .text,
			    "\xC3\xBF\xC3\xBF\xC3\xBF\xC3\xBF\xC3\xBF\xC3\xBF\xC3\xBF\xC3\xBF"
			    "\xC3\xBF\xC3\xBF\xC3\xBF\xC3\xBF\xC3\xBF\xC3\xBF\xC3\xBF\xC3\xBF");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_algorithm_and_curve_makes_a_request_that_verifies),
		cmocka_unit_test(a_next_request_is_bound_to_the_current_certificate),
		cmocka_unit_test(nothing_in_a_request_can_be_changed),
		cmocka_unit_test(the_inner_signature_is_the_new_keys),
		cmocka_unit_test(authority_and_extensions_are_optional),
		cmocka_unit_test(an_order_that_makes_no_sense_is_refused),
		cmocka_unit_test(a_device_that_signs_with_another_key_is_found),
		cmocka_unit_test(a_request_without_domain_parameters_is_refused),
		cmocka_unit_test(a_certificate_is_no_request),
		cmocka_unit_test(the_next_reference_counts_as_the_last_one_did),
		cmocka_unit_test(a_reference_tells_its_holder),
	};
	return cmocka_run_group_tests(tests, make_keys, free_keys);
}
