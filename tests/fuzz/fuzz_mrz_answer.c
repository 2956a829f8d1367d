/*
 * fuzz_mrz_answer: any octets as the answer of a process that decoded a picture of a page; what is
 * taken is told without a letter that moves a cursor, and comes through again as it was.
 */
#include "tests/fuzz/fuzz.h"

#include "document/mrz_form.h"
#include "prog/mrz_item.h"
#include "prog/mrz_show.h"

#include <string.h>

static void check_zone(const struct mrz_read *r)
{
	struct mrz_item items[MRZ_ITEM_COUNT];
	mrz_items_of(r, items);
	promise(r->lines == mrz_form_lines((enum mrz_form)r->form));
	for (size_t i = 0; i < (size_t)r->lines * r->columns; i++) {
		promise(mrz_letter_number(r->text[i / r->columns][i % r->columns]) < MRZ_LETTERS);
	}
	for (unsigned i = 0; i < MRZ_ITEM_COUNT; i++) {
		promise(strnlen(items[i].text, sizeof(items[i].text)) <= MRZ_ITEM_TEXT_MAX);
		promise(items[i].there || items[i].text[0] == '\0');
	}
	(void)mrz_show_faults(r); /* must only return */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mrz_answer a;
	struct mrz_answer again;
	uint8_t octets[4096];
	struct wr w = WR_ARRAY(octets);
	struct rd made;
	if (mrz_answer_read(rd_of(data, size), &a) == EG_OK) {
		check_zone(&a.read);
		for (const char *c = a.reason; *c != '\0'; c++) {
			promise(*c >= ' ' && *c <= '~');
		}
		mrz_answer_write(&a, &w);
		promise(wr_done(&w, &made) == EG_OK);
		promise(mrz_answer_read(made, &again) == EG_OK);
		promise(again.read.form == a.read.form && again.err == a.err);
	}
	return 0;
}
