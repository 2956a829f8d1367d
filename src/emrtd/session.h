/*
 * session: one conversation with the chip, from the first command to the last file.
 * Knows the order of protocols and files (Doc 9303-10 and -11) and the deviations of chips in the
 * field. Never knows a reader, a clock or a policy: bytes in, bytes out.
 *
 *   emrtd_new -> emrtd_step(no answer) -> EMRTD_SEND -> emrtd_step(answer) -> ...
 *                                         EMRTD_FILE -> emrtd_step(no answer) -> ...
 *                                         EMRTD_PART -> emrtd_step(no answer) -> ...
 *                                         EMRTD_DONE: ask emrtd_findings and emrtd_totals
 *   no answer came to EMRTD_SEND: emrtd_contact_lost(e) and, with the chip on the reader again,
 *   emrtd_step(no answer); or emrtd_lost(e) to end it
 */
#ifndef EG_EMRTD_SESSION_H
#define EG_EMRTD_SESSION_H

#include "base/verdict.h"
#include "emrtd/bac.h"
#include "emrtd/chipauth.h"
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
	EMRTD_DG5 = 5,
	EMRTD_DG6 = 6,
	EMRTD_DG7 = 7,
	EMRTD_DG8 = 8,
	EMRTD_DG9 = 9,
	EMRTD_DG10 = 10,
	EMRTD_DG11 = 11,
	EMRTD_DG12 = 12,
	EMRTD_DG13 = 13,
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
	EMRTD_CHIP_MAPPING = 44,      /* SEQUENCE of two OCTET STRINGs: PK_Map,IC and CA_IC; one for
					 each access, one behind the other; comes last of all */
};
#define EMRTD_GROUP(n) (1u << (n))
/* Files beside the data groups that are read on request only; bits as those of the groups. */
#define EMRTD_READ_COM           EMRTD_GROUP(EMRTD_COM)
#define EMRTD_READ_DIR           (1u << 17)
#define EMRTD_READ_ATR_INFO      (1u << 18) /* also where it brings no speed */
#define EMRTD_READ_CARD_SECURITY (1u << 19) /* also without PACE-CAM */
/* What an automated gate decides by. DG3 and DG4 are asked for only behind CHECK_TERMINAL_AUTH, but
 * for fingers_if_given. */
#define EMRTD_GROUPS_GATE                                                            \
	(EMRTD_GROUP(EMRTD_DG1) | EMRTD_GROUP(EMRTD_DG2) | EMRTD_GROUP(EMRTD_DG14) | \
	 EMRTD_GROUP(EMRTD_DG15))
#define EMRTD_GROUPS_ALL 0x1FFFEu /* DG1 to DG16 */

/* Values of worked examples instead of random ones. */
struct emrtd_fixed {
	struct bac_random bac;
	struct pace_fixed pace;
	struct chipauth_fixed chipauth;
};

/* Active Authentication costs the reading of DG15 and a slow signature. */
enum emrtd_active_auth {
	EMRTD_AA_UNPROVED, /* unless Chip Authentication or PACE's mapping has proved the chip */
	EMRTD_AA_ALWAYS,
	EMRTD_AA_NEVER
};

struct termauth_terminal; /* emrtd/termauth.h */

struct emrtd_config {
	struct rd mrz_information; /* copied; Doc 9303-11, 9.7.2; may be empty if there is a CAN */
	struct rd can;             /* copied; card access number, digits; empty: none. If given,
				      PACE uses it, and BAC still needs the printed zone */
	uint8_t challenge[EMRTD_CHALLENGE_SIZE]; /* Active Authentication, drawn elsewhere */
	uint32_t groups; /* EMRTD_GROUP bits of the data groups wanted, EMRTD_READ bits */
	enum emrtd_active_auth active_auth;
	bool no_chip_auth;         /* leave Chip Authentication out */
	bool allow_bac_after_pace; /* go on with BAC when PACE is offered but failed; the finding
				      CHECK_PACE_KEPT says FAIL all the same */
	bool allow_plain; /* a chip without PACE that refuses GET CHALLENGE is read without secure
			     messaging; CHECK_ACCESS passes with REASON_NOT_PRESENT. Never in a
			     gate: anybody near can read along */
	bool stream;      /* DG2 comes in pieces (EMRTD_PART) instead of whole */
	bool short_only;  /* never extended length for reading, whatever the chip says */
	struct rd atr;    /* as the reader gives it; borrowed during emrtd_new; empty: not
			     known. Tells whether EF.ATR/INFO is worth a command */
	const struct termauth_terminal *terminal; /* borrowed; NULL: no Terminal Authentication,
						     DG3 and DG4 are not read */
	bool fingers_if_given; /* DG3 is asked for without Terminal Authentication, too: many chips
				  give it. What is not given of it is no fault of CHECK_FILES_READ
				*/
	const struct emrtd_fixed *fixed; /* NULL in production; borrowed for the whole session */
};

enum emrtd_what { EMRTD_SEND, EMRTD_FILE, EMRTD_PART, EMRTD_DONE };
struct emrtd_step {
	enum emrtd_what what;
	enum emrtd_file file; /* EMRTD_FILE, EMRTD_PART */
	struct rd bytes;      /* command to send, the whole file, or a piece; until the next call */
	size_t offset;        /* EMRTD_PART: of the piece; pieces come in order and without gaps */
	size_t total;         /* EMRTD_PART: size of the whole file by its header; the piece that
				 reaches it is the last */
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
/*
 * Contact was lost, but the caller has a chip on the reader again within its deadline: access is
 * established anew, complete files are kept, a file in the middle goes on at the same offset. The
 * signed hash and the chip's key tell whether it is still the same chip. After too many of these
 * it is emrtd_lost.
 */
void emrtd_contact_lost(struct emrtd *e);

/*
 * CHECK_ACCESS, CHECK_PACE_KEPT, CHECK_FILES_READ (detail: the first file that failed, 0: the whole
 * application), CHECK_TERMINAL_AUTH (detail: enum termauth_why).
 */
struct findings emrtd_findings(const struct emrtd *e);

enum emrtd_access {
	EMRTD_ACCESS_NONE,
	EMRTD_ACCESS_BAC,
	EMRTD_ACCESS_PACE,
	EMRTD_ACCESS_PLAIN /* the chip wants none, and allow_plain was set */
};
struct emrtd_totals {
	enum emrtd_access access;
	uint32_t apdus;
	uint32_t bytes_up;
	uint32_t bytes_down;
	uint32_t resumed;  /* times the keys had to be established again */
	uint32_t lost;     /* of these: contact was lost and regained */
	uint32_t chunk;    /* most octets of a file that one READ BINARY gave */
	uint32_t response; /* largest answer the chip states, octets; 0: short length only */
};
struct emrtd_totals emrtd_totals(const struct emrtd *e);

#endif
