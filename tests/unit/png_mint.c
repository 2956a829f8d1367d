/*
 * png_mint: PNG files of every kind and depth, drawn by a formula, for tests.
 * Knows libpng's writing side. Never knows the decoder under test.
 */
#include "png_mint.h"

#include <png.h>

#define FILE_MAX  (4u * 1024u * 1024u)
#define WIDTH_MAX 1024u

static const png_color palette[] = {{10, 20, 30}, {250, 130, 7}, {0, 255, 90}, {77, 77, 200}};

static bool is_colour(const struct png_mint *m)
{
	return m->kind == PNG_COLOR_TYPE_RGB || m->kind == PNG_COLOR_TYPE_RGB_ALPHA;
}

static unsigned palette_index(const struct png_mint *m, uint32_t x, uint32_t y)
{
	return (x + 3 * y) % (m->depth == 1 ? 2u : 4u);
}

/* A sample as it is written, at the depth of the file. */
static unsigned raw_sample(const struct png_mint *m, uint32_t x, uint32_t y, int channel)
{
	unsigned eight = (x * 7 + y * 13 + (unsigned)channel * 50) & 0xFF;
	return m->depth == 16 ? eight * 257 : eight >> (8 - m->depth);
}

uint8_t png_mint_sample(const struct png_mint *m, uint32_t x, uint32_t y, int channel)
{
	if (m->kind == PNG_COLOR_TYPE_PALETTE) {
		const png_color *c = &palette[palette_index(m, x, y)];
		return channel == 0 ? c->red : channel == 1 ? c->green : c->blue;
	}
	unsigned most = (1u << m->depth) - 1;
	return (uint8_t)(raw_sample(m, x, y, is_colour(m) ? channel : 0) * 255 / most);
}

/* Packs the samples of a row, highest bits first. */
static void draw_row(const struct png_mint *m, uint32_t y, struct wr *row)
{
	static const int channels[] = {1, 0, 3, 1, 2, 0, 4};
	unsigned bits = 0;
	int held = 0;
	for (uint32_t x = 0; x < m->width; x++) {
		for (int c = 0; c < channels[m->kind]; c++) {
			unsigned v = m->kind == PNG_COLOR_TYPE_PALETTE ? palette_index(m, x, y)
								       : raw_sample(m, x, y, c);
			bits = bits << m->depth | v;
			held += m->depth;
			for (; held >= 8; held -= 8) {
				wr_u8(row, (uint8_t)(bits >> (held - 8)));
			}
		}
	}
	if (held > 0) {
		wr_u8(row, (uint8_t)(bits << (8 - held)));
	}
}

static void append(png_structp png, png_bytep data, size_t size)
{
	struct bytes *out = png_get_io_ptr(png);
	if (bytes_append(out, rd_of(data, size)) != EG_OK) {
		png_error(png, "larger than foreseen");
	}
}

static void flush(png_structp png)
{
	(void)png; /* nothing is held back */
}

enum eg_err png_mint(const struct png_mint *m, struct bytes *out)
{
	uint8_t room[WIDTH_MAX * 8];
	EG_TRY(bytes_reserve(out, FILE_MAX, FILE_MAX));
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop info = png != NULL ? png_create_info_struct(png) : NULL;
	if (info == NULL || m->width > WIDTH_MAX) {
		return EG_FAIL(EG_NO_MEMORY, "PNG encoder");
	}
	png_set_write_fn(png, out, append, flush);
	png_set_IHDR(png, info, m->width, m->height, m->depth, m->kind,
		     m->interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
		     PNG_COMPRESSION_TYPE_BASE, PNG_FILTER_TYPE_BASE);
	if (m->kind == PNG_COLOR_TYPE_PALETTE) {
		png_set_PLTE(png, info, palette, m->depth == 1 ? 2 : 4);
	}
	if (m->per_metre != 0) {
		png_set_pHYs(png, info, m->per_metre, m->per_metre, PNG_RESOLUTION_METER);
	}
	png_write_info(png, info);
	for (int passes = png_set_interlace_handling(png); passes > 0; passes--) {
		for (uint32_t y = 0; y < m->height; y++) {
			struct wr row = WR_ARRAY(room);
			draw_row(m, y, &row);
			png_write_row(png, row.base);
		}
	}
	png_write_end(png, info);
	png_destroy_write_struct(&png, &info);
	return EG_OK;
}

size_t png_mint_find(const struct bytes *png, const char *type)
{
	struct rd r = bytes_rd(png);
	struct rd wanted = rd_cstr(type);
	uint32_t length;
	struct rd ahead;
	if (!rd_skip(&r, 8)) {
		return SIZE_MAX;
	}
	while (r.left > 0) {
		size_t at = png->size - r.left;
		if (!rd_be32(&r, &length)) {
			return SIZE_MAX;
		}
		ahead = r;
		if (rd_begins(ahead, wanted)) {
			return at;
		}
		if (!rd_skip(&r, (size_t)length + 8)) {
			return SIZE_MAX;
		}
	}
	return SIZE_MAX;
}

/* PNG (ISO/IEC 15948), annex D, over type and content. */
static uint32_t crc_of(struct rd type, struct rd content)
{
	uint32_t crc = UINT32_MAX;
	for (size_t i = 0; i < type.left + content.left; i++) {
		crc ^= i < type.left ? type.at[i] : content.at[i - type.left];
		for (int bit = 0; bit < 8; bit++) {
			crc = (crc >> 1) ^ ((crc & 1) != 0 ? UINT32_C(0xEDB88320) : 0);
		}
	}
	return crc ^ UINT32_MAX;
}

enum eg_err png_mint_insert(const struct bytes *png, size_t at, const char *type, struct rd content,
			    struct bytes *out)
{
	struct rd rest = bytes_rd(png);
	struct rd head;
	if (at > png->size || !rd_take(&rest, at, &head)) {
		return EG_FAIL(EG_BAD_DATA, "place of a chunk");
	}
	EG_TRY(bytes_reserve(out, png->size + content.left + 12, FILE_MAX * 2));
	struct wr w = wr_of(out->data, out->cap);
	wr_put(&w, head);
	wr_be32(&w, (uint32_t)content.left);
	wr_put(&w, rd_cstr(type));
	wr_put(&w, content);
	wr_be32(&w, crc_of(rd_cstr(type), content));
	wr_put(&w, rest);
	out->size = w.size;
	return w.bad ? EG_FAIL(EG_TOO_BIG, "PNG") : EG_OK;
}
