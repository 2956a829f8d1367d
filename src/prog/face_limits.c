/*
 * face_limits: the words of the face worker's command line that its job is limited by.
 * Knows keys and ranges. Never knows a camera, or what an embedder makes of a limit.
 */
#include "prog/face_limits.h"

static enum eg_err read_challenge(const char *word, uint8_t *out)
{
	static const char *const words[] = {
		[FACE_JOB_CHALLENGE_NEVER] = "never",
		[FACE_JOB_CHALLENGE_DOUBT] = "doubt",
		[FACE_JOB_CHALLENGE_ALWAYS] = "always",
	};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (rd_equal(rd_cstr(word), rd_cstr(words[i]))) {
			*out = (uint8_t)i;
			return EG_OK;
		}
	}
	return EG_FAIL(EG_CONFIG, "challenge is never, doubt or always");
}

enum eg_err face_limits_read(const struct args *a, struct face_job_limits *l)
{
	int64_t number;
	*l = face_job_limits_default();
	EG_TRY(args_number(a, "timeout_ms", 1000, 60000, l->timeout_us / 1000, &number));
	l->timeout_us = number * 1000;
	EG_TRY(args_number(a, "frames", FACE_JOB_BEST, FACE_JOB_FRAMES_MAX, l->frames, &number));
	l->frames = (uint8_t)number;
	EG_TRY(args_number(a, "eye_distance", 20, 500, l->eye_distance_min, &number));
	l->eye_distance_min = (uint16_t)number;
	return read_challenge(args_text(a, "challenge", "doubt"), &l->challenge);
}
