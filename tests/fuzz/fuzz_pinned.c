/*
 * fuzz_pinned: no file of certificates and no signed text breaks who judges them.
 *
 *   octets 0, 1   size of the file of certificates
 *   2..           that file, then the signed one
 */
#include "tests/fuzz/fuzz.h"

#include "pki/pinned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	EG_AUTO(pinned_free) struct pinned p = {.count = 0};
	struct rd rest = rd_of(data, size);
	struct rd trust;
	uint16_t trust_size;
	struct pinned_text text;
	if (!rd_be16(&rest, &trust_size) || !rd_take(&rest, trust_size, &trust)) {
		return 0;
	}
	enum eg_err err = pinned_read(trust, &p);
	promise((err == EG_OK) == (p.count > 0));
	promise(p.count <= PINNED_MAX);
	if (pinned_open(rest, &p, (struct date){2026, 11, 30}, &text) == EG_OK) {
		/* What was signed is in the file, and somebody pinned has to do with it. */
		promise(p.count > 0 && text.content.left <= rest.left);
		promise(date_compare(text.last, (struct date){2026, 11, 30}) >= 0);
	}
	if (pinned_peek(rest, &text) == EG_OK) {
		promise(text.content.left <= rest.left);
	}
	return 0;
}
