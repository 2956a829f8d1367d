/*
 * fuzz_sod: without a trusted CA no bytes make a trusted document, and no data group passes.
 * Knows passive. Never knows a chip.
 */
#include "tests/fuzz/fuzz.h"

#include "pki/passive.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	EG_AUTO(trust_free) struct trust *t = NULL;
	EG_AUTO(passive_free) struct passive *p = NULL;
	struct findings f = findings_none();
	if (trust_new(&t) != EG_OK) {
		return 0;
	}
	enum eg_err err = passive_open(t, rd_of(data, size), (struct date){2026, 11, 22}, &f, &p);
	promise((err == EG_OK) == (p != NULL));
	promise(err == EG_OK || findings_verdict(&f, CHECK_SOD_FORMAT) == VERDICT_FAIL);
	promise(findings_verdict(&f, CHECK_SOD_CHAIN) != VERDICT_PASS && !passive_trusted(p));
	for (unsigned group = 0; group <= 17; group++) {
		promise(!passive_has_group(p, group));
		promise(passive_group(p, group, rd_of(data, size), &f) != VERDICT_PASS);
	}
	passive_country(p, "UTO", &f);
	promise(findings_verdict(&f, CHECK_SOD_COUNTRY) != VERDICT_PASS);
	return 0;
}
