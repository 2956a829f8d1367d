/*
 * passive_findings: results of Passive Authentication as findings of a lane.
 * Knows which steps a check of an officer's list stands for. Never knows what policy makes of them.
 */
#include "pki/passive_impl.h"

static const struct {
	enum passive_step step;
	enum check check;
} checks[] = {
	{PASSIVE_STEP_CONTAINER, CHECK_SOD_FORMAT},
	{PASSIVE_STEP_OBJECT, CHECK_SOD_FORMAT},
	{PASSIVE_STEP_SIGNER, CHECK_SOD_SIGNER},
	{PASSIVE_STEP_PROFILE, CHECK_SOD_SIGNER},
	{PASSIVE_STEP_ATTRIBUTES, CHECK_SOD_SIGNATURE},
	{PASSIVE_STEP_ALGORITHMS, CHECK_SOD_SIGNATURE},
	{PASSIVE_STEP_SIGNATURE, CHECK_SOD_SIGNATURE},
	{PASSIVE_STEP_CHAIN, CHECK_SOD_CHAIN},
	{PASSIVE_STEP_VALIDITY, CHECK_SOD_VALIDITY},
	{PASSIVE_STEP_REVOCATION, CHECK_SOD_REVOCATION},
	{PASSIVE_STEP_KNOWN_DEFECT, CHECK_SOD_REVOCATION},
	{PASSIVE_STEP_COUNTRY, CHECK_SOD_COUNTRY},
	{PASSIVE_STEP_DOCUMENT_TYPE, CHECK_SOD_COUNTRY},
	{PASSIVE_STEP_COM, CHECK_SOD_COM},
};

static enum reason step_reason(enum passive_step s)
{
	switch (s) {
	case PASSIVE_STEP_SIGNER:
		return REASON_NO_SIGNER;
	case PASSIVE_STEP_ALGORITHMS:
		return REASON_ALGORITHM;
	case PASSIVE_STEP_SIGNATURE:
		return REASON_SIGNATURE_WRONG;
	case PASSIVE_STEP_REVOCATION:
		return REASON_REVOKED;
	case PASSIVE_STEP_COUNTRY:
		return REASON_COUNTRY_DIFFERS;
	case PASSIVE_STEP_DOCUMENT_TYPE:
		return REASON_DOCUMENT_KIND;
	case PASSIVE_STEP_COM:
		return REASON_DIFFERS;
	case PASSIVE_STEP_GROUPS:
		return REASON_HASH_WRONG;
	case PASSIVE_STEP_KNOWN_DEFECT:
		return REASON_DEFECT_LISTED;
	case PASSIVE_STEP_CONTAINER:
	case PASSIVE_STEP_ATTRIBUTES:
	case PASSIVE_STEP_OBJECT:
	case PASSIVE_STEP_PROFILE:
	case PASSIVE_STEP_CHAIN:
	case PASSIVE_STEP_VALIDITY:
	case PASSIVE_STEP_COUNT:
		return REASON_BAD_FORMAT;
	}
	return REASON_BAD_FORMAT;
}

/* Faults with a reason of their own; the others have their step's. */
static enum reason reason_of(enum passive_fault f)
{
	static const struct {
		enum passive_fault fault;
		enum reason reason;
	} own[] = {
		{FAULT_ATTRIBUTE_TYPE, REASON_SIGNATURE_WRONG},
		{FAULT_ATTRIBUTE_DIGEST, REASON_SIGNATURE_WRONG},
		{FAULT_OBJECT_HASH, REASON_ALGORITHM},
		{FAULT_ISSUER_UNKNOWN, REASON_UNKNOWN_ISSUER},
		{FAULT_ISSUER_SIGNATURE, REASON_SIGNATURE_WRONG},
		{FAULT_ISSUER_ALGORITHM, REASON_ALGORITHM},
		{FAULT_SIGNER_EXPIRED, REASON_EXPIRED},
		{FAULT_SIGNER_NOT_YET, REASON_NOT_YET_VALID},
		{FAULT_ISSUER_EXPIRED, REASON_EXPIRED},
		{FAULT_ISSUER_NOT_YET, REASON_NOT_YET_VALID},
		{FAULT_TRUST_BY_LIST, REASON_DEFECT_LISTED},
		{FAULT_CRL_MISSING, REASON_NO_REVOCATION_LIST},
		{FAULT_CRL_STALE, REASON_REVOCATION_STALE},
		{FAULT_CRL_ISSUER, REASON_REVOCATION_ISSUER},
		{FAULT_COUNTRY_ABSENT, REASON_NOT_PRESENT},
		{FAULT_COM_MISSING, REASON_NOT_PRESENT},
		{FAULT_COM_FORMAT, REASON_BAD_FORMAT},
	};
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
		if (own[i].fault == f) {
			return own[i].reason;
		}
	}
	return step_reason(fault_step(f));
}

static struct finding made(enum verdict v, enum reason why, enum passive_fault f)
{
	return (struct finding){
		.verdict = (uint8_t)v,
		.reason = (uint8_t)why,
		.detail = f == FAULT_NONE ? 0 : (uint8_t)(f + 1),
	};
}

/*
 * That there is no revocation list, or no EF.COM, is told as it is although it was passed over:
 * whether a gate may do without is asked of the gate's policy, too (tolerate-absent). Where the
 * profile does not pass over it, no policy can.
 */
static struct finding passed_over(enum passive_fault f)
{
	if (f == FAULT_CRL_MISSING) {
		return made(VERDICT_CANNOT_TELL, REASON_NO_REVOCATION_LIST, f);
	}
	if (f == FAULT_COM_MISSING) {
		return made(VERDICT_NOT_DONE, REASON_NOT_PRESENT, f);
	}
	return made(VERDICT_PASS, REASON_DEVIATION, f);
}

static struct finding finding_of(const struct passive_report *r, enum passive_step step)
{
	const struct passive_result *one = &r->of[step];
	bool healed = one->status != one->before && one->healed != FAULT_NONE;
	switch (one->status) {
	case PASSIVE_STATUS_NOT_DONE:
		return made(VERDICT_NOT_DONE, REASON_NONE, FAULT_NONE);
	case PASSIVE_STATUS_SUCCESSFUL:
		if (one->fault != FAULT_NONE) {
			return passed_over(one->fault);
		}
		return healed ? made(VERDICT_PASS, REASON_DEVIATION, one->healed)
			      : made(VERDICT_PASS, REASON_NONE, FAULT_NONE);
	case PASSIVE_STATUS_UNDETERMINED:
		/* Without a CA that is known nothing is proved; what must not be missing, fails. */
		if (step == PASSIVE_STEP_CHAIN || one->fault == FAULT_CRL_MISSING ||
		    one->fault == FAULT_COM_MISSING) {
			return made(VERDICT_FAIL, reason_of(one->fault), one->fault);
		}
		return made(VERDICT_CANNOT_TELL,
			    healed ? REASON_DEFECT_LISTED : reason_of(one->fault), one->fault);
	case PASSIVE_STATUS_NOT_SUPPORTED:
		return healed ? made(VERDICT_CANNOT_TELL, REASON_DEFECT_LISTED, one->fault)
			      : made(VERDICT_FAIL, reason_of(one->fault), one->fault);
	case PASSIVE_STATUS_FAILED:
		return made(VERDICT_FAIL, reason_of(one->fault), one->fault);
	case PASSIVE_STATUS_ABORTED:
		return made(VERDICT_CANNOT_TELL, REASON_INTERNAL, one->fault);
	}
	return made(VERDICT_FAIL, REASON_INTERNAL, one->fault);
}

/* A step that was not come to leaves its check open, unless another step has failed. */
static int weight(const struct finding *f)
{
	switch ((enum verdict)f->verdict) {
	case VERDICT_PASS:
		return f->reason == REASON_NONE ? 0 : 1;
	case VERDICT_NOT_DONE:
		return 2;
	case VERDICT_CANNOT_TELL:
		return 3;
	case VERDICT_FAIL:
		return 4;
	}
	return 4;
}

void passive_tell(const struct passive_report *r, struct findings *f)
{
	bool told[CHECK_COUNT] = {false};
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		struct finding one = finding_of(r, checks[i].step);
		struct finding *kept = &f->of[checks[i].check];
		one.check = (uint8_t)checks[i].check;
		if (!told[checks[i].check] || weight(&one) > weight(kept)) {
			*kept = one;
		}
		told[checks[i].check] = true;
	}
}

enum passive_fault passive_finding_fault(const struct finding *f)
{
	bool ours = f->check >= CHECK_SOD_FORMAT && f->check <= CHECK_SOD_COM;
	return ours && f->detail > 0 && f->detail <= FAULT_COUNT
		       ? (enum passive_fault)(f->detail - 1)
		       : FAULT_NONE;
}
