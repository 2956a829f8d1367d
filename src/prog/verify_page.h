/*
 * verify_page: the printed zone against the chip's, field by field.
 * Knows both texts and which printed characters are not sure. Never knows pictures, nor what a
 * difference is worth (policy).
 */
#ifndef EG_PROG_VERIFY_PAGE_H
#define EG_PROG_VERIFY_PAGE_H

#include "wire/msg.h"

/*
 * Fills CHECK_MRZ_SAME: FAIL with REASON_DIFFERS, and in detail the fields that differ (enum
 * mrz_field), or PASS. begin has the printed zone; chip is the zone of DG1, after its hash was
 * verified and its check digits.
 */
void verify_page(const struct msg_begin *begin, struct rd chip, struct findings *f);

#endif
