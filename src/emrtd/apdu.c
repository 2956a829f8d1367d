/*
 * apdu: commands and answers of ISO/IEC 7816-4 as values and as bytes.
 * Knows lengths and length fields. Never knows what a command does.
 */
#include "emrtd/apdu.h"

#define LC_SHORT_MAX 255
#define LC_MAX       65535
#define LE_MAX       65536

/* ISO/IEC 7816-4, 5.1: a length field of zeros stands for the largest value. */
enum eg_err apdu_write(const struct apdu *c, struct wr *out)
{
	struct rd written;
	size_t lc_max = c->extended ? LC_MAX : LC_SHORT_MAX;
	uint32_t le_max = c->extended ? LE_MAX : APDU_LE_SHORT_MAX;
	if (c->data.bad || c->data.left > lc_max || c->le > le_max) {
		return EG_FAIL(EG_TOO_BIG, "command needs other length fields");
	}
	wr_u8(out, c->cla);
	wr_u8(out, c->ins);
	wr_u8(out, c->p1);
	wr_u8(out, c->p2);
	if (c->extended && (c->data.left > 0 || c->le > 0)) {
		wr_u8(out, 0);
	}
	if (c->data.left > 0) {
		if (c->extended) {
			wr_be16(out, (uint16_t)c->data.left);
		} else {
			wr_u8(out, (uint8_t)c->data.left);
		}
		wr_put(out, c->data);
	}
	if (c->le > 0) {
		if (c->extended) {
			wr_be16(out, (uint16_t)(c->le % LE_MAX));
		} else {
			wr_u8(out, (uint8_t)(c->le % APDU_LE_SHORT_MAX));
		}
	}
	return wr_done(out, &written);
}

enum eg_err apdu_answer(struct rd bytes, struct apdu_answer *out)
{
	*out = (struct apdu_answer){0};
	if (bytes.bad || bytes.left < 2) {
		return EG_FAIL(EG_TRUNCATED, "answer without status bytes");
	}
	if (!rd_take(&bytes, bytes.left - 2, &out->data) || !rd_be16(&bytes, &out->sw)) {
		return EG_FAIL(EG_TRUNCATED, "answer without status bytes");
	}
	return EG_OK;
}
