/*
 * page_file: the files and frames in which a page comes, made of rows of grey or of colour.
 * Knows containers without compression, and JPEG. Never knows the decoders under test.
 */
#include "page_file.h"

#include "biometrics/picture_encode.h"

#include <stdio.h>
#include <stdlib.h>

#define ROOM       (64u * 1024 * 1024)
#define STORED_MAX 65535u /* octets of a block (RFC 1951, 3.2.4) */
#define ADLER      65521u
#define CRC_FORM   UINT32_C(0xEDB88320)

static void reserve(struct bytes *b, size_t size)
{
	bytes_free(b);
	if (bytes_reserve(b, size, ROOM) != EG_OK) {
		abort();
	}
}

static void done(const struct wr *w, struct bytes *b)
{
	if (w->bad) {
		abort();
	}
	b->size = w->size;
}

/* ---- PNG (ISO/IEC 15948) ---- */

static uint32_t crc_of(struct rd r)
{
	static uint32_t table[256];
	uint32_t crc = UINT32_MAX;
	for (uint32_t i = 0; i < 256 && table[255] == 0; i++) {
		uint32_t c = i;
		for (int bit = 0; bit < 8; bit++) {
			c = (c >> 1) ^ ((c & 1) != 0 ? CRC_FORM : 0);
		}
		table[i] = c;
	}
	for (size_t i = 0; i < r.left; i++) {
		crc = (crc >> 8) ^ table[(crc ^ r.at[i]) & 0xFF];
	}
	return crc ^ UINT32_MAX;
}

static void put_chunk(struct wr *w, const char *type, struct rd content)
{
	wr_be32(w, (uint32_t)content.left);
	const size_t from = w->size;
	wr_put(w, rd_cstr(type));
	wr_put(w, content);
	wr_be32(w, w->bad ? 0 : crc_of(rd_of(w->base + from, w->size - from)));
}

/* RFC 1950 of stored blocks. */
static void put_stored(struct wr *w, struct rd raw)
{
	uint32_t a = 1;
	uint32_t b = 0;
	wr_be16(w, 0x7801);
	for (size_t i = 0; i < raw.left; i++) {
		a = (a + raw.at[i]) % ADLER;
		b = (b + a) % ADLER;
	}
	while (raw.left > 0) {
		const size_t size = raw.left < STORED_MAX ? raw.left : STORED_MAX;
		struct rd block;
		if (!rd_take(&raw, size, &block)) {
			abort();
		}
		wr_u8(w, raw.left == 0);
		wr_u8(w, (uint8_t)size); /* low octet first */
		wr_u8(w, (uint8_t)(size >> 8));
		wr_u8(w, (uint8_t)~size);
		wr_u8(w, (uint8_t)(~size >> 8));
		wr_put(w, block);
	}
	wr_be32(w, b << 16 | a);
}

void page_file_png(const struct page_file_grey *g, struct bytes *out)
{
	static const uint8_t signature[] = {0x89, 'P', 'N', 'G', 13, 10, 26, 10};
	static const uint8_t form[] = {8, 0, 0, 0, 0}; /* 8 bits, grey, not interlaced */
	uint8_t head[13];
	EG_AUTO(bytes_free) struct bytes rows = {0};
	EG_AUTO(bytes_free) struct bytes packed = {0};
	const size_t size = ((size_t)g->width + 1) * g->height;
	reserve(&rows, size);
	reserve(&packed, size + size / STORED_MAX * 5 + 64);
	reserve(out, packed.cap + 128);
	struct wr r = wr_of(rows.data, rows.cap);
	for (size_t y = 0; y < g->height; y++) {
		wr_u8(&r, 0); /* filter: none */
		wr_put(&r, rd_of(g->grey + y * g->width, g->width));
	}
	struct wr p = wr_of(packed.data, packed.cap);
	put_stored(&p, wr_view(&r));
	struct wr h = WR_ARRAY(head);
	wr_be32(&h, g->width);
	wr_be32(&h, g->height);
	wr_put(&h, RD_ARRAY(form));
	struct wr w = wr_of(out->data, out->cap);
	wr_put(&w, RD_ARRAY(signature));
	put_chunk(&w, "IHDR", wr_view(&h));
	put_chunk(&w, "IDAT", wr_view(&p));
	put_chunk(&w, "IEND", RD_EMPTY);
	done(&w, out);
}

/* ---- the others ---- */

void page_file_pgm(const struct page_file_grey *g, struct bytes *out)
{
	char head[64];
	const size_t size = (size_t)g->width * g->height;
	(void)snprintf(head, sizeof(head), "P5\n# page\n%u %u\n255\n", g->width, g->height);
	reserve(out, size + sizeof(head));
	struct wr w = wr_of(out->data, out->cap);
	wr_put(&w, rd_cstr(head));
	wr_put(&w, rd_of(g->grey, size));
	done(&w, out);
}

void page_file_yuyv(const struct page_file_grey *g, struct bytes *out)
{
	const uint32_t width = g->width & ~1u;
	reserve(out, (size_t)width * 2 * g->height);
	struct wr w = wr_of(out->data, out->cap);
	for (size_t y = 0; y < g->height; y++) {
		for (size_t x = 0; x < width; x++) {
			const unsigned v = g->grey[y * g->width + x];
			wr_u8(&w, (uint8_t)(16 + (v * 219 + 127) / 255));
			wr_u8(&w, 128);
		}
	}
	done(&w, out);
}

void page_file_jpeg(const struct page_file_grey *g, bool progressive, struct bytes *out)
{
	EG_AUTO(picture_free) struct picture p = {0};
	const struct picture_jpeg how = {.quality = 90, .progressive = progressive};
	bytes_free(out);
	if (picture_new(g->width, g->height, &p) != EG_OK) {
		abort();
	}
	for (size_t i = 0; i < picture_size(&p); i++) {
		p.bgr[i] = g->grey[i / 3];
	}
	if (picture_encode_jpeg(&p, how, ROOM, out) != EG_OK) {
		abort();
	}
}

/* ---- in colour ---- */

void page_file_colour_ppm(const struct picture *p, struct bytes *out)
{
	char head[64];
	(void)snprintf(head, sizeof(head), "P6 %u %u 255\n", p->width, p->height);
	reserve(out, picture_size(p) + sizeof(head));
	struct wr w = wr_of(out->data, out->cap);
	wr_put(&w, rd_cstr(head));
	for (size_t i = 0; i < picture_size(p); i += 3) {
		wr_u8(&w, p->bgr[i + 2]);
		wr_u8(&w, p->bgr[i + 1]);
		wr_u8(&w, p->bgr[i]);
	}
	done(&w, out);
}

/* BT.601 in studio range; a pair has the colour of its first pixel. */
void page_file_colour_yuyv(const struct picture *p, struct bytes *out)
{
	const uint32_t width = p->width & ~1u;
	reserve(out, (size_t)width * 2 * p->height);
	struct wr w = wr_of(out->data, out->cap);
	for (size_t y = 0; y < p->height; y++) {
		const uint8_t *at = p->bgr + y * p->width * 3;
		for (size_t x = 0; x < width; x++, at += 3) {
			const uint8_t *pair = at - (x % 2) * 3;
			const double luma = 0.098 * at[0] + 0.504 * at[1] + 0.257 * at[2];
			const double u = 0.439 * pair[0] - 0.291 * pair[1] - 0.148 * pair[2];
			const double v = -0.071 * pair[0] - 0.368 * pair[1] + 0.439 * pair[2];
			wr_u8(&w, (uint8_t)(16.5 + luma));
			wr_u8(&w, (uint8_t)(128.5 + (x % 2 == 0 ? u : v)));
		}
	}
	done(&w, out);
}

void page_file_colour_jpeg(const struct picture *p, bool progressive, struct bytes *out)
{
	const struct picture_jpeg how = {.quality = 90, .progressive = progressive};
	if (picture_encode_jpeg(p, how, ROOM, out) != EG_OK) {
		abort();
	}
}
