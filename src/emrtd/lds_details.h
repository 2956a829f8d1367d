/*
 * lds_details: DG11 and DG12, more about the holder and about the document (Doc 9303-10, 4.7.11,
 * 4.7.12).
 * Knows their elements. Never knows whether a text is true, or even text: see lds_text.
 */
#ifndef EG_EMRTD_LDS_DETAILS_H
#define EG_EMRTD_LDS_DETAILS_H

#include "emrtd/lds_date.h"
#include "emrtd/lds_image.h"
#include "emrtd/lds_text.h"

/* Name, tag, octets at most (tables 72 and 74), text for people. */
#define LDS_PERSON_TEXTS(X)                                                 \
	X(LDS_PERSON_FULL_NAME, 0x5F0E, 99, "name in full")                 \
	X(LDS_PERSON_NUMBER, 0x5F10, 99, "personal number")                 \
	X(LDS_PERSON_BIRTH_PLACE, 0x5F11, 99, "place of birth")             \
	X(LDS_PERSON_ADDRESS, 0x5F42, 99, "permanent address")              \
	X(LDS_PERSON_TELEPHONE, 0x5F12, 99, "telephone")                    \
	X(LDS_PERSON_PROFESSION, 0x5F13, 99, "profession")                  \
	X(LDS_PERSON_TITLE, 0x5F14, 99, "title")                            \
	X(LDS_PERSON_SUMMARY, 0x5F15, 99, "personal summary")               \
	X(LDS_PERSON_OTHER_DOCUMENTS, 0x5F17, 99, "other travel documents") \
	X(LDS_PERSON_CUSTODY, 0x5F18, 999, "custody")

#define LDS_DOCUMENT_TEXTS(X)                                                  \
	X(LDS_DOCUMENT_AUTHORITY, 0x5F19, 99, "issuing authority")             \
	X(LDS_DOCUMENT_ENDORSEMENTS, 0x5F1B, 99, "endorsements, observations") \
	X(LDS_DOCUMENT_TAX_EXIT, 0x5F1C, 99, "tax or exit requirements")       \
	X(LDS_DOCUMENT_SYSTEM, 0x5F56, 99, "serial number of the personalisation system")

enum lds_person_text {
#define X(name, tag, max, text) name,
	LDS_PERSON_TEXTS(X)
#undef X
		LDS_PERSON_TEXT_COUNT
};

enum lds_document_text {
#define X(name, tag, max, text) name,
	LDS_DOCUMENT_TEXTS(X)
#undef X
		LDS_DOCUMENT_TEXT_COUNT
};

#define LDS_NAMES_MAX 16

/* Names in a template of their own (A0), after their number. */
struct lds_names {
	uint8_t announced; /* 0 if not told */
	uint8_t count;
	struct lds_text of[LDS_NAMES_MAX];
};

/* Names are written as in the zone, PRIMARY<<SECONDARY, but in national characters; other texts
 * separate their parts by "<". All is borrowed from the file. */
struct lds_person {
	uint32_t deviations; /* LDS_BIT(...) */
	struct lds_text text[LDS_PERSON_TEXT_COUNT];
	struct lds_names other_names;
	struct lds_date birth;
	struct lds_image citizenship; /* picture of the proof of citizenship */
};

struct lds_document {
	uint32_t deviations; /* LDS_BIT(...) */
	struct lds_text text[LDS_DOCUMENT_TEXT_COUNT];
	struct lds_names other_persons;
	struct lds_date issued;
	struct lds_time personalised;
	struct lds_image front;
	struct lds_image rear;
};

/* EG_BAD_DATA or EG_TRUNCATED if the file is none; everything else is told by deviations. */
EG_CHECK enum eg_err lds_dg11(struct rd file, struct lds_person *out);
EG_CHECK enum eg_err lds_dg12(struct rd file, struct lds_document *out);
/* Static texts for people; "?" beyond the last. */
const char *lds_person_text_label(unsigned text);
const char *lds_document_text_label(unsigned text);

#endif
