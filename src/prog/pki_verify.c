/*
 * pki_verify: Passive Authentication of files that lie in a folder instead of a chip.
 * Knows in which order files may be believed. Never knows a command line.
 */
#include "prog/pki_verify.h"

#include "emrtd/lds.h"
#include "emrtd/lds_com.h"

void pki_verified_free(struct pki_verified *v)
{
	passive_free(&v->passive);
	*v = (struct pki_verified){0};
}

static void judge_holder(const struct pki_verify *order, struct pki_verified *v)
{
	struct mrz m;
	struct rd text;
	if (v->groups[1] == VERDICT_PASS && lds_dg1(order->groups[1], &m, &text) == EG_OK) {
		passive_holder(v->passive, m.issuing_state, m.document_code, &v->findings);
	}
}

static void judge_com(const struct pki_verify *order, struct pki_verified *v)
{
	struct lds_com com;
	struct passive_com told = {0};
	if (!order->has_com) {
		passive_com(v->passive, NULL, &v->findings);
		return;
	}
	told.well_formed = lds_com(order->com, &com) == EG_OK;
	if (told.well_formed) {
		told.groups = com.groups;
		for (size_t i = 0; i < sizeof(told.lds_version); i++) {
			told.lds_version[i] = com.lds_version[i];
		}
		for (size_t i = 0; i < sizeof(told.unicode_version); i++) {
			told.unicode_version[i] = com.unicode_version[i];
		}
	}
	passive_com(v->passive, &told, &v->findings);
}

/* What signed lists select by; DG1 is only believed later, but they can only speak against it. */
static struct passive_document document_of(const struct pki_verify *order, struct mrz *m)
{
	struct passive_document d = {.state = ""};
	struct rd text;
	if (lds_dg1(order->groups[1], m, &text) == EG_OK) {
		for (size_t i = 0; i < sizeof(d.state); i++) {
			d.state[i] = m->issuing_state[i];
		}
		d.type = rd_cstr(m->document_code);
		d.number = rd_cstr(m->document_number);
	}
	return d;
}

enum eg_err pki_verify(const struct pki_verify *order, struct pki_verified *out)
{
	struct mrz m;
	const struct passive_input in = {order->trust, order->profile, order->today,
					 document_of(order, &m)};
	*out = (struct pki_verified){.findings = findings_none()};
	EG_TRY(passive_open(&in, order->sod, &out->findings, &out->passive));
	for (unsigned g = 1; g <= PKI_VERIFY_GROUPS; g++) {
		if (order->has_group[g]) {
			out->groups[g] =
				passive_group(out->passive, g, order->groups[g], &out->findings);
		}
	}
	judge_holder(order, out);
	judge_com(order, out);
	passive_end(out->passive);
	out->report = passive_report(out->passive);
	return EG_OK;
}

bool pki_verified_good(const struct pki_verified *v)
{
	for (unsigned s = 0; s < PASSIVE_STEP_COUNT; s++) {
		enum passive_status status = v->report.of[s].status;
		if (status != PASSIVE_STATUS_SUCCESSFUL && status != PASSIVE_STATUS_NOT_DONE) {
			return false;
		}
	}
	return passive_trusted(v->passive);
}

bool pki_verified_groups(const struct pki_verified *v)
{
	for (unsigned g = 1; g <= PKI_VERIFY_GROUPS; g++) {
		if (v->groups[g] != VERDICT_NOT_DONE) {
			return true;
		}
	}
	return false;
}
