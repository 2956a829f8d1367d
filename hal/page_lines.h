/*
 * page_lines: the lines of a printed zone put together of characters that come one by one.
 * Knows line lengths, and which line holds the name (Doc 9303-4 to -6). Never knows what an MRZ
 * means, or the device.
 *
 * A line is ended by CR, LF or both. The length of the first line says the kind of document and
 * so how many lines it has; a line that fits no kind drops what was gathered. The line of the name
 * is the only one without a digit, the first of two or the last of three: after half a document it
 * is where the next one finds its place again.
 */
#ifndef EG_HAL_PAGE_LINES_H
#define EG_HAL_PAGE_LINES_H

#include "hal/page.h"

#define PAGE_LINE_MAX 44 /* TD3, the longest */

struct page_lines {
	uint8_t line[PAGE_LINE_MAX];
	size_t line_size;
	bool line_bad;                /* too long, or a part of it is lost */
	uint8_t text[PAGE_TEXT_MAX];  /* whole lines, each with '\n' */
	uint8_t whole[PAGE_TEXT_MAX]; /* of the document that was whole last */
	size_t whole_size;
	size_t text_size;
	size_t lines;
	size_t line_chars; /* of each gathered line */
};

/* The next character; true when it makes a document whole. */
EG_CHECK bool page_lines_take(struct page_lines *l, uint8_t c);
/* The document that was whole last: its lines, each with '\n'. Lent until the next is whole. */
struct rd page_lines_whole(const struct page_lines *l);
/* Characters were lost: of this line, and of the document that it is of, nothing is left. */
void page_lines_lost(struct page_lines *l);

#endif
