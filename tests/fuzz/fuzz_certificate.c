/*
 * fuzz_certificate: what a certificate's reader gives lies within the certificate, and its names
 * are themselves; whether its own key signed it has one answer; what is refused or read in spite of
 * its form is a fault.
 * Knows cert and name. Never knows trust.
 */
#include "tests/fuzz/fuzz.h"

#include "pki/cert.h"
#include "pki/name.h"

static bool within(struct rd part, struct rd whole)
{
	return part.left == 0 ||
	       (part.at >= whole.at && part.at + part.left <= whole.at + whole.left);
}

/* No role forgives what is wrong in itself; nobody signs documents and certificates alike. */
static void profiles(const struct cert *c)
{
	for (int role = CERT_CSCA; role <= CERT_DEFECT_SIGNER; role++) {
		struct faults found = {0};
		cert_profile(c, (enum cert_role)role, &found);
		promise(faults_empty(faults_without(c->faults, found)));
	}
	struct faults as_ca = {0};
	struct faults as_signer = {0};
	cert_profile(c, CERT_CSCA, &as_ca);
	cert_profile(c, CERT_DOCUMENT_SIGNER, &as_signer);
	promise(!faults_empty(as_ca) || !faults_empty(as_signer));
	promise(cert_signs_type(c, RD_TEXT("P<")) == cert_signs_type(c, RD_TEXT("P")));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cert c;
	struct rd whole = rd_of(data, size);
	if (cert_parse(whole, &c) != EG_OK) {
		promise(faults_has(c.faults, FAULT_CERT_FORMAT) && c.tbs.left == 0);
		return 0;
	}
	promise(!faults_has(c.faults, FAULT_CERT_FORMAT));
	profiles(&c);
	const struct rd parts[] = {c.tbs,
				   c.serial,
				   c.algorithm,
				   c.issuer,
				   c.subject,
				   c.spki,
				   c.signature,
				   c.subject_key_id,
				   c.authority_key_id,
				   c.extended_usages,
				   c.document_types,
				   c.crl_distribution};
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		promise(within(parts[i], whole));
	}
	promise(date_valid(c.from) && date_valid(c.to));
	promise(faults_has(c.faults, FAULT_CERT_PERIOD) ||
		c.not_before.unix_s <= c.not_after.unix_s);
	promise(name_same_reordered(c.issuer, c.subject) ==
		name_same_reordered(c.subject, c.issuer));
	promise(name_same(c.issuer, c.issuer) && name_same(c.subject, c.subject));
	promise(name_same(c.issuer, c.subject) == name_same(c.subject, c.issuer));
	promise(c.country[3] == '\0' && c.issuer_country[3] == '\0');
	promise(cert_issued_by(&c, &c) == cert_issued_by(&c, &c));
	return 0;
}
