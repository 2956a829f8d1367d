/*
 * fuzz_passive_profile: no text makes a profile that passes over what must never be passed over.
 */
#include "tests/fuzz/fuzz.h"

#include "pki/passive_profile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct passive_profile strict = passive_profile_strict();
	struct passive_profile p;
	struct passive_profile_flaw flaw;
	enum eg_err err = passive_profile_parse(rd_of(data, size), &p, &flaw);
	promise(err == EG_OK || err == EG_CONFIG);
	promise(flaw.why != NULL && p.crl_grace_days <= PASSIVE_GRACE_DAYS_MAX);
	for (unsigned f = 0; f < FAULT_COUNT; f++) {
		promise(!faults_has(p.tolerated, (enum passive_fault)f) ||
			fault_class((enum passive_fault)f) != FAULT_CLASS_NEVER);
		promise(err == EG_OK || faults_has(strict.tolerated, (enum passive_fault)f) ==
						faults_has(p.tolerated, (enum passive_fault)f));
	}
	return 0;
}
