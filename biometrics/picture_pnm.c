/*
 * picture_pnm: PBM, PGM and PPM, as text or octets (netpbm's pbm(5), pgm(5), ppm(5)).
 * Knows samples and depths. Never knows what is shown.
 */
#include "biometrics/picture_plain.h"
#include "biometrics/picture_pnm_head.h"

bool picture_is_pnm(struct rd file)
{
	uint8_t kind;
	uint8_t behind;
	return rd_begins(file, RD_TEXT("P")) && rd_byte_at(&file, 1, &kind) && kind >= '1' &&
	       kind <= '6' && rd_byte_at(&file, 2, &behind) && (behind <= ' ' || behind == '#');
}

static bool is_text(const struct pnm_head *p)
{
	return p->kind <= '3';
}

static bool is_bits(const struct pnm_head *p)
{
	return p->kind == '1' || p->kind == '4';
}

static bool is_colour(const struct pnm_head *p)
{
	return p->kind == '3' || p->kind == '6';
}

/* One sample as 0 to 255. */
static bool sample(struct rd *r, const struct pnm_head *p, uint8_t *out)
{
	uint32_t value;
	const bool taken =
		is_text(p) ? pnm_number(r, &value) : rd_be(r, p->most > 255 ? 2 : 1, &value);
	if (!taken || value > p->most) {
		return false;
	}
	*out = (uint8_t)((value * 255 + p->most / 2) / p->most);
	return true;
}

static bool pixel(struct rd *r, const struct pnm_head *p, uint8_t *out)
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
static bool bit_row(struct rd *r, const struct pnm_head *p, uint8_t *row)
{
	uint8_t octet = 0;
	for (uint32_t x = 0; x < p->width; x++) {
		bool black;
		if (is_text(p)) {
			if (!pnm_word(r, &octet) || octet < '0' || octet > '1') {
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

static bool grey_row(struct rd *r, const struct pnm_head *p, uint8_t *row)
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
	struct pnm_head p = {0};
	uint8_t behind;
	if (!pnm_head_take(&file, &p)) {
		return EG_FAIL(EG_BAD_DATA, "head of a PNM");
	}
	EG_TRY(picture_grey_new(p.width, p.height, side_max, out));
	for (uint32_t y = 0; y < p.height; y++) {
		uint8_t *row = out->grey + (size_t)y * p.width;
		if (!(is_bits(&p) ? bit_row(&file, &p, row) : grey_row(&file, &p, row))) {
			return EG_FAIL(file.bad ? EG_TRUNCATED : EG_BAD_DATA, "samples of a PNM");
		}
	}
	if (is_text(&p) && file.left > 0 && pnm_word(&file, &behind)) {
		return EG_FAIL(EG_BAD_DATA, "more behind a PNM");
	}
	return is_text(&p) || rd_end(&file) ? EG_OK : EG_FAIL(EG_BAD_DATA, "more behind a PNM");
}
