/*
 * name: distinguished names as certificates of many states write them.
 * Knows RDNSequences (RFC 5280, 4.1.2.4). Never knows keys, nor whether a name is believed.
 */
#ifndef EG_PKI_NAME_H
#define EG_PKI_NAME_H

#include "base/rd.h"

/*
 * Contents of two Name SEQUENCEs say the same, whatever string types, letter case or runs of blanks
 * they use (RFC 5280, 7.1). RDNs in another order are another name.
 */
bool name_same(struct rd a, struct rd b);
/* countryName in capitals, two or three letters, NUL-padded; empty if there is none. */
void name_country(struct rd name, char country[4]);

#endif
