/*
 * pinned: who may sign lists for a lane: certificates that its administrator has put into a file,
 * each for itself or, if it is a CA's, for those that it issued.
 * Knows certificates and SignedData. Never knows what is signed.
 */
#include "pki/pinned.h"

#include "pki/cms.h"
#include "pki/cms_write.h"
#include "pki/name.h"
#include "pki/pem.h"

static enum eg_err add(struct pinned *p, struct rd der)
{
	if (p->count == PINNED_MAX) {
		return EG_FAIL(EG_TOO_BIG, "more than 16 pinned certificates");
	}
	struct bytes *copy = &p->der[p->count];
	EG_TRY(bytes_reserve(copy, der.left, CERT_SIZE_MAX));
	EG_TRY(bytes_append(copy, der));
	p->count++; /* freed with the others, whatever comes of it */
	return cert_parse(bytes_rd(copy), &p->of[p->count - 1]);
}

static enum eg_err add_all(struct pinned *p, struct rd text)
{
	for (;;) {
		uint8_t octets[CERT_SIZE_MAX];
		struct wr der = WR_ARRAY(octets);
		enum eg_err err = pem_next(&text, "CERTIFICATE", &der);
		if (err == EG_NOT_FOUND && p->count > 0) {
			return EG_OK;
		}
		EG_TRY(err);
		EG_TRY(add(p, wr_view(&der)));
	}
}

enum eg_err pinned_read(struct rd file, struct pinned *out)
{
	*out = (struct pinned){.count = 0};
	if (file.left > PINNED_FILE_MAX) {
		return EG_FAIL(EG_TOO_BIG, "file of pinned certificates");
	}
	enum eg_err err = pem_is(file) ? add_all(out, file) : add(out, file);
	if (err != EG_OK) {
		pinned_free(out);
	}
	return err;
}

void pinned_free(struct pinned *p)
{
	for (size_t i = 0; i < PINNED_MAX; i++) {
		bytes_free(&p->der[i]);
	}
	p->count = 0;
}

static enum eg_err open_container(struct rd file, struct cms *c)
{
	EG_TRY(cms_parse(file, c));
	if (!rd_equal(c->content_type, CMS_TYPE_DATA)) {
		return EG_FAIL(EG_BAD_DATA, "SignedData of another type than id-data");
	}
	if (c->signer_count != 1) {
		return EG_FAIL(EG_BAD_DATA, "SignedData of several signers");
	}
	return EG_OK;
}

/* Whoever is pinned himself, other than to vouch for others. */
static bool find_pinned(const struct cms *c, const struct pinned *p, struct cert *signer)
{
	for (size_t i = 0; i < p->count; i++) {
		if (!p->of[i].ca && cms_names(&c->signers[0], &p->of[i]) != CMS_NAMES_NOT) {
			*signer = p->of[i];
			return true;
		}
	}
	return false;
}

/* The embedded certificate that the signer info names. */
static bool find_embedded(const struct cms *c, struct cert *signer)
{
	struct rd rest = c->certificates;
	struct rd der;
	while (cms_next_certificate(&rest, &der)) {
		if (cert_parse(der, signer) == EG_OK &&
		    cms_names(&c->signers[0], signer) != CMS_NAMES_NOT) {
			return true;
		}
	}
	return false;
}

/* No CA itself, made to sign, and nothing about it that is not understood. */
static bool may_sign(const struct cert *c)
{
	return !c->ca && (!c->has_key_usage || c->key_usage_signs) &&
	       !faults_has(c->faults, FAULT_CRITICAL_UNKNOWN) &&
	       !faults_has(cert_algorithm_faults(c), FAULT_HASH_DEPRECATED);
}

/* A pinned CA, good today, has issued it. */
static bool vouched(const struct cert *c, const struct pinned *p, struct date today,
		    struct cert *issuer)
{
	for (size_t i = 0; i < p->count; i++) {
		const struct cert *ca = &p->of[i];
		if (ca->ca && (!ca->has_key_usage || ca->key_usage_certifies) &&
		    name_same(c->issuer, ca->subject) && cert_period(ca, today) == 0 &&
		    cert_issued_by(c, ca) == EG_OK) {
			*issuer = *ca;
			return true;
		}
	}
	return false;
}

static enum eg_err find_signer(const struct cms *c, const struct pinned *p, struct date today,
			       struct pinned_text *out)
{
	struct cert issuer;
	if (find_pinned(c, p, &out->signer)) {
		out->last = out->signer.to;
	} else if (find_embedded(c, &out->signer) && may_sign(&out->signer) &&
		   vouched(&out->signer, p, today, &issuer)) {
		bool sooner = date_compare(issuer.to, out->signer.to) < 0;
		out->last = sooner ? issuer.to : out->signer.to;
	} else {
		return EG_FAIL(EG_DENIED, "nobody who is trusted for this signed it");
	}
	return cert_period(&out->signer, today) == 0
		       ? EG_OK
		       : EG_FAIL(EG_DENIED, "certificate of the signer is not good today");
}

enum eg_err pinned_open(struct rd file, const struct pinned *p, struct date today,
			struct pinned_text *out)
{
	EG_AUTO(crypt_pub_free) struct crypt_pub *key = NULL;
	struct faults found = {0};
	struct cms c;
	*out = (struct pinned_text){.has_time = false};
	EG_TRY(open_container(file, &c));
	EG_TRY(find_signer(&c, p, today, out));
	EG_TRY(cert_key(&out->signer, &key));
	EG_TRY(cms_verify(&c, &c.signers[0], key, &found));
	if (faults_has(found, FAULT_HASH_DEPRECATED)) {
		return EG_FAIL(EG_UNSUPPORTED, "signature with SHA-1");
	}
	out->content = c.content;
	out->has_time = c.signers[0].has_signing_time;
	out->time = c.signers[0].signing_time;
	return EG_OK;
}

enum eg_err pinned_peek(struct rd file, struct pinned_text *out)
{
	struct cms c;
	*out = (struct pinned_text){.has_time = false};
	EG_TRY(open_container(file, &c));
	if (!find_embedded(&c, &out->signer)) {
		out->signer = (struct cert){.v3 = false};
	}
	out->content = c.content;
	out->has_time = c.signers[0].has_signing_time;
	out->time = c.signers[0].signing_time;
	return EG_OK;
}
