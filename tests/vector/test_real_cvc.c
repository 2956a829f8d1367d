/*
 * real_cvc: a state's test certificates of two generations, with the terminals' keys, open the
 * fingers of the virtual chip in whole sessions. They lie beside the project; without them the test
 * is skipped.
 *
 * The first generation is CVCA NLCVCAA00001 (self-signed), DV NLDVAAANL001, terminal
 * NLIS7202000NL001; the second is NLCVCAA00002, which is there as a link from the first only, with
 * a DV and a terminal of the same names and other keys. What a chip of the second generation is
 * personalised with, the self-signed certificate, is made here with the CVCA's key.
 */
#include "prog/terminal.h"
#include "tests/unit/session_card.h"
#include "tests/unit/ta_desk.h"
#include "tests/vector/real_data.h"

#define WITHIN ((struct date){2009, 6, 1}) /* the period of DVs and terminals */
#define ORIG   "NLCVCAA00001"
#define NEW    "NLCVCAA00002"
#define FOLDER "cvc-nl/"
/* As chips keep it: a digit an octet. */
#define CHIP_YOUNG RD_TEXT("\0\x09\0\1\0\1") /* 2009-01-01 */
#define CHIP_LAST  RD_TEXT("\0\x09\1\1\1\x08")
#define CHIP_LATER RD_TEXT("\0\x09\1\1\1\x09") /* a day after the last one */

static bool load(const char *name, struct bytes *out)
{
	char path[64];
	int size = snprintf(path, sizeof(path), FOLDER "%s", name);
	return size > 0 && (size_t)size < sizeof(path) && real_file(SOURCE_ROOT, path, out);
}

static void add(struct terminal *t, const char *name)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	assert_true(load(name, &file));
	assert_int_equal(terminal_add_certificate(t, bytes_rd(&file)), EG_OK);
}

static void add_key(struct terminal *t, const char *name)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	EG_AUTO(terminal_key_close) struct terminal_key key = {0};
	assert_true(load(name, &file));
	assert_int_equal(terminal_key_from_pkcs8(bytes_rd(&file), &key), EG_OK);
	assert_int_equal(terminal_add_key(t, &key), EG_OK);
}

/* The state's generation, the first with its CVCA, the second with the link to it. */
static struct terminal *terminal_of(bool first, bool second, struct date today)
{
	struct terminal *t = NULL;
	assert_int_equal(terminal_new(today, &t), EG_OK);
	add(t, "orig/certCVCA_orig.cvcert");
	if (first) {
		add(t, "orig/certDVD_orig.cvcert");
		add(t, "orig/certIS_orig.cvcert");
		add_key(t, "orig/keyIS_orig.der");
	}
	if (second) {
		add(t, "new/certCVCA_new.cvcert");
		add(t, "new/certDVD_new.cvcert");
		add(t, "new/certIS_new.cvcert");
		add_key(t, "new/keyIS_new.der");
	}
	return t;
}

/* The second generation's self-signed certificate, by the state's own test key. */
static struct cvc_minted self_signed(void)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	struct cvc_mint_key key = {.kind = 2, .number = 2};
	struct cvc_minted made;
	const struct cvc_mint m = {.authority = NEW,
				   .holder = NEW,
				   .key = &key,
				   .signer = &key,
				   .rights = 0xC0 | CVC_READ_DG3,
				   .from = "081122",
				   .to = "111122",
				   .domain = true};
	assert_true(load("new/keyCVCA_new.der", &file));
	assert_int_equal(crypt_ec_from_pkcs8(bytes_rd(&file), &key.ec), EG_OK);
	made = cvc_mint(&m);
	cvc_mint_key_free(&key);
	return made;
}

/* A document of another day, with this trust point. */
struct stage {
	struct card *card; /* owned */
	uint8_t ef_cvca[36];
};

static void lay(struct stage *s, struct rd trust, const char *reference, struct rd date)
{
	const struct card_order order = {
		.curve = CRYPT_P256, .ciphers = CARD_OPEN_AES128, .terminal = true};
	struct wr w = WR_ARRAY(s->ef_cvca);
	s->card = card_new(&order);
	wr_tlv(&w, 0x42, rd_cstr(reference));
	wr_fill(&w, 0, sizeof(s->ef_cvca) - w.size);
	for (size_t i = 0; i < s->card->document.file_count; i++) {
		struct chip_file *f = &s->card->document.files[i];
		if (f->in_application && f->sfi == 0x1C) {
			f->contents = RD_ARRAY(s->ef_cvca);
		}
	}
	s->card->document.current_date = date;
	s->card->document.trust_points[0] = trust;
}

static void read_fingers(struct stage *s, struct terminal *t, struct rig_result *r)
{
	const struct termauth_terminal port = terminal_port(t);
	const struct rig_setting setting = {
		.config = {.groups = EMRTD_GROUPS_GATE | EMRTD_GROUP(EMRTD_DG3),
			   .terminal = &port}};
	rig_run_document(&s->card->document, CARD_ZONE, &setting, r);
	rig_pass(r, CHECK_ACCESS);
	rig_pass(r, CHECK_FILES_READ);
	card_same(s->card, r, EMRTD_DG2);
}

static void expect_fingers(struct rd trust, const char *reference, struct rd date,
			   struct terminal *t)
{
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	struct stage s = {0};
	lay(&s, trust, reference, date);
	read_fingers(&s, t, &r);
	rig_pass(&r, CHECK_TERMINAL_AUTH);
	card_same(s.card, &r, EMRTD_DG3);
	card_free(&s.card);
}

static void expect_none(struct rd trust, const char *reference, struct rd date, struct terminal *t,
			enum verdict verdict)
{
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	struct stage s = {0};
	lay(&s, trust, reference, date);
	read_fingers(&s, t, &r);
	assert_int_equal(r.findings.of[CHECK_TERMINAL_AUTH].verdict, verdict);
	assert_false(rig_gave(&r, EMRTD_DG3));
	card_free(&s.card);
}

static struct bytes orig;
static struct cvc_minted renewed;

static void every_certificate_verifies_from_the_first_trust_point(void **state)
{
	(void)state;
	static const char *const chain[] = {"orig/certCVCA_orig.cvcert", "new/certCVCA_new.cvcert",
					    "new/certDVD_new.cvcert", "new/certIS_new.cvcert"};
	static const size_t issuers[] = {0, 0, 1, 2};
	struct bytes files[4] = {{0}};
	struct cvc c[4];
	struct cvc_key keys[4] = {{0}};
	for (size_t i = 0; i < 4; i++) {
		enum cvc_why why;
		assert_true(load(chain[i], &files[i]));
		assert_int_equal(cvc_parse(bytes_rd(&files[i]), &c[i]), EG_OK);
		assert_int_equal(cvc_key(&c[i], i == 0 ? NULL : &keys[issuers[i]], &keys[i]),
				 EG_OK);
		assert_int_equal(cvc_issued_by(&c[i], &c[issuers[i]], &keys[issuers[i]], &why),
				 EG_OK);
		assert_int_equal(why, CVC_GOOD);
	}
	assert_false(cvc_is_self_signed(&c[1])); /* the new CVCA is there as a link */
	for (size_t i = 0; i < 4; i++) {
		cvc_key_free(&keys[i]);
		bytes_free(&files[i]);
	}
}

static void the_first_generation_reads_fingers(void **state)
{
	(void)state;
	EG_AUTO(terminal_free) struct terminal *t = terminal_of(true, false, WITHIN);
	expect_fingers(bytes_rd(&orig), ORIG, CHIP_YOUNG, t);
}

static void the_second_generation_reads_fingers_of_a_new_document(void **state)
{
	(void)state;
	EG_AUTO(terminal_free) struct terminal *t = terminal_of(false, true, WITHIN);
	expect_fingers(cvc_minted_rd(&renewed), NEW, CHIP_YOUNG, t);
}

static void the_link_leads_an_old_document_to_the_second_generation(void **state)
{
	(void)state;
	EG_AUTO(terminal_free) struct terminal *t = terminal_of(false, true, WITHIN);
	expect_fingers(bytes_rd(&orig), ORIG, CHIP_YOUNG, t);
}

static void a_terminal_of_both_generations_reads_both_documents(void **state)
{
	(void)state;
	EG_AUTO(terminal_free) struct terminal *t = terminal_of(true, true, WITHIN);
	expect_fingers(bytes_rd(&orig), ORIG, CHIP_YOUNG, t);
	expect_fingers(cvc_minted_rd(&renewed), NEW, CHIP_YOUNG, t);
}

static void a_document_keeps_what_the_link_has_told_it(void **state)
{
	(void)state;
	EG_AUTO(terminal_free) struct terminal *both = terminal_of(false, true, WITHIN);
	EG_AUTO(terminal_free) struct terminal *old = terminal_of(true, false, WITHIN);
	const struct termauth_terminal port = terminal_port(both);
	const struct termauth_terminal old_port = terminal_port(old);
	static struct ta_desk d;
	ta_desk_lay_on(&d, bytes_rd(&orig), ORIG, CHIP_YOUNG);
	for (int session = 0; session < 2; session++) {
		assert_int_equal(ta_desk_read_group(&d, 3), 0x6982);
		assert_int_equal(ta_desk_authenticate(&d, &port, TA_DESK_ID, RD_EMPTY),
				 TERMAUTH_DONE);
		assert_int_equal(ta_desk_read_group(&d, 3), 0x9000);
		assert_int_equal(ta_desk_read_group(&d, 4), 0x6982); /* no right to irises */
		chip_reset(d.chip);
		ta_desk_open(&d);
	}
	/* The second session's chain began at the new trust point; the old one is good, too. */
	assert_int_equal(ta_desk_authenticate(&d, &old_port, TA_DESK_ID, RD_EMPTY), TERMAUTH_DONE);
	assert_int_equal(ta_desk_read_group(&d, 3), 0x9000);
	ta_desk_lift(&d);
}

static void the_last_day_is_the_chips_as_much_as_ours(void **state)
{
	(void)state;
	EG_AUTO(terminal_free) struct terminal *t = terminal_of(true, false, WITHIN);
	expect_fingers(bytes_rd(&orig), ORIG, CHIP_LAST, t);
	expect_none(bytes_rd(&orig), ORIG, CHIP_LATER, t, VERDICT_FAIL);
	terminal_today(t, (struct date){2009, 11, 18});
	expect_fingers(bytes_rd(&orig), ORIG, CHIP_YOUNG, t);
	/* The chip would still believe it; a gate whose certificate has expired does not ask. */
	terminal_today(t, (struct date){2009, 11, 19});
	expect_none(bytes_rd(&orig), ORIG, CHIP_YOUNG, t, VERDICT_CANNOT_TELL);
}

static void without_the_link_an_old_document_stays_shut(void **state)
{
	(void)state;
	EG_AUTO(terminal_free) struct terminal *t = NULL;
	assert_int_equal(terminal_new(WITHIN, &t), EG_OK);
	add(t, "orig/certCVCA_orig.cvcert");
	add(t, "new/certDVD_new.cvcert");
	add(t, "new/certIS_new.cvcert");
	add_key(t, "new/keyIS_new.der");
	expect_none(bytes_rd(&orig), ORIG, CHIP_YOUNG, t, VERDICT_CANNOT_TELL);
}

static int open_all(void **state)
{
	renewed = self_signed();
	return rig_open(state) == 0 ? card_open(state) : -1;
}

static int close_all(void **state)
{
	return card_close(state) == 0 ? rig_close(state) : -1;
}

int main(void)
{
	if (!load("orig/certCVCA_orig.cvcert", &orig)) {
		(void)fputs("skipped: no certificates of a state beside the project\n",
			    stderr); /* the code of exit says it too */
		return 77;
	}
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_certificate_verifies_from_the_first_trust_point),
		cmocka_unit_test(the_first_generation_reads_fingers),
		cmocka_unit_test(the_second_generation_reads_fingers_of_a_new_document),
		cmocka_unit_test(the_link_leads_an_old_document_to_the_second_generation),
		cmocka_unit_test(a_terminal_of_both_generations_reads_both_documents),
		cmocka_unit_test(a_document_keeps_what_the_link_has_told_it),
		cmocka_unit_test(the_last_day_is_the_chips_as_much_as_ours),
		cmocka_unit_test(without_the_link_an_old_document_stays_shut),
	};
	int failed = cmocka_run_group_tests(tests, open_all, close_all);
	bytes_free(&orig);
	return failed;
}
