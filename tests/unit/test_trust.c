/* Unit tests of pki/trust: what gets into the store, and who issued a certificate. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "mint.h"
#include "pki/cert.h"
#include "pki/trust.h"

static const struct date today = {2026, 11, 22};

/* A CA with a key, a master list signer under it, and two other states' CAs. */
struct world {
	struct crypt_ec *ca_key;
	struct crypt_ec *signer_key;
	struct crypt_ec *other_key;
	struct mint_file ca;
	struct mint_file signer;
	struct mint_file other;
};

static struct crypt_ec *new_key(void)
{
	struct crypt_ec *k = NULL;
	assert_int_equal(crypt_ec_generate(CRYPT_P256, &k), EG_OK);
	return k;
}

static void world_free(struct world *w)
{
	crypt_ec_free(&w->ca_key);
	crypt_ec_free(&w->signer_key);
	crypt_ec_free(&w->other_key);
}

static struct mint_cert list_signer(void)
{
	struct mint_cert c = mint_signer_of("UT");
	c.name = "Master List Signer";
	c.list_signer = true;
	return c;
}

static struct world new_world(void)
{
	struct world w = {new_key(), new_key(), new_key(), {{0}, 0}, {{0}, 0}, {{0}, 0}};
	struct mint_cert ca = mint_ca_of("UT");
	struct mint_cert other = mint_ca_of("DE");
	struct mint_cert signer = list_signer();
	w.ca = mint_certificate(&ca, w.ca_key, w.ca_key);
	w.other = mint_certificate(&other, w.other_key, w.other_key);
	w.signer = mint_certificate(&signer, w.signer_key, w.ca_key);
	return w;
}

static struct mint_file list_of_both(const struct world *w)
{
	const struct rd certificates[] = {mint_rd(&w->ca), mint_rd(&w->other)};
	return mint_master_list(certificates, 2, mint_rd(&w->signer), w->signer_key);
}

static struct trust *new_trust(void)
{
	struct trust *t = NULL;
	assert_int_equal(trust_new(&t), EG_OK);
	return t;
}

static void a_list_under_its_anchor_gives_every_certificate_once(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	EG_AUTO(trust_free) struct trust *t = new_trust();
	struct mint_file list = list_of_both(&w);
	assert_int_equal(trust_add_master_list(t, mint_rd(&list), mint_rd(&w.ca)), EG_OK);
	assert_int_equal(trust_add_master_list(t, mint_rd(&list), RD_EMPTY), EG_OK);
	assert_int_equal(trust_add_certificate(t, mint_rd(&w.other)), EG_OK);
	assert_int_equal(trust_count(t), 2);
	assert_int_equal(trust_unreadable(t), 0);
	assert_true(trust_holds(t, mint_rd(&w.ca)));
	assert_false(trust_holds(t, mint_rd(&w.signer)));
}

static void a_list_under_another_anchor_is_refused(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	EG_AUTO(trust_free) struct trust *t = new_trust();
	struct mint_file list = list_of_both(&w);
	assert_int_equal(trust_add_master_list(t, mint_rd(&list), mint_rd(&w.other)), EG_MISMATCH);
	assert_int_equal(trust_count(t), 0);
}

static void a_list_signed_by_a_document_signer_is_refused(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	EG_AUTO(trust_free) struct trust *t = new_trust();
	struct mint_cert plain = mint_signer_of("UT");
	w.signer = mint_certificate(&plain, w.signer_key, w.ca_key);
	struct mint_file list = list_of_both(&w);
	assert_int_equal(trust_add_master_list(t, mint_rd(&list), mint_rd(&w.ca)), EG_DENIED);
	assert_int_equal(trust_count(t), 0);
}

static void a_list_signed_by_the_anchor_itself_is_taken(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	EG_AUTO(trust_free) struct trust *t = new_trust();
	const struct rd certificates[] = {mint_rd(&w.ca), mint_rd(&w.other)};
	struct mint_file list = mint_master_list(certificates, 2, mint_rd(&w.ca), w.ca_key);
	assert_int_equal(trust_add_master_list(t, mint_rd(&list), mint_rd(&w.ca)), EG_OK);
	assert_int_equal(trust_count(t), 2);
}

static void no_changed_byte_of_a_list_adds_a_certificate(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	EG_AUTO(trust_free) struct trust *t = new_trust();
	struct mint_file list = list_of_both(&w);
	for (size_t i = 0; i < list.size; i++) {
		list.bytes[i] ^= 0x01;
		if (trust_add_master_list(t, mint_rd(&list), mint_rd(&w.ca)) == EG_OK) {
			/* Only the unsigned list of digest algorithms or the version may differ:
			 * what was signed went in. */
			assert_true(trust_holds(t, mint_rd(&w.ca)));
			assert_true(trust_holds(t, mint_rd(&w.other)));
		}
		list.bytes[i] ^= 0x01;
	}
	assert_in_range(trust_count(t), 0, 2);
}

static void a_certificate_that_cannot_be_read_is_counted_and_left_out(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	EG_AUTO(trust_free) struct trust *t = new_trust();
	const struct rd certificates[] = {RD_TEXT("\x30\x03\x02\x01\x05"), mint_rd(&w.ca)};
	struct mint_file list = mint_master_list(certificates, 2, mint_rd(&w.signer), w.signer_key);
	assert_int_equal(trust_add_master_list(t, mint_rd(&list), mint_rd(&w.ca)), EG_OK);
	assert_int_equal(trust_count(t), 1);
	assert_int_equal(trust_unreadable(t), 1);
}

static void what_is_no_certificate_is_refused(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	EG_AUTO(trust_free) struct trust *t = new_trust();
	struct mint_file list = list_of_both(&w);
	assert_int_not_equal(trust_add_certificate(t, RD_EMPTY), EG_OK);
	assert_int_not_equal(trust_add_certificate(t, mint_rd(&list)), EG_OK);
	assert_int_not_equal(trust_add_certificate(t, rd_of(w.ca.bytes, w.ca.size - 1)), EG_OK);
	assert_int_not_equal(trust_add_certificate(t, rd_of(w.ca.bytes, w.ca.size + 1)), EG_OK);
	assert_int_not_equal(trust_add_master_list(t, mint_rd(&w.ca), RD_EMPTY), EG_OK);
	assert_int_equal(trust_count(t), 0);
}

static void the_right_key_is_found_among_cas_of_one_name(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	EG_AUTO(trust_free) struct trust *t = new_trust();
	struct mint_cert same_name = mint_ca_of("UT");
	struct mint_cert signer = mint_signer_of("UT");
	struct mint_file first = mint_certificate(&same_name, w.other_key, w.other_key);
	struct cert issuer = {0};
	assert_int_equal(trust_add_certificate(t, mint_rd(&first)), EG_OK);
	assert_int_equal(trust_add_certificate(t, mint_rd(&w.ca)), EG_OK);
	for (int i = 0; i < 2; i++) {
		struct cert child;
		signer.no_authority_id = i == 1;
		struct mint_file der = mint_certificate(&signer, w.signer_key, w.ca_key);
		assert_int_equal(cert_parse(mint_rd(&der), &child), EG_OK);
		assert_int_equal(trust_find_issuer(t, &child, today, &issuer), EG_OK);
		assert_true(rd_equal(issuer.whole, mint_rd(&w.ca)));
	}
}

/* Ten listed country CAs lack cA or keyCertSign; what has neither is an end entity. */
static void one_mark_of_a_ca_is_enough_none_is_not(void **state)
{
	(void)state;
	static const struct {
		bool ca;
		uint8_t key_usage;
		enum eg_err found;
	} marks[] = {
		{true, MINT_CERTIFIES, EG_OK},  {true, MINT_SIGNS, EG_OK},
		{false, MINT_CERTIFIES, EG_OK}, {false, MINT_SIGNS, EG_NOT_FOUND},
		{false, 0, EG_NOT_FOUND},
	};
	EG_AUTO(world_free) struct world w = new_world();
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		EG_AUTO(trust_free) struct trust *t = new_trust();
		struct mint_cert ca = mint_ca_of("UT");
		struct cert issuer = {0};
		struct cert child;
		ca.ca = marks[i].ca;
		ca.key_usage = marks[i].key_usage;
		struct mint_file listed = mint_certificate(&ca, w.ca_key, w.ca_key);
		assert_int_equal(cert_parse(mint_rd(&w.signer), &child), EG_OK);
		assert_int_equal(trust_add_certificate(t, mint_rd(&listed)), EG_OK);
		assert_int_equal(trust_find_issuer(t, &child, today, &issuer), marks[i].found);
	}
}

/* An EF.SOD's container is rightly signed too. */
static void signed_content_of_another_type_is_no_list(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	EG_AUTO(trust_free) struct trust *t = new_trust();
	uint8_t list_bytes[MINT_FILE_MAX];
	uint8_t bytes[MINT_FILE_MAX];
	struct wr list = WR_ARRAY(list_bytes);
	struct wr out = WR_ARRAY(bytes);
	size_t all = wr_open(&list, 0x30);
	wr_small_int(&list, 0);
	wr_tlv(&list, 0x31, mint_rd(&w.other));
	wr_close(&list, all);
	const struct mint_cms cms = {
		.content_type = RD_TEXT("\x67\x81\x08\x01\x01\x01"),
		.content = wr_view(&list),
		.certificate = mint_rd(&w.signer),
		.key = w.signer_key,
		.by_key_id = true,
	};
	mint_signed_data(&cms, &out);
	assert_int_equal(trust_add_master_list(t, wr_view(&out), mint_rd(&w.ca)), EG_BAD_DATA);
	assert_int_equal(trust_count(t), 0);
}

static void a_name_alone_makes_no_issuer(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	EG_AUTO(trust_free) struct trust *t = new_trust();
	struct mint_cert signer = mint_signer_of("UT");
	struct mint_file der = mint_certificate(&signer, w.signer_key, w.other_key);
	struct cert issuer = {0};
	struct cert child;
	assert_int_equal(trust_add_certificate(t, mint_rd(&w.ca)), EG_OK);
	assert_int_equal(cert_parse(mint_rd(&der), &child), EG_OK);
	assert_int_equal(trust_find_issuer(t, &child, today, &issuer), EG_NOT_FOUND);
	assert_int_equal(issuer.whole.left, 0);
}

/* Anybody can certify another's public key, with its key id, under a name of his own. */
static void the_named_ca_comes_before_others_with_its_key(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	EG_AUTO(trust_free) struct trust *t = new_trust();
	struct trust_cursor at = {0};
	struct cert c;
	struct cert found;
	size_t count = 0;
	for (uint8_t serial = 1; serial <= 8; serial++) { /* before and behind it in the store */
		struct mint_cert copied = mint_ca_of("FR");
		copied.serial = serial;
		struct mint_file ca = mint_certificate(&copied, w.ca_key, w.other_key);
		assert_int_equal(trust_add_certificate(t, mint_rd(&ca)), EG_OK);
	}
	assert_int_equal(trust_add_certificate(t, mint_rd(&w.ca)), EG_OK);
	assert_int_equal(cert_parse(mint_rd(&w.signer), &c), EG_OK);
	assert_int_equal(trust_find_issuer(t, &c, today, &found), EG_OK);
	assert_string_equal(found.country, "UT");
	while (trust_next_issuer(t, &c, &at, &found)) {
		assert_int_equal(rd_equal(found.whole, mint_rd(&w.ca)), count == 0);
		count++;
	}
	assert_int_equal(count, 9);
	/* named by id alone, or by name alone, each is still given once */
	struct mint_cert signer = list_signer();
	signer.issuer = "Another Name";
	struct mint_file renamed = mint_certificate(&signer, w.signer_key, w.ca_key);
	assert_int_equal(cert_parse(mint_rd(&renamed), &c), EG_OK);
	at = (struct trust_cursor){0};
	for (count = 0; trust_next_issuer(t, &c, &at, &found); count++) {
	}
	assert_int_equal(count, 9);
	signer = list_signer();
	signer.no_authority_id = true;
	struct mint_file unnamed = mint_certificate(&signer, w.signer_key, w.ca_key);
	assert_int_equal(cert_parse(mint_rd(&unnamed), &c), EG_OK);
	at = (struct trust_cursor){0};
	for (count = 0; trust_next_issuer(t, &c, &at, &found); count++) {
	}
	assert_int_equal(count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_under_its_anchor_gives_every_certificate_once),
		cmocka_unit_test(a_list_under_another_anchor_is_refused),
		cmocka_unit_test(a_list_signed_by_a_document_signer_is_refused),
		cmocka_unit_test(a_list_signed_by_the_anchor_itself_is_taken),
		cmocka_unit_test(no_changed_byte_of_a_list_adds_a_certificate),
		cmocka_unit_test(a_certificate_that_cannot_be_read_is_counted_and_left_out),
		cmocka_unit_test(what_is_no_certificate_is_refused),
		cmocka_unit_test(the_right_key_is_found_among_cas_of_one_name),
		cmocka_unit_test(one_mark_of_a_ca_is_enough_none_is_not),
		cmocka_unit_test(signed_content_of_another_type_is_no_list),
		cmocka_unit_test(a_name_alone_makes_no_issuer),
		cmocka_unit_test(the_named_ca_comes_before_others_with_its_key),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
