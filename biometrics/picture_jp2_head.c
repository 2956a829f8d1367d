/*
 * picture_jp2_head: what a JPEG 2000 file (ISO 15444-1) announces, judged before it is decoded.
 * Knows boxes and marker segments. Never knows the library or what is shown.
 */
#include "biometrics/picture_jp2_head.h"

#include "biometrics/picture.h"

#define JP2_BOXES_MAX 64   /* boxes before the codestream; a document's file has about four */
#define JP2_TILES_MAX 1024 /* a portrait has one */
#define SEGMENTS_MAX  256  /* of the main header; a document's has about six */
#define LEVELS_MAX    32   /* of decomposition, A.6.1 */
#define STYLE_HT      0x40 /* code-blocks of ISO 15444-15: other decoders, not used in documents */
/*
 * Packets are what an empty file of a few octets can ask for by the million: the decoder visits
 * each, and keeps a record of each precinct. A portrait has 18 to some thousands.
 */
#define PACKETS_MAX (UINT64_C(1) << 17)

/* Box types, ISO 15444-1, table I.2. */
#define BOX_CODESTREAM UINT32_C(0x6A703263)
#define BOX_HEADER     UINT32_C(0x6A703268)
#define BOX_PALETTE    UINT32_C(0x70636C72)
#define BOX_COLOURS    UINT32_C(0x636F6C72)

/* Enumerated colour spaces, table I.10. */
enum { SPACE_SRGB = 16, SPACE_GREY = 17, SPACE_SYCC = 18 };

/* Markers, table A.2. */
enum {
	MARKER_SOC = 0xFF4F,
	MARKER_CAP = 0xFF50,
	MARKER_SIZ = 0xFF51,
	MARKER_COD = 0xFF52,
	MARKER_COC = 0xFF53,
	MARKER_SOT = 0xFF90,
};

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

/* Samples of another space would be shown in false colours, CMYK even as a negative. I.5.3.3. */
static enum eg_err check_colours(struct rd box)
{
	uint8_t method; /* 1 enumerated, else a profile: near enough to sRGB for a face */
	uint32_t space;
	if (!rd_u8(&box, &method) || !rd_skip(&box, 2) || (method == 1 && !rd_be32(&box, &space))) {
		return EG_FAIL(EG_TRUNCATED, "JP2 colour box");
	}
	if (method == 1 && space != SPACE_SRGB && space != SPACE_GREY && space != SPACE_SYCC) {
		return EG_FAIL(EG_UNSUPPORTED, "JP2 colours other than sRGB, grey or YCC");
	}
	return EG_OK;
}

/* A palette would let the library make more components than SIZ announces. */
static enum eg_err check_header(struct rd header)
{
	bool told = false; /* colours: the first box counts */
	for (int i = 0; i < JP2_BOXES_MAX && header.left > 0; i++) {
		uint32_t type;
		struct rd content;
		EG_TRY(take_box(&header, &type, &content));
		if (type == BOX_PALETTE) {
			return EG_FAIL(EG_UNSUPPORTED, "JP2 with a palette");
		}
		if (type == BOX_COLOURS && !told) {
			EG_TRY(check_colours(content));
			told = true;
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
			EG_TRY(check_header(*codestream));
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
	if (across * down > JP2_TILES_MAX) {
		return EG_FAIL(EG_TOO_BIG, "too many JPEG 2000 tiles");
	}
	size->tiles = (uint32_t)(across * down);
	size->tile_width = grid[4] < size->width ? grid[4] : size->width;
	size->tile_height = grid[5] < size->height ? grid[5] : size->height;
	return EG_OK;
}

static enum eg_err read_siz(struct rd *r, uint32_t side_max, struct jp2_size *size)
{
	uint16_t soc;
	uint16_t siz;
	uint16_t length;
	uint16_t capabilities;
	uint16_t components;
	struct rd segment;
	if (!rd_be16(r, &soc) || soc != MARKER_SOC || !rd_be16(r, &siz) || siz != MARKER_SIZ ||
	    !rd_be16(r, &length) || length < 2 || !rd_take(r, length - 2u, &segment) ||
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

static uint64_t parts(uint32_t side, unsigned shift)
{
	return ((uint64_t)side + (UINT64_C(1) << shift) - 1) >> shift;
}

/*
 * SPcod, SPcoc of A.6.1: levels, code-block sizes, style, transform, then a size of precincts for
 * each resolution from the lowest, if they are told. Gives the packets of one layer and component.
 */
static enum eg_err read_style(struct rd *r, bool precincts, const struct jp2_size *size,
			      uint64_t *packets)
{
	uint8_t levels;
	uint8_t style;
	*packets = 0;
	if (!rd_u8(r, &levels) || !rd_skip(r, 2) || !rd_u8(r, &style) || !rd_skip(r, 1)) {
		return EG_FAIL(EG_TRUNCATED, "JPEG 2000 coding style");
	}
	if (levels > LEVELS_MAX) {
		return EG_FAIL(EG_BAD_DATA, "JPEG 2000 decomposition levels");
	}
	if ((style & STYLE_HT) != 0) {
		return EG_FAIL(EG_UNSUPPORTED, "JPEG 2000 with high-throughput code-blocks");
	}
	for (unsigned left = levels + 1u; left-- > 0;) {
		uint8_t sides = 0xFF; /* 2^15 both: one precinct */
		if (precincts && !rd_u8(r, &sides)) {
			return EG_FAIL(EG_TRUNCATED, "JPEG 2000 precinct sizes");
		}
		*packets += parts(size->tile_width, left + (sides & 15u)) *
			    parts(size->tile_height, left + (sides >> 4));
	}
	*packets *= size->tiles;
	return EG_OK;
}

/* COD and COC; layers are COD's, which stands first. */
static enum eg_err check_style(uint16_t marker, struct rd r, const struct jp2_size *size,
			       uint16_t *layers)
{
	uint8_t style;
	uint64_t packets;
	bool common = marker == MARKER_COD;
	if ((!common && !rd_skip(&r, 1)) || !rd_u8(&r, &style) ||
	    (common && (!rd_skip(&r, 1) || !rd_be16(&r, layers) || !rd_skip(&r, 1)))) {
		return EG_FAIL(EG_TRUNCATED, "JPEG 2000 coding style");
	}
	EG_TRY(read_style(&r, (style & 1) != 0, size, &packets));
	/* At most 2^48 precincts, so that the product fits. */
	return packets <= PACKETS_MAX && packets * *layers * size->components <= PACKETS_MAX
		       ? EG_OK
		       : EG_FAIL(EG_TOO_BIG, "too many JPEG 2000 packets");
}

/* The segments between SIZ and the first tile-part, A.4.1. */
static enum eg_err check_main_header(struct rd r, const struct jp2_size *size)
{
	uint16_t layers = 0;
	for (int i = 0; i < SEGMENTS_MAX; i++) {
		uint16_t marker;
		uint16_t length;
		struct rd segment;
		if (!rd_be16(&r, &marker)) {
			return EG_FAIL(EG_TRUNCATED, "JPEG 2000 main header");
		}
		if (marker == MARKER_SOT) {
			return layers > 0
				       ? EG_OK
				       : EG_FAIL(EG_BAD_DATA, "JPEG 2000 without a coding style");
		}
		if (!rd_be16(&r, &length) || length < 2 || !rd_take(&r, length - 2u, &segment)) {
			return EG_FAIL(EG_BAD_DATA, "JPEG 2000 segment");
		}
		if (marker == MARKER_CAP) {
			return EG_FAIL(EG_UNSUPPORTED, "JPEG 2000 of a later part");
		}
		if (marker == MARKER_COD || marker == MARKER_COC) {
			EG_TRY(check_style(marker, segment, size, &layers));
		}
	}
	return EG_FAIL(EG_TOO_BIG, "too many JPEG 2000 segments");
}

enum eg_err jp2_read_head(struct rd jp2, uint32_t side_max, struct jp2_size *size)
{
	uint8_t first;
	struct rd codestream = jp2;
	size->boxed = !(rd_peek(&jp2, &first) && first == 0xFF);
	if (size->boxed) {
		EG_TRY(find_codestream(jp2, &codestream));
	}
	EG_TRY(read_siz(&codestream, side_max, size));
	return check_main_header(codestream, size);
}
