/*
 * picture_pnm: PBM, PGM and PPM, as text or octets (netpbm's pbm(5), pgm(5), ppm(5)).
 * Knows heads, comments and depths. Never knows what is shown.
 */
#include "biometrics/picture_plain.h"

#define MOST_MAX 65535 /* of a sample */

struct pnm {
	uint8_t kind; /* '1' to '6' */
	uint32_t width;
	uint32_t height;
	uint32_t most; /* value of white */
};

bool picture_is_pnm(struct rd file)
{
	uint8_t kind;
	uint8_t behind;
	return rd_begins(file, RD_TEXT("P")) && rd_byte_at(&file, 1, &kind) && kind >= '1' &&
	       kind <= '6' && rd_byte_at(&file, 2, &behind) && (behind <= ' ' || behind == '#');
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* What stands after blanks and comments. */
static bool next_word(struct rd *r, uint8_t *out)
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

/* A decimal number; the blank behind it is taken, too, and may be the end. */
static bool number(struct rd *r, uint32_t *out)
{
	uint8_t c;
	*out = 0;
	if (!next_word(r, &c)) {
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

static bool is_text(const struct pnm *p)
{
	return p->kind <= '3';
}

static bool is_bits(const struct pnm *p)
{
	return p->kind == '1' || p->kind == '4';
}

static bool is_colour(const struct pnm *p)
{
	return p->kind == '3' || p->kind == '6';
}

static bool head(struct rd *r, struct pnm *out)
{
	out->most = 1;
	return rd_skip(r, 1) && rd_u8(r, &out->kind) && number(r, &out->width) &&
	       number(r, &out->height) && (is_bits(out) || number(r, &out->most)) && out->most > 0;
}

/* One sample as 0 to 255. */
static bool sample(struct rd *r, const struct pnm *p, uint8_t *out)
{
	uint32_t value;
	const bool taken = is_text(p) ? number(r, &value) : rd_be(r, p->most > 255 ? 2 : 1, &value);
	if (!taken || value > p->most) {
		return false;
	}
	*out = (uint8_t)((value * 255 + p->most / 2) / p->most);
	return true;
}

static bool pixel(struct rd *r, const struct pnm *p, uint8_t *out)
{
	uint8_t green;
	uint8_t blue;
	if (!sample(r, p, out)) {
		return false;
	}
	if (!is_colour(p)) {
		return true;
	}
	if (!sample(r, p, &green) || !sample(r, p, &blue)) {
		return false;
	}
	*out = picture_grey_of(*out, green, blue);
	return true;
}

/* Eight pixels an octet, each row begins a new one; as text a digit a pixel. 1 is black. */
static bool bit_row(struct rd *r, const struct pnm *p, uint8_t *row)
{
	uint8_t octet = 0;
	for (uint32_t x = 0; x < p->width; x++) {
		bool black;
		if (is_text(p)) {
			if (!next_word(r, &octet) || octet < '0' || octet > '1') {
				return false;
			}
			black = octet == '1';
		} else {
			if (x % 8 == 0 && !rd_u8(r, &octet)) {
				return false;
			}
			black = (octet >> (7 - x % 8) & 1) != 0;
		}
		row[x] = black ? 0 : 255;
	}
	return true;
}

static bool grey_row(struct rd *r, const struct pnm *p, uint8_t *row)
{
	for (uint32_t x = 0; x < p->width; x++) {
		if (!pixel(r, p, &row[x])) {
			return false;
		}
	}
	return true;
}

enum eg_err picture_decode_pnm(struct rd file, uint32_t side_max, struct picture_grey *out)
{
	struct pnm p = {0};
	uint8_t behind;
	if (!head(&file, &p)) {
		return EG_FAIL(EG_BAD_DATA, "head of a PNM");
	}
	EG_TRY(picture_grey_new(p.width, p.height, side_max, out));
	for (uint32_t y = 0; y < p.height; y++) {
		uint8_t *row = out->grey + (size_t)y * p.width;
		if (!(is_bits(&p) ? bit_row(&file, &p, row) : grey_row(&file, &p, row))) {
			return EG_FAIL(file.bad ? EG_TRUNCATED : EG_BAD_DATA, "samples of a PNM");
		}
	}
	if (is_text(&p) && file.left > 0 && next_word(&file, &behind)) {
		return EG_FAIL(EG_BAD_DATA, "more behind a PNM");
	}
	return is_text(&p) || rd_end(&file) ? EG_OK : EG_FAIL(EG_BAD_DATA, "more behind a PNM");
}
