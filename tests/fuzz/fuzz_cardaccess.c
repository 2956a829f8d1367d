/*
 * fuzz_cardaccess: whatever EF.CardAccess says, only suites that exist are used, best first.
 */
#include "tests/fuzz/fuzz.h"

#include "emrtd/cardaccess.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct card_access a;
	if (card_access_parse(rd_of(data, size), &a) != EG_OK) {
		if (a.count != 0 || a.offered != 0) {
			abort();
		}
		return 0;
	}
	if (a.count > CARD_ACCESS_SUITES_MAX || a.count > a.offered) {
		abort();
	}
	for (size_t i = 0; i < a.count; i++) {
		if (crypt_curve_size(a.suites[i].curve) == 0 ||
		    crypt_key_size(a.suites[i].cipher) == 0 || a.suites[i].oid[0] != 0x04) {
			abort();
		}
	}
	return 0;
}
