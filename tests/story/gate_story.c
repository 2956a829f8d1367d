/*
 * gate_story: plays stories of the gate in one process, in virtual time, milliseconds each.
 *
 *   gate_story [-v] FILE.scn...
 *
 * Knows how a scenario of simulator/scenario and the rig fit together, and what a passport of a
 * name fails. Never knows requirements (docs/requirements.md names the stories of each).
 */
#include "prog/core_settings.h"
#include "rig.h"
#include "simulator/file.h"
#include "simulator/play_camera.h"
#include "simulator/play_finger.h"
#include "simulator/play_page.h"

#include "base/log.h"

#include <stdio.h>
#include <string.h>

#define STEP_US     5000
#define START_US    200000
#define DOORWAY_MS  300
#define LONGEST_US  INT64_C(7200000000) /* two hours of the lane's time */
#define STORY_BYTES 16384

struct stage {
	struct scenario scenario;
	struct play play;
	struct rig rig;
	struct lane_settings settings;
	bool said; /* every status */
};

static const struct judgement {
	const char *passport;
	enum check check;
	enum reason reason;
} judgements[] = {
	{"young", CHECK_ELIGIBLE, REASON_TOO_YOUNG},
	{"foreign", CHECK_ELIGIBLE, REASON_NATIONALITY},
	{"swapped", CHECK_DG2_HASH, REASON_HASH_WRONG},
	{"forged", CHECK_DG1_HASH, REASON_HASH_WRONG},
	{"unknown", CHECK_SOD_CHAIN, REASON_UNKNOWN_ISSUER},
	{"expired", CHECK_DOCUMENT_PERIOD, REASON_EXPIRED},
	{"copied", CHECK_CHIP_MAPPED, REASON_KEY_DIFFERS},
	{"cloned", CHECK_ACTIVE_AUTH, REASON_SIGNATURE_WRONG},
};

static void told(void *context, const struct msg_status *status)
{
	struct stage *s = context;
	if (s->said) {
		printf("  %8.3f %s why %s out %05x in %05x\n", (double)s->rig.now_us / 1e6,
		       gate_state_name(status->state), gate_why_name(status->why), status->outputs,
		       status->inputs);
	}
	play_hear(&s->play, status);
}

static void follow_document(struct stage *s)
{
	enum check check = CHECK_MRZ;
	enum reason reason = REASON_NONE;
	if (s->play.document_of == PLAY_NOBODY) {
		rig_take(&s->rig);
		return;
	}
	const char *passport = s->scenario.person[s->play.document_of].passport;
	for (size_t i = 0; i < sizeof(judgements) / sizeof(judgements[0]); i++) {
		if (strcmp(judgements[i].passport, passport) == 0) {
			check = judgements[i].check;
			reason = judgements[i].reason;
		}
	}
	if (s->play.tear_after > 0) {
		check = CHECK_FILES_READ;
		reason = REASON_CHIP_LOST;
	}
	rig_lay(&s->rig, check, reason);
}

/* The face before the camera: nobody's, the holder's own, or another's with a borrowed passport. */
static void follow_face(struct stage *s)
{
	const struct play *p = &s->play;
	if (p->camera_on == PLAY_NOBODY) {
		s->rig.face = RIG_FACE_NOBODY;
		return;
	}
	bool borrowed = strcmp(s->scenario.person[p->camera_on].passport, "borrowed") == 0;
	s->rig.face = borrowed ? RIG_FACE_OTHER : RIG_FACE_HOLDER;
}

static void stage_processes(struct stage *s)
{
	const struct scenario_step *step = &s->scenario.step[s->play.step];
	enum role role = (enum role)step->other;
	if (step->verb == VERB_WORKER_DIES) {
		rig_worker(&s->rig, role, RIG_DEAD);
	} else if (step->verb == VERB_WORKER_SILENT) {
		rig_worker(&s->rig, role, RIG_SILENT);
	} else if (step->verb == VERB_WORKER_OVER) {
		rig_worker(&s->rig, role, RIG_WORKS);
	} else if (step->verb == VERB_CORE_DIES) {
		rig_kill(&s->rig);
	} else if (step->verb == VERB_CORE_BACK) {
		rig_again(&s->rig);
	}
}

static void pass(struct stage *s)
{
	uint32_t todo = play_pass(&s->play, STEP_US, STEP_US);
	if (s->said && (todo & PLAY_DO_STEP) != 0) {
		printf("  %8.3f   | %s\n", (double)s->rig.now_us / 1e6,
		       s->scenario.step[s->play.step].text);
	}
	follow_face(s);
	rig_pass(&s->rig, STEP_US);
	if ((todo & PLAY_DO_DOCUMENT) != 0) {
		follow_document(s);
	}
	if ((todo & PLAY_DO_ORDER) != 0) {
		rig_order(&s->rig, (enum gate_event_kind)s->play.order);
	}
	if ((todo & PLAY_DO_STAGE) != 0) {
		stage_processes(s);
	}
}

/* "lane timer.face=3000", "lane gate.attempts=2": settings of this story. */
static enum eg_err set_word(struct lane_settings *out, struct rd word)
{
	struct rd section = rd_until(&word, ".");
	struct rd key = rd_until(&word, "=");
	if (rd_equal(section, RD_TEXT("timers"))) {
		return lane_settings_timer(out, key, word);
	}
	if (rd_equal(section, RD_TEXT("gate"))) {
		return gate_fitting_set(&out->fitting, key, word);
	}
	if (rd_equal(section, RD_TEXT("policy"))) {
		return policy_set(&out->policy, key, word);
	}
	return EG_OK; /* of other processes */
}

static enum eg_err set_up(struct stage *s, struct rd text)
{
	s->settings = lane_settings_default();
	s->settings.fitting = gate_fitting_of((enum gate_topology)s->scenario.topology);
	while (text.left > 0) {
		struct rd line = rd_until(&text, "\n");
		struct rd first = rd_until(&line, " ");
		if (rd_equal(first, RD_TEXT("lane"))) {
			EG_TRY(set_word(&s->settings, line));
		}
	}
	return gate_fitting_check(&s->settings.fitting);
}

/* Rows that the journal would have; a story that counts them says so at its end. */
static const char *count_records(const struct stage *s)
{
	for (size_t i = 0; i < s->scenario.steps; i++) {
		const struct scenario_step *step = &s->scenario.step[i];
		if (step->verb != VERB_JOURNAL) {
			continue;
		}
		/* <record> <count>: the parser keeps the count, which comes last. */
		if (s->rig.records[step->other] != step->number) {
			return "the journal has another number of them";
		}
	}
	return NULL;
}

static const char *play_story(struct stage *s, const char **where)
{
	struct metal metal = metal_start_of((enum gate_topology)s->scenario.topology, DOORWAY_MS);
	metal.beams = s->settings.fitting.curtain_beams;
	s->play = play_start(&s->scenario, metal);
	rig_start(&s->rig, &s->settings, &s->play.metal);
	s->rig.context = s;
	s->rig.told = told;
	/* Until the watchdog relay has pulled. */
	while (s->play.metal.now_us < START_US) {
		s->play.metal = metal_pass(s->play.metal, STEP_US);
		rig_pass(&s->rig, STEP_US);
	}
	told(s, &s->rig.status.body.status);
	while (s->play.end == PLAY_GOES_ON && s->play.metal.now_us < LONGEST_US) {
		pass(s);
	}
	*where = s->play.step < s->scenario.steps ? s->scenario.step[s->play.step].text : "the end";
	if (s->play.end != PLAY_AS_EXPECTED) {
		return s->play.end == PLAY_DIFFERS ? s->play.fault : "it goes on for ever";
	}
	return count_records(s);
}

/* A story of pictures, of cameras, pages and fingers, is for a whole lane: nobody looks at any
 * here. */
static bool needs_pictures(const struct scenario *s)
{
	bool needs = s->sensor != FINGER_SENSOR_NONE || s->page != SCENARIO_PAGE_LINES;
	for (size_t i = 0; i < s->steps; i++) {
		needs = needs || play_camera_is(s->step[i].verb) ||
			play_finger_is(s->step[i].verb) || play_page_is(s->step[i].verb);
	}
	return needs;
}

static bool tell(const char *path, bool said)
{
	static struct stage s;
	unsigned line = 0;
	const char *where = "";
	EG_AUTO(bytes_free) struct bytes text = {0};
	s = (struct stage){.said = said};
	enum eg_err err = file_read(path, STORY_BYTES, &text);
	if (err == EG_OK) {
		err = scenario_parse(bytes_rd(&text), &s.scenario, &line);
	}
	if (err == EG_OK) {
		err = set_up(&s, bytes_rd(&text));
	}
	if (err != EG_OK) {
		printf("%s: line %u: %s\n", path, line, eg_fault_last().reason);
		return false;
	}
	if (needs_pictures(&s.scenario)) {
		printf("%s: only on a whole lane\n", path);
		return true;
	}
	const char *fault = play_story(&s, &where);
	if (fault != NULL) {
		printf("%s: \"%s\": %s (%s, %s)\n", path, where, fault,
		       gate_state_name(s.rig.lane.gate.state), gate_why_name(s.rig.lane.gate.why));
	}
	return fault == NULL;
}

int main(int argc, char *argv[])
{
	unsigned played = 0;
	unsigned differ = 0;
	bool said = argc > 1 && strcmp(argv[1], "-v") == 0;
	log_open(LOG_WORD("story"), (enum log_level)(LOG_ERROR + 1)); /* the stories speak */
	for (int i = said ? 2 : 1; i < argc; i++) {
		played++;
		differ += tell(argv[i], said) ? 0 : 1;
	}
	printf("%u stories, %u differ\n", played, differ);
	return played == 0 || differ > 0;
}
