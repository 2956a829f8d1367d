/*
 * The country CAs of the real master lists: every one is read, and what is wrong with each is
 * noted. The files lie beside the project (they are the states'); without them this ends with 77.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pki/cms.h"
#include "real_data.h"

#define DISTINCT_MAX 2048

static const char *const lists[] = {
	"masterlists/DE_ML_2024-08-07-07-38-24.ml",
	"masterlists/DE_ML_2026-05-28-08-28-45.ml",
	"masterlists/IT_MasterListCSCA.ml",
};
#define LISTS (sizeof(lists) / sizeof(lists[0]))

/* How many of the distinct certificates of all three lists have what wrong: in themselves, and with
 * what a country CA's must be. */
static const struct {
	enum passive_fault fault;
	size_t noted;
	size_t against_profile;
} known[] = {
	{FAULT_CERT_SERIAL, 2, 2},      {FAULT_CERT_NAME, 26, 26},
	{FAULT_KEY_ID_MISSING, 0, 11},  {FAULT_KEY_USAGE_MISSING, 0, 1},
	{FAULT_KEY_USAGE, 0, 14},       {FAULT_EXTENDED_USAGE, 0, 7},
	{FAULT_EXTENSION_FORMAT, 3, 3}, {FAULT_EXTENSION_CRITICALITY, 0, 21},
	{FAULT_ISSUER_PROFILE, 0, 65},
};
#define CERTIFICATES 776

struct tally {
	size_t count;
	size_t usable_keys;
	size_t noted[FAULT_COUNT];
	size_t against_profile[FAULT_COUNT];
};

static void tally(struct tally *t, const struct cert *c)
{
	EG_AUTO(crypt_pub_free) struct crypt_pub *key = NULL;
	struct faults profile = {0};
	cert_profile(c, cert_self_issued(c) ? CERT_CSCA : CERT_LINK, &profile);
	t->count++;
	t->usable_keys += cert_key(c, &key) == EG_OK ? 1 : 0;
	for (unsigned i = 0; i < FAULT_COUNT; i++) {
		t->noted[i] += faults_has(c->faults, (enum passive_fault)i) ? 1 : 0;
		t->against_profile[i] += faults_has(profile, (enum passive_fault)i) ? 1 : 0;
	}
}

static bool seen(const struct rd *before, size_t count, struct rd der)
{
	for (size_t i = 0; i < count; i++) {
		if (rd_equal(before[i], der)) {
			return true;
		}
	}
	return false;
}

static struct rd certificates_of(const struct bytes *file)
{
	struct cms c;
	struct rd content;
	struct rd list;
	struct rd version;
	struct rd certificates;
	assert_int_equal(cms_parse(bytes_rd(file), &c), EG_OK);
	assert_true(faults_empty(c.faults) && faults_empty(c.signers[0].faults));
	content = c.content;
	assert_true(rd_expect(&content, 0x30, &list) && rd_expect(&list, 0x02, &version) &&
		    rd_expect(&list, 0x31, &certificates));
	return certificates;
}

static void every_listed_country_ca_is_read(void **state)
{
	(void)state;
	static struct rd distinct[DISTINCT_MAX];
	struct bytes files[LISTS] = {0};
	struct tally t = {0};
	for (size_t i = 0; i < LISTS; i++) {
		struct rd der;
		assert_true(real_file(SOURCE_ROOT, lists[i], &files[i]));
		struct rd certificates = certificates_of(&files[i]);
		while (cms_next_certificate(&certificates, &der)) {
			struct cert c;
			if (seen(distinct, t.count, der)) {
				continue;
			}
			assert_in_range(t.count, 0, DISTINCT_MAX - 1);
			distinct[t.count] = der;
			assert_int_equal(cert_parse(der, &c), EG_OK);
			tally(&t, &c);
		}
		assert_true(rd_end(&certificates));
	}
	print_message("%zu certificates of country CAs, none unreadable\n", t.count);
	assert_int_equal(t.count, CERTIFICATES);
	assert_int_equal(t.usable_keys, CERTIFICATES);
	struct tally wanted = {0};
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		wanted.noted[known[i].fault] = known[i].noted;
		wanted.against_profile[known[i].fault] = known[i].against_profile;
	}
	for (unsigned i = 0; i < FAULT_COUNT; i++) {
		if (t.noted[i] != wanted.noted[i] ||
		    t.against_profile[i] != wanted.against_profile[i]) {
			print_error("%s: %zu noted, %zu against the profile\n",
				    fault_word((enum passive_fault)i), t.noted[i],
				    t.against_profile[i]);
			fail();
		}
	}
	for (size_t i = 0; i < LISTS; i++) {
		bytes_free(&files[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_listed_country_ca_is_read),
	};
	EG_AUTO(bytes_free) struct bytes probe = {0};
	if (!real_file(SOURCE_ROOT, lists[0], &probe)) {
		printf("skipped: no real lists in %s\n", SOURCE_ROOT REAL_DATA);
		return 77;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
