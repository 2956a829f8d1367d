/*
 * forge_ca: an invented country signing CA: minted, kept in a folder, loaded again.
 * Knows its two files. Never knows documents.
 *
 * csca.key: SEQUENCE { UTF8String algorithm as forge_alg_parse reads it, OCTET STRING PKCS#8 }
 */
#include "simulator/forge.h"

#include "simulator/file.h"
#include "simulator/forge_files.h"

#include <stdio.h>

#define TAG_OCTETS 0x04
#define TAG_UTF8   0x0C
#define TAG_SEQ    0x30

static const struct forge_subject utopia = {"UT", "UTO", "CSCA Utopia"};

struct forge_ca_order forge_ca_usual(const struct forge_alg *alg, struct date today)
{
	/* Doc 9303-12, Table 1: a passport of ten years needs thirteen to fifteen. */
	return (struct forge_ca_order){
		.alg = *alg,
		.subject = utopia,
		.validity = {forge_date_add(today, -5 * 365), forge_date_add(today, 10 * 365)},
	};
}

enum eg_err forge_ca_with_key(struct forge_ca *out, struct forge_key *taken,
			      const struct forge_ca_order *o)
{
	EG_AUTO(forge_ca_free) struct forge_ca ca = {.key = *taken};
	struct wr certificate = WR_ARRAY(ca.certificate);
	const struct forge_cert cert = {
		.ca = true,
		.issuer_key = &ca.key,
		.key = &ca.key,
		.subject = &o->subject,
		.validity = &o->validity,
		.form = o->form,
	};
	*out = (struct forge_ca){0};
	*taken = (struct forge_key){0};
	EG_TRY(forge_cert(&certificate, &cert, NULL));
	ca.certificate_size = certificate.size;
	*out = ca;
	ca.key = (struct forge_key){0};
	return EG_OK;
}

enum eg_err forge_ca_make(struct forge_ca *out, const struct forge_ca_order *o)
{
	struct forge_key key; /* taken over below */
	*out = (struct forge_ca){0};
	EG_TRY(forge_key_generate(&o->alg, &key));
	return forge_ca_with_key(out, &key, o);
}

enum eg_err forge_ca_new(struct forge_ca *out, const struct forge_alg *alg, struct date today)
{
	const struct forge_ca_order order = forge_ca_usual(alg, today);
	return forge_ca_make(out, &order);
}

enum eg_err forge_ca_link(struct wr *out, const struct forge_ca *old, const struct forge_ca *fresh,
			  const struct forge_validity *validity)
{
	struct forge_cert_parts from;
	struct forge_cert_parts to;
	EG_TRY(forge_cert_read(forge_ca_certificate(old), &from));
	EG_TRY(forge_cert_read(forge_ca_certificate(fresh), &to));
	const struct forge_cert cert = {
		.ca = true,
		.issuer = from.subject,
		.issuer_key = &old->key,
		.key = &fresh->key,
		.subject = &utopia,
		.name = to.subject,
		.validity = validity,
	};
	return forge_cert(out, &cert, NULL);
}

struct rd forge_ca_certificate(const struct forge_ca *ca)
{
	return rd_of(ca->certificate, ca->certificate_size);
}

void forge_ca_free(struct forge_ca *ca)
{
	if (ca != NULL) {
		forge_key_free(&ca->key);
	}
}

enum eg_err forge_ca_save(const struct forge_ca *ca, const char *folder)
{
	uint8_t key_bytes[FORGE_PKCS8_MAX];
	uint8_t file_bytes[FORGE_PKCS8_MAX];
	struct wr key = WR_ARRAY(key_bytes);
	struct wr file = WR_ARRAY(file_bytes);
	EG_TRY(forge_key_pkcs8(&ca->key, &key));
	size_t whole = wr_open(&file, TAG_SEQ);
	struct forge_alg_text text = forge_alg_text(&ca->key.alg);
	wr_tlv(&file, TAG_UTF8, rd_cstr(text.text));
	wr_tlv(&file, TAG_OCTETS, wr_view(&key));
	wr_close(&file, whole);
	enum eg_err err = file.bad ? EG_FAIL(EG_TOO_BIG, "CA key does not fit")
				   : forge_write_file(folder, "csca.key", 0600, wr_view(&file));
	secret_wipe(key_bytes, sizeof(key_bytes));
	secret_wipe(file_bytes, sizeof(file_bytes));
	EG_TRY(err);
	return forge_write_file(folder, "csca.cer", 0644, forge_ca_certificate(ca));
}

static enum eg_err load_key(struct forge_ca *ca, struct rd file)
{
	struct rd body;
	struct rd alg;
	struct rd pkcs8;
	char text[80] = {0};
	size_t size;
	struct forge_alg parsed;
	if (!rd_expect(&file, TAG_SEQ, &body) || !rd_end(&file) ||
	    !rd_expect(&body, TAG_UTF8, &alg) || !rd_expect(&body, TAG_OCTETS, &pkcs8) ||
	    !rd_end(&body) || !rd_dump(alg, text, sizeof(text) - 1, &size)) {
		return EG_FAIL(EG_BAD_DATA, "csca.key badly formed");
	}
	EG_TRY(forge_alg_parse(text, &parsed));
	return forge_key_load(&parsed, pkcs8, &ca->key);
}

enum eg_err forge_ca_load(struct forge_ca *out, const char *folder)
{
	EG_AUTO(forge_ca_free) struct forge_ca ca = {0};
	EG_AUTO(bytes_free) struct bytes key = {0};
	EG_AUTO(bytes_free) struct bytes certificate = {0};
	char path[FORGE_PATH_MAX];
	*out = (struct forge_ca){0};
	EG_TRY(forge_path(path, folder, "csca.key"));
	EG_TRY(file_read(path, FORGE_PKCS8_MAX, &key));
	EG_TRY(load_key(&ca, bytes_rd(&key)));
	EG_TRY(forge_path(path, folder, "csca.cer"));
	EG_TRY(file_read(path, sizeof(ca.certificate), &certificate));
	if (!rd_dump(bytes_rd(&certificate), ca.certificate, sizeof(ca.certificate),
		     &ca.certificate_size)) {
		return EG_FAIL(EG_TOO_BIG, "csca.cer is too large");
	}
	*out = ca;
	ca.key = (struct forge_key){0};
	return EG_OK;
}
