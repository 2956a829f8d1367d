/*
 * lds_atr_info: EF.ATR/INFO, what the chip says about its buffers (Doc 9303-10, 3.11.1).
 * Knows card capabilities (47) and extended length information (7F66). Never knows whether they are
 * true: the file is not signed.
 */
#ifndef EG_EMRTD_LDS_ATR_INFO_H
#define EG_EMRTD_LDS_ATR_INFO_H

#include "base/rd.h"
#include "emrtd/lds_deviation.h"

struct lds_atr_info {
	uint32_t deviations;     /* LDS_BIT(...) */
	bool capabilities;       /* tag 47 is there: the next five are told */
	bool by_full_name;       /* applications are selected by their whole name */
	bool short_identifier;   /* short EF identifiers are supported */
	bool chaining;           /* command chaining is supported */
	bool extended_fields;    /* extended Lc and Le are supported */
	bool extended_info_here; /* extended length information is said to be in this file */
	bool lengths;            /* tag 7F66 holds both sizes, and neither contradicts the rest */
	uint32_t command_max;    /* bytes of a whole command APDU, header and length fields too */
	uint32_t answer_max;     /* bytes of a whole response APDU, status word too */
};

/*
 * EG_BAD_DATA if the file is no sequence of data objects. Sizes count (lengths) only if they let a
 * command of 256 data bytes through; else they stay 0, as without 7F66: then extended length is
 * allowed for MSE:Set KAT and GENERAL AUTHENTICATE only (3.6.4.2).
 */
EG_CHECK enum eg_err lds_atr_info(struct rd file, struct lds_atr_info *out);

#endif
