/*
 * pace: every suite reaches the session; chips that do not follow the protocol get no further.
 */
#include "emrtd/pace.h"
#include "tests/hex.h"
#include "tests/unit/pace_chip.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define MRZ_INFORMATION RD_TEXT("T22000129364081251010318")

static struct pace_suite suite_of(enum pace_mapping m, enum crypt_cipher c, unsigned parameter)
{
	struct pace_suite s;
	assert_true(pace_suite_of(m, c, (uint8_t)parameter, &s));
	return s;
}

/* A run up to the chip's key: both sides have the session keys. */
struct run {
	struct pace *p;
	struct pace_chip chip;
};

static void run_end(struct run *r)
{
	pace_free(&r->p);
	pace_chip_end(&r->chip);
}

static void agreed(struct run *r, const struct pace_suite *suite)
{
	uint8_t sent[400];
	uint8_t answer[400];
	struct wr up = WR_ARRAY(sent);
	struct wr down = WR_ARRAY(answer);
	assert_int_equal(pace_new(suite, PACE_MRZ, MRZ_INFORMATION, NULL, &r->p), EG_OK);
	assert_int_equal(pace_nonce(r->p, pace_chip_nonce(&r->chip, suite, MRZ_INFORMATION, &down)),
			 EG_OK);
	assert_int_equal(pace_map_key(r->p, &up), EG_OK);
	down = WR_ARRAY(answer);
	assert_int_equal(pace_map(r->p, pace_chip_map(&r->chip, wr_view(&up), &down)), EG_OK);
	up = WR_ARRAY(sent);
	down = WR_ARRAY(answer);
	assert_int_equal(pace_ephemeral_key(r->p, &up), EG_OK);
	assert_int_equal(pace_agree(r->p, pace_chip_agree(&r->chip, wr_view(&up), &down)), EG_OK);
}

static void assert_same_session(const struct sm *a, const struct sm *b)
{
	assert_true(secret_equal(secret_rd(&a->enc), secret_rd(&b->enc)));
	assert_true(secret_equal(secret_rd(&a->mac), secret_rd(&b->mac)));
	assert_int_equal(a->cipher, b->cipher);
}

static void check_proof(struct run *r)
{
	uint8_t octets[300];
	uint8_t point_octets[CRYPT_POINT_MAX];
	struct wr w = WR_ARRAY(octets);
	struct wr point = WR_ARRAY(point_octets);
	struct rd proof;
	struct rd map;
	struct rd data;
	assert_int_equal(pace_cam_proof(r->p, &w), EG_OK);
	struct rd all = wr_view(&w);
	assert_true(rd_expect(&all, 0x30, &proof) && rd_end(&all));
	assert_true(rd_expect(&proof, 0x04, &map) && rd_expect(&proof, 0x04, &data));
	assert_true(rd_end(&proof));
	assert_int_equal(crypt_ec_public(r->chip.static_key, &point), EG_OK);
	assert_int_equal(crypt_ec_verify_mapping((enum crypt_curve)r->chip.suite.parameter,
						 wr_view(&point), data, map),
			 EG_OK);
}

static void finish_well(struct run *r)
{
	uint8_t sent[64];
	uint8_t answer[200];
	uint8_t extra_octets[128];
	uint8_t ecad_octets[96];
	uint8_t token[8];
	struct wr up = WR_ARRAY(sent);
	struct wr down = WR_ARRAY(answer);
	struct wr extra = WR_ARRAY(extra_octets);
	struct wr ecad = WR_ARRAY(ecad_octets);
	struct sm s = {0};
	uint8_t own[PACE_PUBLIC_MAX];
	struct wr key = WR_ARRAY(own);
	assert_int_equal(pace_token(r->p, &up), EG_OK);
	assert_int_equal(pace_group_public(&r->chip.group, &key), EG_OK);
	pace_chip_token_over(&r->chip, wr_view(&key), token);
	assert_true(rd_equal(pace_chip_take(wr_view(&up), 0x85), RD_ARRAY(token)));
	if (r->chip.suite.mapping == PACE_CAM) {
		struct secret data = pace_chip_data(&r->chip);
		wr_tlv(&extra, 0x8A, pace_chip_ecad(&r->chip, secret_rd(&data), true, &ecad));
	}
	assert_int_equal(pace_finish(r->p, pace_chip_finish(&r->chip, wr_view(&extra), &down), &s),
			 EG_OK);
	assert_same_session(&s, &r->chip.session);
	if (r->chip.suite.mapping == PACE_CAM) {
		check_proof(r);
	}
	sm_close(&s);
}

static void every_suite_reaches_the_session(void **state)
{
	(void)state;
	unsigned suites = 0;
	for (unsigned m = PACE_GM; m <= PACE_CAM; m++) {
		for (unsigned parameter = 0; parameter <= CRYPT_P521; parameter++) {
			/* Each cipher once with each mapping and group would take seconds. */
			for (unsigned c = CRYPT_3DES; c <= CRYPT_AES256; c++) {
				struct pace_suite s;
				if (!pace_suite_of((enum pace_mapping)m, (enum crypt_cipher)c,
						   (uint8_t)parameter, &s)) {
					continue;
				}
				suites++;
				if (s.dh && c != parameter + 1 && c != CRYPT_3DES) {
					continue;
				}
				EG_AUTO(run_end) struct run r = {0};
				agreed(&r, &s);
				finish_well(&r);
			}
		}
	}
	/* 14 groups x 4 ciphers, GM; one curve less with IM; 11 curves x 3 ciphers, CAM */
	assert_int_equal(suites, 14 * 4 + 13 * 4 + 11 * 3);
}

static struct pace *begun(const struct pace_suite *suite)
{
	struct pace *p = NULL;
	assert_int_equal(pace_new(suite, PACE_MRZ, MRZ_INFORMATION, NULL, &p), EG_OK);
	return p;
}

static struct rd dynamic(uint8_t *buffer, size_t cap, uint32_t tag, struct rd value)
{
	struct wr w = wr_of(buffer, cap);
	return pace_chip_put(&w, tag, value);
}

static void a_nonce_that_is_no_whole_block_is_refused(void **state)
{
	(void)state;
	static const size_t sizes[] = {0, 1, 8, 15, 17, 48};
	const struct pace_suite suite = suite_of(PACE_GM, CRYPT_AES128, CRYPT_P256);
	uint8_t octets[64] = {0};
	uint8_t buffer[100];
	EG_AUTO(pace_free) struct pace *p = begun(&suite);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		assert_int_equal(pace_nonce(p, dynamic(buffer, sizeof(buffer), 0x80,
						       rd_of(octets, sizes[i]))),
				 EG_BAD_DATA);
	}
	assert_int_equal(pace_nonce(p, dynamic(buffer, sizeof(buffer), 0x90, rd_of(octets, 16))),
			 EG_BAD_DATA);
	assert_int_equal(pace_nonce(p, RD_TEXT("\x7C\x00")), EG_BAD_DATA);
	assert_int_equal(pace_nonce(p, RD_EMPTY), EG_BAD_DATA);
}

/* Integrated mapping encrypts s with t as the key: the sizes are fixed (4.4.3.3.2). */
static void a_short_nonce_is_refused_by_integrated_mapping(void **state)
{
	(void)state;
	const struct pace_suite suite = suite_of(PACE_IM, CRYPT_AES256, CRYPT_BP256R1);
	uint8_t buffer[100];
	EG_AUTO(pace_free) struct pace *p = begun(&suite);
	assert_int_equal(
		pace_nonce(p, dynamic(buffer, sizeof(buffer), 0x80, RD_TEXT("0123456789abcdef"))),
		EG_OK);
	assert_int_equal(pace_map(p, RD_TEXT("\x7C\x02\x82\x00")), EG_BAD_DATA);
}

static void integrated_mapping_takes_nothing_from_the_chip(void **state)
{
	(void)state;
	const struct pace_suite suite = suite_of(PACE_IM, CRYPT_AES128, CRYPT_BP256R1);
	static const char *const refused[] = {"",       "7C038201FF", "7C029200", "7C0482008300",
					      "7C0082", "7C048200"};
	for (size_t i = 0; i <= sizeof(refused) / sizeof(refused[0]); i++) {
		uint8_t buffer[100];
		struct rd z = RD_TEXT("0123456789abcdef");
		EG_AUTO(pace_free) struct pace *p = begun(&suite);
		assert_int_equal(pace_nonce(p, dynamic(buffer, sizeof(buffer), 0x80, z)), EG_OK);
		if (i < sizeof(refused) / sizeof(refused[0])) {
			assert_int_equal(pace_map(p, HEX(refused[i])), EG_BAD_DATA);
		} else {
			assert_int_equal(pace_map(p, RD_TEXT("\x7C\x00")), EG_OK);
		}
	}
}

/* Sizes, and numbers that are no element: in the curve's and in the field's group. */
static void keys_outside_the_group_are_refused(void **state)
{
	(void)state;
	static const size_t sizes[] = {0, 1, 64, 65, 66, 128, 129, 133, 256, 257};
	const struct pace_suite suites[] = {suite_of(PACE_GM, CRYPT_AES128, CRYPT_P256),
					    suite_of(PACE_GM, CRYPT_AES128, CRYPT_DH_1024_160)};
	for (size_t j = 0; j < 2; j++) {
		uint8_t octets[300] = {0x04, 1, 2, 3};
		uint8_t buffer[400];
		EG_AUTO(run_end) struct run r = {0};
		EG_AUTO(pace_free) struct pace *p = begun(&suites[j]);
		agreed(&r, &suites[j]);
		assert_int_equal(pace_nonce(p, dynamic(buffer, sizeof(buffer), 0x80,
						       RD_TEXT("0123456789abcdef"))),
				 EG_OK);
		for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
			struct rd key = rd_of(octets, sizes[i]);
			assert_int_equal(pace_map(p, dynamic(buffer, sizeof(buffer), 0x82, key)),
					 EG_BAD_DATA);
			assert_int_equal(
				pace_agree(r.p, dynamic(buffer, sizeof(buffer), 0x84, key)),
				EG_BAD_DATA);
		}
	}
}

static void wrong_tags_are_refused_in_every_step(void **state)
{
	(void)state;
	const struct pace_suite suite = suite_of(PACE_GM, CRYPT_AES128, CRYPT_P256);
	uint8_t octets[CRYPT_POINT_MAX];
	uint8_t buffer[200];
	uint8_t answer[200];
	struct wr point = WR_ARRAY(octets);
	struct wr down = WR_ARRAY(answer);
	struct sm s = {0};
	EG_AUTO(run_end) struct run r = {0};
	EG_AUTO(crypt_ec_free) struct crypt_ec *chip = NULL;
	EG_AUTO(pace_free) struct pace *p = begun(&suite);
	agreed(&r, &suite);
	assert_int_equal(crypt_ec_generate(CRYPT_P256, &chip), EG_OK);
	assert_int_equal(crypt_ec_public(chip, &point), EG_OK);
	assert_int_equal(
		pace_nonce(p, dynamic(buffer, sizeof(buffer), 0x80, RD_TEXT("0123456789abcdef"))),
		EG_OK);
	struct rd key = wr_view(&point);
	assert_int_equal(pace_map(p, dynamic(buffer, sizeof(buffer), 0x92, key)), EG_BAD_DATA);
	assert_int_equal(pace_agree(r.p, dynamic(buffer, sizeof(buffer), 0x94, key)), EG_BAD_DATA);
	(void)pace_chip_finish(&r.chip, RD_EMPTY, &down); /* written to answer */
	answer[2] = 0x96;
	assert_int_equal(pace_finish(r.p, wr_view(&down), &s), EG_BAD_DATA);
	answer[2] = 0x86;
	assert_int_equal(pace_finish(r.p, wr_view(&down), &s), EG_OK);
	sm_close(&s);
}

static void the_readers_own_keys_sent_back_are_refused(void **state)
{
	(void)state;
	const struct pace_suite suites[] = {suite_of(PACE_GM, CRYPT_AES128, CRYPT_P256),
					    suite_of(PACE_GM, CRYPT_3DES, CRYPT_DH_2048_224)};
	for (size_t i = 0; i < 2; i++) {
		uint8_t buffer[400];
		uint8_t own[400];
		EG_AUTO(run_end) struct run r = {0};
		EG_AUTO(pace_free) struct pace *p = begun(&suites[i]);
		struct wr sent = WR_ARRAY(own);
		assert_int_equal(pace_nonce(p, dynamic(buffer, sizeof(buffer), 0x80,
						       RD_TEXT("0123456789abcdef"))),
				 EG_OK);
		assert_int_equal(pace_map_key(p, &sent), EG_OK);
		struct rd key = pace_chip_take(wr_view(&sent), 0x81);
		assert_int_equal(pace_map(p, dynamic(buffer, sizeof(buffer), 0x82, key)),
				 EG_MISMATCH);
		agreed(&r, &suites[i]);
		sent = WR_ARRAY(own);
		assert_int_equal(pace_ephemeral_key(r.p, &sent), EG_OK);
		key = pace_chip_take(wr_view(&sent), 0x83);
		assert_int_equal(pace_agree(r.p, dynamic(buffer, sizeof(buffer), 0x84, key)),
				 EG_MISMATCH);
	}
}

static void a_leading_zero_does_not_hide_the_readers_own_number(void **state)
{
	(void)state;
	const struct pace_suite suite = suite_of(PACE_GM, CRYPT_AES128, CRYPT_DH_1024_160);
	uint8_t own[200];
	uint8_t padded_octets[200];
	uint8_t buffer[200];
	struct wr sent = WR_ARRAY(own);
	struct wr padded = WR_ARRAY(padded_octets);
	EG_AUTO(run_end) struct run r = {0};
	agreed(&r, &suite);
	assert_int_equal(pace_ephemeral_key(r.p, &sent), EG_OK);
	wr_u8(&padded, 0);
	wr_put(&padded, pace_chip_take(wr_view(&sent), 0x83));
	assert_int_equal(pace_agree(r.p, dynamic(buffer, sizeof(buffer), 0x84, wr_view(&padded))),
			 EG_MISMATCH);
}

static void a_token_that_does_not_fit_opens_nothing(void **state)
{
	(void)state;
	const struct pace_suite suite = suite_of(PACE_GM, CRYPT_AES128, CRYPT_P256);
	uint8_t buffer[200];
	struct sm s = {0};
	EG_AUTO(run_end) struct run r = {0};
	agreed(&r, &suite);
	static const char *const tokens[] = {"12345678", "1234567", "123456789", ""};
	for (size_t i = 0; i < sizeof(tokens) / sizeof(tokens[0]); i++) {
		assert_int_equal(
			pace_finish(r.p, dynamic(buffer, sizeof(buffer), 0x86, rd_cstr(tokens[i])),
				    &s),
			EG_MISMATCH);
	}
	/* The reader's own token sent back. */
	struct wr own = WR_ARRAY(buffer);
	assert_int_equal(pace_token(r.p, &own), EG_OK);
	buffer[2] = 0x86;
	assert_int_equal(pace_finish(r.p, wr_view(&own), &s), EG_MISMATCH);
	assert_int_equal(s.enc.size, 0);
}

static void steps_out_of_order_are_refused(void **state)
{
	(void)state;
	const struct pace_suite suite = suite_of(PACE_GM, CRYPT_AES128, CRYPT_P256);
	uint8_t octets[CRYPT_POINT_MAX];
	uint8_t buffer[200];
	struct wr point = WR_ARRAY(octets);
	struct sm s = {0};
	EG_AUTO(crypt_ec_free) struct crypt_ec *chip = NULL;
	EG_AUTO(pace_free) struct pace *p = begun(&suite);
	assert_int_equal(crypt_ec_generate(CRYPT_P256, &chip), EG_OK);
	assert_int_equal(crypt_ec_public(chip, &point), EG_OK);
	struct rd key = wr_view(&point);
	struct wr out = WR_ARRAY(octets);
	assert_int_equal(pace_map(p, dynamic(buffer, sizeof(buffer), 0x82, key)), EG_STATE);
	assert_int_equal(pace_agree(p, dynamic(buffer, sizeof(buffer), 0x84, key)), EG_STATE);
	assert_int_equal(pace_token(p, &out), EG_STATE);
	assert_int_equal(pace_finish(p, RD_TEXT("\x7C\x02\x86\x00"), &s), EG_STATE);
}

/* Each object behind the token, and whether the run may end well with it. */
static void chip_authentication_data_must_be_there_and_well_formed(void **state)
{
	(void)state;
	static const struct {
		enum pace_mapping mapping;
		uint32_t tag; /* 0: none */
		size_t size;  /* octets of CA_IC that are sent; 99: all, 98: all but no padding,
				 97: sent as they are, 0: empty object */
		enum eg_err want;
	} cases[] = {
		{PACE_CAM, 0x8A, 99, EG_OK},
		{PACE_CAM, 0, 0, EG_BAD_DATA},
		{PACE_CAM, 0x8B, 99, EG_BAD_DATA},
		{PACE_CAM, 0x8A, 0, EG_BAD_DATA},
		{PACE_CAM, 0x8A, 98, EG_BAD_DATA},
		{PACE_CAM, 0x8A, 97, EG_BAD_DATA},
		{PACE_CAM, 0x8A, 31, EG_BAD_DATA},
		{PACE_CAM, 0x8A, 16, EG_BAD_DATA},
		{PACE_GM, 0x8A, 99, EG_BAD_DATA},
		{PACE_GM, 0x89, 99, EG_BAD_DATA},
		{PACE_GM, 0, 0, EG_OK},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct pace_suite suite =
			suite_of(cases[i].mapping, CRYPT_AES192, CRYPT_BP256R1);
		uint8_t answer[200];
		uint8_t extra_octets[128];
		uint8_t ecad_octets[96];
		struct wr down = WR_ARRAY(answer);
		struct wr extra = WR_ARRAY(extra_octets);
		struct wr ecad = WR_ARRAY(ecad_octets);
		struct sm s = {0};
		EG_AUTO(run_end) struct run r = {0};
		agreed(&r, &suite);
		struct secret data = pace_chip_data(&r.chip);
		struct rd value = secret_rd(&data);
		if (cases[i].size < 97) {
			value = rd_of(data.bytes, cases[i].size);
		}
		if (cases[i].size > 0 && cases[i].size != 97) {
			value = pace_chip_ecad(&r.chip, value, cases[i].size != 98, &ecad);
		}
		if (cases[i].tag != 0) {
			wr_tlv(&extra, cases[i].tag, value);
		}
		assert_int_equal(
			pace_finish(r.p, pace_chip_finish(&r.chip, wr_view(&extra), &down), &s),
			cases[i].want);
		assert_int_equal(s.enc.size > 0, cases[i].want == EG_OK);
	}
}

static void references_of_trust_points_are_asked_for_and_kept(void **state)
{
	(void)state;
	const struct pace_suite suite = suite_of(PACE_GM, CRYPT_AES128, CRYPT_P256);
	uint8_t answer[200];
	struct rd car;
	struct sm s = {0};
	EG_AUTO(run_end) struct run r = {0};
	agreed(&r, &suite);
	struct wr set_at = WR_ARRAY(answer);
	pace_ask_references(r.p);
	assert_int_equal(pace_set_at(r.p, false, &set_at), EG_OK);
	struct rd tail = wr_view(&set_at);
	assert_true(rd_skip(&tail, 15));
	assert_true(rd_equal(tail, RD_TEXT("\x7F\x4C\x0E\x06\x09\x04\x00\x7F\x00\x07\x03\x01\x02"
					   "\x01\x53\x01\x3F")));
	static const struct {
		const char *objects;
		enum eg_err want;
	} cases[] = {
		{"\x88\x02XY\x87\x02XY", EG_BAD_DATA}, /* order of 4.4.5 */
		{"\x87\x02XY\x87\x02XY", EG_BAD_DATA},
		{"\x87\x11XYXYXYXYXYXYXYXYX", EG_BAD_DATA}, /* longer than 16 */
		{"\x87\x02XY\x88\x03XYZ", EG_OK},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct wr down = WR_ARRAY(answer);
		assert_int_equal(
			pace_finish(r.p,
				    pace_chip_finish(&r.chip, rd_cstr(cases[i].objects), &down),
				    &s),
			cases[i].want);
	}
	assert_int_equal(pace_car(r.p, 0, &car), EG_OK);
	assert_true(rd_equal(car, RD_TEXT("XY")));
	assert_int_equal(pace_car(r.p, 1, &car), EG_OK);
	assert_true(rd_equal(car, RD_TEXT("XYZ")));
	sm_close(&s);
}

static void ids_are_compressed_keys(void **state)
{
	(void)state;
	const struct pace_suite suites[] = {suite_of(PACE_GM, CRYPT_AES128, CRYPT_P384),
					    suite_of(PACE_GM, CRYPT_AES128, CRYPT_DH_1024_160)};
	for (size_t i = 0; i < 2; i++) {
		uint8_t id[80];
		uint8_t own[400];
		uint8_t digest[CRYPT_HASH_MAX];
		struct wr sent = WR_ARRAY(own);
		struct wr w = WR_ARRAY(id);
		EG_AUTO(run_end) struct run r = {0};
		agreed(&r, &suites[i]);
		assert_int_equal(pace_ephemeral_key(r.p, &sent), EG_OK);
		struct rd key = pace_chip_take(wr_view(&sent), 0x83);
		assert_int_equal(pace_ephemeral_id(r.p, &w), EG_OK);
		if (suites[i].dh) {
			assert_int_equal(crypt_hash(CRYPT_SHA1, key, digest), EG_OK);
			assert_true(rd_equal(wr_view(&w), rd_of(digest, 20)));
		} else {
			assert_true(rd_equal(wr_view(&w), rd_of(key.at + 1, 48)));
		}
		w = WR_ARRAY(id);
		sent = WR_ARRAY(own);
		assert_int_equal(pace_chip_id(r.p, &w), EG_OK);
		assert_int_equal(pace_group_public(&r.chip.group, &sent), EG_OK);
		if (!suites[i].dh) {
			assert_true(rd_equal(wr_view(&w), rd_of(own + 1, 48)));
		}
		assert_int_equal(w.size, suites[i].dh ? 20 : 48);
	}
}

static void domain_parameters_and_password_are_named(void **state)
{
	(void)state;
	const struct pace_suite suite = suite_of(PACE_GM, CRYPT_AES128, CRYPT_P256);
	uint8_t buffer[64];
	struct wr plain = WR_ARRAY(buffer);
	struct pace *none = NULL;
	EG_AUTO(pace_free) struct pace *p = NULL;
	assert_int_equal(pace_new(&suite, PACE_CAN, RD_TEXT("123456"), NULL, &p), EG_OK);
	assert_int_equal(pace_set_at(p, true, &plain), EG_OK);
	struct rd written = wr_view(&plain);
	assert_int_equal(written.left, 18);
	assert_true(rd_skip(&written, 12));
	assert_true(rd_equal(written, RD_TEXT("\x83\x01\x02\x84\x01\x0C")));
	assert_int_equal(pace_new(&suite, PACE_CAN, RD_EMPTY, NULL, &none), EG_BAD_DATA);
	assert_null(none);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_suite_reaches_the_session),
		cmocka_unit_test(a_nonce_that_is_no_whole_block_is_refused),
		cmocka_unit_test(a_short_nonce_is_refused_by_integrated_mapping),
		cmocka_unit_test(integrated_mapping_takes_nothing_from_the_chip),
		cmocka_unit_test(keys_outside_the_group_are_refused),
		cmocka_unit_test(wrong_tags_are_refused_in_every_step),
		cmocka_unit_test(the_readers_own_keys_sent_back_are_refused),
		cmocka_unit_test(a_leading_zero_does_not_hide_the_readers_own_number),
		cmocka_unit_test(a_token_that_does_not_fit_opens_nothing),
		cmocka_unit_test(steps_out_of_order_are_refused),
		cmocka_unit_test(chip_authentication_data_must_be_there_and_well_formed),
		cmocka_unit_test(references_of_trust_points_are_asked_for_and_kept),
		cmocka_unit_test(ids_are_compressed_keys),
		cmocka_unit_test(domain_parameters_and_password_are_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
