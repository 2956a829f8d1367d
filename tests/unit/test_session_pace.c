/*
 * session and the many ways of PACE: passwords, mappings, several ways offered, failures that must
 * not be tried over and over.
 */
#include "emrtd/chipauth.h"
#include "session_card.h"

#define CAN RD_TEXT("314159")

/* SET of PACEInfos. */
struct offers {
	uint8_t octets[256];
	struct wr w;
	size_t mark;
};

static void offers_begin(struct offers *o)
{
	o->w = WR_ARRAY(o->octets);
	o->mark = wr_open(&o->w, 0x31);
}

static void offer(struct offers *o, enum pace_mapping mapping, enum crypt_cipher cipher,
		  uint8_t parameter)
{
	struct pace_suite suite;
	assert_true(pace_suite_of(mapping, cipher, parameter, &suite));
	size_t info = wr_open(&o->w, 0x30);
	wr_tlv(&o->w, 0x06, RD_ARRAY(suite.oid));
	wr_small_int(&o->w, 2);
	wr_small_int(&o->w, parameter);
	wr_close(&o->w, info);
}

static struct rd offers_end(struct offers *o)
{
	wr_close(&o->w, o->mark);
	return wr_view(&o->w);
}

static struct card *card_with(const struct offers *o)
{
	const struct card_order order = {.curve = CRYPT_P256,
					 .ciphers = CARD_OPEN_AES128,
					 .sod_size = 500,
					 .dg2_size = 1500,
					 .card_access = wr_view(&o->w)};
	return card_new(&order);
}

static void the_card_access_number_opens_the_chip(void **state)
{
	(void)state;
	for (int wrong = 0; wrong < 2; wrong++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		const struct card_order order = {.sod_size = 500, .dg2_size = 1500};
		EG_AUTO(card_free) struct card *c = card_new(&order);
		c->document.can = CAN;
		const struct rig_setting s = {
			.wrong_information = "X1234567<801010173010101", /* PACE needs none */
			.config = {.can = wrong == 1 ? RD_TEXT("271828") : CAN}};
		rig_run_document(&c->document, CARD_ZONE, &s, &r);
		if (wrong == 1) {
			rig_finding(&r, CHECK_ACCESS, VERDICT_FAIL, REASON_WRONG_PASSWORD);
			assert_true(r.totals.apdus <= 7);
		} else {
			rig_pass(&r, CHECK_FILES_READ);
			card_same(c, &r, EMRTD_DG2);
		}
	}
}

static void every_mapping_over_every_group_opens_the_chip(void **state)
{
	(void)state;
	static const enum pace_mapping mappings[] = {PACE_GM, PACE_IM};
	static const uint8_t groups[] = {0, 1, 2, 12, 13, 18};
	for (size_t i = 0; i < 2; i++) {
		for (size_t g = 0; g < sizeof(groups); g++) {
			EG_AUTO(rig_result_free) struct rig_result r = {0};
			struct offers o;
			offers_begin(&o);
			offer(&o, mappings[i], g % 2 == 0 ? CRYPT_AES256 : CRYPT_3DES, groups[g]);
			(void)offers_end(&o);
			EG_AUTO(card_free) struct card *c = card_with(&o);
			const struct rig_setting s = {0};
			rig_run_document(&c->document, CARD_ZONE, &s, &r);
			rig_pass(&r, CHECK_PACE_KEPT);
			rig_pass(&r, CHECK_FILES_READ);
			card_same(c, &r, EMRTD_DG2);
		}
	}
}

/* The mapping proves the chip; its key stands in EF.CardSecurity, which is read at once. */
static void a_mapping_that_proves_the_chip_saves_its_authentication(void **state)
{
	(void)state;
	/* 2: DG14, which EF.SOD signs, does not name the mapping */
	for (int there = 0; there < 3; there++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		struct offers o;
		offers_begin(&o);
		offer(&o, PACE_CAM, CRYPT_AES128, CRYPT_P256);
		(void)offers_end(&o);
		const struct card_order order = {.curve = CRYPT_P256,
						 .ciphers = CARD_OPEN_AES128,
						 .key_id = CRYPT_P256,
						 .card_security = there >= 1,
						 .silent_dg14 = there == 2,
						 .card_access = wr_view(&o.w)};
		EG_AUTO(card_free) struct card *c = card_new(&order);
		const struct rig_setting s = {0};
		rig_run_document(&c->document, CARD_ZONE, &s, &r);
		rig_pass(&r, CHECK_FILES_READ);
		card_same(c, &r, EMRTD_DG2);
		assert_true(rig_gave(&r, EMRTD_CHIP_MAPPING));
		struct rd proof = bytes_rd(&r.file[EMRTD_CHIP_MAPPING]);
		assert_int_equal(
			chipauth_verify_mapping(bytes_rd(&r.file[EMRTD_DG14]), proof, CRYPT_P256),
			EG_OK);
		assert_int_equal(rig_gave(&r, EMRTD_CARD_SECURITY), there >= 1);
		/* Without both nobody could judge the mapping, or hold it for this document's. */
		assert_int_equal(rig_gave(&r, EMRTD_CHIP_AUTH_KEY), there != 1);
	}
}

/* A first round ends behind EF.CardSecurity: contact is lost with the application's SELECT. */
static bool lose_behind_the_proof(struct meddler *m, struct rd command)
{
	uint8_t ins;
	uint8_t cla;
	if (!rd_byte_at(&command, 1, &ins) || !rd_peek(&command, &cla) || ins != 0xA4 ||
	    cla != 0x0C || m->count > 0) {
		return false;
	}
	m->count++;
	return true;
}

/* The way with mapping is refused once contact is regained, also with its parameter: the next one
 * is taken. */
static bool refuse_mapping_then(struct meddler *m, struct rd command, struct wr *answer)
{
	uint8_t ins;
	if (m->count < 1 || m->count > 2 || !rd_byte_at(&command, 1, &ins) || ins != 0x22) {
		return false;
	}
	m->count++;
	wr_be16(answer, 0x6A80);
	return true;
}

/*
 * Somebody shows a genuine chip, lets it prove itself by the mapping, and then another one that
 * gives the files of a third: what the first has proved says nothing of these.
 */
static void a_mapping_proves_no_chip_that_comes_behind_it(void **state)
{
	(void)state;
	for (int other = 0; other < 2; other++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		struct meddler m = {.lose = lose_behind_the_proof,
				    .instead = other == 1 ? refuse_mapping_then : NULL};
		struct offers o;
		offers_begin(&o);
		offer(&o, PACE_CAM, CRYPT_AES128, CRYPT_P256);
		offer(&o, PACE_GM, CRYPT_AES128, CRYPT_P256);
		(void)offers_end(&o);
		const struct card_order order = {.curve = CRYPT_P256,
						 .ciphers = CARD_OPEN_AES128,
						 .key_id = CRYPT_P256,
						 .card_security = true,
						 .card_access = wr_view(&o.w)};
		EG_AUTO(card_free) struct card *c = card_new(&order);
		const struct rig_setting s = {.meddler = &m};
		rig_run_document(&c->document, CARD_ZONE, &s, &r);
		rig_pass(&r, CHECK_FILES_READ);
		assert_int_equal(r.totals.lost, 1);
		assert_true(rig_gave(&r, EMRTD_CARD_SECURITY));
		assert_int_equal(rig_gave(&r, EMRTD_CHIP_MAPPING), other == 0);
		assert_int_equal(rig_gave(&r, EMRTD_CHIP_AUTH_KEY), other == 1);
		if (other == 0) { /* both accesses are proved, and each counts */
			struct rd proofs = bytes_rd(&r.file[EMRTD_CHIP_MAPPING]);
			struct rd rest = proofs;
			struct rd first;
			assert_true(rd_expect(&rest, 0x30, &first));
			assert_true(rest.left > 0);
			struct rd infos = bytes_rd(&r.file[EMRTD_DG14]);
			assert_int_equal(chipauth_verify_mapping(infos, proofs, CRYPT_P256), EG_OK);
			/* the last octet of the second one's number */
			r.file[EMRTD_CHIP_MAPPING].data[proofs.left - 1] ^= 1;
			assert_int_equal(chipauth_verify_mapping(infos, proofs, CRYPT_P256),
					 EG_MISMATCH);
		}
	}
}

static bool has_ins(struct rd command, uint8_t ins)
{
	uint8_t octet;
	return rd_byte_at(&command, 1, &octet) && octet == ins;
}

/* The chip's own fault in the first way that is tried, at its second step. */
static bool fail_first_mapping(struct meddler *m, struct rd command, struct wr *answer)
{
	if (!has_ins(command, 0x86) || ++m->count != 2) {
		return false;
	}
	chip_reset(m->chip);
	wr_be16(answer, 0x6A80);
	return true;
}

static void another_offered_way_is_no_downgrade(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	struct meddler m = {.instead = fail_first_mapping};
	struct offers o;
	offers_begin(&o);
	offer(&o, PACE_GM, CRYPT_AES256, CRYPT_BP384R1);
	offer(&o, PACE_IM, CRYPT_AES128, CRYPT_P256);
	(void)offers_end(&o);
	EG_AUTO(card_free) struct card *c = card_with(&o);
	const struct rig_setting s = {.meddler = &m};
	rig_run_document(&c->document, CARD_ZONE, &s, &r);
	rig_pass(&r, CHECK_PACE_KEPT);
	rig_pass(&r, CHECK_FILES_READ);
	assert_int_equal(r.totals.access, EMRTD_ACCESS_PACE);
}

/* 63C2 to the token: the password was wrong, and two tries are left. */
static bool count_down(struct meddler *m, struct rd command, struct wr *answer)
{
	uint8_t cla;
	if (has_ins(command, 0x22)) {
		m->count++;
	}
	if (!has_ins(command, 0x86) || !rd_peek(&command, &cla) || cla != 0x00) {
		return false;
	}
	wr_be16(answer, 0x63C2);
	return true;
}

static void a_refused_password_is_not_tried_again(void **state)
{
	(void)state;
	for (int two = 0; two < 2; two++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		struct meddler m = {.instead = count_down};
		struct offers o;
		offers_begin(&o);
		offer(&o, PACE_GM, CRYPT_AES128, CRYPT_P256);
		if (two == 1) {
			offer(&o, PACE_IM, CRYPT_AES128, CRYPT_P256);
		}
		(void)offers_end(&o);
		EG_AUTO(card_free) struct card *c = card_with(&o);
		const struct rig_setting s = {.meddler = &m};
		rig_run_document(&c->document, CARD_ZONE, &s, &r);
		rig_finding(&r, CHECK_ACCESS, VERDICT_FAIL, REASON_WRONG_PASSWORD);
		rig_finding(&r, CHECK_PACE_KEPT, VERDICT_FAIL, REASON_PACE_FAILED);
		assert_int_equal(m.count, 1);
	}
}

/* An identity card without the ePassport application: PACE works, and that is all. */
static bool hide_application(struct meddler *m, struct rd command, struct wr *answer)
{
	uint8_t p1;
	(void)m;
	if (!has_ins(command, 0xA4) || !rd_byte_at(&command, 2, &p1) || p1 != 0x04) {
		return false;
	}
	wr_be16(answer, 0x6A82);
	return true;
}

static void a_card_without_the_application_is_told_from_a_broken_one(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	struct meddler m = {.instead = hide_application};
	const struct card_order order = {.sod_size = 500, .dg2_size = 1500};
	EG_AUTO(card_free) struct card *c = card_new(&order);
	const struct rig_setting s = {.meddler = &m};
	rig_run_document(&c->document, CARD_ZONE, &s, &r);
	rig_pass(&r, CHECK_ACCESS);
	rig_pass(&r, CHECK_PACE_KEPT);
	rig_finding(&r, CHECK_FILES_READ, VERDICT_FAIL, REASON_NOT_PRESENT);
	assert_int_equal(r.findings.of[CHECK_FILES_READ].detail, 0);
}

/* A field of 2048 bits needs extended length; the chip takes it for one key at most, and then says
 * that it takes links of a chain. */
static bool refuse_extended_keys(struct meddler *m, struct rd command, struct wr *answer)
{
	uint8_t ins;
	uint8_t length;
	if (!rd_byte_at(&command, 1, &ins) || ins != 0x86 || !rd_byte_at(&command, 4, &length)) {
		return false;
	}
	bool is_key = length == 0 || length == 0xFF;
	if (!is_key || (m->count += length == 0 ? 1 : 0) < 2) {
		return false;
	}
	wr_be16(answer, length == 0 ? 0x6700 : 0x9000);
	return true;
}

static void a_chip_that_refuses_the_length_of_its_own_field_is_a_finding(void **state)
{
	(void)state;
	for (unsigned before = 0; before < 2; before++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		struct offers o;
		struct meddler m = {.instead = refuse_extended_keys, .count = before};
		offers_begin(&o);
		offer(&o, PACE_GM, CRYPT_AES128, CRYPT_DH_2048_256);
		(void)offers_end(&o); /* card_with takes what was written */
		EG_AUTO(card_free) struct card *c = card_with(&o);
		const struct rig_setting s = {.meddler = &m};
		rig_run_document(&c->document, CARD_ZONE, &s, &r);
		rig_finding(&r, CHECK_PACE_KEPT, VERDICT_FAIL, REASON_PACE_FAILED);
		assert_int_equal(findings_verdict(&r.findings, CHECK_ACCESS), VERDICT_FAIL);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_card_access_number_opens_the_chip),
		cmocka_unit_test(every_mapping_over_every_group_opens_the_chip),
		cmocka_unit_test(a_mapping_that_proves_the_chip_saves_its_authentication),
		cmocka_unit_test(a_mapping_proves_no_chip_that_comes_behind_it),
		cmocka_unit_test(another_offered_way_is_no_downgrade),
		cmocka_unit_test(a_refused_password_is_not_tried_again),
		cmocka_unit_test(a_chip_that_refuses_the_length_of_its_own_field_is_a_finding),
		cmocka_unit_test(a_card_without_the_application_is_told_from_a_broken_one),
	};
	return cmocka_run_group_tests(tests, card_open, card_close);
}
