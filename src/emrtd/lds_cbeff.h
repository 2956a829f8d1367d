/*
 * lds_cbeff: groups of biometric information templates, DG2 to DG4 (Doc 9303-10, 4.7.2 to 4.7.4).
 * Knows templates and their headers (ISO/IEC 7816-11, 19785-3). Never knows what a record holds.
 *
 *   75|63|76 { 7F61 { 02 number, 7F60 { A1 header, 5F2E record of 19794 }, 7F60 ... } }
 *                                                 or 7F2E { A1 { 65|64|66 block of 39794 } }
 */
#ifndef EG_EMRTD_LDS_CBEFF_H
#define EG_EMRTD_LDS_CBEFF_H

#include "base/date.h"
#include "base/rd.h"
#include "emrtd/lds_bio_deviation.h"

/* Ten fingers, and some taken twice; faces and irises are 9 at most (Doc 9303-10, 4.7.2.2). */
#define LDS_TEMPLATES_MAX 16

enum lds_biometric { LDS_FACE, LDS_FINGER, LDS_IRIS };
enum lds_encoding { LDS_ISO_19794, LDS_ISO_39794 };

/* Day and time as a standard tells it; what it leaves out is LDS_UNTOLD. */
#define LDS_UNTOLD (-1)
struct lds_moment {
	int32_t year;
	int32_t month;
	int32_t day;
	int32_t hour;
	int32_t minute;
	int32_t second;
	int32_t millisecond;
};

/* Biometric Header Template; bit n of fields is set if object 8n is there and well formed. */
struct lds_header {
	uint32_t fields;
	uint32_t version;          /* 80: 0101 */
	uint32_t type;             /* 81: 2 face, 8 finger, 10 iris (hexadecimal) */
	uint32_t subtype;          /* 82: Doc 9303-10, Tables 49 and 56 */
	struct lds_moment created; /* 83 */
	struct date from;          /* 85: first day of validity */
	struct date until;         /* 85: last day */
	uint32_t creator;          /* 86 */
	uint32_t owner;            /* 87 */
	uint32_t format;           /* 88 */
};

struct lds_template {
	struct lds_header header;
	enum lds_encoding encoding;
	struct rd data; /* borrowed: the record, or the content of 64, 65 or 66 */
	uint64_t deviations;
};

struct lds_group {
	struct lds_template template[LDS_TEMPLATES_MAX];
	unsigned count;
	uint64_t deviations; /* of the group and of every template, also of one without data */
};

/*
 * The templates that hold data, in order; all bytes borrowed from file. A group that says that it
 * holds none gives count 0 (DG3 and DG4, Doc 9303-10, 4.7.3.2.2). EG_BAD_DATA where tags and
 * lengths do not lead to a template, EG_TOO_BIG for more than LDS_TEMPLATES_MAX; then out is empty.
 */
EG_CHECK enum eg_err lds_group_read(struct rd file, enum lds_biometric kind, struct lds_group *out);
/* True if the header holds object 8n. */
bool lds_header_has(const struct lds_header *header, unsigned n);

#endif
