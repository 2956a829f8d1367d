/*
 * fuzz_deviation_list: a list that is taken can be walked to its end, indexed, and found again.
 * Knows deviation lists. Never knows documents.
 */
#include "tests/fuzz/known_list_fuzz.h"

#include "pki/deviation_list.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct known_list list;
	if (deviation_list_parse(rd_of(data, size), &list) == EG_OK) {
		promise(list.version == 0 && list.kind == KNOWN_DEVIATIONS);
		promise_known_list(&list);
	}
	return 0;
}
