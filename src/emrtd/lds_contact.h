/*
 * lds_contact: DG16, persons to notify (Doc 9303-10, 4.7.16).
 * Knows its templates. Never knows whether a text is true, or even text: see lds_text.
 */
#ifndef EG_EMRTD_LDS_CONTACT_H
#define EG_EMRTD_LDS_CONTACT_H

#include "emrtd/lds_date.h"
#include "emrtd/lds_text.h"

#define LDS_CONTACTS_MAX 15 /* templates A1 to AF */

struct lds_contact {
	struct lds_date recorded;
	struct lds_text name; /* as in the zone: PRIMARY<<SECONDARY */
	struct lds_text telephone;
	struct lds_text address; /* parts separated by "<" */
};

struct lds_contacts {
	uint32_t deviations; /* LDS_BIT(...) */
	uint8_t announced;   /* the file's own number; 0 if it does not tell */
	uint8_t count;
	struct lds_contact of[LDS_CONTACTS_MAX]; /* all borrowed from the file */
};

/* EG_BAD_DATA or EG_TRUNCATED if the file is none; everything else is told by deviations. */
EG_CHECK enum eg_err lds_dg16(struct rd file, struct lds_contacts *out);

#endif
