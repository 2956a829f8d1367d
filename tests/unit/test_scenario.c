/*
 * test_scenario: promises of the language of scenarios, of plays and the metal, on virtual time.
 * The lane is the real machine of src/gate without its processes: what a document or a face is
 * judged to be comes from its name. tests/story/requirements.py plays the scenarios themselves.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "document/page_prompt.h"
#include "gate/passage.h"
#include "simulator/file.h"
#include "simulator/play.h"
#include "simulator/play_finger.h"

#include <stdio.h>
#include <string.h>

#define TICK_US     5000
#define READING_MS  300
#define FACE_MS     400
#define RECORD_MS   5
#define HOURS_TICKS 200000

/* The lane: a gate machine, its timer, and what is under way. */
struct lane {
	struct gate gate;
	struct gate_fitting fitting;
	struct passage passage;
	struct msg_status status;
	int64_t timer_us; /* left; 0: none */
	int64_t answer_us;
	enum gate_event_kind answer;
	bool waits; /* for answer */
	bool document_taken;
	const char *passport; /* of the present traveller */
	bool watchdog;
	unsigned crossings;
};

struct judgement {
	const char *passport;
	uint8_t check;
	uint8_t reason;
};

static const struct judgement judgements[] = {
	{"young", CHECK_ELIGIBLE, REASON_TOO_YOUNG},
	{"foreign", CHECK_ELIGIBLE, REASON_NATIONALITY},
	{"swapped", CHECK_DG2_HASH, REASON_HASH_WRONG},
	{"forged", CHECK_DG1_HASH, REASON_HASH_WRONG},
	{"unknown", CHECK_SOD_CHAIN, REASON_UNKNOWN_ISSUER},
	{"expired", CHECK_DOCUMENT_PERIOD, REASON_EXPIRED},
	{"cloned", CHECK_ACTIVE_AUTH, REASON_SIGNATURE_WRONG},
	{"copied", CHECK_CHIP_MAPPED, REASON_KEY_DIFFERS},
};

static void answer_later(struct lane *l, enum gate_event_kind kind, unsigned ms)
{
	l->answer = kind;
	l->answer_us = (int64_t)ms * 1000;
	l->waits = true;
}

static void judge_document(struct lane *l, const struct play *p)
{
	l->passport = p->scenario->person[p->document_of].passport;
	l->status.check = 0;
	l->status.reason = REASON_NONE;
	answer_later(l, GATE_EV_DOCUMENT_OK, READING_MS);
	if (p->tear_after > 0) {
		l->status.check = CHECK_FILES_READ;
		l->status.reason = REASON_CHIP_LOST;
		answer_later(l, GATE_EV_DOCUMENT_REFER, READING_MS);
	}
	for (size_t i = 0; i < sizeof(judgements) / sizeof(judgements[0]); i++) {
		if (strcmp(judgements[i].passport, l->passport) == 0) {
			l->status.check = judgements[i].check;
			l->status.reason = judgements[i].reason;
			answer_later(l, GATE_EV_DOCUMENT_REFER, READING_MS);
		}
	}
}

/* Nobody before the camera: no answer, and the machine's timer decides. */
static void judge_face(struct lane *l, const struct play *p)
{
	bool borrowed = strcmp(l->passport, "borrowed") == 0;
	if (p->camera_on == PLAY_NOBODY) {
		return;
	}
	answer_later(l, borrowed ? GATE_EV_FACE_REFER : GATE_EV_FACE_OK, FACE_MS);
	if (borrowed) {
		l->status.check = CHECK_FACE_MATCH;
		l->status.reason = REASON_SCORE_LOW;
	}
}

static void lane_step(struct lane *l, struct play *p, enum gate_event_kind kind)
{
	struct gate_lines lines = metal_lines(&p->metal);
	struct gate_sense sense = passage_step(&l->passage, &l->fitting, &lines, ~0u,
					       p->metal.outputs, p->metal.now_us / 1000);
	struct gate_step s = gate_step(l->gate, (struct gate_event){
							.kind = kind,
							.epoch = l->gate.epoch,
							.inputs = sense.inputs | GATE_IN_READY,
							.breach = sense.breach,
						});
	bool told = s.gate.state != l->gate.state || s.gate.evidence != l->gate.evidence;
	l->gate = s.gate;
	if ((s.todo & GATE_DO_TIMER) != 0) {
		l->timer_us = (int64_t)gate_timer_ms(s.gate.state) * 1000;
	}
	if ((s.todo & GATE_DO_END) != 0) {
		l->waits = false;
	}
	if ((s.todo & GATE_DO_BEGIN) != 0) {
		l->document_taken = true;
		judge_document(l, p);
	}
	if ((s.todo & GATE_DO_CAPTURE) != 0) {
		judge_face(l, p);
	}
	if ((s.todo & GATE_DO_RECORD) != 0) {
		l->crossings++;
		answer_later(l, GATE_EV_RECORDED, RECORD_MS);
	}
	l->watchdog = !l->watchdog;
	p->metal = metal_drive(p->metal, gate_outputs(l->gate) |
						 (l->watchdog ? (uint32_t)GATE_OUT_WATCHDOG : 0u));
	l->status.state = l->gate.state;
	l->status.evidence = l->gate.evidence;
	l->status.why = l->gate.why;
	if (told || !p->lane.known) {
		play_hear(p, &l->status);
	}
}

static void lane_pass(struct lane *l, struct play *p)
{
	lane_step(l, p, GATE_EV_LEVELS);
	if (l->timer_us > 0 && (l->timer_us -= TICK_US) <= 0) {
		lane_step(l, p, GATE_EV_TIMER);
	}
	if (l->waits && (l->answer_us -= TICK_US) <= 0) {
		l->waits = false;
		lane_step(l, p, l->answer);
	}
	bool lies = p->document_of != PLAY_NOBODY;
	if (lies && !l->document_taken) {
		lane_step(l, p, GATE_EV_DOCUMENT); /* again, until the machine takes it */
	}
	l->document_taken = lies && l->document_taken;
}

static enum play_end act(const struct scenario *s, struct lane *l, struct play *p)
{
	*l = (struct lane){.fitting = gate_fitting_of((enum gate_topology)s->topology),
			   .passage = passage_start()};
	l->gate = gate_start(&l->fitting.plan);
	*p = play_start(s, metal_start_of((enum gate_topology)s->topology, 300));
	for (unsigned tick = 0; tick < HOURS_TICKS && p->end == PLAY_GOES_ON; tick++) {
		lane_pass(l, p);
		uint32_t todo = play_pass(p, TICK_US, TICK_US);
		if ((todo & PLAY_DO_ORDER) != 0) {
			lane_step(l, p, (enum gate_event_kind)p->order);
		}
		/* Never both doors open, unless everybody is let out, or was. */
		assert_true(p->metal.door[METAL_ENTRY].open_us == 0 ||
			    p->metal.door[METAL_EXIT].open_us == 0 ||
			    l->gate.state == GATE_EVACUATE || l->gate.state == GATE_CLEARING ||
			    l->gate.state == GATE_INIT);
	}
	return (enum play_end)p->end;
}

static enum play_end act_text(const char *text, struct lane *l, struct play *p)
{
	static struct scenario s;
	unsigned line = 0;
	assert_int_equal(scenario_parse(rd_cstr(text), &s, &line), EG_OK);
	return act(&s, l, p);
}

static void a_wrong_expectation_differs(void **state)
{
	(void)state;
	struct lane l;
	struct play p;
	assert_int_equal(act_text("title t\nperson a passport=young\nlays document\n"
				  "expect admitted\n",
				  &l, &p),
			 PLAY_DIFFERS);
	assert_int_equal(act_text("title t\nperson a passport=young\nlays document\n"
				  "expect referred document eligible nationality\n",
				  &l, &p),
			 PLAY_DIFFERS);
	assert_int_equal(act_text("title t\nperson a passport=honest\nlays document\n"
				  "expect referred document\n",
				  &l, &p),
			 PLAY_DIFFERS);
	assert_int_equal(act_text("title t\nperson a passport=honest\nlays document\n"
				  "expect evacuated\n",
				  &l, &p),
			 PLAY_DIFFERS);
}

static void nobody_pushes_a_locked_door_open(void **state)
{
	(void)state;
	struct lane l;
	struct play p;
	assert_int_equal(act_text("title t\nperson a passport=honest\nwalks in\n"
				  "expect state idle\n",
				  &l, &p),
			 PLAY_DIFFERS);
	assert_int_equal(p.metal.body[0].place, 1000);
	assert_int_equal(p.metal.door[METAL_ENTRY].open_us, 0);
	assert_string_equal(p.scenario->step[p.step].text, "walks in");
}

static void what_nobody_understands_is_refused_with_its_line(void **state)
{
	(void)state;
	struct scenario s;
	unsigned line = 0;
	static const struct {
		const char *text;
		unsigned line;
	} bad[] = {
		{"title t\nperson a\na dances\nexpect admitted\n", 3},
		{"title t\nperson a\nexpect referred because\n", 3},
		{"title t\nperson a\npauses many ms\nexpect admitted\n", 3},
		{"title t\nperson a\nbert lays document\nexpect admitted\n", 3},
		{"title t\nperson a shoes=brown\nexpect admitted\n", 2},
		{"title t\nperson a passport=../key\nexpect admitted\n", 2},
		{"title t\nperson a page-face=../key\nexpect admitted\n", 2},
		{"title t\npage scrolls\nperson a\nexpect admitted\n", 2},
		{"title t\nperson a\npage pictures\nexpect admitted\n", 3},
		{"title t\nperson a\nexpect page prompt sit\n", 3},
		{"title t\nperson a\nperson a\nexpect admitted\n", 3},
		{"title t\nlays document\nexpect admitted\n", 2},
		{"title t\nperson a\nlays document\n", 0},
		{"person a\nexpect admitted\n", 0},
		{"", 0},
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(scenario_parse(rd_cstr(bad[i].text), &s, &line), EG_BAD_DATA);
		assert_int_equal(line, bad[i].line);
	}
}

/* Each way to lay a document is told to whoever draws and serves the page. */
static void a_document_lies_as_the_sentence_says(void **state)
{
	(void)state;
	static const struct {
		const char *sentence;
		uint8_t laid;
		uint16_t degrees;
		bool chipless;
	} ways[] = {
		{"lays document", LAID_AS_ASKED, 0, false},
		{"lays document upside down", LAID_TURNED, 180, false},
		{"lays document at 450 degrees", LAID_TURNED, 90, false},
		{"lays wrong page", LAID_WRONG_PAGE, 0, false},
		{"lays front of card", LAID_FRONT, 0, false},
		{"lays closed passport", LAID_CLOSED, 0, false},
		{"lays screen with document", LAID_SCREEN, 0, true},
		{"lays screen with document and chip", LAID_SCREEN, 0, false},
		{"lays two documents", LAID_TWO, 0, false},
		{"lays document with glare", LAID_GLARE, 0, false},
		{"lays copy of document", LAID_COPY, 0, false},
	};
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		char text[256];
		unsigned line;
		struct scenario s;
		(void)snprintf(text, sizeof(text),
			       "title t\npage camera\nperson a passport=p\nperson b passport=q "
			       "page-face=c page-name=X<<Y\nb %s\nlifts document at once\n"
			       "expect page prompt too_soon\n",
			       ways[i].sentence);
		assert_int_equal(scenario_parse(rd_cstr(text), &s, &line), EG_OK);
		assert_int_equal(s.page, SCENARIO_PAGE_CAMERA);
		assert_string_equal(s.person[1].page_face, "c");
		assert_string_equal(s.person[1].page_name, "X<<Y");
		struct play p = play_start(&s, metal_start(300));
		struct msg_status idle = {.state = GATE_IDLE};
		play_hear(&p, &idle);
		assert_int_equal(play_pass(&p, TICK_US, TICK_US) & PLAY_DO_DOCUMENT,
				 PLAY_DO_DOCUMENT);
		assert_int_equal(p.document_of, 1);
		assert_int_equal(p.page.laid, ways[i].laid);
		assert_int_equal(p.page.degrees, ways[i].degrees);
		assert_int_equal(p.page.chipless, ways[i].chipless);
		assert_int_equal(play_pass(&p, TICK_US, TICK_US) & PLAY_DO_DOCUMENT,
				 PLAY_DO_DOCUMENT);
		assert_int_equal(p.document_of, PLAY_NOBODY);
		(void)play_pass(&p, TICK_US, TICK_US); /* what is expected is not there yet */
		(void)play_pass(&p, TICK_US, TICK_US);
		assert_int_equal(p.end, PLAY_GOES_ON);
		idle.page_prompt = PAGE_PROMPT_TOO_SOON;
		play_hear(&p, &idle);
		(void)play_pass(&p, TICK_US, TICK_US);
		assert_int_equal(p.end, PLAY_AS_EXPECTED);
	}
}

#define DESK "title t\ngate desk\nperson a passport=honest face=f\nperson b passport=expired\n"

static void at_a_desk_an_officer_decides(void **state)
{
	(void)state;
	struct lane l;
	struct play p;
	assert_int_equal(act_text(DESK "a lays document\nexpect referred inspection\n"
				       "takes document\nfaces camera\nofficer orders retry\n"
				       "until face\nuntil referred_inside\n"
				       "expect referred inspection\nofficer orders pass\n"
				       "expect admitted\nb lays document\n"
				       "expect referred document document_period expired\n"
				       "officer orders back\nexpect state idle\n"
				       "takes document\npauses 100 ms\n",
				  &l, &p),
			 PLAY_AS_EXPECTED);
	assert_int_equal(l.crossings, 1);
	assert_int_equal(metal_inputs(&p.metal), 0);
	assert_int_equal(p.metal.outputs & ~(uint32_t)GATE_OUT_WATCHDOG, 0);
	assert_false(metal_has_door(&p.metal, METAL_EXIT));
	/* Who is sent away is not admitted, whatever was found. */
	assert_int_equal(act_text(DESK "a lays document\nexpect referred inspection\n"
				       "officer orders back\nexpect admitted\n",
				  &l, &p),
			 PLAY_DIFFERS);
	assert_int_equal(act_text(DESK "a lays document\nexpect admitted\n", &l, &p), PLAY_DIFFERS);
	assert_string_equal(p.fault, "the lane decided otherwise");
}

/* There the officer's eye is no end of it: fingers are taken of whom they have. */
static void at_a_desk_a_finger_is_asked_for_after_the_officer_was(void **state)
{
	(void)state;
	static struct scenario s;
	unsigned line = 0;
	assert_int_equal(scenario_parse(rd_cstr("title t\ngate desk\nsensor sim\n"
						"person a passport=honest\na lays document\n"
						"expect referred inspection\ngives finger\n"),
					&s, &line),
			 EG_OK);
	struct play p = play_start(&s, metal_start(300));
	struct msg_status now = {.state = GATE_IDLE};
	play_hear(&p, &now);
	(void)play_pass(&p, TICK_US, TICK_US);
	now.state = GATE_REFERRED_INSIDE;
	now.why = GATE_WHY_INSPECTION;
	play_hear(&p, &now);
	for (int i = 0; i < 5; i++) {
		(void)play_pass(&p, TICK_US, TICK_US);
	}
	assert_int_equal(p.end, PLAY_GOES_ON);
	play_finger_given(&p, 1);
	(void)play_pass(&p, TICK_US, TICK_US);
	assert_int_equal(p.end, PLAY_AS_EXPECTED);
}

static void at_a_desk_nobody_speaks_of_doors(void **state)
{
	static const char *const sentences[] = {
		"a walks in",         "a leaves",           "a follows b",
		"waits exit green",   "fire alarm",         "expect alarmed tamper",
		"expect evacuated",   "expect abandoned",   "expect exit locked",
		"expect entry free",  "a walks to 5",       "puts bag down",
		"presses release",    "key is turned",      "holds exit open",
		"exit jams",          "line key chatters",  "wires are gone",
		"power is cut",       "relay drops",        "expect exit_lock on",
		"expect exit closed", "expect place 2500",  "waits entry red",
		"a walks back",       "emergency stop over"};
	(void)state;
	for (size_t i = 0; i < sizeof(sentences) / sizeof(sentences[0]); i++) {
		static struct scenario s;
		char text[256];
		unsigned line;
		(void)snprintf(text, sizeof(text), DESK "%s\nexpect state idle\n", sentences[i]);
		assert_int_equal(scenario_parse(rd_cstr(text), &s, &line), EG_BAD_DATA);
		assert_int_equal(line, 5);
		(void)snprintf(text, sizeof(text),
			       "title t\nperson a passport=p\nperson b\n%s\nexpect state idle\n",
			       sentences[i]);
		assert_int_equal(scenario_parse(rd_cstr(text), &s, &line), EG_OK);
	}
}

static void every_phrase_stands_in_the_readme(void **state)
{
	(void)state;
	EG_AUTO(bytes_free) struct bytes readme = {0};
	assert_int_equal(file_read(SOURCE_ROOT "/simulator/scenario/README.md", 65536, &readme),
			 EG_OK);
	for (unsigned verb = 0; verb < SCENARIO_VERB_COUNT; verb++) {
		char wanted[128];
		(void)snprintf(wanted, sizeof(wanted), "`%s`", scenario_phrase(verb));
		if (memmem(readme.data, readme.size, wanted, strlen(wanted)) == NULL) {
			print_message("%s\n", wanted);
			fail();
		}
	}
}

static void a_dead_controller_holds_nobody(void **state)
{
	(void)state;
	struct metal m = metal_drive(metal_start(300),
				     GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_LOCK | GATE_OUT_WATCHDOG);
	assert_false(metal_free(&m, METAL_ENTRY));
	for (unsigned i = 0; i < 19; i++) {
		m = metal_pass(m, 50000);
	}
	assert_false(metal_free(&m, METAL_EXIT));
	m = metal_pass(m, 50000);
	assert_true(metal_free(&m, METAL_ENTRY));
	assert_true(metal_free(&m, METAL_EXIT));
}

static void an_open_door_is_locked_only_when_it_has_closed(void **state)
{
	(void)state;
	struct metal m = metal_start(300);
	m.body[0] = (struct metal_body){.here = true, .place = 1000, .goal = METAL_CHAMBER};
	m = metal_drive(m, GATE_OUT_WATCHDOG);
	for (unsigned i = 0; i < 60; i++) {
		m = metal_pass(m, TICK_US);
	}
	assert_int_equal(metal_inputs(&m) & GATE_IN_ENTRY_CLOSED, 0);
	/* Locked now, but the leaf is in his hand: he gets in all the same. */
	for (unsigned i = 0; i < 190; i++) {
		m = metal_drive(m, GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_LOCK |
					   (i % 2 == 0 ? (uint32_t)GATE_OUT_WATCHDOG : 0u));
		m = metal_pass(m, TICK_US);
	}
	assert_int_equal(m.body[0].place, METAL_CHAMBER);
	assert_int_equal(metal_present(&m), 1);
	assert_int_not_equal(metal_inputs(&m) & GATE_IN_ENTRY_CLOSED, 0);
	assert_false(metal_free(&m, METAL_ENTRY));
}

static struct metal passed(struct metal m, unsigned ms)
{
	for (unsigned i = 0; i < ms; i += 5) {
		m = metal_pass(m, 5000);
	}
	return m;
}

static void a_line_shows_what_is_wrong_with_it(void **state)
{
	(void)state;
	struct metal m = metal_start(300);
	assert_int_equal(metal_inputs(&m) & WIRE_EXIT_CLOSED, WIRE_EXIT_CLOSED);
	m.fault[1].kind = METAL_STUCK_LOW;
	assert_int_equal(metal_inputs(&m) & WIRE_EXIT_CLOSED, 0);
	m.fault[1] =
		(struct metal_fault){.kind = METAL_SWAPPED, .other = 4}; /* nobody is present */
	assert_int_equal(metal_inputs(&m) & WIRE_EXIT_CLOSED, 0);
	m.fault[1] = (struct metal_fault){.kind = METAL_CHATTERS};
	unsigned changes = 0;
	for (unsigned i = 0; i < 100; i++) {
		uint32_t before = metal_inputs(&m);
		m = metal_pass(m, 1000);
		changes += before != metal_inputs(&m);
	}
	assert_true(changes > 20);
	m.fault[1] = (struct metal_fault){.kind = METAL_STUCK_HIGH};
	m.dead = true;
	assert_int_equal(metal_inputs(&m), 0);
}

static void a_late_line_shows_only_what_has_stood(void **state)
{
	(void)state;
	struct metal m = metal_start(300);
	m.fault[6] = (struct metal_fault){.kind = METAL_LATE, .late_us = 100000, .shown = true};
	m.contacts &= ~(uint32_t)WIRE_FIRE_OK;
	m = passed(m, 90);
	assert_int_equal(metal_inputs(&m) & WIRE_FIRE_OK, WIRE_FIRE_OK);
	m.contacts |= WIRE_FIRE_OK; /* a pulse shorter than the delay is lost */
	m = passed(m, 10);
	m.contacts &= ~(uint32_t)WIRE_FIRE_OK;
	m = passed(m, 95);
	assert_int_equal(metal_inputs(&m) & WIRE_FIRE_OK, WIRE_FIRE_OK);
	m = passed(m, 10);
	assert_int_equal(metal_inputs(&m) & WIRE_FIRE_OK, 0);
}

static void bodies_are_seen_by_their_size(void **state)
{
	(void)state;
	static const struct {
		enum metal_kind kind;
		uint32_t seen;
	} sizes[] = {
		{METAL_ADULT, WIRE_PRESENT | WIRE_LOW | WIRE_HIGH | WIRE_MAT},
		{METAL_CHILD, WIRE_PRESENT | WIRE_LOW | WIRE_MAT},
		{METAL_CRAWLER, WIRE_PRESENT | WIRE_LOW | WIRE_MAT},
		{METAL_BAG, WIRE_PRESENT | WIRE_LOW},
	};
	const uint32_t about =
		WIRE_PRESENT | WIRE_SEVERAL | WIRE_LOW | WIRE_HIGH | WIRE_MAT | WIRE_HEAVY;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct metal m = metal_start(300);
		m.body[0] = (struct metal_body){
			.here = true, .kind = (uint8_t)sizes[i].kind, .place = 2500, .goal = 2500};
		assert_int_equal(metal_inputs(&m) & about, sizes[i].seen);
		m.body[1] = (struct metal_body){.here = true, .place = 2400, .goal = 2400};
		bool person = sizes[i].kind == METAL_ADULT || sizes[i].kind == METAL_CHILD;
		assert_int_equal((metal_inputs(&m) & WIRE_SEVERAL) != 0, person);
	}
}

static void a_flap_moves_by_its_drive_alone(void **state)
{
	(void)state;
	struct metal m = metal_start_of(GATE_FLAP, 300);
	m.body[0] = (struct metal_body){.here = true, .place = 3000, .goal = METAL_COUNTRY};
	m = metal_drive(m, GATE_OUT_EXIT_LOCK | GATE_OUT_WATCHDOG);
	m = passed(m, 500);
	assert_int_equal(m.body[0].place, 3000);
	m = metal_drive(m, GATE_OUT_EXIT_OPEN);
	m = passed(m, 900);
	assert_int_equal(m.body[0].place, METAL_COUNTRY);
	assert_int_equal(m.door[METAL_EXIT].open_us, METAL_OPENING_US);
	m = metal_drive(m, GATE_OUT_EXIT_LOCK | GATE_OUT_WATCHDOG);
	m = passed(m, 400);
	assert_int_equal(m.door[METAL_EXIT].open_us, 0);
	/* The emergency stop cuts the drive, not the lock. */
	m.contacts &= ~(uint32_t)WIRE_ESTOP_OK;
	m = metal_drive(m, GATE_OUT_EXIT_OPEN);
	m = passed(m, 400);
	assert_int_equal(m.door[METAL_EXIT].open_us, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_wrong_expectation_differs),
		cmocka_unit_test(nobody_pushes_a_locked_door_open),
		cmocka_unit_test(what_nobody_understands_is_refused_with_its_line),
		cmocka_unit_test(a_document_lies_as_the_sentence_says),
		cmocka_unit_test(at_a_desk_an_officer_decides),
		cmocka_unit_test(at_a_desk_a_finger_is_asked_for_after_the_officer_was),
		cmocka_unit_test(at_a_desk_nobody_speaks_of_doors),
		cmocka_unit_test(every_phrase_stands_in_the_readme),
		cmocka_unit_test(a_dead_controller_holds_nobody),
		cmocka_unit_test(an_open_door_is_locked_only_when_it_has_closed),
		cmocka_unit_test(a_line_shows_what_is_wrong_with_it),
		cmocka_unit_test(a_late_line_shows_only_what_has_stood),
		cmocka_unit_test(bodies_are_seen_by_their_size),
		cmocka_unit_test(a_flap_moves_by_its_drive_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
