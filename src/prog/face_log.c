/*
 * face_log: what the face worker logs of a portrait and of a capture.
 * Knows values and their names. Never knows a face, nor what is decided by a value.
 */
#include "prog/face_log.h"

#include "base/log.h"

void face_log_quality(const struct face_quality *q)
{
	const uint8_t *v = q->value;
	LOG(LOG_INFO, "portrait-picture", LOG_INT("unified", v[FACE_QUALITY_UNIFIED]),
	    LOG_INT("background", v[FACE_QUALITY_BACKGROUND]),
	    LOG_INT("illumination", v[FACE_QUALITY_ILLUMINATION]),
	    LOG_INT("mean", v[FACE_QUALITY_LUMINANCE_MEAN]),
	    LOG_INT("variance", v[FACE_QUALITY_LUMINANCE_VARIANCE]),
	    LOG_INT("dark", v[FACE_QUALITY_UNDER_EXPOSURE]),
	    LOG_INT("bright", v[FACE_QUALITY_OVER_EXPOSURE]),
	    LOG_INT("range", v[FACE_QUALITY_DYNAMIC_RANGE]),
	    LOG_INT("sharp", v[FACE_QUALITY_SHARPNESS]),
	    LOG_INT("blocks", v[FACE_QUALITY_COMPRESSION]),
	    LOG_INT("colour", v[FACE_QUALITY_COLOUR]));
	LOG(LOG_INFO, "portrait-face", LOG_INT("single", v[FACE_QUALITY_SINGLE]),
	    LOG_INT("open", v[FACE_QUALITY_EYES_OPEN]),
	    LOG_INT("mouth", v[FACE_QUALITY_MOUTH_CLOSED]),
	    LOG_INT("eyes_seen", v[FACE_QUALITY_EYES_VISIBLE]),
	    LOG_INT("mouth_seen", v[FACE_QUALITY_MOUTH_VISIBLE]),
	    LOG_INT("face_seen", v[FACE_QUALITY_FACE_VISIBLE]),
	    LOG_INT("eye_distance", v[FACE_QUALITY_EYE_DISTANCE]),
	    LOG_INT("head", v[FACE_QUALITY_HEAD_SIZE]),
	    LOG_INT("left", v[FACE_QUALITY_MARGIN_LEFT]),
	    LOG_INT("right", v[FACE_QUALITY_MARGIN_RIGHT]),
	    LOG_INT("above", v[FACE_QUALITY_MARGIN_ABOVE]),
	    LOG_INT("below", v[FACE_QUALITY_MARGIN_BELOW]), LOG_INT("yaw", v[FACE_QUALITY_YAW]),
	    LOG_INT("pitch", v[FACE_QUALITY_PITCH]), LOG_INT("roll", v[FACE_QUALITY_ROLL]),
	    LOG_INT("uncovered", v[FACE_QUALITY_NO_COVERING]));
}

void face_log_result(const struct msg_face_result *r, uint32_t looked)
{
	LOG(LOG_INFO, "face", LOG_INT("match", r->scores.match), LOG_INT("live", r->scores.live),
	    LOG_INT("alone", r->scores.alone), LOG_INT("quality", r->quality),
	    LOG_INT("covered", r->covered), LOG_INT("frames", r->frames), LOG_INT("looked", looked),
	    LOG_INT("own_us", r->own_us), LOG_INT("model", r->model));
	for (unsigned i = 0; i < CUE_COUNT; i++) {
		if (r->cues.of[i] == VERDICT_FAIL || r->cues.of[i] == VERDICT_CANNOT_TELL) {
			LOG(LOG_INFO, "cue", LOG_NAME("cue", ((struct log_word){cue_name(i)})),
			    LOG_INT("verdict", r->cues.of[i]));
		}
	}
}
