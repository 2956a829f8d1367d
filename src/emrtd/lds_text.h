/*
 * lds_text: text and names that a chip holds, with what their bytes can be (Doc 9303-10, 4.7.11).
 * Knows UTF-8 and Latin-1. Never knows a screen, and never trusts a byte.
 */
#ifndef EG_EMRTD_LDS_TEXT_H
#define EG_EMRTD_LDS_TEXT_H

#include "base/rd.h"
#include "base/wr.h"
#include "emrtd/lds_deviation.h"

enum lds_text_form {
	LDS_ABSENT, /* the element is not in the file */
	LDS_ASCII,  /* printable ASCII, or empty */
	LDS_UTF8,   /* well formed, beyond ASCII */
	LDS_LATIN1, /* no UTF-8, but printable if it is ISO/IEC 8859-1: a guess */
	LDS_BROKEN, /* neither; or it holds characters that steer a screen */
};

struct lds_text {
	uint8_t encoding; /* enum lds_text_form */
	struct rd bytes;  /* as in the file, without fillers at its end; borrowed */
};

/* Judges bytes; max: octets allowed (0: any). Adds deviations, never fails. */
struct lds_text lds_text_of(struct rd bytes, size_t max, uint32_t *deviations);
/*
 * Writes it as UTF-8 that is safe to show: Latin-1 converted, and U+FFFD for each octet or
 * character that is no text (control characters, such as steer a terminal or the direction of
 * writing, too). At most three octets for each of the text's. A full writer is marked bad.
 */
void lds_text_put(struct wr *out, const struct lds_text *text);

#endif
