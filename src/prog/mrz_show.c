/*
 * mrz_show: what was read of a picture of a page: names and words that text and JSON share.
 * Knows what is safe to show. Never touches the picture.
 */
#include "prog/mrz_show.h"

#include "base/utf8.h"
#include "emrtd/mrz.h"

#define NO_EDGE        255  /* struct page_seen, blur */
#define EDGE_PER_MM    50.0 /* as above */
#define EDGE_PER_PIXEL 4.0
#define ZONE_MAX       (MRZ_READ_LINES_MAX * MRZ_READ_COLUMNS_MAX)

void mrz_show_name(const char *name, char *out, size_t cap)
{
	struct rd r = rd_cstr(name);
	struct wr w = wr_of(out, cap - 1);
	while (r.left > 0 && !w.bad) {
		struct rd one = r;
		uint32_t point = 0;
		const bool whole = utf8_take(&r, &point);
		const bool good = whole && !utf8_steers(point);
		if (!whole && !rd_skip(&r, 1)) { /* of what is no UTF-8, octet by octet */
			break;
		}
		one.left -= r.left;
		if (w.size + (good ? one.left : 1) > w.cap) {
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
