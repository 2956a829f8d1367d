/*
 * page_lines: the lines of a printed zone put together of characters that come one by one.
 * Knows line lengths, and which line holds the name (Doc 9303-4 to -6). Never knows what an MRZ
 * means, or the device.
 */
#include "hal/page_lines.h"

#include "base/wr.h"

static void forget(struct page_lines *l)
{
	l->text_size = 0;
	l->lines = 0;
	l->line_chars = 0;
}

/* Lines of a document whose lines have so many characters; 0 if there is no such kind. */
static size_t lines_wanted(size_t chars)
{
	switch (chars) {
	case 30: /* TD1, Doc 9303-5 */
		return 3;
	case 36: /* TD2, Doc 9303-6 */
	case 44: /* TD3, Doc 9303-4 */
		return 2;
	default:
		return 0;
	}
}

static bool has_digit(struct rd line)
{
	uint8_t c;
	while (rd_u8(&line, &c)) {
		if (c >= '0' && c <= '9') {
			return true;
		}
	}
	return false;
}

/* The line is at its end; true when it completes a document. */
static bool end_line(struct page_lines *l)
{
	size_t chars = l->line_size;
	struct wr text = WR_ARRAY(l->text);
	size_t wanted = lines_wanted(chars);
	bool name = !has_digit(rd_of(l->line, chars));
	bool behind = l->lines > 0 && chars == l->line_chars;
	bool fits =
		!l->line_bad && wanted != 0 && !(wanted == 3 && name && !(behind && l->lines == 2));
	l->line_size = 0;
	l->line_bad = false;
	if (!fits || !behind || (wanted == 2 && name)) {
		forget(l);
	}
	if (!fits) {
		return false;
	}
	text.size = l->text_size;
	wr_put(&text, rd_of(l->line, chars));
	wr_u8(&text, '\n');
	l->text_size = text.size;
	l->line_chars = chars;
	l->lines++;
	return l->lines == wanted;
}

bool page_lines_take(struct page_lines *l, uint8_t c)
{
	if (c == '\r' || c == '\n') {
		if ((l->line_size == 0 && !l->line_bad) || !end_line(l)) {
			return false;
		}
		struct wr whole = WR_ARRAY(l->whole);
		wr_put(&whole, rd_of(l->text, l->text_size));
		l->whole_size = whole.size;
		forget(l);
		return true;
	}
	if (l->line_size == sizeof(l->line)) {
		l->line_bad = true;
		return false;
	}
	l->line[l->line_size++] = c;
	return false;
}

struct rd page_lines_whole(const struct page_lines *l)
{
	return rd_of(l->whole, l->whole_size);
}

void page_lines_lost(struct page_lines *l)
{
	forget(l);
	l->line_bad = true;
}
