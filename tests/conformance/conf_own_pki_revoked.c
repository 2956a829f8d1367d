/*
 * conf_own_pki_revoked: what revocation lists say of the signer and its country CA (Doc 9303-12,
 * 7.1.4; TR-03135-1, 5.6.4.3.5): a list that is fresh, out of date, missing or another key's are
 * four things, not two.
 */
#include "conf.h"

#include "conf_lds_h.h"
#include "conf_store.h"

enum { NOBODY, SIGNER, CA };

static struct conf_crl usual_list(const struct conf_world *w)
{
	return (struct conf_crl){.by = w->ca, .from = -1, .next = 30};
}

/* Whose number is in the list; the variant. */
static struct rd number_of(struct conf_world *w)
{
	struct rd certificate;
	struct forge_cert_parts parts;
	const struct forge_named *named = conf_store_signer(w, &certificate);
	if (w->variant == SIGNER) {
		return rd_of(named->serial, named->serial_size);
	}
	conf_must(forge_cert_read(forge_ca_certificate(w->ca), &parts) == EG_OK, "CA's number");
	return w->variant == CA ? parts.serial : RD_EMPTY;
}

static void no_list(struct conf_world *w)
{
	conf_lds_h_keys(w);
	w->revocation = true;
}

static void fresh(struct conf_world *w)
{
	no_list(w);
	struct conf_crl crl = usual_list(w);
	crl.serial = number_of(w);
	conf_store_put_crl(w, &crl);
}

static void stale(struct conf_world *w)
{
	no_list(w);
	struct conf_crl crl = usual_list(w);
	crl.serial = number_of(w);
	crl.from = -120;
	crl.next = -30;
	conf_store_put_crl(w, &crl);
}

/* A list under the CA's name, and by the key of another CA of that name. */
static void other_issuer(struct conf_world *w)
{
	const struct forge_ca_order order = conf_country_order("ec:brainpoolP256r1:sha256");
	no_list(w);
	struct conf_crl crl = usual_list(w);
	crl.by = conf_country_other("namesake", &order);
	w->trusted[w->trusted_count++] = forge_ca_certificate(crl.by);
	conf_store_put_crl(w, &crl);
}

/* Its own form is what the profile does not allow; it names nobody. */
static void off_profile(struct conf_world *w)
{
	no_list(w);
	struct conf_crl crl = usual_list(w);
	crl.form = (enum forge_crl_form)w->variant;
	conf_store_put_crl(w, &crl);
}

#define CASE(name, does, how, ends, why, others, in_field, done)                           \
	{                                                                                  \
		.id = "OWN_PKI_" name, .what = (does), .end = (ends), .signed_file = true, \
		.fault = (why), .more = (others), .field = (in_field), .variant = (how),   \
		.prepare = (done)                                                          \
	}

static const struct conf_case cases[] = {
	CASE("CRL_FRESH", "has a signer that a fresh revocation list does not name", NOBODY,
	     CONF_ACCEPTED, FAULT_NONE, NULL, CONF_ACCEPTED, fresh),
	CASE("CRL_REVOKED", "has a signer that a fresh revocation list names", SIGNER, CONF_REFUSED,
	     FAULT_SIGNER_REVOKED, NULL, CONF_REFUSED, fresh),
	CASE("CRL_CA_REVOKED", "has a country CA that its own revocation list names", CA,
	     CONF_REFUSED, FAULT_ISSUER_REVOKED, NULL, CONF_REFUSED, fresh),
	CASE("CRL_STALE", "has a signer that a list out of date does not name", NOBODY,
	     CONF_REFUSED, FAULT_CRL_STALE, NULL, CONF_REFUSED, stale),
	CASE("CRL_STALE_REVOKED", "has a signer that a list out of date names", SIGNER,
	     CONF_REFUSED, FAULT_SIGNER_REVOKED, "crl-stale", CONF_REFUSED, stale),
	CASE("CRL_MISSING", "has a country CA of which there is no revocation list", NOBODY,
	     CONF_REFUSED, FAULT_CRL_MISSING, NULL, CONF_ACCEPTED, no_list),
	CASE("CRL_OTHER_ISSUER",
	     "has a country CA under whose name another key signed a revocation list", NOBODY,
	     CONF_REFUSED, FAULT_CRL_ISSUER, NULL, CONF_REFUSED, other_issuer),
	CASE("CRL_NO_KEY_ID", "has a country CA whose revocation list has no key identifier",
	     FORGE_CRL_NO_KEY_ID, CONF_REFUSED, FAULT_CRL_PROFILE, NULL, CONF_ACCEPTED,
	     off_profile),
	CASE("CRL_V1", "has a country CA whose revocation list is of version 1", FORGE_CRL_V1,
	     CONF_REFUSED, FAULT_CRL_PROFILE, NULL, CONF_ACCEPTED, off_profile),
	CASE("CRL_EMPTY", "has a country CA whose revocation list has an empty list of entries",
	     FORGE_CRL_EMPTY, CONF_REFUSED, FAULT_CRL_PROFILE, NULL, CONF_ACCEPTED, off_profile),
};

const struct conf_unit conf_own_pki_revoked = {"own_pki_revoked", cases,
					       sizeof(cases) / sizeof(cases[0])};
