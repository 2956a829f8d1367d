/*
 * finger_job_look: one picture of a press: is it good enough, is it a copy, which finger is it?
 * Knows grey pictures and the chip's fingers. Never knows how many presses are left.
 */
#include "prog/finger_job_part.h"

#include <stdlib.h>

/* Sizes differ by so much before a copy is looked for at the document's resolution, too: up to 2 %
 * are part of each search, and a little more is climbed to. */
#define DPI_APART 33 /* one part of so many: 3 % */

const char *finger_worth_name(unsigned worth)
{
	static const char *const names[] = {
		[FINGER_WORTH_GOOD] = "good",       [FINGER_WORTH_POOR] = "poor",
		[FINGER_WORTH_DOUBT] = "doubt",     [FINGER_WORTH_OTHER] = "other",
		[FINGER_WORTH_NOTHING] = "nothing", [FINGER_WORTH_COPY] = "copy",
	};
	return worth < sizeof(names) / sizeof(names[0]) ? names[worth] : "?";
}

int16_t finger_job_score(struct finger_job *j, uint8_t position, const struct finger_template *t)
{
	int16_t score = finger_match(j->matcher, &j->chip.best[position], t);
	j->compared++;
	if (score > FINGER_SCORE_LIMIT) {
		return FINGER_SCORE_LIMIT;
	}
	return score < -FINGER_SCORE_LIMIT ? -FINGER_SCORE_LIMIT : score;
}

static bool far_apart(uint16_t a, uint16_t b)
{
	return abs((int)a - (int)b) * DPI_APART > b;
}

/* Fed in pixel by pixel, an image of the document has the sensor's resolution only by name. */
static enum verdict judge_by_pixels(struct finger_job *j, const struct finger_image *live)
{
	EG_AUTO(finger_imprint_clear) struct finger_imprint same = {0};
	const struct finger_attack_limits *l = &j->limits.attack;
	struct finger_image other = *live; /* borrows its pixels */
	enum verdict worst = VERDICT_PASS;
	other.dpi = 0;
	for (uint8_t i = 0; i < j->chip.imprints && worst != VERDICT_FAIL; i++) {
		if (!far_apart(live->dpi, j->chip.dpi[i])) {
			continue;
		}
		if (other.dpi != j->chip.dpi[i]) {
			other.dpi = j->chip.dpi[i];
			finger_attack_imprint(j->attack, &other, &same);
		}
		int16_t alike = finger_attack_alike(j->attack, &same, &j->chip.imprint[i]);
		if (alike >= l->doubt) {
			worst = alike >= l->copy ? VERDICT_FAIL : VERDICT_CANNOT_TELL;
		}
	}
	return worst;
}

static struct finger_cues judge_cues(struct finger_job *j, const struct finger_image *live)
{
	EG_AUTO(finger_imprint_clear) struct finger_imprint imprint = {0};
	const struct finger_attack_known known = {
		.chip = j->chip.imprint,
		.chip_count = j->chip.imprints,
		.seen = &j->seen,
	};
	finger_attack_imprint(j->attack, live, &imprint);
	struct finger_cues c = finger_attack_judge(j->attack, &imprint, &known, &j->limits.attack);
	if (c.of[FINGER_CUE_COPY] != VERDICT_FAIL) {
		const struct finger_cues more = {
			.of = {[FINGER_CUE_COPY] = (uint8_t)judge_by_pixels(j, live)}};
		if (more.of[FINGER_CUE_COPY] != VERDICT_PASS) {
			finger_job_worsen(&c, &more);
		}
	}
	return c;
}

/* Surely another finger of this chip, and surely not the one that was asked for. */
static bool is_other(struct finger_job *j, uint8_t position, const struct finger_job_kept *k)
{
	bool other = false;
	for (uint8_t p = 1; p <= POLICY_POSITIONS && k->score < 0 && !other; p++) {
		other = p != position && (j->chip.positions & 1u << p) != 0 &&
			finger_match(j->matcher, &j->chip.best[p], &k->live) >= j->limits.other;
	}
	return other;
}

static enum finger_worth worth_of(struct finger_job *j, struct finger_job_look *l, uint8_t position)
{
	struct finger_job_kept *k = &l->kept;
	if (k->cues.of[FINGER_CUE_COPY] == VERDICT_FAIL ||
	    k->cues.of[FINGER_CUE_REPEAT] == VERDICT_FAIL) {
		return FINGER_WORTH_COPY;
	}
	if (!k->there || k->cues.of[FINGER_CUE_PATTERN] != VERDICT_PASS) {
		return FINGER_WORTH_NOTHING;
	}
	if (k->cues.of[FINGER_CUE_COPY] == VERDICT_CANNOT_TELL) {
		return FINGER_WORTH_DOUBT;
	}
	if (l->ask != FINGER_PROMPT_NONE) {
		return FINGER_WORTH_POOR;
	}
	k->score = finger_job_score(j, position, &k->live);
	k->scored = true;
	return is_other(j, position, k) ? FINGER_WORTH_OTHER : FINGER_WORTH_GOOD;
}

/* What to ask for next, where the picture itself asks for nothing. */
static enum finger_prompt ask_for(enum finger_worth worth)
{
	switch (worth) {
	case FINGER_WORTH_DOUBT:
		return FINGER_PROMPT_TURN;
	case FINGER_WORTH_OTHER:
		return FINGER_PROMPT_OTHER;
	case FINGER_WORTH_POOR:
	case FINGER_WORTH_NOTHING:
		return FINGER_PROMPT_AGAIN;
	case FINGER_WORTH_GOOD:
	case FINGER_WORTH_COPY:
		break;
	}
	return FINGER_PROMPT_NONE;
}

static void judge_image(struct finger_job *j, const struct finger_image *live, uint8_t position,
			struct finger_job_look *out)
{
	struct finger_job_kept *k = &out->kept;
	struct finger_quality q = {0};
	k->there = finger_extract(j->extractor, live, &k->live) == EG_OK &&
		   finger_job_usable(j, &k->live);
	finger_quality_assess(live, k->there ? &k->live : NULL, &q);
	uint8_t unified = q.value[FINGER_QUALITY_UNIFIED];
	k->quality = unified == FINGER_QUALITY_UNKNOWN ? 0 : unified;
	out->minutiae = k->there ? k->live.count : 0;
	out->contact = q.native[FINGER_QUALITY_AREA] >= j->limits.quality.area_none;
	out->ask = finger_quality_guide(&j->limits.quality, &q);
	k->cues = judge_cues(j, live);
	enum finger_worth worth = worth_of(j, out, position);
	k->worth = (uint8_t)worth;
	out->ask = out->ask == FINGER_PROMPT_NONE ? ask_for(worth) : out->ask;
}

enum eg_err finger_job_look(struct finger_job *j, const struct msg_press_image *p, struct rd grey,
			    uint8_t position, struct finger_job_look *out)
{
	EG_AUTO(finger_image_free) struct finger_image live = {0};
	const size_t size = (size_t)p->width * p->height;
	if (grey.left != size || p->size != size) {
		return EG_FAIL(EG_BAD_DATA, "picture of another size than told");
	}
	EG_TRY(finger_image_new(p->width, p->height, p->dpi, &live));
	if (!rd_copy(&grey, live.grey, size)) {
		return EG_FAIL(EG_BAD_DATA, "picture of another size than told");
	}
	judge_image(j, &live, position, out);
	return EG_OK;
}
