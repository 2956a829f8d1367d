/*
 * face_job_page: the portrait that is printed on the page against the one in the chip.
 * Knows grey pixels and templates. Never knows a camera, the page's text or what a score means
 * (policy).
 *
 * A passport whose photograph was exchanged has a chip that still holds the rightful holder. The
 * live face is compared with the chip alone; this tells an officer that the page shows another one.
 */
#include "prog/face_job.h"

static enum eg_err to_picture(struct rd grey, uint32_t width, uint32_t height, struct picture *out)
{
	uint8_t level;
	EG_TRY(picture_new(width, height, out));
	for (uint8_t *pixel = out->bgr; rd_u8(&grey, &level); pixel += 3) {
		pixel[0] = level;
		pixel[1] = level;
		pixel[2] = level;
	}
	return EG_OK;
}

/* A second, smaller portrait in the print's ground (a ghost image) is no second person. */
static enum reason judge(const struct face_job *j, const struct face_observation *seen)
{
	if (!seen->alone) {
		return REASON_SEVERAL_FACES;
	}
	return seen->face.norm < j->limits.portrait_norm_min ? REASON_POOR_QUALITY : REASON_NONE;
}

enum eg_err face_job_page(struct face_job *j, struct face_engine *e, struct rd grey, uint32_t width,
			  uint32_t height)
{
	EG_AUTO(picture_free) struct picture p = {0};
	struct face_observation seen = {0};
	if (j->page_came) {
		return EG_FAIL(EG_STATE, "a second picture of a page");
	}
	if (grey.left != (size_t)width * height) {
		return EG_FAIL(EG_BAD_DATA, "picture of a page has another size than told");
	}
	j->page_came = true;
	EG_TRY(to_picture(grey, width, height, &p));
	enum eg_err err = face_observe_portrait(e, &p, 0, &seen);
	if (err != EG_OK) {
		j->page_why = err == EG_NOT_FOUND ? REASON_NO_FACE : REASON_INTERNAL;
		return EG_OK;
	}
	enum reason why = judge(j, &seen);
	j->page_why = (uint8_t)why;
	if (why == REASON_NONE) {
		j->page = seen.face;
	}
	face_template_clear(&seen.face);
	return EG_OK;
}

void face_job_page_score(const struct face_job *j, struct msg_portrait_ready *out)
{
	out->page = 0;
	out->page_came = j->page_came ? 1 : 0;
	out->page_why = j->page_came ? j->page_why : (uint8_t)REASON_NONE;
	if (!j->page_came || j->page_why != REASON_NONE) {
		return;
	}
	if (!j->has_portrait) {
		out->page_why = REASON_NOT_PRESENT; /* in the chip, as CHECK_PORTRAIT tells */
	} else if (face_compare(&j->page, &j->portrait, &out->page) != EG_OK) {
		out->page_why = REASON_INTERNAL;
		out->page = 0;
	}
}
