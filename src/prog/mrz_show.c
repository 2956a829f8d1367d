/*
 * mrz_show: what was read of a picture of a page: names and words that text and JSON share.
 * Knows UTF-8. Never touches the picture.
 */
#include "prog/mrz_show.h"

#include "emrtd/mrz.h"

#define NO_EDGE        255  /* struct page_seen, blur */
#define EDGE_PER_MM    50.0 /* as above */
#define EDGE_PER_PIXEL 4.0
#define ZONE_MAX       (MRZ_READ_LINES_MAX * MRZ_READ_COLUMNS_MAX)

/* A character and how many octets it has; false: no UTF-8 (RFC 3629, 4). */
static bool next(struct rd r, uint32_t *point, size_t *size)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	uint8_t c;
	if (!rd_u8(&r, &c)) {
		return false;
	}
	*size = c < 0x80 ? 1 : c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
	if ((c >= 0x80 && c < 0xC0) || c >= 0xF8) {
		return false;
	}
	*point = *size == 1 ? c : c & (0x7Fu >> *size);
	for (size_t i = 1; i < *size; i++) {
		if (!rd_u8(&r, &c) || (c & 0xC0) != 0x80) {
			return false;
		}
		*point = *point << 6 | (c & 0x3Fu);
	}
	return *point >= least[*size] && *point <= 0x10FFFF && (*point < 0xD800 || *point > 0xDFFF);
}

/* Moves a cursor, ends a line or turns the direction of what stands around it. */
static bool is_control(uint32_t point)
{
	return point < 0x20 || (point >= 0x7F && point < 0xA0) || point == 0x061C ||
	       (point >= 0x200E && point <= 0x200F) || (point >= 0x2028 && point <= 0x202E) ||
	       (point >= 0x2066 && point <= 0x2069) || point == 0xFEFF;
}

void mrz_show_name(const char *name, char *out, size_t cap)
{
	struct rd r = rd_cstr(name);
	struct wr w = wr_of(out, cap - 1);
	while (r.left > 0 && !w.bad) {
		uint32_t point = 0;
		size_t size = 0;
		struct rd one;
		const bool good = next(r, &point, &size) && !is_control(point);
		size = good || size == 0 || point >= 0x80 ? size : 1;
		if (!good && (size == 0 || !next(r, &point, &size))) {
			size = 1; /* of what is no UTF-8, octet by octet */
		}
		if (!rd_take(&r, size, &one)) {
			break;
		}
		if (w.size + (good ? size : 1) > w.cap) {
			break;
		}
		wr_put(&w, good ? one : RD_TEXT("?"));
	}
	out[w.size] = '\0';
}

const char *mrz_show_verdict(const struct mrz_answer *a)
{
	static const char *const words[] = {"refused", "key", "whole"};
	return a->err != EG_OK                     ? "unread"
	       : a->read.verdict <= MRZ_READ_WHOLE ? words[a->read.verdict]
						   : "?";
}

const char *mrz_show_size(unsigned size)
{
	switch ((enum page_size)size) {
	case PAGE_SIZE_UNKNOWN:
		return "unknown";
	case PAGE_SIZE_ID1:
		return "ID-1";
	case PAGE_SIZE_ID3:
		return "ID-3";
	case PAGE_SIZE_ID3_OPEN:
		return "ID-3 open";
	case PAGE_SIZE_OTHER:
		break;
	}
	return "other";
}

double mrz_show_edge(const struct mrz_answer *a, bool *mm)
{
	*mm = a->dpi > 0 || a->read.form != MRZ_FORM_NONE;
	return a->seen.blur == NO_EDGE ? -1 : a->seen.blur / (*mm ? EDGE_PER_MM : EDGE_PER_PIXEL);
}

uint32_t mrz_show_faults(const struct mrz_read *read)
{
	char joined[ZONE_MAX];
	const bool known = read->form == MRZ_FORM_TD1 || read->form == MRZ_FORM_TD2 ||
			   read->form == MRZ_FORM_TD3;
	const size_t size = known ? mrz_read_joined(read, joined, sizeof(joined)) : 0;
	return size > 0 ? mrz_faults(rd_of(joined, size)) : 0;
}
