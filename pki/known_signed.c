/*
 * known_signed: deviation and defect lists in their signed container (Doc 9303-12, 10.1;
 * TR-03129-2, 7.2; TR-03129-3, annex C). Knows that the content is what a signer of such lists
 * signed. Never knows who vouches for the signer: that is the store's to find.
 */
#include "pki/known_signed.h"

#include "pki/ber.h"
#include "pki/defect_list.h"
#include "pki/deviation_list.h"

bool known_signed_kind(struct rd content_type, enum known_list_kind *out)
{
	*out = rd_equal(content_type, DEFECT_LIST_OID) ? KNOWN_DEFECTS : KNOWN_DEVIATIONS;
	return *out == KNOWN_DEFECTS || rd_equal(content_type, DEVIATION_LIST_OID);
}

enum eg_err known_signed_content(enum known_list_kind kind, struct rd content,
				 struct bytes *rewritten, struct known_list *out)
{
	bool was_ber = false;
	switch (kind) {
	case KNOWN_DEVIATIONS:
		return deviation_list_parse(content, out);
	case KNOWN_DEFECTS:
		break;
	}
	EG_TRY(ber_to_der(content, rewritten, &was_ber));
	return defect_list_parse(was_ber ? bytes_rd(rewritten) : content, out);
}

enum eg_err known_signed_may(enum known_list_kind kind, const struct cert *signer,
			     struct faults *found)
{
	bool defects = kind == KNOWN_DEFECTS;
	bool named = defects ? signer->signs_defect_lists : signer->signs_deviation_lists;
	struct faults profile = {0};
	cert_profile(signer, defects ? CERT_DEFECT_SIGNER : CERT_DEVIATION_SIGNER, &profile);
	faults_join(found, profile);
	if (signer->ca || signer->key_usage_certifies) {
		return EG_FAIL(EG_DENIED, "list signed by a CA itself");
	}
	if (signer->has_key_usage && !signer->key_usage_signs) {
		return EG_FAIL(EG_DENIED, "key of the list's signer is not for signing");
	}
	if (!named && (!defects || signer->extended_usages.left > 0)) {
		return EG_FAIL(EG_DENIED, "certificate is not for signing such lists");
	}
	if (faults_has(profile, FAULT_CRITICAL_UNKNOWN)) {
		return EG_FAIL(EG_DENIED, "list signer with an unknown critical extension");
	}
	return EG_OK;
}

/* The embedded certificate that a signer info names, whose key fits: EG_OK. */
static enum eg_err try_signer(const struct cms *c, const struct cms_signer *s,
			      struct known_signed *out)
{
	struct rd rest = c->certificates;
	struct rd der;
	enum eg_err err = EG_NOT_FOUND;
	while (cms_next_certificate(&rest, &der)) {
		EG_AUTO(crypt_pub_free) struct crypt_pub *key = NULL;
		struct cert signer;
		struct faults found = s->faults;
		if (cert_parse(der, &signer) != EG_OK || cms_names(s, &signer) == CMS_NAMES_NOT) {
			continue;
		}
		err = cert_key_noting(&signer, &key, &found);
		if (err == EG_OK) {
			err = cms_verify(c, s, key, &found);
		}
		if (err == EG_OK) {
			out->signer = signer;
			out->time = s->signing_time;
			faults_join(&out->faults, found);
			return s->has_signing_time
				       ? EG_OK
				       : EG_FAIL(EG_BAD_DATA, "list without a signing time");
		}
	}
	return err == EG_NOT_FOUND ? EG_FAIL(EG_NOT_FOUND, "signer of the list is not embedded")
				   : err;
}

static enum eg_err find_signer(const struct cms *c, struct known_signed *out)
{
	enum eg_err err = EG_NOT_FOUND;
	for (size_t i = 0; i < c->signer_count; i++) {
		enum eg_err one = try_signer(c, &c->signers[i], out);
		if (one == EG_OK) {
			return EG_OK;
		}
		err = err == EG_NOT_FOUND ? one : err;
	}
	return err;
}

static enum eg_err set_info(struct rd file, struct known_signed *out)
{
	uint8_t hash[CRYPT_HASH_MAX];
	EG_TRY(crypt_hash(CRYPT_SHA256, file, hash));
	struct rd r = rd_of(hash, sizeof(out->info.sha256));
	if (!rd_copy(&r, out->info.sha256, sizeof(out->info.sha256))) {
		return EG_FAIL(EG_CRYPTO, "hash of a list");
	}
	out->info.kind = out->list.kind;
	out->info.signed_s = out->time.unix_s;
	out->info.entries = out->list.entry_count;
	out->info.numbers = out->list.number_count;
	for (size_t i = 0; i < sizeof(out->info.country); i++) {
		out->info.country[i] = out->signer.issuer_country[i];
	}
	/* Without a country nobody could tell whose documents it is for. */
	return out->info.country[0] == '\0' ? EG_FAIL(EG_DENIED, "list signer without a country")
					    : EG_OK;
}

enum eg_err known_signed_open(struct rd file, struct known_signed *out)
{
	struct cms c;
	enum known_list_kind kind;
	*out = (struct known_signed){0};
	if (file.left > KNOWN_FILE_MAX) {
		return EG_FAIL(EG_TOO_BIG, "list of known defects");
	}
	EG_TRY(cms_open(file, &out->container, &c));
	if (!known_signed_kind(c.content_type, &kind)) {
		return EG_FAIL(EG_UNSUPPORTED, "neither a deviation list nor a defect list");
	}
	out->faults = c.faults;
	EG_TRY(find_signer(&c, out));
	EG_TRY(known_signed_may(kind, &out->signer, &out->faults));
	if (cert_period(&out->signer, out->time.day) != 0) {
		return EG_FAIL(EG_DENIED, "list signed outside the period of its signer");
	}
	EG_TRY(known_signed_content(kind, c.content, &out->content, &out->list));
	return set_info(file, out);
}

void known_signed_free(struct known_signed *s)
{
	if (s != NULL) {
		bytes_free(&s->container);
		bytes_free(&s->content);
	}
}
