/*
 * read_details_bio: what DG2, DG3 and DG4 say of their pictures.
 * Knows which facts of a picture say nothing about a person. Never decodes one.
 */
#include "emrtd/lds_face.h"
#include "emrtd/lds_finger.h"
#include "emrtd/lds_iris.h"
#include "prog/read_tell.h"

#include <stdio.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static const char *picture_text(unsigned format)
{
	static const char *const texts[] = {"JPEG", "JPEG 2000", "JPEG-LS",     "WSQ",
					    "PNG",  "PNM",       "raw samples", "raw bits"};
	return format < COUNT(texts) ? texts[format] : "unknown";
}

static const char *standard_text(enum lds_encoding encoding)
{
	return encoding == LDS_ISO_39794 ? "ISO/IEC 39794" : "ISO/IEC 19794";
}

/* "JPEG 2000, 413 x 531, 16401 bytes, ISO/IEC 19794". */
static void tell_picture(struct read_details *d, enum emrtd_file file, const char *label,
			 const char *format, unsigned width, unsigned height, size_t size,
			 enum lds_encoding encoding)
{
	char text[DETAIL_VALUE_MAX];
	char sides[32] = "";
	if (width > 0 && height > 0) {
		(void)snprintf(sides, sizeof(sides), ", %u x %u", width, height); /* fits */
	}
	(void)snprintf(text, sizeof(text), "%s%s, %zu bytes, %s", format, sides, size,
		       standard_text(encoding)); /* fits */
	tell_word(d, file, label, text);
}

static void tell_bio_deviations(struct read_details *d, enum emrtd_file file, uint64_t set)
{
	for (unsigned i = 0; i < LDS_BIO_DEVIATION_COUNT; i++) {
		if ((set & LDS_DEV_BIT(i)) != 0) {
			tell_word(d, file, "deviation",
				  lds_bio_deviation_text((enum lds_bio_deviation)i));
		}
	}
}

void details_dg2(struct read_details *d, struct rd content)
{
	static struct lds_faces faces; /* large; one document at a time */
	if (lds_faces_read(content, &faces) != EG_OK) {
		tell_broken(d, EMRTD_DG2);
		return;
	}
	for (unsigned i = 0; i < faces.count; i++) {
		const struct lds_face *f = &faces.face[i];
		tell_picture(d, EMRTD_DG2, "picture", picture_text(f->format), f->width, f->height,
			     f->image.left, f->encoding);
	}
	tell_bio_deviations(d, EMRTD_DG2, faces.deviations);
}

static const char *finger_text(int32_t position)
{
	static const char *const texts[] = {"unknown finger", "right thumb", "right index",
					    "right middle",   "right ring",  "right little",
					    "left thumb",     "left index",  "left middle",
					    "left ring",      "left little"};
	bool known = position >= 0 && (size_t)position < COUNT(texts);
	return known ? texts[position] : "other part of the hand";
}

void details_dg3(struct read_details *d, struct rd content)
{
	static struct lds_fingers fingers; /* large; one document at a time */
	if (lds_fingers_read(content, &fingers) != EG_OK) {
		tell_broken(d, EMRTD_DG3);
		return;
	}
	if (fingers.count == 0) {
		tell_word(d, EMRTD_DG3, "fingers", "none");
	}
	for (unsigned i = 0; i < fingers.count; i++) {
		const struct lds_finger *f = &fingers.finger[i];
		tell_picture(d, EMRTD_DG3, finger_text(f->position), picture_text(f->format),
			     f->width, f->height, f->image.left, f->encoding);
	}
	tell_bio_deviations(d, EMRTD_DG3, fingers.deviations);
}

static const char *eye_text(int32_t eye)
{
	return eye == LDS_EYE_RIGHT  ? "right eye"
	       : eye == LDS_EYE_LEFT ? "left eye"
				     : "unknown eye";
}

void details_dg4(struct read_details *d, struct rd content)
{
	static struct lds_irises irises; /* large; one document at a time */
	if (lds_irises_read(content, &irises) != EG_OK) {
		tell_broken(d, EMRTD_DG4);
		return;
	}
	if (irises.count == 0) {
		tell_word(d, EMRTD_DG4, "irises", "none");
	}
	for (unsigned i = 0; i < irises.count; i++) {
		const struct lds_iris *f = &irises.iris[i];
		tell_picture(d, EMRTD_DG4, eye_text(f->eye), picture_text(f->format), f->width,
			     f->height, f->image.left, f->encoding);
	}
	tell_bio_deviations(d, EMRTD_DG4, irises.deviations);
}
