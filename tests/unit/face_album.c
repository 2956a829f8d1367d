/*
 * face_album: the set-up's pictures of people, read and looked at by real models. Fails the test
 * that asks for one that is missing.
 */
#include "face_album.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#define FILE_MAX ((size_t)32 * 1024 * 1024) /* a model's, too */

bool album_is_here(void)
{
	bool all = access(ALBUM_MODELS "/dlib_128.onnx", R_OK) == 0 &&
		   access(ALBUM_MODELS "/fr_feature.onnx", R_OK) == 0 &&
		   access(ALBUM_MEDIA "franck_01829.jpg", R_OK) == 0;
	if (!all) {
		(void)puts("skipped: .setup/models or .setup/media is missing, run tests/setup");
	}
	return all;
}

void album_load(const char *path, struct bytes *out)
{
	FILE *f = fopen(path, "rb");
	if (f == NULL) {
		fail_msg("%s is missing", path);
		return;
	}
	assert_int_equal(bytes_reserve(out, FILE_MAX, FILE_MAX), EG_OK);
	out->size = fread(out->data, 1, out->cap, f);
	assert_int_equal(fclose(f), 0);
}

void album_picture(const char *path, struct picture *out)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	album_load(path, &file);
	assert_int_equal(picture_decode(bytes_rd(&file), PICTURE_SIDE_MAX, out), EG_OK);
}

struct face_observation album_observe(struct face_engine *e, const char *path, unsigned looks)
{
	EG_AUTO(picture_free) struct picture p = {0};
	struct face_observation seen;
	album_picture(path, &p);
	if (face_observe(e, &p, looks, &seen) != EG_OK) {
		fail_msg("%s: %s", path, eg_fault_last().reason);
	}
	return seen;
}

int16_t album_score(struct face_engine *e, const char *a, const char *b)
{
	const struct face_observation first = album_observe(e, a, 0);
	const struct face_observation second = album_observe(e, b, 0);
	int16_t score = -1000;
	assert_int_equal(face_compare(&first.face, &second.face, &score), EG_OK);
	return score;
}
