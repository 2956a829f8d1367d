/*
 * pki_facts: what a file of the PKI says, as labels and values.
 * Knows certificates, revocation lists, signed lists, EF.SOD. Never judges, never trusts.
 */
#include "prog/pki_facts.h"

#include "pki/crl.h"
#include "pki/cvc.h"
#include "pki/import.h"
#include "pki/signed_list.h"
#include "pki/sod.h"

#include <stdio.h>

#define OCTETS_SHOWN 64

static void put(struct pki_facts *f, const char *label, struct pki_text value)
{
	if (f->count < PKI_FACTS_MAX) {
		f->of[f->count++] = (struct pki_fact){label, value};
	} else {
		f->dropped++;
	}
}

static void put_word(struct pki_facts *f, const char *label, const char *word)
{
	struct pki_text t;
	(void)snprintf(t.text, sizeof(t.text), "%s", word); /* cut is fine */
	put(f, label, t);
}

static void put_count(struct pki_facts *f, const char *label, size_t count)
{
	struct pki_text t;
	(void)snprintf(t.text, sizeof(t.text), "%zu", count); /* fits */
	put(f, label, t);
}

static void put_hash(struct pki_facts *f, const char *label, struct rd bytes)
{
	uint8_t digest[CRYPT_HASH_MAX];
	if (crypt_hash(CRYPT_SHA256, bytes, digest) == EG_OK) {
		put(f, label, pki_hex(rd_of(digest, crypt_hash_size(CRYPT_SHA256)), 32));
	}
}

static void put_cert(struct pki_facts *f, const struct cert *c)
{
	put(f, "subject", pki_name(c->subject));
	put(f, "issuer", pki_name(c->issuer));
	put(f, "serial", pki_hex(c->serial, OCTETS_SHOWN));
	put(f, "from", pki_moment(c->not_before.unix_s));
	put(f, "to", pki_moment(c->not_after.unix_s));
	put(f, "key", pki_key(c));
	put(f, "key id", pki_hex(c->subject_key_id, OCTETS_SHOWN));
	put(f, "authority key id", pki_hex(c->authority_key_id, OCTETS_SHOWN));
	put_hash(f, "key SHA-256", c->spki);
}

/* The role that it seems to be made for. */
static enum cert_role role_of(const struct cert *c)
{
	if (c->ca || c->key_usage_certifies) {
		return cert_issued_by(c, c) == EG_OK ? CERT_CSCA : CERT_LINK;
	}
	if (c->signs_master_lists) {
		return CERT_LIST_SIGNER;
	}
	if (c->signs_deviation_lists) {
		return CERT_DEVIATION_SIGNER;
	}
	return c->signs_defect_lists ? CERT_DEFECT_SIGNER : CERT_DOCUMENT_SIGNER;
}

static const char *role_text(enum cert_role r)
{
	switch (r) {
	case CERT_CSCA:
		return "country CA, self-signed";
	case CERT_LINK:
		return "country CA, link";
	case CERT_DOCUMENT_SIGNER:
		return "document signer";
	case CERT_LIST_SIGNER:
		return "master list signer";
	case CERT_DEVIATION_SIGNER:
		return "deviation list signer";
	case CERT_DEFECT_SIGNER:
		return "defect list signer";
	}
	return "?";
}

static enum eg_err read_cert(struct rd file, struct pki_facts *f)
{
	struct cert c;
	struct faults faults = {0};
	EG_TRY(cert_parse(file, &c));
	f->kind = "certificate";
	enum cert_role role = role_of(&c);
	put_word(f, "made for", role_text(role));
	put_cert(f, &c);
	cert_profile(&c, role, &faults);
	faults_join(&faults, cert_algorithm_faults(&c));
	put(f, "against its profile", pki_faults(faults));
	put_hash(f, "SHA-256", file);
	return EG_OK;
}

static enum eg_err read_crl(struct rd file, struct pki_facts *f)
{
	struct crl c;
	size_t count = 0;
	EG_TRY(crl_parse(file, &c));
	EG_TRY(crl_count(&c, &count));
	f->kind = "revocation list";
	put(f, "issuer", pki_name(c.issuer));
	put(f, "authority key id", pki_hex(c.authority_key_id, OCTETS_SHOWN));
	put(f, "number", pki_hex(c.number, OCTETS_SHOWN));
	put(f, "this update", pki_moment(c.this_update.unix_s));
	put(f, "next update",
	    c.has_next_update ? pki_moment(c.next_update.unix_s) : (struct pki_text){"untold"});
	put_count(f, "revoked", count);
	put(f, "against its profile", pki_faults(c.faults));
	put_hash(f, "SHA-256", file);
	return EG_OK;
}

static enum eg_err read_list(enum store_kind kind, struct rd file, struct pki_facts *f)
{
	EG_AUTO(signed_list_free) struct signed_list list = {0};
	enum passive_fault why = FAULT_NONE;
	struct rd certificates;
	size_t count = 0;
	enum eg_err err = signed_list_open(file, &list, &why);
	f->kind = store_kind_text(kind);
	if (err != EG_OK) {
		put_word(f, "signature",
			 why == FAULT_NONE ? eg_fault_last().reason : fault_text(why));
		return EG_OK;
	}
	put_word(f, "signature", "fits the embedded signer; whom to trust is not asked here");
	put(f, "signed", list.has_time ? pki_moment(list.time.unix_s) : (struct pki_text){"?"});
	put_cert(f, &list.signer);
	if (kind == STORE_KIND_MASTER_LIST &&
	    signed_list_certificates(list.content, &certificates) == EG_OK) {
		struct rd der;
		uint32_t tag;
		struct rd value;
		while (certificates.left > 0 && rd_tlv_whole(&certificates, &tag, &value, &der)) {
			count++;
		}
		put_count(f, "certificates", count);
	}
	put(f, "odd", pki_faults(list.faults));
	put_hash(f, "SHA-256", file);
	return EG_OK;
}

static const char *hash_text(enum crypt_hash h)
{
	static const char *const texts[] = {"SHA-1", "SHA-224", "SHA-256", "SHA-384", "SHA-512"};
	return (size_t)h < sizeof(texts) / sizeof(texts[0]) ? texts[h] : "?";
}

static struct pki_text groups_text(uint32_t groups)
{
	struct pki_text t = {""};
	struct wr w = wr_of(t.text, sizeof(t.text) - 1);
	for (unsigned g = 1; g <= SOD_GROUPS_MAX; g++) {
		if ((groups & 1u << g) != 0) {
			char number[8];
			(void)snprintf(number, sizeof(number), "%s%u", w.size > 0 ? " " : "",
				       g); /* fits */
			wr_put(&w, rd_cstr(number));
		}
	}
	return t;
}

static void put_signer(struct pki_facts *f, const struct cms_signer *s)
{
	if (s->by_key_id) {
		put(f, "signer's key id", pki_hex(s->key_id, OCTETS_SHOWN));
	} else {
		put(f, "signer's issuer", pki_name(s->issuer));
		put(f, "signer's serial", pki_hex(s->serial, OCTETS_SHOWN));
	}
	if (s->has_signing_time) {
		put(f, "signed", pki_moment(s->signing_time.unix_s));
	}
	put(f, "odd in the signer info", pki_faults(s->faults));
}

static enum eg_err read_sod(struct rd file, struct pki_facts *f)
{
	EG_AUTO(bytes_free) struct bytes rewritten = {0};
	struct sod s;
	struct rd der;
	struct cert c;
	EG_TRY(sod_parse(file, &rewritten, &s));
	f->kind = "EF.SOD";
	put_word(f, "hash of the data groups", s.has_hash ? hash_text(s.hash) : "not known");
	put(f, "signed data groups", groups_text(s.groups));
	put(f, "odd", pki_faults(s.faults));
	for (size_t i = 0; i < s.cms.signer_count; i++) {
		put_signer(f, &s.cms.signers[i]);
	}
	while (cms_next_certificate(&s.cms.certificates, &der)) {
		if (cert_parse(der, &c) == EG_OK) {
			put_cert(f, &c);
		}
	}
	put_hash(f, "SHA-256", file);
	return EG_OK;
}

static enum eg_err read_cvc(struct rd file, struct pki_facts *f)
{
	static const char *const roles[] = {"terminal (inspection system)",
					    "document verifier, foreign",
					    "document verifier, domestic", "CVCA"};
	struct cvc c;
	EG_TRY(cvc_parse(file, &c));
	f->kind = "card verifiable certificate";
	put_word(f, "role", roles[c.role]);
	put_word(f, "may read",
		 c.access == (CVC_READ_DG3 | CVC_READ_DG4) ? "DG3 and DG4"
		 : c.access == CVC_READ_DG3                ? "DG3"
		 : c.access == CVC_READ_DG4                ? "DG4"
							   : "neither DG3 nor DG4");
	struct pki_text text = {""};
	struct wr w = wr_of(text.text, sizeof(text.text) - 1);
	wr_put(&w, c.holder); /* printable, as cvc_parse made sure */
	put(f, "holder", text);
	text = (struct pki_text){""};
	w = wr_of(text.text, sizeof(text.text) - 1);
	wr_put(&w, c.authority);
	put(f, "authority", text);
	put(f, "from", pki_day(c.from));
	put(f, "to", pki_day(c.to));
	put_hash(f, "SHA-256", file);
	return EG_OK;
}

enum eg_err pki_facts_read(struct rd file, struct pki_facts *out)
{
	enum store_kind kind;
	*out = (struct pki_facts){.kind = "?"};
	if (rd_begins(file, RD_TEXT("\x77"))) {
		return read_sod(file, out);
	}
	if (rd_begins(file, RD_TEXT("\x7F\x21"))) {
		return read_cvc(file, out);
	}
	if (!import_kind_of(file, &kind) || kind == STORE_KIND_COLLECTION) {
		return EG_FAIL(EG_BAD_DATA,
			       "no certificate, revocation list, signed list or EF.SOD");
	}
	if (kind == STORE_KIND_CRL) {
		return read_crl(file, out);
	}
	if (kind == STORE_KIND_COUNTRY_CA || kind == STORE_KIND_SIGNER) {
		return read_cert(file, out);
	}
	return read_list(kind, file, out);
}
