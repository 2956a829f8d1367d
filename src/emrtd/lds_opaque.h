/*
 * lds_opaque: data groups whose content is the issuer's own: DG6, DG8 to DG10, DG13.
 * Knows their tags and the number they may start with (Doc 9303-10, 4.7.6 to 4.7.13). Never knows
 * what is inside: DG13 may hold anything, other countries' keys included.
 */
#ifndef EG_EMRTD_LDS_OPAQUE_H
#define EG_EMRTD_LDS_OPAQUE_H

#include "base/rd.h"
#include "emrtd/lds_deviation.h"

struct lds_opaque {
	uint32_t deviations; /* LDS_BIT(...) */
	uint8_t count;       /* DG8 to DG10: instances announced; 0 if not told */
	struct rd content;   /* behind that number; borrowed from the file */
};

/* group: 6, 8, 9, 10 or 13; EG_UNSUPPORTED for another. */
EG_CHECK enum eg_err lds_opaque(struct rd file, unsigned group, struct lds_opaque *out);

#endif
