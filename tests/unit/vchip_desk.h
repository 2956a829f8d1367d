/*
 * vchip_desk: a virtual chip on a desk, spoken to in bare APDUs written as hexadecimal text.
 */
#ifndef EG_TESTS_VCHIP_DESK_H
#define EG_TESTS_VCHIP_DESK_H

#include "simulator/chip.h"
#include "tests/hex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define DESK_LARGE_SIZE 40000u
/* A file of many bytes, in the master file as 0110. */
extern uint8_t desk_large[DESK_LARGE_SIZE];

/* Nonces and private numbers of a worked example, given out one after the other. */
struct given {
	struct hex bytes;
	size_t used;
};

struct desk {
	struct hex mrz;
	struct hex card_access; /* empty: PACE-ECDH-GM-AES-CBC-CMAC-128 on brainpoolP256r1 */
	struct hex com;
	struct hex atr_info; /* laid only if not empty */
	struct given given;
	struct chip_document document;
	struct chip_profile profile;
	struct chip *chip;
	struct hex answer; /* the last one, with its status word */
};

/* Powers a chip. numbers: hexadecimal, or NULL for real randomness. */
void desk_lay(struct desk *d, const char *mrz_hex, const char *numbers);
void desk_lift(struct desk *d);
/* Says a command; expects a whole answer, or only its status word. */
void desk_ask(struct desk *d, const char *command);
void desk_expect(struct desk *d, const char *command, const char *answer);
void desk_expect_sw(struct desk *d, const char *command, unsigned sw);

#endif
