/*
 * Passive Authentication by those who would pass for others: a country CA that makes its signers
 * look like another state's, a signer that a list tells against under another name, a country CA
 * that was revoked and is listed by a link, too.
 */
#include "passive_desk.h"

#include "known_kit.h"
#include "simulator/forge_crl.h"

#define LINK_SERIAL 9

/* What lists name a signer by. */
struct naming {
	uint8_t issuer[256];
	uint8_t serial[8];
	struct cert cert;
};

static void name_signer(struct forge_known_entry *e, struct naming *n, const struct mint_file *der,
			bool by_key_id)
{
	struct wr issuer = WR_ARRAY(n->issuer);
	struct wr serial = WR_ARRAY(n->serial);
	assert_int_equal(cert_parse(mint_rd(der), &n->cert), EG_OK);
	wr_tlv(&issuer, 0x30, n->cert.issuer);
	wr_tlv(&serial, 0x02, n->cert.serial);
	e->issuer = by_key_id ? RD_EMPTY : wr_view(&issuer);
	e->serial = by_key_id ? RD_EMPTY : wr_view(&serial);
	e->key_id = by_key_id ? n->cert.subject_key_id : RD_EMPTY;
}

static void take_country(bool rogue, bool by_key_id)
{
	EG_AUTO(desk_free) struct passive_desk d = desk_new();
	EG_AUTO(crypt_ec_free) struct crypt_ec *others = desk_key(CRYPT_P256);
	EG_AUTO(known_kit_free) struct known_kit kit = {.content = {0}};
	struct kit_list list = {.order = {0}};
	struct naming naming;
	struct findings f;
	const struct mint_cert other_ca = mint_ca_of("XX");
	const struct mint_file other = mint_certificate(&other_ca, others, others);
	assert_int_equal(trust_add_certificate(d.trust, mint_rd(&other)), EG_OK);
	d.signer.country = "XX";
	const struct mint_file der = mint_certificate(&d.signer, d.key, rogue ? others : d.ca_key);
	d.sod.key = d.key;
	d.sod.certificate = mint_rd(&der);
	kit_say(&list, true, "\x02\x05", 2, RD_TEXT("\x13\x02UT"));
	name_signer(&list.entry, &naming, &der, by_key_id);
	kit_index(&kit, &list, "");
	desk_store_known(&d, bytes_rd(&kit.image));
	EG_AUTO(passive_free) struct passive *p = desk_judge(&d, &f);
	assert_true(passive_trusted(p));
	passive_holder(p, "UTO", "P", &f);
	if (rogue) {
		desk_finding(&f, CHECK_SOD_COUNTRY, VERDICT_FAIL, REASON_COUNTRY_DIFFERS,
			     FAULT_COUNTRY);
	} else {
		DEVIATES(&f, CHECK_SOD_COUNTRY, FAULT_COUNTRY);
	}
}

/*
 * A list says that the country of a signer of UT is written wrongly. Another state's CA gives its
 * own signer the issuer's name, serial number and key identifier that the list names.
 */
static void a_listed_country_is_no_other_cas_to_take(void **state)
{
	(void)state;
	take_country(false, false);
	take_country(true, false);
	take_country(true, true);
}

/* An index of two lists, of one entry each. */
static void index_both(struct known_kit kits[2], const struct kit_list lists[2])
{
	EG_AUTO(known_builder_free) struct known_builder *b = NULL;
	const struct known_list_info info = {.signed_s = 1700000000};
	assert_int_equal(known_builder_new(&b), EG_OK);
	for (size_t i = 0; i < 2; i++) {
		struct known_list list;
		kit_read(&kits[i], &lists[i], &list);
		assert_int_equal(known_builder_add(b, &list, &info), EG_OK);
	}
	assert_int_equal(known_builder_image(b, &kits[0].image), EG_OK);
}

#define ISSUER_AND_SERIAL(n)                                                                     \
	RD_TEXT("\x30\x22\x31\x0B\x30\x09\x06\x03\x55\x04\x06\x13\x02UT\x31\x13\x30\x11\x06\x03" \
		"\x55\x04\x03\x0C\x0A"                                                           \
		"Country CA\x02\x01" n)

/*
 * EF.SOD without a certificate names a signer that nobody has; a list says which one was meant, and
 * another one that the meant one is revoked. Whoever has that one's key can write any name.
 */
static void a_signer_that_was_meant_is_asked_for_like_one_that_is_named(void **state)
{
	(void)state;
	for (int revoked = 0; revoked < 2; revoked++) {
		EG_AUTO(desk_free) struct passive_desk d = desk_new();
		EG_AUTO(known_kit_free) struct known_kit first = {.content = {0}};
		EG_AUTO(known_kit_free) struct known_kit second = {.content = {0}};
		struct known_kit kits[2] = {first, second};
		struct kit_list lists[2] = {{.order = {0}}, {.order = {0}}};
		struct naming naming[2];
		struct findings f;
		uint8_t key_id[64];
		struct wr id = WR_ARRAY(key_id);
		struct mint_cert absent = d.signer;
		absent.serial = 7;
		const struct mint_file meant = desk_signer(&d);
		const struct mint_file named = mint_certificate(&absent, d.key, d.ca_key);
		desk_store_signer(&d, mint_rd(&meant));
		d.sod.key = d.key;
		d.sod.how.name = ISSUER_AND_SERIAL("\x07");
		struct cert c;
		assert_int_equal(cert_parse(mint_rd(&meant), &c), EG_OK);
		wr_tlv(&id, 0x80, c.subject_key_id);
		kit_say(&lists[0], true, "\x02\x04", 2, wr_view(&id));
		kit_say(&lists[1], true, "\x01\x01", 2, RD_TEXT("\x0A\x01\x03"));
		name_signer(&lists[0].entry, &naming[0], &named, false);
		name_signer(&lists[1].entry, &naming[1], revoked == 1 ? &meant : &named, false);
		if (revoked == 0) {
			lists[1].entry.serial = RD_TEXT("\x02\x01\x63");
		}
		index_both(kits, lists);
		first = kits[0];
		second = kits[1];
		desk_store_known(&d, bytes_rd(&first.image));
		EG_AUTO(passive_free) struct passive *p = desk_judge(&d, &f);
		assert_true(rd_equal(passive_signer(p)->whole, mint_rd(&meant)));
		assert_int_equal(passive_trusted(p), revoked == 0);
		if (revoked == 1) {
			desk_finding(&f, CHECK_SOD_REVOCATION, VERDICT_FAIL, REASON_REVOKED,
				     FAULT_REVOKED_BY_LIST);
		}
	}
}

/* A list of a CA that names one serial number. */
static void revoke(struct passive_desk *d, struct crypt_ec *key, const struct mint_cert *ca,
		   uint8_t serial, uint8_t reason)
{
	const struct mint_file signer = mint_certificate(ca, key, key);
	const struct forge_crl_entry entry = {
		.serial = rd_of(&serial, 1), .revoked = {2026, 6, 1}, .reason = reason};
	uint8_t name[256];
	uint8_t octets[4096];
	struct wr name_out = WR_ARRAY(name);
	struct wr out = WR_ARRAY(octets);
	struct forge_key forge = {.ec = key};
	struct cert c;
	assert_int_equal(cert_parse(mint_rd(&signer), &c), EG_OK);
	wr_tlv(&name_out, 0x30, c.subject);
	assert_int_equal(forge_alg_parse("ec:brainpoolP256r1:sha256", &forge.alg), EG_OK);
	const struct forge_crl order = {
		.key = &forge,
		.issuer = wr_view(&name_out),
		.this_update = {2026, 11, 1},
		.next_update = {2027, 1, 30},
		.number = RD_TEXT("\x01"),
		.entries = &entry,
		.count = 1,
	};
	assert_int_equal(forge_crl(&out, &order), EG_OK);
	desk_store_crl(d, wr_view(&out), mint_rd(&signer));
}

/* A CA that has another one's link to its key. */
struct linked {
	struct passive_desk d;
	struct crypt_ec *former_key;
	struct mint_cert former;
};

static void linked_free(struct linked *l)
{
	desk_free(&l->d);
	crypt_ec_free(&l->former_key);
}

/* Own certificate and link are stored in either order; or the link alone. */
static struct linked linked_new(bool own, bool link_first)
{
	struct linked l = {.d = desk_new(), .former_key = desk_key(CRYPT_BP256R1)};
	struct mint_cert link = l.d.ca;
	struct mint_file files[2];
	l.former = l.d.ca;
	l.former.issuer = l.former.name = "Former CA";
	link.issuer = "Former CA";
	link.serial = LINK_SERIAL;
	files[link_first ? 0 : 1] = mint_certificate(&link, l.d.ca_key, l.former_key);
	files[link_first ? 1 : 0] = mint_certificate(&l.d.ca, l.d.ca_key, l.d.ca_key);
	const struct mint_file former = mint_certificate(&l.former, l.former_key, l.former_key);
	trust_free(&l.d.trust);
	assert_int_equal(trust_new(&l.d.trust), EG_OK);
	assert_int_equal(trust_add_certificate(l.d.trust, mint_rd(&former)), EG_OK);
	for (size_t i = 0; i < (own ? 2 : 1); i++) {
		assert_int_equal(trust_add_certificate(l.d.trust, mint_rd(&files[i])), EG_OK);
	}
	return l;
}

static void assert_ca_revoked(const struct passive_desk *d, bool revoked)
{
	struct findings f;
	EG_AUTO(passive_free) struct passive *p = desk_judge(d, &f);
	struct passive_report r = passive_report(p);
	assert_int_equal(faults_has(r.found, FAULT_ISSUER_REVOKED), revoked);
	assert_int_equal(passive_trusted(p), !revoked);
	if (revoked) {
		desk_finding(&f, CHECK_SOD_REVOCATION, VERDICT_FAIL, REASON_REVOKED,
			     FAULT_ISSUER_REVOKED);
	}
}

/* The CA has named itself: its key is not to be trusted, whichever of its certificates is found. */
static void a_revoked_country_ca_does_not_come_back_by_its_link(void **state)
{
	(void)state;
	for (int link_first = 0; link_first < 2; link_first++) {
		EG_AUTO(linked_free) struct linked l = linked_new(true, link_first == 1);
		revoke(&l.d, l.d.ca_key, &l.d.ca, l.d.ca.serial, FORGE_CRL_NO_REASON);
		assert_ca_revoked(&l.d, true);
	}
}

/* Who issued a link revokes it; its number means another certificate on the new CA's list. */
static void a_link_is_looked_up_on_the_list_of_its_issuer(void **state)
{
	(void)state;
	for (int own = 0; own < 2; own++) {
		EG_AUTO(linked_free) struct linked l = linked_new(own == 1, true);
		EG_AUTO(linked_free) struct linked other = linked_new(own == 1, true);
		EG_AUTO(linked_free) struct linked stolen = linked_new(own == 1, true);
		revoke(&l.d, l.former_key, &l.former, LINK_SERIAL, FORGE_CRL_NO_REASON);
		assert_ca_revoked(&l.d, own == 0);
		revoke(&other.d, other.d.ca_key, &other.d.ca, LINK_SERIAL, FORGE_CRL_NO_REASON);
		assert_ca_revoked(&other.d, false);
		revoke(&stolen.d, stolen.former_key, &stolen.former, LINK_SERIAL, 1);
		assert_ca_revoked(&stolen.d, true);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_listed_country_is_no_other_cas_to_take),
		cmocka_unit_test(a_link_is_looked_up_on_the_list_of_its_issuer),
		cmocka_unit_test(a_signer_that_was_meant_is_asked_for_like_one_that_is_named),
		cmocka_unit_test(a_revoked_country_ca_does_not_come_back_by_its_link),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
