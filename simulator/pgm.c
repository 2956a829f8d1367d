/*
 * pgm: pictures in files of the simulator: binary PGM, or in colour PPM, of 8 bits.
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

/* The sides, and what stands behind the head: as many octets a pixel. */
static enum eg_err take(struct rd r, struct rd magic, uint32_t side_max, size_t samples,
			uint32_t sides[2], struct rd *pixels)
{
	uint32_t depth;
	if (!rd_equal(rd_until(&r, " \t\r\n"), magic)) {
		return EG_FAIL(EG_BAD_DATA, "picture is no binary PGM or PPM");
	}
	if (!number(&r, side_max, &sides[0]) || !number(&r, side_max, &sides[1])) {
		return EG_FAIL(EG_TOO_BIG, "sides of a PGM or PPM picture");
	}
	if (!number(&r, UINT8_MAX, &depth) || depth != UINT8_MAX ||
	    r.left != (size_t)sides[0] * sides[1] * samples) {
		return EG_FAIL(EG_BAD_DATA, "depth of a PGM or PPM picture, or its size");
	}
	*pixels = r;
	return EG_OK;
}

enum eg_err pgm_take(struct rd file, uint32_t side_max, struct pgm *out)
{
	uint32_t sides[2];
	struct rd pixels;
	*out = (struct pgm){0};
	EG_TRY(take(file, RD_TEXT("P5"), side_max, 1, sides, &pixels));
	*out = (struct pgm){sides[0], sides[1], pixels};
	return EG_OK;
}

enum eg_err ppm_take(struct rd file, uint32_t side_max, struct ppm *out)
{
	uint32_t sides[2];
	struct rd pixels;
	*out = (struct ppm){0};
	EG_TRY(take(file, RD_TEXT("P6"), side_max, 3, sides, &pixels));
	*out = (struct ppm){sides[0], sides[1], pixels};
	return EG_OK;
}
