/*
 * session: one conversation with the chip, from the first command to the last file.
 * Knows the order of protocols and files (Doc 9303-10 and -11) and the deviations of chips in the
 * field. Never knows a reader, a clock or a policy: bytes in, bytes out.
 *
 *   emrtd_new -> emrtd_step(no answer) -> EMRTD_SEND -> emrtd_step(answer) -> ...
 *                                         EMRTD_FILE -> emrtd_step(no answer) -> ...
 *                                         EMRTD_DONE: ask emrtd_findings and emrtd_totals
 */
#ifndef EG_EMRTD_SESSION_H
#define EG_EMRTD_SESSION_H

#include "base/verdict.h"
#include "emrtd/bac.h"
#include "emrtd/pace.h"

#define EMRTD_CHALLENGE_SIZE 8
/* Largest file that is read; DG2 has 12 to 60 kB. Equal to the largest bulk of a message. */
#define EMRTD_FILE_LIMIT (256u * 1024u)

/*
 * Numbers are those of the application's short identifiers (Doc 9303-10, 3.6); what is not there
 * stands from 32 on. Some are no files but what a protocol gave, for the verify worker to judge.
 */
enum emrtd_file {
	EMRTD_NO_FILE = 0,
	EMRTD_DG1 = 1,
	EMRTD_DG2 = 2,
	EMRTD_DG3 = 3,
	EMRTD_DG4 = 4,
	EMRTD_DG14 = 14,
	EMRTD_DG15 = 15,
	EMRTD_DG16 = 16,
	EMRTD_CARD_ACCESS = 28,
	EMRTD_SOD = 29,
	EMRTD_COM = 30,
	EMRTD_CARD_SECURITY = 33, /* these three lie in the master file */
	EMRTD_ATR_INFO = 34,
	EMRTD_DIR = 35,
	EMRTD_CVCA = 36,
	EMRTD_AA_SIGNATURE = 40,      /* answer to INTERNAL AUTHENTICATE */
	EMRTD_AA_REFUSED = 41,        /* the chip has DG15 but gave no signature; empty */
	EMRTD_CHIP_AUTH_KEY = 42,     /* SubjectPublicKeyInfo used in Chip Authentication */
	EMRTD_CHIP_AUTH_REFUSED = 43, /* DG14 has a key but the chip did not prove it; empty */
	EMRTD_CHIP_MAPPING = 44,      /* SEQUENCE of two OCTET STRINGs: PK_Map,IC and CA_IC */
};
#define EMRTD_GROUP(n) (1u << (n))
#define EMRTD_GROUPS_ALL                                                             \
	(EMRTD_GROUP(EMRTD_DG1) | EMRTD_GROUP(EMRTD_DG2) | EMRTD_GROUP(EMRTD_DG14) | \
	 EMRTD_GROUP(EMRTD_DG15))

/* Values of worked examples instead of random ones. */
struct emrtd_fixed {
	struct bac_random bac;
	struct pace_fixed pace;
};

struct emrtd_config {
	struct rd mrz_information;               /* copied; Doc 9303-11, 9.7.2 */
	uint8_t challenge[EMRTD_CHALLENGE_SIZE]; /* Active Authentication, drawn elsewhere */
	uint32_t groups;                         /* EMRTD_GROUP bits of the data groups wanted */
	bool allow_bac_after_pace; /* go on with BAC when PACE is offered but failed; the finding
				      CHECK_PACE_KEPT says FAIL all the same */
	const struct emrtd_fixed *fixed; /* NULL in production; borrowed for the whole session */
};

enum emrtd_what { EMRTD_SEND, EMRTD_FILE, EMRTD_DONE };
struct emrtd_step {
	enum emrtd_what what;
	enum emrtd_file file; /* EMRTD_FILE */
	struct rd bytes;      /* command to send, or the whole file; until the next call */
};

struct emrtd;

EG_CHECK enum eg_err emrtd_new(const struct emrtd_config *config, struct emrtd **out);
void emrtd_free(struct emrtd **e); /* cleanup; wipes */
/*
 * The next step. answer: what the chip said to the last command; empty at the start and after a
 * file. Whatever a chip does wrong becomes a finding and, if need be, EMRTD_DONE; an error is only
 * returned for faults of this side (memory, random numbers, a call out of order).
 */
EG_CHECK enum eg_err emrtd_step(struct emrtd *e, struct rd answer, struct emrtd_step *out);
/* The chip is gone: ends the session with findings that say so. The next step is EMRTD_DONE. */
void emrtd_lost(struct emrtd *e);

/* CHECK_ACCESS, CHECK_PACE_KEPT, CHECK_FILES_READ (detail: the file). */
struct findings emrtd_findings(const struct emrtd *e);

enum emrtd_access { EMRTD_ACCESS_NONE, EMRTD_ACCESS_BAC, EMRTD_ACCESS_PACE };
struct emrtd_totals {
	enum emrtd_access access;
	uint32_t apdus;
	uint32_t bytes_up;
	uint32_t bytes_down;
	uint32_t resumed; /* times the keys had to be established again */
};
struct emrtd_totals emrtd_totals(const struct emrtd *e);

#endif
