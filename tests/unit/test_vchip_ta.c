/*
 * vchip_ta: what the virtual chip refuses in Terminal Authentication, and how its date, its trust
 * points and its rights move. Certificates are the forge's, some of them wrong on purpose.
 */
#include "eac_desk.h"
#include "simulator/forge_cert.h"
#include "simulator/forge_cvc.h"

#define PART_MAX 200

static const struct date today = {2026, 6, 15};

/* Keys and names of one country; every test makes its own certificates of them. */
struct state {
	struct forge_key root[3];
	struct forge_key dv;
	struct forge_key gate;
	struct forge_key stranger;
};
static struct state country;

static const char *const roots[] = {"UTCVCA00001", "UTCVCA00002", "UTCVCA00003"};

static int found_country(void **state)
{
	struct forge_alg alg;
	(void)state;
	struct forge_key *keys[] = {&country.root[0], &country.root[1], &country.root[2],
				    &country.dv,      &country.gate,    &country.stranger};
	if (forge_alg_parse("ec:P-256:sha256", &alg) != EG_OK) {
		return -1;
	}
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (forge_key_generate(&alg, keys[i]) != EG_OK) {
			return -1;
		}
	}
	return 0;
}

static int dissolve_country(void **state)
{
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		forge_key_free(&country.root[i]);
	}
	forge_key_free(&country.dv);
	forge_key_free(&country.gate);
	forge_key_free(&country.stranger);
	return 0;
}

struct cert_file {
	uint8_t bytes[FORGE_CVC_MAX];
	size_t size;
};

static struct cert_file issue(const struct forge_cvc *cvc)
{
	struct cert_file f = {0};
	struct wr w = WR_ARRAY(f.bytes);
	assert_int_equal(forge_cvc(&w, cvc), EG_OK);
	f.size = w.size;
	return f;
}

static struct rd whole(const struct cert_file *f)
{
	return rd_of(f->bytes, f->size);
}

/* Generation 0 to 2, self-signed or a link from the one before; good for days from its first. */
static struct forge_cvc root_order(unsigned generation, bool link)
{
	return (struct forge_cvc){
		.authority = roots[link ? generation - 1 : generation],
		.holder = roots[generation],
		.key = &country.root[generation],
		.signer = &country.root[link ? generation - 1 : generation],
		.rights = FORGE_CVC_CVCA | FORGE_CVC_DG3 | FORGE_CVC_DG4,
		.from = forge_date_add(today, (int)generation * 100 - 300),
		.until = forge_date_add(today, (int)generation * 100 + 300),
		.domain = true,
	};
}

static struct forge_cvc dv_order(void)
{
	return (struct forge_cvc){
		.authority = roots[0],
		.holder = "UTDV00001",
		.key = &country.dv,
		.signer = &country.root[0],
		.rights = FORGE_CVC_DV_DOMESTIC | FORGE_CVC_DG3 | FORGE_CVC_DG4,
		.from = forge_date_add(today, -20),
		.until = forge_date_add(today, 20),
	};
}

static struct forge_cvc gate_order(void)
{
	return (struct forge_cvc){
		.authority = "UTDV00001",
		.holder = "UTGATE00001",
		.key = &country.gate,
		.signer = &country.dv,
		.rights = FORGE_CVC_TERMINAL | FORGE_CVC_DG3,
		.from = forge_date_add(today, -10),
		.until = forge_date_add(today, 10),
	};
}

/* A chip that trusts the first generation. */
struct table {
	struct eac_desk desk;
	struct eac_terminal terminal;
	struct cert_file trust;
	uint8_t date[CHIP_DATE_SIZE];
	uint8_t ef_cvca[36];
};

static void put_up(struct table *t)
{
	static const uint8_t group4[] = {0x76, 0x00};
	struct chip_document *d = &t->desk.document;
	struct forge_cvc root = root_order(0, false);
	struct wr date = WR_ARRAY(t->date);
	struct wr cvca = WR_ARRAY(t->ef_cvca);
	t->trust = issue(&root);
	forge_cvc_put_date(&date, forge_date_add(today, -200));
	wr_tlv(&cvca, 0x42, rd_cstr(roots[0]));
	wr_fill(&cvca, 0, sizeof(t->ef_cvca) - cvca.size);
	eac_add_key(&t->desk, CRYPT_P256, EAC_ALL_CIPHERS, 0);
	eac_add_file(&t->desk, 0x011C, 0x1C, RD_ARRAY(t->ef_cvca));
	eac_add_file(&t->desk, 0x0104, 0x04, RD_ARRAY(group4));
	d->trust_points[d->trust_point_count++] = whole(&t->trust);
	d->current_date = RD_ARRAY(t->date);
	eac_power(&t->desk);
}

static void prove_chip(struct table *t)
{
	eac_terminal_free(&t->terminal);
	t->terminal = (struct eac_terminal){0};
	eac_draw(&t->terminal, &t->desk.keys[0]);
	assert_int_equal(eac_set_at(&t->desk, CRYPT_AES128, 0), 0x9000);
	assert_int_equal(eac_agree(&t->desk, &t->terminal), 0x9000);
	eac_change_keys(&t->desk, &t->terminal, CRYPT_AES128);
}

static void clear(struct table *t)
{
	eac_terminal_free(&t->terminal);
	eac_put_away(&t->desk);
}

/* BAC and Chip Authentication are behind it. */
static void begin(struct table *t)
{
	put_up(t);
	eac_open_by_bac(&t->desk);
	prove_chip(t);
}

static uint16_t name_key(struct table *t, const char *head, const char *name)
{
	uint8_t room[32];
	struct wr w = WR_ARRAY(room);
	wr_tlv(&w, 0x83, rd_cstr(name));
	return eac_say(&t->desk, 0x00, head, wr_view(&w), 0);
}

static uint16_t set_dst(struct table *t, const char *name)
{
	return name_key(t, "2281B6", name);
}

/* What the certificate holds, in parts. */
static uint16_t verify(struct table *t, struct rd certificate)
{
	struct rd content;
	struct rd part;
	assert_true(rd_expect(&certificate, 0x7F21, &content));
	while (content.left > PART_MAX) {
		assert_true(rd_take(&content, PART_MAX, &part));
		assert_int_equal(eac_say(&t->desk, 0x10, "2A00BE", part, 0), 0x9000);
	}
	return eac_say(&t->desk, 0x00, "2A00BE", content, 0);
}

/* Certificate under the key that its order names. */
static uint16_t send(struct table *t, const struct forge_cvc *cvc)
{
	struct cert_file f = issue(cvc);
	assert_int_equal(set_dst(t, cvc->authority), 0x9000);
	return verify(t, whole(&f));
}

/* Signature over number || challenge || x of the terminal's key. */
static void sign(const struct table *t, const struct forge_key *key, struct rd challenge,
		 struct wr *out)
{
	uint8_t bytes[128];
	struct wr w = WR_ARRAY(bytes);
	struct rd point = rd_of(t->terminal.point, t->terminal.size);
	struct rd x = RD_EMPTY;
	wr_put(&w, RD_TEXT("L898902C<3"));
	wr_put(&w, challenge);
	assert_true(rd_skip(&point, 1) && rd_take(&point, 32, &x));
	wr_put(&w, x);
	assert_int_equal(crypt_ecdsa_sign(key->ec, CRYPT_SHA256, wr_view(&w), true, out), EG_OK);
}

static uint16_t ask_challenge(struct table *t)
{
	return eac_say(&t->desk, 0x00, "840000", RD_EMPTY, 8);
}

static uint16_t answer(struct table *t, const struct forge_key *key)
{
	uint8_t signature_bytes[64];
	struct wr signature = WR_ARRAY(signature_bytes);
	sign(t, key, rd_of(t->desk.answer, t->desk.answer_size), &signature);
	return eac_say(&t->desk, 0x00, "820000", wr_view(&signature), 0);
}

static uint16_t authenticate(struct table *t)
{
	assert_int_equal(name_key(t, "2281A4", "UTGATE00001"), 0x9000);
	assert_int_equal(ask_challenge(t), 0x9000);
	assert_int_equal(t->desk.answer_size, 8);
	return answer(t, &country.gate);
}

static void send_usual(struct table *t)
{
	struct forge_cvc dv = dv_order();
	struct forge_cvc gate = gate_order();
	assert_int_equal(send(t, &dv), 0x9000);
	assert_int_equal(send(t, &gate), 0x9000);
}

static uint16_t read_group(struct table *t, unsigned number)
{
	return eac_say(&t->desk, 0x00, number == 3 ? "B08300" : "B08400", RD_EMPTY, 2);
}

static void rights_open_their_groups_and_no_others(void **state)
{
	struct table t = {0};
	(void)state;
	begin(&t);
	assert_int_equal(read_group(&t, 3), 0x6982);
	send_usual(&t);
	assert_int_equal(read_group(&t, 3), 0x6982); /* certificates alone open nothing */
	assert_int_equal(authenticate(&t), 0x9000);
	assert_int_equal(read_group(&t, 3), 0x9000);
	assert_int_equal(read_group(&t, 4), 0x6982);
	clear(&t);
}

static void nothing_begins_before_the_chip_is_authenticated(void **state)
{
	struct table t = {0};
	struct forge_cvc dv = dv_order();
	struct cert_file f = issue(&dv);
	(void)state;
	put_up(&t);
	assert_int_equal(eac_say_hex(&t.desk, "002281B60D830B5554435643413030303031"), 0x6982);
	eac_open_by_bac(&t.desk);
	assert_int_equal(set_dst(&t, roots[0]), 0x6982);
	assert_int_equal(verify(&t, whole(&f)), 0x6982);
	assert_int_equal(name_key(&t, "2281A4", "UTGATE00001"), 0x6982);
	assert_int_equal(ask_challenge(&t), 0x6985);
	assert_int_equal(eac_say(&t.desk, 0x00, "820000", HEX("0102"), 0), 0x6985);
	clear(&t);
}

static void steps_out_of_order_are_refused(void **state)
{
	struct table t = {0};
	struct forge_cvc dv = dv_order();
	struct cert_file f = issue(&dv);
	(void)state;
	begin(&t);
	assert_int_equal(verify(&t, whole(&f)), 0x6985); /* no key named */
	assert_int_equal(set_dst(&t, "UTDV00001"), 0x6A88);
	assert_int_equal(eac_say(&t.desk, 0x00, "2281B6", HEX("840101"), 0), 0x6A80);
	assert_int_equal(name_key(&t, "2281A4", "UTGATE00001"), 0x6A88);
	assert_int_equal(ask_challenge(&t), 0x6985); /* no terminal named */
	assert_int_equal(send(&t, &dv), 0x9000);
	assert_int_equal(name_key(&t, "2281A4", "UTDV00001"), 0x6A88); /* no terminal either */
	send_usual(&t);
	assert_int_equal(set_dst(&t, "UTGATE00001"), 0x6A88); /* a terminal issues nothing */
	assert_int_equal(name_key(&t, "2281A4", "UTGATE00001"), 0x9000);
	assert_int_equal(answer(&t, &country.gate), 0x6985); /* no challenge */
	assert_int_equal(ask_challenge(&t), 0x9000);
	assert_int_equal(eac_read_group1(&t.desk), 0x9000); /* the challenge is gone with it */
	assert_int_equal(answer(&t, &country.gate), 0x6985);
	clear(&t);
}

static void a_wrong_signature_costs_the_challenge_only(void **state)
{
	struct table t = {0};
	(void)state;
	begin(&t);
	send_usual(&t);
	assert_int_equal(name_key(&t, "2281A4", "UTGATE00001"), 0x9000);
	assert_int_equal(ask_challenge(&t), 0x9000);
	assert_int_equal(answer(&t, &country.stranger), 0x6300);
	assert_int_equal(answer(&t, &country.gate), 0x6985);
	assert_int_equal(read_group(&t, 3), 0x6982);
	assert_int_equal(ask_challenge(&t), 0x9000);
	assert_int_equal(answer(&t, &country.gate), 0x9000);
	assert_int_equal(read_group(&t, 3), 0x9000);
	clear(&t);
}

static void terminal_authentication_is_once_in_a_session(void **state)
{
	struct table t = {0};
	(void)state;
	begin(&t);
	send_usual(&t);
	assert_int_equal(authenticate(&t), 0x9000);
	send_usual(&t);
	assert_int_equal(authenticate(&t), 0x6982);
	assert_int_equal(read_group(&t, 3), 0x9000); /* what was given stays */
	clear(&t);
}

static void rights_go_with_the_keys_they_are_bound_to(void **state)
{
	struct table t = {0};
	(void)state;
	begin(&t);
	send_usual(&t);
	assert_int_equal(authenticate(&t), 0x9000);
	assert_int_equal(eac_say(&t.desk, 0x00, "A4020C", HEX("0103"), 0), 0x9000);
	prove_chip(&t); /* another key of the terminal */
	assert_int_equal(eac_say(&t.desk, 0x00, "B00000", RD_EMPTY, 2), 0x6982);
	assert_int_equal(read_group(&t, 3), 0x6982);
	assert_int_equal(name_key(&t, "2281A4", "UTGATE00001"), 0x6A88); /* forgotten too */
	clear(&t);
	t = (struct table){0};
	begin(&t);
	send_usual(&t);
	assert_int_equal(authenticate(&t), 0x9000);
	assert_int_equal(eac_say_hex(&t.desk, "00B0830002"), 0x6982); /* ends the session */
	eac_open_by_bac(&t.desk);
	assert_int_equal(read_group(&t, 3), 0x6982);
	clear(&t);
}

static void who_may_not_issue_is_not_believed(void **state)
{
	struct table t = {0};
	struct forge_cvc dv = dv_order();
	struct forge_cvc c;
	(void)state;
	begin(&t);
	c = gate_order(); /* a terminal right from the CVCA */
	c.authority = roots[0];
	c.signer = &country.root[0];
	assert_int_equal(send(&t, &c), 0x6300);
	assert_int_equal(send(&t, &dv), 0x9000);
	c = dv_order(); /* a DV from a DV */
	c.authority = "UTDV00001";
	c.holder = "UTDV00002";
	c.signer = &country.dv;
	assert_int_equal(send(&t, &c), 0x6300);
	c = root_order(1, true); /* a link from a DV */
	c.authority = "UTDV00001";
	c.signer = &country.dv;
	assert_int_equal(send(&t, &c), 0x6300);
	c = gate_order(); /* signed by somebody else */
	c.signer = &country.stranger;
	assert_int_equal(send(&t, &c), 0x6300);
	c = gate_order(); /* the key that is named is not the one that signed */
	struct cert_file f = issue(&c);
	assert_int_equal(set_dst(&t, roots[0]), 0x9000);
	assert_int_equal(verify(&t, whole(&f)), 0x6300);
	c = dv_order(); /* signed by the right key, but names another */
	c.authority = "UTCVCA00009";
	f = issue(&c);
	assert_int_equal(set_dst(&t, roots[0]), 0x9000);
	assert_int_equal(verify(&t, whole(&f)), 0x6300);
	c = gate_order();
	assert_int_equal(send(&t, &c), 0x9000); /* the DV is still the one imported */
	clear(&t);
}

static void badly_made_certificates_are_refused(void **state)
{
	struct table t = {0};
	struct forge_cvc c;
	(void)state;
	begin(&t);
	c = dv_order();
	c.domain = true; /* only a CVCA brings parameters */
	assert_int_equal(send(&t, &c), 0x6A80);
	c = dv_order();
	c.until = forge_date_add(today, -40); /* before it begins */
	assert_int_equal(send(&t, &c), 0x6A80);
	c = dv_order();
	c.holder = "UTDV001"; /* too short a reference */
	assert_int_equal(send(&t, &c), 0x6A80);
	c = dv_order();
	c.holder = "UTDV\x81"
		   "00001"; /* a character that is unassigned */
	assert_int_equal(send(&t, &c), 0x6A80);
	c = dv_order();
	struct cert_file f = issue(&c);
	assert_int_equal(set_dst(&t, roots[0]), 0x9000);
	assert_int_equal(eac_say(&t.desk, 0x00, "2A00BE", HEX("7F4E00"), 0), 0x6A80);
	assert_int_equal(verify(&t, whole(&f)), 0x6985); /* the key was good for one try */
	assert_int_equal(set_dst(&t, roots[0]), 0x9000);
	f.bytes[f.size - 1] ^= 1;
	assert_int_equal(verify(&t, whole(&f)), 0x6300);
	clear(&t);
}

static void expired_certificates_are_refused_by_the_chips_own_date(void **state)
{
	struct table t = {0};
	struct forge_cvc dv = dv_order();
	struct forge_cvc old = dv_order();
	(void)state;
	begin(&t);
	old.from = forge_date_add(today, -100);
	old.until = forge_date_add(today, -50);
	assert_int_equal(send(&t, &old), 0x9000); /* the chip thinks it is 200 days ago */
	assert_int_equal(send(&t, &dv), 0x9000);  /* now it is 20 days ago */
	assert_int_equal(send(&t, &old), 0x6300);
	clear(&t);
}

/* An old DV is taken after a terminal's certificate exactly if that has not moved the date. */
static uint16_t old_dv_after(struct table *t, uint8_t dv_role)
{
	struct forge_cvc dv = dv_order();
	struct forge_cvc gate = gate_order();
	struct forge_cvc old = dv_order();
	dv.rights = dv_role | FORGE_CVC_DG3;
	old.until = forge_date_add(today, -15); /* the DV dates the chip to -20, the gate to -10 */
	begin(t);
	assert_int_equal(send(t, &dv), 0x9000);
	assert_int_equal(send(t, &gate), 0x9000);
	return send(t, &old);
}

static void only_a_domestic_verifiers_terminals_tell_the_day(void **state)
{
	struct table t = {0};
	(void)state;
	assert_int_equal(old_dv_after(&t, FORGE_CVC_DV_FOREIGN), 0x9000);
	clear(&t);
	t = (struct table){0};
	assert_int_equal(old_dv_after(&t, FORGE_CVC_DV_DOMESTIC), 0x6300);
	clear(&t);
}

/* EF.CVCA as it reads now. */
static void expect_cvca(struct table *t, const char *first, const char *second)
{
	uint8_t room[36];
	struct wr w = WR_ARRAY(room);
	wr_tlv(&w, 0x42, rd_cstr(first));
	if (second != NULL) {
		wr_tlv(&w, 0x42, rd_cstr(second));
	}
	wr_fill(&w, 0, sizeof(room) - w.size);
	assert_int_equal(eac_say(&t->desk, 0x00, "B09C00", RD_EMPTY, 36), 0x9000);
	assert_true(rd_equal(rd_of(t->desk.answer, t->desk.answer_size), RD_ARRAY(room)));
}

static void links_move_the_trust_points_for_good(void **state)
{
	struct table t = {0};
	struct forge_cvc second = root_order(1, true);
	struct forge_cvc third = root_order(2, true);
	struct forge_cvc dv = dv_order();
	(void)state;
	begin(&t);
	expect_cvca(&t, roots[0], NULL);
	assert_int_equal(send(&t, &second), 0x9000);
	expect_cvca(&t, roots[1], roots[0]);
	assert_int_equal(send(&t, &dv), 0x9000);     /* by the first, which is kept */
	assert_int_equal(send(&t, &second), 0x6300); /* known already */
	assert_int_equal(send(&t, &third), 0x9000);
	expect_cvca(&t, roots[2], roots[1]);
	assert_int_equal(set_dst(&t, roots[0]), 0x6A88); /* two are kept, not three */
	chip_reset(t.desk.chip); /* the field goes off, what was learned stays */
	eac_open_by_bac(&t.desk);
	prove_chip(&t);
	expect_cvca(&t, roots[2], roots[1]);
	assert_int_equal(set_dst(&t, "UTDV00001"), 0x6A88); /* but what was for once does not */
	clear(&t);
}

static void an_expired_trust_point_signs_links_only(void **state)
{
	struct table t = {0};
	struct forge_cvc second = root_order(1, true);
	struct forge_cvc late = root_order(1, true);
	struct forge_cvc dv = dv_order();
	(void)state;
	begin(&t);
	second.from = forge_date_add(today, 301); /* moves the chip's date past the first root */
	second.until = forge_date_add(today, 600);
	assert_int_equal(send(&t, &second), 0x9000);
	dv.until = forge_date_add(today, 400);
	assert_int_equal(send(&t, &dv), 0x6300);
	late.holder = roots[2];
	late.key = &country.root[2];
	late.until = forge_date_add(today, 250); /* expired itself: links may be */
	assert_int_equal(send(&t, &late), 0x9000);
	clear(&t);
}

static void a_link_may_go_over_to_another_algorithm_and_nobody_else(void **state)
{
	EG_AUTO(forge_key_free) struct forge_key rsa = {0};
	struct table t = {0};
	struct forge_cvc second = root_order(1, true);
	struct forge_cvc dv = dv_order();
	struct forge_alg alg;
	(void)state;
	assert_int_equal(forge_alg_parse("rsa:2048:sha256", &alg), EG_OK);
	assert_int_equal(forge_key_generate(&alg, &rsa), EG_OK);
	begin(&t);
	dv.key = &rsa;
	assert_int_equal(send(&t, &dv), 0x6300);
	second.key = &rsa;
	assert_int_equal(send(&t, &second), 0x9000);
	dv.authority = roots[1];
	dv.signer = &rsa;
	assert_int_equal(send(&t, &dv), 0x9000);
	clear(&t);
}

static void expect_note(struct table *t, const char *note)
{
	assert_string_equal(chip_note(t->desk.chip), note);
}

static void notes_tell_protocols_and_names_of_keys(void **state)
{
	struct table t = {0};
	struct forge_cvc dv = dv_order();
	struct cert_file f = issue(&dv);
	(void)state;
	put_up(&t);
	eac_open_by_bac(&t.desk);
	eac_draw(&t.terminal, &t.desk.keys[0]);
	assert_int_equal(eac_set_at(&t.desk, CRYPT_AES128, 9), 0x6A88);
	expect_note(&t, "secure messaging MSE:Set AT CA-ECDH-AES-CBC-CMAC-128 key=9 -> 6A88");
	prove_chip(&t);
	expect_note(&t, "secure messaging GENERAL AUTHENTICATE CA key agreement -> 2 bytes 9000");
	assert_int_equal(set_dst(&t, roots[0]), 0x9000);
	expect_note(&t, "secure messaging MSE:Set DST UTCVCA00001 -> 9000");
	assert_int_equal(verify(&t, whole(&f)), 0x9000);
	expect_note(&t, "secure messaging PSO:Verify Certificate -> 9000");
	assert_int_equal(ask_challenge(&t), 0x6985);
	expect_note(&t, "secure messaging GET CHALLENGE (TA) -> 6985");
	clear(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rights_open_their_groups_and_no_others),
		cmocka_unit_test(nothing_begins_before_the_chip_is_authenticated),
		cmocka_unit_test(steps_out_of_order_are_refused),
		cmocka_unit_test(a_wrong_signature_costs_the_challenge_only),
		cmocka_unit_test(terminal_authentication_is_once_in_a_session),
		cmocka_unit_test(rights_go_with_the_keys_they_are_bound_to),
		cmocka_unit_test(who_may_not_issue_is_not_believed),
		cmocka_unit_test(badly_made_certificates_are_refused),
		cmocka_unit_test(expired_certificates_are_refused_by_the_chips_own_date),
		cmocka_unit_test(only_a_domestic_verifiers_terminals_tell_the_day),
		cmocka_unit_test(links_move_the_trust_points_for_good),
		cmocka_unit_test(an_expired_trust_point_signs_links_only),
		cmocka_unit_test(notes_tell_protocols_and_names_of_keys),
		cmocka_unit_test(a_link_may_go_over_to_another_algorithm_and_nobody_else),
	};
	return cmocka_run_group_tests(tests, found_country, dissolve_country);
}
