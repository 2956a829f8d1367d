/*
 * lds_finger_39794: FingerImageDataBlock of ISO/IEC 39794-4:2019.
 * Knows the tables of its fields. Never knows the framing: that is lds_block's.
 */
#include "emrtd/lds_finger.h"

#define PER_INCH       0
#define PER_CENTIMETRE 1

/* imageDataFormat: PGM, WSQ, JPEG 2000 lossy and lossless, PNG. */
static enum lds_picture format_of(const struct lds_value *code, uint64_t *deviations)
{
	static const enum lds_picture formats[] = {LDS_PNM, LDS_WSQ, LDS_JPEG2000, LDS_JPEG2000,
						   LDS_PNG};
	lds_note(deviations, !code->told, LDS_DEV_IMAGE_CODE);
	return code->told ? formats[code->number] : LDS_PICTURE_UNKNOWN;
}

/* SpatialSamplingRateBlock, in pixels per inch. */
static uint32_t read_sampling(const struct lds_value *value, uint64_t *deviations)
{
	static const struct lds_field fields[] = {
		LDS_MUST(NUMBER, 0, 65535),                 /* samplesPerUnit */
		LDS_MUST(NUMBER, PER_INCH, PER_CENTIMETRE), /* unitDimension */
	};
	struct lds_value v[LDS_ROWS(fields)];
	if (!value->told) {
		return 0;
	}
	lds_block_read(value->bytes, fields, LDS_ROWS(fields), v, deviations);
	if (!v[0].told || !v[1].told) {
		return 0;
	}
	uint32_t sampling = (uint32_t)v[0].number;
	return v[1].number == PER_CENTIMETRE ? sampling * 254 / 100 : sampling;
}

static void read_device(const struct lds_value *value, struct lds_finger *f)
{
	static const struct lds_field fields[] = {
		LDS_MUST(BLOCK, 0, 0), /* modelIdBlock */
		LDS_MAY(CODE, 0, 22),  /* technologyId */
		LDS_MAY(BLOCK, 0, 0),  /* certificationIdBlocks */
	};
	struct lds_value v[LDS_ROWS(fields)];
	if (!value->told) {
		return;
	}
	lds_block_read(value->bytes, fields, LDS_ROWS(fields), v, &f->deviations);
	f->model = lds_block_registry(&v[0], &f->deviations);
	f->technology = lds_told(&v[1]);
}

static struct lds_flags marks_of(const struct lds_value *computed, const struct lds_value *rotated,
				 const struct lds_value *lossy)
{
	const struct lds_value *marks[] = {computed, rotated, lossy};
	struct lds_flags out = {0};
	for (unsigned i = 0; i < LDS_ROWS(marks); i++) {
		out.told = (uint16_t)(out.told | (marks[i]->told ? 1u << i : 0));
		out.set = (uint16_t)(out.set | (marks[i]->number != 0 ? 1u << i : 0));
	}
	return out;
}

static enum eg_err read_representation(struct rd content, struct lds_finger *f)
{
	static const struct lds_field fields[] = {
		LDS_MUST(CODE, 0, 999),                /* position */
		LDS_MUST(CODE, 0, 42),                 /* impression */
		LDS_MUST(CODE, 0, 4),                  /* imageDataFormat */
		LDS_MUST(BYTES, 0, 0),                 /* imageData */
		LDS_MAY(BLOCK, 0, 0),                  /* captureDateTimeBlock */
		LDS_MAY(BLOCK, 0, 0),                  /* captureDeviceBlock */
		LDS_MAY(BLOCK, 0, 0),                  /* qualityBlocks */
		LDS_MAY(BLOCK, 0, 0),                  /* spatialSamplingRateBlock */
		LDS_MAY(FLAG, 0, 0),                   /* positionComputedByCaptureSystem */
		LDS_MAY(NUMBER, -180, LDS_NUMBER_MAX), /* originalRotation */
		LDS_MAY(FLAG, 0, 0),                   /* imageRotatedToVertical */
		LDS_MAY(FLAG, 0, 0),                   /* imageHasBeenLossilyCompressed */
		LDS_MAY(BLOCK, 0, 0),                  /* segmentationBlocks */
		LDS_MAY(BLOCK, 0, 0),                  /* annotationBlocks */
		LDS_MAY(BLOCK, 0, 0),                  /* padDataBlock */
		LDS_MAY(BLOCK, 0, 0),                  /* commentBlocks */
		LDS_MAY(BLOCK, 0, 0),                  /* vendorSpecificDataBlocks */
	};
	struct lds_value v[LDS_ROWS(fields)];
	struct lds_quality quality;
	lds_block_read(content, fields, LDS_ROWS(fields), v, &f->deviations);
	lds_note(&f->deviations, !v[0].told, LDS_DEV_POSITION);
	f->position = lds_told(&v[0]);
	f->impression = lds_told(&v[1]);
	f->image = v[3].bytes;
	if (f->image.left == 0) {
		return EG_FAIL(EG_BAD_DATA, "finger block without an image");
	}
	f->format = lds_picture_told(f->image, format_of(&v[2], &f->deviations), &f->deviations);
	f->captured = lds_block_moment(&v[4], &f->deviations);
	read_device(&v[5], f);
	f->qualities = v[6].bytes;
	for (struct rd r = f->qualities; lds_quality_next(&r, &quality, &f->deviations);) {
		f->quality = f->quality == LDS_UNTOLD ? quality.score : f->quality;
	}
	f->sampling = read_sampling(&v[7], &f->deviations);
	f->rotation = lds_told(&v[9]);
	f->marks = marks_of(&v[8], &v[10], &v[11]);
	f->segments = v[12].bytes;
	f->annotations = v[13].bytes;
	f->attack = lds_block_attack(&v[14], &f->deviations);
	f->comments = v[15].bytes;
	f->vendor = v[16].bytes;
	return EG_OK;
}

enum eg_err lds_finger_39794(const struct lds_template *t, struct lds_fingers *out)
{
	struct lds_template seen = *t;
	struct rd blocks;
	struct rd content;
	int32_t year;
	unsigned count = 0;
	if (!lds_block_open(t->data, &blocks, &year, &seen.deviations)) {
		return EG_FAIL(EG_BAD_DATA, "finger block without representations");
	}
	for (; lds_block_next(&blocks, &content, &seen.deviations); count++) {
		struct lds_finger f = lds_finger_untold(&seen);
		f.version = year;
		EG_TRY(read_representation(content, &f));
		EG_TRY(lds_fingers_add(out, f));
	}
	out->deviations |= seen.deviations;
	return count > 0 ? EG_OK : EG_FAIL(EG_BAD_DATA, "finger block without a representation");
}
