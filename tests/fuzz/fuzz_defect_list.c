/*
 * fuzz_defect_list: a list that is taken can be walked to its end, indexed, and found again; no
 * entry is for all documents.
 * Knows defect lists. Never knows documents.
 */
#include "tests/fuzz/known_list_fuzz.h"

#include "pki/known_signed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	EG_AUTO(bytes_free) struct bytes rewritten = {0};
	struct known_list list;
	if (known_signed_content(KNOWN_DEFECTS, rd_of(data, size), &rewritten, &list) != EG_OK) {
		return 0;
	}
	promise(list.version <= 1 && list.kind == KNOWN_DEFECTS && list.number_count == 0);
	struct rd rest = list.entries;
	while (rest.left > 0) {
		struct known_entry e;
		promise(known_list_next(&list, &rest, &e) == EG_OK);
		promise((e.by & KNOWN_BY_SIGNER) != 0 && (e.by & ~KNOWN_BY_SIGNER) == 0);
	}
	promise_known_list(&list);
	return 0;
}
