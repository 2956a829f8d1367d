/*
 * date: calendar days as values; two-digit years of the MRZ (Doc 9303-3) resolved here.
 * Knows the Gregorian calendar. Never asks a clock.
 */
#include "base/date.h"

/* A document is valid for at most ten years, but specimens and cards without an end go further. */
#define EXPIRY_AHEAD_YEARS 50
/* A certificate without an end has 31 December 9999 (RFC 5280, 4.1.2.5). */
#define YEAR_MAX 9999

static bool leap(unsigned year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static unsigned days_in(unsigned year, unsigned month)
{
	static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	return month == 2 && leap(year) ? 29 : days[month - 1];
}

bool date_valid(struct date d)
{
	return d.year >= 1800 && d.year <= YEAR_MAX && d.month >= 1 && d.month <= 12 &&
	       d.day >= 1 && d.day <= days_in(d.year, d.month);
}

int date_compare(struct date a, struct date b)
{
	int left = a.year * 10000 + a.month * 100 + a.day;
	int right = b.year * 10000 + b.month * 100 + b.day;
	return (left > right) - (left < right);
}

int date_age_years(struct date birth, struct date today)
{
	if (birth.year == 0) {
		return 0; /* born today, for all that is known */
	}
	unsigned month = birth.month == 0 ? 12 : birth.month;
	unsigned day = birth.day == 0 ? 31 : birth.day;
	int years = (int)today.year - (int)birth.year;
	if (today.month < month || (today.month == month && today.day < day)) {
		years--;
	}
	return years;
}

/* Two digits, or two fillers as 0 (unknown) where allowed. */
static bool two_digits(struct rd *r, bool may_be_unknown, unsigned *out)
{
	uint8_t tens;
	uint8_t ones;
	*out = 0;
	if (!rd_u8(r, &tens) || !rd_u8(r, &ones)) {
		return false;
	}
	if (tens == '<' && ones == '<') {
		return may_be_unknown;
	}
	if (tens < '0' || tens > '9' || ones < '0' || ones > '9') {
		return false;
	}
	*out = (unsigned)(tens - '0') * 10 + (unsigned)(ones - '0');
	return true;
}

static enum eg_err read_six(struct rd six, bool may_be_unknown, unsigned *year, bool *known,
			    struct date *out)
{
	unsigned month;
	unsigned day;
	uint8_t first;
	bool year_unknown = rd_peek(&six, &first) && first == '<';
	if (!two_digits(&six, may_be_unknown, year) || !two_digits(&six, may_be_unknown, &month) ||
	    !two_digits(&six, may_be_unknown, &day) || !rd_end(&six)) {
		return EG_FAIL(EG_BAD_DATA, "date is not YYMMDD");
	}
	*known = !year_unknown;
	*out = (struct date){.month = (uint8_t)month, .day = (uint8_t)day};
	return EG_OK;
}

static bool plausible(struct date d)
{
	struct date filled = d;
	filled.year = d.year == 0 ? 2000 : d.year; /* 29 February is in some years */
	filled.month = d.month == 0 ? 1 : d.month;
	filled.day = d.day == 0 ? 1 : d.day;
	return date_valid(filled);
}

enum eg_err date_from_mrz_birth(struct rd six, struct date today, struct date *out)
{
	unsigned year;
	bool known = false;
	EG_TRY(read_six(six, true, &year, &known, out));
	out->year = known ? (uint16_t)(today.year - today.year % 100 + year) : 0;
	if (known && date_compare(*out, today) > 0) {
		out->year = (uint16_t)(out->year - 100);
	}
	return plausible(*out) ? EG_OK : EG_FAIL(EG_BAD_DATA, "date of birth is no day");
}

enum eg_err date_from_mrz_expiry(struct rd six, struct date today, struct date *out)
{
	unsigned year;
	bool known = false;
	EG_TRY(read_six(six, false, &year, &known, out));
	out->year = (uint16_t)(today.year - today.year % 100 + year);
	if (out->year > today.year + EXPIRY_AHEAD_YEARS) {
		out->year = (uint16_t)(out->year - 100);
	} else if (out->year + EXPIRY_AHEAD_YEARS < today.year) {
		out->year = (uint16_t)(out->year + 100);
	}
	return date_valid(*out) ? EG_OK : EG_FAIL(EG_BAD_DATA, "date of expiry is no day");
}

struct date date_from_unix(int64_t seconds)
{
	/* Days since 1970-01-01, then civil from days on years that begin in March. */
	int64_t days = seconds / 86400 - (seconds % 86400 < 0 ? 1 : 0) + 719468;
	int64_t era = (days >= 0 ? days : days - 146096) / 146097;
	int64_t of_era = days - era * 146097;
	int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
	int64_t march_month = (5 * of_year + 2) / 153;
	int64_t month = march_month < 10 ? march_month + 3 : march_month - 9;
	return (struct date){
		.year = (uint16_t)(year + era * 400 + (month <= 2 ? 1 : 0)),
		.month = (uint8_t)month,
		.day = (uint8_t)(of_year - (153 * march_month + 2) / 5 + 1),
	};
}
