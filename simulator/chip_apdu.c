/*
 * chip_apdu: a command APDU taken apart (ISO/IEC 7816-4, 5.2), on the card's side.
 * Knows the seven length cases. Never knows what a command does.
 */
#include "simulator/chip_apdu.h"

static void set_le(struct chip_apdu *a, uint32_t field, uint32_t max)
{
	a->has_le = true;
	a->le_max = field == 0;
	a->le = field == 0 ? max : field;
}

/* Lc data [Le] or Le alone, one-byte fields. */
static bool parse_short(struct rd *r, struct chip_apdu *a)
{
	uint8_t first;
	uint8_t le;
	if (!rd_u8(r, &first)) {
		return false;
	}
	if (r->left == 0) {
		set_le(a, first, 256);
		return true;
	}
	if (first == 0 || !rd_take(r, first, &a->data)) {
		return false;
	}
	if (r->left == 0) {
		return true;
	}
	if (!rd_u8(r, &le)) {
		return false;
	}
	set_le(a, le, 256);
	return rd_end(r);
}

/* The same with a zero byte in front and two-byte fields. */
static bool parse_extended(struct rd *r, struct chip_apdu *a)
{
	uint16_t first;
	uint16_t le;
	a->extended = true;
	if (!rd_skip(r, 1) || !rd_be16(r, &first)) {
		return false;
	}
	if (r->left == 0) {
		set_le(a, first, 65536);
		return true;
	}
	if (first == 0 || !rd_take(r, first, &a->data)) {
		return false;
	}
	if (r->left == 0) {
		return true;
	}
	if (!rd_be16(r, &le)) {
		return false;
	}
	set_le(a, le, 65536);
	return rd_end(r);
}

bool chip_apdu_parse(struct rd command, struct chip_apdu *out)
{
	struct rd r = command;
	uint8_t first;
	*out = (struct chip_apdu){.whole = command};
	if (!rd_u8(&r, &out->cla) || !rd_u8(&r, &out->ins) || !rd_u8(&r, &out->p1) ||
	    !rd_u8(&r, &out->p2)) {
		return false;
	}
	if (r.left == 0) {
		return true;
	}
	if (!rd_peek(&r, &first)) {
		return false;
	}
	return first == 0 && r.left > 1 ? parse_extended(&r, out) : parse_short(&r, out);
}
