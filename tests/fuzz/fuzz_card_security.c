/*
 * fuzz_card_security: EF.CardSecurity as any bytes; what it gives is a set that covers itself, and
 * nothing that is told openly beside it.
 * Knows card_security. Never knows a chip.
 *
 *   first octet   0: a file; else: two sets, the first as long as this octet says
 */
#include "tests/fuzz/within.h"

#include "pki/card_security.h"

static void one_file(struct rd file)
{
	struct card_security s;
	enum eg_err err = card_security_parse(file, &s);
	promise_within(s.infos, file);
	promise((err == EG_OK) == (s.infos.left > 0));
	promise(err != EG_OK || s.cms.signer_count > 0);
	promise(err != EG_OK || !faults_has(s.cms.faults, FAULT_CMS_FORMAT));
	if (err == EG_OK) {
		enum eg_err same = card_security_covers(s.infos, s.infos);
		promise(same == EG_OK || same == EG_TOO_BIG);
		promise(card_security_covers(s.infos,
					     RD_TEXT("\x31\x07\x30\x05\x06\x01\x7F\x05")) ==
			EG_BAD_DATA);
	}
}

/* What is covered stays so when more is signed; an empty set is covered by any. */
static void two_sets(struct rd both, size_t size)
{
	struct rd first;
	if (!rd_take(&both, size, &first)) {
		return;
	}
	enum eg_err err = card_security_covers(first, both);
	/* A copy that is held is smaller than what holds it. */
	promise(card_security_holds_dir(first, both) != EG_OK || both.left < first.left);
	promise(err != EG_OK || card_security_covers(first, RD_TEXT("\x31\x00")) == EG_OK);
	promise(err != EG_OK || card_security_covers(both, both) == EG_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd file = rd_of(data, size);
	uint8_t which;
	if (!rd_u8(&file, &which)) {
		return 0;
	}
	if (which == 0) {
		one_file(file);
	} else {
		two_sets(file, which);
	}
	return 0;
}
