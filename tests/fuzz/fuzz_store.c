/*
 * fuzz_store: whatever a trust store's sections hold, lookups end, and stay within them.
 * Knows trust, stores and import. Never knows documents.
 *
 * Input: a file of a trust store as it is, and pieces of section number, size (16 bits), bytes:
 * these come past the hash, as from somebody who may write the file.
 */
#include "tests/fuzz/fuzz.h"

#include "pki/import.h"
#include "pki/trust.h"

static struct store_sections cut(struct rd input)
{
	struct store_sections s = {0};
	while (input.left > 0) {
		uint8_t section = 0;
		uint16_t size = 0;
		struct rd bytes = RD_EMPTY;
		if (!rd_u8(&input, &section) || !rd_be16(&input, &size)) {
			break;
		}
		size_t taken = size < input.left ? size : input.left;
		if (rd_take(&input, taken, &bytes) && section < STORE_SECTION_COUNT) {
			s.of[section] = bytes;
		}
	}
	return s;
}

static void look_up(const struct trust *t, const struct cert *c)
{
	struct trust_cursor at = {0};
	struct trust_cursor by_name = {0};
	struct trust_cursor by_id = {0};
	struct trust_revocation revocation;
	struct cert found;
	while (trust_next_issuer(t, c, &at, &found)) {
		promise(found.ca || found.key_usage_certifies);
	}
	while (trust_next_signer(t, &c->issuer, c->serial, RD_EMPTY, &by_name, &found)) {
		promise(rd_equal(found.serial, c->serial));
	}
	while (trust_next_signer(t, NULL, RD_EMPTY, c->subject_key_id, &by_id, &found)) {
		promise(rd_equal(found.subject_key_id, c->subject_key_id));
	}
	if (trust_revocation(t, c, c->serial, &revocation) == EG_OK) {
		promise(revocation.state <= TRUST_CRL_OTHER_ISSUER);
	}
}

static void look_at_set(const struct trust *t, enum store_set_of set)
{
	const struct store_sections *s = trust_sections(t);
	size_t count = store_cert_count(s, set);
	for (uint32_t i = 0; i < count; i++) {
		struct store_cert one;
		struct cert c;
		uint32_t record;
		if (!store_cert_at(s, set, i, &one)) {
			continue;
		}
		if (store_cert_find(s, set, one.id, &record)) {
			promise(record < count);
		}
		(void)store_cert_holds(s, set, one.der); /* an index may be wrong */
		if (cert_parse(one.der, &c) == EG_OK) {
			look_up(t, &c);
		}
	}
}

static void look_at_sources(const struct store_sections *s)
{
	for (size_t i = 0; i < store_source_count(s); i++) {
		struct store_source source;
		if (store_source_at(s, i, &source)) {
			promise(source.kind < STORE_KIND_COUNT);
		}
	}
	for (size_t i = 0; i < store_event_count(s); i++) {
		struct store_event event;
		if (store_event_at(s, i, &event)) {
			promise(event.outcome <= STORE_LEFT);
		}
	}
}

/* Importing nothing, or its own certificates, into it gives a store, or says why not. */
static void import_again(const struct store_sections *s)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	EG_AUTO(bytes_free) struct bytes image = {0};
	EG_AUTO(import_report_free) struct import_report report = {0};
	const struct import_options options = {.now_s = 1795305600, .take_certificates = true};
	struct import_file own[8];
	struct store_sections again;
	size_t count = 0;
	for (uint32_t i = 0; i < 4; i++) {
		struct store_cert one;
		if (store_cert_at(s, STORE_CSCA, i, &one)) {
			own[count++] = (struct import_file){one.der, STORE_KIND_COUNTRY_CA, false};
		}
		if (store_cert_at(s, STORE_DSC, i, &one)) {
			own[count++] = (struct import_file){one.der, STORE_KIND_SIGNER, false};
		}
	}
	if (store_file_build(s, &file) == EG_OK &&
	    import_run(bytes_rd(&file), own, count, &options, &image, &report) == EG_OK) {
		promise(store_file_open(bytes_rd(&image), &again) == EG_OK);
		promise(report.result_count == count);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	EG_AUTO(trust_free) struct trust *t = NULL;
	struct store_sections s;
	if (store_file_open(rd_of(data, size), &s) != EG_OK) {
		s = cut(rd_of(data, size));
	}
	if (trust_over_sections(&s, &t) == EG_OK) {
		look_at_set(t, STORE_CSCA);
		look_at_set(t, STORE_DSC);
	}
	look_at_sources(&s);
	import_again(&s);
	return 0;
}
