/*
 * picture_pnm_head: what stands before the samples of a PNM.
 * Knows numbers, blanks and comments. Never knows a sample.
 */
#include "biometrics/picture_pnm_head.h"

#define MOST_MAX 65535 /* of a sample; of a side, too: no picture of ours is wider */

static bool is_blank(uint8_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

bool pnm_word(struct rd *r, uint8_t *out)
{
	bool comment = false;
	while (rd_u8(r, out)) {
		comment = (comment && *out != '\n' && *out != '\r') || *out == '#';
		if (!comment && !is_blank(*out)) {
			return true;
		}
	}
	return false;
}

bool pnm_number(struct rd *r, uint32_t *out)
{
	uint8_t c;
	*out = 0;
	if (!pnm_word(r, &c)) {
		return false;
	}
	while (c >= '0' && c <= '9') {
		*out = *out * 10 + (uint32_t)(c - '0');
		if (*out > MOST_MAX) {
			return false;
		}
		if (r->left == 0) {
			return true;
		}
		if (!rd_u8(r, &c)) {
			return false;
		}
	}
	return is_blank(c);
}

bool pnm_head_take(struct rd *r, struct pnm_head *out)
{
	out->most = 1;
	if (!rd_skip(r, 1) || !rd_u8(r, &out->kind) || !pnm_number(r, &out->width) ||
	    !pnm_number(r, &out->height)) {
		return false;
	}
	const bool bits = out->kind == '1' || out->kind == '4';
	return (bits || pnm_number(r, &out->most)) && out->most > 0;
}
