/*
 * test_pinned: a text signed by somebody whom an administrator has pinned, and by others; PEM.
 */
#include "watch_desk.h"

#include "pki/cms_write.h"
#include "pki/pem.h"
#include "pki/pinned.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TODAY ((struct date){2026, 11, 30})
#define TEXT  RD_TEXT("egate-watchlist 1\nwhatever\n")

/* A CA, a signer under it, and what the signer signed. */
struct desk {
	struct crypt_ec *ca_key; /* owned, both */
	struct crypt_ec *key;
	struct mint_file ca;
	struct mint_file signer;
	uint8_t octets[8192];
	size_t size;
};

static void desk_free(struct desk *d)
{
	crypt_ec_free(&d->ca_key);
	crypt_ec_free(&d->key);
}

static void seal(struct desk *d, struct rd text)
{
	struct wr w = WR_ARRAY(d->octets);
	watch_desk_seal(d->key, mint_rd(&d->signer), text, &w);
	d->size = w.size;
}

static struct desk desk_of(enum crypt_curve curve, const struct mint_cert *ca,
			   const struct mint_cert *signer)
{
	struct desk d = {.ca_key = NULL};
	assert_int_equal(crypt_ec_generate(CRYPT_P256, &d.ca_key), EG_OK);
	assert_int_equal(crypt_ec_generate(curve, &d.key), EG_OK);
	d.ca = mint_certificate(ca, d.ca_key, d.ca_key);
	d.signer = mint_certificate(signer, d.key, d.ca_key);
	seal(&d, TEXT);
	return d;
}

static struct desk usual(void)
{
	const struct mint_cert ca = mint_ca_of("UT");
	const struct mint_cert signer = mint_signer_of("UT");
	return desk_of(CRYPT_P256, &ca, &signer);
}

static enum eg_err open_with(const struct desk *d, struct rd trust, struct date today,
			     struct pinned_text *out)
{
	EG_AUTO(pinned_free) struct pinned p = {.count = 0};
	assert_int_equal(pinned_read(trust, &p), EG_OK);
	enum eg_err err = pinned_open(rd_of(d->octets, d->size), &p, today, out);
	out->signer = (struct cert){.v3 = false}; /* may borrow from what is freed now */
	return err;
}

static void a_pinned_signer_is_believed_on_every_curve(void **state)
{
	static const enum crypt_curve curves[] = {CRYPT_P256, CRYPT_BP256R1, CRYPT_P384,
						  CRYPT_BP512R1, CRYPT_P521};
	const struct mint_cert ca = mint_ca_of("UT");
	const struct mint_cert signer = mint_signer_of("UT");
	(void)state;
	for (size_t i = 0; i < sizeof(curves) / sizeof(curves[0]); i++) {
		EG_AUTO(desk_free) struct desk d = desk_of(curves[i], &ca, &signer);
		struct pinned_text text;
		assert_int_equal(open_with(&d, mint_rd(&d.signer), TODAY, &text), EG_OK);
		assert_true(rd_equal(text.content, TEXT));
		assert_int_equal(date_compare(text.last, (struct date){2035, 1, 1}), 0);
		assert_true(text.has_time);
		assert_int_equal(text.time.unix_s, 1764500000);
	}
}

static void a_pinned_ca_vouches_for_whom_it_issued(void **state)
{
	EG_AUTO(desk_free) struct desk d = usual();
	EG_AUTO(desk_free) struct desk other = usual();
	struct pinned_text text;
	(void)state;
	assert_int_equal(open_with(&d, mint_rd(&d.ca), TODAY, &text), EG_OK);
	assert_true(rd_equal(text.content, TEXT));
	/* Of the same name, with another key. */
	assert_int_equal(open_with(&d, mint_rd(&other.ca), TODAY, &text), EG_DENIED);
	assert_int_equal(open_with(&d, mint_rd(&other.signer), TODAY, &text), EG_MISMATCH);
}

static void a_list_is_good_until_the_first_of_its_certificates_ends(void **state)
{
	struct mint_cert ca = mint_ca_of("UT");
	const struct mint_cert signer = mint_signer_of("UT");
	struct pinned_text text;
	(void)state;
	ca.to = "280101000000Z";
	EG_AUTO(desk_free) struct desk d = desk_of(CRYPT_P256, &ca, &signer);
	assert_int_equal(open_with(&d, mint_rd(&d.ca), TODAY, &text), EG_OK);
	assert_int_equal(date_compare(text.last, (struct date){2028, 1, 1}), 0);
	assert_int_equal(open_with(&d, mint_rd(&d.ca), (struct date){2028, 1, 2}, &text),
			 EG_DENIED);
	assert_int_equal(open_with(&d, mint_rd(&d.signer), (struct date){2028, 1, 2}, &text),
			 EG_OK);
	assert_int_equal(open_with(&d, mint_rd(&d.signer), (struct date){2035, 1, 2}, &text),
			 EG_DENIED);
	assert_int_equal(open_with(&d, mint_rd(&d.signer), (struct date){2024, 12, 31}, &text),
			 EG_DENIED);
}

static void who_may_not_sign_does_not(void **state)
{
	const struct mint_cert ca = mint_ca_of("UT");
	struct mint_cert certifies = mint_signer_of("UT");
	struct mint_cert is_ca = mint_signer_of("UT");
	struct mint_cert critical = mint_signer_of("UT");
	struct mint_cert no_ca = mint_ca_of("UT");
	const struct mint_cert signer = mint_signer_of("UT");
	struct pinned_text text;
	(void)state;
	certifies.key_usage = MINT_CERTIFIES;
	is_ca.ca = true;
	critical.unknown_critical = true;
	no_ca.ca = false;
	const struct mint_cert *const bad[] = {&certifies, &is_ca, &critical};
	for (size_t i = 0; i < 3; i++) {
		EG_AUTO(desk_free) struct desk d = desk_of(CRYPT_P256, &ca, bad[i]);
		assert_int_equal(open_with(&d, mint_rd(&d.ca), TODAY, &text), EG_DENIED);
	}
	/* A certificate that is no CA's vouches for itself alone; a CA's never for itself. */
	EG_AUTO(desk_free) struct desk d = desk_of(CRYPT_P256, &no_ca, &signer);
	assert_int_equal(open_with(&d, mint_rd(&d.ca), TODAY, &text), EG_DENIED);
	EG_AUTO(desk_free) struct desk self = desk_of(CRYPT_P256, &ca, &is_ca);
	assert_int_equal(open_with(&self, mint_rd(&self.signer), TODAY, &text), EG_DENIED);
}

static void other_containers_are_refused(void **state)
{
	EG_AUTO(desk_free) struct desk d = usual();
	struct pinned_text text;
	struct mint_cms order = {.content_type = CMS_TYPE_DATA,
				 .content = TEXT,
				 .certificate = mint_rd(&d.signer),
				 .key = d.key,
				 .version = 1};
	static const struct {
		const char *what;
		enum eg_err err;
	} cases[] = {
		{"plain", EG_OK},         {"sha1", EG_UNSUPPORTED},   {"two", EG_BAD_DATA},
		{"content", EG_MISMATCH}, {"signature", EG_MISMATCH}, {"attributes", EG_MISMATCH},
		{"type", EG_BAD_DATA},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct mint_cms o = order;
		struct wr w = WR_ARRAY(d.octets);
		o.sha1 = strcmp(cases[i].what, "sha1") == 0;
		o.two_signers = strcmp(cases[i].what, "two") == 0;
		o.other_content = strcmp(cases[i].what, "content") == 0;
		o.wrong_signature = strcmp(cases[i].what, "signature") == 0;
		o.no_attributes = strcmp(cases[i].what, "attributes") == 0;
		if (strcmp(cases[i].what, "type") == 0) {
			o.content_type = RD_TEXT("\x67\x81\x08\x01\x01\x02"); /* a master list */
		}
		mint_signed_data(&o, &w);
		d.size = w.size;
		enum eg_err err = open_with(&d, mint_rd(&d.signer), TODAY, &text);
		if (err != cases[i].err) {
			fail_msg("%s: %s", cases[i].what, eg_err_name(err));
		}
	}
	d.size = 0;
	assert_int_equal(open_with(&d, mint_rd(&d.signer), TODAY, &text), EG_BAD_DATA);
}

static void no_changed_bit_gives_another_text(void **state)
{
	EG_AUTO(desk_free) struct desk d = usual();
	EG_AUTO(pinned_free) struct pinned p = {.count = 0};
	size_t opened = 0;
	(void)state;
	assert_int_equal(pinned_read(mint_rd(&d.signer), &p), EG_OK);
	for (size_t i = 0; i < d.size * 8; i += 3) {
		struct pinned_text text;
		d.octets[i / 8] ^= (uint8_t)(1u << (i % 8));
		if (pinned_open(rd_of(d.octets, d.size), &p, TODAY, &text) == EG_OK) {
			opened++;
			assert_true(rd_equal(text.content, TEXT));
		}
		d.octets[i / 8] ^= (uint8_t)(1u << (i % 8));
	}
	assert_true(opened > 0); /* the embedded certificate is not under the signature */
}

static void a_file_is_told_without_trust(void **state)
{
	EG_AUTO(desk_free) struct desk d = usual();
	struct pinned_text text;
	(void)state;
	assert_int_equal(pinned_peek(rd_of(d.octets, d.size), &text), EG_OK);
	assert_true(rd_equal(text.content, TEXT));
	assert_true(rd_equal(text.signer.whole, mint_rd(&d.signer)));
	assert_int_equal(pinned_peek(TEXT, &text), EG_BAD_DATA);
}

static void a_file_of_pins_is_pem_or_one_in_der(void **state)
{
	EG_AUTO(desk_free) struct desk d = usual();
	static uint8_t octets[65536];
	struct pinned p;
	struct wr w = WR_ARRAY(octets);
	(void)state;
	watch_desk_pem(mint_rd(&d.ca), "PRIVATE KEY", &w); /* passed over */
	wr_put(&w, RD_TEXT("Subject: whoever\r\n"));
	watch_desk_pem(mint_rd(&d.ca), "CERTIFICATE", &w);
	watch_desk_pem(mint_rd(&d.signer), "CERTIFICATE", &w);
	assert_int_equal(pinned_read(wr_view(&w), &p), EG_OK);
	assert_int_equal(p.count, 2);
	assert_true(p.of[0].ca && !p.of[1].ca);
	pinned_free(&p);
	while (p.count < PINNED_MAX - 1) { /* of those two and as many as to have one too many */
		watch_desk_pem(mint_rd(&d.ca), "CERTIFICATE", &w);
		p.count++;
	}
	p.count = 0;
	assert_int_equal(pinned_read(wr_view(&w), &p), EG_TOO_BIG);
	assert_int_equal(p.count, 0);
	w.size = 0;
	watch_desk_pem(mint_rd(&d.ca), "PRIVATE KEY", &w);
	assert_int_equal(pinned_read(wr_view(&w), &p), EG_NOT_FOUND);
	w.size = 0;
	watch_desk_pem(TEXT, "CERTIFICATE", &w);
	assert_int_equal(pinned_read(wr_view(&w), &p), EG_BAD_DATA);
	assert_int_equal(pinned_read(RD_EMPTY, &p), EG_BAD_DATA);
}

static void pem_is_read_to_the_letter(void **state)
{
	static const struct {
		const char *text;
		enum eg_err err;
	} cases[] = {
		{"-----BEGIN X-----\nQUJD\n-----END X-----\n", EG_OK},
		{"-----BEGIN X-----\r\nQU\r\nJD\r\n-----END X-----", EG_OK},
		{"front\n-----BEGIN X----- \nQUJD\n-----END X-----\n", EG_OK},
		{"-----BEGIN Y-----\n????\n-----END Y-----\n-----BEGIN X-----\nQUJD\n"
		 "-----END X-----\n",
		 EG_OK},
		{"-----BEGIN X-----\nQUJ\n-----END X-----\n", EG_BAD_DATA},
		{"-----BEGIN X-----\nQUJD\n", EG_BAD_DATA},
		{"-----BEGIN X-----\nQUJD\n-----END Y-----\n", EG_BAD_DATA},
		{"-----BEGIN X-----\nQUJD QUJD\n-----END X-----\n", EG_BAD_DATA},
		{"-----BEGIN X-----\nQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD"
		 "QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD\n-----END X-----\n",
		 EG_TOO_BIG},
		{"-----BEGIN X----\nQUJD\n-----END X-----\n", EG_NOT_FOUND},
		{" -----BEGIN X-----\nQUJD\n-----END X-----\n", EG_NOT_FOUND},
		{"", EG_NOT_FOUND},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint8_t octets[32];
		struct wr out = WR_ARRAY(octets);
		struct rd text = rd_cstr(cases[i].text);
		enum eg_err err = pem_next(&text, "X", &out);
		if (err != cases[i].err) {
			fail_msg("%s: %s", cases[i].text, eg_err_name(err));
		}
		assert_true(err != EG_OK || rd_equal(wr_view(&out), RD_TEXT("ABC")));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pinned_signer_is_believed_on_every_curve),
		cmocka_unit_test(a_pinned_ca_vouches_for_whom_it_issued),
		cmocka_unit_test(a_list_is_good_until_the_first_of_its_certificates_ends),
		cmocka_unit_test(who_may_not_sign_does_not),
		cmocka_unit_test(other_containers_are_refused),
		cmocka_unit_test(no_changed_bit_gives_another_text),
		cmocka_unit_test(a_file_is_told_without_trust),
		cmocka_unit_test(a_file_of_pins_is_pem_or_one_in_der),
		cmocka_unit_test(pem_is_read_to_the_letter),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
