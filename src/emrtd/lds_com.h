/*
 * lds_com: EF.COM, versions and the list of data groups (Doc 9303-10, 4.6.1).
 * Knows its layout. Never knows what is really there: the file is not signed, EF.SOD is asked
 * instead.
 */
#ifndef EG_EMRTD_LDS_COM_H
#define EG_EMRTD_LDS_COM_H

#include "base/rd.h"
#include "emrtd/lds_deviation.h"

#define LDS_GROUPS_MAX 16

struct lds_com {
	uint32_t deviations;     /* LDS_BIT(...) */
	char lds_version[5];     /* "0107": major and minor version; empty if not told */
	char unicode_version[7]; /* "040000"; empty if not told */
	uint32_t groups;         /* bit n: data group n is listed (n from 1 to 16) */
};

/* EG_BAD_DATA or EG_TRUNCATED if it is no EF.COM; what misses or is not known is a deviation. */
EG_CHECK enum eg_err lds_com(struct rd file, struct lds_com *out);
/* Outer tag of a data group's file, 0 for no group; and back: 0 for no tag of a group. */
uint32_t lds_group_tag(unsigned group);
unsigned lds_tag_group(uint32_t tag);

#endif
