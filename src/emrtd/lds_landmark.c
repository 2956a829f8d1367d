/*
 * lds_landmark: points of a face in ISO/IEC 39794-5, LandmarkBlocks.
 * Knows the schemes of points and coordinates. Never knows the image they lie in.
 *
 *   landmarkKind [0] { base [0] { mpeg4FeaturePoint [0] code
 *                               | anthropometric [1] { base [0] { name [0] | pointName [1]
 *                                                               | pointId [2] code } } } }
 *   landmarkCoordinates [1] { base [0] { plane [0] | texture [1] | space [2] } }
 */
#include "emrtd/lds_face_record.h"

static const struct lds_field choices[] = {
	LDS_MAY(BLOCK, 0, 0),
	LDS_MAY(BLOCK, 0, 0),
	LDS_MAY(BLOCK, 0, 0),
};

/* Content of alternative [0] of a CHOICE; empty if it is another. */
static struct rd base_of(struct rd content, uint64_t *deviations)
{
	struct lds_value v[LDS_ROWS(choices)];
	lds_block_read(content, choices, LDS_ROWS(choices), v, deviations);
	return v[0].bytes;
}

/* mpeg4PointCode-02-01 is 0, and so on through the groups: as major * 16 + minor. */
static int32_t mpeg4_of(int32_t code)
{
	for (unsigned major = 2; major <= 12; major++) {
		for (unsigned minor = 1; lds_mpeg4_point(major, minor); minor++) {
			if (code == 0) {
				return (int32_t)(major * 16 + minor);
			}
			code--;
		}
	}
	return LDS_UNTOLD;
}

static void read_anthropometric(struct rd content, struct lds_landmark *out, uint64_t *deviations)
{
	static const struct lds_field names[] = {
		LDS_MAY(CODE, 0, 60),
		LDS_MAY(CODE, 0, 36),
		LDS_MAY(CODE, 0, 62),
	};
	static const enum lds_landmark_scheme schemes[] = {
		LDS_LANDMARK_NAME, LDS_LANDMARK_POINT_NAME, LDS_LANDMARK_POINT_ID};
	struct lds_value v[LDS_ROWS(names)];
	lds_block_read(base_of(content, deviations), names, LDS_ROWS(names), v, deviations);
	for (size_t i = 0; i < LDS_ROWS(names); i++) {
		if (v[i].told) {
			out->scheme = schemes[i];
			out->code = v[i].number;
		}
	}
}

static void read_kind(struct rd content, struct lds_landmark *out, uint64_t *deviations)
{
	static const struct lds_field fields[] = {
		LDS_MAY(CODE, 0, 87), /* mpeg4FeaturePoint */
		LDS_MAY(BLOCK, 0, 0), /* anthropometricLandmark */
	};
	struct lds_value v[LDS_ROWS(fields)];
	lds_block_read(base_of(content, deviations), fields, LDS_ROWS(fields), v, deviations);
	if (v[0].told) {
		out->scheme = LDS_LANDMARK_MPEG4;
		out->code = mpeg4_of(v[0].number);
	} else if (v[1].told) {
		read_anthropometric(v[1].bytes, out, deviations);
	}
	lds_note(deviations, out->scheme == LDS_LANDMARK_UNKNOWN, LDS_DEV_LANDMARK);
}

static void read_coordinates(struct rd content, struct lds_landmark *out, uint64_t *deviations)
{
	static const struct lds_field numbers[] = {
		LDS_MUST(NUMBER, 0, LDS_NUMBER_MAX),
		LDS_MUST(NUMBER, 0, LDS_NUMBER_MAX),
		LDS_MUST(NUMBER, 0, LDS_NUMBER_MAX),
	};
	struct lds_value kind[LDS_ROWS(choices)];
	struct lds_value v[LDS_ROWS(numbers)] = {0};
	lds_block_read(base_of(content, deviations), choices, LDS_ROWS(choices), kind, deviations);
	for (size_t i = 0; i < LDS_ROWS(kind); i++) {
		if (kind[i].told) {
			lds_block_read(kind[i].bytes, numbers, i == 2 ? 3 : 2, v, deviations);
		}
	}
	out->x = lds_told(&v[0]);
	out->y = lds_told(&v[1]);
	out->z = lds_told(&v[2]);
}

bool lds_landmark_39794(struct rd *landmarks, struct lds_landmark *out, uint64_t *deviations)
{
	static const struct lds_field fields[] = {
		LDS_MUST(BLOCK, 0, 0), /* landmarkKind */
		LDS_MAY(BLOCK, 0, 0),  /* landmarkCoordinates */
	};
	struct lds_value v[LDS_ROWS(fields)];
	struct rd content;
	*out = (struct lds_landmark){LDS_LANDMARK_UNKNOWN, 0, LDS_UNTOLD, LDS_UNTOLD, LDS_UNTOLD};
	if (!lds_block_next(landmarks, &content, deviations)) {
		return false;
	}
	lds_block_read(content, fields, LDS_ROWS(fields), v, deviations);
	read_kind(v[0].bytes, out, deviations);
	if (v[1].told) {
		read_coordinates(v[1].bytes, out, deviations);
	}
	return true;
}
