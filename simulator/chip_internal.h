/*
 * chip_internal: what the files of the virtual chip share among themselves.
 * Knows the state of a powered chip. Included by simulator/chip*.c only.
 */
#ifndef EG_SIMULATOR_CHIP_INTERNAL_H
#define EG_SIMULATOR_CHIP_INTERNAL_H

#include "simulator/chip.h"
#include "simulator/chip_apdu.h"
#include "simulator/chip_cvc.h"
#include "simulator/chip_pair.h"
#include "simulator/chip_quirk_impl.h"
#include "simulator/chip_sm.h"

#define CHIP_CLA_CHAIN         0x10
#define CHIP_INS_EXTERNAL_AUTH 0x82
#define CHIP_INS_GENERAL_AUTH  0x86
#define CHIP_INS_GET_RESPONSE  0xC0

#define CHIP_NOTE_MAX  160
#define CHIP_OID_MAX   12
#define CHIP_NONCE_MAX 32
/* Commands of one chain put together: a CV certificate with RSA-4096 keys and more. */
#define CHIP_CHAIN_MAX ((size_t)4096)
/* EF.CVCA (TR-03110-3, A.7.2.4). */
#define CHIP_EF_CVCA_SIZE      36
#define CHIP_FID_CVCA          0x011C
#define CHIP_FID_CARD_ACCESS   0x011C /* in the master file */
#define CHIP_FID_CARD_SECURITY 0x011D

/* The four GENERAL AUTHENTICATE steps of PACE (Table 4 of 4.4.5), by what comes next. */
enum chip_pace_step { PACE_IDLE, PACE_NONCE, PACE_MAP, PACE_AGREE, PACE_CONFIRM };

enum chip_mapping { CHIP_GENERIC, CHIP_INTEGRATED, CHIP_CAM };

struct chip_pace_protocol {
	enum chip_mapping mapping;
	bool dh;
	enum crypt_cipher cipher;
};

struct chip_pace {
	enum chip_pace_step step;
	struct chip_pace_protocol protocol;
	uint32_t parameter; /* standardised domain parameters (9.5.1) */
	uint8_t oid[CHIP_OID_MAX];
	size_t oid_size;
	bool with_can;
	bool wants_cars; /* the terminal asked for the names of the trust points */
	uint8_t nonce[CHIP_NONCE_MAX];
	size_t nonce_size;
	struct chip_pair map;
	struct chip_pair ephemeral;
	const struct chip_ca_key *cam_key; /* the static key of PACE-CAM */
	uint8_t terminal_key[CHIP_PUBLIC_MAX];
	size_t terminal_key_size;
	struct bytes shared;
};

/* A key pair of Chip Authentication, loaded. */
struct chip_ca_key {
	bool has_id;
	uint32_t id;
	uint8_t ciphers; /* bit n: enum crypt_cipher n */
	struct chip_pair pair;
};

struct chip_ca {
	struct chip_ca_key keys[CHIP_CA_KEYS_MAX];
	size_t count;
	const struct chip_ca_key *selected; /* by MSE:Set AT, for one GENERAL AUTHENTICATE */
	enum crypt_cipher cipher;
};

struct chip_ta {
	struct chip_cvc trust[CHIP_TRUST_POINTS_MAX + 1]; /* newest first; one place for a change */
	size_t trust_count;
	struct date today; /* the chip's approximation of it (Doc 9303-11, 7.1.4.3.3) */
	bool moved;        /* trust points have changed: EF.CVCA is no longer the document's */
	uint8_t ef_cvca[CHIP_EF_CVCA_SIZE];
	bool has_temporary;
	struct chip_cvc temporary;       /* the DV's or the terminal's key, newest import only */
	const struct chip_cvc *verifier; /* set by MSE:Set DST; NULL: none */
	bool terminal_set;               /* MSE:Set AT has named the terminal's key */
	bool challenged;                 /* GET CHALLENGE was the last command */
	uint8_t challenge[8];
};

/* What binds to the running session and goes with it. */
struct chip_session {
	uint8_t id_ic[CHIP_COMP_MAX]; /* ID_IC of Doc 9303-11, 7.1.2 */
	size_t id_ic_size;
	uint8_t comp_ifd[CHIP_COMP_MAX]; /* of the terminal's newest key for CA or PACE-CAM */
	size_t comp_ifd_size;            /* 0: the chip has not authenticated itself */
	bool terminal_authenticated;     /* once in a session (7.1.3) */
	uint8_t rights;                  /* effective access bits, CHIP_CVC_DG3 and so on */
};

/* Commands with chaining bit, put together until the last one comes (ISO/IEC 7816-4, 5.3.3). */
struct chip_chain {
	bool open;
	uint8_t ins;
	uint8_t p1;
	uint8_t p2;
	size_t size;
	uint8_t data[CHIP_CHAIN_MAX];
};

/* Buffers that EF.ATR/INFO states (Doc 9303-10, 3.11.1). */
struct chip_buffers {
	bool stated;
	uint32_t command_max;
	uint32_t answer_max;
};

struct chip {
	const struct chip_document *document; /* borrowed */
	struct chip_profile profile;
	bool in_application;
	const struct chip_file *current; /* current EF or NULL */
	struct chip_sm sm;               /* active: access to the application granted */
	struct chip_sm next_sm;          /* of Chip Authentication, once this command is answered */
	struct chip_session session;
	bool challenged; /* GET CHALLENGE was the last command */
	uint8_t rnd_ic[8];
	struct chip_pace pace;
	struct chip_ca ca;
	struct chip_ta ta;
	struct chip_chain chain;
	struct chip_buffers buffers;
	struct crypt_rsa *aa_rsa;
	struct crypt_ec *aa_ec;
	struct chip_quirk_state quirk;
	uint32_t served; /* commands since the chip was made */
	char note[CHIP_NOTE_MAX];
	uint8_t command_plain[CHIP_PLAIN_MAX];
	uint8_t answer_plain[CHIP_PLAIN_MAX];
};

/* One command in plain; room: most data bytes the answer may carry; data are appended to out. */
typedef enum chip_sw chip_handler(struct chip *c, const struct chip_apdu *a, size_t room,
				  struct wr *out);
chip_handler chip_select;
chip_handler chip_read_binary;
chip_handler chip_get_challenge;
chip_handler chip_external_authenticate;
chip_handler chip_manage_security;
chip_handler chip_verify_certificate;
chip_handler chip_general_authenticate;
chip_handler chip_internal_authenticate;

/* Objects of MANAGE SECURITY ENVIRONMENT; those without use here are passed over. */
struct chip_mse {
	struct rd oid;       /* 80 */
	struct rd reference; /* 83: password, or name of a public key */
	struct rd private;   /* 84: reference of a private key, or domain parameters */
	bool has_private;
	struct rd point; /* 91 */
	bool has_chat;   /* 7F4C */
	struct rd chat;
};
typedef enum chip_sw chip_set(struct chip *c, const struct chip_apdu *a, const struct chip_mse *m);
chip_set chip_pace_set;   /* C1A4 */
chip_set chip_ca_set_at;  /* 41A4 */
chip_set chip_ca_set_kat; /* 41A6 */
chip_set chip_ta_set_at;  /* 81A4 */
chip_set chip_ta_set_dst; /* 81B6 */

/* GENERAL AUTHENTICATE of PACE and of Chip Authentication. */
chip_handler chip_pace_step_on;
chip_handler chip_ca_agree;
/* GET CHALLENGE and EXTERNAL AUTHENTICATE of Terminal Authentication, inside secure messaging. */
chip_handler chip_ta_challenge;
chip_handler chip_ta_authenticate;

/* False for what is no PACE protocol. */
EG_CHECK bool chip_pace_protocol(struct rd oid, struct chip_pace_protocol *out);
/* Step 2 of PACE: takes the terminal's mapping data, makes the ephemeral pair, writes ours. */
EG_CHECK enum eg_err chip_pace_map(struct chip *c, struct rd theirs, struct wr *out);

EG_CHECK enum eg_err chip_random(struct chip *c, void *out, size_t size);
void chip_pace_stop(struct chip *c);
/* Keys and rights are deleted (9.8.3); selections stay. */
void chip_session_end(struct chip *c);
/* The key for Active Authentication: the document's, or a fresh one for a cloned chip. */
EG_CHECK enum eg_err chip_aa_load(struct chip *c);
EG_CHECK enum eg_err chip_ca_load(struct chip *c);
void chip_ca_free(struct chip *c);
EG_CHECK enum eg_err chip_ta_load(struct chip *c);
void chip_ta_free(struct chip *c);
/* What a terminal had imported for one use is forgotten. */
void chip_ta_forget(struct chip *c);
/* Kpi's and BAC's seed: SHA-1 of MRZ_information (9.7.2, 9.7.3). */
EG_CHECK enum eg_err chip_mrz_hash(const struct chip *c, uint8_t out[CRYPT_HASH_MAX]);
/* ID_IC where BAC opened the session: document number with its digit (7.1.2). */
struct rd chip_document_number(const struct chip *c);
void chip_session_identify(struct chip *c, struct rd id_ic);
/* A file's contents; EF.CVCA follows the trust points. */
struct rd chip_contents(const struct chip *c, const struct chip_file *f);
/* A file of the document by place and identifier, hidden ones too; NULL if there is none. */
const struct chip_file *chip_file_at(const struct chip *c, bool in_application, uint16_t fid);
struct chip_buffers chip_buffers_stated(const struct chip *c);
/* Chip and Terminal Authentication work here: in the application, or with EF.CardSecurity. */
bool chip_has_eac_here(const struct chip *c);
/*
 * Puts a chain of commands together: a->data become those of the whole chain. False: more is to
 * come and SW_OK answers this part, or sw tells what is wrong.
 */
EG_CHECK bool chip_chain_gather(struct chip *c, struct chip_apdu *a, enum chip_sw *sw);
/* 7C { tag value } of GENERAL AUTHENTICATE, whole; tag 0: an empty template. */
EG_CHECK bool chip_dynamic_object(struct rd data, uint32_t tag, struct rd *value);

/* Builds the note: what was asked, before the command runs; then its outcome. */
void chip_note_command(struct chip *c, const struct chip_apdu *a, bool protected_message);
void chip_note_outcome(struct chip *c, size_t data, enum chip_sw sw);
/* "PACE-ECDH-GM-AES-CBC-CMAC-128", "CA-ECDH-AES-CBC-CMAC-128" or "?" */
const char *chip_pace_name(struct rd oid);
const char *chip_ca_name(struct rd oid);

#endif
