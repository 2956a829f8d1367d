/*
 * forge_mrz: the machine-readable zone of an invented holder (Doc 9303-3, -4, -5), written.
 * Knows layouts and check digits. Never reads a zone: that is src/emrtd's, written apart.
 */
#ifndef EG_SIMULATOR_FORGE_MRZ_H
#define EG_SIMULATOR_FORGE_MRZ_H

#include "base/rd.h"
#include "base/wr.h"

enum forge_kind { FORGE_TD3, FORGE_TD1 };

#define FORGE_MRZ_MAX 90

/* Text as wanted in the zone: capitals, digits, spaces; NUL-ended, borrowed. */
struct forge_holder {
	const char *code;        /* document code: "P", "I", "ID" */
	const char *state;       /* issuing state: "UTO" */
	const char *nationality; /* "UTO" */
	const char *surname;
	const char *given;
	const char *number; /* 9 characters at most; TD1 takes up to 22 */
	const char *birth;  /* YYMMDD */
	const char *expiry; /* YYMMDD */
	char sex;           /* 'F', 'M', '<' */
};

/* The zone without line ends: 88 characters (TD3) or 90 (TD1). */
EG_CHECK enum eg_err forge_mrz(const struct forge_holder *h, enum forge_kind kind, struct wr *out);
/* Number, birth, expiry, each with its check digit (Doc 9303-11, 9.7.2). */
EG_CHECK enum eg_err forge_mrz_information(const struct forge_holder *h, struct wr *out);
/* Characters of one line: 44 or 30. */
size_t forge_mrz_line(enum forge_kind kind);

#endif
