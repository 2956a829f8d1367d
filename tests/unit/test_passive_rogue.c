/*
 * Passive Authentication by those who would pass for others: a country CA that makes its signers
 * look like another state's.
 */
#include "passive_desk.h"

#include "known_kit.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_listed_country_is_no_other_cas_to_take),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
