/*
 * verify_page: the printed zone against the chip's, field by field.
 * Knows both texts and which printed characters are not sure. Never knows pictures, nor what a
 * difference is worth (policy).
 *
 * What is not sure is compared with nothing: that a page is worn is no difference. The key that
 * opened the chip is always sure; the rest of a page may be as worn as it likes, and the chip tells
 * what stands there.
 */
#include "prog/verify_page.h"

#include "base/mrz_place.h"

/* A number that goes on in one of the two only makes a difference of either field. */
static unsigned field_of(struct rd printed, struct rd chip, size_t position)
{
	return mrz_field_at(printed, position) | mrz_field_at(chip, position);
}

static bool same_at(struct rd printed, struct rd chip, size_t position)
{
	uint8_t a;
	uint8_t b;
	return rd_byte_at(&printed, position, &a) && rd_byte_at(&chip, position, &b) && a == b;
}

/*
 * Fields that differ. The composite digit is made of others: alone it says something only where all
 * of them were read, and then of none of them.
 */
static unsigned compare(struct rd printed, struct rd marks, struct rd chip, bool *differs)
{
	unsigned fields = 0;
	bool whole = true;
	bool composite = false;
	if (printed.left != chip.left) {
		*differs = true;
		return MRZ_FIELDS_ALL;
	}
	for (size_t i = 0; i < printed.left; i++) {
		if (mrz_marked(marks, i)) {
			whole = false;
		} else if (!same_at(printed, chip, i)) {
			unsigned field = field_of(printed, chip, i);
			fields |= field;
			composite = composite || field == 0;
		}
	}
	*differs = fields != 0 || (composite && whole);
	return fields;
}

void verify_page(const struct msg_begin *begin, struct rd chip, struct findings *f)
{
	bool differs;
	unsigned fields = compare(rd_of(begin->mrz, begin->mrz_size), RD_ARRAY(begin->unsure), chip,
				  &differs);
	findings_set(f, CHECK_MRZ_SAME, differs ? VERDICT_FAIL : VERDICT_PASS,
		     differs ? REASON_DIFFERS : REASON_NONE);
	f->of[CHECK_MRZ_SAME].detail = (uint8_t)fields;
}
