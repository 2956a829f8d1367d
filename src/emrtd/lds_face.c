/*
 * lds_face: the facial images of DG2 (Doc 9303-10, 4.7.2) as plain structs.
 * Knows the group and which encoding a template holds. Never knows whether they are genuine.
 */
#include "emrtd/lds_face.h"

#include "emrtd/lds_face_record.h"

struct lds_face lds_face_untold(const struct lds_template *t)
{
	static const struct lds_registry nobody = {LDS_UNTOLD, LDS_UNTOLD};
	return (struct lds_face){
		.header = t->header,
		.encoding = t->encoding,
		.format = LDS_PICTURE_UNKNOWN,
		.deviations = t->deviations,
		.sex = LDS_UNTOLD,
		.eye_colour = LDS_UNTOLD,
		.hair_colour = LDS_UNTOLD,
		.subject_height = LDS_UNTOLD,
		.yaw.uncertainty = LDS_UNTOLD,
		.pitch.uncertainty = LDS_UNTOLD,
		.roll.uncertainty = LDS_UNTOLD,
		.kind = LDS_UNTOLD,
		.colour_space = LDS_UNTOLD,
		.source = LDS_UNTOLD,
		.device_type = LDS_UNTOLD,
		.quality = LDS_UNTOLD,
		.version = LDS_UNTOLD,
		.id = LDS_UNTOLD,
		.session = LDS_UNTOLD,
		.derived_from = LDS_UNTOLD,
		.captured = lds_never,
		.attack = lds_attack_untold,
		.model = nobody,
		.certification = nobody,
		.lossy_attempts = LDS_UNTOLD,
		.camera_distance = LDS_UNTOLD,
		.sensor_diagonal = LDS_UNTOLD,
		.focal_length = LDS_UNTOLD,
		.head_width = LDS_UNTOLD,
		.eye_distance = LDS_UNTOLD,
		.eye_to_mouth = LDS_UNTOLD,
		.head_length = LDS_UNTOLD,
	};
}

enum eg_err lds_faces_add(struct lds_faces *out, const struct lds_face *face)
{
	if (out->count == LDS_FACES_MAX) {
		return EG_FAIL(EG_TOO_BIG, "DG2 holds more images than allowed");
	}
	out->face[out->count] = *face;
	out->count++;
	out->deviations |= face->deviations;
	return EG_OK;
}

bool lds_mpeg4_point(unsigned major, unsigned minor)
{
	static const uint8_t points[] = {0, 0, 14, 14, 6, 4, 4, 1, 10, 15, 10, 6, 4};
	return major < sizeof(points) && minor >= 1 && minor <= points[major];
}

bool lds_landmark_next(struct rd *landmarks, enum lds_encoding encoding, struct lds_landmark *out,
		       uint64_t *deviations)
{
	switch (encoding) {
	case LDS_ISO_19794:
		return lds_landmark_19794(landmarks, out, deviations);
	case LDS_ISO_39794:
		return lds_landmark_39794(landmarks, out, deviations);
	}
	return false;
}

static enum eg_err read_template(const struct lds_template *t, struct lds_faces *out)
{
	switch (t->encoding) {
	case LDS_ISO_19794:
		return lds_face_19794(t, out);
	case LDS_ISO_39794:
		return lds_face_39794(t, out);
	}
	return EG_FAIL(EG_UNSUPPORTED, "encoding of a face");
}

enum eg_err lds_faces_read(struct rd file, struct lds_faces *out)
{
	struct lds_group group;
	*out = (struct lds_faces){0};
	enum eg_err err = lds_group_read(file, LDS_FACE, &group);
	out->deviations = group.deviations;
	for (unsigned i = 0; err == EG_OK && i < group.count; i++) {
		err = read_template(&group.template[i], out);
	}
	if (err == EG_OK && out->count == 0) {
		err = EG_FAIL(EG_BAD_DATA, "DG2 holds no facial image");
	}
	if (err != EG_OK) {
		*out = (struct lds_faces){0};
	}
	return err;
}

enum eg_err lds_dg2(struct rd file, struct lds_portrait *out)
{
	struct lds_faces faces;
	*out = (struct lds_portrait){0};
	EG_TRY(lds_faces_read(file, &faces));
	for (unsigned i = 0; i < faces.count; i++) {
		const struct lds_face *f = &faces.face[i];
		enum lds_picture format = lds_picture_of(f->image);
		if (lds_picture_is_portrait(format)) {
			*out = (struct lds_portrait){format, f->image, faces.deviations};
			return EG_OK;
		}
	}
	return EG_FAIL(EG_BAD_DATA, "portrait is neither JPEG nor JPEG 2000");
}
