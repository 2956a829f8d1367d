/*
 * session with the proofs of chip and terminal: Chip Authentication, Terminal Authentication, and
 * what is left of both when the chip refuses or is a copy.
 */
#include "emrtd/chipauth.h"
#include "session_card.h"

static void run_card(const struct card *c, const struct rig_setting *s, struct rig_result *r)
{
	rig_run_document(&c->document, CARD_ZONE, s, r);
	rig_pass(r, CHECK_ACCESS);
}

static void assert_proved(const struct card *c, const struct rig_result *r)
{
	struct rd key = bytes_rd(&r->file[EMRTD_CHIP_AUTH_KEY]);
	assert_true(rd_equal(key, rd_of(c->spki, c->spki_size)));
	assert_int_equal(chipauth_has_key(bytes_rd(&r->file[EMRTD_DG14]), key), EG_OK);
	assert_false(rig_gave(r, EMRTD_CHIP_AUTH_REFUSED));
}

static void every_key_and_cipher_of_chip_authentication_is_proved(void **state)
{
	(void)state;
	static const struct card_order orders[] = {
		{.curve = CRYPT_P256, .ciphers = 1},
		{.curve = CRYPT_P256, .ciphers = 2},
		{.curve = CRYPT_BP384R1, .ciphers = 4},
		{.curve = CRYPT_P521, .ciphers = 8},
		{.dh = true, .ciphers = 1, .dg14_size = 1500},
		{.dh = true, .ciphers = 2, .dg14_size = 1500},
		{.dh = true, .ciphers = 2, .dg14_size = 1500, .response = 4096},
	};
	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
		for (int short_only = 0; short_only < 2; short_only++) {
			EG_AUTO(rig_result_free) struct rig_result r = {0};
			EG_AUTO(card_free) struct card *c = card_new(&orders[i]);
			const struct rig_setting s = {.profile = {.short_only = short_only == 1}};
			run_card(c, &s, &r);
			rig_pass(&r, CHECK_FILES_READ);
			assert_proved(c, &r);
			card_same(c, &r, EMRTD_DG2);
			assert_int_equal(r.totals.resumed, 0);
		}
	}
}

static void behind_bac_the_chip_proves_itself_too(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	const struct card_order order = {.curve = CRYPT_P256, .ciphers = CARD_OPEN_BOTH};
	EG_AUTO(card_free) struct card *c = card_new(&order);
	const struct rig_setting s = {.profile = {.pace_off = true}};
	run_card(c, &s, &r);
	assert_int_equal(r.totals.access, EMRTD_ACCESS_BAC);
	assert_proved(c, &r);
	card_same(c, &r, EMRTD_DG2);
}

/* The copy of a document has its files, not its key. */
static void a_copied_chip_is_found_and_read_all_the_same(void **state)
{
	(void)state;
	for (int aa = 0; aa < 2; aa++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		const struct card_order order = {
			.curve = CRYPT_P256, .ciphers = CARD_OPEN_AES128, .active_auth = aa == 1};
		EG_AUTO(card_free) struct card *c = card_new(&order);
		const struct rig_setting s = {.profile = {.ca_cloned = true}};
		run_card(c, &s, &r);
		rig_pass(&r, CHECK_FILES_READ);
		assert_true(rig_gave(&r, EMRTD_CHIP_AUTH_REFUSED));
		assert_false(rig_gave(&r, EMRTD_CHIP_AUTH_KEY));
		card_same(c, &r, EMRTD_DG2);
		assert_int_equal(r.totals.resumed, 1);
		/* What had become needless is asked for now. */
		assert_int_equal(rig_gave(&r, EMRTD_AA_SIGNATURE), aa == 1);
	}
}

static bool refuse_agreement(struct meddler *m, struct rd command, struct wr *answer)
{
	uint8_t cla;
	uint8_t ins;
	if (!rd_byte_at(&command, 0, &cla) || !rd_byte_at(&command, 1, &ins) || (cla & 0x0C) == 0 ||
	    ins != 0x86) {
		return false;
	}
	m->count++;
	chip_reset(m->chip); /* as many do after an error */
	wr_be16(answer, 0x6F00);
	return true;
}

static void a_chip_that_breaks_off_is_opened_once_more(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	struct meddler m = {.instead = refuse_agreement};
	const struct card_order order = {.curve = CRYPT_P256, .ciphers = CARD_OPEN_AES128};
	EG_AUTO(card_free) struct card *c = card_new(&order);
	const struct rig_setting s = {.meddler = &m};
	run_card(c, &s, &r);
	rig_pass(&r, CHECK_FILES_READ);
	assert_int_equal(m.count, 1);
	assert_true(rig_gave(&r, EMRTD_CHIP_AUTH_REFUSED));
	card_same(c, &r, EMRTD_DG2);
}

/* DG14 names AES-192 too, which this chip has not got: refused under the old keys. */
static void another_way_is_tried_where_one_is_refused(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	const struct card_order order = {.curve = CRYPT_P256, .ciphers = CARD_OPEN_BOTH};
	EG_AUTO(card_free) struct card *c = card_new(&order);
	c->document.ca_pairs[0].ciphers = CARD_OPEN_AES128;
	const struct rig_setting s = {0};
	run_card(c, &s, &r);
	rig_pass(&r, CHECK_FILES_READ);
	assert_proved(c, &r);
	assert_int_equal(r.totals.resumed, 0);
}

static void the_proof_is_not_owed_to_a_file_behind_it(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	const struct card_order order = {.curve = CRYPT_P256, .ciphers = CARD_OPEN_AES128};
	EG_AUTO(card_free) struct card *c = card_new(&order);
	const struct rig_setting s = {
		.config = {.groups = EMRTD_GROUP(EMRTD_DG1) | EMRTD_GROUP(EMRTD_DG14)}};
	run_card(c, &s, &r);
	rig_pass(&r, CHECK_FILES_READ);
	assert_proved(c, &r);
	assert_int_equal(r.file[EMRTD_DG2].size, 0);
}

#define WITH_FINGERS (EMRTD_GROUPS_GATE | EMRTD_GROUP(EMRTD_DG3))

static void the_terminal_proves_itself_and_reads_fingers(void **state)
{
	(void)state;
	for (int bac = 0; bac < 2; bac++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		const struct card_order order = {
			.curve = CRYPT_P256, .ciphers = CARD_OPEN_AES128, .terminal = true};
		EG_AUTO(card_free) struct card *c = card_new(&order);
		const struct rig_setting s = {
			.profile = {.pace_off = bac == 1},
			.config = {.groups = WITH_FINGERS, .terminal = &card_terminal}};
		run_card(c, &s, &r);
		rig_pass(&r, CHECK_TERMINAL_AUTH);
		rig_pass(&r, CHECK_FILES_READ);
		assert_proved(c, &r);
		card_same(c, &r, EMRTD_DG3);
		assert_true(rig_gave(&r, EMRTD_CVCA));
	}
}

static void a_chip_that_binds_pace_by_its_password_is_served_too(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	const struct card_order order = {
		.curve = CRYPT_P256, .ciphers = CARD_OPEN_AES128, .terminal = true};
	EG_AUTO(card_free) struct card *c = card_new(&order);
	const struct rig_setting s = {
		.profile = {.ta_static = true},
		.config = {.groups = WITH_FINGERS, .terminal = &card_terminal}};
	run_card(c, &s, &r);
	rig_pass(&r, CHECK_TERMINAL_AUTH);
	card_same(c, &r, EMRTD_DG3);
}

static void without_a_chain_for_the_chip_fingers_are_not_asked_for(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	const struct card_order order = {.curve = CRYPT_P256,
					 .ciphers = CARD_OPEN_AES128,
					 .terminal = true,
					 .wrong_terminal = true};
	EG_AUTO(card_free) struct card *c = card_new(&order);
	const struct rig_setting s = {
		.config = {.groups = WITH_FINGERS, .terminal = &card_terminal}};
	run_card(c, &s, &r);
	rig_finding(&r, CHECK_TERMINAL_AUTH, VERDICT_CANNOT_TELL, REASON_NO_TERMINAL);
	rig_pass(&r, CHECK_FILES_READ);
	card_same(c, &r, EMRTD_DG2);
	assert_int_equal(r.file[EMRTD_DG3].size, 0);
}

/* The chip lets the terminal in, and would refuse the group: that is no fault of its files. */
static void fingers_that_our_certificate_denies_are_not_asked_for(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	const struct card_order order = {
		.curve = CRYPT_P256, .ciphers = CARD_OPEN_AES128, .terminal = true};
	EG_AUTO(card_free) struct card *c = card_new(&order);
	const struct rig_setting s = {
		.config = {.groups = WITH_FINGERS, .terminal = &card_terminal_blind}};
	run_card(c, &s, &r);
	rig_pass(&r, CHECK_TERMINAL_AUTH);
	rig_pass(&r, CHECK_FILES_READ);
	assert_false(rig_gave(&r, EMRTD_DG3));
	card_same(c, &r, EMRTD_DG2);
}

static void a_chip_that_did_not_prove_itself_gets_no_terminal(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	const struct card_order order = {
		.curve = CRYPT_P256, .ciphers = CARD_OPEN_AES128, .terminal = true};
	EG_AUTO(card_free) struct card *c = card_new(&order);
	const struct rig_setting s = {
		.profile = {.ca_cloned = true},
		.config = {.groups = WITH_FINGERS, .terminal = &card_terminal}};
	run_card(c, &s, &r);
	rig_finding(&r, CHECK_TERMINAL_AUTH, VERDICT_CANNOT_TELL, REASON_NOT_PRESENT);
	assert_int_equal(r.file[EMRTD_DG3].size, 0);
}

/* The document slips off with command number `count`; the hand puts it back at once. */
static bool slip(struct meddler *m, struct rd command)
{
	(void)command;
	return m->count-- == 0;
}

static void contact_lost_anywhere_costs_no_proof(void **state)
{
	(void)state;
	for (unsigned at = 0; at < 85; at++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		struct meddler m = {.lose = slip, .count = at};
		const struct card_order order = {.curve = CRYPT_P256,
						 .ciphers = CARD_OPEN_AES128,
						 .terminal = true,
						 .sod_size = 600,
						 .dg2_size = 5000};
		EG_AUTO(card_free) struct card *c = card_new(&order);
		const struct rig_setting s = {.meddler = &m,
					      .config = {.groups = WITH_FINGERS,
							 .short_only = true,
							 .terminal = &card_terminal}};
		run_card(c, &s, &r);
		rig_pass(&r, CHECK_TERMINAL_AUTH);
		rig_pass(&r, CHECK_FILES_READ);
		assert_proved(c, &r);
		card_same(c, &r, EMRTD_DG2);
		card_same(c, &r, EMRTD_DG3);
		assert_int_equal(r.totals.resumed, r.totals.lost);
	}
}

/* The chip drops its session with an error, once, when so many protected commands have come. */
static bool drop_once(struct meddler *m, struct rd command, struct wr *answer)
{
	uint8_t cla;
	if (!rd_peek(&command, &cla) || (cla & 0x0C) == 0 || m->count-- != 0) {
		return false;
	}
	chip_reset(m->chip);
	wr_be16(answer, 0x6988);
	return true;
}

static void a_dropped_session_is_proved_again(void **state)
{
	(void)state;
	for (unsigned at = 16; at < 70; at++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		struct meddler m = {.instead = drop_once, .count = at};
		const struct card_order order = {.curve = CRYPT_P256,
						 .ciphers = CARD_OPEN_AES128,
						 .terminal = true,
						 .dg2_size = 8000};
		EG_AUTO(card_free) struct card *c = card_new(&order);
		const struct rig_setting s = {.meddler = &m,
					      .config = {.groups = WITH_FINGERS,
							 .short_only = true,
							 .terminal = &card_terminal}};
		run_card(c, &s, &r);
		rig_pass(&r, CHECK_FILES_READ);
		rig_pass(&r, CHECK_TERMINAL_AUTH);
		card_same(c, &r, EMRTD_DG2);
		card_same(c, &r, EMRTD_DG3);
		assert_int_equal(r.totals.resumed, 1);
	}
}

/* A second chip in place of the first: it has the files, and not the key. */
static bool swap(struct meddler *m, struct rd command)
{
	(void)command;
	return m->count-- == 0;
}

static bool spoil_later_agreements(struct meddler *m, struct rd command, struct wr *answer)
{
	return m->count > 1000 && refuse_agreement(m, command, answer); /* count has wrapped */
}

static void another_chip_behind_the_loss_does_not_inherit_the_proof(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	struct meddler m = {.lose = swap, .instead = spoil_later_agreements, .count = 40};
	const struct card_order order = {.curve = CRYPT_P256, .ciphers = CARD_OPEN_AES128};
	EG_AUTO(card_free) struct card *c = card_new(&order);
	const struct rig_setting s = {.meddler = &m, .config = {.short_only = true}};
	run_card(c, &s, &r);
	assert_true(rig_gave(&r, EMRTD_CHIP_AUTH_REFUSED));
}

static bool is_read_of_fingers(struct rd command)
{
	uint8_t ins;
	uint8_t p1;
	return rd_byte_at(&command, 1, &ins) && rd_byte_at(&command, 2, &p1) && ins == 0xB0 &&
	       p1 == 0x83;
}

/* Counts how often fingers are asked for, and lets the chip answer. */
static bool count_asked(struct meddler *m, struct rd command, struct wr *answer)
{
	(void)answer;
	m->count += is_read_of_fingers(command);
	return false;
}

/* Refuses them in plain, and forgets its session. */
static bool drop_with(struct meddler *m, struct rd command, struct wr *answer, uint16_t sw)
{
	if (!is_read_of_fingers(command)) {
		return false;
	}
	m->count++;
	chip_reset(m->chip);
	wr_be16(answer, sw);
	return true;
}

static bool refuse_and_drop(struct meddler *m, struct rd command, struct wr *answer)
{
	return drop_with(m, command, answer, 0x6982);
}

/* Some blame the objects of the command for it. */
static bool blame_and_drop(struct meddler *m, struct rd command, struct wr *answer)
{
	return drop_with(m, command, answer, 0x6988);
}

static bool miss_and_drop(struct meddler *m, struct rd command, struct wr *answer)
{
	return drop_with(m, command, answer, 0x6987);
}

static void run_quirks(const struct card *c, const char *quirks, struct rig_setting s,
		       struct rig_result *r)
{
	assert_int_equal(chip_quirks_parse(&s.profile.quirks, rd_cstr(quirks)), EG_OK);
	s.config.groups = WITH_FINGERS;
	run_card(c, &s, r);
}

/* Many chips give DG3 to everybody whom they let in; who does not want it is not given it. */
static void fingers_that_are_free_are_read_without_a_terminal_if_asked_for(void **state)
{
	(void)state;
	for (int wanted = 0; wanted < 2; wanted++) {
		for (int trust = 0; trust < 2; trust++) {
			EG_AUTO(rig_result_free) struct rig_result r = {0};
			const struct card_order order = {
				.curve = CRYPT_P256, .ciphers = CARD_OPEN_AES128, .fingers = true};
			EG_AUTO(card_free) struct card *c = card_new(&order);
			const struct rig_setting s = {
				.config = {.fingers_if_given = wanted == 1,
					   .terminal = trust == 1 ? &card_terminal : NULL}};
			run_quirks(c, "dg3_free", s, &r);
			rig_pass(&r, CHECK_FILES_READ);
			rig_finding(&r, CHECK_TERMINAL_AUTH,
				    trust == 1 ? VERDICT_CANNOT_TELL : VERDICT_NOT_DONE,
				    trust == 1 ? REASON_NOT_PRESENT : REASON_NONE);
			assert_int_equal(rig_gave(&r, EMRTD_DG3), wanted == 1);
			if (wanted == 1) {
				card_same(c, &r, EMRTD_DG3);
				assert_int_equal(r.order[r.files - 1], EMRTD_DG3); /* last */
			}
		}
	}
}

/* Also in the middle of them: they go on at the same octet. */
static void free_fingers_survive_a_loss_of_contact(void **state)
{
	(void)state;
	for (unsigned at = 30; at < 70; at += 3) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		struct meddler m = {.lose = slip, .count = at};
		const struct card_order order = {.curve = CRYPT_P256,
						 .ciphers = CARD_OPEN_AES128,
						 .fingers = true,
						 .sod_size = 600,
						 .dg2_size = 5000};
		EG_AUTO(card_free) struct card *c = card_new(&order);
		const struct rig_setting s = {
			.meddler = &m, .config = {.fingers_if_given = true, .short_only = true}};
		run_quirks(c, "dg3_free", s, &r);
		rig_pass(&r, CHECK_FILES_READ);
		card_same(c, &r, EMRTD_DG2);
		card_same(c, &r, EMRTD_DG3);
	}
}

/* Protected or in plain: asked for once, and no fault of any file. */
static void fingers_that_are_refused_cost_one_command_and_no_finding(void **state)
{
	bool (*const ways[])(struct meddler *, struct rd, struct wr *) = {
		count_asked, refuse_and_drop, blame_and_drop, miss_and_drop};
	(void)state;
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		struct meddler m = {.instead = ways[i]};
		const struct card_order order = {
			.curve = CRYPT_P256, .ciphers = CARD_OPEN_AES128, .fingers = true};
		EG_AUTO(card_free) struct card *c = card_new(&order);
		const struct rig_setting s = {
			.meddler = &m,
			.config = {.groups = WITH_FINGERS, .fingers_if_given = true}};
		run_card(c, &s, &r);
		rig_pass(&r, CHECK_FILES_READ);
		rig_finding(&r, CHECK_TERMINAL_AUTH, VERDICT_NOT_DONE, REASON_NONE);
		assert_false(rig_gave(&r, EMRTD_DG3));
		assert_int_equal(r.totals.resumed, 0);
		assert_int_equal(m.count, 1);
		card_same(c, &r, EMRTD_DG2);
	}
}

/* Who would only refuse is not asked; what is behind a proof is asked for as ever. */
static void a_chip_that_wants_a_proof_is_not_asked_without_one(void **state)
{
	static const struct {
		const struct termauth_terminal *terminal;
		const char *quirks;
		unsigned asked;
		enum verdict verdict;
		enum reason why;
		bool wrong;
	} cases[] = {
		{&card_terminal, "", 0, VERDICT_CANNOT_TELL, REASON_NO_TERMINAL, true},
		{&card_terminal_blind, "", 0, VERDICT_PASS, REASON_NONE, false},
		{&card_terminal, "ta_challenge_short", 0, VERDICT_FAIL, REASON_BAD_FORMAT, false},
		{&card_terminal, "dg3_refused", 1, VERDICT_PASS, REASON_NONE, false},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		struct meddler m = {.instead = count_asked};
		const struct card_order order = {.curve = CRYPT_P256,
						 .ciphers = CARD_OPEN_AES128,
						 .terminal = true,
						 .wrong_terminal = cases[i].wrong};
		EG_AUTO(card_free) struct card *c = card_new(&order);
		const struct rig_setting s = {
			.meddler = &m,
			.config = {.fingers_if_given = true, .terminal = cases[i].terminal}};
		run_quirks(c, cases[i].quirks, s, &r);
		rig_finding(&r, CHECK_TERMINAL_AUTH, cases[i].verdict, cases[i].why);
		rig_pass(&r, CHECK_FILES_READ);
		assert_int_equal(m.count, cases[i].asked);
		assert_false(rig_gave(&r, EMRTD_DG3));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_key_and_cipher_of_chip_authentication_is_proved),
		cmocka_unit_test(behind_bac_the_chip_proves_itself_too),
		cmocka_unit_test(a_copied_chip_is_found_and_read_all_the_same),
		cmocka_unit_test(a_chip_that_breaks_off_is_opened_once_more),
		cmocka_unit_test(another_way_is_tried_where_one_is_refused),
		cmocka_unit_test(the_proof_is_not_owed_to_a_file_behind_it),
		cmocka_unit_test(the_terminal_proves_itself_and_reads_fingers),
		cmocka_unit_test(a_chip_that_binds_pace_by_its_password_is_served_too),
		cmocka_unit_test(without_a_chain_for_the_chip_fingers_are_not_asked_for),
		cmocka_unit_test(fingers_that_our_certificate_denies_are_not_asked_for),
		cmocka_unit_test(a_chip_that_did_not_prove_itself_gets_no_terminal),
		cmocka_unit_test(contact_lost_anywhere_costs_no_proof),
		cmocka_unit_test(a_dropped_session_is_proved_again),
		cmocka_unit_test(fingers_that_are_free_are_read_without_a_terminal_if_asked_for),
		cmocka_unit_test(free_fingers_survive_a_loss_of_contact),
		cmocka_unit_test(fingers_that_are_refused_cost_one_command_and_no_finding),
		cmocka_unit_test(a_chip_that_wants_a_proof_is_not_asked_without_one),
		cmocka_unit_test(another_chip_behind_the_loss_does_not_inherit_the_proof),
	};
	return cmocka_run_group_tests(tests, card_open, card_close);
}
