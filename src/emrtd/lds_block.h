/*
 * lds_block: blocks of ISO/IEC 39794 in their tagged binary encoding (39794-1; DER), by tables.
 * Knows how a block's fields are framed, and the blocks that faces, fingers and irises share.
 * Never knows what a part of the standard puts into its own blocks.
 *
 * What is malformed or out of range counts as not told and is noted; nothing recurses.
 */
#ifndef EG_EMRTD_LDS_BLOCK_H
#define EG_EMRTD_LDS_BLOCK_H

#include "emrtd/lds_cbeff.h"

enum lds_field_form {
	LDS_FIELD_NUMBER, /* INTEGER or ENUMERATED, implicit tag */
	LDS_FIELD_FLAG,   /* BOOLEAN */
	LDS_FIELD_CODE,   /* CHOICE of a code [0] or an extension block [1] with its fallback [0] */
	LDS_FIELD_BYTES,  /* OCTET STRING or text */
	LDS_FIELD_BLOCK,  /* SEQUENCE, SEQUENCE OF or another CHOICE */
};

/* A table of fields is indexed by their context tags. */
struct lds_field {
	enum lds_field_form form;
	bool required;
	int32_t least; /* of numbers and codes */
	int32_t most;
};
/* LDS_MAY(NUMBER, 0, 9), LDS_MUST(BLOCK, 0, 0): a row of such a table. */
#define LDS_MAY(form, least, most)                       \
	{                                                \
		LDS_FIELD_##form, false, (least), (most) \
	}
#define LDS_MUST(form, least, most)                     \
	{                                               \
		LDS_FIELD_##form, true, (least), (most) \
	}
#define LDS_ROWS(table) (sizeof(table) / sizeof((table)[0]))
#define LDS_FIELDS_MAX  17
#define LDS_NUMBER_MAX  INT32_MAX /* INTEGER (0..MAX): no document counts higher */

struct lds_value {
	bool told;
	bool wrong;      /* there, but malformed or out of range */
	int32_t number;  /* of numbers and codes; 1 or 0 of flags */
	struct rd bytes; /* borrowed: content of bytes and blocks */
};

/* Reads the fields of a block's content into values, of at most LDS_FIELDS_MAX. */
void lds_block_read(struct rd content, const struct lds_field *fields, size_t count,
		    struct lds_value *values, uint64_t *deviations);
/* The next block of a SEQUENCE OF; false at the end, or where it is broken (noted). */
EG_CHECK bool lds_block_next(struct rd *blocks, struct rd *content, uint64_t *deviations);
/* A number, or LDS_UNTOLD. */
int32_t lds_told(const struct lds_value *value);

/* BOOLEANs by their tags: which are told, and which are true. */
struct lds_flags {
	uint16_t told;
	uint16_t set;
};
/* A block of count BOOLEANs. */
struct lds_flags lds_block_flags(struct rd content, size_t count, uint64_t *deviations);

/* RegistryIdBlock: whose device or algorithm, and which. Both LDS_UNTOLD if there is none. */
struct lds_registry {
	int32_t organization;
	int32_t id;
};
struct lds_registry lds_block_registry(const struct lds_value *value, uint64_t *deviations);

/* DateTimeBlock. */
struct lds_moment lds_block_moment(const struct lds_value *value, uint64_t *deviations);

struct lds_quality {
	struct lds_registry algorithm;
	int32_t score; /* 0 to 100; LDS_UNTOLD if the algorithm could not assess it */
};
/* The next of QualityBlocks or PADScoreBlocks; as lds_block_next. */
EG_CHECK bool lds_quality_next(struct rd *blocks, struct lds_quality *out, uint64_t *deviations);

/* PADDataBlock: what the capture system thought of presentation attacks. */
struct lds_attack {
	int32_t decision;     /* 0 none, 1 attack, 2 could not tell */
	int32_t context;      /* 0 enrolment, 1 verification, 2 identification */
	int32_t supervision;  /* 0 unknown ... 4 unattended */
	int32_t risk;         /* 0 to 100 */
	int32_t criteria;     /* 0 unknown, 1 individual, 2 common */
	struct rd scores;     /* for lds_quality_next */
	struct rd extended;   /* borrowed: ExtendedDataBlocks */
	struct rd parameter;  /* borrowed */
	struct rd challenges; /* borrowed: SEQUENCE OF OCTET STRING */
	struct lds_moment captured;
};
/* A moment and an opinion that nobody told. */
extern const struct lds_moment lds_never;
extern const struct lds_attack lds_attack_untold;
struct lds_attack lds_block_attack(const struct lds_value *value, uint64_t *deviations);

/*
 * The data block of a part: versionBlock [0] and representationBlocks [1]. Gives the
 * representations for lds_block_next, and the year of the version (2019 is the first).
 */
EG_CHECK bool lds_block_open(struct rd data, struct rd *representations, int32_t *year,
			     uint64_t *deviations);

#endif
