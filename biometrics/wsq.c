/*
 * wsq: Wavelet Scalar Quantization, the compression of fingerprints (FBI IAFIS-IC-0110, V3).
 * Knows markers, the frame header and the order of segments. Never knows ridges.
 */
#include "biometrics/wsq.h"

#include "base/secret.h"
#include "biometrics/wsq_block.h"
#include "biometrics/wsq_join.h"

#include <stdlib.h>

#define SEGMENTS_MAX \
	512           /* a file has about twelve; one block a subband and its table would be 130 */
#define DPI_USUAL 500 /* what WSQ is made for */

/* Markers, table B.1. */
enum {
	MARKER_SOI = 0xA0,
	MARKER_EOI = 0xA1,
	MARKER_SOF = 0xA2,
	MARKER_SOB = 0xA3,
	MARKER_DTT = 0xA4,
	MARKER_DQT = 0xA5,
	MARKER_DHT = 0xA6,
	MARKER_DRT = 0xA7,
	MARKER_COM = 0xA8,
};

struct decoder {
	struct wsq_head head; /* width 0: none yet */
	float shift;          /* M and R: grey = coefficient * scale + shift */
	float scale;
	struct wsq_transform transform;
	struct wsq_quantizer quantizer;
	struct wsq_huffman tables[WSQ_TABLES];
	bool restarts;
	struct wsq_tree tree;
	struct wsq_cursor cursor; /* plane NULL: no block yet */
};

static void free_decoder(struct decoder **d)
{
	if (*d != NULL) {
		if ((*d)->cursor.plane != NULL) {
			size_t size = (size_t)(*d)->head.width * (*d)->head.height;
			secret_wipe((*d)->cursor.plane, 2 * size * sizeof(float));
		}
		free((*d)->cursor.plane);
		free(*d);
	}
}

/* Fill bytes FF may stand before any marker, B.1.1.2. */
static enum eg_err take_marker(struct rd *r, uint8_t *marker)
{
	uint8_t first;
	if (!rd_u8(r, &first)) {
		return EG_FAIL(EG_TRUNCATED, "WSQ marker");
	}
	*marker = first;
	while (*marker == 0xFF) {
		if (!rd_u8(r, marker)) {
			return EG_FAIL(EG_TRUNCATED, "WSQ marker");
		}
	}
	return first == 0xFF && *marker >= MARKER_SOI && *marker <= MARKER_COM
		       ? EG_OK
		       : EG_FAIL(EG_BAD_DATA, "WSQ marker expected");
}

static enum eg_err take_segment(struct rd *r, struct rd *segment)
{
	uint16_t length;
	if (!rd_be16(r, &length)) {
		return EG_FAIL(EG_TRUNCATED, "WSQ segment");
	}
	if (length < 2) {
		return EG_FAIL(EG_BAD_DATA, "length of a WSQ segment");
	}
	return rd_take(r, length - 2u, segment) ? EG_OK : EG_FAIL(EG_TRUNCATED, "WSQ segment");
}

/* Frame header, B.2.2. Black and white are hints for display. */
static enum eg_err read_frame(struct rd r, struct wsq_head *head, float *shift, float *scale)
{
	if (head->width != 0) {
		return EG_FAIL(EG_BAD_DATA, "second WSQ frame header");
	}
	if (!rd_skip(&r, 2) || !rd_be16(&r, &head->height) || !rd_be16(&r, &head->width)) {
		return EG_FAIL(EG_TRUNCATED, "WSQ frame header");
	}
	EG_TRY(wsq_read_scaled(&r, 2, shift));
	EG_TRY(wsq_read_scaled(&r, 2, scale));
	if (!rd_u8(&r, &head->encoder) || !rd_be16(&r, &head->software) || !rd_end(&r)) {
		return EG_FAIL(EG_BAD_DATA, "WSQ frame header of wrong length");
	}
	if (head->width == 0 || head->height == 0 || head->width > FINGER_SIDE_MAX ||
	    head->height > FINGER_SIDE_MAX) {
		return EG_FAIL(EG_TOO_BIG, "WSQ side of 0 or over the limit");
	}
	return EG_OK;
}

/* A whole number in decimal digits; 0: it is none, or none that a resolution can be. */
static uint16_t read_dpi(struct rd text)
{
	uint32_t value = 0;
	uint8_t digit;
	while (text.left > 0 && rd_u8(&text, &digit)) {
		if (digit < '0' || digit > '9' || value > UINT16_MAX) {
			return 0;
		}
		value = value * 10 + (uint32_t)(digit - '0');
	}
	return value >= FINGER_DPI_MIN && value <= FINGER_DPI_MAX ? (uint16_t)value : 0;
}

/* NISTCOM: a line "NIST_COM n", then lines of a name, a blank and a value. The first one counts. */
static void read_comment(struct rd text, struct wsq_head *head)
{
	if (head->dpi != 0 || !rd_begins(text, RD_TEXT("NIST_COM"))) {
		return;
	}
	while (text.left > 0) {
		struct rd line = rd_until(&text, "\n");
		struct rd name = rd_until(&line, " ");
		if (rd_equal(name, RD_TEXT("PPI"))) {
			head->dpi = read_dpi(rd_until(&line, "\r"));
		}
	}
}

static enum eg_err begin(struct rd *r)
{
	uint8_t marker;
	EG_TRY(take_marker(r, &marker));
	return marker == MARKER_SOI ? EG_OK : EG_FAIL(EG_UNSUPPORTED, "not WSQ");
}

enum eg_err wsq_look(struct rd file, struct wsq_head *out)
{
	struct wsq_head head = {0};
	float ignored;
	*out = head;
	EG_TRY(begin(&file));
	for (int i = 0; i < SEGMENTS_MAX; i++) {
		uint8_t marker;
		struct rd segment;
		EG_TRY(take_marker(&file, &marker));
		if (marker == MARKER_SOB || marker == MARKER_EOI) {
			*out = head;
			return head.width != 0 ? EG_OK
					       : EG_FAIL(EG_BAD_DATA, "WSQ without a frame header");
		}
		EG_TRY(take_segment(&file, &segment));
		if (marker == MARKER_COM) {
			read_comment(segment, &head);
		}
		if (marker == MARKER_SOF) {
			EG_TRY(read_frame(segment, &head, &ignored, &ignored));
		}
	}
	return EG_FAIL(EG_TOO_BIG, "too many WSQ segments");
}

/* Room for coefficients and scratch, when all that shapes them is known. */
static enum eg_err start(struct decoder *d)
{
	if (d->head.width == 0 || d->transform.low_size == 0 || !d->quantizer.known) {
		return EG_FAIL(EG_BAD_DATA, "WSQ block before its tables");
	}
	float *plane = calloc(2 * (size_t)d->head.width * d->head.height, sizeof(float));
	if (plane == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "WSQ coefficients");
	}
	wsq_tree_of(d->head.width, d->head.height, &d->tree);
	d->cursor = (struct wsq_cursor){
		.tree = &d->tree,
		.quantizer = &d->quantizer,
		.plane = plane,
		.stride = d->head.width,
	};
	wsq_settle(&d->cursor);
	return EG_OK;
}

/* Block header, B.2.3, and the bits behind it. */
static enum eg_err read_block(struct decoder *d, struct rd header, struct rd *file)
{
	uint8_t table;
	if (d->cursor.plane == NULL) {
		EG_TRY(start(d));
	}
	if (!rd_u8(&header, &table) || !rd_end(&header)) {
		return EG_FAIL(EG_BAD_DATA, "WSQ block header of wrong length");
	}
	if (table >= WSQ_TABLES || !d->tables[table].known) {
		return EG_FAIL(EG_BAD_DATA, "WSQ block with a Huffman table that is not there");
	}
	struct wsq_bits bits = {.rest = *file};
	EG_TRY(wsq_read_block(&bits, &d->tables[table], d->restarts, &d->cursor));
	return wsq_bits_end(&bits, file) ? EG_OK
					 : EG_FAIL(EG_BAD_DATA, "bits that are no WSQ code");
}

static enum eg_err read_restarts(struct rd r, struct decoder *d)
{
	uint16_t interval;
	if (!rd_be16(&r, &interval) || !rd_end(&r)) {
		return EG_FAIL(EG_BAD_DATA, "WSQ restart interval of wrong length");
	}
	d->restarts = interval != 0;
	return EG_OK;
}

static enum eg_err read_segment(struct decoder *d, uint8_t marker, struct rd segment,
				struct rd *file)
{
	if (d->cursor.plane != NULL && (marker == MARKER_DTT || marker == MARKER_DQT)) {
		return EG_FAIL(EG_UNSUPPORTED, "WSQ filters or quantisers between blocks");
	}
	switch (marker) {
	case MARKER_SOF:
		return read_frame(segment, &d->head, &d->shift, &d->scale);
	case MARKER_SOB:
		return read_block(d, segment, file);
	case MARKER_DTT:
		return wsq_read_transform(segment, &d->transform);
	case MARKER_DQT:
		return wsq_read_quantizer(segment, &d->quantizer);
	case MARKER_DHT:
		return wsq_read_huffman(segment, d->tables);
	case MARKER_DRT:
		return read_restarts(segment, d);
	case MARKER_COM:
		read_comment(segment, &d->head);
		return EG_OK;
	default:
		return EG_FAIL(EG_BAD_DATA, "second start of a WSQ image");
	}
}

static enum eg_err read_file(struct decoder *d, struct rd file)
{
	EG_TRY(begin(&file));
	for (int i = 0; i < SEGMENTS_MAX; i++) {
		uint8_t marker;
		struct rd segment;
		EG_TRY(take_marker(&file, &marker));
		if (marker == MARKER_EOI) { /* bytes behind the end are not the image's */
			return d->cursor.plane != NULL && d->cursor.subband == WSQ_CODED
				       ? EG_OK
				       : EG_FAIL(EG_TRUNCATED, "WSQ without all of its blocks");
		}
		EG_TRY(take_segment(&file, &segment));
		EG_TRY(read_segment(d, marker, segment, &file));
	}
	return EG_FAIL(EG_TOO_BIG, "too many WSQ segments");
}

/* Also what no number is comes out as grey. */
static uint8_t grey_of(float coefficient, float scale, float shift)
{
	float grey = coefficient * scale + shift;
	grey = (float)((double)grey + 0.5);
	return grey >= 255 ? 255 : grey > 0 ? (uint8_t)grey : 0;
}

enum eg_err wsq_decode(struct rd file, struct finger_image *out)
{
	finger_image_free(out);
	EG_AUTO(free_decoder) struct decoder *d = calloc(1, sizeof(*d));
	if (d == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "WSQ decoder");
	}
	EG_TRY(read_file(d, file));
	const struct wsq_head *head = &d->head;
	size_t size = (size_t)head->width * head->height;
	uint16_t dpi = head->dpi != 0 ? head->dpi : DPI_USUAL;
	EG_TRY(finger_image_new(head->width, head->height, dpi, out));
	wsq_join(&d->transform, &d->tree, d->cursor.plane, d->cursor.plane + size);
	for (size_t i = 0; i < size; i++) {
		out->grey[i] = grey_of(d->cursor.plane[i], d->scale, d->shift);
	}
	return EG_OK;
}
