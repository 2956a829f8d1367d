/*
 * Passive Authentication by the three models of validity: certificates within their periods now,
 * when the document was signed, or each when it was used.
 */
#include "passive_desk.h"

/* The signer's period, and what it says when it signed; today is 22 November 2026. */
struct times {
	const char *from;
	const char *to;
	const char *ca_from;
	const char *ca_to;
	const char *signed_on; /* NULL: untold */
};

static const struct times usual = {"250101000000Z", "350101000000Z", "200101000000Z",
				   "400101000000Z", "250601000000Z"};
static const struct times old_signer = {"250101000000Z", "260101000000Z", "200101000000Z",
					"400101000000Z", "250601000000Z"};
static const struct times old_untold = {"250101000000Z", "260101000000Z", "200101000000Z",
					"400101000000Z", NULL};
static const struct times signed_late = {"250101000000Z", "260101000000Z", "200101000000Z",
					 "400101000000Z", "260601000000Z"};
static const struct times to_come = {"270101000000Z", "350101000000Z", "200101000000Z",
				     "400101000000Z", "270601000000Z"};
static const struct times old_ca = {"250101000000Z", "260101000000Z", "200101000000Z",
				    "250301000000Z", "250601000000Z"};
static const struct times late_ca = {"250101000000Z", "350101000000Z", "250201000000Z",
				     "400101000000Z", "250601000000Z"};

static void each_model_asks_for_its_own_days(void **state)
{
	(void)state;
	static const struct {
		const struct times *times;
		enum validity_model model;
		const char *found;
	} cases[] = {
		{&usual, VALIDITY_NOW, ""},
		{&usual, VALIDITY_SIGNING_TIME, ""},
		{&usual, VALIDITY_CHAIN, ""},
		{&old_signer, VALIDITY_NOW, "signer-expired"},
		{&old_signer, VALIDITY_SIGNING_TIME, ""},
		{&old_signer, VALIDITY_CHAIN, ""},
		{&old_untold, VALIDITY_SIGNING_TIME, "signer-expired"},
		{&old_untold, VALIDITY_CHAIN, "signer-expired"},
		{&signed_late, VALIDITY_SIGNING_TIME, "signing-time signer-expired"},
		/* A time that has not come proves nothing: today counts. */
		{&to_come, VALIDITY_SIGNING_TIME, "signer-not-yet"},
		{&to_come, VALIDITY_CHAIN, "signer-not-yet"},
		{&old_ca, VALIDITY_NOW, "signer-expired issuer-expired"},
		{&old_ca, VALIDITY_SIGNING_TIME, "issuer-expired"},
		{&old_ca, VALIDITY_CHAIN, ""},
		{&late_ca, VALIDITY_SIGNING_TIME, ""},
		{&late_ca, VALIDITY_CHAIN, "issuer-not-yet"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		EG_AUTO(desk_free) struct passive_desk d = desk_new();
		struct findings f;
		const struct times *t = cases[i].times;
		struct faults none = {.bits = {0}};
		d.ca.from = t->ca_from;
		d.ca.to = t->ca_to;
		desk_store_ca(&d, &d.ca);
		d.signer.from = t->from;
		d.signer.to = t->to;
		d.sod.how.signing_time = t->signed_on;
		d.profile.model = cases[i].model;
		EG_AUTO(passive_free) struct passive *p = desk_judge(&d, &f);
		faults_add(&none, FAULT_CRL_MISSING);
		assert_string_equal(desk_words(faults_without(passive_report(p).found, none)),
				    cases[i].found);
		assert_int_equal(findings_verdict(&f, CHECK_SOD_VALIDITY) == VERDICT_PASS,
				 cases[i].found[0] == '\0');
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_model_asks_for_its_own_days),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
