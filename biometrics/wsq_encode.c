/*
 * wsq_encode: a fingerprint becomes a WSQ file, as the chips of documents hold it.
 * Knows encoder number one of the FBI (IAFIS-IC-0110, part 3). Never knows whose finger it is.
 */
#include "biometrics/wsq_encode.h"

#include "biometrics/wsq_code.h"
#include "biometrics/wsq_rate.h"
#include "biometrics/wsq_split.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define PARTS         3
#define HEADERS_MAX   4096 /* octets of all segments but the blocks */
#define TOKEN_OCTETS  8    /* a code and its bits, every octet stuffed */
#define FRAME_SIZE    17
#define BLOCK_SIZE    3
#define RESTART_SIZE  4
#define ENCODER       0 /* none of the numbers that the FBI gives out */
#define SOFTWARE      0
#define BIN_COUNT_MAX 65535.0

/* Antonini, Barlaud, Mathieu and Daubechies, 1992: 9 and 7 taps. */
const struct wsq_transform wsq_filters_standard = {
	.low_size = 9,
	.high_size = 7,
	.low = {0.852698679009f, 0.377402855613f, -0.110624404418f, -0.023849465020f,
		0.037828455507f},
	.high = {0.788485616406f, -0.418092273222f, -0.040689417609f, 0.064538882629f},
};

struct encoder {
	const struct finger_image *image;
	struct wsq_order order;
	float shift;
	float scale;
	struct wsq_tree tree;
	struct wsq_quantizer quantizer;
	double *plane;          /* owned: an image of coefficients */
	int32_t *coefficients;  /* owned: bins in the order of transmission */
	struct wsq_token *room; /* owned: two a coefficient */
	struct wsq_tokens parts[PARTS];
};

static void free_encoder(struct encoder *e)
{
	size_t pixels = (size_t)e->image->width * e->image->height;
	secret_wipe(e->plane, e->plane != NULL ? pixels * sizeof(*e->plane) : 0);
	free(e->plane);
	free(e->coefficients);
	free(e->room);
}

static void put_marker(struct wr *w, uint8_t marker, size_t length)
{
	wr_u8(w, 0xFF);
	wr_u8(w, marker);
	if (length > 0) {
		wr_be16(w, (uint16_t)length);
	}
}

/* As many decimal digits as fit; the number as it will be read. */
static void put_scaled(struct wr *w, double value, double limit, size_t size)
{
	uint8_t scale = 0;
	while (scale < 20 && value != 0 && value * 10 + 0.5 < limit) {
		value *= 10;
		scale++;
	}
	uint32_t mantissa = (uint32_t)(value + 0.5);
	wr_u8(w, scale);
	if (size == 4) {
		wr_be32(w, mantissa);
	} else {
		wr_be16(w, (uint16_t)mantissa);
	}
}

static void put_small(struct wr *w, double value)
{
	put_scaled(w, value, 65536, 2);
}

/* What a number becomes when it is written and read; only then are both sides' sums the same. */
static enum eg_err settle(float *value)
{
	uint8_t room[3];
	struct wr w = WR_ARRAY(room);
	put_small(&w, (double)*value);
	struct rd r = wr_view(&w);
	return wsq_read_scaled(&r, 2, value);
}

static enum eg_err settle_quantizer(struct wsq_quantizer *q)
{
	EG_TRY(settle(&q->centre));
	for (unsigned k = 0; k < WSQ_CODED; k++) {
		EG_TRY(settle(&q->bin[k]));
		EG_TRY(settle(&q->zero[k]));
	}
	return EG_OK;
}

/* Shift to a mean of 0 and scale to 128, part 3, 2.1. */
static enum eg_err set_scale(struct encoder *e)
{
	size_t pixels = (size_t)e->image->width * e->image->height;
	double sum = 0;
	uint8_t lowest = UINT8_MAX;
	uint8_t highest = 0;
	for (size_t i = 0; i < pixels; i++) {
		uint8_t grey = e->image->grey[i];
		sum += grey;
		lowest = grey < lowest ? grey : lowest;
		highest = grey > highest ? grey : highest;
	}
	double mean = sum / (double)pixels;
	double reach = highest - mean > mean - lowest ? highest - mean : mean - lowest;
	e->shift = (float)mean;
	e->scale = (float)(reach > 0 ? reach / 128 : 1);
	EG_TRY(settle(&e->shift));
	return settle(&e->scale);
}

static enum eg_err transform(struct encoder *e)
{
	const struct finger_image *f = e->image;
	size_t pixels = (size_t)f->width * f->height;
	uint16_t longer = f->width > f->height ? f->width : f->height;
	EG_AUTO(eg_free) double *line = calloc(longer, sizeof(*line));
	e->plane = calloc(pixels, sizeof(*e->plane));
	if (line == NULL || e->plane == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "coefficients of a fingerprint");
	}
	for (size_t i = 0; i < pixels; i++) {
		e->plane[i] = ((double)f->grey[i] - (double)e->shift) / (double)e->scale;
	}
	wsq_tree_of(f->width, f->height, &e->tree);
	wsq_split(e->order.filters, &e->tree, e->plane, line);
	wsq_rate(&e->tree, e->plane, e->order.rate, &e->quantizer);
	return settle_quantizer(&e->quantizer);
}

/* A.3: the bin around 0 is wider. */
static int32_t bin_of(double value, double width, double zero)
{
	double over = fabs(value) - zero / 2;
	if (over <= 0) {
		return 0;
	}
	double bin = floor(over / width) + 1;
	bin = bin < BIN_COUNT_MAX ? bin : BIN_COUNT_MAX;
	return (int32_t)(value < 0 ? -bin : bin);
}

static size_t quantize_subband(const struct encoder *e, unsigned k, int32_t *to)
{
	const struct wsq_area *a = &e->tree.subbands[k];
	size_t count = 0;
	for (size_t y = 0; y < a->height && e->quantizer.bin[k] != 0; y++) {
		const double *row = e->plane + (a->y + y) * e->image->width + a->x;
		for (size_t x = 0; x < a->width; x++, count++) {
			to[count] = bin_of(row[x], (double)e->quantizer.bin[k],
					   (double)e->quantizer.zero[k]);
		}
	}
	return count;
}

static enum eg_err quantize(struct encoder *e)
{
	size_t pixels = (size_t)e->image->width * e->image->height;
	e->coefficients = calloc(pixels, sizeof(*e->coefficients));
	e->room = calloc(2 * pixels, sizeof(*e->room));
	if (e->coefficients == NULL || e->room == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "coefficients of a fingerprint");
	}
	size_t count = 0;
	unsigned k = 0;
	for (unsigned part = 0; part < PARTS; part++) {
		size_t start = count;
		for (; k < wsq_part_ends[part]; k++) {
			count += quantize_subband(e, k, e->coefficients + count);
		}
		e->parts[part].at = e->room + 2 * start;
		wsq_tokenize(e->coefficients + start, count - start, e->order.restart,
			     &e->parts[part]);
	}
	return EG_OK;
}

static void put_filter(struct wr *w, const float *half, uint8_t size)
{
	for (unsigned i = 0; i < (size + 1u) / 2; i++) {
		wr_u8(w, half[i] < 0 ? 1 : 0);
		put_scaled(w, fabs((double)half[i]), 4294967296.0, 4);
	}
}

static void put_tables(struct wr *w, const struct encoder *e)
{
	const struct wsq_transform *t = e->order.filters;
	size_t taps = (t->low_size + 1u) / 2 + (t->high_size + 1u) / 2;
	put_marker(w, 0xA4, 4 + 6 * taps);
	wr_u8(w, t->low_size);
	wr_u8(w, t->high_size);
	put_filter(w, t->low, t->low_size);
	put_filter(w, t->high, t->high_size);
	put_marker(w, 0xA5, 2 + 3 + WSQ_SUBBANDS * 6);
	put_small(w, (double)e->quantizer.centre);
	for (unsigned k = 0; k < WSQ_SUBBANDS; k++) {
		put_small(w, (double)e->quantizer.bin[k]);
		put_small(w, (double)e->quantizer.zero[k]);
	}
	if (e->order.restart != 0) {
		put_marker(w, 0xA7, RESTART_SIZE);
		wr_be16(w, e->order.restart);
	}
}

static void put_frame(struct wr *w, const struct encoder *e)
{
	put_marker(w, 0xA2, FRAME_SIZE);
	wr_u8(w, 0);
	wr_u8(w, UINT8_MAX);
	wr_be16(w, e->image->height);
	wr_be16(w, e->image->width);
	put_small(w, (double)e->shift);
	put_small(w, (double)e->scale);
	wr_u8(w, ENCODER);
	wr_be16(w, SOFTWARE);
}

static enum eg_err put_comment(struct wr *w, const struct encoder *e)
{
	char text[256];
	int size =
		snprintf(text, sizeof(text),
			 "NIST_COM 9\nPIX_WIDTH %u\nPIX_HEIGHT %u\nPIX_DEPTH 8\nPPI %u\nLOSSY 1\n"
			 "COLORSPACE GRAY\nCOMPRESSION WSQ\nWSQ_BITRATE %f",
			 e->image->width, e->image->height, e->image->dpi, e->order.rate);
	if (size < 0 || (size_t)size >= sizeof(text)) {
		return EG_FAIL(EG_TOO_BIG, "WSQ comment");
	}
	put_marker(w, 0xA8, (size_t)size + 2);
	wr_put(w, rd_of(text, (size_t)size));
	return EG_OK;
}

/* A Huffman table for the first part, and one that the others share. */
static void put_blocks(struct wr *w, const struct encoder *e)
{
	struct wsq_code code = {0};
	for (uint8_t part = 0; part < PARTS; part++) {
		if (part < 2) {
			uint8_t table[WSQ_VALUES + WSQ_CODE_MAX + 1];
			struct wr content = WR_ARRAY(table);
			wsq_code_of(&e->parts[part], part == 0 ? 1 : 2, &code);
			wsq_put_code(&content, part, &code);
			put_marker(w, 0xA6, 2 + content.size);
			wr_put(w, wr_view(&content));
		}
		put_marker(w, 0xA3, BLOCK_SIZE);
		wr_u8(w, part == 0 ? 0 : 1);
		wsq_put_tokens(w, &e->parts[part], &code);
	}
}

static enum eg_err put_file(const struct encoder *e, struct bytes *out)
{
	size_t tokens = e->parts[0].count + e->parts[1].count + e->parts[2].count;
	EG_TRY(bytes_reserve(out, HEADERS_MAX + TOKEN_OCTETS * tokens, SIZE_MAX));
	struct wr w = wr_of(out->data, out->cap);
	put_marker(&w, 0xA0, 0);
	if (!e->order.silent) {
		EG_TRY(put_comment(&w, e));
	}
	put_tables(&w, e);
	put_frame(&w, e);
	put_blocks(&w, e);
	put_marker(&w, 0xA1, 0);
	out->size = w.size;
	return w.bad ? EG_FAIL(EG_TOO_BIG, "WSQ file") : EG_OK;
}

static enum eg_err encode(struct encoder *e, struct bytes *out)
{
	EG_TRY(set_scale(e));
	EG_TRY(transform(e));
	EG_TRY(quantize(e));
	return put_file(e, out);
}

enum eg_err wsq_encode(const struct finger_image *f, const struct wsq_order *order,
		       struct bytes *out)
{
	bytes_free(out);
	EG_AUTO(free_encoder) struct encoder e = {.image = f, .order = *order};
	e.order.rate = order->rate != 0 ? order->rate : WSQ_RATE;
	e.order.filters = order->filters != NULL ? order->filters : &wsq_filters_standard;
	if (f->grey == NULL || !(e.order.rate > 0 && e.order.rate <= WSQ_RATE_MAX)) {
		return EG_FAIL(EG_BAD_DATA, "fingerprint to encode");
	}
	enum eg_err err = encode(&e, out);
	if (err != EG_OK) {
		bytes_free(out);
	}
	return err;
}
