/*
 * read_details_lds: what DG5 to DG13 and DG16 say.
 * Knows which of their elements are personal. Never knows how the details are shown.
 */
#include "emrtd/lds_contact.h"
#include "emrtd/lds_details.h"
#include "emrtd/lds_image.h"
#include "emrtd/lds_opaque.h"
#include "prog/read_tell.h"

#include <stdio.h>

#define TEXT_ROOM 4096 /* UTF-8 of the longest text: three octets for each of its 999 */

static void tell_text(struct read_details *d, enum emrtd_file file, const char *label,
		      enum mask mask, const struct lds_text *text)
{
	uint8_t octets[TEXT_ROOM];
	struct wr w = WR_ARRAY(octets);
	lds_text_put(&w, text);
	if (w.bad) {
		tell_word(d, file, label, "too long to show");
	} else {
		tell_utf8(d, file, label, mask, wr_view(&w));
	}
	secret_wipe(octets, sizeof(octets));
}

static void tell_names(struct read_details *d, enum emrtd_file file, const char *label,
		       const struct lds_names *names)
{
	for (unsigned i = 0; i < names->count; i++) {
		tell_text(d, file, label, MASK_NAME, &names->of[i]);
	}
}

static void tell_date(struct read_details *d, enum emrtd_file file, const char *label,
		      enum mask mask, const struct lds_date *date)
{
	char text[32];
	if (date->form == LDS_DATE_DIGITS || date->form == LDS_DATE_BCD) {
		(void)snprintf(text, sizeof(text), "%04u-%02u-%02u", date->day.year,
			       date->day.month, date->day.day); /* fits */
		tell(d, file, label, mask, rd_cstr(text));
	}
}

static void tell_image(struct read_details *d, enum emrtd_file file, const char *label,
		       const struct lds_image *image)
{
	char text[64];
	if (image->form != LDS_IMAGE_ABSENT) {
		(void)snprintf(text, sizeof(text), "%s, %zu bytes", lds_image_text(image->form),
			       image->bytes.left); /* fits */
		tell_word(d, file, label, text);
	}
}

static void tell_images(struct read_details *d, enum emrtd_file file, const char *label,
			enum eg_err err, const struct lds_images *images)
{
	if (err != EG_OK) {
		tell_broken(d, file);
		return;
	}
	for (unsigned i = 0; i < images->count; i++) {
		tell_image(d, file, label, &images->of[i]);
	}
	tell_deviations(d, file, images->deviations);
}

void details_dg5(struct read_details *d, struct rd content)
{
	struct lds_images images;
	enum eg_err err = lds_dg5(content, &images);
	tell_images(d, EMRTD_DG5, "displayed portrait", err, &images);
}

void details_dg7(struct read_details *d, struct rd content)
{
	struct lds_images images;
	enum eg_err err = lds_dg7(content, &images);
	tell_images(d, EMRTD_DG7, "displayed signature", err, &images);
}

/* What the issuer alone understands: how much of it there is. */
static void tell_opaque(struct read_details *d, unsigned group, struct rd content)
{
	struct lds_opaque opaque;
	if (lds_opaque(content, group, &opaque) != EG_OK) {
		tell_broken(d, (enum emrtd_file)group);
		return;
	}
	tell_number(d, (enum emrtd_file)group, "content", opaque.content.left, " bytes");
	tell_deviations(d, (enum emrtd_file)group, opaque.deviations);
}

void details_dg6(struct read_details *d, struct rd content)
{
	tell_opaque(d, EMRTD_DG6, content);
}

void details_dg8(struct read_details *d, struct rd content)
{
	tell_opaque(d, EMRTD_DG8, content);
}

void details_dg9(struct read_details *d, struct rd content)
{
	tell_opaque(d, EMRTD_DG9, content);
}

void details_dg10(struct read_details *d, struct rd content)
{
	tell_opaque(d, EMRTD_DG10, content);
}

void details_dg13(struct read_details *d, struct rd content)
{
	tell_opaque(d, EMRTD_DG13, content);
}

static enum mask person_mask(unsigned text)
{
	if (text == LDS_PERSON_FULL_NAME) {
		return MASK_NAME;
	}
	return text == LDS_PERSON_NUMBER ? MASK_TAIL : MASK_ALL;
}

void details_dg11(struct read_details *d, struct rd content)
{
	struct lds_person p;
	if (lds_dg11(content, &p) != EG_OK) {
		tell_broken(d, EMRTD_DG11);
		return;
	}
	for (unsigned i = 0; i < LDS_PERSON_TEXT_COUNT; i++) {
		tell_text(d, EMRTD_DG11, lds_person_text_label(i), person_mask(i), &p.text[i]);
	}
	tell_names(d, EMRTD_DG11, "other name", &p.other_names);
	tell_date(d, EMRTD_DG11, "birth", MASK_ALL, &p.birth);
	tell_image(d, EMRTD_DG11, "proof of citizenship", &p.citizenship);
	tell_deviations(d, EMRTD_DG11, p.deviations);
}

void details_dg12(struct read_details *d, struct rd content)
{
	struct lds_document p;
	if (lds_dg12(content, &p) != EG_OK) {
		tell_broken(d, EMRTD_DG12);
		return;
	}
	for (unsigned i = 0; i < LDS_DOCUMENT_TEXT_COUNT; i++) {
		/* Observations are about the holder; who issued the document is not. */
		tell_text(d, EMRTD_DG12, lds_document_text_label(i),
			  i == LDS_DOCUMENT_AUTHORITY ? MASK_NONE : MASK_ALL, &p.text[i]);
	}
	tell_names(d, EMRTD_DG12, "other person", &p.other_persons);
	tell_date(d, EMRTD_DG12, "issued", MASK_NONE, &p.issued);
	tell_date(d, EMRTD_DG12, "personalised", MASK_NONE, &p.personalised.date);
	tell_image(d, EMRTD_DG12, "front side", &p.front);
	tell_image(d, EMRTD_DG12, "rear side", &p.rear);
	tell_deviations(d, EMRTD_DG12, p.deviations);
}

void details_dg16(struct read_details *d, struct rd content)
{
	struct lds_contacts contacts;
	if (lds_dg16(content, &contacts) != EG_OK) {
		tell_broken(d, EMRTD_DG16);
		return;
	}
	for (unsigned i = 0; i < contacts.count; i++) {
		const struct lds_contact *c = &contacts.of[i];
		tell_text(d, EMRTD_DG16, "to notify", MASK_NAME, &c->name);
		tell_text(d, EMRTD_DG16, "telephone", MASK_ALL, &c->telephone);
		tell_text(d, EMRTD_DG16, "address", MASK_ALL, &c->address);
		tell_date(d, EMRTD_DG16, "recorded", MASK_NONE, &c->recorded);
	}
	tell_deviations(d, EMRTD_DG16, contacts.deviations);
}
