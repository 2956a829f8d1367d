/*
 * termauth: EF.CVCA and DG14 as chips write them, and every way in which the protocol ends. The
 * chip's side here knows the order of commands and checks each.
 */
#include "emrtd/termauth.h"

#include "tests/hex.h"
#include "tests/unit/cvc_mint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static struct cvc_mint_key root;
static struct cvc_mint_key dv_key;
static struct cvc_mint_key is_key;
static struct cvc_minted link_file;
static struct cvc_minted dv_file;
static struct cvc_minted is_file;

static struct cvc_minted file_of(const char *authority, const char *holder, uint8_t rights,
				 const struct cvc_mint_key *key, const struct cvc_mint_key *signer)
{
	struct cvc_mint m = {.authority = authority,
			     .holder = holder,
			     .key = key,
			     .signer = signer,
			     .rights = rights,
			     .from = "260101",
			     .to = "281231",
			     .domain = rights == MINT_CVCA};
	return cvc_mint(&m);
}

static int make(void **state)
{
	(void)state;
	cvc_mint_ec(&root, CRYPT_P256, 3);
	cvc_mint_ec(&dv_key, CRYPT_P256, 3);
	cvc_mint_ec(&is_key, CRYPT_P256, 3);
	link_file = file_of("UTCVCA00001", "UTCVCA00002", MINT_CVCA, &root, &root);
	dv_file = file_of("UTCVCA00002", "UTDV00001", MINT_DV, &dv_key, &root);
	is_file = file_of("UTDV00001", "UTIS00001", MINT_IS, &is_key, &dv_key);
	return 0;
}

static int unmake(void **state)
{
	(void)state;
	cvc_mint_key_free(&root);
	cvc_mint_key_free(&dv_key);
	cvc_mint_key_free(&is_key);
	return 0;
}

/* A terminal that has a chain for two references. */
static enum eg_err chain(void *context, struct rd car, struct rd *certificates, size_t cap,
			 size_t *count)
{
	bool *ends_early = context;
	*count = 0;
	assert_int_equal(cap, TERMAUTH_CERTIFICATES_MAX);
	if (rd_equal(car, RD_TEXT("UTCVCA00001"))) {
		certificates[(*count)++] = cvc_minted_rd(&link_file);
	} else if (!rd_equal(car, RD_TEXT("UTCVCA00002"))) {
		return EG_FAIL(EG_NOT_FOUND, "no chain");
	}
	certificates[(*count)++] = cvc_minted_rd(&dv_file);
	if (!*ends_early) {
		certificates[(*count)++] = cvc_minted_rd(&is_file);
	}
	return EG_OK;
}

static enum eg_err sign(void *context, struct rd message, struct wr *signature)
{
	(void)context;
	cvc_mint_sign(&is_key, message, signature);
	return EG_OK;
}

static enum eg_err sign_nothing(void *context, struct rd message, struct wr *signature)
{
	(void)context;
	(void)message;
	(void)signature;
	return EG_FAIL(EG_IO, "security module unplugged");
}

static bool ends_early;
static const struct termauth_terminal terminal = {&ends_early, chain, sign};

static const uint8_t challenge[] = {8, 7, 6, 5, 4, 3, 2, 1};
#define ID   RD_TEXT("L898902C<3")
#define COMP RD_TEXT("\x11\x22\x33")

static enum eg_err begin(struct rd car, struct termauth **t)
{
	return termauth_new(&terminal, car, ID, COMP, t);
}

/* Asserts the next command: header, data. Leaves it asked. */
static void expect_command(struct termauth *t, uint8_t ins, uint16_t p1p2, struct rd data)
{
	uint8_t octets[TERMAUTH_DATA_MAX];
	struct wr w = WR_ARRAY(octets);
	struct apdu c = {0};
	bool done = true;
	assert_int_equal(termauth_next(t, &c, &w, &done), EG_OK);
	assert_false(done);
	assert_int_equal(c.cla, 0);
	assert_int_equal(c.ins, ins);
	assert_int_equal(c.p1 << 8 | c.p2, p1p2);
	assert_int_equal(c.le, ins == 0x84 ? 8 : 0);
	assert_true(hex_same(wr_view(&w), data));
}

static void accept(struct termauth *t)
{
	assert_int_equal(termauth_take(t, RD_EMPTY, SW_OK), EG_OK);
}

static void send_certificate(struct termauth *t, const char *issuer, const struct cvc_minted *file)
{
	uint8_t octets[32];
	struct wr reference = WR_ARRAY(octets);
	struct rd r = cvc_minted_rd(file);
	struct rd content;
	wr_tlv(&reference, 0x83, rd_cstr(issuer));
	expect_command(t, 0x22, 0x81B6, wr_view(&reference));
	accept(t);
	assert_true(rd_expect(&r, 0x7F21, &content));
	expect_command(t, 0x2A, 0x00BE, content);
}

static void send_chain(struct termauth *t)
{
	send_certificate(t, "UTCVCA00001", &link_file);
	accept(t);
	send_certificate(t, "UTCVCA00002", &dv_file);
	accept(t);
	send_certificate(t, "UTDV00001", &is_file);
	accept(t);
}

static void ask_challenge(struct termauth *t)
{
	expect_command(t, 0x22, 0x81A4, RD_TEXT("\x83\x09UTIS00001"));
	accept(t);
	expect_command(t, 0x84, 0x0000, RD_EMPTY);
}

/* EXTERNAL AUTHENTICATE: the signature is over identifier, challenge and key, and nothing else. */
static void check_signature(struct termauth *t, struct rd id)
{
	uint8_t octets[TERMAUTH_DATA_MAX];
	uint8_t message_octets[128];
	uint8_t point_octets[CRYPT_POINT_MAX];
	struct wr w = WR_ARRAY(octets);
	struct wr message = WR_ARRAY(message_octets);
	struct wr point = WR_ARRAY(point_octets);
	struct apdu c = {0};
	bool done = true;
	EG_AUTO(crypt_pub_free) struct crypt_pub *pub = NULL;
	const struct crypt_sigalg alg = {.scheme = CRYPT_ECDSA_PLAIN, .hash = CRYPT_SHA256};
	assert_int_equal(termauth_next(t, &c, &w, &done), EG_OK);
	assert_int_equal(c.ins, 0x82);
	assert_int_equal(c.p1 | c.p2, 0);
	wr_put(&message, id);
	wr_put(&message, RD_ARRAY(challenge));
	wr_put(&message, COMP);
	assert_int_equal(crypt_ec_public(is_key.ec, &point), EG_OK);
	assert_int_equal(crypt_pub_from_point(CRYPT_P256, wr_view(&point), &pub), EG_OK);
	assert_int_equal(crypt_verify(pub, &alg, wr_view(&message), wr_view(&w)), EG_OK);
}

static void the_commands_come_in_order_and_the_signature_is_right(void **state)
{
	(void)state;
	EG_AUTO(termauth_free) struct termauth *t = NULL;
	struct apdu c;
	struct wr none = {0};
	bool done = false;
	assert_int_equal(begin(RD_TEXT("UTCVCA00001"), &t), EG_OK);
	send_chain(t);
	assert_int_equal(termauth_place(t), 2);
	ask_challenge(t);
	assert_int_equal(termauth_take(t, RD_ARRAY(challenge), SW_OK), EG_OK);
	check_signature(t, ID);
	assert_int_equal(termauth_why(t), TERMAUTH_GOING_ON);
	accept(t);
	assert_int_equal(termauth_why(t), TERMAUTH_DONE);
	assert_int_equal(termauth_next(t, &c, &none, &done), EG_OK);
	assert_true(done);
	assert_int_equal(termauth_take(t, RD_EMPTY, SW_OK), EG_STATE);
}

static void no_link_is_sent_to_a_chip_that_has_the_new_trust_point(void **state)
{
	(void)state;
	EG_AUTO(termauth_free) struct termauth *t = NULL;
	assert_int_equal(begin(RD_TEXT("UTCVCA00002"), &t), EG_OK);
	send_certificate(t, "UTCVCA00002", &dv_file);
}

static void the_first_trust_point_with_a_chain_is_used(void **state)
{
	(void)state;
	EG_AUTO(termauth_free) struct termauth *t = NULL;
	struct termauth_cars cars = {{RD_TEXT("UTCVCA00009"), RD_TEXT("UTCVCA00002")}, 2};
	assert_int_equal(termauth_new_any(&terminal, &cars, ID, COMP, &t), EG_OK);
	send_certificate(t, "UTCVCA00002", &dv_file);
	termauth_free(&t);
	cars.count = 1;
	assert_int_equal(termauth_new_any(&terminal, &cars, ID, COMP, &t), EG_NOT_FOUND);
	assert_null(t);
}

/* Refuses at the n-th command, from 0. */
static enum termauth_why refused_at(unsigned n, uint16_t sw)
{
	EG_AUTO(termauth_free) struct termauth *t = NULL;
	assert_int_equal(begin(RD_TEXT("UTCVCA00001"), &t), EG_OK);
	for (unsigned i = 0;; i++) {
		uint8_t octets[TERMAUTH_DATA_MAX];
		struct wr w = WR_ARRAY(octets);
		struct apdu c = {0};
		bool done = true;
		assert_int_equal(termauth_next(t, &c, &w, &done), EG_OK);
		assert_false(done);
		if (i == n) {
			assert_int_equal(termauth_take(t, RD_EMPTY, sw), EG_DENIED);
			assert_int_equal(termauth_next(t, &c, &w, &done), EG_STATE);
			assert_false(done);
			return termauth_why(t);
		}
		assert_int_equal(
			termauth_take(t, c.ins == 0x84 ? RD_ARRAY(challenge) : RD_EMPTY, SW_OK),
			EG_OK);
	}
}

static void each_refusal_has_its_own_name(void **state)
{
	(void)state;
	assert_int_equal(refused_at(0, 0x6A88), TERMAUTH_ISSUER_REFUSED);
	assert_int_equal(refused_at(1, 0x6300), TERMAUTH_LINK_REFUSED);
	assert_int_equal(refused_at(2, 0x6A88), TERMAUTH_ISSUER_REFUSED);
	assert_int_equal(refused_at(3, 0x6300), TERMAUTH_DV_REFUSED);
	assert_int_equal(refused_at(5, 0x6A80), TERMAUTH_IS_REFUSED);
	assert_int_equal(refused_at(6, 0x6A88), TERMAUTH_KEY_REFUSED);
	assert_int_equal(refused_at(7, 0x6985), TERMAUTH_NO_CHALLENGE);
	assert_int_equal(refused_at(8, 0x6300), TERMAUTH_SIGNATURE_REFUSED);
	assert_int_equal(refused_at(8, 0x6982), TERMAUTH_STATE_REFUSED);
	assert_string_equal(termauth_why_text(TERMAUTH_DONE), "the chip took the proof");
}

static void a_challenge_of_7_or_9_octets_is_not_signed(void **state)
{
	(void)state;
	static const uint8_t octets[9] = {0};
	for (size_t size = 0; size <= 9; size++) {
		EG_AUTO(termauth_free) struct termauth *t = NULL;
		assert_int_equal(begin(RD_TEXT("UTCVCA00001"), &t), EG_OK);
		send_chain(t);
		ask_challenge(t);
		enum eg_err err = termauth_take(t, rd_of(octets, size), SW_OK);
		assert_int_equal(err, size == 8 ? EG_OK : EG_BAD_DATA);
		assert_int_equal(termauth_why(t),
				 size == 8 ? TERMAUTH_GOING_ON : TERMAUTH_BAD_CHALLENGE);
	}
}

static void a_static_binding_is_tried_once_and_only_after_a_wrong_signature(void **state)
{
	(void)state;
	EG_AUTO(termauth_free) struct termauth *t = NULL;
	assert_int_equal(begin(RD_TEXT("UTCVCA00001"), &t), EG_OK);
	assert_int_equal(termauth_retry(t, RD_TEXT("123456")), EG_STATE);
	send_chain(t);
	ask_challenge(t);
	assert_int_equal(termauth_take(t, RD_ARRAY(challenge), SW_OK), EG_OK);
	check_signature(t, ID);
	assert_int_equal(termauth_take(t, RD_EMPTY, 0x6300), EG_DENIED);
	assert_int_equal(termauth_retry(t, RD_TEXT("123456")), EG_OK);
	ask_challenge(t);
	assert_int_equal(termauth_take(t, RD_ARRAY(challenge), SW_OK), EG_OK);
	check_signature(t, RD_TEXT("123456"));
	assert_int_equal(termauth_take(t, RD_EMPTY, 0x6300), EG_DENIED);
	assert_int_equal(termauth_retry(t, RD_TEXT("123457")), EG_STATE);
}

static void a_key_that_does_not_sign_ends_it(void **state)
{
	(void)state;
	EG_AUTO(termauth_free) struct termauth *t = NULL;
	const struct termauth_terminal mute = {&ends_early, chain, sign_nothing};
	uint8_t octets[64];
	struct wr w = WR_ARRAY(octets);
	struct apdu c;
	bool done;
	assert_int_equal(termauth_new(&mute, RD_TEXT("UTCVCA00001"), ID, COMP, &t), EG_OK);
	send_chain(t);
	ask_challenge(t);
	assert_int_equal(termauth_take(t, RD_ARRAY(challenge), SW_OK), EG_OK);
	assert_int_equal(termauth_next(t, &c, &w, &done), EG_IO);
	assert_int_equal(termauth_why(t), TERMAUTH_NO_SIGNATURE);
}

static void what_the_caller_gets_wrong_is_refused(void **state)
{
	(void)state;
	EG_AUTO(termauth_free) struct termauth *t = NULL;
	static const uint8_t huge[TERMAUTH_ID_MAX + 1] = {1};
	struct rd car = RD_TEXT("UTCVCA00001");
	assert_int_equal(begin(RD_TEXT("UTCVCA00009"), &t), EG_NOT_FOUND);
	assert_int_equal(begin(RD_EMPTY, &t), EG_BAD_DATA);
	assert_int_equal(begin(RD_TEXT("UT\x01"), &t), EG_BAD_DATA);
	assert_int_equal(termauth_new(&terminal, car, RD_EMPTY, COMP, &t), EG_BAD_DATA);
	assert_int_equal(termauth_new(&terminal, car, ID, RD_EMPTY, &t), EG_BAD_DATA);
	assert_int_equal(termauth_new(&terminal, car, RD_ARRAY(huge), COMP, &t), EG_BAD_DATA);
	assert_int_equal(termauth_new(&terminal, car, ID, RD_ARRAY(huge), &t), EG_BAD_DATA);
	ends_early = true;
	assert_int_equal(begin(car, &t), EG_BAD_DATA);
	ends_early = false;
	assert_null(t);
}

static void a_command_is_answered_before_the_next(void **state)
{
	(void)state;
	EG_AUTO(termauth_free) struct termauth *t = NULL;
	uint8_t octets[64];
	struct wr w = WR_ARRAY(octets);
	struct apdu c;
	bool done;
	assert_int_equal(begin(RD_TEXT("UTCVCA00001"), &t), EG_OK);
	assert_int_equal(termauth_take(t, RD_EMPTY, SW_OK), EG_STATE);
	assert_int_equal(termauth_next(t, &c, &w, &done), EG_OK);
	assert_int_equal(termauth_next(t, &c, &w, &done), EG_STATE);
}

static void ef_cvca_gives_one_or_two_references(void **state)
{
	(void)state;
	struct termauth_cars cars;
	enum termauth_why why;
	uint8_t file[36] = {0x42, 11};
	struct wr w = WR_ARRAY(file);
	wr_tlv(&w, 0x42, RD_TEXT("UTCVCA00002"));
	assert_int_equal(termauth_cvca(RD_ARRAY(file), &cars, &why), EG_OK);
	assert_int_equal(cars.count, 1);
	assert_true(rd_equal(cars.car[0], RD_TEXT("UTCVCA00002")));
	wr_tlv(&w, 0x42, RD_TEXT("UTCVCA00001"));
	assert_int_equal(termauth_cvca(RD_ARRAY(file), &cars, &why), EG_OK);
	assert_int_equal(cars.count, 2);
	assert_true(rd_equal(cars.car[1], RD_TEXT("UTCVCA00001")));
	assert_int_equal(termauth_cvca(wr_view(&w), &cars, &why), EG_OK);
	assert_int_equal(cars.count, 2);
}

static void each_fault_of_ef_cvca_has_its_own_name(void **state)
{
	(void)state;
	struct termauth_cars cars;
	enum termauth_why why;
	/* No reference, in a file of zeros and in an empty one. */
	assert_int_equal(termauth_cvca(HEX("00000000"), &cars, &why), EG_NOT_FOUND);
	assert_int_equal(why, TERMAUTH_NO_REFERENCE);
	assert_int_equal(termauth_cvca(RD_EMPTY, &cars, &why), EG_NOT_FOUND);
	/* The first under another tag. */
	assert_int_equal(termauth_cvca(HEX("43055554435630 42055554435631 0000"), &cars, &why),
			 EG_BAD_DATA);
	assert_int_equal(why, TERMAUTH_BAD_REFERENCE);
	/* Three. */
	assert_int_equal(termauth_cvca(HEX("42024131 42024132 42024133 00"), &cars, &why),
			 EG_TOO_BIG);
	assert_int_equal(why, TERMAUTH_TOO_MANY_REFERENCES);
	/* Cut off, empty, too long, not printable, rubbish after the zeros. */
	static const char *const bad[] = {
		"4205555443",     "4200 0000",         "4211 4141414141414141414141414141414141",
		"4202 4101 0000", "4202 4141 0000 01", "4202 4141 01"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(termauth_cvca(HEX(bad[i]), &cars, &why), EG_BAD_DATA);
		assert_int_equal(why, TERMAUTH_BAD_REFERENCE);
		assert_int_equal(cars.count, 0);
	}
}

#define INFO_TA "0608 04007F0007020202"

static void the_announcement_tells_where_ef_cvca_is(void **state)
{
	(void)state;
	struct termauth_info info;
	assert_int_equal(termauth_info(HEX("310F 300D" INFO_TA "020101"), &info), EG_OK);
	assert_false(info.named_file);
	assert_int_equal(
		termauth_info(HEX("6E1A 3118 3016" INFO_TA "020101 3007 0402011D 04011D"), &info),
		EG_OK);
	assert_true(info.named_file && info.has_short_id);
	assert_int_equal(info.file_id[0] << 8 | info.file_id[1], 0x011D);
	assert_int_equal(info.short_id, 0x1D);
	assert_int_equal(termauth_info(HEX("3115 3013" INFO_TA "020101 3004 0402011D"), &info),
			 EG_OK);
	assert_true(info.named_file && !info.has_short_id);
	/* Other infos and version 2 are passed over. */
	assert_int_equal(termauth_info(HEX("3127 3007 06022A03 020101 300D" INFO_TA
					   "020102 300D" INFO_TA "020101"),
				       &info),
			 EG_OK);
	assert_int_equal(termauth_info(HEX("310F 300D" INFO_TA "020102"), &info), EG_NOT_FOUND);
	assert_int_equal(termauth_info(HEX("3100"), &info), EG_NOT_FOUND);
}

static void a_broken_announcement_is_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"",
		"6E00",
		"30",
		"310F 300D" INFO_TA "040101",
		"3111 300F" INFO_TA "020101 3000",
		"3114 3012" INFO_TA "020101 3003 040101",
		"3118 3016" INFO_TA "020101 3007 0402011D 04011F",
		"3118 3016" INFO_TA "020101 3007 0402011D 040100",
		"3119 3017" INFO_TA "020101 3008 0402011D 04021D1D",
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct termauth_info info;
		assert_int_equal(termauth_info(HEX(bad[i]), &info), EG_BAD_DATA);
	}
}

/* A right counts if the document verifier has it, too. */
static void the_chain_opens_what_each_of_its_certificates_opens(void **state)
{
	(void)state;
	static const struct {
		uint8_t dv;
		uint8_t is;
		uint8_t both;
	} rights[] = {
		{MINT_DV, MINT_IS, CVC_READ_DG3 | CVC_READ_DG4},
		{MINT_DV, MINT_IS & ~CVC_READ_DG3, CVC_READ_DG4},
		{MINT_DV & ~CVC_READ_DG4, MINT_IS, CVC_READ_DG3},
		{MINT_DV & ~CVC_READ_DG4, MINT_IS & ~CVC_READ_DG3, 0},
	};
	const struct cvc_minted whole[] = {dv_file, is_file};
	for (size_t i = 0; i < sizeof(rights) / sizeof(rights[0]); i++) {
		EG_AUTO(termauth_free) struct termauth *t = NULL;
		dv_file = file_of("UTCVCA00002", "UTDV00001", rights[i].dv, &dv_key, &root);
		is_file = file_of("UTDV00001", "UTIS00001", rights[i].is, &is_key, &dv_key);
		assert_int_equal(termauth_new(&terminal, RD_TEXT("UTCVCA00002"), RD_TEXT("ID"),
					      RD_TEXT("COMP"), &t),
				 EG_OK);
		assert_int_equal(termauth_access(t), rights[i].both);
	}
	dv_file = whole[0];
	is_file = whole[1];
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_commands_come_in_order_and_the_signature_is_right),
		cmocka_unit_test(no_link_is_sent_to_a_chip_that_has_the_new_trust_point),
		cmocka_unit_test(the_first_trust_point_with_a_chain_is_used),
		cmocka_unit_test(each_refusal_has_its_own_name),
		cmocka_unit_test(a_challenge_of_7_or_9_octets_is_not_signed),
		cmocka_unit_test(a_static_binding_is_tried_once_and_only_after_a_wrong_signature),
		cmocka_unit_test(a_key_that_does_not_sign_ends_it),
		cmocka_unit_test(the_chain_opens_what_each_of_its_certificates_opens),
		cmocka_unit_test(what_the_caller_gets_wrong_is_refused),
		cmocka_unit_test(a_command_is_answered_before_the_next),
		cmocka_unit_test(ef_cvca_gives_one_or_two_references),
		cmocka_unit_test(each_fault_of_ef_cvca_has_its_own_name),
		cmocka_unit_test(the_announcement_tells_where_ef_cvca_is),
		cmocka_unit_test(a_broken_announcement_is_refused),
	};
	return cmocka_run_group_tests(tests, make, unmake);
}
