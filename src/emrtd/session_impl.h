/*
 * session_impl: what session.c, session_access.c and session_read.c share.
 * Not for other modules.
 */
#ifndef EG_EMRTD_SESSION_IMPL_H
#define EG_EMRTD_SESSION_IMPL_H

#include "emrtd/session.h"

#define MRZ_INFORMATION_MAX 64 /* document number of 22, dates, three digits and room */
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
	PHASE_DONE,
	PHASE_COUNT
};

/* A chip's answer with protection and GET RESPONSE rounds taken off. */
struct reply {
	struct rd data;
	uint16_t sw;
	bool bare; /* it came without protection although the session is protected: no data */
};

struct reading {
	unsigned next;           /* place in the order of files */
	enum emrtd_file file;    /* being read */
	bool started;            /* its size is known and its room reserved */
	struct bytes content;    /* owned */
	size_t total;            /* announced by the outer TLV header */
	bool by_selection;       /* this chip wants SELECT before READ BINARY */
	uint32_t chunk;          /* octets a READ BINARY asks for; learned, kept for the session */
	uint32_t first_chunk;    /* told by 6Cxx for the first read of this file; 0: none */
	uint32_t bare;           /* unprotected answers since the last verified one */
	uint32_t listed;         /* EMRTD_GROUP bits that EF.SOD lists, unverified */
	bool listed_known;       /* the list was found */
	uint32_t signature_size; /* of Active Authentication, by DG15; 0: small */
	bool has_key;            /* DG15 was read */
	bool short_signature;    /* extended length was refused */
};

struct emrtd {
	uint8_t mrz_octets[MRZ_INFORMATION_MAX];
	struct rd mrz_information; /* in mrz_octets */
	struct emrtd_config config;
	enum phase phase;
	struct findings findings;
	struct emrtd_totals totals;

	/* Transport */
	bool waiting;   /* a command is out */
	bool protected; /* it is protected */
	bool resized;   /* it was sent again with the length that 6Cxx told */
	struct apdu last;
	uint8_t data[APDU_DATA_MAX]; /* data of last */
	uint8_t command[APDU_COMMAND_MAX];
	uint8_t answer[APDU_ANSWER_MAX]; /* joined over GET RESPONSE rounds */
	size_t answer_size;
	unsigned rounds;
	uint8_t plain[APDU_ANSWER_MAX];

	/* Access */
	struct card_access card_access;
	bool card_access_known;
	bool card_access_broken; /* some of it came, but not one whole SET */
	uint8_t suite;           /* index in card_access.suites */
	bool with_parameter;
	bool chain_closed; /* 6883 was answered by asking once more */
	struct pace *pace; /* owned */
	struct bac bac;
	bool is_open; /* sm is */
	struct sm sm;

	enum emrtd_file event; /* handed out with the next step: content is this file */
	bool release;          /* content was handed out */
	struct reading read;
};

enum eg_err access_ask(struct emrtd *e, struct apdu *c, struct wr *d);
enum eg_err access_take(struct emrtd *e, const struct reply *r);
enum eg_err read_ask(struct emrtd *e, struct apdu *c, struct wr *d);
enum eg_err read_take(struct emrtd *e, const struct reply *r);

/* Where the keys are established anew with what is known of the chip. */
void access_begin(struct emrtd *e);
/* Secure messaging is open: reading begins, or goes on where it stopped. */
void read_begin(struct emrtd *e);
/* The file handed out is done with; chooses the next one. */
void read_release(struct emrtd *e);

/* Which data groups EF.SOD lists, into read.listed. */
void hint_groups(struct emrtd *e, struct rd sod);
/* Size of a signature by DG15's key, to choose Le; 0 if it is no RSA key. */
uint32_t hint_signature_size(struct rd dg15);
/* Compares what DG14 offers with what was offered openly; may set CHECK_PACE_KEPT. */
void hint_offers(struct emrtd *e, struct rd dg14);

/* Ends the session. The check: CHECK_ACCESS before access, CHECK_FILES_READ after. */
void session_fail(struct emrtd *e, enum reason why);
/* Unprotected answers where protection is due: establish the keys once more, or give up. */
void session_resume(struct emrtd *e);

#endif
