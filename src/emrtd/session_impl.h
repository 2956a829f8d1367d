/*
 * session_impl: what the files of the session share: its state, and who takes over where.
 * Not for other modules.
 *
 *   session.c           beginning and end, what is handed out
 *   session_transport.c protection, chaining, GET RESPONSE
 *   session_access.c      master file, EF.CardAccess, application, BAC
 *   session_pace.c        PACE
 *   session_order.c       which file or proof comes next
 *   session_read.c        SELECT and READ BINARY
 *   session_chunk.c       how much one READ BINARY asks for
 *   session_auth.c        the chip's proofs: Active and Chip Authentication
 *   session_terminal.c    the terminal's proof
 *   session_hint.c        what unverified files tell about the way on
 */
#ifndef EG_EMRTD_SESSION_IMPL_H
#define EG_EMRTD_SESSION_IMPL_H

#include "emrtd/chipauth.h"
#include "emrtd/session.h"
#include "emrtd/termauth.h"

#define MRZ_INFORMATION_MAX 64 /* document number of 22, dates, three digits and room */
#define CAN_MAX             16 /* six digits in the field; Doc 9303-11, 4.4.2 */
#define CARD_ACCESS_LIMIT   2048

/* What the next command is for. */
enum phase {
	PHASE_READ_CARD_ACCESS,
	PHASE_SELECT_MF,
	PHASE_SELECT_MF_BARE,
	PHASE_SELECT_CARD_ACCESS,
	PHASE_PACE_SET_AT,
	PHASE_PACE_NONCE,
	PHASE_PACE_MAP,
	PHASE_PACE_AGREE,
	PHASE_PACE_FINISH,
	PHASE_SELECT_APPLICATION,
	PHASE_BAC_CHALLENGE,
	PHASE_BAC_ANSWER,
	PHASE_SELECT_FILE,
	PHASE_READ_FILE,
	PHASE_ACTIVE_AUTH,
	PHASE_CHIP_AUTH_KAT,
	PHASE_CHIP_AUTH_SET_AT,
	PHASE_CHIP_AUTH_AGREE,
	PHASE_CHIP_AUTH_PROVE,
	PHASE_TERMINAL_AUTH,
	PHASE_DONE,
	PHASE_COUNT
};

/* A chip's answer with protection and GET RESPONSE rounds taken off. */
struct reply {
	struct rd data;
	uint16_t sw;
	bool bare; /* it came without protection although the session is protected: no data */
};

/* Where files lie, in the order of their reading. */
enum stage {
	STAGE_OPEN,       /* in the master file, before access */
	STAGE_MASTER,     /* in the master file, behind PACE */
	STAGE_APPLICATION /* in the eMRTD application */
};

struct file_rule {
	enum emrtd_file file; /* of a proof: what comes of it */
	enum phase phase;     /* PHASE_READ_FILE, or the first one of a proof */
	enum stage stage;
	uint32_t tag;   /* of the outer object; 0: several objects, or none */
	uint8_t fid[2]; /* Doc 9303-10, 3.11, 4.6 and 4.7 */
	uint8_t sfi;
	bool needed; /* CHECK_FILES_READ fails without it, whatever EF.SOD lists */
};

struct reading {
	unsigned next;        /* place in the order of files */
	enum emrtd_file file; /* being read */
	bool started;         /* its size is known and its room reserved */
	struct bytes content; /* owned */
	size_t total;         /* announced by the outer TLV header */
	bool by_selection;    /* this chip wants SELECT before READ BINARY */
	bool selected;        /* the file was, since the last one */
	uint32_t limit; /* octets a READ BINARY may ask for; learned for the session; 0: none */
	uint32_t first_chunk;    /* limit on trial for the first read of this file; 0: none */
	uint32_t empty;          /* reads in a row that gave nothing */
	uint32_t bare;           /* unprotected answers since the last verified one */
	enum emrtd_file doubted; /* keys were established anew because of this one */
	uint32_t listed;         /* EMRTD_GROUP bits that EF.SOD lists, unverified */
	bool listed_known;       /* the list was found */
	uint32_t response_max;   /* octets of an answer by EF.ATR/INFO; 0: not stated */
	uint32_t command_max;    /* octets of a command, likewise */
};

enum chip_auth {
	CHIP_AUTH_NONE,
	CHIP_AUTH_UNPROVED, /* keys are changed, and nothing has come under the new ones */
	CHIP_AUTH_PROVED,
	CHIP_AUTH_REFUSED
};

struct auth {
	/* Active Authentication */
	uint32_t signature_size; /* by DG15; 0: small */
	bool has_key;            /* DG15 was read */
	bool short_signature;    /* extended length was refused */
	/* Chip Authentication */
	struct bytes dg14; /* owned; choice points into it */
	struct chipauth_choice choice;
	bool has_choice;
	unsigned alternative;       /* number of the choice */
	struct chipauth *agreement; /* owned; between its commands */
	enum chip_auth chip;
	bool agreed;     /* keys were changed once, and are to be after each access */
	bool again;      /* access was established anew, and proofs are repeated */
	bool key_handed; /* EMRTD_CHIP_AUTH_KEY was handed out */
	/* PACE with Chip Authentication Mapping */
	struct bytes mapping; /* owned; EMRTD_CHIP_MAPPING, to be handed out at the end */
	bool mapped;          /* every access so far has its proof in there */
	bool unmapped;        /* one has none, and they prove nothing any more */
	bool mapping_bound;   /* EF.CardSecurity, which has the key to it, was handed out */
	bool mapping_named;   /* DG14, which EF.SOD signs, offers it */
	/* Terminal Authentication */
	uint8_t own_id[TERMAUTH_ID_MAX]; /* Comp of our newest key that the chip proved itself to */
	size_t own_id_size;              /* 0: none */
	uint8_t chip_id[TERMAUTH_ID_MAX]; /* Comp of the chip's key of PACE */
	size_t chip_id_size;
	struct termauth_info cvca_place;
	struct bytes cvca;         /* owned; references of trust points as in EF.CVCA */
	struct termauth *terminal; /* owned; between its commands */
	bool terminal_ended;       /* there is a finding */
	bool terminal_done;        /* the chip took the proof */
	uint32_t opened;           /* EMRTD_GROUP bits that our certificates open */
};

struct event {
	enum emrtd_what what;
	enum emrtd_file file;
	struct bytes content; /* owned; none: a piece of what is being read */
	size_t offset;
	size_t total;
};
#define EVENTS_MAX 6 /* one answer brings at most a proof, a file and a few refusals */

struct emrtd {
	uint8_t mrz_octets[MRZ_INFORMATION_MAX];
	uint8_t can_octets[CAN_MAX];
	struct emrtd_config config; /* its strings point into this struct */
	enum phase phase;
	struct findings findings;
	struct emrtd_totals totals;
	unsigned dropped; /* sessions that the chip dropped in the course of reading */
	bool atr_asks;    /* the ATR says that EF.ATR/INFO has extended length information */
	bool atr_denies;

	/* Transport */
	bool waiting;      /* a command is out */
	bool protected;    /* it is protected */
	bool resized;      /* it was sent again with the length that 6Cxx told */
	bool own_extended; /* it is extended for its data only, which chaining could do as well */
	bool no_extended;  /* the chip refused that once */
	size_t chained;    /* octets of its data that are out */
	struct apdu last;
	uint8_t data[APDU_DATA_MAX]; /* data of last */
	uint8_t command[APDU_COMMAND_MAX];
	uint8_t answer[APDU_ANSWER_MAX]; /* joined over GET RESPONSE rounds */
	size_t answer_size;
	unsigned rounds;
	uint8_t plain[APDU_ANSWER_MAX];
	struct event events[EVENTS_MAX]; /* to be handed out, oldest first */
	size_t event_count;
	struct bytes handed; /* owned; what the last step handed out */

	/* Access */
	struct card_access card_access;
	bool card_access_known;
	bool card_access_broken; /* some of it came, but not one whole SET */
	bool card_access_by_selection;
	struct bytes card_file; /* owned; EF.CardAccess while it comes */
	size_t card_file_total; /* 0: not begun */
	uint8_t suite;          /* index in card_access.suites */
	bool with_parameter;
	bool chain_closed;   /* 6883 was answered by asking once more */
	unsigned pace_tries; /* PACE begun; a password is never tried over and over */
	struct pace *pace;   /* owned */
	struct bac bac;
	bool is_open; /* sm is */
	struct sm sm;

	struct reading read;
	struct auth auth;
};

enum eg_err access_ask(struct emrtd *e, struct apdu *c, struct wr *d);
enum eg_err access_take(struct emrtd *e, const struct reply *r);
enum eg_err pace_phase_ask(struct emrtd *e, struct apdu *c, struct wr *d);
enum eg_err pace_phase_take(struct emrtd *e, const struct reply *r);
enum eg_err read_ask(struct emrtd *e, struct apdu *c, struct wr *d);
enum eg_err read_take(struct emrtd *e, const struct reply *r);
enum eg_err auth_ask(struct emrtd *e, struct apdu *c, struct wr *d);
enum eg_err auth_take(struct emrtd *e, const struct reply *r);

/* Where the keys are established (anew) with what is known of the chip. fresh: the chip has just
 * been powered, so the master file is the current one. */
void access_begin(struct emrtd *e, bool fresh);
/* EF.CardAccess and what else is open is done with. */
enum eg_err access_go_on(struct emrtd *e);
/* Secure messaging is open, either way. */
void access_opened(struct emrtd *e, enum emrtd_access access);
/* A plain read of the application's first file went through. */
void access_not_needed(struct emrtd *e);

/* Access stands (anew) and the application is selected: proofs are repeated, reading goes on. */
enum eg_err auth_restore(struct emrtd *e);
/* Session keys are gone, and what was agreed with them. */
void auth_forget_keys(struct emrtd *e);
/* DG14 names the keys for Chip Authentication. */
enum eg_err auth_learn_keys(struct emrtd *e, struct rd dg14);
/* *begun: its first command comes next; else refused, for no key of DG14 is one. */
enum eg_err auth_begin_chip(struct emrtd *e, bool *begun);
/* An answer verified under the keys that only the chip's static one gives. */
enum eg_err auth_key_answered(struct emrtd *e);
/* Nothing like that came: refused, and access is established anew. */
enum eg_err auth_key_silent(struct emrtd *e);
/* Chip Authentication or PACE's mapping stands for the chip. */
bool auth_is_proved(const struct emrtd *e);
/* PACE's mapping does. */
bool auth_is_mapped(const struct emrtd *e);

/* DG3 or DG4 are to be read, and nothing was concluded yet. */
bool terminal_wanted(const struct emrtd *e);
/* *begun: its first command comes next; else the finding says why not. */
enum eg_err terminal_begin(struct emrtd *e, bool *begun);
void terminal_learn_file(struct emrtd *e, struct rd dg14);
enum eg_err terminal_learn_points(struct emrtd *e, struct rd ef_cvca);
enum eg_err terminal_ask(struct emrtd *e, struct apdu *c, struct wr *d);
enum eg_err terminal_take(struct emrtd *e, const struct reply *r);

/* The next file of a stage, or the one where reading stopped; behind the last: what follows. */
enum eg_err order_begin(struct emrtd *e, enum stage stage);
/* The file or proof at read.next is done with. */
enum eg_err order_next(struct emrtd *e);
/* It is not there, not given or no such file; goes on without it. */
enum eg_err order_missing(struct emrtd *e, enum reason why);
/* The file at read.next must be there: it is needed or EF.SOD lists it, and no right to read it is
 * wanting. */
bool order_expected(const struct emrtd *e);
/* The file at read.next is asked for without a right to it: however the chip says no, it is one. */
bool order_by_favour(const struct emrtd *e);
/* Everything wanted is read. */
enum eg_err order_finish(struct emrtd *e);
/* The chip's first proof failed: back to those that had become needless by it. */
void order_rewind_proofs(struct emrtd *e);
const struct file_rule *order_rule(const struct emrtd *e);
/* Its identifiers, where the chip may say them. */
struct rd order_fid(const struct emrtd *e);
uint8_t order_sfi(const struct emrtd *e);

/* Octets the next READ BINARY asks for; left: of the file, 0 if not known. */
uint32_t chunk_now(const struct emrtd *e, size_t left);
/* Largest chunk of a short command. */
uint32_t chunk_short(const struct emrtd *e);
/* Wrong length, in the ways of the field: 6700, 6Cxx, 6B00. */
bool chunk_is_length(uint16_t sw);
/* After one of these: false when there is nothing smaller to try. */
bool chunk_step_down(struct emrtd *e, uint16_t sw);
/* The size of the file is known, in octets: was the limit on trial one of the chip? */
void chunk_learn(struct emrtd *e, size_t total);
/* Buffer sizes in EF.ATR/INFO (Doc 9303-10, 3.11.1). */
void chunk_learn_room(struct emrtd *e, struct rd atr_info);
/* Card capabilities in historical bytes, whether EF.ATR/INFO says more (ISO/IEC 7816-4). */
void chunk_learn_atr(struct emrtd *e, struct rd atr);
/* Whether reading EF.ATR/INFO brings more than it costs. */
bool chunk_wants_room(const struct emrtd *e);

/* Which data groups EF.SOD lists, into read.listed. */
void hint_groups(struct emrtd *e, struct rd sod);
/* Size of a signature by DG15's key, to choose Le; 0 if it is no RSA key. */
uint32_t hint_signature_size(struct rd dg15);
/* Compares what DG14 offers with what was offered openly; may set CHECK_PACE_KEPT. Whether it
 * offers Chip Authentication Mapping, into auth.mapping_named. */
void hint_offers(struct emrtd *e, struct rd dg14);

/* The next command, into *out. */
enum eg_err transport_ask(struct emrtd *e, struct emrtd_step *out);
/* An answer came. *more: another command of the same exchange is in *out. */
enum eg_err transport_take(struct emrtd *e, struct rd answer, bool *more, struct emrtd_step *out);

/* Hands out a file or proof; takes the content over (NULL: empty). */
enum eg_err session_hand_out(struct emrtd *e, enum emrtd_file file, struct bytes *content);
/* Hands out the last `size` octets of what was read; last: and takes the content over. */
enum eg_err session_hand_out_part(struct emrtd *e, size_t size, bool last);
/* Ends the session. The check: CHECK_ACCESS before access, CHECK_FILES_READ after. */
void session_fail(struct emrtd *e, enum reason why);
/* Unprotected answers where protection is due: establish the keys once more, or give up. */
void session_resume(struct emrtd *e);
bool session_may_resume(const struct emrtd *e);

#endif
