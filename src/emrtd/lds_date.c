/*
 * lds_date: days and times of personalisation data, as digits or BCD (Doc 9303-10, 4.7.11, 4.7.12).
 * Knows both encodings; inspection systems are to support both. Never asks a clock.
 */
#include "emrtd/lds_date.h"

#define DAY_DIGITS  8
#define TIME_DIGITS 14

/* Digits one by one from either encoding; the size tells which it is. */
struct digits {
	struct rd from;
	bool bcd;
	bool half; /* BCD: the upper half of octet is taken */
	uint8_t octet;
};

static bool next_digit(struct digits *d, unsigned *digit)
{
	if (!d->half && !rd_u8(&d->from, &d->octet)) {
		return false;
	}
	if (!d->bcd) {
		*digit = (unsigned)d->octet - '0';
		return d->octet >= '0' && d->octet <= '9';
	}
	*digit = d->half ? d->octet & 0x0Fu : d->octet >> 4u;
	d->half = !d->half;
	return *digit <= 9;
}

static bool take_number(struct digits *d, unsigned count, unsigned *number)
{
	unsigned digit = 0;
	*number = 0;
	for (unsigned i = 0; i < count; i++) {
		if (!next_digit(d, &digit)) {
			return false;
		}
		*number = *number * 10 + digit;
	}
	return true;
}

/* A day, of which any part may be unknown; 29 February when the year is. */
static bool plausible(struct date d)
{
	struct date filled = d;
	filled.year = d.year == 0 ? 2000 : d.year;
	filled.month = d.month == 0 ? 1 : d.month;
	filled.day = d.day == 0 ? 1 : d.day;
	return date_valid(filled);
}

static bool take_day(struct digits *d, struct date *out)
{
	unsigned year;
	unsigned month;
	unsigned day;
	if (!take_number(d, 4, &year) || !take_number(d, 2, &month) || !take_number(d, 2, &day)) {
		return false;
	}
	*out = (struct date){(uint16_t)year, (uint8_t)month, (uint8_t)day};
	return plausible(*out);
}

static bool take_clock(struct digits *d, struct lds_time *t)
{
	unsigned hour;
	unsigned minute;
	unsigned second;
	if (!take_number(d, 2, &hour) || !take_number(d, 2, &minute) ||
	    !take_number(d, 2, &second) || hour > 23 || minute > 59 || second > 60) {
		return false;
	}
	t->hour = (uint8_t)hour;
	t->minute = (uint8_t)minute;
	t->second = (uint8_t)second;
	return true;
}

static struct lds_time take(struct rd bytes, size_t digit_count, uint32_t *deviations)
{
	struct lds_time t = {.date = {.form = LDS_DATE_NONE, .bytes = bytes}};
	struct digits d = {.from = bytes, .bcd = bytes.left == digit_count / 2};
	bool ok = (d.bcd || bytes.left == digit_count) && take_day(&d, &t.date.day) &&
		  (digit_count == DAY_DIGITS || take_clock(&d, &t));
	if (!ok) {
		*deviations |= LDS_BIT(LDS_DATE_UNREADABLE);
		return (struct lds_time){.date = {.form = LDS_DATE_NONE, .bytes = bytes}};
	}
	t.date.form = d.bcd ? LDS_DATE_BCD : LDS_DATE_DIGITS;
	return t;
}

struct lds_date lds_date_of(struct rd bytes, uint32_t *deviations)
{
	return take(bytes, DAY_DIGITS, deviations).date;
}

struct lds_time lds_time_of(struct rd bytes, uint32_t *deviations)
{
	return take(bytes, TIME_DIGITS, deviations);
}
