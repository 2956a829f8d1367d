/*
 * conf_store: the trust store of a case, made by import as an administrator would, and what a case
 * puts into it beside country CAs.
 */
#include "conf_store.h"

#include "pki/import.h"

#define DAY_S   INT64_C(86400)
#define CRL_MAX 4096
#define CRLS    2

static uint8_t signer_octets[FORGE_CERT_MAX];
static struct forge_named signer_named;
static uint8_t crl_octets[CRLS][CRL_MAX];

static void put(struct conf_world *w, enum store_kind kind, struct rd bytes)
{
	conf_must(w->stored_count < CONF_STORED_MAX, "room in the store");
	w->stored[w->stored_count++] = (struct import_file){.kind = kind, .bytes = bytes};
}

const struct forge_named *conf_store_signer(struct conf_world *w, struct rd *certificate)
{
	const struct forge_subject subject = {"UT", "UTO", "Document Signer"};
	const struct forge_validity validity = {forge_date_add(conf_today(), -365),
						forge_date_add(conf_today(), 3650)};
	struct forge_cert_parts parts;
	struct wr out = WR_ARRAY(signer_octets);
	conf_must(forge_cert_read(forge_ca_certificate(w->ca), &parts) == EG_OK, "names of the CA");
	const struct forge_cert order = {
		.issuer = parts.subject,
		.issuer_key = &w->ca->key,
		.key = w->order.signer_key,
		.subject = &subject,
		.validity = &validity,
	};
	conf_must(forge_cert(&out, &order, &signer_named) == EG_OK, "certificate of the signer");
	*certificate = wr_view(&out);
	w->order.signer_certificate = *certificate;
	return &signer_named;
}

void conf_store_put_signer(struct conf_world *w, struct rd certificate)
{
	put(w, STORE_KIND_SIGNER, certificate);
}

void conf_store_put_crl(struct conf_world *w, const struct conf_crl *o)
{
	static const uint8_t number[] = {0x07};
	const struct forge_ca *named = o->name == NULL ? o->by : o->name;
	struct forge_cert_parts parts;
	struct rd serial = o->serial;
	struct forge_crl_entry entry = {.revoked = forge_date_add(conf_today(), o->from),
					.reason = FORGE_CRL_NO_REASON};
	size_t place = w->stored_count;
	conf_must(place < CRLS, "room for a revocation list");
	struct wr out = WR_ARRAY(crl_octets[place]);
	conf_must(forge_cert_read(forge_ca_certificate(named), &parts) == EG_OK, "name of the CA");
	conf_must(serial.left == 0 || rd_expect(&serial, 0x02, &entry.serial), "serial number");
	const struct forge_crl order = {
		.key = &o->by->key,
		.issuer = parts.subject,
		.this_update = forge_date_add(conf_today(), o->from),
		.next_update = forge_date_add(conf_today(), o->next),
		.number = RD_ARRAY(number),
		.entries = &entry,
		.count = o->serial.left == 0 ? 0 : 1,
		.form = o->form,
	};
	conf_must(forge_crl(&out, &order) == EG_OK, "revocation list");
	put(w, STORE_KIND_CRL, wr_view(&out));
}

void conf_store_make(const struct conf_world *w, struct bytes *image, struct trust **out)
{
	struct import_file files[1 + CONF_TRUSTED_MAX + CONF_STORED_MAX];
	EG_AUTO(import_report_free) struct import_report report = {0};
	const struct import_options options = {
		.take_certificates = true,
		.now_s = asn1_time_of_day(conf_today()) + DAY_S / 2,
	};
	size_t count = 0;
	if (!w->ca_untrusted) {
		files[count++] = (struct import_file){.kind = STORE_KIND_COUNTRY_CA,
						      .bytes = forge_ca_certificate(w->ca)};
	}
	for (size_t i = 0; i < w->trusted_count; i++) {
		files[count++] =
			(struct import_file){.kind = STORE_KIND_COUNTRY_CA, .bytes = w->trusted[i]};
	}
	for (size_t i = 0; i < w->stored_count; i++) {
		files[count++] = w->stored[i];
	}
	conf_must(import_run(RD_EMPTY, files, count, &options, image, &report) == EG_OK, "import");
	for (size_t i = 0; i < report.note_count; i++) {
		conf_must(report.notes[i].reason == IMPORT_NONE,
			  import_note_text(&report.notes[i]));
	}
	conf_must(!report.refused && trust_over(bytes_rd(image), out) == EG_OK, "trust store");
}
