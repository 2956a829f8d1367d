/*
 * lds_iris_39794: IrisImageDataBlock of ISO/IEC 39794-6:2021.
 * Knows the tables of its fields. Never knows the framing: that is lds_block's.
 */
#include "emrtd/lds_iris.h"

/* imageDataFormat: PGM, PPM, PNG, JPEG 2000 lossless and lossy. */
static enum lds_picture format_of(const struct lds_value *code, uint64_t *deviations)
{
	static const enum lds_picture formats[] = {LDS_PNM, LDS_PNM, LDS_PNG, LDS_JPEG2000,
						   LDS_JPEG2000};
	lds_note(deviations, !code->told, LDS_DEV_IMAGE_CODE);
	return code->told ? formats[code->number] : LDS_PICTURE_UNKNOWN;
}

static void read_device(const struct lds_value *value, struct lds_iris *i)
{
	static const struct lds_field fields[] = {
		LDS_MUST(BLOCK, 0, 0), /* modelIdBlock */
		LDS_MAY(CODE, 0, 1),   /* technologyId */
		LDS_MAY(BLOCK, 0, 0),  /* certificationIdBlocks */
	};
	struct lds_value v[LDS_ROWS(fields)];
	if (value->told) {
		lds_block_read(value->bytes, fields, LDS_ROWS(fields), v, &i->deviations);
		i->model = lds_block_registry(&v[0], &i->deviations);
	}
}

/* CHOICE of range [0] or errorCode [1]. */
static int32_t read_range(const struct lds_value *value, uint64_t *deviations)
{
	static const struct lds_field fields[] = {LDS_MAY(NUMBER, 2, 65533), LDS_MAY(NUMBER, 0, 2)};
	struct lds_value v[LDS_ROWS(fields)];
	if (!value->told) {
		return LDS_UNTOLD;
	}
	lds_block_read(value->bytes, fields, LDS_ROWS(fields), v, deviations);
	return lds_told(&v[0]);
}

static void read_roll(const struct lds_value *value, struct lds_iris *i)
{
	static const struct lds_field fields[] = {
		LDS_MUST(NUMBER, -LDS_NUMBER_MAX, LDS_NUMBER_MAX), /* angle */
		LDS_MUST(NUMBER, 0, LDS_NUMBER_MAX),               /* uncertainty */
	};
	struct lds_value v[LDS_ROWS(fields)];
	if (value->told) {
		lds_block_read(value->bytes, fields, LDS_ROWS(fields), v, &i->deviations);
		i->roll = lds_told(&v[0]);
		i->roll_doubt = lds_told(&v[1]);
	}
}

static bool kind_known(int32_t kind)
{
	return kind == LDS_UNTOLD || (kind >= 1 && kind <= 3) || kind == 7;
}

static enum eg_err read_representation(struct rd content, struct lds_iris *i)
{
	static const struct lds_field fields[] = {
		LDS_MUST(NUMBER, 0, 2),  /* eyeLabelCode */
		LDS_MUST(CODE, 1, 7),    /* irisImageKind */
		LDS_MUST(NUMBER, 8, 24), /* bitDepth */
		LDS_MUST(CODE, 0, 4),    /* imageDataFormat */
		LDS_MUST(NUMBER, 0, 2),  /* horizontalOrientationCode */
		LDS_MUST(NUMBER, 0, 2),  /* verticalOrientationCode */
		LDS_MUST(NUMBER, 0, 2),  /* compressionHistoryCode */
		LDS_MUST(BLOCK, 0, 0),   /* captureDateTimeBlock */
		LDS_MUST(BYTES, 0, 0),   /* irisImageData */
		LDS_MAY(BLOCK, 0, 0),    /* range */
		LDS_MAY(BLOCK, 0, 0),    /* captureDeviceBlock */
		LDS_MAY(BLOCK, 0, 0),    /* qualityBlocks */
		LDS_MAY(BLOCK, 0, 0),    /* rollAngleBlock */
		LDS_MAY(BLOCK, 0, 0),    /* localisationBlock */
		LDS_MAY(BLOCK, 0, 0),    /* padDataBlock */
	};
	struct lds_value v[LDS_ROWS(fields)];
	struct lds_quality quality;
	lds_block_read(content, fields, LDS_ROWS(fields), v, &i->deviations);
	i->eye = lds_told(&v[0]);
	i->kind = lds_told(&v[1]);
	i->depth = lds_told(&v[2]);
	lds_note(&i->deviations, !v[0].told, LDS_DEV_EYE);
	lds_note(&i->deviations, !kind_known(i->kind), LDS_DEV_KIND);
	i->image = v[8].bytes;
	if (i->image.left == 0) {
		return EG_FAIL(EG_BAD_DATA, "iris block without an image");
	}
	i->format = lds_picture_told(i->image, format_of(&v[3], &i->deviations), &i->deviations);
	i->horizontal = lds_told(&v[4]);
	i->vertical = lds_told(&v[5]);
	i->compression = lds_told(&v[6]);
	i->captured = lds_block_moment(&v[7], &i->deviations);
	i->range = read_range(&v[9], &i->deviations);
	read_device(&v[10], i);
	i->qualities = v[11].bytes;
	for (struct rd r = i->qualities; lds_quality_next(&r, &quality, &i->deviations);) {
		i->quality = i->quality == LDS_UNTOLD ? quality.score : i->quality;
	}
	read_roll(&v[12], i);
	i->localisation = v[13].bytes;
	i->attack = lds_block_attack(&v[14], &i->deviations);
	return EG_OK;
}

enum eg_err lds_iris_39794(const struct lds_template *t, struct lds_irises *out)
{
	struct lds_template seen = *t;
	struct rd blocks;
	struct rd content;
	int32_t year;
	unsigned count = 0;
	if (!lds_block_open(t->data, &blocks, &year, &seen.deviations)) {
		return EG_FAIL(EG_BAD_DATA, "iris block without representations");
	}
	for (; lds_block_next(&blocks, &content, &seen.deviations); count++) {
		struct lds_iris i = lds_iris_untold(&seen);
		i.version = year;
		EG_TRY(read_representation(content, &i));
		EG_TRY(lds_irises_add(out, i));
	}
	out->deviations |= seen.deviations;
	return count > 0 ? EG_OK : EG_FAIL(EG_BAD_DATA, "iris block without a representation");
}
