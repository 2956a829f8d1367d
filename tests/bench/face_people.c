/*
 * face_people: people of a set as pairs of templates.
 * Knows files and an engine. Never knows thresholds.
 */
#include "face_people.h"

#include "measure.h"

#include <stdio.h>

static enum eg_err embed(struct face_engine *e, const char *path, bool portrait,
			 struct face_template *out)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	EG_AUTO(picture_free) struct picture p = {0};
	struct face_observation seen;
	EG_TRY(measure_file(path, &file));
	EG_TRY(picture_decode(bytes_rd(&file), PICTURE_SIDE_MAX, &p));
	EG_TRY(portrait ? face_observe_portrait(e, &p, 0, &seen) : face_observe(e, &p, 0, &seen));
	*out = seen.face;
	return EG_OK;
}

void face_people_load(struct face_engine *e, const char *folder, struct face_people *out)
{
	static const char *const names[FACE_PEOPLE_PICTURES] = {"neutral", "smiling"};
	out->count = 0;
	for (int number = 1; number < 1000 && out->count < FACE_PEOPLE_MAX; number++) {
		bool whole = true;
		for (size_t k = 0; k < FACE_PEOPLE_PICTURES && whole; k++) {
			char path[512];
			(void)snprintf(path, sizeof(path), "%s/%03d_%s.jpg", folder, number,
				       names[k]);
			whole = embed(e, path, k == 0, &out->face[out->count][k]) == EG_OK;
		}
		out->count += whole;
	}
}

int16_t face_people_score(const struct face_people *p, size_t a, size_t picture_a, size_t b,
			  size_t picture_b)
{
	int16_t value = -1000;
	return face_compare(&p->face[a][picture_a], &p->face[b][picture_b], &value) == EG_OK ? value
											     : 1000;
}
