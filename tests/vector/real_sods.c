/*
 * real_sods: eight security objects of real passports, and the German master list that knows their
 * country CAs.
 */
#include "real_sods.h"

#include <time.h>

#include "pki/cms.h"
#include "pki/sod.h"

const struct real_sod real_sods[REAL_SODS] = {
	{"sod/at-2023.bin", "AUT", "algorithm-parameters"},
	{"sod/cn-2017.bin", "CHN", "content-type"},
	{"sod/de-2023.bin", "D", "algorithm-parameters"},
	{"sod/fr-2017.bin", "FRA", ""},
	{"sod/my-2022.bin", "MYS", "signer-name-order"},
	{"sod/ru.bin", "RUS", "hash-deprecated"},
	{"sod/sg-2022.bin", "SGP", ""},
	{"sod/us-2021.bin", "USA", ""},
};

struct bytes real_sod_read(const char *name)
{
	struct bytes b = {0};
	assert_true(real_file(SOURCE_ROOT, name, &b));
	return b;
}

struct trust *real_sod_german_trust(void)
{
	EG_AUTO(bytes_free) struct bytes list = real_sod_read(GERMAN_LIST);
	EG_AUTO(bytes_free) struct bytes anchor = real_sod_read(GERMAN_ANCHOR);
	struct trust *t = NULL;
	assert_int_equal(trust_new(&t), EG_OK);
	assert_int_equal(trust_add_master_list(t, bytes_rd(&list), bytes_rd(&anchor)), EG_OK);
	return t;
}

double real_sod_cpu_ms(void)
{
	struct timespec now;
	assert_int_equal(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now), 0);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

struct trust *real_sod_small_trust(struct rd file)
{
	EG_AUTO(trust_free) struct trust *all = real_sod_german_trust();
	EG_AUTO(bytes_free) struct bytes list_file = real_sod_read(GERMAN_LIST);
	EG_AUTO(bytes_free) struct bytes rewritten = {0};
	static const struct date today = {2026, 11, 22};
	struct trust *t = NULL;
	struct sod sod;
	struct cms cms;
	struct cert c;
	struct cert issuer;
	struct rd list;
	struct rd skipped;
	struct rd certificates;
	struct rd der;
	assert_int_equal(sod_parse(file, &rewritten, &sod), EG_OK);
	assert_true(cms_next_certificate(&sod.cms.certificates, &der));
	assert_int_equal(cert_parse(der, &c), EG_OK);
	assert_int_equal(trust_find_issuer(all, &c, today, &issuer), EG_OK);
	assert_int_equal(trust_new(&t), EG_OK);
	assert_int_equal(trust_add_certificate(t, issuer.whole), EG_OK);
	assert_int_equal(cms_parse(bytes_rd(&list_file), &cms), EG_OK);
	assert_true(rd_expect(&cms.content, 0x30, &list));
	assert_true(rd_expect(&list, 0x02, &skipped));
	assert_true(rd_expect(&list, 0x31, &certificates));
	while (trust_count(t) < 2 && cms_next_certificate(&certificates, &der)) {
		assert_int_equal(cert_parse(der, &c), EG_OK);
		if (strcmp(c.country, issuer.country) == 0) {
			assert_int_equal(trust_add_certificate(t, der), EG_OK);
		}
	}
	return t;
}
