/*
 * fuzz_master_list: a list that is refused adds nothing; one that is taken can be taken again.
 * Knows trust. Never knows documents.
 */
#include "tests/fuzz/fuzz.h"

#include "pki/trust.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	EG_AUTO(trust_free) struct trust *t = NULL;
	if (trust_new(&t) != EG_OK) {
		return 0;
	}
	if (trust_add_master_list(t, rd_of(data, size), RD_EMPTY) != EG_OK) {
		promise(trust_count(t) == 0 && trust_unreadable(t) == 0);
		return 0;
	}
	size_t count = trust_count(t);
	promise(trust_add_master_list(t, rd_of(data, size), RD_EMPTY) == EG_OK);
	promise(trust_count(t) == count);
	return 0;
}
