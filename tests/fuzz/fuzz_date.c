/*
 * fuzz_date: a date that the MRZ reader accepts is a day that exists, on the right side of today.
 * Knows date. Never asks a clock: today comes from the input.
 */
#include "tests/fuzz/fuzz.h"

#include "base/date.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd r = rd_of(data, size);
	uint32_t seconds;
	struct rd six;
	struct date d;
	if (!rd_be32(&r, &seconds) || !rd_take(&r, r.left < 6 ? r.left : 6, &six)) {
		return 0;
	}
	struct date today = date_from_unix((int64_t)seconds);
	promise(date_valid(today));
	if (date_from_mrz_birth(six, today, &d) == EG_OK) {
		promise(date_compare(d, today) <= 0);
		promise(d.year == 0 || d.month == 0 || d.day == 0 || date_valid(d));
		promise(date_age_years(d, today) >= -1 && date_age_years(d, today) <= 100);
	}
	if (date_from_mrz_expiry(six, today, &d) == EG_OK) {
		promise(date_valid(d));
	}
	return 0;
}
