/*
 * mrz_field: words for the fields of a machine-readable zone.
 * Knows texts. Never knows a value.
 */
#include "base/mrz_field.h"

const char *mrz_field_text(unsigned bit)
{
	static const char *const texts[MRZ_FIELD_COUNT] = {
#define X(name, bit, text) [bit] = (text),
		MRZ_FIELDS(X)
#undef X
	};
	return bit < MRZ_FIELD_COUNT ? texts[bit] : "?";
}
