/*
 * lds_dir: EF.DIR, the applications of the chip (Doc 9303-10, 3.11.2).
 * Knows application templates and the identifiers of LDS1 and LDS2. Never knows whether they are
 * really there.
 */
#include "emrtd/lds_dir.h"

#include "emrtd/lds_file.h"

#define TAG_TEMPLATE 0x61
#define TAG_AID      0x4F
#define TAG_LABEL    0x50

/* ISO/IEC 7816-4, 12.3.4: a registered provider's five octets and at most eleven of its own. */
#define AID_MIN 5
#define AID_MAX 16

static const char *const texts[] = {
#define X(name, text, aid) text,
	LDS_APPLICATIONS(X)
#undef X
		"another application",
};

const char *lds_application_text(unsigned application)
{
	return texts[application < LDS_APPLICATION_OTHER ? application : LDS_APPLICATION_OTHER];
}

static enum lds_application application_of(struct rd aid)
{
	const struct rd known[] = {
#define X(name, text, aid) RD_TEXT(aid),
		LDS_APPLICATIONS(X)
#undef X
	};
	for (unsigned i = 0; i < LDS_APPLICATION_OTHER; i++) {
		if (rd_equal(aid, known[i])) {
			return (enum lds_application)i;
		}
	}
	return LDS_APPLICATION_OTHER;
}

/* One application template: its identifier, perhaps a label; more is allowed and left out. */
static bool take_template(struct rd template, struct lds_dir *d)
{
	struct lds_dir_entry entry = {0};
	while (template.left > 0) {
		uint32_t tag;
		struct rd value;
		if (!lds_next(&template, &tag, &value, &d->deviations)) {
			return false;
		}
		if (tag == TAG_AID && entry.aid.left > 0) {
			d->deviations |= LDS_BIT(LDS_ELEMENT_REPEATED);
		} else if (tag == TAG_AID) {
			entry.aid = value;
		} else if (tag == TAG_LABEL) {
			entry.label = value;
		}
	}
	if (entry.aid.left < AID_MIN || entry.aid.left > AID_MAX) {
		d->deviations |= LDS_BIT(LDS_ELEMENT_MISSING);
		return true;
	}
	if (d->count == LDS_DIR_MAX) {
		d->deviations |= LDS_BIT(LDS_TOO_MANY);
		return true;
	}
	entry.application = application_of(entry.aid);
	d->has[entry.application] = true;
	d->of[d->count++] = entry;
	return true;
}

enum eg_err lds_dir(struct rd file, struct lds_dir *out)
{
	struct lds_dir d = {0};
	*out = d;
	if (file.bad) {
		return EG_FAIL(EG_BAD_DATA, "EF.DIR was not read");
	}
	while (file.left > 0) {
		uint32_t tag;
		struct rd value;
		if (lds_is_padding(file)) {
			d.deviations |= LDS_BIT(LDS_TRAILING_BYTES);
			break;
		}
		if (!lds_next(&file, &tag, &value, &d.deviations)) {
			return EG_FAIL(EG_BAD_DATA, "EF.DIR is no sequence of objects");
		}
		if (tag != TAG_TEMPLATE) {
			d.deviations |= LDS_BIT(LDS_ELEMENT_UNKNOWN);
		} else if (!take_template(value, &d)) {
			return EG_FAIL(EG_BAD_DATA, "application template of EF.DIR");
		}
	}
	*out = d;
	return EG_OK;
}
