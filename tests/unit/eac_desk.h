/*
 * eac_desk: a virtual chip with keys for Chip Authentication, and the terminal's side of it written
 * by hand. BAC and the messages' protection are the reader's own, which was written apart.
 */
#ifndef EG_TESTS_EAC_DESK_H
#define EG_TESTS_EAC_DESK_H

#include "emrtd/sm.h"
#include "simulator/chip.h"
#include "tests/hex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define EAC_ANSWER_ROOM 2048
#define EAC_GROUP1_SIZE 4
#define EAC_GROUP3_SIZE 6
#define EAC_ALL_CIPHERS 0x0F
extern const uint8_t eac_group1[EAC_GROUP1_SIZE];
extern const uint8_t eac_group3[EAC_GROUP3_SIZE];

struct eac_key {
	struct crypt_ec *pair;
	uint8_t spki[1024];
	uint8_t number[80];
	uint8_t id;
};

struct eac_desk {
	struct eac_key keys[3];
	struct chip_document document;
	struct chip_profile profile;
	struct chip *chip;
	struct sm sm;
	uint8_t answer[EAC_ANSWER_ROOM]; /* plain data of the last one */
	size_t answer_size;
	uint16_t naked; /* the last answer came without protection: its status */
};

void eac_add_file(struct eac_desk *d, uint16_t fid, uint8_t sfi, struct rd file);
/* id 0: a key without identifier. */
void eac_add_key(struct eac_desk *d, enum crypt_curve curve, uint8_t ciphers, uint8_t id);
/* Adds DG1 and DG3 and makes the chip. */
void eac_power(struct eac_desk *d);
void eac_put_away(struct eac_desk *d);
/* A bare command, by its status. */
uint16_t eac_say_hex(struct eac_desk *d, const char *text);
/* One protected command; 0 when the answer came naked. head: INS P1 P2. */
uint16_t eac_say(struct eac_desk *d, uint8_t cla, const char *head, struct rd data, uint32_t le);
void eac_open_by_bac(struct eac_desk *d);

/* The terminal's ephemeral pair for a key of the chip, and what both then share. */
struct eac_terminal {
	struct crypt_ec *pair;
	uint8_t point[CRYPT_POINT_MAX];
	size_t size;
	struct secret shared;
};

void eac_terminal_free(struct eac_terminal *t); /* cleanup */
void eac_draw(struct eac_terminal *t, const struct eac_key *chip);
uint16_t eac_set_kat(struct eac_desk *d, const struct eac_terminal *t, uint8_t id);
uint16_t eac_set_at(struct eac_desk *d, enum crypt_cipher cipher, uint8_t id);
struct rd eac_dynamic(struct wr *w, const struct eac_terminal *t);
uint16_t eac_agree(struct eac_desk *d, const struct eac_terminal *t);
void eac_change_keys(struct eac_desk *d, const struct eac_terminal *t, enum crypt_cipher cipher);
uint16_t eac_read_group1(struct eac_desk *d);

#endif
