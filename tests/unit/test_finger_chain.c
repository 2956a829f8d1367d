/*
 * test_finger_chain: fingers from the chip to the lane's decision: a forged document in the virtual
 * chip, the reader's session with or without this gate's certificates, the verify worker's job, and
 * the lane that hands images on. Four sides that were written apart, in one process.
 */
#include "core_finger_stage.h"

#include "biometrics/finger_image.h"
#include "prog/terminal.h"
#include "prog/verify_job.h"
#include "session_rig.h"
#include "simulator/forge_terminal.h"
#include "simulator/forge_words.h"
#include "wsq_kit.h"

#define WIDTH  120
#define HEIGHT 140

static const struct date today = {2026, 3, 1};
static struct forge_ca country;
static struct trust *trusted;
static struct forge_terminal own;      /* this gate's, of the country */
static struct forge_terminal stranger; /* of a CVCA that is no document's */

static int open_country(void **state)
{
	struct forge_alg alg;
	struct forge_terminal_order order = forge_terminal_usual(today);
	if (rig_open(state) != 0 || forge_alg_parse("ec:P-256:sha256:named", &alg) != EG_OK ||
	    forge_ca_new(&country, &alg, today) != EG_OK || trust_new(&trusted) != EG_OK ||
	    trust_add_certificate(trusted, forge_ca_certificate(&country)) != EG_OK ||
	    forge_terminal_new(&own, &order) != EG_OK) {
		return -1;
	}
	return forge_terminal_new(&stranger, &order) == EG_OK ? 0 : -1;
}

static int close_country(void **state)
{
	forge_terminal_free(&own);
	forge_terminal_free(&stranger);
	trust_free(&trusted);
	forge_ca_free(&country);
	return rig_close(state);
}

/* rootless: without the certificates of its CVCA, so that no chip's trust point is known. */
static struct terminal *equip(const struct forge_terminal *t, bool rootless)
{
	uint8_t octets[FORGE_PKCS8_MAX];
	struct wr w = WR_ARRAY(octets);
	struct terminal_key key = {0};
	struct terminal *out = NULL;
	assert_int_equal(terminal_new(today, &out), EG_OK);
	for (size_t i = 0; i < t->file_count; i++) {
		struct rd file = rd_of(t->files[i].bytes, t->files[i].size);
		if (!rootless || !rd_begins(rd_cstr(t->files[i].name), RD_TEXT("UTCVCA"))) {
			assert_int_equal(terminal_add_certificate(out, file), EG_OK);
		}
	}
	assert_int_equal(forge_key_pkcs8(&t->key, &w), EG_OK);
	assert_int_equal(terminal_key_from_pkcs8(wr_view(&w), &key), EG_OK);
	assert_int_equal(terminal_add_key(out, &key), EG_OK);
	return out;
}

/* A case: what the document holds, who asks, how the chip is. */
struct ask {
	const struct forge_terminal *gate;  /* NULL: no certificates are set up */
	const struct forge_terminal *chips; /* its trust point is of these; NULL: it has none */
	const char *quirks;
	struct rd dg3; /* empty: not there */
	bool never;    /* the lane wants no fingers */
	bool rootless; /* the gate's chain does not begin where the chip's does */
};

/* What came of it. */
struct came {
	struct findings findings; /* the lane's, before it decides about a face */
	uint8_t always;           /* state of a lane with finger = always, and so on */
	uint8_t doubt;
	size_t handed_on; /* images to the finger worker */
	size_t decoded;
};

/* One lane, and the verify worker's job beside it. */
struct side {
	struct stage *lane;
	struct came *came;
};

static bool decodes(const struct msg_finger *m, struct rd image)
{
	EG_AUTO(finger_image_free) struct finger_image f = {0};
	const struct finger_told told = {m->width, m->height, m->depth, m->dpi, m->raw == 1};
	return finger_image_decode(image, &told, &f) == EG_OK && f.width == WIDTH &&
	       f.height == HEIGHT;
}

static enum eg_err to_lane(void *context, const struct msg *m, struct rd bulk)
{
	struct side *side = context;
	struct msg out;
	assert_int_equal(msg_parse(rd_of(m, msg_length(m)), bulk.left > 0, &out), EG_OK);
	assert_true(stage_say(side->lane, ROLE_VERIFY, m)); /* nothing of it is a violation */
	if (m->kind == MSG_FINGER) {
		assert_int_equal(m->body.finger.size, bulk.left);
		side->came->decoded += decodes(&m->body.finger, bulk);
	}
	return EG_OK;
}

static bool carried(unsigned file)
{
	return file != EMRTD_CVCA && file != EMRTD_ATR_INFO;
}

static void play_lane(const struct rig_result *r, struct rd zone, enum policy_finger when,
		      struct came *came, uint8_t *end)
{
	struct side side = {fingers_idle(when), came};
	struct verify_job job = verify_job_new(trusted, (struct verify_sink){&side, to_lane});
	struct rd challenge = RD_ARRAY(rig_challenge);
	came->handed_on = came->decoded = 0;
	stage_lay_document(side.lane);
	struct msg begin = stage_about(side.lane, MSG_BEGIN);
	begin.body.begin.kind = DOCUMENT_TD3;
	begin.body.begin.today = today;
	begin.body.begin.mrz_size = (uint8_t)zone.left;
	assert_true(rd_copy(&zone, begin.body.begin.mrz, zone.left));
	assert_true(rd_copy(&challenge, begin.body.begin.challenge, challenge.left));
	job.wants_fingers = when != POLICY_FINGER_NEVER;
	assert_int_equal(verify_job_begin(&job, &begin), EG_OK);
	for (unsigned i = 0; i < r->files; i++) {
		struct msg m = stage_about(side.lane, MSG_FILE);
		m.body.file.file = (uint16_t)r->order[i];
		m.body.file.size = (uint32_t)r->file[r->order[i]].size;
		if (carried(r->order[i])) {
			assert_true(stage_say(side.lane, ROLE_CHIP, &m));
			assert_int_equal(
				verify_job_file(&job, r->order[i], bytes_rd(&r->file[r->order[i]])),
				EG_OK);
		}
	}
	struct msg findings = stage_about(side.lane, MSG_FINDINGS);
	struct msg chip_done = stage_about(side.lane, MSG_CHIP_DONE);
	struct msg done = stage_about(side.lane, MSG_VERIFY_DONE);
	findings.body.findings.findings = r->findings;
	assert_true(stage_say(side.lane, ROLE_CHIP, &findings));
	assert_true(stage_say(side.lane, ROLE_CHIP, &chip_done));
	assert_int_equal(verify_job_end(&job), EG_OK);
	assert_true(stage_say(side.lane, ROLE_VERIFY, &done));
	verify_job_clear(&job);
	came->findings = side.lane->lane.traveller.findings;
	came->handed_on = stage_count_sent(side.lane, MSG_FINGER);
	*end = stage_state(side.lane);
}

static struct came play(const struct ask *a)
{
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	EG_AUTO(terminal_free)
	struct terminal *gate = a->gate == NULL ? NULL : equip(a->gate, a->rootless);
	EG_AUTO(forge_document_free) struct forge_document forged = {0};
	EG_AUTO(chip_document_free) struct chip_document chip = {0};
	struct forge_order o = rig_order();
	const struct termauth_terminal port =
		gate == NULL ? (struct termauth_terminal){0} : terminal_port(gate);
	struct rig_setting s = {.config = {.groups = EMRTD_GROUPS_GATE | EMRTD_READ_COM,
					   .terminal = gate == NULL ? NULL : &port,
					   .fingers_if_given = !a->never}};
	struct came came = {.handed_on = 0};
	struct mrz mrz;
	uint8_t octets[64];
	struct wr information = WR_ARRAY(octets);
	s.config.groups |= a->never ? 0 : EMRTD_GROUP(EMRTD_DG3);
	assert_int_equal(chip_quirks_parse(&s.profile.quirks, rd_cstr(a->quirks)), EG_OK);
	assert_int_equal(forge_words_pace("P-256:aes128", &o), EG_OK);
	assert_int_equal(forge_words_chip_auth("P-256:aes128", &o), EG_OK);
	o.portrait = rd_of(rig_portrait, 600);
	o.dg3 = a->dg3;
	if (a->chips != NULL) {
		o.trust_points[0] = forge_terminal_root(a->chips, 1);
		o.trust_point_count = 1;
	}
	assert_int_equal(forge_document(&forged, &country, &o), EG_OK);
	assert_int_equal(chip_document_parse(&chip, bytes_rd(&forged.container)), EG_OK);
	struct rd zone = rd_of(forged.mrz, forged.mrz_size);
	assert_int_equal(mrz_parse(zone, &mrz), EG_OK);
	assert_int_equal(mrz_information(&mrz, &information), EG_OK);
	rig_run_document(&chip, wr_view(&information), &s, &r);
	if (a->never) {
		play_lane(&r, zone, POLICY_FINGER_NEVER, &came, &came.doubt);
		return came;
	}
	play_lane(&r, zone, POLICY_FINGER_DOUBT, &came, &came.doubt);
	play_lane(&r, zone, POLICY_FINGER_ALWAYS, &came, &came.always);
	return came;
}

static void assert_chip(const struct came *c, enum verdict v, enum reason why)
{
	const struct finding *f = &c->findings.of[CHECK_FINGER_CHIP];
	assert_string_equal(verdict_name(f->verdict), verdict_name(v));
	assert_string_equal(reason_name(f->reason), reason_name(why));
	assert_int_equal(findings_verdict(&c->findings, CHECK_FILES_READ), VERDICT_PASS);
}

/* Two fingers as a chip of the country holds them. */
static struct rd two_fingers(void)
{
	static uint8_t octets[64 * 1024];
	const struct forge_how how = {FORGE_19794, FORGE_BIO_SOUND, false};
	EG_AUTO(bytes_free) struct bytes wsq = {0};
	struct wr w = WR_ARRAY(octets);
	wsq_kit_encode(WIDTH, HEIGHT, &(struct wsq_order){.rate = 0}, &wsq);
	const struct forge_finger two[] = {
		{bytes_rd(&wsq), FORGE_IMAGE_WSQ, RIGHT_INDEX, WIDTH, HEIGHT},
		{bytes_rd(&wsq), FORGE_IMAGE_WSQ, LEFT_INDEX, WIDTH, HEIGHT},
	};
	assert_int_equal(forge_dg3(&w, two, 2, &how), EG_OK);
	return wr_view(&w);
}

static void fingers_behind_a_terminals_proof_reach_who_compares_them(void **state)
{
	const struct ask ask = {&own, &own, "", two_fingers(), false, false};
	(void)state;
	struct came c = play(&ask);
	assert_chip(&c, VERDICT_NOT_DONE, REASON_NONE); /* the finger worker will say */
	assert_int_equal(findings_verdict(&c.findings, CHECK_TERMINAL_AUTH), VERDICT_PASS);
	assert_int_equal(findings_verdict(&c.findings, CHECK_DG3_HASH), VERDICT_PASS);
	assert_int_equal(c.handed_on, 2);
	assert_int_equal(c.decoded, 2);
	assert_int_equal(c.doubt, GATE_ENTRY_OPEN);
	assert_int_equal(c.always, GATE_ENTRY_OPEN);
}

static void fingers_that_are_free_do_too_whether_or_not_there_are_certificates(void **state)
{
	(void)state;
	for (int certificates = 0; certificates < 2; certificates++) {
		const struct ask ask = {certificates == 1 ? &own : NULL,
					NULL,
					"dg3_free",
					two_fingers(),
					false,
					false};
		struct came c = play(&ask);
		assert_chip(&c, VERDICT_NOT_DONE, REASON_NONE);
		assert_int_equal(c.decoded, 2);
		assert_int_equal(c.doubt, GATE_ENTRY_OPEN);
		assert_int_equal(c.always, GATE_ENTRY_OPEN);
	}
}

/* A sure face needs none of them: in doubt alone they decide, and then an officer does. */
static void who_keeps_fingers_back_or_has_none_is_let_in_where_none_may_be_needed(void **state)
{
	static const uint8_t garbage[] = {0x63, 0x05, 0x7F, 0x61, 0x02, 0x02, 0x01};
	static const uint8_t empty[] = {0x63, 0x0C, 0x7F, 0x61, 0x03, 0x02, 0x01,
					0x00, 0x53, 0x04, 0x01, 0x02, 0x03, 0x04};
	const struct {
		struct ask ask;
		enum reason why;
	} cases[] = {
		{{NULL, &own, "", two_fingers(), false, false}, REASON_NO_TERMINAL},
		{{&own, &own, "", two_fingers(), false, true}, REASON_NO_TERMINAL},
		{{&own, NULL, "", two_fingers(), false, false}, REASON_CHIP_REFUSED},
		{{&own, &own, "dg3_refused", two_fingers(), false, false}, REASON_CHIP_REFUSED},
		{{&own, &own, "", RD_ARRAY(garbage), false, false}, REASON_BAD_FORMAT},
		{{&own, &own, "", RD_ARRAY(empty), false, false}, REASON_NOT_PRESENT},
		{{&own, &own, "", RD_EMPTY, false, false}, REASON_NOT_PRESENT},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct came c = play(&cases[i].ask);
		print_message("%zu: %s\n", i, reason_name(cases[i].why));
		assert_chip(&c, VERDICT_CANNOT_TELL, cases[i].why);
		assert_int_equal(c.handed_on, 0);
		assert_int_equal(c.doubt, GATE_ENTRY_OPEN);
		assert_int_equal(c.always, GATE_REFERRED_OUTSIDE);
	}
}

/* Certificates that its own trust point should have signed: one of the two is not what it says. */
static void a_chip_that_turns_certificates_down_is_an_officers(void **state)
{
	const struct ask ask = {&stranger, &own, "", two_fingers(), false, false};
	(void)state;
	struct came c = play(&ask);
	assert_chip(&c, VERDICT_CANNOT_TELL, REASON_CHIP_REFUSED);
	assert_int_equal(findings_verdict(&c.findings, CHECK_TERMINAL_AUTH), VERDICT_FAIL);
	assert_int_equal(c.handed_on, 0);
	assert_int_equal(c.doubt, GATE_REFERRED_OUTSIDE);
	assert_int_equal(c.always, GATE_REFERRED_OUTSIDE);
}

static void a_lane_that_wants_none_neither_asks_nor_hears(void **state)
{
	const struct ask ask = {&own, &own, "dg3_free", two_fingers(), true, false};
	(void)state;
	struct came c = play(&ask);
	assert_chip(&c, VERDICT_NOT_DONE, REASON_NONE);
	assert_int_equal(findings_verdict(&c.findings, CHECK_TERMINAL_AUTH), VERDICT_NOT_DONE);
	assert_int_equal(findings_verdict(&c.findings, CHECK_DG3_HASH), VERDICT_NOT_DONE);
	assert_int_equal(c.handed_on, 0);
	assert_int_equal(c.doubt, GATE_ENTRY_OPEN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fingers_behind_a_terminals_proof_reach_who_compares_them),
		cmocka_unit_test(
			fingers_that_are_free_do_too_whether_or_not_there_are_certificates),
		cmocka_unit_test(
			who_keeps_fingers_back_or_has_none_is_let_in_where_none_may_be_needed),
		cmocka_unit_test(a_chip_that_turns_certificates_down_is_an_officers),
		cmocka_unit_test(a_lane_that_wants_none_neither_asks_nor_hears),
	};
	return cmocka_run_group_tests(tests, open_country, close_country);
}
