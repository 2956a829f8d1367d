/*
 * What forge writes, passive judges: two sides written apart from the same standard. Every flaw
 * that forge can put into a document leads to its own finding and to no other.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "passive_desk.h"
#include "simulator/forge.h"

static const struct date today = {2026, 11, 22};
/* Start of a JPEG with a frame header: forge reads the size out of it. */
static const uint8_t picture[] = {0xFF, 0xD8, 0xFF, 0xC0, 0x00, 0x11, 0x08, 0x02,
				  0x13, 0x01, 0x9D, 0x03, 0x01, 0x22, 0x00, 0x02,
				  0x11, 0x01, 0x03, 0x11, 0x01, 0xFF, 0xD9};

/* A country with its CA, and the gate's trust in it. */
struct country {
	struct forge_ca ca;
	struct trust *trust;
};

static void country_free(struct country *c)
{
	forge_ca_free(&c->ca);
	trust_free(&c->trust);
}

static struct country new_country(const char *algorithm)
{
	struct country c = {0};
	struct forge_alg alg;
	assert_int_equal(forge_alg_parse(algorithm, &alg), EG_OK);
	assert_int_equal(forge_ca_new(&c.ca, &alg, today), EG_OK);
	assert_int_equal(trust_new(&c.trust), EG_OK);
	assert_int_equal(trust_add_certificate(c.trust, forge_ca_certificate(&c.ca)), EG_OK);
	return c;
}

static struct forge_order order_with(const char *signer, enum forge_flaw flaw)
{
	struct forge_order o = forge_order_usual(today);
	o.holder = forge_holder_usual();
	o.portrait = rd_of(picture, sizeof(picture));
	o.other_given = "BERTA";
	o.flaw = flaw;
	assert_int_equal(forge_alg_parse(signer, &o.signer), EG_OK);
	return o;
}

static struct rd file_of(const struct chip_document *d, uint8_t sfi)
{
	for (size_t i = 0; i < d->file_count; i++) {
		if (d->files[i].in_application && d->files[i].sfi == sfi) {
			return d->files[i].contents;
		}
	}
	fail();
	return RD_EMPTY;
}

/* Makes the document and judges all of it as the verify worker would. */
static struct findings judge(const struct country *c, const struct forge_order *order)
{
	EG_AUTO(forge_document_free) struct forge_document forged = {0};
	EG_AUTO(chip_document_free) struct chip_document d = {0};
	EG_AUTO(passive_free) struct passive *p = NULL;
	struct findings f = findings_none();
	assert_int_equal(forge_document(&forged, &c->ca, order), EG_OK);
	assert_int_equal(chip_document_parse(&d, bytes_rd(&forged.container)), EG_OK);
	assert_int_equal(open_in_field(c->trust, file_of(&d, 0x1D), today, &f, &p), EG_OK);
	static const unsigned groups[] = {1, 2, 14, 15};
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		if (passive_has_group(p, groups[i])) {
			(void)passive_group(p, groups[i], file_of(&d, (uint8_t)groups[i]), &f);
		}
	}
	passive_holder(p, order->holder.state, "P", &f);
	return f;
}

static const enum check judged[] = {
	CHECK_SOD_FORMAT,   CHECK_SOD_SIGNER,  CHECK_SOD_SIGNATURE, CHECK_SOD_CHAIN,
	CHECK_SOD_VALIDITY, CHECK_SOD_COUNTRY, CHECK_DG1_HASH,      CHECK_DG2_HASH,
};
#define JUDGED (sizeof(judged) / sizeof(judged[0]))

static void documents_of_every_algorithm_pass(void **state)
{
	(void)state;
	static const char *const algorithms[] = {
		"ec:brainpoolP256r1:sha256",
		"ec:brainpoolP384r1",
		"ec:brainpoolP512r1",
		"ec:P-256:sha256:named",
		"ec:P-384",
		"ec:P-521",
		"ec:P-224:sha224",
		"ec:P-256:sha1",
		"rsa:2048:sha256",
		"rsa:2048:sha1",
		"pss:2048:sha256",
		"pss:2048:sha512",
	};
	EG_AUTO(country_free) struct country c = new_country("ec:brainpoolP384r1");
	for (size_t i = 0; i < sizeof(algorithms) / sizeof(algorithms[0]); i++) {
		for (unsigned version = 0; version < 2; version++) {
			struct forge_order order = order_with(algorithms[i], FORGE_FLAWLESS);
			order.lds_version = version;
			struct findings f = judge(&c, &order);
			for (size_t j = 0; j < JUDGED; j++) {
				assert_string_equal(verdict_name(f.of[judged[j]].verdict), "pass");
				bool old = judged[j] == CHECK_SOD_SIGNATURE &&
					   strstr(algorithms[i], "sha1") != NULL;
				assert_int_equal(f.of[judged[j]].reason,
						 old ? REASON_DEVIATION : REASON_NONE);
				assert_int_equal(
					f.of[judged[j]].detail == FAULT_HASH_DEPRECATED + 1, old);
			}
		}
	}
}

static void cas_of_every_kind_are_trusted(void **state)
{
	(void)state;
	static const char *const algorithms[] = {"rsa:2048:sha256", "pss:2048:sha256", "ec:P-521"};
	for (size_t i = 0; i < sizeof(algorithms) / sizeof(algorithms[0]); i++) {
		EG_AUTO(country_free) struct country c = new_country(algorithms[i]);
		struct forge_order order = order_with("ec:P-256:sha256", FORGE_FLAWLESS);
		struct findings f = judge(&c, &order);
		assert_int_equal(findings_verdict(&f, CHECK_SOD_CHAIN), VERDICT_PASS);
		assert_int_equal(findings_verdict(&f, CHECK_DG1_HASH), VERDICT_PASS);
	}
}

/* RSA of 1024 bits is within reach of those who forge passports for a state. */
static void keys_that_can_be_computed_prove_nothing(void **state)
{
	(void)state;
	EG_AUTO(country_free) struct country c = new_country("ec:P-256");
	EG_AUTO(country_free) struct country weak = new_country("rsa:1024:sha256");
	static const char *const signers[] = {"rsa:1024:sha256", "pss:1024:sha256",
					      "ec:P-192:sha256", "ec:brainpoolP192r1:sha256"};
	for (size_t i = 0; i < sizeof(signers) / sizeof(signers[0]); i++) {
		struct forge_order order = order_with(signers[i], FORGE_FLAWLESS);
		struct findings f = judge(&c, &order);
		assert_int_equal(findings_verdict(&f, CHECK_SOD_SIGNATURE), VERDICT_FAIL);
		assert_int_equal(f.of[CHECK_SOD_SIGNATURE].reason, REASON_ALGORITHM);
		assert_int_equal(findings_verdict(&f, CHECK_SOD_CHAIN), VERDICT_PASS);
		assert_int_not_equal(findings_verdict(&f, CHECK_DG1_HASH), VERDICT_PASS);
	}
	struct forge_order order = order_with("ec:P-256", FORGE_FLAWLESS);
	struct findings f = judge(&weak, &order);
	assert_int_equal(findings_verdict(&f, CHECK_SOD_SIGNATURE), VERDICT_PASS);
	assert_int_equal(findings_verdict(&f, CHECK_SOD_CHAIN), VERDICT_FAIL);
	assert_int_equal(f.of[CHECK_SOD_CHAIN].reason, REASON_ALGORITHM);
	assert_int_not_equal(findings_verdict(&f, CHECK_DG1_HASH), VERDICT_PASS);
}

static void each_flaw_leads_to_its_own_finding(void **state)
{
	(void)state;
	static const struct {
		enum forge_flaw flaw;
		enum check check;
		enum reason reason;
		bool alone; /* everything else passes; else later checks cannot tell */
	} flaws[] = {
		{FORGE_DG1_CHANGED, CHECK_DG1_HASH, REASON_HASH_WRONG, true},
		{FORGE_DG2_CHANGED, CHECK_DG2_HASH, REASON_HASH_WRONG, true},
		{FORGE_EXPIRED_SIGNER, CHECK_SOD_VALIDITY, REASON_EXPIRED, true},
		{FORGE_WRONG_COUNTRY, CHECK_SOD_COUNTRY, REASON_COUNTRY_DIFFERS, true},
		{FORGE_UNKNOWN_CSCA, CHECK_SOD_CHAIN, REASON_UNKNOWN_ISSUER, false},
		{FORGE_BROKEN_SIGNATURE, CHECK_SOD_SIGNATURE, REASON_SIGNATURE_WRONG, false},
	};
	EG_AUTO(country_free) struct country c = new_country("ec:brainpoolP384r1");
	for (size_t i = 0; i < sizeof(flaws) / sizeof(flaws[0]); i++) {
		struct forge_order order = order_with("ec:brainpoolP256r1", flaws[i].flaw);
		struct findings f = judge(&c, &order);
		for (size_t j = 0; j < JUDGED; j++) {
			const struct finding *found = &f.of[judged[j]];
			if (judged[j] == flaws[i].check) {
				assert_string_equal(verdict_name(found->verdict), "fail");
				assert_string_equal(reason_name(found->reason),
						    reason_name(flaws[i].reason));
			} else if (flaws[i].alone) {
				assert_string_equal(verdict_name(found->verdict), "pass");
			} else {
				assert_int_not_equal(found->verdict, VERDICT_FAIL);
			}
		}
		bool believed = findings_verdict(&f, CHECK_DG1_HASH) == VERDICT_PASS;
		assert_true(!believed || flaws[i].alone);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(documents_of_every_algorithm_pass),
		cmocka_unit_test(cas_of_every_kind_are_trusted),
		cmocka_unit_test(keys_that_can_be_computed_prove_nothing),
		cmocka_unit_test(each_flaw_leads_to_its_own_finding),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
