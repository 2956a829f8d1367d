/*
 * test_face_policy: a false match rate becomes thresholds by the model's table; what the table does
 * not cover, and what is said twice, is refused with the reason.
 */
#include "core_stage.h"
#include "prog/core_settings.h"
#include "prog/embedder_file.h"
#include "prog/face_policy.h"
#include "prog/face_time.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct config config; /* too large for the stack */

static enum eg_err read_text(const char *text)
{
	int line;
	return config_read(rd_cstr(text), &config, &line);
}

static void assert_chosen(const char *text, int match, int refer, int replay)
{
	struct face_policy chosen;
	int line;
	if (read_text(text) != EG_OK || face_policy_apply(&config, &chosen, &line) != EG_OK) {
		fail_msg("%s: %s", text, eg_fault_last().reason);
	}
	if (chosen.match != match || chosen.refer != refer || chosen.replay != replay) {
		fail_msg("%s: %d %d %d", text, chosen.match, chosen.refer, chosen.replay);
	}
}

static void thresholds_come_from_the_table_of_the_model(void **state)
{
	(void)state;
	assert_chosen("", 450, 350, 985);
	assert_chosen("[face]\nfmr = 1/1000\nrefer-fmr = 1/100\n", 450, 350, 985);
	/* The row at or below the rate that was asked for. */
	assert_chosen("[face]\nfmr = 1/1001\n", 500, 350, 985);
	assert_chosen("[face]\nfmr = 1/301\n", 450, 350, 985);
	assert_chosen("[face]\nfmr = 1/300\nrefer-fmr = 1/200\n", 400, 400, 985);
	assert_chosen("[face]\nmodel = dlib-128\n", 945, 927, 998);
	assert_chosen("[face]\nmodel = dlib-128\nfmr = 1/400\n", 945, 927, 998);
}

static void a_score_that_is_said_outright_overrules_the_table(void **state)
{
	(void)state;
	assert_chosen("[policy]\nface-match = 600\n", 600, 350, 985);
	assert_chosen("[policy]\nface-refer = 300\nface-replay = 990\n", 450, 300, 990);
	assert_chosen("[face]\nmodel = dlib-128\n[policy]\nface-match = 960\n", 960, 927, 998);
	assert_chosen("[face]\nfmr = 1/5000\n[policy]\nface-refer = 200\n", 500, 200, 985);
}

/* The portrait on the page is scored by the same model. */
static void assert_page(const char *text, int match, int refer)
{
	struct face_policy chosen;
	int line;
	assert_int_equal(read_text(text), EG_OK);
	assert_int_equal(face_policy_apply(&config, &chosen, &line), EG_OK);
	assert_int_equal(chosen.page_match, match);
	assert_int_equal(chosen.page_refer, refer);
}

static void a_page_is_judged_like_the_live_face_unless_it_is_said(void **state)
{
	(void)state;
	assert_page("", 450, 350);
	assert_page("[face]\nmodel = dlib-128\n", 945, 927);
	assert_page("[policy]\nface-match = 600\npage-refer = 200\n", 600, 200);
	assert_page("[policy]\npage-match = 300\npage-refer = 250\n", 300, 250);
	assert_int_equal(read_text("[face]\nmodel = dlib-128\n[policy]\npage-match = 500\n"),
			 EG_CONFIG);
}

static void what_cannot_be_promised_is_refused_with_the_reason(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *reason;
	} wrong[] = {
		{"[face]\nfmr = 1/5001\n",
		 "no threshold of this model was measured to keep a false match rate that low"},
		{"[face]\nmodel = dlib-128\nfmr = 1/5000\n",
		 "no threshold of this model was measured to keep a false match rate that low"},
		{"[policy]\nlive-needs = challenge\n",
		 "live-needs names challenge, but [face] challenge is not always"},
		{"[policy]\nlive-needs = channel challenge\n[face]\nchallenge = never\n",
		 "live-needs names challenge, but [face] challenge is not always"},
		{"[policy]\nlive-needs = challenge\n[face]\nmodel = /srv/models/own.ini\n",
		 "live-needs names challenge, but [face] challenge is not always"},
		{"[policy]\nlive-needs = depth\n[face]\nchallenge = always\n",
		 "live-needs names depth, which no blink shows"},
		{"[face]\nrefer-fmr = 1/100000\n",
		 "no threshold of this model was measured to keep a false match rate that low"},
		{"[face]\nfmr = 1/100\n", "fmr or face-match lets more than one in 300 pass"},
		{"[policy]\nface-match = 399\n",
		 "fmr or face-match lets more than one in 300 pass"},
		/* A score of one model is no score of another. */
		{"[face]\nmodel = dlib-128\n[policy]\nface-match = 450\n",
		 "fmr or face-match lets more than one in 300 pass"},
		{"[face]\nfmr = 1/1000\n[policy]\nface-match = 450\n",
		 "fmr and face-match are both given: one of them decides"},
		{"[policy]\nface-refer = 350\n[face]\nrefer-fmr = 1/100\n",
		 "refer-fmr and face-refer are both given: one of them decides"},
		{"[face]\nmodel = ./other.ini\nfmr = 1/1000\n[policy]\nface-match = 450\n",
		 "fmr and face-match are both given: one of them decides"},
		{"[face]\nfmr = 1/1000\nrefer-fmr = 1/5000\n",
		 "face thresholds out of order: refer, match, replay"},
		{"[policy]\nface-replay = 450\n",
		 "face thresholds out of order: refer, match, replay"},
		{"[face]\nfmr = 0.001\n", "a value that its key does not take"},
		{"[face]\nfmr = 1/1\n", "a value that its key does not take"},
		{"[face]\nfmr = 1/1000\nfmr = 1/1000\n", "a key is given twice"},
	};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		enum eg_err err = read_text(wrong[i].text);
		if (err != EG_CONFIG || strcmp(eg_fault_last().reason, wrong[i].reason) != 0) {
			fail_msg("%s: %d, %s", wrong[i].text, err, eg_fault_last().reason);
		}
	}
	assert_int_equal(read_text("[face]\nmodel = arcface\n"), EG_NOT_FOUND);
	assert_string_equal(eg_fault_last().reason, "no model of this name is shipped");
}

/* A path is not opened before the whole configuration was read, and judged then. */
static void a_description_of_ones_own_is_judged_like_a_shipped_one(void **state)
{
	(void)state;
	struct face_policy chosen;
	int line = -1;
	assert_chosen("[face]\nmodel = " SOURCE_ROOT "/biometrics/models/dlib-128.ini\n", 945, 927,
		      998);
	assert_int_equal(read_text("[face]\nfmr = 1/5000\nmodel = " SOURCE_ROOT
				   "/biometrics/models/dlib-128.ini\n"),
			 EG_OK);
	assert_int_equal(face_policy_apply(&config, &chosen, &line), EG_CONFIG);
	assert_int_equal(read_text("[face]\nmodel = ./nowhere.ini\n"), EG_OK);
	assert_int_equal(face_policy_apply(&config, &chosen, &line), EG_NOT_FOUND);
	assert_int_equal(read_text("[face]\nmodel = " SOURCE_ROOT "/meson.build\n"), EG_OK);
	assert_int_equal(face_policy_apply(&config, &chosen, &line), EG_CONFIG);
	assert_int_equal(line, 1);
}

static void a_model_without_a_threshold_for_a_match_is_no_model(void **state)
{
	(void)state;
	struct face_embedder m;
	struct face_policy chosen;
	int line;
	assert_int_equal(embedder_file_load("fr-feature", &m, &line), EG_OK);
	assert_int_equal(read_text(""), EG_OK);
	m.fmr_count = 1; /* 1/100 */
	assert_int_equal(face_policy_choose(&config, &m, &chosen), EG_CONFIG);
	assert_string_equal(eg_fault_last().reason,
			    "no threshold of this model is good enough for a match");
}

static uint32_t time_left(const char *text, uint32_t gate_ms)
{
	struct lane_settings gate = lane_settings_default();
	uint32_t ms = 0;
	gate.timer_ms[GATE_FACE] = gate_ms;
	assert_int_equal(read_text(text), EG_OK);
	return face_time_choose(&config, &gate, &ms) == EG_OK ? ms : 0;
}

/* Capture, what is asked late in it, and what is before and behind it: before the gate gives up. */
static void a_capture_ends_before_the_gates_timer(void **state)
{
	(void)state;
	const uint32_t behind = FACE_TIME_CHALLENGE_MS + FACE_TIME_SPARE_MS;
	uint32_t usual_ms = gate_timer_ms(GATE_FACE);
	assert_int_equal(time_left("", usual_ms), usual_ms - behind);
	assert_int_equal(time_left("[face]\nchallenge = never\n", usual_ms), 15000);
	assert_int_equal(time_left("[timers]\nface = 12000\n", usual_ms), 12000 - behind);
	assert_int_equal(time_left("[timers]\nface = 60000\n", 1000), 15000);
	assert_int_equal(time_left("", 9000), 3000);
	assert_int_equal(time_left("", 8999), 0);
	assert_int_equal(time_left("[timers]\nface = 8999\n", usual_ms), 0);
	assert_string_equal(eg_fault_last().reason,
			    "the timer of state FACE leaves no time for a capture");
	assert_int_equal(time_left("[timers]\nface = 8999\n[face]\nchallenge = never\n", 1000),
			 8999 - FACE_TIME_SPARE_MS);
}

static void a_core_that_takes_the_scores_of_any_model_is_not_to_be_had_by_words(void **state)
{
	(void)state;
	struct lane_settings settings;
	char any[] = "face-model=0";
	char *words[] = {any};
	struct args args = {.count = 1, .words = words};
	assert_int_equal(lane_settings_from(&args, &settings), EG_CONFIG);
}

/* The core decides by words alone: what was chosen arrives there, with the model it is for. */
static void the_core_gets_what_was_chosen(void **state)
{
	(void)state;
	struct face_policy chosen;
	struct lane_settings settings;
	char *words[CONFIG_WORDS_MAX];
	int line;
	assert_int_equal(read_text("[face]\nmodel = dlib-128\n[policy]\nface-match = 950\n"),
			 EG_OK);
	assert_int_equal(face_policy_apply(&config, &chosen, &line), EG_OK);
	for (size_t i = 0; i < config.word_count; i++) {
		words[i] = config.words[i];
	}
	struct args args = {.count = (int)config.word_count, .words = words};
	assert_int_equal(lane_settings_from(&args, &settings), EG_OK);
	assert_int_equal(settings.policy.face_match, 950);
	assert_int_equal(settings.policy.face_refer, 927);
	assert_int_equal(settings.policy.face_replay, 998);
	assert_int_equal(settings.face_model, 0xB38A58DC);
	assert_int_equal(chosen.one_in, 0);
	assert_int_equal(chosen.refer_one_in, 100);
}

static void a_score_of_another_model_than_the_thresholds_are_for_admits_nobody(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_FACE);
	struct msg m = stage_about(s, MSG_FACE_RESULT);
	m.body.face_result.scores = (struct face_scores){stage_good_score(s), 1000, true};
	m.body.face_result.frames = 5;
	m.body.face_result.model = 0x01020305;
	for (unsigned i = 0; i < CUE_COUNT; i++) {
		m.body.face_result.cues.of[i] = VERDICT_PASS;
	}
	s->lane.settings.face_model = 0x01020304;
	assert_false(stage_say(s, ROLE_FACE, &m));
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_int_equal(s->lane.gate.why, GATE_WHY_WORKER);
	assert_int_equal(s->killed[ROLE_FACE], 1);
	s = stage_at(GATE_FACE);
	m.epoch = s->lane.gate.epoch;
	s->lane.settings.face_model = 0x01020305;
	assert_true(stage_say(s, ROLE_FACE, &m));
	assert_int_equal(stage_state(s), GATE_RECORDING);
	assert_int_equal(stage_last_record(s)->model, 0x01020305);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(thresholds_come_from_the_table_of_the_model),
		cmocka_unit_test(a_score_that_is_said_outright_overrules_the_table),
		cmocka_unit_test(a_page_is_judged_like_the_live_face_unless_it_is_said),
		cmocka_unit_test(what_cannot_be_promised_is_refused_with_the_reason),
		cmocka_unit_test(a_description_of_ones_own_is_judged_like_a_shipped_one),
		cmocka_unit_test(a_model_without_a_threshold_for_a_match_is_no_model),
		cmocka_unit_test(a_capture_ends_before_the_gates_timer),
		cmocka_unit_test(
			a_core_that_takes_the_scores_of_any_model_is_not_to_be_had_by_words),
		cmocka_unit_test(the_core_gets_what_was_chosen),
		cmocka_unit_test(
			a_score_of_another_model_than_the_thresholds_are_for_admits_nobody),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
