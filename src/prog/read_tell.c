/*
 * read_tell: one value put down, masked as it has to be.
 * Knows how to mask. Never knows files.
 */
#include "prog/read_tell.h"

#include "emrtd/lds_deviation.h"

#include <stdio.h>

#define TAIL_SHOWN 2 /* characters of a number: enough to tell two documents apart at a desk */

/* The rest of a character in UTF-8. */
static bool continues(uint8_t octet)
{
	return (octet & 0xC0) == 0x80;
}

static size_t characters_of(struct rd text)
{
	size_t count = 0;
	uint8_t c;
	while (text.left > 0 && rd_u8(&text, &c)) {
		count += continues(c) ? 0 : 1;
	}
	return count;
}

/* The next character with all its octets. */
static struct rd next_character(struct rd *text)
{
	struct rd one = RD_EMPTY;
	size_t size = 1;
	uint8_t c;
	while (rd_byte_at(text, size, &c) && continues(c)) {
		size++;
	}
	return rd_take(text, size, &one) ? one : RD_EMPTY;
}

/* Stars for all but the last characters; what does not fit is left out, never half a character. */
static void put_masked(struct wr *w, struct rd text, size_t shown)
{
	size_t left = characters_of(text);
	while (text.left > 0) {
		struct rd one = next_character(&text);
		if (one.left > w->cap - w->size) {
			return;
		}
		if (left > shown) {
			wr_u8(w, '*');
		} else {
			wr_put(w, one);
		}
		left--;
	}
}

static bool parts_names(struct rd character)
{
	return rd_equal(character, RD_TEXT("<")) || rd_equal(character, RD_TEXT(" "));
}

/* ERIKSSON<<ANNA<MARIA becomes "E. A. M.". */
static void put_initials(struct wr *w, struct rd text)
{
	bool begins = true;
	while (text.left > 0) {
		struct rd one = next_character(&text);
		bool parts = parts_names(one);
		if (begins && !parts && one.left + 2 <= w->cap - w->size) {
			if (w->size > 0) {
				wr_u8(w, ' ');
			}
			wr_put(w, one);
			wr_u8(w, '.');
		}
		begins = parts;
	}
}

void tell_utf8(struct read_details *d, enum emrtd_file file, const char *label, enum mask mask,
	       struct rd utf8)
{
	if (utf8.left == 0 || d->count == DETAILS_MAX) {
		return;
	}
	struct read_detail *one = &d->of[d->count++];
	*one = (struct read_detail){.file = file, .label = label};
	struct wr w = wr_of(one->value, sizeof(one->value) - 1);
	size_t all = characters_of(utf8);
	switch (d->revealed ? MASK_NONE : mask) {
	case MASK_NONE:
		put_masked(&w, utf8, all);
		break;
	case MASK_NAME:
		put_initials(&w, utf8);
		break;
	case MASK_TAIL:
		/* Of a short number the tail would be all of it. */
		put_masked(&w, utf8, all > 2 * TAIL_SHOWN ? TAIL_SHOWN : 0);
		break;
	case MASK_ALL:
		put_masked(&w, utf8, 0);
		break;
	}
}

void tell(struct read_details *d, enum emrtd_file file, const char *label, enum mask mask,
	  struct rd ascii)
{
	uint8_t octets[DETAIL_VALUE_MAX];
	struct wr w = WR_ARRAY(octets);
	uint8_t c;
	while (ascii.left > 0 && w.size < w.cap && rd_u8(&ascii, &c)) {
		wr_u8(&w, c >= ' ' && c <= '~' ? c : '?');
	}
	tell_utf8(d, file, label, mask, wr_view(&w));
	secret_wipe(octets, sizeof(octets));
}

void tell_word(struct read_details *d, enum emrtd_file file, const char *label, const char *word)
{
	tell(d, file, label, MASK_NONE, rd_cstr(word));
}

void tell_number(struct read_details *d, enum emrtd_file file, const char *label, size_t number,
		 const char *unit)
{
	char text[64];
	(void)snprintf(text, sizeof(text), "%zu%s", number, unit); /* fits */
	tell_word(d, file, label, text);
}

void tell_broken(struct read_details *d, enum emrtd_file file)
{
	tell_word(d, file, "format", "not understood");
}

void tell_deviations(struct read_details *d, enum emrtd_file file, uint32_t set)
{
	for (unsigned i = 0; i < LDS_DEVIATION_COUNT; i++) {
		if ((set & LDS_BIT(i)) != 0) {
			tell_word(d, file, "deviation", lds_deviation_text(i));
		}
	}
}
