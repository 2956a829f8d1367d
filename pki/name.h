/*
 * name: distinguished names as certificates of many states write them.
 * Knows RDNSequences (RFC 5280, 4.1.2.4). Never knows keys, nor whether a name is believed.
 */
#ifndef EG_PKI_NAME_H
#define EG_PKI_NAME_H

#include "base/rd.h"

/*
 * Contents of two Name SEQUENCEs say the same, whatever string types of one octet a character (and
 * UTF-8), letter case or runs of blanks they use (RFC 5280, 7.1). RDNs in another order are another
 * name.
 */
bool name_same(struct rd a, struct rd b);
/* The same parts, each as often, in whatever order: some signer infos turn the issuer's name round
 * (Malaysia). Names of more than 16 parts are never the same. */
bool name_same_reordered(struct rd a, struct rd b);
/* One number for names that name_same or name_same_reordered takes for one: for tables, names must
 * still be compared. */
uint64_t name_key(struct rd name);
/* countryName in capitals, two or three letters, NUL-padded; empty if there is none. */
void name_country(struct rd name, char country[4]);
/* There is a countryName, and it is two capitals in a PrintableString (Doc 9303-12, 7.1.1.1.1). */
bool name_country_usual(struct rd name);

#endif
