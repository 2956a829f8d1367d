/*
 * asn1_time: points in time of certificates, CMS and revocation lists.
 * Knows UTCTime and GeneralizedTime (X.680, 46 and 47; RFC 5280, 4.1.2.5). Never asks a clock.
 */
#include "pki/asn1_time.h"

#define TAG_UTC         0x17
#define TAG_GENERALIZED 0x18

#define DAY_S    86400
#define HOUR_S   3600
#define MINUTE_S 60

static bool two_digits(struct rd *text, uint32_t *out)
{
	uint16_t both = 0;
	if (!rd_be16(text, &both)) {
		return false;
	}
	uint32_t tens = both >> 8;
	uint32_t ones = both & 0xFF;
	if (tens < '0' || tens > '9' || ones < '0' || ones > '9') {
		return false;
	}
	*out = (tens - '0') * 10 + (ones - '0');
	return true;
}

/* Days since 1970 in the Gregorian calendar; years are counted from March, so that a leap day ends
 * one. */
static int64_t days_since_1970(struct date d)
{
	int64_t year = (int64_t)d.year - (d.month <= 2 ? 1 : 0);
	int64_t era = year / 400;
	int64_t of_era = year - era * 400;
	int64_t month = d.month > 2 ? d.month - 3 : d.month + 9;
	int64_t of_year = (153 * month + 2) / 5 + d.day - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

int64_t asn1_time_of_day(struct date day)
{
	return days_since_1970(day) * DAY_S;
}

/* "Z", or "+hhmm" as seconds that local time is ahead. */
static bool read_zone(struct rd *text, bool *usual, int64_t *ahead_s)
{
	uint8_t sign = 0;
	uint32_t hours = 0;
	uint32_t minutes = 0;
	*ahead_s = 0;
	if (!rd_u8(text, &sign)) {
		return false;
	}
	if (sign == 'Z') {
		return rd_end(text);
	}
	*usual = false;
	if ((sign != '+' && sign != '-') || !two_digits(text, &hours) ||
	    !two_digits(text, &minutes) || !rd_end(text) || hours > 14 || minutes > 59) {
		return false;
	}
	*ahead_s = (int64_t)hours * HOUR_S + (int64_t)minutes * MINUTE_S;
	*ahead_s = sign == '-' ? -*ahead_s : *ahead_s;
	return true;
}

static bool read_day(struct rd *text, uint32_t tag, struct asn1_time *t)
{
	uint32_t number[4] = {0}; /* century, year, month, day */
	for (size_t i = tag == TAG_GENERALIZED ? 0 : 1; i < 4; i++) {
		if (!two_digits(text, &number[i])) {
			return false;
		}
	}
	if (tag == TAG_UTC) {
		number[0] = number[1] >= 50 ? 19 : 20;
	}
	t->day = (struct date){(uint16_t)(number[0] * 100 + number[1]), (uint8_t)number[2],
			       (uint8_t)number[3]};
	t->usual = tag == TAG_UTC || t->day.year >= 2050;
	return date_valid(t->day);
}

bool asn1_time_read(struct rd *r, struct asn1_time *out)
{
	struct asn1_time t = {0};
	uint32_t tag;
	struct rd text;
	uint32_t hour = 0;
	uint32_t minute = 0;
	uint32_t second = 0;
	int64_t ahead_s = 0;
	uint8_t next = 0;
	if (!rd_tlv(r, &tag, &text) || (tag != TAG_UTC && tag != TAG_GENERALIZED) ||
	    !read_day(&text, tag, &t) || !two_digits(&text, &hour) || !two_digits(&text, &minute)) {
		return false;
	}
	if (rd_peek(&text, &next) && next >= '0' && next <= '9') {
		if (!two_digits(&text, &second)) {
			return false;
		}
	} else {
		t.usual = false;
	}
	if (hour > 23 || minute > 59 || second > 60 || !read_zone(&text, &t.usual, &ahead_s)) {
		return false;
	}
	t.unix_s = asn1_time_of_day(t.day) + (int64_t)hour * HOUR_S + (int64_t)minute * MINUTE_S +
		   (int64_t)second - ahead_s;
	*out = t;
	return true;
}
