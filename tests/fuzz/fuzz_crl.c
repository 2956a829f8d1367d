/*
 * fuzz_crl: a list that is taken has as many entries as its frames, each within the list.
 * Knows crl. Never knows keys.
 */
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/within.h"

#include "pki/crl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd whole = rd_of(data, size);
	struct crl c;
	struct crl_entry e;
	size_t frames = 0;
	size_t entries = 0;
	if (crl_parse(whole, &c) != EG_OK) {
		return 0;
	}
	promise_within(c.tbs, whole);
	promise_within(c.issuer, whole);
	promise_within(c.algorithm, whole);
	promise_within(c.signature, whole);
	promise_within(c.authority_key_id, whole);
	promise_within(c.number, whole);
	promise_within(c.entries, whole);
	promise(c.has_number == (c.number.left > 0));
	bool framed = crl_count(&c, &frames) == EG_OK;
	struct rd rest = c.entries;
	while (crl_next_entry(&rest, &e)) {
		entries++;
		promise_within(e.serial, c.entries);
		promise(e.serial.left > 0);
		promise(e.reason <= CRL_REASON_MAX);
	}
	promise(!rd_end(&rest) || (framed && entries == frames));
	return 0;
}
