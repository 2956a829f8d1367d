/*
 * lds_contact: DG16, persons to notify (Doc 9303-10, 4.7.16).
 * Knows its templates. Never knows whether a text is true, or even text: see lds_text.
 */
#include "emrtd/lds_contact.h"

#include "emrtd/lds_file.h"

#define TAG_DG16      0x70
#define TAG_TEMPLATES 0xA0 /* A1, A2 and so on */
#define TAG_RECORDED  0x5F50
#define TAG_NAME      0x5F51
#define TAG_TELEPHONE 0x5F52
#define TAG_ADDRESS   0x5F53

static void take_text(struct lds_text *text, struct rd value, uint32_t *deviations)
{
	if (text->encoding != LDS_ABSENT) {
		*deviations |= LDS_BIT(LDS_ELEMENT_REPEATED);
		return;
	}
	*text = lds_text_of(value, 0, deviations);
}

static void take_element(struct lds_contact *c, uint32_t tag, struct rd value, uint32_t *deviations)
{
	switch (tag) {
	case TAG_RECORDED:
		if (c->recorded.form != LDS_DATE_ABSENT) {
			*deviations |= LDS_BIT(LDS_ELEMENT_REPEATED);
			return;
		}
		c->recorded = lds_date_of(value, deviations);
		return;
	case TAG_NAME:
		take_text(&c->name, value, deviations);
		return;
	case TAG_TELEPHONE:
		take_text(&c->telephone, value, deviations);
		return;
	case TAG_ADDRESS:
		take_text(&c->address, value, deviations);
		return;
	default:
		*deviations |= LDS_BIT(LDS_ELEMENT_UNKNOWN);
	}
}

static bool take_contact(struct rd template, struct lds_contacts *all)
{
	struct lds_contact c = {0};
	while (template.left > 0) {
		uint32_t tag;
		struct rd value;
		if (!lds_next(&template, &tag, &value, &all->deviations)) {
			return false;
		}
		take_element(&c, tag, value, &all->deviations);
	}
	if (c.recorded.form == LDS_DATE_ABSENT || c.name.encoding == LDS_ABSENT ||
	    c.telephone.encoding == LDS_ABSENT || c.address.encoding == LDS_ABSENT) {
		all->deviations |= LDS_BIT(LDS_ELEMENT_MISSING);
	}
	if (all->count == LDS_CONTACTS_MAX) {
		all->deviations |= LDS_BIT(LDS_TOO_MANY);
		return true;
	}
	all->of[all->count++] = c;
	return true;
}

enum eg_err lds_dg16(struct rd file, struct lds_contacts *out)
{
	struct lds_contacts all = {0};
	struct rd content;
	unsigned found = 0;
	*out = (struct lds_contacts){0};
	EG_TRY(lds_open(file, TAG_DG16, &content, &all.deviations));
	if (!lds_count(&content, &all.announced, &all.deviations)) {
		return EG_FAIL(EG_BAD_DATA, "number of persons to notify");
	}
	while (content.left > 0) {
		uint32_t tag;
		struct rd value;
		if (!lds_next(&content, &tag, &value, &all.deviations)) {
			return EG_FAIL(EG_BAD_DATA, "template of DG16");
		}
		if (tag <= TAG_TEMPLATES || tag > TAG_TEMPLATES + LDS_CONTACTS_MAX) {
			all.deviations |= LDS_BIT(LDS_ELEMENT_UNKNOWN);
			continue;
		}
		found++;
		if (!take_contact(value, &all)) {
			return EG_FAIL(EG_BAD_DATA, "person to notify");
		}
	}
	all.deviations |= found != all.announced ? LDS_BIT(LDS_COUNT_DIFFERS) : 0;
	*out = all;
	return EG_OK;
}
