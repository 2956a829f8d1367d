/*
 * fuzz_cardaccess: whatever EF.CardAccess says, only suites that exist are used, best first.
 */
#include "tests/fuzz/fuzz.h"

#include "emrtd/cardaccess.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct card_access a;
	if (card_access_parse(rd_of(data, size), &a) != EG_OK) {
		promise(a.count == 0 && a.offered == 0);
		return 0;
	}
	promise(a.count <= CARD_ACCESS_SUITES_MAX && a.count <= a.offered);
	for (size_t i = 0; i < a.count; i++) {
		promise(crypt_curve_size(a.suites[i].curve) != 0);
		promise(crypt_key_size(a.suites[i].cipher) != 0);
		promise(a.suites[i].oid[0] == 0x04);
	}
	return 0;
}
