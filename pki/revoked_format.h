/*
 * revoked_format: what the builder and the reader of an image of revoked serial numbers share.
 * Knows sizes and how a serial number is ordered. Never searches.
 */
#ifndef EG_PKI_REVOKED_FORMAT_H
#define EG_PKI_REVOKED_FORMAT_H

#include "base/rd.h"

#define REVOKED_MAGIC       0x45475256u /* "EGRV" */
#define REVOKED_VERSION     2u
#define REVOKED_HEADER_SIZE 24u
#define REVOKED_LIST_SIZE   53u
#define REVOKED_PAIR_SIZE   36u
#define REVOKED_WORD_SIZE   8u
#define REVOKED_MARK_EVERY  64u /* entries */
#define REVOKED_ENTRY_SIZE  24u
#define REVOKED_NUMBER_SIZE 20u

/* Marks of so many entries: of the 0th, the 64th ... of all lists together. */
size_t revoked_marks(size_t entries);

#define REVOKED_FLAG_CRITICAL 0x01u /* critical extension that is not known */
#define REVOKED_FLAG_PROFILE  0x02u /* anything else that the profile forbids or misses */

/* Added to seconds since 1970, so that no date of an ASN.1 time is negative or 0. */
#define REVOKED_TIME_BIAS ((int64_t)1 << 40)

/*
 * A serial number as words that sort: its first 20 octets and its size. The first word is mixed
 * with the others, which can be undone, so that equal words are equal numbers; but those of a list
 * lie evenly spread, however its CA counts, and a place can be guessed. Numbers longer than RFC
 * 5280 has them are told by their SHA-1: nobody but their CA could gain from two that collide.
 */
#define REVOKED_SERIAL_WORDS 3
struct revoked_serial {
	uint64_t word[REVOKED_SERIAL_WORDS];
};
EG_CHECK enum eg_err revoked_serial_of(struct rd integer, struct revoked_serial *out);

#endif
