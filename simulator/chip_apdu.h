/*
 * chip_apdu: a command APDU taken apart (ISO/IEC 7816-4, 5.2), on the card's side.
 * Knows the seven length cases. Never knows what a command does.
 */
#ifndef EG_SIMULATOR_CHIP_APDU_H
#define EG_SIMULATOR_CHIP_APDU_H

#include "base/rd.h"
#include "base/wr.h"

/* Status words as ISO/IEC 7816-4, 5.6 names them. */
enum chip_sw {
	SW_OK = 0x9000,
	SW_END_OF_FILE = 0x6282,
	SW_AUTH_FAILED = 0x6300,
	SW_WRONG_LENGTH = 0x6700,
	SW_LAST_OF_CHAIN_EXPECTED = 0x6883,
	SW_SECURITY_STATUS = 0x6982,
	SW_CONDITIONS_OF_USE = 0x6985,
	SW_NO_CURRENT_EF = 0x6986,
	SW_SM_OBJECT_MISSING = 0x6987,
	SW_SM_OBJECT_WRONG = 0x6988,
	SW_WRONG_DATA = 0x6A80,
	SW_FILE_NOT_FOUND = 0x6A82,
	SW_WRONG_P1P2 = 0x6A86,
	SW_REFERENCE_NOT_FOUND = 0x6A88,
	SW_WRONG_OFFSET = 0x6B00,
	SW_UNKNOWN_INS = 0x6D00,
	SW_UNKNOWN_CLA = 0x6E00,
	SW_INTERNAL = 0x6F00,
};

struct chip_apdu {
	uint8_t cla;
	uint8_t ins;
	uint8_t p1;
	uint8_t p2;
	struct rd data;
	bool has_le;
	bool le_max;     /* Le of zeros: as many as there are */
	bool extended;   /* extended length fields */
	uint32_t le;     /* 1 to 65536, 0 without Le */
	struct rd whole; /* the command as it came */
};

/* False when the lengths do not add up: the chip answers 6700. */
EG_CHECK bool chip_apdu_parse(struct rd command, struct chip_apdu *out);

#endif
