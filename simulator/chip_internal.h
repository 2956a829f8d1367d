/*
 * chip_internal: what the files of the virtual chip share among themselves.
 * Knows the state of a powered chip. Included by simulator/chip*.c only.
 */
#ifndef EG_SIMULATOR_CHIP_INTERNAL_H
#define EG_SIMULATOR_CHIP_INTERNAL_H

#include "simulator/chip.h"
#include "simulator/chip_apdu.h"
#include "simulator/chip_quirk_impl.h"
#include "simulator/chip_sm.h"

#define CHIP_NOTE_MAX  160
#define CHIP_OID_MAX   12
#define CHIP_NONCE_MAX 32

/* The four GENERAL AUTHENTICATE steps of PACE (Table 4 of 4.4.5), by what comes next. */
enum chip_pace_step { PACE_IDLE, PACE_NONCE, PACE_MAP, PACE_AGREE, PACE_CONFIRM };

struct chip_pace {
	enum chip_pace_step step;
	enum crypt_cipher cipher;
	enum crypt_curve curve;
	uint8_t oid[CHIP_OID_MAX];
	size_t oid_size;
	bool with_can;
	uint8_t nonce[CHIP_NONCE_MAX];
	size_t nonce_size;
	struct crypt_ec *map_key;
	struct crypt_ec *ephemeral;
	uint8_t terminal_point[CRYPT_POINT_MAX];
	size_t terminal_point_size;
	struct secret shared;
};

struct chip {
	const struct chip_document *document; /* borrowed */
	struct chip_profile profile;
	bool in_application;
	const struct chip_file *current; /* current EF or NULL */
	struct chip_sm sm;               /* active: access to the application granted */
	bool challenged;                 /* GET CHALLENGE was the last command */
	uint8_t rnd_ic[8];
	struct chip_pace pace;
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
chip_handler chip_set_at;
chip_handler chip_general_authenticate;
chip_handler chip_internal_authenticate;

EG_CHECK enum eg_err chip_random(struct chip *c, void *out, size_t size);
void chip_pace_stop(struct chip *c);
/* The key for Active Authentication: the document's, or a fresh one for a cloned chip. */
EG_CHECK enum eg_err chip_aa_load(struct chip *c);
/* Kpi's and BAC's seed: SHA-1 of MRZ_information (9.7.2, 9.7.3). */
EG_CHECK enum eg_err chip_mrz_hash(const struct chip *c, uint8_t out[CRYPT_HASH_MAX]);

/* Builds the note: what was asked, before the command runs; then its outcome. */
void chip_note_command(struct chip *c, const struct chip_apdu *a, bool protected_message);
void chip_note_outcome(struct chip *c, size_t data, enum chip_sw sw);
/* "PACE-ECDH-GM-AES-CBC-CMAC-128" or "?" */
const char *chip_pace_name(struct rd oid);

#endif
