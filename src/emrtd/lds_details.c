/*
 * lds_details: DG11 and DG12, more about the holder and about the document (Doc 9303-10, 4.7.11,
 * 4.7.12).
 * Knows their elements. Never knows whether a text is true, or even text: see lds_text.
 */
#include "emrtd/lds_details.h"

#include "emrtd/lds_file.h"

#define TAG_DG11         0x6B
#define TAG_DG12         0x6C
#define TAG_TAG_LIST     0x5C
#define TAG_NAMES        0xA0
#define TAG_OTHER_NAME   0x5F0F
#define TAG_BIRTH        0x5F2B
#define TAG_CITIZENSHIP  0x5F16
#define TAG_OTHER_PERSON 0x5F1A
#define TAG_ISSUED       0x5F26
#define TAG_FRONT        0x5F1D
#define TAG_REAR         0x5F1E
#define TAG_PERSONALISED 0x5F55

#define NAME_MAX 99
/* Elements compared with the list of tags; the standard has not a third of them. */
#define LISTED_MAX 64

struct text_element {
	uint32_t tag;
	size_t max;
	const char *label;
};

static const struct text_element person_texts[LDS_PERSON_TEXT_COUNT] = {
#define X(name, tag, max, text) {tag, max, text},
	LDS_PERSON_TEXTS(X)
#undef X
};

static const struct text_element document_texts[LDS_DOCUMENT_TEXT_COUNT] = {
#define X(name, tag, max, text) {tag, max, text},
	LDS_DOCUMENT_TEXTS(X)
#undef X
};

const char *lds_person_text_label(unsigned text)
{
	return text < LDS_PERSON_TEXT_COUNT ? person_texts[text].label : "?";
}

const char *lds_document_text_label(unsigned text)
{
	return text < LDS_DOCUMENT_TEXT_COUNT ? document_texts[text].label : "?";
}

/* One of the two files while it is read. */
struct details {
	uint32_t *deviations;
	const struct text_element *elements;
	struct lds_text *texts;
	size_t text_count;
	struct lds_names *names;
	uint32_t name_tag;
	bool names_seen;
	bool list_seen;
	struct rd list;
	/* Elements that are no text; true if it is one of them and was not there before. */
	bool (*take)(void *file, uint32_t tag, struct rd value, bool *repeated);
	void *file;
};

static void take_name(struct details *d, struct rd value)
{
	if (d->names->count == LDS_NAMES_MAX) {
		*d->deviations |= LDS_BIT(LDS_TOO_MANY);
		return;
	}
	d->names->of[d->names->count++] = lds_text_of(value, NAME_MAX, d->deviations);
}

/* A0: number of names, names. The number is only ever compared with what is there. */
static bool take_names(struct details *d, struct rd template)
{
	unsigned found = 0;
	if (!lds_count(&template, &d->names->announced, d->deviations)) {
		return false;
	}
	while (template.left > 0) {
		uint32_t tag;
		struct rd value;
		if (!lds_next(&template, &tag, &value, d->deviations)) {
			return false;
		}
		if (tag == d->name_tag) {
			found++;
			take_name(d, value);
		} else {
			*d->deviations |= LDS_BIT(LDS_ELEMENT_UNKNOWN);
		}
	}
	*d->deviations |= found != d->names->announced ? LDS_BIT(LDS_COUNT_DIFFERS) : 0;
	return true;
}

static bool take_text(struct details *d, uint32_t tag, struct rd value, bool *repeated)
{
	for (size_t i = 0; i < d->text_count; i++) {
		if (d->elements[i].tag == tag) {
			*repeated = d->texts[i].encoding != LDS_ABSENT;
			if (!*repeated) {
				d->texts[i] = lds_text_of(value, d->elements[i].max, d->deviations);
			}
			return true;
		}
	}
	return false;
}

static bool take_element(struct details *d, uint32_t tag, struct rd value)
{
	bool repeated = false;
	if (tag == TAG_TAG_LIST) {
		repeated = d->list_seen;
		d->list = repeated ? d->list : value;
		d->list_seen = true;
	} else if (tag == TAG_NAMES) {
		repeated = d->names_seen;
		d->names_seen = true;
		if (!repeated && !take_names(d, value)) {
			return false;
		}
	} else if (tag == d->name_tag) {
		*d->deviations |= LDS_BIT(LDS_ELEMENT_MISPLACED);
		take_name(d, value);
	} else if (!take_text(d, tag, value, &repeated) &&
		   !d->take(d->file, tag, value, &repeated)) {
		*d->deviations |= LDS_BIT(LDS_ELEMENT_UNKNOWN);
	}
	*d->deviations |= repeated ? LDS_BIT(LDS_ELEMENT_REPEATED) : 0;
	return true;
}

/* True if the tag is in the list; names may be listed by their template's tag or by their own. */
static bool listed(const struct details *d, uint32_t tag)
{
	struct rd list = d->list;
	uint32_t one;
	while (lds_next_tag(&list, &one)) {
		if (one == tag || (tag == TAG_NAMES && one == d->name_tag)) {
			return true;
		}
	}
	return false;
}

static bool there(const struct details *d, struct rd content, uint32_t tag)
{
	uint32_t one;
	struct rd value;
	uint32_t ignored = 0;
	while (content.left > 0 && lds_next(&content, &one, &value, &ignored)) {
		if (one == tag || (tag == d->name_tag && one == TAG_NAMES)) {
			return true;
		}
	}
	return false;
}

/* What is there is listed, and what is listed is there. */
static void compare_list(struct details *d, struct rd content)
{
	struct rd list = d->list;
	struct rd rest = content;
	uint32_t tag;
	struct rd value;
	uint32_t ignored = 0;
	bool same = true;
	if (!d->list_seen) {
		*d->deviations |= LDS_BIT(LDS_TAG_LIST_MISSING);
		return;
	}
	for (unsigned i = 0; same && i < LISTED_MAX && lds_next_tag(&list, &tag); i++) {
		same = there(d, content, tag);
	}
	for (unsigned i = 0; same && i < LISTED_MAX && rest.left > 0; i++) {
		same = lds_next(&rest, &tag, &value, &ignored) &&
		       (tag == TAG_TAG_LIST || listed(d, tag));
	}
	same = same && rd_end(&list) && rd_end(&rest);
	*d->deviations |= same ? 0 : LDS_BIT(LDS_TAG_LIST_DIFFERS);
}

static enum eg_err read_details(struct details *d, struct rd file, uint32_t tag)
{
	struct rd content;
	EG_TRY(lds_open(file, tag, &content, d->deviations));
	struct rd rest = content;
	while (rest.left > 0) {
		uint32_t element;
		struct rd value;
		if (!lds_next(&rest, &element, &value, d->deviations) ||
		    !take_element(d, element, value)) {
			return EG_FAIL(EG_BAD_DATA, "element of DG11 or DG12");
		}
	}
	compare_list(d, content);
	return EG_OK;
}

static bool take_image(struct lds_image *image, struct rd value, bool *repeated,
		       uint32_t *deviations)
{
	*repeated = image->form != LDS_IMAGE_ABSENT;
	if (!*repeated) {
		*image = lds_image_of(value, deviations);
	}
	return true;
}

static bool take_date(struct lds_date *date, struct rd value, bool *repeated, uint32_t *deviations)
{
	*repeated = date->form != LDS_DATE_ABSENT;
	if (!*repeated) {
		*date = lds_date_of(value, deviations);
	}
	return true;
}

static bool take_of_person(void *file, uint32_t tag, struct rd value, bool *repeated)
{
	struct lds_person *p = file;
	switch (tag) {
	case TAG_BIRTH:
		return take_date(&p->birth, value, repeated, &p->deviations);
	case TAG_CITIZENSHIP:
		return take_image(&p->citizenship, value, repeated, &p->deviations);
	default:
		return false;
	}
}

static bool take_of_document(void *file, uint32_t tag, struct rd value, bool *repeated)
{
	struct lds_document *d = file;
	switch (tag) {
	case TAG_ISSUED:
		return take_date(&d->issued, value, repeated, &d->deviations);
	case TAG_FRONT:
		return take_image(&d->front, value, repeated, &d->deviations);
	case TAG_REAR:
		return take_image(&d->rear, value, repeated, &d->deviations);
	case TAG_PERSONALISED:
		*repeated = d->personalised.date.form != LDS_DATE_ABSENT;
		if (!*repeated) {
			d->personalised = lds_time_of(value, &d->deviations);
		}
		return true;
	default:
		return false;
	}
}

enum eg_err lds_dg11(struct rd file, struct lds_person *out)
{
	struct lds_person p = {0};
	struct details d = {
		.deviations = &p.deviations,
		.elements = person_texts,
		.texts = p.text,
		.text_count = LDS_PERSON_TEXT_COUNT,
		.names = &p.other_names,
		.name_tag = TAG_OTHER_NAME,
		.take = take_of_person,
		.file = &p,
	};
	*out = (struct lds_person){0};
	EG_TRY(read_details(&d, file, TAG_DG11));
	*out = p;
	return EG_OK;
}

enum eg_err lds_dg12(struct rd file, struct lds_document *out)
{
	struct lds_document p = {0};
	struct details d = {
		.deviations = &p.deviations,
		.elements = document_texts,
		.texts = p.text,
		.text_count = LDS_DOCUMENT_TEXT_COUNT,
		.names = &p.other_persons,
		.name_tag = TAG_OTHER_PERSON,
		.take = take_of_document,
		.file = &p,
	};
	*out = (struct lds_document){0};
	EG_TRY(read_details(&d, file, TAG_DG12));
	*out = p;
	return EG_OK;
}
