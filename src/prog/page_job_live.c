/*
 * page_job_live: a camera that looks at the glass all the time: whether it is fit, when something
 * lies still, and when it is gone. Knows times between pictures. Never knows what a zone says.
 */
#include "prog/page_job_part.h"

#define SAMPLES_MAX 4096u /* pixels that tell whether a picture is black */
#define BLACK_LEVEL 20    /* noise of a sensor in the dark stays below */
#define BRIGHT_PART 1000u /* one pixel in so many is brighter: it is not black */

/* ---- the camera ---- */

static bool is_black(const struct mrz_image *image)
{
	const size_t step = image->grey.left / SAMPLES_MAX + 1;
	size_t seen = 0;
	size_t bright = 0;
	uint8_t level;
	for (size_t at = 0; rd_byte_at(&image->grey, at, &level); at += step) {
		seen++;
		bright += level > BLACK_LEVEL;
	}
	return bright * BRIGHT_PART <= seen;
}

/* EG_TIMEOUT: this picture says nothing of the glass. */
static enum eg_err feel_pulse(struct page_job *j, const struct page_shot *shot,
			      const struct mrz_image *image, int64_t now_us)
{
	struct page_pulse *p = &j->pulse;
	const uint64_t hash = rd_hash(shot->bytes, RD_HASH_START);
	const bool same = p->changes > 0 && hash == p->hash;
	p->seen_us = now_us;
	p->hash = hash;
	if (is_black(image)) {
		return now_us - p->lit_us < PAGE_JOB_FAULT_US
			       ? EG_TIMEOUT
			       : page_job_unfit(j, REASON_CAMERA_BLACK);
	}
	p->lit_us = now_us;
	if (!same) {
		p->changed_us = now_us;
		p->changes = p->changes < UINT32_MAX ? p->changes + 1 : p->changes;
	}
	return now_us - p->changed_us < PAGE_JOB_FAULT_US ? EG_OK
							  : page_job_unfit(j, REASON_CAMERA_FROZEN);
}

enum eg_err page_job_time(struct page_job *j, int64_t now_us)
{
	if (j->live && j->epoch == 0 && now_us - j->pulse.seen_us >= PAGE_JOB_FAULT_US) {
		return page_job_unfit(j, REASON_CAMERA_LOST);
	}
	return EG_OK;
}

bool page_job_skips(const struct page_job *j, int64_t now_us)
{
	const bool reads = j->lies && !j->told && j->prompt != PAGE_PROMPT_ASK_OFFICER;
	return j->live && page_job_serves(j) && !reads &&
	       now_us - j->pulse.seen_us < PAGE_JOB_PACE_US;
}

/* ---- what lies on the glass ---- */

static void appears(struct page_job *j, int64_t now_us)
{
	if (!j->lies) {
		j->lies = true;
		j->laid_us = now_us;
	}
}

/* Asks for nothing but patience, or for what was done by lifting it. */
static bool says_little(unsigned prompt)
{
	return prompt == PAGE_PROMPT_NONE || prompt == PAGE_PROMPT_LAY ||
	       prompt == PAGE_PROMPT_STILL || prompt == PAGE_PROMPT_READING;
}

static enum eg_err gone(struct page_job *j)
{
	j->clear = true;
	j->eyes->drop(&j->watch);
	EG_TRY(page_job_gone(j));
	return page_job_say(j, PAGE_PROMPT_LAY);
}

/* The glass alone. What was asked of a document that was lifted to do it stays for a while. */
static enum eg_err nothing(struct page_job *j, int64_t now_us)
{
	j->clear = true;
	if (j->told) {
		return gone(j);
	}
	if (j->lies) {
		const bool laid = now_us - j->laid_us >= PAGE_JOB_LAID_US;
		page_job_lifted(j);
		j->hold_us = laid ? now_us + PAGE_JOB_HOLD_US : now_us;
		if (laid && says_little(j->prompt)) {
			return page_job_say(j, PAGE_PROMPT_TOO_SOON);
		}
	}
	return now_us < j->hold_us ? EG_OK : page_job_say(j, PAGE_PROMPT_LAY);
}

static enum eg_err moves(struct page_job *j, int64_t now_us)
{
	if (j->told) {
		return EG_OK; /* whether it goes is told by PAGE_LIES_GONE */
	}
	appears(j, now_us);
	if (j->moves_us == 0) {
		j->moves_us = now_us;
	}
	return now_us - j->moves_us < PAGE_JOB_STILL_US ? EG_OK
							: page_job_say(j, PAGE_PROMPT_STILL);
}

static bool too_soon(const struct page_job *j, int64_t now_us)
{
	const int64_t pause_us =
		j->prompt == PAGE_PROMPT_ASK_OFFICER ? PAGE_JOB_LATER_US : PAGE_JOB_AGAIN_US;
	return j->tries > 0 && now_us - j->tried_us < pause_us;
}

/* The first picture that cannot be read says little: light and focus settle yet. */
static unsigned what_to_ask(const struct page_job *j, const struct page_sight *s, int64_t now_us)
{
	const bool certain = s->ask == PAGE_PROMPT_NO_SCREEN || s->ask == PAGE_PROMPT_ONE_ONLY ||
			     s->ask == PAGE_PROMPT_PHOTO_PAGE;
	if (j->tries >= PAGE_JOB_TRIES && now_us - j->first_us >= PAGE_JOB_PATIENCE_US) {
		return PAGE_PROMPT_ASK_OFFICER;
	}
	return s->ask != PAGE_PROMPT_NONE && (certain || j->tries > 1) ? s->ask
								       : PAGE_PROMPT_READING;
}

/* Documents of one state, laid exactly there, look alike from afar: what was told is looked at
 * again while no traveller has begun with it. */
static enum eg_err rests_told(struct page_job *j, const struct page_shot *shot,
			      const struct mrz_image *image, int64_t now_us)
{
	EG_AUTO(page_sight_clear) struct page_sight s = {.good = false};
	if (now_us - j->tried_us < PAGE_JOB_LATER_US) {
		return EG_OK;
	}
	j->tried_us = now_us;
	page_job_judge(j, image, shot->dpi, &s);
	if (!page_job_is_other(j, &s)) {
		return EG_OK;
	}
	j->eyes->keep(&j->watch);
	return page_job_exchange(j, shot, image, &s);
}

static enum eg_err rests(struct page_job *j, const struct page_shot *shot,
			 const struct mrz_image *image, int64_t now_us)
{
	EG_AUTO(page_sight_clear) struct page_sight s = {.good = false};
	j->moves_us = 0;
	if (j->told) {
		return rests_told(j, shot, image, now_us);
	}
	if (too_soon(j, now_us)) {
		return EG_OK;
	}
	appears(j, now_us);
	page_job_judge(j, image, shot->dpi, &s);
	if (s.good) {
		j->tried_us = now_us;
		j->eyes->keep(&j->watch);
		return page_job_tell(j, shot, image, &s);
	}
	j->unreadable++;
	j->tried_us = now_us;
	j->first_us = j->tries == 0 ? now_us : j->first_us;
	j->tries++;
	return page_job_say(j, what_to_ask(j, &s, now_us));
}

enum eg_err page_job_live(struct page_job *j, const struct page_shot *shot, int64_t now_us)
{
	struct mrz_image image;
	enum page_lies lies = PAGE_LIES_NOTHING;
	const bool served = page_job_serves(j);
	if (shot->light != PAGE_VISIBLE || j->eyes->decode(j->eyes->room, shot, &image) != EG_OK) {
		return page_job_time(j, now_us); /* a damaged picture is like none */
	}
	enum eg_err err = feel_pulse(j, shot, &image, now_us);
	if (err == EG_OK && served) { /* nothing is said before MSG_READY */
		err = j->eyes->watch(&j->watch, &image, &lies);
		err = err == EG_OK || err == EG_NO_MEMORY ? err : EG_TIMEOUT;
	}
	if (err != EG_OK || !served) {
		return err == EG_TIMEOUT ? EG_OK : err;
	}
	switch (lies) {
	case PAGE_LIES_NOTHING:
		return nothing(j, now_us);
	case PAGE_LIES_MOVING:
		return moves(j, now_us);
	case PAGE_LIES_STILL:
		return rests(j, shot, &image, now_us);
	case PAGE_LIES_GONE:
		return j->told ? gone(j) : nothing(j, now_us);
	}
	return EG_OK;
}
