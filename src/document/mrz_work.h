/*
 * mrz_work: what the steps of reading share: planes of pixels, dark blobs, chains of them, lines,
 * and the room for all. A part of mrz_read, for it alone.
 * Knows the shape of the data. Never knows what a step does.
 *
 *   planes -> blobs -> chains -> zone (lines and columns) -> glyphs -> text
 *
 * Lengths in the plane of a step are pixels; "pitch" is the distance of two characters of a line,
 * 2.54 mm (Doc 9303-3, 4.4). A column u of a line lies at the line's polynomial, line v below it.
 */
#ifndef EG_DOCUMENT_MRZ_WORK_H
#define EG_DOCUMENT_MRZ_WORK_H

#include "document/mrz_form.h"
#include "document/mrz_read.h"

#define MRZ_LEVELS     6 /* planes, each half the size of the one before */
#define MRZ_BLOCK      8 /* pixels: side of the blocks that have one threshold */
#define MRZ_BLOCKS_MAX (MRZ_READ_PIXELS_MAX / 64 + 2 * MRZ_READ_SIDE_MAX)
#define MRZ_RUNS_MAX   (1u << 20)
#define MRZ_BLOBS_MAX  (1u << 14)
#define MRZ_CELL       32 /* pixels: side of the cells by which blobs are found */
#define MRZ_CELLS_MAX  (MRZ_READ_PIXELS_MAX / (MRZ_CELL * MRZ_CELL) + 2 * MRZ_READ_SIDE_MAX)
#define MRZ_CHAINS_MAX 64
#define MRZ_CHAIN_HITS 96 /* blobs of a chain */

struct mrz_plane {
	uint32_t width;
	uint32_t height;
	const uint8_t *at; /* rows without gaps */
};

/* One that may be a character. */
struct mrz_blob {
	float x; /* its middle */
	float y;
	float extent; /* longer side of its box */
};

/* Dark pixels of a row, first to last. */
struct mrz_run {
	uint16_t first;
	uint16_t last;
	uint16_t y;
	uint32_t parent; /* an earlier run of the same area, or itself */
	uint32_t area;
};

/* A connected dark area. */
struct mrz_area {
	uint32_t pixels;
	uint16_t x0, y0, x1, y1; /* its box */
};

/* Blobs at even distances: hit i stands in column u[i]; u rises. */
struct mrz_chain {
	uint32_t count;
	float pitch;
	int16_t u[MRZ_CHAIN_HITS];
	float x[MRZ_CHAIN_HITS];
	float y[MRZ_CHAIN_HITS];
};

/* Where column u of a line is: a polynomial of u / MRZ_LINE_UNIT. */
#define MRZ_LINE_UNIT  16.0f
#define MRZ_LINE_TERMS 4
struct mrz_line {
	float x[MRZ_LINE_TERMS];
	float y[MRZ_LINE_TERMS];
};

/* Lines from top to bottom as they are read; they share their columns. */
struct mrz_zone {
	uint8_t lines;
	int16_t first; /* columns that were seen */
	int16_t last;
	float tall; /* height of characters over what the pitch lets expect */
	struct mrz_line line[MRZ_READ_LINES_MAX];
};

struct mrz_reader {
	struct mrz_plane plane[MRZ_LEVELS];
	uint32_t levels;
	uint8_t *shrunk; /* owned: all planes but the first, which is borrowed */
	struct mrz_run *runs;
	struct mrz_area *areas;
	uint32_t *sum; /* of blocks, and of their squares */
	uint32_t *square;
	uint8_t *dark; /* of blocks: what is below is dark */
	struct mrz_blob *blobs;
	uint32_t blob_count;
	uint32_t *next;  /* of blobs: the next one of the same cell, plus 1 */
	uint32_t *head;  /* of cells: its first blob, plus 1 */
	uint8_t *used;   /* of blobs: in a chain */
	uint32_t across; /* cells of a row */
	uint32_t down;
	struct mrz_chain chains[MRZ_CHAINS_MAX];
	uint32_t chain_count;
	uint32_t places_left; /* that may still be read: bounds what a picture of anything costs */
};

/* mrz_plane: halves the image, again and again. */
void mrz_planes_make(struct mrz_reader *r, const struct mrz_image *image);
/* mrz_blob: the dark areas of a plane that have the size of characters. */
void mrz_blobs_find(struct mrz_reader *r, const struct mrz_plane *plane);
/* mrz_chain: chains of the blobs, the longest first. */
void mrz_chains_find(struct mrz_reader *r, const struct mrz_plane *plane);

#endif
