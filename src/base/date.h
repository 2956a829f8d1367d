/*
 * date: calendar days as values; two-digit years of the MRZ (Doc 9303-3) resolved here.
 * Knows the Gregorian calendar. Never asks a clock.
 */
#ifndef EG_BASE_DATE_H
#define EG_BASE_DATE_H

#include "base/rd.h"

/* A day; year, month or day 0 means unknown (Doc 9303-3, 4.8: "<<" in a date of birth). */
struct date {
	uint16_t year;
	uint8_t month;
	uint8_t day;
};

bool date_valid(struct date d);
/* <0, 0, >0 as a is before, on, after b. Unknown parts count as the earliest. */
int date_compare(struct date a, struct date b);
/* Whole years from birth to today, what is unknown counted as the latest possible. */
int date_age_years(struct date birth, struct date today);
/* YYMMDD from an MRZ; birth dates lie in the past of today, expiry dates within 50 years of it. */
EG_CHECK enum eg_err date_from_mrz_birth(struct rd six, struct date today, struct date *out);
EG_CHECK enum eg_err date_from_mrz_expiry(struct rd six, struct date today, struct date *out);
/* Seconds since 1970 (UTC) to its day. */
struct date date_from_unix(int64_t seconds);

#endif
