/*
 * pgm: grey pictures in files of the simulator: binary PGM of 8 bits.
 * Knows their head. Never knows what is shown.
 */
#include "simulator/pgm.h"

/* Decimal digits up to a white space, which is dropped. */
static bool number(struct rd *r, uint32_t most, uint32_t *out)
{
	struct rd digits = rd_until(r, " \t\r\n");
	uint32_t sum = 0;
	uint8_t digit;
	if (digits.left == 0 || digits.left > 4) {
		return false;
	}
	while (rd_u8(&digits, &digit)) {
		if (digit < '0' || digit > '9') {
			return false;
		}
		sum = sum * 10 + (uint32_t)(digit - '0');
	}
	*out = sum; /* four digits */
	return sum > 0 && sum <= most;
}

enum eg_err pgm_take(struct rd file, uint32_t side_max, struct pgm *out)
{
	struct rd r = file;
	uint32_t depth;
	*out = (struct pgm){0};
	if (!rd_equal(rd_until(&r, " \t\r\n"), RD_TEXT("P5"))) {
		return EG_FAIL(EG_BAD_DATA, "picture is no binary PGM");
	}
	if (!number(&r, side_max, &out->width) || !number(&r, side_max, &out->height)) {
		return EG_FAIL(EG_TOO_BIG, "sides of a PGM picture");
	}
	if (!number(&r, UINT8_MAX, &depth) || depth != UINT8_MAX ||
	    r.left != (size_t)out->width * out->height) {
		return EG_FAIL(EG_BAD_DATA, "depth of a PGM picture, or its size");
	}
	out->grey = r;
	return EG_OK;
}
