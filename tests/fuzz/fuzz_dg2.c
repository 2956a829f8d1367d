/*
 * fuzz_dg2: DG2 as any bytes, both encodings; what the decoder gives lies within its file.
 */
#include "tests/fuzz/within.h"

#include "emrtd/lds_face.h"

static void look(const struct lds_face *f, struct rd file)
{
	uint64_t deviations = 0;
	struct lds_landmark point;
	struct lds_quality quality;
	struct rd points = f->landmarks;
	struct rd qualities = f->qualities;
	unsigned count = 0;
	promise(f->image.left > 0);
	promise_within(f->image, file);
	promise_within(f->landmarks, file);
	promise_within(f->colour_value, file);
	promise_within(f->attack.challenges, file);
	promise(!f->yaw.told || (f->yaw.degrees >= -180 && f->yaw.degrees <= 180));
	while (lds_landmark_next(&points, f->encoding, &point, &deviations)) {
		count++;
	}
	promise(count == f->landmark_count);
	while (lds_quality_next(&qualities, &quality, &deviations)) {
		promise(quality.score >= LDS_UNTOLD && quality.score <= 100);
	}
	/* What a second look finds was noted by the first. */
	promise((deviations & ~f->deviations) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd file = rd_of(data, size);
	struct lds_faces faces;
	struct lds_portrait portrait;
	enum eg_err err = lds_faces_read(file, &faces);
	promise(faces.count <= LDS_FACES_MAX && (err == EG_OK) == (faces.count > 0));
	for (unsigned i = 0; i < faces.count; i++) {
		look(&faces.face[i], file);
		promise((faces.face[i].deviations & ~faces.deviations) == 0);
	}
	enum eg_err picked = lds_dg2(file, &portrait);
	promise_within(portrait.bytes, file);
	promise((picked == EG_OK) == (portrait.bytes.left > 0));
	promise(picked != EG_OK || err == EG_OK);
	return 0;
}
