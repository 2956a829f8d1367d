/*
 * passive_desk: a country with its CA in a trust store, and the recipe of a right document of it.
 */
#include "passive_desk.h"

#include <stdio.h>

struct crypt_ec *desk_key(enum crypt_curve c)
{
	struct crypt_ec *k = NULL;
	assert_int_equal(crypt_ec_generate(c, &k), EG_OK);
	return k;
}

void desk_free(struct passive_desk *d)
{
	trust_free(&d->trust);
	trust_free(&d->filled);
	store_parts_free(&d->parts);
	revoked_builder_free(&d->revoked);
	bytes_free(&d->revoked_image);
	crypt_ec_free(&d->ca_key);
	crypt_ec_free(&d->key);
}

void desk_store_ca(struct passive_desk *d, const struct mint_cert *ca)
{
	struct mint_file der = mint_certificate(ca, d->ca_key, d->ca_key);
	trust_free(&d->trust);
	assert_int_equal(trust_new(&d->trust), EG_OK);
	assert_int_equal(trust_add_certificate(d->trust, mint_rd(&der)), EG_OK);
}

struct passive_desk desk_new(void)
{
	struct passive_desk d = {
		.ca_key = desk_key(CRYPT_BP256R1),
		.key = desk_key(CRYPT_P256),
		.ca = mint_ca_of("UT"),
		.signer = mint_signer_of("UT"),
		.profile = passive_profile_field(),
		.today = {2026, 11, 22},
	};
	desk_store_ca(&d, &d.ca);
	d.sod.groups[1] = RD_TEXT("one");
	d.sod.groups[2] = RD_TEXT("two");
	d.sod.groups[15] = RD_TEXT("fifteen");
	return d;
}

/* The hand-filled store, with more beside it: before and after the sections are changed. */
static void open_sections(struct passive_desk *d)
{
	if (d->filled == NULL) {
		d->filled = d->trust;
		d->sections = *trust_sections(d->filled);
	} else {
		trust_free(&d->trust);
	}
	d->trust = NULL;
}

static void close_sections(struct passive_desk *d)
{
	assert_int_equal(trust_over_sections(&d->sections, &d->trust), EG_OK);
}

void desk_store_signer(struct passive_desk *d, struct rd der)
{
	EG_AUTO(store_set_free) struct store_set cas = {.of = STORE_CSCA};
	EG_AUTO(store_set_free) struct store_set signers = {.of = STORE_DSC};
	struct cert c;
	uint32_t item;
	bool was_there;
	open_sections(d);
	assert_int_equal(cert_parse(der, &c), EG_OK);
	assert_int_equal(store_set_load(&cas, STORE_CSCA, &d->sections), EG_OK);
	assert_int_equal(store_set_add(&signers, &c, &item, &was_there), EG_OK);
	assert_int_equal(store_set_name(&signers, item, 0), EG_OK);
	assert_int_equal(store_set_arrange(&cas), EG_OK);
	assert_int_equal(store_set_arrange(&signers), EG_OK);
	assert_int_equal(store_set_write(&signers, NULL, &cas, &d->parts), EG_OK);
	const struct store_sections written = store_parts_view(&d->parts);
	for (size_t i = STORE_DSC_RECORDS; i <= STORE_DSC_BY_END; i++) {
		d->sections.of[i] = written.of[i];
	}
	close_sections(d);
}

void desk_store_crl(struct passive_desk *d, struct rd crl, struct rd issuer)
{
	struct crl list;
	struct cert c;
	struct faults found = {0};
	size_t number;
	assert_int_equal(cert_parse(issuer, &c), EG_OK);
	assert_int_equal(crl_parse(crl, &list), EG_OK);
	assert_int_equal(crl_issued_by(&list, &c), EG_OK);
	open_sections(d);
	if (d->revoked == NULL) {
		assert_int_equal(revoked_builder_new(&d->revoked), EG_OK);
	}
	assert_int_equal(revoked_add(d->revoked, &number, &found, &list, &c), EG_OK);
	bytes_free(&d->revoked_image);
	size_t size = revoked_size(d->revoked);
	assert_int_equal(bytes_reserve(&d->revoked_image, size, size), EG_OK);
	struct wr out = wr_of(d->revoked_image.data, size);
	assert_int_equal(revoked_write(d->revoked, &out), EG_OK);
	d->revoked_image.size = out.size;
	d->sections.of[STORE_REVOKED] = bytes_rd(&d->revoked_image);
	close_sections(d);
}

void desk_store_known(struct passive_desk *d, struct rd image)
{
	open_sections(d);
	d->sections.of[STORE_KNOWN] = image;
	close_sections(d);
}

struct mint_file desk_signer(const struct passive_desk *d)
{
	return mint_certificate(&d->signer, d->key, d->ca_key);
}

struct mint_file desk_sod(const struct passive_desk *d)
{
	struct mint_file der = desk_signer(d);
	struct mint_sod recipe = d->sod;
	if (recipe.key == NULL) {
		recipe.certificate = mint_rd(&der);
		recipe.key = d->key;
	}
	return mint_security_object(&recipe);
}

struct passive *desk_judge_file(const struct passive_desk *d, struct rd file, struct findings *f)
{
	struct passive *p = NULL;
	const struct passive_input in = {.trust = d->trust,
					 .profile = &d->profile,
					 .today = d->today,
					 .document = d->document};
	*f = findings_none();
	assert_int_equal(passive_open(&in, file, f, &p), EG_OK);
	assert_non_null(p);
	return p;
}

struct passive *desk_judge(const struct passive_desk *d, struct findings *f)
{
	struct mint_file file = desk_sod(d);
	return desk_judge_file(d, mint_rd(&file), f);
}

void desk_finding(const struct findings *f, enum check c, enum verdict v, enum reason r,
		  enum passive_fault detail)
{
	assert_string_equal(verdict_name(f->of[c].verdict), verdict_name(v));
	assert_string_equal(reason_name(f->of[c].reason), reason_name(r));
	assert_string_equal(fault_word((enum passive_fault)(f->of[c].detail - 1)),
			    fault_word(detail));
}

const char *desk_words(struct faults set)
{
	static char words[2048];
	size_t used = 0;
	words[0] = '\0';
	for (unsigned f = 0; f < FAULT_COUNT; f++) {
		if (faults_has(set, (enum passive_fault)f)) {
			int more = snprintf(words + used, sizeof(words) - used, "%s%s",
					    used > 0 ? " " : "", fault_word((enum passive_fault)f));
			assert_in_range(more, 1, sizeof(words) - used - 1);
			used += (size_t)more;
		}
	}
	return words;
}
