/*
 * lds_block: blocks of ISO/IEC 39794 in their tagged binary encoding (39794-1; DER), by tables.
 * Knows how a block's fields are framed, and the blocks that faces, fingers and irises share.
 * Never knows what a part of the standard puts into its own blocks.
 */
#include "emrtd/lds_block.h"

#define TAG_SEQUENCE  0x30
#define TAG_PRIMITIVE 0x80 /* context tag n is 80 + n, or A0 + n if constructed */
#define TAG_BUILT     0xA0
#define TAGS_MAX      0x1E

/* Strict DER if it can be, else BER with a note. */
static bool next_tlv(struct rd *r, uint32_t *tag, struct rd *value, uint64_t *deviations)
{
	struct rd strict = *r;
	if (rd_tlv(&strict, tag, value)) {
		*r = strict;
		return true;
	}
	bool ok = rd_tlv_ber(r, tag, value);
	lds_note(deviations, ok, LDS_DEV_BLOCK_FORM);
	lds_note(deviations, !ok, LDS_DEV_BLOCK_BROKEN);
	return ok;
}

/* INTEGER of at most four octets that count, in two's complement; false if it is none. */
static bool read_integer(struct rd content, int32_t *out, uint64_t *deviations)
{
	uint8_t first;
	uint8_t second = 0;
	int64_t value = 0;
	*out = 0;
	if (!rd_peek(&content, &first) || content.left > 5) {
		return false;
	}
	bool padded = rd_byte_at(&content, 1, &second) &&
		      ((first == 0 && second < 0x80) || (first == 0xFF && second >= 0x80));
	lds_note(deviations, padded, LDS_DEV_BLOCK_FORM);
	bool negative = first >= 0x80;
	for (uint8_t octet; content.left > 0 && rd_u8(&content, &octet);) {
		value = value * 256 + octet - (negative ? 255 : 0);
	}
	value -= negative ? 1 : 0;
	*out = (int32_t)value;
	return value >= INT32_MIN && value <= INT32_MAX;
}

static bool in_range(const struct lds_field *f, int32_t number)
{
	return number >= f->least && number <= f->most;
}

/* code [0], or extensionBlock [1] { fallback [0] }; other extensions tell nothing we know. */
static bool read_code(struct rd content, const struct lds_field *f, int32_t *out,
		      uint64_t *deviations)
{
	struct rd value;
	uint32_t tag;
	*out = 0;
	if (!next_tlv(&content, &tag, &value, deviations)) {
		return false;
	}
	lds_note(deviations, content.left > 0, LDS_DEV_BLOCK_UNKNOWN);
	if (tag == TAG_BUILT + 1) {
		struct rd extension = value;
		if (!next_tlv(&extension, &tag, &value, deviations)) {
			return false;
		}
		lds_note(deviations, extension.left > 0, LDS_DEV_BLOCK_UNKNOWN);
	}
	return tag == TAG_PRIMITIVE && read_integer(value, out, deviations) && in_range(f, *out);
}

static bool read_flag(struct rd content, int32_t *out, uint64_t *deviations)
{
	uint8_t octet;
	if (!rd_u8(&content, &octet) || !rd_end(&content)) {
		*out = 0;
		return false;
	}
	lds_note(deviations, octet != 0 && octet != 0xFF, LDS_DEV_BLOCK_FORM);
	*out = octet != 0;
	return true;
}

static void read_value(struct rd content, const struct lds_field *f, struct lds_value *v,
		       uint64_t *deviations)
{
	switch (f->form) {
	case LDS_FIELD_NUMBER:
		v->told = read_integer(content, &v->number, deviations) && in_range(f, v->number);
		break;
	case LDS_FIELD_FLAG:
		v->told = read_flag(content, &v->number, deviations);
		break;
	case LDS_FIELD_CODE:
		v->told = read_code(content, f, &v->number, deviations);
		break;
	case LDS_FIELD_BYTES:
	case LDS_FIELD_BLOCK:
		v->told = true;
		v->bytes = content;
		break;
	}
	v->wrong = !v->told;
	lds_note(deviations, v->wrong, LDS_DEV_BLOCK_RANGE);
}

static bool is_built(enum lds_field_form form)
{
	return form == LDS_FIELD_CODE || form == LDS_FIELD_BLOCK;
}

void lds_block_read(struct rd content, const struct lds_field *fields, size_t count,
		    struct lds_value *values, uint64_t *deviations)
{
	uint32_t least = 0;
	for (size_t i = 0; i < count; i++) {
		values[i] = (struct lds_value){0};
	}
	while (content.left > 0) {
		struct rd value;
		uint32_t tag;
		if (!next_tlv(&content, &tag, &value, deviations)) {
			break;
		}
		bool built = (tag & TAG_BUILT) == TAG_BUILT;
		uint32_t n = tag - (built ? TAG_BUILT : TAG_PRIMITIVE);
		if (tag < TAG_PRIMITIVE || n >= count || built != is_built(fields[n].form) ||
		    values[n].told) {
			lds_note(deviations, true, LDS_DEV_BLOCK_UNKNOWN);
			continue;
		}
		lds_note(deviations, n < least, LDS_DEV_BLOCK_ORDER);
		least = n;
		read_value(value, &fields[n], &values[n], deviations);
	}
	for (size_t i = 0; i < count; i++) {
		lds_note(deviations, fields[i].required && !values[i].told, LDS_DEV_BLOCK_MISSING);
	}
}

bool lds_block_next(struct rd *blocks, struct rd *content, uint64_t *deviations)
{
	uint32_t tag;
	*content = RD_EMPTY;
	if (blocks->left == 0 || !next_tlv(blocks, &tag, content, deviations)) {
		return false;
	}
	if (tag != TAG_SEQUENCE) {
		lds_note(deviations, true, LDS_DEV_BLOCK_UNKNOWN);
		*content = RD_EMPTY;
		*blocks = RD_EMPTY;
		return false;
	}
	return true;
}

int32_t lds_told(const struct lds_value *value)
{
	return value->told ? value->number : LDS_UNTOLD;
}

struct lds_flags lds_block_flags(struct rd content, size_t count, uint64_t *deviations)
{
	static const struct lds_field flags[] = {
		LDS_MAY(FLAG, 0, 0), LDS_MAY(FLAG, 0, 0), LDS_MAY(FLAG, 0, 0), LDS_MAY(FLAG, 0, 0),
		LDS_MAY(FLAG, 0, 0), LDS_MAY(FLAG, 0, 0), LDS_MAY(FLAG, 0, 0), LDS_MAY(FLAG, 0, 0),
		LDS_MAY(FLAG, 0, 0), LDS_MAY(FLAG, 0, 0), LDS_MAY(FLAG, 0, 0), LDS_MAY(FLAG, 0, 0),
	};
	struct lds_value values[LDS_ROWS(flags)];
	struct lds_flags out = {0};
	count = count < LDS_ROWS(flags) ? count : LDS_ROWS(flags);
	lds_block_read(content, flags, count, values, deviations);
	for (size_t i = 0; i < count; i++) {
		out.told = (uint16_t)(out.told | (values[i].told ? 1u << i : 0));
		out.set = (uint16_t)(out.set | (values[i].number != 0 ? 1u << i : 0));
	}
	return out;
}

struct lds_registry lds_block_registry(const struct lds_value *value, uint64_t *deviations)
{
	static const struct lds_field fields[] = {
		LDS_MUST(NUMBER, 1, 65535), /* organization */
		LDS_MUST(NUMBER, 1, 65535), /* id */
	};
	struct lds_value values[LDS_ROWS(fields)];
	if (!value->told) {
		return (struct lds_registry){LDS_UNTOLD, LDS_UNTOLD};
	}
	lds_block_read(value->bytes, fields, LDS_ROWS(fields), values, deviations);
	return (struct lds_registry){lds_told(&values[0]), lds_told(&values[1])};
}

struct lds_moment lds_block_moment(const struct lds_value *value, uint64_t *deviations)
{
	static const struct lds_field fields[] = {
		LDS_MUST(NUMBER, 0, 9999), /* year */
		LDS_MAY(NUMBER, 1, 12),    LDS_MAY(NUMBER, 1, 31), LDS_MAY(NUMBER, 0, 23),
		LDS_MAY(NUMBER, 0, 59),    LDS_MAY(NUMBER, 0, 59), LDS_MAY(NUMBER, 0, 999),
	};
	struct lds_value v[LDS_ROWS(fields)] = {0};
	if (value->told) {
		lds_block_read(value->bytes, fields, LDS_ROWS(fields), v, deviations);
	}
	return (struct lds_moment){lds_told(&v[0]), lds_told(&v[1]), lds_told(&v[2]),
				   lds_told(&v[3]), lds_told(&v[4]), lds_told(&v[5]),
				   lds_told(&v[6])};
}

/* ScoreOrError: CHOICE of score [0] or error [1]. */
static int32_t read_score(const struct lds_value *value, uint64_t *deviations)
{
	static const struct lds_field fields[] = {
		LDS_MAY(NUMBER, 0, 100), LDS_MAY(CODE, 0, 0), /* failureToAssess */
	};
	struct lds_value v[LDS_ROWS(fields)];
	if (!value->told) {
		return LDS_UNTOLD;
	}
	lds_block_read(value->bytes, fields, LDS_ROWS(fields), v, deviations);
	lds_note(deviations, v[0].told == v[1].told, LDS_DEV_BLOCK_RANGE);
	return lds_told(&v[0]);
}

bool lds_quality_next(struct rd *blocks, struct lds_quality *out, uint64_t *deviations)
{
	static const struct lds_field fields[] = {
		LDS_MUST(BLOCK, 0, 0), /* algorithmIdBlock, mechanismIdBlock */
		LDS_MUST(BLOCK, 0, 0), /* scoreOrError */
	};
	struct lds_value v[LDS_ROWS(fields)];
	struct rd content;
	*out = (struct lds_quality){{LDS_UNTOLD, LDS_UNTOLD}, LDS_UNTOLD};
	if (!lds_block_next(blocks, &content, deviations)) {
		return false;
	}
	lds_block_read(content, fields, LDS_ROWS(fields), v, deviations);
	out->algorithm = lds_block_registry(&v[0], deviations);
	out->score = read_score(&v[1], deviations);
	return true;
}

#define NEVER                                                                                      \
	{                                                                                          \
		LDS_UNTOLD, LDS_UNTOLD, LDS_UNTOLD, LDS_UNTOLD, LDS_UNTOLD, LDS_UNTOLD, LDS_UNTOLD \
	}
const struct lds_moment lds_never = NEVER;
const struct lds_attack lds_attack_untold = {.decision = LDS_UNTOLD,
					     .context = LDS_UNTOLD,
					     .supervision = LDS_UNTOLD,
					     .risk = LDS_UNTOLD,
					     .criteria = LDS_UNTOLD,
					     .captured = NEVER};

struct lds_attack lds_block_attack(const struct lds_value *value, uint64_t *deviations)
{
	static const struct lds_field fields[] = {
		LDS_MAY(CODE, 0, 2),     /* decision */
		LDS_MAY(BLOCK, 0, 0),    /* scoreBlocks */
		LDS_MAY(BLOCK, 0, 0),    /* extendedDataBlocks */
		LDS_MAY(CODE, 0, 2),     /* captureContext */
		LDS_MAY(CODE, 0, 4),     /* supervisionLevel */
		LDS_MAY(NUMBER, 0, 100), /* riskLevel */
		LDS_MAY(CODE, 0, 2),     /* criteriaCategory */
		LDS_MAY(BYTES, 0, 0),    /* parameter */
		LDS_MAY(BLOCK, 0, 0),    /* challenges */
		LDS_MAY(BLOCK, 0, 0),    /* captureDateTimeBlock */
	};
	struct lds_value v[LDS_ROWS(fields)] = {0};
	struct lds_quality score;
	if (value->told) {
		lds_block_read(value->bytes, fields, LDS_ROWS(fields), v, deviations);
	}
	struct rd scores = v[1].bytes;
	while (lds_quality_next(&scores, &score, deviations)) {
		/* only what deviates is noted */
	}
	return (struct lds_attack){.decision = lds_told(&v[0]),
				   .context = lds_told(&v[3]),
				   .supervision = lds_told(&v[4]),
				   .risk = lds_told(&v[5]),
				   .criteria = lds_told(&v[6]),
				   .scores = v[1].bytes,
				   .extended = v[2].bytes,
				   .parameter = v[7].bytes,
				   .challenges = v[8].bytes,
				   .captured = lds_block_moment(&v[9], deviations)};
}

bool lds_block_open(struct rd data, struct rd *representations, int32_t *year, uint64_t *deviations)
{
	static const struct lds_field fields[] = {
		LDS_MUST(BLOCK, 0, 0), /* versionBlock */
		LDS_MUST(BLOCK, 0, 0), /* representationBlocks */
	};
	static const struct lds_field version[] = {
		LDS_MUST(NUMBER, 3, 65535),   /* generation */
		LDS_MUST(NUMBER, 2019, 9999), /* year */
	};
	struct lds_value v[LDS_ROWS(fields)];
	struct lds_value told[LDS_ROWS(version)];
	lds_block_read(data, fields, LDS_ROWS(fields), v, deviations);
	lds_block_read(v[0].bytes, version, LDS_ROWS(version), told, deviations);
	lds_note(deviations, told[0].told && told[0].number != 3, LDS_DEV_RECORD_VERSION);
	*year = lds_told(&told[1]);
	*representations = v[1].bytes;
	return v[1].told;
}
