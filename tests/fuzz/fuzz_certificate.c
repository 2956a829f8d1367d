/*
 * fuzz_certificate: what a certificate's reader gives lies within the certificate, and its names
 * are themselves; whether its own key signed it has one answer.
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cert c;
	struct rd whole = rd_of(data, size);
	if (cert_parse(whole, &c) != EG_OK) {
		return 0;
	}
	const struct rd parts[] = {c.tbs,       c.serial,         c.algorithm,
				   c.issuer,    c.subject,        c.spki,
				   c.signature, c.subject_key_id, c.authority_key_id};
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		promise(within(parts[i], whole));
	}
	promise(date_valid(c.from) && date_valid(c.to));
	promise(name_same(c.issuer, c.issuer) && name_same(c.subject, c.subject));
	promise(name_same(c.issuer, c.subject) == name_same(c.subject, c.issuer));
	promise(c.country[3] == '\0' && c.issuer_country[3] == '\0');
	promise(cert_issued_by(&c, &c) == cert_issued_by(&c, &c));
	return 0;
}
