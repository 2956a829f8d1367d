/*
 * fuzz_cardaccess: whatever EF.CardAccess says, only suites that exist are used, best first.
 */
#include "tests/fuzz/fuzz.h"

#include "emrtd/cardaccess.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct card_access a;
	struct terminal_auth_info terminal = {0};
	if (security_infos_terminal_auth(rd_of(data, size), &terminal) == EG_OK) {
		promise(terminal.sfid <= 0x1E);
	}
	if (card_access_parse(rd_of(data, size), &a) != EG_OK) {
		promise(a.count == 0 && a.offered == 0);
		return 0;
	}
	promise(a.count <= CARD_ACCESS_SUITES_MAX && a.count <= a.offered);
	for (size_t i = 0; i < a.count; i++) {
		const struct pace_suite *s = &a.suites[i];
		struct pace_suite again;
		promise(s->dh ? crypt_dh_group_size((enum crypt_dh_group)s->parameter) != 0
			      : crypt_curve_size((enum crypt_curve)s->parameter) != 0);
		promise(pace_suite_of(s->mapping, s->cipher, s->parameter, &again));
		promise(rd_equal(RD_ARRAY(s->oid), RD_ARRAY(again.oid)));
	}
	return 0;
}
