/*
 * lds_date: days and times of personalisation data, as digits or BCD (Doc 9303-10, 4.7.11, 4.7.12).
 * Knows both encodings; inspection systems are to support both. Never asks a clock.
 */
#ifndef EG_EMRTD_LDS_DATE_H
#define EG_EMRTD_LDS_DATE_H

#include "base/date.h"
#include "emrtd/lds_deviation.h"

enum lds_date_form {
	LDS_DATE_ABSENT,
	LDS_DATE_DIGITS, /* YYYYMMDD in ASCII */
	LDS_DATE_BCD,    /* the same, two digits an octet */
	LDS_DATE_NONE,   /* there, but no date: only bytes are set */
};

struct lds_date {
	uint8_t form;    /* enum lds_date_form */
	struct date day; /* year, month or day 0: unknown (4.7.11.1) */
	struct rd bytes; /* as in the file; borrowed */
};

struct lds_time {
	struct lds_date date;
	uint8_t hour, minute, second;
};

/* YYYYMMDD; adds LDS_DATE_UNREADABLE, never fails. */
struct lds_date lds_date_of(struct rd bytes, uint32_t *deviations);
/* YYYYMMDDhhmmss. */
struct lds_time lds_time_of(struct rd bytes, uint32_t *deviations);

#endif
