/*
 * picture_jp2_head: what a JPEG 2000 file (ISO 15444-1) announces, judged before it is decoded.
 * Knows boxes and marker segments. Never knows the library or what is shown.
 */
#include "biometrics/picture_jp2_head.h"

#include "biometrics/picture.h"

#define JP2_BOXES_MAX 64   /* boxes before the codestream; a document's file has about four */
#define JP2_TILES_MAX 1024 /* a portrait has one */

/* Box types, ISO 15444-1, table I.2. */
#define BOX_CODESTREAM UINT32_C(0x6A703263)
#define BOX_HEADER     UINT32_C(0x6A703268)
#define BOX_PALETTE    UINT32_C(0x70636C72)

#define MARKER_SOC UINT16_C(0xFF4F)
#define MARKER_SIZ UINT16_C(0xFF51)

/* One box header, I.4; a length of 0 means to the end of the file, 1 a 64-bit length. */
static enum eg_err take_box(struct rd *r, uint32_t *type, struct rd *content)
{
	uint32_t length;
	if (!rd_be32(r, &length) || !rd_be32(r, type)) {
		return EG_FAIL(EG_TRUNCATED, "JP2 box");
	}
	/* A codestream that lost its end marker: the decoder tells whether it lost more. */
	bool cut = *type == BOX_CODESTREAM && length > r->left + 8;
	if (length == 0 || cut) {
		length = (uint32_t)r->left + 8;
	}
	if (length < 8 || !rd_take(r, length - 8, content)) {
		return EG_FAIL(EG_BAD_DATA, "JP2 box length");
	}
	return EG_OK;
}

/* A palette would let the library make more components than SIZ announces. */
static enum eg_err refuse_palette(struct rd header)
{
	for (int i = 0; i < JP2_BOXES_MAX && header.left > 0; i++) {
		uint32_t type;
		struct rd content;
		EG_TRY(take_box(&header, &type, &content));
		if (type == BOX_PALETTE) {
			return EG_FAIL(EG_UNSUPPORTED, "JP2 with a palette");
		}
	}
	return rd_end(&header) ? EG_OK : EG_FAIL(EG_TOO_BIG, "too many JP2 header boxes");
}

static enum eg_err find_codestream(struct rd r, struct rd *codestream)
{
	for (int i = 0; i < JP2_BOXES_MAX; i++) {
		uint32_t type;
		EG_TRY(take_box(&r, &type, codestream));
		if (type == BOX_CODESTREAM) {
			return EG_OK;
		}
		if (type == BOX_PALETTE) { /* misplaced, but the library takes it */
			return EG_FAIL(EG_UNSUPPORTED, "JP2 with a palette");
		}
		if (type == BOX_HEADER) {
			EG_TRY(refuse_palette(*codestream));
		}
	}
	return EG_FAIL(EG_TOO_BIG, "too many JP2 boxes");
}

/* Grid of the picture, its tiles: Xsiz .. YTOsiz of A.5.1. */
static enum eg_err read_grid(struct rd *r, uint32_t side_max, struct jp2_size *size)
{
	uint32_t grid[8]; /* Xsiz Ysiz XOsiz YOsiz XTsiz YTsiz XTOsiz YTOsiz */
	for (size_t i = 0; i < 8; i++) {
		if (!rd_be32(r, &grid[i])) {
			return EG_FAIL(EG_TRUNCATED, "SIZ segment");
		}
	}
	if (grid[0] <= grid[2] || grid[1] <= grid[3] || grid[2] > PICTURE_SIDE_MAX ||
	    grid[3] > PICTURE_SIDE_MAX || grid[0] - grid[2] > side_max ||
	    grid[1] - grid[3] > side_max) {
		return EG_FAIL(EG_TOO_BIG, "JPEG 2000 side of 0 or over the limit");
	}
	if (grid[4] == 0 || grid[5] == 0 || grid[6] > grid[2] || grid[7] > grid[3]) {
		return EG_FAIL(EG_BAD_DATA, "JPEG 2000 tile grid");
	}
	size->width = grid[0] - grid[2];
	size->height = grid[1] - grid[3];
	uint64_t across = ((uint64_t)grid[0] - grid[6] + grid[4] - 1) / grid[4];
	uint64_t down = ((uint64_t)grid[1] - grid[7] + grid[5] - 1) / grid[5];
	return across * down <= JP2_TILES_MAX ? EG_OK
					      : EG_FAIL(EG_TOO_BIG, "too many JPEG 2000 tiles");
}

static enum eg_err read_siz(struct rd r, uint32_t side_max, struct jp2_size *size)
{
	uint16_t soc;
	uint16_t siz;
	uint16_t length;
	uint16_t capabilities;
	uint16_t components;
	struct rd segment;
	if (!rd_be16(&r, &soc) || soc != MARKER_SOC || !rd_be16(&r, &siz) || siz != MARKER_SIZ ||
	    !rd_be16(&r, &length) || length < 2 || !rd_take(&r, length - 2u, &segment) ||
	    !rd_be16(&segment, &capabilities)) {
		return EG_FAIL(EG_BAD_DATA, "JPEG 2000 codestream starts without SIZ");
	}
	EG_TRY(read_grid(&segment, side_max, size));
	if (!rd_be16(&segment, &components)) {
		return EG_FAIL(EG_TRUNCATED, "SIZ segment");
	}
	if (components != 1 && components != 3 && components != 4) {
		return EG_FAIL(EG_UNSUPPORTED, "JPEG 2000 with other than 1, 3 or 4 components");
	}
	size->components = components;
	for (uint16_t i = 0; i < components; i++) {
		uint8_t depth; /* Ssiz: bits - 1, sign in the highest bit */
		uint8_t dx;
		uint8_t dy;
		if (!rd_u8(&segment, &depth) || !rd_u8(&segment, &dx) || !rd_u8(&segment, &dy)) {
			return EG_FAIL(EG_TRUNCATED, "SIZ component");
		}
		bool luma = i == 0 || i == 3;
		uint8_t most = luma || components == 1 ? 1 : JP2_STEP_MAX;
		if (depth != 7 || dx == 0 || dy == 0 || dx > most || dy > most) {
			return EG_FAIL(EG_UNSUPPORTED, "JPEG 2000 sample depth or subsampling");
		}
		size->subsampled = size->subsampled || dx != 1 || dy != 1;
	}
	return rd_end(&segment) ? EG_OK : EG_FAIL(EG_BAD_DATA, "SIZ segment of wrong length");
}

enum eg_err jp2_read_head(struct rd jp2, uint32_t side_max, struct jp2_size *size)
{
	uint8_t first;
	struct rd codestream = jp2;
	size->boxed = !(rd_peek(&jp2, &first) && first == 0xFF);
	if (size->boxed) {
		EG_TRY(find_codestream(jp2, &codestream));
	}
	return read_siz(codestream, side_max, size);
}
