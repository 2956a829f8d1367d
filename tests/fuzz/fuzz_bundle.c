/*
 * fuzz_bundle: what is read as a bundle's list has good names, each once, and is written as it was.
 * Knows pki_bundle. Never opens a file.
 */
#include "tests/fuzz/fuzz.h"

#include "prog/pki_bundle.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct bundle b;
	static struct bundle again;
	static uint8_t text[BUNDLE_LIST_MAX];
	struct wr w = WR_ARRAY(text);
	if (bundle_parse(rd_of(data, size), &b) != EG_OK) {
		return 0;
	}
	promise(b.count >= 1 && b.count <= BUNDLE_FILES_MAX);
	for (size_t i = 0; i < b.count; i++) {
		promise(bundle_name_good(b.files[i].name));
	}
	promise(bundle_write(&b, &w) == EG_OK);
	promise(bundle_parse(wr_view(&w), &again) == EG_OK && again.count == b.count);
	promise(again.made_s == b.made_s);
	return 0;
}
