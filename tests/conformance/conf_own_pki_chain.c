/*
 * conf_own_pki_chain: the document signer's certificate and its country CA beyond the plan: CAs
 * of other states, of old, of the same name, linked, claimed; what a signer must not be.
 */
#include "conf.h"

#include "conf_lds_h.h"

#define CA_ALGORITHM     "ec:brainpoolP256r1:sha256"
#define SIGNER_ALGORITHM "ec:brainpoolP256r1:sha256"

static void keys(struct conf_world *w)
{
	conf_signed_by(w, CA_ALGORITHM, SIGNER_ALGORITHM);
}

static void trust_too(struct conf_world *w, const struct forge_ca *ca)
{
	conf_must(w->trusted_count < CONF_TRUSTED_MAX, "room in the trust list");
	w->trusted[w->trusted_count++] = forge_ca_certificate(ca);
}

static void signer_expired(struct conf_world *w)
{
	keys(w);
	w->order.flaw = FORGE_EXPIRED_SIGNER;
}

static void ca_expired(struct conf_world *w)
{
	struct forge_ca_order order = conf_country_order(CA_ALGORITHM);
	keys(w);
	order.validity.last = forge_date_add(conf_today(), -30);
	w->ca = conf_country_other("expired", &order);
}

static void ca_not_yet(struct conf_world *w)
{
	struct forge_ca_order order = conf_country_order(CA_ALGORITHM);
	keys(w);
	order.validity.first = forge_date_add(conf_today(), 30);
	w->ca = conf_country_other("not yet", &order);
}

/* A state whose own CA is trusted signs documents of Utopia, with a signer of its own, or with one
 * that it calls Utopia's. */
static void rogue_state(struct conf_world *w)
{
	struct forge_ca_order order = conf_country_order(CA_ALGORITHM);
	keys(w);
	order.subject = (struct forge_subject){"ZZ", "XXZ", "CSCA Elsewhere"};
	w->ca = conf_country_other("rogue", &order);
	w->order.flaw = (enum forge_flaw)w->variant;
	trust_too(w, conf_country_ca(CA_ALGORITHM));
}

/* The same state under Utopia's very name: only the key tells them apart. */
static const struct forge_ca *namesake(void)
{
	const struct forge_ca_order order = conf_country_order(CA_ALGORITHM);
	return conf_country_other("namesake", &order);
}

static void unknown_ca(struct conf_world *w)
{
	keys(w);
	w->ca = namesake();
	w->ca_untrusted = true;
	trust_too(w, conf_country_ca(CA_ALGORITHM));
	w->order.certificate = (enum forge_cert_form)w->variant;
}

static void same_name(struct conf_world *w)
{
	keys(w);
	trust_too(w, namesake());
	w->order.certificate = (enum forge_cert_form)w->variant;
}

/* The other one of the two, so that no order of the list decides. */
static void same_name_second(struct conf_world *w)
{
	keys(w);
	w->ca = namesake();
	trust_too(w, conf_country_ca(CA_ALGORITHM));
	w->order.certificate = (enum forge_cert_form)w->variant;
}

static uint8_t link_octets[FORGE_CERT_MAX];

/* From Utopia's CA to its next one, which has the same name: self-issued, and not self-signed. */
static struct rd link_certificate(void)
{
	struct wr link = WR_ARRAY(link_octets);
	const struct forge_validity validity = {forge_date_add(conf_today(), -730),
						forge_date_add(conf_today(), 365)};
	conf_must(forge_ca_link(&link, conf_country_ca(CA_ALGORITHM), namesake(), &validity) ==
			  EG_OK,
		  "link certificate");
	return wr_view(&link);
}

static void link_trusted(struct conf_world *w)
{
	keys(w);
	w->ca = namesake();
	w->ca_untrusted = true;
	trust_too(w, conf_country_ca(CA_ALGORITHM));
	w->trusted[w->trusted_count++] = link_certificate();
}

static void link_as_leaf(struct conf_world *w)
{
	keys(w);
	w->order.signer_key = &namesake()->key;
	w->order.signer_certificate = link_certificate();
}

static void ca_as_leaf(struct conf_world *w)
{
	keys(w);
	w->order.signer_key = &w->ca->key;
	w->order.signer_certificate = forge_ca_certificate(w->ca);
}

/* A key of the forger's that has the point of somebody else's (CVE-2020-0601). */
static struct forge_key claim;
static struct forge_ca claimed;

static const struct forge_key *claim_of(const struct forge_key *victim)
{
	forge_key_free(&claim);
	conf_must(forge_key_claim(victim, &claim) == EG_OK, "claimed key");
	return &claim;
}

static void signer_claimed(struct conf_world *w)
{
	keys(w);
	w->order.signer_key = claim_of(conf_country_signer(SIGNER_ALGORITHM));
}

static const struct forge_ca *claimed_ca(void)
{
	const struct forge_ca_order order = conf_country_order(CA_ALGORITHM);
	struct forge_key key;
	forge_ca_free(&claimed);
	conf_must(forge_key_claim(&conf_country_ca(CA_ALGORITHM)->key, &key) == EG_OK &&
			  forge_ca_with_key(&claimed, &key, &order) == EG_OK,
		  "claimed CA");
	return &claimed;
}

static void ca_claimed(struct conf_world *w)
{
	keys(w);
	w->ca = claimed_ca();
	w->ca_untrusted = true;
	trust_too(w, conf_country_ca(CA_ALGORITHM));
}

/* Signed with another block than the trusted CA's own, by its key or without it. */
static void ca_block(struct conf_world *w, const char *honest, const char *forged)
{
	conf_signed_by(w, forged, SIGNER_ALGORITHM);
	w->ca_untrusted = true;
	trust_too(w, conf_country_ca(honest));
}

static void ca_cube_root(struct conf_world *w)
{
	ca_block(w, "rsa:3072:sha256:exponent-3", "rsa:3072:sha256:cube-root");
}

static void ca_garbage(struct conf_world *w)
{
	ca_block(w, "rsa:3072:sha256", "rsa:3072:sha256:garbage");
}

static void ca_no_null(struct conf_world *w)
{
	ca_block(w, "rsa:3072:sha256", "rsa:3072:sha256:no-null");
}

static void certificate(struct conf_world *w)
{
	keys(w);
	w->order.certificate = (enum forge_cert_form)w->variant;
}

/* The laboratory stops at the names; the field goes on to the state that signed. */
static const struct conf_finding rogue_in_disguise = {.fault = FAULT_COUNTRY, .more = "cert-name"};

#define CASE(name, does, how, ends, why, others, in_field, done)                           \
	{                                                                                  \
		.id = "OWN_PKI_" name, .what = (does), .end = (ends), .signed_file = true, \
		.fault = (why), .more = (others), .field = (in_field), .variant = (how),   \
		.prepare = (done)                                                          \
	}
#define ACCEPTED(name, does, how, done) \
	CASE(name, does, how, CONF_ACCEPTED, FAULT_NONE, NULL, CONF_ACCEPTED, done)
#define DEVIATES(name, does, how, why, done) \
	CASE(name, does, how, CONF_REFUSED, why, NULL, CONF_ACCEPTED, done)
#define REFUSED(name, does, how, why, others, done) \
	CASE(name, does, how, CONF_REFUSED, why, others, CONF_REFUSED, done)

static const struct conf_case cases[] = {
	REFUSED("SIGNER_EXPIRED", "has a signer whose certificate expired", 0, FAULT_SIGNER_EXPIRED,
		NULL, signer_expired),
	REFUSED("CA_EXPIRED", "has a country CA whose certificate expired", 0, FAULT_ISSUER_EXPIRED,
		NULL, ca_expired),
	REFUSED("CA_NOT_YET", "has a country CA whose certificate is not yet valid", 0,
		FAULT_ISSUER_NOT_YET, NULL, ca_not_yet),
	REFUSED("ROGUE_STATE", "is signed under the trusted country CA of another state",
		FORGE_WRONG_COUNTRY, FAULT_COUNTRY, NULL, rogue_state),
	{.id = "OWN_PKI_ROGUE_STATE_DISGUISED",
	 .what = "is signed so, by a signer whose certificate says that it is Utopia's",
	 .end = CONF_REFUSED,
	 .signed_file = true,
	 .fault = FAULT_CERT_NAME,
	 .field = CONF_REFUSED,
	 .field_finding = &rogue_in_disguise,
	 .variant = FORGE_FLAWLESS,
	 .prepare = rogue_state},
	REFUSED("UNKNOWN_CA", "is signed under a country CA that is not trusted", FORGE_CERT_USUAL,
		FAULT_ISSUER_UNKNOWN, NULL, unknown_ca),
	REFUSED("UNKNOWN_NAMESAKE",
		"is signed under a country CA that is not trusted, and does not tell its key",
		FORGE_CERT_AUTHORITY_MISSING, FAULT_ISSUER_SIGNATURE, "key-id-missing", unknown_ca),
	ACCEPTED("SAME_NAME", "is signed under one of two country CAs of the same name",
		 FORGE_CERT_USUAL, same_name),
	ACCEPTED("SAME_NAME_SECOND",
		 "is signed under the other of two country CAs of the same name", FORGE_CERT_USUAL,
		 same_name_second),
	DEVIATES("SAME_NAME_NO_KEY",
		 "is signed under one of two country CAs of the same name, and does not tell its "
		 "key",
		 FORGE_CERT_AUTHORITY_MISSING, FAULT_KEY_ID_MISSING, same_name),
	DEVIATES("SAME_NAME_NO_KEY_SECOND",
		 "is signed under the other of them, and does not tell its key",
		 FORGE_CERT_AUTHORITY_MISSING, FAULT_KEY_ID_MISSING, same_name_second),
	DEVIATES("OTHER_KEY", "tells another key of its country CA", FORGE_CERT_AUTHORITY_OTHER,
		 FAULT_ISSUER_KEY_ID, certificate),
	ACCEPTED("LINK_TRUSTED",
		 "is signed under a country CA that is trusted by its link certificate", 0,
		 link_trusted),
	REFUSED("LINK_AS_LEAF", "is signed with the key of a link certificate", 0,
		FAULT_SIGNER_IS_CA, "key-usage", link_as_leaf),
	REFUSED("CA_AS_LEAF", "is signed with the key of the country CA itself", 0,
		FAULT_SIGNER_IS_CA, "key-usage", ca_as_leaf),
	REFUSED("SIGNER_CLAIMED", "has a signer's key with a generator of the forger's choice", 0,
		FAULT_KEY_PARAMETERS, NULL, signer_claimed),
	REFUSED("CA_CLAIMED",
		"is signed with the country CA's key under a generator of the forger's choice", 0,
		FAULT_ISSUER_SIGNATURE, NULL, ca_claimed),
	REFUSED("CA_CUBE_ROOT", "has a certificate signed with a cube root, without the CA's key",
		0, FAULT_ISSUER_SIGNATURE, NULL, ca_cube_root),
	REFUSED("CA_GARBAGE", "has a certificate with anything behind the DigestInfo", 0,
		FAULT_ISSUER_SIGNATURE, NULL, ca_garbage),
	REFUSED("CA_NO_NULL", "has a certificate without NULL in the DigestInfo", 0,
		FAULT_ISSUER_SIGNATURE, NULL, ca_no_null),
	REFUSED("CRITICAL", "has a signer's certificate with an unknown critical extension",
		FORGE_CERT_CRITICAL, FAULT_CRITICAL_UNKNOWN, NULL, certificate),
	REFUSED("EXTENSION_TWICE", "has a signer's certificate with two key usages",
		FORGE_CERT_EXTENSION_TWICE, FAULT_SIGNER_NOT_FOUND, NULL, certificate),
	DEVIATES("SERIAL_ZERO", "has a signer's certificate of number 0", FORGE_CERT_SERIAL_ZERO,
		 FAULT_CERT_SERIAL, certificate),
	DEVIATES("SERIAL_NEGATIVE", "has a signer's certificate of a number below 0",
		 FORGE_CERT_SERIAL_NEGATIVE, FAULT_CERT_SERIAL, certificate),
	DEVIATES("SERIAL_LONG", "has a signer's certificate with a number of 21 octets",
		 FORGE_CERT_SERIAL_LONG, FAULT_CERT_SERIAL, certificate),
	REFUSED("PERIOD_INVERTED", "has a signer's certificate that ends before it begins",
		FORGE_CERT_PERIOD_INVERTED, FAULT_CERT_PERIOD, "signing-time signer-not-yet",
		certificate),
	REFUSED("USAGE_CERTIFIES", "has a signer whose key is for certificates, too",
		FORGE_CERT_USAGE_CERTIFIES, FAULT_SIGNER_IS_CA, "key-usage", certificate),
	REFUSED("IS_CA", "has a signer that is a CA", FORGE_CERT_IS_CA, FAULT_SIGNER_IS_CA, NULL,
		certificate),
	REFUSED("EXTENDED", "has a signer whose key is for master lists", FORGE_CERT_EXTENDED,
		FAULT_EXTENDED_USAGE, NULL, certificate),
	REFUSED("TYPES_OTHER", "is a passport, and its signer is for visas", FORGE_CERT_TYPES_OTHER,
		FAULT_DOCUMENT_TYPE, NULL, certificate),
	DEVIATES("TYPES_FORM", "has a signer whose list of document types is badly formed",
		 FORGE_CERT_TYPES_FORM, FAULT_DOCUMENT_TYPE_LIST, certificate),
};

const struct conf_unit conf_own_pki_chain = {"own_pki_chain", cases,
					     sizeof(cases) / sizeof(cases[0])};
