/*
 * chip_quirk_impl: what the files of the chip's quirks share, and what the chip asks of them.
 * Knows the places in a chip's life where a quirk takes hold. For simulator/chip*.c only.
 *
 *   command -> [rest] -> [naked] -> [instead] -> handler -> [edit] -> protection -> [seal] ->
 *   [split]; files: [hides], [frees], [opens], [contents]; signature: [zeros], [trailer]
 */
#ifndef EG_SIMULATOR_CHIP_QUIRK_IMPL_H
#define EG_SIMULATOR_CHIP_QUIRK_IMPL_H

#include "simulator/chip_document.h"
#include "simulator/chip_quirk.h"
#include "simulator/chip_sm.h"

/* A number of 4096 bits. */
#define CHIP_QUIRK_KEY_MAX 512

/* What a command is for, by its header and the state of the chip. */
enum chip_moment {
	MOMENT_ANY, /* in a rule: every command */
	MOMENT_SELECT_MF,
	MOMENT_SELECT_APPLICATION,
	MOMENT_SELECT_FILE,
	MOMENT_READ,
	MOMENT_CHALLENGE,
	MOMENT_BAC_TOKEN,
	MOMENT_PACE_SET,
	MOMENT_PACE_NONCE,
	MOMENT_PACE_MAP,
	MOMENT_PACE_AGREE,
	MOMENT_PACE_TOKEN,
	MOMENT_CA_KAT,
	MOMENT_CA_SET,
	MOMENT_CA_GA,
	MOMENT_TA_DST,
	MOMENT_TA_CERTIFICATE,
	MOMENT_TA_SET,
	MOMENT_TA_CHALLENGE,
	MOMENT_TA_TOKEN,
	MOMENT_AA,
	MOMENT_OTHER,
};

/* What the number behind a quirk's name is. */
enum chip_quirk_form {
	QUIRK_PLAIN,  /* there is none */
	QUIRK_COUNT,  /* decimal */
	QUIRK_STATUS, /* a status word, four hexadecimal digits */
};

struct chip;

/* True: the chip answers with *sw and does nothing. */
typedef bool chip_quirk_instead_fn(struct chip *c, const struct chip_apdu *a,
				   const struct chip_quirk *q, enum chip_sw *sw);
/* Changes a plain answer before it is protected. */
typedef void chip_quirk_edit_fn(struct chip *c, const struct chip_apdu *a,
				const struct chip_quirk *q, enum chip_sw *sw, struct wr *out);
/* Changes a protected answer: the data objects from mark on. */
typedef void chip_quirk_seal_fn(struct chip *c, const struct chip_quirk *q, enum chip_sw sw,
				struct wr *answer, size_t mark);
/* True: a protected command is answered with *sw in plain. */
typedef bool chip_quirk_naked_fn(struct chip *c, const struct chip_quirk *q, enum chip_sw *sw);

struct chip_quirk_rule {
	const char *name;
	const char *text;
	chip_quirk_instead_fn *instead;
	chip_quirk_edit_fn *edit;
	chip_quirk_seal_fn *seal;
	chip_quirk_naked_fn *naked;
	enum chip_quirk_form form;
	uint32_t standard; /* the number if none is given */
	enum chip_moment at;
	uint32_t tag;     /* of the data object that is changed */
	uint32_t other;   /* what its tag becomes, or another constant of the rule */
	uint16_t fid;     /* only when this file is meant; 0: any */
	bool in_master;   /* it lies in the master file, not in the application */
	bool hides;       /* the file fid is not there */
	bool frees;       /* the file fid wants no Terminal Authentication */
	bool trails;      /* number zero octets stand behind every file */
	bool parts;       /* answers of more than number octets come with 61xx */
	bool pads_empty;  /* an answer without data has a cryptogram of padding all the same */
	bool before_keys; /* holds only before access to the application is granted */
	bool opens;       /* the application wants no access control */
	bool ends;        /* number is the last octet under the signature of RSA */
	bool zeros;       /* number zero octets come first under the signature of RSA */
};

struct chip_quirk_table {
	const struct chip_quirk_rule *rules;
	size_t count;
};
extern const struct chip_quirk_table chip_quirk_field; /* deviations of documents in the field */
extern const struct chip_quirk_table chip_quirk_fault; /* faults that a test plan asks for */

/* What a chip remembers for its quirks; commands go on being counted when the field goes off. */
struct chip_quirk_state {
	enum chip_moment moment;
	uint16_t fid;      /* of the file that the command means; 0: none */
	bool poisoned;     /* a command with a wrong Le came */
	bool chain_open;   /* a chain was broken off */
	uint32_t commands; /* protected ones so far */
	uint8_t ssc[16];   /* before the command under way */
	struct rd plain;   /* the answer under way before it is protected */
	size_t key_size;   /* of the terminal's key for Chip Authentication, the newest */
	uint8_t key[CHIP_QUIRK_KEY_MAX];
	size_t rest_size; /* of what GET RESPONSE will fetch */
	uint8_t rest[CHIP_PLAIN_MAX];
	uint8_t file[CHIP_PLAIN_MAX];
};

/* The field goes off: no chain, no rest. */
void chip_quirk_reset(struct chip *c);
/* GET RESPONSE for what a split answer left: true if it was answered. */
bool chip_quirk_rest(struct chip *c, struct rd command, struct wr *answer);
/* Cuts a whole answer with its status word into parts. */
void chip_quirk_split(struct chip *c, struct wr *answer, size_t mark);
/* Before protection is taken off. */
void chip_quirk_save(struct chip *c);
bool chip_quirk_naked(struct chip *c, const struct chip_apdu *plain, enum chip_sw *sw);
bool chip_quirk_instead(struct chip *c, const struct chip_apdu *a, enum chip_sw *sw);
void chip_quirk_edit(struct chip *c, const struct chip_apdu *a, enum chip_sw *sw, struct wr *out);
/* Before protection is put on, and after. */
void chip_quirk_close(struct chip *c, struct rd plain);
void chip_quirk_seal(struct chip *c, enum chip_sw sw, struct wr *answer, size_t mark);
bool chip_quirk_hides(const struct chip *c, const struct chip_file *f);
/* The file is given without Terminal Authentication. */
bool chip_quirk_frees(const struct chip *c, const struct chip_file *f);
/* The application is open to plain commands. */
bool chip_quirk_opens(const struct chip *c);
/* Zero octets before what Active Authentication signs by RSA. */
size_t chip_quirk_zeros(const struct chip *c);
/* Last octet of what Active Authentication signs by RSA, a trailer's (ISO/IEC 9796-2). */
uint8_t chip_quirk_trailer(const struct chip *c, uint8_t trailer);
/* The file as READ BINARY shows it: its own octets, or a changed copy until the next call. */
struct rd chip_quirk_contents(struct chip *c, struct rd contents);

/* What rules are made of; see chip_quirk_command.c, _answer.c, _protected.c. */
chip_quirk_instead_fn chip_quirk_refuse;
chip_quirk_instead_fn chip_quirk_refuse_data;
chip_quirk_instead_fn chip_quirk_refuse_bare;
chip_quirk_instead_fn chip_quirk_refuse_short_id;
chip_quirk_instead_fn chip_quirk_refuse_without_parameter;
chip_quirk_instead_fn chip_quirk_refuse_long;
chip_quirk_instead_fn chip_quirk_refuse_long_exactly;
chip_quirk_instead_fn chip_quirk_refuse_extended;
chip_quirk_instead_fn chip_quirk_refuse_after_le;
chip_quirk_instead_fn chip_quirk_refuse_open_chain;
chip_quirk_instead_fn chip_quirk_refuse_late;
chip_quirk_instead_fn chip_quirk_refuse_end;
chip_quirk_instead_fn chip_quirk_refuse_old_key;
chip_quirk_instead_fn chip_quirk_other_identity;
chip_quirk_edit_fn chip_quirk_say;
chip_quirk_edit_fn chip_quirk_note_chain;
chip_quirk_edit_fn chip_quirk_shorten;
chip_quirk_edit_fn chip_quirk_lengthen;
chip_quirk_edit_fn chip_quirk_empty;
chip_quirk_edit_fn chip_quirk_cut;
chip_quirk_edit_fn chip_quirk_empty_at_max;
chip_quirk_edit_fn chip_quirk_end_of_file;
chip_quirk_edit_fn chip_quirk_flip_answer;
chip_quirk_edit_fn chip_quirk_retag;
chip_quirk_edit_fn chip_quirk_drop;
chip_quirk_edit_fn chip_quirk_flip;
chip_quirk_edit_fn chip_quirk_void;
chip_quirk_edit_fn chip_quirk_shorter;
chip_quirk_edit_fn chip_quirk_add;
chip_quirk_edit_fn chip_quirk_one_more;
chip_quirk_edit_fn chip_quirk_echo;
chip_quirk_edit_fn chip_quirk_frame;
chip_quirk_edit_fn chip_quirk_bac_garbled;
chip_quirk_edit_fn chip_quirk_signature_der;
chip_quirk_seal_fn chip_quirk_seal_drop;
chip_quirk_seal_fn chip_quirk_seal_flip;
chip_quirk_seal_fn chip_quirk_seal_garble;
chip_quirk_seal_fn chip_quirk_seal_plain;
chip_quirk_seal_fn chip_quirk_seal_old_keys;
chip_quirk_naked_fn chip_quirk_naked_uncounted;
chip_quirk_naked_fn chip_quirk_naked_counted;
chip_quirk_naked_fn chip_quirk_naked_dropped;
chip_quirk_naked_fn chip_quirk_naked_absent;

#endif
