/*
 * asn1_time: points in time of certificates, CMS and revocation lists.
 * Knows UTCTime and GeneralizedTime (X.680, 46 and 47; RFC 5280, 4.1.2.5). Never asks a clock.
 */
#ifndef EG_PKI_ASN1_TIME_H
#define EG_PKI_ASN1_TIME_H

#include "base/date.h"
#include "base/rd.h"

struct asn1_time {
	struct date day;
	int64_t unix_s; /* seconds since 1970, UTC */
	bool usual;     /* with seconds, in UTC, UTCTime up to 2049: the only form RFC 5280 has */
};

/* The next TLV as a time. Two-digit years from 50 on are of the last century. Forms of BER (no
 * seconds, a zone instead of Z) are read, too; fractions of seconds are not. */
EG_CHECK bool asn1_time_read(struct rd *r, struct asn1_time *out);
/* Seconds since 1970 of a valid day's first moment. */
int64_t asn1_time_of_day(struct date day);

#endif
