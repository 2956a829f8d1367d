/*
 * import_desk: a few states with country CAs, links, signers and lists, and a store to import into.
 * Knows what the tests of import share. Never knows what is right.
 */
#include "import_desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

void desk_open(struct desk *d)
{
	*d = (struct desk){.options = {.now_s = NOW_S}};
	for (size_t i = 0; i < DESK_KEYS; i++) {
		assert_int_equal(crypt_ec_generate(CRYPT_P256, &d->key[i]), EG_OK);
	}
}

void desk_free(struct desk *d)
{
	for (size_t i = 0; i < DESK_KEYS; i++) {
		crypt_ec_free(&d->key[i]);
	}
	bytes_free(&d->store);
	import_report_free(&d->report);
}

struct mint_file desk_ca(const struct desk *d, const char *country, const char *issuer,
			 const char *name, enum desk_key key, enum desk_key by)
{
	struct mint_cert c = mint_ca_of(country);
	c.issuer = issuer;
	c.name = name;
	c.serial = (uint8_t)(10 + key);
	return mint_certificate(&c, d->key[key], d->key[by]);
}

struct mint_file desk_root(const struct desk *d, const char *country, enum desk_key key)
{
	return desk_ca(d, country, "Country CA", "Country CA", key, key);
}

struct mint_file desk_list_signer(const struct desk *d, const char *country, enum desk_key by)
{
	struct mint_cert c = mint_signer_of(country);
	c.name = "Master List Signer";
	c.list_signer = true;
	return mint_certificate(&c, d->key[KEY_SIGNER], d->key[by]);
}

struct mint_file desk_signer(const struct desk *d, const char *country, uint8_t serial,
			     enum desk_key by)
{
	struct mint_cert c = mint_signer_of(country);
	c.serial = serial;
	return mint_certificate(&c, d->key[KEY_SIGNER], d->key[by]);
}

struct mint_file desk_list(const struct desk *d, const struct rd *certificates, size_t count,
			   const struct mint_file *signer, const char *time)
{
	return mint_master_list_at(certificates, count, mint_rd(signer), d->key[KEY_SIGNER], time);
}

void desk_import_mixed(struct desk *d, const struct import_file *files, size_t count)
{
	struct bytes image = {0};
	import_report_free(&d->report);
	if (d->anchor.left > 0) {
		d->options.anchors = &d->anchor;
		d->options.anchor_count = 1;
	} else {
		d->options.anchor_count = 0;
	}
	assert_int_equal(
		import_run(bytes_rd(&d->store), files, count, &d->options, &image, &d->report),
		EG_OK);
	bytes_free(&d->store);
	d->store = image;
	assert_int_equal(store_file_open(bytes_rd(&d->store), &d->s), EG_OK);
}

void desk_import(struct desk *d, enum store_kind kind, const struct mint_file *files, size_t count)
{
	struct import_file all[8];
	assert_in_range(count, 1, 8);
	for (size_t i = 0; i < count; i++) {
		all[i] = (struct import_file){.kind = kind, .bytes = mint_rd(&files[i])};
	}
	desk_import_mixed(d, all, count);
}

bool desk_holds(const struct desk *d, const struct mint_file *certificate)
{
	return store_cert_holds(&d->s, STORE_CSCA, mint_rd(certificate));
}

bool desk_same_content(const struct store_sections *a, const struct store_sections *b)
{
	for (size_t i = 0; i < STORE_SECTION_COUNT; i++) {
		if (i != STORE_HISTORY && !rd_equal(a->of[i], b->of[i])) {
			return false;
		}
	}
	return true;
}

struct mint_file desk_crl(const struct desk *d, const char *country, enum desk_key key,
			  struct date day, struct rd number, struct rd revoked)
{
	return desk_crl_of(d, country, key, day, number, revoked, FORGE_CRL_USUAL);
}

struct mint_file desk_crl_of(const struct desk *d, const char *country, enum desk_key key,
			     struct date day, struct rd number, struct rd revoked,
			     enum forge_crl_form form)
{
	struct mint_cert named = mint_ca_of(country);
	struct mint_file ca = mint_certificate(&named, d->key[key], d->key[key]);
	struct mint_file f = {0};
	uint8_t name_bytes[256];
	struct wr name = WR_ARRAY(name_bytes);
	struct wr w = WR_ARRAY(f.bytes);
	struct cert c;
	const struct forge_key signing = {
		.alg = {.named = true, .curve = CRYPT_P256, .hash = CRYPT_SHA256},
		.ec = d->key[key],
	};
	const struct forge_crl_entry entry = {revoked, DAY(2026, 1, 2), 1};
	assert_int_equal(cert_parse(mint_rd(&ca), &c), EG_OK);
	wr_tlv(&name, 0x30, c.subject);
	const struct forge_crl order = {
		.key = &signing,
		.issuer = wr_view(&name),
		.this_update = day,
		.next_update = DAY(2027, 1, 1),
		.number = number,
		.entries = &entry,
		.count = revoked.left > 0 ? 1 : 0,
		.form = form,
	};
	assert_int_equal(forge_crl(&w, &order), EG_OK);
	f.size = wr_view(&w).left;
	return f;
}

enum trust_revocation_state desk_revoked(const struct desk *d, const struct mint_file *ca,
					 struct rd serial)
{
	EG_AUTO(trust_free) struct trust *t = NULL;
	struct trust_revocation r;
	struct cert c;
	assert_int_equal(trust_over(bytes_rd(&d->store), &t), EG_OK);
	assert_int_equal(cert_parse(mint_rd(ca), &c), EG_OK);
	assert_int_equal(trust_revocation(t, &c, serial, &r), EG_OK);
	return r.state;
}

void desk_put_text(struct desk_ldif *t, const char *text)
{
	size_t size = strlen(text);
	assert_true(t->size + size < sizeof(t->bytes));
	struct wr w = wr_of(t->bytes + t->size, sizeof(t->bytes) - t->size);
	wr_put(&w, rd_cstr(text));
	t->size += size;
}

static void put_base64(struct desk_ldif *t, struct rd der)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	while (der.left > 0) {
		uint8_t three[3] = {0};
		size_t count = der.left < 3 ? der.left : 3;
		char four[5] = {0};
		assert_true(rd_copy(&der, three, count));
		uint32_t bits = (uint32_t)three[0] << 16 | (uint32_t)three[1] << 8 | three[2];
		for (size_t i = 0; i < 4; i++) {
			four[i] = i <= count ? digits[bits >> (18 - 6 * i) & 63] : '=';
		}
		desk_put_text(t, four);
	}
	desk_put_text(t, "\n");
}

void desk_put_entry(struct desk_ldif *t, const char *dn, const char *attribute, struct rd der,
		    const char *version)
{
	desk_put_text(t, "dn: ");
	desk_put_text(t, dn);
	desk_put_text(t, "\npkdVersion: ");
	desk_put_text(t, version);
	desk_put_text(t, "\n");
	desk_put_text(t, attribute);
	desk_put_text(t, ":: ");
	put_base64(t, der);
	desk_put_text(t, "\n");
}

void desk_import_ldif(struct desk *d, const struct desk_ldif *t, bool complete)
{
	struct import_file file = {.bytes = rd_of(t->bytes, t->size), .complete = complete};
	assert_true(import_kind_of(file.bytes, &file.kind));
	assert_int_equal(file.kind, STORE_KIND_COLLECTION);
	desk_import_mixed(d, &file, 1);
}
