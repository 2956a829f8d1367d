/*
 * verify_finger: DG3 in the verify worker's job: which of its images are handed on, or why none is.
 * Knows what a message says of an image. Never decodes one; never knows policy, nor the chip.
 *
 *   DG3 -> hash -> records of ISO/IEC 19794-4 or blocks of 39794-4 -> MSG_FINGER, 0 to 16
 *
 * Its hash must hold before any of it is looked at. What keeps its fingers from being compared is
 * no failure: CHECK_FINGER_CHIP cannot be told then, and policy knows whom that concerns.
 */
#include "prog/verify_finger.h"

#include "emrtd/lds_finger.h"

_Static_assert(LDS_FINGERS_MAX == FINGER_IMAGES_MAX, "every image of a DG3 can be handed on");

static uint16_t word_or_untold(uint32_t number)
{
	return number <= UINT16_MAX ? (uint16_t)number : 0;
}

/* Palms, several fingers at once and a finger that nobody names cannot be asked for at a sensor. */
static bool can_be_asked_for(const struct lds_finger *f)
{
	return f->position >= LDS_RIGHT_THUMB && f->position <= LDS_LEFT_LITTLE &&
	       f->image.left <= FINGER_IMAGE_SIZE_MAX;
}

static void add(struct verify_fingers *out, const struct lds_finger *f)
{
	out->image[out->count] = f->image;
	out->told[out->count] = (struct msg_finger){
		.size = (uint32_t)f->image.left,
		.width = f->width,
		.height = f->height,
		.dpi = word_or_untold(f->sampling),
		.depth = f->depth,
		.raw = f->format == LDS_RAW || f->format == LDS_RAW_PACKED ? 1 : 0,
		.position = (uint8_t)f->position,
		.index = (uint8_t)out->count,
	};
	out->count++;
}

/* It says so itself: templates that cannot be read, or that are told and not there, may be one. */
static bool says_none(const struct lds_fingers *all)
{
	const uint64_t unread = LDS_DEV_BIT(LDS_DEV_DATA_MISSING) | LDS_DEV_BIT(LDS_DEV_COUNT) |
				LDS_DEV_BIT(LDS_DEV_OBJECT);
	return all->count == 0 && (all->deviations & unread) == 0;
}

void verify_fingers_of(struct rd file, struct verify_fingers *out, enum reason *why)
{
	struct lds_fingers all;
	*out = (struct verify_fingers){0};
	if (lds_fingers_read(file, &all) != EG_OK) {
		*why = REASON_BAD_FORMAT;
		return;
	}
	for (unsigned i = 0; i < all.count; i++) {
		if (can_be_asked_for(&all.finger[i])) {
			add(out, &all.finger[i]);
		}
	}
	for (unsigned i = 0; i < out->count; i++) {
		out->told[i].count = (uint8_t)out->count;
	}
	if (out->count > 0) {
		*why = REASON_NONE;
	} else {
		*why = says_none(&all) ? REASON_NOT_PRESENT : REASON_BAD_FORMAT;
	}
}

static void cannot_tell(struct verify_job *j, enum reason why)
{
	findings_set(&j->findings, CHECK_FINGER_CHIP, VERDICT_CANNOT_TELL, why);
}

static enum eg_err send(struct verify_job *j)
{
	struct verify_fingers fingers;
	enum reason why;
	verify_fingers_of(j->files[CHIP_FILE_DG3], &fingers, &why);
	if (fingers.count == 0) {
		cannot_tell(j, why);
		return EG_OK;
	}
	for (unsigned i = 0; i < fingers.count; i++) {
		struct msg m = msg_make(MSG_FINGER, j->epoch);
		m.body.finger = fingers.told[i];
		EG_TRY(j->sink.send(j->sink.context, &m, fingers.image[i]));
	}
	return EG_OK;
}

enum eg_err verify_finger_group(struct verify_job *j)
{
	enum verdict hash =
		passive_group(j->passive, CHIP_FILE_DG3, j->files[CHIP_FILE_DG3], &j->findings);
	if (!j->wants_fingers) {
		return EG_OK; /* egate read: they are shown, and compared with nobody's */
	}
	if (hash != VERDICT_PASS) {
		cannot_tell(j, (enum reason)j->findings.of[CHECK_DG3_HASH].reason);
		return EG_OK;
	}
	if (verify_job_listed(j, CHIP_FILE_DG3)) {
		cannot_tell(j, REASON_DEFECT_LISTED);
		return EG_OK;
	}
	return send(j);
}

void verify_finger_end(struct verify_job *j)
{
	if (!j->wants_fingers || verify_job_has(j, CHIP_FILE_DG3)) {
		return;
	}
	if (!passive_trusted(j->passive)) {
		cannot_tell(j, REASON_NOT_SIGNED); /* whatever the file lists */
	} else if (passive_has_group(j->passive, CHIP_FILE_DG3)) {
		cannot_tell(j, REASON_CHIP_REFUSED); /* or it was never asked: the core knows */
	} else {
		cannot_tell(j, REASON_NOT_PRESENT);
	}
}
