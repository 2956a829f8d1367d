/*
 * face_quality: how good a picture of a face is, by components of ISO/IEC 29794-5:2025.
 * Knows names and numbers. Never knows thresholds (face_job, policy) or whose face it is.
 */
#include "biometrics/face_quality.h"

struct face_quality face_quality_none(void)
{
	struct face_quality q = {0};
	for (unsigned i = 0; i < FACE_QUALITY_COUNT; i++) {
		q.value[i] = FACE_QUALITY_UNKNOWN;
	}
	return q;
}

const char *face_quality_name(unsigned component)
{
	static const char *const names[] = {
#define X(name, text) [name] = #name,
		FACE_QUALITIES(X)
#undef X
	};
	return component < FACE_QUALITY_COUNT ? names[component] + sizeof("FACE_QUALITY_") - 1
					      : "?";
}

const char *face_quality_text(unsigned component)
{
	static const char *const texts[] = {
#define X(name, text) [name] = (text),
		FACE_QUALITIES(X)
#undef X
	};
	return component < FACE_QUALITY_COUNT ? texts[component] : "?";
}
