/*
 * lds_face_39794: FaceImageDataBlock of ISO/IEC 39794-5:2019, as ICAO profiles it for documents.
 * Knows the tables of its fields. Never knows the framing: that is lds_block's.
 */
#include "emrtd/lds_face_record.h"

/* The only field of a CHOICE that version 1 defines: base [0]; extensions hold nothing known. */
static const struct lds_field choice[] = {LDS_MAY(BLOCK, 0, 0), LDS_MAY(BLOCK, 0, 0)};

static struct rd base_of(struct rd content, uint64_t *deviations)
{
	struct lds_value v[LDS_ROWS(choice)];
	lds_block_read(content, choice, LDS_ROWS(choice), v, deviations);
	lds_note(deviations, !v[0].told, LDS_DEV_BLOCK_MISSING);
	return v[0].bytes;
}

static struct lds_angle read_angle(const struct lds_value *value, enum lds_bio_deviation range,
				   enum lds_bio_deviation doubt, uint64_t *deviations)
{
	static const struct lds_field fields[] = {
		LDS_MUST(NUMBER, -180, 180), /* angleValue */
		LDS_MAY(NUMBER, 0, 180),     /* angleUncertainty */
	};
	struct lds_value v[LDS_ROWS(fields)];
	struct lds_angle a = {.uncertainty = LDS_UNTOLD};
	if (value->told) {
		lds_block_read(value->bytes, fields, LDS_ROWS(fields), v, deviations);
		lds_note(deviations, !v[0].told, range);
		lds_note(deviations, v[1].wrong, doubt);
		a.told = v[0].told;
		a.degrees = (int16_t)(v[0].told ? v[0].number : 0);
		a.uncertainty = (int16_t)lds_told(&v[1]);
	}
	return a;
}

static void read_pose(const struct lds_value *value, struct lds_face *f)
{
	static const struct lds_field fields[] = {LDS_MAY(BLOCK, 0, 0), LDS_MAY(BLOCK, 0, 0),
						  LDS_MAY(BLOCK, 0, 0)};
	struct lds_value v[LDS_ROWS(fields)];
	if (!value->told) {
		return;
	}
	lds_block_read(value->bytes, fields, LDS_ROWS(fields), v, &f->deviations);
	f->yaw = read_angle(&v[0], LDS_DEV_YAW, LDS_DEV_YAW_DOUBT, &f->deviations);
	f->pitch = read_angle(&v[1], LDS_DEV_PITCH, LDS_DEV_PITCH_DOUBT, &f->deviations);
	f->roll = read_angle(&v[2], LDS_DEV_ROLL, LDS_DEV_ROLL_DOUBT, &f->deviations);
}

static void read_identity(const struct lds_value *value, struct lds_face *f)
{
	static const struct lds_field fields[] = {
		LDS_MAY(CODE, 1, 3),                             /* gender */
		LDS_MAY(CODE, 0, 9),                             /* eyeColour */
		LDS_MAY(CODE, 0, 9),                             /* hairColour */
		LDS_MAY(NUMBER, 0, 65535), LDS_MAY(BLOCK, 0, 0), /* propertiesBlock */
		LDS_MAY(BLOCK, 0, 0),                            /* expressionBlock */
		LDS_MAY(BLOCK, 0, 0),                            /* poseAngleBlock */
	};
	static const enum lds_bio_deviation told[] = {LDS_DEV_SEX, LDS_DEV_EYE_COLOUR,
						      LDS_DEV_HAIR_COLOUR};
	struct lds_value v[LDS_ROWS(fields)];
	if (!value->told) {
		return;
	}
	lds_block_read(value->bytes, fields, LDS_ROWS(fields), v, &f->deviations);
	for (size_t i = 0; i < LDS_ROWS(told); i++) {
		lds_note(&f->deviations, v[i].wrong, told[i]);
	}
	f->sex = lds_told(&v[0]);
	f->eye_colour = lds_told(&v[1]);
	f->hair_colour = lds_told(&v[2]);
	f->subject_height = lds_told(&v[3]);
	f->properties = lds_block_flags(v[4].bytes, 11, &f->deviations);
	f->expression = lds_block_flags(v[5].bytes, 6, &f->deviations);
	read_pose(&v[6], f);
}

static void read_device(const struct lds_value *value, struct lds_face *f)
{
	static const struct lds_field fields[] = {LDS_MAY(BLOCK, 0, 0), LDS_MAY(BLOCK, 0, 0)};
	struct lds_value v[LDS_ROWS(fields)];
	struct lds_value first = {.told = true};
	if (!value->told) {
		return;
	}
	lds_block_read(value->bytes, fields, LDS_ROWS(fields), v, &f->deviations);
	f->model = lds_block_registry(&v[0], &f->deviations);
	if (lds_block_next(&v[1].bytes, &first.bytes, &f->deviations)) {
		f->certification = lds_block_registry(&first, &f->deviations);
	}
}

static void read_spectrum(const struct lds_value *value, struct lds_face *f)
{
	static const struct lds_field fields[] = {
		LDS_MAY(BLOCK, 0, 0), /* captureDeviceSpectral2DBlock */
		LDS_MAY(CODE, 0, 6),  /* captureDeviceTechnologyId2D */
	};
	struct lds_value v[LDS_ROWS(fields)];
	if (!value->told) {
		return;
	}
	lds_block_read(value->bytes, fields, LDS_ROWS(fields), v, &f->deviations);
	f->spectrum = lds_block_flags(v[0].bytes, 3, &f->deviations);
	f->source = lds_told(&v[1]);
}

static void read_measurements(const struct lds_value *size, const struct lds_value *face,
			      struct lds_face *f)
{
	static const struct lds_field sides[] = {
		LDS_MUST(NUMBER, 0, 65535), /* width */
		LDS_MUST(NUMBER, 0, 65535), /* height */
	};
	static const struct lds_field lengths[] = {
		LDS_MAY(NUMBER, 0, LDS_NUMBER_MAX), /* imageHeadWidth */
		LDS_MAY(NUMBER, 0, LDS_NUMBER_MAX), /* imageInterEyeDistance */
		LDS_MAY(NUMBER, 0, LDS_NUMBER_MAX), /* imageEyeToMouthDistance */
		LDS_MAY(NUMBER, 0, LDS_NUMBER_MAX), /* imageHeadLength */
	};
	struct lds_value v[LDS_ROWS(lengths)];
	if (size->told) {
		lds_block_read(size->bytes, sides, LDS_ROWS(sides), v, &f->deviations);
		f->width = (uint16_t)(v[0].told ? v[0].number : 0);
		f->height = (uint16_t)(v[1].told ? v[1].number : 0);
	}
	if (face->told) {
		lds_block_read(face->bytes, lengths, LDS_ROWS(lengths), v, &f->deviations);
		f->head_width = lds_told(&v[0]);
		f->eye_distance = lds_told(&v[1]);
		f->eye_to_mouth = lds_told(&v[2]);
		f->head_length = lds_told(&v[3]);
	}
}

static void read_colours(const struct lds_value *value, struct lds_face *f)
{
	static const struct lds_field fields[] = {LDS_MAY(BYTES, 0, 0), LDS_MAY(BLOCK, 0, 0)};
	static const struct lds_field pair[] = {LDS_MAY(BYTES, 0, 0), LDS_MAY(BYTES, 0, 0)};
	struct lds_value v[LDS_ROWS(fields)];
	struct lds_value first[LDS_ROWS(pair)];
	struct rd content;
	if (!value->told) {
		return;
	}
	lds_block_read(value->bytes, fields, LDS_ROWS(fields), v, &f->deviations);
	f->colour_schema = v[0].bytes;
	if (lds_block_next(&v[1].bytes, &content, &f->deviations)) {
		lds_block_read(content, pair, LDS_ROWS(pair), first, &f->deviations);
		f->colour_definition = first[0].bytes;
		f->colour_value = first[1].bytes;
	}
}

/* imageDataFormat: CHOICE of code [0] (2 JPEG, 3 and 4 JPEG 2000) or extensionBlock [1]. */
static enum lds_picture read_format(const struct lds_value *value, uint64_t *deviations)
{
	static const struct lds_field fields[] = {
		LDS_MAY(NUMBER, 2, 4),
		LDS_MAY(BLOCK, 0, 0),
	};
	struct lds_value v[LDS_ROWS(fields)] = {0};
	if (value->told) {
		lds_block_read(value->bytes, fields, LDS_ROWS(fields), v, deviations);
	}
	lds_note(deviations, !v[0].told, LDS_DEV_IMAGE_CODE);
	if (!v[0].told) {
		return LDS_PICTURE_UNKNOWN;
	}
	return v[0].number == 2 ? LDS_JPEG : LDS_JPEG2000;
}

/* ImageInformation2DBlock; gives the format that it tells. */
static enum lds_picture read_information(const struct lds_value *value, struct lds_face *f)
{
	static const struct lds_field fields[] = {
		LDS_MUST(BLOCK, 0, 0),     /* imageDataFormat */
		LDS_MAY(CODE, 0, 0),       /* faceImageKind2D: mrtd */
		LDS_MAY(BLOCK, 0, 0),      /* postAcquisitionProcessingBlock */
		LDS_MAY(CODE, 0, 3),       /* lossyTransformationAttempts */
		LDS_MAY(NUMBER, 0, 50000), /* cameraToSubjectDistance */
		LDS_MAY(NUMBER, 0, 2000),  /* sensorDiagonal */
		LDS_MAY(NUMBER, 0, 2000),  /* lensFocalLength */
		LDS_MAY(BLOCK, 0, 0),      /* imageSizeBlock */
		LDS_MAY(BLOCK, 0, 0),      /* imageFaceMeasurementsBlock */
		LDS_MAY(CODE, 0, 6),       /* imageColourSpace */
		LDS_MAY(BLOCK, 0, 0),      /* referenceColourMappingBlock */
	};
	struct lds_value v[LDS_ROWS(fields)] = {0};
	if (value->told) {
		lds_block_read(value->bytes, fields, LDS_ROWS(fields), v, &f->deviations);
	}
	lds_note(&f->deviations, v[1].wrong, LDS_DEV_KIND);
	f->kind = v[1].told ? LDS_FACE_MRTD : LDS_UNTOLD;
	f->processing = lds_block_flags(v[2].bytes, 12, &f->deviations);
	f->lossy_attempts = lds_told(&v[3]);
	f->camera_distance = lds_told(&v[4]);
	f->sensor_diagonal = lds_told(&v[5]);
	f->focal_length = lds_told(&v[6]);
	read_measurements(&v[7], &v[8], f);
	f->colour_space = lds_told(&v[9]);
	read_colours(&v[10], f);
	return read_format(&v[0], &f->deviations);
}

/* ImageRepresentation: base [0] { imageRepresentation2DBlock [0] { image [0], information [1] } }
 */
static enum eg_err read_image(const struct lds_value *value, struct lds_face *f)
{
	static const struct lds_field fields[] = {
		LDS_MUST(BYTES, 0, 0), /* representationData2D */
		LDS_MUST(BLOCK, 0, 0), /* imageInformation2DBlock */
		LDS_MAY(BLOCK, 0, 0),  /* captureDevice2DBlock */
	};
	struct lds_value v[LDS_ROWS(fields)];
	struct rd plane = base_of(base_of(value->bytes, &f->deviations), &f->deviations);
	lds_block_read(plane, fields, LDS_ROWS(fields), v, &f->deviations);
	f->image = v[0].bytes;
	if (f->image.left == 0) {
		return EG_FAIL(EG_BAD_DATA, "face block without an image");
	}
	enum lds_picture told = read_information(&v[1], f);
	f->format = lds_picture_told(f->image, told, &f->deviations);
	read_spectrum(&v[2], f);
	return EG_OK;
}

static void read_landmarks(struct rd landmarks, struct lds_face *f)
{
	struct lds_landmark ignored;
	f->landmarks = landmarks;
	while (lds_landmark_39794(&landmarks, &ignored, &f->deviations)) {
		f->landmark_count++;
	}
}

static enum eg_err read_representation(struct rd content, struct lds_face *f)
{
	static const struct lds_field fields[] = {
		LDS_MUST(NUMBER, 0, LDS_NUMBER_MAX), /* representationId */
		LDS_MUST(BLOCK, 0, 0),               /* imageRepresentation */
		LDS_MAY(BLOCK, 0, 0),                /* captureDateTimeBlock */
		LDS_MAY(BLOCK, 0, 0),                /* qualityBlocks */
		LDS_MAY(BLOCK, 0, 0),                /* padDataBlock */
		LDS_MAY(NUMBER, 0, LDS_NUMBER_MAX),  /* sessionId */
		LDS_MAY(NUMBER, 0, LDS_NUMBER_MAX),  /* derivedFrom */
		LDS_MAY(BLOCK, 0, 0),                /* captureDeviceBlock */
		LDS_MAY(BLOCK, 0, 0),                /* identityMetadataBlock */
		LDS_MAY(BLOCK, 0, 0),                /* landmarkBlocks */
	};
	struct lds_value v[LDS_ROWS(fields)];
	struct lds_quality quality;
	lds_block_read(content, fields, LDS_ROWS(fields), v, &f->deviations);
	f->id = lds_told(&v[0]);
	f->captured = lds_block_moment(&v[2], &f->deviations);
	f->qualities = v[3].bytes;
	for (struct rd r = f->qualities; lds_quality_next(&r, &quality, &f->deviations);) {
		f->quality = f->quality == LDS_UNTOLD ? quality.score : f->quality;
	}
	f->attack = lds_block_attack(&v[4], &f->deviations);
	f->session = lds_told(&v[5]);
	f->derived_from = lds_told(&v[6]);
	read_device(&v[7], f);
	read_identity(&v[8], f);
	read_landmarks(v[9].bytes, f);
	return read_image(&v[1], f);
}

/* ICAO's profile allows one representation; more are read and noted. */
enum eg_err lds_face_39794(const struct lds_template *t, struct lds_faces *out)
{
	struct lds_template seen = *t;
	struct rd blocks;
	struct rd content;
	int32_t year;
	unsigned count = 0;
	if (!lds_block_open(t->data, &blocks, &year, &seen.deviations)) {
		return EG_FAIL(EG_BAD_DATA, "face block without representations");
	}
	for (; lds_block_next(&blocks, &content, &seen.deviations); count++) {
		struct lds_face f = lds_face_untold(&seen);
		f.version = year;
		lds_note(&f.deviations, count > 0, LDS_DEV_BLOCK_COUNT);
		EG_TRY(read_representation(content, &f));
		EG_TRY(lds_faces_add(out, &f));
	}
	out->deviations |= seen.deviations;
	return count > 0 ? EG_OK : EG_FAIL(EG_BAD_DATA, "face block without a representation");
}
