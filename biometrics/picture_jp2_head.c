/*
 * picture_jp2_head: what a JPEG 2000 file (ISO 15444-1) announces, judged before it is decoded.
 * Knows boxes and marker segments. Never knows the library or what is shown.
 */
#include "biometrics/picture_jp2_head.h"

#include "biometrics/picture.h"

#define JP2_BOXES_MAX 64   /* boxes before the codestream; a document's file has about four */
#define JP2_TILES_MAX 1024 /* a portrait has one */
#define SEGMENTS_MAX  256  /* of one header; a document's has about six */
#define PARTS_MAX     4096 /* tile-parts: four for each of the most tiles */
#define LEVELS_MAX    32   /* of decomposition, A.6.1 */
#define BLOCK_MAX     8    /* of xcb, ycb and their sum, above 2 each: table A.18 */
#define STYLE_HT      0x40 /* code-blocks of ISO 15444-15: other decoders, not used in documents */
#define PROGRESS_MAX  32   /* progression order changes; documents have none */
#define PROGRESS_SIZE 7    /* octets of one, A.6.6, with fewer than 257 components */
#define SOT_SIZE      12   /* octets with the marker, A.4.2 */
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
#define BOX_RESOLUTION UINT32_C(0x72657320)
#define BOX_CAPTURE    UINT32_C(0x72657363)

/* Enumerated colour spaces, table I.10. */
enum { SPACE_SRGB = 16, SPACE_GREY = 17, SPACE_SYCC = 18 };

/* Markers, table A.2. */
enum {
	MARKER_SOC = 0xFF4F,
	MARKER_CAP = 0xFF50,
	MARKER_SIZ = 0xFF51,
	MARKER_COD = 0xFF52,
	MARKER_COC = 0xFF53,
	MARKER_TLM = 0xFF55,
	MARKER_PLM = 0xFF57,
	MARKER_PLT = 0xFF58,
	MARKER_QCD = 0xFF5C,
	MARKER_QCC = 0xFF5D,
	MARKER_RGN = 0xFF5E,
	MARKER_POC = 0xFF5F,
	MARKER_PPM = 0xFF60,
	MARKER_PPT = 0xFF61,
	MARKER_CRG = 0xFF63,
	MARKER_COM = 0xFF64,
	MARKER_SOT = 0xFF90,
	MARKER_SOD = 0xFF93,
	MARKER_EOC = 0xFFD9,
};

/*
 * The most that any header has asked for so far. Which segment counts where (A.6) is not worked
 * out: a tile's segment is judged as if all tiles had it.
 */
struct demand {
	uint64_t packets; /* of one layer and component in all tiles */
	uint64_t layers;
	uint64_t progressions; /* all that are told */
};

/* One box header, I.4; a length of 0 means to the end of the file, 1 a 64-bit length. */
static enum eg_err take_box(struct rd *r, uint32_t *type, struct rd *content)
{
	uint32_t length;
	if (!rd_be32(r, &length) || !rd_be32(r, type)) {
		return EG_FAIL(EG_TRUNCATED, "JP2 box");
	}
	/* The library reads a codestream to its end, whatever its box's length; so it is judged. */
	bool open = *type == BOX_CODESTREAM && length >= 8;
	if (length == 0 || open) {
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

/* One direction of I.5.3.7.1: samples a metre, as a fraction and a power of ten; 0: nonsense. */
static double per_inch(uint16_t above, uint16_t below, uint8_t power)
{
	double value = below == 0 ? 0 : above * 0.0254 / below;
	int steps = power <= INT8_MAX ? power : power - 256; /* two's complement */
	for (; steps > 0; steps--) {
		value *= 10;
	}
	for (; steps < 0; steps++) {
		value /= 10;
	}
	return value;
}

/* The resolution of capture; that of display says nothing of the samples. */
static enum eg_err read_resolution(struct rd r, struct jp2_size *size)
{
	for (int i = 0; i < JP2_BOXES_MAX && r.left > 0; i++) {
		uint32_t type;
		struct rd box;
		uint16_t f[4]; /* vertical, then horizontal */
		uint8_t powers[2];
		EG_TRY(take_box(&r, &type, &box));
		if (type != BOX_CAPTURE) {
			continue;
		}
		if (!rd_be16(&box, &f[0]) || !rd_be16(&box, &f[1]) || !rd_be16(&box, &f[2]) ||
		    !rd_be16(&box, &f[3]) || !rd_u8(&box, &powers[0]) || !rd_u8(&box, &powers[1])) {
			return EG_FAIL(EG_TRUNCATED, "JP2 resolution");
		}
		double down = per_inch(f[0], f[1], powers[0]) + 0.5;
		double across = per_inch(f[2], f[3], powers[1]) + 0.5;
		bool fits = down < UINT16_MAX && across < UINT16_MAX;
		size->dpi = fits && (uint16_t)down == (uint16_t)across ? (uint16_t)down : 0;
	}
	return EG_OK;
}

/* A palette would let the library make more components than SIZ announces. */
static enum eg_err check_header(struct rd header, struct jp2_size *size)
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
		if (type == BOX_RESOLUTION) {
			EG_TRY(read_resolution(content, size));
		}
	}
	return rd_end(&header) ? EG_OK : EG_FAIL(EG_TOO_BIG, "too many JP2 header boxes");
}

static enum eg_err find_codestream(struct rd r, struct jp2_size *size, struct rd *codestream)
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
			EG_TRY(check_header(*codestream, size));
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
	uint8_t across;
	uint8_t down;
	uint8_t style;
	*packets = 0;
	if (!rd_u8(r, &levels) || !rd_u8(r, &across) || !rd_u8(r, &down) || !rd_u8(r, &style) ||
	    !rd_skip(r, 1)) {
		return EG_FAIL(EG_TRUNCATED, "JPEG 2000 coding style");
	}
	if (levels > LEVELS_MAX) {
		return EG_FAIL(EG_BAD_DATA, "JPEG 2000 decomposition levels");
	}
	if (across > BLOCK_MAX || down > BLOCK_MAX || across + down > BLOCK_MAX) {
		return EG_FAIL(EG_BAD_DATA, "JPEG 2000 code-block size");
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
	return rd_end(r) ? EG_OK : EG_FAIL(EG_BAD_DATA, "JPEG 2000 coding style of wrong length");
}

static uint64_t larger(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* COD, or COC behind its component. */
static enum eg_err check_style(bool common, struct rd r, const struct jp2_size *size,
			       struct demand *most)
{
	uint8_t style;
	uint16_t layers = 0;
	uint64_t packets;
	if (!rd_u8(&r, &style) ||
	    (common && (!rd_skip(&r, 1) || !rd_be16(&r, &layers) || !rd_skip(&r, 1)))) {
		return EG_FAIL(EG_TRUNCATED, "JPEG 2000 coding style");
	}
	EG_TRY(read_style(&r, (style & 1) != 0, size, &packets));
	most->packets = larger(most->packets, packets);
	most->layers = larger(most->layers, layers);
	return EG_OK;
}

/* Table A.2. Behind a segment that it does not know the library looks for the next one in it. */
static bool belongs(uint16_t marker, bool main_header)
{
	switch (marker) {
	case MARKER_COD:
	case MARKER_COC:
	case MARKER_RGN:
	case MARKER_QCD:
	case MARKER_QCC:
	case MARKER_POC:
	case MARKER_COM:
		return true;
	case MARKER_TLM:
	case MARKER_PLM:
	case MARKER_PPM:
	case MARKER_CRG:
		return main_header;
	case MARKER_PLT:
	case MARKER_PPT:
		return !main_header;
	default:
		return false;
	}
}

static enum eg_err check_segment(uint16_t marker, struct rd r, const struct jp2_size *size,
				 struct demand *most)
{
	uint8_t component;
	bool of_one = marker == MARKER_COC || marker == MARKER_QCC || marker == MARKER_RGN;
	if (of_one && (!rd_u8(&r, &component) || component >= size->components)) {
		return EG_FAIL(EG_BAD_DATA, "JPEG 2000 segment of no component");
	}
	if (marker == MARKER_COD || marker == MARKER_COC) {
		EG_TRY(check_style(marker == MARKER_COD, r, size, most));
	}
	if (marker == MARKER_POC) {
		most->progressions += r.left / PROGRESS_SIZE;
		if (r.left == 0 || r.left % PROGRESS_SIZE != 0 ||
		    most->progressions > PROGRESS_MAX) {
			return EG_FAIL(EG_BAD_DATA, "JPEG 2000 progression order changes");
		}
	}
	/* Each progression visits every packet again. At most 2^48 precincts: the product fits. */
	uint64_t visits = larger(most->layers, 1) * larger(most->progressions, 1);
	return most->packets <= PACKETS_MAX &&
			       most->packets * visits * size->components <= PACKETS_MAX
		       ? EG_OK
		       : EG_FAIL(EG_TOO_BIG, "too many JPEG 2000 packets");
}

/* The segments of a main header, up to the first SOT, or of a tile-part's, up to SOD (A.3). */
static enum eg_err check_header_segments(struct rd *r, uint16_t end, const struct jp2_size *size,
					 struct demand *most)
{
	for (int i = 0; i < SEGMENTS_MAX; i++) {
		uint16_t marker;
		uint16_t length;
		struct rd segment;
		if (!rd_be16(r, &marker)) {
			return EG_FAIL(EG_TRUNCATED, "JPEG 2000 header");
		}
		if (marker == end) {
			return EG_OK;
		}
		if (marker == MARKER_CAP) {
			return EG_FAIL(EG_UNSUPPORTED, "JPEG 2000 of a later part");
		}
		if (!belongs(marker, end == MARKER_SOT)) {
			return EG_FAIL(EG_UNSUPPORTED, "JPEG 2000 segment unknown or out of place");
		}
		if (!rd_be16(r, &length) || length < 2 || !rd_take(r, length - 2u, &segment)) {
			return EG_FAIL(EG_BAD_DATA, "JPEG 2000 segment");
		}
		EG_TRY(check_segment(marker, segment, size, most));
	}
	return EG_FAIL(EG_TOO_BIG, "too many JPEG 2000 segments");
}

/* Behind the SOT marker: the rest of it (A.4.2), a header within Psot, and data that are skipped.
 */
static enum eg_err check_tile_part(struct rd *r, const struct jp2_size *size, struct demand *most)
{
	uint16_t length;
	uint16_t tile;
	uint32_t octets; /* Psot: from the marker to the end of the data; 0: all that is left */
	struct rd part;
	if (!rd_be16(r, &length) || length != SOT_SIZE - 2 || !rd_be16(r, &tile) ||
	    tile >= size->tiles || !rd_be32(r, &octets) || !rd_skip(r, 2)) {
		return EG_FAIL(EG_BAD_DATA, "JPEG 2000 tile-part");
	}
	size_t left = octets == 0 ? r->left : octets - (size_t)SOT_SIZE;
	if ((octets != 0 && octets < SOT_SIZE) || !rd_take(r, left, &part)) {
		return EG_FAIL(EG_BAD_DATA, "JPEG 2000 tile-part of wrong length");
	}
	return check_header_segments(&part, MARKER_SOD, size, most);
}

/* Every tile-part from the first, whose marker was read, to the end, whose marker may be lost. */
static enum eg_err check_tile_parts(struct rd r, const struct jp2_size *size, struct demand *most)
{
	for (int i = 0; i < PARTS_MAX; i++) {
		uint16_t marker;
		EG_TRY(check_tile_part(&r, size, most));
		if (r.left == 0) {
			return EG_OK;
		}
		if (!rd_be16(&r, &marker) || (marker != MARKER_SOT && marker != MARKER_EOC)) {
			return EG_FAIL(EG_BAD_DATA, "JPEG 2000 tile-part of wrong length");
		}
		if (marker == MARKER_EOC) {
			return EG_OK;
		}
	}
	return EG_FAIL(EG_TOO_BIG, "too many JPEG 2000 tile-parts");
}

enum eg_err jp2_read_head(struct rd jp2, uint32_t side_max, struct jp2_size *size)
{
	uint8_t first;
	struct rd codestream = jp2;
	struct demand most = {0};
	size->boxed = !(rd_peek(&jp2, &first) && first == 0xFF);
	if (size->boxed) {
		EG_TRY(find_codestream(jp2, size, &codestream));
	}
	EG_TRY(read_siz(&codestream, side_max, size));
	EG_TRY(check_header_segments(&codestream, MARKER_SOT, size, &most));
	if (most.layers == 0) {
		return EG_FAIL(EG_BAD_DATA, "JPEG 2000 without a coding style");
	}
	return check_tile_parts(codestream, size, &most);
}
