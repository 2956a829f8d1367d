/*
 * test_desk_tell: lanes and cases as docs/console.md has them; who is told what; faces.
 */
#include "desk_stage.h"
#include "json_at.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static struct desk_stage stage;
static char id[DESK_ID_SIZE];

static int set_up(void **state)
{
	(void)state;
	stage_open(&stage);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	stage_close(&stage);
	return 0;
}

static void a_lane_is_told_as_the_contract_has_it(void **state)
{
	(void)state;
	struct msg_status *now = &stage.lanes[0].now;
	now->inputs = (uint32_t)GATE_IN_ENTRY_CLOSED | (uint32_t)GATE_IN_READY;
	now->outputs = GATE_OUT_ENTRY_LOCK;
	now->missing = 1u << ROLE_FACE;
	now->unfit = REASON_CAMERA_BLACK;
	now->direction = DIRECTION_EXIT;
	now->reversed = 1;
	now->page_prompt = 1;
	now->wire = 0;
	now->fault = 1;
	stage_state(&stage, 1, GATE_IDLE);
	struct msg load = msg_make(MSG_LOAD, 0);
	load.body.load.late_ticks = 7;
	stage_say(&stage, 1, load, RD_EMPTY);
	EG_AUTO(json_out_free) cJSON *l = desk_lane_json(stage.desk, 1);
	json_has(
		l,
		"lane name kind needs version up since_ms state text traveller step prompt service "
		"direction reversed closing why missing devices inputs outputs load case "
		"alarm orders");
	json_is_text(l, "name", "1");
	json_is_text(l, "state", "idle");
	json_is_text(l, "service", "not-ready");
	json_is_text(l, "direction", "exit");
	json_is_text(l, "prompt", "Lay your document on the reader");
	json_is_text(l, "missing.0", "face");
	json_is_text(l, "devices.0.name", "camera");
	json_is_text(l, "devices.0.text", "camera shows a black picture");
	assert_true(cJSON_IsFalse(json_at(l, "devices.0.ok")) &&
		    cJSON_IsTrue(json_at(l, "devices.1.ok")));
	json_is_text(l, "devices.2.name", gate_wire_word(0));
	json_is_text(l, "inputs.0", "ENTRY_CLOSED");
	json_is_text(l, "inputs.1", "READY");
	json_is_text(l, "outputs.0", "ENTRY_LOCK");
	json_is_number(l, "load.late_ticks", 7);
	json_is_text(l, "orders.0", "close");
	assert_true(cJSON_IsNull(json_at(l, "case")) && cJSON_IsTrue(json_at(l, "reversed")));
	assert_null(desk_lane_json(stage.desk, 9));
}

static void a_lane_says_why_it_serves_nobody(void **state)
{
	(void)state;
	static const struct {
		uint8_t state, unattended, closing;
		const char *service;
	} cases[] = {{GATE_IDLE, 0, 0, "open"},       {GATE_FACE, 0, 0, "open"},
		     {GATE_IDLE, 1, 0, "unattended"}, {GATE_CLOSED, 0, 0, "closed"},
		     {GATE_FACE, 0, 1, "closed"},     {GATE_INIT, 0, 0, "not-ready"},
		     {GATE_ALARM, 0, 0, "not-ready"}, {GATE_EVACUATE, 0, 0, "not-ready"}};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		stage.lanes[0].now.unattended = cases[i].unattended;
		stage.lanes[0].now.closing = cases[i].closing;
		stage_state(&stage, 1, (enum gate_state)cases[i].state);
		EG_AUTO(json_out_free) cJSON *l = desk_lane_json(stage.desk, 1);
		json_is_text(l, "service", cases[i].service);
		assert_int_equal(cJSON_IsTrue(json_at(l, "alarm")), i >= 6);
	}
	desk_lane_down(stage.desk, 1);
	EG_AUTO(json_out_free) cJSON *l = desk_lane_json(stage.desk, 1);
	assert_true(cJSON_IsFalse(json_at(l, "up")) &&
		    cJSON_GetArraySize(json_at(l, "orders")) == 0);
}

/* Everything that a core tells of somebody who is referred. */
static uint32_t whole_case(void)
{
	uint32_t traveller = stage_refer(&stage, 1, true);
	(void)stage_id(&stage, 1, traveller, id);
	struct msg page = stage_document(&stage, 1);
	struct msg chip = msg_make(MSG_HOLDER, traveller);
	struct msg findings = msg_make(MSG_FINDINGS, traveller);
	findings.body.findings.findings = findings_none();
	page.body.document.unsure[1] = 1u << 4; /* character 12 */
	chip.body.holder.facts =
		(struct holder_facts){DOCUMENT_TD3, "UTO", "UTO", {1974, 8, 12}, {2034, 4, 15}};
	chip.body.holder.mrz_size = 88;
	for (size_t i = 0; i < 88; i++) {
		chip.body.holder.mrz[i] = page.body.document.mrz[i];
	}
	findings_set(&findings.body.findings.findings, CHECK_MRZ_SAME, VERDICT_FAIL,
		     REASON_DIFFERS);
	findings_set(&findings.body.findings.findings, CHECK_MRZ, VERDICT_PASS, REASON_NONE);
	findings.body.findings.excused[CHECK_SOD_REVOCATION / 8] = 1u << CHECK_SOD_REVOCATION % 8;
	stage_say(&stage, 1, page, RD_EMPTY);
	stage_say(&stage, 1, chip, RD_EMPTY);
	stage_say(&stage, 1, findings, RD_EMPTY);
	stage.lanes[0].now.page_differs = MRZ_FIELD_NAME;
	stage_hit(&stage, 1);
	return traveller;
}

static void a_case_is_told_as_the_contract_has_it(void **state)
{
	(void)state;
	uint32_t traveller = whole_case();
	EG_AUTO(json_out_free) cJSON *c = desk_case_json(stage.desk, id);
	json_has(
		c,
		"id lane kind needs from to traveller version state opened_ms acked_ms closed_ms "
		"officer "
		"where waits failed failed_text why page chip findings scores pictures hits agreed "
		"four_eyes acts history");
	json_is_number(c, "lane", 1);
	json_is_number(c, "traveller", traveller);
	json_is_number(c, "opened_ms", (double)STAGE_NOW);
	json_is_text(c, "why.gate", "face not accepted");
	json_is_text(c, "why.check", "face-match");
	json_is_text(c, "why.check_text", "live face is the face in the chip");
	json_is_text(c, "why.reason", "score-low");
	json_is_text(c, "why.reason_text", "another face");
	json_is_text(c, "findings.0.check", "mrz");
	json_is_text(c, "findings.0.verdict", "pass");
	json_is_text(c, "findings.0.reason", "");
	json_is_text(c, "findings.1.verdict", "not-done");
	for (int i = 0; i < CHECK_COUNT; i++) {
		const cJSON *one = cJSON_GetArrayItem(json_at(c, "findings"), i);
		assert_int_equal(cJSON_IsTrue(json_at(one, "tolerated")),
				 i == CHECK_SOD_REVOCATION);
	}
	assert_int_equal(cJSON_GetArraySize(json_at(c, "findings")), CHECK_COUNT);
	json_is_text(c, "scores.0.what", "face");
	json_is_number(c, "scores.0.score", 200);
	json_is_number(c, "scores.0.match", 450);
	json_is_number(c, "scores.0.refer", 350);
	json_is_text(c, "scores.1.what", "live");
	json_is_text(c, "hits.0.source", "page");
	json_is_text(c, "hits.0.kind", "person");
	json_is_text(c, "hits.0.category", "arrest");
	json_is_text(c, "hits.0.birth", "1974-08-?\?");
	json_is_text(c, "hits.0.matched.1", "birth");
	json_is_number(c, "hits.0.list", 42);
	assert_true(cJSON_IsTrue(json_at(c, "four_eyes")) && cJSON_IsNull(json_at(c, "officer")));
	json_is_text(c, "acts.0", "ack");
	json_is_text(c, "history.0.state", "open");
	assert_true(cJSON_IsNull(json_at(c, "history.0.officer")));
	EG_AUTO(json_out_free) cJSON *l = desk_lane_json(stage.desk, 1);
	json_is_text(l, "case", id);
}

static void a_document_is_shown_field_by_field(void **state)
{
	(void)state;
	(void)whole_case();
	EG_AUTO(json_out_free) cJSON *c = desk_case_json(stage.desk, id);
	json_has(json_at(c, "page"), "kind mrz state number surname given nationality birth sex "
				     "expiry unsure differs");
	json_is_text(c, "page.kind", "TD3");
	json_is_text(c, "page.mrz.0", "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<");
	json_is_text(c, "page.mrz.1", "L898902C36UTO7408122F3404159ZE184226B<<<<<16");
	json_is_text(c, "page.state", "UTO");
	json_is_text(c, "page.number", "L898902C3");
	json_is_text(c, "page.surname", "ERIKSSON");
	json_is_text(c, "page.given", "ANNA MARIA");
	json_is_text(c, "page.nationality", "UTO");
	json_is_text(c, "page.birth", "1974-08-12");
	json_is_text(c, "page.sex", "F");
	json_is_text(c, "page.expiry", "2034-04-15");
	json_is_number(c, "page.unsure.0", 12);
	assert_int_equal(cJSON_GetArraySize(json_at(c, "page.unsure")), 1);
	json_is_text(c, "page.differs.0", "name");
	json_is_text(c, "chip.number", "L898902C3");
	assert_int_equal(cJSON_GetArraySize(json_at(c, "chip.unsure")), 0);
}

static void cards_and_what_is_not_known_are_shown_too(void **state)
{
	static const struct {
		uint8_t kind;
		const char *mrz, *number, *surname, *given, *birth;
	} cards[] = {
		{DOCUMENT_TD1,
		 "IDUTO000590448<4204<ABC<<<<<<<7408<<2F1204159UTO<<<<<<<<<<<1"
		 "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
		 "000590448420", "ERIKSSON", "ANNA MARIA", "1974-08-?\?"},
		{DOCUMENT_TD2,
		 "I<UTOERIKSSON<<<<<<<<<<<<<<<<<<<<<<<D231458907UTO<<<<<<2F1204159<<<<<<<6",
		 "D23145890", "ERIKSSON", "", "?\?\?\?-?\?-?\?"},
		{DOCUMENT_TD2,
		 "I<UTOLONGNAMETHATFILLSALLOFTHELINEXXD231458907UTO7413992F1204159<<<<<<<6",
		 "D23145890", "LONGNAMETHATFILLSALLOFTHELINEXX", "", "741399"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cards) / sizeof(cards[0]); i++) {
		uint32_t traveller = stage_refer(&stage, 1, false);
		(void)stage_id(&stage, 1, traveller, id);
		struct msg m = msg_make(MSG_DOCUMENT, traveller);
		m.body.document.kind = cards[i].kind;
		m.body.document.size = (uint8_t)strlen(cards[i].mrz);
		for (size_t k = 0; k < m.body.document.size; k++) {
			m.body.document.mrz[k] = cards[i].mrz[k];
		}
		stage_say(&stage, 1, m, RD_EMPTY);
		EG_AUTO(json_out_free) cJSON *c = desk_case_json(stage.desk, id);
		json_is_text(c, "page.number", cards[i].number);
		json_is_text(c, "page.surname", cards[i].surname);
		json_is_text(c, "page.given", cards[i].given);
		json_is_text(c, "page.birth", cards[i].birth);
		assert_true(cJSON_IsNull(json_at(c, "chip")));
		stage_leave(&stage, 1);
	}
}

/* The core may tell them before the status that refers; of others it tells nothing. */
static void what_comes_before_the_referral_is_not_lost(void **state)
{
	(void)state;
	uint32_t traveller = stage_arrive(&stage, 1);
	(void)stage_id(&stage, 1, traveller, id);
	stage_say(&stage, 1, stage_document(&stage, 1), RD_EMPTY);
	stage_picture(&stage, 1, FACE_PICTURE_PORTRAIT, RD_TEXT("portrait"));
	assert_null(desk_case_json(stage.desk, id));
	struct rd bytes;
	assert_false(desk_picture(stage.desk, id, FACE_PICTURE_PORTRAIT, &bytes));
	stage_state(&stage, 1, GATE_REFERRED_OUTSIDE);
	EG_AUTO(json_out_free) cJSON *c = desk_case_json(stage.desk, id);
	json_is_text(c, "page.number", "L898902C3");
	json_is_number(c, "pictures.portrait", 1);
	struct msg stale = stage_document(&stage, 1);
	stale.epoch = traveller + 5;
	stage_say(&stage, 1, stale, RD_EMPTY);
	assert_true(stage_number(&stage, id, "version") ==
		    cJSON_GetNumberValue(cJSON_GetObjectItem(c, "version")));
}

/* Kilobytes that are locked in memory, as the kernel counts them. */
static long locked_kb(void)
{
	char line[128];
	long kb = -1;
	FILE *f = fopen("/proc/self/status", "r");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f) != NULL) {
		if (strncmp(line, "VmLck:", 6) == 0) {
			kb = strtol(&line[6], NULL, 10);
		}
	}
	assert_int_equal(fclose(f), 0);
	return kb;
}

/* AddressSanitizer locks nothing. */
static bool locks(void)
{
	long before = locked_kb();
	void *page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_true(page != MAP_FAILED);
	bool locked = mlock(page, 4096) == 0 && locked_kb() > before;
	assert_int_equal(munmap(page, 4096), 0);
	return locked;
}

static void faces_are_in_locked_memory_until_the_case_closes(void **state)
{
	(void)state;
	struct rd bytes;
	uint32_t traveller = stage_refer(&stage, 1, true);
	(void)stage_id(&stage, 1, traveller, id);
	long before = locked_kb();
	stage_picture(&stage, 1, FACE_PICTURE_PORTRAIT, RD_TEXT("one face"));
	stage_picture(&stage, 1, FACE_PICTURE_LIVE, RD_TEXT("another face"));
	if (stage.pictures > 0 || !locks()) {
		print_message("no memory can be locked here\n");
		skip();
	}
	assert_true(locked_kb() > before);
	stage_picture(&stage, 1, FACE_PICTURE_LIVE, RD_TEXT("a newer face"));
	assert_true(desk_picture(stage.desk, id, FACE_PICTURE_LIVE, &bytes));
	assert_true(rd_equal(bytes, RD_TEXT("a newer face")));
	assert_false(desk_picture(stage.desk, id, FACE_PICTURE_COUNT, &bytes));
	stage_leave(&stage, 1);
	assert_true(desk_picture(stage.desk, id, FACE_PICTURE_PORTRAIT, &bytes));
	assert_int_equal(stage_act(&stage, id, "ack", NULL, NULL, STAGE_ANNA), DESK_DONE);
	assert_int_equal(stage_act(&stage, id, "close", "walked-off", NULL, STAGE_ANNA), DESK_DONE);
	assert_false(desk_picture(stage.desk, id, FACE_PICTURE_PORTRAIT, &bytes));
	assert_int_equal(locked_kb(), before);
}

static void a_closed_case_names_nobody(void **state)
{
	(void)state;
	(void)whole_case();
	assert_int_equal(stage_act(&stage, id, "ack", NULL, NULL, STAGE_ANNA), DESK_DONE);
	stage_leave(&stage, 1);
	assert_int_equal(
		stage_act(&stage, id, "refuse", "refuse-h", "ERIKSSON is listed", STAGE_ANNA),
		DESK_DONE);
	EG_AUTO(json_out_free) cJSON *c = desk_case_json(stage.desk, id);
	EG_AUTO(json_out_text_free) char *text = json_out_print(c);
	json_is_text(c, "state", "closed");
	assert_null(strstr(text, "ERIKSSON"));
	assert_null(strstr(text, "L898902C3"));
	assert_null(strstr(text, "UTO"));
	json_is_text(c, "history.2.code", "refuse-h");
}

/* Lanes to everybody, cases to those who work; each change once. */
static void changes_are_told_once_to_whom_they_concern(void **state)
{
	(void)state;
	struct desk_change x;
	unsigned lanes = 0;
	unsigned cases = 0;
	while (desk_next_change(stage.desk, &x)) {
		assert_int_equal(x.audience, DESK_TO_ALL);
	}
	(void)stage_id(&stage, 2, stage_refer(&stage, 2, true), id);
	stage_hit(&stage, 2);
	while (desk_next_change(stage.desk, &x)) {
		lanes += x.kind == DESK_CHANGED_LANE;
		cases += x.kind == DESK_CHANGED_CASE;
		if (x.kind == DESK_CHANGED_CASE) {
			assert_int_equal(x.audience, DESK_TO_WORKS);
			assert_string_equal(x.id, id);
		} else {
			assert_int_equal(x.audience, DESK_TO_ALL);
			assert_int_equal(x.lane, 2);
		}
	}
	assert_true(lanes == 1 && cases == 1);
	EG_AUTO(json_out_free) cJSON *viewer = desk_whole_json(stage.desk, false);
	EG_AUTO(json_out_text_free) char *text = json_out_print(viewer);
	json_has(viewer, "at_ms lanes cases passages");
	assert_int_equal(cJSON_GetArraySize(json_at(viewer, "cases")), 0);
	assert_null(strstr(text, "ERIKSSON"));
	EG_AUTO(json_out_free) cJSON *officer = desk_whole_json(stage.desk, true);
	assert_int_equal(cJSON_GetArraySize(json_at(officer, "cases")), 1);
	assert_int_equal(cJSON_GetArraySize(json_at(officer, "lanes")), STAGE_LANES);
}

static void each_act_has_its_list_of_reasons(void **state)
{
	(void)state;
	EG_AUTO(json_out_free) cJSON *codes = desk_codes_json();
	json_has(codes, "retry pass manual-lane second-line refuse close");
	json_is_text(codes, "pass.0.word", "same-person");
	json_is_text(codes, "refuse.7.text", "H: alert to refuse entry");
	assert_int_equal(cJSON_GetArraySize(json_at(codes, "retry")), 0);
}

static void what_no_lane_tells_is_refused(void **state)
{
	(void)state;
	struct msg m = msg_make(MSG_GUIDE, 0);
	assert_int_equal(desk_message(stage.desk, 1, &m, RD_EMPTY), EG_BAD_DATA);
	m = msg_make(MSG_STATUS, 0);
	assert_int_equal(desk_message(stage.desk, 0, &m, RD_EMPTY), EG_STATE);
	assert_int_equal(desk_message(stage.desk, DESK_LANES_MAX, &m, RD_EMPTY), EG_STATE);
	uint32_t traveller = stage_refer(&stage, 1, true);
	m = msg_make(MSG_FACE_PICTURE, traveller);
	m.body.face_picture = (struct msg_face_picture){.size = 4, .width = 1, .height = 1};
	assert_int_equal(desk_message(stage.desk, 1, &m, RD_TEXT("five!")), EG_BAD_DATA);
	assert_int_equal(desk_lane_add(stage.desk, 1, "again"), EG_CONFIG);
	assert_int_equal(desk_lane_add(stage.desk, 11, "beyond"), EG_CONFIG);
	assert_int_equal(desk_lane_add(stage.desk, 10, ""), EG_CONFIG);
	assert_int_equal(desk_lane_add(stage.desk, 10, "\n"), EG_CONFIG);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(a_lane_is_told_as_the_contract_has_it),
		CASE(a_lane_says_why_it_serves_nobody),
		CASE(a_case_is_told_as_the_contract_has_it),
		CASE(a_document_is_shown_field_by_field),
		CASE(cards_and_what_is_not_known_are_shown_too),
		CASE(what_comes_before_the_referral_is_not_lost),
		CASE(faces_are_in_locked_memory_until_the_case_closes),
		CASE(a_closed_case_names_nobody),
		CASE(changes_are_told_once_to_whom_they_concern),
		CASE(each_act_has_its_list_of_reasons),
		CASE(what_no_lane_tells_is_refused),
	};
	json_out_wipes();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
