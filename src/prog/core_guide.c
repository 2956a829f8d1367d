/*
 * core_guide: what travellers' screens are told: state, prompts, progress, time left.
 * Knows what a bystander may see. Never knows who watches; tells no number, name or finding.
 */
#include "prog/core_lane.h"

#include "prog/guide.h"

#define PROGRESS_US INT64_C(200000) /* between two messages that tell of progress alone */

/* Percent of reading; a chip of the usual files gets to PROGRESS_FILES. */
#define PROGRESS_BEGUN    5
#define PROGRESS_FILES    80
#define PROGRESS_CHIP     90 /* all is read */
#define PROGRESS_VERIFIED 97
#define PROGRESS_WHOLE    100

static const struct {
	uint8_t file; /* enum chip_file_id */
	uint8_t weight;
} weights[] = {
	{CHIP_FILE_CARD_ACCESS, 3},   {CHIP_FILE_COM, 2},  {CHIP_FILE_SOD, 14},
	{CHIP_FILE_DG1, 6},           {CHIP_FILE_DG14, 5}, {CHIP_FILE_DG15, 5},
	{CHIP_FILE_DG2, 34},          {CHIP_FILE_DG3, 15}, {CHIP_FILE_AA_SIGNATURE, 3},
	{CHIP_FILE_CHIP_AUTH_KEY, 3},
};

static uint8_t of_files(uint64_t files)
{
	unsigned sum = PROGRESS_BEGUN;
	for (size_t i = 0; i < sizeof(weights) / sizeof(weights[0]); i++) {
		if ((files & UINT64_C(1) << weights[i].file) != 0) {
			sum += weights[i].weight;
		}
	}
	return (uint8_t)(sum < PROGRESS_FILES ? sum : PROGRESS_FILES);
}

static uint8_t progress_of(const struct lane *l)
{
	const struct lane_traveller *t = &l->traveller;
	if (lane_is_desk(l) && l->gate.state != GATE_READING) {
		return l->gate.epoch != 0 ? PROGRESS_WHOLE : 0; /* whatever was found */
	}
	if (l->gate.state != GATE_READING) {
		return (l->gate.evidence & GATE_HAS_DOCUMENT) != 0 ? PROGRESS_WHOLE : 0;
	}
	if ((t->done & DONE_VERIFY) != 0) {
		return PROGRESS_VERIFIED;
	}
	return (t->done & DONE_CHIP) != 0 ? PROGRESS_CHIP : of_files(t->files);
}

static enum guide_service service_of(const struct lane *l)
{
	if (!lane_wants_service(l)) {
		return GUIDE_CLOSED;
	}
	bool able = l->gate.epoch != 0 || (lane_missing(l) == 0 && lane_record_room(l));
	return able ? GUIDE_OPEN : GUIDE_NOT_READY;
}

/* Everybody at a desk is an officer's, and whoever stands behind them reads the screen, too. */
static enum guide_reason reason_of(const struct lane *l)
{
	const struct decision *d = &l->traveller.decision;
	if (lane_is_desk(l)) {
		return gate_refers(l->gate.state) ? GUIDE_OFFICER : GUIDE_NONE;
	}
	return guide_of(d->check, d->reason, l->gate.why, l->gate.state);
}

static uint32_t left_ms(const struct lane *l)
{
	int64_t left = (int64_t)l->armed_ms - (l->mono_us - l->armed_us) / 1000;
	return left <= 0 ? 0 : left < l->armed_ms ? (uint32_t)left : l->armed_ms;
}

struct msg lane_guidance(const struct lane *l)
{
	const struct lane_traveller *t = &l->traveller;
	struct msg m = msg_make(MSG_GUIDE, 0); /* nobody's number */
	m.body.guide = (struct msg_guide){
		.state = l->gate.state,
		.reason = (uint8_t)reason_of(l),
		.service = (uint8_t)service_of(l),
		.reversed = l->gate.reversed ? 1 : 0,
		.face_prompt = l->prompt,
		.finger_prompt = l->finger_prompt,
		.finger_position = l->finger_position,
		.page_prompt = l->page_prompt,
		.progress = progress_of(l),
		.left_ms = left_ms(l),
		.whole_ms = l->armed_ms,
	};
	lane_page_nationality(&t->document, m.body.guide.nationality);
	return m;
}

static bool same(const struct msg *a, const struct msg *b)
{
	return rd_equal(rd_of(a, msg_length(a)), rd_of(b, msg_length(b)));
}

/* Screens count down by themselves: the time left is no change, a timer that begins anew is. */
void lane_guidance_follow(struct lane *l)
{
	struct msg now = lane_guidance(l);
	struct msg last = l->guide;
	bool timer = l->armed_us != l->guide_armed_us;
	last.body.guide.left_ms = now.body.guide.left_ms;
	if (!timer && same(&now, &last)) {
		return;
	}
	last.body.guide.progress = now.body.guide.progress;
	bool progress = !timer && same(&now, &last);
	if (progress && l->mono_us - l->guide_us < PROGRESS_US) {
		return; /* the next tick comes soon */
	}
	l->guide = now;
	l->guide_us = l->mono_us;
	l->guide_armed_us = l->armed_us;
	l->ports.guide(l->ports.context, &now);
}
