/*
 * face_tell: what was seen in one picture, in words and as JSON.
 * Knows names and units of the values. Never judges them.
 */
#include "prog/face_tell.h"

#include <math.h>

#define THOUSAND 1000.0
#define TEN      10.0

/* Values beside the components of quality: name, what it is for people, divisor, not measured. */
#define VALUES(X)                                                                   \
	X("live", "passive liveness, 1 is alive", live, THOUSAND, -1)               \
	X("eyes_closed", "more closed eye, 1 is closed", eyes_closed, THOUSAND, -1) \
	X("yaw", "turned sideways, degrees", yaw, TEN, FACE_NOT_MEASURED)           \
	X("pitch", "lifted, degrees", pitch, TEN, FACE_NOT_MEASURED)                \
	X("roll", "tilted, degrees", roll, TEN, FACE_NOT_MEASURED)                  \
	X("turn", "nose off the middle / eye distance", turn, THOUSAND, FACE_NOT_MEASURED)

static bool any_quality(const struct face_observation *s)
{
	for (size_t i = 0; i < FACE_QUALITY_COUNT; i++) {
		if (s->quality.value[i] != FACE_QUALITY_UNKNOWN) {
			return true;
		}
	}
	return false;
}

void face_tell_short(FILE *to, const struct face_observation *s)
{
	(void)fprintf(to, "norm %.2f eyes %u px", s->face.norm / THOUSAND,
		      s->eye_distance); /* the caller asks the stream once, at the end */
	if (s->live >= 0) {
		(void)fprintf(to, " live %.2f", s->live / THOUSAND); /* as above */
	}
	if (s->yaw != FACE_NOT_MEASURED) {
		(void)fprintf(to, " yaw %.0f pitch %.0f", s->yaw / TEN,
			      s->pitch / TEN); /* as above */
	}
	if (s->quality.value[FACE_QUALITY_UNIFIED] != FACE_QUALITY_UNKNOWN) {
		(void)fprintf(to, " quality %u",
			      s->quality.value[FACE_QUALITY_UNIFIED]); /* as above */
	}
}

static void put_value(FILE *to, const char *what, double value, bool known)
{
	if (known) {
		(void)fprintf(to, "  %-36s %.3f\n", what, value); /* as above */
	} else {
		(void)fprintf(to, "  %-36s -\n", what); /* as above */
	}
}

void face_tell_long(FILE *to, const struct look_answer *a)
{
	const struct face_observation *s = &a->seen;
	(void)fprintf(to, "  %-36s %u x %u\n", "pixels", a->width, a->height); /* as above */
	(void)fprintf(to, "  %-36s %u, %s\n", "faces", s->faces,
		      s->alone ? "one large" : "a second one is large, too"); /* as above */
	(void)fprintf(to, "  %-36s %u pixels%s\n", "height of the face", s->box_height,
		      s->whole ? "" : ", not wholly in the picture"); /* as above */
	(void)fprintf(to, "  %-36s %u pixels\n", "distance between the eyes",
		      s->eye_distance); /* as above */
	put_value(to, "norm of the template", s->face.norm / THOUSAND, true);
#define X(name, text, member, divisor, none) \
	put_value(to, text, s->member / (divisor), s->member != (none));
	VALUES(X)
#undef X
	for (unsigned i = 0; i < FACE_QUALITY_COUNT; i++) {
		uint8_t value = s->quality.value[i];
		if (value == FACE_QUALITY_UNKNOWN) {
			(void)fprintf(to, "  %-36s -\n", face_quality_text(i)); /* as above */
		} else {
			(void)fprintf(to, "  %-36s %u\n", face_quality_text(i),
				      value); /* as above */
		}
	}
}

/* NAN becomes null. */
static double or_null(double value, bool known)
{
	return known ? value : (double)NAN;
}

bool face_tell_json(cJSON *to, const struct look_answer *a)
{
	const struct face_observation *s = &a->seen;
	bool made = json_number(to, "width", a->width) && json_number(to, "height", a->height) &&
		    json_number(to, "faces", s->faces) && json_bool(to, "alone", s->alone) &&
		    json_bool(to, "whole", s->whole) &&
		    json_number(to, "face_height", s->box_height) &&
		    json_number(to, "eye_distance", s->eye_distance) &&
		    json_number(to, "norm", s->face.norm / THOUSAND);
#define X(name, text, member, divisor, none) \
	made = made && json_number(to, name, or_null(s->member / (divisor), s->member != (none)));
	VALUES(X)
#undef X
	cJSON *quality = made && any_quality(s) ? cJSON_AddObjectToObject(to, "quality") : NULL;
	made = made && (quality != NULL || !any_quality(s));
	for (unsigned i = 0; quality != NULL && made && i < FACE_QUALITY_COUNT; i++) {
		uint8_t value = s->quality.value[i];
		made = json_number(quality, face_quality_name(i),
				   or_null(value, value != FACE_QUALITY_UNKNOWN));
	}
	return made;
}
