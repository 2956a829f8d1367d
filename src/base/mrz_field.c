/*
 * mrz_field: words for the fields of a machine-readable zone.
 * Knows texts. Never knows a value.
 */
#include "base/mrz_field.h"

#include "base/wr.h"

const char *mrz_field_text(unsigned bit)
{
	static const char *const texts[MRZ_FIELD_COUNT] = {
#define X(name, bit, text) [bit] = (text),
		MRZ_FIELDS(X)
#undef X
	};
	return bit < MRZ_FIELD_COUNT ? texts[bit] : "?";
}

const char *mrz_fields_text(unsigned fields, char out[MRZ_FIELDS_TEXT])
{
	struct wr w = wr_of(out, MRZ_FIELDS_TEXT - 1);
	for (unsigned bit = 0; bit < MRZ_FIELD_COUNT; bit++) {
		if ((fields & 1u << bit) != 0) {
			wr_put(&w, w.size == 0 ? RD_EMPTY : RD_TEXT(", "));
			wr_put(&w, rd_cstr(mrz_field_text(bit)));
		}
	}
	out[w.size] = '\0'; /* all of them fit: test_base_mrz_field.c */
	return out;
}
