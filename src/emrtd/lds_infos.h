/*
 * lds_infos: what SecurityInfos announce, one by one, for people and for strict readers (Doc
 * 9303-11, 9.2).
 * Knows protocol families, versions and key numbers. Never chooses a protocol: cardaccess and
 * chipauth do.
 */
#ifndef EG_EMRTD_LDS_INFOS_H
#define EG_EMRTD_LDS_INFOS_H

#include "base/rd.h"
#include "emrtd/lds_deviation.h"

enum lds_info_kind {
	LDS_INFO_OTHER, /* out of scope of Doc 9303, skipped */
	LDS_INFO_PACE,
	LDS_INFO_PACE_PARAMETERS,
	LDS_INFO_CHIP_AUTH,
	LDS_INFO_CHIP_KEY,
	LDS_INFO_TERMINAL_AUTH,
	LDS_INFO_ACTIVE_AUTH,
	LDS_INFO_EF_DIR,
	LDS_INFO_KIND_COUNT,
};

struct lds_info {
	uint8_t kind;       /* enum lds_info_kind */
	bool has_number;    /* a key or parameter number is told */
	uint32_t version;   /* 0: the kind has none */
	uint32_t number;    /* keyId or parameterId */
	struct rd protocol; /* content of the OBJECT IDENTIFIER; borrowed */
	struct rd required; /* content of requiredData; borrowed */
};

#define LDS_INFOS_MAX 32

struct lds_infos {
	uint32_t deviations; /* LDS_BIT(...) */
	uint8_t count;
	struct lds_info of[LDS_INFOS_MAX];
	uint8_t number_of[LDS_INFO_KIND_COUNT]; /* by enum lds_info_kind */
};

/* One SET, header too, as of EF.CardAccess, DG14 or EF.CardSecurity. EG_BAD_DATA if it is none. */
EG_CHECK enum eg_err lds_infos(struct rd set, struct lds_infos *out);
/* Static; "?" beyond the last. */
const char *lds_info_text(unsigned kind);

#endif
