/*
 * lds_opaque: data groups whose content is the issuer's own: DG6, DG8 to DG10, DG13.
 * Knows their tags and the number they may start with (Doc 9303-10, 4.7.6 to 4.7.13). Never knows
 * what is inside.
 */
#include "emrtd/lds_opaque.h"

#include "emrtd/lds_com.h"
#include "emrtd/lds_file.h"

enum eg_err lds_opaque(struct rd file, unsigned group, struct lds_opaque *out)
{
	struct lds_opaque o = {0};
	*out = o;
	if (group != 6 && group != 13 && (group < 8 || group > 10)) {
		return EG_FAIL(EG_UNSUPPORTED, "this data group is not opaque");
	}
	EG_TRY(lds_open(file, lds_group_tag(group), &o.content, &o.deviations));
	/* Proprietary content need not even be data objects: what is no number stays content. */
	struct rd rest = o.content;
	if (group >= 8 && group <= 10) {
		if (lds_count(&rest, &o.count, &o.deviations)) {
			o.content = rest;
		} else {
			o.deviations |= LDS_BIT(LDS_COUNT_MISSING);
			o.count = 0;
		}
	}
	o.deviations |= o.content.left == 0 ? LDS_BIT(LDS_ELEMENT_EMPTY) : 0;
	*out = o;
	return EG_OK;
}
